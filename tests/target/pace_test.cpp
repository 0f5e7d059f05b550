#include "sanku/target/pace.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace sanku {
namespace {

using target::Attained;
using target::Basis;
using target::deviation;
using target::Edition;
using target::forecast;
using target::Forecast;
using target::Kind;
using target::Line;
using target::PastYear;
using target::Plan;
using target::Rules;
using target::Standing;
using target::standings;
using target::Target;
using target::word;
using target::Word;
using target::words;

using Cumulative = std::vector<std::optional<std::int64_t>>;

/// Months ÷ 12.
Rational months(int count) {
    return Rational(count, 12);
}

std::string percent(std::int64_t part, std::int64_t whole) {
    return decimal(Rational(part, whole) * Rational(100), 1);
}

// Kaiping, first quarter of 2024 (FACTS, "How offices compute and print"), in tenths of 亿元.
// 14.7 of 54.1 was printed as 27.1 % and 2.1 points ahead, which is cut off: it is 27.17 %, and
// rounds half up to 27.2 % and 2.2 points.
TEST(Pace, PrintsKaipingsFirstQuarterOf2024) {
    struct Row {
        std::int64_t attained;
        std::int64_t plan;
        const char* completion;
        const char* zh;
        const char* en;
    };
    const Row rows[] = {
        {147, 541, "27.2", "快于序时进度2.2个百分点", "2.2 points ahead"},
        {318, 1'271, "25.0", "与序时进度持平", "level with the line"},
        {466, 2'055, "22.7", "慢于序时进度2.3个百分点", "2.3 points behind"},
        // Sectors, of which the shares were printed.
        {210, 1'000, "21.0", "慢于序时进度4.0个百分点", "4.0 points behind"},
        {134, 1'000, "13.4", "慢于序时进度11.6个百分点", "11.6 points behind"},
        {182, 1'000, "18.2", "慢于序时进度6.8个百分点", "6.8 points behind"},
        {187, 1'000, "18.7", "慢于序时进度6.3个百分点", "6.3 points behind"},
    };
    for (const Row& row : rows) {
        const Rational points = *deviation(row.attained, row.plan, months(3));
        EXPECT_EQ(percent(row.attained, row.plan), row.completion);
        EXPECT_EQ(words(points, Language::zh), row.zh);
        EXPECT_EQ(words(points, Language::en), row.en);
    }
    EXPECT_EQ(*deviation(147, 541, months(3)), Rational(147 * 100, 541) - Rational(25));
    EXPECT_EQ(deviation(5, 0, months(3)), std::nullopt);
}

// Tongliang, third quarter of 2024: five shares with 75 % of the year gone.
TEST(Pace, SaysTongliangsWordsOfTheThirdQuarterOf2024) {
    const std::pair<std::int64_t, std::string> rows[] = {{8'391, "on schedule"},
                                                         {7'973, "on schedule"},
                                                         {7'327, "slightly behind"},
                                                         {6'624, "behind"},
                                                         {5'170, "clearly behind"}};
    for (const auto& [hundredths, expected] : rows) {
        const Word found = word(*deviation(hundredths, 10'000, months(9)));
        EXPECT_EQ(name(found, Language::en), expected) << hundredths;
    }
    EXPECT_EQ(percent(29'700, 40'534), "73.3");
    EXPECT_EQ(decimal(Rational(57 * 100, 67), 2), "85.07");
}

TEST(Pace, WordsTurnAtTheirLimits) {
    EXPECT_EQ(word(Rational(0)), Word::on_schedule);
    EXPECT_EQ(word(Rational(-49, 1'000)), Word::on_schedule) << "prints as 0.0";
    EXPECT_EQ(word(Rational(-5, 100)), Word::slightly_behind) << "prints as -0.1";
    EXPECT_EQ(word(Rational(-499, 100)), Word::slightly_behind);
    EXPECT_EQ(word(Rational(-5)), Word::behind);
    EXPECT_EQ(word(Rational(-999, 100)), Word::behind);
    EXPECT_EQ(word(Rational(-10)), Word::clearly_behind);
    EXPECT_EQ(words(Rational(-49, 1'000), Language::en), "level with the line");
    EXPECT_EQ(words(Rational(-5, 100), Language::en), "0.1 points behind");
}

// Jiangmen: of 183 starts in the year's plan 140 were due by October; 118 had started.
TEST(Pace, OfJiangmensStartsIsWhatWasDueLessMissedPlusEarly) {
    EXPECT_EQ(140 - 33 + 11, 118);
    const Rational points = *deviation(118, 183, Rational(140, 183));
    EXPECT_EQ(points, Rational(-22 * 100, 183));
    EXPECT_EQ(words(points, Language::en), "12.0 points behind");
}

TEST(Pace, LightsTurnAtYinchuansLimitsBothIncludedInYellow) {
    const Rules rules;
    EXPECT_EQ(light(Rational(3), rules), Light::green);
    EXPECT_EQ(light(Rational(-999, 100), rules), Light::green);
    EXPECT_EQ(light(Rational(-10), rules), Light::yellow);
    EXPECT_EQ(light(Rational(-30), rules), Light::yellow);
    EXPECT_EQ(light(Rational(-3'001, 100), rules), Light::red);
}

Target simple(Line line) {
    return {.id = "t",
            .scale = {"亿元", 1},
            .rules = {.line = line},
            .editions = {{date(2024, 1, 1), "市政府", "", 1'000}}};
}

Plan plan_of(Target target) {
    return {.id = "p", .year = 2024, .targets = {std::move(target)}};
}

std::vector<std::string> percents(const Plan& plan) {
    std::vector<std::string> out;
    for (const Rational& due : target::line(plan, plan.targets[0])) {
        out.push_back(decimal(due * Rational(100), 2));
    }
    return out;
}

using Texts = std::vector<std::string>;

TEST(Pace, ProRataIsMonthsOfThePeriod) {
    EXPECT_EQ(target::line(plan_of(simple(Line::pro_rata)), simple(Line::pro_rata))[8],
              Rational(3, 4));
    Target quarter = simple(Line::pro_rata);
    quarter.last_month = 3;
    EXPECT_EQ(percents(plan_of(quarter)), (Texts{"33.33", "66.67", "100.00"}));
    EXPECT_EQ(percents(plan_of(simple(Line::whole))), Texts(12, "100.00"));
}

// Yinchuan's quarterly targets of 2025: 45 % by mid-year, 70 % after nine months, 80 % at the end.
TEST(Pace, GoesThroughYinchuansQuarterlyCurveByEqualSteps) {
    Target target = simple(Line::curve);
    target.rules.curve = {{6, 4'500}, {9, 7'000}, {12, 8'000}};
    EXPECT_EQ(percents(plan_of(target)),
              (Texts{"7.50", "15.00", "22.50", "30.00", "37.50", "45.00", "53.33", "61.67", "70.00",
                     "73.33", "76.67", "80.00"}));
    target.first_month = 4;
    EXPECT_EQ(percents(plan_of(target))[0], "15.00") << "from 0 before the period";
}

TEST(Pace, GoesAsLastYearWent) {
    Target target = simple(Line::last_year);
    EXPECT_THROW((void)target::line(plan_of(target), target), Error);
    target.last_month = 4;
    target.past = {{2023, {10, 30, 30, 80}}, {2022, {1, 1, 1, 1}}};
    EXPECT_EQ(percents(plan_of(target)), (Texts{"12.50", "37.50", "37.50", "100.00"}));
}

// --- Forecasts -----------------------------------------------------------------------------------

const std::vector<Rational> quarters = {Rational(1, 4), Rational(1, 2), Rational(3, 4),
                                        Rational(1)};

TEST(Forecast, GoesOnAlongTheLineBetweenTheSlowestAndTheFastestStep) {
    // 20, then 40 more: 60 of half the line is 120; if the rest went like the first step 60 + 40,
    // like the second 60 + 80.
    const Forecast found = *forecast({20, 60}, quarters, {});
    EXPECT_EQ(found.value, Rational(120));
    EXPECT_EQ(found.interval, std::pair(Rational(100), Rational(140)));
    EXPECT_EQ(found.basis, Basis::months);
}

TEST(Forecast, TakesStepsFromReportToReport) {
    const Forecast found = *forecast({20, {}, 60}, quarters, {});  // 20, then 20 a quarter
    EXPECT_EQ(found.value, Rational(80));
    EXPECT_EQ(found.interval, std::pair(Rational(80), Rational(80)));
}

TEST(Forecast, OfOneStepHasNoInterval) {
    EXPECT_EQ(*forecast({{}, 30}, quarters, {}), (Forecast{Rational(60), {}, Basis::line}));
    EXPECT_EQ(forecast({30, {}}, quarters, {}), std::nullopt) << "nothing of the last month";
    EXPECT_EQ(forecast({}, quarters, {}), std::nullopt);
}

TEST(Forecast, OfALevelIsWhatItIsNow) {
    const std::vector<Rational> whole(4, Rational(1));
    EXPECT_EQ(*forecast({5, 7}, whole, {}), (Forecast{Rational(7), {}, Basis::line}));
}

TEST(Forecast, BeforeAnythingIsDueIsNone) {
    const std::vector<Rational> late = {Rational(0), Rational(0), Rational(1, 2), Rational(1)};
    EXPECT_EQ(forecast({5, 7}, late, {}), std::nullopt);
    EXPECT_EQ(forecast({5, 7, 9}, late, {})->value, Rational(18));
}

TEST(Forecast, EndsWhereTheLineEnds) {
    const std::vector<Rational> curve = {Rational(45, 100), Rational(70, 100), Rational(80, 100)};
    EXPECT_EQ(forecast({45, 70}, curve, {})->value, Rational(80));
    EXPECT_EQ(forecast({45, 70, 81}, curve, {})->value, Rational(81)) << "the end is no forecast";
}

TEST(Forecast, ByTwoPastYearsAssumesThatTheRestGoesLikeTheirs) {
    const std::vector<PastYear> past = {{2023, {10, 20, 30, 80}}, {2022, {10, 30, 60, 60}}};
    const Forecast found = *forecast({{}, 10}, quarters, past);
    EXPECT_EQ(found.value, Rational(10 * 140, 50)) << "both years together";
    EXPECT_EQ(found.interval, std::pair(Rational(20), Rational(40)));
    EXPECT_EQ(found.basis, Basis::years);
    const std::vector<PastYear> late = {{2023, {0, 0, 30, 80}}, {2022, {10, 30, 60, 60}}};
    EXPECT_EQ(forecast({{}, 10}, quarters, late)->basis, Basis::line)
        << "only one year had anything by then";
}

TEST(Forecast, LiesInItsInterval) {
    std::mt19937_64 random(5);
    const auto up_to = [&](std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(0, most)(random);
    };
    int intervals = 0;
    for (int run = 0; run < 2'000; ++run) {
        std::vector<Rational> due;
        Rational sum;
        for (int i = 0; i < 12; ++i) due.push_back(sum += Rational(up_to(3)));
        if (sum.sign() == 0) continue;
        for (Rational& one : due) one /= sum;
        std::vector<PastYear> past;
        for (std::int64_t year = up_to(3); year > 0; --year) {
            PastYear one{static_cast<int>(2'000 + year), {}};
            std::int64_t so_far = 0;
            for (int i = 0; i < 12; ++i) one.cumulative.push_back(so_far += up_to(9));
            one.cumulative.back() += 1;
            past.push_back(one);
        }
        Cumulative cumulative;
        std::int64_t attained = 0;
        for (std::int64_t i = up_to(11); i >= 0; --i) {
            attained += up_to(50);
            cumulative.push_back(up_to(3) == 0 ? std::nullopt : std::optional(attained));
        }
        const auto found = forecast(cumulative, due, past);
        if (!found || !found->interval) continue;
        ++intervals;
        ASSERT_LE(found->interval->first, found->value) << run;
        ASSERT_GE(found->interval->second, found->value) << run;
    }
    EXPECT_GT(intervals, 500);
}

// --- Standings -----------------------------------------------------------------------------------

Plan broken_down() {
    Edition first{date(2024, 1, 1), "市政府", "", 1'000};
    first.claims = {{"甲镇", Rational(6)}, {"乙镇", Rational(4)}};
    first.amounts = {600, 400};
    Edition second = first;
    second.from = date(2024, 7, 1);
    second.why = "年中调整";
    second.total = 1'200;
    second.amounts = {720, 480};
    Target out = simple(Line::pro_rata);
    out.editions = {first, second};
    return plan_of(out);
}

TEST(Standings, AddUpUnitsWhereTheWholeIsNotReported) {
    Attained attained;
    const Plan plan = broken_down();
    attained.add(plan, {"t", "甲镇", Month(2024, 3), 160, date(2024, 4, 2)});
    attained.add(plan, {"t", "乙镇", Month(2024, 3), 50, date(2024, 4, 4)});
    const auto found = standings(plan, attained, Month(2024, 3), date(2024, 4, 5));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].unit, "");
    EXPECT_EQ(found[0].attained, 210);
    EXPECT_EQ(found[0].reported_on, date(2024, 4, 4));
    EXPECT_EQ(found[0].deviation, Rational(-4));
    EXPECT_EQ(found[0].light, Light::green);
    EXPECT_EQ(found[1].completion(), Rational(160, 600));
    EXPECT_EQ(found[2].deviation, Rational(-125, 10));
    EXPECT_EQ(found[2].light, Light::yellow);
    EXPECT_EQ(found[2].forecast->value, Rational(200));
}

TEST(Standings, OfWhatIsNotReportedHaveNoData) {
    Attained attained;
    const Plan plan = broken_down();
    attained.add(plan, {"t", "甲镇", Month(2024, 3), 160, date(2024, 4, 2)});
    attained.add(plan, {"t", "乙镇", Month(2024, 3), 50, date(2024, 4, 6)});
    const auto found = standings(plan, attained, Month(2024, 3), date(2024, 4, 5));
    EXPECT_EQ(found[0].attained, std::nullopt) << "one unit is missing";
    EXPECT_EQ(found[0].light, Light::no_data);
    EXPECT_EQ(found[0].reported_on, std::nullopt);
    EXPECT_EQ(found[1].light, Light::green);
    EXPECT_EQ(found[2].light, Light::no_data);
    EXPECT_EQ(found[2].completion(), std::nullopt);
    EXPECT_EQ(found[2].forecast, std::nullopt);
}

TEST(Standings, TellWhereUnitsAndWholeDiffer) {
    Attained attained;
    const Plan plan = broken_down();
    attained.add(plan, {"t", "甲镇", Month(2024, 3), 160, date(2024, 4, 2)});
    attained.add(plan, {"t", "乙镇", Month(2024, 3), 50, date(2024, 4, 2)});
    attained.add(plan, {"t", "", Month(2024, 3), 215, date(2024, 4, 3)});
    const auto found = standings(plan, attained, Month(2024, 3), date(2024, 4, 5));
    EXPECT_EQ(found[0].attained, 215);
    EXPECT_EQ(found[0].units_differ, -5);
}

TEST(Standings, KeepWhatWasInForceInAMonthThatIsPast) {
    Attained attained;
    const Plan plan = broken_down();
    for (int month = 6; month <= 7; ++month) {
        attained.add(plan, {"t", "", Month(2024, month), 500, date(2024, 9, 1)});
    }
    const auto june = standings(plan, attained, Month(2024, 6), date(2024, 9, 30));
    const auto july = standings(plan, attained, Month(2024, 7), date(2024, 9, 30));
    EXPECT_EQ(june[0].total, 1'000);
    EXPECT_EQ(june[0].deviation, Rational(0));
    EXPECT_EQ(june[1].total, 600);
    EXPECT_EQ(july[0].total, 1'200);
    EXPECT_EQ(july[2].total, 480);
    EXPECT_EQ(plan.targets[0].on(date(2023, 12, 31)), nullptr);
    EXPECT_EQ(plan.targets[0].on(date(2024, 6, 30))->total, 1'000);
    EXPECT_EQ(plan.targets[0].on(date(2024, 7, 1))->total, 1'200);
}

TEST(Standings, MarkASumThatFalls) {
    Attained attained;
    Plan plan = broken_down();
    attained.add(plan, {"t", "甲镇", Month(2024, 2), 160, date(2024, 3, 2)});
    attained.add(plan, {"t", "甲镇", Month(2024, 4), 150, date(2024, 5, 2)});
    EXPECT_TRUE(standings(plan, attained, Month(2024, 4), date(2024, 5, 5))[1].falls);
    EXPECT_FALSE(standings(plan, attained, Month(2024, 2), date(2024, 5, 5))[1].falls);
    plan.targets[0].kind = Kind::level;
    EXPECT_FALSE(standings(plan, attained, Month(2024, 4), date(2024, 5, 5))[1].falls);
}

TEST(Standings, LeaveOutWhatNeedNotBeReportedYet) {
    Plan plan = broken_down();
    plan.targets[0].rules.report_every = 6;
    EXPECT_TRUE(standings(plan, {}, Month(2024, 5), date(2024, 6, 5)).empty());
    EXPECT_EQ(standings(plan, {}, Month(2024, 8), date(2024, 9, 5))[0].month, Month(2024, 6));
    plan.targets[0].editions[0].from = date(2024, 7, 1);
    plan.targets[0].editions.pop_back();
    EXPECT_TRUE(standings(plan, {}, Month(2024, 8), date(2024, 9, 5)).empty());
}

TEST(Standings, OfATotalOf0HaveNoLight) {
    Plan plan = broken_down();
    plan.targets[0].editions = {{date(2024, 1, 1), "市政府", "", 0}};
    Attained attained;
    attained.add(plan, {"t", "", Month(2024, 1), 3, date(2024, 2, 1)});
    const auto found = standings(plan, attained, Month(2024, 1), date(2024, 2, 5));
    EXPECT_EQ(found[0].light, Light::none);
    EXPECT_EQ(found[0].deviation, std::nullopt);
}

}  // namespace
}  // namespace sanku
