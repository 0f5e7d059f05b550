#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sanku/core/count_and_amount.hpp"
#include "sanku/core/date.hpp"
#include "sanku/pipeline/flow.hpp"

namespace sanku::pipeline {

/// What one pool held before and after a period, and what came and went in between. `opening` and
/// `closing` are counted of the stays that cover the day before the period's first and its last
/// one, not added up from the rest; that they agree is what `closes` says.
struct PoolBalance {
    CountAndAmount opening{};
    CountAndAmount entered{};       ///< from outside the network
    CountAndAmount moved_in{};      ///< from another pool, not as a return
    CountAndAmount sent_back_in{};  ///< from another pool, as a return
    CountAndAmount moved_on{};      ///< to another pool, not as a return
    CountAndAmount sent_back{};     ///< to another pool, as a return
    CountAndAmount left{};          ///< left the network
    CountAndAmount closing{};

    /// Whether opening and closing differ by what came and went. Throws `Error(overflow)`.
    [[nodiscard]] bool closes() const {
        CountAndAmount before = opening;
        for (const CountAndAmount* in : {&entered, &moved_in, &sent_back_in}) before += *in;
        CountAndAmount after = closing;
        for (const CountAndAmount* out : {&moved_on, &sent_back, &left}) after += *out;
        return before == after;
    }
    /// Whether there was nothing and nothing happened.
    [[nodiscard]] bool is_zero() const noexcept { return *this == PoolBalance{}; }

    /// That of several pools or groups together. Throws `Error(overflow)`.
    PoolBalance& operator+=(const PoolBalance& other) {
        opening += other.opening;
        closing += other.closing;
        return add_movements(other);
    }
    /// That of this period and the `next` one, which follows on it, of the same pool, together.
    /// Throws `Error(overflow)`.
    PoolBalance& extend(const PoolBalance& next) {
        closing = next.closing;
        return add_movements(next);
    }
    friend bool operator==(const PoolBalance&, const PoolBalance&) = default;

  private:
    PoolBalance& add_movements(const PoolBalance& other) {
        entered += other.entered;
        moved_in += other.moved_in;
        sent_back_in += other.sent_back_in;
        moved_on += other.moved_on;
        sent_back += other.sent_back;
        left += other.left;
        return *this;
    }
};

/// Days from `first` to `last`, both included.
struct Period {
    Date first;
    Date last;
    friend bool operator==(const Period&, const Period&) = default;
};

/// The balances of groups, pools and periods: a dense array, the last of them running fastest.
class Balance {
  public:
    /// All of them zero. `periods` follow on one another without gaps, at least one.
    Balance(std::size_t groups, std::size_t pools, std::vector<Period> periods)
        : pools_(pools), periods_(std::move(periods)), cells_(groups * pools * periods_.size()) {}

    [[nodiscard]] std::size_t groups() const noexcept {
        return cells_.size() / pools_ / periods_.size();
    }
    [[nodiscard]] std::size_t pools() const noexcept { return pools_; }
    [[nodiscard]] const std::vector<Period>& periods() const noexcept { return periods_; }

    /// That of one group and pool (a place in `PoolGraph::pools`) in each period, in their order.
    [[nodiscard]] std::span<const PoolBalance> of(std::size_t group,
                                                  std::size_t pool) const noexcept {
        return {&cells_[(group * pools_ + pool) * periods_.size()], periods_.size()};
    }
    [[nodiscard]] std::span<PoolBalance> of(std::size_t group, std::size_t pool) noexcept {
        return {&cells_[(group * pools_ + pool) * periods_.size()], periods_.size()};
    }
    [[nodiscard]] const PoolBalance& at(std::size_t group, std::size_t pool,
                                        std::size_t period) const noexcept {
        return of(group, pool)[period];
    }
    friend bool operator==(const Balance&, const Balance&) = default;

