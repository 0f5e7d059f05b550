#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/date.hpp"
#include "sanku/core/error.hpp"

namespace sanku::pipeline {

/// The network of the three libraries that ships; its pools have the keys of `sanku::Pool`.
inline constexpr std::string_view three_libraries = "three-libraries";

/// One pool of a network: a stage that a member is in from its entry until it moves on or leaves.
struct PoolNode {
    std::string id;  ///< such as `reserve`
    Bilingual name;
    /// The columns of days (of `Columns` or `Deals`) of which the earliest says when a project
    /// entered it, such as `entered_reserve`; empty: entries are recorded as events of the network.
    std::vector<std::string> days{};
    bool is_entry = false;  ///< may be entered from outside
    bool is_final = false;  ///< may be stayed in for good
    friend bool operator==(const PoolNode&, const PoolNode&) = default;
};

/// How long a move may take, counted from the entry into the pool that it leaves: calendar months
/// (clamped, see `Date::plus_months`) or days, one of them 1 or more, the other 0.
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

/// An allowed move from one pool to another; pools are places in `PoolGraph::pools`.
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

    /// Throws `Error(malformed_network)`, with the pool or move, for: no pool or more than 64, an
    /// id twice or empty, an unknown day column, a move or exit to no pool, twice, or from a pool
    /// to itself, a pool that no way from an entry reaches, one with neither a move nor an exit
    /// that is not final, and moves that close a cycle without being returns.
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
    /// The move from one pool to another, if it is allowed.
    [[nodiscard]] const Move* move(std::size_t from, std::size_t to) const noexcept;
    [[nodiscard]] const Exit* exit(std::size_t from) const noexcept;
    /// What must hold to enter `pool` from outside.
    [[nodiscard]] const Entry& entry(std::size_t pool) const noexcept;
    /// Places of the pools in an order in which every move that is no return goes forward; pools
    /// that no move orders stand as in the file.
    [[nodiscard]] const std::vector<std::size_t>& order() const noexcept;
    /// Whether a way of moves that are no returns leads from one pool to another.
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
    std::shared_ptr<const Parts> parts_;
    std::shared_ptr<const std::vector<std::size_t>> order_;
};

}  // namespace sanku::pipeline
