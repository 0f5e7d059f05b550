#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/portfolio/history.hpp"

namespace sanku {

/// Looks up which of some ascending days is the first that is not before a given one.
class DayTable {
  public:
    /// Takes at most 65,535 days in ascending order; several may be equal. One entry a day between
    /// the first and the last.
    explicit DayTable(std::span<const std::int32_t> days)
        : least_(days.empty() ? 0 : days.front()) {
        const std::int64_t span = days.empty() ? 0 : std::int64_t{days.back()} - least_ + 1;
        index_.reserve(static_cast<std::size_t>(span) + 1);
        std::uint16_t next = 0;
        for (std::int64_t i = 0; i <= span; ++i) {
            while (next < days.size() && days[next] < least_ + i) ++next;
            index_.push_back(next);
        }
    }
    /// The place of the first of the days that is on or after `day`; their number if there is none.
    [[nodiscard]] std::uint16_t operator[](std::int32_t day) const noexcept {
        const auto last = static_cast<std::int64_t>(index_.size()) - 1;
        return index_[static_cast<std::size_t>(
            std::clamp<std::int64_t>(std::int64_t{day} - least_, 0, last))];
    }

  private:
    std::int64_t least_;
    std::vector<std::uint16_t> index_;
};

/// Some months in a row as bits of a number, bit 0 the first; "in month k" means as of its end.
class Window {
  public:
    static constexpr int max_months = 60;

    /// Throws `Error` with `invalid_argument` for less than 0 or more than `max_months` months,
    /// `malformed_month` beyond 2199.
    Window(Month first, int months) : first_(first.index()), ends_(ends_of(first, months)) {}

    [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }
    [[nodiscard]] Date end(std::size_t i) const { return Date::from_days(ends_[i]); }
    /// All months.
    [[nodiscard]] std::uint64_t all() const noexcept { return (std::uint64_t{1} << size()) - 1; }
    /// The place of the first month at whose end `day` has come; `size()` if there is none.
    [[nodiscard]] std::size_t first_end(std::int32_t day) const noexcept { return table_[day]; }
    /// The months at whose end `day` has come; none for `no_day`.
    [[nodiscard]] std::uint64_t since(std::int32_t day) const noexcept {
        return all() & ~std::uint64_t{0} << table_[day];
    }
    /// The months of the window from one `Month::index` to another, both included.
    [[nodiscard]] std::uint64_t between(std::int32_t from, std::int32_t to) const noexcept {
        return all() & up_from(from - first_) & ~up_from(to + 1 - first_);
    }
    /// The months of a year.
    [[nodiscard]] std::uint64_t year(int of) const noexcept {
        return between(of * 12, of * 12 + 11);
    }
    /// A table of what `of(end of month)` gives for each month, which must not fall.
    template <typename Of>
    [[nodiscard]] DayTable cutoffs(Of&& of) const {
        std::vector<std::int32_t> days;
        for (std::size_t i = 0; i < size(); ++i) days.push_back(of(end(i)));
        return DayTable(days);
    }
    /// The months whose cutoff in `table` has reached `day`.
    [[nodiscard]] std::uint64_t reached(const DayTable& table, std::int32_t day) const noexcept {
        return all() & ~std::uint64_t{0} << table[day];
    }

    /// The last days of months.
    [[nodiscard]] static std::vector<std::int32_t> ends_of(Month first, int months) {
        std::vector<std::int32_t> ends;
        if (months < 0 || months > max_months) {
            throw Error(ErrorCode::invalid_argument, std::to_string(months), "months");
        }
        ends.reserve(static_cast<std::size_t>(months));
        for (int i = 0; i < months; ++i) ends.push_back(first.plus(i).last_day().days());
        return ends;
    }

  private:
    [[nodiscard]] static std::uint64_t up_from(std::int32_t place) noexcept {
        return ~std::uint64_t{0} << std::clamp(place, 0, 63);  // bit 63 is no month
    }

    std::int32_t first_;
    std::vector<std::int32_t> ends_;
    DayTable table_{ends_};
};

/// The portfolios of some month ends.
class Timeline {
  public:
    /// Throws `Error` with `invalid_argument` for less than 0 months, `malformed_month` beyond
    /// 2199.
    Timeline(History history, Month first, int months)
        : history_(std::move(history)), first_(first), months_(months) {
        if (months < 0) {
            throw Error(ErrorCode::invalid_argument, std::to_string(months), "months");
        }
        if (months > 0) (void)first.plus(months - 1);
    }
    [[nodiscard]] const History& history() const noexcept { return history_; }
    [[nodiscard]] int size() const noexcept { return months_; }
    [[nodiscard]] Month month(int i) const { return first_.plus(i); }
    [[nodiscard]] Date end(int i) const { return month(i).last_day(); }
    /// The portfolio of the end of month `i`; see `History::at`.
    [[nodiscard]] Portfolio at(int i) const { return history_.at(end(i)); }
    /// Calls `visit(first, months)` for stretches of at most `Window::max_months` months.
    template <typename Visit>
    void for_each_window(Visit&& visit) const {
        for (int i = 0; i < months_; i += Window::max_months) {
            visit(i, Window(month(i), std::min(Window::max_months, months_ - i)));
        }
    }

  private:
    History history_;
    Month first_;
    int months_;
};

}  // namespace sanku
