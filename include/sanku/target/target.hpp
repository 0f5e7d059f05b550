#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/date.hpp"
#include "sanku/core/rational.hpp"
#include "sanku/target/breakdown.hpp"
#include "sanku/target/breakdown_check.hpp"
#include "sanku/target/scale.hpp"

namespace sanku::target {

/// Whether an indicator adds up.
enum class Kind : std::uint8_t {
    sum,    ///< the whole is the sum of the units, the year that of its months: 家, 亿元
    level,  ///< a rate or a growth rate: nothing adds up, so there is no break-down by sum
};

/// `sum`, `level`.
[[nodiscard]] constexpr std::string_view key(Kind kind) noexcept {
    constexpr std::string_view keys[] = {"sum", "level"};
    return keys[static_cast<std::size_t>(kind)];
}

/// What share of a target is due by which month.
enum class Line : std::uint8_t {
    pro_rata,   ///< months gone ÷ months of the period (序时进度)
    curve,      ///< through points that are given, linear by month between them
    last_year,  ///< as the year before went
    whole,      ///< all of it in each month, as a level is
};

/// `pro_rata`, `curve`, `last_year`, `whole`.
[[nodiscard]] constexpr std::string_view key(Line line) noexcept {
    constexpr std::string_view keys[] = {"pro_rata", "curve", "last_year", "whole"};
    return keys[static_cast<std::size_t>(line)];
}

/// What is due by the end of a month of the year.
struct CurvePoint {
    int month;                ///< 1 to 12
    std::int64_t hundredths;  ///< of a percent of the target, 0 to 10,000
    friend bool operator==(const CurvePoint&, const CurvePoint&) = default;
};

/// How a target is followed through the year.
struct Rules {
    Line line = Line::pro_rata;
    std::vector<CurvePoint> curve{};  ///< of `Line::curve`
    /// Hundredths of a percentage point behind the line from which (included) the light is yellow,
    /// and beyond which it is red; Yinchuan's, of 2025.
    std::int64_t yellow = 1'000;
    std::int64_t red = 3'000;
    int report_every = 1;  ///< months of a report, counted from the first of the period: 1 to 12
    int report_by = 5;     ///< day of the next month by which it is due: 1 to 28
    friend bool operator==(const Rules&, const Rules&) = default;
};

/// What an earlier year attained, from the first month of the target's period to the end of each.
struct PastYear {
    int year;
    std::vector<std::int64_t> cumulative;  ///< in steps, at least 0; the last one above 0
    friend bool operator==(const PastYear&, const PastYear&) = default;
};

/// What a target demands from a day on. An edition follows another; none is ever changed.
struct Edition {
    Date from;
    std::string by;          ///< who decided it
    std::string why{};       ///< why it replaced the one before; empty in the first
    std::int64_t total = 0;  ///< in steps
    /// The units, in the order of the file; empty: not broken down. Without weights (all 0) where
    /// `is_stated` and the file gives none.
    std::vector<Claim> claims{};
    std::vector<std::int64_t>
        amounts{};           ///< of each unit: as stated, or as `break_down` gives them
    bool is_stated = false;  ///< the file states the amounts, which may not add up

    /// The place of `unit`.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view unit) const noexcept {
        const auto found = std::ranges::find(claims, unit, &Claim::unit);
        if (found == claims.end()) return std::nullopt;
        return static_cast<std::size_t>(found - claims.begin());
    }
    friend bool operator==(const Edition&, const Edition&) = default;
};

/// One indicator with what is to be attained in a period of the plan's year.
struct Target {
    std::string id;
    Bilingual name{};
    std::string group{};  ///< such as 创新能力; may be empty
    Kind kind = Kind::sum;
    Scale scale{};
    std::string lead_unit{};  ///< who answers for the whole (牵头单位); may be empty
    int first_month = 1;      ///< of the period, in the plan's year
    int last_month = 12;
    Rules rules{};
    std::vector<PastYear> past{};     ///< latest first
    std::vector<Edition> editions{};  ///< by day, at least one

    [[nodiscard]] int months() const noexcept { return last_month - first_month + 1; }
    /// The edition in force on `day`, or nullptr before the first.
    [[nodiscard]] const Edition* on(Date day) const noexcept {
        const auto after = std::ranges::upper_bound(editions, day, {}, &Edition::from);
        return after == editions.begin() ? nullptr : &*(after - 1);
    }
    friend bool operator==(const Target&, const Target&) = default;
};

/// The targets of a year, as a file states them; see docs/targets.md.
struct Plan {
    std::string id;
    Bilingual title{};
    Bilingual source{};
    int year = 0;
    std::vector<Target> targets{};

    /// The plan that a TOML file's `text` states. Throws `Error(malformed_plan)` with file, line,
    /// key and reason, also for a break-down that cannot be made; one that is stated and does not
    /// add up is read, and `check` tells.
    [[nodiscard]] static Plan parse(std::string_view text, const std::string& file = {});
    /// That of the file at `path`. Also throws `Error(io)`.
    [[nodiscard]] static Plan load(const std::string& path);

    /// The target of this id. Throws `Error(unknown_target)`.
    [[nodiscard]] const Target& at(std::string_view target) const {
        const auto found = std::ranges::find(targets, target, &Target::id);
        if (found == targets.end()) throw Error(ErrorCode::unknown_target, target);
        return *found;
    }
    friend bool operator==(const Plan&, const Plan&) = default;
};

/// What the weights, locks and minima of the edition `edition` of `target` make of its total, also
/// where other amounts are stated. Throws `Error(impossible_breakdown)` for a level, and as
/// `break_down`.
[[nodiscard]] std::vector<Part> break_down(const Target& target, const Edition& edition);

/// Whether the amounts of the edition `place` of `target` add up. They are compared with what the
/// weights make of the total, where weights are stated, or else with the edition before, where it
/// has the same units. Nothing for a level, and for an edition that is not broken down.
[[nodiscard]] std::optional<Check> check(const Target& target, std::size_t place);

// --- Bodies --------------------------------------------------------------------------------------

inline std::vector<Part> break_down(const Target& target, const Edition& edition) {
    if (target.kind == Kind::level) {
        detail::refuse_breakdown("", target.id, "a rate does not add up over units");
    }
    return break_down(edition.total, edition.claims, target.scale);
}

inline std::optional<Check> check(const Target& target, std::size_t place) {
    const Edition& edition = target.editions.at(place);
    if (target.kind == Kind::level || edition.claims.empty()) return std::nullopt;
    const auto units = [](const Edition& one) {
        std::vector<std::string> out;
        for (const Claim& claim : one.claims) out.push_back(claim.unit);
        return out;
    };
    std::vector<std::optional<std::int64_t>> reference;
    const bool has_weights =
        std::ranges::any_of(edition.claims, [](const Claim& one) { return one.weight.sign() > 0; });
    if (has_weights) {
        for (const Part& part : break_down(target, edition)) reference.emplace_back(part.amount);
    } else if (place > 0 && units(edition) == units(target.editions[place - 1])) {
        const auto& before = target.editions[place - 1].amounts;
        reference.assign(before.begin(), before.end());
    }
    return check_cells({edition.amounts.begin(), edition.amounts.end()}, edition.total, reference);
}

}  // namespace sanku::target
