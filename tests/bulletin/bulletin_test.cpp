#include "sanku/bulletin/bulletin.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/text.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using nlohmann::json;
using testing::code;
using testing::join;
using testing::Story;

const Date as_of = date(2025, 6, 30);
constexpr Language languages[] = {Language::zh, Language::en};

std::int64_t yi(std::int64_t count) {
    return Money::from(count, MoneyUnit::yi_yuan).fen();
}

Story project(int n, std::int64_t investment, std::string_view region, std::string_view sector,
              const std::string& unit) {
    const Date day = date(2020, 1, 1);
    Story story(code(n));
    story.on(day, AttributeChanged::of(Attribute::name, "项目" + std::to_string(n)))
        .on(day, AttributeChanged::of(Attribute::responsible_unit, unit))
        .on(day, AttributeChanged::total_investment(Money::from(investment, MoneyUnit::yi_yuan)));
    if (!region.empty()) {
        story.on(day, AttributeChanged::region(RegionCode::parse(region), ""));
    }
    if (!sector.empty()) story.on(day, AttributeChanged::sector(SectorCode::parse(sector)));
    return story;
}

/// Seven projects whose figures are counted by hand in the tests below.
std::vector<Event> seven() {
    const event::EnteredDirectory directory;
    const event::MovedToReserve reserve;
    const event::MovedToImplementation implementation;
    Story one = project(1, 10, "420281", "C39", "市科技局");  // all in order: green
    one.on(date(2023, 1, 1), directory)
        .on(date(2023, 6, 1), reserve)
        .on(date(2024, 1, 1), implementation)
        .on(date(2025, 2, 1), event::Started{})
        .on(date(2025, 3, 1), event::Enrolled{})
        .plan(2025, 120)
        .report(Month(2024, 12), 100, 100)
        .report(Month(2025, 5), 60, 160);
    Story two = project(2, 5, "420281", "A", "市农业局");  // late to start: red; never reported
    two.on(date(2024, 1, 1), directory)
        .on(date(2024, 6, 1), implementation)
        .on(date(2024, 6, 1), event::StartPlanned{date(2025, 1, 15)})
        .on(date(2025, 6, 1), event::ReasonGranted{"progress", date(2025, 6, 1), date(2025, 7, 1),
                                                   "市发改委", "汛期"});
    Story three = project(3, 3, "420222", "C13", "县交通局");
    three.on(date(2024, 2, 1), directory).on(date(2024, 5, 1), reserve);
    Story four = project(4, 2, "420222", "", "县交通局");
    four.on(date(2025, 1, 1), directory);
    Story five = project(5, 1, "420281", "E47", "市住建局");  // two accounts past a year: red
    five.on(date(2022, 1, 1), implementation)
        .on(date(2024, 3, 1), event::Started{})
        .on(date(2024, 6, 29), event::Completed{})
        .on(date(2025, 1, 1), event::Settled{});
    Story six = project(6, 4, "420222", "", "县交通局");
    six.on(date(2023, 1, 1), directory)
        .on(date(2023, 2, 1), reserve)
        .on(date(2024, 1, 1), event::Withdrawn{"停建"});
    Story seven = project(7, 6, "420281", "", "市住建局");
    seven.on(date(2022, 1, 1), implementation)
        .on(date(2023, 1, 1), event::Started{})
        .on(date(2025, 5, 1), event::Completed{})
        .on(date(2025, 5, 10), event::Settled{})
        .on(date(2025, 6, 1), event::FinalAccountsApproved{})
        .on(date(2025, 6, 15), event::Evaluated{Evaluation::project, 9150})
        .report(Month(2024, 12), 40, 40);
    return join({one, two, three, four, five, six, seven});
}

Bulletin bulletin_of(const std::vector<Event>& events, const BulletinOptions& options = {},
                     Date day = as_of, const Policy* policy = nullptr) {
    static const Policy both = Policy::builtin("yinchuan-2025+hubei");
    return make_bulletin(warning::evaluate(fold(events, day), policy != nullptr ? *policy : both),
                         options);
}

