#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>
#include <string>

#include "sanku/portfolio/history.hpp"

namespace sanku::store_detail {

/// Events after `after` and up to `last`.
struct EventRange {
    std::int64_t after;
    std::int64_t last;
};

/// What `base` and the events of `range` say together. `path` names the journal in errors. Throws
/// `Error(damaged_journal)` for events or projects that are missing or that no library wrote.
[[nodiscard]] History fold_journal(SQLite::Database& database, const std::string& path,
                                   const History& base, EventRange range,
                                   std::optional<Date> known_on);

}  // namespace sanku::store_detail
