#include "sanku/warning/findings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "portfolio/random_history.hpp"
#include "support.hpp"

namespace sanku::warning {

void PrintTo(const Finding& finding, std::ostream* out) {
    *out << finding.sequence << ' ' << key(finding.kind) << ": " << finding.summary.en;
}

namespace {

using event::AttributeChanged;
using event::Completed;
using event::CompletionPlanned;
using event::PlanSet;
using event::ProgressReported;
using event::Retracted;
using event::Started;
using event::StartPlanned;
using sanku::testing::code;
using sanku::testing::RandomHistory;

using Journal = std::vector<RecordedEvent>;

const Date january = date(2024, 1, 5);
const Date june = date(2024, 6, 30);
const Date august = date(2024, 8, 5);
const Date november = date(2024, 11, 30);

Money wan(std::int64_t count) {
    return Money::from(count, MoneyUnit::wan_yuan);
}

/// A journal of one project; each statement takes effect on 1 January 2024 unless said otherwise.
class Story {
  public:
    Story& on(Date recorded, Payload what, Date effective = date(2024, 1, 1)) {
        const auto sequence = static_cast<std::int64_t>(journal.size()) + 1;
        journal.push_back(
            {sequence, Instant::at(recorded, 10), {code(), effective, std::move(what)}});
        return *this;
    }
    Story& report(Date recorded, Month month, std::optional<Money> completed) {
        return on(recorded, ProgressReported{month, completed, {}, {}, wan(0)}, month.last_day());
    }

