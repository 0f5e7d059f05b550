#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

#include "sanku/core/light.hpp"
#include "sanku/portfolio/portfolio.hpp"
#include "sanku/warning/metric.hpp"
#include "sanku/warning/policy.hpp"

/// The loops under the lights: no branch on data, so that the compiler can vectorise them. A light
/// is a byte; green, yellow and red are 1, 3 and 4, so that 1 + 2·yellow + red gives it.
namespace sanku::warning {

/// Writes the lights of `count` rows from `begin` on to `lights`, before scope and staleness.
using Kernel = std::function<void(std::size_t begin, std::size_t count, std::uint8_t* lights)>;

/// Days up to which an anchor is yellow and red; an anchor is compared with `<=`.
struct Cutoffs {
    std::int32_t yellow;
    std::int32_t red;
};

namespace detail {

inline constexpr auto none_byte = static_cast<std::uint8_t>(Light::none);
inline constexpr auto green_byte = static_cast<std::uint8_t>(Light::green);
inline constexpr auto no_data_byte = static_cast<std::uint8_t>(Light::no_data);
static_assert(static_cast<int>(Light::yellow) == 3 && static_cast<int>(Light::red) == 4);

/// The earliest possible day: a cutoff that nothing reaches.
inline constexpr std::int32_t before_all = Date::min_days - 1;

/// `mask` is 0 or all ones: `on` where it is set, `off` elsewhere.
[[nodiscard]] inline std::int32_t choose(bool mask, std::int32_t on, std::int32_t off) noexcept {
    return mask ? on : off;
}

/// Lights of something that was due from `anchor` on and is done once both `done` days have come
/// (give one of them twice if there is one thing to do). `rated_undated`: it is also rated, green
/// or without data, where there is no anchor.
template <bool rated_undated>
void deadline_lights(const std::int32_t* __restrict anchor, const std::int32_t* __restrict done,
                     const std::int32_t* __restrict also_done, std::size_t count, Cutoffs cutoffs,
                     std::uint8_t* __restrict lights) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t day = anchor[i];
        const std::int32_t late = 1 + 2 * (day <= cutoffs.yellow) + (day <= cutoffs.red);
        const bool is_done = (done[i] != no_day) & (also_done[i] != no_day);
        const std::int32_t light =
            rated_undated ? choose(is_done, green_byte, choose(day == no_day, no_data_byte, late))
                          : choose(day == no_day, none_byte, choose(is_done, green_byte, late));
        lights[i] = static_cast<std::uint8_t>(light);
    }
}

/// Lights of something that everybody planned for one year had to do by one day: `open` until it is
/// done.
inline void year_lights(const std::int32_t* __restrict anchor, const std::int32_t* __restrict done,
                        std::int32_t first, std::int32_t last, std::int32_t open, std::size_t count,
                        std::uint8_t* __restrict lights) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const bool asked = (anchor[i] >= first) & (anchor[i] <= last);
        const std::int32_t light = choose(done[i] != no_day, green_byte, open);
        lights[i] = static_cast<std::uint8_t>(choose(asked, light, none_byte));
    }
}

/// Lights of the age of the latest report, by its month; 0 is none.
inline void age_lights(const std::uint16_t* __restrict last_report, std::size_t count,
                       Cutoffs cutoffs, std::uint8_t* __restrict lights) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t month = last_report[i];
        const std::int32_t late = 1 + 2 * (month <= cutoffs.yellow) + (month <= cutoffs.red);
        lights[i] = static_cast<std::uint8_t>(choose(month == 0, no_data_byte, late));
    }
}

/// A threshold on a quotient, multiplied out: part ÷ whole crosses it where `multiple` × part is
/// below `factor` × whole, or, if `or_equal`, equal to it. Of a linear pace, factor = base + slope
/// × month; a negative factor is never crossed, as the default never is.
struct Bound {
    std::int32_t base = -1'000'000;  // far below what a pace of 12 months adds
    std::int32_t slope = 0;
    std::int32_t or_equal = 0;

    [[nodiscard]] std::int32_t factor(std::int32_t month) const noexcept {
        return base + slope * month;
    }
};

/// The same without a pace.
struct FlatBound {
    std::int32_t base;
    std::int32_t or_equal;

    [[nodiscard]] std::int32_t factor(std::int32_t) const noexcept { return base; }
};

