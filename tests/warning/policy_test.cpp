#include "sanku/warning/policy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/warning/metrics.hpp"

namespace sanku {
namespace {

/// A sound policy file, one statement a line.
constexpr std::string_view sound = R"(id = "daye"
version = "1"
valid_from = 2024-01-01
valid_to = 2024-12-31
title = { zh = "大冶", en = "Daye" }
source = { zh = "来源", en = "source" }
[report]
stale_after_months = 2
[evaluation]
due_months_after_completion = 6
due_on_final_accounts = false
required = ["project", "region"]
[[rule]]
id = "start"
name = { zh = "开工", en = "Start" }
metric = "start_overdue"
yellow = { at_least = 0 }
red = { at_least = 3 }
pools = ["implementation", "reserve"]
funding = ["central_budget"]
completed = false
needs_report = true
clause = { zh = "条款", en = "clause" }
gap = { zh = "未写明", en = "gap" }
)";

/// `sound` with the line that begins with `from` replaced, and the number of that line.
std::pair<std::string, std::int64_t> with(std::string_view from, std::string_view to) {
    std::string text(sound);
    const std::size_t at = text.find("\n" + std::string(from));
    EXPECT_NE(at, std::string::npos) << from;
    const std::size_t end = text.find('\n', at + 1);
    const auto line =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at) + 1, '\n') + 1;
    text.replace(at + 1, end - at - 1, to);
    return {text, line};
}

TEST(Policy, ReadsEveryStatementOfAFile) {
    const Policy policy = Policy::parse(sound, "daye.toml");
    EXPECT_EQ(policy.id, "daye");
    EXPECT_EQ(policy.version, "1");
    EXPECT_EQ(policy.valid_from, date(2024, 1, 1));
    EXPECT_EQ(policy.valid_to, date(2024, 12, 31));
    EXPECT_EQ(policy.title, (Bilingual{"大冶", "Daye"}));
    EXPECT_EQ(policy.source, (Bilingual{"来源", "source"}));
    EXPECT_EQ(policy.stale_after_months, 2);
    EXPECT_EQ(policy.evaluation, (EvaluationDue{6, false, 0b101}));
    ASSERT_EQ(policy.rules.size(), 1U);
    const Rule& rule = policy.rules.front();
    EXPECT_EQ(rule.id, "start");
    EXPECT_EQ(rule.metric, "start_overdue");
    EXPECT_EQ(rule.yellow, (Threshold{Comparison::at_least, 0}));
    EXPECT_EQ(rule.red, (Threshold{Comparison::at_least, 300}));
    EXPECT_EQ(rule.scope, (Scope{0b1100, 0b10, false}));
    EXPECT_TRUE(rule.needs_report);
    EXPECT_EQ(rule.clause, (Bilingual{"条款", "clause"}));
    EXPECT_EQ(rule.gap, (Bilingual{"未写明", "gap"}));
    EXPECT_EQ(policy.find("start"), 0U);
    EXPECT_EQ(policy.find("progress"), std::nullopt);
}

