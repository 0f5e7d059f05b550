#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sanku/core/ratio.hpp"
#include "sanku/evaluation/rank.hpp"
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

/// Completion of the evaluations as `rule` asks for them, one element a group of the portfolio's
/// rows. O(projects). Throws `Error(invalid_argument)` if the groups are not of as many rows.
[[nodiscard]] std::vector<Completion> completion(const Portfolio& portfolio,
                                                 const RowGroups auto& groups,
                                                 const EvaluationDue& rule) {
    if (groups.rows() != portfolio.size()) {
        throw Error(ErrorCode::invalid_argument, std::to_string(groups.rows()),
                    "groups of another number of rows");
    }
    const Columns& c = portfolio.columns();
    const std::int32_t completed_by =
        months_before(portfolio.as_of(), rule.months_after_completion).days();
    std::vector<Completion> out(groups.size());
    groups.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* group) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = begin + i;
            const bool approved = rule.on_final_accounts & (c.final_accounts[row] != no_day);
            const bool due = approved | (c.completed[row] <= completed_by);
            const bool done = due & ((c.evaluations[row] & rule.required) == rule.required);
            out[group[i]].due += due;
            out[group[i]].done += done;
        }
    });
    return out;
}

/// Completion of the evaluations over the whole portfolio.
[[nodiscard]] inline Completion completion(const Portfolio& portfolio, const EvaluationDue& rule) {
    return completion(portfolio, OneGroup(portfolio.size()), rule).front();
}

/// The responsible units ranked by how many of the evaluations that are due are done; the size of a
/// unit is how many are. The average is the rate of all projects, unless `options` state another;
/// projects without a unit are left out as `unstated`. Throws `Error(invalid_argument)` as `rank`
/// does. O(projects).
[[nodiscard]] inline Ranking completion_by_unit(const Portfolio& portfolio,
                                                const EvaluationDue& rule,
                                                RankOptions options = {}) {
    std::map<std::uint32_t, std::uint32_t> places;  // by id of the text: one a unit
    std::vector<std::uint32_t> group_of_row;
    for (const std::uint32_t unit : portfolio.columns().responsible_unit) {
        const auto next = static_cast<std::uint32_t>(places.size());
        group_of_row.push_back(places.try_emplace(unit, next).first->second);
    }
    const auto found = completion(portfolio, NumberedGroups(group_of_row, places.size()), rule);
    std::vector<Entry> entries;
    std::optional<Unranked> unstated;
    Completion all;
    for (const auto& [unit, place] : places) {
        const Completion& one = found[place];
        all += one;
        std::string name(portfolio.texts().at(unit));
        if (name.empty()) {
            unstated = {{}, one.rate(), one.due, LeftOut::unstated};
        } else {
            entries.push_back({std::move(name), one.rate(), one.due});
        }
    }
    if (!options.above) options.above = all.rate();
    Ranking out = rank(entries, options);
    if (unstated) out.left_out.insert(out.left_out.begin(), std::move(*unstated));
    return out;
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
