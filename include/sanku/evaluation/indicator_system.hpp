#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/date.hpp"
#include "sanku/core/rational.hpp"
#include "sanku/evaluation/method.hpp"
#include "sanku/evaluation/rank.hpp"
#include "sanku/evaluation/unit.hpp"

namespace sanku::evaluation {

/// What a system evaluates (三评): projects, sectors or regions.
enum class SystemKind : std::uint8_t { project, sector, region };

/// `project`, `sector`, `region`.
[[nodiscard]] constexpr std::string_view key(SystemKind kind) noexcept {
    constexpr std::string_view keys[] = {"project", "sector", "region"};
    return keys[static_cast<std::size_t>(kind)];
}

/// Who set a weight or a limit: the published source, or this library, as a default to be replaced.
enum class Basis : std::uint8_t { published, by_default };

/// `published`, `default`.
[[nodiscard]] constexpr std::string_view key(Basis basis) noexcept {
    return basis == Basis::published ? "published" : "default";
}

/// What becomes of an entry of which an indicator has no value.
enum class Missing : std::uint8_t {
    zero,     ///< no points for it
    exclude,  ///< its weight is spread over the other indicators of its dimension, see `score`
    block,    ///< no score at all
};

/// `zero`, `exclude`, `block`.
[[nodiscard]] constexpr std::string_view key(Missing missing) noexcept {
    constexpr std::string_view keys[] = {"zero", "exclude", "block"};
    return keys[static_cast<std::size_t>(missing)];
}

/// Where a figure comes from.
enum class SourceKind : std::uint8_t {
    measure,   ///< of a group of projects (summary/measures.hpp)
    metric,    ///< of a project, as warnings measure it (warning/metrics.hpp)
    column,    ///< a column of a project, or one ÷ another (project_columns.hpp)
    reported,  ///< by hand, with who stated it and when
};

/// `measure`, `metric`, `column`, `reported`: the key of a file that names it.
[[nodiscard]] constexpr std::string_view key(SourceKind kind) noexcept {
    constexpr std::string_view keys[] = {"measure", "metric", "column", "reported"};
    return keys[static_cast<std::size_t>(kind)];
}

struct FigureSource {
    SourceKind kind = SourceKind::reported;
    std::string key{};  ///< of the measure, metric or column; empty if reported
    std::string per{};  ///< of the column that it is divided by; empty: by none
    friend bool operator==(const FigureSource&, const FigureSource&) = default;
};

/// A node of the tree above its indicators: it has dimensions or indicators below it, not both.
struct Dimension {
    std::string id;
    Bilingual name;
    Rational weight{};                    ///< that of all that is below it
    std::optional<std::size_t> parent{};  ///< place of an earlier dimension; none: the system
    Basis basis = Basis::published;
    friend bool operator==(const Dimension&, const Dimension&) = default;
};

/// A leaf: a figure, and how it earns points.
struct Indicator {
    std::string id;
    Bilingual name;
    Rational weight{};                       ///< in points, above 0
    std::optional<std::size_t> dimension{};  ///< its place; none: the system
    Unit unit;
    FigureSource source{};
    Method method;
    Better better = Better::higher;
    Missing missing = Missing::zero;
    Basis basis = Basis::published;
    friend bool operator==(const Indicator&, const Indicator&) = default;
};

/// The least that some dimensions weigh together, as the source prescribes it.
struct LeastWeight {
    std::vector<std::string> dimensions;  ///< ids
    Rational weight;
    friend bool operator==(const LeastWeight&, const LeastWeight&) = default;
};

/// What a composite score is made of (指标体系): a tree of dimensions, at most three above each
/// other, and indicators as its leaves, whose weights add up to 100 exactly. A file, see
/// docs/evaluation.md.
struct IndicatorSystem {
    std::string id;
    std::string version;
    SystemKind kind = SystemKind::region;
    Bilingual title;
    Bilingual source;
    Basis basis = Basis::published;
    std::optional<Date> valid_from{};  ///< first day in force; none: since ever
    std::optional<Date> valid_to{};    ///< last day in force; none: until further notice
    std::int64_t min_size = 0;         ///< projects, below which an entry has no rank
    std::vector<Dimension> dimensions{};
    std::vector<Indicator> indicators{};
    std::vector<LeastWeight> least_weights{};

    static constexpr std::size_t max_depth = 3;  ///< dimensions above each other

    /// The system that a TOML file's `text` states. Throws `Error(malformed_indicator_system)` with
    /// file, line, key and reason. Needs sanku::sanku.
    [[nodiscard]] static IndicatorSystem parse(std::string_view text, const std::string& file = {});
    /// That of the file at `path`. Also throws `Error(io)`. Needs sanku::sanku.
    [[nodiscard]] static IndicatorSystem load(const std::string& path);
    /// One that ships. Throws `Error(invalid_argument)` with the ids of those that do. Needs
    /// sanku::sanku.
    [[nodiscard]] static IndicatorSystem builtin(std::string_view id);
    [[nodiscard]] static std::vector<std::string> builtin_ids();

    /// Whether `day` lies in the validity dates, both of which count.
    [[nodiscard]] bool in_force(Date day) const noexcept {
        return (!valid_from || *valid_from <= day) && (!valid_to || day <= *valid_to);
    }
    /// What the dimensions of these ids weigh together. Throws `Error(invalid_argument)` for an id
    /// of none.
    [[nodiscard]] Rational weight_of(const std::vector<std::string>& ids) const;
    /// The place of the indicator `id`.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view indicator) const noexcept {
        const auto found = std::ranges::find(indicators, indicator, &Indicator::id);
        if (found == indicators.end()) return std::nullopt;
        return static_cast<std::size_t>(found - indicators.begin());
    }
    /// Throws `Error(invalid_argument)` unless ids differ; weights are above 0 and those below each
    /// dimension add up to its own, those at the top to 100; dimensions are no deeper than
    /// `max_depth`, follow the one that they are in, and have either dimensions or indicators;
    /// every method is sound; least weights are kept. `parse` gives no other.
    void check() const;
    friend bool operator==(const IndicatorSystem&, const IndicatorSystem&) = default;
};

