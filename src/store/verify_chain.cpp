#include "verify_chain.hpp"

#include <algorithm>
#include <limits>

#include "stored_event.hpp"

namespace sanku::store_detail {

namespace {

/// Walks along the chain from its beginning and stops at the first thing that does not fit.
class Walk {
  public:
    /// `kinds`: how many kinds of event the journal names.
    Walk(SQLite::Database& database, HashAlgorithm algorithm, std::size_t kinds,
         const std::optional<Anchor>& anchor, Verification& out)
        : database_(database), chain_(algorithm), kinds_(kinds), anchor_(anchor), out_(out) {}

    /// The finding, if there is one.
    [[nodiscard]] std::optional<Finding> run();

  private:
    using Found = std::optional<Finding>;

    [[nodiscard]] Found check_batch(const StoredBatch& batch);
    [[nodiscard]] Found check_event(std::int64_t batch);
    [[nodiscard]] Found check_content(const EventRow& row, std::int64_t batch);
    [[nodiscard]] Found check_supersedes(const EventRow& row, std::int64_t batch);
    [[nodiscard]] Found check_figures(const StoredBatch& batch) const;
    [[nodiscard]] Found check_anchor() const;
    [[nodiscard]] Found check_end();

    [[nodiscard]] Found read(StoredBatch& batch);
    [[nodiscard]] Finding at_event(FindingKind kind, std::int64_t batch,
                                   std::string detail = {}) const {
        return {
            .kind = kind, .sequence = out_.events + 1, .batch = batch, .detail = std::move(detail)};
    }
    [[nodiscard]] static Finding at_batch(FindingKind kind, std::int64_t batch,
                                          std::string detail = {}) {
        return {.kind = kind, .batch = batch, .detail = std::move(detail)};
    }

    // What happened, once a hash does not fit.
    [[nodiscard]] Finding classify(const StoredBatch& batch);
    [[nodiscard]] Finding classify_event(const StoredBatch& batch);
    [[nodiscard]] Found moved(const StoredEvent& event, std::int64_t batch);
    [[nodiscard]] Found renumbered(const StoredEvent& event, std::int64_t batch);
    [[nodiscard]] bool project_altered(const StoredEvent& event);
    [[nodiscard]] std::int64_t copy_of(const StoredEvent& event);
    [[nodiscard]] bool fits(std::int64_t seq);
    [[nodiscard]] Digest hash_before(std::int64_t seq);
    [[nodiscard]] Digest link(const Digest& before, std::int64_t seq, std::int64_t batch,
                              const StoredEvent& event) {
        return chain_.link(before, seq, batch, event.code, event.row());
    }

