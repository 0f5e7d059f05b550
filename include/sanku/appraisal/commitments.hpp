#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sanku/core/funding.hpp"
#include "sanku/core/money.hpp"
#include "sanku/portfolio/portfolio.hpp"

/// What projects still have to pay, by year.
namespace sanku::appraisal {

/// An amount that falls due evenly over the years from `first` to `last`: each has its whole fen of
/// amount ÷ years, and the earliest ones have one fen more until the amount is used up.
struct Spread {
    int first;
    int last;  ///< not before `first`
    Money amount;

    /// What falls due in `year`; those of all years add up to the amount.
    [[nodiscard]] constexpr Money in(int year) const noexcept {
        if (year < first || year > last) return {};
        return Money::from_fen(each() + (year - first < one_more() ? 1 : 0));
    }
    [[nodiscard]] constexpr std::int64_t each() const noexcept {
        return amount.fen() / (last - first + 1);
    }
    /// Number of years, the earliest, that have a fen more.
    [[nodiscard]] constexpr int one_more() const noexcept {
        return static_cast<int>(amount.fen() % (last - first + 1));
    }
    friend bool operator==(const Spread&, const Spread&) = default;
};

/// What a project needs to state of itself before anybody can tell what it has to pay.
struct Lacking {
    bool investment = false;
    bool completed = false;   ///< in total, of one that has started
    bool start = false;       ///< the planned one
    bool completion = false;  ///< the planned one
    [[nodiscard]] constexpr bool any() const noexcept {
        return investment || completed || start || completion;
    }
    friend bool operator==(const Lacking&, const Lacking&) = default;
};

namespace detail {

/// Total investment − what is completed of it by the latest report, at least 0.
[[nodiscard]] inline Money left_to_pay(const Columns& c, std::size_t row) {
    return std::max(Money{}, Money::from_fen(c.total_investment[row] - c.completed_total[row]));
}

}  // namespace detail

/// A project that has neither started nor reported has completed nothing; one that is in the
/// implementation library needs no planned start; what has nothing left to pay needs no days.
[[nodiscard]] inline Lacking lacking(const Portfolio& portfolio, std::size_t row) {
    const Columns& c = portfolio.columns();
    const bool has_started = c.started[row] != no_day;
    const auto stated = [&](unsigned bit) { return (c.given[row] & bit) != 0; };
    Lacking out{
        .investment = !stated(given::total_investment),
        .completed = (has_started || c.last_report[row] != 0) && !stated(given::completed_total)};
    if (out.any() || detail::left_to_pay(c, row) == Money{}) return out;
    out.start = !has_started && c.planned_start[row] == no_day &&
                portfolio.pool(row) != Pool::implementation;
    out.completion = c.completed[row] == no_day && c.planned_completion[row] == no_day;
    return out;
}

/// What a project still has to pay, from the year of the as-of day, or of the planned start if it
/// is later and has not happened, to that of completion (else the planned one), at least to the
/// first. None if something is `lacking`.
[[nodiscard]] inline std::optional<Spread> commitment(const Portfolio& portfolio, std::size_t row) {
    if (lacking(portfolio, row).any()) return std::nullopt;
    const Columns& c = portfolio.columns();
    const int now = portfolio.as_of().year();
    const Money left = detail::left_to_pay(c, row);
    if (left == Money{}) return Spread{now, now, left};
    const auto year = [](std::int32_t day) { return Date::from_days(day).year(); };
    const bool is_to_start = c.started[row] == no_day && c.planned_start[row] != no_day;
    const int first = is_to_start ? std::max(now, year(c.planned_start[row])) : now;
    // A completion that is over means the present year, so the earlier day may stand for both.
    const int last = year(std::min(c.completed[row], c.planned_completion[row]));
    return Spread{first, std::max(first, last), left};
}

/// What the projects of the implementation library have to pay by year.
class Commitments {
  public:
    /// Of those that are funded in one of these ways. O(projects). A sum of them cannot overflow,
    /// see `Portfolio`.
    Commitments(const Portfolio& portfolio, const std::vector<Funding>& funding)
        : first_(portfolio.as_of().year()) {
        std::array<bool, funding_count> counts{};
        for (const Funding kind : funding) counts[static_cast<std::size_t>(kind)] = true;
        std::array<std::int64_t, years + 1> change{};  // against the year before
        for (std::size_t row = 0; row < portfolio.size(); ++row) {
            if (portfolio.pool(row) != Pool::implementation) continue;
            if (!counts[portfolio.columns().funding[row]]) continue;
            ++projects_;
            if (const auto one = commitment(portfolio, row)) {
                const auto at = [&](int year) { return static_cast<std::size_t>(year - first_); };
                const std::int64_t more = one->one_more() > 0 ? 1 : 0;
                change[at(one->first)] += one->each() + more;
                change[at(one->first + one->one_more())] -= more;
                change[at(one->last + 1)] -= one->each();
            } else {
                ++left_out_;
            }
        }
        std::int64_t sum = 0;
        for (std::size_t year = 0; year < years; ++year) fen_[year] = sum += change[year];
    }

    /// 0 before the as-of day's year.
    [[nodiscard]] Money in(int year) const noexcept {
        const int place = year - first_;
        if (place < 0 || place >= static_cast<int>(years)) return {};
        return Money::from_fen(fen_[static_cast<std::size_t>(place)]);
    }
    /// Number of projects, and of those among them that are in no sum for what they do not state.
    [[nodiscard]] std::int64_t projects() const noexcept { return projects_; }
    [[nodiscard]] std::int64_t left_out() const noexcept { return left_out_; }

  private:
    static constexpr std::size_t years = 300;  // no day lies after 2199

    int first_;
    std::array<std::int64_t, years> fen_{};
    std::int64_t projects_ = 0;
    std::int64_t left_out_ = 0;
};

}  // namespace sanku::appraisal
