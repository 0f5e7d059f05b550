#include "project_rows.hpp"

#include <algorithm>

#include "sanku/core/funding.hpp"

namespace sanku::ledger::detail {

namespace {

struct Milestone {
    Column column;
    EventKind kind;
};

/// The columns whose day is that of an event; withdrawal and evaluation carry more than the day.
constexpr Milestone milestones[] = {
    {Column::entered_directory, EventKind::entered_directory},
    {Column::entered_reserve, EventKind::moved_to_reserve},
    {Column::entered_implementation, EventKind::moved_to_implementation},
    {Column::withdrawn, EventKind::withdrawn},
    {Column::started, EventKind::started},
    {Column::enrolled, EventKind::enrolled},
    {Column::completed, EventKind::completed},
    {Column::in_production, EventKind::in_production},
    {Column::settled, EventKind::settled},
    {Column::final_accounts, EventKind::final_accounts_approved},
    {Column::negotiated, EventKind::negotiated},
    {Column::contract_signed, EventKind::contract_signed},
    {Column::correction_ordered, EventKind::correction_ordered},
    {Column::corrected, EventKind::corrected},
    {Column::evaluated, EventKind::evaluated},
};

constexpr std::array entries = {Column::entered_directory, Column::entered_reserve,
                                Column::entered_implementation};

struct Order {
    Column earlier;
    Column later;
    ErrorCode code;
};

constexpr Order orders[] = {
    {Column::entered_directory, Column::entered_reserve, ErrorCode::reserve_before_directory},
    {Column::entered_directory, Column::entered_implementation,
     ErrorCode::implementation_before_reserve},
    {Column::entered_reserve, Column::entered_implementation,
     ErrorCode::implementation_before_reserve},
    {Column::started, Column::completed, ErrorCode::completed_before_started},
    {Column::started, Column::in_production, ErrorCode::production_before_started},
    {Column::completed, Column::settled, ErrorCode::settled_before_completed},
    {Column::settled, Column::final_accounts, ErrorCode::final_accounts_before_settled},
    {Column::negotiated, Column::contract_signed, ErrorCode::signed_before_negotiated},
    {Column::correction_ordered, Column::corrected, ErrorCode::corrected_before_ordered},
};

[[nodiscard]] Payload payload_of(EventKind kind) {
    switch (kind) {
        case EventKind::entered_directory:
            return event::EnteredDirectory{};
        case EventKind::moved_to_reserve:
            return event::MovedToReserve{};
        case EventKind::moved_to_implementation:
            return event::MovedToImplementation{};
        case EventKind::started:
            return event::Started{};
        case EventKind::enrolled:
            return event::Enrolled{};
        case EventKind::completed:
            return event::Completed{};
        case EventKind::in_production:
            return event::InProduction{};
        case EventKind::settled:
            return event::Settled{};
        case EventKind::negotiated:
            return event::Negotiated{};
        case EventKind::contract_signed:
            return event::ContractSigned{};
        case EventKind::correction_ordered:
            return event::CorrectionOrdered{};
        case EventKind::corrected:
            return event::Corrected{};
        default:
            return event::FinalAccountsApproved{};
    }
}

[[nodiscard]] EventKind kind_of(Column column) {
    return std::find_if(std::begin(milestones), std::end(milestones),
                        [&](const Milestone& m) { return m.column == column; })
        ->kind;
}

[[nodiscard]] FactKey key_of(Column column) {
    FactKey key{kind_of(column)};
    if (column == Column::evaluated) key.number = static_cast<std::int64_t>(Evaluation::project);
    return key;
}

[[nodiscard]] bool is_date(Column column) noexcept {
    return column >= Column::entered_directory && column <= Column::evaluated &&
           column != Column::withdrawal_reason;
}

/// Takes over what `performance` does not state and `other`, of the same year, does.
void fill(event::PerformanceReported& performance, const event::PerformanceReported& other) {
    if (!performance.output) performance.output = other.output;
    if (!performance.tax) performance.tax = other.tax;
    if (!performance.environment_met) performance.environment_met = other.environment_met;
}

/// The earliest day on which anything in the row happened.
[[nodiscard]] std::optional<Date> earliest(const ProjectRow& in) {
    std::optional<Date> first;
    for (const Milestone& milestone : milestones) {
        const auto& day = in.day(milestone.column);
        if (day && (!first || *day < *first)) first = day;
    }
    return first;
}

}  // namespace

ProjectRows::ProjectRows(const Context& context)
    : context_(context), book_(context.store, context.today) {
    const auto& columns = context.heading.columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        columns_[static_cast<std::size_t>(columns[i].column)] = i;
    }
}

