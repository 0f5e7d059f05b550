#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/light.hpp"
#include "sanku/portfolio/portfolio.hpp"
#include "sanku/warning/case.hpp"
#include "sanku/warning/compile.hpp"
#include "sanku/warning/distance.hpp"
#include "sanku/warning/kernel.hpp"
#include "sanku/warning/policy.hpp"
#include "sanku/warning/scope.hpp"
#include "sanku/warning/words.hpp"

namespace sanku::warning {

/// How many projects show each light, by `Light`.
using LightCounts = std::array<std::int64_t, light_count>;

/// Why one rule shows the light that it shows on one project, and what would change it.
struct Evidence {
    std::string rule;
    Bilingual rule_name;
    Light light;
    Bilingual finding;                 ///< what was measured, as a clause
    std::optional<Bilingual> value;    ///< the measured value with its unit, if there is one
    std::optional<Fraction> measured;  ///< the same, exactly; empty if it is not a number
    Bilingual threshold;               ///< the limits, such as "yellow ≥ 1 month, red > 2 months"
    std::vector<Input> inputs;
    Bilingual clause;
    Bilingual gap;
    Bilingual source;
    std::optional<ValidReason> suspended_by;  ///< the valid reason in force, if any
    Distances distances;
    std::vector<Bilingual> ways;   ///< the margins, remedies and the turn, a clause each
    std::optional<Demand> demand;  ///< what the light demands, if the pack says so

    /// One sentence: rule, light, finding.
    [[nodiscard]] std::string sentence(Language language) const;
    /// A paragraph for a letter: light, finding, clause and source, what turns it, what it demands.
    /// `as_of`: the day from which a demand's days count.
    [[nodiscard]] std::string paragraph(Language language, Date as_of) const;
};

/// The lights of a portfolio under a policy: one byte (`Light`) a project and rule, and the overall
/// one. Immutable; shares the portfolio's columns.
class Lights {
  public:
    [[nodiscard]] const Portfolio& portfolio() const noexcept { return portfolio_; }
    [[nodiscard]] const Policy& policy() const noexcept { return *policy_; }
    [[nodiscard]] std::size_t size() const noexcept { return portfolio_.size(); }

    [[nodiscard]] Light overall(std::size_t row) const noexcept {
        return static_cast<Light>(overall()[row]);
    }
    [[nodiscard]] Light of(std::size_t rule, std::size_t row) const noexcept {
        return static_cast<Light>(of(rule)[row]);
    }
    /// The columns of bytes, valid as long as any copy of this object.
    [[nodiscard]] std::span<const std::uint8_t> overall() const noexcept {
        return {bytes_.get(), size()};
    }
    [[nodiscard]] std::span<const std::uint8_t> of(std::size_t rule) const noexcept {
        return {bytes_.get() + (rule + 1) * size(), size()};
    }
    /// Counts over all projects. O(n).
    [[nodiscard]] LightCounts counts() const { return count(overall()); }
    [[nodiscard]] LightCounts counts(std::size_t rule) const { return count(of(rule)); }

    /// The evidence of every rule that applies to the project in `row` or that a valid reason
    /// suspends, in the policy's order.
    [[nodiscard]] std::vector<Evidence> explain(std::size_t row) const;
    /// The evidence of one rule for the project in `row`.
    [[nodiscard]] Evidence explain(std::size_t rule, std::size_t row) const;

  private:
    friend Lights evaluate(const Portfolio& portfolio, const Policy& policy);
    Lights(Portfolio portfolio, const Policy& policy)
        : portfolio_(std::move(portfolio)),
          policy_(std::make_shared<const Policy>(policy)),
          bytes_(std::make_shared_for_overwrite<std::uint8_t[]>((policy.rules.size() + 1) *
                                                                portfolio_.size())) {}

    [[nodiscard]] static LightCounts count(std::span<const std::uint8_t> column);
    void suspend();

