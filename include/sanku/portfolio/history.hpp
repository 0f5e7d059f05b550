#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "sanku/core/checked.hpp"
#include "sanku/core/date.hpp"
#include "sanku/core/funding.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/pool.hpp"
#include "sanku/core/project_code.hpp"
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

/// Everything that holds of every project that some event names, on all days; the state of one day
/// is `at`. Immutable, cheap to copy (copies share the arrays), free to be read from any number of
/// threads. Rows are in the order of project codes.
class History {
  public:
    /// The arrays, all of fixed-width integers, so that they can be stored as they lie.
    struct Parts {
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

    /// The history of nothing.
    History() : History(Parts{}) {}
    /// Takes parts that may come from a file of others. Throws `Error` with `invalid_argument` if
    /// lengths, offsets, the order of codes or entries, a day, or an index into a dictionary are
    /// off, `money_out_of_range` for an amount below 0 or above `max_project_money`, and `overflow`
    /// if the greatest amounts of all projects add up to more than int64 holds. So every portfolio
    /// of this history is sound without being checked again. O(entries), some ms for a million.
    explicit History(Parts parts);

    /// Number of projects, those included that never entered a library.
    [[nodiscard]] std::size_t size() const noexcept { return parts().milestones.code.size(); }
    [[nodiscard]] std::optional<Date> known_on() const noexcept { return parts().known_on; }
    [[nodiscard]] const Parts& parts() const noexcept { return held_->parts; }
    [[nodiscard]] const TextPool& texts() const noexcept { return *parts().texts; }

    /// The row of `code`, if some event names the project. O(log n).
    [[nodiscard]] std::optional<std::size_t> find(ProjectCode code) const noexcept;

    /// The state of every project that had entered a library by the day `as_of`; the rules stand in
    /// docs/figures.md. O(projects + entries); shares the texts.
    [[nodiscard]] Portfolio at(Date as_of) const;

    /// Bytes that the arrays and texts take.
    [[nodiscard]] std::size_t memory_bytes() const;

