#include "sanku/appraisal/commitments.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>

#include "appraisal/candidates.hpp"

namespace sanku {
namespace {

using appraisal::commitment;
using appraisal::Commitments;
using appraisal::Spread;
using testing::Candidates;

TEST(Spread, GivesTheEarliestYearsAFenMore) {
    const Spread spread{2024, 2026, Money::from_fen(11)};
    EXPECT_EQ(spread.in(2023), Money{});
    EXPECT_EQ(spread.in(2024), Money::from_fen(4));
    EXPECT_EQ(spread.in(2025), Money::from_fen(4));
    EXPECT_EQ(spread.in(2026), Money::from_fen(3));
    EXPECT_EQ(spread.in(2027), Money{});
}

TEST(Spread, AddsUpToItsAmountAndDiffersByAFenAtMost) {
    std::mt19937_64 random(20250301);
    for (int round = 0; round < 10'000; ++round) {
        const int first = 1900 + static_cast<int>(random() % 300);
        const int last = first + static_cast<int>(random() % static_cast<unsigned>(2200 - first));
        const Money amount =
            Money::from_fen(static_cast<std::int64_t>(random() >> (random() % 63)) & INT64_MAX);
        const Spread spread{first, last, amount};
        Money sum;
        for (int year = first; year <= last; ++year) {
            sum += spread.in(year);
            EXPECT_LE(spread.in(first)-spread.in(year), Money::from_fen(1)) << year;
            EXPECT_LE(spread.in(last), spread.in(year)) << year;
        }
        EXPECT_EQ(sum, amount) << first << " to " << last;
    }
}

TEST(Commitment, IsWhatIsLeftToPayFromNowOrTheStartToCompletion) {
    struct Row {
        const char* what;
        std::function<void(Candidates&)> change;  // of row 0
        std::optional<Spread> expected;
    };
    const auto spread = [](int first, int last, std::int64_t yuan) {
        return Spread{first, last, Money::from(yuan, MoneyUnit::yuan)};
    };
    const Row rows[] = {
        {"as planned", [](Candidates&) {}, spread(2025, 2027, 900)},
        {"no investment",
         [](Candidates& c) {
             c.columns.given[0] = 0;
             c.columns.total_investment[0] = 0;
         },
         {}},
        {"no planned start", [](Candidates& c) { c.columns.planned_start[0] = no_day; }, {}},
        {"no planned start, in implementation",
         [](Candidates& c) {
             c.columns.planned_start[0] = no_day;
             c.columns.pool[0] = static_cast<std::uint8_t>(Pool::implementation);
         },
         spread(2024, 2027, 900)},
        {"no planned completion",
         [](Candidates& c) { c.columns.planned_completion[0] = no_day; },
         {}},
        {"start that is over",
         [](Candidates& c) { c.columns.planned_start[0] = date(2020, 1, 1).days(); },
         spread(2024, 2027, 900)},
        {"started, nothing reported",
         [](Candidates& c) { c.columns.started[0] = date(2024, 1, 1).days(); },
         {}},
        {"started and reported",
         [](Candidates& c) {
             c.columns.started[0] = date(2024, 1, 1).days();
             c.report(0, Money::from(300, MoneyUnit::yuan));
         },
         spread(2024, 2027, 600)},
        {"reported before the start",
         [](Candidates& c) { c.report(0, Money::from(300, MoneyUnit::yuan)); },
         spread(2025, 2027, 600)},
        {"reported before the start, but no total",
         [](Candidates& c) {
             c.columns.last_report[0] = static_cast<std::uint16_t>(Month(2024, 5).index());
         },
         {}},
        {"more completed than planned",
         [](Candidates& c) { c.report(0, Money::from(901, MoneyUnit::yuan)); },
         spread(2024, 2024, 0)},
        {"all completed, no days",
         [](Candidates& c) {
             c.report(0, Money::from(900, MoneyUnit::yuan));
             c.columns.planned_start[0] = c.columns.planned_completion[0] = no_day;
         },
         spread(2024, 2024, 0)},
        {"completion that is over",
         [](Candidates& c) {
             c.columns.planned_start[0] = date(2020, 1, 1).days();
             c.columns.planned_completion[0] = date(2022, 1, 1).days();
         },
         spread(2024, 2024, 900)},
        {"completed before the plan",
         [](Candidates& c) {
             c.columns.started[0] = date(2020, 1, 1).days();
             c.columns.completed[0] = date(2024, 1, 1).days();
             c.report(0, Money::from(800, MoneyUnit::yuan));
         },
         spread(2024, 2024, 100)},
        {"completion planned before the start",
         [](Candidates& c) { c.columns.planned_completion[0] = date(2024, 12, 31).days(); },
         spread(2025, 2025, 900)},
    };
    for (const Row& row : rows) {
        Candidates c(1);
        c.invest(0, Money::from(900, MoneyUnit::yuan));
        c.plan(0, date(2025, 1, 1), date(2027, 12, 31));
        row.change(c);
        EXPECT_EQ(commitment(c.portfolio(), 0), row.expected) << row.what;
    }
}

TEST(Commitments, AreTheSumsOfTheSpreadsOfTheImplementationLibrary) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 200; ++round) {
        const Portfolio portfolio = Candidates::random(random, 40).portfolio();
        const std::vector<Funding> funding = {Funding::local_budget, Funding::special_bond};
        const Commitments sums(portfolio, funding);
        std::int64_t projects = 0;
        std::int64_t left_out = 0;
        std::vector<Spread> all;
        for (std::size_t row = 0; row < portfolio.size(); ++row) {
            const auto kind = static_cast<Funding>(portfolio.columns().funding[row]);
            if (portfolio.pool(row) != Pool::implementation ||
                std::ranges::find(funding, kind) == funding.end()) {
                continue;
            }
            ++projects;
            const auto one = commitment(portfolio, row);
            if (one) all.push_back(*one);
            left_out += one ? 0 : 1;
        }
        EXPECT_EQ(sums.projects(), projects);
        EXPECT_EQ(sums.left_out(), left_out);
        for (int year = 1900; year < 2200; ++year) {
            Money expected;
            for (const Spread& one : all) expected += one.in(year);
            ASSERT_EQ(sums.in(year), expected) << "round " << round << " year " << year;
        }
        EXPECT_EQ(sums.in(1899), Money{});
        EXPECT_EQ(sums.in(2200), Money{});
    }
}

TEST(Commitments, OfAllThatAPortfolioMayHoldDoNotOverflow) {
    constexpr std::size_t rows = 92'233;  // × 10¹² yuan: nearly all that int64 holds in fen
    Candidates c(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        c.invest(row, max_project_money);
        c.columns.pool[row] = static_cast<std::uint8_t>(Pool::implementation);
        c.columns.funding[row] = static_cast<std::uint8_t>(Funding::local_budget);
        c.plan(row, date(2024, 1, 1), row % 2 == 0 ? date(2024, 12, 31) : date(2199, 1, 1));
    }
    const Commitments sums(c.portfolio(), {Funding::local_budget});
    Money sum;
    for (int year = 2024; year < 2200; ++year) sum += sums.in(year);
    EXPECT_EQ(sum.fen(), max_project_money.fen() * static_cast<std::int64_t>(rows));
}

}  // namespace
}  // namespace sanku