    SQLite::Database& database_;
    Chain chain_;
    std::size_t kinds_;
    const std::optional<Anchor>& anchor_;
    Verification& out_;
    EventReader events_{database_};
    BatchReader batches_{database_};
    bool pending_ = false;  // whether events_ stands on an event
    Digest head_{};         // of the chain up to the last event or batch that was checked
    std::int64_t recorded_ = std::numeric_limits<std::int64_t>::min();
    std::int64_t projects_ = 0;  // whose first event was seen
    std::optional<SQLite::Statement> superseded_{};
};

std::optional<Finding> Walk::run() {
    head_ = chain_.genesis();
    out_.head = Anchor{chain_.algorithm(), {}, head_};
    if (auto found = check_anchor()) return found;
    pending_ = events_.next();
    while (batches_.next()) {
        if (batches_.id() != out_.batches + 1) {
            return at_batch(FindingKind::missing_batch, out_.batches + 1);
        }
        StoredBatch batch;
        if (auto found = read(batch)) return found;
        if (auto found = check_batch(batch)) return found;
        if (auto found = check_anchor()) return found;
    }
    return check_end();
}

Walk::Found Walk::read(StoredBatch& batch) {
    try {
        batch = batches_.batch();
        return std::nullopt;
    } catch (const Error& error) {
        return at_batch(FindingKind::altered_batch, out_.batches + 1, error.what());
    }
}

Walk::Found Walk::check_batch(const StoredBatch& batch) {
    const std::int64_t number = batch.row.id;
    while (pending_ && events_.seq() <= batch.row.last_seq) {
        if (events_.seq() != out_.events + 1) {
            Finding gap = at_event(FindingKind::missing_event, number);
            if (events_.seq() > gap.sequence + 1) {
                gap.detail = "up to event " + std::to_string(events_.seq() - 1);
            }
            return gap;
        }
        try {
            const Digest digest =
                chain_.link(head_, events_.seq(), events_.batch(), events_.code(), events_.row());
            if (digest != events_.hash() || events_.batch() != number) {
                return classify_event(batch);
            }
            if (auto found = check_event(number)) return found;
            head_ = digest;
        } catch (const Error& error) {
            return at_event(FindingKind::altered_event, number, error.what());
        }
        ++out_.events;
        pending_ = events_.next();
    }
    const BulletinRow* bulletin = batch.bulletin ? &*batch.bulletin : nullptr;
    const Digest digest = chain_.link(head_, batch.row, bulletin);
    if (digest != batch.hash || out_.events != batch.row.last_seq) return classify(batch);
    if (auto found = check_figures(batch)) return found;
    head_ = digest;
    recorded_ = batch.row.recorded;
    out_.batches = number;
    out_.head = Anchor{chain_.algorithm(), {number, out_.events}, head_};
    return std::nullopt;
}

/// What the hash of an event does not say: that it is one that the library would have written.
Walk::Found Walk::check_event(std::int64_t batch) {
    if (!events_.has_project() || events_.project() < 1 || events_.project() > projects_ + 1) {
        return at_event(FindingKind::altered_project, batch,
                        "project " + std::to_string(events_.project()));
    }
    projects_ = std::max(projects_, events_.project());
    const EventRow row = events_.row();
    if (static_cast<std::size_t>(row.kind) >= kinds_) {
        return at_event(FindingKind::altered_kinds, batch, std::string(key(row.kind)));
    }
    if (auto found = check_content(row, batch)) return found;
    return check_supersedes(row, batch);
}

Walk::Found Walk::check_content(const EventRow& row, std::int64_t batch) {
    const Event event{decoded(events_.code()), Date::from_days(row.effective), decoded(row)};
    std::string joined;
    const EventRow back = to_row(event, joined);
    const bool plain = back.fact == row.fact && back.subject == row.subject &&
                       std::ranges::equal(back.value, row.value) && back.text == row.text &&
                       back.text2 == row.text2 && event.project.str() == events_.code();
    if (plain) return std::nullopt;
    return at_event(FindingKind::altered_event, batch, "holds more than an event of its kind says");
}

Walk::Found Walk::check_supersedes(const EventRow& row, std::int64_t batch) {
    const auto wrong = [&] {
        return at_event(FindingKind::altered_event, batch,
                        "supersedes " + std::to_string(row.supersedes));
    };
    if (row.supersedes == 0) {
        if (row.retracts || events_.states_supersedes()) return wrong();
        return std::nullopt;
    }
    if (row.supersedes < 1 || row.supersedes > out_.events) return wrong();
    if (!superseded_) {
        superseded_.emplace(database_,
                            "SELECT count(*) FROM event WHERE seq = ? AND +project = ? AND"
                            " +kind = ? AND +fact = ? AND subject = ?");
    }
    superseded_->reset();
    superseded_->bind(1, row.supersedes);
    superseded_->bind(2, events_.project());
    superseded_->bind(3, static_cast<int>(row.kind));
    superseded_->bind(4, row.fact);
    superseded_->bind(5, std::string(row.subject));
    superseded_->executeStep();
    if (superseded_->getColumn(0).getInt() != 1) return wrong();
    return std::nullopt;
}

/// The same of a batch.
Walk::Found Walk::check_figures(const StoredBatch& batch) const {
    const auto& row = batch.row;
    if (row.recorded < recorded_) {
        return at_batch(FindingKind::altered_batch, row.id, "recorded before the last batch");
    }
    const Date first = Date::from_days(Date::min_days);
    const Date last = Date::from_days(Date::max_days);
    if (row.recorded < Instant::at(first).unix_seconds() ||
        row.recorded > Instant::end_of(last).unix_seconds()) {
        return at_batch(FindingKind::altered_batch, row.id, "recorded on no day");
    }
    if (!batch.bulletin) return std::nullopt;
    const auto day = [](std::int64_t n) { return n >= Date::min_days && n <= Date::max_days; };
    const auto& bulletin = *batch.bulletin;
    if (bulletin.up_to < 0 || bulletin.up_to >= row.id ||
        (bulletin.known_on && !day(*bulletin.known_on)) ||
        (bulletin.region_level && !std::in_range<int>(*bulletin.region_level))) {
        return at_batch(FindingKind::altered_bulletin, row.id, "names what there is not");
    }
    return std::nullopt;
}

/// Holds the anchor against the journal where it was taken.
Walk::Found Walk::check_anchor() const {
    if (!anchor_ || anchor_->position.batches != out_.batches) return std::nullopt;
    if (anchor_->position.events == out_.events && anchor_->head == head_) return std::nullopt;
    return Finding{.kind = FindingKind::not_at_anchor,
                   .sequence = anchor_->position.events,
                   .batch = anchor_->position.batches};
}

Walk::Found Walk::check_end() {
    const auto number = [&](const std::string& sql) {
        return database_.execAndGet(sql).getInt64();
    };
    if (pending_) return at_event(FindingKind::event_of_no_batch, events_.batch());
    if (const auto batch = number("SELECT coalesce(max(batch), 0) FROM bulletin WHERE batch NOT IN"
                                  " (SELECT id FROM batch)")) {
        return at_batch(FindingKind::altered_bulletin, batch, "of no batch");
    }
    if (number("SELECT count(*) FROM project") != projects_) {
        return Finding{.kind = FindingKind::altered_project, .detail = "a project without events"};
    }
    if (!anchor_) return std::nullopt;
    if (anchor_->position.batches > out_.batches) {
        return Finding{.kind = FindingKind::cut_tail,
                       .sequence = out_.events + 1,
                       .batch = out_.batches + 1,
                       .detail = "the anchor: " + std::to_string(anchor_->position.events) +
                                 " events in " + std::to_string(anchor_->position.batches) +
                                 " batches"};
    }
    out_.completeness = anchor_->position.batches == out_.batches ? Completeness::proved_by_anchor
                                                                  : Completeness::tail_after_anchor;
    return std::nullopt;
}

// --- What happened

Finding Walk::classify(const StoredBatch& batch) {
    const std::int64_t number = batch.row.id;
    const BulletinRow* bulletin = batch.bulletin ? &*batch.bulletin : nullptr;
    if (out_.events < batch.row.last_seq) {
        BatchRow row = batch.row;
        row.last_seq = out_.events;
        if (chain_.link(head_, row, bulletin) == batch.hash) {
            return at_batch(FindingKind::altered_batch, number, "its last event");
        }
        return at_event(FindingKind::missing_event, number);
    }
    if (bulletin != nullptr && chain_.link(head_, batch.row) == batch.hash) {
        return at_batch(FindingKind::altered_bulletin, number, "added");
    }
    if (pending_ && events_.batch() == number) {
        return at_batch(FindingKind::altered_batch, number, "its last event");
    }
    if (bulletin != nullptr) {
        return at_batch(FindingKind::altered_bulletin, number, "it or its batch");
    }
    // A batch without events whose source is this library is one of a bulletin (frozen.cpp).
    const bool frozen =
        out_.head->position.events == out_.events && batch.row.source.starts_with("sanku ");
    if (frozen) return at_batch(FindingKind::altered_bulletin, number, "missing");
    return at_batch(FindingKind::altered_batch, number);
}

Finding Walk::classify_event(const StoredBatch& batch) {
    const std::int64_t number = batch.row.id;
    if (!events_.has_project()) {
        return at_event(FindingKind::altered_project, number,
                        "project " + std::to_string(events_.project()) + " is missing");
    }
    const StoredEvent event = events_.event();
    if (event.batch != number) {
        if (link(head_, event.seq, number, event) == event.hash) {
            return at_event(FindingKind::altered_event, number, "its batch");
        }
        BatchRow row = batch.row;
        row.last_seq = out_.events;
        if (chain_.link(head_, row, batch.bulletin ? &*batch.bulletin : nullptr) == batch.hash) {
            return at_batch(FindingKind::altered_batch, number, "its last event");
        }
    }
    if (event.seq == 1) {
        Chain other(chain_.algorithm() == HashAlgorithm::sm3 ? HashAlgorithm::sha256
                                                             : HashAlgorithm::sm3);
        if (other.link(other.genesis(), 1, event.batch, event.code, event.row()) == event.hash) {
            return at_event(FindingKind::wrong_algorithm, number);
        }
    }
    if (auto found = moved(event, number)) return *found;
    if (auto found = renumbered(event, number)) return *found;
    if (project_altered(event)) {
        return at_event(FindingKind::altered_project, number,
                        "project " + std::to_string(event.project));
    }
    Finding found = at_event(FindingKind::altered_event, number);
    if (const std::int64_t other = copy_of(event); other != 0) {
        found.kind = FindingKind::reinserted_event;
        found.other = other;
    }
    return found;
}

/// Whether `event`, at whose place the chain breaks, belongs elsewhere or what belongs at its place
/// stands elsewhere: looks through all that follows once.
Walk::Found Walk::moved(const StoredEvent& event, std::int64_t batch) {
    std::int64_t stands_at = 0;   // where the event of this place stands
    std::int64_t belongs_at = 0;  // the place that this event was recorded at
    EventReader later(database_, event.seq + 1);
    SQLite::Statement ends(database_,
                           "SELECT last_seq, hash FROM batch WHERE last_seq >= ? ORDER BY id");
    ends.bind(1, event.seq);
    bool more = ends.executeStep();
    Digest before = event.hash;  // what stands before the place that is looked at
    while (later.next()) {
        if (!later.has_project()) continue;
        const StoredEvent other = later.event();
        bool begins_batch = false;
        for (; more && ends.getColumn(0).getInt64() < other.seq; more = ends.executeStep()) {
            begins_batch = true;
            before = read_digest(ends, 1);
        }
        for (const std::int64_t of : {event.batch, other.batch, batch}) {
            const Digest here = link(head_, event.seq, of, other);
            const Digest& there = other.seq == event.seq + 1 && !begins_batch ? here : before;
            const bool back = link(there, other.seq, event.batch, event) == event.hash ||
                              link(there, other.seq, other.batch, event) == event.hash;
            if (here == event.hash || (here == other.hash && back)) {
                Finding found = at_event(FindingKind::swapped_events, batch);
                found.other = other.seq;
                return found;
            }
            if (here == other.hash && stands_at == 0) stands_at = other.seq;
            if (back || link(other.hash, other.seq, event.batch, event) == event.hash) {
                belongs_at = other.seq;
            }
            if (event.batch == batch && other.batch == batch) break;
        }
        before = other.hash;
    }
    if (stands_at == 0 && belongs_at == 0) return std::nullopt;
    Finding found = at_event(FindingKind::reinserted_event, batch);
    found.other = belongs_at != 0 ? belongs_at : stands_at;
    if (belongs_at == 0 && stands_at == event.seq + 1) {
        found.other = copy_of(event);
        if (found.other == 0) found.kind = FindingKind::inserted_event;
    }
    return found;
}

/// Whether events before `event` were removed and what follows got their numbers: then the next
/// event fits behind this one at a later place.
Walk::Found Walk::renumbered(const StoredEvent& event, std::int64_t batch) {
    constexpr std::int64_t most = 1000;  // gaps that are tried
    EventReader later(database_, event.seq + 1);
    if (!later.next() || !later.has_project()) return std::nullopt;
    const StoredEvent next = later.event();
    if (next.batch != event.batch) return std::nullopt;
    for (std::int64_t gone = 1; gone <= most; ++gone) {
        if (link(event.hash, next.seq + gone, next.batch, next) == next.hash) {
            return at_event(FindingKind::missing_event, batch,
                            std::to_string(gone) + " in all; the rest was numbered anew");
        }
    }
    return std::nullopt;
}

/// Whether no event of the project fits: then it is the project's row that was altered.
bool Walk::project_altered(const StoredEvent& event) {
    SQLite::Statement query(database_, "SELECT seq FROM event WHERE project = ? LIMIT 100");
    query.bind(1, event.project);
    int seen = 0;
    while (query.executeStep()) {
        if (fits(query.getColumn(0).getInt64())) return false;
        ++seen;
    }
    return seen > 1;
}

/// Another event that says the same, 0 if there is none.
std::int64_t Walk::copy_of(const StoredEvent& event) {
    const EventRow row = event.row();
    SQLite::Statement query(database_,
                            "SELECT seq FROM event WHERE project = ? AND kind = ? AND fact = ?"
                            " AND seq <> ? ORDER BY seq");
    query.bind(1, event.project);
    query.bind(2, static_cast<int>(row.kind));
    query.bind(3, row.fact);
    query.bind(4, event.seq);
    while (query.executeStep()) {
        EventReader other(database_, query.getColumn(0).getInt64());
        if (other.next() && other.event().says_the_same(event)) return other.seq();
    }
    return 0;
}

/// Whether the event `seq` fits the stored hash before it.
bool Walk::fits(std::int64_t seq) {
    EventReader reader(database_, seq);
    if (!reader.next() || reader.seq() != seq || !reader.has_project()) return false;
    const StoredEvent event = reader.event();
    return link(hash_before(seq), seq, event.batch, event) == event.hash;
}

/// The stored hash that the event `seq` follows: of the batch that ends before it, else of the
/// event before it.
Digest Walk::hash_before(std::int64_t seq) {
    SQLite::Statement query(
        database_,
        "SELECT hash FROM batch WHERE last_seq = ?1 - 1 AND id = (SELECT batch - 1 FROM event"
        " WHERE seq = ?1) UNION ALL SELECT hash FROM event WHERE seq = ?1 - 1 LIMIT 1");
    query.bind(1, seq);
    return query.executeStep() ? read_digest(query, 0) : chain_.genesis();
}

/// How many kinds of event the editions of the library knew that wrote journals of this schema. A
/// journal names those of the one that made it, or all of this one.
constexpr std::size_t kinds_of_editions[] = {18, 24, 28, event_kind_count};

/// Takes the number of kinds that the journal names to `known`.
[[nodiscard]] std::optional<Finding> check_kinds(SQLite::Database& database, std::size_t& known) {
    SQLite::Statement query(database, "SELECT id, name FROM event_kind ORDER BY id");
    known = 0;
    while (query.executeStep()) {
        if (known == event_kind_count ||
            query.getColumn(0).getInt64() != static_cast<std::int64_t>(known) ||
            text_view(query, 1) != key(static_cast<EventKind>(known))) {
            break;
        }
        ++known;
    }
    query.reset();
    if (std::ranges::find(kinds_of_editions, known) != std::end(kinds_of_editions) &&
        database.execAndGet("SELECT count(*) FROM event_kind").getInt64() ==
            static_cast<std::int64_t>(known)) {
        return std::nullopt;
    }
    return Finding{.kind = FindingKind::altered_kinds, .detail = std::to_string(known)};
}

/// What the journal names, if it is one function and a known one.
[[nodiscard]] std::optional<HashAlgorithm> named_algorithm(SQLite::Database& database) {
    SQLite::Statement query(database, "SELECT hash, rowid FROM chain");
    if (!query.executeStep() || query.getColumn(1).getInt64() != 1) return std::nullopt;
    const auto algorithm = hash_algorithm_named(text_view(query, 0));
    return query.executeStep() ? std::nullopt : algorithm;
}

[[nodiscard]] std::optional<Finding> check_all(SQLite::Database& database,
                                               const std::optional<Anchor>& anchor,
                                               Verification& out) {
    const auto algorithm = named_algorithm(database);
    if (!algorithm) {
        return Finding{.kind = FindingKind::wrong_algorithm, .detail = "neither sha256 nor sm3"};
    }
    if (anchor && anchor->algorithm != *algorithm) {
        return Finding{.kind = FindingKind::wrong_algorithm,
                       .detail = "the anchor is of " + std::string(key(anchor->algorithm))};
    }
    std::size_t kinds = 0;
    if (auto found = check_kinds(database, kinds)) return found;
    if (auto found = Walk(database, *algorithm, kinds, anchor, out).run()) return found;
    // Last, because it takes as long as all of the above and names no event.
    SQLite::Statement check(database, "PRAGMA integrity_check(1)");
    check.executeStep();
    const std::string result = check.getColumn(0).getString();
    if (result != "ok") return Finding{.kind = FindingKind::not_readable, .detail = result};
    return verify_checkpoint(database);
}

}  // namespace

void verify_content(SQLite::Database& database, const std::optional<Anchor>& anchor,
                    Verification& out) {
    out.finding = check_all(database, anchor, out);
    out.sound = !out.finding;
    if (!out.sound) out.completeness = Completeness::not_proved;
}

}  // namespace sanku::store_detail
