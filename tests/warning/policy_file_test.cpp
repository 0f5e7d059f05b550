#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/warning/metrics.hpp"
#include "sanku/warning/policy.hpp"

namespace sanku {
namespace {

/// A sound policy file that states everything, one statement a line.
constexpr std::string_view sound = R"(id = "daye"
family = "daye"
version = "1"
valid_from = 2024-01-01
valid_to = 2024-12-31
title = { zh = "大冶", en = "Daye" }
source = { zh = "来源", en = "source" }
[report]
stale_after_months = 3
[evaluation]
due_months_after_completion = 6
due_on_final_accounts = false
required = ["project", "region"]
[[rule]]
id = "start"
name = { zh = "开工", en = "Start" }
metric = "start_overdue"
unit = "month-ends"
yellow = { at_least = 0 }
red = { at_least = 3 }
pools = ["implementation", "reserve"]
funding = ["central_budget"]
completed = false
sectors = ["M", "C39"]
regions = ["420281", "420107005"]
investment = { at_least = "1亿元", less_than = "50000万元" }
plan = { at_least = "1,000.5元" }
needs_report = true
clause = { zh = "条款", en = "clause" }
gap = { zh = "未写明", en = "gap" }
source = { zh = "第三条", en = "article 3" }
[[rule]]
id = "target"
name = { zh = "目标", en = "Target" }
metric = "curve_gap"
unit = "percentage points"
red = { less_than = -0.5 }
curve = [ { month = 6, percent = 45 }, { month = 9, percent = 70.25 } ]
pools = ["implementation"]
applies_when = { rule = "start", lights = ["green", "none"] }
needs_report = true
clause = { zh = "条款二", en = "clause two" }
[[rule]]
id = "new"
name = { zh = "新开工", en = "New" }
metric = "new_start_overdue"
unit = "month-ends"
red = { at_least = 1 }
deadline = "06-30"
pools = ["directory"]
applies_when = { rule = "target", lights = ["red"] }
needs_report = false
clause = { zh = "条款三", en = "clause three" }
[[rule]]
id = "growth"
name = { zh = "增速", en = "Growth" }
metric = "growth"
unit = "%"
red = { less_than = 0 }
regions = ["420000"]
needs_report = false  # growth
clause = { zh = "条款四", en = "clause four" }
[[demand]]
light = "red"
who = { zh = "责任单位", en = "responsible unit" }
what = { zh = "整改", en = "corrects" }
within_days = 15
rules = ["start", "target"]
[[demand]]
light = "no_data"
who = { zh = "填报单位", en = "reporting unit" }
what = { zh = "补报", en = "reports" }
[[ladder]]
id = "reminder"
name = { zh = "提醒", en = "Reminder" }
light = "yellow"
months = 1
who = { zh = "发改局", en = "the commission" }
what = { zh = "提醒", en = "reminds" }
within_days = 10
[[ladder]]
id = "letter"
name = { zh = "督办函", en = "Letter" }
light = "yellow"
months = 2
who = { zh = "市政府", en = "the city" }
what = { zh = "发函", en = "sends a letter" }
within_days = 5
rules = ["start"]
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
        (void)Policy::parse(text, "daye.toml");
    } catch (const Error& error) {
        return error.problem();
    }
    ADD_FAILURE() << "was taken: " << text.substr(0, 80);
    return {};
}

