#include "sanku/store/store.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using testing::code;
using testing::Story;

Money yuan(std::int64_t count) {
    return Money::from(count, MoneyUnit::yuan);
}
Instant noon(int day) {
    return Instant::at(date(2024, 7, 1).plus_days(day - 1), 12);
}

/// Every kind of event, and every shape of those that have more than one.
std::vector<Event> every_kind() {
    const Date day = date(2024, 6, 30);
    Story story(code(1));
    story.on(date(2024, 1, 5), event::EnteredDirectory{})
        .on(date(2024, 2, 5), event::MovedToReserve{})
        .on(date(2024, 3, 5), event::MovedToImplementation{})
        .on(date(2024, 9, 5), event::Withdrawn{"资金未落实,\"停建\"\n换行"})
        .on(day, event::PlanSet{2024, yuan(10), yuan(5)})
        .on(day, event::PlanSet{2023, yuan(10), {}})
        .on(day, event::PlanSet{2025, {}, yuan(5)})
        .on(day, event::StartPlanned{date(2024, 8, 1)})
        .on(day, event::Started{})
        .on(day, event::Enrolled{})
        .on(day, event::ProgressReported{Month(2024, 6), yuan(1), yuan(2), yuan(3), yuan(4)})
        .on(day, event::ProgressReported{Month(2024, 5), yuan(1), {}, {}, {}})
        .on(day, event::ProgressReported{Month(2024, 4), {}, yuan(2), {}, {}})
        .on(day, event::ProgressReported{Month(2024, 3), {}, {}, yuan(3), {}})
        .on(day, event::ProgressReported{Month(2024, 2), {}, {}, {}, Money{}})
        .on(day, event::CompletionPlanned{date(2199, 12, 31)})
        .on(day, event::Completed{})
        .on(day, event::InProduction{})
        .on(day, event::Settled{})
        .on(day, event::FinalAccountsApproved{})
        .on(day, event::Evaluated{Evaluation::project, 9150})
        .on(day, event::Evaluated{Evaluation::sector, {}, "fiscal-self-evaluation 2020", "12号"})
        .on(day, event::Evaluated{Evaluation::region, 0})
        .on(day, event::ReasonGranted{"start", date(2024, 6, 1), date(2024, 7, 1), "市发改委",
                                      "汛期停工"})
        .on(day, event::ReasonGranted{"progress", date(2024, 6, 1), date(2024, 7, 1), "市发改委",
                                      "汛期停工", "冶发改函〔2024〕7号"})
        .on(day, event::ReasonGranted{"payment", date(2024, 6, 1), date(2024, 7, 1), "", "", "7号"})
        .on(day, event::Negotiated{})
        .on(day, event::ContractSigned{})
        .on(day, event::CorrectionOrdered{})
        .on(day, event::Corrected{})
        .on(day, event::AgreementSet{yuan(1), yuan(2)})
        .on(date(2023, 12, 31), event::PerformanceReported{2023, yuan(1), yuan(2), true})
        .on(date(2022, 12, 31), event::PerformanceReported{2022, yuan(1), {}, {}})
        .on(date(2021, 12, 31), event::PerformanceReported{2021, {}, Money{}, {}})
        .on(date(2020, 12, 31), event::PerformanceReported{2020, {}, {}, false})
        .on(date(2024, 4, 5), event::PoolEntered::into(library_network, "reserve", 2, "条件不符"))
        .on(date(2024, 10, 5), event::PoolEntered::into(library_network, "directory", 2))
        .on(date(2024, 11, 5), event::NetworkLeft{std::string(library_network), 2, "停建"})
        .on(day, event::Approved{"可研批复", "〔2024〕8号"})
        .on(day, event::Approved{"初设批复", ""})
        .on(day, event::Appraised{"fiscal", 1, Outcome::block, "超出财力", "〔2024〕9号"})
        .on(day, event::Appraised{"fiscal", 2, Outcome::warn})
        .on(day, event::FactorStated{"land"})
        .on(day, event::FactorStated{"energy", FactorState::refused, "〔2024〕10号"})
        .on(day, event::FigureReported{"satisfaction", {183, 2}, "〔2024〕11号"})
        .on(day, event::FigureReported{"npv", {INT64_MIN, INT64_MAX}})
        .on(day, AttributeChanged::of(Attribute::name, "大冶湖科创中心 🏗"))
        .on(day, AttributeChanged::region(RegionCode::parse("420281107"), "陈贵镇"))
        .on(day, AttributeChanged::sector(SectorCode::parse("C39")))
        .on(day, AttributeChanged::of(Attribute::responsible_unit, "市科技局"))
        .on(day, AttributeChanged::of(Attribute::lead_leader, ""))
        .on(day, AttributeChanged::of(Attribute::funding, "企业自筹"))
        .on(day, AttributeChanged::total_investment(max_project_money))
        .on(day, AttributeChanged::extra("备注", "'); DROP TABLE event; --"))
        .on(date(1900, 1, 1), AttributeChanged::extra("联系人", std::string(4000, 'x')));
    return story.events;
}

