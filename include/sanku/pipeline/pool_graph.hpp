#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/date.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/pool.hpp"
#include "sanku/portfolio/portfolio.hpp"

namespace sanku::pipeline {

/// The network of the three libraries that ships; its pools have the keys of `sanku::Pool`.
inline constexpr std::string_view three_libraries = library_network;

/// One pool of a network: a stage that a member is in from its entry until it moves on or leaves.
struct PoolNode {
    std::string id;  ///< such as `reserve`
    Bilingual name;
    /// The columns of days (of `Columns` or `Deals`) of which the earliest says when a project
    /// entered it, such as `entered_reserve`; empty, in all pools of a network or in none: entries
    /// are recorded as its events. Planned days, the withdrawal and the latest evaluation are no
    /// entries.
    std::vector<std::string> days{};
    bool is_entry = false;  ///< may be entered from outside
    bool is_final = false;  ///< may be stayed in for good
    friend bool operator==(const PoolNode&, const PoolNode&) = default;
};

/// How long a move may take, counted from the entry into the pool that it leaves: calendar months
/// (clamped, see `Date::plus_months`; 1 to 1,200) or days (1 to 36,500), the other 0.
struct Clock {
    int months = 0;
    int days = 0;
    /// The last day on which the move is in time. Throws `Error(date_out_of_range)`.
    [[nodiscard]] Date due(Date entered) const {
        return months > 0 ? entered.plus_months(months) : Date::from_days(entered.days() + days);
    }
    friend bool operator==(const Clock&, const Clock&) = default;
};

/// What must hold on the day of a move.
struct Entry {
    std::vector<std::string> approvals{};   ///< approvals (批复) that must be there
    std::vector<std::string> appraisals{};  ///< gates whose latest result is not a refusal
    std::optional<int> min_score{};         ///< of the project's evaluation, in hundredths
    [[nodiscard]] bool is_free() const noexcept {
        return approvals.empty() && appraisals.empty() && !min_score;
    }
    friend bool operator==(const Entry&, const Entry&) = default;
};

/// An allowed move from one pool to another; pools are places in `PoolGraph::pools`. A return has
/// neither conditions nor a clock, any other move no reasons.
struct Move {
    std::size_t from;
    std::size_t to;
    bool is_return = false;  ///< sent back (退回): the only moves that may close a cycle
    Entry entry{};
    std::optional<Clock> clock{};
    std::vector<std::string> reasons{};  ///< of returns: those that may be given; empty: any
    friend bool operator==(const Move&, const Move&) = default;
};

/// How members may leave the network from a pool.
struct Exit {
    std::size_t from;
    std::vector<std::string> reasons{};  ///< those that may be given; empty: any
    friend bool operator==(const Exit&, const Exit&) = default;
};

/// A network of pools, the moves between them and the ways out; immutable, cheap to copy. What a
/// file states, see docs/networks.md.
class PoolGraph {
  public:
    struct Parts {
        std::string id;
        Bilingual name;
        Bilingual source;
        std::vector<PoolNode> pools;
        std::vector<Move> moves;
        std::vector<Exit> exits;
        /// What must hold to enter a pool from outside, by place; shorter lists mean nothing must.
        std::vector<Entry> entries{};
        friend bool operator==(const Parts&, const Parts&) = default;
    };

    static constexpr std::size_t max_pools = 64;

    /// Throws `Error(malformed_network)`, with the pool or move, for: no pool or more than 64, an
    /// id twice or empty, an unknown day column, a move or exit to no pool, twice, or from a pool
    /// to itself, a clock, score or list that is none, conditions of what cannot be entered from
    /// outside, a pool that no way from an entry reaches, one from which no way leads out or to a
    /// final pool, moves that close a cycle without being returns, and returns that close none.
    explicit PoolGraph(Parts parts);

    [[nodiscard]] const std::string& id() const noexcept { return parts_->id; }
    [[nodiscard]] const Bilingual& name() const noexcept { return parts_->name; }
    [[nodiscard]] const Bilingual& source() const noexcept { return parts_->source; }
    [[nodiscard]] const std::vector<PoolNode>& pools() const noexcept { return parts_->pools; }
    [[nodiscard]] const std::vector<Move>& moves() const noexcept { return parts_->moves; }
    [[nodiscard]] const std::vector<Exit>& exits() const noexcept { return parts_->exits; }
    [[nodiscard]] const Parts& parts() const noexcept { return *parts_; }

