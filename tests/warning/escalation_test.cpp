#include "sanku/warning/escalation.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "portfolio/random_history.hpp"
#include "random_rules.hpp"
#include "sanku/warning/forecast.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using testing::code;
using testing::RandomHistory;
using testing::RandomRules;
using testing::Story;
using warning::Letter;
using warning::LetterOptions;
using warning::letters;
using warning::Streak;
using warning::Streaks;
using warning::streaks;

const Policy& policy() {
    static const Policy both = Policy::builtin("yinchuan-2025+hubei");
    return both;
}

/// A policy of one rule whose light is a function of the day.
Policy by_day(std::function<Light(Date)> light) {
    const auto write = [light](const Portfolio& of, std::size_t, std::span<std::int64_t> out) {
        const Light shown = light(of.as_of());
        std::ranges::fill(out, shown == Light::none      ? warning::not_rated
                               : shown == Light::no_data ? warning::no_value
                               : shown == Light::red     ? 200
                               : shown == Light::yellow  ? 100
                                                         : 0);
    };
    Policy out;
    out.id = "by_day";
    out.metrics = {std::make_shared<warning::Metric>(
        warning::Metric{"shown", {"级", "degrees"}, true, 1, 0, 30'000, warning::Custom{write}})};
    Rule rule;
    rule.id = "shown";
    rule.name = {"示例", "Example"};
    rule.metric = "shown";
    rule.yellow = Threshold{Comparison::at_least, 100};
    rule.red = Threshold{Comparison::at_least, 200};
    rule.scope.pools = 1U << static_cast<unsigned>(Pool::implementation);
    out.rules = {rule};
    return out;
}

/// The light that stands for the month of a day in `letters` (g, y, r, d: no data, n: not rated),
/// of which the first is January 2024.
Light lettered(std::string_view letters, Date day) {
    const int place = day.month() - Month(2024, 1);
    if (place < 0 || place >= static_cast<int>(letters.size())) return Light::none;
    switch (letters[static_cast<std::size_t>(place)]) {
        case 'g':
            return Light::green;
        case 'y':
            return Light::yellow;
        case 'r':
            return Light::red;
        case 'd':
            return Light::no_data;
        default:
            return Light::none;
    }
}

Policy lettered(std::string letters) {
    return by_day([letters](Date day) { return lettered(letters, day); });
}

Story entered(Date day = date(2020, 1, 1)) {
    return Story(code(1)).on(day, event::MovedToImplementation{});
}

LadderStep step(std::string id, Light light, int months) {
    return {id,     {id + "函", id + " letter"},  light,
            months, {"发改委", "the commission"}, {"限期整改", "correct it"},
            10};
}

// --- Months in a row
// ------------------------------------------------------------------------------

TEST(Streaks, CountMonthsInARowThatEndWithTheAsOfDay) {
    struct Row {
        std::string_view lights;  ///< of January 2024 and so on; the last is that of the as-of day
        Streak expected;
    };
    const Row rows[] = {
        {"g", {0, 0, 0}},
        {"n", {0, 0, 0}},
        {"y", {1, 0, 0}},
        {"r", {1, 1, 0}},
        {"d", {0, 0, 1}},
        {"yyy", {3, 0, 0}},
        {"rrr", {3, 3, 0}},
        {"ddd", {0, 0, 3}},
        {"yyr", {3, 1, 0}},  // red counts as yellow, too
        {"rry", {3, 0, 0}},  // but not the other way round
        {"ryr", {3, 1, 0}},
        {"yyg", {0, 0, 0}},
        {"ygy", {1, 0, 0}},  // a green month interrupts
        {"ydy", {1, 0, 0}},  // and one without data
        {"yny", {1, 0, 0}},  // and one that was not rated
        {"ydd", {0, 0, 2}},
        {"rrrrrrrrrrrryr", {14, 1, 0}},  // over New Year
        {"gggggggggggrrr", {3, 3, 0}},
        {"gddddddddddddddd", {0, 0, 15}},
    };
    const History history = history_of(entered().events);
    for (const auto& [lights, expected] : rows) {
        const Month last = Month(2024, 1).plus(static_cast<int>(lights.size()) - 1);
        for (const Date day : {last.last_day(), last.first_day().plus_days(14)}) {
            const Streaks of = streaks(history, lettered(std::string(lights)), day);
            EXPECT_EQ(of.of(0, 0), expected) << lights << " as of " << day.iso();
        }
    }
}

TEST(Streaks, JudgeAMonthOnItsLastDayAndTheMonthOfTheAsOfDayOnThatDay) {
    // Red on 10 to 20 June alone, yellow on the last days of April and May alone.
    const Policy of = by_day([](Date day) {
        if (date(2024, 6, 10) <= day && day <= date(2024, 6, 20)) return Light::red;
        const bool ends = day == date(2024, 4, 30) || day == date(2024, 5, 31);
        return ends ? Light::yellow : Light::green;
    });
    const History history = history_of(entered().events);
    struct Row {
        Date day;
        Streak expected;
    };
    const Row rows[] = {
        {date(2024, 5, 30), {0, 0, 0}}, {date(2024, 5, 31), {2, 0, 0}},
        {date(2024, 6, 9), {0, 0, 0}},  {date(2024, 6, 10), {3, 1, 0}},
        {date(2024, 6, 20), {3, 1, 0}}, {date(2024, 6, 21), {0, 0, 0}},
        {date(2024, 6, 30), {0, 0, 0}},
    };
    for (const auto& [day, expected] : rows) {
        EXPECT_EQ(streaks(history, of, day).of(0, 0), expected) << day.iso();
    }
    const Streaks june = streaks(history, of, date(2024, 6, 15));
    EXPECT_EQ(june.judged(3, 3), date(2024, 6, 15));
    EXPECT_EQ(june.judged(2, 3), date(2024, 5, 31));
    EXPECT_EQ(june.judged(1, 3), date(2024, 4, 30));
}

TEST(Streaks, CountOnlyMonthsInWhichThePolicyIsInForce) {
    Policy of = lettered("rrrrrrrrrrrr");
    const History history = history_of(entered().events);
    struct Row {
        std::optional<Date> from;
        std::optional<Date> to;
        Date as_of;
        int months;
    };
    const Row rows[] = {
        {{}, {}, date(2024, 6, 30), 6},
        {date(2024, 4, 1), {}, date(2024, 6, 30), 3},
        {date(2024, 4, 15), {}, date(2024, 6, 30), 3},  // on 30 April it was in force
        {date(2024, 4, 30), {}, date(2024, 6, 30), 3},
        {date(2024, 5, 1), {}, date(2024, 6, 30), 2},
        {date(2024, 6, 15), {}, date(2024, 6, 15), 1},
        {date(2024, 6, 16), {}, date(2024, 6, 15), 0},
        {{}, date(2024, 6, 30), date(2024, 6, 30), 6},
        {{}, date(2024, 6, 29), date(2024, 6, 30), 0},
    };
    for (const auto& [from, to, as_of, months] : rows) {
        of.valid_from = from;
        of.valid_to = to;
        EXPECT_EQ(streaks(history, of, as_of).of(0, 0), (Streak{months, months, 0}))
            << (from ? from->iso() : "ever") << " to " << (to ? to->iso() : "ever");
    }
}

TEST(Streaks, LookBackAtMostSoManyMonths) {
    const Policy of = lettered(std::string(80, 'r'));
    const History history = history_of(entered().events);
    const Date end = Month(2024, 1).plus(79).last_day();
    EXPECT_EQ(streaks(history, of, end).of(0, 0), (Streak{60, 60, 0}));
    EXPECT_EQ(streaks(history, of, end, 1).of(0, 0), (Streak{1, 1, 0}));
    EXPECT_EQ(streaks(history, of, end, 79).of(0, 0), (Streak{79, 79, 0}));
    EXPECT_EQ(streaks(history, of, end, 80).of(0, 0), (Streak{80, 80, 0}));
    EXPECT_EQ(streaks(history, of, end, 81).of(0, 0), (Streak{80, 80, 0}));
    EXPECT_THROW((void)streaks(history, of, end, 0), Error);
    EXPECT_EQ(streaks(history, by_day([](Date) { return Light::red; }), date(1900, 2, 10))
                  .lights()
                  .size(),
              0U);
}

TEST(Streaks, GoBackNoFurtherThanTheLongest) {
    int asked = 0;
    const Policy of = by_day([&asked](Date day) {
        ++asked;
        return lettered("grrrry", day);
    });
    const History history = history_of(entered().events);
    EXPECT_EQ(streaks(history, of, date(2024, 6, 30)).of(0, 0), (Streak{5, 0, 0}));
    EXPECT_EQ(asked, 6);  // June back to January, which ends the row
}

TEST(Streaks, AValidReasonEndsARow) {
    Story story = entered().on(date(2024, 1, 1), event::ReasonGranted{"shown", date(2024, 3, 20),
                                                                      date(2024, 4, 2), "a", "b"});
    const Policy of = lettered("rrrrrr");
    const History history = history_of(story.events);
    EXPECT_EQ(streaks(history, of, date(2024, 2, 29)).of(0, 0).red, 2);
    EXPECT_EQ(streaks(history, of, date(2024, 3, 19)).of(0, 0).red, 3);
    EXPECT_EQ(streaks(history, of, date(2024, 3, 31)).of(0, 0).red, 0);  // suspended
    EXPECT_EQ(streaks(history, of, date(2024, 4, 3)).of(0, 0).red, 1);
    EXPECT_EQ(streaks(history, of, date(2024, 5, 31)).of(0, 0).red, 2);
}

TEST(Streaks, BeginWhenTheProjectEnters) {
    Story late(code(2));
    late.on(date(2024, 4, 30), event::MovedToImplementation{});
    const History history = history_of(testing::join({entered(), late}));
    const Streaks of = streaks(history, lettered("rrrrrr"), date(2024, 6, 30));
    ASSERT_EQ(of.lights().size(), 2U);
    EXPECT_EQ(of.of(0, 0).red, 6);
    EXPECT_EQ(of.of(0, 1).red, 3);
}

/// The streak straight from its definition, month by month.
class Slow {
  public:
    Slow(const History& history, const Policy& policy) : history_(history), policy_(policy) {}

    [[nodiscard]] Streak of(ProjectCode project, std::size_t rule, Date as_of, int most) {
        Streak out;
        int* const months[] = {&out.yellow, &out.red, &out.no_data};
        const std::vector<Light> lights[] = {
            {Light::yellow, Light::red}, {Light::red}, {Light::no_data}};
        for (std::size_t i = 0; i < 3; ++i) {
            Date day = as_of;
            while (*months[i] < most && policy_.in_force(day) &&
                   std::ranges::count(lights[i], light(project, rule, day)) != 0) {
                ++*months[i];
                day = day.month().first_day().plus_days(-1);
            }
        }
        return out;
    }

  private:
    [[nodiscard]] Light light(ProjectCode project, std::size_t rule, Date day) {
        auto found = lights_.find(day);
        if (found == lights_.end()) {
            found = lights_.emplace(day, warning::evaluate(history_.at(day), policy_)).first;
        }
        const auto row = found->second.portfolio().find(project);
        return row ? found->second.of(rule, *row) : Light::none;
    }

    const History& history_;
    const Policy& policy_;
    std::map<Date, warning::Lights> lights_;
};

TEST(Streaks, AreThoseOfTheDefinition) {
    std::array<int, 3> longest{};
    for (unsigned seed = 1; seed <= 40; ++seed) {
        RandomHistory source(seed);
        RandomRules rules(seed);
        const History history = history_of(source.events());
        const Date day = source.percent(50) ? source.day() : source.day().month().last_day();
        Policy random = rules.policy();
        Policy shipped = policy();
        shipped.valid_from = source.percent(50) ? std::optional(source.day()) : std::nullopt;
        const int most = 1 + source.below(24);
        for (const Policy* const of : {&random, &shipped}) {
            const Streaks found = streaks(history, *of, day, most);
            Slow slow(history, *of);
            for (std::size_t row = 0; row < found.lights().size(); ++row) {
                for (std::size_t rule = 0; rule < of->rules.size(); ++rule) {
                    const Streak expected =
                        slow.of(found.lights().portfolio().code(row), rule, day, most);
                    ASSERT_EQ(found.of(rule, row), expected)
                        << of->id << ", seed " << seed << ", row " << row << ", rule "
                        << of->rules[rule].id << " as of " << day.iso();
                    longest[0] = std::max(longest[0], expected.yellow);
                    longest[1] = std::max(longest[1], expected.red);
                    longest[2] = std::max(longest[2], expected.no_data);
                }
            }
        }
    }
    for (const int months : longest) EXPECT_GT(months, 15);
}

// --- The ladder
// -----------------------------------------------------------------------------------

TEST(Letters, AreOfTheHighestStepReached) {
    struct Row {
        std::string_view lights;
        std::string_view step;
        int months;
        Date since;
        Date reached;
        bool is_new;
    };
    Policy of = lettered("");
    const std::vector<LadderStep> ladder = {
        step("remind", Light::yellow, 1), step("ask", Light::no_data, 2),
        step("warn", Light::yellow, 3),   step("press", Light::red, 2),
        step("remove", Light::yellow, 6),
    };
    const Row rows[] = {
        {"ggy", "remind", 1, date(2024, 3, 31), date(2024, 3, 31), true},
        {"gyy", "remind", 2, date(2024, 2, 29), date(2024, 2, 29), false},
        {"yyy", "warn", 3, date(2024, 1, 31), date(2024, 3, 31), true},  // at 3 months, not at 2
        {"yyyy", "warn", 4, date(2024, 1, 31), date(2024, 3, 31), false},
        {"yyyyy", "warn", 5, date(2024, 1, 31), date(2024, 3, 31), false},
        {"yyyyyy", "remove", 6, date(2024, 1, 31), date(2024, 6, 30), true},
        {"ggr", "remind", 1, date(2024, 3, 31), date(2024, 3, 31), true},
        {"grr", "press", 2, date(2024, 2, 29), date(2024, 3, 31), true},  // the ladder of red
        {"rry", "warn", 3, date(2024, 1, 31), date(2024, 3, 31), true},   // red no more
        {"yyrr", "press", 2, date(2024, 3, 31), date(2024, 4, 30), true},
        {"yyyyrr", "remove", 6, date(2024, 1, 31), date(2024, 6, 30), true},  // stands above press
        {"yyd", "", 0, date(2024, 1, 1), date(2024, 1, 1), false},
        {"ydd", "ask", 2, date(2024, 2, 29), date(2024, 3, 31), true},
        {"yyg", "", 0, date(2024, 1, 1), date(2024, 1, 1), false},
    };
    const History history = history_of(entered().events);
    for (const auto& [lights, expected, months, since, reached, is_new] : rows) {
        of = lettered(std::string(lights));
        of.ladder = ladder;
        const Date end = Month(2024, 1).plus(static_cast<int>(lights.size()) - 1).last_day();
        const auto found = letters(history, of, end);
        ASSERT_EQ(found.size(), expected.empty() ? 0U : 1U) << lights;
        const bool asked = !letters(history, of, end, {.only_new = true}).empty();
        EXPECT_EQ(asked, is_new) << lights;
        if (found.empty()) continue;
        EXPECT_EQ(found[0].step, expected) << lights;
        EXPECT_EQ(found[0].months, months) << lights;
        EXPECT_EQ(found[0].since, since) << lights;
        EXPECT_EQ(found[0].reached, reached) << lights;
        EXPECT_EQ(found[0].deadline, reached.plus_days(10)) << lights;
    }
}

TEST(Letters, WithinAMonthJudgeItOnTheAsOfDay) {
    Policy of = lettered("yyy");
    of.ladder = {step("warn", Light::yellow, 3)};
    const History history = history_of(entered().events);
    const auto found = letters(history, of, date(2024, 3, 10));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].since, date(2024, 1, 31));
    EXPECT_EQ(found[0].reached, date(2024, 3, 10));
    EXPECT_EQ(found[0].deadline, date(2024, 3, 20));
}

TEST(Letters, AreOfTheRulesThatAStepConcerns) {
    Policy of = lettered("rrr");
    of.rules.push_back(of.rules[0]);
    of.rules[1].id = "other";
    of.ladder = {step("all", Light::red, 1), step("one", Light::red, 2)};
    of.ladder[1].rules = {"other"};
    const auto found = letters(history_of(entered().events), of, date(2024, 3, 31));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].rule + ' ' + found[0].step, "shown all");
    EXPECT_EQ(found[1].rule + ' ' + found[1].step, "other one");
}

