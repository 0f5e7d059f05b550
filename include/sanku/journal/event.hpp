#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "sanku/core/date.hpp"
#include "sanku/core/instant.hpp"
#include "sanku/core/language.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/pool.hpp"
#include "sanku/core/project_code.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/core/region_code.hpp"
#include "sanku/core/sector_code.hpp"

namespace sanku {

/// The three evaluations (三评) of the platform.
enum class Evaluation : std::uint8_t { project, sector, region };

/// What is known of a project besides its dates and figures. `extra` is any further column of a
/// ledger, named by its heading.
enum class Attribute : std::uint8_t {
    name,
    region,
    sector,
    responsible_unit,
    lead_leader,
    funding,
    total_investment,
    extra,
};

/// What a gate of an appraisal (论证) says: go on, go on with a warning, or not now.
enum class Outcome : std::uint8_t { pass, warn, block };

inline constexpr std::size_t outcome_count = 3;

/// The English key of an outcome: `pass`, `warn` or `block`.
[[nodiscard]] constexpr std::string_view key(Outcome outcome) noexcept {
    constexpr std::string_view keys[] = {"pass", "warn", "block"};
    return keys[static_cast<std::size_t>(outcome)];
}

/// How it stands with a factor (要素) that a project needs, such as land.
enum class FactorState : std::uint8_t { pending, granted, refused };

inline constexpr std::size_t factor_state_count = 3;

/// The English key of a state: `pending`, `granted` or `refused`.
[[nodiscard]] constexpr std::string_view key(FactorState state) noexcept {
    constexpr std::string_view keys[] = {"pending", "granted", "refused"};
    return keys[static_cast<std::size_t>(state)];
}

[[nodiscard]] constexpr std::string_view name(FactorState state, Language language) noexcept {
    constexpr std::string_view zh[] = {"办理中", "已落实", "未通过"};
    return language == Language::zh ? zh[static_cast<std::size_t>(state)] : key(state);
}

/// U+001F, which stands between two texts that share a place.
inline constexpr char unit_separator = '\x1f';

/// How often a project may enter one pool, leave one network or be appraised at one gate.
inline constexpr int max_visits = 999;

/// The kinds of event, in the order of `Payload`; the number is what a journal stores.
enum class EventKind : std::uint8_t {
    entered_directory,
    moved_to_reserve,
    moved_to_implementation,
    withdrawn,
    plan_set,
    start_planned,
    started,
    enrolled,
    progress_reported,
    completion_planned,
    completed,
    in_production,
    settled,
    final_accounts_approved,
    evaluated,
    reason_granted,
    attribute_changed,
    retracted,
    negotiated,
    contract_signed,
    correction_ordered,
    corrected,
    agreement_set,
    performance_reported,
    pool_entered,
    network_left,
    approved,
    appraised,
    factor_stated,
    figure_reported,
};

/// What can happen to a project, one type a kind. The day on which it happened is the event's
/// effective date; only what that does not say stands in here.
namespace event {

struct EnteredDirectory {
    friend bool operator==(const EnteredDirectory&, const EnteredDirectory&) = default;
};
struct MovedToReserve {
    friend bool operator==(const MovedToReserve&, const MovedToReserve&) = default;
};
struct MovedToImplementation {
    friend bool operator==(const MovedToImplementation&, const MovedToImplementation&) = default;
};
struct Withdrawn {
    std::string reason;
    friend bool operator==(const Withdrawn&, const Withdrawn&) = default;
};
/// The plan of one year: the investment to be completed in it, and the payment that the requirement
/// in force demands by now. Either may be missing, not both.
struct PlanSet {
    int year;
    std::optional<Money> amount;
    std::optional<Money> required_payment;
    friend bool operator==(const PlanSet&, const PlanSet&) = default;
};
/// The effective date is the day of planning, `day` the day that was planned.
struct StartPlanned {
    Date day;
    friend bool operator==(const StartPlanned&, const StartPlanned&) = default;
};
struct Started {
    friend bool operator==(const Started&, const Started&) = default;
};
struct Enrolled {
    friend bool operator==(const Enrolled&, const Enrolled&) = default;
};
/// Figures as of the end of `month`, which is the effective date. Investment completed since
/// January and since the start; money arrived and paid since January. At least one is present.
struct ProgressReported {
    Month month;
    std::optional<Money> completed_this_year;
    std::optional<Money> completed_total;
    std::optional<Money> arrived;
    std::optional<Money> paid;
    friend bool operator==(const ProgressReported&, const ProgressReported&) = default;
};
struct CompletionPlanned {
    Date day;
    friend bool operator==(const CompletionPlanned&, const CompletionPlanned&) = default;
};
struct Completed {
    friend bool operator==(const Completed&, const Completed&) = default;
};
struct InProduction {
    friend bool operator==(const InProduction&, const InProduction&) = default;
};
struct Settled {
    friend bool operator==(const Settled&, const Settled&) = default;
};
struct FinalAccountsApproved {
    friend bool operator==(const FinalAccountsApproved&, const FinalAccountsApproved&) = default;
};
/// `score` in hundredths of a point, 0 to 10,000; `system`: id and version of the indicators that
/// gave it, such as `fiscal-self-evaluation 2020`, and the number (文号) of the document, either of
/// which may be empty. An evaluation that is done again supersedes the one before.
struct Evaluated {
    Evaluation which;
    std::optional<int> score;
    std::string system{};
    std::string document{};
    friend bool operator==(const Evaluated&, const Evaluated&) = default;
};
/// A valid reason (正当理由) that suspends `rule` from `from` to `to`, both included, and the
/// number (文号) of the document that grants it, if there is one.
struct ReasonGranted {
    std::string rule;
    Date from;
    Date to;
    std::string by;
    std::string reason;
    std::string document{};
    friend bool operator==(const ReasonGranted&, const ReasonGranted&) = default;
};
/// A new value of an attribute. `number` holds a region's, sector's or amount's value; `text` a
/// name, unit, leader, funding or extra value, and for a region its name if the ledger gave one;
/// `heading` names an extra attribute. Use the factories.
struct AttributeChanged {
    Attribute attribute;
    std::string heading;
    std::string text;
    std::int64_t number = 0;

