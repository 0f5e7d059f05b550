#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "evaluation/random_selection.hpp"
#include "sanku/core/error.hpp"
#include "sanku/evaluation/cbc.hpp"
#include "sanku/evaluation/selection.hpp"

namespace sanku {
namespace {

using evaluation::Candidate;
using evaluation::Cbc;
using evaluation::Decided;
using evaluation::Limit;
using evaluation::select;
using evaluation::Selection;
using evaluation::SelectionOptions;
using evaluation::SelectionStatus;
using evaluation::Why;
using testing::Dice;
using testing::Instance;
using testing::random_instance;
using Places = std::vector<std::size_t>;

/// Makes some candidates decided, exclusive and dependent.
void tie_together(Instance& instance, Dice& dice) {
    const auto last = static_cast<std::int64_t>(instance.candidates.size()) - 1;
    for (Candidate& one : instance.candidates) {
        const std::int64_t face = dice(0, 11);
        if (face == 0) one.decided = Decided::take;
        if (face == 1) one.decided = Decided::leave;
        if (face <= 4) one.group = std::to_string(dice(1, 4));
        const Candidate& other = instance.candidates[static_cast<std::size_t>(dice(0, last))];
        if (face >= 9 && other.id != one.id) one.only_with = other.id;
    }
}

/// Makes circles of two or three that are only taken together.
void tie_in_circles(Instance& instance, Dice& dice) {
    std::vector<Candidate>& all = instance.candidates;
    for (std::size_t i = all.size(); i-- > 1;) {
        std::swap(all[i], all[static_cast<std::size_t>(dice(0, static_cast<std::int64_t>(i)))]);
    }
    for (std::size_t from = 0; from < all.size();) {
        const auto size = static_cast<std::size_t>(dice(1, 3));
        const std::size_t end = std::min(from + size, all.size());
        for (std::size_t i = from; i < end && end - from > 1; ++i) {
            all[i].only_with = all[i + 1 < end ? i + 1 : from].id;
        }
        from = end;
    }
}

/// The best of all subsets, and the first of those that are as good, found by trying all of them,
/// each a step away from the last one (Gray code).
struct BruteForce {
    bool feasible = false;
    std::int64_t objective = 0;
    Places chosen{};

