#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "sanku/core/date.hpp"

namespace sanku {

/// A moment in whole seconds since 1970-01-01T00:00:00Z: when something was recorded. Shown in the
/// time of China (UTC+08:00), whose day decides what was known on a date.
class Instant {
  public:
    [[nodiscard]] static constexpr Instant from_unix_seconds(std::int64_t seconds) noexcept {
        return Instant(seconds);
    }
    /// `day` at `hour`:`minute`:`second` by China's clock. Hours 0 to 24.
    [[nodiscard]] static constexpr Instant at(Date day, int hour = 0, int minute = 0,
                                              int second = 0) noexcept {
        return Instant(std::int64_t{day.days()} * 86400 + hour * 3600 + minute * 60 + second -
                       china);
    }
    /// The last second of `day` in China: everything recorded up to it was known on that day.
    [[nodiscard]] static constexpr Instant end_of(Date day) noexcept { return at(day, 23, 59, 59); }
    /// `2024-07-03T09:00:00+08:00`, with `Z` or another offset, a blank for `T`, or no offset
    /// (then China's clock); or a day alone (its start). Throws `Error(malformed_date)`.
    [[nodiscard]] static Instant parse(std::string_view text);

    [[nodiscard]] constexpr std::int64_t unix_seconds() const noexcept { return seconds_; }
    /// The day in China. Throws `Error(date_out_of_range)`.
    [[nodiscard]] constexpr Date day() const {
        const std::int64_t local = seconds_ + china;
        const std::int64_t days = local >= 0 ? local / 86400 : (local - 86399) / 86400;
        if (days < Date::min_days || days > Date::max_days) {
            throw Error(ErrorCode::date_out_of_range, std::to_string(seconds_) + " s from 1970");
        }
        return Date::from_days(static_cast<std::int32_t>(days));
    }
    /// `2024-07-03T09:00:00+08:00`.
    [[nodiscard]] std::string iso() const {
        const Date today = day();
        const std::int64_t rest = seconds_ + china - std::int64_t{today.days()} * 86400;
        const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
        return today.iso() + 'T' + two(rest / 3600) + ':' + two(rest / 60 % 60) + ':' +
               two(rest % 60) + "+08:00";
    }

    [[nodiscard]] friend constexpr auto operator<=>(Instant, Instant) noexcept = default;

  private:
    static constexpr std::int64_t china = 8 * 3600;

    explicit constexpr Instant(std::int64_t seconds) noexcept : seconds_(seconds) {}

    std::int64_t seconds_;
};

inline Instant Instant::parse(std::string_view text) {
    const auto malformed = [&] { return Error(ErrorCode::malformed_date, text); };
    const std::string_view whole = text::trim(text);
    if (whole.size() == 10) return at(Date::parse(whole));
    if (whole.size() < 19 || (whole[10] != 'T' && whole[10] != ' ')) throw malformed();
    const auto clock = [&](std::string_view part, int limit) {
        if (part.size() != 2 || !text::is_digits(part)) throw malformed();
        const auto value = static_cast<int>(text::to_number(part));
        if (value > limit) throw malformed();
        return value;
    };
    const Date day = Date::parse(whole.substr(0, 10));
    if (whole[13] != ':' || whole[16] != ':') throw malformed();
    const Instant local = at(day, clock(whole.substr(11, 2), 23), clock(whole.substr(14, 2), 59),
                             clock(whole.substr(17, 2), 59));
    const std::string_view zone = whole.substr(19);
    if (zone.empty()) return local;
    if (zone == "Z") return Instant(local.seconds_ + china);
    if (zone.size() != 6 || zone[3] != ':' || (zone[0] != '+' && zone[0] != '-')) throw malformed();
    const std::int64_t offset =
        (clock(zone.substr(1, 2), 14) * 60 + clock(zone.substr(4, 2), 59)) * 60;
    return Instant(local.seconds_ + china - (zone[0] == '+' ? offset : -offset));
}

}  // namespace sanku
