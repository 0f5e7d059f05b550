#include "sanku/pipeline/flow.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "pipeline/random_flow.hpp"
#include "portfolio/random_history.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using pipeline::Flow;
using pipeline::FlowFinding;
using pipeline::FlowFindingKind;
using pipeline::no_pool;
using pipeline::PoolGraph;
using pipeline::StayEnd;
using pipeline::Stays;
using testing::code;
using testing::forked;
using testing::join;
using testing::libraries_one_way;
using testing::libraries_with_returns;
using testing::Members;
using testing::Story;

const Date as_of = date(2024, 6, 30);

std::int32_t june(int day) {
    return date(2024, 6, day).days();
}

/// One member of the three libraries with these days, of June; 0: none.
Members one(int directory, int reserve, int implementation, int left,
            std::vector<pipeline::Visit> visits = {}) {
    const auto column = [](int day) {
        return std::vector<std::int32_t>{day == 0 ? no_day : june(day)};
    };
    return {.days = {column(directory), column(reserve), column(implementation)},
            .left = column(left),
            .amount = {100},
            .visits = std::move(visits),
            .as_of = as_of};
}

/// `pool entered-ended end next`, a text a stay, with days of June.
std::vector<std::string> words(const Flow& flow) {
    std::vector<std::string> out;
    const Stays& s = flow.stays();
    const auto day = [](std::int32_t days) {
        return days == no_day ? std::string("-")
                              : std::to_string(Date::from_days(days).day_of_month());
    };
    const auto pool = [&](std::uint8_t place) {
        return place == no_pool ? std::string("outside") : flow.graph().pools()[place].id;
    };
    for (std::size_t i = 0; i < s.size(); ++i) {
        out.push_back(pool(s.pool[i]) + ' ' + day(s.entered[i]) + ' ' + day(s.ended[i]) + ' ' +
                      std::string(key(s.end[i])) +
                      (s.next[i] == no_pool ? "" : ' ' + pool(s.next[i])));
    }
    for (const FlowFinding& f : flow.findings()) {
        out.push_back(std::string(key(f.kind)) + ": " + pool(f.from) + ' ' + day(f.since) + ", " +
                      pool(f.to) + ' ' + day(f.day));
    }
    return out;
}

using Words = std::vector<std::string>;

Words words(const PoolGraph& graph, const Members& members) {
    return words(Flow(graph, members.columns()));
}

TEST(Flow, EachEntryEndsTheStayBeforeIt) {
    EXPECT_EQ(words(libraries_one_way(), one(1, 5, 9, 0)),
              (Words{"directory 1 5 moved reserve", "reserve 5 9 moved implementation",
                     "implementation 9 - still"}));
    EXPECT_EQ(words(libraries_one_way(), one(0, 0, 0, 0)), Words{});
}

TEST(Flow, OfSeveralEntriesOnADayTheOrderOfTheNetworkHolds) {
    EXPECT_EQ(words(libraries_one_way(), one(5, 5, 5, 0)),
              (Words{"directory 5 5 moved reserve", "reserve 5 5 moved implementation",
                     "implementation 5 - still"}));
}

TEST(Flow, AWithdrawalEndsTheStayAndAnEntryOnALaterDayBeginsAnew) {
    EXPECT_EQ(words(libraries_one_way(), one(1, 0, 0, 5)), Words{"directory 1 5 left"});
    EXPECT_EQ(words(libraries_one_way(), one(1, 7, 0, 5)),
              (Words{"directory 1 5 left", "reserve 7 - still"}));
    // On the day of the withdrawal the entry comes first.
    EXPECT_EQ(words(libraries_one_way(), one(1, 5, 0, 5)),
              (Words{"directory 1 5 moved reserve", "reserve 5 5 left"}));
    EXPECT_EQ(words(libraries_one_way(), one(1, 0, 0, 5, {{0, 0, june(8)}})),
              (Words{"directory 1 5 left", "directory 8 - still"}));
}

TEST(Flow, AReturnOfTheNetworkSendsBack) {
    EXPECT_EQ(words(libraries_with_returns(), one(1, 5, 0, 0, {{0, 0, june(8)}})),
              (Words{"directory 1 5 moved reserve", "reserve 5 8 sent_back directory",
                     "directory 8 - still"}));
}

