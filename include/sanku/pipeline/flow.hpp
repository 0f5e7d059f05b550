#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sanku/core/count_and_amount.hpp"
#include "sanku/core/language.hpp"
#include "sanku/pipeline/passage.hpp"
#include "sanku/pipeline/pool_graph.hpp"
#include "sanku/pipeline/traffic.hpp"
#include "sanku/portfolio/grouping.hpp"
#include "sanku/portfolio/portfolio.hpp"

namespace sanku::pipeline {

/// In columns of pools: none, that is, outside the network.
inline constexpr std::uint8_t no_pool = 255;

/// How a stay in a pool ended.
enum class StayEnd : std::uint8_t {
    still,      ///< not by the as-of day
    moved,      ///< moved on to another pool
    sent_back,  ///< by a move of the network that is a return
    left,       ///< left the network
};

/// The English key: `still`, `moved`, `sent_back`, `left`.
[[nodiscard]] constexpr std::string_view key(StayEnd end) noexcept {
    constexpr std::string_view keys[] = {"still", "moved", "sent_back", "left"};
    return keys[static_cast<std::size_t>(end)];
}

/// Stays of members in pools, one element a stay, in the order of rows, then time. A stay covers
/// the days from `entered` up to the one before `ended`, so one that ends on its first day covers
/// none. Pools are places in `PoolGraph::pools`.
struct Stays {
    std::vector<std::uint32_t> row;
    std::vector<std::uint8_t> pool;
    std::vector<std::int32_t> entered;
    std::vector<std::int32_t> ended;  ///< `no_day`: still in it on the as-of day
    std::vector<StayEnd> end;
    std::vector<std::uint8_t> next;  ///< the pool it moved on or was sent back to, else `no_pool`

    [[nodiscard]] std::size_t size() const noexcept { return row.size(); }
    /// Whether the member came into stay `i` from outside the network, not from another pool.
    [[nodiscard]] bool is_from_outside(std::size_t i) const noexcept {
        return i == 0 || row[i - 1] != row[i] || end[i - 1] == StayEnd::left;
    }
    friend bool operator==(const Stays&, const Stays&) = default;
};

/// What is odd about a statement on the way of a member through a network.
enum class FlowFindingKind : std::uint8_t {
    /// An entry into a pool that leads to the one in which the member was already, though no return
    /// leads there, or by a column, which says nothing of returns: the days contradict each other.
    /// The member stays in the later pool.
    contradiction,
    /// A departure of a member that was in no pool, such as one withdrawn before it entered; it
    /// counts for nothing.
    left_outside,
    /// An entry into the pool in which the member was already; it counts for nothing.
    entered_again,
    /// A move, an entry or a departure that the network does not have; it counts all the same.
    unlisted,
};

/// The English key: `contradiction`, `left_outside`, `entered_again`, `unlisted`.
[[nodiscard]] constexpr std::string_view key(FlowFindingKind kind) noexcept {
    constexpr std::string_view keys[] = {"contradiction", "left_outside", "entered_again",
                                         "unlisted"};
    return keys[static_cast<std::size_t>(kind)];
}

/// What the kind means, as a phrase for people.
[[nodiscard]] constexpr std::string_view name(FlowFindingKind kind, Language language) noexcept {
    constexpr std::string_view zh[] = {"日期前后矛盾，未计", "不在库而退库，未计",
                                       "在库而再次入库，未计", "网络中没有的流转，已计"};
    constexpr std::string_view en[] = {
        "days contradict each other, not counted", "left though in no pool, not counted",
        "entered the pool it was in, not counted", "not in the network, counted"};
    return (language == Language::zh ? zh : en)[static_cast<std::size_t>(kind)];
}

/// One such statement: on `day` the member went to `to`; before that it stood in `from` since
/// `since`.
struct FlowFinding {
    FlowFindingKind kind;
    std::uint32_t row;
    std::uint8_t from;  ///< `no_pool`: it was in none
    /// When it entered `from`. If it was in none: the day of its next entry for `left_outside`,
    /// else of its last departure; `no_day`: there is none.
    std::int32_t since;
    std::uint8_t to;  ///< `no_pool`: it left
    std::int32_t day;
    friend bool operator==(const FlowFinding&, const FlowFinding&) = default;
};

/// A statement that a member entered a pool, or left the network.
struct Visit {
    std::uint32_t row;
    std::uint8_t pool;  ///< `no_pool`: left the network
    std::int32_t day;
    friend bool operator==(const Visit&, const Visit&) = default;
};

/// Members of any network out of columns, one element a member.
struct FlowColumns {
    /// By place of the pool: the day of entry, `no_day` or after `as_of`: not yet. An empty span:
    /// nobody entered it but by `visits`.
    std::vector<std::span<const std::int32_t>> days;
    std::span<const std::int32_t> left{};  ///< departure from the network; empty: nobody left
    std::span<const std::int64_t> amount;  ///< fen, 0 to `max_project_money`
    Date as_of;
    std::span<const Visit> visits{};      ///< further ones, in order of rows
    std::shared_ptr<const void> owner{};  ///< what holds `amount`, which a flow goes on reading
};

/// Who was in which pool of a network from when to when, by an as-of day; immutable, cheap to copy.
/// How stays follow from days, see docs/figures.md, "Flow balance".
class Flow {
  public:
    /// The flow of the projects of a portfolio: by the columns of days that the pools name, the
    /// visits of the network, and, if any pool names a column, the `withdrawn` column as departure.
    /// A pool of other networks that names the column of a library also takes the visits of that
    /// library in the network of the three libraries. O(projects × pools). Throws
    /// `Error(unknown_pool)` for a visit of a pool that the network does not have.
    Flow(const Portfolio& portfolio, const PoolGraph& graph);
    /// The flow of any members. The days may go once this is made; the amounts must stay as long as
    /// any copy of it, unless `owner` holds them. Throws `Error(invalid_argument)` for columns of
    /// several lengths, not one span a pool, or visits of no row or pool or out of order,
    /// `money_out_of_range` and `overflow` for amounts as `Portfolio` does.
    Flow(const PoolGraph& graph, const FlowColumns& columns);

