#include <algorithm>
#include <iterator>

#include "core/shipped_files.hpp"
#include "core/toml_table.hpp"
#include "sanku/summary/measures.hpp"
#include "sanku/summary/score.hpp"

namespace sanku::summary {

namespace {

using toml_file::number_text;
using toml_file::Table;

constexpr std::size_t max_indicators = 32;
constexpr std::int64_t max_projects = 1'000'000;
constexpr std::int64_t full_weight = 100 * 100;                            // hundredths
constexpr std::int64_t max_limit = 100 * std::int64_t{1'000'000'000'000};  // hundredths

/// The one of `all` whose key stands at `name`.
template <typename Enum, std::size_t size>
[[nodiscard]] Enum read_key(const Table& table, std::string_view name, const Enum (&all)[size]) {
    const std::string text = table.text(name);
    std::string known;
    for (const Enum one : all) {
        if (key(one) == text) return one;
        known.append(known.empty() ? "" : ", ").append(key(one));
    }
    table.refuse(name, "unknown: " + text + "; expected one of " + known);
}

/// The key of a measure; empty for figures that are given.
[[nodiscard]] std::string read_measure(const Table& table) {
    std::string text = table.text("measure");
    if (text == "given") return {};
    if (find_measure(text) == nullptr) table.refuse("measure", "unknown: " + text);
    return text;
}

[[nodiscard]] bool read_percent(const Table& table, const Indicator& indicator) {
    const std::string unit = table.text("unit");
    if (unit != "%" && unit != "number") {
        table.refuse("unit", "unknown: " + unit + "; expected % or number");
    }
    if (unit == "number" && !indicator.measure.empty()) {
        table.refuse("unit", "what the library measures is in %");
    }
    return unit == "%";
}

void read_limits(const Table& table, Indicator& indicator) {
    const std::int64_t floor = table.hundredths("floor", -max_limit, max_limit);
    const std::int64_t cap = table.hundredths("cap", -max_limit, max_limit);
    const bool upwards = indicator.better == Better::higher;
    if (floor == cap || (floor < cap) != upwards) {
        table.refuse("cap", std::string("expected one ") + (upwards ? "above" : "below") +
                                " the floor, since " + std::string(key(indicator.better)) +
                                " is better");
    }
    const int parts = indicator.percent ? 100 * 100 : 100;
    indicator.floor = Rational(floor, parts);
    indicator.cap = Rational(cap, parts);
}

/// Reads one indicator, and adds its weight in hundredths to `weights`.
[[nodiscard]] Indicator read_indicator(const Table& table, const Scoring& scoring,
                                       std::int64_t& weights) {
    table.allow_only(
        {"id", "name", "measure", "unit", "weight", "better", "floor", "cap", "missing"});
    Indicator one{.id = table.text("id"), .name = table.bilingual("name")};
    if (scoring.find(one.id)) table.refuse("id", "twice: " + one.id);
    one.measure = read_measure(table);
    one.percent = read_percent(table, one);
    const std::int64_t weight = table.hundredths("weight", 1, full_weight);
    weights += weight;
    one.weight = Rational(weight, 100);
    one.better = read_key(table, "better", {Better::higher, Better::lower});
    read_limits(table, one);
    one.missing = read_key(table, "missing", {Missing::zero, Missing::exclude, Missing::block});
    return one;
}

[[nodiscard]] Scoring read_scoring(const Table& table) {
    table.allow_only({"id", "version", "title", "source", "min_size", "indicator"});
    Scoring scoring{.id = table.text("id"),
                    .version = table.text("version"),
                    .title = table.bilingual("title"),
                    .source = table.bilingual("source")};
    if (table.has("min_size")) scoring.min_size = table.integer("min_size", 0, max_projects);
    std::int64_t weights = 0;
    for (const Table& indicator : table.tables("indicator", max_indicators)) {
        scoring.indicators.push_back(read_indicator(indicator, scoring, weights));
    }
    if (weights != full_weight) {
        table.refuse("indicator", "weights add up to " + number_text(weights) + ", not to 100");
    }
    return scoring;
}

}  // namespace

Scoring Scoring::parse(std::string_view text, const std::string& file) {
    const toml_file::Source source{file, ErrorCode::malformed_scoring};
    const toml::table table = toml_file::parse(text, source);
    return read_scoring(Table(table, source));
}

Scoring Scoring::load(const std::string& path) {
    return parse(toml_file::read(path), path);
}

Scoring Scoring::builtin(std::string_view id) {
    std::string known;
    for (const ShippedFile& file : shipped::scorings()) {
        if (file.id == id) return parse(file.text, std::string(file.id) + ".toml");
        known.append(known.empty() ? "" : ", ").append(file.id);
    }
    throw Error(ErrorCode::invalid_argument, id, "a scoring that ships: " + known);
}

std::vector<std::string> Scoring::builtin_ids() {
    std::vector<std::string> ids;
    for (const ShippedFile& file : shipped::scorings()) ids.emplace_back(file.id);
    return ids;
}

}  // namespace sanku::summary
