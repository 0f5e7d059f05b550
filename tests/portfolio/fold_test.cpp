#include "sanku/portfolio/fold.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "portfolio/same.hpp"
#include "sanku/store/store.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using testing::code;
using testing::expect_same;
using testing::join;
using testing::Story;

const Date as_of = date(2024, 6, 30);

Money yuan(std::int64_t count) {
    return Money::from(count, MoneyUnit::yuan);
}

/// A project that is in the portfolio from the beginning of 2023.
Story entered(int n = 1) {
    return std::move(Story(code(n)).on(date(2023, 1, 1), event::EnteredDirectory{}));
}

/// The portfolio of one project's events on the as-of day.
Portfolio of(const Story& story, Date day = as_of) {
    return fold(story.events, day);
}

// --- Which projects
// -------------------------------------------------------------------------------

TEST(Fold, HoldsTheProjectsThatEnteredSomeLibraryByTheDayInOrderOfCode) {
    const auto events = join({
        Story(code(5)).on(as_of, event::EnteredDirectory{}),
        Story(code(3)).on(as_of.plus_days(1), event::EnteredDirectory{}),
        Story(code(1)).on(date(2020, 1, 1), event::MovedToImplementation{}),
        Story(code(4)).on(date(2020, 1, 1), event::Started{}),
        Story(code(2)).on(date(2020, 1, 1), event::MovedToReserve{}),
        Story(code(6)).on(date(2020, 1, 1), event::Withdrawn{"停建"}),
    });
    const Portfolio portfolio = fold(events, as_of);
    ASSERT_EQ(portfolio.size(), 3U);
    EXPECT_EQ(portfolio.code(0), code(1));
    EXPECT_EQ(portfolio.code(1), code(2));
    EXPECT_EQ(portfolio.code(2), code(5));
    EXPECT_EQ(portfolio.find(code(5)), 2U);
    EXPECT_EQ(portfolio.find(code(3)), std::nullopt);
}

TEST(Fold, OfNothingIsEmpty) {
    const Portfolio portfolio = fold(std::vector<Event>{}, as_of);
    EXPECT_EQ(portfolio.size(), 0U);
    EXPECT_EQ(portfolio.as_of(), as_of);
}

// --- Milestones
// -----------------------------------------------------------------------------------

struct Milestone {
    Payload what;
    std::vector<std::int32_t> Columns::*column;
};

const Milestone milestones[] = {
    {event::EnteredDirectory{}, &Columns::entered_directory},
    {event::MovedToReserve{}, &Columns::entered_reserve},
    {event::MovedToImplementation{}, &Columns::entered_implementation},
    {event::Withdrawn{"停建"}, &Columns::withdrawn},
    {event::Started{}, &Columns::started},
    {event::Enrolled{}, &Columns::enrolled},
    {event::Completed{}, &Columns::completed},
    {event::InProduction{}, &Columns::in_production},
    {event::Settled{}, &Columns::settled},
    {event::FinalAccountsApproved{}, &Columns::final_accounts},
    {event::Evaluated{Evaluation::project, 9000}, &Columns::evaluated},
    {event::Evaluated{Evaluation::region, {}}, &Columns::evaluated},
};

/// The day of `milestone` when its events are recorded with these days one after the other.
std::int32_t day_after(const Milestone& milestone, const std::vector<Date>& days) {
    // Stands in another library than the one under test, so that it is in the portfolio anyhow.
    const bool first = std::holds_alternative<event::EnteredDirectory>(milestone.what);
    Story story(code(1));
    story.on(date(2022, 1, 1),
             first ? Payload(event::MovedToReserve{}) : Payload(event::EnteredDirectory{}));
    for (const Date day : days) story.on(day, milestone.what);
    return (of(story).columns().*milestone.column)[0];
}

