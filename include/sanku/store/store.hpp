#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/journal/event.hpp"
#include "sanku/pipeline/pool_graph.hpp"
#include "sanku/portfolio/history.hpp"
#include "sanku/portfolio/portfolio.hpp"
#include "sanku/store/anchor.hpp"
#include "sanku/store/verify.hpp"

namespace sanku {

/// What an append noticed and accepted all the same.
enum class FlagCode : std::uint8_t {
    future_event,  ///< a milestone or report of a day after the day of recording
    figure_falls,  ///< arrived, paid or completed this year is less than in an earlier month of it
    late_event,    ///< of a day that a frozen bulletin covers: printed again it stays as it was
};
inline constexpr std::size_t flag_code_count = 3;

/// The stable English key of a code, such as `late_event`.
[[nodiscard]] std::string_view key(FlagCode code) noexcept;
/// What the code means, as a phrase for people.
[[nodiscard]] std::string_view title(FlagCode code, Language language) noexcept;

struct Flag {
    FlagCode code;
    ProjectCode project;
    std::int64_t sequence;  ///< of the event
};

/// The most flags of one code that `Appended` lists; all are counted.
inline constexpr std::int64_t listed_flags = 50;

/// What one append did.
struct Appended {
    std::int64_t added = 0;      ///< events written, corrections among them
    std::int64_t unchanged = 0;  ///< events left out because the journal says the same already
    std::int64_t corrected = 0;  ///< events written that supersede an earlier one
    std::array<std::int64_t, flag_code_count> flag_counts{};  ///< by `FlagCode`
    std::vector<Flag> flags{};                                ///< the first of each code
};

/// How a journal is opened.
struct OpenOptions {
    HashAlgorithm hash = HashAlgorithm::sha256;  ///< of a journal that is made new
    /// Reads only, writing nothing, not even beside the file: for archives and read-only media.
    bool read_only = false;
    int busy_timeout_ms = 5000;  ///< how long a writer waits for another process; 0 or more
    /// The networks of an office, which new moves are held to beside those that ship; one of the
    /// same id takes the place of one that ships.
    std::vector<pipeline::PoolGraph> networks{};
};

/// A move that its network does not allow.
struct RefusedMove {
    std::size_t event;  ///< its place in the events that were asked about
    Problem problem;    ///< see `pipeline::refusal`
};

/// A bulletin's inputs and the hash of its JSON, as `freeze` (archive/frozen.hpp) stores them.
struct FrozenRecord {
    std::string title;
    Date as_of;
    std::optional<Date> known_on;  ///< as it was asked for; `position` says what was known
    Position position;
    std::string policy;  ///< the policy file's canonical text
    std::string language;
    std::optional<Money> previous_year_investment;
    std::optional<int> region_level;
    Digest json_hash;
    friend bool operator==(const FrozenRecord&, const FrozenRecord&) = default;
};

/// A frozen record as a journal holds it.
struct StoredRecord {
    std::int64_t number;  ///< of the batch that stored it
    Instant frozen_at;
    std::string by;
    std::string library;  ///< the version of this library that froze it
    FrozenRecord record;
};

/// A journal of events in one SQLite file (WAL, STRICT tables, append-only by triggers, chained by
/// hashes). A Store is one connection: movable, not copyable, to be used by one thread at a time;
/// several processes may read while one writes. Every member that touches the file throws `Error`
/// with `io`, `disk_full`, `journal_busy` (after the time that opening named) or `damaged_journal`,
/// those that write also with `read_only_journal`.
class Store {
  public:
    /// Opens the journal at `path`, or makes an empty one if no file is there. A journal of schema
    /// version 1 is migrated, after a copy of it at `path`.v1. Throws `Error` with `not_a_journal`
    /// for another kind of file, `newer_schema` for one that a later library wrote, neither of
    /// which is touched, and `older_schema` for version 1 if it may not be written.
    [[nodiscard]] static Store open(const std::string& path, const OpenOptions& options = {});
    /// A journal in memory, gone with the Store.
    [[nodiscard]] static Store in_memory(HashAlgorithm hash = HashAlgorithm::sha256,
                                         std::vector<pipeline::PoolGraph> networks = {});

    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    /// Appends `events`, which state new facts, in one transaction: all or none. Those that the
    /// journal holds already are left out, so appending the same twice changes nothing. Throws as
    /// `Appender::add` and `commit`.
    Appended append(std::span<const Event> events, const Batch& batch);
    /// As above for events that may correct what the journal says; see `Appender::correct`.
    Appended correct(std::span<const Event> events, const Batch& batch);
    /// Takes the event `sequence` back because of `reason`; returns the sequence of the event that
    /// says so. Throws as `Appender::retract`.
    std::int64_t retract(std::int64_t sequence, const std::string& reason, const Batch& batch);

