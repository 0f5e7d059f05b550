#include "sanku/evaluation/project_scorer.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "portfolio/random_history.hpp"
#include "sanku/evaluation/evidence.hpp"
#include "sanku/evaluation/grade.hpp"
#include "sanku/evaluation/scorecard.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using evaluation::Grade;
using evaluation::Indicator;
using evaluation::IndicatorSystem;
using evaluation::ProjectScorer;
using evaluation::Score;
using testing::code;
using testing::RandomHistory;
using testing::Story;

/// A system with every source that a project can have, each in a dimension of its own.
[[nodiscard]] IndicatorSystem every_source() {
    std::string text = R"(id = "all"
version = "1"
kind = "project"
title = { zh = "全", en = "All" }
source = { zh = "本库", en = "ours" }
basis = "default"
)";
    int count = 0;
    const auto add = [&](const std::string& source, const std::string& unit, bool last = false) {
        ++count;
        text += "[[indicator]]\nid = \"" + std::string(1, static_cast<char>('a' + count % 26)) +
                std::to_string(count) + "\"\nname = { zh = \"指标" + std::to_string(count) +
                "\", en = \"i\" }\nweight = " + (last ? "WEIGHT" : "2") + '\n' + source +
                "\nunit = \"" + unit + "\"\nbetter = \"higher\"\nmethod = \"" +
                (count % 3 == 0 ? "rank\"" : "attained\"\ntarget = 100") +
                "\nmissing = \"exclude\"\n";
    };
    for (const warning::Metric& metric : warning::metrics()) {
        if (metric.is_regional()) continue;
        add("metric = \"" + metric.key + '"', metric.unit.en);
    }
    for (const evaluation::ProjectColumn& column : evaluation::project_columns) {
        if (count == 31) break;
        add("column = \"" + std::string(column.key) + "\"\nper = \"" +
                (column.key == "plan" ? "total_investment" : "plan") + '"',
            "%", count == 30);
    }
    text.replace(text.find("WEIGHT"), 6, std::to_string(100 - 2 * (count - 1)));
    return IndicatorSystem::parse(text);
}

/// Reports `value` under each reported indicator of a system.
void report_all(Story& story, const IndicatorSystem& system, std::int64_t value, Date day) {
    for (const Indicator& one : system.indicators) {
        if (one.source.kind != evaluation::SourceKind::reported) continue;
        story.on(day, event::FigureReported{one.id, {value, 1}});
    }
}

[[nodiscard]] Story in_reserve(int n = 1) {
    Story story(code(n));
    story.on(date(2023, 1, 1), event::MovedToReserve{});
    return story;
}

TEST(ProjectScorer, AFiscalSelfEvaluationByHand) {
    const IndicatorSystem system = IndicatorSystem::builtin("fiscal-self-evaluation");
    Story story = in_reserve();
    story.plan(2024, 100, 80).report(Month(2024, 11), 60, 60, 60);
    report_all(story, system, 90, date(2024, 12, 1));
    const ProjectScorer scorer(fold(story.events, date(2024, 12, 31)), system);
    const Score score = scorer.score(0);
    // Execution 60 ÷ 80 of 10, nine tenths of 50 + 30, and 90 of the target 90 of 10.
    EXPECT_EQ(score.total, Rational(15, 2) + Rational(72) + Rational(10));
    EXPECT_EQ(evaluation::grade(*score.total), Grade::good);
    Rational lost;
    for (const auto& line : evaluation::scorecard(system, score)) {
        if (line.depth == 0) lost += line.lost();
    }
    EXPECT_EQ(lost, Rational(100) - *score.total);
    const auto found = system.find("quality");
    ASSERT_TRUE(found);
    EXPECT_EQ(score.points[*found].stated.on, date(2024, 12, 1));
    const event::Evaluated record = evaluation::evaluated(system, score, "财评〔2025〕1号");
    EXPECT_EQ(record, (event::Evaluated{Evaluation::project, 8950, "fiscal-self-evaluation 1",
                                        "财评〔2025〕1号"}));
}

TEST(ProjectScorer, ReadsAMetricAsTheLightsDoAndWhatIsDoneAsZero) {
    const IndicatorSystem system = IndicatorSystem::builtin("department-evaluation");
    const std::size_t place = *system.find("timeliness");
    const auto value = [&](Story story) {
        const ProjectScorer scorer(fold(story.events, date(2024, 6, 30)), system);
        return scorer.measure(0).figures[place].figure.value();
    };
    EXPECT_EQ(value(in_reserve()), std::nullopt);
    Story overdue = in_reserve();
    overdue.on(date(2024, 1, 1), event::StartPlanned{date(2024, 3, 15)});
    EXPECT_EQ(value(overdue), Rational(4));  // ends of March, April, May and June
    overdue.on(date(2024, 6, 1), event::Started{});
    EXPECT_EQ(value(overdue), Rational(0));
}

TEST(ProjectScorer, AMissingFigureThatBlocksLeavesNoScoreAndNothingToRecord) {
    const IndicatorSystem system = IndicatorSystem::builtin("department-evaluation");
    const ProjectScorer scorer(fold(in_reserve().events, date(2024, 6, 30)), system);
    EXPECT_EQ(scorer.score(0).total, std::nullopt);
    EXPECT_THROW((void)evaluation::evaluated(system, scorer.score(0)), Error);
}

