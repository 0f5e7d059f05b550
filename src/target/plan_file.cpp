#include <algorithm>
#include <utility>

#include "core/toml_table.hpp"
#include "sanku/target/target.hpp"

namespace sanku::target {

namespace {

using toml_file::Table;

constexpr std::size_t max_entries = 1'000;  // targets, units, editions
constexpr std::int64_t max_points = 100 * 100;
constexpr int weight_decimals = 4;

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

[[nodiscard]] int read_integer(const Table& table, std::string_view key, int low, int high,
                               int otherwise) {
    return table.has(key) ? static_cast<int>(table.integer(key, low, high)) : otherwise;
}

[[nodiscard]] std::string read_text(const Table& table, std::string_view key) {
    return table.has(key) ? table.text(key) : std::string();
}

// --- How targets are followed --------------------------------------------------------------------

constexpr std::string_view rule_keys[] = {"pace", "curve",        "yellow",
                                          "red",  "report_every", "report_by"};

[[nodiscard]] std::vector<CurvePoint> read_curve(const Table& table) {
    std::vector<CurvePoint> out;
    CurvePoint before{0, 0};
    for (const Table& point : table.tables("curve", 12)) {
        point.allow_only({"month", "percent"});
        const CurvePoint one{read_integer(point, "month", 1, 12, 0),
                             point.hundredths("percent", 0, max_points)};
        if (!point.has("month") || one.month <= before.month) {
            point.refuse("month", "expected a month after the one before");
        }
        if (one.hundredths < before.hundredths) {
            point.refuse("percent", "less than the month before");
        }
        out.push_back(before = one);
    }
    return out;
}

/// What `table` states of them; the rest as in `otherwise`.
[[nodiscard]] Rules read_rules(const Table& table, Rules otherwise) {
    Rules out = std::move(otherwise);
    if (table.has("pace")) {
        out.line =
            read_key(table, "pace", {Line::pro_rata, Line::curve, Line::last_year, Line::whole});
    }
    if (table.has("curve")) out.curve = read_curve(table);
    if (table.has("curve") && out.line != Line::curve) {
        table.refuse("curve", "pace is " + std::string(key(out.line)) + ", not curve");
    }
    if (table.has("yellow")) out.yellow = table.hundredths("yellow", 0, max_points);
    if (table.has("red")) out.red = table.hundredths("red", 0, max_points);
    if (out.red < out.yellow) {
        table.refuse(table.has("red") ? "red" : "yellow", "red begins before yellow");
    }
    out.report_every = read_integer(table, "report_every", 1, 12, out.report_every);
    out.report_by = read_integer(table, "report_by", 1, 28, out.report_by);
    return out;
}

/// Refuses a line that the target's period or its past years do not bear.
void check_line(const Table& table, const Target& target, int year) {
    const auto& curve = target.rules.curve;
    const std::string_view at = table.has("pace") ? "pace" : "id";
    if (target.rules.line == Line::curve) {
        if (curve.empty()) table.refuse(at, "a curve is missing");
        if (curve.front().month < target.first_month || curve.back().month != target.last_month) {
            table.refuse(table.has("curve") ? "curve" : at,
                         "expected a curve from the first month of the period to its last");
        }
    }
    const bool has_last_year =
        std::ranges::find(target.past, year - 1, &PastYear::year) != target.past.end();
    if (target.rules.line == Line::last_year && !has_last_year) {
        table.refuse(at, "past states nothing of " + std::to_string(year - 1));
    }
}

[[nodiscard]] std::vector<PastYear> read_past(const Table& table, const Target& target, int year) {
    std::vector<PastYear> out;
    if (!table.has("past")) return out;
    if (target.kind == Kind::level) table.refuse("past", "a level does not accumulate");
    for (const Table& one : table.tables("past", 100)) {
        one.allow_only({"year", "cumulative"});
        PastYear past{static_cast<int>(one.integer("year", 1900, year - 1)),
                      one.all_steps("cumulative", static_cast<std::size_t>(target.months()),
                                    target.scale.decimals, 0, Scale::most_steps)};
        if (past.cumulative.back() == 0) one.refuse("cumulative", "ends at 0");
        if (!std::ranges::is_sorted(past.cumulative)) one.refuse("cumulative", "falls");
        if (std::ranges::find(out, past.year, &PastYear::year) != out.end()) {
            one.refuse("year", "twice: " + std::to_string(past.year));
        }
        out.push_back(std::move(past));
    }
    std::ranges::sort(out, std::ranges::greater{}, &PastYear::year);
    return out;
}

// --- Editions ------------------------------------------------------------------------------------

/// Refuses keys that do not belong to one part of `target`.
void check_keys(const Table& part, const Target& target, bool is_stated, bool has_weights) {
    part.allow_only({"unit", "amount", "weight", "lock", "minimum"});
    if (target.kind == Kind::level && (!part.has("amount") || part.has("weight"))) {
        part.refuse(part.has("weight") ? "weight" : "amount",
                    "a level does not add up: state each unit's own, without weights");
    }
    if (part.has("amount") != is_stated) {
        part.refuse("amount", "expected in each part or in none");
    }
    for (const std::string_view key : {"lock", "minimum"}) {
        if (is_stated && part.has(key)) part.refuse(key, "the part states its amount");
    }
    const bool needs_weight = is_stated ? has_weights : !part.has("lock");
    if (needs_weight && !part.has("weight")) part.refuse("weight", "missing");
    if (is_stated && !has_weights && part.has("weight")) {
        part.refuse("weight", "expected in each part or in none");
    }
}

/// Reads the break-down, if the table states one, into `edition`, whose total is read.
void read_parts(const Table& table, const Target& target, Edition& edition) {
    if (!table.has("part")) return;
    const auto parts = table.tables("part", max_entries);
    edition.is_stated = parts.front().has("amount");
    const bool has_weights = parts.front().has("weight");
    for (const Table& part : parts) {
        check_keys(part, target, edition.is_stated, has_weights);
        Claim claim{.unit = part.text("unit")};
        if (edition.find(claim.unit)) part.refuse("unit", "twice: " + claim.unit);
        if (claim.unit == target.lead_unit) {
            part.refuse("unit", "the lead unit answers for the whole");
        }
        const auto amount = [&](std::string_view key) {
            return part.steps(key, target.scale.decimals, 0, Scale::most_steps);
        };
        if (part.has("weight")) {
            claim.weight = Rational(part.steps("weight", weight_decimals, 0, Scale::most_steps),
                                    checked::power_of_ten(weight_decimals));
        }
        if (part.has("lock")) claim.locked = amount("lock");
        if (part.has("minimum")) claim.minimum = amount("minimum");
        if (edition.is_stated) edition.amounts.push_back(amount("amount"));
        edition.claims.push_back(std::move(claim));
    }
    if (target.kind == Kind::level || (edition.is_stated && !has_weights)) return;
    try {
        for (const Part& part : break_down(target, edition)) {
            if (!edition.is_stated) edition.amounts.push_back(part.amount);
        }
    } catch (const Error& error) {
        const Problem& why = error.problem();
        table.refuse("part", why.column + (why.column.empty() ? "" : ": ") + why.value +
                                 (why.value.empty() ? "" : ": ") + why.detail);
    }
}

[[nodiscard]] std::int64_t read_total(const Table& table, const Target& target) {
    return table.steps("total", target.scale.decimals, 0, Scale::most_steps);
}

void read_editions(const Table& table, Target& target) {
    if (!table.has("edition")) return;
    for (const Table& one : table.tables("edition", max_entries)) {
        one.allow_only({"from", "by", "why", "total", "part"});
        if (!one.has("from")) one.refuse("from", "missing");
        Edition edition{.from = *one.day("from"),
                        .by = one.text("by"),
                        .why = one.text("why"),
                        .total = read_total(one, target)};
        if (edition.from <= target.editions.back().from) {
            one.refuse("from", "expected a day after that of the edition before, " +
                                   target.editions.back().from.iso());
        }
        read_parts(one, target, edition);
        target.editions.push_back(std::move(edition));
    }
}

// --- Targets -------------------------------------------------------------------------------------

/// What the plan states for all its targets.
struct Common {
    Date from;
    std::string by;
    Rules rules;
};

[[nodiscard]] Target read_target(const Table& table, const Plan& plan, const Common& common) {
    std::vector<std::string_view> keys = {
        "id",          "name",       "group", "kind",  "measured_in", "decimals", "lead_unit",
        "first_month", "last_month", "past",  "total", "part",        "edition"};
    keys.insert(keys.end(), std::begin(rule_keys), std::end(rule_keys));
    table.allow_only(keys);
    Target out{.id = table.text("id"), .name = table.bilingual("name")};
    if (std::ranges::find(plan.targets, out.id, &Target::id) != plan.targets.end()) {
        table.refuse("id", "twice: " + out.id);
    }
    out.group = read_text(table, "group");
    if (table.has("kind")) out.kind = read_key(table, "kind", {Kind::sum, Kind::level});
    out.scale = {table.text("measured_in"),
                 read_integer(table, "decimals", 0, Scale::most_decimals, 0)};
    out.lead_unit = read_text(table, "lead_unit");
    out.first_month = read_integer(table, "first_month", 1, 12, 1);
    out.last_month = read_integer(table, "last_month", out.first_month, 12, 12);
    out.past = read_past(table, out, plan.year);
    Rules rules = common.rules;
    if (out.kind == Kind::level) rules.line = Line::whole;  // unless the target itself says more
    out.rules = read_rules(table, rules);
    check_line(table, out, plan.year);
    Edition first{.from = common.from, .by = common.by, .total = read_total(table, out)};
    read_parts(table, out, first);
    out.editions.push_back(std::move(first));
    read_editions(table, out);
    return out;
}

[[nodiscard]] Plan read_plan(const Table& table) {
    std::vector<std::string_view> keys = {"id", "title", "source", "year", "from", "by", "target"};
    keys.insert(keys.end(), std::begin(rule_keys), std::end(rule_keys));
    table.allow_only(keys);
    Plan out{.id = table.text("id"),
             .title = table.bilingual("title"),
             .source = table.bilingual("source"),
             .year = static_cast<int>(table.integer("year", 1901, 2198))};
    const Common common{table.day("from").value_or(date(out.year, 1, 1)), table.text("by"),
                        read_rules(table, {})};
    for (const Table& target : table.tables("target", max_entries)) {
        out.targets.push_back(read_target(target, out, common));
    }
    return out;
}

}  // namespace

Plan Plan::parse(std::string_view text, const std::string& file) {
    const toml_file::Source source{file, ErrorCode::malformed_plan};
    const toml::table table = toml_file::parse(text, source);
    return read_plan(Table(table, source));
}

Plan Plan::load(const std::string& path) {
    return parse(toml_file::read(path), path);
}

}  // namespace sanku::target
