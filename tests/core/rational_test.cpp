#include "sanku/core/rational.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace sanku {
namespace {

TEST(Rational, IsInLowestTermsAndKeepsItsSign) {
    EXPECT_EQ(Rational(75, 87).str(), "25/29");
    EXPECT_EQ(Rational(-6, 4).str(), "-3/2");
    EXPECT_EQ(Rational(6, -4).str(), "-3/2");
    EXPECT_EQ(Rational(12, 4).str(), "3");
    EXPECT_EQ(Rational().str(), "0");
    EXPECT_EQ(Rational(0, 5), Rational());
    EXPECT_EQ(Rational(-6, 4).numerator(), Rational(-3));
    EXPECT_EQ(Rational(-6, 4).denominator(), Rational(2));
    EXPECT_EQ(Rational(-6, 4).sign(), -1);
    EXPECT_EQ(Rational(Fraction{6, 4}), Rational(3, 2));
}

TEST(Rational, OfARatioIsItsValueIfItHasOne) {
    EXPECT_EQ(Rational::of(Ratio(75, 87)), Rational(25, 29));
    EXPECT_EQ(Rational::of(Ratio(7, 0)), std::nullopt);
    EXPECT_EQ(Rational::of(Ratio(1, 2)), Rational::of(Ratio(2, 4)));
}

TEST(Rational, RefusesADenominatorOfZero) {
    EXPECT_THROW((void)Rational(1, 0), Error);
    EXPECT_THROW((void)(Rational(1) / Rational(0)), Error);
}

TEST(Rational, ReadsWhatItWritesAndNothingElse) {
    for (const char* text : {"0", "-12/7", "5", "1/3", "123456789012345678901234567891/7"}) {
        EXPECT_EQ(Rational::parse(text).str(), text);
    }
    EXPECT_EQ(Rational::parse("010/020"), Rational(1, 2));
    EXPECT_EQ(Rational::parse("-0"), Rational());
    for (const char* text : {"", "-", "/", "1/", "/2", "1/0", "1/-2", "+1", "1.5", "0x10", " 1",
                             "1/2/3", "--1", "1e3"}) {
        EXPECT_THROW((void)Rational::parse(text), Error) << text;
    }
    EXPECT_THROW((void)Rational::parse(std::string(10'001, '1')), Error);
}

TEST(Rational, ComparesExactlyWhereDoublesAreEqual) {
    constexpr std::int64_t big = std::numeric_limits<std::int64_t>::max();
    const Rational a(big, big - 1);
    const Rational b(big - 1, big - 2);
    EXPECT_LT(a, b);
    EXPECT_GT(b, a);
    EXPECT_NE(a, b);
    EXPECT_LT(Rational(-1, 2), Rational(-1, 3));
}

TEST(Rational, SumsOfRatesThatOutgrow128BitsStayExact) {
    // Σ 1 ÷ p over primes near 2⁶⁰ and back again is 0.
    const std::vector<std::int64_t> denominators = {
        1'152'921'504'606'846'883, 1'152'921'504'606'846'869, 1'152'921'504'606'846'803,
        1'152'921'504'606'846'797};
    Rational sum;
    for (const std::int64_t d : denominators) sum += Rational(1, d);
    EXPECT_GT(sum.denominator().str().size(), 60U);
    for (const std::int64_t d : denominators) sum -= Rational(1, d);
    EXPECT_EQ(sum, Rational());
}

TEST(Rational, PrintsAsTheDecimalOfItsPartsDoes) {
    std::mt19937_64 random(7);
    for (int i = 0; i < 2'000; ++i) {
        const auto numerator = static_cast<std::int64_t>(random() % 2'000'001) - 1'000'000;
        const auto denominator = static_cast<std::int64_t>(1 + random() % 400);
        const int places = static_cast<int>(random() % 10);
        const bool grouped = random() % 2 == 0;
        EXPECT_EQ(decimal(Rational(numerator, denominator), places, grouped),
                  decimal(numerator, denominator, places, grouped))
            << numerator << " / " << denominator << ", " << places << ' ' << grouped;
    }
    EXPECT_EQ(decimal(Rational(-1, 2), 0), "-1");  // half away from zero
    EXPECT_EQ(decimal(Rational(-1, 2'000), 1), "0.0");
    EXPECT_EQ(decimal(Rational(1'234'567'890), 2, true), "1,234,567,890.00");
}

TEST(Rational, KeepsTheLawsOfAField) {
    std::mt19937_64 random(11);
    const auto some = [&] {
        return Rational(static_cast<std::int64_t>(random() % 2'001) - 1'000,
                        static_cast<std::int64_t>(1 + random() % 1'000));
    };
    for (int i = 0; i < 500; ++i) {
        const Rational a = some();
        const Rational b = some();
        const Rational c = some();
        EXPECT_EQ((a + b) + c, a + (b + c));
        EXPECT_EQ((a + b) * c, a * c + b * c);
        EXPECT_EQ(a - a, Rational());
        EXPECT_EQ(-a + a, Rational());
        const Rational divisor = b.sign() == 0 ? Rational(1) : b;
        EXPECT_EQ(a / divisor * divisor, a) << a.str() << ' ' << b.str();
    }
}

TEST(Rational, HasTheLargestWholeNumberThatIsNotAboveIt) {
    EXPECT_EQ(Rational(7, 2).floor(), 3);
    EXPECT_EQ(Rational(-7, 2).floor(), -4);
    EXPECT_EQ(Rational(-4).floor(), -4);
    EXPECT_EQ(Rational().floor(), 0);
    EXPECT_EQ(Rational::parse("9223372036854775807").floor(),
              std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(Rational::parse("-9223372036854775808").floor(),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_THROW((void)Rational::parse("9223372036854775808").floor(), Error);
    EXPECT_THROW((void)Rational::parse("-18446744073709551617/2").floor(), Error);
}

}  // namespace
}  // namespace sanku