    [[nodiscard]] static AttributeChanged of(Attribute attribute, std::string text) {
        return {attribute, {}, std::move(text), 0};
    }
    [[nodiscard]] static AttributeChanged region(RegionCode code, std::string name) {
        return {Attribute::region, {}, std::move(name), code.value()};
    }
    [[nodiscard]] static AttributeChanged sector(SectorCode code) {
        return {Attribute::sector, {}, {}, code.value()};
    }
    [[nodiscard]] static AttributeChanged total_investment(Money amount) {
        return {Attribute::total_investment, {}, {}, amount.fen()};
    }
    [[nodiscard]] static AttributeChanged extra(std::string heading, std::string text) {
        return {Attribute::extra, std::move(heading), std::move(text), 0};
    }
    friend bool operator==(const AttributeChanged&, const AttributeChanged&) = default;
};
/// Takes back an event that should never have been recorded: nothing is stated of its fact (its
/// `FactKey`) any more. The effective date is that of the event taken back, so that of an undated
/// fact only what was said from that day on goes. `reason` says why and is not empty.
struct Retracted {
    EventKind kind;
    std::int64_t number = 0;
    std::string text;
    std::string reason;
    friend bool operator==(const Retracted&, const Retracted&) = default;
};
/// Negotiations with the investor began (开始洽谈).
struct Negotiated {
    friend bool operator==(const Negotiated&, const Negotiated&) = default;
};
/// The investment agreement was signed (签约).
struct ContractSigned {
    friend bool operator==(const ContractSigned&, const ContractSigned&) = default;
};
/// The project was ordered to put something right (责令整改); a later order takes the place of an
/// earlier one.
struct CorrectionOrdered {
    friend bool operator==(const CorrectionOrdered&, const CorrectionOrdered&) = default;
};
/// What was ordered has been put right (整改完成).
struct Corrected {
    friend bool operator==(const Corrected&, const Corrected&) = default;
};
/// What the investment agreement (投资协议) promises a year: output and tax. Either may be missing,
/// not both.
struct AgreementSet {
    std::optional<Money> output;
    std::optional<Money> tax;
    friend bool operator==(const AgreementSet&, const AgreementSet&) = default;
};
/// What a project brought in one year, whose last day is the effective date: output, tax, and
/// whether it met the environmental terms of its agreement. At least one is present.
struct PerformanceReported {
    int year;
    std::optional<Money> output;
    std::optional<Money> tax;
    std::optional<bool> environment_met;
    friend bool operator==(const PerformanceReported&, const PerformanceReported&) = default;
};
/// Entered a pool of a network, for the `visit`-th time (1, 2, …). Of `library_network` only second
/// and further entries are stated so: the first have kinds of their own. `reason` is that of a
/// return (退回) and may be empty. Use `into`.
struct PoolEntered {
    std::string place;  ///< the network's id, U+001F, the pool's id
    int visit = 1;
    std::string reason{};

