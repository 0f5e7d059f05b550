#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sanku::warning_detail {

/// The line of the policy file at `path` on which `key` of the whole policy stands, 0 if it does
/// not. The file was read before.
[[nodiscard]] std::int64_t line_of(const std::string& path, std::string_view key);

}  // namespace sanku::warning_detail
