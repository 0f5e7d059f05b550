#include "sanku/archive/frozen.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sanku/core/text.hpp"
#include "sanku/core/version.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using nlohmann::json;
using testing::code;
using testing::Story;

constexpr Language languages[] = {Language::zh, Language::en};
const Date as_of = date(2025, 4, 30);

Batch batch(Date day, int hour = 9) {
    return {.recorded_at = Instant::at(day, hour), .by = "张三", .source = "ledger.csv", .rows = 5};
}

Story project(int n) {
    Story story(code(n));
    const Date day = date(2025, 1, 1);
    story.on(day, AttributeChanged::of(Attribute::name, "项目" + std::to_string(n)))
        .on(day, AttributeChanged::total_investment(Money::from(n + 1, MoneyUnit::yi_yuan)))
        .on(day, AttributeChanged::region(RegionCode::parse("420281"), ""))
        .on(day, event::MovedToImplementation{})
        .on(day, event::StartPlanned{date(2025, 2, 1)});
    return story;
}

Store journal() {
    Store store = Store::in_memory();
    for (int n = 0; n < 3; ++n) store.append(project(n).events, batch(date(2025, 5, 3)));
    return store;
}

BulletinRequest request() {
    return {
        .as_of = as_of, .policy = Policy::builtin("yinchuan-2025+hubei"), .title = "2025年4月通报"};
}

Frozen freeze_april(Store& store) {
    return freeze(store, request(), Instant::at(date(2025, 5, 3), 10), "李四");
}

TEST(FrozenBulletin, ComesOutToTheByteWhateverWasRecordedSince) {
    Store store = journal();
    const Frozen frozen = freeze_april(store);
    store.append(project(9).events, batch(date(2025, 5, 3), 11));  // later on the same day
    store.correct(std::vector<Event>{{code(0), date(2025, 1, 1),
                                      AttributeChanged::total_investment(Money::from_fen(7))}},
                  batch(date(2025, 7, 1)));
    const Replay replay = sanku::replay(store, frozen.number);
    EXPECT_TRUE(replay.same);
    EXPECT_EQ(replay.anchor_holds, true);
    EXPECT_EQ(replay.json, frozen.json);
    EXPECT_EQ(replay.anchor, frozen.anchor);
    for (const Language language : languages) {
        EXPECT_EQ(to_json(replay.bulletin, language), to_json(frozen.bulletin, language));
        EXPECT_EQ(to_text(replay.bulletin, language), to_text(frozen.bulletin, language));
    }
    EXPECT_NE(to_json(make_bulletin(store, request()), Language::zh), frozen.json);
}

TEST(FrozenBulletin, StoresWhatItWasMadeFrom) {
    Store store = journal();
    BulletinRequest asked = request();
    asked.known_on = date(2025, 5, 3);
    asked.language = Language::en;
    asked.previous_year_investment = Money::from(3, MoneyUnit::yi_yuan);
    asked.region_level = RegionLevel::city;
    const Frozen frozen = freeze(store, asked, Instant::at(date(2025, 5, 4), 10), "李四");
    const StoredRecord stored = frozen_record(store, frozen.number);
    EXPECT_EQ(stored.by, "李四");
    EXPECT_EQ(stored.library, version);
    EXPECT_EQ(stored.frozen_at, Instant::at(date(2025, 5, 4), 10));
    EXPECT_EQ(stored.record.title, "2025年4月通报");
    EXPECT_EQ(stored.record.known_on, asked.known_on);
    EXPECT_EQ(stored.record.position, (Position{3, 15}));
    EXPECT_EQ(Policy::parse(stored.record.policy, "x"), asked.policy);
    EXPECT_EQ(stored.record.json_hash, digest(HashAlgorithm::sha256, frozen.json));
    const Replay replay = sanku::replay(store, frozen.number);
    EXPECT_TRUE(replay.same);
    EXPECT_EQ(replay.bulletin.known_on, asked.known_on);
    EXPECT_EQ(replay.bulletin.region_level, RegionLevel::city);
    EXPECT_TRUE(replay.bulletin.previous_year_stated);
    EXPECT_EQ(json::parse(replay.json)["language"], "en");
}

