#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/core/funding.hpp"
#include "sanku/core/instant.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/pool.hpp"
#include "sanku/core/project_code.hpp"
#include "sanku/core/region_code.hpp"
#include "sanku/core/sector_code.hpp"
#include "sanku/portfolio/side_tables.hpp"
#include "sanku/portfolio/text_pool.hpp"

namespace sanku {

/// Bits of `Columns::given`: which amounts somebody stated. An amount that nobody stated is 0 in
/// its column, so that sums need no mask.
namespace given {
inline constexpr std::uint8_t total_investment = 1;
inline constexpr std::uint8_t plan = 2;
inline constexpr std::uint8_t required_payment = 4;
inline constexpr std::uint8_t completed_this_year = 8;
inline constexpr std::uint8_t completed_total = 16;
inline constexpr std::uint8_t arrived = 32;
inline constexpr std::uint8_t paid = 64;
}  // namespace given

/// `Columns::score` where there is none.
inline constexpr std::uint16_t no_score = 0xFFFF;

/// The columns of a portfolio, one element a project, all of one length; 154 bytes a project. Days
/// count from 1970-01-01 (`no_day`: not by the as-of day); amounts are in fen.
struct Columns {
    std::vector<std::uint64_t> code;         ///< ProjectCode::value, ascending
    std::vector<std::uint32_t> region;       ///< index into Portfolio::regions
    std::vector<std::uint16_t> sector;       ///< SectorCode::value
    std::vector<std::uint8_t> funding;       ///< Funding
    std::vector<std::uint8_t> pool;          ///< Pool
    std::vector<std::uint8_t> given;         ///< bits: which amounts were stated
    std::vector<std::uint8_t> evaluations;   ///< bit 1 << Evaluation: evaluated
    std::vector<std::uint16_t> score;        ///< of the project's evaluation, in hundredths
    std::vector<std::uint16_t> last_report;  ///< Month::index of the latest report; 0: none

    std::vector<std::int32_t> entered_directory;
    std::vector<std::int32_t> entered_reserve;
    std::vector<std::int32_t> entered_implementation;
    std::vector<std::int32_t> withdrawn;
    std::vector<std::int32_t> planned_start;
    std::vector<std::int32_t> started;
    std::vector<std::int32_t> enrolled;
    std::vector<std::int32_t> planned_completion;
    std::vector<std::int32_t> completed;
    std::vector<std::int32_t> in_production;
    std::vector<std::int32_t> settled;
    std::vector<std::int32_t> final_accounts;
    std::vector<std::int32_t> evaluated;  ///< day of the latest evaluation

    std::vector<std::int64_t> total_investment;
    std::vector<std::int64_t> plan;                 ///< of the as-of day's year
    std::vector<std::int64_t> required_payment;     ///< of the as-of day's year
    std::vector<std::int64_t> completed_this_year;  ///< by the latest report of that year
    std::vector<std::int64_t> completed_last_year;  ///< by the latest report of the year before
    std::vector<std::int64_t> completed_total;      ///< by the latest report
    std::vector<std::int64_t> arrived;              ///< this year, by its latest report
    std::vector<std::int64_t> paid;                 ///< this year, by its latest report

    std::vector<std::uint32_t> name;               ///< id in Portfolio::texts
    std::vector<std::uint32_t> responsible_unit;   ///< id in Portfolio::texts
    std::vector<std::uint32_t> lead_leader;        ///< id in Portfolio::texts
    std::vector<std::uint32_t> withdrawal_reason;  ///< id in Portfolio::texts