    [[nodiscard]] static PoolEntered into(std::string_view network, std::string_view pool,
                                          int visit = 1, std::string reason = {}) {
        return {std::string(network).append(1, unit_separator).append(pool), visit,
                std::move(reason)};
    }
    [[nodiscard]] std::string_view network() const noexcept {
        return std::string_view(place).substr(0, place.find(unit_separator));
    }
    [[nodiscard]] std::string_view pool() const noexcept {
        const std::size_t at = place.find(unit_separator);
        return at == std::string::npos ? std::string_view{}
                                       : std::string_view(place).substr(at + 1);
    }
    friend bool operator==(const PoolEntered&, const PoolEntered&) = default;
};
/// Left a network for the `visit`-th time; of `library_network` for the second or a further time,
/// since the first is `Withdrawn`. The reason may be empty.
struct NetworkLeft {
    std::string network;
    int visit = 1;
    std::string reason{};
    friend bool operator==(const NetworkLeft&, const NetworkLeft&) = default;
};
/// An approval (批复) was given: `what`, such as 可行性研究报告批复, by the document of that number
/// (文号), which may be empty.
struct Approved {
    std::string what;
    std::string document{};
    friend bool operator==(const Approved&, const Approved&) = default;
};
/// The `round`-th appraisal (论证, 1, 2, …) at a gate such as `fiscal`, what it said and why. The
/// latest round by a day holds on it; earlier ones stay on record.
struct Appraised {
    std::string gate;
    int round = 1;
    Outcome outcome = Outcome::pass;
    std::string findings{};
    std::string document{};
    friend bool operator==(const Appraised&, const Appraised&) = default;
};
/// How it stands from the effective day on with a factor (要素保障) that the project needs:
/// `siting`, `land`, `energy`, `environment` or any other key, by the document of that number
/// (文号), which may be empty.
struct FactorStated {
    std::string factor;
    FactorState state = FactorState::pending;
    std::string document{};
    friend bool operator==(const FactorStated&, const FactorStated&) = default;
};
/// What an office reports by hand (填报指标) under an indicator such as `satisfaction`: a figure in
/// the indicator's unit, exact, its denominator at least 1. It holds from the effective day on,
/// until that of a later one.
struct FigureReported {
    std::string indicator;
    Ratio value;
    std::string document{};
    friend bool operator==(const FigureReported&, const FigureReported&) = default;
};

}  // namespace event

using Payload = std::variant<
    event::EnteredDirectory, event::MovedToReserve, event::MovedToImplementation, event::Withdrawn,
    event::PlanSet, event::StartPlanned, event::Started, event::Enrolled, event::ProgressReported,
    event::CompletionPlanned, event::Completed, event::InProduction, event::Settled,
    event::FinalAccountsApproved, event::Evaluated, event::ReasonGranted, event::AttributeChanged,
    event::Retracted, event::Negotiated, event::ContractSigned, event::CorrectionOrdered,
    event::Corrected, event::AgreementSet, event::PerformanceReported, event::PoolEntered,
    event::NetworkLeft, event::Approved, event::Appraised, event::FactorStated,
    event::FigureReported>;

inline constexpr std::size_t event_kind_count = std::variant_size_v<Payload>;

/// The English key of a kind, such as `moved_to_reserve`.
[[nodiscard]] constexpr std::string_view key(EventKind kind) noexcept {
    constexpr std::string_view keys[event_kind_count] = {"entered_directory",
                                                         "moved_to_reserve",
                                                         "moved_to_implementation",
                                                         "withdrawn",
                                                         "plan_set",
                                                         "start_planned",
                                                         "started",
                                                         "enrolled",
                                                         "progress_reported",
                                                         "completion_planned",
                                                         "completed",
                                                         "in_production",
                                                         "settled",
                                                         "final_accounts_approved",
                                                         "evaluated",
                                                         "reason_granted",
                                                         "attribute_changed",
                                                         "retracted",
                                                         "negotiated",
                                                         "contract_signed",
                                                         "correction_ordered",
                                                         "corrected",
                                                         "agreement_set",
                                                         "performance_reported",
                                                         "pool_entered",
                                                         "network_left",
                                                         "approved",
                                                         "appraised",
                                                         "factor_stated",
                                                         "figure_reported"};
    return keys[static_cast<std::size_t>(kind)];
}

/// What happened to which project, and when. When it became known and who said so is the batch's.
struct Event {
    ProjectCode project;
    Date effective;
    Payload what;

