#pragma once

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/pipeline/duration.hpp"

namespace sanku::pipeline {

/// How the bounds of a probability p are made from its variance v, with z the normal quantile of
/// the level and s = √v: `plain` p ± z·s; `log` p·exp(±z·s ÷ p); `log_log` p^exp(±z·s ÷ (p·ln p))
/// (Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 1980), which alone
/// stays between 0 and 1; the others are cut off there.
enum class Bounds : std::uint8_t { log_log, log, plain };

/// `log-log`, `log`, `plain`.
[[nodiscard]] constexpr std::string_view key(Bounds bounds) noexcept {
    constexpr std::string_view keys[] = {"log-log", "log", "plain"};
    return keys[static_cast<std::size_t>(bounds)];
}

/// From `low` to `high`, both included.
struct Interval {
    double low;
    double high;
    friend bool operator==(const Interval&, const Interval&) = default;
};

/// The z with P(|Z| ≤ z) = `level` of a standard normal Z: 1.959964 for 0.95. Throws
/// `Error(invalid_argument)` unless the level lies between 0 and 1.
[[nodiscard]] inline double normal_quantile(double level) {
    if (!(level > 0 && level < 1)) {
        throw Error(ErrorCode::invalid_argument, std::to_string(level), "a level between 0 and 1");
    }
    return std::sqrt(2.0) * boost::math::erf_inv(level);
}

/// The pointwise bounds of the probability `p` of that variance; none at 0 and at 1 (up to 10⁻¹²,
/// for what arithmetic loses), where the variance is 0 and says nothing. `z` as from
/// `normal_quantile`.
[[nodiscard]] inline std::optional<Interval> bounds_of(double p, double variance, Bounds kind,
                                                       double z) {
    if (!(p > 1e-12 && p < 1 - 1e-12)) return std::nullopt;
    const double wide = z * std::sqrt(std::max(variance, 0.0));
    if (kind == Bounds::plain) return Interval{std::max(p - wide, 0.0), std::min(p + wide, 1.0)};
    if (kind == Bounds::log) {
        const double factor = std::exp(wide / p);
        return Interval{p / factor, std::min(p * factor, 1.0)};
    }
    const double power = std::exp(-wide / (p * std::log(p)));  // above 1
    return Interval{std::pow(p, power), std::pow(p, 1 / power)};
}

/// A quantile of times in whole days, with its bounds; an end that the sample does not reach is
/// none.
struct Quantile {
    std::optional<std::int32_t> days;
    std::optional<std::int32_t> low;
    std::optional<std::int32_t> high;
    friend bool operator==(const Quantile&, const Quantile&) = default;
};

/// What ends a member's time in `Curve`.
enum class Ending : std::uint8_t {
    moved,  ///< moving on; who left is censored there, so leaving is taken not to depend on it
    any     ///< moving on or leaving: the time in the pool
};

/// The share of members that are still in after so many days: the product-limit estimator (Kaplan
/// and Meier, J. Am. Stat. Assoc. 53, 1958) with Greenwood's variance (1926). Of `Ending::moved` it
/// says how fast members would move on if nobody left (cause-specific); how many do move on where
/// some leave, says `Incidence`.
class Curve {
  public:
    /// O(durations).
    explicit Curve(Durations sample, Ending ending = Ending::moved);

    [[nodiscard]] const Durations& sample() const noexcept { return sample_; }
    [[nodiscard]] Ending ending() const noexcept { return ending_; }
    /// How many ended just at the duration of that place.
    [[nodiscard]] std::int32_t events(std::size_t place) const noexcept {
        return sample_.moved[place] + (ending_ == Ending::any ? sample_.left[place] : 0);
    }
    [[nodiscard]] std::int32_t events() const noexcept;
    /// S after each duration of the sample.
    [[nodiscard]] const std::vector<double>& survival() const noexcept { return survival_; }
    /// Greenwood's variance of S after each duration: S² · Σ d ÷ (n·(n − d)); where S is 0 its
    /// limit 0.
    [[nodiscard]] const std::vector<double>& variance() const noexcept { return variance_; }

    /// S(`days`): the share still in after so many days; 1 before the first duration, and after the
    /// longest one as there. O(log n).
    [[nodiscard]] double survival_at(std::int64_t days) const noexcept {
        const std::size_t shorter = sample_.after(days);
        return shorter == 0 ? 1 : survival_[shorter - 1];
    }
    /// The bounds of S(`days`) at `level`; see `bounds_of`. Throws `Error(invalid_argument)`.
    [[nodiscard]] std::optional<Interval> bounds_at(std::int64_t days, double level = 0.95,
                                                    Bounds kind = Bounds::log_log) const {
        const double z = normal_quantile(level);
        const std::size_t shorter = sample_.after(days);
        if (shorter == 0) return std::nullopt;
        return bounds_of(survival_[shorter - 1], variance_[shorter - 1], kind, z);
    }

    /// The first duration at which S ≤ 1 − p, up to 10⁻⁹ for what arithmetic loses: within so many
    /// days a share of p had ended. Where S is just 1 − p over a stretch, that is where the stretch
    /// begins; R's `survfit` prints its middle, which is no duration. Its bounds are the first
    /// durations at which the lower and the upper bound of S are ≤ 1 − p (Brookmeyer and Crowley,
    /// Biometrics 38, 1982). `p` above 0 and below 1; throws `Error(invalid_argument)`. O(n).
    [[nodiscard]] Quantile quantile(double p, double level = 0.95,
                                    Bounds kind = Bounds::log_log) const;
    [[nodiscard]] Quantile median(double level = 0.95, Bounds kind = Bounds::log_log) const {
        return quantile(0.5, level, kind);
    }

  private:
    Durations sample_;
    Ending ending_;
    std::vector<double> survival_;
    std::vector<double> variance_;
};

inline Curve::Curve(Durations sample, Ending ending) : sample_(std::move(sample)), ending_(ending) {
    survival_.resize(sample_.size());
    variance_.resize(sample_.size());
    double in = 1;
    double variance = 0;
    for (std::size_t i = 0; i < sample_.size(); ++i) {
        const double risk = sample_.at_risk[i];
        const double hazard = events(i) / risk;
        // Greenwood's sum, without its division by n − d.
        variance = (1 - hazard) * (1 - hazard) * variance + in * in * hazard * (1 - hazard) / risk;
        in *= 1 - hazard;
        survival_[i] = in;
        variance_[i] = variance;
    }
}

inline std::int32_t Curve::events() const noexcept {
    std::int32_t all = 0;
    for (std::size_t i = 0; i < sample_.size(); ++i) all += events(i);
    return all;
}

inline Quantile Curve::quantile(double p, double level, Bounds kind) const {
    if (!(p > 0 && p < 1)) {
        throw Error(ErrorCode::invalid_argument, std::to_string(p), "a share between 0 and 1");
    }
    const double z = normal_quantile(level);
    const double limit = 1 - p + 1e-9;
    Quantile out;
    for (std::size_t i = 0; i < sample_.size() && !out.high; ++i) {
        if (events(i) == 0) continue;  // S and its bounds stay
        const double in = survival_[i];
        const auto bounds = bounds_of(in, variance_[i], kind, z);
        const auto cross = [&](std::optional<std::int32_t>& end, double value) {
            if (!end && value <= limit) end = sample_.days[i];
        };
        cross(out.days, in);
        cross(out.low, bounds ? bounds->low : in);
        cross(out.high, bounds ? bounds->high : 1);
    }
    return out;
}

}  // namespace sanku::pipeline
