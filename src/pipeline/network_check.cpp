#include "pipeline/network_check.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <iterator>
#include <type_traits>
#include <utility>

namespace sanku::pipeline {

namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
using Pools = std::vector<std::size_t>;

/// The shortest way from one pool to another, both included; empty if there is none.
[[nodiscard]] Pools shortest_way(const Graph& graph, std::size_t from, std::size_t to) {
    const std::size_t none = boost::num_vertices(graph);
    Pools before(none, none);
    boost::breadth_first_search(graph, from,
                                boost::visitor(boost::make_bfs_visitor(boost::record_predecessors(
                                    before.data(), boost::on_tree_edge()))));
    if (before[to] == none) return {};
    Pools way{to};
    while (way.back() != from) way.push_back(before[way.back()]);
    return {way.rbegin(), way.rend()};
}

/// Whether a way leads from `from` to each pool; to itself one always does.
[[nodiscard]] std::vector<bool> reached(const Graph& graph, std::size_t from) {
    std::vector<boost::default_color_type> colour(boost::num_vertices(graph));
    boost::breadth_first_search(graph, from, boost::color_map(colour.data()));
    std::vector<bool> out;
    out.reserve(colour.size());
    for (const auto of : colour) out.push_back(of != boost::white_color);
    return out;
}

/// Whether `name` is a column of days on which something happened to a project.
[[nodiscard]] bool is_day_column(std::string_view name) {
    for (const std::string_view other :
         {"planned_start", "planned_completion", "evaluated", "withdrawn"}) {
        if (name == other) return false;
    }
    bool found = false;
    const auto look = [&](const char* column, const auto&, auto initial) {
        found |= std::is_same_v<decltype(initial), std::int32_t> && name == column;
    };
    Columns::for_each(static_cast<const Columns&>(Columns{}), look);
    Deals::for_each(static_cast<const Deals&>(Deals{}), look);
    return found;
}

[[nodiscard]] bool is_clock(const Clock& clock) noexcept {
    const bool months = clock.months >= 1 && clock.months <= 1'200 && clock.days == 0;
    const bool days = clock.days >= 1 && clock.days <= 36'500 && clock.months == 0;
    return months || days;
}

/// Looks for what is wrong with the parts of a network; stops at the first fault.
class NetworkCheck {
  public:
    explicit NetworkCheck(const PoolGraph::Parts& parts)
        : parts_(parts), graph_(parts.pools.size()) {}

    [[nodiscard]] std::optional<Fault> run() {
        const bool sound = network() && pools() && moves() && returns() && exits() && open();
        return sound ? std::nullopt : std::move(fault_);
    }

  private:
    bool refuse(Fault::Of of, std::size_t place, std::string_view key, std::string reason) {
        fault_ = Fault{of, place, key, std::move(reason)};
        return false;
    }
    [[nodiscard]] std::size_t size() const noexcept { return parts_.pools.size(); }
    [[nodiscard]] const std::string& id(std::size_t pool) const { return parts_.pools[pool].id; }

    bool network() {
        const auto wrong = [&](std::string_view key, std::string reason) {
            return refuse(Fault::Of::network, 0, key, std::move(reason));
        };
        if (parts_.id.empty()) return wrong("id", "empty");
        if (size() == 0) return wrong("pool", "none");
        if (size() > PoolGraph::max_pools) return wrong("pool", "more than 64");
        if (parts_.entries.size() > size())
            return wrong("pool", "entries into more than there are");
        if (std::ranges::none_of(parts_.pools, &PoolNode::is_entry)) {
            return wrong("pool", "none may be entered from outside");
        }
        return true;
    }

