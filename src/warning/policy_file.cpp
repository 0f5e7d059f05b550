#include "warning/policy_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/shipped_files.hpp"
#include "core/toml_table.hpp"
#include "sanku/warning/metrics.hpp"
#include "sanku/warning/policy.hpp"
#include "warning/policy_words.hpp"

namespace sanku {

namespace {

using toml_file::Table;
using warning::Metric;

constexpr std::size_t max_rules = 64;
constexpr std::size_t max_steps = 64;
constexpr std::size_t max_demands = max_rules * light_count;
constexpr int max_term = 3'650;  // days

// --- Words of the file ---------------------------------------------------------------------------

[[nodiscard]] std::optional<std::size_t> pool_place(std::string_view name) {
    for (const Pool pool : libraries) {
        if (key(pool) == name) return static_cast<std::size_t>(pool);
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<std::size_t> funding_place(std::string_view name) {
    for (std::size_t i = 0; i < funding_count; ++i) {
        if (key(static_cast<Funding>(i)) == name) return i;
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<std::size_t> evaluation_place(std::string_view name) {
    const auto& keys = warning_detail::evaluation_keys;
    const auto* const found = std::ranges::find(keys, name);
    if (found == std::end(keys)) return std::nullopt;
    return static_cast<std::size_t>(found - std::begin(keys));
}

[[nodiscard]] std::optional<std::size_t> light_place(std::string_view name) {
    const auto found = std::ranges::find(all_lights, name, [](Light one) { return key(one); });
    if (found == all_lights.end()) return std::nullopt;
    return static_cast<std::size_t>(*found);
}

/// The code that `text` is, which must be written as the library writes it: what a ledger may say
/// in many ways (3911 for C39), a rule says in one.
template <typename Code>
[[nodiscard]] std::optional<Code> exact_code(const std::string& text) {
    try {
        const Code code = Code::parse(text);
        return code.str() == text ? std::optional(code) : std::nullopt;
    } catch (const Error&) {
        return std::nullopt;
    }
}

[[nodiscard]] Light read_light(const Table& table, std::initializer_list<Light> expected) {
    const std::string name = table.text("light");
    const auto place = light_place(name);
    if (!place) table.refuse("light", "unknown: " + name);
    const auto light = static_cast<Light>(*place);
    if (std::ranges::find(expected, light) == expected.end()) {
        table.refuse("light", name + " is not a light that can be meant here");
    }
    return light;
}

/// An amount with its unit, from 0 to the most that a project may carry.
[[nodiscard]] std::optional<Money> read_money(const Table& table, std::string_view name) {
    if (!table.has(name)) return std::nullopt;
    const std::string missing_unit = "missing unit: expected a text such as \"1000万元\"";
    if (table.is_number(name)) table.refuse(name, missing_unit);
    const std::string text = table.text(name);
    Money money;
    try {
        money = Money::parse(text, std::nullopt);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::unknown_money_unit) table.refuse(name, missing_unit);
        table.refuse(name, std::string(title(error.code(), Language::en)));
    }
    if (money < Money{} || max_project_money < money) {
        table.refuse(name, "expected an amount from 0 to 10^12 yuan");
    }
    return money;
}

// --- A rule --------------------------------------------------------------------------------------

[[nodiscard]] bool takes_curve(const Metric& metric) {
    const auto* share = std::get_if<warning::Share>(&metric.shape);
    return share != nullptr && share->pace == warning::Pace::curve;
}

[[nodiscard]] bool takes_deadline(const Metric& metric) {
    const auto* deadline = std::get_if<warning::Deadline>(&metric.shape);
    return deadline != nullptr && deadline->of_year;
}

[[nodiscard]] bool inclusive(const Threshold& threshold) {
    return threshold.comparison == Comparison::at_least ||
           threshold.comparison == Comparison::at_most;
}

/// The metric that the rule names, which must be in the unit that the rule states.
[[nodiscard]] const Metric& read_metric(const Table& table, const Policy& policy) {
    const std::string name = table.text("metric");
    const Metric* metric = warning::find_metric(policy, name);
    if (metric == nullptr) table.refuse("metric", "unknown: " + name);
    const std::string expected = '"' + metric->unit.en + '"';
    if (!table.has("unit")) table.refuse("unit", "missing: " + name + " is in " + expected);
    if (table.text("unit") != metric->unit.en) {
        table.refuse("unit", "wrong: " + name + " is in " + expected);
    }
    return *metric;
}

[[nodiscard]] Threshold read_limit(const Table& table, Comparison comparison,
                                   const Metric& metric) {
    const auto name = warning_detail::comparison_keys[static_cast<std::size_t>(comparison)];
    const bool upwards = comparison == Comparison::at_least || comparison == Comparison::more_than;
    if (upwards != metric.higher_is_worse) {
        table.refuse(name, metric.key + " is worse on the other side");
    }
    const Threshold limit{comparison, table.hundredths(name, metric.least, metric.most)};
    if (limit.hundredths % metric.grain != 0) {
        table.refuse(name, "expected a multiple of " + toml_file::number_text(metric.grain));
    }
    return limit;
}

[[nodiscard]] std::optional<Threshold> read_threshold(const Table& rule, std::string_view colour,
                                                      const Metric& metric) {
    if (!rule.has(colour)) return std::nullopt;
    const Table table = rule.table(colour);
    table.allow_only(warning_detail::comparison_keys);
    std::optional<Threshold> out;
    for (std::size_t i = 0; i < std::size(warning_detail::comparison_keys); ++i) {
        const auto name = warning_detail::comparison_keys[i];
        if (!table.has(name)) continue;
        if (out) table.refuse(name, "one comparison only");
        out = read_limit(table, static_cast<Comparison>(i), metric);
    }
    if (!out) rule.refuse(colour, "expected a comparison");
    return out;
}

/// Refuses thresholds between which no value is yellow.
void check_order(const Table& table, const Rule& rule, const Metric& metric) {
    if (!rule.yellow && !rule.red) table.refuse("red", "missing, and yellow too");
    if (!rule.yellow || !rule.red) return;
    const std::int64_t step = rule.red->hundredths - rule.yellow->hundredths;
    const bool never_yellow = step == 0 && (inclusive(*rule.red) || !inclusive(*rule.yellow));
    if ((metric.higher_is_worse ? step : -step) < 0 || never_yellow) {
        table.refuse("red", "yellow must come before red");
    }
}

[[nodiscard]] CurvePoint read_point(const Table& table) {
    table.allow_only({"month", "percent"});
    return {static_cast<int>(table.integer("month", 1, 12)),
            table.hundredths("percent", 0, 50'000)};
}

[[nodiscard]] std::vector<CurvePoint> read_curve(const Table& rule, const Metric& metric) {
    std::vector<CurvePoint> curve;
    if (!takes_curve(metric)) {
        if (rule.has("curve")) rule.refuse("curve", metric.key + " takes no curve");
        return curve;
    }
    for (const Table& table : rule.tables("curve", 12)) {
        const CurvePoint point = read_point(table);
        if (!curve.empty() && point.month <= curve.back().month) {
            table.refuse("month", "months must ascend");
        }
        if (!curve.empty() && point.hundredths < curve.back().hundredths) {
            table.refuse("percent", "percents must not fall");
        }
        curve.push_back(point);
    }
    return curve;
}

/// The day that `text` (06-30) is in every year, if it is one: 29 February is not.
[[nodiscard]] std::optional<MonthDay> month_day(std::string_view text) {
    if (text.size() != 5 || text[2] != '-' || !text::is_digits(text.substr(0, 2)) ||
        !text::is_digits(text.substr(3))) {
        return std::nullopt;
    }
    const auto month = static_cast<int>(text::to_number(text.substr(0, 2)));
    const auto day = static_cast<int>(text::to_number(text.substr(3)));
    constexpr int common_year = 2023;
    if (month < 1 || month > 12 || day < 1 ||
        day > Month(common_year, month).last_day().day_of_month()) {
        return std::nullopt;
    }
    return MonthDay{month, day};
}

[[nodiscard]] std::optional<MonthDay> read_deadline(const Table& rule, const Metric& metric) {
    if (!takes_deadline(metric)) {
        if (rule.has("deadline")) rule.refuse("deadline", metric.key + " takes no deadline");
        return std::nullopt;
    }
    const auto day = month_day(rule.text("deadline"));
    if (!day) rule.refuse("deadline", "expected a day of every year, such as 06-30");
    return day;
}

void read_amounts(const Table& rule, Scope& scope) {
    if (rule.has("investment")) {
        const Table table = rule.table("investment");
        table.allow_only({"at_least", "less_than"});
        scope.investment_from = read_money(table, "at_least");
        scope.investment_below = read_money(table, "less_than");
        const Money from = scope.investment_from.value_or(Money{});
        if (scope.investment_below && *scope.investment_below <= from) {
            table.refuse("less_than", "no project can meet it");
        }
        if (!scope.investment_from && !scope.investment_below) {
            rule.refuse("investment", "expected at_least or less_than");
        }
    }
    if (rule.has("plan")) {
        const Table table = rule.table("plan");
        table.allow_only({"at_least"});
        scope.plan_from = read_money(table, "at_least");
        if (!scope.plan_from) rule.refuse("plan", "expected at_least");
    }
}

[[nodiscard]] Scope read_scope(const Table& rule, const Metric& metric) {
    Scope scope;
    if (rule.has("regions")) {
        scope.regions =
            rule.names("regions", exact_code<RegionCode>, ", expected a code such as 420281");
    }
    if (metric.is_regional()) {
        for (const auto name : {"pools", "funding", "completed", "sectors", "investment", "plan"}) {
            if (rule.has(name)) rule.refuse(name, metric.key + " is of regions, not of projects");
        }
        return scope;
    }
    scope.pools = rule.bits("pools", pool_place);
    if (rule.has("funding")) scope.funding = rule.bits("funding", funding_place);
    if (rule.has("completed")) scope.completed = rule.boolean("completed");
    if (rule.has("sectors")) {
        scope.sectors = rule.names("sectors", exact_code<SectorCode>,
                                   ", expected a section or division such as C or C39");
    }
    read_amounts(rule, scope);
    return scope;
}

[[nodiscard]] std::optional<Condition> read_condition(const Table& rule) {
    if (!rule.has("applies_when")) return std::nullopt;
    const Table table = rule.table("applies_when");
    table.allow_only({"rule", "lights"});
    return Condition{table.text("rule"), table.bits("lights", light_place)};
}

[[nodiscard]] Rule read_rule(const Table& table, const Policy& policy) {
    table.allow_only({"id",           "name",         "metric",   "unit",       "yellow",
                      "red",          "curve",        "deadline", "pools",      "funding",
                      "completed",    "sectors",      "regions",  "investment", "plan",
                      "applies_when", "needs_report", "clause",   "gap",        "source"});
    Rule rule;
    rule.id = table.text("id");
    if (policy.find(rule.id)) table.refuse("id", "twice: " + rule.id);
    rule.name = table.bilingual("name");
    const Metric& metric = read_metric(table, policy);
    rule.metric = metric.key;
    rule.yellow = read_threshold(table, "yellow", metric);
    rule.red = read_threshold(table, "red", metric);
    check_order(table, rule, metric);
    rule.curve = read_curve(table, metric);
    rule.deadline = read_deadline(table, metric);
    rule.scope = read_scope(table, metric);
    rule.applies_when = read_condition(table);
    rule.needs_report = table.boolean("needs_report");
    if (rule.needs_report && metric.is_regional()) {
        table.refuse("needs_report", metric.key + " is of regions, which report nothing here");
    }
    rule.clause = table.bilingual("clause");
    if (table.has("gap")) rule.gap = table.bilingual("gap");
    if (table.has("source")) rule.source = table.bilingual("source");
    return rule;
}

// --- Rules that depend on rules ------------------------------------------------------------------

/// The rules that lead from rule `start` back to it, as `a → b → a`; empty if they do not.
[[nodiscard]] std::string cycle(const Policy& policy, std::size_t start) {
    std::string path = policy.rules[start].id;
    std::size_t at = start;
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        const auto& condition = policy.rules[at].applies_when;
        if (!condition) return {};
        at = policy.find(condition->rule).value();
        path += " → " + condition->rule;
        if (at == start) return path;
    }
    return {};  // leads into a cycle, of which another rule is part
}

void check_conditions(const std::vector<Table>& tables, const Policy& policy) {
    const auto regional = [&](const Rule& rule) {
        return warning::find_metric(policy, rule.metric)->is_regional();
    };
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const Rule& rule = policy.rules[i];
        if (!rule.applies_when) continue;
        const Table table = tables[i].table("applies_when");
        const std::string& other = rule.applies_when->rule;
        const auto place = policy.find(other);
        if (!place) table.refuse("rule", "unknown: " + other);
        if (*place == i) table.refuse("rule", other + " cannot wait for itself");
        if (regional(rule) != regional(policy.rules[*place])) {
            table.refuse("rule", "one of projects and one of regions: " + other);
        }
    }
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const std::string path = cycle(policy, i);
        if (!path.empty()) tables[i].table("applies_when").refuse("rule", "cycle: " + path);
    }
}

[[nodiscard]] std::vector<std::string> read_rule_ids(const Table& table, const Policy& policy) {
    if (!table.has("rules")) return {};
    return table.names("rules", [&](const std::string& id) {
        return policy.find(id) ? std::optional(id) : std::nullopt;
    });
}

/// The id of a rule that both lists concern, empty if there is none.
[[nodiscard]] std::string shared_rule(const Policy& policy, const std::vector<std::string>& a,
                                      const std::vector<std::string>& b) {
    const auto found = std::ranges::find_if(policy.rules, [&](const Rule& rule) {
        return Policy::concerns(a, rule.id) && Policy::concerns(b, rule.id);
    });
    return found == policy.rules.end() ? "" : found->id;
}

[[nodiscard]] Demand read_demand(const Table& table, const Policy& policy) {
    table.allow_only({"light", "who", "what", "within_days", "rules"});
    Demand demand{read_light(table, {Light::green, Light::no_data, Light::yellow, Light::red}),
                  table.bilingual("who"), table.bilingual("what")};
    if (table.has("within_days")) {
        demand.within_days = static_cast<int>(table.integer("within_days", 0, max_term));
    }
    demand.rules = read_rule_ids(table, policy);
    for (const Demand& other : policy.demands) {
        if (other.light != demand.light) continue;
        const std::string both = shared_rule(policy, other.rules, demand.rules);
        if (!both.empty()) table.refuse("light", "twice for rule " + both);
    }
    return demand;
}

[[nodiscard]] LadderStep read_step(const Table& table, const Policy& policy) {
    table.allow_only({"id", "name", "light", "months", "who", "what", "within_days", "rules"});
    LadderStep step{table.text("id"),
                    table.bilingual("name"),
                    read_light(table, {Light::no_data, Light::yellow, Light::red}),
                    static_cast<int>(table.integer("months", 1, 60)),
                    table.bilingual("who"),
                    table.bilingual("what"),
                    static_cast<int>(table.integer("within_days", 0, max_term)),
                    read_rule_ids(table, policy)};
    for (const LadderStep& other : policy.ladder) {
        if (other.id == step.id) table.refuse("id", "twice: " + step.id);
        if (other.light != step.light || other.months < step.months) continue;
        const std::string both = shared_rule(policy, other.rules, step.rules);
        if (both.empty()) continue;
        table.refuse("months", (other.months == step.months ? "twice" : "below an earlier step's") +
                                   (" for rule " + both));
    }
    return step;
}

// --- The whole file ------------------------------------------------------------------------------

[[nodiscard]] EvaluationDue read_evaluation(const Table& table) {
    table.allow_only({"due_months_after_completion", "due_on_final_accounts", "required"});
    EvaluationDue due;
    due.months_after_completion =
        static_cast<int>(table.integer("due_months_after_completion", 0, 120));
    due.on_final_accounts = table.boolean("due_on_final_accounts");
    due.required = table.bits("required", evaluation_place);
    return due;
}

void read_heading(const Table& table, Policy& policy) {
    policy.id = table.text("id");
    policy.family = table.has("family") ? table.text("family") : policy.id;
    policy.version = table.text("version");
    policy.title = table.bilingual("title");
    policy.source = table.bilingual("source");
    policy.valid_from = table.day("valid_from");
    policy.valid_to = table.day("valid_to");
    // Editions joined by + may never have been in force together; one edition's dates are in order.
    const bool joined = policy.id.find('+') != std::string::npos;
    if (!joined && policy.valid_from && policy.valid_to && *policy.valid_to < *policy.valid_from) {
        table.refuse("valid_to", "before valid_from");
    }
    if (table.has("report")) {
        const Table report = table.table("report");
        report.allow_only({"stale_after_months"});
        policy.stale_after_months = static_cast<int>(report.integer("stale_after_months", 0, 24));
    }
    if (table.has("evaluation")) policy.evaluation = read_evaluation(table.table("evaluation"));
}

/// Leaves those of the policy's metrics that its rules name.
void keep_named_metrics(Policy& policy) {
    std::erase_if(policy.metrics, [&](const auto& metric) {
        return std::ranges::find(policy.rules, metric->key, &Rule::metric) == policy.rules.end();
    });
}

[[nodiscard]] Policy read_policy(const Table& table, const Policy::Metrics& metrics) {
    table.allow_only({"id", "family", "version", "valid_from", "valid_to", "title", "source",
                      "report", "evaluation", "rule", "demand", "ladder"});
    Policy policy;
    policy.metrics = metrics;
    read_heading(table, policy);
    const std::vector<Table> rules = table.tables("rule", max_rules);
    for (const Table& rule : rules) policy.rules.push_back(read_rule(rule, policy));
    check_conditions(rules, policy);
    if (table.has("demand")) {
        for (const Table& demand : table.tables("demand", max_demands)) {
            policy.demands.push_back(read_demand(demand, policy));
        }
    }
    if (table.has("ladder")) {
        for (const Table& step : table.tables("ladder", max_steps)) {
            policy.ladder.push_back(read_step(step, policy));
        }
    }
    keep_named_metrics(policy);
    return policy;
}

/// Refuses metrics of a caller that no rule could name or no threshold fit.
void check_metrics(const Policy::Metrics& metrics) {
    for (auto metric = metrics.begin(); metric != metrics.end(); ++metric) {
        if (*metric == nullptr) throw Error(ErrorCode::invalid_argument, "metric", "nullptr");
        const Metric& one = **metric;
        if (one.key.empty() || one.unit.zh.empty() || one.unit.en.empty() || one.grain < 1 ||
            one.least > one.most) {
            throw Error(ErrorCode::invalid_argument, one.key,
                        "a metric has a key, a unit, a grain and limits");
        }
        const auto same = [&](const auto& other) { return other->key == one.key; };
        if (std::any_of(metrics.begin(), metric, same)) {
            throw Error(ErrorCode::invalid_argument, one.key, "metric twice");
        }
    }
}

[[nodiscard]] toml_file::Source source_of(const std::string& file) {
    return {file, ErrorCode::malformed_policy};
}

}  // namespace

std::int64_t warning_detail::line_of(const std::string& path, std::string_view key) {
    const toml::table table = toml_file::parse(toml_file::read(path), source_of(path));
    const toml::node* node = table.get(key);
    return node == nullptr ? 0 : static_cast<std::int64_t>(node->source().begin.line);
}

Policy Policy::parse(std::string_view text, const std::string& file, const Metrics& metrics) {
    check_metrics(metrics);
    const toml::table table = toml_file::parse(text, source_of(file));
    return read_policy(Table(table, source_of(file)), metrics);
}

Policy Policy::load(const std::string& path, const Metrics& metrics) {
    return parse(toml_file::read(path), path, metrics);
}

Policy Policy::builtin(std::string_view id) {
    const std::size_t plus = id.find('+');
    const std::string_view first = id.substr(0, plus);
    const auto& packs = shipped::policies();
    const auto found = std::ranges::find(packs, first, &ShippedFile::id);
    if (found == packs.end()) {
        std::string known;
        for (const auto& pack : packs) known += (known.empty() ? "" : ", ") + std::string(pack.id);
        throw Error(ErrorCode::unknown_policy, first, known);
    }
    Policy policy = parse(found->text, std::string(found->id) + ".toml");
    if (plus == std::string_view::npos) return policy;
    return std::move(policy) + builtin(id.substr(plus + 1));
}

std::vector<std::string> Policy::builtin_ids() {
    std::vector<std::string> ids;
    for (const auto& pack : shipped::policies()) ids.emplace_back(pack.id);
    return ids;
}

}  // namespace sanku