TEST(Fold, KeepsTheMilestoneThatWasRecordedLastEvenIfItsDayIsEarlier) {
    for (const Milestone& milestone : milestones) {
        const auto kind = static_cast<EventKind>(milestone.what.index());
        EXPECT_EQ(day_after(milestone, {}), no_day) << key(kind);
        EXPECT_EQ(day_after(milestone, {date(2024, 3, 1)}), date(2024, 3, 1).days()) << key(kind);
        EXPECT_EQ(day_after(milestone, {date(2024, 3, 1), date(2024, 2, 1)}),
                  date(2024, 2, 1).days())
            << key(kind);
        EXPECT_EQ(day_after(milestone, {date(2024, 2, 1), date(2024, 3, 1)}),
                  date(2024, 3, 1).days())
            << key(kind);
    }
}

TEST(Fold, AMilestoneAfterTheDayHasNotHappenedYet) {
    for (const Milestone& milestone : milestones) {
        const auto kind = static_cast<EventKind>(milestone.what.index());
        EXPECT_EQ(day_after(milestone, {as_of}), as_of.days()) << key(kind);
        EXPECT_EQ(day_after(milestone, {as_of.plus_days(1)}), no_day) << key(kind);
        // A correction to a later day takes back what was said before.
        EXPECT_EQ(day_after(milestone, {date(2024, 3, 1), as_of.plus_days(1)}), no_day)
            << key(kind);
        EXPECT_EQ(day_after(milestone, {as_of.plus_days(1), as_of}), as_of.days()) << key(kind);
    }
}

TEST(Fold, AWithdrawalThatHasNotHappenedYetShowsNoReason) {
    const Portfolio before = of(entered().on(as_of.plus_days(1), event::Withdrawn{"停建"}));
    EXPECT_EQ(before.texts().at(before.columns().withdrawal_reason[0]), "");
    const Portfolio then = of(entered().on(as_of, event::Withdrawn{"停建"}));
    EXPECT_EQ(then.texts().at(then.columns().withdrawal_reason[0]), "停建");
}

TEST(Fold, CollectsTheEvaluationsThatWereMadeByTheDayAndTheLatestOfTheirDays) {
    const Portfolio portfolio =
        of(entered()
               .on(date(2024, 5, 1), event::Evaluated{Evaluation::project, 9150})
               .on(date(2024, 6, 1), event::Evaluated{Evaluation::region, 8000})
               .on(as_of.plus_days(1), event::Evaluated{Evaluation::sector, 7000}));
    EXPECT_EQ(portfolio.columns().evaluations[0], 0b101);
    EXPECT_EQ(portfolio.columns().evaluated[0], date(2024, 6, 1).days());
    EXPECT_EQ(portfolio.columns().score[0], 9150);
}

TEST(Fold, HasNoScoreUntilTheProjectIsEvaluatedWithOne) {
    const auto score = [](Story& story) { return of(story).columns().score[0]; };
    Story none = entered();
    EXPECT_EQ(score(none), no_score);
    none.on(as_of, event::Evaluated{Evaluation::sector, 8000});
    EXPECT_EQ(score(none), no_score) << "a sector's score is not the project's";
    none.on(as_of, event::Evaluated{Evaluation::project, {}});
    EXPECT_EQ(score(none), no_score);
    none.on(as_of, event::Evaluated{Evaluation::project, 0});
    EXPECT_EQ(score(none), 0);
    none.on(as_of.plus_days(1), event::Evaluated{Evaluation::project, 8000});
    EXPECT_EQ(score(none), no_score);
}

// --- Pools
// ----------------------------------------------------------------------------------------

