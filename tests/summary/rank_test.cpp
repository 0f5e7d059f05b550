#include "sanku/summary/rank.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "sanku/summary/region_ranks.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using summary::Better;
using summary::Entry;
using summary::Figure;
using summary::LeftOut;
using summary::Ranking;
using testing::code;
using testing::join;
using testing::Story;

std::vector<std::pair<std::string, std::int64_t>> places(const Ranking& ranking) {
    std::vector<std::pair<std::string, std::int64_t>> out;
    for (const auto& one : ranking.ranked) out.emplace_back(one.id, one.rank);
    return out;
}
using Places = std::vector<std::pair<std::string, std::int64_t>>;

Entry rate(const char* id, std::int64_t numerator, std::int64_t denominator) {
    return {id, Ratio(numerator, denominator), denominator};
}

/// By hand: 46/56 of Qingyang, 75/87 of Daye, 57/67 of Tongliang, 718/2966 of Xiaogan (FACTS.md),
/// and one that equals Qingyang's in other parts.
std::vector<Entry> published() {
    return {rate("daye", 75, 87), rate("qingyang", 46, 56), rate("tongliang", 57, 67),
            rate("twin", 23, 28), rate("xiaogan", 718, 2966)};
}

TEST(Rank, IsOneMoreThanHowManyAreStrictlyBetter) {
    const Ranking ranking = summary::rank(published());
    // 86.2 %, 85.1 %, 82.1 % twice, 24.2 %.
    EXPECT_EQ(
        places(ranking),
        (Places{{"daye", 1}, {"tongliang", 2}, {"qingyang", 3}, {"twin", 3}, {"xiaogan", 5}}));
    EXPECT_TRUE(ranking.left_out.empty());
    const Ranking lower = summary::rank(published(), {.better = Better::lower});
    EXPECT_EQ(
        places(lower),
        (Places{{"xiaogan", 1}, {"qingyang", 2}, {"twin", 2}, {"tongliang", 4}, {"daye", 5}}));
}

TEST(Rank, TiesOnlyByExactEquality) {
    constexpr std::int64_t big = 1'000'000'000'000'000'003;
    const Ranking ranking = summary::rank(
        {rate("a", big - 1, big), rate("b", big, big + 1), rate("c", 2 * (big - 1), 2 * big)});
    EXPECT_EQ(places(ranking), (Places{{"b", 1}, {"a", 2}, {"c", 2}}));
}

TEST(Rank, ComparesWithTheRateOfAllAndTheMedianOfThoseRanked) {
    const Ranking ranking = summary::rank(
        {rate("a", 9, 10), rate("b", 50, 100), rate("c", 2, 10), rate("d", 1, 1), rate("e", 3, 0)},
        {.min_size = 2});
    // All: (9 + 50 + 2 + 1 + 3) of (10 + 100 + 10 + 1 + 0); the median of 9/10, 1/2 and 1/5.
    EXPECT_EQ(ranking.average, Rational(65, 121));
    EXPECT_EQ(ranking.median, Rational(1, 2));
    EXPECT_EQ(ranking.find("a")->to_average, Rational(9, 10) - Rational(65, 121));
    EXPECT_EQ(ranking.find("b")->to_average->sign(), -1);
    EXPECT_EQ(ranking.find("b")->to_median, Rational());
    EXPECT_EQ(ranking.find("c")->to_median, Rational(-3, 10));
    EXPECT_EQ(ranking.find("d"), nullptr);

    const Ranking even =
        summary::rank({rate("a", 9, 10), rate("b", 50, 100)}, {.above = Figure(Ratio(1, 3))});
    EXPECT_EQ(even.median, Rational(7, 10));
    EXPECT_EQ(even.average, Rational(1, 3));
    EXPECT_EQ(even.find("b")->to_average, Rational(1, 6));
}

TEST(Rank, OfPlainNumbersHasTheirMeanAsAverage) {
    const Ranking ranking = summary::rank({{"a", Figure(Rational(3))},
                                           {"b", Figure(Rational(1, 2))},
                                           {"c", Figure(Money::from_fen(700))}});
    EXPECT_EQ(places(ranking), (Places{{"c", 1}, {"a", 2}, {"b", 3}}));
    EXPECT_EQ(ranking.average, Rational(1407, 6));
}

