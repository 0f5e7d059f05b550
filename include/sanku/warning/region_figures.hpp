#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "sanku/core/checked.hpp"
#include "sanku/core/date.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/region_code.hpp"
#include "sanku/portfolio/grouping.hpp"
#include "sanku/portfolio/portfolio.hpp"

namespace sanku::warning {

/// What one region states of one month. A figure that is empty was not stated.
struct RegionMonth {
    RegionCode region;
    Month month;
    std::optional<Money> investment{};             ///< from January to the end of `month`
    std::optional<Money> investment_last_year{};   ///< in the same months of the year before
    std::optional<std::int64_t> planned_growth{};  ///< of investment, hundredths of a percent
    std::optional<Money> task{};                   ///< to be completed in `month` alone
    std::optional<Money> done{};                   ///< completed in `month` alone
    friend bool operator==(const RegionMonth&, const RegionMonth&) = default;
};

/// One issue of special bonds (专项债券) for a region's projects.
struct BondIssue {
    RegionCode region;
    Month issued;
    Money amount;
    Money used;  ///< of `amount`, by the end of the month whose lights are asked for
    friend auto operator<=>(const BondIssue&, const BondIssue&) = default;
};

/// The most that one figure of a region may be: 10¹³ yuan, more than any province invests in a
/// year.
inline constexpr Money max_region_money = Money::from_fen(1'000'000'000'000'000);

/// The most that the regions may have invested together: 10¹⁴ yuan. With `max_region_money` it
/// keeps every product of a regional rule inside 128 bits.
inline constexpr Money max_regions_money = Money::from_fen(10'000'000'000'000'000);

/// The figures of regions that regional rules look at; immutable, cheap to copy. The regions should
/// be disjoint (districts, and the city's own level as a region of its own), since what two of them
/// state would count twice in the average.
class RegionFigures {
  public:
    /// The investment of all regions that state both years' figures for a month.
    struct Total {
        Month month;
        std::int64_t regions;
        Money investment;
        Money investment_last_year;
        friend bool operator==(const Total&, const Total&) = default;
    };

    /// The order of the rows means nothing. Throws `Error` with `negative_money`, or with
    /// `invalid_argument` for a region twice in a month, an amount above `max_region_money`, a sum
    /// above `max_regions_money`, a planned growth outside −100 % to 1,000 %, and a bond of which
    /// more was used than issued.
    explicit RegionFigures(std::vector<RegionMonth> months, std::vector<BondIssue> bonds = {});

    /// The investment that projects completed by region of `level` (`township`: as stated), for the
    /// month at whose end `now` stands; `year_before` stands at the end of that month a year
    /// earlier, or `Error(invalid_argument)`. A region none of whose projects stated anything for
    /// the year states nothing. Left out is all investment outside the two portfolios, so these are
    /// not the figures of the statistics bureau, and neither plans, tasks nor bonds are filled.
    [[nodiscard]] static RegionFigures of_projects(const Portfolio& now,
                                                   const Portfolio& year_before, RegionLevel level);

    /// All regions that state anything or were issued a bond, in the order of their codes.
    [[nodiscard]] const std::vector<RegionCode>& regions() const noexcept {
        return parts_->regions;
    }
    /// By region, then month.
    [[nodiscard]] const std::vector<RegionMonth>& months() const noexcept { return parts_->months; }
    /// By region, then month of issue.
    [[nodiscard]] const std::vector<BondIssue>& bonds() const noexcept { return parts_->bonds; }
    /// The issues for `region`, valid as long as any copy of this object.
    [[nodiscard]] std::span<const BondIssue> bonds(RegionCode region) const noexcept {
        const auto& all = parts_->bonds;
        const auto first = std::ranges::lower_bound(all, region, {}, &BondIssue::region);
        const auto last = std::ranges::upper_bound(all, region, {}, &BondIssue::region);
        return {all.data() + (first - all.begin()), static_cast<std::size_t>(last - first)};
    }
    /// What `region` states of `month`, or nullptr. O(log n).
    [[nodiscard]] const RegionMonth* find(RegionCode region, Month month) const noexcept {
        const auto found =
            std::ranges::lower_bound(parts_->months, std::tuple(region, month), {}, place);
        if (found == parts_->months.end() || place(*found) != std::tuple(region, month)) {
            return nullptr;
        }
        return &*found;
    }
    /// The sums of `month`; of no region and 0 if none states both figures.
    [[nodiscard]] Total total(Month month) const noexcept {
        const auto found = std::ranges::lower_bound(parts_->totals, month, {}, &Total::month);
        const bool there = found != parts_->totals.end() && found->month == month;
        return there ? *found : Total{month, 0, {}, {}};
    }
    friend bool operator==(const RegionFigures& a, const RegionFigures& b) {
        return a.months() == b.months() && a.bonds() == b.bonds();
    }

  private:
    struct Parts {
        std::vector<RegionMonth> months;
        std::vector<BondIssue> bonds;
        std::vector<RegionCode> regions;
        std::vector<Total> totals;
    };

    [[nodiscard]] static std::tuple<RegionCode, Month> place(const RegionMonth& row) noexcept {
        return {row.region, row.month};
    }
    [[nodiscard]] static std::vector<RegionCode> regions_of(const Parts& parts);
    [[nodiscard]] static std::vector<Total> totals_of(const std::vector<RegionMonth>& months);

    std::shared_ptr<const Parts> parts_;
};

namespace detail::regional {

[[noreturn]] inline void refuse(ErrorCode code, std::string_view figure, std::string value,
                                RegionCode region, Month month, std::string_view expected) {
    throw Error(Problem{.code = code,
                        .column = std::string(figure),
                        .value = std::move(value),
                        .detail = region.str() + ' ' + month.iso() + ": " + std::string(expected)});
}

inline void check_amount(std::string_view figure, const std::optional<Money>& amount,
                         RegionCode region, Month month) {
    if (!amount || (*amount >= Money{} && *amount <= max_region_money)) return;
    const bool negative = *amount < Money{};
    refuse(negative ? ErrorCode::negative_money : ErrorCode::invalid_argument, figure,
           amount->in(MoneyUnit::yuan), region, month,
           negative ? "at least 0 yuan" : "at most 10^13 yuan");
}

inline void check(const RegionMonth& row) {
    const std::pair<std::string_view, const std::optional<Money>*> amounts[] = {
        {"investment", &row.investment},
        {"investment_last_year", &row.investment_last_year},
        {"task", &row.task},
        {"done", &row.done}};
    for (const auto& [figure, amount] : amounts) {
        check_amount(figure, *amount, row.region, row.month);
    }
    if (row.planned_growth && (*row.planned_growth < -10'000 || *row.planned_growth > 100'000)) {
        refuse(ErrorCode::invalid_argument, "planned_growth",
               decimal(*row.planned_growth, 100, 2) + '%', row.region, row.month,
               "from -100% to 1000%");
    }
}

inline void check(const BondIssue& bond) {
    check_amount("amount", bond.amount, bond.region, bond.issued);
    check_amount("used", bond.used, bond.region, bond.issued);
    if (bond.used > bond.amount) {
        refuse(ErrorCode::invalid_argument, "used", bond.used.in(MoneyUnit::yuan), bond.region,
               bond.issued, "at most the amount issued, " + bond.amount.in(MoneyUnit::yuan));
    }
}

/// What the projects of each region completed this year; empty where none of them stated it.
[[nodiscard]] inline std::map<RegionCode, std::optional<Money>> completed_by_region(
    const Portfolio& portfolio, RegionLevel level) {
    const Columns& c = portfolio.columns();
    const Grouping grouping(portfolio, {.region = level});
    std::vector<std::int64_t> sums(grouping.size());
    std::vector<std::uint8_t> given(grouping.size());
    std::vector<std::uint8_t> used(grouping.size());  // a group may have no projects
    grouping.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* groups) {
        for (std::size_t i = 0; i < count; ++i) {
            used[groups[i]] = 1;
            sums[groups[i]] += c.completed_this_year[begin + i];  // fits: see Portfolio
            given[groups[i]] = static_cast<std::uint8_t>(given[groups[i]] | c.given[begin + i]);
        }
    });
    std::map<RegionCode, std::optional<Money>> out;
    for (std::size_t group = 0; group < grouping.size(); ++group) {
        if (used[group] == 0) continue;
        auto& sum = out[grouping.key(group).region];
        if ((given[group] & given::completed_this_year) != 0) sum = Money::from_fen(sums[group]);
    }
    return out;
}

}  // namespace detail::regional

inline RegionFigures::RegionFigures(std::vector<RegionMonth> months, std::vector<BondIssue> bonds) {
    for (const RegionMonth& row : months) detail::regional::check(row);
    for (const BondIssue& bond : bonds) detail::regional::check(bond);
    std::ranges::sort(months, {}, place);
    std::ranges::sort(bonds);
    const auto twice = std::ranges::adjacent_find(months, {}, place);
    if (twice != months.end()) {
        detail::regional::refuse(ErrorCode::invalid_argument, "month", twice->month.iso(),
                                 twice->region, twice->month, "a region once a month");
    }
    Parts parts{std::move(months), std::move(bonds), {}, {}};
    parts.regions = regions_of(parts);
    parts.totals = totals_of(parts.months);
    parts_ = std::make_shared<const Parts>(std::move(parts));
}

inline std::vector<RegionCode> RegionFigures::regions_of(const Parts& parts) {
    std::vector<RegionCode> out;
    for (const RegionMonth& row : parts.months) out.push_back(row.region);
    for (const BondIssue& bond : parts.bonds) out.push_back(bond.region);
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

inline std::vector<RegionFigures::Total> RegionFigures::totals_of(
    const std::vector<RegionMonth>& months) {
    std::map<Month, Total> sums;
    for (const RegionMonth& row : months) {
        if (!row.investment || !row.investment_last_year) continue;
        Total& total = sums.try_emplace(row.month, Total{row.month, 0, {}, {}}).first->second;
        ++total.regions;
        total.investment += *row.investment;
        total.investment_last_year += *row.investment_last_year;
        const Money most = std::max(total.investment, total.investment_last_year);
        if (most > max_regions_money) {
            throw Error(ErrorCode::invalid_argument, most.in(MoneyUnit::yuan),
                        row.month.iso() + ": at most 10^14 yuan in all regions");
        }
    }
    std::vector<Total> out;
    out.reserve(sums.size());
    for (const auto& [month, total] : sums) out.push_back(total);
    return out;
}

inline RegionFigures RegionFigures::of_projects(const Portfolio& now, const Portfolio& year_before,
                                                RegionLevel level) {
    const Month month = now.as_of().month();
    // Only at a month's end is the report of that month known.
    if (now.as_of() != month.last_day() || year_before.as_of() != month.plus(-12).last_day()) {
        throw Error(ErrorCode::invalid_argument,
                    now.as_of().iso() + ", " + year_before.as_of().iso(),
                    "the end of a month, and of the same month a year before");
    }
    std::map<RegionCode, RegionMonth> rows;
    const auto row = [&](RegionCode region) -> RegionMonth& {
        return rows.try_emplace(region, RegionMonth{region, month}).first->second;
    };
    for (const auto& [region, sum] : detail::regional::completed_by_region(now, level)) {
        row(region).investment = sum;
    }
    for (const auto& [region, sum] : detail::regional::completed_by_region(year_before, level)) {
        row(region).investment_last_year = sum;
    }
    std::vector<RegionMonth> months;
    months.reserve(rows.size());
    for (const auto& [region, one] : rows) months.push_back(one);
    return RegionFigures(std::move(months));
}

}  // namespace sanku::warning
