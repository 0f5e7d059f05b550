#pragma once

#include <cstddef>

#include "sanku/portfolio/portfolio.hpp"

/// Who should report each month, and whose latest report is too old.
namespace sanku {

/// Whether the project in `row` should report each month: it is in the implementation library and
/// not completed.
[[nodiscard]] inline bool should_report(const Columns& columns, std::size_t row) noexcept {
    const bool is_built = columns.pool[row] == static_cast<std::uint8_t>(Pool::implementation);
    return is_built & (columns.completed[row] == no_day);
}

/// Whether the latest report of the project in `row` is stale on `as_of`: its month is more than
/// `stale_after_months` before that day's, or there is none.
[[nodiscard]] inline bool is_stale(const Columns& columns, std::size_t row, Date as_of,
                                   int stale_after_months) noexcept {
    return columns.last_report[row] < as_of.month().index() - stale_after_months;
}

}  // namespace sanku
