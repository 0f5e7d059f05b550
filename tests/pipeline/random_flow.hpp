#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sanku/pipeline/balance.hpp"
#include "sanku/pipeline/flow.hpp"

/// Networks for tests, random members in them, and a slow second opinion on where they are.
namespace sanku::testing {

/// The three libraries, where a project may be sent back one library or leave from any of them.
[[nodiscard]] inline pipeline::PoolGraph libraries_with_returns() {
    return pipeline::PoolGraph(
        {.id = "three-libraries",
         .name = {"三库", "Three libraries"},
         .source = {},
         .pools = {{"directory", {"目录库", "Directory"}, {"entered_directory"}, true, false},
                   {"reserve", {"储备库", "Reserve"}, {"entered_reserve"}, true, false},
                   {"implementation",
                    {"实施库", "Implementation"},
                    {"entered_implementation"},
                    true,
                    true}},
         .moves = {{.from = 0, .to = 1},
                   {.from = 1, .to = 2},
                   {.from = 1, .to = 0, .is_return = true},
                   {.from = 2, .to = 1, .is_return = true}},
         .exits = {{.from = 0}, {.from = 1}, {.from = 2}}});
}

/// The three libraries, passed in one direction.
[[nodiscard]] inline pipeline::PoolGraph libraries_one_way() {
    pipeline::PoolGraph::Parts parts = libraries_with_returns().parts();
    std::erase_if(parts.moves, [](const pipeline::Move& move) { return move.is_return; });
    return pipeline::PoolGraph(std::move(parts));
}

/// Six pools that fork and join, not in the order of the file, some of which may not be entered
/// from outside or left.
[[nodiscard]] inline pipeline::PoolGraph forked() {
    return pipeline::PoolGraph({.id = "forked",
                                .name = {"分叉", "Forked"},
                                .source = {},
                                .pools = {{"end", {"e", "e"}, {}, false, true},
                                          {"a", {"a", "a"}, {}, true, false},
                                          {"b", {"b", "b"}, {}, false, false},
                                          {"c", {"c", "c"}, {}, true, false},
                                          {"d", {"d", "d"}, {}, false, true},
                                          {"lone", {"l", "l"}, {}, true, true}},
                                .moves = {{.from = 1, .to = 2},
                                          {.from = 1, .to = 3},
                                          {.from = 2, .to = 4},
                                          {.from = 3, .to = 4},
                                          {.from = 4, .to = 0},
                                          {.from = 4, .to = 1, .is_return = true},
                                          {.from = 0, .to = 4, .is_return = true}},
                                .exits = {{.from = 1}, {.from = 2}}});
}

/// Columns for a flow, and what holds them.
struct Members {
    std::vector<std::vector<std::int32_t>> days;  // by pool
    std::vector<std::int32_t> left;
    std::vector<std::int64_t> amount;
    std::vector<pipeline::Visit> visits;
    Date as_of;

