#include "sanku/pipeline/survival.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/rational.hpp>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "pipeline/random_passage.hpp"
#include "sanku/pipeline/incidence.hpp"
#include "sanku/pipeline/log_rank.hpp"
#include "shared_data.hpp"

namespace sanku {
namespace {

using pipeline::Bounds;
using pipeline::Curve;
using pipeline::Durations;
using pipeline::Ending;
using pipeline::Incidence;
using pipeline::Stand;
using testing::Member;
using testing::random_members;
using testing::Way;

Durations sample_of(const std::vector<Member>& members) {
    return pipeline::durations(Way(members).passage());
}

// --- Durations

/// The sample by its definition: for each duration, counts over all members, again and again.
Durations counted(const pipeline::Passage& passage, const std::vector<std::uint32_t>& groups,
                  std::uint32_t group) {
    Durations out;
    std::map<std::int32_t, std::array<std::int32_t, 3>> counts;
    const std::int32_t today = passage.as_of.days();
    for (std::size_t i = 0; i < passage.size(); ++i) {
        if (groups[i] != group) continue;
        const std::int32_t entered = passage.entered[i];
        switch (pipeline::stand(entered, passage.moved[i], passage.left[i], today)) {
            case Stand::waiting:
                ++counts[today - entered][0];
                break;
            case Stand::moved:
                ++counts[passage.moved[i] - entered][1];
                break;
            case Stand::left:
                ++counts[passage.left[i] - entered][2];
                break;
            case Stand::impossible:
                ++out.impossible;
                break;
            case Stand::outside:
                break;
        }
    }
    for (const auto& [days, count] : counts) {
        std::int32_t risk = 0;
        for (const auto& [other, more] : counts) {
            if (other >= days) risk += more[0] + more[1] + more[2];
        }
        out.days.push_back(days);
        out.at_risk.push_back(risk);
        out.waiting.push_back(count[0]);
        out.moved.push_back(count[1]);
        out.left.push_back(count[2]);
    }
    return out;
}

/// Days of which some contradict each other, some lie after today, and many are of one day.
Way wild_days(std::mt19937& random, std::size_t members, std::int32_t span) {
    Way way;
    const std::int32_t today = way.as_of.days();
    const auto day = [&](unsigned none) {
        if (random() % 10 < none) return no_day;
        return today + 20 - static_cast<std::int32_t>(random() % static_cast<unsigned>(span));
    };
    for (std::size_t i = 0; i < members; ++i) {
        way.entered.push_back(day(1));
        way.moved.push_back(day(4));
        way.left.push_back(day(6));
        way.amount.push_back(0);
    }
    return way;
}

TEST(Durations, AreThoseOfEachMembersStandWhetherCountedOrSorted) {
    std::mt19937 random(1);
    struct Case {
        std::size_t members;
        std::int32_t span;
        std::uint32_t groups;
    };
    for (const auto& [members, span, groups] :
         {Case{0, 30, 1}, Case{1, 30, 1}, Case{5'000, 60, 3}, Case{3'000, 40'000, 5},
          Case{5'000, 2'000, 400}, Case{40, 90, 7}, Case{2'000, 1, 2}}) {
        const Way way = wild_days(random, members, span);
        std::vector<std::uint32_t> group(members);
        for (std::uint32_t& one : group) one = static_cast<std::uint32_t>(random()) % groups;
        const auto found =
            pipeline::durations(way.passage(), NumberedGroups(group, groups + 1));  // one is empty
        ASSERT_EQ(found.size(), groups + 1);
        std::int32_t impossible = 0;
        for (std::uint32_t g = 0; g <= groups; ++g) {
            EXPECT_EQ(found[g], counted(way.passage(), group, g))
                << members << " members, span " << span << ", group " << g << " of " << groups;
            impossible += found[g].impossible;
        }
        EXPECT_EQ(static_cast<std::size_t>(impossible), pipeline::impossible(way.passage()).size());
        const Durations all = pipeline::durations(way.passage());
        EXPECT_EQ(pipeline::merged(found), all) << "groups merge to the sample of all";
        EXPECT_EQ(all.members() + impossible, std::ranges::count_if(way.entered, [&](auto day) {
                      return day <= way.as_of.days();
                  }));
    }
}

TEST(Durations, DoNotDependOnTheOrderOfMembers) {
    std::mt19937 random(2);
    Way way = wild_days(random, 3'000, 400);
    const Durations before = pipeline::durations(way.passage());
    std::vector<std::size_t> order(way.entered.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::shuffle(order, random);
    Way mixed;
    for (const std::size_t i : order) {
        mixed.entered.push_back(way.entered[i]);
        mixed.moved.push_back(way.moved[i]);
        mixed.left.push_back(way.left[i]);
        mixed.amount.push_back(0);
    }
    EXPECT_EQ(pipeline::durations(mixed.passage()), before);
}

TEST(Durations, RefuseWhatTheyCannotCount) {
    Way way({{3, Stand::moved}, {5, Stand::left}});
    const std::vector<std::uint32_t> three(3);
    EXPECT_THROW((void)pipeline::durations(way.passage(), NumberedGroups(three, 1)), Error);
    way.entered[0] = Date::min_days - 1;
    EXPECT_THROW((void)pipeline::durations(way.passage()), Error);
    way.entered[0] = INT32_MIN;
    EXPECT_THROW((void)pipeline::durations(way.passage()), Error);
    way.entered[0] = Date::min_days;
    EXPECT_EQ(pipeline::durations(way.passage()).members(), 2);
    way.left.pop_back();
    EXPECT_THROW((void)pipeline::durations(way.passage()), Error);
    Durations many = sample_of({{3, Stand::moved}});
    many.at_risk[0] = many.moved[0] = 2'000'000'000;
    EXPECT_EQ(pipeline::merged(std::vector{many}).members(), 2'000'000'000);
    EXPECT_THROW((void)pipeline::merged(std::vector{many, many}), Error);
}

// --- Golden: lung

struct Lung {
    std::vector<Member> members;
    std::vector<std::uint32_t> sex;
};

/// 228 patients of a lung cancer study, as R's `survival::lung` and the shared data have them.
Lung lung() {
    std::ifstream file(testing::shared_data("survival/lung.csv"));
    Lung out;
    std::string line;
    std::getline(file, line);  // inst,time,status,age,sex,…
    while (std::getline(file, line)) {
        std::istringstream cells(line);
        std::string cell;
        std::vector<int> numbers;
        while (numbers.size() < 5 && std::getline(cells, cell, ',')) {
            numbers.push_back(cell.empty() ? 0 : static_cast<int>(std::stod(cell)));
        }
        out.members.push_back({numbers[1], numbers[2] == 1 ? Stand::moved : Stand::waiting});
        out.sex.push_back(static_cast<std::uint32_t>(numbers[4] - 1));
    }
    return out;
}

class LungTest : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!std::ifstream(testing::shared_data("survival/lung.csv"))) {
            GTEST_SKIP() << "shared data absent: " << testing::shared_data("survival/lung.csv");
        }
    }
};

TEST_F(LungTest, TheCurveIsThePublishedOne) {
    // R, survival::survfit(Surv(time, status) ~ 1, lung): n 228, events 165, median 310, 0.95 LCL
    // 285, 0.95 UCL 363 (conf.type "log"); shared data, survival/golden_lung.json.
    const Curve curve(sample_of(lung().members));
    EXPECT_EQ(curve.sample().members(), 228);
    EXPECT_EQ(curve.events(), 165);
    EXPECT_EQ(curve.median(0.95, Bounds::log), (pipeline::Quantile{310, 285, 363}));
    EXPECT_NEAR(curve.survival_at(180), 0.721671, 5e-7);
    EXPECT_NEAR(curve.survival_at(365), 0.409242, 5e-7);
}

TEST_F(LungTest, TheCurvesBySexAreThePublishedOnesAndDiffer) {
    // R, survfit(Surv(time, status) ~ sex, lung): 138, 112, 270 (212, 310); 90, 53, 426 (348, 550).
    const Lung data = lung();
    const Way way(data.members);
    const auto samples = pipeline::durations(way.passage(), NumberedGroups(data.sex, 2));
    const Curve men(samples[0]);
    const Curve women(samples[1]);
    EXPECT_EQ(men.sample().members(), 138);
    EXPECT_EQ(men.events(), 112);
    EXPECT_EQ(men.median(0.95, Bounds::log), (pipeline::Quantile{270, 212, 310}));
    EXPECT_EQ(women.sample().members(), 90);
    EXPECT_EQ(women.events(), 53);
    EXPECT_EQ(women.median(0.95, Bounds::log), (pipeline::Quantile{426, 348, 550}));
    // R, survdiff(Surv(time, status) ~ sex, lung): observed 112 and 53, expected 91.6 and 73.4,
    // Chisq = 10.3 on 1 degrees of freedom, p = 0.001 (0.00131).
    const auto test = pipeline::log_rank(samples);
    ASSERT_TRUE(test);
    EXPECT_NEAR(test->chi_square, 10.3, 0.05);
    EXPECT_EQ(test->freedom, 1);
    EXPECT_NEAR(test->p, 0.00131, 5e-6);
    EXPECT_EQ(test->observed, (std::vector<std::int64_t>{112, 53}));
    EXPECT_NEAR(test->expected[0], 91.6, 0.05);
    EXPECT_NEAR(test->expected[1], 73.4, 0.05);
}

// --- Curves

/// The product-limit estimator by its definition, by going over all members for each of them.
double naive_survival(const std::vector<Member>& members, std::int32_t at, bool any) {
    std::vector<std::int32_t> times;
    for (const Member& member : members) times.push_back(member.days);
    std::ranges::sort(times);
    times.erase(std::unique(times.begin(), times.end()), times.end());
    double in = 1;
    for (const std::int32_t time : times) {
        if (time > at) break;
        double risk = 0;
        double events = 0;
        for (const Member& member : members) {
            if (member.days >= time) ++risk;
            const bool is_event =
                member.stand == Stand::moved || (any && member.stand == Stand::left);
            if (member.days == time && is_event) ++events;
        }
        in *= (risk - events) / risk;
    }
    return in;
}

TEST(Curve, IsTheProductLimitEstimatorOfItsDefinition) {
    std::mt19937 random(3);
    for (int trial = 0; trial < 60; ++trial) {
        const auto members = random_members(random, 1 + random() % 80, 1 + trial);
        for (const Ending ending : {Ending::moved, Ending::any}) {
            const Curve curve(sample_of(members), ending);
            for (std::int32_t day = -1; day < trial + 3; ++day) {
                ASSERT_NEAR(curve.survival_at(day),
                            naive_survival(members, day, ending == Ending::any), 1e-12)
                    << "trial " << trial << " day " << day;
            }
        }
    }
}

TEST(Curve, OfAFewMembersIsTheExactFraction) {
    using Exact = boost::rational<std::int64_t>;
    std::mt19937 random(4);
    for (int trial = 0; trial < 300; ++trial) {
        const auto members = random_members(random, 1 + random() % 8, 6);
        const Curve curve(sample_of(members));
        Exact in(1);
        Exact greenwood(0);
        for (std::int32_t day = 0; day < 6; ++day) {
            std::int64_t risk = 0;
            std::int64_t events = 0;
            for (const Member& member : members) {
                risk += member.days >= day;
                events += member.days == day && member.stand == Stand::moved;
            }
            if (events == risk) {
                if (risk > 0) in = 0;
            } else if (events > 0) {
                in *= Exact(risk - events, risk);
                greenwood += Exact(events, risk * (risk - events));
            }
            ASSERT_NEAR(curve.survival_at(day), boost::rational_cast<double>(in), 1e-14);
            const std::size_t shorter = curve.sample().after(day);
            if (shorter == 0) continue;
            ASSERT_NEAR(curve.variance()[shorter - 1],
                        boost::rational_cast<double>(in * in * greenwood), 1e-14)
                << "trial " << trial << " day " << day;
        }
    }
}

TEST(Curve, WithoutCensoringIsTheEmpiricalDistribution) {
    std::mt19937 random(5);
    for (int trial = 0; trial < 20; ++trial) {
        const auto members = random_members(random, 200, 90, 0, 0);
        const Curve curve(sample_of(members));
        const double n = 200;
        for (std::int32_t day = 0; day < 90; ++day) {
            const auto longer = static_cast<double>(std::ranges::count_if(
                members, [&](const Member& member) { return member.days > day; }));
            EXPECT_NEAR(curve.survival_at(day), longer / n, 1e-13);
            const std::size_t shorter = curve.sample().after(day);
            if (shorter == 0) continue;
            EXPECT_NEAR(curve.variance()[shorter - 1], longer / n * (1 - longer / n) / n, 1e-15);
        }
        std::vector<std::int32_t> days;
        for (const Member& member : members) days.push_back(member.days);
        std::ranges::sort(days);
        for (const int k : {1, 50, 99, 100, 101, 150, 199}) {
            // k of 200 is reached just with the k-th: S = 1 − k/200 holds there, up to rounding.
            EXPECT_EQ(curve.quantile(k / n).days, days[static_cast<std::size_t>(k) - 1]) << k;
        }
    }
}

TEST(Curve, WhereItIsFlatAtTheQuantileTheStretchBeginsThere) {
    // survfit would print 15, the middle between 10 and 20; 10 days is when half had moved on.
    const Curve curve(
        sample_of({{5, Stand::moved}, {10, Stand::moved}, {20, Stand::moved}, {30, Stand::moved}}));
    EXPECT_EQ(curve.median().days, 10);
    EXPECT_EQ(curve.quantile(0.51).days, 20);
    EXPECT_EQ(curve.quantile(0.999).days, 30);
}

TEST(Curve, AQuantileThatTheSampleDoesNotReachIsNone) {
    const Curve curve(sample_of({{5, Stand::moved}, {10, Stand::waiting}, {12, Stand::left}}));
    EXPECT_EQ(curve.median().days, std::nullopt);
    EXPECT_EQ(curve.quantile(0.3).days, 5);
    EXPECT_EQ(curve.quantile(0.3).high, std::nullopt);
    EXPECT_EQ(Curve(Durations{}).median(), pipeline::Quantile{});
    EXPECT_EQ(Curve(Durations{}).survival_at(100), 1);
    EXPECT_EQ(curve.bounds_at(3), std::nullopt) << "nothing has happened by then";
    for (const double p : {0.0, 1.0, -1.0, std::nan("")}) {
        EXPECT_THROW((void)curve.quantile(p), Error) << p;
        EXPECT_THROW((void)curve.median(p), Error) << p;
        EXPECT_THROW((void)curve.bounds_at(5, p), Error) << p;
    }
}

TEST(Curve, BoundsHoldTheCurveBetweenThemAndTheQuantileBetweenItsOwn) {
    std::mt19937 random(6);
    for (int trial = 0; trial < 60; ++trial) {
        const Curve curve(sample_of(random_members(random, 5 + random() % 200, 120)));
        for (const Bounds kind : {Bounds::log_log, Bounds::log, Bounds::plain}) {
            for (const std::int32_t day : {10, 40, 80}) {
                const auto narrow = curve.bounds_at(day, 0.5, kind);
                const auto wide = curve.bounds_at(day, 0.99, kind);
                ASSERT_EQ(narrow.has_value(), wide.has_value());
                if (!wide) continue;
                const double in = curve.survival_at(day);
                EXPECT_LE(0, wide->low);
                EXPECT_LE(wide->low, narrow->low);
                EXPECT_LE(narrow->low, in);
                EXPECT_LE(in, narrow->high);
                EXPECT_LE(narrow->high, wide->high);
                EXPECT_LE(wide->high, 1);
            }
            for (const double p : {0.1, 0.5, 0.75}) {
                const pipeline::Quantile found = curve.quantile(p, 0.9, kind);
                if (!found.days) continue;
                ASSERT_TRUE(found.low);
                EXPECT_LE(*found.low, *found.days);
                EXPECT_LE(*found.days, found.high.value_or(*found.days));
            }
        }
    }
}

TEST(Bounds, AreThoseOfTheirFormulas) {
    // z of 0.90, 0.95, 0.99: tables of the standard normal distribution.
    EXPECT_NEAR(pipeline::normal_quantile(0.90), 1.6448536269514722, 1e-14);
    EXPECT_NEAR(pipeline::normal_quantile(0.95), 1.9599639845400545, 1e-14);
    EXPECT_NEAR(pipeline::normal_quantile(0.99), 2.5758293035489004, 1e-14);
    const double p = 0.7;
    const double s = 0.1;
    const auto of = [&](Bounds kind) { return *pipeline::bounds_of(p, s * s, kind, 2); };
    EXPECT_NEAR(of(Bounds::plain).low, 0.5, 1e-15);
    EXPECT_NEAR(of(Bounds::plain).high, 0.9, 1e-15);
    EXPECT_NEAR(of(Bounds::log).low, std::exp(std::log(p) - 2 * s / p), 1e-15);
    EXPECT_NEAR(of(Bounds::log).high, std::exp(std::log(p) + 2 * s / p), 1e-15);
    const double inner = std::log(-std::log(p));
    const double wide = 2 * s / (p * -std::log(p));
    EXPECT_NEAR(of(Bounds::log_log).low, std::exp(-std::exp(inner + wide)), 1e-15);
    EXPECT_NEAR(of(Bounds::log_log).high, std::exp(-std::exp(inner - wide)), 1e-15);
    EXPECT_EQ(pipeline::bounds_of(0, 0, Bounds::plain, 2), std::nullopt);
    EXPECT_EQ(pipeline::bounds_of(1, 0, Bounds::log, 2), std::nullopt);
}

// --- Incidence

TEST(Incidence, SharesOfAllWaysOutAndOfThoseStillInAddUpToOne) {
    std::mt19937 random(7);
    for (int trial = 0; trial < 60; ++trial) {
        const Durations sample = sample_of(random_members(random, 1 + random() % 300, 150));
        const Incidence incidence(sample);
        const Curve in(sample, Ending::any);
        for (std::size_t i = 0; i < sample.size(); ++i) {
            EXPECT_NEAR(incidence.moved()[i] + incidence.left()[i] + incidence.in()[i], 1, 1e-12);
            EXPECT_NEAR(incidence.in()[i], in.survival()[i], 1e-13);
            EXPECT_LE(incidence.moved()[i], 1 - Curve(sample).survival()[i] + 1e-13)
                << "who left does not move on";
        }
    }
}

TEST(Incidence, IsTheSumOfItsDefinitionAndItsVarianceTheDeltaMethods) {
    std::mt19937 random(8);
    for (int trial = 0; trial < 40; ++trial) {
        const auto members = random_members(random, 20 + random() % 60, 30);
        const Durations sample = sample_of(members);
        const Incidence incidence(sample);
        std::vector<double> share;  // by definition: S just before × moved ÷ at risk, added up
        double sum = 0;
        for (std::size_t i = 0; i < sample.size(); ++i) {
            sum += naive_survival(members, sample.days[i] - 1, true) * sample.moved[i] /
                   sample.at_risk[i];
            share.push_back(sum);
            EXPECT_NEAR(incidence.moved()[i], sum, 1e-12);
            double variance = 0;  // Dinse and Larson, Biometrika 73 (1986)
            for (std::size_t j = 0; j <= i; ++j) {
                const double n = sample.at_risk[j];
                const double d = sample.moved[j] + sample.left[j];
                const double k = sample.moved[j];
                const double to_come = sum - share[j];
                const double before = naive_survival(members, sample.days[j] - 1, true);
                if (j < i) variance += to_come * to_come * d / (n * (n - d));
                variance += before * before * (n - k) * k / (n * n * n);
                variance -= 2 * to_come * before * k / (n * n);
            }
            EXPECT_NEAR(incidence.moved_variance()[i], variance, 1e-14);
        }
    }
}

TEST(Incidence, WithoutCensoringIsTheShareOfThoseThatMovedOn) {
    std::mt19937 random(9);
    const auto members = random_members(random, 500, 60, 0, 4);
    const Incidence incidence(sample_of(members));
    for (std::int32_t day = 0; day < 62; ++day) {
        const auto moved = static_cast<double>(std::ranges::count_if(
            members, [&](const Member& m) { return m.days <= day && m.stand == Stand::moved; }));
        EXPECT_NEAR(incidence.moved_at(day), moved / 500, 1e-12);
        const std::size_t shorter = incidence.sample().after(day);
        if (shorter == 0) continue;
        EXPECT_NEAR(incidence.moved_variance()[shorter - 1], moved / 500 * (1 - moved / 500) / 500,
                    1e-15);
        if (moved > 0) {
            const auto bounds = incidence.moved_bounds_at(day);
            EXPECT_TRUE(bounds->low < moved / 500 && moved / 500 < bounds->high);
        }
    }
}

TEST(Incidence, HasNoBoundsWhereEverybodyHasMovedOn) {
    // Sums of thirds, sevenths and so on come to 1 only up to rounding.
    for (int n = 2; n < 200; ++n) {
        std::vector<Member> members;
        for (int i = 0; i < n; ++i) members.push_back({1 + i, Stand::moved});
        const Incidence incidence(sample_of(members));
        EXPECT_NEAR(incidence.moved_at(n), 1, 1e-12);
        EXPECT_EQ(incidence.moved_bounds_at(n), std::nullopt) << n << " members";
        EXPECT_TRUE(incidence.moved_bounds_at(n - 1)) << n << " members";
    }
}

TEST(Incidence, OfNobodyLeavingIsThatOfTheCurve) {
    std::mt19937 random(10);
    const Durations sample = sample_of(random_members(random, 300, 100, 4, 0));
    const Incidence incidence(sample);
    const Curve curve(sample);
    for (std::size_t i = 0; i < sample.size(); ++i) {
        EXPECT_NEAR(incidence.moved()[i], 1 - curve.survival()[i], 1e-13);
        EXPECT_NEAR(incidence.moved_variance()[i], curve.variance()[i], 1e-14);
    }
}

// --- Log-rank

TEST(LogRank, OfGroupsOfOneLawRejectsAsOftenAsItSays) {
    std::mt19937 random(11);
    int rejected = 0;
    for (int trial = 0; trial < 1'000; ++trial) {
        std::vector<Durations> groups;
        for (int group = 0; group < 3; ++group) {
            groups.push_back(sample_of(random_members(random, 60, 200)));
        }
        const auto test = pipeline::log_rank(groups);
        ASSERT_TRUE(test);
        ASSERT_EQ(test->freedom, 2);
        rejected += test->p < 0.05;
    }
    EXPECT_GT(rejected, 30);
    EXPECT_LT(rejected, 75);
}

TEST(LogRank, ObservedAndExpectedMovesAreEqualInAllAndOrderDoesNotMatter) {
    std::mt19937 random(12);
    for (int trial = 0; trial < 40; ++trial) {
        std::vector<Durations> groups;
        for (int group = 0; group < 4; ++group) {
            groups.push_back(sample_of(random_members(random, random() % 40, 20 + 20 * group)));
        }
        const auto test = pipeline::log_rank(groups);
        if (!test) continue;
        double expected = 0;
        std::int64_t observed = 0;
        for (std::size_t group = 0; group < 4; ++group) {
            expected += test->expected[group];
            observed += test->observed[group];
            EXPECT_EQ(test->observed[group], Curve(groups[group]).events());
        }
        EXPECT_NEAR(expected, static_cast<double>(observed), 1e-9);
        std::ranges::reverse(groups);
        EXPECT_NEAR(pipeline::log_rank(groups)->chi_square, test->chi_square, 1e-9);
    }
}

TEST(LogRank, IsNoneWhereThereIsNothingToCompare) {
    const Durations some = sample_of({{5, Stand::moved}, {9, Stand::moved}});
    const Durations nobody_moved = sample_of({{5, Stand::left}, {9, Stand::waiting}});
    const Durations gone = sample_of({{2, Stand::left}});
    const auto test = [](std::vector<Durations> groups) { return pipeline::log_rank(groups); };
    EXPECT_FALSE(test({}));
    EXPECT_FALSE(test({some}));
    EXPECT_FALSE(test({some, Durations{}}));
    EXPECT_FALSE(test({some, gone})) << "nobody of one group was in when somebody moved on";
    EXPECT_FALSE(test({nobody_moved, nobody_moved}));
    const Durations at_once = sample_of({{5, Stand::moved}});
    EXPECT_FALSE(test({at_once, at_once})) << "all that were in moved on: no variance";
    ASSERT_TRUE(test({some, nobody_moved, gone}));
    EXPECT_EQ(test({some, nobody_moved, gone})->freedom, 1);
}

}  // namespace
}  // namespace sanku
