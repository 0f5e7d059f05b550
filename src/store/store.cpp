#include "sanku/store/store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "event_row.hpp"
#include "sanku/portfolio/fold.hpp"
#include "schema.hpp"

namespace sanku {

using namespace store_detail;

namespace {

constexpr int busy_timeout_ms = 5000;
constexpr std::string_view event_columns =
    "kind, effective, fact, subject, value, value2, value3, value4, text, text2";

[[nodiscard]] Error translated(const SQLite::Exception& error, const std::string& path) {
    ErrorCode code = ErrorCode::io;
    if (error.getErrorCode() == SQLITE_BUSY || error.getErrorCode() == SQLITE_LOCKED) {
        code = ErrorCode::journal_busy;
    } else if (error.getErrorCode() == SQLITE_CORRUPT) {
        code = ErrorCode::damaged_journal;
    } else if (error.getErrorCode() == SQLITE_NOTADB) {
        code = ErrorCode::not_a_journal;
    }
    return Error(Problem{.code = code, .file = path, .detail = error.what()});
}

/// Runs `work` and turns SQLite's exceptions into the library's.
template <typename Work>
auto guarded(const std::string& path, Work&& work) {
    try {
        return work();
    } catch (const SQLite::Exception& error) {
        throw translated(error, path);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::damaged_journal || !error.problem().file.empty()) throw;
        Problem problem = error.problem();
        problem.file = path;
        throw Error(std::move(problem));
    }
}

[[nodiscard]] std::int32_t whole_day(std::int64_t days) {
    if (!std::in_range<std::int32_t>(days)) {
        throw Error(ErrorCode::damaged_journal, std::to_string(days), "effective day");
    }
    return static_cast<std::int32_t>(days);
}

/// What a row says, if it is what an event may say: other tools write to files as well.
[[nodiscard]] Payload decoded(EventRow&& row) {
    try {
        Payload what = to_payload(std::move(row));
        validate(what);
        return what;
    } catch (const Error& error) {
        throw Error(ErrorCode::damaged_journal, key(error.code()), error.what());
    }
}

[[nodiscard]] ProjectCode decoded(const std::string& code) {
    try {
        return ProjectCode::parse(code);
    } catch (const Error& error) {
        throw Error(ErrorCode::damaged_journal, key(error.code()), error.what());
    }
}

/// The event in a statement's row whose columns from `first` on are `event_columns`.
[[nodiscard]] EventRow read_row(SQLite::Statement& statement, int first) {
    const auto kind = statement.getColumn(first).getInt64();
    if (kind < 0 || kind >= static_cast<std::int64_t>(event_kind_count)) {
        throw Error(ErrorCode::damaged_journal, std::to_string(kind), "kind of event");
    }
    EventRow row{static_cast<EventKind>(kind),
                 whole_day(statement.getColumn(first + 1).getInt64()),
                 statement.getColumn(first + 2).getInt64(),
                 {},
                 {},
                 {},
                 {}};
    const auto value = [&](int i) {
        const SQLite::Column column = statement.getColumn(first + 4 + i);
        if (!column.isNull()) row.value[i] = column.getInt64();
    };
    const bool progress = row.kind == EventKind::progress_reported;
    const bool text = row.kind == EventKind::attribute_changed ||
                      row.kind == EventKind::reason_granted || row.kind == EventKind::withdrawn;
    value(0);
    if (progress || row.kind == EventKind::plan_set) value(1);
    if (progress) {
        value(2);
        value(3);
    }
    if (text) {
        row.subject = statement.getColumn(first + 3).getString();
        row.text = statement.getColumn(first + 8).getString();
        row.text2 = statement.getColumn(first + 9).getString();
    }
    return row;
}

}  // namespace

namespace {

/// A prepared statement in use. Resets it in the end, since one that stays on a row holds the
/// connection in its snapshot: it would see no other process's events and could not append.
class Query {
  public:
    explicit Query(SQLite::Statement& statement) : statement_(statement) { statement_.reset(); }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query() {
        try {
            statement_.reset();
        } catch (const SQLite::Exception&) {  // the step has thrown that already
            return;
        }
    }
    [[nodiscard]] SQLite::Statement& operator*() const noexcept { return statement_; }
    [[nodiscard]] SQLite::Statement* operator->() const noexcept { return &statement_; }

  private:
    SQLite::Statement& statement_;
};

/// One view of the journal for several reads, which another process's commit cannot split. Within
/// an open append there is one already.
class Snapshot {
  public:
    Snapshot(SQLite::Database& database, bool appending) {
        if (!appending) transaction_.emplace(database, SQLite::TransactionBehavior::DEFERRED);
    }