    [[nodiscard]] EventKind kind() const noexcept { return static_cast<EventKind>(what.index()); }
    friend bool operator==(const Event&, const Event&) = default;
};

/// An event as a journal holds it.
struct RecordedEvent {
    std::int64_t sequence;  ///< place in the journal, from 1 without gaps
    Instant recorded;
    Event event;
    /// The event of the same fact that this one corrects or takes back; 0 if none.
    std::int64_t supersedes = 0;
    std::int64_t batch = 0;  ///< place of its batch, from 1; who recorded it stands there
};

/// Who brings events, from where and when; all events of one append share it.
struct Batch {
    Instant recorded_at;
    std::string by{};           ///< person or program
    std::string source{};       ///< such as the file's name
    std::int64_t rows = 0;      ///< rows read from the source, 0 if it has none
    std::int64_t rejected = 0;  ///< rows of them that were refused
};

/// A batch as a journal holds it.
struct RecordedBatch {
    std::int64_t number;  ///< place in the journal, from 1 without gaps
    Batch batch;
    std::int64_t last_sequence;  ///< of the events up to the end of this batch
};

/// The latest import of one source, for the bulletin's data quality.
struct ImportRecord {
    std::string source;
    Instant recorded_at;
    std::int64_t rows;
    std::int64_t rejected;
};

/// Tells one fact of a project from another: a later event with the same key corrects an earlier
/// one (of undated facts, see `is_undated`, if it takes effect on the same day). The year of a
/// plan or of a performance, the month of a report, the evaluation, the attribute, the rule, the
/// pool and the visit, the approval, the gate and the round, the factor, the indicator.
struct FactKey {
    EventKind kind;
    std::int64_t number = 0;
    std::string_view text{};

