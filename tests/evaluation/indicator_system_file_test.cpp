#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

#include "random_systems.hpp"
#include "sanku/evaluation/indicator_system.hpp"
#include "sanku/summary/measures.hpp"

namespace sanku {
namespace {

using evaluation::Basis;
using evaluation::Better;
using evaluation::Indicator;
using evaluation::IndicatorSystem;
using evaluation::Method;
using evaluation::Missing;
using evaluation::SourceKind;
using evaluation::SystemKind;
using testing::RandomSystems;

namespace method = evaluation::method;

/// A sound file of regions that states nearly everything, one statement a line.
constexpr std::string_view sound = R"(id = "city"
version = "2"
kind = "region"
title = { zh = "全市评分", en = "City score" }
source = { zh = "来源", en = "source" }
basis = "published"
valid_from = 2024-01-01
valid_to = 2025-12-31
min_size = 10
[[dimension]]
id = "work"
name = { zh = "工作", en = "Work" }
weight = 66.67
[[dimension.indicator]]
id = "reserve"
name = { zh = "转化率", en = "Conversion" }
weight = 33.33
measure = "directory_to_reserve"
unit = "%"
better = "higher"
method = "linear"
none_at = 20
full_at = 60.5
missing = "exclude"
[[dimension.indicator]]
id = "red"
name = { zh = "红灯率", en = "Red lights" }
weight = 33.34  # red
basis = "default"
measure = "red_lights"
unit = "%"
better = "lower"
method = "deduction"
limit = 5
points = 0.5
missing = "zero"
[[dimension]]
id = "results"
name = { zh = "成效", en = "Results" }
weight = 33.33
basis = "default"
[[dimension.dimension]]
id = "money"
name = { zh = "效益", en = "Money" }
weight = 33.33
[[dimension.dimension.indicator]]
id = "tax"
name = { zh = "税收增量", en = "Tax gained" }
weight = 10
reported = true
unit = { zh = "万元/亩", en = " wan yuan per mu" }
better = "higher"
method = "bands"
bands = [{ points = 0 }, { from = -0.05, points = 5 }, { from = 250000, points = 10 }]
missing = "block"
[[dimension.dimension.indicator]]
id = "pace"
name = { zh = "进度", en = "Pace" }
weight = 13.33
measure = "pace"
unit = "%"
better = "higher"
method = "attained"
target = 100
floor = 60
cap = 110
missing = "exclude"
[[dimension.dimension.indicator]]
id = "per_mu"
name = { zh = "亩均", en = "Per mu" }
weight = 5
reported = true
unit = "number"
better = "higher"
method = "rank"
missing = "exclude"
[[dimension.dimension.indicator]]
id = "clean"
name = { zh = "无违规", en = "Clean" }
weight = 5
reported = true
unit = "number"
better = "higher"
method = "yes_no"
missing = "zero"
[[least_weight]]
dimensions = ["work", "money"]
weight = 90
)";

/// One of projects: a metric, and columns.
constexpr std::string_view of_projects = R"(id = "project"
version = "1"
kind = "project"
title = { zh = "项目", en = "Project" }
source = { zh = "来源", en = "source" }
basis = "default"
[[indicator]]
id = "payment"
name = { zh = "支付", en = "Paid" }
weight = 60
column = "paid"
per = "required_payment"
unit = "%"
better = "higher"
method = "attained"
target = 100
missing = "zero"
[[indicator]]
id = "size"
name = { zh = "规模", en = "Size" }
weight = 30
column = "total_investment"
unit = "yi_yuan"
better = "higher"
method = "linear"
none_at = 0
full_at = 0.5
missing = "zero"
[[indicator]]
id = "start"
name = { zh = "开工", en = "Start" }
weight = 10
metric = "start_overdue"
unit = "month-ends"
better = "lower"
method = "deduction"
limit = 0
points = 2
missing = "zero"
)";

/// A text, and where in it something was put.
struct Edited {
    std::string text;
    std::int64_t line;
};

/// `file` with the first line that begins with `from`, of which `skip` are passed over, replaced.
Edited with(std::string_view file, std::string_view from, std::string_view to, int skip = 0) {
    std::string text = "\n" + std::string(file);
    const std::string wanted = "\n" + std::string(from);
    std::size_t at = text.find(wanted);
    for (; skip > 0; --skip) at = text.find(wanted, at + 1);
    EXPECT_NE(at, std::string::npos) << from;
    if (at == std::string::npos) return {};
    const std::size_t end = text.find('\n', at + 1);
    const auto line =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    text.replace(at + 1, end - at - 1, to);
    return {text.substr(1), line + 1};
}

