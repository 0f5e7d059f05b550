#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/journal/event.hpp"

namespace sanku {

/// The facts of one project that are held against each other: the days of its milestones, its
/// progress reports, and its moves with what must hold for them.
struct Standing {
    /// An entry into a pool of a network, or (no pool) a departure from it.
    struct Visit {
        std::string network;
        std::string pool;
        int visit;
        Date day;
    };
    struct Approval {
        std::string what;
        Date day;
    };
    struct Appraisal {
        std::string gate;
        int round;
        Date day;
        Outcome outcome;
    };
    /// Of the project's evaluation.
    struct Score {
        int hundredths;
        Date day;
    };

    std::array<std::optional<Date>, event_kind_count> day{};  ///< by EventKind
    std::vector<event::ProgressReported> reports{};           ///< by month, ascending
    std::vector<Visit> visits{};                              ///< in no order
    std::vector<Approval> approvals{};                        ///< in no order
    std::vector<Appraisal> appraisals{};                      ///< in no order
    std::optional<Score> score{};

    /// Takes in one statement; a later one of the same fact replaces it. Others are ignored.
    void apply(Date effective, const Payload& what);
    /// The earliest day on which the project entered a library.
    [[nodiscard]] std::optional<Date> first_entry() const;
    /// The appraisal at `gate` that holds on `by`: that of the latest day by then, of one day the
    /// last round; nullptr if there is none.
    [[nodiscard]] const Appraisal* latest_appraisal(std::string_view gate, Date by) const noexcept;

