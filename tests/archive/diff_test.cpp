#include "sanku/archive/diff.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "sanku/archive/frozen.hpp"
#include "sanku/core/text.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using event::ProgressReported;
using testing::code;

const Date first_day = date(2024, 1, 1);

void expect_parts_add_up(const Difference& difference) {
    for (const auto& total : difference.totals) {
        EXPECT_EQ(std::accumulate(total.parts.begin(), total.parts.end(), std::int64_t{0}),
                  total.change())
            << total.key;
    }
}

/// Random histories of twenty projects: appended, corrected and taken back in batches.
class RandomJournal {
  public:
    explicit RandomJournal(unsigned seed) : random_(seed) {
        for (int day = 0; day < 12; ++day) {
            for (int i = 0; i < 40; ++i) step(first_day.plus_days(60 * day));
        }
    }

    Store store = Store::in_memory();

    [[nodiscard]] int below(int limit) {
        return std::uniform_int_distribution<int>(0, limit - 1)(random_);
    }
    [[nodiscard]] Side side(const Policy& policy, std::int64_t from) {
        Side out{.as_of = some_day(), .policy = policy};
        const auto batches = store.batches();
        const auto place =
            static_cast<std::size_t>(from) +
            static_cast<std::size_t>(below(static_cast<int>(std::ssize(batches) - from)));
        out.position = Position{batches[place].number, batches[place].last_sequence};
        return out;
    }

  private:
    [[nodiscard]] Date some_day() { return first_day.plus_days(below(720)); }

