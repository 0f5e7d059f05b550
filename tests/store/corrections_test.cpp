#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sanku/store/store.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using testing::code;
using testing::Story;

Money yuan(std::int64_t count) {
    return Money::from(count, MoneyUnit::yuan);
}
Batch on_day(int day) {
    return {.recorded_at = Instant::at(date(2024, 7, 1).plus_days(day - 1), 12), .by = "统计科"};
}
Event event_of(Date day, Payload what) {
    return {code(1), day, std::move(what)};
}
Event report(Month month, std::int64_t this_year, std::int64_t total) {
    return event_of(month.last_day(),
                    event::ProgressReported{month, yuan(this_year), yuan(total), {}, {}});
}
template <typename Work>
Problem problem_of(Work&& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.problem();
    }
    ADD_FAILURE() << "nothing was refused";
    return {};
}
template <typename Work>
std::string refusal(Work&& work) {
    return std::string(key(problem_of(work).code));
}

const Event entry = event_of(date(2024, 1, 5), event::EnteredDirectory{});
const Event start = event_of(date(2024, 3, 1), event::Started{});

TEST(Corrections, AFactStatedOtherwiseIsRefusedUnlessItIsACorrection) {
    const std::vector<std::pair<Event, Event>> restatements = {
        {start, event_of(date(2024, 3, 2), event::Started{})},
        {report(Month(2024, 6), 5, 5), report(Month(2024, 6), 6, 6)},
        {event_of(date(2024, 1, 1), event::PlanSet{2024, yuan(10), {}}),
         event_of(date(2024, 1, 1), event::PlanSet{2024, yuan(20), {}})},
        {event_of(date(2024, 1, 1), AttributeChanged::of(Attribute::name, "a")),
         event_of(date(2024, 1, 1), AttributeChanged::of(Attribute::name, "b"))},
        {event_of(date(2024, 1, 1), event::FactorStated{"land"}),
         event_of(date(2024, 1, 1), event::FactorStated{"land", FactorState::granted})},
        {event_of(date(2024, 1, 1), event::FigureReported{"satisfaction", {9, 10}}),
         event_of(date(2024, 1, 1), event::FigureReported{"satisfaction", {8, 10}})},
    };
    for (const auto& [first, second] : restatements) {
        Store store = Store::in_memory();
        (void)store.append(std::vector{entry, first}, on_day(1));
        const Problem problem =
            problem_of([&] { (void)store.append(std::vector{second}, on_day(2)); });
        EXPECT_EQ(key(problem.code), "fact_restated");
        EXPECT_EQ(problem.value, code(1).str());
        EXPECT_EQ(problem.detail, "event 2");
        EXPECT_EQ(store.length(), 2);
        const Appended done = store.correct(std::vector{second}, on_day(2));
        EXPECT_EQ(done.corrected, 1);
        const RecordedEvent corrected = store.event(3);
        EXPECT_EQ(corrected.event, second);
        EXPECT_EQ(corrected.supersedes, 2);
        EXPECT_EQ(store.event(2).event, first) << "what it corrects stays as it was recorded";
    }
}

TEST(Corrections, AFigureSaidAgainOnALaterDayIsAStatementOfItsOwnWhateverTheOrder) {
    const auto stated = [](Date day, std::int64_t value) {
        return event_of(day, event::FigureReported{"satisfaction", {value, 1}});
    };
    const Event early = stated(date(2023, 12, 31), 91);
    const Event late = stated(date(2024, 12, 31), 91);
    const Event corrected = stated(date(2023, 12, 31), 80);
    for (const auto& order : {std::vector{early, late, corrected}, {early, corrected, late}}) {
        Store store = Store::in_memory();
        (void)store.append(std::vector{entry}, on_day(1));
        for (int i = 0; i < 3; ++i) (void)store.correct(std::vector{order[i]}, on_day(2 + i));
        EXPECT_EQ(store.length(), 4);
        EXPECT_EQ(store.at(date(2025, 1, 1)).figure(0, "satisfaction")->value, Ratio(91, 1));
        EXPECT_EQ(store.at(date(2024, 6, 1)).figure(0, "satisfaction")->value, Ratio(80, 1));
        EXPECT_EQ(store.correct(std::vector{late}, on_day(9)).unchanged, 1);
    }
}

