#include "sanku/warning/what_if.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "portfolio/random_history.hpp"
#include "random_rules.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using testing::code;
using testing::RandomHistory;
using testing::RandomRules;
using testing::Story;
using warning::LightMove;
using warning::LightTable;
using warning::LightTables;
using warning::what_if;
using warning::WhatIf;

const Policy& policy() {
    static const Policy both = Policy::builtin("yinchuan-2025+hubei");
    return both;
}

std::int64_t sum(const LightTable& table, bool moved_only = false) {
    std::int64_t out = 0;
    for (std::size_t from = 0; from < light_count; ++from) {
        for (std::size_t to = 0; to < light_count; ++to) {
            if (!moved_only || from != to) out += table[from][to];
        }
    }
    return out;
}

TEST(WhatIf, TheSamePolicyChangesNothing) {
    RandomHistory source(1);
    const History history = history_of(source.events());
    const WhatIf found = what_if(history, policy(), policy(), Month(2023, 1), 24);
    EXPECT_EQ(found.moved, 0);
    EXPECT_TRUE(found.moves.empty());
    EXPECT_EQ(sum(found.total.overall, true), 0);
    for (const LightTable& table : found.total.by_rule) EXPECT_EQ(sum(table, true), 0);
}

TEST(WhatIf, AnotherThresholdChangesItsRuleAndTheOverallLightAlone) {
    RandomHistory source(2, 60);
    const History history = history_of(source.events());
    for (std::size_t changed = 0; changed < policy().rules.size(); ++changed) {
        Policy other = policy();
        other.rules[changed].red.reset();
        const WhatIf found = what_if(history, policy(), other, Month(2022, 6), 36);
        for (std::size_t rule = 0; rule < found.rules.size(); ++rule) {
            EXPECT_EQ(sum(found.total.by_rule[rule], true) != 0, rule == changed)
                << other.rules[changed].id << " changed, " << found.rules[rule];
        }
        for (const LightMove& move : found.moves) {
            EXPECT_TRUE(move.rule.empty() || move.rule == other.rules[changed].id);
            EXPECT_EQ(move.from, Light::red);
        }
    }
}

TEST(WhatIf, ARuleThatOnePolicyLacksIsNotRatedThere) {
    Story story(code(1));
    story.on(date(2020, 1, 1), event::MovedToImplementation{})
        .on(date(2023, 1, 10), event::Completed{});
    const History history = history_of(story.events);
    const Policy hubei = Policy::builtin("hubei");
    const Policy yinchuan = Policy::builtin("yinchuan-2025");
    const WhatIf found = what_if(history, yinchuan, hubei, Month(2024, 1), 2);
    EXPECT_EQ(found.rules, (std::vector<std::string>{"start", "progress", "payment", "enrolment",
                                                     "two_accounts"}));
    EXPECT_EQ(found.moves,
              (std::vector<LightMove>{
                  {Month(2024, 1), code(1), "", Light::none, Light::red},
                  {Month(2024, 1), code(1), "two_accounts", Light::none, Light::red},
                  {Month(2024, 2), code(1), "", Light::none, Light::red},
                  {Month(2024, 2), code(1), "two_accounts", Light::none, Light::red}}));
    EXPECT_EQ(what_if(history, hubei, yinchuan, Month(2024, 1), 1).moves.back(),
              (LightMove{Month(2024, 1), code(1), "two_accounts", Light::red, Light::none}));
}

TEST(WhatIf, KeepsTheFirstMovesAndCountsAll) {
    RandomHistory source(3, 60);
    const History history = history_of(source.events());
    Policy other = policy();
    for (Rule& rule : other.rules) rule.red.reset();
    const WhatIf all = what_if(history, policy(), other, Month(2023, 1), 12);
    ASSERT_GT(all.moved, 50);
    ASSERT_EQ(all.moved, std::ssize(all.moves));
    for (const std::size_t most : {std::size_t{0}, std::size_t{1}, std::size_t{17}}) {
        const WhatIf some = what_if(history, policy(), other, Month(2023, 1), 12, most);
        EXPECT_EQ(some.moved, all.moved);
        EXPECT_EQ(some.total, all.total);
        EXPECT_EQ(some.moves,
                  std::vector<LightMove>(all.moves.begin(),
                                         all.moves.begin() + static_cast<std::ptrdiff_t>(most)));
    }
}

TEST(WhatIf, TakesMonthsWithinTheCalendar) {
    const WhatIf none = what_if(History(), policy(), policy(), Month(2024, 1), 0);
    EXPECT_TRUE(none.months.empty());
    EXPECT_EQ(none.total.by_rule.size(), policy().rules.size());
    EXPECT_THROW((void)what_if(History(), policy(), policy(), Month(2024, 1), -1), Error);
    EXPECT_THROW((void)what_if(History(), policy(), policy(), Month(2199, 12), 2), Error);
}

TEST(WhatIf, IsASlowComparisonProjectByProject) {
    std::int64_t moved = 0;
    for (unsigned seed = 1; seed <= 12; ++seed) {
        RandomHistory source(seed);
        RandomRules rules(seed);
        const History history = history_of(source.events());
        const Month first = source.day().month();
        const int months = 1 + source.below(12);
        const Policy present = rules.policy();
        Policy changed = rules.policy();  // shares some ids, by which rules it names
        const WhatIf found = what_if(history, present, changed, first, months, 1'000'000);
        ASSERT_EQ(found.months.size(), static_cast<std::size_t>(months));
        std::vector<LightMove> moves;
        LightTables total;
        for (int i = 0; i < months; ++i) {
            const Portfolio portfolio = history.at(first.plus(i).last_day());
            const auto now = warning::evaluate(portfolio, present);
            const auto then = warning::evaluate(portfolio, changed);
            LightTables expected;
            expected.by_rule.resize(found.rules.size());
            for (std::size_t row = 0; row < portfolio.size(); ++row) {
                const auto put = [&](LightTable& table, const std::string& id, Light a, Light b) {
                    ++table[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
                    if (a != b) {
                        moves.push_back({first.plus(i), portfolio.code(row), id, a, b});
                    }
                };
                put(expected.overall, "", now.overall(row), then.overall(row));
                for (std::size_t rule = 0; rule < found.rules.size(); ++rule) {
                    const std::string& id = found.rules[rule];
                    const auto a = present.find(id);
                    const auto b = changed.find(id);
                    put(expected.by_rule[rule], id, a ? now.of(*a, row) : Light::none,
                        b ? then.of(*b, row) : Light::none);
                }
            }
            const LightTables& of = found.months[static_cast<std::size_t>(i)];
            EXPECT_EQ(of, expected) << "seed " << seed << ", month " << i;
            EXPECT_EQ(sum(of.overall), std::ssize(portfolio.columns().code));
            for (const LightTable& table : of.by_rule) {
                EXPECT_EQ(sum(table), std::ssize(portfolio.columns().code));
            }
            total += expected;
        }
        EXPECT_EQ(found.total, total);
        EXPECT_EQ(found.moves, moves);
        EXPECT_EQ(found.moved, std::ssize(moves));
        std::size_t distinct = present.rules.size();
        for (const Rule& rule : changed.rules) distinct += !present.find(rule.id);
        EXPECT_EQ(found.rules.size(), distinct);
        moved += found.moved;
    }
    EXPECT_GT(moved, 1'000);
}

}  // namespace
}  // namespace sanku
