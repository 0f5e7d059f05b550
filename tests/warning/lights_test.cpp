#include "sanku/warning/lights.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using testing::code;
using testing::Story;

const Date as_of = date(2024, 6, 30);

const Policy& policy() {
    static const Policy both = Policy::builtin("yinchuan-2025+hubei");
    return both;
}
std::size_t rule(std::string_view id) {
    return policy().find(id).value();
}

/// A project in the implementation library that reported of `month`.
Story building(Month month = Month(2024, 5)) {
    Story story(code(1));
    story.on(date(2020, 1, 1), event::MovedToImplementation{}).report(month, 0, 0);
    return story;
}

Light light(std::string_view id, const Story& story, Date day = as_of) {
    const Portfolio portfolio = fold(story.events, day);
    return warning::evaluate(portfolio, policy()).of(rule(id), 0);
}

// --- Each rule at its borders
// ---------------------------------------------------------------------

TEST(StartRule, CountsTheMonthEndsOnWhichAStartWasDue) {
    struct Row {
        Date day;
        std::optional<Date> planned;
        std::optional<Date> started;
        Light light;
    };
    const Date june30 = date(2024, 6, 30);
    const Date june29 = date(2024, 6, 29);
    const Row rows[] = {
        {june30, {}, {}, Light::no_data},
        {june30, {}, date(2024, 5, 1), Light::green},
        {june30, date(2024, 7, 1), {}, Light::green},    // planned for a later month
        {june30, date(2024, 6, 30), {}, Light::yellow},  // one month-end: today
        {june30, date(2024, 6, 1), {}, Light::yellow},
        {june29, date(2024, 6, 30), {}, Light::yellow},  // none yet, planned for this month
        {june29, date(2024, 6, 1), {}, Light::yellow},
        {june29, date(2024, 7, 1), {}, Light::green},
        {june30, date(2024, 5, 1), {}, Light::yellow},  // 31 May, 30 June: two
        {june30, date(2024, 4, 30), {}, Light::red},    // 30 April, 31 May, 30 June: three
        {june29, date(2024, 4, 30), {}, Light::yellow},
        {june29, date(2024, 3, 31), {}, Light::red},
        {june29, date(2024, 4, 1), {}, Light::yellow},
        {june30, date(2020, 1, 1), {}, Light::red},
        {june30, date(2020, 1, 1), june30, Light::green},
        {june29, date(2020, 1, 1), june30, Light::red},  // starts tomorrow
        {date(2024, 2, 29), date(2023, 12, 31), {}, Light::red},
        {date(2024, 2, 28), date(2023, 12, 31), {}, Light::yellow},
    };
    for (const auto& [day, planned, started, expected] : rows) {
        Story story = building(day.month().plus(-1));
        if (planned) story.on(date(2020, 1, 1), event::StartPlanned{*planned});
        if (started) story.on(*started, event::Started{});
        EXPECT_EQ(key(light("start", story, day)), key(expected))
            << "as of " << day.iso() << ", planned " << (planned ? planned->iso() : "never");
    }
}