TEST(Letters, OfARowLongerThanIsLookedBackAreNotNew) {
    Policy of = lettered(std::string(70, 'r'));
    of.ladder = {step("long", Light::red, 60)};
    const History history = history_of(entered().events);
    const auto count = [&](int months, const LetterOptions& options) {
        return letters(history, of, Month(2024, 1).plus(months - 1).last_day(), options).size();
    };
    for (const int most : {1, 60, 100}) {
        const LetterOptions all{.max_months = most};
        const LetterOptions fresh{.only_new = true, .max_months = most};
        EXPECT_EQ(count(59, all), 0U);
        EXPECT_EQ(count(60, all), 1U);
        EXPECT_EQ(count(60, fresh), 1U);
        EXPECT_EQ(count(61, all), 1U);
        EXPECT_EQ(count(61, fresh), 0U);
        EXPECT_EQ(count(70, fresh), 0U);
    }
    for (const int most : {0, -1}) {
        EXPECT_THROW((void)count(59, {.only_new = false, .max_months = most}), Error) << most;
    }
}

TEST(Letters, StandInTheOrderOfRegionUnitProjectAndRule) {
    const Date early = date(2020, 1, 1);
    const auto told = [&](int n, std::string_view region, std::string unit) {
        Story story(code(n));
        story.on(early, event::MovedToImplementation{})
            .on(early, AttributeChanged::region(RegionCode::parse(region), ""))
            .on(early, AttributeChanged::of(Attribute::responsible_unit, std::move(unit)));
        return story;
    };
    Policy of = lettered("rrr");
    of.rules.push_back(of.rules[0]);
    of.rules[1].id = "other";
    of.ladder = {step("all", Light::red, 1)};
    const auto found =
        letters(history_of(testing::join({told(1, "420281", "b"), told(2, "420222", "b"),
                                          told(3, "420281", "a"), told(4, "420222", "b")})),
                of, date(2024, 3, 31));
    std::vector<std::pair<ProjectCode, std::string>> order;
    for (const Letter& letter : found) order.emplace_back(letter.project, letter.rule);
    EXPECT_EQ(order, (std::vector<std::pair<ProjectCode, std::string>>{{code(2), "shown"},
                                                                       {code(2), "other"},
                                                                       {code(4), "shown"},
                                                                       {code(4), "other"},
                                                                       {code(3), "shown"},
                                                                       {code(3), "other"},
                                                                       {code(1), "shown"},
                                                                       {code(1), "other"}}));
    EXPECT_EQ(found[0].region.name, "阳新县");  // ships; the ledger gave none
}