/// The same for a pace that is a table of months.
struct CurveBound {
    std::array<std::int32_t, 13> factors{};
    std::int32_t or_equal = 0;

    [[nodiscard]] std::int32_t factor(std::int32_t month) const noexcept {
        return factors[static_cast<std::size_t>(std::min(month, 12))];
    }
};

/// What the loops over stated figures read.
struct Stated {
    const std::uint16_t* last_report;
    const std::uint8_t* given;
    std::int32_t fresh_from;      ///< the earliest month that counts; 0: any
    std::int32_t before_january;  ///< Month::index
    std::uint8_t needed;          ///< bits of `given` without which there is no value
    std::uint8_t whole_bit;       ///< a whole of 0 is not rated if it is stated; 0xFF: in any case
};

/// Whether `left` ÷ `base`, both 0 or more, crosses a bound. A negative factor is never crossed.
[[nodiscard]] inline bool crossed(std::int64_t left, std::int64_t base, std::int32_t factor,
                                  std::int32_t or_equal) noexcept {
    const std::int64_t limit = std::int64_t{std::max(factor, 0)} * base;
    return left < limit + (factor >= 0 ? or_equal : 0);
}

/// Lights of `multiple` × part against two bounds of whole. The products fit in int64 up to
/// `max_project_money` by the limits of the metrics' thresholds. `with_yellow`: there is a yellow
/// one.
template <bool with_yellow, typename Limit>
void share_lights(const Stated& stated, const std::int64_t* __restrict part,
                  const std::int64_t* __restrict whole, std::int64_t multiple, const Limit yellow,
                  const Limit red, std::size_t count, std::uint8_t* __restrict lights) noexcept {
    const std::uint16_t* __restrict last_report = stated.last_report;
    const std::uint8_t* __restrict given = stated.given;
    const std::int32_t fresh_from = stated.fresh_from;
    const std::int32_t before_january = stated.before_january;
    const std::int32_t needed = stated.needed;
    const std::int32_t any = stated.whole_bit == 0xFF ? -1 : 0;
    const std::int32_t whole_bit = stated.whole_bit;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t month = std::max(last_report[i] - before_january, 0);
        const std::int64_t left = multiple * part[i];
        const std::int32_t is_red = crossed(left, whole[i], red.factor(month), red.or_equal);
        const std::int32_t is_yellow =
            with_yellow && crossed(left, whole[i], yellow.factor(month), yellow.or_equal);
        const bool known = (last_report[i] >= fresh_from) & ((given[i] & needed) == needed);
        const bool unrated = (whole[i] == 0) & (((any | given[i]) & whole_bit) != 0);
        const std::int32_t light =
            choose(known, 1 + 2 * (is_yellow | is_red) + is_red, no_data_byte);
        lights[i] = static_cast<std::uint8_t>(choose(unrated, none_byte, light));
    }
}

/// Lights of whether something that somebody looked at was met; the light of either is given.
inline void breach_lights(const std::uint8_t* __restrict given, std::int32_t stated,
                          std::int32_t met, std::int32_t asked, std::int32_t of_met,
                          std::int32_t of_unmet, std::size_t count,
                          std::uint8_t* __restrict lights) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t unknown = choose((given[i] & asked) != 0, no_data_byte, none_byte);
        const std::int32_t known = choose((given[i] & met) != 0, of_met, of_unmet);
        lights[i] = static_cast<std::uint8_t>(choose((given[i] & stated) != 0, known, unknown));
    }
}

/// A limit that no value crosses.
inline constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

/// Lights of values in hundredths, worse upwards, from `yellow` and `red` on.
inline void value_lights(const std::int64_t* __restrict values, std::int64_t sign,
                         std::int64_t yellow, std::int64_t red, std::size_t count,
                         std::uint8_t* __restrict lights) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t value = values[i];
        const bool known = value > not_rated;
        const std::int64_t worse = std::min(known ? sign * value : 0, greatest - 1);
        const std::int32_t is_red = worse >= red;
        const std::int32_t is_yellow = worse >= yellow;
        const std::int32_t open = choose(value == no_value, no_data_byte, none_byte);
        lights[i] =
            static_cast<std::uint8_t>(choose(known, 1 + 2 * (is_yellow | is_red) + is_red, open));
    }
}

}  // namespace detail

}  // namespace sanku::warning
