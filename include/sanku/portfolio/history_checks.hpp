#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sanku/core/checked.hpp"
#include "sanku/core/funding.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/pool.hpp"
#include "sanku/portfolio/history_parts.hpp"

/// What is held against the arrays of a history that may come from a file of others.
namespace sanku::detail {

/// The least and the greatest value that an array may hold, and one more that it may (or the same).
struct Allowed {
    std::int64_t least;
    std::int64_t most;
    std::int64_t also;
};

/// Nothing for what is checked apart.
[[nodiscard]] inline std::optional<Allowed> allowed(Holds held, const HistoryParts& parts) {
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
        case Holds::visit:
            return within(1, max_visits);
        case Holds::outcome:
            return within(0, outcome_count - 1);
        case Holds::factor_state:
            return within(0, factor_state_count - 1);
        case Holds::denominator:
            return within(1, std::numeric_limits<std::int64_t>::max());
        case Holds::number:
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

/// Whether each entry is of some network; and of `library_network` a move into a library or out of
/// it, and a further one, since the first ones are milestones.
[[nodiscard]] inline bool known_visits(const VisitFacts& visits, const TextPool& texts) {
    for (std::size_t i = 0; i < visits.network.size(); ++i) {
        const std::string_view network = texts.at(visits.network[i]);
        if (network.empty()) return false;
        if (network != library_network) continue;
        const std::string_view pool = texts.at(visits.pool[i]);
        const bool known = pool.empty() || std::ranges::any_of(libraries, [&](Pool library) {
                               return key(library) == pool;
                           });
        if (!known || visits.visit[i] < 2) return false;
    }
    return true;
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

inline void check_amounts(const HistoryParts& parts) {
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
inline void check(const HistoryParts& parts) {
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
    HistoryParts::for_each(parts, [&](const std::string& name, const auto& array, Holds held) {
        const auto range = allowed(held, parts);
        if (range && !all_within(array, *range)) refuse(name);
    });
    HistoryParts::for_each_table(parts, [&](const char* name, const auto& table) {
        if (!well_ordered(table, rows, *parts.texts)) refuse(name);
    });
    const bool known_bits =
        only_bits(parts.plans.given, given::plan | given::required_payment) &&
        only_bits(parts.reports.given, given::completed_this_year | given::completed_total |
                                           given::arrived | given::paid) &&
        fitting_bits(parts.deals);
    if (!known_bits) refuse("bits of no figure");
    if (!known_visits(parts.visits, *parts.texts)) refuse("visits of no network or library");
    check_amounts(parts);
}

}  // namespace sanku::detail
