#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sanku/core/language.hpp"
#include "sanku/store/anchor.hpp"

namespace sanku {

/// What `verify` may find wrong.
enum class FindingKind : std::uint8_t {
    not_readable,       ///< not a journal, a newer one, or a file that SQLite finds damaged
    no_chain,           ///< a journal of schema version 1, which has no hashes
    wrong_algorithm,    ///< the hashes are of another function than the journal or the anchor names
    altered_kinds,      ///< the names of the kinds of event
    altered_project,    ///< a project's row: its code, its place, one without events or missing
    altered_event,      ///< an event's content or hash
    missing_event,      ///< an event was removed
    swapped_events,     ///< two events stand in each other's place
    reinserted_event,   ///< an event, or a copy of one, stands at another place than its own
    inserted_event,     ///< an event that was not recorded here
    altered_batch,      ///< what a batch says of itself, or its hash
    missing_batch,      ///< a batch was removed
    altered_bulletin,   ///< a frozen bulletin was altered, removed or added
    event_of_no_batch,  ///< events after the last batch: it was cut off, or never finished
    cut_tail,           ///< the journal ends before the anchor
    not_at_anchor,      ///< it was rewritten: other hashes than the anchor's, though they fit
    altered_checkpoint,  ///< the columns kept beside the events say otherwise than they
};
inline constexpr std::size_t finding_kind_count = 17;

/// The stable English key of a kind, such as `swapped_events`.
[[nodiscard]] std::string_view key(FindingKind kind) noexcept;

/// The first thing that is wrong, and where. The place is exact: everything before it is as it was
/// recorded. What happened there is the likeliest of what would leave these traces.
struct Finding {
    FindingKind kind;
    std::int64_t sequence = 0;  ///< of the event; 0 if none is meant
    std::int64_t batch = 0;     ///< its number; 0 if none is meant
    std::int64_t other = 0;     ///< the other event of swapped or re-inserted ones; 0: not known
    std::string detail{};       ///< in English, such as SQLite's own message

    /// Where and what, as a sentence.
    [[nodiscard]] std::string text(Language language) const;
};

/// What is known of the journal's end. No hash can show that events are missing after the last one.
enum class Completeness : std::uint8_t {
    proved_by_anchor,   ///< the journal ends where the anchor was taken
    tail_after_anchor,  ///< proved up to the anchor; after it something may have been cut off
    not_proved,         ///< without an anchor, or unsound
};
inline constexpr std::size_t completeness_count = 3;

/// The stable English key, such as `not_proved`.
[[nodiscard]] std::string_view key(Completeness completeness) noexcept;

/// The result of `verify`.
struct Verification {
    bool sound = false;  ///< whether every event, batch and bulletin is as the hashes say
    std::optional<Finding> finding{};  ///< the first in the order of recording, unless sound
    std::int64_t events = 0;           ///< events that were checked and are as they were recorded
    std::int64_t batches = 0;          ///< batches of the same kind
    std::optional<Anchor> head{};      ///< end of the last sound batch, to be kept as an anchor
    Completeness completeness = Completeness::not_proved;

    /// One or two sentences for people: what is as it was recorded, what is not, what is unproved.
    [[nodiscard]] std::string text(Language language) const;
};

/// Checks the journal at `path` without writing to it: the file, its schema, the hash of every
/// event, batch and frozen bulletin from the first on, the order of places and times, what
/// supersedes what, that a checkpoint says what the events say, and with an anchor that all of what
/// it was taken of is there. Says so of a file that is none, is damaged, or of another version. In
/// bounded memory, or with a checkpoint in that of twice what `Store::known` takes. Throws
/// `Error(journal_busy)` if another process keeps the file locked.
///
/// There is no key in this: whoever can write the file can compute all hashes anew. Only an anchor
/// that was kept elsewhere, where they cannot write, proves that nobody did.
[[nodiscard]] Verification verify(const std::string& path,
                                  const std::optional<Anchor>& anchor = std::nullopt);

}  // namespace sanku
