// Everything that somebody who can write to the file might do to it, and what verify makes of it.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "journal_file.hpp"
#include "sanku/store/verify.hpp"

namespace sanku {
namespace {

using testing::all_of;
using testing::bytes_of;
using testing::make_journal;
using testing::run_sql;
using testing::tamper;
using testing::TemporaryDirectory;
using testing::write_bytes;

constexpr std::int64_t events = 33;
constexpr std::int64_t batches = 8;

/// A small journal, its anchor, and copies of it to be tampered with.
class Attack : public ::testing::TestWithParam<HashAlgorithm> {
  protected:
    Attack() {
        make_journal(original, GetParam());
        whole = bytes_of(original);
        anchor = Store::open(original, {.read_only = true}).anchor();
    }
    /// What verify finds, with the anchor or without, after `sql` was run without triggers.
    Verification after(const std::string& sql, bool anchored = false) {
        write_bytes(path, whole);
        tamper(path, sql);
        return anchored ? verify(path, anchor) : verify(path);
    }
    /// The kind of the finding; counts it.
    FindingKind kind_after(const std::string& sql) {
        const Verification found = after(sql);
        EXPECT_FALSE(found.sound) << sql;
        if (!found.finding) return FindingKind::not_readable;
        ++tally[std::string(key(found.finding->kind))];
        last = *found.finding;
        return found.finding->kind;
    }
    void print(const std::string& what) {
        std::int64_t sum = 0;
        for (const auto& [kind, count] : tally) sum += count;
        std::cout << sum << ' ' << what << ", all detected:";
        for (const auto& [kind, count] : tally) std::cout << ' ' << kind << ' ' << count;
        std::cout << '\n';
    }
    std::vector<std::string> ask(const std::string& sql) { return run_sql(original, sql); }

