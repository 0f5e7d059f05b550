#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <ranges>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "sanku/journal/event.hpp"
#include "sanku/portfolio/portfolio.hpp"

namespace sanku {

/// Folds events into the portfolio of one day, one event at a time, in order of recording. It holds
/// one row a project whatever the number of events. The rules stand in docs/figures.md.
class PortfolioBuilder {
  public:
    explicit PortfolioBuilder(Date as_of, std::optional<Date> known_on = std::nullopt)
        : as_of_(as_of), known_on_(known_on) {}

    /// The row of `project`, new if it has none yet; valid for this builder. Amortised O(1).
    [[nodiscard]] std::uint32_t row(ProjectCode project) {
        const auto next = static_cast<std::uint32_t>(columns_.code.size());
        const auto [found, is_new] = rows_.try_emplace(project, next);
        if (is_new) {
            Columns::for_each(columns_, [](const char*, auto& column, auto initial) {
                column.push_back(initial);
            });
            columns_.code.back() = project.value();
            scratch_.emplace_back();
        }
        return found->second;
    }

    /// Applies one event. Amortised O(1), or the length of its text.
    void apply(const Event& event) { apply(row(event.project), event.effective, event.what); }
    /// As above, for a row that `row` gave.
    void apply(std::uint32_t row, Date effective, const Payload& what) {
        std::visit([&](const auto& payload) { on(row, effective.days(), payload); }, what);
    }

    /// The portfolio. O(n log n) in projects.
    [[nodiscard]] Portfolio build() &&;

  private:
    static constexpr std::int32_t never = -no_day;
    static constexpr std::uint32_t dropped = 0xFFFFFFFF;

    /// What is needed while folding only: when the value that holds took effect.
    struct Scratch {
        std::array<std::int32_t, static_cast<std::size_t>(Attribute::extra)> attribute;
        std::array<std::int32_t, 3> evaluated;  // by Evaluation
        std::int32_t plan = never;
        std::int32_t required_payment = never;
        std::int32_t planned_start = never;
        std::int32_t planned_completion = never;
        std::int32_t last_year_month = 0;

        Scratch() {
            attribute.fill(never);
            evaluated.fill(no_day);
        }
    };

    /// Whether something that takes effect on `effective` replaces what did on `stamp`.
    [[nodiscard]] bool holds(std::int32_t effective, std::int32_t& stamp) const noexcept {
        if (effective > as_of_.days() || effective < stamp) return false;
        stamp = effective;
        return true;
    }
    void state(std::uint32_t row, const std::optional<Money>& amount,
               std::vector<std::int64_t>& column, std::uint8_t bit) {
        column[row] = amount.value_or(Money{}).fen();
        auto& flags = columns_.given[row];
        flags = static_cast<std::uint8_t>(amount ? flags | bit : flags & ~bit);
    }