    [[nodiscard]] Event some_event() {
        const Date day = some_day();
        const Money amount = Money::from_fen(below(1'000'000'000));
        const Payload payloads[] = {
            event::EnteredDirectory{},
            event::MovedToReserve{},
            event::MovedToImplementation{},
            event::Withdrawn{"停建"},
            event::PlanSet{day.year(), amount, amount},
            event::StartPlanned{some_day()},
            event::Started{},
            event::Enrolled{},
            ProgressReported{day.month(), amount, {}, {}, amount},
            event::Completed{},
            event::InProduction{},
            event::Settled{},
            event::FinalAccountsApproved{},
            event::Evaluated{Evaluation::project, below(10'000)},
            event::ReasonGranted{"start", day, day.plus_days(200), "市发改委", "汛期"},
            event::Negotiated{},
            event::ContractSigned{},
            event::CorrectionOrdered{},
            event::Corrected{},
            event::AgreementSet{amount, {}},
            event::PerformanceReported{2022 + below(3), amount, {}, below(2) == 0},
            event::Appraised{"fiscal", 1, Outcome::warn},
            event::FactorStated{"land", static_cast<FactorState>(below(3))},
            event::FigureReported{"land_mu", {below(200), 1}},
            AttributeChanged::total_investment(amount),
            AttributeChanged::region(RegionCode::parse(below(2) == 0 ? "420281" : "420222"), ""),
            AttributeChanged::of(Attribute::name, "项目" + std::to_string(below(99))),
            AttributeChanged::of(Attribute::funding, "中央预算内"),
        };
        const Payload& what = payloads[below(static_cast<int>(std::size(payloads)))];
        Date effective = day;
        if (const auto* report = std::get_if<ProgressReported>(&what)) {
            effective = report->month.last_day();
        } else if (const auto* performance = std::get_if<event::PerformanceReported>(&what)) {
            effective = date(performance->year, 12, 31);
        }
        return {code(below(20)), effective, what};
    }
    /// One batch; what breaks a rule is left out.
    void step(Date day) {
        const Batch batch{.recorded_at = Instant::at(day, 9), .by = "张三", .source = "random"};
        try {
            if (below(8) == 0 && store.length() > 0) {
                store.retract(1 + below(static_cast<int>(store.length())), "误报", batch);
            } else {
                store.correct(std::vector<Event>{some_event()}, batch);
            }
        } catch (const Error&) {
        }
    }

    std::mt19937 random_;
};

TEST(Difference, HasPartsThatAddUpToTheChangeOfEveryTotalWhateverHappened) {
    const Policy policies[] = {Policy::builtin("yinchuan-2025+hubei"), Policy::builtin("hubei"),
                               Policy::builtin("yinchuan-2025")};
    for (unsigned seed = 1; seed <= 12; ++seed) {
        RandomJournal journal(seed);
        for (int i = 0; i < 6; ++i) {
            SCOPED_TRACE(::testing::Message() << "seed " << seed << ", pair " << i);
            const Side before = journal.side(policies[journal.below(3)], 0);
            const Side after =
                journal.side(policies[journal.below(3)], before.position->batches - 1);
            const Difference difference = diff(journal.store, before, after);
            expect_parts_add_up(difference);
            std::int64_t events = difference.other_events + std::ssize(difference.records);
            EXPECT_EQ(events, after.position->events - before.position->events);
        }
    }
}

TEST(Difference, OfASideToItselfIsEmpty) {
    for (unsigned seed = 1; seed <= 6; ++seed) {
        RandomJournal journal(seed);
        const Side side = journal.side(Policy::builtin("yinchuan-2025+hubei"), 0);
        const Difference difference = diff(journal.store, side, side);
        EXPECT_TRUE(difference.empty()) << seed;
        EXPECT_FALSE(difference.other_rules);
        EXPECT_NE(to_text(difference, Language::zh).find("没有差别"), std::string::npos);
    }
}

TEST(Difference, FitsThePageAndIsJson) {
    for (unsigned seed = 1; seed <= 4; ++seed) {
        RandomJournal journal(seed);
        const Policy policy = Policy::builtin("yinchuan-2025+hubei");
        const Side before = journal.side(policy, 0);
        const Side after = journal.side(policy, before.position->batches - 1);
        const Difference difference = diff(journal.store, before, after);
        for (const Language language : {Language::zh, Language::en}) {
            const std::string body = to_text(difference, language, 3);
            std::size_t start = 0;
            for (std::size_t end = 0; (end = body.find('\n', start)) != std::string::npos;) {
                const std::string_view line(body.data() + start, end - start);
                EXPECT_LE(text::width(line), 100) << line;
                start = end + 1;
            }
            EXPECT_TRUE(nlohmann::json::accept(to_json(difference, language)));
        }
    }
}

Store one_project() {
    Store store = Store::in_memory();
    const std::vector<Event> events{
        {code(1), date(2025, 1, 1), AttributeChanged::of(Attribute::name, "一号")},
        {code(1), date(2025, 1, 1), event::MovedToImplementation{}},
        {code(1), date(2025, 1, 1), event::StartPlanned{date(2025, 3, 15)}},
    };
    store.append(events, {.recorded_at = Instant::at(date(2025, 4, 1))});
    return store;
}

TEST(Difference, NamesTimeWhereNothingWasRecorded) {
    const Store store = one_project();
    const Policy policy = Policy::builtin("yinchuan-2025");
    const Difference difference = diff(store, {.as_of = date(2025, 2, 28), .policy = policy},
                                       {.as_of = date(2025, 6, 30), .policy = policy});
    ASSERT_EQ(difference.lights.size(), 1U);
    EXPECT_EQ(difference.lights[0].cause, Cause::time);
    EXPECT_EQ(difference.lights[0].after, Light::red);
    ASSERT_EQ(difference.lights[0].rules.size(), 1U);
    EXPECT_EQ(difference.lights[0].rules[0].rule, "start");
    EXPECT_NE(difference.lights[0].rules[0].why_after.zh.find("红灯"), std::string::npos);
    expect_parts_add_up(difference);
}

TEST(Difference, AnswersWhatOtherRulesWouldSay) {
    const Store store = one_project();
    const Date day = date(2025, 6, 30);
    const Difference difference = diff(store, {.as_of = day, .policy = Policy::builtin("hubei")},
                                       {.as_of = day, .policy = Policy::builtin("yinchuan-2025")});
    EXPECT_TRUE(difference.other_rules);
    ASSERT_EQ(difference.lights.size(), 1U);
    EXPECT_EQ(difference.lights[0].before, Light::none);
    EXPECT_EQ(difference.lights[0].after, Light::red);
    const auto red =
        std::ranges::find(difference.totals, "lights.start.red", &Difference::Total::key);
    ASSERT_NE(red, difference.totals.end());
    EXPECT_EQ(red->parts[static_cast<std::size_t>(Cause::time)], 1);
    EXPECT_NE(to_text(difference, Language::zh).find("仅因时间或规则"), std::string::npos);
}

TEST(Difference, TellsALateFactFromOneInItsTime) {
    Store store = one_project();
    const Position then = store.position();
    store.append(std::vector<Event>{{code(1), date(2025, 3, 10), event::Started{}},
                                    {code(1), date(2025, 5, 20), event::Enrolled{}}},
                 {.recorded_at = Instant::at(date(2025, 6, 1)), .by = "李四", .source = "x.csv"});
    const Policy policy = Policy::builtin("yinchuan-2025");
    const Difference difference =
        diff(store, {.as_of = date(2025, 4, 30), .policy = policy, .position = then},
             {.as_of = date(2025, 5, 31), .policy = policy});
    ASSERT_EQ(difference.records.size(), 1U);
    const auto& record = difference.records[0];
    EXPECT_EQ(record.kind, Difference::RecordKind::late);
    EXPECT_EQ(record.what.en, "start");
    EXPECT_EQ(record.new_value->en, "10 March 2025");
    EXPECT_EQ(record.by, "李四");
    EXPECT_EQ(record.source, "x.csv");
    EXPECT_EQ(record.sequence, 4);
    EXPECT_FALSE(record.old_value.has_value());
    EXPECT_EQ(difference.other_events, 1);
}

TEST(Difference, SaysWhatABackDatedAttributeWasBefore) {
    Store store = one_project();
    const Position then = store.position();
    store.append(std::vector<Event>{{code(1), date(2025, 2, 1),
                                     AttributeChanged::of(Attribute::name, "一号工程")}},
                 {.recorded_at = Instant::at(date(2025, 6, 1))});
    const Policy policy = Policy::builtin("hubei");
    const Date day = date(2025, 4, 30);
    const Difference difference = diff(store, {.as_of = day, .policy = policy, .position = then},
                                       {.as_of = day, .policy = policy});
    ASSERT_EQ(difference.records.size(), 1U);
    EXPECT_EQ(difference.records[0].kind, Difference::RecordKind::late);
    EXPECT_EQ(difference.records[0].old_value->zh, "一号");
    EXPECT_EQ(difference.records[0].new_value->zh, "一号工程");
    ASSERT_EQ(difference.figures.size(), 1U);
    EXPECT_EQ(difference.figures[0].cause, Cause::recorded);
    EXPECT_EQ(difference.figures[0].figures[0].key, "name");
}

TEST(Difference, SaysWhatOfAnAgreementIsOtherwise) {
    Store store = one_project();
    const Position then = store.position();
    const Date signed_on = date(2025, 2, 3);
    store.append(
        std::vector<Event>{
            {code(1), signed_on, event::ContractSigned{}},
            {code(1), signed_on, event::AgreementSet{Money::from_fen(100), {}}},
            {code(1), date(2024, 12, 31), event::PerformanceReported{2024, {}, Money{}, false}}},
        {.recorded_at = Instant::at(date(2025, 6, 1))});
    const Policy policy = Policy::builtin("hubei");
    const Date day = date(2025, 4, 30);
    const Difference difference = diff(store, {.as_of = day, .policy = policy, .position = then},
                                       {.as_of = day, .policy = policy});
    ASSERT_EQ(difference.records.size(), 3U);
    EXPECT_EQ(difference.records[0].what.zh, "签约");
    EXPECT_EQ(difference.records[1].what.en, "terms of the agreement");
    EXPECT_EQ(difference.records[2].what.zh, "2024年经营情况");
    EXPECT_NE(difference.records[2].new_value->zh.find("环保 未达标"), std::string::npos);
    EXPECT_NE(difference.records[2].new_value->en.find("environmental terms not met"),
              std::string::npos);
    ASSERT_EQ(difference.figures.size(), 1U);
    std::vector<std::string> keys;
    for (const auto& figure : difference.figures[0].figures) keys.push_back(figure.key);
    EXPECT_EQ(keys, (std::vector<std::string>{"agreed_output", "tax", "environment_met",
                                              "contract_signed"}));
    EXPECT_EQ(difference.figures[0].figures[2].after.zh, "否");
}

TEST(Difference, RefusesSidesThatAreNone) {
    Store store = one_project();
    const Policy policy = Policy::builtin("hubei");
    const Date day = date(2025, 4, 30);
    EXPECT_THROW((void)diff(store, {.as_of = day, .policy = policy},
                            {.as_of = day, .policy = policy, .position = Position{}}),
                 Error)
        << "the first knows more";
    EXPECT_THROW(
        (void)diff(store, {.as_of = day, .policy = policy, .known_on = day, .position = Position{}},
                   {.as_of = day, .policy = policy}),
        Error);
    EXPECT_THROW((void)diff(store, {.as_of = day, .policy = policy, .position = Position{7, 3}},
                            {.as_of = day, .policy = policy}),
                 Error);
}

}  // namespace
}  // namespace sanku