TEST(Fold, PutsAProjectIntoTheFurthestLibraryThatItEnteredSinceItWasWithdrawn) {
    struct Row {
        std::string_view why;
        std::vector<std::pair<Date, Payload>> events;
        Pool pool;
    };
    const event::EnteredDirectory directory;
    const event::MovedToReserve reserve;
    const event::MovedToImplementation implementation;
    const event::Withdrawn withdrawn{"停建"};
    const auto again = event::PoolEntered::into(library_network, "reserve", 2, "条件不符");
    const Row rows[] = {
        {"directory", {{date(2024, 1, 1), directory}}, Pool::directory},
        {"moved on", {{date(2024, 1, 1), directory}, {as_of, reserve}}, Pool::reserve},
        {"moves on tomorrow",
         {{date(2024, 1, 1), directory}, {as_of.plus_days(1), reserve}},
         Pool::directory},
        {"skipped two", {{date(2024, 1, 1), implementation}}, Pool::implementation},
        {"furthest, not last",
         {{date(2024, 1, 1), implementation}, {date(2024, 2, 1), reserve}},
         Pool::implementation},
        {"completed stays",
         {{date(2023, 1, 1), implementation}, {date(2024, 1, 1), event::Completed{}}},
         Pool::implementation},
        {"withdrawn", {{date(2024, 1, 1), reserve}, {as_of, withdrawn}}, Pool::withdrawn},
        {"withdrawn tomorrow",
         {{date(2024, 1, 1), reserve}, {as_of.plus_days(1), withdrawn}},
         Pool::reserve},
        {"withdrawn on the day of entry", {{as_of, reserve}, {as_of, withdrawn}}, Pool::withdrawn},
        {"entered again",
         {{date(2024, 1, 1), reserve},
          {date(2024, 2, 1), withdrawn},
          {date(2024, 2, 2), directory}},
         Pool::directory},
        {"enters again tomorrow",
         {{date(2024, 1, 1), reserve},
          {date(2024, 2, 1), withdrawn},
          {as_of.plus_days(1), implementation}},
         Pool::withdrawn},
        {"entered again the same day",
         {{date(2024, 1, 1), directory},
          {date(2024, 2, 1), withdrawn},
          {date(2024, 2, 1), reserve}},
         Pool::withdrawn},
        {"sent back",
         {{date(2024, 1, 1), reserve}, {date(2024, 2, 1), implementation}, {as_of, again}},
         Pool::reserve},
        {"sent back tomorrow",
         {{date(2024, 2, 1), implementation}, {as_of.plus_days(1), again}},
         Pool::implementation},
        {"sent back and moved on for the first time",
         {{date(2024, 1, 1), reserve}, {date(2024, 2, 1), again}, {as_of, implementation}},
         Pool::implementation},
        {"sent back and moved on again",
         {{date(2024, 1, 1), implementation},
          {date(2024, 2, 1), again},
          {as_of, event::PoolEntered::into(library_network, "implementation", 2)}},
         Pool::implementation},
        {"of one day the furthest",
         {{as_of, implementation}, {as_of, again}},
         Pool::implementation},
        {"came again",
         {{date(2024, 1, 1), implementation}, {date(2024, 2, 1), withdrawn}, {as_of, again}},
         Pool::reserve},
        {"came again on the day of withdrawal",
         {{date(2024, 1, 1), reserve}, {as_of, withdrawn}, {as_of, again}},
         Pool::withdrawn},
        {"left again",
         {{date(2024, 1, 1), reserve},
          {date(2024, 2, 1), withdrawn},
          {date(2024, 3, 1), again},
          {as_of, event::NetworkLeft{std::string(library_network), 2, ""}}},
         Pool::withdrawn},
        {"in another network",
         {{date(2024, 1, 1), reserve}, {as_of, event::PoolEntered::into("five", "directory")}},
         Pool::reserve},
    };
    for (const auto& [why, events, pool] : rows) {
        Story story(code(1));
        for (const auto& [day, what] : events) story.on(day, what);
        const Portfolio portfolio = of(story);
        ASSERT_EQ(portfolio.size(), 1U) << why;
        EXPECT_EQ(key(portfolio.pool(0)), key(pool)) << why;
    }
}

// --- Attributes, plans, planned dates
// -------------------------------------------------------------

