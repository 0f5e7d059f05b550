#include "sanku/appraisal/cash_flow.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "sanku/appraisal/internal_rates.hpp"
#include "sanku/appraisal/payback.hpp"
#include "sanku/appraisal/present_value.hpp"
#include "shared_data.hpp"

namespace sanku::appraisal {

namespace {

using Amounts = std::vector<double>;

[[nodiscard]] CashFlow periodic(const Amounts& amounts, Timing timing = Timing::start) {
    return CashFlow::periodic(amounts, timing);
}

[[nodiscard]] std::vector<double> rates(const Amounts& amounts) {
    return internal_rates(periodic(amounts)).all;
}

[[nodiscard]] std::optional<std::string> static_payback(const Amounts& amounts,
                                                        Timing timing = Timing::start) {
    const auto found = payback(periodic(amounts, timing));
    return found ? std::optional(found->str()) : std::nullopt;
}

void expect_rates(const std::vector<double>& found, const std::vector<double>& expected) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-12);
}

// --- Golden: shared/data/cashflow/periodic_cases.json, each case with its source and tolerance.

/// What the library says to a case: every rate that may be meant, none for "no value".
[[nodiscard]] std::vector<double> answer(const nlohmann::json& one) {
    const auto amounts = one.at("cashflows").get<Amounts>();
    const auto fn = one.at("fn").get<std::string>();
    if (fn == "irr") return rates(amounts);
    if (fn == "npv") {
        const bool from_zero = one.value("start_from_zero", true);
        return {net_present_value(periodic(amounts, from_zero ? Timing::start : Timing::end),
                                  one.at("rate").get<double>())};
    }
    if (fn == "mirr") {
        const auto found = modified_rate(periodic(amounts), one.at("finance_rate").get<double>(),
                                         one.at("reinvest_rate").get<double>());
        return found ? std::vector{*found} : std::vector<double>{};
    }
    if (fn == "nfv") {
        return {net_future_value(periodic(amounts, Timing::end), one.at("rate").get<double>(),
                                 one.at("nper").get<double>())};
    }
    ADD_FAILURE() << "no function " << fn;
    return {};
}

TEST(CashFlow, GivesEachPublishedCaseToItsTolerance) {
    const auto path = testing::shared_data("cashflow/periodic_cases.json");
    std::ifstream file(path);
    if (!file) GTEST_SKIP() << "shared data absent: " << path;
    const auto cases = nlohmann::json::parse(file);
    ASSERT_EQ(cases.size(), 40U);
    for (const auto& one : cases) {
        SCOPED_TRACE(one.dump());
        const auto found = answer(one);
        if (one.at("expected").is_null()) {
            EXPECT_TRUE(found.empty());
            continue;
        }
        // Where a case has several rates, the one that its source happens to find is among them.
        const auto expected = one.at("expected").get<double>();
        const double tolerance = one.contains("atol")
                                     ? one.at("atol").get<double>()
                                     : one.at("rtol").get<double>() * std::abs(expected);
        EXPECT_TRUE(std::ranges::any_of(found, [&](double value) {
            return std::abs(value - expected) <= tolerance;
        })) << ::testing::PrintToString(found);
    }
}

// --- Internal rates

/// Flows whose rates are these: the product of −1 + (1 + rate) v.
[[nodiscard]] Amounts flows_of(const Amounts& rates) {
    Amounts out{1};
    for (const double rate : rates) {
        out.push_back(0);
        for (std::size_t i = out.size() - 1; i > 0; --i) out[i] = out[i - 1] * (1 + rate) - out[i];
        out[0] = -out[0];
    }
    return out;
}

TEST(InternalRates, AreAllReportedInOrder) {
    expect_rates(rates({-1, 3, -2}), {0, 1});
    expect_rates(rates(flows_of({-0.5, 0.25, 1})), {-0.5, 0.25, 1});
    const Amounts five = rates(flows_of({0.05, 0.1, 0.2, 0.4, 0.8}));
    ASSERT_EQ(five.size(), 5U);
    EXPECT_NEAR(five[0], 0.05, 1e-9);  // ill-conditioned: five rates close together
    EXPECT_NEAR(five[4], 0.8, 1e-9);
}

