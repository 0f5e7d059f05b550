#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sanku/core/checked.hpp"
#include "sanku/core/decimal.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/rational.hpp"
#include "sanku/core/text.hpp"

namespace sanku::target {

/// In what an indicator is counted, and how fine: its amounts are whole steps of 10^-`decimals`, so
/// that 5.50 亿元 of two decimals are 550 steps, and sums are exact.
struct Scale {
    static constexpr int most_decimals = 4;
    /// The most that one amount may be, either side of 0, in steps: sums of thousands of them fit,
    /// and files that hold numbers as doubles hold these exactly.
    static constexpr std::int64_t most_steps = 1'000'000'000'000'000;

    std::string name;  ///< such as 家, 亿元 or %
    int decimals = 0;  ///< 0 to `most_decimals`

    /// The steps that `text` spells: digits, `-` before and thousands separators between them, half
    /// or full width. Throws `Error(malformed_figure)` for what is no number, too large or finer
    /// than a step.
    [[nodiscard]] std::int64_t steps(std::string_view text) const;
    /// `steps` as a number with all its decimals, without the name.
    [[nodiscard]] std::string text(std::int64_t steps, bool grouped = false) const {
        return decimal(steps, checked::power_of_ten(decimals), decimals, grouped);
    }
    /// `steps` as a number of the unit.
    [[nodiscard]] Rational value(std::int64_t steps) const {
        return Rational(steps, checked::power_of_ten(decimals));
    }
    friend bool operator==(const Scale&, const Scale&) = default;
};

// --- Bodies --------------------------------------------------------------------------------------

inline std::int64_t Scale::steps(std::string_view text) const {
    const auto refuse = [&](const char* reason) {
        throw Error(ErrorCode::malformed_figure, text, reason);
    };
    std::string digits = text::half_width(text::trim(text));
    const bool is_negative = digits.starts_with('-');
    if (is_negative) digits.erase(0, 1);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    std::string fraction = digits.substr(std::min(point + 1, digits.size()));
    digits.resize(point);
    if (!sanku::detail::well_grouped(digits) || (!fraction.empty() && !text::is_digits(fraction))) {
        refuse("");
    }
    std::erase(digits, ',');
    const auto places = static_cast<std::size_t>(decimals);
    while (fraction.size() > places && fraction.back() == '0') fraction.pop_back();
    if (fraction.size() > places) refuse("finer than the indicator's own unit");
    fraction.resize(places, '0');
    digits += fraction;
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    if (digits.size() > 16) refuse("too large");
    const std::int64_t steps = text::to_number(digits);
    if (steps > most_steps) refuse("too large");
    return is_negative ? -steps : steps;
}

}  // namespace sanku::target