    explicit BruteForce(const Instance& instance) {
        const auto& [candidates, limits] = instance;
        Places order(candidates.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
            return std::pair(-candidates[a].score, candidates[a].id) <
                   std::pair(-candidates[b].score, candidates[b].id);
        });
        // The first by rank is the highest bit, so that of two subsets the larger number comes
        // first.
        const auto bit_of = [&](std::size_t place) {
            return std::uint32_t{1} << (order.size() - 1 - place);
        };
        std::uint32_t take = 0;
        std::uint32_t leave = 0;
        std::vector<std::uint32_t> groups(10);
        std::vector<std::uint32_t> parents(order.size());
        for (std::size_t place = 0; place < order.size(); ++place) {
            const Candidate& one = candidates[order[place]];
            if (one.decided == Decided::take) take |= bit_of(place);
            if (one.decided == Decided::leave) leave |= bit_of(place);
            if (!one.group.empty()) groups[std::stoul(one.group)] |= bit_of(place);
            for (std::size_t other = 0; other < order.size(); ++other) {
                if (candidates[order[other]].id == one.only_with) parents[place] = bit_of(other);
            }
        }
        std::vector<std::int64_t> left;
        for (const Limit& limit : limits) left.push_back(limit.amount);
        std::uint32_t best = 0;
        std::uint32_t taken = 0;
        std::int64_t value = 0;
        for (std::uint32_t step = 0;;) {
            const bool better =
                !feasible || value > objective || (value == objective && taken > best);
            if (better && (taken & take) == take && (taken & leave) == 0 &&
                std::ranges::all_of(left, [](std::int64_t one) { return one >= 0; }) &&
                std::ranges::all_of(
                    groups,
                    [&](std::uint32_t group) { return std::popcount(group & taken) < 2; }) &&
                std::ranges::all_of(order, [&](const std::size_t& of) {
                    const auto place = static_cast<std::size_t>(&of - order.data());
                    return (taken & bit_of(place)) == 0 ||
                           (parents[place] & taken) == parents[place];
                })) {
                feasible = true;
                best = taken;
                objective = value;
            }
            if (++step == std::uint32_t{1} << order.size()) break;
            const auto bit = static_cast<std::size_t>(std::countr_zero(step));
            const Candidate& one = candidates[order[order.size() - 1 - bit]];
            taken ^= std::uint32_t{1} << bit;
            const std::int64_t sign = (taken >> bit & 1) != 0 ? 1 : -1;
            value += sign * one.score * one.weight;
            for (std::size_t limit = 0; limit < left.size(); ++limit) {
                left[limit] -= sign * one.needs[limit];
            }
        }
        for (std::size_t place = 0; place < order.size(); ++place) {
            if ((best & bit_of(place)) != 0) chosen.push_back(order[place]);
        }
    }
};

void expect_as_brute_force(const Instance& instance, const Selection& found) {
    const BruteForce all(instance);
    if (!all.feasible) {
        EXPECT_EQ(found.status, SelectionStatus::infeasible);
        EXPECT_FALSE(found.conflicts.empty());
        return;
    }
    EXPECT_EQ(found.status, SelectionStatus::optimal);
    EXPECT_TRUE(found.first_of_equals);
    EXPECT_EQ(found.objective, all.objective);
    EXPECT_EQ(found.bound, all.objective);
    EXPECT_EQ(found.chosen, all.chosen);
    EXPECT_LE(found.by_ranking_objective, found.objective);
}

TEST(Selection, EqualsBruteForceOn200RandomInstances) {
    Dice dice(20240630);
    for (int round = 0; round < 200; ++round) {
        SCOPED_TRACE(round);
        // All sizes up to 25; the large ones, which brute force takes longest over, the least
        // often.
        const std::int64_t size = round < 8 ? 25 - round / 2 : dice(0, 18);
        const Instance instance = random_instance(dice, size, round % 3 == 0 ? 1'000 : 1);
        expect_as_brute_force(instance, select(instance.candidates, instance.limits, Cbc()));
    }
}

TEST(Selection, EqualsBruteForceWithDecisionsGroupsAndDependencies) {
    Dice dice(7);
    int infeasible = 0;
    for (int round = 0; round < 300; ++round) {
        SCOPED_TRACE(round);
        Instance instance = random_instance(dice, dice(2, 15), round % 2 == 0 ? 1'000 : 1);
        tie_together(instance, dice);
        const Selection found = select(instance.candidates, instance.limits, Cbc());
        infeasible += found.status == SelectionStatus::infeasible ? 1 : 0;
        expect_as_brute_force(instance, found);
    }
    EXPECT_GT(infeasible, 20);
    EXPECT_LT(infeasible, 200);
}

TEST(Selection, EqualsBruteForceWithCircles) {
    Dice dice(16);
    int infeasible = 0;
    int taken = 0;
    for (int round = 0; round < 300; ++round) {
        SCOPED_TRACE(round);
        Instance instance = random_instance(dice, dice(6, 14), round % 2 == 0 ? 1'000 : 1);
        if (round % 3 == 0) tie_together(instance, dice);
        tie_in_circles(instance, dice);
        const Selection found = select(instance.candidates, instance.limits, Cbc());
        infeasible += found.status == SelectionStatus::infeasible ? 1 : 0;
        taken += std::ranges::any_of(found.chosen, [&](std::size_t one) {
            return instance.candidates[one].decided == Decided::open &&
                   !instance.candidates[one].only_with.empty();
        });
        expect_as_brute_force(instance, found);
    }
    EXPECT_GT(infeasible, 20);
    EXPECT_LT(infeasible, 200);
    EXPECT_GT(taken, 50);
}

TEST(Selection, EqualsBruteForceOfScoresTimesInvestment) {
    Dice dice(8);
    for (int round = 0; round < 50; ++round) {
        SCOPED_TRACE(round);
        Instance instance = random_instance(dice, 14);
        for (Candidate& one : instance.candidates)
            one.weight = dice(0, 100'000'000'000'000 / 1'000);
        expect_as_brute_force(instance, select(instance.candidates, instance.limits, Cbc()));
    }
}

TEST(Selection, ShadowsEqualBruteForceUnderTheLargerLimit) {
    Dice dice(9);
    int gains = 0;
    for (int round = 0; round < 40; ++round) {
        SCOPED_TRACE(round);
        Instance instance = random_instance(dice, 12);
        for (Limit& limit : instance.limits) limit.step = limit.amount / dice(3, 20);
        const Selection found = select(instance.candidates, instance.limits, Cbc());
        const BruteForce now(instance);
        for (std::size_t limit = 0; limit < instance.limits.size(); ++limit) {
            Instance larger = instance;
            larger.limits[limit].amount += larger.limits[limit].step;
            const BruteForce then(larger);
            const evaluation::Shadow& shadow = found.limits[limit].shadow.value();
            EXPECT_EQ(shadow.gain, then.objective - now.objective);
            EXPECT_EQ(shadow.gain_at_most, shadow.gain);
            Places after = found.chosen;
            std::erase_if(
                after, [&](std::size_t one) { return std::ranges::count(shadow.leave, one) != 0; });
            after.insert(after.end(), shadow.enter.begin(), shadow.enter.end());
            std::ranges::sort(after);
            Places expected = shadow.gain == 0 ? found.chosen : then.chosen;
            std::ranges::sort(expected);
            EXPECT_EQ(after, expected);
            gains += shadow.gain > 0 ? 1 : 0;
        }
    }
    EXPECT_GT(gains, 20);
}

/// Two that are only taken together come in together, into the ranking and with a larger limit too.
TEST(Selection, ThoseInACircleAreTakenTogetherOrNotAtAll) {
    std::vector<Candidate> candidates = {{"a", 5, 1, {1}, Decided::open, "", "b"},
                                         {"b", 5, 1, {1}, Decided::open, "", "a"},
                                         {"c", 1, 1, {1}}};
    const Selection both = select(candidates, {{"m", 2}}, Cbc());
    EXPECT_EQ(both.status, SelectionStatus::optimal);
    EXPECT_EQ(both.chosen, (Places{0, 1}));
    EXPECT_EQ(both.objective, 10);
    EXPECT_TRUE(both.first_of_equals);
    EXPECT_EQ(both.by_ranking, (Places{0, 1}));

    candidates[2].score = 6;
    const Selection none = select(candidates, {{"m", 1, 1}}, Cbc());
    EXPECT_EQ(none.chosen, (Places{2}));
    EXPECT_EQ(none.bound, 6);
    EXPECT_EQ(none.limits[0].shadow->gain, 4);
    EXPECT_EQ(none.limits[0].shadow->gain_at_most, 4);
    EXPECT_EQ(none.limits[0].shadow->enter, (Places{0, 1}));
    EXPECT_EQ(none.limits[0].shadow->leave, (Places{2}));
    ASSERT_EQ(none.left_out.size(), 2U);
    EXPECT_EQ(none.left_out[0].why, Why::only_with);
    EXPECT_EQ(none.left_out[0].lacks,
              (std::vector<evaluation::LeftOut::Lack>{{.limit = 0, .amount = 2}}));

    // Of one group they can never be taken.
    candidates[0].group = candidates[1].group = "river";
    EXPECT_EQ(select(candidates, {{"m", 3}}, Cbc()).chosen, (Places{2}));
    // One must be taken, the other must not.
    candidates[0].decided = Decided::take;
    EXPECT_EQ(select(candidates, {{"m", 3}}, Cbc()).conflicts[0].candidates, (Places{0, 1}));
    candidates[1].group = "";
    EXPECT_EQ(select(candidates, {{"m", 3}}, Cbc()).chosen, (Places{2, 0, 1}));
    candidates[1].decided = Decided::leave;
    EXPECT_EQ(select(candidates, {{"m", 3}}, Cbc()).conflicts[0].candidates, (Places{0, 1}));
}

TEST(Selection, ALimitSmallerByWhatIsLeftChangesNothing) {
    Dice dice(10);
    Instance instance = random_instance(dice, 16);
    const Selection found = select(instance.candidates, instance.limits, Cbc());
    for (std::size_t limit = 0; limit < instance.limits.size(); ++limit) {
        Instance smaller = instance;
        smaller.limits[limit].amount -= found.limits[limit].left;
        EXPECT_EQ(select(smaller.candidates, smaller.limits, Cbc()).chosen, found.chosen);
    }
}

TEST(Selection, DoesNotDependOnTheOrderOfCandidates) {
    Dice dice(11);
    Instance instance = random_instance(dice, 20, 1'000);
    const auto ids = [](const Instance& of, const Places& places) {
        std::vector<std::string> out;
        for (const std::size_t place : places) out.push_back(of.candidates[place].id);
        return out;
    };
    const auto first = ids(instance, select(instance.candidates, instance.limits, Cbc()).chosen);
    std::ranges::reverse(instance.candidates);
    EXPECT_EQ(ids(instance, select(instance.candidates, instance.limits, Cbc()).chosen), first);
}

TEST(Selection, TwinsAreTakenInTheOrderOfIds) {
    std::vector<Candidate> candidates;
    for (int i = 0; i < 60; ++i) candidates.push_back({std::to_string(99 - i), 80, 1, {7}});
    const Selection found = select(candidates, {{"land", 7 * 20 + 6}}, Cbc());
    EXPECT_TRUE(found.first_of_equals);
    ASSERT_EQ(found.chosen.size(), 20U);
    EXPECT_EQ(candidates[found.chosen.front()].id, "40");
    EXPECT_EQ(candidates[found.chosen.back()].id, "59");
}

/// A fen that doubles cannot see: 2⁵⁶ fen are 7 × 10¹⁴ yuan.
TEST(Selection, IsExactWhereDoublesAreNot) {
    const std::int64_t half = std::int64_t{1} << 56;
    const std::vector<Candidate> candidates = {{"a", 100, 1, {half + 1}},
                                               {"b", 100, 1, {half}},
                                               {"c", 60, 1, {half}},
                                               {"d", 50, 1, {half}}};
    const Selection found = select(candidates, {{"money", 2 * half}}, Cbc());
    EXPECT_EQ(found.chosen, (Places{1, 2}));
    EXPECT_EQ(found.status, SelectionStatus::optimal);
    const Selection larger = select(candidates, {{"money", 2 * half + 1}}, Cbc());
    EXPECT_EQ(larger.chosen, (Places{0, 1}));
}

TEST(Selection, WhatMustBeTakenBreaksALimitByThatMuch) {
    const std::vector<Candidate> candidates = {{"a", 90, 1, {60, 1}, Decided::take},
                                               {"b", 80, 1, {50, 1}, Decided::take},
                                               {"c", 70, 1, {0, 9}}};
    const Selection found = select(candidates, {{"land", 100}, {"energy", 5}}, Cbc());
    EXPECT_EQ(found.status, SelectionStatus::infeasible);
    ASSERT_EQ(found.conflicts.size(), 1U);
    EXPECT_EQ(found.conflicts[0].limit, 0U);
    EXPECT_EQ(found.conflicts[0].excess, 10);
    EXPECT_EQ(found.conflicts[0].candidates, (Places{0, 1}));
    EXPECT_TRUE(found.chosen.empty());
}

TEST(Selection, WhatMustBeTakenClashesWithConditions) {
    std::vector<Candidate> candidates = {{"a", 90, 1, {1}, Decided::take, "river"},
                                         {"b", 80, 1, {1}, Decided::take, "river"}};
    EXPECT_EQ(select(candidates, {{"land", 9}}, Cbc()).conflicts[0].candidates, (Places{0, 1}));
    candidates[1] = {"b", 80, 1, {1}, Decided::leave};
    candidates[0] = {"a", 90, 1, {1}, Decided::take, "", "b"};
    EXPECT_EQ(select(candidates, {{"land", 9}}, Cbc()).conflicts[0].candidates, (Places{0, 1}));
}

TEST(Selection, SaysWhyACandidateIsLeftOut) {
    const std::vector<Candidate> candidates = {
        {"first", 90, 1, {50, 3}},
        {"dear", 85, 1, {60, 3}},
        {"unwanted", 99, 1, {1, 1}, Decided::leave},
        {"second phase", 1, 1, {1, 1}, Decided::open, "", "dear"},
        {"one way", 60, 1, {20, 1}, Decided::open, "bridge"},
        {"other way", 50, 1, {20, 1}, Decided::open, "bridge"}};
    const Selection found = select(candidates, {{"land", 100}, {"energy", 10}}, Cbc());
    EXPECT_EQ(found.chosen, (Places{0, 4}));
    EXPECT_EQ(found.ranking, (Places{2, 0, 1, 4, 5, 3}));
    ASSERT_EQ(found.left_out.size(), 4U);
    EXPECT_EQ(found.left_out[0].why, Why::decided);
    EXPECT_EQ(found.left_out[1].why, Why::limits);
    EXPECT_EQ(found.left_out[1].lacks,
              (std::vector<evaluation::LeftOut::Lack>{{.limit = 0, .amount = 30}}));
    EXPECT_EQ(found.left_out[1].dominated_by, 0U);
    EXPECT_EQ(found.left_out[2].why, Why::group);
    EXPECT_EQ(found.left_out[2].dominated_by, 4U);
    EXPECT_EQ(found.left_out[3].why, Why::only_with);
}

/// The textbook case: the best by score takes the land of two that together score more.
TEST(Selection, BeatsThePlainRanking) {
    const std::vector<Candidate> candidates = {
        {"large", 90, 1, {100}}, {"middle", 80, 1, {60}}, {"small", 70, 1, {40}}};
    const Selection found = select(candidates, {{"land", 100}}, Cbc());
    EXPECT_EQ(found.by_ranking, (Places{0}));
    EXPECT_EQ(found.by_ranking_objective, 90);
    EXPECT_EQ(found.chosen, (Places{1, 2}));
    EXPECT_EQ(found.objective, 150);
    EXPECT_EQ(found.gap(), Ratio(0, 150));
}

/// Its proposals are whatever the test likes.
class Charlatan final : public evaluation::Solver {
  public:
    explicit Charlatan(Proposal proposal) : proposal_(std::move(proposal)) {}
    [[nodiscard]] Proposal propose(const evaluation::Program&, const std::vector<bool>&,
                                   const evaluation::Effort&) const override {
        return proposal_;
    }

  private:
    Proposal proposal_;
};

TEST(Selection, NeverBelievesASolver) {
    Dice dice(12);
    const double inf = std::numeric_limits<double>::infinity();
    for (const double price : {0.0, -1.0, 1e-9, 1e300, inf, -inf, inf - inf}) {
        for (const std::size_t size : {std::size_t{0}, std::size_t{10}}) {
            const Instance instance = random_instance(dice, 10);
            const Charlatan solver({std::vector<bool>(size, true), std::vector<double>(7, price)});
            expect_as_brute_force(instance, select(instance.candidates, instance.limits, solver));
        }
    }
}

TEST(Selection, OfTwoThousandProjectsUnderSevenLimitsHasAProvenGap) {
    Dice dice(13);
    const Instance instance = random_instance(dice, 2'000);
    const SelectionOptions options{.effort = {.nodes = 50, .steps = 2'000'000}};
    const Selection found = select(instance.candidates, instance.limits, Cbc(), options);
    EXPECT_GE(found.bound, found.objective);
    EXPECT_TRUE(found.gap().compare(Ratio(1, 1'000)) < 0) << found.gap().percent(4);
    EXPECT_GT(found.objective, found.by_ranking_objective);
    for (std::size_t limit = 0; limit < instance.limits.size(); ++limit) {
        std::int64_t used = 0;
        for (const std::size_t one : found.chosen) used += instance.candidates[one].needs[limit];
        EXPECT_EQ(used, found.limits[limit].used);
        EXPECT_LE(used, instance.limits[limit].amount);
    }
    const SelectionOptions content{.gap = Ratio(1, 100), .effort = {.nodes = 0, .steps = 0}};
    EXPECT_EQ(select(instance.candidates, instance.limits, Cbc(), content).status,
              SelectionStatus::within_gap);
}

TEST(Selection, IsTheSameEachTime) {
    Dice dice(14);
    const Instance instance = random_instance(dice, 300);
    const SelectionOptions options{.effort = {.nodes = 20, .steps = 100'000}};
    const Selection once = select(instance.candidates, instance.limits, Cbc(), options);
    const Selection again = select(instance.candidates, instance.limits, Cbc(), options);
    EXPECT_EQ(once.chosen, again.chosen);
    EXPECT_EQ(once.bound, again.bound);
}

TEST(Selection, WritesNothing) {
    Dice dice(15);
    const Instance instance = random_instance(dice, 60);
    std::FILE* const file = std::tmpfile();
    std::fflush(nullptr);
    const int out = dup(1);
    const int error = dup(2);
    dup2(fileno(file), 1);
    dup2(fileno(file), 2);
    (void)select(instance.candidates, instance.limits, Cbc());
    std::fflush(nullptr);
    dup2(out, 1);
    dup2(error, 2);
    close(out);
    close(error);
    std::fseek(file, 0, SEEK_END);
    EXPECT_EQ(std::ftell(file), 0);
    std::fclose(file);
}

TEST(Selection, OfNothingIsEmpty) {
    const Selection none = select({}, {{"land", 0}}, Cbc());
    EXPECT_EQ(none.status, SelectionStatus::optimal);
    EXPECT_TRUE(none.chosen.empty());
    EXPECT_EQ(none.gap(), Ratio(0, 1));
    // Without limits all are taken, those that count nothing too.
    EXPECT_EQ(select({{"a", 0, 1, {}}, {"b", 5, 1, {}}}, {}, Cbc()).chosen, (Places{1, 0}));
}

TEST(Selection, RefusesWhatIsNoSelection) {
    const std::int64_t large = std::int64_t{1} << 61;
    const Limit land{"land", 10};
    struct Row {
        const char* what;
        ErrorCode code;
        std::vector<Candidate> candidates;
        std::vector<Limit> limits;
    };
    const Row rows[] = {
        {"empty id", ErrorCode::invalid_argument, {{"", 1, 1, {1}}}, {land}},
        {"id twice", ErrorCode::invalid_argument, {{"a", 1, 1, {1}}, {"a", 2, 1, {1}}}, {land}},
        {"score below 0", ErrorCode::invalid_argument, {{"a", -1, 1, {1}}}, {land}},
        {"weight below 0", ErrorCode::invalid_argument, {{"a", 1, -1, {1}}}, {land}},
        {"need below 0", ErrorCode::invalid_argument, {{"a", 1, 1, {-1}}}, {land}},
        {"too few needs", ErrorCode::invalid_argument, {{"a", 1, 1, {}}}, {land}},
        {"too many needs", ErrorCode::invalid_argument, {{"a", 1, 1, {1, 2}}}, {land}},
        {"unknown parent",
         ErrorCode::invalid_argument,
         {{"a", 1, 1, {1}, Decided::open, "", "b"}},
         {land}},
        {"its own parent",
         ErrorCode::invalid_argument,
         {{"a", 1, 1, {1}, Decided::open, "", "a"}},
         {land}},
        {"limit without id", ErrorCode::invalid_argument, {{"a", 1, 1, {1}}}, {{"", 1}}},
        {"limit twice", ErrorCode::invalid_argument, {{"a", 1, 1, {1, 1}}}, {land, land}},
        {"limit below 0", ErrorCode::invalid_argument, {{"a", 1, 1, {1}}}, {{"land", -1}}},
        {"step below 0", ErrorCode::invalid_argument, {{"a", 1, 1, {1}}}, {{"land", 1, -1}}},
        {"product overflows", ErrorCode::overflow, {{"a", large, 8, {1}}}, {land}},
        {"values overflow",
         ErrorCode::overflow,
         {{"a", large, 1, {1}}, {"b", large, 1, {1}}},
         {land}},
        {"needs overflow",
         ErrorCode::overflow,
         {{"a", 1, 1, {large}}, {"b", 1, 1, {large}}},
         {land}},
        {"limit overflows", ErrorCode::overflow, {{"a", 1, 1, {1}}}, {{"land", large, large}}},
        {"too many", ErrorCode::invalid_argument, std::vector<Candidate>(20'001), {}},
        {"too many limits", ErrorCode::invalid_argument, {}, std::vector<Limit>(101)},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.what);
        try {
            (void)select(row.candidates, row.limits, Cbc());
            ADD_FAILURE() << "not refused";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), row.code) << error.what();
        }
    }
    const Ratio none;
    EXPECT_THROW((void)select({}, {}, Cbc(), {.gap = none}), Error);
    EXPECT_THROW((void)select({}, {}, Cbc(), {.effort = {.nodes = -1}}), Error);
}

TEST(Selection, HoldsAtTheEdgeOfTheNumbers) {
    const std::int64_t large = (std::int64_t{1} << 61) - 1;
    const std::vector<Candidate> candidates = {{"a", large, 1, {large}}, {"b", large, 1, {large}}};
    const Selection one = select(candidates, {{"money", large}}, Cbc());
    EXPECT_EQ(one.chosen, (Places{0}));
    EXPECT_EQ(one.bound, large);
    const Selection both = select(candidates, {{"money", 2 * large}}, Cbc());
    EXPECT_EQ(both.objective, 2 * large);
}

}  // namespace
}  // namespace sanku
