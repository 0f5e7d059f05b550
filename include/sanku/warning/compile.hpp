#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "sanku/warning/case.hpp"
#include "sanku/warning/kernel.hpp"

/// Turns a rule into the loop that finds its lights: one function a shape.
namespace sanku::warning::detail {

/// The latest day up to which an anchor has crossed `limit`.
[[nodiscard]] inline std::int32_t cutoff(Clock clock, Date as_of,
                                         const std::optional<Threshold>& limit) {
    if (!limit) return before_all;
    const auto count = static_cast<int>(limit->hundredths / 100);
    const bool exclusive = limit->comparison == Comparison::more_than;
    if (as_of.month().index() - count < 1900 * 12 + 12) return before_all;
    if (clock == Clock::months) {
        return months_before(exclusive ? as_of.plus_days(-1) : as_of, count).days();
    }
    const int ends = count + (exclusive ? 1 : 0);
    const bool ended = as_of == as_of.month().last_day();
    // None passed: planned for this month, on whichever day of it.
    const int back = ends == 0 ? 0 : ends - (ended ? 1 : 0);
    return as_of.month().plus(-back).last_day().days();
}

[[nodiscard]] inline Cutoffs cutoffs(Clock clock, Date as_of, const Rule& rule) {
    const std::int32_t red = cutoff(clock, as_of, rule.red);
    return {std::max(red, cutoff(clock, as_of, rule.yellow)), red};  // red is past yellow
}

/// A rule that rates nobody.
[[nodiscard]] inline Kernel rates_nobody() {
    return [](std::size_t, std::size_t count, std::uint8_t* lights) {
        std::fill_n(lights, count, none_byte);
    };
}

[[nodiscard]] inline Kernel compile_of_year(const Deadline& shape, const Portfolio& portfolio,
                                            const Rule& rule, const Situation& now) {
    if (!rule.deadline) return rates_nobody();
    const int year = now.as_of.year();
    const Date due = in_year(*rule.deadline, year);
    const auto past = [&](const std::optional<Threshold>& limit) {
        const auto day = crossed_on(shape.clock, due, limit);
        return day && *day <= now.as_of;
    };
    const std::int32_t open = past(rule.red)      ? 4
                              : past(rule.yellow) ? 3
                                                  : static_cast<std::int32_t>(green_byte);
    return [anchor = shape.anchor(portfolio), done = shape.done(portfolio), open,
            first = Date(year, 1, 1).days(), last = Date(year, 12, 31).days()](
               std::size_t begin, std::size_t count, std::uint8_t* lights) {
        year_lights(anchor + begin, done + begin, first, last, open, count, lights);
    };
}

[[nodiscard]] inline Kernel compile(const Deadline& shape, const Portfolio& portfolio,
                                    const Rule& rule, const Situation& now) {
    const std::int32_t* anchor = shape.anchor(portfolio);
    if (anchor == nullptr) return rates_nobody();
    if (shape.of_year) return compile_of_year(shape, portfolio, rule, now);
    const std::int32_t* done = shape.done(portfolio);
    const std::int32_t* also = shape.also_done != nullptr ? shape.also_done(portfolio) : done;
    const auto loop =
        shape.without_anchor == Light::none ? deadline_lights<false> : deadline_lights<true>;
    return [=, limits = cutoffs(shape.clock, now.as_of, rule)](std::size_t begin, std::size_t count,
                                                               std::uint8_t* lights) {
        loop(anchor + begin, done + begin, also + begin, count, limits, lights);
    };
}

/// By what a part is multiplied before it is held against a bound.
[[nodiscard]] inline std::int64_t multiple(Pace pace) noexcept {
    return pace == Pace::gap                                     ? 30'000
           : pace == Pace::completion || pace == Pace::shortfall ? 12'000
                                                                 : 10'000;
}

/// The bound that `limit` sets on part ÷ whole; one that is never crossed where there is none.
[[nodiscard]] inline Bound bound(Pace pace, const std::optional<Threshold>& limit) {
    if (!limit) return {};
    const auto t = static_cast<std::int32_t>(limit->hundredths);
    const auto or_equal = static_cast<std::int32_t>(limit->comparison == Comparison::at_most ||
                                                    limit->comparison == Comparison::at_least);
    switch (pace) {
        case Pace::gap:  // completed ÷ plan < month ÷ 12 + t
            return {3 * t, 2'500, or_equal};
        case Pace::completion:
            return {std::min(t, 0), std::max(t, 0) / 10, or_equal};
        case Pace::shortfall:  // more than t short is less than 100 − t of the pace
            return {std::min(10'000 - t, 0), std::max(10'000 - t, 0) / 10, or_equal};
        case Pace::none:
        case Pace::curve:
            break;
    }
    return {t, 0, or_equal};
}

[[nodiscard]] inline CurveBound curve_bound(const Rule& rule,
                                            const std::optional<Threshold>& limit) {
    const Bound alone = bound(Pace::curve, limit);
    CurveBound out;
    out.or_equal = alone.or_equal;
    for (int month = 0; month <= 12; ++month) {
        out.factors[static_cast<std::size_t>(month)] =
            alone.base + (limit ? static_cast<std::int32_t>(curve_at(rule, month)) : 0);
    }
    return out;
}

template <typename Limit>
[[nodiscard]] Kernel compile(const Share& shape, const Portfolio& portfolio, const Rule& rule,
                             const Situation& now, const Limit& yellow, const Limit& red) {
    const bool needs_whole = shape.without_whole == Light::no_data;
    const Stated stated{
        portfolio.columns().last_report.data(),
        shape.given(portfolio),
        shape.of_reports ? now.fresh_this_year() : 0,
        now.before_january,
        static_cast<std::uint8_t>(shape.part_bit | (needs_whole ? shape.whole_bit : 0)),
        static_cast<std::uint8_t>(needs_whole ? shape.whole_bit : 0xFF)};
    const auto loop = rule.yellow ? share_lights<true, Limit> : share_lights<false, Limit>;
    return
        [=, part = shape.part(portfolio), whole = shape.whole(portfolio),
         times = multiple(shape.pace)](std::size_t begin, std::size_t count, std::uint8_t* lights) {
            Stated here = stated;
            here.last_report += begin;
            here.given += begin;
            loop(here, part + begin, whole + begin, times, yellow, red, count, lights);
        };
}

[[nodiscard]] inline Kernel compile(const Share& shape, const Portfolio& portfolio,
                                    const Rule& rule, const Situation& now) {
    if (shape.whole(portfolio) == nullptr) return rates_nobody();
    if (shape.pace == Pace::curve) {
        return compile(shape, portfolio, rule, now, curve_bound(rule, rule.yellow),
                       curve_bound(rule, rule.red));
    }
    const Bound yellow = bound(shape.pace, rule.yellow);
    const Bound red = bound(shape.pace, rule.red);
    if (shape.pace == Pace::none) {
        return compile(shape, portfolio, rule, now, FlatBound{yellow.base, yellow.or_equal},
                       FlatBound{red.base, red.or_equal});
    }
    return compile(shape, portfolio, rule, now, yellow, red);
}

/// Case after case, since the products leave int64.
[[nodiscard]] inline Kernel compile(const EarnedValue& shape, const Portfolio& portfolio,
                                    const Rule& rule, const Situation& now, const Metric& metric) {
    return [=, &metric](std::size_t begin, std::size_t count, std::uint8_t* lights) {
        for (std::size_t i = 0; i < count; ++i) {
            const Reading reading = read(shape, rule, Case(portfolio, begin + i), now);
            lights[i] = static_cast<std::uint8_t>(level(metric, rule, reading, now.as_of));
        }
    };
}

[[nodiscard]] inline Kernel compile(const Breach& shape, const Portfolio& portfolio,
                                    const Rule& rule, const Situation& now, const Metric& metric) {
    const std::uint8_t* given = shape.given(portfolio);
    if (given == nullptr) return rates_nobody();
    const auto light = [&](std::int64_t value) {
        const Reading reading{State::measured, {value, 1}};
        return static_cast<std::int32_t>(level(metric, rule, reading, now.as_of));
    };
    return [=, met = light(0), unmet = light(1)](std::size_t begin, std::size_t count,
                                                 std::uint8_t* lights) {
        breach_lights(given + begin, shape.stated, shape.met, shape.asked, met, unmet, count,
                      lights);
    };
}

[[nodiscard]] inline Kernel compile(const ReportAge&, const Portfolio& portfolio, const Rule& rule,
                                    const Situation& now) {
    const std::int32_t red = month_cutoff(now.as_of, rule.red);
    const Cutoffs limits{std::max(red, month_cutoff(now.as_of, rule.yellow)), red};
    return [limits, last_report = portfolio.columns().last_report.data()](
               std::size_t begin, std::size_t count, std::uint8_t* lights) {
        age_lights(last_report + begin, count, limits, lights);
    };
}

/// The least value that crosses `limit`, once values are turned so that upwards is worse.
[[nodiscard]] inline std::int64_t from_value(const std::optional<Threshold>& limit) noexcept {
    if (!limit) return greatest;
    switch (limit->comparison) {
        case Comparison::at_least:
            return limit->hundredths;
        case Comparison::more_than:
            return limit->hundredths + 1;
        case Comparison::at_most:
            return -limit->hundredths;
        case Comparison::less_than:
            return -limit->hundredths + 1;
    }
    return 0;
}

/// Values are asked for in stretches that stay in cache and yet make a call into Python cheap.
[[nodiscard]] inline Kernel compile(const Custom& shape, const Portfolio& portfolio,
                                    const Rule& rule, const Metric& metric) {
    static constexpr std::size_t stretch = 16'384;
    struct Values {
        std::vector<std::int64_t> of;
        std::size_t begin = 0;
    };
    return [=, values = std::make_shared<Values>(), yellow = from_value(rule.yellow),
            red = from_value(rule.red), sign = std::int64_t{metric.higher_is_worse ? 1 : -1}](
               std::size_t begin, std::size_t count, std::uint8_t* lights) {
        if (values->of.empty() || begin < values->begin ||
            begin + count > values->begin + values->of.size()) {
            values->begin = begin;
            values->of.resize(std::min(portfolio.size() - begin, std::max(count, stretch)));
            shape.values(portfolio, begin, values->of);
        }
        value_lights(values->of.data() + (begin - values->begin), sign, yellow, red, count, lights);
    };
}

[[nodiscard]] inline Kernel compile(const Metric& metric, const Portfolio& portfolio,
                                    const Rule& rule, const Situation& now) {
    return std::visit(
        [&]<typename OneShape>(const OneShape& shape) -> Kernel {
            if constexpr (std::is_same_v<OneShape, Regional>) {
                return rates_nobody();
            } else if constexpr (std::is_same_v<OneShape, Custom>) {
                return compile(shape, portfolio, rule, metric);
            } else if constexpr (std::is_same_v<OneShape, EarnedValue> ||
                                 std::is_same_v<OneShape, Breach>) {
                return compile(shape, portfolio, rule, now, metric);
            } else {
                return compile(shape, portfolio, rule, now);
            }
        },
        metric.shape);
}

}  // namespace sanku::warning::detail
