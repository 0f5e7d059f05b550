#include "checkpoint.hpp"
#include "connection.hpp"
#include "fold_journal.hpp"
#include "verify_chain.hpp"

namespace sanku::store_detail {

std::optional<Finding> verify_checkpoint(SQLite::Database& database) {
    const auto head = checkpoint_head(database);
    if (!head) return std::nullopt;
    SQLite::Statement query(database, "SELECT hash FROM event WHERE seq = ?");
    query.bind(1, head->seq);
    if (!query.executeStep() || read_digest(query, 0) != head->hash) return std::nullopt;
    const auto stored = read_checkpoint(database, std::nullopt);
    if (!stored) return std::nullopt;  // the library does not use it either
    const History made = fold_journal(database, "", History(), {0, head->seq}, std::nullopt);
    if (same_arrays(*stored, made)) return std::nullopt;
    return Finding{.kind = FindingKind::altered_checkpoint};
}

}  // namespace sanku::store_detail