    /// Number of members.
    [[nodiscard]] std::size_t rows() const noexcept { return amount_.size(); }
    [[nodiscard]] Date as_of() const noexcept { return as_of_; }
    [[nodiscard]] const PoolGraph& graph() const noexcept { return graph_; }
    [[nodiscard]] const Stays& stays() const noexcept { return made_->stays; }
    /// In the order of rows, then days.
    [[nodiscard]] const std::vector<FlowFinding>& findings() const noexcept {
        return made_->findings;
    }
    /// Total investment of each member in fen.
    [[nodiscard]] std::span<const std::int64_t> amount() const noexcept { return amount_; }

    /// The way of each member from its first entry into `from` to its first entry into `to` on that
    /// day or later, and the first departure in between; holds its columns. Of a member whose days
    /// contradict each other all entries are looked at, also those that count for nothing, so that
    /// it is `impossible`.
    /// O(members + stays). Throws `Error(forbidden_move)` if no way of moves that are no returns
    /// leads from one to the other.
    [[nodiscard]] Passage passage(std::size_t from, std::size_t to) const;

  private:
    struct Made {
        Stays stays;
        std::vector<FlowFinding> findings;
    };
    class Maker;

    PoolGraph graph_;
    std::span<const std::int64_t> amount_;
    Date as_of_;
    std::shared_ptr<const void> owner_;
    std::shared_ptr<const Made> made_;
};

/// How many members went over each edge of the network by the as-of day, and where they are, for
/// each group. O(stays). Throws `Error(invalid_argument)` if the groups are not of the flow's rows,
/// `overflow`.
template <RowGroups Groups>
[[nodiscard]] std::vector<Traffic> traffic(const Groups& groups, const Flow& flow);

/// The same of all members together.
[[nodiscard]] inline Traffic traffic(const Flow& flow);

namespace detail {

/// Calls `visit(place of the stay, group)` for every stay. Throws `Error(invalid_argument)` if the
/// groups are not of the flow's rows.
template <RowGroups Groups, typename Visit>
void for_each_stay(const Groups& groups, const Flow& flow, Visit&& visit) {
    if (groups.rows() != flow.rows()) {
        throw Error(ErrorCode::invalid_argument, "groups", "groups of the members of the flow");
    }
    const std::vector<std::uint32_t>& row = flow.stays().row;
    std::size_t i = 0;
    groups.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* group_of) {
        for (; i < row.size() && row[i] < begin + count; ++i) visit(i, group_of[row[i] - begin]);
    });
}

}  // namespace detail