TEST(Flow, DaysThatContradictEachOtherAreListedWithBothAndTheLaterPoolHolds) {
    EXPECT_EQ(words(libraries_one_way(), one(9, 5, 0, 0)),
              (Words{"reserve 5 - still", "contradiction: reserve 5, directory 9"}));
    EXPECT_EQ(words(libraries_with_returns(), one(9, 5, 0, 0)),
              words(libraries_one_way(), one(9, 5, 0, 0)))
        << "a first entry is no return";
    EXPECT_EQ(words(libraries_one_way(), one(9, 0, 0, 5)),
              (Words{"directory 9 - still", "left_outside: outside 9, outside 5"}));
    EXPECT_EQ(words(libraries_one_way(), one(0, 0, 0, 5)),
              Words{"left_outside: outside -, outside 5"});
}

TEST(Flow, AnEntryIntoThePoolInWhichItIsCountsForNothingAndIsListed) {
    EXPECT_EQ(words(libraries_one_way(), one(1, 0, 0, 0, {{0, 0, june(8)}})),
              (Words{"directory 1 - still", "entered_again: directory 1, directory 8"}));
    // Said twice of one day is said once.
    EXPECT_EQ(words(libraries_one_way(), one(1, 0, 0, 8, {{0, 0, june(1)}, {0, no_pool, june(8)}})),
              Words{"directory 1 8 left"});
}

TEST(Flow, WhatTheNetworkDoesNotHaveCountsAndIsListed) {
    EXPECT_EQ(words(libraries_one_way(), one(1, 0, 5, 0)),
              (Words{"directory 1 5 moved implementation", "implementation 5 - still",
                     "unlisted: directory 1, implementation 5"}));
    const PoolGraph graph = forked();
    Members members{.days = std::vector(6, std::vector{no_day}),
                    .left = {june(9)},
                    .amount = {1},
                    .visits = {},
                    .as_of = as_of};
    members.days[graph.pool("b")][0] = june(2);  // no entry
    members.days[graph.pool("c")][0] = june(4);  // beside b
    EXPECT_EQ(words(graph, members),
              (Words{"b 2 4 moved c", "c 4 9 left", "unlisted: outside -, b 2",
                     "unlisted: b 2, c 4", "unlisted: c 4, outside 9"}));
}

TEST(Flow, WhatLiesAfterTheDayHasNotHappened) {
    Members members = one(1, 5, 9, 12);
    members.as_of = date(2024, 6, 5);
    EXPECT_EQ(words(libraries_one_way(), members),
              (Words{"directory 1 5 moved reserve", "reserve 5 - still"}));
    members.as_of = date(2024, 6, 4);
    EXPECT_EQ(words(libraries_one_way(), members), Words{"directory 1 - still"});
}

TEST(Flow, RefusesColumnsThatDoNotFit) {
    const PoolGraph graph = libraries_one_way();
    Members members = one(1, 0, 0, 0);
    auto columns = members.columns();
    columns.days.pop_back();
    EXPECT_THROW(Flow(graph, columns), Error);
    columns = members.columns();
    columns.days[1] = {};
    EXPECT_NO_THROW(Flow(graph, columns)) << "nobody entered it";
    members.left.push_back(no_day);
    EXPECT_THROW(Flow(graph, members.columns()), Error);
    members = one(1, 0, 0, 0, {{1, 0, 0}});
    EXPECT_THROW(Flow(graph, members.columns()), Error) << "a row that there is not";
    members = one(1, 0, 0, 0, {{0, 3, 0}});
    EXPECT_THROW(Flow(graph, members.columns()), Error) << "a pool that there is not";
    members = one(1, 0, 0, 0);
    members.amount[0] = -1;
    EXPECT_THROW(Flow(graph, members.columns()), Error);
}

/// A portfolio with visits, which no journal of a test needs to state.
Portfolio with_visits(const std::vector<Event>& events,
                      const std::vector<std::tuple<int, std::string, std::string, int>>& visits) {
    const Portfolio folded = fold(events, as_of);
    TextPool texts;
    Visits made;
    for (const auto& [row, network, pool, day] : visits) {
        made.row.push_back(static_cast<std::uint32_t>(row));
        made.network.push_back(texts.add(network));
        made.pool.push_back(texts.add(pool));
        made.day.push_back(june(day));
        made.reason.push_back(0);
    }
    Columns columns = folded.columns();
    for (auto* column : {&columns.name, &columns.responsible_unit, &columns.lead_leader,
                         &columns.withdrawal_reason}) {
        std::ranges::fill(*column, 0U);
    }
    return Portfolio({.columns = std::move(columns),
                      .regions = folded.regions(),
                      .reasons = {},
                      .texts = std::make_shared<TextPool>(std::move(texts)),
                      .as_of = as_of,
                      .known_on = {},
                      .deals = folded.deals(),
                      .visits = std::move(made)});
}

