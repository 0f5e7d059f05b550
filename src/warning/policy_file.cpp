#include <algorithm>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <sstream>

#define TOML_EXCEPTIONS 1
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include "packs.hpp"
#include "sanku/warning/metric.hpp"
#include "sanku/warning/policy.hpp"

namespace sanku {

namespace {

/// A threshold beyond this would leave int64 when it is multiplied out (see kernel.hpp).
constexpr std::int64_t max_threshold = 30'000;  // hundredths: 300 units
constexpr std::size_t max_file_size = 1 << 20;
constexpr std::size_t max_rules = 64;

/// Reads one table of a policy file; every complaint names file, line and key, and a key that
/// nobody asked for is one.
class Table {
  public:
    Table(const toml::table& table, std::string file, std::string path)
        : table_(table), file_(std::move(file)), path_(std::move(path)) {}

    [[noreturn]] void refuse(const toml::node& node, std::string_view key,
                             std::string_view expected) const {
        throw Error(Problem{.code = ErrorCode::malformed_policy,
                            .file = file_,
                            .row = static_cast<std::int64_t>(node.source().begin.line),
                            .column = path_ + std::string(key),
                            .detail = std::string(expected)});
    }
    void allow_only(std::initializer_list<std::string_view> keys) const {
        for (const auto& [key, node] : table_) {
            if (std::ranges::find(keys, key.str()) == keys.end()) {
                refuse(node, key.str(), "unknown key");
            }
        }
    }
    [[nodiscard]] const toml::node* find(std::string_view key) const { return table_.get(key); }
    [[nodiscard]] const toml::node& need(std::string_view key) const {
        if (const toml::node* node = find(key)) return *node;
        refuse(table_, key, "missing");
    }
    [[nodiscard]] std::string text(std::string_view key) const {
        const toml::node& node = need(key);
        const auto value = node.value_exact<std::string>();
        if (!value || value->empty()) refuse(node, key, "expected a text");
        return *value;
    }
    [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t low,
                                       std::int64_t high) const {
        const toml::node& node = need(key);
        const auto value = node.value_exact<std::int64_t>();
        if (!value || *value < low || *value > high) {
            refuse(node, key, "expected " + std::to_string(low) + " to " + std::to_string(high));
        }
        return *value;
    }
    [[nodiscard]] bool boolean(std::string_view key) const {
        const toml::node& node = need(key);
        const auto value = node.value_exact<bool>();
        if (!value) refuse(node, key, "expected true or false");
        return *value;
    }
    [[nodiscard]] std::optional<Date> day(std::string_view key) const {
        const toml::node* node = find(key);
        if (node == nullptr) return std::nullopt;
        const auto value = node->value_exact<toml::date>();
        if (!value) refuse(*node, key, "expected a date such as 2025-03-01");
        if (value->year < 1900 || value->year > 2199)
            refuse(*node, key, "a year from 1900 to 2199");
        return Date(value->year, value->month, value->day);  // TOML knows no impossible days
    }
    [[nodiscard]] Table table(std::string_view key) const {
        const toml::node& node = need(key);
        const toml::table* inner = node.as_table();
        if (inner == nullptr) refuse(node, key, "expected a table");
        return {*inner, file_, path_ + std::string(key) + '.'};
    }
    [[nodiscard]] Bilingual bilingual(std::string_view key) const {
        const Table inner = table(key);
        inner.allow_only({"zh", "en"});
        return {inner.text("zh"), inner.text("en")};
    }
    /// The bits of the names in the list `key`, each of which `names` must know.
    template <typename Find>
    [[nodiscard]] std::uint8_t bits(std::string_view key, Find&& place) const {
        const toml::node& node = need(key);
        const toml::array* list = node.as_array();
        if (list == nullptr || list->empty()) refuse(node, key, "expected a list of names");
        unsigned out = 0;
        for (const toml::node& item : *list) {
            const auto name = item.value_exact<std::string>();
            const auto found = name ? place(*name) : std::nullopt;
            if (!found) refuse(item, key, name ? "unknown: " + *name : "expected a name");
            out |= 1U << *found;
        }
        return static_cast<std::uint8_t>(out);
    }
    [[nodiscard]] const std::string& file() const noexcept { return file_; }

