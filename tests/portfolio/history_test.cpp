#include "sanku/portfolio/history.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "portfolio/random_history.hpp"
#include "portfolio/same.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using testing::code;
using testing::expect_same;
using testing::join;
using testing::RandomHistory;
using testing::Story;

const Date as_of = date(2024, 6, 30);

Money yuan(std::int64_t count) {
    return Money::from(count, MoneyUnit::yuan);
}

// --- What is taken back -------------------------------------------------------------------------

Event retraction(const Event& of) {
    const FactKey key = fact_key(of.what);
    return {of.project, of.effective,
            event::Retracted{key.kind, key.number, std::string(key.text), "误报"}};
}

TEST(Retraction, LeavesTheHistoryAsIfItsFactHadNeverBeenStated) {
    const Date may = date(2024, 5, 1);
    const Date june = date(2024, 6, 1);
    const auto report = [](int month) {
        return event::ProgressReported{Month(2024, month), yuan(1), yuan(2), yuan(3), yuan(4)};
    };
    const auto reason = [&](std::string rule) {
        return event::ReasonGranted{std::move(rule), may, as_of, "市发改委", "汛期"};
    };
    const auto entered = [](const char* network, const char* pool, int visit) {
        return event::PoolEntered::into(network, pool, visit, "退回");
    };
    struct Row {
        std::vector<std::pair<Date, Payload>> kept;  // of the same kind, and stays
        std::pair<Date, Payload> taken_back;
    };
    const Row rows[] = {
        {{}, {may, event::EnteredDirectory{}}},
        {{}, {may, event::MovedToReserve{}}},
        {{}, {may, event::MovedToImplementation{}}},
        {{}, {may, event::Withdrawn{"停建"}}},
        {{}, {may, event::Started{}}},
        {{}, {may, event::Enrolled{}}},
        {{}, {may, event::Completed{}}},
        {{}, {may, event::InProduction{}}},
        {{}, {may, event::Settled{}}},
        {{}, {may, event::FinalAccountsApproved{}}},
        {{{may, event::Evaluated{Evaluation::sector, 90}}},
         {june, event::Evaluated{Evaluation::project, 80}}},
        {{{may, event::Evaluated{Evaluation::project, 90}}},
         {june, event::Evaluated{Evaluation::sector, 80}}},
        {{}, {may, event::Evaluated{Evaluation::region, 80}}},
        {{{date(2024, 4, 30), report(4)}}, {date(2024, 5, 31), report(5)}},
        {{{date(2024, 5, 31), report(5)}}, {date(2024, 4, 30), report(4)}},
        {{{may, event::StartPlanned{as_of}}}, {june, event::StartPlanned{june}}},
        {{{june, event::StartPlanned{as_of}}}, {may, event::StartPlanned{june}}},
        {{{may, event::CompletionPlanned{as_of}}}, {june, event::CompletionPlanned{june}}},
        {{{may, event::PlanSet{2024, yuan(1), {}}}},
         {june, event::PlanSet{2024, yuan(2), yuan(3)}}},
        {{{may, event::PlanSet{2023, yuan(1), {}}}}, {may, event::PlanSet{2024, yuan(2), yuan(3)}}},
        {{{may, reason("start")}}, {may, reason("progress")}},
        {{{may, reason("start")}}, {june, reason("start")}},
        {{{may, AttributeChanged::of(Attribute::name, "a")}},
         {june, AttributeChanged::of(Attribute::name, "b")}},
        {{{june, AttributeChanged::of(Attribute::name, "a")}},
         {may, AttributeChanged::of(Attribute::name, "b")}},
        {{{may, AttributeChanged::region(RegionCode::parse("420281"), "a")}},
         {june, AttributeChanged::region(RegionCode::parse("420222"), "b")}},
        {{{may, AttributeChanged::sector(SectorCode::parse("C39"))}},
         {june, AttributeChanged::sector(SectorCode::parse("E"))}},
        {{{may, AttributeChanged::of(Attribute::responsible_unit, "a")}},
         {june, AttributeChanged::of(Attribute::responsible_unit, "b")}},
        {{{may, AttributeChanged::of(Attribute::lead_leader, "a")}},
         {june, AttributeChanged::of(Attribute::lead_leader, "b")}},
        {{{may, AttributeChanged::of(Attribute::funding, "国债")}},
         {june, AttributeChanged::of(Attribute::funding, "专项债")}},
        {{{may, AttributeChanged::total_investment(yuan(1))}},
         {june, AttributeChanged::total_investment(yuan(2))}},
        {{}, {may, AttributeChanged::extra("备注", "a")}},
        {{}, {may, event::Negotiated{}}},
        {{{may, event::Negotiated{}}}, {june, event::ContractSigned{}}},
        {{{june, event::Corrected{}}}, {may, event::CorrectionOrdered{}}},
        {{{may, event::CorrectionOrdered{}}}, {june, event::Corrected{}}},
        {{{may, event::AgreementSet{yuan(1), {}}}}, {june, event::AgreementSet{{}, yuan(2)}}},
        {{{june, event::AgreementSet{yuan(1), {}}}}, {may, event::AgreementSet{{}, yuan(2)}}},
        {{{date(2022, 12, 31), event::PerformanceReported{2022, yuan(1), {}, {}}}},
         {date(2023, 12, 31), event::PerformanceReported{2023, yuan(2), yuan(3), true}}},
        {{{may, entered("five", "a", 1)}}, {june, entered("five", "a", 2)}},
        {{{may, entered("five", "a", 2)}}, {may, entered("four", "a", 2)}},
        {{{june, entered("five", "b", 1)}}, {june, entered("five", "a", 1)}},
        {{{may, event::NetworkLeft{"five", 1, "停建"}}}, {june, event::NetworkLeft{"five", 2, ""}}},
        {{}, {may, event::Approved{"可研批复", "〔2024〕7号"}}},
        {{{june, event::Appraised{"fiscal", 1}}, {may, event::Appraised{"siting", 2}}},
         {may, event::Appraised{"fiscal", 2, Outcome::block, "超出财力"}}},
        {{{may, event::FactorStated{"land"}}, {june, event::FactorStated{"energy"}}},
         {june, event::FactorStated{"land", FactorState::granted, "1号"}}},
        {{{may, event::FigureReported{"a", {1, 2}}}, {june, event::FigureReported{"b", {1, 2}}}},
         {june, event::FigureReported{"a", {3, 2}, "1号"}}},
    };
    std::vector<bool> seen(event_kind_count);
    for (const auto& [kept, taken_back] : rows) {
        Story without(code(1));
        for (const auto& [day, what] : kept) without.on(day, what);
        Story other(code(2));
        other.on(taken_back.first, taken_back.second);
        const Event event{code(1), taken_back.first, taken_back.second};
        const std::string what(key(event.kind()));
        seen[static_cast<std::size_t>(event.kind())] = true;
        // Its project stays named.
        const auto expected = [&](const std::vector<Event>& events) {
            HistoryBuilder builder;
            (void)builder.row(code(1));
            for (const Event& one : events) builder.apply(one);
            return std::move(builder).build();
        };
        std::vector<Event> events = join({without, other});
        const History clean = expected(events);
        events.push_back(event);
        const History stated = expected(events);
        events.push_back(retraction(event));
        expect_same(history_of(events), clean, what + " taken back");
        // A month, a year or a day beside it is another fact.
        HistoryBuilder again(stated, {});
        again.apply(retraction(event));
        again.apply(event);
        expect_same(std::move(again).build(), stated, what + " stated again");
    }
    seen[static_cast<std::size_t>(EventKind::retracted)] = true;
    EXPECT_EQ(seen, std::vector<bool>(event_kind_count, true));
}

