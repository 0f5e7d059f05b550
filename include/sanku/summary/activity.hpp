#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sanku/core/count_and_amount.hpp"
#include "sanku/portfolio/grouping.hpp"

namespace sanku::summary {

/// Something that happens to projects, from 1 January to the as-of day and to the same day of the
/// year before (29 February: the 28th).
struct YearOnYear {
    CountAndAmount this_year;
    CountAndAmount last_year;

    YearOnYear& operator+=(const YearOnYear& other) {
        this_year += other.this_year;
        last_year += other.last_year;
        return *this;
    }
    friend bool operator==(const YearOnYear&, const YearOnYear&) = default;
};

/// Starts, enrolments, completions and starts of production.
struct Activity {
    YearOnYear started;
    YearOnYear enrolled;
    YearOnYear completed;
    YearOnYear in_production;

    Activity& operator+=(const Activity& other) {
        started += other.started;
        enrolled += other.enrolled;
        completed += other.completed;
        in_production += other.in_production;
        return *this;
    }
    friend bool operator==(const Activity&, const Activity&) = default;
};

/// What happened this year and last, one element a group. O(projects).
[[nodiscard]] inline std::vector<Activity> activity(const Grouping& grouping) {
    const Columns& c = grouping.portfolio().columns();
    const Date today = grouping.portfolio().as_of();
    const std::int32_t from = Date(today.year(), 1, 1).days();
    const std::int32_t to = today.days();
    const std::int32_t last_from = Date(today.year() - 1, 1, 1).days();
    const std::int32_t last_to = today.plus_months(-12).days();
    std::vector<Activity> out(grouping.size());
    const auto count_day = [&](YearOnYear& sums, std::int32_t day, std::int64_t amount) {
        const std::int64_t now = (from <= day) & (day <= to);
        const std::int64_t then = (last_from <= day) & (day <= last_to);
        sums.this_year.projects += now;
        sums.this_year.investment += -now & amount;
        sums.last_year.projects += then;
        sums.last_year.investment += -then & amount;
    };
    grouping.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* groups) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = begin + i;
            Activity& group = out[groups[i]];
            const std::int64_t amount = c.total_investment[row];
            count_day(group.started, c.started[row], amount);
            count_day(group.enrolled, c.enrolled[row], amount);
            count_day(group.completed, c.completed[row], amount);
            count_day(group.in_production, c.in_production[row], amount);
        }
    });
    return out;
}

}  // namespace sanku::summary
