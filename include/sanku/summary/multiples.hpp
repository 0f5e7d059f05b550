#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sanku/core/count_and_amount.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/portfolio/grouping.hpp"
#include "sanku/summary/structure.hpp"
#include "sanku/summary/summary.hpp"

/// Total volume (总量): what each library holds against what was invested in the year before.
namespace sanku::summary {

/// One of the three libraries: its size, and how many times the previous year's investment it is.
struct Library {
    Pool pool;
    std::int64_t projects;
    Money investment;
    Ratio multiple;  ///< no value if nothing was invested
    friend bool operator==(const Library&, const Library&) = default;
};
using Libraries = std::array<Library, 3>;  ///< as in `sanku::libraries`

/// The previous year's investment that multiples are taken of, and where it is from.
struct PreviousYear {
    Money investment;
    bool stated = false;  ///< by the office; else added up from last year's reports
    friend bool operator==(const PreviousYear&, const PreviousYear&) = default;
};

struct Multiples {
    PreviousYear previous_year;
    Libraries libraries;
    friend bool operator==(const Multiples&, const Multiples&) = default;
};

/// What the pools hold and what was completed last year, in fen: all that multiples need. Adds up
/// over disjoint groups.
struct Holdings {
    std::array<CountAndAmount, pool_count> pools{};  ///< by number of `Pool`
    std::int64_t completed_last_year = 0;            ///< of all pools, as reports say

    /// Throws `Error(overflow)`.
    Holdings& operator+=(const Holdings& other) {
        for (std::size_t pool = 0; pool < pool_count; ++pool) pools[pool] += other.pools[pool];
        completed_last_year = checked::add(completed_last_year, other.completed_last_year);
        return *this;
    }
    friend bool operator==(const Holdings&, const Holdings&) = default;
};

/// The libraries as multiples of the previous year's investment: of the one that the office
/// `stated`, else of what the projects of all pools completed last year. Throws
/// `Error(invalid_argument)` for one below 0.
[[nodiscard]] inline Multiples multiples(const Holdings& held, std::optional<Money> stated = {}) {
    const Money investment = stated.value_or(Money::from_fen(held.completed_last_year));
    if (investment < Money{}) {
        throw Error(ErrorCode::invalid_argument, investment.in(MoneyUnit::yuan),
                    "the previous year's investment");
    }
    Multiples out{.previous_year = {investment, stated.has_value()}, .libraries = {}};
    for (std::size_t i = 0; i < libraries.size(); ++i) {
        const CountAndAmount& size = held.pools[static_cast<std::size_t>(libraries[i])];
        out.libraries[i] = {libraries[i], size.projects, Money::from_fen(size.investment),
                            Ratio(size.investment, investment.fen())};
    }
    return out;
}

/// Holdings, one element a group of `columns`' rows. O(projects). Throws `Error(invalid_argument)`
/// if the groups are not of as many rows.
[[nodiscard]] std::vector<Holdings> holdings(const Columns& columns, const RowGroups auto& groups) {
    detail::check_rows(groups, columns.pool.size());
    std::vector<Holdings> out(groups.size());
    groups.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* group) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = begin + i;
            Holdings& sums = out[group[i]];
            ++sums.pools[columns.pool[row]].projects;
            sums.pools[columns.pool[row]].investment += columns.total_investment[row];
            sums.completed_last_year += columns.completed_last_year[row];
        }
    });
    return out;
}

/// Holdings of all projects.
[[nodiscard]] inline Holdings holdings(const Portfolio& portfolio) {
    return holdings(portfolio.columns(), OneGroup(portfolio.size())).front();
}

/// Holdings of the groups of a summary whose key `matches`. O(groups).
template <std::predicate<const GroupKey&> Matches>
[[nodiscard]] Holdings holdings(const Summary& summary, Matches&& matches) {
    Holdings out;
    for (const auto& [key, sums] : summary.groups()) {
        if (!matches(key)) continue;
        const Volume& volume = sums.volume;
        out.pools[static_cast<std::size_t>(key.pool)] +=
            CountAndAmount{volume.projects, volume.investment};
        out.completed_last_year = checked::add(out.completed_last_year, volume.completed_last_year);
    }
    return out;
}

}  // namespace sanku::summary
