#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sanku/core/language.hpp"

namespace sanku {

/// A warning light, in order of urgency, so that the worst of several is their maximum. `none`
/// says that no rule applies (a directory project has no start to be late with); `no_data` that a
/// rule applies but nobody reported what it needs, which is never green.
enum class Light : std::uint8_t { none, green, no_data, yellow, red };

inline constexpr std::size_t light_count = 5;
inline constexpr std::array<Light, light_count> all_lights = {
    Light::none, Light::green, Light::no_data, Light::yellow, Light::red};

[[nodiscard]] constexpr Light worst(Light a, Light b) noexcept {
    return std::max(a, b);
}

/// The English key: `none`, `green`, `no_data`, `yellow`, `red`.
[[nodiscard]] constexpr std::string_view key(Light light) noexcept {
    constexpr std::string_view keys[] = {"none", "green", "no_data", "yellow", "red"};
    return keys[static_cast<std::size_t>(light)];
}

/// 不适用, 绿灯, 无数据, 黄灯, 红灯, or their English names.
[[nodiscard]] constexpr std::string_view name(Light light, Language language) noexcept {
    constexpr std::string_view zh[] = {"不适用", "绿灯", "无数据", "黄灯", "红灯"};
    constexpr std::string_view en[] = {"not rated", "green", "no data", "yellow", "red"};
    return (language == Language::zh ? zh : en)[static_cast<std::size_t>(light)];
}

}  // namespace sanku
