#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "sanku/target/pace.hpp"
#include "shared_data.hpp"

namespace sanku {
namespace {

using target::Held;
using target::Kind;
using target::Line;
using target::Plan;
using target::Slip;
using target::Target;

/// A sound plan that states everything, one statement a line.
constexpr std::string_view sound = R"(id = "city"
title = { zh = "计划", en = "Plan" }
source = { zh = "来源", en = "source" }
year = 2024
from = 2024-02-01
by = "市政府"
pace = "curve"
curve = [ { month = 6, percent = 45 }, { month = 12, percent = 80.5 } ]
yellow = 5
red = 20.5
report_every = 3
report_by = 10

[[target]]
id = "investment"
name = { zh = "投资", en = "Investment" }
group = "经济"
measured_in = "亿元"
decimals = 1
total = 100.5
lead_unit = "市发改委"
part = [
    { unit = "甲镇", weight = 2.5 },
    { unit = "乙镇", weight = 1, minimum = 30 },
    { unit = "丙镇", lock = 10.5 },
]
[[target.past]]
year = 2022
cumulative = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12.5]
[[target.past]]
year = 2023
cumulative = [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 20]
[[target.edition]]
from = 2024-07-01
by = "市人大"
why = "年中调整"
total = 120
part = [
    { unit = "甲镇", amount = 80, weight = 2 },
    { unit = "乙镇", amount = 40, weight = 1 },
]
[[target.edition]]
from = 2024-10-01
by = "市人大"
why = "再次调整"
total = 90

[[target]]
id = "growth"
name = { zh = "增速", en = "Growth" }
kind = "level"
measured_in = "%"
total = 8
first_month = 4
last_month = 6
pace = "whole"
yellow = 1
red = 2
report_every = 1
report_by = 28
part = [ { unit = "甲镇", amount = 9 } ]
)";

struct Edited {
    std::string text;
    std::int64_t line;
};

/// The plan with the first line that begins with `from` replaced by `to`.
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
        (void)Plan::parse(text, "city.toml");
    } catch (const Error& error) {
        return error.problem();
    }
    ADD_FAILURE() << "was taken: " << text.substr(0, 80);
    return {};
}