    void on(std::uint32_t row, std::int32_t day, const event::EnteredDirectory&) {
        columns_.entered_directory[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::MovedToReserve&) {
        columns_.entered_reserve[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::MovedToImplementation&) {
        columns_.entered_implementation[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::Withdrawn& what) {
        columns_.withdrawn[row] = day;
        columns_.withdrawal_reason[row] = texts_->add(what.reason);
    }
    void on(std::uint32_t row, std::int32_t day, const event::PlanSet& what) {
        if (what.year != as_of_.year()) return;
        Scratch& scratch = scratch_[row];
        if (what.amount && holds(day, scratch.plan)) {
            state(row, what.amount, columns_.plan, given::plan);
        }
        if (what.required_payment && holds(day, scratch.required_payment)) {
            state(row, what.required_payment, columns_.required_payment, given::required_payment);
        }
    }
    void on(std::uint32_t row, std::int32_t day, const event::StartPlanned& what) {
        if (holds(day, scratch_[row].planned_start)) {
            columns_.planned_start[row] = what.day.days();
        }
    }
    void on(std::uint32_t row, std::int32_t day, const event::CompletionPlanned& what) {
        if (holds(day, scratch_[row].planned_completion)) {
            columns_.planned_completion[row] = what.day.days();
        }
    }
    void on(std::uint32_t row, std::int32_t day, const event::Started&) {
        columns_.started[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::Enrolled&) {
        columns_.enrolled[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::Completed&) {
        columns_.completed[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::InProduction&) {
        columns_.in_production[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::Settled&) {
        columns_.settled[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::FinalAccountsApproved&) {
        columns_.final_accounts[row] = day;
    }
    void on(std::uint32_t row, std::int32_t day, const event::Evaluated& what) {
        scratch_[row].evaluated[static_cast<std::size_t>(what.which)] = day;
        if (what.which == Evaluation::project) {
            columns_.score[row] = what.score ? static_cast<std::uint16_t>(*what.score) : no_score;
        }
    }
    void on(std::uint32_t row, std::int32_t day, const event::ReasonGranted& what) {
        if (day > as_of_.days()) return;
        reasons_.insert_or_assign(
            {row, what.rule, what.from},
            ValidReason{row, what.rule, what.from, what.to, what.by, what.reason});
    }
    void on(std::uint32_t, std::int32_t, const event::Retracted&) {}
    void on(std::uint32_t row, std::int32_t day, const event::ProgressReported& what);
    void on(std::uint32_t row, std::int32_t day, const event::AttributeChanged& what);

    [[nodiscard]] std::uint32_t region_id(std::uint32_t code, const std::string& name);
    void settle_row(std::size_t row);
    void sort_regions();
    [[nodiscard]] std::vector<std::uint32_t> keep_entered_in_order_of_code();
    [[nodiscard]] std::vector<ValidReason> kept_reasons(const std::vector<std::uint32_t>& place);

    Date as_of_;
    std::optional<Date> known_on_;
    Columns columns_;
    std::vector<Scratch> scratch_;
    std::unordered_map<ProjectCode, std::uint32_t> rows_;
    std::vector<RegionEntry> regions_{RegionEntry{}};  // 0: no region stated
    std::unordered_map<std::uint32_t, std::uint32_t> region_ids_{{0, 0}};
    std::map<std::tuple<std::uint32_t, std::string, Date>, ValidReason> reasons_;
    std::shared_ptr<TextPool> texts_ = std::make_shared<TextPool>();
};

/// The portfolio of `as_of` from `events`, which stand in their order of recording.
template <std::ranges::input_range Events>
[[nodiscard]] Portfolio fold(const Events& events, Date as_of) {
    PortfolioBuilder builder(as_of);
    for (const Event& event : events) builder.apply(event);
    return std::move(builder).build();
}

inline void PortfolioBuilder::on(std::uint32_t row, std::int32_t day,
                                 const event::ProgressReported& what) {
    if (day > as_of_.days()) return;
    const int month = what.month.index();
    const int year = what.month.year();
    Scratch& scratch = scratch_[row];
    if (year == as_of_.year() - 1 && month >= scratch.last_year_month) {
        scratch.last_year_month = month;
        columns_.completed_last_year[row] = what.completed_this_year.value_or(Money{}).fen();
    }
    if (month < columns_.last_report[row]) return;
    columns_.last_report[row] = static_cast<std::uint16_t>(month);
    state(row, what.completed_total, columns_.completed_total, given::completed_total);
    if (year == as_of_.year()) {
        state(row, what.completed_this_year, columns_.completed_this_year,
              given::completed_this_year);
        state(row, what.arrived, columns_.arrived, given::arrived);
        state(row, what.paid, columns_.paid, given::paid);
    }
}

inline void PortfolioBuilder::on(std::uint32_t row, std::int32_t day,
                                 const event::AttributeChanged& what) {
    if (what.attribute == Attribute::extra) return;  // no rule reads it: see Store::history
    if (!holds(day, scratch_[row].attribute[static_cast<std::size_t>(what.attribute)])) return;
    switch (what.attribute) {
        case Attribute::name:
            columns_.name[row] = texts_->add(what.text);
            break;
        case Attribute::region:
            columns_.region[row] = region_id(static_cast<std::uint32_t>(what.number), what.text);
            break;
        case Attribute::sector:
            columns_.sector[row] = static_cast<std::uint16_t>(what.number);
            break;
        case Attribute::responsible_unit:
            columns_.responsible_unit[row] = texts_->add(what.text);
            break;
        case Attribute::lead_leader:
            columns_.lead_leader[row] = texts_->add(what.text);
            break;
        case Attribute::funding:
            columns_.funding[row] = static_cast<std::uint8_t>(funding_named(what.text));
            break;
        case Attribute::total_investment:
            state(row, Money::from_fen(what.number), columns_.total_investment,
                  given::total_investment);
            break;
        case Attribute::extra:
            break;
    }
}

inline std::uint32_t PortfolioBuilder::region_id(std::uint32_t code, const std::string& name) {
    const auto [found, is_new] =
        region_ids_.try_emplace(code, static_cast<std::uint32_t>(regions_.size()));
    if (is_new) regions_.push_back({RegionCode::from_value(code), {}});
    // The greatest of several spellings, so that the order of projects does not decide.
    std::string& known = regions_[found->second].name;
    if (name > known) known = name;
    return found->second;
}

/// Hides what lies after the as-of day and finds the pool.
inline void PortfolioBuilder::settle_row(std::size_t row) {
    Columns& c = columns_;
    const std::int32_t today = as_of_.days();
    for (auto* column :
         {&c.entered_directory, &c.entered_reserve, &c.entered_implementation, &c.withdrawn,
          &c.started, &c.enrolled, &c.completed, &c.in_production, &c.settled, &c.final_accounts}) {
        if ((*column)[row] > today) (*column)[row] = no_day;
    }
    if (c.withdrawn[row] == no_day) c.withdrawal_reason[row] = 0;
    const auto& evaluated = scratch_[row].evaluated;
    std::int32_t latest = never;
    for (std::size_t which = 0; which < evaluated.size(); ++which) {
        if (evaluated[which] > today) continue;
        c.evaluations[row] = static_cast<std::uint8_t>(c.evaluations[row] | (1U << which));
        latest = std::max(latest, evaluated[which]);
    }
    if (latest != never) c.evaluated[row] = latest;
    if (evaluated[static_cast<std::size_t>(Evaluation::project)] > today) c.score[row] = no_score;

    const std::pair<Pool, std::int32_t> entries[] = {
        {Pool::directory, c.entered_directory[row]},
        {Pool::reserve, c.entered_reserve[row]},
        {Pool::implementation, c.entered_implementation[row]},
    };
    const bool was_withdrawn = c.withdrawn[row] != no_day;
    Pool pool = Pool::none;
    bool entered = false;
    for (const auto& [library, day] : entries) {
        if (day == no_day) continue;
        entered = true;
        // What it entered before it was withdrawn is over.
        if (!was_withdrawn || day > c.withdrawn[row]) pool = library;
    }
    if (entered && pool == Pool::none) pool = Pool::withdrawn;
    c.pool[row] = static_cast<std::uint8_t>(pool);
}

inline void PortfolioBuilder::sort_regions() {
    std::vector<std::uint32_t> order(regions_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t id) { return regions_[id].code; });
    std::vector<std::uint32_t> place(order.size());
    std::vector<RegionEntry> sorted;
    sorted.reserve(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        place[order[i]] = i;
        sorted.push_back(std::move(regions_[order[i]]));
    }
    regions_ = std::move(sorted);
    for (std::uint32_t& id : columns_.region) id = place[id];
}

/// Drops what never entered and sorts the rest; returns the new place of each row.
inline std::vector<std::uint32_t> PortfolioBuilder::keep_entered_in_order_of_code() {
    std::vector<std::uint32_t> kept;
    kept.reserve(columns_.code.size());
    for (std::uint32_t row = 0; row < columns_.code.size(); ++row) {
        if (columns_.pool[row] != static_cast<std::uint8_t>(Pool::none)) kept.push_back(row);
    }
    std::ranges::sort(kept, {}, [&](std::uint32_t row) { return columns_.code[row]; });
    Columns::for_each(columns_, [&](const char*, auto& column, auto) {
        std::remove_reference_t<decltype(column)> gathered(kept.size());
        for (std::size_t i = 0; i < kept.size(); ++i) gathered[i] = column[kept[i]];
        column = std::move(gathered);
    });
    std::vector<std::uint32_t> place(rows_.size(), dropped);
    for (std::uint32_t i = 0; i < kept.size(); ++i) place[kept[i]] = i;
    return place;
}

inline std::vector<ValidReason> PortfolioBuilder::kept_reasons(
    const std::vector<std::uint32_t>& place) {
    std::vector<ValidReason> kept;
    for (auto& [key, reason] : reasons_) {
        reason.row = place[reason.row];
        if (reason.row != dropped) kept.push_back(std::move(reason));
    }
    std::ranges::sort(kept, [](const ValidReason& a, const ValidReason& b) {
        return std::tie(a.row, a.rule, a.from) < std::tie(b.row, b.rule, b.from);
    });
    return kept;
}

inline Portfolio PortfolioBuilder::build() && {
    for (std::size_t row = 0; row < columns_.code.size(); ++row) settle_row(row);
    scratch_ = {};
    sort_regions();
    const std::vector<std::uint32_t> place = keep_entered_in_order_of_code();
    rows_ = {};
    return Portfolio({.columns = std::move(columns_),
                      .regions = std::move(regions_),
                      .reasons = kept_reasons(place),
                      .texts = std::move(texts_),
                      .as_of = as_of_,
                      .known_on = known_on_});
}

}  // namespace sanku
