#include "sanku/warning/policy.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
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
unit = "month-ends"
yellow = { at_least = 0 }
red = { at_least = 3 }
pools = ["implementation", "reserve"]
funding = ["central_budget"]
completed = false
needs_report = true
clause = { zh = "条款", en = "clause" }
gap = { zh = "未写明", en = "gap" }
)";

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
    EXPECT_EQ(rule.scope, (Scope{.pools = 0b1100, .funding = 0b10, .completed = false}));
    EXPECT_TRUE(rule.needs_report);
    EXPECT_EQ(rule.clause, (Bilingual{"条款", "clause"}));
    EXPECT_EQ(rule.gap, (Bilingual{"未写明", "gap"}));
    EXPECT_EQ(policy.find("start"), 0U);
    EXPECT_EQ(policy.find("progress"), std::nullopt);
}

TEST(Policy, ReadsThresholdsToTheHundredth) {
    std::string text(sound);
    const auto put = [&](std::string_view from, std::string_view to) {
        text.replace(text.find(from), from.size(), to);
    };
    put("start_overdue", "prorata_gap");
    put("month-ends", "percentage points");
    put("yellow = { at_least = 0 }", "yellow = { at_most = -10.25 }");
    put("red = { at_least = 3 }", "red = { less_than = -30 }");
    const Policy policy = Policy::parse(text, "daye.toml");
    EXPECT_EQ(policy.rules[0].yellow, (Threshold{Comparison::at_most, -1'025}));
    EXPECT_EQ(policy.rules[0].red, (Threshold{Comparison::less_than, -3'000}));
}

TEST(Policy, IsOfTheFamilyThatItNamesElseOfItsOwn) {
    EXPECT_EQ(Policy::parse(sound, "daye.toml").family, "daye");
    EXPECT_EQ(Policy::parse("family = \"大冶\"\n" + std::string(sound), "x").family, "大冶");
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

TEST(Policy, ShipsPacksThatSayWhereTheirRulesComeFrom) {
    EXPECT_EQ(Policy::builtin_ids(),
              (std::vector<std::string>{"yinchuan-2025", "hubei", "hubei-dispatch",
                                        "yinchuan-targets-2025", "wuhan", "tianjin-2022",
                                        "sanya-2022", "tianmen-131", "dayehu-exit"}));
    for (const std::string& id : Policy::builtin_ids()) {
        const Policy policy = Policy::builtin(id);
        EXPECT_EQ(policy.id, id);
        EXPECT_EQ(policy.valid_from.has_value(), id != "dayehu-exit") << "which is undated";
        EXPECT_FALSE(policy.source.zh.empty()) << id;
        for (const Rule& rule : policy.rules) {
            EXPECT_FALSE(rule.clause.zh.empty()) << rule.id;
            EXPECT_FALSE(rule.clause.en.empty()) << rule.id;
            EXPECT_NE(warning::find_metric(rule.metric), nullptr) << rule.id;
        }
    }
}

/// The texts of a policy that people read.
std::vector<Bilingual> texts_of(const Policy& policy) {
    std::vector<Bilingual> texts = {policy.title, policy.source};
    for (const Rule& rule : policy.rules) {
        texts.insert(texts.end(), {rule.name, rule.clause, rule.gap, rule.source});
    }
    for (const Demand& demand : policy.demands) {
        texts.insert(texts.end(), {demand.who, demand.what});
    }
    for (const LadderStep& step : policy.ladder) {
        texts.insert(texts.end(), {step.name, step.who, step.what});
    }
    return texts;
}

TEST(Policy, ShipsPacksWithFullWidthPunctuationInChineseAndNoneInEnglish) {
    for (const std::string& id : Policy::builtin_ids()) {
        for (const Bilingual& text : texts_of(Policy::builtin(id))) {
            EXPECT_EQ(text.zh.find_first_of(",;:()?!"), std::string::npos) << text.zh;
            EXPECT_EQ(text.en.find("，"), std::string::npos) << text.en;
            EXPECT_EQ(text.en.find("。"), std::string::npos) << text.en;
        }
    }
}

/// All packs that ship as one.
std::string everything() {
    std::string all;
    for (const std::string& id : Policy::builtin_ids()) all += (all.empty() ? "" : "+") + id;
    return all;
}

TEST(Policy, ShipsPacksThatJoinIntoOne) {
    const Policy all = Policy::builtin(everything());
    std::vector<std::string> rules;
    for (const Rule& rule : all.rules) rules.push_back(rule.id);
    EXPECT_EQ(rules, (std::vector<std::string>{
                         "start",         "progress",       "payment",        "enrolment",
                         "two_accounts",  "dispatch",       "target",         "new_start",
                         "wuhan_science", "wuhan_industry", "wuhan_trade",    "growth",
                         "growth_lead",   "bonds",          "sanya_progress", "task",
                         "signing",       "contract_start", "production",     "agreed_start",
                         "agreed_output", "agreed_tax",     "environment",    "correction"}));
    EXPECT_TRUE(all.in_force(date(2025, 6, 30)));
    EXPECT_TRUE(Policy::parse(to_toml(all), "x") == all);
}

TEST(Policy, OfYinchuanDemandsWhatWasPublishedOfEachLight) {
    const Policy policy = Policy::builtin("yinchuan-2025");
    for (std::size_t rule = 0; rule < policy.rules.size(); ++rule) {
        ASSERT_NE(policy.demand(rule, Light::red), nullptr);
        EXPECT_EQ(policy.demand(rule, Light::red)->what.zh,
                  "列为重点督办，定方案、定时限、定责任人。");
        EXPECT_EQ(policy.demand(rule, Light::yellow)->who.en, "responsible unit");
        EXPECT_NE(policy.demand(rule, Light::green), nullptr);
        EXPECT_EQ(policy.demand(rule, Light::no_data), nullptr) << "is not in the text";
    }
    const Policy joined = Policy::builtin("hubei+yinchuan-2025");
    EXPECT_EQ(joined.demand(0, Light::green), nullptr) << "Hubei's rules demand nothing of green";
    EXPECT_NE(joined.demand(joined.find("start").value(), Light::green), nullptr);
}

TEST(Policy, OfDayeLakeStepsFromWarningOverCorrectionToRemoval) {
    std::vector<std::pair<std::string, int>> steps;
    for (const LadderStep& step : Policy::builtin("dayehu-exit").ladder) {
        steps.emplace_back(step.name.zh, step.months);
    }
    EXPECT_EQ(steps, (std::vector<std::pair<std::string, int>>{
                         {"预警", 1}, {"逾期整改", 4}, {"清退", 7}}));
}

TEST(Policy, JoinsPacksRuleBehindRule) {
    const Policy joined = Policy::builtin("yinchuan-2025+hubei");
    std::vector<std::string> rules;
    for (const Rule& rule : joined.rules) rules.push_back(rule.id);
    EXPECT_EQ(rules, (std::vector<std::string>{"start", "progress", "payment", "enrolment",
                                               "two_accounts"}));
    EXPECT_EQ(joined.id, "yinchuan-2025+hubei");
    EXPECT_EQ(joined.version, "2+2");
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
    Policy same_step = Policy::builtin("wuhan");
    same_step.ladder = Policy::builtin("hubei").ladder;
    EXPECT_THROW((void)(Policy::builtin("hubei") + same_step), Error);
}

TEST(Policy, RefusesToJoinPacksWhoseMetricsShareAKey) {
    const auto own = [](const char* key) {
        return std::make_shared<const warning::Metric>(warning::Metric{
            key,
            {"分", "points"},
            true,
            1,
            -100,
            100,
            warning::Custom{[](const Portfolio&, std::size_t, std::span<std::int64_t>) {}}});
    };
    Policy first = Policy::builtin("yinchuan-2025");
    Policy second = Policy::builtin("hubei");
    first.metrics = {own("mine"), own("ours")};
    second.metrics = {own("yours"), own("mine")};
    try {
        (void)(first + second);
        ADD_FAILURE() << "rules of the second would have been measured by the first one's metric";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::malformed_policy);
        EXPECT_NE(std::string(error.what()).find("mine"), std::string::npos) << error.what();
    }
    second.metrics = {own("yours"), first.metrics.front()};
    const Policy joined = first + second;
    EXPECT_EQ(joined.metrics.size(), 3U) << "the same metric in both is one";
    EXPECT_EQ(warning::find_metric(joined, "mine"), first.metrics.front().get());
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
        condition(policy);
        demands(policy);
        ladder(policy);
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
    Bilingual words() { return {text(), text()}; }
    Rule rule(int place) {
        const warning::Metric& metric = one_of(warning::metrics());
        Rule rule;
        rule.id = text() + std::to_string(place);  // of its own within the policy
        rule.name = words();
        rule.metric = metric.key;
        limits(rule, metric);
        if (metric.key == "curve_gap") rule.curve = curve();
        if (metric.key == "new_start_overdue")
            rule.deadline = MonthDay{number(1, 12), number(1, 28)};
        rule.scope = scope(metric.is_regional());
        rule.needs_report = !metric.is_regional() && coin();
        rule.clause = words();
        if (coin()) rule.gap = words();
        if (coin()) rule.source = words();
        return rule;
    }
    void limits(Rule& rule, const warning::Metric& metric) {
        const auto grains = [&](std::int64_t limit) {
            return static_cast<int>(limit / metric.grain);
        };
        const int low = number(grains(metric.least), grains(metric.most) - 1);
        const int high = number(low + 1, grains(metric.most));
        const int which = number(0, 2);  // both, only red, only yellow
        if (which != 1) rule.yellow = threshold(metric, metric.higher_is_worse ? low : high);
        if (which != 2) rule.red = threshold(metric, metric.higher_is_worse ? high : low);
    }
    Threshold threshold(const warning::Metric& metric, int grains) {
        const std::int64_t value = grains * metric.grain;
        if (metric.higher_is_worse) {
            return {coin() ? Comparison::at_least : Comparison::more_than, value};
        }
        return {coin() ? Comparison::at_most : Comparison::less_than, value};
    }
    std::vector<CurvePoint> curve() {
        std::vector<CurvePoint> points;
        std::int64_t percent = 0;
        for (int month = number(1, 12); month <= 12; month += number(1, 6)) {
            percent += number(0, 5'000);
            points.push_back({month, percent});
        }
        return points;
    }
    Scope scope(bool regional) {
        Scope scope;
        if (coin()) scope.regions = {RegionCode::parse("420281"), RegionCode::parse("11")};
        if (regional) return scope;
        scope.pools = static_cast<std::uint8_t>(bits(3) << 1);
        if (coin()) scope.funding = bits(funding_count);
        if (coin()) scope.completed = coin();
        if (coin()) scope.sectors = {SectorCode::parse("C39"), SectorCode::parse("A")};
        if (coin()) scope.investment_from = money(0, 1'000'000'000);
        if (coin()) scope.investment_below = money(1'000'000'001, 2'000'000'000);
        if (coin()) scope.plan_from = money(0, 2'000'000'000);
        return scope;
    }
    /// In fen, or whole units of yuan, 10,000 yuan.
    Money money(int low, int high) {
        constexpr std::int64_t units[] = {1, 100, 1'000'000};
        const std::int64_t unit = one_of(units);
        return Money::from_fen(low + number(0, high - low) / unit * unit);
    }
    /// Rules that wait for rules after them, so that there is no cycle.
    void condition(Policy& policy) {
        const auto regional = [](const Rule& rule) {
            return warning::find_metric(rule.metric)->is_regional();
        };
        for (std::size_t i = 0; i + 1 < policy.rules.size(); ++i) {
            if (coin() || regional(policy.rules[i]) != regional(policy.rules[i + 1])) continue;
            policy.rules[i].applies_when = Condition{policy.rules[i + 1].id, bits(light_count)};
        }
    }
    /// None, or one rule's id, or all rules' ids.
    std::vector<std::string> ids(const Policy& policy) {
        std::vector<std::string> out;
        const int which = number(0, 2);
        for (const Rule& rule : policy.rules) {
            if (which == 1 && out.empty()) out.push_back(rule.id);
            if (which == 2) out.push_back(rule.id);
        }
        return out;
    }
    void demands(Policy& policy) {
        for (const Light light : {Light::green, Light::red, Light::no_data, Light::yellow}) {
            if (coin()) continue;
            policy.demands.push_back({light, words(), words(), {}, ids(policy)});
            if (coin()) policy.demands.back().within_days = number(0, 3'650);
        }
    }
    void ladder(Policy& policy) {
        for (const Light light : {Light::red, Light::no_data, Light::yellow}) {
            for (int months = number(1, 40); months <= 60; months += number(1, 20)) {
                policy.ladder.push_back({text() + std::to_string(policy.ladder.size()), words(),
                                         light, months, words(), words(), number(0, 3'650),
                                         ids(policy)});
            }
        }
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
    std::vector<std::string> ids = Policy::builtin_ids();
    ids.insert(ids.end(), {"yinchuan-2025+hubei", everything()});
    for (const std::string& id : ids) {
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
unit = "percentage points"
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
