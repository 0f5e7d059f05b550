#include "sanku/portfolio/portfolio.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/portfolio/grouping.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using testing::code;
using testing::join;
using testing::Story;

const Date as_of = date(2024, 6, 30);

/// A sound portfolio of three projects in parts, for tests to break one thing.
Portfolio::Parts sound() {
    std::vector<Story> stories;
    for (int n = 1; n <= 3; ++n) {
        Story story(code(n));
        story.on(date(2024, 1, 1), event::MovedToImplementation{})
            .on(date(2024, 1, 1), AttributeChanged::region(RegionCode::parse("420281"), "大冶市"))
            .on(date(2024, 1, 1), event::ReasonGranted{"start", as_of, as_of, "a", "b"})
            .on(date(2024, 1, 1), event::AgreementSet{Money::from_fen(1), {}});
        stories.push_back(story);
    }
    const Portfolio portfolio = fold(join(stories), as_of);
    auto texts = std::make_shared<TextPool>();
    for (const char* text : {"a", "b"}) (void)texts->add(text);
    return {.columns = portfolio.columns(),
            .regions = portfolio.regions(),
            .reasons = portfolio.reasons(),
            .texts = std::move(texts),
            .as_of = as_of,
            .known_on = std::nullopt,
            .deals = portfolio.deals(),
            .visits = {.row = {0, 0, 2},
                       .network = {0, 0, 0},
                       .pool = {0, 0, 0},
                       .day = {1, 1, as_of.days()},
                       .reason = {0, 0, 0}},
            .appraisals = {.row = {0, 2},
                           .gate = {1, 1},
                           .round = {1, max_visits},
                           .outcome = {0, 2},
                           .day = {1, as_of.days()},
                           .findings = {0, 2},
                           .document = {0, 2}},
            .factors = {.row = {0, 0, 2},
                        .factor = {1, 2, 1},
                        .state = {0, 1, 2},
                        .day = {1, 1, as_of.days()},
                        .document = {0, 0, 2}},
            .figures = {.row = {1, 2},
                        .indicator = {1, 1},
                        .value = {Ratio(-1, 2), Ratio(3, 1)},
                        .day = {1, as_of.days()},
                        .document = {0, 2}}};
}

TEST(Portfolio, TakesSoundParts) {
    EXPECT_EQ(Portfolio(sound()).size(), 3U);
    EXPECT_EQ(Portfolio(sound()).deals().agreed_output.size(), 3U);
    Portfolio::Parts parts = sound();
    parts.deals = {};
    const std::size_t bytes = Portfolio(sound()).column_bytes();
    EXPECT_LT(Portfolio(std::move(parts)).column_bytes(), bytes) << "no columns are no bytes";
    EXPECT_EQ(Portfolio(sound()).reasons().size(), 3U);
}

TEST(Portfolio, TakesWhatIsPlannedForLaterAndReportedThisMonth) {
    Portfolio::Parts parts = sound();
    parts.columns.planned_start[0] = as_of.days() + 1;
    parts.columns.planned_completion[0] = Date::max_days;
    parts.columns.started[1] = as_of.days();
    parts.columns.last_report[0] = static_cast<std::uint16_t>(as_of.month().index());
    parts.columns.completed_last_year[2] = 1;  // has no bit of `given`
    EXPECT_EQ(Portfolio(std::move(parts)).size(), 3U);
}