Event on(int day, Payload what, int project = 0) {
    return {code(project), date(2024, 6, day), std::move(what)};
}

TEST(Flow, OfAPortfolioReadsColumnsVisitsAndWithdrawals) {
    const std::vector<Event> events{
        on(1, event::EnteredDirectory{}), on(5, event::MovedToReserve{}),
        on(2, event::EnteredDirectory{}, 1), on(6, event::Withdrawn{""}, 1)};
    const Portfolio portfolio = with_visits(events, {{0, "three-libraries", "directory", 8},
                                                     {0, "forked", "a", 9},
                                                     {1, "three-libraries", "directory", 9}});
    EXPECT_EQ(words(Flow(portfolio, libraries_with_returns())),
              (Words{"directory 1 5 moved reserve", "reserve 5 8 sent_back directory",
                     "directory 8 - still", "directory 2 6 left", "directory 9 - still"}));
    EXPECT_EQ(words(Flow(portfolio, forked())), Words{"a 9 - still"})
        << "a network without columns does not heed withdrawals from the libraries";
}

TEST(Flow, AVisitOfAPoolThatTheNetworkDoesNotHaveIsRefused) {
    const Portfolio portfolio =
        with_visits({on(1, event::EnteredDirectory{})}, {{0, "forked", "z", 9}});
    EXPECT_THROW(Flow(portfolio, forked()), Error);
}

/// Preparation from the first library on, then construction from the start on.
PoolGraph life() {
    return PoolGraph({.id = "life",
                      .name = {},
                      .source = {},
                      .pools = {{"preparation",
                                 {},
                                 {"entered_directory", "entered_reserve", "entered_implementation"},
                                 true,
                                 false},
                                {"construction", {}, {"started"}, false, true}},
                      .moves = {{.from = 0, .to = 1}},
                      .exits = {{.from = 0}, {.from = 1}}});
}

TEST(Flow, OfSeveralColumnsTheEarliestCountsAndAfterAWithdrawalTheEarliestAfterIt) {
    const std::vector<Event> events{
        on(3, event::EnteredDirectory{}),      on(2, event::MovedToReserve{}),
        on(9, event::MovedToImplementation{}), on(6, event::Started{}),
        on(1, event::EnteredDirectory{}, 1),   on(4, event::Withdrawn{""}, 1),
        on(7, event::MovedToReserve{}, 1)};
    EXPECT_EQ(words(Flow(fold(events, as_of), life())),
              (Words{"preparation 2 6 moved construction", "construction 6 - still",
                     "preparation 1 4 left", "preparation 7 - still"}));
}

TEST(Flow, AnotherNetworkOfLibrariesHeedsTheirFurtherVisitsAfterADeparture) {
    const std::vector<Event> events{
        on(1, event::EnteredDirectory{}), on(5, event::MovedToReserve{}),
        on(1, event::EnteredDirectory{}, 1), on(6, event::Withdrawn{""}, 1)};
    const Portfolio portfolio = with_visits(events, {{0, "three-libraries", "directory", 8},
                                                     {1, "three-libraries", "directory", 9},
                                                     {1, "three-libraries", "", 12}});
    EXPECT_EQ(words(Flow(portfolio, life())),
              (Words{"preparation 1 - still", "preparation 1 6 left", "preparation 9 12 left"}));
}

TEST(Flow, ANetworkOfOtherColumnsHeedsAWithdrawalOnlyOfItsMembers) {
    const PoolGraph graph({.id = "deals",
                           .name = {},
                           .source = {},
                           .pools = {{"negotiated", {}, {"negotiated"}, true, false},
                                     {"signed", {}, {"contract_signed"}, false, true}},
                           .moves = {{.from = 0, .to = 1}},
                           .exits = {{.from = 0}}});
    const std::vector<Event> events{on(1, event::EnteredDirectory{}), on(4, event::Withdrawn{""})};
    EXPECT_EQ(words(Flow(fold(events, as_of), graph)), Words{}) << "nobody states any deal";
    std::vector<Event> more = events;
    more.push_back(on(2, event::Negotiated{}));
    EXPECT_EQ(words(Flow(fold(more, as_of), graph)), Words{"negotiated 2 4 left"});
}

