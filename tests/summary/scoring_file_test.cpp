#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "sanku/summary/measures.hpp"
#include "sanku/summary/score.hpp"

namespace sanku {
namespace {

using summary::Better;
using summary::Missing;
using summary::Scoring;

/// A sound scoring file that states everything, one statement a line.
constexpr std::string_view sound = R"(id = "city"
version = "2"
title = { zh = "全市评分", en = "City score" }
source = { zh = "来源", en = "source" }
min_size = 10
[[indicator]]
id = "reserve"
name = { zh = "转化率", en = "Conversion" }
measure = "directory_to_reserve"
unit = "%"
weight = 33.33
better = "higher"
floor = 20
cap = 60.5
missing = "exclude"
[[indicator]]
id = "red"
name = { zh = "红灯率", en = "Red lights" }
measure = "red_lights"
unit = "%"
weight = 33.34  # red
better = "lower"
floor = 40  # red
cap = 0
missing = "zero"
[[indicator]]
id = "tax"
name = { zh = "税收增量", en = "Tax gained" }
measure = "given"
unit = "number"
weight = 33.33
better = "higher"
floor = -0.05
cap = 250000
missing = "block"
)";

/// A text, and where in it something was put.
struct Edited {
    std::string text;
    std::int64_t line;
};

/// `sound` with the first line that begins with `from` replaced by `to`.
Edited with(std::string_view from, std::string_view to) {
    std::string text = "\n" + std::string(sound);
    const std::size_t at = text.find("\n" + std::string(from));
    EXPECT_NE(at, std::string::npos) << from;
    const std::size_t end = text.find('\n', at + 1);
    const auto line =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    text.replace(at + 1, end - at - 1, to);
    return {text.substr(1), line + 1};
}

Problem problem_of(std::string_view text) {
    try {
        (void)Scoring::parse(text, "city.toml");
    } catch (const Error& error) {
        return error.problem();
    }
    ADD_FAILURE() << "was taken: " << text.substr(0, 80);
    return {};
}

TEST(ScoringFile, IsReadWithEveryKeyExactly) {
    const Scoring scoring = Scoring::parse(sound, "city.toml");
    EXPECT_EQ(scoring.id, "city");
    EXPECT_EQ(scoring.version, "2");
    EXPECT_EQ(scoring.title.zh, "全市评分");
    EXPECT_EQ(scoring.source.en, "source");
    EXPECT_EQ(scoring.min_size, 10);
    ASSERT_EQ(scoring.indicators.size(), 3U);
    const auto& reserve = scoring.indicators[0];
    EXPECT_EQ(reserve.measure, "directory_to_reserve");
    EXPECT_EQ(reserve.weight, Rational(3333, 100));
    EXPECT_EQ(reserve.floor, Rational(1, 5));
    EXPECT_EQ(reserve.cap, Rational(605, 1000));
    EXPECT_EQ(reserve.missing, Missing::exclude);
    EXPECT_TRUE(reserve.percent);
    EXPECT_EQ(scoring.indicators[1].better, Better::lower);
    EXPECT_EQ(scoring.indicators[1].missing, Missing::zero);
    const auto& tax = scoring.indicators[2];
    EXPECT_TRUE(tax.measure.empty());
    EXPECT_FALSE(tax.percent);
    EXPECT_EQ(tax.floor, Rational(-5, 100));
    EXPECT_EQ(tax.cap, Rational(250'000));
    EXPECT_EQ(tax.missing, Missing::block);
    EXPECT_NO_THROW(scoring.check());
    EXPECT_EQ(Scoring::parse(with("min_size", "").text, "").min_size, 0);
}

TEST(ScoringFile, SaysWhereItIsBrokenAndWhy) {
    struct Row {
        std::string_view from;
        std::string_view to;
        std::string_view key;
        std::string_view reason;
        int below = 0;  // lines from what was put to what is complained of
    };
    const Row rows[] = {
        {"id = \"city\"", "id = 5", "id", "expected a text"},
        {"id = \"city\"", "id = \"\"", "id", "empty text"},
        {"version", "versoin = \"2\"", "versoin", "unknown key"},
        {"title", "title = \"x\"", "title", "expected a table"},
        {"title", "title = { zh = \"x\", en = \"y\", de = \"z\" }", "title.de", "unknown key"},
        {"source", "source = { zh = \"\", en = \"x\" }", "source.zh", "empty text"},
        {"min_size", "min_size = -1", "min_size", "expected a whole number from 0 to 1000000"},
        {"min_size", "min_size = 2.5", "min_size", "expected a whole number from 0 to 1000000"},
        {"id = \"red\"", "id = \"reserve\"", "indicator.id", "twice: reserve"},
        {"id = \"red\"", "id = \"red\"\ncolour = 1", "indicator.colour", "unknown key", 1},
        {"measure = \"red_lights\"", "measure = \"red_light\"", "indicator.measure",
         "unknown: red_light"},
        {"unit = \"number\"", "unit = \"亿元\"", "indicator.unit",
         "unknown: 亿元; expected % or number"},
        {"unit = \"%\"", "unit = \"number\"", "indicator.unit",
         "what the library measures is in %"},
        {"weight = 33.34", "weight = 33.345", "indicator.weight", "expected at most two decimals"},
        {"weight = 33.34", "weight = 0", "indicator.weight", "expected a number from 0.01 to 100"},
        {"weight = 33.34", "weight = 100.01", "indicator.weight",
         "expected a number from 0.01 to 100"},
        {"weight = 33.34", "weight = \"33\"", "indicator.weight",
         "expected a number from 0.01 to 100"},
        {"weight = 33.34", "weight = nan", "indicator.weight",
         "expected a number from 0.01 to 100"},
        {"better = \"lower\"", "better = \"less\"", "indicator.better",
         "unknown: less; expected one of higher, lower"},
        {"better = \"lower\"", "better = \"higher\"", "indicator.cap",
         "expected one above the floor, since higher is better", 2},
        {"cap = 60.5", "cap = 20", "indicator.cap",
         "expected one above the floor, since higher is better"},
        {"floor = 40", "floor = -1", "indicator.cap",
         "expected one below the floor, since lower is better", 1},
        {"floor = 40", "floor = 1e13", "indicator.floor",
         "expected a number from -1000000000000 to 1000000000000"},
        {"floor = 40", "floor = true", "indicator.floor",
         "expected a number from -1000000000000 to 1000000000000"},
        {"missing = \"zero\"", "missing = \"none\"", "indicator.missing",
         "unknown: none; expected one of zero, exclude, block"},
    };
    for (const Row& row : rows) {
        const Edited broken = with(row.from, row.to);
        const Problem problem = problem_of(broken.text);
        EXPECT_EQ(problem.code, ErrorCode::malformed_scoring) << row.to;
        EXPECT_EQ(problem.file, "city.toml") << row.to;
        EXPECT_EQ(problem.column, row.key) << row.to;
        EXPECT_EQ(problem.detail, row.reason) << row.to;
        EXPECT_EQ(problem.row, broken.line + row.below) << row.to;
    }
}

TEST(ScoringFile, NeedsEveryKeyButTheLeastSize) {
    for (const char* key :
         {"id = \"city\"", "version", "title", "source", "id = \"reserve\"", "name", "measure",
          "unit", "weight", "better", "floor", "cap", "missing"}) {
        EXPECT_EQ(problem_of(with(key, "").text).detail, "missing") << key;
    }
}

TEST(ScoringFile, HasWeightsThatAddUpToExactlyAHundred) {
    EXPECT_EQ(problem_of(with("weight = 33.34", "weight = 33.33").text).detail,
              "weights add up to 99.99, not to 100");
    EXPECT_EQ(problem_of(with("weight = 33.34", "weight = 33.35").text).detail,
              "weights add up to 100.01, not to 100");
    // Ten times 0.1 and so on: sums that no double adds up to.
    std::string text(sound.substr(0, sound.find("[[")));
    for (int i = 0; i < 30; ++i) {
        const std::string weight = i < 29 ? "0.1" : "97.1";
        text += "[[indicator]]\nid = \"i" + std::to_string(i) +
                "\"\nname = { zh = \"甲\", en = \"a\" }\nmeasure = \"given\"\nunit = \"number\"\n"
                "weight = " +
                weight + "\nbetter = \"higher\"\nfloor = 0\ncap = 1\nmissing = \"zero\"\n";
    }
    EXPECT_EQ(Scoring::parse(text).indicators.size(), 30U);
}

TEST(ScoringFile, OfNoOrTooManyIndicatorsOrNoTomlIsRefused) {
    const std::string head(sound.substr(0, sound.find("[[")));
    EXPECT_EQ(problem_of(head).detail, "missing");
    EXPECT_EQ(problem_of(head + "indicator = []\n").detail, "expected a list that is not empty");
    EXPECT_EQ(problem_of(head + "indicator = [1]\n").detail, "expected a table");
    std::string many = head;
    for (int i = 0; i < 33; ++i) many += "[[indicator]]\n";
    EXPECT_EQ(problem_of(many).detail, "more than 32 entries");
    for (const char* text : {"[[,a]]", "id = ", "\xff", "id = \"a\"\nid = \"b\"", "﻿\0"}) {
        EXPECT_EQ(problem_of(text).code, ErrorCode::malformed_scoring) << text;
    }
    EXPECT_EQ(problem_of(std::string((1 << 20) + 1, '#')).detail, "larger than 1 MiB");
}

TEST(ScoringFile, ThatIsNotThereIsAnIoError) {
    try {
        (void)Scoring::load("/nowhere/city.toml");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io);
    }
}

TEST(ScoringFile, IsLoadedFromDisk) {
    const auto path = std::filesystem::path(::testing::TempDir()) / "sanku_city_scoring.toml";
    std::ofstream(path) << sound;
    EXPECT_EQ(Scoring::load(path.string()), Scoring::parse(sound));
    std::filesystem::remove(path);
}

TEST(ScoringFile, ThatShipsIsSoundAndSaysThatItIsOurOwn) {
    EXPECT_EQ(Scoring::builtin_ids(), (std::vector<std::string>{"regions-default"}));
    for (const std::string& id : Scoring::builtin_ids()) {
        const Scoring scoring = Scoring::builtin(id);
        EXPECT_EQ(scoring.id, id);
        EXPECT_NO_THROW(scoring.check());
        for (const auto& one : scoring.indicators) {
            EXPECT_EQ(one.better, summary::find_measure(one.measure)->better) << one.id;
        }
        EXPECT_NE(scoring.title.zh.find("非公布办法"), std::string::npos);
        EXPECT_NE(scoring.source.en.find("no authority published it"), std::string::npos);
    }
    try {
        (void)Scoring::builtin("nothing");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        EXPECT_NE(std::string(error.what()).find("regions-default"), std::string::npos);
    }
}

}  // namespace
}  // namespace sanku