    TemporaryDirectory folder;
    std::string original = folder / "original.sanku";
    std::string path = folder / "a.sanku";
    std::string whole;
    Anchor anchor;
    Finding last{};
    std::map<std::string, std::int64_t> tally;
};

INSTANTIATE_TEST_SUITE_P(BothHashes, Attack,
                         ::testing::Values(HashAlgorithm::sha256, HashAlgorithm::sm3),
                         [](const auto& test) { return std::string(key(test.param)); });

std::string n_of(std::int64_t n) {
    return std::to_string(n);
}

// --- Cutting

TEST_P(Attack, CuttingTheEndOffIsDetectedWithTheAnchor) {
    const auto ends = ask("SELECT last_seq FROM batch ORDER BY id");
    std::int64_t detected = 0;
    std::int64_t sound_without = 0;
    for (std::int64_t keep = 0; keep < batches; ++keep) {
        const std::string end = keep == 0 ? "0" : ends[static_cast<std::size_t>(keep - 1)];
        const std::string cut = "DELETE FROM event WHERE seq > " + end +
                                "; DELETE FROM batch WHERE id > " + n_of(keep) +
                                "; DELETE FROM bulletin WHERE batch > " + n_of(keep) +
                                "; DELETE FROM project WHERE id NOT IN (SELECT project FROM event)";
        const Verification found = after(cut, true);
        ASSERT_FALSE(found.sound);
        EXPECT_EQ(found.finding->kind, FindingKind::cut_tail);
        EXPECT_EQ(found.finding->batch, keep + 1);
        EXPECT_EQ(found.finding->sequence, std::stoll(end) + 1);
        ++detected;
        const Verification without = verify(path);
        EXPECT_TRUE(without.sound) << without.text(Language::en);
        EXPECT_EQ(without.completeness, Completeness::not_proved);
        ++sound_without;
    }
    std::cout << detected << " cuts at the end of a batch: all detected with the anchor; "
              << sound_without << " sound without it, and said to be not proved complete\n";
}

TEST_P(Attack, CuttingWithinABatchIsDetectedWithoutTheAnchor) {
    for (std::int64_t keep = 0; keep < events; ++keep) {
        (void)kind_after("DELETE FROM event WHERE seq > " + n_of(keep));
        EXPECT_EQ(last.kind, FindingKind::missing_event);
        EXPECT_EQ(last.sequence, keep + 1);
        // The batches that end after it as well: what remains of the last is of no batch.
        const std::string cut = "DELETE FROM event WHERE seq > " + n_of(keep) +
                                "; DELETE FROM batch WHERE last_seq > " + n_of(keep) +
                                "; DELETE FROM bulletin WHERE batch NOT IN (SELECT id FROM batch)";
        const bool at_end = !ask("SELECT id FROM batch WHERE last_seq = " + n_of(keep)).empty();
        if (keep == 0 || at_end) continue;
        EXPECT_EQ(kind_after(cut), FindingKind::event_of_no_batch);
    }
    print("cuts within a batch");
}

TEST_P(Attack, TruncatingTheFileIsDetected) {
    std::int64_t tried = 0;
    for (std::size_t length = 0; length < whole.size();
         length += length % 4096 == 0 ? 1 : std::min<std::size_t>(511, 4096 - length % 4096)) {
        write_bytes(path, whole.substr(0, length));
        ASSERT_FALSE(verify(path).sound) << length;
        ++tried;
    }
    for (const std::size_t more : {1U, 4096U}) {
        write_bytes(path, whole + std::string(more, '\0'));
        EXPECT_FALSE(verify(path).sound);
        ++tried;
    }
    std::cout << tried << " other lengths of the file (of " << whole.size()
              << " bytes): all detected\n";
}

TEST_P(Attack, AnOlderCopyIsDetectedWithTheAnchorAlone) {
    const std::string older = folder / "older.sanku";
    std::filesystem::copy(original, older);
    {
        Store store = Store::open(original);
        (void)store.append(
            testing::Story(testing::code(9)).on(date(2024, 1, 1), event::Started{}).events,
            {.recorded_at = Instant::at(date(2025, 1, 1))});
        anchor = store.anchor();
    }
    EXPECT_EQ(verify(original, anchor).completeness, Completeness::proved_by_anchor);
    EXPECT_EQ(verify(older, anchor).finding->kind, FindingKind::cut_tail);
    const Verification without = verify(older);
    EXPECT_TRUE(without.sound);
    EXPECT_EQ(without.completeness, Completeness::not_proved);
}

// --- Moving

TEST_P(Attack, ExchangingAnyTwoEventsIsDetectedAndNamesBoth) {
    const std::string columns[] = {"project", "kind",  "retracts",  "effective", "fact",
                                   "subject", "value", "value2",    "value3",    "value4",
                                   "text",    "text2", "supersedes"};
    std::string list;
    std::string from;
    for (const auto& column : columns) {
        list += (list.empty() ? "" : ", ") + column;
        from += (from.empty() ? "o." : ", o.") + column;
    }
    std::int64_t pairs = 0;
    std::int64_t named = 0;
    for (std::int64_t n = 1; n <= events; ++n) {
        for (std::int64_t m = n + 1; m <= events; ++m) {
            const std::string both = n_of(n) + ", " + n_of(m);
            const std::string contents =
                "CREATE TEMP TABLE o AS SELECT * FROM event WHERE seq IN (" + both +
                "); UPDATE event SET (" + list + ") = (SELECT " + from +
                " FROM o WHERE o.seq <> event.seq) WHERE seq IN (" + both + ')';
            const std::string rows = "UPDATE event SET seq = -seq WHERE seq IN (" + both +
                                     "); UPDATE event SET seq = " + n_of(n + m) +
                                     " + seq WHERE seq < 0";
            for (const std::string& sql : {contents, rows}) {
                const FindingKind kind = kind_after(sql);
                EXPECT_EQ(last.sequence, n) << key(kind) << ' ' << both;
                ++pairs;
                if (kind == FindingKind::swapped_events && last.other == m) ++named;
            }
        }
    }
    print("exchanges of two events");
    std::cout << named << " of " << pairs << " name both events\n";
    EXPECT_EQ(named, pairs);
}

TEST_P(Attack, RemovingAnyEventOrBatchIsDetected) {
    for (std::int64_t n = 1; n <= events; ++n) {
        EXPECT_EQ(kind_after("DELETE FROM event WHERE seq = " + n_of(n)),
                  FindingKind::missing_event);
        EXPECT_EQ(last.sequence, n);
        // And those that follow numbered anew, and the batches as well.
        const std::string renumber =
            "DELETE FROM event WHERE seq = " + n_of(n) +
            "; UPDATE event SET seq = 1 - seq WHERE seq > " + n_of(n) +
            "; UPDATE event SET seq = -seq WHERE seq < 0"
            "; UPDATE batch SET last_seq = last_seq - 1 WHERE last_seq >= " +
            n_of(n);
        (void)kind_after(renumber);
        EXPECT_TRUE(last.sequence == n || (last.sequence == 0 && last.batch > 0)) << n;
    }
    for (std::int64_t b = 1; b <= batches; ++b) {
        const bool is_last = b == batches;
        EXPECT_EQ(kind_after("DELETE FROM batch WHERE id = " + n_of(b)),
                  is_last ? FindingKind::event_of_no_batch : FindingKind::missing_batch);
        const Verification found =
            after("DELETE FROM batch WHERE id = " + n_of(b) + "; DELETE FROM event WHERE batch = " +
                      n_of(b) + "; DELETE FROM bulletin WHERE batch = " + n_of(b) +
                      "; DELETE FROM project WHERE id NOT IN (SELECT project FROM event)",
                  true);
        ASSERT_FALSE(found.sound);
        EXPECT_EQ(found.finding->kind,
                  is_last ? FindingKind::cut_tail : FindingKind::missing_batch);
        EXPECT_EQ(found.finding->batch, b);
    }
    print("removals");
}

TEST_P(Attack, PuttingAnEventElsewhereIsDetected) {
    const std::string rest =
        "project, kind, retracts, effective, fact, subject, value, value2, value3, value4, text,"
        " text2, supersedes, hash FROM ";
    std::int64_t named = 0;
    std::int64_t tried = 0;
    for (std::int64_t from = 1; from <= events; ++from) {
        for (std::int64_t to = 1; to <= events; ++to) {
            if (from == to) continue;
            // Taken out, the events between moved up, and put in again.
            const bool up = from < to;
            const std::string low = n_of(up ? from + 1 : to);
            const std::string high = n_of(up ? to : from - 1);
            const std::string move = "UPDATE event SET seq = -1000 WHERE seq = " + n_of(from) +
                                     "; UPDATE event SET seq = -(seq " + (up ? "- 1" : "+ 1") +
                                     ") WHERE seq BETWEEN " + low + " AND " + high +
                                     "; UPDATE event SET seq = -seq WHERE seq BETWEEN -999 AND -1"
                                     "; UPDATE event SET seq = " +
                                     n_of(to) + " WHERE seq = -1000";
            const FindingKind kind = kind_after(move);
            EXPECT_TRUE(last.sequence == std::min(from, to) ||
                        (last.sequence == 0 && last.batch > 0))
                << from << " to " << to << ' ' << last.sequence;
            ++tried;
            if (kind == FindingKind::reinserted_event || kind == FindingKind::swapped_events) {
                ++named;
            }
            // A copy of it put in, with all that follows moved down.
            const std::string copy =
                "CREATE TEMP TABLE o AS SELECT * FROM event WHERE seq = " + n_of(from) +
                "; UPDATE event SET seq = -(seq + 1) WHERE seq >= " + n_of(to) +
                "; UPDATE event SET seq = -seq WHERE seq < 0; INSERT INTO event SELECT " +
                n_of(to) + ", (SELECT min(id) FROM batch WHERE last_seq >= " + n_of(to) + "), " +
                rest + "o; UPDATE batch SET last_seq = last_seq + 1 WHERE last_seq >= " + n_of(to);
            const FindingKind second = kind_after(copy);
            EXPECT_EQ(last.sequence, to) << from << " copied to " << to << ' ' << key(second);
            ++tried;
            if (second == FindingKind::reinserted_event) ++named;
        }
    }
    print("events put elsewhere");
    std::cout << named << " of " << tried << " named as moved or copied\n";
}

// --- Altering

TEST_P(Attack, AlteringAnyColumnOfAnyRowIsDetected) {
    struct Table {
        std::string name;
        std::string row;
        std::set<FindingKind> kinds;
    };
    const Table tables[] = {
        {"event",
         "seq",
         {FindingKind::altered_event, FindingKind::altered_project, FindingKind::missing_event,
          FindingKind::reinserted_event, FindingKind::swapped_events, FindingKind::not_readable}},
        {"batch",
         "id",
         {FindingKind::altered_batch, FindingKind::missing_batch, FindingKind::missing_event,
          FindingKind::altered_event, FindingKind::altered_bulletin,
          FindingKind::event_of_no_batch}},
        {"bulletin", "batch", {FindingKind::altered_bulletin, FindingKind::altered_batch}},
        {"project", "id", {FindingKind::altered_project, FindingKind::altered_event}},
        {"event_kind", "id", {FindingKind::altered_kinds}},
        {"chain", "rowid", {FindingKind::wrong_algorithm}}};
    for (const Table& table : tables) {
        const auto columns = ask("SELECT name FROM pragma_table_info('" + table.name + "')");
        const auto rows = ask("SELECT " + table.row + " FROM " + table.name);
        for (const std::string& column : columns) {
            for (const std::string& row : rows) {
                const std::string where = " WHERE " + table.row + " = " + row;
                const std::string type = ask("SELECT type FROM pragma_table_info('" + table.name +
                                             "') WHERE name = '" + column + "'")
                                             .front();
                std::vector<std::string> values;
                if (type == "INTEGER") {
                    values = {"coalesce(" + column + " + 1, 0)", "coalesce(-" + column + ", 7)",
                              "9223372036854775807", "1 << 40"};
                } else if (type == "TEXT") {
                    values = {column + " || 'x'", "''", "CAST(x'FF' AS TEXT)"};
                } else {
                    values = {"zeroblob(32)", "zeroblob(31)", "x''", "randomblob(32)"};
                }
                for (const std::string& value : values) {
                    const std::string same =
                        ask("SELECT (" + value + ") IS " + column + " FROM " + table.name + where)
                            .front();
                    if (same == "1") continue;
                    const bool key_taken =
                        column == table.row &&
                        ask("SELECT count(*) FROM " + table.name + " WHERE " + table.row +
                            " = (SELECT " + value + " FROM " + table.name + where + ")")
                                .front() != "0";
                    if (key_taken) continue;
                    const std::string sql =
                        "UPDATE " + table.name + " SET " + column + " = " + value + where;
                    const FindingKind kind = kind_after(sql);
                    EXPECT_TRUE(table.kinds.contains(kind))
                        << sql << ": " << last.text(Language::en);
                    if (table.name == "event" && column != "seq") {
                        EXPECT_EQ(last.sequence, std::stoll(row)) << sql;
                    }
                }
                if (type == "INTEGER") {
                    const bool null =
                        ask("SELECT " + column + " IS NULL FROM " + table.name + where).front() ==
                        "1";
                    const bool may = ask("SELECT \"notnull\" + pk FROM pragma_table_info('" +
                                         table.name + "') WHERE name = '" + column + "'")
                                         .front() == "0";
                    if (!null && may) {
                        (void)kind_after("UPDATE " + table.name + " SET " + column + " = NULL" +
                                         where);
                    }
                }
            }
        }
    }
    print("altered values");
}

TEST_P(Attack, AddedRowsAreDetected) {
    EXPECT_EQ(kind_after("INSERT INTO project VALUES (5, '2403-420281-04-01-000099')"),
              FindingKind::altered_project);
    EXPECT_EQ(kind_after("INSERT INTO project VALUES (-5, '2403-420281-04-01-000099')"),
              FindingKind::altered_project);
    EXPECT_EQ(kind_after("UPDATE project SET id = 9 WHERE id = 4;"
                         "UPDATE event SET project = 9 WHERE project = 4"),
              FindingKind::altered_project);
    EXPECT_EQ(kind_after("DELETE FROM project WHERE id = 2"), FindingKind::altered_project);
    EXPECT_EQ(kind_after("INSERT INTO event_kind VALUES (99, 'x')"), FindingKind::altered_kinds);
    EXPECT_EQ(kind_after("INSERT INTO chain VALUES ('sm3')"), FindingKind::wrong_algorithm);
    EXPECT_EQ(kind_after("INSERT INTO bulletin SELECT 2, title, as_of, known_on, up_to, policy,"
                         " language, previous_year, region_level, json_hash FROM bulletin"
                         " WHERE batch = 4"),
              FindingKind::altered_bulletin);
    EXPECT_EQ(kind_after("INSERT INTO bulletin SELECT 99, title, as_of, known_on, up_to, policy,"
                         " language, previous_year, region_level, json_hash FROM bulletin"
                         " WHERE batch = 4"),
              FindingKind::altered_bulletin);
    EXPECT_EQ(
        kind_after("UPDATE bulletin SET batch = -batch; UPDATE bulletin SET batch = 11 + batch"),
        FindingKind::altered_bulletin);
    EXPECT_EQ(kind_after("INSERT INTO batch SELECT 9, recorded, recorded_by, source, rows,"
                         " rejected, last_seq, hash FROM batch WHERE id = 8"),
              FindingKind::altered_batch);
    EXPECT_EQ(kind_after("UPDATE chain SET hash = iif(hash = 'sm3', 'sha256', 'sm3')"),
              FindingKind::wrong_algorithm);
    print("rows added or taken");
}

/// An attacker who has this library, and hashes everything anew.
TEST_P(Attack, RehashingTheWholeIsDetectedWithTheAnchorAlone) {
    const std::string forged = folder / "forged.sanku";
    {
        Store store = Store::open(forged, {.hash = GetParam()});
        const Store from = Store::open(original, {.read_only = true});
        const auto frozen = from.frozen();
        for (const RecordedBatch& batch : from.batches()) {
            const auto record = std::ranges::find(frozen, batch.number, &StoredRecord::number);
            if (record != frozen.end()) {
                (void)store.store(record->record, record->frozen_at, record->by);
                continue;
            }
            auto append = store.begin_append(batch.batch, Store::Rules::checked_by_caller);
            from.for_each([&](const RecordedEvent& event) {
                if (event.batch != batch.number) return;
                Event forged_event = event.event;
                if (event.sequence == 12) {
                    std::get<event::ProgressReported>(forged_event.what).paid =
                        Money::from_fen(999);
                }
                if (std::holds_alternative<event::Retracted>(forged_event.what)) {
                    (void)append.retract(event.supersedes, "误报");
                } else {
                    (void)append.correct(forged_event);
                }
            });
            (void)append.commit(batch.batch.rows, batch.batch.rejected);
        }
        EXPECT_EQ(store.position(), anchor.position);
    }
    const Verification found = verify(forged, anchor);
    ASSERT_FALSE(found.sound);
    EXPECT_EQ(found.finding->kind, FindingKind::not_at_anchor);
    const Verification without = verify(forged);
    EXPECT_TRUE(without.sound) << "there is no key in the hashes";
    EXPECT_EQ(without.completeness, Completeness::not_proved);
}

// --- Files beside it

TEST_P(Attack, TamperingWithTheLogIsDetectedWithTheAnchorOrChangesNothing) {
    // A journal whose last batches lie in the log alone, as a crash leaves it.
    const std::string live = folder / "live.sanku";
    std::filesystem::copy(original, live);
    Store writer = Store::open(live);
    const Anchor before = writer.anchor();
    (void)writer.append(
        testing::Story(testing::code(9)).on(date(2024, 1, 1), event::Started{}).events,
        {.recorded_at = Instant::at(date(2025, 1, 1))});
    const Anchor end = writer.anchor();
    const std::string base = bytes_of(live);
    const std::string log = bytes_of(live + "-wal");
    const auto restore = [&](const std::string& wal) {
        std::filesystem::remove(path + "-shm");
        write_bytes(path, base);
        write_bytes(path + "-wal", wal);
    };
    restore(log);
    EXPECT_EQ(verify(path, end).completeness, Completeness::proved_by_anchor);
    std::int64_t detected = 0;
    std::int64_t harmless = 0;
    for (std::size_t at = 0; at < log.size(); at += at < 256 ? 1 : 37) {
        std::string wal = log;
        wal[at] = static_cast<char>(~wal[at]);
        restore(wal);
        const Verification found = verify(path, end);
        if (!found.sound) {
            ++detected;
        } else {
            EXPECT_EQ(found.head, end) << at;
            ++harmless;
        }
        EXPECT_TRUE(verify(path, before).sound) << "what is in the file itself is untouched";
    }
    for (std::size_t length = 0; length < log.size(); length += 997) {
        restore(log.substr(0, length));
        EXPECT_EQ(verify(path, end).finding->kind, FindingKind::cut_tail) << length;
        ++detected;
    }
    std::cout << detected << " changes of the log detected, " << harmless
              << " in bytes that hold nothing of the journal\n";
    EXPECT_EQ(harmless, 0);
}

// --- Every byte

/// Where in an SQLite file (https://www.sqlite.org/fileformat.html) the bytes lie that hold no
/// content.
class Layout {
  public:
    explicit Layout(const std::string& file) : file_(file), of_(file.size()) {
        page_ = number(16, 2) == 1 ? 65536 : number(16, 2);
        name(24, 4, "counters of SQLite");  // changes
        name(40, 4, "counters of SQLite");  // changes of the schema
        name(92, 8, "counters of SQLite");  // changes again, version
        for (std::size_t page = 0; page * page_ < file.size(); ++page) b_tree(page * page_);
        schema_rows(0);
    }
    [[nodiscard]] const std::string& operator[](std::size_t at) const { return of_[at]; }

