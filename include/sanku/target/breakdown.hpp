#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/checked.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/language.hpp"
#include "sanku/core/rational.hpp"
#include "sanku/target/scale.hpp"

namespace sanku::target {

/// A unit among which a total is broken down. Amounts are whole steps, see `Scale`.
struct Claim {
    std::string unit;
    Rational weight{};                     ///< at least 0
    std::optional<std::int64_t> locked{};  ///< its part, whatever its weight; at least 0
    std::int64_t minimum = 0;              ///< at least 0
    friend bool operator==(const Claim&, const Claim&) = default;
};

/// What holds a part where it is.
enum class Held : std::uint8_t { free, locked, minimum };

/// `free`, `locked`, `minimum`.
[[nodiscard]] constexpr std::string_view key(Held held) noexcept {
    constexpr std::string_view keys[] = {"free", "locked", "minimum"};
    return keys[static_cast<std::size_t>(held)];
}

/// 按权重, 锁定, 保底, or their English names.
[[nodiscard]] constexpr std::string_view name(Held held, Language language) noexcept {
    constexpr std::string_view zh[] = {"按权重", "锁定", "保底"};
    constexpr std::string_view en[] = {"by weight", "locked", "at minimum"};
    return (language == Language::zh ? zh : en)[static_cast<std::size_t>(held)];
}

/// What one unit gets.
struct Part {
    std::string unit;
    std::int64_t amount;  ///< in steps
    Held held;
    /// Of a free unit its proportional share of what is left to the free ones, from which `amount`
    /// differs by less than one step; of a held one its amount.
    Rational share;
    friend bool operator==(const Part&, const Part&) = default;
};

/// Breaks `total` (in steps, at least 0) down to the units, in their order; the parts add up to it
/// exactly. Locked units get what is locked. What is left goes to the others by weight; those whose
/// share lies below their minimum get the minimum, and the rest is shared out again until none
/// does. Shares are rounded down, and the steps that remain go one each to the largest remainders
/// (the method of Hamilton; of equal remainders to the larger weight, then to the earlier unit).
/// `scale` is that in which errors state amounts.
///
/// Throws `Error(impossible_breakdown)` with the unit as column and the reason, for: a negative
/// total, weight, lock or minimum; a unit twice; a lock below the unit's minimum; locks and minima
/// above the total; something left and no unit with a weight that could take it.
[[nodiscard]] std::vector<Part> break_down(std::int64_t total, const std::vector<Claim>& claims,
                                           const Scale& scale = {});

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

[[noreturn]] inline void refuse_breakdown(std::string_view unit, std::string value,
                                          std::string reason) {
    throw Error(Problem{.code = ErrorCode::impossible_breakdown,
                        .column = std::string(unit),
                        .value = std::move(value),
                        .detail = std::move(reason)});
}

/// Refuses what no weights could make possible.
inline void check_claims(std::int64_t total, const std::vector<Claim>& claims, const Scale& scale) {
    const auto text = [&](std::int64_t amount) { return scale.text(amount); };
    if (total < 0) refuse_breakdown("", text(total), "a total below 0");
    std::set<std::string_view> units;
    std::int64_t fixed = 0;
    for (const Claim& one : claims) {
        const std::int64_t least = one.locked.value_or(one.minimum);
        if (!units.insert(one.unit).second) refuse_breakdown(one.unit, "", "a unit twice");
        if (one.weight.sign() < 0) {
            refuse_breakdown(one.unit, one.weight.str(), "a weight below 0");
        }
        if (one.minimum < 0) {
            refuse_breakdown(one.unit, text(one.minimum), "a minimum below 0");
        }
        if (least < 0) refuse_breakdown(one.unit, text(least), "a lock below 0");
        if (least < one.minimum) {
            refuse_breakdown(one.unit, text(least),
                             "locked below its minimum of " + text(one.minimum));
        }
        fixed = checked::add(fixed, least);
    }
    if (fixed > total) {
        refuse_breakdown("", text(fixed), "locks and minima above the total of " + text(total));
    }
}

/// The shares of `left` of the free ones of `parts`, of which those below their minimum are held at
/// it, until none is. Gives what is left to the free ones.
inline std::int64_t share_out(std::int64_t left, const std::vector<Claim>& claims,
                              const Scale& scale, std::vector<Part>& parts) {
    for (bool is_stable = false; !is_stable;) {
        is_stable = true;
        Rational weights;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i].held == Held::free) weights += claims[i].weight;
        }
        const Rational a_weight = weights.sign() == 0 ? Rational() : Rational(left) / weights;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            Part& part = parts[i];
            if (part.held != Held::free) continue;
            part.share = a_weight * claims[i].weight;
            if (part.share >= Rational(claims[i].minimum)) continue;
            part = {part.unit, claims[i].minimum, Held::minimum, Rational(claims[i].minimum)};
            left -= part.amount;  // never below the minima of the others: the total covers them all
            is_stable = false;
        }
        if (is_stable && weights.sign() == 0 && left > 0) {
            refuse_breakdown("", scale.text(left),
                             "left after locks and minima, and no free unit has a weight");
        }
    }
    return left;
}

}  // namespace detail

inline std::vector<Part> break_down(std::int64_t total, const std::vector<Claim>& claims,
                                    const Scale& scale) {
    detail::check_claims(total, claims, scale);
    std::vector<Part> parts;
    std::int64_t left = total;
    for (const Claim& one : claims) {
        const std::int64_t amount = one.locked.value_or(0);
        parts.push_back(
            {one.unit, amount, one.locked ? Held::locked : Held::free, Rational(amount)});
        left -= amount;
    }
    left = detail::share_out(left, claims, scale, parts);
    struct Remainder {
        Rational rest;
        std::size_t place;
    };
    std::vector<Remainder> remainders;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].held != Held::free) continue;
        parts[i].amount = parts[i].share.floor();
        left -= parts[i].amount;
        remainders.push_back({parts[i].share - Rational(parts[i].amount), i});
    }
    std::ranges::stable_sort(remainders, [&](const Remainder& a, const Remainder& b) {
        if (a.rest != b.rest) return a.rest > b.rest;
        return claims[a.place].weight > claims[b.place].weight;
    });
    // Fewer steps are left than there are remainders above 0, of which they are the sum.
    for (std::size_t i = 0; left > 0; ++i, --left) ++parts[remainders[i].place].amount;
    return parts;
}

}  // namespace sanku::target
