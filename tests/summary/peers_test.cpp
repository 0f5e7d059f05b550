#include "sanku/summary/peers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "support.hpp"

namespace sanku {
namespace {

using evaluation::Better;
using evaluation::Figure;
using evaluation::Indicator;
using evaluation::IndicatorSystem;
using evaluation::LeftOut;
using evaluation::Ranking;
using evaluation::SourceKind;
using evaluation::SystemKind;
using testing::code;
using testing::join;
using testing::Story;

std::vector<std::pair<std::string, std::int64_t>> places(const Ranking& ranking) {
    std::vector<std::pair<std::string, std::int64_t>> out;
    for (const auto& one : ranking.ranked) out.emplace_back(one.id, one.rank);
    return out;
}
using Places = std::vector<std::pair<std::string, std::int64_t>>;

const Date as_of = date(2024, 6, 30);

summary::Summary summary_of(const std::vector<Event>& events) {
    return summary::Summary(
        warning::evaluate(fold(events, as_of), Policy::builtin("yinchuan-2025+hubei")));
}

/// `count` projects of a region, the first `moved` of which moved on from directory to reserve.
std::vector<Story> projects(int& number, const char* region, int count, int moved) {
    std::vector<Story> out;
    for (int i = 0; i < count; ++i) {
        Story story(code(number++));
        story.on(date(2024, 1, 1), event::EnteredDirectory{})
            .on(date(2024, 1, 1), event::AttributeChanged::region(RegionCode::parse(region), ""))
            .on(date(2024, 1, 1), event::AttributeChanged::total_investment(
                                      Money::from(100 + i, MoneyUnit::wan_yuan)));
        if (i < moved) story.on(date(2024, 2, 1), event::MovedToReserve{});
        out.push_back(std::move(story));
    }
    return out;
}

/// Daye 3 of 4 (in two townships and the county), Yangxin 1 of 4, Huangshi as such 1 of 1, Anlu of
/// Xiaogan 1 of 2.
std::vector<Story> huangshi() {
    int n = 0;
    std::vector<Story> all;
    for (auto& part : {projects(n, "420281107", 2, 2), projects(n, "420281", 1, 1),
                       projects(n, "420281108", 1, 0), projects(n, "420222", 4, 1),
                       projects(n, "420200", 1, 1), projects(n, "420982", 2, 1)}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

const summary::Measure& to_reserve = *summary::find_measure("directory_to_reserve");

TEST(PeerRanking, RanksCountiesAgainstTheRateOfTheirCity) {
    const summary::Summary sums = summary_of(join(huangshi()));
    const RegionCode city = RegionCode::parse("420200");
    const Ranking found = summary::ranking(sums, to_reserve, {.within = city});
    EXPECT_EQ(places(found), (Places{{"420281", 1}, {"420222", 2}}));
    EXPECT_EQ(found.average, Rational(5, 9));  // with the project that names the city alone
    EXPECT_EQ(found.find("420281")->figure, Figure(Ratio(3, 4)));
    EXPECT_EQ(found.find("420281")->size, 4);
    ASSERT_EQ(found.left_out.size(), 1U);
    EXPECT_EQ(found.left_out[0].id, "420200");
    EXPECT_EQ(found.left_out[0].why, LeftOut::wider);

    const Ranking whole = summary::ranking(sums, to_reserve, {});
    EXPECT_EQ(places(whole), (Places{{"420281", 1}, {"420982", 2}, {"420222", 3}}));
    EXPECT_EQ(whole.average, Rational(6, 11));
    const Ranking cities = summary::ranking(sums, to_reserve, {.level = RegionLevel::city});
    EXPECT_EQ(places(cities), (Places{{"420200", 1}, {"420900", 2}}));
    EXPECT_TRUE(cities.left_out.empty());
}

TEST(PeerRanking, ListsWhoIsExcludedThoughItHasNoProject) {
    const summary::Summary sums = summary_of(join(huangshi()));
    const std::string nowhere = "420204";
    const Ranking found =
        summary::ranking(sums, to_reserve, {.excluded = {{nowhere, "no land"}}}, {.min_size = 3});
    EXPECT_EQ(places(found), (Places{{"420281", 1}, {"420222", 2}}));
    ASSERT_EQ(found.left_out.size(), 3U);
    EXPECT_EQ(found.left_out[1].id, "420204");
    EXPECT_EQ(found.left_out[1].reason, "no land");
    EXPECT_EQ(found.left_out[2].why, LeftOut::too_small);
    EXPECT_THROW((void)summary::ranking(sums, to_reserve, {.excluded = {{"420200", "why"}}}),
                 Error);
    EXPECT_THROW(
        (void)summary::ranking(sums, to_reserve,
                               {.level = RegionLevel::city, .within = RegionCode::parse("420200")}),
        Error);
}

TEST(PeerRanking, OfMergedSummariesIsThatOfTheWhole) {
    const auto stories = huangshi();
    std::mt19937_64 random(4);
    for (int round = 0; round < 20; ++round) {
        std::vector<std::vector<Event>> parts(1 + random() % 4);
        for (const Story& story : stories) {
            auto& part = parts[random() % parts.size()];
            part.insert(part.end(), story.events.begin(), story.events.end());
        }
        summary::Summary merged;
        for (const auto& part : parts) merged.merge(summary_of(part));
        const summary::Summary whole = summary_of(join(stories));
        for (const summary::Measure& measure : summary::measures) {
            EXPECT_EQ(summary::ranking(merged, measure, {}), summary::ranking(whole, measure, {}))
                << measure.key;
        }
    }
}

/// Sums of which every figure is another random number, at most 1,000.
summary::Sums random_sums(std::mt19937_64& random) {
    const auto some = [&] { return static_cast<std::int64_t>(random() % 1'001); };
    summary::Sums out;
    out.volume = {some(), some(), some(), some(), some(), {some(), some(), some(), some(), some()}};
    out.directory_to_reserve = {
        .entered = some(), .moved = some(), .entered_fen = some(), .moved_fen = some()};
    out.reserve_to_implementation = {
        .entered = some(), .moved = some(), .entered_fen = some(), .moved_fen = some()};
    out.evaluations = {some(), some()};
    out.two_accounts = {some(), some(), some(), some(), some()};
    out.activity.started = {{some(), some()}, {some(), some()}};
    out.reporting.expected = 1'000 + some();
    out.reporting.stale = some();
    for (CountAndAmount& pool : out.holdings.pools) pool = {some(), some()};
    out.holdings.completed_last_year = some();
    out.returns = {some(), some(), some()};
    out.project_scores = {some(), some(), some(), some()};
    return out;
}

TEST(Measures, AddUpOverDisjointGroups) {
    std::mt19937_64 random(8);
    for (int i = 0; i < 50; ++i) {
        const summary::Sums a = random_sums(random);
        const summary::Sums b = random_sums(random);
        summary::Sums both = a;
        both += b;
        for (const summary::Measure& measure : summary::measures) {
            Figure merged = measure.figure(a, as_of);
            merged.merge(measure.figure(b, as_of));
            EXPECT_EQ(measure.figure(both, as_of), merged) << measure.key;
            EXPECT_EQ(measure.size(both), measure.size(a) + measure.size(b)) << measure.key;
        }
    }
}

TEST(Measures, TakeTheMonthsOfTheYearThatAreOver) {
    summary::Sums sums;
    sums.volume.plan = 120;
    sums.volume.completed_this_year = 30;
    const auto pace = [&](Date day) {
        return summary::find_measure("pace")->figure(sums, day).value();
    };
    EXPECT_EQ(pace(date(2024, 6, 30)), Rational(1, 2));   // 30 of 60
    EXPECT_EQ(pace(date(2024, 6, 29)), Rational(3, 5));   // 30 of 50
    EXPECT_EQ(pace(date(2024, 12, 31)), Rational(1, 4));  // 30 of 120
    EXPECT_EQ(pace(date(2024, 1, 30)), std::nullopt);     // nothing is due yet
    EXPECT_EQ(pace(date(2024, 1, 31)), Rational(3));
}

TEST(Measures, AreWhatTheirNamesSay) {
    summary::Sums sums;
    sums.volume = {40, 900, 200, 90, 70, {8, 10, 2, 5, 15}};  // not rated, green, no data, …
    sums.directory_to_reserve = {.entered = 30, .moved = 14, .entered_fen = 700, .moved_fen = 300};
    sums.reserve_to_implementation = {
        .entered = 13, .moved = 8, .entered_fen = 310, .moved_fen = 260};
    sums.evaluations = {9, 7};
    sums.two_accounts = {11, 6, 5, 4, 2};
    sums.activity.started = {{6, 0}, {4, 0}};
    sums.reporting.expected = 20;
    sums.reporting.stale = 3;
    sums.holdings.pools[static_cast<std::size_t>(Pool::reserve)] = {3, 210};
    sums.holdings.pools[static_cast<std::size_t>(Pool::implementation)] = {4, 245};
    sums.holdings.completed_last_year = 70;
    sums.returns = {2, 120, 100};
    sums.project_scores = {2, 17'000, 400, 9'000 * 300 + 8'000 * 100};
    const auto at = [&](std::string_view key) {
        return summary::find_measure(key)->figure(sums, as_of);
    };
    EXPECT_EQ(at("directory_to_reserve"), Figure(Ratio(14, 30)));
    EXPECT_EQ(at("directory_to_reserve_investment"), Figure(Ratio(300, 700)));
    EXPECT_EQ(at("reserve_to_implementation"), Figure(Ratio(8, 13)));
    EXPECT_EQ(at("reserve_to_implementation_investment"), Figure(Ratio(260, 310)));
    EXPECT_EQ(at("red_lights"), Figure(Ratio(15, 32)));  // 10 + 2 + 5 + 15 are rated
    EXPECT_EQ(at("green_lights"), Figure(Ratio(10, 32)));
    EXPECT_EQ(at("reporting"), Figure(Ratio(17, 20)));
    EXPECT_EQ(at("plan_completion"), Figure(Ratio(90, 200)));
    EXPECT_EQ(at("evaluations"), Figure(Ratio(7, 9)));
    EXPECT_EQ(at("two_accounts"), Figure(Ratio(4, 11)));
    EXPECT_EQ(at("starts"), Figure(Ratio(6, 4)));
    EXPECT_EQ(at("pace"), Figure(Rational(90 * 12), Rational(200 * 6)));
    EXPECT_EQ(at("reserve_multiple"), Figure(Ratio(210, 70)));
    EXPECT_EQ(at("directory_multiple"), Figure(Ratio(0, 70)));
    EXPECT_EQ(at("implementation_multiple"), Figure(Ratio(245, 70)));
    EXPECT_EQ(at("input_output"), Figure(Ratio(120, 100)));
    EXPECT_EQ(at("project_scores_by_count").value(), Rational(85));            // of 90 and 80
    EXPECT_EQ(at("project_scores_by_investment").value(), Rational(875, 10));  // 3 : 1
    EXPECT_EQ(summary::find_measure("shares"), nullptr);
    EXPECT_EQ(summary::find_measure("red_lights")->better, Better::lower);
}

TEST(RegionScores, OfMeasuredAndGivenFigures) {
    using testing::code;
    using testing::Story;
    const Date day = date(2024, 1, 1);
    std::vector<Story> stories;
    const auto add = [&](const char* region, int count, int moved) {
        for (int i = 0; i < count; ++i) {
            Story story(code(static_cast<int>(stories.size())));
            story.on(day, event::EnteredDirectory{})
                .on(day, event::AttributeChanged::region(RegionCode::parse(region), ""));
            if (i < moved) story.on(day, event::MovedToReserve{});
            stories.push_back(std::move(story));
        }
    };
    add("420281", 5, 2);  // 40 %: half of the points
    add("420222", 4, 3);  // 75 %: all
    add("420200", 1, 1);  // known for the city alone
    const summary::Summary sums(warning::evaluate(fold(testing::join(stories), date(2024, 6, 30)),
                                                  Policy::builtin("hubei")));
    IndicatorSystem system{
        .id = "two",
        .version = "1",
        .title = {},
        .source = {},
        .indicators = {{.id = "to_reserve",
                        .name = {},
                        .weight = Rational(60),
                        .unit = {},
                        .source = {SourceKind::measure, "directory_to_reserve"},
                        .method = evaluation::method::Linear{Rational(1, 5), Rational(3, 5)}},
                       {.id = "tax",
                        .name = {},
                        .weight = Rational(40),
                        .unit = {},
                        .method = evaluation::method::Linear{Rational(0), Rational(100)}}}};
    const summary::Reported reported = {
        {"tax",
         {{"420281", {Figure(Rational(90)), "市税务局", date(2024, 6, 28)}},
          {"420204", Figure(Rational(50))}}}};
    const evaluation::Scores found = scores(sums, system, {}, reported);
    EXPECT_EQ(found.by_id.at("420281").points[1].stated.by, "市税务局");
    EXPECT_EQ(found.by_id.at("420281").points[1].stated.on, date(2024, 6, 28));
    ASSERT_EQ(found.ranking.ranked.size(), 3U);
    EXPECT_EQ(found.ranking.ranked[0].id, "420281");
    EXPECT_EQ(found.ranking.ranked[0].value, Rational(66));  // 30 + 36
    EXPECT_EQ(found.ranking.ranked[1].id, "420222");
    EXPECT_EQ(found.ranking.ranked[1].value, Rational(60));
    EXPECT_EQ(found.ranking.ranked[2].id, "420204");
    EXPECT_EQ(found.ranking.ranked[2].value, Rational(20));
    // 6 of 10 projects moved on, that of the city too; the mean of the given figures is 70.
    EXPECT_EQ(found.above.points[0].stated.figure, Figure(Ratio(6, 10)));
    EXPECT_EQ(found.above.points[1].stated.figure.value(), Rational(70));
    EXPECT_EQ(found.ranking.average, Rational(88));
    EXPECT_EQ(found.ranking.find("420281")->to_average, Rational(-22));
    ASSERT_EQ(found.ranking.left_out.size(), 1U);
    EXPECT_EQ(found.ranking.left_out[0].why, LeftOut::wider);

    const auto refused = [&](const summary::Reported& figures, const summary::Peers& peers = {}) {
        EXPECT_THROW((void)scores(sums, system, peers, figures), Error);
    };
    refused({{"to_reserve", {{"420281", Figure(Rational(1))}}}});
    refused({{"nothing", {}}});
    refused({{"tax", {{"420281", Figure(Rational(1))}, {"420281000000", Figure(Rational(2))}}}});
    refused({}, {.excluded = {{"420281", "a"}, {"420281000000", "b"}}});
    refused({{"tax", {{"420200", Figure(Rational(1))}}}});
    refused({}, {.level = std::nullopt});  // a system of regions
    system.indicators[0].source.key = "nothing";
    refused({});
    system.indicators[0].source = {SourceKind::column, "paid"};
    refused({});
}

TEST(SectorScores, AreOfSectionsAndLeaveOutProjectsOfNone) {
    const Date day = date(2024, 1, 1);
    std::vector<Story> stories;
    const auto add = [&](const char* sector, int count, int moved) {
        for (int i = 0; i < count; ++i) {
            Story story(code(static_cast<int>(stories.size())));
            story.on(day, event::EnteredDirectory{});
            if (*sector != '\0') {
                story.on(day, event::AttributeChanged::sector(SectorCode::parse(sector)));
            }
            if (i < moved) story.on(day, event::MovedToReserve{});
            stories.push_back(std::move(story));
        }
    };
    add("C39", 3, 2);
    add("C13", 2, 1);  // with it 3 of 5
    add("F51", 4, 1);
    add("", 1, 1);
    const summary::Summary sums = summary_of(join(stories));
    const Ranking ranked = summary::ranking(sums, to_reserve, {.level = std::nullopt});
    EXPECT_EQ(places(ranked), (Places{{"C", 1}, {"F", 2}}));
    EXPECT_EQ(ranked.find("C")->figure, Figure(Ratio(3, 5)));
    EXPECT_EQ(ranked.average, Rational(5, 10));
    ASSERT_EQ(ranked.left_out.size(), 1U);
    EXPECT_EQ(ranked.left_out[0].id, "?");
    EXPECT_EQ(ranked.left_out[0].why, LeftOut::unstated);

    const IndicatorSystem system = IndicatorSystem::builtin("sectors-default");
    EXPECT_EQ(system.kind, SystemKind::sector);
    const auto scored = scores(sums, system, {.level = std::nullopt, .excluded = {{"A", "none"}}});
    EXPECT_EQ(scored.by_id.size(), 3U);
    EXPECT_EQ(scored.ranking.left_out.size(), 3U);  // A, F of four projects, those of none
    EXPECT_EQ(scored.ranking.ranked.at(0).id, "C");
    for (const char* odd : {"c", "U", "C39", "?", ""}) {
        EXPECT_THROW(
            (void)scores(sums, system, {.level = std::nullopt, .excluded = {{odd, "why"}}}), Error)
            << odd;
    }
}

}  // namespace
}  // namespace sanku
