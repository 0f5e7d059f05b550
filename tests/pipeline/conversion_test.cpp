#include "sanku/pipeline/conversion.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using pipeline::Conversion;
using pipeline::Conversions;
using pipeline::Definition;
using pipeline::Part;
using pipeline::Passage;
using pipeline::Question;
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

/// Columns of a passage that a test fills.
struct Members {
    Date as_of;
    std::vector<std::int32_t> entered{};
    std::vector<std::int32_t> moved{};
    std::vector<std::int32_t> left{};
    std::vector<std::int64_t> amount{};

    void add(std::int32_t in, std::int32_t on, std::int32_t out, std::int64_t fen) {
        entered.push_back(in);
        moved.push_back(on);
        left.push_back(out);
        amount.push_back(fen);
    }
    [[nodiscard]] Passage passage() const { return {entered, moved, left, amount, as_of}; }
};

template <typename Act>
void expect_error(ErrorCode code, Act&& act) {
    try {
        act();
        ADD_FAILURE() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), code) << error.what();
    }
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
    const std::vector<std::int32_t> left(83, no_day);
    const Conversion rate =
        pipeline::conversion(Passage{listed, started, left, amount, as_of}, Question::stock());
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
    EXPECT_EQ(pipeline::key(first.definition()), "stock");
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
            Members alone{.as_of = as_of};
            for (std::size_t row = 0; row < portfolio.size(); ++row) {
                const GroupKey key{
                    portfolio.region(row).code.up_to(RegionLevel::county), {}, portfolio.pool(row)};
                if (key != grouping.key(group)) continue;
                alone.add(pipeline::entry_column(c, from)[row], pipeline::entry_column(c, to)[row],
                          c.withdrawn[row], c.total_investment[row]);
            }
            EXPECT_EQ(grouped[group], pipeline::conversion(alone.passage()))
                << "group " << group << " from " << key(from);
            sum += grouped[group];
        }
        EXPECT_EQ(sum, pipeline::conversion(portfolio, from, to));
    }
}

TEST(Conversion, RefusesWhatItCannotCount) {
    Members two{.as_of = as_of};
    two.add(0, 0, no_day, INT64_MAX);
    two.add(0, 0, no_day, INT64_MAX);
    expect_error(ErrorCode::overflow, [&] { (void)pipeline::conversion(two.passage()); });
    two.amount = {1, -1};
    expect_error(ErrorCode::money_out_of_range, [&] { (void)pipeline::conversion(two.passage()); });
    two.amount = {INT64_MAX - 1, 1};
    EXPECT_EQ(pipeline::conversion(two.passage()).entered_fen, INT64_MAX);
    two.amount = {1};
    expect_error(ErrorCode::invalid_argument, [&] { (void)pipeline::conversion(two.passage()); });
    expect_error(ErrorCode::invalid_argument,
                 [&] { (void)pipeline::members(two.passage(), Question::stock()); });
    two.amount = {1, 1};
    const std::vector<std::uint32_t> three{0, 0, 0};
    expect_error(ErrorCode::invalid_argument,
                 [&] { (void)pipeline::conversion(NumberedGroups(three, 1), two.passage()); });
    const Portfolio portfolio = fold(std::vector<Event>{}, as_of);
    EXPECT_THROW((void)pipeline::conversion(portfolio, Pool::withdrawn, Pool::reserve), Error);
    EXPECT_THROW((void)pipeline::conversion(portfolio, Pool::directory, Pool::none), Error);
    EXPECT_THROW((void)pipeline::conversion(portfolio, Pool::reserve, Pool::directory), Error);
}