TEST(PolicyFile, StatesEverythingThatARuleMaySay) {
    const Policy policy = Policy::parse(sound, "daye.toml");
    ASSERT_EQ(policy.rules.size(), 4U);
    const Rule& start = policy.rules[0];
    Scope scope;
    scope.pools = 0b1100;
    scope.funding = 0b10;
    scope.completed = false;
    scope.sectors = {SectorCode::parse("M"), SectorCode::parse("C39")};
    scope.regions = {RegionCode::parse("420281"), RegionCode::parse("420107005")};
    scope.investment_from = Money::from(1, MoneyUnit::yi_yuan);
    scope.investment_below = Money::from(5, MoneyUnit::yi_yuan);
    scope.plan_from = Money::from_fen(100'050);
    EXPECT_EQ(start.scope, scope);
    EXPECT_EQ(start.source, (Bilingual{"第三条", "article 3"}));
    EXPECT_EQ(start.applies_when, std::nullopt);
    EXPECT_EQ(policy.rules[1].curve, (std::vector<CurvePoint>{{6, 4'500}, {9, 7'025}}));
    EXPECT_EQ(policy.rules[1].applies_when, (Condition{"start", 0b11}));
    EXPECT_EQ(policy.rules[1].source, Bilingual{});
    EXPECT_EQ(policy.rules[2].deadline, (MonthDay{6, 30}));
    EXPECT_EQ(policy.rules[2].applies_when, (Condition{"target", 0b10000}));
    Scope hubei;
    hubei.regions = {RegionCode::parse("420000")};
    EXPECT_EQ(policy.rules[3].scope, hubei);
}

TEST(PolicyFile, StatesWhatLightsDemandAndHowTheyEscalate) {
    const Policy policy = Policy::parse(sound, "daye.toml");
    ASSERT_EQ(policy.demands.size(), 2U);
    EXPECT_EQ(policy.demands[0], (Demand{Light::red,
                                         {"责任单位", "responsible unit"},
                                         {"整改", "corrects"},
                                         15,
                                         {"start", "target"}}));
    EXPECT_EQ(policy.demands[1],
              (Demand{Light::no_data, {"填报单位", "reporting unit"}, {"补报", "reports"}}));
    EXPECT_EQ(policy.demand(0, Light::red), &policy.demands[0]);
    EXPECT_EQ(policy.demand(2, Light::red), nullptr) << "new has none";
    EXPECT_EQ(policy.demand(2, Light::no_data), &policy.demands[1]);
    ASSERT_EQ(policy.ladder.size(), 2U);
    EXPECT_EQ(policy.ladder[1], (LadderStep{"letter",
                                            {"督办函", "Letter"},
                                            Light::yellow,
                                            2,
                                            {"市政府", "the city"},
                                            {"发函", "sends a letter"},
                                            5,
                                            {"start"}}));
}

TEST(PolicyFile, IsReadBackAsTheSameFromItsCanonicalText) {
    const Policy policy = Policy::parse(sound, "daye.toml");
    EXPECT_TRUE(Policy::parse(to_toml(policy), "x") == policy) << to_toml(policy);
}

TEST(PolicyFile, RefusesEachMistakeWithFileLineKeyAndReason) {
    struct Row {
        std::string_view line;    ///< how the line begins that is replaced
        std::string_view broken;  ///< by what
        std::string_view key;     ///< that the error must name
        std::string_view reason;  ///< words of it
        int below = 0;            ///< lines below the replaced one at which the mistake stands
    };
    const std::string long_text =
        "title = { zh = \"" + std::string(4'001, 'x') + "\", en = \"x\" }";
    std::string long_list = "regions = [\"420000\"";
    for (int i = 0; i < 1'000; ++i) long_list += ", \"42\"";
    long_list += ']';
    const Row rows[] = {
        // texts, numbers, dates
        {"version", "version = 1", "version", "expected a text"},
        {"version", "version = \"\"", "version", "empty text"},
        {"version", "versoin = \"1\"", "versoin", "unknown key"},
        {"family", "family = \"\"", "family", "empty text"},
        {"valid_from", "valid_from = \"2024-01-01\"", "valid_from", "without quotes"},
        {"valid_from", "valid_from = 1800-01-01", "valid_from", "from 1900 to 2199"},
        {"valid_from", "valid_from = 2023-02-29", "valid_from", "expected day between 1 and 28"},
        {"valid_to", "valid_to = 2023-12-31", "valid_to", "before valid_from"},
        {"title", "title = \"Daye\"", "title", "expected a table"},
        {"title", "title = { zh = \"大冶\" }", "title.en", "missing"},
        {"title", "title = { zh = \"大冶\", fr = \"Daye\" }", "title.fr", "unknown key"},
        {"title", long_text, "title.zh", "longer than 4000 bytes"},
        {"stale_after_months", "stale_after_months = -1", "report.stale_after_months", "0 to 24"},
        {"stale_after_months", "stale_after_months = 2.5", "report.stale_after_months", "whole"},
        {"due_months", "due_months_after_completion = 121",
         "evaluation.due_months_after_completion", "120"},
        {"due_on", "due_on_final_accounts = 1", "evaluation.due_on_final_accounts",
         "true or false"},
        {"required", "required = []", "evaluation.required", "not empty"},
        {"required", "required = [\"city\"]", "evaluation.required", "unknown: city"},
        // the rule's metric, unit and limits
        {"id = \"target\"", "id = \"start\"", "rule.id", "twice: start"},
        {"metric = \"start", "metric = \"luck\"", "rule.metric", "unknown: luck"},
        {"unit", "", "rule.unit", "missing: start_overdue is in \"month-ends\"", -4},
        {"unit", "unit = \"months\"", "rule.unit", "wrong: start_overdue is in \"month-ends\""},
        {"unit", "unit = \"个月末\"", "rule.unit", "wrong: start_overdue is in \"month-ends\""},
        {"yellow", "yellow = { at_least = 4 }", "rule.red", "yellow must come before red", 1},
        {"yellow", "yellow = { more_than = 3 }", "rule.red", "yellow must come before red", 1},
        {"yellow", "yellow = 1", "rule.yellow", "expected a table"},
        {"yellow", "yellow = { }", "rule.yellow", "expected a comparison"},
        {"yellow", "yellow = { at_least = 1, more_than = 1 }", "rule.yellow.more_than", "one"},
        {"yellow", "yellow = { at_most = 1 }", "rule.yellow.at_most", "worse on the other side"},
        {"yellow", "yellow = { above = 1 }", "rule.yellow.above", "unknown key"},
        {"yellow", "yellow = { at_least = -1 }", "rule.yellow.at_least", "from 0 to 300"},
        {"red", "red = { at_least = 3.5 }", "rule.red.at_least", "multiple of 1"},
        {"red", "red = { at_least = 3.001 }", "rule.red.at_least", "at most two decimals"},
        {"red", "red = { at_least = 301 }", "rule.red.at_least", "from 0 to 300"},
        {"red", "red = { at_least = 1e300 }", "rule.red.at_least", "from 0 to 300"},
        {"red", "red = { at_least = \"3\" }", "rule.red.at_least", "expected a number"},
        {"red", "red = { at_least = true }", "rule.red.at_least", "expected a number"},
        {"red", "red = { at_least = inf }", "rule.red.at_least", "expected a number"},
        {"red", "red = { at_least = nan }", "rule.red.at_least", "expected a number"},
        {"red = { less_than = -0.5", "", "rule.red", "missing, and yellow too", -5},
        {"red = { less_than = -0.5", "red = { less_than = nan }", "rule.red.less_than", "number"},
        // curve and deadline
        {"curve", "", "rule.curve", "missing", -6},
        {"curve", "curve = []", "rule.curve", "not empty"},
        {"curve", "curve = [ 6, 45 ]", "rule.curve", "expected a table"},
        {"curve", "curve = [\n{ month = 9, percent = 4 },\n{ month = 6, percent = 5 } ]",
         "rule.curve.month", "months must ascend", 2},
        {"curve", "curve = [ { month = 6, percent = 4 }, { month = 6, percent = 4 } ]",
         "rule.curve.month", "months must ascend"},
        {"curve", "curve = [ { month = 6, percent = 4 }, { month = 9, percent = 3 } ]",
         "rule.curve.percent", "must not fall"},
        {"curve", "curve = [ { month = 13, percent = 4 } ]", "rule.curve.month", "from 1 to 12"},
        {"curve", "curve = [ { month = 6, percent = 500.01 } ]", "rule.curve.percent", "0 to 500"},
        {"curve", "curve = [ { month = 6 } ]", "rule.curve.percent", "missing"},
        {"deadline", "deadline = \"06-31\"", "rule.deadline", "a day of every year"},
        {"deadline", "deadline = \"02-29\"", "rule.deadline", "a day of every year"},
        {"deadline", "deadline = \"6-30\"", "rule.deadline", "a day of every year"},
        {"deadline", "deadline = 2024-06-30", "rule.deadline", "expected a text"},
        {"deadline", "", "rule.deadline", "missing", -6},
        {"gap", "curve = [ { month = 6, percent = 4 } ]", "rule.curve", "takes no curve"},
        {"gap", "deadline = \"06-30\"", "rule.deadline", "takes no deadline"},
        // scope
        {"pools", "", "rule.pools", "missing", -7},
        {"pools", "pools = [\"withdrawn\"]", "rule.pools", "unknown: withdrawn"},
        {"pools", "pools = \"implementation\"", "rule.pools", "expected a list"},
        {"pools", "pools = [\"reserve\", \"reserve\"]", "rule.pools", "twice: reserve"},
        {"funding", "funding = [1]", "rule.funding", "expected a text"},
        {"funding", "funding = [\"lottery\"]", "rule.funding", "unknown: lottery"},
        {"completed", "completed = \"no\"", "rule.completed", "true or false"},
        {"sectors", "sectors = [\"C99\"]", "rule.sectors", "unknown: C99, expected a section"},
        {"sectors", "sectors = [\"3911\"]", "rule.sectors", "unknown: 3911"},
        {"regions", "regions = [\"990000\"]", "rule.regions", "unknown: 990000"},
        {"regions", "regions = [\"42\"]", "rule.regions", "unknown: 42, expected a code such as"},
        {"regions", "regions = [420281]", "rule.regions", "expected a text"},
        {"regions", long_list, "rule.regions", "more than 1000 entries"},
        {"investment", "investment = { at_least = 100000000 }", "rule.investment.at_least",
         "missing unit"},
        {"investment", "investment = { at_least = \"10000\" }", "rule.investment.at_least",
         "missing unit"},
        {"investment", "investment = { at_least = \"much\" }", "rule.investment.at_least",
         "not an amount"},
        {"investment", "investment = { at_least = \"-1亿元\" }", "rule.investment.at_least",
         "from 0 to"},
        {"investment", "investment = { at_least = \"10001亿元\" }", "rule.investment.at_least",
         "from 0 to"},
        {"investment", "investment = { at_least = \"5亿元\", less_than = \"5亿元\" }",
         "rule.investment.less_than", "no project can meet it"},
        {"investment", "investment = { less_than = \"0元\" }", "rule.investment.less_than",
         "no project can meet it"},
        {"investment", "investment = { }", "rule.investment", "expected at_least or less_than"},
        {"plan", "plan = { less_than = \"1亿元\" }", "rule.plan.less_than", "unknown key"},
        {"plan", "plan = 1000", "rule.plan", "expected a table"},
        {"regions = [\"420000\"]", "pools = [\"reserve\"]", "rule.pools",
         "of regions, not of projects"},
        {"regions = [\"420000\"]", "plan = { at_least = \"1元\" }", "rule.plan", "not of projects"},
        {"needs_report = false  #", "needs_report = true", "rule.needs_report", "of regions"},
        // words and conditions
        {"needs_report", "needs_report = 0", "rule.needs_report", "true or false"},
        {"clause", "clause = { zh = \"\", en = \"clause\" }", "rule.clause.zh", "empty text"},
        {"gap", "colour = \"red\"", "rule.colour", "unknown key"},
        {"applies_when", "applies_when = { rule = \"end\", lights = [\"red\"] }",
         "rule.applies_when.rule", "unknown: end"},
        {"applies_when", "applies_when = { rule = \"target\", lights = [\"red\"] }",
         "rule.applies_when.rule", "target cannot wait for itself"},
        {"applies_when", "applies_when = { rule = \"growth\", lights = [\"red\"] }",
         "rule.applies_when.rule", "of regions: growth"},
        {"applies_when", "applies_when = { rule = \"new\", lights = [\"red\"] }",
         "rule.applies_when.rule", "cycle: target → new → target"},
        {"applies_when", "applies_when = { rule = \"start\", lights = [\"amber\"] }",
         "rule.applies_when.lights", "unknown: amber"},
        {"applies_when", "applies_when = { rule = \"start\", lights = [] }",
         "rule.applies_when.lights", "not empty"},
        {"applies_when", "applies_when = \"start\"", "rule.applies_when", "expected a table"},
        // demands
        {"light = \"red\"", "light = \"none\"", "demand.light", "none is not a light"},
        {"light = \"red\"", "light = \"blue\"", "demand.light", "unknown: blue"},
        {"light = \"no_data\"", "light = \"red\"", "demand.light", "twice for rule start"},
        {"within_days = 15", "within_days = 3651", "demand.within_days", "from 0 to 3650"},
        {"within_days = 15", "within_days = \"15\"", "demand.within_days", "whole number"},
        {"rules = [\"start\", ", "rules = [\"end\"]", "demand.rules", "unknown: end"},
        {"rules = [\"start\", ", "rules = []", "demand.rules", "not empty"},
        {"what = { zh = \"整改\"", "", "demand.what", "missing", -3},
        // the ladder
        {"id = \"letter\"", "id = \"reminder\"", "ladder.id", "twice: reminder"},
        {"light = \"yellow\"", "light = \"green\"", "ladder.light", "green is not a light"},
        {"months = 1", "months = 2", "ladder.months", "twice for rule start", 8},
        {"months = 1", "months = 3", "ladder.months", "below an earlier step's for rule start", 8},
        {"months = 1", "months = 0", "ladder.months", "from 1 to 60"},
        {"months = 2", "months = 61", "ladder.months", "from 1 to 60"},
        {"within_days = 5", "", "ladder.within_days", "missing", -7},
        {"rules = [\"start\"]", "rules = [\"start\", \"start\"]", "ladder.rules", "twice: start"},
        // TOML itself
        {"version", "version = ?", "version", "value"},
        {"version", "version = \"1\"\nversion = \"2\"", "version", "cannot redefine", 1},
        {"version", "version = \"\xFF\"", "version", "not UTF-8"},
        {"version", "version = '''", "", "end-of-file", 86},
        {"version", "version = tru\n", "version", "parsing boolean"},
        {"version", "version = \"1\"。", "version", "saw '。'"},
        {"version", "version = “1”", "version", "could not determine value type"},
        {"within_days = 15", "within_days = 15，", "within_days", "saw '，'"},
        {"[evaluation]", "[[,evaluation]]", "", "expected a key"},
        {"[evaluation]", "[report]", "report", "cannot redefine"},
    };
    for (const auto& [line, broken, key_named, reason, below] : rows) {
        const auto [text, number] = with(line, broken);
        const Problem problem = problem_of(text);
        EXPECT_EQ(key(problem.code), "malformed_policy") << broken;
        EXPECT_EQ(problem.file, "daye.toml") << broken;
        EXPECT_EQ(problem.row, number + below) << broken << ": " << problem.detail;
        EXPECT_EQ(problem.column, key_named) << broken << ": " << problem.detail;
        EXPECT_NE(problem.detail.find(reason), std::string::npos) << broken << problem.detail;
    }
}

TEST(PolicyFile, RefusesAFileThatLacksAStatement) {
    for (const std::string_view line : {"id", "version", "title", "source", "due_on", "required",
                                        "name", "metric", "needs_report", "clause"}) {
        const Problem problem = problem_of(with(line, "").text);
        EXPECT_EQ(key(problem.code), "malformed_policy") << line;
        EXPECT_EQ(problem.file, "daye.toml") << line;
        EXPECT_GT(problem.row, 0) << line;
        EXPECT_NE(problem.column.find(line), std::string::npos) << problem.column;
        EXPECT_EQ(problem.detail, "missing") << line;
    }
}

/// `count` copies of the part of `sound` from `begin` to `end`, each with its number for an id.
std::string many(std::size_t count, std::string_view begin, std::string_view end) {
    const std::size_t from = sound.find(begin);
    const std::string part(sound.substr(from, sound.find(end, from + 1) - from));
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        std::string one = part;
        const std::size_t id = one.find("id = \"") + 6;
        one.replace(id, one.find('"', id) - id, std::to_string(i));
        out += one;
    }
    return out;
}

TEST(PolicyFile, RefusesAFileThatIsBrokenAsAWhole) {
    const std::string head(sound.substr(0, sound.find("[[rule]]")));
    const std::string rules(sound.substr(0, sound.find("[[demand]]")));
    std::string steps;
    for (int i = 0; i < 65; ++i) {
        steps += "[[ladder]]\nid = \"" + std::to_string(i) + "\"\n";
    }
    struct Row {
        std::string text;
        std::string_view key;
        std::string_view reason;
    };
    const Row rows[] = {
        {"", "id", "missing"},
        {"\xFF\xFE", "", "not UTF-8"},
        {head, "rule", "missing"},
        {head + "[rule]\nid = \"a\"\n", "rule", "expected a list"},
        {head + "[[rule]]\n", "rule.id", "missing"},
        {head + many(65, "[[rule]]", "[[rule]]"), "rule", "more than 64 entries"},
        {rules + steps, "ladder", "more than 64 entries"},
        {std::string(1 << 20, '#') + "\n", "", "larger than 1 MiB"},
    };
    for (const auto& [text, key_named, reason] : rows) {
        const Problem problem = problem_of(text);
        EXPECT_EQ(key(problem.code), "malformed_policy") << reason;
        EXPECT_EQ(problem.file, "daye.toml") << reason;
        EXPECT_EQ(problem.column, key_named) << reason;
        EXPECT_NE(problem.detail.find(reason), std::string::npos) << problem.detail;
    }
    EXPECT_EQ(Policy::parse(head + many(64, "[[rule]]", "[[rule]]"), "x").rules.size(), 64U);
}

TEST(PolicyFile, NamesEveryRuleOfACycle) {
    const auto [text, line] = with("applies_when = { rule = \"start\"",
                                   "applies_when = { rule = \"new\", lights = [\"red\"] }");
    const Problem problem = problem_of(text);
    EXPECT_EQ(problem.row, line);
    EXPECT_EQ(problem.detail, "cycle: target → new → target");
}

TEST(PolicyFile, IsTakenOrRefusedHoweverItIsMangled) {
    constexpr std::string_view pieces[] = {"0",  "-1",   "\"\"", "[",   "]",     "{",    "}",
                                           "'",  "\"",   "\n",   "[[",  "nan",   "=",    ",",
                                           "，", "\xFF", "\\",   "a.b", "1e400", "true", "[[,"};
    std::mt19937 random(20'240'630);
    const auto below = [&](std::size_t count) { return random() % count; };
    for (int i = 0; i < 2'000; ++i) {
        std::string text(sound);
        for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
            const std::size_t at = below(text.size());
            if (below(2) == 0) text.erase(at, 1 + below(20));
            text.insert(std::min(at, text.size()), pieces[below(std::size(pieces))]);
        }
        try {
            const Policy policy = Policy::parse(text, "daye.toml");
            EXPECT_TRUE(Policy::parse(to_toml(policy), "x") == policy) << text;
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "malformed_policy") << error.what();
            EXPECT_EQ(error.problem().file, "daye.toml") << error.what();
            EXPECT_GT(error.problem().row, 0) << error.what();
        }
    }
}

