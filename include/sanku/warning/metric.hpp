#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/light.hpp"
#include "sanku/portfolio/portfolio.hpp"

/// What can be measured. A metric is a line of data: its shape says how its value follows from
/// columns, and everything else (loops, evidence, distances, months of lights) follows from the
/// shape.
namespace sanku::warning {

/// The columns that a metric reads; nullptr where the portfolio has none of that group.
using DayColumn = const std::int32_t* (*)(const Portfolio&);
using AmountColumn = const std::int64_t* (*)(const Portfolio&);
using BitColumn = const std::uint8_t* (*)(const Portfolio&);

/// In what a time is counted: whole months since a day (one month after 31 January is 28 or 29
/// February), or the last days of months from a day on, that day and the as-of day included.
enum class Clock : std::uint8_t { months, month_ends };

/// What a person can do about a light. Each is a fact that a journal records.
enum class Deed : std::uint8_t {
    start,
    enrol,
    complete,
    produce,
    close_accounts,
    sign,
    correct,
    invest,        ///< complete more investment this year
    pay,           ///< pay more this year
    collect,       ///< bring in more funds this year
    raise_output,  ///< of the latest year reported
    raise_tax,     ///< of the latest year reported
    catch_up,      ///< complete more investment in all
    comply,        ///< meet the terms again
    report,        ///< report the progress of a month
};

/// The English key: `start`, `close_accounts`, ….
[[nodiscard]] constexpr std::string_view key(Deed deed) noexcept {
    constexpr std::string_view keys[] = {
        "start",        "enrol",     "complete", "produce", "close_accounts",
        "sign",         "correct",   "invest",   "pay",     "collect",
        "raise_output", "raise_tax", "catch_up", "comply",  "report"};
    return keys[static_cast<std::size_t>(deed)];
}

/// Time since a day on which something was due, until it is done.
struct Deadline {
    Clock clock;
    DayColumn anchor;
    DayColumn done;
    DayColumn also_done;   ///< nullptr if one thing is to be done
    Light without_anchor;  ///< `none`: not rated; `no_data`: it should be known, unless it is done
    bool of_year;          ///< anchored on the rule's `deadline` where the anchor lies in that year
    Deed deed;
};

/// With what a quotient of the year's figures is compared.
enum class Pace : std::uint8_t {
    none,        ///< with nothing: part ÷ whole in percent
    gap,         ///< part ÷ whole − month ÷ 12, in percentage points
    completion,  ///< part ÷ (whole × month ÷ 12), in percent
    shortfall,   ///< 100 − that, in percent
    curve,       ///< part ÷ whole − the rule's curve, in percentage points
};

/// An amount held against another.
struct Share {
    AmountColumn part;
    std::uint8_t part_bit;  ///< in `given`
    AmountColumn whole;     ///< a whole that is stated as 0 is not rated
    std::uint8_t whole_bit;
    BitColumn given;
    Light without_whole;  ///< where nobody stated the whole: `none` or `no_data`
    Pace pace;
    bool of_reports;  ///< needs a fresh report of the as-of day's year
    Deed deed;
};

/// Completed in total against what a baseline (planned start, planned completion, total investment)
/// plans in equal parts a day up to the end of the latest reported month, in percent: the schedule
/// performance index SPI = EV ÷ PV. Not rated without a baseline or before it begins.
struct EarnedValue {};

/// Days from the end of the latest reported month.
struct ReportAge {};

/// 1 where something was found not to be met, 0 where it was.
struct Breach {
    BitColumn given;
    std::uint8_t stated;  ///< bit: somebody looked
    std::uint8_t met;     ///< bit: it was met
    std::uint8_t asked;   ///< bits: any of them says that it should be looked at
};

/// Figures of regions rather than of projects; see regions.hpp.
enum class Regional : std::uint8_t { growth, growth_lead, bond_shortfall, task_missed };

/// A metric that a caller brings. Writes the value of each of `out.size()` rows from `begin` on, in
/// hundredths of the unit, or `no_value` or `not_rated`; each row's value must follow from that row
/// and the as-of day alone. May throw.
struct Custom {
    std::function<void(const Portfolio& portfolio, std::size_t begin, std::span<std::int64_t> out)>
        values;
};

/// What a custom metric writes where nobody stated what it needs: the light is "no data".
inline constexpr std::int64_t no_value = std::numeric_limits<std::int64_t>::min();
/// What a custom metric writes where it does not speak of a project: the light is "not rated".
inline constexpr std::int64_t not_rated = no_value + 1;

using Shape = std::variant<Deadline, Share, EarnedValue, ReportAge, Breach, Regional, Custom>;

/// The words of a metric's findings; which of them are needed depends on the shape.
struct MetricWords {
    Bilingual part;     ///< what is measured, as a label: 支付资金 / paid
    Bilingual whole{};  ///< what it is held against: 应支付资金 / required payment
    Bilingual as_part{};  ///< the same in a sentence: 已支付 / paid; of a deadline: 纳统 / enrolled
    Bilingual as_whole{};  ///< the same: 应支付 / the required; of a deadline: 开工 / started
    Bilingual open{};      ///< not done, or not met: 未纳统 / not enrolled
    Bilingual also{};      ///< the second thing to be done, as a label
};

/// A metric: in which unit it measures, on which side it is worse, and which thresholds it takes.
struct Metric {
    std::string key;
    Bilingual unit;
    bool higher_is_worse;
    std::int64_t grain;  ///< thresholds are multiples of so many hundredths
    std::int64_t least;  ///< in hundredths
    std::int64_t most;   ///< in hundredths
    Shape shape;
    MetricWords words{};

    [[nodiscard]] bool is_regional() const noexcept {
        return std::holds_alternative<Regional>(shape);
    }
};

/// All metrics that ship, the one list of them (metrics.hpp).
[[nodiscard]] std::span<const Metric> metrics();

/// The metric `key` that ships, or nullptr.
[[nodiscard]] const Metric* find_metric(std::string_view key);

}  // namespace sanku::warning
