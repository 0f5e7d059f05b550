#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/rational.hpp"

namespace sanku::evaluation {

/// In what a figure is stated and shown: the figure × `scale`, and the unit's name behind it. So
/// 0.3 is 30 of `%`, and 10⁶ fen are 1 of `万元`.
struct Unit {
    std::string key;  ///< empty: a unit that a file names itself
    Bilingual name;
    Rational scale;
    friend bool operator==(const Unit&, const Unit&) = default;

    /// Those that have a key: `%`, `times`, `yuan`, …, and those of the metrics of warnings.
    [[nodiscard]] static std::span<const Unit> known();
    /// The unit of this key, or nullptr.
    [[nodiscard]] static const Unit* find(std::string_view key);
    /// `82%`, `3.5倍`, `1200.5万元`: at most two decimals, rounded half up.
    [[nodiscard]] std::string show(const Rational& figure, Language language) const;
};

/// `value` with at most two decimals, rounded half up, and none that are 0: `82`, `46.6`, `-0.05`.
[[nodiscard]] std::string short_decimal(const Rational& value);

// --- Bodies --------------------------------------------------------------------------------------

[[nodiscard]] inline std::string short_decimal(const Rational& value) {
    std::string text = decimal(value, 2);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

inline std::span<const Unit> Unit::known() {
    static const Unit units[] = {
        {"%", {"%", "%"}, Rational(100)},
        {"number", {}, Rational(1)},
        {"times", {"倍", " times"}, Rational(1)},
        {"points", {"分", " points"}, Rational(1)},
        {"percentage points", {"个百分点", " percentage points"}, Rational(100)},
        {"days", {"天", " days"}, Rational(1)},
        {"months", {"个月", " months"}, Rational(1)},
        {"month-ends", {"个月末", " month-ends"}, Rational(1)},
        {"breaches", {"项", " breaches"}, Rational(1)},
        {"yuan", {"元", " yuan"}, Rational(1, 100)},
        {"wan_yuan", {"万元", " wan yuan"}, Rational(1, 1'000'000)},
        {"yi_yuan", {"亿元", " yi yuan"}, Rational(1, 10'000'000'000)},
    };
    return units;
}

inline const Unit* Unit::find(std::string_view key) {
    for (const Unit& unit : known()) {
        if (unit.key == key) return &unit;
    }
    return nullptr;
}

inline std::string Unit::show(const Rational& figure, Language language) const {
    return short_decimal(figure * scale) + name.in(language);
}

}  // namespace sanku::evaluation
