#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sanku/portfolio/portfolio.hpp"

namespace sanku {

/// By what projects are grouped: any of region (at a level, or as the ledger states it), section of
/// GB/T 4754, pool, kind of funding, and the month of some day of theirs.
struct GroupBy {
    std::optional<RegionLevel> region{};  ///< `township`: the region as stated
    bool section = false;
    bool pool = false;
    bool funding = false;
    /// Days (since 1970-01-01 or `no_day`), one a project, such as those of entry into a library;
    /// they must outlive the grouping. Days after the as-of day count as none.
    std::optional<std::span<const std::int32_t>> month_of{};
};

/// The key of one group; a part that was not grouped by stays at its default.
struct GroupKey {
    RegionCode region{};
    SectorCode section{};
    Pool pool = Pool::none;
    Funding funding = Funding::unknown;
    std::optional<Month> month{};  ///< none: the day has not come by the as-of day
    friend auto operator<=>(const GroupKey&, const GroupKey&) = default;
};

/// Groups of rows, numbered densely from 0, which give the numbers of block after block of rows, of
/// at most `Grouping::block_rows` rows each.
template <typename T>
concept RowGroups = requires(const T& groups) {
    { groups.size() } -> std::convertible_to<std::size_t>;
    { groups.rows() } -> std::convertible_to<std::size_t>;
    groups.for_each_block([](std::size_t, std::size_t, const std::uint32_t*) {});
};

/// Numbers the groups of a portfolio densely, so that sums are arrays and need no hashing. Groups
/// are in the order of region, section, pool, funding and month; some may be empty. Holds no column
/// of its own.
class Grouping {
  public:
    /// Throws `Error` with `invalid_argument` if the days of `by.month_of` are not one a project,
    /// `overflow` for more than `max_groups` groups.
    Grouping(const Portfolio& portfolio, const GroupBy& by) : portfolio_(portfolio), by_(by) {
        number_months();
        std::vector<RegionCode> wide;
        for (const RegionEntry& entry : portfolio.regions()) wide.push_back(widened(entry.code));
        regions_ = wide;
        std::ranges::sort(regions_);
        regions_.erase(std::unique(regions_.begin(), regions_.end()), regions_.end());
        for (const RegionCode code : wide) {
            const auto place = std::ranges::lower_bound(regions_, code) - regions_.begin();
            first_of_region_.push_back(static_cast<std::uint32_t>(static_cast<std::size_t>(place) *
                                                                  sections() * section_step()));
        }
        if (size() > max_groups) {
            throw Error(ErrorCode::overflow, std::to_string(size()), "groups");
        }
    }

    /// Number of groups, empty ones included.
    [[nodiscard]] std::size_t size() const noexcept {
        return regions_.size() * sections() * section_step();
    }
    /// Number of projects.
    [[nodiscard]] std::size_t rows() const noexcept { return portfolio_.size(); }
    [[nodiscard]] GroupKey key(std::size_t group) const {
        const std::size_t month = group % months_;
        return {regions_[group / section_step() / sections()],
                SectorCode::from_value(
                    static_cast<std::uint16_t>(group / section_step() % sections() * 100)),
                static_cast<Pool>(group / pool_step() % pools()),
                static_cast<Funding>(group / months_ % fundings()),
                month == 0
                    ? std::nullopt
                    : std::optional(Month::from_index(first_month_ + static_cast<int>(month) - 1))};
    }
    [[nodiscard]] const Portfolio& portfolio() const noexcept { return portfolio_; }

    static constexpr std::size_t block_rows = 2048;
    static constexpr std::size_t max_groups = std::size_t{1} << 24U;

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
    [[nodiscard]] std::size_t fundings() const noexcept { return by_.funding ? funding_count : 1; }
    [[nodiscard]] std::size_t pool_step() const noexcept { return fundings() * months_; }
    [[nodiscard]] std::size_t section_step() const noexcept { return pools() * pool_step(); }
    [[nodiscard]] RegionCode widened(RegionCode code) const noexcept {
        return by_.region ? code.up_to(*by_.region) : RegionCode{};
    }
    void number_months();
    void number(std::size_t begin, std::size_t count, std::uint32_t* __restrict groups) const;

