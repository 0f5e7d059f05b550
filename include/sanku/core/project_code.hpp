#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sanku/core/error.hpp"
#include "sanku/core/region_code.hpp"
#include "sanku/core/text.hpp"

namespace sanku {

/// The national code of an investment project, 20 digits written 4-6-2-2-6 (year and month of
/// filing as YYMM, or in older codes the year; region; trade; kind; number), or a stable local code
/// (`LOCAL-` and 12 signs) for a project that has none. 8 bytes, ordered and hashed as a number.
class ProjectCode {
  public:
    /// Reads either form, with or without dashes, in any width. Throws `Error` with
    /// `damaged_project_code` for what a spreadsheet made of a code (1.6672E+17, or a code of
    /// 16 and more digits that ends in zeros), else with `malformed_project_code`.
    [[nodiscard]] static ProjectCode parse(std::string_view text);

    /// The stable local code of whatever `identity` is unique to the project, such as its region
    /// and name. Equal text gives the equal code on every machine; two texts of a million share one
    /// with a probability of about 4·10⁻⁷.
    [[nodiscard]] static ProjectCode local(std::string_view identity) noexcept {
        std::uint64_t hash = 14695981039346656037U;  // FNV-1a, then a finaliser to spread it
        for (const char c : identity) {
            hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
        }
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdU;
        hash ^= hash >> 29;
        return ProjectCode(local_base + (hash & local_mask));
    }

