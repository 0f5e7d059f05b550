#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "sanku/portfolio/timeline.hpp"
#include "sanku/warning/compile.hpp"
#include "sanku/warning/kernel.hpp"

/// The lights of one project in all months of a window at once: a bit a month for each light. They
/// change on a few days only, so that a project costs what was stated of it, not its months.
namespace sanku::warning {

/// A bit mask of months for each light, one element a project of a block. A month that is in none
/// of the four is not rated.
struct LightMasks {
    std::uint64_t* green;
    std::uint64_t* no_data;
    std::uint64_t* yellow;
    std::uint64_t* red;

    void set(std::size_t i, std::uint64_t of_green, std::uint64_t of_no_data,
             std::uint64_t of_yellow, std::uint64_t of_red) const noexcept {
        green[i] = of_green;
        no_data[i] = of_no_data;
        yellow[i] = of_yellow;
        red[i] = of_red;
    }
};

/// The projects of a block whose lights are asked for.
struct TraceBlock {
    const History::Parts& history;
    const Window& window;
    std::size_t count;
    const std::uint32_t* rows;    ///< rows of the history, one element a project
    const std::uint64_t* scope;   ///< the months in which the rule speaks of each of them
    const std::uint64_t* report;  ///< by entry of `Reports`: the months for which it counts as this
                                  ///< year's latest, fresh report
};

/// Writes the masks of one rule for the projects of a block, before scope and staleness; what it
/// writes for months outside of the scope does not matter.
using Trace = std::function<void(const TraceBlock& block, const LightMasks& lights)>;

namespace detail {

/// The months in which something is yellow or worse, and red.
struct CutoffTables {
    DayTable yellow;
    DayTable red;
};

/// `Cutoffs` of each month end, as `of(end)` gives them.
template <typename Of>
[[nodiscard]] CutoffTables cutoff_tables(const Window& window, Of&& of) {
    return {window.cutoffs([&](Date end) { return of(end).yellow; }),
            window.cutoffs([&](Date end) { return of(end).red; })};
}

/// `deadline_lights`, of an undated anchor.
template <typename Anchor>
void trace_deadline(const TraceBlock& block, const Anchor& anchor,
                    const std::vector<std::int32_t>& done_on, const CutoffTables& cutoffs,
                    const LightMasks& lights) noexcept {
    const Window& window = block.window;
    for (std::size_t i = 0; i < block.count; ++i) {
        const std::uint32_t row = block.rows[i];
        const std::uint64_t done = window.since(done_on[row]);
        std::uint64_t yellow = 0;
        std::uint64_t red = 0;
        std::uint64_t known = 0;
        // Backwards, so that each statement holds in the months that no later one does.
        for (std::size_t e = anchor.first[row + 1]; e-- > anchor.first[row];) {
            const std::uint64_t holds = window.since(anchor.day[e]) & ~known;
            yellow |= holds & window.reached(cutoffs.yellow, anchor.value[e]);
            red |= holds & window.reached(cutoffs.red, anchor.value[e]);
            known |= holds;
        }
        lights.set(i, done | (known & ~yellow), ~(known | done), yellow & ~red & ~done,
                   red & ~done);
    }
}

/// `age_lights`, with the months of `done(row)` in which it is done.
template <typename Done>
void trace_age(const TraceBlock& block, const std::vector<std::int32_t>& anchor, Done&& done_in,
               const CutoffTables& cutoffs, const LightMasks& lights) noexcept {
    const Window& window = block.window;
    for (std::size_t i = 0; i < block.count; ++i) {
        const std::uint32_t row = block.rows[i];
        const std::int32_t day = anchor[row];
        const std::uint64_t begun = window.since(day);
        const std::uint64_t open = begun & ~done_in(row);
        const std::uint64_t late = open & window.reached(cutoffs.yellow, day);
        const std::uint64_t red = open & window.reached(cutoffs.red, day);
        lights.set(i, begun & ~late, 0, late & ~red, red);
    }
}

/// What is held against what: a figure of the reports against one of the year's plan.
struct Quotient {
    const std::vector<std::int64_t>& part;
    std::uint8_t part_bit;
    const std::vector<std::int64_t>& whole;
    std::uint8_t whole_bit;
    bool needs_whole;  ///< not rated, rather than without data, where nobody stated the whole
};

/// The lights of a quotient; `level(part, whole, month of the year)` is 0, 1 or 2 for green, yellow
/// and red. A whole of 0 is not rated.
template <typename Level>
void trace_quotient(const TraceBlock& block, const Quotient& quotient, Level&& level,
                    const LightMasks& lights) noexcept {
    const Window& window = block.window;
    const Plans& plans = block.history.plans;
    const Reports& reports = block.history.reports;
    for (std::size_t i = 0; i < block.count; ++i) {
        if (block.scope[i] == 0) {
            lights.set(i, 0, 0, 0, 0);
            continue;
        }
        const std::uint32_t row = block.rows[i];
        std::uint64_t light[3] = {0, 0, 0};
        std::uint64_t zero = 0;
        std::uint64_t rated = 0;
        std::size_t r = reports.first[row + 1];
        // Backwards, so that each statement holds in the months that no later one of its year does.
        for (std::size_t p = plans.first[row + 1]; p-- > plans.first[row];) {
            if ((plans.given[p] & quotient.whole_bit) == 0) continue;
            const int year = plans.year[p];
            const std::uint64_t holds =
                window.year(year) & window.since(plans.day[p]) & ~(zero | rated);
            if (holds == 0) continue;
            if (quotient.whole[p] == 0) {
                zero |= holds;
                continue;
            }
            rated |= holds;
            while (r > reports.first[row] && reports.month[r - 1] >= 12 * (year + 1)) --r;
            for (std::size_t e = r; e > reports.first[row] && reports.month[e - 1] >= 12 * year;
                 --e) {
                const std::uint64_t in = holds & block.report[e - 1];
                if (in == 0 || (reports.given[e - 1] & quotient.part_bit) == 0) continue;
                light[level(quotient.part[e - 1], quotient.whole[p],
                            reports.month[e - 1] - 12 * year + 1)] |= in;
            }
        }
        const std::uint64_t asked = quotient.needs_whole ? rated : ~zero;
        lights.set(i, light[0], asked & ~(light[0] | light[1] | light[2]), light[1], light[2]);
    }
}

// --- One function a shape -----------------------------------------------------------------------

using Milestone = std::vector<std::int32_t> Milestones::*;
using PlannedDay = Track<std::int32_t, Holds::day> History::Parts::*;

/// The milestone that a column of portfolios shows, or nullptr.
[[nodiscard]] inline Milestone milestone(DayColumn shown) noexcept {
    struct Pair {
        DayColumn column;
        Milestone milestone;
    };
    const Pair pairs[] = {{column<&Columns::started>, &Milestones::started},
                          {column<&Columns::enrolled>, &Milestones::enrolled},
                          {column<&Columns::completed>, &Milestones::completed},
                          {column<&Columns::in_production>, &Milestones::in_production},
                          {column<&Columns::settled>, &Milestones::settled},
                          {column<&Columns::final_accounts>, &Milestones::final_accounts}};
    for (const auto& [column, milestone] : pairs) {
        if (column == shown) return milestone;
    }
    return nullptr;
}

/// The planned day that a column of portfolios shows, or nullptr.
[[nodiscard]] inline PlannedDay planned_day(DayColumn shown) noexcept {
    if (shown == column<&Columns::planned_start>) return &History::Parts::planned_start;
    if (shown == column<&Columns::planned_completion>) return &History::Parts::planned_completion;
    return nullptr;
}

[[nodiscard]] inline Trace trace_of(const Deadline& shape, const Rule& rule, const Window& window) {
    const PlannedDay planned = planned_day(shape.anchor);
    const Milestone anchor = milestone(shape.anchor);
    const Milestone done = milestone(shape.done);
    const Milestone also = shape.also_done != nullptr ? milestone(shape.also_done) : done;
    if (shape.of_year || done == nullptr || also == nullptr) return nullptr;
    const auto at_end = [&](Date end) { return cutoffs(shape.clock, end, rule); };
    if (planned != nullptr && shape.without_anchor == Light::no_data && done == also) {
        return [=, limits = cutoff_tables(window, at_end)](const TraceBlock& block,
                                                           const LightMasks& lights) {
            trace_deadline(block, block.history.*planned, block.history.milestones.*done, limits,
                           lights);
        };
    }
    if (anchor == nullptr || shape.without_anchor != Light::none) return nullptr;
    return [=, limits = cutoff_tables(window, at_end)](const TraceBlock& block,
                                                       const LightMasks& lights) {
        const Milestones& m = block.history.milestones;
        const auto done_in = [&](std::uint32_t row) {
            return block.window.since(std::max((m.*done)[row], (m.*also)[row]));
        };
        trace_age(block, m.*anchor, done_in, limits, lights);
    };
}

/// `level(bound)` of a share: 0, 1 or 2 for green, yellow and red.
template <typename Limit>
[[nodiscard]] int share_level(std::int64_t left, std::int64_t whole, std::int32_t month,
                              const Limit& yellow, const Limit& red) noexcept {
    const int is_red = crossed(left, whole, red.factor(month), red.or_equal);
    const int is_yellow = crossed(left, whole, yellow.factor(month), yellow.or_equal);
    return (is_yellow | is_red) + is_red;
}

template <typename Limit>
[[nodiscard]] Trace trace_share(const Share& shape, const Limit& yellow, const Limit& red) {
    const bool of_plan = shape.whole == column<&Columns::plan>;
    const bool completes = shape.part == column<&Columns::completed_this_year>;
    return [=, times = multiple(shape.pace), part_bit = shape.part_bit, whole_bit = shape.whole_bit,
            needs_whole = shape.without_whole == Light::none](const TraceBlock& block,
                                                              const LightMasks& lights) {
        const Reports& reports = block.history.reports;
        const Plans& plans = block.history.plans;
        trace_quotient(
            block,
            {completes ? reports.completed_this_year : reports.paid, part_bit,
             of_plan ? plans.amount : plans.required_payment, whole_bit, needs_whole},
            [&](std::int64_t part, std::int64_t whole, std::int32_t month) {
                return share_level(times * part, whole, month, yellow, red);
            },
            lights);
    };
}

[[nodiscard]] inline Trace trace_of(const Share& shape, const Rule& rule, const Window&) {
    const bool of_plan =
        shape.whole == column<&Columns::plan> || shape.whole == column<&Columns::required_payment>;
    const bool of_report =
        shape.part == column<&Columns::completed_this_year> || shape.part == column<&Columns::paid>;
    if (!of_plan || !of_report || !shape.of_reports) return nullptr;
    if (shape.pace == Pace::curve) {
        return trace_share(shape, curve_bound(rule, rule.yellow), curve_bound(rule, rule.red));
    }
    return trace_share(shape, bound(shape.pace, rule.yellow), bound(shape.pace, rule.red));
}

/// Empty: such a rule is evaluated month by month.
template <typename OtherShape>
[[nodiscard]] Trace trace_of(const OtherShape&, const Rule&, const Window&) {
    return nullptr;
}

/// Whether only what a trace follows decides of which projects a rule speaks.
[[nodiscard]] inline bool simple(const Rule& rule) noexcept {
    const Scope& scope = rule.scope;
    return !rule.applies_when && scope.sectors.empty() && scope.regions.empty() &&
           !scope.investment_from && !scope.investment_below && !scope.plan_from;
}

/// The trace of a rule; empty if there is none.
[[nodiscard]] inline Trace trace_of(const Metric& metric, const Rule& rule, const Window& window) {
    if (metric.is_regional()) {
        return [](const TraceBlock& block, const LightMasks& lights) {
            for (std::size_t i = 0; i < block.count; ++i) lights.set(i, 0, 0, 0, 0);
        };
    }
    if (!simple(rule)) return nullptr;
    return std::visit([&](const auto& shape) { return trace_of(shape, rule, window); },
                      metric.shape);
}

}  // namespace detail

}  // namespace sanku::warning
