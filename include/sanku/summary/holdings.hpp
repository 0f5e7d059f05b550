#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sanku/core/count_and_amount.hpp"
#include "sanku/portfolio/grouping.hpp"
#include "sanku/summary/structure.hpp"

namespace sanku::summary {

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

}  // namespace sanku::summary
