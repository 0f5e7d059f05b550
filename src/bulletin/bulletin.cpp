#include "sanku/bulletin/bulletin.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "naming.hpp"
#include "sanku/core/region_names.hpp"
#include "sanku/portfolio/reporting.hpp"

namespace sanku {

Bilingual region_name(const Portfolio& portfolio, RegionCode code) {
    const auto& regions = portfolio.regions();
    const auto found = std::ranges::lower_bound(regions, code, {}, &RegionEntry::code);
    if (found != regions.end() && found->code == code && !found->name.empty()) {
        return {found->name, found->name};
    }
    if (code == RegionCode{}) return {"未填地区", "no region stated"};
    const std::string_view shipped = shipped_name(code);
    const std::string name(shipped.empty() ? code.str() : std::string(shipped));
    return {name, name};
}

namespace {

/// The regions of the projects, those that state none left out.
[[nodiscard]] std::vector<RegionCode> used_regions(const Portfolio& portfolio) {
    std::vector<bool> used(portfolio.regions().size());
    for (const std::uint32_t region : portfolio.columns().region) used[region] = true;
    std::vector<RegionCode> codes;
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (used[i] && portfolio.regions()[i].code != RegionCode{})
            codes.push_back(portfolio.regions()[i].code);
    }
    return codes;
}

/// The narrowest region that holds all of `codes`.
[[nodiscard]] RegionCode common_region(const std::vector<RegionCode>& codes) {
    for (const RegionLevel level :
         {RegionLevel::township, RegionLevel::county, RegionLevel::city, RegionLevel::province}) {
        const auto same = [&](RegionCode code) {
            return code.up_to(level) == codes.front().up_to(level);
        };
        if (!codes.empty() && std::ranges::all_of(codes, same)) return codes.front().up_to(level);
    }
    return {};
}

/// The widest level at which `codes` differ.
[[nodiscard]] RegionLevel differing_level(const std::vector<RegionCode>& codes) {
    for (const RegionLevel level :
         {RegionLevel::province, RegionLevel::city, RegionLevel::county}) {
        const auto same = [&](RegionCode code) {
            return code.up_to(level) == codes.front().up_to(level);
        };
        if (!std::ranges::all_of(codes, same)) return level;
    }
    return RegionLevel::township;
}

/// The table by whatever `project` makes of a key. Multiples are of the group's own last year.
template <typename Project, typename Describe>
[[nodiscard]] std::vector<Bulletin::Group> table(const summary::Summary& summary, Project&& project,
                                                 Describe&& describe) {
    std::vector<Bulletin::Group> out;
    for (auto& [part, sums] : summary.by(project)) {
        const auto here = part;
        const auto held =
            summary::holdings(summary, [&](const GroupKey& key) { return project(key) == here; });
        auto [code, name] = describe(part);
        out.push_back({std::move(code), std::move(name), summary::multiples(held).libraries,
                       std::move(sums)});
    }
    return out;
}

/// Regions of one name are told apart by their codes.
void tell_apart(std::vector<Bulletin::Group>& groups) {
    std::map<std::string, int> uses;
    for (const Bulletin::Group& group : groups) ++uses[group.name.zh];
    for (Bulletin::Group& group : groups) {
        if (uses[group.name.zh] == 1) continue;
        group.name.zh += ' ' + group.code;
        group.name.en += ' ' + group.code;
    }
}

[[nodiscard]] std::vector<Bulletin::RedProject> red_list(const warning::Lights& lights) {
    const Portfolio& portfolio = lights.portfolio();
    std::vector<Bulletin::RedProject> out;
    for (std::size_t row = 0; row < lights.size(); ++row) {
        if (lights.overall(row) != Light::red) continue;
        Bulletin::RedProject project{portfolio.code(row),
                                     std::string(portfolio.project_name(row)),
                                     std::string(portfolio.responsible_unit(row)),
                                     region_name(portfolio, portfolio.region(row).code),
                                     portfolio.total_investment(row),
                                     {}};
        for (std::size_t rule = 0; rule < lights.policy().rules.size(); ++rule) {
            if (lights.of(rule, row) == Light::red) {
                project.evidence.push_back(lights.explain(rule, row));
            }
        }
        out.push_back(std::move(project));
    }
    std::ranges::stable_sort(out, [](const auto& a, const auto& b) {
        return std::tuple(a.evidence.size(), a.investment) >
               std::tuple(b.evidence.size(), b.investment);
    });
    return out;
}

[[nodiscard]] std::vector<Bulletin::Suspended> suspended(const warning::Lights& lights) {
    const Portfolio& portfolio = lights.portfolio();
    const Policy& policy = lights.policy();
    std::set<std::pair<std::size_t, std::size_t>> places;  // row and rule: two reasons suspend once
    for (const ValidReason& reason : portfolio.reasons()) {
        const auto rule = policy.find(reason.rule);
        const bool in_force = reason.from <= portfolio.as_of() && portfolio.as_of() <= reason.to;
        if (rule && in_force) places.emplace(reason.row, *rule);
    }
    std::vector<Bulletin::Suspended> out;
    for (const auto& [row, rule] : places) {
        auto evidence = lights.explain(rule, row);
        if (!evidence.suspended_by) continue;  // the rule does not speak of the project
        out.push_back({portfolio.code(row), std::string(portfolio.project_name(row)),
                       std::string(portfolio.responsible_unit(row)), std::move(evidence.rule_name),
                       *std::move(evidence.suspended_by)});
    }
    return out;
}

[[nodiscard]] Bulletin::Quality quality_of(const warning::Lights& lights,
                                           const summary::Reporting& reporting,
                                           const BulletinOptions& options) {
    const Portfolio& portfolio = lights.portfolio();
    const Columns& c = portfolio.columns();
    Bulletin::Quality out{.reporting = reporting, .silent_units = {}, .imports = options.imports};
    std::map<std::string_view, std::int64_t> silent;
    for (std::size_t row = 0; row < portfolio.size(); ++row) {
        if (should_report(c, row) &&
            is_stale(c, row, portfolio.as_of(), lights.policy().stale_after_months)) {
            ++silent[portfolio.responsible_unit(row)];
        }
    }
    for (const auto& [unit, projects] : silent) {
        out.silent_units.push_back({std::string(unit), projects});
    }
    std::ranges::stable_sort(out.silent_units, std::greater{}, &Bulletin::Unit::projects);
    for (const ImportRecord& record : options.imports) {
        out.rows += record.rows;
        out.rejected += record.rejected;
    }
    const Date as_of = portfolio.as_of();
    out.returned = std::ranges::count_if(portfolio.reasons(), [&](const ValidReason& reason) {
        return as_of.month().first_day() <= reason.to && reason.to < as_of &&
               lights.policy().find(reason.rule);
    });
    return out;
}

}  // namespace