    /// Calls `visit(name, vector, value of a new element)` for every column: the one list of them.
    template <typename Self, typename Visit>
    static void for_each(Self& self, Visit&& visit) {
        visit("code", self.code, std::uint64_t{0});
        visit("region", self.region, std::uint32_t{0});
        visit("sector", self.sector, std::uint16_t{0});
        visit("funding", self.funding, std::uint8_t{0});
        visit("pool", self.pool, std::uint8_t{0});
        visit("given", self.given, std::uint8_t{0});
        visit("evaluations", self.evaluations, std::uint8_t{0});
        visit("score", self.score, no_score);
        visit("last_report", self.last_report, std::uint16_t{0});
        visit("entered_directory", self.entered_directory, no_day);
        visit("entered_reserve", self.entered_reserve, no_day);
        visit("entered_implementation", self.entered_implementation, no_day);
        visit("withdrawn", self.withdrawn, no_day);
        visit("planned_start", self.planned_start, no_day);
        visit("started", self.started, no_day);
        visit("enrolled", self.enrolled, no_day);
        visit("planned_completion", self.planned_completion, no_day);
        visit("completed", self.completed, no_day);
        visit("in_production", self.in_production, no_day);
        visit("settled", self.settled, no_day);
        visit("final_accounts", self.final_accounts, no_day);
        visit("evaluated", self.evaluated, no_day);
        visit("total_investment", self.total_investment, std::int64_t{0});
        visit("plan", self.plan, std::int64_t{0});
        visit("required_payment", self.required_payment, std::int64_t{0});
        visit("completed_this_year", self.completed_this_year, std::int64_t{0});
        visit("completed_last_year", self.completed_last_year, std::int64_t{0});
        visit("completed_total", self.completed_total, std::int64_t{0});
        visit("arrived", self.arrived, std::int64_t{0});
        visit("paid", self.paid, std::int64_t{0});
        visit("name", self.name, std::uint32_t{0});
        visit("responsible_unit", self.responsible_unit, std::uint32_t{0});
        visit("lead_leader", self.lead_leader, std::uint32_t{0});
        visit("withdrawal_reason", self.withdrawal_reason, std::uint32_t{0});
    }
};

/// Bits of `Deals::given`: which figures somebody stated, and whether the environmental terms of
/// the agreement were met, which holds if `environment` is set.
namespace deal {
inline constexpr std::uint8_t agreed_output = 1;
inline constexpr std::uint8_t agreed_tax = 2;
inline constexpr std::uint8_t output = 4;
inline constexpr std::uint8_t tax = 8;
inline constexpr std::uint8_t environment = 16;
inline constexpr std::uint8_t environment_met = 32;
}  // namespace deal

/// Further columns, about what a project agreed with its investor and what came of it: one element
/// a project, or none at all where no project states any of it. Days and amounts as in `Columns`;
/// an amount that nobody stated is 0.
struct Deals {
    std::vector<std::int32_t> negotiated;
    std::vector<std::int32_t> contract_signed;
    std::vector<std::int32_t> correction_ordered;  ///< the latest order
    std::vector<std::int32_t> corrected;           ///< not before that order
    std::vector<std::uint8_t> given;               ///< bits of `deal`
    std::vector<std::int64_t> agreed_output;       ///< a year, as agreed by the as-of day
    std::vector<std::int64_t> agreed_tax;          ///< a year, as agreed by the as-of day
    std::vector<std::int64_t> output;              ///< of the latest reported year that is over
    std::vector<std::int64_t> tax;                 ///< of the latest reported year that is over

    /// Whether no project states any of it.
    [[nodiscard]] bool empty() const noexcept { return given.empty(); }

    /// Calls `visit(name, vector, value of a new element)` for every column; the names differ from
    /// those of `Columns`.
    template <typename Self, typename Visit>
    static void for_each(Self& self, Visit&& visit) {
        visit("negotiated", self.negotiated, no_day);
        visit("contract_signed", self.contract_signed, no_day);
        visit("correction_ordered", self.correction_ordered, no_day);
        visit("corrected", self.corrected, no_day);
        visit("deal_given", self.given, std::uint8_t{0});
        visit("agreed_output", self.agreed_output, std::int64_t{0});
        visit("agreed_tax", self.agreed_tax, std::int64_t{0});
        visit("output", self.output, std::int64_t{0});
        visit("tax", self.tax, std::int64_t{0});
    }
    /// Columns of `rows` projects of which nothing is stated.
    [[nodiscard]] static Deals unstated(std::size_t rows) {
        Deals out;
        for_each(out,
                 [&](const char*, auto& column, auto initial) { column.assign(rows, initial); });
        return out;
    }
};

/// A region that projects of a portfolio lie in, with the name that the ledger gave (may be empty).
struct RegionEntry {
    RegionCode code;
    std::string name;
    friend bool operator==(const RegionEntry&, const RegionEntry&) = default;
};

/// A valid reason that suspends one rule of one project between two days, both included.
struct ValidReason {
    std::uint32_t row;
    std::string rule;
    Date from;
    Date to;
    std::string by;
    std::string reason;
    std::string document{};  ///< its number; empty if none was given
    friend bool operator==(const ValidReason&, const ValidReason&) = default;
};

/// Entries of projects into pools that have no column: those of networks other than the three
/// libraries, and second and further entries into a library; and departures from networks, of the
/// libraries the second and further ones. One element an entry or a departure, in the order of
/// rows, then days; those of one day by network, pool and visit, since the order in which they were
/// recorded says nothing. Empty where nobody states any. Texts are ids in `Portfolio::texts`.
struct Visits {
    std::vector<std::uint32_t> row;
    std::vector<std::uint32_t> network;  ///< its id, such as `daye-five`
    std::vector<std::uint32_t> pool;     ///< its id in the network; 0 (no text): left the network
    std::vector<std::int32_t> day;       ///< by the as-of day
    std::vector<std::uint32_t> reason;   ///< of a departure or a return; 0: none stated

