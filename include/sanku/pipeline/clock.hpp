#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sanku/core/count_and_amount.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/pipeline/passage.hpp"
#include "sanku/pipeline/pool_graph.hpp"
#include "sanku/portfolio/grouping.hpp"

namespace sanku::pipeline {

/// Where a member stands against the clock of its passage by the as-of day.
enum class ClockState : std::uint8_t {
    not_entered,  ///< never entered the first pool
    in_time,      ///< moved on by the due day, that day included
    late,         ///< moved on after it
    running,      ///< still waiting, and the due day is not over
    overdue,      ///< still waiting after it
    left,         ///< left before it moved on
    impossible,   ///< moved on before it entered: its days contradict each other
};

inline constexpr std::size_t clock_state_count = 7;

/// The stable English key, such as `in_time`.
[[nodiscard]] constexpr std::string_view key(ClockState state) noexcept {
    constexpr std::string_view keys[] = {"not_entered", "in_time", "late",      "running",
                                         "overdue",     "left",    "impossible"};
    return keys[static_cast<std::size_t>(state)];
}

/// 按时, 逾期未转 … or the English words.
[[nodiscard]] constexpr std::string_view name(ClockState state, Language language) noexcept {
    constexpr std::string_view zh[] = {"未入库",   "按时转出", "逾期转出", "期限内",
                                       "逾期未转", "已退出",   "日期矛盾"};
    constexpr std::string_view en[] = {"not entered", "moved in time", "moved late", "running",
                                       "overdue",     "left",          "impossible"};
    return (language == Language::zh ? zh : en)[static_cast<std::size_t>(state)];
}

/// The clock of one member.
struct ClockReading {
    ClockState state = ClockState::not_entered;
    /// The last day in time, counted from 1970-01-01; `no_day` if it never entered, or if that day
    /// lies after 2199.
    std::int32_t due = no_day;
    /// Days from the move, the departure or, while it waits, the as-of day to the due day; below 0:
    /// so many days late. 0 where there is no due day.
    std::int32_t days_early = 0;
    friend bool operator==(const ClockReading&, const ClockReading&) = default;
};

/// The members of a passage by the state of their clocks. Adds up over disjoint groups.
struct ClockSums {
    std::array<CountAndAmount, clock_state_count> states{};
    std::int64_t days_late = 0;  ///< of those that moved late, all together

    [[nodiscard]] const CountAndAmount& of(ClockState state) const noexcept {
        return states[static_cast<std::size_t>(state)];
    }
    /// Of the members whose clock has decided (moved, or overdue), how many moved in time.
    [[nodiscard]] Ratio kept() const {
        const std::int64_t in_time = of(ClockState::in_time).projects;
        return {in_time,
                in_time + of(ClockState::late).projects + of(ClockState::overdue).projects};
    }
    /// Throws `Error(overflow)`.
    ClockSums& operator+=(const ClockSums& other) {
        for (std::size_t i = 0; i < states.size(); ++i) states[i] += other.states[i];
        days_late = checked::add(days_late, other.days_late);
        return *this;
    }
    friend bool operator==(const ClockSums&, const ClockSums&) = default;
};

/// The due day of each day of entry, looked up rather than computed for each member.
class DueDays {
  public:
    /// Of the days of entry of `passage` by its as-of day. O(members + days between the earliest
    /// entry and the as-of day). Throws `Error(date_out_of_range)` for an entry before 1900.
    DueDays(const Passage& passage, const Clock& clock);

    /// The due day of a member that entered on the day `entered`; `no_day` if it has not, or if the
    /// due day lies after 2199.
    [[nodiscard]] std::int32_t operator()(std::int32_t entered) const noexcept {
        const auto place = static_cast<std::uint32_t>(entered) - first_;
        return due_[std::min<std::size_t>(place, due_.size() - 1)];
    }

