#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sanku/core/region_names.hpp"
#include "sanku/portfolio/history.hpp"
#include "sanku/warning/lights.hpp"

/// Lights that stay: for how many months in a row, and which step of the policy's ladder that
/// reaches.
namespace sanku::warning {

/// The number of months in a row, the as-of day's month the last, at some lights; 0 if the light of
/// the as-of day is another one.
struct Streak {
    int yellow = 0;  ///< at yellow or red
    int red = 0;
    int no_data = 0;

    /// The months that a step of the ladder with this light counts.
    [[nodiscard]] int of(Light light) const noexcept {
        return light == Light::red       ? red
               : light == Light::yellow  ? yellow
               : light == Light::no_data ? no_data
                                         : 0;
    }
    friend bool operator==(const Streak&, const Streak&) = default;
};

/// The streaks of every project and rule on a day.
class Streaks {
  public:
    /// The lights of the as-of day, whose rows these are.
    [[nodiscard]] const Lights& lights() const noexcept { return lights_; }
    [[nodiscard]] Date as_of() const noexcept { return lights_.portfolio().as_of(); }
    [[nodiscard]] const Streak& of(std::size_t rule, std::size_t row) const noexcept {
        return all_[rule * lights_.size() + row];
    }
    /// The day on which month `i` of a row of `months` months (1 is the first) is judged.
    [[nodiscard]] Date judged(int i, int months) const {
        return i == months ? as_of() : as_of().month().plus(i - months).last_day();
    }

  private:
    friend Streaks streaks(const History& history, const Policy& policy, Date as_of,
                           int max_months);
    explicit Streaks(Lights lights)
        : lights_(std::move(lights)), all_(lights_.policy().rules.size() * lights_.size()) {}

    /// Lengthens the streaks of `length` months by the lights of the month before; whether any
    /// goes on.
    bool extend(const Lights& before, int length);

