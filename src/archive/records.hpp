#pragma once

#include <cstdint>
#include <functional>
#include <unordered_set>
#include <vector>

#include "sanku/archive/diff.hpp"

namespace sanku::archive_detail {

/// What was recorded between two positions, as far as two days are concerned.
struct Recorded {
    std::vector<Difference::Record> listed;      ///< corrections, withdrawals, late ones
    std::unordered_set<ProjectCode> projects{};  ///< for which anything was recorded
    std::int64_t others = 0;                     ///< events that are not listed
};

/// Reads what was recorded after `from` and up to `to`. An event concerns the days if it, or the
/// one that it supersedes, takes effect by the later of them; it is late if that is by the earlier.
/// `describe` names a project.
[[nodiscard]] Recorded records_between(
    const Store& store, const Position& from, const Position& to, Date earlier, Date later,
    const std::function<Difference::Project(ProjectCode)>& describe);

}  // namespace sanku::archive_detail
