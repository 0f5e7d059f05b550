#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "sanku/appraisal/earned_value.hpp"
#include "sanku/core/project_code.hpp"
#include "sanku/portfolio/history.hpp"

namespace sanku::appraisal {

/// The earned value of the project `code` from what the journal knows of it on the day `as_of`.
///
/// PV is a plan in equal parts a day, from the planned start to the planned completion, of the
/// total investment, all three as they stand on that day (`prorata_plan`; what the metric
/// `schedule_performance` takes): the journal keeps no monthly plan. EV is what was completed in
/// total, by the reports of months that have ended. AC is what was paid: of each year, in its last
/// report, and of the years before. It has no value where that sum would be too small: if the first
/// report tells, or does not exclude, that work was done in earlier years, or if of a year before
/// the report of December or its payments are missing.
///
/// None if the project is not known or in no library on that day, and without a plan: without a
/// planned start, a planned completion that is not before it, or a total investment.
/// O(projects). Throws `Error(invalid_argument)` if what was completed in total falls.
[[nodiscard]] std::optional<EarnedValue> project_earned_value(const History& history,
                                                              ProjectCode code, Date as_of);

namespace detail {

/// What was reported of a row by the end of month `last`, payments summed over the years.
[[nodiscard]] inline std::vector<EarnedReport> earned_reports(const Reports& reports,
                                                              std::size_t row, Month last) {
    std::vector<EarnedReport> out;
    std::optional<Money> before;  // paid in the years before, if all of it is known
    for (std::size_t i = reports.first[row]; i < reports.first[row + 1]; ++i) {
        const Month month = Month::from_index(reports.month[i]);
        if (month > last) break;
        const auto stated = [&](std::uint8_t bit, std::int64_t fen) {
            return (reports.given[i] & bit) != 0 ? std::optional(Money::from_fen(fen))
                                                 : std::nullopt;
        };
        const auto total = stated(given::completed_total, reports.completed_total[i]);
        const auto paid = stated(given::paid, reports.paid[i]);
        if (out.empty()) {
            const auto year = stated(given::completed_this_year, reports.completed_this_year[i]);
            if (total && total == year) before = Money();
        } else if (const Month then = out.back().month; then.year() < month.year()) {
            const bool closed = then == Month(month.year() - 1, 12);
            before = closed ? out.back().actual : std::nullopt;
        }
        const auto actual = before && paid ? std::optional(*before + *paid) : std::nullopt;
        out.push_back({month, total, actual});
    }
    return out;
}

}  // namespace detail

inline std::optional<EarnedValue> project_earned_value(const History& history, ProjectCode code,
                                                       Date as_of) {
    const Portfolio portfolio = history.at(as_of);
    const auto found = portfolio.find(code);
    if (!found) return std::nullopt;
    const Columns& columns = portfolio.columns();
    const auto start = to_date(columns.planned_start[*found]);
    const auto end = to_date(columns.planned_completion[*found]);
    const Money total = portfolio.total_investment(*found);
    if (!start || !end || *end < *start || total == Money()) return std::nullopt;

    const bool ended = as_of == as_of.month().last_day();
    const Month last = ended ? as_of.month() : as_of.month().plus(-1);
    auto reports =
        detail::earned_reports(history.parts().reports, history.find(code).value(), last);
    std::vector<Rational> planned = prorata_plan(*start, *end, total);
    Month first = start->month();
    if (!reports.empty() && reports.front().month < first) {  // work began before it was planned
        planned.insert(planned.begin(), static_cast<std::size_t>(first - reports.front().month),
                       Rational());
        first = reports.front().month;
    }
    return EarnedValue(first, std::move(planned), std::move(reports));
}

}  // namespace sanku::appraisal
