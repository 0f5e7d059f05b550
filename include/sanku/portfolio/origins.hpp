#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/pool.hpp"
#include "sanku/journal/event.hpp"

/// From which recorded events a figure of a portfolio comes.
namespace sanku {

/// An event that a figure comes from, or one that said the same fact otherwise before.
struct Origin {
    RecordedEvent event;
    std::int64_t superseded_by = 0;  ///< the later statement of the fact; 0: the figure is of this

    [[nodiscard]] bool holds() const noexcept { return superseded_by == 0; }
};

/// The events that state `column` of a portfolio of `as_of`, among `events`: all of one project, in
/// order of recording. Those that hold say by themselves what the column says; each comes with what
/// it superseded. In order of recording; none if nobody stated it. `column` is one of
/// `columns_with_origins`: those of `Columns` and `Deals` but for `code`, `given` and `deal_given`,
/// and `environment`, whether the terms of an agreement were met. Throws `Error(invalid_argument)`
/// for another. O(n log n).
[[nodiscard]] std::vector<Origin> origins(std::span<const RecordedEvent> events,
                                          std::string_view column, Date as_of);

/// The same of the figure that was reported by hand under `indicator`.
[[nodiscard]] std::vector<Origin> origins_of_figure(std::span<const RecordedEvent> events,
                                                    std::string_view indicator, Date as_of);

/// The day from which on an event counts: of a report the end of its month, of a year's performance
/// the end of the year, else its effective day.
[[nodiscard]] Date counts_from(const Event& event);

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

/// How a column follows from facts.
struct ColumnOrigin {
    std::string_view column;
    /// Whether a fact is one of those that the column speaks of on a day.
    bool (*concerns)(const FactKey& fact, Date as_of);
    /// Whether a statement of it has what the column says; nullptr: each has.
    bool (*states)(const Payload& what) = nullptr;
    /// Whether all facts matter, and not that of the latest day alone.
    bool all = false;
};

template <EventKind... kinds>
[[nodiscard]] bool of_kind(const FactKey& fact, Date) {
    return ((fact.kind == kinds) || ...);
}
template <Attribute attribute>
[[nodiscard]] bool of_attribute(const FactKey& fact, Date) {
    return fact.kind == EventKind::attribute_changed &&
           fact.number == static_cast<std::int64_t>(attribute);
}
[[nodiscard]] inline bool of_plan(const FactKey& fact, Date as_of) {
    return fact.kind == EventKind::plan_set && fact.number == as_of.year();
}
/// Reports of the as-of day's year, less `years`.
template <int years>
[[nodiscard]] bool of_year(const FactKey& fact, Date as_of) {
    return fact.kind == EventKind::progress_reported && fact.number / 12 == as_of.year() - years;
}
[[nodiscard]] inline bool of_project_evaluation(const FactKey& fact, Date) {
    return fact.kind == EventKind::evaluated &&
           fact.number == static_cast<std::int64_t>(Evaluation::project);
}
/// Moves between the three libraries.
[[nodiscard]] inline bool of_library(const FactKey& fact, Date) {
    switch (fact.kind) {
        case EventKind::entered_directory:
        case EventKind::moved_to_reserve:
        case EventKind::moved_to_implementation:
        case EventKind::withdrawn:
            return true;
        case EventKind::pool_entered:
        case EventKind::network_left:
            return fact.text.substr(0, fact.text.find(unit_separator)) == library_network;
        default:
            return false;
    }
}

/// Whether a payload states one of its parts that may be missing.
template <typename Payload_, auto part>
[[nodiscard]] bool has(const Payload& what) {
    return (std::get<Payload_>(what).*part).has_value();
}

inline constexpr ColumnOrigin column_origins[] = {
    {"region", &of_attribute<Attribute::region>},
    {"sector", &of_attribute<Attribute::sector>},
    {"funding", &of_attribute<Attribute::funding>},
    {"pool", &of_library, nullptr, true},
    {"evaluations", &of_kind<EventKind::evaluated>, nullptr, true},
    {"score", &of_project_evaluation},
    {"last_report", &of_kind<EventKind::progress_reported>},
    {"entered_directory", &of_kind<EventKind::entered_directory>},
    {"entered_reserve", &of_kind<EventKind::moved_to_reserve>},
    {"entered_implementation", &of_kind<EventKind::moved_to_implementation>},
    {"withdrawn", &of_kind<EventKind::withdrawn>},
    {"planned_start", &of_kind<EventKind::start_planned>},
    {"started", &of_kind<EventKind::started>},
    {"enrolled", &of_kind<EventKind::enrolled>},
    {"planned_completion", &of_kind<EventKind::completion_planned>},
    {"completed", &of_kind<EventKind::completed>},
    {"in_production", &of_kind<EventKind::in_production>},
    {"settled", &of_kind<EventKind::settled>},
    {"final_accounts", &of_kind<EventKind::final_accounts_approved>},
    {"evaluated", &of_kind<EventKind::evaluated>},
    {"total_investment", &of_attribute<Attribute::total_investment>},
    {"plan", &of_plan, &has<event::PlanSet, &event::PlanSet::amount>},
    {"required_payment", &of_plan, &has<event::PlanSet, &event::PlanSet::required_payment>},
    {"completed_this_year", &of_year<0>},
    {"completed_last_year", &of_year<1>},
    {"completed_total", &of_kind<EventKind::progress_reported>},
    {"arrived", &of_year<0>},
    {"paid", &of_year<0>},
    {"name", &of_attribute<Attribute::name>},
    {"responsible_unit", &of_attribute<Attribute::responsible_unit>},
    {"lead_leader", &of_attribute<Attribute::lead_leader>},
    {"withdrawal_reason", &of_kind<EventKind::withdrawn>},
    {"negotiated", &of_kind<EventKind::negotiated>},
    {"contract_signed", &of_kind<EventKind::contract_signed>},
    {"correction_ordered", &of_kind<EventKind::correction_ordered>},
    // What was put right before the order that is in force does not count.
    {"corrected", &of_kind<EventKind::corrected, EventKind::correction_ordered>, nullptr, true},
    {"agreed_output", &of_kind<EventKind::agreement_set>,
     &has<event::AgreementSet, &event::AgreementSet::output>},
    {"agreed_tax", &of_kind<EventKind::agreement_set>,
     &has<event::AgreementSet, &event::AgreementSet::tax>},
    {"output", &of_kind<EventKind::performance_reported>},
    {"tax", &of_kind<EventKind::performance_reported>},
    {"environment", &of_kind<EventKind::performance_reported>},
};

/// The statements of one fact, in order of recording: the last one is what is said now.
using Thread = std::vector<const RecordedEvent*>;

/// The facts for which `concerns(key)` holds, each with all that was said of it.
template <typename Concerns>
[[nodiscard]] std::vector<Thread> threads(std::span<const RecordedEvent> events,
                                          Concerns&& concerns) {
    const auto fact = [](const RecordedEvent* one) {
        const FactKey key = fact_key(one->event.what);
        return std::tuple(key.kind, key.number, key.text,
                          is_undated(key.kind) ? one->event.effective.days() : 0);
    };
    Thread all;
    for (const RecordedEvent& one : events) {
        if (concerns(fact_key(one.event.what))) all.push_back(&one);
    }
    std::ranges::stable_sort(all, {}, fact);
    std::vector<Thread> out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i == 0 || fact(all[i]) != fact(all[i - 1])) out.emplace_back();
        out.back().push_back(all[i]);
    }
    return out;
}