TEST(Retraction, OfWhatNobodySaidOrNobodyCanSayDoesNothing) {
    const std::vector<Event> events =
        Story(code(1)).on(as_of, event::EnteredDirectory{}).report(Month(2024, 5), 1, 2).events;
    std::vector<Event> more = events;
    for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
        for (const std::int64_t number :
             {INT64_MIN, std::int64_t{-1}, std::int64_t{7}, std::int64_t{1} << 32, INT64_MAX}) {
            if (kind == 0) continue;
            more.push_back({code(1), as_of,
                            event::Retracted{static_cast<EventKind>(kind), number, "a", "误报"}});
        }
    }
    expect_same(history_of(more), history_of(events), "retractions of nothing");
}

// --- The law of order ---------------------------------------------------------------------------

TEST(History, DoesNotDependOnTheOrderInWhichDifferentFactsAreRecorded) {
    for (unsigned seed = 1; seed <= 30; ++seed) {
        RandomHistory source(seed);
        const History expected = history_of(source.events());
        for (int i = 0; i < 4; ++i) {
            const History other = history_of(source.shuffled(source.events()));
            const std::string what = "seed " + std::to_string(seed);
            expect_same(other, expected, what);
            const Date day = source.day();
            expect_same(other.at(day), expected.at(day), what + " as of " + day.iso());
        }
    }
}

TEST(History, GoesOnFromABaseAsIfItHadSeenAllEvents) {
    for (unsigned seed = 100; seed < 130; ++seed) {
        RandomHistory source(seed);
        const std::vector<Event>& events = source.events();
        const History whole = history_of(events);
        for (int i = 0; i < 4; ++i) {
            History base;
            std::size_t next = 0;
            while (next < events.size()) {
                const bool few = source.percent(50);
                std::size_t count = static_cast<std::size_t>(
                    source.below(few ? 4 : static_cast<int>(events.size())));
                HistoryBuilder builder(base, date(2024, 1, 1));
                for (; count > 0 && next < events.size(); --count) builder.apply(events[next++]);
                base = std::move(builder).build();
            }
            const std::string what = "seed " + std::to_string(seed);
            expect_same(base, whole, what);
            EXPECT_EQ(base.known_on(), date(2024, 1, 1));
            const Date day = source.day();
            expect_same(base.at(day), whole.at(day), what + " as of " + day.iso());
        }
    }
}

// --- The state of a day -------------------------------------------------------------------------

/// What holds, found the slow way: every fact in a map, asked project by project.
class Reference {
  public:
    explicit Reference(const std::vector<Event>& events) {
        for (const Event& event : events) {
            const FactKey key = fact_key(event.what);
            const Date day = is_undated(key.kind) ? event.effective : date(1900, 1, 1);
            auto& facts = facts_[event.project.value()];
            const Fact fact{key.kind, key.number, std::string(key.text), day};
            facts.erase(fact);
            if (event.kind() != EventKind::retracted) facts.emplace(fact, event);
        }
    }

    /// One line a project in the portfolio.
    [[nodiscard]] std::vector<std::string> lines(Date today) const {
        std::vector<std::string> out;
        for (const auto& [project, facts] : facts_) {
            if (auto line = describe(facts, today); !line.empty()) {
                out.push_back(std::to_string(project) + line);
            }
        }
        return out;
    }

  private:
    using Fact = std::tuple<EventKind, std::int64_t, std::string, Date>;
    using Facts = std::map<Fact, Event>;

