#include "sanku/warning/forecast.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "portfolio/same.hpp"
#include "random_rules.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using testing::code;
using testing::RandomRules;
using testing::Story;
using warning::evaluate;
using warning::forecast;
using warning::LightChange;
using warning::Lights;

const Policy& policy() {
    static const Policy both = Policy::builtin("yinchuan-2025+hubei");
    return both;
}

// --- The projects of a later day
// ------------------------------------------------------------------

/// A project with figures of 2024 and of the year before.
Story told() {
    Story story(code(1));
    story.on(date(2020, 1, 1), event::MovedToImplementation{})
        .on(date(2020, 1, 1),
            event::AttributeChanged::total_investment(Money::from(900, MoneyUnit::yuan)))
        .plan(2024, 120, 60)
        .report(Month(2023, 12), 30, 50, 5)
        .report(Month(2024, 5), 40, 90, 10);
    return story;
}

TEST(Later, InTheSameYearFiguresAreAsTheyAre) {
    const Portfolio now = fold(told().events, date(2024, 6, 15));
    auto expected = testing::contents(now);
    expected["as_of"] = {"2024-12-31"};
    EXPECT_EQ(testing::contents(now.later(date(2024, 12, 31))), expected);
    EXPECT_EQ(testing::contents(now.later(now.as_of())), testing::contents(now));
}

TEST(Later, IsWhatTheHistoryFindsIfNothingWasStatedSince) {
    const History history = history_of(told().events);
    const Portfolio now = history.at(date(2024, 6, 15));
    for (const Date day : {date(2024, 6, 16), date(2024, 12, 31), date(2025, 1, 1),
                           date(2025, 12, 31), date(2026, 1, 1), date(2030, 2, 28)}) {
        testing::expect_same(now.later(day), history.at(day), day.iso());
    }
}

TEST(Later, ANewYearBeginsWithoutPlanAndReportsAndTheOldOneIsLastYear) {
    const Portfolio now = fold(told().events, date(2024, 6, 15));
    const Portfolio then = now.later(date(2025, 1, 1));
    const Columns& c = then.columns();
    const std::int64_t yuan = 100;
    EXPECT_EQ(c.given[0], given::total_investment | given::completed_total);
    EXPECT_EQ(c.completed_last_year[0], 40 * yuan);
    EXPECT_EQ(c.completed_total[0], 90 * yuan);
    EXPECT_EQ(c.total_investment[0], 900 * yuan);
    for (const auto* column :
         {&c.plan, &c.required_payment, &c.completed_this_year, &c.arrived, &c.paid}) {
        EXPECT_EQ((*column)[0], 0);
    }
    EXPECT_EQ(now.later(date(2026, 1, 1)).columns().completed_last_year[0], 0);
    EXPECT_EQ(then.later(date(2026, 1, 1)).columns().completed_last_year[0], 0);
}

TEST(Later, ByTwoStepsIsLaterByOne) {
    RandomRules random(3);
    const Portfolio now = random.portfolio(50, date(2024, 3, 31), policy());
    for (const Date between : {date(2024, 7, 1), date(2025, 2, 1), date(2026, 5, 5)}) {
        testing::expect_same(now.later(between).later(date(2026, 8, 1)),
                             now.later(date(2026, 8, 1)), between.iso());
    }
}

TEST(Later, RefusesAnEarlierDay) {
    const Portfolio now = fold(told().events, date(2024, 6, 15));
    try {
        (void)now.later(date(2024, 6, 14));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    }
}

// --- The forecast
// ---------------------------------------------------------------------------------

TEST(Forecast, SaysWhatAProjectTurnsToIfNothingHappens) {
    Story story(code(1));
    story.on(date(2020, 1, 1), event::MovedToImplementation{})
        .on(date(2024, 5, 20), event::Started{})
        .report(Month(2024, 5), 0, 0);
    const Lights now = evaluate(fold(story.events, date(2024, 6, 15)), policy());
    const std::size_t enrolment = policy().find("enrolment").value();
    struct Row {
        Date day;
        Light light;
    };
    const Row rows[] = {
        {date(2024, 6, 15), Light::green},  {date(2024, 6, 19), Light::green},
        {date(2024, 6, 20), Light::yellow}, {date(2024, 7, 20), Light::yellow},
        {date(2024, 7, 21), Light::red},    {date(2026, 1, 1), Light::red},
    };
    for (const auto& [day, light] : rows) {
        EXPECT_EQ(key(forecast(now, day).of(enrolment, 0)), key(light)) << day.iso();
    }
}

