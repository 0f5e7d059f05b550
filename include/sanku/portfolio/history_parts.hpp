#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/journal/event.hpp"
#include "sanku/portfolio/portfolio.hpp"
#include "sanku/portfolio/text_pool.hpp"

namespace sanku {

/// What the numbers of an array of a history mean, and thereby which of them it may hold.
enum class Holds : std::uint8_t {
    code,          ///< ProjectCode::value
    day,           ///< days since 1970-01-01
    day_or_none,   ///< the same, or `no_day`: nobody stated it
    first,         ///< places of a table at which its rows begin
    text,          ///< ids in the text pool
    region,        ///< places in RegionSpellings
    region_code,   ///< RegionCode::value
    sector,        ///< SectorCode::value
    funding,       ///< Funding
    score,         ///< hundredths of a point, or `no_score`
    year,          ///< 1900 to 2199
    month,         ///< Month::index
    given_plan,    ///< bits of `given`: plan, required_payment
    given_report,  ///< bits of `given`: the four figures of a report
    deal_kind,     ///< EventKind, from negotiated to performance_reported
    given_deal,    ///< bits of `deal`, those of the kind
    visit,         ///< 1 to `max_visits`
    outcome,       ///< Outcome
    factor_state,  ///< FactorState
    number,        ///< any
    denominator,   ///< 1 or more
    amount,        ///< fen; 0 where its bit of `given` is unset
};

/// Facts that a project has once: its code and milestones, one element a project. Days are as
/// stated, whether they lie behind or ahead.
struct Milestones {
    std::vector<std::uint64_t> code;  ///< ascending
    std::vector<std::int32_t> entered_directory;
    std::vector<std::int32_t> entered_reserve;
    std::vector<std::int32_t> entered_implementation;
    std::vector<std::int32_t> withdrawn;
    std::vector<std::int32_t> started;
    std::vector<std::int32_t> enrolled;
    std::vector<std::int32_t> completed;
    std::vector<std::int32_t> in_production;
    std::vector<std::int32_t> settled;
    std::vector<std::int32_t> final_accounts;
    std::vector<std::int32_t> evaluated_project;
    std::vector<std::int32_t> evaluated_sector;
    std::vector<std::int32_t> evaluated_region;
    std::vector<std::uint32_t> withdrawal_reason;
    std::vector<std::uint16_t> score;  ///< of the project's evaluation

    /// Calls `visit(name, vector, what it holds, value of a new element)` for every column.
    template <typename Self, typename Visit>
    static void for_each(Self& self, Visit&& visit) {
        visit("code", self.code, Holds::code, std::uint64_t{0});
        visit("entered_directory", self.entered_directory, Holds::day_or_none, no_day);
        visit("entered_reserve", self.entered_reserve, Holds::day_or_none, no_day);
        visit("entered_implementation", self.entered_implementation, Holds::day_or_none, no_day);
        visit("withdrawn", self.withdrawn, Holds::day_or_none, no_day);
        visit("started", self.started, Holds::day_or_none, no_day);
        visit("enrolled", self.enrolled, Holds::day_or_none, no_day);
        visit("completed", self.completed, Holds::day_or_none, no_day);
        visit("in_production", self.in_production, Holds::day_or_none, no_day);
        visit("settled", self.settled, Holds::day_or_none, no_day);
        visit("final_accounts", self.final_accounts, Holds::day_or_none, no_day);
        visit("evaluated_project", self.evaluated_project, Holds::day_or_none, no_day);
        visit("evaluated_sector", self.evaluated_sector, Holds::day_or_none, no_day);
        visit("evaluated_region", self.evaluated_region, Holds::day_or_none, no_day);
        visit("withdrawal_reason", self.withdrawal_reason, Holds::text, std::uint32_t{0});
        visit("score", self.score, Holds::score, no_score);
    }
};

// Facts that a project has several times lie in tables: the entries of row r are those from
// `first[r]` up to `first[r + 1]`, in ascending order, so that the last one that counts holds.

/// The values of an undated fact such as the name, each from the day on which it takes effect.
template <typename Value, Holds held>
struct Track {
    std::vector<std::uint32_t> first{0};
    std::vector<std::int32_t> day;  ///< ascending in a row
    std::vector<Value> value;

