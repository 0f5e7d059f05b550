#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/decimal.hpp"
#include "sanku/core/fraction.hpp"
#include "sanku/core/light.hpp"
#include "sanku/warning/case.hpp"
#include "sanku/warning/metrics.hpp"
#include "sanku/warning/policy.hpp"
#include "sanku/warning/region_figures.hpp"
#include "sanku/warning/region_readings.hpp"
#include "sanku/warning/words.hpp"

namespace sanku::warning {

/// Why a regional rule shows the light that it shows on one region.
struct RegionEvidence {
    /// How far the value lies from another light.
    struct Distance {
        Light to;
        Fraction by;  ///< percentage points or months, at least 0
        bool beyond;  ///< whether it takes more than `by`
        Bilingual words;
    };
    /// The least amount of one figure that turns the light to a better one, all others unchanged;
    /// one fen less does not.
    struct Remedy {
        Light to;
        Money amount;
        Bilingual words;
    };

    RegionCode region;
    std::string rule;
    Bilingual rule_name;
    Light light;
    Bilingual finding;               ///< what was measured, as a clause
    std::optional<Fraction> value;   ///< in the metric's unit, in lowest terms
    std::optional<Bilingual> shown;  ///< that value with its unit, rounded half up
    Bilingual threshold;             ///< the limits, such as "yellow < 0%, red < -30%"
    std::vector<RegionInput> inputs;
    Bilingual clause;
    Bilingual gap;
    Bilingual source;
    std::optional<Distance> better;  ///< to the next better light
    std::optional<Distance> worse;   ///< to the next worse light
    std::optional<Remedy> remedy;    ///< none where no amount of that one figure can do it

    /// One sentence: rule, light, finding.
    [[nodiscard]] std::string sentence(Language language) const;
};

/// The lights of regions under a policy's regional rules at the end of a month; immutable. Rules
/// are named by their place in `policy().rules`; those on projects are `Light::none` here.
class RegionLights {
  public:
    [[nodiscard]] const RegionFigures& figures() const noexcept { return figures_; }
    [[nodiscard]] const Policy& policy() const noexcept { return *policy_; }
    [[nodiscard]] Month month() const noexcept { return month_; }
    [[nodiscard]] const std::vector<RegionCode>& regions() const noexcept {
        return figures_.regions();
    }

    /// The worst light of `region`. Throws `Error(invalid_argument)` for a region without figures.
    [[nodiscard]] Light overall(RegionCode region) const { return overall_[row(region)]; }
    /// The light of `region` under one rule. Throws `Error(invalid_argument)` for a region without
    /// figures or a place outside the policy's rules.
    [[nodiscard]] Light of(std::size_t rule, RegionCode region) const {
        return lights_[checked_rule(rule)][row(region)];
    }
    /// How many regions show each light, by `Light`: overall, and under one rule.
    [[nodiscard]] std::array<std::int64_t, light_count> counts() const { return count(overall_); }
    [[nodiscard]] std::array<std::int64_t, light_count> counts(std::size_t rule) const {
        return count(lights_[checked_rule(rule)]);
    }

    /// The evidence of one regional rule. Throws `Error(invalid_argument)` as `of` does, and for a
    /// rule on projects.
    [[nodiscard]] RegionEvidence explain(std::size_t rule, RegionCode region) const;
    /// The evidence of every regional rule that rates `region`, in the policy's order.
    [[nodiscard]] std::vector<RegionEvidence> explain(RegionCode region) const;

  private:
    friend RegionLights evaluate_regions(const RegionFigures& figures, const Policy& policy,
                                         Month month);
    RegionLights(const RegionFigures& figures, const Policy& policy, Month month)
        : figures_(figures),
          policy_(std::make_shared<const Policy>(policy)),
          month_(month),
          overall_(figures.regions().size(), Light::none),
          lights_(policy.rules.size(), overall_) {}