    bool list(Fault::Of of, std::size_t place, std::string_view key,
              const std::vector<std::string>& items) {
        for (auto item = items.begin(); item != items.end(); ++item) {
            if (item->empty()) return refuse(of, place, key, "empty text");
            if (std::find(items.begin(), item, *item) != item) {
                return refuse(of, place, key, "twice: " + *item);
            }
        }
        return true;
    }
    bool conditions(Fault::Of of, std::size_t place, const Entry& entry) {
        if (!list(of, place, "approvals", entry.approvals)) return false;
        if (!list(of, place, "appraisals", entry.appraisals)) return false;
        if (entry.min_score && (*entry.min_score < 0 || *entry.min_score > 10'000)) {
            return refuse(of, place, "min_score", "expected 0 to 100 points");
        }
        return true;
    }

    bool pools() {
        for (std::size_t i = 0; i < size(); ++i) {
            if (!pool(i)) return false;
        }
        return true;
    }
    bool pool(std::size_t place) {
        const PoolNode& pool = parts_.pools[place];
        const auto wrong = [&](std::string_view key, std::string reason) {
            return refuse(Fault::Of::pool, place, key, std::move(reason));
        };
        if (pool.id.empty()) return wrong("id", "empty");
        for (std::size_t i = 0; i < place; ++i) {
            if (id(i) == pool.id) return wrong("id", "twice: " + pool.id);
        }
        for (const std::string& column : pool.days) {
            if (!is_day_column(column)) return wrong("day", "unknown: " + column);
        }
        if (!list(Fault::Of::pool, place, "day", pool.days)) return false;
        if (pool.days.empty() != parts_.pools.front().days.empty()) {
            return wrong("day", "in all pools or in none");
        }
        if (place >= parts_.entries.size()) return true;
        const Entry& entry = parts_.entries[place];
        if (!pool.is_entry && !entry.is_free()) {
            return wrong("entry", "conditions to enter a pool that is not entered from outside");
        }
        return conditions(Fault::Of::pool, place, entry);
    }

    bool moves() {
        for (std::size_t i = 0; i < parts_.moves.size(); ++i) {
            if (!move(i)) return false;
        }
        return true;
    }
    bool move(std::size_t place) {
        const Move& move = parts_.moves[place];
        const auto wrong = [&](std::string_view key, std::string reason) {
            return refuse(Fault::Of::move, place, key, std::move(reason));
        };
        if (move.from >= size()) return wrong("from", "no such pool");
        if (move.to >= size()) return wrong("to", "no such pool");
        if (move.from == move.to) return wrong("to", "a pool to itself");
        for (std::size_t i = 0; i < place; ++i) {
            const Move& other = parts_.moves[i];
            if (other.from == move.from && other.to == move.to) return wrong("to", "a move twice");
        }
        if (move.is_return && (move.clock || !move.entry.is_free())) {
            return wrong(move.clock ? "clock" : "approvals", "of a return");
        }
        if (!move.is_return && !move.reasons.empty()) return wrong("reasons", "of no return");
        if (move.clock && !is_clock(*move.clock)) {
            return wrong("clock", "expected months from 1 to 1200 or days from 1 to 36500");
        }
        if (!conditions(Fault::Of::move, place, move.entry)) return false;
        if (!list(Fault::Of::move, place, "reasons", move.reasons)) return false;
        if (move.is_return) return true;
        const Pools back = shortest_way(graph_, move.to, move.from);
        if (!back.empty()) {
            std::string cycle = id(move.from);
            for (const std::size_t pool : back) cycle += " → " + id(pool);
            return wrong("to", "closes a cycle and is no return: " + cycle);
        }
        boost::add_edge(move.from, move.to, graph_);
        return true;
    }

    bool returns() {
        for (std::size_t i = 0; i < parts_.moves.size(); ++i) {
            const Move& move = parts_.moves[i];
            if (!move.is_return || !shortest_way(graph_, move.to, move.from).empty()) continue;
            return refuse(Fault::Of::move, i, "to",
                          "a return to a pool from which no moves lead back: " + id(move.from) +
                              " → " + id(move.to));
        }
        return true;
    }

    bool exits() {
        std::vector<bool> seen(size());
        for (std::size_t i = 0; i < parts_.exits.size(); ++i) {
            const Exit& exit = parts_.exits[i];
            if (exit.from >= size()) return refuse(Fault::Of::exit, i, "from", "no such pool");
            if (seen[exit.from]) {
                return refuse(Fault::Of::exit, i, "from", "twice: " + id(exit.from));
            }
            seen[exit.from] = true;
            if (!list(Fault::Of::exit, i, "reasons", exit.reasons)) return false;
        }
        return true;
    }

    /// Whether every pool is reached from outside, and left or stayed in: on every way in, and on
    /// every way out walked backwards, from a place that stands for the outside.
    bool open() {
        const std::size_t outside = size();
        Graph in(size() + 1);
        Graph back(size() + 1);
        for (const Move& move : parts_.moves) {
            boost::add_edge(move.from, move.to, in);
            boost::add_edge(move.to, move.from, back);
        }
        for (std::size_t i = 0; i < size(); ++i) {
            if (parts_.pools[i].is_entry) boost::add_edge(outside, i, in);
            if (parts_.pools[i].is_final) boost::add_edge(outside, i, back);
        }
        for (const Exit& exit : parts_.exits) boost::add_edge(outside, exit.from, back);
        const std::vector<bool> entered = reached(in, outside);
        const std::vector<bool> released = reached(back, outside);
        for (std::size_t i = 0; i < size(); ++i) {
            if (!entered[i]) {
                return refuse(Fault::Of::pool, i, "id",
                              "no way leads from an entry to the pool " + id(i));
            }
            if (!released[i]) {
                return refuse(Fault::Of::pool, i, "id",
                              "dead end: no way leads from the pool " + id(i) +
                                  " out of the network or to a final one");
            }
        }
        return true;
    }

    const PoolGraph::Parts& parts_;
    Graph graph_;  // of the moves that are no returns, as far as they are looked at
    std::optional<Fault> fault_;
};

}  // namespace

std::optional<Fault> fault_in(const PoolGraph::Parts& parts) {
    return NetworkCheck(parts).run();
}

std::string subject(const PoolGraph::Parts& parts, const Fault& fault) {
    const auto pool = [&](std::size_t place) {
        return place < parts.pools.size() ? parts.pools[place].id : std::to_string(place);
    };
    switch (fault.of) {
        case Fault::Of::network:
            break;
        case Fault::Of::pool:
            return pool(fault.place);
        case Fault::Of::move:
            return pool(parts.moves[fault.place].from) + " → " + pool(parts.moves[fault.place].to);
        case Fault::Of::exit:
            return pool(parts.exits[fault.place].from);
    }
    return parts.id;
}

std::vector<std::uint64_t> ways(const PoolGraph::Parts& parts) {
    Graph graph(parts.pools.size());
    for (const Move& move : parts.moves) {
        if (!move.is_return) boost::add_edge(move.from, move.to, graph);
    }
    std::vector<std::uint64_t> out(parts.pools.size(), 0);
    for (std::size_t from = 0; from < out.size(); ++from) {
        const std::vector<bool> led_to = reached(graph, from);
        for (std::size_t to = 0; to < out.size(); ++to) {
            if (to != from && led_to[to]) out[from] |= std::uint64_t{1} << to;
        }
    }
    return out;
}

}  // namespace sanku::pipeline
