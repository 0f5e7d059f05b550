#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace sanku::toml_file {

/// The shortest decimal of a number in hundredths: `-0.05`, `30`.
[[nodiscard]] inline std::string number_text(std::int64_t hundredths) {
    std::string out = hundredths < 0 ? "-" : "";
    out += std::to_string(std::abs(hundredths / 100));
    const std::int64_t rest = std::abs(hundredths % 100);
    if (rest != 0) out += '.' + std::to_string(100 + rest).substr(1);
    if (rest % 10 == 0 && rest != 0) out.pop_back();
    return out;
}

}  // namespace sanku::toml_file
