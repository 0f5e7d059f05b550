#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sanku/core/money.hpp"
#include "sanku/warning/case.hpp"
#include "sanku/warning/words.hpp"

/// How far a light is from the next one: in the metric's own terms, in what a person can do, and in
/// time. Everything said here is checked by asking for the light again.
namespace sanku::warning {

/// How far the value is from a threshold, and the light on its other side.
struct Margin {
    Light to;
    bool better;
    Fraction by;  ///< in the metric's unit, 0 or more
};

/// What turns the light if it is done by the as-of day; nothing less does.
struct Remedy {
    Deed deed;
    Money amount{};                 ///< of a deed in money: at least so much
    std::optional<Month> report{};  ///< a report of this month is needed (too)
    Light to;                       ///< the light that the project then shows under the rule
    /// The last day on which doing it keeps the light from getting worse, if it would.
    std::optional<Date> by{};
};

/// The first day on which the light is another one if nothing happens: no report, nothing done.
struct Turn {
    Date on;
    Light to;
};

/// The distances of one light.
struct Distances {
    std::vector<Margin> margins;   ///< to the next better and the next worse light
    std::vector<Remedy> remedies;  ///< of a light that is not green
    std::optional<Turn> turn;
    /// A report of this month or a later one is needed before the light can be rated at all.
    std::optional<Month> wants_report{};
};

namespace detail {

[[nodiscard]] inline Fraction distance(const Fraction& value, std::int64_t hundredths) {
    const checked::Wide by = value.numerator * 100 - value.denominator * hundredths;
    return Fraction{by < 0 ? -by : by, value.denominator * 100}.reduced();
}

/// To the next better and the next worse light that thresholds set.
[[nodiscard]] inline std::vector<Margin> margins(const Rule& rule, const Reading& reading,
                                                 Light light) {
    std::vector<Margin> out;
    if (reading.state != State::measured) return out;
    const auto add = [&](const std::optional<Threshold>& limit, Light to, bool better) {
        if (limit) out.push_back({to, better, distance(reading.value, limit->hundredths)});
    };
    if (light == Light::red) add(rule.red, rule.yellow ? Light::yellow : Light::green, true);
    if (light == Light::yellow) add(rule.yellow, Light::green, true);
    if (light == Light::yellow) add(rule.red, Light::red, false);
    if (light == Light::green) {
        add(rule.yellow ? rule.yellow : rule.red, rule.yellow ? Light::yellow : Light::red, false);
    }
    return out;
}

/// Rounded up; `denominator` is above 0.
[[nodiscard]] inline checked::Wide divide_up(checked::Wide numerator, checked::Wide denominator) {
    const checked::Wide down = numerator / denominator;
    return down * denominator < numerator ? down + 1 : down;
}

/// The least part with which a share does not cross `limit`.
[[nodiscard]] inline checked::Wide least_part(const Line& line, const Threshold& limit) {
    const bool upwards = line.slope < 0;  // the value falls as the part grows
    const checked::Wide slope = 100 * (upwards ? -line.slope : line.slope);
    const checked::Wide reach = line.denominator * limit.hundredths - 100 * line.base;
    const bool strict =
        limit.comparison == Comparison::at_most || limit.comparison == Comparison::at_least;
    return divide_up((upwards ? -reach : reach) + (strict ? 1 : 0), slope);
}

/// One project under one rule, and what could become of it.
class Prospect {
  public:
    Prospect(const Policy& policy, std::size_t rule, const Portfolio& portfolio, std::size_t row)
        : policy_(policy),
          index_(rule),
          rule_(policy.rules[rule]),
          metric_(*find_metric(policy, rule_.metric)),
          portfolio_(portfolio),
          row_(row),
          now_(portfolio.as_of(), policy.stale_after_months, portfolio.as_of()),
          reading_(read(metric_, rule_, Case(portfolio, row), now_)) {}

    [[nodiscard]] const Rule& rule() const noexcept { return rule_; }
    [[nodiscard]] const Metric& metric() const noexcept { return metric_; }
    [[nodiscard]] const Situation& now() const noexcept { return now_; }
    [[nodiscard]] const Reading& reading() const noexcept { return reading_; }