TEST(Letters, FollowTheDefinition) {
    std::size_t seen = 0;
    for (unsigned seed = 1; seed <= 25; ++seed) {
        RandomHistory source(seed);
        const History history = history_of(source.events());
        const Date day = source.percent(50) ? source.day() : source.day().month().last_day();
        Policy of = policy();
        of.valid_from.reset();
        of.ladder.clear();
        int months = 0;
        for (int i = 0; i < 8; ++i) {
            constexpr Light counted[] = {Light::yellow, Light::red, Light::no_data};
            months += source.below(3);
            of.ladder.push_back(step(std::to_string(i), counted[source.below(3)], 1 + months));
            if (source.percent(40)) of.ladder.back().rules = {"start", "progress"};
        }
        Slow slow(history, of);
        const Portfolio portfolio = history.at(day);
        for (const bool only_new : {false, true}) {
            std::map<std::pair<ProjectCode, std::string>, std::string> expected;
            for (std::size_t row = 0; row < portfolio.size(); ++row) {
                for (std::size_t rule = 0; rule < of.rules.size(); ++rule) {
                    const std::string& id = of.rules[rule].id;
                    const Streak streak = slow.of(portfolio.code(row), rule, day, 61);
                    std::string highest;
                    for (const LadderStep& one : of.ladder) {
                        const bool concerned =
                            one.rules.empty() || id == "start" || id == "progress";
                        const int in_row = streak.of(one.light);
                        if (!concerned || in_row < one.months) continue;
                        highest = !only_new || in_row == one.months ? one.id : "";
                    }
                    if (!highest.empty()) expected[{portfolio.code(row), id}] = highest;
                }
            }
            std::map<std::pair<ProjectCode, std::string>, std::string> found;
            for (const Letter& letter : letters(history, of, day, {.only_new = only_new})) {
                found[{letter.project, letter.rule}] = letter.step;
                EXPECT_EQ(letter.as_of, day);
            }
            EXPECT_EQ(found, expected) << "seed " << seed << " as of " << day.iso();
            seen += found.size();
        }
    }
    EXPECT_GT(seen, 200U);
}

