#include "sanku/pipeline/pool_graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/topological_sort.hpp>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sanku::pipeline {
namespace {

// --- Files ---------------------------------------------------------------------------------------

/// A sound file that states everything, one statement a line.
constexpr std::string_view sound = R"(id = "daye"
name = { zh = "大冶", en = "Daye" }
source = { zh = "来源", en = "source" }
[[pool]]
id = "idea"
name = { zh = "谋划", en = "Ideas" }
day = "entered_directory"
entry = true
approvals = ["立项批复"]
appraisals = ["volume", "siting"]
min_score = 60.5
[[pool]]
id = "ready"
name = { zh = "储备", en = "Ready" }
day = ["entered_reserve", "contract_signed"]
final = false
[[pool]]
id = "built"
name = { zh = "建成", en = "Built" }
day = "completed"
final = true
[[move]]
from = "idea"
to = "ready"
clock = { months = 3 }
approvals = ["可研批复", "用地批复"]
appraisals = ["fiscal"]
min_score = 70
[[move]]
from = "ready"
to = "built"
clock = { days = 90 }
[[return]]
from = "ready"
to = "idea"
reasons = ["资料不全", "重新论证"]
[[exit]]
from = "idea"
reasons = ["不再实施"]
[[exit]]
from = ["ready", "built"]
)";

/// A text, and where in it something was put.
struct Edited {
    std::string text;
    std::int64_t line;
};

/// `sound` with the `nth` line that begins with `from` replaced by `to`.
Edited with(std::string_view from, std::string_view to, int nth = 1) {
    std::string text = "\n" + std::string(sound);
    std::size_t at = 0;
    for (int i = 0; i < nth; ++i) {
        at = text.find("\n" + std::string(from), at + (i == 0 ? 0 : 1));
        EXPECT_NE(at, std::string::npos) << from;
    }
    const std::size_t end = text.find('\n', at + 1);
    const auto line =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    text.replace(at + 1, end - at - 1, to);
    return {text.substr(1), line + 1};
}

Problem problem_of(const std::function<PoolGraph()>& make) {
    try {
        (void)make();
    } catch (const Error& error) {
        return error.problem();
    }
    ADD_FAILURE() << "was taken";
    return {};
}

Problem problem_of(std::string_view text) {
    return problem_of([&] { return PoolGraph::parse(text, "daye.toml"); });
}

