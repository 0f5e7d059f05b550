#include "sanku/pipeline/moves.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/store/store.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using pipeline::PoolGraph;
using testing::code;
using testing::Story;

PoolGraph::Parts parts_of(std::string id) {
    PoolGraph::Parts parts;
    parts.id = std::move(id);
    for (const char* pool : {"a", "b", "c", "d"}) {
        parts.pools.push_back({pool, {pool, pool}, {}, false, false});
    }
    parts.pools[0].is_entry = true;
    parts.pools[3].is_final = true;
    return parts;
}

/// a → b → c → d, back from c to a and from d to c; out of a and b.
PoolGraph strict() {
    PoolGraph::Parts parts = parts_of("strict");
    parts.moves = {{.from = 0, .to = 1},
                   {.from = 1,
                    .to = 2,
                    .entry = {.approvals = {"可研批复", "用地批复"},
                              .appraisals = {"fiscal", "siting"},
                              .min_score = 6000}},
                   {.from = 2, .to = 3},
                   {.from = 2, .to = 0, .is_return = true, .reasons = {"条件不符", "资金不足"}},
                   {.from = 3, .to = 2, .is_return = true}};
    parts.exits = {{.from = 0}, {.from = 1, .reasons = {"停建", "并入"}}};
    parts.entries = {{.approvals = {"立项"}}};
    return PoolGraph(std::move(parts));
}

Payload into(std::string_view pool, int visit = 1, std::string reason = {}) {
    return event::PoolEntered::into("strict", pool, visit, std::move(reason));
}
Payload out(int visit = 1, std::string reason = {}) {
    return event::NetworkLeft{"strict", visit, std::move(reason)};
}
Date day(int month, int of_month = 1) {
    return date(2024, month, of_month);
}

using Facts = std::vector<std::pair<Date, Payload>>;

/// What is refused of the last of `facts`, "" if it is allowed.
std::string refused(const PoolGraph& graph, const Facts& facts) {
    Standing standing;
    for (const auto& [on, what] : facts) standing.apply(on, what);
    const auto problem =
        pipeline::refusal(graph, standing, {code(1), facts.back().first, facts.back().second});
    if (!problem) return "";
    return std::string(key(problem->code)) + ": " + problem->value + ": " + problem->detail;
}

