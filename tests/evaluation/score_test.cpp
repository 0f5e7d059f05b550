#include "sanku/evaluation/score.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "random_systems.hpp"
#include "sanku/evaluation/score_change.hpp"
#include "sanku/evaluation/scorecard.hpp"

namespace sanku {
namespace {

using evaluation::Better;
using evaluation::Climb;
using evaluation::Figure;
using evaluation::Indicator;
using evaluation::IndicatorSystem;
using evaluation::LeftOut;
using evaluation::Measured;
using evaluation::Missing;
using evaluation::Points;
using evaluation::Score;
using evaluation::Scores;
using testing::RandomSystems;

Indicator indicator(const char* id, std::int64_t weight, Rational floor, Rational cap,
                    Missing missing = Missing::zero) {
    const Better better = floor < cap ? Better::higher : Better::lower;
    return {.id = id,
            .name = {id, id},
            .weight = Rational(weight),
            .unit = *evaluation::Unit::find("%"),
            .method = evaluation::method::Linear{std::move(floor), std::move(cap)},
            .better = better,
            .missing = missing};
}

Measured measured(std::string id, const std::vector<std::optional<Rational>>& values,
                  std::int64_t size) {
    Measured out{std::move(id), {}, size};
    for (const auto& value : values) out.figures.push_back(value ? Figure(*value) : Figure());
    return out;
}

/// Conversion 20 to 60 % (50), red lights 40 to 0 % (30), accounts 0 to 100 % (20).
IndicatorSystem three(Missing missing = Missing::exclude) {
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
    EXPECT_EQ(evaluation::share(up, Rational(1, 10)), Rational(0));
    EXPECT_EQ(evaluation::share(up, Rational(1, 5)), Rational(0));
    EXPECT_EQ(evaluation::share(up, Rational(466, 1000)), Rational(665, 1000));
    EXPECT_EQ(evaluation::share(up, Rational(3, 5)), Rational(1));
    EXPECT_EQ(evaluation::share(up, Rational(7)), Rational(1));
    const Indicator down = indicator("down", 100, Rational(2, 5), Rational(0));
    EXPECT_EQ(evaluation::share(down, Rational(1, 2)), Rational(0));
    EXPECT_EQ(evaluation::share(down, Rational(1, 10)), Rational(3, 4));
    EXPECT_EQ(evaluation::share(down, Rational(-1)), Rational(1));
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
    IndicatorSystem all = three();
    for (Indicator& one : all.indicators) one.missing = Missing::exclude;
    EXPECT_EQ(score(all, measured("a", {{}, {}, {}}, 1)).total, std::nullopt);
}

TEST(Score, ListsWhoHasNoneAndWhy) {
    IndicatorSystem system = three(Missing::block);
    system.min_size = 5;
    const Rational half(1, 2);
    const Scores found =
        scores(system,
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
    const IndicatorSystem one{.id = "one",
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

TEST(Score, RefusesAIndicatorSystemThatDoesNotAddUp) {
    const auto broken = [](auto&& change) {
        IndicatorSystem system = three();
        change(system);
        EXPECT_THROW((void)scores(system, {}), Error);
    };
    broken([](IndicatorSystem& s) { s.indicators[0].weight = Rational(51); });
    broken([](IndicatorSystem& s) {
        s.indicators[0].weight = Rational(0);
        s.indicators[1].weight = Rational(80);
    });
    broken([](IndicatorSystem& s) {
        s.indicators[0].method = evaluation::method::Linear{Rational(1), Rational(1)};
    });
    broken([](IndicatorSystem& s) { s.indicators[0].better = Better::lower; });
    broken([](IndicatorSystem& s) { s.indicators.clear(); });
    broken([](IndicatorSystem& s) { s.indicators[2].id = s.indicators[0].id; });
    EXPECT_THROW((void)score(three(), measured("a", {Rational(1)}, 1)), Error);
    EXPECT_THROW(
        (void)scores(three(), {measured("a", {{}, {}, {}}, 1), measured("a", {{}, {}, {}}, 1)}),
        Error);
}

TEST(Score, KnowsByWhichIndicatorsItWasMade) {
    const Scores made = scores(three(), {measured("a", {{}, {}, {}}, 1)});
    EXPECT_TRUE(made.are_by(three()));
    IndicatorSystem other = three();
    other.indicators.pop_back();
    EXPECT_FALSE(made.are_by(other)) << "fewer";
    other = three();
    std::swap(other.indicators[0], other.indicators[1]);
    EXPECT_FALSE(made.are_by(other)) << "in another order";
    other = three();
    other.indicators[1].id = "other";
    EXPECT_FALSE(made.are_by(other)) << "another one";
}

// --- Laws ----------------------------------------------------------------------------------------

TEST(Score, PointsAndLostOnesMakeAHundredWhateverIsMissing) {
    int scored = 0;
    for (unsigned seed = 1; seed <= 300; ++seed) {
        RandomSystems random(seed);
        const IndicatorSystem system = random.tree();
        for (const auto& [id, one] : scores(system, random.entries(system, 15)).by_id) {
            if (!one.total) continue;
            ++scored;
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
    EXPECT_GT(scored, 2'000);
}

TEST(Score, KeepsTheWeightOfADimensionOfWhichAnythingCounts) {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        RandomSystems random(seed);
        const IndicatorSystem system = random.tree();
        for (const Measured& entry : random.entries(system, 5)) {
            const Score found = score(system, entry);
            if (!found.total) continue;
            Rational top;
            bool all = true;  // no dimension at the top is wholly excluded
            for (const auto& line : scorecard(system, found)) {
                if (line.depth == 0) all &= line.weight.sign() != 0;
                if (line.depth == 0) top += line.weight;
            }
            EXPECT_EQ(top, Rational(100));
            for (const auto& line : scorecard(system, found)) {
                if (all && line.depth == 0 && line.dimension != nullptr) {
                    EXPECT_EQ(line.weight, line.dimension->weight) << seed;
                }
            }
        }
    }
}

TEST(Score, DoesNotDependOnTheOrderOfEntriesOrIndicators) {
    for (unsigned seed = 1; seed <= 100; ++seed) {
        RandomSystems random(seed);
        const IndicatorSystem system = random.tree();
        std::vector<Measured> entries = random.entries(system, 12);
        const Scores first = scores(system, entries);
        std::mt19937_64 shuffle(seed);
        std::ranges::shuffle(entries, shuffle);
        EXPECT_EQ(scores(system, entries), first) << seed;
        IndicatorSystem turned = system;
        std::ranges::reverse(turned.indicators);
        for (Measured& entry : entries) std::ranges::reverse(entry.figures);
        for (const auto& [id, one] : scores(turned, entries).by_id) {
            EXPECT_EQ(one.total, first.by_id.at(id).total) << seed << ' ' << id;
        }
    }
}

TEST(Score, OfAPlaceAmongPeersIsSharedByThoseThatTie) {
    IndicatorSystem system{.id = "rank",
                           .version = "1",
                           .title = {},
                           .source = {},
                           .min_size = 5,
                           .indicators = {indicator("x", 100, Rational(0), Rational(1))}};
    system.indicators[0].method = evaluation::method::Placed{};
    const auto at = [](const char* id, std::int64_t value, std::int64_t size = 9) {
        return measured(id, {Rational(value)}, size);
    };
    const std::vector<Measured> entries = {
        at("a", 9), at("b", 7),        at("c", 7),     at("d", 1),
        at("e", 4), at("small", 8, 4), at("named", 7), measured("none", {{}}, 9)};
    const Scores found = scores(system, entries, {{"named", "why"}});
    const auto total = [&](const char* id) { return *found.by_id.at(id).total; };
    EXPECT_EQ(total("a"), Rational(100));
    EXPECT_EQ(total("b"), Rational(75));  // rank 2 of 5: 3 ÷ 4
    EXPECT_EQ(total("c"), Rational(75));
    EXPECT_EQ(total("e"), Rational(25));
    EXPECT_EQ(total("d"), Rational(0));
    EXPECT_EQ(total("none"), Rational(0));
    // Those left out stand where they would if they were added: small 2nd of 6, named 2nd of 6.
    EXPECT_EQ(total("small"), Rational(80));
    EXPECT_EQ(total("named"), Rational(80));
    EXPECT_EQ(found.by_id.at("b").points[0].place, (evaluation::Place{2, 5}));
    system.indicators[0].better = Better::lower;
    EXPECT_EQ(*scores(system, entries).by_id.at("d").total, Rational(100));
    EXPECT_EQ(*score(system, entries[3]).total, Rational(100));  // without peers
}

// --- What changed --------------------------------------------------------------------------------

TEST(ScoreChange, ByHandSplitsFigureAndWeight) {
    const IndicatorSystem system = three();
    // Accounts come into being: weights go from 62.5, 37.5, 0 to 50, 30, 20.
    const Scores then = scores(system, {measured("a", {Rational(2, 5), Rational(1, 10), {}}, 1)});
    const Scores now =
        scores(system, {measured("a", {Rational(1, 2), Rational(1, 10), Rational(1, 2)}, 1)});
    const auto found = evaluation::score_change(then, now, "a");
    ASSERT_TRUE(found);
    // Shares 1/2 → 3/4: a quarter of the mean weight 56.25, and −12.5 of the mean share 5/8.
    EXPECT_EQ(found->indicators[0].by_figure, Rational(225, 16));
    EXPECT_EQ(found->indicators[0].by_weight, Rational(-125, 16));
    EXPECT_EQ(found->indicators[1].by_figure, Rational(0));
    EXPECT_EQ(found->indicators[1].by_weight, Rational(-45, 8));
    EXPECT_EQ(found->indicators[2].by_figure, Rational(0));
    EXPECT_EQ(found->indicators[2].by_weight, Rational(10));
    EXPECT_EQ(evaluation::score_change(then, now, "b"), std::nullopt);
}

TEST(Climb, ByHand) {
    // Two indicators of 50 points each. a goes from (10, 10) to (30, 30), b stays at (20, 20):
    // either change alone draws level, which is not behind, so the first one gains the place.
    const IndicatorSystem two{.id = "two",
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
    const auto a = evaluation::climb(then, now, "a");
    ASSERT_TRUE(a);
    EXPECT_EQ(a->total, 1);  // 3rd, now 2nd
    EXPECT_EQ(a->by_gone, 1);
    EXPECT_EQ(a->by_new, -1);
    EXPECT_EQ(a->by_indicator, (std::vector{Rational(1, 2), Rational(1, 2)}));
    const auto b = evaluation::climb(then, now, "b");  // others' figures move it
    EXPECT_EQ(b->total, -1);
    EXPECT_EQ(b->by_gone, 1);
    EXPECT_EQ(b->by_new, -1);
    EXPECT_EQ(b->by_indicator, (std::vector{Rational(-1, 2), Rational(-1, 2)}));
    EXPECT_EQ(evaluation::climb(then, now, "new"), std::nullopt);
    EXPECT_EQ(evaluation::climb(then, now, "gone"), std::nullopt);
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
        RandomSystems random(seed);
        const IndicatorSystem system = random.system(1 + seed % 5);
        const Scores then = scores(system, random.entries(system, 8));
        const Scores now = scores(system, random.entries(system, 8));
        for (const auto& [id, one] : now.by_id) {
            if (const auto change = evaluation::score_change(then, now, id)) {
                Rational sum;
                for (std::size_t i = 0; i < change->indicators.size(); ++i) {
                    sum += change->indicators[i].total();
                    EXPECT_EQ(change->indicators[i].total(),
                              one.points[i].points - then.by_id.at(id).points[i].points);
                }
                EXPECT_EQ(sum, change->total) << seed << ' ' << id;
                EXPECT_EQ(change->total, *one.total - *then.by_id.at(id).total);
            }
            const auto found = evaluation::climb(then, now, id);
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
    RandomSystems random(1);
    const IndicatorSystem most = random.system(evaluation::max_attributed);
    const std::vector<std::optional<Rational>> halves(evaluation::max_attributed, Rational(1, 2));
    const Scores fine = scores(most, {measured("a", halves, 1)});
    EXPECT_EQ(evaluation::climb(fine, fine, "a")->total, 0);
    const IndicatorSystem more = random.system(evaluation::max_attributed + 1);
    auto values = halves;
    values.emplace_back(Rational(1, 3));
    const Scores wide = scores(more, {measured("a", values, 1)});
    EXPECT_THROW((void)evaluation::climb(wide, wide, "a"), Error);
    EXPECT_THROW((void)evaluation::climb(wide, fine, "a"), Error);
    EXPECT_THROW((void)evaluation::score_change(wide, fine, "a"), Error);
}

}  // namespace
}  // namespace sanku