TEST(Flow, OfTheLibrariesEndsInThePoolOfThePortfolio) {
    std::size_t visits = 0;
    for (unsigned seed = 1; seed <= 300; ++seed) {
        testing::RandomHistory random(seed);
        const Portfolio portfolio = fold(random.events(), random.day());
        const Flow flow(portfolio, PoolGraph::builtin(library_network));
        visits += portfolio.visits().size();
        std::vector<Pool> pools(portfolio.size(), Pool::none);
        const Stays& s = flow.stays();
        for (std::size_t i = 0; i < s.size(); ++i) {
            pools[s.row[i]] = s.end[i] == StayEnd::still ? libraries[s.pool[i]] : Pool::withdrawn;
        }
        for (std::size_t row = 0; row < portfolio.size(); ++row) {
            EXPECT_EQ(pools[row], portfolio.pool(row)) << "seed " << seed << " row " << row;
        }
    }
    EXPECT_GT(visits, 100U);
}

/// The visits of the three libraries in a portfolio.
std::vector<pipeline::Visit> library_visits(const Portfolio& portfolio) {
    std::vector<pipeline::Visit> out;
    const Visits& visits = portfolio.visits();
    for (std::size_t i = 0; i < visits.size(); ++i) {
        if (portfolio.texts().at(visits.network[i]) != library_network) continue;
        std::uint8_t pool = no_pool;
        for (std::uint8_t library = 0; library < 3; ++library) {
            if (portfolio.texts().at(visits.pool[i]) == key(libraries[library])) pool = library;
        }
        out.push_back({visits.row[i], pool, visits.day[i]});
    }
    return out;
}

TEST(Flow, OfAPortfolioIsThatOfItsColumnsAndVisits) {
    for (unsigned seed = 1; seed <= 100; ++seed) {
        testing::RandomHistory random(seed);
        const Portfolio portfolio = fold(random.events(), random.day());
        const Columns& c = portfolio.columns();
        const auto visits = library_visits(portfolio);
        for (const PoolGraph& graph : {libraries_one_way(), libraries_with_returns()}) {
            const Flow one(portfolio, graph);
            const Flow other(
                graph, {.days = {c.entered_directory, c.entered_reserve, c.entered_implementation},
                        .left = c.withdrawn,
                        .amount = c.total_investment,
                        .as_of = portfolio.as_of(),
                        .visits = visits});
            EXPECT_EQ(one.stays(), other.stays()) << "seed " << seed;
            EXPECT_EQ(one.findings(), other.findings()) << "seed " << seed;
        }
    }
}

TEST(FlowPassage, SaysOfEveryProjectWhatTheColumnsSay) {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        testing::RandomHistory random(seed);
        const Portfolio portfolio = fold(random.events(), random.day());
        const Flow flow(portfolio, libraries_one_way());
        const std::int32_t today = portfolio.as_of().days();
        for (const auto& [from, to] : {std::pair(0, 1), std::pair(1, 2), std::pair(0, 2)}) {
            const auto a =
                flow.passage(static_cast<std::size_t>(from), static_cast<std::size_t>(to));
            const auto b = pipeline::passage(portfolio, libraries[static_cast<std::size_t>(from)],
                                             libraries[static_cast<std::size_t>(to)]);
            ASSERT_EQ(a.size(), b.size());
            a.check();
            const std::vector<std::uint32_t>& visited = portfolio.visits().row;
            for (std::uint32_t row = 0; row < a.size(); ++row) {
                if (std::ranges::binary_search(visited, row)) continue;  // no column says that
                // Left the later pool and came to the earlier one anew: to the flow, a new way.
                const std::int32_t left = portfolio.columns().withdrawn[row];
                if (b.moved[row] <= left && left <= b.entered[row] && left != no_day) continue;
                ASSERT_EQ(a.entered[row], b.entered[row]) << "seed " << seed << " row " << row;
                ASSERT_EQ(a.moved[row], b.moved[row]) << "seed " << seed << " row " << row;
                ASSERT_EQ(pipeline::stand(a.entered[row], a.moved[row], a.left[row], today),
                          pipeline::stand(b.entered[row], b.moved[row], b.left[row], today))
                    << "seed " << seed << " row " << row;
                ASSERT_EQ(a.amount[row], b.amount[row]);
            }
        }
    }
}

