#include "sanku/summary/series.hpp"

#include <gtest/gtest.h>

#include <string>

#include "portfolio/random_history.hpp"

namespace sanku {
namespace {

using testing::RandomHistory;

TEST(Series, IsTheSumOfEveryMonthsSummary) {
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
            EXPECT_EQ(month.as_of, end);
            const auto lights = warning::evaluate(fold(source.events(), end), policy);
            EXPECT_EQ(month.sums, summary::Summary(lights).total()) << seed << ' ' << end.iso();
        }
    }
    EXPECT_TRUE(summary::series(History(), policy, Month(2024, 1), 0).empty());
    EXPECT_THROW((void)summary::series(History(), policy, Month(2024, 1), -1), Error);
}

}  // namespace
}  // namespace sanku