    [[nodiscard]] Distances distances(Light light) {
        Distances out;
        out.margins = margins(rule_, reading_, light);
        const std::vector<Turn> turns = later_lights(light);
        if (!turns.empty()) out.turn = turns.front();
        const auto worse =
            std::ranges::find_if(turns, [&](const Turn& one) { return one.to > light; });
        if (worse != turns.end()) worsens_ = worse->on;
        if (light == Light::green || light == Light::none) return out;
        if (lacks_report_alone(light)) {
            Change change;
            Remedy remedy{.deed = Deed::report, .to = light};
            add_report(change, remedy);
            offer(out, light, change, remedy);
        } else {
            std::visit([&](const auto& shape) { remedies(shape, light, out); }, metric_.shape);
        }
        return out;
    }

  private:
    [[nodiscard]] Case project(const Change* change = nullptr) const noexcept {
        return {portfolio_, row_, change};
    }
    [[nodiscard]] Light light_with(const Change& change) const {
        return rate(policy_, index_, project(&change), now_);
    }
    /// The light on a later day if nothing happens.
    [[nodiscard]] Light light_on(Date day) const {
        return rate(policy_, index_, project(),
                    Situation(day, policy_.stale_after_months, portfolio_.as_of()));
    }
    [[nodiscard]] Month earliest_fresh(bool this_year) const {
        return Month::from_index(this_year ? now_.fresh_this_year() : now_.stale_before);
    }

    // --- In time

    /// The days on which a rule's light may change.
    void candidates(std::size_t index, std::vector<Date>& days) const {
        const Rule& rule = policy_.rules[index];
        const Metric& metric = *find_metric(policy_, rule.metric);
        const Date as_of = now_.as_of;
        const auto add = [&](const std::optional<Date>& day) {
            if (day && *day > as_of) days.push_back(*day);
        };
        const auto add_crossings = [&](const Situation& on) {
            const Reading reading = read(metric, rule, project(), on);
            add(reading.yellow_on);
            add(reading.red_on);
        };
        add_crossings(now_);
        if (as_of.year() < 2199) add(Date(as_of.year() + 1, 1, 1));
        if (const auto* shape = std::get_if<Deadline>(&metric.shape); shape && shape->of_year) {
            const std::int32_t anchor = shape->anchor(portfolio_)[row_];
            if (anchor != no_day && Date::from_days(anchor).year() > as_of.year()) {
                const Date year(Date::from_days(anchor).year(), 1, 1);
                add(year);
                add_crossings(Situation(year, policy_.stale_after_months, as_of));
                if (year.year() < 2199) add(Date(year.year() + 1, 1, 1));
            }
        }
        const std::int64_t stale_in =
            std::int64_t{portfolio_.columns().last_report[row_]} + policy_.stale_after_months + 1;
        if (stale_in > as_of.month().index() && stale_in < 2200 * 12) {
            add(Month::from_index(static_cast<std::int32_t>(stale_in)).first_day());
        }
        const auto& reasons = portfolio_.reasons();
        const auto first = std::ranges::lower_bound(reasons, row_, {}, &ValidReason::row);
        for (auto it = first; it != reasons.end() && it->row == row_; ++it) {
            if (it->rule != rule.id) continue;
            add(it->from);
            add(after_days(it->to, 1));
        }
        if (rule.applies_when) candidates(*policy_.find(rule.applies_when->rule), days);
    }

    /// The days on which the light is another one than on the day before, if nothing happens.
    [[nodiscard]] std::vector<Turn> later_lights(Light light) const {
        std::vector<Date> days;
        candidates(index_, days);
        std::ranges::sort(days);
        std::vector<Turn> out;
        for (const Date day : days) {
            const Light then = light_on(day);
            if (then != light) out.push_back({day, then});
            light = then;
        }
        return out;
    }

    // --- In what a person can do

    /// Takes up `change` if it makes the light better than `light`.
    void offer(Distances& out, Light light, const Change& change, Remedy remedy) const {
        remedy.to = light_with(change);
        const bool known = std::ranges::any_of(
            out.remedies, [&](const Remedy& one) { return one.to == remedy.to; });
        if (remedy.to < light && !known) out.remedies.push_back(remedy);
    }

