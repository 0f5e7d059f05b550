#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/checked.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/language.hpp"

namespace sanku::target {

/// What would make a cell wrong by just the difference, strongest reason first.
enum class Slip : std::uint8_t {
    missing,     ///< the only cell that states nothing
    reference,   ///< it differs from the reference by just the difference
    transposed,  ///< two neighbouring digits changed places
    shifted,     ///< the decimal point is off
    length,      ///< a digit too many or too few
    digit,       ///< one digit is another
};

/// `missing`, `reference`, `transposed`, `shifted`, `length`, `digit`.
[[nodiscard]] constexpr std::string_view key(Slip slip) noexcept {
    constexpr std::string_view keys[] = {"missing", "reference", "transposed",
                                         "shifted", "length",    "digit"};
    return keys[static_cast<std::size_t>(slip)];
}

/// The reason as a phrase.
[[nodiscard]] constexpr std::string_view name(Slip slip, Language language) noexcept {
    constexpr std::string_view zh[] = {"漏填",       "与参照数不同",   "相邻两位数字颠倒",
                                       "小数点错位", "多或少一位数字", "一位数字不同"};
    constexpr std::string_view en[] = {"left empty",
                                       "differs from the reference",
                                       "neighbouring digits swapped",
                                       "decimal point shifted",
                                       "a digit too many or too few",
                                       "one digit differs"};
    return (language == Language::zh ? zh : en)[static_cast<std::size_t>(slip)];
}

/// A cell, or the printed total, that alone may be wrong.
struct Suspect {
    std::optional<std::size_t> place;  ///< of the cell; none: the printed total
    std::optional<std::int64_t> given;
    std::int64_t expected;  ///< with which the parts add up
    Slip slip;
    friend bool operator==(const Suspect&, const Suspect&) = default;
};

/// Whether a given break-down adds up.
struct Check {
    std::int64_t sum = 0;
    std::int64_t total = 0;
    /// What alone would explain the difference, strongest reason first; not all that is possible:
    /// any cell may simply be wrong, and several may be.
    std::vector<Suspect> suspects{};
    /// The suspect that can be named: the only one that is missing or that differs from the
    /// reference by just the difference, or else the only one at all.
    std::optional<Suspect> named{};

    /// Sum less total, in steps.
    [[nodiscard]] std::int64_t difference() const { return checked::subtract(sum, total); }
    [[nodiscard]] bool adds_up() const { return difference() == 0; }
};

/// Compares the sum of `cells` (in steps; none: left empty) with the printed `total`, and says
/// which single cell may be wrong. `reference`: what the cells should be about, such as an earlier
/// edition or what `break_down` makes of the weights; empty, or one for each cell. Throws
/// `Error(invalid_argument)` for one of another length, `Error(overflow)`.
///
/// One total a column says that something is wrong and by how much, not where. A cell is named only
/// if a reference singles it out or if it is the only one that a common slip of the pen explains.
[[nodiscard]] Check check_cells(const std::vector<std::optional<std::int64_t>>& cells,
                                std::int64_t total,
                                const std::vector<std::optional<std::int64_t>>& reference = {});

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

/// Whether `longer` without one of its digits is `shorter`.
[[nodiscard]] inline bool is_one_longer(std::string_view longer, std::string_view shorter) {
    if (longer.size() != shorter.size() + 1) return false;
    const auto at = std::ranges::mismatch(longer, shorter);
    return std::equal(at.in1 + 1, longer.end(), at.in2, shorter.end());
}

/// The slip by which `given` may stand for `expected`, both at least 0 and not equal.
[[nodiscard]] inline std::optional<Slip> slip(std::int64_t given, std::int64_t expected) {
    const std::string a = std::to_string(given);
    const std::string b = std::to_string(expected);
    if (a.size() == b.size()) {
        std::vector<std::size_t> differ;
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (a[i] != b[i]) differ.push_back(i);
        }
        if (differ.size() == 1) return Slip::digit;
        const bool is_swapped = differ.size() == 2 && differ[1] == differ[0] + 1 &&
                                a[differ[0]] == b[differ[1]] && a[differ[1]] == b[differ[0]];
        if (is_swapped) return Slip::transposed;
        return std::nullopt;
    }
    const std::string& longer = a.size() > b.size() ? a : b;
    const std::string& shorter = a.size() > b.size() ? b : a;
    const std::string_view end = std::string_view(longer).substr(shorter.size());
    const bool is_shifted = shorter != "0" && longer.starts_with(shorter) &&
                            end.find_first_not_of('0') == std::string_view::npos;
    if (is_shifted) return Slip::shifted;
    return is_one_longer(longer, shorter) ? std::optional(Slip::length) : std::nullopt;
}

/// The suspects among the cells and the total, unsorted.
[[nodiscard]] inline std::vector<Suspect> suspects(
    const std::vector<std::optional<std::int64_t>>& cells, std::int64_t total,
    const std::vector<std::optional<std::int64_t>>& reference, std::int64_t difference) {
    std::vector<Suspect> out;
    const auto blanks = std::ranges::count(cells, std::optional<std::int64_t>());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::int64_t given = cells[i].value_or(0);
        const std::int64_t expected = checked::subtract(given, difference);
        const bool is_reference = !reference.empty() && reference[i] == expected;
        if (!cells[i] && blanks == 1 && expected > 0) {
            out.push_back({i, {}, expected, Slip::missing});
        } else if (is_reference) {
            out.push_back({i, cells[i], expected, Slip::reference});
        } else if (cells[i] && given >= 0 && expected >= 0) {
            if (const auto how = slip(given, expected)) out.push_back({i, given, expected, *how});
        }
    }
    const std::int64_t sum = checked::add(total, difference);
    if (!cells.empty() && cells == reference) {
        out.push_back({std::nullopt, total, sum, Slip::reference});
    } else if (blanks == 0 && total >= 0 && sum >= 0) {
        if (const auto how = slip(total, sum)) out.push_back({std::nullopt, total, sum, *how});
    }
    return out;
}

}  // namespace detail

inline Check check_cells(const std::vector<std::optional<std::int64_t>>& cells, std::int64_t total,
                         const std::vector<std::optional<std::int64_t>>& reference) {
    if (!reference.empty() && reference.size() != cells.size()) {
        throw Error(ErrorCode::invalid_argument, std::to_string(reference.size()),
                    "a reference for each of " + std::to_string(cells.size()) + " cells");
    }
    Check out{.total = total};
    for (const auto& cell : cells) out.sum = checked::add(out.sum, cell.value_or(0));
    if (out.adds_up()) return out;
    out.suspects = detail::suspects(cells, total, reference, out.difference());
    std::ranges::stable_sort(out.suspects, {}, &Suspect::slip);
    for (const Slip strongest : {Slip::missing, Slip::reference}) {
        if (std::ranges::count(out.suspects, strongest, &Suspect::slip) == 1 && !out.named) {
            out.named = *std::ranges::find(out.suspects, strongest, &Suspect::slip);
        }
    }
    if (!out.named && out.suspects.size() == 1) out.named = out.suspects.front();
    return out;
}

}  // namespace sanku::target
