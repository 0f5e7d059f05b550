#include "sanku/pipeline/diagram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace sanku::pipeline {
namespace {

constexpr std::int64_t yi = 10'000'000'000;  // fen

/// Two pools that may be named as one likes; with a move, its clock, a return and an exit.
PoolGraph two_pools(const std::string& zh, const std::string& en) {
    return PoolGraph({"x",
                      {"网", "net"},
                      {"源", "source"},
                      {{"a", {zh, en}, {}, true, false}, {"b", {"乙", "B"}, {}, false, true}},
                      {{0, 1, false, {}, Clock{1, 0}, {}}, {1, 0, true, {}, {}, {}}},
                      {{0, {}}},
                      {}});
}

Traffic traffic() {
    return {{{1, yi}, {1'234, 401'849 * (yi / 100)}},
            {{3, 3 * yi}, {0, 0}},
            {{1, yi}, {0, 0}},
            {{2, 2 * yi}, {0, 0}},
            {}};
}

TEST(Diagram, ShowsPoolsMovesClocksReturnsEntriesAndExits) {
    EXPECT_EQ(to_mermaid(two_pools("甲", "A"), Language::zh), R"(flowchart LR
    p0["甲"]
    p1[["乙"]]
    entrance(["入库"])
    entrance --> p0
    p0 -->|"限1个月"| p1
    p1 -.-> p0
    exit(["退出"])
    p0 --> exit
)");
    EXPECT_EQ(to_dot(two_pools("甲", "A"), Language::en), R"(digraph network {
    rankdir=LR;
    node [shape=box];
    p0 [label="A"];
    p1 [label="B", peripheries=2];
    entrance [label="Entered", shape=oval];
    entrance -> p0;
    p0 -> p1 [label="within 1 month"];
    p1 -> p0 [style=dashed];
    exit [label="Left", shape=oval];
    p0 -> exit;
}
)");
}

// Daye, end of April 2024: 4018.49亿元 on the platform (FACTS); here as what is inside a pool.
TEST(Diagram, ShowsHowManyWorthHowMuchAreInsideAndWent) {
    const Traffic counts = traffic();
    EXPECT_EQ(to_mermaid(two_pools("甲", "A"), Language::zh, &counts), R"(flowchart LR
    p0["甲<br/>1个，1.00亿元"]
    p1[["乙<br/>1234个，4,018.49亿元"]]
    entrance(["入库"])
    entrance -->|"3个，3.00亿元"| p0
    p0 -->|"限1个月<br/>2个，2.00亿元"| p1
    p1 -.->|"0个，0.00亿元"| p0
    exit(["退出"])
    p0 -->|"1个，1.00亿元"| exit
)");
    EXPECT_EQ(to_dot(two_pools("甲", "A"), Language::en, &counts), R"(digraph network {
    rankdir=LR;
    node [shape=box];
    p0 [label="A\n1 project, 1.00 hundred million yuan"];
    p1 [label="B\n1234 projects, 4,018.49 hundred million yuan", peripheries=2];
    entrance [label="Entered", shape=oval];
    entrance -> p0 [label="3 projects, 3.00 hundred million yuan"];
    p0 -> p1 [label="within 1 month\n2 projects, 2.00 hundred million yuan"];
    p1 -> p0 [label="0 projects, 0.00 hundred million yuan", style=dashed];
    exit [label="Left", shape=oval];
    p0 -> exit [label="1 project, 1.00 hundred million yuan"];
}
)");
}

TEST(Diagram, MarksWhatTheNetworkDoesNotHave) {
    Traffic counts = traffic();
    counts.entered[1] = {4, 4 * yi};
    counts.left[1] = {5, 5 * yi};
    counts.unlisted = {{1, 0, {6, 6 * yi}}};
    const std::string mermaid = to_mermaid(two_pools("甲", "A"), Language::zh, &counts);
    for (const std::string_view line : {R"(    entrance --x|"4个，4.00亿元<br/>网络未列"| p1)",
                                        R"(    p1 --x|"5个，5.00亿元<br/>网络未列"| exit)",
                                        R"(    p1 --x|"6个，6.00亿元<br/>网络未列"| p0)"}) {
        EXPECT_NE(mermaid.find(std::string(line) + '\n'), std::string::npos) << mermaid;
    }
    const std::string dot = to_dot(two_pools("甲", "A"), Language::en, &counts);
    EXPECT_NE(dot.find(R"(    p1 -> p0 [label="6 projects, 6.00 hundred million yuan\n)"
                       R"(not in the network", style=bold, arrowhead=tee];)"),
              std::string::npos)
        << dot;
}

TEST(Diagram, DrawsNoOutsideWhereNobodyEntersOrLeaves) {
    PoolGraph::Parts parts = two_pools("甲", "A").parts();
    parts.exits.clear();
    EXPECT_EQ(to_mermaid(PoolGraph(parts), Language::zh).find("exit"), std::string::npos);
}

TEST(Diagram, NamesAPoolWithoutANameByItsId) {
    EXPECT_NE(to_dot(two_pools("", ""), Language::zh).find("p0 [label=\"a\"]"), std::string::npos);
}