    [[nodiscard]] bool stale() const noexcept {
        return portfolio_.columns().last_report[row_] < now_.stale_before;
    }
    /// The latest month that has ended by the as-of day.
    [[nodiscard]] Month latest_ended() const {
        const Date as_of = now_.as_of;
        return as_of.month().plus(as_of == as_of.month().last_day() ? 0 : -1);
    }
    /// Whether the light is "no data" for the age of the report alone.
    [[nodiscard]] bool lacks_report_alone(Light light) const noexcept {
        const bool known = reading_.state == State::measured || reading_.state == State::done;
        return light == Light::no_data && known && rule_.needs_report && stale() &&
               !std::holds_alternative<ReportAge>(metric_.shape);
    }
    /// Adds the earliest report that is not stale, if the rule needs one and its month has ended.
    void add_report(Change& change, Remedy& remedy) const {
        if (!rule_.needs_report || !stale() || earliest_fresh(false) > latest_ended()) return;
        remedy.report = earliest_fresh(false);
        change.last_report = remedy.report->index();
    }

    void remedies(const Deadline& shape, Light light, Distances& out) const {
        Change change{.on = now_.as_of.days()};
        std::size_t place = 0;
        for (const DayColumn done : {shape.done, shape.also_done}) {
            if (done != nullptr && project().day(done) == no_day) change.done[place++] = done;
        }
        Remedy remedy{.deed = shape.deed, .to = light, .by = worsens_};
        add_report(change, remedy);
        offer(out, light, change, remedy);
    }

    /// The least amounts that bring a share across its thresholds.
    void raise(const Line& line, AmountColumn column, Deed deed, Light light,
               Distances& out) const {
        const std::int64_t part = project().amount(column);
        checked::Wide most = part;
        for (const auto& limit : {rule_.red, rule_.yellow}) {
            if (!limit) continue;
            most = std::max(most, least_part(line, *limit));
            if (most == part || most > max_project_money.fen()) continue;
            const auto more = static_cast<std::int64_t>(most - part);
            Change change{.amount = column, .more = more};
            Remedy remedy{.deed = deed, .amount = Money::from_fen(more), .to = light};
            add_report(change, remedy);
            offer(out, light, change, remedy);
        }
    }

    void remedies(const Share& shape, Light light, Distances& out) const {
        const ShareFigures of = figures(shape, project(), now_);
        if (of.state == State::measured) {
            raise(line(shape, rule_, of.whole, of.month), shape.part, shape.deed, light, out);
        } else if (shape.of_reports && awaits_report(shape)) {
            want_report(out, true);
        }
    }

    /// Whether a report could bring what a share lacks: not the plan that nobody stated.
    [[nodiscard]] bool awaits_report(const Share& shape) const noexcept {
        const bool reported_whole = shape.whole == column<&Columns::paid>;
        return reported_whole || project().amount(shape.whole) != 0;
    }

    void remedies(const EarnedValue&, Light light, Distances& out) const {
        const Baseline of = baseline(project(), now_);
        if (of.state == State::measured) {
            raise(line(of), column<&Columns::completed_total>, Deed::catch_up, light, out);
        } else {
            want_report(out, false);
        }
    }

    void want_report(Distances& out, bool this_year) const {
        const Month month = earliest_fresh(this_year);
        if (portfolio_.columns().last_report[row_] < month.index()) out.wants_report = month;
    }

    void remedies(const ReportAge&, Light light, Distances& out) const {
        std::int32_t month =
            std::max(portfolio_.columns().last_report[row_] + 1, Month(1900, 1).index());
        const auto offer_report = [&](std::int32_t least) {
            month = std::max(month, least);
            if (month > latest_ended().index()) return;
            offer(out, light, {.last_report = month},
                  {.deed = Deed::report, .report = Month::from_index(month), .to = light});
        };
        for (const auto& limit : {rule_.red, rule_.yellow}) {
            if (limit) offer_report(month_cutoff(now_.as_of, limit) + 1);
        }
        if (rule_.needs_report) offer_report(now_.stale_before);
    }