TEST(Moves, AreRefusedWithAllThatIsMissing) {
    const Payload first = event::Approved{"立项"};
    const Facts in_b = {{day(1), first}, {day(1), into("a")}, {day(2), into("b")}};
    const Facts ready = {{day(3), event::Approved{"可研批复"}},
                         {day(3), event::Approved{"用地批复"}},
                         {day(3), event::Appraised{"fiscal", 1, Outcome::warn}},
                         {day(3), event::Appraised{"siting", 1}},
                         {day(3), event::Evaluated{Evaluation::project, 6000}}};
    const auto join = [](Facts facts, const Facts& more) {
        facts.insert(facts.end(), more.begin(), more.end());
        return facts;
    };
    const Facts in_c = join(join(in_b, ready), {{day(4), into("c")}});
    struct Row {
        Facts facts;
        std::string expected;
    };
    const Row rows[] = {
        // --- Into the network
        {{{day(1), first}, {day(1), into("a")}}, ""},
        {{{day(1), into("a")}}, "forbidden_move: outside → a: missing approval 立项"},
        {{{day(2), first}, {day(1), into("a")}},
         "forbidden_move: outside → a: approval 立项 given on 2024-02-01"},
        {{{day(1), into("b")}},
         "forbidden_move: outside → b: no move from outside to b: a must come first"},
        {{{day(1), into("d")}},
         "forbidden_move: outside → d: no move from outside to d: a, b, c must come first"},
        {{{day(1), into("e")}}, "unknown_pool: e: strict: a, b, c, d"},
        // --- On
        {in_b, ""},
        {{{day(1), first}, {day(1), into("a")}, {day(2), into("c")}},
         "forbidden_move: a → c: no move from a to c: b must come first"},
        {join({{day(1), first}, {day(1), into("a")}, {day(4), into("b")}}, {{day(3), into("c")}}),
         "forbidden_move: a → c: no move from a to c: b must come first; entered b on 2024-04-01; "
         "entered b on 2024-04-01: no move from c to b"},
        {in_c, ""},
        {join(in_b, {{day(4), into("c")}}),
         "forbidden_move: b → c: missing approval 可研批复; missing approval 用地批复; "
         "missing appraisal fiscal; missing appraisal siting; missing score, at least 60"},
        {join(in_b, {{day(3), event::Approved{"可研批复"}},
                     {day(5), event::Approved{"用地批复"}},
                     {day(3), event::Appraised{"fiscal", 1}},
                     {day(3, 2), event::Appraised{"fiscal", 2, Outcome::block, "超出财力"}},
                     {day(4, 2), event::Appraised{"siting", 1}},
                     {day(3), event::Evaluated{Evaluation::project, 5550}},
                     {day(4), into("c")}}),
         "forbidden_move: b → c: approval 用地批复 given on 2024-05-01; "
         "appraisal fiscal blocked on 2024-03-02; missing appraisal siting; "
         "score 55.50 below 60"},
        {join(join(in_b, ready), {{day(3, 2), event::Appraised{"fiscal", 2, Outcome::block}},
                                  {day(3, 3), event::Appraised{"fiscal", 3}},
                                  {day(4), into("c")}}),
         ""},
        {join(join(in_b, ready),
              {{day(4, 2), event::Appraised{"fiscal", 2, Outcome::block}}, {day(4), into("c")}}),
         ""},
        {join(join(in_b, ready),
              {{day(4), event::Evaluated{Evaluation::project, 9000}}, {day(3, 15), into("c")}}),
         "forbidden_move: b → c: missing score, at least 60"},
        // --- Of one day
        {{{day(1), first}, {day(1), into("b")}, {day(1), into("a")}}, ""},
        {{{day(1), first}, {day(1), into("a")}, {day(1), into("b")}, {day(1), out(1, "停建")}}, ""},
        // --- Back
        {join(in_c, {{day(5), into("a", 2, "资金不足")}}), ""},
        {join(in_c, {{day(5), into("a", 2)}}),
         "forbidden_move: c → a: missing reason, one of 条件不符, 资金不足"},
        {join(in_c, {{day(5), into("a", 2, "别的")}}),
         "forbidden_move: c → a: reason 别的 is none of 条件不符, 资金不足"},
        {join(in_c, {{day(5), into("d")}, {day(6), into("c", 2, "任何")}}), ""},
        {join(in_c, {{day(5), into("b", 2)}}),
         "forbidden_move: c → b: no move from c to b: a must come first"},
        {join(in_c, {{day(5), into("a", 3, "资金不足")}}),
         "forbidden_move: c → a: entry 2 into a is not recorded"},
        {join(in_c, {{day(5), into("c", 2)}}), "forbidden_move: c → c: no move from c to c"},
        {{{day(1), first}, {day(1), into("a", 2)}},
         "forbidden_move: outside → a: first entry into a is not recorded"},
        {join(in_c, {{day(5), into("a", 2, "资金不足")}, {day(6), into("a", 1)}}),
         "forbidden_move: a → a: entry 2 into a was on 2024-05-01; no move from a to a"},
        // --- Between what is recorded
        {join(in_b, {{day(1, 15), into("a", 2)}}), "forbidden_move: a → a: no move from a to a"},
        {join(join(in_b, ready), {{day(6), into("d")}, {day(5), into("c")}}), ""},
        {join(join(in_b, ready), {{day(6), out(1, "停建")}, {day(5), into("c")}}),
         "forbidden_move: b → c: left on 2024-06-01: no move from c to outside"},
        // --- Out
        {join(in_b, {{day(5), out(1, "停建")}}), ""},
        {join(in_b, {{day(5), out()}}),
         "forbidden_move: b → outside: missing reason, one of 停建, 并入"},
        {join(in_b, {{day(5), out(1, "x")}}),
         "forbidden_move: b → outside: reason x is none of 停建, 并入"},
        {join(in_c, {{day(5), out()}}), "forbidden_move: c → outside: no way out of c"},
        {{{day(1), out()}}, "forbidden_move: outside → outside: in no pool on that day"},
        {join(in_b, {{day(5), out(1, "停建")}, {day(6), out(2, "停建")}}),
         "forbidden_move: outside → outside: in no pool on that day: left on 2024-05-01"},
        {join(in_b, {{day(5), out(2, "停建")}}),
         "forbidden_move: b → outside: first departure is not recorded"},
        {join(in_b, {{day(5), out(1, "停建")}, {day(6), into("c")}}),
         "forbidden_move: outside → c: left on 2024-05-01; no move from outside to c: a, b must "
         "come first"},
        {join(in_b, {{day(5), out(1, "停建")}, {day(6), into("a", 2)}}), ""},
        {join(in_b, {{day(5), out(1, "停建")}, {day(6), into("a", 2)}, {day(7), out(2)}}), ""},
    };
    const PoolGraph graph = strict();
    for (const auto& [facts, expected] : rows) EXPECT_EQ(refused(graph, facts), expected);
}

