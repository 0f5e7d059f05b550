#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "sanku/store/store.hpp"
#include "store/temporary_directory.hpp"

namespace sanku {
namespace {

using testing::ask_sql;
using testing::bytes_of;

const ProjectCode project = ProjectCode::parse("2403-420281-04-01-000101");

/// A file of schema version 1: two ledgers and two progress ledgers, of which the later ones
/// correct the earlier.
class Version1 : public ::testing::Test {
  protected:
    Version1() { ask_sql(path(), bytes_of(SANKU_SOURCE_DIR "/tests/store/journal_1.sql")); }
    [[nodiscard]] std::string path() const { return directory_ / "old.sanku"; }
    [[nodiscard]] std::string backup() const { return path() + ".v1"; }
    [[nodiscard]] static std::string refusal(const std::string& file, OpenOptions options = {}) {
        try {
            (void)Store::open(file, options);
        } catch (const Error& error) {
            return std::string(key(error.code()));
        }
        return "";
    }

  private:
    testing::TemporaryDirectory directory_;
};

TEST_F(Version1, AnswersAfterMigrationAsItDidBefore) {
    const Store store = Store::open(path());
    EXPECT_EQ(ask_sql(path(), "PRAGMA user_version"), "2;");
    EXPECT_EQ(ask_sql(path(), "PRAGMA integrity_check"), "ok;");
    EXPECT_EQ(ask_sql(path(), "PRAGMA foreign_key_check"), "");
    EXPECT_EQ(ask_sql(path(), "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'old%'"), "0;");
    ASSERT_EQ(store.length(), 25);
    const Date june = date(2024, 6, 30);
    // The answers of the library that wrote the file.
    const auto wan = [](std::int64_t n) { return Money::from(n, MoneyUnit::wan_yuan).fen(); };
    EXPECT_EQ(store.at(june).columns().completed_total[0], wan(900));
    EXPECT_EQ(store.at(june, june).columns().completed_total[0], wan(500));
    EXPECT_EQ(store.at(june).columns().started[0], date(2024, 5, 20).days());
    EXPECT_EQ(store.at(june, june).columns().started[0], no_day);
    EXPECT_EQ(store.at(june).columns().entered_reserve[0], date(2024, 2, 12).days());
    EXPECT_EQ(store.at(june).project_name(0), "大冶湖科创中心");
    EXPECT_EQ(store.at(date(2024, 7, 2)).project_name(0), "大冶湖科创中心（一期）");
    EXPECT_EQ(store.imports().size(), 4U);
}

TEST_F(Version1, CorrectionsByOrderBecomeCorrectionsByName) {
    const Store store = Store::open(path());
    EXPECT_EQ(store.event(20).supersedes, 2) << "another day of entry";
    EXPECT_EQ(store.event(24).supersedes, 19) << "other figures of a month";
    EXPECT_EQ(store.event(22).supersedes, 0) << "a name that counts from a later day";
}

TEST_F(Version1, IsCopiedBesideItselfFirst) {
    { (void)Store::open(path()); }
    ASSERT_TRUE(std::filesystem::exists(backup()));
    EXPECT_EQ(ask_sql(backup(), "PRAGMA user_version"), "1;");
    EXPECT_EQ(ask_sql(backup(), "SELECT count(*) FROM event"), "25;");
    std::filesystem::rename(backup(), path());
    std::ofstream(backup()) << "an earlier copy";
    { (void)Store::open(path()); }
    EXPECT_EQ(bytes_of(backup()), "an earlier copy");
    EXPECT_EQ(ask_sql(path() + ".v1-2", "PRAGMA user_version"), "1;");
}

TEST_F(Version1, TakesTheHashFunctionThatIsAskedFor) {
    const Store store = Store::open(path(), {.hash = HashAlgorithm::sm3});
    EXPECT_EQ(store.hash_algorithm(), HashAlgorithm::sm3);
}

TEST_F(Version1, StaysAsItIsWhereItMayNotBeWritten) {
    const std::string before = bytes_of(path());
    EXPECT_EQ(refusal(path(), {.read_only = true}), "older_schema");
    EXPECT_EQ(bytes_of(path()), before);
    EXPECT_FALSE(std::filesystem::exists(backup()));
}

TEST_F(Version1, StaysVersion1WhenItIsDamaged) {
    ask_sql(path(),
            "DROP TRIGGER event_no_delete; DELETE FROM event WHERE seq = 7;"
            "CREATE TRIGGER event_no_delete BEFORE DELETE ON event\n"
            "BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;");
    EXPECT_EQ(refusal(path()), "damaged_journal");
    EXPECT_EQ(ask_sql(path(), "PRAGMA user_version"), "1;");
    EXPECT_EQ(ask_sql(path(), "SELECT count(*) FROM event"), "24;");
    ask_sql(path(), "DROP VIEW journal");
    EXPECT_EQ(refusal(path()), "damaged_journal") << "not of its schema";
}

TEST_F(Version1, CanBeAppendedToAfterMigration) {
    Store store = Store::open(path());
    const std::vector<Event> events = {{project, date(2024, 7, 9), event::Enrolled{}}};
    EXPECT_EQ(store.append(events, {.recorded_at = Instant::at(date(2024, 7, 10))}).added, 1);
    (void)store.retract(24, "重报", {.recorded_at = Instant::at(date(2024, 7, 11))});
    EXPECT_EQ(store.length(), 27);
}

}  // namespace
}  // namespace sanku
