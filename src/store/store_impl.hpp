#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "chain.hpp"
#include "connection.hpp"
#include "sanku/journal/rules.hpp"
#include "sanku/pipeline/moves.hpp"
#include "sanku/store/store.hpp"

namespace sanku {

using namespace store_detail;  // NOLINT(google-build-using-namespace): private to src/store

/// An event with its place, as the questions inside the store need it.
struct Statement {
    std::int64_t seq;
    std::int64_t batch;
    std::int64_t supersedes;
    Event event;
};

/// The connection of a Store and the questions that more than one of its members asks.
struct Store::Impl {
    std::string path;
    mutable SQLite::Database database;
    HashAlgorithm hash = HashAlgorithm::sha256;
    bool read_only = false;
    std::optional<Instant> appending{};  // when the open append, if any, is recorded
    mutable std::unordered_map<std::string, SQLite::Statement> prepared{};
    /// The office's networks, and those that ship once they are asked for; none ever moves.
    mutable std::deque<pipeline::PoolGraph> networks{};
    bool restrains_libraries = false;

    /// A statement that is prepared once a connection, ready to be bound.
    [[nodiscard]] Query prepare(const std::string& sql) const {
        auto found = prepared.find(sql);
        if (found == prepared.end()) {
            found = prepared.emplace(sql, SQLite::Statement(database, sql)).first;
        }
        return Query(found->second);
    }
    [[nodiscard]] std::int64_t number(const std::string& sql) const {
        const Query query = prepare(sql);
        query->executeStep();
        return query->getColumn(0).getInt64();
    }

    [[nodiscard]] std::optional<std::int64_t> project_id(ProjectCode project) const {
        const Query query = prepare("SELECT id FROM project WHERE code = ?");
        query->bind(1, project.str());
        if (!query->executeStep()) return std::nullopt;
        return query->getColumn(0).getInt64();
    }

    /// The event in a row whose columns are seq, batch and `event_columns`.
    [[nodiscard]] static Statement read_statement(SQLite::Statement& query, ProjectCode project) {
        const EventRow row = read_row(query, 2);
        return {query.getColumn(0).getInt64(), query.getColumn(1).getInt64(), row.supersedes,
                Event{project, Date::from_days(row.effective), decoded(row)}};
    }

    /// The statements of a fact that are in force: of a dated fact at most one; of an undated one
    /// at most one for each day from which it counts, the earliest first.
    [[nodiscard]] std::vector<Statement> in_force(std::int64_t id, ProjectCode project,
                                                  const FactKey& fact) const {
        static const std::string sql = "SELECT seq, batch, " + std::string(event_columns) +
                                       " FROM event WHERE project = ? AND kind = ? AND fact = ?"
                                       " AND subject = ? ORDER BY ";
        static const std::string by_day = sql + "effective, seq";
        static const std::string by_seq = sql + "seq";
        const bool undated = is_undated(fact.kind);
        const Query query = prepare(undated ? by_day : by_seq);
        bind_fact(*query, id, fact);
        std::vector<Statement> out;
        bool retracted = false;  // whether the last of `out` is to go
        while (query->executeStep()) {
            Statement next = read_statement(*query, project);
            const bool same =
                !out.empty() && (!undated || out.back().event.effective == next.event.effective);
            if (same || retracted) out.pop_back();
            retracted = std::holds_alternative<event::Retracted>(next.event.what);
            out.push_back(std::move(next));
        }
        if (retracted) out.pop_back();
        return out;
    }

    /// The last recorded statement of a fact that is in force.
    [[nodiscard]] std::optional<Statement> latest(std::int64_t id, ProjectCode project,
                                                  const FactKey& fact) const {
        std::vector<Statement> all = in_force(id, project, fact);
        if (all.empty()) return std::nullopt;
        return *std::ranges::max_element(all, {}, &Statement::seq);
    }

    /// The nearest reported month on one side of `month`.
    [[nodiscard]] std::optional<event::ProgressReported> nearest_report(std::int64_t id,
                                                                        Month month,
                                                                        bool before) const {
        static const std::string sql = "SELECT " + std::string(event_columns) +
                                       " FROM event WHERE project = ? AND kind = ? AND fact ";
        static const std::string before_it = sql + "< ? ORDER BY fact DESC, seq DESC";
        static const std::string after_it = sql + "> ? ORDER BY fact, seq DESC";
        const Query query = prepare(before ? before_it : after_it);
        query->bind(1, id);
        query->bind(2, static_cast<int>(EventKind::progress_reported));
        query->bind(3, month.index());
        std::int64_t retracted = -1;  // the month that was taken back
        while (query->executeStep()) {
            const EventRow row = read_row(*query, 0);
            if (row.fact == retracted) continue;
            if (!row.retracts) return std::get<event::ProgressReported>(decoded(row));
            retracted = row.fact;
        }
        return std::nullopt;
    }

