#include <algorithm>
#include <array>
#include <compare>
#include <iterator>
#include <string_view>
#include <utility>

#include "bindings.hpp"
#include "sanku/core/region_names.hpp"
#include "sanku/summary/concentration.hpp"
#include "sanku/summary/multiples.hpp"
#include "sanku/summary/project_types.hpp"
#include "sanku/summary/size_classes.hpp"
#include "sanku/summary/structure.hpp"

namespace sanku::bindings {

namespace {

using summary::PoolSet;
using summary::SizeClasses;
using summary::SizeGroups;

/// A part of a structure, in the order in which it is listed.
struct Part {
    std::size_t place;
    std::string key;
    std::string label;
    bool stated;  ///< whether anybody stated what projects of this part are grouped by
    friend auto operator<=>(const Part&, const Part&) = default;
};
using Parts = summary::Structure<Part>;

[[nodiscard]] PoolSet pools_of(const std::vector<std::string>& names) {
    PoolSet out{};
    for (const std::string& name : names) {
        const auto matches = [&](Pool pool) {
            return key(pool) == name || sanku::name(pool, Language::zh) == name;
        };
        std::size_t pool = 0;
        while (pool < pool_count && !matches(static_cast<Pool>(pool))) ++pool;
        if (pool == pool_count) {
            throw Error(ErrorCode::invalid_argument, name,
                        "directory, reserve, implementation, withdrawn or none");
        }
        out.add(static_cast<Pool>(pool));
    }
    return out;
}

[[nodiscard]] SizeClasses classes_of(const std::optional<std::vector<std::int64_t>>& bounds) {
    if (!bounds) return {};
    std::vector<Money> amounts;
    for (const std::int64_t fen : *bounds) amounts.push_back(Money::from_fen(fen));
    return SizeClasses(std::move(amounts));
}

[[nodiscard]] Part of_region(const Portfolio& portfolio, std::size_t place, RegionCode code,
                             Language language) {
    if (code == RegionCode{}) {
        return {place, code.str(), language == Language::zh ? "未填地区" : "no region stated",
                false};
    }
    const auto& regions = portfolio.regions();
    const auto found = std::ranges::lower_bound(regions, code, {}, &RegionEntry::code);
    const bool named = found != regions.end() && found->code == code && !found->name.empty();
    const std::string_view name = named ? std::string_view(found->name) : shipped_name(code);
    return {place, code.str(), name.empty() ? code.str() : std::string(name), true};
}

[[nodiscard]] Parts by_size(const Portfolio& portfolio, PoolSet pools, const SizeClasses& classes,
                            Language language) {
    const auto part = [&](std::size_t place) -> Part {
        const bool stated = place != classes.unstated();
        const std::int64_t least = stated && place > 0 ? classes.bounds()[place - 1].fen() : 0;
        return {place, stated ? std::to_string(least) : "", classes.name(place).in(language),
                stated};
    };
    return summary::structure(portfolio.columns(), SizeGroups(portfolio, classes), part, pools);
}

[[nodiscard]] Parts by_unit(const Portfolio& portfolio, PoolSet pools, Language language) {
    const auto part = [&](std::size_t unit) -> Part {
        const std::string name(portfolio.texts().at(static_cast<std::uint32_t>(unit)));
        const bool stated = !name.empty();
        const char* const none = language == Language::zh ? "未填单位" : "no unit stated";
        return {stated ? 0U : 1U, name, stated ? name : none, stated};
    };
    const Columns& c = portfolio.columns();
    const NumberedGroups units(c.responsible_unit, portfolio.texts().size());
    return summary::structure(c, units, part, pools);
}

[[nodiscard]] Parts parts_by(const Portfolio& portfolio, const std::string& by, PoolSet pools,
                             const SizeClasses& classes, Language language) {
    constexpr std::string_view levels[] = {"province", "city", "county", "region", "township"};
    if (by == "size") return by_size(portfolio, pools, classes, language);
    if (by == "unit") return by_unit(portfolio, pools, language);
    const auto parts = [&](const GroupBy& grouped, auto&& part) {
        const Grouping grouping(portfolio, grouped);
        return summary::structure(
            portfolio.columns(), grouping,
            [&](std::size_t group) { return part(group, grouping.key(group)); }, pools);
    };
    if (by == "sector") {
        return parts({.section = true}, [&](std::size_t place, const GroupKey& key) -> Part {
            return {place, key.section.str(), std::string(key.section.section_name(language)),
                    key.section != SectorCode{}};
        });
    }
    if (by == "funding") {
        return parts({.funding = true}, [&](std::size_t place, const GroupKey& key) -> Part {
            return {place, std::string(sanku::key(key.funding)),
                    std::string(name(key.funding, language)), key.funding != Funding::unknown};
        });
    }
    if (by == "pool") {
        return parts({.pool = true}, [&](std::size_t place, const GroupKey& key) -> Part {
            return {place, std::string(sanku::key(key.pool)), std::string(name(key.pool, language)),
                    true};
        });
    }
    if (std::ranges::find(levels, by) == std::end(levels)) {
        throw Error(ErrorCode::invalid_argument, by,
                    "sector, funding, size, pool, unit, province, city, county or region");
    }
    return parts({.region = level_of(by)}, [&](std::size_t place, const GroupKey& key) {
        return of_region(portfolio, place, key.region, language);
    });
}

[[nodiscard]] py::list structure(const Portfolio& portfolio, const std::string& by,
                                 const std::vector<std::string>& pools,
                                 const std::optional<std::vector<std::int64_t>>& bounds,
                                 const std::string& lang) {
    const Parts parts =
        parts_by(portfolio, by, pools_of(pools), classes_of(bounds), language(lang));
    py::list out;
    auto share = parts.shares();
    auto next = share.begin();
    for (const auto& [part, size] : parts.parts) {
        py::dict row;
        row["key"] = part.key;
        row["label"] = part.label;
        row["projects"] = size.projects;
        row["investment_fen"] = size.investment;
        row["share_by_count"] = next->by_count;
        row["share_by_investment"] = next->by_investment;
        out.append(std::move(row));
        ++next;
    }
    return out;
}

/// What is spread, and the projects that are left out because nobody stated where they belong.
[[nodiscard]] std::pair<summary::Concentration, CountAndAmount> spread(const Portfolio& portfolio,
                                                                       const std::string& of,
                                                                       PoolSet pools,
                                                                       std::size_t depth) {
    const bool of_projects = of == "project";
    // Of projects, sizes without bounds tell which investment is stated at all.
    const Parts parts = of_projects
                            ? by_size(portfolio, pools, SizeClasses(std::vector<Money>{}), {})
                            : parts_by(portfolio, of, pools, {}, {});
    summary::Concentration members(depth);
    CountAndAmount left_out;
    for (const auto& [part, size] : parts.parts) {
        if (!part.stated) {
            left_out += size;
        } else if (!of_projects) {
            members.add(size.investment);
        }
    }
    if (of_projects) {
        members =
            summary::concentration(portfolio.columns(), OneGroup(portfolio.size()), pools, depth)
                .front();
    }
    return {members, left_out};
}

[[nodiscard]] py::dict concentration(const Portfolio& portfolio, const std::string& of,
                                     const std::vector<std::string>& pools,
                                     const std::vector<std::size_t>& largest) {
    const std::size_t depth = largest.empty() ? 1 : std::ranges::max(largest);
    const auto [members, left_out] =
        spread(portfolio, of, pools_of(pools), std::max<std::size_t>(depth, 1));
    const auto value = [](const std::optional<Fraction>& fraction) -> py::object {
        return fraction ? exact(*fraction) : py::object(py::none());
    };
    py::dict shares;
    for (const std::size_t n : largest) shares[py::int_(n)] = members.largest(n);
    py::dict out;
    out["of"] = of;
    out["members"] = members.members();
    out["investment_fen"] = members.total().fen();
    out["largest"] = std::move(shares);
    out["herfindahl"] = value(members.herfindahl());
    out["equivalent"] = value(members.equivalent());
    out["left_out_projects"] = left_out.projects;
    out["left_out_fen"] = left_out.investment;
    return out;
}

[[nodiscard]] py::list multiples(const Portfolio& portfolio,
                                 std::optional<std::int64_t> previous_year_fen,
                                 const std::string& lang) {
    const auto stated =
        previous_year_fen ? std::optional(Money::from_fen(*previous_year_fen)) : std::nullopt;
    const auto found = summary::multiples(summary::holdings(portfolio), stated);
    py::list out;
    for (const summary::Library& library : found.libraries) {
        py::dict row;
        row["library"] = std::string(key(library.pool));
        row["label"] = std::string(name(library.pool, language(lang)));
        row["projects"] = library.projects;
        row["investment_fen"] = library.investment.fen();
        row["multiple"] = library.multiple;
        row["previous_year_fen"] = found.previous_year.investment.fen();
        row["previous_year_stated"] = found.previous_year.stated;
        out.append(std::move(row));
    }
    return out;
}

[[nodiscard]] py::list project_types(const Portfolio& portfolio,
                                     const std::optional<Portfolio>& last_year,
                                     const std::string& lang) {
    using summary::TypeSums;
    const auto both = last_year ? summary::year_on_year(portfolio, *last_year)
                                : summary::TypesYearOnYear{summary::project_types(portfolio), {}};
    constexpr std::pair<const char*, std::int64_t TypeSums::*> sums[] = {
        {"projects", &TypeSums::projects},
        {"started", &TypeSums::started},
        {"investment_fen", &TypeSums::investment},
        {"plan_fen", &TypeSums::plan},
        {"completed_fen", &TypeSums::completed_this_year}};
    py::list out;
    for (std::size_t i = 0; i < summary::project_type_count; ++i) {
        const auto type = static_cast<summary::ProjectType>(i);
        py::dict row;
        row["type"] = std::string(key(type));
        row["label"] = std::string(name(type, language(lang)));
        for (const auto& [name, sum] : sums) row[name] = both.now.of(type).*sum;
        row["start_rate"] = both.now.of(type).start_rate();
        row["plan_rate"] = both.now.of(type).plan_rate();
        for (const auto& [name, sum] : sums) {
            if (!last_year) break;
            const summary::Change change = both.of(type, sum);
            const std::string of(name);
            row[py::str(of + "_last_year")] = change.then;
            row[py::str(of + "_difference")] = change.difference();
            row[py::str(of + "_growth")] = change.growth();
        }
        out.append(std::move(row));
    }
    return out;
}

}  // namespace

void bind_structure(py::module_& module) {
    module.def("multiples", &multiples, py::arg("portfolio"), py::arg("previous_year_fen"),
               py::arg("lang"));
    module.def("structure", &structure, py::arg("portfolio"), py::arg("by"), py::arg("pools"),
               py::arg("bounds_fen"), py::arg("lang"));
    module.def("concentration", &concentration, py::arg("portfolio"), py::arg("of"),
               py::arg("pools"), py::arg("largest"));
    module.def("project_types", &project_types, py::arg("portfolio"), py::arg("last_year"),
               py::arg("lang"));
}

}  // namespace sanku::bindings
