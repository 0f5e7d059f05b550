#pragma once

#include <cstddef>
#include <cstdint>

#include "sanku/core/date.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/portfolio/portfolio.hpp"

namespace sanku::target {

/// The starts that a year's plan holds, as they stand on a day of that year.
struct Starts {
    std::int64_t planned = 0;  ///< to start in the year
    std::int64_t due = 0;      ///< of these by the day
    std::int64_t missed = 0;   ///< of the due ones not started
    std::int64_t early = 0;    ///< of those that are not due started

    [[nodiscard]] std::int64_t started() const noexcept { return due - missed + early; }
    /// Due and started ÷ due.
    [[nodiscard]] Ratio of_due() const { return {due - missed, due}; }
    /// Started ÷ planned.
    [[nodiscard]] Ratio of_plan() const { return {started(), planned}; }
    friend bool operator==(const Starts&, const Starts&) = default;
};

/// The starts planned for the year of the portfolio's day, of projects that were not withdrawn by
/// then. A completed project counts as started, also if nobody stated when. O(projects).
[[nodiscard]] inline Starts starts(const Portfolio& portfolio) {
    const Columns& c = portfolio.columns();
    const std::int32_t day = portfolio.as_of().days();
    const std::int32_t first = Date(portfolio.as_of().year(), 1, 1).days();
    const std::int32_t last = Date(portfolio.as_of().year(), 12, 31).days();
    Starts out;
    for (std::size_t i = 0; i < c.planned_start.size(); ++i) {
        const std::int32_t plan = c.planned_start[i];
        const std::int64_t planned = (first <= plan) & (plan <= last) & (c.withdrawn[i] > day);
        const std::int64_t due = planned & (plan <= day ? 1 : 0);
        const std::int64_t started = (c.started[i] <= day) | (c.completed[i] <= day);
        out.planned += planned;
        out.due += due;
        out.missed += due & (1 - started);
        out.early += (planned - due) & started;
    }
    return out;
}

}  // namespace sanku::target
