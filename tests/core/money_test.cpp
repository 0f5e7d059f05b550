#include "sanku/core/money.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

namespace sanku {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

struct Read {
    std::string_view text;
    std::int64_t fen;
};

TEST(Money, ReadsAmountsInTheUnitThatStandsBehindThem) {
    constexpr Read rows[] = {
        {"3200元", 320'000},
        {"3200", 3'200'000'000},
        {"3200万元", 3'200'000'000},
        {"3200万", 3'200'000'000},
        {"3.5亿元", 35'000'000'000},
        {"3.5亿", 35'000'000'000},
        {" 4018.49 亿元 ", 40'184'900'000'000},
        {"4,018.49亿元", 40'184'900'000'000},
        {"1,234,567.89元", 123'456'789},
        {"3,200", 3'200'000'000},
        {"0", 0},
        {"0.00元", 0},
        {"+5元", 500},
        {"-5元", -500},
        {"-0.01元", -1},
        {"0.000001万元", 1},
        {"0.0000000001亿元", 1},
        {"¥12.30元", 1'230},
    };
    for (const auto& [text, fen] : rows) {
        EXPECT_EQ(Money::parse(text, MoneyUnit::wan_yuan).fen(), fen) << text;
    }
}

TEST(Money, ReadsFullWidthDigitsSeparatorsAndSigns) {
    constexpr Read rows[] = {
        {"３２００", 3'200'000'000},
        {"３．５亿元", 35'000'000'000},
        {"１，２３４．５０元", 123'450},
        {"－７元", -700},
        {"　１２　万元　", 12'000'000},
        {"12\xC2\xA0元", 1'200},
        {"−3元", -300},
    };
    for (const auto& [text, fen] : rows) {
        EXPECT_EQ(Money::parse(text, MoneyUnit::wan_yuan).fen(), fen) << text;
    }
}

TEST(Money, ReadsABareNumberInTheUnitOfItsColumn) {
    EXPECT_EQ(Money::parse("12", MoneyUnit::yuan).fen(), 1'200);
    EXPECT_EQ(Money::parse("12", MoneyUnit::wan_yuan).fen(), 12'000'000);
    EXPECT_EQ(Money::parse("12", MoneyUnit::yi_yuan).fen(), 120'000'000'000);
    EXPECT_EQ(Money::parse("¥12", std::nullopt).fen(), 1'200);
}

TEST(Money, TakesTheNoiseOfABinaryFractionForTheAmountThatWasMeant) {
    constexpr Read rows[] = {
        {"0.30000000000000004元", 30},
        {"0.28999999999999998元", 29},
        {"1234.5600000000001万元", 1'234'560'000},
        {"1234.5599999999999万元", 1'234'560'000},
        {"3.4999999999999996亿元", 35'000'000'000},
        {"0.00999元", 1},
        {"-0.28999999999999998元", -29},
    };
    for (const auto& [text, fen] : rows) {
        EXPECT_EQ(Money::parse(text, std::nullopt).fen(), fen) << text;
    }
}

TEST(Money, RefusesDigitsFinerThanAFen) {
    for (const std::string_view text : {"0.005元", "0.001元", "0.0099元", "1.2345元", "0.00005元",
                                        "0.0000005万元", "0.00000000005亿元", "-0.005元"}) {
        try {
            const Money read = Money::parse(text, std::nullopt);
            ADD_FAILURE() << text << " was read as " << read.fen() << " fen";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::money_finer_than_fen) << text;
            EXPECT_EQ(error.problem().value, text);
        }
    }
}

TEST(Money, ZerosBehindANumberDoNotDecideWhetherItIsNoise) {
    // A thousandth of a fen off a whole one is noise still, more than that is not.
    EXPECT_EQ(Money::parse("0.01001元", std::nullopt).fen(), 1);
    EXPECT_EQ(Money::parse("0.010010元", std::nullopt).fen(), 1);
    EXPECT_EQ(Money::parse("0.00999元", std::nullopt).fen(), 1);
    EXPECT_EQ(Money::parse("0.009990元", std::nullopt).fen(), 1);
    EXPECT_THROW((void)Money::parse("0.010019元", std::nullopt), Error);
    EXPECT_THROW((void)Money::parse("0.0100100001元", std::nullopt), Error);
    EXPECT_THROW((void)Money::parse("0.0099899元", std::nullopt), Error);
}

TEST(Money, ReadsTheNoiseOfALargeBinaryFraction) {
    EXPECT_EQ(Money::parse("4018.4899999999998亿元", std::nullopt).fen(), 40'184'900'000'000);
    EXPECT_EQ(Money::parse("4018.4900000000002亿元", std::nullopt).fen(), 40'184'900'000'000);
    EXPECT_THROW((void)Money::parse("4018.4899999999950亿元", std::nullopt), Error);
}

TEST(Money, RefusesWhatIsNoAmount) {
    for (const std::string_view text :
         {"",       " ",    "元",        "abc",    "12abc",  "1e5",    "1.2.3",        "1,23",
          "1,2345", ",123", "1234,567",  ".5",     "5.",     "--5",    "+-5",          "1 2",
          "(5)",    "12%",  "五元",      "12元元", "5.万元", "12\n34", "１２．３．４", "NaN",
          "inf",    "0x10", "12亿5000万"}) {
        try {
            const Money read = Money::parse(text, MoneyUnit::yuan);
            ADD_FAILURE() << '"' << text << "\" was read as " << read.fen() << " fen";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::malformed_money) << text;
        }
    }
    EXPECT_THROW((void)Money::parse(std::string(10'000, '0'), MoneyUnit::yuan), Error);
}

TEST(Money, RefusesABareNumberWhereNoUnitIsKnown) {
    try {
        (void)Money::parse("3200", std::nullopt);
        FAIL() << "3200 of what?";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::unknown_money_unit);
    }
}

TEST(Money, RefusesAmountsThatDoNotFit) {
    EXPECT_EQ(Money::parse("92233720368547758.07元", std::nullopt).fen(), most);
    EXPECT_EQ(Money::parse("-92233720368547758.07元", std::nullopt).fen(), -most);
    for (const std::string_view text :
         {"92233720368547758.08元", "922337204亿元",
          "99999999999999999999999999999999999999999999999999元", "9223372036854775808亿元"}) {
        try {
            (void)Money::parse(text, std::nullopt);
            ADD_FAILURE() << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::overflow) << text;
        }
    }
}

TEST(Money, ArithmeticThrowsWhereItWouldWrap) {
    const Money top = Money::from_fen(most);
    const Money fen = Money::from_fen(1);
    EXPECT_THROW((void)(top + fen), Error);
    EXPECT_THROW((void)(Money{} - top - fen - fen), Error);
    EXPECT_THROW((void)(top * 2), Error);
    EXPECT_THROW((void)Money::from(most, MoneyUnit::yuan), Error);
    EXPECT_EQ((top - fen + fen), top);
    Money sum = fen;
    EXPECT_THROW(sum += top, Error);
    EXPECT_EQ(sum, fen) << "a refused addition must leave the amount as it was";
    EXPECT_EQ((fen * -3).fen(), -3);
}

TEST(Money, PrintsRoundedHalfUpAwayFromZero) {
    struct Row {
        std::int64_t fen;
        MoneyUnit unit;
        int decimals;
        std::string_view text;
    };
    constexpr Row rows[] = {
        {40'184'900'000'000, MoneyUnit::yi_yuan, 2, "4,018.49亿元"},
        {40'184'900'000'000, MoneyUnit::wan_yuan, 0, "40,184,900万元"},
        {123'456'789, MoneyUnit::yuan, 2, "1,234,567.89元"},
        {0, MoneyUnit::wan_yuan, 2, "0.00万元"},
        {0, MoneyUnit::yuan, 0, "0元"},
        {1, MoneyUnit::yuan, 2, "0.01元"},
        {50, MoneyUnit::yuan, 0, "1元"},
        {49, MoneyUnit::yuan, 0, "0元"},
        {150, MoneyUnit::yuan, 0, "2元"},
        {250, MoneyUnit::yuan, 0, "3元"},
        {-50, MoneyUnit::yuan, 0, "-1元"},
        {-49, MoneyUnit::yuan, 0, "0元"},
        {-150, MoneyUnit::yuan, 0, "-2元"},
        {-123'456, MoneyUnit::yuan, 1, "-1,234.6元"},
        {99'950, MoneyUnit::yuan, 0, "1,000元"},
        {5'000, MoneyUnit::wan_yuan, 2, "0.01万元"},
        {4'999, MoneyUnit::wan_yuan, 2, "0.00万元"},
        {most, MoneyUnit::yuan, 2, "92,233,720,368,547,758.07元"},
        {most, MoneyUnit::yuan, 9, "92,233,720,368,547,758.070000000元"},
    };
    for (const auto& [fen, unit, decimals, text] : rows) {
        EXPECT_EQ(Money::from_fen(fen).in(unit, decimals), text) << fen << ' ' << decimals;
    }
}

TEST(Money, WhatIsPrintedInFullReadsBackAsTheSameAmount) {
    std::mt19937_64 random(20240630);
    struct Unit {
        MoneyUnit unit;
        int decimals;
    };
    constexpr Unit units[] = {{MoneyUnit::yuan, 2}, {MoneyUnit::wan_yuan, 6}};
    for (int i = 0; i < 20'000; ++i) {
        // Every magnitude, both signs.
        const auto shift = static_cast<int>(random() % 63);
        auto fen = static_cast<std::int64_t>(random() >> 1) >> shift;
        if (random() % 2 == 0) fen = -fen;
        for (const auto& [unit, decimals] : units) {
            const std::string text = Money::from_fen(fen).in(unit, decimals);
            EXPECT_EQ(Money::parse(text, std::nullopt).fen(), fen) << text;
            const std::string number = Money::from_fen(fen).number_in(unit, decimals);
            EXPECT_EQ(Money::parse(number, unit).fen(), fen) << number;
        }
    }
}

TEST(Decimal, RoundsHalfAwayFromZeroAtEveryPlace) {
    struct Row {
        std::int64_t numerator;
        std::int64_t denominator;
        int decimals;
        std::string_view text;
    };
    constexpr Row rows[] = {
        {1, 2, 0, "1"},         {-1, 2, 0, "-1"},         {1, 3, 2, "0.33"},
        {2, 3, 2, "0.67"},      {-2, 3, 2, "-0.67"},      {1, 8, 2, "0.13"},
        {-1, 8, 2, "-0.13"},    {-1, 1000, 2, "0.00"},    {5, 1000, 2, "0.01"},
        {-5, 1000, 2, "-0.01"}, {999, 1000, 2, "1.00"},   {7, 1, 3, "7.000"},
        {0, 5, 1, "0.0"},       {1, 1, 9, "1.000000000"},
    };
    for (const auto& [numerator, denominator, decimals, text] : rows) {
        EXPECT_EQ(decimal(numerator, denominator, decimals), text)
            << numerator << '/' << denominator << " to " << decimals;
    }
}

}  // namespace
}  // namespace sanku
