#include "sanku/core/ratio.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string_view>

namespace sanku {
namespace {

struct Golden {
    std::int64_t numerator;
    std::int64_t denominator;
    int decimals;
    std::string_view text;
    std::string_view source;
};

// Rates as offices published them; the table of FACTS.md names the documents.
constexpr Golden published[] = {
    {75, 87, 1, "86.2%", "Daye, press conference of 2024-09-13: evaluations done of those due"},
    {512, 1099, 1, "46.6%", "Daye, press conference of 2024-09-13: directory to reserve"},
    {319, 512, 1, "62.3%", "Daye, press conference of 2024-09-13: reserve to implementation"},
    {55, 83, 1, "66.3%", "Hubei provincial key projects, first half of 2024: started"},
    {718, 2966, 1, "24.2%", "Xiaogan, start of 2024: reserve ÷ directory by count"},
    {4789, 11923, 1, "40.2%", "Xiaogan, start of 2024: reserve ÷ directory by investment"},
    {29700, 40534, 2, "73.27%", "Tongliang, third quarter of 2024: 297 of 405.34"},
    {57, 67, 2, "85.07%", "Tongliang, third quarter of 2024: due starts"},
    {46, 56, 2, "82.14%", "Qingyang: 23 built and 23 under construction of 56"},
    {199, 218, 2, "91.28%", "Anqing, cohort of 2018: signed to started"},
    {118, 218, 2, "54.13%", "Anqing, cohort of 2018: signed to producing"},
    {466, 2055, 1, "22.7%", "Kaiping, first quarter of 2024: 46.6 of 205.5"},
};

TEST(Ratio, PrintsPublishedRatesAsTheyWerePublished) {
    for (const Golden& row : published) {
        EXPECT_EQ(Ratio(row.numerator, row.denominator).percent(row.decimals), row.text)
            << row.numerator << " of " << row.denominator << ", " << row.source;
    }
}

TEST(Ratio, PrintsPublishedMultiplesAsTheyWerePublished) {
    // Xiaogan, start of 2024: each library (亿元) over the previous year's 1,222.
    EXPECT_EQ(Ratio(11'923, 1'222).multiple(), "9.8");
    EXPECT_EQ(Ratio(4'789, 1'222).multiple(), "3.9");
    EXPECT_EQ(Ratio(12'014, 1'222).multiple(), "9.8");
}

TEST(Ratio, WithoutADenominatorHasNoValueAndIsNeverZeroPercent) {
    for (const std::int64_t numerator : {std::int64_t{0}, std::int64_t{7}, std::int64_t{-7}}) {
        const Ratio none(numerator, 0);
        EXPECT_FALSE(none.has_value()) << numerator;
        EXPECT_EQ(none.percent(), "—") << numerator;
        EXPECT_EQ(none.multiple(), "—") << numerator;
    }
    EXPECT_EQ(Ratio().percent(), "—");
    EXPECT_EQ(Ratio(0, 5).percent(), "0.0%");
}

TEST(Ratio, RoundsHalfUpAwayFromZero) {
    EXPECT_EQ(Ratio(1, 2000).percent(), "0.1%");  // 0.05 %
    EXPECT_EQ(Ratio(-1, 2000).percent(), "-0.1%");
    EXPECT_EQ(Ratio(49, 100'000).percent(), "0.0%");
    EXPECT_EQ(Ratio(-49, 100'000).percent(), "0.0%");
    EXPECT_EQ(Ratio(9'995, 10'000).percent(), "100.0%");
    EXPECT_EQ(Ratio(3, 2).percent(0), "150%");
    EXPECT_EQ(Ratio(1, 4).multiple(), "0.3");
    EXPECT_EQ(Ratio(-1, 4).multiple(), "-0.3");
}

TEST(Ratio, ComparesValuesExactlyWhereDoublesCannot) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    EXPECT_TRUE(Ratio(most - 1, most).compare(Ratio(most - 2, most - 1)) > 0);
    EXPECT_TRUE(Ratio(most - 2, most - 1).compare(Ratio(most - 1, most)) < 0);
    EXPECT_TRUE(Ratio(1, 2).compare(Ratio(2, 4)) == 0);
    EXPECT_TRUE(Ratio(-1, 2).compare(Ratio(1, 3)) < 0);
    EXPECT_TRUE(Ratio(1, 2).compare(Ratio(1, 0)) == std::partial_ordering::unordered);
    EXPECT_TRUE(Ratio(1, 0).compare(Ratio(1, 0)) == std::partial_ordering::unordered);
}

TEST(Ratio, KeepsWhatWasCountedAndIsNotReduced) {
    EXPECT_NE(Ratio(1, 2), Ratio(2, 4));
    EXPECT_EQ(Ratio(75, 87).numerator(), 75);
    EXPECT_EQ(Ratio(75, 87).denominator(), 87);
}

TEST(Ratio, MergesDisjointGroupsByAddingBothParts) {
    // Hubei, first half of 2024: 3 of 9 projects from 50 bn yuan on, 52 of the 74 further ones.
    Ratio started(3, 9);
    EXPECT_EQ(started.merge({52, 74}), Ratio(55, 83));
    Ratio full(std::numeric_limits<std::int64_t>::max(), 1);
    EXPECT_THROW(full.merge({1, 1}), Error);
}

TEST(Ratio, RefusesANegativeDenominator) {
    EXPECT_THROW((void)Ratio(1, -1), Error);
}

}  // namespace
}  // namespace sanku
