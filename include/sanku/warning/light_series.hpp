#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "sanku/portfolio/timeline.hpp"
#include "sanku/warning/lights.hpp"
#include "sanku/warning/trace.hpp"

namespace sanku::warning {

/// How many projects showed each light at the end of a month.
struct MonthLights {
    Date as_of;
    LightCounts overall{};
    std::vector<LightCounts> by_rule;  ///< in the order of the policy's rules
    friend bool operator==(const MonthLights&, const MonthLights&) = default;
};

/// The counts of `evaluate(history.at(end of month), policy)` for `months` months from `first` on,
/// in O(projects + entries) for each 60 months instead of for each month; a rule whose metric has
/// no trace is evaluated month by month. Throws `Error` with `malformed_policy` for a metric that
/// does not exist, `invalid_argument` for less than 0 months, `malformed_month` beyond 2199.
[[nodiscard]] std::vector<MonthLights> light_series(const History& history, const Policy& policy,
                                                    Month first, int months);

/// As above with a policy for each month from `first` on; none may be nullptr. Months in a row
/// under one policy (one address) are done together.
[[nodiscard]] std::vector<MonthLights> light_series(const History& history,
                                                    std::span<const Policy* const> policies,
                                                    Month first);

namespace detail {

/// Counts, month by month, how often each bit is set in many masks: a carry-save adder, bit i of
/// every count in one number, two of them side by side.
class BitCounter {
  public:
    static constexpr std::size_t step = 32;  ///< masks are added by so many

    /// Adds `count` masks, a multiple of `step`.
    void add(const std::uint64_t* masks, std::size_t count) noexcept {
        for (std::size_t i = 0; i < count; i += step) {
            Pair carry = reduce<4>(masks + i);
            for (std::size_t level = 4; (carry[0] | carry[1]) != 0; ++level) {
                const Pair next = planes_[level] & carry;
                planes_[level] ^= carry;
                carry = next;
            }
        }
    }
    [[nodiscard]] std::int64_t count(std::size_t bit) const noexcept {
        std::int64_t sum = 0;
        for (std::size_t level = 0; level < planes_.size(); ++level) {
            const Pair& plane = planes_[level];
            sum += static_cast<std::int64_t>((plane[0] >> bit & 1U) + (plane[1] >> bit & 1U))
                   << level;
        }
        return sum;
    }

  private:
    using Pair = std::uint64_t __attribute__((vector_size(16)));

    /// Adds 2^level pairs; what goes over is worth 2^level.
    template <std::size_t level>
    [[nodiscard]] Pair reduce(const std::uint64_t* masks) noexcept {
        if constexpr (level == 0) {
            return Pair{masks[0], masks[1]};
        } else {
            const Pair a = reduce<level - 1>(masks);
            const Pair b = reduce<level - 1>(masks + (std::size_t{1} << level));
            Pair& sum = planes_[level - 1];
            const Pair half = a ^ b;
            const Pair carry = (a & b) | (half & sum);
            sum ^= half;
            return carry;
        }
    }

    std::array<Pair, 40> planes_{};
};

/// A counter for each light that a rule can show.
struct LightCounters {
    BitCounter green;
    BitCounter no_data;
    BitCounter yellow;
    BitCounter red;

