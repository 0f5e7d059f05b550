#include "sanku/summary/summary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using summary::Activity;
using summary::Summary;
using testing::code;
using testing::join;
using testing::Story;

const Date as_of = date(2024, 6, 30);

const Policy& policy() {
    static const Policy both = Policy::builtin("yinchuan-2025+hubei");
    return both;
}
Summary summary_of(const std::vector<Event>& events, Date day = as_of) {
    return Summary(warning::evaluate(fold(events, day), policy()));
}

/// `count` random projects, in Hubei's townships and counties and elsewhere.
std::vector<Story> random_stories(std::mt19937_64& random, int count) {
    static constexpr std::string_view regions[] = {"420281107", "420281108", "420281", "420222",
                                                   "420900",    "640100",    ""};
    static constexpr std::string_view sectors[] = {"C39", "C13", "A", "P", ""};
    const auto below = [&](int limit) {
        return static_cast<int>(random() % static_cast<std::uint64_t>(limit));
    };
    std::vector<Story> stories;
    for (int n = 0; n < count; ++n) {
        Story story(code(n));
        const auto day = [&] { return date(2022, 6, 1).plus_days(below(900)); };
        const auto maybe = [&](int of, Payload what) {
            if (below(of) == 0) story.on(day(), std::move(what));
        };
        story.on(date(2022, 1, 1), event::EnteredDirectory{});
        maybe(2, event::MovedToReserve{});
        maybe(2, event::MovedToImplementation{});
        maybe(9, event::Withdrawn{""});
        maybe(2, event::Started{});
        maybe(3, event::Enrolled{});
        maybe(3, event::Completed{});
        maybe(4, event::InProduction{});
        maybe(4, event::Settled{});
        maybe(4, event::FinalAccountsApproved{});
        maybe(4, event::Evaluated{Evaluation::project, 9000});
        maybe(2, event::StartPlanned{day()});
        const std::string_view region = regions[below(7)];
        if (!region.empty()) {
            story.on(date(2022, 1, 1), AttributeChanged::region(RegionCode::parse(region), ""));
        }
        const std::string_view sector = sectors[below(5)];
        if (!sector.empty()) {
            story.on(date(2022, 1, 1), AttributeChanged::sector(SectorCode::parse(sector)));
        }
        story.on(date(2022, 1, 1),
                 AttributeChanged::total_investment(Money::from(below(100'000), MoneyUnit::yuan)));
        story.plan(2024, below(1'000)).report(Month(2023, 12), below(900), 900);
        if (below(3) != 0) story.report(Month(2024, 1 + below(6)), below(600), 1'500);
        stories.push_back(std::move(story));
    }
    return stories;
}

TEST(Summary, OfAnySplitIsThatOfTheWhole) {
    for (unsigned seed = 1; seed <= 10; ++seed) {
        std::mt19937_64 random(seed);
        const auto stories = random_stories(random, 400);
        const Summary whole = summary_of(join(stories));
        const std::size_t parts = 1 + random() % 7;
        std::vector<std::vector<Event>> split(parts);
        for (const Story& story : stories) {
            auto& part = split[random() % parts];
            part.insert(part.end(), story.events.begin(), story.events.end());
        }
        std::vector<Summary> summaries;
        for (const auto& events : split) summaries.push_back(summary_of(events));
        std::ranges::shuffle(summaries, random);
        Summary merged;
        for (const Summary& part : summaries) merged.merge(part);
        EXPECT_EQ(merged, whole) << "seed " << seed << ", " << parts << " parts";
        EXPECT_EQ(merged.total(), whole.total()) << seed;
        EXPECT_EQ(whole.total().volume.projects, 400) << seed;
    }
}

TEST(Summary, MergesInAnyOrderAndGrouping) {
    std::mt19937_64 random(99);
    std::vector<Summary> parts;
    for (int i = 0; i < 3; ++i) parts.push_back(summary_of(join(random_stories(random, 60))));
    const auto merge = [](Summary a, const Summary& b) { return a.merge(b); };
    const Summary& a = parts[0];
    const Summary& b = parts[1];
    const Summary& c = parts[2];
    ASSERT_NE(a, b);
    EXPECT_EQ(merge(a, b), merge(b, a));
    EXPECT_EQ(merge(merge(a, b), c), merge(a, merge(b, c)));
    EXPECT_EQ(merge(a, Summary()), a);
    EXPECT_EQ(merge(Summary(), a), a);
    EXPECT_EQ(merge(Summary(), Summary()), Summary());
    EXPECT_EQ(Summary().as_of(), std::nullopt);
}

TEST(Summary, OfAnEmptyPortfolioHasADayButNoGroup) {
    const Summary empty = summary_of({});
    EXPECT_EQ(empty.as_of(), as_of);
    EXPECT_TRUE(empty.groups().empty());
    EXPECT_EQ(empty.total().volume, summary::Volume{});
    EXPECT_EQ(empty.total().lights_by_rule.size(), policy().rules.size());
}

TEST(Summary, RefusesToMergeAnotherDayOrOtherRules) {
    std::mt19937_64 random(3);
    const auto events = join(random_stories(random, 20));
    Summary june = summary_of(events);
    const Summary before = june;
    EXPECT_THROW(june.merge(summary_of(events, as_of.plus_days(1))), Error);
    EXPECT_THROW(
        june.merge(Summary(warning::evaluate(fold(events, as_of), Policy::builtin("hubei")))),
        Error);
    EXPECT_EQ(june, before);
}

TEST(Summary, StaysAsItWasWhenAMergeOverflows) {
    // Sums that are doubled until they no longer fit.
    std::vector<Event> events;
    for (int n = 0; n < 2; ++n) {
        events.push_back({code(n), date(2024, 1, 1), event::EnteredDirectory{}});
        events.push_back(
            {code(n), date(2024, 1, 1), AttributeChanged::total_investment(max_project_money)});
    }
    Summary sums = summary_of(events);
    bool overflowed = false;
    for (int i = 0; i < 70 && !overflowed; ++i) {
        const Summary before = sums;
        try {
            sums.merge(before);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::overflow);
            EXPECT_EQ(sums, before);
            overflowed = true;
        }
    }
    EXPECT_TRUE(overflowed);
}

TEST(Summary, RollsTownshipsUpIntoTheirCounty) {
    const Date day = date(2024, 1, 1);
    const auto in = [&](int n, std::string_view region, std::int64_t yuan) {
        Story story(code(n));
        story.on(day, event::EnteredDirectory{})
            .on(day, AttributeChanged::region(RegionCode::parse(region), ""))
            .on(day, AttributeChanged::total_investment(Money::from(yuan, MoneyUnit::yuan)));
        if (n % 2 == 0) story.on(day, event::MovedToReserve{});
        return story;
    };
    const Summary sums = summary_of(
        join({in(0, "420281107", 1), in(1, "420281108", 20), in(2, "420281", 300),
              in(3, "420222", 4'000), in(4, "420900", 50'000), in(5, "640100", 600'000)}));
    const auto at = [&](RegionLevel level) {
        std::map<std::string, std::pair<std::int64_t, std::int64_t>> out;
        for (const auto& [code, group] :
             sums.by([&](const GroupKey& key) { return key.region.up_to(level); })) {
            out[code.str()] = {group.volume.projects, group.volume.investment / 100};
        }
        return out;
    };
    using Table = std::map<std::string, std::pair<std::int64_t, std::int64_t>>;
    EXPECT_EQ(at(RegionLevel::township), (Table{{"420281", {1, 300}},
                                                {"420281107", {1, 1}},
                                                {"420281108", {1, 20}},
                                                {"420222", {1, 4'000}},
                                                {"420900", {1, 50'000}},
                                                {"640100", {1, 600'000}}}));
    EXPECT_EQ(at(RegionLevel::county), (Table{{"420281", {3, 321}},
                                              {"420222", {1, 4'000}},
                                              {"420900", {1, 50'000}},
                                              {"640100", {1, 600'000}}}));
    EXPECT_EQ(at(RegionLevel::city),
              (Table{{"420200", {4, 4'321}}, {"420900", {1, 50'000}}, {"640100", {1, 600'000}}}));
    EXPECT_EQ(at(RegionLevel::province),
              (Table{{"420000", {5, 54'321}}, {"640000", {1, 600'000}}}));
    EXPECT_EQ(at(RegionLevel::country), (Table{{"0", {6, 654'321}}}));
    const auto daye = sums.sum_if(
        [](const GroupKey& key) { return RegionCode::parse("420281").contains(key.region); });
    EXPECT_EQ(daye.volume.projects, 3);
    EXPECT_EQ(daye.directory_to_reserve.by_count(), Ratio(2, 3));
    EXPECT_EQ(daye.directory_to_reserve.by_investment(), Ratio(30'100, 32'100));
}

TEST(Summary, CountsEveryProjectOnceUnderEachRule) {
    std::mt19937_64 random(5);
    const auto events = join(random_stories(random, 300));
    const auto lights = warning::evaluate(fold(events, as_of), policy());
    const summary::Sums total = Summary(lights).total();
    EXPECT_EQ(total.volume.lights, lights.counts());
    ASSERT_EQ(total.lights_by_rule.size(), policy().rules.size());
    for (std::size_t rule = 0; rule < policy().rules.size(); ++rule) {
        EXPECT_EQ(total.lights_by_rule[rule], lights.counts(rule)) << policy().rules[rule].id;
    }
}

TEST(Reporting, CountsUncompletedProjectsOfTheImplementationLibrary) {
    const Date day = date(2024, 1, 1);
    Story fresh(code(1));
    fresh.on(day, event::MovedToImplementation{}).report(Month(2024, 4), 1, 1);
    Story stale(code(2));
    stale.on(day, event::MovedToImplementation{}).report(Month(2024, 3), 1, 1);
    Story never(code(3));
    never.on(day, event::MovedToImplementation{});
    Story completed(code(4));
    completed.on(day, event::MovedToImplementation{}).on(day, event::Completed{});
    Story reserve(code(5));
    reserve.on(day, event::MovedToReserve{});
    Story withdrawn(code(6));
    withdrawn.on(day, event::MovedToImplementation{}).on(day, event::Withdrawn{""});
    const auto sums =
        summary_of(join({fresh, stale, never, completed, reserve, withdrawn})).total().reporting;
    EXPECT_EQ(sums, (summary::Reporting{3, 2}));
    EXPECT_EQ(sums.rate(), Ratio(1, 3));
}

Activity activity(const std::vector<Event>& events, Date day) {
    const Portfolio portfolio = fold(events, day);
    return summary::activity(Grouping(portfolio, {})).front();
}

TEST(Activity, ComparesTheYearSoFarWithTheSameDaysOfTheYearBefore) {
    struct Row {
        Date day;
        Date happened;
        int this_year;
        int last_year;
    };
    const Row rows[] = {
        {as_of, as_of, 1, 0},
        {as_of, as_of.plus_days(1), 0, 0},
        {as_of, date(2024, 1, 1), 1, 0},
        {as_of, date(2023, 12, 31), 0, 0},
        {as_of, date(2023, 7, 1), 0, 0},
        {as_of, date(2023, 6, 30), 0, 1},
        {as_of, date(2023, 1, 1), 0, 1},
        {as_of, date(2022, 12, 31), 0, 0},
        {date(2024, 2, 29), date(2023, 2, 28), 0, 1},  // the 29th becomes the 28th
        {date(2024, 2, 29), date(2023, 3, 1), 0, 0},
        {date(2024, 2, 29), date(2024, 2, 29), 1, 0},
        {date(2025, 2, 28), date(2024, 2, 28), 0, 1},
        {date(2025, 2, 28), date(2024, 2, 29), 0, 0},  // the same day, not the month's end
    };
    for (const auto& [day, happened, this_year, last_year] : rows) {
        Story story(code(1));
        story.on(date(2020, 1, 1), event::MovedToImplementation{})
            .on(date(2020, 1, 1), AttributeChanged::total_investment(Money::from_fen(7)))
            .on(happened, event::Started{})
            .on(happened, event::Enrolled{})
            .on(happened, event::Completed{})
            .on(happened, event::InProduction{});
        const summary::YearOnYear expected{{this_year, 7 * this_year}, {last_year, 7 * last_year}};
        EXPECT_EQ(activity(story.events, day), (Activity{expected, expected, expected, expected}))
            << happened.iso() << " as of " << day.iso();
    }
}

TEST(Activity, KeepsKindsApartAndCountsWithdrawnProjectsToo) {
    Story story(code(1));
    story.on(date(2020, 1, 1), event::MovedToImplementation{})
        .on(date(2024, 2, 1), event::Started{})
        .on(date(2023, 2, 1), event::Enrolled{})
        .on(date(2024, 3, 1), event::Withdrawn{""});
    const Activity sums = activity(story.events, as_of);
    EXPECT_EQ(sums.started.this_year.projects, 1);
    EXPECT_EQ(sums.enrolled.last_year.projects, 1);
    EXPECT_EQ(sums.completed, summary::YearOnYear{});
    EXPECT_EQ(sums.in_production, summary::YearOnYear{});
}

}  // namespace
}  // namespace sanku