    Lights lights_;
    std::vector<Streak> all_;  // by rule, then row
};

/// For each project and rule how many months in a row, at most `max_months` of them, it has shown
/// its light by `as_of`, as known on the history's known-on day. A month is judged by the light on
/// its last day, the month of `as_of` on that day itself, and counts if the policy is in force on
/// that day. Whatever shows another light ends a row: so does a valid reason (not rated), and a
/// month in which the project was in no library. Goes back month by month until no row goes on,
/// O(projects × rules) each. Throws `Error` with `invalid_argument` if `max_months` is below 1,
/// `malformed_policy` as `evaluate` does.
[[nodiscard]] Streaks streaks(const History& history, const Policy& policy, Date as_of,
                              int max_months = 60);

/// A step of a ladder that is to come.
struct NextStep {
    std::string step;
    Bilingual name;
    Date on;  ///< month end
    friend bool operator==(const NextStep&, const NextStep&) = default;
};

/// What is to be sent because a light has stayed: one step of the ladder, reached by one project
/// under one rule.
struct Letter {
    ProjectCode project;
    std::string project_name;
    std::string unit;    ///< responsible; may be empty
    std::string leader;  ///< may be empty
    RegionEntry region;  ///< with the name that ships if the ledger gave none; may be empty
    std::string rule;
    Bilingual rule_name;
    Bilingual clause;
    Bilingual source;
    Light light;  ///< on the as-of day
    Date as_of;
    std::string step;
    Bilingual step_name;
    Light counted;      ///< the step's light, at which (or worse, if yellow) the months are counted
    int months;         ///< in a row at it
    Date since;         ///< the day on which the first of these months was judged
    Date reached;       ///< the same of the month that reached the step
    Bilingual who;      ///< acts
    Bilingual what;     ///< is done or demanded
    int within_days;    ///< calendar days to comply; 0: the policy states no time
    Date deadline;      ///< `reached` + `within_days`
    Bilingual finding;  ///< `Evidence::sentence` on the as-of day
    /// The first higher step that is reached if nothing happens (see `forecast`), if one is within
    /// 60 months.
    std::optional<NextStep> next;
};

/// Which letters are asked for.
struct LetterOptions {
    bool only_new = false;  ///< only steps reached in the as-of day's month
    int max_months = 60;    ///< to look back, 1 or more; a longer row counts as so many
};

/// For each project and rule the highest step that it has reached, in the order of region, unit,
/// project and the policy's rules. A step is reached once the row of its light (see `streaks`) has
/// as many months; of several the highest is the one that stands last in `policy.ladder`. Throws
/// what `streaks` throws, and `Error(date_out_of_range)` for a deadline beyond 2199.
[[nodiscard]] std::vector<Letter> letters(const History& history, const Policy& policy, Date as_of,
                                          const LetterOptions& options = {});

/// The body of a letter: its title is the step's name, then the unit, the facts, the clause, what
/// is demanded by when, and the next step.
[[nodiscard]] std::string to_text(const Letter& letter, Language language);

namespace detail {

/// Throws `Error(invalid_argument)` for less than one month.
inline void check_look_back(int max_months) {
    if (max_months < 1) {
        throw Error(ErrorCode::invalid_argument, std::to_string(max_months), "max_months");
    }
}

/// Whether `light` belongs to a row that counts `counted`.
[[nodiscard]] constexpr bool counts_for(Light counted, Light light) noexcept {
    return light == counted || (counted == Light::yellow && light == Light::red);
}

/// `streak` with a month of `light` before it, if it is `length` months long so far.
[[nodiscard]] inline bool lengthen(Streak& streak, int length, Light light) noexcept {
    bool goes_on = false;
    const auto add = [&](int& months, Light counted) {
        if (months != length || !counts_for(counted, light)) return;
        ++months;
        goes_on = true;
    };
    add(streak.yellow, Light::yellow);
    add(streak.red, Light::red);
    add(streak.no_data, Light::no_data);
    return goes_on;
}

/// `streak` one month later with `light`.
[[nodiscard]] inline Streak after(const Streak& streak, Light light) noexcept {
    const auto next = [&](int months, Light counted) {
        return counts_for(counted, light) ? months + 1 : 0;
    };
    return {next(streak.yellow, Light::yellow), next(streak.red, Light::red),
            next(streak.no_data, Light::no_data)};
}

/// The highest step that a rule reaches with `streak`, or nullptr.
[[nodiscard]] inline const LadderStep* highest_step(const Policy& policy, const std::string& rule,
                                                    const Streak& streak) noexcept {
    for (auto step = policy.ladder.rbegin(); step != policy.ladder.rend(); ++step) {
        if (Policy::concerns(step->rules, rule) && step->months > 0 &&
            streak.of(step->light) >= step->months) {
            return &*step;
        }
    }
    return nullptr;
}

/// The most months that a step of the ladder asks for.
[[nodiscard]] inline int longest_step(const Policy& policy) noexcept {
    int months = 0;
    for (const LadderStep& step : policy.ladder) months = std::max(months, step.months);
    return months;
}

/// The streak of a project at the end of the last month that has ended.
[[nodiscard]] inline Streak ended_streak(const Streaks& ended, std::size_t rule, ProjectCode code) {
    const auto row = ended.lights().portfolio().find(code);
    return row ? ended.of(rule, *row) : Streak{};
}

/// The first step above `present` that a rule reaches at a month end after the as-of day if nothing
/// happens. `ended`: the streaks at the last month end up to that day.
[[nodiscard]] inline std::optional<NextStep> next_step(const Lights& now, const Streaks& ended,
                                                       std::size_t rule, std::size_t row,
                                                       const LadderStep* present) {
    constexpr int horizon = 60;
    const Portfolio& portfolio = now.portfolio();
    const Policy& policy = now.policy();
    Streak streak = ended_streak(ended, rule, portfolio.code(row));
    std::int32_t month = ended.as_of().month().index() + 1;
    for (int i = 0; i < horizon && month < 2200 * 12; ++i, ++month) {
        const Date end = Month::from_index(month).last_day();
        if (!policy.in_force(end)) return std::nullopt;
        const Situation then(end, policy.stale_after_months, portfolio.as_of());
        streak = after(streak, rate(policy, rule, Case(portfolio, row), then));
        const LadderStep* step = highest_step(policy, policy.rules[rule].id, streak);
        if (step != nullptr && step > present) return NextStep{step->id, step->name, end};
    }
    return std::nullopt;
}

/// The region as it is called, with the name that ships where the ledger gave none.
[[nodiscard]] inline RegionEntry named(RegionEntry region) {
    if (region.name.empty()) region.name = shipped_name(region.code);
    return region;
}

[[nodiscard]] inline Letter letter(const Streaks& of, const Streaks& ended, std::size_t rule,
                                   std::size_t row, const LadderStep& step) {
    const Portfolio& portfolio = of.lights().portfolio();
    const Evidence evidence = of.lights().explain(rule, row);
    const int months = of.of(rule, row).of(step.light);
    const Date reached = of.judged(step.months, months);
    return {.project = portfolio.code(row),
            .project_name = std::string(portfolio.project_name(row)),
            .unit = std::string(portfolio.responsible_unit(row)),
            .leader = std::string(portfolio.texts().at(portfolio.columns().lead_leader[row])),
            .region = named(portfolio.region(row)),
            .rule = evidence.rule,
            .rule_name = evidence.rule_name,
            .clause = evidence.clause,
            .source = evidence.source,
            .light = evidence.light,
            .as_of = of.as_of(),
            .step = step.id,
            .step_name = step.name,
            .counted = step.light,
            .months = months,
            .since = of.judged(1, months),
            .reached = reached,
            .who = step.who,
            .what = step.what,
            .within_days = step.within_days,
            .deadline = reached.plus_days(step.within_days),
            .finding = {evidence.sentence(Language::zh), evidence.sentence(Language::en)},
            .next = next_step(of.lights(), ended, rule, row, &step)};
}

}  // namespace detail

inline bool Streaks::extend(const Lights& before, int length) {
    const auto& codes = lights_.portfolio().columns().code;
    const auto& codes_before = before.portfolio().columns().code;
    bool goes_on = false;
    std::size_t row_before = 0;
    for (std::size_t row = 0; row < codes.size(); ++row) {
        while (row_before < codes_before.size() && codes_before[row_before] < codes[row]) {
            ++row_before;
        }
        if (row_before == codes_before.size()) break;
        if (codes_before[row_before] != codes[row]) continue;
        for (std::size_t rule = 0; rule < lights_.policy().rules.size(); ++rule) {
            Streak& streak = all_[rule * codes.size() + row];
            goes_on |= detail::lengthen(streak, length, before.of(rule, row_before));
        }
    }
    return goes_on;
}

inline Streaks streaks(const History& history, const Policy& policy, Date as_of, int max_months) {
    detail::check_look_back(max_months);
    Streaks out(evaluate(history.at(as_of), policy));
    if (!policy.in_force(as_of)) return out;
    bool goes_on = out.extend(out.lights(), 0);
    const std::int32_t first_month = Month(1900, 1).index();
    for (int length = 1; goes_on && length < max_months; ++length) {
        if (as_of.month().index() - length < first_month) break;
        const Date end = as_of.month().plus(-length).last_day();
        if (!policy.in_force(end)) break;
        goes_on = out.extend(evaluate(history.at(end), policy), length);
    }
    return out;
}

inline std::vector<Letter> letters(const History& history, const Policy& policy, Date as_of,
                                   const LetterOptions& options) {
    detail::check_look_back(options.max_months);
    // One month more than any step asks for, or a step would seem new in every month.
    const int months = std::max(options.max_months, detail::longest_step(policy) + 1);
    const Streaks of = streaks(history, policy, as_of, months);
    // What is to come follows from months that have ended: the one at hand is judged again then.
    std::optional<Streaks> before;
    if (as_of != as_of.month().last_day() && as_of.month() > Month(1900, 1)) {
        before = streaks(history, policy, as_of.month().plus(-1).last_day(), months);
    }
    const Streaks& ended = before ? *before : of;
    const Policy& held = of.lights().policy();
    std::vector<Letter> out;
    for (std::size_t row = 0; row < of.lights().size(); ++row) {
        for (std::size_t rule = 0; rule < held.rules.size(); ++rule) {
            const Streak& streak = of.of(rule, row);
            const LadderStep* step = detail::highest_step(held, held.rules[rule].id, streak);
            const bool asked =
                step != nullptr && (!options.only_new || streak.of(step->light) == step->months);
            if (asked) out.push_back(detail::letter(of, ended, rule, row, *step));
        }
    }
    std::ranges::stable_sort(out, {}, [](const Letter& one) {
        return std::tuple(one.region.code, std::string_view(one.unit), one.project);
    });
    return out;
}

namespace detail {

/// "3 months in a row at yellow or red".
[[nodiscard]] inline Bilingual row_words(const Letter& letter) {
    const Bilingual months = counted(letter.months, {"个月", "months"});
    const Bilingual light = letter.counted == Light::red ? Bilingual{"为红灯", "at red"}
                            : letter.counted == Light::yellow
                                ? Bilingual{"为黄灯或红灯", "at yellow or red"}
                                : Bilingual{"无数据", "without data"};
    return {"已连续" + months.zh + light.zh,
            months.en + (letter.months == 1 ? " " : " in a row ") + light.en};
}

[[nodiscard]] inline std::string chinese_text(const Letter& of) {
    constexpr Language zh = Language::zh;
    std::string about = of.project.str();
    if (!of.region.name.empty()) about += "，" + of.region.name;
    if (!of.leader.empty()) about += "，责任领导：" + of.leader;
    const std::string project =
        of.project_name.empty()
            ? "项目"
            : "“" + of.project_name + (of.project_name.ends_with("项目") ? "”" : "”项目");
    std::string out = of.step_name.zh + "\n" + (of.unit.empty() ? "责任单位" : of.unit) + "：\n";
    out += "你单位负责的" + project + "（" + about + "），截至" + of.as_of.words(zh) + "，“" +
           of.rule_name.zh + "”" + row_words(of).zh + "（" + of.since.words(zh) + "起）。\n";
    out += of.finding.zh + '\n';
    if (!of.clause.zh.empty()) {
        out += "依据" + of.source.zh + "：“" + stopped(of.clause.zh, zh) + "”\n";
    }
    out += of.who.zh + "：" + stopped(of.what.zh, zh);
    if (of.within_days > 0) out += "限" + of.deadline.words(zh) + "前落实。";
    out += '\n';
    if (of.next) {
        out += "如无变化，" + of.next->on.words(zh) + "将进入下一步：" + of.next->name.zh + "。\n";
    }
    return out;
}

[[nodiscard]] inline std::string english_text(const Letter& of) {
    constexpr Language en = Language::en;
    std::string about = of.project.str();
    if (!of.region.name.empty()) about += ", " + of.region.name;
    if (!of.leader.empty()) about += ", leader in charge: " + of.leader;
    const std::string project = of.project_name.empty() ? "" : '"' + of.project_name + "\" ";
    std::string out =
        of.step_name.en + "\nTo: " + (of.unit.empty() ? "the responsible unit" : of.unit) + '\n';
    out += "By " + of.as_of.words(en) + " your project " + project + '(' + about + ") has been " +
           row_words(of).en + " under \"" + of.rule_name.en + "\" (since " + of.since.words(en) +
           ").\n";
    out += of.finding.en + '\n';
    if (!of.clause.en.empty()) {
        out += "Under " + of.source.en + ": \"" + unstopped(of.clause.en, en) + "\".\n";
    }
    out += of.who.en + ": " + stopped(of.what.en, en);
    if (of.within_days > 0) out += " To be met by " + of.deadline.words(en) + '.';
    out += '\n';
    if (of.next) {
        out += "If nothing happens, the next step comes on " + of.next->on.words(en) + ": " +
               of.next->name.en + ".\n";
    }
    return out;
}

}  // namespace detail

inline std::string to_text(const Letter& letter, Language language) {
    return language == Language::zh ? detail::chinese_text(letter) : detail::english_text(letter);
}

}  // namespace sanku::warning
