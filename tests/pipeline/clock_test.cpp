#include "sanku/pipeline/clock.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace sanku::pipeline {
namespace {

constexpr std::int64_t yi = 10'000'000'000;  // fen

/// Columns of a passage, and the passage over them.
struct Way {
    std::vector<std::int32_t> entered{};
    std::vector<std::int32_t> moved{};
    std::vector<std::int32_t> left{};
    std::vector<std::int64_t> amount{};
    Date as_of;

    void add(std::int32_t in, std::int32_t on, std::int32_t out, std::int64_t fen = yi) {
        entered.push_back(in);
        moved.push_back(on);
        left.push_back(out);
        amount.push_back(fen);
    }
    [[nodiscard]] Passage passage() const { return {entered, moved, left, amount, as_of}; }
};

[[nodiscard]] std::int32_t day(const std::string& iso) {
    return iso.empty() ? no_day : Date::parse(iso).days();
}

// --- The 131 -------------------------------------------------------------------------------------

/// One clock and, computed by hand from a calendar, its last day in time.
struct DueRow {
    Clock clock;
    std::string entered;
    std::string due;
};

TEST(Clock, ClampsToTheEndOfShortMonthsAndNeverSnaps) {
    const DueRow rows[] = {
        // from negotiation to signing 1 month
        {{1, 0}, "2024-06-30", "2024-07-30"},
        {{1, 0}, "2024-01-31", "2024-02-29"},
        {{1, 0}, "2023-01-31", "2023-02-28"},
        {{1, 0}, "2024-01-30", "2024-02-29"},
        {{1, 0}, "2024-02-29", "2024-03-29"},
        {{1, 0}, "2024-08-31", "2024-09-30"},
        {{1, 0}, "2024-12-31", "2025-01-31"},
        {{1, 0}, "2024-05-15", "2024-06-15"},
        // from signing to start of construction 3 months
        {{3, 0}, "2023-11-30", "2024-02-29"},
        {{3, 0}, "2024-11-30", "2025-02-28"},
        {{3, 0}, "2024-11-29", "2025-02-28"},
        {{3, 0}, "2024-11-28", "2025-02-28"},
        {{3, 0}, "2024-08-31", "2024-11-30"},
        {{3, 0}, "2024-02-29", "2024-05-29"},
        // from start to production 1 year
        {{12, 0}, "2024-02-29", "2025-02-28"},
        {{12, 0}, "2023-02-28", "2024-02-28"},
        {{12, 0}, "2024-12-31", "2025-12-31"},
        // days
        {{0, 30}, "2024-01-31", "2024-03-01"},
        {{0, 1}, "2024-02-28", "2024-02-29"},
        {{0, 365}, "2024-01-01", "2024-12-31"},
    };
    for (const DueRow& row : rows) {
        SCOPED_TRACE(row.entered + " + " + std::to_string(row.clock.months) + " months " +
                     std::to_string(row.clock.days) + " days");
        EXPECT_EQ(row.clock.due(Date::parse(row.entered)).iso(), row.due);
        // The due day is in time, the day after it is not; likewise for those that wait.
        Way way{.as_of = Date::parse(row.due)};
        way.add(day(row.entered), day(row.due), no_day);
        way.add(day(row.entered), no_day, no_day);
        way.add(day(row.entered), day(row.due) + 1, no_day);  // not yet, by the due day
        auto readings = clock_readings(way.passage(), row.clock);
        const std::int32_t due = day(row.due);
        EXPECT_EQ(readings[0], (ClockReading{ClockState::in_time, due, 0}));
        EXPECT_EQ(readings[1], (ClockReading{ClockState::running, due, 0}));
        EXPECT_EQ(readings[2], (ClockReading{ClockState::running, due, 0}));
        way.as_of = way.as_of.plus_days(1);
        readings = clock_readings(way.passage(), row.clock);
        EXPECT_EQ(readings[0], (ClockReading{ClockState::in_time, due, 0}));
        EXPECT_EQ(readings[1], (ClockReading{ClockState::overdue, due, -1}));
        EXPECT_EQ(readings[2], (ClockReading{ClockState::late, due, -1}));
    }
}

/// A calendar that counts day by day and month by month, for comparison.
class SlowCalendar {
  public:
    struct Day {
        int year;
        int month;
        int day;
        friend bool operator==(const Day&, const Day&) = default;
    };
    [[nodiscard]] static int length(int year, int month) {
        const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        const int lengths[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        return lengths[month - 1];
    }
    [[nodiscard]] static Day next(Day day) {
        if (++day.day <= length(day.year, day.month)) return day;
        day.day = 1;
        if (++day.month <= 12) return day;
        return {day.year + 1, 1, 1};
    }
    [[nodiscard]] static Day months_later(Day day, int months) {
        for (int i = 0; i < months; ++i) {
            if (++day.month > 12) {
                day.month = 1;
                ++day.year;
            }
        }
        while (day.day > length(day.year, day.month)) --day.day;
        return day;
    }
};

TEST(Clock, AgreesWithASlowCalendarOnEveryDayOf2023To2025) {
    SlowCalendar::Day now{2023, 1, 1};
    Way way{.as_of = date(2027, 12, 31)};
    std::vector<SlowCalendar::Day> days;
    for (; now.year <= 2025; now = SlowCalendar::next(now)) {
        days.push_back(now);
        way.add(Date(now.year, now.month, now.day).days(), no_day, no_day);
    }
    ASSERT_EQ(days.size(), 365U + 366U + 365U);
    for (const int months : {1, 2, 3, 6, 12, 13, 24}) {
        const auto readings = clock_readings(way.passage(), {months, 0});
        for (std::size_t i = 0; i < days.size(); ++i) {
            const SlowCalendar::Day due = SlowCalendar::months_later(days[i], months);
            ASSERT_EQ(Date::from_days(readings[i].due), Date(due.year, due.month, due.day))
                << days[i].year << '-' << days[i].month << '-' << days[i].day << " + " << months;
        }
    }
    for (const int count : {1, 30, 90, 366}) {
        const auto readings = clock_readings(way.passage(), {0, count});
        for (std::size_t i = 0; i < days.size(); ++i) {
            SlowCalendar::Day due = days[i];
            for (int k = 0; k < count; ++k) due = SlowCalendar::next(due);
            ASSERT_EQ(Date::from_days(readings[i].due), Date(due.year, due.month, due.day));
        }
    }
}

// --- States --------------------------------------------------------------------------------------

struct StateRow {
    std::string entered;
    std::string moved;
    std::string left;
    ClockState state;
    std::string due;
    std::int32_t days_early;
};

TEST(Clock, TellsWhereAMemberStands) {
    const StateRow rows[] = {
        // 1 month, as of 2024-06-30
        {"", "", "", ClockState::not_entered, "", 0},
        {"2024-07-01", "", "", ClockState::not_entered, "", 0},
        {"", "2024-05-01", "", ClockState::not_entered, "", 0},
        {"2024-05-01", "2024-05-20", "", ClockState::in_time, "2024-06-01", 12},
        {"2024-05-01", "2024-05-01", "", ClockState::in_time, "2024-06-01", 31},
        {"2024-05-01", "2024-06-10", "", ClockState::late, "2024-06-01", -9},
        {"2024-06-10", "", "", ClockState::running, "2024-07-10", 10},
        {"2024-06-10", "2024-07-05", "", ClockState::running, "2024-07-10", 10},
        {"2024-05-01", "", "", ClockState::overdue, "2024-06-01", -29},
        {"2024-05-01", "", "2024-05-11", ClockState::left, "2024-06-01", 21},
        {"2024-05-01", "", "2024-06-11", ClockState::left, "2024-06-01", -10},
        {"2024-05-01", "", "2024-07-11", ClockState::overdue, "2024-06-01", -29},
        {"2024-05-01", "", "2024-04-30", ClockState::overdue, "2024-06-01", -29},
        {"2024-05-01", "2024-05-20", "2024-05-20", ClockState::in_time, "2024-06-01", 12},
        {"2024-05-01", "2024-05-20", "2024-05-19", ClockState::left, "2024-06-01", 13},
        {"2024-05-01", "2024-06-10", "2024-06-20", ClockState::late, "2024-06-01", -9},
        {"2024-05-01", "2024-04-20", "", ClockState::impossible, "2024-06-01", 42},
        {"2024-05-01", "2024-04-20", "2024-05-02", ClockState::impossible, "2024-06-01", 42},
    };
    for (const StateRow& row : rows) {
        SCOPED_TRACE(row.entered + '|' + row.moved + '|' + row.left);
        Way way{.as_of = date(2024, 6, 30)};
        way.add(day(row.entered), day(row.moved), day(row.left));
        const ClockReading reading = clock_readings(way.passage(), {1, 0}).front();
        EXPECT_EQ(key(reading.state), key(row.state));
        EXPECT_EQ(reading.due, day(row.due));
        EXPECT_EQ(reading.days_early, row.days_early);
    }
}

TEST(Clock, AgreesWithTheStandOnThePassage) {
    std::mt19937 random(131);
    std::uniform_int_distribution<std::int32_t> near(0, 60);
    Way way{.as_of = Date::from_days(19'930)};
    const auto some = [&] { return near(random) < 12 ? no_day : 19'900 + near(random); };
    for (int i = 0; i < 20'000; ++i) way.add(some(), some(), some());
    const auto readings = clock_readings(way.passage(), {0, 15});
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const Stand where = stand(way.entered[i], way.moved[i], way.left[i], way.as_of.days());
        const ClockState state = readings[i].state;
        const std::int32_t due = way.entered[i] == no_day ? no_day : way.entered[i] + 15;
        ClockState expected = ClockState::not_entered;
        if (where == Stand::waiting) {
            expected = way.as_of.days() > due ? ClockState::overdue : ClockState::running;
        }
        if (where == Stand::moved) {
            expected = way.moved[i] > due ? ClockState::late : ClockState::in_time;
        }
        if (where == Stand::left) expected = ClockState::left;
        if (where == Stand::impossible) expected = ClockState::impossible;
        ASSERT_EQ(key(state), key(expected))
            << way.entered[i] << ' ' << way.moved[i] << ' ' << way.left[i];
    }
}

TEST(Clock, IsNeverDueWhereItWouldEndAfter2199) {
    Way way{.as_of = date(2199, 12, 31)};
    way.add(date(2199, 6, 1).days(), no_day, no_day);
    way.add(date(2198, 12, 31).days(), no_day, no_day);
    way.add(date(2199, 6, 1).days(), date(2199, 12, 31).days(), no_day);
    const auto readings = clock_readings(way.passage(), {12, 0});
    EXPECT_EQ(readings[0], (ClockReading{ClockState::running, no_day, 0}));
    EXPECT_EQ(readings[1], (ClockReading{ClockState::running, date(2199, 12, 31).days(), 0}));
    EXPECT_EQ(readings[2], (ClockReading{ClockState::in_time, no_day, 0}));
    EXPECT_EQ(clocks(way.passage(), {12, 0}).of(ClockState::running).projects, 2);
}

// --- Sums ----------------------------------------------------------------------------------------

TEST(Clock, SumsOfGroupsAreThoseOfTheirReadingsAndAddUp) {
    std::mt19937 random(7);
    std::uniform_int_distribution<std::int32_t> near(0, 800);
    std::uniform_int_distribution<std::uint32_t> pick(0, 6);
    Way way{.as_of = date(2024, 6, 30)};
    std::vector<std::uint32_t> numbers;
    const std::int32_t base = date(2022, 12, 1).days();
    const auto some = [&] { return pick(random) < 2 ? no_day : base + near(random); };
    for (int i = 0; i < 10'000; ++i) {
        way.add(some(), some(), some(), std::int64_t{near(random)} * 1'000'003);
        numbers.push_back(pick(random));
    }
    const Passage passage = way.passage();
    for (const Clock clock : {Clock{1, 0}, Clock{3, 0}, Clock{12, 0}, Clock{0, 45}}) {
        std::vector<ClockSums> expected(8);  // the last group stays empty
        const auto readings = clock_readings(passage, clock);
        for (std::size_t i = 0; i < readings.size(); ++i) {
            ClockSums& group = expected[numbers[i]];
            group.states[static_cast<std::size_t>(readings[i].state)] += {1, way.amount[i]};
            if (readings[i].state == ClockState::late) group.days_late -= readings[i].days_early;
        }
        const auto sums = clocks(passage, clock, NumberedGroups(numbers, 8));
        ASSERT_EQ(sums, expected);
        ClockSums total;
        for (const ClockSums& group : sums) total += group;
        EXPECT_EQ(total, clocks(passage, clock));
        std::int64_t members = 0;
        for (const CountAndAmount& state : total.states) members += state.projects;
        EXPECT_EQ(members, 10'000);
        EXPECT_GT(total.of(ClockState::late).projects, 0);
        EXPECT_GT(total.of(ClockState::running).projects, 0);
    }
}

TEST(Clock, IsKeptByThoseInTimeAmongThoseDecided) {
    Way way{.as_of = date(2024, 6, 30)};
    way.add(day("2024-05-01"), day("2024-05-20"), no_day);  // in time
    way.add(day("2024-05-01"), day("2024-06-10"), no_day);  // 9 days late
    way.add(day("2024-05-01"), no_day, no_day);             // overdue
    way.add(day("2024-06-10"), no_day, no_day);             // running
    way.add(day("2024-05-01"), no_day, day("2024-05-11"));  // left
    const ClockSums sums = clocks(way.passage(), {1, 0});
    EXPECT_EQ(sums.kept(), Ratio(1, 3));
    EXPECT_EQ(sums.days_late, 9);
    EXPECT_EQ(sums.of(ClockState::left), (CountAndAmount{1, yi}));
    EXPECT_FALSE(clocks(Way{.as_of = date(2024, 6, 30)}.passage(), {1, 0}).kept().has_value());
}

TEST(Clock, RefusesColumnsAndGroupsOfOtherLengths) {
    Way way{.as_of = date(2024, 6, 30)};
    way.add(day("2024-05-01"), no_day, no_day);
    const std::vector<std::uint32_t> two(2);
    EXPECT_THROW((void)clocks(way.passage(), {1, 0}, NumberedGroups(two, 1)), Error);
    Way early{.as_of = date(2024, 6, 30)};
    early.add(Date::min_days - 1, no_day, no_day);
    EXPECT_THROW((void)clock_readings(early.passage(), {1, 0}), Error);
    way.moved.clear();
    EXPECT_THROW((void)clocks(way.passage(), {1, 0}), Error);
    EXPECT_THROW((void)clock_readings(way.passage(), {1, 0}), Error);
}

TEST(Clock, NamesEveryStateInBothLanguages) {
    for (std::size_t i = 0; i < clock_state_count; ++i) {
        const auto state = static_cast<ClockState>(i);
        EXPECT_FALSE(key(state).empty());
        EXPECT_FALSE(name(state, Language::zh).empty());
        EXPECT_FALSE(name(state, Language::en).empty());
    }
}

}  // namespace
}  // namespace sanku::pipeline
