#pragma once

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "sanku/core/error.hpp"
#include "sanku/core/text.hpp"

namespace sanku {

class Month;

/// A day of the civil calendar, from 1900-01-01 to 2199-12-31, held as the number of days since
/// 1970-01-01 in 4 bytes.
class Date {
  public:
    static constexpr std::int32_t min_days = -25567;  ///< 1900-01-01
    static constexpr std::int32_t max_days = 84005;   ///< 2199-12-31

    /// The day of a year (1900 to 2199), month (1 to 12) and day of the month. Throws `Error` with
    /// `date_out_of_range` or `impossible_date`.
    constexpr Date(int year, int month, int day);

    /// The day `days` after 1970-01-01. Throws `Error(date_out_of_range)`.
    [[nodiscard]] static constexpr Date from_days(std::int32_t days) {
        if (days < min_days || days > max_days) {
            throw Error(ErrorCode::date_out_of_range, std::to_string(days) + " days from 1970");
        }
        return Date(days);
    }

    /// The day that `text` spells: 2024-06-30, 2024/6/30, 2024.6.30, 2024年6月30日, 20240630, any
    /// of them with a time of day behind it, 2024年6月 or 2024-06 (their first day), or an Excel
    /// serial (5 digits, day 1 = 1900-01-01 with Excel's leap-year error). Full-width digits count.
    /// Throws `Error` with `malformed_date`, `impossible_date` or `date_out_of_range`.
    [[nodiscard]] static Date parse(std::string_view text);

    [[nodiscard]] constexpr std::int32_t days() const noexcept { return days_; }
    [[nodiscard]] constexpr int year() const noexcept { return ymd().year; }
    [[nodiscard]] constexpr int month_of_year() const noexcept { return ymd().month; }
    [[nodiscard]] constexpr int day_of_month() const noexcept { return ymd().day; }
    [[nodiscard]] constexpr Month month() const noexcept;

    /// The day `count` days later (earlier if negative). Throws `Error(date_out_of_range)`.
    [[nodiscard]] constexpr Date plus_days(std::int32_t count) const {
        return from_days(days_ + count);
    }
    /// The same day of the month `count` months later, or that month's last day if it is shorter:
    /// 30 June + 1 month is 30 July, 31 January + 1 month is 28 or 29 February. It never snaps to a
    /// month's end as Boost's month arithmetic does. Throws `Error(date_out_of_range)`.
    [[nodiscard]] constexpr Date plus_months(int count) const;

    /// `2024-06-30`.
    [[nodiscard]] std::string iso() const;
    /// `2024年6月30日`, or `30 June 2024`.
    [[nodiscard]] std::string words(Language language) const;

    [[nodiscard]] friend constexpr auto operator<=>(Date, Date) noexcept = default;
    [[nodiscard]] friend constexpr std::int32_t operator-(Date a, Date b) noexcept {
        return a.days_ - b.days_;
    }

  private:
    struct YearMonthDay {
        int year;
        int month;
        int day;
    };

    explicit constexpr Date(std::int32_t days) noexcept : days_(days) {}
    [[nodiscard]] constexpr YearMonthDay ymd() const noexcept;

    std::int32_t days_;
};

/// `Date(year, month, day)`.
[[nodiscard]] constexpr Date date(int year, int month, int day) {
    return {year, month, day};
}

/// The latest day that lies at least `months` (0 or more) before `day`: the last one whose
/// `plus_months(months)` is not after it. Turns "k months have passed" into a comparison of days.
[[nodiscard]] constexpr Date months_before(Date day, int months) {
    Date last = day.plus_months(-months);
    while (last.plus_days(1).plus_months(months) <= day) last = last.plus_days(1);
    while (last.plus_months(months) > day) last = last.plus_days(-1);
    return last;
}

/// A day column's mark for "no date": later than every day, so that "not yet" needs no second mask.
inline constexpr std::int32_t no_day = std::numeric_limits<std::int32_t>::max();

/// The day in a column's cell, if there is one.
[[nodiscard]] constexpr std::optional<Date> to_date(std::int32_t days) {
    return days == no_day ? std::nullopt : std::optional(Date::from_days(days));
}

/// A month of the civil calendar, from January 1900 to December 2199, held as the number of months
/// since January of year 0 in 4 bytes.
class Month {
  public:
    /// Throws `Error(malformed_month)` outside 1900 to 2199 or 1 to 12.
    constexpr Month(int year, int month) : index_(year * 12 + month - 1) {
        if (year < 1900 || year > 2199 || month < 1 || month > 12) {
            throw Error(ErrorCode::malformed_month,
                        std::to_string(year) + '-' + std::to_string(month));
        }
    }
    [[nodiscard]] static constexpr Month from_index(std::int32_t index) {
        return Month(index / 12, index % 12 + 1);
    }
    /// The month that `text` spells: 2024-06, 2024/6, 2024.6, 2024年6月, 202406, or a day of it.
    /// Throws `Error(malformed_month)`.
    [[nodiscard]] static Month parse(std::string_view text);

