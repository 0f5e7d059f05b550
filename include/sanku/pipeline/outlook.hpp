#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sanku/pipeline/incidence.hpp"

namespace sanku::pipeline {

/// How many of those that wait on a day move on within some months of it.
struct Outlook {
    int months;
    std::int32_t days;     ///< of these months from that day on
    std::int64_t waiting;  ///< on that day
    double expected;       ///< how many of them move on within these days
    double low;            ///< with high, the interval at the level asked for: 0 to `waiting`
    double high;
    /// Of those that wait, those whose time in the pool, at the end of these days, lies beyond
    /// what the history knows: nothing is added for the days beyond it.
    std::int64_t beyond;
    friend bool operator==(const Outlook&, const Outlook&) = default;
};

/// Of each of `months` (0 or more; the day `as_of.plus_months(m)` ends them), how many of
/// `sample.waiting` move on, if they go on as the members of `history` did: the sample's own, or a
/// larger one such as the province's.
///
/// A member that has waited a days moves on within the next h with the probability of the
/// Aalen–Johansen estimator of those still in after a days: over durations t in (a, a + h], Σ
/// S(t−)·moved ÷ at risk, where S starts from 1 at a. The variance is that of the outcomes, Σ p·(1
/// − p), plus that of the estimate: one hazard carries all members that pass it, so it is taken of
/// their sum by the delta method, with the variance of `Incidence`. The interval is normal, cut off
/// at 0 and at the number of those that wait.
///
/// O(ages × durations within h days). Throws `Error` with `invalid_argument` for a number of months
/// below 0 or a level not between 0 and 1, and `date_out_of_range` beyond 2199.
[[nodiscard]] inline std::vector<Outlook> outlook(const Durations& sample, const Durations& history,
                                                  Date as_of, std::span<const int> months,
                                                  double level = 0.95);

namespace detail {

/// How much the expected number of moves changes with the hazards of one duration: `through` with
/// that of moving, less `lost` with that of moving or leaving.
struct Weight {
    double through = 0;
    double lost = 0;
};

/// Expectation and variance of the moves within `days` of those that wait.
struct Moves {
    double expected = 0;
    double variance = 0;
    std::int64_t beyond = 0;
};

/// The shares of those at risk at one duration that move on, and that stay.
struct Hazard {
    double moved;
    double stay;
};

[[nodiscard]] inline std::vector<Hazard> hazards_of(const Durations& history) {
    std::vector<Hazard> out;
    for (std::size_t j = 0; j < history.size(); ++j) {
        const double risk = history.at_risk[j];
        out.push_back({history.moved[j] / risk, 1 - (history.moved[j] + history.left[j]) / risk});
    }
    return out;
}

/// The variance of the estimate of the expected moves: Σ over durations of the trinomial variance
/// of their hazards, weighted.
[[nodiscard]] inline double estimation_variance(const Durations& history,
                                                std::span<const Hazard> hazards,
                                                std::span<const Weight> weights) {
    double variance = 0;
    for (std::size_t j = 0; j < history.size(); ++j) {
        const auto& [through, lost] = weights[j];
        const auto& [moved, stay] = hazards[j];
        double sum = through * through * moved * (1 - moved);
        if (stay > 0) sum += lost * lost * (1 - stay) / stay - 2 * through * lost * moved;
        variance += sum / history.at_risk[j];
    }
    return variance;
}

[[nodiscard]] inline Moves moves_within(const Durations& sample, const Durations& history,
                                        std::span<const Hazard> hazards, std::int32_t days) {
    Moves out;
    std::vector<Weight> weights(history.size());
    const bool is_open = !history.days.empty() && history.waiting.back() > 0;
    const std::int32_t longest = history.days.empty() ? -1 : history.days.back();
    for (std::size_t i = 0; i < sample.size(); ++i) {
        if (sample.waiting[i] == 0) continue;
        const std::int32_t age = sample.days[i];
        const double members = sample.waiting[i];
        const std::size_t first = history.after(age);
        const std::size_t end = history.after(std::int64_t{age} + days);
        double in = 1;
        double moved = 0;
        for (std::size_t j = first; j < end; ++j) {
            weights[j].through += members * in;
            moved += in * hazards[j].moved;
            in *= hazards[j].stay;
        }
        in = 1;
        double so_far = 0;
        for (std::size_t j = first; j < end; ++j) {
            so_far += in * hazards[j].moved;
            in *= hazards[j].stay;
            weights[j].lost += members * (moved - so_far);
        }
        out.expected += members * moved;
        out.variance += members * moved * std::max(1 - moved, 0.0);
        const bool is_known = longest > age && (!is_open || longest - age >= days);
        if (days > 0 && !is_known) out.beyond += sample.waiting[i];
    }
    out.variance += estimation_variance(history, hazards, weights);
    return out;
}

}  // namespace detail

inline std::vector<Outlook> outlook(const Durations& sample, const Durations& history, Date as_of,
                                    std::span<const int> months, double level) {
    const double z = normal_quantile(level);
    std::int64_t waiting = 0;
    for (const std::int32_t one : sample.waiting) waiting += one;
    const auto all = static_cast<double>(waiting);
    const std::vector<detail::Hazard> hazards = detail::hazards_of(history);
    std::vector<Outlook> out;
    for (const int count : months) {
        if (count < 0) {
            throw Error(ErrorCode::invalid_argument, std::to_string(count), "months to come");
        }
        const std::int32_t days = as_of.plus_months(count) - as_of;
        const detail::Moves moves = detail::moves_within(sample, history, hazards, days);
        const double wide = z * std::sqrt(std::max(moves.variance, 0.0));
        out.push_back({count, days, waiting, moves.expected, std::max(moves.expected - wide, 0.0),
                       std::min(moves.expected + wide, all), moves.beyond});
    }
    return out;
}

}  // namespace sanku::pipeline