TEST(Policy, ReadsThresholdsToTheHundredth) {
    std::string text(sound);
    text.replace(text.find("start_overdue"), 13, "prorata_gap");
    const auto put = [&](std::string_view from, std::string_view to) {
        text.replace(text.find(from), from.size(), to);
    };
    put("yellow = { at_least = 0 }", "yellow = { at_most = -10.25 }");
    put("red = { at_least = 3 }", "red = { less_than = -30 }");
    const Policy policy = Policy::parse(text, "daye.toml");
    EXPECT_EQ(policy.rules[0].yellow, (Threshold{Comparison::at_most, -1'025}));
    EXPECT_EQ(policy.rules[0].red, (Threshold{Comparison::less_than, -3'000}));
}

TEST(Policy, RefusesAThresholdThatIsNoNumber) {
    std::string text(sound);
    const auto put = [&](std::string_view from, std::string_view to) {
        text.replace(text.find(from), from.size(), to);
    };
    put("start_overdue", "prorata_gap");  // whose thresholds need not be whole
    put("yellow = { at_least = 0 }", "yellow = { at_most = -10 }");
    put("red = { at_least = 3 }", "red = { less_than = nan }");
    EXPECT_THROW((void)Policy::parse(text, "daye.toml"), Error);
}

TEST(Policy, RefusesAMistakeAndNamesFileLineAndKey) {
    struct Row {
        std::string_view line;    ///< how the line begins that is replaced
        std::string_view broken;  ///< by what
        std::string_view key;     ///< that the error must name
    };
    constexpr Row rows[] = {
        {"version", "version = 1", "version"},
        {"version", "family = \"\"", "family"},
        {"version", "version = \"\"", "version"},
        {"version", "versoin = \"1\"", "versoin"},
        {"valid_from", "valid_from = \"2024-01-01\"", "valid_from"},
        {"valid_from", "valid_from = 1800-01-01", "valid_from"},
        {"valid_to", "valid_to = 2023-12-31", "valid_to"},
        {"title", "title = \"Daye\"", "title"},
        {"title", "title = { zh = \"大冶\", fr = \"Daye\" }", "fr"},
        {"title", "title = { zh = \"大冶\" }", "en"},
        {"stale_after_months", "stale_after_months = -1", "report.stale_after_months"},
        {"stale_after_months", "stale_after_months = 2.5", "report.stale_after_months"},
        {"stale_after_months", "stale_after_months = 25", "report.stale_after_months"},
        {"due_months", "due_months_after_completion = 121",
         "evaluation.due_months_after_completion"},
        {"due_on", "due_on_final_accounts = 1", "evaluation.due_on_final_accounts"},
        {"required", "required = []", "evaluation.required"},
        {"required", "required = [\"city\"]", "evaluation.required"},
        {"metric", "metric = \"luck\"", "rule.metric"},
        {"yellow", "yellow = { at_least = 4 }", "rule.red"},
        {"yellow", "yellow = 1", "rule.yellow"},
        {"yellow", "yellow = { }", "rule.yellow"},
        {"yellow", "yellow = { at_least = 1, more_than = 1 }", "more_than"},
        {"yellow", "yellow = { at_most = 1 }", "at_most"},
        {"yellow", "yellow = { above = 1 }", "above"},
        {"red", "red = { at_least = 3.5 }", "at_least"},
        {"red", "red = { at_least = 3.001 }", "at_least"},
        {"red", "red = { at_least = 301 }", "at_least"},
        {"red", "red = { at_least = \"3\" }", "at_least"},
        {"red", "red = { at_least = true }", "at_least"},
        {"red", "red = { at_least = inf }", "at_least"},
        {"red", "red = { at_least = nan }", "at_least"},
        {"yellow", "yellow = { at_least = -1 }", "at_least"},
        {"pools", "pools = [\"withdrawn\"]", "rule.pools"},
        {"pools", "pools = \"implementation\"", "rule.pools"},
        {"funding", "funding = [1]", "rule.funding"},
        {"completed", "completed = \"no\"", "rule.completed"},
        {"needs_report", "needs_report = 0", "rule.needs_report"},
        {"clause", "clause = { zh = \"\", en = \"clause\" }", "zh"},
        {"gap", "colour = \"red\"", "rule.colour"},
    };
    for (const auto& [line, broken, key_named] : rows) {
        const auto [text, number] = with(line, broken);
        try {
            (void)Policy::parse(text, "daye.toml");
            ADD_FAILURE() << broken << " was taken";
        } catch (const Error& error) {
            const Problem& problem = error.problem();
            EXPECT_EQ(key(error.code()), "malformed_policy") << broken;
            EXPECT_EQ(problem.file, "daye.toml") << broken;
            if (broken.starts_with("yellow = { at_least = 4 }")) {
                EXPECT_EQ(problem.row, number + 1) << broken << ": the line of red";
            } else {
                EXPECT_EQ(problem.row, number) << broken;
            }
            EXPECT_NE(problem.column.find(key_named), std::string::npos)
                << broken << ": " << error.what();
        }
    }
}

TEST(Policy, RefusesAFileThatLacksAStatement) {
    for (const std::string_view line : {"version", "title", "source", "metric", "pools",
                                        "needs_report", "clause", "name", "due_on", "required"}) {
        const auto [text, number] = with(line, "");
        try {
            (void)Policy::parse(text, "daye.toml");
            ADD_FAILURE() << "without " << line << " it was taken";
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "malformed_policy") << line;
            EXPECT_EQ(error.problem().file, "daye.toml") << line;
            EXPECT_GT(error.problem().row, 0) << line;
            EXPECT_NE(error.problem().column.find(line), std::string::npos) << error.what();
        }
    }
}

TEST(Policy, RefusesAFileThatIsBrokenAsAWhole) {
    const std::string twice =
        std::string(sound) + std::string(sound.substr(sound.find("[[rule]]")));
    std::string many(sound);
    for (int i = 0; i < 64; ++i) {
        std::string rule(sound.substr(sound.find("[[rule]]")));
        rule.replace(rule.find("\"start\""), 7, '"' + std::to_string(i) + '"');
        many += rule;
    }
    const std::string rest(sound.substr(0, sound.find("[[rule]]")));
    const std::string texts[] = {
        "",
        "id = ",
        "id = \"a\"\nid = \"b\"",
        "\xFF\xFE",
        twice,
        many,
        rest,
        rest + "rule = []",
        rest + "[rule]\nid = \"a\"\n",
        std::string(1 << 20, '#') + "\n",
    };
    for (const std::string& text : texts) {
        try {
            (void)Policy::parse(text, "daye.toml");
            ADD_FAILURE() << text.substr(0, 80) << " was taken";
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "malformed_policy") << text.substr(0, 80);
            EXPECT_EQ(error.problem().file, "daye.toml") << text.substr(0, 80);
        }
    }
    try {
        (void)Policy::parse("id = \"a\"\nversion = ?\n", "daye.toml");
        FAIL() << "no TOML";
    } catch (const Error& error) {
        EXPECT_EQ(error.problem().row, 2) << error.what();
    }
}

TEST(Policy, IsOfTheFamilyThatItNamesElseOfItsOwn) {
    EXPECT_EQ(Policy::parse(sound, "daye.toml").family, "daye");
    const auto [text, line] = with("version", "version = \"1\"\nfamily = \"大冶\"");
    EXPECT_EQ(Policy::parse(text, "daye.toml").family, "大冶") << line;
    EXPECT_EQ(Policy::builtin("yinchuan-2025").family, "yinchuan");
    EXPECT_EQ(Policy::builtin("hubei").family, "hubei");
    EXPECT_EQ(Policy::builtin("yinchuan-2025+hubei").family, "yinchuan+hubei");
}

TEST(Policy, IsInForceFromItsFirstDayToItsLast) {
    const Policy policy = Policy::parse(sound, "daye.toml");
    EXPECT_FALSE(policy.in_force(date(2023, 12, 31)));
    EXPECT_TRUE(policy.in_force(date(2024, 1, 1)));
    EXPECT_TRUE(policy.in_force(date(2024, 12, 31)));
    EXPECT_FALSE(policy.in_force(date(2025, 1, 1)));
    EXPECT_FALSE(Policy::builtin("hubei").in_force(date(2024, 3, 31)));
    EXPECT_TRUE(Policy::builtin("hubei").in_force(date(2199, 12, 31))) << "no last day";
    EXPECT_TRUE(Policy{}.in_force(date(1900, 1, 1))) << "no dates";
}

TEST(Policy, EqualsAnotherOnlyInAllMembers) {
    const Policy policy = Policy::parse(sound, "daye.toml");
    Policy other = policy;
    EXPECT_TRUE(other == policy);
    other.family = "hubei";
    EXPECT_FALSE(other == policy);
    other = policy;
    other.rules.front().gap.en = "other";
    EXPECT_FALSE(other == policy);
}

TEST(Policy, LoadsAFileAndSaysWhichCannotBeRead) {
    const auto path =
        (std::filesystem::temp_directory_path() /
         ("sanku-policy-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
          ".toml"))
            .string();
    std::ofstream(path) << sound;
    EXPECT_EQ(Policy::load(path).id, "daye");
    std::filesystem::remove(path);
    try {
        (void)Policy::load(path);
        FAIL() << path << " is gone";
    } catch (const Error& error) {
        EXPECT_EQ(key(error.code()), "io");
        EXPECT_EQ(error.problem().file, path);
    }
}

TEST(Policy, ShipsTwoPacksThatSayWhereTheirRulesComeFrom) {
    EXPECT_EQ(Policy::builtin_ids(), (std::vector<std::string>{"yinchuan-2025", "hubei"}));
    for (const std::string& id : Policy::builtin_ids()) {
        const Policy policy = Policy::builtin(id);
        EXPECT_EQ(policy.id, id);
        EXPECT_TRUE(policy.valid_from) << id;
        EXPECT_FALSE(policy.source.zh.empty()) << id;
        for (const Rule& rule : policy.rules) {
            EXPECT_FALSE(rule.clause.zh.empty()) << rule.id;
            EXPECT_FALSE(rule.clause.en.empty()) << rule.id;
            EXPECT_NE(warning::find_metric(rule.metric), nullptr) << rule.id;
        }
    }
}

TEST(Policy, JoinsPacksRuleBehindRule) {
    const Policy joined = Policy::builtin("yinchuan-2025+hubei");
    std::vector<std::string> rules;
    for (const Rule& rule : joined.rules) rules.push_back(rule.id);
    EXPECT_EQ(rules, (std::vector<std::string>{"start", "progress", "payment", "enrolment",
                                               "two_accounts"}));
    EXPECT_EQ(joined.id, "yinchuan-2025+hubei");
    EXPECT_EQ(joined.version, "1+1");
    EXPECT_EQ(joined.valid_from, date(2025, 3, 1));
    EXPECT_NE(joined.source.en.find("Yinchuan"), std::string::npos);
    EXPECT_NE(joined.source.en.find("Hubei"), std::string::npos);
}

TEST(Policy, RefusesToJoinPacksThatDisagree) {
    Policy other = Policy::parse(sound, "daye.toml");
    EXPECT_THROW((void)(Policy::builtin("yinchuan-2025") + other), Error) << "start is there twice";
    other.rules.front().id = "start2";
    EXPECT_THROW((void)(Policy::builtin("yinchuan-2025") + other), Error) << "evaluation differs";
    other.evaluation = Policy::builtin("yinchuan-2025").evaluation;
    EXPECT_EQ((Policy::builtin("yinchuan-2025") + other).rules.size(), 5U);
    other.stale_after_months = 3;
    EXPECT_THROW((void)(Policy::builtin("yinchuan-2025") + other), Error);
    EXPECT_THROW((void)Policy::builtin("hubei+hubei"), Error);
}

TEST(Policy, JoinedPacksAreInForceWhereBothAre) {
    for (const std::string_view id : {"yinchuan-2025+hubei", "hubei+yinchuan-2025"}) {
        EXPECT_EQ(Policy::builtin(id).valid_from, date(2025, 3, 1)) << id;
    }
}

TEST(Policy, NamesThePacksThatThereAreWhenOneIsUnknown) {
    for (const std::string_view id :
         {"", "mars", "yinchuan", "hubei+mars", "hubei+", "+hubei", "Hubei"}) {
        try {
            (void)Policy::builtin(id);
            ADD_FAILURE() << id;
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "unknown_policy") << id;
            EXPECT_NE(error.problem().detail.find("yinchuan-2025"), std::string::npos) << id;
        }
    }
}

// --- The canonical text
// ---------------------------------------------------------------------------

/// Makes policies that a file may state, every optional field there or not.
class RandomPolicies {
  public:
    explicit RandomPolicies(std::uint32_t seed) : random_(seed) {}

    Policy next() {
        Policy policy;
        policy.id = text();
        policy.family = coin() ? policy.id : text();
        policy.version = text();
        policy.title = {text(), text()};
        policy.source = {text(), text()};
        const Date first = Date::from_days(number(Date::min_days, Date::max_days));
        if (coin()) policy.valid_from = first;
        if (coin()) policy.valid_to = Date::from_days(number(first.days(), Date::max_days));
        policy.stale_after_months = number(0, 24);
        policy.evaluation = {number(0, 120), coin(), bits(3)};
        for (int i = number(1, 4); i > 0; --i) policy.rules.push_back(rule(i));
        return policy;
    }

  private:
    int number(int low, int high) { return std::uniform_int_distribution(low, high)(random_); }
    bool coin() { return number(0, 1) == 1; }
    /// At least one of the lowest `count` bits.
    std::uint8_t bits(std::size_t count) {
        return static_cast<std::uint8_t>(number(1, (1 << count) - 1));
    }
    template <typename List>
    const auto& one_of(const List& list) {
        return list[static_cast<std::size_t>(number(0, static_cast<int>(std::size(list)) - 1))];
    }
    /// Not empty: quotes, backslashes, line ends, control characters, Chinese, an emoji.
    std::string text() {
        constexpr std::string_view pieces[] = {
            "\"", "\\", "\n", "\r\n", "\t", "'''",  "\"\"\"", "#",  "冶",   "，”",
            "𠮷", "🚦",  " ",  "\x01", "\b", "\x7F", "\\u0",   "{}", "[id]", "a = 1"};
        std::string out;
        for (int i = number(1, 6); i > 0; --i) out += one_of(pieces);
        return out;
    }
    Rule rule(int place) {
        const warning::Metric& metric = one_of(warning::metrics());
        Rule rule;
        rule.id = text() + std::to_string(place);  // of its own within the policy
        rule.name = {text(), text()};
        rule.metric = metric.key;
        const int unit = metric.whole_units ? 100 : 1;
        const int low = number(metric.whole_units ? 0 : -30'000, 29'900) / unit;
        const int high = number(low + 1, 30'000 / unit);
        const int which = number(0, 2);  // both, only red, only yellow
        if (which != 1) rule.yellow = threshold(metric, metric.higher_is_worse ? low : high, unit);
        if (which != 2) rule.red = threshold(metric, metric.higher_is_worse ? high : low, unit);
        rule.scope.pools = static_cast<std::uint8_t>(bits(3) << 1);
        if (coin()) rule.scope.funding = bits(funding_count);
        if (coin()) rule.scope.completed = coin();
        rule.needs_report = coin();
        rule.clause = {text(), text()};
        if (coin()) rule.gap = {text(), text()};
        return rule;
    }
    Threshold threshold(const warning::Metric& metric, int value, int unit) {
        if (metric.higher_is_worse) {
            return {coin() ? Comparison::at_least : Comparison::more_than, value * unit};
        }
        return {coin() ? Comparison::at_most : Comparison::less_than, value * unit};
    }

    std::mt19937 random_;
};

TEST(PolicyText, OfAnyPolicyIsReadBackAsTheSame) {
    RandomPolicies random(20'250'301);
    for (int i = 0; i < 500; ++i) {
        const Policy policy = random.next();
        const std::string text = to_toml(policy);
        EXPECT_TRUE(Policy::parse(text, "x") == policy) << text;
        EXPECT_EQ(to_toml(Policy::parse(text, "x")), text);
    }
}

TEST(PolicyText, OfEveryPackAndOfJoinedOnesIsReadBackAsTheSame) {
    for (const std::string_view id : {"yinchuan-2025", "hubei", "yinchuan-2025+hubei"}) {
        const Policy policy = Policy::builtin(id);
        EXPECT_TRUE(Policy::parse(to_toml(policy), "x") == policy) << id;
    }
    Policy first = Policy::builtin("hubei");
    first.valid_to = date(2025, 2, 28);  // the day before the other's first
    const Policy never = first + Policy::builtin("yinchuan-2025");
    EXPECT_FALSE(never.in_force(date(2025, 2, 28)) || never.in_force(date(2025, 3, 1)));
    EXPECT_TRUE(Policy::parse(to_toml(never), "x") == never);
}

TEST(PolicyText, StatesEachFieldOnALineOfItsOwn) {
    Policy policy = Policy::parse(sound, "daye.toml");
    policy.rules.front().clause = {"“条”\n款", "a \"clause\"\\"};
    policy.rules.front().metric = "prorata_gap";
    policy.rules.front().yellow = Threshold{Comparison::at_most, -5};
    policy.rules.front().red = Threshold{Comparison::less_than, -3'000};
    EXPECT_EQ(to_toml(policy), R"(id = "daye"
family = "daye"
version = "1"
valid_from = 2024-01-01
valid_to = 2024-12-31
title = { zh = "大冶", en = "Daye" }
source = { zh = "来源", en = "source" }

[report]
stale_after_months = 2

[evaluation]
due_months_after_completion = 6
due_on_final_accounts = false
required = ["project", "region"]

[[rule]]
id = "start"
name = { zh = "开工", en = "Start" }
metric = "prorata_gap"
yellow = { at_most = -0.05 }
red = { less_than = -30 }
pools = ["reserve", "implementation"]
funding = ["central_budget"]
completed = false
needs_report = true
clause = { zh = "“条”\n款", en = "a \"clause\"\\" }
gap = { zh = "未写明", en = "gap" }
)");
}

TEST(PolicyText, IsRefusedToAPolicyThatNoFileCanState) {
    const Policy good = Policy::parse(sound, "daye.toml");
    Policy untitled = good;
    untitled.title.en.clear();
    Policy empty = good;
    empty.rules.clear();
    Policy unmeasured = good;
    unmeasured.rules.front().metric = "luck";
    Policy half_said = good;
    half_said.rules.front().gap.en.clear();
    Policy unfunded = good;
    unfunded.rules.front().scope.funding = 0;
    Policy broken = good;
    broken.version = "\xFF";
    for (const Policy& policy : {untitled, empty, unmeasured, half_said, unfunded, broken}) {
        try {
            (void)to_toml(policy);
            ADD_FAILURE() << "was stated";
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "malformed_policy");
        }
    }
}

}  // namespace
}  // namespace sanku