TEST(PlanFile, IsReadWithEveryKeyExactly) {
    const Plan plan = Plan::parse(sound);
    EXPECT_EQ(plan.id, "city");
    EXPECT_EQ(plan.title.zh, "计划");
    EXPECT_EQ(plan.source.en, "source");
    EXPECT_EQ(plan.year, 2024);
    ASSERT_EQ(plan.targets.size(), 2U);
    const Target& first = plan.targets[0];
    EXPECT_EQ(first.group, "经济");
    EXPECT_EQ(first.kind, Kind::sum);
    EXPECT_EQ(first.scale, (target::Scale{"亿元", 1}));
    EXPECT_EQ(first.lead_unit, "市发改委");
    EXPECT_EQ(first.rules.line, Line::curve);
    EXPECT_EQ(first.rules.curve, (std::vector<target::CurvePoint>{{6, 4'500}, {12, 8'050}}));
    EXPECT_EQ(first.rules.yellow, 500);
    EXPECT_EQ(first.rules.red, 2'050);
    EXPECT_EQ(first.rules.report_every, 3);
    EXPECT_EQ(first.rules.report_by, 10);
    ASSERT_EQ(first.past.size(), 2U);
    EXPECT_EQ(first.past[0].year, 2023) << "the latest first";
    EXPECT_EQ(first.past[1].cumulative.back(), 125);

    ASSERT_EQ(first.editions.size(), 3U);
    const auto& edition = first.editions[0];
    EXPECT_EQ(edition.from, date(2024, 2, 1));
    EXPECT_EQ(edition.by, "市政府");
    EXPECT_EQ(edition.total, 1'005);
    EXPECT_FALSE(edition.is_stated);
    EXPECT_EQ(edition.claims[0].weight, Rational(5, 2));
    EXPECT_EQ(edition.claims[1].minimum, 300);
    EXPECT_EQ(edition.claims[2].locked, 105);
    EXPECT_EQ(edition.amounts, (std::vector<std::int64_t>{600, 300, 105}));
    EXPECT_TRUE(first.editions[1].is_stated);
    EXPECT_EQ(first.editions[1].why, "年中调整");
    EXPECT_EQ(first.editions[1].amounts, (std::vector<std::int64_t>{800, 400}));
    EXPECT_TRUE(first.editions[2].claims.empty()) << "from then on it is not broken down";

    const Target& second = plan.targets[1];
    EXPECT_EQ(second.kind, Kind::level);
    EXPECT_EQ(second.months(), 3);
    EXPECT_EQ(second.rules.line, Line::whole);
    EXPECT_EQ(second.rules.yellow, 100);
    EXPECT_EQ(second.rules.report_by, 28);
    EXPECT_EQ(second.editions[0].amounts, (std::vector<std::int64_t>{9}));
}

TEST(PlanFile, HasDefaults) {
    const Plan plan = Plan::parse(R"(id = "p"
title = { zh = "计划", en = "Plan" }
source = { zh = "来源", en = "source" }
year = 2024
by = "市政府"
[[target]]
id = "a"
name = { zh = "甲", en = "a" }
measured_in = "家"
total = 5
[[target]]
id = "b"
name = { zh = "乙", en = "b" }
kind = "level"
measured_in = "%"
total = 5
)");
    const Target& sum = plan.at("a");
    EXPECT_EQ(sum.rules, target::Rules{});
    EXPECT_EQ(sum.editions[0].from, date(2024, 1, 1));
    EXPECT_EQ(sum.months(), 12);
    EXPECT_EQ(sum.scale.decimals, 0);
    EXPECT_TRUE(sum.editions[0].claims.empty());
    EXPECT_EQ(plan.at("b").rules.line, Line::whole);
    EXPECT_THROW((void)plan.at("c"), Error);
}

TEST(PlanFile, SaysWhereItIsBrokenAndWhy) {
    struct Row {
        std::string_view from;
        std::string_view to;
        std::string_view key;
        std::string_view reason;
        int below = 0;  // lines from what was put to what is complained of
    };
    const Row rows[] = {
        {"id = \"city\"", "id = \"city\"\nversion = 1", "version", "unknown key", 1},
        {"id = \"city\"", "", "id", "missing", 0},
        {"year", "year = 24", "year", "expected a whole number from 1901 to 2198"},
        {"from = 2024-02-01", "from = \"2024\"", "from",
         "expected a date such as 2025-03-01, without quotes"},
        {"by = \"市政府\"", "by = \"\"", "by", "empty text"},
        {"pace = \"curve\"", "pace = \"linear\"", "pace",
         "unknown: linear; expected one of pro_rata, curve, last_year, whole"},
        {"pace = \"curve\"", "pace = \"pro_rata\"", "curve", "pace is pro_rata, not curve", 1},
        {"curve", "curve = [ { month = 6, percent = 45 }, { month = 6, percent = 50 } ]",
         "curve.month", "expected a month after the one before"},
        {"curve", "curve = [ { month = 6, percent = 45 }, { month = 12, percent = 44 } ]",
         "curve.percent", "less than the month before"},
        {"curve", "curve = [ { month = 12, percent = 101 } ]", "curve.percent",
         "expected a number from 0 to 100"},
        {"red", "red = 4", "red", "red begins before yellow"},
        {"yellow", "yellow = 5.005", "yellow", "expected at most two decimals"},
        {"report_by", "report_by = 29", "report_by", "expected a whole number from 1 to 28"},
        {"report_every", "report_every = 0", "report_every",
         "expected a whole number from 1 to 12"},
        {"id = \"growth\"", "id = \"investment\"", "target.id", "twice: investment"},
        {"kind", "kind = \"rate\"", "target.kind", "unknown: rate; expected one of sum, level"},
        {"decimals = 1", "decimals = 5", "target.decimals", "expected a whole number from 0 to 4"},
        {"total = 100.5", "total = 100.55", "target.total", "expected at most one decimal"},
        {"total = 100.5", "total = -1", "target.total",
         "expected a number from 0 to 100000000000000"},
        {"last_month", "last_month = 3", "target.last_month",
         "expected a whole number from 4 to 12"},
        {"    { unit = \"甲镇\", weight = 2.5 }", "    { unit = \"甲镇\" },", "target.part.weight",
         "missing"},
        {"    { unit = \"乙镇\", weight = 1, minimum",
         "    { unit = \"甲镇\", weight = 1, minimum = 30 },", "target.part.unit", "twice: 甲镇"},
        {"    { unit = \"乙镇\", weight = 1, minimum", "    { unit = \"市发改委\", weight = 1 },",
         "target.part.unit", "the lead unit answers for the whole"},
        {"    { unit = \"乙镇\", weight = 1, minimum", "    { unit = \"乙镇\", amount = 1 },",
         "target.part.amount", "expected in each part or in none"},
        {"    { unit = \"乙镇\", weight = 1, minimum",
         "    { unit = \"乙镇\", weight = 1, minimum = 95 },", "target.part",
         "105.5: locks and minima above the total of 100.5", -2},
        {"    { unit = \"乙镇\", amount = 40, weight = 1 }",
         "    { unit = \"乙镇\", amount = 40 },", "target.edition.part.weight", "missing"},
        {"    { unit = \"乙镇\", amount = 40, weight = 1 }",
         "    { unit = \"乙镇\", amount = 40, weight = 1, minimum = 1 },",
         "target.edition.part.minimum", "the part states its amount"},
        {"year = 2022", "year = 2023", "target.past.year", "twice: 2023", 3},
        {"year = 2022", "year = 2024", "target.past.year",
         "expected a whole number from 1900 to 2023"},
        {"cumulative = [0", "cumulative = [1, 2]", "target.past.cumulative", "expected 12 numbers"},
        {"cumulative = [0", "cumulative = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]",
         "target.past.cumulative", "ends at 0"},
        {"cumulative = [0", "cumulative = [1, 2, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3]",
         "target.past.cumulative", "falls"},
        {"from = 2024-10-01", "from = 2024-07-01", "target.edition.from",
         "expected a day after that of the edition before, 2024-07-01"},
        {"from = 2024-10-01", "", "target.edition.from", "missing", -1},
        {"why = \"再次调整\"", "", "target.edition.why", "missing", -3},
        {"part = [ { unit = \"甲镇\", amount = 9 } ]", "part = [ { unit = \"甲镇\", weight = 9 } ]",
         "target.part.weight", "a level does not add up: state each unit's own, without weights"},
        {"pace = \"whole\"", "pace = \"curve\"", "target.pace",
         "expected a curve from the first month of the period to its last"},
        {"pace = \"whole\"", "pace = \"last_year\"", "target.pace", "past states nothing of 2023"},
        {"kind", "kind = \"level\"\npast = [ { year = 2023, cumulative = [1, 2, 3] } ]",
         "target.past", "a level does not accumulate", 1},
    };
    for (const Row& row : rows) {
        const Edited broken = with(row.from, row.to);
        const Problem problem = problem_of(broken.text);
        EXPECT_EQ(problem.code, ErrorCode::malformed_plan) << row.to;
        EXPECT_EQ(problem.file, "city.toml") << row.to;
        EXPECT_EQ(problem.column, row.key) << row.to;
        EXPECT_EQ(problem.detail, row.reason) << row.to;
        EXPECT_EQ(problem.row, broken.line + row.below) << row.to;
    }
}

TEST(PlanFile, ThatIsNoTomlOrNotThereIsRefused) {
    for (const char* text : {"[[,a]]", "id = ", "\xff", "id = \"a\"\nid = \"b\""}) {
        EXPECT_EQ(problem_of(text).code, ErrorCode::malformed_plan) << text;
    }
    try {
        (void)Plan::load("/nowhere/plan.toml");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io);
    }
}

TEST(Plan, BreaksNoRateDown) {
    const Plan plan = Plan::parse(sound);
    const Target& rate = plan.at("growth");
    try {
        (void)target::break_down(rate, rate.editions[0]);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::impossible_breakdown);
        EXPECT_EQ(error.problem().detail, "a rate does not add up over units");
    }
    EXPECT_EQ(target::check(rate, 0), std::nullopt);
}