TEST(Fold, KeepsTheValueThatTookEffectLastOfThoseByTheDay) {
    const auto name = [](const std::vector<std::pair<Date, std::string>>& names) {
        Story story = entered();
        for (const auto& [day, text] : names) {
            story.on(day, AttributeChanged::of(Attribute::name, text));
        }
        return std::string(of(story).project_name(0));
    };
    const Date may = date(2024, 5, 1);
    EXPECT_EQ(name({}), "");
    EXPECT_EQ(name({{may, "a"}}), "a");
    EXPECT_EQ(name({{may, "a"}, {as_of, "b"}}), "b");
    EXPECT_EQ(name({{as_of, "b"}, {may, "a"}}), "b") << "recorded later, in effect earlier";
    EXPECT_EQ(name({{may, "a"}, {may, "b"}}), "b") << "of one day the one recorded last";
    EXPECT_EQ(name({{may, "a"}, {as_of.plus_days(1), "b"}}), "a");
    EXPECT_EQ(name({{as_of.plus_days(1), "b"}, {may, "a"}}), "a");
}

TEST(Fold, PutsEveryAttributeIntoItsColumn) {
    const Date day = date(2024, 1, 1);
    Story story = entered();
    story.on(day, AttributeChanged::of(Attribute::name, "大冶湖科创中心"))
        .on(day, AttributeChanged::region(RegionCode::parse("420281107"), "陈贵镇"))
        .on(day, AttributeChanged::sector(SectorCode::parse("C39")))
        .on(day, AttributeChanged::of(Attribute::responsible_unit, "市科技局"))
        .on(day, AttributeChanged::of(Attribute::lead_leader, "张三"))
        .on(day, AttributeChanged::of(Attribute::funding, "中央预算内投资"))
        .on(day, AttributeChanged::total_investment(yuan(350)))
        .on(day, AttributeChanged::extra("备注", "无"));
    const Portfolio portfolio = of(story);
    const Columns& c = portfolio.columns();
    EXPECT_EQ(portfolio.project_name(0), "大冶湖科创中心");
    EXPECT_EQ(portfolio.region(0), (RegionEntry{RegionCode::parse("420281107"), "陈贵镇"}));
    EXPECT_EQ(SectorCode::from_value(c.sector[0]).str(), "C39");
    EXPECT_EQ(portfolio.responsible_unit(0), "市科技局");
    EXPECT_EQ(portfolio.texts().at(c.lead_leader[0]), "张三");
    EXPECT_EQ(static_cast<Funding>(c.funding[0]), Funding::central_budget);
    EXPECT_EQ(portfolio.total_investment(0), yuan(350));
    EXPECT_EQ(c.given[0], given::total_investment);
}

TEST(Fold, TellsAnAmountOfZeroFromOneThatNobodyStated) {
    Story story = entered();
    EXPECT_EQ(of(story).columns().given[0], 0);
    story.on(date(2024, 1, 1), AttributeChanged::total_investment(Money{})).plan(2024, 0);
    EXPECT_EQ(of(story).columns().given[0], given::total_investment | given::plan);
    EXPECT_EQ(of(story).columns().plan[0], 0);
}

TEST(Fold, TakesThePlanOfTheDaysYearAndNoOther) {
    const auto story = entered().plan(2023, 100, 10).plan(2024, 200, 20).plan(2025, 300, 30);
    EXPECT_EQ(of(story).columns().plan[0], yuan(200).fen());
    EXPECT_EQ(of(story).columns().required_payment[0], yuan(20).fen());
    EXPECT_EQ(of(story, date(2023, 12, 31)).columns().plan[0], yuan(100).fen());
    EXPECT_EQ(of(story, date(2026, 1, 1)).columns().plan[0], 0);
    EXPECT_EQ(of(story, date(2026, 1, 1)).columns().given[0], 0);
}

TEST(Fold, ARevisedPlanCountsFromTheDayOfItsRevision) {
    Story story = entered().plan(2024, 200);
    story.on(date(2024, 6, 1), event::PlanSet{2024, yuan(150), {}});
    EXPECT_EQ(of(story, date(2024, 5, 31)).columns().plan[0], yuan(200).fen());
    EXPECT_EQ(of(story, date(2024, 6, 1)).columns().plan[0], yuan(150).fen());
}

