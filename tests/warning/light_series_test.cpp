#include "sanku/warning/light_series.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "portfolio/random_history.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using testing::code;
using testing::RandomHistory;
using testing::Story;
using warning::light_series;
using warning::MonthLights;

const Policy& policy() {
    static const Policy both = Policy::builtin("yinchuan-2025+hubei");
    return both;
}

/// A policy whose rules differ from those that ship in everything that may differ.
const Policy& other_policy() {
    static const Policy other = [] {
        Policy made = policy();
        made.stale_after_months = 4;
        const auto bits = [](auto... values) {
            return static_cast<std::uint8_t>((0U | ... | (1U << static_cast<unsigned>(values))));
        };
        for (Rule& rule : made.rules) {
            rule.needs_report = !rule.needs_report;
            rule.scope = {bits(Pool::directory, Pool::reserve, Pool::withdrawn), 0xFF, {}};
        }
        made.rules[0].yellow = Threshold{Comparison::more_than, 200};
        made.rules[0].red = {};
        made.rules[1].scope.pools = bits(Pool::implementation, Pool::withdrawn);
        made.rules[1].scope.funding = bits(Funding::unknown, Funding::special_bond);
        made.rules[1].yellow = {};
        made.rules[1].red = Threshold{Comparison::at_most, 0};
        made.rules[2].scope.pools = bits(Pool::none, Pool::implementation);
        made.rules[2].scope.completed = true;
        made.rules[2].yellow = Threshold{Comparison::at_most, 12'000};
        made.rules[2].red = Threshold{Comparison::less_than, 5'000};
        made.rules[3].scope.pools = 0xFF;
        made.rules[3].red = Threshold{Comparison::at_least, 0};
        made.rules[4].red = {};
        made.rules[4].yellow = Threshold{Comparison::at_least, 100};
        return made;
    }();
    return other;
}

/// The slow way: the lights of each month's portfolio.
std::vector<MonthLights> month_by_month(const History& history, const Policy& of, Month first,
                                        int months) {
    std::vector<MonthLights> out;
    for (int i = 0; i < months; ++i) {
        const Date end = first.plus(i).last_day();
        const warning::Lights lights = warning::evaluate(history.at(end), of);
        MonthLights month{end, lights.counts(), {}};
        for (std::size_t rule = 0; rule < of.rules.size(); ++rule) {
            month.by_rule.push_back(lights.counts(rule));
        }
        out.push_back(month);
    }
    return out;
}

void expect_same(const std::vector<MonthLights>& series, const std::vector<MonthLights>& expected,
                 const std::string& what) {
    ASSERT_EQ(series.size(), expected.size()) << what;
    for (std::size_t i = 0; i < series.size(); ++i) {
        const std::string month = what + ", " + expected[i].as_of.iso();
        EXPECT_EQ(series[i].as_of, expected[i].as_of) << month;
        EXPECT_EQ(series[i].overall, expected[i].overall) << month;
        ASSERT_EQ(series[i].by_rule.size(), expected[i].by_rule.size());
        for (std::size_t rule = 0; rule < series[i].by_rule.size(); ++rule) {
            EXPECT_EQ(series[i].by_rule[rule], expected[i].by_rule[rule])
                << month << ", rule " << rule;
        }
    }
}

TEST(LightSeries, IsWhatEvaluatingEveryMonthEndFinds) {
    std::array<std::int64_t, light_count> seen{};
    for (unsigned seed = 1; seed <= 60; ++seed) {
        RandomHistory source(seed);
        const History history = history_of(source.events());
        const Month first = source.day().month();
        const int months = 1 + source.below(48);
        for (const Policy* of : {&policy(), &other_policy()}) {
            const auto expected = month_by_month(history, *of, first, months);
            expect_same(light_series(history, *of, first, months), expected,
                        "seed " + std::to_string(seed) + ", " + first.iso() + " + " +
                            std::to_string(months));
            for (const MonthLights& month : expected) {
                for (std::size_t i = 0; i < light_count; ++i) seen[i] += month.overall[i];
            }
        }
    }
    for (const Light light : all_lights) {
        EXPECT_GT(seen[static_cast<std::size_t>(light)], 1'000) << key(light);
    }
}

TEST(LightSeries, HoldsForAnyWindow) {
    RandomHistory source(7, 700);  // more than a block
    const History history = history_of(source.events());
    struct Row {
        Month first;
        int months;
    };
    const Row rows[] = {
        {Month(2000, 1), 12},  // before anything happened
        {Month(2023, 11), 4},  // over New Year, when figures begin anew
        {Month(2024, 6), 1},   {Month(2024, 1), 0},
        {Month(2021, 5), 60},  {Month(2021, 5), 61},  // in two stretches
        {Month(2015, 3), 150}, {Month(2040, 1), 3},
        {Month(1902, 1), 2},   {Month(2198, 11), 2},
    };
    for (const auto& [first, months] : rows) {
        for (const Policy* of : {&policy(), &other_policy()}) {
            if (first.year() < 1910 && of == &other_policy()) continue;  // 100 months before
            expect_same(light_series(history, *of, first, months),
                        month_by_month(history, *of, first, months),
                        first.iso() + " + " + std::to_string(months));
        }
    }
    EXPECT_THROW((void)light_series(history, policy(), Month(2024, 1), -1), Error);
    EXPECT_THROW((void)light_series(history, policy(), Month(2199, 12), 2), Error);
}

TEST(LightSeries, EvaluatesEachMonthForARuleWhoseMetricHasNoTrace) {
    for (unsigned seed = 300; seed < 305; ++seed) {
        RandomHistory source(seed);
        const History history = history_of(source.events());
        const Month first(2023, 2);
        const auto expected = month_by_month(history, policy(), first, 14);
        for (const std::string id : {"start", "payment", "all of them"}) {
            const auto traceable = [&](const Rule& rule) {
                return id != "all of them" && rule.id != id;
            };
            expect_same(warning::detail::light_series(history, policy(), first, 14, traceable),
                        expected, "seed " + std::to_string(seed) + " without that of " + id);
        }
    }
}

TEST(LightSeries, TakesThePolicyOfEachMonth) {
    RandomHistory source(5);
    const History history = history_of(source.events());
    const Month first(2023, 6);
    const Policy* const of_month[] = {&policy(), &policy(), &other_policy(), &policy()};
    const auto series = light_series(history, of_month, first);
    ASSERT_EQ(series.size(), 4U);
    for (int i = 0; i < 4; ++i) {
        expect_same({series[static_cast<std::size_t>(i)]},
                    month_by_month(history, *of_month[i], first.plus(i), 1), "month by month");
    }
}

TEST(LightSeries, RefusesAMetricThatDoesNotExist) {
    Policy broken = policy();
    broken.rules[0].metric = "no such metric";
    try {
        (void)light_series(History(), broken, Month(2024, 1), 1);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::malformed_policy);
    }
}

TEST(LightSeries, FollowsAProjectFromItsPlannedStartToItsStart) {
    Story story(code(1));
    story.on(date(2024, 1, 1), event::MovedToImplementation{})
        .on(date(2024, 1, 1), event::StartPlanned{date(2024, 2, 1)})
        .on(date(2024, 6, 15), event::Started{});
    for (int month = 1; month <= 6; ++month) story.report(Month(2024, month), 0, 0);
    const auto series = light_series(history_of(story.events), policy(), Month(2023, 12), 7);
    const Light expected[] = {Light::none, Light::green, Light::yellow, Light::yellow,
                              Light::red,  Light::red,   Light::green};
    for (std::size_t i = 0; i < series.size(); ++i) {
        for (const Light light : all_lights) {
            const bool shown = i == 0 ? false : light == expected[i];
            EXPECT_EQ(series[i].by_rule[0][static_cast<std::size_t>(light)], shown ? 1 : 0)
                << series[i].as_of.iso() << ' ' << key(light);
        }
    }
}

TEST(BitCounter, CountsEveryBit) {
    std::mt19937_64 random(1);
    for (const std::size_t count : {0U, 32U, 64U, 4'096U}) {
        std::vector<std::uint64_t> masks(count);
        std::vector<std::int64_t> expected(64);
        warning::detail::BitCounter counter;
        for (int round = 0; round < 5; ++round) {
            for (std::uint64_t& mask : masks) {
                mask = random() | random();
                for (std::size_t bit = 0; bit < 64; ++bit) expected[bit] += mask >> bit & 1U;
            }
            counter.add(masks.data(), masks.size());
        }
        for (std::size_t bit = 0; bit < 64; ++bit) EXPECT_EQ(counter.count(bit), expected[bit]);
    }
}

}  // namespace
}  // namespace sanku
