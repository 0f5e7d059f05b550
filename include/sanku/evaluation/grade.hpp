#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sanku/core/language.hpp"
#include "sanku/core/rational.hpp"

namespace sanku::evaluation {

/// The grade of a score, 优, 良, 中 or 差.
enum class Grade : std::uint8_t { excellent, good, fair, poor };

/// `excellent`, `good`, `fair`, `poor`.
[[nodiscard]] constexpr std::string_view key(Grade grade) noexcept {
    constexpr std::string_view keys[] = {"excellent", "good", "fair", "poor"};
    return keys[static_cast<std::size_t>(grade)];
}

/// 优, 良, 中, 差, or the English keys.
[[nodiscard]] constexpr std::string_view name(Grade grade, Language language) noexcept {
    constexpr std::string_view zh[] = {"优", "良", "中", "差"};
    return language == Language::zh ? zh[static_cast<std::size_t>(grade)] : key(grade);
}

/// The grade of a score of 100: excellent from 90, good from 80, fair from 60, else poor. The lower
/// bound belongs to the grade and nothing is rounded before: 89.999 is good. Source:
/// 财预〔2020〕10号.
[[nodiscard]] inline Grade grade(const Rational& score) {
    if (score >= Rational(90)) return Grade::excellent;
    if (score >= Rational(80)) return Grade::good;
    return score >= Rational(60) ? Grade::fair : Grade::poor;
}

}  // namespace sanku::evaluation
