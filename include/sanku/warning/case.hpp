#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "sanku/core/fraction.hpp"
#include "sanku/warning/metric.hpp"
#include "sanku/warning/metrics.hpp"
#include "sanku/warning/policy.hpp"

/// One project under one rule, in exact fractions: what evidence and distances are made of, and a
/// second way to every light beside the loops of kernel.hpp.
namespace sanku::warning {

/// A day on which lights are asked for, and what follows from it for every project.
struct Situation {
    Date as_of;
    std::int32_t stale_before;    ///< Month::index; a latest report earlier than it is stale
    std::int32_t before_january;  ///< Month::index of the December before the as-of day's year
    bool same_year;               ///< whether "this year" of the columns is the as-of day's

    /// `figures_of`: the as-of day of the columns.
    Situation(Date day, int stale_after_months, Date figures_of)
        : as_of(day),
          stale_before(day.month().index() - stale_after_months),
          before_january(Month(day.year(), 1).index() - 1),
          same_year(day.year() == figures_of.year()) {}
    [[nodiscard]] std::int32_t fresh_this_year() const noexcept {
        return std::max(stale_before, before_january + 1);
    }
};

/// Something done that the columns do not say yet.
struct Change {
    std::array<DayColumn, 2> done{};  ///< happened on the day `on`
    std::int32_t on = no_day;
    AmountColumn amount = nullptr;  ///< is `more` fen more
    std::int64_t more = 0;
    BitColumn bits_of = nullptr;  ///< has `bits` set
    std::uint8_t bits = 0;
    std::int32_t last_report = 0;  ///< Month::index, if later than the latest report
};

/// The figures of one project, with a change if one is given.
class Case {
  public:
    Case(const Portfolio& portfolio, std::size_t row, const Change* change = nullptr) noexcept
        : portfolio_(portfolio), row_(row), change_(change) {}

    [[nodiscard]] const Portfolio& portfolio() const noexcept { return portfolio_; }
    [[nodiscard]] const Columns& columns() const noexcept { return portfolio_.columns(); }
    [[nodiscard]] std::size_t row() const noexcept { return row_; }
    [[nodiscard]] std::int32_t day(DayColumn column) const noexcept {
        if (change_ != nullptr && (change_->done[0] == column || change_->done[1] == column)) {
            return change_->on;
        }
        return column(portfolio_)[row_];
    }
    [[nodiscard]] std::int64_t amount(AmountColumn column) const noexcept {
        const bool changes = change_ != nullptr && change_->amount == column;
        return column(portfolio_)[row_] + (changes ? change_->more : 0);
    }
    [[nodiscard]] std::uint8_t bits(BitColumn column) const noexcept {
        const bool changes = change_ != nullptr && change_->bits_of == column;
        const int added = changes ? change_->bits : 0;
        return static_cast<std::uint8_t>(column(portfolio_)[row_] | added);
    }
    [[nodiscard]] std::int32_t last_report() const noexcept {
        const std::int32_t reported = columns().last_report[row_];
        return change_ != nullptr ? std::max(reported, change_->last_report) : reported;
    }

