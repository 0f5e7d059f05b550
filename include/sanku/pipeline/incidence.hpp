#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "sanku/pipeline/survival.hpp"

namespace sanku::pipeline {

namespace detail {

/// What an Aalen–Johansen estimator carries from one duration to the next, from a state in which
/// everybody is in: the shares still in, moved on and left; and the variances and covariances that
/// the binomial (trinomial) variance of each duration's hazards makes of them.
struct AalenJohansen {
    double in = 1;
    double moved = 0;
    double left = 0;
    double in_variance = 0;
    double moved_variance = 0;
    double left_variance = 0;
    double moved_covariance = 0;  ///< of moved and in
    double left_covariance = 0;   ///< of left and in

    /// Goes over a duration at which `d_moved` of `risk` moved on and `d_left` left.
    void go(double risk, double d_moved, double d_left) noexcept {
        const double to_moved = d_moved / risk;
        const double to_left = d_left / risk;
        const double stay = 1 - (d_moved + d_left) / risk;
        const double once = in * in / risk;  // the variance of a hazard, but for its h·(1 − h)
        const auto into = [&](double hazard, double& covariance, double& variance) {
            variance += 2 * hazard * covariance + hazard * hazard * in_variance +
                        once * hazard * (1 - hazard);
            covariance = stay * (covariance + hazard * in_variance) - once * hazard * stay;
        };
        into(to_moved, moved_covariance, moved_variance);
        into(to_left, left_covariance, left_variance);
        in_variance = stay * stay * in_variance + once * (1 - stay) * stay;
        moved += in * to_moved;
        left += in * to_left;
        in *= stay;
    }
};

}  // namespace detail

/// The shares of members that had moved on, that had left, and that were still in after so many
/// days, where each way out closes the other: the Aalen–Johansen estimator (Scand. J. Stat. 5,
/// 1978). The three add up to 1. Variances are those of the delta method with the binomial variance
/// of each hazard (Dinse and Larson, Biometrika 73, 1986), of which Greenwood's is the special case
/// of one way out; without censoring they are F·(1 − F) ÷ n.
class Incidence {
  public:
    /// O(durations).
    explicit Incidence(Durations sample);

    [[nodiscard]] const Durations& sample() const noexcept { return sample_; }
    /// After each duration of the sample.
    [[nodiscard]] const std::vector<double>& moved() const noexcept { return moved_; }
    [[nodiscard]] const std::vector<double>& moved_variance() const noexcept {
        return moved_variance_;
    }
    [[nodiscard]] const std::vector<double>& left() const noexcept { return left_; }
    [[nodiscard]] const std::vector<double>& left_variance() const noexcept {
        return left_variance_;
    }
    /// As the survival of `Curve` with `Ending::any`.
    [[nodiscard]] const std::vector<double>& in() const noexcept { return in_; }

    /// The share that had moved on after `days`; 0 before the first duration. O(log n).
    [[nodiscard]] double moved_at(std::int64_t days) const noexcept {
        const std::size_t shorter = sample_.after(days);
        return shorter == 0 ? 0 : moved_[shorter - 1];
    }
    /// Its bounds; see `bounds_of`. Throws `Error(invalid_argument)` for a level out of its range.
    [[nodiscard]] std::optional<Interval> moved_bounds_at(std::int64_t days, double level = 0.95,
                                                          Bounds kind = Bounds::log_log) const {
        const double z = normal_quantile(level);
        const std::size_t shorter = sample_.after(days);
        if (shorter == 0) return std::nullopt;
        return bounds_of(moved_[shorter - 1], moved_variance_[shorter - 1], kind, z);
    }

  private:
    Durations sample_;
    std::vector<double> moved_, moved_variance_, left_, left_variance_, in_;
};

inline Incidence::Incidence(Durations sample) : sample_(std::move(sample)) {
    for (auto* column : {&moved_, &moved_variance_, &left_, &left_variance_, &in_}) {
        column->reserve(sample_.size());
    }
    detail::AalenJohansen flow;
    for (std::size_t i = 0; i < sample_.size(); ++i) {
        flow.go(sample_.at_risk[i], sample_.moved[i], sample_.left[i]);
        moved_.push_back(flow.moved);
        moved_variance_.push_back(flow.moved_variance);
        left_.push_back(flow.left);
        left_variance_.push_back(flow.left_variance);
        in_.push_back(flow.in);
    }
}

}  // namespace sanku::pipeline
