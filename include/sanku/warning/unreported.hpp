#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/portfolio/reporting.hpp"

/// Who has not reported, by responsible unit.
namespace sanku::warning {

/// A project whose latest report is stale.
struct Unreported {
    std::size_t row;
    std::optional<Month> latest;  ///< month of the latest report; empty: never reported
    std::optional<int> months;    ///< from that month to the as-of day's
    friend bool operator==(const Unreported&, const Unreported&) = default;
};

/// The projects of one unit that should report each month.
struct UnitReports {
    std::string unit;  ///< empty: those whose unit nobody stated
    std::int64_t expected = 0;
    std::int64_t stale = 0;  ///< never reported, or not recently enough
    std::int64_t never = 0;  ///< of the stale ones
    std::optional<Month>
        oldest;  ///< the earliest latest month of the stale ones that ever reported
    std::vector<Unreported> projects;  ///< the stale ones, in the order of rows
    friend bool operator==(const UnitReports&, const UnitReports&) = default;
};

/// The units whose projects should report each month (`should_report`) and whose latest report is
/// stale: its month is more than `stale_after_months` (a policy's) before the as-of day's, or there
/// is none. Most stale projects first, then by name; units without any are left out if
/// `only_stale`. O(projects × log units).
[[nodiscard]] inline std::vector<UnitReports> unreported(const Portfolio& portfolio,
                                                         int stale_after_months,
                                                         bool only_stale = true) {
    const Columns& c = portfolio.columns();
    const Month now = portfolio.as_of().month();
    std::map<std::string_view, UnitReports> units;
    for (std::size_t row = 0; row < portfolio.size(); ++row) {
        if (!should_report(c, row)) continue;
        UnitReports& unit = units[portfolio.responsible_unit(row)];
        ++unit.expected;
        if (!is_stale(c, row, portfolio.as_of(), stale_after_months)) continue;
        ++unit.stale;
        Unreported project{row, {}, {}};
        if (c.last_report[row] == 0) {
            ++unit.never;
        } else {
            project.latest = Month::from_index(c.last_report[row]);
            project.months = now - *project.latest;
            unit.oldest = std::min(unit.oldest.value_or(*project.latest), *project.latest);
        }
        unit.projects.push_back(project);
    }
    std::vector<UnitReports> out;
    for (auto& [name, unit] : units) {
        if (only_stale && unit.stale == 0) continue;
        unit.unit = name;
        out.push_back(std::move(unit));
    }
    std::ranges::stable_sort(out, std::greater{}, &UnitReports::stale);
    return out;
}

}  // namespace sanku::warning
