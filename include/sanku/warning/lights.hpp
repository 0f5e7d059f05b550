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
#include "sanku/warning/kernel.hpp"
#include "sanku/warning/metric.hpp"
#include "sanku/warning/policy.hpp"

namespace sanku::warning {

/// How many projects show each light, by `Light`.
using LightCounts = std::array<std::int64_t, light_count>;

/// Why one rule shows the light that it shows on one project.
struct Evidence {
    std::string rule;
    Bilingual rule_name;
    Light light;
    Bilingual finding;               ///< what was measured, as a clause
    std::optional<Bilingual> value;  ///< the measured value with its unit, if there is one
    Bilingual threshold;             ///< the limits, such as "yellow ≥ 1 months, red > 2 months"
    std::vector<Input> inputs;
    Bilingual clause;
    Bilingual gap;
    Bilingual source;
    std::optional<ValidReason> suspended_by;  ///< the valid reason in force, if any

    /// One sentence: rule, light, finding.
    [[nodiscard]] std::string sentence(Language language) const;
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
    [[nodiscard]] const ValidReason* reason(std::size_t rule, std::size_t row) const noexcept;
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

inline constexpr std::size_t block_rows = 2048;

/// Sets `mask` to all ones where a project is in `scope`, else to 0.
inline void scope_mask(const Columns& c, const Scope& scope, std::size_t begin, std::size_t count,
                       std::uint8_t* __restrict mask) noexcept {
    const auto keep = [&](const std::uint8_t* __restrict column, unsigned bits, std::size_t values,
                          bool first) {
        std::array<std::uint8_t, block_rows> hit;
        std::fill_n(hit.begin(), count, std::uint8_t{0});
        for (std::size_t value = 0; value < values; ++value) {
            if ((bits >> value & 1U) == 0) continue;
            const auto wanted = static_cast<std::uint8_t>(value);
            for (std::size_t i = 0; i < count; ++i) {
                hit[i] = static_cast<std::uint8_t>(hit[i] | (column[i] == wanted ? 0xFF : 0));
            }
        }
        for (std::size_t i = 0; i < count; ++i) {
            mask[i] = static_cast<std::uint8_t>(first ? hit[i] : mask[i] & hit[i]);
        }
    };
    keep(&c.pool[begin], scope.pools, pool_count, true);
    constexpr unsigned any_funding = (1U << funding_count) - 1;
    if ((scope.funding & any_funding) != any_funding) {
        keep(&c.funding[begin], scope.funding, funding_count, false);
    }
    if (scope.completed) {
        const std::int32_t* __restrict completed = &c.completed[begin];
        const auto done = static_cast<std::uint8_t>(*scope.completed ? 0xFF : 0);
        for (std::size_t i = 0; i < count; ++i) {
            const auto is_done = static_cast<std::uint8_t>(completed[i] != no_day ? 0xFF : 0);
            mask[i] = static_cast<std::uint8_t>(mask[i] & ~(is_done ^ done));
        }
    }
}

/// Turns green into "no data" where the report is stale.
inline void dim_stale(const std::uint16_t* __restrict last_report, std::int32_t stale_before,
                      std::size_t count, std::uint8_t* __restrict lights) noexcept {
    const auto limit = static_cast<std::uint16_t>(std::clamp(stale_before, 0, 0xFFFF));
    for (std::size_t i = 0; i < count; ++i) {
        const bool dim = (last_report[i] < limit) & (lights[i] == green_byte);
        lights[i] = static_cast<std::uint8_t>(lights[i] + (dim ? no_data_byte - green_byte : 0));
    }
}

[[nodiscard]] inline Bilingual limit_words(const Rule& rule) {
    constexpr std::string_view signs[] = {"≥", ">", "≤", "<"};
    const Metric* metric = find_metric(rule.metric);
    Bilingual out;
    const auto add = [&](const std::optional<Threshold>& limit, Light light) {
        if (!limit) return;
        std::string number = decimal(limit->hundredths, 100, limit->hundredths % 100 == 0 ? 0 : 2);
        const std::string sign(signs[static_cast<std::size_t>(limit->comparison)]);
        if (!out.zh.empty()) {
            out.zh += "，";
            out.en += ", ";
        }
        const bool percent = metric->unit.en == "%";
        out.zh += std::string(name(light, Language::zh)) + sign + number + metric->unit.zh;
        out.en += std::string(name(light, Language::en)) + " " + sign + " " + number +
                  (percent ? "" : " ") + metric->unit.en;
    };
    add(rule.yellow, Light::yellow);
    add(rule.red, Light::red);
    return out;
}

/// The distinct scopes of a policy, each with the mask of the block at hand.
class ScopeMasks {
  public:
    explicit ScopeMasks(const Policy& policy) {
        for (const Rule& rule : policy.rules) {
            const auto found = std::ranges::find(scopes_, rule.scope);
            mask_of_rule_.push_back(static_cast<std::size_t>(found - scopes_.begin()));
            if (found == scopes_.end()) scopes_.push_back(rule.scope);
        }
        masks_.resize(scopes_.size());
    }
    void fill(const Columns& columns, std::size_t begin, std::size_t count) noexcept {
        for (std::size_t i = 0; i < scopes_.size(); ++i) {
            scope_mask(columns, scopes_[i], begin, count, masks_[i].data());
        }
    }
    [[nodiscard]] const std::uint8_t* of_rule(std::size_t rule) const noexcept {
        return masks_[mask_of_rule_[rule]].data();
    }