    Portfolio portfolio_;
    std::shared_ptr<const Policy> policy_;
    std::shared_ptr<std::uint8_t[]> bytes_;  // the overall lights, then those of each rule
};

/// The lights of every project on the portfolio's as-of day. O(projects × rules), in blocks that
/// stay in cache; allocates one byte a project and rule. Throws `Error(malformed_policy)` for a
/// metric that does not exist.
[[nodiscard]] Lights evaluate(const Portfolio& portfolio, const Policy& policy);

namespace detail {

/// Turns green into "no data" where the report is stale.
inline void dim_stale(const std::uint16_t* __restrict last_report, std::int32_t stale_before,
                      std::size_t count, std::uint8_t* __restrict lights) noexcept {
    const auto limit = static_cast<std::uint16_t>(std::clamp(stale_before, 0, 0xFFFF));
    for (std::size_t i = 0; i < count; ++i) {
        const bool dim = (last_report[i] < limit) & (lights[i] == green_byte);
        lights[i] = static_cast<std::uint8_t>(lights[i] + (dim ? no_data_byte - green_byte : 0));
    }
}

/// Clears `mask` where another rule's light is not one of `allowed` (bits 1 << Light).
inline void require(const std::uint8_t* __restrict other, unsigned allowed, std::size_t count,
                    std::uint8_t* __restrict mask) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        mask[i] = static_cast<std::uint8_t>(mask[i] & -(allowed >> other[i] & 1U));
    }
}

/// Takes out what is out of scope and lets the overall light be the worst so far.
inline void keep_worst(const std::uint8_t* __restrict mask, std::size_t count,
                       std::uint8_t* __restrict lights, std::uint8_t* __restrict overall) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const auto light = static_cast<std::uint8_t>(lights[i] & mask[i]);
        lights[i] = light;
        overall[i] = overall[i] < light ? light : overall[i];
    }
}

/// The order in which rules are evaluated, so that a rule comes after the one that it depends on.
/// Throws `Error(malformed_policy)` for a condition that names no rule of the policy or that leads
/// back to its own rule.
[[nodiscard]] inline std::vector<std::size_t> evaluation_order(const Policy& policy) {
    std::vector<std::size_t> order;
    std::vector<bool> placed(policy.rules.size());
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        std::vector<std::size_t> chain;
        for (std::size_t rule = i; !placed[rule];) {
            chain.push_back(rule);
            const auto& condition = policy.rules[rule].applies_when;
            if (!condition) break;
            const auto next = policy.find(condition->rule);
            if (!next) throw Error(ErrorCode::malformed_policy, condition->rule, "applies_when");
            if (std::ranges::find(chain, *next) != chain.end()) {
                throw Error(ErrorCode::malformed_policy, policy.rules[i].id, "applies_when: cycle");
            }
            rule = *next;
        }
        for (; !chain.empty(); chain.pop_back()) {
            placed[chain.back()] = true;
            order.push_back(chain.back());
        }
    }
    return order;
}

/// Throws `Error(malformed_policy)` for a threshold that the metric does not take: one beyond its
/// limits, in which alone products are sure to stay within int64, or on the wrong side.
inline void check_threshold(const Metric& metric, const std::optional<Threshold>& limit) {
    if (!limit) return;
    const bool upwards =
        limit->comparison == Comparison::at_least || limit->comparison == Comparison::more_than;
    if (upwards != metric.higher_is_worse || metric.grain < 1 ||
        limit->hundredths % metric.grain != 0 || limit->hundredths < metric.least ||
        limit->hundredths > metric.most) {
        throw Error(ErrorCode::malformed_policy, decimal(limit->hundredths, 100, 2), metric.key);
    }
}

/// The loop of one rule, or the place of an earlier rule that measures the same.
struct RuleLoop {
    Kernel kernel;
    std::size_t same_as;
};

