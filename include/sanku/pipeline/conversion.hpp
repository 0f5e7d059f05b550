#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sanku/core/ratio.hpp"
#include "sanku/pipeline/passage.hpp"
#include "sanku/portfolio/grouping.hpp"
#include "sanku/portfolio/portfolio.hpp"

namespace sanku::pipeline {

/// What a conversion rate counts in its denominator. `stock`: everything that ever entered the
/// first pool by the as-of day, withdrawn projects included.
enum class Definition : std::uint8_t { stock };

[[nodiscard]] constexpr std::string_view key(Definition) noexcept {
    return "stock";
}

/// How many projects, worth how much, entered a pool, and how many of them moved on. Adds up over
/// disjoint groups.
struct Conversion {
    Definition definition = Definition::stock;
    std::int64_t entered = 0;
    std::int64_t moved = 0;
    std::int64_t entered_fen = 0;  ///< total investment of those that entered
    std::int64_t moved_fen = 0;    ///< total investment of those that moved on

    [[nodiscard]] Ratio by_count() const { return {moved, entered}; }
    [[nodiscard]] Ratio by_investment() const { return {moved_fen, entered_fen}; }

    /// Throws `Error(overflow)`.
    Conversion& operator+=(const Conversion& other) {
        entered = checked::add(entered, other.entered);
        moved = checked::add(moved, other.moved);
        entered_fen = checked::add(entered_fen, other.entered_fen);
        moved_fen = checked::add(moved_fen, other.moved_fen);
        return *this;
    }
    friend bool operator==(const Conversion&, const Conversion&) = default;
};

/// Stock conversion between any two stages of any pipeline, one element a project: the days on
/// which it entered the first and the second (`no_day`: never), and its amount in fen, 0 to
/// `max_project_money`. Days after `as_of` have not happened yet. Throws `Error` with
/// `invalid_argument` if the lengths differ, `overflow` if amounts add up to more than int64 holds.
[[nodiscard]] inline Conversion conversion(std::span<const std::int32_t> entered,
                                           std::span<const std::int32_t> moved,
                                           std::span<const std::int64_t> amount, Date as_of) {
    if (entered.size() != moved.size() || entered.size() != amount.size()) {
        throw Error(ErrorCode::invalid_argument, "conversion", "columns of one length");
    }
    Conversion out;
    for (std::size_t i = 0; i < entered.size(); ++i) {
        if (entered[i] > as_of.days()) continue;
        ++out.entered;
        out.entered_fen = checked::add(out.entered_fen, amount[i]);
        if (moved[i] > as_of.days()) continue;
        ++out.moved;
        out.moved_fen = checked::add(out.moved_fen, amount[i]);
    }
    return out;
}

/// Stock conversion of one library into a later one, one element a group. O(projects); allocates
/// the result only. Throws `Error(invalid_argument)` for a pool that is no library, or if `to` does
/// not come after `from`.
[[nodiscard]] inline std::vector<Conversion> conversion(const Grouping& grouping, Pool from,
                                                        Pool to) {
    if (to <= from) throw Error(ErrorCode::invalid_argument, sanku::key(to), "a later library");
    const Columns& c = grouping.portfolio().columns();
    const std::int32_t* entered = entry_column(c, from).data();
    const std::int32_t* moved = entry_column(c, to).data();
    const std::int64_t* amount = c.total_investment.data();
    std::vector<Conversion> out(grouping.size());
    grouping.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* groups) {
        for (std::size_t i = 0; i < count; ++i) {
            Conversion& group = out[groups[i]];
            const std::int64_t is_in = entered[begin + i] != no_day;
            const std::int64_t is_on =
                is_in & static_cast<std::int64_t>(moved[begin + i] != no_day);
            group.entered += is_in;
            group.moved += is_on;
            group.entered_fen += -is_in & amount[begin + i];
            group.moved_fen += -is_on & amount[begin + i];
        }
    });
    return out;
}

/// Stock conversion of one library into a later one over the whole portfolio.
[[nodiscard]] inline Conversion conversion(const Portfolio& portfolio, Pool from, Pool to) {
    return conversion(Grouping(portfolio, {}), from, to).front();
}

}  // namespace sanku::pipeline
