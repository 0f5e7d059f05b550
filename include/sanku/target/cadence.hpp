#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/target/attained.hpp"
#include "sanku/target/target.hpp"

namespace sanku::target {

/// The rhythm of supervision: 周督导, 旬调度, 月通报. In calendar days.
enum class Cadence : std::uint8_t { week, ten_days, month };

/// `week`, `ten_days`, `month`.
[[nodiscard]] constexpr std::string_view key(Cadence cadence) noexcept {
    constexpr std::string_view keys[] = {"week", "ten_days", "month"};
    return keys[static_cast<std::size_t>(cadence)];
}

/// Days from the first to the last, both included.
struct Period {
    Date first;
    Date last;
    friend bool operator==(const Period&, const Period&) = default;
};

/// The period in which `day` lies: a week from Monday to Sunday; a ten-day period (旬) from the 1st
/// to the 10th, the 11th to the 20th or the 21st to the end of the month; a month. Throws
/// `Error(date_out_of_range)` for a week that leaves the calendar.
[[nodiscard]] Period period_of(Cadence cadence, Date day);

/// A report that is to be made.
struct DueReport {
    std::string target;
    std::string unit;  ///< empty: of the whole
    Month month;       ///< of which it reports
    Date due;
    std::optional<Date> reported_on{};  ///< the first report of that month, up to the day asked
    /// Days from `due` to the report, or to the day asked while there is none; 0 in time.
    int days_late = 0;
    friend bool operator==(const DueReport&, const DueReport&) = default;
};

/// The last month up to `month` of which the target is to be reported: every `report_every` months
/// from the first of its period on, and the last. None before the first of them.
[[nodiscard]] std::optional<Month> reported_month(const Plan& plan, const Target& target,
                                                  Month month);

/// The reports that fall due in `period`, as they stand on `day`, by day due, then in the order of
/// the plan. Each unit of the edition in force at the end of the month reports; of a target that is
/// not broken down the whole. Not due is what no edition demanded at the end of its month.
[[nodiscard]] std::vector<DueReport> due_reports(const Plan& plan, const Attained& attained,
                                                 Period period, Date day);

/// Those that fell due up to `day` and are not made, by day due.
[[nodiscard]] std::vector<DueReport> missing_reports(const Plan& plan, const Attained& attained,
                                                     Date day);

// --- Bodies --------------------------------------------------------------------------------------

inline Period period_of(Cadence cadence, Date day) {
    if (cadence == Cadence::week) {
        constexpr std::int32_t monday = -25567;  // 1900-01-01, the first day of the calendar
        const Date first = day.plus_days(-((day.days() - monday) % 7));
        return {first, first.plus_days(6)};
    }
    const Month month = day.month();
    if (cadence == Cadence::month) return {month.first_day(), month.last_day()};
    const int ten = std::min((day.day_of_month() - 1) / 10, 2);
    const Date first = month.first_day().plus_days(10 * ten);
    return {first, ten == 2 ? month.last_day() : first.plus_days(9)};
}

namespace detail {

/// Every report of `target` that falls due in `period`.
inline void add_due(const Plan& plan, const Target& target, const Attained& attained, Period period,
                    Date day, std::vector<DueReport>& out) {
    for (int i = 1; i <= target.months(); ++i) {
        if (i % target.rules.report_every != 0 && i != target.months()) continue;
        const Month month = Month(plan.year, target.first_month).plus(i - 1);
        const Date due = month.last_day().plus_days(target.rules.report_by);
        const Edition* edition = target.on(month.last_day());
        if (due < period.first || due > period.last || edition == nullptr) continue;
        std::vector<std::string> units;
        for (const Claim& claim : edition->claims) units.push_back(claim.unit);
        if (units.empty()) units.emplace_back();
        for (std::string& unit : units) {
            DueReport one{target.id, std::move(unit), month, due};
            const Report* report = attained.first(one.target, one.unit, month);
            if (report != nullptr && report->reported_on <= day) {
                one.reported_on = report->reported_on;
            }
            one.days_late = std::max(one.reported_on.value_or(day) - due, 0);
            out.push_back(std::move(one));
        }
    }
}

}  // namespace detail

inline std::optional<Month> reported_month(const Plan& plan, const Target& target, Month month) {
    const Month first(plan.year, target.first_month);
    const int gone = std::min(month - first + 1, target.months());
    if (gone == target.months()) return first.plus(gone - 1);
    const int reported = gone - gone % target.rules.report_every;
    if (reported <= 0) return std::nullopt;
    return first.plus(reported - 1);
}

inline std::vector<DueReport> due_reports(const Plan& plan, const Attained& attained, Period period,
                                          Date day) {
    std::vector<DueReport> out;
    for (const Target& target : plan.targets) {
        detail::add_due(plan, target, attained, period, day, out);
    }
    std::ranges::stable_sort(out, {}, &DueReport::due);
    return out;
}

inline std::vector<DueReport> missing_reports(const Plan& plan, const Attained& attained,
                                              Date day) {
    std::vector<DueReport> out =
        due_reports(plan, attained, {Month(plan.year, 1).first_day(), day}, day);
    std::erase_if(out, [](const DueReport& one) { return one.reported_on.has_value(); });
    return out;
}

}  // namespace sanku::target