  private:
    [[nodiscard]] std::size_t number(std::size_t at, std::size_t count) const {
        std::size_t value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            value = value << 8 | static_cast<unsigned char>(file_[at + i]);
        }
        return value;
    }
    void name(std::size_t at, std::size_t count, const char* what) {
        for (std::size_t i = at; i < at + count && i < of_.size(); ++i) of_[i] = what;
    }
    void b_tree(std::size_t page) {
        const std::size_t head = page == 0 ? 100 : page;
        const std::size_t type = number(head, 1);
        const bool leaf = type == 13 || type == 10;
        if (!leaf && type != 5 && type != 2) return;  // an overflow page
        const std::size_t pointers = head + (leaf ? 8 : 12) + 2 * number(head + 3, 2);
        const std::size_t content = number(head + 5, 2) == 0 ? 65536 : number(head + 5, 2);
        name(pointers, page + content - pointers, "free space of pages");
        for (std::size_t block = number(head + 1, 2); block != 0;) {
            name(page + block + 4, number(page + block + 2, 2) - 4, "free blocks of pages");
            block = number(page + block, 2);
        }
        if (type != 13) return;
        for (std::size_t cell = 0; cell < number(head + 3, 2); ++cell) {
            overflow(page + number(head + 8 + 2 * cell, 2));
        }
    }
    [[nodiscard]] std::size_t varint(std::size_t& at) const {
        std::size_t value = 0;
        while (number(at, 1) >= 128) value = value << 7 | (number(at++, 1) & 127);
        return value << 7 | number(at++, 1);
    }
    /// The end of the last page that a row, whose cell is at `at`, flows over to.
    void overflow(std::size_t at) {
        const std::size_t payload = varint(at);
        (void)varint(at);
        const std::size_t most = page_ - 35;
        if (payload <= most) return;
        const std::size_t least = (page_ - 12) * 32 / 255 - 23;
        const std::size_t wished = least + (payload - least) % (page_ - 4);
        const std::size_t local = wished <= most ? wished : least;
        std::size_t left = payload - local;
        std::size_t next = (number(at + local, 4) - 1) * page_;
        for (; left > page_ - 4; left -= page_ - 4) next = (number(next, 4) - 1) * page_;
        name(next + 4 + left, page_ - 4 - left, "free space of pages");
    }