TEST(FlowPassage, CountsTheFirstWayAndTheFirstDepartureOnIt) {
    const PoolGraph graph = libraries_with_returns();
    // To the reserve, sent back, to the reserve again, left: the first way counts.
    Members members = one(1, 5, 0, 0, {{0, 0, june(8)}, {0, 1, june(9)}, {0, no_pool, june(11)}});
    auto passage = Flow(graph, members.columns()).passage(0, 1);
    EXPECT_EQ(passage.entered[0], june(1));
    EXPECT_EQ(passage.moved[0], june(5));
    EXPECT_EQ(passage.left[0], no_day);
    // Left from the pool in between.
    members = one(1, 5, 20, 0, {{0, no_pool, june(11)}, {0, no_pool, june(15)}});
    passage = Flow(graph, members.columns()).passage(0, 2);
    EXPECT_EQ(passage.left[0], june(11));
    EXPECT_EQ(passage.moved[0], june(20));
}

// A bug: the earlier entry made the member impossible, though the network has every step.
TEST(FlowPassage, OfAMemberThatWasInTheSecondPoolBeforeTheFirstOneCountsTheNextEntry) {
    const PoolGraph graph = libraries_with_returns();
    const Members members =
        one(0, 5, 0, 0, {{0, 0, june(8)}, {0, 1, june(12)}});  // reserve, sent back, reserve again
    const auto passage = Flow(graph, members.columns()).passage(0, 1);
    EXPECT_EQ(passage.entered[0], june(8));
    EXPECT_EQ(passage.moved[0], june(12));
    EXPECT_TRUE(pipeline::impossible(passage).empty());
}

// A bug: who came again and left again counted as waiting, since the column has the first
// withdrawal alone.
TEST(Passage, OfAProjectThatCameAgainAndLeftAgainEndsWithTheLaterDeparture) {
    const std::string network(library_network);
    const Portfolio portfolio =
        fold(std::vector<Event>{on(1, event::EnteredDirectory{}), on(3, event::Withdrawn{"停建"}),
                                on(6, event::MovedToReserve{}),
                                on(9, event::NetworkLeft{network, 2, "停建"})},
             as_of);
    const Flow flow(portfolio, libraries_with_returns());
    const auto way = pipeline::passage(portfolio, Pool::reserve, Pool::implementation);
    EXPECT_EQ(way.left[0], june(9));
    EXPECT_EQ(flow.passage(1, 2).left[0], june(9));
    EXPECT_EQ(pipeline::passage(portfolio, Pool::directory, Pool::reserve).left[0], june(3));
    EXPECT_EQ(flow.passage(0, 1).left[0], june(3));
}

TEST(FlowPassage, HoldsItsColumnsAndRefusesWhereNoWayLeads) {
    std::optional<pipeline::Passage> passage;
    {
        const Portfolio portfolio = fold(
            std::vector<Event>{on(1, event::EnteredDirectory{}), on(5, event::MovedToReserve{})},
            as_of);
        const Flow flow(portfolio, libraries_with_returns());
        passage = flow.passage(0, 1);
        EXPECT_THROW((void)flow.passage(1, 0), Error) << "a return is no way on";
        EXPECT_THROW((void)flow.passage(1, 1), Error);
        EXPECT_THROW((void)flow.passage(0, 64), Error);
        EXPECT_FALSE(flow.graph().leads(64, 0));
        try {
            (void)flow.passage(2, 0);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::forbidden_move);
        }
    }
    EXPECT_EQ(passage->moved[0], june(5));
    EXPECT_EQ(passage->amount[0], 0);
}