TEST(InternalRates, AreOneWhereThePresentValueTouchesZero) {
    expect_rates(rates({-100, 220, -121}), {0.1});
    const Amounts triple = rates({-1, 3, -3, 1});
    ASSERT_EQ(triple.size(), 1U);
    EXPECT_NEAR(triple[0], 0, 1e-4);  // all that a rate of order 3 lets a double know
}

TEST(InternalRates, AreNoneWhereThereIsNone) {
    for (const Amounts& amounts : {Amounts{1, 2, 3}, {-1, -2}, {0, 0}, {0, -5, 0}, {1, -1, 1}}) {
        EXPECT_TRUE(rates(amounts).empty());
        EXPECT_EQ(internal_rates(periodic(amounts)).only(), std::nullopt);
    }
}

TEST(InternalRates, AreQuotedOnlyIfThereIsExactlyOne) {
    EXPECT_NEAR(internal_rates(periodic({-100, 110})).only().value(), 0.1, 1e-15);
    EXPECT_EQ(internal_rates(periodic({-1, 3, -2})).only(), std::nullopt);
}

TEST(InternalRates, ReachAlmostMinusOneAndVeryFar) {
    EXPECT_NEAR(rates({-1e-3, 1e12})[0] / (1e15 - 1), 1, 1e-12);
    EXPECT_NEAR(rates({-1e12, 1e-3})[0], -1 + 1e-15, 1.2e-16);
    EXPECT_NEAR(rates({-1e300, 1.5e300})[0], 0.5, 1e-15);
    EXPECT_NEAR(rates({-5e-324, 1e-323})[0], 1, 1e-15);
}

/// A polynomial by ascending powers, exactly.
using Polynomial = std::vector<Rational>;

void strip(Polynomial& of) {
    while (!of.empty() && of.back().sign() == 0) of.pop_back();
}

[[nodiscard]] Polynomial negated_rest(Polynomial of, const Polynomial& by) {
    while (of.size() >= by.size()) {
        const Rational factor = of.back() / by.back();
        const std::size_t shift = of.size() - by.size();
        for (std::size_t i = 0; i < by.size(); ++i) of[shift + i] -= factor * by[i];
        of.pop_back();
        strip(of);
    }
    for (Rational& one : of) one = -one;
    return of;
}

/// How many different zeros above 0 a polynomial has, by Sturm's theorem: the slow oracle.
[[nodiscard]] int zeros_above_0(Polynomial of) {
    strip(of);
    while (!of.empty() && of.front().sign() == 0) of.erase(of.begin());
    if (of.size() < 2) return 0;
    Polynomial derivative;
    for (std::size_t i = 1; i < of.size(); ++i) {
        derivative.push_back(of[i] * Rational(static_cast<std::int64_t>(i)));
    }
    std::vector<Polynomial> chain{of, derivative};
    while (chain.back().size() > 1) {
        Polynomial next = negated_rest(chain[chain.size() - 2], chain.back());
        if (next.empty()) break;
        chain.push_back(std::move(next));
    }
    const auto changes = [&](auto&& coefficient) {
        int count = 0;
        int before = 0;
        for (const Polynomial& one : chain) {
            const int sign = coefficient(one).sign();
            count += sign * before < 0 ? 1 : 0;
            if (sign != 0) before = sign;
        }
        return count;
    };
    return changes([](const Polynomial& p) { return p.front(); }) -
           changes([](const Polynomial& p) { return p.back(); });
}

