#include "sanku/core/instant.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>

namespace sanku {
namespace {

TEST(Instant, ReadsMomentsWithAndWithoutAnOffset) {
    struct Row {
        std::string_view text;
        std::int64_t seconds;
    };
    constexpr Row rows[] = {
        {"1970-01-01T08:00:00+08:00", 0}, {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T00:00:00+00:00", 0}, {"1969-12-31T19:00:00-05:00", 0},
        {"1970-01-01T05:30:00+05:30", 0}, {"1970-01-01T08:00:00", 0},
        {"1970-01-01 08:00:01", 1},       {" 1970-01-01T08:00:00 ", 0},
        {"1970-01-01", -28'800},          {"2024-07-03T09:00:00+08:00", 1'719'968'400},
    };
    for (const auto& [text, seconds] : rows) {
        EXPECT_EQ(Instant::parse(text).unix_seconds(), seconds) << text;
    }
}

TEST(Instant, RefusesWhatIsNoMoment) {
    for (const std::string_view text :
         {"", "2024-07-03T", "2024-07-03T09:00", "2024-07-03X09:00:00", "2024-07-03T24:00:00",
          "2024-07-03T09:60:00", "2024-07-03T09:00:60", "2024-07-03T09-00-00",
          "2024-07-03T09:00:00+8", "2024-07-03T09:00:00+0800", "2024-07-03T09:00:00z",
          "2024-07-03T09:00:00+15:00", "2024-07-03T 9:00:00", "2024-07-03T09:00:00.5",
          "2024-02-30T09:00:00", "2024-07-03T09:00:00+08:00 and more"}) {
        EXPECT_THROW((void)Instant::parse(text), Error) << text;
    }
}

TEST(Instant, IsPrintedByTheClockOfChinaAndReadsBack) {
    const Instant moment = Instant::at(date(2024, 7, 3), 9, 5, 7);
    EXPECT_EQ(moment.iso(), "2024-07-03T09:05:07+08:00");
    for (const std::int64_t seconds :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{-28'801}, std::int64_t{951'782'399},
          std::int64_t{1'719'968'400}, std::int64_t{-2'000'000'000}}) {
        const Instant instant = Instant::from_unix_seconds(seconds);
        EXPECT_EQ(Instant::parse(instant.iso()), instant) << instant.iso();
    }
}

TEST(Instant, BelongsToTheDayOfChina) {
    const Date day = date(2024, 6, 30);
    EXPECT_EQ(Instant::parse("2024-06-29T16:00:00Z").day(), day);
    EXPECT_EQ(Instant::parse("2024-06-30T15:59:59Z").day(), day);
    EXPECT_EQ(Instant::parse("2024-06-29T15:59:59Z").day(), day.plus_days(-1));
    EXPECT_EQ(Instant::parse("2024-06-30T16:00:00Z").day(), day.plus_days(1));
    EXPECT_EQ(Instant::parse("1969-12-31T15:59:59Z").day(), date(1969, 12, 31));
}

TEST(Instant, TheEndOfADayIsItsLastSecond) {
    const Date day = date(2024, 2, 29);
    EXPECT_EQ(Instant::end_of(day).iso(), "2024-02-29T23:59:59+08:00");
    EXPECT_EQ(Instant::end_of(day).unix_seconds() + 1,
              Instant::at(day.plus_days(1)).unix_seconds());
}

TEST(Instant, HasNoDayOutsideTheCalendar) {
    EXPECT_THROW((void)Instant::from_unix_seconds(INT64_C(1) << 60).day(), Error);
    EXPECT_THROW((void)Instant::from_unix_seconds(-(INT64_C(1) << 60)).iso(), Error);
}

}  // namespace
}  // namespace sanku
