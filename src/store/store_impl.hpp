#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "connection.hpp"
#include "sanku/store/store.hpp"

namespace sanku {

using namespace store_detail;  // NOLINT(google-build-using-namespace): private to src/store

/// The connection of a Store and the questions that more than one of its members asks.
struct Store::Impl {
    std::string path;
    mutable SQLite::Database database;
    std::optional<Instant> appending{};  // when the open append, if any, is recorded
    mutable std::unordered_map<std::string, SQLite::Statement> prepared{};

    /// A statement that is prepared once a connection, ready to be bound.
    [[nodiscard]] Query prepare(const std::string& sql) const {
        auto found = prepared.find(sql);
        if (found == prepared.end()) {
            found = prepared.emplace(sql, SQLite::Statement(database, sql)).first;
        }
        return Query(found->second);
    }

    [[nodiscard]] std::optional<std::int64_t> project_id(ProjectCode project) const {
        const Query query = prepare("SELECT id FROM project WHERE code = ?");
        query->bind(1, project.str());
        if (!query->executeStep()) return std::nullopt;
        return query->getColumn(0).getInt64();
    }

    [[nodiscard]] std::optional<Event> latest(std::int64_t id, ProjectCode project,
                                              const FactKey& key, std::int64_t* seq = nullptr,
                                              std::int64_t* batch = nullptr) const {
        static const std::string sql = "SELECT seq, batch, " + std::string(event_columns) +
                                       " FROM event WHERE project = ? AND kind = ? AND fact = ?"
                                       " AND subject = ? ORDER BY seq DESC LIMIT 1";
        const Query query = prepare(sql);
        bind_fact(*query, id, key);
        if (!query->executeStep()) return std::nullopt;
        if (seq != nullptr) *seq = query->getColumn(0).getInt64();
        if (batch != nullptr) *batch = query->getColumn(1).getInt64();
        EventRow row = read_row(*query, 2);
        const Date effective = decoded_day(row.effective);
        return Event{project, effective, decoded(std::move(row))};
    }

    /// The event that says what holds on `day` of the fact that `event` states; of a dated fact the
    /// last recorded, whatever its day.
    [[nodiscard]] std::optional<Event> holding(std::int64_t id, const Event& event,
                                               Date day) const {
        const FactKey fact = fact_key(event.what);
        if (!is_undated(event.kind())) return latest(id, event.project, fact);
        static const std::string sql = "SELECT " + std::string(event_columns) +
                                       " FROM event WHERE project = ? AND kind = ? AND fact = ?"
                                       " AND subject = ? AND effective <= ?"
                                       " ORDER BY effective DESC, seq DESC LIMIT 1";
        const Query query = prepare(sql);
        bind_fact(*query, id, fact);
        query->bind(5, day.days());
        if (!query->executeStep()) return std::nullopt;
        EventRow row = read_row(*query, 0);
        const Date effective = decoded_day(row.effective);
        return Event{event.project, effective, decoded(std::move(row))};
    }

    [[nodiscard]] std::optional<event::ProgressReported> nearest_report(std::int64_t id,
                                                                        Month month,
                                                                        bool before) const {
        const std::string sql = "SELECT " + std::string(event_columns) +
                                " FROM event WHERE project = ? AND kind = ? AND fact " +
                                (before ? "<" : ">") + " ? ORDER BY fact " +
                                (before ? "DESC" : "ASC") + ", seq DESC LIMIT 1";
        const Query query = prepare(sql);
        query->bind(1, id);
        query->bind(2, static_cast<int>(EventKind::progress_reported));
        query->bind(3, month.index());
        if (!query->executeStep()) return std::nullopt;
        return std::get<event::ProgressReported>(decoded(read_row(*query, 0)));
    }

    /// The last event recorded up to the end of `known_on`.
    [[nodiscard]] std::int64_t last_sequence(std::optional<Date> known_on) const {
        if (appending && (!known_on || *appending <= Instant::end_of(*known_on))) return length();
        const Query query =
            prepare("SELECT coalesce(max(last_seq), 0) FROM batch WHERE recorded <= ?");
        query->bind(1, known_on ? Instant::end_of(*known_on).unix_seconds() : INT64_MAX);
        query->executeStep();
        return query->getColumn(0).getInt64();
    }

    [[nodiscard]] std::int64_t length() const {
        const Query count = prepare("SELECT coalesce(max(seq), 0) FROM event");
        count->executeStep();
        return count->getColumn(0).getInt64();
    }

    /// When the events of a batch that is not written yet are recorded.
    [[nodiscard]] std::int64_t open_recorded() const {
        return appending ? appending->unix_seconds() : 0;
    }

    [[nodiscard]] Instant recorded(std::int64_t batch) const {
        const Query query = prepare("SELECT recorded FROM batch WHERE id = ?");
        query->bind(1, batch);
        if (!query->executeStep()) {
            if (appending) return *appending;  // its batch is written last
            throw Error(ErrorCode::damaged_journal, path, "batch");
        }
        return Instant::from_unix_seconds(query->getColumn(0).getInt64());
    }
};

}  // namespace sanku
