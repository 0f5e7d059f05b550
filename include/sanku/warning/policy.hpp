#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/date.hpp"
#include "sanku/core/funding.hpp"
#include "sanku/core/light.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/pool.hpp"
#include "sanku/core/region_code.hpp"
#include "sanku/core/sector_code.hpp"
#include "sanku/journal/event.hpp"
#include "sanku/warning/metric.hpp"

namespace sanku {

/// How a measured value is held against a threshold; inclusive or exclusive is part of the name.
enum class Comparison : std::uint8_t { at_least, more_than, at_most, less_than };

/// A limit in hundredths of the metric's unit, and the side on which it is crossed.
struct Threshold {
    Comparison comparison;
    std::int64_t hundredths;
    friend bool operator==(const Threshold&, const Threshold&) = default;
};

/// Which projects a rule speaks of: those that every part of it lets in.
struct Scope {
    std::uint8_t pools = 0;                  ///< bit 1 << Pool
    std::uint8_t funding = 0xFF;             ///< bit 1 << Funding
    std::optional<bool> completed{};         ///< only completed, only uncompleted, or both if empty
    std::vector<SectorCode> sectors{};       ///< sections or divisions; empty: all
    std::vector<RegionCode> regions{};       ///< each with every region within it; empty: all
    std::optional<Money> investment_from{};  ///< total investment at least
    std::optional<Money> investment_below{};  ///< total investment less than
    std::optional<Money> plan_from{};         ///< plan of the as-of day's year at least
    friend bool operator==(const Scope&, const Scope&) = default;
};

/// Lets a rule apply only where another rule of the policy shows one of some lights.
struct Condition {
    std::string rule;
    std::uint8_t lights = 0;  ///< bit 1 << Light
    friend bool operator==(const Condition&, const Condition&) = default;
};

/// A point of a curve: what is to be completed by the end of a month of the year.
struct CurvePoint {
    int month;                ///< 1 to 12
    std::int64_t hundredths;  ///< of a percent of the year's plan
    friend bool operator==(const CurvePoint&, const CurvePoint&) = default;
};

/// A day of each year.
struct MonthDay {
    int month;
    int day;
    friend bool operator==(const MonthDay&, const MonthDay&) = default;
};

/// One rule: a metric, its thresholds, whom it concerns, and the words it was published in. A value
/// that crosses `red` is red, else one that crosses `yellow` yellow, else green.
struct Rule {
    std::string id;
    Bilingual name;
    std::string metric;  ///< key in the table of metrics
    std::optional<Threshold> yellow;
    std::optional<Threshold> red;
    Scope scope;
    bool needs_report = false;  ///< green turns to "no data" where the report is stale
    Bilingual clause;           ///< what was published
    Bilingual gap;              ///< what was not, and how it is filled here
    std::optional<Condition> applies_when{};
    std::vector<CurvePoint>
        curve{};  ///< of `curve_gap`: ascending months, percents that never fall
    std::optional<MonthDay> deadline{};  ///< of `new_start_overdue`
    Bilingual source{};                  ///< where the clause stands; empty: the policy's source
    friend bool operator==(const Rule&, const Rule&) = default;
};

/// What a light demands: who acts, and by when.
struct Demand {
    Light light;
    Bilingual who;
    Bilingual what;
    std::optional<int> within_days{};  ///< calendar days from the as-of day
    std::vector<std::string> rules{};  ///< ids; empty: all
    friend bool operator==(const Demand&, const Demand&) = default;
};

/// One step of the ladder on which a light that stays is escalated: reminder, supervision letter,
/// interview, removal.
struct LadderStep {
    std::string id;
    Bilingual name;
    Light light;    ///< `yellow` counts months at yellow or red, `red` at red, `no_data` at no data
    int months;     ///< in a row, from 1 on, at which the step is reached
    Bilingual who;  ///< acts
    Bilingual what;
    int within_days = 0;               ///< calendar days to comply
    std::vector<std::string> rules{};  ///< ids; empty: all
    friend bool operator==(const LadderStep&, const LadderStep&) = default;
};

/// When the evaluations of a project fall due, and which of them a project needs to count as done.
struct EvaluationDue {
    int months_after_completion = 12;
    bool on_final_accounts = true;
    std::uint8_t required = 1U << static_cast<unsigned>(Evaluation::project);  ///< bits by kind
    friend bool operator==(const EvaluationDue&, const EvaluationDue&) = default;
};

/// The rules that one government published, read from a policy pack (a TOML file). `id` names one
/// edition of them exactly, `family` the rules of that place through all editions.
struct Policy {
    std::string id;
    std::string family;
    std::string version;
    Bilingual title;
    Bilingual source;
    std::optional<Date> valid_from;  ///< first day in force; empty: since ever
    std::optional<Date> valid_to;    ///< last day in force; empty: until further notice
    int stale_after_months = 2;  ///< a report must cover the month so many before the as-of day's
    EvaluationDue evaluation;
    std::vector<Rule> rules;
    std::vector<Demand> demands{};     ///< at most one a light and rule
    std::vector<LadderStep> ladder{};  ///< at most one a light, number of months and rule
    /// Metrics beside those that ship, which rules may name; no file holds them.
    std::vector<std::shared_ptr<const warning::Metric>> metrics{};

    using Metrics = std::vector<std::shared_ptr<const warning::Metric>>;