TEST(ProgressRule, ComparesWithTheMonthThatWasReported) {
    struct Row {
        int month;
        std::int64_t completed;
        std::int64_t plan;
        Light light;
    };
    // Of 12,000: one point is 120. April is 33⅓ %, May 41⅔ %, June 50 %.
    constexpr Row rows[] = {
        {6, 6'000, 12'000, Light::green},  {6, 12'001, 12'000, Light::green},
        {6, 4'801, 12'000, Light::green},  {6, 4'800, 12'000, Light::yellow},
        {6, 4'799, 12'000, Light::yellow}, {6, 2'401, 12'000, Light::yellow},
        {6, 2'400, 12'000, Light::yellow}, {6, 2'399, 12'000, Light::red},
        {6, 0, 12'000, Light::red},        {4, 2'801, 12'000, Light::green},
        {4, 2'800, 12'000, Light::yellow}, {4, 400, 12'000, Light::yellow},
        {4, 399, 12'000, Light::red},      {5, 3'801, 12'000, Light::green},
        {5, 3'800, 12'000, Light::yellow}, {5, 1'400, 12'000, Light::yellow},
        {5, 1'399, 12'000, Light::red},    {6, 0, 0, Light::none},
        {6, 1, 1, Light::green},
    };
    for (const auto& [month, completed, plan, expected] : rows) {
        Story story = building();
        story.events.pop_back();
        story.plan(2024, plan).report(Month(2024, month), completed, completed);
        EXPECT_EQ(key(light("progress", story)), key(expected))
            << completed << " of " << plan << " by month " << month;
    }
}

TEST(ProgressRule, AtTheBeginningOfAYearCannotBeBehindByMoreThanThePace) {
    Story story(code(1));
    story.on(date(2020, 1, 1), event::MovedToImplementation{})
        .plan(2024, 1'200)
        .report(Month(2024, 1), 0, 0);
    EXPECT_EQ(light("progress", story, date(2024, 2, 15)), Light::green) << "8.3 points";
    story.report(Month(2024, 2), 0, 0);
    EXPECT_EQ(light("progress", story, date(2024, 3, 15)), Light::yellow) << "16.7 points";
    story.report(Month(2024, 3), 0, 0).report(Month(2024, 4), 0, 0);
    EXPECT_EQ(light("progress", story, date(2024, 4, 15)), Light::yellow) << "25 points";
    EXPECT_EQ(light("progress", story, date(2024, 5, 15)), Light::red) << "33.3 points";
}

TEST(ProgressRule, HasNoDataWithoutPlanFreshReportOrFigure) {
    Story no_plan = building();
    EXPECT_EQ(light("progress", no_plan), Light::no_data);
    Story never(code(1));
    never.on(date(2020, 1, 1), event::MovedToImplementation{}).plan(2024, 100);
    EXPECT_EQ(light("progress", never), Light::no_data);
    Story no_figure = building(Month(2024, 4)).plan(2024, 100);
    no_figure.on(date(2024, 5, 31),
                 event::ProgressReported{Month(2024, 5), {}, Money::from_fen(1), {}, {}});
    EXPECT_EQ(light("progress", no_figure), Light::no_data);
    // As of any day of June the report must be of April or later.
    EXPECT_EQ(light("progress", building(Month(2024, 3)).plan(2024, 100)), Light::no_data);
    EXPECT_EQ(light("progress", building(Month(2024, 4)).plan(2024, 100)), Light::red);
    // In January the report of December is fresh, but not of this year.
    EXPECT_EQ(light("progress", building(Month(2023, 12)).plan(2024, 100), date(2024, 1, 20)),
              Light::no_data);
    // A plan of 0 is not rated, whatever was reported.
    EXPECT_EQ(light("progress", building(Month(2023, 1)).plan(2024, 0)), Light::none);
}

TEST(PaymentRule, HoldsWhatWasPaidAgainstWhatIsRequired) {
    struct Row {
        std::string_view funding;
        std::int64_t required;
        std::int64_t paid;
        Light light;
    };
    constexpr Row rows[] = {
        {"central_budget", 1'000, 1'000, Light::green},
        {"central_budget", 1'000, 999, Light::red},
        {"central_budget", 1'000, 1'001, Light::green},
        {"central_budget", 1'000, 0, Light::red},
        {"central_budget", 0, 0, Light::none},
        {"treasury_bond", 1'000, 999, Light::red},
        {"local_budget", 1'000, 999, Light::red},
        {"special_bond", 1'000, 999, Light::none},
        {"provincial_budget", 1'000, 0, Light::none},
        {"enterprise", 1'000, 0, Light::none},
        {"外资", 1'000, 0, Light::none},
    };
    for (const auto& [funding, required, paid, expected] : rows) {
        Story story = building(Month(2024, 4));
        story.on(date(2020, 1, 1), AttributeChanged::of(Attribute::funding, std::string(funding)))
            .plan(2024, 5'000, required)
            .report(Month(2024, 5), 0, 0, paid);
        EXPECT_EQ(key(light("payment", story)), key(expected))
            << funding << ": " << paid << " of " << required;
    }
}

TEST(PaymentRule, HasNoDataWithoutAFreshFigure) {
    Story story(code(1));
    story.on(date(2020, 1, 1), event::MovedToImplementation{})
        .on(date(2020, 1, 1), AttributeChanged::of(Attribute::funding, "central_budget"))
        .plan(2024, 5'000, 1'000);
    EXPECT_EQ(light("payment", story), Light::no_data);
    story.report(Month(2024, 3), 0, 0, 2'000);
    EXPECT_EQ(light("payment", story), Light::no_data) << "stale";
    story.report(Month(2024, 4), 0, 0, 2'000);
    EXPECT_EQ(light("payment", story), Light::green);
    story.on(date(2024, 5, 31),
             event::ProgressReported{Month(2024, 5), Money::from_fen(1), {}, {}, {}});
    EXPECT_EQ(light("payment", story), Light::no_data) << "the latest report leaves it empty";
}

TEST(EnrolmentRule, MeasuresMonthsSinceTheStart) {
    struct Row {
        Date day;
        std::optional<Date> started;
        std::optional<Date> enrolled;
        Light light;
    };
    const Row rows[] = {
        {as_of, {}, {}, Light::none},
        {as_of, date(2024, 5, 31), {}, Light::yellow},  // one month: clamped to 30 June
        {as_of, date(2024, 6, 1), {}, Light::green},
        {as_of, date(2024, 5, 30), {}, Light::yellow},
        {as_of, date(2024, 4, 30), {}, Light::yellow},  // exactly two months
        {as_of, date(2024, 4, 29), {}, Light::red},
        {date(2024, 7, 30), date(2024, 6, 30), {}, Light::yellow},
        {date(2024, 7, 29), date(2024, 6, 30), {}, Light::green},
        {date(2024, 2, 29), date(2024, 1, 31), {}, Light::yellow},
        {date(2024, 2, 28), date(2024, 1, 31), {}, Light::green},
        {date(2024, 2, 29), date(2023, 12, 31), {}, Light::yellow},
        {date(2024, 3, 1), date(2023, 12, 31), {}, Light::red},
        {as_of, date(2020, 1, 1), as_of, Light::green},
        {as_of, date(2020, 1, 1), as_of.plus_days(1), Light::red},
        {as_of, {}, as_of, Light::none},
    };
    for (const auto& [day, started, enrolled, expected] : rows) {
        Story story = building(day.month().plus(-1));
        if (started) story.on(*started, event::Started{});
        if (enrolled) story.on(*enrolled, event::Enrolled{});
        EXPECT_EQ(key(light("enrolment", story, day)), key(expected))
            << "as of " << day.iso() << ", started " << (started ? started->iso() : "never");
    }
}

TEST(TwoAccountsRule, MeasuresMonthsSinceCompletion) {
    struct Row {
        Date day;
        Date completed;
        bool settled;
        bool approved;
        Light light;
    };
    const Row rows[] = {
        {as_of, date(2023, 10, 1), false, false, Light::green},
        {as_of, date(2023, 9, 30), false, false, Light::yellow},  // nine months
        {as_of, date(2023, 6, 30), false, false, Light::yellow},  // one year
        {as_of, date(2023, 6, 29), false, false, Light::red},
        {as_of, date(2023, 6, 29), true, false, Light::red},
        {as_of, date(2023, 6, 29), false, true, Light::red},
        {as_of, date(2023, 6, 29), true, true, Light::green},
        {as_of, as_of, false, false, Light::green},
        {as_of, as_of.plus_days(1), false, false, Light::none},  // completed tomorrow
        {date(2025, 2, 28), date(2024, 2, 29), false, false, Light::yellow},
        {date(2025, 3, 1), date(2024, 2, 29), false, false, Light::red},
    };
    for (const auto& [day, completed, settled, approved, expected] : rows) {
        Story story(code(1));  // never reported: the rule needs no report
        story.on(date(2020, 1, 1), event::MovedToImplementation{})
            .on(completed, event::Completed{});
        if (settled) story.on(completed, event::Settled{});
        if (approved) story.on(completed, event::FinalAccountsApproved{});
        EXPECT_EQ(key(light("two_accounts", story, day)), key(expected))
            << "as of " << day.iso() << ", completed " << completed.iso();
    }
}

// --- Across rules
// ---------------------------------------------------------------------------------

TEST(Lights, OfARuleThatNeedsReportsAreNeverGreenWithoutAFreshOne) {
    for (const bool fresh : {true, false}) {
        Story story = building(Month(2024, fresh ? 4 : 3));
        story.on(date(2024, 1, 1), event::Started{}).on(date(2024, 1, 1), event::Enrolled{});
        const Light expected = fresh ? Light::green : Light::no_data;
        EXPECT_EQ(light("start", story), expected);
        EXPECT_EQ(light("enrolment", story), expected);
    }
    // What is late is late, reported or not.
    Story late = building(Month(2024, 1)).on(date(2024, 1, 1), event::Started{});
    EXPECT_EQ(light("enrolment", late), Light::red);
}

TEST(Lights, AreOfTheProjectsInTheScopeOfTheRule) {
    const Payload entries[] = {event::EnteredDirectory{}, event::MovedToReserve{},
                               event::MovedToImplementation{}};
    for (std::size_t pool = 0; pool < 3; ++pool) {
        for (const bool withdrawn : {false, true}) {
            Story story(code(1));
            story.on(date(2020, 1, 1), entries[pool])
                .on(date(2020, 1, 1), event::StartPlanned{date(2020, 1, 1)});
            if (withdrawn) story.on(date(2021, 1, 1), event::Withdrawn{""});
            const bool rated = pool == 2 && !withdrawn;
            EXPECT_EQ(light("start", story), rated ? Light::red : Light::none)
                << "pool " << pool << (withdrawn ? " withdrawn" : "");
        }
    }
    Story completed = building().on(date(2020, 1, 1), event::StartPlanned{date(2020, 1, 1)});
    EXPECT_EQ(light("two_accounts", completed), Light::none) << "not completed";
    completed.on(date(2020, 1, 1), event::Completed{});
    EXPECT_EQ(light("start", completed), Light::none) << "completed";
    EXPECT_EQ(light("two_accounts", completed), Light::red);
}

TEST(Lights, OverallIsTheMostUrgentOfThem) {
    EXPECT_LT(Light::none, Light::green);
    EXPECT_LT(Light::green, Light::no_data);
    EXPECT_LT(Light::no_data, Light::yellow);
    EXPECT_LT(Light::yellow, Light::red);
    const Portfolio portfolio =
        fold(building()
                 .on(date(2024, 5, 30), event::Started{})  // enrolment yellow, start green
                 .events,                                  // progress: no plan, so no data
             as_of);
    const auto lights = warning::evaluate(portfolio, policy());
    EXPECT_EQ(lights.of(rule("start"), 0), Light::green);
    EXPECT_EQ(lights.of(rule("progress"), 0), Light::no_data);
    EXPECT_EQ(lights.of(rule("enrolment"), 0), Light::yellow);
    EXPECT_EQ(lights.of(rule("payment"), 0), Light::none);
    EXPECT_EQ(lights.overall(0), Light::yellow);
    EXPECT_EQ(lights.counts(), (warning::LightCounts{0, 0, 0, 1, 0}));
}

TEST(Lights, AValidReasonSuspendsItsRuleFromItsFirstToItsLastDay) {
    Story story =
        building(Month(2024, 6)).on(date(2020, 1, 1), event::StartPlanned{date(2024, 1, 1)});
    story.on(date(2024, 1, 1), event::ReasonGranted{"start", date(2024, 6, 10), date(2024, 6, 20),
                                                    "市发改委", "汛期停工"});
    const auto on = [&](int day) { return light("start", story, date(2024, 6, day)); };
    EXPECT_EQ(on(9), Light::red);
    EXPECT_EQ(on(10), Light::none);
    EXPECT_EQ(on(20), Light::none);
    EXPECT_EQ(on(21), Light::red);
    const Portfolio portfolio = fold(story.events, date(2024, 6, 15));
    const auto lights = warning::evaluate(portfolio, policy());
    EXPECT_EQ(lights.overall(0), Light::no_data) << "progress, which the reason is not for";
    const auto evidence = lights.explain(rule("start"), 0);
    ASSERT_TRUE(evidence.suspended_by);
    EXPECT_EQ(evidence.sentence(Language::en),
              "Start: suspended by a valid reason (汛期停工, granted by 市发改委, until "
              "20 June 2024).");
    EXPECT_EQ(lights.explain(0).front().rule, "start") << "a suspended rule is explained too";
}

TEST(Lights, AReasonForARuleThatThePolicyDoesNotHaveDoesNothing) {
    Story story = building().on(date(2020, 1, 1), event::StartPlanned{date(2024, 1, 1)});
    story.on(date(2024, 1, 1),
             event::ReasonGranted{"landing", date(2024, 1, 1), date(2024, 12, 31), "a", "b"});
    EXPECT_EQ(light("start", story), Light::red);
}

TEST(Lights, RefuseAMetricThatDoesNotExist) {
    Policy odd = Policy::builtin("hubei");
    odd.rules.front().metric = "luck";
    const Portfolio portfolio = fold(building().events, as_of);
    EXPECT_THROW((void)warning::evaluate(portfolio, odd), Error);
}

TEST(Lights, ARuleThatOnlyWarnsNeverTurnsRed) {
    Policy odd = Policy::builtin("hubei");
    odd.rules.front().red.reset();
    Story story(code(1));
    story.on(date(2020, 1, 1), event::MovedToImplementation{})
        .on(date(2020, 1, 1), event::Completed{});
    const Portfolio portfolio = fold(story.events, as_of);
    EXPECT_EQ(warning::evaluate(portfolio, odd).of(0, 0), Light::yellow);
}

TEST(Lights, AValueThatCrossesRedIsRedThoughYellowBeginsJustBehindIt) {
    // Both limits at 12 months; red includes the limit itself, yellow does not.
    Policy odd = Policy::builtin("hubei");
    odd.rules.front().yellow = Threshold{Comparison::more_than, 1'200};
    odd.rules.front().red = Threshold{Comparison::at_least, 1'200};
    Story story(code(1));
    story.on(date(2020, 1, 1), event::MovedToImplementation{})
        .on(date(2023, 6, 30), event::Completed{});
    const Portfolio portfolio = fold(story.events, as_of);
    EXPECT_EQ(key(warning::evaluate(portfolio, odd).of(0, 0)), "red");
}

// --- The sentences
// --------------------------------------------------------------------------------

TEST(Evidence, SaysWhyARuleIsRedInBothLanguages) {
    const Date early = date(2020, 1, 1);
    Story start = building().on(early, event::StartPlanned{date(2024, 4, 15)});
    Story progress = building().plan(2024, 12'000'000).report(Month(2024, 6), 2'000'000, 0);
    Story payment = building(Month(2024, 4))
                        .on(early, AttributeChanged::of(Attribute::funding, "central_budget"))
                        .plan(2024, 1, 10'000'000)
                        .report(Month(2024, 6), 1, 1, 6'655'500);
    Story enrolment = building().on(date(2024, 4, 29), event::Started{});
    Story accounts =
        building().on(date(2023, 6, 29), event::Completed{}).on(date(2023, 8, 1), event::Settled{});
    struct Row {
        std::string_view rule;
        const Story& story;
        std::string_view zh;
        std::string_view en;
    };
    const Row rows[] = {
        {"start", start,
         "开工：红灯，计划2024年4月15日开工，已连续3个月末应开工而未开工（黄灯≥0个月末，红灯≥3个月"
         "末）。",
         "Start: red, planned to start on 15 April 2024, due and not started at 3 month-ends in a "
         "row (yellow ≥ 0 month-ends, red ≥ 3 month-ends)."},
        {"progress", progress,
         "进度：红灯，截至6月完成年度计划的16.7%，序时进度50.0%，落后33.3个百分点（黄灯≤-"
         "10个百分点，红灯<-30个百分点）。",
         "Progress: red, 16.7% of the year's plan completed by the end of June, pro rata 50.0%: "
         "33.3 points behind (yellow ≤ -10 percentage points, red < -30 percentage points)."},
        {"payment", payment,
         "资金支付：红灯，已支付665.55万元，为应支付1,000.00万元的66.6%（红灯<100%）。",
         "Payment: red, paid 665.55 wan yuan, 66.6% of the required 1,000.00 wan yuan (red < "
         "100%)."},
        {"enrolment", enrolment,
         "纳统：红灯，2024年4月29日开工，已2个月零1天未纳统（黄灯≥1个月，红灯>2个月）。",
         "Enrolment: red, started on 29 April 2024, not enrolled after 2 months and 1 day (yellow "
         "≥ 1 month, red > 2 months)."},
        {"two_accounts", accounts,
         "两算：红灯，2023年6月29日竣工，已12个月零1天未完成财务决算（黄灯≥9个月，红灯>12个月）。",
         "Two accounts: red, completed on 29 June 2023, still without final accounts after 12 "
         "months and 1 day (yellow ≥ 9 months, red > 12 months)."},
    };
    for (const auto& [id, story, zh, en] : rows) {
        const Portfolio portfolio = fold(story.events, as_of);
        const auto evidence = warning::evaluate(portfolio, policy()).explain(rule(id), 0);
        EXPECT_EQ(key(evidence.light), "red") << id;
        EXPECT_EQ(evidence.sentence(Language::zh), zh);
        EXPECT_EQ(evidence.sentence(Language::en), en);
        EXPECT_FALSE(evidence.clause.zh.empty()) << id;
        EXPECT_FALSE(evidence.source.en.empty()) << id;
        EXPECT_FALSE(evidence.inputs.empty()) << id;
    }
}

TEST(Evidence, SaysThatAStaleReportCannotBeGreen) {
    Story story = building(Month(2024, 3)).on(date(2024, 1, 1), event::Started{});
    const Portfolio portfolio = fold(story.events, as_of);
    const auto evidence = warning::evaluate(portfolio, policy()).explain(rule("start"), 0);
    EXPECT_EQ(evidence.sentence(Language::en),
              "Start: no data, started on 1 January 2024, but cannot count as green: latest report "
              "2024-03.");
}

TEST(Evidence, IsOfTheRulesThatApplyInTheOrderOfThePolicy) {
    const Portfolio portfolio =
        fold(building().on(date(2024, 1, 1), event::Started{}).events, as_of);
    std::vector<std::string> rules;
    for (const auto& evidence : warning::evaluate(portfolio, policy()).explain(0)) {
        rules.push_back(evidence.rule);
    }
    EXPECT_EQ(rules, (std::vector<std::string>{"start", "progress", "enrolment"}));
}

TEST(Evidence, SaysWhichReportTurnsTheAgeOfReportsWhereNobodyEverReported) {
    Policy ages = policy();
    Rule& age = ages.rules.front();
    age.metric = "report_age";
    age.yellow = Threshold{Comparison::more_than, 6'100};  // 61 days: the end of April
    age.red = {};
    Story story(code(1));
    story.on(date(2020, 1, 1), event::MovedToImplementation{});
    const Portfolio portfolio = fold(story.events, as_of);
    struct Row {
        bool needs_report;
        int stale_after_months;
        Month earliest;
    };
    const Row rows[] = {
        {false, 2, Month(2024, 4)}, {true, 2, Month(2024, 4)}, {true, 1, Month(2024, 5)}};
    for (const auto& [needs_report, stale_after_months, earliest] : rows) {
        age.needs_report = needs_report;
        ages.stale_after_months = stale_after_months;
        const auto evidence = warning::evaluate(portfolio, ages).explain(0, 0);
        EXPECT_EQ(key(evidence.light), "no_data");
        ASSERT_EQ(evidence.distances.remedies.size(), 1U);
        EXPECT_EQ(evidence.distances.remedies[0].report, earliest);
        EXPECT_EQ(key(evidence.distances.remedies[0].to), "green");
    }
}

// --- The batch is the loop
// ------------------------------------------------------------------------

/// The lights of one project straight from docs/figures.md, row by row.
class Reference {
  public:
    explicit Reference(const Portfolio& portfolio)
        : c_(portfolio.columns()), portfolio_(portfolio), today_(portfolio.as_of()) {}

    [[nodiscard]] Light of(std::string_view id, std::size_t row) const {
        for (const ValidReason& reason : portfolio_.reasons()) {
            if (reason.row == row && reason.rule == id && reason.from <= today_ &&
                today_ <= reason.to) {
                return Light::none;
            }
        }
        const bool completed = c_.completed[row] != no_day;
        if (portfolio_.pool(row) != Pool::implementation) return Light::none;
        if (completed != (id == "two_accounts")) return Light::none;
        if (id == "two_accounts") return two_accounts(row);
        const Light light = id == "start"      ? start(row)
                            : id == "progress" ? progress(row)
                            : id == "payment"  ? payment(row)
                                               : enrolment(row);
        return light == Light::green && stale(row) ? Light::no_data : light;
    }

  private:
    [[nodiscard]] bool stale(std::size_t row) const {
        return c_.last_report[row] == 0 ||
               Month::from_index(c_.last_report[row]) < today_.month().plus(-2);
    }
    [[nodiscard]] bool without(std::size_t row, std::uint8_t bit) const {
        return stale(row) || Month::from_index(c_.last_report[row]).year() != today_.year() ||
               (c_.given[row] & bit) == 0;
    }
    [[nodiscard]] Light start(std::size_t row) const {
        if (c_.started[row] != no_day) return Light::green;
        if (c_.planned_start[row] == no_day) return Light::no_data;
        const Date planned = Date::from_days(c_.planned_start[row]);
        if (planned.month() > today_.month()) return Light::green;
        int ends = 0;
        for (Month month = planned.month(); month.last_day() <= today_; month = month.plus(1)) {
            ++ends;
        }
        return ends >= 3 ? Light::red : Light::yellow;
    }
    [[nodiscard]] Light progress(std::size_t row) const {
        const bool planned = (c_.given[row] & given::plan) != 0;
        if (planned && c_.plan[row] == 0) return Light::none;
        if (!planned || without(row, given::completed_this_year)) return Light::no_data;
        const checked::Wide plan = c_.plan[row];
        const int month = Month::from_index(c_.last_report[row]).month_of_year();
        // Percentage points × 12 × plan.
        const checked::Wide gap =
            100 * (12 * checked::Wide{c_.completed_this_year[row]} - month * plan);
        if (gap < -30 * 12 * plan) return Light::red;
        return gap <= -10 * 12 * plan ? Light::yellow : Light::green;
    }
    [[nodiscard]] Light payment(std::size_t row) const {
        const auto funding = static_cast<Funding>(c_.funding[row]);
        const bool concerned = funding == Funding::central_budget ||
                               funding == Funding::treasury_bond ||
                               funding == Funding::local_budget;
        if (!concerned || c_.required_payment[row] == 0) return Light::none;
        if (without(row, given::paid)) return Light::no_data;
        return c_.paid[row] < c_.required_payment[row] ? Light::red : Light::green;
    }
    [[nodiscard]] Light enrolment(std::size_t row) const {
        if (c_.started[row] == no_day) return Light::none;
        if (c_.enrolled[row] != no_day) return Light::green;
        const Date started = Date::from_days(c_.started[row]);
        if (started.plus_months(2) < today_) return Light::red;
        return started.plus_months(1) <= today_ ? Light::yellow : Light::green;
    }
    [[nodiscard]] Light two_accounts(std::size_t row) const {
        if (c_.settled[row] != no_day && c_.final_accounts[row] != no_day) return Light::green;
        const Date completed = Date::from_days(c_.completed[row]);
        if (completed.plus_months(12) < today_) return Light::red;
        return completed.plus_months(9) <= today_ ? Light::yellow : Light::green;
    }

    const Columns& c_;
    const Portfolio& portfolio_;
    Date today_;
};

/// Random projects, many of them at a border of some rule.
Portfolio random_portfolio(std::size_t size, Date today, unsigned seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::int64_t limit) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(limit));
    };
    const auto day = [&](int months) {  // up to so many months ago, or never
        if (below(4) == 0) return no_day;
        return today.plus_months(-static_cast<int>(below(months)))
            .plus_days(-static_cast<std::int32_t>(below(4)))
            .days();
    };
    Columns c;
    Columns::for_each(
        c, [&](const char*, auto& column, auto initial) { column.assign(size, initial); });
    constexpr std::int64_t amounts[] = {0, 1, 12, 1'200, 120'000, 100'000'000'000'000};
    std::vector<ValidReason> reasons;
    for (std::size_t row = 0; row < size; ++row) {
        c.code[row] = code(0).value() + row;
        c.pool[row] = static_cast<std::uint8_t>(below(4) == 0 ? 1 + below(4) : 3);
        c.funding[row] = static_cast<std::uint8_t>(below(funding_count));
        c.started[row] = day(4);
        c.enrolled[row] = below(2) == 0 ? no_day : day(2);
        c.completed[row] = below(3) == 0 ? day(14) : no_day;
        c.settled[row] = below(2) == 0 ? no_day : day(3);
        c.final_accounts[row] = below(2) == 0 ? no_day : day(3);
        c.planned_start[row] = below(4) == 0 ? no_day
                                             : today.plus_months(1 - static_cast<int>(below(6)))
                                                   .plus_days(static_cast<std::int32_t>(below(5)))
                                                   .days();
        if (below(2) == 0) c.started[row] = no_day;
        c.given[row] = static_cast<std::uint8_t>(below(8) == 0 ? below(128) : 127);
        const bool reported = below(8) != 0;
        const auto month = today.month().index() - static_cast<int>(below(5));
        c.last_report[row] = static_cast<std::uint16_t>(reported ? month : 0);
        if ((c.given[row] & given::plan) != 0) c.plan[row] = amounts[below(6)];
        if ((c.given[row] & given::required_payment) != 0) {
            c.required_payment[row] = amounts[below(6)];
        }
        // Exactly some whole points of the plan, or next to it.
        const auto near = [&](std::int64_t whole) {
            const std::int64_t part =
                static_cast<std::int64_t>(checked::Wide{whole} * below(101) / 100 + below(3) - 1);
            return std::clamp(part, std::int64_t{0}, max_project_money.fen());
        };
        if ((c.given[row] & given::completed_this_year) != 0) {
            c.completed_this_year[row] = near(c.plan[row]);
        }
        if ((c.given[row] & given::paid) != 0) c.paid[row] = near(c.required_payment[row]);
        if (below(10) == 0) {
            const Rule& rule = policy().rules[static_cast<std::size_t>(below(5))];
            const Date from = today.plus_days(static_cast<std::int32_t>(below(3)) - 1);
            reasons.push_back({static_cast<std::uint32_t>(row), rule.id, from,
                               from.plus_days(static_cast<std::int32_t>(below(3))), "a", "b"});
        }
    }
    // Amounts this large add up beyond int64, which a portfolio refuses.
    std::int64_t large = 0;
    for (auto* column : {&c.plan, &c.required_payment, &c.completed_this_year, &c.paid}) {
        large = 0;
        for (std::int64_t& fen : *column) {
            if (fen > 1'000'000 && ++large > 10'000) fen = 1'200;
        }
    }
    return Portfolio({.columns = std::move(c),
                      .regions = {RegionEntry{}},
                      .reasons = std::move(reasons),
                      .texts = std::make_shared<TextPool>(),
                      .as_of = today,
                      .known_on = {}});
}

TEST(Lights, OfABatchAreThoseOfALoopOverProjects) {
    const Date days[] = {as_of,
                         date(2024, 6, 29),
                         date(2024, 2, 29),
                         date(2025, 1, 15),
                         date(2024, 3, 31),
                         date(2024, 12, 31)};
    unsigned seed = 0;
    std::array<std::array<int, light_count>, 5> seen{};
    for (const std::size_t size : {0U, 1U, 2'047U, 2'048U, 2'049U, 20'000U}) {
        for (const Date day : days) {
            const Portfolio portfolio = random_portfolio(size, day, ++seed);
            const auto lights = warning::evaluate(portfolio, policy());
            const Reference reference(portfolio);
            ASSERT_EQ(lights.size(), size);
            warning::LightCounts counts{};
            for (std::size_t row = 0; row < size; ++row) {
                Light overall = Light::none;
                for (std::size_t i = 0; i < policy().rules.size(); ++i) {
                    const Light expected = reference.of(policy().rules[i].id, row);
                    ASSERT_EQ(key(lights.of(i, row)), key(expected))
                        << policy().rules[i].id << ", row " << row << " of " << size << " as of "
                        << day.iso() << ", seed " << seed;
                    overall = worst(overall, expected);
                    ++seen[i][static_cast<std::size_t>(expected)];
                }
                ASSERT_EQ(key(lights.overall(row)), key(overall)) << row;
                ++counts[static_cast<std::size_t>(overall)];
            }
            EXPECT_EQ(lights.counts(), counts) << size;
        }
    }
    for (std::size_t i = 0; i < seen.size(); ++i) {
        for (const Light light : all_lights) {
            const bool possible =
                !(policy().rules[i].id == "payment" && light == Light::yellow) &&
                !(policy().rules[i].id == "two_accounts" && light == Light::no_data);
            EXPECT_EQ(seen[i][static_cast<std::size_t>(light)] > 100, possible)
                << policy().rules[i].id << ' ' << key(light)
                << ": the random projects do not exercise it";
        }
    }
}

}  // namespace
}  // namespace sanku
