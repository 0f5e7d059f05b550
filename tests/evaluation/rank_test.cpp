#include "sanku/evaluation/rank.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace sanku {
namespace {

using evaluation::Better;
using evaluation::Entry;
using evaluation::Figure;
using evaluation::LeftOut;
using evaluation::Ranking;

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
    const Ranking ranking = evaluation::rank(published());
    // 86.2 %, 85.1 %, 82.1 % twice, 24.2 %.
    EXPECT_EQ(
        places(ranking),
        (Places{{"daye", 1}, {"tongliang", 2}, {"qingyang", 3}, {"twin", 3}, {"xiaogan", 5}}));
    EXPECT_TRUE(ranking.left_out.empty());
    const Ranking lower = evaluation::rank(published(), {.better = Better::lower});
    EXPECT_EQ(
        places(lower),
        (Places{{"xiaogan", 1}, {"qingyang", 2}, {"twin", 2}, {"tongliang", 4}, {"daye", 5}}));
}

TEST(Rank, TiesOnlyByExactEquality) {
    constexpr std::int64_t big = 1'000'000'000'000'000'003;
    const Ranking ranking = evaluation::rank(
        {rate("a", big - 1, big), rate("b", big, big + 1), rate("c", 2 * (big - 1), 2 * big)});
    EXPECT_EQ(places(ranking), (Places{{"b", 1}, {"a", 2}, {"c", 2}}));
}

TEST(Rank, ComparesWithTheRateOfAllAndTheMedianOfThoseRanked) {
    const Ranking ranking = evaluation::rank(
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
        evaluation::rank({rate("a", 9, 10), rate("b", 50, 100)}, {.above = Figure(Ratio(1, 3))});
    EXPECT_EQ(even.median, Rational(7, 10));
    EXPECT_EQ(even.average, Rational(1, 3));
    EXPECT_EQ(even.find("b")->to_average, Rational(1, 6));
}

TEST(Rank, OfPlainNumbersHasTheirMeanAsAverage) {
    const Ranking ranking = evaluation::rank({{"a", Figure(Rational(3))},
                                              {"b", Figure(Rational(1, 2))},
                                              {"c", Figure(Money::from_fen(700))}});
    EXPECT_EQ(places(ranking), (Places{{"c", 1}, {"a", 2}, {"b", 3}}));
    EXPECT_EQ(ranking.average, Rational(1407, 6));
}

TEST(Rank, ShowsWhatIsLeftOutAndWhy) {
    const Ranking ranking =
        evaluation::rank({rate("small", 1, 2),
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
    EXPECT_EQ(evaluation::key(LeftOut::too_small), "too_small");
    EXPECT_EQ(evaluation::key(LeftOut::wider), "wider");
}

TEST(Rank, OfNobodyIsEmptyAndHasNoMedian) {
    const Ranking none = evaluation::rank({});
    EXPECT_TRUE(none.ranked.empty());
    EXPECT_EQ(none.average, std::nullopt);
    EXPECT_EQ(none.median, std::nullopt);
    const Ranking valueless = evaluation::rank({rate("a", 5, 0)});
    EXPECT_EQ(valueless.average, std::nullopt);
    EXPECT_EQ(valueless.left_out.size(), 1U);
}

TEST(Rank, RefusesAnIdTwiceAndAnExclusionOfNobody) {
    EXPECT_THROW((void)evaluation::rank({rate("a", 1, 2), rate("a", 1, 3)}), Error);
    EXPECT_THROW((void)evaluation::rank({rate("a", 1, 2)}, {.excluded = {{"b", "why"}}}), Error);
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
        const Ranking ranking = evaluation::rank(entries, {.better = better, .min_size = 3});
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
        EXPECT_EQ(evaluation::rank(entries, {.better = better, .min_size = 3}), ranking) << seed;
    }
}

TEST(Rank, ChangesNameWhoClimbedWhoIsNewAndWhoIsGone) {
    const Ranking then = evaluation::rank({rate("a", 9, 10), rate("b", 5, 10), rate("c", 1, 10)});
    const Ranking now = evaluation::rank({rate("a", 4, 10), rate("b", 5, 10), rate("d", 10, 10)});
    const auto found = evaluation::changes(then, now);
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

}  // namespace
}  // namespace sanku