TEST(Plan, ChecksStatedPartsAgainstWeightsOrTheEditionBefore) {
    const Target stated = Plan::parse(sound).at("investment");
    EXPECT_TRUE(target::check(stated, 1)->adds_up());
    EXPECT_EQ(target::check(stated, 2), std::nullopt) << "not broken down";

    Target wrong = stated;
    wrong.editions[1].amounts[1] = 430;
    EXPECT_EQ(target::check(wrong, 1)->named, (target::Suspect{1, 430, 400, Slip::reference}));

    wrong.editions[0] = stated.editions[1];
    for (auto& claim : wrong.editions[1].claims) claim.weight = Rational();
    EXPECT_EQ(target::check(wrong, 1)->named, (target::Suspect{1, 430, 400, Slip::reference}));
}

// --- examples/daye_plan_2024.toml against the published tables
// ------------------------------------

Plan daye() {
    return Plan::load(std::string(SANKU_SOURCE_DIR) + "/examples/daye_plan_2024.toml");
}

std::vector<std::vector<std::string>> table(std::string_view name) {
    std::ifstream file(testing::shared_data(name));
    std::vector<std::vector<std::string>> out;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::erase(line, '\r');
        auto& cells = out.emplace_back();
        for (std::size_t at = 0; at <= line.size();) {
            const std::size_t end = std::min(line.find(',', at), line.size());
            cells.push_back(line.substr(at, end - at));
            at = end + 1;
        }
    }
    return out;
}

