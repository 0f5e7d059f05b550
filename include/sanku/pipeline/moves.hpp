#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "sanku/core/decimal.hpp"
#include "sanku/journal/rules.hpp"
#include "sanku/pipeline/pool_graph.hpp"

/// Whether a project may move as an event says: the network's moves, the conditions on them, and
/// the days of what went before.
namespace sanku::pipeline {

/// The id of the network in which an event moves its project: entries into the libraries and
/// withdrawal move it in `library_network`. Empty for events that are no move.
[[nodiscard]] inline std::string_view network_of(const Payload& what) noexcept {
    if (const auto* entered = std::get_if<event::PoolEntered>(&what)) return entered->network();
    if (const auto* left = std::get_if<event::NetworkLeft>(&what)) return left->network;
    const auto kind = static_cast<EventKind>(what.index());
    return kind <= EventKind::withdrawn ? library_network : std::string_view{};
}

/// Why `graph` refuses `move`, an entry into one of its pools or a departure from it; nothing if it
/// is allowed. `standing` is what holds of the project with the move in it; conditions are judged
/// as of the move's day. The problem has the code `forbidden_move` (`unknown_pool` for a pool that
/// the graph does not have), as its value the move (`reserve → implementation`, by ids) and as its
/// detail all that is missing. Moves of one day come in the order of the graph, departures last.
/// O(moves of the project × pools).
[[nodiscard]] std::optional<Problem> refusal(const PoolGraph& graph, const Standing& standing,
                                             const Event& move);

namespace detail {

/// The milestone whose day a column of portfolios shows, if it is one that a pool may name.
[[nodiscard]] inline std::optional<EventKind> milestone_of(std::string_view column) noexcept {
    constexpr std::pair<std::string_view, EventKind> columns[] = {
        {"entered_directory", EventKind::entered_directory},
        {"entered_reserve", EventKind::moved_to_reserve},
        {"entered_implementation", EventKind::moved_to_implementation},
        {"withdrawn", EventKind::withdrawn},
        {"started", EventKind::started},
        {"enrolled", EventKind::enrolled},
        {"completed", EventKind::completed},
        {"in_production", EventKind::in_production},
        {"settled", EventKind::settled},
        {"final_accounts", EventKind::final_accounts_approved},
        {"negotiated", EventKind::negotiated},
        {"contract_signed", EventKind::contract_signed},
        {"correction_ordered", EventKind::correction_ordered},
        {"corrected", EventKind::corrected}};
    for (const auto& [name, kind] : columns) {
        if (name == column) return kind;
    }
    return std::nullopt;
}

/// The pool that a first entry into a library enters; empty for another kind of event.
[[nodiscard]] inline std::string_view library_of(EventKind kind) noexcept {
    if (kind > EventKind::moved_to_implementation) return {};
    return sanku::key(libraries[static_cast<std::size_t>(kind)]);
}

/// One entry into a pool of a network, or (no pool) one departure from it.
struct Step {
    Date day;
    std::string_view pool;
    int visit;
    std::optional<std::size_t> place;  ///< of the pool in the graph, if it has it
    std::size_t rank;                  ///< among the steps of one day
    [[nodiscard]] bool leaves() const noexcept { return pool.empty(); }
};

/// All steps of a project in a network, in order.
class Way {
  public:
    Way(const PoolGraph& graph, const Standing& standing) : graph_(graph) {
        for (const PoolNode& node : graph.pools()) add_milestones(node, standing);
        const auto withdrawn = standing.day[static_cast<std::size_t>(EventKind::withdrawn)];
        if (graph.id() == library_network && withdrawn) add(*withdrawn, {}, 1);
        for (const Standing::Visit& visit : standing.visits) {
            if (visit.network == graph.id()) add(visit.day, visit.pool, visit.visit);
        }
        const auto order = [](const Step& step) {
            return std::tuple(step.day, step.rank, step.visit);
        };
        std::ranges::sort(steps_,
                          [&](const Step& a, const Step& b) { return order(a) < order(b); });
    }
    [[nodiscard]] const std::vector<Step>& steps() const noexcept { return steps_; }
    /// Where the step stands, if it does.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view pool, int visit,
                                                  Date day) const {
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            const Step& step = steps_[i];
            if (step.pool == pool && step.visit == visit && step.day == day) return i;
        }
        return std::nullopt;
    }

