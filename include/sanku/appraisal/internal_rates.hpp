#pragma once

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sanku/appraisal/cash_flow.hpp"

namespace sanku::appraisal {

/// The internal rates of return of some flows.
struct InternalRates {
    std::vector<double> all;  ///< in ascending order; empty if there is none

    /// The rate to quote: only where there is exactly one. Of several, none is "the" rate of
    /// return; say that there are several, and judge by the net present value.
    [[nodiscard]] std::optional<double> only() const {
        return all.size() == 1 ? std::optional(all.front()) : std::nullopt;
    }
};

/// The most work that a search takes on, as times at which something flows × changes of sign: that
/// of fifty years of months, each of another sign.
inline constexpr std::size_t max_search = 360'000;

/// All rates above −100 % at which the net present value of `flows` is 0 (IRR; of days, XIRR): from
/// −1 + 2·10⁻¹⁶ to 10²⁹⁹, about what a `double` can tell from −1 and from infinity. Each is
/// isolated before it is refined, after Laguerre's proof of Descartes' rule of signs. Rates that
/// lie closer together than rounding can show come as one, and so does a rate at which the present
/// value touches 0 without crossing it. None if the flows never change sign, so also if all are 0.
/// docs/returns.md tells how. O(times × changes of sign × rates). Throws `Error(invalid_argument)`
/// above `max_search`.
[[nodiscard]] InternalRates internal_rates(const CashFlow& flows);

namespace detail {

/// A term of the present value as a function of x = −ln(1 + rate): sign × e^(size + time × x).
/// Sizes are logarithms, so that no term leaves the range of `double`.
struct Term {
    double time;
    double size;
    int sign;
};
using Terms = std::vector<Term>;

/// A sum of terms, divided by the largest of them, and a bound of its rounding error.
struct TermSum {
    double value = 0;
    double error = 0;

    [[nodiscard]] int sign() const noexcept { return value > error ? 1 : value < -error ? -1 : 0; }
};

[[nodiscard]] inline TermSum sum_at(const Terms& terms, double x) {
    double most = -std::numeric_limits<double>::infinity();
    for (const Term& term : terms) most = std::max(most, term.size + term.time * x);
    const auto count = static_cast<double>(terms.size());
    TermSum out;
    for (const Term& term : terms) {
        const double part = std::exp(term.size + term.time * x - most);
        out.value += term.sign * part;
        // A size is the sum of as many logarithms, at most, as there are terms.
        out.error +=
            part * (count * (1 + std::abs(term.size)) + std::abs(term.time * x) + std::abs(most));
    }
    out.error *= std::numeric_limits<double>::epsilon();
    return out;
}

/// The present value as terms, one a time, without those that are 0.
[[nodiscard]] inline Terms terms_of(const CashFlow& flows) {
    double most = 0;
    for (const double amount : flows.amounts()) most = std::max(most, std::abs(amount));
    // Scaled by a power of two, fen still add up exactly, so that flows that cancel leave nothing.
    const int scale = most > 0 ? -std::ilogb(most) : 0;
    Terms out;
    for (std::size_t i = 0; i < flows.size();) {
        const std::int64_t step = flows.steps()[i];
        const double time = flows.time(i) - flows.time(0);
        double amount = 0;
        for (; i < flows.size() && flows.steps()[i] == step; ++i) {
            amount += std::scalbn(flows.amounts()[i], scale);
        }
        if (amount == 0) continue;
        out.push_back({time, std::log(std::abs(amount)), amount > 0 ? 1 : -1});
    }
    return out;
}

/// The derivative of `terms` × e^(−c x), divided by that power, with c between the first two times
/// whose terms differ in sign: it changes sign once less often. None if no two differ.
[[nodiscard]] inline std::optional<Terms> derived(const Terms& terms) {
    const auto change = std::ranges::adjacent_find(
        terms, [](const Term& a, const Term& b) { return a.sign != b.sign; });
    if (change == terms.end()) return std::nullopt;
    const double c = (change->time + (change + 1)->time) / 2;
    Terms out = terms;
    for (Term& term : out) {
        term.size += std::log(std::abs(term.time - c));
        if (term.time < c) term.sign = -term.sign;
    }
    return out;
}

/// Where between `low` and `high`, of which the sums differ in sign, the sum is 0.
[[nodiscard]] inline double refined(const Terms& terms, double low, double high) {
    const auto value = [&](double x) { return sum_at(terms, x).value; };
    const auto close = [](double a, double b) {
        constexpr double epsilon = std::numeric_limits<double>::epsilon();
        return std::abs(b - a) <= epsilon * std::max({std::abs(a), std::abs(b), epsilon});
    };
    std::uintmax_t steps = 200;
    const auto [a, b] = boost::math::tools::toms748_solve(value, low, high, close, steps);
    return a + (b - a) / 2;
}

/// Where `terms` are 0, given where their derivative is: in ascending order.
[[nodiscard]] inline std::vector<double> zeros(const Terms& terms, std::vector<double> extremes) {
    constexpr double lowest = -690;  // a rate of 10²⁹⁹
    constexpr double highest = 36;   // one of −1 + 2·10⁻¹⁶
    extremes.insert(extremes.begin(), lowest);
    extremes.push_back(highest);
    std::vector<double> out;
    int before = sum_at(terms, lowest).sign();
    for (std::size_t i = 1; i < extremes.size(); ++i) {
        const int sign = sum_at(terms, extremes[i]).sign();
        if (before * sign < 0) out.push_back(refined(terms, extremes[i - 1], extremes[i]));
        // Between two extremes that are 0 all is, as far as rounding shows.
        if (sign == 0 && before != 0) out.push_back(extremes[i]);
        before = sign;
    }
    return out;
}

}  // namespace detail

inline InternalRates internal_rates(const CashFlow& flows) {
    std::vector<detail::Terms> chain{detail::terms_of(flows)};
    const detail::Terms& terms = chain.front();
    std::size_t changes = 0;
    for (std::size_t i = 1; i < terms.size(); ++i) changes += terms[i].sign != terms[i - 1].sign;
    if (terms.size() * changes > max_search) {
        throw Error(ErrorCode::invalid_argument, std::to_string(terms.size() * changes),
                    "flows × changes of sign: at most " + std::to_string(max_search));
    }
    while (auto next = detail::derived(chain.back())) chain.push_back(*std::move(next));
    std::vector<double> zeros;  // of the last of the chain, which does not change sign
    for (std::size_t i = chain.size() - 1; i-- > 0;) {
        zeros = detail::zeros(chain[i], std::move(zeros));
    }
    InternalRates out;
    out.all.reserve(zeros.size());
    for (auto x = zeros.rbegin(); x != zeros.rend(); ++x) out.all.push_back(std::expm1(-*x));
    return out;
}

}  // namespace sanku::appraisal
