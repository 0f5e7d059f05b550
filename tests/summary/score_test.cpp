#include "sanku/summary/score.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "sanku/summary/region_ranks.hpp"
#include "sanku/summary/score_change.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using summary::Better;
using summary::Climb;
using summary::Figure;
using summary::Indicator;
using summary::LeftOut;
using summary::Measured;
using summary::Missing;
using summary::Points;
using summary::Score;
using summary::Scores;
using summary::Scoring;

Indicator indicator(const char* id, std::int64_t weight, Rational floor, Rational cap,
                    Missing missing = Missing::zero) {
    const Better better = floor < cap ? Better::higher : Better::lower;
    return {.id = id,
            .name = {id, id},
            .weight = Rational(weight),
            .better = better,
            .floor = std::move(floor),
            .cap = std::move(cap),
            .missing = missing};
}

Measured measured(std::string id, const std::vector<std::optional<Rational>>& values,
                  std::int64_t size) {
    Measured out{std::move(id), {}, size};
    for (const auto& value : values) out.figures.push_back(value ? Figure(*value) : Figure());
    return out;
}

/// Conversion 20 to 60 % (50), red lights 40 to 0 % (30), accounts 0 to 100 % (20).
Scoring three(Missing missing = Missing::exclude) {
    return {.id = "three",
            .version = "1",
            .title = {},
            .source = {},
            .indicators = {indicator("conversion", 50, Rational(1, 5), Rational(3, 5)),
                           indicator("red", 30, Rational(2, 5), Rational(0)),
                           indicator("accounts", 20, Rational(0), Rational(1), missing)}};
}

TEST(Score, IsLinearBetweenFloorAndCapInEitherDirection) {
    const Indicator up = indicator("up", 100, Rational(1, 5), Rational(3, 5));
    EXPECT_EQ(summary::share(up, Rational(1, 10)), Rational(0));
    EXPECT_EQ(summary::share(up, Rational(1, 5)), Rational(0));
    EXPECT_EQ(summary::share(up, Rational(466, 1000)), Rational(665, 1000));
    EXPECT_EQ(summary::share(up, Rational(3, 5)), Rational(1));
    EXPECT_EQ(summary::share(up, Rational(7)), Rational(1));
    const Indicator down = indicator("down", 100, Rational(2, 5), Rational(0));
    EXPECT_EQ(summary::share(down, Rational(1, 2)), Rational(0));
    EXPECT_EQ(summary::share(down, Rational(1, 10)), Rational(3, 4));
    EXPECT_EQ(summary::share(down, Rational(-1)), Rational(1));
}

TEST(Score, OfOneRegionByHand) {
    // 46.6 %: 66.5 % of 50; 10 % red: 75 % of 30; 4 of 11: 36.36… % of 20.
    const Score found = score(
        three(), measured("daye", {Rational(466, 1000), Rational(1, 10), Rational(4, 11)}, 9));
    ASSERT_TRUE(found.total);
    EXPECT_EQ(found.points[0].points, Rational(3325, 100));
    EXPECT_EQ(found.points[1].points, Rational(225, 10));
    EXPECT_EQ(found.points[2].points, Rational(80, 11));
    EXPECT_EQ(found.points[2].lost(), Rational(140, 11));
    EXPECT_EQ(decimal(*found.total, 2), "63.02");
    EXPECT_EQ(found.size, 9);
}

TEST(Score, TreatsAMissingFigureAsTheIndicatorSays) {
    const Measured without = measured("a", {Rational(2, 5), Rational(1, 10), {}}, 1);
    const Score zero = score(three(Missing::zero), without);
    EXPECT_EQ(zero.total, Rational(25) + Rational(225, 10));
    EXPECT_EQ(zero.points[2].lost(), Rational(20));
    const Score excluded = score(three(Missing::exclude), without);
    EXPECT_EQ(excluded.points[0].weight, Rational(125, 2));  // 50 of 80
    EXPECT_EQ(excluded.points[1].weight, Rational(75, 2));   // 30 of 80
    EXPECT_EQ(excluded.points[2].weight, Rational(0));
    EXPECT_EQ(excluded.points[2].lost(), Rational(0));
    EXPECT_EQ(excluded.total, Rational(125, 4) + Rational(225, 8));
    EXPECT_EQ(score(three(Missing::block), without).total, std::nullopt);
    Scoring all = three();
    for (Indicator& one : all.indicators) one.missing = Missing::exclude;
    EXPECT_EQ(score(all, measured("a", {{}, {}, {}}, 1)).total, std::nullopt);
}