  private:
    /// The first entry into a pool of which columns of days tell it.
    void add_milestones(const PoolNode& node, const Standing& standing) {
        std::optional<Date> first;
        const auto read = [&](EventKind kind) {
            const auto& day = standing.day[static_cast<std::size_t>(kind)];
            if (day && (!first || *day < *first)) first = day;
        };
        for (const std::string& column : node.days) {
            if (const auto kind = milestone_of(column)) read(*kind);
        }
        for (std::size_t i = 0; i < libraries.size(); ++i) {  // whatever columns it names
            const bool is_library =
                graph_.id() == library_network && node.id == sanku::key(libraries[i]);
            if (is_library) read(static_cast<EventKind>(i));
        }
        if (first) add(*first, node.id, 1);
    }
    void add(Date day, std::string_view pool, int visit) {
        const auto place = graph_.find(pool);
        const auto& order = graph_.order();
        const std::size_t last = order.size() + 1;
        const auto rank = [&] {
            return static_cast<std::size_t>(std::ranges::find(order, *place) - order.begin());
        };
        steps_.push_back({day, pool, visit, place,
                          pool.empty() ? last
                          : place      ? rank()
                                       : order.size()});
    }

    const PoolGraph& graph_;
    std::vector<Step> steps_;
};

[[nodiscard]] inline std::string listed(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

/// The pools on a shortest way from one pool, or from outside, to another, both left out; empty if
/// there is none.
[[nodiscard]] inline std::vector<std::size_t> between(const PoolGraph& graph,
                                                      std::optional<std::size_t> from,
                                                      std::size_t to) {
    const std::size_t none = graph.pools().size();
    std::vector<std::size_t> before(none, none);  // the pool on the way there; itself at the start
    std::vector<std::size_t> reached;
    const auto reach = [&](std::size_t pool, std::size_t by) {
        if (before[pool] != none) return;
        before[pool] = by;
        reached.push_back(pool);
    };
    for (std::size_t pool = 0; pool < none; ++pool) {
        if (from ? pool == *from : graph.pools()[pool].is_entry) reach(pool, pool);
    }
    for (std::size_t i = 0; i < reached.size(); ++i) {
        for (const Move& move : graph.moves()) {
            if (move.from == reached[i]) reach(move.to, move.from);
        }
    }
    std::vector<std::size_t> out;
    if (before[to] == none) return out;
    for (std::size_t pool = to; before[pool] != pool; pool = before[pool]) {
        out.push_back(before[pool]);
    }
    if (from && !out.empty()) out.pop_back();
    std::ranges::reverse(out);
    return out;
}

/// Collects all that is missing for one step.
class Judge {
  public:
    Judge(const PoolGraph& graph, const Standing& standing, const Way& way, std::size_t at,
          std::string_view reason)
        : graph_(graph), standing_(standing), steps_(way.steps()), at_(at), reason_(reason) {}

    [[nodiscard]] std::optional<Problem> verdict() {
        check_visits();
        step().leaves() ? check_exit() : check_entry();
        check_next();
        if (missing_.empty()) return std::nullopt;
        std::string detail;
        for (const std::string& one : missing_) detail += (detail.empty() ? "" : "; ") + one;
        return Problem{.code = ErrorCode::forbidden_move,
                       .value = name(before()) + " → " + name(&step()),
                       .detail = std::move(detail)};
    }

  private:
    [[nodiscard]] const Step& step() const noexcept { return steps_[at_]; }
    /// What the step follows, nullptr at the beginning.
    [[nodiscard]] const Step* before() const noexcept {
        return at_ == 0 ? nullptr : &steps_[at_ - 1];
    }
    [[nodiscard]] const std::string& id(std::size_t pool) const { return graph_.pools()[pool].id; }
    [[nodiscard]] static std::string name(const Step* step) {
        return std::string(step == nullptr || step->leaves() ? "outside" : step->pool);
    }
    void miss(std::string what) { missing_.push_back(std::move(what)); }

    /// "first entry into reserve", "departure 2" and the like.
    [[nodiscard]] std::string numbered(int visit) const {
        std::string out = step().leaves() ? "departure" : "entry";
        out = visit == 1 ? "first " + out : out + ' ' + std::to_string(visit);
        return step().leaves() ? out : out + " into " + std::string(step().pool);
    }
    /// The entries into a pool, and the departures, are counted from 1 in the order of their days.
    void check_visits() {
        std::vector<bool> seen(static_cast<std::size_t>(step().visit));
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            const auto& [day, pool, visit, place, rank] = steps_[i];
            if (i == at_ || pool != step().pool) continue;
            if (visit < step().visit) seen[static_cast<std::size_t>(visit)] = true;
            const bool in_order = visit < step().visit ? i < at_ : visit > step().visit && i > at_;
            if (!in_order) miss(numbered(visit) + " was on " + day.iso());
        }
        for (int visit = 1; visit < step().visit; ++visit) {
            if (seen[static_cast<std::size_t>(visit)] || was_skipped(visit)) continue;
            miss(numbered(visit) + " is not recorded");
            break;  // those after it are counted from it
        }
    }

    /// A library that was jumped over has no first entry; who is sent back there enters it for the
    /// second time all the same, since the first entries stand in the order of the libraries.
    [[nodiscard]] bool was_skipped(int visit) const noexcept {
        return graph_.id() == library_network && visit == 1 && !step().leaves() &&
               before() != nullptr;
    }

    void check_entry() {
        const std::size_t to = *step().place;
        const Step* from = before();
        if (from == nullptr || from->leaves()) {
            if (!graph_.pools()[to].is_entry) {
                if (from != nullptr) miss("left on " + from->day.iso());
                detour("no move from outside to " + id(to), std::nullopt, to);
            }
            check_conditions(graph_.entry(to));
            return;
        }
        const Move* move = from->place ? graph_.move(*from->place, to) : nullptr;
        if (move == nullptr) {
            detour("no move from " + std::string(from->pool) + " to " + id(to), from->place, to);
            return;
        }
        check_conditions(move->entry);
        if (move->is_return) check_reason(move->reasons);
    }

    /// Says what has to come first instead, and of that what came later.
    void detour(std::string refused, std::optional<std::size_t> from, std::size_t to) {
        std::vector<std::size_t> first;
        if (from != to) first = between(graph_, from, to);
        std::vector<std::string> ids;
        ids.reserve(first.size());
        for (const std::size_t pool : first) ids.push_back(id(pool));
        if (!ids.empty()) refused += ": " + listed(ids) + " must come first";
        miss(std::move(refused));
        for (std::size_t i = at_ + 1; i < steps_.size(); ++i) {
            if (std::ranges::find(ids, steps_[i].pool) == ids.end()) continue;
            miss("entered " + std::string(steps_[i].pool) + " on " + steps_[i].day.iso());
        }
    }

    void check_exit() {
        const Step* from = before();
        if (from == nullptr || from->leaves()) {
            miss(from == nullptr ? "in no pool on that day"
                                 : "in no pool on that day: left on " + from->day.iso());
            return;
        }
        const Exit* exit = from->place ? graph_.exit(*from->place) : nullptr;
        if (exit == nullptr) {
            miss("no way out of " + std::string(from->pool));
            return;
        }
        check_reason(exit->reasons);
    }

    /// What is recorded as the next step must be one from here.
    void check_next() {
        if (at_ + 1 == steps_.size()) return;
        const Step& next = steps_[at_ + 1];
        bool fits = true;
        if (next.leaves()) {
            fits = !step().leaves() && graph_.exit(*step().place) != nullptr;
        } else if (next.place) {
            fits = step().leaves() ? graph_.pools()[*next.place].is_entry
                                   : graph_.move(*step().place, *next.place) != nullptr;
        }
        if (fits) return;
        miss((next.leaves() ? "left on " : "entered " + std::string(next.pool) + " on ") +
             next.day.iso() + ": no move from " + name(&step()) + " to " + name(&next));
    }

    void check_reason(const std::vector<std::string>& allowed) {
        if (allowed.empty() || std::ranges::find(allowed, reason_) != allowed.end()) return;
        miss(reason_.empty() ? "missing reason, one of " + listed(allowed)
                             : "reason " + std::string(reason_) + " is none of " + listed(allowed));
    }

    void check_conditions(const Entry& entry) {
        for (const std::string& what : entry.approvals) check_approval(what);
        for (const std::string& gate : entry.appraisals) check_appraisal(gate);
        if (entry.min_score) check_score(*entry.min_score);
    }
    void check_approval(const std::string& what) {
        const auto found = std::ranges::find(standing_.approvals, what, &Standing::Approval::what);
        if (found == standing_.approvals.end()) {
            miss("missing approval " + what);
        } else if (found->day > step().day) {
            miss("approval " + what + " given on " + found->day.iso());
        }
    }
    void check_appraisal(const std::string& gate) {
        const Standing::Appraisal* latest = standing_.latest_appraisal(gate, step().day);
        if (latest == nullptr) {
            miss("missing appraisal " + gate);
        } else if (latest->outcome == Outcome::block) {
            miss("appraisal " + gate + " blocked on " + latest->day.iso());
        }
    }
    void check_score(int least) {
        const auto points = [](int hundredths) {
            return decimal(hundredths, 100, hundredths % 100 == 0 ? 0 : 2);
        };
        const auto& score = standing_.score;
        if (!score || score->day > step().day) {
            miss("missing score, at least " + points(least));
        } else if (score->hundredths < least) {
            miss("score " + points(score->hundredths) + " below " + points(least));
        }
    }

    const PoolGraph& graph_;
    const Standing& standing_;
    const std::vector<Step>& steps_;
    std::size_t at_;
    std::string_view reason_;
    std::vector<std::string> missing_;
};

