#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/decimal.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/warning/case.hpp"

/// What a metric found on one project, in words.
namespace sanku::warning {

/// One figure that a measurement rests on.
struct Input {
    Bilingual label;
    Bilingual value;
};

/// `value` is empty where nothing can be measured.
struct Measurement {
    Bilingual finding;  ///< a clause such as "due since 1 May 2024 and not started"
    std::optional<Bilingual> value;
    std::vector<Input> inputs;
};

namespace detail {

[[nodiscard]] inline Bilingual words(Date day) {
    return {day.words(Language::zh), day.words(Language::en)};
}
[[nodiscard]] inline Bilingual words(std::int32_t day) {
    return day == no_day ? Bilingual{"无", "none"} : words(Date::from_days(day));
}
[[nodiscard]] inline Bilingual words(Money amount) {
    const std::string number = amount.number_in(MoneyUnit::wan_yuan);
    return {number + "万元", number + " wan yuan"};
}
[[nodiscard]] inline Bilingual words(std::int64_t fen, bool stated) {
    if (!stated) return {"未填", "not stated"};
    return words(Money::from_fen(fen));
}
[[nodiscard]] inline Bilingual month_words(std::int32_t index) {
    if (index == 0) return {"从未上报", "never"};
    const Month month = Month::from_index(index);
    return {std::to_string(month.year()) + "年" + std::to_string(month.month_of_year()) + "月",
            month.iso()};
}
/// With a full stop unless one is there: at the end, or before or within brackets at the end.
[[nodiscard]] inline std::string stopped(std::string text, Language language) {
    const bool zh = language == Language::zh;
    const std::string_view stop = zh ? "。" : ".";
    const std::string_view close = zh ? "）" : ")";
    const std::string_view open = zh ? "（" : " (";
    const bool ended = text.ends_with(stop) || text.ends_with(std::string(stop).append(close)) ||
                       (text.ends_with(close) &&
                        std::string_view(text).substr(0, text.rfind(open)).ends_with(stop));
    return ended ? text : text.append(stop);
}
/// Without a full stop at its end.
[[nodiscard]] inline std::string unstopped(std::string text, Language language) {
    const std::string_view stop = language == Language::zh ? "。" : ".";
    if (text.ends_with(stop)) text.resize(text.size() - stop.size());
    return text;
}
/// "turns red"; what is no colour is spelt out.
[[nodiscard]] inline Bilingual turns(Light to) {
    const std::string zh(name(to, Language::zh));
    const std::string en(name(to, Language::en));
    if (to == Light::none) return {"不再评定", "is no longer rated"};
    return {"转为" + zh, (to == Light::no_data ? "turns to " : "turns ") + en};
}
/// A number with its unit, such as "3 months", "1 month" or "80%".
[[nodiscard]] inline Bilingual quantity(const std::string& number, const Bilingual& unit) {
    std::string en = unit.en;
    if (number == "1" && en.ends_with('s')) en.resize(en.size() - (en.ends_with("ches") ? 2 : 1));
    return {number + unit.zh, number + (en == "%" ? "" : " ") + en};
}
[[nodiscard]] inline Bilingual counted(std::int64_t count, const Bilingual& unit) {
    return quantity(std::to_string(count), unit);
}
/// The limits of a rule, such as "yellow ≥ 1 months, red > 2 months".
[[nodiscard]] inline Bilingual limit_words(const Rule& rule, const Metric& metric) {
    constexpr std::string_view signs[] = {"≥", ">", "≤", "<"};
    Bilingual out;
    const auto add = [&](const std::optional<Threshold>& limit, Light light) {
        if (!limit) return;
        const Bilingual number = quantity(
            decimal(limit->hundredths, 100, limit->hundredths % 100 == 0 ? 0 : 2), metric.unit);
        const std::string sign(signs[static_cast<std::size_t>(limit->comparison)]);
        if (!out.zh.empty()) {
            out.zh += "，";
            out.en += ", ";
        }
        out.zh += std::string(name(light, Language::zh)) + sign + number.zh;
        out.en += std::string(name(light, Language::en)) + " " + sign + " " + number.en;
    };
    add(rule.yellow, Light::yellow);
    add(rule.red, Light::red);
    return out;
}

/// With one decimal, a sign where it is asked for, and no minus on what prints as 0.
[[nodiscard]] inline std::string printed(const Fraction& value, bool with_plus = false) {
    const bool negative = value.numerator < 0;
    std::string digits =
        decimal(negative ? -value.numerator : value.numerator, value.denominator, 1);
    if (digits == "0.0") return digits;
    return (negative ? "-" : with_plus ? "+" : "") + digits;
}

/// "2 months and 5 days" since `anchor`, which is not later than `as_of`.
[[nodiscard]] inline Bilingual age_words(Date anchor, Date as_of) {
    const int months = whole_months(anchor, as_of);
    const int days = as_of - anchor.plus_months(months);
    Bilingual whole = counted(months, {"个月", "months"});
    Bilingual rest = counted(days, {"天", "days"});
    if (months == 0) return rest;
    if (days == 0) return whole;
    return {whole.zh + "零" + rest.zh, whole.en + " and " + rest.en};
}

/// What is still to be done of two things.
[[nodiscard]] inline Bilingual missing(const MetricWords& w, const Deadline& shape,
                                       const Case& project) {
    const bool first = project.day(shape.done) == no_day;
    const bool second = project.day(shape.also_done) == no_day;
    return {
        (first ? w.part.zh : "") + (first && second ? "和" : "") + (second ? w.also.zh : ""),
        (first ? w.part.en : "") + (first && second ? " and " : "") + (second ? w.also.en : "")};
}

/// How a deadline that is not done stands, in months.
inline void say_age(const Metric& metric, const Deadline& shape, const Case& project,
                    const Situation& now, Measurement& out) {
    const MetricWords& w = metric.words;
    const Date anchor = Date::from_days(project.day(shape.anchor));
    const Bilingual day = words(anchor);
    Bilingual open = w.open;
    if (shape.also_done != nullptr) {
        const Bilingual two = missing(w, shape, project);
        open = {open.zh + two.zh, open.en + ' ' + two.en};
    }
    out.value = age_words(anchor, now.as_of);
    out.finding = {day.zh + w.as_whole.zh + "，已" + out.value->zh + open.zh,
                   w.as_whole.en + " on " + day.en + ", " + open.en + " after " + out.value->en};
}

/// The same in month-ends.
inline void say_month_ends(const Metric& metric, const Deadline& shape, const Rule& rule,
                           const Case& project, const Situation& now, Measurement& out) {
    const MetricWords& w = metric.words;
    const Date anchor = shape.of_year ? in_year(*rule.deadline, now.as_of.year())
                                      : Date::from_days(project.day(shape.anchor));
    const Bilingual day = words(anchor);
    const Bilingual lead = shape.of_year ? Bilingual{"应于" + day.zh + "前" + w.as_whole.zh,
                                                     "due " + w.as_whole.en + " by " + day.en}
                                         : Bilingual{"计划" + day.zh + w.as_whole.zh,
                                                     "planned " + w.as_whole.en + " on " + day.en};
    const int ends = month_ends(anchor, now.as_of);
    out.value = counted(ends, metric.unit);
    if (ends > 0) {
        out.finding = {lead.zh + (ends == 1 ? "，已有" : "，已连续") + out.value->zh + "应" +
                           w.as_whole.zh + "而" + w.open.zh,
                       lead.en + (shape.of_year ? ", " : ", due and ") + w.open.en + " at " +
                           out.value->en + (ends == 1 ? "" : " in a row")};
    } else if (anchor.month() == now.as_of.month() && !shape.of_year) {
        out.finding = {
            "计划本月（" + day.zh + "）" + w.as_whole.zh + "，尚" + w.open.zh,
            "planned " + w.as_whole.en + " this month (" + day.en + "), " + w.open.en + " yet"};
    } else {
        out.finding = {lead.zh + "，尚未到期", lead.en + ", not due yet"};
    }
}

[[nodiscard]] inline Measurement measure(const Deadline& shape, const Metric& metric,
                                         const Rule& rule, const Case& project,
                                         const Situation& now, const Reading& reading) {
    const MetricWords& w = metric.words;
    Measurement out;
    if (shape.anchor(project.portfolio()) == nullptr) {
        out.finding = {"没有" + w.whole.zh, "no " + w.whole.en + " is known"};
        return out;
    }
    std::int32_t done = project.day(shape.done);
    out.inputs.push_back({w.whole, words(project.day(shape.anchor))});
    out.inputs.push_back({w.part, words(done)});
    if (shape.also_done != nullptr) {
        out.inputs.push_back({w.also, words(project.day(shape.also_done))});
        done = std::max(done, project.day(shape.also_done));
    }
    if (reading.state == State::done) {
        const Bilingual day = words(done);
        out.finding = {"已于" + day.zh + w.as_part.zh, w.as_part.en + " on " + day.en};
        out.value = Bilingual{"已" + w.as_part.zh, w.as_part.en};
    } else if (reading.state == State::no_data) {
        out.finding = {w.open.zh + "，且没有" + w.whole.zh + "日期",
                       w.open.en + ", and no " + w.whole.en + " is known"};
    } else if (reading.state == State::unrated) {
        out.finding = {"不适用", "does not apply"};
    } else if (shape.clock == Clock::months) {
        say_age(metric, shape, project, now, out);
    } else {
        say_month_ends(metric, shape, rule, project, now, out);
    }
    return out;
}

[[nodiscard]] inline Input report_input(const Case& project) {
    return {{"最近上报月份", "latest report"}, month_words(project.last_report())};
}

/// Why a figure of the reports cannot be measured; empty if it can.
[[nodiscard]] inline std::optional<Bilingual> unreported(const Case& project, const Situation& now,
                                                         bool this_year) {
    const std::int32_t report = project.last_report();
    if (report == 0) return Bilingual{"从未上报进度", "no progress was ever reported"};
    if (report < now.stale_before) {
        const Bilingual month = month_words(report);
        return Bilingual{"最近一次上报为" + month.zh + "，已过时",
                         "the latest report, of " + month.en + ", is stale"};
    }
    if (this_year && report <= now.before_january) {
        return Bilingual{"本年尚未上报", "no report of this year yet"};
    }
    return std::nullopt;
}

/// 6月 or June.
[[nodiscard]] inline Bilingual month_of_year(int month) {
    constexpr std::string_view names[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};
    return {std::to_string(month) + "月", std::string(names[month - 1])};
}

/// "on schedule" or how far from it; the word follows the printed figure.
[[nodiscard]] inline Bilingual standing(const Fraction& gap, const Bilingual& unit) {
    const std::string points =
        printed({gap.numerator < 0 ? -gap.numerator : gap.numerator, gap.denominator});
    if (points == "0.0") return {"持平", "level"};
    const bool behind = gap.numerator < 0;
    return {(behind ? "落后" : "超前") + points + unit.zh,
            points + (unit.en == "%" ? "% " : " points ") + (behind ? "behind" : "ahead")};
}

[[nodiscard]] inline Bilingual pace_words(const Share& shape, const Metric& metric,
                                          const Rule& rule, const ShareFigures& of,
                                          const Fraction& value) {
    const std::string done = Ratio(of.part, of.whole).percent();
    const Bilingual month = month_of_year(of.month);
    const Bilingual lead{"截至" + month.zh + "完成年度计划的" + done,
                         done + " of the year's plan completed by the end of " + month.en};
    const std::string pace = Ratio(of.month, 12).percent();
    if (shape.pace == Pace::gap) {
        const Bilingual distance = standing(value, metric.unit);
        return {lead.zh + "，序时进度" + pace + "，" + distance.zh,
                lead.en + ", pro rata " + pace + ": " + distance.en};
    }
    if (shape.pace == Pace::curve) {
        const std::string aim = decimal(curve_at(rule, of.month), 100, 1) + '%';
        const Bilingual distance = standing(value, metric.unit);
        return {lead.zh + "，目标" + aim + "，" + distance.zh,
                lead.en + ", target " + aim + ": " + distance.en};
    }
    const std::string share = printed(value) + '%';
    if (shape.pace == Pace::completion) {
        return {lead.zh + "，为序时计划（" + pace + "）的" + share,
                lead.en + ", " + share + " of the pro-rata plan of " + pace};
    }
    const bool behind = value.numerator > 0;
    const std::string short_of =
        printed({behind ? value.numerator : -value.numerator, value.denominator}) + '%';
    return {lead.zh + "，比序时计划（" + pace + "）" + (behind ? "少" : "多") + short_of,
            lead.en + ", " + short_of + (behind ? " short of" : " over") +
                " the pro-rata plan of " + pace};
}

[[nodiscard]] inline Measurement measure(const Share& shape, const Metric& metric, const Rule& rule,
                                         const Case& project, const Situation& now,
                                         const Reading& reading) {
    const MetricWords& w = metric.words;
    Measurement out;
    if (shape.whole(project.portfolio()) == nullptr) {
        out.finding = {"没有" + w.whole.zh, "no " + w.whole.en + " is known"};
        return out;
    }
    const std::uint8_t given = project.bits(shape.given);
    const auto stated = [&](std::uint8_t bit) { return (given & bit) != 0; };
    const Bilingual part = words(project.amount(shape.part), stated(shape.part_bit));
    const Bilingual whole = words(project.amount(shape.whole), stated(shape.whole_bit));
    out.inputs = {{w.whole, whole}, {w.part, part}};
    if (shape.of_reports) out.inputs.push_back(report_input(project));
    if (reading.state == State::measured) {
        const bool points = shape.pace == Pace::gap || shape.pace == Pace::curve;
        const std::string number = printed(reading.value, points);
        out.value = points ? Bilingual{number + "个百分点", number + " points"}
                           : Bilingual{number + '%', number + '%'};
        out.finding =
            shape.pace == Pace::none
                ? Bilingual{w.as_part.zh + part.zh + "，为" + w.as_whole.zh + whole.zh + "的" +
                                out.value->zh,
                            w.as_part.en + ' ' + part.en + ", " + out.value->en + " of " +
                                w.as_whole.en + ' ' + whole.en}
                : pace_words(shape, metric, rule, figures(shape, project, now), reading.value);
    } else if (reading.state == State::unrated) {
        out.finding = {
            w.whole.zh + (stated(shape.whole_bit) ? "为0" : "未填"),
            "the " + w.whole.en + (stated(shape.whole_bit) ? " is 0" : " is not stated")};
    } else if (auto reason = shape.of_reports ? unreported(project, now, true) : std::nullopt) {
        out.finding = *std::move(reason);
    } else if (!stated(shape.whole_bit)) {
        out.finding = {"没有" + w.whole.zh, "no " + w.whole.en + " is known"};
    } else {
        out.finding = {
            (shape.of_reports ? "最近上报未填" : "尚未上报") + w.part.zh,
            (shape.of_reports ? "the latest report does not state: " : "nobody reported: ") +
                w.part.en};
    }
    return out;
}

[[nodiscard]] inline Measurement measure(const EarnedValue&, const Metric&, const Rule&,
                                         const Case& project, const Situation& now,
                                         const Reading& reading) {
    const Columns& c = project.columns();
    const auto stated = [&](std::uint8_t bit) { return (c.given[project.row()] & bit) != 0; };
    const Bilingual total =
        words(c.total_investment[project.row()], stated(given::total_investment));
    const Bilingual completed =
        words(project.amount(column<&Columns::completed_total>), stated(given::completed_total));
    Measurement out;
    out.inputs = {{{"总投资", "total investment"}, total},
                  {{"计划开工", "planned start"}, words(c.planned_start[project.row()])},
                  {{"计划竣工", "planned completion"}, words(c.planned_completion[project.row()])},
                  {{"累计完成投资", "completed in total"}, completed},
                  report_input(project)};
    if (reading.state == State::unrated) {
        out.finding = {"没有已开始的基准计划", "no baseline that has begun"};
    } else if (auto reason = unreported(project, now, false)) {
        out.finding = *std::move(reason);
    } else if (reading.state == State::no_data) {
        out.finding = {"最近上报未填累计完成投资",
                       "the latest report does not state: completed in total"};
    } else {
        const Baseline of = baseline(project, now);
        const std::string share = printed(reading.value) + '%';
        const std::string days = std::to_string(of.gone) + '/' + std::to_string(of.planned);
        const Bilingual month = month_words(project.last_report());
        out.value = Bilingual{share, share};
        out.finding = {"截至" + month.zh + "累计完成" + completed.zh + "，计划工期已过" + days +
                           "天，为基准计划的" + share,
                       completed.en + " completed by " + month.en + ", " + share +
                           " of what the baseline plans after " + days + " days"};
    }
    return out;
}

[[nodiscard]] inline Measurement measure(const ReportAge&, const Metric& metric, const Rule&,
                                         const Case& project, const Situation&,
                                         const Reading& reading) {
    Measurement out;
    out.inputs = {report_input(project)};
    if (reading.state != State::measured) {
        out.finding = {"从未上报进度", "no progress was ever reported"};
        return out;
    }
    const Bilingual month = month_words(project.last_report());
    out.value = counted(static_cast<std::int64_t>(reading.value.numerator), metric.unit);
    if (reading.value.numerator == 0) {
        out.finding = {"最近上报" + month.zh + "进度，该月今日结束",
                       "the latest report is of " + month.en + ", which ends today"};
        return out;
    }
    out.finding = {
        "最近上报" + month.zh + "进度，该月末至今已" + out.value->zh,
        "the latest report is of " + month.en + ", which ended " + out.value->en + " ago"};
    return out;
}

[[nodiscard]] inline Measurement measure(const Breach&, const Metric& metric, const Rule&,
                                         const Case&, const Situation&, const Reading& reading) {
    const MetricWords& w = metric.words;
    Measurement out;
    if (reading.state != State::measured) {
        out.finding = {"尚未核查" + w.part.zh, "nobody looked at the " + w.part.en};
        return out;
    }
    const bool met = reading.value.numerator == 0;
    out.finding = met ? w.as_part : w.open;
    out.value = counted(met ? 0 : 1, metric.unit);
    out.inputs = {{w.part, met ? Bilingual{"达标", "met"} : Bilingual{"不达标", "not met"}}};
    return out;
}

[[nodiscard]] inline Measurement measure(const Regional&, const Metric&, const Rule&, const Case&,
                                         const Situation&, const Reading&) {
    return {{"按区域评定", "regions are rated, not projects"}, {}, {}};
}

[[nodiscard]] inline Measurement measure(const Custom&, const Metric& metric, const Rule& rule,
                                         const Case&, const Situation&, const Reading& reading) {
    const Bilingual& label = metric.words.part.zh.empty() ? rule.name : metric.words.part;
    Measurement out;
    if (reading.state == State::unrated) {
        out.finding = {"不适用", "does not apply"};
        return out;
    }
    if (reading.state != State::measured) {
        out.finding = {label.zh + "：没有数据", label.en + ": no data"};
        return out;
    }
    const bool whole = reading.value.numerator % 100 == 0;
    out.value = quantity(decimal(reading.value.numerator, 100, whole ? 0 : 2), metric.unit);
    out.finding = {label.zh + "为" + out.value->zh, label.en + " is " + out.value->en};
    out.inputs = {{label, *out.value}};
    return out;
}

[[nodiscard]] inline Measurement measure(const Metric& metric, const Rule& rule,
                                         const Case& project, const Situation& now,
                                         const Reading& reading) {
    return std::visit(
        [&](const auto& shape) { return measure(shape, metric, rule, project, now, reading); },
        metric.shape);
}

}  // namespace detail

}  // namespace sanku::warning
