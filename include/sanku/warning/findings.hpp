#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/checked.hpp"
#include "sanku/core/date.hpp"
#include "sanku/core/decimal.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/funding.hpp"
#include "sanku/core/language.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/project_code.hpp"
#include "sanku/core/region_code.hpp"
#include "sanku/core/region_names.hpp"
#include "sanku/core/sector_code.hpp"
#include "sanku/journal/event.hpp"
#include "sanku/warning/policy.hpp"

namespace sanku::warning {

/// What may have been recorded to make a light look better. A finding asks a question; it is no
/// light and proves no intent.
enum class FindingKind : std::uint8_t {
    planned_date_moved,   ///< a planned day that had passed is moved to a later one
    baseline_moved,       ///< the year's plan is cut after its first quarter
    plan_cut_late,        ///< the same, in the last quarter or after the year
    left_scope,           ///< a changed attribute takes the project out of a rule
    year_end_jump,        ///< December reports far more than the months before
    milestone_backdated,  ///< a start or completion "in time", recorded long after the deadline
};

inline constexpr std::size_t finding_kind_count = 6;

/// The English key of a kind, such as `left_scope`.
[[nodiscard]] constexpr std::string_view key(FindingKind kind) noexcept {
    constexpr std::string_view keys[finding_kind_count] = {
        "planned_date_moved", "baseline_moved", "plan_cut_late",
        "left_scope",         "year_end_jump",  "milestone_backdated"};
    return keys[static_cast<std::size_t>(kind)];
}

/// 到期后推迟计划, 年中调减计划, … or the English names.
[[nodiscard]] constexpr std::string_view name(FindingKind kind, Language language) noexcept {
    constexpr std::string_view zh[finding_kind_count] = {
        "到期后推迟计划", "年中调减计划", "年末调减计划", "调出规则范围", "年末突增", "逾期后补登"};
    constexpr std::string_view en[finding_kind_count] = {
        "planned day moved when due", "plan cut within the year", "plan cut at the year's end",
        "left a rule's scope",        "jump at the year's end",   "recorded late as in time"};
    return (language == Language::zh ? zh : en)[static_cast<std::size_t>(kind)];
}

/// From where on something is a finding. What equals a limit is none.
struct FindingLimits {
    /// Cut of a year's plan, in hundredths of a percent of the plan before, 0 to 10,000.
    std::int64_t plan_cut_share = 10'00;
    /// December's growth, in hundredths of a percent of its figure, 0 to 10,000.
    std::int64_t jump_share = 30'00;
    /// December's growth, in hundredths of the earlier months' average, 0 or more.
    std::int64_t jump_multiple = 3'00;
    /// Days from the effective day of a start or completion to its recording, 0 or more.
    int backdated_days = 60;
    friend bool operator==(const FindingLimits&, const FindingLimits&) = default;
};

/// One thing that a finding rests on.
struct FindingEvidence {
    Bilingual label;
    Bilingual value;
    friend bool operator==(const FindingEvidence&, const FindingEvidence&) = default;
};

/// A statement of the journal that a person should look at.
struct Finding {
    ProjectCode project;
    FindingKind kind;
    FactKey fact;                  ///< what the statement speaks of; without text
    Date recorded;                 ///< the day on which the statement was recorded
    std::int64_t sequence;         ///< of the statement in the journal
    std::int64_t before_sequence;  ///< of the statement of this fact that held before; 0 if none
    /// The planned day that had passed.
    std::optional<Date> planned_before{};
    /// The planned day that took its place, if it was not just taken back.
    std::optional<Date> planned_after{};
    /// By which a planned day was moved, or after which a start or completion was recorded.
    std::optional<int> days{};
    /// Plan or total investment before, or what the year's latest earlier month reported.
    std::optional<Money> amount_before{};
    /// Plan or total investment after, if one is stated, or December's figure.
    std::optional<Money> amount_after{};
    std::vector<std::string> rules{};  ///< ids of the rules that were left, in the policy's order
    Bilingual summary;                 ///< one sentence
    std::vector<FindingEvidence> evidence{};
    friend bool operator==(const Finding&, const Finding&) = default;
};

/// What a scope asks of a project besides its stage and its plan; what nobody stated is unknown.
struct StaticFacts {
    Funding funding = Funding::unknown;
    SectorCode sector{};
    RegionCode region{};
    std::optional<Money> total_investment{};
};

/// Whether the funding, sector, region and total investment of a project lie in `scope`, whatever
/// its pool, completion and plan. What is unknown lies in no list and within no bound: an unknown
/// funding only where the scope names it or every kind.
[[nodiscard]] inline bool in_static_scope(const Scope& scope, const StaticFacts& facts) noexcept {
    const auto sector = [&](SectorCode wanted) {
        return wanted == (wanted.division() == 0 ? facts.sector.up_to_section() : facts.sector);
    };
    const auto region = [&](RegionCode wanted) { return wanted.contains(facts.region); };
    const bool stated = facts.total_investment.has_value();
    const Money amount = facts.total_investment.value_or(Money{});
    return (scope.funding >> static_cast<unsigned>(facts.funding) & 1U) != 0 &&
           (scope.sectors.empty() || std::ranges::any_of(scope.sectors, sector)) &&
           (scope.regions.empty() || std::ranges::any_of(scope.regions, region)) &&
           (!scope.investment_from || (stated && amount >= *scope.investment_from)) &&
           (!scope.investment_below || (stated && amount < *scope.investment_below));
}

namespace detail::watch {

/// As `FactKey`, in one word; findings are made of no fact that a text tells from others.
struct Fact {
    std::int32_t number = 0;
    EventKind kind;
    friend bool operator==(const Fact&, const Fact&) = default;
};

[[nodiscard]] constexpr Fact fact_of(EventKind kind, std::int32_t number = 0) noexcept {
    return {number, kind};
}
[[nodiscard]] constexpr Fact fact_of(Attribute attribute) noexcept {
    return {static_cast<std::int32_t>(attribute), EventKind::attribute_changed};
}

/// What one event says of a fact.
struct Statement {
    std::int64_t sequence;
    std::int64_t value;      ///< a day, an amount in fen, or an attribute's number
    std::int32_t effective;  ///< the same for all of a dated fact, so that they replace each other
    bool stated;             ///< neither taken back nor an amount that is left empty
    Fact fact;
};

/// A fact of which the latest day of recording changed what holds on the day `on`.
struct Change {
    Fact fact;
    std::int32_t on;
    const Statement* before;  ///< what held, or nullptr
    const Statement* after;   ///< what holds, or nullptr
    std::int64_t sequence;    ///< of the statement that made the change
};

/// What is stated of one project: what the days of recording before the latest one left in force,
/// then all of the latest.
class KnownFacts {
  public:
    void add(const Statement& statement) { statements_.push_back(statement); }
    /// Whether something was added on the latest day.
    [[nodiscard]] bool touched() const noexcept { return settled_ < statements_.size(); }
    /// Ends the day of recording; reports of months before `first_report` (an index) are forgotten.
    void settle(std::int32_t first_report);
    /// What held of `fact` on the day `on` by the journal before the latest day of recording.
    [[nodiscard]] const Statement* before(Fact fact, std::int32_t on) const noexcept {
        return find(fact, on, settled_);
    }
    /// The same by the end of the latest day of recording.
    [[nodiscard]] const Statement* after(Fact fact, std::int32_t on) const noexcept {
        return find(fact, on, statements_.size());
    }
    /// What the latest day of recording, `day`, changed: each fact once for each day from which
    /// something holds.
    [[nodiscard]] std::vector<Change> changes(std::int32_t day) const;