Problem problem_of(std::string_view text) {
    try {
        (void)IndicatorSystem::parse(text, "city.toml");
    } catch (const Error& error) {
        return error.problem();
    }
    ADD_FAILURE() << "was taken: " << text.substr(0, 80);
    return {};
}

TEST(IndicatorSystemFile, IsReadWithEveryKeyExactly) {
    const IndicatorSystem system = IndicatorSystem::parse(sound, "city.toml");
    EXPECT_EQ(system.id, "city");
    EXPECT_EQ(system.version, "2");
    EXPECT_EQ(system.kind, SystemKind::region);
    EXPECT_EQ(system.title.zh, "全市评分");
    EXPECT_EQ(system.source.en, "source");
    EXPECT_EQ(system.basis, Basis::published);
    EXPECT_EQ(system.valid_from, date(2024, 1, 1));
    EXPECT_EQ(system.valid_to, date(2025, 12, 31));
    EXPECT_EQ(system.min_size, 10);
    ASSERT_EQ(system.dimensions.size(), 3U);
    EXPECT_EQ(system.dimensions[0].weight, Rational(6667, 100));
    EXPECT_EQ(system.dimensions[0].basis, Basis::published);
    EXPECT_EQ(system.dimensions[2].parent, 1U);
    EXPECT_EQ(system.dimensions[2].basis, Basis::by_default) << "of the one above";
    ASSERT_EQ(system.indicators.size(), 6U);
    const Indicator& reserve = system.indicators[0];
    EXPECT_EQ(reserve.source.kind, SourceKind::measure);
    EXPECT_EQ(reserve.source.key, "directory_to_reserve");
    EXPECT_EQ(reserve.dimension, 0U);
    EXPECT_EQ(reserve.weight, Rational(3333, 100));
    EXPECT_EQ(reserve.method, Method(method::Linear{Rational(1, 5), Rational(605, 1000)}));
    EXPECT_EQ(reserve.missing, Missing::exclude);
    EXPECT_EQ(reserve.basis, Basis::published);
    const Indicator& red = system.indicators[1];
    EXPECT_EQ(red.better, Better::lower);
    EXPECT_EQ(red.method, Method(method::Deduction{Rational(1, 20), Rational(50)}));
    EXPECT_EQ(red.basis, Basis::by_default);
    const Indicator& tax = system.indicators[2];
    EXPECT_EQ(tax.source.kind, SourceKind::reported);
    EXPECT_EQ(tax.unit.name.zh, "万元/亩");
    EXPECT_EQ(tax.dimension, 2U);
    EXPECT_EQ(tax.basis, Basis::by_default);
    EXPECT_EQ(tax.method, Method(method::Bands{{{{}, Rational(0)},
                                                {Rational(-5, 100), Rational(1, 2)},
                                                {Rational(250'000), Rational(1)}}}));
    EXPECT_EQ(system.indicators[3].method,
              Method(method::Attained{Rational(1), Rational(6, 10), Rational(11, 10)}));
    EXPECT_EQ(system.indicators[4].method, Method(method::Placed{}));
    EXPECT_EQ(system.indicators[5].method, Method(method::YesNo{}));
    ASSERT_EQ(system.least_weights.size(), 1U);
    EXPECT_EQ(system.least_weights[0].weight, Rational(90));
    EXPECT_NO_THROW(system.check());

    const IndicatorSystem projects = IndicatorSystem::parse(of_projects);
    EXPECT_EQ(projects.min_size, 0);
    EXPECT_FALSE(projects.valid_from);
    EXPECT_TRUE(projects.dimensions.empty());
    EXPECT_EQ(projects.indicators[0].source.per, "required_payment");
    EXPECT_EQ(projects.indicators[1].method,  // 0.5 亿元 in fen
              Method(method::Linear{Rational(0), Rational(5'000'000'000)}));
    EXPECT_EQ(projects.indicators[2].source.kind, SourceKind::metric);
    EXPECT_NO_THROW(projects.check());
}

TEST(IndicatorSystemFile, SaysWhereItIsBrokenAndWhy) {
    const std::string long_version = "version = \"" + std::string(201, 'x') + '"';
    struct Row {
        std::string_view from;
        std::string_view to;
        std::string_view key;
        std::string_view reason;
        int below = 0;  // lines from what was put to what is complained of
        int skip = 0;   // lines that begin alike and are passed over
        std::string_view file = sound;
    };
    const std::string_view p = of_projects;
    const Row rows[] = {
        {"id = \"city\"", "id = 5", "id", "expected a text"},
        {"id = \"city\"", "id = \"\"", "id", "empty text"},
        {"version", "versoin = \"2\"", "versoin", "unknown key"},
        {"version", "version = 2", "version", "expected a text"},
        {"kind", "kind = \"county\"", "kind",
         "unknown: county; expected one of project, sector, region"},
        {"title", "title = \"x\"", "title", "expected a table"},
        {"title", "title = { zh = \"x\", en = \"y\", de = \"z\" }", "title.de", "unknown key"},
        {"source", "source = { zh = \"\", en = \"x\" }", "source.zh", "empty text"},
        {"basis", "basis = \"ours\"", "basis", "unknown: ours; expected one of published, default"},
        {"valid_from", "valid_from = \"2024-01-01\"", "valid_from",
         "expected a date such as 2025-03-01, without quotes"},
        {"valid_from", "valid_from = 2200-01-01", "valid_from",
         "expected a year from 1900 to 2199"},
        {"valid_to", "valid_to = 2023-12-31", "valid_to", "expected a day not before valid_from"},
        {"min_size", "min_size = -1", "min_size", "expected a whole number from 0 to 1000000"},
        {"min_size", "min_size = 2.5", "min_size", "expected a whole number from 0 to 1000000"},
        // dimensions
        {"id = \"results\"", "id = \"work\"", "dimension.id", "twice: work"},
        {"id = \"money\"", "id = \"red\"", "dimension.dimension.id", "twice: red"},
        {"id = \"money\"", "id = \"money\"\ncolour = 1", "dimension.dimension.colour",
         "unknown key", 1},
        {"name = { zh = \"工作\"", "name = \"work\"", "dimension.name", "expected a table"},
        {"weight = 66.67", "weight = 66.66", "dimension.weight",
         "weights below add up to 66.67, not to 66.66"},
        {"weight = 33.34", "weight = 33.35", "dimension.weight",
         "weights below add up to 66.68, not to 66.67", -15},
        {"weight = 66.67", "weight = 0", "dimension.weight", "expected a number from 0.01 to 100"},
        {"basis = \"default\"", "basis = true", "dimension.basis", "expected a text", 0, 1},
        {"[[dimension.dimension]]", "[[dimension.extra]]", "dimension.extra", "unknown key"},
        // indicators
        {"id = \"red\"", "id = \"reserve\"", "dimension.indicator.id", "twice: reserve"},
        {"id = \"red\"", "id = \"red\"\ncolour = 1", "dimension.indicator.colour", "unknown key",
         1},
        {"weight = 33.34", "weight = 33.345", "dimension.indicator.weight",
         "expected at most two decimals"},
        {"weight = 33.34", "weight = 100.01", "dimension.indicator.weight",
         "expected a number from 0.01 to 100"},
        {"weight = 33.34", "weight = \"33\"", "dimension.indicator.weight",
         "expected a number from 0.01 to 100"},
        {"weight = 33.34", "weight = nan", "dimension.indicator.weight",
         "expected a number from 0.01 to 100"},
        {"better = \"lower\"", "better = \"less\"", "dimension.indicator.better",
         "unknown: less; expected one of higher, lower"},
        {"missing = \"zero\"", "missing = \"none\"", "dimension.indicator.missing",
         "unknown: none; expected one of zero, exclude, block"},
        // sources
        {"measure = \"red_lights\"", "measure = \"red_light\"", "dimension.indicator.measure",
         "unknown: red_light"},
        {"measure = \"red_lights\"", "", "dimension.indicator.measure",
         "missing: one of measure, metric, column and reported", -5},
        {"measure = \"red_lights\"", "measure = \"red_lights\"\nreported = true",
         "dimension.indicator.reported", "expected one source, not two", 1},
        {"measure = \"red_lights\"", "metric = \"start_overdue\"", "dimension.indicator.metric",
         "figures of projects, this system is of regions"},
        {"measure = \"red_lights\"", "column = \"paid\"", "dimension.indicator.column",
         "figures of projects, this system is of regions"},
        {"measure = \"red_lights\"", "measure = \"red_lights\"\nper = \"paid\"",
         "dimension.indicator.per", "expected beside a column", 1},
        {"reported = true", "reported = false", "dimension.dimension.indicator.reported",
         "expected true, or another source"},
        {"reported = true", "reported = \"yes\"", "dimension.dimension.indicator.reported",
         "expected true or false"},
        {"column = \"paid\"", "measure = \"pace\"", "indicator.measure",
         "a measure is of groups, this system of projects", 0, 0, p},
        {"column = \"paid\"", "column = \"pade\"", "indicator.column", "unknown: pade", 0, 0, p},
        {"per = ", "per = \"pade\"", "indicator.per", "unknown: pade", 0, 0, p},
        {"per = ", "per = \"paid\"", "indicator.per", "expected another column", 0, 0, p},
        {"metric = ", "metric = \"start\"", "indicator.metric", "unknown: start", 0, 0, p},
        {"metric = ", "metric = \"growth\"", "indicator.metric", "a metric of regions: growth", 0,
         0, p},
        // units
        {"unit = \"%\"", "unit = \"number\"", "dimension.indicator.unit",
         "expected %, in which directory_to_reserve is measured"},
        {"unit = \"%\"", "unit = { zh = \"成\", en = \"tenths\" }", "dimension.indicator.unit",
         "expected a key: a unit of its own is for reported figures"},
        {"unit = \"number\"", "unit = 3", "dimension.dimension.indicator.unit", "expected a table"},
        {"unit = { zh = \"万元/亩\"", "unit = { zh = \"万元/亩\" }",
         "dimension.dimension.indicator.unit.en", "missing"},
        {"unit = \"%\"", "unit = \"yuan\"", "indicator.unit",
         "expected % or times or number, in which paid is measured", 0, 0, p},
        {"unit = \"yi_yuan\"", "unit = \"%\"", "indicator.unit",
         "expected yuan or wan_yuan or yi_yuan, in which total_investment is measured", 0, 0, p},
        {"unit = \"month-ends\"", "unit = \"months\"", "indicator.unit",
         "expected month-ends, in which start_overdue is measured", 0, 0, p},
        // methods
        {"method = \"linear\"", "method = \"line\"", "dimension.indicator.method",
         "unknown: line; expected one of linear, attained, bands, rank, yes_no, deduction"},
        {"method = \"linear\"", "method = \"rank\"", "dimension.indicator.none_at",
         "no key of the method rank", 1},
        {"full_at = 60.5", "full_at = 60.5\ntarget = 60", "dimension.indicator.target",
         "no key of the method linear", 1},
        {"full_at = 60.5", "full_at = 20", "dimension.indicator.full_at",
         "expected one above none_at, since higher is better"},
        {"better = \"higher\"", "better = \"lower\"", "dimension.indicator.full_at",
         "expected one below none_at, since lower is better", 3},
        {"none_at = 20", "none_at = 1e13", "dimension.indicator.none_at",
         "expected a number from -1000000000000 to 1000000000000"},
        {"none_at = 20", "none_at = true", "dimension.indicator.none_at",
         "expected a number from -1000000000000 to 1000000000000"},
        {"none_at = 20", "none_at = 20.001", "dimension.indicator.none_at",
         "expected at most two decimals"},
        {"points = 0.5", "points = 0", "dimension.indicator.points",
         "expected a number from 0.01 to 100"},
        {"target = 100", "target = 0", "dimension.dimension.indicator.target",
         "expected one above 0"},
        {"floor = 60", "floor = -1", "dimension.dimension.indicator.floor",
         "expected a number from 0 to 1000"},
        {"cap = 110", "cap = 60", "dimension.dimension.indicator.cap",
         "expected one above the floor"},
        {"bands", "bands = []", "dimension.dimension.indicator.bands",
         "expected a list that is not empty"},
        {"bands", "bands = [{ points = 1 }, { points = 2 }]", "dimension.dimension.indicator.bands",
         "expected from in every band but the first"},
        {"bands", "bands = [{ from = 0, points = 1 }]", "dimension.dimension.indicator.bands",
         "expected a first band without from, for all that is below"},
        {"bands", "bands = [{ points = 1 }, { from = 5, points = 2 }, { from = 5, points = 3 }]",
         "dimension.dimension.indicator.bands", "expected bands in ascending order"},
        {"bands", "bands = [{ points = 5 }, { from = 5, points = 2 }]",
         "dimension.dimension.indicator.bands",
         "expected points that never fall, since higher is better"},
        {"bands", "bands = [{ points = 10.01 }]", "dimension.dimension.indicator.bands",
         "expected from none to all of the points"},
        {"bands", "bands = [{ points = 1, share = 10 }]",
         "dimension.dimension.indicator.bands.share", "expected either share or points"},
        {"bands", "bands = [{ share = 100.5 }]", "dimension.dimension.indicator.bands.share",
         "expected a number from 0 to 100"},
        {"bands", "bands = [{ share = 0, to = 5 }]", "dimension.dimension.indicator.bands.to",
         "unknown key"},
        // least weights
        {"dimensions = ", "dimensions = [\"work\", \"fun\"]", "least_weight.dimensions",
         "unknown: fun; expected ids of dimensions"},
        {"dimensions = ", "dimensions = [\"work\", \"work\"]", "least_weight.dimensions",
         "twice: work"},
        {"dimensions = ", "dimensions = [\"work\"]", "least_weight.weight",
         "these dimensions weigh 66.67, expected at least 90", 1},
        {"version = ", long_version, "version", "longer than 200 bytes"},
        {"dimensions = ", "dimensions = [\"results\", \"money\"]", "least_weight.weight",
         "these dimensions weigh 33.33, expected at least 90", 1},
        {"weight = 90", "weight = 100.5", "least_weight.weight",
         "expected a number from 0.01 to 100"},
    };
    EXPECT_GE(std::size(rows), 60U);
    for (const Row& row : rows) {
        const Edited broken = with(row.file, row.from, row.to, row.skip);
        const Problem problem = problem_of(broken.text);
        EXPECT_EQ(problem.code, ErrorCode::malformed_indicator_system) << row.to;
        EXPECT_EQ(problem.file, "city.toml") << row.to;
        EXPECT_EQ(problem.column, row.key) << row.to;
        EXPECT_EQ(problem.detail, row.reason) << row.to;
        EXPECT_EQ(problem.row, broken.line + row.below) << row.to;
    }
}

TEST(IndicatorSystemFile, OfProjectsReportsUnderIdsThatAJournalTakes) {
    const auto with_id = [](std::size_t size) {
        std::string file(of_projects);
        const std::string column = "column = \"paid\"\nper = \"required_payment\"\n";
        file.replace(file.find(column), column.size(), "reported = true\n");
        return file.replace(file.find("payment"), 7, std::string(size, 'p'));
    };
    EXPECT_EQ(IndicatorSystem::parse(with_id(64)).indicators[0].id.size(), 64U);
    try {
        (void)IndicatorSystem::parse(with_id(65), "own.toml");
        ADD_FAILURE() << "taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.problem().column, "indicator.id");
        EXPECT_EQ(error.problem().row, 8);
    }
}

TEST(IndicatorSystemFile, NeedsEveryKeyThatHasNoDefault) {
    for (const char* key : {"id = \"city\"",
                            "version",
                            "kind",
                            "title",
                            "source",
                            "basis = \"pub",
                            "id = \"work\"",
                            "name = { zh = \"工作\"",
                            "weight = 66",
                            "id = \"red\"",
                            "name = { zh = \"红灯率\"",
                            "weight = 33.34",
                            "unit",
                            "better",
                            "method",
                            "none_at",
                            "full_at",
                            "missing",
                            "limit",
                            "points = 0.5",
                            "target",
                            "bands",
                            "dimensions",
                            "weight = 90"}) {
        EXPECT_EQ(problem_of(with(sound, key, "").text).detail, "missing") << key;
    }
    for (const char* key :
         {"valid_from", "valid_to", "min_size", "basis = \"default\"", "floor", "cap"}) {
        EXPECT_NO_THROW((void)IndicatorSystem::parse(with(sound, key, "").text)) << key;
    }
}

/// `count` indicators of weight `weight`, without dimensions.
std::string flat(int count, const std::string& weight, const std::string& last) {
    std::string text(sound.substr(0, sound.find("[[")));
    for (int i = 0; i < count; ++i) {
        text += "[[indicator]]\nid = \"i" + std::to_string(i) +
                "\"\nname = { zh = \"甲\", en = \"a\" }\nreported = true\nunit = \"number\"\n"
                "weight = " +
                (i + 1 < count ? weight : last) +
                "\nbetter = \"higher\"\nmethod = \"yes_no\"\nmissing = \"zero\"\n";
    }
    return text;
}

TEST(IndicatorSystemFile, HasWeightsThatAddUpExactly) {
    EXPECT_EQ(problem_of(flat(3, "33.33", "33.33")).detail,
              "weights below add up to 99.99, not to 100");
    EXPECT_EQ(problem_of(flat(3, "33.33", "33.35")).detail,
              "weights below add up to 100.01, not to 100");
    // Thirty times 0.1 and so on: sums that no double adds up to.
    EXPECT_EQ(IndicatorSystem::parse(flat(30, "0.1", "97.1")).indicators.size(), 30U);
}

TEST(IndicatorSystemFile, OfNoneOrTooManyOrTooDeepOrNoTomlIsRefused) {
    const std::string head(sound.substr(0, sound.find("[[")));
    EXPECT_EQ(problem_of(head).detail, "missing");
    EXPECT_EQ(problem_of(head + "indicator = []\n").detail, "expected a list that is not empty");
    EXPECT_EQ(problem_of(head + "indicator = [1]\n").detail, "expected a table");
    std::string many = head;
    for (int i = 0; i < 33; ++i) many += "[[indicator]]\n";
    EXPECT_EQ(problem_of(many).detail, "more than 32 entries");
    const Problem both = problem_of(flat(1, "", "100") + "[[dimension]]\nid = \"a\"\n");
    EXPECT_EQ(both.detail, "expected either dimensions or indicators, not both");
    std::string deep = head;
    std::string path;
    for (int i = 0; i < 4; ++i) {
        deep += "[[" + path + "dimension]]\nid = \"d" + std::to_string(i) +
                "\"\nname = { zh = \"甲\", en = \"a\" }\nweight = 100\n";
        path += "dimension.";
    }
    EXPECT_EQ(problem_of(deep).detail, "expected at most three dimensions above each other");
    for (const char* text : {"[[,a]]", "id = ", "\xff", "id = \"a\"\nid = \"b\"", "﻿\0"}) {
        EXPECT_EQ(problem_of(text).code, ErrorCode::malformed_indicator_system) << text;
    }
    EXPECT_EQ(problem_of(std::string((1 << 20) + 1, '#')).detail, "larger than 1 MiB");
}

TEST(IndicatorSystemFile, ThatIsMangledIsReadOrRefusedWithItsFileAndNothingElse) {
    const std::string_view files[] = {sound, of_projects};
    int refused = 0;
    for (unsigned seed = 1; seed <= 1'000; ++seed) {
        std::mt19937 random(seed);
        std::string text(files[seed % 2]);
        const auto below = [&](std::size_t limit) { return random() % limit; };
        for (std::size_t change = 1 + below(4); change > 0; --change) {
            const std::size_t at = below(text.size());
            switch (below(5)) {
                case 0:
                    text.erase(at, 1 + below(30));
                    break;
                case 1:
                    text[at] = static_cast<char>(below(256));
                    break;
                case 2:
                    text.insert(at, text.substr(below(text.size()), below(60)));
                    break;
                case 3:
                    text.insert(at, 1, "\"[]{}=,.#\n-0"[below(12)]);
                    break;
                default:
                    text.resize(at + 1);
            }
        }
        try {
            const IndicatorSystem system = IndicatorSystem::parse(text, "city.toml");
            EXPECT_NO_THROW(system.check()) << seed;
        } catch (const Error& error) {
            ++refused;
            EXPECT_EQ(error.code(), ErrorCode::malformed_indicator_system) << seed;
            EXPECT_EQ(error.problem().file, "city.toml") << seed;
            EXPECT_GT(error.problem().row, 0) << seed;
        }
    }
    EXPECT_GT(refused, 500);
}

TEST(IndicatorSystemFile, ThatIsWrittenIsReadBackEqual) {
    for (const std::string_view text : {sound, of_projects}) {
        const IndicatorSystem system = IndicatorSystem::parse(text);
        EXPECT_EQ(IndicatorSystem::parse(to_toml(system)), system);
    }
    for (const std::string& id : IndicatorSystem::builtin_ids()) {
        const IndicatorSystem system = IndicatorSystem::builtin(id);
        EXPECT_EQ(IndicatorSystem::parse(to_toml(system)), system) << id;
    }
    for (unsigned seed = 1; seed <= 200; ++seed) {
        IndicatorSystem system = RandomSystems(seed).tree();
        EXPECT_EQ(IndicatorSystem::parse(to_toml(system)), system) << seed;
        system.indicators[0].weight += Rational(1, 3);
        EXPECT_THROW((void)to_toml(system), Error);
    }
}

TEST(IndicatorSystemFile, ThatIsNotThereIsAnIoError) {
    try {
        (void)IndicatorSystem::load("/nowhere/city.toml");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io);
    }
}

TEST(IndicatorSystemFile, IsLoadedFromDisk) {
    const auto path = std::filesystem::path(::testing::TempDir()) / "sanku_city_system.toml";
    std::ofstream(path) << sound;
    EXPECT_EQ(IndicatorSystem::load(path.string()), IndicatorSystem::parse(sound));
    std::filesystem::remove(path);
}

TEST(IndicatorSystemFile, ThatShipsIsSoundAndSaysWhatIsOurOwn) {
    EXPECT_EQ(IndicatorSystem::builtin_ids(),
              (std::vector<std::string>{"fiscal-self-evaluation", "department-evaluation",
                                        "dayehu-entry", "sectors-default", "regions-default"}));
    for (const std::string& id : IndicatorSystem::builtin_ids()) {
        const IndicatorSystem system = IndicatorSystem::builtin(id);
        EXPECT_EQ(system.id, id);
        EXPECT_NO_THROW(system.check());
        for (const Indicator& one : system.indicators) {
            if (one.source.kind != SourceKind::measure) continue;
            EXPECT_EQ(one.better, summary::find_measure(one.source.key)->better) << one.id;
        }
        if (system.kind == SystemKind::project) continue;
        EXPECT_EQ(system.basis, Basis::by_default);
        EXPECT_NE(system.title.zh.find("非公布办法"), std::string::npos);
        EXPECT_NE(system.source.en.find("no authority published it"), std::string::npos);
    }
    try {
        (void)IndicatorSystem::builtin("nothing");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        EXPECT_NE(std::string(error.what()).find("regions-default"), std::string::npos);
    }
}

TEST(IndicatorSystemFile, OfSelfEvaluationHasTheWeightsOfTheMinistry) {
    // 财预〔2020〕10号: execution 10, output 50, benefit 30, satisfaction of those served 10.
    const IndicatorSystem system = IndicatorSystem::builtin("fiscal-self-evaluation");
    EXPECT_EQ(system.basis, Basis::published);
    EXPECT_EQ(system.weight_of({"execution"}), Rational(10));
    EXPECT_EQ(system.weight_of({"output"}), Rational(50));
    EXPECT_EQ(system.weight_of({"benefit"}), Rational(30));
    EXPECT_EQ(system.weight_of({"satisfaction"}), Rational(10));
    for (const auto& one : system.dimensions) EXPECT_EQ(one.basis, Basis::published) << one.id;
    for (const Indicator& one : system.indicators) {
        EXPECT_EQ(one.basis == Basis::published, one.id == "execution_rate") << one.id;
    }
}

TEST(IndicatorSystemFile, OfDepartmentsGivesOutputAndBenefitAtLeastSixty) {
    // 财预〔2020〕10号: decision, process, output, benefit; output and benefit at least 60.
    IndicatorSystem system = IndicatorSystem::builtin("department-evaluation");
    ASSERT_EQ(system.dimensions.size(), 4U);
    EXPECT_GE(system.weight_of({"output", "benefit"}), Rational(60));
    std::string text = to_toml(system);
    const auto shift = [&](std::string_view from, std::string_view to) {
        text.replace(text.find(from), from.size(), to);
    };
    EXPECT_EQ(system.indicators.back().weight, Rational(10));
    shift("weight = 15\n", "weight = 20.01\n");  // decision takes from benefit
    shift("weight = 5\n", "weight = 10.01\n");
    shift("weight = 30\n", "weight = 24.99\n");
    shift("weight = 20\n", "weight = 20\n");
    const std::size_t benefits = text.find("id = \"benefits\"");
    const std::size_t weight = text.find("weight = 20\n", benefits);
    text.replace(weight, 11, "weight = 14.99");
    EXPECT_EQ(problem_of(text).detail, "these dimensions weigh 59.99, expected at least 60");
}

}  // namespace
}  // namespace sanku