TEST(InternalRates, AreAsManyAsSturmsTheoremCounts) {
    std::mt19937 random(1);
    int several = 0;
    for (int round = 0; round < 2'000; ++round) {
        const auto size = std::uniform_int_distribution<std::size_t>(2, 10)(random);
        const int most = std::uniform_int_distribution(1, 40)(random);
        std::uniform_int_distribution<int> amount(-most, most);
        Amounts amounts;
        Polynomial exact;
        for (std::size_t i = 0; i < size; ++i) {
            amounts.push_back(amount(random));
            exact.emplace_back(static_cast<std::int64_t>(amounts.back()));
        }
        SCOPED_TRACE(::testing::PrintToString(amounts));
        const Amounts found = rates(amounts);
        ASSERT_EQ(static_cast<int>(found.size()), zeros_above_0(exact));
        several += found.size() > 1 ? 1 : 0;
        for (std::size_t i = 0; i < found.size(); ++i) {
            ASSERT_TRUE(i == 0 || found[i - 1] < found[i]);
            Amounts gross = amounts;
            for (double& one : gross) one = std::abs(one);
            ASSERT_LE(std::abs(net_present_value(periodic(amounts), found[i])),
                      1e-12 * net_present_value(periodic(gross), found[i]));
        }
    }
    EXPECT_GT(several, 100);
}

TEST(InternalRates, OfFlowsInReverseAreTheInverse) {
    std::mt19937 random(2);
    std::normal_distribution<double> amount(0, 100);
    for (int round = 0; round < 300; ++round) {
        Amounts amounts(24);
        for (double& one : amounts) one = amount(random);
        const Amounts there = rates(amounts);
        std::ranges::reverse(amounts);
        const Amounts back = rates(amounts);
        ASSERT_EQ(there.size(), back.size());
        for (std::size_t i = 0; i < there.size(); ++i) {
            const double product = (1 + there[i]) * (1 + back[back.size() - 1 - i]);
            EXPECT_NEAR(product, 1, 1e-9);
        }
    }
}

