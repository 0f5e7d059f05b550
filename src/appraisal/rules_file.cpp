#include <algorithm>
#include <iterator>
#include <utility>

#include "core/shipped_files.hpp"
#include "core/toml_table.hpp"
#include "sanku/appraisal/rules.hpp"

namespace sanku::appraisal {

namespace {

using toml_file::Table;

constexpr std::size_t max_rules = 100;
constexpr std::int64_t max_multiple = 100'000 * 100;  // hundredths, as those below
constexpr std::int64_t max_percent = 100'000 * 100;
constexpr std::int64_t whole_percent = 100 * 100;

/// The unit of limits: what one of their hundredths is a hundredth of.
enum class Unit : std::int16_t { multiple = 1, percent = 100 };

[[nodiscard]] Outcome read_outcome(const Table& table, std::string_view name, Outcome otherwise) {
    if (!table.has(name)) return otherwise;
    const std::string text = table.text(name);
    for (const Outcome one : {Outcome::pass, Outcome::warn, Outcome::block}) {
        if (key(one) == text) return one;
    }
    table.refuse(name, "unknown: " + text + "; expected pass, warn or block");
}

[[nodiscard]] Unknown read_unknown(const Table& table) {
    const Unknown otherwise;
    return {read_outcome(table, "missing", otherwise.missing),
            read_outcome(table, "incomplete", otherwise.incomplete)};
}

[[nodiscard]] std::vector<Pool> read_libraries(const Table& table) {
    return table.names(
        "to",
        [](const std::string& name) {
            const auto found =
                std::ranges::find(libraries, name, [](Pool one) { return key(one); });
            return found == libraries.end() ? std::nullopt : std::optional(*found);
        },
        "; expected directory, reserve or implementation");
}

[[nodiscard]] std::vector<Funding> read_funding(const Table& table) {
    return table.names("funding", [](const std::string& name) -> std::optional<Funding> {
        for (std::size_t i = 1; i < funding_count; ++i) {
            if (key(static_cast<Funding>(i)) == name) return static_cast<Funding>(i);
        }
        return std::nullopt;
    });
}

[[nodiscard]] Scope read_scope(const Table& table) {
    Scope scope;
    if (table.has("sections")) {
        scope.sections = table.names(
            "sections",
            [](const std::string& name) -> std::optional<SectorCode> {
                if (name.size() != 1 || name[0] < 'A' || name[0] > 'T') return std::nullopt;
                return SectorCode::parse(name);
            },
            "; expected a section of GB/T 4754, A to T");
    }
    if (table.has("funding")) scope.funding = read_funding(table);
    return scope;
}

/// A name that is said in findings, which a journal holds up to 4,000 bytes of.
[[nodiscard]] Bilingual read_name(const Table& table) {
    constexpr std::size_t most = 200;
    Bilingual name = table.bilingual("name");
    if (name.zh.size() > most || name.en.size() > most) {
        table.refuse("name", "longer than 200 bytes");
    }
    return name;
}

/// The limits that `table` states, up to `most` hundredths of the unit. Those that block come first
/// and lie beyond those that warn.
[[nodiscard]] Limits read_limits(const Table& table, Unit unit, std::int64_t most) {
    const auto read = [&](std::string_view name) -> std::optional<std::int64_t> {
        if (!table.has(name)) return std::nullopt;
        return table.hundredths(name, 0, most);
    };
    const auto block_above = read("block_above");
    const auto block_below = read("block_below");
    const auto warn_above = read("warn_above");
    const auto warn_below = read("warn_below");
    if (block_above && warn_above && *block_above < *warn_above) {
        table.refuse("block_above", "below warn_above");
    }
    if (block_below && warn_below && *block_below > *warn_below) {
        table.refuse("block_below", "above warn_below");
    }
    const auto lower = warn_below ? warn_below : block_below;
    const auto upper = warn_above ? warn_above : block_above;
    if (lower && upper && *lower > *upper) {
        table.refuse(warn_below ? "warn_below" : "block_below", "above the upper limit");
    }
    Limits limits;
    const auto add = [&](const std::optional<std::int64_t>& at, bool is_upper, Outcome breach) {
        if (at) limits.push_back({Ratio(*at, 100 * static_cast<int>(unit)), is_upper, breach});
    };
    add(block_above, true, Outcome::block);
    add(block_below, false, Outcome::block);
    add(warn_above, true, Outcome::warn);
    add(warn_below, false, Outcome::warn);
    if (limits.empty()) {
        table.refuse("warn_above", "missing; expected at least one limit");
    }
    return limits;
}

[[nodiscard]] VolumeRule read_volume(const Table& table, const std::vector<VolumeRule>& before) {
    table.allow_only(
        {"to", "warn_above", "block_above", "warn_below", "block_below", "missing", "incomplete"});
    VolumeRule rule{read_libraries(table), read_limits(table, Unit::multiple, max_multiple),
                    read_unknown(table)};
    for (const VolumeRule& other : before) {
        for (const Pool pool : rule.to) {
            if (std::ranges::find(other.to, pool) != other.to.end()) {
                table.refuse("to", "twice: " + std::string(key(pool)));
            }
        }
    }
    return rule;
}

[[nodiscard]] StructureRule read_structure(const Table& table) {
    using Part = StructureRule::Part;
    table.allow_only({"to", "each", "name", "sections", "funding", "warn_above", "block_above",
                      "warn_below", "block_below", "missing", "incomplete"});
    StructureRule rule{.to = read_libraries(table),
                       .limits = read_limits(table, Unit::percent, whole_percent),
                       .unknown = read_unknown(table)};
    if (table.has("each")) {
        const std::string each = table.text("each");
        if (each != "section" && each != "funding") {
            table.refuse("each", "unknown: " + each + "; expected section or funding");
        }
        rule.part = each == "section" ? Part::section : Part::funding;
        for (const char* other : {"name", "sections", "funding"}) {
            if (table.has(other)) table.refuse(other, "not beside each");
        }
        for (const char* lower : {"warn_below", "block_below"}) {
            if (table.has(lower)) table.refuse(lower, "of sections or funding that are named only");
        }
        return rule;
    }
    rule.scope = read_scope(table);
    if (rule.scope == Scope{}) table.refuse("each", "missing; expected each, sections or funding");
    rule.name = read_name(table);
    return rule;
}

[[nodiscard]] Resources read_resources(const Table& fiscal) {
    Resources resources;
    if (!fiscal.has("resources")) return resources;
    for (const Table& table : fiscal.tables("resources", 300)) {
        table.allow_only({"year", "amount"});
        const auto year = static_cast<int>(table.integer("year", 1900, 2199));
        Money amount;
        try {
            amount = Money::parse(table.text("amount"), std::nullopt);
        } catch (const Error& error) {
            if (error.code() == ErrorCode::malformed_appraisal) throw;
            table.refuse("amount", std::string(title(error.code(), Language::en)));
        }
        if (amount < Money{}) table.refuse("amount", "below 0");
        if (!resources.emplace(year, amount).second) {
            table.refuse("year", "twice: " + std::to_string(year));
        }
    }
    return resources;
}

[[nodiscard]] FiscalRule read_fiscal(const Table& table) {
    table.allow_only(
        {"to", "funding", "warn_above", "block_above", "missing", "incomplete", "resources"});
    return {read_libraries(table), read_funding(table),
            read_limits(table, Unit::percent, max_percent), read_unknown(table),
            read_resources(table)};
}

[[nodiscard]] FactorRule read_factor(const Table& table) {
    table.allow_only({"to", "gate", "key", "name", "sections", "funding", "refused", "pending",
                      "unstated", "undocumented"});
    FactorRule rule{.to = read_libraries(table),
                    .key = table.text("key"),
                    .name = read_name(table),
                    .scope = read_scope(table)};
    const std::string gate = table.text("gate");
    if (gate != "siting" && gate != "factors") {
        table.refuse("gate", "unknown: " + gate + "; expected siting or factors");
    }
    rule.gate = gate == "siting" ? Gate::siting : Gate::factors;
    if (rule.key.size() > 64) table.refuse("key", "longer than 64 bytes");
    rule.refused = read_outcome(table, "refused", rule.refused);
    rule.pending = read_outcome(table, "pending", rule.pending);
    rule.unstated = read_outcome(table, "unstated", rule.unstated);
    rule.undocumented = read_outcome(table, "undocumented", rule.undocumented);
    return rule;
}

[[nodiscard]] bool read_published(const Table& table) {
    const std::string basis = table.text("basis");
    if (basis != "published" && basis != "default") {
        table.refuse("basis", "unknown: " + basis + "; expected published or default");
    }
    return basis == "published";
}

[[nodiscard]] AppraisalRules read_rules(const Table& table) {
    table.allow_only({"id", "version", "title", "source", "basis", "valid_from", "valid_to",
                      "volume", "structure", "fiscal", "factor"});
    AppraisalRules rules{.id = table.text("id"),
                         .version = table.text("version"),
                         .title = table.bilingual("title"),
                         .source = table.bilingual("source"),
                         .is_published = read_published(table),
                         .valid_from = table.day("valid_from"),
                         .valid_to = table.day("valid_to")};
    if (rules.valid_from && rules.valid_to && *rules.valid_to < *rules.valid_from) {
        table.refuse("valid_to", "before valid_from");
    }
    const auto each = [&](std::string_view name, auto&& add) {
        if (!table.has(name)) return;
        for (const Table& one : table.tables(name, max_rules)) add(one);
    };
    each("volume",
         [&](const Table& one) { rules.volume.push_back(read_volume(one, rules.volume)); });
    each("structure", [&](const Table& one) { rules.structure.push_back(read_structure(one)); });
    each("factor", [&](const Table& one) { rules.factors.push_back(read_factor(one)); });
    if (table.has("fiscal")) rules.fiscal = read_fiscal(table.table("fiscal"));
    if (rules.volume.empty() && rules.structure.empty() && !rules.fiscal && rules.factors.empty()) {
        table.refuse("volume", "missing; expected volume, structure, fiscal or factor");
    }
    return rules;
}

}  // namespace

AppraisalRules AppraisalRules::parse(std::string_view text, const std::string& file) {
    const toml_file::Source source{file, ErrorCode::malformed_appraisal};
    const toml::table table = toml_file::parse(text, source);
    return read_rules(Table(table, source));
}

AppraisalRules AppraisalRules::load(const std::string& path) {
    return parse(toml_file::read(path), path);
}

AppraisalRules AppraisalRules::builtin(std::string_view id) {
    std::string known;
    for (const ShippedFile& file : shipped::appraisals()) {
        if (file.id == id) return parse(file.text, std::string(file.id) + ".toml");
        known.append(known.empty() ? "" : ", ").append(file.id);
    }
    throw Error(ErrorCode::invalid_argument, id, "appraisal rules that ship: " + known);
}

std::vector<std::string> AppraisalRules::builtin_ids() {
    std::vector<std::string> ids;
    for (const ShippedFile& file : shipped::appraisals()) ids.emplace_back(file.id);
    return ids;
}

}  // namespace sanku::appraisal
