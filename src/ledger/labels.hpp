#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sanku/core/money.hpp"
#include "sanku/ledger/heading.hpp"

/// What the words of a single heading cell mean.
namespace sanku::ledger::detail {

/// A heading cell taken apart.
struct Label {
    std::string base{};  ///< without blanks, brackets, unit, year, 本, months; lower case
    std::optional<MoneyUnit> unit{};
    std::optional<int> year{};
    std::optional<int> through_month{};  ///< 9 in 1～9月… (since January) or 截至9月底…
    bool since_start = false;            ///< 截至9月底…, which counts from the start
    bool percentage = false;
};

[[nodiscard]] Label take_apart(std::string_view text);

/// How firmly a heading says what its column is.
struct Synonym {
    std::string_view base;
    Column column;
    std::uint8_t flags;
};

namespace flag {
inline constexpr std::uint8_t firm = 0;
inline constexpr std::uint8_t weak = 1;      ///< gives way to a firm heading of the same column
inline constexpr std::uint8_t in_group = 2;  ///< under a group that is not known it may be anything
inline constexpr std::uint8_t dated = 4;     ///< only with 时间 or 日期 behind it
inline constexpr std::uint8_t of_year = 8;   ///< only with a year before it
inline constexpr std::uint8_t months = 16;   ///< only with months before it, as 1～9月
inline constexpr std::uint8_t place = 32;    ///< 建设地点: a region only if its cells say so
}  // namespace flag

/// The meaning of `label`, if it is known. `under_group` says that the label is a leaf whose group
/// is not understood.
[[nodiscard]] std::optional<Synonym> find_synonym(const Label& label, bool under_group = false);

/// The meaning of a leaf together with the group above it.
[[nodiscard]] std::optional<Synonym> find_synonym(const Label& group, const Label& leaf);

/// `text` in half width, lower case, without blanks and line ends.
[[nodiscard]] std::string squeezed(std::string_view text);

/// The unit that a title row names, as in 单位：万元.
[[nodiscard]] std::optional<MoneyUnit> unit_in_title(std::string_view text);

/// The year that a title row names, as in 2024年; one that is not part of a date, if there is one.
[[nodiscard]] std::optional<int> year_in_title(std::string_view text);

}  // namespace sanku::ledger::detail
