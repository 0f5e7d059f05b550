#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sanku/warning/case.hpp"

/// Of which projects a rule speaks, as masks over blocks of rows.
namespace sanku::warning::detail {

inline constexpr std::size_t block_rows = 2048;

/// One byte a row: all ones where a project is in scope, else 0.
using Mask = std::array<std::uint8_t, block_rows>;

/// One scope over one portfolio, its lists turned into tables.
class ScopeTable {
  public:
    ScopeTable(const Portfolio& portfolio, const Scope& scope) : scope_(scope) {
        if (!scope.sectors.empty()) {
            sector_.resize(std::size_t{100} * (section_count + 1));
            for (std::size_t value = 0; value < sector_.size(); ++value) {
                sector_[value] = byte(lies_in(scope.sectors, value));
            }
        }
        if (!scope.regions.empty()) {
            for (const RegionEntry& entry : portfolio.regions()) {
                region_.push_back(byte(in_regions(scope.regions, entry.code)));
            }
        }
    }

    void fill(const Columns& c, std::size_t begin, std::size_t count, Mask& mask) const noexcept {
        keep_kinds(&c.pool[begin], scope_.pools, pool_count, count, mask, true);
        constexpr unsigned any_funding = (1U << funding_count) - 1;
        if ((scope_.funding & any_funding) != any_funding) {
            keep_kinds(&c.funding[begin], scope_.funding, funding_count, count, mask, false);
        }
        if (scope_.completed) keep_completed(&c.completed[begin], count, mask);
        if (!sector_.empty()) keep_listed(&c.sector[begin], sector_, count, mask);
        if (!region_.empty()) keep_listed(&c.region[begin], region_, count, mask);
        if (scope_.investment_from || scope_.investment_below) {
            keep_between(&c.total_investment[begin], scope_.investment_from,
                         scope_.investment_below, count, mask);
        }
        if (scope_.plan_from) {
            keep_between(&c.plan[begin], scope_.plan_from, std::nullopt, count, mask);
        }
    }

  private:
    [[nodiscard]] static std::uint8_t byte(bool in) noexcept {
        return static_cast<std::uint8_t>(in ? 0xFF : 0);
    }
    [[nodiscard]] static bool lies_in(const std::vector<SectorCode>& sectors,
                                      std::size_t value) noexcept {
        return std::ranges::any_of(sectors, [&](SectorCode one) {
            return one.value() == value ||
                   (one.division() == 0 && one.value() == value / 100 * 100);
        });
    }
    static void keep_kinds(const std::uint8_t* __restrict column, unsigned bits, std::size_t values,
                           std::size_t count, Mask& mask, bool first) noexcept {
        Mask hit;
        std::fill_n(hit.begin(), count, std::uint8_t{0});
        for (std::size_t value = 0; value < values; ++value) {
            if ((bits >> value & 1U) == 0) continue;
            const auto wanted = static_cast<std::uint8_t>(value);
            for (std::size_t i = 0; i < count; ++i) {
                hit[i] = static_cast<std::uint8_t>(hit[i] | (column[i] == wanted ? 0xFF : 0));
            }
        }
        for (std::size_t i = 0; i < count; ++i) {
            mask[i] = static_cast<std::uint8_t>(first ? hit[i] : mask[i] & hit[i]);
        }
    }
    void keep_completed(const std::int32_t* __restrict completed, std::size_t count,
                        Mask& mask) const noexcept {
        const std::uint8_t done = byte(*scope_.completed);
        for (std::size_t i = 0; i < count; ++i) {
            const auto is_done = static_cast<std::uint8_t>(completed[i] != no_day ? 0xFF : 0);
            mask[i] = static_cast<std::uint8_t>(mask[i] & ~(is_done ^ done));
        }
    }
    template <typename Value>
    static void keep_listed(const Value* __restrict column, const std::vector<std::uint8_t>& table,
                            std::size_t count, Mask& mask) noexcept {
        for (std::size_t i = 0; i < count; ++i) {
            mask[i] = static_cast<std::uint8_t>(mask[i] & table[column[i]]);
        }
    }
    static void keep_between(const std::int64_t* __restrict column,
                             const std::optional<Money>& from, const std::optional<Money>& below,
                             std::size_t count, Mask& mask) noexcept {
        const std::int64_t least = from ? from->fen() : 0;
        const std::int64_t most =
            below ? below->fen() - 1 : std::numeric_limits<std::int64_t>::max();
        for (std::size_t i = 0; i < count; ++i) {
            const bool in = (column[i] >= least) & (column[i] <= most);
            mask[i] = static_cast<std::uint8_t>(mask[i] & (in ? 0xFF : 0));
        }
    }

    Scope scope_;
    std::vector<std::uint8_t> sector_;  // by SectorCode::value; empty: all
    std::vector<std::uint8_t> region_;  // by index into Portfolio::regions; empty: all
};

/// The distinct scopes of a policy, each with the mask of the block at hand.
class ScopeMasks {
  public:
    ScopeMasks(const Portfolio& portfolio, const Policy& policy) : columns_(portfolio.columns()) {
        std::vector<const Scope*> distinct;
        for (const Rule& rule : policy.rules) {
            const auto same = [&](const Scope* one) { return *one == rule.scope; };
            const auto found = std::ranges::find_if(distinct, same);
            table_of_rule_.push_back(static_cast<std::size_t>(found - distinct.begin()));
            if (found != distinct.end()) continue;
            distinct.push_back(&rule.scope);
            tables_.emplace_back(portfolio, rule.scope);
        }
        masks_.resize(tables_.size());
    }
    void fill(std::size_t begin, std::size_t count) noexcept {
        for (std::size_t i = 0; i < tables_.size(); ++i) {
            tables_[i].fill(columns_, begin, count, masks_[i]);
        }
    }
    [[nodiscard]] const std::uint8_t* of_rule(std::size_t rule) const noexcept {
        return masks_[table_of_rule_[rule]].data();
    }

  private:
    const Columns& columns_;
    std::vector<ScopeTable> tables_;
    std::vector<std::size_t> table_of_rule_;
    std::vector<Mask> masks_;
};

}  // namespace sanku::warning::detail