    /// What the rules hold against each other, of one project.
    [[nodiscard]] Standing standing(std::int64_t id, ProjectCode project) const {
        static const std::string sql = "SELECT seq, batch, " + std::string(event_columns) +
                                       " FROM event WHERE project = ?"
                                       " AND (kind <= ? OR kind BETWEEN ? AND ? OR kind >= ?)"
                                       " ORDER BY seq";
        const Query query = prepare(sql);
        query->bind(1, id);
        query->bind(2, static_cast<int>(EventKind::evaluated));
        query->bind(3, static_cast<int>(EventKind::negotiated));
        query->bind(4, static_cast<int>(EventKind::corrected));
        query->bind(5, static_cast<int>(EventKind::pool_entered));
        Standing out;
        while (query->executeStep()) {
            const Statement next = read_statement(*query, project);
            out.apply(next.event.effective, next.event.what);
        }
        return out;
    }

    void take_networks(std::vector<pipeline::PoolGraph> of_office);
    [[nodiscard]] const pipeline::PoolGraph& network(std::string_view id) const;
    /// Whether an event is a move that is held to its network.
    [[nodiscard]] bool is_judged(const Payload& what) const noexcept {
        const auto kind = static_cast<EventKind>(what.index());
        return kind == EventKind::pool_entered || kind == EventKind::network_left ||
               (restrains_libraries && !pipeline::network_of(what).empty());
    }

    [[nodiscard]] std::int64_t length() const {
        return number("SELECT coalesce(max(seq), 0) FROM event");
    }

    /// The end of the journal; within an append, of what it added.
    [[nodiscard]] Position end() const {
        return {number("SELECT coalesce(max(id), 0) FROM batch") + (appending ? 1 : 0), length()};
    }
    /// The end of the last batch recorded up to the end of `known_on`.
    [[nodiscard]] Position position(std::optional<Date> known_on) const {
        if (appending && (!known_on || *appending <= Instant::end_of(*known_on))) return end();
        const Query query =
            prepare("SELECT id, last_seq FROM batch WHERE recorded <= ? ORDER BY id DESC LIMIT 1");
        query->bind(1, known_on ? Instant::end_of(*known_on).unix_seconds() : INT64_MAX);
        if (!query->executeStep()) return {};
        return {query->getColumn(0).getInt64(), query->getColumn(1).getInt64()};
    }
    /// Throws unless `position` is the end of a batch.
    void check(const Position& position) const {
        if (position == Position{} || (appending && position == end())) return;
        const Query query = prepare("SELECT last_seq FROM batch WHERE id = ?");
        query->bind(1, position.batches);
        if (!query->executeStep() || query->getColumn(0).getInt64() != position.events) {
            throw Error(ErrorCode::invalid_argument,
                        std::to_string(position.batches) + ':' + std::to_string(position.events),
                        "no such position in the journal");
        }
    }
    /// The hash at the end of batch `number`.
    [[nodiscard]] Digest head(std::int64_t batch) const {
        if (batch == 0) return Chain(hash).genesis();
        const Query query = prepare("SELECT hash FROM batch WHERE id = ?");
        query->bind(1, batch);
        if (!query->executeStep()) throw Error(ErrorCode::damaged_journal, path, "batch");
        return read_digest(*query, 0);
    }

    /// The hash of event `seq`, if there is one.
    [[nodiscard]] std::optional<Digest> event_hash(std::int64_t seq) const {
        const Query query = prepare("SELECT hash FROM event WHERE seq = ?");
        query->bind(1, seq);
        if (!query->executeStep()) return std::nullopt;
        return read_digest(*query, 0);
    }

    [[nodiscard]] std::optional<Instant> last_recorded() const {
        const Query query = prepare("SELECT max(recorded) FROM batch");
        query->executeStep();
        if (query->getColumn(0).isNull()) return std::nullopt;
        return Instant::from_unix_seconds(query->getColumn(0).getInt64());
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

    /// What was recorded up to `position`, labelled as known on `known_on`.
    [[nodiscard]] History known(const Position& position, std::optional<Date> known_on) const;
    [[nodiscard]] std::vector<ImportRecord> imports(const Position& position) const;
    [[nodiscard]] RecordedEvent event(std::int64_t sequence) const;
    /// Throws if nothing may be written now.
    void check_writable(Instant recorded_at) const;
    /// Writes the row of a batch, and of the bulletin that it froze.
    void close(const BatchRow& batch, const Digest& hash, const BulletinRow* bulletin) const;
};

}  // namespace sanku