void ProjectRows::import(RowReader& row, std::vector<Note>& notes) {
    ProjectRow in = read(row);
    identify(row, in);
    check(row, in);
    if (!row.problems().empty()) return;
    note(row, in, notes);
    write(row, in);
}

// ---- reading

ProjectRow ProjectRows::read(RowReader& row) {
    ProjectRow out;
    out.columns = columns_;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (!row.text(i).empty()) read_cell(row, i, out);
    }
    if (out.total_investment) total_investment_ += out.total_investment->fen();
    return out;
}

void ProjectRows::read_cell(RowReader& row, std::size_t column, ProjectRow& out) {
    const HeadingColumn& heading = row.heading().columns[column];
    switch (heading.column) {
        case Column::project_code:
            out.has_code = true;
            out.code = row.code(column);
            break;
        case Column::region:
            out.region_column = column;
            out.region = region_of(row, column, context_.region);
            break;
        case Column::sector:
            out.sector = row.sector(column);
            break;
        case Column::total_investment:
            out.total_investment = row.money(column);
            break;
        case Column::plan:
            if (const auto amount = row.money(column)) {
                plan_of(heading.year.value_or(context_.year), out).amount = amount;
            }
            break;
        case Column::required_payment:
            if (const auto amount = row.money(column)) {
                plan_of(heading.year.value_or(context_.year), out).required_payment = amount;
            }
            break;
        case Column::agreed_output:
            out.agreement.output = row.money(column);
            break;
        case Column::agreed_tax:
            out.agreement.tax = row.money(column);
            break;
        case Column::output:
        case Column::tax:
        case Column::environment_met:
            read_performance(row, column, out);
            break;
        case Column::score:
            out.score = row.score(column);
            break;
        case Column::completed_this_year:
        case Column::completed_total:
        case Column::arrived:
        case Column::paid:
            figures_of(heading, out).read(row, column);
            break;
        case Column::extra:
            read_place(row, column, out);
            break;
        default:
            if (is_date(heading.column)) {
                out.days[static_cast<std::size_t>(heading.column)] = row.date(column);
            }
            break;
    }
}

void ProjectRows::read_place(RowReader& row, std::size_t column, ProjectRow& out) {
    if (row.heading().columns[column].perhaps_region && !out.region) {
        try {
            const auto region = read_region(row.text(column), std::nullopt);
            if (region && !region->in_township) {
                out.region = region;
                out.region_column = column;
                return;
            }
        } catch (const Error&) {
            // An address may begin with a number that is no region's; it stays an extra.
        }
    }
    out.extras.push_back(column);
}

event::PlanSet& ProjectRows::plan_of(int year, ProjectRow& out) const {
    for (event::PlanSet& plan : out.plans) {
        if (plan.year == year) return plan;
    }
    out.plans.push_back({year, std::nullopt, std::nullopt});
    return out.plans.back();
}

void ProjectRows::read_performance(RowReader& row, std::size_t column, ProjectRow& out) const {
    const HeadingColumn& heading = row.heading().columns[column];
    const int year = heading.year.value();  // a heading without one means something else
    if (date(year, 12, 31) > context_.today) {
        row.fail(ErrorCode::year_not_over, column, context_.today.iso());
        return;
    }
    event::PerformanceReported stated{year, {}, {}, {}};
    if (heading.column == Column::environment_met) {
        stated.environment_met = row.answer(column);
        if (!stated.environment_met) return;
    } else {
        const auto amount = row.money(column);
        if (!amount) return;
        (heading.column == Column::output ? stated.output : stated.tax) = amount;
    }
    const auto known = std::ranges::find(out.performances, year, &event::PerformanceReported::year);
    if (known == out.performances.end()) {
        out.performances.push_back(stated);
    } else {
        fill(*known, stated);
    }
}

Figures& ProjectRows::figures_of(const HeadingColumn& column, ProjectRow& out) const {
    const Month month(column.year.value_or(context_.year), *column.through_month);
    for (Figures& figures : out.figures) {
        if (figures.stated.month == month) return figures;
    }
    out.figures.push_back({.stated = {month, {}, {}, {}, {}}});
    return out.figures.back();
}