// --- The next step
// --------------------------------------------------------------------------------

TEST(NextStep, ComesOnTheMonthEndOnWhichTheForecastReachesIt) {
    Policy of = policy();
    of.valid_from.reset();
    of.ladder = {step("remind", Light::yellow, 1), step("press", Light::red, 2)};
    Story story = entered().on(date(2024, 5, 20), event::Started{});
    story.report(Month(2024, 6), 0, 0);
    const History history = history_of(story.events);
    // Yellow from 20 June, red from 21 July: two month-ends at red are 31 July and 31 August.
    for (const Date day : {date(2024, 6, 30), date(2024, 6, 25), date(2024, 7, 25)}) {
        const auto found = letters(history, of, day);
        ASSERT_EQ(found.size(), 1U) << day.iso();
        EXPECT_EQ(found[0].rule, "enrolment");
        EXPECT_EQ(found[0].step, "remind");
        ASSERT_TRUE(found[0].next) << day.iso();
        EXPECT_EQ(found[0].next->step, "press");
        EXPECT_EQ(found[0].next->on, date(2024, 8, 31)) << day.iso();
    }
    EXPECT_EQ(letters(history, of, date(2024, 8, 31))[0].next, std::nullopt);
    of.valid_to = date(2024, 8, 30);  // the rules end before
    EXPECT_EQ(letters(history, of, date(2024, 6, 30))[0].next, std::nullopt);
}