    template <typename What>
    static std::vector<std::pair<Date, What>> all(const Facts& facts, Date today) {
        std::vector<std::pair<Date, What>> out;
        for (const auto& [fact, event] : facts) {
            const auto* what = std::get_if<What>(&event.what);
            if (what != nullptr && event.effective <= today)
                out.emplace_back(event.effective, *what);
        }
        return out;
    }
    template <typename What>
    static std::string day_of(const Facts& facts, Date today) {
        const auto found = all<What>(facts, today);
        return found.empty() ? " -" : ' ' + found[0].first.iso();
    }
    static std::string attribute(const Facts& facts, Attribute which, Date today) {
        std::string out = " -";
        for (const auto& [day, what] : all<AttributeChanged>(facts, today)) {
            if (what.attribute == which) out = ' ' + what.text + std::to_string(what.number);
        }
        return out;
    }
    template <typename What>
    static std::string planned(const Facts& facts, Date today) {
        const auto found = all<What>(facts, today);
        return found.empty() ? " -" : ' ' + found.back().second.day.iso();
    }
    static std::string fen(const std::optional<Money>& amount) {
        return amount ? ' ' + std::to_string(amount->fen()) : " -";
    }
    static std::string describe(const Facts& facts, Date today) {
        const auto directory = all<event::EnteredDirectory>(facts, today);
        const auto reserve = all<event::MovedToReserve>(facts, today);
        const auto implementation = all<event::MovedToImplementation>(facts, today);
        const auto withdrawn = all<event::Withdrawn>(facts, today);
        const Pool pool = walk(facts, today);
        if (pool == Pool::none) return {};
        std::string out = ' ' + std::string(key(pool));
        out += day_of<event::EnteredDirectory>(facts, today);
        out += day_of<event::MovedToReserve>(facts, today);
        out += day_of<event::MovedToImplementation>(facts, today);
        out += day_of<event::Withdrawn>(facts, today);
        out += withdrawn.empty() ? " -" : ' ' + withdrawn[0].second.reason;
        out += day_of<event::Started>(facts, today) + day_of<event::Enrolled>(facts, today);
        out += day_of<event::Completed>(facts, today) + day_of<event::InProduction>(facts, today);
        out += day_of<event::Settled>(facts, today);
        out += day_of<event::FinalAccountsApproved>(facts, today);
        out += planned<event::StartPlanned>(facts, today);
        out += planned<event::CompletionPlanned>(facts, today);
        out += attribute(facts, Attribute::name, today);
        out += attribute(facts, Attribute::responsible_unit, today);
        out += attribute(facts, Attribute::lead_leader, today);
        out += attribute(facts, Attribute::sector, today);
        out += attribute(facts, Attribute::total_investment, today);
        std::optional<Money> plan;
        std::optional<Money> required;
        for (const auto& [day, what] : all<event::PlanSet>(facts, today)) {
            if (what.year != today.year()) continue;
            if (what.amount) plan = what.amount;
            if (what.required_payment) required = what.required_payment;
        }
        out += fen(plan) + fen(required);
        event::ProgressReported latest{Month(1900, 1), {}, {}, {}, {}};
        std::optional<Money> last_year;
        for (const auto& [day, what] : all<event::ProgressReported>(facts, today)) {
            latest = what;
            if (what.month.year() == today.year() - 1) {
                last_year = what.completed_this_year.value_or(Money{});
            }
        }
        if (latest.month.year() != today.year()) {
            latest.completed_this_year = latest.arrived = latest.paid = std::nullopt;
        }
        out += ' ' + latest.month.iso() + fen(latest.completed_this_year) +
               fen(latest.completed_total) + fen(latest.arrived) + fen(latest.paid);
        out += ' ' + std::to_string(last_year.value_or(Money{}).fen());
        std::optional<Date> evaluated;
        std::string score = " -";
        unsigned kinds = 0;
        for (const auto& [day, what] : all<event::Evaluated>(facts, today)) {
            if (!evaluated || day > *evaluated) evaluated = day;
            kinds |= 1U << static_cast<unsigned>(what.which);
            if (what.which == Evaluation::project && what.score) {
                score = ' ' + std::to_string(*what.score);
            }
        }
        out += ' ' + (evaluated ? evaluated->iso() : "-") + score + ' ' + std::to_string(kinds);
        std::map<std::pair<std::string, Date>, std::string> reasons;
        for (const auto& [day, what] : all<event::ReasonGranted>(facts, today)) {
            reasons[{what.rule, what.from}] = ' ' + what.rule + what.from.iso() + what.to.iso() +
                                              what.by + what.reason + what.document;
        }
        for (const auto& [at, words] : reasons) out += words;
        return out + deals(facts, today) + visits(facts, today) + by_key(facts, today);
    }
    /// The latest appraisal at each gate, state of each factor and figure of each indicator.
    static std::string by_key(const Facts& facts, Date today) {
        std::map<std::string, std::map<std::pair<Date, int>, std::string>> said;
        for (const auto& [day, what] : all<event::Appraised>(facts, today)) {
            said["1" + what.gate][{day, what.round}] = std::to_string(what.round) +
                                                       std::string(key(what.outcome)) +
                                                       what.findings + what.document;
        }
        for (const auto& [day, what] : all<event::FactorStated>(facts, today)) {
            said["2" + what.factor][{day, 1}] = std::string(key(what.state)) + what.document;
        }
        for (const auto& [day, what] : all<event::FigureReported>(facts, today)) {
            said["3" + what.indicator][{day, 1}] = std::to_string(what.value.numerator()) + '/' +
                                                   std::to_string(what.value.denominator()) +
                                                   what.document;
        }
        std::string out;
        for (const auto& [of, statements] : said) {
            const auto& [at, words] = *statements.rbegin();
            out += ' ' + of + ' ' + at.first.iso() + words;
        }
        return out;
    }
    /// The pool of a day: from day to day, whatever comes first.
    static Pool walk(const Facts& facts, Date today) {
        struct Day {
            Pool first = Pool::none;    // the furthest library that is entered for the first time
            Pool further = Pool::none;  // or again
            bool left = false;
        };
        std::map<Date, Day> days;
        for (const auto& [day, what] : all<event::EnteredDirectory>(facts, today)) {
            days[day].first = Pool::directory;
        }
        for (const auto& [day, what] : all<event::MovedToReserve>(facts, today)) {
            days[day].first = Pool::reserve;
        }
        for (const auto& [day, what] : all<event::MovedToImplementation>(facts, today)) {
            days[day].first = Pool::implementation;
        }
        for (const auto& [day, what] : all<event::PoolEntered>(facts, today)) {
            if (what.network() != "three-libraries") continue;
            for (const Pool library : libraries) {
                if (what.pool() != key(library)) continue;
                days[day].further = std::max(days[day].further, library);
            }
        }
        for (const auto& [day, what] : all<event::Withdrawn>(facts, today)) days[day].left = true;
        for (const auto& [day, what] : all<event::NetworkLeft>(facts, today)) {
            if (what.network == "three-libraries") days[day].left = true;
        }
        Pool pool = Pool::none;
        bool ever = false;
        for (const auto& [day, happened] : days) {
            if (happened.further != Pool::none) pool = Pool::none;  // what was is over
            if (pool == Pool::withdrawn) pool = Pool::none;
            pool = std::max({pool, happened.first, happened.further});
            ever = ever || pool != Pool::none;
            if (happened.left || pool == Pool::none) pool = ever ? Pool::withdrawn : Pool::none;
        }
        return pool;
    }
    static std::string visits(const Facts& facts, Date today) {
        std::map<std::tuple<Date, std::string, std::string, int>, std::string> in_order;
        for (const auto& [day, what] : all<event::PoolEntered>(facts, today)) {
            in_order[{day, std::string(what.network()), std::string(what.pool()), what.visit}] =
                what.reason;
        }
        for (const auto& [day, what] : all<event::NetworkLeft>(facts, today)) {
            in_order[{day, what.network, "", what.visit}] = what.reason;
        }
        std::string out;
        for (const auto& [at, reason] : in_order) {
            const auto& [day, network, pool, visit] = at;
            out += ' ' + day.iso() + network + '/' + pool + '/' + reason;
        }
        return out;
    }
    static std::string deals(const Facts& facts, Date today) {
        std::string out = day_of<event::Negotiated>(facts, today);
        out += day_of<event::ContractSigned>(facts, today);
        const std::string ordered = day_of<event::CorrectionOrdered>(facts, today);
        const std::string corrected = day_of<event::Corrected>(facts, today);
        out += ordered + (ordered != " -" && corrected < ordered ? " -" : corrected);
        std::optional<Money> output;
        std::optional<Money> tax;
        for (const auto& [day, what] : all<event::AgreementSet>(facts, today)) {
            if (what.output) output = what.output;
            if (what.tax) tax = what.tax;
        }
        out += fen(output) + fen(tax);
        event::PerformanceReported last{1900, {}, {}, {}};
        for (const auto& [day, what] : all<event::PerformanceReported>(facts, today)) {
            if (what.year > last.year) last = what;
        }
        out += fen(last.output) + fen(last.tax);
        return out + (!last.environment_met ? " -" : *last.environment_met ? " met" : " not met");
    }

