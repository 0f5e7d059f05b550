#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/pipeline/pool_graph.hpp"

/// What makes a network of pools sound. Boost.Graph stays behind this.
namespace sanku::pipeline {

/// What is wrong with the parts of a network, and where: in a pool, move or exit at its place, or
/// in the network itself, under which key of its file.
struct Fault {
    enum class Of : std::uint8_t { network, pool, move, exit };
    Of of;
    std::size_t place;
    std::string_view key;
    std::string reason;
};

/// The first fault of a network, if it has one.
[[nodiscard]] std::optional<Fault> fault_in(const PoolGraph::Parts& parts);

/// What a fault is of, for people: a pool or network by its id, a move as `reserve → directory`.
[[nodiscard]] std::string subject(const PoolGraph::Parts& parts, const Fault& fault);

/// Of each pool of a sound network, the bits of those to which ways of moves lead that are no
/// returns.
[[nodiscard]] std::vector<std::uint64_t> ways(const PoolGraph::Parts& parts);

}  // namespace sanku::pipeline