/// Makes stays out of the days of one member after the other.
class Flow::Maker {
  public:
    Maker(const PoolGraph& graph, Date as_of)
        : graph_(graph), size_(graph.pools().size()), today_(as_of.days()), ways_(size_ * size_) {
        rank_.resize(size_);
        for (std::size_t rank = 0; rank < size_; ++rank) {
            rank_[graph.order()[rank]] = static_cast<std::uint8_t>(rank);
        }
        for (std::size_t from = 0; from < size_; ++from) {
            for (std::size_t to = 0; to < size_; ++to) ways_[from * size_ + to] = way(from, to);
            may_enter_.push_back(graph.pools()[from].is_entry);
            may_leave_.push_back(graph.exit(from) != nullptr);
        }
    }

    /// What a statement is: a step that was recorded, the first entry as a column has it, or one of
    /// something else that counts where it fits (an entry anew after a departure, a departure from
    /// a pool) and is no finding elsewhere.
    enum class Source : std::uint8_t { visit, column, aside };

    /// States that the member entered `pool`, or left if that is `no_pool`, on `day`.
    void state(std::uint8_t pool, std::int32_t day, Source source) {
        if (day <= today_) steps_.push_back({day, pool == no_pool ? no_pool : rank_[pool], source});
    }
    /// Makes the stays of the member `row` out of what was stated since the last call.
    void finish(std::uint32_t row);

    [[nodiscard]] Made take() && { return std::move(made_); }

  private:
    /// Of several steps on a day, entries come first, in the order of the graph; what is said more
    /// than once of a pool and a day is said once.
    struct Step {
        std::int32_t day;
        std::uint8_t rank;  // place of the pool in the order of the graph; `no_pool`: a departure
        Source source;
        auto operator<=>(const Step&) const = default;
        [[nodiscard]] bool says_as(const Step& other) const noexcept {
            return day == other.day && rank == other.rank;
        }
    };

    /// What an entry into one pool means for a member that is in another.
    enum class Way : std::uint8_t { moves, returns, unlisted, contradicts, stays };

    [[nodiscard]] Way way(std::size_t from, std::size_t to) const {
        if (from == to) return Way::stays;
        if (const Move* const move = graph_.move(from, to)) {
            return move->is_return ? Way::returns : Way::moves;
        }
        return graph_.leads(to, from) ? Way::contradicts : Way::unlisted;
    }
    void enter(const Step& step);
    void leave(std::int32_t day, std::int32_t next_day);
    void end_stay(StayEnd end, std::uint8_t next, std::int32_t day) {
        made_.stays.ended.back() = day;
        made_.stays.end.back() = end;
        made_.stays.next.back() = next;
    }
    void find(FlowFindingKind kind, std::uint8_t to, std::int32_t day) {
        made_.findings.push_back({kind, row_, pool_, since_, to, day});
    }

    const PoolGraph& graph_;
    std::size_t size_;
    std::int32_t today_;
    std::vector<Way> ways_;
    std::vector<std::uint8_t> rank_;  // by pool: its place in the order of the graph
    std::vector<bool> may_enter_;
    std::vector<bool> may_leave_;
    std::vector<Step> steps_;
    Made made_;
    std::uint32_t row_ = 0;
    std::uint8_t pool_ = no_pool;  // in which the member is
    std::int32_t since_ = no_day;  // when it entered that, or left the network
};

inline void Flow::Maker::finish(std::uint32_t row) {
    std::ranges::sort(steps_);
    row_ = row;
    pool_ = no_pool;
    since_ = no_day;
    for (auto step = steps_.begin(); step != steps_.end(); ++step) {
        if (step != steps_.begin() && step->says_as(step[-1])) continue;
        const bool is_aside = step->source == Source::aside;
        if (step->rank == no_pool) {
            if (is_aside && pool_ == no_pool) continue;
            const auto next = std::find_if(step, steps_.end(),
                                           [](const Step& other) { return other.rank != no_pool; });
            leave(step->day, next == steps_.end() ? no_day : next->day);
        } else if (!is_aside || (pool_ == no_pool && since_ != no_day)) {
            enter(*step);
        }
    }
    steps_.clear();
}

