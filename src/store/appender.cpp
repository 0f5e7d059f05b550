#include <algorithm>
#include <map>
#include <vector>

#include "event_insert.hpp"
#include "schema.hpp"
#include "store_impl.hpp"

namespace sanku {

namespace {

/// A FactKey that owns its text, for the few facts of the project at hand.
struct Fact {
    EventKind kind;
    std::int64_t number;
    std::string text;
    friend bool operator==(const Fact& fact, const FactKey& key) {
        return fact.kind == key.kind && fact.number == key.number && fact.text == key.text;
    }
};

/// Whether an error is one of reading or writing, not of what was to be written.
[[nodiscard]] bool is_of_the_file(ErrorCode code) {
    switch (code) {
        case ErrorCode::io:
        case ErrorCode::disk_full:
        case ErrorCode::journal_busy:
        case ErrorCode::damaged_journal:
        case ErrorCode::read_only_journal:
            return true;
        default:
            return false;
    }
}

}  // namespace

struct Store::Appender::Impl {
    /// The events that come one after another for the same project. A project that is new in its
    /// first run needs no question to the journal: all its facts stand here.
    struct Run {
        std::int64_t id = 0;
        std::string code{};
        bool is_new = false;
        bool suspect = false;  // a rule may be broken, so the journal is asked at commit
        std::vector<Fact> stated{};
        Standing standing{};
    };

    Store::Impl& store;
    Batch batch;
    Rules rules;
    SQLite::Transaction transaction;
    EventInsert insert;
    Chain chain;
    Digest head;
    std::int64_t batch_id = 0;
    std::int64_t last_seq = 0;
    std::int64_t next_project = 0;
    std::optional<std::int32_t> frozen_up_to{};  // the latest day that a frozen bulletin covers
    std::int32_t today = 0;
    std::unordered_map<ProjectCode, std::int64_t> ids{};
    bool all_ids = false;
    std::optional<std::int64_t> named_kinds{};  // how many the journal names
    std::unordered_map<std::int64_t, ProjectCode> suspects{};
    std::map<std::int64_t, std::vector<Event>> moves{};  // to be judged, by project
    std::optional<ProjectCode> current{};
    Run run{};
    Appended appended{};
    std::string joined{};  // see to_row
    bool failed = false;

    /// Does a step of the append. After one that failed at the file there is none: SQLite may have
    /// rolled back, and what is written outside a transaction stays, though the rest of the batch
    /// is gone.
    template <typename Work>
    static auto step(const std::unique_ptr<Impl>& append, Work&& work) {
        if (!append || append->failed) {
            throw Error(ErrorCode::invalid_argument, "append",
                        append ? "it has failed: begin another" : "it is committed");
        }
        append->failed = true;
        try {
            auto result = guarded(append->store.path, std::forward<Work>(work));
            append->failed = false;
            return result;
        } catch (const Error& error) {
            append->failed = is_of_the_file(error.code());
            throw;
        }
    }

    /// The number of `project`, if it has one. Few are asked for one by one; where many are, the
    /// numbers of all are read at once.
    [[nodiscard]] std::optional<std::int64_t> id_of(ProjectCode project) {
        constexpr std::size_t few = 1000;
        if (!all_ids && ids.size() >= few) {
            SQLite::Statement query(store.database, "SELECT code, id FROM project");
            while (query.executeStep()) {
                ids.emplace(decoded(text_view(query, 0)), query.getColumn(1).getInt64());
            }
            all_ids = true;
        }
        if (const auto found = ids.find(project); found != ids.end()) return found->second;
        return all_ids ? std::nullopt : store.project_id(project);
    }

    /// Makes `project` the one at hand.
    void turn_to(ProjectCode project) {
        if (run.id != 0 && current == project) return;
        finish_run();
        run = Run{};
        if (const auto id = id_of(project)) {
            run.id = *id;
        } else {
            const Query add = store.prepare("INSERT INTO project VALUES (?, ?)");
            add->bind(1, next_project + 1);
            add->bind(2, project.str());
            add->exec();
            run.id = ++next_project;
            run.is_new = true;
        }
        ids.emplace(project, run.id);
        run.code = project.str();
        current = project;
    }
    void finish_run() {
        if (run.id == 0 || rules == Rules::checked_by_caller) return;
        if (run.is_new ? broken_rule(run.standing).has_value() : run.suspect) {
            suspects.emplace(run.id, *current);
        }
    }

    [[nodiscard]] std::vector<Statement> in_force(const Event& event) const {
        const FactKey fact = fact_key(event.what);
        const auto is_it = [&](const Fact& stated) { return stated == fact; };
        const bool unstated = run.is_new && std::ranges::none_of(run.stated, is_it);
        return unstated ? std::vector<Statement>{} : store.in_force(run.id, *current, fact);
    }

