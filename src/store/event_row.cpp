#include "event_row.hpp"

#include <type_traits>
#include <utility>

namespace sanku::store_detail {

namespace {

using Values = std::optional<std::int64_t> (&)[4];

[[nodiscard]] std::optional<std::int64_t> fen(const std::optional<Money>& amount) {
    return amount ? std::optional(amount->fen()) : std::nullopt;
}

[[nodiscard]] std::optional<Money> money(const std::optional<std::int64_t>& fen) {
    return fen ? std::optional(Money::from_fen(*fen)) : std::nullopt;
}

template <typename Int>
[[nodiscard]] Int whole(const std::optional<std::int64_t>& value) {
    if (!value || !std::in_range<Int>(*value)) throw Error(ErrorCode::damaged_journal, "value");
    return static_cast<Int>(*value);
}

[[nodiscard]] Date day(const std::optional<std::int64_t>& value) {
    return Date::from_days(whole<std::int32_t>(value));
}

void put(EventRow& row, const event::Withdrawn& what) {
    row.text = what.reason;
}
void put(EventRow& row, const event::PlanSet& what) {
    row.value[0] = fen(what.amount);
    row.value[1] = fen(what.required_payment);
}
void put(EventRow& row, const event::StartPlanned& what) {
    row.value[0] = what.day.days();
}
void put(EventRow& row, const event::CompletionPlanned& what) {
    row.value[0] = what.day.days();
}
void put(EventRow& row, const event::ProgressReported& what) {
    row.value[0] = fen(what.completed_this_year);
    row.value[1] = fen(what.completed_total);
    row.value[2] = fen(what.arrived);
    row.value[3] = fen(what.paid);
}
void put(EventRow& row, const event::Evaluated& what) {
    if (what.score) row.value[0] = *what.score;
    row.text = what.system;
    row.text2 = what.document;
}
void put(EventRow& row, const event::ReasonGranted& what, std::string& joined) {
    row.value[0] = what.to.days();
    row.text = what.reason;
    row.text2 = what.by;
    if (what.document.empty()) return;
    joined = what.by + unit_separator + what.document;
    row.text2 = joined;
}
void put(EventRow& row, const event::AttributeChanged& what) {
    row.value[0] = what.number;
    row.text = what.text;
}
void put(EventRow& row, const event::Retracted& what) {
    row.retracts = true;
    row.text = what.reason;
}
void put(EventRow& row, const event::AgreementSet& what) {
    row.value[0] = fen(what.output);
    row.value[1] = fen(what.tax);
}
void put(EventRow& row, const event::PerformanceReported& what) {
    row.value[0] = fen(what.output);
    row.value[1] = fen(what.tax);
    if (what.environment_met) row.value[2] = *what.environment_met ? 1 : 0;
}
void put(EventRow& row, const event::PoolEntered& what) {
    row.text = what.reason;
}
void put(EventRow& row, const event::NetworkLeft& what) {
    row.text = what.reason;
}
void put(EventRow& row, const event::Approved& what) {
    row.text = what.document;
}
void put(EventRow& row, const event::Appraised& what) {
    row.value[0] = static_cast<std::int64_t>(what.outcome);
    row.text = what.findings;
    row.text2 = what.document;
}
void put(EventRow& row, const event::FactorStated& what) {
    row.value[0] = static_cast<std::int64_t>(what.state);
    row.text = what.document;
}
void put(EventRow& row, const event::FigureReported& what) {
    row.value[0] = what.value.numerator();
    row.value[1] = what.value.denominator();
    row.text = what.document;
}
template <typename Other>
void put(EventRow&, const Other&) {}

[[nodiscard]] std::optional<bool> answer(const std::optional<std::int64_t>& value) {
    if (!value) return std::nullopt;
    if (*value != 0 && *value != 1) throw Error(ErrorCode::damaged_journal, "value");
    return *value == 1;
}

/// Who granted a reason, and the document behind it.
[[nodiscard]] std::pair<std::string, std::string> grant(std::string_view text) {
    const std::size_t at = text.find(unit_separator);
    if (at == std::string_view::npos) return {std::string(text), {}};
    return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

}  // namespace

EventRow to_row(const Event& event, std::string& joined) {
    const FactKey fact = fact_key(event.what);
    EventRow row{.kind = fact.kind,
                 .effective = event.effective.days(),
                 .fact = fact.number,
                 .subject = fact.text};
    const auto fill = [&](const auto& what) {
        if constexpr (std::is_same_v<decltype(what), const event::ReasonGranted&>) {
            put(row, what, joined);
        } else {
            put(row, what);
        }
    };
    std::visit(fill, event.what);
    return row;
}

Payload to_payload(const EventRow& row) {
    const auto& value = row.value;
    std::string text(row.text);
    if (row.retracts) {
        return event::Retracted{row.kind, row.fact, std::string(row.subject), std::move(text)};
    }
    switch (row.kind) {
        case EventKind::entered_directory:
            return event::EnteredDirectory{};
        case EventKind::moved_to_reserve:
            return event::MovedToReserve{};
        case EventKind::moved_to_implementation:
            return event::MovedToImplementation{};
        case EventKind::withdrawn:
            return event::Withdrawn{std::move(text)};
        case EventKind::plan_set:
            return event::PlanSet{whole<int>(row.fact), money(value[0]), money(value[1])};
        case EventKind::start_planned:
            return event::StartPlanned{day(value[0])};
        case EventKind::started:
            return event::Started{};
        case EventKind::enrolled:
            return event::Enrolled{};
        case EventKind::progress_reported:
            return event::ProgressReported{Month::from_index(whole<std::int32_t>(row.fact)),
                                           money(value[0]), money(value[1]), money(value[2]),
                                           money(value[3])};
        case EventKind::completion_planned:
            return event::CompletionPlanned{day(value[0])};
        case EventKind::completed:
            return event::Completed{};
        case EventKind::in_production:
            return event::InProduction{};
        case EventKind::settled:
            return event::Settled{};
        case EventKind::final_accounts_approved:
            return event::FinalAccountsApproved{};
        case EventKind::evaluated:
            if (row.fact < 0 || row.fact > 2) break;
            return event::Evaluated{static_cast<Evaluation>(row.fact),
                                    value[0] ? std::optional(whole<int>(value[0])) : std::nullopt,
                                    std::move(text), std::string(row.text2)};
        case EventKind::reason_granted: {
            auto [by, document] = grant(row.text2);
            return event::ReasonGranted{
                std::string(row.subject), day(row.fact),      day(value[0]), std::move(by),
                std::move(text),          std::move(document)};
        }
        case EventKind::attribute_changed:
            if (row.fact < 0 || row.fact > static_cast<std::int64_t>(Attribute::extra)) break;
            return event::AttributeChanged{static_cast<Attribute>(row.fact),
                                           std::string(row.subject), std::move(text),
                                           whole<std::int64_t>(value[0])};
        case EventKind::retracted:
            break;
        case EventKind::negotiated:
            return event::Negotiated{};
        case EventKind::contract_signed:
            return event::ContractSigned{};
        case EventKind::correction_ordered:
            return event::CorrectionOrdered{};
        case EventKind::corrected:
            return event::Corrected{};
        case EventKind::agreement_set:
            return event::AgreementSet{money(value[0]), money(value[1])};
        case EventKind::performance_reported:
            return event::PerformanceReported{whole<int>(row.fact), money(value[0]),
                                              money(value[1]), answer(value[2])};
        case EventKind::pool_entered:
            return event::PoolEntered{std::string(row.subject), whole<int>(row.fact),
                                      std::move(text)};
        case EventKind::network_left:
            return event::NetworkLeft{std::string(row.subject), whole<int>(row.fact),
                                      std::move(text)};
        case EventKind::approved:
            return event::Approved{std::string(row.subject), std::move(text)};
        case EventKind::appraised:
            if (!value[0] || *value[0] < 0 || *value[0] > 2) break;
            return event::Appraised{std::string(row.subject), whole<int>(row.fact),
                                    static_cast<Outcome>(*value[0]), std::move(text),
                                    std::string(row.text2)};
        case EventKind::factor_stated:
            if (!value[0] || *value[0] < 0 || *value[0] > 2) break;
            return event::FactorStated{std::string(row.subject),
                                       static_cast<FactorState>(*value[0]), std::move(text)};
        case EventKind::figure_reported:
            return event::FigureReported{
                std::string(row.subject),
                {whole<std::int64_t>(value[0]), whole<std::int64_t>(value[1])},
                std::move(text)};
    }
    throw Error(ErrorCode::damaged_journal, "event of an unknown kind");
}

}  // namespace sanku::store_detail