std::vector<Event> events_of(const std::vector<RecordedEvent>& recorded) {
    std::vector<Event> events;
    for (const RecordedEvent& entry : recorded) events.push_back(entry.event);
    return events;
}

/// A directory of its own for each test, removed after it.
class StoreFile : public ::testing::Test {
  protected:
    StoreFile() {
        const auto* const test = ::testing::UnitTest::GetInstance()->current_test_info();
        std::string pattern = (std::filesystem::temp_directory_path() / "sanku-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error(test->name());
        directory_ = pattern;
    }
    ~StoreFile() override { std::filesystem::remove_all(directory_); }

    [[nodiscard]] std::string path(const std::string& name = "daye.sanku") const {
        return (directory_ / name).string();
    }
    [[nodiscard]] static std::string bytes(const std::string& file) {
        std::ifstream stream(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(directory_), {}));
    }
    /// Runs SQL on the file behind the library's back; its error, empty if there was none, and the
    /// first value that it gave.
    static std::string run(const std::string& file, const std::string& sql,
                           std::string* value = nullptr) {
        sqlite3* raw = nullptr;
        if (sqlite3_open(file.c_str(), &raw) != SQLITE_OK) return "cannot open";
        const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(raw, sqlite3_close);
        char* message = nullptr;
        const auto keep = [](void* out, int, char** values, char**) {
            auto* const text = static_cast<std::string*>(out);
            if (text != nullptr) *text += std::string(values[0] != nullptr ? values[0] : "") + ';';
            return 0;
        };
        (void)sqlite3_exec(raw, sql.c_str(), keep, value, &message);
        std::string error = message != nullptr ? message : "";
        sqlite3_free(message);
        return error;
    }
    static std::string ask(const std::string& file, const std::string& sql) {
        std::string value;
        EXPECT_EQ(run(file, sql, &value), "") << sql;
        return value;
    }
    static ErrorCode code_of(const std::string& file) {
        try {
            (void)Store::open(file);
        } catch (const Error& error) {
            EXPECT_EQ(error.problem().file, file);
            return error.code();
        }
        ADD_FAILURE() << file << " was opened";
        return ErrorCode::invalid_argument;
    }

  private:
    std::filesystem::path directory_;
};

// --- What goes in comes out
// -----------------------------------------------------------------------