    /// The place of the pool `id`, if there is one.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const noexcept;
    /// The place of the pool `id`. Throws `Error(unknown_pool)`, with the pools that there are.
    [[nodiscard]] std::size_t pool(std::string_view id) const;
    /// The move from one pool to another, if it is allowed; valid as long as any copy of this.
    /// O(1).
    [[nodiscard]] const Move* move(std::size_t from, std::size_t to) const noexcept;
    /// The way out of the network from a pool, if there is one; valid as `move`.
    [[nodiscard]] const Exit* exit(std::size_t from) const noexcept;
    /// What must hold to enter `pool` from outside; valid as `move`.
    [[nodiscard]] const Entry& entry(std::size_t pool) const noexcept;
    /// Places of the pools in an order in which every move that is no return goes forward: next
    /// comes always the first pool of the file to which no pool leads that has not come yet.
    [[nodiscard]] const std::vector<std::size_t>& order() const noexcept;
    /// Whether a way of moves that are no returns leads from one pool to another. O(1).
    [[nodiscard]] bool leads(std::size_t from, std::size_t to) const noexcept;

    /// A network as TOML; `file` names it in errors. Throws `Error(malformed_network)` with file,
    /// line and key. Needs sanku::sanku.
    [[nodiscard]] static PoolGraph parse(std::string_view text, const std::string& file);
    /// The network in the file at `path`. Throws also `Error(io)`. Needs sanku::sanku.
    [[nodiscard]] static PoolGraph load(const std::string& path);
    /// One that ships: `three-libraries`, `life-cycle`, `daye-five`, `tianmen-four`, `131`. Throws
    /// `Error(unknown_network)`. Needs sanku::sanku.
    [[nodiscard]] static PoolGraph builtin(std::string_view id);
    [[nodiscard]] static std::vector<std::string> builtin_ids();

    friend bool operator==(const PoolGraph& a, const PoolGraph& b) {
        return a.parts_ == b.parts_ || *a.parts_ == *b.parts_;
    }

  private:
    /// What follows from the parts.
    struct Derived {
        std::vector<std::size_t> order;
        std::vector<std::uint64_t> leads;  // by pool: the bits of those to which moves lead
        std::vector<std::uint16_t> moves;  // by from, then to: the place of the move and 1; 0: none
    };
    std::shared_ptr<const Parts> parts_;
    std::shared_ptr<const Derived> derived_;
};

namespace detail {

/// A set of pools, a bit for each place. There are at most 64, so sets answer every question on
/// ways through a network, without the compile time of a library of graphs.
using PoolSet = std::uint64_t;

[[nodiscard]] constexpr PoolSet only(std::size_t pool) noexcept {
    return PoolSet{1} << pool;
}
[[nodiscard]] constexpr bool has(PoolSet set, std::size_t pool) noexcept {
    return (set >> pool & 1U) != 0;
}

/// Of each pool those to which ways of moves lead; grows move by move.
class Ways {
  public:
    explicit Ways(std::size_t pools) : leads_(pools, 0) {}
    void add(std::size_t from, std::size_t to) {
        const PoolSet gained = leads_[to] | only(to);
        for (std::size_t pool = 0; pool < leads_.size(); ++pool) {
            if (pool == from || has(leads_[pool], from)) leads_[pool] |= gained;
        }
    }
    [[nodiscard]] const std::vector<PoolSet>& leads() const noexcept { return leads_; }
    [[nodiscard]] PoolSet from(std::size_t pool) const noexcept { return leads_[pool]; }

