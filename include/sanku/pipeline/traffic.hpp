#pragma once

#include <cstddef>
#include <vector>

#include "sanku/core/count_and_amount.hpp"

namespace sanku::pipeline {

/// How many members, worth how much, went over each edge of a network up to a day, and where they
/// are on it. Lists are by place of the pool or the move in `PoolGraph`.
struct Traffic {
    std::vector<CountAndAmount> inside;   ///< by pool: in it on the day
    std::vector<CountAndAmount> entered;  ///< by pool: entered from outside, each time anew
    std::vector<CountAndAmount> left;     ///< by pool: left the network from it
    std::vector<CountAndAmount> moved;    ///< by move: moved on, or were sent back
    /// Moves that happened though the network does not have them.
    struct Unlisted {
        std::size_t from;
        std::size_t to;
        CountAndAmount moved;
        friend bool operator==(const Unlisted&, const Unlisted&) = default;
    };
    std::vector<Unlisted> unlisted;  ///< in order of from and to
    friend bool operator==(const Traffic&, const Traffic&) = default;
};

}  // namespace sanku::pipeline