void ProjectRows::identify(RowReader& row, ProjectRow& out) {
    const auto name = row.heading().find(Column::name);
    const bool has_name = name && !row.text(*name).empty();
    if (!out.has_code) make_local_code(row, out);
    if (out.code) {
        const auto [first, is_new] = lines_.try_emplace(*out.code, row.line());
        if (!is_new) {
            row.fail_row(ErrorCode::duplicate_project,
                         out.has_code ? Column::project_code : Column::name,
                         "row " + std::to_string(first->second));
        }
        out.known = context_.store.contains(*out.code);
    }
    if (!has_name && !out.known) row.fail_row(ErrorCode::missing_name, Column::name);
}

void ProjectRows::make_local_code(RowReader& row, ProjectRow& out) {
    const auto name = row.heading().find(Column::name);
    const bool unread = out.region_column && !out.region;  // reported already
    const auto region = out.region ? std::optional(out.region->code) : context_.region;
    if (!region && !unread) row.fail_row(ErrorCode::missing_region, Column::region);
    if (!region || unread || !name || row.text(*name).empty()) return;
    out.code = local_code(*region, row.text(*name));
    out.local = true;
}

// ---- checking

std::optional<RecordedEvent> ProjectRows::last(const ProjectRow& in, const FactKey& key) const {
    return in.known ? context_.store.latest(*in.code, key) : std::nullopt;
}

std::optional<Date> ProjectRows::known_day(const ProjectRow& in, Column column) const {
    if (in.day(column)) return in.day(column);
    const auto recorded = last(in, key_of(column));
    return recorded ? std::optional(recorded->event.effective) : std::nullopt;
}

std::optional<Date> ProjectRows::first_entry(const ProjectRow& in) const {
    std::optional<Date> first;
    for (const Column column : entries) {
        const auto day = known_day(in, column);
        if (day && (!first || *day < *first)) first = day;
    }
    return first;
}

void ProjectRows::check(RowReader& row, ProjectRow& out) {
    check_days(row, out);
    check_order(row, out);
    check_withdrawal(row, out);
    if (!out.figures.empty()) check_figures(row, out);
    if (row.problems().empty() && context_.store.restrains_libraries()) check_moves(row, out);
}

void ProjectRows::check_days(RowReader& row, const ProjectRow& in) const {
    bool entered = in.known;
    for (const Milestone& milestone : milestones) {
        const auto& day = in.day(milestone.column);
        if (day && *day > context_.today) {
            row.fail(ErrorCode::date_in_future, in.place(milestone.column), context_.today.iso());
        }
    }
    for (const Column column : entries) {
        const auto at = row.heading().find(column);
        entered = entered || (at && !row.text(*at).empty());  // one not understood is reported
    }
    if (!entered) row.fail_row(ErrorCode::no_pool, Column::entered_directory);
}

void ProjectRows::check_order(RowReader& row, const ProjectRow& in) const {
    std::optional<ErrorCode> reported;  // one finding is enough for both libraries before
    for (const auto& [earlier, later, code] : orders) {
        if ((!in.day(earlier) && !in.day(later)) || reported == code) continue;
        const auto first = known_day(in, earlier);
        const auto second = known_day(in, later);
        // A new order leaves what was put right before under the one that it replaces.
        if (later == Column::corrected && !in.day(later)) continue;
        if (!first || !second || *second >= *first) continue;
        const bool blame_later = in.day(later).has_value();
        row.fail(code, in.place(blame_later ? later : earlier),
                 (blame_later ? *first : *second).iso());
        reported = code;
    }
}

void ProjectRows::check_withdrawal(RowReader& row, const ProjectRow& in) const {
    const auto reason = row.heading().find(Column::withdrawal_reason);
    if (const auto& withdrawn = in.day(Column::withdrawn)) {
        const auto entered = first_entry(in);
        if (entered && *withdrawn < *entered) {
            row.fail(ErrorCode::withdrawn_before_entered, in.place(Column::withdrawn),
                     entered->iso());
        }
    }
    const auto unstated = [&](Column column) {
        const auto at = row.heading().find(column);
        return (!at || row.text(*at).empty()) && !last(in, key_of(column));
    };
    if (reason && !row.text(*reason).empty() && unstated(Column::withdrawn)) {
        row.fail(ErrorCode::reason_without_withdrawal, *reason);
    }
    if (in.score && unstated(Column::evaluated)) {
        row.fail(ErrorCode::score_without_date, in.place(Column::score));
    }
}