    void remedies(const Breach& shape, Light light, Distances& out) const {
        const auto bits = static_cast<std::uint8_t>(shape.stated | shape.met);
        Change change{.bits_of = shape.given, .bits = bits};
        Remedy remedy{.deed = Deed::comply, .to = light};
        add_report(change, remedy);
        offer(out, light, change, remedy);
    }
    void remedies(const Regional&, Light, Distances&) const {}
    void remedies(const Custom&, Light, Distances&) const {}  // what it reads is not known

    const Policy& policy_;
    std::size_t index_;
    const Rule& rule_;
    const Metric& metric_;
    const Portfolio& portfolio_;
    std::size_t row_;
    Situation now_;
    Reading reading_;
    std::optional<Date> worsens_;  // the first day of a worse light if nothing happens
};

// --- In words

/// An amount in 万元 that suffices: rounded up to what is printed.
[[nodiscard]] inline Bilingual sufficient(Money amount) {
    constexpr std::int64_t printed_step = 10'000;  // fen in 0.01 万元
    const auto steps = divide_up(amount.fen(), printed_step);
    return words(Money::from_fen(static_cast<std::int64_t>(steps) * printed_step));
}

/// `accounts`: which of the two accounts are to be finished.
[[nodiscard]] inline Bilingual words(const Remedy& remedy, const Bilingual& accounts) {
    const auto with_amount = [&](std::string_view zh, std::string_view en) {
        const Bilingual money = sufficient(remedy.amount);
        return Bilingual{std::string(zh) + money.zh,
                         std::string(en) + " at least " + money.en + " more"};
    };
    Bilingual out;
    switch (remedy.deed) {
        case Deed::start:
            out = {"开工", "start construction"};
            break;
        case Deed::enrol:
            out = {"纳统", "enrol the project"};
            break;
        case Deed::complete:
            out = {"竣工", "complete the works"};
            break;
        case Deed::produce:
            out = {"投产", "go into production"};
            break;
        case Deed::close_accounts:
            out = {"完成" + accounts.zh, "finish " + accounts.en};
            break;
        case Deed::sign:
            out = {"签约", "sign the contract"};
            break;
        case Deed::correct:
            out = {"完成整改", "finish the correction"};
            break;
        case Deed::invest:
        case Deed::catch_up:
            out = with_amount("再完成投资", "complete");
            break;
        case Deed::pay:
            out = with_amount("再支付", "pay");
            break;
        case Deed::collect:
            out = with_amount("再到位资金", "bring in");
            break;
        case Deed::raise_output:
            out = with_amount("年产值再增加", "produce");
            break;
        case Deed::raise_tax:
            out = with_amount("年税收再增加", "pay taxes of");
            break;
        case Deed::comply:
            out = {"达到协议约定的要求", "meet the agreed terms"};
            break;
        case Deed::report:
            break;
    }
    if (remedy.report) {
        const Bilingual month = month_words(remedy.report->index());
        out.zh +=
            (out.zh.empty() ? "" : "并") + std::string("报送") + month.zh + "或以后月份的进度";
        out.en += std::string(out.en.empty() ? "" : " and ") + "report the progress of " +
                  month.en + " or later";
    }
    return out;
}

[[nodiscard]] inline Bilingual words(const Margin& margin, const Metric& metric) {
    const std::string zh(name(margin.to, Language::zh));
    const std::string en(name(margin.to, Language::en));
    if (margin.by.numerator == 0) return {"恰在" + zh + "界限上", "exactly at the limit of " + en};
    const bool time = counts_time(metric);
    const bool whole = margin.by.denominator == 1 && time;
    const bool tiny = !whole && printed(margin.by) == "0.0";
    const Bilingual points{"个百分点", "percentage points"};  // from one percentage to another
    const Bilingual& unit = metric.unit.en == "%" ? points : metric.unit;
    const Bilingual by = whole ? counted(static_cast<std::int64_t>(margin.by.numerator), unit)
                               : quantity(tiny ? "0.1" : printed(margin.by), unit);
    if (time && margin.better) return {"已超出界限" + by.zh, by.en + " past the limit"};
    return {"距" + zh + "界限" + (tiny ? "不足" : "") + by.zh,
            (tiny ? "less than " : "") + by.en + " from the limit of " + en};
}

}  // namespace detail

}  // namespace sanku::warning
