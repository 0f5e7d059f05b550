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

/// What a project still has to pay: total investment − what is completed of it by its latest
/// report, at least 0, from the year of the as-of day or of the planned start, whichever is later,
/// to that of completion (else the planned one), at least to the first. A project that has neither
/// started nor reported has completed nothing; one that has started, or is in the implementation
/// library without a planned start, pays from now on. None if what is needed of this is not stated.
[[nodiscard]] inline std::optional<Spread> commitment(const Portfolio& portfolio, std::size_t row) {
    const Columns& c = portfolio.columns();
    const bool has_started = c.started[row] != no_day;
    const auto stated = [&](unsigned bit) { return (c.given[row] & bit) != 0; };
    if (!stated(given::total_investment) || (has_started && !stated(given::completed_total))) {
        return std::nullopt;
    }
    const int now = portfolio.as_of().year();
    const Money left =
        std::max(Money{}, Money::from_fen(c.total_investment[row] - c.completed_total[row]));
    if (left == Money{}) return Spread{now, now, left};
    const auto start = has_started ? std::nullopt : to_date(c.planned_start[row]);
    if (!has_started && !start && portfolio.pool(row) != Pool::implementation) return std::nullopt;
    // Of a day that is over only the present year counts, so the earlier one may stand for both.
    const auto end = to_date(std::min(c.completed[row], c.planned_completion[row]));
    if (!end) return std::nullopt;
    const int first = start ? std::max(now, start->year()) : now;
    return Spread{first, std::max(first, end->year()), left};
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
