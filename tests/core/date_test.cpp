#include "sanku/core/date.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace sanku {
namespace {

/// Days in a month, counted without the library.
int length(int year, int month) {
    constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return lengths[month - 1] + (month == 2 && leap ? 1 : 0);
}

TEST(Date, CountsEveryDayFrom1900To2199WithoutGap) {
    std::int32_t days = Date::min_days;
    for (int year = 1900; year <= 2199; ++year) {
        for (int month = 1; month <= 12; ++month) {
            ASSERT_EQ(Month(year, month).days_in_month(), length(year, month)) << year << month;
            for (int day = 1; day <= length(year, month); ++day, ++days) {
                const Date built(year, month, day);
                ASSERT_EQ(built.days(), days) << year << '-' << month << '-' << day;
                const Date back = Date::from_days(days);
                ASSERT_EQ(back.year(), year) << days;
                ASSERT_EQ(back.month_of_year(), month) << days;
                ASSERT_EQ(back.day_of_month(), day) << days;
            }
        }
    }
    EXPECT_EQ(days - 1, Date::max_days);
    EXPECT_EQ(date(1970, 1, 1).days(), 0);
}

TEST(Date, RefusesDaysOutsideItsRange) {
    EXPECT_THROW((void)Date::from_days(Date::min_days - 1), Error);
    EXPECT_THROW((void)Date::from_days(Date::max_days + 1), Error);
    EXPECT_THROW((void)date(2199, 12, 31).plus_days(1), Error);
    EXPECT_THROW((void)date(1900, 1, 1).plus_days(-1), Error);
    EXPECT_THROW((void)date(2199, 12, 1).plus_months(1), Error);
    EXPECT_THROW((void)date(1900, 1, 31).plus_months(-1), Error);
}

struct Refused {
    std::string_view text;
    ErrorCode code;
};

TEST(Date, ReadsTheFormsThatOfficesWrite) {
    struct Row {
        std::string_view text;
        Date day;
    };
    const Row rows[] = {
        {"2024-06-30", date(2024, 6, 30)},
        {"2024-6-3", date(2024, 6, 3)},
        {"2024/6/30", date(2024, 6, 30)},
        {"2024.6.30", date(2024, 6, 30)},
        {"2024年6月30日", date(2024, 6, 30)},
        {"2024年06月30日", date(2024, 6, 30)},
        {"20240630", date(2024, 6, 30)},
        {"２０２４－０６－３０", date(2024, 6, 30)},
        {"２０２４年６月３０日", date(2024, 6, 30)},
        {"　2024-06-30 ", date(2024, 6, 30)},
        {"2024-06-30 00:00:00", date(2024, 6, 30)},
        {"2024-06-30T08:00", date(2024, 6, 30)},
        {"2024/6/3 0:00", date(2024, 6, 3)},
        {"2024年6月30日 17:30", date(2024, 6, 30)},
        {"2024年6月", date(2024, 6, 1)},
        {"2024-06", date(2024, 6, 1)},
        {"2024/6", date(2024, 6, 1)},
        {"2024-02-29", date(2024, 2, 29)},
        {"1900-01-01", date(1900, 1, 1)},
        {"2199-12-31", date(2199, 12, 31)},
    };
    for (const auto& [text, day] : rows) EXPECT_EQ(Date::parse(text).iso(), day.iso()) << text;
}

TEST(Date, ReadsExcelSerialsAndItsBeliefInThe29thOfFebruary1900) {
    struct Row {
        std::string_view text;
        Date day;
    };
    const Row rows[] = {
        {"45473", date(2024, 6, 30)},      {"25569", date(1970, 1, 1)},
        {"36526", date(2000, 1, 1)},       {"45351", date(2024, 2, 29)},
        {"99999", date(2173, 10, 13)},     {"00061", date(1900, 3, 1)},
        {"00059", date(1900, 2, 28)},      {"00001", date(1900, 1, 1)},
        {"４５４７３", date(2024, 6, 30)},
    };
    for (const auto& [text, day] : rows) EXPECT_EQ(Date::parse(text).iso(), day.iso()) << text;
    try {
        const Date day = Date::parse("00060");
        FAIL() << "Excel's 29 February 1900 was read as " << day.iso();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::impossible_date);
    }
}