    [[nodiscard]] std::size_t size() const noexcept { return row.size(); }
    friend bool operator==(const Visits&, const Visits&) = default;
};

/// The state of all projects on a day, as columns; immutable, cheap to copy (copies share the
/// columns), free to be read from any number of threads. Rows are in the order of project codes.
class Portfolio {
  public:
    /// Everything a portfolio is made of. All columns must have one length and codes must ascend.
    struct Parts {
        Columns columns;
        std::vector<RegionEntry> regions;
        std::vector<ValidReason> reasons;  ///< in the order of their rows
        std::shared_ptr<const TextPool> texts;
        Date as_of;
        std::optional<Date> known_on;
        Deals deals{};  ///< as long as the columns, or empty
        Visits visits{};
        Appraisals appraisals{};
        Factors factors{};
        Figures figures{};
    };

    /// Throws `Error` with `invalid_argument` if lengths, the order of codes, regions, reasons,
    /// visits or side tables, a dictionary index or a bit of the deals are off, for a day that is
    /// none, or after the as-of day where it is not a planned one, and for an amount that its bit
    /// says nobody stated; `money_out_of_range` for an amount below 0 or above `max_project_money`,
    /// and `overflow` if the amounts of a column add up to more than int64 holds. So no sum of any
    /// part of a column can overflow, and loops over columns need no check.
    explicit Portfolio(Parts parts);

    [[nodiscard]] std::size_t size() const noexcept { return parts_->columns.code.size(); }
    [[nodiscard]] Date as_of() const noexcept { return parts_->as_of; }
    [[nodiscard]] std::optional<Date> known_on() const noexcept { return parts_->known_on; }
    [[nodiscard]] const Columns& columns() const noexcept { return parts_->columns; }
    /// What is known of agreements; empty if no project states any.
    [[nodiscard]] const Deals& deals() const noexcept { return parts_->deals; }
    /// Entries into pools that have no column.
    [[nodiscard]] const Visits& visits() const noexcept { return parts_->visits; }
    /// The latest appraisal of each project at each gate, how it stands with each factor, and the
    /// figure reported under each indicator; empty where nobody states any.
    [[nodiscard]] const Appraisals& appraisals() const noexcept { return parts_->appraisals; }
    [[nodiscard]] const Factors& factors() const noexcept { return parts_->factors; }
    [[nodiscard]] const Figures& figures() const noexcept { return parts_->figures; }
    /// That of one row at `gate`, with the factor `key` or under the indicator `id`, if one is
    /// stated. O(log n + those of the row); views as below.
    [[nodiscard]] std::optional<AppraisalEntry> appraisal(std::size_t row,
                                                          std::string_view gate) const;
    [[nodiscard]] std::optional<FactorEntry> factor(std::size_t row, std::string_view key) const;
    [[nodiscard]] std::optional<FigureEntry> figure(std::size_t row, std::string_view id) const;
    /// In the order of their codes.
    [[nodiscard]] const std::vector<RegionEntry>& regions() const noexcept {
        return parts_->regions;
    }
    [[nodiscard]] const std::vector<ValidReason>& reasons() const noexcept {
        return parts_->reasons;
    }
    [[nodiscard]] const TextPool& texts() const noexcept { return *parts_->texts; }