/// The share of the indicator's points, 0 to 1 and exact, that `value` earns.
[[nodiscard]] inline Rational share(const Indicator& indicator, const Rational& value,
                                    const Place& place = {}) {
    return share(indicator.method, value, indicator.better, indicator.weight, place);
}

/// The file that states `system`: `IndicatorSystem::parse` reads an equal one back. Throws
/// `Error(malformed_indicator_system)` for one that no file can state. Needs sanku::sanku.
[[nodiscard]] std::string to_toml(const IndicatorSystem& system);

/// Calls `visit(Dimension or Indicator, its place, its depth)` for the whole tree in its order:
/// each dimension before what is below it.
template <typename Visit>
void for_each_node(const IndicatorSystem& system, Visit&& visit);

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

template <typename Visit>
void visit_below(const IndicatorSystem& system, std::optional<std::size_t> parent,
                 std::size_t depth, Visit& visit) {
    for (std::size_t i = 0; i < system.indicators.size(); ++i) {
        if (system.indicators[i].dimension == parent) visit(system.indicators[i], i, depth);
    }
    for (std::size_t i = parent ? *parent + 1 : 0; i < system.dimensions.size(); ++i) {
        if (system.dimensions[i].parent != parent) continue;
        visit(system.dimensions[i], i, depth);
        visit_below(system, i, depth + 1, visit);
    }
}

/// Weights of what stands directly below each dimension and, as the last one, below the system.
struct Below {
    std::vector<Rational> weight;
    std::vector<bool> dimensions;  ///< whether there are any
    std::vector<bool> indicators;

    explicit Below(const IndicatorSystem& system)
        : weight(system.dimensions.size() + 1),
          dimensions(weight.size()),
          indicators(weight.size()) {
        for (const Dimension& one : system.dimensions) {
            const std::size_t place = one.parent.value_or(system.dimensions.size());
            weight.at(place) += one.weight;
            dimensions.at(place) = true;
        }
        for (const Indicator& one : system.indicators) {
            const std::size_t place = one.dimension.value_or(system.dimensions.size());
            weight.at(place) += one.weight;
            indicators.at(place) = true;
        }
    }
};

[[nodiscard]] inline std::size_t depth_of(const IndicatorSystem& system, std::size_t dimension) {
    std::size_t depth = 1;
    for (auto above = system.dimensions[dimension].parent; above; ++depth) {
        above = system.dimensions[*above].parent;
    }
    return depth;
}

}  // namespace detail

template <typename Visit>
void for_each_node(const IndicatorSystem& system, Visit&& visit) {
    detail::visit_below(system, std::nullopt, 0, visit);
}

inline Rational IndicatorSystem::weight_of(const std::vector<std::string>& ids) const {
    Rational out;
    for (const std::string& one : ids) {
        const auto found = std::ranges::find(dimensions, one, &Dimension::id);
        if (found == dimensions.end()) {
            throw Error(ErrorCode::invalid_argument, one, "the id of a dimension");
        }
        // One that lies within another of them is part of its weight.
        bool is_within = false;
        for (auto above = found->parent; above; above = dimensions[*above].parent) {
            is_within |= std::ranges::find(ids, dimensions[*above].id) != ids.end();
        }
        if (!is_within) out += found->weight;
    }
    return out;
}

inline void IndicatorSystem::check() const {
    const auto refuse = [](std::string_view what, std::string_view expected) {
        throw Error(ErrorCode::invalid_argument, what, expected);
    };
    std::vector<std::string_view> ids;
    const auto check_node = [&](const auto& one, std::optional<std::size_t> above) {
        if (std::ranges::find(ids, one.id) != ids.end()) refuse(one.id, "each id once");
        ids.push_back(one.id);
        if (one.weight.sign() <= 0) refuse(one.id, "a weight above 0");
        if (above && *above >= dimensions.size()) refuse(one.id, "a dimension that there is");
    };
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        check_node(dimensions[i], dimensions[i].parent);
        if (dimensions[i].parent && *dimensions[i].parent >= i) {
            refuse(dimensions[i].id, "a dimension behind the one that it is in");
        }
        if (detail::depth_of(*this, i) > max_depth) {
            refuse(dimensions[i].id, "at most three dimensions above each other");
        }
    }
    for (const Indicator& one : indicators) {
        check_node(one, one.dimension);
        if (const auto wrong = fault(one.method, one.better)) refuse(one.id, wrong->reason);
    }
    const detail::Below below(*this);
    for (std::size_t i = 0; i <= dimensions.size(); ++i) {
        const bool top = i == dimensions.size();
        const Rational weight = top ? Rational(100) : dimensions[i].weight;
        const std::string name = top ? id : dimensions[i].id;
        if (below.dimensions[i] == below.indicators[i]) {
            refuse(name, "either dimensions or indicators in it");
        }
        if (below.weight[i] != weight) {
            refuse(below.weight[i].str(), "weights in " + name + " that add up to " + weight.str());
        }
    }
    for (const LeastWeight& least : least_weights) {
        const Rational weight = weight_of(least.dimensions);
        if (weight < least.weight) refuse(weight.str(), "a weight of " + least.weight.str());
    }
}

}  // namespace sanku::evaluation