TEST(Store, GivesBackEveryKindOfEventAsItWas) {
    const auto events = every_kind();
    std::vector<bool> kinds(event_kind_count);
    for (const Event& event : events) kinds[event.what.index()] = true;
    kinds[static_cast<std::size_t>(EventKind::retracted)] = true;  // see corrections_test.cpp
    ASSERT_EQ(kinds, std::vector<bool>(event_kind_count, true)) << "a kind is not tested";

    Store store = Store::in_memory();
    EXPECT_EQ(store.append(events, {.recorded_at = noon(1)}).added, std::ssize(events));
    const auto history = store.history(code(1));
    EXPECT_EQ(events_of(history), events);
    for (std::size_t i = 0; i < history.size(); ++i) {
        EXPECT_EQ(history[i].sequence, static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ(history[i].recorded, noon(1));
    }
    EXPECT_EQ(store.length(), std::ssize(events));
    std::vector<RecordedEvent> visited;
    store.for_each([&](const RecordedEvent& event) { visited.push_back(event); });
    EXPECT_EQ(events_of(visited), events);
    for (const Event& event : events) {
        const auto latest = store.latest(code(1), fact_key(event.what));
        ASSERT_TRUE(latest) << key(event.kind());
        EXPECT_EQ(latest->event, event) << key(event.kind());
        EXPECT_EQ(latest->recorded, noon(1));
    }
}

TEST(Store, OfNothingIsEmpty) {
    const Store store = Store::in_memory();
    EXPECT_EQ(store.length(), 0);
    EXPECT_EQ(store.last_recorded(), std::nullopt);
    EXPECT_FALSE(store.contains(code(1)));
    EXPECT_EQ(store.history(code(1)).size(), 0U);
    EXPECT_EQ(store.latest(code(1), {EventKind::started}), std::nullopt);
    EXPECT_EQ(store.first_entry(code(1)), std::nullopt);
    EXPECT_EQ(store.at(date(2024, 6, 30)).size(), 0U);
    EXPECT_EQ(store.imports().size(), 0U);
}

TEST(Store, AppendingTheSameTwiceAddsNothing) {
    const auto events = every_kind();
    Store store = Store::in_memory();
    (void)store.append(events, {.recorded_at = noon(1), .source = "a.csv", .rows = 3});
    const Appended again =
        store.append(events, {.recorded_at = noon(2), .source = "a.csv", .rows = 3});
    EXPECT_EQ(again.added, 0);
    EXPECT_EQ(again.unchanged, std::ssize(events));
    EXPECT_EQ(store.length(), std::ssize(events));
    EXPECT_EQ(store.last_recorded(), noon(1)) << "a batch that says nothing new is not recorded";
}

TEST(Store, LeavesOutAnUndatedFactWhateverDayItIsSaidOn) {
    Store store = Store::in_memory();
    const auto name = [](const char* text) { return AttributeChanged::of(Attribute::name, text); };
    const Date day = date(2024, 1, 1);
    auto append = store.begin_append({.recorded_at = noon(1)});
    EXPECT_TRUE(append.correct({code(1), day, name("a")}));
    EXPECT_FALSE(append.correct({code(1), day.plus_days(9), name("a")}));
    EXPECT_TRUE(append.correct({code(1), day, name("b")}));
    EXPECT_TRUE(append.correct({code(1), day, name("a")})) << "only the latest value counts";
    EXPECT_TRUE(append.correct({code(1), day, event::Started{}}));
    EXPECT_TRUE(append.correct({code(1), day.plus_days(1), event::Started{}}))
        << "the day belongs to a milestone";
    EXPECT_TRUE(append.correct({code(2), day, name("a")})) << "another project";
    const Appended done = append.commit();
    EXPECT_EQ(done.added, 6);
    EXPECT_EQ(done.unchanged, 1);
}

TEST(Store, AnUndatedFactThatReplacesAnotherTakesEffectOnTheDayNamedForIt) {
    Store store = Store::in_memory();
    const Date own = date(2024, 1, 1);
    const Date changed = date(2024, 7, 1);
    const auto name = [](const char* text) { return AttributeChanged::of(Attribute::name, text); };
    auto append = store.begin_append({.recorded_at = noon(1)});
    (void)append.correct({code(1), own, name("a")}, changed);
    (void)append.correct({code(1), own, name("b")}, changed);
    (void)append.correct({code(1), own, event::PlanSet{2024, yuan(1), {}}}, changed);
    (void)append.correct({code(1), own, event::PlanSet{2024, yuan(2), {}}}, changed);
    (void)append.correct({code(1), own, event::PlanSet{2025, yuan(2), {}}}, changed);
    (void)append.correct({code(1), own, event::Started{}}, changed);
    (void)append.correct({code(1), own.plus_days(1), event::Started{}}, changed);
    (void)append.commit();
    std::vector<Date> days;
    for (const Event& event : events_of(store.history(code(1)))) days.push_back(event.effective);
    EXPECT_EQ(days, (std::vector{own, changed, own, changed, own, own, own.plus_days(1)}));
}

TEST(Store, RefusesABatchBeforeTheLastOne) {
    Store store = Store::in_memory();
    const Story story = std::move(Story(code(1)).on(date(2024, 1, 1), event::Started{}));
    (void)store.append(story.events, {.recorded_at = noon(2)});
    const Story other = std::move(Story(code(2)).on(date(2024, 1, 1), event::Started{}));
    const Instant before = Instant::from_unix_seconds(noon(2).unix_seconds() - 1);
    try {
        (void)store.append(other.events, {.recorded_at = before});
        FAIL() << "recorded times went back";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::recorded_in_past);
    }
    EXPECT_FALSE(store.contains(code(2)));
    EXPECT_EQ(store.append(other.events, {.recorded_at = noon(2)}).added, 1)
        << "the same second is not the past";
}

