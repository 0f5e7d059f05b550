#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sanku/core/ratio.hpp"
#include "sanku/portfolio/grouping.hpp"

namespace sanku::summary {

/// What projects that reported the output of a year give for what was put into them (投入产出).
/// Amounts in fen.
struct Returns {
    std::int64_t projects = 0;
    std::int64_t output = 0;      ///< of the latest reported year that is over
    std::int64_t investment = 0;  ///< total investment of the same projects

    [[nodiscard]] Ratio rate() const { return {output, investment}; }

    /// Throws `Error(overflow)`.
    Returns& operator+=(const Returns& other) {
        projects = checked::add(projects, other.projects);
        output = checked::add(output, other.output);
        investment = checked::add(investment, other.investment);
        return *this;
    }
    friend bool operator==(const Returns&, const Returns&) = default;
};

/// Returns of the projects of which output and total investment are stated, one element a group.
/// O(projects).
[[nodiscard]] inline std::vector<Returns> returns(const Grouping& grouping) {
    const Columns& c = grouping.portfolio().columns();
    const Deals& d = grouping.portfolio().deals();
    std::vector<Returns> out(grouping.size());
    if (d.empty()) return out;
    grouping.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* groups) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = begin + i;
            const std::int64_t counts = ((d.given[row] & deal::output) != 0) &
                                        ((c.given[row] & given::total_investment) != 0);
            Returns& group = out[groups[i]];
            group.projects += counts;
            group.output += -counts & d.output[row];
            group.investment += -counts & c.total_investment[row];
        }
    });
    return out;
}

}  // namespace sanku::summary