/// What a move says: where to (empty: out), for which time, and why.
struct Said {
    std::string_view pool{};
    int visit = 1;
    std::string_view reason{};
};

[[nodiscard]] inline Said said_by(const Payload& what) noexcept {
    if (const auto* entered = std::get_if<event::PoolEntered>(&what)) {
        return {entered->pool(), entered->visit, entered->reason};
    }
    if (const auto* left = std::get_if<event::NetworkLeft>(&what)) {
        return {{}, left->visit, left->reason};
    }
    if (const auto* withdrawn = std::get_if<event::Withdrawn>(&what)) {
        return {{}, 1, withdrawn->reason};
    }
    return {library_of(static_cast<EventKind>(what.index()))};
}

/// Refuses the first entry into a pool that columns of days tell, since its milestone says it.
[[nodiscard]] inline std::optional<Problem> stated_elsewhere(const PoolGraph& graph,
                                                             const Payload& what) {
    const auto* entered = std::get_if<event::PoolEntered>(&what);
    if (entered == nullptr || entered->visit != 1) return std::nullopt;
    const PoolNode& node = graph.pools()[graph.pool(entered->pool())];
    if (node.days.empty()) return std::nullopt;
    return Problem{
        .code = ErrorCode::forbidden_move,
        .value = node.id,
        .detail = "its first entry is the day of " + listed(node.days) + ": record that milestone"};
}

}  // namespace detail

inline std::optional<Problem> refusal(const PoolGraph& graph, const Standing& standing,
                                      const Event& move) {
    const auto [pool, visit, reason] = detail::said_by(move.what);
    if (!pool.empty() && !graph.find(pool)) {
        std::vector<std::string> ids;
        ids.reserve(graph.pools().size());
        for (const PoolNode& node : graph.pools()) ids.push_back(node.id);
        return Problem{.code = ErrorCode::unknown_pool,
                       .value = std::string(pool),
                       .detail = graph.id() + ": " + detail::listed(ids)};
    }
    if (auto first = detail::stated_elsewhere(graph, move.what)) return first;
    const detail::Way way(graph, standing);
    const auto at = way.find(pool, visit, move.effective);
    if (!at) return std::nullopt;  // what no longer holds is no move
    return detail::Judge(graph, standing, way, *at, reason).verdict();
}

}  // namespace sanku::pipeline