  private:
    std::vector<PoolSet> leads_;
};

/// Whether `name` is a column of days on which something happened to a project.
[[nodiscard]] inline bool is_day_column(std::string_view name) {
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

/// What is wrong with the parts of a network, and where: in a pool, move or exit at its place, or
/// in the network itself, under which key of its file.
struct Fault {
    enum class Of : std::uint8_t { network, pool, move, exit };
    Of of;
    std::size_t place;
    std::string_view key;
    std::string reason;
};

/// Looks for what is wrong with the parts of a network; stops at the first fault.
class NetworkCheck {
  public:
    explicit NetworkCheck(const PoolGraph::Parts& parts) : parts_(parts), ways_(0) {}

    [[nodiscard]] std::optional<Fault> run() {
        const bool sound = network() && pools() && moves() && returns() && exits() && flow();
        return sound ? std::nullopt : std::move(fault_);
    }
    /// Of the moves that are no returns; all of them once `run` found no fault.
    [[nodiscard]] const Ways& ways() const noexcept { return ways_; }

  private:
    bool refuse(Fault::Of of, std::size_t place, std::string_view key, std::string reason) {
        fault_ = Fault{of, place, key, std::move(reason)};
        return false;
    }
    [[nodiscard]] std::size_t size() const noexcept { return parts_.pools.size(); }

    bool network() {
        const auto wrong = [&](std::string_view key, std::string reason) {
            return refuse(Fault::Of::network, 0, key, std::move(reason));
        };
        if (parts_.id.empty()) return wrong("id", "empty");
        if (size() == 0) return wrong("pool", "none");
        if (size() > PoolGraph::max_pools) return wrong("pool", "more than 64");
        if (parts_.entries.size() > size())
            return wrong("pool", "entries into more than there are");
        const bool any = std::any_of(parts_.pools.begin(), parts_.pools.end(),
                                     [](const PoolNode& pool) { return pool.is_entry; });
        if (!any) return wrong("pool", "none may be entered from outside");
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
            if (parts_.pools[i].id == pool.id) return wrong("id", "twice: " + pool.id);
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
        ways_ = Ways(size());
        std::vector<PoolSet> next(size(), 0);
        for (std::size_t i = 0; i < parts_.moves.size(); ++i) {
            const Move& move = parts_.moves[i];
            const auto wrong = [&](std::string_view key, std::string reason) {
                return refuse(Fault::Of::move, i, key, std::move(reason));
            };
            if (move.from >= size()) return wrong("from", "no such pool");
            if (move.to >= size()) return wrong("to", "no such pool");
            if (move.from == move.to) return wrong("to", "a pool to itself");
            if (has(next[move.from], move.to)) return wrong("to", "a move twice");
            next[move.from] |= only(move.to);
            if (move.is_return && (move.clock || !move.entry.is_free())) {
                return wrong(move.clock ? "clock" : "approvals", "of a return");
            }
            if (!move.is_return && !move.reasons.empty()) return wrong("reasons", "of no return");
            if (move.clock && !is_clock(*move.clock)) {
                return wrong("clock", "expected months from 1 to 1200 or days from 1 to 36500");
            }
            if (!conditions(Fault::Of::move, i, move.entry)) return false;
            if (!list(Fault::Of::move, i, "reasons", move.reasons)) return false;
            if (move.is_return) continue;
            if (has(ways_.from(move.to), move.from)) {
                return wrong("to", "closes a cycle and is no return: " + cycle(i));
            }
            ways_.add(move.from, move.to);
        }
        return true;
    }
    [[nodiscard]] static bool is_clock(const Clock& clock) noexcept {
        const bool months = clock.months >= 1 && clock.months <= 1'200 && clock.days == 0;
        const bool days = clock.days >= 1 && clock.days <= 36'500 && clock.months == 0;
        return months || days;
    }
    /// The shortest way from the start of a move over it and moves before it back to its start.
    [[nodiscard]] std::string cycle(std::size_t closing) const {
        const Move& last = parts_.moves[closing];
        std::vector<std::size_t> after(size(), size());  // by pool: the next one on the way
        PoolSet reached = only(last.from);
        while (!has(reached, last.to)) {
            PoolSet found = 0;
            for (std::size_t i = 0; i < closing; ++i) {
                const Move& move = parts_.moves[i];
                if (move.is_return || !has(reached, move.to) || has(reached | found, move.from)) {
                    continue;
                }
                after[move.from] = move.to;
                found |= only(move.from);
            }
            reached |= found;
        }
        std::string text = parts_.pools[last.from].id;
        for (std::size_t at = last.to; at != last.from; at = after[at]) {
            text += " → " + parts_.pools[at].id;
        }
        return text + " → " + parts_.pools[last.from].id;
    }

    bool returns() {
        for (std::size_t i = 0; i < parts_.moves.size(); ++i) {
            const Move& move = parts_.moves[i];
            if (move.is_return && !has(ways_.from(move.to), move.from)) {
                return refuse(Fault::Of::move, i, "to",
                              "a return to a pool from which no moves lead back: " +
                                  parts_.pools[move.from].id + " → " + parts_.pools[move.to].id);
            }
        }
        return true;
    }

    bool exits() {
        PoolSet seen = 0;
        for (std::size_t i = 0; i < parts_.exits.size(); ++i) {
            const Exit& exit = parts_.exits[i];
            if (exit.from >= size()) return refuse(Fault::Of::exit, i, "from", "no such pool");
            if (has(seen, exit.from)) {
                return refuse(Fault::Of::exit, i, "from", "twice: " + parts_.pools[exit.from].id);
            }
            seen |= only(exit.from);
            if (!list(Fault::Of::exit, i, "reasons", exit.reasons)) return false;
        }
        return true;
    }

    /// Whether every pool is reached from outside, and left or stayed in.
    bool flow() {
        PoolSet reached = 0;
        PoolSet released = 0;
        for (std::size_t i = 0; i < size(); ++i) {
            if (parts_.pools[i].is_entry) reached |= only(i);
            if (parts_.pools[i].is_final) released |= only(i);
        }
        for (const Exit& exit : parts_.exits) released |= only(exit.from);
        for (std::size_t round = 0; round < size(); ++round) {
            for (const Move& move : parts_.moves) {
                if (has(reached, move.from)) reached |= only(move.to);
                if (has(released, move.to)) released |= only(move.from);
            }
        }
        for (std::size_t i = 0; i < size(); ++i) {
            const std::string& id = parts_.pools[i].id;
            if (!has(reached, i)) {
                return refuse(Fault::Of::pool, i, "id",
                              "no way leads from an entry to the pool " + id);
            }
            if (!has(released, i)) {
                return refuse(Fault::Of::pool, i, "id",
                              "dead end: no way leads from the pool " + id +
                                  " out of the network or to a final one");
            }
        }
        return true;
    }

    const PoolGraph::Parts& parts_;
    Ways ways_;
    std::optional<Fault> fault_;
};

/// What a fault is of, for people: a pool or network by its id, a move as `reserve → directory`.
[[nodiscard]] inline std::string subject(const PoolGraph::Parts& parts, const Fault& fault) {
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

/// See `PoolGraph::order`; `leads` must hold no cycle.
[[nodiscard]] inline std::vector<std::size_t> order(const std::vector<PoolSet>& leads) {
    std::vector<std::size_t> order;
    PoolSet open = ~PoolSet{0} >> (PoolGraph::max_pools - leads.size());
    while (open != 0) {
        PoolSet behind = 0;
        for (std::size_t pool = 0; pool < leads.size(); ++pool) {
            if (has(open, pool)) behind |= leads[pool];
        }
        const auto next = static_cast<std::size_t>(std::countr_zero(open & ~behind));
        order.push_back(next);
        open &= ~only(next);
    }
    return order;
}

}  // namespace detail

inline PoolGraph::PoolGraph(Parts parts) {
    detail::NetworkCheck check(parts);
    if (const auto fault = check.run()) {
        throw Error(Problem{.code = ErrorCode::malformed_network,
                            .column = std::string(fault->key),
                            .value = detail::subject(parts, *fault),
                            .detail = fault->reason});
    }
    parts.entries.resize(parts.pools.size());
    Derived derived{detail::order(check.ways().leads()), check.ways().leads(),
                    std::vector<std::uint16_t>(parts.pools.size() * parts.pools.size(), 0)};
    for (std::size_t i = 0; i < parts.moves.size(); ++i) {
        const Move& move = parts.moves[i];
        derived.moves[move.from * parts.pools.size() + move.to] = static_cast<std::uint16_t>(i + 1);
    }
    parts_ = std::make_shared<const Parts>(std::move(parts));
    derived_ = std::make_shared<const Derived>(std::move(derived));
}

inline std::optional<std::size_t> PoolGraph::find(std::string_view id) const noexcept {
    const auto found = std::find_if(pools().begin(), pools().end(),
                                    [&](const PoolNode& pool) { return pool.id == id; });
    if (found == pools().end()) return std::nullopt;
    return static_cast<std::size_t>(found - pools().begin());
}

inline std::size_t PoolGraph::pool(std::string_view id) const {
    if (const auto found = find(id)) return *found;
    std::string known;
    for (const PoolNode& pool : pools()) known += (known.empty() ? "" : ", ") + pool.id;
    throw Error(ErrorCode::unknown_pool, id, this->id() + ": " + known);
}

inline const Move* PoolGraph::move(std::size_t from, std::size_t to) const noexcept {
    if (from >= pools().size() || to >= pools().size()) return nullptr;
    const std::size_t place = derived_->moves[from * pools().size() + to];
    return place == 0 ? nullptr : &moves()[place - 1];
}

inline const Exit* PoolGraph::exit(std::size_t from) const noexcept {
    const auto found = std::find_if(exits().begin(), exits().end(),
                                    [&](const Exit& exit) { return exit.from == from; });
    return found == exits().end() ? nullptr : &*found;
}

inline const Entry& PoolGraph::entry(std::size_t pool) const noexcept {
    return parts_->entries[pool];
}

inline const std::vector<std::size_t>& PoolGraph::order() const noexcept {
    return derived_->order;
}

inline bool PoolGraph::leads(std::size_t from, std::size_t to) const noexcept {
    return detail::has(derived_->leads[from], to);
}

}  // namespace sanku::pipeline