TEST(Store, AppendsAllOrNothing) {
    Store store = Store::in_memory();
    (void)store.append(every_kind(), {.recorded_at = noon(1)});
    const std::int64_t length = store.length();
    std::vector<Event> events = {
        {code(7), date(2024, 1, 1), event::EnteredDirectory{}},
        {code(1), date(2024, 1, 1), AttributeChanged::extra("联系电话", "1")},
        {code(8), date(2024, 1, 1), event::PlanSet{2024, {}, {}}},  // no figure: invalid
        {code(9), date(2024, 1, 1), event::EnteredDirectory{}},
    };
    EXPECT_THROW((void)store.append(events, {.recorded_at = noon(2)}), Error);
    EXPECT_EQ(store.length(), length);
    for (const int n : {7, 8, 9}) EXPECT_FALSE(store.contains(code(n))) << n;
    EXPECT_EQ(store.last_recorded(), noon(1));
    events.erase(events.begin() + 2);
    EXPECT_EQ(store.append(events, {.recorded_at = noon(2)}).added, 3) << "and goes on after it";
    EXPECT_EQ(store.history(code(7)).front().sequence, length + 1) << "without a gap";
}

TEST(Store, ForgetsAnAppendThatIsNotCommitted) {
    Store store = Store::in_memory();
    {
        auto append = store.begin_append({.recorded_at = noon(1)});
        EXPECT_TRUE(append.add({code(1), date(2024, 1, 1), event::Started{}}));
    }
    EXPECT_EQ(store.length(), 0);
    EXPECT_FALSE(store.contains(code(1)));
    EXPECT_EQ(store.append(every_kind(), {.recorded_at = noon(1)}).unchanged, 0);
}

TEST(Store, QueriesSeeWhatAnOpenAppendAdded) {
    Store store = Store::in_memory();
    const Date day = date(2024, 1, 1);
    auto append = store.begin_append({.recorded_at = noon(1)});
    (void)append.add({code(1), day, event::EnteredDirectory{}});
    (void)append.add({code(1), Month(2024, 1).last_day(),
                      event::ProgressReported{Month(2024, 1), {}, yuan(1), {}, {}}});
    EXPECT_EQ(store.length(), 2);
    EXPECT_TRUE(store.contains(code(1)));
    EXPECT_EQ(store.first_entry(code(1)), day);
    const auto latest = store.latest(code(1), {EventKind::entered_directory});
    ASSERT_TRUE(latest);
    EXPECT_EQ(latest->recorded, noon(1));
    EXPECT_TRUE(store.reports_around(code(1), Month(2024, 2)).before);
    EXPECT_EQ(store.history(code(1)).size(), 2U);
    EXPECT_EQ(store.at(date(2024, 6, 30)).size(), 1U);
    std::int64_t visited = 0;
    store.for_each([&](const RecordedEvent&) { ++visited; });
    EXPECT_EQ(visited, 2);
}

TEST(Store, AllowsOneAppendAtATime) {
    Store store = Store::in_memory();
    auto append = store.begin_append({.recorded_at = noon(1)});
    EXPECT_THROW((void)store.begin_append({.recorded_at = noon(1)}), Error);
    (void)append.commit();
    EXPECT_NO_THROW((void)store.begin_append({.recorded_at = noon(1)}));
}

