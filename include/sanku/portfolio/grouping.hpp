#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "sanku/portfolio/portfolio.hpp"

namespace sanku {

/// By what projects are grouped: any of region (at a level, or as the ledger states it), section of
/// GB/T 4754, and pool.
struct GroupBy {
    std::optional<RegionLevel> region{};  ///< `township`: the region as stated
    bool section = false;
    bool pool = false;
};

/// The key of one group; a part that was not grouped by stays at its default.
struct GroupKey {
    RegionCode region{};
    SectorCode section{};
    Pool pool = Pool::none;
    friend auto operator<=>(const GroupKey&, const GroupKey&) = default;
};

/// Numbers the groups of a portfolio densely, so that sums are arrays and need no hashing. Groups
/// are in the order of region, section and pool; some may be empty. Holds no column of its own.
class Grouping {
  public:
    Grouping(const Portfolio& portfolio, GroupBy by) : portfolio_(portfolio), by_(by) {
        std::vector<RegionCode> wide;
        for (const RegionEntry& entry : portfolio.regions()) wide.push_back(widened(entry.code));
        regions_ = wide;
        std::ranges::sort(regions_);
        regions_.erase(std::unique(regions_.begin(), regions_.end()), regions_.end());
        for (const RegionCode code : wide) {
            const auto place = std::ranges::lower_bound(regions_, code) - regions_.begin();
            first_of_region_.push_back(
                static_cast<std::uint32_t>(static_cast<std::size_t>(place) * sections() * pools()));
        }
    }

    /// Number of groups, empty ones included.
    [[nodiscard]] std::size_t size() const noexcept {
        return regions_.size() * sections() * pools();
    }
    [[nodiscard]] GroupKey key(std::size_t group) const {
        const std::size_t pool = group % pools();
        const std::size_t section = group / pools() % sections();
        return {regions_[group / pools() / sections()],
                SectorCode::from_value(static_cast<std::uint16_t>(section * 100)),
                static_cast<Pool>(pool)};
    }
    [[nodiscard]] const Portfolio& portfolio() const noexcept { return portfolio_; }

    static constexpr std::size_t block_rows = 2048;

    /// Calls `visit(begin, count, groups)` for block after block of rows, where `groups` points to
    /// the group of each row of the block.
    template <typename Visit>
    void for_each_block(Visit&& visit) const {
        std::array<std::uint32_t, block_rows> groups;
        for (std::size_t begin = 0; begin < portfolio_.size(); begin += block_rows) {
            const std::size_t count = std::min(block_rows, portfolio_.size() - begin);
            number(begin, count, groups.data());
            visit(begin, count, std::as_const(groups).data());
        }
    }

  private:
    [[nodiscard]] std::size_t sections() const noexcept {
        return by_.section ? section_count + 1 : 1;
    }
    [[nodiscard]] std::size_t pools() const noexcept { return by_.pool ? pool_count : 1; }
    [[nodiscard]] RegionCode widened(RegionCode code) const noexcept {
        return by_.region ? code.up_to(*by_.region) : RegionCode{};
    }
    void number(std::size_t begin, std::size_t count, std::uint32_t* __restrict groups) const {
        const Columns& c = portfolio_.columns();
        const std::uint32_t* __restrict first = first_of_region_.data();
        const std::uint32_t* __restrict region = &c.region[begin];
        const std::uint16_t* __restrict sector = &c.sector[begin];
        const std::uint8_t* __restrict pool = &c.pool[begin];
        const auto section_step = static_cast<std::uint32_t>(by_.section ? pools() : 0);
        const std::uint32_t pool_step = by_.pool ? 1 : 0;
        for (std::size_t i = 0; i < count; ++i) {
            groups[i] = first[region[i]] + sector[i] / 100U * section_step + pool[i] * pool_step;
        }
    }

    Portfolio portfolio_;
    GroupBy by_;
    std::vector<RegionCode> regions_;
    std::vector<std::uint32_t> first_of_region_;  // by index into Portfolio::regions
};

}  // namespace sanku