  private:
    /// Whether a later one of the first `count` statements replaces the one in place `i`.
    [[nodiscard]] bool replaced(std::size_t i, std::size_t count) const noexcept {
        for (std::size_t later = std::max(i + 1, settled_); later < count; ++later) {
            if (same(statements_[i], statements_[later])) return true;
        }
        return false;
    }
    [[nodiscard]] static bool same(const Statement& a, const Statement& b) noexcept {
        return a.fact == b.fact && a.effective == b.effective;
    }
    [[nodiscard]] const Statement* find(Fact fact, std::int32_t on,
                                        std::size_t count) const noexcept;
    [[nodiscard]] std::int64_t made_by(const Statement* before,
                                       const Statement* after) const noexcept;

    std::vector<Statement> statements_;
    std::size_t settled_ = 0;  // how many come from the days before
};

inline void KnownFacts::settle(std::int32_t first_report) {
    std::vector<Statement> kept;
    kept.reserve(statements_.size());
    for (std::size_t i = 0; i < statements_.size(); ++i) {
        const auto& [sequence, value, effective, stated, fact] = statements_[i];
        const bool old = fact.kind == EventKind::progress_reported && fact.number < first_report;
        if (stated && !old && !replaced(i, statements_.size())) kept.push_back(statements_[i]);
    }
    statements_ = std::move(kept);
    settled_ = statements_.size();
}

inline const Statement* KnownFacts::find(Fact fact, std::int32_t on,
                                         std::size_t count) const noexcept {
    const Statement* found = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
        const Statement& one = statements_[i];
        if (one.fact != fact || !one.stated || one.effective > on) continue;
        if (found != nullptr && one.effective < found->effective) continue;
        if (!replaced(i, count)) found = &one;
    }
    return found;
}

/// The statement of the latest day that states what holds now or took away what held before.
inline std::int64_t KnownFacts::made_by(const Statement* before,
                                        const Statement* after) const noexcept {
    if (after != nullptr && after >= statements_.data() + settled_) return after->sequence;
    std::int64_t sequence = 0;
    for (std::size_t i = settled_; i < statements_.size(); ++i) {
        if (same(statements_[i], *before)) sequence = statements_[i].sequence;
    }
    return sequence;
}

inline std::vector<Change> KnownFacts::changes(std::int32_t day) const {
    std::vector<Change> out;
    for (std::size_t i = settled_; i < statements_.size(); ++i) {
        const Fact fact = statements_[i].fact;
        const std::int32_t on = std::max(statements_[i].effective, day);
        const auto known = [&](const Change& one) { return one.fact == fact && one.on == on; };
        if (std::ranges::any_of(out, known)) continue;
        const Statement* was = before(fact, on);
        const Statement* is = after(fact, on);
        const bool changed = was != nullptr && is != nullptr ? was->value != is->value : was != is;
        if (changed) out.push_back({fact, on, was, is, made_by(was, is)});
    }
    return out;
}

/// The number in which `event` states a fact that findings are made of, if it does.
[[nodiscard]] inline std::optional<std::int64_t> stated_value(const Event& event) {
    const auto fen = [](const std::optional<Money>& amount) {
        return amount ? std::optional(amount->fen()) : std::nullopt;
    };
    if (const auto* start = std::get_if<event::StartPlanned>(&event.what)) {
        return start->day.days();
    }
    if (const auto* completion = std::get_if<event::CompletionPlanned>(&event.what)) {
        return completion->day.days();
    }
    if (const auto* plan = std::get_if<event::PlanSet>(&event.what)) return fen(plan->amount);
    if (const auto* report = std::get_if<event::ProgressReported>(&event.what)) {
        return fen(report->completed_this_year);
    }
    if (const auto* changed = std::get_if<event::AttributeChanged>(&event.what)) {
        if (changed->attribute != Attribute::funding) return changed->number;
        return static_cast<std::int64_t>(funding_named(changed->text));
    }
    if (event.kind() == EventKind::retracted) return std::nullopt;
    return event.effective.days();
}

/// The fact of `what`, if findings are made of it.
[[nodiscard]] inline std::optional<Fact> watched_fact(const Payload& what) {
    const FactKey key = fact_key(what);
    // A retraction may name any number; one that no fact can have takes back nothing.
    if (key.number < 0 || key.number > std::numeric_limits<std::int32_t>::max()) return {};
    const Fact fact{static_cast<std::int32_t>(key.number), key.kind};
    constexpr Fact watched[] = {fact_of(EventKind::start_planned),
                                fact_of(EventKind::started),
                                fact_of(EventKind::completion_planned),
                                fact_of(EventKind::completed),
                                fact_of(Attribute::region),
                                fact_of(Attribute::sector),
                                fact_of(Attribute::funding),
                                fact_of(Attribute::total_investment)};
    const bool is_watched = fact.kind == EventKind::plan_set ||
                            fact.kind == EventKind::progress_reported ||
                            std::ranges::find(watched, fact) != std::end(watched);
    return is_watched ? std::optional(fact) : std::nullopt;
}

/// What is said of a planned day and its milestone.
struct Deadline {
    EventKind planned;
    EventKind reached;
    Bilingual plan;
    Bilingual milestone;
    Bilingual not_reached;
};

[[nodiscard]] inline const Deadline& deadline_of(EventKind kind) {
    static const Deadline deadlines[] = {{EventKind::start_planned,
                                          EventKind::started,
                                          {"计划开工", "planned start"},
                                          {"开工", "start"},
                                          {"未开工", "the project had not started"}},
                                         {EventKind::completion_planned,
                                          EventKind::completed,
                                          {"计划竣工", "planned completion"},
                                          {"竣工", "completion"},
                                          {"未竣工", "the project was not completed"}}};
    const bool start = kind == EventKind::start_planned || kind == EventKind::started;
    return deadlines[start ? 0 : 1];
}

[[nodiscard]] inline Bilingual both(const std::string& text) {
    return {text, text};
}
[[nodiscard]] inline Bilingual said(Date day) {
    return {day.words(Language::zh), day.words(Language::en)};
}
[[nodiscard]] inline Bilingual said(Money amount) {
    return both(amount.in(MoneyUnit::wan_yuan));
}
[[nodiscard]] inline Bilingual said_days(std::int64_t days) {
    return {std::to_string(days) + "天", std::to_string(days) + (days == 1 ? " day" : " days")};
}
/// A part of a positive whole in percent with two decimals.
[[nodiscard]] inline Bilingual said_share(checked::Wide part, checked::Wide whole) {
    return both(decimal(part * 100, whole, 2) + "%");
}
[[nodiscard]] inline Bilingual said_month(Month month) {
    const Bilingual first = said(month.first_day());
    return {std::to_string(month.year()) + "年" + std::to_string(month.month_of_year()) + "月",
            first.en.substr(2)};
}

/// The value of an attribute in words.
[[nodiscard]] inline Bilingual said_attribute(Fact fact, std::int64_t value) {
    if (fact == fact_of(Attribute::total_investment)) return said(Money::from_fen(value));
    if (fact == fact_of(Attribute::funding)) {
        const auto funding = static_cast<Funding>(value);
        return {std::string(name(funding, Language::zh)), std::string(name(funding, Language::en))};
    }
    if (fact == fact_of(Attribute::sector)) {
        const auto sector = SectorCode::from_value(static_cast<std::uint16_t>(value));
        return {sector.str() + " " + std::string(sector.section_name(Language::zh)),
                sector.str() + " " + std::string(sector.section_name(Language::en))};
    }
    const auto region = RegionCode::from_value(static_cast<std::uint32_t>(value));
    const std::string_view shipped = shipped_name(region);
    return both(shipped.empty() ? region.str() : std::string(shipped) + " " + region.str());
}

[[nodiscard]] inline Bilingual attribute_label(Fact fact) {
    if (fact == fact_of(Attribute::total_investment)) return {"总投资", "total investment"};
    if (fact == fact_of(Attribute::funding)) return {"资金类别", "kind of funding"};
    if (fact == fact_of(Attribute::sector)) return {"所属行业", "sector"};
    return {"所在地区", "region"};
}

/// Replaces each `{0}` to `{9}` in both languages by the part of that number.
[[nodiscard]] inline Bilingual sentence(const Bilingual& pattern,
                                        const std::vector<Bilingual>& parts) {
    const auto fill = [&](const std::string& text, Language language) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '{') {
                out += text[i];
                continue;
            }
            out += parts.at(static_cast<std::size_t>(text[i + 1] - '0')).in(language);
            i += 2;
        }
        return out;
    };
    return {fill(pattern.zh, Language::zh), fill(pattern.en, Language::en)};
}

}  // namespace detail::watch