TEST(Store, AnAppenderDoesNothingAfterItsCommit) {
    Store store = Store::in_memory();
    const Event event = {code(1), date(2024, 1, 1), event::Started{}};
    auto append = store.begin_append({.recorded_at = noon(1)});
    (void)append.add(event);
    (void)append.commit();
    EXPECT_THROW((void)append.add({code(2), date(2024, 1, 1), event::Started{}}), Error);
    EXPECT_THROW((void)append.commit(), Error);
    EXPECT_EQ(store.length(), 1);
}

// --- Questions
// ------------------------------------------------------------------------------------

TEST(Store, KnowsOnADayWhatWasRecordedByItsEndInChina) {
    Store store = Store::in_memory();
    const Date day = date(2024, 7, 1);
    const std::vector<Event> first = {{code(1), date(2024, 1, 1), event::EnteredDirectory{}}};
    const std::vector<Event> second = {{code(2), date(2024, 1, 1), event::EnteredDirectory{}}};
    const std::vector<Event> third = {{code(3), date(2024, 1, 1), event::EnteredDirectory{}}};
    (void)store.append(first, {.recorded_at = Instant::at(day, 0, 0, 0)});
    (void)store.append(second, {.recorded_at = Instant::end_of(day)});
    (void)store.append(third, {.recorded_at = Instant::at(day.plus_days(1))});
    const Date as_of = date(2024, 6, 30);
    EXPECT_EQ(store.at(as_of, day.plus_days(-1)).size(), 0U);
    EXPECT_EQ(store.at(as_of, day).size(), 2U);
    EXPECT_EQ(store.at(as_of, day.plus_days(1)).size(), 3U);
    EXPECT_EQ(store.at(as_of).size(), 3U);
    EXPECT_EQ(store.at(as_of, day).known_on(), day);
    std::int64_t visited = 0;
    store.for_each([&](const RecordedEvent&) { ++visited; }, day);
    EXPECT_EQ(visited, 2);
}

TEST(Store, ALateCorrectionLeavesTheBulletinOfLastMonthAsItWas) {
    Store store = Store::in_memory();
    Story story(code(1));
    story.on(date(2024, 1, 1), event::MovedToImplementation{}).report(Month(2024, 6), 60, 60);
    (void)store.append(story.events, {.recorded_at = noon(3)});
    Story correction(code(1));
    correction.report(Month(2024, 6), 40, 40);
    (void)store.correct(correction.events, {.recorded_at = noon(20)});
    const Date as_of = date(2024, 6, 30);
    EXPECT_EQ(store.at(as_of, date(2024, 7, 3)).columns().completed_this_year[0], yuan(60).fen());
    EXPECT_EQ(store.at(as_of).columns().completed_this_year[0], yuan(40).fen());
}

TEST(Store, FindsTheEarliestEntryAndTheReportsAroundAMonth) {
    Store store = Store::in_memory();
    Story story(code(1));
    story.on(date(2024, 3, 1), event::MovedToReserve{})
        .on(date(2024, 2, 1), event::EnteredDirectory{})
        .on(date(2024, 4, 1), event::MovedToImplementation{})
        .report(Month(2024, 5), 5, 5)
        .report(Month(2024, 8), 8, 8)
        .report(Month(2024, 5), 6, 6)
        .on(date(2024, 7, 31), event::ProgressReported{Month(2024, 7), yuan(7), {}, {}, {}});
    (void)store.correct(story.events, {.recorded_at = noon(1)});
    EXPECT_EQ(store.first_entry(code(1)), date(2024, 2, 1));
    const auto around = store.reports_around(code(1), Month(2024, 6));
    ASSERT_TRUE(around.before);
    ASSERT_TRUE(around.after);
    EXPECT_EQ(around.before->month, Month(2024, 5));
    EXPECT_EQ(around.before->completed_total, yuan(6)) << "the last recorded of that month";
    EXPECT_FALSE(store.reports_around(code(1), Month(2024, 5)).before);
    EXPECT_FALSE(store.reports_around(code(1), Month(2024, 8)).after);
    EXPECT_FALSE(store.reports_around(code(2), Month(2024, 6)).before);
}