    [[nodiscard]] constexpr std::int32_t index() const noexcept { return index_; }
    [[nodiscard]] constexpr int year() const noexcept { return index_ / 12; }
    [[nodiscard]] constexpr int month_of_year() const noexcept { return index_ % 12 + 1; }
    [[nodiscard]] constexpr Date first_day() const { return {year(), month_of_year(), 1}; }
    [[nodiscard]] constexpr int days_in_month() const noexcept;
    [[nodiscard]] constexpr Date last_day() const {
        return {year(), month_of_year(), days_in_month()};
    }
    /// Throws `Error(malformed_month)` outside the range of years.
    [[nodiscard]] constexpr Month plus(int months) const { return from_index(index_ + months); }

    /// `2024-06`.
    [[nodiscard]] std::string iso() const { return first_day().iso().substr(0, 7); }

    [[nodiscard]] friend constexpr auto operator<=>(Month, Month) noexcept = default;
    [[nodiscard]] friend constexpr int operator-(Month a, Month b) noexcept {
        return a.index_ - b.index_;
    }

  private:
    std::int32_t index_;
};

namespace detail {

using Calendar = boost::gregorian::gregorian_calendar;

/// Boost counts days from its own epoch; this is its number of 1970-01-01.
inline constexpr std::int64_t boost_epoch = 2440588;

}  // namespace detail

constexpr int Month::days_in_month() const noexcept {
    const int month = month_of_year();
    if (month != 2) return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    return year() % 4 == 0 && (year() % 100 != 0 || year() % 400 == 0) ? 29 : 28;
}

constexpr Date::Date(int year, int month, int day) : days_(0) {
    const auto text = [&] {
        return std::to_string(year) + '-' + std::to_string(month) + '-' + std::to_string(day);
    };
    if (year < 1900 || year > 2199) throw Error(ErrorCode::date_out_of_range, text());
    if (month < 1 || month > 12) throw Error(ErrorCode::impossible_date, text());
    if (day < 1 || day > Month(year, month).days_in_month()) {
        throw Error(ErrorCode::impossible_date, text());
    }
    const detail::Calendar::ymd_type ymd(static_cast<unsigned short>(year),
                                         static_cast<unsigned short>(month),
                                         static_cast<unsigned short>(day));
    days_ = static_cast<std::int32_t>(static_cast<std::int64_t>(detail::Calendar::day_number(ymd)) -
                                      detail::boost_epoch);
}

constexpr Date::YearMonthDay Date::ymd() const noexcept {
    const auto ymd = detail::Calendar::from_day_number(
        static_cast<detail::Calendar::date_int_type>(days_ + detail::boost_epoch));
    return {ymd.year, ymd.month, ymd.day};
}

constexpr Month Date::month() const noexcept {
    const YearMonthDay parts = ymd();
    return {parts.year, parts.month};
}

constexpr Date Date::plus_months(int count) const {
    const YearMonthDay parts = ymd();
    const std::int32_t index = Month(parts.year, parts.month).index() + count;
    if (index < 1900 * 12 || index >= 2200 * 12) {
        throw Error(ErrorCode::date_out_of_range, iso(), std::to_string(count) + " months later");
    }
    const Month target = Month::from_index(index);
    const int last = target.days_in_month();
    return {target.year(), target.month_of_year(), parts.day < last ? parts.day : last};
}

inline std::string Date::iso() const {
    const YearMonthDay parts = ymd();
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return std::to_string(parts.year) + '-' + two(parts.month) + '-' + two(parts.day);
}

inline std::string Date::words(Language language) const {
    const YearMonthDay parts = ymd();
    if (language == Language::zh) {
        return std::to_string(parts.year) + "年" + std::to_string(parts.month) + "月" +
               std::to_string(parts.day) + "日";
    }
    constexpr std::string_view months[] = {"January",   "February", "March",    "April",
                                           "May",       "June",     "July",     "August",
                                           "September", "October",  "November", "December"};
    return std::to_string(parts.day) + ' ' + std::string(months[parts.month - 1]) + ' ' +
           std::to_string(parts.year);
}

namespace detail {

/// Year, month and (0 if absent) day as `text` writes them, not yet checked against the calendar.
struct WrittenDate {
    int year;
    int month;
    int day;
};

/// Splits 2024-6-30, 2024/6, 2024年6月30日, 20240630 or 202406, in half-width form.
[[nodiscard]] inline std::optional<WrittenDate> split_date(std::string_view text) noexcept {
    const auto number = [](std::string_view digits) {
        return static_cast<int>(text::to_number(digits));
    };
    if (text::is_digits(text) && (text.size() == 8 || text.size() == 6)) {
        return WrittenDate{number(text.substr(0, 4)), number(text.substr(4, 2)),
                           text.size() == 8 ? number(text.substr(6)) : 0};
    }
    int parts[3] = {0, 0, 0};
    constexpr std::string_view marks[] = {"年", "月", "日"};
    int count = 0;
    while (!text.empty() && count < 3) {
        std::size_t digits = 0;
        while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
        if (digits == 0 || digits > 4 || (count == 0) != (digits == 4) ||
            (count > 0 && digits > 2)) {
            return std::nullopt;
        }
        parts[count] = number(text.substr(0, digits));
        text.remove_prefix(digits);
        const std::string_view mark = marks[count];
        ++count;
        if (text.starts_with(mark)) {
            text.remove_prefix(mark.size());
        } else if (!text.empty() && count < 3 &&
                   (text[0] == '-' || text[0] == '/' || text[0] == '.')) {
            text.remove_prefix(1);
            if (text.empty()) return std::nullopt;
        } else if (!text.empty()) {
            return std::nullopt;
        }
    }
    if (count < 2 || !text.empty()) return std::nullopt;
    return WrittenDate{parts[0], parts[1], parts[2]};
}

/// `text` without a time of day behind the date: `2024-06-30 00:00:00`, `2024-06-30T08:00`.
[[nodiscard]] inline std::string_view without_time(std::string_view text) noexcept {
    const std::size_t at = text.find_first_of(" T");
    if (at == std::string_view::npos || at < 8) return text;
    const std::string_view time = text.substr(at + 1);
    if (time.find(':') == std::string_view::npos) return text;
    for (const char c : time) {
        if ((c < '0' || c > '9') && c != ':' && c != '.' && c != 'Z') return text;
    }
    return text::trim(text.substr(0, at));
}

}  // namespace detail

inline Date Date::parse(std::string_view text) {
    const std::string half = text::half_width(text);
    const std::string_view body = detail::without_time(text::trim(half));
    const auto again = [&](const Error& error) {
        return Error(error.code(), text);  // name the text as found, not as rebuilt
    };
    if (text::is_digits(body) && body.size() == 5) {
        // Excel believes in 29 February 1900 (serial 60): from there on serials count from
        // 1899-12-30, before it from the day after.
        const auto serial = static_cast<std::int32_t>(text::to_number(body));
        if (serial == 0) throw Error(ErrorCode::date_out_of_range, text);
        if (serial == 60) throw Error(ErrorCode::impossible_date, text);
        return from_days(serial - (serial < 60 ? 25568 : 25569));
    }
    const auto parts = detail::split_date(body);
    if (!parts) throw Error(ErrorCode::malformed_date, text);
    const bool whole_month = parts->day == 0 && body.find_first_of("0123456789") == 0 &&
                             (body.ends_with("月") || body.size() <= 7);
    try {
        return {parts->year, parts->month, whole_month ? 1 : parts->day};
    } catch (const Error& error) {
        throw again(error);
    }
}

inline Month Month::parse(std::string_view text) {
    const std::string half = text::half_width(text);
    const std::string_view body = detail::without_time(text::trim(half));
    const auto parts = detail::split_date(body);
    if (parts) {
        try {
            if (parts->day == 0) return {parts->year, parts->month};
            return Date(parts->year, parts->month, parts->day).month();
        } catch (const Error&) {
            throw Error(ErrorCode::malformed_month, text);
        }
    }
    if (text::is_digits(body) && body.size() == 5) return Date::parse(body).month();
    throw Error(ErrorCode::malformed_month, text);
}

}  // namespace sanku