TEST(Conversion, MergesAnswersToOneQuestionAlone) {
    Conversion full{.entered = INT64_MAX};
    expect_error(ErrorCode::overflow, [&] { full += Conversion{.entered = 1}; });
    const Date first = date(2024, 1, 1);
    const Question questions[] = {Question::stock(),
                                  Question::period(first, as_of),
                                  Question::cohort(first, as_of),
                                  Question::cohort(first, as_of, 12),
                                  Question::cohort(first, as_of, 13),
                                  Question::cohort(first, as_of.plus_days(-1), 12)};
    for (const Question& a : questions) {
        for (const Question& b : questions) {
            Conversion sum{.question = a};
            if (a == b) {
                sum += Conversion{.question = b, .entered = 1};
                EXPECT_EQ(sum.entered, 1);
            } else {
                expect_error(ErrorCode::invalid_argument,
                             [&] { sum += Conversion{.question = b}; });
            }
        }
    }
}

TEST(Question, IsRefusedWithAPeriodOrMonthsThatCannotBe) {
    const Date day = date(2024, 1, 1);
    for (const int months : {-1, 0, 1'201, INT32_MAX}) {
        expect_error(ErrorCode::invalid_argument,
                     [&] { (void)Question::cohort(day, day, months); });
    }
    EXPECT_EQ(Question::cohort(day, day, 1'200).months(), 1'200);
    expect_error(ErrorCode::invalid_argument,
                 [&] { (void)Question::period(day, day.plus_days(-1)); });
    expect_error(ErrorCode::invalid_argument,
                 [&] { (void)Question::cohort(day, day.plus_days(-1)); });
    EXPECT_EQ(Question::period(day, day).last(), day);
    EXPECT_EQ(Question::stock().first(), std::nullopt);
    EXPECT_EQ(Question::cohort(day, day).months(), std::nullopt);
    const Passage none{{}, {}, {}, {}, day.plus_days(-1)};
    expect_error(ErrorCode::invalid_argument,
                 [&] { (void)pipeline::conversion(none, Question::period(day, day)); });
}

TEST(Question, ItsPeriodIsAnsweredUpToTheAsOfDay) {
    Members members{.as_of = as_of};
    members.add(as_of.days(), as_of.days(), no_day, 1);
    const Date first = date(2024, 1, 1);
    const Conversion year =
        pipeline::conversion(members.passage(), Question::period(first, date(2024, 12, 31)));
    EXPECT_EQ(year.question, Question::period(first, as_of));
    EXPECT_EQ(year.by_count(), Ratio(1, 1));
}

TEST(Anqing, TheCohortOf2018HasThePublishedRatesOfOneDenominator) {
    // FACTS.md: 218 signed in 2018, of them 199 started (91.28 %) and 118 producing (54.13 %, of
    // the 218): the passages from signing to each later step have one denominator.
    std::vector<std::int32_t> signed_on;
    std::vector<std::int32_t> started(218, no_day);
    std::vector<std::int32_t> producing(218, no_day);
    for (int i = 0; i < 218; ++i) {
        signed_on.push_back(date(2018, 1, 1).days() + i);
        const auto place = static_cast<std::size_t>(i);
        if (i < 199) started[place] = signed_on.back() + 100;
        if (i < 118) producing[place] = signed_on.back() + 600;
    }
    const std::vector<std::int32_t> left(218, no_day);
    const std::vector<std::int64_t> amount(218, yi(1));
    const Question of_2018 = Question::cohort(date(2018, 1, 1), date(2018, 12, 31));
    const Passage start{signed_on, started, left, amount, as_of};
    const Passage production{signed_on, producing, left, amount, as_of};
    EXPECT_EQ(pipeline::conversion(start, of_2018).by_count(), Ratio(199, 218));
    EXPECT_EQ(pipeline::conversion(start, of_2018).by_count().percent(2), "91.28%");
    EXPECT_EQ(pipeline::conversion(production, of_2018).by_count(), Ratio(118, 218));
    EXPECT_EQ(pipeline::conversion(production, of_2018).by_count().percent(2), "54.13%");
}

TEST(Anhui, TheCohortOfMay2018HasThePublishedCurve) {
    // FACTS.md: of 436 projects signed in May 2018, 68.4 % had started after 8 months (298), 75.7 %
    // after 14, 83.0 % after 40 (362). 298 of 436 is 68.349 %: half up prints 68.3 %, the office
    // printed 68.4 %. 75.7 % of 436 are 330.
    Members members{.as_of = date(2021, 12, 31)};
    for (int i = 0; i < 436; ++i) {
        const Date day = date(2018, 5, 1 + i % 31);
        const int months = i < 298 ? 8 : i < 330 ? 14 : 40;
        members.add(day.days(), i < 362 ? day.plus_months(months).days() : no_day, no_day, yi(1));
    }
    const auto after = [&](int months) {
        return pipeline::conversion(members.passage(),
                                    Question::cohort(date(2018, 5, 1), date(2018, 5, 31), months));
    };
    EXPECT_EQ(after(7).moved, 0);
    EXPECT_EQ(after(8).by_count(), Ratio(298, 436));
    EXPECT_EQ(after(8).by_count().percent(), "68.3%");
    EXPECT_EQ(after(13).moved, 298);
    EXPECT_EQ(after(14).by_count().percent(), "75.7%");
    EXPECT_EQ(after(40).by_count(), Ratio(362, 436));
    EXPECT_EQ(after(40).by_count().percent(), "83.0%");
    EXPECT_TRUE(after(40).is_complete());
    EXPECT_EQ(after(60).open, 436 - 362);
    EXPECT_FALSE(after(60).is_complete());
}

TEST(Xiaogan, ItsLibrariesAreARateByCountAndByInvestment) {
    // 718 of 2,966 projects and 4,789 of 11,923 亿元, had they all passed the directory.
    Members members{.as_of = as_of};
    for (int i = 0; i < 2'966; ++i) {
        const std::int64_t fen = i < 718 ? yi(4'789) / 718 + (i < yi(4'789) % 718)
                                         : yi(7'134) / 2'248 + (i - 718 < yi(7'134) % 2'248);
        members.add(0, i < 718 ? 1 : no_day, no_day, fen);
    }
    const Conversion rate = pipeline::conversion(members.passage());
    EXPECT_EQ(rate.by_count().percent(), "24.2%");
    EXPECT_EQ(rate.by_investment(), Ratio(yi(4'789), yi(11'923)));
    EXPECT_EQ(rate.by_investment().percent(), "40.2%");
}

TEST(Period, CountsWhatIsInThePoolAtItsStartOrEntersWithinIt) {
    const Date first = date(2024, 4, 1);
    const Date last = date(2024, 5, 31);
    const std::int32_t before = first.days() - 1;
    const std::int32_t after = last.days() + 1;
    const struct {
        std::int32_t entered, moved, left;
        Part part;
    } rows[] = {
        {before, no_day, no_day, Part::counted},
        {before, first.days(), no_day, Part::moved},
        {before, last.days(), no_day, Part::moved},
        {before, after, no_day, Part::counted},
        {before, before, no_day, Part::none},             // had moved on
        {before, no_day, before, Part::none},             // had left
        {before, no_day, first.days(), Part::counted},    // left within the period
        {before, first.days(), before, Part::none},       // nobody states when it came back
        {before, first.days(), before - 1, Part::moved},  // left before it entered
        {first.days(), last.days(), first.days(), Part::moved},
        {first.days(), no_day, no_day, Part::counted},
        {last.days(), last.days(), no_day, Part::moved},
        {last.days(), after, no_day, Part::counted},
        {after, after, no_day, Part::none},
        {no_day, no_day, no_day, Part::none},
        {first.days(), before, no_day, Part::impossible},  // as if moved on when it entered
        {after, first.days(), no_day, Part::none},
        {before, before - 1, no_day, Part::none},
    };
    Members members{.as_of = as_of};
    for (const auto& row : rows) members.add(row.entered, row.moved, row.left, 1);
    const auto parts = pipeline::members(members.passage(), Question::period(first, last));
    for (std::size_t i = 0; i < parts.size(); ++i) {
        EXPECT_EQ(parts[i], rows[i].part) << "row " << i;
    }
    const Conversion rate = pipeline::conversion(members.passage(), Question::period(first, last));
    EXPECT_EQ(rate.by_count(), Ratio(6, 11));
    EXPECT_EQ(rate.impossible, 1);
    EXPECT_EQ(rate.open, 0);
}

TEST(Cohort, CountsMovesUpToTheDayManyMonthsAfterTheEntry) {
    const Date first = date(2023, 12, 31);
    const Date last = date(2024, 1, 31);
    const Date late = date(2024, 2, 29);  // 31 January and 1 month
    const auto days = [](Date day) { return day.days(); };
    const struct {
        std::int32_t entered, moved, left;
        Part part;
    } rows[] = {
        {days(last), days(late), no_day, Part::moved},
        {days(last), days(late) + 1, no_day, Part::counted},
        {days(first), days(date(2024, 1, 31)), no_day, Part::moved},
        {days(first), days(date(2024, 2, 1)), no_day, Part::counted},
        {days(first) - 1, days(first), no_day, Part::none},
        {days(last) + 1, days(last) + 1, no_day, Part::none},
        {days(last), no_day, days(last), Part::counted},
        {days(last), days(late), days(last), Part::moved},  // left and came back
        {days(last), days(first), no_day, Part::impossible},
        {no_day, days(first), no_day, Part::none},
    };
    Members members{.as_of = as_of};
    for (const auto& row : rows) members.add(row.entered, row.moved, row.left, 1);
    const Question question = Question::cohort(first, last, 1);
    const auto parts = pipeline::members(members.passage(), question);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        EXPECT_EQ(parts[i], rows[i].part) << "row " << i;
    }
    EXPECT_TRUE(pipeline::conversion(members.passage(), question).is_complete());
}

TEST(Cohort, IsOpenUntilTheMonthsOfEachWhoWaitsAreOver) {
    const Date day = date(2024, 5, 30);
    const Question question = Question::cohort(day, day, 1);
    Members members{.as_of = date(2024, 6, 29)};
    members.add(day.days(), no_day, no_day, 1);
    members.add(day.days(), day.days(), no_day, 1);
    members.add(day.days(), no_day, day.days(), 1);                // left
    members.add(day.days(), no_day, day.days() - 1, 1);            // left before it entered
    members.add(day.days(), no_day, members.as_of.days() + 1, 1);  // not yet
    members.add(day.days(), members.as_of.days() + 1, no_day, 1);  // not yet
    members.add(day.days(), day.days() - 1, no_day, 1);            // impossible
    EXPECT_EQ(pipeline::conversion(members.passage(), question).open, 4);
    EXPECT_FALSE(pipeline::conversion(members.passage(), question).is_complete());
    members.as_of = date(2024, 6, 30);
    EXPECT_EQ(pipeline::conversion(members.passage(), question).open, 0);
    const Question ever = Question::cohort(day, day);
    EXPECT_TRUE(pipeline::conversion(members.passage(), ever).is_complete())
        << "a question up to the as-of day is over on it";
    members.as_of = date(2199, 12, 31);
    EXPECT_EQ(pipeline::conversion(members.passage(), Question::cohort(day, day, 1'200)).open, 0);
    members.as_of = date(2124, 5, 29);
    EXPECT_EQ(pipeline::conversion(members.passage(), Question::cohort(day, day, 1'200)).open, 2)
        << "of those days after the as-of day, both have come by now";
}

TEST(Cohort, OfTheLastDaysOfTheCalendarHasMonthsThatAreNeverOver) {
    Members members{.as_of = date(2199, 12, 31)};
    const Date day = date(2199, 12, 30);
    members.add(day.days(), no_day, no_day, 1);
    members.add(day.days(), day.days() + 1, no_day, 1);
    for (const int months : {1, 1'200}) {
        const Conversion rate =
            pipeline::conversion(members.passage(), Question::cohort(day, day, months));
        EXPECT_EQ(rate.by_count(), Ratio(1, 2));
        EXPECT_EQ(rate.open, 1);
    }
}

TEST(Conversion, MarksRatesOfFewMembers) {
    EXPECT_FALSE(Conversion{}.is_small()) << "no value at all";
    EXPECT_TRUE(Conversion{.entered = 1}.is_small());
    EXPECT_TRUE(Conversion{.entered = 9}.is_small());
    EXPECT_FALSE(Conversion{.entered = 10}.is_small());
    EXPECT_TRUE(Conversion{.entered = 29}.is_small(30));
}

// Laws, over random members in twelve groups of odd days, with some impossible ones.

struct Random {
    std::uint64_t state;
    std::int32_t below(std::int32_t limit) {
        state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        return static_cast<std::int32_t>((state >> 33) % static_cast<std::uint64_t>(limit));
    }
};

struct Sample {
    Members members;
    std::vector<std::uint32_t> group;
    std::vector<Question> questions;
};

Sample sample(std::uint64_t seed) {
    Random random{seed};
    Sample out{.members = {.as_of = date(2023, 1, 1).plus_days(random.below(800))},
               .group = {},
               .questions = {}};
    const int rows = random.below(6'000);
    const auto some_day = [&](std::int32_t from, std::int32_t span) {
        return random.below(4) == 0 ? no_day : from + random.below(span);
    };
    const std::int32_t start = date(2022, 6, 1).days();
    for (int i = 0; i < rows; ++i) {
        const std::int32_t entered = some_day(start, 800);
        const std::int32_t near = entered == no_day ? start : entered - 30;
        out.members.add(entered, some_day(near, 500), some_day(near, 900),
                        std::int64_t{random.below(1'000'000)} * 1'000'003);
        out.group.push_back(static_cast<std::uint32_t>(random.below(12)));
    }
    const int span = out.members.as_of.days() - start;
    const auto from = [&] { return Date::from_days(start + random.below(span)); };
    out.questions.push_back(Question::stock());
    for (int i = 0; i < 3; ++i) {
        const Date first = from();
        const Date last = first.plus_days(random.below(500));
        out.questions.push_back(Question::period(first, last));
        out.questions.push_back(Question::cohort(first, last));
        out.questions.push_back(Question::cohort(first, last, 1 + random.below(18)));
    }
    return out;
}

/// docs/figures.md, "Conversion", of one member with dates and no cleverness.
Part judged(const Members& members, std::size_t row, const Question& question) {
    const auto come = [&](std::int32_t days) {
        const auto day = to_date(days);
        return day && *day <= members.as_of ? day : std::nullopt;
    };
    const auto entered = come(members.entered[row]);
    auto moved = come(members.moved[row]);
    auto left = come(members.left[row]);
    if (!entered) return Part::none;
    const bool impossible = moved && *moved < *entered;
    if (impossible) moved = entered;
    if (left && *left < *entered) left.reset();
    const Part on = impossible ? Part::impossible : Part::moved;
    switch (question.definition()) {
        case Definition::stock:
            return moved ? on : Part::counted;
        case Definition::period: {
            const Date first = *question.first();
            const Date last = *question.last();
            const bool waits =
                *entered < first && !(moved && *moved < first) && !(left && *left < first);
            const bool enters = *entered >= first && *entered <= last;
            if (!waits && !enters) return Part::none;
            return moved && *moved >= first && *moved <= last ? on : Part::counted;
        }
        case Definition::cohort: {
            if (*entered < *question.first() || *entered > *question.last()) return Part::none;
            if (!question.months()) return moved ? on : Part::counted;
            const Date deadline = entered->plus_months(*question.months());
            if (moved && *moved <= deadline) return on;
            return deadline > members.as_of && !moved && !left ? Part::open : Part::counted;
        }
    }
    return Part::none;
}

/// The sums of the members of one group, or of all, by their parts.
Conversion added(const Sample& sample, const Question& question,
                 std::optional<std::uint32_t> group) {
    Conversion out{.question = question.up_to(sample.members.as_of)};
    for (std::size_t row = 0; row < sample.group.size(); ++row) {
        if (group && sample.group[row] != *group) continue;
        const Part part = judged(sample.members, row, question);
        const bool on = part == Part::moved || part == Part::impossible;
        if (part == Part::none) continue;
        ++out.entered;
        out.entered_fen += sample.members.amount[row];
        out.moved += on;
        out.moved_fen += on ? sample.members.amount[row] : 0;
        out.open += part == Part::open;
        out.impossible += part == Part::impossible;
    }
    return out;
}

TEST(ConversionLaw, BatchEqualsTheDefinitionsOfOneMemberAndItsSums) {
    std::int64_t counts[3] = {};
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const Sample random = sample(seed);
        const Passage passage = random.members.passage();
        for (const Question& question : random.questions) {
            const auto parts = pipeline::members(passage, question);
            ASSERT_EQ(parts.size(), passage.size());
            for (std::size_t row = 0; row < parts.size(); ++row) {
                ASSERT_EQ(parts[row], judged(random.members, row, question))
                    << "seed " << seed << " row " << row << ' ' << key(question.definition());
                ASSERT_EQ(pipeline::is_counted(parts[row]), parts[row] != Part::none);
                ASSERT_EQ(pipeline::has_moved(parts[row]),
                          parts[row] == Part::moved || parts[row] == Part::impossible);
            }
            const Conversion whole = pipeline::conversion(passage, question);
            ASSERT_EQ(whole, added(random, question, std::nullopt)) << "seed " << seed;
            counts[0] += whole.moved;
            counts[1] += whole.open;
            counts[2] += whole.impossible;
            const Conversions groups =
                pipeline::conversion(NumberedGroups(random.group, 12), passage, question);
            Conversion sum{.question = groups.question()};
            for (std::uint32_t group = 0; group < 12; ++group) {
                ASSERT_EQ(groups[group], added(random, question, group)) << "seed " << seed;
                ASSERT_EQ(groups.counts(group), groups[group].entered > 0);
                sum += groups[group];
            }
            ASSERT_EQ(sum, whole) << "seed " << seed;
        }
    }
    for (const std::int64_t count : counts) EXPECT_GT(count, 1'000) << "the sample shows nothing";
}

TEST(ConversionLaw, StockCountsAsImpossibleWhatIsListedAsSuch) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Sample random = sample(seed);
        const Conversion stock = pipeline::conversion(random.members.passage());
        EXPECT_EQ(static_cast<std::size_t>(stock.impossible),
                  pipeline::impossible(random.members.passage()).size());
    }
}

TEST(ConversionLaw, CohortsByMonthOfEntryPartitionTheStock) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Sample random = sample(seed);
        const Passage passage = random.members.passage();
        Conversion sum;
        for (Month month = Month(2022, 6); month <= passage.as_of.month(); month = month.plus(1)) {
            Conversion cohort = pipeline::conversion(
                passage, Question::cohort(month.first_day(), month.last_day()));
            cohort.question = Question::stock();
            sum += cohort;
        }
        EXPECT_EQ(sum, pipeline::conversion(passage)) << "seed " << seed;
    }
}

TEST(ConversionLaw, ACohortOnlyGrowsWithItsMonthsUpToTheAsOfDay) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Sample random = sample(seed);
        const Passage passage = random.members.passage();
        const Date first = date(2022, 6, 1);
        const Conversion ever =
            pipeline::conversion(passage, Question::cohort(first, passage.as_of));
        std::int64_t moved = 0;
        for (int months = 1; months <= 40; ++months) {
            const Conversion rate =
                pipeline::conversion(passage, Question::cohort(first, passage.as_of, months));
            EXPECT_EQ(rate.entered, ever.entered);
            EXPECT_GE(rate.moved, moved) << "seed " << seed << ", " << months << " months";
            EXPECT_LE(rate.moved + rate.open, rate.entered);
            moved = rate.moved;
        }
        EXPECT_EQ(moved, ever.moved) << "seed " << seed;
    }
}

TEST(ConversionLaw, AdjacentPeriodsHandOnThePoolAndAddUpToTheStock) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Sample random = sample(seed);
        const Members& members = random.members;
        const Passage passage = members.passage();
        const Date start = date(2022, 6, 1);
        std::int64_t pool = 0;  // at the start of the period
        std::int64_t entered = 0;
        std::int64_t moved = 0;
        Date first = start;
        Random lengths{seed};
        while (first <= passage.as_of) {
            const Date last = std::min(first.plus_days(lengths.below(90)), passage.as_of);
            const Conversion rate = pipeline::conversion(passage, Question::period(first, last));
            const auto parts = pipeline::members(passage, Question::period(first, last));
            std::int64_t entries = 0;
            std::int64_t leavers = 0;
            for (std::size_t row = 0; row < parts.size(); ++row) {
                const std::int32_t in = members.entered[row];
                const std::int32_t out = members.left[row];
                entries += in >= first.days() && in <= last.days();
                leavers += parts[row] == Part::counted && out >= in && out >= first.days() &&
                           out <= last.days();
            }
            EXPECT_EQ(rate.entered, pool + entries) << "seed " << seed << ' ' << first.iso();
            pool = rate.entered - rate.moved - leavers;
            entered += entries;
            moved += rate.moved;
            first = last.plus_days(1);
        }
        std::int64_t back = 0;  // moved on in a later period than they left in
        first = start;
        lengths = Random{seed};
        while (first <= passage.as_of) {
            const Date last = std::min(first.plus_days(lengths.below(90)), passage.as_of);
            for (std::size_t row = 0; row < passage.size(); ++row) {
                const std::int32_t in = members.entered[row];
                const std::int32_t out = members.left[row];
                back += in <= last.days() && out >= in && out >= first.days() &&
                        out <= last.days() && members.moved[row] > last.days() &&
                        members.moved[row] <= passage.as_of.days();
            }
            first = last.plus_days(1);
        }
        const Conversion stock = pipeline::conversion(passage);
        EXPECT_EQ(entered, stock.entered) << "seed " << seed;
        EXPECT_EQ(moved + back, stock.moved) << "seed " << seed;
    }
}

TEST(ConversionLaw, TheOrderOfMembersChangesNothing) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Sample random = sample(seed);
        Sample turned{.members = {.as_of = random.members.as_of}, .group = {}, .questions = {}};
        for (std::size_t i = random.group.size(); i-- > 0;) {
            turned.members.add(random.members.entered[i], random.members.moved[i],
                               random.members.left[i], random.members.amount[i]);
            turned.group.push_back(random.group[i]);
        }
        for (const Question& question : random.questions) {
            const auto a = pipeline::conversion(NumberedGroups(random.group, 12),
                                                random.members.passage(), question);
            const auto b = pipeline::conversion(NumberedGroups(turned.group, 12),
                                                turned.members.passage(), question);
            for (std::size_t group = 0; group < 12; ++group) EXPECT_EQ(a[group], b[group]);
        }
    }
}

TEST(ConversionLaw, MergingIsAssociativeAndCommutative) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Sample random = sample(seed);
        for (const Question& question : random.questions) {
            const auto parts = pipeline::conversion(NumberedGroups(random.group, 12),
                                                    random.members.passage(), question);
            Conversion left = parts[0];
            Conversion rest = parts[2];
            left += parts[1];
            rest += parts[1];
            left += parts[2];
            rest += parts[0];
            EXPECT_EQ(left, rest) << "seed " << seed;
        }
    }
}

}  // namespace
}  // namespace sanku