/// Whether two rules differ in nothing but whom they speak of and their words.
[[nodiscard]] inline bool measure_the_same(const Rule& a, const Rule& b) {
    return a.metric == b.metric && a.yellow == b.yellow && a.red == b.red && a.curve == b.curve &&
           a.deadline == b.deadline;
}

/// The loops of a policy's rules over one portfolio, in the policy's order.
[[nodiscard]] inline std::vector<RuleLoop> compile(const Portfolio& portfolio, const Policy& policy,
                                                   const Situation& now) {
    std::vector<RuleLoop> loops;
    for (const Rule& rule : policy.rules) {
        const Metric* metric = find_metric(policy, rule.metric);
        if (metric == nullptr) throw Error(ErrorCode::malformed_policy, rule.metric, "metric");
        check_threshold(*metric, rule.yellow);
        check_threshold(*metric, rule.red);
        const auto twin = std::ranges::find_if(
            policy.rules, [&](const Rule& other) { return measure_the_same(other, rule); });
        const auto same_as = static_cast<std::size_t>(twin - policy.rules.begin());
        const bool is_first = same_as == loops.size();
        loops.push_back({is_first ? compile(*metric, portfolio, rule, now) : nullptr, same_as});
    }
    return loops;
}

/// Writes the lights of `count` rows from `begin` on under each rule, before scope and staleness;
/// the column of a rule begins `rows` bytes after that of the one before it.
inline void run(const std::vector<RuleLoop>& loops, std::size_t begin, std::size_t count,
                std::size_t rows, std::uint8_t* lights) {
    for (std::size_t i = 0; i < loops.size(); ++i) {
        const std::size_t same_as = loops[i].same_as;
        if (same_as == i) {
            loops[i].kernel(begin, count, lights + i * rows);
        } else {
            std::copy_n(lights + same_as * rows, count, lights + i * rows);
        }
    }
}

}  // namespace detail

inline Lights evaluate(const Portfolio& portfolio, const Policy& policy) {
    Lights lights(portfolio, policy);
    const Policy& held = lights.policy();
    const Situation now(portfolio.as_of(), held.stale_after_months, portfolio.as_of());
    const Columns& columns = portfolio.columns();
    const std::size_t rows = portfolio.size();
    const std::vector<std::size_t> order = detail::evaluation_order(held);
    const std::vector<detail::RuleLoop> loops = detail::compile(portfolio, held, now);
    detail::ScopeMasks masks(portfolio, held);
    std::array<std::uint8_t, detail::block_rows> narrowed;
    for (std::size_t begin = 0; begin < rows; begin += detail::block_rows) {
        const std::size_t count = std::min(detail::block_rows, rows - begin);
        std::uint8_t* overall = lights.bytes_.get() + begin;
        std::fill_n(overall, count, detail::none_byte);
        masks.fill(begin, count);
        detail::run(loops, begin, count, rows, overall + rows);
        for (const std::size_t index : order) {
            const Rule& rule = held.rules[index];
            std::uint8_t* out = overall + (index + 1) * rows;
            if (rule.needs_report) {
                detail::dim_stale(&columns.last_report[begin], now.stale_before, count, out);
            }
            const std::uint8_t* mask = masks.of_rule(index);
            if (rule.applies_when) {
                const std::size_t other = *held.find(rule.applies_when->rule);
                std::copy_n(mask, count, narrowed.data());
                detail::require(overall + (other + 1) * rows, rule.applies_when->lights, count,
                                narrowed.data());
                mask = narrowed.data();
            }
            detail::keep_worst(mask, count, out, overall);
        }
    }
    lights.suspend();
    return lights;
}