TEST(Score, ListsWhoHasNoneAndWhy) {
    Scoring scoring = three(Missing::block);
    scoring.min_size = 5;
    const Rational half(1, 2);
    const Scores found =
        scores(scoring,
               {measured("a", {half, half, half}, 9), measured("blocked", {half, half, {}}, 9),
                measured("small", {half, half, half}, 4), measured("named", {half, half, half}, 9),
                measured("b", {half, Rational(0), half}, 9)},
               {{"named", "set up in May"}});
    ASSERT_EQ(found.ranking.ranked.size(), 2U);
    EXPECT_EQ(found.ranking.ranked[0].id, "b");
    EXPECT_EQ(found.ranking.ranked[1].rank, 2);
    ASSERT_EQ(found.ranking.left_out.size(), 3U);
    EXPECT_EQ(found.ranking.left_out[0].why, LeftOut::no_value);
    EXPECT_EQ(found.ranking.left_out[1].reason, "set up in May");
    EXPECT_EQ(found.ranking.left_out[2].why, LeftOut::too_small);
    EXPECT_EQ(found.by_id.size(), 5U);
}

TEST(Score, IsComparedWithWhatTheFiguresOfAllTogetherEarn) {
    const auto of = [](const char* id, std::int64_t moved, std::int64_t entered) {
        return Measured{id, {Ratio(moved, entered)}, entered};
    };
    const Scoring one{.id = "one",
                      .version = "1",
                      .title = {},
                      .source = {},
                      .min_size = 5,
                      .indicators = {indicator("x", 100, Rational(0), Rational(1))}};
    const std::vector<Measured> entries = {of("a", 9, 10), of("b", 10, 90), of("small", 1, 1)};
    const Scores found = scores(one, entries);
    EXPECT_EQ(found.above.total, Rational(2000, 101));  // 20 of 101, not the mean of 90, 11, 100
    EXPECT_EQ(found.above.size, 101);
    EXPECT_EQ(found.ranking.find("b")->to_average, Rational(1000, 90) - Rational(2000, 101));
    EXPECT_EQ(scores(one, entries, {}, of("city", 1, 4)).ranking.average, Rational(25));
}

TEST(Score, RefusesAScoringThatDoesNotAddUp) {
    const auto broken = [](auto&& change) {
        Scoring scoring = three();
        change(scoring);
        EXPECT_THROW((void)scores(scoring, {}), Error);
    };
    broken([](Scoring& s) { s.indicators[0].weight = Rational(51); });
    broken([](Scoring& s) {
        s.indicators[0].weight = Rational(0);
        s.indicators[1].weight = Rational(80);
    });
    broken([](Scoring& s) { s.indicators[0].cap = s.indicators[0].floor; });
    broken([](Scoring& s) { s.indicators[0].better = Better::lower; });
    broken([](Scoring& s) { s.indicators.clear(); });
    broken([](Scoring& s) { s.indicators[2].id = s.indicators[0].id; });
    EXPECT_THROW((void)score(three(), measured("a", {Rational(1)}, 1)), Error);
    EXPECT_THROW(
        (void)scores(three(), {measured("a", {{}, {}, {}}, 1), measured("a", {{}, {}, {}}, 1)}),
        Error);
}

TEST(Score, KnowsByWhichIndicatorsItWasMade) {
    const Scores made = scores(three(), {measured("a", {{}, {}, {}}, 1)});
    EXPECT_TRUE(made.are_by(three()));
    Scoring other = three();
    other.indicators.pop_back();
    EXPECT_FALSE(made.are_by(other)) << "fewer";
    other = three();
    std::swap(other.indicators[0], other.indicators[1]);
    EXPECT_FALSE(made.are_by(other)) << "in another order";
    other = three();
    other.indicators[1].id = "other";
    EXPECT_FALSE(made.are_by(other)) << "another one";
}

