#include "sanku/store/verify.hpp"

#include <gtest/gtest.h>

#include "../../src/store/schema_1.hpp"
#include "journal_file.hpp"

namespace sanku {
namespace {

using testing::make_journal;
using testing::TemporaryDirectory;

class Verify : public ::testing::TestWithParam<HashAlgorithm> {
  protected:
    TemporaryDirectory folder;
    std::string path = folder / "a.sanku";
};

INSTANTIATE_TEST_SUITE_P(BothHashes, Verify,
                         ::testing::Values(HashAlgorithm::sha256, HashAlgorithm::sm3),
                         [](const auto& test) { return std::string(key(test.param)); });

TEST_P(Verify, FindsAJournalAsItWasRecordedSound) {
    make_journal(path, GetParam());
    const std::string before = testing::bytes_of(path);
    const Anchor anchor = Store::open(path, {.read_only = true}).anchor();
    const Verification found = verify(path, anchor);
    EXPECT_TRUE(found.sound) << found.text(Language::en);
    EXPECT_FALSE(found.finding);
    EXPECT_EQ(found.head, anchor);
    EXPECT_EQ(found.events, anchor.position.events);
    EXPECT_EQ(found.batches, 8);
    EXPECT_EQ(found.completeness, Completeness::proved_by_anchor);
    EXPECT_EQ(verify(path).completeness, Completeness::not_proved);
    EXPECT_EQ(testing::bytes_of(path), before) << "it wrote to the file";
    EXPECT_EQ(folder.files(), 1) << "it left a file behind";
}

TEST_P(Verify, ProvesUpToAnAnchorOfEveryBatch) {
    make_journal(path, GetParam());
    const Store store = Store::open(path);
    std::vector<Position> ends{{}};
    for (const RecordedBatch& batch : store.batches()) {
        ends.push_back({batch.number, batch.last_sequence});
    }
    for (const Position& end : ends) {
        const Anchor anchor = store.anchor(end);
        const Verification found = store.verify(anchor);
        EXPECT_TRUE(found.sound) << end.batches;
        EXPECT_EQ(found.completeness, end == ends.back() ? Completeness::proved_by_anchor
                                                         : Completeness::tail_after_anchor);
        Anchor other = anchor;
        other.head = digest(GetParam(), "another journal");
        EXPECT_EQ(store.verify(other).finding->kind, FindingKind::not_at_anchor);
        EXPECT_EQ(store.verify(other).finding->batch, end.batches);
        other = anchor;
        ++other.position.events;
        EXPECT_EQ(store.verify(other).finding->kind, FindingKind::not_at_anchor);
        other.algorithm =
            GetParam() == HashAlgorithm::sm3 ? HashAlgorithm::sha256 : HashAlgorithm::sm3;
        EXPECT_EQ(store.verify(other).finding->kind, FindingKind::wrong_algorithm);
    }
}

TEST_P(Verify, WorksOnAnEmptyJournalAndOneInMemory) {
    { (void)Store::open(path, {.hash = GetParam()}); }
    EXPECT_TRUE(verify(path).sound);
    EXPECT_EQ(verify(path).events, 0);
    const Store store = Store::in_memory(GetParam());
    EXPECT_TRUE(store.verify().sound);
    EXPECT_EQ(store.verify(store.anchor()).completeness, Completeness::proved_by_anchor);
}

TEST_P(Verify, AJournalOpensEverywhereWhateverItsHash) {
    make_journal(path, GetParam());
    const std::string copy = folder / "copy.sanku";
    Anchor anchor;
    {
        Store store = Store::open(path);  // default options name sha256
        EXPECT_EQ(store.hash_algorithm(), GetParam());
        const auto more = testing::Story(testing::code(9)).on(date(2024, 1, 1), event::Started{});
        EXPECT_EQ(store.append(more.events, {.recorded_at = Instant::at(date(2025, 1, 1))}).added,
                  1);
        anchor = store.anchor();
        store.backup(copy);
    }
    std::filesystem::copy(path, folder / "plain.sanku");
    std::stringstream lines(testing::exported(Store::open(path)));
    EXPECT_EQ(import_journal(lines, folder / "lines.sanku"), anchor);
    for (const char* name : {"a.sanku", "copy.sanku", "plain.sanku", "lines.sanku"}) {
        const Store store = Store::open(folder / name);
        EXPECT_EQ(store.hash_algorithm(), GetParam()) << name;
        EXPECT_EQ(store.anchor(), anchor) << name;
        EXPECT_EQ(verify(folder / name, anchor).completeness, Completeness::proved_by_anchor)
            << verify(folder / name, anchor).text(Language::en);
    }
}

TEST_P(Verify, HoldsTheCheckpointAgainstTheEvents) {
    make_journal(path, GetParam());
    {
        Store store = Store::open(path);
        store.checkpoint();
        const auto more = testing::Story(testing::code(1)).report(Month(2024, 5), 60, 60);
        (void)store.append(more.events, {.recorded_at = Instant::at(date(2025, 1, 1))});
    }
    EXPECT_TRUE(verify(path).sound) << verify(path).text(Language::en);
    Store::open(path).checkpoint();  // made of the earlier one and what came after it
    EXPECT_TRUE(verify(path).sound) << verify(path).text(Language::en);
    // One that another journal made, with a report more than there is here.
    const std::string forged = folder / "forged.sanku";
    std::filesystem::copy(path, forged);
    {
        Store store = Store::open(forged);
        const auto more = testing::Story(testing::code(2)).report(Month(2024, 5), 70, 70);
        (void)store.append(more.events, {.recorded_at = Instant::at(date(2025, 1, 1))});
        store.checkpoint();
    }
    const Anchor anchor = Store::open(path, {.read_only = true}).anchor();
    const auto shown = [&] {
        const Portfolio now = Store::open(path, {.read_only = true}).at(date(2024, 12, 31));
        return now.columns().completed_total;
    };
    const auto before = shown();
    (void)testing::run_sql(path,
                           "ATTACH '" + forged +
                               "' AS f; DELETE FROM checkpoint WHERE name"
                               " <> ''; INSERT INTO checkpoint SELECT * FROM f.checkpoint WHERE"
                               " name <> ''");
    EXPECT_NE(shown(), before) << "the forged one is not used";
    const Verification found = verify(path, anchor);
    ASSERT_FALSE(found.sound) << "the library shows what was never recorded";
    EXPECT_EQ(found.finding->kind, FindingKind::altered_checkpoint);
}

TEST_P(Verify, BacksUpWhileAnotherConnectionAppends) {
    make_journal(path, GetParam());
    const Store reader = Store::open(path);
    Store writer = Store::open(path);
    const Anchor anchor = reader.anchor();
    {
        auto append = writer.begin_append({.recorded_at = Instant::at(date(2025, 1, 1))});
        (void)append.add({testing::code(9), date(2024, 1, 1), event::Started{}});
        reader.backup(folder / "during.sanku");
        EXPECT_THROW(writer.backup(folder / "own.sanku"), Error);
        (void)append.commit();
    }
    reader.backup(folder / "after.sanku");
    EXPECT_EQ(verify(folder / "during.sanku", anchor).completeness, Completeness::proved_by_anchor);
    EXPECT_EQ(verify(folder / "after.sanku", anchor).completeness, Completeness::tail_after_anchor);
    EXPECT_EQ(Store::open(folder / "after.sanku").anchor(), writer.anchor());
}

TEST(Backup, RefusesAFileThatIsThereAndLeavesNothingBehind) {
    const TemporaryDirectory folder;
    make_journal(folder / "a.sanku");
    const Store store = Store::open(folder / "a.sanku", {.read_only = true});
    testing::write_bytes(folder / "b.sanku", "mine");
    for (const std::string& to : {folder / "b.sanku", folder / "a.sanku", folder / "no/c.sanku"}) {
        try {
            store.backup(to);
            ADD_FAILURE() << to;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::io) << error.what();
        }
    }
    EXPECT_EQ(testing::bytes_of(folder / "b.sanku"), "mine");
    EXPECT_EQ(folder.files(), 2);
    store.backup(folder / "c.sanku");
    EXPECT_EQ(folder.files(), 3);
    EXPECT_EQ(Store::open(folder / "c.sanku").anchor(), store.anchor());
}

TEST(VerifyFile, SaysWhyAFileCannotBeRead) {
    const TemporaryDirectory folder;
    const std::string path = folder / "a.sanku";
    const auto detail = [&] {
        const Verification found = verify(path);
        EXPECT_FALSE(found.sound);
        EXPECT_EQ(found.completeness, Completeness::not_proved);
        return std::string(key(found.finding->kind)) + ' ' + found.finding->detail;
    };
    EXPECT_TRUE(detail().starts_with("not_readable io")) << detail();
    EXPECT_EQ(folder.files(), 0) << "it made the file";
    testing::write_bytes(path, "");
    EXPECT_EQ(detail(), "not_readable not_a_journal");
    testing::write_bytes(path, std::string(5000, 'x'));
    EXPECT_TRUE(detail().starts_with("not_readable not_a_journal")) << detail();
    std::filesystem::remove(path);
    make_journal(path);
    testing::run_sql(path, "PRAGMA user_version = 9");
    EXPECT_TRUE(detail().starts_with("not_readable newer_schema: 9")) << detail();
    testing::run_sql(path, "PRAGMA user_version = 2; CREATE TABLE more(x)");
    EXPECT_TRUE(detail().starts_with("not_readable damaged_journal: more")) << detail();
    std::filesystem::remove(path);
    make_journal(path);
    testing::write_bytes(path + "-journal", "x");
    EXPECT_EQ(detail(), "not_readable a rollback journal lies beside the file");
}

TEST(VerifyFile, SaysThatAJournalOfVersion1HasNoChainAndLeavesItAsItIs) {
    const TemporaryDirectory folder;
    const std::string path = folder / "a.sanku";
    (void)testing::run_sql(path, std::string(store_detail::schema_1) +
                                     "PRAGMA application_id = 1396788811; PRAGMA user_version = 1");
    const std::string before = testing::bytes_of(path);
    const Verification found = verify(path);
    EXPECT_FALSE(found.sound);
    EXPECT_EQ(found.finding->kind, FindingKind::no_chain);
    EXPECT_EQ(testing::bytes_of(path), before);
    EXPECT_EQ(folder.files(), 1);
    (void)Store::open(path);
    EXPECT_FALSE(verify(path).finding && verify(path).finding->kind == FindingKind::no_chain);
}

/// A file that an earlier build wrote, with every shape of link and pages of 512 bytes.
TEST(VerifyFile, FindsAJournalOfAnEarlierBuildSound) {
    const TemporaryDirectory folder;
    const std::filesystem::path sources = SANKU_SOURCE_DIR;
    std::filesystem::copy(sources / "tests" / "store" / "sm3.sanku", folder / "a.sanku");
    const Anchor anchor =
        Anchor::parse("sm3:8:33:52c2ca8947693c0d34d938b75e33a556f741689e1a0a5692a0de3a3778951dcd");
    EXPECT_EQ(verify(folder / "a.sanku", anchor).completeness, Completeness::proved_by_anchor)
        << verify(folder / "a.sanku", anchor).text(Language::en);
}

/// Its table of kinds ends where that build's did.
TEST(VerifyFile, AJournalOfAnEarlierBuildTakesKindsOfEventThatItDidNotKnow) {
    using testing::code;
    using testing::Story;
    const TemporaryDirectory folder;
    const std::filesystem::path sources = SANKU_SOURCE_DIR;
    const std::string path = folder / "a.sanku";
    std::filesystem::copy(sources / "tests" / "store" / "sm3.sanku", path);
    std::filesystem::permissions(path, std::filesystem::perms::owner_write,
                                 std::filesystem::perm_options::add);
    const std::string kinds = "SELECT count(*) FROM event_kind";
    ASSERT_EQ(testing::ask_sql(path, kinds), "18;");
    const Batch batch{.recorded_at = Instant::at(date(2024, 8, 1))};
    {
        Store store = Store::open(path);
        (void)store.append(Story(code(1)).on(date(2024, 7, 1), event::Enrolled{}).events, batch);
        EXPECT_EQ(testing::ask_sql(path, kinds), "18;") << "nothing new is to be named";
        EXPECT_TRUE(store.verify().sound);
        (void)store.append(Story(code(1))
                               .on(date(2023, 1, 1), event::Negotiated{})
                               .on(date(2024, 1, 1), event::AgreementSet{Money::from_fen(1), {}})
                               .events,
                           batch);
        EXPECT_EQ(store.at(date(2024, 6, 30)).deals().agreed_output.at(0), 1);
        (void)store.append(Story(code(2)).on(date(2023, 1, 1), event::Negotiated{}).events, batch);
    }
    EXPECT_EQ(testing::ask_sql(path, kinds), std::to_string(event_kind_count) + ';');
    EXPECT_EQ(testing::ask_sql(path, "SELECT kind FROM journal WHERE seq > 34"),
              "negotiated;agreement_set;negotiated;");
    EXPECT_TRUE(verify(path).sound) << verify(path).text(Language::en);
    EXPECT_EQ(testing::all_of(path).empty(), false);
    // As a build with the kinds of agreements left it, which reads it still.
    testing::tamper(path, "DELETE FROM event_kind WHERE id > 23");
    EXPECT_TRUE(verify(path).sound) << verify(path).text(Language::en);
    {
        Store store = Store::open(path);
        (void)store.append(Story(code(2)).on(date(2024, 1, 1), event::ContractSigned{}).events,
                           batch);
        EXPECT_EQ(testing::ask_sql(path, kinds), "24;") << "nothing new is to be named";
        (void)store.append(Story(code(2)).on(date(2024, 1, 1), event::Approved{"可研批复"}).events,
                           batch);
    }
    EXPECT_EQ(testing::ask_sql(path, kinds), std::to_string(event_kind_count) + ';');
    EXPECT_TRUE(verify(path).sound) << verify(path).text(Language::en);
    // As a build with the kinds of moves left it, which knew no texts of an evaluation.
    for (const auto& [system, expected] :
         {std::pair{"", std::string("28;")},
          std::pair{"fiscal 1", std::to_string(event_kind_count) + ';'}}) {
        testing::tamper(path, "DELETE FROM event_kind WHERE id > 27");
        EXPECT_TRUE(verify(path).sound) << verify(path).text(Language::en);
        Store store = Store::open(path);
        const auto evaluated = event::Evaluated{Evaluation::project, 8000, system};
        (void)store.correct(Story(code(2)).on(date(2024, 2, 1), evaluated).events, batch);
        EXPECT_EQ(testing::ask_sql(path, kinds), expected);
    }
    testing::tamper(path, "DELETE FROM event_kind WHERE id > 27");
    {
        Store store = Store::open(path);
        (void)store.append(Story(code(2)).on(date(2024, 1, 1), event::FactorStated{"land"}).events,
                           batch);
    }
    EXPECT_EQ(testing::ask_sql(path, kinds), std::to_string(event_kind_count) + ';');
    EXPECT_TRUE(verify(path).sound) << verify(path).text(Language::en);
    testing::tamper(path, "DELETE FROM event_kind WHERE id > 17");
    ASSERT_TRUE(verify(path).finding) << "events of kinds without a name";
    EXPECT_EQ(verify(path).finding->kind, FindingKind::altered_kinds);
}

TEST(VerifyFile, SpeaksBothLanguages) {
    const TemporaryDirectory folder;
    make_journal(folder / "a.sanku");
    const Verification sound = verify(folder / "a.sanku");
    EXPECT_EQ(sound.text(Language::en),
              "33 events in 8 batches are as they were recorded. Without an anchor it is not proved"
              " that nothing was cut off at the end, nor that the whole was not written anew.");
    EXPECT_EQ(sound.text(Language::zh),
              "8批共33个事件与登记时一致。没有锚点，无法证明末尾没有被截断，也无法证明全库没有被整"
              "体改写。");
    testing::tamper(folder / "a.sanku", "UPDATE event SET value = 1 WHERE seq = 12");
    const Verification found = verify(folder / "a.sanku");
    EXPECT_EQ(found.text(Language::en),
              "Not sound: event 12 was altered. Before that, 11 events in 1 batch are as they were"
              " recorded.");
    EXPECT_EQ(found.text(Language::zh),
              "校验不通过：第12号事件被改动。此前1批共11个事件与登记时一致。");
    for (std::size_t i = 0; i < finding_kind_count; ++i) {
        const Finding finding{
            .kind = static_cast<FindingKind>(i), .sequence = 3, .batch = 4, .other = 5};
        for (const Language language : {Language::zh, Language::en}) {
            EXPECT_EQ(finding.text(language).find('{'), std::string::npos);
            EXPECT_GT(finding.text(language).size(), 10U);
        }
        EXPECT_FALSE(key(finding.kind).empty());
    }
}

/// One of nothing, or that names no event, would not be sound.
TEST(VerifyFile, NothingIsTakenBackWithoutNamingTheEvent) {
    Store store = Store::in_memory();
    const testing::Story story =
        testing::Story(testing::code(1))
            .on(date(2024, 1, 1), event::Retracted{EventKind::started, 0, "", "x"});
    const Batch batch{.recorded_at = Instant::at(date(2024, 1, 1))};
    EXPECT_THROW((void)store.append(story.events, batch), Error);
    EXPECT_THROW((void)store.correct(story.events, batch), Error);
    EXPECT_EQ(store.length(), 0);
    EXPECT_THROW((void)store.store({.title = "t",
                                    .as_of = date(2024, 1, 1),
                                    .known_on = {},
                                    .position = {},
                                    .policy = "",
                                    .language = "zh",
                                    .previous_year_investment = {},
                                    .region_level = {},
                                    .json_hash = {}},
                                   Instant::from_unix_seconds(INT64_MAX / 2), "x"),
                 Error)
        << "a time of no day";
    EXPECT_TRUE(store.verify().sound);
}

TEST(VerifyFile, RefusesWithinAnAppend) {
    Store store = Store::in_memory();
    const auto append = store.begin_append({.recorded_at = Instant::at(date(2024, 1, 1))});
    EXPECT_THROW((void)store.verify(), Error);
    std::ostringstream out;
    EXPECT_THROW(export_journal(store, out), Error);
}

}  // namespace
}  // namespace sanku