TEST(Fold, PlannedDatesFollowTheDayOfPlanning) {
    Story story = entered();
    story.on(date(2024, 1, 1), event::StartPlanned{date(2024, 9, 1)})
        .on(date(2024, 5, 1), event::StartPlanned{date(2024, 4, 1)})
        .on(date(2024, 3, 1), event::StartPlanned{date(2024, 12, 1)})
        .on(date(2024, 1, 1), event::CompletionPlanned{date(2026, 1, 1)})
        .on(date(2024, 7, 1), event::CompletionPlanned{date(2027, 1, 1)});
    EXPECT_EQ(of(story).columns().planned_start[0], date(2024, 4, 1).days());
    EXPECT_EQ(of(story, date(2024, 4, 30)).columns().planned_start[0], date(2024, 12, 1).days());
    EXPECT_EQ(of(story, date(2023, 12, 31)).columns().planned_start[0], no_day);
    EXPECT_EQ(of(story).columns().planned_completion[0], date(2026, 1, 1).days());
}

TEST(Fold, KeepsOneNameOfARegionWhateverTheOrderOfProjects) {
    const Date day = date(2024, 1, 1);
    const RegionCode daye = RegionCode::parse("420281");
    const Story a = entered(1).on(day, AttributeChanged::region(daye, "大冶"));
    const Story b = entered(2).on(day, AttributeChanged::region(daye, "大冶市"));
    const Story c = entered(3).on(day, AttributeChanged::region(RegionCode::parse("420222"), ""));
    const Portfolio one = fold(join({a, b, c}), as_of);
    const Portfolio other = fold(join({c, b, a}), as_of);
    EXPECT_EQ(one.regions(), other.regions());
    EXPECT_EQ(one.region(0), (RegionEntry{daye, "大冶市"}));
    EXPECT_EQ(one.columns().region, other.columns().region);
}

// --- Progress
// -------------------------------------------------------------------------------------

TEST(Fold, TakesThisYearsFiguresFromTheLatestReportedMonthInWhateverOrder) {
    const auto check = [](const Story& story) {
        const Portfolio portfolio = of(story);
        const Columns& c = portfolio.columns();
        EXPECT_EQ(c.completed_this_year[0], yuan(50).fen());
        EXPECT_EQ(c.completed_total[0], yuan(150).fen());
        EXPECT_EQ(c.paid[0], yuan(5).fen());
        EXPECT_EQ(Month::from_index(c.last_report[0]), Month(2024, 5));
    };
    check(entered().report(Month(2024, 4), 40, 140, 4).report(Month(2024, 5), 50, 150, 5));
    check(entered().report(Month(2024, 5), 50, 150, 5).report(Month(2024, 4), 40, 140, 4));
}

TEST(Fold, OfAMonthThatIsReportedTwiceTheLaterRecordHolds) {
    const auto story =
        entered().report(Month(2024, 5), 50, 150, 5).report(Month(2024, 5), 30, 130, 3);
    EXPECT_EQ(of(story).columns().completed_this_year[0], yuan(30).fen());
    EXPECT_EQ(of(story).columns().completed_total[0], yuan(130).fen());
}

TEST(Fold, AReportCountsFromTheLastDayOfItsMonth) {
    const auto story = entered().report(Month(2024, 6), 60, 160);
    EXPECT_EQ(of(story, date(2024, 6, 29)).columns().last_report[0], 0);
    EXPECT_EQ(of(story, date(2024, 6, 29)).columns().completed_this_year[0], 0);
    EXPECT_EQ(of(story, date(2024, 6, 30)).columns().completed_this_year[0], yuan(60).fen());
}

TEST(Fold, WhatTheLatestReportLeavesEmptyIsNotStated) {
    Story story = entered().report(Month(2024, 4), 40, 140, 4);
    story.on(date(2024, 5, 31), event::ProgressReported{Month(2024, 5), {}, {}, yuan(7), {}});
    const Portfolio portfolio = of(story);
    const Columns& c = portfolio.columns();
    EXPECT_EQ(c.given[0], given::arrived);
    EXPECT_EQ(c.completed_this_year[0], 0);
    EXPECT_EQ(c.paid[0], 0);
    EXPECT_EQ(c.arrived[0], yuan(7).fen());
    EXPECT_EQ(c.completed_total[0], 0);
}

