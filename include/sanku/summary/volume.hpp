#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sanku/portfolio/grouping.hpp"
#include "sanku/warning/lights.hpp"

namespace sanku::summary {

/// Size of a group of projects and the overall lights in it. Amounts in fen.
struct Volume {
    std::int64_t projects = 0;
    std::int64_t investment = 0;
    std::int64_t plan = 0;
    std::int64_t completed_this_year = 0;
    std::int64_t completed_last_year = 0;
    warning::LightCounts lights{};

    /// Throws `Error(overflow)`.
    Volume& operator+=(const Volume& other) {
        projects = checked::add(projects, other.projects);
        investment = checked::add(investment, other.investment);
        plan = checked::add(plan, other.plan);
        completed_this_year = checked::add(completed_this_year, other.completed_this_year);
        completed_last_year = checked::add(completed_last_year, other.completed_last_year);
        for (std::size_t i = 0; i < lights.size(); ++i) {
            lights[i] = checked::add(lights[i], other.lights[i]);
        }
        return *this;
    }
    friend bool operator==(const Volume&, const Volume&) = default;
};

/// Volumes, one element a group; `lights` must be of the grouping's portfolio. O(projects). Throws
/// `Error(invalid_argument)` if they are not of one length.
[[nodiscard]] inline std::vector<Volume> volume(const Grouping& grouping,
                                                const warning::Lights& lights) {
    const Columns& c = grouping.portfolio().columns();
    const std::span<const std::uint8_t> light = lights.overall();
    if (light.size() != c.code.size()) {
        throw Error(ErrorCode::invalid_argument, "volume", "lights of another portfolio");
    }
    std::vector<Volume> out(grouping.size());
    grouping.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* groups) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = begin + i;
            Volume& group = out[groups[i]];
            ++group.projects;
            group.investment += c.total_investment[row];
            group.plan += c.plan[row];
            group.completed_this_year += c.completed_this_year[row];
            group.completed_last_year += c.completed_last_year[row];
            ++group.lights[light[row]];
        }
    });
    return out;
}

}  // namespace sanku::summary