// --- Any name is safe ----------------------------------------------------------------------------

struct Name {
    std::string_view raw;
    std::string_view mermaid;
    std::string_view dot;
};

TEST(Diagram, EscapesWhateverANameHolds) {
    const Name names[] = {
        {"a\"b", "a#34;b", "a\\\"b"},
        {"a\"]; evil --> x", "a#34;#93;#59; evil #45;#45;#62; x", "a\\\"]; evil --> x"},
        {"(库)[一]{二}", "#40;库#41;#91;一#93;#123;二#125;", "(库)[一]{二}"},
        {"<script>alert(1)</script>", "#60;script#62;alert#40;1#41;#60;#47;script#62;",
         "<script>alert(1)</script>"},
        {"<b>", "#60;b#62;", "<b>"},
        {"两\n行\r\n末", "两 行  末", "两 行  末"},
        {"back\\slash\\", "back#92;slash#92;", "back\\\\slash\\\\"},
        {"\\N\\n\\\"", "#92;N#92;n#92;#34;", "\\\\N\\\\n\\\\\\\""},
        {"R&D &quot; &#60;", "R#38;D #38;quot#59; #38;#35;60#59;", "R&amp;D &amp;quot; &amp;#60;"},
        {"#35;", "#35;35#59;", "#35;"},
        {"`**md**` _x_ ~~", "#96;#42;#42;md#42;#42;#96; #95;x#95; #126;#126;", "`**md**` _x_ ~~"},
        {"1. list", "1#46; list", "1. list"},
        {"%%{init: {}}%%", "#37;#37;#123;init#58; #123;#125;#125;#37;#37;", "%%{init: {}}%%"},
        {"end", "end", "end"},
        {"😀 库 é", "😀 库 é", "😀 库 é"},
        {"a\xff\xc0", "a\uFFFD\uFFFD", "a\uFFFD\uFFFD"},
        {"右\u202E左", "右 左", "右 左"},
        {std::string_view("a\0b", 3), "a b", "a b"},
        {"a|b;c", "a#124;b#59;c", "a|b;c"},
    };
    for (const Name& name : names) {
        const PoolGraph graph = two_pools(std::string(name.raw), std::string(name.raw));
        for (const Language language : {Language::zh, Language::en}) {
            EXPECT_NE(to_mermaid(graph, language)
                          .find("\n    p0[\"" + std::string(name.mermaid) + "\"]\n"),
                      std::string::npos)
                << to_mermaid(graph, language);
            EXPECT_NE(to_dot(graph, language)
                          .find("\n    p0 [label=\"" + std::string(name.dot) + "\"];\n"),
                      std::string::npos)
                << to_dot(graph, language);
        }
    }
}

/// `text` without what stands between quotation marks that no backslash escapes.
std::string without_labels(std::string_view text) {
    std::string out;
    bool is_in = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_in && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            is_in = !is_in;
        } else if (!is_in) {
            out += text[i];
        }
    }
    return is_in ? out + "<open>" : out;
}

TEST(Diagram, OfAnyNameHasTheShapeOfAPlainOne) {
    const std::string mermaid = to_mermaid(two_pools("甲", "A"), Language::zh);
    const std::string dot = without_labels(to_dot(two_pools("甲", "A"), Language::zh));
    std::mt19937 random(11);
    constexpr std::string_view nasty = "\"\\[](){}<>|;#&%`-=~.:/\n\r\t\0'x库";
    std::uniform_int_distribution<std::size_t> place(0, nasty.size() - 1);
    for (int i = 0; i < 3'000; ++i) {
        std::string name;
        for (int k = 0; k < 12; ++k) name += nasty[place(random)];
        const PoolGraph graph = two_pools(name, name);
        ASSERT_EQ(without_labels(to_dot(graph, Language::zh)), dot) << name;
        const std::string text = to_mermaid(graph, Language::zh);
        ASSERT_EQ(without_labels(text), without_labels(mermaid)) << name;
        ASSERT_EQ(std::ranges::count(text, '\n'), std::ranges::count(mermaid, '\n')) << name;
        const std::size_t begin = text.find("p0[\"") + 4;
        const std::string label = text.substr(begin, text.find("\"]\n", begin) - begin);
        ASSERT_EQ(label.find_first_of("\"\\[](){}<>|&%`-=~.:/'"), std::string::npos) << label;
    }
}

TEST(Diagram, RefusesTrafficOfAnotherNetwork) {
    const PoolGraph graph = two_pools("甲", "A");
    for (const int spoilt : {0, 1, 2, 3, 4}) {
        Traffic counts = traffic();
        if (spoilt == 0) counts.inside.pop_back();
        if (spoilt == 1) counts.entered.pop_back();
        if (spoilt == 2) counts.left.push_back({});
        if (spoilt == 3) counts.moved.clear();
        if (spoilt == 4) counts.unlisted = {{0, 2, {1, 1}}};
        EXPECT_THROW((void)to_mermaid(graph, Language::zh, &counts), Error) << spoilt;
        EXPECT_THROW((void)to_dot(graph, Language::zh, &counts), Error) << spoilt;
    }
}

}  // namespace
}  // namespace sanku::pipeline