/// Finds what looks like gaming of the lights in a journal as it was recorded, by what each day of
/// recording changed: what held by the journal before that day against what holds by its end, so
/// that a slip put right on the day on which it was recorded is none. Undated facts are compared on
/// the day of recording, and if a statement takes effect later, on that day. `docs/figures.md`
/// defines each kind. Holds four words a fact that is stated of a project, of reports two years.
class FindingWatch {
  public:
    /// Watches the days of recording from `from` to `to`, both included, under the rules of
    /// `policy` (for `left_scope`). Throws `Error(invalid_argument)` if `to` is before `from` or a
    /// limit is out of its range.
    FindingWatch(const Policy& policy, Date from, Date to, const FindingLimits& limits = {});

    /// Takes in one event; all come in the journal's order from its first one on. Amortised by
    /// what is stated of the project. Throws `Error(recorded_in_past)` if it was recorded on a day
    /// before that of the event before it.
    void take(const RecordedEvent& recorded);

    /// What was found in the events taken, by project code, sequence and kind. What the latest day
    /// of recording gave may change while events of that day come in.
    [[nodiscard]] std::vector<Finding> findings() const;

  private:
    /// A rule, as far as it matters here.
    struct Watched {
        std::string id;
        Bilingual name;
        Scope scope;
    };
    /// A project on a day of recording.
    struct Case {
        ProjectCode project;
        const detail::watch::KnownFacts& facts;
        std::int32_t day;  // of recording, that is judged
    };
    using Found = std::vector<Finding>;

