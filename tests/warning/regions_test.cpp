#include "sanku/warning/regions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "support.hpp"

namespace sanku {
namespace {

using testing::code;
using testing::Story;
using warning::BondIssue;
using warning::evaluate_regions;
using warning::RegionEvidence;
using warning::RegionFigures;
using warning::RegionLights;
using warning::RegionMonth;

Money fen(std::int64_t amount) {
    return Money::from_fen(amount);
}
RegionCode district(std::uint32_t number) {
    return RegionCode::from_number(120'100 + number);
}

const RegionCode heping = district(1);
const RegionCode hedong = district(2);
const Month june(2022, 6);

Rule regional(std::string id, std::string metric, std::optional<Threshold> yellow,
              std::optional<Threshold> red) {
    Rule rule{};
    rule.name = {"规则" + id, "rule " + id};
    rule.id = std::move(id);
    rule.metric = std::move(metric);
    rule.yellow = yellow;
    rule.red = red;
    rule.clause = {"条文", "clause"};
    return rule;
}

Policy policy_of(std::vector<Rule> rules) {
    Policy policy{};
    policy.id = "test";
    policy.source = {"出处", "source"};
    policy.rules = std::move(rules);
    return policy;
}

/// Tianjin, 2022: by district, monthly.
const Policy& tianjin() {
    static const Policy policy =
        policy_of({regional("growth", "growth", {}, Threshold{Comparison::less_than, 0}),
                   regional("growth_lead", "growth_lead", Threshold{Comparison::less_than, 0}, {}),
                   regional("bonds", "bond_shortfall", Threshold{Comparison::more_than, 0},
                            Threshold{Comparison::more_than, 3'000})});
    return policy;
}
constexpr std::size_t growth = 0;
constexpr std::size_t growth_lead = 1;
constexpr std::size_t bonds = 2;

/// Sanya, 2022: by district, monthly.
const Policy& sanya() {
    static const Policy policy =
        policy_of({regional("task", "task_missed", Threshold{Comparison::at_least, 100},
                            Threshold{Comparison::at_least, 200})});
    return policy;
}

RegionMonth invested(RegionCode region, std::optional<std::int64_t> now,
                     std::optional<std::int64_t> before, std::optional<std::int64_t> plan = {}) {
    RegionMonth row{region, june};
    if (now) row.investment = fen(*now);
    if (before) row.investment_last_year = fen(*before);
    row.planned_growth = plan;
    return row;
}
RegionMonth task(Month month, std::optional<std::int64_t> task, std::optional<std::int64_t> done) {
    RegionMonth row{heping, month};
    if (task) row.task = fen(*task);
    if (done) row.done = fen(*done);
    return row;
}
RegionLights lights(std::vector<RegionMonth> months, const Policy& policy, Month month = june,
                    std::vector<BondIssue> issues = {}) {
    return evaluate_regions(RegionFigures(std::move(months), std::move(issues)), policy, month);
}

// --- Tianjin, 2022: each clause at its borders
// --------------------------------------------------------------------

TEST(TianjinInvestment, GreenAtOrAboveBothPlanAndAverageYellowBelowEitherRedIfShrinking) {
    struct Row {
        std::int64_t own;                  // against 1,000,000 the year before
        std::optional<std::int64_t> plan;  // hundredths of a percent
        std::int64_t others;               // against 9,000,000 the year before
        Light growth;
        Light lead;
    };
    const Row rows[] = {
        // "at or above both plan and city average green": the plan of 5 % is the higher one
        {1'050'001, 500, 9'000'000, Light::green, Light::green},
        {1'050'000, 500, 9'000'000, Light::green, Light::green},
        {1'049'999, 500, 9'000'000, Light::green, Light::yellow},
        // … and here the average: at 10 % on both sides it is 10 %
        {1'100'001, 200, 9'900'000, Light::green, Light::green},
        {1'100'000, 200, 9'900'000, Light::green, Light::green},
        {1'099'999, 200, 9'900'000, Light::green, Light::yellow},
        // plan and average the same
        {1'100'000, 1'000, 9'900'000, Light::green, Light::green},
        {1'099'999, 1'000, 9'900'000, Light::green, Light::yellow},
        // without a plan only the average counts
        {1'100'000, {}, 9'900'000, Light::green, Light::green},
        {1'099'999, {}, 9'900'000, Light::green, Light::yellow},
        // "growing but below plan or below average yellow"
        {1'000'001, 500, 9'000'000, Light::green, Light::yellow},
        {1'000'001, {}, 9'900'000, Light::green, Light::yellow},
        // neither growing nor shrinking
        {1'000'000, 500, 9'000'000, Light::green, Light::yellow},
        {1'000'000, {}, 9'000'000, Light::green, Light::green},
        // "shrinking red", even where plan and average fall deeper
        {999'999, 500, 9'000'000, Light::red, Light::yellow},
        {999'999, -100, 8'000'000, Light::red, Light::green},
        {990'000, -100, 8'000'000, Light::red, Light::green},
        {989'999, -100, 8'000'000, Light::red, Light::yellow},
        {0, {}, 0, Light::red, Light::green},
    };
    for (const auto& [own, plan, others, of_growth, of_lead] : rows) {
        const RegionLights all =
            lights({invested(heping, own, 1'000'000, plan), invested(hedong, others, 9'000'000)},
                   tianjin());
        const std::string what = std::to_string(own) + " with a plan of " +
                                 (plan ? std::to_string(*plan) : "none") + ", others " +
                                 std::to_string(others);
        EXPECT_EQ(key(all.of(growth, heping)), key(of_growth)) << what;
        EXPECT_EQ(key(all.of(growth_lead, heping)), key(of_lead)) << what;
        EXPECT_EQ(key(all.of(bonds, heping)), "none") << what;
        EXPECT_EQ(key(all.overall(heping)), key(worst(of_growth, of_lead))) << what;
    }
}

TEST(TianjinInvestment, HasNoDataWithoutBothYearsAndDoesNotEnterTheAverage) {
    const RegionMonth rows[] = {invested(heping, {}, 1'000), invested(heping, 1'000, {}),
                                invested(heping, {}, {}, 500), invested(heping, 1'000, 0),
                                RegionMonth{heping, june.plus(-1), fen(1'000), fen(1'000)}};
    for (const RegionMonth& row : rows) {
        const RegionLights all = lights({row, invested(hedong, 1'000, 1'000)}, tianjin());
        EXPECT_EQ(all.of(growth, heping), Light::no_data);
        EXPECT_EQ(all.of(growth_lead, heping), Light::no_data);
        EXPECT_EQ(all.overall(heping), Light::no_data);
        EXPECT_FALSE(all.explain(growth, heping).value);
        EXPECT_FALSE(all.explain(growth_lead, heping).better);
        EXPECT_FALSE(all.explain(growth_lead, heping).remedy);
    }
    // A year before of 0 is stated: it enters the average, and raises it.
    EXPECT_EQ(lights({invested(heping, 1, 0), invested(hedong, 1'000, 1'000)}, tianjin())
                  .of(growth_lead, hedong),
              Light::yellow);
    EXPECT_EQ(lights({invested(heping, 1, {}), invested(hedong, 1'000, 1'000)}, tianjin())
                  .of(growth_lead, hedong),
              Light::green);
}

TEST(TianjinBonds, AreUsedProRataWithinSixMonthsFromTheMonthAfterIssue) {
    struct Row {
        int months;         // after the issue, in March 2022
        std::int64_t used;  // of 6,000
        Light light;
    };
    const Row rows[] = {
        // not issued yet; the month of issue
        {-1, 0, Light::none},
        {0, 0, Light::none},
        {0, 6'000, Light::none},
        // the month after: 1,000 due. "at or above green, up to 30 % below yellow, more red"
        {1, 6'000, Light::green},
        {1, 1'001, Light::green},
        {1, 1'000, Light::green},
        {1, 999, Light::yellow},
        {1, 701, Light::yellow},
        {1, 700, Light::yellow},
        {1, 699, Light::red},
        {1, 0, Light::red},
        {5, 5'000, Light::green},
        {5, 4'999, Light::yellow},
        {5, 3'500, Light::yellow},
        {5, 3'499, Light::red},
        // six months: all is due
        {6, 6'000, Light::green},
        {6, 5'999, Light::yellow},
        {6, 4'200, Light::yellow},
        {6, 4'199, Light::red},
        // later no more than all is due, over the turn of the year too
        {7, 6'000, Light::green},
        {7, 5'999, Light::yellow},
        {10, 4'200, Light::yellow},
        {10, 4'199, Light::red},
    };
    const Month issued(2022, 3);
    for (const auto& [months, used, expected] : rows) {
        const Month month = issued.plus(months);
        const RegionLights all =
            lights({}, tianjin(), month, {{heping, issued, fen(6'000), fen(used)}});
        EXPECT_EQ(key(all.of(bonds, heping)), key(expected))
            << used << " used by " << month.iso() << ", issued in " << issued.iso();
    }
}

TEST(TianjinBonds, AddUpOverTheIssuesOfARegion) {
    const Month march(2022, 3);
    const auto light = [&](std::int64_t first, std::int64_t second) {
        // By June 3,000 of the first and 1,000 of the second are due; the third is not issued yet.
        return lights({}, tianjin(), june,
                      {{heping, march, fen(6'000), fen(first)},
                       {heping, Month(2022, 5), fen(6'000), fen(second)},
                       {heping, Month(2022, 7), fen(6'000), fen(6'000)},
                       {hedong, march, fen(6'000), fen(0)}})
            .of(bonds, heping);
    };
    EXPECT_EQ(light(3'000, 1'000), Light::green);
    EXPECT_EQ(light(0, 4'000), Light::green) << "an issue ahead makes up for one behind";
    EXPECT_EQ(light(2'999, 1'000), Light::yellow);
    EXPECT_EQ(light(2'800, 0), Light::yellow);
    EXPECT_EQ(light(2'799, 0), Light::red);
    EXPECT_EQ(lights({}, tianjin(), june, {{heping, march, fen(0), fen(0)}}).of(bonds, heping),
              Light::none);
}

// --- Sanya, 2022
// --------------------------------------------------------------------------------------------------

TEST(SanyaDistricts, TaskMetGreenMissedYellowMissedTwoMonthsInARowRed) {
    const Month may(2022, 5);
    const Month april(2022, 4);
    const auto light = [](std::vector<RegionMonth> months, Month month = june) {
        return lights(std::move(months), sanya(), month).of(0, heping);
    };
    EXPECT_EQ(light({task(june, 100, 101)}), Light::green);
    EXPECT_EQ(light({task(june, 100, 100)}), Light::green);
    EXPECT_EQ(light({task(june, 100, 99)}), Light::yellow);
    EXPECT_EQ(light({task(may, 100, 100), task(june, 100, 99)}), Light::yellow);
    EXPECT_EQ(light({task(may, 100, 99), task(june, 100, 99)}), Light::red);
    EXPECT_EQ(light({task(may, 100, 99), task(june, 100, 100)}), Light::green);
    EXPECT_EQ(light({task(april, 1, 0), task(may, 1, 0), task(june, 1, 0)}), Light::red);
    // A task of 0 is met, whatever was done or stated.
    EXPECT_EQ(light({task(june, 0, 0)}), Light::green);
    EXPECT_EQ(light({task(june, 0, {})}), Light::green);
    EXPECT_EQ(light({task(may, 0, {}), task(june, 1, 0)}), Light::yellow);
    // Later months mean nothing.
    EXPECT_EQ(light({task(may, 1, 0), task(june, 1, 0)}, may), Light::yellow);
}

TEST(SanyaDistricts, CountMonthsOverTheTurnOfAYear) {
    const Month december(2021, 12);
    const Month january(2022, 1);
    EXPECT_EQ(
        lights({task(december, 100, 99), task(january, 100, 99)}, sanya(), january).overall(heping),
        Light::red);
    EXPECT_EQ(lights({task(december, 100, 100), task(january, 100, 99)}, sanya(), january)
                  .overall(heping),
              Light::yellow);
}

TEST(SanyaDistricts, AMonthWithoutFiguresIsNoDataNowAndEndsTheRowLater) {
    const Month may(2022, 5);
    const Month april(2022, 4);
    const auto light = [](std::vector<RegionMonth> months) {
        return lights(std::move(months), sanya()).of(0, heping);
    };
    EXPECT_EQ(light({task(may, 1, 0)}), Light::no_data) << "no row of June";
    EXPECT_EQ(light({task(may, 1, 0), task(june, 1, {})}), Light::no_data);
    EXPECT_EQ(light({task(may, 1, 0), task(june, {}, 1)}), Light::no_data);
    EXPECT_EQ(light({task(april, 1, 0), task(june, 1, 0)}), Light::yellow) << "no row of May";
    EXPECT_EQ(light({task(april, 1, 0), task(may, 1, {}), task(june, 1, 0)}), Light::yellow);
    EXPECT_EQ(light({task(april, 1, 0), task(may, {}, 0), task(june, 1, 0)}), Light::yellow);
}

TEST(SanyaDistricts, ARowOfOneDistrictIsNotThatOfAnother) {
    RegionMonth other = task(june.plus(-1), 1, 0);
    other.region = hedong;
    const RegionLights all = lights({other, task(june, 1, 0)}, sanya());
    EXPECT_EQ(all.of(0, heping), Light::yellow);
    EXPECT_EQ(all.of(0, hedong), Light::no_data);
    other.region = RegionCode::from_number(110'101);
    EXPECT_EQ(lights({other, task(june, 1, 0)}, sanya()).of(0, heping), Light::yellow);
}

// --- Rules
// --------------------------------------------------------------------------------------------------------

TEST(RegionLights, RateNothingUnderRulesOnProjects) {
    Policy policy = tianjin();
    policy.rules.insert(policy.rules.begin(),
                        regional("start", "start_overdue", {}, Threshold{Comparison::at_least, 0}));
    const RegionLights all = lights({invested(heping, 1, 2)}, policy);
    EXPECT_EQ(all.of(0, heping), Light::none);
    EXPECT_EQ(all.of(1, heping), Light::red);
    EXPECT_THROW((void)all.explain(0, heping), Error);
    EXPECT_EQ(all.explain(heping).size(), 2U);
}

TEST(RegionLights, KeepToTheRegionsOfARulesScopeWhichTheAverageDoesNot) {
    Policy policy = tianjin();
    for (Rule& rule : policy.rules) rule.scope.regions = {hedong};
    const RegionLights all =
        lights({invested(heping, 300, 200), invested(hedong, 100, 100)}, policy);
    EXPECT_EQ(all.overall(heping), Light::none);
    EXPECT_EQ(all.of(growth_lead, hedong), Light::yellow) << "heping is in the average";
    EXPECT_EQ(all.explain(growth, heping).finding.en, "the rule does not apply to this region");
    policy.rules[growth_lead].scope.regions = {RegionCode::from_number(120'000)};
    EXPECT_EQ(lights({invested(heping, 300, 200)}, policy).overall(heping), Light::green);
}

TEST(RegionLights, ApplyARuleWhereAnotherShowsOneOfSomeLights) {
    Policy policy = tianjin();
    policy.rules[growth_lead].applies_when =
        Condition{"growth", 1U << static_cast<unsigned>(Light::green)};
    const RegionLights all =
        lights({invested(heping, 99, 100), invested(hedong, 200, 100)}, policy);
    EXPECT_EQ(all.of(growth_lead, heping), Light::none);
    EXPECT_EQ(all.of(growth_lead, hedong), Light::green);
    EXPECT_EQ(all.explain(growth_lead, heping).finding.zh, "本规则不适用于该地区");
    for (const char* other : {"bonds", "growth_lead", "nobody"}) {
        policy.rules[growth_lead].applies_when = Condition{other, 0xFF};
        EXPECT_THROW((void)lights({}, policy), Error) << other;
    }
}

TEST(RegionLights, RefuseUnknownMetricsAndThresholdsOutsideTheirLimits) {
    for (const Rule& rule :
         {regional("a", "nothing", {}, {}),
          regional("a", "growth", Threshold{Comparison::less_than, 30'001}, {}),
          regional("a", "task_missed", {}, Threshold{Comparison::at_least, -100})}) {
        try {
            (void)lights({}, policy_of({rule}));
            ADD_FAILURE() << rule.metric;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::malformed_policy) << error.what();
        }
    }
}

TEST(RegionLights, CountRegionsByLightAndRefuseStrangers) {
    const RegionLights all = lights(
        {invested(heping, 99, 100), invested(hedong, 200, 100), {district(3), june}}, tianjin());
    const auto at = [](Light light) { return static_cast<std::size_t>(light); };
    EXPECT_EQ(all.counts()[at(Light::red)], 1);
    EXPECT_EQ(all.counts()[at(Light::green)], 1);
    EXPECT_EQ(all.counts()[at(Light::no_data)], 1);
    EXPECT_EQ(all.counts(bonds)[at(Light::none)], 3);
    EXPECT_THROW((void)all.overall(district(4)), Error);
    EXPECT_THROW((void)all.of(3, heping), Error);
    EXPECT_THROW((void)all.explain(0, district(4)), Error);
    EXPECT_THROW((void)all.explain(3, heping), Error);
}

// --- Evidence
// -----------------------------------------------------------------------------------------------------

std::vector<std::string> shown(const std::vector<warning::RegionInput>& inputs, Language language) {
    std::vector<std::string> out;
    for (const auto& [label, value] : inputs) {
        out.push_back(label.in(language) + ": " + value.in(language));
    }
    return out;
}

TEST(RegionEvidence, OfALeadCanBeComputedByHand) {
    // 110 against 100, planned 5 %; all regions 360 against 300: 20 % on average. To lead, heping
    // must invest x with (110 + x) ÷ 100 ≥ (360 + x) ÷ 300, so x ≥ 15.
    const std::int64_t yi = 10'000'000'000;
    const RegionLights all =
        lights({invested(heping, 110 * yi, 100 * yi, 500), invested(hedong, 250 * yi, 200 * yi)},
               tianjin());
    const RegionEvidence why = all.explain(growth_lead, heping);
    EXPECT_EQ(why.light, Light::yellow);
    EXPECT_EQ(why.value->numerator, -10);
    EXPECT_EQ(why.value->denominator, 1);
    EXPECT_EQ(why.sentence(Language::zh),
              "规则growth_lead：黄灯，投资增速10.00%，比各地区平均增速20.00%低10.00个百分点"
              "（黄灯<0个百分点）。");
    EXPECT_EQ(why.sentence(Language::en),
              "rule growth_lead: yellow, growth 10.00%, 10.00 percentage points below the average "
              "20.00% (yellow < 0 percentage points).");
    EXPECT_EQ(why.shown->zh, "-10.00个百分点");
    EXPECT_EQ(shown(why.inputs, Language::zh),
              (std::vector<std::string>{
                  "2022年1至6月完成投资: 1,100,000.00万元", "上年同期完成投资: 1,000,000.00万元",
                  "计划增速: 5.00%", "2个地区完成投资合计: 3,600,000.00万元",
                  "这些地区上年同期合计: 3,000,000.00万元", "各地区平均增速: 20.00%"}));
    EXPECT_EQ(why.better->to, Light::green);
    EXPECT_EQ(why.better->by.numerator, 10);
    EXPECT_EQ(why.better->words.zh, "再提高10.00个百分点，转为绿灯");
    EXPECT_EQ(why.better->words.en, "a rise by 10.00 percentage points turns it green");
    EXPECT_FALSE(why.worse);
    EXPECT_EQ(why.remedy->amount, fen(15 * yi));
    EXPECT_EQ(why.remedy->words.zh, "其他地区不变，再完成投资1,500,000,000.00元，转为绿灯");
    EXPECT_EQ(why.remedy->words.en,
              "1,500,000,000.00 yuan more invested, other regions unchanged, turns it green");
    EXPECT_EQ(why.clause.en, "clause");
    EXPECT_EQ(why.source.zh, "出处");
}

TEST(RegionEvidence, OfGrowthSaysHowFarItIsToShrinking) {
    const RegionLights all = lights({invested(heping, 10'320, 10'000)}, tianjin());
    const RegionEvidence why = all.explain(growth, heping);
    EXPECT_EQ(why.sentence(Language::zh), "规则growth：绿灯，投资同比增长3.20%。");
    EXPECT_FALSE(why.better);
    EXPECT_FALSE(why.remedy);
    EXPECT_EQ(why.worse->to, Light::red);
    EXPECT_TRUE(why.worse->beyond);
    EXPECT_EQ(why.worse->words.zh, "再降低超过3.20个百分点，转为红灯");
    EXPECT_EQ(why.worse->words.en, "a fall by more than 3.20 percentage points turns it red");
    const RegionEvidence level =
        lights({invested(heping, 10'000, 10'000)}, tianjin()).explain(growth, heping);
    EXPECT_EQ(level.finding.en, "investment as a year before");
    EXPECT_EQ(level.worse->words.zh, "稍有降低即转为红灯");
    EXPECT_EQ(level.worse->words.en, "any fall turns it red");
}

TEST(RegionEvidence, OfBondsNamesEachIssue) {
    const RegionLights all =
        lights({}, tianjin(), june, {{heping, Month(2022, 3), fen(600'000'000), fen(150'000'000)}});
    const RegionEvidence why = all.explain(bonds, heping);
    EXPECT_EQ(why.light, Light::red);
    EXPECT_EQ(why.finding.zh, "专项债券应使用300.00万元，已使用150.00万元，低于序时进度50.00%");
    EXPECT_EQ(why.finding.en,
              "used 150.00 of 300.00 wan yuan due to be used, 50.00% below the pro-rata use");
    EXPECT_EQ(shown(why.inputs, Language::en),
              (std::vector<std::string>{
                  "issued 2022-03: 600.00 wan yuan, 3/6 due to be used, used 150.00 wan yuan"}));
    EXPECT_EQ(why.better->words.zh, "再降低20.00个百分点，转为黄灯");
    EXPECT_EQ(why.remedy->to, Light::yellow);
    EXPECT_EQ(why.remedy->amount, fen(60'000'000));
    EXPECT_EQ(why.remedy->words.en, "600,000.00 yuan more of the bonds used turns it yellow");
}

TEST(RegionEvidence, OfTasksNamesTheMonthsOfTheRow) {
    const RegionLights all =
        lights({task(june.plus(-2), 0, {}), task(june.plus(-1), 2'000'000, 1'000'000),
                task(june, 2'000'000, 500'000)},
               sanya());
    const RegionEvidence why = all.explain(0, heping);
    EXPECT_EQ(why.sentence(Language::zh),
              "规则task：红灯，已连续2个月未完成当月任务（黄灯≥1个月，红灯≥2个月）。");
    EXPECT_EQ(why.finding.en, "the month's task was missed 2 months in a row");
    EXPECT_EQ(shown(why.inputs, Language::zh),
              (std::vector<std::string>{"2022年6月: 任务2.00万元，完成0.50万元",
                                        "2022年5月: 任务2.00万元，完成1.00万元"}));
    EXPECT_EQ(why.better->to, Light::green);
    EXPECT_EQ(why.better->by.numerator, 2);
    EXPECT_EQ(why.better->words.en, "meeting the month's task turns it green");
    EXPECT_EQ(why.remedy->words.zh, "当月再完成15,000.00元，转为绿灯");
    EXPECT_FALSE(why.worse);
    const RegionEvidence met = lights({task(june, 1, 1)}, sanya()).explain(0, heping);
    EXPECT_EQ(met.worse->to, Light::yellow);
    EXPECT_EQ(met.worse->words.zh, "连续1个月未完成任务，转为黄灯");
    const RegionEvidence once = lights({task(june, 1, 0)}, sanya()).explain(0, heping);
    EXPECT_EQ(once.shown->en, "1 month");
    EXPECT_EQ(once.worse->to, Light::red);
    EXPECT_EQ(once.worse->words.en, "missing 1 more month in a row turns it red");
}

TEST(RegionEvidence, HasNoRemedyForALeadThatFollowsTheAverage) {
    // A region alone is its own average, so it never leads by more than 0.
    const Policy policy =
        policy_of({regional("ahead", "growth_lead", Threshold{Comparison::at_most, 0}, {})});
    const RegionEvidence why = lights({invested(heping, 1, 2)}, policy).explain(0, heping);
    EXPECT_EQ(why.light, Light::yellow);
    EXPECT_EQ(why.better->words.zh, "稍有提高即转为绿灯");
    EXPECT_FALSE(why.remedy);
}

// --- Laws
// ---------------------------------------------------------------------------------------------------------

/// Random figures of some regions over some months, small enough that borders are met often.
struct World {
    std::vector<RegionMonth> months;
    std::vector<BondIssue> issues;
};

class Dice {
  public:
    explicit Dice(unsigned seed, std::int64_t largest = 1'000'000'000'000)
        : engine_(seed), largest_(largest) {}
    std::int64_t roll(std::int64_t from, std::int64_t to) {
        return std::uniform_int_distribution<std::int64_t>(from, to)(engine_);
    }
    std::optional<Money> amount() {
        if (roll(0, 9) == 0) return std::nullopt;
        const std::int64_t sizes[] = {3, 40, 5'000, largest_};
        return fen(roll(0, sizes[roll(0, 3)]));
    }
    World world() {
        World out;
        const auto regions = static_cast<std::uint32_t>(roll(1, 4));
        for (std::uint32_t region = 1; region <= regions; ++region) {
            for (int back = 0; back < 4; ++back) {
                if (roll(0, 5) == 0) continue;
                RegionMonth row{district(region), june.plus(-back)};
                row.investment = amount();
                row.investment_last_year = amount();
                if (roll(0, 2) != 0) row.planned_growth = roll(-10, 10) * 100;
                row.task = amount();
                row.done = amount();
                out.months.push_back(row);
            }
            for (std::int64_t i = roll(0, 3); i > 0; --i) {
                const Money issued = amount().value_or(fen(6'000));
                out.issues.push_back({district(region), june.plus(static_cast<int>(roll(-9, 1))),
                                      issued, fen(roll(0, issued.fen()))});
            }
        }
        return out;
    }
    /// All regional metrics under thresholds of any strictness.
    Policy policy() {
        std::vector<Rule> rules;
        for (const auto& metric : warning::metrics()) {
            if (!metric.is_regional()) continue;
            const bool strict = roll(0, 1) == 0;
            const bool up = metric.higher_is_worse;
            const auto comparison = up       ? strict ? Comparison::more_than : Comparison::at_least
                                    : strict ? Comparison::less_than
                                             : Comparison::at_most;
            const std::int64_t yellow =
                metric.key == "task_missed" ? roll(0, 2) * 100 : roll(-20, 20) * 50;
            const std::int64_t gap = (metric.key == "task_missed" ? roll(1, 2) : roll(1, 30)) * 100;
            Rule rule = regional(metric.key, metric.key, Threshold{comparison, yellow},
                                 Threshold{comparison, up ? yellow + gap : yellow - gap});
            if (roll(0, 4) == 0) rule.yellow.reset();
            if (roll(0, 4) == 0) rule.red.reset();
            rules.push_back(rule);
        }
        return policy_of(std::move(rules));
    }
    template <typename Row>
    void shuffle(std::vector<Row>& rows) {
        std::shuffle(rows.begin(), rows.end(), engine_);
    }

  private:
    std::mt19937 engine_;
    std::int64_t largest_;
};

/// `world` in which `region` has done so much more of what `metric` measures.
World with(World world, const std::string& metric, RegionCode region, Money more) {
    for (RegionMonth& row : world.months) {
        if (row.region != region || row.month != june) continue;
        if (metric.starts_with("growth")) *row.investment += more;
        if (metric == "task_missed") *row.done += more;
    }
    for (BondIssue& bond : world.issues) {
        if (metric != "bond_shortfall" || bond.region != region || bond.issued > june) continue;
        const Money part = std::min(more, bond.amount - bond.used);
        bond.used += part;
        more -= part;
    }
    return world;
}

TEST(RegionLaws, ARemedyTurnsTheLightAndOneFenLessDoesNot) {
    int remedies[4] = {};
    for (unsigned seed = 0; seed < 3'000; ++seed) {
        Dice dice(seed);
        const World world = dice.world();
        const Policy policy = dice.policy();
        const RegionLights now = lights(world.months, policy, june, world.issues);
        for (const RegionCode region : now.regions()) {
            for (std::size_t rule = 0; rule < policy.rules.size(); ++rule) {
                const RegionEvidence why = now.explain(rule, region);
                if (!why.remedy) continue;
                ++remedies[rule];
                const auto light_with = [&](Money more) {
                    const World then = with(world, why.rule, region, more);
                    return lights(then.months, policy, june, then.issues).of(rule, region);
                };
                ASSERT_GT(why.remedy->amount, Money{});
                ASSERT_LT(why.remedy->to, why.light);
                ASSERT_EQ(light_with(why.remedy->amount), why.remedy->to)
                    << "seed " << seed << ' ' << region.str() << ' ' << why.remedy->words.en;
                ASSERT_EQ(light_with(why.remedy->amount - fen(1)), why.light)
                    << "seed " << seed << ' ' << region.str() << ' ' << why.remedy->words.en;
            }
        }
    }
    for (const int count : remedies) EXPECT_GT(count, 200);
}

TEST(RegionLaws, ARemedyIsMissingOnlyWhereTheMostThatCanBeDoneDoesNotTurnTheLight) {
    int without = 0;
    for (unsigned seed = 0; seed < 1'000; ++seed) {
        Dice dice(seed);
        const World world = dice.world();
        const Policy policy = dice.policy();
        const RegionLights now = lights(world.months, policy, june, world.issues);
        for (const RegionCode region : now.regions()) {
            for (const RegionEvidence& why : now.explain(region)) {
                if (why.remedy || (why.light != Light::yellow && why.light != Light::red)) continue;
                ++without;
                const World then = with(world, why.rule, region, fen(900'000'000'000'000));
                EXPECT_EQ(lights(then.months, policy, june, then.issues)
                              .of(policy.find(why.rule).value(), region),
                          why.light)
                    << "seed " << seed << ' ' << region.str() << ' ' << why.rule;
            }
        }
    }
    EXPECT_GT(without, 50);
}

/// a + b × sign.
Fraction plus(const Fraction& a, const Fraction& b, int sign) {
    return Fraction{a.numerator * b.denominator + sign * b.numerator * a.denominator,
                    a.denominator * b.denominator}
        .reduced();
}

TEST(RegionLaws, ADistanceEndsAtTheOtherLight) {
    int distances = 0;
    for (unsigned seed = 0; seed < 1'000; ++seed) {
        Dice dice(seed, 50'000);  // or the sums below leave 128 bits
        const World world = dice.world();
        const Policy policy = dice.policy();
        const RegionLights now = lights(world.months, policy, june, world.issues);
        for (const RegionCode region : now.regions()) {
            for (const RegionEvidence& why : now.explain(region)) {
                const Rule& rule = policy.rules[policy.find(why.rule).value()];
                const bool up = warning::find_metric(rule.metric)->higher_is_worse;
                const auto holds = [&](const RegionEvidence::Distance& distance, int sign) {
                    ++distances;
                    const Fraction there = plus(*why.value, distance.by, sign);
                    const Fraction past = plus(there, {1, 1'000'000}, sign);
                    EXPECT_EQ(warning::detail::regional::light_of(rule, there),
                              distance.beyond ? why.light : distance.to)
                        << "seed " << seed << ' ' << why.rule << ' ' << distance.words.en;
                    if (distance.beyond) {
                        EXPECT_EQ(warning::detail::regional::light_of(rule, past), distance.to)
                            << "seed " << seed << ' ' << why.rule << ' ' << distance.words.en;
                    }
                };
                if (why.better) {
                    EXPECT_LT(why.better->to, why.light);
                    holds(*why.better, up ? -1 : 1);
                }
                if (why.worse) {
                    EXPECT_GT(why.worse->to, why.light);
                    holds(*why.worse, up ? 1 : -1);
                }
                EXPECT_EQ(why.value.has_value(), why.light != Light::no_data);
            }
        }
    }
    EXPECT_GT(distances, 5'000);
}

TEST(RegionLaws, TheOrderOfTheRowsMeansNothing) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        Dice dice(seed);
        const World world = dice.world();
        const Policy policy = dice.policy();
        World mixed = world;
        dice.shuffle(mixed.months);
        dice.shuffle(mixed.issues);
        const RegionFigures a(world.months, world.issues);
        const RegionFigures b(mixed.months, mixed.issues);
        ASSERT_EQ(a, b) << "seed " << seed;
        const RegionLights x = evaluate_regions(a, policy, june);
        const RegionLights y = evaluate_regions(b, policy, june);
        ASSERT_TRUE(std::ranges::is_sorted(x.regions()));
        ASSERT_EQ(x.regions(), y.regions());
        for (const RegionCode region : x.regions()) {
            ASSERT_EQ(x.overall(region), y.overall(region)) << "seed " << seed;
            const auto of_x = x.explain(region);
            const auto of_y = y.explain(region);
            ASSERT_EQ(of_x.size(), of_y.size());
            for (std::size_t i = 0; i < of_x.size(); ++i) {
                ASSERT_EQ(of_x[i].sentence(Language::zh), of_y[i].sentence(Language::zh));
                ASSERT_EQ(shown(of_x[i].inputs, Language::en), shown(of_y[i].inputs, Language::en));
            }
        }
    }
}

// Means something where overflow is caught: under the undefined-behaviour sanitizer.
TEST(RegionLaws, TheLargestFiguresStayWithinTheirIntegers) {
    const std::int64_t most = warning::max_region_money.fen();
    const std::optional<std::int64_t> plans[] = {std::nullopt, -10'000, 100'000};
    for (const auto& plan : plans) {
        for (const std::int64_t limit : {-30'000, 30'000}) {
            Policy policy = tianjin();
            for (Rule& rule : policy.rules) {
                const bool up = rule.metric == "bond_shortfall";
                rule.yellow = Threshold{up ? Comparison::at_least : Comparison::at_most, limit};
                rule.red.reset();
            }
            std::vector<RegionMonth> rows;
            std::vector<BondIssue> issues;
            for (std::uint32_t region = 1; region <= 10; ++region) {
                // Odd numbers, so that nothing cancels.
                rows.push_back(invested(district(region), region == 1 ? 1 : most - region,
                                        most - 2 * region - 1, plan));
                issues.push_back({district(region), june.plus(-1), fen(most), fen(region)});
            }
            const RegionLights all = lights(rows, policy, june, issues);
            for (const RegionCode region : all.regions()) {
                const auto evidence = all.explain(region);
                ASSERT_EQ(evidence.size(), 3U);
                for (const RegionEvidence& why : evidence) {
                    EXPECT_TRUE(why.better || why.worse) << why.rule;
                }
            }
        }
    }
}

// --- Figures
// ------------------------------------------------------------------------------------------------------

TEST(RegionFigures, RefuseWhatCannotBe) {
    const Money most = warning::max_region_money;
    const Money more = most + fen(1);
    struct Row {
        const char* what;
        std::vector<RegionMonth> months;
        std::vector<BondIssue> issues;
        ErrorCode code;
    };
    const auto planned = [](std::int64_t hundredths) {
        RegionMonth row{heping, june};
        row.planned_growth = hundredths;
        return row;
    };
    const std::vector<RegionMonth> none;
    std::vector<RegionMonth> eleven;
    for (std::uint32_t region = 1; region <= 11; ++region) {
        eleven.push_back({district(region), june, most, fen(0)});
    }
    const Row rows[] = {
        {"twice",
         {{heping, june}, {hedong, june}, {heping, june}},
         {},
         ErrorCode::invalid_argument},
        {"investment", {{heping, june, fen(-1)}}, {}, ErrorCode::negative_money},
        {"investment", {{heping, june, more}}, {}, ErrorCode::invalid_argument},
        {"last year", {{heping, june, {}, fen(-1)}}, {}, ErrorCode::negative_money},
        {"last year", {{heping, june, {}, more}}, {}, ErrorCode::invalid_argument},
        {"task", {task(june, -1, {})}, {}, ErrorCode::negative_money},
        {"task", {task(june, more.fen(), {})}, {}, ErrorCode::invalid_argument},
        {"done", {task(june, {}, -1)}, {}, ErrorCode::negative_money},
        {"done", {task(june, {}, more.fen())}, {}, ErrorCode::invalid_argument},
        {"plan", {planned(-10'001)}, {}, ErrorCode::invalid_argument},
        {"plan", {planned(100'001)}, {}, ErrorCode::invalid_argument},
        {"amount", none, {{heping, june, fen(-1), fen(-1)}}, ErrorCode::negative_money},
        {"amount", none, {{heping, june, more, fen(0)}}, ErrorCode::invalid_argument},
        {"used", none, {{heping, june, fen(1), fen(-1)}}, ErrorCode::negative_money},
        {"used", none, {{heping, june, fen(1), fen(2)}}, ErrorCode::invalid_argument},
        {"sum", eleven, {}, ErrorCode::invalid_argument},
    };
    for (const auto& [what, months, issues, expected] : rows) {
        try {
            const RegionFigures figures(months, issues);
            ADD_FAILURE() << what;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), expected) << what << ": " << error.what();
        }
    }
    EXPECT_NO_THROW(RegionFigures({planned(-10'000)}, {{heping, june, most, most}}));
    EXPECT_NO_THROW(RegionFigures({planned(100'000)}, {{heping, june, fen(0), fen(0)}}));
}

TEST(RegionFigures, NameRegionMonthAndFigureInWhatTheyRefuse) {
    try {
        const RegionFigures figures({}, {{heping, june, fen(100), fen(200)}});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.problem().column, "used");
        EXPECT_EQ(error.problem().value, "2.00元");
        EXPECT_EQ(error.problem().detail, "120101 2022-06: at most the amount issued, 1.00元");
    }
}

TEST(RegionFigures, AddUpTheRegionsThatStateBothYears) {
    const RegionFigures figures({invested(heping, 3, 2), invested(hedong, 30, 20),
                                 invested(district(3), 300, {}), invested(district(4), {}, 200)});
    EXPECT_EQ(figures.total(june), (RegionFigures::Total{june, 2, fen(33), fen(22)}));
    EXPECT_EQ(figures.total(june.plus(1)).regions, 0);
    EXPECT_EQ(figures.regions().size(), 4U);
    EXPECT_TRUE(RegionFigures(std::vector<RegionMonth>{}).regions().empty());
}

TEST(RegionFigures, OfProjectsAddUpWhatWasCompletedThisYear) {
    const auto project = [](int number, std::uint32_t region) {
        Story story(code(number));
        story.on(date(2020, 1, 1), event::MovedToImplementation{});
        story.on(date(2020, 1, 1),
                 event::AttributeChanged::region(RegionCode::from_number(region), ""));
        return story;
    };
    Story daye = project(1, 420'281);
    daye.report(Month(2023, 6), 100, 100).report(Month(2024, 6), 150, 250);
    Story daye_late = project(2, 420'281);  // its last report is of May
    daye_late.report(Month(2023, 6), 10, 10).report(Month(2024, 5), 5, 15);
    Story yangxin = project(3, 420'222);  // reports nothing this year
    yangxin.report(Month(2023, 6), 70, 70);
    Story huangshi_own = project(4, 420'200);
    huangshi_own.report(Month(2024, 6), 0, 0);
    const auto events = testing::join({daye, daye_late, yangxin, huangshi_own});
    const Portfolio now = fold(events, date(2024, 6, 30));
    const Portfolio before = fold(events, date(2023, 6, 30));

    const RegionFigures figures = RegionFigures::of_projects(now, before, RegionLevel::county);
    const auto yuan = [](std::int64_t amount) { return Money::from(amount, MoneyUnit::yuan); };
    const Month month(2024, 6);
    ASSERT_EQ(figures.months().size(), 3U);
    const RegionMonth* own = figures.find(RegionCode::from_number(420'200), month);
    EXPECT_EQ(own->investment, yuan(0));
    EXPECT_FALSE(own->investment_last_year);
    const RegionMonth* of_daye = figures.find(RegionCode::from_number(420'281), month);
    EXPECT_EQ(of_daye->investment, yuan(155));
    EXPECT_EQ(of_daye->investment_last_year, yuan(110));
    const RegionMonth* of_yangxin = figures.find(RegionCode::from_number(420'222), month);
    EXPECT_FALSE(of_yangxin->investment);
    EXPECT_EQ(of_yangxin->investment_last_year, yuan(70));

    const RegionFigures city = RegionFigures::of_projects(now, before, RegionLevel::city);
    ASSERT_EQ(city.months().size(), 1U);
    EXPECT_EQ(city.months().front().investment, yuan(155));
    EXPECT_EQ(city.months().front().investment_last_year, yuan(180));

    EXPECT_THROW((void)RegionFigures::of_projects(before, now, RegionLevel::city), Error);
    EXPECT_THROW((void)RegionFigures::of_projects(fold(events, date(2024, 6, 29)), before,
                                                  RegionLevel::city),
                 Error);
    EXPECT_NO_THROW((void)RegionFigures::of_projects(
        fold(events, date(2024, 2, 29)), fold(events, date(2023, 2, 28)), RegionLevel::city));
}

}  // namespace
}  // namespace sanku
