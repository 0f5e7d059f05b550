#include "sanku/store/store.hpp"

#include <sqlite3.h>

#include "sanku/portfolio/fold.hpp"
#include "schema.hpp"
#include "store_impl.hpp"

namespace sanku {

namespace {

constexpr int busy_timeout_ms = 5000;

/// Puts the file into WAL mode, if it is not. SQLite does not wait for the lock by itself here, as
/// it does everywhere else, so of several processes that make a journal at once all but one would
/// be refused.
void use_write_ahead_log(SQLite::Database& database) {
    constexpr int pause_ms = 5;
    for (int waited = 0;; waited += pause_ms) {
        if (database.execAndGet("PRAGMA journal_mode").getString() == "wal") return;
        try {
            database.exec("PRAGMA journal_mode = WAL");
            return;
        } catch (const SQLite::Exception& error) {
            if (error.getErrorCode() != SQLITE_BUSY || waited >= busy_timeout_ms) throw;
        }
        sqlite3_sleep(pause_ms);
    }
}

}  // namespace

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Store Store::open(const std::string& path) {
    return guarded(path, [&] {
        auto impl = std::unique_ptr<Impl>(new Impl{
            path,
            SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busy_timeout_ms)});
        SQLite::Database& database = impl->database;
        database.exec("PRAGMA trusted_schema = OFF");
        const bool exists = is_journal(database, path);
        use_write_ahead_log(database);
        database.exec("PRAGMA synchronous = FULL");  // what was acknowledged survives a power cut
        database.exec("PRAGMA foreign_keys = ON");
        if (!exists) create_journal(database);
        return Store(std::move(impl));
    });
}

Store Store::in_memory() {
    return guarded(":memory:", [&] {
        auto impl = std::unique_ptr<Impl>(
            new Impl{":memory:", SQLite::Database(":memory:", SQLite::OPEN_READWRITE)});
        impl->database.exec("PRAGMA foreign_keys = ON");
        create_journal(impl->database);
        return Store(std::move(impl));
    });
}

Appended Store::append(std::span<const Event> events, const Batch& batch) {
    Appender appender = begin_append(batch);
    for (const Event& event : events) appender.add(event);
    return appender.commit(batch.rows, batch.rejected);
}

Portfolio Store::at(Date as_of, std::optional<Date> known_on) const {
    return guarded(impl_->path, [&] {
        const Snapshot snapshot(impl_->database, impl_->appending.has_value());
        PortfolioBuilder builder(as_of, known_on);
        std::vector<std::uint32_t> rows{0};  // by project id, which counts from 1
        SQLite::Statement projects(impl_->database, "SELECT id, code FROM project ORDER BY id");
        while (projects.executeStep()) {
            if (projects.getColumn(0).getInt64() != static_cast<std::int64_t>(rows.size())) {
                throw Error(ErrorCode::damaged_journal, impl_->path, "projects without gaps");
            }
            rows.push_back(builder.row(decoded(projects.getColumn(1).getString())));
        }
        SQLite::Statement events(impl_->database, "SELECT seq, project, " +
                                                      std::string(event_columns) +
                                                      " FROM event WHERE seq <= ? ORDER BY seq");
        const std::int64_t last = impl_->last_sequence(known_on);
        if (!known_on && last != impl_->length()) {
            throw Error(ErrorCode::damaged_journal, std::to_string(last), "events of no batch");
        }
        events.bind(1, last);
        std::int64_t sequence = 0;
        while (events.executeStep()) {
            if (events.getColumn(0).getInt64() != ++sequence) {
                throw Error(ErrorCode::damaged_journal, std::to_string(sequence), "missing event");
            }
            const auto id = static_cast<std::size_t>(events.getColumn(1).getInt64());
            if (id == 0 || id >= rows.size()) {
                throw Error(ErrorCode::damaged_journal, std::to_string(id), "event of no project");
            }
            EventRow row = read_row(events, 2);
            const Date effective = decoded_day(row.effective);
            builder.apply(rows[id], effective, decoded(std::move(row)));
        }
        if (sequence != last) {
            throw Error(ErrorCode::damaged_journal, std::to_string(sequence + 1), "missing event");
        }
        return std::move(builder).build();
    });
}

std::int64_t Store::length() const {
    return guarded(impl_->path, [&] { return impl_->length(); });
}