    /// The row of `code`, if the project is in the portfolio. O(log n).
    [[nodiscard]] std::optional<std::size_t> find(ProjectCode code) const noexcept {
        const auto& codes = columns().code;
        const auto found = std::lower_bound(codes.begin(), codes.end(), code.value());
        if (found == codes.end() || *found != code.value()) return std::nullopt;
        return static_cast<std::size_t>(found - codes.begin());
    }
    [[nodiscard]] ProjectCode code(std::size_t row) const {
        return ProjectCode::from_value(columns().code[row]);
    }
    /// Views into the text pool, valid as long as any copy of this portfolio.
    [[nodiscard]] std::string_view project_name(std::size_t row) const noexcept {
        return texts().at(columns().name[row]);
    }
    [[nodiscard]] std::string_view responsible_unit(std::size_t row) const noexcept {
        return texts().at(columns().responsible_unit[row]);
    }
    [[nodiscard]] const RegionEntry& region(std::size_t row) const noexcept {
        return regions()[columns().region[row]];
    }
    [[nodiscard]] Pool pool(std::size_t row) const noexcept {
        return static_cast<Pool>(columns().pool[row]);
    }
    [[nodiscard]] Money total_investment(std::size_t row) const noexcept {
        return Money::from_fen(columns().total_investment[row]);
    }

    /// The same projects on the day `day` if nothing happens until then: in the same year the
    /// figures are as they are; in a later one nobody stated yet what belongs to a year (plan,
    /// required payment, completed this year, arrived, paid), and what was completed this year is
    /// last year's, or of a year before that. Plans of later years are not looked up. O(projects);
    /// shares the texts. Throws `Error(invalid_argument)` for a day before the as-of day.
    [[nodiscard]] Portfolio later(Date day) const;

    /// Bytes that the columns take; the text pool, which portfolios of one store may share, apart.
    [[nodiscard]] std::size_t column_bytes() const noexcept {
        std::size_t bytes = 0;
        const auto add = [&](const char*, const auto& column, auto) {
            bytes += column.capacity() * sizeof(column[0]);
        };
        Columns::for_each(columns(), add);
        Deals::for_each(deals(), add);
        return bytes;
    }

  private:
    friend class History;
    /// Says that the parts are sound because of where they come from: a history.
    struct Sound {};
    Portfolio(Parts parts, Sound) : parts_(std::make_shared<const Parts>(std::move(parts))) {}