    friend bool operator==(const FactKey&, const FactKey&) = default;
};

/// The key of what `payload` says. The view is into `payload`.
[[nodiscard]] inline FactKey fact_key(const Payload& payload) {
    FactKey key{static_cast<EventKind>(payload.index())};
    if (const auto* plan = std::get_if<event::PlanSet>(&payload)) {
        key.number = plan->year;
    } else if (const auto* progress = std::get_if<event::ProgressReported>(&payload)) {
        key.number = progress->month.index();
    } else if (const auto* evaluated = std::get_if<event::Evaluated>(&payload)) {
        key.number = static_cast<std::int64_t>(evaluated->which);
    } else if (const auto* reason = std::get_if<event::ReasonGranted>(&payload)) {
        key.number = reason->from.days();
        key.text = reason->rule;
    } else if (const auto* changed = std::get_if<event::AttributeChanged>(&payload)) {
        key.number = static_cast<std::int64_t>(changed->attribute);
        key.text = changed->heading;
    } else if (const auto* performance = std::get_if<event::PerformanceReported>(&payload)) {
        key.number = performance->year;
    } else if (const auto* entered = std::get_if<event::PoolEntered>(&payload)) {
        key.number = entered->visit;
        key.text = entered->place;
    } else if (const auto* left = std::get_if<event::NetworkLeft>(&payload)) {
        key.number = left->visit;
        key.text = left->network;
    } else if (const auto* approved = std::get_if<event::Approved>(&payload)) {
        key.text = approved->what;
    } else if (const auto* appraised = std::get_if<event::Appraised>(&payload)) {
        key.number = appraised->round;
        key.text = appraised->gate;
    } else if (const auto* stated = std::get_if<event::FactorStated>(&payload)) {
        key.text = stated->factor;
    } else if (const auto* figure = std::get_if<event::FigureReported>(&payload)) {
        key.text = figure->indicator;
    } else if (const auto* retracted = std::get_if<event::Retracted>(&payload)) {
        key = {retracted->kind, retracted->number, retracted->text};
    }
    return key;
}

/// Whether this kind of fact holds from a day on until another is stated (attributes, plans,
/// agreements, factors, figures), so that its effective date does not belong to what was said.
[[nodiscard]] constexpr bool is_undated(EventKind kind) noexcept {
    return kind == EventKind::plan_set || kind == EventKind::start_planned ||
           kind == EventKind::completion_planned || kind == EventKind::attribute_changed ||
           kind == EventKind::reason_granted || kind == EventKind::agreement_set ||
           kind == EventKind::factor_stated || kind == EventKind::figure_reported;
}

/// Whether `b`, of the project and fact key of `a`, says no more than `a` does. A ledger names no
/// system and document of an evaluation: of the same day and score it says what is known.
[[nodiscard]] inline bool same_fact(const Event& a, const Event& b) {
    const auto* known = std::get_if<event::Evaluated>(&a.what);
    const auto* stated = std::get_if<event::Evaluated>(&b.what);
    if (known != nullptr && stated != nullptr && stated->system.empty() &&
        stated->document.empty()) {
        return a.effective == b.effective && known->score == stated->score;
    }
    return a.what == b.what && (is_undated(fact_key(a.what).kind) || a.effective == b.effective);
}

/// Throws `Error` if `what` holds what no ledger may say: an amount below 0 or above
/// `max_project_money`, a year outside 1900 to 2199, a score outside 0 to 100, a code of no region
/// or sector, a text of more than 4000 bytes or
/// not in UTF-8, a report without a figure, a span that ends before it
/// begins, a separator of units in a text that shares its place with another, a move in no network
/// or to no pool, a visit or round outside 1 to `max_visits`, a first entry into a library or
/// withdrawal from it that is not stated as such, an approval or appraisal of nothing, a factor or
/// indicator without a key of 1 to 64 bytes and no control character, a figure without a value.
void validate(const Payload& what);

namespace detail {

inline void check_amount(const std::optional<Money>& amount) {
    if (!amount) return;
    if (*amount < Money{}) throw Error(ErrorCode::negative_money, amount->in(MoneyUnit::yuan));
    if (*amount > max_project_money) {
        throw Error(ErrorCode::money_out_of_range, amount->in(MoneyUnit::yuan));
    }
}

inline void check_text(std::string_view text) {
    if (text.size() > 4000) throw Error(ErrorCode::text_too_long, text.substr(0, 40));
    if (!text::is_utf8(text)) throw Error(ErrorCode::bad_encoding, "text");
}

/// Throws if `text` holds what separates it from another in a journal's column.
inline void check_unseparated(std::string_view text) {
    if (text.find(unit_separator) != std::string_view::npos) {
        throw Error(ErrorCode::control_character, text);
    }
}

/// Throws unless `key` is one of a factor or an indicator.
inline void check_key(std::string_view key) {
    if (key.empty() || key.size() > 64) {
        throw Error(ErrorCode::invalid_argument, key.substr(0, 40), "a key of 1 to 64 bytes");
    }
    check_text(key);
    const auto is_control = [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; };
    if (std::ranges::any_of(key, is_control)) throw Error(ErrorCode::control_character, key);
}

inline void check(const event::Withdrawn& what) {
    check_text(what.reason);
}
inline void check(const event::PlanSet& what) {
    (void)Month(what.year, 1);
    if (!what.amount && !what.required_payment) throw Error(ErrorCode::no_figures, "plan_set");
    check_amount(what.amount);
    check_amount(what.required_payment);
}
inline void check(const event::ProgressReported& what) {
    if (!what.completed_this_year && !what.completed_total && !what.arrived && !what.paid) {
        throw Error(ErrorCode::no_figures, what.month.iso());
    }
    check_amount(what.completed_this_year);
    check_amount(what.completed_total);
    check_amount(what.arrived);
    check_amount(what.paid);
}
inline void check(const event::Evaluated& what) {
    if (what.score && (*what.score < 0 || *what.score > 10'000)) {
        throw Error(ErrorCode::malformed_score, std::to_string(*what.score));
    }
    check_text(what.system);
    check_text(what.document);
}
inline void check(const event::ReasonGranted& what) {
    if (what.to < what.from) {
        throw Error(ErrorCode::ends_before_start, what.to.iso(), what.from.iso());
    }
    check_text(what.rule);
    check_text(what.by);
    check_text(what.reason);
    check_text(what.document);
    check_unseparated(what.by);
    check_unseparated(what.document);
}
inline void check(const event::AttributeChanged& what) {
    check_text(what.heading);
    check_text(what.text);
    const auto fits = [&](std::int64_t limit) { return what.number >= 0 && what.number <= limit; };
    if (what.attribute == Attribute::region) {
        if (!fits(UINT32_MAX)) throw Error(ErrorCode::unknown_region, std::to_string(what.number));
        (void)RegionCode::from_value(static_cast<std::uint32_t>(what.number));
    } else if (what.attribute == Attribute::sector) {
        if (!fits(UINT16_MAX))
            throw Error(ErrorCode::malformed_sector, std::to_string(what.number));
        (void)SectorCode::from_value(static_cast<std::uint16_t>(what.number));
    } else if (what.attribute == Attribute::total_investment) {
        check_amount(Money::from_fen(what.number));
    }
}
inline void check(const event::AgreementSet& what) {
    if (!what.output && !what.tax) throw Error(ErrorCode::no_figures, "agreement_set");
    check_amount(what.output);
    check_amount(what.tax);
}
inline void check(const event::PerformanceReported& what) {
    (void)Month(what.year, 1);
    if (!what.output && !what.tax && !what.environment_met) {
        throw Error(ErrorCode::no_figures, std::to_string(what.year));
    }
    check_amount(what.output);
    check_amount(what.tax);
}
/// Throws unless `visit` is one that a fact with a kind of its own does not state.
inline void check_visit(std::string_view network, int visit) {
    if (visit < 1 || visit > max_visits) {
        throw Error(ErrorCode::invalid_argument, std::to_string(visit), "a visit from 1 to 999");
    }
    if (network == library_network && visit == 1) {
        throw Error(ErrorCode::forbidden_move, network,
                    "the first entry into a library and the first withdrawal have their own kinds");
    }
}
inline void check(const event::PoolEntered& what) {
    check_text(what.place);
    check_text(what.reason);
    check_unseparated(what.pool());
    if (what.network().empty()) throw Error(ErrorCode::unknown_network, what.network());
    const bool is_library =
        std::ranges::any_of(libraries, [&](Pool pool) { return sanku::key(pool) == what.pool(); });
    if (what.pool().empty() || (what.network() == library_network && !is_library)) {
        throw Error(ErrorCode::unknown_pool, what.pool(), what.network());
    }
    check_visit(what.network(), what.visit);
}
inline void check(const event::NetworkLeft& what) {
    check_text(what.network);
    check_text(what.reason);
    check_unseparated(what.network);
    if (what.network.empty()) throw Error(ErrorCode::unknown_network, what.network);
    check_visit(what.network, what.visit);
}
inline void check(const event::Approved& what) {
    check_text(what.what);
    check_text(what.document);
    if (what.what.empty()) throw Error(ErrorCode::invalid_argument, "approved", "what");
}
inline void check(const event::Appraised& what) {
    check_text(what.gate);
    check_text(what.findings);
    check_text(what.document);
    if (what.gate.empty()) throw Error(ErrorCode::invalid_argument, "appraised", "gate");
    if (what.round < 1 || what.round > max_visits) {
        throw Error(ErrorCode::invalid_argument, std::to_string(what.round),
                    "a round from 1 to 999");
    }
}
inline void check(const event::FactorStated& what) {
    check_key(what.factor);
    check_text(what.document);
}
inline void check(const event::FigureReported& what) {
    check_key(what.indicator);
    if (!what.value.has_value()) {
        throw Error(ErrorCode::invalid_argument, what.indicator, "a denominator of at least 1");
    }
    check_text(what.document);
}
inline void check(const event::Retracted& what) {
    if (what.kind == EventKind::retracted) throw Error(ErrorCode::not_in_force, "retracted");
    if (what.reason.empty()) throw Error(ErrorCode::missing_reason, key(what.kind));
    check_text(what.text);
    check_text(what.reason);
}
template <typename Other>
void check(const Other&) {}  // a kind that says no more than its day

}  // namespace detail

inline void validate(const Payload& what) {
    std::visit([](const auto& payload) { detail::check(payload); }, what);
}

}  // namespace sanku