std::optional<Instant> Store::last_recorded() const {
    return guarded(impl_->path, [&]() -> std::optional<Instant> {
        const Query query = impl_->prepare("SELECT max(recorded) FROM batch");
        query->executeStep();
        if (query->getColumn(0).isNull()) return std::nullopt;
        return Instant::from_unix_seconds(query->getColumn(0).getInt64());
    });
}

bool Store::contains(ProjectCode project) const {
    return guarded(impl_->path, [&] { return impl_->project_id(project).has_value(); });
}

std::optional<RecordedEvent> Store::latest(ProjectCode project, const FactKey& key) const {
    return guarded(impl_->path, [&]() -> std::optional<RecordedEvent> {
        const auto id = impl_->project_id(project);
        if (!id) return std::nullopt;
        std::int64_t seq = 0;
        std::int64_t batch = 0;
        auto event = impl_->latest(*id, project, key, &seq, &batch);
        if (!event) return std::nullopt;
        return RecordedEvent{seq, impl_->recorded(batch), *std::move(event)};
    });
}

Store::Neighbours Store::reports_around(ProjectCode project, Month month) const {
    return guarded(impl_->path, [&]() -> Neighbours {
        const auto id = impl_->project_id(project);
        if (!id) return {};
        return {impl_->nearest_report(*id, month, true), impl_->nearest_report(*id, month, false)};
    });
}

std::optional<Date> Store::first_entry(ProjectCode project) const {
    std::optional<Date> first;
    for (const EventKind kind : {EventKind::entered_directory, EventKind::moved_to_reserve,
                                 EventKind::moved_to_implementation}) {
        const auto entry = latest(project, {kind});
        if (entry && (!first || entry->event.effective < *first)) first = entry->event.effective;
    }
    return first;
}

std::vector<RecordedEvent> Store::history(ProjectCode project) const {
    return guarded(impl_->path, [&] {
        std::vector<RecordedEvent> events;
        SQLite::Statement query(impl_->database,
                                "SELECT e.seq, coalesce(b.recorded, ?), " +
                                    std::string(event_columns) +
                                    " FROM event e LEFT JOIN batch b ON b.id = e.batch"
                                    " JOIN project p ON p.id = e.project"
                                    " WHERE p.code = ? ORDER BY e.seq");
        query.bind(1, impl_->open_recorded());
        query.bind(2, project.str());
        while (query.executeStep()) {
            EventRow row = read_row(query, 2);
            const Date effective = decoded_day(row.effective);
            events.push_back({query.getColumn(0).getInt64(),
                              Instant::from_unix_seconds(query.getColumn(1).getInt64()),
                              Event{project, effective, decoded(std::move(row))}});
        }
        return events;
    });
}

void Store::for_each(const std::function<void(const RecordedEvent&)>& visit,
                     std::optional<Date> known_on) const {
    guarded(impl_->path, [&] {
        const Snapshot snapshot(impl_->database, impl_->appending.has_value());
        SQLite::Statement query(impl_->database,
                                "SELECT e.seq, coalesce(b.recorded, ?), p.code, " +
                                    std::string(event_columns) +
                                    " FROM event e LEFT JOIN batch b ON b.id = e.batch"
                                    " JOIN project p ON p.id = e.project"
                                    " WHERE e.seq <= ? ORDER BY e.seq");
        query.bind(1, impl_->open_recorded());
        query.bind(2, impl_->last_sequence(known_on));
        while (query.executeStep()) {
            EventRow row = read_row(query, 3);
            const Date effective = decoded_day(row.effective);
            visit({query.getColumn(0).getInt64(),
                   Instant::from_unix_seconds(query.getColumn(1).getInt64()),
                   Event{decoded(query.getColumn(2).getString()), effective,
                         decoded(std::move(row))}});
        }
    });
}

std::vector<ImportRecord> Store::imports(std::optional<Date> known_on) const {
    return guarded(impl_->path, [&] {
        std::vector<ImportRecord> records;
        SQLite::Statement query(
            impl_->database,
            "SELECT source, recorded, rows, rejected FROM batch WHERE id IN"
            " (SELECT max(id) FROM batch WHERE recorded <= ? AND rows > 0 GROUP BY source)"
            " ORDER BY source");
        query.bind(1, known_on ? Instant::end_of(*known_on).unix_seconds() : INT64_MAX);
        while (query.executeStep()) {
            records.push_back({query.getColumn(0).getString(),
                               Instant::from_unix_seconds(query.getColumn(1).getInt64()),
                               query.getColumn(2).getInt64(), query.getColumn(3).getInt64()});
        }
        return records;
    });
}

}  // namespace sanku