    static constexpr std::array names = {"day", "value"};
    static constexpr std::array holds = {Holds::day, held};
    [[nodiscard]] auto columns() { return std::tie(day, value); }
    [[nodiscard]] auto columns() const { return std::tie(day, value); }
    /// By what the entries of a row ascend.
    [[nodiscard]] std::int32_t order(std::size_t i, const TextPool&) const { return day[i]; }
};

/// The plans of years, each statement from the day on which it takes effect.
struct Plans {
    std::vector<std::uint32_t> first{0};
    std::vector<std::uint16_t> year;
    std::vector<std::int32_t> day;  ///< ascending in a row and year
    std::vector<std::uint8_t> given;
    std::vector<std::int64_t> amount;
    std::vector<std::int64_t> required_payment;

    static constexpr std::array names = {"year", "day", "given", "amount", "required_payment"};
    static constexpr std::array holds = {Holds::year, Holds::day, Holds::given_plan, Holds::amount,
                                         Holds::amount};
    [[nodiscard]] auto columns() { return std::tie(year, day, given, amount, required_payment); }
    [[nodiscard]] auto columns() const {
        return std::tie(year, day, given, amount, required_payment);
    }
    [[nodiscard]] std::int64_t order(std::size_t i, const TextPool&) const {
        return std::int64_t{year[i]} * (std::int64_t{1} << 32) + day[i];
    }
};

/// The progress reports; that of a month counts from the month's last day.
struct Reports {
    std::vector<std::uint32_t> first{0};
    std::vector<std::uint16_t> month;  ///< ascending in a row
    std::vector<std::uint8_t> given;
    std::vector<std::int64_t> completed_this_year;
    std::vector<std::int64_t> completed_total;
    std::vector<std::int64_t> arrived;
    std::vector<std::int64_t> paid;

    static constexpr std::array names = {"month",           "given",   "completed_this_year",
                                         "completed_total", "arrived", "paid"};
    static constexpr std::array holds = {Holds::month,  Holds::given_report, Holds::amount,
                                         Holds::amount, Holds::amount,       Holds::amount};
    [[nodiscard]] auto columns() {
        return std::tie(month, given, completed_this_year, completed_total, arrived, paid);
    }
    [[nodiscard]] auto columns() const {
        return std::tie(month, given, completed_this_year, completed_total, arrived, paid);
    }
    [[nodiscard]] std::uint16_t order(std::size_t i, const TextPool&) const { return month[i]; }
};

/// The valid reasons, each statement from the day on which it takes effect.
struct Reasons {
    std::vector<std::uint32_t> first{0};
    std::vector<std::uint32_t> rule;  ///< ascending by its text in a row
    std::vector<std::int32_t> from;   ///< ascending in a row and rule
    std::vector<std::int32_t> day;    ///< ascending in a row, rule and first day
    std::vector<std::int32_t> to;
    std::vector<std::uint32_t> by;
    std::vector<std::uint32_t> reason;
    std::vector<std::uint32_t> document;

    static constexpr std::array names = {"rule", "from", "day", "to", "by", "reason", "document"};
    static constexpr std::array holds = {Holds::text, Holds::day,  Holds::day, Holds::day,
                                         Holds::text, Holds::text, Holds::text};
    [[nodiscard]] auto columns() { return std::tie(rule, from, day, to, by, reason, document); }
    [[nodiscard]] auto columns() const {
        return std::tie(rule, from, day, to, by, reason, document);
    }
    [[nodiscard]] auto order(std::size_t i, const TextPool& texts) const {
        return std::tuple(texts.at(rule[i]), from[i], day[i]);
    }
};

/// What is stated of agreements and what came of them: the further milestones of a project, each
/// with its day; agreements, each statement from the day on which it takes effect; and the
/// performance of years, which counts from a year's last day. Few projects state any of it, so that
/// without entries there is no row either: `first` is a single 0.
struct DealFacts {
    std::vector<std::uint32_t> first{0};
    std::vector<std::uint8_t> kind;  ///< ascending in a row; a milestone once
    std::vector<std::int32_t> day;   ///< ascending in a row and kind
    std::vector<std::uint8_t> given;
    std::vector<std::int64_t> output;
    std::vector<std::int64_t> tax;

