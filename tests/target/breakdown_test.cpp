#include "sanku/target/breakdown.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace sanku {
namespace {

using target::break_down;
using target::Claim;
using target::Held;
using target::Part;

std::vector<Claim> weighted(const std::vector<std::int64_t>& weights) {
    std::vector<Claim> out;
    for (const std::int64_t weight : weights) {
        out.push_back({"u" + std::to_string(out.size()), Rational(weight)});
    }
    return out;
}

std::vector<std::int64_t> amounts(const std::vector<Part>& parts) {
    std::vector<std::int64_t> out;
    for (const Part& part : parts) out.push_back(part.amount);
    return out;
}

using Amounts = std::vector<std::int64_t>;

TEST(Breakdown, PartsAddUpToTheTotal) {
    EXPECT_EQ(amounts(break_down(10, weighted({1, 1, 1}))), (Amounts{4, 3, 3}));
    // 4.17, 2.5, 3.33 round down to 9; the largest remainder is that of 2.5.
    EXPECT_EQ(amounts(break_down(10, weighted({5, 3, 4}))), (Amounts{4, 3, 3}));
    EXPECT_EQ(amounts(break_down(0, weighted({5, 3}))), (Amounts{0, 0}));
    EXPECT_EQ(amounts(break_down(7, weighted({0, 3}))), (Amounts{0, 7}));
    EXPECT_TRUE(break_down(0, {}).empty());
}

TEST(Breakdown, GivesEqualRemaindersToTheLargerWeightThenToTheEarlierUnit) {
    // Shares 0.5, 1.5, 0.5, 1.5: each remainder is a half, and two steps are left.
    EXPECT_EQ(amounts(break_down(4, weighted({1, 3, 1, 3}))), (Amounts{0, 2, 0, 2}));
    EXPECT_EQ(amounts(break_down(3, weighted({1, 1, 1, 1, 1, 1}))), (Amounts{1, 1, 1, 0, 0, 0}));
}

TEST(Breakdown, TakesWeightsThatAreNoWholeNumbers) {
    const std::vector<Claim> claims = {{"甲", Rational(1, 3)}, {"乙", Rational(1, 6)}};
    EXPECT_EQ(amounts(break_down(300, claims)), (Amounts{200, 100}));
    EXPECT_EQ(break_down(100, claims)[0].share, Rational(200, 3));
}

TEST(Breakdown, LeavesLockedUnitsAndSharesOutWhatIsLeft) {
    auto claims = weighted({5, 1, 1});
    claims[0].locked = 1;
    const auto parts = break_down(10, claims);
    EXPECT_EQ(amounts(parts), (Amounts{1, 5, 4}));
    EXPECT_EQ(parts[0].held, Held::locked);
    EXPECT_EQ(parts[1].held, Held::free);
    EXPECT_EQ(parts[1].share, Rational(9, 2));
    claims[1].locked = 4;
    claims[2].locked = 5;
    EXPECT_EQ(amounts(break_down(10, claims)), (Amounts{1, 4, 5})) << "all are locked";
}

TEST(Breakdown, HoldsUnitsBelowTheirMinimumAtItUntilNoneIs) {
    // Of 100: 90, 6, 4. The third is held at 5; of 95 the second gets 5.9, and is held at 6.
    auto claims = weighted({90, 6, 4});
    claims[1].minimum = 6;
    claims[2].minimum = 5;
    const auto parts = break_down(100, claims);
    EXPECT_EQ(amounts(parts), (Amounts{89, 6, 5}));
    EXPECT_EQ(parts[0].held, Held::free);
    EXPECT_EQ(parts[1].held, Held::minimum);
    EXPECT_EQ(parts[2].held, Held::minimum);
    EXPECT_EQ(parts[2].share, Rational(5));
    claims[0].minimum = 89;
    EXPECT_EQ(amounts(break_down(100, claims)), (Amounts{89, 6, 5})) << "nothing is left over";
}

TEST(Breakdown, OfUnitsWithoutWeightGivesTheirMinima) {
    auto claims = weighted({0, 0});
    claims[0].minimum = 3;
    claims[1].minimum = 4;
    EXPECT_EQ(amounts(break_down(7, claims)), (Amounts{3, 4}));
}

TEST(Breakdown, ThatIsImpossibleIsRefusedWithTheReason) {
    struct Row {
        std::int64_t total;
        std::vector<Claim> claims;
        std::string unit;
        std::string value;
        std::string reason;
    };
    const Rational one(1);
    const Row rows[] = {
        {-5, weighted({1}), "", "-0.5", "a total below 0"},
        {5, {{"甲", one}, {"甲", one}}, "甲", "", "a unit twice"},
        {5, {{"甲", Rational(-1, 3)}}, "甲", "-1/3", "a weight below 0"},
        {5, {{"甲", one, -1}}, "甲", "-0.1", "a lock below 0"},
        {5, {{"甲", one, {}, -1}}, "甲", "-0.1", "a minimum below 0"},
        {5, {{"甲", one, 2, 3}}, "甲", "0.2", "locked below its minimum of 0.3"},
        {50,
         {{"甲", one, 20}, {"乙", one, {}, 31}},
         "",
         "5.1",
         "locks and minima above the total of 5.0"},
        {5, {}, "", "0.5", "left after locks and minima, and no free unit has a weight"},
        {5,
         {{"甲", one, 4}},
         "",
         "0.1",
         "left after locks and minima, and no free unit has a weight"},
        {5,
         {{"甲", Rational(), {}, 1}, {"乙", Rational()}},
         "",
         "0.4",
         "left after locks and minima, and no free unit has a weight"},
    };
    for (const Row& row : rows) {
        try {
            (void)break_down(row.total, row.claims, {"亿元", 1});
            ADD_FAILURE() << "was made: " << row.reason;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::impossible_breakdown) << row.reason;
            EXPECT_EQ(error.problem().column, row.unit) << row.reason;
            EXPECT_EQ(error.problem().value, row.value) << row.reason;
            EXPECT_EQ(error.problem().detail, row.reason);
        }
    }
}