TEST(Flow, LivedThroughDayByDayIsTheSame) {
    std::mt19937_64 random(7);
    std::size_t findings = 0;
    for (int round = 0; round < 40; ++round) {
        for (const PoolGraph& graph : {libraries_one_way(), libraries_with_returns(), forked()}) {
            const Members members = testing::random_members(random, graph.pools().size(), 40);
            const Flow flow(graph, members.columns());
            const testing::DayByDay slow(graph, members);
            const Stays& s = flow.stays();
            std::vector<std::map<std::int32_t, int>> pool_on(flow.rows());
            std::size_t steps = 0;
            for (std::size_t i = 0; i < s.size(); ++i) {
                steps += s.is_from_outside(i);
                steps += s.end[i] != StayEnd::still;
                for (std::int32_t day = s.entered[i];
                     day < std::min(s.ended[i], members.as_of.days() + 1); ++day) {
                    EXPECT_TRUE(pool_on[s.row[i]].emplace(day, s.pool[i]).second) << "two at once";
                }
            }
            for (std::size_t row = 0; row < flow.rows(); ++row) {
                for (std::int32_t day = date(2023, 10, 1).days(); day <= members.as_of.days();
                     ++day) {
                    const auto found = pool_on[row].find(day);
                    ASSERT_EQ(found == pool_on[row].end() ? -1 : found->second, slow.at(row, day))
                        << graph.id() << " round " << round << " row " << row << ' '
                        << Date::from_days(day).iso();
                }
            }
            EXPECT_EQ(steps, slow.steps().size());
            const auto ignored = std::ranges::count_if(flow.findings(), [](const FlowFinding& f) {
                return f.kind != FlowFindingKind::unlisted;
            });
            EXPECT_EQ(static_cast<std::size_t>(ignored), slow.ignored());
            findings += flow.findings().size();
        }
    }
    EXPECT_GT(findings, 1'000U) << "the random members are too well-behaved";
}

TEST(Traffic, CountsEveryStepOnItsEdge) {
    const PoolGraph graph = libraries_with_returns();
    // 1: to the reserve, back, withdrawn. 2: skips the reserve. 3: waits.
    const Members members{
        .days = {{june(1), june(1), june(1)}, {june(3), no_day, no_day}, {no_day, june(4), no_day}},
        .left = {june(9), no_day, no_day},
        .amount = {1, 20, 300},
        .visits = {{0, 0, june(5)}},
        .as_of = as_of};
    const pipeline::Traffic traffic = pipeline::traffic(Flow(graph, members.columns()));
    using C = CountAndAmount;
    EXPECT_EQ(traffic.entered, (std::vector<C>{{3, 321}, {}, {}}));
    EXPECT_EQ(traffic.inside, (std::vector<C>{{1, 300}, {}, {1, 20}}));
    EXPECT_EQ(traffic.left, (std::vector<C>{{1, 1}, {}, {}}));
    EXPECT_EQ(traffic.moved, (std::vector<C>{{1, 1}, {}, {1, 1}, {}}));
    EXPECT_EQ(traffic.unlisted, (std::vector<pipeline::Traffic::Unlisted>{{0, 2, {1, 20}}}));
}

TEST(Traffic, OfGroupsAddsUpToTheWhole) {
    std::mt19937_64 random(11);
    for (int round = 0; round < 20; ++round) {
        const PoolGraph graph = forked();
        const Members members = testing::random_members(random, 6, 5'000);
        const Flow flow(graph, members.columns());
        std::vector<std::uint32_t> group;
        for (std::size_t row = 0; row < flow.rows(); ++row) {
            group.push_back(static_cast<std::uint32_t>(random() % 5));
        }
        const auto parts = pipeline::traffic(NumberedGroups(group, 5), flow);
        const pipeline::Traffic whole = pipeline::traffic(flow);
        pipeline::Traffic sum = whole;
        const auto clear = [](std::vector<CountAndAmount>& list) {
            std::ranges::fill(list, CountAndAmount{});
        };
        clear(sum.inside), clear(sum.entered), clear(sum.left), clear(sum.moved);
        for (auto& edge : sum.unlisted) edge.moved = {};
        const auto add = [](std::vector<CountAndAmount>& to,
                            const std::vector<CountAndAmount>& from) {
            for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
        };
        for (const pipeline::Traffic& part : parts) {
            add(sum.inside, part.inside);
            add(sum.entered, part.entered);
            add(sum.left, part.left);
            add(sum.moved, part.moved);
            for (const auto& edge : part.unlisted) {
                const auto found = std::ranges::find_if(sum.unlisted, [&](const auto& other) {
                    return other.from == edge.from && other.to == edge.to;
                });
                ASSERT_NE(found, sum.unlisted.end());
                found->moved += edge.moved;
            }
        }
        EXPECT_EQ(sum, whole);
        EXPECT_TRUE(std::ranges::is_sorted(
            whole.unlisted, {}, [](const auto& edge) { return std::pair(edge.from, edge.to); }));
    }
    const std::vector<std::uint32_t> few(3);
    const Members members = testing::random_members(random, 6, 4);
    EXPECT_THROW((void)pipeline::traffic(NumberedGroups(few, 1), Flow(forked(), members.columns())),
                 Error);
}

}  // namespace
}  // namespace sanku
