#include "sanku/evaluation/indicator_system.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "random_systems.hpp"
#include "sanku/evaluation/project_columns.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using evaluation::Better;
using evaluation::Dimension;
using evaluation::Indicator;
using evaluation::IndicatorSystem;
using evaluation::Method;
using evaluation::Place;
using testing::RandomSystems;

namespace method = evaluation::method;

Rational of(const Method& method, const Rational& value, Better better = Better::higher,
            const Rational& weight = Rational(10)) {
    EXPECT_FALSE(evaluation::fault(method, better)) << evaluation::fault(method, better)->reason;
    return evaluation::share(method, value, better, weight);
}

TEST(Method, AttainedIsThePartOfTheTargetWithFloorAndCap) {
    const Method plain = method::Attained{Rational(2)};
    EXPECT_EQ(of(plain, Rational(1)), Rational(1, 2));
    EXPECT_EQ(of(plain, Rational(2)), Rational(1));
    EXPECT_EQ(of(plain, Rational(9)), Rational(1));
    EXPECT_EQ(of(plain, Rational(-1)), Rational(0));
    const Method limited = method::Attained{Rational(1), Rational(6, 10), Rational(12, 10)};
    EXPECT_EQ(of(limited, Rational(59, 100)), Rational(0));
    EXPECT_EQ(of(limited, Rational(60, 100)), Rational(1, 2));  // the floor itself counts
    EXPECT_EQ(of(limited, Rational(1)), Rational(10, 12));
    EXPECT_EQ(of(limited, Rational(12, 10)), Rational(1));
    EXPECT_EQ(of(limited, Rational(2)), Rational(1));
    // Lower is better: target ÷ value.
    EXPECT_EQ(of(plain, Rational(4), Better::lower), Rational(1, 2));
    EXPECT_EQ(of(plain, Rational(1), Better::lower), Rational(1));
    EXPECT_EQ(of(plain, Rational(0), Better::lower), Rational(1));
    EXPECT_EQ(of(plain, Rational(-3), Better::lower), Rational(1));
}

TEST(Method, BandsBeginWithTheirLowerBound) {
    const Method bands = method::Bands{{{{}, Rational(0)},
                                        {Rational(60), Rational(6, 10)},
                                        {Rational(80), Rational(8, 10)},
                                        {Rational(90), Rational(1)}}};
    EXPECT_EQ(of(bands, Rational(-5)), Rational(0));
    EXPECT_EQ(of(bands, Rational(5999, 100)), Rational(0));
    EXPECT_EQ(of(bands, Rational(60)), Rational(6, 10));
    EXPECT_EQ(of(bands, Rational(7999, 100)), Rational(6, 10));
    EXPECT_EQ(of(bands, Rational(80)), Rational(8, 10));
    EXPECT_EQ(of(bands, Rational(90)), Rational(1));
    EXPECT_EQ(of(bands, Rational(1000)), Rational(1));
    EXPECT_EQ(of(method::Bands{{{{}, Rational(1, 2)}}}, Rational(7)), Rational(1, 2));
}

TEST(Method, OfAPlaceYesAndNoAndDeductions) {
    const auto placed = [](std::int64_t rank, std::int64_t count) {
        return evaluation::share(method::Placed{}, Rational(1), Better::higher, Rational(10),
                                 {rank, count});
    };
    EXPECT_EQ(placed(1, 1), Rational(1));
    EXPECT_EQ(placed(1, 5), Rational(1));
    EXPECT_EQ(placed(2, 5), Rational(3, 4));
    EXPECT_EQ(placed(5, 5), Rational(0));
    EXPECT_EQ(of(method::YesNo{}, Rational(1)), Rational(1));
    EXPECT_EQ(of(method::YesNo{}, Rational(0)), Rational(0));
    EXPECT_EQ(of(method::YesNo{}, Rational(1), Better::lower), Rational(0));
    EXPECT_EQ(of(method::YesNo{}, Rational(0), Better::lower), Rational(1));
    // 2 of 10 points off for each 1 above 3.
    const Method deduction = method::Deduction{Rational(3), Rational(2)};
    EXPECT_EQ(of(deduction, Rational(3), Better::lower), Rational(1));
    EXPECT_EQ(of(deduction, Rational(0), Better::lower), Rational(1));
    EXPECT_EQ(of(deduction, Rational(4), Better::lower), Rational(8, 10));
    EXPECT_EQ(of(deduction, Rational(9, 2), Better::lower), Rational(7, 10));
    EXPECT_EQ(of(deduction, Rational(8), Better::lower), Rational(0));
    EXPECT_EQ(of(deduction, Rational(99), Better::lower), Rational(0));
    EXPECT_EQ(of(deduction, Rational(2), Better::higher), Rational(8, 10));
}

TEST(Method, NeverGivesLessThanNothingOrMoreThanAllAndNeverMoreForWorse) {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        RandomSystems random(seed);
        for (const Indicator& one : random.tree().indicators) {
            Rational last;
            for (int step = 0; step <= 40; ++step) {
                const bool upwards = one.better == Better::higher;
                const Rational value(upwards ? step - 20 : 20 - step, 13);
                const Rational share = evaluation::share(one, value, {.rank = 41 - step, .of = 41});
                EXPECT_GE(share, Rational(0)) << seed;
                EXPECT_LE(share, Rational(1)) << seed;
                const bool yes_no = std::holds_alternative<method::YesNo>(one.method);
                if (step > 0 && !yes_no) {
                    EXPECT_GE(share, last) << seed << ' ' << step;
                }
                last = share;
            }
        }
    }
}

