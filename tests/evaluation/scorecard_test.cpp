#include "sanku/evaluation/scorecard.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "random_systems.hpp"
#include "sanku/evaluation/grade.hpp"

namespace sanku {
namespace {

using evaluation::Better;
using evaluation::Figure;
using evaluation::Grade;
using evaluation::Indicator;
using evaluation::IndicatorSystem;
using evaluation::Measured;
using evaluation::Method;
using evaluation::Missing;
using evaluation::Points;
using evaluation::Score;
using evaluation::Unit;
using testing::RandomSystems;

namespace method = evaluation::method;

TEST(Grade, HasItsLowerBoundAndIsNotRoundedBefore) {
    EXPECT_EQ(evaluation::grade(Rational(100)), Grade::excellent);
    EXPECT_EQ(evaluation::grade(Rational(90)), Grade::excellent);
    EXPECT_EQ(evaluation::grade(Rational(8999, 100)), Grade::good);
    EXPECT_EQ(evaluation::grade(Rational(89'999'999, 1'000'000)), Grade::good);
    EXPECT_EQ(evaluation::grade(Rational(80)), Grade::good);
    EXPECT_EQ(evaluation::grade(Rational(7999, 100)), Grade::fair);
    EXPECT_EQ(evaluation::grade(Rational(60)), Grade::fair);
    EXPECT_EQ(evaluation::grade(Rational(5999, 100)), Grade::poor);
    EXPECT_EQ(evaluation::grade(Rational(0)), Grade::poor);
    EXPECT_EQ(evaluation::name(Grade::excellent, Language::zh), "优");
    EXPECT_EQ(evaluation::name(Grade::poor, Language::zh), "差");
    EXPECT_EQ(evaluation::name(Grade::fair, Language::en), "fair");
}

Indicator indicator(Method method, Better better = Better::higher, const char* unit = "%") {
    return {.id = "x",
            .name = {"完成率", "completion"},
            .weight = Rational(10),
            .unit = *Unit::find(unit),
            .method = std::move(method),
            .better = better};
}

/// The reason why `value` lost points of the 10 of one indicator.
Bilingual why(const Indicator& one, const Figure& figure, evaluation::Place place = {}) {
    Points points{figure, one.weight, {}, {}, place};
    if (const auto value = figure.value()) {
        points.share = evaluation::share(one, *value, place);
        points.points = points.weight * points.share;
    }
    return evaluation::reason(one, points);
}

TEST(Reason, SaysWhatWasMeasuredWhatWasAskedAndWhatItCost) {
    const auto percent = [](std::int64_t hundredths) {
        return Figure(Rational(hundredths, 10'000));
    };
    const Method attained = method::Attained{Rational(1), Rational(6, 10)};
    EXPECT_EQ(why(indicator(attained), percent(8'200)).zh, "82%，目标100%，失1.8分");
    EXPECT_EQ(why(indicator(attained), percent(8'200)).en, "82%, target 100%, 1.8 lost");
    EXPECT_EQ(why(indicator(attained), percent(5'999)).zh,
              "59.99%，目标100%，不到目标的60%不得分，失10分");
    EXPECT_EQ(why(indicator(attained), percent(10'000)), Bilingual{});
    EXPECT_EQ(why(indicator(attained), percent(9'999)).zh, "99.99%，目标100%，失不足0.01分");
    const Method linear = method::Linear{Rational(1, 5), Rational(3, 5)};
    EXPECT_EQ(why(indicator(linear), percent(4'660)).zh, "46.6%，满分值60%，零分值20%，失3.35分");
    EXPECT_EQ(why(indicator(linear), percent(4'660)).en,
              "46.6%, all points at 60%, none at 20%, 3.35 lost");
    const Method bands = method::Bands{
        {{{}, Rational(0)}, {Rational(60), Rational(6, 10)}, {Rational(90), Rational(9, 10)}}};
    const Indicator banded = indicator(bands, Better::higher, "points");
    EXPECT_EQ(why(banded, Figure(Rational(59))).zh, "59分，低于60分档得0%，失10分");
    EXPECT_EQ(why(banded, Figure(Rational(60))).zh, "60分，60分至90分以下档得60%，失4分");
    EXPECT_EQ(why(banded, Figure(Rational(95))).zh, "95分，90分及以上档得90%，失1分");
    EXPECT_EQ(why(banded, Figure(Rational(60))).en,
              "60 points, band from 60 points to below 90 points earns 60%, 4 lost");
    EXPECT_EQ(why(indicator(method::Placed{}), percent(100), {3, 17}).zh,
              "1%，17个中第3名，失1.25分");
    EXPECT_EQ(why(indicator(method::YesNo{}), Figure(Rational(0))).zh, "否，失10分");
    EXPECT_EQ(why(indicator(method::YesNo{}, Better::lower), Figure(Rational(1))).en,
              "yes, 10 lost");
    const Method deduction = method::Deduction{Rational(1, 20), Rational(50)};  // 0.5 a point
    EXPECT_EQ(why(indicator(deduction, Better::lower), percent(800)).zh,
              "8%，超出5%共3%，每1%扣0.5分，失1.5分");
    EXPECT_EQ(why(indicator(deduction, Better::lower), percent(800)).en,
              "8%, 3% above 5%, 0.5 points off for each 1%, 1.5 lost");
    const Method money = method::Linear{Rational(0), Rational(1'000'000'000)};
    EXPECT_EQ(
        why(indicator(money, Better::higher, "wan_yuan"), Figure(Money::from_fen(750'000'000))).zh,
        "750万元，满分值1000万元，零分值0万元，失2.5分");
}

TEST(Reason, OfAMissingFigureSaysWhatBecomesOfIt) {
    Indicator one = indicator(method::YesNo{});
    one.missing = Missing::zero;
    EXPECT_EQ(why(one, Figure()).zh, "无数据，失10分");
    one.missing = Missing::exclude;
    EXPECT_EQ(why(one, Figure()).zh, "无数据，不计入，权重由其他指标分摊");
    one.missing = Missing::block;
    EXPECT_EQ(why(one, Figure()).en, "no data, no score");
}

TEST(Scorecard, SubtotalsAddUpAtEveryNode) {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        RandomSystems random(seed);
        const IndicatorSystem system = random.tree();
        for (const Measured& entry : random.entries(system, 4)) {
            const Score found = score(system, entry);
            if (!found.total) continue;
            const auto card = scorecard(system, found);
            ASSERT_EQ(card.size(), system.dimensions.size() + system.indicators.size());
            Rational points;
            Rational lost;
            for (std::size_t i = 0; i < card.size(); ++i) {
                if (card[i].depth == 0) points += card[i].points;
                if (card[i].depth == 0) lost += card[i].lost();
                if (card[i].dimension == nullptr) continue;
                Rational below;
                for (std::size_t k = i + 1; k < card.size() && card[k].depth > card[i].depth; ++k) {
                    if (card[k].depth == card[i].depth + 1) below += card[k].points;
                }
                EXPECT_EQ(card[i].points, below) << seed;
            }
            EXPECT_EQ(points, *found.total) << seed;
            EXPECT_EQ(lost, Rational(100) - *found.total) << seed;
            for (std::size_t i = 0; i < system.indicators.size(); ++i) {
                const Bilingual why = evaluation::reason(system.indicators[i], found.points[i]);
                const bool silent = found.points[i].lost().sign() == 0 &&
                                    found.points[i].stated.figure.value().has_value();
                EXPECT_EQ(why == Bilingual{}, silent) << seed << ' ' << i;
            }
        }
    }
    EXPECT_THROW((void)scorecard(RandomSystems(1).tree(), Score{}), Error);
}

}  // namespace
}  // namespace sanku