  private:
    void apply_move(Date effective, const FactKey& fact, const Payload& what);
};

/// Whether the rules look at this kind of fact: milestones and reports.
[[nodiscard]] constexpr bool is_held_by_rules(EventKind kind) noexcept {
    const bool milestone = kind <= EventKind::final_accounts_approved ||
                           (kind >= EventKind::negotiated && kind <= EventKind::corrected);
    return milestone && !is_undated(kind);
}

/// A rule that says which of two milestones comes first.
struct MilestoneOrder {
    EventKind earlier;
    EventKind later;
    ErrorCode code;
};

/// What is refused where both days are known and the later one comes first.
inline constexpr MilestoneOrder milestone_orders[] = {
    {EventKind::entered_directory, EventKind::moved_to_reserve,
     ErrorCode::reserve_before_directory},
    {EventKind::entered_directory, EventKind::moved_to_implementation,
     ErrorCode::implementation_before_reserve},
    {EventKind::moved_to_reserve, EventKind::moved_to_implementation,
     ErrorCode::implementation_before_reserve},
    {EventKind::started, EventKind::completed, ErrorCode::completed_before_started},
    {EventKind::started, EventKind::in_production, ErrorCode::production_before_started},
    {EventKind::completed, EventKind::settled, ErrorCode::settled_before_completed},
    {EventKind::settled, EventKind::final_accounts_approved,
     ErrorCode::final_accounts_before_settled},
    {EventKind::negotiated, EventKind::contract_signed, ErrorCode::signed_before_negotiated},
    {EventKind::correction_ordered, EventKind::corrected, ErrorCode::corrected_before_ordered},
};

/// The first rule that the facts of a project break, with the later of the two values and the one
/// that it contradicts: milestones out of order, withdrawal or progress before the first entry, a
/// total that falls from one reported month to a later one or is less than this year's part.
[[nodiscard]] std::optional<Problem> broken_rule(const Standing& standing);

/// Whether `report` states less arrived, paid or completed this year than `before`, an earlier
/// month's report of the same year: a refund, or a slip.
[[nodiscard]] bool falls_within_year(const event::ProgressReported& before,
                                     const event::ProgressReported& report);

inline void Standing::apply(Date effective, const Payload& what) {
    const FactKey fact = fact_key(what);
    const bool retracts = std::holds_alternative<event::Retracted>(what);
    if (fact.kind > EventKind::appraised) return;
    if (fact.kind >= EventKind::pool_entered || fact.kind == EventKind::evaluated) {
        apply_move(effective, fact, what);
        return;
    }
    if (fact.kind != EventKind::progress_reported) {
        auto& known = day[static_cast<std::size_t>(fact.kind)];
        known = retracts ? std::nullopt : std::optional(effective);
        // What was put right before another order was put right under an earlier one.
        auto& corrected = day[static_cast<std::size_t>(EventKind::corrected)];
        if (fact.kind == EventKind::correction_ordered && known && corrected < known) {
            corrected.reset();
        }
        return;
    }
    const auto index = [](const event::ProgressReported& report) { return report.month.index(); };
    const auto place = std::ranges::lower_bound(reports, fact.number, {}, index);
    const bool known = place != reports.end() && place->month.index() == fact.number;
    if (retracts) {
        if (known) reports.erase(place);
        return;
    }
    const auto& report = std::get<event::ProgressReported>(what);
    if (known) {
        *place = report;
    } else {
        reports.insert(place, report);
    }
}

inline void Standing::apply_move(Date effective, const FactKey& fact, const Payload& what) {
    const bool retracts = std::holds_alternative<event::Retracted>(what);
    const auto number = static_cast<int>(fact.number);
    switch (fact.kind) {
        case EventKind::evaluated: {
            if (fact.number != static_cast<std::int64_t>(Evaluation::project)) return;
            score.reset();
            const auto* evaluated = std::get_if<event::Evaluated>(&what);
            if (evaluated != nullptr && evaluated->score) score = {*evaluated->score, effective};
            return;
        }
        case EventKind::approved:
            std::erase_if(approvals, [&](const Approval& one) { return one.what == fact.text; });
            if (!retracts) approvals.push_back({std::string(fact.text), effective});
            return;
        case EventKind::appraised: {
            std::erase_if(appraisals, [&](const Appraisal& one) {
                return one.gate == fact.text && one.round == number;
            });
            const auto* appraised = std::get_if<event::Appraised>(&what);
            if (appraised == nullptr) return;
            appraisals.push_back({appraised->gate, number, effective, appraised->outcome});
            return;
        }
        default: {
            const event::PoolEntered moved{std::string(fact.text), number};
            std::erase_if(visits, [&](const Visit& one) {
                return one.network == moved.network() && one.pool == moved.pool() &&
                       one.visit == number;
            });
            if (retracts) return;
            visits.push_back(
                {std::string(moved.network()), std::string(moved.pool()), number, effective});
            return;
        }
    }
}

inline const Standing::Appraisal* Standing::latest_appraisal(std::string_view gate,
                                                             Date by) const noexcept {
    const Appraisal* latest = nullptr;
    for (const Appraisal& one : appraisals) {
        if (one.gate != gate || one.day > by) continue;
        const bool later = latest == nullptr || latest->day < one.day ||
                           (latest->day == one.day && latest->round < one.round);
        if (later) latest = &one;
    }
    return latest;
}

inline std::optional<Date> Standing::first_entry() const {
    std::optional<Date> first;
    for (const EventKind kind : {EventKind::entered_directory, EventKind::moved_to_reserve,
                                 EventKind::moved_to_implementation}) {
        const auto& entered = day[static_cast<std::size_t>(kind)];
        if (entered && (!first || *entered < *first)) first = entered;
    }
    return first;
}

inline std::optional<Problem> broken_rule(const Standing& standing) {
    const auto broken = [](ErrorCode code, std::string value, std::string detail) {
        return Problem{.code = code, .value = std::move(value), .detail = std::move(detail)};
    };
    const auto day = [&](EventKind kind) { return standing.day[static_cast<std::size_t>(kind)]; };
    for (const auto& [earlier, later, code] : milestone_orders) {
        if (day(earlier) && day(later) && *day(later) < *day(earlier)) {
            return broken(code, day(later)->iso(), day(earlier)->iso());
        }
    }
    const auto entered = standing.first_entry();
    const auto withdrawn = day(EventKind::withdrawn);
    if (entered && withdrawn && *withdrawn < *entered) {
        return broken(ErrorCode::withdrawn_before_entered, withdrawn->iso(), entered->iso());
    }
    const event::ProgressReported* before = nullptr;  // the last that states a total
    for (const event::ProgressReported& report : standing.reports) {
        if (entered && report.month.last_day() < *entered) {
            return broken(ErrorCode::progress_before_entry, report.month.iso(), entered->iso());
        }
        if (!report.completed_total) continue;
        const auto yuan = [](Money amount) { return amount.in(MoneyUnit::wan_yuan); };
        if (report.completed_this_year && *report.completed_total < *report.completed_this_year) {
            return broken(ErrorCode::total_below_year, yuan(*report.completed_total),
                          yuan(*report.completed_this_year));
        }
        if (before != nullptr && *report.completed_total < *before->completed_total) {
            return broken(ErrorCode::total_falls,
                          report.month.iso() + ' ' + yuan(*report.completed_total),
                          before->month.iso() + ' ' + yuan(*before->completed_total));
        }
        before = &report;
    }
    return std::nullopt;
}

inline bool falls_within_year(const event::ProgressReported& before,
                              const event::ProgressReported& report) {
    if (before.month.year() != report.month.year()) return false;
    const auto falls = [](const std::optional<Money>& from, const std::optional<Money>& to) {
        return from && to && *to < *from;
    };
    return falls(before.completed_this_year, report.completed_this_year) ||
           falls(before.arrived, report.arrived) || falls(before.paid, report.paid);
}

}  // namespace sanku