TEST(FrozenBulletin, SaysWhatItRestsOnInJsonAndText) {
    Store store = journal();
    const Frozen frozen = freeze_april(store);
    const json out = json::parse(frozen.json)["provenance"];
    const std::string head = frozen.anchor.head.hex();
    const std::string rules =
        digest(HashAlgorithm::sha256, to_toml(Policy::builtin("yinchuan-2025+hubei"))).hex();
    EXPECT_EQ(out["algorithm"], "sha256");
    EXPECT_EQ(out["journal"], (json{{"batches", 3}, {"events", 15}, {"head", head}}));
    EXPECT_EQ(out["policy"],
              (json{{"id", "yinchuan-2025+hubei"}, {"version", "2+2"}, {"hash", rules}}));
    EXPECT_EQ(out["library"], version);
    EXPECT_EQ(out["known_on_limited"], false);
    const std::string hash = digest(HashAlgorithm::sha256, frozen.json).hex();
    for (const Language language : languages) {
        const std::string body = to_text(frozen.bulletin, language);
        for (const std::string& shown : {head, rules, hash}) {
            EXPECT_NE(body.find("sha256:" + shown), std::string::npos) << shown << '\n' << body;
        }
    }
    EXPECT_NE(to_text(frozen.bulletin, Language::zh).find("依据：台账 3 批 15 条事件，校验"),
              std::string::npos);
    EXPECT_EQ(frozen.json.find(hash), std::string::npos);
}

TEST(FrozenBulletin, MadeFromAStoreHasProvenanceAndFromLightsHasNone) {
    const Store store = journal();
    const Bulletin made = make_bulletin(store, request());
    ASSERT_TRUE(made.provenance.has_value());
    EXPECT_EQ(made.provenance->head, store.anchor().head);
    EXPECT_FALSE(made.seal.has_value());
    const Bulletin bare = make_bulletin(warning::evaluate(store.at(as_of), request().policy));
    EXPECT_FALSE(bare.provenance.has_value());
    EXPECT_TRUE(json::parse(to_json(bare, Language::zh))["provenance"].is_null());
    EXPECT_EQ(to_text(bare, Language::zh).find("依据："), std::string::npos);
}

TEST(FrozenBulletin, UsesTheHashOfItsJournal) {
    Store store = Store::in_memory(HashAlgorithm::sm3);
    store.append(project(0).events, batch(date(2025, 5, 3)));
    const Frozen frozen = freeze_april(store);
    EXPECT_EQ(frozen.record.json_hash, digest(HashAlgorithm::sm3, frozen.json));
    EXPECT_TRUE(replay(store, frozen.number).same);
    EXPECT_NE(to_text(frozen.bulletin, Language::zh).find("sm3:"), std::string::npos);
}

TEST(FrozenBulletin, StatesAMismatchWithBothHashes) {
    Store store = journal();
    FrozenRecord record = freeze_april(store).record;
    const Digest wrong = digest(HashAlgorithm::sha256, "another bulletin");
    record.json_hash = wrong;  // as if it had been frozen from something else
    const std::int64_t number = store.store(record, Instant::at(date(2025, 5, 5)), "李四");
    const Replay replay = sanku::replay(store, number);
    EXPECT_FALSE(replay.same);
    EXPECT_EQ(replay.anchor_holds, std::nullopt);
    for (const Language language : languages) {
        const std::string body = to_text(replay.bulletin, language);
        EXPECT_NE(body.find(wrong.hex()), std::string::npos);
        EXPECT_NE(body.find(replay.json_hash.hex()), std::string::npos);
    }
}

TEST(FrozenBulletin, IsHeldAgainstTheAnchorThatWasKept) {
    Store store = journal();
    const Frozen frozen = freeze_april(store);
    EXPECT_EQ(replay(store, frozen.number, frozen.anchor).anchor_holds, true);
    Anchor other = frozen.anchor;
    other.head = digest(HashAlgorithm::sha256, "another journal");
    EXPECT_EQ(replay(store, frozen.number, other).anchor_holds, false);
}

TEST(FrozenBulletin, OfANumberThatIsNotThereIsRefused) {
    Store store = journal();
    const Frozen frozen = freeze_april(store);
    EXPECT_THROW((void)replay(store, frozen.number + 1), Error);
    EXPECT_THROW((void)replay(store, 1), Error) << "a batch of events";
}

TEST(FrozenBulletin, IsNotStoredIfItCannotBeMade) {
    Store store = journal();
    BulletinRequest asked = request();
    asked.previous_year_investment = Money::from_fen(-1);
    EXPECT_THROW((void)freeze(store, asked, Instant::at(date(2025, 5, 5)), ""), Error);
    EXPECT_THROW((void)freeze(store, request(), Instant::at(date(2025, 5, 1)), ""), Error)
        << "in the past of the journal";
    EXPECT_TRUE(store.frozen().empty());
}

}  // namespace
}  // namespace sanku