  private:
    struct Held {
        Parts parts;
        std::vector<std::int32_t> region_since;  // a spelling's first day in force, or `no_day`
    };
    std::shared_ptr<const Held> held_;
};

template <typename Self, typename Visit>
void History::Parts::for_each_table(Self& self, Visit&& visit) {
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
}

template <typename Self, typename Visit>
void History::Parts::for_each(Self& self, Visit&& visit) {
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

inline std::optional<std::size_t> History::find(ProjectCode code) const noexcept {
    const auto& codes = parts().milestones.code;
    const auto found = std::lower_bound(codes.begin(), codes.end(), code.value());
    if (found == codes.end() || *found != code.value()) return std::nullopt;
    return static_cast<std::size_t>(found - codes.begin());
}

inline std::size_t History::memory_bytes() const {
    std::size_t bytes = texts().bytes().capacity() + 4 * texts().offsets().capacity();
    Parts::for_each(parts(), [&](const std::string&, const auto& array, Holds) {
        bytes += array.capacity() * sizeof(array[0]);
    });
    return bytes;
}

namespace detail {

// --- Checks -------------------------------------------------------------------------------------

/// The least and the greatest value that an array may hold, and one more that it may (or the same).
struct Allowed {
    std::int64_t least;
    std::int64_t most;
    std::int64_t also;
};

/// Nothing for what is checked apart.
[[nodiscard]] inline std::optional<Allowed> allowed(Holds held, const History::Parts& parts) {
    const auto within = [](std::int64_t least, std::int64_t most) {
        return Allowed{least, most, least};
    };
    switch (held) {
        case Holds::day:
            return within(Date::min_days, Date::max_days);
        case Holds::day_or_none:
            return Allowed{Date::min_days, Date::max_days, no_day};
        case Holds::text:
            return within(0, static_cast<std::int64_t>(parts.texts->size()) - 1);
        case Holds::region:
            return within(0, static_cast<std::int64_t>(parts.regions.code.size()) - 1);
        case Holds::sector:
            return within(0, 100 * (section_count + 1) - 1);
        case Holds::funding:
            return within(0, funding_count - 1);
        case Holds::score:
            return Allowed{0, 10'000, no_score};
        case Holds::year:
            return within(1900, 2199);
        case Holds::month:
            return within(Month(1900, 1).index(), Month(2199, 12).index());
        case Holds::deal_kind:
            return within(static_cast<int>(EventKind::negotiated),
                          static_cast<int>(EventKind::performance_reported));
        case Holds::amount:
        case Holds::code:
        case Holds::first:
        case Holds::region_code:
        case Holds::given_plan:
        case Holds::given_report:
        case Holds::given_deal:
            break;
    }
    return std::nullopt;
}

/// Whether all numbers lie within. No branch on data.
template <typename Number>
[[nodiscard]] bool all_within(const std::vector<Number>& array, Allowed range) noexcept {
    using Unsigned = std::make_unsigned_t<Number>;
    const auto least = static_cast<Unsigned>(range.least);
    const auto span = static_cast<Unsigned>(range.most - range.least);
    const auto also = static_cast<Number>(range.also);
    Unsigned off = 0;
    for (const Number number : array) {
        const auto above = static_cast<Unsigned>(static_cast<Unsigned>(number) - least);
        off = static_cast<Unsigned>(off | ((above > span) & (number != also)));
    }
    return off == 0;
}

/// Whether no number is less than the one before it, or, if `strictly`, equal to it. No branch on
/// data.
template <typename Number>
[[nodiscard]] bool ascends(const std::vector<Number>& array, bool strictly) noexcept {
    unsigned falls = 0;
    unsigned stays = 0;
    for (std::size_t i = 1; i < array.size(); ++i) {
        falls |= static_cast<unsigned>(array[i] < array[i - 1]);
        stays |= static_cast<unsigned>(array[i] == array[i - 1]);
    }
    return falls == 0 && !(strictly && stays != 0);
}

/// Whether the rows of a table lie one behind the other, without gaps, over all of its entries, and
/// the entries of each row ascend.
template <typename Table>
[[nodiscard]] bool well_ordered(const Table& table, std::size_t rows, const TextPool& texts) {
    const auto& first = table.first;
    const std::size_t entries = std::get<0>(table.columns()).size();
    const bool lengths =
        std::apply([&](const auto&... column) { return ((column.size() == entries) && ...); },
                   table.columns());
    if constexpr (is_sparse_table<Table>) {
        if (lengths && entries == 0) return first.size() == 1 && first[0] == 0;
    }
    if (!lengths || first.size() != rows + 1 || first[0] != 0 || first[rows] != entries ||
        !ascends(first, false)) {
        return false;
    }
    std::vector<std::uint8_t> falls(entries + 1);
    for (std::size_t i = 1; i < entries; ++i) {
        falls[i] = !(table.order(i - 1, texts) < table.order(i, texts));
    }
    // Where entries fall, a row must begin: as many do at the beginning of rows as do at all.
    std::size_t all = 0;
    for (const std::uint8_t at : falls) all += at;
    std::size_t at_begin = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        at_begin += falls[first[row]] & static_cast<unsigned>(first[row] != first[row + 1]);
    }
    return all == at_begin;
}

/// Whether no other than these bits are set anywhere.
[[nodiscard]] inline bool only_bits(const std::vector<std::uint8_t>& given,
                                    unsigned bits) noexcept {
    unsigned seen = 0;
    for (const std::uint8_t flags : given) seen |= flags;
    return (seen & ~bits) == 0;
}

/// Whether the bits of each entry are some that its kind can state, and of a milestone none.
[[nodiscard]] inline bool fitting_bits(const DealFacts& deals) noexcept {
    constexpr unsigned agreed = deal::agreed_output | deal::agreed_tax;
    constexpr unsigned reported =
        deal::output | deal::tax | deal::environment | deal::environment_met;
    bool fit = true;
    for (std::size_t i = 0; i < deals.kind.size(); ++i) {
        const auto kind = static_cast<EventKind>(deals.kind[i]);
        const unsigned bits = kind == EventKind::agreement_set          ? agreed
                              : kind == EventKind::performance_reported ? reported
                                                                        : 0;
        fit = fit && (deals.given[i] & ~bits) == 0 && (deals.given[i] != 0) == (bits != 0);
    }
    return fit && known_deals(deals.given);
}

/// The amounts of a table, and the flags and bit that say which of them somebody stated.
struct Amounts {
    const char* name;
    const std::vector<std::uint32_t>& first;
    const std::vector<std::int64_t>& fen;
    const std::vector<std::uint8_t>* given = nullptr;  ///< nullptr: all of them
    std::uint8_t bit = 0;
};

/// Whether the greatest amounts of all rows add up in int64.
[[nodiscard]] inline bool greatest_fit(const Amounts& amounts) noexcept {
    std::int64_t sum = 0;
    for (std::size_t row = 0; row + 1 < amounts.first.size(); ++row) {
        std::int64_t most = 0;
        for (std::size_t i = amounts.first[row]; i < amounts.first[row + 1]; ++i) {
            most = std::max(most, amounts.fen[i]);
        }
        if (__builtin_add_overflow(sum, most, &sum)) return false;
    }
    return true;
}

/// Throws unless every amount is allowed, those that nobody stated are 0, and the amounts of rows,
/// whichever entry of each, add up in int64. One pass, unless all entries together do not fit.
inline void check_amounts(const Amounts& amounts) {
    constexpr std::size_t block = 65'536;  // of the greatest amounts add up in int64
    const std::int64_t* __restrict fen = amounts.fen.data();
    const std::uint8_t* __restrict given = amounts.given ? amounts.given->data() : nullptr;
    constexpr auto limit = static_cast<std::uint64_t>(max_project_money.fen());
    bool off = false;
    std::int64_t unstated = 0;
    checked::Wide total = 0;
    for (std::size_t begin = 0; begin < amounts.fen.size(); begin += block) {
        const std::size_t end = std::min(amounts.fen.size(), begin + block);
        std::uint64_t signs = 0;  // the highest bit: some amount is below 0 or above the limit
        std::uint64_t sum = 0;    // wraps if so
        for (std::size_t i = begin; i < end; ++i) {
            const auto amount = static_cast<std::uint64_t>(fen[i]);
            signs |= amount | (limit - amount);
            sum += amount;
        }
        off |= signs >> 63 != 0;
        for (std::size_t i = begin; given != nullptr && i < end; ++i) {
            unstated |= (given[i] & amounts.bit) != 0 ? 0 : fen[i];
        }
        total += static_cast<std::int64_t>(sum);
    }
    if (off) throw Error(ErrorCode::money_out_of_range, amounts.name);
    if (unstated != 0) {
        throw Error(ErrorCode::invalid_argument, amounts.name, "an amount that nobody stated");
    }
    if (total > std::numeric_limits<std::int64_t>::max() && !greatest_fit(amounts)) {
        throw Error(ErrorCode::overflow, amounts.name);
    }
}

inline void check_amounts(const History::Parts& parts) {
    const auto& investment = parts.total_investment;
    const Plans& plans = parts.plans;
    const Reports& reports = parts.reports;
    const DealFacts& deals = parts.deals;
    for (const Amounts& amounts : {
             Amounts{"total_investment", investment.first, investment.value},
             Amounts{"plan", plans.first, plans.amount, &plans.given, given::plan},
             Amounts{"required_payment", plans.first, plans.required_payment, &plans.given,
                     given::required_payment},
             Amounts{"completed_this_year", reports.first, reports.completed_this_year,
                     &reports.given, given::completed_this_year},
             Amounts{"completed_total", reports.first, reports.completed_total, &reports.given,
                     given::completed_total},
             Amounts{"arrived", reports.first, reports.arrived, &reports.given, given::arrived},
             Amounts{"paid", reports.first, reports.paid, &reports.given, given::paid},
             Amounts{"output", deals.first, deals.output, &deals.given,
                     deal::agreed_output | deal::output},
             Amounts{"tax", deals.first, deals.tax, &deals.given, deal::agreed_tax | deal::tax},
         }) {
        check_amounts(amounts);
    }
}

/// Throws as the constructor of `History` says.
inline void check(const History::Parts& parts) {
    const auto refuse = [](const std::string& name) {
        throw Error(ErrorCode::invalid_argument, "history", name);
    };
    if (parts.texts == nullptr) refuse("texts");
    const std::size_t rows = parts.milestones.code.size();
    Milestones::for_each(parts.milestones, [&](const char* name, const auto& column, Holds, auto) {
        if (column.size() != rows) refuse(name);
    });
    if (!ascends(parts.milestones.code, true)) refuse("code");
    const RegionSpellings& regions = parts.regions;
    bool known = !regions.code.empty() && regions.code.size() == regions.name.size() &&
                 regions.code[0] == 0 && regions.name[0] == 0;
    for (const std::uint32_t code : regions.code) {
        known &= code == 0 || RegionCode::is_known_province(code / 10'000'000);
    }
    if (!known) refuse("regions");
    History::Parts::for_each(parts, [&](const std::string& name, const auto& array, Holds held) {
        const auto range = allowed(held, parts);
        if (range && !all_within(array, *range)) refuse(name);
    });
    History::Parts::for_each_table(parts, [&](const char* name, const auto& table) {
        if (!well_ordered(table, rows, *parts.texts)) refuse(name);
    });
    const bool known_bits =
        only_bits(parts.plans.given, given::plan | given::required_payment) &&
        only_bits(parts.reports.given, given::completed_this_year | given::completed_total |
                                           given::arrived | given::paid) &&
        fitting_bits(parts.deals);
    if (!known_bits) refuse("bits of no figure");
    check_amounts(parts);
}

/// The first day of each spelling of a region.
[[nodiscard]] inline std::vector<std::int32_t> spelt_since(const History::Parts& parts) {
    std::vector<std::int32_t> since(parts.regions.code.size(), no_day);
    since[0] = Date::min_days;
    const auto& [first, day, value] = parts.region;
    for (std::size_t i = 0; i < value.size(); ++i) {
        since[value[i]] = std::min(since[value[i]], day[i]);
    }
    return since;
}

// --- The state of a day -------------------------------------------------------------------------

/// The pools of `count` rows from `begin` on, as of the day `today`. No branch on data.
inline void pools_on(const Milestones& m, std::int32_t today, std::uint8_t* __restrict pools) {
    const std::int32_t* __restrict directory = m.entered_directory.data();
    const std::int32_t* __restrict reserve = m.entered_reserve.data();
    const std::int32_t* __restrict implementation = m.entered_implementation.data();
    const std::int32_t* __restrict withdrawn = m.withdrawn.data();
    constexpr auto byte = [](Pool pool) { return static_cast<std::uint8_t>(pool); };
    const std::size_t rows = m.code.size();
    for (std::size_t i = 0; i < rows; ++i) {
        // What it entered before it was withdrawn is over.
        const std::int32_t over =
            withdrawn[i] <= today ? withdrawn[i] : std::numeric_limits<std::int32_t>::min();
        const std::int32_t earliest =
            std::min(directory[i], std::min(reserve[i], implementation[i]));
        const auto inside = [&](std::int32_t day) { return (day <= today) & (day > over); };
        std::uint8_t pool = earliest <= today ? byte(Pool::withdrawn) : byte(Pool::none);
        pool = inside(directory[i]) ? byte(Pool::directory) : pool;
        pool = inside(reserve[i]) ? byte(Pool::reserve) : pool;
        pools[i] = inside(implementation[i]) ? byte(Pool::implementation) : pool;
    }
}

using Rows = std::vector<std::uint32_t>;

/// The rows of what has entered some library.
[[nodiscard]] inline Rows entered_rows(const std::vector<std::uint8_t>& pools) {
    Rows rows(pools.size() + 1);
    std::size_t count = 0;
    for (std::uint32_t row = 0; row < pools.size(); ++row) {
        rows[count] = row;
        count += pools[row] != static_cast<std::uint8_t>(Pool::none);
    }
    rows.resize(count);
    return rows;
}

/// `of(row)` of each of `rows`.
template <typename Of>
[[nodiscard]] auto gathered(const Rows& rows, Of&& of) {
    std::vector<std::invoke_result_t<Of, std::size_t>> out(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) out[i] = of(std::size_t{rows[i]});
    return out;
}

/// The place behind the last entry of `row` that is in force on `today`; `first[row]` if none is.
[[nodiscard]] inline std::size_t end_on(const std::vector<std::uint32_t>& first,
                                        const std::vector<std::int32_t>& day, std::size_t row,
                                        std::int32_t today) noexcept {
    std::size_t end = first[row + 1];
    while (end > first[row] && day[end - 1] > today) --end;
    return end;
}

/// The value that holds on `today` in each of `rows`, `none` where there is none.
template <typename Value, Holds held>
[[nodiscard]] std::vector<Value> values_on(const Track<Value, held>& track, const Rows& rows,
                                           std::int32_t today, Value none) {
    return gathered(rows, [&](std::size_t row) {
        const std::size_t end = end_on(track.first, track.day, row, today);
        return end > track.first[row] ? track.value[end - 1] : none;
    });
}

/// The days of a milestone, those that lie ahead hidden.
[[nodiscard]] inline std::vector<std::int32_t> days_by(const std::vector<std::int32_t>& column,
                                                       const Rows& rows, std::int32_t today) {
    return gathered(rows,
                    [&](std::size_t row) { return column[row] <= today ? column[row] : no_day; });
}

/// Fills the columns of evaluations.
inline void evaluations_by(const Milestones& m, const Rows& rows, std::int32_t today, Columns& c) {
    c.evaluations.resize(rows.size());
    c.evaluated.resize(rows.size());
    c.score.resize(rows.size());
    constexpr std::int32_t never = std::numeric_limits<std::int32_t>::min();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::int32_t days[] = {m.evaluated_project[rows[i]], m.evaluated_sector[rows[i]],
                                     m.evaluated_region[rows[i]]};
        unsigned done = 0;
        std::int32_t latest = never;
        for (unsigned which = 0; which < 3; ++which) {
            const bool is_done = days[which] <= today;
            done |= static_cast<unsigned>(is_done) << which;
            latest = std::max(latest, is_done ? days[which] : never);
        }
        c.evaluations[i] = static_cast<std::uint8_t>(done);
        c.evaluated[i] = latest == never ? no_day : latest;
        c.score[i] = days[0] <= today ? m.score[rows[i]] : no_score;
    }
}

/// Fills the columns of total investment.
inline void investments_on(const Track<std::int64_t, Holds::amount>& track, const Rows& rows,
                           std::int32_t today, Columns& c) {
    c.total_investment.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t end = end_on(track.first, track.day, rows[i], today);
        if (end == track.first[rows[i]]) continue;
        c.total_investment[i] = track.value[end - 1];
        c.given[i] |= given::total_investment;
    }
}

/// Fills the columns of the plan of the day's year; its two figures hold apart from each other.
inline void plans_on(const Plans& plans, const Rows& rows, Date as_of, Columns& c) {
    c.plan.resize(rows.size());
    c.required_payment.resize(rows.size());
    const int year = as_of.year();
    const std::int32_t today = as_of.days();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t e = plans.first[rows[i]]; e < plans.first[rows[i] + 1]; ++e) {
            if (plans.year[e] != year || plans.day[e] > today) continue;
            if ((plans.given[e] & given::plan) != 0) c.plan[i] = plans.amount[e];
            if ((plans.given[e] & given::required_payment) != 0) {
                c.required_payment[i] = plans.required_payment[e];
            }
            c.given[i] = static_cast<std::uint8_t>(c.given[i] | plans.given[e]);
        }
    }
}