/// Two dimensions, the second with one below it: a 40 (x 40), b 60 (c 60: y 25, z 35).
IndicatorSystem tree() {
    const auto indicator = [](const char* id, int weight, std::size_t dimension) {
        return Indicator{.id = id,
                         .name = {},
                         .weight = Rational(weight),
                         .dimension = dimension,
                         .unit = {},
                         .method = method::Linear{Rational(0), Rational(1)}};
    };
    return {.id = "tree",
            .version = "1",
            .title = {},
            .source = {},
            .dimensions = {{"a", {}, Rational(40), {}},
                           {"b", {}, Rational(60), {}},
                           {"c", {}, Rational(60), 1}},
            .indicators = {indicator("x", 40, 0), indicator("y", 25, 2), indicator("z", 35, 2)},
            .least_weights = {{{"a", "c"}, Rational(100)}}};
}

TEST(IndicatorSystem, IsATreeOfWhichEveryNodeAddsUp) {
    EXPECT_NO_THROW(tree().check());
    std::vector<std::string> order;
    evaluation::for_each_node(tree(), [&](const auto& node, std::size_t, std::size_t depth) {
        order.push_back(std::string(depth, '.') + node.id);
    });
    EXPECT_EQ(order, (std::vector<std::string>{"a", ".x", "b", ".c", "..y", "..z"}));
    EXPECT_EQ(tree().weight_of({"a", "b"}), Rational(100));
    const std::pair<const char*, std::function<void(IndicatorSystem&)>> faults[] = {
        {"twice", [](auto& s) { s.dimensions[2].id = "x"; }},
        {"no weight", [](auto& s) { s.indicators[0].weight = Rational(0); }},
        {"too little below", [](auto& s) { s.indicators[1].weight = Rational(24); }},
        {"dimensions off", [](auto& s) { s.dimensions[2].weight = Rational(59); }},
        {"not 100", [](auto& s) { s.dimensions[0].weight = Rational(41); }},
        {"empty dimension", [](auto& s) { s.indicators.erase(s.indicators.begin()); }},
        {"both below one", [](auto& s) { s.indicators[0].dimension = 1; }},
        {"its own parent", [](auto& s) { s.dimensions[2].parent = 2; }},
        {"a parent behind", [](auto& s) { s.dimensions[0].parent = 1; }},
        {"no such dimension", [](auto& s) { s.indicators[0].dimension = 3; }},
        {"no such parent", [](auto& s) { s.dimensions[2].parent = 9; }},
        {"least weight", [](auto& s) { s.least_weights[0].dimensions = {"a"}; }},
        {"least of what", [](auto& s) { s.least_weights[0].dimensions = {"x"}; }},
        {"method",
         [](auto& s) {
             s.indicators[0].method = method::Deduction{Rational(1), Rational(0)};
         }},
    };
    for (const auto& [what, change] : faults) {
        IndicatorSystem broken = tree();
        change(broken);
        EXPECT_THROW(broken.check(), Error) << what;
    }
    IndicatorSystem deep = tree();
    for (std::size_t i = 3; i < 5; ++i) {
        deep.dimensions.push_back({"d" + std::to_string(i), {}, Rational(60), i - 1});
        for (Indicator& one : deep.indicators) {
            if (one.id != "x") one.dimension = i;
        }
        if (i == 3) {
            EXPECT_NO_THROW(deep.check());
        }
    }
    EXPECT_THROW(deep.check(), Error);
}

TEST(IndicatorSystem, IsInForceOnBothItsDates) {
    IndicatorSystem system = tree();
    EXPECT_TRUE(system.in_force(date(1990, 1, 1)));
    system.valid_from = date(2024, 1, 1);
    system.valid_to = date(2024, 12, 31);
    EXPECT_FALSE(system.in_force(date(2023, 12, 31)));
    EXPECT_TRUE(system.in_force(date(2024, 1, 1)));
    EXPECT_TRUE(system.in_force(date(2024, 12, 31)));
    EXPECT_FALSE(system.in_force(date(2025, 1, 1)));
}

TEST(ProjectColumn, IsAnAmountOrOneAgainstAnotherAndNothingUnlessStated) {
    using testing::code;
    using testing::Story;
    Story story(code());
    story.on(date(2024, 1, 1), event::EnteredDirectory{}).plan(2024, 900, 400);
    story.report(Month(2024, 5), 300, 300, 100);
    const Portfolio portfolio = fold(story.events, date(2024, 6, 30));
    const auto* const paid = evaluation::find_column("paid");
    const auto* const required = evaluation::find_column("required_payment");
    EXPECT_EQ(evaluation::figure(portfolio, 0, *paid).value(), Rational(10'000));
    EXPECT_EQ(evaluation::figure(portfolio, 0, *paid, required), Ratio(10'000, 40'000));
    const auto* const output = evaluation::find_column("output");
    EXPECT_EQ(evaluation::figure(portfolio, 0, *output).value(), std::nullopt);
    EXPECT_EQ(evaluation::figure(portfolio, 0, *paid, output).value(), std::nullopt);
    EXPECT_EQ(evaluation::find_column("code"), nullptr);
}

}  // namespace
}  // namespace sanku