    void judge(ProjectCode project, Found& out) const;
    void judge_planned_day(const Case& now, const detail::watch::Change& change, Found& out) const;
    void judge_plan(const Case& now, const detail::watch::Change& change, Found& out) const;
    void judge_attribute(const Case& now, const detail::watch::Change& change, Found& out) const;
    void judge_december(const Case& now, const detail::watch::Change& change, Found& out) const;
    void judge_milestone(const Case& now, const detail::watch::Change& change, Found& out) const;
    void close_day();
    /// The index of the first month whose report still matters.
    [[nodiscard]] std::int32_t first_report() const { return (today_->year() - 1) * 12; }

    [[nodiscard]] static Finding found(const Case& now, const detail::watch::Change& change,
                                       FindingKind kind);
    [[nodiscard]] static StaticFacts facts_before(const Case& now, std::int32_t on);
    static void set(StaticFacts& facts, detail::watch::Fact fact,
                    const detail::watch::Statement* statement);

    std::vector<Watched> rules_;
    Date from_;
    Date to_;
    FindingLimits limits_;
    std::unordered_map<ProjectCode, detail::watch::KnownFacts> projects_;
    std::optional<Date> today_;         // the latest day of recording, not yet closed
    std::vector<ProjectCode> touched_;  // the projects of which something was recorded on it
    Found found_;                       // on the days before
};

