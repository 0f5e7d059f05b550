#pragma once

#include <string>

#include "sanku/core/checked.hpp"

namespace sanku {

/// `numerator` ÷ `denominator` as a decimal with `decimals` places (0 to 9), rounded half up
/// (away from zero), with `,` between thousands if `grouped`. `denominator` is at least 1.
[[nodiscard]] inline std::string decimal(checked::Wide numerator, checked::Wide denominator,
                                         int decimals, bool grouped = false) {
    const checked::Wide scale = checked::power_of_ten(decimals);
    checked::Wide scaled = checked::divide_half_up(numerator * scale, denominator);
    const bool negative = scaled < 0;
    if (negative) scaled = -scaled;
    std::string out;
    int places = 0;
    int digits = 0;
    while (scaled > 0 || places <= decimals) {
        if (places == decimals && decimals > 0) out += '.';
        if (places >= decimals) {
            if (grouped && digits > 0 && digits % 3 == 0) out += ',';
            ++digits;
        }
        out += static_cast<char>('0' + static_cast<int>(scaled % 10));
        scaled /= 10;
        ++places;
    }
    if (negative) out += '-';
    return {out.rbegin(), out.rend()};
}

}  // namespace sanku
