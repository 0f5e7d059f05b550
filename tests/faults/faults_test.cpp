// Every operation of an append, of opening and of a question goes wrong, one after another: the
// journal must then hold what was acknowledged and either all or nothing of what was not.
//
// The disk is a Medium, in memory; that journals are sound is checked on a real one. How an
// operation fails once or for ever without the work before it being done again: see Forks.
//
// SANKU_FAULT_EVENTS  events of the append that goes wrong (1000)
// SANKU_FAULT_STRIDE  every how many operations one goes wrong (1: each)
// SANKU_FAULT_JOBS    processes beside the test's own (2)
// SANKU_FAULT_SEED    see journals.hpp

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "forks.hpp"
#include "journals.hpp"
#include "medium.hpp"
#include "proven.hpp"
#include "sanku/store/store.hpp"
#include "sanku/store/verify.hpp"
#include "support.hpp"

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
    const ErrorCode code = ended.code.value_or(ErrorCode::invalid_argument);
    EXPECT_TRUE(code == ErrorCode::io || code == ErrorCode::disk_full) << ended.what;
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

/// What a Store says it holds.
struct Answers {
    std::vector<Event> events;
    std::vector<Event> of_one_project;
    std::vector<std::int64_t> figures;
    std::int64_t length = 0;
    bool operator==(const Answers&) const = default;
};

Answers answers(const Store& store) {
    Answers given;
    store.for_each([&](const RecordedEvent& recorded) { given.events.push_back(recorded.event); });
    for (const RecordedEvent& recorded : store.history(code(3))) {
        given.of_one_project.push_back(recorded.event);
    }
    const Portfolio portfolio = store.at(date(2199, 12, 31));
    const auto figures = portfolio.columns().completed_this_year;
    given.figures.assign(figures.begin(), figures.end());
    given.length = store.length();
    return given;
}

/// A journal before an append and what the append brings.
class Faults : public ::testing::Test {
  protected:
    [[nodiscard]] std::string path() const { return directory_.path("daye.sanku"); }

    /// A journal at rest that holds the acknowledged events.
    Files at_rest() {
        {
            Store store = Store::open(path());
            append(store, old_);
        }
        return take();
    }
    /// A journal whose write-ahead log is so long that the next commit moves it into the file.
    Files with_long_log() { return with_log(992); }  // SQLite moves 1,000 pages
    /// A journal whose process died: `pages` and more of it lie in the write-ahead log.
    Files with_log(std::uintmax_t pages) {
        Store store = Store::open(path());
        append(store, old_);
        while (std::filesystem::file_size(path() + "-wal") < pages * 4120) {
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
            if (forks.fault() == nullptr) moved_ = medium.files().at(path()) != start.at(path());
            store.reset();
        };
        return forks.run(work, [&] { return state(forks.left(), start, added, returned); });
    }

    /// Opens the journal, or makes one of nothing, and closes it.
    Tally open_under(const Files& start, std::vector<Fault> faults) {
        if (start.empty()) old_.clear();
        Medium medium;
        medium.put(start);
        Forks forks(medium, std::move(faults));
        const auto work = [&] {
            const Ended ended = attempt([&] { (void)Store::open(path()); });
            expect_honest(ended);
            if (ended.returned || !is_retry(forks)) return;
            forks.mend();
            const Ended again = attempt([&] { (void)Store::open(path()); });
            EXPECT_TRUE(again.returned) << "cannot be tried again: " << again.what;
        };
        return forks.run(work, [&] { return state(forks.left(), start, {}, false); });
    }

    /// Asks a Store what it holds, by every way of reading all of it.
    Tally ask_under(const Files& start, std::vector<Fault> faults) {
        Medium medium;
        medium.put(start);
        std::optional<Store> store = Store::open(path());
        const Answers right = answers(*store);
        store.reset();
        store = Store::open(path());  // nothing read yet
        Forks forks(medium, std::move(faults));
        const auto work = [&] {
            Answers given;
            Ended ended = attempt([&] { given = answers(*store); });
            expect_honest(ended);
            if (!ended.returned && is_retry(forks)) {
                forks.mend();
                ended = attempt([&] { given = answers(*store); });
                EXPECT_TRUE(ended.returned) << "cannot be tried again: " << ended.what;
            }
            EXPECT_TRUE(!ended.returned || given == right) << "a wrong answer";
            store.reset();
        };
        return forks.run(work, [&] { return state(forks.left(), start, {}, false); });
    }

    /// Appends with an Appender whose caller does not care for errors. Only if every event was
    /// added without one may the commit succeed.
    Tally go_on_under(const Files& start, std::vector<Fault> faults) {
        const auto added = series(static_cast<std::int64_t>(old_.size()), 40);
        Medium medium;
        medium.put(start);
        std::optional<Store> store = Store::open(path());
        bool returned = false;
        Forks forks(medium, std::move(faults));
        const auto work = [&] {
            bool all = true;
            const Ended whole = attempt([&] {
                auto appender = store->begin_append({.recorded_at = noon()});
                for (const Event& event : added) {
                    all = attempt([&] { (void)appender.add(event); }).returned && all;
                }
                returned = attempt([&] { (void)appender.commit(); }).returned;
                (void)attempt([&] { (void)appender.commit(); });
            });
            EXPECT_FALSE(returned && !all) << "committed without some of its events";
            EXPECT_TRUE(whole.returned || forks.fault() != nullptr) << whole.what;
            store.reset();
        };
        return forks.run(work, [&] { return state(forks.left(), start, added, returned); });
    }

