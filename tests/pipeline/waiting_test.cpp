#include "sanku/pipeline/waiting.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "pipeline/random_passage.hpp"

namespace sanku {
namespace {

using pipeline::Bottleneck;
using pipeline::Durations;
using pipeline::Stand;
using testing::Member;
using testing::random_members;
using testing::Way;

Durations sample_of(const std::vector<Member>& members) {
    return pipeline::durations(Way(members).passage());
}

TEST(Waiting, ListsThoseThatWaitByAgeAndRowWithTheShareThatHadLeftByThen) {
    const Way way({{40, Stand::waiting},
                   {10, Stand::moved},
                   {70, Stand::waiting},
                   {20, Stand::left},
                   {40, Stand::waiting},
                   {5, Stand::waiting}});
    const Durations own = pipeline::durations(way.passage());
    const auto all = pipeline::waiting(way.passage(), own);
    // At risk 6, 5, 4 at 5, 10, 20 days: S is 1, 4/5, 3/5 after them, and stays.
    const std::vector<pipeline::Waiting> expected = {
        {2, 70, 0.4}, {0, 40, 0.4}, {4, 40, 0.4}, {5, 5, 0}};
    ASSERT_EQ(all.size(), expected.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i].row, expected[i].row);
        EXPECT_EQ(all[i].days, expected[i].days);
        EXPECT_NEAR(all[i].had_left, expected[i].had_left, 1e-14);
    }
    EXPECT_EQ(pipeline::waiting(way.passage(), own, 2), std::vector(all.begin(), all.begin() + 2));
    EXPECT_TRUE(pipeline::waiting(way.passage(), own, 0).empty());
    EXPECT_EQ(pipeline::waiting(way.passage(), Durations{})[0].had_left, 0) << "no history";
}

/// The smallest age that at least half of the ages do not exceed, by sorting them.
std::optional<std::int32_t> middle(std::vector<std::int32_t> ages) {
    if (ages.empty()) return std::nullopt;
    std::ranges::sort(ages);
    return ages[(ages.size() - 1) / 2];
}

TEST(Bottlenecks, CountThoseThatHaveWaitedLongerThanTheHistoryStayed) {
    std::mt19937 random(1);
    for (int trial = 0; trial < 50; ++trial) {
        std::vector<std::vector<Member>> groups;
        std::vector<Member> everybody;
        std::vector<Durations> samples;
        for (int group = 0; group < 5; ++group) {
            groups.push_back(random_members(random, random() % 60, 30 + 60 * group, 2 * group));
            everybody.insert(everybody.end(), groups.back().begin(), groups.back().end());
            samples.push_back(sample_of(groups.back()));
        }
        const Durations history = pipeline::merged(samples);
        ASSERT_EQ(history, sample_of(everybody));
        const auto stay = pipeline::stay(history);
        const auto found = pipeline::bottlenecks(samples, history);
        ASSERT_EQ(found.size(), groups.size());
        for (std::size_t group = 0; group < groups.size(); ++group) {
            std::vector<std::int32_t> ages;
            for (const Member& member : groups[group]) {
                if (member.stand == Stand::waiting) ages.push_back(member.days);
            }
            EXPECT_EQ(found[group].waiting, std::ssize(ages));
            EXPECT_EQ(found[group].median_age, middle(ages));
            for (std::size_t i = 0; i < stay.size(); ++i) {
                ASSERT_EQ(found[group].longer[i].has_value(), stay[i].has_value());
                if (!stay[i]) continue;
                EXPECT_EQ(*found[group].longer[i],
                          std::ranges::count_if(ages, [&](auto age) { return age > *stay[i]; }));
            }
        }
    }
}

TEST(Bottlenecks, StayIsTheTimeUntilAShareHadMovedOnOrLeft) {
    const Durations history = sample_of(
        {{10, Stand::moved}, {20, Stand::left}, {30, Stand::moved}, {40, Stand::waiting}});
    EXPECT_EQ(pipeline::stay(history)[0], 20);
    EXPECT_EQ(pipeline::stay(history)[1], 30);
    EXPECT_EQ(pipeline::stay(history)[2], std::nullopt) << "never reached";
    EXPECT_EQ(pipeline::stay(Durations{})[0], std::nullopt);
}

TEST(Bottlenecks, AreRankedByTheShareThatHasWaitedLongerThanHalfOfTheHistoryStayed) {
    const auto one = [](std::int64_t waiting, std::optional<std::int64_t> longer) {
        return Bottleneck{waiting, 5, {longer, 0, 0}};
    };
    const std::vector<Bottleneck> found = {one(10, 3), one(0, 0),  one(9, 3), one(30, 10),
                                           one(9, 3),  one(4, {}), one(2, 2), one(5, 0)};
    EXPECT_EQ(pipeline::ranked(found), (std::vector<std::size_t>{6, 3, 2, 4, 0, 7, 5, 1}));
    EXPECT_EQ(found[0].overdue(), Ratio(3, 10));
    EXPECT_FALSE(found[1].overdue().has_value()) << "nobody waits";
    EXPECT_FALSE(found[5].overdue().has_value()) << "the history has no median";
}

}  // namespace
}  // namespace sanku