TEST(Moves, OfMilestonesAreTheFirstEntriesIntoTheirPools) {
    PoolGraph::Parts parts = parts_of("strict");
    parts.pools[0].days = {"negotiated"};
    parts.pools[1].days = {"started", "contract_signed"};
    parts.pools[2].days = {"completed"};
    parts.pools[3].days = {"settled"};
    parts.moves = {{.from = 0, .to = 1},
                   {.from = 1, .to = 2},
                   {.from = 2, .to = 3},
                   {.from = 2, .to = 1, .is_return = true}};
    const PoolGraph graph(std::move(parts));
    const Facts done = {{day(1), event::Negotiated{}},
                        {day(2), event::ContractSigned{}},
                        {day(3), event::Started{}},
                        {day(4), event::Completed{}}};
    Facts again = done;
    again.emplace_back(day(5), into("b", 2));
    EXPECT_EQ(refused(graph, again), "");
    again.back().second = into("b", 1);
    EXPECT_EQ(refused(graph, again),
              "forbidden_move: b: its first entry is the day of started, contract_signed: record "
              "that milestone");
    again.back().second = into("a", 2);
    EXPECT_EQ(refused(graph, again), "forbidden_move: c → a: no move from c to a");
}

// --- A law --------------------------------------------------------------------------------------

/// A random network in which every pool is an entry or follows one, with returns and ways out.
PoolGraph random_graph(std::mt19937& random) {
    const auto below = [&](std::size_t limit) { return random() % limit; };
    PoolGraph::Parts parts;
    parts.id = "strict";
    const std::size_t pools = 2 + below(5);
    for (std::size_t i = 0; i < pools; ++i) {
        const std::string id(1, static_cast<char>('a' + i));
        parts.pools.push_back({id, {id, id}, {}, i == 0 || below(5) == 0, i + 1 == pools});
        for (std::size_t from = 0; from < i; ++from) {
            if (from + 1 == i || below(3) == 0) parts.moves.push_back({.from = from, .to = i});
            if (from + 1 == i && below(2) == 0) {
                parts.moves.push_back({.from = i, .to = from, .is_return = true});
            }
        }
        if (below(2) == 0) parts.exits.push_back({.from = i});
    }
    return PoolGraph(std::move(parts));
}

/// Where a move leads: a pool, or out.
using Place = std::optional<std::size_t>;