inline void Flow::Maker::enter(const Step& step) {
    const auto pool = static_cast<std::uint8_t>(graph_.order()[step.rank]);
    const std::int32_t day = step.day;
    if (pool_ == no_pool) {
        if (!may_enter_[pool]) find(FlowFindingKind::unlisted, pool, day);
    } else {
        Way way = ways_[pool_ * size_ + pool];
        // A column has the first entry into each pool; to be sent back is a step of its own.
        if (way == Way::returns && step.source == Source::column) way = Way::contradicts;
        if (way == Way::stays) return find(FlowFindingKind::entered_again, pool, day);
        if (way == Way::contradicts) return find(FlowFindingKind::contradiction, pool, day);
        if (way == Way::unlisted) find(FlowFindingKind::unlisted, pool, day);
        end_stay(way == Way::returns ? StayEnd::sent_back : StayEnd::moved, pool, day);
    }
    Stays& s = made_.stays;
    s.row.push_back(row_);
    s.pool.push_back(pool);
    s.entered.push_back(day);
    s.ended.push_back(no_day);
    s.end.push_back(StayEnd::still);
    s.next.push_back(no_pool);
    pool_ = pool;
    since_ = day;
}

inline void Flow::Maker::leave(std::int32_t day, std::int32_t next_day) {
    if (pool_ == no_pool) {
        made_.findings.push_back(
            {FlowFindingKind::left_outside, row_, no_pool, next_day, no_pool, day});
        return;
    }
    if (!may_leave_[pool_]) find(FlowFindingKind::unlisted, no_pool, day);
    end_stay(StayEnd::left, no_pool, day);
    pool_ = no_pool;
    since_ = day;
}

namespace detail {

/// The column of days of a portfolio that has this name; empty if it is one of the deals and no
/// project states any. Throws `Error(invalid_argument)` if there is no such column.
[[nodiscard]] inline std::span<const std::int32_t> day_column(const Portfolio& portfolio,
                                                              std::string_view name) {
    const std::vector<std::int32_t>* found = nullptr;
    const auto look = [&](const char* column_name, const auto& column, auto initial) {
        if constexpr (std::is_same_v<decltype(initial), std::int32_t>) {
            if (name == column_name) found = &column;
        }
    };
    Columns::for_each(portfolio.columns(), look);
    Deals::for_each(portfolio.deals(), look);
    if (found == nullptr) throw Error(ErrorCode::invalid_argument, name, "a column of days");
    return *found;
}

/// The column that says when projects entered a library of the three, by the library's key.
[[nodiscard]] inline std::string library_column(std::string_view pool) {
    return "entered_" + std::string(pool);
}

/// How the days in a portfolio tell of one network.
class FlowSource {
  public:
    FlowSource(const Portfolio& portfolio, const PoolGraph& graph)
        : portfolio_(portfolio), graph_(graph) {
        for (const PoolNode& pool : graph.pools()) {
            auto& columns = columns_.emplace_back();
            for (const std::string& name : pool.days) {
                const auto column = day_column(portfolio, name);
                if (!column.empty()) columns.push_back(column);
                has_columns_ = true;
                for (const Pool library : libraries) {
                    has_libraries_ |= name == library_column(sanku::key(library));
                }
            }
        }
    }

    /// States everything that the row says to the maker; to be asked in the order of rows.
    template <typename Maker>
    void state(std::uint32_t row, Maker& maker) {
        using Source = typename Maker::Source;
        for (std::size_t pool = 0; pool < columns_.size(); ++pool) {
            std::int32_t first = no_day;
            for (const auto column : columns_[pool]) first = std::min(first, column[row]);
            maker.state(static_cast<std::uint8_t>(pool), first, Source::column);
            if (columns_[pool].size() == 1) continue;
            for (const auto column : columns_[pool]) {
                maker.state(static_cast<std::uint8_t>(pool), column[row], Source::aside);
            }
        }
        if (has_columns_) {
            maker.state(no_pool, portfolio_.columns().withdrawn[row],
                        has_libraries_ ? Source::column : Source::aside);
        }
        const Visits& visits = portfolio_.visits();
        for (; visit_ < visits.size() && visits.row[visit_] == row; ++visit_) {
            state_visit(visits, visit_, maker);
        }
    }

  private:
    template <typename Maker>
    void state_visit(const Visits& visits, std::size_t i, Maker& maker) const {
        using Source = typename Maker::Source;
        const std::string_view network = portfolio_.texts().at(visits.network[i]);
        const std::string_view pool = portfolio_.texts().at(visits.pool[i]);
        if (network == graph_.id()) {
            const std::size_t place = pool.empty() ? no_pool : graph_.pool(pool);
            maker.state(static_cast<std::uint8_t>(place), visits.day[i], Source::visit);
        } else if (network == library_network && has_libraries_) {
            if (pool.empty()) maker.state(no_pool, visits.day[i], Source::aside);
            for (std::size_t place = 0; place < columns_.size(); ++place) {
                if (std::ranges::count(graph_.pools()[place].days, library_column(pool)) > 0) {
                    maker.state(static_cast<std::uint8_t>(place), visits.day[i], Source::aside);
                }
            }
        }
    }