  private:
    const Portfolio& portfolio_;
    std::size_t row_;
    const Change* change_;
};

/// What a metric reads from one case.
struct Reading {
    enum class State : std::uint8_t {
        unrated,   ///< the metric does not speak of the project
        no_data,   ///< it does, but nobody stated what it needs
        done,      ///< what was to be done is done
        measured,  ///< `value` holds
    };
    State state = State::unrated;
    Fraction value{};  ///< in the metric's unit
    /// Of a metric of time: the first days on which it is yellow and red, if there are such.
    std::optional<Date> yellow_on{};
    std::optional<Date> red_on{};
};

namespace detail {

using State = Reading::State;

/// `day` plus months, if that lies within the calendar.
[[nodiscard]] inline std::optional<Date> after_months(Date day, std::int64_t months) {
    const std::int64_t index = day.month().index() + months;
    if (index >= 2200 * 12) return std::nullopt;
    return day.plus_months(static_cast<int>(months));
}

/// The day `days` after `day`, if that lies within the calendar.
[[nodiscard]] inline std::optional<Date> after_days(std::optional<Date> day, std::int64_t days) {
    if (!day || day->days() + days > Date::max_days) return std::nullopt;
    return Date::from_days(static_cast<std::int32_t>(day->days() + days));
}

/// The first day on which a value that counts from `anchor` crosses `limit`.
[[nodiscard]] inline std::optional<Date> crossed_on(Clock clock, Date anchor,
                                                    const std::optional<Threshold>& limit) {
    if (!limit) return std::nullopt;
    const std::int64_t count = limit->hundredths / 100;
    const bool exclusive = limit->comparison == Comparison::more_than;
    if (clock == Clock::months) {
        return after_days(after_months(anchor, count), exclusive ? 1 : 0);
    }
    const std::int64_t ends = count + (exclusive ? 1 : 0);
    if (ends == 0) return anchor.month().first_day();  // planned for this month
    const auto last = after_months(anchor.month().first_day(), ends - 1);
    return last ? std::optional(last->month().last_day()) : std::nullopt;
}

/// The number of month-ends from `day` to `as_of`, both included; 0 if `day` is later.
[[nodiscard]] inline int month_ends(Date day, Date as_of) {
    const bool ended = as_of == as_of.month().last_day();
    return std::max(0, as_of.month() - day.month() + (ended ? 1 : 0));
}

/// The number of whole months from `day`, which is not later than `as_of`.
[[nodiscard]] inline int whole_months(Date day, Date as_of) {
    const int months = as_of.month() - day.month();
    return day.plus_months(months) > as_of ? months - 1 : months;
}

[[nodiscard]] inline Date in_year(MonthDay day, int year) {
    return {year, day.month, day.day};
}

[[nodiscard]] inline Reading read(const Deadline& shape, const Rule& rule, const Case& project,
                                  const Situation& now) {
    if (shape.anchor(project.portfolio()) == nullptr) return {};
    const std::int32_t stated = project.day(shape.anchor);
    const bool is_done = project.day(shape.done) != no_day &&
                         (shape.also_done == nullptr || project.day(shape.also_done) != no_day);
    if (stated == no_day && (shape.without_anchor == Light::none || !is_done)) {
        return {shape.without_anchor == Light::none ? State::unrated : State::no_data};
    }
    const bool of_this_year = !shape.of_year || Date::from_days(stated).year() == now.as_of.year();
    if (!of_this_year || (shape.of_year && !rule.deadline)) return {};
    if (is_done) return {State::done};
    const Date anchor =
        shape.of_year ? in_year(*rule.deadline, now.as_of.year()) : Date::from_days(stated);
    const bool begun = anchor <= now.as_of;
    const int value = shape.clock == Clock::month_ends ? month_ends(anchor, now.as_of)
                      : begun                          ? whole_months(anchor, now.as_of)
                                                       : 0;
    return {State::measured,
            {value, 1},
            crossed_on(shape.clock, anchor, rule.yellow),
            crossed_on(shape.clock, anchor, rule.red)};
}

/// What the curve asks for by the end of a month (1 to 12), in hundredths of a percent: the last
/// point that has come.
[[nodiscard]] inline std::int64_t curve_at(const Rule& rule, int month) noexcept {
    std::int64_t out = 0;
    for (const CurvePoint& point : rule.curve) {
        if (point.month <= month) out = point.hundredths;
    }
    return out;
}

/// A share's value as a function of its part: (slope × part + base) ÷ denominator.
struct Line {
    checked::Wide slope;
    checked::Wide base;
    checked::Wide denominator;
};

[[nodiscard]] inline Line line(const Share& shape, const Rule& rule, std::int64_t whole,
                               int month) {
    const checked::Wide w = whole;
    switch (shape.pace) {
        case Pace::none:
            return {100, 0, w};
        case Pace::gap:
            return {1200, -100 * w * month, 12 * w};
        case Pace::completion:
            return {1200, 0, w * month};
        case Pace::shortfall:
            return {-1200, 100 * w * month, w * month};
        case Pace::curve:
            return {10'000, -w * curve_at(rule, month), 100 * w};
    }
    return {0, 0, 1};
}

/// Amounts of a share, or why it has none.
struct ShareFigures {
    State state;
    std::int64_t part = 0;
    std::int64_t whole = 0;
    int month = 0;  ///< of the latest report, 1 to 12; 0 if the share is not of reports
};

[[nodiscard]] inline ShareFigures figures(const Share& shape, const Case& project,
                                          const Situation& now) {
    if (shape.whole(project.portfolio()) == nullptr) return {State::unrated};
    const std::uint8_t given = project.bits(shape.given);
    const bool known = !shape.of_reports || now.same_year;
    const auto stated = [&](std::uint8_t bit) { return known && (given & bit) != 0; };
    const std::int64_t whole = known ? project.amount(shape.whole) : 0;
    if (whole == 0) {
        const bool unrated = stated(shape.whole_bit) || shape.without_whole == Light::none;
        return {unrated ? State::unrated : State::no_data};
    }
    if (shape.of_reports && project.last_report() < now.fresh_this_year()) {
        return {State::no_data};
    }
    if (!stated(shape.part_bit)) return {State::no_data};
    return {State::measured, project.amount(shape.part), whole,
            shape.of_reports ? project.last_report() - now.before_january : 0};
}

[[nodiscard]] inline Reading read(const Share& shape, const Rule& rule, const Case& project,
                                  const Situation& now) {
    const ShareFigures of = figures(shape, project, now);
    if (of.state != State::measured) return {of.state};
    const Line at = line(shape, rule, of.whole, of.month);
    return {State::measured, {at.slope * of.part + at.base, at.denominator}};
}

/// What a baseline says of a project: completed in total, against total investment × days gone ÷
/// days planned.
struct Baseline {
    State state;
    std::int64_t completed = 0;
    std::int64_t total = 0;
    std::int32_t gone = 0;
    std::int32_t planned = 0;
};

[[nodiscard]] inline Baseline baseline(const Case& project, const Situation& now) {
    const std::int32_t begin = project.day(column<&Columns::planned_start>);
    const std::int32_t end = project.day(column<&Columns::planned_completion>);
    const std::int64_t total = project.amount(column<&Columns::total_investment>);
    if (begin == no_day || end == no_day || end < begin || total == 0) return {State::unrated};
    const std::int32_t report = project.last_report();
    if (report == 0 || report < now.stale_before) return {State::no_data};
    const bool stated = (project.bits(column<&Columns::given>) & given::completed_total) != 0;
    const std::int32_t reported = Month::from_index(report).last_day().days();
    if (reported < begin) return {State::unrated};
    if (!stated) return {State::no_data};
    const std::int32_t planned = end - begin + 1;
    return {State::measured, project.amount(column<&Columns::completed_total>), total,
            std::min(reported - begin + 1, planned), planned};
}

[[nodiscard]] inline Line line(const Baseline& of) {
    return {checked::Wide{100} * of.planned, 0, checked::Wide{of.total} * of.gone};
}

[[nodiscard]] inline Reading read(const EarnedValue&, const Rule&, const Case& project,
                                  const Situation& now) {
    const Baseline of = baseline(project, now);
    if (of.state != State::measured) return {of.state};
    const Line at = line(of);
    return {State::measured, {at.slope * of.completed, at.denominator}};
}

/// The first day on which so many days have passed since the end of a month.
[[nodiscard]] inline std::optional<Date> report_crossed_on(std::int32_t month,
                                                           const std::optional<Threshold>& limit) {
    if (!limit) return std::nullopt;
    const int more = limit->comparison == Comparison::more_than ? 1 : 0;
    return after_days(Month::from_index(month).last_day(), limit->hundredths / 100 + more);
}

/// The latest month whose end lies so many days back; 0 if there is none.
[[nodiscard]] inline std::int32_t month_cutoff(Date as_of, const std::optional<Threshold>& limit) {
    if (!limit) return std::numeric_limits<std::int32_t>::min();
    const std::int64_t days =
        limit->hundredths / 100 + (limit->comparison == Comparison::more_than ? 1 : 0);
    if (as_of.days() - days < Date::min_days) return std::numeric_limits<std::int32_t>::min();
    const Date day = as_of.plus_days(-static_cast<std::int32_t>(days));
    return day.month().index() - (day == day.month().last_day() ? 0 : 1);
}

[[nodiscard]] inline Reading read(const ReportAge&, const Rule& rule, const Case& project,
                                  const Situation& now) {
    const std::int32_t month = project.last_report();
    if (month == 0) return {State::no_data};
    return {State::measured,
            {now.as_of - Month::from_index(month).last_day(), 1},
            report_crossed_on(month, rule.yellow),
            report_crossed_on(month, rule.red)};
}

[[nodiscard]] inline Reading read(const Breach& shape, const Rule&, const Case& project,
                                  const Situation&) {
    if (shape.given(project.portfolio()) == nullptr) return {};
    const std::uint8_t bits = project.bits(shape.given);
    if ((bits & shape.stated) == 0) {
        return {(bits & shape.asked) != 0 ? State::no_data : State::unrated};
    }
    return {State::measured, {(bits & shape.met) != 0 ? 0 : 1, 1}};
}

[[nodiscard]] inline Reading read(const Regional&, const Rule&, const Case&, const Situation&) {
    return {};
}

[[nodiscard]] inline Reading read(const Custom& shape, const Rule&, const Case& project,
                                  const Situation&) {
    std::int64_t value = no_value;
    shape.values(project.portfolio(), project.row(), {&value, 1});
    if (value == no_value) return {State::no_data};
    if (value == not_rated) return {State::unrated};
    return {State::measured, {value, 100}};
}

/// Whether `value` crosses `limit`.
[[nodiscard]] inline bool crosses(const Fraction& value, const std::optional<Threshold>& limit) {
    if (!limit) return false;
    const std::strong_ordering order = value.against(limit->hundredths);
    switch (limit->comparison) {
        case Comparison::at_least:
            return order >= 0;
        case Comparison::more_than:
            return order > 0;
        case Comparison::at_most:
            return order <= 0;
        case Comparison::less_than:
            return order < 0;
    }
    return false;
}

[[nodiscard]] inline bool counts_time(const Metric& metric) noexcept {
    return std::holds_alternative<Deadline>(metric.shape) ||
           std::holds_alternative<ReportAge>(metric.shape);
}

/// The light of a reading, whatever the age of the report.
[[nodiscard]] inline Light level(const Metric& metric, const Rule& rule, const Reading& reading,
                                 Date as_of) {
    switch (reading.state) {
        case State::unrated:
            return Light::none;
        case State::no_data:
            return Light::no_data;
        case State::done:
            return Light::green;
        case State::measured:
            break;
    }
    const bool by_time = counts_time(metric);
    const auto past = [&](const std::optional<Date>& day) { return day && *day <= as_of; };
    if (by_time ? past(reading.red_on) : crosses(reading.value, rule.red)) return Light::red;
    if (by_time ? past(reading.yellow_on) : crosses(reading.value, rule.yellow)) {
        return Light::yellow;
    }
    return Light::green;
}

[[nodiscard]] inline Reading read(const Metric& metric, const Rule& rule, const Case& project,
                                  const Situation& now) {
    return std::visit([&](const auto& shape) { return read(shape, rule, project, now); },
                      metric.shape);
}

/// Whether a sector lies in one of some sections and divisions.
[[nodiscard]] inline bool in_sectors(const std::vector<SectorCode>& sectors, SectorCode sector) {
    return sectors.empty() || std::ranges::any_of(sectors, [&](SectorCode one) {
               return one == sector || (one.division() == 0 && one == sector.up_to_section());
           });
}

[[nodiscard]] inline bool in_regions(const std::vector<RegionCode>& regions, RegionCode region) {
    return regions.empty() ||
           std::ranges::any_of(regions, [&](RegionCode one) { return one.contains(region); });
}

[[nodiscard]] inline bool in_scope(const Scope& scope, const Case& project, const Situation& now) {
    const Columns& c = project.columns();
    const std::size_t row = project.row();
    if ((scope.pools >> c.pool[row] & 1U) == 0) return false;
    if ((scope.funding >> c.funding[row] & 1U) == 0) return false;
    const bool completed = project.day(column<&Columns::completed>) != no_day;
    if (scope.completed && *scope.completed != completed) return false;
    if (!in_sectors(scope.sectors, SectorCode::from_value(c.sector[row]))) return false;
    if (!in_regions(scope.regions, project.portfolio().region(row).code)) return false;
    const std::int64_t total = c.total_investment[row];
    if (scope.investment_from && total < scope.investment_from->fen()) return false;
    if (scope.investment_below && total >= scope.investment_below->fen()) return false;
    const std::int64_t plan = now.same_year ? c.plan[row] : 0;
    return !scope.plan_from || plan >= scope.plan_from->fen();
}

/// The valid reason in force on `day` for a rule of a project, or nullptr.
[[nodiscard]] inline const ValidReason* reason_on(const Portfolio& portfolio, std::size_t row,
                                                  std::string_view rule, Date day) noexcept {
    const auto& reasons = portfolio.reasons();
    const auto first = std::ranges::lower_bound(reasons, row, {}, &ValidReason::row);
    for (auto it = first; it != reasons.end() && it->row == row; ++it) {
        if (it->rule == rule && it->from <= day && day <= it->to) return &*it;
    }
    return nullptr;
}

/// The valid reason that keeps a rule from rating a project in its scope, or nullptr.
[[nodiscard]] inline const ValidReason* suspending(const Rule& rule, const Case& project,
                                                   const Situation& now) {
    if (!in_scope(rule.scope, project, now)) return nullptr;
    return reason_on(project.portfolio(), project.row(), rule.id, now.as_of);
}

/// The light of a project under a rule, as `evaluate` finds it.
[[nodiscard]] inline Light rate(const Policy& policy, std::size_t index, const Case& project,
                                const Situation& now) {
    const Rule& rule = policy.rules[index];
    const Metric* metric = find_metric(policy, rule.metric);
    if (!in_scope(rule.scope, project, now)) return Light::none;
    if (reason_on(project.portfolio(), project.row(), rule.id, now.as_of) != nullptr) {
        return Light::none;
    }
    if (rule.applies_when) {
        const auto other = policy.find(rule.applies_when->rule);
        const Light shown = rate(policy, *other, project, now);
        if ((rule.applies_when->lights >> static_cast<unsigned>(shown) & 1U) == 0) {
            return Light::none;
        }
    }
    const Light light = level(*metric, rule, read(*metric, rule, project, now), now.as_of);
    const bool stale = project.last_report() < now.stale_before;
    return rule.needs_report && stale && light == Light::green ? Light::no_data : light;
}

}  // namespace detail

}  // namespace sanku::warning