/// The slow answer to what may come next.
bool is_allowed(const PoolGraph::Parts& parts, Place from, Place to) {
    if (!from && !to) return false;
    if (!from) return parts.pools[*to].is_entry;
    if (!to) {
        return std::ranges::any_of(parts.exits, [&](const auto& e) { return e.from == *from; });
    }
    return std::ranges::any_of(parts.moves,
                               [&](const auto& m) { return m.from == *from && m.to == *to; });
}

TEST(Moves, ARandomWalkIsTakenAndNoStepOffIt) {
    int taken = 0;
    int refusals = 0;
    for (unsigned seed = 1; seed <= 300; ++seed) {
        std::mt19937 random(seed);
        const PoolGraph graph = random_graph(random);
        Standing standing;
        Place at;
        std::map<Place, int> visits;
        Date today = date(2024, 1, 1);
        for (int step = 0; step < 25; ++step) {
            today = today.plus_days(1 + static_cast<int>(random() % 20));
            std::vector<Place> allowed;
            const std::size_t choices = graph.pools().size() + 1;
            for (std::size_t i = 0; i < choices; ++i) {
                const Place to = i + 1 == choices ? Place{} : Place{i};
                const auto move_of = [&](int visit) {
                    return to ? into(graph.pools()[*to].id, visit) : out(visit);
                };
                const auto judged = [&](Date on, int visit) {
                    Standing with = standing;
                    with.apply(on, move_of(visit));
                    return !pipeline::refusal(graph, with, {code(1), on, move_of(visit)});
                };
                const int next = visits[to] + 1;
                const bool may = is_allowed(graph.parts(), at, to);
                EXPECT_EQ(judged(today, next), may) << "seed " << seed << " step " << step;
                ++(may ? taken : refusals);
                if (may) allowed.push_back(to);
                EXPECT_FALSE(judged(today, next + 1)) << "a visit left out";
                EXPECT_FALSE(judged(date(2023, 12, 31), next + 1)) << "before all others";
            }
            if (allowed.empty()) break;
            at = allowed[random() % allowed.size()];
            standing.apply(today,
                           at ? into(graph.pools()[*at].id, ++visits[at]) : out(++visits[at]));
        }
    }
    EXPECT_GT(taken, 1'000);
    EXPECT_GT(refusals, 1'000);
}

// --- At append ----------------------------------------------------------------------------------

Batch on(int of_july) {
    return {.recorded_at = Instant::at(date(2024, 7, of_july)), .by = "统计科"};
}
Problem problem_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.problem();
    }
    ADD_FAILURE() << "nothing was refused";
    return {};
}

TEST(Appends, HoldNewMovesToTheirNetworkByWhatTheWholeBatchSays) {
    Store store = Store::in_memory(HashAlgorithm::sha256, {strict()});
    Story story(code(1));
    story.on(day(2), into("b")).on(day(1), into("a"));
    const Problem problem = problem_of([&] { (void)store.append(story.events, on(1)); });
    EXPECT_EQ(key(problem.code), "forbidden_move");
    EXPECT_EQ(problem.value, "outside → a");
    EXPECT_EQ(problem.column, code(1).str());
    EXPECT_EQ(problem.detail, "missing approval 立项");
    EXPECT_EQ(store.length(), 0) << "all or nothing";
    story.on(day(1), event::Approved{"立项", "1号"});
    EXPECT_EQ(store.append(story.events, on(1)).added, 3);
    EXPECT_EQ(store.append(story.events, on(1)).unchanged, 3);
    // What is recorded stays, though its condition goes.
    (void)store.retract(3, "误报", on(2));
    EXPECT_EQ(store.append(Story(code(1)).on(day(3), event::Started{}).events, on(2)).added, 1);
    // A correction is a new move; what is corrected within the batch is none.
    const Event moved{code(1), date(2023, 12, 1), into("b")};
    EXPECT_EQ(key(problem_of([&] { (void)store.correct(std::vector{moved}, on(3)); }).code),
              "forbidden_move");
    const Event later{code(1), day(2, 2), into("b")};
    EXPECT_EQ(store.correct(std::vector{moved, later}, on(3)).added, 2);
    EXPECT_TRUE(store.verify().sound);
}

