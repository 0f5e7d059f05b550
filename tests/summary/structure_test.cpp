#include "sanku/summary/structure.hpp"
#include "sanku/core/rational.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sanku/summary/concentration.hpp"
#include "sanku/summary/multiples.hpp"
#include "sanku/summary/project_types.hpp"
#include "sanku/summary/size_classes.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using summary::Change;
using summary::Concentration;
using summary::Holdings;
using summary::ProjectType;
using summary::ProjectTypes;
using summary::SizeClasses;
using summary::SizeGroups;
using summary::TypeSums;
using Structure = summary::Structure<int>;

const Date as_of = date(2024, 6, 30);

constexpr Money yi(std::int64_t count) {
    return Money::from(count, MoneyUnit::yi_yuan);
}
constexpr Money million(std::int64_t count) {
    return Money::from(count * 100, MoneyUnit::wan_yuan);
}

/// Columns of `rows` projects of which nothing is stated, in the implementation library.
Columns blank(std::size_t rows) {
    Columns c;
    Columns::for_each(
        c, [&](const char*, auto& column, auto initial) { column.assign(rows, initial); });
    for (std::size_t row = 0; row < rows; ++row) {
        c.code[row] = testing::code(0).value() + row;
        c.pool[row] = static_cast<std::uint8_t>(Pool::implementation);
    }
    return c;
}
Portfolio portfolio_of(Columns columns, Date day = as_of) {
    auto texts = std::make_shared<TextPool>();
    for (const char* unit : {"甲", "乙", "丙"}) (void)texts->add(unit);
    return Portfolio({.columns = std::move(columns),
                      .regions = {RegionEntry{},
                                  {RegionCode::parse("420281"), {}},
                                  {RegionCode::parse("420281107"), {}},
                                  {RegionCode::parse("429006"), {}}},
                      .reasons = {},
                      .texts = std::move(texts),
                      .as_of = day,
                      .known_on = {}});
}
void invest(Columns& c, std::size_t row, Money amount) {
    c.total_investment[row] = amount.fen();
    c.given[row] |= given::total_investment;
}

/// Random projects with every kind of day and amount, many of them on the first and last days of a
/// year and at the bounds of size classes.
Columns random_columns(std::mt19937_64& random, std::size_t rows, Date day) {
    const auto below = [&](std::int64_t limit) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(limit));
    };
    const auto some_day = [&](bool planned) {
        if (below(3) == 0) return no_day;
        const int year = day.year() + static_cast<int>(below(planned ? 4 : 3)) - 2;
        const std::int32_t first = Date(year, 1, 1).days();
        const std::int32_t any = below(3) == 0 ? first - static_cast<std::int32_t>(below(2))
                                               : first + static_cast<std::int32_t>(below(365));
        return planned || any <= day.days() ? any : day.days();
    };
    Columns c = blank(rows);
    const std::vector<Money> bounds = SizeClasses().bounds();
    for (std::size_t row = 0; row < rows; ++row) {
        c.pool[row] = static_cast<std::uint8_t>(below(pool_count));
        c.region[row] = static_cast<std::uint32_t>(below(4));
        c.sector[row] = static_cast<std::uint16_t>(100 * below(section_count + 1));
        c.funding[row] = static_cast<std::uint8_t>(below(funding_count));
        c.responsible_unit[row] = static_cast<std::uint32_t>(below(4));
        c.started[row] = some_day(false);
        c.completed[row] = below(2) == 0 ? no_day : some_day(false);
        c.in_production[row] = below(2) == 0 ? no_day : some_day(false);
        c.planned_start[row] = some_day(true);
        const Money bound = bounds[static_cast<std::size_t>(below(std::ssize(bounds)))];
        if (below(5) != 0) invest(c, row, Money::from_fen(bound.fen() + below(3) - 1));
        if (below(9) == 0) invest(c, row, Money{});
        if (below(4) != 0) {
            c.plan[row] = below(1'000'000);
            c.given[row] |= given::plan;
        }
        if (below(4) != 0) {
            c.completed_this_year[row] = below(1'000'000);
            c.given[row] |= given::completed_this_year;
        }
        c.completed_last_year[row] = below(1'000'000);
    }
    return c;
}

// --- Multiples

/// Holdings of so many projects and 亿元 in each library.
Holdings holding(std::array<std::int64_t, 3> projects, std::array<Money, 3> investment) {
    Holdings out;
    for (std::size_t i = 0; i < 3; ++i) {
        out.pools[static_cast<std::size_t>(libraries[i])] = {projects[i], investment[i].fen()};
    }
    return out;
}
std::vector<std::string> printed(const Holdings& held, Money previous_year) {
    std::vector<std::string> out;
    for (const auto& library : summary::multiples(held, previous_year).libraries) {
        out.push_back(library.multiple.multiple());
    }
    return out;
}

