#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/date.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/pool.hpp"
#include "sanku/portfolio/portfolio.hpp"

namespace sanku::pipeline {

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
    /// Needs sanku::sanku.
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
    return from < pools().size() && to < pools().size() && (derived_->leads[from] >> to & 1U) != 0;
}

}  // namespace sanku::pipeline
