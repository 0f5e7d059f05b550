#pragma once

#include <cstdint>
#include <vector>

#include "sanku/core/ratio.hpp"
#include "sanku/portfolio/grouping.hpp"
#include "sanku/warning/policy.hpp"

namespace sanku::evaluation {

/// How many projects' evaluations (三评) were due, and how many of those were done.
struct Completion {
    std::int64_t due = 0;
    std::int64_t done = 0;

    [[nodiscard]] Ratio rate() const { return {done, due}; }

    /// Throws `Error(overflow)`.
    Completion& operator+=(const Completion& other) {
        due = checked::add(due, other.due);
        done = checked::add(done, other.done);
        return *this;
    }
    friend bool operator==(const Completion&, const Completion&) = default;
};

/// Completion of the evaluations as `rule` asks for them, one element a group. O(projects).
[[nodiscard]] inline std::vector<Completion> completion(const Grouping& grouping,
                                                        const EvaluationDue& rule) {
    const Columns& c = grouping.portfolio().columns();
    const std::int32_t completed_by =
        months_before(grouping.portfolio().as_of(), rule.months_after_completion).days();
    std::vector<Completion> out(grouping.size());
    grouping.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* groups) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = begin + i;
            const bool approved = rule.on_final_accounts & (c.final_accounts[row] != no_day);
            const bool due = approved | (c.completed[row] <= completed_by);
            const bool done = due & ((c.evaluations[row] & rule.required) == rule.required);
            out[groups[i]].due += due;
            out[groups[i]].done += done;
        }
    });
    return out;
}

/// Completion of the evaluations over the whole portfolio.
[[nodiscard]] inline Completion completion(const Portfolio& portfolio, const EvaluationDue& rule) {
    return completion(Grouping(portfolio, {}), rule).front();
}

/// Completion of the two accounts (两算: settlement, then final accounts) within a year.
struct TwoAccounts {
    std::int64_t completed = 0;  ///< projects completed
    std::int64_t settled = 0;    ///< of these
    std::int64_t approved = 0;   ///< of these: final accounts approved
    std::int64_t both = 0;       ///< of these
    std::int64_t overdue = 0;    ///< of these: past one year without both

    [[nodiscard]] Ratio rate() const { return {both, completed}; }

    /// Throws `Error(overflow)`.
    TwoAccounts& operator+=(const TwoAccounts& other) {
        completed = checked::add(completed, other.completed);
        settled = checked::add(settled, other.settled);
        approved = checked::add(approved, other.approved);
        both = checked::add(both, other.both);
        overdue = checked::add(overdue, other.overdue);
        return *this;
    }
    friend bool operator==(const TwoAccounts&, const TwoAccounts&) = default;
};

/// The two accounts on the as-of day, one element a group. O(projects).
[[nodiscard]] inline std::vector<TwoAccounts> two_accounts(const Grouping& grouping) {
    const Columns& c = grouping.portfolio().columns();
    const Date yesterday = grouping.portfolio().as_of().plus_days(-1);
    const std::int32_t over_a_year = months_before(yesterday, 12).days();
    std::vector<TwoAccounts> out(grouping.size());
    grouping.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* groups) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = begin + i;
            TwoAccounts& group = out[groups[i]];
            const bool completed = c.completed[row] != no_day;
            const bool settled = completed & (c.settled[row] != no_day);
            const bool approved = completed & (c.final_accounts[row] != no_day);
            group.completed += completed;
            group.settled += settled;
            group.approved += approved;
            group.both += settled & approved;
            group.overdue += (c.completed[row] <= over_a_year) & !(settled & approved);
        }
    });
    return out;
}

}  // namespace sanku::evaluation
