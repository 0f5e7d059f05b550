#include "sanku/evaluation/calendar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "portfolio/random_history.hpp"
#include "sanku/evaluation/completion.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using evaluation::Due;
using evaluation::DueState;
using testing::code;
using testing::Story;

Story completed_on(Date day, int n) {
    Story story(code(n));
    story.on(date(2020, 1, 1), event::MovedToImplementation{}).on(day, event::Completed{});
    return story;
}

TEST(EvaluationCalendar, TellsWhatIsDoneDueAndUpcomingEarliestFirst) {
    const Date as_of = date(2024, 6, 30);
    Story done = completed_on(date(2023, 2, 28), 3);
    done.on(date(2024, 5, 20), event::Evaluated{Evaluation::project, 9000});
    Story by_accounts = completed_on(date(2024, 1, 1), 2);
    by_accounts.on(date(2024, 6, 1), event::FinalAccountsApproved{});
    const Portfolio portfolio =
        fold(testing::join({completed_on(date(2023, 6, 30), 0), completed_on(date(2023, 7, 1), 1),
                            by_accounts, done,
                            Story(code(4)).on(date(2020, 1, 1), event::MovedToImplementation{})}),
             as_of);
    const std::vector<Due> expected = {
        {3, date(2024, 2, 28), DueState::done, date(2024, 5, 20)},
        {2, date(2024, 6, 1), DueState::due, {}, 29},
        {0, date(2024, 6, 30), DueState::due, {}, 0},
        {1, date(2024, 7, 1), DueState::upcoming},
    };
    EXPECT_EQ(evaluation::calendar(portfolio, {}), expected);
}

TEST(EvaluationCalendar, OfADayThatTheCalendarDoesNotReachIsEmpty) {
    const Portfolio portfolio = fold(completed_on(date(2199, 5, 1), 1).events, date(2199, 6, 1));
    EXPECT_TRUE(evaluation::calendar(portfolio, {}).empty());
    EXPECT_EQ(evaluation::calendar(portfolio, {.months_after_completion = 7})[0].due,
              date(2199, 12, 1));
}

TEST(EvaluationCalendar, CountsWhatCompletionCounts) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        testing::RandomHistory source(seed, 60);
        const Portfolio portfolio = fold(source.events(), source.day());
        const EvaluationDue rule{source.below(30), source.percent(50),
                                 static_cast<std::uint8_t>(1 + source.below(7))};
        evaluation::Completion counted;
        for (const Due& one : evaluation::calendar(portfolio, rule)) {
            const bool due = one.due <= portfolio.as_of();
            counted.due += due ? 1 : 0;
            counted.done += due && one.state == DueState::done ? 1 : 0;
            EXPECT_EQ(one.done.has_value(), one.state == DueState::done);
        }
        EXPECT_EQ(counted, evaluation::completion(portfolio, rule)) << "seed " << seed;
    }
}

}  // namespace
}  // namespace sanku