TEST(Rank, ShowsWhatIsLeftOutAndWhy) {
    const Ranking ranking =
        summary::rank({rate("small", 1, 2),
                       rate("none", 0, 0),
                       rate("new_area", 0, 0),
                       rate("a", 1, 10),
                       {"unstated", Figure(), 99}},
                      {.min_size = 5, .excluded = {{"new_area", "set up this year"}}});
    EXPECT_EQ(places(ranking), (Places{{"a", 1}}));
    ASSERT_EQ(ranking.left_out.size(), 4U);
    EXPECT_EQ(ranking.left_out[0].id, "new_area");
    EXPECT_EQ(ranking.left_out[0].why, LeftOut::excluded);
    EXPECT_EQ(ranking.left_out[0].reason, "set up this year");
    EXPECT_EQ(ranking.left_out[1].id, "none");
    EXPECT_EQ(ranking.left_out[1].why, LeftOut::no_value);
    EXPECT_EQ(ranking.left_out[2].id, "small");
    EXPECT_EQ(ranking.left_out[2].why, LeftOut::too_small);
    EXPECT_EQ(ranking.left_out[2].figure, Figure(Ratio(1, 2)));
    EXPECT_EQ(ranking.left_out[3].why, LeftOut::no_value);
    EXPECT_EQ(summary::key(LeftOut::too_small), "too_small");
    EXPECT_EQ(summary::key(LeftOut::wider), "wider");
}

TEST(Rank, OfNobodyIsEmptyAndHasNoMedian) {
    const Ranking none = summary::rank({});
    EXPECT_TRUE(none.ranked.empty());
    EXPECT_EQ(none.average, std::nullopt);
    EXPECT_EQ(none.median, std::nullopt);
    const Ranking valueless = summary::rank({rate("a", 5, 0)});
    EXPECT_EQ(valueless.average, std::nullopt);
    EXPECT_EQ(valueless.left_out.size(), 1U);
}

TEST(Rank, RefusesAnIdTwiceAndAnExclusionOfNobody) {
    EXPECT_THROW((void)summary::rank({rate("a", 1, 2), rate("a", 1, 3)}), Error);
    EXPECT_THROW((void)summary::rank({rate("a", 1, 2)}, {.excluded = {{"b", "why"}}}), Error);
}

/// Random entries with many ties, missing values and small sizes.
std::vector<Entry> random_entries(std::mt19937_64& random) {
    std::vector<Entry> entries;
    const std::size_t count = random() % 40;
    for (std::size_t i = 0; i < count; ++i) {
        const auto numerator = static_cast<std::int64_t>(random() % 7);
        const auto denominator = static_cast<std::int64_t>(random() % 8);
        entries.push_back({"r" + std::to_string(i), Ratio(numerator, denominator),
                           static_cast<std::int64_t>(random() % 10)});
    }
    return entries;
}

TEST(Rank, IsWhatComparingEachPairSaysAndDoesNotDependOnTheOrder) {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        std::mt19937_64 random(seed);
        auto entries = random_entries(random);
        const Better better = seed % 2 == 0 ? Better::higher : Better::lower;
        const Ranking ranking = summary::rank(entries, {.better = better, .min_size = 3});
        const auto stands = [&](const Entry& e) {
            return e.figure.whole().sign() != 0 && e.size >= 3;
        };
        std::size_t ranked = 0;
        for (const Entry& e : entries) {
            const auto* const found = ranking.find(e.id);
            ASSERT_EQ(found != nullptr, stands(e)) << seed << ' ' << e.id;
            if (found == nullptr) continue;
            ++ranked;
            std::int64_t ahead = 0;
            for (const Entry& o : entries) {
                if (!stands(o)) continue;
                const Rational cross =
                    o.figure.part() * e.figure.whole() - e.figure.part() * o.figure.whole();
                ahead += better == Better::higher ? cross.sign() > 0 : cross.sign() < 0;
            }
            EXPECT_EQ(found->rank, 1 + ahead) << seed << ' ' << e.id;
        }
        EXPECT_EQ(ranking.ranked.size(), ranked);
        EXPECT_EQ(ranking.left_out.size(), entries.size() - ranked);
        std::ranges::shuffle(entries, random);
        EXPECT_EQ(summary::rank(entries, {.better = better, .min_size = 3}), ranking) << seed;
    }
}

TEST(Rank, ChangesNameWhoClimbedWhoIsNewAndWhoIsGone) {
    const Ranking then = summary::rank({rate("a", 9, 10), rate("b", 5, 10), rate("c", 1, 10)});
    const Ranking now = summary::rank({rate("a", 4, 10), rate("b", 5, 10), rate("d", 10, 10)});
    const auto found = summary::changes(then, now);
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[0].id, "d");
    EXPECT_EQ(found[0].then, std::nullopt);
    EXPECT_EQ(found[0].climbed(), std::nullopt);
    EXPECT_EQ(found[1].id, "b");
    EXPECT_EQ(found[1].climbed(), 0);
    EXPECT_EQ(found[2].id, "a");
    EXPECT_EQ(found[2].climbed(), -2);
    EXPECT_EQ(found[2].value_then, Rational(9, 10));
    EXPECT_EQ(found[3].id, "c");
    EXPECT_EQ(found[3].now, std::nullopt);
    EXPECT_EQ(found[3].then, 3);
}