Bulletin make_bulletin(const warning::Lights& lights, const BulletinOptions& options) {
    const Portfolio& portfolio = lights.portfolio();
    const Policy& policy = lights.policy();
    const Date as_of = portfolio.as_of();
    const summary::Summary summary(lights);
    const summary::Sums total = summary.total();
    const auto held =
        summary::multiples(summary::holdings(summary, [](const GroupKey&) { return true; }),
                           options.previous_year_investment);
    const std::vector<RegionCode> codes = used_regions(portfolio);
    const RegionLevel level = options.region_level.value_or(differing_level(codes));
    const RegionCode common = common_region(codes);

    std::vector<Bulletin::RuleLights> rules;
    for (std::size_t rule = 0; rule < policy.rules.size(); ++rule) {
        rules.push_back(
            {policy.rules[rule].id, policy.rules[rule].name, total.lights_by_rule[rule]});
    }
    auto regions = table(
        summary, [&](const GroupKey& key) { return key.region.up_to(level); },
        [&](RegionCode code) { return std::pair(code.str(), region_name(portfolio, code)); });
    tell_apart(regions);
    const auto withdrawn =
        summary.sum_if([](const GroupKey& key) { return key.pool == Pool::withdrawn; });
    Bulletin::Quality quality = quality_of(lights, total.reporting, options);
    std::vector<Bulletin::Suspended> reasons = suspended(lights);
    quality.suspended = std::ssize(reasons);
    return {
        .as_of = as_of,
        .known_on = portfolio.known_on(),
        .policy_in_force = policy.in_force(as_of),
        .previous_year_stated = held.previous_year.stated,
        .region_level = level,
        .region = common == RegionCode{} ? Bilingual{} : region_name(portfolio, common),
        .policy = policy.id,
        .policy_version = policy.version,
        .policy_source = policy.source,
        .previous_year_investment = held.previous_year.investment,
        .libraries = held.libraries,
        .reserve_to_directory_size = {held.libraries[1].projects, held.libraries[0].projects},
        .withdrawn = withdrawn.volume.projects,
        .total = total,
        .lights = std::move(rules),
        .red = red_list(lights),
        .suspended = std::move(reasons),
        .regions = std::move(regions),
        .sectors = table(
            summary, [](const GroupKey& key) { return key.section; },
            [](SectorCode section) {
                return std::pair(section.str(),
                                 Bilingual{std::string(section.section_name(Language::zh)),
                                           std::string(section.section_name(Language::en))});
            }),
        .quality = std::move(quality),
    };
}

}  // namespace sanku