    Portfolio portfolio_;
    GroupBy by_;
    std::vector<RegionCode> regions_;
    std::vector<std::uint32_t> first_of_region_;  // by index into Portfolio::regions
    std::size_t months_ = 1;                      // with that of no month
    std::int32_t first_month_ = 0;
    std::int32_t first_day_ = 0;
    std::vector<std::uint16_t> month_of_day_;  // from first_day_ on, and once more for other days
};

/// Groups that the caller numbers, one number a row; of things that are in no portfolio, or by what
/// `GroupBy` does not know.
class NumberedGroups {
  public:
    /// The numbers must outlive this. Throws `Error(invalid_argument)` for one that is not below
    /// `size`.
    NumberedGroups(std::span<const std::uint32_t> group_of_row, std::size_t size)
        : groups_(group_of_row), size_(size) {
        for (const std::uint32_t group : groups_) {
            if (group >= size) {
                throw Error(ErrorCode::invalid_argument, std::to_string(group), "no such group");
            }
        }
    }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t rows() const noexcept { return groups_.size(); }
    /// As `Grouping::for_each_block`.
    template <typename Visit>
    void for_each_block(Visit&& visit) const {
        for (std::size_t begin = 0; begin < groups_.size(); begin += Grouping::block_rows) {
            visit(begin, std::min(Grouping::block_rows, groups_.size() - begin),
                  groups_.data() + begin);
        }
    }

  private:
    std::span<const std::uint32_t> groups_;
    std::size_t size_;
};

/// One group of all rows.
class OneGroup {
  public:
    explicit OneGroup(std::size_t rows) noexcept : rows_(rows) {}
    [[nodiscard]] static std::size_t size() noexcept { return 1; }
    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
    /// As `Grouping::for_each_block`.
    template <typename Visit>
    void for_each_block(Visit&& visit) const {
        static constexpr std::array<std::uint32_t, Grouping::block_rows> groups{};
        for (std::size_t begin = 0; begin < rows_; begin += groups.size()) {
            visit(begin, std::min(groups.size(), rows_ - begin), groups.data());
        }
    }

  private:
    std::size_t rows_;
};

inline void Grouping::number_months() {
    if (!by_.month_of) return;
    const std::span<const std::int32_t> days = *by_.month_of;
    if (days.size() != portfolio_.size()) {
        throw Error(ErrorCode::invalid_argument, "month_of", "one day a project");
    }
    const std::int32_t today = portfolio_.as_of().days();
    std::int32_t first = no_day;
    std::int32_t last = Date::min_days;
    for (const std::int32_t day : days) {
        first = std::min(first, day);
        last = std::max(last, day <= today ? day : Date::min_days);
    }
    if (first > last) last = first = today;  // no day: every row has no month
    first_day_ = first;
    const Month from = Date::from_days(first).month();
    first_month_ = from.index();
    month_of_day_.reserve(static_cast<std::size_t>(last - first) + 2);
    Month month = from;
    std::int32_t end = month.last_day().days();
    for (std::int32_t day = first; day <= last; ++day) {
        if (day > end) {
            month = month.plus(1);
            end = month.last_day().days();
        }
        month_of_day_.push_back(static_cast<std::uint16_t>(month - from + 1));
    }
    month_of_day_.push_back(0);
    months_ = static_cast<std::size_t>(month - from) + 2;
}

inline void Grouping::number(std::size_t begin, std::size_t count,
                             std::uint32_t* __restrict groups) const {
    const Columns& c = portfolio_.columns();
    const std::uint32_t* __restrict first = first_of_region_.data();
    const std::uint32_t* __restrict region = &c.region[begin];
    const std::uint16_t* __restrict sector = &c.sector[begin];
    const std::uint8_t* __restrict pool = &c.pool[begin];
    const auto section_factor = static_cast<std::uint32_t>(by_.section ? section_step() : 0);
    const auto pool_factor = static_cast<std::uint32_t>(by_.pool ? pool_step() : 0);
    for (std::size_t i = 0; i < count; ++i) {
        groups[i] = first[region[i]] + sector[i] / 100U * section_factor + pool[i] * pool_factor;
    }
    if (by_.funding) {
        const std::uint8_t* __restrict funding = &c.funding[begin];
        const auto factor = static_cast<std::uint32_t>(months_);
        for (std::size_t i = 0; i < count; ++i) groups[i] += funding[i] * factor;
    }
    if (by_.month_of) {
        const std::int32_t* __restrict days = by_.month_of->data() + begin;
        const std::uint16_t* __restrict months = month_of_day_.data();
        const auto none = static_cast<std::uint32_t>(month_of_day_.size() - 1);
        const auto least = static_cast<std::uint32_t>(first_day_);
        for (std::size_t i = 0; i < count; ++i) {
            groups[i] += months[std::min(static_cast<std::uint32_t>(days[i]) - least, none)];
        }
    }
}

}  // namespace sanku