    /// The code whose `value()` this is. Throws `Error(malformed_project_code)`.
    [[nodiscard]] static ProjectCode from_value(std::uint64_t value) {
        const ProjectCode code(value);
        const bool national = value / tail <= months + last_year - first_year &&
                              RegionCode::is_known_province(code.region_digits() / 10'000);
        const bool valid = code.is_local() ? value - local_base <= local_mask : national;
        if (!valid) throw Error(ErrorCode::malformed_project_code, std::to_string(value));
        return code;
    }

    [[nodiscard]] constexpr std::uint64_t value() const noexcept { return value_; }
    [[nodiscard]] constexpr bool is_local() const noexcept { return value_ >= local_base; }
    /// The county (or wider) region inside a national code; none in a local one.
    [[nodiscard]] std::optional<RegionCode> region() const {
        if (is_local()) return std::nullopt;
        return RegionCode::from_number(region_digits());
    }
    /// `2403-420281-04-01-123456`, or `LOCAL-` and 12 signs.
    [[nodiscard]] std::string str() const;
    /// Writes the same to `out`, which has room for `max_length` characters, and returns how many
    /// there are.
    std::size_t write(char* out) const noexcept;
    static constexpr std::size_t max_length = 24;

    [[nodiscard]] friend constexpr auto operator<=>(ProjectCode, ProjectCode) noexcept = default;

  private:
    // 20 digits do not fit in 64 bits, but a first group that is a year and month or a year does:
    // 1,200 months of YYMM, then the years from 2013 (20 as a year would need a 13th month).
    static constexpr std::uint64_t tail = 10'000'000'000'000'000U;  // 10^16: the other 16 digits
    static constexpr std::uint64_t months = 1200;
    static constexpr std::uint64_t first_year = 2013;
    static constexpr std::uint64_t last_year = 2099;
    static constexpr std::uint64_t local_base = 13'000'000'000'000'000'000U;
    static constexpr std::uint64_t local_mask = (std::uint64_t{1} << 60) - 1;

    explicit constexpr ProjectCode(std::uint64_t value) noexcept : value_(value) {}
    [[nodiscard]] constexpr std::uint32_t region_digits() const noexcept {
        return static_cast<std::uint32_t>(value_ % tail / 10'000'000'000U);
    }

    std::uint64_t value_;
};

namespace detail {

inline constexpr std::string_view base32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What Excel writes for a long number: 2.40342E+19, or digits of which only the first 15 are kept.
[[nodiscard]] inline bool damaged_by_spreadsheet(std::string_view text) noexcept {
    const std::size_t e = text.find_first_of("eE");
    if (e != std::string_view::npos && e > 0 && text[0] >= '0' && text[0] <= '9') {
        for (const char c : text) {
            if ((c < '0' || c > '9') && c != '.' && c != '+' && c != 'e' && c != 'E') return false;
        }
        return true;
    }
    return text.size() >= 18 && text::is_digits(text) && text.ends_with("00000");
}

}  // namespace detail

inline std::size_t ProjectCode::write(char* out) const noexcept {
    if (is_local()) {
        constexpr std::string_view begins = "LOCAL-";
        char* place = std::copy(begins.begin(), begins.end(), out);
        for (int shift = 55; shift >= 0; shift -= 5) {
            *place++ = detail::base32[((value_ - local_base) >> shift) & 31];
        }
        return static_cast<std::size_t>(place - out);
    }
    const std::uint64_t head = value_ / tail;
    const std::uint64_t four =
        head < months ? head / 12 * 100 + head % 12 + 1 : head - months + first_year;
    std::fill_n(out, max_length, '-');
    const auto put = [&out](std::uint64_t number, int digits) {
        for (int i = digits; i-- > 0; number /= 10) out[i] = static_cast<char>('0' + number % 10);
        out += digits + 1;
    };
    put(four, 4);
    put(region_digits(), 6);
    put(value_ % 10'000'000'000U / 100'000'000U, 2);
    put(value_ % 100'000'000U / 1'000'000U, 2);
    put(value_ % 1'000'000U, 6);
    return max_length;
}

inline std::string ProjectCode::str() const {
    std::string out(max_length, '\0');
    out.resize(write(out.data()));
    return out;
}

inline ProjectCode ProjectCode::parse(std::string_view text) {
    const std::string half = text::half_width(text);
    const std::string_view body = text::trim(half);
    const auto malformed = [&](std::string_view why) {
        return Error(ErrorCode::malformed_project_code, text, why);
    };
    if (body.starts_with("LOCAL-") && body.size() == 18) {
        std::uint64_t value = 0;
        for (const char c : body.substr(6)) {
            const std::size_t digit = detail::base32.find(c);
            if (digit == std::string_view::npos) throw malformed("LOCAL-");
            value = value << 5 | digit;
        }
        return ProjectCode(local_base + value);
    }
    if (detail::damaged_by_spreadsheet(body)) throw Error(ErrorCode::damaged_project_code, text);
    std::string digits;
    for (const char c : body) {
        if (c != '-') digits += c;
    }
    if (!text::is_digits(digits)) throw malformed("");
    if (digits.size() != 20) throw malformed(std::to_string(digits.size()) + " digits");
    const bool dashed = body.size() == 24 && body[4] == '-' && body[11] == '-' && body[14] == '-' &&
                        body[17] == '-';
    if (body.size() != 20 && !dashed) throw malformed("dashes");
    const auto four = static_cast<std::uint64_t>(text::to_number(digits.substr(0, 4)));
    const std::uint64_t month = four % 100;
    std::uint64_t head = 0;
    if (month >= 1 && month <= 12) {
        head = four / 100 * 12 + month - 1;
    } else if (four >= first_year && four <= last_year) {
        head = months + four - first_year;
    } else {
        throw malformed("month " + digits.substr(2, 2));
    }
    const auto region = static_cast<std::uint32_t>(text::to_number(digits.substr(4, 6)));
    if (!RegionCode::is_known_province(region / 10000)) {
        throw malformed("region " + digits.substr(4, 6));
    }
    return ProjectCode(head * tail + static_cast<std::uint64_t>(text::to_number(digits.substr(4))));
}

}  // namespace sanku

template <>
struct std::hash<sanku::ProjectCode> {
    [[nodiscard]] std::size_t operator()(sanku::ProjectCode code) const noexcept {
        return static_cast<std::size_t>(code.value() * 0x9e3779b97f4a7c15U);
    }
};