TEST(Date, RefusesWhatIsNoDayAndSaysWhy) {
    constexpr Refused rows[] = {
        {"2023-02-29", ErrorCode::impossible_date},
        {"1900-02-29", ErrorCode::impossible_date},
        {"2024-02-30", ErrorCode::impossible_date},
        {"2024-04-31", ErrorCode::impossible_date},
        {"2024-13-01", ErrorCode::impossible_date},
        {"2024-00-01", ErrorCode::impossible_date},
        {"2024-06-00", ErrorCode::impossible_date},
        {"20240600", ErrorCode::impossible_date},
        {"20240631", ErrorCode::impossible_date},
        {"2024年6月0日", ErrorCode::impossible_date},
        {"1899-12-31", ErrorCode::date_out_of_range},
        {"2200-01-01", ErrorCode::date_out_of_range},
        {"0000-01-01", ErrorCode::date_out_of_range},
        {"00000", ErrorCode::date_out_of_range},
        {"", ErrorCode::malformed_date},
        {"—", ErrorCode::malformed_date},
        {"2024", ErrorCode::malformed_date},
        {"2024年", ErrorCode::malformed_date},
        {"24-06-30", ErrorCode::malformed_date},
        {"30/06/2024", ErrorCode::malformed_date},
        {"2024-06-30-01", ErrorCode::malformed_date},
        {"2024-06-", ErrorCode::malformed_date},
        {"2024-06-30x", ErrorCode::malformed_date},
        {"2024-06-30 noon", ErrorCode::malformed_date},
        {"2024 06 30", ErrorCode::malformed_date},
        {"2024-006-30", ErrorCode::malformed_date},
        {"6月30日", ErrorCode::malformed_date},
        {"1234567", ErrorCode::malformed_date},
        {"454731", ErrorCode::date_out_of_range},
        {"June 30, 2024", ErrorCode::malformed_date},
        {"-2024-06-30", ErrorCode::malformed_date},
        {"二〇二四年六月", ErrorCode::malformed_date},
    };
    for (const auto& [text, code] : rows) {
        try {
            const Date day = Date::parse(text);
            ADD_FAILURE() << '"' << text << "\" was read as " << day.iso();
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), key(code)) << text;
            EXPECT_EQ(error.problem().value, text);
        }
    }
}

TEST(Date, AddingAMonthClampsAndNeverSnapsToTheMonthEnd) {
    struct Row {
        Date from;
        int months;
        Date to;
    };
    // boost::gregorian::date(2024, 6, 30) + months(1) is 31 July.
    const Row rows[] = {
        {date(2024, 6, 30), 1, date(2024, 7, 30)},   {date(2024, 2, 29), 1, date(2024, 3, 29)},
        {date(2023, 2, 28), 1, date(2023, 3, 28)},   {date(2024, 1, 31), 1, date(2024, 2, 29)},
        {date(2023, 1, 31), 1, date(2023, 2, 28)},   {date(2024, 2, 29), 12, date(2025, 2, 28)},
        {date(2024, 2, 29), -12, date(2023, 2, 28)}, {date(2024, 2, 29), 48, date(2028, 2, 29)},
        {date(2024, 12, 31), 2, date(2025, 2, 28)},  {date(2024, 3, 31), -1, date(2024, 2, 29)},
        {date(2024, 1, 15), -1, date(2023, 12, 15)}, {date(2024, 4, 30), 1, date(2024, 5, 30)},
        {date(2024, 6, 30), 0, date(2024, 6, 30)},
    };
    for (const auto& [from, months, to] : rows) {
        EXPECT_EQ(from.plus_months(months).iso(), to.iso())
            << from.iso() << " and " << months << " months";
    }
}