    std::map<std::uint64_t, Facts> facts_;
};

/// What a portfolio says of one row in its side tables, each key looked up.
std::string by_key(const Portfolio& portfolio, std::size_t row) {
    std::string out;
    const auto each = [&](const auto& table, char number, auto&& said) {
        for (std::size_t i = 0; i < table.size(); ++i) {
            if (table.row[i] != row) continue;
            const std::string key(portfolio.texts().at(table.key()[i]));
            const auto [day, words] = said(key);
            out += ' ' + (number + key) + ' ' + day.iso() + words;
        }
    };
    each(portfolio.appraisals(), '1', [&](const std::string& gate) {
        const AppraisalEntry one = portfolio.appraisal(row, gate).value();
        return std::pair(one.day, std::to_string(one.round) + std::string(key(one.outcome)) +
                                      std::string(one.findings) + std::string(one.document));
    });
    each(portfolio.factors(), '2', [&](const std::string& factor) {
        const FactorEntry one = portfolio.factor(row, factor).value();
        return std::pair(one.day, std::string(key(one.state)) + std::string(one.document));
    });
    each(portfolio.figures(), '3', [&](const std::string& indicator) {
        const FigureEntry one = portfolio.figure(row, indicator).value();
        return std::pair(one.day, std::to_string(one.value.numerator()) + '/' +
                                      std::to_string(one.value.denominator()) +
                                      std::string(one.document));
    });
    return out;
}

/// The same lines from a portfolio.
std::vector<std::string> lines(const Portfolio& portfolio) {
    const Columns& c = portfolio.columns();
    std::vector<std::string> out;
    for (std::size_t row = 0; row < portfolio.size(); ++row) {
        const auto day = [&](const std::vector<std::int32_t>& column) {
            return column[row] == no_day ? " -" : ' ' + Date::from_days(column[row]).iso();
        };
        const auto fen = [&](const std::vector<std::int64_t>& column, std::uint8_t bit) {
            const bool stated = (c.given[row] & bit) != 0;
            EXPECT_TRUE(stated || column[row] == 0);
            return stated ? ' ' + std::to_string(column[row]) : " -";
        };
        const auto text = [&](const std::vector<std::uint32_t>& column) {
            return column[row] == 0 ? std::string(" -")
                                    : ' ' + std::string(portfolio.texts().at(column[row])) + '0';
        };
        std::string line =
            std::to_string(c.code[row]) + ' ' + std::string(key(portfolio.pool(row)));
        line += day(c.entered_directory) + day(c.entered_reserve) + day(c.entered_implementation) +
                day(c.withdrawn);
        line += c.withdrawn[row] == no_day
                    ? " -"
                    : ' ' + std::string(portfolio.texts().at(c.withdrawal_reason[row]));
        line += day(c.started) + day(c.enrolled) + day(c.completed) + day(c.in_production) +
                day(c.settled) + day(c.final_accounts) + day(c.planned_start) +
                day(c.planned_completion);
        line += text(c.name) + text(c.responsible_unit) + text(c.lead_leader);
        line += c.sector[row] == 0 ? " -" : ' ' + std::to_string(c.sector[row]);
        line += fen(c.total_investment, given::total_investment);
        line += fen(c.plan, given::plan) + fen(c.required_payment, given::required_payment);
        line +=
            ' ' + (c.last_report[row] == 0 ? Month(1900, 1) : Month::from_index(c.last_report[row]))
                      .iso();
        line += fen(c.completed_this_year, given::completed_this_year) +
                fen(c.completed_total, given::completed_total) + fen(c.arrived, given::arrived) +
                fen(c.paid, given::paid);
        line += ' ' + std::to_string(c.completed_last_year[row]) + day(c.evaluated);
        line += c.score[row] == no_score ? " -" : ' ' + std::to_string(c.score[row]);
        line += ' ' + std::to_string(c.evaluations[row]);
        for (const ValidReason& reason : portfolio.reasons()) {
            if (reason.row != row) continue;
            line += ' ' + reason.rule + reason.from.iso() + reason.to.iso() + reason.by +
                    reason.reason + reason.document;
        }
        const Deals none = Deals::unstated(portfolio.size());
        const Deals& d = portfolio.deals().empty() ? none : portfolio.deals();
        const auto agreed = [&](const std::vector<std::int64_t>& column, std::uint8_t bit) {
            const bool stated = (d.given[row] & bit) != 0;
            EXPECT_TRUE(stated || column[row] == 0);
            return stated ? ' ' + std::to_string(column[row]) : " -";
        };
        line += day(d.negotiated) + day(d.contract_signed) + day(d.correction_ordered) +
                day(d.corrected);
        line += agreed(d.agreed_output, deal::agreed_output) +
                agreed(d.agreed_tax, deal::agreed_tax) + agreed(d.output, deal::output) +
                agreed(d.tax, deal::tax);
        line += (d.given[row] & deal::environment) == 0       ? " -"
                : (d.given[row] & deal::environment_met) != 0 ? " met"
                                                              : " not met";
        const Visits& v = portfolio.visits();
        const auto word = [&](std::uint32_t id) { return std::string(portfolio.texts().at(id)); };
        for (std::size_t i = 0; i < v.size(); ++i) {
            if (v.row[i] != row) continue;
            line += ' ' + Date::from_days(v.day[i]).iso() + word(v.network[i]) + '/' +
                    word(v.pool[i]) + '/' + word(v.reason[i]);
        }
        line += by_key(portfolio, row);
        out.push_back(line);
    }
    return out;
}