TEST(Corrections, AnEvaluationDoneAgainSupersedesAndBothStayOnRecord) {
    const auto evaluated = [](Date day, int score, std::string system) {
        return event_of(day,
                        event::Evaluated{Evaluation::project, score, std::move(system), "3号"});
    };
    const std::vector<Event> rounds = {evaluated(date(2024, 3, 1), 7950, "fiscal 2020"),
                                       evaluated(date(2024, 5, 1), 8850, "fiscal 2020"),
                                       evaluated(date(2024, 5, 1), 8850, "fiscal 2024")};
    Store store = Store::in_memory();
    (void)store.append(std::vector{entry}, on_day(1));
    for (int i = 0; i < 3; ++i) (void)store.correct(std::vector{rounds[i]}, on_day(2 + i));
    const auto history = store.history(code(1));
    ASSERT_EQ(history.size(), 4U);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(history[1 + i].event, rounds[i]);
        EXPECT_EQ(history[1 + i].supersedes, i == 0 ? 0 : 1 + i);
    }
    const Date june = date(2024, 6, 30);
    EXPECT_EQ(store.at(june).columns().score[0], 8850);
    EXPECT_EQ(store.at(june, date(2024, 7, 2)).columns().score[0], 7950) << "as known then";
}

TEST(Corrections, AnUndatedFactOfAnotherDayIsNoRestatement) {
    Store store = Store::in_memory();
    const auto name = [](Date day, const char* text) {
        return event_of(day, AttributeChanged::of(Attribute::name, text));
    };
    (void)store.append(std::vector{name(date(2024, 1, 1), "a")}, on_day(1));
    (void)store.append(std::vector{name(date(2024, 6, 1), "b")}, on_day(2));
    (void)store.append(std::vector{name(date(2024, 3, 1), "c")}, on_day(3));
    EXPECT_EQ(store.length(), 3);
    EXPECT_EQ(store.event(3).supersedes, 0);
}

TEST(Corrections, AnEventTakenBackIsNotStatedAnyMore) {
    Store store = Store::in_memory();
    (void)store.append(std::vector{entry, start, report(Month(2024, 5), 4, 4)}, on_day(1));
    const std::int64_t sequence = store.retract(2, "填错项目", on_day(20));
    EXPECT_EQ(sequence, 4);
    const RecordedEvent retraction = store.event(4);
    EXPECT_EQ(retraction.supersedes, 2);
    EXPECT_EQ(std::get<event::Retracted>(retraction.event.what).reason, "填错项目");
    EXPECT_EQ(store.latest(code(1), {EventKind::started}), std::nullopt);
    const Date as_of = date(2024, 6, 30);
    EXPECT_EQ(store.at(as_of).columns().started[0], no_day);
    EXPECT_EQ(store.at(as_of, date(2024, 7, 1)).columns().started[0], date(2024, 3, 1).days())
        << "as known before";
    (void)store.retract(3, "不应上报", on_day(20));
    EXPECT_EQ(store.at(as_of).columns().last_report[0], 0);
    EXPECT_FALSE(store.reports_around(code(1), Month(2024, 6)).before);
    // And the fact may be stated anew.
    (void)store.append(std::vector{event_of(date(2024, 4, 1), event::Started{})}, on_day(21));
    EXPECT_EQ(store.at(as_of).columns().started[0], date(2024, 4, 1).days());
}

TEST(Corrections, TakingBackAnUndatedFactBringsBackWhatWasSaidBefore) {
    Store store = Store::in_memory();
    const auto plan = [](Date day, std::int64_t amount) {
        return event_of(day, event::PlanSet{2024, yuan(amount), {}});
    };
    (void)store.append(std::vector{entry, plan(date(2024, 1, 1), 100), plan(date(2024, 5, 1), 70)},
                       on_day(1));
    EXPECT_EQ(store.at(date(2024, 6, 30)).columns().plan[0], yuan(70).fen());
    (void)store.retract(3, "未获批准", on_day(2));
    EXPECT_EQ(store.at(date(2024, 6, 30)).columns().plan[0], yuan(100).fen());
}

TEST(Corrections, OnlyAnEventInForceCanBeTakenBackAndOnlyWithAReason) {
    Store store = Store::in_memory();
    (void)store.append(std::vector{entry, start}, on_day(1));
    const auto retract = [&](std::int64_t sequence, const char* reason) {
        return refusal([&] { (void)store.retract(sequence, reason, on_day(2)); });
    };
    EXPECT_EQ(retract(2, ""), "missing_reason");
    EXPECT_EQ(retract(3, "x"), "unknown_event");
    EXPECT_EQ(retract(0, "x"), "unknown_event");
    (void)store.correct(std::vector{event_of(date(2024, 3, 9), event::Started{})}, on_day(2));
    EXPECT_EQ(retract(2, "x"), "not_in_force") << "it was corrected";
    (void)store.retract(3, "x", on_day(2));
    EXPECT_EQ(retract(3, "x"), "not_in_force") << "it was taken back";
    EXPECT_EQ(retract(4, "x"), "not_in_force") << "taking back is final";
    EXPECT_EQ(store.length(), 4);
}