TEST(NextStep, MayComeAtTheEndOfTheMonthAtHand) {
    Policy of = policy();
    of.valid_from.reset();
    of.ladder = {step("remind", Light::yellow, 1), step("press", Light::red, 1)};
    Story story = entered().on(date(2024, 5, 20), event::Started{});
    story.report(Month(2024, 6), 0, 0);
    const History history = history_of(story.events);
    const auto found = letters(history, of, date(2024, 7, 20));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].step, "remind");
    ASSERT_TRUE(found[0].next);
    EXPECT_EQ(found[0].next->on, date(2024, 7, 31));
}

TEST(NextStep, IsWhatLaterLettersSayIfNothingHappens) {
    int seen = 0;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        RandomHistory source(seed);
        const Date day = source.percent(50) ? source.day() : source.day().month().last_day();
        std::vector<Event> told;  // nothing is stated of later days
        for (const Event& event : source.events()) {
            const auto* plan = std::get_if<event::PlanSet>(&event.what);
            if (event.effective <= day && (plan == nullptr || plan->year <= day.year())) {
                told.push_back(event);
            }
        }
        const History history = history_of(told);
        Policy of = policy();
        of.ladder = {step("a", Light::yellow, 1), step("b", Light::no_data, 2),
                     step("c", Light::yellow, 3), step("d", Light::red, 2),
                     step("e", Light::yellow, 9), step("f", Light::red, 10)};
        of.valid_from.reset();
        const auto place = [&](const std::string& id) {
            return std::ranges::find(of.ladder, id, &LadderStep::id) - of.ladder.begin();
        };
        std::vector<std::vector<Letter>> to_come;
        for (int i = day == day.month().last_day() ? 1 : 0; i < 18; ++i) {
            to_come.push_back(letters(history, of, day.month().plus(i).last_day()));
        }
        for (const Letter& letter : letters(history, of, day)) {
            std::optional<warning::NextStep> expected;
            for (std::size_t i = 0; i < to_come.size() && !expected; ++i) {
                for (const Letter& later : to_come[i]) {
                    const bool same = later.project == letter.project && later.rule == letter.rule;
                    if (same && place(later.step) > place(letter.step)) {
                        expected = warning::NextStep{later.step, later.step_name, later.as_of};
                    }
                }
            }
            const bool beyond = letter.next && letter.next->on > day.month().plus(17).last_day();
            if (!beyond) {
                EXPECT_EQ(letter.next, expected)
                    << "seed " << seed << " as of " << day.iso() << ", " << letter.project.str()
                    << ' ' << letter.rule;
            }
            seen += expected.has_value();
        }
    }
    EXPECT_GT(seen, 50);
}

