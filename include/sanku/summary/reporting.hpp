#pragma once

#include <cstdint>
#include <vector>

#include "sanku/core/ratio.hpp"
#include "sanku/portfolio/grouping.hpp"
#include "sanku/portfolio/reporting.hpp"

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

/// Reporting, one element a group; a report is stale if its month is more than `stale_after_months`
/// before the as-of day's. O(projects).
[[nodiscard]] inline std::vector<Reporting> reporting(const Grouping& grouping,
                                                      int stale_after_months) {
    const Columns& c = grouping.portfolio().columns();
    const Date as_of = grouping.portfolio().as_of();
    std::vector<Reporting> out(grouping.size());
    grouping.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* groups) {
        for (std::size_t i = 0; i < count; ++i) {
            const bool expected = should_report(c, begin + i);
            Reporting& group = out[groups[i]];
            group.expected += expected;
            group.stale += expected & is_stale(c, begin + i, as_of, stale_after_months);
        }
    });
    return out;
}

}  // namespace sanku::summary