void ProjectRows::check_figures(RowReader& row, ProjectRow& in) {
    std::erase_if(in.figures, [](const Figures& figures) { return !figures.any(); });
    std::sort(in.figures.begin(), in.figures.end(),
              [](const Figures& a, const Figures& b) { return a.stated.month < b.stated.month; });
    if (!in.code) return;
    const auto entered = first_entry(in);
    std::optional<Money> total;
    for (Figures& figures : in.figures) {
        figures.stated = book_.check(row, *in.code, figures, entered);
        const auto& now = figures.stated.completed_total;
        if (now && total && *now < *total) {
            row.fail(ErrorCode::total_falls, figures.total_column, total->in(MoneyUnit::wan_yuan));
        }
        if (now) total = now;
    }
}

/// Holds the row's entries and withdrawal to the office's network of libraries.
void ProjectRows::check_moves(RowReader& row, const ProjectRow& in) const {
    std::vector<Event> events;
    std::vector<std::size_t> places;
    for (const Column column : entries) {
        if (!in.day(column)) continue;
        events.push_back({*in.code, *in.day(column), payload_of(kind_of(column))});
        places.push_back(in.place(column));
    }
    if (auto withdrawn = withdrawal(row, in)) {
        const Column column =
            in.day(Column::withdrawn) ? Column::withdrawn : Column::withdrawal_reason;
        events.push_back(*std::move(withdrawn));
        places.push_back(in.place(column));
    }
    if (auto evaluated = evaluation(in)) events.push_back(*std::move(evaluated));  // no move
    for (const auto& [event, problem] : context_.store.refused_moves(*in.code, events)) {
        row.fail(problem.code, places[event], problem.detail);
    }
}

// ---- writing

void ProjectRows::note(const RowReader& row, const ProjectRow& in, std::vector<Note>& notes) const {
    const auto add = [&](NoteCode code, std::size_t column, std::string detail = {}) {
        notes.push_back(
            {code, row.line(), std::string(row.text(column)), std::move(detail), row.cell(column)});
    };
    if (in.local) add(NoteCode::local_code, in.place(Column::name), in.code->str());
    if (const auto funding = row.heading().find(Column::funding)) {
        const std::string_view text = row.text(*funding);
        const bool other = funding_named(text) == Funding::other;
        if (other && text != "其他" && text != "other") add(NoteCode::unknown_funding, *funding);
    }
    if (!in.region) return;
    const std::size_t column = *in.region_column;
    if (in.region->in_township) {
        add(NoteCode::township_without_code, column, in.region->code.str());
    }
    const auto home = in.code->region();
    if (home && !home->contains(in.region->code) && !in.region->code.contains(*home)) {
        add(NoteCode::region_differs, column, in.code->str());
    }
}

void ProjectRows::write(const RowReader& row, const ProjectRow& in) {
    write_milestones(row, in);
    write_attributes(row, in, earliest(in).value_or(context_.effective_on));
    write_plans(in);
    write_agreement(in, earliest(in).value_or(context_.effective_on));
    write_performances(in);
    for (const Figures& figures : in.figures) {
        context_.appender.correct({*in.code, figures.stated.month.last_day(), figures.stated});
        book_.add(*in.code, figures.stated);
    }
}

void ProjectRows::write_milestones(const RowReader& row, const ProjectRow& in) {
    for (const auto& [column, kind] : milestones) {
        if (column == Column::withdrawn || column == Column::evaluated) continue;
        if (const auto& day = in.day(column)) {
            context_.appender.correct({*in.code, *day, payload_of(kind)});
        }
    }
    if (const auto withdrawn = withdrawal(row, in)) context_.appender.correct(*withdrawn);
    if (const auto evaluated = evaluation(in)) context_.appender.correct(*evaluated);
}

// An empty reason or score beside the day leaves the one that was given before.

std::optional<Event> ProjectRows::withdrawal(const RowReader& row, const ProjectRow& in) const {
    const auto reason_column = row.heading().find(Column::withdrawal_reason);
    const std::string_view reason = reason_column ? row.text(*reason_column) : std::string_view{};
    if (!in.day(Column::withdrawn) && reason.empty()) return std::nullopt;
    event::Withdrawn withdrawn{std::string(reason)};
    const auto before = last(in, key_of(Column::withdrawn));
    if (before && reason.empty()) withdrawn = std::get<event::Withdrawn>(before->event.what);
    return Event{*in.code, *known_day(in, Column::withdrawn), withdrawn};
}