TEST(History, OfADayIsWhatASlowLookAtEveryFactFinds) {
    for (unsigned seed = 200; seed < 220; ++seed) {
        RandomHistory source(seed);
        const History history = history_of(source.events());
        const Reference reference(source.events());
        for (int i = 0; i < 30; ++i) {
            const Date day = i % 3 == 0 ? source.day().month().last_day() : source.day();
            EXPECT_EQ(lines(history.at(day)), reference.lines(day))
                << "seed " << seed << " as of " << day.iso();
        }
    }
}

TEST(History, NamesARegionByTheGreatestSpellingInForceByTheDay) {
    const RegionCode daye = RegionCode::parse("420281");
    Story a(code(1));
    a.on(date(2024, 1, 1), AttributeChanged::region(daye, "大冶"))
        .on(date(2024, 3, 1), AttributeChanged::region(RegionCode::parse("420222"), "阳新"))
        .on(date(2024, 5, 1), AttributeChanged::region(daye, "大冶市"));
    const auto regions = [&](Date day) { return fold(a.events, day).regions(); };
    const RegionEntry none{};
    const RegionEntry yangxin{RegionCode::parse("420222"), "阳新"};
    using Entries = std::vector<RegionEntry>;
    EXPECT_EQ(regions(date(2023, 12, 31)), (Entries{none}));
    EXPECT_EQ(regions(date(2024, 1, 1)), (Entries{none, {daye, "大冶"}}));
    EXPECT_EQ(regions(date(2024, 4, 1)), (Entries{none, yangxin, {daye, "大冶"}}));
    EXPECT_EQ(regions(date(2024, 5, 1)), (Entries{none, yangxin, {daye, "大冶市"}}));
    // A spelling that was corrected, or taken back, is none.
    a.on(date(2024, 5, 1), AttributeChanged::region(daye, ""));
    EXPECT_EQ(regions(date(2024, 5, 1)), (Entries{none, yangxin, {daye, "大冶"}}));
    a.events.push_back(retraction(a.events[1]));
    EXPECT_EQ(regions(date(2024, 5, 1)), (Entries{none, {daye, "大冶"}}));
}

TEST(History, OfAReasonTheStatementThatTookEffectLastByTheDayHolds) {
    const Date may = date(2024, 5, 1);
    const auto granted = [&](Date to) {
        return event::ReasonGranted{"start", may, to, "市发改委", "汛期"};
    };
    Story story(code(1));
    story.on(may, event::EnteredDirectory{})
        .on(date(2024, 6, 1), granted(date(2024, 8, 1)))
        .on(may, granted(date(2024, 7, 1)));  // recorded later, in effect earlier
    EXPECT_EQ(fold(story.events, date(2024, 5, 31)).reasons().at(0).to, date(2024, 7, 1));
    EXPECT_EQ(fold(story.events, date(2024, 6, 1)).reasons().at(0).to, date(2024, 8, 1));
    EXPECT_EQ(fold(story.events, date(2024, 6, 1)).reasons().size(), 1U);
}

TEST(History, OfAFactorAndAFigureTheStatementOfTheLatestDayHoldsUntilTheNext) {
    const Date may = date(2024, 5, 1);
    const Date june = date(2024, 6, 1);
    Story story(code(1));
    story.on(may, event::EnteredDirectory{})
        .on(june, event::FactorStated{"land", FactorState::granted, "1号"})
        .on(may, event::FactorStated{"land"})  // recorded later, in effect earlier
        .on(june, event::FigureReported{"satisfaction", {9, 1}})
        .on(june, event::FigureReported{"satisfaction", {183, 2}});  // of one day the last
    const Portfolio then = fold(story.events, date(2024, 5, 31));
    EXPECT_EQ(then.factor(0, "land")->state, FactorState::pending);
    EXPECT_FALSE(then.figure(0, "satisfaction"));
    EXPECT_FALSE(then.factor(0, "energy"));
    EXPECT_FALSE(then.factor(1, "land"));
    const Portfolio now = fold(story.events, june);
    EXPECT_EQ(now.factors().size(), 1U);
    EXPECT_EQ(now.factor(0, "land")->document, "1号");
    EXPECT_EQ(now.figure(0, "satisfaction")->value, Ratio(183, 2));
    EXPECT_EQ(now.figure(0, "satisfaction")->day, june);
    EXPECT_EQ(now.later(date(2025, 1, 1)).figures(), now.figures());
}