// --- Random scorings -----------------------------------------------------------------------------

class Randomly {
  public:
    explicit Randomly(unsigned seed) : random_(seed) {}
    std::int64_t below(std::int64_t limit) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit));
    }
    Scoring scoring(std::size_t count) {
        Scoring out{.id = "random", .version = "1", .title = {}, .source = {}};
        Rational rest(100);
        for (std::size_t i = 0; i < count; ++i) {
            const auto missing = static_cast<Missing>(below(2));  // none blocks
            Rational floor(below(50), 100);
            Rational cap = floor + Rational(1 + below(60), 100);
            if (below(2) == 0) std::swap(floor, cap);
            out.indicators.push_back(indicator(("i" + std::to_string(i)).c_str(), 1,
                                               std::move(floor), std::move(cap), missing));
            Rational& weight = out.indicators.back().weight;
            weight = i + 1 == count
                         ? rest
                         : Rational(1 + below(10'000 / static_cast<std::int64_t>(count)), 100);
            rest -= weight;
        }
        return out;
    }
    std::vector<Measured> entries(const Scoring& scoring, std::size_t count) {
        std::vector<Measured> out;
        for (std::size_t i = 0; i < count; ++i) {
            if (below(6) == 0) continue;  // new now, or gone
            Measured one{"r" + std::to_string(i), {}, below(9)};
            for (std::size_t k = 0; k < scoring.indicators.size(); ++k) {
                one.figures.push_back(below(6) == 0 ? Figure(Ratio(below(9), 0))
                                                    : Figure(Ratio(below(12), 12)));
            }
            out.push_back(std::move(one));
        }
        return out;
    }

  private:
    std::mt19937_64 random_;
};

TEST(Score, PointsAndLostOnesMakeAHundredWhateverIsMissing) {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        Randomly random(seed);
        const Scoring scoring = random.scoring(1 + seed % 8);
        for (const auto& [id, one] : scores(scoring, random.entries(scoring, 15)).by_id) {
            if (!one.total) continue;
            Rational weights;
            Rational points;
            Rational lost;
            for (const Points& p : one.points) {
                weights += p.weight;
                points += p.points;
                lost += p.lost();
                EXPECT_GE(p.lost(), Rational(0));
            }
            EXPECT_EQ(weights, Rational(100)) << seed << ' ' << id;
            EXPECT_EQ(points, *one.total) << seed << ' ' << id;
            EXPECT_EQ(lost, Rational(100) - *one.total) << seed << ' ' << id;
        }
    }
}

// --- What changed --------------------------------------------------------------------------------

TEST(ScoreChange, ByHandSplitsFigureAndWeight) {
    const Scoring scoring = three();
    // Accounts come into being: weights go from 62.5, 37.5, 0 to 50, 30, 20.
    const Scores then = scores(scoring, {measured("a", {Rational(2, 5), Rational(1, 10), {}}, 1)});
    const Scores now =
        scores(scoring, {measured("a", {Rational(1, 2), Rational(1, 10), Rational(1, 2)}, 1)});
    const auto found = summary::score_change(then, now, "a");
    ASSERT_TRUE(found);
    // Shares 1/2 → 3/4: a quarter of the mean weight 56.25, and −12.5 of the mean share 5/8.
    EXPECT_EQ(found->indicators[0].by_figure, Rational(225, 16));
    EXPECT_EQ(found->indicators[0].by_weight, Rational(-125, 16));
    EXPECT_EQ(found->indicators[1].by_figure, Rational(0));
    EXPECT_EQ(found->indicators[1].by_weight, Rational(-45, 8));
    EXPECT_EQ(found->indicators[2].by_figure, Rational(0));
    EXPECT_EQ(found->indicators[2].by_weight, Rational(10));
    EXPECT_EQ(summary::score_change(then, now, "b"), std::nullopt);
}

