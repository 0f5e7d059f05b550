#include "event_json.hpp"

#include <algorithm>
#include <iterator>

namespace sanku::store_detail {

namespace {

constexpr std::string_view evaluations[] = {"project", "sector", "region"};
constexpr std::string_view attributes[] = {"name",   "region",  "sector",     "unit",
                                           "leader", "funding", "investment", "extra"};
constexpr std::string_view states[] = {key(FactorState::pending), key(FactorState::granted),
                                       key(FactorState::refused)};
constexpr std::string_view outcomes[] = {key(Outcome::pass), key(Outcome::warn),
                                         key(Outcome::block)};

[[nodiscard]] Error unknown(const std::string& name) {
    return Error(ErrorCode::damaged_journal, name, "a name of this format");
}

/// The place of `name` in `names`.
template <typename Names>
[[nodiscard]] std::size_t index_of(const Names& names, const std::string& name) {
    const auto* const found = std::ranges::find(names, name);
    if (found == std::end(names)) throw unknown(name);
    return static_cast<std::size_t>(found - std::begin(names));
}

[[nodiscard]] EventKind kind_named(const std::string& name) {
    for (std::size_t i = 0; i < event_kind_count; ++i) {
        if (name == key(static_cast<EventKind>(i))) return static_cast<EventKind>(i);
    }
    throw unknown(name);
}

// --- Out

void put(Json& line, const char* name, const std::optional<Money>& amount) {
    if (amount) line[name] = amount->fen();
}
void put(Json& line, const event::Withdrawn& what) {
    line["reason"] = what.reason;
}
void put(Json& line, const event::PlanSet& what) {
    line["year"] = what.year;
    put(line, "amount", what.amount);
    put(line, "required_payment", what.required_payment);
}
void put(Json& line, const event::StartPlanned& what) {
    line["day"] = what.day.iso();
}
void put(Json& line, const event::CompletionPlanned& what) {
    line["day"] = what.day.iso();
}
void put(Json& line, const event::ProgressReported& what) {
    line["month"] = what.month.iso();
    put(line, "completed_this_year", what.completed_this_year);
    put(line, "completed_total", what.completed_total);
    put(line, "arrived", what.arrived);
    put(line, "paid", what.paid);
}
void put_unless_empty(Json& line, const char* name, std::string_view text) {
    if (!text.empty()) line[name] = text;
}
void put(Json& line, const event::Evaluated& what) {
    line["evaluation"] = evaluations[static_cast<std::size_t>(what.which)];
    if (what.score) line["score"] = *what.score;
    put_unless_empty(line, "system", what.system);
    put_unless_empty(line, "document", what.document);
}
void put(Json& line, const event::ReasonGranted& what) {
    line["rule"] = what.rule;
    line["from"] = what.from.iso();
    line["to"] = what.to.iso();
    line["by"] = what.by;
    line["reason"] = what.reason;
    if (!what.document.empty()) line["document"] = what.document;
}
void put(Json& line, const event::AgreementSet& what) {
    put(line, "output", what.output);
    put(line, "tax", what.tax);
}
void put(Json& line, const event::PerformanceReported& what) {
    line["year"] = what.year;
    put(line, "output", what.output);
    put(line, "tax", what.tax);
    if (what.environment_met) line["environment_met"] = *what.environment_met;
}
void put(Json& line, const event::AttributeChanged& what) {
    line["attribute"] = attributes[static_cast<std::size_t>(what.attribute)];
    if (!what.heading.empty()) line["heading"] = what.heading;
    if (what.attribute == Attribute::region) {
        line["code"] = RegionCode::from_value(static_cast<std::uint32_t>(what.number)).str();
    } else if (what.attribute == Attribute::sector) {
        line["code"] = SectorCode::from_value(static_cast<std::uint16_t>(what.number)).str();
    } else if (what.attribute == Attribute::total_investment) {
        line["amount"] = what.number;
    } else if (what.number != 0) {
        line["number"] = what.number;
    }
    if (!what.text.empty()) line["text"] = what.text;
}
void put(Json& line, const event::Retracted& what) {
    line["of"] = key(what.kind);
    if (what.number != 0) line["fact"] = what.number;
    if (!what.text.empty()) line["subject"] = what.text;
    line["reason"] = what.reason;
}
void put(Json& line, const event::PoolEntered& what) {
    line["network"] = what.network();
    line["pool"] = what.pool();
    line["visit"] = what.visit;
    put_unless_empty(line, "reason", what.reason);
}
void put(Json& line, const event::NetworkLeft& what) {
    line["network"] = what.network;
    line["visit"] = what.visit;
    put_unless_empty(line, "reason", what.reason);
}
void put(Json& line, const event::Approved& what) {
    line["what"] = what.what;
    put_unless_empty(line, "document", what.document);
}
void put(Json& line, const event::Appraised& what) {
    line["gate"] = what.gate;
    line["round"] = what.round;
    line["outcome"] = key(what.outcome);
    put_unless_empty(line, "findings", what.findings);
    put_unless_empty(line, "document", what.document);
}
void put(Json& line, const event::FactorStated& what) {
    line["factor"] = what.factor;
    line["state"] = key(what.state);
    put_unless_empty(line, "document", what.document);
}
void put(Json& line, const event::FigureReported& what) {
    line["indicator"] = what.indicator;
    line["numerator"] = what.value.numerator();
    line["denominator"] = what.value.denominator();
    put_unless_empty(line, "document", what.document);
}
template <typename Other>
void put(Json&, const Other&) {}

// --- In

[[nodiscard]] std::string string_at(const Json& line, const char* name) {
    return line.at(name).get<std::string>();
}
[[nodiscard]] std::string string_or_empty(const Json& line, const char* name) {
    return line.contains(name) ? string_at(line, name) : std::string();
}
[[nodiscard]] std::int64_t number_at(const Json& line, const char* name) {
    const Json& value = line.at(name);
    // A number of another type would be converted, and one that is too large cut off.
    if (!value.is_number_integer()) throw unknown(name);
    return value.get<std::int64_t>();
}
[[nodiscard]] int small_at(const Json& line, const char* name) {
    const std::int64_t value = number_at(line, name);
    if (!std::in_range<int>(value)) throw unknown(name);
    return static_cast<int>(value);
}
[[nodiscard]] Date day_at(const Json& line, const char* name) {
    return Date::parse(string_at(line, name));
}
[[nodiscard]] std::optional<Money> money_at(const Json& line, const char* name) {
    if (!line.contains(name)) return std::nullopt;
    return Money::from_fen(number_at(line, name));
}

[[nodiscard]] std::optional<bool> answer_at(const Json& line, const char* name) {
    if (!line.contains(name)) return std::nullopt;
    return line.at(name).get<bool>();
}

[[nodiscard]] std::int64_t attribute_number(const Json& line, Attribute attribute) {
    if (attribute == Attribute::region) {
        const std::string code = string_at(line, "code");
        return code == "0" ? 0 : std::int64_t{RegionCode::parse(code).value()};
    }
    if (attribute == Attribute::sector) {
        const std::string code = string_at(line, "code");
        return code == "?" ? 0 : std::int64_t{SectorCode::parse(code).value()};
    }
    if (attribute == Attribute::total_investment) return number_at(line, "amount");
    return line.contains("number") ? number_at(line, "number") : 0;
}

[[nodiscard]] Payload payload_of(const Json& line) {
    switch (kind_named(string_at(line, "kind"))) {
        case EventKind::entered_directory:
            return event::EnteredDirectory{};
        case EventKind::moved_to_reserve:
            return event::MovedToReserve{};
        case EventKind::moved_to_implementation:
            return event::MovedToImplementation{};
        case EventKind::withdrawn:
            return event::Withdrawn{string_at(line, "reason")};
        case EventKind::plan_set:
            return event::PlanSet{small_at(line, "year"), money_at(line, "amount"),
                                  money_at(line, "required_payment")};
        case EventKind::start_planned:
            return event::StartPlanned{day_at(line, "day")};
        case EventKind::started:
            return event::Started{};
        case EventKind::enrolled:
            return event::Enrolled{};
        case EventKind::progress_reported:
            return event::ProgressReported{Month::parse(string_at(line, "month")),
                                           money_at(line, "completed_this_year"),
                                           money_at(line, "completed_total"),
                                           money_at(line, "arrived"), money_at(line, "paid")};
        case EventKind::completion_planned:
            return event::CompletionPlanned{day_at(line, "day")};
        case EventKind::completed:
            return event::Completed{};
        case EventKind::in_production:
            return event::InProduction{};
        case EventKind::settled:
            return event::Settled{};
        case EventKind::final_accounts_approved:
            return event::FinalAccountsApproved{};
        case EventKind::evaluated:
            return event::Evaluated{
                static_cast<Evaluation>(index_of(evaluations, string_at(line, "evaluation"))),
                line.contains("score") ? std::optional(small_at(line, "score")) : std::nullopt,
                string_or_empty(line, "system"), string_or_empty(line, "document")};
        case EventKind::reason_granted:
            return event::ReasonGranted{
                string_at(line, "rule"),   day_at(line, "from"),
                day_at(line, "to"),        string_at(line, "by"),
                string_at(line, "reason"), string_or_empty(line, "document")};
        case EventKind::attribute_changed: {
            const auto attribute =
                static_cast<Attribute>(index_of(attributes, string_at(line, "attribute")));
            return event::AttributeChanged{attribute, string_or_empty(line, "heading"),
                                           string_or_empty(line, "text"),
                                           attribute_number(line, attribute)};
        }
        case EventKind::retracted:
            return event::Retracted{kind_named(string_at(line, "of")),
                                    line.contains("fact") ? number_at(line, "fact") : 0,
                                    string_or_empty(line, "subject"), string_at(line, "reason")};
        case EventKind::negotiated:
            return event::Negotiated{};
        case EventKind::contract_signed:
            return event::ContractSigned{};
        case EventKind::correction_ordered:
            return event::CorrectionOrdered{};
        case EventKind::corrected:
            return event::Corrected{};
        case EventKind::agreement_set:
            return event::AgreementSet{money_at(line, "output"), money_at(line, "tax")};
        case EventKind::performance_reported:
            return event::PerformanceReported{small_at(line, "year"), money_at(line, "output"),
                                              money_at(line, "tax"),
                                              answer_at(line, "environment_met")};
        case EventKind::pool_entered:
            return event::PoolEntered::into(string_at(line, "network"), string_at(line, "pool"),
                                            small_at(line, "visit"),
                                            string_or_empty(line, "reason"));
        case EventKind::network_left:
            return event::NetworkLeft{string_at(line, "network"), small_at(line, "visit"),
                                      string_or_empty(line, "reason")};
        case EventKind::approved:
            return event::Approved{string_at(line, "what"), string_or_empty(line, "document")};
        case EventKind::appraised:
            return event::Appraised{
                string_at(line, "gate"), small_at(line, "round"),
                static_cast<Outcome>(index_of(outcomes, string_at(line, "outcome"))),
                string_or_empty(line, "findings"), string_or_empty(line, "document")};
        case EventKind::factor_stated:
            return event::FactorStated{
                string_at(line, "factor"),
                static_cast<FactorState>(index_of(states, string_at(line, "state"))),
                string_or_empty(line, "document")};
        case EventKind::figure_reported:
            return event::FigureReported{
                string_at(line, "indicator"),
                {number_at(line, "numerator"), number_at(line, "denominator")},
                string_or_empty(line, "document")};
    }
    throw unknown("kind");
}

[[nodiscard]] std::string unhex(const std::string& hex) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (hex.size() % 2 != 0) throw unknown("hex");
    std::string out;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const std::size_t high = digits.find(hex[i]);
        const std::size_t low = digits.find(hex[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) throw unknown("hex");
        out += static_cast<char>(high << 4 | low);
    }
    return out;
}

}  // namespace

Json text_json(std::string_view text) {
    if (text::is_utf8(text)) return text;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const char byte : text) {
        hex += digits[static_cast<unsigned char>(byte) >> 4];
        hex += digits[static_cast<unsigned char>(byte) & 15];
    }
    return {{"hex", std::move(hex)}};
}

std::string text_of(const Json& json) {
    return json.is_object() ? unhex(string_at(json, "hex")) : json.get<std::string>();
}

void put_event(Json& line, const Event& event) {
    line["project"] = event.project.str();
    line["kind"] = key(event.kind());
    line["effective"] = event.effective.iso();
    std::visit([&](const auto& what) { put(line, what); }, event.what);
}

Event event_of(const Json& line) {
    Event event{ProjectCode::parse(string_at(line, "project")), day_at(line, "effective"),
                payload_of(line)};
    validate(event.what);
    return event;
}

}  // namespace sanku::store_detail