    /// Whether the journal says nothing yet of what `event` states, by one look at the project's
    /// last report, which is what a month's reports need.
    [[nodiscard]] bool is_next_report(const Event& event) {
        const auto* report = std::get_if<event::ProgressReported>(&event.what);
        if (report == nullptr) return false;
        if (run.is_new) {
            const auto& reports = run.standing.reports;
            if (!reports.empty() && reports.back().month < report->month &&
                falls_within_year(reports.back(), *report)) {
                flag(FlagCode::figure_falls, event);
            }
            return false;
        }
        const auto last = store.nearest_report(run.id, Month(2199, 12), true);
        if (!last || last->month >= report->month) return false;
        const bool total_known = last->completed_total && report->completed_total;
        if (!total_known || *report->completed_total < *last->completed_total) run.suspect = true;
        if (report->completed_total && report->completed_this_year &&
            *report->completed_total < *report->completed_this_year) {
            run.suspect = true;
        }
        if (falls_within_year(*last, *report)) flag(FlagCode::figure_falls, event);
        return true;
    }

    /// Names the kinds that a journal made by an earlier edition of the library does not know, once
    /// it is to hold one of them.
    void name_kind(EventKind kind) {
        if (kind <= EventKind::retracted) return;
        if (!named_kinds) named_kinds = store.number("SELECT count(*) FROM event_kind");
        if (static_cast<std::int64_t>(kind) < *named_kinds) return;
        add_event_kinds(store.database, static_cast<std::size_t>(*named_kinds));
        named_kinds = event_kind_count;
    }

    void flag(FlagCode code, const Event& event) {
        auto& count = appended.flag_counts[static_cast<std::size_t>(code)];
        if (count++ < listed_flags) appended.flags.push_back({code, event.project, last_seq + 1});
    }

    bool write(const Event& event, Date effective, std::int64_t supersedes) {
        EventRow row = to_row(event, joined);
        name_kind(row.kind);
        // The texts of an evaluation came with the last kinds: an earlier edition must know that.
        const bool is_texted = row.kind == EventKind::evaluated && !row.retracts &&
                               (!row.text.empty() || !row.text2.empty());
        if (is_texted) name_kind(EventKind::figure_reported);
        row.effective = effective.days();
        row.supersedes = supersedes;
        if (!is_undated(row.kind) && row.effective > today) flag(FlagCode::future_event, event);
        if (frozen_up_to && row.effective <= *frozen_up_to) flag(FlagCode::late_event, event);
        const Digest link = chain.link(head, last_seq + 1, batch_id, run.code, row);
        insert.run(last_seq + 1, batch_id, run.id, row, link);
        head = link;
        ++last_seq;
        ++appended.added;
        if (supersedes != 0) ++appended.corrected;
        if (rules == Rules::checked_at_commit && store.is_judged(event.what)) {
            std::vector<Event>& of_project = moves[run.id];
            std::erase_if(of_project, [&](const Event& move) {  // corrected at once
                return fact_key(move.what) == fact_key(event.what);
            });
            of_project.push_back(event);
        }
        if (run.is_new) {
            const FactKey fact = fact_key(event.what);
            run.stated.push_back({fact.kind, fact.number, std::string(fact.text)});
            run.standing.apply(effective, event.what);
        }
        return true;
    }

    bool state(const Event& event, bool may_correct, std::optional<Date> if_changed) {
        validate(event.what);
        if (event.kind() == EventKind::retracted) {  // which event it takes back, `retract` says
            throw Error(ErrorCode::invalid_argument, key(event.kind()), "use retract");
        }
        turn_to(event.project);
        if (is_next_report(event)) return write(event, event.effective, 0);
        const std::vector<Statement> held = in_force(event);
        Date effective = event.effective;
        const bool undated = is_undated(event.kind());
        if (undated && if_changed && !held.empty()) {
            effective = std::max(*if_changed, held.front().event.effective);
        }
        // What holds on that day, which is the last that counts from that day or before.
        const Statement* holding = nullptr;
        for (const Statement& statement : held) {
            if (!undated || statement.event.effective <= effective) holding = &statement;
        }
        // A ledger says again each month what holds; what a person states on a later day is news.
        const bool is_by_hand =
            event.kind() == EventKind::factor_stated || event.kind() == EventKind::figure_reported;
        const bool is_known = holding != nullptr && same_fact(holding->event, event) &&
                              (!is_by_hand || holding->event.effective == effective);
        if (is_known) {
            ++appended.unchanged;
            return false;
        }
        const bool restates =
            holding != nullptr && (!undated || holding->event.effective == effective);
        if (restates && !may_correct) {
            throw Error(Problem{.code = ErrorCode::fact_restated,
                                .file = store.path,
                                .column = std::string(key(event.kind())),
                                .value = event.project.str(),
                                .detail = "event " + std::to_string(holding->seq)});
        }
        if (is_held_by_rules(event.kind())) run.suspect = true;
        return write(event, effective, restates ? holding->seq : 0);
    }

