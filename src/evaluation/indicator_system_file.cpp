#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/shipped_files.hpp"
#include "core/toml_table.hpp"
#include "sanku/evaluation/indicator_system.hpp"
#include "sanku/evaluation/project_columns.hpp"
#include "sanku/journal/event.hpp"
#include "sanku/summary/measures.hpp"
#include "sanku/warning/metrics.hpp"

namespace sanku::evaluation {

namespace {

using toml_file::number_text;
using toml_file::Table;

constexpr std::size_t max_nodes = 32;  // below one dimension
constexpr std::size_t max_indicators = 100;
constexpr std::size_t max_bands = 20;
constexpr std::size_t max_least_weights = 10;
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

/// What is read of a system so far; a dimension is known before what is below it.
class Reader {
  public:
    [[nodiscard]] IndicatorSystem read(const Table& table) && {
        table.allow_only({"id", "version", "kind", "title", "source", "basis", "valid_from",
                          "valid_to", "min_size", "dimension", "indicator", "least_weight"});
        system_.id = short_text(table, "id");
        system_.version = short_text(table, "version");
        system_.kind =
            read_key(table, "kind", {SystemKind::project, SystemKind::sector, SystemKind::region});
        system_.title = table.bilingual("title");
        system_.source = table.bilingual("source");
        system_.basis = read_basis(table);
        system_.valid_from = table.day("valid_from");
        system_.valid_to = table.day("valid_to");
        if (system_.valid_from && system_.valid_to && *system_.valid_to < *system_.valid_from) {
            table.refuse("valid_to", "expected a day not before valid_from");
        }
        if (table.has("min_size")) system_.min_size = table.integer("min_size", 0, max_projects);
        read_below(table, {}, system_.basis, full_weight, 0);
        if (table.has("least_weight")) {
            for (const Table& one : table.tables("least_weight", max_least_weights)) {
                read_least_weight(one);
            }
        }
        return std::move(system_);
    }

  private:
    [[nodiscard]] static Basis read_basis(const Table& table) {
        return read_key(table, "basis", {Basis::published, Basis::by_default});
    }
    [[nodiscard]] static Rational points(std::int64_t hundredths) {
        return Rational(hundredths, 100);
    }

    /// Reads the dimensions or indicators below a node, whose weights add up to `weight`.
    void read_below(const Table& table, std::optional<std::size_t> parent, Basis basis,
                    std::int64_t weight, std::size_t depth) {
        const bool deeper = table.has("dimension");
        const std::string_view name = deeper ? "dimension" : "indicator";
        if (deeper && table.has("indicator")) {
            table.refuse("indicator", "expected either dimensions or indicators, not both");
        }
        if (deeper && depth == IndicatorSystem::max_depth) {
            table.refuse("dimension", "expected at most three dimensions above each other");
        }
        std::int64_t sum = 0;
        for (const Table& one : table.tables(name, max_nodes)) {
            sum += deeper ? read_dimension(one, parent, basis, depth)
                          : read_indicator(one, parent, basis);
        }
        if (sum == weight) return;
        table.refuse(parent ? "weight" : name, "weights below add up to " + number_text(sum) +
                                                   ", not to " + number_text(weight));
    }

    /// What an evaluation names together, in a text of a journal.
    [[nodiscard]] static std::string short_text(const Table& table, std::string_view name) {
        constexpr std::size_t most = 200;
        std::string out = table.text(name);
        if (out.size() > most) table.refuse(name, "longer than 200 bytes");
        return out;
    }

    template <typename Node>
    [[nodiscard]] std::int64_t read_node(const Table& table, Node& node, Basis basis) {
        node.id = table.text("id");
        if (std::ranges::find(ids_, node.id) != ids_.end()) {
            table.refuse("id", "twice: " + node.id);
        }
        ids_.push_back(node.id);
        node.name = table.bilingual("name");
        node.basis = table.has("basis") ? read_basis(table) : basis;
        const std::int64_t weight = table.hundredths("weight", 1, full_weight);
        node.weight = points(weight);
        return weight;
    }

    [[nodiscard]] std::int64_t read_dimension(const Table& table, std::optional<std::size_t> parent,
                                              Basis basis, std::size_t depth) {
        table.allow_only({"id", "name", "weight", "basis", "dimension", "indicator"});
        Dimension one;
        one.parent = parent;
        const std::int64_t weight = read_node(table, one, basis);
        const Basis own = one.basis;
        system_.dimensions.push_back(std::move(one));
        read_below(table, system_.dimensions.size() - 1, own, weight, depth + 1);
        return weight;
    }