TEST(Rules, AnAppendThatBreaksOneIsRefusedWhole) {
    struct Row {
        const char* rule;
        std::vector<Event> held;
        std::vector<Event> added;
    };
    const auto on = [](Date day, Payload what) { return event_of(day, std::move(what)); };
    const Row rows[] = {
        {"progress_before_entry", {entry}, {report(Month(2023, 12), 1, 1)}},
        {"progress_before_entry", {}, {report(Month(2023, 12), 1, 1), entry}},
        {"total_falls", {entry, report(Month(2024, 5), 5, 5)}, {report(Month(2024, 6), 4, 4)}},
        {"total_falls", {entry, report(Month(2024, 5), 5, 5)}, {report(Month(2024, 3), 6, 6)}},
        {"total_below_year", {entry, report(Month(2024, 5), 5, 5)}, {report(Month(2024, 6), 7, 6)}},
        {"completed_before_started", {entry, start}, {on(date(2024, 2, 1), event::Completed{})}},
        {"completed_before_started", {}, {entry, on(date(2024, 2, 1), event::Completed{}), start}},
        {"production_before_started",
         {entry, start},
         {on(date(2024, 2, 1), event::InProduction{})}},
        {"settled_before_completed",
         {entry, start, on(date(2024, 5, 1), event::Completed{})},
         {on(date(2024, 4, 1), event::Settled{})}},
        {"final_accounts_before_settled",
         {entry, on(date(2024, 5, 1), event::Settled{})},
         {on(date(2024, 4, 1), event::FinalAccountsApproved{})}},
        {"reserve_before_directory", {entry}, {on(date(2024, 1, 4), event::MovedToReserve{})}},
        {"implementation_before_reserve",
         {on(date(2024, 1, 4), event::MovedToReserve{})},
         {on(date(2024, 1, 3), event::MovedToImplementation{})}},
        {"withdrawn_before_entered", {entry}, {on(date(2024, 1, 4), event::Withdrawn{""})}},
        {"signed_before_negotiated",
         {entry, on(date(2023, 5, 2), event::Negotiated{})},
         {on(date(2023, 5, 1), event::ContractSigned{})}},
        {"signed_before_negotiated",
         {},
         {on(date(2023, 5, 1), event::ContractSigned{}),
          on(date(2023, 5, 2), event::Negotiated{})}},
        {"corrected_before_ordered",
         {entry, on(date(2024, 5, 2), event::CorrectionOrdered{})},
         {on(date(2024, 5, 1), event::Corrected{})}},
    };
    for (const auto& [rule, held, added] : rows) {
        Store store = Store::in_memory();
        (void)store.append(held, on_day(1));
        const Problem problem = problem_of([&] { (void)store.append(added, on_day(2)); });
        EXPECT_EQ(key(problem.code), rule);
        EXPECT_EQ(problem.column, code(1).str()) << rule;
        EXPECT_EQ(store.length(), std::ssize(held)) << rule;
    }
}

TEST(Rules, ALaterOrderIsNotHeldAgainstWhatWasPutRightUnderAnEarlierOne) {
    Store store = Store::in_memory();
    const Date april = date(2024, 4, 1);
    (void)store.append(std::vector{entry, event_of(date(2024, 3, 1), event::CorrectionOrdered{}),
                                   event_of(april, event::Corrected{})},
                       on_day(1));
    const auto corrected = [&] { return store.at(date(2024, 6, 30)).deals().corrected.at(0); };
    EXPECT_EQ(corrected(), april.days());
    (void)store.correct(std::vector{event_of(date(2024, 5, 1), event::CorrectionOrdered{})},
                        on_day(2));
    EXPECT_EQ(corrected(), no_day);
    const auto correct = [&](Date day) {
        (void)store.correct(std::vector{event_of(day, event::Corrected{})}, on_day(3));
    };
    EXPECT_EQ(refusal([&] { correct(date(2024, 4, 30)); }), "corrected_before_ordered");
    correct(date(2024, 6, 1));
    EXPECT_EQ(corrected(), date(2024, 6, 1).days());
    EXPECT_TRUE(store.verify().sound);
}

TEST(Rules, HoldForTheWholeAppendSoThatSeveralFactsCanMoveTogether) {
    Store store = Store::in_memory();
    (void)store.append(std::vector{entry, start, event_of(date(2024, 5, 1), event::Completed{}),
                                   report(Month(2024, 4), 4, 4), report(Month(2024, 5), 5, 5)},
                       on_day(1));
    (void)store.correct(std::vector{event_of(date(2024, 6, 1), event::Started{}),
                                    event_of(date(2024, 6, 9), event::Completed{}),
                                    report(Month(2024, 4), 8, 8), report(Month(2024, 5), 9, 9)},
                        on_day(2));
    EXPECT_EQ(store.length(), 9);
    EXPECT_EQ(refusal([&] {
                  (void)store.correct(std::vector{report(Month(2024, 4), 10, 10)}, on_day(3));
              }),
              "total_falls");
    EXPECT_EQ(refusal([&] {
                  (void)store.correct(std::vector{event_of(date(2024, 6, 10), event::Started{})},
                                      on_day(3));
              }),
              "completed_before_started");
}

