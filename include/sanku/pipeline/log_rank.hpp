#pragma once

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sanku/pipeline/duration.hpp"

namespace sanku::pipeline {

/// Whether groups move on equally fast: Mantel's log-rank test (Cancer Chemotherapy Reports 50,
/// 1966), where leaving is censoring.
struct LogRank {
    double chi_square;
    int freedom;  ///< degrees of freedom: groups of which a move was to be expected, less one
    double p;     ///< the chance of so large a chi-square if they do
    std::vector<std::int64_t> observed;  ///< by group: moves
    std::vector<double> expected;        ///< by group: moves, if all groups moved equally fast
};

inline constexpr std::size_t max_compared_groups = 1'000;

/// None if fewer than two groups had members still in when somebody moved on, or if all that were
/// in moved on then. Groups nobody of which was in then take no part. O((durations + groups²) ×
/// days with moves). Groups are disjoint; throws `Error(invalid_argument)` for more than
/// `max_compared_groups` of them.
[[nodiscard]] std::optional<LogRank> log_rank(std::span<const Durations> groups);

namespace detail {

/// Solves `matrix` · x = `right` for a symmetric positive definite matrix, by rows, by Cholesky's
/// decomposition, and returns right · x.
[[nodiscard]] inline double quadratic_form(std::vector<double> matrix, std::vector<double> right) {
    const std::size_t size = right.size();
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
        double* const row = &matrix[i * size];
        for (std::size_t j = 0; j <= i; ++j) {
            const double* const other = &matrix[j * size];
            double value = row[j];
            for (std::size_t k = 0; k < j; ++k) value -= row[k] * other[k];
            row[j] = i == j ? std::sqrt(value) : value / other[j];
        }
        for (std::size_t k = 0; k < i; ++k) right[i] -= row[k] * right[k];
        right[i] /= row[i];
        sum += right[i] * right[i];
    }
    return sum;
}

}  // namespace detail

inline std::optional<LogRank> log_rank(std::span<const Durations> groups) {
    const std::size_t count = groups.size();
    if (count > max_compared_groups) {
        throw Error(ErrorCode::invalid_argument, std::to_string(count),
                    "at most " + std::to_string(max_compared_groups) + " groups");
    }
    const Durations all = merged(groups);
    std::vector<std::size_t> place(count);
    std::vector<double> covariance(count * count);
    std::vector<double> share(count);
    LogRank out{0, 0, 1, std::vector<std::int64_t>(count), std::vector<double>(count)};
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all.moved[i] == 0) continue;
        const double moved = all.moved[i];
        const double risk = all.at_risk[i];
        for (std::size_t group = 0; group < count; ++group) {
            const Durations& one = groups[group];
            std::size_t& at = place[group];
            while (at < one.size() && one.days[at] < all.days[i]) ++at;
            share[group] = at < one.size() ? one.at_risk[at] / risk : 0;
            const bool is_day = at < one.size() && one.days[at] == all.days[i];
            out.observed[group] += is_day ? one.moved[at] : 0;
            out.expected[group] += moved * share[group];
        }
        if (all.moved[i] == all.at_risk[i]) continue;  // the last day: certain, of variance 0
        const double variance = moved * (risk - moved) / (risk - 1);
        for (std::size_t a = 0; a < count; ++a) {
            if (share[a] == 0) continue;
            for (std::size_t b = 0; b <= a; ++b) {
                covariance[a * count + b] +=
                    variance * ((a == b ? share[a] : 0) - share[a] * share[b]);
            }
        }
    }
    std::vector<std::size_t> taking_part;
    for (std::size_t group = 0; group < count; ++group) {
        if (covariance[group * count + group] > 0) taking_part.push_back(group);
    }
    if (taking_part.size() < 2) return std::nullopt;
    // What one of them moved beyond its expectation follows from the others: the largest, so that
    // the matrix stays far from singular.
    taking_part.erase(std::ranges::max_element(
        taking_part, {}, [&](std::size_t group) { return out.expected[group]; }));
    std::vector<double> beyond;
    std::vector<double> matrix;
    for (const std::size_t a : taking_part) {
        beyond.push_back(static_cast<double>(out.observed[a]) - out.expected[a]);
        for (const std::size_t b : taking_part) {
            matrix.push_back(covariance[std::max(a, b) * count + std::min(a, b)]);
        }
    }
    out.freedom = static_cast<int>(taking_part.size());
    out.chi_square = detail::quadratic_form(std::move(matrix), std::move(beyond));
    out.p = boost::math::gamma_q(out.freedom / 2.0, out.chi_square / 2);
    return out;
}

}  // namespace sanku::pipeline