TEST(Breakdown, OfMoreThan64BitsIsAnOverflow) {
    const std::int64_t most = std::numeric_limits<std::int64_t>::max();
    EXPECT_THROW((void)break_down(most, {{"甲", Rational(1), most}, {"乙", Rational(1), most}}),
                 Error);
    EXPECT_EQ(amounts(break_down(most, weighted({1, 2})))[0], most / 3);
}

/// A random request that can be met: some units locked, some with a minimum.
struct Request {
    std::int64_t total;
    std::vector<Claim> claims;
};

Request random_request(std::mt19937_64& random) {
    const auto up_to = [&](std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(0, most)(random);
    };
    Request out{up_to(1'000'000), {}};
    std::int64_t room = out.total;
    const std::int64_t size = 1 + up_to(19);
    for (std::int64_t i = 0; i < size; ++i) {
        Claim one{"u" + std::to_string(i), Rational(up_to(50), 1 + up_to(9))};
        const std::int64_t kind = up_to(3);
        const std::int64_t some = up_to(std::max<std::int64_t>(2 * room / size, 1));
        if (kind == 0 && some <= room) {
            one.locked = some;
            room -= some;
        } else if (kind == 1 && some <= room) {
            one.minimum = some;
            room -= some;
        }
        out.claims.push_back(one);
    }
    out.claims[0].locked.reset();
    out.claims[0].weight += Rational(1);
    return out;
}

TEST(Breakdown, OfTenThousandRandomRequestsKeepsEveryPromise) {
    std::mt19937_64 random(20240930);
    std::size_t at_minimum = 0;
    std::size_t locked = 0;
    for (int run = 0; run < 10'000; ++run) {
        const Request request = random_request(random);
        const auto parts = break_down(request.total, request.claims);
        std::int64_t sum = 0;
        std::int64_t left = request.total;  // to the free ones
        Rational weights;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const Claim& claim = request.claims[i];
            sum += parts[i].amount;
            ASSERT_GE(parts[i].amount, claim.minimum) << run;
            ASSERT_EQ(parts[i].amount, claim.locked.value_or(parts[i].amount)) << run;
            ASSERT_EQ(parts[i].held == Held::locked, claim.locked.has_value()) << run;
            if (parts[i].held == Held::free) {
                weights += claim.weight;
            } else {
                left -= parts[i].amount;
            }
            at_minimum += parts[i].held == Held::minimum ? 1 : 0;
            locked += claim.locked ? 1 : 0;
        }
        ASSERT_EQ(sum, request.total) << run;
        const Rational a_weight = weights.sign() == 0 ? Rational() : Rational(left) / weights;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const Rational share = a_weight * request.claims[i].weight;
            if (parts[i].held == Held::free) {
                ASSERT_EQ(parts[i].share, share) << run;
                ASSERT_LT(Rational(parts[i].amount) - share, Rational(1)) << run;
                ASSERT_GT(Rational(parts[i].amount) - share, Rational(-1)) << run;
            } else if (parts[i].held == Held::minimum) {
                ASSERT_EQ(parts[i].amount, request.claims[i].minimum) << run;
                ASSERT_LT(share, Rational(request.claims[i].minimum)) << run;
            }
        }
    }
    EXPECT_GT(at_minimum, 5'000U);
    EXPECT_GT(locked, 10'000U);
}

}  // namespace
}  // namespace sanku
