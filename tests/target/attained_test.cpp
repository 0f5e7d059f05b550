#include "sanku/target/attained.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sanku/target/scale.hpp"

namespace sanku {
namespace {

using target::Attained;
using target::Edition;
using target::Plan;
using target::Report;
using target::Scale;
using target::Target;

TEST(Scale, ReadsAndWritesExactSteps) {
    const Scale yi{"亿元", 2};
    EXPECT_EQ(yi.steps("5.50"), 550);
    EXPECT_EQ(yi.steps("5.5"), 550);
    EXPECT_EQ(yi.steps(" 1,234 "), 123'400);
    EXPECT_EQ(yi.steps("１，０００．５"), 100'050);
    EXPECT_EQ(yi.steps("-0.05"), -5);
    EXPECT_EQ(yi.steps("7.000"), 700) << "zeros are no finer";
    EXPECT_EQ(yi.text(-5), "-0.05");
    EXPECT_EQ(yi.text(123'456'789, true), "1,234,567.89");
    EXPECT_EQ(yi.value(550), Rational(11, 2));
    EXPECT_EQ((Scale{"家", 0}).steps("0137"), 137);
    EXPECT_EQ((Scale{"家", 0}).text(137), "137");
}

TEST(Scale, RefusesWhatIsNoNumberOfTheUnit) {
    for (const char* text :
         {"", "-", ".", ".5", "5..", "1e3", "abc", "5.5.5", "--5", "5.001", "12345678901234567",
          "100000000000000", "5 5", "5,5", "1,5.0", "1,2345", ",123"}) {
        try {
            const auto steps = Scale{"亿元", 2}.steps(text);
            ADD_FAILURE() << text << " was read as " << steps;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::malformed_figure) << text;
        }
    }
}

Plan plan() {
    Edition parts{date(2024, 1, 1), "市政府", "", 10};
    parts.claims = {{"甲镇", Rational(1)}};
    parts.amounts = {10};
    return {.id = "p",
            .year = 2024,
            .targets = {{.id = "firms",
                         .scale = {"家", 0},
                         .lead_unit = "市科技局",
                         .last_month = 6,
                         .editions = {parts}}}};
}

TEST(Attained, KnowsWhatWasReportedUpToADay) {
    Attained attained;
    const Month may(2024, 5);
    attained.add(plan(), {"firms", "甲镇", may, 8, date(2024, 6, 20)});
    attained.add(plan(), {"firms", "甲镇", may, 7, date(2024, 6, 3)});
    EXPECT_EQ(attained.find("firms", "甲镇", may, date(2024, 6, 2)), nullptr);
    EXPECT_EQ(attained.find("firms", "甲镇", may, date(2024, 6, 19))->attained, 7);
    EXPECT_EQ(attained.find("firms", "甲镇", may, date(2024, 6, 20))->attained, 8);
    EXPECT_EQ(attained.first("firms", "甲镇", may)->attained, 7);
    EXPECT_EQ(attained.find("firms", "", may, date(2024, 12, 31)), nullptr);
    EXPECT_EQ(attained.first("firms", "", may), nullptr);
    EXPECT_EQ(attained.all().size(), 2U) << "the earlier one stays";
}

TEST(Attained, TakesTheLeadUnitForTheWhole) {
    Attained attained;
    attained.add(plan(), {"firms", "市科技局", Month(2024, 1), 3, date(2024, 2, 1)});
    EXPECT_EQ(attained.find("firms", "", Month(2024, 1), date(2024, 2, 1))->attained, 3);
}

TEST(Attained, RefusesWhatThePlanDoesNotKnow) {
    const Report good{"firms", "甲镇", Month(2024, 5), 8, date(2024, 6, 5)};
    const auto code = [&](auto change) -> std::string {
        Attained attained;
        attained.add(plan(), good);
        Report bad = good;
        change(bad);
        try {
            attained.add(plan(), bad);
        } catch (const Error& error) {
            EXPECT_EQ(attained.all().size(), 1U);
            return std::string(key(error.code()));
        }
        return "taken";
    };
    EXPECT_EQ(code([](Report& one) { one.target = "firm"; }), "unknown_target");
    EXPECT_EQ(code([](Report& one) { one.unit = "乙镇"; }), "unknown_unit");
    EXPECT_EQ(code([](Report& one) { one.month = Month(2024, 7); }), "malformed_month");
    EXPECT_EQ(code([](Report& one) { one.month = Month(2023, 5); }), "malformed_month");
    EXPECT_EQ(code([](Report& one) { one.reported_on = date(2024, 4, 30); }), "date_in_future");
    EXPECT_EQ(code([](Report& one) { one.attained = 9; }), "malformed_figure");
    EXPECT_EQ(code([](Report& one) { one.attained = Scale::most_steps + 1; }), "malformed_figure");
    EXPECT_EQ(code([](Report&) {}), "taken") << "the same again says nothing new";
    EXPECT_EQ(code([](Report& one) { one.reported_on = date(2024, 6, 6); }), "taken");
}

}  // namespace
}  // namespace sanku