TEST(History, OfAppraisalsAtAGateTheLatestDayHoldsAndOfOneDayTheLastRound) {
    Story story(code(1));
    story.on(date(2024, 1, 1), event::EnteredDirectory{})
        .on(date(2024, 3, 1), event::Appraised{"fiscal", 1, Outcome::warn})
        .on(date(2024, 2, 1), event::Appraised{"fiscal", 2, Outcome::block, "超出财力"})
        .on(date(2024, 4, 1), event::Appraised{"fiscal", 4})
        .on(date(2024, 4, 1), event::Appraised{"fiscal", 3, Outcome::block});
    const auto round = [&](Date day) {
        const auto held = fold(story.events, day).appraisal(0, "fiscal");
        return held ? held->round : 0;
    };
    EXPECT_EQ(round(date(2024, 1, 31)), 0);
    EXPECT_EQ(round(date(2024, 2, 1)), 2);
    EXPECT_EQ(round(date(2024, 3, 1)), 1);
    EXPECT_EQ(round(date(2024, 4, 1)), 4);
}

TEST(History, NamesEveryProjectButHasInADayOnlyThoseThatEntered) {
    Story story(code(1));
    story.on(as_of, event::Started{});
    const History history = history_of(story.events);
    EXPECT_EQ(history.size(), 1U);
    EXPECT_EQ(history.find(code(1)), 0U);
    EXPECT_EQ(history.find(code(2)), std::nullopt);
    EXPECT_EQ(history.at(as_of).size(), 0U);
    EXPECT_EQ(history.at(as_of, Members::all).size(), 1U);
    EXPECT_EQ(history.at(as_of.plus_days(-1), Members::all).size(), 0U);
    EXPECT_EQ(History().size(), 0U);
    EXPECT_EQ(History().at(as_of).size(), 0U);
}

TEST(History, OfAllMembersHasWhateverIsStatedOfAProject) {
    for (unsigned seed = 500; seed < 510; ++seed) {
        RandomHistory source(seed, 60);
        const History history = history_of(source.events());
        for (int i = 0; i < 10; ++i) {
            const Date day = source.day();
            std::set<std::uint64_t> expected;
            // A fact that is taken back names no more; what no column reads does not name.
            std::map<std::tuple<std::uint64_t, EventKind, std::int64_t, std::string, Date>, Date>
                facts;
            for (const Event& event : source.events()) {
                const FactKey fact = fact_key(event.what);
                const bool is_extra = fact.kind == EventKind::attribute_changed &&
                                      fact.number == static_cast<int>(Attribute::extra);
                if (is_extra || fact.kind == EventKind::approved) continue;
                const std::tuple at(event.project.value(), fact.kind, fact.number,
                                    std::string(fact.text),
                                    is_undated(fact.kind) ? event.effective : date(1900, 1, 1));
                facts.erase(at);
                if (event.kind() != EventKind::retracted) facts.emplace(at, event.effective);
            }
            for (const auto& [at, since] : facts) {
                if (since <= day) expected.insert(std::get<0>(at));
            }
            const Portfolio all = history.at(day, Members::all);
            EXPECT_EQ(std::set(all.columns().code.begin(), all.columns().code.end()), expected)
                << "seed " << seed << " as of " << day.iso();
            // Whatever is said of those in a library is the same.
            const Portfolio entered = history.at(day);
            std::size_t in_library = 0;
            for (std::size_t row = 0; row < all.size(); ++row) {
                if (all.pool(row) == Pool::none) continue;
                EXPECT_EQ(all.code(row), entered.code(in_library++));
            }
            EXPECT_EQ(in_library, entered.size());
        }
    }
}

