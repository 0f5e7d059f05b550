#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/rational.hpp"

/// Earned value (挣值) by month, exactly. Formulas: Project Management Institute, Practice Standard
/// for Earned Value Management, 2nd edition, 2011; of time: W. Lipke, Schedule is Different, The
/// Measurable News, 2003, and Earned Schedule, 2009. What follows from a figure that nobody
/// reported, or by division by 0, has no value; docs/returns.md lists each case.
namespace sanku::appraisal {

/// What was reported of a project at the end of a month, both cumulative from its start.
struct EarnedReport {
    Month month;
    std::optional<Money> earned{};  ///< EV: the budget of the work that is done
    std::optional<Money> actual{};  ///< AC: what it cost
};

/// How an estimate at completion takes the work that remains.
enum class Estimate : std::uint8_t {
    as_planned,       ///< at its budget: AC + (BAC − EV)
    at_cost_index,    ///< as the work so far: AC + (BAC − EV) ÷ CPI, which is BAC ÷ CPI
    at_both_indices,  ///< pressed by the schedule too: AC + (BAC − EV) ÷ (CPI × SPI)
};

/// Where a project stands at the end of a month. Amounts are in fen, times in months.
struct EarnedFigures {
    using Figure = std::optional<Rational>;

    Month month;
    std::int64_t elapsed;    ///< AT: months from the first to this one; it stops when all is earned
    std::int64_t duration;   ///< PD: months from the first until the plan reaches the budget
    Rational budget;         ///< BAC: budget at completion, above 0
    Rational planned;        ///< PV: what should be earned by now
    Figure earned;           ///< EV
    Figure actual;           ///< AC
    Figure earned_schedule;  ///< ES: when the plan reaches what is earned

    [[nodiscard]] Figure schedule_variance() const;  ///< SV = EV − PV
    [[nodiscard]] Figure cost_variance() const;      ///< CV = EV − AC
    [[nodiscard]] Figure schedule_index() const;     ///< SPI = EV ÷ PV
    [[nodiscard]] Figure cost_index() const;         ///< CPI = EV ÷ AC
    [[nodiscard]] Figure complete() const;           ///< EV ÷ BAC; above 1 if more was earned

    /// Budget of the work that is not done: BAC − EV, 0 if more than the budget was earned.
    [[nodiscard]] Figure remaining() const;
    /// EAC, estimate at completion.
    [[nodiscard]] Figure estimate(Estimate how) const;
    /// ETC, estimate to complete = EAC − AC.
    [[nodiscard]] Figure to_complete(Estimate how) const;
    /// VAC, variance at completion = BAC − EAC.
    [[nodiscard]] Figure variance_at_completion(Estimate how) const;
    /// TCPI, the cost index that the remaining work must reach to keep the budget:
    /// (BAC − EV) ÷ (BAC − AC). No value where the budget is spent, AC ≥ BAC.
    [[nodiscard]] Figure required_index() const;
    /// The same to keep the estimate: (BAC − EV) ÷ (EAC − AC).
    [[nodiscard]] Figure required_index(Estimate how) const;

    [[nodiscard]] Figure time_variance() const;       ///< SV(t) = ES − AT
    [[nodiscard]] Figure time_index() const;          ///< SPI(t) = ES ÷ AT
    [[nodiscard]] Figure estimated_duration() const;  ///< IEAC(t) = PD ÷ SPI(t)
};

/// The plan of a project and what was reported of it; immutable.
class EarnedValue {
  public:
    /// `planned` in fen: what the plan wants earned by the end of each month from `first` on, not
    /// falling; its last is the budget, above 0, and months after it was reached are no part of
    /// the plan. `reports` in the order of their months, from `first` on; some may be missing.
    /// Earned value does not fall; actual cost may, by a refund. Throws `Error` with
    /// `invalid_argument`, or `negative_money` for an amount below 0.
    EarnedValue(Month first, std::vector<Rational> planned, std::vector<EarnedReport> reports);
    EarnedValue(Month first, std::span<const Money> planned, std::vector<EarnedReport> reports);

    [[nodiscard]] Month first() const noexcept { return first_; }
    /// The month in which the plan ends or, if it is later, the last that was reported.
    [[nodiscard]] Month last() const;
    /// Where the project stands at the end of `month`; after the plan its budget stays planned.
    /// O(months). Throws `Error(invalid_argument)` before the first month.
    [[nodiscard]] EarnedFigures at(Month month) const;
    /// The same of every month from the first to the last.
    [[nodiscard]] std::vector<EarnedFigures> months() const;