TEST(Climb, ByHand) {
    // Two indicators of 50 points each. a goes from (10, 10) to (30, 30), b stays at (20, 20):
    // either change alone draws level, which is not behind, so the first one gains the place.
    const Scoring two{.id = "two",
                      .version = "1",
                      .title = {},
                      .source = {},
                      .indicators = {indicator("x", 50, Rational(0), Rational(50)),
                                     indicator("y", 50, Rational(0), Rational(50))}};
    const auto at = [](const char* id, std::int64_t x, std::int64_t y) {
        return measured(id, {Rational(x), Rational(y)}, 1);
    };
    const Scores then = scores(two, {at("a", 10, 10), at("b", 20, 20), at("gone", 50, 50)});
    const Scores now = scores(two, {at("a", 30, 30), at("b", 20, 20), at("new", 40, 40)});
    const auto a = summary::climb(then, now, "a");
    ASSERT_TRUE(a);
    EXPECT_EQ(a->total, 1);  // 3rd, now 2nd
    EXPECT_EQ(a->by_gone, 1);
    EXPECT_EQ(a->by_new, -1);
    EXPECT_EQ(a->by_indicator, (std::vector{Rational(1, 2), Rational(1, 2)}));
    const auto b = summary::climb(then, now, "b");  // others' figures move it
    EXPECT_EQ(b->total, -1);
    EXPECT_EQ(b->by_gone, 1);
    EXPECT_EQ(b->by_new, -1);
    EXPECT_EQ(b->by_indicator, (std::vector{Rational(-1, 2), Rational(-1, 2)}));
    EXPECT_EQ(summary::climb(then, now, "new"), std::nullopt);
    EXPECT_EQ(summary::climb(then, now, "gone"), std::nullopt);
}

/// The mean over all orders of the indicators of the places gained when each of them in turn is
/// switched from then to now for all that are ranked in both: the definition, order by order.
Climb climb_by_orders(const Scores& then, const Scores& now, const std::string& id) {
    const std::size_t count = now.by_id.at(id).points.size();
    std::vector<std::string> stayed;
    for (const auto& one : now.ranking.ranked) {
        if (then.ranking.find(one.id) != nullptr) stayed.push_back(one.id);
    }
    const auto rank_if = [&](const std::vector<bool>& switched) {
        const auto points = [&](const std::string& of) {
            Rational sum;
            for (std::size_t i = 0; i < count; ++i) {
                sum += (switched[i] ? now : then).by_id.at(of).points[i].points;
            }
            return sum;
        };
        const Rational own = points(id);
        std::int64_t rank = 1;
        for (const std::string& other : stayed) rank += points(other) > own;
        return rank;
    };
    Climb out{0, std::vector<Rational>(count)};
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::int64_t orders = 0;
    do {
        ++orders;
        std::vector<bool> switched(count, false);
        for (const std::size_t i : order) {
            const std::int64_t before = rank_if(switched);
            switched[i] = true;
            out.by_indicator[i] += Rational(before - rank_if(switched));
        }
    } while (std::next_permutation(order.begin(), order.end()));
    for (Rational& one : out.by_indicator) one /= Rational(orders);
    out.total = then.ranking.find(id)->rank - now.ranking.find(id)->rank;
    out.by_gone = then.ranking.find(id)->rank - rank_if(std::vector<bool>(count, false));
    out.by_new = rank_if(std::vector<bool>(count, true)) - now.ranking.find(id)->rank;
    return out;
}

