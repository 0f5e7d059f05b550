#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/money.hpp"

namespace sanku::appraisal {

/// When in its period a flow falls: it moves every present value, and every pay-back, by a period.
enum class Timing : std::uint8_t {
    start,  ///< the first flow at time 0, undiscounted: numpy-financial, Excel's IRR
    end,  ///< the first flow at time 1: Excel's NPV; 建设项目经济评价方法与参数, where t is from 1
};

/// Net amounts by time, in the order of time: above 0 what comes in, below 0 what goes out. Time
/// counts in periods, or in years of 365 days from the first flow on (actual/365 fixed, as Excel's
/// XNPV). Immutable. Discounting is done in floating point, since its rates are estimates; an
/// amount is kept exactly all the same, as any `double` or any `Money` of at most 2⁵³ fen.
class CashFlow {
  public:
    /// Flows of one period after the other, at least 2, in any unit. Throws
    /// `Error(invalid_argument)` for fewer, and for an amount that is not finite.
    [[nodiscard]] static CashFlow periodic(std::span<const double> amounts,
                                           Timing timing = Timing::start);
    /// The same in fen. Throws also `Error(overflow)` beyond 2⁵³ fen.
    [[nodiscard]] static CashFlow periodic(std::span<const Money> amounts,
                                           Timing timing = Timing::start);
    /// Flows on days in ascending order, at least 2 (several may fall on one day), as many as
    /// amounts, which are in any unit. Throws `Error(invalid_argument)`.
    [[nodiscard]] static CashFlow dated(std::span<const Date> days,
                                        std::span<const double> amounts);
    /// The same in fen. Throws also `Error(overflow)` beyond 2⁵³ fen.
    [[nodiscard]] static CashFlow dated(std::span<const Date> days, std::span<const Money> amounts);

    [[nodiscard]] std::size_t size() const noexcept { return amounts_.size(); }
    /// Valid as long as this object.
    [[nodiscard]] const std::vector<double>& amounts() const noexcept { return amounts_; }
    /// When each flow falls, in periods or days; valid as long as this object.
    [[nodiscard]] const std::vector<std::int64_t>& steps() const noexcept { return steps_; }
    /// Steps in a unit of time: 1 of periods, 365 of days.
    [[nodiscard]] std::int64_t steps_a_unit() const noexcept { return steps_a_unit_; }
    /// When flow `i` falls, in periods or years.
    [[nodiscard]] double time(std::size_t i) const noexcept {
        return static_cast<double>(steps_[i]) / static_cast<double>(steps_a_unit_);
    }

    /// What comes in; 0 at the other times.
    [[nodiscard]] CashFlow inflows() const { return parts(1); }
    /// What goes out, as amounts above 0; 0 at the other times.
    [[nodiscard]] CashFlow outflows() const { return parts(-1); }

  private:
    CashFlow(std::vector<std::int64_t> steps, std::int64_t steps_a_unit,
             std::vector<double> amounts);
    [[nodiscard]] CashFlow parts(int sign) const;

    std::vector<std::int64_t> steps_;
    std::int64_t steps_a_unit_;
    std::vector<double> amounts_;
};

namespace detail {

[[nodiscard]] inline std::vector<double> fen_of(std::span<const Money> amounts) {
    constexpr std::int64_t most = std::int64_t{1} << 53;  // from there on a double skips whole fen
    std::vector<double> out;
    out.reserve(amounts.size());
    for (const Money amount : amounts) {
        if (amount.fen() < -most || amount.fen() > most) {
            throw Error(ErrorCode::overflow, amount.in(MoneyUnit::yuan), "at most 2^53 fen");
        }
        out.push_back(static_cast<double>(amount.fen()));
    }
    return out;
}

/// Throws unless `rate` can discount.
inline void check_rate(double rate) {
    if (!std::isfinite(rate) || rate <= -1) {
        throw Error(ErrorCode::invalid_argument, std::to_string(rate), "a rate above -1 (-100 %)");
    }
}

/// What an amount due `time` units later is worth now, a unit of it: (1 + rate)^−time.
[[nodiscard]] inline double discount(double rate, double time) noexcept {
    return std::exp(-time * std::log1p(rate));
}

/// `value` unless the range of `double` was left on the way.
[[nodiscard]] inline double finite(double value) {
    if (!std::isfinite(value)) throw Error(ErrorCode::overflow, "discounting");
    return value;
}

}  // namespace detail

inline CashFlow::CashFlow(std::vector<std::int64_t> steps, std::int64_t steps_a_unit,
                          std::vector<double> amounts)
    : steps_(std::move(steps)), steps_a_unit_(steps_a_unit), amounts_(std::move(amounts)) {
    if (amounts_.size() < 2) {
        throw Error(ErrorCode::invalid_argument, std::to_string(amounts_.size()),
                    "at least 2 flows");
    }
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
        if (std::isfinite(amounts_[i])) continue;
        throw Error(ErrorCode::invalid_argument, std::to_string(amounts_[i]),
                    "flow " + std::to_string(i + 1) + ": a finite amount");
    }
}

inline CashFlow CashFlow::periodic(std::span<const double> amounts, Timing timing) {
    std::vector<std::int64_t> steps;
    steps.reserve(amounts.size());
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        steps.push_back(static_cast<std::int64_t>(i) + (timing == Timing::end ? 1 : 0));
    }
    return {std::move(steps), 1, {amounts.begin(), amounts.end()}};
}

inline CashFlow CashFlow::periodic(std::span<const Money> amounts, Timing timing) {
    return periodic(detail::fen_of(amounts), timing);
}

inline CashFlow CashFlow::dated(std::span<const Date> days, std::span<const double> amounts) {
    if (days.size() != amounts.size()) {
        throw Error(ErrorCode::invalid_argument,
                    std::to_string(days.size()) + ", " + std::to_string(amounts.size()),
                    "as many days as amounts");
    }
    std::vector<std::int64_t> steps;
    steps.reserve(days.size());
    for (std::size_t i = 0; i < days.size(); ++i) {
        if (i > 0 && days[i] < days[i - 1]) {
            throw Error(ErrorCode::invalid_argument, days[i].iso(), "days in ascending order");
        }
        steps.push_back(days[i] - days[0]);
    }
    return {std::move(steps), 365, {amounts.begin(), amounts.end()}};
}

inline CashFlow CashFlow::dated(std::span<const Date> days, std::span<const Money> amounts) {
    return dated(days, detail::fen_of(amounts));
}

inline CashFlow CashFlow::parts(int sign) const {
    CashFlow out = *this;
    for (double& amount : out.amounts_) amount = amount * sign > 0 ? amount * sign : 0;
    return out;
}

}  // namespace sanku::appraisal
