#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <ranges>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "sanku/journal/event.hpp"
#include "sanku/portfolio/history.hpp"

namespace sanku {

namespace detail {

/// Entries for a table of a history in the order of their recording, each with the row of the
/// builder that it speaks of; one that takes back its fact counts for its order alone.
template <typename Table>
struct Statements {
    Table entries;  ///< without `first`
    std::vector<std::uint32_t> row;
    std::vector<std::uint8_t> taken_back;

    /// Appends one entry: the values of `Table::columns()`, in their order.
    template <typename... Values>
    void add(std::uint32_t of_row, bool takes_back, Values... values) {
        const std::tuple<Values...> all(values...);
        [&]<std::size_t... i>(std::index_sequence<i...>) {
            const auto columns = entries.columns();
            (std::get<i>(columns).push_back(std::get<i>(all)), ...);
        }
        (std::index_sequence_for<Values...>{});
        row.push_back(of_row);
        taken_back.push_back(static_cast<std::uint8_t>(takes_back));
    }
};

}  // namespace detail

/// Makes a history of events, one at a time, in order of recording. Of each fact of a project (of
/// undated ones: and each effective day) the last statement holds, so that the order of different
/// facts does not matter; a fact whose last statement takes it back is not stated.
class HistoryBuilder {
  public:
    /// Begins with nothing; `known_on` is handed on to what is built.
    explicit HistoryBuilder(std::optional<Date> known_on = std::nullopt)
        : HistoryBuilder(History(), known_on) {}
    /// Goes on from `base`, so that the result is that of all events. O(projects + texts).
    HistoryBuilder(const History& base, std::optional<Date> known_on);

    /// The row of `project`, new if it has none yet; valid for this builder. Amortised O(1), or
    /// O(log n) for a project of the base.
    [[nodiscard]] std::uint32_t row(ProjectCode project);

    /// Applies one event. Amortised O(1), or the length of its text. Throws `Error` with
    /// `malformed_month` for a plan's year or `malformed_score` for a score outside of the range.
    void apply(const Event& event) { apply(row(event.project), event.effective, event.what); }
    /// As above, for a row that `row` gave.
    void apply(std::uint32_t row, Date effective, const Payload& what) {
        std::visit([&](const auto& payload) { on(row, effective.days(), payload); }, what);
    }

    /// The history. O(entries + projects), for a base by copying its untouched rows. Throws what
    /// the constructor of `History` does.
    [[nodiscard]] History build() &&;

  private:
    /// The statements for each table, under the names that `History::Parts` has for them.
    struct Log {
        detail::Statements<decltype(History::Parts::name)> name;
        detail::Statements<decltype(History::Parts::region)> region;
        detail::Statements<decltype(History::Parts::sector)> sector;
        detail::Statements<decltype(History::Parts::responsible_unit)> responsible_unit;
        detail::Statements<decltype(History::Parts::lead_leader)> lead_leader;
        detail::Statements<decltype(History::Parts::funding)> funding;
        detail::Statements<decltype(History::Parts::total_investment)> total_investment;
        detail::Statements<decltype(History::Parts::planned_start)> planned_start;
        detail::Statements<decltype(History::Parts::planned_completion)> planned_completion;
        detail::Statements<Plans> plans;
        detail::Statements<Reports> reports;
        detail::Statements<Reasons> reasons;
        detail::Statements<DealFacts> deals;
        detail::Statements<VisitFacts> visits;
        detail::Statements<AppraisalFacts> appraisals;
        detail::Statements<FactorFacts> factors;
        detail::Statements<FigureFacts> figures;
    };