TEST(Fold, ACorrectedReportTakesBackTheTotalThatItNoLongerStates) {
    // For each month the last recorded report holds: that of May states no total any more.
    Story story = entered().report(Month(2024, 4), 40, 140).report(Month(2024, 5), 50, 999);
    story.on(date(2024, 5, 31), event::ProgressReported{Month(2024, 5), yuan(50), {}, {}, {}});
    const Portfolio portfolio = of(story);
    EXPECT_EQ(portfolio.columns().completed_total[0], 0);
    EXPECT_EQ(portfolio.columns().given[0], given::completed_this_year);
}

TEST(Fold, TakesLastYearsCompletionFromTheLatestReportedMonthOfThatYear) {
    const auto story = entered()
                           .report(Month(2023, 12), 120, 120)
                           .report(Month(2023, 11), 110, 110)
                           .report(Month(2022, 12), 999, 999)
                           .report(Month(2024, 2), 20, 140);
    EXPECT_EQ(of(story).columns().completed_last_year[0], yuan(120).fen());
    EXPECT_EQ(of(story).columns().completed_this_year[0], yuan(20).fen());
    EXPECT_EQ(of(story, date(2025, 1, 1)).columns().completed_last_year[0], yuan(20).fen());
    EXPECT_EQ(of(story, date(2026, 1, 1)).columns().completed_last_year[0], 0);
}

TEST(Fold, ANewYearBeginsWithoutFigures) {
    const auto story = entered().report(Month(2024, 12), 120, 220, 12);
    const Portfolio portfolio = of(story, date(2025, 1, 31));
    const Columns& c = portfolio.columns();
    EXPECT_EQ(c.completed_this_year[0], 0);
    EXPECT_EQ(c.paid[0], 0);
    EXPECT_EQ(c.given[0], given::completed_total);
    EXPECT_EQ(c.completed_total[0], yuan(220).fen());
    EXPECT_EQ(Month::from_index(c.last_report[0]), Month(2024, 12));
}

// --- Valid reasons
// --------------------------------------------------------------------------------

TEST(Fold, KeepsTheLastRecordedReasonOfARuleAndFirstDay) {
    const Date from = date(2024, 6, 1);
    const auto grant = [&](std::string rule, Date first, Date last, std::string why) {
        return event::ReasonGranted{std::move(rule), first, last, "市发改委", std::move(why)};
    };
    Story story = entered(2);
    story.on(from, grant("start", from, date(2024, 7, 1), "a"))
        .on(from, grant("start", from, date(2024, 8, 1), "b"))
        .on(from, grant("progress", from, date(2024, 7, 1), "c"))
        .on(from, grant("start", date(2024, 5, 1), date(2024, 5, 2), "d"))
        .on(as_of.plus_days(1), grant("start", date(2024, 7, 1), date(2024, 7, 2), "e"));
    Story elsewhere(code(1));  // not in the portfolio, so its reason is not either
    elsewhere.on(from, grant("start", from, date(2024, 7, 1), "f"));
    const Portfolio portfolio = fold(join({elsewhere, story}), as_of);
    ASSERT_EQ(portfolio.reasons().size(), 3U);
    EXPECT_EQ(portfolio.reasons()[0].reason, "c");
    EXPECT_EQ(portfolio.reasons()[1].reason, "d");
    EXPECT_EQ(portfolio.reasons()[2],
              (ValidReason{0, "start", from, date(2024, 8, 1), "市发改委", "b"}));
}

// --- Agreements and what came of them

