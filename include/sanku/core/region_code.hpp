#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "sanku/core/error.hpp"
#include "sanku/core/text.hpp"

namespace sanku {

/// Levels of administrative division, from wide to narrow.
enum class RegionLevel : std::uint8_t { country, province, city, county, township };

/// A code of GB/T 2260 (province, city, county: 2 digits each) with the three township digits of
/// GB/T 10114 behind it. 4 bytes; zeros at the end widen: 420000000 is Hubei. The default is the
/// whole country.
class RegionCode {
  public:
    constexpr RegionCode() noexcept = default;

    /// Reads 2, 4, 6, 9 or 12 digits (the last three of 12, the village, must be 000). Throws
    /// `Error` with `malformed_region` or `unknown_region`.
    [[nodiscard]] static RegionCode parse(std::string_view text) {
        const std::string half = text::half_width(text);
        std::string_view digits = text::trim(half);
        if (digits.size() == 12 && digits.ends_with("000")) digits.remove_suffix(3);
        const std::size_t size = digits.size();
        if (!text::is_digits(digits) || (size != 2 && size != 4 && size != 6 && size != 9)) {
            throw Error(ErrorCode::malformed_region, text);
        }
        std::string padded(digits);
        padded.append(9 - size, '0');
        const auto value = static_cast<std::uint32_t>(text::to_number(padded));
        if (!is_known_province(value / 10'000'000)) throw Error(ErrorCode::unknown_region, text);
        return RegionCode(value);
    }
    /// The region of a 6-digit number such as 420281. Throws `Error(unknown_region)`.
    [[nodiscard]] static RegionCode from_number(std::uint32_t six_digits) {
        return from_value(six_digits * 1000);
    }
    /// The region whose `value()` this is. Throws `Error(unknown_region)`.
    [[nodiscard]] static RegionCode from_value(std::uint32_t nine_digits) {
        if (nine_digits != 0 && !is_known_province(nine_digits / 10'000'000)) {
            throw Error(ErrorCode::unknown_region, std::to_string(nine_digits));
        }
        return RegionCode(nine_digits);
    }
    /// Whether `two_digits` is a province's code (11 Beijing … 82 Macao).
    [[nodiscard]] static constexpr bool is_known_province(std::uint32_t two_digits) noexcept {
        constexpr std::uint8_t provinces[] = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34,
                                              35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
                                              53, 54, 61, 62, 63, 64, 65, 66, 71, 81, 82};
        for (const std::uint8_t province : provinces) {
            if (province == two_digits) return true;
        }
        return false;
    }

    /// Nine digits as a number; 0 for the country.
    [[nodiscard]] constexpr std::uint32_t value() const noexcept { return value_; }
    [[nodiscard]] constexpr RegionLevel level() const noexcept {
        if (value_ == 0) return RegionLevel::country;
        if (value_ % 10'000'000 == 0) return RegionLevel::province;
        if (value_ % 100'000 == 0) return RegionLevel::city;
        if (value_ % 1000 == 0) return RegionLevel::county;
        return RegionLevel::township;
    }
    /// The region of `level` that contains this one; itself if it is as wide already.
    [[nodiscard]] constexpr RegionCode up_to(RegionLevel level) const noexcept {
        constexpr std::uint32_t spans[] = {1'000'000'000, 10'000'000, 100'000, 1000, 1};
        const std::uint32_t span = spans[static_cast<std::size_t>(level)];
        return RegionCode(value_ / span * span);
    }
    /// Whether `other` lies in this region or is it.
    [[nodiscard]] constexpr bool contains(RegionCode other) const noexcept {
        return other.up_to(level()) == *this;
    }
    /// `420281`, with the township's digits if there are any: `420281107`; `0` for the country.
    [[nodiscard]] std::string str() const {
        return std::to_string(value_ % 1000 == 0 ? value_ / 1000 : value_);
    }

    [[nodiscard]] friend constexpr auto operator<=>(RegionCode, RegionCode) noexcept = default;

  private:
    explicit constexpr RegionCode(std::uint32_t value) noexcept : value_(value) {}

    std::uint32_t value_ = 0;
};

}  // namespace sanku
