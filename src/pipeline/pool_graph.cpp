#include "sanku/pipeline/pool_graph.hpp"

#include <bit>
#include <utility>

#include "pipeline/network_check.hpp"

namespace sanku::pipeline {

namespace {

/// See `PoolGraph::order`; `ways` holds no cycle.
[[nodiscard]] std::vector<std::size_t> order_of(const std::vector<std::uint64_t>& ways) {
    std::vector<std::size_t> order;
    std::uint64_t open = ~std::uint64_t{0} >> (PoolGraph::max_pools - ways.size());
    while (open != 0) {
        std::uint64_t behind = 0;
        for (std::size_t pool = 0; pool < ways.size(); ++pool) {
            if ((open >> pool & 1U) != 0) behind |= ways[pool];
        }
        const int next = std::countr_zero(open & ~behind);
        order.push_back(static_cast<std::size_t>(next));
        open &= ~(std::uint64_t{1} << next);
    }
    return order;
}

}  // namespace

PoolGraph::PoolGraph(Parts parts) {
    if (const auto fault = fault_in(parts)) {
        throw Error(Problem{.code = ErrorCode::malformed_network,
                            .column = std::string(fault->key),
                            .value = subject(parts, *fault),
                            .detail = fault->reason});
    }
    const std::size_t size = parts.pools.size();
    parts.entries.resize(size);
    Derived derived{{}, ways(parts), std::vector<std::uint16_t>(size * size, 0)};
    derived.order = order_of(derived.leads);
    for (std::size_t i = 0; i < parts.moves.size(); ++i) {
        const Move& move = parts.moves[i];
        derived.moves[move.from * size + move.to] = static_cast<std::uint16_t>(i + 1);
    }
    parts_ = std::make_shared<const Parts>(std::move(parts));
    derived_ = std::make_shared<const Derived>(std::move(derived));
}

}  // namespace sanku::pipeline
