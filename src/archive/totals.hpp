#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sanku/archive/diff.hpp"
#include "sanku/warning/lights.hpp"

namespace sanku::archive_detail {

/// The rows of the projects of one side by cause, ascending.
using RowsByCause = std::array<std::vector<std::uint32_t>, cause_count>;

/// Every figure that adds up, of both sides, and what each cause has of the change: both sides are
/// summed up once as a whole and once for the projects of each cause.
[[nodiscard]] std::vector<Difference::Total> totals_of(const warning::Lights& before,
                                                       const warning::Lights& after,
                                                       const RowsByCause& rows_before,
                                                       const RowsByCause& rows_after);

}  // namespace sanku::archive_detail
