#include "sanku/archive/evaluations.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support.hpp"

namespace sanku {
namespace {

using evaluation::IndicatorSystem;
using evaluation::ProjectScorer;
using testing::code;
using testing::Story;

const Date as_of = date(2024, 12, 31);

[[nodiscard]] Batch batch(Date day, const std::string& by, const std::string& source = {}) {
    return {.recorded_at = Instant::at(day, 9, 0, 0), .by = by, .source = source};
}

/// A project whose payment was reported wrongly first and corrected in the next month.
[[nodiscard]] Store corrected_store() {
    Store store = Store::in_memory();
    Story story(code(1));
    story.on(date(2023, 1, 1), event::MovedToReserve{}).plan(2024, 100, 80);
    story.report(Month(2024, 11), 60, 60, 40);
    (void)store.append(story.events, batch(date(2024, 12, 5), "甲", "十一月.csv"));
    const Story right = Story(code(1)).report(Month(2024, 11), 60, 60, 60);
    (void)store.correct(right.events, batch(date(2025, 1, 5), "乙", "更正.csv"));
    return store;
}

TEST(ScoreEvidence, NamesWhoRecordedWhatAndWhatItSuperseded) {
    const Store store = corrected_store();
    const IndicatorSystem system = IndicatorSystem::builtin("fiscal-self-evaluation");
    const ProjectScorer scorer(store.at(as_of), system);
    const auto explained = explain(store, scorer, 0);
    ASSERT_EQ(explained.size(), system.indicators.size());
    const auto& rate = explained[*system.find("execution_rate")];
    ASSERT_EQ(rate.size(), 3U);  // the plan, the wrong report, the right one
    EXPECT_EQ(rate[0].evidence.columns, (std::vector<std::string_view>{"required_payment"}));
    EXPECT_EQ(rate[1].evidence.origin.superseded_by, rate[2].evidence.origin.event.sequence);
    EXPECT_EQ(rate[1].batch.batch.source, "十一月.csv");
    EXPECT_TRUE(rate[2].evidence.origin.holds());
    EXPECT_EQ(rate[2].evidence.columns, (std::vector<std::string_view>{"paid"}));
    EXPECT_EQ(rate[2].batch.batch.by, "乙");
}

TEST(ScoreEvidence, AsKnownOnAnEarlierDayIsThatOfTheEarlierScore) {
    const Store store = corrected_store();
    const IndicatorSystem system = IndicatorSystem::builtin("fiscal-self-evaluation");
    const std::size_t place = *system.find("execution_rate");
    const ProjectScorer now(store.at(as_of), system);
    const ProjectScorer then(store.at(as_of, as_of), system);
    EXPECT_EQ(now.score(0).points[place].share, Rational(3, 4));
    EXPECT_EQ(then.score(0).points[place].share, Rational(1, 2));
    const auto known = explain(store, then, 0)[place];
    ASSERT_EQ(known.size(), 2U);
    EXPECT_TRUE(known[1].evidence.origin.holds());
    EXPECT_EQ(known[1].batch.batch.by, "甲");
}

TEST(EvaluationHistory, HasEveryVersionAndWhatSupersededIt) {
    Store store = corrected_store();
    const auto evaluated = [](int score, const char* system) {
        return Story(code(1))
            .on(date(2025, 2, 1), event::Evaluated{Evaluation::project, score, system, "财评1号"})
            .events;
    };
    (void)store.append(evaluated(8000, "a 1"), batch(date(2025, 2, 2), "丙"));
    (void)store.correct(evaluated(8600, "a 2"), batch(date(2025, 3, 2), "丁"));
    const auto before = evaluations(store, code(1));
    ASSERT_EQ(before.size(), 2U);
    EXPECT_EQ(before[0].origin.superseded_by, before[1].origin.event.sequence);
    EXPECT_TRUE(before[1].origin.holds());
    EXPECT_EQ(before[1].batch.batch.by, "丁");
    (void)store.retract(before[1].origin.event.sequence, "误评", batch(date(2025, 4, 1), "丁"));
    const auto after = evaluations(store, code(1));
    ASSERT_EQ(after.size(), 3U);
    EXPECT_FALSE(after[1].origin.holds());
    EXPECT_EQ(after[2].origin.event.event.kind(), EventKind::retracted);
}

TEST(EvaluationHistory, RecordedScoresAreThoseOfTheScorecards) {
    Store store = corrected_store();
    const Story asked =
        Story(code(1)).on(date(2024, 12, 20), event::FigureReported{"satisfied", {90, 1}});
    (void)store.append(asked.events, batch(date(2025, 1, 6), "丙"));
    const IndicatorSystem system = IndicatorSystem::builtin("fiscal-self-evaluation");
    const ProjectScorer scorer(store.at(as_of), system);
    const std::vector<Event> events = {
        {code(1), as_of, evaluation::evaluated(system, scorer.score(0), "财评2号")}};
    (void)store.append(events, batch(date(2025, 2, 2), "丙"));
    const Portfolio portfolio = store.at(as_of);
    // 7.5 of 10 for execution and all 10 for satisfaction; what is left out is spread over both.
    EXPECT_EQ(scorer.score(0).total, Rational(175, 2));
    EXPECT_EQ(portfolio.columns().score[0], 8750);
}

}  // namespace
}  // namespace sanku