BulletinOptions two_imports() {
    const Instant when = Instant::at(date(2025, 7, 3), 9);
    return {.previous_year_investment = {},
            .region_level = {},
            .imports = {{"a.csv", when, 10, 1}, {"b.csv", when, 20, 2}}};
}

TEST(Bulletin, SaysOfWhatItIs) {
    const Bulletin bulletin = bulletin_of(seven());
    EXPECT_EQ(bulletin.as_of, as_of);
    EXPECT_EQ(bulletin.known_on, std::nullopt);
    EXPECT_EQ(bulletin.region.zh, "黄石市") << "which holds Daye and Yangxin";
    EXPECT_EQ(bulletin.policy, "yinchuan-2025+hubei");
    EXPECT_EQ(bulletin.policy_version, "2+2");
    EXPECT_TRUE(bulletin.policy_in_force);
    EXPECT_FALSE(bulletin_of(seven(), {}, date(2025, 2, 28)).policy_in_force);
    EXPECT_TRUE(bulletin_of(seven(), {}, date(2025, 3, 1)).policy_in_force);
}

TEST(Bulletin, CountsTheLibraries) {
    const Bulletin bulletin = bulletin_of(seven());
    const std::int64_t projects[] = {1, 1, 4};
    const std::int64_t investment[] = {yi(2), yi(3), yi(22)};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(bulletin.libraries[i].pool, libraries[i]);
        EXPECT_EQ(bulletin.libraries[i].projects, projects[i]) << i;
        EXPECT_EQ(bulletin.libraries[i].investment.fen(), investment[i]) << i;
        EXPECT_EQ(bulletin.libraries[i].multiple, Ratio(investment[i], 14'000)) << i;
    }
    EXPECT_EQ(bulletin.reserve_to_directory_size, Ratio(1, 1));
    EXPECT_EQ(bulletin.withdrawn, 1);
    EXPECT_EQ(bulletin.total.volume.projects, 7);
    EXPECT_EQ(bulletin.total.volume.investment, yi(31));
    EXPECT_EQ(bulletin.total.volume.plan, 12'000);
    EXPECT_EQ(bulletin.total.volume.completed_this_year, 6'000);
    EXPECT_EQ(bulletin.total.volume.completed_last_year, 14'000);
}

TEST(Bulletin, TakesThePreviousYearFromReportsUnlessTheOfficeStatesIt) {
    const Bulletin added = bulletin_of(seven());
    EXPECT_FALSE(added.previous_year_stated);
    EXPECT_EQ(added.previous_year_investment.fen(), 14'000);
    BulletinOptions options;
    options.previous_year_investment = Money::from_fen(yi(11));
    const Bulletin stated = bulletin_of(seven(), options);
    EXPECT_TRUE(stated.previous_year_stated);
    EXPECT_EQ(stated.libraries[0].multiple.multiple(), "0.2");
    EXPECT_EQ(stated.libraries[1].multiple.multiple(), "0.3");
    EXPECT_EQ(stated.libraries[2].multiple.multiple(), "2.0");
    options.previous_year_investment = Money{};
    EXPECT_EQ(bulletin_of(seven(), options).libraries[2].multiple.multiple(), "—");
    options.previous_year_investment = Money::from_fen(-1);
    EXPECT_THROW((void)bulletin_of(seven(), options), Error);
}

TEST(Bulletin, AddsUpConversionsAccountsEvaluationsAndActivity) {
    const auto total = bulletin_of(seven()).total;
    EXPECT_EQ(total.directory_to_reserve.by_count(), Ratio(3, 5));
    EXPECT_EQ(total.directory_to_reserve.by_investment(), Ratio(yi(17), yi(24)));
    EXPECT_EQ(total.reserve_to_implementation.by_count(), Ratio(1, 3));
    EXPECT_EQ(total.reserve_to_implementation.by_investment(), Ratio(yi(10), yi(17)));
    EXPECT_EQ(total.two_accounts, (evaluation::TwoAccounts{2, 2, 1, 1, 1}));
    EXPECT_EQ(total.evaluations, (evaluation::Completion{2, 1}));
    using summary::YearOnYear;
    EXPECT_EQ(total.activity.started, (YearOnYear{{1, yi(10)}, {1, yi(1)}}));
    EXPECT_EQ(total.activity.enrolled, (YearOnYear{{1, yi(10)}, {0, 0}}));
    EXPECT_EQ(total.activity.completed, (YearOnYear{{1, yi(6)}, {1, yi(1)}}));
    EXPECT_EQ(total.activity.in_production, YearOnYear{});
}

TEST(Bulletin, CountsTheLightsOfEveryRule) {
    const Bulletin bulletin = bulletin_of(seven());
    struct Row {
        std::string_view id;
        warning::LightCounts counts;  // none, green, no data, yellow, red
    };
    constexpr Row rows[] = {
        {"start", {5, 1, 0, 0, 1}},        {"progress", {6, 1, 0, 0, 0}},
        {"payment", {7, 0, 0, 0, 0}},      {"enrolment", {6, 1, 0, 0, 0}},
        {"two_accounts", {5, 1, 0, 0, 1}},
    };
    ASSERT_EQ(bulletin.lights.size(), std::size(rows));
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        EXPECT_EQ(bulletin.lights[i].id, rows[i].id);
        EXPECT_EQ(bulletin.lights[i].counts, rows[i].counts) << rows[i].id;
    }
    EXPECT_EQ(bulletin.total.volume.lights, (warning::LightCounts{3, 2, 0, 0, 2}));
}

TEST(Bulletin, ListsRedProjectsByRulesAndInvestmentWithTheEvidenceOfTheRedRules) {
    const Bulletin bulletin = bulletin_of(seven());
    ASSERT_EQ(bulletin.red.size(), 2U);
    EXPECT_EQ(bulletin.red[0].code, code(2));
    EXPECT_EQ(bulletin.red[0].name, "项目2");
    EXPECT_EQ(bulletin.red[0].unit, "市农业局");
    EXPECT_EQ(bulletin.red[0].region.zh, "大冶市");
    EXPECT_EQ(bulletin.red[0].investment.fen(), yi(5));
    ASSERT_EQ(bulletin.red[0].evidence.size(), 1U);
    EXPECT_EQ(bulletin.red[0].evidence[0].rule, "start");
    EXPECT_EQ(bulletin.red[1].code, code(5));
    ASSERT_EQ(bulletin.red[1].evidence.size(), 1U);
    EXPECT_EQ(bulletin.red[1].evidence[0].rule, "two_accounts");

    Story worse = project(8, 1, "420281", "", "");  // two red rules go before any investment
    worse.on(date(2024, 1, 1), event::MovedToImplementation{})
        .on(date(2024, 1, 1), event::Started{})
        .plan(2025, 1'000)
        .report(Month(2025, 6), 0, 0);
    auto events = seven();
    events.insert(events.end(), worse.events.begin(), worse.events.end());
    const Bulletin longer = bulletin_of(events);
    ASSERT_EQ(longer.red.size(), 3U);
    EXPECT_EQ(longer.red[0].code, code(8));
    EXPECT_EQ(longer.red[0].evidence.size(), 2U);
}

TEST(Bulletin, HasOneLineARegionAndASector) {
    const Bulletin bulletin = bulletin_of(seven());
    EXPECT_EQ(bulletin.region_level, RegionLevel::county);
    struct Row {
        std::string_view code;
        std::string_view name;
        std::int64_t held[3];
        std::int64_t projects;
    };
    const auto check = [](const std::vector<Bulletin::Group>& lines, std::span<const Row> rows) {
        ASSERT_EQ(lines.size(), rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            EXPECT_EQ(lines[i].code, rows[i].code);
            EXPECT_EQ(lines[i].name.zh, rows[i].name);
            EXPECT_EQ(lines[i].sums.volume.projects, rows[i].projects) << rows[i].code;
            for (std::size_t pool = 0; pool < 3; ++pool) {
                EXPECT_EQ(lines[i].libraries[pool].projects, rows[i].held[pool]) << rows[i].code;
            }
        }
    };
    constexpr Row regions[] = {{"420222", "阳新县", {1, 1, 0}, 3},
                               {"420281", "大冶市", {0, 0, 4}, 4}};
    constexpr Row sectors[] = {{"?", "未分类", {1, 0, 1}, 3},
                               {"A", "农、林、牧、渔业", {0, 0, 1}, 1},
                               {"C", "制造业", {0, 1, 1}, 2},
                               {"E", "建筑业", {0, 0, 1}, 1}};
    check(bulletin.regions, regions);
    check(bulletin.sectors, sectors);
    EXPECT_EQ(bulletin.regions[1].libraries[2].multiple, Ratio(yi(22), 14'000))
        << "of the region's own last year";
    EXPECT_EQ(bulletin.regions[0].sums.directory_to_reserve.by_count(), Ratio(2, 3));
}

TEST(Bulletin, SaysHowGoodItsDataAre) {
    const Bulletin::Quality quality = bulletin_of(seven(), two_imports()).quality;
    EXPECT_EQ(quality.reporting, (summary::Reporting{2, 1}));
    ASSERT_EQ(quality.silent_units.size(), 1U);
    EXPECT_EQ(quality.silent_units[0].name, "市农业局");
    EXPECT_EQ(quality.silent_units[0].projects, 1);
    EXPECT_EQ(quality.imports.size(), 2U);
    EXPECT_EQ(quality.rows, 30);
    EXPECT_EQ(quality.rejected, 3);
    EXPECT_EQ(quality.suspended, 1);
}

TEST(Bulletin, ListsTheLightsThatAValidReasonSuspendsAndCountsReasonsThatEnded) {
    const auto on = [](Date day) { return bulletin_of(seven(), {}, day); };
    const Bulletin bulletin = on(date(2025, 7, 1));  // the reason's last day
    ASSERT_EQ(bulletin.suspended.size(), 1U);
    EXPECT_EQ(bulletin.suspended[0].code, code(2));
    EXPECT_EQ(bulletin.suspended[0].rule.en, "Progress");
    EXPECT_EQ(bulletin.suspended[0].reason.by, "市发改委");
    EXPECT_EQ(bulletin.quality.suspended, 1);
    EXPECT_EQ(bulletin.quality.returned, 0);
    const std::string text = to_text(bulletin, Language::zh);
    EXPECT_NE(text.find("因正当理由暂不亮灯（1个）"), std::string::npos);
    EXPECT_NE(text.find("进度：2025-06-01至2025-07-01，汛期（市发改委批准）。"), std::string::npos);
    EXPECT_NE(to_text(bulletin, Language::en).find("Progress: 2025-06-01 to 2025-07-01, 汛期"),
              std::string::npos);
    const json out = json::parse(to_json(bulletin, Language::zh));
    EXPECT_EQ(out["suspended"][0]["to"], "2025-07-01");
    EXPECT_EQ(out["suspended"][0]["rule"], "progress");

    // The day after the light is back; July counts the reason among those that ended.
    EXPECT_TRUE(on(date(2025, 7, 2)).suspended.empty());
    EXPECT_EQ(on(date(2025, 7, 2)).quality.returned, 1);
    EXPECT_EQ(on(date(2025, 7, 31)).quality.returned, 1);
    EXPECT_EQ(on(date(2025, 8, 1)).quality.returned, 0);
    EXPECT_EQ(to_text(on(date(2025, 7, 2)), Language::zh).find("因正当理由暂不亮灯（"),
              std::string::npos);
}

TEST(Bulletin, ShowsTheWidestLevelAtWhichThereIsMoreThanOneRegion) {
    struct Row {
        std::vector<std::string_view> regions;
        RegionLevel level;
        std::size_t lines;
        std::string_view region;
    };
    const Row rows[] = {
        {{"420281107", "420281108"}, RegionLevel::township, 2, "大冶市"},
        {{"420281107", "420281"}, RegionLevel::township, 2, "大冶市"},
        {{"420281107", "420281108", "420222"}, RegionLevel::county, 2, "黄石市"},
        {{"420281", "420222", "420900"}, RegionLevel::city, 2, "湖北省"},
        {{"420281", "420900", "640100"}, RegionLevel::province, 2, ""},
        {{"420281"}, RegionLevel::township, 1, "大冶市"},
    };
    for (const auto& [regions, level, lines, region] : rows) {
        std::vector<Story> stories;
        for (const std::string_view code_of_region : regions) {
            stories.push_back(project(static_cast<int>(stories.size()), 1, code_of_region, "", ""));
            stories.back().on(date(2024, 1, 1), event::EnteredDirectory{});
        }
        const Bulletin bulletin = bulletin_of(join(stories));
        EXPECT_EQ(bulletin.region_level, level) << regions.front() << ' ' << regions.back();
        EXPECT_EQ(bulletin.regions.size(), lines) << regions.front() << ' ' << regions.back();
        EXPECT_EQ(bulletin.region.zh, region) << regions.front() << ' ' << regions.back();
    }
    BulletinOptions options;
    options.region_level = RegionLevel::city;
    EXPECT_EQ(bulletin_of(seven(), options).regions.size(), 1U);
}

TEST(Bulletin, OfNothingHasNoValues) {
    const Bulletin bulletin = bulletin_of({});
    EXPECT_EQ(bulletin.libraries[0].multiple.multiple(), "—");
    EXPECT_EQ(bulletin.regions.size(), 0U);
    EXPECT_EQ(bulletin.region.zh, "");
    for (const Language language : languages) {
        EXPECT_NE(to_text(bulletin, language).find("—"), std::string::npos);
        EXPECT_TRUE(json::accept(to_json(bulletin, language)));
    }
}

// --- Text
// -----------------------------------------------------------------------------------------

/// Fails if a line has more than 100 columns (and shows the widest) or a sign that a terminal
/// obeys.
void expect_fits(const std::string& body, const std::string& what) {
    EXPECT_TRUE(text::is_utf8(body)) << what;
    std::istringstream lines(body);
    std::string line;
    std::string widest;
    while (std::getline(lines, line)) {
        EXPECT_EQ(text::printable(line), line) << what;
        if (text::width(line) > text::width(widest)) widest = line;
    }
    EXPECT_LE(text::width(widest), 100) << what << ": " << text::cut(widest, 140);
}

TEST(BulletinText, StaysWithinAHundredColumns) {
    const Bulletin bulletin = bulletin_of(seven(), two_imports());
    for (const Language language : languages) {
        expect_fits(to_text(bulletin, language), language == Language::zh ? "zh" : "en");
    }
}

TEST(BulletinText, StaysWithinAHundredColumnsWhateverProjectsAreCalled) {
    std::string names[] = {
        std::string(4'000, 'x'),
        "",
        "",
        "",
        "a\nb\tc\r\x1B[31mred\x7F\u0085",
        "\u202Eeman desrever\u202C \u2066x\u2069 \u200F\u061C",
        "e\u0301\u200B\u200D\uFE0F",
        "",
    };
    for (int i = 0; i < 1'300; ++i) names[1] += "冶";
    for (int i = 0; i < 400; ++i) names[2] += i % 3 == 0 ? "🏗" : i % 3 == 1 ? "⚡" : "x";
    for (int i = 0; i < 400; ++i) names[3] += i % 2 == 0 ? "，" : "。";
    for (int i = 0; i < 900; ++i) names[7] += "⚡";
    for (const std::string& name : names) {
        auto events = seven();
        const Date day = date(2025, 1, 1);
        for (const int n : {2, 5}) {
            events.push_back({code(n), day, AttributeChanged::of(Attribute::name, name)});
            events.push_back(
                {code(n), day, AttributeChanged::of(Attribute::responsible_unit, name)});
        }
        events.push_back(
            {code(2), day, AttributeChanged::region(RegionCode::parse("420281"), name)});
        const Bulletin bulletin = bulletin_of(events);
        // Only Daye, so that its name stands in the title.
        std::erase_if(events, [](const Event& event) {
            return event.project == code(3) || event.project == code(4) || event.project == code(6);
        });
        const Bulletin daye = bulletin_of(events);
        for (const Language language : languages) {
            const std::string what = "name of " + std::to_string(name.size()) + " bytes";
            expect_fits(to_text(bulletin, language), what);
            expect_fits(to_text(daye, language), what + ", in the title");
        }
    }
}

TEST(BulletinText, WrapsWhereverAClosingMarkFalls) {
    for (int length = 0; length < 120; ++length) {
        auto events = seven();
        events.push_back(
            {code(2), date(2025, 1, 1),
             AttributeChanged::of(Attribute::name,
                                  std::string(static_cast<std::size_t>(length), 'x') + "）。")});
        const std::string whole = to_text(bulletin_of(events), Language::zh);
        const std::size_t red = whole.find("\n四、");  // the section of red projects alone
        ASSERT_NE(red, std::string::npos);
        const std::string body = whole.substr(red, whole.find("\n五、") - red);
        expect_fits(body, std::to_string(length));
        std::istringstream lines(body);
        std::string line;
        while (std::getline(lines, line)) {
            const std::string_view start = text::trim(line);
            EXPECT_FALSE(start.starts_with("。") || start.starts_with("）")) << line;
        }
    }
}

TEST(BulletinText, StaysWithinAHundredColumnsForLongNamesOfRules) {
    Policy policy = Policy::builtin("hubei");
    policy.rules.front().name = {std::string(300, 'r'), std::string(300, 'r')};
    policy.source = {"a\nb\u202E" + std::string(300, 's'), std::string(300, 's')};
    const Bulletin bulletin = bulletin_of(seven(), {}, as_of, &policy);
    for (const Language language : languages) {
        expect_fits(to_text(bulletin, language), language == Language::zh ? "zh" : "en");
    }
}

TEST(BulletinText, ShowsTheFirstRedProjectsAndCountsTheRest) {
    const Bulletin bulletin = bulletin_of(seven());
    const std::string all = to_text(bulletin, Language::en);
    EXPECT_NE(all.find(code(2).str()), std::string::npos);
    EXPECT_NE(all.find(code(5).str()), std::string::npos);
    const std::string one = to_text(bulletin, Language::en, 1);
    EXPECT_NE(one.find(code(2).str()), std::string::npos);
    EXPECT_EQ(one.find(code(5).str()), std::string::npos);
    EXPECT_NE(one.find("… and 1 more."), std::string::npos);
}

TEST(BulletinText, SaysItsFigures) {
    const std::string en = to_text(bulletin_of(seven(), two_imports()), Language::en);
    const std::string zh = to_text(bulletin_of(seven(), two_imports()), Language::zh);
    for (const std::string_view figure : {"60.0% (3/5)", "70.8% (17.00/24.00)", "33.3% (1/3)",
                                          "58.8% (10.00/17.00)", "50.0% (1/2)"}) {
        EXPECT_NE(en.find(figure), std::string::npos) << figure;
        EXPECT_NE(zh.find(figure), std::string::npos) << figure;
    }
    EXPECT_NE(en.find("As of 30 June 2025"), std::string::npos);
    EXPECT_NE(zh.find("黄石市投资项目三库通报"), std::string::npos);
}

// --- JSON
// -----------------------------------------------------------------------------------------

TEST(BulletinJson, HoldsTheSameFigures) {
    const Bulletin bulletin = bulletin_of(seven(), two_imports());
    for (const Language language : languages) {
        const json out = json::parse(to_json(bulletin, language));
        EXPECT_EQ(out["format"], "sanku.bulletin/1");
        EXPECT_EQ(out["language"], language == Language::zh ? "zh" : "en");
        EXPECT_EQ(out["as_of"], "2025-06-30");
        EXPECT_TRUE(out["known_on"].is_null());
        EXPECT_EQ(out["region"], "黄石市");
        EXPECT_EQ(out["policy"]["id"], "yinchuan-2025+hubei");
        EXPECT_EQ(out["policy"]["in_force"], true);
        EXPECT_EQ(out["previous_year_investment"], (json{{"fen", 14'000}, {"stated", false}}));
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(out["libraries"][i]["id"], key(libraries[i]));
            EXPECT_EQ(out["libraries"][i]["projects"], bulletin.libraries[i].projects);
            EXPECT_EQ(out["libraries"][i]["investment_fen"],
                      bulletin.libraries[i].investment.fen());
        }
        EXPECT_EQ(out["withdrawn"], 1);
        EXPECT_EQ(out["conversions"][0]["by_count"],
                  (json{{"numerator", 3}, {"denominator", 5}, {"text", "60.0%"}}));
        EXPECT_EQ(out["conversions"][1]["by_investment"],
                  (json{{"numerator", yi(10)}, {"denominator", yi(17)}, {"text", "58.8%"}}));
        EXPECT_EQ(out["lights"]["overall"],
                  (json{{"none", 3}, {"green", 2}, {"no_data", 0}, {"yellow", 0}, {"red", 2}}));
        EXPECT_EQ(out["lights"]["rules"].size(), 5U);
        EXPECT_EQ(out["lights"]["rules"][0]["counts"]["red"], 1);
        ASSERT_EQ(out["red"].size(), 2U);
        EXPECT_EQ(out["red"][0]["code"], code(2).str());
        EXPECT_EQ(out["two_accounts"]["overdue"], 1);
        EXPECT_EQ(out["two_accounts"]["completed"], 2);
        EXPECT_EQ(out["evaluations"]["due"], 2);
        EXPECT_EQ(out["evaluations"]["done"], 1);
        EXPECT_EQ(out["activity"]["started"]["this_year"],
                  (json{{"projects", 1}, {"investment_fen", yi(10)}}));
        EXPECT_EQ(out["activity"]["completed"]["last_year"],
                  (json{{"projects", 1}, {"investment_fen", yi(1)}}));
        EXPECT_EQ(out["region_level"], "county");
        EXPECT_EQ(out["regions"][1]["code"], "420281");
        EXPECT_EQ(out["sectors"].size(), 4U);
        EXPECT_EQ(out["quality"]["rows"], 30);
        EXPECT_EQ(out["quality"]["rejected"], 3);
        EXPECT_EQ(out["quality"]["expected_reports"], 2);
        EXPECT_EQ(out["quality"]["stale_reports"], 1);
        EXPECT_EQ(out["quality"]["suspended_lights"], 1);
        EXPECT_EQ(out["quality"]["imports"][0]["recorded_at"], "2025-07-03T09:00:00+08:00");
    }
}

TEST(BulletinJson, IsInOneLanguage) {
    Story story = project(1, 1, "", "", "");  // no region, so that its words are ours
    story.on(date(2024, 1, 1), event::MovedToImplementation{})
        .on(date(2024, 1, 1), event::StartPlanned{date(2024, 2, 1)});
    const Bulletin bulletin = bulletin_of(story.events);
    const json out = json::parse(to_json(bulletin, Language::en));
    ASSERT_EQ(out["red"].size(), 1U);
    EXPECT_EQ(out["red"][0]["region"], "no region stated");
    EXPECT_EQ(out["regions"][0]["name"], "no region stated");
}

TEST(BulletinJson, TakesAnyBytesForAName) {
    for (const std::string_view name : {"\xFF\xFE", "\"\\\n\x01", "\u202E🏗", "</script>"}) {
        auto events = seven();
        events.push_back(
            {code(2), date(2025, 1, 1), AttributeChanged::of(Attribute::name, std::string(name))});
        const std::string out = to_json(bulletin_of(events), Language::zh);
        EXPECT_TRUE(json::accept(out)) << name;
        EXPECT_TRUE(text::is_utf8(out)) << name;
        if (text::is_utf8(name)) {
            EXPECT_EQ(json::parse(out)["red"][0]["name"], name);
        }
    }
}

TEST(Bulletin, OfTheSameInputHasTheSameBytes) {
    auto backwards = seven();  // the order of projects in the journal does not show
    std::ranges::stable_sort(backwards,
                             [](const Event& a, const Event& b) { return b.project < a.project; });
    for (const Language language : languages) {
        const Bulletin a = bulletin_of(seven(), two_imports());
        const Bulletin b = bulletin_of(backwards, two_imports());
        EXPECT_EQ(to_text(a, language), to_text(b, language));
        EXPECT_EQ(to_json(a, language), to_json(b, language));
    }
}

}  // namespace
}  // namespace sanku