/// Fills the columns of reported figures.
inline void reports_on(const Reports& reports, const Rows& rows, Date as_of, Columns& c) {
    for (auto* column : {&c.completed_this_year, &c.completed_last_year, &c.completed_total,
                         &c.arrived, &c.paid}) {
        column->resize(rows.size());
    }
    c.last_report.resize(rows.size());
    const bool ended = as_of == as_of.month().last_day();
    const int last = as_of.month().index() - (ended ? 0 : 1);
    const int january = as_of.month().index() - as_of.month_of_year() + 1;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t begin = reports.first[rows[i]];
        std::size_t end = reports.first[rows[i] + 1];
        while (end > begin && reports.month[end - 1] > last) --end;
        if (end == begin) continue;
        const std::size_t e = end - 1;
        c.last_report[i] = reports.month[e];
        c.completed_total[i] = reports.completed_total[e];
        unsigned given = reports.given[e] & given::completed_total;
        if (reports.month[e] >= january) {
            c.completed_this_year[i] = reports.completed_this_year[e];
            c.arrived[i] = reports.arrived[e];
            c.paid[i] = reports.paid[e];
            given = reports.given[e];
        }
        c.given[i] = static_cast<std::uint8_t>(c.given[i] | given);
        while (end > begin && reports.month[end - 1] >= january) --end;
        if (end > begin && reports.month[end - 1] >= january - 12) {
            c.completed_last_year[i] = reports.completed_this_year[end - 1];
        }
    }
}

