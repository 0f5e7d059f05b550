#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>

#include "sanku/core/money.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/summary/holdings.hpp"
#include "sanku/summary/summary.hpp"

/// Total volume (总量): what each library holds against what was invested in the year before.
namespace sanku::summary {

/// One of the three libraries: its size, and how many times the previous year's investment it is.
struct Library {
    Pool pool;
    std::int64_t projects;
    Money investment;
    Ratio multiple;  ///< no value if nothing was invested
    friend bool operator==(const Library&, const Library&) = default;
};
using Libraries = std::array<Library, 3>;  ///< as in `sanku::libraries`

/// The previous year's investment that multiples are taken of, and where it is from.
struct PreviousYear {
    Money investment;
    bool stated = false;  ///< by the office; else added up from last year's reports
    friend bool operator==(const PreviousYear&, const PreviousYear&) = default;
};

/// What the libraries hold, and what they are multiples of.
struct Multiples {
    PreviousYear previous_year;
    Libraries libraries;
    friend bool operator==(const Multiples&, const Multiples&) = default;
};

/// The libraries as multiples of the previous year's investment: of the one that the office
/// `stated`, else of what the projects of all pools completed last year. Throws
/// `Error(invalid_argument)` for one below 0.
[[nodiscard]] inline Multiples multiples(const Holdings& held, std::optional<Money> stated = {}) {
    const Money investment = stated.value_or(Money::from_fen(held.completed_last_year));
    if (investment < Money{}) {
        throw Error(ErrorCode::invalid_argument, investment.in(MoneyUnit::yuan),
                    "the previous year's investment");
    }
    Multiples out{.previous_year = {investment, stated.has_value()}, .libraries = {}};
    for (std::size_t i = 0; i < libraries.size(); ++i) {
        const CountAndAmount& size = held.pools[static_cast<std::size_t>(libraries[i])];
        out.libraries[i] = {libraries[i], size.projects, Money::from_fen(size.investment),
                            Ratio(size.investment, investment.fen())};
    }
    return out;
}

/// Holdings of the groups of a summary whose key `matches`. O(groups).
template <std::predicate<const GroupKey&> Matches>
[[nodiscard]] Holdings holdings(const Summary& summary, Matches&& matches) {
    return summary.sum_if(matches).holdings;
}

}  // namespace sanku::summary
