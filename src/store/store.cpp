#include "sanku/store/store.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>

#include "checkpoint.hpp"
#include "fold_journal.hpp"
#include "schema.hpp"
#include "store_impl.hpp"

namespace sanku {

namespace {

[[nodiscard]] HashAlgorithm read_algorithm(SQLite::Database& database) {
    SQLite::Statement query(database, "SELECT hash FROM chain");
    const auto algorithm =
        query.executeStep() ? hash_algorithm_named(query.getColumn(0).getString()) : std::nullopt;
    if (!algorithm) throw Error(ErrorCode::damaged_journal, "chain", "sha256 or sm3");
    return *algorithm;
}

void set_up(SQLite::Database& database) {
    database.exec("PRAGMA trusted_schema = OFF");
    database.exec("PRAGMA cache_size = -65536");  // 64 MB
}

/// Puts the file into WAL mode, if it is not. SQLite does not wait for the lock by itself here, as
/// it does everywhere else, so of several processes that make a journal at once all but one would
/// be refused.
void use_write_ahead_log(SQLite::Database& database, int busy_timeout_ms) {
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

std::string_view key(FlagCode code) noexcept {
    constexpr std::string_view keys[flag_code_count] = {"future_event", "figure_falls",
                                                        "late_event"};
    return keys[static_cast<std::size_t>(code)];
}

std::string_view title(FlagCode code, Language language) noexcept {
    constexpr std::string_view zh[flag_code_count] = {"发生日期晚于登记日",
                                                      "到位、支付或本年完成投资比本年前面月份减少",
                                                      "发生日期在已存档通报的统计日之内"};
    constexpr std::string_view en[flag_code_count] = {
        "happens after the day of recording",
        "arrived, paid or completed this year is less than in an earlier month of the year",
        "of a day that a frozen bulletin covers"};
    const auto index = static_cast<std::size_t>(code);
    return language == Language::zh ? zh[index] : en[index];
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Store Store::open(const std::string& path, const OpenOptions& options) {
    return guarded(path, [&] {
        auto impl = std::unique_ptr<Impl>(new Impl{
            path,
            options.read_only
                ? open_to_read(path, options.busy_timeout_ms)
                : SQLite::Database(
                      path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX,
                      options.busy_timeout_ms)});
        SQLite::Database& database = impl->database;
        set_up(database);
        const int version = journal_version(database, path);
        impl->read_only = options.read_only;
        if (options.read_only) {
            if (version == 0) throw Error(Problem{.code = ErrorCode::not_a_journal, .file = path});
            if (version < schema_version) {
                throw Error(Problem{.code = ErrorCode::older_schema, .file = path});
            }
        } else {
            use_write_ahead_log(database, options.busy_timeout_ms);
            database.exec("PRAGMA synchronous = FULL");  // acknowledged survives a power cut
            if (version == 0) create_journal(database, options.hash);
            if (version == 1) migrate(database, path, options.hash);
            database.exec("PRAGMA foreign_keys = ON");
        }
        impl->hash = read_algorithm(database);
        impl->take_networks(options.networks);
        return Store(std::move(impl));
    });
}

Store Store::in_memory(HashAlgorithm hash, std::vector<pipeline::PoolGraph> networks) {
    return guarded(":memory:", [&] {
        auto impl = std::unique_ptr<Impl>(
            new Impl{":memory:", SQLite::Database(":memory:", SQLite::OPEN_READWRITE), hash});
        impl->database.exec("PRAGMA foreign_keys = ON");
        create_journal(impl->database, hash);
        impl->take_networks(std::move(networks));
        return Store(std::move(impl));
    });
}

Appended Store::append(std::span<const Event> events, const Batch& batch) {
    Appender appender = begin_append(batch);
    for (const Event& event : events) appender.add(event);
    return appender.commit(batch.rows, batch.rejected);
}

Appended Store::correct(std::span<const Event> events, const Batch& batch) {
    Appender appender = begin_append(batch);
    for (const Event& event : events) appender.correct(event);
    return appender.commit(batch.rows, batch.rejected);
}

std::int64_t Store::retract(std::int64_t sequence, const std::string& reason, const Batch& batch) {
    Appender appender = begin_append(batch);
    const std::int64_t retraction = appender.retract(sequence, reason);
    appender.commit(batch.rows, batch.rejected);
    return retraction;
}

void Store::Impl::check_writable(Instant recorded_at) const {
    if (read_only) throw Error(Problem{.code = ErrorCode::read_only_journal, .file = path});
    (void)recorded_at.day();  // of a year that the journal can name
    const auto last = last_recorded();
    if (last && recorded_at < *last) {
        throw Error(ErrorCode::recorded_in_past, recorded_at.iso(), last->iso());
    }
}

void Store::Impl::close(const BatchRow& batch, const Digest& digest,
                        const BulletinRow* bulletin) const {
    const Query insert = prepare("INSERT INTO batch VALUES (?,?,?,?,?,?,?,?)");
    insert->bind(1, batch.id);
    insert->bind(2, batch.recorded);
    insert->bind(3, batch.by);
    insert->bind(4, batch.source);
    insert->bind(5, batch.rows);
    insert->bind(6, batch.rejected);
    insert->bind(7, batch.last_seq);
    insert->bind(8, digest.bytes().data(), Digest::size);
    insert->exec();
    if (bulletin == nullptr) return;
    const Query freeze = prepare("INSERT INTO bulletin VALUES (?,?,?,?,?,?,?,?,?,?)");
    const auto maybe = [&](int index, const std::optional<std::int64_t>& value) {
        if (value) freeze->bind(index, *value);
    };
    freeze->clearBindings();
    freeze->bind(1, batch.id);
    freeze->bind(2, bulletin->title);
    freeze->bind(3, bulletin->as_of);
    maybe(4, bulletin->known_on);
    freeze->bind(5, bulletin->up_to);
    freeze->bind(6, bulletin->policy);
    freeze->bind(7, bulletin->language);
    maybe(8, bulletin->previous_year);
    maybe(9, bulletin->region_level);
    freeze->bind(10, bulletin->json_hash.bytes().data(), Digest::size);
    freeze->exec();
}

Portfolio Store::at(Date as_of, std::optional<Date> known_on, Members members) const {
    return known(known_on).at(as_of, members);
}
Portfolio Store::at(Date as_of, const Position& position, Members members) const {
    return known(position).at(as_of, members);
}

History Store::known(std::optional<Date> known_on) const {
    return guarded(impl_->path, [&] {
        const Snapshot snapshot(impl_->database, impl_->appending.has_value());
        const Position position = impl_->position(known_on);
        if (!known_on && position.events != impl_->length()) {
            throw Error(ErrorCode::damaged_journal, std::to_string(position.events),
                        "events of no batch");
        }
        return impl_->known(position, known_on);
    });
}

History Store::known(const Position& position) const {
    return guarded(impl_->path, [&] {
        const Snapshot snapshot(impl_->database, impl_->appending.has_value());
        impl_->check(position);
        return impl_->known(position, std::nullopt);
    });
}

History Store::Impl::known(const Position& position, std::optional<Date> known_on) const {
    const auto head = checkpoint_head(database);
    if (head && head->seq <= position.events && event_hash(head->seq) == head->hash) {
        if (const auto base = read_checkpoint(database, known_on)) {
            if (head->seq == position.events) return *base;
            return fold_journal(database, path, *base, {head->seq, position.events}, known_on);
        }
    }
    return fold_journal(database, path, History(), {0, position.events}, known_on);
}

void Store::checkpoint(bool afresh) {
    if (impl_->appending) throw Error(ErrorCode::invalid_argument, "checkpoint", "an open append");
    if (impl_->read_only) {
        throw Error(Problem{.code = ErrorCode::read_only_journal, .file = impl_->path});
    }
    guarded(impl_->path, [&] {
        SQLite::Transaction transaction(impl_->database, SQLite::TransactionBehavior::IMMEDIATE);
        const Position position = impl_->position(std::nullopt);
        if (afresh) impl_->database.exec("DELETE FROM checkpoint");
        const auto head = checkpoint_head(impl_->database);
        const std::optional<Digest> hash = impl_->event_hash(position.events);
        if (!hash) return;  // an empty journal
        const bool current = head && head->seq == position.events && head->hash == *hash;
        if (current && read_checkpoint(impl_->database, std::nullopt)) return;
        write_checkpoint(impl_->database, impl_->known(position, std::nullopt),
                         {position.events, *hash});
        transaction.commit();
    });
}

void Store::Impl::take_networks(std::vector<pipeline::PoolGraph> of_office) {
    for (pipeline::PoolGraph& graph : of_office) {
        if (graph.id() == library_network) {
            restrains_libraries = !(graph == pipeline::PoolGraph::builtin(library_network));
        }
        networks.push_back(std::move(graph));
    }
}

const pipeline::PoolGraph& Store::Impl::network(std::string_view id) const {
    // Of two of one id the last counts.
    const auto found = std::find_if(networks.rbegin(), networks.rend(),
                                    [&](const auto& graph) { return graph.id() == id; });
    if (found != networks.rend()) return *found;
    return networks.emplace_back(pipeline::PoolGraph::builtin(id));
}

const pipeline::PoolGraph& Store::network(std::string_view id) const {
    return impl_->network(id);
}

bool Store::restrains_libraries() const noexcept {
    return impl_->restrains_libraries;
}

std::vector<RefusedMove> Store::refused_moves(ProjectCode project,
                                              std::span<const Event> events) const {
    return guarded(impl_->path, [&] {
        const auto id = impl_->project_id(project);
        Standing standing = id ? impl_->standing(*id, project) : Standing{};
        for (const Event& event : events) standing.apply(event.effective, event.what);
        std::vector<RefusedMove> refused;
        for (std::size_t i = 0; i < events.size(); ++i) {
            const Event& event = events[i];
            if (!impl_->is_judged(event.what)) continue;
            const auto held = id ? impl_->latest(*id, project, fact_key(event.what)) : std::nullopt;
            if (held && same_fact(held->event, event)) continue;
            const auto& graph = impl_->network(pipeline::network_of(event.what));
            if (auto problem = pipeline::refusal(graph, standing, event)) {
                refused.push_back({i, *std::move(problem)});
            }
        }
        return refused;
    });
}

std::int64_t Store::length() const {
    return guarded(impl_->path, [&] { return impl_->length(); });
}

Position Store::position(std::optional<Date> known_on) const {
    return guarded(impl_->path, [&] { return impl_->position(known_on); });
}

Anchor Store::anchor() const {
    return guarded(impl_->path, [&] {
        const Snapshot snapshot(impl_->database, impl_->appending.has_value());
        const Position end = impl_->position(std::nullopt);
        return Anchor{impl_->hash, end, impl_->head(end.batches)};
    });
}

Anchor Store::anchor(const Position& position) const {
    return guarded(impl_->path, [&] {
        const Snapshot snapshot(impl_->database, impl_->appending.has_value());
        impl_->check(position);
        return Anchor{impl_->hash, position, impl_->head(position.batches)};
    });
}

HashAlgorithm Store::hash_algorithm() const noexcept {
    return impl_->hash;
}

std::optional<Instant> Store::last_recorded() const {
    return guarded(impl_->path, [&] { return impl_->last_recorded(); });
}

bool Store::contains(ProjectCode project) const {
    return guarded(impl_->path, [&] { return impl_->project_id(project).has_value(); });
}

std::optional<RecordedEvent> Store::latest(ProjectCode project, const FactKey& key) const {
    return guarded(impl_->path, [&]() -> std::optional<RecordedEvent> {
        const auto id = impl_->project_id(project);
        if (!id) return std::nullopt;
        auto found = impl_->latest(*id, project, key);
        if (!found) return std::nullopt;
        return RecordedEvent{found->seq, impl_->recorded(found->batch), std::move(found->event),
                             found->supersedes, found->batch};
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

namespace {

const std::string recorded_events = "SELECT e.seq, e.batch, coalesce(b.recorded, ?), p.code, " +
                                    std::string(event_columns) +
                                    " FROM event e LEFT JOIN batch b ON b.id = e.batch"
                                    " JOIN project p ON p.id = e.project WHERE ";

[[nodiscard]] RecordedEvent read_recorded(SQLite::Statement& query) {
    const EventRow row = read_row(query, 4);
    return {query.getColumn(0).getInt64(),
            Instant::from_unix_seconds(query.getColumn(2).getInt64()),
            Event{decoded(text_view(query, 3)), Date::from_days(row.effective), decoded(row)},
            row.supersedes, query.getColumn(1).getInt64()};
}

}  // namespace

std::vector<RecordedEvent> Store::history(ProjectCode project) const {
    return guarded(impl_->path, [&] {
        std::vector<RecordedEvent> events;
        SQLite::Statement query(impl_->database, recorded_events + "p.code = ? ORDER BY e.seq");
        query.bind(1, impl_->open_recorded());
        query.bind(2, project.str());
        while (query.executeStep()) events.push_back(read_recorded(query));
        return events;
    });
}

RecordedEvent Store::event(std::int64_t sequence) const {
    return guarded(impl_->path, [&] { return impl_->event(sequence); });
}

RecordedEvent Store::Impl::event(std::int64_t sequence) const {
    const Query query = prepare(recorded_events + "e.seq = ?");
    query->bind(1, open_recorded());
    query->bind(2, sequence);
    if (!query->executeStep()) throw Error(ErrorCode::unknown_event, std::to_string(sequence));
    return read_recorded(*query);
}

void Store::for_each(const std::function<void(const RecordedEvent&)>& visit, const Position& from,
                     const Position& to) const {
    guarded(impl_->path, [&] {
        const Snapshot snapshot(impl_->database, impl_->appending.has_value());
        SQLite::Statement query(impl_->database,
                                recorded_events + "e.seq > ? AND e.seq <= ? ORDER BY e.seq");
        query.bind(1, impl_->open_recorded());
        query.bind(2, from.events);
        query.bind(3, to.events);
        while (query.executeStep()) visit(read_recorded(query));
    });
}

void Store::for_each(const std::function<void(const RecordedEvent&)>& visit,
                     std::optional<Date> known_on) const {
    for_each(visit, {}, position(known_on));
}

std::vector<RecordedBatch> Store::batches() const {
    return guarded(impl_->path, [&] {
        std::vector<RecordedBatch> out;
        SQLite::Statement query(impl_->database,
                                "SELECT id, recorded, recorded_by, source, rows, rejected, last_seq"
                                " FROM batch ORDER BY id");
        while (query.executeStep()) {
            const auto number = [&](int i) { return query.getColumn(i).getInt64(); };
            out.push_back({number(0),
                           {Instant::from_unix_seconds(number(1)), query.getColumn(2).getString(),
                            query.getColumn(3).getString(), number(4), number(5)},
                           number(6)});
        }
        return out;
    });
}

std::vector<ImportRecord> Store::imports(std::optional<Date> known_on) const {
    return guarded(impl_->path, [&] { return impl_->imports(impl_->position(known_on)); });
}

std::vector<ImportRecord> Store::imports(const Position& position) const {
    return guarded(impl_->path, [&] { return impl_->imports(position); });
}

std::vector<ImportRecord> Store::Impl::imports(const Position& position) const {
    std::vector<ImportRecord> records;
    SQLite::Statement query(database,
                            "SELECT source, recorded, rows, rejected FROM batch WHERE id IN"
                            " (SELECT max(id) FROM batch WHERE id <= ? AND rows > 0"
                            " GROUP BY source) ORDER BY source");
    query.bind(1, position.batches);
    while (query.executeStep()) {
        records.push_back({query.getColumn(0).getString(),
                           Instant::from_unix_seconds(query.getColumn(1).getInt64()),
                           query.getColumn(2).getInt64(), query.getColumn(3).getInt64()});
    }
    return records;
}

}  // namespace sanku
