#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/core/pool.hpp"
#include "sanku/core/project_code.hpp"
#include "sanku/journal/event.hpp"
#include "sanku/portfolio/history_checks.hpp"
#include "sanku/portfolio/history_parts.hpp"
#include "sanku/portfolio/portfolio.hpp"

namespace sanku {

/// A second or further entry into a library, or withdrawal from them (`Pool::withdrawn`), which has
/// no column.
struct LibraryMove {
    std::uint32_t row;
    std::int32_t day;
    Pool to;
    friend auto operator<=>(const LibraryMove&, const LibraryMove&) = default;
};

/// Which projects a portfolio holds.
enum class Members : std::uint8_t {
    in_libraries,  ///< those that entered a library by its day
    all,           ///< those too of which anything is stated by its day; their pool is `none`
};

/// Everything that holds of every project that some event names, on all days; the state of one day
/// is `at`. Immutable, cheap to copy (copies share the arrays), free to be read from any number of
/// threads. Rows are in the order of project codes.
class History {
  public:
    using Parts = HistoryParts;

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

    /// The further moves between the libraries, in ascending order; few projects have any.
    [[nodiscard]] const std::vector<LibraryMove>& library_moves() const noexcept {
        return held_->library_moves;
    }

    /// Those of one row.
    [[nodiscard]] std::span<const LibraryMove> library_moves(std::uint32_t row) const noexcept {
        const std::vector<LibraryMove>& all = library_moves();
        if (all.empty()) return {};
        return {std::ranges::lower_bound(all, row, {}, &LibraryMove::row),
                std::ranges::upper_bound(all, row, {}, &LibraryMove::row)};
    }

    /// The state on the day `as_of` of every project that had entered a library by then, or of all
    /// `members`; the rules stand in docs/figures.md. O(projects + entries); shares the texts.
    [[nodiscard]] Portfolio at(Date as_of, Members members = Members::in_libraries) const;

    /// Bytes that the arrays and texts take.
    [[nodiscard]] std::size_t memory_bytes() const;

  private:
    struct Held {
        Parts parts;
        std::vector<std::int32_t> region_since;  // a spelling's first day in force, or `no_day`
        std::vector<LibraryMove> library_moves;
    };
    std::shared_ptr<const Held> held_;
};

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

/// The further moves between the libraries that a history states, in ascending order.
[[nodiscard]] inline std::vector<LibraryMove> library_moves(const History::Parts& parts) {
    std::vector<LibraryMove> out;
    const VisitFacts& visits = parts.visits;
    for (std::uint32_t row = 0; row + 1 < visits.first.size(); ++row) {
        for (std::size_t e = visits.first[row]; e < visits.first[row + 1]; ++e) {
            if (parts.texts->at(visits.network[e]) != library_network) continue;
            Pool to = Pool::withdrawn;
            for (const Pool library : libraries) {
                if (parts.texts->at(visits.pool[e]) == key(library)) to = library;
            }
            out.push_back({row, visits.day[e], to});
        }
    }
    std::ranges::sort(out);
    return out;
}

/// The pool of one row as of the day `today`, given its further moves: one into a library ends what
/// lies before it, as a withdrawal does; of what remains the furthest library counts.
[[nodiscard]] inline Pool pool_on(const Milestones& m, std::size_t row,
                                  std::span<const LibraryMove> moves, std::int32_t today) noexcept {
    constexpr std::int32_t never = std::numeric_limits<std::int32_t>::min();
    std::int32_t over = m.withdrawn[row] <= today ? m.withdrawn[row] : never;
    for (const LibraryMove& move : moves) {
        if (move.to == Pool::withdrawn && move.day <= today) over = std::max(over, move.day);
    }
    std::int32_t since = over == never ? never : over + 1;
    for (const LibraryMove& move : moves) {
        if (move.to != Pool::withdrawn && move.day <= today) since = std::max(since, move.day);
    }
    Pool pool = Pool::none;
    bool entered = false;
    const auto enter = [&](Pool library, std::int32_t day) {
        entered |= day <= today;
        if (day <= today && day >= since) pool = std::max(pool, library);
    };
    enter(Pool::directory, m.entered_directory[row]);
    enter(Pool::reserve, m.entered_reserve[row]);
    enter(Pool::implementation, m.entered_implementation[row]);
    for (const LibraryMove& move : moves) {
        if (move.to != Pool::withdrawn) enter(move.to, move.day);
    }
    return pool == Pool::none && entered ? Pool::withdrawn : pool;
}

/// Calls `visit(row, moves of the row)` for each row that has further moves.
template <typename Visit>
void for_each_mover(const std::vector<LibraryMove>& moves, Visit&& visit) {
    for (std::size_t begin = 0; begin < moves.size();) {
        std::size_t end = begin + 1;
        while (end < moves.size() && moves[end].row == moves[begin].row) ++end;
        visit(moves[begin].row, std::span(moves).subspan(begin, end - begin));
        begin = end;
    }
}

using Rows = std::vector<std::uint32_t>;

/// The rows whose mark is not 0.
[[nodiscard]] inline Rows marked_rows(const std::vector<std::uint8_t>& marks) {
    Rows rows(marks.size() + 1);
    std::size_t count = 0;
    for (std::uint32_t row = 0; row < marks.size(); ++row) {
        rows[count] = row;
        count += marks[row] != 0;
    }
    rows.resize(count);
    return rows;
}

/// Marks each row of which something is stated by `today`.
[[nodiscard]] inline std::vector<std::uint8_t> stated_by(const History::Parts& parts,
                                                         std::int32_t today) {
    std::vector<std::uint8_t> marks(parts.milestones.code.size());
    const auto mark = [&](std::size_t row, bool is_stated) {
        marks[row] = static_cast<std::uint8_t>(marks[row] | static_cast<unsigned>(is_stated));
    };
    Milestones::for_each(parts.milestones, [&](const char*, const auto& column, Holds held, auto) {
        if (held != Holds::day_or_none) return;
        for (std::size_t row = 0; row < marks.size(); ++row) {
            mark(row, static_cast<std::int64_t>(column[row]) <= today);
        }
    });
    const Month month = Date::from_days(today).month();
    const std::int32_t last = month.index() - (month.last_day().days() == today ? 0 : 1);
    HistoryParts::for_each_table(parts, [&](const char*, const auto& table) {
        for (std::size_t row = 0; row + 1 < table.first.size(); ++row) {
            for (std::size_t e = table.first[row]; e < table.first[row + 1]; ++e) {
                if constexpr (requires { table.day; }) {
                    mark(row, table.day[e] <= today);
                } else {
                    mark(row, table.month[e] <= last);  // a report counts from the month's end
                }
            }
        }
    });
    return marks;
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

/// The entries and departures by `today`, by row and day, those of a day as the history has them.
[[nodiscard]] inline Visits visits_on(const VisitFacts& visits, const Rows& rows,
                                      std::int32_t today) {
    Visits out;
    if (visits.day.empty()) return out;
    std::vector<std::size_t> of_row;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        of_row.clear();
        for (std::size_t e = visits.first[rows[i]]; e < visits.first[rows[i] + 1]; ++e) {
            if (visits.day[e] <= today) of_row.push_back(e);
        }
        std::ranges::stable_sort(of_row, {}, [&](std::size_t e) { return visits.day[e]; });
        for (const std::size_t e : of_row) {
            out.row.push_back(i);
            out.network.push_back(visits.network[e]);
            out.pool.push_back(visits.pool[e]);
            out.day.push_back(visits.day[e]);
            out.reason.push_back(visits.reason[e]);
        }
    }
    return out;
}

/// Calls `visit(i, entry)` for each row `i` and key of a table that states something by `today`:
/// with the entry of the latest day by then, of one day the last.
template <typename Table, typename Visit>
void for_each_latest(const Table& table, const TextPool& texts, const Rows& rows,
                     std::int32_t today, Visit&& visit) {
    if (table.day.empty()) return;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        const std::size_t end = table.first[rows[i] + 1];
        for (std::size_t e = table.first[rows[i]]; e < end;) {
            const std::string_view key = texts.at(table.key()[e]);
            std::optional<std::size_t> latest;
            for (; e < end && texts.at(table.key()[e]) == key; ++e) {
                if (table.day[e] > today) continue;
                if (!latest || table.day[*latest] <= table.day[e]) latest = e;
            }
            if (latest) visit(i, *latest);
        }
    }
}

