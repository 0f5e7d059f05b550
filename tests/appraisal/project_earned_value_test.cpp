#include "sanku/appraisal/project_earned_value.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "sanku/warning/lights.hpp"
#include "support.hpp"

namespace sanku::appraisal {

namespace {

using event::AttributeChanged;
using testing::code;
using testing::Story;

/// A project of 3,660 yuan in a year of 366 days: 10 yuan a day.
[[nodiscard]] Story planned() {
    Story story(code(1));
    story.on(date(2023, 6, 1), event::MovedToImplementation{})
        .on(date(2023, 6, 1), AttributeChanged::total_investment(Money::from_fen(366'000)))
        .on(date(2023, 6, 1), event::StartPlanned{date(2023, 11, 1)})
        .on(date(2023, 6, 1), event::CompletionPlanned{date(2024, 10, 31)});
    return story;
}

[[nodiscard]] std::optional<EarnedValue> value_on(const Story& story, Date day) {
    return project_earned_value(history_of(story.events), code(1), day);
}

[[nodiscard]] std::string yuan(const EarnedFigures::Figure& fen) {
    return fen ? (*fen / Rational(100)).str() : "—";
}

TEST(ProjectEarnedValue, PlansInEqualPartsADayAndAddsPaymentsOverTheYears) {
    Story story = planned();
    story.report(Month(2023, 11), 300, 300, 200)
        .report(Month(2023, 12), 500, 500, 450)
        .report(Month(2024, 1), 100, 600, 130)
        .report(Month(2024, 3), 250, 750, 400);
    const EarnedValue value = value_on(story, date(2024, 3, 31)).value();
    const auto months = value.months();
    ASSERT_EQ(months.size(), 12U);
    EXPECT_EQ(months[0].month, Month(2023, 11));
    EXPECT_EQ(yuan(months[0].planned), yuan(Rational(366'000) * Rational(30, 366)));
    const std::string costs[] = {"200", "450", "580", "—", "850", "—"};
    const std::string earned[] = {"300", "500", "600", "—", "750", "—"};
    for (std::size_t i = 0; i < std::size(costs); ++i) {
        EXPECT_EQ(yuan(months[i].actual), costs[i]);
        EXPECT_EQ(yuan(months[i].earned), earned[i]);
    }
    // Before the month has ended nobody reports on it.
    EXPECT_EQ(value_on(story, date(2024, 3, 30))->at(Month(2024, 3)).earned, std::nullopt);
}

TEST(ProjectEarnedValue, HasNoCostWhereASumOverTheYearsWouldBeTooSmall) {
    const auto cost = [](const Story& story, Month month) {
        return yuan(value_on(story, date(2025, 12, 31))->at(month).actual);
    };
    Story earlier = planned();  // 50 yuan were completed before the first year that is reported
    earlier.report(Month(2024, 1), 100, 150, 120);
    EXPECT_EQ(cost(earlier, Month(2024, 1)), "—");
    Story open = planned();  // payments of December 2023 are not known
    open.report(Month(2023, 11), 100, 100, 80).report(Month(2024, 1), 50, 200, 40);
    EXPECT_EQ(cost(open, Month(2023, 11)), "80");
    EXPECT_EQ(cost(open, Month(2024, 1)), "—");
    Story unpaid = planned();  // nobody stated them
    const Money some = Money::from(100, MoneyUnit::yuan);
    unpaid.on(date(2023, 12, 31), event::ProgressReported{Month(2023, 12), some, some, {}, {}})
        .report(Month(2024, 1), 50, 150, 40);
    EXPECT_EQ(cost(unpaid, Month(2023, 12)), "—");
    EXPECT_EQ(cost(unpaid, Month(2024, 1)), "—");
    Story gap = planned();  // a year without reports
    gap.report(Month(2023, 12), 100, 100, 80).report(Month(2025, 1), 50, 250, 40);
    EXPECT_EQ(cost(gap, Month(2025, 1)), "—");
}

TEST(ProjectEarnedValue, BeginsWithTheFirstReportIfThatIsBeforeThePlan) {
    Story story = planned();
    story.report(Month(2023, 9), 100, 100, 80);
    const EarnedValue value = value_on(story, date(2023, 12, 31)).value();
    EXPECT_EQ(value.first(), Month(2023, 9));
    EXPECT_EQ(yuan(value.at(Month(2023, 10)).planned), "0");
    EXPECT_EQ(value.at(Month(2023, 9)).schedule_index(), std::nullopt);
    EXPECT_EQ(value.at(Month(2023, 11)).duration, 14);
}

TEST(ProjectEarnedValue, IsNoneWithoutAPlan) {
    const Story whole = planned();
    for (std::size_t left_out = 0; left_out < whole.events.size(); ++left_out) {
        Story story(code(1));
        for (std::size_t i = 0; i < whole.events.size(); ++i) {
            if (i != left_out) story.events.push_back(whole.events[i]);
        }
        EXPECT_EQ(value_on(story, date(2024, 1, 31)).has_value(), false) << left_out;
    }
    EXPECT_TRUE(value_on(whole, date(2024, 1, 31)).has_value());
    EXPECT_FALSE(value_on(whole, date(2023, 5, 31)).has_value());  // not yet planned
    EXPECT_FALSE(project_earned_value(history_of(whole.events), code(2), date(2024, 1, 31)));
    Story reversed = planned();
    reversed.on(date(2023, 6, 2), event::CompletionPlanned{date(2023, 10, 31)});
    EXPECT_FALSE(value_on(reversed, date(2024, 1, 31)).has_value());
}

TEST(ProjectEarnedValue, HasTheScheduleIndexThatTheMetricMeasures) {
    const Policy policy = Policy::parse(R"(
id = "index"
version = "1"
title = { zh = "挣值", en = "earned value" }
source = { zh = "测试", en = "test" }
[[rule]]
id = "spi"
name = { zh = "进度绩效", en = "schedule" }
metric = "schedule_performance"
unit = "%"
red = { less_than = 90 }
pools = ["implementation"]
needs_report = false
clause = { zh = "测试", en = "test" }
)",
                                        "index.toml");
    Story story = planned();
    std::int64_t total = 0;
    for (int i = 0; i < 14; ++i) {
        const Month month = Month(2023, 11).plus(i);
        total += 37 * i + 11;
        story.report(month, month.year() == 2023 ? total : total - 59, total);
        const Date day = month.last_day();
        const auto lights = warning::evaluate(fold(story.events, day), policy);
        const Fraction measured = lights.explain(0, 0).measured.value();
        EXPECT_EQ(value_on(story, day)->at(month).schedule_index().value() * Rational(100),
                  Rational(measured.numerator, measured.denominator))
            << month.iso();
    }
}

}  // namespace

}  // namespace sanku::appraisal
