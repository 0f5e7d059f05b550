#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "sanku/core/checked.hpp"
#include "sanku/core/decimal.hpp"

namespace sanku {

/// A rate carried as numerator and denominator (counts, or fen), divided only when shown. A
/// denominator of 0 means "no value", never 0 %.
class Ratio {
  public:
    constexpr Ratio() noexcept = default;
    /// Both not reduced, so that "75 of 87" stays that; `denominator` is at least 0. Throws
    /// `Error(invalid_argument)`.
    constexpr Ratio(std::int64_t numerator, std::int64_t denominator)
        : numerator_(numerator), denominator_(denominator) {
        if (denominator < 0) throw Error(ErrorCode::invalid_argument, "denominator below 0");
    }

    [[nodiscard]] constexpr std::int64_t numerator() const noexcept { return numerator_; }
    [[nodiscard]] constexpr std::int64_t denominator() const noexcept { return denominator_; }
    [[nodiscard]] constexpr bool has_value() const noexcept { return denominator_ != 0; }

    /// As a percentage with `decimals` places, rounded half up: `46.6%`; `—` without a value.
    [[nodiscard]] std::string percent(int decimals = 1) const {
        if (!has_value()) return "—";
        return decimal(checked::Wide{numerator_} * 100, denominator_, decimals) + '%';
    }
    /// As a multiple with `decimals` places, rounded half up: `3.5`; `—` without a value.
    [[nodiscard]] std::string multiple(int decimals = 1) const {
        if (!has_value()) return "—";
        return decimal(numerator_, denominator_, decimals);
    }

    /// Sums numerators and denominators: the rate of the union of two disjoint groups.
    constexpr Ratio& merge(const Ratio& other) {
        numerator_ = checked::add(numerator_, other.numerator_);
        denominator_ = checked::add(denominator_, other.denominator_);
        return *this;
    }

    /// Same numerator and same denominator; 1/2 and 2/4 are different statements.
    [[nodiscard]] friend constexpr bool operator==(const Ratio&, const Ratio&) noexcept = default;

    /// Compares the values exactly; unordered if either has none.
    [[nodiscard]] constexpr std::partial_ordering compare(const Ratio& other) const noexcept {
        if (!has_value() || !other.has_value()) return std::partial_ordering::unordered;
        return checked::Wide{numerator_} * other.denominator_ <=>
               checked::Wide{other.numerator_} * denominator_;
    }

  private:
    std::int64_t numerator_ = 0;
    std::int64_t denominator_ = 0;
};

}  // namespace sanku