TEST(PoolGraphFile, StatesEverythingThatANetworkMaySay) {
    const PoolGraph graph = PoolGraph::parse(sound, "daye.toml");
    const PoolGraph expected({
        "daye",
        {"大冶", "Daye"},
        {"来源", "source"},
        {{"idea", {"谋划", "Ideas"}, {"entered_directory"}, true, false},
         {"ready", {"储备", "Ready"}, {"entered_reserve", "contract_signed"}, false, false},
         {"built", {"建成", "Built"}, {"completed"}, false, true}},
        {{0, 1, false, {{"可研批复", "用地批复"}, {"fiscal"}, 7'000}, Clock{3, 0}, {}},
         {1, 2, false, {}, Clock{0, 90}, {}},
         {1, 0, true, {}, {}, {"资料不全", "重新论证"}}},
        {{0, {"不再实施"}}, {1, {}}, {2, {}}},
        {{{"立项批复"}, {"volume", "siting"}, 6'050}},
    });
    EXPECT_EQ(graph, expected);
    EXPECT_EQ(graph.entry(0).min_score, 6'050);
    EXPECT_TRUE(graph.entry(2).is_free());
    EXPECT_EQ(graph.move(1, 0)->reasons.size(), 2U);
    EXPECT_EQ(graph.move(0, 2), nullptr);
    EXPECT_EQ(graph.move(2, 9), nullptr);
    EXPECT_EQ(graph.exit(0)->reasons.front(), "不再实施");
    EXPECT_EQ(graph.exit(7), nullptr);
    EXPECT_EQ(graph.find("ready"), 1U);
    EXPECT_EQ(graph.find("none"), std::nullopt);
}

struct Row {
    std::string_view from;  // the line that is replaced …
    std::string_view to;    // … by this
    std::string_view key;
    std::string_view reason;
    int nth = 1;             // of several such lines
    std::int64_t later = 0;  // lines between the edit and the one that is complained of
};

TEST(PoolGraphFile, RefusesEachMistakeAtItsLineAndKey) {
    const Row rows[] = {
        // shape
        {"id = \"daye\"", "", "id", "missing"},
        {"id = \"daye\"", "id = 7", "id", "expected a text"},
        {"id = \"daye\"", "id = \"\"", "id", "empty text"},
        {"name", "nmae = { zh = \"大冶\", en = \"Daye\" }", "nmae", "unknown key"},
        {"source", "source = { zh = \"来源\" }", "source.en", "missing"},
        {"id = \"daye\"", "id = \"daye", "id", ""},
        {"final = false", "final = 0", "pool.final", "expected true or false"},
        {"final = false", "finl = false", "pool.finl", "unknown key"},
        {"final = false", "clock = { months = 1 }", "pool.clock", "unknown key"},
        {"id = \"ready\"", "", "pool.id", "missing", 1, -1},
        // pools
        {"id = \"ready\"", "id = \"idea\"", "pool.id", "twice: idea"},
        {"day = \"completed\"", "day = \"complete\"", "pool.day", "unknown: complete"},
        {"day = \"completed\"", "day = \"total_investment\"", "pool.day",
         "unknown: total_investment"},
        {"day = \"completed\"", "day = \"planned_completion\"", "pool.day",
         "unknown: planned_completion"},
        {"day = \"completed\"", "day = \"evaluated\"", "pool.day", "unknown: evaluated"},
        {"day = \"completed\"", "day = \"withdrawn\"", "pool.day", "unknown: withdrawn"},
        {"day = \"completed\"", "day = []", "pool.day", "expected a list that is not empty"},
        {"day = \"completed\"", "day = [\"completed\", \"completed\"]", "pool.day",
         "twice: completed"},
        {"day = \"completed\"", "day = 2024-01-01", "pool.day", "expected a text"},
        {"day = \"completed\"", "", "pool.day", "in all pools or in none", 1, -3},
        {"entry = true", "", "pool", "none may be entered from outside", 1, -4},
        {"final = false", "min_score = 50", "pool.entry",
         "conditions to enter a pool that is not entered from outside", 1, -4},
        {"approvals = [\"立项批复\"]", "approvals = []", "pool.approvals",
         "expected a list that is not empty"},
        {"approvals = [\"立项批复\"]", "approvals = \"立项批复\"", "pool.approvals",
         "expected a list"},
        {"approvals = [\"立项批复\"]", "approvals = [\"\"]", "pool.approvals", "empty text"},
        {"appraisals = [\"volume\", \"siting\"]", "appraisals = [\"volume\", \"volume\"]",
         "pool.appraisals", "twice: volume"},
        {"min_score = 60.5", "min_score = 100.01", "pool.min_score",
         "expected a number from 0 to 100"},
        {"min_score = 60.5", "min_score = -1", "pool.min_score", "expected a number from 0 to 100"},
        {"min_score = 60.5", "min_score = 60.505", "pool.min_score",
         "expected at most two decimals"},
        // moves
        {"to = \"built\"", "to = \"bulit\"", "move.to", "unknown: bulit"},
        {"from = \"idea\"", "from = \"\"", "move.from", "empty text"},
        {"from = \"idea\"", "", "move.from", "missing", 1, -1},
        {"to = \"built\"", "to = \"ready\"", "move.to", "a pool to itself"},
        {"from = \"ready\"", "from = \"idea\"\nto = \"ready\"\n[[move]]\nfrom = \"ready\"",
         "move.to", "a move twice", 1, 1},
        {"clock = { days = 90 }", "clock = { days = 90, months = 3 }", "move.clock",
         "expected months or days"},
        {"clock = { days = 90 }", "clock = { }", "move.clock", "expected months or days"},
        {"clock = { days = 90 }", "clock = { days = 0 }", "move.clock.days",
         "expected a whole number from 1 to 36500"},
        {"clock = { days = 90 }", "clock = { months = 1201 }", "move.clock.months",
         "expected a whole number from 1 to 1200"},
        {"clock = { days = 90 }", "clock = { weeks = 2 }", "move.clock.weeks", "unknown key"},
        {"clock = { days = 90 }", "clock = 90", "move.clock", "expected a table"},
        {"approvals = [\"可研批复\"", "approvals = [\"甲\", \"甲\"]", "move.approvals",
         "twice: 甲"},
        {"min_score = 70", "min_score = \"70\"", "move.min_score",
         "expected a number from 0 to 100"},
        {"clock = { days = 90 }", "reasons = [\"甲\"]", "move.reasons", "unknown key"},
        {"[[return]]", "[[move]]\nfrom = \"built\"\nto = \"idea\"\n[[return]]", "move.to",
         "closes a cycle and is no return: built → idea → ready → built", 1, 2},
        {"[[return]]", "[[move]]", "move.reasons", "unknown key", 1, 3},
        // returns
        {"to = \"idea\"", "to = \"built\"", "return.to", "a move twice"},
        {"[[return]]", "[[return]]\nfrom = \"idea\"\nto = \"built\"\n[[return]]", "return.to",
         "a return to a pool from which no moves lead back: idea → built", 1, 2},
        {"reasons = [\"资料不全\"", "reasons = [\"资料不全\", \"资料不全\"]", "return.reasons",
         "twice: 资料不全"},
        {"reasons = [\"资料不全\"", "clock = { days = 3 }", "return.clock", "unknown key"},
        // exits
        {"from = [\"ready\", \"built\"]", "from = [\"ready\", \"sold\"]", "exit.from",
         "unknown: sold"},
        {"from = [\"ready\", \"built\"]", "from = [\"ready\", \"ready\"]", "exit.from",
         "twice: ready"},
        {"from = [\"ready\", \"built\"]", "from = [\"ready\", \"idea\"]", "exit.from",
         "twice: idea"},
        {"from = [\"ready\", \"built\"]", "", "exit.from", "missing", 1, -1},
        {"reasons = [\"不再实施\"]", "reasons = \"不再实施\"", "exit.reasons", "expected a list"},
        // ways
        {"[[return]]",
         "[[pool]]\nid = \"lost\"\nname = { zh = \"甲\", en = \"A\" }\nday = \"settled\"\n"
         "final = true\n[[return]]",
         "pool.id", "no way leads from an entry to the pool lost", 1, 1},
        {"[[return]]",
         "[[pool]]\nid = \"stuck\"\nname = { zh = \"甲\", en = \"A\" }\nday = \"settled\"\n"
         "[[move]]\nfrom = \"built\"\nto = \"stuck\"\n[[return]]",
         "pool.id",
         "dead end: no way leads from the pool stuck out of the network or to a final one", 1, 1},
    };
    std::set<std::string> kinds;
    for (const Row& row : rows) {
        const Edited edited = with(row.from, row.to, row.nth);
        SCOPED_TRACE(std::string(row.from) + " -> " + std::string(row.to));
        const Problem problem = problem_of(edited.text);
        EXPECT_EQ(problem.code, ErrorCode::malformed_network);
        EXPECT_EQ(problem.file, "daye.toml");
        EXPECT_EQ(problem.row, edited.line + row.later);
        EXPECT_EQ(problem.column, row.key);
        if (!row.reason.empty()) {
            EXPECT_EQ(problem.detail, row.reason);
        }
        kinds.insert(problem.column + ": " + problem.detail);
    }
    EXPECT_GE(kinds.size(), 50U);
}

TEST(PoolGraphFile, RefusesMorePoolsThanItTakes) {
    std::string text =
        "id = \"x\"\nname = { zh = \"甲\", en = \"A\" }\n"
        "source = { zh = \"甲\", en = \"A\" }\n";
    for (int i = 0; i < 65; ++i) {
        text += "[[pool]]\nid = \"p" + std::to_string(i) +
                "\"\nname = { zh = \"甲\", en = \"A\" }\nentry = true\nfinal = true\n";
    }
    EXPECT_EQ(problem_of(text).detail, "more than 64 entries");
    EXPECT_EQ(PoolGraph::parse(text.substr(0, text.rfind("[[pool]]")), "x").pools().size(), 64U);
}

TEST(PoolGraphFile, SurvivesEveryCutAndEveryWrongByte) {
    for (std::size_t size = 0; size < sound.size(); ++size) {
        try {
            (void)PoolGraph::parse(sound.substr(0, size), "daye.toml");
        } catch (const Error& error) {
            ASSERT_EQ(error.code(), ErrorCode::malformed_network);
            ASSERT_EQ(error.problem().file, "daye.toml");
        }
    }
    std::mt19937 random(3);
    std::uniform_int_distribution<std::size_t> place(0, sound.size() - 1);
    std::uniform_int_distribution<int> byte(0, 255);
    for (int i = 0; i < 3'000; ++i) {
        std::string text(sound);
        for (int k = 0; k < 3; ++k) text[place(random)] = static_cast<char>(byte(random));
        try {
            (void)PoolGraph::parse(text, "daye.toml");
        } catch (const Error& error) {
            ASSERT_EQ(error.code(), ErrorCode::malformed_network) << text;
        }
    }
}

TEST(PoolGraphFile, LoadsWhatAFileHolds) {
    const std::string path = ::testing::TempDir() + "sanku_network_daye.toml";
    std::ofstream(path) << sound;
    EXPECT_EQ(PoolGraph::load(path), PoolGraph::parse(sound, "daye.toml"));
    std::ofstream(path) << with("to = \"built\"", "to = \"sold\"").text;
    EXPECT_EQ(problem_of([&] { return PoolGraph::load(path); }).file, path);
    ASSERT_EQ(std::remove(path.c_str()), 0);
    EXPECT_EQ(problem_of([&] { return PoolGraph::load(path); }).code, ErrorCode::io);
}

// --- Networks that ship --------------------------------------------------------------------------

TEST(PoolGraph, ShipsFiveNetworks) {
    const std::vector<std::string> ids = {"three-libraries", "life-cycle", "daye-five",
                                          "tianmen-four", "131"};
    EXPECT_EQ(PoolGraph::builtin_ids(), ids);
    for (const std::string& id : ids) {
        const PoolGraph graph = PoolGraph::builtin(id);
        EXPECT_EQ(graph.id(), id);
        for (const Language language : {Language::zh, Language::en}) {
            EXPECT_FALSE(graph.name().in(language).empty());
            EXPECT_FALSE(graph.source().in(language).empty());
        }
        for (std::size_t i = 0; i < graph.pools().size(); ++i) {
            EXPECT_NE(graph.exit(i), nullptr) << id << ' ' << graph.pools()[i].id;
        }
    }
    const Problem problem = problem_of([] { return PoolGraph::builtin("four-libraries"); });
    EXPECT_EQ(problem.code, ErrorCode::unknown_network);
    EXPECT_EQ(problem.detail, "three-libraries, life-cycle, daye-five, tianmen-four, 131");
}

TEST(PoolGraph, OfTheThreeLibrariesHasTheirKeysNamesAndDays) {
    const PoolGraph graph = PoolGraph::builtin(library_network);
    ASSERT_EQ(graph.pools().size(), libraries.size());
    for (std::size_t i = 0; i < libraries.size(); ++i) {
        const PoolNode& pool = graph.pools()[i];
        EXPECT_EQ(pool.id, key(libraries[i]));
        EXPECT_EQ(pool.name.zh, name(libraries[i], Language::zh));
        EXPECT_EQ(pool.name.en, name(libraries[i], Language::en));
        EXPECT_EQ(pool.days, std::vector<std::string>{"entered_" + pool.id});
        EXPECT_TRUE(pool.is_entry);
        for (std::size_t k = 0; k < libraries.size(); ++k) {
            if (k == i) continue;
            ASSERT_NE(graph.move(i, k), nullptr);
            EXPECT_EQ(graph.move(i, k)->is_return, k < i);
            EXPECT_EQ(graph.leads(i, k), k > i);
        }
    }
}

// Tianmen, 2024: from negotiation to signing 1 month, from signing to start of construction 3
// months, from start to production 1 year (FACTS, golden).
TEST(PoolGraph, OfThe131HasItsClocks) {
    const PoolGraph graph = PoolGraph::builtin("131");
    const int months[] = {1, 3, 12};
    ASSERT_EQ(graph.moves().size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        ASSERT_NE(graph.move(i, i + 1), nullptr);
        EXPECT_EQ(graph.move(i, i + 1)->clock, (Clock{months[i], 0}));
    }
    EXPECT_EQ(graph.pools()[0].days.front(), "negotiated");
    EXPECT_EQ(graph.pools()[1].days.front(), "contract_signed");
    EXPECT_EQ(graph.pools()[2].days.front(), "started");
    EXPECT_EQ(graph.pools()[3].days.front(), "in_production");
}

TEST(PoolGraph, OfALifeBeginsWithTheFirstLibrary) {
    const PoolGraph graph = PoolGraph::builtin("life-cycle");
    EXPECT_EQ(graph.pools()[0].days,
              (std::vector<std::string>{"entered_directory", "entered_reserve",
                                        "entered_implementation"}));
    EXPECT_EQ(graph.move(2, 3)->clock, (Clock{12, 0}));
}

TEST(PoolGraph, NamesTheFivePoolsOfDayeAndTheFourOfTianmen) {
    const auto ids = [](std::string_view network) {
        const PoolGraph graph = PoolGraph::builtin(network);
        std::vector<std::string> out;
        for (const PoolNode& pool : graph.pools()) out.push_back(pool.id);
        return out;
    };
    EXPECT_EQ(ids("daye-five"), (std::vector<std::string>{
                                    "technical-renewal", "attracted-investment",
                                    "intellectual-property", "rd-platform", "high-tech-reserve"}));
    EXPECT_EQ(ids("tianmen-four"),
              (std::vector<std::string>{"technology-sme", "high-tech", "specialised-and-new",
                                        "new-species"}));
    EXPECT_TRUE(PoolGraph::builtin("tianmen-four").leads(0, 3));
}

// --- Parts ---------------------------------------------------------------------------------------

PoolGraph::Parts two_pools() {
    return {"x",         {"甲", "x"},
            {"甲", "x"}, {{"a", {"甲", "A"}, {}, true, false}, {"b", {"乙", "B"}, {}, false, true}},
            {{0, 1}},    {{0, {}}}};
}

TEST(PoolGraph, RefusesPartsThatNoFileCouldState) {
    struct Case {
        std::function<void(PoolGraph::Parts&)> spoil;
        std::string_view subject;
        std::string_view reason;
    };
    const Case cases[] = {
        {[](auto& p) { p.id.clear(); }, "", "empty"},
        {[](auto& p) { p = {"x", {}, {}, {}, {}, {}}; }, "x", "none"},
        {[](auto& p) { p.pools.resize(65, p.pools.front()); }, "x", "more than 64"},
        {[](auto& p) { p.entries.resize(3); }, "x", "entries into more than there are"},
        {[](auto& p) { p.pools[1].id.clear(); }, "", "empty"},
        {[](auto& p) { p.moves[0].to = 2; }, "a → 2", "no such pool"},
        {[](auto& p) { p.moves[0].from = 9; }, "9 → b", "no such pool"},
        {[](auto& p) { p.moves[0].reasons = {"why"}; }, "a → b", "of no return"},
        {[](auto& p) { p.moves[0].entry.approvals = {""}; }, "a → b", "empty text"},
        {[](auto& p) { p.moves[0].entry.min_score = 10'001; }, "a → b", "expected 0 to 100 points"},
        {[](auto& p) { p.moves[0].entry.min_score = -1; }, "a → b", "expected 0 to 100 points"},
        {[](auto& p) {
             p.moves[0].clock = Clock{0, 0};
         },
         "a → b", "expected months from 1 to 1200 or days from 1 to 36500"},
        {[](auto& p) {
             p.moves[0].clock = Clock{1, 1};
         },
         "a → b", "expected months from 1 to 1200 or days from 1 to 36500"},
        {[](auto& p) {
             p.moves[0].clock = Clock{-1, 0};
         },
         "a → b", "expected months from 1 to 1200 or days from 1 to 36500"},
        {[](auto& p) {
             p.moves.push_back({1, 0, true, {}, Clock{1, 0}, {}});
         },
         "b → a", "of a return"},
        {[](auto& p) {
             p.moves.push_back({1, 0, true, {{"x"}, {}, {}}, {}, {}});
         },
         "b → a", "of a return"},
        {[](auto& p) {
             p.moves.push_back({1, 0});
         },
         "b → a", "closes a cycle and is no return: b → a → b"},
        {[](auto& p) { p.exits[0].from = 2; }, "2", "no such pool"},
        {[](auto& p) {
             p.exits.push_back({0, {}});
         },
         "a", "twice: a"},
    };
    EXPECT_NO_THROW((void)PoolGraph(two_pools()));
    for (const Case& one : cases) {
        PoolGraph::Parts parts = two_pools();
        one.spoil(parts);
        const Problem problem = problem_of([&] { return PoolGraph(parts); });
        EXPECT_EQ(problem.code, ErrorCode::malformed_network);
        EXPECT_EQ(problem.value, one.subject) << one.reason;
        EXPECT_EQ(problem.detail, one.reason);
    }
}

TEST(PoolGraph, LetsOnlyReturnsCircleWhereNobodyEverLeaves) {
    PoolGraph::Parts parts = two_pools();
    parts.exits.clear();
    EXPECT_NO_THROW((void)PoolGraph(parts));
    parts.pools[1].is_final = false;
    parts.moves.push_back({1, 0, true, {}, {}, {}});  // round and round
    EXPECT_EQ(problem_of([&] { return PoolGraph(parts); }).detail,
              "dead end: no way leads from the pool a out of the network or to a final one");
}

TEST(PoolGraph, NamesThePoolsThereAreForOneThatIsNone) {
    const Problem problem = problem_of([] {
        const PoolGraph graph = PoolGraph::builtin("131");
        (void)graph.pool("signing");
        return graph;
    });
    EXPECT_EQ(problem.code, ErrorCode::unknown_pool);
    EXPECT_EQ(problem.value, "signing");
    EXPECT_EQ(problem.detail, "131: negotiation, signed, started, production");
    EXPECT_EQ(PoolGraph::builtin("131").pool("production"), 3U);
}

// --- Laws ----------------------------------------------------------------------------------------

using Matrix = std::vector<std::vector<bool>>;

/// Floyd and Warshall: whether ways lead from one place to another.
Matrix closure(Matrix ways) {
    const std::size_t size = ways.size();
    for (std::size_t k = 0; k < size; ++k) {
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j < size; ++j) {
                if (ways[i][k] && ways[k][j]) ways[i][j] = true;
            }
        }
    }
    return ways;
}

PoolGraph::Parts random_parts(std::mt19937& random) {
    const auto up_to = [&](std::size_t most) {
        return std::uniform_int_distribution<std::size_t>(0, most)(random);
    };
    const std::size_t size = 1 + (up_to(99) == 0 ? 63 : up_to(9));
    PoolGraph::Parts parts{"x", {"甲", "x"}, {"甲", "x"}, {}, {}, {}, {}};
    for (std::size_t i = 0; i < size; ++i) {
        parts.pools.push_back(
            {"p" + std::to_string(i), {"甲", "A"}, {}, up_to(2) == 0, up_to(2) == 0});
        if (up_to(3) == 0) parts.exits.push_back({i, {}});
    }
    // Mostly forward along a random line, so that a good part of them is sound.
    std::vector<std::size_t> line(size);
    for (std::size_t i = 0; i < size; ++i) line[i] = i;
    std::shuffle(line.begin(), line.end(), random);
    const std::size_t moves = up_to(2 * size);
    std::set<std::pair<std::size_t, std::size_t>> seen;
    for (std::size_t i = 0; i < moves; ++i) {
        std::size_t from = up_to(size - 1);
        std::size_t to = up_to(size - 1);
        const bool is_return = up_to(5) == 0;
        if (from > to && up_to(15) != 0) std::swap(from, to);
        if (is_return) std::swap(from, to);
        if (from == to || !seen.emplace(from, to).second) continue;
        parts.moves.push_back({line[from], line[to], is_return, {}, {}, {}});
    }
    return parts;
}

/// Whether the parts are sound, by rules of their own.
bool is_sound(const PoolGraph::Parts& parts) {
    const std::size_t size = parts.pools.size();
    Matrix moves(size, std::vector<bool>(size));
    Matrix all = moves;
    for (const Move& move : parts.moves) {
        all[move.from][move.to] = true;
        if (!move.is_return) moves[move.from][move.to] = true;
    }
    const Matrix leads = closure(moves);
    const Matrix ways = closure(all);
    std::vector<bool> has_exit(size);
    for (const Exit& exit : parts.exits) has_exit[exit.from] = true;
    for (std::size_t i = 0; i < size; ++i) {
        if (leads[i][i]) return false;
        bool reached = parts.pools[i].is_entry;
        bool released = parts.pools[i].is_final || has_exit[i];
        for (std::size_t j = 0; j < size; ++j) {
            reached = reached || (parts.pools[j].is_entry && ways[j][i]);
            released = released || ((parts.pools[j].is_final || has_exit[j]) && ways[i][j]);
        }
        if (!reached || !released) return false;
    }
    return std::all_of(parts.moves.begin(), parts.moves.end(), [&](const Move& move) {
        return !move.is_return || leads[move.to][move.from];
    });
}

TEST(PoolGraph, OfRandomPartsAgreesWithFloydWarshallAndBoost) {
    std::mt19937 random(5);
    int sound_ones = 0;
    int cycles = 0;
    for (int round = 0; round < 10'000; ++round) {
        const PoolGraph::Parts parts = random_parts(random);
        const std::size_t size = parts.pools.size();
        if (!is_sound(parts)) {
            const Problem problem = problem_of([&] { return PoolGraph(parts); });
            ASSERT_EQ(problem.code, ErrorCode::malformed_network);
            // A cycle that is named is one.
            const std::size_t colon = problem.detail.find("return: ");
            if (colon == std::string::npos || problem.detail.find("lead") != std::string::npos) {
                continue;
            }
            ++cycles;
            std::vector<std::size_t> pools;
            std::string rest = problem.detail.substr(colon + 8);
            while (!rest.empty()) {
                const std::size_t arrow = rest.find(" → ");
                pools.push_back(std::stoul(rest.substr(1, arrow)));
                rest = arrow == std::string::npos ? "" : rest.substr(arrow + 5);
            }
            ASSERT_GE(pools.size(), 3U) << problem.detail;
            ASSERT_EQ(pools.front(), pools.back());
            for (std::size_t i = 0; i + 1 < pools.size(); ++i) {
                ASSERT_TRUE(std::any_of(parts.moves.begin(), parts.moves.end(), [&](auto& move) {
                    return !move.is_return && move.from == pools[i] && move.to == pools[i + 1];
                })) << problem.detail;
            }
            continue;
        }
        ++sound_ones;
        const PoolGraph graph(parts);
        Matrix moves(size, std::vector<bool>(size));
        boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> boosted(size);
        for (const Move& move : parts.moves) {
            if (move.is_return) continue;
            moves[move.from][move.to] = true;
            boost::add_edge(move.from, move.to, boosted);
        }
        const Matrix leads = closure(moves);
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j < size; ++j) ASSERT_EQ(graph.leads(i, j), leads[i][j]);
        }
        // Boost finds an order too; ours is the one that keeps to the file.
        std::vector<std::size_t> backwards;
        ASSERT_NO_THROW(boost::topological_sort(boosted, std::back_inserter(backwards)));
        std::vector<std::size_t> expected;
        std::vector<bool> done(size);
        while (expected.size() < size) {
            for (std::size_t i = 0; i < size; ++i) {
                bool is_next = !done[i];
                for (std::size_t j = 0; j < size; ++j) is_next &= done[j] || !leads[j][i];
                if (!is_next) continue;
                done[i] = true;
                expected.push_back(i);
                break;
            }
        }
        ASSERT_EQ(graph.order(), expected);
        std::vector<std::size_t> at(size);
        for (std::size_t i = 0; i < size; ++i) at[graph.order()[i]] = i;
        for (const Move& move : parts.moves) {
            ASSERT_EQ(graph.move(move.from, move.to)->is_return, move.is_return);
            ASSERT_EQ(at[move.from] < at[move.to], !move.is_return);
        }
    }
    EXPECT_GT(sound_ones, 200);
    EXPECT_GT(cycles, 200);
}

}  // namespace
}  // namespace sanku::pipeline