    const Portfolio& portfolio_;
    const PoolGraph& graph_;
    std::vector<std::vector<std::span<const std::int32_t>>> columns_;  // by pool
    bool has_columns_ = false;
    bool has_libraries_ = false;
    std::size_t visit_ = 0;  // the next one in the portfolio
};

/// Throws unless columns are of one length, one a pool, and visits of rows and pools.
inline void check(const FlowColumns& columns, std::size_t pools) {
    const std::size_t rows = columns.amount.size();
    bool is_sound = columns.days.size() == pools;
    for (const auto days : columns.days) is_sound &= days.empty() || days.size() == rows;
    is_sound &= columns.left.empty() || columns.left.size() == rows;
    if (!is_sound) {
        throw Error(ErrorCode::invalid_argument, "flow", "a column a pool, all of one length");
    }
    const auto check_days = [](std::span<const std::int32_t> days) {
        if (std::ranges::any_of(days, [](std::int32_t day) { return day < Date::min_days; })) {
            throw Error(ErrorCode::date_out_of_range, "flow", "days from 1900 on");
        }
    };
    for (const auto days : columns.days) check_days(days);
    check_days(columns.left);
    std::uint32_t row = 0;
    for (const Visit& visit : columns.visits) {
        check_days(std::span(&visit.day, 1));
        if (visit.row < row || visit.row >= rows ||
            (visit.pool >= pools && visit.pool != no_pool)) {
            throw Error(ErrorCode::invalid_argument, "visits", "in order of rows, of its pools");
        }
        row = visit.row;
    }
    sanku::detail::check_amounts("amount", columns.amount);
}

}  // namespace detail

inline Flow::Flow(const Portfolio& portfolio, const PoolGraph& graph)
    : graph_(graph), as_of_(portfolio.as_of()) {
    const auto owner = std::make_shared<const Portfolio>(portfolio);
    amount_ = owner->columns().total_investment;
    owner_ = owner;
    Maker maker(graph_, as_of_);
    detail::FlowSource source(portfolio, graph_);
    for (std::uint32_t row = 0; row < portfolio.size(); ++row) {
        source.state(row, maker);
        maker.finish(row);
    }
    made_ = std::make_shared<const Made>(std::move(maker).take());
}

inline Flow::Flow(const PoolGraph& graph, const FlowColumns& columns)
    : graph_(graph), amount_(columns.amount), as_of_(columns.as_of), owner_(columns.owner) {
    detail::check(columns, graph.pools().size());
    Maker maker(graph_, as_of_);
    std::size_t visit = 0;
    for (std::uint32_t row = 0; row < columns.amount.size(); ++row) {
        for (std::size_t pool = 0; pool < columns.days.size(); ++pool) {
            if (columns.days[pool].empty()) continue;
            maker.state(static_cast<std::uint8_t>(pool), columns.days[pool][row],
                        Maker::Source::column);
        }
        if (!columns.left.empty()) maker.state(no_pool, columns.left[row], Maker::Source::column);
        for (; visit < columns.visits.size() && columns.visits[visit].row == row; ++visit) {
            maker.state(columns.visits[visit].pool, columns.visits[visit].day,
                        Maker::Source::visit);
        }
        maker.finish(row);
    }
    made_ = std::make_shared<const Made>(std::move(maker).take());
}

