#pragma once

#include <compare>

#include "sanku/core/checked.hpp"

namespace sanku {

/// An exact number that may be below 0, as a quotient that is divided only when shown. Unlike a
/// `Ratio` it always has a value: `denominator` is at least 1.
struct Fraction {
    checked::Wide numerator = 0;
    checked::Wide denominator = 1;

    /// The same number in lowest terms.
    [[nodiscard]] constexpr Fraction reduced() const noexcept {
        checked::Wide a = numerator < 0 ? -numerator : numerator;
        checked::Wide b = denominator;
        while (b != 0) {
            const checked::Wide rest = a % b;
            a = b;
            b = rest;
        }
        return {numerator / a, denominator / a};
    }
    /// How this stands to a number of hundredths.
    [[nodiscard]] constexpr std::strong_ordering against(std::int64_t hundredths) const noexcept {
        return numerator * 100 <=> denominator * hundredths;
    }
    /// Same numerator and same denominator, as of a `Ratio`.
    friend constexpr bool operator==(const Fraction&, const Fraction&) noexcept = default;
};

}  // namespace sanku
