#include "event_row.hpp"

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
}
void put(EventRow& row, const event::ReasonGranted& what) {
    row.value[0] = what.to.days();
    row.text = what.reason;
    row.text2 = what.by;
}
void put(EventRow& row, const event::AttributeChanged& what) {
    row.value[0] = what.number;
    row.text = what.text;
}
void put(EventRow& row, const event::Retracted& what) {
    row.retracts = true;
    row.text = what.reason;
}
template <typename Other>
void put(EventRow&, const Other&) {}

}  // namespace

EventRow to_row(const Event& event) {
    const FactKey fact = fact_key(event.what);
    EventRow row{.kind = fact.kind,
                 .effective = event.effective.days(),
                 .fact = fact.number,
                 .subject = fact.text};
    std::visit([&](const auto& what) { put(row, what); }, event.what);
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
                                    value[0] ? std::optional(whole<int>(value[0])) : std::nullopt};
        case EventKind::reason_granted:
            return event::ReasonGranted{std::string(row.subject), day(row.fact), day(value[0]),
                                        std::string(row.text2), std::move(text)};
        case EventKind::attribute_changed:
            if (row.fact < 0 || row.fact > static_cast<std::int64_t>(Attribute::extra)) break;
            return event::AttributeChanged{static_cast<Attribute>(row.fact),
                                           std::string(row.subject), std::move(text),
                                           whole<std::int64_t>(value[0])};
        case EventKind::retracted:
            break;
    }
    throw Error(ErrorCode::damaged_journal, "event of an unknown kind");
}

}  // namespace sanku::store_detail
