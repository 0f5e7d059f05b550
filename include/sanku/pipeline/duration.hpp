#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sanku/pipeline/passage.hpp"
#include "sanku/portfolio/grouping.hpp"

namespace sanku::pipeline {

/// How long members of a passage took or have waited, in whole days from their entry: to the move
/// of those that moved on, to the departure of those that left, to the as-of day of those that
/// wait. One element a distinct duration, ascending. Members whose days contradict each other are
/// not in the sample; they are counted apart, and `impossible(passage)` lists them. Counts are of
/// at most 2³¹ − 1 members.
struct Durations {
    std::vector<std::int32_t> days;     ///< 0 or more
    std::vector<std::int32_t> at_risk;  ///< still in just before: of this duration or longer
    std::vector<std::int32_t> moved;
    std::vector<std::int32_t> left;
    std::vector<std::int32_t> waiting;  ///< have waited so long by the as-of day: censored there
    std::int32_t impossible = 0;

    /// Number of durations.
    [[nodiscard]] std::size_t size() const noexcept { return days.size(); }
    /// Members in the sample.
    [[nodiscard]] std::int32_t members() const noexcept {
        return at_risk.empty() ? 0 : at_risk.front();
    }
    /// The place of the first duration longer than `day`: so many are `day` or shorter. O(log n).
    [[nodiscard]] std::size_t after(std::int64_t day) const noexcept {
        return static_cast<std::size_t>(std::ranges::upper_bound(days, day) - days.begin());
    }
    friend bool operator==(const Durations&, const Durations&) = default;
};

/// The durations of the members of each group, one element a group. O(members) where days are few
/// for the members: one histogram of groups × days; else a counting sort by group and a sort of the
/// days of each. Throws `Error` with `invalid_argument` unless there is one group number a member,
/// `date_out_of_range` for an entry before 1900, and `overflow`.
template <RowGroups Groups>
[[nodiscard]] std::vector<Durations> durations(const Passage& passage, const Groups& groups);

/// The durations of all members.
[[nodiscard]] Durations durations(const Passage& passage);

/// The durations of several disjoint groups as one sample. Throws `Error(overflow)`.
[[nodiscard]] Durations merged(std::span<const Durations> groups);

namespace detail {

/// Throws unless so many members can be counted in `Durations`.
inline void check_members(std::size_t members) {
    if (members > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
        throw Error(ErrorCode::overflow, std::to_string(members), "members");
    }
}

/// What became of a member after some days, as one number: days × 3 + one of these; of who is not
/// in the sample, 3 × span (never entered) or one more (impossible), where all days are below span.
namespace ending {
inline constexpr std::uint32_t waiting = 0;
inline constexpr std::uint32_t moved = 1;
inline constexpr std::uint32_t left = 2;
}  // namespace ending

/// The endings of one block of members, by the same rule as `stand`, without a branch on data.
inline void endings(const std::int32_t* __restrict entered, const std::int32_t* __restrict moved,
                    const std::int32_t* __restrict left, std::int32_t today, std::uint32_t span,
                    std::size_t count, std::uint32_t* __restrict out) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t start = entered[i];
        const std::int32_t leave = left[i] >= start ? left[i] : no_day;
        const std::int32_t end = std::min(moved[i], leave);
        const auto days =
            static_cast<std::uint32_t>(std::min(end, today)) - static_cast<std::uint32_t>(start);
        const std::uint32_t kind = end > today        ? ending::waiting
                                   : leave < moved[i] ? ending::left
                                                      : ending::moved;
        const std::uint32_t in = end < start ? 3 * span + 1 : 3 * days + kind;
        out[i] = start > today ? 3 * span : in;
    }
}

/// Calls `visit(ending, group)` for every member.
template <RowGroups Groups, typename Visit>
void for_each_ending(const Passage& passage, const Groups& groups, std::uint32_t span,
                     Visit&& visit) {
    std::vector<std::uint32_t> block;
    groups.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* group) {
        if (block.size() < count) block.resize(count);
        endings(&passage.entered[begin], &passage.moved[begin], &passage.left[begin],
                passage.as_of.days(), span, count, block.data());
        for (std::size_t i = 0; i < count; ++i) visit(block[i], group[i]);
    });
}

/// Counts of members by ending, of one duration.
using Endings = std::array<std::int32_t, 3>;

/// The sample of those whose endings are counted: `count(i)` of `day(i)`, days ascending.
template <typename Day, typename Count>
[[nodiscard]] Durations sample(std::size_t size, Day&& day, Count&& count) {
    Durations out;
    std::size_t place = 0;
    for (std::size_t i = 0; i < size; ++i) place += count(i) != Endings{};
    out.days.resize(place);
    for (auto* column : {&out.at_risk, &out.moved, &out.left, &out.waiting}) column->resize(place);
    std::int32_t risk = 0;
    for (std::size_t i = size; place > 0;) {
        const Endings one = count(--i);
        if (one == Endings{}) continue;
        --place;
        risk += one[0] + one[1] + one[2];
        out.days[place] = static_cast<std::int32_t>(day(i));
        out.at_risk[place] = risk;
        out.moved[place] = one[ending::moved];
        out.left[place] = one[ending::left];
        out.waiting[place] = one[ending::waiting];
    }
    return out;
}

