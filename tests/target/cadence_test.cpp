#include "sanku/target/cadence.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sanku {
namespace {

using target::Attained;
using target::Cadence;
using target::due_reports;
using target::DueReport;
using target::Edition;
using target::missing_reports;
using target::Period;
using target::period_of;
using target::Plan;
using target::Rules;
using target::Target;

TEST(Cadence, AWeekRunsFromMondayToSunday) {
    const Period week{date(2024, 7, 1), date(2024, 7, 7)};  // 1 July 2024 was a Monday
    for (int i = 0; i < 7; ++i) {
        EXPECT_EQ(period_of(Cadence::week, date(2024, 7, 1).plus_days(i)), week) << i;
    }
    EXPECT_EQ(period_of(Cadence::week, date(2024, 6, 30)),
              (Period{date(2024, 6, 24), date(2024, 6, 30)}));
    EXPECT_EQ(period_of(Cadence::week, date(2025, 1, 1)),
              (Period{date(2024, 12, 30), date(2025, 1, 5)}));
    EXPECT_EQ(period_of(Cadence::week, date(1900, 1, 1)).first, date(1900, 1, 1));
    EXPECT_THROW((void)period_of(Cadence::week, date(2199, 12, 31)), Error);
}

TEST(Cadence, TenDayPeriodsEndOnTheTenthTheTwentiethAndTheLastDay) {
    const auto ten = [](int month, int day) {
        return period_of(Cadence::ten_days, date(2024, month, day));
    };
    EXPECT_EQ(ten(2, 1), (Period{date(2024, 2, 1), date(2024, 2, 10)}));
    EXPECT_EQ(ten(2, 10), ten(2, 1));
    EXPECT_EQ(ten(2, 11), (Period{date(2024, 2, 11), date(2024, 2, 20)}));
    EXPECT_EQ(ten(2, 20), ten(2, 11));
    EXPECT_EQ(ten(2, 21), (Period{date(2024, 2, 21), date(2024, 2, 29)}));
    EXPECT_EQ(ten(1, 31), (Period{date(2024, 1, 21), date(2024, 1, 31)}));
}

TEST(Cadence, AMonthIsTheCalendars) {
    EXPECT_EQ(period_of(Cadence::month, date(2024, 2, 29)),
              (Period{date(2024, 2, 1), date(2024, 2, 29)}));
}

/// One target of two units, reported by month, and one that is not broken down, by quarter.
Plan plan() {
    Edition parts{date(2024, 1, 1), "市政府", "", 10};
    parts.claims = {{"甲镇", Rational(1)}, {"乙镇", Rational(1)}};
    parts.amounts = {5, 5};
    Edition more = parts;
    more.from = date(2024, 3, 15);
    more.claims.push_back({"丙镇", Rational(1)});
    more.amounts = {5, 4, 1};
    Target first{.id = "firms", .scale = {"家", 0}, .editions = {parts, more}};
    Target second{.id = "growth",
                  .scale = {"%", 1},
                  .lead_unit = "市科技局",
                  .editions = {{date(2024, 4, 10), "市政府", "", 80}}};
    second.rules.report_every = 3;
    second.rules.report_by = 15;
    return {.id = "p", .year = 2024, .targets = {first, second}};
}

std::vector<std::string> lines(const std::vector<DueReport>& reports) {
    std::vector<std::string> out;
    for (const DueReport& one : reports) {
        out.push_back(one.due.iso() + ' ' + one.target + ' ' + one.unit + ' ' + one.month.iso() +
                      ' ' + (one.reported_on ? one.reported_on->iso() : "-") + ' ' +
                      std::to_string(one.days_late));
    }
    return out;
}

using Lines = std::vector<std::string>;

TEST(Cadence, ReportsOfAMonthFallDueByTheDayOfTheNextOne) {
    Attained attained;
    attained.add(plan(), {"firms", "甲镇", Month(2024, 2), 1, date(2024, 3, 4)});
    attained.add(plan(), {"firms", "乙镇", Month(2024, 2), 1, date(2024, 3, 7)});
    const Period march = period_of(Cadence::month, date(2024, 3, 1));
    EXPECT_EQ(lines(due_reports(plan(), attained, march, date(2024, 3, 1))),
              (Lines{"2024-03-05 firms 甲镇 2024-02 - 0", "2024-03-05 firms 乙镇 2024-02 - 0"}));
    EXPECT_EQ(
        lines(due_reports(plan(), attained, march, date(2024, 3, 6))),
        (Lines{"2024-03-05 firms 甲镇 2024-02 2024-03-04 0", "2024-03-05 firms 乙镇 2024-02 - 1"}));
    EXPECT_EQ(lines(due_reports(plan(), attained, march, date(2024, 6, 1))),
              (Lines{"2024-03-05 firms 甲镇 2024-02 2024-03-04 0",
                     "2024-03-05 firms 乙镇 2024-02 2024-03-07 2"}));
    // Week and ten days hold the same day, or none.
    EXPECT_EQ(
        due_reports(plan(), attained, period_of(Cadence::week, date(2024, 3, 8)), date(2024, 3, 8))
            .size(),
        2U);
    EXPECT_TRUE(due_reports(plan(), attained, period_of(Cadence::ten_days, date(2024, 3, 11)),
                            date(2024, 3, 11))
                    .empty());
}

TEST(Cadence, UnitsOfTheEditionInForceAtTheEndOfTheMonthReport) {
    const auto april = period_of(Cadence::month, date(2024, 4, 1));
    EXPECT_EQ(lines(due_reports(plan(), {}, april, date(2024, 4, 6))),
              (Lines{"2024-04-05 firms 甲镇 2024-03 - 1", "2024-04-05 firms 乙镇 2024-03 - 1",
                     "2024-04-05 firms 丙镇 2024-03 - 1"}))
        << "of growth nothing was demanded at the end of March";
}

TEST(Cadence, ATargetThatIsReportedByQuarterFallsDueAfterIt) {
    const auto july = period_of(Cadence::ten_days, date(2024, 7, 11));
    EXPECT_EQ(lines(due_reports(plan(), {}, july, date(2024, 7, 20))),
              (Lines{"2024-07-15 growth  2024-06 - 5"}));
    const auto january = period_of(Cadence::month, date(2025, 1, 1));
    EXPECT_EQ(due_reports(plan(), {}, january, date(2025, 1, 1)).size(), 4U);
}

TEST(Cadence, MissingIsWhatFellDueAndIsNotMade) {
    Attained attained;
    for (const char* unit : {"甲镇", "乙镇"}) {
        attained.add(plan(), {"firms", unit, Month(2024, 1), 1, date(2024, 2, 2)});
    }
    attained.add(plan(), {"firms", "甲镇", Month(2024, 2), 1, date(2024, 3, 9)});
    EXPECT_EQ(lines(missing_reports(plan(), attained, date(2024, 3, 4))), Lines{});
    EXPECT_EQ(lines(missing_reports(plan(), attained, date(2024, 3, 5))),
              (Lines{"2024-03-05 firms 甲镇 2024-02 - 0", "2024-03-05 firms 乙镇 2024-02 - 0"}));
    EXPECT_EQ(lines(missing_reports(plan(), attained, date(2024, 3, 9))),
              (Lines{"2024-03-05 firms 乙镇 2024-02 - 4"}));
}

TEST(Cadence, TheMonthToReportIsTheLastWholeStepOfThePeriod) {
    const Plan all = plan();
    const Target& quarterly = all.at("growth");
    const auto month = [&](int of) {
        const auto found = target::reported_month(all, quarterly, Month(2024, of));
        return found ? found->month_of_year() : 0;
    };
    EXPECT_EQ(month(1), 0);
    EXPECT_EQ(month(3), 3);
    EXPECT_EQ(month(5), 3);
    EXPECT_EQ(month(12), 12);
    Target odd = quarterly;
    odd.first_month = 2;
    odd.last_month = 5;
    EXPECT_EQ(target::reported_month(all, odd, Month(2024, 4)), Month(2024, 4));
    EXPECT_EQ(target::reported_month(all, odd, Month(2024, 5)), Month(2024, 5)) << "the last one";
    EXPECT_EQ(target::reported_month(all, odd, Month(2025, 9)), Month(2024, 5));
    EXPECT_EQ(target::reported_month(all, odd, Month(2023, 12)), std::nullopt);
}

}  // namespace
}  // namespace sanku
