#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sanku/core/checked.hpp"
#include "sanku/core/decimal.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/text.hpp"

namespace sanku {

/// A unit in which an amount is written; the value is its size in fen.
enum class MoneyUnit : std::int64_t {
    fen = 1,
    yuan = 100,
    wan_yuan = 1'000'000,
    yi_yuan = 10'000'000'000,
};

/// 分, 元, 万元 or 亿元.
[[nodiscard]] constexpr std::string_view name(MoneyUnit unit) noexcept {
    if (unit == MoneyUnit::fen) return "分";
    return unit == MoneyUnit::yuan ? "元" : unit == MoneyUnit::wan_yuan ? "万元" : "亿元";
}

/// An amount of money in whole fen, from about −92 to 92 quadrillion yuan. Arithmetic is exact and
/// throws `Error(overflow)` rather than wrap. Construction from a bare number names the unit.
class Money {
  public:
    constexpr Money() noexcept = default;

    [[nodiscard]] static constexpr Money from_fen(std::int64_t fen) noexcept { return Money(fen); }
    /// `count` whole units. Throws `Error(overflow)`.
    [[nodiscard]] static constexpr Money from(std::int64_t count, MoneyUnit unit) {
        return Money(checked::multiply(count, static_cast<std::int64_t>(unit)));
    }

    /// The amount that `text` spells: digits with optional sign, thousands separators and decimals,
    /// in any width, with an optional unit 元, 万元 (万) or 亿元 (亿); a bare number is in
    /// `bare_unit`, and refused if that is empty. Digits below one fen are refused unless they are
    /// the noise of a binary fraction: within a thousandth of a fen of a whole one, or a fiftieth
    /// if it is written with 15 digits or more. Throws `Error` with `malformed_money`,
    /// `money_finer_than_fen`, `unknown_money_unit` or `overflow`.
    [[nodiscard]] static Money parse(std::string_view text, std::optional<MoneyUnit> bare_unit);

    [[nodiscard]] constexpr std::int64_t fen() const noexcept { return fen_; }

    /// The amount in `unit` with `decimals` places (0 to 9), rounded half up, thousands separated,
    /// without the unit's name: `4,018.49`.
    [[nodiscard]] std::string number_in(MoneyUnit unit, int decimals = 2) const {
        return decimal(fen_, static_cast<std::int64_t>(unit), decimals, true);
    }
    /// As `number_in`, followed by the unit's name: `4,018.49亿元`.
    [[nodiscard]] std::string in(MoneyUnit unit, int decimals = 2) const {
        return number_in(unit, decimals).append(name(unit));
    }

    constexpr Money& operator+=(Money other) { return *this = *this + other; }
    constexpr Money& operator-=(Money other) { return *this = *this - other; }
    [[nodiscard]] friend constexpr Money operator+(Money a, Money b) {
        return Money(checked::add(a.fen_, b.fen_));
    }
    [[nodiscard]] friend constexpr Money operator-(Money a, Money b) {
        return Money(checked::subtract(a.fen_, b.fen_));
    }
    [[nodiscard]] friend constexpr Money operator*(Money a, std::int64_t factor) {
        return Money(checked::multiply(a.fen_, factor));
    }
    [[nodiscard]] friend constexpr auto operator<=>(Money, Money) noexcept = default;

  private:
    explicit constexpr Money(std::int64_t fen) noexcept : fen_(fen) {}

    std::int64_t fen_ = 0;
};

/// The most that one project may carry in any amount: 10¹² yuan. It keeps every rule of the
/// library inside int64 after multiplying out.
inline constexpr Money max_project_money = Money::from_fen(100'000'000'000'000);

namespace detail {

/// Takes a unit's name off the end of `text`, in half-width form.
[[nodiscard]] inline std::optional<MoneyUnit> take_unit(std::string_view& text) noexcept {
    struct Suffix {
        std::string_view text;
        MoneyUnit unit;
    };
    constexpr Suffix suffixes[] = {
        {"亿元", MoneyUnit::yi_yuan}, {"万元", MoneyUnit::wan_yuan}, {"亿", MoneyUnit::yi_yuan},
        {"万", MoneyUnit::wan_yuan},  {"元", MoneyUnit::yuan},
    };
    for (const auto& [suffix, unit] : suffixes) {
        if (text.ends_with(suffix)) {
            text.remove_suffix(suffix.size());
            text = text::trim(text);
            return unit;
        }
    }
    return std::nullopt;
}

/// Whether the digits before a decimal point are plain or separated into thousands.
[[nodiscard]] constexpr bool well_grouped(std::string_view whole) noexcept {
    const std::size_t first = whole.find(',');
    if (first == std::string_view::npos) return text::is_digits(whole);
    if (first == 0 || first > 3) return false;
    if (!text::is_digits(whole.substr(0, first))) return false;
    for (std::string_view rest = whole.substr(first); !rest.empty(); rest.remove_prefix(4)) {
        if (rest.size() < 4 || rest[0] != ',' || !text::is_digits(rest.substr(1, 3))) return false;
    }
    return true;
}

}  // namespace detail

inline Money Money::parse(std::string_view text, std::optional<MoneyUnit> bare_unit) {
    const std::string half = text::half_width(text);
    std::string_view rest = text::trim(half);
    const auto malformed = [&] { return Error(ErrorCode::malformed_money, text); };
    if (rest.size() > 64) throw malformed();
    if (rest.starts_with("¥") || rest.starts_with("￥")) {
        rest.remove_prefix(text::first_code_point(rest).bytes);
        if (!bare_unit) bare_unit = MoneyUnit::yuan;
    }
    const std::optional<MoneyUnit> written = detail::take_unit(rest);
    const bool negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) rest.remove_prefix(1);
    const std::size_t point = rest.find('.');
    const std::string_view whole = rest.substr(0, point);
    const std::string_view fraction =
        point == std::string_view::npos ? std::string_view{} : rest.substr(point + 1);
    if (!detail::well_grouped(whole)) throw malformed();
    if (point != std::string_view::npos && !text::is_digits(fraction)) throw malformed();
    const std::optional<MoneyUnit> unit = written ? written : bare_unit;
    if (!unit) throw Error(ErrorCode::unknown_money_unit, text);

    // Fen in thousandths, so that the noise of a binary fraction can be told from real digits.
    const checked::Wide unit_fen = static_cast<std::int64_t>(*unit);
    checked::Wide count = 0;
    for (const char c : whole) {
        if (c == ',') continue;
        count = count * 10 + (c - '0');
        if (count > INT64_MAX) throw Error(ErrorCode::overflow, text);
    }
    checked::Wide thousandths = count * unit_fen * 1000;
    checked::Wide place = unit_fen * 1000;
    bool more = false;  // whether digits other than 0 stand behind the thousandths
    for (const char c : fraction) {
        if (place % 10 != 0) {
            more |= c != '0';
            continue;
        }
        place /= 10;
        thousandths += place * (c - '0');
    }
    const checked::Wide residue = thousandths % 1000;
    // A double carries some 16 digits, so what is written with 15 or more may be off by the last.
    const std::size_t digits = whole.size() + fraction.size();
    const checked::Wide distance = residue > 500 ? 1000 - residue : residue + (more ? 1 : 0);
    if (distance > (digits >= 15 ? 20 : 1)) throw Error(ErrorCode::money_finer_than_fen, text);
    const std::int64_t fen = checked::narrow(checked::divide_half_up(thousandths, 1000));
    return Money(negative ? -fen : fen);
}

}  // namespace sanku