  private:
    /// What the plan wants earned when so many months have gone.
    [[nodiscard]] Rational planned_after(std::int64_t months) const;
    /// ES. Where the plan stands still at just what is earned, the time nearest to `elapsed`, so
    /// that a project on plan is neither early nor late.
    [[nodiscard]] Rational earned_schedule(const Rational& earned, std::int64_t elapsed) const;

    Month first_;
    std::vector<Rational> planned_;
    std::vector<EarnedReport> reports_;
    std::optional<Month> finished_;  // the first in which all was earned
};

/// What a plan in equal parts a day wants done by the end of each month, in fen: of `total`, the
/// share of days from `start` to `end`, both included, that have gone. The plan that the metric
/// `schedule_performance` takes. Throws `Error(invalid_argument)` if the end is before the start.
[[nodiscard]] std::vector<Rational> prorata_plan(Date start, Date end, Money total);

namespace detail {

using Figure = EarnedFigures::Figure;

[[nodiscard]] inline Figure fen_of(const std::optional<Money>& amount) {
    return amount ? Figure(Rational(amount->fen())) : std::nullopt;
}
[[nodiscard]] inline Figure sum(const Figure& a, const Figure& b) {
    return a && b ? Figure(*a + *b) : std::nullopt;
}
[[nodiscard]] inline Figure difference(const Figure& a, const Figure& b) {
    return a && b ? Figure(*a - *b) : std::nullopt;
}
[[nodiscard]] inline Figure quotient(const Figure& a, const Figure& b) {
    return a && b && b->sign() != 0 ? Figure(*a / *b) : std::nullopt;
}

}  // namespace detail

inline EarnedFigures::Figure EarnedFigures::schedule_variance() const {
    return detail::difference(earned, planned);
}
inline EarnedFigures::Figure EarnedFigures::cost_variance() const {
    return detail::difference(earned, actual);
}
inline EarnedFigures::Figure EarnedFigures::schedule_index() const {
    return detail::quotient(earned, planned);
}
inline EarnedFigures::Figure EarnedFigures::cost_index() const {
    return detail::quotient(earned, actual);
}
inline EarnedFigures::Figure EarnedFigures::complete() const {
    return detail::quotient(earned, budget);
}
inline EarnedFigures::Figure EarnedFigures::remaining() const {
    return earned ? Figure(std::max(budget - *earned, Rational())) : std::nullopt;
}
inline EarnedFigures::Figure EarnedFigures::estimate(Estimate how) const {
    return detail::sum(actual, to_complete(how));
}
inline EarnedFigures::Figure EarnedFigures::to_complete(Estimate how) const {
    if (!actual || how == Estimate::as_planned) return actual ? remaining() : std::nullopt;
    Figure out = detail::quotient(remaining(), cost_index());
    if (how == Estimate::at_both_indices) out = detail::quotient(out, schedule_index());
    return out;
}
inline EarnedFigures::Figure EarnedFigures::variance_at_completion(Estimate how) const {
    return detail::difference(budget, estimate(how));
}
inline EarnedFigures::Figure EarnedFigures::required_index() const {
    if (actual && *actual >= budget) return std::nullopt;
    return detail::quotient(remaining(), detail::difference(budget, actual));
}
inline EarnedFigures::Figure EarnedFigures::required_index(Estimate how) const {
    return detail::quotient(remaining(), to_complete(how));
}
inline EarnedFigures::Figure EarnedFigures::time_variance() const {
    return detail::difference(earned_schedule, Rational(elapsed));
}
inline EarnedFigures::Figure EarnedFigures::time_index() const {
    return detail::quotient(earned_schedule, Rational(elapsed));
}
inline EarnedFigures::Figure EarnedFigures::estimated_duration() const {
    return detail::quotient(Rational(duration), time_index());
}

inline EarnedValue::EarnedValue(Month first, std::vector<Rational> planned,
                                std::vector<EarnedReport> reports)
    : first_(first), planned_(std::move(planned)), reports_(std::move(reports)) {
    const auto refuse = [](Month month, const std::string& expected) {
        throw Error(ErrorCode::invalid_argument, month.iso(), expected);
    };
    if (planned_.empty() || planned_.back() <= Rational()) {
        throw Error(ErrorCode::invalid_argument, first.iso(), "a plan that ends above 0");
    }
    Rational before;
    for (std::size_t i = 0; i < planned_.size(); ++i) {
        const Month month = first.plus(static_cast<int>(i));
        if (planned_[i].sign() < 0) throw Error(ErrorCode::negative_money, month.iso(), "planned");
        if (planned_[i] < before) refuse(month, "a cumulative plan, which does not fall");
        before = planned_[i];
    }
    while (planned_.size() > 1 && planned_[planned_.size() - 2] == planned_.back()) {
        planned_.pop_back();
    }
    Money earned;
    for (std::size_t i = 0; i < reports_.size(); ++i) {
        const EarnedReport& report = reports_[i];
        if (report.month < (i == 0 ? first : reports_[i - 1].month.plus(1))) {
            refuse(report.month, "reports in the order of months, from " + first.iso() + " on");
        }
        for (const auto& amount : {report.earned, report.actual}) {
            if (amount && *amount < Money()) {
                throw Error(ErrorCode::negative_money, amount->in(MoneyUnit::yuan),
                            report.month.iso());
            }
        }
        if (!report.earned) continue;
        if (*report.earned < earned) refuse(report.month, "an earned value that does not fall");
        earned = *report.earned;
        if (!finished_ && Rational(earned.fen()) >= planned_.back()) finished_ = report.month;
    }
}

inline EarnedValue::EarnedValue(Month first, std::span<const Money> planned,
                                std::vector<EarnedReport> reports)
    : EarnedValue(
          first,
          [&] {
              std::vector<Rational> out;
              out.reserve(planned.size());
              for (const Money amount : planned) out.emplace_back(amount.fen());
              return out;
          }(),
          std::move(reports)) {}

inline Month EarnedValue::last() const {
    const Month end = first_.plus(static_cast<int>(planned_.size()) - 1);
    return reports_.empty() ? end : std::max(end, reports_.back().month);
}

inline EarnedFigures EarnedValue::at(Month month) const {
    if (month < first_) {
        throw Error(ErrorCode::invalid_argument, month.iso(), "a month from " + first_.iso());
    }
    const std::int64_t elapsed = std::min(month, finished_.value_or(month)) - first_ + 1;
    EarnedFigures out{.month = month,
                      .elapsed = elapsed,
                      .duration = static_cast<std::int64_t>(planned_.size()),
                      .budget = planned_.back(),
                      .planned = planned_after(month - first_ + 1),
                      .earned = {},
                      .actual = {},
                      .earned_schedule = {}};
    const auto report = std::ranges::find(reports_, month, &EarnedReport::month);
    if (report == reports_.end()) return out;
    out.earned = detail::fen_of(report->earned);
    out.actual = detail::fen_of(report->actual);
    if (out.earned) out.earned_schedule = earned_schedule(*out.earned, elapsed);
    return out;
}

inline std::vector<EarnedFigures> EarnedValue::months() const {
    std::vector<EarnedFigures> out;
    for (int i = 0; i <= last() - first_; ++i) out.push_back(at(first_.plus(i)));
    return out;
}

inline Rational EarnedValue::planned_after(std::int64_t months) const {
    const auto most = static_cast<std::int64_t>(planned_.size());
    return months == 0 ? Rational()
                       : planned_[static_cast<std::size_t>(std::min(months, most)) - 1];
}

inline Rational EarnedValue::earned_schedule(const Rational& earned, std::int64_t elapsed) const {
    const auto above = std::ranges::upper_bound(planned_, earned);
    const std::int64_t last = above - planned_.begin();  // the plan is not above `earned` until
    if (above == planned_.end()) return Rational(last);
    const Rational reached = planned_after(last);
    if (reached < earned) return Rational(last) + (earned - reached) / (*above - reached);
    const std::int64_t first =
        reached.sign() == 0 ? 0 : std::ranges::lower_bound(planned_, earned) - planned_.begin() + 1;
    return Rational(std::clamp(elapsed, first, last));
}

inline std::vector<Rational> prorata_plan(Date start, Date end, Money total) {
    if (end < start) throw Error(ErrorCode::invalid_argument, end.iso(), "an end not before start");
    std::vector<Rational> out;
    for (int i = 0; i <= end.month() - start.month(); ++i) {
        const Date day = std::min(start.month().plus(i).last_day(), end);
        const Rational gone(day - start + 1, end - start + 1);
        out.push_back(Rational(total.fen()) * gone);
    }
    return out;
}

}  // namespace sanku::appraisal
