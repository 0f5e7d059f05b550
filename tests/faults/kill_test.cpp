// A process that appends is killed at a random moment, again and again: what it acknowledged is
// there, and of the batch that it was about to write all or nothing.
//
// SANKU_KILLS        how often (1000)
// SANKU_FAULT_SEED   see journals.hpp

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "journals.hpp"
#include "medium.hpp"
#include "processes.hpp"
#include "sanku/store/store.hpp"

namespace sanku::testing {
namespace {

constexpr int kills_of_a_file = 50;  // then a new one, or reading it would take ever longer
constexpr int longest_life = 6'000;  // microseconds

/// How many events the batch `number` of a file has: 1 to 25, the same in every process.
std::int64_t size_of(std::uint32_t file, std::int64_t number) {
    std::seed_seq mixed{file, static_cast<std::uint32_t>(number)};
    return 1 + static_cast<std::int64_t>(std::mt19937(mixed)() % 25);
}

/// Appends batch after batch from `number` on, the first event of which is `event`. Says before
/// each that it begins, by its number, and after it that it is done, by its number again.
[[noreturn]] void append_for_ever(const std::string& path, std::uint32_t file, std::int64_t number,
                                  std::int64_t event, const Pipe& pipe) {
    Store store = Store::open(path);
    for (;; ++number) {
        const auto batch = series(event, size_of(file, number));
        pipe.send(number);
        (void)store.append(batch, {.recorded_at = noon()});
        pipe.send(number);
        event += std::ssize(batch);
    }
}

struct Journal {
    std::uint32_t file;
    std::string path;
    std::int64_t batches = 0;  ///< found at the last look
    std::int64_t events = 0;
};

struct Moments {
    std::int64_t before = 0;   ///< killed before the first batch began
    std::int64_t kept = 0;     ///< killed in a batch that was there afterwards
    std::int64_t dropped = 0;  ///< killed in a batch that was not
    std::int64_t between = 0;  ///< killed after a batch was acknowledged
    std::int64_t acknowledged = 0;
};

/// Kills it: mostly while it appends, sometimes while it opens or makes the journal. What it said
/// until then: how many batches it began, and how many it finished.
std::pair<std::int64_t, std::int64_t> kill_some_time(Process& writer, const Pipe& pipe,
                                                     std::mt19937& random) {
    std::int64_t begun = 0;
    std::int64_t done = 0;
    if (random() % 4 != 0 && pipe.receive() >= 0) ++begun;
    usleep(static_cast<useconds_t>(random() % longest_life));
    EXPECT_TRUE(writer.kill()) << "it had ended by itself";
    for (std::int64_t number = pipe.receive(); number >= 0; number = pipe.receive()) {
        (begun > done ? done : begun) += 1;
    }
    return {begun, done};
}

/// The journal's events; those of a copy if `apart`, so that the next process finds what the
/// killed one left.
std::vector<Event> look(const std::string& path, bool apart) {
    if (!apart) return expect_sound(path);
    const Directory directory;
    save(load(path), path, directory.path("copy.sanku"));
    return expect_sound(directory.path("copy.sanku"));
}

/// Reads the journal after a kill and says in which moment it came.
void check(Journal& journal, bool apart, std::int64_t begun, std::int64_t done, Moments& moments) {
    const auto events = look(journal.path, apart);
    ASSERT_TRUE(events == series(0, std::ssize(events))) << "an event is lost, doubled or changed";
    std::int64_t batches = journal.batches;
    std::int64_t expected = journal.events;
    while (expected < std::ssize(events)) expected += size_of(journal.file, batches++);
    EXPECT_EQ(expected, std::ssize(events)) << "a part of a batch";
    const std::int64_t found = batches - journal.batches;
    EXPECT_GE(found, done) << "an acknowledged batch is lost";
    EXPECT_LE(found, begun) << "a batch that nobody wrote";
    moments.acknowledged += done;
    ++(begun == 0      ? moments.before
       : begun == done ? moments.between
       : found > done  ? moments.kept
                       : moments.dropped);
    journal.batches = batches;
    journal.events = expected;
}

TEST(Kill, a_killed_process_loses_no_acknowledged_batch_and_leaves_no_part_of_one) {
    const int kills = setting("SANKU_KILLS", 1000);
    std::mt19937 random(seed());
    const Directory directory;
    Journal journal{};
    Moments moments;
    for (int kill = 0; kill < kills && !HasFailure(); ++kill) {
        const auto file = static_cast<std::uint32_t>(kill / kills_of_a_file);
        if (kill % kills_of_a_file == 0) {
            journal = {file, directory.path(std::to_string(file) + ".sanku")};
        }
        Pipe pipe;
        Process writer(
            [&] { append_for_ever(journal.path, file, journal.batches, journal.events, pipe); });
        pipe.only_read();
        const auto [begun, done] = kill_some_time(writer, pipe, random);
        check(journal, random() % 2 == 0, begun, done, moments);
    }
    std::cout << "kills: " << kills << "; " << moments.acknowledged << " batches acknowledged, "
              << (HasFailure() ? "some" : "0") << " lost; killed before a batch " << moments.before
              << ", between two " << moments.between << ", in one that was there then "
              << moments.kept << ", in one that was not " << moments.dropped << '\n';
    RecordProperty("kills", kills);
    RecordProperty("acknowledged", std::to_string(moments.acknowledged));
    RecordProperty("kept", std::to_string(moments.kept));
    RecordProperty("dropped", std::to_string(moments.dropped));
}

}  // namespace
}  // namespace sanku::testing