inline Passage Flow::passage(std::size_t from, std::size_t to) const {
    if (!graph_.leads(from, to)) {
        const auto id = [&](std::size_t pool) {
            return pool < graph_.pools().size() ? graph_.pools()[pool].id : std::to_string(pool);
        };
        throw Error(ErrorCode::forbidden_move, id(from) + " -> " + id(to), "no way leads there");
    }
    struct Held {
        std::vector<std::int32_t> entered, moved, left;
        std::shared_ptr<const void> amounts;
    };
    const auto held = std::make_shared<Held>();
    for (auto* column : {&held->entered, &held->moved, &held->left}) column->assign(rows(), no_day);
    held->amounts = owner_;
    const Stays& s = stays();
    std::vector<bool> contradicts(rows());
    const auto earliest = [](std::int32_t& day, std::int32_t other) { day = std::min(day, other); };
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s.pool[i] == from) earliest(held->entered[s.row[i]], s.entered[i]);
    }
    for (const FlowFinding& finding : findings()) {
        if (finding.kind != FlowFindingKind::contradiction) continue;
        contradicts[finding.row] = true;
        if (finding.to == from) earliest(held->entered[finding.row], finding.day);
        if (finding.to == to) earliest(held->moved[finding.row], finding.day);
    }
    for (std::size_t i = 0; i < s.size(); ++i) {
        const std::uint32_t row = s.row[i];
        const bool counts =
            contradicts[row] || held->entered[row] == no_day || s.entered[i] >= held->entered[row];
        if (s.pool[i] == to && counts) earliest(held->moved[row], s.entered[i]);
    }
    for (std::size_t i = 0; i < s.size(); ++i) {
        const std::uint32_t row = s.row[i];
        if (s.end[i] == StayEnd::left && s.ended[i] >= held->entered[row] &&
            s.ended[i] < held->moved[row]) {
            held->left[row] = std::min(held->left[row], s.ended[i]);
        }
    }
    return {held->entered, held->moved, held->left, amount_, as_of_, held};
}

namespace detail {

/// Counts the stays of one group after the other on the pools and moves of a network.
class TrafficCounter {
  public:
    TrafficCounter(const PoolGraph& graph, std::size_t groups)
        : graph_(graph), size_(graph.pools().size()), edges_(size_ * size_) {
        const std::size_t pools = size_;
        out_.assign(groups, Traffic{.inside = std::vector<CountAndAmount>(pools),
                                    .entered = std::vector<CountAndAmount>(pools),
                                    .left = std::vector<CountAndAmount>(pools),
                                    .moved = std::vector<CountAndAmount>(graph.moves().size()),
                                    .unlisted = {}});
        for (std::size_t i = 0; i < graph.moves().size(); ++i) {
            edges_[graph.moves()[i].from * size_ + graph.moves()[i].to] = i + 1;
        }
    }
    void add(const Flow& flow, std::size_t stay, std::size_t group) {
        const Stays& s = flow.stays();
        const CountAndAmount one{1, flow.amount()[s.row[stay]]};
        Traffic& traffic = out_[group];
        const std::size_t pool = s.pool[stay];
        if (s.is_from_outside(stay)) traffic.entered[pool] += one;
        switch (s.end[stay]) {
            case StayEnd::still:
                traffic.inside[pool] += one;
                break;
            case StayEnd::left:
                traffic.left[pool] += one;
                break;
            case StayEnd::moved:
            case StayEnd::sent_back:
                if (const std::size_t edge = edges_[pool * size_ + s.next[stay]]; edge > 0) {
                    traffic.moved[edge - 1] += one;
                } else {
                    unlisted(traffic, pool, s.next[stay]) += one;
                }
        }
    }
    [[nodiscard]] std::vector<Traffic> take() && { return std::move(out_); }

  private:
    [[nodiscard]] static CountAndAmount& unlisted(Traffic& traffic, std::size_t from,
                                                  std::size_t to) {
        const auto is_before = [](const Traffic::Unlisted& a,
                                  const std::pair<std::size_t, std::size_t>& b) {
            return std::pair(a.from, a.to) < b;
        };
        auto& list = traffic.unlisted;
        auto found = std::lower_bound(list.begin(), list.end(), std::pair(from, to), is_before);
        if (found == list.end() || found->from != from || found->to != to) {
            found = list.insert(found, {from, to, {}});
        }
        return found->moved;
    }

    const PoolGraph& graph_;
    std::size_t size_;
    std::vector<std::size_t> edges_;  // by from and to: place of the move + 1; 0: none
    std::vector<Traffic> out_;
};

}  // namespace detail

template <RowGroups Groups>
std::vector<Traffic> traffic(const Groups& groups, const Flow& flow) {
    detail::TrafficCounter counter(flow.graph(), groups.size());
    detail::for_each_stay(
        groups, flow, [&](std::size_t stay, std::size_t group) { counter.add(flow, stay, group); });
    return std::move(counter).take();
}

inline Traffic traffic(const Flow& flow) {
    return traffic(OneGroup(flow.rows()), flow).front();
}

}  // namespace sanku::pipeline
