#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

/// Words that reading and writing a policy file share.
namespace sanku::warning_detail {

/// Keys by the value of `Comparison` and of `Evaluation`.
inline constexpr std::string_view comparison_keys[] = {"at_least", "more_than", "at_most",
                                                       "less_than"};
inline constexpr std::string_view evaluation_keys[] = {"project", "sector", "region"};

/// The shortest decimal of a number in hundredths: `-0.05`, `30`.
[[nodiscard]] inline std::string number_text(std::int64_t hundredths) {
    std::string out = hundredths < 0 ? "-" : "";
    out += std::to_string(std::abs(hundredths / 100));
    const std::int64_t rest = std::abs(hundredths % 100);
    if (rest != 0) out += '.' + std::to_string(100 + rest).substr(1);
    if (rest % 10 == 0 && rest != 0) out.pop_back();
    return out;
}

}  // namespace sanku::warning_detail
