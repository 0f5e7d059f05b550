#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "sanku/core/date.hpp"
#include "sanku/core/language.hpp"
#include "sanku/core/light.hpp"
#include "sanku/core/pool.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/core/rational.hpp"
#include "sanku/evaluation/rank.hpp"
#include "sanku/summary/summary.hpp"

namespace sanku::summary {

/// What the library measures of any group of projects. Parts and wholes add up over disjoint
/// groups.
struct Measure {
    std::string_view key;
    std::string_view zh;
    std::string_view en;
    evaluation::Better better;
    std::string_view unit;  ///< key of an `evaluation::Unit`
    /// The figure of a group as of a day.
    evaluation::Figure (*figure)(const Sums&, Date);
    /// How many projects the figure rests on: those of its denominator; where its denominator is no
    /// projects of this year, all projects.
    std::int64_t (*size)(const Sums&);

    [[nodiscard]] constexpr std::string_view name(Language language) const noexcept {
        return language == Language::zh ? zh : en;
    }
};

namespace detail {

/// How many projects of `group` some rule applies to; one without data is rated, so that not
/// reporting is no way out of a denominator.
[[nodiscard]] inline std::int64_t rated(const Sums& group) {
    std::int64_t out = 0;
    for (const Light light : {Light::green, Light::no_data, Light::yellow, Light::red}) {
        out = checked::add(out, group.volume.lights[static_cast<std::size_t>(light)]);
    }
    return out;
}

[[nodiscard]] inline Ratio share_of(const Sums& group, Light light) {
    return {group.volume.lights[static_cast<std::size_t>(light)], rated(group)};
}

[[nodiscard]] inline std::int64_t all_projects(const Sums& group) {
    return group.volume.projects;
}

/// What a library holds as a multiple of what all pools completed last year.
template <Pool pool>
[[nodiscard]] evaluation::Figure multiple(const Sums& group, Date) {
    return Ratio(group.holdings.pools[static_cast<std::size_t>(pool)].investment,
                 group.holdings.completed_last_year);
}

/// The months of its year that are over on `day`.
[[nodiscard]] inline int months_over(Date day) {
    const bool over = day == day.month().last_day();
    return day.month_of_year() - (over ? 0 : 1);
}

/// Completed this year against the part of the plan that is due pro rata.
[[nodiscard]] inline evaluation::Figure pace(const Sums& group, Date as_of) {
    return {Rational(group.volume.completed_this_year) * Rational(12),
            Rational(group.volume.plan) * Rational(months_over(as_of))};
}

}  // namespace detail

/// Every measure; docs/ranks.md says how each is computed.
inline constexpr Measure measures[] = {
    {"directory_to_reserve", "目录库转储备库转化率（项目数）",
     "conversion of directory into reserve, projects", evaluation::Better::higher, "%",
     [](const Sums& s, Date) -> evaluation::Figure { return s.directory_to_reserve.by_count(); },
     [](const Sums& s) { return s.directory_to_reserve.entered; }},
    {"directory_to_reserve_investment", "目录库转储备库转化率（投资额）",
     "conversion of directory into reserve, investment", evaluation::Better::higher, "%",
     [](const Sums& s, Date) -> evaluation::Figure {
         return s.directory_to_reserve.by_investment();
     },
     [](const Sums& s) { return s.directory_to_reserve.entered; }},
    {"reserve_to_implementation", "储备库转实施库转化率（项目数）",
     "conversion of reserve into implementation, projects", evaluation::Better::higher, "%",
     [](const Sums& s, Date) -> evaluation::Figure {
         return s.reserve_to_implementation.by_count();
     },
     [](const Sums& s) { return s.reserve_to_implementation.entered; }},
    {"reserve_to_implementation_investment", "储备库转实施库转化率（投资额）",
     "conversion of reserve into implementation, investment", evaluation::Better::higher, "%",
     [](const Sums& s, Date) -> evaluation::Figure {
         return s.reserve_to_implementation.by_investment();
     },
     [](const Sums& s) { return s.reserve_to_implementation.entered; }},
    {"directory_multiple", "目录库为上年投资的倍数",
     "directory as a multiple of last year's investment", evaluation::Better::higher, "times",
     &detail::multiple<Pool::directory>, &detail::all_projects},
    {"reserve_multiple", "储备库为上年投资的倍数",
     "reserve as a multiple of last year's investment", evaluation::Better::higher, "times",
     &detail::multiple<Pool::reserve>, &detail::all_projects},
    {"implementation_multiple", "实施库为上年投资的倍数",
     "implementation as a multiple of last year's investment", evaluation::Better::higher, "times",
     &detail::multiple<Pool::implementation>, &detail::all_projects},
    {"red_lights", "红灯率", "share of red lights", evaluation::Better::lower, "%",
     [](const Sums& s, Date) -> evaluation::Figure { return detail::share_of(s, Light::red); },
     &detail::rated},
    {"green_lights", "绿灯率", "share of green lights", evaluation::Better::higher, "%",
     [](const Sums& s, Date) -> evaluation::Figure { return detail::share_of(s, Light::green); },
     &detail::rated},
    {"reporting", "按时填报率", "projects reported in time", evaluation::Better::higher, "%",
     [](const Sums& s, Date) -> evaluation::Figure { return s.reporting.rate(); },
     [](const Sums& s) { return s.reporting.expected; }},
    {"plan_completion", "年度投资计划完成率", "completion of the year's plan",
     evaluation::Better::higher, "%",
     [](const Sums& s, Date) -> evaluation::Figure {
         return Ratio(s.volume.completed_this_year, s.volume.plan);
     },
     &detail::all_projects},
    {"pace", "投资完成与序时进度之比", "completion against the pro-rata plan",
     evaluation::Better::higher, "%", &detail::pace, &detail::all_projects},
    {"evaluations", "三评完成率", "three evaluations done", evaluation::Better::higher, "%",
     [](const Sums& s, Date) -> evaluation::Figure { return s.evaluations.rate(); },
     [](const Sums& s) { return s.evaluations.due; }},
    {"two_accounts", "两算完成率", "two accounts done", evaluation::Better::higher, "%",
     [](const Sums& s, Date) -> evaluation::Figure { return s.two_accounts.rate(); },
     [](const Sums& s) { return s.two_accounts.completed; }},
    {"starts", "开工项目数与上年同期之比", "starts against those of last year",
     evaluation::Better::higher, "%",
     [](const Sums& s, Date) -> evaluation::Figure {
         return Ratio(s.activity.started.this_year.projects, s.activity.started.last_year.projects);
     },
     &detail::all_projects},
    {"input_output", "年产值与总投资之比", "annual output against total investment",
     evaluation::Better::higher, "%",
     [](const Sums& s, Date) -> evaluation::Figure { return s.returns.rate(); },
     [](const Sums& s) { return s.returns.projects; }},
    {"project_scores_by_count", "项目评价平均分（按项目数）", "mean score of projects, each alike",
     evaluation::Better::higher, "points",
     [](const Sums& s, Date) -> evaluation::Figure { return s.project_scores.by_count(); },
     [](const Sums& s) { return s.project_scores.projects; }},
    {"project_scores_by_investment", "项目评价平均分（按投资额加权）",
     "mean score of projects, by investment", evaluation::Better::higher, "points",
     [](const Sums& s, Date) -> evaluation::Figure { return s.project_scores.by_investment(); },
     [](const Sums& s) { return s.project_scores.projects; }},
};

/// The measure of this key, or nullptr.
[[nodiscard]] constexpr const Measure* find_measure(std::string_view key) noexcept {
    const auto* const found = std::ranges::find(measures, key, &Measure::key);
    return found == std::end(measures) ? nullptr : found;
}

}  // namespace sanku::summary