    /// Whether an append holds the events of each project to the rules of `journal/rules.hpp` and
    /// their moves to the networks before it commits, or its caller has done so, as a ledger's
    /// import does row by row.
    enum class Rules : std::uint8_t { checked_at_commit, checked_by_caller };

    /// One transaction that grows: for imports too large to hold in memory. Rolls back unless
    /// committed. While it lives, the Store's queries see what it added; at most one at a time, and
    /// none may outlive its Store. Once one of its members failed to read or write the journal, all
    /// throw `Error(invalid_argument)` from then on, as they do after a commit: begin another one.
    /// A commit that failed has written all or nothing, and adding the same again is harmless.
    class Appender {
      public:
        Appender(Appender&&) noexcept;
        Appender& operator=(Appender&&) = delete;
        ~Appender();

        /// Adds an event that states a new fact, unless the journal holds it already; whether it
        /// was added. Throws `Error(fact_restated)` if the journal says otherwise of that fact (of
        /// an undated one: from the same day on), and as `validate`.
        bool add(const Event& event);
        /// As above, but an event that says otherwise corrects the one that holds and supersedes
        /// it. An undated fact (see `is_undated`) that was stated before takes effect on
        /// `if_changed`, or on the day from which it was first stated if that is later, instead of
        /// its own effective date; it says the same if that value holds on that day.
        bool correct(const Event& event, std::optional<Date> if_changed = std::nullopt);
        /// Takes the event `sequence` back: nothing is stated of its fact any more (see
        /// `event::Retracted`). Returns the sequence of the event that says so. Throws `Error` with
        /// `unknown_event`, `not_in_force` if it was corrected or taken back already, or
        /// `missing_reason`.
        std::int64_t retract(std::int64_t sequence, const std::string& reason);
        /// Writes everything to disk; `rows` and `rejected` complete the batch's record. Throws
        /// `Error`, with the project, if a rule of `journal/rules.hpp` is broken, or a new move is
        /// one that its network does not allow (`forbidden_move`, `unknown_pool`,
        /// `unknown_network`): an entry into a pool or a departure, and, where the office's own
        /// network takes the place of `three-libraries`, the first entries into the libraries and
        /// withdrawal. Conditions are judged by what the journal says with the whole batch in it;
        /// moves recorded before are not judged again.
        Appended commit(std::int64_t rows = 0, std::int64_t rejected = 0);

      private:
        friend class Store;
        struct Impl;
        explicit Appender(std::unique_ptr<Impl> impl);
        std::unique_ptr<Impl> impl_;
    };
    /// Begins an append. Throws `Error(recorded_in_past)` if `batch.recorded_at` lies before the
    /// journal's last batch.
    [[nodiscard]] Appender begin_append(const Batch& batch, Rules rules = Rules::checked_at_commit);

    /// The state of every project that had entered a library by the day `as_of`, or of all
    /// `members`, from what was recorded up to the end of the day `known_on` in China (empty:
    /// everything recorded).
    [[nodiscard]] Portfolio at(Date as_of, std::optional<Date> known_on = std::nullopt,
                               Members members = Members::in_libraries) const;
    /// The same from what was recorded up to `position`. Throws `Error(invalid_argument)` if the
    /// journal has no such position.
    [[nodiscard]] Portfolio at(Date as_of, const Position& position,
                               Members members = Members::in_libraries) const;
    /// All that was recorded up to the end of `known_on` (empty: everything), for any day.
    [[nodiscard]] History known(std::optional<Date> known_on = std::nullopt) const;
    [[nodiscard]] History known(const Position& position) const;

