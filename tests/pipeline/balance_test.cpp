#include "sanku/pipeline/balance.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "pipeline/random_flow.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using pipeline::Balance;
using pipeline::Flow;
using pipeline::PoolBalance;
using pipeline::PoolGraph;
using testing::Members;

/// A network of one pool that may be left.
PoolGraph one_pool() {
    return PoolGraph({.id = "plan",
                      .name = {"计划", "Plan"},
                      .source = {},
                      .pools = {{"plan", {"计划", "Plan"}, {}, true, true}},
                      .moves = {},
                      .exits = {{.from = 0}}});
}

TEST(Hanzhong, ThePoolOf2023Reconciles) {
    // FACTS.md, "Pools reconcile" (Hanzhong, mid-2023): 429 in the plan, 59 brought in, 33 taken
    // out: 455.
    Members members{.days = {std::vector(429, date(2023, 1, 1).days())},
                    .left = std::vector(488, no_day),
                    .amount = std::vector<std::int64_t>(488, 100),
                    .visits = {},
                    .as_of = date(2023, 6, 30)};
    for (int n = 0; n < 59; ++n) members.days[0].push_back(date(2023, 2 + n % 5, 15).days());
    for (std::size_t n = 0; n < 33; ++n) members.left[n * 13] = date(2023, 6, 20).days();
    const Flow flow(one_pool(), members.columns());
    const Balance balance =
        pipeline::balance(OneGroup(flow.rows()), flow, date(2023, 1, 2), date(2023, 6, 30));
    const PoolBalance& plan = balance.at(0, 0, 0);
    EXPECT_EQ(plan.opening, (CountAndAmount{429, 42'900}));
    EXPECT_EQ(plan.entered, (CountAndAmount{59, 5'900}));
    EXPECT_EQ(plan.left, (CountAndAmount{33, 3'300}));
    EXPECT_EQ(plan.closing, (CountAndAmount{455, 45'500}));
    EXPECT_TRUE(plan.closes());
}

TEST(Jiangmen, StartsOfTheYearReconcile) {
    // FACTS.md, "Starts reconcile" (Jiangmen): 183 starts in the year's plan, 140 due by October,
    // 33 of them missed, 11 started early: 118 started. As a network: planned, due, started; who
    // falls due moves from planned to due, who starts early from planned to started.
    const PoolGraph graph(
        {.id = "starts",
         .name = {},
         .source = {},
         .pools = {{"planned", {}, {}, true, false},
                   {"due", {}, {}, false, false},
                   {"started", {}, {}, false, true}},
         .moves = {{.from = 0, .to = 1}, {.from = 1, .to = 2}, {.from = 0, .to = 2}},
         .exits = {}});
    const auto day = [](int month, std::size_t n) {
        return date(2023, month, 1 + static_cast<int>(n % 28)).days();
    };
    Members members{.days = {std::vector(183, date(2022, 12, 31).days()), std::vector(183, no_day),
                             std::vector(183, no_day)},
                    .left = {},
                    .amount = std::vector<std::int64_t>(183, 1),
                    .visits = {},
                    .as_of = date(2023, 10, 31)};
    for (std::size_t n = 0; n < 140; ++n) members.days[1][n] = day(1 + static_cast<int>(n % 9), n);
    for (std::size_t n = 0; n < 140 - 33; ++n) members.days[2][n] = day(10, n);
    for (std::size_t n = 140; n < 151; ++n) members.days[2][n] = day(5, n);
    const Flow flow(graph, members.columns());
    EXPECT_TRUE(flow.findings().empty());
    const Balance balance =
        pipeline::balance(OneGroup(flow.rows()), flow, date(2023, 1, 1), date(2023, 10, 31));
    const auto count = [&](std::size_t pool, CountAndAmount PoolBalance::*what) {
        return (balance.at(0, pool, 0).*what).projects;
    };
    EXPECT_EQ(count(0, &PoolBalance::opening), 183);
    EXPECT_EQ(count(0, &PoolBalance::moved_on), 140 + 11);
    EXPECT_EQ(count(1, &PoolBalance::moved_in), 140);
    EXPECT_EQ(count(1, &PoolBalance::closing), 33);
    EXPECT_EQ(count(2, &PoolBalance::moved_in), 118);
    EXPECT_EQ(count(2, &PoolBalance::closing), 118);
    EXPECT_EQ(count(0, &PoolBalance::closing) + 33, 183 - 118);
    for (std::size_t pool = 0; pool < 3; ++pool) EXPECT_TRUE(balance.at(0, pool, 0).closes());
}

TEST(Balance, ADayIsThatOfWhatHappenedOnItAndTheLastOneOfAMonthBelongsToIt) {
    // In the directory from 31 January on, in the reserve from 1 March on, gone on 31 March.
    const Members members{.days = {{date(2024, 1, 31).days()}, {date(2024, 3, 1).days()}, {no_day}},
                          .left = {date(2024, 3, 31).days()},
                          .amount = {7},
                          .visits = {},
                          .as_of = date(2024, 4, 10)};
    const Flow flow(testing::libraries_with_returns(), members.columns());
    const Balance balance = pipeline::balance(OneGroup(1), flow, Month(2024, 1), 4);
    const CountAndAmount one{1, 7};
    EXPECT_EQ(balance.at(0, 0, 0), (PoolBalance{.entered = one, .closing = one}));
    EXPECT_EQ(balance.at(0, 0, 1), (PoolBalance{.opening = one, .closing = one}));
    EXPECT_EQ(balance.at(0, 0, 2), (PoolBalance{.opening = one, .moved_on = one}));
    EXPECT_EQ(balance.at(0, 1, 2), (PoolBalance{.moved_in = one, .left = one}));
    EXPECT_TRUE(balance.at(0, 1, 3).is_zero());
    EXPECT_EQ(balance.periods().back(), (pipeline::Period{date(2024, 4, 1), date(2024, 4, 10)}));
}

/// The law of closing, and what follows from it, for one random flow.
void check_laws(const PoolGraph& graph, const Members& members, std::mt19937_64& random) {
    const Flow flow(graph, members.columns());
    std::vector<std::uint32_t> region;
    for (std::size_t row = 0; row < flow.rows(); ++row) {
        region.push_back(static_cast<std::uint32_t>(random() % 3));
    }
    const NumberedGroups regions(region, 3);
    const Month first(2023, 11);
    const int months = 7;
    const Balance parts = pipeline::balance(regions, flow, first, months);
    const Balance whole = pipeline::balance(OneGroup(flow.rows()), flow, first, months);
    const Balance stretch = pipeline::balance(regions, flow, first.first_day(), members.as_of);
    const testing::DayByDay slow(graph, members);
    for (std::size_t pool = 0; pool < graph.pools().size(); ++pool) {
        for (std::size_t month = 0; month < months; ++month) {
            PoolBalance sum;
            for (std::size_t group = 0; group < 3; ++group) {
                const PoolBalance& cell = parts.at(group, pool, month);
                ASSERT_TRUE(cell.closes()) << graph.id() << ' ' << pool << ' ' << month;
                const auto period = parts.periods()[month];
                ASSERT_EQ(cell, slow.balance(
                                    members, [&](std::size_t row) { return region[row] == group; },
                                    static_cast<int>(pool), period.first, period.last));
                if (month > 0) {
                    ASSERT_EQ(parts.at(group, pool, month - 1).closing, cell.opening);
                }
                sum += cell;
            }
            ASSERT_EQ(sum, whole.at(0, pool, month));
        }
        for (std::size_t group = 0; group < 3; ++group) {
            PoolBalance all = parts.at(group, pool, 0);
            for (std::size_t month = 1; month < months; ++month) {
                all.extend(parts.at(group, pool, month));
            }
            ASSERT_EQ(all, stretch.at(group, pool, 0));
        }
    }
    for (std::size_t month = 0; month < months; ++month) {
        PoolBalance sum;
        for (std::size_t pool = 0; pool < graph.pools().size(); ++pool) {
            sum += whole.at(0, pool, month);
        }
        ASSERT_EQ(sum.moved_in, sum.moved_on);
        ASSERT_EQ(sum.sent_back_in, sum.sent_back);
    }
}

TEST(Balance, ClosesForEveryPoolMonthAndRegionAndIsWhatDayByDayShows) {
    std::mt19937_64 random(3);
    for (int round = 0; round < 15; ++round) {
        for (const PoolGraph& graph :
             {testing::libraries_one_way(), testing::libraries_with_returns(), testing::forked()}) {
            check_laws(graph, testing::random_members(random, graph.pools().size(), 60), random);
        }
    }
}

TEST(Balance, OverAllTimeAgreesWithTheTraffic) {
    std::mt19937_64 random(5);
    for (int round = 0; round < 20; ++round) {
        const PoolGraph graph = testing::forked();
        const Members members = testing::random_members(random, 6, 3'000);
        const Flow flow(graph, members.columns());
        const Balance balance =
            pipeline::balance(OneGroup(flow.rows()), flow, date(2020, 1, 1), members.as_of);
        const pipeline::Traffic traffic = pipeline::traffic(flow);
        std::vector<PoolBalance> by_edges(6);
        for (std::size_t i = 0; i < graph.moves().size(); ++i) {
            const pipeline::Move& move = graph.moves()[i];
            auto& from = by_edges[move.from];
            auto& to = by_edges[move.to];
            (move.is_return ? from.sent_back : from.moved_on) += traffic.moved[i];
            (move.is_return ? to.sent_back_in : to.moved_in) += traffic.moved[i];
        }
        for (const auto& edge : traffic.unlisted) {
            by_edges[edge.from].moved_on += edge.moved;
            by_edges[edge.to].moved_in += edge.moved;
        }
        for (std::size_t pool = 0; pool < 6; ++pool) {
            by_edges[pool].entered = traffic.entered[pool];
            by_edges[pool].left = traffic.left[pool];
            by_edges[pool].closing = traffic.inside[pool];
            EXPECT_EQ(balance.at(0, pool, 0), by_edges[pool]);
        }
    }
}

TEST(Balance, TellsWhenOneDoesNotClose) {
    EXPECT_TRUE(PoolBalance{}.closes());
    EXPECT_FALSE((PoolBalance{.opening = {1, 5}, .closing = {1, 4}}).closes());
    EXPECT_FALSE((PoolBalance{.entered = {1, 5}, .closing = {2, 5}}).closes());
    EXPECT_FALSE((PoolBalance{.entered = {1, 5}}).is_zero());
}

TEST(Balance, RefusesPeriodsThatHaveNotCome) {
    const Members members{
        .days = {{0}}, .left = {}, .amount = {1}, .visits = {}, .as_of = date(2024, 6, 15)};
    const Flow flow(one_pool(), members.columns());
    const OneGroup all(1);
    EXPECT_NO_THROW((void)pipeline::balance(all, flow, Month(2024, 1), 6));
    EXPECT_THROW((void)pipeline::balance(all, flow, Month(2024, 1), 7), Error);
    EXPECT_THROW((void)pipeline::balance(all, flow, Month(2024, 1), 0), Error);
    EXPECT_THROW((void)pipeline::balance(all, flow, Month(2024, 7), 1), Error);
    EXPECT_THROW((void)pipeline::balance(all, flow, date(2024, 6, 1), date(2024, 6, 16)), Error);
    EXPECT_THROW((void)pipeline::balance(all, flow, date(2024, 6, 2), date(2024, 6, 1)), Error);
    EXPECT_THROW((void)pipeline::balance(OneGroup(2), flow, Month(2024, 1), 1), Error);
}

}  // namespace
}  // namespace sanku
