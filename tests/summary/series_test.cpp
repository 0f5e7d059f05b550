#include "sanku/summary/series.hpp"

#include <gtest/gtest.h>

#include <string>

#include "portfolio/random_history.hpp"

namespace sanku {
namespace {

using testing::RandomHistory;

TEST(Series, IsTheSummaryOfEveryMonthsEnd) {
    const Policy policy = Policy::builtin("yinchuan-2025+hubei");
    for (unsigned seed = 400; seed < 410; ++seed) {
        RandomHistory source(seed);
        const History history = history_of(source.events());
        const Month first = source.day().month().plus(-2);
        const auto series = summary::series(history, policy, first, 26);
        ASSERT_EQ(series.size(), 26U);
        for (int i = 0; i < 26; ++i) {
            const Date end = first.plus(i).last_day();
            const auto& month = series[static_cast<std::size_t>(i)];
            EXPECT_EQ(month.as_of(), end);
            const auto lights = warning::evaluate(fold(source.events(), end), policy);
            EXPECT_EQ(month, summary::Summary(lights)) << seed << ' ' << end.iso();
        }
    }
    EXPECT_TRUE(summary::series(History(), policy, Month(2024, 1), 0).empty());
    EXPECT_THROW((void)summary::series(History(), policy, Month(2024, 1), -1), Error);
}

TEST(Series, TakesTheRulesOfEachMonth) {
    RandomHistory source(1);
    const History history = history_of(source.events());
    const Policy early = Policy::builtin("hubei");
    const Policy late = Policy::builtin("yinchuan-2025");
    const Date change = date(2024, 7, 1);
    const auto in_force = [&](Date day) -> const Policy& { return day < change ? early : late; };
    const auto months = summary::series(history, in_force, Month(2024, 6), 2);
    EXPECT_EQ(months[0].total().lights_by_rule.size(), early.rules.size());
    EXPECT_EQ(months[1].total().lights_by_rule.size(), late.rules.size());
}

}  // namespace
}  // namespace sanku