TEST(Portfolio, RefusesEachBrokenInvariant) {
    struct Row {
        std::string_view why;
        std::function<void(Portfolio::Parts&)> breaks;
        ErrorCode code;
    };
    constexpr auto invalid = ErrorCode::invalid_argument;
    constexpr auto money = ErrorCode::money_out_of_range;
    const std::int64_t above = max_project_money.fen() + 1;
    using Parts = Portfolio::Parts;
    const Row rows[] = {
        {"no texts", [](Parts& p) { p.texts = nullptr; }, invalid},
        {"a short column", [](Parts& p) { p.columns.paid.pop_back(); }, invalid},
        {"a long column", [](Parts& p) { p.columns.score.push_back(0); }, invalid},
        {"codes that fall", [](Parts& p) { std::swap(p.columns.code[0], p.columns.code[1]); },
         invalid},
        {"a code twice", [](Parts& p) { p.columns.code[1] = p.columns.code[0]; }, invalid},
        {"no such region", [](Parts& p) { p.columns.region[2] = 2; }, invalid},
        {"no such pool", [](Parts& p) { p.columns.pool[0] = pool_count; }, invalid},
        {"no such funding", [](Parts& p) { p.columns.funding[0] = funding_count; }, invalid},
        {"no such section", [](Parts& p) { p.columns.sector[0] = 2100; }, invalid},
        {"no such name", [](Parts& p) { p.columns.name[0] = 3; }, invalid},
        {"no such unit", [](Parts& p) { p.columns.responsible_unit[0] = 3; }, invalid},
        {"no such leader", [](Parts& p) { p.columns.lead_leader[0] = 3; }, invalid},
        {"no such withdrawal", [](Parts& p) { p.columns.withdrawal_reason[0] = 3; }, invalid},
        {"regions that fall", [](Parts& p) { std::swap(p.regions[0], p.regions[1]); }, invalid},
        {"a region twice", [](Parts& p) { p.regions[0] = p.regions[1]; }, invalid},
        {"a reason of no row", [](Parts& p) { p.reasons[2].row = 3; }, invalid},
        {"reasons that fall", [](Parts& p) { std::swap(p.reasons[0], p.reasons[1]); }, invalid},
        {"an amount below 0", [](Parts& p) { p.columns.plan[0] = -1; }, money},
        {"too much", [&](Parts& p) { p.columns.total_investment[1] = above; }, money},
        {"a short column of agreements", [](Parts& p) { p.deals.tax.pop_back(); }, invalid},
        {"agreements of too few", [](Parts& p) { p.deals = Deals::unstated(2); }, invalid},
        {"a column of agreements alone",
         [](Parts& p) {
             p.deals = {};
             p.deals.negotiated.resize(3);
         },
         invalid},
        {"a bit of no figure", [](Parts& p) { p.deals.given[0] |= 64; }, invalid},
        {"met but not stated", [](Parts& p) { p.deals.given[0] |= deal::environment_met; },
         invalid},
        {"an agreed tax below 0", [](Parts& p) { p.deals.agreed_tax[0] = -1; }, money},
        {"too much output", [&](Parts& p) { p.deals.output[0] = above; }, money},
        {"a short column of visits", [](Parts& p) { p.visits.reason.pop_back(); }, invalid},
        {"a visit of no row", [](Parts& p) { p.visits.row[2] = 3; }, invalid},
        {"rows of visits that fall", [](Parts& p) { p.visits.row[1] = 2, p.visits.row[2] = 0; },
         invalid},
        {"visits that fall", [](Parts& p) { p.visits.day[0] = 2; }, invalid},
        {"a visit to come", [](Parts& p) { p.visits.day[2] = as_of.days() + 1; }, invalid},
        {"a visit before all days", [](Parts& p) { p.visits.day[0] = INT32_MIN; }, invalid},
        {"a visit of no network", [](Parts& p) { p.visits.network[1] = 3; }, invalid},
        {"a visit of no pool", [](Parts& p) { p.visits.pool[1] = 3; }, invalid},
        {"a visit for no reason", [](Parts& p) { p.visits.reason[1] = 3; }, invalid},
        {"a short column of appraisals", [](Parts& p) { p.appraisals.round.pop_back(); }, invalid},
        {"an appraisal of no row", [](Parts& p) { p.appraisals.row[1] = 3; }, invalid},
        {"an appraisal at no gate", [](Parts& p) { p.appraisals.gate[1] = 3; }, invalid},
        {"an appraisal in no round", [](Parts& p) { p.appraisals.round[0] = 0; }, invalid},
        {"an appraisal of no outcome", [](Parts& p) { p.appraisals.outcome[0] = 3; }, invalid},
        {"findings of no text", [](Parts& p) { p.appraisals.findings[0] = 3; }, invalid},
        {"a short column of factors", [](Parts& p) { p.factors.document.pop_back(); }, invalid},
        {"factors that fall", [](Parts& p) { std::swap(p.factors.factor[0], p.factors.factor[1]); },
         invalid},
        {"a factor twice", [](Parts& p) { p.factors.factor[1] = 1; }, invalid},
        {"a factor in no state", [](Parts& p) { p.factors.state[0] = 3; }, invalid},
        {"a factor to come", [](Parts& p) { p.factors.day[2] = as_of.days() + 1; }, invalid},
        {"a factor before all days", [](Parts& p) { p.factors.day[0] = INT32_MIN; }, invalid},
        {"a factor of no document", [](Parts& p) { p.factors.document[0] = 3; }, invalid},
        {"a short column of figures", [](Parts& p) { p.figures.day.pop_back(); }, invalid},
        {"a long column of figures",
         [](Parts& p) {
             p.figures.value.push_back({1, 1});
         },
         invalid},
        {"a figure without a value",
         [](Parts& p) {
             p.figures.value[0] = {1, 0};
         },
         invalid},
        {"rows of figures that fall",
         [](Parts& p) { std::swap(p.figures.row[0], p.figures.row[1]); }, invalid},
        {"an investment that nobody stated", [](Parts& p) { p.columns.total_investment[2] = 1; },
         invalid},
        {"a plan that nobody stated",
         [](Parts& p) {
             p.columns.plan[0] = 1;
             p.columns.given[0] = given::total_investment;
         },
         invalid},
        {"a requirement that nobody stated", [](Parts& p) { p.columns.required_payment[0] = 1; },
         invalid},
        {"progress that nobody stated", [](Parts& p) { p.columns.completed_this_year[0] = 1; },
         invalid},
        {"a total that nobody stated", [](Parts& p) { p.columns.completed_total[0] = 1; }, invalid},
        {"arrivals that nobody stated", [](Parts& p) { p.columns.arrived[0] = 1; }, invalid},
        {"payments that nobody stated", [](Parts& p) { p.columns.paid[0] = 1; }, invalid},
        {"output that nobody stated", [](Parts& p) { p.deals.output[0] = 1; }, invalid},
        {"an agreed tax that nobody stated", [](Parts& p) { p.deals.agreed_tax[0] = 1; }, invalid},
        {"a start to come", [](Parts& p) { p.columns.started[1] = as_of.days() + 1; }, invalid},
        {"an entry to come", [](Parts& p) { p.columns.entered_reserve[0] = no_day - 1; }, invalid},
        {"a signature to come", [](Parts& p) { p.deals.contract_signed[2] = as_of.days() + 1; },
         invalid},
        {"a start before all days", [](Parts& p) { p.columns.started[0] = Date::min_days - 1; },
         invalid},
        {"a plan after all days", [](Parts& p) { p.columns.planned_start[0] = Date::max_days + 1; },
         invalid},
        {"a report to come",
         [](Parts& p) {
             p.columns.last_report[0] = static_cast<std::uint16_t>(Month(2024, 7).index());
         },
         invalid},
        {"a report of no month", [](Parts& p) { p.columns.last_report[0] = 1; }, invalid},
        {"too much last year", [&](Parts& p) { p.columns.completed_last_year[1] = above; }, money},
    };
    for (const auto& [why, breaks, expected] : rows) {
        Parts parts = sound();
        breaks(parts);
        try {
            (void)Portfolio(std::move(parts));
            ADD_FAILURE() << why << " was taken";
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), key(expected)) << why;
        }
    }
}

