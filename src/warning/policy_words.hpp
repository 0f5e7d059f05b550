#pragma once

#include <string_view>

/// Words that reading and writing a policy file share.
namespace sanku::warning_detail {

/// Keys by the value of `Comparison` and of `Evaluation`.
inline constexpr std::string_view comparison_keys[] = {"at_least", "more_than", "at_most",
                                                       "less_than"};
inline constexpr std::string_view evaluation_keys[] = {"project", "sector", "region"};

}  // namespace sanku::warning_detail
