#pragma once

#include <cstdint>

#include "sanku/core/error.hpp"

/// Integer arithmetic that throws `ErrorCode::overflow` instead of wrapping.
namespace sanku::checked {

__extension__ using Wide = __int128;  ///< for products of two int64, which always fit

[[nodiscard]] constexpr std::int64_t add(std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    if (__builtin_add_overflow(a, b, &out)) throw Error(ErrorCode::overflow, "addition");
    return out;
}

[[nodiscard]] constexpr std::int64_t subtract(std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    if (__builtin_sub_overflow(a, b, &out)) throw Error(ErrorCode::overflow, "subtraction");
    return out;
}

[[nodiscard]] constexpr std::int64_t multiply(std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    if (__builtin_mul_overflow(a, b, &out)) throw Error(ErrorCode::overflow, "multiplication");
    return out;
}

[[nodiscard]] constexpr std::int64_t narrow(Wide value) {
    const auto out = static_cast<std::int64_t>(value);
    if (out != value) throw Error(ErrorCode::overflow, "narrowing");
    return out;
}

/// `numerator` ÷ `denominator` (> 0) rounded half away from zero (四舍五入).
[[nodiscard]] constexpr Wide divide_half_up(Wide numerator, Wide denominator) noexcept {
    const bool negative = numerator < 0;
    const Wide magnitude = negative ? -numerator : numerator;
    const Wide rounded = (2 * magnitude + denominator) / (2 * denominator);
    return negative ? -rounded : rounded;
}

[[nodiscard]] constexpr std::int64_t power_of_ten(int exponent) {
    std::int64_t out = 1;
    for (int i = 0; i < exponent; ++i) out = multiply(out, 10);
    return out;
}

}  // namespace sanku::checked
