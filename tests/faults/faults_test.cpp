// Every operation of an append, of opening and of a question goes wrong, one after another: the
// journal must then hold what was acknowledged and either all or nothing of what was not.
//
// SANKU_FAULT_EVENTS  events of the append that goes wrong (1000)
// SANKU_FAULT_STRIDE  every how many operations one goes wrong (1: each)
// SANKU_FAULT_JOBS    processes beside the test's own (2)
// SANKU_FAULT_SEED    see journals.hpp

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "forks.hpp"
#include "journals.hpp"
#include "medium.hpp"
#include "sanku/store/store.hpp"

namespace sanku::testing {
namespace {

using enum Operation;
using Kind = Fault::Kind;
using Outcome = Forks::Outcome;

constexpr std::int64_t acknowledged = 200;

const Operations every_write(write, sync, truncate, create, remove, map);

/// Everything that a disk does wrong.
std::vector<Fault> disk_faults() {
    std::vector<Fault> faults;
    const auto add = [&](const char* name, Operations operations, int code) {
        for (const Kind kind : {Kind::once, Kind::retried, Kind::for_ever}) {
            faults.push_back({name, operations, code, kind});
        }
    };
    add("full disk", Operations(write, create, map), SQLITE_FULL);
    add("failed write", Operations(write), SQLITE_IOERR_WRITE);
    add("failed sync", Operations(sync), SQLITE_IOERR_FSYNC);
    add("failed truncation", Operations(truncate), SQLITE_IOERR_TRUNCATE);
    add("failed open", Operations(create), SQLITE_CANTOPEN);
    add("failed removal", Operations(remove), SQLITE_IOERR_DELETE);
    add("failed map", Operations(map), SQLITE_IOERR_SHMMAP);
    add("failed read", Operations(read), SQLITE_IOERR_READ);
    faults.push_back({"unplugged disk", every_write, SQLITE_IOERR, Kind::for_ever});
    return faults;
}

std::vector<Fault> memory_faults() {
    return {{"failed allocation", Operations(allocate), SQLITE_NOMEM, Kind::once},
            {"no memory left", Operations(allocate), SQLITE_NOMEM, Kind::for_ever}};
}

std::vector<Fault> power_cuts() {
    return {{"power cut", every_write, SQLITE_IOERR, Kind::cut},
            {"power cut amid writes", every_write, SQLITE_IOERR, Kind::torn_cut}};
}

bool is_retry(const Forks& forks) {
    return forks.fault() != nullptr && forks.fault()->kind == Kind::retried;
}

/// A fault is told as what it is: not as a journal that is busy, damaged or none.
void expect_honest(const Ended& ended) {
    if (ended.returned || ended.out_of_memory) return;
    EXPECT_TRUE(ended.code) << "not an Error: " << ended.what;
    EXPECT_EQ(key(ended.code.value_or(ErrorCode::invalid_argument)), "io") << ended.what;
}

void tell(const char* what, const Tally& tally) {
    std::cout << what << ": " << describe(tally) << '\n';
    ::testing::Test::RecordProperty(what, describe(tally));
    EXPECT_EQ(tally.failed, 0);
    EXPECT_GT(tally.copies, 0);
    EXPECT_EQ(tally.copies, tally.old + tally.changed);
}

void append(Store& store, std::span<const Event> events) {
    (void)store.append(events, {.recorded_at = noon(), .source = "series"});
}

/// A journal before an append and what the append brings.
class Faults : public ::testing::Test {
  protected:
    [[nodiscard]] std::string path() const { return directory_.path("daye.sanku"); }

    /// A journal at rest that holds the acknowledged events.
    Files at_rest() {
        Store store = Store::open(path());
        append(store, old_);
        { const Store last = std::move(store); }
        return take();
    }
    /// A journal whose write-ahead log is so long that the next commit moves it into the file.
    Files with_long_log() {
        constexpr std::uintmax_t enough = 985ULL * 4120;  // SQLite moves 1,000 pages
        Store store = Store::open(path());
        append(store, old_);
        while (std::filesystem::file_size(path() + "-wal") < enough) {
            const auto more = series(static_cast<std::int64_t>(old_.size()), 1);
            append(store, more);
            old_.insert(old_.end(), more.begin(), more.end());
        }
        return take();
    }

    /// Appends `count` events under each of `faults`, starting from `start`.
    Tally append_under(const Files& start, std::vector<Fault> faults, int count) {
        const auto added = series(static_cast<std::int64_t>(old_.size()), count);
        EXPECT_TRUE(read(start) == old_);
        Medium medium;
        medium.put(start);
        std::optional<Store> store = Store::open(path());
        bool returned = false;
        Forks forks(medium, std::move(faults));
        const auto work = [&] {
            Ended ended = attempt([&] { append(*store, added); });
            expect_honest(ended);
            if (!ended.returned && is_retry(forks)) {
                forks.mend();
                ended = attempt([&] { append(*store, added); });
                EXPECT_TRUE(ended.returned) << "cannot be tried again: " << ended.what;
            }
            returned = ended.returned;
            store.reset();
        };
        return forks.run(work, [&] { return state(forks.left(), start, added, returned); });
    }

    /// Whether the journal in `files` holds what it held before or all of `added` besides.
    Outcome state(Files files, const Files& start, const std::vector<Event>& added,
                  bool must_be_new) const {
        if (files[path() + "-wal"].empty()) files.erase(path() + "-wal");
        if (files == start && !must_be_new) return Outcome::old;  // byte for byte
        const auto events = read(files);
        std::vector<Event> all = old_;
        all.insert(all.end(), added.begin(), added.end());
        if (events == all) return Outcome::changed;
        EXPECT_FALSE(must_be_new) << "what was acknowledged is lost";
        EXPECT_TRUE(events == old_) << "neither old nor new: " << events.size() << " events";
        return Outcome::old;
    }

    /// The events in `files`, read from a real disk through SQLite's own VFS.
    [[nodiscard]] std::vector<Event> read(const Files& files) const {
        const Directory directory;
        save(files, path(), directory.path("daye.sanku"));
        return expect_sound(directory.path("daye.sanku"));
    }

    std::vector<Event> old_ = series(0, acknowledged);
    const int added_ = setting("SANKU_FAULT_EVENTS", 1000);

  private:
    Files take() {
        Files files = load(path());
        for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path() + suffix);
        return files;
    }

    Directory directory_;
};

TEST_F(Faults, an_append_that_the_disk_fails_at_any_operation_leaves_old_or_new) {
    tell("disk", append_under(at_rest(), disk_faults(), added_));
}

TEST_F(Faults, an_append_that_also_moves_the_log_into_the_file_leaves_old_or_new) {
    tell("disk, long log", append_under(with_long_log(), disk_faults(), added_));
}

TEST_F(Faults, an_append_that_fails_at_any_allocation_leaves_old_or_new) {
    tell("memory", append_under(at_rest(), memory_faults(), added_));
}

TEST_F(Faults, an_append_that_fails_at_any_allocation_can_be_tried_again) {
    const std::vector<Fault> faults = {
        {"failed allocation", Operations(allocate), SQLITE_NOMEM, Kind::retried}};
    tell("memory, again", append_under(at_rest(), faults, 20));
}

TEST_F(Faults, a_power_cut_at_any_operation_keeps_what_was_acknowledged) {
    tell("power", append_under(at_rest(), power_cuts(), added_));
}

TEST_F(Faults, a_power_cut_while_the_log_moves_into_the_file_keeps_what_was_acknowledged) {
    tell("power, long log", append_under(with_long_log(), power_cuts(), added_));
}

}  // namespace
}  // namespace sanku::testing