// --- In words
// -------------------------------------------------------------------------------------

TEST(LetterText, IsALetterInBothLanguages) {
    const Date early = date(2020, 1, 1);
    Story story = entered()
                      .on(early, AttributeChanged::of(Attribute::name, "滨江路"))
                      .on(early, AttributeChanged::of(Attribute::responsible_unit, "住建局"))
                      .on(early, AttributeChanged::of(Attribute::lead_leader, "张三"))
                      .on(early, AttributeChanged::region(RegionCode::parse("420281"), "大冶市"))
                      .on(date(2025, 3, 20), event::Started{})
                      .report(Month(2025, 6), 0, 0);
    Policy of = Policy::builtin("yinchuan-2025");
    of.ladder = {step("提醒", Light::yellow, 2), step("督办", Light::red, 3)};
    of.ladder[0].name = {"提醒函", "Reminder"};
    of.ladder[1].name = {"督办函", "Supervision letter"};
    of.ladder[1].what = {"上门督办。", "calls in person."};
    of.ladder[1].within_days = 0;
    const History history = history_of(story.events);
    const auto first = letters(history, of, date(2025, 5, 31));
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(to_text(first[0], Language::zh),
              "提醒函\n"
              "住建局：\n"
              "你单位负责的“滨江路”项目（2403-420281-04-01-000001，大冶市，责任领导：张三），"
              "截至2025年5月31日，“纳统”已连续2个月为黄灯或红灯（2025年4月30日起）。\n"
              "纳统：红灯，2025年3月20日开工，已2个月零11天未纳统（黄灯≥1个月，红灯>2个月）。\n"
              "依据银川市政府投资项目和重点民间投资项目预警通报规则，2025年3月：“绿灯：已纳统；"
              "黄灯：开工1个月未纳统；红灯：开工超过2个月未纳统。”\n"
              "发改委：限期整改。限2025年6月10日前落实。\n"
              "如无变化，2025年7月31日将进入下一步：督办函。\n");
    EXPECT_EQ(
        to_text(first[0], Language::en),
        "Reminder\n"
        "To: 住建局\n"
        "By 31 May 2025 your project \"滨江路\" (2403-420281-04-01-000001, 大冶市, leader in "
        "charge: 张三) has been 2 months in a row at yellow or red under \"Enrolment\" (since "
        "30 April 2025).\n"
        "Enrolment: red, started on 20 March 2025, not enrolled after 2 months and 11 days "
        "(yellow ≥ 1 month, red > 2 months).\n"
        "Under Warning rules of Yinchuan city for government-investment and key private "
        "projects, March 2025: \"green: enrolled; yellow: 1 month after start, not enrolled; "
        "red: more than 2 months after start, not enrolled\".\n"
        "the commission: correct it. To be met by 10 June 2025.\n"
        "If nothing happens, the next step comes on 31 July 2025: Supervision letter.\n");
    const auto last = letters(history, of, date(2025, 7, 31));
    ASSERT_EQ(last.size(), 1U);
    const std::string zh = to_text(last[0], Language::zh);
    EXPECT_NE(zh.find("已连续3个月为红灯（2025年5月31日起）。\n"), std::string::npos) << zh;
    EXPECT_TRUE(zh.ends_with("发改委：上门督办。\n")) << zh;  // no time is stated, nothing above it
    const std::string en = to_text(last[0], Language::en);
    EXPECT_TRUE(en.ends_with("the commission: calls in person.\n")) << en;
}

TEST(LetterText, OfAProjectOfWhichNothingIsKnownStandsWithoutIt) {
    Policy of = lettered("d");
    of.ladder = {step("ask", Light::no_data, 1)};
    const auto found = letters(history_of(entered().events), of, date(2024, 1, 31));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(to_text(found[0], Language::zh),
              "ask函\n责任单位：\n你单位负责的项目（2403-420281-04-01-000001），截至2024年1月31日，"
              "“示例”已连续1个月无数据（2024年1月31日起）。\n示例：无数据，示例：没有数据。\n"
              "发改委：限期整改。限2024年2月10日前落实。\n");
    EXPECT_EQ(
        to_text(found[0], Language::en),
        "ask letter\nTo: the responsible unit\nBy 31 January 2024 your project "
        "(2403-420281-04-01-000001) has been 1 month without data under \"Example\" (since 31 "
        "January 2024).\nExample: no data, Example: no data.\nthe commission: correct it. To "
        "be met by 10 February 2024.\n");
}

}  // namespace
}  // namespace sanku