  private:
    std::vector<Scope> scopes_;
    std::vector<std::size_t> mask_of_rule_;
    std::vector<std::array<std::uint8_t, block_rows>> masks_;
};

/// Takes out what is out of scope and lets the overall light be the worst so far.
inline void keep_worst(const std::uint8_t* __restrict mask, std::size_t count,
                       std::uint8_t* __restrict lights, std::uint8_t* __restrict overall) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const auto light = static_cast<std::uint8_t>(lights[i] & mask[i]);
        lights[i] = light;
        overall[i] = overall[i] < light ? light : overall[i];
    }
}

}  // namespace detail

inline Lights evaluate(const Portfolio& portfolio, const Policy& policy) {
    const Situation now(portfolio.as_of(), policy.stale_after_months);
    const Columns& columns = portfolio.columns();
    const std::size_t rows = portfolio.size();
    std::vector<Kernel> kernels;
    for (const Rule& rule : policy.rules) {
        const Metric* metric = find_metric(rule.metric);
        if (metric == nullptr) throw Error(ErrorCode::malformed_policy, rule.metric, "metric");
        kernels.push_back(metric->compile(portfolio, rule, now));
    }
    Lights lights(portfolio, policy);
    detail::ScopeMasks masks(policy);
    for (std::size_t begin = 0; begin < rows; begin += detail::block_rows) {
        const std::size_t count = std::min(detail::block_rows, rows - begin);
        std::uint8_t* overall = lights.bytes_.get() + begin;
        std::fill_n(overall, count, detail::none_byte);
        masks.fill(columns, begin, count);
        for (std::size_t rule = 0; rule < kernels.size(); ++rule) {
            std::uint8_t* out = overall + (rule + 1) * rows;
            kernels[rule](begin, count, out);
            if (policy.rules[rule].needs_report) {
                detail::dim_stale(&columns.last_report[begin], now.stale_before, count, out);
            }
            detail::keep_worst(masks.of_rule(rule), count, out, overall);
        }
    }
    lights.suspend();
    return lights;
}

inline const ValidReason* Lights::reason(std::size_t rule, std::size_t row) const noexcept {
    const auto& reasons = portfolio_.reasons();
    const auto first = std::lower_bound(
        reasons.begin(), reasons.end(), row,
        [](const ValidReason& entry, std::size_t value) { return entry.row < value; });
    for (auto it = first; it != reasons.end() && it->row == row; ++it) {
        const bool in_force = it->from <= portfolio_.as_of() && portfolio_.as_of() <= it->to;
        if (in_force && it->rule == policy_->rules[rule].id) return &*it;
    }
    return nullptr;
}

inline void Lights::suspend() {
    for (const ValidReason& entry : portfolio_.reasons()) {
        const auto rule = policy_->find(entry.rule);
        if (!rule || reason(*rule, entry.row) == nullptr) continue;
        bytes_[static_cast<std::ptrdiff_t>((*rule + 1) * size() + entry.row)] = detail::none_byte;
        Light light = Light::none;
        for (std::size_t i = 0; i < policy_->rules.size(); ++i) {
            light = worst(light, of(i, entry.row));
        }
        bytes_[static_cast<std::ptrdiff_t>(entry.row)] = static_cast<std::uint8_t>(light);
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

inline Evidence Lights::explain(std::size_t rule_index, std::size_t row) const {
    const Rule& rule = policy_->rules[rule_index];
    const Situation now(portfolio_.as_of(), policy_->stale_after_months);
    Measurement measured = find_metric(rule.metric)->measure(portfolio_, row, now);
    Evidence out{.rule = rule.id,
                 .rule_name = rule.name,
                 .light = of(rule_index, row),
                 .finding = std::move(measured.finding),
                 .value = std::move(measured.value),
                 .threshold = detail::limit_words(rule),
                 .inputs = std::move(measured.inputs),
                 .clause = rule.clause,
                 .gap = rule.gap,
                 .source = policy_->source,
                 .suspended_by = {}};
    if (const ValidReason* suspended = reason(rule_index, row)) out.suspended_by = *suspended;
    if (out.light == Light::no_data && out.value) {
        const Bilingual month = detail::month_words(portfolio_.columns().last_report[row]);
        out.finding.zh += "，但最近上报月份为" + month.zh + "，不能判为绿灯";
        out.finding.en += ", but cannot count as green: latest report " + month.en;
    }
    return out;
}

inline std::vector<Evidence> Lights::explain(std::size_t row) const {
    std::vector<Evidence> all;
    for (std::size_t rule = 0; rule < policy_->rules.size(); ++rule) {
        if (of(rule, row) == Light::none && reason(rule, row) == nullptr) continue;
        all.push_back(explain(rule, row));
    }
    return all;
}

inline std::string Evidence::sentence(Language language) const {
    const bool zh = language == Language::zh;
    std::string out = rule_name.in(language) + (zh ? "：" : ": ");
    if (suspended_by) {
        out += zh ? "正当理由（" + suspended_by->reason + "，" + suspended_by->by + "批准，至" +
                        suspended_by->to.iso() + "）暂不亮灯"
                  : "suspended by a valid reason (" + suspended_by->reason + ", granted by " +
                        suspended_by->by + ", until " + suspended_by->to.iso() + ")";
        return out + (zh ? "。" : ".");
    }
    out += std::string(name(light, language)) + (zh ? "，" : ", ") + finding.in(language);
    if (light == Light::yellow || light == Light::red) {
        out += (zh ? "（" : " (") + threshold.in(language) + (zh ? "）" : ")");
    }
    return out + (zh ? "。" : ".");
}

}  // namespace sanku::warning