std::optional<Event> ProjectRows::evaluation(const ProjectRow& in) const {
    if (!in.day(Column::evaluated) && !in.score) return std::nullopt;
    event::Evaluated evaluated{Evaluation::project, in.score};
    const auto before = last(in, key_of(Column::evaluated));
    if (before && !in.score) evaluated = std::get<event::Evaluated>(before->event.what);
    return Event{*in.code, *known_day(in, Column::evaluated), evaluated};
}

void ProjectRows::add_undated(const ProjectRow& in, Date since, Payload payload) {
    context_.appender.correct({*in.code, since, std::move(payload)}, context_.effective_on);
}

void ProjectRows::write_attributes(const RowReader& row, const ProjectRow& in, Date since) {
    using event::AttributeChanged;
    constexpr std::pair<Column, Attribute> texts[] = {
        {Column::name, Attribute::name},
        {Column::responsible_unit, Attribute::responsible_unit},
        {Column::lead_leader, Attribute::lead_leader},
        {Column::funding, Attribute::funding},
    };
    for (const auto& [column, attribute] : texts) {
        const auto at = row.heading().find(column);
        if (!at || row.text(*at).empty()) continue;
        add_undated(in, since, AttributeChanged::of(attribute, std::string(row.text(*at))));
    }
    write_region(row, in, since);
    if (in.sector) add_undated(in, since, AttributeChanged::sector(*in.sector));
    if (in.total_investment) {
        add_undated(in, since, AttributeChanged::total_investment(*in.total_investment));
    }
    for (const std::size_t column : in.extras) {
        add_undated(in, since,
                    AttributeChanged::extra(row.heading().columns[column].label,
                                            std::string(row.text(column))));
    }
    if (const auto& day = in.day(Column::planned_start)) {
        add_undated(in, since, event::StartPlanned{*day});
    }
    if (const auto& day = in.day(Column::planned_completion)) {
        add_undated(in, since, event::CompletionPlanned{*day});
    }
}

void ProjectRows::write_region(const RowReader& row, const ProjectRow& in, Date since) {
    using event::AttributeChanged;
    if (in.region) {
        add_undated(in, since, AttributeChanged::region(in.region->code, in.region->name));
        if (in.region->in_township) {
            add_undated(in, since,
                        AttributeChanged::extra(row.heading().columns[*in.region_column].label,
                                                std::string(row.text(*in.region_column))));
        }
        return;
    }
    // No cell says where: the code or the county of the import does, unless a ledger said before.
    const FactKey key{EventKind::attribute_changed, static_cast<std::int64_t>(Attribute::region)};
    auto region = in.code->region();
    if (!region) region = context_.region;
    if (region && !last(in, key)) add_undated(in, since, AttributeChanged::region(*region, {}));
}

void ProjectRows::write_plans(const ProjectRow& in) {
    for (event::PlanSet plan : in.plans) {
        if (!plan.amount || !plan.required_payment) {
            const auto before = last(in, {EventKind::plan_set, plan.year});
            if (before) {
                const auto& old = std::get<event::PlanSet>(before->event.what);
                if (!plan.amount) plan.amount = old.amount;
                if (!plan.required_payment) plan.required_payment = old.required_payment;
            }
        }
        add_undated(in, date(plan.year, 1, 1), plan);
    }
}

void ProjectRows::write_agreement(const ProjectRow& in, Date since) {
    event::AgreementSet agreement = in.agreement;
    if (!agreement.output && !agreement.tax) return;
    if (const auto before = last(in, {EventKind::agreement_set})) {
        const auto& old = std::get<event::AgreementSet>(before->event.what);
        if (!agreement.output) agreement.output = old.output;
        if (!agreement.tax) agreement.tax = old.tax;
    }
    add_undated(in, since, agreement);
}

void ProjectRows::write_performances(const ProjectRow& in) {
    for (event::PerformanceReported performance : in.performances) {
        const int year = performance.year;
        if (const auto before = last(in, {EventKind::performance_reported, year})) {
            fill(performance, std::get<event::PerformanceReported>(before->event.what));
        }
        context_.appender.correct({*in.code, date(year, 12, 31), performance});
    }
}

}  // namespace sanku::ledger::detail