/// The valid reasons in order of row, rule and first day: of each the statement that holds.
[[nodiscard]] inline std::vector<ValidReason> reasons_on(const Reasons& reasons,
                                                         const TextPool& texts, const Rows& rows,
                                                         std::int32_t today) {
    std::vector<ValidReason> out;
    if (reasons.rule.empty()) return out;
    const auto text = [&](std::uint32_t id) { return std::string(texts.at(id)); };
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        const auto next_row = static_cast<std::ptrdiff_t>(out.size());
        for (std::size_t e = reasons.first[rows[i]]; e < reasons.first[rows[i] + 1]; ++e) {
            if (reasons.day[e] > today) continue;
            ValidReason reason{i,
                               text(reasons.rule[e]),
                               Date::from_days(reasons.from[e]),
                               Date::from_days(reasons.to[e]),
                               text(reasons.by[e]),
                               text(reasons.reason[e]),
                               text(reasons.document[e])};
            const bool restated = std::ssize(out) > next_row && out.back().rule == reason.rule &&
                                  out.back().from == reason.from;
            if (restated) out.pop_back();
            out.push_back(std::move(reason));
        }
    }
    return out;
}

/// Puts what an entry says into row `i` of the columns.
inline void put_deal(const DealFacts& deals, std::size_t entry, std::size_t i, Deals& out) {
    const unsigned bits = deals.given[entry];
    switch (static_cast<EventKind>(deals.kind[entry])) {
        case EventKind::negotiated:
            out.negotiated[i] = deals.day[entry];
            break;
        case EventKind::contract_signed:
            out.contract_signed[i] = deals.day[entry];
            break;
        case EventKind::correction_ordered:
            out.correction_ordered[i] = deals.day[entry];
            break;
        case EventKind::corrected: {
            // What was put right before the order in force was put right under an earlier one.
            const std::int32_t ordered = out.correction_ordered[i];
            const bool counts = ordered == no_day || deals.day[entry] >= ordered;
            out.corrected[i] = counts ? deals.day[entry] : no_day;
            break;
        }
        case EventKind::agreement_set:  // its two figures hold apart from each other
            if ((bits & deal::agreed_output) != 0) out.agreed_output[i] = deals.output[entry];
            if ((bits & deal::agreed_tax) != 0) out.agreed_tax[i] = deals.tax[entry];
            out.given[i] = static_cast<std::uint8_t>(out.given[i] | bits);
            break;
        default: {  // the performance of a year takes the place of that of the year before
            constexpr unsigned agreed = deal::agreed_output | deal::agreed_tax;
            out.output[i] = deals.output[entry];
            out.tax[i] = deals.tax[entry];
            out.given[i] = static_cast<std::uint8_t>((out.given[i] & agreed) | bits);
            break;
        }
    }
}