    [[nodiscard]] std::int64_t read_indicator(const Table& table,
                                              std::optional<std::size_t> dimension, Basis basis) {
        table.allow_only({"id",      "name",    "weight",   "basis",  "measure", "metric",
                          "column",  "per",     "reported", "unit",   "better",  "method",
                          "missing", "none_at", "full_at",  "target", "floor",   "cap",
                          "bands",   "limit",   "points"});
        Indicator one;
        one.dimension = dimension;
        const std::int64_t weight = read_node(table, one, basis);
        if (system_.indicators.size() == max_indicators) {
            table.refuse("id", "more than " + std::to_string(max_indicators) + " indicators");
        }
        one.source = read_source(table);
        if (system_.kind == SystemKind::project && one.source.kind == SourceKind::reported) {
            check_recordable(table, one.id);
        }
        one.unit = read_unit(table, one.source);
        one.better = read_key(table, "better", {Better::higher, Better::lower});
        one.method = read_method(table, one);
        if (const auto wrong = fault(one.method, one.better)) {
            table.refuse(wrong->key, std::string(wrong->reason));
        }
        one.missing = read_key(table, "missing", {Missing::zero, Missing::exclude, Missing::block});
        system_.indicators.push_back(std::move(one));
        return weight;
    }

    /// A journal holds figures of projects under the indicator's id.
    static void check_recordable(const Table& table, const std::string& id) {
        try {
            validate(event::FigureReported{id, {1, 1}});
        } catch (const Error&) {
            table.refuse("id", "of a reported figure: at most 64 bytes, no control character");
        }
    }

    [[nodiscard]] FigureSource read_source(const Table& table) const {
        constexpr SourceKind kinds[] = {SourceKind::measure, SourceKind::metric, SourceKind::column,
                                        SourceKind::reported};
        std::vector<SourceKind> found;
        for (const SourceKind kind : kinds) {
            if (table.has(key(kind))) found.push_back(kind);
        }
        if (found.empty()) {
            table.refuse("measure", "missing: one of measure, metric, column and reported");
        }
        if (found.size() > 1) table.refuse(key(found[1]), "expected one source, not two");
        FigureSource out{.kind = found.front()};
        const std::string_view name = key(out.kind);
        const bool of_projects = system_.kind == SystemKind::project;
        if (out.kind != SourceKind::reported) {
            if ((out.kind == SourceKind::measure) == of_projects) {
                table.refuse(name, of_projects ? "a measure is of groups, this system of projects"
                                               : "figures of projects, this system is of " +
                                                     std::string(key(system_.kind)) + "s");
            }
            out.key = table.text(name);
        }
        switch (out.kind) {
            case SourceKind::measure:
                if (summary::find_measure(out.key) == nullptr) unknown(table, name, out.key);
                break;
            case SourceKind::metric: {
                const warning::Metric* metric = warning::find_metric(out.key);
                if (metric == nullptr) unknown(table, name, out.key);
                if (metric->is_regional()) table.refuse(name, "a metric of regions: " + out.key);
                break;
            }
            case SourceKind::column:
                if (find_column(out.key) == nullptr) unknown(table, name, out.key);
                break;
            case SourceKind::reported:
                if (!table.boolean(name)) table.refuse(name, "expected true, or another source");
                break;
        }
        if (table.has("per")) {
            if (out.kind != SourceKind::column) table.refuse("per", "expected beside a column");
            out.per = table.text("per");
            if (find_column(out.per) == nullptr) unknown(table, "per", out.per);
            if (out.per == out.key) table.refuse("per", "expected another column");
        }
        return out;
    }

    [[noreturn]] static void unknown(const Table& table, std::string_view name,
                                     const std::string& value) {
        table.refuse(name, "unknown: " + value);
    }

    [[nodiscard]] static Unit read_unit(const Table& table, const FigureSource& source) {
        if (!table.has("unit") || table.is_text("unit")) {
            const std::string name = table.text("unit");
            const Unit* unit = Unit::find(name);
            if (unit == nullptr) {
                std::string known;
                for (const Unit& one : Unit::known()) {
                    known.append(known.empty() ? "" : ", ").append(one.key);
                }
                table.refuse("unit", "unknown: " + name + "; expected one of " + known +
                                         ", or { zh, en } of a reported figure");
            }
            check_unit(table, name, source);
            return *unit;
        }
        if (source.kind != SourceKind::reported) {
            table.refuse("unit", "expected a key: a unit of its own is for reported figures");
        }
        return {{}, table.bilingual("unit"), Rational(1)};
    }

    /// What the library knows has the unit in which it is measured.
    static void check_unit(const Table& table, std::string_view name, const FigureSource& source) {
        const auto expect = [&](std::initializer_list<std::string_view> units) {
            if (std::ranges::find(units, name) != units.end()) return;
            std::string list;
            for (const std::string_view one : units) {
                list.append(list.empty() ? "" : " or ").append(one);
            }
            table.refuse("unit", "expected " + list + ", in which " + source.key + " is measured");
        };
        switch (source.kind) {
            case SourceKind::measure:
                return expect({summary::find_measure(source.key)->unit});
            case SourceKind::metric:
                return expect({warning::find_metric(source.key)->unit.en});
            case SourceKind::column:
                return source.per.empty() ? expect({"yuan", "wan_yuan", "yi_yuan"})
                                          : expect({"%", "times", "number"});
            case SourceKind::reported:
                return;
        }
    }

