#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/decimal.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/warning/kernel.hpp"
#include "sanku/warning/policy.hpp"
#include "sanku/warning/trace.hpp"

namespace sanku::warning {

/// The as-of day and what follows from it for every project.
struct Situation {
    Date as_of;
    std::int32_t stale_before;    ///< Month::index; a latest report earlier than it is stale
    std::int32_t before_january;  ///< Month::index of the December before the as-of day's year

    Situation(Date day, int stale_after_months)
        : as_of(day),
          stale_before(day.month().index() - stale_after_months),
          before_january(Month(day.year(), 1).index() - 1) {}
    [[nodiscard]] std::int32_t fresh_this_year() const noexcept {
        return std::max(stale_before, before_january + 1);
    }
};

/// One figure that a measurement rests on.
struct Input {
    Bilingual label;
    Bilingual value;
};

/// What a metric found on one project, for people. `value` is empty where nothing can be measured.
struct Measurement {
    Bilingual finding;  ///< a clause such as "due since 1 May 2024 and not started"
    std::optional<Bilingual> value;
    std::vector<Input> inputs;
};

/// A metric: how it is measured, in which unit, and on which side of a threshold it is worse. To
/// add one, write its functions and one line in `metrics` below; CONTRIBUTING tells of the rest.
/// `trace` may be nullptr: then series of months evaluate each month end.
struct Metric {
    std::string_view key;
    Bilingual unit;
    bool higher_is_worse;
    bool whole_units;  ///< thresholds are whole numbers of the unit (months) and not below 0
    Kernel (*compile)(const Portfolio&, const Rule&, const Situation&);
    Measurement (*measure)(const Portfolio&, std::size_t row, const Situation&);
    Trace (*trace)(const Rule&, const Window&) = nullptr;
};

/// The metric `key`, or nullptr.
[[nodiscard]] const Metric* find_metric(std::string_view key);

namespace detail {

[[nodiscard]] inline Bilingual words(Date day) {
    return {day.words(Language::zh), day.words(Language::en)};
}
[[nodiscard]] inline Bilingual words(std::int32_t day) {
    return day == no_day ? Bilingual{"无", "none"} : words(Date::from_days(day));
}
[[nodiscard]] inline Bilingual words(std::int64_t fen, bool stated) {
    if (!stated) return {"未填", "not stated"};
    const Money amount = Money::from_fen(fen);
    return {amount.in(MoneyUnit::wan_yuan), amount.number_in(MoneyUnit::wan_yuan) + " wan yuan"};
}
[[nodiscard]] inline Bilingual month_words(std::int32_t index) {
    if (index == 0) return {"从未上报", "never"};
    const Month month = Month::from_index(index);
    return {std::to_string(month.year()) + "年" + std::to_string(month.month_of_year()) + "月",
            month.iso()};
}

/// Cutoffs of a rule whose value counts whole months since an anchor.
[[nodiscard]] inline std::int32_t age_cutoff(Date as_of, const std::optional<Threshold>& limit) {
    if (!limit) return before_all;
    const Date last = months_before(as_of, static_cast<int>(limit->hundredths / 100));
    if (limit->comparison == Comparison::at_least) return last.days();
    const Date day_before =
        months_before(as_of.plus_days(-1), static_cast<int>(limit->hundredths / 100));
    return day_before.days();
}
[[nodiscard]] inline Cutoffs age_cutoffs(Date as_of, const Rule& rule) {
    const std::int32_t red = age_cutoff(as_of, rule.red);
    return {std::max(red, age_cutoff(as_of, rule.yellow)), red};  // whatever is red is past yellow
}

/// The number of month-ends from `day` to `as_of`, both included; 0 if `day` is later.
[[nodiscard]] inline int month_ends(Date day, Date as_of) {
    const bool ended = as_of == as_of.month().last_day();
    return std::max(0, as_of.month() - day.month() + (ended ? 1 : 0));
}

/// The latest planned day on which so many month-ends have passed.
[[nodiscard]] inline std::int32_t month_end_cutoff(Date as_of,
                                                   const std::optional<Threshold>& limit) {
    if (!limit) return before_all;
    const auto passed = static_cast<int>(limit->hundredths / 100) +
                        (limit->comparison == Comparison::more_than ? 1 : 0);
    const bool ended = as_of == as_of.month().last_day();
    // None passed: planned for this month, on whichever day of it.
    const int back = passed == 0 ? 0 : passed - (ended ? 1 : 0);
    return as_of.month().plus(-back).last_day().days();
}

/// "2 months and 5 days" since `anchor`, which is not later than `as_of`.
[[nodiscard]] inline Bilingual age_words(Date anchor, Date as_of) {
    int months = as_of.month() - anchor.month();
    if (anchor.plus_months(months) > as_of) --months;
    const int days = as_of - anchor.plus_months(months);
    Bilingual whole{std::to_string(months) + "个月",
                    std::to_string(months) + (months == 1 ? " month" : " months")};
    Bilingual rest{std::to_string(days) + "天",
                   std::to_string(days) + (days == 1 ? " day" : " days")};
    if (months == 0) return rest;
    if (days == 0) return whole;
    return {whole.zh + "零" + rest.zh, whole.en + " and " + rest.en};
}

/// The bound that `limit` sets, its hundredths times `multiple`; one that is never crossed where
/// there is none.
[[nodiscard]] inline Bound bound(const std::optional<Threshold>& limit, std::int32_t multiple) {
    if (!limit) return {};
    return {static_cast<std::int32_t>(limit->hundredths) * multiple,
            limit->comparison == Comparison::at_most ? 1 : 0};
}

// --- start_overdue: month-ends on which a start that was due had not happened
// ---------------------

[[nodiscard]] inline Cutoffs month_end_cutoffs(Date as_of, const Rule& rule) {
    const std::int32_t red = month_end_cutoff(as_of, rule.red);
    return {std::max(red, month_end_cutoff(as_of, rule.yellow)), red};
}

[[nodiscard]] inline Kernel compile_start(const Portfolio& portfolio, const Rule& rule,
                                          const Situation& now) {
    const Columns& c = portfolio.columns();
    const Cutoffs cutoffs = month_end_cutoffs(now.as_of, rule);
    return [&c, cutoffs](std::size_t begin, std::size_t count, std::uint8_t* lights) {
        deadline_lights(&c.planned_start[begin], &c.started[begin], count, cutoffs, no_data_byte,
                        lights);
    };
}

[[nodiscard]] inline Trace trace_start(const Rule& rule, const Window& window) {
    return
        [cutoffs = cutoff_tables(window, [&](Date end) { return month_end_cutoffs(end, rule); })](
            const TraceBlock& block, const LightMasks& lights) {
            const History::Parts& h = block.history;
            trace_deadline(block, h.planned_start, h.milestones.started, cutoffs, lights);
        };
}

[[nodiscard]] inline Measurement measure_start(const Portfolio& portfolio, std::size_t row,
                                               const Situation& now) {
    const Columns& c = portfolio.columns();
    Measurement out;
    out.inputs = {{{"计划开工", "planned start"}, words(c.planned_start[row])},
                  {{"实际开工", "started"}, words(c.started[row])}};
    if (c.started[row] != no_day) {
        const Bilingual day = words(c.started[row]);
        out.finding = {"已于" + day.zh + "开工", "started on " + day.en};
        out.value = Bilingual{"已开工", "started"};
        return out;
    }
    if (c.planned_start[row] == no_day) {
        out.finding = {"未开工，且没有计划开工日期", "not started, and no planned start is known"};
        return out;
    }
    const Date planned = Date::from_days(c.planned_start[row]);
    const int ends = month_ends(planned, now.as_of);
    out.value = Bilingual{std::to_string(ends) + "个月末",
                          std::to_string(ends) + (ends == 1 ? " month-end" : " month-ends")};
    const Bilingual day = words(planned);
    if (ends > 0) {
        out.finding = {"计划" + day.zh + "开工，已连续" + out.value->zh + "应开工而未开工",
                       "planned to start on " + day.en + ", due and not started at " +
                           out.value->en + " in a row"};
    } else if (planned.month() == now.as_of.month()) {
        out.finding = {"计划本月（" + day.zh + "）开工，尚未开工",
                       "planned to start this month (" + day.en + "), not started yet"};
    } else {
        out.finding = {"计划" + day.zh + "开工，尚未到期",
                       "planned to start on " + day.en + ", not due yet"};
    }
    return out;
}

// --- prorata_gap: completed ÷ plan − months ÷ 12, in percentage points
// ----------------------------

[[nodiscard]] inline Kernel compile_prorata(const Portfolio& portfolio, const Rule& rule,
                                            const Situation& now) {
    const Columns& c = portfolio.columns();
    const Bound yellow = bound(rule.yellow, 3);
    const Bound red = bound(rule.red, 3);
    return [&c, yellow, red, fresh = now.fresh_this_year(), before = now.before_january](
               std::size_t begin, std::size_t count, std::uint8_t* lights) {
        const Reported reported{&c.last_report[begin], &c.given[begin], fresh,
                                given::plan | given::completed_this_year};
        prorata_lights(reported, &c.completed_this_year[begin], &c.plan[begin], before, yellow, red,
                       count, lights);
    };
}

[[nodiscard]] inline Trace trace_prorata(const Rule& rule, const Window&) {
    return [yellow = bound(rule.yellow, 3), red = bound(rule.red, 3)](const TraceBlock& block,
                                                                      const LightMasks& lights) {
        const Reports& reports = block.history.reports;
        const Plans& plans = block.history.plans;
        trace_quotient(
            block,
            {reports.completed_this_year, given::completed_this_year, plans.amount, given::plan,
             false},
            [&](std::int64_t completed, std::int64_t plan, std::int32_t month) {
                const std::int32_t pace = 2'500 * month;
                const std::int64_t left = 30'000 * completed;
                const int is_red = crossed(left, plan, pace + red.factor, red.or_equal);
                const int is_yellow = crossed(left, plan, pace + yellow.factor, yellow.or_equal);
                return (is_yellow | is_red) + is_red;
            },
            lights);
    };
}

[[nodiscard]] inline Input report_input(const Columns& c, std::size_t row) {
    return {{"最近上报月份", "latest report"}, month_words(c.last_report[row])};
}

/// Why a figure of this year's reports cannot be measured; empty if it can.
[[nodiscard]] inline std::optional<Bilingual> unreported(const Columns& c, std::size_t row,
                                                         const Situation& now) {
    const Bilingual month = month_words(c.last_report[row]);
    if (c.last_report[row] == 0) return Bilingual{"从未上报进度", "no progress was ever reported"};
    if (c.last_report[row] < now.stale_before) {
        return Bilingual{"最近一次上报为" + month.zh + "，已过时",
                         "the latest report, of " + month.en + ", is stale"};
    }
    if (c.last_report[row] <= now.before_january) {
        return Bilingual{"本年尚未上报", "no report of this year yet"};
    }
    return std::nullopt;
}

[[nodiscard]] inline Measurement measure_prorata(const Portfolio& portfolio, std::size_t row,
                                                 const Situation& now) {
    const Columns& c = portfolio.columns();
    const auto stated = [&](std::uint8_t bit) { return (c.given[row] & bit) != 0; };
    Measurement out;
    out.inputs = {{{"年度计划投资", "plan of the year"}, words(c.plan[row], stated(given::plan))},
                  {{"本年完成投资", "completed this year"},
                   words(c.completed_this_year[row], stated(given::completed_this_year))},
                  report_input(c, row)};
    if (auto reason = unreported(c, row, now)) {
        out.finding = *std::move(reason);
        return out;
    }
    if (!stated(given::plan) || !stated(given::completed_this_year)) {
        out.finding = stated(given::plan)
                          ? Bilingual{"最近上报未填本年完成投资",
                                      "the latest report does not state what was completed"}
                          : Bilingual{"没有年度计划投资", "no plan of the year is known"};
        return out;
    }
    if (c.plan[row] == 0) {
        out.finding = {"年度计划投资为0", "the plan of the year is 0"};
        return out;
    }
    const std::int32_t month = c.last_report[row] - now.before_january;
    const checked::Wide gap =
        checked::Wide{1200} * c.completed_this_year[row] - checked::Wide{100} * month * c.plan[row];
    const checked::Wide base = checked::Wide{12} * c.plan[row];
    const std::string points = decimal(gap < 0 ? -gap : gap, base, 1);
    const std::string done = Ratio(c.completed_this_year[row], c.plan[row]).percent();
    const std::string pace = Ratio(month, 12).percent();
    // The word follows the printed figure: what rounds to 0.0 is level.
    const bool level = points == "0.0";
    const std::string sign = level ? "" : gap < 0 ? "-" : "+";
    out.value = Bilingual{sign + points + "个百分点", sign + points + " points"};
    const Bilingual distance =
        level ? Bilingual{"持平", "level"}
              : Bilingual{(gap < 0 ? "落后" : "超前") + points + "个百分点",
                          points + " points " + (gap < 0 ? "behind" : "ahead")};
    out.finding = {"截至" + std::to_string(month) + "月完成年度计划的" + done + "，序时进度" +
                       pace + "，" + distance.zh,
                   done + " of the year's plan completed by month " + std::to_string(month) +
                       ", pro rata " + pace + ": " + distance.en};
    return out;
}

// --- payment_ratio: paid this year ÷ required payment, in percent
// ---------------------------------

[[nodiscard]] inline Kernel compile_payment(const Portfolio& portfolio, const Rule& rule,
                                            const Situation& now) {
    const Columns& c = portfolio.columns();
    const Bound yellow = bound(rule.yellow, 1);
    const Bound red = bound(rule.red, 1);
    const auto loop = rule.yellow ? share_lights<true> : share_lights<false>;
    return [&c, loop, yellow, red, fresh = now.fresh_this_year()](
               std::size_t begin, std::size_t count, std::uint8_t* lights) {
        const Reported reported{&c.last_report[begin], &c.given[begin], fresh, given::paid};
        loop(reported, &c.paid[begin], &c.required_payment[begin], yellow, red, count, lights);
    };
}

[[nodiscard]] inline Trace trace_payment(const Rule& rule, const Window&) {
    return [yellow = bound(rule.yellow, 1), red = bound(rule.red, 1)](const TraceBlock& block,
                                                                      const LightMasks& lights) {
        const Reports& reports = block.history.reports;
        const Plans& plans = block.history.plans;
        trace_quotient(
            block,
            {reports.paid, given::paid, plans.required_payment, given::required_payment, true},
            [&](std::int64_t paid, std::int64_t required, std::int32_t) {
                const std::int64_t left = 10'000 * paid;
                const int is_red = crossed(left, required, red.factor, red.or_equal);
                const int is_yellow = crossed(left, required, yellow.factor, yellow.or_equal);
                return (is_yellow | is_red) + is_red;
            },
            lights);
    };
}

[[nodiscard]] inline Measurement measure_payment(const Portfolio& portfolio, std::size_t row,
                                                 const Situation& now) {
    const Columns& c = portfolio.columns();
    const auto stated = [&](std::uint8_t bit) { return (c.given[row] & bit) != 0; };
    const Bilingual paid = words(c.paid[row], stated(given::paid));
    const Bilingual required = words(c.required_payment[row], stated(given::required_payment));
    Measurement out;
    out.inputs = {{{"应支付资金", "required payment"}, required},
                  {{"支付资金", "paid"}, paid},
                  report_input(c, row)};
    if (c.required_payment[row] == 0) {
        out.finding = {"没有应支付资金", "no payment is required"};
        return out;
    }
    if (auto reason = unreported(c, row, now)) {
        out.finding = *std::move(reason);
        return out;
    }
    if (!stated(given::paid)) {
        out.finding = {"最近上报未填支付资金", "the latest report does not state what was paid"};
        return out;
    }
    const std::string share = Ratio(c.paid[row], c.required_payment[row]).percent();
    out.value = Bilingual{share, share};
    out.finding = {"已支付" + paid.zh + "，为应支付" + required.zh + "的" + share,
                   "paid " + paid.en + ", " + share + " of the required " + required.en};
    return out;
}

// --- enrolment_delay: months since the start without enrolment -----------------------------------

[[nodiscard]] inline Kernel compile_enrolment(const Portfolio& portfolio, const Rule& rule,
                                              const Situation& now) {
    const Columns& c = portfolio.columns();
    return [&c, cutoffs = age_cutoffs(now.as_of, rule)](std::size_t begin, std::size_t count,
                                                        std::uint8_t* lights) {
        age_lights(&c.started[begin], &c.enrolled[begin], count, cutoffs, lights);
    };
}

[[nodiscard]] inline Trace trace_enrolment(const Rule& rule, const Window& window) {
    return [cutoffs = cutoff_tables(window, [&](Date end) { return age_cutoffs(end, rule); })](
               const TraceBlock& block, const LightMasks& lights) {
        const Milestones& m = block.history.milestones;
        const auto done = [&](std::uint32_t row) { return block.window.since(m.enrolled[row]); };
        trace_age(block, m.started, done, cutoffs, lights);
    };
}

[[nodiscard]] inline Measurement measure_enrolment(const Portfolio& portfolio, std::size_t row,
                                                   const Situation& now) {
    const Columns& c = portfolio.columns();
    Measurement out;
    out.inputs = {{{"实际开工", "started"}, words(c.started[row])},
                  {{"纳统日期", "enrolled"}, words(c.enrolled[row])}};
    if (c.started[row] == no_day) {
        out.finding = {"尚未开工", "not started"};
    } else if (c.enrolled[row] != no_day) {
        const Bilingual day = words(c.enrolled[row]);
        out.finding = {"已于" + day.zh + "纳统", "enrolled on " + day.en};
        out.value = Bilingual{"已纳统", "enrolled"};
    } else {
        const Date started = Date::from_days(c.started[row]);
        const Bilingual day = words(started);
        out.value = age_words(started, now.as_of);
        out.finding = {day.zh + "开工，已" + out.value->zh + "未纳统",
                       "started on " + day.en + ", not enrolled after " + out.value->en};
    }
    return out;
}

// --- two_accounts_age: months since completion without settlement and final accounts -------------

[[nodiscard]] inline Kernel compile_two_accounts(const Portfolio& portfolio, const Rule& rule,
                                                 const Situation& now) {
    const Columns& c = portfolio.columns();
    return [&c, cutoffs = age_cutoffs(now.as_of, rule)](std::size_t begin, std::size_t count,
                                                        std::uint8_t* lights) {
        age_lights(&c.completed[begin], &c.settled[begin], &c.final_accounts[begin], count, cutoffs,
                   lights);
    };
}

[[nodiscard]] inline Trace trace_two_accounts(const Rule& rule, const Window& window) {
    return [cutoffs = cutoff_tables(window, [&](Date end) { return age_cutoffs(end, rule); })](
               const TraceBlock& block, const LightMasks& lights) {
        const Milestones& m = block.history.milestones;
        const auto done = [&](std::uint32_t row) {
            return block.window.since(std::max(m.settled[row], m.final_accounts[row]));
        };
        trace_age(block, m.completed, done, cutoffs, lights);
    };
}

[[nodiscard]] inline Measurement measure_two_accounts(const Portfolio& portfolio, std::size_t row,
                                                      const Situation& now) {
    const Columns& c = portfolio.columns();
    Measurement out;
    out.inputs = {{{"实际竣工", "completed"}, words(c.completed[row])},
                  {{"竣工结算", "settled"}, words(c.settled[row])},
                  {{"财务决算", "final accounts"}, words(c.final_accounts[row])}};
    if (c.completed[row] == no_day) {
        out.finding = {"尚未竣工", "not completed"};
        return out;
    }
    const bool settled = c.settled[row] != no_day;
    const bool approved = c.final_accounts[row] != no_day;
    if (settled && approved) {
        out.finding = {"两算已完成", "both accounts are done"};
        out.value = Bilingual{"已完成", "done"};
        return out;
    }
    const Date completed = Date::from_days(c.completed[row]);
    const Bilingual day = words(completed);
    out.value = age_words(completed, now.as_of);
    const Bilingual missing =
        settled    ? Bilingual{"财务决算", "final accounts"}
        : approved ? Bilingual{"竣工结算", "settlement"}
                   : Bilingual{"竣工结算和财务决算", "settlement and final accounts"};
    out.finding = {
        day.zh + "竣工，已" + out.value->zh + "未完成" + missing.zh,
        "completed on " + day.en + ", still without " + missing.en + " after " + out.value->en};
    return out;
}

}  // namespace detail

/// All metrics, the one list of them.
[[nodiscard]] inline const std::array<Metric, 5>& metrics() {
    static const std::array<Metric, 5> all = {{
        {"start_overdue",
         {"个月末", "month-ends"},
         true,
         true,
         detail::compile_start,
         detail::measure_start,
         detail::trace_start},
        {"prorata_gap",
         {"个百分点", "percentage points"},
         false,
         false,
         detail::compile_prorata,
         detail::measure_prorata,
         detail::trace_prorata},
        {"payment_ratio",
         {"%", "%"},
         false,
         false,
         detail::compile_payment,
         detail::measure_payment,
         detail::trace_payment},
        {"enrolment_delay",
         {"个月", "months"},
         true,
         true,
         detail::compile_enrolment,
         detail::measure_enrolment,
         detail::trace_enrolment},
        {"two_accounts_age",
         {"个月", "months"},
         true,
         true,
         detail::compile_two_accounts,
         detail::measure_two_accounts,
         detail::trace_two_accounts},
    }};
    return all;
}

inline const Metric* find_metric(std::string_view key) {
    for (const Metric& metric : metrics()) {
        if (metric.key == key) return &metric;
    }
    return nullptr;
}

}  // namespace sanku::warning