TEST(InternalRates, AreSoughtInBoundedTime) {
    Amounts amounts;  // fifty years of months, each of another sign
    for (int i = 0; i < 600; ++i) amounts.push_back(i % 2 == 0 ? -1.0 : 1.01);
    for (const double rate : rates(amounts)) EXPECT_GT(rate, -1);
    amounts.insert(amounts.end(), {1, -1});
    EXPECT_THROW((void)rates(amounts), Error);
    Amounts bond(100'000, 0.01);  // which changes sign once
    bond[0] = -100;
    const double rate = internal_rates(periodic(bond)).only().value();
    EXPECT_NEAR(rate, 1e-4, 1e-7);  // a hundredth of a percent for ever, almost
}

// --- Days

TEST(CashFlow, OnDaysCountsYearsOf365DaysFromTheFirst) {
    // Microsoft's documentation of XNPV and XIRR: 2,086.65 at 9 %, and 37.34 %.
    const std::vector<Date> days{date(2008, 1, 1), date(2008, 3, 1), date(2008, 10, 30),
                                 date(2009, 2, 15), date(2009, 4, 1)};
    const CashFlow flows = CashFlow::dated(days, Amounts{-10'000, 2'750, 4'250, 3'250, 2'750});
    EXPECT_NEAR(net_present_value(flows, 0.09), 2'086.6476, 1e-4);
    EXPECT_NEAR(internal_rates(flows).only().value(), 0.373362535, 1e-8);
    EXPECT_EQ(payback(flows)->str(),
              (Rational(303, 365) + Rational(3'000, 3'250) * Rational(108, 365)).str());
}

TEST(InternalRates, OfDays365ApartAreThoseOfPeriods) {
    std::mt19937 random(3);
    std::normal_distribution<double> amount(0, 100);
    for (int round = 0; round < 300; ++round) {
        Amounts amounts;
        std::vector<Date> days;
        for (int i = 0; i < 12; ++i) {
            amounts.push_back(amount(random));
            days.push_back(date(2001, 5, 6).plus_days(365 * i));
        }
        EXPECT_EQ(internal_rates(CashFlow::dated(days, amounts)).all, rates(amounts));
        EXPECT_DOUBLE_EQ(net_present_value(CashFlow::dated(days, amounts), 0.07),
                         net_present_value(periodic(amounts), 0.07));
    }
}

TEST(InternalRates, OfSeveralFlowsOnADayAreThoseOfTheirSum) {
    const Date first = date(2024, 1, 1);
    const Date last = date(2024, 12, 31);
    const std::vector<Date> days{first, first, last, last};
    const CashFlow flows = CashFlow::dated(days, Amounts{50, -150, 10, 100});
    EXPECT_NEAR(internal_rates(flows).only().value(), 0.1, 1e-12);
    // Fen that cancel leave no flow, and so no further change of sign.
    const Date end = date(2034, 1, 1);
    const std::vector<Date> years{first, date(2025, 1, 1), end, end, end};
    const CashFlow cancelled =
        CashFlow::dated(years, Amounts{-61'329'669, 64'383'683, 123'647, 519'502, -643'149});
    EXPECT_NEAR(internal_rates(cancelled).only().value(), 0.0497, 1e-4);
    const std::vector<Date> one_day{first, first};
    const CashFlow at_once = CashFlow::dated(one_day, Amounts{-1, 2});
    EXPECT_TRUE(internal_rates(at_once).all.empty());
    EXPECT_EQ(modified_rate(at_once, 0.1, 0.1), std::nullopt);
}

// --- Values at a rate

TEST(PresentValue, OfFlowsAtTheEndOfPeriodsIsDiscountedOnceMore) {
    const Amounts amounts{-40'000, 5'000, 8'000, 12'000, 30'000};
    const double now = net_present_value(periodic(amounts), 0.08);
    EXPECT_NEAR(net_present_value(periodic(amounts, Timing::end), 0.08), now / 1.08, 1e-9);
    EXPECT_EQ(internal_rates(periodic(amounts, Timing::end)).all, rates(amounts));
    EXPECT_DOUBLE_EQ(net_future_value(periodic(amounts), 0.08), now * std::pow(1.08, 4));
    EXPECT_NEAR(net_future_value(periodic(amounts, Timing::end), 0.08),
                net_future_value(periodic(amounts), 0.08), 1e-9);
    EXPECT_DOUBLE_EQ(modified_rate(periodic(amounts, Timing::end), 0.1, 0.12).value(),
                     modified_rate(periodic(amounts), 0.1, 0.12).value());
    EXPECT_EQ(net_present_value(periodic(amounts), 0), 15'000);
}

TEST(PresentValue, OfMoneyIsInFen) {
    const std::vector<Money> amounts{Money::from_fen(-10'000), Money::from_fen(11'000)};
    const CashFlow flows = CashFlow::periodic(amounts);
    EXPECT_NEAR(net_present_value(flows, 0.08), -10'000 + 11'000 / 1.08, 1e-9);
    const std::vector<Money> huge{Money::from_fen((std::int64_t{1} << 53) + 1), Money()};
    EXPECT_THROW((void)CashFlow::periodic(huge), Error);
}

TEST(PresentValue, OfBenefitsStandsToThatOfCosts) {
    const CashFlow benefits = periodic({0, 60, 60});
    const CashFlow costs = periodic({100, 10, 10});
    const double of_benefits = 60 / 1.1 + 60 / 1.21;
    const double of_costs = 100 + 10 / 1.1 + 10 / 1.21;
    EXPECT_NEAR(benefit_cost_ratio(benefits, costs, 0.1).value(), of_benefits / of_costs, 1e-15);
    // Of net flows it is another figure: 50 a year against 100.
    const CashFlow net = periodic({-100, 50, 50});
    EXPECT_NEAR(benefit_cost_ratio(net.inflows(), net.outflows(), 0.1).value(),
                (50 / 1.1 + 50 / 1.21) / 100, 1e-15);
    EXPECT_NEAR(net_present_value_rate(net, periodic({100, 0, 0}), 0.1).value(),
                (of_benefits - of_costs) / 100, 1e-15);
    EXPECT_EQ(benefit_cost_ratio(benefits, periodic({0, 0}), 0.1), std::nullopt);
    EXPECT_EQ(net_present_value_rate(net, periodic({0, 0}), 0.1), std::nullopt);
    EXPECT_THROW((void)benefit_cost_ratio(net, costs, 0.1), Error);
    EXPECT_EQ(social_discount_rate.percent(0), "8%");
}

TEST(ModifiedRate, HasNoValueWithoutBothInflowsAndOutflows) {
    EXPECT_EQ(modified_rate(periodic({1, 2}), 0.1, 0.1), std::nullopt);
    EXPECT_EQ(modified_rate(periodic({-1, -2}), 0.1, 0.1), std::nullopt);
    EXPECT_NEAR(modified_rate(periodic({-100, 0, 121}), 0.05, 0.2).value(), 0.1, 1e-15);
}

// --- Pay-back

TEST(Payback, IsExactWithThePartOfThePeriod) {
    EXPECT_EQ(static_payback({-100, 30, 30, 30, 30}), "10/3");
    EXPECT_EQ(static_payback({-100, 30, 30, 30, 30}, Timing::end), "13/3");
    EXPECT_EQ(static_payback({-100, 50, 50}), "2");
    EXPECT_EQ(static_payback({0, -100, 40, 80}), "11/4");
    EXPECT_EQ(static_payback({-0.5, 0.25, 1}), "5/4");
    EXPECT_EQ(static_payback({-0.1, 0.2}), "1/2");
}

TEST(Payback, HasNoValueIfNothingIsOwedOrNothingComesBack) {
    EXPECT_EQ(static_payback({-100, 30, 30}), std::nullopt);
    EXPECT_EQ(static_payback({100, -30}), std::nullopt);
    EXPECT_EQ(static_payback({0, 0}), std::nullopt);
    EXPECT_EQ(discounted_payback(periodic({-100, 50, 50}), 0.01), std::nullopt);
}

TEST(Payback, IsTheFirstEvenIfALaterOutflowUndoesIt) {
    EXPECT_EQ(static_payback({-100, 100, -50, 20, 60}), "1");
    EXPECT_EQ(static_payback({50, -100, 100}), "3/2");
}

TEST(Payback, OfDiscountedFlowsTakesLonger) {
    const CashFlow flows = periodic({-100, 55, 60.5, 66.55});
    EXPECT_NEAR(discounted_payback(flows, 0.1).value(), 2, 1e-12);  // 50 a year
    EXPECT_NEAR(discounted_payback(periodic({-110, 60.5, 66.55}, Timing::end), 0.1).value(), 3,
                1e-12);
    EXPECT_NEAR(discounted_payback(flows, 0).value(), 1 + 45 / 60.5, 1e-15);
}

// --- What is refused

TEST(CashFlow, RefusesWhatIsNone) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    for (const Amounts& amounts :
         {Amounts{}, {1}, {1, nan}, {infinite, 1}, {-infinite, infinite}}) {
        EXPECT_THROW((void)periodic(amounts), Error);
    }
    const CashFlow flows = periodic({-100, 110});
    for (const double rate : {-1.0, -1.5, nan, infinite, -infinite}) {
        EXPECT_THROW((void)net_present_value(flows, rate), Error);
        EXPECT_THROW((void)net_future_value(flows, rate), Error);
        EXPECT_THROW((void)modified_rate(flows, rate, 0.1), Error);
        EXPECT_THROW((void)modified_rate(flows, 0.1, rate), Error);
        EXPECT_THROW((void)discounted_payback(flows, rate), Error);
        EXPECT_THROW((void)benefit_cost_ratio(flows.inflows(), flows.outflows(), rate), Error);
    }
    EXPECT_THROW((void)net_future_value(flows, 0.1, nan), Error);
    EXPECT_THROW((void)net_present_value(periodic({0, 1, 1e300}), -1 + 1e-15), Error);
    const std::vector<Date> days{date(2024, 1, 2), date(2024, 1, 1)};
    EXPECT_THROW((void)CashFlow::dated(days, Amounts{-1, 2}), Error);
    EXPECT_THROW((void)CashFlow::dated(days, Amounts{-1}), Error);
}

}  // namespace

}  // namespace sanku::appraisal
