#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>

#include "sanku/core/digest.hpp"
#include "sanku/portfolio/history.hpp"

/// The cached history in the table `checkpoint`: each of its arrays as blobs, in parts, and a head
/// that says up to which event it goes. It may be missing, old or damaged at any time.
namespace sanku::store_detail {

/// What a checkpoint was made from: the journal up to an event, named by the event's hash.
struct CheckpointHead {
    std::int64_t seq = 0;
    Digest hash;
};

/// The head of the checkpoint, if there is one in this library's format.
[[nodiscard]] std::optional<CheckpointHead> checkpoint_head(SQLite::Database& database);
/// The history in the checkpoint, labelled as known on `known_on`; empty if it is damaged.
[[nodiscard]] std::optional<History> read_checkpoint(SQLite::Database& database,
                                                     std::optional<Date> known_on);
/// Puts `history` in the place of the checkpoint, within the caller's transaction.
void write_checkpoint(SQLite::Database& database, const History& history,
                      const CheckpointHead& head);

}  // namespace sanku::store_detail