/// `count` projects in the directory, each with an investment of `fen`.
Portfolio of_equal_projects(std::size_t count, std::int64_t fen) {
    Columns columns;
    Columns::for_each(
        columns, [&](const char*, auto& column, auto initial) { column.assign(count, initial); });
    for (std::size_t i = 0; i < count; ++i) {
        columns.code[i] = code(0).value() + i;
        columns.pool[i] = static_cast<std::uint8_t>(Pool::directory);
        columns.total_investment[i] = fen;
        columns.given[i] = given::total_investment;
    }
    return Portfolio({.columns = std::move(columns),
                      .regions = {RegionEntry{}},
                      .reasons = {},
                      .texts = std::make_shared<TextPool>(),
                      .as_of = as_of,
                      .known_on = {}});
}

TEST(Portfolio, RefusesAmountsWhoseSumDoesNotFit) {
    const std::int64_t most = max_project_money.fen();
    const auto fitting = static_cast<std::size_t>(INT64_MAX / most);
    EXPECT_EQ(of_equal_projects(fitting, most).size(), fitting);
    try {
        (void)of_equal_projects(fitting + 1, most);
        FAIL() << "a sum of more than int64 holds was taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::overflow);
    }
}

TEST(Portfolio, TakesAtMost160BytesAProject) {
    constexpr int projects = 10'000;
    HistoryBuilder builder;
    for (int n = 0; n < projects; ++n) {
        Story story(code(n));
        story.on(date(2024, 1, 1), event::MovedToImplementation{})
            .on(date(2024, 1, 1), AttributeChanged::of(Attribute::name, std::to_string(n)))
            .report(Month(2024, 5), 1, 2, 3);
        for (const Event& event : story.events) builder.apply(event);
    }
    const Portfolio portfolio = std::move(builder).build().at(as_of);
    ASSERT_EQ(portfolio.size(), 10'000U);
    EXPECT_LE(portfolio.column_bytes() / portfolio.size(), 160U);
    EXPECT_GE(portfolio.column_bytes(), portfolio.size() * sizeof(std::uint64_t));
}

TEST(Portfolio, SharesItsColumnsWithItsCopies) {
    const Portfolio portfolio(sound());
    const Portfolio copy = portfolio;  // NOLINT(performance-unnecessary-copy-initialization)
    EXPECT_EQ(&copy.columns(), &portfolio.columns());
}

TEST(TextPool, HoldsEachTextOnceAndTheEmptyOneAsZero) {
    TextPool pool;
    EXPECT_EQ(pool.add(""), 0U);
    const auto first = pool.add("大冶");
    for (int i = 0; i < 1000; ++i) (void)pool.add(std::to_string(i));
    EXPECT_EQ(pool.add("大冶"), first);
    EXPECT_EQ(pool.at(first), "大冶");
    EXPECT_EQ(pool.size(), 1002U);
    EXPECT_EQ(pool.text_bytes(), std::string_view("大冶").size() + 10 + 180 + 2700);
}

TEST(Grouping, NumbersEveryRowByEverythingThatItKnows) {
    const Date day = date(2024, 1, 1);
    std::vector<Story> stories;
    const char* const regions[] = {"420281107", "420281", "420222", "420900"};
    const char* const sectors[] = {"C39", "A", "C13"};
    for (int n = 0; n < 5'000; ++n) {
        Story story(code(n));
        const Date entered = date(2021, 11, 30).plus_months(n % 27);
        story.on(entered, n % 2 == 0 ? Payload(event::EnteredDirectory{})
                                     : Payload(event::MovedToReserve{}));
        if (n % 3 == 0) {
            story.on(day, AttributeChanged::of(Attribute::funding, n % 4 == 0 ? "专项债" : "企业"));
        }
        if (n % 5 != 0) {
            story.on(day, AttributeChanged::region(RegionCode::parse(regions[n % 4]), ""));
        }
        if (n % 7 != 0) {
            story.on(day, AttributeChanged::sector(SectorCode::parse(sectors[n % 3])));
        }
        stories.push_back(story);
    }
    const Portfolio portfolio = fold(join(stories), as_of);
    const std::span<const std::int32_t> months = portfolio.columns().entered_directory;
    const std::vector<std::int32_t> never(portfolio.size(), no_day);
    const GroupBy choices[] = {
        {},
        {.funding = true},
        {.month_of = months},
        {.month_of = never},
        {.region = RegionLevel::county,
         .section = true,
         .pool = true,
         .funding = true,
         .month_of = months},
        {.region = RegionLevel::country},
        {.region = RegionLevel::city},
        {.region = RegionLevel::county},
        {.region = RegionLevel::township},
        {.section = true},
        {.pool = true},
        {.region = RegionLevel::county, .section = true, .pool = true},
    };
    for (std::size_t choice = 0; choice < std::size(choices); ++choice) {
        const GroupBy& by = choices[choice];
        const Grouping grouping(portfolio, by);
        std::size_t rows = 0;
        grouping.for_each_block([&](std::size_t begin, std::size_t count,
                                    const std::uint32_t* groups) {
            ASSERT_EQ(begin, rows);
            for (std::size_t i = 0; i < count; ++i, ++rows) {
                GroupKey expected;
                if (by.region) expected.region = portfolio.region(rows).code.up_to(*by.region);
                if (by.section) {
                    expected.section =
                        SectorCode::from_value(portfolio.columns().sector[rows]).up_to_section();
                }
                if (by.pool) expected.pool = portfolio.pool(rows);
                if (by.funding) {
                    expected.funding = static_cast<Funding>(portfolio.columns().funding[rows]);
                }
                if (by.month_of && (*by.month_of)[rows] != no_day) {
                    expected.month = Date::from_days((*by.month_of)[rows]).month();
                }
                ASSERT_LT(groups[i], grouping.size());
                ASSERT_EQ(grouping.key(groups[i]), expected)
                    << "choice " << choice << " row " << rows;
            }
        });
        EXPECT_EQ(rows, portfolio.size());
        for (std::size_t group = 1; group < grouping.size(); ++group) {
            ASSERT_LT(grouping.key(group - 1), grouping.key(group)) << "choice " << choice;
        }
    }
}

TEST(Grouping, CountsDaysAfterTheDayAsNone) {
    const Portfolio portfolio =
        fold(Story(code(1)).on(date(2024, 1, 1), event::EnteredDirectory{}).events, as_of);
    for (const Date day : {as_of.plus_days(1), Date(2199, 12, 31)}) {
        const std::vector<std::int32_t> later = {day.days()};
        const Grouping grouping(portfolio, {.month_of = later});
        grouping.for_each_block([&](std::size_t, std::size_t, const std::uint32_t* groups) {
            EXPECT_EQ(grouping.key(groups[0]).month, std::nullopt) << day.iso();
        });
    }
    const std::vector<std::int32_t> first(1, Date::min_days);
    (void)Grouping(portfolio, {.pool = true, .month_of = first});
    const std::vector<std::int32_t> two(2, 0);
    EXPECT_THROW(Grouping(portfolio, {.month_of = two}), Error);
}

TEST(NumberedGroups, GiveWhatTheCallerNumberedBlockByBlock) {
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t i = 0; i < 5'000; ++i) numbers.push_back(i % 7);
    const NumberedGroups groups(numbers, 7);
    EXPECT_EQ(groups.size(), 7U);
    std::vector<std::uint32_t> seen;
    groups.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* group) {
        ASSERT_EQ(begin, seen.size());
        seen.insert(seen.end(), group, group + count);
    });
    EXPECT_EQ(seen, numbers);
    EXPECT_THROW(NumberedGroups(numbers, 6), Error);
}

TEST(Funding, IsReadFromTheWordsThatOfficesUse) {
    struct Row {
        std::string_view text;
        Funding funding;
    };
    constexpr Row rows[] = {
        {"", Funding::unknown},
        {"中央预算内投资", Funding::central_budget},
        {"central_budget", Funding::central_budget},
        {"超长期特别国债", Funding::treasury_bond},
        {"“两重”项目", Funding::treasury_bond},
        {"两新", Funding::treasury_bond},
        {"地方政府专项债券", Funding::special_bond},
        {"省级财政", Funding::provincial_budget},
        {"市级财政", Funding::local_budget},
        {"本级财政", Funding::local_budget},
        {"企业自筹", Funding::enterprise},
        {"社会资本", Funding::enterprise},
        {"外资", Funding::other},
    };
    for (const auto& [text, funding] : rows) {
        EXPECT_EQ(key(funding_named(text)), key(funding)) << text;
    }
    for (std::size_t i = 0; i < funding_count; ++i) {
        const auto funding = static_cast<Funding>(i);
        EXPECT_EQ(funding_named(key(funding)), funding);
        EXPECT_EQ(funding_named(name(funding, Language::zh)), funding);
    }
}

}  // namespace
}  // namespace sanku