TEST(Appends, KnowTheNetworksThatShipAndNoOthers) {
    Store store = Store::in_memory();
    const Event unknown{code(1), day(1), into("a")};
    EXPECT_EQ(key(problem_of([&] { (void)store.append(std::vector{unknown}, on(1)); }).code),
              "unknown_network");
    EXPECT_EQ(store.network(library_network).id(), library_network);
    EXPECT_FALSE(store.restrains_libraries());
    // Second entries into libraries.
    const auto again = event::PoolEntered::into(library_network, "reserve", 2, "条件不符");
    Story story(code(1));
    story.on(day(2), again);
    EXPECT_EQ(problem_of([&] { (void)store.append(story.events, on(1)); }).detail,
              "first entry into reserve is not recorded");
    // Back into a library that was jumped over: its first entry would contradict the later one.
    story.on(day(1), event::MovedToImplementation{});
    (void)store.append(story.events, on(1));
    EXPECT_EQ(store.at(day(1)).pool(0), Pool::implementation);
    EXPECT_EQ(store.at(day(2)).pool(0), Pool::reserve);
    EXPECT_EQ(store.at(day(2)).visits().size(), 1U);
    const event::NetworkLeft second{std::string(library_network), 2, "停建"};
    EXPECT_EQ(problem_of([&] {
                  (void)store.append(Story(code(1)).on(day(3), second).events, on(1));
              }).detail,
              "first departure is not recorded");
}

/// The libraries, with a condition on entering the last.
PoolGraph own_libraries() {
    PoolGraph::Parts parts = PoolGraph::builtin(library_network).parts();
    for (auto& move : parts.moves) {
        if (!move.is_return && parts.pools[move.to].id == "implementation") {
            move.entry = {.approvals = {"初设批复"}, .appraisals = {}, .min_score = 6000};
        }
    }
    parts.pools[2].is_entry = false;
    parts.exits = {{.from = 0}, {.from = 1, .reasons = {"停建"}}};
    return PoolGraph(std::move(parts));
}

TEST(Appends, HoldTheLibrariesToAnOfficesOwnNetwork) {
    Store store = Store::in_memory(HashAlgorithm::sha256, {own_libraries()});
    EXPECT_TRUE(store.restrains_libraries());
    Story story(code(1));
    story.on(day(1), event::MovedToReserve{}).on(day(2), event::MovedToImplementation{});
    EXPECT_EQ(problem_of([&] { (void)store.append(story.events, on(1)); }).detail,
              "missing approval 初设批复; missing score, at least 60");
    story.on(day(2), event::Approved{"初设批复"})
        .on(day(2), event::Evaluated{Evaluation::project, 7000});
    (void)store.append(story.events, on(1));
    const Event left{code(1), day(3), event::Withdrawn{"停建"}};
    const Problem problem = problem_of([&] { (void)store.append(std::vector{left}, on(2)); });
    EXPECT_EQ(problem.value, "implementation → outside");
    EXPECT_EQ(problem.detail, "no way out of implementation");
    const std::vector<Event> events{left, {code(1), day(1), event::MovedToReserve{}}};
    const auto refused = store.refused_moves(code(1), events);
    ASSERT_EQ(refused.size(), 1U) << "what the journal holds is not judged";
    EXPECT_EQ(refused[0].event, 0U);
    EXPECT_EQ(refused[0].problem.detail, problem.detail);
    // The network that ships, given as the office's own, asks for no more than the rules do.
    EXPECT_FALSE(Store::in_memory(HashAlgorithm::sha256, {PoolGraph::builtin(library_network)})
                     .restrains_libraries());
}

}  // namespace
}  // namespace sanku
