#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What SQLite asks of the system, one at a time, and what can fail.
namespace sanku::testing {

enum class Operation : std::uint8_t { read, write, sync, truncate, create, remove, map, allocate };

inline constexpr std::array<std::string_view, 8> operation_names = {
    "reads",    "writes", "syncs",      "truncations", "opens for writing",
    "removals", "maps",   "allocations"};

/// A set of operations.
class Operations {
  public:
    template <typename... Some>
    constexpr explicit Operations(Some... some)
        : bits_(((1U << static_cast<unsigned>(some)) | ... | 0U)) {}
    [[nodiscard]] constexpr bool contains(Operation one) const {
        return (bits_ >> static_cast<unsigned>(one) & 1U) != 0;
    }

  private:
    unsigned bits_;
};

/// How often each operation was asked for.
using Counts = std::array<std::int64_t, operation_names.size()>;

/// Such as `143 writes, 12 syncs`.
[[nodiscard]] inline std::string describe(const Counts& counts) {
    std::string text;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        if (!text.empty()) text += ", ";
        text += std::to_string(counts[i]) + ' ' + std::string(operation_names[i]);
    }
    return text;
}

}  // namespace sanku::testing