TEST(HistoryBuilder, RefusesWhatNoColumnCanHold) {
    const auto refuses = [](const Payload& what, ErrorCode code_of) {
        try {
            (void)history_of(std::vector<Event>{{code(1), as_of, what}});
            ADD_FAILURE() << key(static_cast<EventKind>(what.index()));
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), key(code_of));
        }
    };
    refuses(event::PlanSet{65'536 + 2024, yuan(1), {}}, ErrorCode::malformed_month);
    refuses(event::PlanSet{2024, yuan(-1), {}}, ErrorCode::money_out_of_range);
    refuses(event::Evaluated{Evaluation::project, 65'536}, ErrorCode::malformed_score);
    refuses(AttributeChanged::total_investment(max_project_money + yuan(1)),
            ErrorCode::money_out_of_range);
}

// --- Parts of others ----------------------------------------------------------------------------

/// A sound history in parts, with two entries of everything in row 1 and one in row 2.
History::Parts sound() {
    std::vector<Story> stories{Story(code(0))};
    for (int n = 0; n <= 2; ++n) {
        Story story(code(n));
        story.on(as_of, event::EnteredDirectory{})
            .on(as_of, event::Withdrawn{"停建"})
            .on(as_of, event::Evaluated{Evaluation::project, 9000});
        for (int i = 0; i < 3 - n && n > 0; ++i) {
            const Date day = date(2024, 1, 1 + i);
            story.on(day, AttributeChanged::of(Attribute::name, "a"))
                .on(day, AttributeChanged::region(RegionCode::parse("420281"), "大冶市"))
                .on(day, AttributeChanged::sector(SectorCode::parse("C39")))
                .on(day, AttributeChanged::of(Attribute::responsible_unit, "b"))
                .on(day, AttributeChanged::of(Attribute::lead_leader, "c"))
                .on(day, AttributeChanged::of(Attribute::funding, "国债"))
                .on(day, AttributeChanged::total_investment(yuan(1)))
                .on(day, event::StartPlanned{day})
                .on(day, event::CompletionPlanned{day})
                .on(day, event::PlanSet{2024, yuan(1), {}})
                .on(day, event::ReasonGranted{"start", day, day, "d", "e", "f"})
                .on(day, event::AgreementSet{yuan(1), {}})
                .on(day, event::PerformanceReported{2022 + i, {}, yuan(1), true})
                .on(day, event::PoolEntered::into("five", "a", 1 + i, "e"))
                .on(day, event::Appraised{"fiscal", 1 + i, Outcome::warn, "e", "f"})
                .on(day, event::FactorStated{"land", FactorState::granted, "f"})
                .on(day, event::FigureReported{"a", {1, 2}, "f"})
                .report(Month(2024, 1 + i), 1, 2, 3);
        }
        stories.push_back(story);
    }
    return history_of(join(stories)).parts();
}

/// Expects that the history of `parts` is refused with `code`.
void expect_refused(History::Parts parts, ErrorCode code_of, const std::string& why) {
    try {
        (void)History(std::move(parts));
        ADD_FAILURE() << why << " was taken";
    } catch (const Error& error) {
        EXPECT_EQ(key(error.code()), key(code_of)) << why << ": " << error.what();
    }
}

/// Makes the one visit of row 2 another one.
void moves(History::Parts& parts, std::string_view network, std::string_view pool,
           std::uint16_t visit) {
    auto texts = std::make_shared<TextPool>(*parts.texts);
    parts.visits.network.back() = texts->add(network);
    parts.visits.pool.back() = texts->add(pool);
    parts.visits.visit.back() = visit;
    parts.texts = std::move(texts);
}

TEST(History, TakesSoundParts) {
    for (const std::string_view pool : {"", "directory", "reserve", "implementation"}) {
        History::Parts parts = sound();
        moves(parts, library_network, pool, 2);
        EXPECT_NO_THROW((void)History(std::move(parts))) << pool;
    }
    const History history(sound());
    EXPECT_EQ(history.size(), 3U);
    expect_same(history, History(History(sound()).parts()), "parts");
    EXPECT_GT(history.memory_bytes(), 3U * 60U);
}

TEST(History, RefusesEveryArrayOfAnotherLength) {
    std::size_t arrays = 0;
    const History::Parts whole = sound();
    History::Parts::for_each(whole, [&](const std::string&, const auto&, Holds) { ++arrays; });
    for (std::size_t broken = 0; broken < arrays; ++broken) {
        for (const bool longer : {false, true}) {
            History::Parts parts = sound();
            std::size_t i = 0;
            std::string why;
            History::Parts::for_each(parts, [&](const std::string& name, auto& array, Holds) {
                if (i++ != broken) return;
                why = name + (longer ? " is longer" : " is shorter");
                longer ? array.push_back(array.back()) : array.pop_back();
            });
            expect_refused(std::move(parts), ErrorCode::invalid_argument, why);
        }
    }
}

TEST(History, RefusesANumberOutOfRangeInEveryArray) {
    std::size_t arrays = 0;
    const History::Parts whole = sound();
    History::Parts::for_each(whole, [&](const std::string&, const auto&, Holds) { ++arrays; });
    for (std::size_t broken = 0; broken < arrays; ++broken) {
        for (const bool high : {false, true}) {
            History::Parts parts = sound();
            std::size_t i = 0;
            std::string why;
            ErrorCode expected = ErrorCode::invalid_argument;
            bool possible = true;
            History::Parts::for_each(parts, [&](const std::string& name, auto& array, Holds held) {
                if (i++ != broken) return;
                using Number = typename std::remove_reference_t<decltype(array)>::value_type;
                using Limits = std::numeric_limits<Number>;
                why = name + (high ? " is too great" : " is too small");
                if (held == Holds::amount) expected = ErrorCode::money_out_of_range;
                // The greatest day and score say "none"; 0 is an id, and unsigned.
                const bool none = held == Holds::day_or_none || held == Holds::score;
                array[0] = static_cast<Number>(high ? Limits::max() - none : Limits::min());
                const bool zero = !high && Limits::min() == 0;
                possible = !zero || held == Holds::year || held == Holds::month ||
                           held == Holds::deal_kind || held == Holds::visit;
                if (held == Holds::number || (held == Holds::denominator && high)) possible = false;
                if (held == Holds::code) possible = high;
            });
            if (possible) expect_refused(std::move(parts), expected, why);
        }
    }
}

TEST(History, RefusesWhatIsOutOfOrderOrContradictsItself) {
    using Parts = History::Parts;
    struct Row {
        std::string why;
        std::function<void(Parts&)> breaks;
    };
    const Row rows[] = {
        {"no texts", [](Parts& p) { p.texts = nullptr; }},
        {"codes that fall",
         [](Parts& p) { std::swap(p.milestones.code[0], p.milestones.code[1]); }},
        {"a code twice", [](Parts& p) { p.milestones.code[1] = p.milestones.code[0]; }},
        {"offsets that fall", [](Parts& p) { std::swap(p.name.first[1], p.name.first[2]); }},
        {"offsets from 1", [](Parts& p) { p.name.first[0] = 1; }},
        {"days that fall", [](Parts& p) { std::swap(p.name.day[0], p.name.day[1]); }},
        {"a day twice", [](Parts& p) { p.funding.day[1] = p.funding.day[0]; }},
        {"months that fall", [](Parts& p) { std::swap(p.reports.month[0], p.reports.month[1]); }},
        {"a month twice", [](Parts& p) { p.reports.month[1] = p.reports.month[0]; }},
        {"years that fall", [](Parts& p) { p.plans.year[0] = 2025; }},
        {"plans that fall", [](Parts& p) { std::swap(p.plans.day[0], p.plans.day[1]); }},
        {"reasons that fall", [](Parts& p) { std::swap(p.reasons.from[0], p.reasons.from[1]); }},
        {"bits of no plan", [](Parts& p) { p.plans.given[0] |= given::paid; }},
        {"bits of no report", [](Parts& p) { p.reports.given[0] |= given::plan; }},
        {"a plan not stated", [](Parts& p) { p.plans.given[0] = 0; }},
        {"a payment not stated", [](Parts& p) { p.plans.required_payment[0] = 1; }},
        {"a figure not stated", [](Parts& p) { p.reports.arrived[0] = 1; }},
        {"agreements that fall", [](Parts& p) { std::swap(p.deals.day[0], p.deals.day[1]); }},
        {"a milestone twice",
         [](Parts& p) {
             for (int i = 0; i < 2; ++i) {
                 p.deals.kind[i] = static_cast<std::uint8_t>(EventKind::negotiated);
                 p.deals.given[i] = 0;
                 p.deals.output[i] = 0;
             }
         }},
        {"bits of no agreement", [](Parts& p) { p.deals.given[0] |= deal::output; }},
        {"a milestone with figures",
         [](Parts& p) { p.deals.kind[0] = static_cast<std::uint8_t>(EventKind::negotiated); }},
        {"an agreement on nothing",
         [](Parts& p) {
             p.deals.given[0] = 0;
             p.deals.output[0] = 0;
         }},
        {"met but not stated",
         [](Parts& p) { p.deals.given[2] = deal::tax | deal::environment_met; }},
        {"an agreed tax not stated", [](Parts& p) { p.deals.tax[0] = 1; }},
        {"visits that fall", [](Parts& p) { std::swap(p.visits.visit[0], p.visits.visit[1]); }},
        {"a visit twice", [](Parts& p) { p.visits.visit[1] = p.visits.visit[0]; }},
        {"pools that fall", [](Parts& p) { p.visits.pool[1] = 0; }},
        {"a visit of no network", [](Parts& p) { p.visits.network.back() = 0; }},
        {"a round twice", [](Parts& p) { p.appraisals.round[1] = p.appraisals.round[0]; }},
        {"factors that fall", [](Parts& p) { std::swap(p.factors.day[0], p.factors.day[1]); }},
        {"a figure twice", [](Parts& p) { p.figures.day[1] = p.figures.day[0]; }},
        {"a first visit of a library",
         [](Parts& p) { moves(p, library_network, key(Pool::reserve), 1); }},
        {"a first withdrawal as a visit", [](Parts& p) { moves(p, library_network, "", 1); }},
        {"a visit of no library", [](Parts& p) { moves(p, library_network, "withdrawn", 2); }},
        {"rows without entries",
         [](Parts& p) {
             p.deals = {};
             p.deals.first.resize(4);
         }},
        {"another first region", [](Parts& p) { p.regions.code[0] = 420281000; }},
        {"a name for no region", [](Parts& p) { p.regions.name[0] = 1; }},
        {"a region of no province", [](Parts& p) { p.regions.code[1] = 990000000; }},
    };
    for (const auto& [why, breaks] : rows) {
        Parts parts = sound();
        breaks(parts);
        expect_refused(std::move(parts), ErrorCode::invalid_argument, why);
    }
}

TEST(History, RefusesAmountsOfWhichSomeDayHasMoreThanFits) {
    const std::int64_t most = max_project_money.fen();
    const auto fitting = static_cast<std::uint32_t>(INT64_MAX / most);
    const auto of = [&](std::uint32_t projects, std::uint32_t entries) {
        History::Parts parts;
        for (std::uint32_t row = 0; row < projects; ++row) {
            Milestones::for_each(parts.milestones, [](const char*, auto& column, Holds, auto none) {
                column.push_back(none);
            });
            parts.milestones.code.back() = code(0).value() + row;
        }
        History::Parts::for_each_table(parts, [&](const char*, auto& table) {
            if (!is_sparse_table<std::remove_reference_t<decltype(table)>>) {
                table.first.resize(projects + 1);
            }
        });
        auto& track = parts.total_investment;
        for (std::uint32_t row = 0; row < projects; ++row) {
            for (std::uint32_t i = 0; i < entries; ++i) {
                track.day.push_back(static_cast<std::int32_t>(i));
                track.value.push_back(most);
            }
            track.first[row + 1] = (row + 1) * entries;
        }
        return parts;
    };
    EXPECT_EQ(History(of(fitting, 1)).size(), fitting);
    EXPECT_EQ(History(of(fitting, 3)).size(), fitting) << "one at a time of each project";
    expect_refused(of(fitting + 1, 1), ErrorCode::overflow, "one project more");
}

// --- Texts --------------------------------------------------------------------------------------

TEST(TextPool, IsMadeOfItsBytesAndGrowsOn) {
    TextPool pool;
    const auto a = pool.add("大冶");
    const auto b = pool.add("b");
    TextPool copy(pool.bytes(), pool.offsets());
    EXPECT_EQ(copy.size(), 3U);
    EXPECT_EQ(copy.at(0), "");
    EXPECT_EQ(copy.at(a), "大冶");
    EXPECT_EQ(copy.add("b"), b);
    EXPECT_EQ(copy.add("c"), 3U);
    EXPECT_EQ(copy.at(3), "c");
    EXPECT_EQ(pool.size(), 3U) << "the other stays";
}

TEST(TextPool, RefusesBytesThatAreNoTexts) {
    struct Row {
        std::string why;
        std::string bytes;
        std::vector<std::uint32_t> offsets;
        ErrorCode code;
    };
    const Row rows[] = {
        {"no offsets", "", {}, ErrorCode::invalid_argument},
        {"one offset", "", {0}, ErrorCode::invalid_argument},
        {"text 0 is not empty", "a", {0, 1}, ErrorCode::invalid_argument},
        {"begins later", "a", {1, 1}, ErrorCode::invalid_argument},
        {"ends early", "ab", {0, 0, 1}, ErrorCode::invalid_argument},
        {"ends late", "a", {0, 0, 2}, ErrorCode::invalid_argument},
        {"falls", "ab", {0, 0, 2, 1, 2}, ErrorCode::invalid_argument},
        {"no UTF-8", "\xff", {0, 0, 1}, ErrorCode::bad_encoding},
        {"cut off", "\xe5\xa4", {0, 0, 2}, ErrorCode::bad_encoding},
        {"cut in two", "大", {0, 0, 1, 3}, ErrorCode::bad_encoding},
    };
    for (const auto& [why, bytes, offsets, expected] : rows) {
        try {
            (void)TextPool({bytes.begin(), bytes.end()}, offsets);
            ADD_FAILURE() << why << " was taken";
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), key(expected)) << why;
        }
    }
}

}  // namespace
}  // namespace sanku
