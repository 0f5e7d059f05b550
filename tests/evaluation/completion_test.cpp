#include "sanku/evaluation/completion.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "support.hpp"

namespace sanku {
namespace {

using evaluation::Completion;
using evaluation::TwoAccounts;
using testing::code;
using testing::Story;

const Date as_of = date(2024, 6, 30);

Story completed_on(Date day, int n = 1) {
    Story story(code(n));
    story.on(date(2020, 1, 1), event::MovedToImplementation{}).on(day, event::Completed{});
    return story;
}

Completion completion(const Story& story, const EvaluationDue& rule = {}, Date day = as_of) {
    return evaluation::completion(fold(story.events, day), rule);
}

TEST(Daye, EvaluationsOfTheFirstHalfOf2024AreThePublishedRate) {
    // Press conference of 2024-09-13: done for 75 projects, 86 % of those due; 75 of 87 is 86.2 %.
    std::vector<Event> events;
    for (int n = 0; n < 100; ++n) {
        // 60 due by their final accounts, 27 by age, 13 not yet.
        Story story = completed_on(n < 60   ? date(2024, 1, 1)
                                   : n < 87 ? date(2023, 6, 30)
                                            : date(2023, 7, 1),
                                   n);
        if (n < 60) story.on(date(2024, 6, 1), event::FinalAccountsApproved{});
        if (n < 75 || n >= 87) story.on(as_of, event::Evaluated{Evaluation::project, 9000});
        events.insert(events.end(), story.events.begin(), story.events.end());
    }
    const Completion sum = evaluation::completion(fold(events, as_of), {});
    EXPECT_EQ(sum, (Completion{87, 75}));
    EXPECT_EQ(sum.rate().percent(), "86.2%");
    EXPECT_EQ(sum.rate().percent(0), "86%");
}

TEST(Completion, FallsDueTwelveMonthsAfterCompletionOrWithTheFinalAccounts) {
    struct Row {
        Date day;
        Date completed;
        std::optional<Date> approved;
        bool due;
    };
    const Row rows[] = {
        {as_of, date(2023, 6, 30), {}, true},
        {as_of, date(2023, 7, 1), {}, false},
        {as_of, date(2024, 6, 1), as_of, true},
        {as_of, date(2024, 6, 1), as_of.plus_days(1), false},
        {date(2025, 2, 28), date(2024, 2, 29), {}, true},
        {date(2025, 2, 27), date(2024, 2, 29), {}, false},
        {as_of, as_of.plus_days(1), {}, false},
    };
    for (const auto& [day, completed, approved, due] : rows) {
        Story story = completed_on(completed);
        if (approved) story.on(*approved, event::FinalAccountsApproved{});
        EXPECT_EQ(completion(story, {}, day).due, due ? 1 : 0)
            << "completed " << completed.iso() << " as of " << day.iso();
    }
    Story running(code(1));
    running.on(date(2020, 1, 1), event::MovedToImplementation{});
    EXPECT_EQ(completion(running), Completion{});
    running.on(as_of, event::FinalAccountsApproved{});
    EXPECT_EQ(completion(running).due, 1) << "approved, though nobody entered the completion";
}

TEST(Completion, FollowsTheRuleOfThePolicy) {
    Story story = completed_on(date(2024, 1, 1));
    story.on(date(2024, 6, 1), event::FinalAccountsApproved{});
    EXPECT_EQ(completion(story, {.on_final_accounts = false}).due, 0);
    EXPECT_EQ(completion(story, {.months_after_completion = 5, .on_final_accounts = false}).due, 1);
    EXPECT_EQ(completion(story, {.months_after_completion = 6, .on_final_accounts = false}).due, 0);
    EXPECT_EQ(completion(story, {.months_after_completion = 0, .on_final_accounts = false}).due, 1);
}

TEST(Completion, IsDoneWhenEveryRequiredEvaluationIsMade) {
    constexpr Evaluation kinds[] = {Evaluation::project, Evaluation::sector, Evaluation::region};
    for (unsigned made = 0; made < 8; ++made) {
        for (unsigned required = 1; required < 8; ++required) {
            Story story = completed_on(date(2020, 6, 1));
            for (const Evaluation kind : kinds) {
                const bool by_now = (made >> static_cast<unsigned>(kind) & 1U) != 0;
                story.on(by_now ? as_of : as_of.plus_days(1), event::Evaluated{kind, {}});
            }
            const auto rule = EvaluationDue{.required = static_cast<std::uint8_t>(required)};
            EXPECT_EQ(completion(story, rule), (Completion{1, (made & required) == required}))
                << "made " << made << ", required " << required;
        }
    }
}

TEST(Completion, DoesNotCountAnEvaluationBeforeItIsDue) {
    Story story = completed_on(date(2024, 6, 1));
    story.on(date(2024, 6, 2), event::Evaluated{Evaluation::project, 9000});
    EXPECT_EQ(completion(story), Completion{});
}

TEST(Completion, WithoutAnythingDueHasNoRate) {
    EXPECT_EQ(Completion{}.rate().percent(), "—");
    Completion full{INT64_MAX, 0};
    EXPECT_THROW((full += Completion{1, 0}), Error);
}

TEST(TwoAccounts, CountsCompletedProjectsByWhatIsDoneOfThem) {
    struct Row {
        std::string_view why;
        Date completed;
        bool settled;
        bool approved;
        TwoAccounts sums;
    };
    const Date fresh = date(2024, 1, 1);
    const Row rows[] = {
        {"neither", fresh, false, false, {1, 0, 0, 0, 0}},
        {"settled", fresh, true, false, {1, 1, 0, 0, 0}},
        {"approved", fresh, false, true, {1, 0, 1, 0, 0}},
        {"both", fresh, true, true, {1, 1, 1, 1, 0}},
        {"one year to the day", date(2023, 6, 30), false, false, {1, 0, 0, 0, 0}},
        {"past one year", date(2023, 6, 29), false, false, {1, 0, 0, 0, 1}},
        {"past, settled", date(2023, 6, 29), true, false, {1, 1, 0, 0, 1}},
        {"past, both", date(2023, 6, 29), true, true, {1, 1, 1, 1, 0}},
        {"tomorrow", as_of.plus_days(1), false, false, {0, 0, 0, 0, 0}},
    };
    for (const auto& [why, completed, settled, approved, sums] : rows) {
        Story story = completed_on(completed);
        if (settled) story.on(as_of, event::Settled{});
        if (approved) story.on(as_of, event::FinalAccountsApproved{});
        const Portfolio portfolio = fold(story.events, as_of);
        EXPECT_EQ(evaluation::two_accounts(Grouping(portfolio, {})).front(), sums) << why;
    }
}

TEST(TwoAccounts, DoNotCountAccountsOfAProjectThatIsNotCompleted) {
    Story story(code(1));
    story.on(date(2020, 1, 1), event::MovedToImplementation{})
        .on(date(2020, 1, 1), event::Settled{})
        .on(date(2020, 1, 1), event::FinalAccountsApproved{});
    const Portfolio portfolio = fold(story.events, as_of);
    const TwoAccounts sums = evaluation::two_accounts(Grouping(portfolio, {})).front();
    EXPECT_EQ(sums, TwoAccounts{});
    EXPECT_EQ(sums.rate().percent(), "—");
}

TEST(TwoAccounts, OverAYearFollowsTheClampedAnniversary) {
    const auto overdue = [](Date completed, Date day) {
        const Portfolio portfolio = fold(completed_on(completed).events, day);
        return evaluation::two_accounts(Grouping(portfolio, {})).front().overdue;
    };
    EXPECT_EQ(overdue(date(2024, 2, 29), date(2025, 2, 28)), 0);
    EXPECT_EQ(overdue(date(2024, 2, 29), date(2025, 3, 1)), 1);
    EXPECT_EQ(overdue(date(2023, 2, 28), date(2024, 2, 28)), 0);
    EXPECT_EQ(overdue(date(2023, 2, 28), date(2024, 2, 29)), 1);
}

}  // namespace
}  // namespace sanku
