#pragma once

#include <cstdint>
#include <string>

#include "sanku/core/checked.hpp"
#include "sanku/core/decimal.hpp"

namespace sanku::toml_file {

/// The shortest decimal of a number in steps of 10^-`decimals`, such as hundredths: `-0.05`, `30`.
[[nodiscard]] inline std::string number_text(std::int64_t steps, int decimals = 2) {
    std::string out = decimal(steps, checked::power_of_ten(decimals), decimals);
    if (decimals > 0) {
        out.erase(out.find_last_not_of('0') + 1);
        if (out.back() == '.') out.pop_back();
    }
    return out;
}

}  // namespace sanku::toml_file