// Golden: Xiaogan at the start of 2024, projects and total investment in 亿元.
const Holdings xiaogan = holding({2'966, 718, 2'597}, {yi(11'923), yi(4'789), yi(12'014)});

TEST(Multiples, OfXiaoganAreAsPublished) {
    const summary::Multiples found = summary::multiples(xiaogan, yi(1'222));
    EXPECT_EQ(found.previous_year, (summary::PreviousYear{yi(1'222), true}));
    EXPECT_EQ(found.libraries[0], (summary::Library{Pool::directory, 2'966, yi(11'923),
                                                    Ratio(yi(11'923).fen(), yi(1'222).fen())}));
    EXPECT_EQ(printed(xiaogan, yi(1'222)), (std::vector<std::string>{"9.8", "3.9", "9.8"}));
    const std::int64_t all = 2'966 + 718 + 2'597;
    EXPECT_EQ(all, 6'281) << "the projects that FACTS names";
}

TEST(Multiples, OfXiaoganPrintSoForOneRangeOfPreviousYears) {
    // 12,014 ÷ p < 9.85 and 11,923 ÷ p ≥ 9.75: more than 1,219.6954 and up to 1,222.8717亿元.
    const std::vector<std::string> published = {"9.8", "3.9", "9.8"};
    const Money least = Money::from_fen(yi(12'014).fen() * 100 / 985 + 1);
    const Money most = Money::from_fen(yi(11'923).fen() * 100 / 975);
    const Money fen = Money::from_fen(1);
    EXPECT_EQ(least.in(MoneyUnit::yi_yuan, 4), "1,219.6954亿元");
    EXPECT_EQ(most.in(MoneyUnit::yi_yuan, 4), "1,222.8718亿元");
    EXPECT_EQ(printed(xiaogan, least), published) << least.fen();
    EXPECT_EQ(printed(xiaogan, most), published) << most.fen();
    EXPECT_EQ(printed(xiaogan, least - fen), (std::vector<std::string>{"9.8", "3.9", "9.9"}));
    EXPECT_EQ(printed(xiaogan, most + fen), (std::vector<std::string>{"9.7", "3.9", "9.8"}));
}

TEST(Multiples, OfDayeFitItsSizeAndAPreviousYear) {
    // Golden: 5, 3 and 3.5 times, and 4,018.49亿元 in all three: so some 349.4亿元 the year before.
    const Money all = Money::parse("4018.49亿元", {});
    const Money unit = Money::from_fen(all.fen() / 115);  // a tenth of the previous year
    const Holdings daye = holding({}, {unit * 50, unit * 30, unit * 35});
    EXPECT_EQ((unit * 10).in(MoneyUnit::yi_yuan), "349.43亿元");
    EXPECT_EQ(printed(daye, unit * 10), (std::vector<std::string>{"5.0", "3.0", "3.5"}));
}

TEST(Multiples, AreOfLastYearsReportsUnlessTheOfficeStatesTheYear) {
    Holdings held = holding({1, 1, 1}, {yi(6), yi(3), yi(1)});
    held.pools[static_cast<std::size_t>(Pool::withdrawn)] = {4, yi(100).fen()};
    held.completed_last_year = yi(2).fen();
    const summary::Multiples added = summary::multiples(held);
    EXPECT_EQ(added.previous_year, (summary::PreviousYear{yi(2), false}));
    EXPECT_EQ(added.libraries[0].multiple, Ratio(yi(6).fen(), yi(2).fen()));
    EXPECT_EQ(summary::multiples(held, yi(4)).libraries[0].multiple.multiple(), "1.5");
    held.completed_last_year = 0;
    EXPECT_FALSE(summary::multiples(held).libraries[0].multiple.has_value()) << "not 0";
    EXPECT_THROW((void)summary::multiples(held, Money::from_fen(-1)), Error);
}

TEST(Multiples, OfGroupsAddUpAndAreThoseOfASummary) {
    const Policy policy = Policy::builtin("hubei");
    for (unsigned seed = 1; seed <= 5; ++seed) {
        std::mt19937_64 random(seed);
        const Portfolio portfolio = portfolio_of(random_columns(random, 3'000, as_of));
        const Grouping counties(portfolio, {.region = RegionLevel::county});
        const summary::Summary sums(warning::evaluate(portfolio, policy));
        Holdings added;
        const auto by_county = summary::holdings(portfolio.columns(), counties);
        for (std::size_t group = 0; group < by_county.size(); ++group) {
            added += by_county[group];
            const auto here = [&](const GroupKey& key) {
                return key.region.up_to(RegionLevel::county) == counties.key(group).region;
            };
            EXPECT_EQ(by_county[group], summary::holdings(sums, here)) << seed << ' ' << group;
        }
        EXPECT_EQ(added, summary::holdings(portfolio));
    }
}

// --- Shares

TEST(Shares, OfHubeisLargeProjectsAreAsPublished) {
    // Golden: 725 provincial key projects; of 9 of 50 bn yuan and more 3 had started, of the
    // further 74 of 10 bn and more 52: 55 of 83, 66.3 % ("nearly 70 %").
    Columns c = blank(725);
    for (std::size_t row = 0; row < 725; ++row) {
        invest(c, row, row < 9 ? million(50'000) : row < 83 ? million(49'999) : million(9'999));
        const bool started = row < 3 || (row >= 9 && row < 9 + 52);
        if (started) c.started[row] = date(2024, 3, 1).days();
    }
    invest(c, 82, million(10'000));  // the bound itself
    const Portfolio portfolio = portfolio_of(std::move(c));
    const SizeGroups groups(portfolio, SizeClasses({million(10'000), million(50'000)}));
    const auto types = summary::project_types(portfolio, groups);
    ASSERT_EQ(types.size(), 4U);
    EXPECT_EQ(types[3].total().projects, 0) << "investment not stated";
    EXPECT_EQ(types[2].total().start_rate(), Ratio(3, 9));
    EXPECT_EQ(types[1].total().start_rate(), Ratio(52, 74));
    TypeSums large = types[1].total();
    large += types[2].total();
    EXPECT_EQ(large.start_rate(), Ratio(55, 83));
    EXPECT_EQ(large.start_rate().percent(), "66.3%");
    EXPECT_EQ(large.start_rate().percent(0), "66%");
    const auto sizes = summary::structure(
        portfolio.columns(), groups, [&](std::size_t group) { return groups.key(group).second; });
    EXPECT_EQ(sizes.whole().projects, 725);
    EXPECT_EQ(sizes.shares()[2].by_count, Ratio(9, 725));
}

TEST(Shares, AddUpToTheWholeExactly) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        std::mt19937_64 random(seed);
        const Portfolio portfolio = portfolio_of(random_columns(random, 500, as_of));
        const GroupBy by[] = {{.section = true},
                              {.funding = true},
                              {.region = RegionLevel::county},
                              {.pool = true},
                              {.region = RegionLevel::township, .section = true, .funding = true}};
        const summary::PoolSet pools[] = {
            summary::in_libraries, summary::in_all_pools, {Pool::reserve}, {}};
        for (const GroupBy& one : by) {
            for (const summary::PoolSet chosen : pools) {
                const auto structure = summary::structure(Grouping(portfolio, one), chosen);
                std::int64_t projects = 0;
                std::int64_t fen = 0;
                for (const summary::Share& share : structure.shares()) {
                    projects += share.by_count.numerator();
                    fen += share.by_investment.numerator();
                    EXPECT_EQ(share.by_count.denominator(), structure.whole().projects);
                    EXPECT_EQ(share.by_investment.denominator(), structure.whole().investment);
                }
                EXPECT_EQ(projects, structure.whole().projects) << seed;
                EXPECT_EQ(fen, structure.whole().investment) << seed;
                std::int64_t counted = 0;
                for (std::size_t row = 0; row < portfolio.size(); ++row) {
                    counted += chosen.has(portfolio.pool(row));
                }
                EXPECT_EQ(structure.whole().projects, counted) << seed;
            }
        }
    }
}

TEST(Shares, AreThoseOfASlowCount) {
    for (unsigned seed = 1; seed <= 10; ++seed) {
        std::mt19937_64 random(seed);
        const Portfolio portfolio = portfolio_of(random_columns(random, 5'000, as_of));
        const Columns& c = portfolio.columns();
        const auto structure = summary::structure(
            Grouping(portfolio, {.region = RegionLevel::county, .section = true, .funding = true}),
            {Pool::directory, Pool::implementation});
        using Key = std::tuple<RegionCode, char, int>;
        std::map<Key, std::vector<std::int64_t>> slow;
        for (std::size_t row = 0; row < portfolio.size(); ++row) {
            if (portfolio.pool(row) != Pool::directory &&
                portfolio.pool(row) != Pool::implementation) {
                continue;
            }
            const char section = SectorCode::from_value(c.sector[row]).section();
            slow[{portfolio.region(row).code.up_to(RegionLevel::county), section, c.funding[row]}]
                .push_back(c.total_investment[row]);
        }
        ASSERT_EQ(structure.parts.size(), slow.size()) << seed;
        for (const auto& [key, part] : structure.parts) {
            const auto& amounts =
                slow[{key.region, key.section.section(), static_cast<int>(key.funding)}];
            EXPECT_EQ(part.projects, std::ssize(amounts)) << seed;
            std::int64_t sum = 0;
            for (const std::int64_t fen : amounts) sum += fen;
            EXPECT_EQ(part.investment, sum) << seed;
        }
    }
}

TEST(Shares, HaveNoValueWhereThereIsNothing) {
    EXPECT_TRUE(Structure{}.shares().empty());
    const Structure unstated{{{1, {3, 0}}}};
    EXPECT_EQ(unstated.shares()[0].by_count, Ratio(3, 3));
    EXPECT_FALSE(unstated.shares()[0].by_investment.has_value());
    EXPECT_EQ(summary::structure(Grouping(portfolio_of(blank(0)), {})).whole(), CountAndAmount{});
}

TEST(Shares, OfPartsMergeToThoseOfTheWhole) {
    for (unsigned seed = 1; seed <= 10; ++seed) {
        std::mt19937_64 random(seed);
        const Columns all = random_columns(random, 600, as_of);
        const auto structure_of = [](const Portfolio& portfolio) {
            return summary::structure(Grouping(portfolio, {.section = true, .funding = true}));
        };
        // Three parts by row; each holds all rows, and in no library those of the others.
        std::vector<summary::Structure<GroupKey>> parts;
        for (std::size_t part = 0; part < 3; ++part) {
            Columns c = all;
            for (std::size_t row = 0; row < c.code.size(); ++row) {
                if (row * row % 7 % 3 != part) c.pool[row] = static_cast<std::uint8_t>(Pool::none);
            }
            parts.push_back(structure_of(portfolio_of(std::move(c))));
        }
        const auto whole = structure_of(portfolio_of(all));
        const auto add = [](auto a, const auto& b) { return a += b; };
        EXPECT_EQ(add(add(parts[0], parts[1]), parts[2]), whole) << seed;
        EXPECT_EQ(add(parts[2], add(parts[1], parts[0])), whole) << seed;
        EXPECT_EQ(add(summary::Structure<GroupKey>{}, whole), whole);
    }
}

TEST(Shares, RollUpAndStandWithinAWiderGroup) {
    std::mt19937_64 random(4);
    const Portfolio portfolio = portfolio_of(random_columns(random, 800, as_of));
    const auto fine =
        summary::structure(Grouping(portfolio, {.region = RegionLevel::county, .section = true}));
    const auto county = [](const GroupKey& key) { return key.region; };
    const auto coarse = summary::structure(Grouping(portfolio, {.region = RegionLevel::county}));
    const auto rolled = fine.by(county);
    const auto within = fine.within(county);
    ASSERT_EQ(rolled.parts.size(), coarse.parts.size());
    CountAndAmount sum;
    for (const auto& [key, part] : coarse.parts) {
        EXPECT_EQ(rolled.parts.at(key.region), part);
        EXPECT_EQ(within.at(key.region).whole(), part);
        sum += within.at(key.region).whole();
    }
    EXPECT_EQ(sum, fine.whole());
}

TEST(Shares, StayAsTheyWereWhenASumOverflows) {
    Structure sums{{{1, {1, INT64_MAX - 1}}, {2, {1, 0}}}};
    const Structure before = sums;
    EXPECT_THROW(sums += Structure({{{0, {1, 1}}, {1, {1, 2}}}}), Error);
    EXPECT_EQ(sums, before);
    EXPECT_THROW((void)Structure({{{1, {1, INT64_MAX}}, {2, {1, 1}}}}).whole(), Error);
}

// --- Size classes

TEST(SizeClasses, HoldTheirLowerBoundAndKeepUnstatedInvestmentApart) {
    struct Row {
        std::optional<Money> investment;
        std::size_t size_class;
        const char* zh;
        const char* en;
    };
    const Money fen = Money::from_fen(1);
    const Row rows[] = {
        {std::nullopt, 7, "未填总投资", "investment not stated"},
        {Money{}, 0, "5000万元以下", "below 50 million yuan"},
        {million(50) - fen, 0, "5000万元以下", "below 50 million yuan"},
        {million(50), 1, "5000万元至1亿元", "50 million yuan to 100 million yuan"},
        {million(100) - fen, 1, "5000万元至1亿元", "50 million yuan to 100 million yuan"},
        {million(100), 2, "1亿元至5亿元", "100 million yuan to 500 million yuan"},
        {million(500), 3, "5亿元至10亿元", "500 million yuan to 1 billion yuan"},
        {million(1'000), 4, "10亿元至50亿元", "1 billion yuan to 5 billion yuan"},
        {million(5'000), 5, "50亿元至100亿元", "5 billion yuan to 10 billion yuan"},
        {million(10'000) - fen, 5, "50亿元至100亿元", "5 billion yuan to 10 billion yuan"},
        {million(10'000), 6, "100亿元及以上", "10 billion yuan and more"},
        {max_project_money, 6, "100亿元及以上", "10 billion yuan and more"},
    };
    const SizeClasses classes;
    EXPECT_EQ(classes.size(), 8U);
    for (const Row& row : rows) {
        Columns c = blank(1);
        if (row.investment) invest(c, 0, *row.investment);
        const Portfolio portfolio = portfolio_of(std::move(c));
        const SizeGroups groups(portfolio);
        ASSERT_EQ(groups.size(), 8U);
        const auto sizes = summary::sizes(portfolio.columns(), groups);
        EXPECT_EQ(sizes[row.size_class].projects, 1) << row.en << ' ' << row.size_class;
        EXPECT_EQ(classes.name(row.size_class), (Bilingual{row.zh, row.en}));
    }
}

TEST(SizeClasses, AreThoseOfTheBoundsThatAreGiven) {
    EXPECT_EQ(SizeClasses(std::vector<Money>{}).size(), 2U);
    EXPECT_EQ(SizeClasses(std::vector<Money>{}).name(1).zh, "未填总投资");
    EXPECT_EQ(SizeClasses(std::vector<Money>{}).name(0).en, "investment stated");
    const SizeClasses odd({Money::from_fen(1), Money::from(1'234'567, MoneyUnit::yuan)});
    EXPECT_EQ(odd.name(0).zh, "0.01元以下");
    EXPECT_EQ(odd.name(1).zh, "0.01元至1234567元");
    EXPECT_EQ(odd.name(2).en, "1234567 yuan and more");
    EXPECT_EQ(odd.name(3).en, "investment not stated");
    EXPECT_THROW((void)odd.name(4), Error);
    for (const auto& bounds : std::vector<std::vector<Money>>{
             {Money{}}, {Money::from_fen(-1)}, {yi(1), yi(1)}, {yi(2), yi(1)}}) {
        EXPECT_THROW((void)SizeClasses(bounds), Error);
    }
}

TEST(SizeClasses, StandWithinTheGroupsOfAGrouping) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        std::mt19937_64 random(seed);
        const Portfolio portfolio = portfolio_of(random_columns(random, 5'000, as_of));
        const Columns& c = portfolio.columns();
        const Grouping counties(portfolio, {.region = RegionLevel::county});
        const SizeGroups groups(counties, SizeClasses());
        const auto structure = summary::structure(
            c, groups, [&](std::size_t group) { return groups.key(group); }, summary::in_all_pools);
        EXPECT_EQ(structure.by([](const auto& key) { return key.first; }),
                  summary::structure(counties, summary::in_all_pools));
        std::map<std::pair<RegionCode, std::size_t>, CountAndAmount> slow;
        for (std::size_t row = 0; row < portfolio.size(); ++row) {
            std::size_t size_class = groups.classes().unstated();
            if ((c.given[row] & given::total_investment) != 0) {
                size_class = 0;
                for (const Money bound : groups.classes().bounds()) {
                    if (portfolio.total_investment(row) >= bound) ++size_class;
                }
            }
            slow[{portfolio.region(row).code.up_to(RegionLevel::county), size_class}] +=
                CountAndAmount{1, c.total_investment[row]};
        }
        ASSERT_EQ(structure.parts.size(), slow.size());
        for (const auto& [key, part] : structure.parts) {
            const std::pair plain(key.first.region, key.second);
            EXPECT_EQ(part, slow[plain]) << seed << ' ' << key.second;
        }
    }
}

// --- Concentration

Concentration concentration_of(const std::vector<std::int64_t>& amounts, std::size_t depth = 100) {
    Concentration out(depth);
    for (const std::int64_t fen : amounts) out.add(fen);
    return out;
}
std::pair<std::int64_t, std::int64_t> parts(const std::optional<Fraction>& value) {
    return {static_cast<std::int64_t>(value->numerator),
            static_cast<std::int64_t>(value->denominator)};
}

TEST(Concentration, OfPublishedSharesIsAsPublished) {
    // US Department of Justice, "Herfindahl-Hirschman Index": "a market consisting of four firms
    // with shares of 30, 30, 20, and 20 percent, the HHI is 2,600".
    const Concentration four = concentration_of({30, 20, 30, 20});
    EXPECT_EQ(parts(four.herfindahl()), (std::pair<std::int64_t, std::int64_t>{13, 50}));
    EXPECT_EQ(parts(four.equivalent()), (std::pair<std::int64_t, std::int64_t>{50, 13}));
    EXPECT_EQ(four.largest(1), Ratio(30, 100));
    EXPECT_EQ(four.largest(3), Ratio(80, 100));
    EXPECT_EQ(four.largest(10), Ratio(100, 100)) << "all, if there are fewer";
    EXPECT_EQ(four.members(), 4);
}

TEST(Concentration, HasNoValueWhereThereIsNothingToShare) {
    for (const auto& amounts : std::vector<std::vector<std::int64_t>>{{}, {0}, {0, 0}}) {
        const Concentration none = concentration_of(amounts);
        EXPECT_EQ(none.members(), 0);
        EXPECT_EQ(none.herfindahl(), std::nullopt);
        EXPECT_EQ(none.equivalent(), std::nullopt);
        EXPECT_FALSE(none.largest(3).has_value());
        EXPECT_THROW((void)none.largest(0), Error);
    }
}

TEST(Concentration, IsThatOfASlowCountWhateverTheOrderAndTheSplit) {
    for (unsigned seed = 1; seed <= 50; ++seed) {
        std::mt19937_64 random(seed);
        std::vector<std::int64_t> amounts(1 + random() % 60);
        for (std::int64_t& fen : amounts) {
            fen = static_cast<std::int64_t>(random() % (seed % 2 == 0 ? 4 : 1'000'000'000));
        }
        const std::size_t depth = 1 + random() % 8;
        const Concentration whole = concentration_of(amounts, depth);

        std::vector<std::int64_t> sorted;
        std::ranges::copy_if(amounts, std::back_inserter(sorted), [](auto fen) { return fen > 0; });
        std::ranges::sort(sorted, std::greater{});
        std::int64_t total = 0;
        checked::Wide squares = 0;
        for (const std::int64_t fen : sorted) {
            total += fen;
            squares += checked::Wide{fen} * fen;
        }
        ASSERT_EQ(whole.total().fen(), total);
        std::int64_t sum = 0;
        for (std::size_t n = 1; n <= sorted.size() && n <= depth; ++n) {
            sum += sorted[n - 1];
            EXPECT_EQ(whole.largest(n), Ratio(sum, total)) << seed << ' ' << n;
        }
        if (sorted.size() > depth + 1) {
            EXPECT_THROW((void)whole.largest(depth + 1), Error);
        }
        if (total > 0) {
            const Fraction index = *whole.herfindahl();
            EXPECT_EQ(Rational(index), Rational(squares, checked::Wide{total} * total)) << seed;
            const auto members = static_cast<std::int64_t>(sorted.size());
            EXPECT_LE(index.numerator, index.denominator);
            EXPECT_GE(index.numerator * members, index.denominator) << "1 ÷ members at least";
        }

        std::ranges::shuffle(amounts, random);
        EXPECT_EQ(concentration_of(amounts, depth), whole) << seed;
        const std::size_t cut = random() % amounts.size();
        const std::vector<std::int64_t> first(amounts.begin(),
                                              amounts.begin() + static_cast<std::ptrdiff_t>(cut));
        const std::vector<std::int64_t> rest(amounts.begin() + static_cast<std::ptrdiff_t>(cut),
                                             amounts.end());
        Concentration merged = concentration_of(first, depth);
        EXPECT_EQ(merged += concentration_of(rest, depth + 3), whole) << seed;
        Concentration other_way = concentration_of(rest, depth + 3);
        EXPECT_EQ(other_way += concentration_of(first, depth), whole) << seed;
    }
}

TEST(Concentration, HoldsTheGreatestSums) {
    // 92,233 projects of the most that one may have: all that int64 holds.
    Concentration all(3);
    for (int i = 0; i < 92'233; ++i) all.add(max_project_money.fen());
    EXPECT_EQ(parts(all.herfindahl()), (std::pair<std::int64_t, std::int64_t>{1, 92'233}));
    EXPECT_EQ(all.largest(3).percent(4), "0.0033%");
    const Concentration before = all;
    EXPECT_THROW(all.add(max_project_money.fen()), Error);
    EXPECT_THROW(all.add(-1), Error);
    EXPECT_THROW(all += before, Error);
    EXPECT_EQ(all, before);
    Concentration one;
    one.add(INT64_MAX);
    EXPECT_EQ(parts(one.herfindahl()), (std::pair<std::int64_t, std::int64_t>{1, 1}));
    EXPECT_THROW((void)Concentration(0), Error);
    EXPECT_NO_THROW((void)Concentration(1'000));
    EXPECT_THROW((void)Concentration(1'001), Error);
}

TEST(Concentration, OfProjectsInEachGroupAndOfUnits) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        std::mt19937_64 random(seed);
        const Portfolio portfolio = portfolio_of(random_columns(random, 3'000, as_of));
        const Columns& c = portfolio.columns();
        const Grouping grouping(portfolio, {.region = RegionLevel::county});
        const auto by_group = summary::concentration(c, grouping);
        std::map<RegionCode, std::vector<std::int64_t>> amounts;
        std::map<std::uint32_t, std::int64_t> units;
        std::vector<std::int64_t> all;
        for (std::size_t row = 0; row < portfolio.size(); ++row) {
            if (!summary::in_libraries.has(portfolio.pool(row))) continue;
            all.push_back(c.total_investment[row]);
            amounts[portfolio.region(row).code.up_to(RegionLevel::county)].push_back(all.back());
            units[c.responsible_unit[row]] += all.back();
        }
        Concentration merged;
        for (std::size_t group = 0; group < by_group.size(); ++group) {
            EXPECT_EQ(by_group[group], concentration_of(amounts[grouping.key(group).region]));
            merged += by_group[group];
        }
        EXPECT_EQ(merged, concentration_of(all)) << seed;
        EXPECT_EQ(merged, summary::concentration(portfolio));

        const NumberedGroups by_unit(c.responsible_unit, portfolio.texts().size());
        std::vector<std::int64_t> sums;
        for (const auto& [unit, fen] : units) sums.push_back(fen);
        EXPECT_EQ(summary::concentration(summary::structure(c, by_unit, std::identity{})),
                  concentration_of(sums))
            << seed;
    }
}

// --- Kinds of projects

TEST(ProjectTypes, AreToldApartByDaysAndPool) {
    using enum ProjectType;
    const std::int32_t never = no_day;
    const std::int32_t this_year = date(2024, 1, 1).days();
    const std::int32_t today = as_of.days();
    const std::int32_t before = date(2023, 12, 31).days();
    const std::int32_t year_end = date(2024, 12, 31).days();
    const std::int32_t next_year = date(2025, 1, 1).days();
    constexpr Pool building = Pool::implementation;
    struct Row {
        Pool pool;
        std::int32_t planned, started, completed, in_production;
        ProjectType type;
        bool counts_as_started;
    };
    const Row rows[] = {
        {Pool::withdrawn, this_year, this_year, today, today, withdrawn, true},
        {Pool::withdrawn, never, never, never, never, withdrawn, false},
        {building, before, before, this_year, never, completed, true},
        {building, before, before, today, never, completed, true},
        {building, this_year, this_year, today, never, completed, true},
        {building, before, before, before, this_year, completed, true},  // produces this year
        {building, before, before, this_year, before, completed, true},
        {building, never, never, never, today, completed, true},  // its start unknown
        {building, before, before, before, never, finished, true},
        {building, never, never, never, before, finished, true},
        {building, this_year, this_year, before, never, finished, true},
        {building, before, this_year, never, never, fresh, true},  // late, but this year
        {building, never, today, never, never, fresh, true},
        {building, this_year, never, never, never, fresh, false},
        {building, year_end, never, never, never, fresh, false},
        {Pool::reserve, year_end, never, never, never, fresh, false},
        {Pool::directory, this_year, today, never, never, fresh, true},
        {building, this_year, before, never, never, continuing, true},
        {Pool::reserve, never, before, never, never, continuing, true},
        {Pool::reserve, next_year, never, never, never, reserve, false},
        {Pool::reserve, before, never, never, never, reserve, false},
        {Pool::directory, never, never, never, never, reserve, false},
        {Pool::none, never, never, never, never, reserve, false},
        {building, before, never, never, never, preparatory, false},  // overdue
        {building, next_year, never, never, never, preparatory, false},
        {building, never, never, never, never, no_data, false},
    };
    for (const Row& row : rows) {
        Columns c = blank(1);
        c.pool[0] = static_cast<std::uint8_t>(row.pool);
        c.planned_start[0] = row.planned;
        c.started[0] = row.started;
        c.completed[0] = row.completed;
        c.in_production[0] = row.in_production;
        const ProjectTypes types = summary::project_types(portfolio_of(std::move(c)));
        const auto line = &row - rows;
        EXPECT_EQ(types.of(row.type).projects, 1) << "row " << line << ' ' << key(row.type);
        EXPECT_EQ(types.of(row.type).started, row.counts_as_started) << "row " << line;
        EXPECT_EQ(types.total().projects, 1) << "row " << line;
    }
}

TEST(ProjectTypes, OfTianmenAreReserveContinuingAndNew) {
    // Golden in form: Tianmen, 2024: 95 reserve, 154 continuing and 295 new projects.
    const std::size_t counts[] = {95, 154, 295};
    Columns c = blank(95 + 154 + 295);
    for (std::size_t row = 0; row < c.code.size(); ++row) {
        if (row < 95) {
            c.pool[row] = static_cast<std::uint8_t>(Pool::reserve);
        } else if (row < 95 + 154) {
            c.started[row] = date(2023, 5, 1).days();
        } else {
            c.planned_start[row] = date(2024, 9, 1).days();
        }
    }
    const ProjectTypes types = summary::project_types(portfolio_of(std::move(c)));
    EXPECT_EQ(types.of(ProjectType::reserve).projects, counts[0]);
    EXPECT_EQ(types.of(ProjectType::continuing).projects, counts[1]);
    EXPECT_EQ(types.of(ProjectType::fresh).projects, counts[2]);
    EXPECT_EQ(types.total().projects, 544);
    EXPECT_EQ(name(ProjectType::fresh, Language::zh), "新建");
    EXPECT_EQ(key(ProjectType::fresh), "new");
}

TEST(ProjectTypes, StartRateCountsCompletedProjectsAsStarted) {
    // Golden: Qingyang: 23 built + 23 under construction of 56 is 82.14 %.
    Columns c = blank(56);
    for (std::size_t row = 0; row < 46; ++row) {
        (row < 23 ? c.completed : c.started)[row] = date(2024, 5, 1).days();
    }
    const TypeSums all = summary::project_types(portfolio_of(std::move(c))).total();
    EXPECT_EQ(all.start_rate(), Ratio(46, 56));
    EXPECT_EQ(all.start_rate().percent(2), "82.14%");
}

TEST(ProjectTypes, AreThoseOfASlowCountAndSumToThePortfolio) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        std::mt19937_64 random(seed);
        const Date day = seed % 3 == 0 ? date(2024, 12, 31) : as_of;
        const Portfolio portfolio = portfolio_of(random_columns(random, 3'000, day), day);
        const Columns& c = portfolio.columns();
        ProjectTypes slow;
        for (std::size_t row = 0; row < portfolio.size(); ++row) {
            const auto year = [&](std::int32_t at) {
                return at == no_day ? 9'999 : Date::from_days(at).year();
            };
            const int now = day.year();
            const int first_end = std::min(year(c.completed[row]), year(c.in_production[row]));
            const bool ended_now =
                year(c.completed[row]) == now || year(c.in_production[row]) == now;
            ProjectType type = ProjectType::no_data;
            if (portfolio.pool(row) == Pool::withdrawn) {
                type = ProjectType::withdrawn;
            } else if (ended_now) {
                type = ProjectType::completed;
            } else if (first_end < now) {
                type = ProjectType::finished;
            } else if (c.started[row] != no_day) {
                type = year(c.started[row]) == now ? ProjectType::fresh : ProjectType::continuing;
            } else if (year(c.planned_start[row]) == now) {
                type = ProjectType::fresh;
            } else if (portfolio.pool(row) != Pool::implementation) {
                type = ProjectType::reserve;
            } else if (c.planned_start[row] != no_day) {
                type = ProjectType::preparatory;
            }
            const bool started = c.started[row] != no_day || first_end != 9'999;
            slow.types[static_cast<std::size_t>(type)] += TypeSums{
                1, started, c.total_investment[row], c.plan[row], c.completed_this_year[row]};
        }
        const ProjectTypes all = summary::project_types(portfolio);
        EXPECT_EQ(all, slow) << seed;
        EXPECT_EQ(all.total().projects, std::ssize(c.code)) << seed;
        ProjectTypes merged;
        const Grouping parts(portfolio, {.region = RegionLevel::township, .section = true});
        for (const ProjectTypes& part : summary::project_types(portfolio, parts)) merged += part;
        EXPECT_EQ(merged, all) << seed;
    }
}

TEST(ProjectTypes, AgainstTheYearBeforeAsHubeiPrintsThem) {
    // Golden: 725 projects, 3,486.9 bn yuan in all, 449.4 bn planned for the year: 223, 1,094.6 and
    // 138.4 more than in 2023. So 502, 2,392.3 and 311.0 the year before.
    const Money total[] = {Money::parse("34869亿元", {}), Money::parse("23923亿元", {})};
    const Money plan[] = {Money::parse("4494亿元", {}), Money::parse("3110亿元", {})};
    const auto projects = [&](std::size_t count, std::size_t which, Date day) {
        Columns c = blank(count);
        for (std::size_t row = 0; row < count; ++row) {
            c.started[row] = date(2020, 1, 1).days();
            const bool last = row + 1 == count;
            const auto divide = [&](Money whole) {
                const auto n = static_cast<std::int64_t>(count);
                return whole.fen() / n + (last ? whole.fen() % n : 0);
            };
            invest(c, row, Money::from_fen(divide(total[which])));
            c.plan[row] = divide(plan[which]);
            c.given[row] |= given::plan;
        }
        return portfolio_of(std::move(c), day);
    };
    const Portfolio now = projects(725, 0, as_of);
    const Portfolio then = projects(502, 1, date(2023, 6, 30));
    const summary::TypesYearOnYear both = summary::year_on_year(now, then);
    EXPECT_EQ(both.total(&TypeSums::projects), (Change{725, 502}));
    EXPECT_EQ(both.total(&TypeSums::projects).difference(), 223);
    EXPECT_EQ(both.total(&TypeSums::projects).growth().percent(), "44.4%");
    EXPECT_EQ(Money::from_fen(both.total(&TypeSums::investment).difference()),
              Money::parse("10946亿元", {}));
    const Change planned = both.of(ProjectType::continuing, &TypeSums::plan);
    EXPECT_EQ(Money::from_fen(planned.difference()), Money::parse("1384亿元", {}));
    EXPECT_EQ(planned.growth(), Ratio(plan[0].fen() - plan[1].fen(), plan[1].fen()));
    EXPECT_EQ(planned.growth().percent(), "44.5%");
    EXPECT_FALSE(both.of(ProjectType::fresh, &TypeSums::plan).growth().has_value());
    EXPECT_EQ((Change{1, 2}).growth().percent(), "-50.0%");
    for (const Date other : {date(2023, 6, 29), date(2022, 6, 30), as_of}) {
        EXPECT_THROW((void)summary::year_on_year(now, projects(9, 1, other)), Error);
    }
    const Portfolio leap = projects(9, 0, date(2024, 2, 29));
    EXPECT_NO_THROW((void)summary::year_on_year(leap, projects(9, 1, date(2023, 2, 28))));
}

// --- All of them

TEST(Summaries, RefuseGroupsOfOtherRows) {
    const Portfolio three = portfolio_of(blank(3));
    const Columns& c = three.columns();
    for (const std::size_t rows : {2U, 4U}) {
        const OneGroup groups(rows);
        EXPECT_THROW((void)summary::project_types(three, groups), Error) << rows;
        EXPECT_THROW((void)summary::sizes(c, groups), Error) << rows;
        EXPECT_THROW((void)summary::structure(c, groups, std::identity{}), Error) << rows;
        EXPECT_THROW((void)summary::holdings(c, groups), Error) << rows;
        EXPECT_THROW((void)summary::concentration(c, groups), Error) << rows;
    }
}

TEST(Summaries, OfAPortfolioWithoutRegionsAreEmpty) {
    const Portfolio none({.columns = {},
                          .regions = {},
                          .reasons = {},
                          .texts = std::make_shared<TextPool>(),
                          .as_of = as_of,
                          .known_on = {}});
    EXPECT_EQ(summary::holdings(none), Holdings{});
    EXPECT_EQ(summary::concentration(none), Concentration());
    EXPECT_EQ(summary::project_types(none), ProjectTypes{});
}

}  // namespace
}  // namespace sanku
