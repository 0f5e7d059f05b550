#include "sanku/appraisal/earned_value.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

namespace sanku::appraisal {

namespace {

constexpr std::int64_t wan = 1'000'000;  // fen

/// A figure in lowest terms; `—` without a value.
[[nodiscard]] std::string str(const EarnedFigures::Figure& figure) {
    return figure ? figure->str() : "—";
}
/// An amount in 万元.
[[nodiscard]] std::string in_wan(const EarnedFigures::Figure& fen) {
    return fen ? (*fen / Rational(wan)).str() : "—";
}

[[nodiscard]] std::vector<Money> amounts(const std::vector<std::int64_t>& in_wan_yuan) {
    std::vector<Money> out;
    out.reserve(in_wan_yuan.size());
    for (const std::int64_t one : in_wan_yuan) out.push_back(Money::from(one, MoneyUnit::wan_yuan));
    return out;
}

[[nodiscard]] EarnedReport report(Month month, std::optional<std::int64_t> earned,
                                  std::optional<std::int64_t> actual) {
    EarnedReport out{month};
    if (earned) out.earned = Money::from(*earned, MoneyUnit::wan_yuan);
    if (actual) out.actual = Money::from(*actual, MoneyUnit::wan_yuan);
    return out;
}

// --- The worked example of docs/returns.md: 13 months, every line computed by hand there.

struct Line {
    std::int64_t planned;
    std::optional<std::int64_t> earned, actual;
    const char *sv, *cv, *spi, *cpi, *complete;
    const char *as_planned, *at_cost, *at_both, *tcpi;
    const char *es, *sv_t, *spi_t, *ieac_t;
};

constexpr std::optional<std::int64_t> none;

const Line lines[] = {
    {0, 0, 0, "0", "0", "—", "—", "0", "2000", "—", "—", "1", "1", "0", "1", "11"},
    {100, 50, 40, "-50", "10", "1/2", "5/4", "1/40", "1990", "1600", "3160", "195/196", "3/2",
     "-1/2", "3/4", "44/3"},
    {300, 200, 220, "-100", "-20", "2/3", "10/11", "1/10", "2020", "2200", "3190", "90/89", "5/2",
     "-1/2", "5/6", "66/5"},
    {600, 400, 450, "-200", "-50", "2/3", "8/9", "1/5", "2050", "2250", "3150", "32/31", "10/3",
     "-2/3", "5/6", "66/5"},
    {800, 800, 850, "0", "-50", "1", "16/17", "2/5", "2050", "2125", "2125", "24/23", "5", "0", "1",
     "11"},
    {800, 800, 880, "0", "-80", "1", "10/11", "2/5", "2080", "2200", "2200", "15/14", "6", "0", "1",
     "11"},
    {800, none, none, "—", "—", "—", "—", "—", "—", "—", "—", "—", "—", "—", "—", "—"},
    {1000, 900, 1000, "-100", "-100", "9/10", "9/10", "9/20", "2100", "20000/9", "191000/81",
     "11/10", "15/2", "-1/2", "15/16", "176/15"},
    {1300, 1000, none, "-300", "—", "10/13", "—", "1/2", "—", "—", "—", "—", "8", "-1", "8/9",
     "99/8"},
    {1700, 1300, 1500, "-400", "-200", "13/17", "13/15", "13/20", "2200", "30000/13", "432000/169",
     "7/5", "9", "-1", "9/10", "110/9"},
    {2000, 1600, 1900, "-400", "-300", "4/5", "16/19", "4/5", "2300", "2375", "9975/4", "4", "39/4",
     "-5/4", "39/44", "484/39"},
    {2000, 1900, 2050, "-100", "-150", "19/20", "38/41", "19/20", "2150", "41000/19", "781050/361",
     "—", "32/3", "-4/3", "8/9", "99/8"},
    {2000, 2040, 2200, "40", "-160", "51/50", "51/55", "51/50", "2200", "2200", "2200", "—", "11",
     "-2", "11/13", "13"},
};

[[nodiscard]] EarnedValue example() {
    std::vector<std::int64_t> planned;
    std::vector<EarnedReport> reports;
    for (const Line& line : lines) {
        const Month month = Month(2023, 8).plus(static_cast<int>(planned.size()));
        planned.push_back(line.planned);
        if (line.earned) reports.push_back(report(month, line.earned, line.actual));
    }
    return {Month(2023, 8), amounts(planned), reports};
}

TEST(EarnedValue, OfThirteenMonthsIsWhatAHandComputes) {
    const auto found = example().months();
    ASSERT_EQ(found.size(), std::size(lines));
    for (std::size_t i = 0; i < found.size(); ++i) {
        const EarnedFigures& one = found[i];
        const Line& line = lines[i];
        SCOPED_TRACE(one.month.iso());
        EXPECT_EQ(one.elapsed, static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ(one.duration, 11);
        EXPECT_EQ(in_wan(one.budget), "2000");
        EXPECT_EQ(in_wan(one.planned), std::to_string(line.planned));
        EXPECT_EQ(in_wan(one.schedule_variance()), line.sv);
        EXPECT_EQ(in_wan(one.cost_variance()), line.cv);
        EXPECT_EQ(str(one.schedule_index()), line.spi);
        EXPECT_EQ(str(one.cost_index()), line.cpi);
        EXPECT_EQ(str(one.complete()), line.complete);
        EXPECT_EQ(in_wan(one.estimate(Estimate::as_planned)), line.as_planned);
        EXPECT_EQ(in_wan(one.estimate(Estimate::at_cost_index)), line.at_cost);
        EXPECT_EQ(in_wan(one.estimate(Estimate::at_both_indices)), line.at_both);
        EXPECT_EQ(str(one.required_index()), line.tcpi);
        EXPECT_EQ(str(one.earned_schedule), line.es);
        EXPECT_EQ(str(one.time_variance()), line.sv_t);
        EXPECT_EQ(str(one.time_index()), line.spi_t);
        EXPECT_EQ(str(one.estimated_duration()), line.ieac_t);
    }
}

TEST(EarnedValue, KeepsTheIdentitiesOfItsFormulas) {
    for (const EarnedFigures& one : example().months()) {
        SCOPED_TRACE(one.month.iso());
        for (const Estimate how :
             {Estimate::as_planned, Estimate::at_cost_index, Estimate::at_both_indices}) {
            const auto eac = one.estimate(how);
            EXPECT_EQ(eac.has_value(), one.to_complete(how).has_value());
            if (!eac) continue;
            EXPECT_EQ(*eac - *one.actual, *one.to_complete(how));
            EXPECT_EQ(one.budget - *eac, *one.variance_at_completion(how));
        }
        // BAC ÷ CPI, as the standard writes it, while there is work left.
        const auto at_cost = one.estimate(Estimate::at_cost_index);
        if (at_cost && one.remaining()->sign() > 0) {
            EXPECT_EQ(*at_cost, one.budget / *one.cost_index());
            // To keep an estimate, work on as it assumes.
            EXPECT_EQ(one.required_index(Estimate::as_planned), Rational(1));
            EXPECT_EQ(one.required_index(Estimate::at_cost_index), one.cost_index());
        }
    }
}

// --- Rules for zero and missing

TEST(EarnedValue, HasNoIndexOverZero) {
    const EarnedFigures first = example().at(Month(2023, 8));  // nothing planned, done or spent
    EXPECT_EQ(first.schedule_index(), std::nullopt);
    EXPECT_EQ(first.cost_index(), std::nullopt);
    EXPECT_EQ(first.estimate(Estimate::at_cost_index), std::nullopt);
    EXPECT_EQ(first.required_index(Estimate::at_cost_index), std::nullopt);
    const EarnedValue spent(Month(2024, 1), amounts({100, 200}),
                            {report(Month(2024, 1), 0, 30), report(Month(2024, 2), 0, 60)});
    const EarnedFigures one = spent.at(Month(2024, 1));  // spent, but nothing done
    EXPECT_EQ(str(one.cost_index()), "0");
    EXPECT_EQ(str(one.schedule_index()), "0");
    EXPECT_EQ(one.estimate(Estimate::at_cost_index), std::nullopt);
    EXPECT_EQ(one.estimate(Estimate::at_both_indices), std::nullopt);
    EXPECT_EQ(in_wan(one.estimate(Estimate::as_planned)), "230");
    EXPECT_EQ(str(one.earned_schedule), "0");
    EXPECT_EQ(str(one.time_index()), "0");
    EXPECT_EQ(one.estimated_duration(), std::nullopt);
}

TEST(EarnedValue, OfAMonthWithoutAReportHasOnlyAPlan) {
    const EarnedFigures one = example().at(Month(2024, 2));
    EXPECT_EQ(in_wan(one.planned), "800");
    EXPECT_EQ(one.remaining(), std::nullopt);
    EXPECT_EQ(one.to_complete(Estimate::as_planned), std::nullopt);
    EXPECT_EQ(one.required_index(Estimate::as_planned), std::nullopt);
    const EarnedValue cost_alone(Month(2024, 1), amounts({100}),
                                 {report(Month(2024, 1), none, 30)});
    const EarnedFigures other = cost_alone.at(Month(2024, 1));
    EXPECT_EQ(in_wan(other.actual), "30");
    EXPECT_EQ(other.cost_variance(), std::nullopt);
    EXPECT_EQ(other.required_index(), std::nullopt);
    EXPECT_EQ(other.estimate(Estimate::as_planned), std::nullopt);
}

TEST(EarnedValue, BeyondTheBudgetLeavesNothingToDo) {
    const EarnedFigures end = example().at(Month(2024, 8));
    EXPECT_EQ(str(end.remaining()), "0");
    EXPECT_EQ(str(end.complete()), "51/50");
    EXPECT_EQ(in_wan(end.to_complete(Estimate::at_both_indices)), "0");
    EXPECT_EQ(in_wan(end.variance_at_completion(Estimate::at_cost_index)), "-200");
    EXPECT_EQ(end.required_index(Estimate::at_cost_index), std::nullopt);  // nothing over nothing
    const EarnedValue cheap(Month(2024, 1), amounts({100}), {report(Month(2024, 1), 100, 80)});
    EXPECT_EQ(str(cheap.at(Month(2024, 1)).required_index()), "0");
}

TEST(EarnedValue, StopsTheTimeWhenAllIsEarned) {
    const EarnedValue early(Month(2024, 1), amounts({100, 200, 300}),
                            {report(Month(2024, 2), 300, 250), report(Month(2024, 3), 300, 260)});
    const EarnedFigures later = early.at(Month(2024, 3));
    EXPECT_EQ(later.elapsed, 2);
    EXPECT_EQ(str(later.time_index()), "3/2");
    EXPECT_EQ(str(later.time_variance()), "1");
    EXPECT_EQ(str(later.estimated_duration()), "2");
    EXPECT_EQ(early.at(Month(2025, 1)).elapsed, 2);
    EXPECT_EQ(example().at(Month(2024, 12)).elapsed, 13);
}

TEST(EarnedSchedule, IsOnPlanWhereThePlanStandsStill) {
    const auto time_of = [](int month, std::int64_t earned) {
        const Month now = Month(2024, 1).plus(month - 1);
        const EarnedValue value(Month(2024, 1), amounts({0, 0, 100, 100, 100, 200}),
                                {report(now, earned, none)});
        return str(value.at(now).earned_schedule);
    };
    EXPECT_EQ(time_of(1, 0), "1");  // nothing is due before the third month
    EXPECT_EQ(time_of(2, 0), "2");
    EXPECT_EQ(time_of(3, 0), "2");  // now it is
    EXPECT_EQ(time_of(1, 100), "3");
    EXPECT_EQ(time_of(4, 100), "4");
    EXPECT_EQ(time_of(9, 100), "5");
    EXPECT_EQ(time_of(4, 50), "5/2");
    EXPECT_EQ(time_of(4, 150), "11/2");
    EXPECT_EQ(time_of(4, 200), "6");
}

TEST(EarnedSchedule, IsWhereThePlanWantsWhatIsEarned) {
    std::mt19937 random(5);
    const auto draw = [&](int most) { return std::uniform_int_distribution(0, most)(random); };
    for (int round = 0; round < 2'000; ++round) {
        std::vector<std::int64_t> planned{draw(2) * 10};
        for (int i = draw(11); i > 0; --i) planned.push_back(planned.back() + draw(3) * 10);
        planned.push_back(planned.back() + 10);
        const int month = draw(15);
        const std::int64_t earned = draw(static_cast<int>(planned.back()) - 1);
        const Month now = Month(2024, 1).plus(month);
        const EarnedValue value(Month(2024, 1), amounts(planned), {report(now, earned, none)});
        const EarnedFigures found = value.at(now);
        // Read the plan at that time: between the months before and after it.
        const Rational time = found.earned_schedule.value();
        std::size_t whole = 0;
        while (Rational(static_cast<std::int64_t>(whole) + 1) <= time) ++whole;
        const Rational before(whole == 0 ? 0 : planned[whole - 1]);
        const Rational part = time - Rational(static_cast<std::int64_t>(whole));
        const Rational wanted = before + part * (Rational(planned[whole]) - before);
        ASSERT_EQ(wanted, Rational(earned)) << ::testing::PrintToString(planned);
        // On plan, it is now.
        ASSERT_TRUE(found.planned != found.earned || time == Rational(found.elapsed));
    }
}

TEST(EarnedSchedule, OfAPlanThatEndsFlatCountsToWhereTheBudgetIsReached) {
    const EarnedValue value(Month(2024, 1), amounts({100, 200, 200, 200}),
                            {report(Month(2024, 4), 200, 200)});
    const EarnedFigures end = value.at(Month(2024, 4));
    EXPECT_EQ(end.duration, 2);
    EXPECT_EQ(str(end.time_variance()), "-2");
    EXPECT_EQ(value.months().size(), 4U);
}

TEST(EarnedValue, RefusesWhatIsNone) {
    const Month january(2024, 1);
    const auto refused = [&](const std::vector<std::int64_t>& planned,
                             const std::vector<EarnedReport>& reports) {
        EXPECT_THROW(EarnedValue(january, amounts(planned), reports), Error);
    };
    refused({}, {});
    refused({0, 0}, {});
    refused({100, 50}, {});
    refused({-1, 100}, {});
    refused({100}, {report(Month(2023, 12), 1, 1)});
    refused({100}, {report(january.plus(1), 1, 1), report(january, 1, 1)});
    refused({100}, {report(january, 1, 1), report(january, 1, 1)});
    refused({100}, {report(january, -1, 1)});
    refused({100}, {report(january, 1, -1)});
    refused({100}, {report(january, 2, 1), report(january.plus(1), none, 1),
                    report(january.plus(2), 1, 1)});
    EXPECT_THROW((void)example().at(Month(2023, 7)), Error);
    // A refund lowers what it cost.
    EXPECT_NO_THROW(EarnedValue(january, amounts({100}),
                                {report(january, 1, 5), report(january.plus(1), 1, 3)}));
}

TEST(ProrataPlan, CountsDaysOfBothEnds) {
    const auto plan = prorata_plan(date(2024, 1, 22), date(2024, 3, 1), Money::from_fen(4'000));
    ASSERT_EQ(plan.size(), 3U);
    EXPECT_EQ(plan[0].str(), "1000");  // 10 of 40 days
    EXPECT_EQ(plan[1].str(), "3900");
    EXPECT_EQ(plan[2].str(), "4000");
    EXPECT_EQ(prorata_plan(date(2024, 1, 1), date(2024, 12, 31), Money::from_fen(100))[0].str(),
              "1550/183");
    EXPECT_THROW((void)prorata_plan(date(2024, 1, 2), date(2024, 1, 1), Money()), Error);
}

}  // namespace

}  // namespace sanku::appraisal
