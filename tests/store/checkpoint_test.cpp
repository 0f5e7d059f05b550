#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "portfolio/same.hpp"
#include "sanku/store/store.hpp"
#include "sanku/store/verify.hpp"
#include "store/temporary_directory.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using testing::ask_sql;
using testing::bytes_of;
using testing::code;

/// Batches of random events of a few projects: new facts, corrections, events taken back.
class RandomBatches {
  public:
    explicit RandomBatches(unsigned seed) : random_(seed) {}
    [[nodiscard]] int below(int limit) {
        return static_cast<int>(random_() % static_cast<unsigned>(limit));
    }
    void append(Store& store, int batch) {
        auto append = store.begin_append({.recorded_at = Instant::at(day_of(batch))},
                                         Store::Rules::checked_by_caller);
        for (int i = below(40); i > 0; --i) {
            const std::int64_t length = store.length();
            if (length > 0 && below(10) == 0) {
                try {
                    (void)append.retract(1 + below(static_cast<int>(length)), "填错");
                } catch (const Error&) {  // it was corrected or taken back already
                    continue;
                }
            } else {
                (void)append.correct(next());
            }
        }
        (void)append.commit();
    }
    [[nodiscard]] static Date day_of(int batch) { return date(2024, 1, 5).plus_days(9 * batch); }
    [[nodiscard]] Date day() { return date(2023, 1, 1).plus_days(below(700)); }

  private:
    [[nodiscard]] Event next() {
        const auto yuan = [&] { return Money::from(below(100), MoneyUnit::yuan); };
        const auto name = [&] { return "名称" + std::to_string(below(5)); };
        const auto what = [&]() -> Payload {
            switch (below(19)) {
                case 0:
                    return event::EnteredDirectory{};
                case 1:
                    return event::MovedToReserve{};
                case 2:
                    return event::Withdrawn{name()};
                case 3:
                    return event::PlanSet{2023 + below(2), yuan(), {}};
                case 4:
                    return event::StartPlanned{day()};
                case 5:
                    return AttributeChanged::of(Attribute::name, name());
                case 6:
                    return AttributeChanged::total_investment(yuan());
                case 7:
                    return AttributeChanged::region(RegionCode::parse("420281"), name());
                case 8:
                    return event::Evaluated{Evaluation::project, below(10000)};
                case 9:
                    return event::ContractSigned{};
                case 10:
                    return event::AgreementSet{yuan(), {}};
                case 11:
                    return event::PerformanceReported{2021 + below(3), yuan(), {}, true};
                case 12:
                    return event::PoolEntered::into(library_network, "reserve", 2, name());
                case 13:
                    return event::PoolEntered::into("five", name(), 1 + below(2), name());
                case 14:
                    return event::NetworkLeft{"five", 1, name()};
                case 15:
                    return event::Appraised{name(), 1 + below(3), Outcome::warn, name()};
                case 16:
                    return event::FactorStated{name(), static_cast<FactorState>(below(3)), name()};
                case 17:
                    return event::FigureReported{name(), {below(9), 1 + below(3)}, name()};
                default:
                    return event::ProgressReported{
                        Month(2023, 1 + below(12)), yuan(), yuan(), {}, yuan()};
            }
        };
        return {code(below(8)), day(), what()};
    }
    std::mt19937 random_;
};

/// Everything by value.
void expect_same(const Portfolio& a, const Portfolio& b, const std::string& where) {
    testing::expect_same(a, b, where);
    EXPECT_EQ(a.known_on(), b.known_on()) << where;
}

TEST(Checkpoint, NeverChangesAnAnswer) {
    for (unsigned seed = 1; seed <= 40; ++seed) {
        RandomBatches source(seed);
        RandomBatches again(seed);
        RandomBatches asked(seed + 1000);
        Store plain = Store::in_memory();
        Store cached = Store::in_memory();
        for (int batch = 0; batch < 10; ++batch) {
            source.append(plain, batch);
            again.append(cached, batch);
            ASSERT_EQ(plain.anchor(), cached.anchor());
            if (seed % 3 == 0 || asked.below(3) == 0) cached.checkpoint();
            for (int question = 0; question < 6; ++question) {
                const Date day = asked.day();
                const auto known =
                    question == 0 ? std::nullopt
                                  : std::optional(RandomBatches::day_of(asked.below(batch + 1)));
                expect_same(plain.at(day, known), cached.at(day, known),
                            "seed " + std::to_string(seed) + ", batch " + std::to_string(batch) +
                                ", as of " + day.iso());
            }
        }
        EXPECT_EQ(plain.anchor(), cached.anchor()) << "a checkpoint is no part of the journal";
        EXPECT_TRUE(cached.verify().sound) << "seed " << seed;
    }
}

