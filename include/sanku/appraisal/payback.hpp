#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

#include "sanku/appraisal/cash_flow.hpp"
#include "sanku/core/rational.hpp"

/// How long it takes until what went out has come back. After 建设项目经济评价方法与参数: the last
/// time at which the sum of all flows so far was below 0, and of the stretch to the next flow the
/// part that this flow needs to make up for it, as if it came in evenly. The first such time
/// counts, even if a later outflow leaves the sum below 0 again. No value if the sum is never below
/// 0, so that there is nothing to pay back, or never comes back to 0.
namespace sanku::appraisal {

/// Static pay-back time (静态投资回收期) from time 0, in periods or years of 365 days; exact.
[[nodiscard]] std::optional<Rational> payback(const CashFlow& flows);

/// Pay-back time of the discounted flows (动态投资回收期). `rate` as for `net_present_value`;
/// throws as it does.
[[nodiscard]] std::optional<double> discounted_payback(const CashFlow& flows, double rate);

namespace detail {

/// The number that `value` holds.
[[nodiscard]] inline Rational exact(double value) {
    constexpr int digits = 53;
    constexpr int step = 62;
    int exponent = 0;
    Rational out(static_cast<std::int64_t>(std::ldexp(std::frexp(value, &exponent), digits)));
    for (exponent -= digits; exponent != 0;) {
        const int by = std::min(std::abs(exponent), step);
        const Rational factor(std::int64_t{1} << by);
        if (exponent > 0) {
            out *= factor;
            exponent -= by;
        } else {
            out /= factor;
            exponent += by;
        }
    }
    return out;
}

/// Where the sum of `amounts` first comes back to 0: the place of the flow that does it, and the
/// part of it that is needed.
template <typename Number>
struct Recovery {
    std::size_t place;
    Number part;
};

template <typename Number>
[[nodiscard]] std::optional<Recovery<Number>> recovery(const std::vector<Number>& amounts) {
    const Number nothing{};
    Number sum{};
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        const Number before = sum;
        sum += amounts[i];
        if (before < nothing && sum >= nothing) {
            return Recovery<Number>{i, (nothing - before) / amounts[i]};
        }
    }
    return std::nullopt;
}

}  // namespace detail

inline std::optional<Rational> payback(const CashFlow& flows) {
    std::vector<Rational> amounts;
    amounts.reserve(flows.size());
    for (const double amount : flows.amounts()) amounts.push_back(detail::exact(amount));
    const auto found = detail::recovery(amounts);
    if (!found) return std::nullopt;
    const Rational before(flows.steps()[found->place - 1]);
    const Rational after(flows.steps()[found->place]);
    return (before + found->part * (after - before)) / Rational(flows.steps_a_unit());
}

inline std::optional<double> discounted_payback(const CashFlow& flows, double rate) {
    detail::check_rate(rate);
    std::vector<double> amounts;
    amounts.reserve(flows.size());
    for (std::size_t i = 0; i < flows.size(); ++i) {
        amounts.push_back(
            detail::finite(flows.amounts()[i] * detail::discount(rate, flows.time(i))));
    }
    const auto found = detail::recovery(amounts);
    if (!found) return std::nullopt;
    const double before = flows.time(found->place - 1);
    return before + found->part * (flows.time(found->place) - before);
}

}  // namespace sanku::appraisal