    Journal journal;
};

/// One rule a scope, named by letters.
Policy policy_of(const std::vector<Scope>& scopes) {
    Policy policy{};
    policy.id = "test";
    for (const Scope& scope : scopes) {
        const std::string id(1, static_cast<char>('a' + policy.rules.size()));
        policy.rules.push_back({.id = id,
                                .name = {"规则" + id, "rule " + id},
                                .metric = {},
                                .yellow = {},
                                .red = {},
                                .scope = scope,
                                .clause = {},
                                .gap = {}});
    }
    return policy;
}

std::vector<Finding> find(const Journal& journal, const Policy& policy = {},
                          const FindingLimits& limits = {}, Date from = date(1900, 1, 1),
                          Date to = date(2199, 12, 31)) {
    FindingWatch watch(policy, from, to, limits);
    for (const RecordedEvent& event : journal) watch.take(event);
    return watch.findings();
}
std::vector<Finding> find(const Story& story, const Policy& policy = {}) {
    return find(story.journal, policy);
}

/// The one finding of a story.
Finding only(const Story& story, const Policy& policy = {}) {
    auto found = find(story, policy);
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? Finding{code(), {}, {{}}, january, 0, 0, {}, {}, {}, {}, {}, {}, {}, {}}
                         : found.front();
}

Retracted take_back(EventKind kind, std::int64_t number = 0) {
    return {kind, number, {}, "误报"};
}

// --- planned_date_moved ---

TEST(PlannedDateMoved, IsFoundIfTheOldDayHadPassedAndTheNewOneIsLater) {
    struct Row {
        Date recorded;
        Date to;
        std::optional<int> days;
    };
    const Row rows[] = {
        {june.plus_days(-1), november, {}},
        {june, november, {}},
        {june.plus_days(1), november, 153},
        {august, june.plus_days(-1), {}},
        {august, june, {}},
        {august, june.plus_days(1), 1},
        {date(2026, 1, 1), november, 153},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.recorded.iso() + " to " + row.to.iso());
        for (const bool start : {true, false}) {
            const auto planned = [&](Date day) -> Payload {
                if (start) return StartPlanned{day};
                return CompletionPlanned{day};
            };
            const auto found =
                find(Story().on(january, planned(june)).on(row.recorded, planned(row.to)));
            ASSERT_EQ(found.size(), row.days ? 1U : 0U);
            if (!row.days) continue;
            EXPECT_EQ(found[0].kind, FindingKind::planned_date_moved);
            EXPECT_EQ(found[0].fact.kind,
                      start ? EventKind::start_planned : EventKind::completion_planned);
            EXPECT_EQ(found[0].days, row.days);
            EXPECT_EQ(found[0].planned_before, june);
            EXPECT_EQ(found[0].planned_after, row.to);
            EXPECT_EQ(found[0].recorded, row.recorded);
            EXPECT_EQ(found[0].sequence, 2);
            EXPECT_EQ(found[0].before_sequence, 1);
        }
    }
}

TEST(PlannedDateMoved, SaysItInASentence) {
    const Finding start =
        only(Story().on(january, StartPlanned{june}).on(august, StartPlanned{november}));
    EXPECT_EQ(start.summary.zh,
              "2024年8月5日将计划开工由2024年6月30日改为2024年11月30日（推迟153天），修改时原计划"
              "已到期且未开工。");
    EXPECT_EQ(start.summary.en,
              "On 5 August 2024 the planned start was moved from 30 June 2024 to 30 November 2024 "
              "(153 days later); the old day had passed and the project had not started.");
    const std::vector<FindingEvidence> evidence = {
        {{"原计划开工", "planned start before"}, {"2024年6月30日", "30 June 2024"}},
        {{"现计划开工", "planned start after"}, {"2024年11月30日", "30 November 2024"}},
        {{"推迟", "moved by"}, {"153天", "153 days"}},
        {{"修改登记日", "change recorded"}, {"2024年8月5日", "5 August 2024"}}};
    EXPECT_EQ(start.evidence, evidence);
    const Finding gone = only(Story()
                                  .on(january, CompletionPlanned{june})
                                  .on(august, take_back(EventKind::completion_planned)));
    EXPECT_EQ(gone.summary.zh,
              "2024年8月5日撤回计划竣工日期2024年6月30日，撤回时该日期已过且未竣工。");
    EXPECT_EQ(
        gone.summary.en,
        "On 5 August 2024 the planned completion of 30 June 2024 was taken back; that day had "
        "passed and the project was not completed.");
}

TEST(PlannedDateMoved, IsNoneOnceTheMilestoneIsRecordedAsReached) {
    const auto with = [](Date recorded, Payload what, Date effective) {
        Story story;
        story.on(january, StartPlanned{june});
        if (recorded <= august) story.on(recorded, what, effective);
        story.on(august, StartPlanned{november});
        if (recorded > august) story.on(recorded, what, effective);
        return find(story).size();
    };
    EXPECT_EQ(with(august.plus_days(-1), Started{}, date(2024, 7, 20)), 0U);
    EXPECT_EQ(with(august, Started{}, august), 0U);
    EXPECT_EQ(with(august, Started{}, august.plus_days(1)), 1U) << "not yet started on that day";
    EXPECT_EQ(with(august.plus_days(1), Started{}, date(2024, 7, 20)), 1U) << "not yet recorded";
    EXPECT_EQ(with(august, Completed{}, august), 1U) << "another milestone";
    Story retracted;
    retracted.on(january, StartPlanned{june})
        .on(january, Started{})
        .on(date(2024, 7, 5), take_back(EventKind::started))
        .on(august, StartPlanned{november});
    EXPECT_EQ(find(retracted).size(), 1U);
}

TEST(PlannedDateMoved, SeesARetractionByWhatHoldsAfterIt) {
    const auto falls_back_to = [](std::optional<Date> day) {
        Story story;
        if (day) story.on(january, StartPlanned{*day});
        story.on(date(2024, 2, 2), StartPlanned{june}, date(2024, 2, 1));
        return find(story.on(august, take_back(EventKind::start_planned), date(2024, 2, 1)));
    };
    ASSERT_EQ(falls_back_to({}).size(), 1U);
    EXPECT_FALSE(falls_back_to({})[0].days);
    EXPECT_FALSE(falls_back_to({})[0].planned_after);
    EXPECT_EQ(falls_back_to(june.plus_days(-1)).size(), 0U);
    EXPECT_EQ(falls_back_to(june).size(), 0U);
    ASSERT_EQ(falls_back_to(november).size(), 1U);
    EXPECT_EQ(falls_back_to(november)[0].days, 153);
    EXPECT_EQ(falls_back_to(november)[0].sequence, 3) << "of the retraction";
    EXPECT_EQ(falls_back_to(november)[0].before_sequence, 2);
}

TEST(PlannedDateMoved, LooksAtWhatHoldsWhateverTheEffectiveDay) {
    const auto moved = [](Date effective) {
        return find(Story()
                        .on(january, StartPlanned{june})
                        .on(date(2024, 3, 2), StartPlanned{june}, date(2024, 3, 1))
                        .on(august, StartPlanned{november}, effective))
            .size();
    };
    EXPECT_EQ(moved(date(2024, 2, 1)), 0U) << "another statement holds since March";
    EXPECT_EQ(moved(date(2024, 3, 1)), 1U) << "recorded late with an early day";
    EXPECT_EQ(moved(august), 1U);
    EXPECT_EQ(moved(date(2024, 9, 1)), 1U) << "announced for later";
}

TEST(Findings, IgnoreASlipThatIsPutRightOnTheSameDay) {
    const auto moved = [](Date first, Date second, Date third) {
        return find(Story()
                        .on(january, StartPlanned{june})
                        .on(first, StartPlanned{november})
                        .on(second, StartPlanned{third}));
    };
    EXPECT_EQ(moved(august, august, june).size(), 0U);
    EXPECT_EQ(moved(august, august.plus_days(1), june).size(), 1U);
    const auto twice = moved(august, august, november.plus_days(1));
    ASSERT_EQ(twice.size(), 1U) << "one day, one change";
    EXPECT_EQ(twice[0].sequence, 3);
    EXPECT_EQ(twice[0].before_sequence, 1);
    EXPECT_EQ(moved(june, june, november).size(), 0U) << "not due yet";
    EXPECT_EQ(
        find(Story().on(august, StartPlanned{june}).on(august, StartPlanned{november})).size(), 0U)
        << "nothing held before";
    EXPECT_EQ(find(Story()
                       .on(january, StartPlanned{june})
                       .on(august, StartPlanned{june}, august)
                       .on(august, StartPlanned{november}, august))
                  .size(),
              1U)
        << "saying it again first is no way around";
}

// --- baseline_moved, plan_cut_late ---

TEST(PlanCut, IsFoundAboveTheShareFromTheSecondQuarterOn) {
    struct Row {
        Date recorded;
        std::int64_t to;  // of 100,000 fen
        std::optional<FindingKind> kind;
    };
    const auto within = FindingKind::baseline_moved;
    const auto late = FindingKind::plan_cut_late;
    const Row rows[] = {
        {date(2024, 3, 31), 0, {}},         {date(2024, 4, 1), 0, within},
        {date(2024, 4, 1), 89'999, within}, {date(2024, 4, 1), 90'000, {}},
        {date(2024, 4, 1), 110'000, {}},    {date(2024, 9, 30), 50'000, within},
        {date(2024, 10, 1), 89'999, late},  {date(2024, 10, 1), 90'000, {}},
        {date(2024, 12, 31), 50'000, late}, {date(2025, 1, 1), 50'000, late},
        {date(2023, 12, 31), 50'000, {}},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.recorded.iso() + ' ' + std::to_string(row.to));
        const auto plan = [](std::int64_t fen) { return PlanSet{2024, Money::from_fen(fen), {}}; };
        const auto found =
            find(Story().on(date(2023, 12, 1), plan(100'000)).on(row.recorded, plan(row.to)));
        ASSERT_EQ(found.size(), row.kind ? 1U : 0U);
        if (!row.kind) continue;
        EXPECT_EQ(found[0].kind, *row.kind);
        EXPECT_EQ(found[0].amount_before, Money::from_fen(100'000));
        EXPECT_EQ(found[0].amount_after, Money::from_fen(row.to));
        EXPECT_EQ(found[0].fact, (FactKey{EventKind::plan_set, 2024}));
        EXPECT_EQ(found[0].sequence, 2);
        EXPECT_EQ(found[0].before_sequence, 1);
    }
}

TEST(PlanCut, SaysWhenInASentence) {
    const auto cut = [](Date day) {
        return only(Story()
                        .on(january, PlanSet{2024, wan(1000), {}})
                        .on(day, PlanSet{2024, wan(800), {}}))
            .summary;
    };
    EXPECT_EQ(cut(august).zh,
              "2024年8月5日将2024年投资计划由1,000.00万元调减为800.00万元（减少20.00%），当时第一"
              "季度已过。");
    EXPECT_EQ(
        cut(august).en,
        "On 5 August 2024 the plan of 2024 was cut from 1,000.00万元 to 800.00万元 (by 20.00%) "
        "after its first quarter.");
    EXPECT_TRUE(cut(november).zh.ends_with("，当时已进入第四季度。"));
    EXPECT_TRUE(cut(november).en.ends_with(" in its last quarter."));
    EXPECT_TRUE(cut(date(2025, 2, 1)).zh.ends_with("，当时该年度已结束。"));
    EXPECT_TRUE(cut(date(2025, 2, 1)).en.ends_with(" after its end."));
    const Finding gone = only(Story()
                                  .on(january, PlanSet{2024, wan(1000), {}})
                                  .on(august, take_back(EventKind::plan_set, 2024)));
    EXPECT_EQ(gone.summary.zh, "2024年8月5日撤回2024年投资计划1,000.00万元，当时第一季度已过。");
    EXPECT_EQ(gone.summary.en,
              "On 5 August 2024 the plan of 2024, 1,000.00万元, was taken back after its first "
              "quarter.");
    EXPECT_FALSE(gone.amount_after);
}

TEST(PlanCut, CountsAnAmountThatIsTakenBackOrCorrectedAwayAsNone) {
    const auto then = [](Payload what, Date effective) {
        return find(Story()
                        .on(january, PlanSet{2024, wan(1000), wan(5)})
                        .on(august, std::move(what), effective))
            .size();
    };
    EXPECT_EQ(then(take_back(EventKind::plan_set, 2024), date(2024, 1, 1)), 1U);
    EXPECT_EQ(then(take_back(EventKind::plan_set, 2025), date(2024, 1, 1)), 0U) << "another year";
    EXPECT_EQ(then(take_back(EventKind::plan_set, 2024), august), 0U) << "nothing was said then";
    EXPECT_EQ(then(PlanSet{2024, {}, wan(5)}, date(2024, 1, 1)), 1U) << "a correction without it";
    EXPECT_EQ(then(PlanSet{2024, {}, wan(9)}, august), 0U) << "the amount stays as it was";
    EXPECT_EQ(then(PlanSet{2025, wan(1), {}}, date(2024, 1, 1)), 0U) << "another year";
}

TEST(PlanCut, OfAPlanOfZeroIsNone) {
    EXPECT_TRUE(find(Story()
                         .on(january, PlanSet{2024, wan(0), {}})
                         .on(august, take_back(EventKind::plan_set, 2024)))
                    .empty());
}

// --- left_scope ---

Scope funded_by(std::initializer_list<Funding> kinds) {
    Scope scope;
    scope.funding = 0;
    for (const Funding kind : kinds) {
        scope.funding =
            static_cast<std::uint8_t>(scope.funding | 1U << static_cast<unsigned>(kind));
    }
    return scope;
}
Scope in_sectors(std::vector<SectorCode> sectors) {
    Scope scope;
    scope.sectors = std::move(sectors);
    return scope;
}
Scope in_regions(std::vector<RegionCode> regions) {
    Scope scope;
    scope.regions = std::move(regions);
    return scope;
}
Scope of_investment(std::optional<Money> from, std::optional<Money> below) {
    Scope scope;
    scope.investment_from = from;
    scope.investment_below = below;
    return scope;
}

TEST(StaticScope, LetsInWhatEveryPartLetsIn) {
    const auto sector = [](const char* text) { return SectorCode::parse(text); };
    const auto region = [](const char* text) { return RegionCode::parse(text); };
    const StaticFacts unknown;
    const StaticFacts known{Funding::central_budget, sector("C39"), region("420281107"), wan(500)};
    struct Row {
        const char* what;
        Scope scope;
        bool known;
        bool unknown;
    };
    const Row rows[] = {
        {"all", {}, true, true},
        {"its funding", funded_by({Funding::central_budget}), true, false},
        {"other funding", funded_by({Funding::enterprise}), false, false},
        {"unknown funding", funded_by({Funding::unknown}), false, true},
        {"section", in_sectors({sector("C")}), true, false},
        {"division", in_sectors({sector("C39")}), true, false},
        {"other division", in_sectors({sector("C38")}), false, false},
        {"other section", in_sectors({sector("E")}), false, false},
        {"one of two sections", in_sectors({sector("E"), sector("C")}), true, false},
        {"county", in_regions({region("420281")}), true, false},
        {"other county", in_regions({region("420222")}), false, false},
        {"country", in_regions({RegionCode()}), true, true},
        {"from below", of_investment(wan(499), {}), true, false},
        {"from it", of_investment(wan(500), {}), true, false},
        {"from above", of_investment(wan(501), {}), false, false},
        {"below it", of_investment({}, wan(500)), false, false},
        {"below more", of_investment({}, wan(501)), true, false},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.what);
        EXPECT_EQ(in_static_scope(row.scope, known), row.known);
        EXPECT_EQ(in_static_scope(row.scope, unknown), row.unknown);
    }
    Scope staged = funded_by({Funding::central_budget});
    staged.pools = 0;
    staged.completed = true;
    staged.plan_from = wan(1);
    EXPECT_TRUE(in_static_scope(staged, known)) << "stage and plan are no static parts";
    EXPECT_FALSE(in_static_scope(in_sectors({sector("C39")}),
                                 {Funding::unknown, sector("C"), RegionCode(), {}}))
        << "a section may be of another division";
}

Payload funding(const char* words) {
    return AttributeChanged::of(Attribute::funding, words);
}

TEST(LeftScope, NamesTheRulesThatTheChangeLeft) {
    const Policy policy = policy_of({funded_by({Funding::central_budget}),
                                     {},
                                     funded_by({Funding::enterprise}),
                                     funded_by({Funding::central_budget, Funding::treasury_bond})});
    const Finding finding =
        only(Story().on(january, funding("中央预算内")).on(august, funding("企业投资")), policy);
    EXPECT_EQ(finding.kind, FindingKind::left_scope);
    EXPECT_EQ(finding.rules, (std::vector<std::string>{"a", "d"}));
    EXPECT_EQ(finding.sequence, 2);
    EXPECT_EQ(finding.before_sequence, 1);
    EXPECT_EQ(finding.summary.zh,
              "2024年8月5日将资金类别由中央预算内改为企业投资，项目因此不再属于以下规则的适用范围："
              "规则a、规则d。");
    EXPECT_EQ(finding.summary.en,
              "On 5 August 2024 the kind of funding was changed from central budget to enterprise, "
              "so that the project left the scope of: rule a, rule d.");
}

TEST(LeftScope, NeedsAChangeOutOfAScope) {
    const Policy policy = policy_of({funded_by({Funding::central_budget, Funding::treasury_bond}),
                                     funded_by({Funding::unknown})});
    const auto changed = [&](std::optional<Payload> before, Payload after) {
        Story story;
        if (before) story.on(january, *before);
        return find(story.on(august, std::move(after)), policy).size();
    };
    EXPECT_EQ(changed({}, funding("企业投资")), 0U) << "the first statement";
    EXPECT_EQ(changed(funding("企业投资"), funding("中央预算内")), 0U) << "into the scope";
    EXPECT_EQ(changed(funding("中央预算内"), funding("国债")), 0U) << "within the scope";
    EXPECT_EQ(changed(funding("中央预算内"), funding("central_budget")), 0U) << "in other words";
    EXPECT_EQ(changed(funding("中央预算内"), funding("")), 1U);
    EXPECT_EQ(changed(funding(""), funding("企业投资")), 1U) << "out of a rule for unknown funding";
    const auto fact = static_cast<std::int64_t>(Attribute::funding);
    EXPECT_EQ(changed(funding("中央预算内"), take_back(EventKind::attribute_changed, fact)), 1U);
    EXPECT_EQ(changed(AttributeChanged::of(Attribute::name, "甲"),
                      AttributeChanged::of(Attribute::name, "乙")),
              0U);
}

TEST(LeftScope, SeesEachStaticAttribute) {
    const Policy policy =
        policy_of({in_sectors({SectorCode::parse("C")}), in_regions({RegionCode::parse("420281")}),
                   of_investment(wan(500), {}), of_investment({}, wan(500))});
    const auto left = [&](Payload before, Payload after) {
        return only(Story().on(january, std::move(before)).on(august, std::move(after)), policy);
    };
    const Finding sector = left(AttributeChanged::sector(SectorCode::parse("C39")),
                                AttributeChanged::sector(SectorCode::parse("E")));
    EXPECT_EQ(sector.rules, std::vector<std::string>{"a"});
    EXPECT_EQ(sector.evidence[1].value.zh, "E 建筑业");
    const Finding region = left(AttributeChanged::region(RegionCode::parse("420281107"), "陈贵镇"),
                                AttributeChanged::region(RegionCode::parse("420222"), ""));
    EXPECT_EQ(region.rules, std::vector<std::string>{"b"});
    EXPECT_EQ(region.evidence[1].value.zh, "阳新县 420222");
    const Finding less = left(AttributeChanged::total_investment(wan(500)),
                              AttributeChanged::total_investment(wan(499)));
    EXPECT_EQ(less.rules, std::vector<std::string>{"c"});
    EXPECT_EQ(less.amount_before, wan(500));
    EXPECT_EQ(less.amount_after, wan(499));
    const Finding more = left(AttributeChanged::total_investment(wan(499)),
                              AttributeChanged::total_investment(wan(500)));
    EXPECT_EQ(more.rules, std::vector<std::string>{"d"});
}

TEST(LeftScope, NeedsTheWholeScopeBefore) {
    Scope scope = funded_by({Funding::central_budget});
    scope.sectors = {SectorCode::parse("C")};
    const auto changed = [&](const char* sector) {
        return find(Story()
                        .on(january, funding("中央预算内"))
                        .on(january, AttributeChanged::sector(SectorCode::parse(sector)))
                        .on(august, funding("企业投资")),
                    policy_of({scope}))
            .size();
    };
    EXPECT_EQ(changed("C39"), 1U);
    EXPECT_EQ(changed("E"), 0U) << "another part kept it out already";
}

TEST(LeftScope, BlamesEachAttributeThatAloneWouldDo) {
    Scope scope = funded_by({Funding::central_budget});
    scope.sectors = {SectorCode::parse("C")};
    const auto found = find(Story()
                                .on(january, funding("中央预算内"))
                                .on(january, AttributeChanged::sector(SectorCode::parse("C")))
                                .on(august, funding("企业投资"))
                                .on(august, AttributeChanged::sector(SectorCode::parse("E"))),
                            policy_of({scope}));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].sequence, 3);
    EXPECT_EQ(found[1].sequence, 4);
}

// --- year_end_jump ---

/// What December's figure gives after one earlier report of the year, in fen.
std::vector<Finding> jump(int month, std::int64_t earlier, std::int64_t december) {
    return find(Story()
                    .report(january, Month(2024, month), Money::from_fen(earlier))
                    .report(date(2025, 1, 5), Month(2024, 12), Money::from_fen(december)));
}

TEST(YearEndJump, IsFoundAboveBothLimits) {
    struct Row {
        int month;
        std::int64_t earlier;
        std::int64_t december;
        bool found;
    };
    const Row rows[] = {
        // Above 30 % of December's figure, with an average of 7 that is exceeded by far.
        {11, 70, 100, false},
        {11, 70, 101, true},
        {11, 699, 999, true},
        // 3 times the average of 100 a month; 30 % of the figure lies at 471.
        {11, 1100, 1400, false},
        {11, 1100, 1571, false},
        {11, 1100, 1572, true},
        // Early in the year the multiple binds: in June 6 months of 100, then 6 of more than 300.
        {6, 600, 2400, false},
        {6, 600, 2401, true},
        {1, 100, 3400, false},
        {1, 100, 3401, true},
        // Nothing before, or less than before.
        {11, 0, 1, true},
        {11, 0, 0, false},
        {11, 100, 90, false},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(std::to_string(row.month) + ": " + std::to_string(row.earlier) + " to " +
                     std::to_string(row.december));
        const auto found = jump(row.month, row.earlier, row.december);
        ASSERT_EQ(found.size(), row.found ? 1U : 0U);
        if (!row.found) continue;
        EXPECT_EQ(found[0].kind, FindingKind::year_end_jump);
        EXPECT_EQ(found[0].amount_before, Money::from_fen(row.earlier));
        EXPECT_EQ(found[0].amount_after, Money::from_fen(row.december));
        EXPECT_EQ(found[0].sequence, 2);
        EXPECT_EQ(found[0].before_sequence, 0);
    }
}

TEST(YearEndJump, SaysItInASentence) {
    const auto of = [](int month, std::int64_t earlier) {
        return only(Story()
                        .report(january, Month(2024, month), wan(earlier))
                        .report(date(2025, 1, 5), Month(2024, 12), wan(1000)))
            .summary;
    };
    EXPECT_EQ(of(11, 440).zh,
              "2024年12月报告本年完成投资1,000.00万元，比2024年11月的440.00万元多560.00万元（占全年"
              "56.00%），月均增加560.00万元，为此前月均40.00万元的14.00倍。");
    EXPECT_EQ(
        of(10, 200).en,
        "December 2024 reports 1,000.00万元 completed in the year, 800.00万元 more than the "
        "200.00万元 of October 2024 (80.00% of the year); 400.00万元 a month, 20.00 times the "
        "earlier average of 20.00万元.");
    EXPECT_TRUE(of(11, 0).zh.ends_with("，此前各月无完成投资。"));
    EXPECT_TRUE(of(11, 0).en.ends_with(", nothing was completed before."));
}

TEST(YearEndJump, ComparesWithTheLatestEarlierReportOfTheYearThatStatesTheFigure) {
    const Date later = date(2025, 1, 5);
    const Month december(2024, 12);
    EXPECT_TRUE(find(Story().report(later, december, wan(1000))).empty()) << "no earlier report";
    EXPECT_TRUE(
        find(Story().report(january, Month(2023, 11), wan(1)).report(later, december, wan(1000)))
            .empty())
        << "another year";
    EXPECT_TRUE(find(Story()
                         .report(january, Month(2024, 3), wan(1))
                         .report(later, Month(2024, 11), wan(1000)))
                    .empty())
        << "not December";
    const auto latest = find(Story()
                                 .report(january, Month(2024, 3), wan(1))
                                 .report(january, Month(2024, 11), wan(900))
                                 .report(later, december, wan(1000)));
    EXPECT_TRUE(latest.empty());
    const Finding without = only(Story()
                                     .report(january, Month(2024, 10), wan(10))
                                     .report(january, Month(2024, 11), {})
                                     .report(later, december, wan(1000)));
    EXPECT_EQ(without.amount_before, wan(10)) << "November leaves the figure empty";
    const Finding together =
        only(Story().report(later, december, wan(1000)).report(later, Month(2024, 11), wan(10)));
    EXPECT_EQ(together.sequence, 1) << "recorded on one day";
}

TEST(YearEndJump, IsFoundWhenDecemberIsStatedOrRestatedOtherwiseByTheNextYearsEnd) {
    const auto restated = [](Date recorded, std::int64_t figure) {
        return find(Story()
                        .report(january, Month(2024, 11), wan(600))
                        .report(date(2025, 1, 5), Month(2024, 12), wan(700))
                        .report(recorded, Month(2024, 12), wan(figure)));
    };
    EXPECT_TRUE(restated(date(2025, 3, 1), 700).empty());
    const auto found = restated(date(2025, 12, 31), 1000);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].sequence, 3);
    EXPECT_EQ(found[0].before_sequence, 2);
    EXPECT_TRUE(restated(date(2026, 1, 1), 1000).empty());
    EXPECT_TRUE(find(Story()
                         .report(january, Month(2024, 11), wan(600))
                         .report(date(2025, 1, 5), Month(2024, 12), wan(1000))
                         .report(date(2025, 1, 5), Month(2024, 12), wan(610)))
                    .empty())
        << "put right at once";
}

// --- milestone_backdated ---

TEST(MilestoneBackdated, IsFoundIfTheDeadlineLiesInBetween) {
    struct Row {
        Date recorded;
        Date effective;
        bool found;
    };
    const Date may = date(2024, 5, 1);
    const Row rows[] = {
        {date(2024, 6, 30), may, false},                 // exactly 60 days, and the month not over
        {date(2024, 7, 1), may, true},                   // 61 days, the first day after the month
        {date(2024, 7, 1), may.plus_days(1), false},     // 60 days
        {date(2024, 6, 30), may.plus_days(-30), false},  // the planned month is not over
        {date(2024, 9, 5), date(2024, 6, 15), true},     // the planned day itself
        {date(2024, 9, 5), date(2024, 6, 16), false},    // late anyway
    };
    const Date planned = date(2024, 6, 15);
    for (const Row& row : rows) {
        SCOPED_TRACE(row.effective.iso() + " recorded " + row.recorded.iso());
        for (const bool start : {true, false}) {
            Story story;
            if (start) {
                story.on(january, StartPlanned{planned}).on(row.recorded, Started{}, row.effective);
            } else {
                story.on(january, CompletionPlanned{planned})
                    .on(row.recorded, Completed{}, row.effective);
            }
            const auto found = find(story);
            ASSERT_EQ(found.size(), row.found ? 1U : 0U);
            if (!row.found) continue;
            EXPECT_EQ(found[0].kind, FindingKind::milestone_backdated);
            EXPECT_EQ(found[0].fact.kind, start ? EventKind::started : EventKind::completed);
            EXPECT_EQ(found[0].days, row.recorded - row.effective);
            EXPECT_EQ(found[0].planned_before, planned);
            EXPECT_EQ(found[0].sequence, 2);
            EXPECT_EQ(found[0].before_sequence, 0);
        }
    }
}

TEST(MilestoneBackdated, SaysItInASentence) {
    const Finding finding = only(
        Story().on(january, StartPlanned{june}).on(date(2024, 9, 5), Started{}, date(2024, 6, 15)));
    EXPECT_EQ(finding.summary.zh,
              "2024年9月5日才登记项目于2024年6月15日开工（晚82天），计划开工2024年6月30日在此期间"
              "到期，登记时计划月份已过。");
    EXPECT_EQ(finding.summary.en,
              "The start on 15 June 2024 was recorded on 5 September 2024, 82 days later; the "
              "planned start of 30 June 2024 fell due in between, and its month had passed.");
}

TEST(MilestoneBackdated, SeesACorrectionThatMakesALateStartInTime) {
    const auto corrected = [](Date from, Date to) {
        return find(Story()
                        .on(january, StartPlanned{june})
                        .on(date(2024, 7, 25), Started{}, from)
                        .on(date(2024, 9, 5), Started{}, to));
    };
    const auto found = corrected(date(2024, 7, 20), date(2024, 6, 15));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].sequence, 3);
    EXPECT_EQ(found[0].before_sequence, 2);
    EXPECT_EQ(found[0].evidence.back().value.zh, "2024年7月20日");
    EXPECT_TRUE(corrected(june, date(2024, 6, 15)).empty()) << "it was in time before";
    EXPECT_TRUE(corrected(date(2024, 7, 20), date(2024, 7, 1)).empty()) << "still late";
    EXPECT_TRUE(corrected(date(2024, 6, 15), date(2024, 6, 15)).empty()) << "the same again";
}