inline void Lights::suspend() {
    const Date as_of = portfolio_.as_of();
    const Situation now(as_of, policy_->stale_after_months, as_of);
    for (const ValidReason& entry : portfolio_.reasons()) {
        const auto rule = policy_->find(entry.rule);
        if (!rule || detail::reason_on(portfolio_, entry.row, entry.rule, as_of) == nullptr) {
            continue;
        }
        // Rules that depend on the suspended one may change with it.
        Light overall = Light::none;
        for (std::size_t i = 0; i < policy_->rules.size(); ++i) {
            const Light light = detail::rate(*policy_, i, Case(portfolio_, entry.row), now);
            bytes_[static_cast<std::ptrdiff_t>((i + 1) * size() + entry.row)] =
                static_cast<std::uint8_t>(light);
            overall = worst(overall, light);
        }
        bytes_[static_cast<std::ptrdiff_t>(entry.row)] = static_cast<std::uint8_t>(overall);
    }
}

inline LightCounts Lights::count(std::span<const std::uint8_t> column) {
    LightCounts counts{};
    for (const Light light : all_lights) {
        counts[static_cast<std::size_t>(light)] =
            std::count(column.begin(), column.end(), static_cast<std::uint8_t>(light));
    }
    return counts;
}

namespace detail {

/// The clauses that say how far a light is from the next one.
[[nodiscard]] inline std::vector<Bilingual> ways(const Distances& of, const Metric& metric,
                                                 const Case& project) {
    std::vector<Bilingual> out;
    for (const Margin& margin : of.margins) {
        // A time at its limit is days beyond it or not; the turn says when.
        const bool vague = margin.by.numerator == 0 && counts_time(metric);
        if (!vague) out.push_back(words(margin, metric));
    }
    for (const Remedy& remedy : of.remedies) {
        const bool closes = remedy.deed == Deed::close_accounts;
        const Bilingual deed =
            words(remedy, closes ? missing(metric.words, std::get<Deadline>(metric.shape), project)
                                 : Bilingual{});
        const std::string to(name(remedy.to, Language::en));
        Bilingual way{
            deed.zh + "，即" + turns(remedy.to).zh,
            (remedy.to == Light::none ? "no longer to be rated, " : "to turn " + to + ", ") +
                deed.en};
        if (remedy.by) {
            const Bilingual day = words(*remedy.by);
            way.zh += "（最迟" + day.zh + "，以免加重）";
            way.en += " (by " + day.en + " at the latest, before it gets worse)";
        }
        out.push_back(std::move(way));
    }
    if (of.wants_report) {
        const Bilingual month = month_words(of.wants_report->index());
        out.push_back({"报送" + month.zh + "或以后月份的进度后方可评定",
                       "can be rated once the progress of " + month.en + " or later is reported"});
    }
    if (of.turn) {
        const Bilingual day = words(of.turn->on);
        const Bilingual then = turns(of.turn->to);
        const bool ends = of.turn->to == Light::none;
        out.push_back({"如无变化，" + day.zh + "起" + then.zh, "if nothing happens, " + then.en +
                                                                   (ends ? " from " : " on ") +
                                                                   day.en + (ends ? " on" : "")});
    }
    return out;
}

}  // namespace detail

inline Evidence Lights::explain(std::size_t rule_index, std::size_t row) const {
    const Light light = of(rule_index, row);
    detail::Prospect prospect(*policy_, rule_index, portfolio_, row);
    const Rule& rule = prospect.rule();
    const Metric& metric = prospect.metric();
    Measurement measured =
        detail::measure(metric, rule, Case(portfolio_, row), prospect.now(), prospect.reading());
    Evidence out{.rule = rule.id,
                 .rule_name = rule.name,
                 .light = light,
                 .finding = std::move(measured.finding),
                 .value = std::move(measured.value),
                 .measured = {},
                 .threshold = detail::limit_words(rule, metric),
                 .inputs = std::move(measured.inputs),
                 .clause = rule.clause,
                 .gap = rule.gap,
                 .source = rule.source == Bilingual{} ? policy_->source : rule.source,
                 .suspended_by = {},
                 .distances = prospect.distances(light),
                 .ways = {},
                 .demand = {}};
    if (prospect.reading().state == Reading::State::measured) {
        out.measured = prospect.reading().value.reduced();
    }
    out.ways = detail::ways(out.distances, metric, Case(portfolio_, row));
    if (const Demand* demand = policy_->demand(rule_index, light)) out.demand = *demand;
    const ValidReason* suspended = detail::suspending(rule, Case(portfolio_, row), prospect.now());
    if (suspended != nullptr) out.suspended_by = *suspended;
    if (light == Light::no_data && out.value) {
        const std::int32_t report = portfolio_.columns().last_report[row];
        const Bilingual month = detail::month_words(report);
        out.finding.zh += report == 0 ? "，但从未上报进度，不能判为绿灯"
                                      : "，但最近上报月份为" + month.zh + "，不能判为绿灯";
        out.finding.en += ", but cannot count as green: " +
                          (report == 0 ? "never reported" : "latest report " + month.en);
    }
    return out;
}