    /// Whether the journal in `files` holds what it held before or all of `added` besides.
    Outcome state(Files files, const Files& start, const std::vector<Event>& added,
                  bool must_be_new) {
        if (files[path() + "-wal"].empty()) files.erase(path() + "-wal");
        const std::optional<bool> is_new = files == start ? false : proven_.is_new(files);
        const Outcome outcome =
            is_new ? (*is_new ? Outcome::changed : Outcome::old) : outcome_of(read(files), added);
        if (!is_new && !HasFailure()) proven_.add(files, outcome == Outcome::changed);
        EXPECT_FALSE(must_be_new && outcome == Outcome::old) << "what was acknowledged is lost";
        return outcome;
    }

    [[nodiscard]] Outcome outcome_of(const std::vector<Event>& events,
                                     const std::vector<Event>& added) const {
        if (events == old_) return Outcome::old;
        std::vector<Event> all = old_;
        all.insert(all.end(), added.begin(), added.end());
        EXPECT_TRUE(events == all) << "neither old nor new: " << events.size() << " events";
        return events == all ? Outcome::changed : Outcome::failed;
    }

    /// The events in `files`, read from a real disk through SQLite's own VFS.
    [[nodiscard]] std::vector<Event> read(const Files& files) const {
        const Directory directory;
        save(files, path(), directory.path("daye.sanku"));
        return expect_sound(directory.path("daye.sanku"));
    }

    /// Takes the journal's files away.
    Files take() {
        Files files = load(path());
        proven_.clear();  // what is old is another matter from now on
        for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path() + suffix);
        return files;
    }

    std::vector<Event> old_ = series(0, acknowledged);
    bool moved_ = false;  // whether the append moved the log into the file
    const int added_ = setting("SANKU_FAULT_EVENTS", 1000);

  private:
    Directory directory_;
    Proven proven_;
};

TEST_F(Faults, an_append_that_the_disk_fails_at_any_operation_leaves_old_or_new) {
    tell("disk", append_under(at_rest(), disk_faults(), added_));
}

TEST_F(Faults, an_append_that_also_moves_the_log_into_the_file_leaves_old_or_new) {
    tell("disk, long log", append_under(with_long_log(), disk_faults(), added_ / 10));
    EXPECT_TRUE(moved_);
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
    tell("power, long log", append_under(with_long_log(), power_cuts(), added_ / 10));
    EXPECT_TRUE(moved_);
}

// --- Making and opening a journal

TEST_F(Faults, a_journal_whose_making_fails_at_any_operation_can_be_made_again) {
    tell("making, disk", open_under({}, disk_faults()));
    tell("making, memory", open_under({}, memory_faults()));
    tell("making, power", open_under({}, power_cuts()));
}

TEST_F(Faults, a_journal_whose_opening_fails_at_any_operation_keeps_everything) {
    tell("opening, disk", open_under(at_rest(), disk_faults()));
    const Files log = with_log(20);
    tell("opening, log, disk", open_under(log, disk_faults()));
    tell("opening, log, memory", open_under(log, memory_faults()));
    tell("opening, log, power", open_under(log, power_cuts()));
}

// --- Questions

TEST_F(Faults, a_question_that_fails_at_any_operation_is_an_error_and_never_a_wrong_answer) {
    tell("questions, disk", ask_under(at_rest(), disk_faults()));
    tell("questions, memory", ask_under(at_rest(), memory_faults()));
}

// --- An append that goes on

TEST_F(Faults, an_appender_that_failed_writes_nothing_though_its_caller_goes_on) {
    tell("going on, disk", go_on_under(at_rest(), disk_faults()));
    tell("going on, memory", go_on_under(at_rest(), memory_faults()));
}

// --- A medium that cannot be written to

TEST_F(Faults, a_journal_on_a_read_only_medium_is_refused_and_left_as_it_is) {
    for (const Files& start : {at_rest(), with_long_log()}) {
        save(start, path(), path());  // for what looks at the file without SQLite
        Medium medium;
        medium.put(start);
        medium.read_only = true;
        const Ended opened = attempt([&] { (void)Store::open(path()); });
        EXPECT_FALSE(opened.returned);
        expect_honest(opened);
        EXPECT_NE(opened.what.find(path()), std::string::npos) << opened.what;
        EXPECT_TRUE(medium.files() == start) << "something was written";
        EXPECT_TRUE(load(path()) == start) << "something was written beside the medium";
        take();
    }
}

TEST_F(Faults, a_journal_on_a_read_only_medium_can_be_read) {
    const Files start = at_rest();
    save(start, path(), path());
    const std::vector<Event> events = expect_sound(path());
    const Files before = load(path());
    Medium medium;
    medium.put(start);
    medium.read_only = true;
    Store store = Store::open(path(), {.read_only = true});
    EXPECT_EQ(store.length(), std::ssize(events));
    EXPECT_EQ(store.at(date(2199, 12, 31)).as_of(), date(2199, 12, 31));
    EXPECT_TRUE(verify(path()).sound);
    try {
        append(store, events);
        ADD_FAILURE() << "something was written";
    } catch (const Error& error) {
        EXPECT_EQ(key(error.code()), "read_only_journal");
    }
    EXPECT_TRUE(medium.files() == start) << "something was written";
    EXPECT_TRUE(load(path()) == before) << "something was written beside the medium";
    take();
}

TEST_F(Faults, no_journal_is_made_on_a_read_only_medium) {
    Medium medium;
    medium.read_only = true;
    const Ended opened = attempt([&] { (void)Store::open(path()); });
    EXPECT_FALSE(opened.returned);
    expect_honest(opened);
    EXPECT_TRUE(medium.files().empty());
}

}  // namespace
}  // namespace sanku::testing