  private:
    std::size_t pools_;
    std::vector<Period> periods_;
    std::vector<PoolBalance> cells_;
};

/// The balance of every group and pool in each of `months` months (at least 1) from `first` on, by
/// count and by total investment as it stands on the as-of day. The as-of day's month ends with it.
/// O(stays × months that each of them covers); allocates the result and a table of days. Throws
/// `Error(invalid_argument)` if the groups are not of the flow's rows, or for no month or one after
/// the as-of day's; `overflow`.
template <RowGroups Groups>
[[nodiscard]] Balance balance(const Groups& groups, const Flow& flow, Month first, int months);

/// The balance of every group and pool over the days from `first` to `last`, both included, as one
/// period. Throws as above, and for a `last` before `first` or after the as-of day.
template <RowGroups Groups>
[[nodiscard]] Balance balance(const Groups& groups, const Flow& flow, Date first, Date last);

namespace detail {

/// In which of several periods a day lies, out of a table by day.
class PeriodTable {
  public:
    explicit PeriodTable(const std::vector<Period>& periods)
        : first_(periods.front().first.days()), size_(periods.size()) {
        const auto days = static_cast<std::size_t>(periods.back().last.days() - first_ + 1);
        place_.reserve(days);
        for (std::size_t i = 0; i < size_; ++i) {
            const auto end = static_cast<std::size_t>(periods[i].last.days() - first_ + 1);
            place_.resize(end, static_cast<std::uint16_t>(i + 1));
        }
    }
    /// The place of the period of `day`, counted from 1; 0: before all; size + 1: after all.
    [[nodiscard]] std::size_t operator()(std::int32_t day) const noexcept {
        if (day < first_) return 0;
        const auto offset = static_cast<std::uint32_t>(day) - static_cast<std::uint32_t>(first_);
        return offset < place_.size() ? place_[offset] : size_ + 1;
    }

  private:
    std::int32_t first_;
    std::size_t size_;
    std::vector<std::uint16_t> place_;
};

/// Adds one stay to the balances of its group.
inline void add_stay(const Flow& flow, std::size_t stay, std::size_t group,
                     const PeriodTable& period_of, Balance& out) {
    const Stays& s = flow.stays();
    const CountAndAmount one{1, flow.amount()[s.row[stay]]};
    const std::size_t size = out.periods().size();
    const std::size_t begin = period_of(s.entered[stay]);
    const std::size_t end = period_of(s.ended[stay]);
    const std::span<PoolBalance> pool = out.of(group, s.pool[stay]);
    // Counted from 1: on the day before a period's first lie those that began in an earlier one and
    // end in it or later; on its last day those that began by then and end in a later one.
    for (std::size_t i = begin; i < std::min(end, size); ++i) pool[i].opening += one;
    for (std::size_t i = std::max(begin, std::size_t{1}); i < end; ++i) pool[i - 1].closing += one;
    const auto is_within = [&](std::size_t period) { return period >= 1 && period <= size; };
    if (is_within(begin) && s.is_from_outside(stay)) pool[begin - 1].entered += one;
    if (!is_within(end)) return;
    PoolBalance& last = pool[end - 1];
    if (s.end[stay] == StayEnd::left) {
        last.left += one;
    } else if (s.end[stay] == StayEnd::moved) {
        last.moved_on += one;
        out.of(group, s.next[stay])[end - 1].moved_in += one;
    } else {
        last.sent_back += one;
        out.of(group, s.next[stay])[end - 1].sent_back_in += one;
    }
}

template <RowGroups Groups>
[[nodiscard]] Balance balance_over(const Groups& groups, const Flow& flow,
                                   std::vector<Period> periods) {
    const PeriodTable period_of(periods);
    Balance out(groups.size(), flow.graph().pools().size(), std::move(periods));
    for_each_stay(groups, flow, [&](std::size_t stay, std::size_t group) {
        add_stay(flow, stay, group, period_of, out);
    });
    return out;
}

}  // namespace detail

template <RowGroups Groups>
Balance balance(const Groups& groups, const Flow& flow, Month first, int months) {
    if (months < 1 || months > flow.as_of().month() - first + 1) {
        throw Error(ErrorCode::invalid_argument, std::to_string(months),
                    "at least 1 month, up to that of the as-of day");
    }
    std::vector<Period> periods;
    for (int i = 0; i < months; ++i) {
        const Month month = first.plus(i);
        periods.push_back({month.first_day(), std::min(month.last_day(), flow.as_of())});
    }
    return detail::balance_over(groups, flow, std::move(periods));
}

template <RowGroups Groups>
Balance balance(const Groups& groups, const Flow& flow, Date first, Date last) {
    if (last < first || last > flow.as_of()) {
        throw Error(ErrorCode::invalid_argument, last.iso(),
                    "a last day from the first to the as-of day");
    }
    return detail::balance_over(groups, flow, {{first, last}});
}

}  // namespace sanku::pipeline