    /// A pack that ships with the library (`yinchuan-2025`, `hubei`), or several joined by `+`.
    /// Throws `Error(unknown_policy)`. Needs sanku::sanku.
    [[nodiscard]] static Policy builtin(std::string_view id);
    /// The ids of the packs that ship.
    [[nodiscard]] static std::vector<std::string> builtin_ids();
    /// The pack in the TOML file at `path`, whose rules may name `metrics` beside those that ship.
    /// Throws `Error` with `io` or `malformed_policy`, which names file, line and key. Needs
    /// sanku::sanku.
    [[nodiscard]] static Policy load(const std::string& path, const Metrics& metrics = {});
    /// The pack in `text`; `file` names it in errors. Needs sanku::sanku.
    [[nodiscard]] static Policy parse(std::string_view text, const std::string& file,
                                      const Metrics& metrics = {});

    /// Whether `day` lies in the validity dates, both of which count.
    [[nodiscard]] bool in_force(Date day) const noexcept {
        return (!valid_from || *valid_from <= day) && (!valid_to || day <= *valid_to);
    }

    /// The rules of both, in force where both are. Throws `Error(malformed_policy)` if they share a
    /// rule's or step's id, have different metrics of one key, or differ in the age of reports or
    /// in when evaluations are due.
    [[nodiscard]] friend Policy operator+(Policy first, const Policy& second) {
        if (first.stale_after_months != second.stale_after_months) {
            throw Error(ErrorCode::malformed_policy, second.id, "stale_after_months differs");
        }
        if (!(first.evaluation == second.evaluation)) {
            throw Error(ErrorCode::malformed_policy, second.id, "evaluation differs");
        }
        if (second.valid_from && (!first.valid_from || *first.valid_from < *second.valid_from)) {
            first.valid_from = second.valid_from;
        }
        if (second.valid_to && (!first.valid_to || *second.valid_to < *first.valid_to)) {
            first.valid_to = second.valid_to;
        }
        for (const Rule& rule : second.rules) {
            if (first.find(rule.id))
                throw Error(ErrorCode::malformed_policy, rule.id, "rule twice");
        }
        for (const LadderStep& step : second.ladder) {
            if (std::ranges::find(first.ladder, step.id, &LadderStep::id) != first.ladder.end())
                throw Error(ErrorCode::malformed_policy, step.id, "ladder step twice");
        }
        first.confine();
        Policy other = second;
        other.confine();
        const auto append = [](auto& to, const auto& from) {
            to.insert(to.end(), from.begin(), from.end());
        };
        append(first.rules, other.rules);
        append(first.demands, other.demands);
        append(first.ladder, other.ladder);
        for (const auto& metric : other.metrics) {
            const auto same = std::ranges::find(first.metrics, metric->key,
                                                [](const auto& one) { return one->key; });
            if (same == first.metrics.end()) {
                first.metrics.push_back(metric);
            } else if (*same != metric) {
                throw Error(ErrorCode::malformed_policy, metric->key, "metric twice");
            }
        }
        first.id += '+' + second.id;
        first.family += '+' + second.family;
        first.version += '+' + second.version;
        first.title.zh += "、" + second.title.zh;
        first.title.en += ", " + second.title.en;
        first.source.zh += "；" + second.source.zh;
        first.source.en += "; " + second.source.en;
        return first;
    }
    /// The place of the rule `rule_id` in `rules`, if it is there.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view rule_id) const noexcept {
        for (std::size_t i = 0; i < rules.size(); ++i) {
            if (rules[i].id == rule_id) return i;
        }
        return std::nullopt;
    }
    /// What `light` demands under the rule in place `rule`, or nullptr if the pack does not say.
    [[nodiscard]] const Demand* demand(std::size_t rule, Light light) const noexcept {
        const auto found = std::ranges::find_if(demands, [&](const Demand& one) {
            return one.light == light && concerns(one.rules, rules[rule].id);
        });
        return found == demands.end() ? nullptr : &*found;
    }
    /// Whether a list of rules' ids, of which an empty one means all, has `rule_id` in it.
    [[nodiscard]] static bool concerns(const std::vector<std::string>& ids,
                                       std::string_view rule_id) noexcept {
        return ids.empty() || std::ranges::find(ids, rule_id) != ids.end();
    }
    friend bool operator==(const Policy&, const Policy&) = default;

  private:
    /// Writes into each rule, demand and step what it means by standing in this policy.
    void confine() {
        std::vector<std::string> all;
        for (Rule& rule : rules) {
            if (rule.source == Bilingual{}) rule.source = source;
            all.push_back(rule.id);
        }
        for (Demand& demand : demands) {
            if (demand.rules.empty()) demand.rules = all;
        }
        for (LadderStep& step : ladder) {
            if (step.rules.empty()) step.rules = all;
        }
    }
};

/// The policy file that states `policy`: `Policy::parse` reads an equal one back, and equal
/// policies give the same bytes. Throws `Error(malformed_policy)` for a policy that no file can
/// state, such as one without rules, with more than 64, or with an empty text. Needs sanku::sanku.
[[nodiscard]] std::string to_toml(const Policy& policy);

namespace warning {

/// The metric that a policy means by `key`: one that ships, else one of its own, else nullptr.
[[nodiscard]] inline const Metric* find_metric(const Policy& policy, std::string_view key) {
    if (const Metric* shipped = find_metric(key)) return shipped;
    for (const auto& metric : policy.metrics) {
        if (metric->key == key) return metric.get();
    }
    return nullptr;
}

}  // namespace warning

}  // namespace sanku