TEST(Date, MonthsBeforeAgreesWithASearchOverEveryDay) {
    const Date first = date(2023, 1, 1);
    const Date last = date(2025, 12, 31);
    for (int months = 0; months <= 24; ++months) {
        // As the day grows so does the answer, so one pass over candidates is a full search.
        Date answer = date(2019, 12, 1);
        for (Date day = first; day <= last; day = day.plus_days(1)) {
            for (Date next = answer; next <= day; next = next.plus_days(1)) {
                if (next.plus_months(months) <= day) answer = next;
                if (next.plus_months(months) > day.plus_days(40)) break;
            }
            ASSERT_EQ(months_before(day, months).iso(), answer.iso())
                << day.iso() << " less " << months;
        }
    }
}

TEST(Date, MonthsBeforeKnowsTheEndsOfFebruary) {
    EXPECT_EQ(months_before(date(2024, 2, 29), 1).iso(), date(2024, 1, 31).iso());
    EXPECT_EQ(months_before(date(2024, 2, 28), 1).iso(), date(2024, 1, 28).iso());
    EXPECT_EQ(months_before(date(2023, 2, 28), 1).iso(), date(2023, 1, 31).iso());
    EXPECT_EQ(months_before(date(2025, 2, 28), 12).iso(), date(2024, 2, 29).iso());
    EXPECT_EQ(months_before(date(2024, 3, 30), 1).iso(), date(2024, 2, 29).iso());
    EXPECT_EQ(months_before(date(2024, 7, 30), 1).iso(), date(2024, 6, 30).iso());
}

TEST(Date, IsSaidInBothLanguages) {
    EXPECT_EQ(date(2024, 6, 3).iso(), "2024-06-03");
    EXPECT_EQ(date(2024, 6, 3).words(Language::zh), "2024年6月3日");
    EXPECT_EQ(date(2024, 6, 3).words(Language::en), "3 June 2024");
    EXPECT_EQ(date(2024, 12, 31).words(Language::en), "31 December 2024");
}

TEST(Date, OfAColumnIsMissingWhereItIsMarked) {
    EXPECT_EQ(to_date(no_day), std::nullopt);
    EXPECT_EQ(to_date(0), date(1970, 1, 1));
}

TEST(Month, ReadsTheFormsThatOfficesWrite) {
    for (const std::string_view text :
         {"2024-06", "2024/6", "2024.6", "2024年6月", "202406", "2024-06-30", "20240630",
          "２０２４年６月", " 2024-06 ", "2024-06-01 00:00:00", "45473", "2024年6月30日"}) {
        EXPECT_EQ(Month::parse(text).iso(), "2024-06") << text;
    }
    for (const std::string_view text : {"", "2024", "2024-13", "2024-00", "6月", "1899-12",
                                        "2200-01", "2024-06-31", "June", "2024Q2", "2024-1-2-3"}) {
        try {
            const Month month = Month::parse(text);
            ADD_FAILURE() << '"' << text << "\" was read as " << month.iso();
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "malformed_month") << text;
        }
    }
}

TEST(Month, RefusesWhatIsNoMonth) {
    EXPECT_THROW((void)Month(2024, 0), Error);
    EXPECT_THROW((void)Month(2024, 13), Error);
    EXPECT_THROW((void)Month(1899, 12), Error);
    EXPECT_THROW((void)Month(2200, 1), Error);
    EXPECT_THROW((void)Month(2199, 12).plus(1), Error);
    EXPECT_THROW((void)Month::from_index(-1), Error);
}

TEST(Month, KnowsItsDaysAndItsDistance) {
    EXPECT_EQ(Month(2024, 2).last_day(), date(2024, 2, 29));
    EXPECT_EQ(Month(2100, 2).last_day(), date(2100, 2, 28));
    EXPECT_EQ(Month(2000, 2).days_in_month(), 29);
    EXPECT_EQ(Month(2024, 6).first_day(), date(2024, 6, 1));
    EXPECT_EQ(Month(2024, 1).plus(-1), Month(2023, 12));
    EXPECT_EQ(Month(2025, 3) - Month(2024, 12), 3);
    EXPECT_EQ(Month::from_index(Month(2024, 6).index()), Month(2024, 6));
    EXPECT_EQ(Month(2024, 6).iso(), "2024-06");
    EXPECT_EQ(date(2024, 6, 30).month(), Month(2024, 6));
}

}  // namespace
}  // namespace sanku
