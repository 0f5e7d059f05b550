#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "core/number_text.hpp"
#include "core/toml_text.hpp"
#include "sanku/warning/metrics.hpp"
#include "sanku/warning/policy.hpp"
#include "warning/policy_words.hpp"

namespace sanku {

namespace {

using toml_file::in_quotes;
using toml_file::statement;

/// Nothing for a text that a file need not have.
[[nodiscard]] std::string optional_statement(std::string_view key, const Bilingual& text) {
    return text == Bilingual{} ? "" : statement(key, text);
}

[[nodiscard]] std::string statement(std::string_view key, const Threshold& threshold) {
    const auto comparison = static_cast<std::size_t>(threshold.comparison);
    return statement(key, "{ " + std::string(warning_detail::comparison_keys[comparison]) + " = " +
                              toml_file::number_text(threshold.hundredths) + " }");
}

[[nodiscard]] std::string flag(std::string_view key, bool value) {
    return statement(key, std::string_view(value ? "true" : "false"));
}

/// A list of what `text` makes of each of `items`.
template <typename Items, typename Text>
[[nodiscard]] std::string list(const Items& items, Text&& text) {
    std::string out;
    for (const auto& item : items) out += (out.empty() ? "" : ", ") + text(item);
    return '[' + out + ']';
}

/// The list of the names of those of the `count` places whose bit is set.
template <typename Name>
[[nodiscard]] std::string list_of(unsigned bits, std::size_t count, Name&& name) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        if ((bits >> i & 1U) != 0) out += (out.empty() ? "" : ", ") + in_quotes(name(i));
    }
    return '[' + out + ']';
}

/// The amount without a rounding, in the greatest unit of which it is a whole number.
[[nodiscard]] std::string exact(Money money) {
    const auto unit =
        money.fen() % static_cast<std::int64_t>(MoneyUnit::yi_yuan) == 0    ? MoneyUnit::yi_yuan
        : money.fen() % static_cast<std::int64_t>(MoneyUnit::wan_yuan) == 0 ? MoneyUnit::wan_yuan
                                                                            : MoneyUnit::yuan;
    const auto fen = static_cast<std::int64_t>(unit);
    const int decimals = money.fen() % fen == 0 ? 0 : 2;
    return decimal(money.fen(), fen, decimals).append(name(unit));
}

[[nodiscard]] std::string amounts(std::string_view key, const std::optional<Money>& from,
                                  const std::optional<Money>& below) {
    if (!from && !below) return {};
    std::string out;
    if (from) out = "at_least = " + in_quotes(exact(*from));
    if (below) out += (out.empty() ? "" : ", ") + ("less_than = " + in_quotes(exact(*below)));
    return statement(key, "{ " + out + " }");
}

[[nodiscard]] std::string scope_text(const Scope& scope) {
    const auto code = [](const auto& one) { return in_quotes(one.str()); };
    std::string out;
    if (scope.pools != 0) {
        out += statement("pools", list_of(scope.pools, pool_count, [](std::size_t place) {
                             return key(static_cast<Pool>(place));
                         }));
    }
    if (scope.funding != Scope{}.funding) {
        out += statement("funding", list_of(scope.funding, funding_count, [](std::size_t place) {
                             return key(static_cast<Funding>(place));
                         }));
    }
    if (scope.completed) out += flag("completed", *scope.completed);
    if (!scope.sectors.empty()) out += statement("sectors", list(scope.sectors, code));
    if (!scope.regions.empty()) out += statement("regions", list(scope.regions, code));
    return out + amounts("investment", scope.investment_from, scope.investment_below) +
           amounts("plan", scope.plan_from, {});
}

[[nodiscard]] std::string curve_text(const std::vector<CurvePoint>& curve) {
    return list(curve, [](const CurvePoint& point) {
        return "{ month = " + std::to_string(point.month) +
               ", percent = " + toml_file::number_text(point.hundredths) + " }";
    });
}

[[nodiscard]] std::string deadline_text(const MonthDay& day) {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return in_quotes(two(day.month) + '-' + two(day.day));
}

[[nodiscard]] std::string light_list(std::uint8_t lights) {
    return list_of(lights, light_count,
                   [](std::size_t place) { return key(static_cast<Light>(place)); });
}