inline std::vector<Evidence> Lights::explain(std::size_t row) const {
    const Situation now(portfolio_.as_of(), policy_->stale_after_months, portfolio_.as_of());
    const Case project(portfolio_, row);
    std::vector<Evidence> all;
    for (std::size_t rule = 0; rule < policy_->rules.size(); ++rule) {
        const bool suspended = detail::suspending(policy_->rules[rule], project, now) != nullptr;
        if (of(rule, row) != Light::none || suspended) all.push_back(explain(rule, row));
    }
    return all;
}

inline std::string Evidence::sentence(Language language) const {
    const bool zh = language == Language::zh;
    std::string out = rule_name.in(language) + (zh ? "：" : ": ");
    if (suspended_by) {
        const ValidReason& reason = *suspended_by;
        std::string why = reason.reason;
        const auto add = [&](const std::string& text) {
            why += (why.empty() ? "" : zh ? "，" : ", ") + text;
        };
        if (!reason.by.empty()) add(zh ? reason.by + "批准" : "granted by " + reason.by);
        if (!reason.document.empty()) add(reason.document);
        add((zh ? "至" : "until ") + reason.to.words(language));
        return out + (zh ? "因正当理由（" + why + "）暂不亮灯。"
                         : "suspended by a valid reason (" + why + ").");
    }
    out += std::string(name(light, language)) + (zh ? "，" : ", ") + finding.in(language);
    if (light == Light::yellow || light == Light::red) {
        out += (zh ? "（" : " (") + threshold.in(language) + (zh ? "）" : ")");
    }
    return out + (zh ? "。" : ".");
}

inline std::string Evidence::paragraph(Language language, Date as_of) const {
    const bool zh = language == Language::zh;
    std::string out = sentence(language);
    const auto add = [&](std::string_view lead, const std::string& text, std::string_view end) {
        out += (zh ? "" : " ") + std::string(lead) + text + std::string(end);
    };
    if (const std::string& published = clause.in(language); !published.empty()) {
        add(zh ? "依据" : "Text of the rule (", source.in(language),
            zh ? "：“" + detail::stopped(published, language) + "”"
               : "): \"" + detail::unstopped(published, language) + "\".");
    }
    if (!gap.in(language).empty()) {
        add(zh ? "说明：" : "Note: ", detail::stopped(gap.in(language), language), "");
    }
    for (const Bilingual& way : ways) {
        std::string text = way.in(language);
        if (!zh && !text.empty() && text[0] >= 'a' && text[0] <= 'z') {
            text[0] = static_cast<char>(text[0] - 'a' + 'A');
        }
        add("", text, zh ? "。" : ".");
    }
    if (demand) {
        std::string asked = demand->who.in(language) + (zh ? "：" : ": ") +
                            detail::stopped(demand->what.in(language), language);
        if (demand->within_days) {
            const Bilingual day = detail::words(as_of.plus_days(*demand->within_days));
            asked += zh ? "限" + day.zh + "前完成。" : " To be met by " + day.en + ".";
        }
        add(zh ? "要求" : "Action by ", asked, "");
    }
    return out;
}

}  // namespace sanku::warning