inline FindingWatch::FindingWatch(const Policy& policy, Date from, Date to,
                                  const FindingLimits& limits)
    : from_(from), to_(to), limits_(limits) {
    const auto share = [](std::int64_t hundredths) {
        return hundredths >= 0 && hundredths <= 100'00;
    };
    if (to < from) throw Error(ErrorCode::invalid_argument, to.iso(), "ends early");
    if (!share(limits.plan_cut_share) || !share(limits.jump_share) || limits.jump_multiple < 0 ||
        limits.backdated_days < 0) {
        throw Error(ErrorCode::invalid_argument, "limits", "out of range");
    }
    for (const Rule& rule : policy.rules) rules_.push_back({rule.id, rule.name, rule.scope});
}

inline void FindingWatch::take(const RecordedEvent& recorded) {
    const Date day = recorded.recorded.day();
    if (today_ && day < *today_) throw Error(ErrorCode::recorded_in_past, day.iso());
    if (today_ && day > *today_) close_day();
    today_ = day;
    const Event& event = recorded.event;
    const auto fact = detail::watch::watched_fact(event.what);
    if (day > to_ || !fact) return;
    if (fact->kind == EventKind::progress_reported && fact->number < first_report()) return;
    const std::int32_t effective = is_undated(fact->kind) ? event.effective.days() : Date::min_days;
    const auto value = detail::watch::stated_value(event);
    detail::watch::KnownFacts& known = projects_[event.project];
    if (!known.touched()) touched_.push_back(event.project);
    known.add({recorded.sequence, value.value_or(0), effective, value.has_value(), *fact});
}

inline std::vector<Finding> FindingWatch::findings() const {
    Found out = found_;
    if (today_ && from_ <= *today_) {
        for (const ProjectCode project : touched_) judge(project, out);
    }
    std::ranges::sort(out, {}, [](const Finding& one) {
        return std::tuple(one.project, one.sequence, one.kind);
    });
    return out;
}

inline void FindingWatch::close_day() {
    for (const ProjectCode project : touched_) {
        if (from_ <= *today_) judge(project, found_);
        projects_.at(project).settle(first_report());
    }
    touched_.clear();
}

inline void FindingWatch::judge(ProjectCode project, Found& out) const {
    const Case now{project, projects_.at(project), today_->days()};
    for (const detail::watch::Change& change : now.facts.changes(now.day)) {
        switch (change.fact.kind) {
            case EventKind::start_planned:
            case EventKind::completion_planned:
                judge_planned_day(now, change, out);
                break;
            case EventKind::plan_set:
                judge_plan(now, change, out);
                break;
            case EventKind::progress_reported:
                judge_december(now, change, out);
                break;
            case EventKind::attribute_changed:
                judge_attribute(now, change, out);
                break;
            default:
                judge_milestone(now, change, out);
        }
    }
}

inline Finding FindingWatch::found(const Case& now, const detail::watch::Change& change,
                                   FindingKind kind) {
    return {.project = now.project,
            .kind = kind,
            .fact = {change.fact.kind, change.fact.number},
            .recorded = Date::from_days(now.day),
            .sequence = change.sequence,
            .before_sequence = change.before == nullptr ? 0 : change.before->sequence,
            .summary = {}};
}

