#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sanku/portfolio/portfolio.hpp"

namespace sanku::pipeline {

/// The way of each member from one pool to a later one, one element a member: what every question
/// on conversion and on time is asked of. Days count from 1970-01-01; `no_day`, and days after
/// `as_of`, mean: not yet. A view: the columns must outlive it, unless `owner` holds them.
struct Passage {
    std::span<const std::int32_t> entered;  ///< first entry into the first pool
    std::span<const std::int32_t> moved;    ///< first entry into the second pool
    /// Left on the way (退库); what lies before the entry or after the move says nothing of it.
    std::span<const std::int32_t> left;
    std::span<const std::int64_t> amount;  ///< total investment in fen
    Date as_of;
    std::shared_ptr<const void> owner{};

    [[nodiscard]] std::size_t size() const noexcept { return entered.size(); }
    /// Throws `Error(invalid_argument)` unless all columns are of one length.
    void check() const {
        if (moved.size() != size() || left.size() != size() || amount.size() != size()) {
            throw Error(ErrorCode::invalid_argument, "passage", "columns of one length");
        }
    }
};

/// The column of days on which projects entered `library`. Throws `Error(invalid_argument)` for a
/// pool that is no library.
[[nodiscard]] inline const std::vector<std::int32_t>& entry_column(const Columns& columns,
                                                                   Pool library) {
    switch (library) {
        case Pool::directory:
            return columns.entered_directory;
        case Pool::reserve:
            return columns.entered_reserve;
        case Pool::implementation:
            return columns.entered_implementation;
        case Pool::none:
        case Pool::withdrawn:
            break;
    }
    throw Error(ErrorCode::invalid_argument, sanku::key(library), "a library");
}

namespace detail {

/// The first departure of each project on its way: the withdrawal, or a further one of those that
/// came again.
[[nodiscard]] inline std::vector<std::int32_t> first_departures(
    const Portfolio& portfolio, std::span<const std::int32_t> entered,
    std::span<const std::int32_t> moved) {
    std::vector<std::int32_t> left = portfolio.columns().withdrawn;
    const Visits& visits = portfolio.visits();
    for (std::size_t i = 0; i < visits.size(); ++i) {
        if (visits.pool[i] != 0 || portfolio.texts().at(visits.network[i]) != library_network) {
            continue;
        }
        const std::uint32_t row = visits.row[i];
        const auto is_on_the_way = [&](std::int32_t day) {
            return day >= entered[row] && day < moved[row];
        };
        // Of one project they ascend by day, and the withdrawal lies before them.
        if (!is_on_the_way(left[row]) && is_on_the_way(visits.day[i])) left[row] = visits.day[i];
    }
    return left;
}

}  // namespace detail

/// The passage of projects from one library into a later one; holds on to the portfolio, and copies
/// a column only if some came and left again. Throws `Error(invalid_argument)` for a pool that is
/// no library, or if `to` does not come after `from`.
[[nodiscard]] inline Passage passage(const Portfolio& portfolio, Pool from, Pool to) {
    if (to <= from) throw Error(ErrorCode::invalid_argument, sanku::key(to), "a later library");
    struct Held {
        Portfolio portfolio;
        std::vector<std::int32_t> left;
    };
    const auto owner = std::make_shared<Held>(Held{portfolio, {}});
    const Columns& c = owner->portfolio.columns();
    Passage out{entry_column(c, from), entry_column(c, to), c.withdrawn,
                c.total_investment,    portfolio.as_of(),   owner};
    if (portfolio.visits().size() > 0) {
        owner->left = detail::first_departures(portfolio, out.entered, out.moved);
        out.left = owner->left;
    }
    return out;
}

/// Where a member stands on its passage by the as-of day.
enum class Stand : std::uint8_t {
    outside,     ///< never entered the first pool
    waiting,     ///< entered, and neither moved on nor left
    moved,       ///< moved on
    left,        ///< left before it moved on
    impossible,  ///< moved on before it entered: its days contradict each other
};

/// The stand of one member; of a move and a departure on one day, the move counts.
[[nodiscard]] constexpr Stand stand(std::int32_t entered, std::int32_t moved, std::int32_t left,
                                    std::int32_t today) noexcept {
    if (entered > today) return Stand::outside;
    if (moved <= today && moved < entered) return Stand::impossible;
    const bool is_left = left >= entered && left <= today;
    if (moved <= today && !(is_left && left < moved)) return Stand::moved;
    return is_left ? Stand::left : Stand::waiting;
}

/// The rows whose days contradict each other, ascending: those that count as `impossible`.
[[nodiscard]] inline std::vector<std::uint32_t> impossible(const Passage& passage) {
    std::vector<std::uint32_t> rows;
    const std::int32_t today = passage.as_of.days();
    for (std::size_t i = 0; i < passage.size(); ++i) {
        if (stand(passage.entered[i], passage.moved[i], passage.left[i], today) ==
            Stand::impossible) {
            rows.push_back(static_cast<std::uint32_t>(i));
        }
    }
    return rows;
}

}  // namespace sanku::pipeline