    static constexpr bool is_sparse = true;
    static constexpr std::array names = {"kind", "day", "given", "output", "tax"};
    static constexpr std::array holds = {Holds::deal_kind, Holds::day, Holds::given_deal,
                                         Holds::amount, Holds::amount};
    [[nodiscard]] auto columns() { return std::tie(kind, day, given, output, tax); }
    [[nodiscard]] auto columns() const { return std::tie(kind, day, given, output, tax); }
    [[nodiscard]] std::int64_t order(std::size_t i, const TextPool&) const {
        const bool is_milestone = kind[i] <= static_cast<int>(EventKind::corrected);
        return std::int64_t{kind[i]} * (std::int64_t{1} << 32) + (is_milestone ? 0 : day[i]);
    }
};

/// Entries into pools that are no milestone, and departures from networks; see `Visits`. Few
/// projects state any of it: without entries there is no row either.
struct VisitFacts {
    std::vector<std::uint32_t> first{0};
    std::vector<std::uint32_t> network;  ///< ascending by its text in a row
    std::vector<std::uint32_t> pool;     ///< ascending by its text in a network; 0: left it
    std::vector<std::uint16_t> visit;    ///< ascending in a row, network and pool
    std::vector<std::int32_t> day;
    std::vector<std::uint32_t> reason;

    static constexpr bool is_sparse = true;
    static constexpr std::array names = {"network", "pool", "visit", "day", "reason"};
    static constexpr std::array holds = {Holds::text, Holds::text, Holds::visit, Holds::day,
                                         Holds::text};
    [[nodiscard]] auto columns() { return std::tie(network, pool, visit, day, reason); }
    [[nodiscard]] auto columns() const { return std::tie(network, pool, visit, day, reason); }
    [[nodiscard]] auto order(std::size_t i, const TextPool& texts) const {
        return std::tuple(texts.at(network[i]), texts.at(pool[i]), visit[i]);
    }
};

/// The rounds of appraisals at gates. Without entries there is no row either, nor below.
struct AppraisalFacts {
    std::vector<std::uint32_t> first{0};
    std::vector<std::uint32_t> gate;   ///< ascending by its text in a row
    std::vector<std::uint16_t> round;  ///< ascending in a row and gate
    std::vector<std::int32_t> day;
    std::vector<std::uint8_t> outcome;
    std::vector<std::uint32_t> findings;
    std::vector<std::uint32_t> document;

    static constexpr bool is_sparse = true;
    static constexpr std::array names = {"gate", "round", "day", "outcome", "findings", "document"};
    static constexpr std::array holds = {Holds::text,    Holds::visit, Holds::day,
                                         Holds::outcome, Holds::text,  Holds::text};
    [[nodiscard]] auto columns() { return std::tie(gate, round, day, outcome, findings, document); }
    [[nodiscard]] auto columns() const {
        return std::tie(gate, round, day, outcome, findings, document);
    }
    [[nodiscard]] auto order(std::size_t i, const TextPool& texts) const {
        return std::tuple(texts.at(gate[i]), round[i]);
    }
    [[nodiscard]] const std::vector<std::uint32_t>& key() const { return gate; }
};

/// What is stated of factors, each statement from the day on which it takes effect.
struct FactorFacts {
    std::vector<std::uint32_t> first{0};
    std::vector<std::uint32_t> factor;  ///< ascending by its text in a row
    std::vector<std::int32_t> day;      ///< ascending in a row and factor
    std::vector<std::uint8_t> state;
    std::vector<std::uint32_t> document;

    static constexpr bool is_sparse = true;
    static constexpr std::array names = {"factor", "day", "state", "document"};
    static constexpr std::array holds = {Holds::text, Holds::day, Holds::factor_state, Holds::text};
    [[nodiscard]] auto columns() { return std::tie(factor, day, state, document); }
    [[nodiscard]] auto columns() const { return std::tie(factor, day, state, document); }
    [[nodiscard]] auto order(std::size_t i, const TextPool& texts) const {
        return std::tuple(texts.at(factor[i]), day[i]);
    }
    [[nodiscard]] const std::vector<std::uint32_t>& key() const { return factor; }
};

/// The figures that are reported by hand, each from the day on which it takes effect.
struct FigureFacts {
    std::vector<std::uint32_t> first{0};
    std::vector<std::uint32_t> indicator;  ///< ascending by its text in a row
    std::vector<std::int32_t> day;         ///< ascending in a row and indicator
    std::vector<std::int64_t> numerator;
    std::vector<std::int64_t> denominator;
    std::vector<std::uint32_t> document;