inline void FindingWatch::judge_planned_day(const Case& now, const detail::watch::Change& change,
                                            Found& out) const {
    if (change.before == nullptr || change.before->value >= now.day) return;
    if (change.after != nullptr && change.after->value < change.before->value) return;
    const detail::watch::Deadline& deadline = detail::watch::deadline_of(change.fact.kind);
    const detail::watch::Statement* reached =
        now.facts.after(detail::watch::fact_of(deadline.reached), now.day);
    if (reached != nullptr && reached->value <= now.day) return;

    Finding finding = found(now, change, FindingKind::planned_date_moved);
    const Date was = Date::from_days(static_cast<std::int32_t>(change.before->value));
    finding.planned_before = was;
    finding.evidence.push_back(
        {{"原" + deadline.plan.zh, deadline.plan.en + " before"}, detail::watch::said(was)});
    if (change.after == nullptr) {
        finding.summary = detail::watch::sentence(
            {"{0}撤回{1}日期{2}，撤回时该日期已过且{3}。",
             "On {0} the {1} of {2} was taken back; that day had passed and {3}."},
            {detail::watch::said(finding.recorded), deadline.plan, detail::watch::said(was),
             deadline.not_reached});
    } else {
        const Date is = Date::from_days(static_cast<std::int32_t>(change.after->value));
        finding.planned_after = is;
        finding.days = is - was;
        const Bilingual days = detail::watch::said_days(is - was);
        finding.summary = detail::watch::sentence(
            {"{0}将{1}由{2}改为{3}（推迟{4}），修改时原计划已到期且{5}。",
             "On {0} the {1} was moved from {2} to {3} ({4} later); the old day had passed and "
             "{5}."},
            {detail::watch::said(finding.recorded), deadline.plan, detail::watch::said(was),
             detail::watch::said(is), days, deadline.not_reached});
        finding.evidence.push_back(
            {{"现" + deadline.plan.zh, deadline.plan.en + " after"}, detail::watch::said(is)});
        finding.evidence.push_back({{"推迟", "moved by"}, days});
    }
    finding.evidence.push_back(
        {{"修改登记日", "change recorded"}, detail::watch::said(finding.recorded)});
    out.push_back(std::move(finding));
}