/// What the threads that `counts` say together, or the one of the latest day.
template <typename Counts>
[[nodiscard]] std::vector<Origin> held(std::vector<Thread> threads, Date as_of, bool all,
                                       Counts&& counts) {
    const auto said = [](const Thread& thread) -> const Event& { return thread.back()->event; };
    std::erase_if(threads, [&](const Thread& thread) {
        return said(thread).kind() == EventKind::retracted || counts_from(said(thread)) > as_of ||
               !counts(said(thread).what);
    });
    if (!all && threads.size() > 1) {
        const auto latest = std::ranges::max_element(
            threads, {}, [&](const Thread& thread) { return counts_from(said(thread)); });
        threads = {*latest};
    }
    std::vector<Origin> out;
    for (const Thread& thread : threads) {
        for (std::size_t i = 0; i < thread.size(); ++i) {
            const bool last = i + 1 == thread.size();
            out.push_back({*thread[i], last ? 0 : thread[i + 1]->sequence});
        }
    }
    std::ranges::sort(out, {}, [](const Origin& one) { return one.event.sequence; });
    return out;
}

}  // namespace detail

/// The columns that `origins` knows, in the order of `Columns`, then `Deals`.
[[nodiscard]] inline std::vector<std::string_view> columns_with_origins() {
    std::vector<std::string_view> out;
    for (const detail::ColumnOrigin& one : detail::column_origins) out.push_back(one.column);
    return out;
}

inline Date counts_from(const Event& event) {
    if (const auto* report = std::get_if<event::ProgressReported>(&event.what)) {
        return report->month.last_day();
    }
    if (const auto* performance = std::get_if<event::PerformanceReported>(&event.what)) {
        return Month(performance->year, 12).last_day();
    }
    return event.effective;
}

inline std::vector<Origin> origins(std::span<const RecordedEvent> events, std::string_view column,
                                   Date as_of) {
    const auto* const found =
        std::ranges::find(detail::column_origins, column, &detail::ColumnOrigin::column);
    if (found == std::end(detail::column_origins)) {
        throw Error(ErrorCode::invalid_argument, column, "a column that events state");
    }
    return detail::held(
        detail::threads(events, [&](const FactKey& fact) { return found->concerns(fact, as_of); }),
        as_of, found->all,
        [&](const Payload& what) { return found->states == nullptr || found->states(what); });
}

inline std::vector<Origin> origins_of_figure(std::span<const RecordedEvent> events,
                                             std::string_view indicator, Date as_of) {
    return detail::held(detail::threads(events,
                                        [&](const FactKey& fact) {
                                            return fact.kind == EventKind::figure_reported &&
                                                   fact.text == indicator;
                                        }),
                        as_of, false, [](const Payload&) { return true; });
}

}  // namespace sanku
