#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support.hpp"

namespace sanku::testing {

/// Projects of a portfolio as of 30 June 2024, of which a test states what it needs; they are in
/// the directory and privately funded until it says otherwise.
struct Candidates {
    explicit Candidates(std::size_t rows) {
        Columns::for_each(columns, [&](const char*, auto& column, auto initial) {
            column.assign(rows, initial);
        });
        for (std::size_t row = 0; row < rows; ++row) {
            columns.code[row] = code(0).value() + row;
            columns.pool[row] = static_cast<std::uint8_t>(Pool::directory);
            columns.funding[row] = static_cast<std::uint8_t>(Funding::enterprise);
            columns.sector[row] = SectorCode::parse("C39").value();
        }
    }

    void invest(std::size_t row, Money amount) {
        columns.total_investment[row] = amount.fen();
        columns.given[row] |= given::total_investment;
    }
    void report(std::size_t row, Money completed_total) {
        columns.completed_total[row] = completed_total.fen();
        columns.given[row] |= given::completed_total;
    }
    void plan(std::size_t row, Date start, Date completion) {
        columns.planned_start[row] = start.days();
        columns.planned_completion[row] = completion.days();
    }
    void put(std::size_t row, Pool pool, std::string_view sector, Funding funding) {
        columns.pool[row] = static_cast<std::uint8_t>(pool);
        columns.sector[row] = sector.empty() ? 0 : SectorCode::parse(sector).value();
        columns.funding[row] = static_cast<std::uint8_t>(funding);
    }
    /// In the order of rows, then of keys.
    void state(std::uint32_t row, std::string_view key, FactorState state,
               std::string_view document = {}) {
        factors.row.push_back(row);
        factors.factor.push_back(texts->add(key));
        factors.state.push_back(static_cast<std::uint8_t>(state));
        factors.day.push_back(date(2024, 6, 1).days());
        factors.document.push_back(texts->add(document));
    }
    [[nodiscard]] Portfolio portfolio() const {
        return Portfolio({.columns = columns,
                          .regions = {RegionEntry{}},
                          .reasons = {},
                          .texts = texts,
                          .as_of = date(2024, 6, 30),
                          .known_on = {},
                          .factors = factors});
    }

    /// Any figure stated or not, any days, few sections and kinds of funding.
    [[nodiscard]] static Candidates random(std::mt19937_64& random, std::size_t rows) {
        Candidates c(rows);
        const auto below = [&](std::int64_t limit) {
            return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(limit));
        };
        const auto day = [&](int from, int to) {
            return Date(from, 1, 1).days() +
                   static_cast<std::int32_t>(below((to - from) * std::int64_t{365}));
        };
        constexpr const char* sectors[] = {"", "C39", "D44", "E48"};
        for (std::size_t row = 0; row < rows; ++row) {
            c.put(row, static_cast<Pool>(1 + below(3)), sectors[below(4)],
                  static_cast<Funding>(below(funding_count)));
            if (below(8) != 0) c.invest(row, Money::from_fen(below(1'000'000'000)));
            if (below(2) != 0) c.report(row, Money::from_fen(below(1'000'000'000)));
            c.columns.completed_last_year[row] = below(100'000'000);
            if (below(3) != 0) c.columns.planned_start[row] = day(2020, 2030);
            if (below(4) != 0) c.columns.planned_completion[row] = day(2020, 2060);
            if (below(3) == 0) c.columns.started[row] = day(2020, 2024);
            if (below(6) == 0) c.columns.completed[row] = day(2020, 2024);
            if (below(2) == 0) {
                c.state(static_cast<std::uint32_t>(row), "land", static_cast<FactorState>(below(3)),
                        below(2) == 0 ? "1号" : "");
            }
        }
        return c;
    }

    Columns columns;
    Factors factors;
    std::shared_ptr<TextPool> texts = std::make_shared<TextPool>();
};

}  // namespace sanku::testing
