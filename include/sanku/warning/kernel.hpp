#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "sanku/core/light.hpp"
#include "sanku/portfolio/portfolio.hpp"
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
inline constexpr std::int32_t before_all = -no_day;

/// `mask` is 0 or all ones: `on` where it is set, `off` elsewhere.
[[nodiscard]] inline std::int32_t choose(bool mask, std::int32_t on, std::int32_t off) noexcept {
    return mask ? on : off;
}

/// Lights of something that was due from `anchor` on and is done on `done` (`no_day`: not yet),
/// which outranks a missing anchor.
inline void deadline_lights(const std::int32_t* __restrict anchor,
                            const std::int32_t* __restrict done, std::size_t count, Cutoffs cutoffs,
                            std::uint8_t without_anchor, std::uint8_t* __restrict lights) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t day = anchor[i];
        const std::int32_t late = 1 + 2 * (day <= cutoffs.yellow) + (day <= cutoffs.red);
        const std::int32_t open = choose(day == no_day, without_anchor, late);
        lights[i] = static_cast<std::uint8_t>(choose(done[i] != no_day, green_byte, open));
    }
}

/// As above, but without an anchor nothing is rated, whatever is done.
inline void age_lights(const std::int32_t* __restrict anchor, const std::int32_t* __restrict done,
                       std::size_t count, Cutoffs cutoffs,
                       std::uint8_t* __restrict lights) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t day = anchor[i];
        const std::int32_t late = 1 + 2 * (day <= cutoffs.yellow) + (day <= cutoffs.red);
        const std::int32_t open = choose(done[i] != no_day, green_byte, late);
        lights[i] = static_cast<std::uint8_t>(choose(day == no_day, none_byte, open));
    }
}

/// As above, for something that needs two things done.
inline void age_lights(const std::int32_t* __restrict anchor, const std::int32_t* __restrict done1,
                       const std::int32_t* __restrict done2, std::size_t count, Cutoffs cutoffs,
                       std::uint8_t* __restrict lights) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t day = anchor[i];
        const std::int32_t late = 1 + 2 * (day <= cutoffs.yellow) + (day <= cutoffs.red);
        const bool done = (done1[i] != no_day) & (done2[i] != no_day);
        const std::int32_t open = choose(done, green_byte, late);
        lights[i] = static_cast<std::uint8_t>(choose(day == no_day, none_byte, open));
    }
}

/// A threshold on a quotient, multiplied out: crossed where the left side is below `factor` times
/// the base, or, if `or_equal`, equal to it. The default is never crossed, since it lies far below
/// what a pace of 12 months adds (30000).
struct Bound {
    std::int32_t factor = -1'000'000;
    std::int32_t or_equal = 0;
};

/// What the loops over reported figures read.
struct Reported {
    const std::uint16_t* last_report;
    const std::uint8_t* given;
    std::int32_t fresh_from;  ///< the earliest month that counts: not stale, and of this year
    std::uint8_t needed;      ///< bits of `given` without which there is no value
};

/// Whether `left` ÷ `base`, both 0 or more, crosses a bound. A negative factor is never crossed.
[[nodiscard]] inline bool crossed(std::int64_t left, std::int64_t base, std::int32_t factor,
                                  std::int32_t or_equal) noexcept {
    const std::int64_t limit = std::int64_t{std::max(factor, 0)} * base;
    return left < limit + (factor >= 0 ? or_equal : 0);
}

/// Lights of completed ÷ plan − month ÷ 12 against bounds in hundredths of a percentage point t:
/// 30000·completed against (2500·month + 3t)·plan, which fits in int64 up to `max_project_money`.
/// A plan of 0 is not rated. The bounds' factors are 3t.
inline void prorata_lights(const Reported& reported, const std::int64_t* __restrict completed,
                           const std::int64_t* __restrict plan, std::int32_t before_january,
                           Bound yellow, Bound red, std::size_t count,
                           std::uint8_t* __restrict lights) noexcept {
    const std::uint16_t* __restrict last_report = reported.last_report;
    const std::uint8_t* __restrict given = reported.given;
    const std::int32_t fresh_from = reported.fresh_from;
    const std::int32_t needed = reported.needed;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t pace = 2'500 * std::max(last_report[i] - before_january, 0);
        const std::int64_t left = 30'000 * completed[i];
        const std::int32_t is_red = crossed(left, plan[i], pace + red.factor, red.or_equal);
        const std::int32_t is_yellow =
            crossed(left, plan[i], pace + yellow.factor, yellow.or_equal);
        const bool known = (last_report[i] >= fresh_from) & ((given[i] & needed) == needed);
        const bool no_plan = ((given[i] & given::plan) != 0) & (plan[i] == 0);
        const std::int32_t light =
            choose(known, 1 + 2 * (is_yellow | is_red) + is_red, no_data_byte);
        lights[i] = static_cast<std::uint8_t>(choose(no_plan, none_byte, light));
    }
}

/// Lights of part ÷ whole against a red and, if `with_yellow`, a yellow bound in hundredths of a
/// percent: 10000·part against factor·whole. A whole that is 0 or not stated is not rated.
template <bool with_yellow>
void share_lights(const Reported& reported, const std::int64_t* __restrict part,
                  const std::int64_t* __restrict whole, Bound yellow, Bound red, std::size_t count,
                  std::uint8_t* __restrict lights) noexcept {
    const std::uint16_t* __restrict last_report = reported.last_report;
    const std::uint8_t* __restrict given = reported.given;
    const std::int32_t fresh_from = reported.fresh_from;
    const std::int32_t needed = reported.needed;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t left = 10'000 * part[i];
        const std::int32_t is_red = crossed(left, whole[i], red.factor, red.or_equal);
        const std::int32_t is_yellow =
            with_yellow && crossed(left, whole[i], yellow.factor, yellow.or_equal);
        const bool known = (last_report[i] >= fresh_from) & ((given[i] & needed) == needed);
        const std::int32_t light =
            choose(known, 1 + 2 * (is_yellow | is_red) + is_red, no_data_byte);
        lights[i] = static_cast<std::uint8_t>(choose(whole[i] == 0, none_byte, light));
    }
}

}  // namespace detail

}  // namespace sanku::warning