    void add(const LightMasks& lights, std::size_t count) noexcept {
        green.add(lights.green, count);
        no_data.add(lights.no_data, count);
        yellow.add(lights.yellow, count);
        red.add(lights.red, count);
    }
    /// The counts of a month in which there are `projects`.
    [[nodiscard]] LightCounts counts(std::size_t month, std::int64_t projects) const noexcept {
        LightCounts out{};
        out[static_cast<std::size_t>(Light::green)] = green.count(month);
        out[static_cast<std::size_t>(Light::no_data)] = no_data.count(month);
        out[static_cast<std::size_t>(Light::yellow)] = yellow.count(month);
        out[static_cast<std::size_t>(Light::red)] = red.count(month);
        out[static_cast<std::size_t>(Light::none)] = projects;
        for (std::size_t light = 1; light < out.size(); ++light) out[0] -= out[light];
        return out;
    }
};

/// A trace that looks up what `evaluate` finds at each month end, for metrics that have none.
[[nodiscard]] inline Trace trace_by_evaluating(const History& history, const Policy& policy,
                                               std::size_t rule, const Window& window) {
    // A condition needs the rule that it names.
    const bool is_alone = !policy.rules[rule].applies_when;
    Policy asked = policy;
    if (is_alone) asked.rules = {policy.rules[rule]};
    const std::size_t place = is_alone ? 0 : rule;
    using Rated = std::array<std::uint64_t, light_count>;
    auto masks = std::make_shared<std::vector<Rated>>(history.size());
    for (std::size_t month = 0; month < window.size(); ++month) {
        const Portfolio portfolio = history.at(window.end(month));
        const Lights lights = evaluate(portfolio, asked);
        std::size_t row = 0;
        for (std::size_t i = 0; i < portfolio.size(); ++i, ++row) {
            while (history.parts().milestones.code[row] != portfolio.columns().code[i]) ++row;
            (*masks)[row][lights.of(place)[i]] |= std::uint64_t{1} << month;
        }
    }
    return [masks](const TraceBlock& block, const LightMasks& lights) {
        const auto of = [](const Rated& rated, Light light) {
            return rated[static_cast<std::size_t>(light)];
        };
        for (std::size_t i = 0; i < block.count; ++i) {
            const Rated& rated = (*masks)[block.rows[i]];
            lights.set(i, of(rated, Light::green), of(rated, Light::no_data),
                       of(rated, Light::yellow), of(rated, Light::red));
        }
    };
}

/// The months of a row's `pools` (bits 1 << Pool).
[[nodiscard]] inline std::uint64_t months_in_pools(const Milestones& m, const Window& window,
                                                   std::uint32_t row, unsigned pools) noexcept {
    const std::uint64_t withdrawn = window.since(m.withdrawn[row]);
    const auto entered = [&](const std::vector<std::int32_t>& day) {
        return window.since(day[row]);
    };
    // Once it is withdrawn, what it entered later counts alone.
    const auto inside = [&](const std::vector<std::int32_t>& day) {
        const bool is_later = day[row] > m.withdrawn[row];
        return window.since(day[row]) & ~(is_later ? 0 : withdrawn);
    };
    const auto asked = [&](Pool pool) {
        return -std::uint64_t{pools >> static_cast<unsigned>(pool) & 1U};
    };
    const std::uint64_t implementation = inside(m.entered_implementation);
    std::uint64_t months = implementation & asked(Pool::implementation);
    constexpr unsigned others = ~(1U << static_cast<unsigned>(Pool::implementation));
    if ((pools & others) == 0) return months;
    const std::uint64_t reserve = inside(m.entered_reserve) & ~implementation;
    const std::uint64_t directory = inside(m.entered_directory) & ~(implementation | reserve);
    const std::uint64_t any = entered(m.entered_directory) | entered(m.entered_reserve) |
                              entered(m.entered_implementation);
    months |= reserve & asked(Pool::reserve);
    months |= directory & asked(Pool::directory);
    months |= any & ~(implementation | reserve | directory) & asked(Pool::withdrawn);
    return months;
}

/// The same of a row of `history`; that of one with further moves is looked up month by month.
[[nodiscard]] inline std::uint64_t months_in_pools(const History& history, const Window& window,
                                                   std::uint32_t row, unsigned pools) {
    const Milestones& m = history.parts().milestones;
    const auto moves = history.library_moves(row);
    if (moves.empty()) return months_in_pools(m, window, row, pools);
    std::uint64_t months = 0;
    for (std::size_t month = 0; month < window.size(); ++month) {
        const Pool pool = sanku::detail::pool_on(m, row, moves, window.end(month).days());
        if (pool == Pool::none) continue;  // not there yet
        months |= std::uint64_t{pools >> static_cast<unsigned>(pool) & 1U} << month;
    }
    return months;
}

/// The day on which a row first entered a library.
[[nodiscard]] inline std::int32_t first_entry(const History& history, std::uint32_t row) noexcept {
    const Milestones& m = history.parts().milestones;
    std::int32_t first = std::min(m.entered_directory[row],
                                  std::min(m.entered_reserve[row], m.entered_implementation[row]));
    for (const LibraryMove& move : history.library_moves(row)) {
        if (move.to != Pool::withdrawn) first = std::min(first, move.day);
    }
    return first;
}

/// The months in which a row's funding is one of `kinds` (bits 1 << Funding).
[[nodiscard]] inline std::uint64_t months_with_funding(const History::Parts& history,
                                                       const Window& window, std::uint32_t row,
                                                       unsigned kinds) noexcept {
    const auto& [first, day, value] = history.funding;
    std::uint64_t known = 0;
    std::uint64_t months = 0;
    for (std::size_t e = first[row + 1]; e-- > first[row];) {
        const std::uint64_t holds = window.since(day[e]) & ~known;
        months |= holds & -std::uint64_t{kinds >> value[e] & 1U};
        known |= holds;
    }
    constexpr auto unknown = static_cast<unsigned>(Funding::unknown);
    return months | (~known & -std::uint64_t{kinds >> unknown & 1U});
}

/// The months in which a valid reason suspends the rule named `id` in a row.
[[nodiscard]] inline std::uint64_t months_suspended(const History& history, const Window& window,
                                                    std::uint32_t row, std::string_view id) {
    const Reasons& reasons = history.parts().reasons;
    std::uint64_t months = 0;
    for (std::size_t e = reasons.first[row]; e < reasons.first[row + 1]; ++e) {
        if (history.texts().at(reasons.rule[e]) != id) continue;
        std::uint64_t holds = window.since(std::max(reasons.day[e], reasons.from[e])) &
                              ~window.since(reasons.to[e] + 1);
        const std::size_t next = e + 1;
        const bool restated = next < reasons.first[row + 1] &&
                              reasons.from[next] == reasons.from[e] &&
                              history.texts().at(reasons.rule[next]) == id;
        if (restated) holds &= ~window.since(reasons.day[next]);
        months |= holds;
    }
    return months;
}

/// The series of one policy over one window, block by block.
class LightTracer {
  public:
    /// `traceable` says of which rules the metric's trace is used.
    LightTracer(const History& history, const Policy& policy, const Window& window,
                const std::function<bool(const Rule&)>& traceable)
        : history_(history), policy_(policy), window_(window), by_rule_(policy.rules.size()) {
        for (std::size_t rule = 0; rule < policy.rules.size(); ++rule) {
            const Rule& of = policy.rules[rule];
            const Metric* metric = find_metric(policy, of.metric);
            if (metric == nullptr) throw Error(ErrorCode::malformed_policy, of.metric, "metric");
            check_threshold(*metric, of.yellow);
            check_threshold(*metric, of.red);
            Trace trace = traceable(of) ? trace_of(*metric, of, window) : nullptr;
            if (!trace) trace = trace_by_evaluating(history, policy, rule, window);
            traces_.push_back(std::move(trace));
            pools_ |= of.scope.pools;
            const auto found = std::ranges::find(scopes_, of.scope);
            scope_of_rule_.push_back(static_cast<std::size_t>(found - scopes_.begin()));
            if (found == scopes_.end()) scopes_.push_back(of.scope);
        }
        scope_masks_.resize(scopes_.size());
        report_.resize(history.parts().reports.month.size());
        suspends_ = !history.parts().reasons.rule.empty();
    }

