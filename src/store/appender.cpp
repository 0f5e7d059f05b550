#include <algorithm>

#include "store_impl.hpp"

namespace sanku {

struct Store::Appender::Impl {
    Store::Impl& store;
    Batch batch;
    SQLite::Transaction transaction;
    std::int64_t batch_id = 0;
    std::int64_t last_seq = 0;
    std::int64_t next_project = 0;
    std::unordered_map<ProjectCode, std::int64_t> ids{};
    Appended appended{};
    bool failed = false;

    /// Does a step of the append. After one that failed there is none: SQLite may have rolled back,
    /// and what is written outside a transaction stays, though the rest of the batch is gone.
    template <typename Work>
    static auto step(const std::unique_ptr<Impl>& append, Work&& work) {
        if (!append || append->failed) {
            throw Error(ErrorCode::invalid_argument, "append",
                        append ? "it has failed: begin another" : "it is committed");
        }
        append->failed = true;
        auto result = guarded(append->store.path, std::forward<Work>(work));
        append->failed = false;
        return result;
    }

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
        bind_fact(*query, id, fact);
        query->executeStep();
        if (query->getColumn(0).isNull()) return event.effective;
        return std::max(*if_changed, decoded_day(query->getColumn(0).getInt64()));
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
    return Impl::step(impl_, [&] {
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
    const Appended appended = Impl::step(impl_, [&] {
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
        return impl_->appended;
    });
    impl_.reset();
    return appended;
}

}  // namespace sanku