class CheckpointFile : public ::testing::Test {
  protected:
    CheckpointFile() {
        RandomBatches source(7);
        Store store = Store::open(path());
        for (int batch = 0; batch < 6; ++batch) source.append(store, batch);
        store.checkpoint();
    }
    [[nodiscard]] std::string path() const { return directory_ / "daye.sanku"; }
    [[nodiscard]] std::string head() const {
        return ask_sql(path(), "SELECT hex(data) FROM checkpoint WHERE name = ''");
    }
    void expect_right_answers(const std::string& why) {
        RandomBatches source(7);
        Store right = Store::in_memory();
        for (int batch = 0; batch < 6; ++batch) source.append(right, batch);
        const Store store = Store::open(path());
        for (const Date day : {date(2023, 6, 30), date(2024, 1, 31), date(2024, 6, 30)}) {
            expect_same(right.at(day), store.at(day), why);
        }
    }

  private:
    testing::TemporaryDirectory directory_;
};

TEST_F(CheckpointFile, OfAnotherOrDamagedContentIsNotUsed) {
    const std::string journal = bytes_of(path());
    const char* const damages[] = {
        "UPDATE checkpoint SET data = zeroblob(length(data)) WHERE name = 'started'",
        "UPDATE checkpoint SET data = substr(data, 1, 4) WHERE name = 'reports.month'",
        "UPDATE checkpoint SET data = CAST(data || x'00000000' AS BLOB) WHERE name = 'name.first'",
        "UPDATE checkpoint SET checksum = 0 WHERE name = 'code'",
        "UPDATE checkpoint SET part = 5 WHERE name = 'code'",
        "DELETE FROM checkpoint WHERE name = 'texts'",
        "DELETE FROM checkpoint WHERE name = ''",
        "DELETE FROM checkpoint",
        "UPDATE checkpoint SET data = x'00' WHERE name = ''",
        "UPDATE checkpoint SET data = CAST(substr(data, 1, 23) || zeroblob(32) AS BLOB) WHERE name "
        "= ''",
    };
    for (const char* damage : damages) {
        std::ofstream(path(), std::ios::binary) << journal;
        ask_sql(path(), damage);
        expect_right_answers(damage);
    }
}

TEST_F(CheckpointFile, IsMadeAnewWhenItIsDamagedOrOld) {
    const std::string first = head();
    ask_sql(path(), "UPDATE checkpoint SET checksum = 0 WHERE name = 'code'");
    Store store = Store::open(path());
    store.checkpoint();
    EXPECT_EQ(ask_sql(path(), "SELECT count(*) FROM checkpoint WHERE checksum = 0"), "0;");
    EXPECT_EQ(head(), first);
    const std::vector<Event> more = {{code(99), date(2024, 1, 1), event::EnteredDirectory{}}};
    (void)store.append(more, {.recorded_at = Instant::at(date(2024, 8, 1))});
    store.checkpoint();
    EXPECT_NE(head(), first);
}

TEST_F(CheckpointFile, OfAnEarlierBuildIsMadeAnew) {
    const std::string first = head();
    // Its head named another format, and there was no table of agreements.
    ask_sql(path(),
            "UPDATE checkpoint SET data = CAST('sanku history 1' || substr(data, 16) AS BLOB)"
            " WHERE name = ''; DELETE FROM checkpoint WHERE name LIKE 'deals.%'");
    EXPECT_NE(head(), first);
    expect_right_answers("a checkpoint of an earlier build");
    EXPECT_TRUE(verify(path()).sound);
    Store::open(path()).checkpoint();
    EXPECT_EQ(head(), first);
}

TEST_F(CheckpointFile, ThatWasForgedIsFoundByVerify) {
    EXPECT_TRUE(verify(path()).sound);
    // Another array of the same length, with the sum that it has.
    ask_sql(path(),
            "CREATE TEMP TABLE other AS SELECT * FROM checkpoint WHERE name = 'enrolled';"
            "UPDATE checkpoint SET data = (SELECT data FROM other),"
            " checksum = (SELECT checksum FROM other) WHERE name = 'entered_directory'");
    const Verification found = verify(path());
    EXPECT_FALSE(found.sound);
    ASSERT_TRUE(found.finding);
    EXPECT_EQ(key(found.finding->kind), "altered_checkpoint");
    Store::open(path()).checkpoint(true);
    EXPECT_TRUE(verify(path()).sound) << "made afresh";
    expect_right_answers("made afresh");
}

TEST_F(CheckpointFile, OfAJournalWhoseEndWasExchangedIsNotUsed) {
    // The same length, another last event: the hash tells.
    const std::string before = ask_sql(path(), "SELECT hex(hash) FROM event ORDER BY seq DESC");
    ask_sql(path(),
            "DROP TRIGGER event_no_update;"
            "UPDATE event SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM event);"
            "CREATE TRIGGER event_no_update BEFORE UPDATE ON event\n"
            "BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;"
            "UPDATE checkpoint SET data = zeroblob(length(data)) WHERE name = 'started'");
    expect_right_answers("a checkpoint of another journal");
}

TEST(Checkpoint, OfAnEmptyJournalIsNone) {
    Store store = Store::in_memory();
    store.checkpoint();
    EXPECT_EQ(store.known().size(), 0U);
}

TEST(Checkpoint, IsNotMadeWithinAnAppend) {
    Store store = Store::in_memory();
    const auto append = store.begin_append({.recorded_at = Instant::at(date(2024, 7, 1))});
    EXPECT_THROW(store.checkpoint(), Error);
}

}  // namespace
}  // namespace sanku
