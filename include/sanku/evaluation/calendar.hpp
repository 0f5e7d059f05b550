#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/portfolio/portfolio.hpp"
#include "sanku/warning/policy.hpp"

namespace sanku::evaluation {

/// How it stands with the evaluation of a project: done, due and not done, or not due yet.
enum class DueState : std::uint8_t { done, due, upcoming };

/// `done`, `due`, `upcoming`.
[[nodiscard]] constexpr std::string_view key(DueState state) noexcept {
    constexpr std::string_view keys[] = {"done", "due", "upcoming"};
    return keys[static_cast<std::size_t>(state)];
}

/// The evaluation of one project that has a day on which it falls due.
struct Due {
    std::size_t row;
    Date due;
    DueState state;
    std::optional<Date>
        done{};            ///< the day of the latest evaluation, if all that are asked for are
    int days_overdue = 0;  ///< from the due day to the as-of day, if it is due and not done
    friend bool operator==(const Due&, const Due&) = default;
};

/// When the evaluation of a project falls due by `rule`: so many months after completion or, if the
/// rule says so, with the approval of final accounts, whichever is first. None unless one of the
/// two is known, or if the months lead beyond the calendar.
[[nodiscard]] std::optional<Date> due_day(const Portfolio& portfolio, std::size_t row,
                                          const EvaluationDue& rule);

/// The projects whose evaluation falls due by `rule`, earliest first, those of one day by their
/// codes. Those that are due by the as-of day are what `completion` counts. O(projects + n log n).
[[nodiscard]] std::vector<Due> calendar(const Portfolio& portfolio, const EvaluationDue& rule);

// --- Bodies --------------------------------------------------------------------------------------

inline std::optional<Date> due_day(const Portfolio& portfolio, std::size_t row,
                                   const EvaluationDue& rule) {
    const Columns& c = portfolio.columns();
    std::int32_t day = rule.on_final_accounts ? c.final_accounts[row] : no_day;
    if (const auto completed = to_date(c.completed[row])) {
        if (completed->month().index() + rule.months_after_completion < 2200 * 12) {
            day = std::min(day, completed->plus_months(rule.months_after_completion).days());
        }
    }
    return to_date(day);
}

inline std::vector<Due> calendar(const Portfolio& portfolio, const EvaluationDue& rule) {
    const Columns& c = portfolio.columns();
    const Date today = portfolio.as_of();
    std::vector<Due> out;
    for (std::size_t row = 0; row < portfolio.size(); ++row) {
        const auto due = due_day(portfolio, row, rule);
        if (!due) continue;
        if ((c.evaluations[row] & rule.required) == rule.required) {
            out.push_back({row, *due, DueState::done, to_date(c.evaluated[row])});
        } else if (*due <= today) {
            out.push_back({row, *due, DueState::due, std::nullopt, today - *due});
        } else {
            out.push_back({row, *due, DueState::upcoming});
        }
    }
    std::ranges::stable_sort(out, {}, &Due::due);
    return out;
}

}  // namespace sanku::evaluation