TEST(Fold, HasNoColumnsOfAgreementsUntilAProjectStatesSomething) {
    Story story = entered();
    EXPECT_TRUE(fold(story.events, as_of).deals().empty());
    story.on(as_of.plus_days(1), event::Negotiated{});
    const History history = history_of(join({story, entered(2)}));
    EXPECT_TRUE(history.at(as_of).deals().empty());
    const Portfolio portfolio = history.at(as_of.plus_days(1));
    Deals::for_each(portfolio.deals(), [](const char* name, const auto& column, auto) {
        EXPECT_EQ(column.size(), 2U) << name;
    });
    EXPECT_EQ(portfolio.deals().contract_signed[0], no_day);
    EXPECT_EQ(portfolio.deals().given[1], 0);
}

TEST(Fold, TakesThePerformanceOfTheLatestYearThatIsOver) {
    Story story = entered();
    story.on(date(2022, 12, 31), event::PerformanceReported{2022, yuan(5), yuan(1), true})
        .on(date(2023, 12, 31), event::PerformanceReported{2023, yuan(7), {}, false})
        .on(date(2024, 12, 31), event::PerformanceReported{2024, {}, yuan(9), {}});
    const auto on = [&](Date day) { return fold(story.events, day).deals(); };
    const Deals now = on(as_of);
    EXPECT_EQ(now.output[0], yuan(7).fen());
    EXPECT_EQ(now.tax[0], 0);
    EXPECT_EQ(now.given[0], deal::output | deal::environment) << "tax is not that of 2022";
    const Deals end = on(date(2024, 12, 31));
    EXPECT_EQ(end.given[0], deal::tax);
    EXPECT_EQ(end.tax[0], yuan(9).fen());
    EXPECT_EQ(on(date(2024, 12, 30)).given[0], now.given[0]);
}

TEST(Fold, TakesEachFigureOfTheAgreementAsLastAgreed) {
    Story story = entered();
    story.on(date(2024, 1, 1), event::AgreementSet{yuan(5), yuan(1)})
        .on(date(2024, 6, 1), event::AgreementSet{yuan(6), {}})
        .on(date(2023, 12, 31), event::PerformanceReported{2023, yuan(7), {}, true});
    const Deals deals = fold(story.events, as_of).deals();
    EXPECT_EQ(deals.agreed_output[0], yuan(6).fen());
    EXPECT_EQ(deals.agreed_tax[0], yuan(1).fen());
    EXPECT_EQ(deals.output[0], yuan(7).fen());
    EXPECT_EQ(deals.given[0], deal::agreed_output | deal::agreed_tax | deal::output |
                                  deal::environment | deal::environment_met);
    EXPECT_EQ(fold(story.events, date(2024, 5, 31)).deals().agreed_output[0], yuan(5).fen());
}

TEST(Fold, CountsAsCorrectedOnlyWhatIsNotBeforeTheOrder) {
    const Date march = date(2024, 3, 1);
    const Date april = date(2024, 4, 1);
    Story story = entered();
    story.on(march, event::CorrectionOrdered{}).on(april, event::Corrected{});
    EXPECT_EQ(fold(story.events, as_of).deals().corrected[0], april.days());
    EXPECT_EQ(fold(story.events, march).deals().corrected[0], no_day);
    story.on(date(2024, 5, 1), event::CorrectionOrdered{});
    const History history = history_of(story.events);
    EXPECT_EQ(history.at(as_of).deals().correction_ordered[0], date(2024, 5, 1).days());
    EXPECT_EQ(history.at(as_of).deals().corrected[0], no_day);
    EXPECT_EQ(history.at(april).deals().correction_ordered[0], no_day);
    EXPECT_EQ(history.at(april).deals().corrected[0], april.days())
        << "the order in force lies ahead";
    story.on(date(2024, 5, 1), event::Corrected{});
    EXPECT_EQ(fold(story.events, as_of).deals().corrected[0], date(2024, 5, 1).days());
}

// --- A store's replay is a fold
// -------------------------------------------------------------------

/// Random events of every kind for a handful of projects.
class RandomEvents {
  public:
    explicit RandomEvents(unsigned seed) : random_(seed) {}

