#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/money.hpp"
#include "sanku/ledger/csv.hpp"
#include "sanku/ledger/encoding.hpp"
#include "sanku/pipeline/flow.hpp"

/// Reads the open data set "Capital Delivery Projects" of Melbourne Water, whose dates come in two
/// spellings, and says of each row whether it can be counted.
namespace stage_gates {

/// The headings of the gates, in the order of the pools of stage_gates.toml.
inline constexpr std::array<std::string_view, 4> gates = {"BNI", "PBC", "BCA", "Stage1"};

/// Projects as columns, one element a project.
struct Projects {
    std::vector<std::string> ids;
    std::array<std::vector<std::int32_t>, gates.size()> days;  ///< by gate; `no_day`: none
    std::vector<std::int64_t> cents;

    [[nodiscard]] std::size_t size() const noexcept { return ids.size(); }
    /// Their flow as of a day; later days are forecasts. Reads `cents` as long as it lives.
    [[nodiscard]] sanku::pipeline::Flow flow(const sanku::pipeline::PoolGraph& graph,
                                             sanku::Date as_of) const {
        return {graph,
                {.days = {days.begin(), days.end()}, .left = {}, .amount = cents, .as_of = as_of}};
    }
};

/// What a file holds: each row is either counted or set aside, with what is wrong with it.
struct File {
    Projects counted;
    std::size_t rows = 0;
    std::vector<std::string> unreadable;     ///< dates, a text each
    std::vector<std::string> contradictory;  ///< pairs of dates, a text each
    std::size_t set_aside = 0;               ///< rows that one of these texts is about
};

/// The day in a cell that is `5/02/2016 5:00:00 PM` (day first) or ISO with a time; empty if none.
/// Throws `sanku::Error`.
[[nodiscard]] inline std::optional<sanku::Date> day_in(std::string_view cell) {
    const std::string_view day = cell.substr(0, cell.find(' '));
    const std::size_t first = day.find('/');
    if (day.empty()) return std::nullopt;
    if (first == std::string_view::npos) return sanku::Date::parse(day);
    const std::size_t second = day.find('/', first + 1);
    if (second == std::string_view::npos) {
        throw sanku::Error(sanku::ErrorCode::malformed_date, cell);
    }
    return sanku::Date::parse(std::string(day.substr(second + 1)) + '-' +
                              std::string(day.substr(first + 1, second - first - 1)) + '-' +
                              std::string(day.substr(0, first)));
}

namespace detail {

using Columns = std::map<std::string, std::size_t>;

/// The place of a heading. Throws `sanku::Error(no_heading)`.
[[nodiscard]] inline std::size_t place(const Columns& columns, std::string_view heading) {
    const auto found = columns.find(std::string(heading));
    if (found == columns.end()) throw sanku::Error(sanku::ErrorCode::no_heading, heading);
    return found->second;
}

/// Adds one project; says which of its dates cannot be read, which then count as none.
inline void read_row(const sanku::ledger::CsvRow& row, const Columns& columns, Projects& out,
                     std::vector<std::string>& unreadable) {
    out.ids.emplace_back(row.cell(place(columns, "ID")));
    for (std::size_t gate = 0; gate < gates.size(); ++gate) {
        const std::string_view cell = row.cell(place(columns, gates[gate]));
        std::int32_t day = sanku::no_day;
        try {
            if (const auto found = day_in(cell)) day = found->days();
        } catch (const sanku::Error&) {
            unreadable.push_back(out.ids.back() + ": " + std::string(gates[gate]) + " \"" +
                                 std::string(cell) + "\" is no date");
        }
        out.days[gate].push_back(day);
    }
    const std::string_view amount = row.cell(place(columns, "FFC"));
    out.cents.push_back(sanku::Money::parse(amount, sanku::MoneyUnit::yuan).fen());
}

/// The pairs of gates that contradict each other, forecasts included: a gate dated after a later
/// one. Returns the rows.
inline std::set<std::size_t> contradictory(const Projects& all,
                                           const sanku::pipeline::PoolGraph& graph,
                                           std::vector<std::string>& out) {
    using namespace sanku::pipeline;  // NOLINT(google-build-using-namespace): of this function
    std::set<std::size_t> rows;
    const Flow flow = all.flow(graph, sanku::Date::from_days(sanku::Date::max_days));
    const auto gate = [](std::size_t pool, std::int32_t day) {
        return std::string(gates[pool]) + " on " + sanku::Date::from_days(day).iso();
    };
    for (const FlowFinding& finding : flow.findings()) {
        if (finding.kind != FlowFindingKind::contradiction) continue;
        rows.insert(finding.row);
        out.push_back(all.ids[finding.row] + ": " + gate(finding.from, finding.since) +
                      ", before " + gate(finding.to, finding.day));
    }
    return rows;
}

}  // namespace detail

/// Reads the file at `path`. Throws `sanku::Error` for one that cannot be read or lacks a column,
/// and for an amount that is none.
[[nodiscard]] inline File read(const std::string& path, const sanku::pipeline::PoolGraph& graph) {
    sanku::ledger::TextReader text(path, sanku::ledger::detect_encoding(path));
    sanku::ledger::CsvReader reader(text, ',');
    sanku::ledger::CsvRow row;
    detail::Columns columns;
    if (reader.next(row)) {
        for (std::size_t i = 0; i < row.size(); ++i) columns.emplace(row.cell(i), i);
    }
    File out;
    Projects all;
    std::set<std::size_t> aside;
    while (reader.next(row)) {
        const std::size_t before = out.unreadable.size();
        detail::read_row(row, columns, all, out.unreadable);
        if (out.unreadable.size() > before) aside.insert(all.size() - 1);
    }
    aside.merge(detail::contradictory(all, graph, out.contradictory));
    out.rows = all.size();
    out.set_aside = out.rows;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (aside.contains(i)) continue;
        --out.set_aside;
        out.counted.ids.push_back(all.ids[i]);
        out.counted.cents.push_back(all.cents[i]);
        for (std::size_t gate = 0; gate < gates.size(); ++gate) {
            out.counted.days[gate].push_back(all.days[gate][i]);
        }
    }
    return out;
}

}  // namespace stage_gates
