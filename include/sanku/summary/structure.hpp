#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "sanku/core/count_and_amount.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/portfolio/grouping.hpp"

/// Structure (结构): what share of the projects, and of their investment, lies where.
namespace sanku::summary {

/// The pools whose projects count: one, several or all five.
class PoolSet {
  public:
    constexpr PoolSet(std::initializer_list<Pool> pools) noexcept {
        for (const Pool pool : pools) add(pool);
    }
    constexpr void add(Pool pool) noexcept { bits_ |= 1U << static_cast<unsigned>(pool); }
    [[nodiscard]] constexpr bool has(Pool pool) const noexcept {
        return (bits_ >> static_cast<unsigned>(pool) & 1U) != 0;
    }
    friend constexpr bool operator==(PoolSet, PoolSet) noexcept = default;

  private:
    unsigned bits_ = 0;
};

/// The three libraries: what a structure is of unless other pools are named.
inline constexpr PoolSet in_libraries = {Pool::directory, Pool::reserve, Pool::implementation};
/// Every project, withdrawn ones included.
inline constexpr PoolSet in_all_pools = {Pool::none, Pool::directory, Pool::reserve,
                                         Pool::implementation, Pool::withdrawn};

/// A part of a whole. The numerators of all parts add up to the denominator.
struct Share {
    Ratio by_count;       ///< projects
    Ratio by_investment;  ///< total investment in fen; no value where none is stated
    friend bool operator==(const Share&, const Share&) = default;
};

/// Projects and their total investment by some key: section, funding, region, size class, unit.
/// Parts without a project are left out. Adding is associative and commutative.
template <std::totally_ordered Key>
struct Structure {
    std::map<Key, CountAndAmount> parts;

    /// Throws `Error(overflow)`.
    [[nodiscard]] CountAndAmount whole() const {
        CountAndAmount out;
        for (const auto& [key, part] : parts) out += part;
        return out;
    }
    /// The share of each part in the whole, in the order of keys. Throws `Error(overflow)`.
    [[nodiscard]] std::vector<Share> shares() const {
        const CountAndAmount all = whole();
        std::vector<Share> out;
        for (const auto& [key, part] : parts) {
            out.push_back({{part.projects, all.projects}, {part.investment, all.investment}});
        }
        return out;
    }
    /// The structure by whatever `project` makes of a key, such as the county of a township.
    template <typename Project>
    [[nodiscard]] auto by(Project&& project) const {
        Structure<std::decay_t<std::invoke_result_t<Project, const Key&>>> out;
        for (const auto& [key, part] : parts) out.parts[project(key)] += part;
        return out;
    }
    /// The structure within each of what `project` makes of a key: shares are then of that.
    template <typename Project>
    [[nodiscard]] auto within(Project&& project) const {
        std::map<std::decay_t<std::invoke_result_t<Project, const Key&>>, Structure> out;
        for (const auto& [key, part] : parts) out[project(key)].parts.emplace(key, part);
        return out;
    }

    /// Adds the projects of another structure; no project may be in both. Throws `Error(overflow)`.
    Structure& operator+=(const Structure& other) {
        std::map<Key, CountAndAmount> sum = parts;  // so that an overflow leaves this as it was
        for (const auto& [key, part] : other.parts) sum[key] += part;
        parts = std::move(sum);
        return *this;
    }
    friend bool operator==(const Structure&, const Structure&) = default;
};

namespace detail {

/// Throws `Error(invalid_argument)` unless the groups are of `rows` rows.
void check_rows(const RowGroups auto& groups, std::size_t rows) {
    if (groups.rows() == rows) return;
    throw Error(ErrorCode::invalid_argument, std::to_string(groups.rows()),
                "groups of " + std::to_string(rows) + " rows");
}

}  // namespace detail

/// Projects of `pools` and their total investment, one element a group of `columns`' rows.
/// O(projects). Throws `Error(invalid_argument)` if the groups are not of as many rows.
[[nodiscard]] std::vector<CountAndAmount> sizes(const Columns& columns,
                                                const RowGroups auto& groups,
                                                PoolSet pools = in_libraries) {
    detail::check_rows(groups, columns.pool.size());
    std::array<std::int64_t, pool_count> counted{};
    for (std::size_t pool = 0; pool < pool_count; ++pool) {
        counted[pool] = pools.has(static_cast<Pool>(pool));
    }
    std::vector<CountAndAmount> out(groups.size());
    groups.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* group) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::int64_t counts = counted[columns.pool[begin + i]];
            out[group[i]].projects += counts;
            out[group[i]].investment += -counts & columns.total_investment[begin + i];
        }
    });
    return out;
}

/// The structure of the projects of `pools` by groups of rows; `key_of` names a group by its
/// number, and groups of one name are one part. O(projects + groups). Throws as `sizes` does.
template <RowGroups Groups, std::invocable<std::size_t> KeyOf>
[[nodiscard]] auto structure(const Columns& columns, const Groups& groups, KeyOf&& key_of,
                             PoolSet pools = in_libraries) {
    Structure<std::decay_t<std::invoke_result_t<KeyOf, std::size_t>>> out;
    const std::vector<CountAndAmount> parts = sizes(columns, groups, pools);
    for (std::size_t group = 0; group < parts.size(); ++group) {
        if (parts[group].projects != 0) out.parts[key_of(group)] += parts[group];
    }
    return out;
}

/// The structure by the keys of a grouping: region, section, pool, funding and month, as it
/// was made.
[[nodiscard]] inline Structure<GroupKey> structure(const Grouping& grouping,
                                                   PoolSet pools = in_libraries) {
    const auto key_of = [&](std::size_t group) { return grouping.key(group); };
    return structure(grouping.portfolio().columns(), grouping, key_of, pools);
}

}  // namespace sanku::summary