/// The columns of agreements; empty if nothing of them holds in any of `rows`.
[[nodiscard]] inline Deals deals_on(const DealFacts& deals, const Rows& rows, std::int32_t today) {
    Deals out;
    if (deals.kind.empty()) return out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t e = deals.first[rows[i]]; e < deals.first[rows[i] + 1]; ++e) {
            if (deals.day[e] > today) continue;
            if (out.empty()) out = Deals::unstated(rows.size());
            put_deal(deals, e, i, out);
        }
    }
    return out;
}

/// The regions of a day, and the place in them of each spelling.
struct RegionsOfDay {
    std::vector<RegionEntry> entries;
    std::vector<std::uint32_t> place;
};

/// Regions of which a statement is in force on `today`, each under the greatest of its spellings.
[[nodiscard]] inline RegionsOfDay regions_on(const RegionSpellings& spellings,
                                             const TextPool& texts,
                                             const std::vector<std::int32_t>& since,
                                             std::int32_t today) {
    Rows order;
    for (std::uint32_t i = 0; i < since.size(); ++i) {
        if (since[i] <= today) order.push_back(i);
    }
    std::ranges::sort(order, {}, [&](std::uint32_t i) {
        return std::pair(spellings.code[i], texts.at(spellings.name[i]));
    });
    RegionsOfDay out{{}, Rows(since.size())};
    for (const std::uint32_t i : order) {
        const RegionCode code = RegionCode::from_value(spellings.code[i]);
        if (out.entries.empty() || out.entries.back().code != code)
            out.entries.push_back({code, {}});
        out.entries.back().name = texts.at(spellings.name[i]);
        out.place[i] = static_cast<std::uint32_t>(out.entries.size() - 1);
    }
    return out;
}

}  // namespace detail