    [[nodiscard]] std::vector<MonthLights> counts() {
        const std::size_t rows = history_.size();
        for (std::size_t begin = 0; begin < rows; begin += block_rows) {
            block(begin, std::min(rows, begin + block_rows));
        }
        std::vector<MonthLights> out;
        std::int64_t projects = 0;
        for (std::size_t month = 0; month < window_.size(); ++month) {
            projects += entered_[month];
            MonthLights& lights = out.emplace_back(
                MonthLights{window_.end(month), overall_.counts(month, projects), {}});
            for (const LightCounters& rule : by_rule_) {
                lights.by_rule.push_back(rule.counts(month, projects));
            }
        }
        return out;
    }

  private:
    static constexpr std::size_t block_rows = 512;
    using Masks = std::array<std::uint64_t, block_rows>;

    struct LightArrays {
        alignas(64) Masks green;
        alignas(64) Masks no_data;
        alignas(64) Masks yellow;
        alignas(64) Masks red;
        [[nodiscard]] LightMasks masks() noexcept {
            return {green.data(), no_data.data(), yellow.data(), red.data()};
        }
        void clear() noexcept {
            for (Masks* of : {&green, &no_data, &yellow, &red}) of->fill(0);
        }
    };

    void block(std::size_t begin, std::size_t end) {
        select(begin, end);
        if (count_ == 0) return;
        follow_reports();
        for (std::size_t i = 0; i < scopes_.size(); ++i) fill_scope(scopes_[i], scope_masks_[i]);
        worst_.clear();
        for (std::size_t rule = 0; rule < traces_.size(); ++rule) trace(rule);
        for (std::size_t i = 0; i < count_; ++i) {
            worst_.yellow[i] &= ~worst_.red[i];
            worst_.no_data[i] &= ~(worst_.red[i] | worst_.yellow[i]);
            worst_.green[i] &= ~(worst_.red[i] | worst_.yellow[i] | worst_.no_data[i]);
        }
        overall_.add(worst_.masks(), padded());
    }