    void on(std::uint32_t row, std::int32_t day, const event::EnteredDirectory&) {
        milestones_.entered_directory[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::MovedToReserve&) {
        milestones_.entered_reserve[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::MovedToImplementation&) {
        milestones_.entered_implementation[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::Withdrawn& what) {
        milestones_.withdrawn[row] = day;
        milestones_.withdrawal_reason[row] = texts_->add(what.reason);
    }
    void on(std::uint32_t row, std::int32_t day, const event::Started&) {
        milestones_.started[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::Enrolled&) {
        milestones_.enrolled[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::Completed&) {
        milestones_.completed[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::InProduction&) {
        milestones_.in_production[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::Settled&) {
        milestones_.settled[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::FinalAccountsApproved&) {
        milestones_.final_accounts[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::Evaluated& what);
    void on(std::uint32_t row, std::int32_t day, const event::StartPlanned& what) {
        log_.planned_start.add(row, false, day, what.day.days());
    }
    void on(std::uint32_t row, std::int32_t day, const event::CompletionPlanned& what) {
        log_.planned_completion.add(row, false, day, what.day.days());
    }
    void on(std::uint32_t row, std::int32_t day, const event::PlanSet& what);
    void on(std::uint32_t row, std::int32_t day, const event::ProgressReported& what);
    void on(std::uint32_t row, std::int32_t day, const event::ReasonGranted& what);
    void on(std::uint32_t row, std::int32_t day, const event::AttributeChanged& what);
    void on(std::uint32_t row, std::int32_t day, const event::Negotiated&) {
        add_deal(row, false, EventKind::negotiated, day);
    }
    void on(std::uint32_t row, std::int32_t day, const event::ContractSigned&) {
        add_deal(row, false, EventKind::contract_signed, day);
    }
    void on(std::uint32_t row, std::int32_t day, const event::CorrectionOrdered&) {
        add_deal(row, false, EventKind::correction_ordered, day);
    }
    void on(std::uint32_t row, std::int32_t day, const event::Corrected&) {
        add_deal(row, false, EventKind::corrected, day);
    }
    void on(std::uint32_t row, std::int32_t day, const event::AgreementSet& what);
    void on(std::uint32_t row, std::int32_t day, const event::PerformanceReported& what);
    void on(std::uint32_t row, std::int32_t day, const event::PoolEntered& what) {
        add_visit(row, false, what.place, what.visit, day, what.reason);
    }
    void on(std::uint32_t row, std::int32_t day, const event::NetworkLeft& what) {
        add_visit(row, false, what.network, what.visit, day, what.reason);
    }
    // Approvals matter to moves alone, which ask the journal, project by project (see `Standing`).
    void on(std::uint32_t, std::int32_t, const event::Approved&) {}
    void on(std::uint32_t row, std::int32_t day, const event::Appraised& what) {
        add_appraisal(row, false, day, what);
    }
    void on(std::uint32_t row, std::int32_t day, const event::FactorStated& what) {
        add_factor(row, false, day, what);
    }
    void on(std::uint32_t row, std::int32_t day, const event::FigureReported& what) {
        add_figure(row, false, day, what);
    }
    void on(std::uint32_t row, std::int32_t day, const event::Retracted& what);
    void add_visit(std::uint32_t row, bool takes_back, const std::string& place, std::int64_t visit,
                   std::int32_t day, std::string_view reason);
    void add_appraisal(std::uint32_t row, bool takes_back, std::int32_t day,
                       const event::Appraised& what);
    void add_factor(std::uint32_t row, bool takes_back, std::int32_t day,
                    const event::FactorStated& what);
    void add_figure(std::uint32_t row, bool takes_back, std::int32_t day,
                    const event::FigureReported& what);
    void add_deal(std::uint32_t row, bool takes_back, EventKind kind, std::int32_t day,
                  int given = 0, const std::optional<Money>& output = {},
                  const std::optional<Money>& tax = {});
    void take_back_attribute(std::uint32_t row, std::int32_t day, std::int64_t which);

    [[nodiscard]] std::uint32_t spelling(std::uint32_t code, std::string_view name);
    void sort_rows();
    template <typename Table>
    [[nodiscard]] Table settled(const Table& stated, detail::Statements<Table>&& log) const;

    History base_;
    std::optional<Date> known_on_;
    Milestones milestones_;  // by row: those of the base, then new ones as they came
    Log log_;
    RegionSpellings spellings_;
    std::unordered_map<std::uint64_t, std::uint32_t> spelling_ids_;  // by code and id of the name
    std::unordered_map<ProjectCode, std::uint32_t> new_rows_;
    std::optional<std::pair<ProjectCode, std::uint32_t>> last_row_;  // events come in runs
    std::shared_ptr<TextPool> texts_;
    std::vector<std::uint32_t> rows_;   // the rows in order of code, once built
    std::vector<std::uint32_t> place_;  // of each row in that order
};

/// The history of `events`, which stand in their order of recording.
template <std::ranges::input_range Events>
[[nodiscard]] History history_of(const Events& events) {
    HistoryBuilder builder;
    for (const Event& event : events) builder.apply(event);
    return std::move(builder).build();
}

/// The portfolio of `as_of` from `events`, which stand in their order of recording.
template <std::ranges::input_range Events>
[[nodiscard]] Portfolio fold(const Events& events, Date as_of) {
    return history_of(events).at(as_of);
}

inline HistoryBuilder::HistoryBuilder(const History& base, std::optional<Date> known_on)
    : base_(base),
      known_on_(known_on),
      milestones_(base.parts().milestones),
      spellings_(base.parts().regions),
      texts_(std::make_shared<TextPool>(base.texts())) {
    for (std::uint32_t i = 0; i < spellings_.code.size(); ++i) {
        const std::uint64_t code = spellings_.code[i];
        spelling_ids_.try_emplace(code << 32 | spellings_.name[i], i);
    }
}

inline std::uint32_t HistoryBuilder::row(ProjectCode project) {
    if (last_row_ && last_row_->first == project) return last_row_->second;
    const auto known = base_.size() == 0 ? std::nullopt : base_.find(project);
    std::uint32_t row = 0;
    if (known) {
        row = static_cast<std::uint32_t>(*known);
    } else {
        const auto next = static_cast<std::uint32_t>(milestones_.code.size());
        const auto [found, is_new] = new_rows_.try_emplace(project, next);
        if (is_new) {
            Milestones::for_each(milestones_, [](const char*, auto& column, Holds, auto initial) {
                column.push_back(initial);
            });
            milestones_.code.back() = project.value();
        }
        row = found->second;
    }
    last_row_.emplace(project, row);
    return row;
}

inline void HistoryBuilder::on(std::uint32_t row, std::int32_t day, const event::Evaluated& what) {
    if (what.score && (*what.score < 0 || *what.score > 10'000)) {
        throw Error(ErrorCode::malformed_score, std::to_string(*what.score));
    }
    switch (what.which) {
        case Evaluation::project:
            milestones_.evaluated_project[row] = day;
            milestones_.score[row] =
                what.score ? static_cast<std::uint16_t>(*what.score) : no_score;
            break;
        case Evaluation::sector:
            milestones_.evaluated_sector[row] = day;
            break;
        case Evaluation::region:
            milestones_.evaluated_region[row] = day;
            break;
    }
}

inline void HistoryBuilder::on(std::uint32_t row, std::int32_t day, const event::PlanSet& what) {
    const auto year = static_cast<std::uint16_t>(Month(what.year, 1).year());
    const int given =
        (what.amount ? given::plan : 0) | (what.required_payment ? given::required_payment : 0);
    log_.plans.add(row, false, year, day, static_cast<std::uint8_t>(given),
                   what.amount.value_or(Money{}).fen(),
                   what.required_payment.value_or(Money{}).fen());
}

inline void HistoryBuilder::on(std::uint32_t row, std::int32_t,
                               const event::ProgressReported& what) {
    const int given = (what.completed_this_year ? given::completed_this_year : 0) |
                      (what.completed_total ? given::completed_total : 0) |
                      (what.arrived ? given::arrived : 0) | (what.paid ? given::paid : 0);
    const auto fen = [](const std::optional<Money>& amount) {
        return amount.value_or(Money{}).fen();
    };
    log_.reports.add(row, false, static_cast<std::uint16_t>(what.month.index()),
                     static_cast<std::uint8_t>(given), fen(what.completed_this_year),
                     fen(what.completed_total), fen(what.arrived), fen(what.paid));
}

inline void HistoryBuilder::on(std::uint32_t row, std::int32_t day,
                               const event::ReasonGranted& what) {
    log_.reasons.add(row, false, texts_->add(what.rule), what.from.days(), day, what.to.days(),
                     texts_->add(what.by), texts_->add(what.reason), texts_->add(what.document));
}

inline void HistoryBuilder::add_deal(std::uint32_t row, bool takes_back, EventKind kind,
                                     std::int32_t day, int given,
                                     const std::optional<Money>& output,
                                     const std::optional<Money>& tax) {
    log_.deals.add(row, takes_back, static_cast<std::uint8_t>(kind), day,
                   static_cast<std::uint8_t>(given), output.value_or(Money{}).fen(),
                   tax.value_or(Money{}).fen());
}

/// `place`: a network, and, behind a separator, a pool of it.
inline void HistoryBuilder::add_visit(std::uint32_t row, bool takes_back, const std::string& place,
                                      std::int64_t visit, std::int32_t day,
                                      std::string_view reason) {
    if (visit < 1 || visit > max_visits) return;  // no fact of these kinds
    const event::PoolEntered entered{place};
    log_.visits.add(row, takes_back, texts_->add(entered.network()), texts_->add(entered.pool()),
                    static_cast<std::uint16_t>(visit), day, texts_->add(reason));
}

inline void HistoryBuilder::add_appraisal(std::uint32_t row, bool takes_back, std::int32_t day,
                                          const event::Appraised& what) {
    log_.appraisals.add(row, takes_back, texts_->add(what.gate),
                        static_cast<std::uint16_t>(what.round), day,
                        static_cast<std::uint8_t>(what.outcome), texts_->add(what.findings),
                        texts_->add(what.document));
}

inline void HistoryBuilder::add_factor(std::uint32_t row, bool takes_back, std::int32_t day,
                                       const event::FactorStated& what) {
    log_.factors.add(row, takes_back, texts_->add(what.factor), day,
                     static_cast<std::uint8_t>(what.state), texts_->add(what.document));
}

inline void HistoryBuilder::add_figure(std::uint32_t row, bool takes_back, std::int32_t day,
                                       const event::FigureReported& what) {
    log_.figures.add(row, takes_back, texts_->add(what.indicator), day, what.value.numerator(),
                     what.value.denominator(), texts_->add(what.document));
}

inline void HistoryBuilder::on(std::uint32_t row, std::int32_t day,
                               const event::AgreementSet& what) {
    const int given = (what.output ? deal::agreed_output : 0) | (what.tax ? deal::agreed_tax : 0);
    add_deal(row, false, EventKind::agreement_set, day, given, what.output, what.tax);
}

inline void HistoryBuilder::on(std::uint32_t row, std::int32_t,
                               const event::PerformanceReported& what) {
    const int given = (what.output ? deal::output : 0) | (what.tax ? deal::tax : 0) |
                      (what.environment_met ? deal::environment : 0) |
                      (what.environment_met.value_or(false) ? deal::environment_met : 0);
    add_deal(row, false, EventKind::performance_reported, Month(what.year, 12).last_day().days(),
             given, what.output, what.tax);
}

inline void HistoryBuilder::on(std::uint32_t row, std::int32_t day,
                               const event::AttributeChanged& what) {
    switch (what.attribute) {
        case Attribute::name:
            log_.name.add(row, false, day, texts_->add(what.text));
            break;
        case Attribute::region:
            log_.region.add(row, false, day,
                            spelling(static_cast<std::uint32_t>(what.number), what.text));
            break;
        case Attribute::sector:
            log_.sector.add(row, false, day, static_cast<std::uint16_t>(what.number));
            break;
        case Attribute::responsible_unit:
            log_.responsible_unit.add(row, false, day, texts_->add(what.text));
            break;
        case Attribute::lead_leader:
            log_.lead_leader.add(row, false, day, texts_->add(what.text));
            break;
        case Attribute::funding:
            log_.funding.add(row, false, day, static_cast<std::uint8_t>(funding_named(what.text)));
            break;
        case Attribute::total_investment:
            log_.total_investment.add(row, false, day, what.number);
            break;
        case Attribute::extra:
            break;  // no rule reads it: see Store::history
    }
}

inline void HistoryBuilder::on(std::uint32_t row, std::int32_t day, const event::Retracted& what) {
    constexpr std::int64_t zero = 0;
    // A number that no fact of the kind can have speaks of none.
    const auto is_within = [&](std::int64_t least, std::int64_t most) {
        return least <= what.number && what.number <= most;
    };
    switch (what.kind) {
        case EventKind::entered_directory:
            milestones_.entered_directory[row] = no_day;
            break;
        case EventKind::moved_to_reserve:
            milestones_.entered_reserve[row] = no_day;
            break;
        case EventKind::moved_to_implementation:
            milestones_.entered_implementation[row] = no_day;
            break;
        case EventKind::withdrawn:
            milestones_.withdrawn[row] = no_day;
            milestones_.withdrawal_reason[row] = 0;
            break;
        case EventKind::started:
            milestones_.started[row] = no_day;
            break;
        case EventKind::enrolled:
            milestones_.enrolled[row] = no_day;
            break;
        case EventKind::completed:
            milestones_.completed[row] = no_day;
            break;
        case EventKind::in_production:
            milestones_.in_production[row] = no_day;
            break;
        case EventKind::settled:
            milestones_.settled[row] = no_day;
            break;
        case EventKind::final_accounts_approved:
            milestones_.final_accounts[row] = no_day;
            break;
        case EventKind::evaluated:
            if (is_within(0, 2)) {
                on(row, no_day,
                   event::Evaluated{static_cast<Evaluation>(what.number), std::nullopt});
            }
            break;
        case EventKind::start_planned:
            log_.planned_start.add(row, true, day, day);
            break;
        case EventKind::completion_planned:
            log_.planned_completion.add(row, true, day, day);
            break;
        case EventKind::plan_set:
            if (is_within(1900, 2199)) {
                log_.plans.add(row, true, static_cast<std::uint16_t>(what.number), day,
                               std::uint8_t{0}, zero, zero);
            }
            break;
        case EventKind::progress_reported:
            if (is_within(Month(1900, 1).index(), Month(2199, 12).index())) {
                log_.reports.add(row, true, static_cast<std::uint16_t>(what.number),
                                 std::uint8_t{0}, zero, zero, zero, zero);
            }
            break;
        case EventKind::reason_granted:
            if (is_within(Date::min_days, Date::max_days)) {
                const auto from = static_cast<std::int32_t>(what.number);
                log_.reasons.add(row, true, texts_->add(what.text), from, day, from, 0U, 0U, 0U);
            }
            break;
        case EventKind::attribute_changed:
            take_back_attribute(row, day, what.number);
            break;
        case EventKind::retracted:
            break;
        case EventKind::negotiated:
        case EventKind::contract_signed:
        case EventKind::correction_ordered:
        case EventKind::corrected:
        case EventKind::agreement_set:
            add_deal(row, true, what.kind, day);
            break;
        case EventKind::performance_reported:
            if (is_within(1900, 2199)) {
                const Month last(static_cast<int>(what.number), 12);
                add_deal(row, true, what.kind, last.last_day().days());
            }
            break;
        case EventKind::pool_entered:
        case EventKind::network_left:
            add_visit(row, true, what.text, what.number, day, {});
            break;
        case EventKind::approved:
            break;
        case EventKind::appraised:
            if (is_within(1, max_visits)) {
                add_appraisal(row, true, day, {what.text, static_cast<int>(what.number)});
            }
            break;
        case EventKind::factor_stated:
            add_factor(row, true, day, {what.text});
            break;
        case EventKind::figure_reported:
            add_figure(row, true, day, {what.text, {}});
            break;
    }
}

inline void HistoryBuilder::take_back_attribute(std::uint32_t row, std::int32_t day,
                                                std::int64_t which) {
    if (which < 0 || which > static_cast<std::int64_t>(Attribute::extra)) return;
    switch (static_cast<Attribute>(which)) {
        case Attribute::name:
            log_.name.add(row, true, day, 0U);
            break;
        case Attribute::region:
            log_.region.add(row, true, day, 0U);
            break;
        case Attribute::sector:
            log_.sector.add(row, true, day, std::uint16_t{0});
            break;
        case Attribute::responsible_unit:
            log_.responsible_unit.add(row, true, day, 0U);
            break;
        case Attribute::lead_leader:
            log_.lead_leader.add(row, true, day, 0U);
            break;
        case Attribute::funding:
            log_.funding.add(row, true, day, std::uint8_t{0});
            break;
        case Attribute::total_investment:
            log_.total_investment.add(row, true, day, std::int64_t{0});
            break;
        case Attribute::extra:
            break;
    }
}

inline std::uint32_t HistoryBuilder::spelling(std::uint32_t code, std::string_view name) {
    const std::uint32_t id = texts_->add(name);
    const auto next = static_cast<std::uint32_t>(spellings_.code.size());
    const auto [found, is_new] = spelling_ids_.try_emplace(std::uint64_t{code} << 32 | id, next);
    if (is_new) {
        spellings_.code.push_back(code);
        spellings_.name.push_back(id);
    }
    return found->second;
}

/// Puts the rows, those of the base in order and new ones as they came, into the order of codes.
inline void HistoryBuilder::sort_rows() {
    const std::vector<std::uint64_t>& codes = milestones_.code;
    const auto by_code = [&](std::uint32_t row) { return codes[row]; };
    rows_.resize(codes.size());
    std::iota(rows_.begin(), rows_.end(), 0U);
    const auto new_ones = rows_.begin() + static_cast<std::ptrdiff_t>(base_.size());
    std::ranges::sort(new_ones, rows_.end(), {}, by_code);
    std::ranges::inplace_merge(rows_.begin(), new_ones, rows_.end(), {}, by_code);
    place_.resize(rows_.size());
    for (std::uint32_t place = 0; place < rows_.size(); ++place) place_[rows_[place]] = place;
    Milestones::for_each(milestones_, [&](const char*, auto& column, Holds, auto) {
        std::remove_reference_t<decltype(column)> gathered(rows_.size());
        for (std::size_t i = 0; i < rows_.size(); ++i) gathered[i] = column[rows_[i]];
        column = std::move(gathered);
    });
}

namespace detail {

/// Appends the entries of `from` between two places to `to`, whose `first` stays as it is.
template <typename Table>
void append(Table& to, const Table& from, std::size_t begin, std::size_t end) {
    if (begin == end) return;
    [&]<std::size_t... i>(std::index_sequence<i...>) {
        const auto copy = [&](auto& out, const auto& in) {
            out.insert(out.end(), in.data() + begin, in.data() + end);
        };
        (copy(std::get<i>(to.columns()), std::get<i>(from.columns())), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<decltype(to.columns())>>{});
}

/// Whether a table has no rows because it has no entries.
template <typename Table>
[[nodiscard]] bool is_absent(const Table& table) noexcept {
    return is_sparse_table<Table> && std::get<0>(table.columns()).empty();
}

/// The numbers of statements by the place of their row, those of one row as they came.
[[nodiscard]] inline std::vector<std::uint32_t> by_place(const std::vector<std::uint32_t>& row,
                                                         const std::vector<std::uint32_t>& place) {
    std::vector<std::uint32_t> next(place.size() + 1);
    for (const std::uint32_t r : row) ++next[place[r] + 1];
    std::partial_sum(next.begin(), next.end(), next.begin());
    std::vector<std::uint32_t> order(row.size());
    for (std::uint32_t i = 0; i < row.size(); ++i) order[next[place[row[i]]]++] = i;
    return order;
}

/// An entry that is said of a row, of the base or of the log.
template <typename Table>
struct Said {
    const Table* table;
    std::size_t i;
    bool taken_back;
};

/// Appends to `out` what holds of one row: in order, of each fact what was said last.
template <typename Table>
void append_settled(Table& out, std::vector<Said<Table>>& said, const TextPool& texts) {
    const auto order = [&](const Said<Table>& one) { return one.table->order(one.i, texts); };
    const auto before = [&](const auto& a, const auto& b) { return order(a) < order(b); };
    if (!std::ranges::is_sorted(said, before)) std::ranges::stable_sort(said, before);
    for (std::size_t i = 0; i < said.size(); ++i) {
        const bool is_last = i + 1 == said.size() || before(said[i], said[i + 1]);
        if (is_last && !said[i].taken_back) append(out, *said[i].table, said[i].i, said[i].i + 1);
    }
}

template <typename Table>
void reserve(Table& table, std::size_t rows, std::size_t entries) {
    table.first.reserve(rows + 1);
    std::apply([&](auto&... column) { (column.reserve(entries), ...); }, table.columns());
}

}  // namespace detail

/// The table of the base, `stated`, and what `log` says after it.
template <typename Table>
Table HistoryBuilder::settled(const Table& stated, detail::Statements<Table>&& log) const {
    const detail::Statements<Table> said = std::move(log);  // gone at the end
    const bool is_absent = detail::is_absent(stated);
    if (said.row.empty() && (rows_.size() == base_.size() || is_absent)) return stated;
    Table empty;  // with the rows that an absent table leaves out
    if (is_absent) empty.first.resize(base_.size() + 1);
    const Table& base = is_absent ? empty : stated;
    const std::vector<std::uint32_t> order = detail::by_place(said.row, place_);
    Table out;
    detail::reserve(out, rows_.size(), base.first.back() + order.size());
    std::size_t place = 0;
    std::size_t of_base = 0;  // rows of the base before `place`
    const auto size = [&] { return std::get<0>(out.columns()).size(); };
    const auto copy_untouched = [&](std::size_t up_to) {
        const std::size_t begin = base.first[of_base];
        const std::size_t shift = size() - begin;
        for (; place < up_to; ++place) {
            if (rows_[place] < base_.size()) ++of_base;
            out.first.push_back(static_cast<std::uint32_t>(base.first[of_base] + shift));
        }
        detail::append(out, base, begin, base.first[of_base]);
    };
    std::vector<detail::Said<Table>> of_row;
    for (std::size_t i = 0; i < order.size();) {
        const std::uint32_t row = said.row[order[i]];
        copy_untouched(place_[row]);
        of_row.clear();
        if (row < base_.size()) {
            for (std::size_t e = base.first[row]; e < base.first[row + 1]; ++e) {
                of_row.push_back({&base, e, false});
            }
            ++of_base;
        }
        for (; i < order.size() && said.row[order[i]] == row; ++i) {
            of_row.push_back({&said.entries, order[i], said.taken_back[order[i]] != 0});
        }
        detail::append_settled(out, of_row, *texts_);
        out.first.push_back(static_cast<std::uint32_t>(size()));
        ++place;
    }
    copy_untouched(rows_.size());
    return detail::is_absent(out) ? Table{} : out;
}

inline History HistoryBuilder::build() && {
    new_rows_ = {};
    sort_rows();
    const History::Parts& base = base_.parts();
    return History(
        {.milestones = std::move(milestones_),
         .name = settled(base.name, std::move(log_.name)),
         .region = settled(base.region, std::move(log_.region)),
         .sector = settled(base.sector, std::move(log_.sector)),
         .responsible_unit = settled(base.responsible_unit, std::move(log_.responsible_unit)),
         .lead_leader = settled(base.lead_leader, std::move(log_.lead_leader)),
         .funding = settled(base.funding, std::move(log_.funding)),
         .total_investment = settled(base.total_investment, std::move(log_.total_investment)),
         .planned_start = settled(base.planned_start, std::move(log_.planned_start)),
         .planned_completion = settled(base.planned_completion, std::move(log_.planned_completion)),
         .plans = settled(base.plans, std::move(log_.plans)),
         .reports = settled(base.reports, std::move(log_.reports)),
         .reasons = settled(base.reasons, std::move(log_.reasons)),
         .deals = settled(base.deals, std::move(log_.deals)),
         .visits = settled(base.visits, std::move(log_.visits)),
         .appraisals = settled(base.appraisals, std::move(log_.appraisals)),
         .factors = settled(base.factors, std::move(log_.factors)),
         .figures = settled(base.figures, std::move(log_.figures)),
         .regions = std::move(spellings_),
         .texts = std::move(texts_),
         .known_on = known_on_});
}

}  // namespace sanku
