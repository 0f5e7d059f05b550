#include "sanku/appraisal/gates.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "appraisal/candidates.hpp"

namespace sanku {
namespace {

using appraisal::AppraisalRules;
using appraisal::Appraiser;
using appraisal::Check;
using appraisal::FactorRule;
using appraisal::FiscalRule;
using appraisal::Gate;
using appraisal::GateResult;
using appraisal::Given;
using appraisal::Limit;
using appraisal::Limits;
using appraisal::Resources;
using appraisal::StructureRule;
using testing::Candidates;

constexpr Money fen(std::int64_t count) {
    return Money::from_fen(count);
}
constexpr Limit above(std::int64_t hundredths, Outcome breach, std::int64_t scale = 10'000) {
    return {Ratio(hundredths, scale), true, breach};
}
constexpr Limit below(std::int64_t hundredths, Outcome breach, std::int64_t scale = 10'000) {
    return {Ratio(hundredths, scale), false, breach};
}

const std::vector<Pool> reserve = {Pool::reserve};

AppraisalRules volume_rules() {
    AppraisalRules rules;
    rules.volume = {{reserve,
                     {above(350, Outcome::block, 100), below(100, Outcome::block, 100),
                      above(300, Outcome::warn, 100), below(200, Outcome::warn, 100)},
                     {.missing = Outcome::warn, .incomplete = Outcome::pass}}};
    return rules;
}

/// The one result of the one gate that rules state.
GateResult only(const Appraiser& appraiser, std::size_t row = 0) {
    const auto results = appraiser.appraise(row);
    EXPECT_EQ(results.size(), 1U);
    return results.at(0);
}

TEST(Volume, PassesWarnsAndBlocksAtTheFen) {
    // Row 1 is the reserve library; last year's investment is 100 fen.
    struct Row {
        std::int64_t held;
        Outcome outcome;
        std::int64_t margin;  // until the limit that decided
    };
    const Row rows[] = {
        {98, Outcome::block, -1},     {99, Outcome::warn, -100}, {198, Outcome::warn, -1},
        {199, Outcome::pass, 0},      {299, Outcome::pass, 0},   {298, Outcome::pass, 1},
        {300, Outcome::warn, -1},     {349, Outcome::warn, -50}, {350, Outcome::block, -1},
        {1000, Outcome::block, -651},
    };
    for (const Row& row : rows) {
        Candidates c(2);
        c.invest(0, fen(1));
        c.put(1, Pool::reserve, "C", Funding::enterprise);
        c.invest(1, fen(row.held));
        const Appraiser appraiser(c.portfolio(), Pool::reserve, volume_rules(),
                                  {.previous_year = fen(100)});
        const GateResult result = only(appraiser);
        EXPECT_EQ(result.gate, Gate::volume);
        EXPECT_EQ(result.outcome(), row.outcome) << row.held;
        const Check& check = result.checks.at(0);
        EXPECT_EQ(check.held, fen(row.held));
        EXPECT_EQ(check.own, fen(1));
        EXPECT_EQ(check.value, Ratio(row.held + 1, 100));
        EXPECT_EQ(check.margin->numerator, row.margin * check.margin->denominator) << row.held;
    }
}

TEST(Volume, SaysItsSum) {
    Candidates c(2);
    c.invest(0, Money::from(30'000, MoneyUnit::wan_yuan));
    c.put(1, Pool::reserve, "C", Funding::enterprise);
    c.invest(1, Money::from(1'205'000, MoneyUnit::wan_yuan));
    const Given given{.previous_year = Money::from(343'000, MoneyUnit::wan_yuan)};
    const Appraiser over(c.portfolio(), Pool::reserve, volume_rules(), given);
    EXPECT_EQ(only(over).words().zh,
              "储备库投资120.50亿元 + 本项目3.00亿元 = "
              "123.50亿元，为上年投资34.30亿元的3.60倍，超过上限3.5倍，超出3.45亿元");
    EXPECT_EQ(only(over).words().en,
              "Reserve library: 120.50 yi yuan + this project 3.00 yi yuan = 123.50 yi yuan, "
              "3.60 times last year's 34.30 yi yuan, above the limit of 3.5 by 3.45 yi yuan");
    c.invest(1, Money::from(70, MoneyUnit::yi_yuan));
    const Appraiser within(c.portfolio(), Pool::reserve, volume_rules(), given);
    EXPECT_EQ(only(within).words().zh,
              "储备库投资70.00亿元 + 本项目3.00亿元 = "
              "73.00亿元，为上年投资34.30亿元的2.13倍，不低于预警线2倍，尚有余量4.40亿元");
}

TEST(Volume, OfDayesLibrariesIsTheMultiplesThatItMadeKnown) {
    // Daye's press conference of 13 September 2024: libraries of 5, 3 and 3.5 times the investment
    // of the year before, 4018.49亿元 in all.
    const Money previous_year = Money::from(3'494'340, MoneyUnit::wan_yuan);
    const std::pair<Pool, std::int64_t> multiples[] = {
        {Pool::directory, 50}, {Pool::reserve, 30}, {Pool::implementation, 35}};
    Money all;
    for (const auto& [pool, tenths] : multiples) {
        Candidates c(93);
        const Money library = fen(previous_year.fen() / 10 * tenths);
        all += library;
        for (std::size_t row = 0; row < 93; ++row) {
            c.put(row, row == 0 ? Pool::none : pool, "C", Funding::enterprise);
            if (row > 0)
                c.invest(row, fen(library.fen() / 92 + (row == 1 ? library.fen() % 92 : 0)));
        }
        c.invest(0, Money{});
        const Appraiser appraiser(c.portfolio(), pool, AppraisalRules::builtin("gates-default"),
                                  {.previous_year = previous_year});
        const auto results = appraiser.appraise(0);
        EXPECT_EQ(results.at(0).gate, Gate::volume);
        EXPECT_EQ(results.at(0).outcome(), Outcome::pass);
        EXPECT_TRUE(results.at(0).checks.at(0).value.compare(Ratio(tenths, 10)) == 0) << key(pool);
    }
    EXPECT_EQ(all.in(MoneyUnit::yi_yuan), "4,018.49亿元");
}

TEST(Volume, CountsAProjectThatIsInTheLibraryOnce) {
    Candidates c(1);
    c.put(0, Pool::reserve, "C", Funding::enterprise);
    c.invest(0, fen(250));
    const Appraiser appraiser(c.portfolio(), Pool::reserve, volume_rules(),
                              {.previous_year = fen(100)});
    EXPECT_EQ(only(appraiser).checks.at(0).value, Ratio(250, 100));
    EXPECT_EQ(only(appraiser).checks.at(0).held, Money{});
}

TEST(Volume, TakesTheReportsOfLastYearUnlessTheOfficeStatesAnInvestment) {
    Candidates c(2);
    c.invest(0, fen(250));
    c.columns.completed_last_year = {40, 60};
    const Appraiser reported(c.portfolio(), Pool::reserve, volume_rules());
    EXPECT_EQ(only(reported).checks.at(0).value, Ratio(250, 100));
    const Appraiser stated(c.portfolio(), Pool::reserve, volume_rules(),
                           {.previous_year = fen(50)});
    EXPECT_EQ(only(stated).checks.at(0).value, Ratio(250, 50));
}

TEST(Volume, ThatCannotBeJudgedIsAsTheRulesSay) {
    Candidates c(2);
    for (const Outcome outcome : {Outcome::pass, Outcome::warn, Outcome::block}) {
        AppraisalRules rules = volume_rules();
        rules.volume[0].unknown.missing = outcome;
        EXPECT_EQ(only(Appraiser(c.portfolio(), Pool::reserve, rules, {.previous_year = fen(1)}))
                      .outcome(),
                  outcome)
            << "no investment of the project";
        Candidates without = c;
        without.invest(0, fen(1));
        const GateResult result = only(Appraiser(without.portfolio(), Pool::reserve, rules));
        EXPECT_EQ(result.outcome(), outcome) << "nothing invested last year";
        EXPECT_FALSE(result.checks.at(0).value.has_value());
    }
    c.invest(0, fen(250));
    c.put(1, Pool::reserve, "C", Funding::enterprise);
    AppraisalRules rules = volume_rules();
    const auto judged = [&] {
        return only(Appraiser(c.portfolio(), Pool::reserve, rules, {.previous_year = fen(100)}));
    };
    EXPECT_EQ(judged().outcome(), Outcome::pass);
    EXPECT_EQ(judged().checks.at(1).key, appraisal::left_out_key);
    EXPECT_EQ(judged().checks.at(1).value, Ratio(1, 1));
    EXPECT_NE(judged().words().zh.find("应计入的1个项目中有1个数据不全"), std::string::npos);
    rules.volume[0].unknown.incomplete = Outcome::warn;
    EXPECT_EQ(judged().outcome(), Outcome::warn);
}

/// Row 0 is the candidate; the reserve library holds 50 fen of C and 50 of E.
Candidates two_sections() {
    Candidates c(3);
    c.put(1, Pool::reserve, "C", Funding::enterprise);
    c.invest(1, fen(50));
    c.put(2, Pool::reserve, "E", Funding::local_budget);
    c.invest(2, fen(50));
    return c;
}

TEST(Structure, HoldsTheProjectsOwnSectionToItsShareAtTheFen) {
    AppraisalRules rules;
    rules.structure = {{.to = reserve,
                        .part = StructureRule::Part::section,
                        .limits = {above(7500, Outcome::block), above(6000, Outcome::warn)},
                        .unknown = {}}};
    // (50 + own) ÷ (100 + own): 60 % at 25, 75 % at 100.
    const std::pair<std::int64_t, Outcome> rows[] = {
        {24, Outcome::pass},  {25, Outcome::pass},   {26, Outcome::warn},
        {100, Outcome::warn}, {101, Outcome::block},
    };
    for (const auto& [own, outcome] : rows) {
        Candidates c = two_sections();
        c.invest(0, fen(own));
        const GateResult result = only(Appraiser(c.portfolio(), Pool::reserve, rules));
        EXPECT_EQ(result.outcome(), outcome) << own;
        EXPECT_EQ(result.checks.at(0).value, Ratio(50 + own, 100 + own));
        EXPECT_EQ(result.checks.at(0).key, "C");
    }
    Candidates c = two_sections();
    c.put(0, Pool::directory, "", Funding::enterprise);
    c.invest(0, fen(1));
    EXPECT_EQ(only(Appraiser(c.portfolio(), Pool::reserve, rules)).outcome(), Outcome::block)
        << "of no section";
}

TEST(Structure, HoldsOthersToTheLeastShareOfAPart) {
    AppraisalRules rules;
    rules.structure = {{.to = reserve,
                        .name = {"制造业", "manufacturing"},
                        .scope = {.sections = {SectorCode::parse("C")}},
                        .limits = {above(6000, Outcome::block), below(4000, Outcome::warn)},
                        .unknown = {}}};
    const auto outcome = [&](std::string_view sector, std::int64_t own) {
        Candidates c = two_sections();
        c.put(0, Pool::directory, sector, Funding::enterprise);
        c.invest(0, fen(own));
        return only(Appraiser(c.portfolio(), Pool::reserve, rules)).outcome();
    };
    // 50 ÷ (100 + own) is 40 % at 25.
    EXPECT_EQ(outcome("E", 25), Outcome::pass);
    EXPECT_EQ(outcome("E", 26), Outcome::warn);
    EXPECT_EQ(outcome("E", 1'000'000), Outcome::warn) << "no upper limit holds it";
    EXPECT_EQ(outcome("C", 25), Outcome::pass);
    EXPECT_EQ(outcome("C", 26), Outcome::block);
    EXPECT_EQ(outcome("", 1), Outcome::block) << "nobody knows whether it is of the part";
    rules.structure[0].limits = {below(9000, Outcome::block)};
    EXPECT_EQ(outcome("C", 1), Outcome::pass) << "it makes the share larger";
    EXPECT_EQ(outcome("E", 1), Outcome::block);
    EXPECT_EQ(only(Appraiser(two_sections().portfolio(), Pool::reserve, rules)).outcome(),
              Outcome::pass)
        << "of the part, whatever it costs";
}

TEST(Structure, MayBeOfFundingAndCountsAMemberOnce) {
    AppraisalRules rules;
    rules.structure = {{.to = reserve,
                        .part = StructureRule::Part::funding,
                        .limits = {above(5000, Outcome::block)},
                        .unknown = {}}};
    const Appraiser appraiser(two_sections().portfolio(), Pool::reserve, rules);
    const GateResult result = only(appraiser, 2);
    EXPECT_EQ(result.outcome(), Outcome::pass);
    EXPECT_EQ(result.checks.at(0).key, "local_budget");
    EXPECT_EQ(result.checks.at(0).value, Ratio(50, 100));
    EXPECT_EQ(result.words().zh,
              "储备库“市县财政”投资0.00元 + 本项目0.50元 = "
              "0.50元，占移入后全库1.00元的50.00%，未超过上限50%，尚有余量0.00元");
}

AppraisalRules fiscal_rules() {
    AppraisalRules rules;
    rules.fiscal = FiscalRule{.to = reserve,
                              .funding = {Funding::local_budget, Funding::special_bond},
                              .limits = {above(10'000, Outcome::block), above(8000, Outcome::warn)},
                              .unknown = {.missing = Outcome::block, .incomplete = Outcome::warn}};
    return rules;
}

/// Row 0: 200 fen over 2025 and 2026; row 1, in the implementation library: 300 fen over 2024 to
/// 2026.
Candidates two_public() {
    Candidates c(2);
    c.put(0, Pool::directory, "E", Funding::local_budget);
    c.invest(0, fen(200));
    c.plan(0, date(2025, 3, 1), date(2026, 9, 1));
    c.put(1, Pool::implementation, "E", Funding::special_bond);
    c.invest(1, fen(400));
    c.report(1, fen(100));
    c.plan(1, date(2023, 3, 1), date(2026, 9, 1));
    return c;
}

TEST(Fiscal, ComparesWhatIsDueInEachYearWithWhatIsThere) {
    const auto result = [](std::int64_t in_2025, std::int64_t in_2026) {
        const Resources resources = {{2025, fen(in_2025)}, {2026, fen(in_2026)}};
        return only(Appraiser(two_public().portfolio(), Pool::reserve, fiscal_rules(),
                              {.resources = resources}));
    };
    EXPECT_EQ(result(250, 250).outcome(), Outcome::pass);  // 200 ÷ 250 is 80 %
    EXPECT_EQ(result(249, 250).outcome(), Outcome::warn);
    EXPECT_EQ(result(250, 200).outcome(), Outcome::warn);
    EXPECT_EQ(result(250, 199).outcome(), Outcome::block);
    EXPECT_EQ(result(250, 0).outcome(), Outcome::block);
    const GateResult one = result(249, 250);
    ASSERT_EQ(one.checks.size(), 2U);
    EXPECT_EQ(one.checks[0].key, "2025");
    EXPECT_EQ(one.checks[0].held, fen(100));
    EXPECT_EQ(one.checks[0].own, fen(100));
    EXPECT_EQ(one.checks[0].value, Ratio(200, 249));
    EXPECT_EQ(one.checks[0].margin, (Fraction{8000 * 249 - 200 * 10'000, 10'000}));
    EXPECT_EQ(one.checks[1].outcome, Outcome::pass);
    EXPECT_EQ(one.words().zh,
              "2025年待付：实施库1.00元 + 本项目1.00元 = "
              "2.00元，为可用财力2.49元的80.32%，超过预警线80%，超出0.01元");
    EXPECT_NE(result(250, 0).words().zh.find("当年可用财力为0，超过上限100%"), std::string::npos);
}

TEST(Fiscal, TakesTheFilesResourcesUnlessOthersAreGiven) {
    AppraisalRules rules = fiscal_rules();
    rules.fiscal->resources = {{2025, fen(1000)}, {2026, fen(1000)}};
    const Portfolio portfolio = two_public().portfolio();
    EXPECT_EQ(only(Appraiser(portfolio, Pool::reserve, rules)).outcome(), Outcome::pass);
    const Appraiser given(portfolio, Pool::reserve, rules,
                          {.resources = Resources{{2025, fen(1000)}}});
    EXPECT_EQ(only(given).outcome(), Outcome::block) << "2026 is not stated";
    EXPECT_NE(only(given).words().en.find("resources of that year not stated"), std::string::npos);
}

TEST(Fiscal, HoldsGovernmentInvestmentAloneAndSaysWhatItDoesNotKnow) {
    const Given given{.resources = Resources{{2025, fen(1000)}, {2026, fen(1000)}}};
    const auto outcome = [&](const Candidates& c, std::size_t row = 0) {
        return only(Appraiser(c.portfolio(), Pool::reserve, fiscal_rules(), given), row).outcome();
    };
    Candidates c = two_public();
    EXPECT_EQ(outcome(c), Outcome::pass);
    c.put(0, Pool::directory, "E", Funding::enterprise);
    c.columns.planned_start[0] = no_day;
    EXPECT_EQ(outcome(c), Outcome::pass);
    c.put(0, Pool::directory, "E", Funding::unknown);
    EXPECT_EQ(outcome(c), Outcome::block);
    c.put(0, Pool::directory, "E", Funding::local_budget);
    EXPECT_EQ(outcome(c), Outcome::block) << "no planned start";
    c.columns.planned_completion[0] = no_day;
    const Appraiser appraiser(c.portfolio(), Pool::reserve, fiscal_rules(), given);
    EXPECT_EQ(only(appraiser).words().zh, "本项目未填计划开工、计划竣工，无法论证");
    c = two_public();
    c.columns.planned_completion[1] = no_day;
    EXPECT_EQ(outcome(c), Outcome::warn) << "a project of the library is in no sum";
    c = two_public();
    c.report(0, fen(200));
    EXPECT_EQ(outcome(c), Outcome::pass) << "nothing left to pay";
}

TEST(Fiscal, CountsAProjectOfTheImplementationLibraryOnce) {
    AppraisalRules rules = fiscal_rules();
    rules.fiscal->to = {Pool::implementation};
    const Resources resources = {{2024, fen(100)}, {2025, fen(100)}, {2026, fen(100)}};
    const GateResult result = only(
        Appraiser(two_public().portfolio(), Pool::implementation, rules, {.resources = resources}),
        1);
    EXPECT_EQ(result.outcome(), Outcome::warn);
    ASSERT_EQ(result.checks.size(), 3U);
    EXPECT_EQ(result.checks[0].value, Ratio(100, 100));
}

TEST(Factors, AreAsTheRulesSayOfEachState) {
    AppraisalRules rules;
    rules.factors = {{.to = reserve,
                      .gate = Gate::factors,
                      .key = "land",
                      .name = {"用地", "Land"},
                      .scope = {.sections = {SectorCode::parse("C")}},
                      .refused = Outcome::block,
                      .pending = Outcome::warn,
                      .unstated = Outcome::block,
                      .undocumented = Outcome::warn}};
    const auto result = [&](std::optional<FactorState> state, std::string_view document = {},
                            std::string_view sector = "C39") {
        Candidates c(1);
        c.put(0, Pool::directory, sector, Funding::enterprise);
        if (state) c.state(0, "land", *state, document);
        return only(Appraiser(c.portfolio(), Pool::reserve, rules));
    };
    EXPECT_EQ(result(FactorState::granted, "1号").outcome(), Outcome::pass);
    EXPECT_EQ(result(FactorState::granted, "1号").words().zh, "用地：已落实（1号）");
    EXPECT_EQ(result(FactorState::granted).outcome(), Outcome::warn);
    EXPECT_EQ(result(FactorState::granted).words().en, "Land: granted (by no document)");
    EXPECT_EQ(result(FactorState::pending).outcome(), Outcome::warn);
    EXPECT_EQ(result(FactorState::refused, "2号").outcome(), Outcome::block);
    EXPECT_EQ(result({}).outcome(), Outcome::block);
    EXPECT_EQ(result({}).words().zh, "用地：未填");
    std::string endless = "a";  // findings of all gates fit into a journal, whole characters alone
    for (int i = 0; i < 1'300; ++i) endless += "文";
    EXPECT_EQ(result(FactorState::refused, endless).words().zh,
              "用地：未通过（" + endless.substr(0, 199) + "…）");
    EXPECT_EQ(result({}, {}, "E48").outcome(), Outcome::pass) << "a section that needs none";
    EXPECT_EQ(result({}, {}, "E48").words().zh, "本项目无此项要求");
    EXPECT_EQ(result({}, {}, "").outcome(), Outcome::block) << "it may be one that needs it";
}

TEST(Appraiser, HasOneResultAGateThatTheRulesStateForTheLibrary) {
    const AppraisalRules rules = AppraisalRules::builtin("gates-default");
    Candidates c(1);
    const auto gates = [&](Pool to) {
        std::vector<Gate> out;
        for (const auto& one : Appraiser(c.portfolio(), to, rules).appraise(0)) {
            out.push_back(one.gate);
        }
        return out;
    };
    using enum Gate;
    EXPECT_EQ(gates(Pool::directory), std::vector<Gate>{volume});
    EXPECT_EQ(gates(Pool::reserve),
              (std::vector<Gate>{volume, structure, fiscal, siting, factors}));
}

TEST(Appraiser, SaysOfManyProjectsWhatItSaysOfEachAlone) {
    std::mt19937_64 random(20240630);
    const AppraisalRules rules = AppraisalRules::builtin("gates-default");
    Resources resources;
    for (int year = 2024; year < 2060; ++year) resources[year] = fen(2'000'000'000);
    int counts[3] = {};
    for (int round = 0; round < 20; ++round) {
        const Portfolio portfolio = Candidates::random(random, 60).portfolio();
        for (const Pool to : libraries) {
            const Given given{.resources = resources};
            const Appraiser all(portfolio, to, rules, given);
            for (std::size_t row = 0; row < portfolio.size(); ++row) {
                const auto results = all.appraise(row);
                EXPECT_EQ(results, Appraiser(portfolio, to, rules, given).appraise(row));
                for (const auto& one : results) {
                    ++counts[static_cast<std::size_t>(one.outcome())];
                    EXPECT_FALSE(one.words().zh.empty());
                    for (const Check& check : one.checks) {
                        const bool is_broken = check.margin && check.margin->numerator < 0;
                        if (check.limit) {
                            EXPECT_EQ(check.outcome,
                                      is_broken ? check.limit->breach : Outcome::pass);
                        }
                    }
                }
            }
        }
    }
    for (const int count : counts) EXPECT_GT(count, 100);
}

TEST(Appraiser, RefusesWhatItCannotBeAskedOf) {
    Candidates c(1);
    const Portfolio portfolio = c.portfolio();
    const auto code = [&](Pool to, const AppraisalRules& rules, const Given& given) {
        try {
            (void)Appraiser(portfolio, to, rules, given).appraise(1);
        } catch (const Error& error) {
            return error.code();
        }
        ADD_FAILURE();
        return ErrorCode::io;
    };
    EXPECT_EQ(code(Pool::none, volume_rules(), {}), ErrorCode::invalid_argument);
    EXPECT_EQ(code(Pool::withdrawn, volume_rules(), {}), ErrorCode::invalid_argument);
    EXPECT_EQ(code(Pool::reserve, volume_rules(), {}), ErrorCode::invalid_argument) << "row 1";
    EXPECT_EQ(code(Pool::reserve, volume_rules(), {.previous_year = fen(-1)}),
              ErrorCode::invalid_argument);
    EXPECT_EQ(code(Pool::reserve, fiscal_rules(), {.resources = Resources{{2025, fen(-1)}}}),
              ErrorCode::invalid_argument);
    AppraisalRules old = volume_rules();
    old.valid_to = date(2024, 6, 29);
    EXPECT_EQ(code(Pool::reserve, old, {}), ErrorCode::policy_not_in_force);
    old.valid_to = date(2024, 6, 30);
    EXPECT_NO_THROW(Appraiser(portfolio, Pool::reserve, old));
    old.valid_from = date(2024, 7, 1);
    EXPECT_EQ(code(Pool::reserve, old, {}), ErrorCode::policy_not_in_force);
}

TEST(Appraiser, ComparesTheLargestAmountsExactly) {
    Candidates c(2);
    c.invest(0, fen(1));
    c.put(1, Pool::reserve, "C", Funding::enterprise);
    c.invest(1, max_project_money);
    AppraisalRules rules;
    rules.volume = {{reserve, {above(10'000'000, Outcome::block, 100)}, {}}};
    const auto check = [&](Money previous_year) {
        return only(
                   Appraiser(c.portfolio(), Pool::reserve, rules, {.previous_year = previous_year}))
            .checks.at(0);
    };
    EXPECT_EQ(check(fen(INT64_MAX)).outcome, Outcome::pass);
    EXPECT_EQ(check(fen(1'000'000'000)).outcome, Outcome::block) << "by one fen";
    EXPECT_EQ(check(fen(1'000'000'001)).outcome, Outcome::pass);
    EXPECT_EQ(check(fen(1)).outcome, Outcome::block);
}

TEST(GateResult, BecomesAnEventWithItsWords) {
    GateResult result{Gate::siting,
                      {{.key = "siting", .outcome = Outcome::warn, .words = {"甲", "a"}}}};
    for (int i = 0; i < 9; ++i) result.checks.push_back(result.checks[0]);
    const Event event =
        appraised(testing::code(1), date(2024, 7, 1), result, 3, Language::zh, "5号");
    EXPECT_EQ(event.effective, date(2024, 7, 1));
    const auto& what = std::get<event::Appraised>(event.what);
    EXPECT_EQ(what, (event::Appraised{"siting", 3, Outcome::warn,
                                      "甲；甲；甲；甲；甲；甲；甲；甲；另有2项", "5号"}));
}

}  // namespace
}  // namespace sanku