    /// The network `id`: the office's own, or the one that ships. Valid as long as the Store.
    /// Throws `Error(unknown_network)`.
    [[nodiscard]] const pipeline::PoolGraph& network(std::string_view id) const;
    /// Whether first entries into the libraries and withdrawals are held to a network: the office's
    /// own in the place of `three-libraries`. That one itself asks for no more than the rules do.
    [[nodiscard]] bool restrains_libraries() const noexcept;
    /// Which of `events`, all of `project`, an append of them would refuse as moves; those that the
    /// journal holds already are not judged. Throws `Error(unknown_network)`.
    [[nodiscard]] std::vector<RefusedMove> refused_moves(ProjectCode project,
                                                         std::span<const Event> events) const;

    /// Number of events.
    [[nodiscard]] std::int64_t length() const;
    /// The end of the last batch recorded up to the end of `known_on`.
    [[nodiscard]] Position position(std::optional<Date> known_on = std::nullopt) const;
    /// Length and hash of the journal, or of its beginning up to `position`. Throws
    /// `Error(invalid_argument)` if it has no such position.
    [[nodiscard]] Anchor anchor() const;
    [[nodiscard]] Anchor anchor(const Position& position) const;
    /// The function that the chain uses.
    [[nodiscard]] HashAlgorithm hash_algorithm() const noexcept;
    /// When the last batch was recorded, if there is one.
    [[nodiscard]] std::optional<Instant> last_recorded() const;
    [[nodiscard]] bool contains(ProjectCode project) const;
    /// The last recorded event of `project` with `key` that is in force, if there is one.
    [[nodiscard]] std::optional<RecordedEvent> latest(ProjectCode project,
                                                      const FactKey& key) const;
    /// The progress reports of `project` in force for the nearest reported month before and after
    /// `month`.
    struct Neighbours {
        std::optional<event::ProgressReported> before;
        std::optional<event::ProgressReported> after;
    };
    [[nodiscard]] Neighbours reports_around(ProjectCode project, Month month) const;
    /// The earliest day on which `project` entered a library, if it did.
    [[nodiscard]] std::optional<Date> first_entry(ProjectCode project) const;
    /// All events of `project`, in the order of recording.
    [[nodiscard]] std::vector<RecordedEvent> history(ProjectCode project) const;
    /// Calls `visit` with every event recorded after `from` and up to `to`, in order of recording.
    void for_each(const std::function<void(const RecordedEvent&)>& visit, const Position& from,
                  const Position& to) const;
    /// The same for all that was recorded up to the end of `known_on`.
    void for_each(const std::function<void(const RecordedEvent&)>& visit,
                  std::optional<Date> known_on = std::nullopt) const;
    /// The event `sequence`. Throws `Error(unknown_event)`.
    [[nodiscard]] RecordedEvent event(std::int64_t sequence) const;
    /// The batches, in the order of recording.
    [[nodiscard]] std::vector<RecordedBatch> batches() const;
    /// The latest import of each source recorded up to the end of `known_on`, by source.
    [[nodiscard]] std::vector<ImportRecord> imports(
        std::optional<Date> known_on = std::nullopt) const;
    [[nodiscard]] std::vector<ImportRecord> imports(const Position& position) const;

    /// Stores a frozen bulletin as a batch without events. Returns its number. Throws
    /// `Error(recorded_in_past)`.
    std::int64_t store(const FrozenRecord& record, Instant frozen_at, const std::string& by);
    /// The frozen bulletins, in the order of freezing.
    [[nodiscard]] std::vector<StoredRecord> frozen() const;

    /// As the function `verify` does for a file, without looking at the file around the database.
    /// Throws `Error(invalid_argument)` within an append.
    [[nodiscard]] Verification verify(const std::optional<Anchor>& anchor = std::nullopt) const;
    /// Copies the journal as it is now into a new file at `path`, while other processes may go on
    /// appending. Throws `Error` with `io` if there is one already, leaving nothing behind, or with
    /// `invalid_argument` within an append.
    void backup(const std::string& path) const;

    /// Writes what is known now as columns into the file, in the place of an earlier checkpoint, so
    /// that `at` and `known` read memory instead of events. It never changes an answer. Goes on
    /// from the earlier one, or, if `afresh`, from the first event, as after `verify` found it
    /// altered. Throws `Error(invalid_argument)` within an append.
    void checkpoint(bool afresh = false);

  private:
    friend class JournalExport;
    friend class JournalImport;
    struct Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace sanku