  private:
    std::optional<SQLite::Transaction> transaction_;
};

}  // namespace

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
        query->bind(1, id);
        query->bind(2, static_cast<int>(key.kind));
        query->bind(3, key.number);
        query->bind(4, std::string(key.text));
        if (!query->executeStep()) return std::nullopt;
        if (seq != nullptr) *seq = query->getColumn(0).getInt64();
        if (batch != nullptr) *batch = query->getColumn(1).getInt64();
        EventRow row = read_row(*query, 2);
        const Date effective = Date::from_days(row.effective);
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
        query->bind(1, id);
        query->bind(2, static_cast<int>(fact.kind));
        query->bind(3, fact.number);
        query->bind(4, std::string(fact.text));
        query->bind(5, day.days());
        if (!query->executeStep()) return std::nullopt;
        EventRow row = read_row(*query, 0);
        const Date effective = Date::from_days(row.effective);
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

    void create() const {
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::EXCLUSIVE);
        if (database.execAndGet("PRAGMA application_id").getInt() == application_id) return;
        database.exec(schema);
        SQLite::Statement kind(database, "INSERT INTO event_kind VALUES (?, ?)");
        for (std::size_t i = 0; i < event_kind_count; ++i) {
            kind.bind(1, static_cast<int>(i));
            kind.bind(2, std::string(key(static_cast<EventKind>(i))));
            kind.exec();
            kind.reset();
        }
        database.exec("PRAGMA application_id = " + std::to_string(application_id));
        database.exec("PRAGMA user_version = " + std::to_string(schema_version));
        transaction.commit();
    }

    using Definitions = std::map<std::string, std::string>;

    [[nodiscard]] static Definitions definitions(SQLite::Database& of) {
        Definitions out;
        SQLite::Statement query(of,
                                "SELECT name, type, coalesce(sql, '') FROM sqlite_schema"
                                " WHERE name NOT LIKE 'sqlite_%'");
        while (query.executeStep()) {
            out.emplace(query.getColumn(0).getString(),
                        query.getColumn(1).getString() + ' ' + query.getColumn(2).getString());
        }
        return out;
    }

    /// Throws unless every table, index, trigger and view is as this library makes it and nothing
    /// was added: a crafted view in the place of a table could run for ever.
    void check_schema() const {
        SQLite::Database sound(":memory:", SQLite::OPEN_READWRITE);
        sound.exec(schema);
        const Definitions expected = definitions(sound);
        const Definitions found = definitions(database);
        for (const auto& [name, sql] : found) {
            const auto known = expected.find(name);
            if (known == expected.end() || known->second != sql) {
                throw Error(ErrorCode::damaged_journal, name, "not of this schema");
            }
        }
        for (const auto& [name, sql] : expected) {
            if (!found.contains(name)) throw Error(ErrorCode::damaged_journal, name, "missing");
        }
    }

    /// Throws unless the file is a journal that this library can read, or empty.
    [[nodiscard]] bool check_kind() const {
        const int id = database.execAndGet("PRAGMA application_id").getInt();
        const int version = database.execAndGet("PRAGMA user_version").getInt();
        const int tables = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
        if (id == 0 && version == 0 && tables == 0) return false;
        if (id != application_id)
            throw Error(Problem{.code = ErrorCode::not_a_journal, .file = path});
        if (version < 1)
            throw Error(ErrorCode::damaged_journal, std::to_string(version), "version");
        if (version > schema_version) {
            throw Error(Problem{.code = ErrorCode::newer_schema,
                                .file = path,
                                .value = std::to_string(version),
                                .detail = "this library knows " + std::to_string(schema_version)});
        }
        check_schema();
        return true;
    }
};

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
        const bool exists = impl->check_kind();
        if (database.execAndGet("PRAGMA journal_mode").getString() != "wal") {
            database.exec("PRAGMA journal_mode = WAL");
        }
        database.exec("PRAGMA synchronous = FULL");  // what was acknowledged survives a power cut
        database.exec("PRAGMA foreign_keys = ON");
        if (!exists) impl->create();
        return Store(std::move(impl));
    });
}

Store Store::in_memory() {
    return guarded(":memory:", [&] {
        auto impl = std::unique_ptr<Impl>(
            new Impl{":memory:", SQLite::Database(":memory:", SQLite::OPEN_READWRITE)});
        impl->database.exec("PRAGMA foreign_keys = ON");
        impl->create();
        return Store(std::move(impl));
    });
}

struct Store::Appender::Impl {
    Store::Impl& store;
    Batch batch;
    SQLite::Transaction transaction;
    std::int64_t batch_id = 0;
    std::int64_t last_seq = 0;
    std::int64_t next_project = 0;
    std::unordered_map<ProjectCode, std::int64_t> ids{};
    Appended appended{};

    [[nodiscard]] std::int64_t id_of(ProjectCode project) {
        const auto [found, is_new] = ids.try_emplace(project, 0);
        if (!is_new) return found->second;
        if (const auto id = store.project_id(project)) return found->second = *id;
        const Query insert = store.prepare("INSERT INTO project VALUES (?, ?)");
        insert->bind(1, ++next_project);
        insert->bind(2, project.str());
        insert->exec();
        return found->second = next_project;
    }