/// By one histogram of groups × days.
template <RowGroups Groups>
[[nodiscard]] std::vector<Durations> by_histogram(const Passage& passage, const Groups& groups,
                                                  std::uint32_t span) {
    const std::size_t stride = span + std::size_t{1};  // with those not in the sample
    std::vector<std::int32_t> table(groups.size() * stride * 3);
    std::int32_t* const counts = table.data();
    for_each_ending(passage, groups, span, [&](std::uint32_t ending, std::uint32_t group) {
        ++counts[group * (3 * stride) + ending];
    });
    std::vector<Durations> out;
    out.reserve(groups.size());
    for (std::size_t group = 0; group < groups.size(); ++group) {
        const std::int32_t* const own = counts + group * stride * 3;
        out.push_back(sample(
            span, [](std::size_t i) { return i; },
            [&](std::size_t i) {
                return Endings{own[3 * i], own[3 * i + 1], own[3 * i + 2]};
            }));
        out.back().impossible = own[3 * span + 1];
    }
    return out;
}

/// By buckets of endings, one a group, each sorted.
template <RowGroups Groups>
[[nodiscard]] std::vector<Durations> by_sorting(const Passage& passage, const Groups& groups,
                                                std::uint32_t span) {
    std::vector<std::size_t> end(groups.size() + 1);
    groups.for_each_block([&](std::size_t, std::size_t count, const std::uint32_t* group) {
        for (std::size_t i = 0; i < count; ++i) ++end[group[i] + 1];
    });
    for (std::size_t group = 0; group < groups.size(); ++group) end[group + 1] += end[group];
    std::vector<std::uint32_t> buckets(passage.size());
    for_each_ending(passage, groups, span, [&](std::uint32_t ending, std::uint32_t group) {
        buckets[end[group]++] = ending;
    });
    std::vector<Durations> out;
    out.reserve(groups.size());
    std::vector<std::uint32_t> days;
    std::vector<Endings> counts;
    for (std::size_t group = 0; group < groups.size(); ++group) {
        const std::size_t begin = group == 0 ? 0 : end[group - 1];
        const auto bucket = std::span(buckets).subspan(begin, end[group] - begin);
        std::ranges::sort(bucket);
        days.clear();
        counts.clear();
        for (const std::uint32_t one : bucket) {
            if (days.empty() || days.back() != one / 3) {
                days.push_back(one / 3);
                counts.push_back({});
            }
            ++counts.back()[one % 3];
        }
        const bool all_in = days.empty() || days.back() != span;
        out.push_back(sample(
            days.size() - (all_in ? 0 : 1), [&](std::size_t i) { return days[i]; },
            [&](std::size_t i) { return counts[i]; }));
        if (!all_in) out.back().impossible = counts.back()[1];
    }
    return out;
}

}  // namespace detail

template <RowGroups Groups>
std::vector<Durations> durations(const Passage& passage, const Groups& groups) {
    passage.check();
    if (groups.rows() != passage.size()) {
        throw Error(ErrorCode::invalid_argument, "groups", "one group a member");
    }
    detail::check_members(passage.size());
    const std::int32_t today = passage.as_of.days();
    std::int32_t first = today;
    for (const std::int32_t day : passage.entered) first = std::min(first, day);
    const auto span = static_cast<std::uint32_t>(today - Date::from_days(first).days()) + 1;
    const std::size_t worth_counting = 4 * std::max(passage.size(), std::size_t{4096});
    return groups.size() <= worth_counting / (span + 1)
               ? detail::by_histogram(passage, groups, span)
               : detail::by_sorting(passage, groups, span);
}

inline Durations durations(const Passage& passage) {
    return std::move(durations(passage, OneGroup(passage.size())).front());
}

inline Durations merged(std::span<const Durations> groups) {
    std::vector<detail::Endings> by_day;
    std::size_t members = 0;
    for (const Durations& group : groups) {
        members +=
            static_cast<std::size_t>(group.members()) + static_cast<std::size_t>(group.impossible);
    }
    detail::check_members(members);
    std::int32_t impossible = 0;
    for (const Durations& group : groups) {
        impossible += group.impossible;
        if (group.days.empty()) continue;
        by_day.resize(std::max(by_day.size(), static_cast<std::size_t>(group.days.back()) + 1));
        for (std::size_t i = 0; i < group.size(); ++i) {
            detail::Endings& all = by_day[static_cast<std::size_t>(group.days[i])];
            all[detail::ending::waiting] += group.waiting[i];
            all[detail::ending::moved] += group.moved[i];
            all[detail::ending::left] += group.left[i];
        }
    }
    Durations out = detail::sample(
        by_day.size(), [](std::size_t i) { return i; }, [&](std::size_t i) { return by_day[i]; });
    out.impossible = impossible;
    return out;
}

}  // namespace sanku::pipeline