TEST(Climb, IsTheMeanOverAllOrdersAndAddsUpAsDoesTheScore) {
    int climbs = 0;
    for (unsigned seed = 1; seed <= 30; ++seed) {
        Randomly random(seed);
        const Scoring scoring = random.scoring(1 + seed % 5);
        const Scores then = scores(scoring, random.entries(scoring, 8));
        const Scores now = scores(scoring, random.entries(scoring, 8));
        for (const auto& [id, one] : now.by_id) {
            if (const auto change = summary::score_change(then, now, id)) {
                Rational sum;
                for (std::size_t i = 0; i < change->indicators.size(); ++i) {
                    sum += change->indicators[i].total();
                    EXPECT_EQ(change->indicators[i].total(),
                              one.points[i].points - then.by_id.at(id).points[i].points);
                }
                EXPECT_EQ(sum, change->total) << seed << ' ' << id;
                EXPECT_EQ(change->total, *one.total - *then.by_id.at(id).total);
            }
            const auto found = summary::climb(then, now, id);
            if (!found) continue;
            ++climbs;
            EXPECT_EQ(*found, climb_by_orders(then, now, id)) << seed << ' ' << id;
            Rational sum(found->by_gone + found->by_new);
            for (const Rational& part : found->by_indicator) sum += part;
            EXPECT_EQ(sum, Rational(found->total)) << seed << ' ' << id;
        }
    }
    EXPECT_GT(climbs, 100);
}

TEST(Climb, RefusesMoreIndicatorsThanItCanAttribute) {
    Randomly random(1);
    const Scoring most = random.scoring(summary::max_attributed);
    const std::vector<std::optional<Rational>> halves(summary::max_attributed, Rational(1, 2));
    const Scores fine = scores(most, {measured("a", halves, 1)});
    EXPECT_EQ(summary::climb(fine, fine, "a")->total, 0);
    const Scoring more = random.scoring(summary::max_attributed + 1);
    auto values = halves;
    values.emplace_back(Rational(1, 3));
    const Scores wide = scores(more, {measured("a", values, 1)});
    EXPECT_THROW((void)summary::climb(wide, wide, "a"), Error);
    EXPECT_THROW((void)summary::climb(wide, fine, "a"), Error);
    EXPECT_THROW((void)summary::score_change(wide, fine, "a"), Error);
}

// --- Regions -------------------------------------------------------------------------------------

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
    Scoring scoring{.id = "two",
                    .version = "1",
                    .title = {},
                    .source = {},
                    .indicators = {indicator("to_reserve", 60, Rational(1, 5), Rational(3, 5)),
                                   indicator("tax", 40, Rational(0), Rational(100))}};
    scoring.indicators[0].measure = "directory_to_reserve";
    const RegionCode daye = RegionCode::parse("420281");
    const RegionCode third = RegionCode::parse("420204");
    const summary::GivenFigures given = {
        {"tax", {{daye, Figure(Rational(90))}, {third, Figure(Rational(50))}}}};
    const Scores found = region_scores(sums, scoring, {}, given);
    ASSERT_EQ(found.ranking.ranked.size(), 3U);
    EXPECT_EQ(found.ranking.ranked[0].id, "420281");
    EXPECT_EQ(found.ranking.ranked[0].value, Rational(66));  // 30 + 36
    EXPECT_EQ(found.ranking.ranked[1].id, "420222");
    EXPECT_EQ(found.ranking.ranked[1].value, Rational(60));
    EXPECT_EQ(found.ranking.ranked[2].id, "420204");
    EXPECT_EQ(found.ranking.ranked[2].value, Rational(20));
    // 6 of 10 projects moved on, that of the city too; the mean of the given figures is 70.
    EXPECT_EQ(found.above.points[0].figure, Figure(Ratio(6, 10)));
    EXPECT_EQ(found.above.points[1].figure.value(), Rational(70));
    EXPECT_EQ(found.ranking.average, Rational(88));
    EXPECT_EQ(found.ranking.find("420281")->to_average, Rational(-22));
    ASSERT_EQ(found.ranking.left_out.size(), 1U);
    EXPECT_EQ(found.ranking.left_out[0].why, LeftOut::wider);

    const auto refused = [&](const summary::GivenFigures& figures) {
        EXPECT_THROW((void)region_scores(sums, scoring, {}, figures), Error);
    };
    refused({{"to_reserve", {{daye, Figure(Rational(1))}}}});
    refused({{"nothing", {}}});
    refused({{"tax", {{RegionCode::parse("420200"), Figure(Rational(1))}}}});
    scoring.indicators[0].measure = "nothing";
    refused({});
}

}  // namespace
}  // namespace sanku
