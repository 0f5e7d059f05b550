#include "sanku/journal/event.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "support.hpp"

namespace sanku {
namespace {

using testing::code;

Event on(Payload what, Date day = date(2024, 6, 30)) {
    return {code(1), day, std::move(what)};
}
Money yuan(std::int64_t count) {
    return Money::from(count, MoneyUnit::yuan);
}

TEST(EventKind, HasAKeyOfItsOwnForEveryPayload) {
    std::set<std::string_view> keys;
    for (std::size_t i = 0; i < event_kind_count; ++i) {
        keys.insert(key(static_cast<EventKind>(i)));
    }
    EXPECT_EQ(keys.size(), event_kind_count);
    EXPECT_EQ(on(event::EnteredDirectory{}).kind(), EventKind::entered_directory);
    EXPECT_EQ(on(event::ProgressReported{Month(2024, 6), yuan(1), {}, {}, {}}).kind(),
              EventKind::progress_reported);
    EXPECT_EQ(on(event::AttributeChanged::extra("a", "b")).kind(), EventKind::attribute_changed);
    EXPECT_EQ(key(EventKind::attribute_changed), "attribute_changed");
    EXPECT_EQ(key(EventKind::final_accounts_approved), "final_accounts_approved");
}

TEST(FactKey, TellsFactsApartByKindAndByWhatTheyAreOf) {
    const event::ReasonGranted reason{"start", date(2024, 6, 1), date(2024, 7, 1), "市发改委",
                                      "汛期"};
    auto other_rule = reason;
    other_rule.rule = "progress";
    auto other_first_day = reason;
    other_first_day.from = date(2024, 6, 2);
    const std::vector<Payload> facts = {
        event::EnteredDirectory{},
        event::MovedToReserve{},
        event::MovedToImplementation{},
        event::Withdrawn{"停建"},
        event::PlanSet{2024, yuan(1), {}},
        event::PlanSet{2025, yuan(1), {}},
        event::StartPlanned{date(2024, 6, 1)},
        event::Started{},
        event::Enrolled{},
        event::ProgressReported{Month(2024, 6), yuan(1), {}, {}, {}},
        event::ProgressReported{Month(2024, 5), yuan(1), {}, {}, {}},
        event::ProgressReported{Month(2023, 6), yuan(1), {}, {}, {}},
        event::CompletionPlanned{date(2024, 6, 1)},
        event::Completed{},
        event::InProduction{},
        event::Settled{},
        event::FinalAccountsApproved{},
        event::Evaluated{Evaluation::project, 9000},
        event::Evaluated{Evaluation::sector, 9000},
        event::Evaluated{Evaluation::region, 9000},
        reason,
        other_rule,
        other_first_day,
        event::AttributeChanged::of(Attribute::name, "a"),
        event::AttributeChanged::of(Attribute::responsible_unit, "a"),
        event::AttributeChanged::total_investment(yuan(1)),
        event::AttributeChanged::extra("备注", "a"),
        event::AttributeChanged::extra("联系人", "a"),
        event::Negotiated{},
        event::ContractSigned{},
        event::CorrectionOrdered{},
        event::Corrected{},
        event::AgreementSet{yuan(1), {}},
        event::PerformanceReported{2023, yuan(1), {}, {}},
        event::PerformanceReported{2024, yuan(1), {}, {}},
        event::PoolEntered::into("five", "signed"),
        event::PoolEntered::into("five", "signed", 2),
        event::PoolEntered::into("five", "built"),
        event::PoolEntered::into("four", "signed"),
        event::PoolEntered::into("fi", "ve"),
        event::NetworkLeft{"five", 1},
        event::NetworkLeft{"five", 2},
        event::NetworkLeft{"four", 1},
        event::Approved{"可研批复", ""},
        event::Approved{"初设批复", ""},
        event::Appraised{"fiscal", 1},
        event::Appraised{"fiscal", 2},
        event::Appraised{"siting", 1},
        event::FactorStated{"land"},
        event::FactorStated{"siting"},
        event::FigureReported{"land", {1, 1}},
        event::FigureReported{"satisfaction", {1, 1}},
    };
    for (std::size_t a = 0; a < facts.size(); ++a) {
        for (std::size_t b = 0; b < facts.size(); ++b) {
            EXPECT_EQ(fact_key(facts[a]) == fact_key(facts[b]), a == b) << a << " and " << b;
        }
    }
}

TEST(FactKey, DoesNotDependOnWhatIsSaidOfTheFact) {
    struct Row {
        Payload a;
        Payload b;
    };
    const Row rows[] = {
        {event::Withdrawn{"停建"}, event::Withdrawn{"并入"}},
        {event::PlanSet{2024, yuan(1), {}}, event::PlanSet{2024, {}, yuan(2)}},
        {event::StartPlanned{date(2024, 6, 1)}, event::StartPlanned{date(2025, 6, 1)}},
        {event::ProgressReported{Month(2024, 6), yuan(1), {}, {}, {}},
         event::ProgressReported{Month(2024, 6), {}, yuan(2), yuan(3), yuan(4)}},
        {event::Evaluated{Evaluation::sector, {}}, event::Evaluated{Evaluation::sector, 1}},
        {event::ReasonGranted{"start", date(2024, 6, 1), date(2024, 7, 1), "a", "b"},
         event::ReasonGranted{"start", date(2024, 6, 1), date(2024, 8, 1), "c", "d"}},
        {event::ReasonGranted{"start", date(2024, 6, 1), date(2024, 7, 1), "a", "b"},
         event::ReasonGranted{"start", date(2024, 6, 1), date(2024, 7, 1), "a", "b", "1号"}},
        {event::AgreementSet{yuan(1), {}}, event::AgreementSet{yuan(1), yuan(2)}},
        {event::PerformanceReported{2023, yuan(1), {}, {}},
         event::PerformanceReported{2023, {}, yuan(1), true}},
        {event::PoolEntered::into("five", "a"), event::PoolEntered::into("five", "a", 1, "退回")},
        {event::NetworkLeft{"five", 1, "停建"}, event::NetworkLeft{"five", 1, "并入"}},
        {event::Approved{"可研批复", "1号"}, event::Approved{"可研批复", "2号"}},
        {event::Appraised{"fiscal", 1, Outcome::pass},
         event::Appraised{"fiscal", 1, Outcome::block, "超出财力", "1号"}},
        {event::FactorStated{"land"}, event::FactorStated{"land", FactorState::granted}},
        {event::FactorStated{"land"}, event::FactorStated{"land", FactorState::pending, "1号"}},
        {event::FigureReported{"a", {1, 2}}, event::FigureReported{"a", {2, 4}}},
        {event::FigureReported{"a", {1, 2}}, event::FigureReported{"a", {1, 2}, "1号"}},
        {event::Evaluated{Evaluation::project, 9000, "a 1"},
         event::Evaluated{Evaluation::project, 9000, "a 2"}},
        {event::Evaluated{Evaluation::project, 9000},
         event::Evaluated{Evaluation::project, 9000, "", "1号"}},
        {event::AttributeChanged::of(Attribute::name, "a"),
         event::AttributeChanged::of(Attribute::name, "b")},
        {event::AttributeChanged::extra("备注", "a"), event::AttributeChanged::extra("备注", "b")},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(fact_key(row.a), fact_key(row.b)) << row.a.index();
        EXPECT_FALSE(same_fact(on(row.a), on(row.b))) << row.a.index();
        EXPECT_TRUE(same_fact(on(row.a), on(row.a))) << row.a.index();
    }
}

TEST(FactKey, OfAnEventThatIsTakenBackIsThatOfItsFact) {
    const Payload name = event::AttributeChanged::extra("备注", "a");
    const FactKey fact = fact_key(name);
    const Payload back =
        event::Retracted{fact.kind, fact.number, std::string(fact.text), "填错项目"};
    EXPECT_EQ(fact_key(back), fact);
}

TEST(SameFact, LooksAtTheDayOnlyWhereTheDayBelongsToTheFact) {
    struct Row {
        Payload what;
        bool undated;
    };
    const Row rows[] = {
        {event::EnteredDirectory{}, false},
        {event::MovedToReserve{}, false},
        {event::MovedToImplementation{}, false},
        {event::Withdrawn{"停建"}, false},
        {event::PlanSet{2024, yuan(1), {}}, true},
        {event::StartPlanned{date(2024, 6, 1)}, true},
        {event::Started{}, false},
        {event::Enrolled{}, false},
        {event::ProgressReported{Month(2024, 6), yuan(1), {}, {}, {}}, false},
        {event::CompletionPlanned{date(2024, 6, 1)}, true},
        {event::Completed{}, false},
        {event::InProduction{}, false},
        {event::Settled{}, false},
        {event::FinalAccountsApproved{}, false},
        {event::Evaluated{Evaluation::project, {}}, false},
        {event::ReasonGranted{"start", date(2024, 6, 1), date(2024, 7, 1), "a", "b"}, true},
        {event::AttributeChanged::of(Attribute::name, "a"), true},
        {event::Negotiated{}, false},
        {event::ContractSigned{}, false},
        {event::CorrectionOrdered{}, false},
        {event::Corrected{}, false},
        {event::AgreementSet{yuan(1), {}}, true},
        {event::PerformanceReported{2023, yuan(1), {}, {}}, false},
        {event::PoolEntered::into("five", "a"), false},
        {event::NetworkLeft{"five", 1}, false},
        {event::Approved{"可研批复"}, false},
        {event::Appraised{"fiscal", 1}, false},
        {event::FactorStated{"land"}, true},
        {event::FigureReported{"a", {1, 1}}, true},
    };
    ASSERT_EQ(std::size(rows), event_kind_count - 1);  // taking back has the key of its fact
    for (const auto& [what, undated] : rows) {
        const Event early = on(what, date(2024, 1, 1));
        EXPECT_EQ(same_fact(early, on(what, date(2024, 2, 1))), undated) << key(early.kind());
        EXPECT_EQ(is_undated(early.kind()), undated) << key(early.kind());
    }
}

TEST(SameFact, AskedOfALedgerThatNamesNoSystemIsTheSameEvaluation) {
    const Event known = on(event::Evaluated{Evaluation::project, 9000, "fiscal 2020", "1号"});
    EXPECT_TRUE(same_fact(known, on(event::Evaluated{Evaluation::project, 9000})));
    EXPECT_FALSE(same_fact(known, on(event::Evaluated{Evaluation::project, 9001})));
    EXPECT_FALSE(
        same_fact(known, on(event::Evaluated{Evaluation::project, 9000}, date(2024, 2, 1))));
}

TEST(FactorState, HasAKeyAndANameInBothLanguages) {
    EXPECT_EQ(key(FactorState::refused), "refused");
    EXPECT_EQ(name(FactorState::granted, Language::zh), "已落实");
    EXPECT_EQ(name(FactorState::pending, Language::en), "pending");
}

TEST(PoolEntered, NamesItsNetworkAndPool) {
    const auto entered = event::PoolEntered::into("daye-five", "signed", 2, "退回");
    EXPECT_EQ(entered.network(), "daye-five");
    EXPECT_EQ(entered.pool(), "signed");
    EXPECT_EQ(event::PoolEntered{"alone"}.network(), "alone");
    EXPECT_EQ(event::PoolEntered{"alone"}.pool(), "");
}

TEST(Validate, TakesEveryKindAtTheEndsOfWhatIsAllowed) {
    const std::string longest(4000, 'a');
    const Payload allowed[] = {
        event::EnteredDirectory{},
        event::Withdrawn{longest},
        event::Withdrawn{""},
        event::PlanSet{1900, Money{}, {}},
        event::PlanSet{2199, {}, max_project_money},
        event::ProgressReported{Month(1900, 1), Money{}, {}, {}, {}},
        event::ProgressReported{Month(2199, 12), {}, max_project_money, {}, {}},
        event::ProgressReported{Month(2024, 6), {}, {}, yuan(1), {}},
        event::ProgressReported{Month(2024, 6), {}, {}, {}, yuan(1)},
        event::Evaluated{Evaluation::project, 0},
        event::Evaluated{Evaluation::region, 10'000},
        event::Evaluated{Evaluation::sector, {}},
        event::ReasonGranted{longest, date(2024, 6, 1), date(2024, 6, 1), longest, longest,
                             longest},
        event::AgreementSet{max_project_money, {}},
        event::AgreementSet{{}, Money{}},
        event::PerformanceReported{1900, Money{}, {}, {}},
        event::PerformanceReported{2199, {}, max_project_money, {}},
        event::PerformanceReported{2024, {}, {}, false},
        event::PoolEntered::into("a", "b", max_visits, longest),
        event::PoolEntered::into(std::string(2000, 'a'), std::string(1999, 'b')),
        event::PoolEntered::into(library_network, "directory", 2),
        event::NetworkLeft{longest, max_visits, longest},
        event::NetworkLeft{std::string(library_network), 2},
        event::Approved{longest, longest},
        event::Appraised{longest, max_visits, Outcome::block, longest, longest},
        event::Evaluated{Evaluation::project, 0, longest, longest},
        event::FactorStated{std::string(64, 'a'), FactorState::refused, longest},
        event::FactorStated{"供水"},
        event::FigureReported{std::string(64, 'a'), {INT64_MIN, 1}, longest},
        event::FigureReported{"a", {INT64_MAX, INT64_MAX}},
        event::AttributeChanged::of(Attribute::name, longest),
        event::AttributeChanged::extra(longest, longest),
        event::AttributeChanged::region(RegionCode{}, ""),
        event::AttributeChanged::region(RegionCode::parse("420281107"), longest),
        event::AttributeChanged::sector(SectorCode{}),
        event::AttributeChanged::sector(SectorCode::parse("T97")),
        event::AttributeChanged::total_investment(max_project_money),
        event::AttributeChanged::total_investment(Money{}),
    };
    for (const Payload& what : allowed) {
        EXPECT_NO_THROW(validate(what)) << key(on(what).kind());
    }
}

TEST(Validate, RefusesOneInvalidFieldARow) {
    struct Row {
        std::string_view why;
        Payload what;
        ErrorCode code;
    };
    const std::string too_long(4001, 'a');
    const Money below = Money::from_fen(-1);
    const Money above = max_project_money + Money::from_fen(1);
    const Month june(2024, 6);
    const Date first = date(2024, 6, 1);
    using event::AttributeChanged;
    const Row rows[] = {
        {"reason for withdrawal", event::Withdrawn{too_long}, ErrorCode::text_too_long},
        {"year", event::PlanSet{1899, yuan(1), {}}, ErrorCode::malformed_month},
        {"year", event::PlanSet{2200, yuan(1), {}}, ErrorCode::malformed_month},
        {"no amount", event::PlanSet{2024, {}, {}}, ErrorCode::no_figures},
        {"amount", event::PlanSet{2024, below, {}}, ErrorCode::negative_money},
        {"amount", event::PlanSet{2024, above, {}}, ErrorCode::money_out_of_range},
        {"required", event::PlanSet{2024, yuan(1), below}, ErrorCode::negative_money},
        {"required", event::PlanSet{2024, yuan(1), above}, ErrorCode::money_out_of_range},
        {"no figure", event::ProgressReported{june, {}, {}, {}, {}}, ErrorCode::no_figures},
        {"this year", event::ProgressReported{june, below, {}, {}, {}}, ErrorCode::negative_money},
        {"total", event::ProgressReported{june, {}, below, {}, {}}, ErrorCode::negative_money},
        {"arrived", event::ProgressReported{june, {}, {}, below, {}}, ErrorCode::negative_money},
        {"paid", event::ProgressReported{june, {}, {}, {}, below}, ErrorCode::negative_money},
        {"this year", event::ProgressReported{june, above, {}, {}, {}},
         ErrorCode::money_out_of_range},
        {"total", event::ProgressReported{june, {}, above, {}, {}}, ErrorCode::money_out_of_range},
        {"arrived", event::ProgressReported{june, {}, {}, above, {}},
         ErrorCode::money_out_of_range},
        {"paid", event::ProgressReported{june, {}, {}, {}, above}, ErrorCode::money_out_of_range},
        {"score", event::Evaluated{Evaluation::project, -1}, ErrorCode::malformed_score},
        {"score", event::Evaluated{Evaluation::project, 10'001}, ErrorCode::malformed_score},
        {"span", event::ReasonGranted{"start", first, date(2024, 5, 31), "a", "b"},
         ErrorCode::ends_before_start},
        {"document", event::ReasonGranted{"start", first, first, "a", "b", too_long},
         ErrorCode::text_too_long},
        {"separator", event::ReasonGranted{"start", first, first, "a\x1f", "b"},
         ErrorCode::control_character},
        {"separator", event::ReasonGranted{"start", first, first, "a", "b", "\x1f"},
         ErrorCode::control_character},
        {"no figure", event::AgreementSet{}, ErrorCode::no_figures},
        {"output", event::AgreementSet{below, {}}, ErrorCode::negative_money},
        {"tax", event::AgreementSet{{}, above}, ErrorCode::money_out_of_range},
        {"year", event::PerformanceReported{1899, yuan(1), {}, {}}, ErrorCode::malformed_month},
        {"year", event::PerformanceReported{2200, yuan(1), {}, {}}, ErrorCode::malformed_month},
        {"no figure", event::PerformanceReported{2023, {}, {}, {}}, ErrorCode::no_figures},
        {"output", event::PerformanceReported{2023, above, {}, {}}, ErrorCode::money_out_of_range},
        {"tax", event::PerformanceReported{2023, {}, below, {}}, ErrorCode::negative_money},
        {"network", event::PoolEntered::into("", "a"), ErrorCode::unknown_network},
        {"pool", event::PoolEntered::into("five", ""), ErrorCode::unknown_pool},
        {"pool", event::PoolEntered{"five"}, ErrorCode::unknown_pool},
        {"separator",
         event::PoolEntered::into("five",
                                  "a\x1f"
                                  "b"),
         ErrorCode::control_character},
        {"separator", event::NetworkLeft{"five\x1f", 1}, ErrorCode::control_character},
        {"visit", event::PoolEntered::into("five", "a", 0), ErrorCode::invalid_argument},
        {"visit", event::PoolEntered::into("five", "a", max_visits + 1),
         ErrorCode::invalid_argument},
        {"reason", event::PoolEntered::into("five", "a", 1, too_long), ErrorCode::text_too_long},
        {"library", event::PoolEntered::into(library_network, "withdrawn", 2),
         ErrorCode::unknown_pool},
        {"first entry", event::PoolEntered::into(library_network, "reserve", 1),
         ErrorCode::forbidden_move},
        {"network", event::NetworkLeft{"", 1}, ErrorCode::unknown_network},
        {"first withdrawal", event::NetworkLeft{std::string(library_network), 1},
         ErrorCode::forbidden_move},
        {"visit", event::NetworkLeft{"five", 0}, ErrorCode::invalid_argument},
        {"approval", event::Approved{""}, ErrorCode::invalid_argument},
        {"document", event::Approved{"a", too_long}, ErrorCode::text_too_long},
        {"gate", event::Appraised{""}, ErrorCode::invalid_argument},
        {"round", event::Appraised{"a", 0}, ErrorCode::invalid_argument},
        {"findings", event::Appraised{"a", 1, Outcome::pass, too_long}, ErrorCode::text_too_long},
        {"document", event::Appraised{"a", 1, Outcome::pass, "", too_long},
         ErrorCode::text_too_long},
        {"system", event::Evaluated{Evaluation::project, {}, too_long}, ErrorCode::text_too_long},
        {"document", event::Evaluated{Evaluation::project, {}, "", too_long},
         ErrorCode::text_too_long},
        {"factor", event::FactorStated{""}, ErrorCode::invalid_argument},
        {"factor", event::FactorStated{std::string(65, 'a')}, ErrorCode::invalid_argument},
        {"factor", event::FactorStated{"la\nnd"}, ErrorCode::control_character},
        {"factor", event::FactorStated{"\xff"}, ErrorCode::bad_encoding},
        {"document", event::FactorStated{"land", FactorState::granted, too_long},
         ErrorCode::text_too_long},
        {"indicator", event::FigureReported{"", {1, 1}}, ErrorCode::invalid_argument},
        {"value", event::FigureReported{"a", {1, 0}}, ErrorCode::invalid_argument},
        {"document", event::FigureReported{"a", {1, 1}, too_long}, ErrorCode::text_too_long},
        {"rule", event::ReasonGranted{too_long, first, first, "a", "b"}, ErrorCode::text_too_long},
        {"by", event::ReasonGranted{"start", first, first, too_long, "b"},
         ErrorCode::text_too_long},
        {"reason", event::ReasonGranted{"start", first, first, "a", too_long},
         ErrorCode::text_too_long},
        {"text", AttributeChanged::of(Attribute::name, too_long), ErrorCode::text_too_long},
        {"heading", AttributeChanged::extra(too_long, "a"), ErrorCode::text_too_long},
        {"region", AttributeChanged{Attribute::region, {}, {}, 990'000'000},
         ErrorCode::unknown_region},
        {"region", AttributeChanged{Attribute::region, {}, {}, -1}, ErrorCode::unknown_region},
        {"region", AttributeChanged{Attribute::region, {}, {}, (INT64_C(1) << 32) + 420'281'000},
         ErrorCode::unknown_region},
        {"sector", AttributeChanged{Attribute::sector, {}, {}, 398}, ErrorCode::malformed_sector},
        {"sector", AttributeChanged{Attribute::sector, {}, {}, -1}, ErrorCode::malformed_sector},
        {"sector", AttributeChanged{Attribute::sector, {}, {}, 65'536 + 339},
         ErrorCode::malformed_sector},
        {"investment", AttributeChanged::total_investment(below), ErrorCode::negative_money},
        {"investment", AttributeChanged::total_investment(above), ErrorCode::money_out_of_range},
    };
    for (const auto& [why, what, expected] : rows) {
        try {
            validate(what);
            ADD_FAILURE() << why << " of " << key(on(what).kind()) << " was taken";
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), key(expected)) << why << " of " << key(on(what).kind());
        }
    }
}

}  // namespace
}  // namespace sanku