  private:
    std::uint32_t first_ = 0;
    std::vector<std::int32_t> due_;  // and once more for other days
};

/// The clock of each member of `passage`, whose move may take as long as `clock` says from the
/// entry on; in the order of members. Throws `Error` with `invalid_argument` for columns of several
/// lengths, `date_out_of_range` for an entry before 1900.
[[nodiscard]] std::vector<ClockReading> clock_readings(const Passage& passage, const Clock& clock);

/// The sums of the clocks of each group of members; `groups` numbers them row by row. O(members);
/// allocates the result and the table of due days. Amounts must be such as a portfolio takes.
/// Throws as `clock_readings`, and `Error(invalid_argument)` unless there is a group for each
/// member.
template <RowGroups Groups>
[[nodiscard]] std::vector<ClockSums> clocks(const Passage& passage, const Clock& clock,
                                            const Groups& groups);

/// The sums of the clocks of all members.
[[nodiscard]] ClockSums clocks(const Passage& passage, const Clock& clock);

namespace detail {

/// The place of a member's `ClockState`; takes no branch.
[[nodiscard]] constexpr std::uint32_t clock_state(std::int32_t entered, std::int32_t moved,
                                                  std::int32_t left, std::int32_t today,
                                                  std::int32_t due) noexcept {
    const auto place = [](ClockState state) { return static_cast<std::uint32_t>(state); };
    const auto choose = [](bool yes, std::uint32_t a, std::uint32_t b) {
        const std::uint32_t mask = 0U - static_cast<std::uint32_t>(yes);
        return (a & mask) | (b & ~mask);
    };
    const bool is_moved = moved <= today;
    const bool is_left = (left >= entered) & (left <= today) & (left < moved);
    const std::uint32_t waits = place(ClockState::running) + static_cast<unsigned>(today > due);
    const std::uint32_t done = place(ClockState::in_time) + static_cast<unsigned>(moved > due);
    std::uint32_t state = choose(is_moved, done, waits);
    state = choose(is_left, place(ClockState::left), state);
    state = choose(is_moved & (moved < entered), place(ClockState::impossible), state);
    return choose(entered > today, place(ClockState::not_entered), state);
}

}  // namespace detail

inline DueDays::DueDays(const Passage& passage, const Clock& clock) {
    const std::int32_t today = passage.as_of.days();
    std::int32_t first = today;
    for (const std::int32_t day : passage.entered) first = std::min(first, day);
    first_ = static_cast<std::uint32_t>(Date::from_days(first).days());
    due_.reserve(static_cast<std::size_t>(today - first) + 2);
    for (std::int32_t day = first; day <= today; ++day) {
        try {
            due_.push_back(clock.due(Date::from_days(day)).days());
        } catch (const Error&) {
            break;  // after 2199, as for every later day
        }
    }
    due_.push_back(no_day);
}

inline std::vector<ClockReading> clock_readings(const Passage& passage, const Clock& clock) {
    passage.check();
    const DueDays due_days(passage, clock);
    const std::int32_t today = passage.as_of.days();
    std::vector<ClockReading> out(passage.size());
    for (std::size_t i = 0; i < passage.size(); ++i) {
        const std::int32_t due = due_days(passage.entered[i]);
        ClockReading& reading = out[i];
        reading.due = due;
        reading.state = static_cast<ClockState>(
            detail::clock_state(passage.entered[i], passage.moved[i], passage.left[i], today, due));
        if (due == no_day) continue;
        const std::int32_t left = reading.state == ClockState::left ? passage.left[i] : today;
        reading.days_early = due - std::min(passage.moved[i], left);
    }
    return out;
}

template <RowGroups Groups>
std::vector<ClockSums> clocks(const Passage& passage, const Clock& clock, const Groups& groups) {
    passage.check();
    if (groups.rows() != passage.size()) {
        throw Error(ErrorCode::invalid_argument, "groups", "one row a member");
    }
    const DueDays due_days(passage, clock);
    const std::int32_t today = passage.as_of.days();
    std::vector<ClockSums> out(groups.size());
    groups.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* numbers) {
        const std::int32_t* entered = passage.entered.data() + begin;
        const std::int32_t* moved = passage.moved.data() + begin;
        const std::int32_t* left = passage.left.data() + begin;
        const std::int64_t* amount = passage.amount.data() + begin;
        constexpr auto late = static_cast<std::uint32_t>(ClockState::late);
        for (std::size_t i = 0; i < count; ++i) {
            const std::int32_t due = due_days(entered[i]);
            const std::uint32_t state =
                detail::clock_state(entered[i], moved[i], left[i], today, due);
            ClockSums& group = out[numbers[i]];
            ++group.states[state].projects;
            group.states[state].investment += amount[i];
            const std::int64_t days = std::int64_t{moved[i]} - due;
            group.days_late += days & -static_cast<std::int64_t>(state == late);
        }
    });
    return out;
}

inline ClockSums clocks(const Passage& passage, const Clock& clock) {
    const std::vector<std::uint32_t> one(passage.size());
    return clocks(passage, clock, NumberedGroups(one, 1)).front();
}

}  // namespace sanku::pipeline