// --- Regions -------------------------------------------------------------------------------------

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

TEST(RegionRanking, RanksCountiesAgainstTheRateOfTheirCity) {
    const summary::Summary sums = summary_of(join(huangshi()));
    const RegionCode city = RegionCode::parse("420200");
    const Ranking found = summary::region_ranking(sums, to_reserve, {.within = city});
    EXPECT_EQ(places(found), (Places{{"420281", 1}, {"420222", 2}}));
    EXPECT_EQ(found.average, Rational(5, 9));  // with the project that names the city alone
    EXPECT_EQ(found.find("420281")->figure, Figure(Ratio(3, 4)));
    EXPECT_EQ(found.find("420281")->size, 4);
    ASSERT_EQ(found.left_out.size(), 1U);
    EXPECT_EQ(found.left_out[0].id, "420200");
    EXPECT_EQ(found.left_out[0].why, LeftOut::wider);

    const Ranking whole = summary::region_ranking(sums, to_reserve, {});
    EXPECT_EQ(places(whole), (Places{{"420281", 1}, {"420982", 2}, {"420222", 3}}));
    EXPECT_EQ(whole.average, Rational(6, 11));
    const Ranking cities = summary::region_ranking(sums, to_reserve, {.level = RegionLevel::city});
    EXPECT_EQ(places(cities), (Places{{"420200", 1}, {"420900", 2}}));
    EXPECT_TRUE(cities.left_out.empty());
}

TEST(RegionRanking, ListsWhoIsExcludedThoughItHasNoProject) {
    const summary::Summary sums = summary_of(join(huangshi()));
    const RegionCode nowhere = RegionCode::parse("420204");
    const Ranking found = summary::region_ranking(
        sums, to_reserve, {.excluded = {{nowhere, "no land"}}}, {.min_size = 3});
    EXPECT_EQ(places(found), (Places{{"420281", 1}, {"420222", 2}}));
    ASSERT_EQ(found.left_out.size(), 3U);
    EXPECT_EQ(found.left_out[1].id, "420204");
    EXPECT_EQ(found.left_out[1].reason, "no land");
    EXPECT_EQ(found.left_out[2].why, LeftOut::too_small);
    EXPECT_THROW((void)summary::region_ranking(
                     sums, to_reserve, {.excluded = {{RegionCode::parse("420200"), "why"}}}),
                 Error);
    EXPECT_THROW(
        (void)summary::region_ranking(
            sums, to_reserve, {.level = RegionLevel::city, .within = RegionCode::parse("420200")}),
        Error);
}

TEST(RegionRanking, OfMergedSummariesIsThatOfTheWhole) {
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
            EXPECT_EQ(summary::region_ranking(merged, measure, {}),
                      summary::region_ranking(whole, measure, {}))
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
            Ratio merged = measure.rate(a);
            merged.merge(measure.rate(b));
            EXPECT_EQ(measure.rate(both), merged) << measure.key;
            EXPECT_EQ(measure.size(both), measure.size(a) + measure.size(b)) << measure.key;
        }
    }
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
    const auto at = [&](std::string_view key) { return summary::find_measure(key)->rate(sums); };
    EXPECT_EQ(at("directory_to_reserve"), Ratio(14, 30));
    EXPECT_EQ(at("directory_to_reserve_investment"), Ratio(300, 700));
    EXPECT_EQ(at("reserve_to_implementation"), Ratio(8, 13));
    EXPECT_EQ(at("reserve_to_implementation_investment"), Ratio(260, 310));
    EXPECT_EQ(at("red_lights"), Ratio(15, 32));  // 10 + 2 + 5 + 15 are rated
    EXPECT_EQ(at("green_lights"), Ratio(10, 32));
    EXPECT_EQ(at("reporting"), Ratio(17, 20));
    EXPECT_EQ(at("plan_completion"), Ratio(90, 200));
    EXPECT_EQ(at("evaluations"), Ratio(7, 9));
    EXPECT_EQ(at("two_accounts"), Ratio(4, 11));
    EXPECT_EQ(at("starts"), Ratio(6, 4));
    EXPECT_EQ(summary::find_measure("shares"), nullptr);
    EXPECT_EQ(summary::find_measure("red_lights")->better, Better::lower);
}

}  // namespace
}  // namespace sanku