TEST(Store, KeepsTheLatestImportOfEachSource) {
    Store store = Store::in_memory();
    const auto append = [&](int n, int day, const char* source, std::int64_t rows,
                            std::int64_t rejected) {
        const std::vector<Event> events = {{code(n), date(2024, 1, 1), event::Started{}}};
        (void)store.append(events, {.recorded_at = noon(day),
                                    .by = "李四",
                                    .source = source,
                                    .rows = rows,
                                    .rejected = rejected});
    };
    append(1, 1, "b.csv", 10, 1);
    append(2, 2, "a.csv", 20, 2);
    append(3, 3, "b.csv", 30, 3);
    append(4, 4, "by hand", 0, 0);  // no rows: nothing was imported
    const auto imports = store.imports();
    ASSERT_EQ(imports.size(), 2U);
    EXPECT_EQ(imports[0].source, "a.csv");
    EXPECT_EQ(imports[0].rows, 20);
    EXPECT_EQ(imports[0].rejected, 2);
    EXPECT_EQ(imports[0].recorded_at, noon(2));
    EXPECT_EQ(imports[1].source, "b.csv");
    EXPECT_EQ(imports[1].rows, 30);
    const auto known = store.imports(date(2024, 7, 1));
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known[0].rows, 10);
    EXPECT_EQ(known[0].rejected, 1);
}

// --- The file
// -------------------------------------------------------------------------------------

TEST_F(StoreFile, KeepsEverythingWhenItIsOpenedAgain) {
    const auto events = every_kind();
    {
        Store store = Store::open(path());
        (void)store.append(events, {.recorded_at = noon(1), .source = "a.csv", .rows = 5});
    }
    Store store = Store::open(path());
    EXPECT_EQ(events_of(store.history(code(1))), events);
    EXPECT_EQ(store.last_recorded(), noon(1));
    EXPECT_EQ(store.imports().size(), 1U);
    const std::vector<Event> more = {{code(2), date(2024, 1, 1), event::Started{}}};
    EXPECT_EQ(store.append(more, {.recorded_at = noon(2)}).added, 1);
    EXPECT_EQ(store.history(code(2)).front().sequence, std::ssize(events) + 1);
}

TEST_F(StoreFile, IsASqliteFileWithStrictTablesItsIdAndItsVersion) {
    { (void)Store::open(path()).append(every_kind(), {.recorded_at = noon(1)}); }
    EXPECT_EQ(ask(path(), "PRAGMA application_id"), std::to_string(0x53414E4B) + ";");
    EXPECT_EQ(ask(path(), "PRAGMA user_version"), "2;");
    EXPECT_EQ(ask(path(), "PRAGMA journal_mode"), "wal;");
    EXPECT_EQ(ask(path(),
                  "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND "
                  "NOT strict AND name NOT LIKE 'sqlite_%'"),
              "")
        << "tables that are not STRICT";
    EXPECT_EQ(ask(path(), "SELECT count(*) FROM pragma_table_list WHERE strict"), "7;");
    EXPECT_EQ(ask(path(), "PRAGMA integrity_check"), "ok;");
    EXPECT_EQ(ask(path(), "PRAGMA foreign_key_check"), "");
    EXPECT_EQ(ask(path(),
                  "SELECT project || ' ' || kind || ' ' || effective || ' ' || recorded "
                  "FROM journal WHERE seq = 1"),
              "2403-420281-04-01-000001 entered_directory 2024-01-05 2024-07-01 12:00:00;");
}