inline void FindingWatch::judge_plan(const Case& now, const detail::watch::Change& change,
                                     Found& out) const {
    if (change.before == nullptr || change.before->value <= 0) return;
    const Month month = Date::from_days(now.day).month();
    const std::int64_t months = month.index() - change.fact.number * 12;  // since January
    if (months < 3) return;
    const checked::Wide was = change.before->value;
    const checked::Wide cut = was - (change.after == nullptr ? 0 : change.after->value);
    if (cut * 100'00 <= was * limits_.plan_cut_share) return;

    Finding finding =
        found(now, change, months < 9 ? FindingKind::baseline_moved : FindingKind::plan_cut_late);
    const Bilingual year = detail::watch::both(std::to_string(change.fact.number));
    const Bilingual when = months < 9 ? Bilingual{"第一季度已过", "after its first quarter"}
                           : months < 12 ? Bilingual{"已进入第四季度", "in its last quarter"}
                                         : Bilingual{"该年度已结束", "after its end"};
    const Money before = Money::from_fen(change.before->value);
    const Bilingual share = detail::watch::said_share(cut, was);
    finding.amount_before = before;
    finding.evidence.push_back({{"原计划投资", "plan before"}, detail::watch::said(before)});
    if (change.after == nullptr) {
        finding.summary = detail::watch::sentence(
            {"{0}撤回{1}年投资计划{2}，当时{3}。",
             "On {0} the plan of {1}, {2}, was taken back {3}."},
            {detail::watch::said(finding.recorded), year, detail::watch::said(before), when});
    } else {
        const Money after = Money::from_fen(change.after->value);
        finding.amount_after = after;
        finding.summary = detail::watch::sentence(
            {"{0}将{1}年投资计划由{2}调减为{3}（减少{4}），当时{5}。",
             "On {0} the plan of {1} was cut from {2} to {3} (by {4}) {5}."},
            {detail::watch::said(finding.recorded), year, detail::watch::said(before),
             detail::watch::said(after), share, when});
        finding.evidence.push_back({{"现计划投资", "plan after"}, detail::watch::said(after)});
    }
    finding.evidence.push_back({{"减少", "cut by"}, share});
    finding.evidence.push_back(
        {{"调减登记日", "cut recorded"}, detail::watch::said(finding.recorded)});
    out.push_back(std::move(finding));
}

inline void FindingWatch::set(StaticFacts& facts, detail::watch::Fact fact,
                              const detail::watch::Statement* statement) {
    const std::int64_t value = statement == nullptr ? 0 : statement->value;
    if (fact == detail::watch::fact_of(Attribute::funding)) {
        facts.funding = static_cast<Funding>(value);
    } else if (fact == detail::watch::fact_of(Attribute::sector)) {
        facts.sector = SectorCode::from_value(static_cast<std::uint16_t>(value));
    } else if (fact == detail::watch::fact_of(Attribute::region)) {
        facts.region = RegionCode::from_value(static_cast<std::uint32_t>(value));
    } else {
        facts.total_investment =
            statement != nullptr ? std::optional(Money::from_fen(value)) : std::nullopt;
    }
}

inline StaticFacts FindingWatch::facts_before(const Case& now, std::int32_t on) {
    StaticFacts facts;
    for (const Attribute attribute :
         {Attribute::funding, Attribute::sector, Attribute::region, Attribute::total_investment}) {
        const detail::watch::Fact fact = detail::watch::fact_of(attribute);
        set(facts, fact, now.facts.before(fact, on));
    }
    return facts;
}

inline void FindingWatch::judge_attribute(const Case& now, const detail::watch::Change& change,
                                          Found& out) const {
    if (change.before == nullptr) return;
    const StaticFacts before = facts_before(now, change.on);
    StaticFacts after = facts_before(now, change.on);
    set(after, change.fact, change.after);  // this attribute, so that each is judged alone
    Finding finding = found(now, change, FindingKind::left_scope);
    Bilingual names;
    for (const Watched& rule : rules_) {
        if (!in_static_scope(rule.scope, before) || in_static_scope(rule.scope, after)) continue;
        names.zh += (finding.rules.empty() ? "" : "、") + rule.name.zh;
        names.en += (finding.rules.empty() ? "" : ", ") + rule.name.en;
        finding.rules.push_back(rule.id);
    }
    if (finding.rules.empty()) return;

    const bool amount = change.fact == detail::watch::fact_of(Attribute::total_investment);
    const Bilingual label = detail::watch::attribute_label(change.fact);
    const Bilingual was = detail::watch::said_attribute(change.fact, change.before->value);
    if (amount) finding.amount_before = Money::from_fen(change.before->value);
    finding.evidence.push_back({{"原" + label.zh, label.en + " before"}, was});
    if (change.after == nullptr) {
        finding.summary = detail::watch::sentence(
            {"{0}撤回{1}（{2}），项目因此不再属于以下规则的适用范围：{3}。",
             "On {0} the {1} ({2}) was taken back, so that the project left the scope of: {3}."},
            {detail::watch::said(finding.recorded), label, was, names});
    } else {
        const Bilingual is = detail::watch::said_attribute(change.fact, change.after->value);
        if (amount) finding.amount_after = Money::from_fen(change.after->value);
        finding.summary = detail::watch::sentence(
            {"{0}将{1}由{2}改为{3}，项目因此不再属于以下规则的适用范围：{4}。",
             "On {0} the {1} was changed from {2} to {3}, so that the project left the scope of: "
             "{4}."},
            {detail::watch::said(finding.recorded), label, was, is, names});
        finding.evidence.push_back({{"现" + label.zh, label.en + " after"}, is});
    }
    finding.evidence.push_back({{"不再适用的规则", "rules left"}, names});
    finding.evidence.push_back(
        {{"变更登记日", "change recorded"}, detail::watch::said(finding.recorded)});
    out.push_back(std::move(finding));
}

inline void FindingWatch::judge_december(const Case& now, const detail::watch::Change& change,
                                         Found& out) const {
    if (change.fact.number % 12 != 11 || change.after == nullptr) return;
    const detail::watch::Statement* earlier = nullptr;
    int month = 12;
    while (earlier == nullptr && --month > 0) {
        const auto report =
            detail::watch::fact_of(EventKind::progress_reported, change.fact.number - 12 + month);
        earlier = now.facts.after(report, now.day);
    }
    if (earlier == nullptr || earlier->value < 0 || change.after->value <= 0) return;
    const checked::Wide december = change.after->value;
    const checked::Wide growth = december - earlier->value;
    const int gap = 12 - month;
    // Growth a month (growth / gap) against the average of the months before (earlier / month).
    const checked::Wide pace = growth * month;
    const checked::Wide usual = checked::Wide{earlier->value} * gap;
    if (growth * 100'00 <= december * limits_.jump_share) return;
    if (pace * 100 <= usual * limits_.jump_multiple) return;

    Finding finding = found(now, change, FindingKind::year_end_jump);
    finding.amount_before = Money::from_fen(earlier->value);
    finding.amount_after = Money::from_fen(change.after->value);
    const auto wan = [](checked::Wide fen, int months) {
        const checked::Wide unit = static_cast<std::int64_t>(MoneyUnit::wan_yuan);
        return detail::watch::both(decimal(fen, unit * months, 2, true) + "万元");
    };
    const Month last = Month::from_index(static_cast<std::int32_t>(change.fact.number));
    const Bilingual figure = detail::watch::said(*finding.amount_after);
    const Bilingual figure_before = detail::watch::said(*finding.amount_before);
    const Bilingual share = detail::watch::said_share(growth, december);
    const Bilingual average = wan(earlier->value, month);
    const Bilingual growth_a_month = wan(growth, gap);
    const Bilingual times =
        usual == 0 ? Bilingual{"此前各月无完成投资", "nothing was completed before"}
                   : detail::watch::sentence(
                         {"为此前月均{0}的{1}倍", "{1} times the earlier average of {0}"},
                         {average, detail::watch::both(decimal(pace, usual, 2))});
    finding.summary = detail::watch::sentence(
        {"{0}报告本年完成投资{1}，比{2}的{3}多{4}（占全年{5}），月均增加{6}，{7}。",
         "{0} reports {1} completed in the year, {4} more than the {3} of {2} ({5} of the year); "
         "{6} a month, {7}."},
        {detail::watch::said_month(last), figure, detail::watch::said_month(last.plus(-gap)),
         figure_before, wan(growth, 1), share, growth_a_month, times});
    const Bilingual until = detail::watch::said_month(last.plus(-gap));
    finding.evidence = {
        {{"12月本年完成投资", "completed this year by December"}, figure},
        {{until.zh + "本年完成投资", "completed this year by " + until.en}, figure_before},
        {{"增加额占全年", "growth in the year's total"}, share},
        {{"月均增加", "growth a month"}, growth_a_month},
        {{"此前月均", "average of the months before"}, average}};
    out.push_back(std::move(finding));
}

inline void FindingWatch::judge_milestone(const Case& now, const detail::watch::Change& change,
                                          Found& out) const {
    if (change.after == nullptr || now.day - change.after->value <= limits_.backdated_days) return;
    const detail::watch::Deadline& deadline = detail::watch::deadline_of(change.fact.kind);
    // By what was planned before that day: a first ledger brings plans and starts of years at once.
    const detail::watch::Statement* planned =
        now.facts.before(detail::watch::fact_of(deadline.planned), now.day);
    if (planned == nullptr || change.after->value > planned->value) return;
    const Date due = Date::from_days(static_cast<std::int32_t>(planned->value));
    if (now.day <= due.month().last_day().days()) return;
    if (change.before != nullptr && change.before->value <= planned->value) return;

    Finding finding = found(now, change, FindingKind::milestone_backdated);
    const Date effective = Date::from_days(static_cast<std::int32_t>(change.after->value));
    finding.planned_before = due;
    finding.days = finding.recorded - effective;
    const Bilingual days = detail::watch::said_days(*finding.days);
    finding.summary = detail::watch::sentence(
        {"{0}才登记项目于{1}{2}（晚{3}），{4}{5}在此期间到期，登记时计划月份已过。",
         "The {2} on {1} was recorded on {0}, {3} later; the {4} of {5} fell due in between, and "
         "its month had passed."},
        {detail::watch::said(finding.recorded), detail::watch::said(effective), deadline.milestone,
         days, deadline.plan, detail::watch::said(due)});
    const Bilingual& what = deadline.milestone;
    finding.evidence = {
        {{what.zh + "日期", "day of the " + what.en}, detail::watch::said(effective)},
        {{"登记日", "recorded"}, detail::watch::said(finding.recorded)},
        {{"登记晚", "recorded later by"}, days},
        {deadline.plan, detail::watch::said(due)}};
    if (change.before != nullptr) {
        const Date was = Date::from_days(static_cast<std::int32_t>(change.before->value));
        finding.evidence.push_back(
            {{"原登记" + what.zh + "日期", "day of the " + what.en + " before"},
             detail::watch::said(was)});
    }
    out.push_back(std::move(finding));
}

}  // namespace sanku::warning
