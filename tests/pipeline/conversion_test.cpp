#include "sanku/pipeline/conversion.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using pipeline::Conversion;
using testing::code;
using testing::join;
using testing::Story;

const Date as_of = date(2024, 6, 30);

/// `count` projects of `pool` that share an investment of `fen`, to the fen.
void add_library(Columns& columns, Pool pool, std::size_t count, std::int64_t fen) {
    for (std::size_t i = 0; i < count; ++i) {
        Columns::for_each(
            columns, [](const char*, auto& column, auto initial) { column.push_back(initial); });
        columns.code.back() = code(0).value() + columns.code.size();
        columns.pool.back() = static_cast<std::uint8_t>(pool);
        const auto parts = static_cast<std::int64_t>(count);
        const bool rest = static_cast<std::int64_t>(i) < fen % parts;
        columns.total_investment.back() = fen / parts + (rest ? 1 : 0);
        columns.given.back() = given::total_investment;
    }
}

std::int64_t yi(std::int64_t count) {
    return Money::from(count, MoneyUnit::yi_yuan).fen();
}

TEST(Xiaogan, LibrariesAtTheStartOf2024HaveThePublishedRatesAndMultiples) {
    // FACTS.md, "Golden: Xiaogan, start of 2024": projects and 亿元 of each library.
    Columns columns;
    add_library(columns, Pool::directory, 2'966, yi(11'923));
    add_library(columns, Pool::reserve, 718, yi(4'789));
    add_library(columns, Pool::implementation, 2'597, yi(12'014));
    const Portfolio portfolio({.columns = std::move(columns),
                               .regions = {RegionEntry{}},
                               .reasons = {},
                               .texts = std::make_shared<TextPool>(),
                               .as_of = date(2024, 1, 31),
                               .known_on = {}});
    ASSERT_EQ(portfolio.size(), 6'281U);  // the projects that FACTS.md gives for Xiaogan
    std::map<Pool, std::int64_t> projects;
    std::map<Pool, std::int64_t> investment;
    for (std::size_t row = 0; row < portfolio.size(); ++row) {
        ++projects[portfolio.pool(row)];
        investment[portfolio.pool(row)] += portfolio.total_investment(row).fen();
    }
    EXPECT_EQ(Ratio(projects[Pool::reserve], projects[Pool::directory]).percent(), "24.2%");
    EXPECT_EQ(Ratio(investment[Pool::reserve], investment[Pool::directory]).percent(), "40.2%");
    const std::int64_t previous_year = yi(1'222);
    EXPECT_EQ(Ratio(investment[Pool::directory], previous_year).multiple(), "9.8");
    EXPECT_EQ(Ratio(investment[Pool::reserve], previous_year).multiple(), "3.9");
    EXPECT_EQ(Ratio(investment[Pool::implementation], previous_year).multiple(), "9.8");
}

TEST(Daye, ConversionsOfTheFirstHalfOf2024AreThePublishedRates) {
    // Press conference of 2024-09-13: directory to reserve 46.6 %, on to implementation 62.3 %.
    HistoryBuilder builder;
    for (int n = 0; n < 1'099; ++n) {
        builder.apply({code(n), date(2024, 1, 1), event::EnteredDirectory{}});
        if (n < 512) builder.apply({code(n), date(2024, 2, 1), event::MovedToReserve{}});
        if (n < 319) builder.apply({code(n), date(2024, 3, 1), event::MovedToImplementation{}});
    }
    const Portfolio portfolio = std::move(builder).build().at(as_of);
    const auto first = pipeline::conversion(portfolio, Pool::directory, Pool::reserve);
    EXPECT_EQ(first.by_count(), Ratio(512, 1'099));
    EXPECT_EQ(first.by_count().percent(), "46.6%");
    const auto second = pipeline::conversion(portfolio, Pool::reserve, Pool::implementation);
    EXPECT_EQ(second.by_count(), Ratio(319, 512));
    EXPECT_EQ(second.by_count().percent(), "62.3%");
    EXPECT_EQ(second.by_investment().percent(), "—") << "nobody stated an investment";
}

TEST(Hubei, StartsOfKeyProjectsAreAConversionBetweenAnyTwoStages) {
    // First half of 2024: of 83 key projects from 10 bn yuan on, 55 had started.
    std::vector<std::int32_t> listed(83, date(2024, 1, 1).days());
    std::vector<std::int32_t> started(83, no_day);
    for (std::size_t i = 0; i < 55; ++i) started[i] = date(2024, 3, 1).days();
    const std::vector<std::int64_t> amount(83, yi(100));
    const Conversion rate = pipeline::conversion(listed, started, amount, as_of);
    EXPECT_EQ(rate.by_count(), Ratio(55, 83));
    EXPECT_EQ(rate.by_count().percent(), "66.3%");
    EXPECT_EQ(rate.by_investment().percent(), "66.3%");
}

/// A project with an investment of `yuan`, with the days on which it entered the libraries.
Story project(int n, std::int64_t yuan, std::vector<std::pair<Date, Payload>> events) {
    Story story(code(n));
    story.on(date(2020, 1, 1),
             AttributeChanged::total_investment(Money::from(yuan, MoneyUnit::yuan)));
    for (auto& [day, what] : events) story.on(day, std::move(what));
    return story;
}

TEST(Conversion, CountsWhatEverEnteredAndWhatOfItMovedOn) {
    const event::EnteredDirectory directory;
    const event::MovedToReserve reserve;
    const event::MovedToImplementation implementation;
    const event::Withdrawn withdrawn{"停建"};
    const Date day = date(2024, 2, 1);
    const Portfolio portfolio = fold(
        join({
            project(1, 1, {{day, directory}}),
            project(2, 20, {{day, directory}, {day, reserve}}),
            project(3, 300, {{day, directory}, {day, withdrawn}}),                    // stays below
            project(4, 4'000, {{day, directory}, {day, reserve}, {day, withdrawn}}),  // stays above
            project(5, 50'000, {{day, reserve}}),  // skipped the directory
            project(6, 600'000, {{day, directory}, {day, implementation}}),  // skipped the reserve
            project(7, 7'000'000, {{day, directory}, {as_of.plus_days(1), reserve}}),
            project(8, 80'000'000, {{as_of, directory}, {as_of, reserve}}),
        }),
        as_of);
    const auto first = pipeline::conversion(portfolio, Pool::directory, Pool::reserve);
    EXPECT_EQ(first.by_count(), Ratio(3, 7));
    EXPECT_EQ(first.by_investment(), Ratio(8'000'402'000, 8'760'432'100));
    const auto second = pipeline::conversion(portfolio, Pool::reserve, Pool::implementation);
    EXPECT_EQ(second.by_count(), Ratio(0, 4));
    EXPECT_EQ(second.by_investment(), Ratio(0, 8'005'402'000));
    const auto across = pipeline::conversion(portfolio, Pool::directory, Pool::implementation);
    EXPECT_EQ(across.by_count(), Ratio(1, 7));
    EXPECT_EQ(pipeline::key(first.definition), "stock");
}

TEST(Conversion, WithoutAnyEntryHasNoRate) {
    const Portfolio portfolio =
        fold(join({project(1, 1, {{as_of, event::MovedToReserve{}}})}), as_of);
    const auto rate = pipeline::conversion(portfolio, Pool::directory, Pool::reserve);
    EXPECT_EQ(rate.by_count().percent(), "—");
    EXPECT_EQ(rate.by_investment().percent(), "—");
}

TEST(Conversion, TakesTheInvestmentAsItStandsOnTheDay) {
    Story story = project(1, 100, {{date(2024, 1, 1), event::EnteredDirectory{}}});
    story.on(as_of, AttributeChanged::total_investment(Money::from(70, MoneyUnit::yuan)));
    const auto rate =
        pipeline::conversion(fold(story.events, as_of), Pool::directory, Pool::reserve);
    EXPECT_EQ(rate.entered_fen, 7'000);
    const auto before = pipeline::conversion(fold(story.events, as_of.plus_days(-1)),
                                             Pool::directory, Pool::reserve);
    EXPECT_EQ(before.entered_fen, 10'000);
}

TEST(Conversion, ByGroupIsTheConversionOfTheGroupAlone) {
    const char* const regions[] = {"420281107", "420281", "420222", "420900", ""};
    std::vector<Event> events;
    std::uint32_t random = 1;
    const auto next = [&](std::uint32_t limit) {
        random = random * 1'664'525 + 1'013'904'223;
        return (random >> 8) % limit;
    };
    for (int n = 0; n < 5'000; ++n) {
        const Date day = date(2023, 1, 1);
        if (next(4) != 0) events.push_back({code(n), day, event::EnteredDirectory{}});
        if (next(3) != 0) events.push_back({code(n), day, event::MovedToReserve{}});
        if (next(2) != 0) events.push_back({code(n), day, event::MovedToImplementation{}});
        if (next(9) == 0) events.push_back({code(n), day, event::Withdrawn{""}});
        events.push_back(
            {code(n), day, AttributeChanged::total_investment(Money::from_fen(next(1'000'000)))});
        const char* const region = regions[next(5)];
        if (*region != '\0') {
            events.push_back(
                {code(n), day, AttributeChanged::region(RegionCode::parse(region), "")});
        }
    }
    const Portfolio portfolio = fold(events, as_of);
    const Columns& c = portfolio.columns();
    const Grouping grouping(portfolio, {.region = RegionLevel::county, .pool = true});
    const std::pair<Pool, Pool> moves[] = {{Pool::directory, Pool::reserve},
                                           {Pool::reserve, Pool::implementation},
                                           {Pool::directory, Pool::implementation}};
    for (const auto& [from, to] : moves) {
        const auto grouped = pipeline::conversion(grouping, from, to);
        ASSERT_EQ(grouped.size(), grouping.size());
        Conversion sum;
        for (std::size_t group = 0; group < grouping.size(); ++group) {
            std::vector<std::int32_t> entered;
            std::vector<std::int32_t> moved;
            std::vector<std::int64_t> amount;
            for (std::size_t row = 0; row < portfolio.size(); ++row) {
                const GroupKey key{
                    portfolio.region(row).code.up_to(RegionLevel::county), {}, portfolio.pool(row)};
                if (key != grouping.key(group)) continue;
                entered.push_back(pipeline::entry_column(c, from)[row]);
                moved.push_back(pipeline::entry_column(c, to)[row]);
                amount.push_back(c.total_investment[row]);
            }
            EXPECT_EQ(grouped[group], pipeline::conversion(entered, moved, amount, as_of))
                << "group " << group << " from " << key(from);
            sum += grouped[group];
        }
        EXPECT_EQ(sum, pipeline::conversion(portfolio, from, to));
    }
}

TEST(Conversion, RefusesWhatItCannotCount) {
    const std::vector<std::int32_t> day(2, 0);
    const std::vector<std::int64_t> one(1, 0);
    EXPECT_THROW((void)pipeline::conversion(day, day, one, as_of), Error);
    const std::vector<std::int64_t> most(2, INT64_MAX);
    EXPECT_THROW((void)pipeline::conversion(day, day, most, as_of), Error);
    const Portfolio portfolio = fold(std::vector<Event>{}, as_of);
    EXPECT_THROW((void)pipeline::conversion(portfolio, Pool::withdrawn, Pool::reserve), Error);
    EXPECT_THROW((void)pipeline::conversion(portfolio, Pool::directory, Pool::none), Error);
    Conversion full{.entered = INT64_MAX};
    EXPECT_THROW(full += Conversion{.entered = 1}, Error);
}

}  // namespace
}  // namespace sanku
