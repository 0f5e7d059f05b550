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
#include "sanku/warning/metrics.hpp"
#include "sanku/warning/policy.hpp"

namespace sanku {

namespace {

/// A threshold beyond this would leave int64 when it is multiplied out (see kernel.hpp).
constexpr std::int64_t max_threshold = 30'000;  // hundredths: 300 units
constexpr std::size_t max_file_size = 1 << 20;
constexpr std::size_t max_rules = 64;

/// Keys by the value of `Comparison` and of `Evaluation`.
constexpr std::string_view comparison_keys[] = {"at_least", "more_than", "at_most", "less_than"};
constexpr std::string_view evaluation_keys[] = {"project", "sector", "region"};

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
    const auto* const found = std::ranges::find(evaluation_keys, name);
    if (found == std::end(evaluation_keys)) return std::nullopt;
    return static_cast<std::size_t>(found - std::begin(evaluation_keys));
}

[[nodiscard]] std::optional<Threshold> read_threshold(const Table& rule, std::string_view colour,
                                                      const warning::Metric& metric) {
    if (rule.find(colour) == nullptr) return std::nullopt;
    const Table table = rule.table(colour);
    table.allow_only({"at_least", "more_than", "at_most", "less_than"});
    std::optional<Threshold> out;
    for (std::size_t i = 0; i < std::size(comparison_keys); ++i) {
        const std::string_view name = comparison_keys[i];
        const toml::node* node = table.find(name);
        if (node == nullptr) continue;
        if (out) table.refuse(*node, name, "one comparison only");
        const auto comparison = static_cast<Comparison>(i);
        const bool upwards =
            comparison == Comparison::at_least || comparison == Comparison::more_than;
        if (upwards != metric.higher_is_worse) {
            table.refuse(*node, name, "the metric is worse on the other side");
        }
        const auto number = node->value<double>();
        if (!number || !std::isfinite(*number) ||
            std::abs(*number) * 100 > static_cast<double>(max_threshold)) {
            table.refuse(*node, name, "expected a number from -300 to 300");
        }
        const auto hundredths = static_cast<std::int64_t>(std::llround(*number * 100));
        if (std::abs(static_cast<double>(hundredths) - *number * 100) > 1e-6) {
            table.refuse(*node, name, "expected at most two decimals");
        }
        if ((hundredths % metric.grain != 0 || hundredths < metric.least || hundredths > metric.most)) {
            table.refuse(*node, name, "expected a whole number not below 0");
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
    table.allow_only({"id", "family", "version", "valid_from", "valid_to", "title", "source",
                      "report", "evaluation", "rule"});
    Policy policy;
    policy.id = table.text("id");
    policy.family = table.find("family") != nullptr ? table.text("family") : policy.id;
    policy.version = table.text("version");
    policy.title = table.bilingual("title");
    policy.source = table.bilingual("source");
    policy.valid_from = table.day("valid_from");
    policy.valid_to = table.day("valid_to");
    // Editions joined by + may never have been in force together; one edition's dates are in order.
    const bool joined = policy.id.find('+') != std::string::npos;
    if (!joined && policy.valid_from && policy.valid_to && *policy.valid_to < *policy.valid_from) {
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

/// A TOML string: quotes, backslashes and control characters escaped, all else as it stands.
[[nodiscard]] std::string quoted(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += "\\u00";
            out += digits[byte >> 4U];
            out += digits[byte & 0xFU];
        } else {
            out += c;
        }
    }
    return out += '"';
}

[[nodiscard]] std::string statement(std::string_view key, std::string_view value) {
    return std::string(key) + " = " + std::string(value) + '\n';
}

[[nodiscard]] std::string statement(std::string_view key, const Bilingual& text) {
    return statement(key, "{ zh = " + quoted(text.zh) + ", en = " + quoted(text.en) + " }");
}

[[nodiscard]] std::string statement(std::string_view key, const Threshold& threshold) {
    const std::int64_t rest = std::abs(threshold.hundredths % 100);
    std::string number = threshold.hundredths < 0 ? "-" : "";
    number += std::to_string(std::abs(threshold.hundredths / 100));
    if (rest != 0) number += '.' + std::to_string(100 + rest).substr(1);
    return statement(
        key, "{ " + std::string(comparison_keys[static_cast<std::size_t>(threshold.comparison)]) +
                 " = " + number + " }");
}

[[nodiscard]] std::string flag(std::string_view key, bool value) {
    return statement(key, std::string_view(value ? "true" : "false"));
}

/// The list of the names of those of the `count` places whose bit is set.
template <typename Name>
[[nodiscard]] std::string list_of(unsigned bits, std::size_t count, Name&& name) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        if ((bits >> i & 1U) != 0) out += (out.empty() ? "" : ", ") + quoted(name(i));
    }
    return '[' + out + ']';
}

[[nodiscard]] std::string rule_text(const Rule& rule) {
    std::string out = "\n[[rule]]\n" + statement("id", quoted(rule.id)) +
                      statement("name", rule.name) + statement("metric", quoted(rule.metric));
    if (rule.yellow) out += statement("yellow", *rule.yellow);
    if (rule.red) out += statement("red", *rule.red);
    out += statement("pools", list_of(rule.scope.pools, pool_count, [](std::size_t place) {
                         return key(static_cast<Pool>(place));
                     }));
    if (rule.scope.funding != Scope{}.funding) {
        out += statement("funding", list_of(rule.scope.funding, funding_count, [](std::size_t i) {
                             return key(static_cast<Funding>(i));
                         }));
    }
    if (rule.scope.completed) out += flag("completed", *rule.scope.completed);
    out += flag("needs_report", rule.needs_report) + statement("clause", rule.clause);
    return rule.gap == Bilingual{} ? out : out + statement("gap", rule.gap);
}

[[nodiscard]] std::string policy_text(const Policy& policy) {
    std::string out = statement("id", quoted(policy.id)) +
                      statement("family", quoted(policy.family)) +
                      statement("version", quoted(policy.version));
    if (policy.valid_from) out += statement("valid_from", policy.valid_from->iso());
    if (policy.valid_to) out += statement("valid_to", policy.valid_to->iso());
    const EvaluationDue& due = policy.evaluation;
    out += statement("title", policy.title) + statement("source", policy.source) + "\n[report]\n" +
           statement("stale_after_months", std::to_string(policy.stale_after_months)) +
           "\n[evaluation]\n" +
           statement("due_months_after_completion", std::to_string(due.months_after_completion)) +
           flag("due_on_final_accounts", due.on_final_accounts) +
           statement("required", list_of(due.required, std::size(evaluation_keys),
                                         [](std::size_t i) { return evaluation_keys[i]; }));
    for (const Rule& rule : policy.rules) out += rule_text(rule);
    return out;
}

}  // namespace

std::string to_toml(const Policy& policy) {
    std::string text = policy_text(policy);
    // Read back at once, so that nobody keeps a file that says something else.
    if (!(Policy::parse(text, policy.id) == policy)) {
        throw Error(ErrorCode::malformed_policy, policy.id, "no file can state it");
    }
    return text;
}

Policy Policy::parse(std::string_view text, const std::string& file, const Metrics&) {
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

Policy Policy::load(const std::string& path, const Metrics&) {
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
