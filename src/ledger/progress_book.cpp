#include "progress_book.hpp"

#include <string>

namespace sanku::ledger::detail {

namespace {

constexpr int months_before = 24;  // of the 64 that an entry remembers, before the first one seen

[[nodiscard]] std::uint64_t mixed(ProjectCode project, Month month) noexcept {
    const auto index = static_cast<std::uint64_t>(month.index());
    return project.value() * 0x9e3779b97f4a7c15U ^ index * 0xff51afd7ed558ccdU;
}

/// Whether `stated` contradicts `before`, both of the same month.
[[nodiscard]] bool contradicts(const event::ProgressReported& stated,
                               const event::ProgressReported& before) {
    const auto differs = [](const std::optional<Money>& a, const std::optional<Money>& b) {
        return a && b && *a != *b;
    };
    return differs(stated.completed_this_year, before.completed_this_year) ||
           differs(stated.completed_total, before.completed_total) ||
           differs(stated.arrived, before.arrived) || differs(stated.paid, before.paid);
}

void fill(event::ProgressReported& report, const event::ProgressReported& before) {
    const auto keep = [](std::optional<Money>& figure, const std::optional<Money>& old) {
        if (!figure) figure = old;
    };
    keep(report.completed_this_year, before.completed_this_year);
    keep(report.completed_total, before.completed_total);
    keep(report.arrived, before.arrived);
    keep(report.paid, before.paid);
}

[[nodiscard]] std::string said(const event::ProgressReported& report) {
    return report.month.iso() + ' ' + report.completed_total->in(MoneyUnit::wan_yuan);
}

/// The nearest report on one side of `month` that states a total.
[[nodiscard]] std::optional<event::ProgressReported> nearest_total(const Store& store,
                                                                   ProjectCode project, Month month,
                                                                   bool before) {
    for (;;) {
        auto around = store.reports_around(project, month);
        auto& found = before ? around.before : around.after;
        if (!found || found->completed_total) return found;
        month = found->month;
    }
}

}  // namespace

void Figures::read(RowReader& row, std::size_t column) {
    const auto amount = row.money(column);
    if (!amount) return;
    if (!any()) first_column = column;
    switch (row.heading().columns[column].column) {
        case Column::completed_this_year:
            stated.completed_this_year = amount;
            break;
        case Column::completed_total:
            stated.completed_total = amount;
            total_column = column;
            break;
        case Column::arrived:
            stated.arrived = amount;
            break;
        default:
            stated.paid = amount;
            break;
    }
}

ProgressBook::Entry& ProgressBook::entry(ProjectCode project) {
    const auto [found, is_new] = entries_.try_emplace(project);
    Entry& entry = found->second;
    if (!is_new) return entry;
    entry.exists = store_.contains(project);
    if (!entry.exists) return entry;
    if (const auto day = store_.first_entry(project)) entry.first_entry = day->days();
    const Month end(2199, 12);
    const auto last = store_.reports_around(project, end).before;
    if (!last) return entry;
    entry.last_month = static_cast<std::int16_t>(last->month.index());
    if (const auto total = nearest_total(store_, project, end, true)) {
        entry.last_total = total->completed_total->fen();
    }
    return entry;
}

bool ProgressBook::was_seen(const Entry& entry, ProjectCode project, Month month) const {
    if (entry.seen_from == 0) return false;
    const int bit = month.index() - entry.seen_from;
    if (bit >= 0 && bit < 64) return (entry.seen >> bit & 1) != 0;
    return seen_elsewhere_.contains(mixed(project, month));
}

event::ProgressReported ProgressBook::check(RowReader& row, ProjectCode project,
                                            const Figures& figures, std::optional<Date> entered) {
    event::ProgressReported report = figures.stated;
    const Month month = report.month;
    if (month.first_day() > today_) {
        row.fail(ErrorCode::month_in_future, figures.place(), today_.iso());
    }
    if (entered && month.last_day() < *entered) {
        row.fail(ErrorCode::progress_before_entry, figures.place(), entered->iso());
    }
    const Entry& known = entry(project);
    if (month.index() <= known.last_month) {
        const auto before =
            store_.latest(project, {.kind = EventKind::progress_reported, .number = month.index()});
        if (before) {
            const auto& old = std::get<event::ProgressReported>(before->event.what);
            if (was_seen(known, project, month) && contradicts(report, old)) {
                row.fail(ErrorCode::duplicate_month, figures.place(), month.iso());
            }
            fill(report, old);
            if (report == old) return report;  // checked when it was first reported
        }
    }
    if (report.completed_total) check_total(row, project, figures, report);
    return report;
}

void ProgressBook::check_total(RowReader& row, ProjectCode project, const Figures& figures,
                               const event::ProgressReported& report) {
    const std::size_t column =
        figures.stated.completed_total ? figures.total_column : figures.first_column;
    const Money total = *report.completed_total;
    if (report.completed_this_year && total < *report.completed_this_year) {
        row.fail(ErrorCode::total_below_year, column,
                 report.completed_this_year->in(MoneyUnit::wan_yuan));
    }
    const Entry& known = entry(project);
    if (report.month.index() > known.last_month && total.fen() >= known.last_total) return;
    const auto before = nearest_total(store_, project, report.month, true);
    if (before && *before->completed_total > total) {
        row.fail(ErrorCode::total_falls, column, said(*before));
    }
    const auto after = nearest_total(store_, project, report.month, false);
    if (after && *after->completed_total < total) {
        row.fail(ErrorCode::total_above_later, column, said(*after));
    }
}

void ProgressBook::add(ProjectCode project, const event::ProgressReported& report) {
    Entry& known = entry(project);
    const auto index = static_cast<std::int16_t>(report.month.index());
    known.exists = true;
    if (index >= known.last_month) {
        known.last_month = index;
        if (report.completed_total) known.last_total = report.completed_total->fen();
    } else if (report.completed_total && report.completed_total->fen() > known.last_total) {
        known.last_total = report.completed_total->fen();  // the latest month may state none
    }
    if (known.seen_from == 0) known.seen_from = static_cast<std::int16_t>(index - months_before);
    const int bit = index - known.seen_from;
    if (bit >= 0 && bit < 64) {
        known.seen |= std::uint64_t{1} << bit;
    } else {
        seen_elsewhere_.insert(mixed(project, report.month));
    }
}

}  // namespace sanku::ledger::detail