inline History::History(Parts parts) {
    detail::check(parts);
    std::vector<std::int32_t> since = detail::spelt_since(parts);
    held_ = std::make_shared<const Held>(Held{std::move(parts), std::move(since)});
}

inline Portfolio History::at(Date as_of) const {
    using namespace detail;  // NOLINT(google-build-using-namespace): of this header
    const Parts& p = parts();
    const Milestones& m = p.milestones;
    const std::int32_t today = as_of.days();
    std::vector<std::uint8_t> pools(size());
    pools_on(m, today, pools.data());
    const Rows rows = entered_rows(pools);
    RegionsOfDay regions = regions_on(p.regions, texts(), held_->region_since, today);
    Columns c;
    c.code = gathered(rows, [&](std::size_t row) { return m.code[row]; });
    c.pool = gathered(rows, [&](std::size_t row) { return pools[row]; });
    c.given.resize(rows.size());
    c.region = values_on(p.region, rows, today, std::uint32_t{0});
    for (std::uint32_t& region : c.region) region = regions.place[region];
    c.sector = values_on(p.sector, rows, today, std::uint16_t{0});
    c.funding = values_on(p.funding, rows, today, std::uint8_t{0});
    c.entered_directory = days_by(m.entered_directory, rows, today);
    c.entered_reserve = days_by(m.entered_reserve, rows, today);
    c.entered_implementation = days_by(m.entered_implementation, rows, today);
    c.withdrawn = days_by(m.withdrawn, rows, today);
    c.withdrawal_reason = gathered(rows, [&](std::size_t row) {
        return m.withdrawn[row] <= today ? m.withdrawal_reason[row] : 0U;
    });
    c.planned_start = values_on(p.planned_start, rows, today, no_day);
    c.started = days_by(m.started, rows, today);
    c.enrolled = days_by(m.enrolled, rows, today);
    c.planned_completion = values_on(p.planned_completion, rows, today, no_day);
    c.completed = days_by(m.completed, rows, today);
    c.in_production = days_by(m.in_production, rows, today);
    c.settled = days_by(m.settled, rows, today);
    c.final_accounts = days_by(m.final_accounts, rows, today);
    c.name = values_on(p.name, rows, today, std::uint32_t{0});
    c.responsible_unit = values_on(p.responsible_unit, rows, today, std::uint32_t{0});
    c.lead_leader = values_on(p.lead_leader, rows, today, std::uint32_t{0});
    evaluations_by(m, rows, today, c);
    investments_on(p.total_investment, rows, today, c);
    plans_on(p.plans, rows, as_of, c);
    reports_on(p.reports, rows, as_of, c);
    return Portfolio({.columns = std::move(c),
                      .regions = std::move(regions.entries),
                      .reasons = reasons_on(p.reasons, texts(), rows, today),
                      .texts = p.texts,
                      .as_of = as_of,
                      .known_on = p.known_on,
                      .deals = deals_on(p.deals, rows, today)},
                     Portfolio::Sound{});
}

}  // namespace sanku