    /// Whether the journal's latest import of the source already says all that this batch would.
    [[nodiscard]] bool nothing_new(std::int64_t rows, std::int64_t rejected) const {
        if (appended.added > 0) return false;
        const Query query = store.prepare(
            "SELECT rows, rejected FROM batch WHERE source = ? ORDER BY id DESC LIMIT 1");
        query->bind(1, batch.source);
        if (!query->executeStep()) return rows == 0 && rejected == 0;
        return query->getColumn(0).getInt64() == rows && query->getColumn(1).getInt64() == rejected;
    }

    void check_rules() {
        finish_run();
        for (const auto& [id, project] : suspects) {
            if (auto problem = broken_rule(store.standing(id, project))) {
                refuse(*std::move(problem), project);
            }
        }
        for (const auto& [id, of_project] : moves) check_moves(id, of_project);
    }
    [[noreturn]] void refuse(Problem problem, ProjectCode project) const {
        problem.file = store.path;
        problem.column = project.str();
        throw Error(std::move(problem));
    }
    void check_moves(std::int64_t id, const std::vector<Event>& of_project) const {
        const ProjectCode project = of_project.front().project;
        const Standing standing = store.standing(id, project);
        for (const Event& move : of_project) {
            const auto& graph = store.network(pipeline::network_of(move.what));
            if (auto problem = pipeline::refusal(graph, standing, move)) {
                refuse(*std::move(problem), project);
            }
        }
    }
};

Store::Appender::Appender(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {
    impl_->store.appending = impl_->batch.recorded_at;
}
Store::Appender::Appender(Appender&&) noexcept = default;
Store::Appender::~Appender() {
    if (impl_) impl_->store.appending.reset();
}

Store::Appender Store::begin_append(const Batch& batch, Rules rules) {
    if (impl_->appending) throw Error(ErrorCode::invalid_argument, "append", "one at a time");
    return guarded(impl_->path, [&] {
        impl_->check_writable(batch.recorded_at);
        auto impl = std::unique_ptr<Appender::Impl>(new Appender::Impl{
            *impl_, batch, rules,
            SQLite::Transaction(impl_->database, SQLite::TransactionBehavior::IMMEDIATE),
            EventInsert(impl_->database), Chain(impl_->hash), Digest{}});
        impl_->check_writable(batch.recorded_at);  // again, now that no other process writes
        const Position end = impl_->end();
        impl->head = impl_->head(end.batches);
        impl->batch_id = end.batches + 1;
        impl->last_seq = end.events;
        impl->next_project = impl_->number("SELECT coalesce(max(id), 0) FROM project");
        impl->today = batch.recorded_at.day().days();
        const Query frozen = impl_->prepare("SELECT max(as_of) FROM bulletin");
        frozen->executeStep();
        if (!frozen->getColumn(0).isNull()) {
            impl->frozen_up_to = decoded_day(frozen->getColumn(0).getInt64()).days();
        }
        return Appender(std::move(impl));
    });
}

bool Store::Appender::add(const Event& event) {
    return Impl::step(impl_, [&] { return impl_->state(event, false, std::nullopt); });
}

bool Store::Appender::correct(const Event& event, std::optional<Date> if_changed) {
    return Impl::step(impl_, [&] { return impl_->state(event, true, if_changed); });
}

std::int64_t Store::Appender::retract(std::int64_t sequence, const std::string& reason) {
    return Impl::step(impl_, [&] {
        Impl& impl = *impl_;
        const Event target = impl.store.event(sequence).event;
        const FactKey fact = fact_key(target.what);
        const Event event{target.project, target.effective,
                          event::Retracted{fact.kind, fact.number, std::string(fact.text), reason}};
        validate(event.what);
        impl.turn_to(event.project);
        const auto held = impl.store.in_force(impl.run.id, event.project, fact);
        if (std::ranges::find(held, sequence, &Statement::seq) == held.end()) {
            throw Error(ErrorCode::not_in_force, std::to_string(sequence));
        }
        impl.run.suspect = true;
        impl.write(event, event.effective, sequence);
        return impl.last_seq;
    });
}

Appended Store::Appender::commit(std::int64_t rows, std::int64_t rejected) {
    Appended appended = Impl::step(impl_, [&] {
        impl_->check_rules();
        const Batch& batch = impl_->batch;
        if (!impl_->nothing_new(rows, rejected)) {
            const BatchRow row{impl_->batch_id,
                               batch.recorded_at.unix_seconds(),
                               batch.by,
                               batch.source,
                               rows,
                               rejected,
                               impl_->last_seq};
            impl_->store.close(row, impl_->chain.link(impl_->head, row), nullptr);
        }
        impl_->transaction.commit();
        impl_->store.appending.reset();
        return std::move(impl_->appended);
    });
    impl_.reset();
    return appended;
}

}  // namespace sanku