    /// The schema is a table as well, and its rows have numbers that mean nothing.
    void schema_rows(std::size_t page) {
        const std::size_t head = page == 0 ? 100 : page;
        const bool leaf = number(head, 1) == 13;
        for (std::size_t cell = 0; cell < number(head + 3, 2); ++cell) {
            std::size_t at = page + number(head + (leaf ? 8 : 12) + 2 * cell, 2);
            if (leaf) {
                while (number(at, 1) >= 128) ++at;  // length of the row
                ++at;
            } else {
                schema_rows((number(at, 4) - 1) * page_);
                at += 4;
            }
            name(at, 1, "row numbers of the schema");
        }
        if (!leaf) schema_rows((number(head + 8, 4) - 1) * page_);
    }

    const std::string& file_;
    std::vector<std::string> of_;
    std::size_t page_;
};

/// Parts of the file, so that the test runs on several cores.
class EveryByte : public ::testing::TestWithParam<int> {
  protected:
    static constexpr std::size_t parts = 4;
};
INSTANTIATE_TEST_SUITE_P(Part, EveryByte, ::testing::Range(0, 4));

/// A damaged file may be refused or answer otherwise; it must not crash or hang.
void survive(const std::string& path) {
    try {
        (void)all_of(path);
    } catch (const std::exception&) {
        return;
    }
}

TEST_P(EveryByte, FlippedIsDetectedOrHoldsNothing) {
    const TemporaryDirectory folder;
    const std::string path = folder / "a.sanku";
    // Small pages, so that what SQLite keeps of each weighs as much as in a large journal.
    constexpr int page_size = 512;
#ifdef __SANITIZE_ADDRESS__
    constexpr std::size_t step = 7;
#else
    constexpr std::size_t step = 1;
#endif
    make_journal(path, GetParam() % 2 == 0 ? HashAlgorithm::sha256 : HashAlgorithm::sm3, page_size);
    const std::string whole = bytes_of(path);
    const std::string all = all_of(path);
    const Anchor anchor = Store::open(path, {.read_only = true}).anchor();
    const Layout layout(whole);
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    const auto put = [&](std::size_t at, char byte) {
        file.seekp(static_cast<std::streamoff>(at));
        file.put(byte);
        file.flush();
    };
    std::int64_t detected = 0;
    std::map<std::string, std::int64_t> harmless;
    std::map<std::string, std::int64_t> findings;
    const std::size_t part = static_cast<std::size_t>(GetParam());
    const std::size_t first = whole.size() * part / parts;
    const std::size_t last = whole.size() * (part + 1) / parts;
    for (std::size_t at = first; at < last; at += step) {
        for (const int mask : {0xFF, 0x01}) {
            put(at, static_cast<char>(whole[at] ^ mask));
            const Verification found = verify(path, anchor);
            if (!found.sound) {
                ++detected;
                ++findings[std::string(key(found.finding->kind))];
                if (at % 5 == 0) survive(path);
            } else {
                const std::string where = layout[at].empty() ? "?" : layout[at];
                ++harmless[where];
                EXPECT_NE(where, "?") << "byte " << at << " mask " << mask;
                // Of free space a sample: nothing reads it.
                if (where == "free space of pages" && at % 8 != 0) continue;
                EXPECT_EQ(all_of(path), all) << "byte " << at << " mask " << mask;
            }
        }
        put(at, whole[at]);
    }
    EXPECT_EQ(bytes_of(path), whole);
    EXPECT_EQ(folder.files(), 1);
    std::cout << 2 * ((last - first + step - 1) / step) << " flips in " << last - first
              << " bytes: " << detected << " detected";
    for (const auto& [where, count] : harmless) std::cout << ", " << count << " in " << where;
    for (const auto& [kind, count] : findings) std::cout << "; " << kind << ' ' << count;
    std::cout << '\n';
}

}  // namespace
}  // namespace sanku
