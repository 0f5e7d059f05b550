#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/checked.hpp"
#include "sanku/core/date.hpp"
#include "sanku/core/language.hpp"
#include "sanku/core/light.hpp"
#include "sanku/core/rational.hpp"
#include "sanku/target/attained.hpp"
#include "sanku/target/cadence.hpp"
#include "sanku/target/target.hpp"

namespace sanku::target {

/// The share of the target that is due by the end of each month of its period, 0 to 1, in the order
/// of months.
[[nodiscard]] std::vector<Rational> line(const Plan& plan, const Target& target);

/// Completion less what is due, in percentage points, signed: `attained` ÷ `total` − `due`, × 100.
/// None for a total of 0.
[[nodiscard]] std::optional<Rational> deviation(std::int64_t attained, std::int64_t total,
                                                const Rational& due);

/// How far behind, in a word. The words are Tongliang's, of the third quarter of 2024; the limits
/// are ours.
enum class Word : std::uint8_t {
    on_schedule,      ///< a deviation that prints as 0.0 or more
    slightly_behind,  ///< less than 5 points behind
    behind,           ///< 5 to less than 10
    clearly_behind,   ///< 10 and more
};

[[nodiscard]] Word word(const Rational& deviation);
/// `on_schedule`, `slightly_behind`, `behind`, `clearly_behind`.
[[nodiscard]] constexpr std::string_view key(Word word) noexcept {
    constexpr std::string_view keys[] = {"on_schedule", "slightly_behind", "behind",
                                         "clearly_behind"};
    return keys[static_cast<std::size_t>(word)];
}
/// 符合序时, 略有滞后, 滞后, 明显滞后, or the English words.
[[nodiscard]] constexpr std::string_view name(Word word, Language language) noexcept {
    constexpr std::string_view zh[] = {"符合序时", "略有滞后", "滞后", "明显滞后"};
    constexpr std::string_view en[] = {"on schedule", "slightly behind", "behind",
                                       "clearly behind"};
    return (language == Language::zh ? zh : en)[static_cast<std::size_t>(word)];
}

/// 快于序时进度2.2个百分点, 与序时进度持平 or 慢于…, or in English; one decimal, rounded half up.
[[nodiscard]] std::string words(const Rational& deviation, Language language);

/// Green less than `rules.yellow` behind, red more than `rules.red`, yellow between, both included.
[[nodiscard]] Light light(const Rational& deviation, const Rules& rules);

/// On what a forecast rests.
enum class Basis : std::uint8_t {
    years,   ///< two past years or more
    months,  ///< the line, and what the months so far made of it
    line,    ///< the line alone: one step so far, so that there is no interval
};

/// `years`, `months`, `line`.
[[nodiscard]] constexpr std::string_view key(Basis basis) noexcept {
    constexpr std::string_view keys[] = {"years", "months", "line"};
    return keys[static_cast<std::size_t>(basis)];
}

/// What will be attained by the end of the period, exact, in steps.
///
/// By `years`: attained × (the past years' ends together ÷ what they had by this month together),
/// which assumes that the rest of this year goes like theirs; from the least to the most that a
/// single one of them gives. By `months`: attained ÷ due share × the share due at the end, which
/// assumes that it goes on along the line as so far; from what it would be if the rest went
/// like the slowest step so far (attained ÷ share due, from report to report) to the fastest. The
/// interval spans what was seen; it has no probability.
struct Forecast {
    Rational value;
    std::optional<std::pair<Rational, Rational>> interval{};  ///< around `value`
    Basis basis = Basis::line;
    friend bool operator==(const Forecast&, const Forecast&) = default;
};

/// The forecast from `cumulative`, what was attained by the end of the months so far (in steps;
/// none: not reported); `due`: the line. None without a figure for the last of them, or before
/// anything is due.
[[nodiscard]] std::optional<Forecast> forecast(
    const std::vector<std::optional<std::int64_t>>& cumulative, const std::vector<Rational>& due,
    const std::vector<PastYear>& past);

/// Where a target stands at the end of a month, as a whole or in one unit.
struct Standing {
    std::string target;
    std::string unit;  ///< empty: the whole
    Month month;       ///< the last one to report of, see `reported_month`
    std::int64_t total = 0;
    Rational due{};                          ///< share of the total, 0 to 1
    std::optional<std::int64_t> attained{};  ///< none: not reported
    std::optional<Date> reported_on{};       ///< of the whole, without a report, the units' latest
    std::optional<Rational> deviation{};     ///< in points
    Light light = Light::no_data;            ///< `none` for a total of 0
    std::optional<Forecast> forecast{};
    bool falls = false;  ///< of a sum: less than an earlier month had
    /// Of the whole: what the units reported together less what was reported of it, if all did.
    std::optional<std::int64_t> units_differ{};