/// The latest appraisal at each gate.
[[nodiscard]] inline Appraisals appraisals_on(const AppraisalFacts& facts, const TextPool& texts,
                                              const Rows& rows, std::int32_t today) {
    Appraisals out;
    for_each_latest(facts, texts, rows, today, [&](std::uint32_t row, std::size_t e) {
        out.row.push_back(row);
        out.gate.push_back(facts.gate[e]);
        out.round.push_back(facts.round[e]);
        out.outcome.push_back(facts.outcome[e]);
        out.day.push_back(facts.day[e]);
        out.findings.push_back(facts.findings[e]);
        out.document.push_back(facts.document[e]);
    });
    return out;
}

/// How it stands with each factor.
[[nodiscard]] inline Factors factors_on(const FactorFacts& facts, const TextPool& texts,
                                        const Rows& rows, std::int32_t today) {
    Factors out;
    for_each_latest(facts, texts, rows, today, [&](std::uint32_t row, std::size_t e) {
        out.row.push_back(row);
        out.factor.push_back(facts.factor[e]);
        out.state.push_back(facts.state[e]);
        out.day.push_back(facts.day[e]);
        out.document.push_back(facts.document[e]);
    });
    return out;
}

/// The figure that holds under each indicator.
[[nodiscard]] inline Figures figures_on(const FigureFacts& facts, const TextPool& texts,
                                        const Rows& rows, std::int32_t today) {
    Figures out;
    for_each_latest(facts, texts, rows, today, [&](std::uint32_t row, std::size_t e) {
        out.row.push_back(row);
        out.indicator.push_back(facts.indicator[e]);
        out.value.emplace_back(facts.numerator[e], facts.denominator[e]);
        out.day.push_back(facts.day[e]);
        out.document.push_back(facts.document[e]);
    });
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
    std::vector<LibraryMove> moves = detail::library_moves(parts);
    held_ =
        std::make_shared<const Held>(Held{std::move(parts), std::move(since), std::move(moves)});
}

inline Portfolio History::at(Date as_of, Members members) const {
    using namespace detail;  // NOLINT(google-build-using-namespace): of this header
    const Parts& p = parts();
    const Milestones& m = p.milestones;
    const std::int32_t today = as_of.days();
    std::vector<std::uint8_t> pools(size());
    pools_on(m, today, pools.data());
    for_each_mover(library_moves(), [&](std::uint32_t row, std::span<const LibraryMove> moves) {
        pools[row] = static_cast<std::uint8_t>(pool_on(m, row, moves, today));
    });
    const Rows rows = marked_rows(members == Members::in_libraries ? pools : stated_by(p, today));
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
                      .deals = deals_on(p.deals, rows, today),
                      .visits = visits_on(p.visits, rows, today),
                      .appraisals = appraisals_on(p.appraisals, texts(), rows, today),
                      .factors = factors_on(p.factors, texts(), rows, today),
                      .figures = figures_on(p.figures, texts(), rows, today)},
                     Portfolio::Sound{});
}

}  // namespace sanku
