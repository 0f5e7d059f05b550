#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sanku/core/language.hpp"

namespace sanku {

/// Where a project stands. The three libraries (三库) in the order in which a project passes them;
/// `none` before it entered any; `withdrawn` (退库) after it left. A completed project stays in the
/// implementation library.
enum class Pool : std::uint8_t { none, directory, reserve, implementation, withdrawn };

inline constexpr std::size_t pool_count = 5;
inline constexpr std::array<Pool, 3> libraries = {Pool::directory, Pool::reserve,
                                                  Pool::implementation};

/// The id of the network that these pools make up, where networks of pools have names.
inline constexpr std::string_view library_network = "three-libraries";

/// The English key: `none`, `directory`, `reserve`, `implementation`, `withdrawn`.
[[nodiscard]] constexpr std::string_view key(Pool pool) noexcept {
    constexpr std::string_view keys[] = {"none", "directory", "reserve", "implementation",
                                         "withdrawn"};
    return keys[static_cast<std::size_t>(pool)];
}

/// 目录库, 储备库, 实施库 … or the English names.
[[nodiscard]] constexpr std::string_view name(Pool pool, Language language) noexcept {
    constexpr std::string_view zh[] = {"未入库", "目录库", "储备库", "实施库", "已退库"};
    constexpr std::string_view en[] = {"not entered", "Directory", "Reserve", "Implementation",
                                       "Withdrawn"};
    return (language == Language::zh ? zh : en)[static_cast<std::size_t>(pool)];
}

}  // namespace sanku