TEST(ProjectScorer, RefusesASystemOfOthersAndOneWithASize) {
    const Portfolio portfolio = fold(in_reserve().events, date(2024, 6, 30));
    EXPECT_THROW(ProjectScorer(portfolio, IndicatorSystem::builtin("regions-default")), Error);
    IndicatorSystem system = IndicatorSystem::builtin("fiscal-self-evaluation");
    system.min_size = 2;
    EXPECT_THROW(ProjectScorer(portfolio, system), Error);
    system.min_size = 0;
    system.indicators[0].source.key = "tax per mu";
    EXPECT_THROW(ProjectScorer(portfolio, system), Error);
}

TEST(ProjectScorer, GradesAreOfTheExactScoreAndRecordsAreRoundedHalfUp) {
    const IndicatorSystem system = IndicatorSystem::builtin("fiscal-self-evaluation");
    const auto graded = [](const Rational& score) { return evaluation::grade(score); };
    EXPECT_EQ(graded(Rational(90)), Grade::excellent);
    EXPECT_EQ(graded(Rational(8999, 100)), Grade::good);
    EXPECT_EQ(graded(Rational(80)), Grade::good);
    EXPECT_EQ(graded(Rational(60)), Grade::fair);
    EXPECT_EQ(graded(Rational(5999, 100)), Grade::poor);
    const Score close{"x", 1, {}, Rational(89'995, 1000)};
    EXPECT_EQ(graded(*close.total), Grade::good);
    EXPECT_EQ(evaluation::evaluated(system, close).score, 9000);
}

TEST(ProjectScorer, RanksAmongAllProjectsAndLostPointsSumToWhatTheScoreLacks) {
    const IndicatorSystem system = every_source();
    int scored = 0;
    for (unsigned seed = 1; seed <= 20; ++seed) {
        RandomHistory source(seed);
        const Portfolio portfolio = fold(source.events(), source.day());
        if (portfolio.size() == 0) continue;
        const ProjectScorer scorer(portfolio, system);
        std::vector<evaluation::Measured> entries;
        for (std::size_t row = 0; row < portfolio.size(); ++row) {
            entries.push_back(scorer.measure(row));
        }
        const evaluation::Scores together = evaluation::scores(system, entries);
        for (std::size_t row = 0; row < portfolio.size(); ++row) {
            const Score score = scorer.score(row);
            EXPECT_EQ(score, together.by_id.at(score.id)) << "seed " << seed;
            if (!score.total) continue;
            ++scored;
            Rational lost;
            for (const evaluation::Points& one : score.points) lost += one.lost();
            EXPECT_EQ(lost, Rational(100) - *score.total);
        }
    }
    EXPECT_GT(scored, 100);
}

TEST(Evidence, GivesTheSameFigureByItself) {
    std::vector<IndicatorSystem> systems = {every_source()};
    for (const std::string& id : IndicatorSystem::builtin_ids()) {
        IndicatorSystem one = IndicatorSystem::builtin(id);
        if (one.kind == evaluation::SystemKind::project) systems.push_back(std::move(one));
    }
    const Policy rules = Policy::builtin("yinchuan-2025");
    int with_value = 0;
    for (unsigned seed = 1; seed <= 12; ++seed) {
        RandomHistory source(seed);
        std::map<ProjectCode, std::vector<RecordedEvent>> recorded;
        std::int64_t sequence = 0;
        for (const Event& event : source.events()) {
            recorded[event.project].push_back(
                {++sequence, Instant::end_of(event.effective), event});
        }
        const History history = history_of(source.events());
        const Portfolio portfolio = history.at(source.day());
        for (const IndicatorSystem& system : systems) {
            const ProjectScorer scorer(portfolio, system, rules);
            for (std::size_t row = 0; row < portfolio.size(); ++row) {
                const ProjectCode project = portfolio.code(row);
                const evaluation::Measured whole = scorer.measure(row);
                for (std::size_t i = 0; i < system.indicators.size(); ++i) {
                    std::vector<Event> few = {
                        {project, Date::from_days(Date::min_days), event::FactorStated{"land"}}};
                    for (const auto& one :
                         evaluation::evidence(system.indicators[i], portfolio, recorded[project])) {
                        if (one.origin.holds()) few.push_back(one.origin.event.event);
                    }
                    IndicatorSystem alone = system;  // without peers, of which there is none
                    for (Indicator& one : alone.indicators) {
                        if (std::holds_alternative<evaluation::method::Placed>(one.method)) {
                            one.method = evaluation::method::YesNo{};
                        }
                    }
                    const ProjectScorer part(history_of(few).at(portfolio.as_of(), Members::all),
                                             alone, rules);
                    const auto value = whole.figures[i].figure.value();
                    EXPECT_EQ(part.measure(0).figures[i].figure.value(), value)
                        << "seed " << seed << ' ' << project.str() << ' '
                        << system.indicators[i].source.key;
                    with_value += value ? 1 : 0;
                }
            }
        }
    }
    EXPECT_GT(with_value, 1000);
}

}  // namespace
}  // namespace sanku