TEST(DayePlan, HoldsTheTwelveTargetsOf2024) {
    const Plan plan = daye();
    ASSERT_EQ(plan.targets.size(), 17U);
    const auto published = table("daye_indicators_2024.csv");
    if (published.empty()) GTEST_SKIP() << "shared data absent";
    ASSERT_EQ(published.size(), 12U);
    for (std::size_t i = 0; i < published.size(); ++i) {
        const Target& one = plan.targets[i];
        EXPECT_EQ(one.group, published[i][1]);
        EXPECT_EQ(one.name.zh, published[i][2]);
        EXPECT_EQ(one.scale.text(one.editions[0].total), published[i][3]) << one.id;
        EXPECT_EQ(one.scale.name, published[i][4]);
        EXPECT_EQ(one.kind == Kind::level, published[i][4] == "%");
    }
}

TEST(DayePlan, HoldsTheFirstQuartersBreakDownThatAddsUp) {
    const Plan plan = daye();
    for (std::size_t i = 12; i < plan.targets.size(); ++i) {
        EXPECT_TRUE(target::check(plan.targets[i], 0)->adds_up()) << plan.targets[i].id;
    }
    const auto published = table("daye_breakdown_2024q1.csv");
    if (published.empty()) GTEST_SKIP() << "shared data absent";
    for (std::size_t i = 12; i < plan.targets.size(); ++i) {
        const Target& one = plan.targets[i];
        const auto& edition = one.editions[0];
        ASSERT_EQ(edition.claims.size(), 14U);
        for (std::size_t unit = 0; unit < 14; ++unit) {
            EXPECT_EQ(edition.claims[unit].unit, published[unit][1]);
            EXPECT_EQ(edition.amounts[unit], one.scale.steps(published[unit][i - 10])) << one.id;
        }
        EXPECT_EQ(edition.total, one.scale.steps(published[14][i - 10]));
    }
}

TEST(DayePlan, BreaksItsYearDownByTheWeightsOfTheFirstQuarter) {
    const Plan plan = daye();
    const Target& firms = plan.at("tech_smes");
    const auto parts = target::break_down(firms, firms.editions[0]);
    std::int64_t sum = 0;
    for (const auto& part : parts) sum += part.amount;
    EXPECT_EQ(sum, 818);
    EXPECT_EQ(parts.back().held, Held::minimum);
    EXPECT_EQ(parts.back().amount, 10);
}

}  // namespace
}  // namespace sanku
