#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "sanku/core/language.hpp"
#include "sanku/core/light.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/summary/rank.hpp"
#include "sanku/summary/summary.hpp"

namespace sanku::summary {

/// A rate that the library measures of any group of projects. Parts and wholes add up over disjoint
/// groups.
struct Measure {
    std::string_view key;
    std::string_view zh;
    std::string_view en;
    Better better;
    Ratio (*rate)(const Sums&);
    /// How many projects the rate rests on: those of its denominator; of `plan_completion` and
    /// `starts`, whose denominators are no projects of this year, all projects.
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

}  // namespace detail

/// Every measure; docs/figures.md says how each is computed.
inline constexpr Measure measures[] = {
    {"directory_to_reserve", "目录库转储备库转化率（项目数）",
     "conversion of directory into reserve, projects", Better::higher,
     [](const Sums& s) { return s.directory_to_reserve.by_count(); },
     [](const Sums& s) { return s.directory_to_reserve.entered; }},
    {"directory_to_reserve_investment", "目录库转储备库转化率（投资额）",
     "conversion of directory into reserve, investment", Better::higher,
     [](const Sums& s) { return s.directory_to_reserve.by_investment(); },
     [](const Sums& s) { return s.directory_to_reserve.entered; }},
    {"reserve_to_implementation", "储备库转实施库转化率（项目数）",
     "conversion of reserve into implementation, projects", Better::higher,
     [](const Sums& s) { return s.reserve_to_implementation.by_count(); },
     [](const Sums& s) { return s.reserve_to_implementation.entered; }},
    {"reserve_to_implementation_investment", "储备库转实施库转化率（投资额）",
     "conversion of reserve into implementation, investment", Better::higher,
     [](const Sums& s) { return s.reserve_to_implementation.by_investment(); },
     [](const Sums& s) { return s.reserve_to_implementation.entered; }},
    {"red_lights", "红灯率", "share of red lights", Better::lower,
     [](const Sums& s) { return detail::share_of(s, Light::red); }, &detail::rated},
    {"green_lights", "绿灯率", "share of green lights", Better::higher,
     [](const Sums& s) { return detail::share_of(s, Light::green); }, &detail::rated},
    {"reporting", "按时填报率", "projects reported in time", Better::higher,
     [](const Sums& s) { return s.reporting.rate(); },
     [](const Sums& s) { return s.reporting.expected; }},
    {"plan_completion", "年度投资计划完成率", "completion of the year's plan", Better::higher,
     [](const Sums& s) { return Ratio(s.volume.completed_this_year, s.volume.plan); },
     [](const Sums& s) { return s.volume.projects; }},
    {"evaluations", "三评完成率", "three evaluations done", Better::higher,
     [](const Sums& s) { return s.evaluations.rate(); },
     [](const Sums& s) { return s.evaluations.due; }},
    {"two_accounts", "两算完成率", "two accounts done", Better::higher,
     [](const Sums& s) { return s.two_accounts.rate(); },
     [](const Sums& s) { return s.two_accounts.completed; }},
    {"starts", "开工项目数与上年同期之比", "starts against those of last year", Better::higher,
     [](const Sums& s) {
         return Ratio(s.activity.started.this_year.projects, s.activity.started.last_year.projects);
     },
     [](const Sums& s) { return s.volume.projects; }},
};

/// The measure of this key, or nullptr.
[[nodiscard]] constexpr const Measure* find_measure(std::string_view key) noexcept {
    const auto* const found = std::ranges::find(measures, key, &Measure::key);
    return found == std::end(measures) ? nullptr : found;
}

}  // namespace sanku::summary