TEST(MilestoneBackdated, HoldsItAgainstWhatWasPlannedBefore) {
    EXPECT_TRUE(find(Story()
                         .on(date(2024, 9, 5), StartPlanned{june})
                         .on(date(2024, 9, 5), Started{}, date(2024, 6, 15)))
                    .empty())
        << "a first ledger";
    const auto found = find(Story()
                                .on(january, StartPlanned{june})
                                .on(date(2024, 9, 5), StartPlanned{november})
                                .on(date(2024, 9, 5), Started{}, date(2024, 6, 15)));
    ASSERT_EQ(found.size(), 1U) << "moving the planned day at once does not hide it";
    EXPECT_EQ(found[0].kind, FindingKind::milestone_backdated);
    EXPECT_TRUE(find(Story().on(date(2024, 9, 5), Started{}, date(2024, 6, 15))).empty());
}

// --- the watch ---

TEST(FindingWatch, RefusesWhatMakesNoSense) {
    const auto make = [](Date from, Date to, FindingLimits limits) {
        FindingWatch watch({}, from, to, limits);
    };
    EXPECT_NO_THROW(make(june, june, {.plan_cut_share = 0, .jump_share = 100'00}));
    EXPECT_THROW(make(june, june.plus_days(-1), {}), Error);
    EXPECT_THROW(make(june, june, {.plan_cut_share = -1}), Error);
    EXPECT_THROW(make(june, june, {.plan_cut_share = 100'01}), Error);
    EXPECT_THROW(make(june, june, {.jump_share = 100'01}), Error);
    EXPECT_THROW(make(june, june, {.jump_multiple = -1}), Error);
    EXPECT_THROW(make(june, june, {.backdated_days = -1}), Error);
    FindingWatch watch({}, june, june);
    const Story story = Story().on(august, Started{}).on(june, Started{});
    watch.take(story.journal[0]);
    EXPECT_THROW(watch.take(story.journal[1]), Error);
}

TEST(FindingWatch, MayBeAskedBetweenEvents) {
    FindingWatch watch({}, january, november);
    const Story story = Story()
                            .on(january, StartPlanned{june})
                            .on(august, StartPlanned{november})
                            .on(august, StartPlanned{june});
    const std::size_t expected[] = {0, 1, 0};
    for (std::size_t i = 0; i < 3; ++i) {
        watch.take(story.journal[i]);
        EXPECT_EQ(watch.findings().size(), expected[i]);
    }
}

TEST(FindingWatch, HasWordsForEachKind) {
    std::set<std::string> words;
    for (std::size_t i = 0; i < finding_kind_count; ++i) {
        const auto kind = static_cast<FindingKind>(i);
        words.emplace(key(kind));
        words.emplace(name(kind, Language::zh));
        words.emplace(name(kind, Language::en));
    }
    EXPECT_EQ(words.size(), 3 * finding_kind_count);
}

// --- random journals against a slow oracle ---

/// A finding without its words.
using Bare = std::tuple<ProjectCode, std::int64_t, FindingKind, Date, std::int64_t,
                        std::optional<Date>, std::optional<Date>, std::optional<int>,
                        std::optional<Money>, std::optional<Money>, std::vector<std::string>>;

std::vector<Bare> bare(const std::vector<Finding>& findings) {
    std::vector<Bare> out;
    for (const Finding& f : findings) {
        out.emplace_back(f.project, f.sequence, f.kind, f.recorded, f.before_sequence,
                         f.planned_before, f.planned_after, f.days, f.amount_before, f.amount_after,
                         f.rules);
    }
    return out;
}

/// The definitions of docs/figures.md, each computed from all events anew. Dates, milestones and
/// attributes come from the fold, which knows nothing of findings.
class Oracle {
  public:
    Oracle(const Journal& journal, const Policy& policy) : journal_(journal), policy_(policy) {}

    [[nodiscard]] std::vector<Bare> findings() {
        std::set<std::pair<ProjectCode, Date>> days;
        for (const RecordedEvent& one : journal_) {
            days.emplace(one.event.project, one.recorded.day());
        }
        for (const auto& [project, day] : days) judge(project, day);
        std::ranges::sort(out_);
        return out_;
    }

  private:
    /// The events of `project` that were recorded before `day` (or also on it) and say something
    /// of `key`.
    [[nodiscard]] std::vector<RecordedEvent> said(ProjectCode project, std::optional<FactKey> key,
                                                  Date day, bool also_on) const {
        std::vector<RecordedEvent> out;
        for (const RecordedEvent& one : journal_) {
            const Date recorded = one.recorded.day();
            if (one.event.project == project && (!key || fact_key(one.event.what) == *key) &&
                (recorded < day || (also_on && recorded == day))) {
                out.push_back(one);
            }
        }
        return out;
    }

    /// The statement that holds on `on`, if any states an amount where one may be left empty.
    [[nodiscard]] static const RecordedEvent* holder(const std::vector<RecordedEvent>& said,
                                                     Date on) {
        std::map<std::int32_t, const RecordedEvent*> last;
        for (const RecordedEvent& one : said) {
            const bool undated = is_undated(fact_key(one.event.what).kind);
            last[undated ? one.event.effective.days() : 0] = &one;
            if (!undated) on = date(2199, 1, 1);
        }
        const RecordedEvent* found = nullptr;
        for (const auto& [effective, one] : last) {
            const auto* plan = std::get_if<PlanSet>(&one->event.what);
            const auto* report = std::get_if<ProgressReported>(&one->event.what);
            const bool empty = one->event.kind() == EventKind::retracted ||
                               (plan != nullptr && !plan->amount) ||
                               (report != nullptr && !report->completed_this_year);
            if (effective <= on.days() && !empty) found = one;
        }
        return found;
    }

    /// Day, fen or code that a project has by what was recorded, on the day `on`.
    struct State {
        std::optional<Date> planned_start;
        std::optional<Date> planned_completion;
        std::optional<Date> started;
        std::optional<Date> completed;
        StaticFacts facts;
    };
    [[nodiscard]] State state(ProjectCode project, Date day, bool also_on, Date on) const {
        std::vector<Event> events = {};
        for (const RecordedEvent& one : said(project, {}, day, also_on)) {
            events.push_back(one.event);
        }
        events.push_back({project, date(1900, 1, 1), event::EnteredDirectory{}});
        const Portfolio portfolio = fold(events, on);
        const Columns& c = portfolio.columns();
        State out{to_date(c.planned_start[0]),
                  to_date(c.planned_completion[0]),
                  to_date(c.started[0]),
                  to_date(c.completed[0]),
                  {static_cast<Funding>(c.funding[0]), SectorCode::from_value(c.sector[0]),
                   portfolio.region(0).code, Money::from_fen(c.total_investment[0])}};
        const FactKey amount{EventKind::attribute_changed, 6};
        if (holder(said(project, amount, day, also_on), on) == nullptr) {
            out.facts.total_investment.reset();
        }
        return out;
    }

    void judge(ProjectCode project, Date day) {
        std::set<std::tuple<EventKind, std::int64_t, Date>> asked;
        for (const RecordedEvent& one : journal_) {
            if (one.event.project != project || one.recorded.day() != day) continue;
            const FactKey key = fact_key(one.event.what);
            const bool undated = is_undated(key.kind);
            const Date on = undated ? std::max(day, one.event.effective) : day;
            if (key.text.empty()) asked.emplace(key.kind, key.number, on);
        }
        for (const auto& [kind, number, on] : asked) {
            const FactKey key{kind, number};
            const auto known = said(project, key, day, false);
            const auto all = said(project, key, day, true);
            const RecordedEvent* before = holder(known, on);
            const RecordedEvent* after = holder(all, on);
            std::int64_t sequence = 0;
            if (after != nullptr && after->recorded.day() == day) {
                sequence = after->sequence;
            } else if (before != nullptr) {
                for (const RecordedEvent& one : all) {
                    const bool on_its_day =
                        !is_undated(kind) || one.event.effective == before->event.effective;
                    if (on_its_day) sequence = one.sequence;
                }
            }
            const Bare base(project, sequence, {}, day, before == nullptr ? 0 : before->sequence,
                            {}, {}, {}, {}, {}, {});
            if (kind == EventKind::start_planned || kind == EventKind::completion_planned) {
                planned(base, kind == EventKind::start_planned, on);
            } else if (kind == EventKind::plan_set) {
                plan(base, static_cast<int>(number), before, after);
            } else if (kind == EventKind::attribute_changed && before != nullptr) {
                attribute(base, static_cast<Attribute>(number), on);
            } else if (kind == EventKind::progress_reported) {
                december(base, Month::from_index(static_cast<std::int32_t>(number)), before, after);
            } else if (kind == EventKind::started || kind == EventKind::completed) {
                milestone(base, before, after);
            }
        }
    }

    void planned(Bare bare, bool start, Date on) {
        const auto& [project, s, k, day, b, pb, pa, d, ab, aa, r] = bare;
        const auto of = [&](const State& state) {
            return start ? state.planned_start : state.planned_completion;
        };
        const auto was = of(state(project, day, false, on));
        const auto is = of(state(project, day, true, on));
        const State today = state(project, day, true, day);
        const bool reached = start ? today.started.has_value() : today.completed.has_value();
        if (!was || !(*was < day) || reached || (is && *is <= *was)) return;
        std::get<FindingKind>(bare) = FindingKind::planned_date_moved;
        std::get<5>(bare) = was;
        std::get<6>(bare) = is;
        if (is) std::get<7>(bare) = is->days() - was->days();
        out_.push_back(bare);
    }

    void plan(Bare bare, int year, const RecordedEvent* before, const RecordedEvent* after) {
        const Date day = std::get<3>(bare);
        const auto amount = [](const RecordedEvent* one) {
            return one == nullptr ? std::nullopt : std::get<PlanSet>(one->event.what).amount;
        };
        const auto was = amount(before);
        const auto is = amount(after);
        if (!was || day < date(year, 4, 1)) return;
        // More than a tenth is gone if ten times what is left is less than nine times the plan.
        if (!(is.value_or(Money{}) * 10 < *was * 9)) return;
        std::get<FindingKind>(bare) =
            day < date(year, 10, 1) ? FindingKind::baseline_moved : FindingKind::plan_cut_late;
        std::get<8>(bare) = was;
        std::get<9>(bare) = is;
        out_.push_back(bare);
    }

    void attribute(Bare bare, Attribute which, Date on) {
        const auto& [project, s, k, day, b, pb, pa, d, ab, aa, r] = bare;
        const StaticFacts was = state(project, day, false, on).facts;
        const StaticFacts all = state(project, day, true, on).facts;
        StaticFacts is = was;
        if (which == Attribute::funding) is.funding = all.funding;
        if (which == Attribute::sector) is.sector = all.sector;
        if (which == Attribute::region) is.region = all.region;
        if (which == Attribute::total_investment) is.total_investment = all.total_investment;
        std::vector<std::string> left;
        for (const Rule& rule : policy_.rules) {
            if (in_static_scope(rule.scope, was) && !in_static_scope(rule.scope, is)) {
                left.push_back(rule.id);
            }
        }
        if (left.empty()) return;
        std::get<FindingKind>(bare) = FindingKind::left_scope;
        if (which == Attribute::total_investment) {
            std::get<8>(bare) = was.total_investment;
            std::get<9>(bare) = is.total_investment;
        }
        std::get<10>(bare) = left;
        out_.push_back(bare);
    }

    void december(Bare bare, Month month, const RecordedEvent* before, const RecordedEvent* after) {
        const auto& [project, s, k, day, b, pb, pa, d, ab, aa, r] = bare;
        const auto figure = [](const RecordedEvent* one) {
            return std::get<ProgressReported>(one->event.what).completed_this_year;
        };
        if (month.month_of_year() != 12 || after == nullptr) return;
        if (day.year() > month.year() + 1) return;
        if (before != nullptr && figure(before) == figure(after)) return;
        for (int m = 11; m > 0; --m) {
            const FactKey key{EventKind::progress_reported, Month(month.year(), m).index()};
            const auto all = said(project, key, day, true);
            const RecordedEvent* earlier = holder(all, day);
            if (earlier == nullptr) continue;
            const std::int64_t p = figure(earlier)->fen();
            const std::int64_t x = figure(after)->fen();
            // 3 ÷ 10 of the figure; and ((x − p) ÷ gap) ÷ (p ÷ m) more than 3.
            if (!(7 * x > 10 * p) || !((x - p) * m > 3 * p * (12 - m)) || x <= p) return;
            std::get<FindingKind>(bare) = FindingKind::year_end_jump;
            std::get<8>(bare) = figure(earlier);
            std::get<9>(bare) = figure(after);
            out_.push_back(bare);
            return;
        }
    }

    void milestone(Bare bare, const RecordedEvent* before, const RecordedEvent* after) {
        const auto& [project, s, k, day, b, pb, pa, d, ab, aa, r] = bare;
        if (after == nullptr || after->recorded.day() != day) return;
        const Date effective = after->event.effective;
        const bool start = after->event.kind() == EventKind::started;
        const State known = state(project, day, false, day);
        const auto due = start ? known.planned_start : known.planned_completion;
        if (!due || effective > *due || day - effective <= 60) return;
        if (day.month() <= due->month()) return;
        if (before != nullptr && before->event.effective <= *due) return;
        std::get<FindingKind>(bare) = FindingKind::milestone_backdated;
        std::get<5>(bare) = due;
        std::get<7>(bare) = day - effective;
        out_.push_back(bare);
    }

    const Journal& journal_;
    const Policy& policy_;
    std::vector<Bare> out_;
};

/// A random history as a journal: some events a day of recording, some days apart.
Journal random_journal(unsigned seed) {
    RandomHistory history(seed, 8);
    Journal journal;
    Date day = date(2022, 6, 1);
    for (const Event& event : history.events()) {
        if (history.percent(12)) day = day.plus_days(history.below(25));
        journal.push_back(
            {static_cast<std::int64_t>(journal.size()) + 1, Instant::at(day, 9), event});
    }
    return journal;
}

Policy random_policy() {
    Scope mixed = funded_by({Funding::central_budget, Funding::treasury_bond});
    mixed.regions = {RegionCode::parse("420281")};
    mixed.investment_from = Money::from_fen(240'000);
    return policy_of({funded_by({Funding::central_budget}), in_sectors({SectorCode::parse("C")}),
                      in_regions({RegionCode::parse("420281"), RegionCode::parse("420900")}),
                      of_investment({}, Money::from_fen(480'000)), mixed, Scope{}});
}

TEST(FindingsLaw, EqualTheDefinitionsComputedFromAllEventsAnew) {
    std::map<FindingKind, int> seen;
    const Policy policy = random_policy();
    for (unsigned seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE(seed);
        const Journal journal = random_journal(seed);
        const auto found = find(journal, policy);
        ASSERT_EQ(bare(found), Oracle(journal, policy).findings());
        for (const Finding& finding : found) ++seen[finding.kind];
    }
    for (std::size_t i = 0; i < finding_kind_count; ++i) {
        const auto kind = static_cast<FindingKind>(i);
        EXPECT_GE(seen[kind], 5) << key(kind);
    }
}

TEST(FindingsLaw, OfASpanAreThoseRecordedInIt) {
    const Policy policy = random_policy();
    for (unsigned seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        const Journal journal = random_journal(seed);
        const Date first = journal.front().recorded.day();
        const int length = journal.back().recorded.day() - first;
        const Date from = first.plus_days(length / 3);
        const Date to = first.plus_days(2 * length / 3);
        auto all = find(journal, policy);
        std::erase_if(all, [&](const Finding& f) { return f.recorded < from || f.recorded > to; });
        EXPECT_EQ(find(journal, policy, {}, from, to), all);
    }
}

TEST(FindingsLaw, DoNotDependOnHowProjectsInterleave) {
    const Policy policy = random_policy();
    for (unsigned seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        Journal journal = random_journal(seed);
        const auto found = find(journal, policy);
        std::ranges::stable_sort(journal, {}, [](const RecordedEvent& one) {
            return std::pair(one.recorded.day(), one.event.project);
        });
        EXPECT_EQ(find(journal, policy), found);
        std::vector<Finding> apart;  // each project alone
        std::map<ProjectCode, Journal> projects;
        for (const RecordedEvent& one : journal) projects[one.event.project].push_back(one);
        for (const auto& [project, alone] : projects) {
            for (const Finding& finding : find(alone, policy)) apart.push_back(finding);
        }
        EXPECT_EQ(apart, found);
    }
}

TEST(FindingsLaw, SayNothingOfWhatIsSaidAgain) {
    const Policy policy = random_policy();
    for (unsigned seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        const Journal journal = random_journal(seed);
        Journal doubled;
        for (const RecordedEvent& one : journal) {
            doubled.push_back(one);
            doubled.push_back(one);
        }
        EXPECT_EQ(find(doubled, policy), find(journal, policy));
    }
}

}  // namespace
}  // namespace sanku::warning
