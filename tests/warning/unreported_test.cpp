#include "sanku/warning/unreported.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "portfolio/random_history.hpp"
#include "sanku/summary/reporting.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using testing::code;
using testing::RandomHistory;
using testing::Story;
using warning::UnitReports;
using warning::Unreported;
using warning::unreported;

const Date as_of = date(2024, 6, 15);

Story project(int n, std::string unit, std::optional<Month> latest) {
    const Date early = date(2020, 1, 1);
    Story story(code(n));
    story.on(early, event::MovedToImplementation{})
        .on(early, event::AttributeChanged::of(Attribute::responsible_unit, std::move(unit)));
    if (latest) story.report(*latest, 1, 1);
    return story;
}

TEST(Unreported, CountsProjectsByUnitMostStaleFirstThenByName) {
    Story completed = project(8, "b", {});
    completed.on(date(2024, 1, 1), event::Completed{});
    Story reserve(code(9));
    reserve.on(date(2020, 1, 1), event::MovedToReserve{});
    const Portfolio portfolio = fold(
        testing::join({project(0, "c", Month(2024, 5)), project(1, "b", Month(2024, 3)),
                       project(2, "a", {}), project(3, "b", {}), project(4, "b", Month(2023, 11)),
                       project(5, "b", Month(2024, 4)), project(6, "d", Month(2024, 3)),
                       project(7, "", {}), completed, reserve}),
        as_of);
    const UnitReports b{"b",
                        4,
                        3,
                        1,
                        Month(2023, 11),
                        {{1, Month(2024, 3), 3}, {3, {}, {}}, {4, Month(2023, 11), 7}}};
    const UnitReports unnamed{"", 1, 1, 1, {}, {{7, {}, {}}}};
    const UnitReports a{"a", 1, 1, 1, {}, {{2, {}, {}}}};
    const UnitReports d{"d", 1, 1, 0, Month(2024, 3), {{6, Month(2024, 3), 3}}};
    const UnitReports c{"c", 1, 0, 0, {}, {}};
    EXPECT_EQ(unreported(portfolio, 2), (std::vector{b, unnamed, a, d}));
    EXPECT_EQ(unreported(portfolio, 2, false), (std::vector{b, unnamed, a, d, c}));
}

TEST(Unreported, AReportIsStaleOnceItsMonthLiesTooFarBack) {
    struct Row {
        Date day;
        int stale_after_months;
        Month latest;
        bool stale;
    };
    const Row rows[] = {
        {date(2024, 6, 1), 2, Month(2024, 4), false}, {date(2024, 6, 30), 2, Month(2024, 4), false},
        {date(2024, 7, 1), 2, Month(2024, 4), true},  {date(2024, 2, 1), 2, Month(2023, 12), false},
        {date(2024, 3, 1), 2, Month(2023, 12), true}, {date(2024, 3, 31), 0, Month(2024, 3), false},
        {date(2024, 3, 31), 0, Month(2024, 2), true}, {date(2024, 3, 31), 1, Month(2024, 2), false},
    };
    for (const auto& [day, stale_after_months, latest, stale] : rows) {
        const Portfolio portfolio = fold(project(0, "a", latest).events, day);
        const auto found = unreported(portfolio, stale_after_months);
        ASSERT_EQ(found.size(), stale ? 1U : 0U) << day.iso();
        if (found.empty()) continue;
        EXPECT_EQ(found[0].projects[0].months, day.month() - latest) << day.iso();
    }
}

TEST(Unreported, AddsUpToTheReportingOfTheSummary) {
    std::int64_t seen = 0;
    for (unsigned seed = 1; seed <= 40; ++seed) {
        RandomHistory source(seed, 60);
        const Portfolio portfolio = fold(source.events(), source.day());
        const int months = source.below(4);
        const auto sums = summary::reporting(Grouping(portfolio, {}), months);
        summary::Reporting found;
        std::set<std::size_t> rows;
        const auto units = unreported(portfolio, months, false);
        for (const UnitReports& unit : units) {
            found += {unit.expected, unit.stale};
            ASSERT_EQ(unit.stale, std::ssize(unit.projects));
            std::int64_t never = 0;
            std::optional<Month> oldest;
            for (const Unreported& one : unit.projects) {
                EXPECT_TRUE(rows.insert(one.row).second);
                EXPECT_EQ(portfolio.responsible_unit(one.row), unit.unit);
                EXPECT_TRUE(is_stale(portfolio.columns(), one.row, portfolio.as_of(), months));
                never += !one.latest;
                if (one.latest && (!oldest || *one.latest < *oldest)) oldest = one.latest;
            }
            EXPECT_EQ(unit.never, never);
            EXPECT_EQ(unit.oldest, oldest);
        }
        for (std::size_t i = 1; i < units.size(); ++i) {
            const UnitReports& before = units[i - 1];
            EXPECT_TRUE(before.stale > units[i].stale ||
                        (before.stale == units[i].stale && before.unit < units[i].unit));
        }
        summary::Reporting all;
        for (const summary::Reporting& one : sums) all += one;
        EXPECT_EQ(found, all) << "seed " << seed;
        seen += found.stale;
    }
    EXPECT_GT(seen, 200);
}

}  // namespace
}  // namespace sanku