    /// The day from which an event is to count: its own, or, for an undated fact that was stated
    /// before, `if_changed`, but not before it was first stated, where it would be without effect.
    [[nodiscard]] Date takes_effect(std::int64_t id, const Event& event,
                                    std::optional<Date> if_changed) const {
        if (!if_changed || !is_undated(event.kind())) return event.effective;
        const FactKey fact = fact_key(event.what);
        const Query query = store.prepare(
            "SELECT min(effective) FROM event WHERE project = ? AND kind = ? AND fact = ?"
            " AND subject = ?");
        query->bind(1, id);
        query->bind(2, static_cast<int>(fact.kind));
        query->bind(3, fact.number);
        query->bind(4, std::string(fact.text));
        query->executeStep();
        if (query->getColumn(0).isNull()) return event.effective;
        return std::max(*if_changed, Date::from_days(whole_day(query->getColumn(0).getInt64())));
    }

    void insert(std::int64_t id, const Event& event) {
        const Query insert = store.prepare("INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)");
        const EventRow row = to_row(event);
        insert->bind(1, ++last_seq);
        insert->bind(2, batch_id);
        insert->bind(3, id);
        insert->bind(4, static_cast<int>(row.kind));
        insert->bind(5, row.effective);
        insert->bind(6, row.fact);
        insert->bindNoCopy(7, row.subject);
        for (int i = 0; i < 4; ++i) {
            if (row.value[i]) {
                insert->bind(8 + i, *row.value[i]);
            } else {
                insert->bind(8 + i);
            }
        }
        insert->bindNoCopy(12, row.text);
        insert->bindNoCopy(13, row.text2);
        insert->exec();
    }

    /// Whether the journal's latest import of the source already says all that this batch would.
    [[nodiscard]] bool nothing_new(std::int64_t rows, std::int64_t rejected) {
        if (appended.added > 0) return false;
        const Query query = store.prepare(
            "SELECT rows, rejected FROM batch WHERE source = ? ORDER BY id DESC LIMIT 1");
        query->bind(1, batch.source);
        if (!query->executeStep()) return rows == 0 && rejected == 0;
        return query->getColumn(0).getInt64() == rows && query->getColumn(1).getInt64() == rejected;
    }
};

Store::Appender::Appender(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {
    impl_->store.appending = impl_->batch.recorded_at;
}
Store::Appender::Appender(Appender&&) noexcept = default;
Store::Appender::~Appender() {
    if (impl_) impl_->store.appending.reset();
}

Store::Appender Store::begin_append(const Batch& batch) {
    if (impl_->appending) throw Error(ErrorCode::invalid_argument, "append", "one at a time");
    return guarded(impl_->path, [&] {
        auto impl = std::unique_ptr<Appender::Impl>(new Appender::Impl{
            *impl_, batch,
            SQLite::Transaction(impl_->database, SQLite::TransactionBehavior::IMMEDIATE)});
        const auto last = last_recorded();
        if (last && batch.recorded_at < *last) {
            throw Error(ErrorCode::recorded_in_past, batch.recorded_at.iso(), last->iso());
        }
        const auto maximum = [&](const char* sql) {
            return impl_->database.execAndGet(sql).getInt64();
        };
        impl->batch_id = maximum("SELECT coalesce(max(id), 0) FROM batch") + 1;
        impl->last_seq = maximum("SELECT coalesce(max(seq), 0) FROM event");
        impl->next_project = maximum("SELECT coalesce(max(id), 0) FROM project");
        return Appender(std::move(impl));
    });
}

bool Store::Appender::add(const Event& event, std::optional<Date> if_changed) {
    validate(event.what);
    return guarded(impl_->store.path, [&] {
        const std::int64_t id = impl_->id_of(event.project);
        const Date effective = impl_->takes_effect(id, event, if_changed);
        const auto held = impl_->store.holding(id, event, effective);
        if (held && same_fact(*held, event)) {
            ++impl_->appended.unchanged;
            return false;
        }
        impl_->insert(id, {event.project, effective, event.what});
        ++impl_->appended.added;
        return true;
    });
}

Appended Store::Appender::commit(std::int64_t rows, std::int64_t rejected) {
    return guarded(impl_->store.path, [&] {
        const Batch& batch = impl_->batch;
        if (!impl_->nothing_new(rows, rejected)) {
            const Query insert = impl_->store.prepare("INSERT INTO batch VALUES (?,?,?,?,?,?,?)");
            insert->bind(1, impl_->batch_id);
            insert->bind(2, batch.recorded_at.unix_seconds());
            insert->bind(3, batch.by);
            insert->bind(4, batch.source);
            insert->bind(5, rows);
            insert->bind(6, rejected);
            insert->bind(7, impl_->last_seq);
            insert->exec();
        }
        impl_->transaction.commit();
        impl_->store.appending.reset();
        const Appended appended = impl_->appended;
        impl_.reset();
        return appended;
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
            const Date effective = Date::from_days(row.effective);
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
            const Date effective = Date::from_days(row.effective);
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
            const Date effective = Date::from_days(row.effective);
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
