#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include "sanku/appraisal/cash_flow.hpp"
#include "sanku/core/ratio.hpp"

/// What flows are worth at a given rate: (1 + rate) a period, or a year of 365 days. Amounts are in
/// the unit of the flows (fen of `Money`). Every function throws `Error(invalid_argument)` for a
/// rate that is not finite or not above −1, and `Error(overflow)` beyond the range of `double`.
namespace sanku::appraisal {

/// The social discount rate (社会折现率) of 建设项目经济评价方法与参数, 3rd edition
/// (发改投资〔2006〕 1325号): 8 %.
inline constexpr Ratio social_discount_rate{8, 100};

/// Net present value at time 0 (净现值): Σ amount × (1 + rate)^−time. `Timing` says whether the
/// first flow is discounted.
[[nodiscard]] inline double net_present_value(const CashFlow& flows, double rate) {
    detail::check_rate(rate);
    double sum = 0;
    for (std::size_t i = 0; i < flows.size(); ++i) {
        sum += flows.amounts()[i] * detail::discount(rate, flows.time(i));
    }
    return detail::finite(sum);
}

/// Net future value at time `at`, in periods or years (净终值); without it, at the last flow:
/// Σ amount × (1 + rate)^(at − time).
[[nodiscard]] inline double net_future_value(const CashFlow& flows, double rate,
                                             std::optional<double> at = std::nullopt) {
    const double then = detail::finite(at.value_or(flows.time(flows.size() - 1)));
    return detail::finite(net_present_value(flows, rate) * detail::discount(rate, -then));
}

namespace detail {

/// The net present value of amounts that must not be below 0.
[[nodiscard]] inline double worth(const CashFlow& side, double rate) {
    for (const double amount : side.amounts()) {
        if (amount >= 0) continue;
        throw Error(ErrorCode::invalid_argument, std::to_string(amount), "an amount not below 0");
    }
    return net_present_value(side, rate);
}

[[nodiscard]] inline std::optional<double> quotient(double part, double whole) {
    return whole == 0 ? std::nullopt : std::optional(finite(part / whole));
}

}  // namespace detail

/// Benefit–cost ratio (效益费用比): the present value of benefits ÷ that of costs, each amounts not
/// below 0; no value if the costs are worth 0. It depends on what is called a cost: of net flows,
/// take their `inflows` and `outflows`, which is not the same if a period has both. Throws also
/// `Error(invalid_argument)` for an amount below 0.
[[nodiscard]] inline std::optional<double> benefit_cost_ratio(const CashFlow& benefits,
                                                              const CashFlow& costs, double rate) {
    return detail::quotient(detail::worth(benefits, rate), detail::worth(costs, rate));
}

/// Net present value rate (净现值率): the net present value of `flows` ÷ the present value of the
/// `investment` in them, amounts not below 0; no value if that is 0. Throws also
/// `Error(invalid_argument)` for an amount of investment below 0.
[[nodiscard]] inline std::optional<double> net_present_value_rate(const CashFlow& flows,
                                                                  const CashFlow& investment,
                                                                  double rate) {
    return detail::quotient(net_present_value(flows, rate), detail::worth(investment, rate));
}

/// Modified internal rate of return: what goes out is financed at `finance_rate`, what comes in
/// reinvested at `reinvest_rate` until the last flow: (future value of inflows ÷ present value of
/// outflows at the first flow)^(1 ÷ time between) − 1, as Excel's MIRR. No value without an inflow,
/// without an outflow, or if all flows fall on one day.
[[nodiscard]] inline std::optional<double> modified_rate(const CashFlow& flows, double finance_rate,
                                                         double reinvest_rate) {
    const double first = flows.time(0);
    const double last = flows.time(flows.size() - 1);
    const double in = net_future_value(flows.inflows(), reinvest_rate, last);
    const double out = net_future_value(flows.outflows(), finance_rate, first);
    if (in == 0 || out == 0 || first == last) return std::nullopt;
    return std::expm1(std::log(in / out) / (last - first));
}

}  // namespace sanku::appraisal