TEST_F(StoreFile, LetsNobodyChangeOrRemoveWhatWasRecorded) {
    { (void)Store::open(path()).append(every_kind(), {.recorded_at = noon(1)}); }
    const std::string before = ask(path(), "SELECT group_concat(seq || text) FROM event");
    const char* const forbidden[] = {
        "UPDATE event SET effective = 0",
        "UPDATE OR REPLACE event SET seq = 2 WHERE seq = 1",
        "UPDATE event SET text = 'x' WHERE seq = 3",
        "DELETE FROM event WHERE seq = 1",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 1",
        "INSERT INTO event SELECT seq + 100, batch, project, kind, retracts, effective, fact, "
        "subject,"
        " value, value2, value3, value4, text, text2, supersedes, hash FROM event WHERE seq = 1",
        "REPLACE INTO event SELECT 0, batch, project, kind, retracts, effective, fact, subject,"
        " value, value2, value3, value4, text, text2, supersedes, hash FROM event WHERE seq = 1",
        "UPDATE batch SET recorded = 0",
        "DELETE FROM batch",
        "INSERT OR REPLACE INTO batch VALUES (1, 0, '', '', 0, 0, 0, x'')",
        "INSERT INTO batch VALUES (99, 0, '', '', 0, 0, 0, x'')",
        "UPDATE project SET code = 'x'",
        "DELETE FROM project",
        "INSERT OR REPLACE INTO project VALUES (1, 'x')",
        "INSERT OR REPLACE INTO project SELECT 99, code FROM project",
        "UPDATE chain SET hash = 'sm3'",
        "DELETE FROM chain",
        "INSERT INTO chain VALUES ('sm3')",
    };
    for (const char* const sql : forbidden) {
        EXPECT_EQ(run(path(), sql), "the journal is append-only") << sql;
    }
    EXPECT_EQ(ask(path(), "SELECT group_concat(seq || text) FROM event"), before);
    EXPECT_EQ(events_of(Store::open(path()).history(code(1))), every_kind());
}

TEST_F(StoreFile, NamesWhatWasDoneToAFileBehindItsBack) {
    const std::string open_up =
        "DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete; DROP TRIGGER batch_no_delete;"
        "DROP TRIGGER project_no_update;";
    struct Row {
        const char* why;
        const char* sql;
        bool keeps_schema;
    };
    const Row rows[] = {
        {"a trigger is gone", "SELECT 1", false},
        {"a view in the place of the table",
         "DROP VIEW journal; DROP TABLE event; CREATE VIEW event AS WITH RECURSIVE n(x) AS "
         "(SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS seq, 1 AS batch FROM n",
         false},
        {"a table too many", "CREATE TABLE more(x)", false},
        {"an event is missing", "DELETE FROM event WHERE seq = 2", true},
        {"the last event is missing", "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
         true},
        {"the batch is missing", "PRAGMA foreign_keys = OFF; DELETE FROM batch", true},
        {"a score out of range", "UPDATE event SET value = 7000000 WHERE kind = 14", true},
        {"a day out of range", "UPDATE event SET effective = effective + 4294967296", true},
        {"bytes that are no text", "UPDATE event SET text = CAST(x'ff' AS TEXT) WHERE kind = 16",
         true},
        {"a code that is none", "UPDATE project SET code = 'x' || code", true},
    };
    for (const auto& [why, sql, keeps_schema] : rows) {
        for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path() + suffix);
        { (void)Store::open(path()).append(every_kind(), {.recorded_at = noon(1)}); }
        std::string triggers;
        if (keeps_schema) {  // put back what `open_up` takes away
            triggers = ask(path(),
                           "SELECT sql FROM sqlite_schema WHERE name IN ('event_no_update',"
                           " 'event_no_delete', 'batch_no_delete', 'project_no_update')");
        }
        EXPECT_EQ(run(path(), open_up + sql + ";" + triggers), "") << why;
        try {
            (void)Store::open(path()).at(date(2026, 1, 1));
            ADD_FAILURE() << why;
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "damaged_journal") << why;
            EXPECT_EQ(error.problem().file, path()) << why;
        }
    }
}

TEST_F(StoreFile, LetsNobodyRenameTheKindsOfEvents) {
    { (void)Store::open(path()); }
    EXPECT_NE(run(path(), "UPDATE event_kind SET name = 'completed' WHERE name = 'started'"), "");
    EXPECT_NE(run(path(), "DELETE FROM event_kind"), "");
}

