#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "sanku/pipeline/passage.hpp"

namespace sanku::testing {

/// A member of a passage by how long it took and what it then did.
struct Member {
    std::int32_t days;
    pipeline::Stand stand;  // moved, left or waiting
};

/// Columns of days, and the passage along them as of 2024-06-30.
struct Way {
    std::vector<std::int32_t> entered{};
    std::vector<std::int32_t> moved{};
    std::vector<std::int32_t> left{};
    std::vector<std::int64_t> amount{};
    Date as_of = Date(2024, 6, 30);

    Way() = default;
    explicit Way(const std::vector<Member>& members) {
        for (const Member& member : members) add(member);
    }
    void add(Member member) {
        using pipeline::Stand;
        const std::int32_t today = as_of.days();
        const std::int32_t ago = member.stand == Stand::waiting ? 0 : member.days % 7;
        entered.push_back(today - ago - member.days);
        moved.push_back(member.stand == Stand::moved ? today - ago : no_day);
        left.push_back(member.stand == Stand::left ? today - ago : no_day);
        amount.push_back(0);
    }
    /// A view, valid as long as this.
    [[nodiscard]] pipeline::Passage passage() const {
        return {entered, moved, left, amount, as_of};
    }
};

/// `count` members with durations below `longest`, so that many share one; of ten, `waiting` wait
/// and `left` have left on average.
template <typename Random>
[[nodiscard]] std::vector<Member> random_members(Random& random, std::size_t count, int longest,
                                                 int waiting = 3, int left = 3) {
    std::vector<Member> out;
    for (std::size_t i = 0; i < count; ++i) {
        const auto days = static_cast<std::int32_t>(random() % static_cast<unsigned>(longest));
        const int kind = static_cast<int>(random() % 10);
        out.push_back({days, kind < waiting          ? pipeline::Stand::waiting
                             : kind < waiting + left ? pipeline::Stand::left
                                                     : pipeline::Stand::moved});
    }
    return out;
}

}  // namespace sanku::testing