  private:
    const toml::table& table_;
    std::string file_;
    std::string path_;
};

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
    constexpr std::string_view names[] = {"project", "sector", "region"};
    const auto* const found = std::ranges::find(names, name);
    if (found == std::end(names)) return std::nullopt;
    return static_cast<std::size_t>(found - std::begin(names));
}

[[nodiscard]] std::optional<Threshold> read_threshold(const Table& rule, std::string_view colour,
                                                      const warning::Metric& metric) {
    if (rule.find(colour) == nullptr) return std::nullopt;
    const Table table = rule.table(colour);
    table.allow_only({"at_least", "more_than", "at_most", "less_than"});
    constexpr std::string_view names[] = {"at_least", "more_than", "at_most", "less_than"};
    std::optional<Threshold> out;
    for (std::size_t i = 0; i < std::size(names); ++i) {
        const toml::node* node = table.find(names[i]);
        if (node == nullptr) continue;
        if (out) table.refuse(*node, names[i], "one comparison only");
        const auto comparison = static_cast<Comparison>(i);
        const bool upwards =
            comparison == Comparison::at_least || comparison == Comparison::more_than;
        if (upwards != metric.higher_is_worse) {
            table.refuse(*node, names[i], "the metric is worse on the other side");
        }
        const auto number = node->value<double>();
        if (!number || !std::isfinite(*number) ||
            std::abs(*number) * 100 > static_cast<double>(max_threshold)) {
            table.refuse(*node, names[i], "expected a number from -300 to 300");
        }
        const auto hundredths = static_cast<std::int64_t>(std::llround(*number * 100));
        if (std::abs(static_cast<double>(hundredths) - *number * 100) > 1e-6) {
            table.refuse(*node, names[i], "expected at most two decimals");
        }
        if (metric.whole_units && (hundredths % 100 != 0 || hundredths < 0)) {
            table.refuse(*node, names[i], "expected a whole number not below 0");
        }
        out = Threshold{comparison, hundredths};
    }
    if (!out) rule.refuse(rule.need(colour), colour, "expected a comparison");
    return out;
}

[[nodiscard]] Rule read_rule(const Table& table) {
    table.allow_only({"id", "name", "metric", "yellow", "red", "pools", "funding", "completed",
                      "needs_report", "clause", "gap"});
    Rule rule;
    rule.id = table.text("id");
    rule.name = table.bilingual("name");
    rule.metric = table.text("metric");
    const warning::Metric* metric = warning::find_metric(rule.metric);
    if (metric == nullptr) table.refuse(table.need("metric"), "metric", "unknown: " + rule.metric);
    rule.yellow = read_threshold(table, "yellow", *metric);
    rule.red = read_threshold(table, "red", *metric);
    if (!rule.yellow && !rule.red) table.refuse(table.need("id"), "red", "missing");
    if (rule.yellow && rule.red) {
        const std::int64_t step = rule.red->hundredths - rule.yellow->hundredths;
        const bool red_inclusive = rule.red->comparison == Comparison::at_least ||
                                   rule.red->comparison == Comparison::at_most;
        const bool yellow_inclusive = rule.yellow->comparison == Comparison::at_least ||
                                      rule.yellow->comparison == Comparison::at_most;
        const bool never_yellow = step == 0 && (red_inclusive || !yellow_inclusive);
        if ((metric->higher_is_worse ? step : -step) < 0 || never_yellow) {
            table.refuse(table.need("red"), "red", "yellow must come before red");
        }
    }
    rule.scope.pools = table.bits("pools", pool_place);
    if (table.find("funding") != nullptr) {
        rule.scope.funding = table.bits("funding", funding_place);
    }
    if (table.find("completed") != nullptr) rule.scope.completed = table.boolean("completed");
    rule.needs_report = table.boolean("needs_report");
    rule.clause = table.bilingual("clause");
    if (table.find("gap") != nullptr) rule.gap = table.bilingual("gap");
    return rule;
}

[[nodiscard]] EvaluationDue read_evaluation(const Table& table) {
    table.allow_only({"due_months_after_completion", "due_on_final_accounts", "required"});
    EvaluationDue due;
    due.months_after_completion =
        static_cast<int>(table.integer("due_months_after_completion", 0, 120));
    due.on_final_accounts = table.boolean("due_on_final_accounts");
    due.required = table.bits("required", evaluation_place);
    return due;
}

[[nodiscard]] Policy read_policy(const Table& table) {
    table.allow_only({"id", "version", "valid_from", "valid_to", "title", "source", "report",
                      "evaluation", "rule"});
    Policy policy;
    policy.id = table.text("id");
    policy.version = table.text("version");
    policy.title = table.bilingual("title");
    policy.source = table.bilingual("source");
    policy.valid_from = table.day("valid_from");
    policy.valid_to = table.day("valid_to");
    if (policy.valid_from && policy.valid_to && *policy.valid_to < *policy.valid_from) {
        table.refuse(table.need("valid_to"), "valid_to", "before valid_from");
    }
    if (table.find("report") != nullptr) {
        const Table report = table.table("report");
        report.allow_only({"stale_after_months"});
        policy.stale_after_months = static_cast<int>(report.integer("stale_after_months", 0, 24));
    }
    if (table.find("evaluation") != nullptr) {
        policy.evaluation = read_evaluation(table.table("evaluation"));
    }
    const toml::node& rules = table.need("rule");
    const toml::array* list = rules.as_array();
    if (list == nullptr || list->empty()) table.refuse(rules, "rule", "expected [[rule]] tables");
    if (list->size() > max_rules) table.refuse(rules, "rule", "more than 64 rules");
    for (const toml::node& node : *list) {
        const toml::table* inner = node.as_table();
        if (inner == nullptr) table.refuse(node, "rule", "expected a table");
        Rule rule = read_rule(Table(*inner, table.file(), "rule."));
        if (policy.find(rule.id)) table.refuse(node, "rule.id", "twice: " + rule.id);
        policy.rules.push_back(std::move(rule));
    }
    return policy;
}

}  // namespace

Policy Policy::parse(std::string_view text, const std::string& file) {
    if (text.size() > max_file_size) {
        throw Error(Problem{
            .code = ErrorCode::malformed_policy, .file = file, .detail = "larger than 1 MiB"});
    }
    try {
        const toml::table table = toml::parse(text, file);
        return read_policy(Table(table, file, {}));
    } catch (const toml::parse_error& error) {
        throw Error(Problem{.code = ErrorCode::malformed_policy,
                            .file = file,
                            .row = static_cast<std::int64_t>(error.source().begin.line),
                            .detail = std::string(error.description())});
    }
}

Policy Policy::load(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::string text(max_file_size + 1, '\0');
    if (!stream) throw Error(Problem{.code = ErrorCode::io, .file = path, .detail = "cannot open"});
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) throw Error(Problem{.code = ErrorCode::io, .file = path});
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return parse(text, path);
}

Policy Policy::builtin(std::string_view id) {
    const std::size_t plus = id.find('+');
    const std::string_view first = id.substr(0, plus);
    const auto& packs = warning_detail::packs();
    const auto found = std::ranges::find(packs, first, &warning_detail::Pack::id);
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
    for (const auto& pack : warning_detail::packs()) ids.emplace_back(pack.id);
    return ids;
}

}  // namespace sanku