    Event next() { return {code(below(12)), day(), payload()}; }
    int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }
    Date day() { return date(2022, 1, 1).plus_days(below(4 * 365)); }

  private:
    Money money() { return Money::from_fen(below(1'000'000)); }
    std::optional<Money> maybe() { return below(3) == 0 ? std::nullopt : std::optional(money()); }
    std::string text() { return std::string(1, static_cast<char>('a' + below(5))); }
    Payload payload() {
        static constexpr std::string_view regions[] = {"420281", "420281107", "420222", "420900"};
        switch (below(26)) {
            case 0:
                return event::EnteredDirectory{};
            case 1:
                return event::MovedToReserve{};
            case 2:
                return event::MovedToImplementation{};
            case 3:
                return event::Withdrawn{text()};
            case 4:
                return event::PlanSet{2022 + below(4), money(), maybe()};
            case 5:
                return event::StartPlanned{day()};
            case 6:
                return event::Started{};
            case 7:
                return event::Enrolled{};
            case 8:
                return event::CompletionPlanned{day()};
            case 9:
                return event::Completed{};
            case 10:
                return event::InProduction{};
            case 11:
                return event::Settled{};
            case 12:
                return event::FinalAccountsApproved{};
            case 13:
                return event::Evaluated{
                    static_cast<Evaluation>(below(3)),
                    below(2) == 0 ? std::optional(below(10'001)) : std::nullopt};
            case 14: {
                const Date from = day();
                return event::ReasonGranted{text(), from, from.plus_days(below(90)), text(),
                                            text()};
            }
            case 15:
                return AttributeChanged::region(
                    RegionCode::parse(regions[static_cast<std::size_t>(below(4))]), text());
            case 16:
                return AttributeChanged::total_investment(money());
            case 17: {
                const auto which = static_cast<Attribute>(below(8));
                if (which == Attribute::sector) {
                    return AttributeChanged::sector(SectorCode::parse("C39"));
                }
                if (which == Attribute::extra) return AttributeChanged::extra(text(), text());
                if (which == Attribute::region || which == Attribute::total_investment) {
                    return AttributeChanged::of(Attribute::name, text());
                }
                return AttributeChanged::of(which, text());
            }
            case 18:
                return event::Negotiated{};
            case 19:
                return event::ContractSigned{};
            case 20:
                return event::CorrectionOrdered{};
            case 21:
                return event::Corrected{};
            case 22:
                return event::AgreementSet{money(), maybe()};
            case 23:
                return event::PerformanceReported{2021 + below(4), money(), maybe(), below(2) == 0};
            default:
                return event::ProgressReported{Month(2022 + below(4), 1 + below(12)), money(),
                                               maybe(), maybe(), maybe()};
        }
    }

    std::mt19937_64 random_;
};

TEST(Fold, OfWhatWasRecordedIsWhatTheStoreAnswersForAnyTwoDays) {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        RandomEvents source(seed);
        Store store = Store::in_memory();
        std::vector<std::pair<Instant, Event>> kept;
        Instant clock = Instant::at(date(2024, 1, 1), 22);
        for (int batch = 0; batch < 15; ++batch) {
            clock = Instant::from_unix_seconds(clock.unix_seconds() + source.below(40) * 3600);
            auto append =
                store.begin_append({.recorded_at = clock}, Store::Rules::checked_by_caller);
            for (int i = source.below(60); i > 0; --i) {
                const Event event = source.next();
                if (append.correct(event)) kept.emplace_back(clock, event);
            }
            (void)append.commit();
        }
        ASSERT_EQ(store.length(), std::ssize(kept));
        for (int question = 0; question < 20; ++question) {
            const Date day = source.day();
            const Date known = date(2023, 12, 31).plus_days(source.below(32));
            const bool all = question % 5 == 0;
            std::vector<Event> prefix;
            for (const auto& [recorded, event] : kept) {
                if (all || recorded.day() <= known) prefix.push_back(event);
            }
            expect_same(store.at(day, all ? std::nullopt : std::optional(known)), fold(prefix, day),
                        "seed " + std::to_string(seed) + ", as of " + day.iso() + ", known on " +
                            (all ? std::string("any day") : known.iso()));
        }
    }
}

}  // namespace
}  // namespace sanku