TEST_F(StoreFile, RefusesAFileThatIsNoJournalAndLeavesItAsItIs) {
    const std::string text = path("ledger.csv");
    std::ofstream(text) << "项目代码,项目名称\n" << std::string(2000, 'x');
    const std::string other = path("other.db");
    ASSERT_EQ(run(other, "CREATE TABLE t(a); INSERT INTO t VALUES (1)"), "");
    const std::string foreign = path("foreign.db");
    ASSERT_EQ(run(foreign, "PRAGMA application_id = 42; CREATE TABLE t(a)"), "");
    for (const std::string& file : {text, other, foreign}) {
        const std::string before = bytes(file);
        ASSERT_FALSE(before.empty()) << file;
        EXPECT_EQ(key(code_of(file)), "not_a_journal") << file;
        EXPECT_EQ(bytes(file), before) << file;
    }
    EXPECT_EQ(files(), 3U) << "no file was left beside them";
}

TEST_F(StoreFile, RefusesAJournalOfANewerSchemaAndLeavesItAsItIs) {
    { (void)Store::open(path()).append(every_kind(), {.recorded_at = noon(1)}); }
    ASSERT_EQ(run(path(), "PRAGMA user_version = 3"), "");
    const std::string before = bytes(path());
    EXPECT_EQ(key(code_of(path())), "newer_schema");
    EXPECT_EQ(bytes(path()), before);
}

TEST_F(StoreFile, SaysThatItCannotBeOpened) {
    EXPECT_EQ(key(code_of(path("no/such/directory/a.sanku"))), "io");
}

TEST_F(StoreFile, TellsADamagedJournal) {
    { (void)Store::open(path()).append(every_kind(), {.recorded_at = noon(1)}); }
    const auto size = std::filesystem::file_size(path());
    {
        std::fstream stream(path(), std::ios::binary | std::ios::in | std::ios::out);
        stream.seekp(4096);
        stream << std::string(size - 4096, '\x5A');
    }
    try {
        Store store = Store::open(path());
        (void)store.at(date(2024, 6, 30));
        FAIL() << "a journal of noise was read";
    } catch (const Error& error) {
        EXPECT_EQ(key(error.code()), "damaged_journal") << error.what();
    }
}

TEST_F(StoreFile, SaysThatItIsBusyWhileAnotherStoreAppends) {
    Store first = Store::open(path());
    Store second = Store::open(path());
    const std::vector<Event> events = {{code(1), date(2024, 1, 1), event::Started{}}};
    {
        auto append = first.begin_append({.recorded_at = noon(1)});
        EXPECT_EQ(second.length(), 0) << "readers do not wait";
        const auto begin = std::chrono::steady_clock::now();
        try {
            (void)second.append(events, {.recorded_at = noon(1)});
            FAIL() << "two wrote at a time";
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "journal_busy");
        }
        EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4))
            << "it gives up only after 5 s";
    }
    EXPECT_EQ(second.append(events, {.recorded_at = noon(1)}).added, 1);
}

TEST_F(StoreFile, SeesWhatAnotherStoreAppendedAndCanAppendAfterIt) {
    // Each question must end its read, or the connection stays in an old state of the file.
    const auto ask_everything = [](const Store& store) {
        (void)store.length();
        (void)store.last_recorded();
        (void)store.contains(code(1));
        (void)store.latest(code(1), {EventKind::started});
        (void)store.first_entry(code(1));
        (void)store.reports_around(code(1), Month(2024, 6));
        (void)store.history(code(1));
        (void)store.imports();
        (void)store.at(date(2024, 6, 30));
    };
    Store first = Store::open(path());
    Store second = Store::open(path());
    (void)first.append(every_kind(), {.recorded_at = noon(1)});
    const std::int64_t length = first.length();
    ask_everything(first);
    ask_everything(second);
    const std::vector<Event> more = {{code(2), date(2024, 1, 1), event::EnteredDirectory{}}};
    (void)second.append(more, {.recorded_at = noon(2)});
    EXPECT_EQ(first.length(), length + 1);
    EXPECT_TRUE(first.contains(code(2)));
    EXPECT_EQ(first.last_recorded(), noon(2));
    const std::vector<Event> last = {{code(3), date(2024, 1, 1), event::EnteredDirectory{}}};
    EXPECT_EQ(first.append(last, {.recorded_at = noon(3)}).added, 1);
    EXPECT_EQ(second.length(), length + 2);
}

}  // namespace
}  // namespace sanku