    [[nodiscard]] static std::array<std::int64_t, light_count> count(
        const std::vector<Light>& lights) {
        std::array<std::int64_t, light_count> counts{};
        for (const Light light : lights) ++counts[static_cast<std::size_t>(light)];
        return counts;
    }
    [[nodiscard]] std::size_t row(RegionCode region) const {
        const auto found = std::ranges::lower_bound(regions(), region);
        if (found == regions().end() || *found != region) {
            throw Error(ErrorCode::invalid_argument, region.str(), "a region with figures");
        }
        return static_cast<std::size_t>(found - regions().begin());
    }
    [[nodiscard]] std::size_t checked_rule(std::size_t rule) const {
        if (rule < lights_.size()) return rule;
        throw Error(ErrorCode::invalid_argument, std::to_string(rule), "a rule of " + policy_->id);
    }
    [[nodiscard]] bool applies(const Rule& rule, std::size_t row) const;

    RegionFigures figures_;
    std::shared_ptr<const Policy> policy_;
    Month month_;
    std::vector<Light> overall_;
    std::vector<std::vector<Light>> lights_;  // by rule, then region
};

/// The lights of every region at the end of `month` under the regional rules of `policy`. What a
/// rule says of projects and their reports (its scope but for `regions`, `needs_report`) is left
/// out here; an `applies_when` must name a regional rule that stands before it. Throws
/// `Error(malformed_policy)` for one that does not, for a metric that does not exist and for a
/// threshold outside the metric's limits.
[[nodiscard]] RegionLights evaluate_regions(const RegionFigures& figures, const Policy& policy,
                                            Month month);

namespace detail::regional {

/// A value with its unit; one that is `counted` is whole.
[[nodiscard]] inline Bilingual shown(const Fraction& value, const Metric& metric, bool counted) {
    const std::string digits = number(value, counted ? 0 : 2);
    const bool single = counted && value.numerator == 1;
    return {digits + metric.unit.zh,
            digits + (metric.unit.en == "%" ? "" : " ") + (single ? "month" : metric.unit.en)};
}

[[nodiscard]] inline Light light_of(const Rule& rule, const Fraction& value) {
    if (detail::crosses(value, rule.red)) return Light::red;
    return detail::crosses(value, rule.yellow) ? Light::yellow : Light::green;
}

[[nodiscard]] inline Light light_of(const Rule& rule, const Reading& reading) {
    return reading.value ? light_of(rule, reading.value(0)) : reading.without;
}

[[nodiscard]] inline Bilingual turns(Light to) {
    return {"转为" + std::string(name(to, Language::zh)),
            "turns it " + std::string(name(to, Language::en))};
}

/// From `value` to the border that `limit` draws; `crossing`: onto the side that it names.
[[nodiscard]] inline RegionEvidence::Distance to_border(const Fraction& value,
                                                        const Threshold& limit, bool crossing,
                                                        Light to) {
    const Fraction by = absolute({limit.hundredths * value.denominator - 100 * value.numerator,
                                  100 * value.denominator})
                            .reduced();
    const bool named =
        limit.comparison == Comparison::at_least || limit.comparison == Comparison::at_most;
    const bool beyond = named != crossing;
    const bool upwards =
        limit.comparison == Comparison::at_least || limit.comparison == Comparison::more_than;
    const Bilingual then = turns(to);
    const Bilingual way =
        upwards == crossing ? Bilingual{"提高", "rise"} : Bilingual{"降低", "fall"};
    if (by.numerator == 0) {
        return {
            to, by, beyond, {"稍有" + way.zh + "即" + then.zh, "any " + way.en + ' ' + then.en}};
    }
    const std::string points = number(by);
    return {to,
            by,
            beyond,
            {"再" + way.zh + (beyond ? "超过" : "") + points + "个百分点，" + then.zh,
             "a " + way.en + " by " + (beyond ? "more than " : "") + points +
                 " percentage points " + then.en}};
}

/// The distances of a value that is measured, and so can come to any light from its neighbour.
inline void measure_distances(const Rule& rule, const Fraction& value, RegionEvidence& out) {
    const bool red = out.light == Light::red;
    const auto& left = red ? rule.red : rule.yellow;
    if (out.light != Light::green && left) {
        out.better =
            to_border(value, *left, false, red && rule.yellow ? Light::yellow : Light::green);
    }
    const bool yellow_next = out.light == Light::green && rule.yellow;
    const auto& entered = yellow_next ? rule.yellow : rule.red;
    if (!red && entered) {
        out.worse = to_border(value, *entered, true, yellow_next ? Light::yellow : Light::red);
    }
}

/// The distances of a count of months in a row, which either goes on or ends at once.
inline void count_distances(const Rule& rule, const Fraction& value, RegionEvidence& out) {
    const Light ended = light_of(rule, Fraction{});
    if (ended < out.light) {
        const Bilingual then = turns(ended);
        out.better = {ended,
                      value,
                      false,
                      {"完成当月任务，" + then.zh, "meeting the month's task " + then.en}};
    }
    constexpr int most = 300;  // months: the highest threshold
    for (Wide months = value.numerator + 1; months <= most + 1; ++months) {
        const Light light = light_of(rule, Fraction{months, 1});
        if (light <= out.light) continue;
        const Fraction by{months - value.numerator, 1};
        const bool more = value.numerator > 0;
        const std::string count = number(by, 0);
        const Bilingual then = turns(light);
        out.worse = {light,
                     by,
                     false,
                     {(more ? "再连续" : "连续") + count + "个月未完成任务，" + then.zh,
                      "missing " + count + (more ? " more month" : " month") +
                          (by.numerator == 1 ? "" : "s") + " in a row " + then.en}};
        return;
    }
}

/// The least of 0 to `most` for which `holds`, which holds for all above it too; empty: for none.
template <typename Holds>
[[nodiscard]] std::optional<std::int64_t> least(std::int64_t most, Holds&& holds) {
    if (!holds(most)) return std::nullopt;
    std::int64_t low = 0;
    while (low < most) {
        const std::int64_t middle = low + (most - low) / 2;
        if (holds(middle)) {
            most = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/// No value gets worse when more is invested, used or done. That holds of a lead too: a region's
/// growth gains at least as much by an amount as the average, whose base is no smaller.
[[nodiscard]] inline std::optional<RegionEvidence::Remedy> remedy(const Rule& rule, Regional what,
                                                                  const Reading& reading,
                                                                  Light light) {
    if (light != Light::yellow && light != Light::red) return std::nullopt;
    const auto fen = least(reading.room, [&](std::int64_t more) {
        return light_of(rule, reading.value(more)) < light;
    });
    if (!fen) return std::nullopt;
    const Money amount = Money::from_fen(*fen);
    const Light to = light_of(rule, reading.value(*fen));
    constexpr std::pair<std::string_view, std::string_view> deeds[] = {
        {"再完成投资", " yuan more invested "},
        {"其他地区不变，再完成投资", " yuan more invested, other regions unchanged, "},
        {"再使用债券资金", " yuan more of the bonds used "},
        {"当月再完成", " yuan more completed in the month "}};
    const auto& [zh, en] = deeds[static_cast<std::size_t>(what)];
    const Bilingual then = turns(to);
    return RegionEvidence::Remedy{to,
                                  amount,
                                  {std::string(zh) + amount.in(MoneyUnit::yuan) + "，" + then.zh,
                                   amount.number_in(MoneyUnit::yuan) + std::string(en) + then.en}};
}

/// Throws unless the regional rule in `place` can be evaluated.
inline void check(const Policy& policy, std::size_t place, const Metric& metric) {
    const Rule& rule = policy.rules[place];
    for (const auto& limit : {rule.yellow, rule.red}) {
        if (limit && (limit->hundredths < metric.least || limit->hundredths > metric.most)) {
            throw Error(ErrorCode::malformed_policy, rule.id, "a threshold outside the limits");
        }
    }
    if (!rule.applies_when) return;
    const auto other = policy.find(rule.applies_when->rule);
    const Metric* of_other =
        other && *other < place ? find_metric(policy, policy.rules[*other].metric) : nullptr;
    if (of_other == nullptr || !of_other->is_regional()) {
        throw Error(ErrorCode::malformed_policy, rule.id,
                    "applies_when: expected a regional rule that stands before it");
    }
}

}  // namespace detail::regional

inline bool RegionLights::applies(const Rule& rule, std::size_t row) const {
    if (!detail::in_regions(rule.scope.regions, regions()[row])) return false;
    if (!rule.applies_when) return true;
    const Light other = lights_[policy_->find(rule.applies_when->rule).value()][row];
    return (rule.applies_when->lights >> static_cast<unsigned>(other) & 1U) != 0;
}

inline RegionLights evaluate_regions(const RegionFigures& figures, const Policy& policy,
                                     Month month) {
    RegionLights out(figures, policy, month);
    for (std::size_t rule = 0; rule < policy.rules.size(); ++rule) {
        const Rule& one = policy.rules[rule];
        const Metric* metric = find_metric(policy, one.metric);
        if (metric == nullptr) throw Error(ErrorCode::malformed_policy, one.metric, "metric");
        if (!metric->is_regional()) continue;
        detail::regional::check(policy, rule, *metric);
        const auto what = std::get<Regional>(metric->shape);
        for (std::size_t row = 0; row < figures.regions().size(); ++row) {
            if (!out.applies(one, row)) continue;
            const Light light = detail::regional::light_of(
                one, detail::regional::read(what, figures, figures.regions()[row], month));
            out.lights_[rule][row] = light;
            out.overall_[row] = worst(out.overall_[row], light);
        }
    }
    return out;
}

inline RegionEvidence RegionLights::explain(std::size_t rule_index, RegionCode region) const {
    namespace regional = detail::regional;
    const Light light = of(rule_index, region);
    const Rule& rule = policy_->rules[rule_index];
    const Metric& metric = *find_metric(*policy_, rule.metric);
    if (!metric.is_regional()) {
        throw Error(ErrorCode::invalid_argument, rule.id, "a rule on regions");
    }
    const auto what = std::get<Regional>(metric.shape);
    regional::Reading reading = regional::read(what, figures_, region, month_);
    RegionEvidence out{.region = region,
                       .rule = rule.id,
                       .rule_name = rule.name,
                       .light = light,
                       .finding = std::move(reading.finding),
                       .value = {},
                       .shown = {},
                       .threshold = detail::limit_words(rule, metric),
                       .inputs = std::move(reading.inputs),
                       .clause = rule.clause,
                       .gap = rule.gap,
                       .source = rule.source == Bilingual{} ? policy_->source : rule.source,
                       .better = {},
                       .worse = {},
                       .remedy = {}};
    if (!applies(rule, row(region))) {
        out.finding = {"本规则不适用于该地区", "the rule does not apply to this region"};
        return out;
    }
    if (!reading.value) return out;
    out.value = reading.value(0).reduced();
    const bool counted = what == Regional::task_missed;
    out.shown = regional::shown(*out.value, metric, counted);
    const auto distances = counted ? regional::count_distances : regional::measure_distances;
    distances(rule, *out.value, out);
    out.remedy = regional::remedy(rule, what, reading, light);
    return out;
}

inline std::vector<RegionEvidence> RegionLights::explain(RegionCode region) const {
    std::vector<RegionEvidence> all;
    for (std::size_t rule = 0; rule < lights_.size(); ++rule) {
        if (of(rule, region) != Light::none) all.push_back(explain(rule, region));
    }
    return all;
}

inline std::string RegionEvidence::sentence(Language language) const {
    const bool zh = language == Language::zh;
    std::string out = rule_name.in(language) + (zh ? "：" : ": ");
    out += std::string(name(light, language)) + (zh ? "，" : ", ") + finding.in(language);
    if (light == Light::yellow || light == Light::red) {
        out += (zh ? "（" : " (") + threshold.in(language) + (zh ? "）" : ")");
    }
    return out + (zh ? "。" : ".");
}

}  // namespace sanku::warning
