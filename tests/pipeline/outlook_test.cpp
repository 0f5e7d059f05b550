#include "sanku/pipeline/outlook.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "pipeline/random_passage.hpp"

namespace sanku {
namespace {

using pipeline::Durations;
using pipeline::Outlook;
using pipeline::Stand;
using testing::Member;
using testing::random_members;
using testing::Way;

const Date as_of = date(2024, 6, 30);
const std::vector<int> year = {1, 3, 6, 12};

Durations sample_of(const std::vector<Member>& members) {
    return pipeline::durations(Way(members).passage());
}

TEST(Outlook, OfACohortThatIsFullyObservedIsWhatItDid) {
    std::mt19937 random(1);
    for (int trial = 0; trial < 30; ++trial) {
        // Nobody is censored, and nobody goes on the day of entry; asked of all of them at age 0.
        auto cohort = random_members(random, 1 + random() % 400, 300 + 20 * trial, 0, 4);
        for (Member& member : cohort) ++member.days;
        const std::vector<Member> anew(cohort.size(), {0, Stand::waiting});
        for (const Outlook& one :
             pipeline::outlook(sample_of(anew), sample_of(cohort), as_of, year)) {
            const auto moved = std::ranges::count_if(cohort, [&](const Member& member) {
                return member.stand == Stand::moved && member.days <= one.days;
            });
            EXPECT_NEAR(one.expected, static_cast<double>(moved), 1e-9);
            EXPECT_EQ(one.waiting, std::ssize(cohort));
            EXPECT_EQ(one.beyond, 0) << "what came of everybody is known";
        }
    }
}

TEST(Outlook, MonthsAreThoseOfTheCalendar) {
    const Durations sample = sample_of({{3, Stand::waiting}});
    const auto days = [&](Date day) {
        std::vector<std::int32_t> out;
        for (const Outlook& one : pipeline::outlook(sample, sample, day, year)) {
            out.push_back(one.days);
        }
        return out;
    };
    EXPECT_EQ(days(date(2024, 6, 30)), (std::vector<std::int32_t>{30, 92, 183, 365}));
    EXPECT_EQ(days(date(2024, 1, 31)), (std::vector<std::int32_t>{29, 90, 182, 366}));
}

/// p, and the variance of its estimate, of moving on within `days` of those still in after `age`,
/// by restarting the Aalen–Johansen estimator from the members that stayed longer.
struct Landmark {
    double moved;
    double variance;
};
Landmark restarted(const std::vector<Member>& history, std::int32_t age, std::int32_t days) {
    std::vector<Member> longer;
    for (const Member& member : history) {
        if (member.days > age) longer.push_back({member.days - age, member.stand});
    }
    const pipeline::Incidence incidence(sample_of(longer));
    const std::size_t shorter = incidence.sample().after(days);
    if (shorter == 0) return {0, 0};
    return {incidence.moved()[shorter - 1], incidence.moved_variance()[shorter - 1]};
}

TEST(Outlook, AddsUpTheEstimatorRestartedFromEachAge) {
    std::mt19937 random(2);
    for (int trial = 0; trial < 40; ++trial) {
        const auto history = random_members(random, 1 + random() % 150, 400);
        const auto now = random_members(random, 1 + random() % 40, 450);
        for (const Outlook& one :
             pipeline::outlook(sample_of(now), sample_of(history), as_of, year, 0.8)) {
            double expected = 0;
            double outcomes = 0;
            double correlated = 0;
            for (const Member& member : now) {
                if (member.stand != Stand::waiting) continue;
                const Landmark at = restarted(history, member.days, one.days);
                expected += at.moved;
                outcomes += at.moved * (1 - at.moved);
                correlated += std::sqrt(std::max(at.variance, 0.0));
            }
            EXPECT_NEAR(one.expected, expected, 1e-9) << "trial " << trial;
            // No estimate is more uncertain than if those of all ages erred together.
            const double z = pipeline::normal_quantile(0.8);
            const double most = z * std::sqrt(outcomes + correlated * correlated) + 1e-9;
            const double least = z * std::sqrt(outcomes) - 1e-9;
            const auto all = static_cast<double>(one.waiting);
            EXPECT_GE(one.low, std::max(expected - most, 0.0) - 1e-9);
            EXPECT_LE(one.low, std::max(expected - least, 0.0) + 1e-9);
            EXPECT_LE(one.high, std::min(expected + most, all) + 1e-9);
            EXPECT_GE(one.high, std::min(expected + least, all) - 1e-9);
        }
    }
}

TEST(Outlook, OfOneAgeHasTheVarianceOfItsEstimate) {
    std::mt19937 random(3);
    for (int trial = 0; trial < 40; ++trial) {
        const auto history = random_members(random, 200 + random() % 200, 500);
        const auto age = static_cast<std::int32_t>(random() % 200);
        const std::vector<Member> now(30, {age, Stand::waiting});
        for (const Outlook& one :
             pipeline::outlook(sample_of(now), sample_of(history), as_of, year, 0.5)) {
            const Landmark at = restarted(history, age, one.days);
            const double variance = 30 * at.moved * (1 - at.moved) + 30 * 30 * at.variance;
            const double wide = pipeline::normal_quantile(0.5) * std::sqrt(variance);
            EXPECT_NEAR(one.low, std::max(30 * at.moved - wide, 0.0), 1e-9);
            EXPECT_NEAR(one.high, std::min(30 * at.moved + wide, 30.0), 1e-9);
        }
    }
}

TEST(Outlook, SaysOfHowManyTheHistoryDoesNotReachFarEnough) {
    const Durations now = sample_of({{0, Stand::waiting},
                                     {70, Stand::waiting},
                                     {71, Stand::waiting},
                                     {100, Stand::waiting},
                                     {130, Stand::waiting},
                                     {5, Stand::moved}});
    const std::vector<int> months = {0, 1};  // to 30 July: 30 days
    const Durations open = sample_of({{20, Stand::moved}, {100, Stand::waiting}});
    const auto found = pipeline::outlook(now, open, as_of, months);
    EXPECT_EQ(found[0].beyond, 0) << "today, nothing is to come";
    EXPECT_EQ(found[0].expected, 0);
    EXPECT_EQ(found[1].beyond, 3) << "70 + 30 days is known just yet";
    EXPECT_NEAR(found[1].expected, 0.5, 1e-12);
    const Durations closed = sample_of({{20, Stand::moved}, {100, Stand::moved}});
    EXPECT_EQ(pipeline::outlook(now, closed, as_of, months)[1].beyond, 2)
        << "nobody had stayed longer, so what comes of those up to 99 days is known";
    EXPECT_EQ(pipeline::outlook(now, Durations{}, as_of, months)[1].beyond, 5);
}

TEST(Outlook, RefusesWhatIsNoFuture) {
    const Durations sample = sample_of({{3, Stand::waiting}});
    const std::vector<int> past = {-1};
    const std::vector<int> far = {12 * 300};
    EXPECT_THROW((void)pipeline::outlook(sample, sample, as_of, past), Error);
    EXPECT_THROW((void)pipeline::outlook(sample, sample, as_of, far), Error);
    EXPECT_THROW((void)pipeline::outlook(sample, sample, as_of, year, 1), Error);
    EXPECT_TRUE(pipeline::outlook(sample, sample, as_of, {}).empty());
    EXPECT_EQ(pipeline::outlook(Durations{}, sample, as_of, year)[3].high, 0);
}

/// Members that enter over four years, of which each day one in 300 moves on and one in 900 leaves:
/// what is known as of `as_of`, and how many moved on within each horizon after it.
struct Told {
    Durations known;
    std::vector<std::int64_t> then;
};
Told simulated(std::mt19937& random, std::span<const std::int32_t> horizons) {
    std::geometric_distribution<std::int32_t> to_move(1.0 / 300);
    std::geometric_distribution<std::int32_t> to_leave(1.0 / 900);
    Told out{{}, std::vector<std::int64_t>(horizons.size())};
    std::vector<Member> members;
    for (int i = 0; i < 250; ++i) {
        const auto age = static_cast<std::int32_t>(random() % 1'460);
        const std::int32_t moves = 1 + to_move(random);
        const std::int32_t leaves = 1 + to_leave(random);
        const bool is_first = moves <= leaves;
        const std::int32_t ends = std::min(moves, leaves);
        members.push_back(ends > age ? Member{age, Stand::waiting}
                                     : Member{ends, is_first ? Stand::moved : Stand::left});
        for (std::size_t h = 0; h < horizons.size(); ++h) {
            out.then[h] += ends > age && is_first && ends <= age + horizons[h];
        }
    }
    out.known = sample_of(members);
    return out;
}

TEST(Outlook, ItsIntervalHoldsWhatComesAsOftenAsItSays) {
    std::mt19937 random(4);
    const std::vector<std::int32_t> horizons = {30, 92, 183};
    const std::vector<int> months = {1, 3, 6};
    for (const double level : {0.95, 0.8}) {
        const int trials = 4'000;
        std::vector<int> held(horizons.size());
        for (int trial = 0; trial < trials; ++trial) {
            const Told told = simulated(random, horizons);
            const auto found = pipeline::outlook(told.known, told.known, as_of, months, level);
            for (std::size_t h = 0; h < horizons.size(); ++h) {
                ASSERT_EQ(found[h].days, horizons[h]);
                const auto moved = static_cast<double>(told.then[h]);
                held[h] += found[h].low <= moved && moved <= found[h].high;
            }
        }
        for (std::size_t h = 0; h < horizons.size(); ++h) {
            const double coverage = static_cast<double>(held[h]) / trials;
            EXPECT_GE(coverage, level - 0.03) << horizons[h] << " days";
            EXPECT_LE(coverage, level + 0.03) << horizons[h] << " days";
        }
    }
}

}  // namespace
}  // namespace sanku