/// How the metric's value turns into a light.
[[nodiscard]] std::string measure_text(const Rule& rule) {
    std::string out = statement("metric", in_quotes(rule.metric));
    const warning::Metric* metric = warning::find_metric(rule.metric);
    if (metric != nullptr) out += statement("unit", in_quotes(metric->unit.en));
    if (rule.yellow) out += statement("yellow", *rule.yellow);
    if (rule.red) out += statement("red", *rule.red);
    if (!rule.curve.empty()) out += statement("curve", curve_text(rule.curve));
    if (rule.deadline) out += statement("deadline", deadline_text(*rule.deadline));
    return out;
}

[[nodiscard]] std::string rule_text(const Rule& rule) {
    std::string out = "\n[[rule]]\n" + statement("id", in_quotes(rule.id)) +
                      statement("name", rule.name) + measure_text(rule) + scope_text(rule.scope);
    if (rule.applies_when) {
        out += statement("applies_when", "{ rule = " + in_quotes(rule.applies_when->rule) +
                                             ", lights = " + light_list(rule.applies_when->lights) +
                                             " }");
    }
    return out + flag("needs_report", rule.needs_report) + statement("clause", rule.clause) +
           optional_statement("gap", rule.gap) + optional_statement("source", rule.source);
}

[[nodiscard]] std::string rules_text(const std::vector<std::string>& rules) {
    return rules.empty() ? "" : statement("rules", list(rules, in_quotes));
}

[[nodiscard]] std::string demand_text(const Demand& demand) {
    std::string out = "\n[[demand]]\n" + statement("light", in_quotes(key(demand.light))) +
                      statement("who", demand.who) + statement("what", demand.what);
    if (demand.within_days) out += statement("within_days", std::to_string(*demand.within_days));
    return out + rules_text(demand.rules);
}

[[nodiscard]] std::string step_text(const LadderStep& step) {
    return "\n[[ladder]]\n" + statement("id", in_quotes(step.id)) + statement("name", step.name) +
           statement("light", in_quotes(key(step.light))) +
           statement("months", std::to_string(step.months)) + statement("who", step.who) +
           statement("what", step.what) +
           statement("within_days", std::to_string(step.within_days)) + rules_text(step.rules);
}

[[nodiscard]] std::string heading_text(const Policy& policy) {
    std::string out = statement("id", in_quotes(policy.id)) +
                      statement("family", in_quotes(policy.family)) +
                      statement("version", in_quotes(policy.version));
    if (policy.valid_from) out += statement("valid_from", policy.valid_from->iso());
    if (policy.valid_to) out += statement("valid_to", policy.valid_to->iso());
    return out + statement("title", policy.title) + statement("source", policy.source);
}

[[nodiscard]] std::string evaluation_text(const EvaluationDue& due) {
    return "\n[evaluation]\n" +
           statement("due_months_after_completion", std::to_string(due.months_after_completion)) +
           flag("due_on_final_accounts", due.on_final_accounts) +
           statement("required",
                     list_of(due.required, std::size(warning_detail::evaluation_keys),
                             [](std::size_t i) { return warning_detail::evaluation_keys[i]; }));
}

[[nodiscard]] std::string policy_text(const Policy& policy) {
    std::string out = heading_text(policy) + "\n[report]\n" +
                      statement("stale_after_months", std::to_string(policy.stale_after_months)) +
                      evaluation_text(policy.evaluation);
    for (const Rule& rule : policy.rules) out += rule_text(rule);
    for (const Demand& demand : policy.demands) out += demand_text(demand);
    for (const LadderStep& step : policy.ladder) out += step_text(step);
    return out;
}

}  // namespace

std::string to_toml(const Policy& policy) {
    if (!policy.metrics.empty()) {
        throw Error(ErrorCode::malformed_policy, policy.id,
                    "no file holds the metric " + policy.metrics.front()->key);
    }
    std::string text = policy_text(policy);
    // Read back at once, so that nobody keeps a file that says something else.
    if (!(Policy::parse(text, policy.id) == policy)) {
        throw Error(ErrorCode::malformed_policy, policy.id, "no file can state it");
    }
    return text;
}

}  // namespace sanku
