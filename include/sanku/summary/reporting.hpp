#pragma once

#include <cstdint>
#include <vector>

#include "sanku/core/ratio.hpp"
#include "sanku/portfolio/grouping.hpp"

namespace sanku::summary {

/// Of the projects that should report each month (uncompleted ones of the implementation library),
/// how many did so in time.
struct Reporting {
    std::int64_t expected = 0;
    std::int64_t stale = 0;

    [[nodiscard]] Ratio rate() const { return {expected - stale, expected}; }

    /// Throws `Error(overflow)`.
    Reporting& operator+=(const Reporting& other) {
        expected = checked::add(expected, other.expected);
        stale = checked::add(stale, other.stale);
        return *this;
    }
    friend bool operator==(const Reporting&, const Reporting&) = default;
};

/// Whether the project in `row` should report each month.
[[nodiscard]] inline bool should_report(const Columns& columns, std::size_t row) noexcept {
    return columns.pool[row] == static_cast<std::uint8_t>(Pool::implementation) &&
           columns.completed[row] == no_day;
}

/// Whether the latest report of the project in `row` is stale on `as_of`: its month is more than
/// `stale_after_months` before that day's, or there is none.
[[nodiscard]] inline bool is_stale(const Columns& columns, std::size_t row, Date as_of,
                                   int stale_after_months) noexcept {
    return columns.last_report[row] < as_of.month().index() - stale_after_months;
}

/// Reporting, one element a group; a report is stale if its month is more than `stale_after_months`
/// before the as-of day's. O(projects).
[[nodiscard]] inline std::vector<Reporting> reporting(const Grouping& grouping,
                                                      int stale_after_months) {
    const Columns& c = grouping.portfolio().columns();
    const Date as_of = grouping.portfolio().as_of();
    std::vector<Reporting> out(grouping.size());
    grouping.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* groups) {
        for (std::size_t i = 0; i < count; ++i) {
            if (!should_report(c, begin + i)) continue;
            ++out[groups[i]].expected;
            out[groups[i]].stale += is_stale(c, begin + i, as_of, stale_after_months);
        }
    });
    return out;
}

}  // namespace sanku::summary