    [[nodiscard]] std::size_t padded() const noexcept {
        return (count_ + BitCounter::step - 1) / BitCounter::step * BitCounter::step;
    }

    /// Counts entries, and finds the rows of which some rule speaks in some month.
    void select(std::size_t begin, std::size_t end) {
        count_ = 0;
        for (std::size_t i = begin; i < end; ++i) {
            const auto row = static_cast<std::uint32_t>(i);
            ++entered_[window_.first_end(first_entry(history_, row))];
            const std::uint64_t months = months_in_pools(history_, window_, row, pools_);
            rows_[count_] = row;
            in_pools_[count_] = months;
            count_ += months != 0;
        }
    }

    /// For each report of the rows: the months for which it counts; for each row: those with a
    /// fresh report.
    void follow_reports() noexcept {
        const Reports& reports = history_.parts().reports;
        const std::int32_t stale_after = policy_.stale_after_months;
        for (std::size_t i = 0; i < count_; ++i) {
            std::int32_t until = std::numeric_limits<std::int32_t>::max();
            std::uint64_t fresh = 0;
            for (std::size_t e = reports.first[rows_[i] + 1]; e-- > reports.first[rows_[i]];) {
                const std::int32_t month = reports.month[e];
                const std::int32_t december = month / 12 * 12 + 11;
                const std::int32_t last = month + stale_after;
                fresh |= window_.between(month, last);
                report_[e] = window_.between(month, std::min({last, december, until}));
                until = month - 1;
            }
            fresh_[i] = fresh;
        }
    }

    void fill_scope(const Scope& scope, Masks& masks) const {
        const History::Parts& parts = history_.parts();
        constexpr unsigned any_funding = (1U << funding_count) - 1;
        const bool all_funding = (scope.funding & any_funding) == any_funding;
        for (std::size_t i = 0; i < count_; ++i) {
            const std::uint32_t row = rows_[i];
            std::uint64_t months = scope.pools == pools_
                                       ? in_pools_[i]
                                       : months_in_pools(history_, window_, row, scope.pools);
            if (!all_funding) months &= months_with_funding(parts, window_, row, scope.funding);
            if (scope.completed) {
                const std::uint64_t completed = window_.since(parts.milestones.completed[row]);
                months &= *scope.completed ? completed : ~completed;
            }
            masks[i] = months;
        }
    }