TEST(Changes, ListOverallThenRulesOfEachRow) {
    Story late(code(1));
    late.on(date(2020, 1, 1), event::MovedToImplementation{})
        .on(date(2024, 5, 20), event::Started{})
        .plan(2024, 120)
        .report(Month(2024, 5), 120, 120);
    Story calm(code(2));
    calm.on(date(2020, 1, 1), event::EnteredDirectory{});
    const Lights now = evaluate(fold(testing::join({late, calm}), date(2024, 6, 15)), policy());
    const std::size_t enrolment = policy().find("enrolment").value();
    EXPECT_EQ(warning::changes(now, forecast(now, date(2024, 7, 21))),
              (std::vector<LightChange>{{0, {}, Light::green, Light::red},
                                        {0, enrolment, Light::green, Light::red}}));
    EXPECT_TRUE(warning::changes(now, now).empty());
}

TEST(Changes, RefuseOtherProjectsAndOtherRules) {
    const Lights now = evaluate(fold(told().events, date(2024, 6, 15)), policy());
    const Lights nobody = evaluate(History().at(date(2024, 6, 15)), policy());
    const Lights hubei = evaluate(now.portfolio(), Policy::builtin("hubei"));
    EXPECT_THROW((void)warning::changes(now, nobody), Error);
    EXPECT_THROW((void)warning::changes(now, hubei), Error);
}

// --- A turn is the first day on which the forecast is another one
// ----------------------------------

/// Every turn of every project against the forecast of every day up to 3 years on.
void expect_turns(const Portfolio& portfolio, const Policy& of, const std::string& what,
                  std::array<int, light_count>& seen) {
    const Lights now = evaluate(portfolio, of);
    using Turned = std::optional<std::pair<Date, Light>>;
    std::vector<Turned> expected(of.rules.size() * now.size());
    const Date end = portfolio.as_of().plus_months(36);
    for (Date day = portfolio.as_of().plus_days(1); day <= end; day = day.plus_days(1)) {
        const Lights then = forecast(now, day);
        for (std::size_t rule = 0; rule < of.rules.size(); ++rule) {
            for (std::size_t row = 0; row < now.size(); ++row) {
                Turned& turned = expected[rule * now.size() + row];
                const Light light = then.of(rule, row);
                if (!turned && light != now.of(rule, row)) turned.emplace(day, light);
            }
        }
    }
    for (std::size_t rule = 0; rule < of.rules.size(); ++rule) {
        for (std::size_t row = 0; row < now.size(); ++row) {
            const Turned& turned = expected[rule * now.size() + row];
            const auto turn = now.explain(rule, row).distances.turn;
            const std::string where = what + ", rule " + of.rules[rule].id + ", row " +
                                      std::to_string(row) + ", " +
                                      std::string(key(now.of(rule, row)));
            if (turned) {
                ASSERT_TRUE(turn) << where << ": turns on " << turned->first.iso();
                ASSERT_EQ(turn->on.iso(), turned->first.iso()) << where;
                ASSERT_EQ(key(turn->to), key(turned->second)) << where;
                ++seen[static_cast<std::size_t>(turn->to)];
            } else if (turn) {
                ASSERT_GT(turn->on, end) << where;
            }
        }
    }
}

TEST(Turn, IsTheFirstDayOnWhichTheForecastIsAnotherOne) {
    const Date days[] = {date(2024, 6, 30),  date(2024, 2, 29), date(2025, 1, 1),
                         date(2023, 12, 31), date(2024, 8, 17), date(2025, 10, 5)};
    std::array<int, light_count> seen{};
    for (unsigned seed = 1; seed <= 12; ++seed) {
        RandomRules random(seed);
        const Date day = days[seed % std::size(days)];
        const Policy of = random.policy();
        expect_turns(random.portfolio(60, day, of), of,
                     "seed " + std::to_string(seed) + " as of " + day.iso(), seen);
        expect_turns(random.portfolio(60, day, policy()), policy(),
                     "shipped, seed " + std::to_string(seed) + " as of " + day.iso(), seen);
        if (HasFatalFailure()) return;
    }
    for (const Light light : all_lights) {
        EXPECT_GT(seen[static_cast<std::size_t>(light)], 50) << key(light);
    }
}

}  // namespace
}  // namespace sanku