    static constexpr bool is_sparse = true;
    static constexpr std::array names = {"indicator", "day", "numerator", "denominator",
                                         "document"};
    static constexpr std::array holds = {Holds::text, Holds::day, Holds::number, Holds::denominator,
                                         Holds::text};
    [[nodiscard]] auto columns() {
        return std::tie(indicator, day, numerator, denominator, document);
    }
    [[nodiscard]] auto columns() const {
        return std::tie(indicator, day, numerator, denominator, document);
    }
    [[nodiscard]] auto order(std::size_t i, const TextPool& texts) const {
        return std::tuple(texts.at(indicator[i]), day[i]);
    }
    [[nodiscard]] const std::vector<std::uint32_t>& key() const { return indicator; }
};

/// Whether a table without entries has no rows either.
template <typename Table>
inline constexpr bool is_sparse_table = requires {
    Table::is_sparse;
};

/// What ledgers call regions: each distinct pair of code and name. Place 0 is "no region stated".
struct RegionSpellings {
    std::vector<std::uint32_t> code{0};
    std::vector<std::uint32_t> name{0};  ///< id in the text pool
};

/// The arrays of a `History`, all of fixed-width integers, so that they can be stored as they lie.
struct HistoryParts {
    Milestones milestones;
    Track<std::uint32_t, Holds::text> name;
    Track<std::uint32_t, Holds::region> region;
    Track<std::uint16_t, Holds::sector> sector;
    Track<std::uint32_t, Holds::text> responsible_unit;
    Track<std::uint32_t, Holds::text> lead_leader;
    Track<std::uint8_t, Holds::funding> funding;
    Track<std::int64_t, Holds::amount> total_investment;
    Track<std::int32_t, Holds::day> planned_start;
    Track<std::int32_t, Holds::day> planned_completion;
    Plans plans;
    Reports reports;
    Reasons reasons;
    DealFacts deals;
    VisitFacts visits;
    AppraisalFacts appraisals;
    FactorFacts factors;
    FigureFacts figures;
    RegionSpellings regions;
    std::shared_ptr<const TextPool> texts = std::make_shared<TextPool>();
    std::optional<Date> known_on;

    /// Calls `visit(name, table)` for every table.
    template <typename Self, typename Visit>
    static void for_each_table(Self& self, Visit&& visit);
    /// Calls `visit(name, vector, what it holds)` for every array, such as `plans.day`; the
    /// name is a `std::string`. The text pool and the known-on day stand apart.
    template <typename Self, typename Visit>
    static void for_each(Self& self, Visit&& visit);
};

template <typename Self, typename Visit>
void HistoryParts::for_each_table(Self& self, Visit&& visit) {
    visit("name", self.name);
    visit("region", self.region);
    visit("sector", self.sector);
    visit("responsible_unit", self.responsible_unit);
    visit("lead_leader", self.lead_leader);
    visit("funding", self.funding);
    visit("total_investment", self.total_investment);
    visit("planned_start", self.planned_start);
    visit("planned_completion", self.planned_completion);
    visit("plans", self.plans);
    visit("reports", self.reports);
    visit("reasons", self.reasons);
    visit("deals", self.deals);
    visit("visits", self.visits);
    visit("appraisals", self.appraisals);
    visit("factors", self.factors);
    visit("figures", self.figures);
}

template <typename Self, typename Visit>
void HistoryParts::for_each(Self& self, Visit&& visit) {
    Milestones::for_each(self.milestones, [&](const char* name, auto& column, Holds held, auto) {
        visit(std::string(name), column, held);
    });
    for_each_table(self, [&](const char* name, auto& table) {
        const auto prefix = std::string(name) + '.';
        visit(prefix + "first", table.first, Holds::first);
        std::apply(
            [&](auto&... column) {
                std::size_t i = 0;
                ((visit(prefix + table.names[i], column, table.holds[i]), ++i), ...);
            },
            table.columns());
    });
    visit(std::string("regions.code"), self.regions.code, Holds::region_code);
    visit(std::string("regions.name"), self.regions.name, Holds::text);
}

}  // namespace sanku