    // --- Methods ---------------------------------------------------------------------------------

    /// The keys that belong to one method.
    static constexpr std::pair<std::string_view, std::string_view> keys_of_methods[] = {
        {"none_at", "linear"},  {"full_at", "linear"},  {"target", "attained"},
        {"floor", "attained"},  {"cap", "attained"},    {"bands", "bands"},
        {"limit", "deduction"}, {"points", "deduction"}};

    [[nodiscard]] static Method read_method(const Table& table, const Indicator& one) {
        const std::string name = table.text("method");
        const auto* const found = std::ranges::find(method_keys, name);
        if (found == std::end(method_keys)) {
            std::string known;
            for (const std::string_view each : method_keys) {
                known.append(known.empty() ? "" : ", ").append(each);
            }
            table.refuse("method", "unknown: " + name + "; expected one of " + known);
        }
        for (const auto& [each, method] : keys_of_methods) {
            if (method != name && table.has(each)) {
                table.refuse(each, "no key of the method " + name);
            }
        }
        const auto value = [&](const Table& of, std::string_view at) {  // in the figure's own terms
            return points(of.hundredths(at, -max_limit, max_limit)) / one.unit.scale;
        };
        switch (found - std::begin(method_keys)) {
            case 0:
                return method::Linear{value(table, "none_at"), value(table, "full_at")};
            case 1:
                return read_attained(table, value(table, "target"));
            case 2:
                return read_bands(table, one, value);
            case 3:
                return method::Placed{};
            case 4:
                return method::YesNo{};
            default:
                return method::Deduction{
                    value(table, "limit"),
                    points(table.hundredths("points", 1, full_weight)) * one.unit.scale};
        }
    }

    /// Floor and cap in percent of the target.
    [[nodiscard]] static Method read_attained(const Table& table, Rational target) {
        method::Attained out{.target = std::move(target)};
        const auto percent = [&](std::string_view name) {
            return points(table.hundredths(name, 0, 1000 * 100)) / Rational(100);
        };
        if (table.has("floor")) out.floor = percent("floor");
        if (table.has("cap")) out.cap = percent("cap");
        return out;
    }

    template <typename Value>
    [[nodiscard]] static Method read_bands(const Table& table, const Indicator& one,
                                           Value&& value) {
        method::Bands out;
        for (const Table& band : table.tables("bands", max_bands)) {
            band.allow_only({"from", "share", "points"});
            if (band.has("share") == band.has("points")) {
                band.refuse("share", "expected either share or points");
            }
            method::Band read;
            if (band.has("from")) read.from = value(band, "from");
            read.share = band.has("share")
                             ? points(band.hundredths("share", 0, full_weight)) / Rational(100)
                             : points(band.hundredths("points", 0, full_weight)) / one.weight;
            out.bands.push_back(std::move(read));
        }
        return out;
    }

    void read_least_weight(const Table& table) {
        table.allow_only({"dimensions", "weight"});
        const auto known = [&](const std::string& id) -> std::optional<std::string> {
            const auto& all = system_.dimensions;
            if (std::ranges::find(all, id, &Dimension::id) == all.end()) return std::nullopt;
            return id;
        };
        LeastWeight least{table.names("dimensions", known, "; expected ids of dimensions"),
                          points(table.hundredths("weight", 1, full_weight))};
        const Rational weight = system_.weight_of(least.dimensions);
        if (weight < least.weight) {
            table.refuse("weight", "these dimensions weigh " + short_decimal(weight) +
                                       ", expected at least " + short_decimal(least.weight));
        }
        system_.least_weights.push_back(std::move(least));
    }

    IndicatorSystem system_;
    std::vector<std::string> ids_;
};

}  // namespace

IndicatorSystem IndicatorSystem::parse(std::string_view text, const std::string& file) {
    const toml_file::Source source{file, ErrorCode::malformed_indicator_system};
    const toml::table table = toml_file::parse(text, source);
    return Reader().read(Table(table, source));
}

IndicatorSystem IndicatorSystem::load(const std::string& path) {
    return parse(toml_file::read(path), path);
}

IndicatorSystem IndicatorSystem::builtin(std::string_view id) {
    std::string known;
    for (const ShippedFile& file : shipped::indicator_systems()) {
        if (file.id == id) return parse(file.text, std::string(file.id) + ".toml");
        known.append(known.empty() ? "" : ", ").append(file.id);
    }
    throw Error(ErrorCode::invalid_argument, id, "an indicator system that ships: " + known);
}

std::vector<std::string> IndicatorSystem::builtin_ids() {
    std::vector<std::string> ids;
    for (const ShippedFile& file : shipped::indicator_systems()) ids.emplace_back(file.id);
    return ids;
}

}  // namespace sanku::evaluation