TEST(Rules, WhatIsOddButPossibleIsAcceptedAndFlagged) {
    Store store = Store::in_memory();
    const auto paid = [](Month month, std::int64_t amount) {
        return event_of(month.last_day(),
                        event::ProgressReported{month, yuan(1), yuan(9), {}, yuan(amount)});
    };
    const auto counts = [](const Appended& done) { return done.flag_counts; };
    using Counts = std::array<std::int64_t, flag_code_count>;
    EXPECT_EQ(counts(store.append(std::vector{entry, paid(Month(2024, 4), 5)}, on_day(1))),
              (Counts{0, 0, 0}));
    const Appended refund = store.append(std::vector{paid(Month(2024, 5), 3)}, on_day(1));
    EXPECT_EQ(counts(refund), (Counts{0, 1, 0}));
    ASSERT_EQ(refund.flags.size(), 1U);
    EXPECT_EQ(refund.flags[0].sequence, 3);
    EXPECT_EQ(refund.flags[0].project, code(1));
    EXPECT_EQ(key(refund.flags[0].code), "figure_falls");
    EXPECT_EQ(
        counts(store.append(std::vector{event_of(date(2024, 8, 1), event::Started{})}, on_day(1))),
        (Counts{1, 0, 0}));
    (void)store.store({.title = "6月",
                       .as_of = date(2024, 6, 30),
                       .known_on = {},
                       .position = store.position(),
                       .policy = "",
                       .language = "zh",
                       .previous_year_investment = {},
                       .region_level = {},
                       .json_hash = {}},
                      on_day(2).recorded_at, "统计科");
    EXPECT_EQ(counts(store.append(std::vector{paid(Month(2024, 6), 4)}, on_day(3))),
              (Counts{0, 0, 1}));
    EXPECT_EQ(counts(store.append(std::vector{paid(Month(2024, 7), 4)}, on_day(31))),
              (Counts{0, 0, 0}));
}

TEST(Store, StatesAreAskedForByPositionAsWellAsByDay) {
    Store store = Store::in_memory();
    (void)store.append(std::vector{entry}, on_day(1));
    const Position first = store.position();
    (void)store.append(std::vector{start}, on_day(1));
    EXPECT_EQ(first, (Position{1, 1}));
    EXPECT_EQ(store.position(), (Position{2, 2}));
    const Date as_of = date(2024, 6, 30);
    EXPECT_EQ(store.at(as_of, first).columns().started[0], no_day);
    EXPECT_NE(store.at(as_of, store.position()).columns().started[0], no_day);
    EXPECT_EQ(refusal([&] { (void)store.at(as_of, Position{1, 2}); }), "invalid_argument");
    EXPECT_EQ(refusal([&] { (void)store.anchor(Position{3, 2}); }), "invalid_argument");
    EXPECT_EQ(store.anchor(store.position()), store.anchor());
    EXPECT_NE(store.anchor(first).head, store.anchor().head);
    EXPECT_EQ(Anchor::parse(store.anchor().str()), store.anchor());
}

TEST(Store, KeepsTheInputsOfAFrozenBulletin) {
    Store store = Store::in_memory();
    (void)store.append(std::vector{entry}, on_day(1));
    const FrozenRecord record{.title = "6月",
                              .as_of = date(2024, 6, 30),
                              .known_on = date(2024, 7, 3),
                              .position = store.position(),
                              .policy = "id = \"x\"",
                              .language = "zh",
                              .previous_year_investment = yuan(7),
                              .region_level = 2,
                              .json_hash = digest(HashAlgorithm::sha256, "json")};
    EXPECT_EQ(store.store(record, on_day(3).recorded_at, "统计科"), 2);
    const FrozenRecord bare{.title = "",
                            .as_of = date(2024, 6, 30),
                            .known_on = {},
                            .position = {},
                            .policy = "",
                            .language = "en",
                            .previous_year_investment = {},
                            .region_level = {},
                            .json_hash = {}};
    EXPECT_EQ(store.store(bare, on_day(4).recorded_at, ""), 3);
    const auto frozen = store.frozen();
    ASSERT_EQ(frozen.size(), 2U);
    EXPECT_EQ(frozen[0].record, record);
    EXPECT_EQ(frozen[0].by, "统计科");
    EXPECT_EQ(frozen[0].number, 2);
    EXPECT_EQ(frozen[1].record, bare);
    EXPECT_EQ(store.length(), 1);
    EXPECT_EQ(store.append(std::vector{start}, on_day(5)).added, 1) << "and the journal goes on";
    EXPECT_EQ(store.position(), (Position{4, 2}));
}

}  // namespace
}  // namespace sanku
