#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sanku/appraisal/rules.hpp"

/// One comparison of a gate, as numbers and in words.
namespace sanku::appraisal {

/// The key of a check that says who is in no sum.
inline constexpr std::string_view left_out_key = "left_out";

/// One comparison that a gate made.
struct Check {
    std::string key;   ///< a library, section, funding, part, year or factor; empty: none
    Bilingual name{};  ///< of a part or a factor
    Outcome outcome = Outcome::pass;
    Money held{};  ///< of others
    Money own{};   ///< of the project
    /// `held` + `own` ÷ what they are compared with; no value where nothing is, or that is 0.
    Ratio value{};
    std::optional<Limit> limit{};      ///< the one that was broken, else the nearest
    std::optional<Fraction> margin{};  ///< fen until the limit; below 0 if it is broken
    Bilingual words{};
    friend bool operator==(const Check&, const Check&) = default;
};

namespace detail {

/// Compares what is held with `whole`: the first limit that is broken decides, of those that hold
/// the one with the least to go.
inline void judge(Check& check, const Limits& limits, Money whole) {
    check.value = Ratio((check.held + check.own).fen(), whole.fen());
    for (const Limit& limit : limits) {
        const Fraction margin = limit.margin(check.value.numerator(), whole.fen());
        const bool is_broken = margin.numerator < 0;
        if (!is_broken && check.margin &&
            check.margin->numerator * margin.denominator <=
                margin.numerator * check.margin->denominator) {
            continue;
        }
        check.limit = limit;
        check.margin = margin;
        if (!is_broken) continue;
        check.outcome = limit.breach;
        return;
    }
}

}  // namespace detail

}  // namespace sanku::appraisal