    /// Traces one rule over the block, counts it, and lets the overall lights be the worst so far.
    void trace(std::size_t rule) {
        const Masks& scope = scope_masks_[scope_of_rule_[rule]];
        const TraceBlock block{history_.parts(), window_,      count_,
                               rows_.data(),     scope.data(), report_.data()};
        traces_[rule](block, lights_.masks());
        const bool needs_report = policy_.rules[rule].needs_report;
        for (std::size_t i = 0; i < count_; ++i) {
            std::uint64_t months = scope[i];
            if (suspends_) {
                months &= ~months_suspended(history_, window_, rows_[i], policy_.rules[rule].id);
            }
            const std::uint64_t dim = needs_report ? lights_.green[i] & ~fresh_[i] : 0;
            lights_.green[i] = lights_.green[i] & ~dim & months;
            lights_.no_data[i] = (lights_.no_data[i] | dim) & months;
            lights_.yellow[i] &= months;
            lights_.red[i] &= months;
            worst_.green[i] |= lights_.green[i];
            worst_.no_data[i] |= lights_.no_data[i];
            worst_.yellow[i] |= lights_.yellow[i];
            worst_.red[i] |= lights_.red[i];
        }
        const LightMasks masks = lights_.masks();
        for (std::uint64_t* of : {masks.green, masks.no_data, masks.yellow, masks.red}) {
            std::fill(of + count_, of + padded(), std::uint64_t{0});
        }
        by_rule_[rule].add(masks, padded());
    }

    const History& history_;
    const Policy& policy_;
    const Window& window_;
    std::vector<Trace> traces_;
    unsigned pools_ = 0;  // of all scopes
    std::vector<Scope> scopes_;
    std::vector<std::size_t> scope_of_rule_;
    bool suspends_ = false;

    std::array<std::int64_t, Window::max_months + 1> entered_{};  // projects by first month
    LightCounters overall_;
    std::vector<LightCounters> by_rule_;

    // Of the block at hand, one element a row of which some rule speaks.
    std::size_t count_ = 0;
    std::array<std::uint32_t, block_rows> rows_;
    Masks in_pools_;  // the months in which some scope has its pool
    Masks fresh_;
    std::vector<Masks> scope_masks_;
    LightArrays lights_;
    LightArrays worst_;
    std::vector<std::uint64_t> report_;  // by entry of Reports
};

/// As `light_series`, using the traces of those rules only that are `traceable`.
[[nodiscard]] inline std::vector<MonthLights> light_series(
    const History& history, const Policy& policy, Month first, int months,
    const std::function<bool(const Rule&)>& traceable) {
    std::vector<MonthLights> out;
    Timeline(history, first, months).for_each_window([&](int, const Window& window) {
        const auto tracer = std::make_unique<LightTracer>(history, policy, window, traceable);
        std::ranges::move(tracer->counts(), std::back_inserter(out));
    });
    return out;
}

}  // namespace detail

inline std::vector<MonthLights> light_series(const History& history, const Policy& policy,
                                             Month first, int months) {
    return detail::light_series(history, policy, first, months, [](const Rule&) { return true; });
}

inline std::vector<MonthLights> light_series(const History& history,
                                             std::span<const Policy* const> policies, Month first) {
    std::vector<MonthLights> out;
    for (std::size_t i = 0; i < policies.size();) {
        std::size_t end = i + 1;
        while (end < policies.size() && policies[end] == policies[i]) ++end;
        std::ranges::move(light_series(history, *policies[i], first.plus(static_cast<int>(i)),
                                       static_cast<int>(end - i)),
                          std::back_inserter(out));
        i = end;
    }
    return out;
}

}  // namespace sanku::warning