    std::shared_ptr<const Parts> parts_;
};

namespace detail {

/// Throws unless every amount is allowed and all of them add up within int64.
inline void check_amounts(const char* name, std::span<const std::int64_t> column) {
    std::int64_t total = 0;
    for (const std::int64_t fen : column) {
        if (fen < 0 || fen > max_project_money.fen()) {
            throw Error(ErrorCode::money_out_of_range, std::to_string(fen), name);
        }
        total = checked::add(total, fen);
    }
}

/// Throws for a column of days of which one is none, or lies after `most`.
inline void check_days(const char* name, const std::vector<std::int32_t>& days, std::int32_t most) {
    const auto is_day = [&](std::int32_t day) {
        return day == no_day || (Date::min_days <= day && day <= most);
    };
    if (!std::ranges::all_of(days, is_day)) {
        throw Error(ErrorCode::invalid_argument, name, "days up to the as-of day, or none");
    }
}

/// Throws for an amount above 0 of which `given` says that nobody stated it: metrics take one or
/// the other for true.
inline void check_stated(const char* name, const std::vector<std::int64_t>& amounts,
                         const std::vector<std::uint8_t>& given, std::uint8_t bit) {
    for (std::size_t row = 0; row < amounts.size(); ++row) {
        if (amounts[row] == 0 || (given[row] & bit) != 0) continue;
        throw Error(
            ErrorCode::invalid_argument, name,
            "in row " + std::to_string(row) + " without its bit of given, " + std::to_string(bit));
    }
}

inline void check_stated(const Columns& c) {
    check_stated("total_investment", c.total_investment, c.given, given::total_investment);
    check_stated("plan", c.plan, c.given, given::plan);
    check_stated("required_payment", c.required_payment, c.given, given::required_payment);
    check_stated("completed_this_year", c.completed_this_year, c.given, given::completed_this_year);
    check_stated("completed_total", c.completed_total, c.given, given::completed_total);
    check_stated("arrived", c.arrived, c.given, given::arrived);
    check_stated("paid", c.paid, c.given, given::paid);
}

inline void check_stated(const Deals& d) {
    check_stated("agreed_output", d.agreed_output, d.given, deal::agreed_output);
    check_stated("agreed_tax", d.agreed_tax, d.given, deal::agreed_tax);
    check_stated("output", d.output, d.given, deal::output);
    check_stated("tax", d.tax, d.given, deal::tax);
}

/// Whether no bit stands in `given` that means nothing.
[[nodiscard]] inline bool known_deals(const std::vector<std::uint8_t>& given) noexcept {
    unsigned off = 0;
    for (const unsigned bits : given) {
        off |= bits & ~63U;
        off |= bits & deal::environment_met & ~(bits << 1U);  // met, but not stated
    }
    return off == 0;
}

/// Whether visits are of one length, of `rows` rows and `texts` texts, by row and day, and none
/// lies after `today`.
[[nodiscard]] inline bool well_ordered(const Visits& visits, std::size_t rows, std::size_t texts,
                                       std::int32_t today) noexcept {
    const std::size_t count = visits.size();
    bool sound = visits.network.size() == count && visits.pool.size() == count &&
                 visits.day.size() == count && visits.reason.size() == count;
    for (std::size_t i = 0; sound && i < count; ++i) {
        sound = visits.row[i] < rows && visits.network[i] < texts && visits.pool[i] < texts &&
                visits.reason[i] < texts && visits.day[i] >= Date::min_days &&
                visits.day[i] <= today;
        if (i > 0 && visits.row[i] == visits.row[i - 1])
            sound &= visits.day[i] >= visits.day[i - 1];
        if (i > 0) sound &= visits.row[i] >= visits.row[i - 1];
    }
    return sound;
}

}  // namespace detail

inline Portfolio::Portfolio(Parts parts) {
    const std::size_t rows = parts.columns.code.size();
    bool sound = parts.texts != nullptr;
    Columns::for_each(parts.columns, [&](const char*, const auto& column, auto) {
        sound &= column.size() == rows;
    });
    const std::size_t deals = parts.deals.given.size();
    Deals::for_each(parts.deals, [&](const char*, const auto& column, auto) {
        sound &= column.size() == deals;
    });
    sound &= deals == 0 || deals == rows;
    if (!sound) throw Error(ErrorCode::invalid_argument, "portfolio", "columns of one length");
    if (!detail::known_deals(parts.deals.given)) {
        throw Error(ErrorCode::invalid_argument, "portfolio", "bits of no figure");
    }
    const auto within = [](const auto& column, std::size_t size) {
        return std::all_of(column.begin(), column.end(), [&](auto id) { return id < size; });
    };
    const Columns& c = parts.columns;
    const std::size_t texts = parts.texts->size();
    if (!within(c.region, parts.regions.size()) || !within(c.pool, pool_count) ||
        !within(c.funding, funding_count) || !within(c.name, texts) ||
        !within(c.responsible_unit, texts) || !within(c.lead_leader, texts) ||
        !within(c.withdrawal_reason, texts) || !within(c.sector, 100 * (section_count + 1))) {
        throw Error(ErrorCode::invalid_argument, "portfolio", "an index outside its dictionary");
    }
    const auto region_falls = [](const RegionEntry& a, const RegionEntry& b) {
        return !(a.code < b.code);
    };
    if (std::adjacent_find(parts.regions.begin(), parts.regions.end(), region_falls) !=
        parts.regions.end()) {
        throw Error(ErrorCode::invalid_argument, "portfolio", "regions that do not ascend");
    }
    std::uint32_t row = 0;
    for (const ValidReason& reason : parts.reasons) {
        if (reason.row < row || reason.row >= rows) {
            throw Error(ErrorCode::invalid_argument, "portfolio", "reasons not in order of row");
        }
        row = reason.row;
    }
    if (!detail::well_ordered(parts.visits, rows, texts, parts.as_of.days())) {
        throw Error(ErrorCode::invalid_argument, "portfolio", "visits not in order, or to come");
    }
    const auto sound_table = [&](const auto& table) {
        return detail::well_ordered(table, *parts.texts, rows, parts.as_of.days());
    };
    if (!sound_table(parts.appraisals) || !sound_table(parts.factors) ||
        !sound_table(parts.figures)) {
        throw Error(ErrorCode::invalid_argument, "portfolio",
                    "appraisals, factors or figures not in order, or to come");
    }
    const auto check = [&](const char* name, const auto& column, auto initial) {
        if constexpr (std::is_same_v<decltype(initial), std::int64_t>) {
            detail::check_amounts(name, column);
        } else if constexpr (std::is_same_v<decltype(initial), std::int32_t>) {
            const bool planned = std::string_view(name).starts_with("planned_");
            detail::check_days(name, column, planned ? Date::max_days : parts.as_of.days());
        }
    };
    Columns::for_each(c, check);
    Deals::for_each(parts.deals, check);
    detail::check_stated(c);
    detail::check_stated(parts.deals);
    const int this_month = parts.as_of.month().index();
    const auto is_month = [&](int month) {
        return month == 0 || (Month(1900, 1).index() <= month && month <= this_month);
    };
    if (!std::ranges::all_of(c.last_report, is_month)) {
        throw Error(ErrorCode::invalid_argument, "last_report", "months up to the as-of day, or 0");
    }
    if (std::adjacent_find(c.code.begin(), c.code.end(), std::greater_equal<>{}) != c.code.end()) {
        throw Error(ErrorCode::invalid_argument, "portfolio", "codes that do not ascend");
    }
    parts_ = std::make_shared<const Parts>(std::move(parts));
}

inline std::optional<AppraisalEntry> Portfolio::appraisal(std::size_t row,
                                                          std::string_view gate) const {
    const Appraisals& all = appraisals();
    const auto i = detail::place_of(all, texts(), row, gate);
    if (!i) return std::nullopt;
    return AppraisalEntry{all.round[*i], static_cast<Outcome>(all.outcome[*i]),
                          Date::from_days(all.day[*i]), texts().at(all.findings[*i]),
                          texts().at(all.document[*i])};
}

inline std::optional<FactorEntry> Portfolio::factor(std::size_t row, std::string_view key) const {
    const Factors& all = factors();
    const auto i = detail::place_of(all, texts(), row, key);
    if (!i) return std::nullopt;
    return FactorEntry{static_cast<FactorState>(all.state[*i]), Date::from_days(all.day[*i]),
                       texts().at(all.document[*i])};
}

inline std::optional<FigureEntry> Portfolio::figure(std::size_t row, std::string_view id) const {
    const Figures& all = figures();
    const auto i = detail::place_of(all, texts(), row, id);
    if (!i) return std::nullopt;
    return FigureEntry{all.value[*i], Date::from_days(all.day[*i]), texts().at(all.document[*i])};
}

inline Portfolio Portfolio::later(Date day) const {
    if (day < as_of()) throw Error(ErrorCode::invalid_argument, day.iso(), "earlier than as_of");
    Parts parts = *parts_;
    parts.as_of = day;
    const int years = day.year() - as_of().year();
    if (years > 0) {
        Columns& c = parts.columns;
        const auto forget = [](std::vector<std::int64_t>& column) {
            std::ranges::fill(column, std::int64_t{0});
        };
        c.completed_last_year.swap(c.completed_this_year);
        if (years > 1) forget(c.completed_last_year);
        for (auto* column :
             {&c.plan, &c.required_payment, &c.completed_this_year, &c.arrived, &c.paid}) {
            forget(*column);
        }
        constexpr unsigned of_no_year = given::total_investment | given::completed_total;
        for (std::uint8_t& bits : c.given) bits = static_cast<std::uint8_t>(bits & of_no_year);
    }
    return Portfolio(std::move(parts), Sound{});
}

}  // namespace sanku
