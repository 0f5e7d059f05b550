#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sanku/journal/event.hpp"
#include "sanku/portfolio/portfolio.hpp"

namespace sanku {

/// What one append did.
struct Appended {
    std::int64_t added = 0;      ///< events written
    std::int64_t unchanged = 0;  ///< events left out because the journal says the same already
};

/// A journal of events in one SQLite file (WAL, STRICT tables, append-only by triggers). A Store is
/// one connection: movable, not copyable, to be used by one thread at a time; several processes may
/// read while one writes. Every member that touches the file throws `Error` with `io`,
/// `journal_busy` (after 5 s) or `damaged_journal`.
class Store {
  public:
    /// Opens the journal at `path` for reading and writing, or makes an empty one if no file is
    /// there. Throws `Error` with `not_a_journal` for another kind of file and `newer_schema` for
    /// one that a later library wrote; neither is touched.
    [[nodiscard]] static Store open(const std::string& path);
    /// A journal in memory, gone with the Store.
    [[nodiscard]] static Store in_memory();

    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    /// Appends `events` in one transaction: all or none. Events that say what the journal says
    /// already are left out, so appending the same twice changes nothing. Throws
    /// `Error(recorded_in_past)` if `batch.recorded_at` lies before the journal's last batch.
    Appended append(std::span<const Event> events, const Batch& batch);

    /// One transaction that grows: for imports too large to hold in memory. Rolls back unless
    /// committed. While it lives, the Store's queries see what it added; at most one at a time, and
    /// none may outlive its Store. Once `add` or `commit` failed to read or write the journal, both
    /// throw `Error(invalid_argument)` from then on, as they do after a commit: begin another one.
    /// A commit that failed has written all or nothing, and adding the same again is harmless.
    class Appender {
      public:
        Appender(Appender&&) noexcept;
        Appender& operator=(Appender&&) = delete;
        ~Appender();

        /// Adds `event` unless the journal says the same already; whether it was added. An undated
        /// fact (see `is_undated`) that was stated before takes effect on `if_changed`, or on the
        /// day from which it was first stated if that is later, instead of its own effective date;
        /// it says the same if that value holds on that day.
        bool add(const Event& event, std::optional<Date> if_changed = std::nullopt);
        /// Writes everything to disk; `rows` and `rejected` complete the batch's record.
        Appended commit(std::int64_t rows = 0, std::int64_t rejected = 0);

      private:
        friend class Store;
        struct Impl;
        explicit Appender(std::unique_ptr<Impl> impl);
        std::unique_ptr<Impl> impl_;
    };
    /// Begins an append. Throws `Error(recorded_in_past)` as `append` does.
    [[nodiscard]] Appender begin_append(const Batch& batch);

    /// The state of every project that had entered a library by the day `as_of`, from what was
    /// recorded up to the end of the day `known_on` in China (empty: everything recorded).
    [[nodiscard]] Portfolio at(Date as_of, std::optional<Date> known_on = std::nullopt) const;

    /// Number of events.
    [[nodiscard]] std::int64_t length() const;
    /// When the last batch was recorded, if there is one.
    [[nodiscard]] std::optional<Instant> last_recorded() const;
    [[nodiscard]] bool contains(ProjectCode project) const;
    /// The last recorded event of `project` with `key`, if there is one.
    [[nodiscard]] std::optional<RecordedEvent> latest(ProjectCode project,
                                                      const FactKey& key) const;
    /// The last recorded progress reports of `project` for the nearest reported month before and
    /// after `month`.
    struct Neighbours {
        std::optional<event::ProgressReported> before;
        std::optional<event::ProgressReported> after;
    };
    [[nodiscard]] Neighbours reports_around(ProjectCode project, Month month) const;
    /// The earliest day on which `project` entered a library, if it did.
    [[nodiscard]] std::optional<Date> first_entry(ProjectCode project) const;
    /// All events of `project`, in the order of recording.
    [[nodiscard]] std::vector<RecordedEvent> history(ProjectCode project) const;
    /// Calls `visit` with every event recorded up to the end of `known_on`, in order of recording.
    void for_each(const std::function<void(const RecordedEvent&)>& visit,
                  std::optional<Date> known_on = std::nullopt) const;
    /// The latest import of each source recorded up to the end of `known_on`, by source.
    [[nodiscard]] std::vector<ImportRecord> imports(
        std::optional<Date> known_on = std::nullopt) const;

  private:
    struct Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace sanku