    /// Attained ÷ total; none without a figure, or of a total of 0.
    [[nodiscard]] std::optional<Rational> completion() const {
        if (!attained || total == 0) return std::nullopt;
        return Rational(*attained, total);
    }
    friend bool operator==(const Standing&, const Standing&) = default;
};

/// Where the targets of `plan` stand at the end of `month`, by what was reported up to `known_on`,
/// under the editions in force on the last day of the month: each as a whole, then its units, in
/// the order of the plan. The whole is what was reported of it, or else, of a sum, what all its
/// units reported together; if one did not report, there is no figure. Left out is a target of
/// which nothing is to be reported yet.
[[nodiscard]] std::vector<Standing> standings(const Plan& plan, const Attained& attained,
                                              Month month, Date known_on);

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

/// What a curve through `points` makes due by the month at `place` (from 0) of the period.
[[nodiscard]] inline Rational on_curve(const Target& target, int place) {
    const int month = target.first_month + place;
    CurvePoint before{target.first_month - 1, 0};
    for (const CurvePoint& point : target.rules.curve) {
        if (point.month >= month) {
            const std::int64_t rise =
                (point.hundredths - before.hundredths) * (month - before.month);
            return (Rational(before.hundredths) + Rational(rise, point.month - before.month)) /
                   Rational(10'000);
        }
        before = point;
    }
    return Rational(before.hundredths, 10'000);  // a plan that no file stated
}

/// The forecast by past years, of which at least two had something by the month at `place`.
[[nodiscard]] inline std::optional<Forecast> by_years(std::int64_t attained, std::size_t place,
                                                      const std::vector<PastYear>& past) {
    Rational ends;
    Rational theirs;
    std::vector<Rational> single;
    for (const PastYear& year : past) {
        if (place >= year.cumulative.size() || year.cumulative[place] == 0) continue;
        const Rational end(year.cumulative.back());
        const Rational then(year.cumulative[place]);
        ends += end;
        theirs += then;
        single.push_back(Rational(attained) * end / then);
    }
    if (single.size() < 2) return std::nullopt;
    const auto [low, high] = std::ranges::minmax(single);
    return Forecast{Rational(attained) * ends / theirs, std::pair(low, high), Basis::years};
}

/// What was attained for each share that was due, from report to report. Together they are what was
/// attained for all that was due: a report that nothing more was due for moves the one before.
[[nodiscard]] inline std::vector<Rational> paces(
    const std::vector<std::optional<std::int64_t>>& cumulative, const std::vector<Rational>& due) {
    struct Point {
        Rational due;
        std::int64_t attained;
    };
    std::vector<Point> points = {{Rational(), 0}};
    for (std::size_t i = 0; i < cumulative.size(); ++i) {
        if (!cumulative[i]) continue;
        if (due[i] != points.back().due) {
            points.push_back({due[i], *cumulative[i]});
        } else if (points.size() > 1) {
            points.back().attained = *cumulative[i];
        }
    }
    std::vector<Rational> out;
    for (std::size_t i = 1; i < points.size(); ++i) {
        out.push_back((Rational(points[i].attained) - Rational(points[i - 1].attained)) /
                      (points[i].due - points[i - 1].due));
    }
    return out;
}

/// What is known of a target, as a whole or in one unit, month by month up to one of them.
struct Known {
    std::vector<std::optional<std::int64_t>> cumulative;
    std::optional<Date> reported_on;  // of the last
};

[[nodiscard]] inline Known known_of(const Plan& plan, const Target& target, std::string_view unit,
                                    const Attained& attained, Month month, Date known_on) {
    Known out{};
    for (Month at(plan.year, target.first_month); at <= month; at = at.plus(1)) {
        const Report* report = attained.find(target.id, unit, at, known_on);
        out.cumulative.push_back(report ? std::optional(report->attained) : std::nullopt);
        out.reported_on = report ? std::optional(report->reported_on) : std::nullopt;
    }
    return out;
}

/// The sums of the units, where all of them are known.
[[nodiscard]] inline Known sum_of(const std::vector<Known>& units) {
    Known out = units.front();
    for (std::size_t unit = 1; unit < units.size(); ++unit) {
        for (std::size_t i = 0; i < out.cumulative.size(); ++i) {
            auto& sum = out.cumulative[i];
            const auto& more = units[unit].cumulative[i];
            sum = sum && more ? std::optional(checked::add(*sum, *more)) : std::nullopt;
        }
        if (out.reported_on && units[unit].reported_on) {
            out.reported_on = std::max(*out.reported_on, *units[unit].reported_on);
        } else {
            out.reported_on.reset();
        }
    }
    return out;
}

/// Completes a standing whose target, unit, month and total are set.
inline void judge(Standing& one, const Known& known, const Target& target,
                  const std::vector<Rational>& due) {
    one.due = due[known.cumulative.size() - 1];
    one.attained = known.cumulative.back();
    one.reported_on = known.reported_on;
    if (one.total == 0) one.light = Light::none;
    if (!one.attained) return;
    one.deviation = deviation(*one.attained, one.total, one.due);
    if (one.deviation) one.light = light(*one.deviation, target.rules);
    one.forecast = forecast(known.cumulative, due, target.past);
    const auto before = std::find_if(known.cumulative.rbegin() + 1, known.cumulative.rend(),
                                     [](const auto& figure) { return figure.has_value(); });
    one.falls =
        target.kind == Kind::sum && before != known.cumulative.rend() && *one.attained < **before;
}

}  // namespace detail

inline std::vector<Rational> line(const Plan& plan, const Target& target) {
    std::vector<Rational> out;
    const auto last_year = std::ranges::find(target.past, plan.year - 1, &PastYear::year);
    for (int i = 0; i < target.months(); ++i) {
        switch (target.rules.line) {
            case Line::pro_rata:
                out.emplace_back(i + 1, target.months());
                break;
            case Line::curve:
                out.push_back(detail::on_curve(target, i));
                break;
            case Line::last_year:
                if (last_year == target.past.end()) {
                    throw Error(ErrorCode::invalid_argument, target.id, "figures of last year");
                }
                out.emplace_back(last_year->cumulative.at(static_cast<std::size_t>(i)),
                                 last_year->cumulative.back());
                break;
            case Line::whole:
                out.emplace_back(1);
                break;
        }
    }
    return out;
}

inline std::optional<Rational> deviation(std::int64_t attained, std::int64_t total,
                                         const Rational& due) {
    if (total == 0) return std::nullopt;
    return (Rational(attained) / Rational(total) - due) * Rational(100);
}

inline Word word(const Rational& deviation) {
    if (deviation > Rational(-5, 100)) return Word::on_schedule;
    if (deviation > Rational(-5)) return Word::slightly_behind;
    if (deviation > Rational(-10)) return Word::behind;
    return Word::clearly_behind;
}

inline std::string words(const Rational& deviation, Language language) {
    const bool zh = language == Language::zh;
    const bool behind = deviation.sign() < 0;
    const std::string points = decimal(behind ? -deviation : deviation, 1);
    if (points == "0.0") return zh ? "与序时进度持平" : "level with the line";
    if (zh) return (behind ? "慢于序时进度" : "快于序时进度") + points + "个百分点";
    return points + (behind ? " points behind" : " points ahead");
}

inline Light light(const Rational& deviation, const Rules& rules) {
    const Rational behind = -deviation;
    if (behind > Rational(rules.red, 100)) return Light::red;
    return behind < Rational(rules.yellow, 100) ? Light::green : Light::yellow;
}

inline std::optional<Forecast> forecast(const std::vector<std::optional<std::int64_t>>& cumulative,
                                        const std::vector<Rational>& due,
                                        const std::vector<PastYear>& past) {
    if (cumulative.empty() || !cumulative.back()) return std::nullopt;
    const std::size_t place = cumulative.size() - 1;
    const std::int64_t attained = *cumulative.back();
    if (auto found = detail::by_years(attained, place, past)) return found;
    if (due.at(place).sign() == 0) return std::nullopt;
    Forecast out{Rational(attained) * due.back() / due[place]};
    const auto paces = detail::paces(cumulative, due);
    if (paces.size() < 2) return out;
    const auto [slow, fast] = std::ranges::minmax(paces);
    const Rational rest = due.back() - due[place];
    out.interval = std::pair(Rational(attained) + rest * slow, Rational(attained) + rest * fast);
    out.basis = Basis::months;
    return out;
}

inline std::vector<Standing> standings(const Plan& plan, const Attained& attained, Month month,
                                       Date known_on) {
    std::vector<Standing> out;
    for (const Target& target : plan.targets) {
        const auto of = reported_month(plan, target, month);
        const Edition* edition = of ? target.on(of->last_day()) : nullptr;
        if (edition == nullptr) continue;
        const std::vector<Rational> due = line(plan, target);
        const auto known = [&](std::string_view unit) {
            return detail::known_of(plan, target, unit, attained, *of, known_on);
        };
        std::vector<detail::Known> units;
        for (const Claim& claim : edition->claims) units.push_back(known(claim.unit));
        Standing whole{target.id, "", *of, edition->total};
        detail::Known reported = known("");
        if (target.kind == Kind::sum && !units.empty()) {
            const detail::Known sum = detail::sum_of(units);
            if (!reported.cumulative.back()) {
                reported = sum;
            } else if (sum.cumulative.back()) {
                whole.units_differ =
                    checked::subtract(*sum.cumulative.back(), *reported.cumulative.back());
            }
        }
        detail::judge(whole, reported, target, due);
        out.push_back(std::move(whole));
        for (std::size_t i = 0; i < units.size(); ++i) {
            Standing one{target.id, edition->claims[i].unit, *of, edition->amounts.at(i)};
            detail::judge(one, units[i], target, due);
            out.push_back(std::move(one));
        }
    }
    return out;
}

}  // namespace sanku::target