    [[nodiscard]] pipeline::FlowColumns columns() const {
        return {.days = {days.begin(), days.end()},
                .left = left,
                .amount = amount,
                .as_of = as_of,
                .visits = visits};
    }
};

/// `count` members of a network with days of a few months, so that many fall on one day or
/// contradict each other, and some lie after the as-of day.
[[nodiscard]] inline Members random_members(std::mt19937_64& random, std::size_t pools,
                                            std::uint32_t count) {
    const auto below = [&](std::uint64_t limit) {
        return static_cast<std::int32_t>(random() % limit);
    };
    const std::int32_t start = date(2023, 10, 20).days();
    Members out{.days = std::vector(pools, std::vector<std::int32_t>(count, no_day)),
                .left = std::vector<std::int32_t>(count, no_day),
                .amount = {},
                .visits = {},
                .as_of = date(2024, 5, 20)};
    for (std::uint32_t row = 0; row < count; ++row) {
        std::int32_t day = start;
        for (auto& column : out.days) {
            if (below(4) == 0) continue;
            // Most go on in order, some anywhere, many by a day.
            day = below(6) == 0 ? start + below(240) : day + below(3) * below(45);
            column[row] = day;
        }
        if (below(3) == 0) out.left[row] = start + below(240);
        for (int more = below(3) == 0 ? 1 + below(6) : 0; more > 0; --more) {
            const auto place = below(pools + 1);
            const auto pool = static_cast<std::size_t>(place) == pools ? pipeline::no_pool : place;
            out.visits.push_back({row, static_cast<std::uint8_t>(pool), start + below(240)});
        }
        out.amount.push_back(below(1'000'000'000));
    }
    return out;
}

/// Where members are at the end of each day, and every step between pools, found by living through
/// each member's days one by one.
class DayByDay {
  public:
    static constexpr int outside = -1;
    struct Step {
        std::size_t row;
        std::int32_t day;
        int from;
        int to;
        bool is_return;
    };

    DayByDay(const pipeline::PoolGraph& graph, const Members& members) : graph_(graph) {
        for (std::size_t row = 0; row < members.amount.size(); ++row) live(members, row);
    }
    /// The pool of a member at the end of a day.
    [[nodiscard]] int at(std::size_t row, std::int32_t day) const {
        const auto& days = pool_on_[row];
        const auto found = days.find(day);
        return found == days.end() ? outside : found->second;
    }
    [[nodiscard]] const std::vector<Step>& steps() const noexcept { return steps_; }
    /// Statements that counted for nothing, in any order.
    [[nodiscard]] std::size_t ignored() const noexcept { return ignored_; }

    /// The balance of one pool, over the members for which `is_in` says so.
    template <typename IsIn>
    [[nodiscard]] pipeline::PoolBalance balance(const Members& members, IsIn&& is_in, int pool,
                                                Date first, Date last) const {
        pipeline::PoolBalance out;
        const auto add = [&](CountAndAmount& to, std::size_t row) {
            ++to.projects;
            to.investment += members.amount[row];
        };
        for (std::size_t row = 0; row < members.amount.size(); ++row) {
            if (!is_in(row)) continue;
            if (at(row, first.days() - 1) == pool) add(out.opening, row);
            if (at(row, last.days()) == pool) add(out.closing, row);
        }
        for (const Step& step : steps_) {
            if (!is_in(step.row) || step.day < first.days() || step.day > last.days()) continue;
            if (step.from == outside && step.to == pool) add(out.entered, step.row);
            if (step.from == pool && step.to == outside) add(out.left, step.row);
            if (step.from == outside || step.to == outside) continue;
            if (step.to == pool) add(step.is_return ? out.sent_back_in : out.moved_in, step.row);
            if (step.from == pool) add(step.is_return ? out.sent_back : out.moved_on, step.row);
        }
        return out;
    }

  private:
    void live(const Members& members, std::size_t row) {
        auto& pool_on = pool_on_.emplace_back();
        int now = outside;
        for (Date day = date(2023, 10, 1); day <= members.as_of; day = day.plus_days(1)) {
            const auto by_column = [&](std::size_t pool) {
                return pool == pipeline::no_pool ? members.left[row] == day.days()
                                                 : members.days[pool][row] == day.days();
            };
            const auto by_visit = [&](std::size_t pool) {
                return std::ranges::any_of(members.visits, [&](const auto& visit) {
                    return visit.row == row && visit.pool == pool && visit.day == day.days();
                });
            };
            for (const std::size_t pool : graph_.order()) {
                if (!by_column(pool) && !by_visit(pool)) continue;
                now = enter(row, day.days(), now, static_cast<int>(pool), by_visit(pool));
            }
            if (by_column(pipeline::no_pool) || by_visit(pipeline::no_pool)) {
                if (now == outside) {
                    ++ignored_;
                } else {
                    steps_.push_back({row, day.days(), now, outside, false});
                    now = outside;
                }
            }
            if (now != outside) pool_on[day.days()] = now;
        }
    }
    int enter(std::size_t row, std::int32_t day, int now, int pool, bool may_return) {
        const auto from = static_cast<std::size_t>(now);
        const auto to = static_cast<std::size_t>(pool);
        const pipeline::Move* const move = now == outside ? nullptr : graph_.move(from, to);
        const bool is_backwards =
            now != outside && graph_.leads(to, from) && (move == nullptr || !may_return);
        if (now == pool || is_backwards) {
            ++ignored_;
            return now;
        }
        steps_.push_back({row, day, now, pool, move != nullptr && move->is_return});
        return pool;
    }

    const pipeline::PoolGraph& graph_;
    std::vector<std::map<std::int32_t, int>> pool_on_;  // by row
    std::vector<Step> steps_;
    std::size_t ignored_ = 0;
};

}  // namespace sanku::testing