// --- Metrics of the caller -----------------------------------------------------------------------

std::shared_ptr<warning::Metric> risk() {
    return std::make_shared<warning::Metric>(
        warning::Metric{"risk", {"分", "points"}, true, 50, 0, 10'000, warning::Custom{}});
}

/// `sound` with its first rule measured by `risk`.
std::string risky() {
    std::string text = with("metric", "metric = \"risk\"").text;
    const std::string_view from = "unit = \"month-ends\"";
    return text.replace(text.find(from), from.size(), "unit = \"points\"");
}

TEST(PolicyFile, MayNameAMetricThatTheCallerBrings) {
    const auto metric = risk();
    auto unused = risk();
    unused->key = "luck";
    const Policy policy = Policy::parse(risky(), "daye.toml", {unused, metric});
    ASSERT_EQ(policy.metrics.size(), 1U) << "only those that rules name";
    EXPECT_EQ(policy.metrics.front(), metric);
    EXPECT_EQ(warning::find_metric(policy, "risk"), metric.get());
    EXPECT_EQ(problem_of(risky()).detail, "unknown: risk");
    EXPECT_TRUE(Policy::parse(sound, "x", {metric}).metrics.empty());
}

TEST(PolicyFile, HoldsAMetricOfTheCallerToItsOwnLimits) {
    const auto metric = risk();
    const auto detail = [&](std::string_view red) {
        std::string text = risky();
        const std::string_view from = "red = { at_least = 3 }";
        text.replace(text.find(from), from.size(), red);
        try {
            return std::to_string(Policy::parse(text, "x", {metric}).rules.front().red->hundredths);
        } catch (const Error& error) {
            return error.problem().detail;
        }
    };
    EXPECT_EQ(detail("red = { at_least = 99.5 }"), "9950");
    EXPECT_EQ(detail("red = { at_least = 99.25 }"), "expected a multiple of 0.5");
    EXPECT_EQ(detail("red = { at_least = 100.5 }"), "expected a number from 0 to 100");
    metric->most = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(detail("red = { at_least = 1e30 }"), "expected a number from 0 to 90071992547409.92");
}

TEST(PolicyFile, RefusesMetricsThatNoRuleCouldName) {
    const auto code = [](const Policy::Metrics& metrics) {
        try {
            (void)Policy::parse(sound, "daye.toml", metrics);
        } catch (const Error& error) {
            return key(error.code());
        }
        return std::string_view{};
    };
    auto nameless = risk();
    nameless->key.clear();
    auto coarse = risk();
    coarse->grain = 0;
    EXPECT_EQ(code({nullptr}), "invalid_argument");
    EXPECT_EQ(code({nameless}), "invalid_argument");
    EXPECT_EQ(code({coarse}), "invalid_argument");
    EXPECT_EQ(code({risk(), risk()}), "invalid_argument") << "twice";
}

TEST(PolicyFile, HoldsNoMetricOfTheCaller) {
    const Policy policy = Policy::parse(risky(), "daye.toml", {risk()});
    try {
        (void)to_toml(policy);
        FAIL() << "no file can state it";
    } catch (const Error& error) {
        EXPECT_EQ(key(error.code()), "malformed_policy");
        EXPECT_EQ(error.problem().detail, "no file holds the metric risk");
    }
}

// --- Its documentation ---------------------------------------------------------------------------

std::string documentation() {
    std::ifstream stream(SANKU_SOURCE_DIR "/docs/policies.md");
    return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(PolicyFile, IsAsTheDocumentationShowsIt) {
    const std::string text = documentation();
    const std::size_t begin = text.find("```toml\n") + 8;
    const Policy policy = Policy::parse(text.substr(begin, text.find("```", begin) - begin), "doc");
    EXPECT_FALSE(policy.rules.empty());
    EXPECT_FALSE(policy.demands.empty());
    EXPECT_FALSE(policy.ladder.empty());
}

TEST(PolicyFile, HasADocumentedUnitForEachMetric) {
    const std::string text = documentation();
    for (const warning::Metric& metric : warning::metrics()) {
        const std::string row = "| `" + metric.key + "` | " + metric.unit.en + " | " +
                                (metric.higher_is_worse ? "higher" : "lower") + " |";
        EXPECT_NE(text.find(row), std::string::npos) << row;
    }
}

}  // namespace
}  // namespace sanku
