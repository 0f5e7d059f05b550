// Several processes write to one journal at once.
//
// SANKU_WRITER_BATCHES  batches that each writer appends (300)
// SANKU_WRITER_ROUNDS   how often several processes make one journal at the same moment (60)

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "journals.hpp"
#include "processes.hpp"
#include "sanku/store/store.hpp"

namespace sanku::testing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t batch_size = 15;
constexpr std::int64_t apart = 100'000;  // between the first events of two writers

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Whether it was done; false if the journal was busy.
bool try_append(Store& store, const std::vector<Event>& events) {
    try {
        return store.append(events, {.recorded_at = noon()}).added == std::ssize(events);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::journal_busy) throw;
        return false;
    }
}

std::vector<Event> batch_of(std::int64_t writer, std::int64_t number) {
    return series(writer * apart + number * batch_size, batch_size);
}

/// Appends the batches of one writer, each until it is done; sends how often it was told to wait.
void write_all(const std::string& path, std::int64_t writer, std::int64_t batches,
               const Pipe& busy) {
    Store store = Store::open(path);
    std::mt19937 random(static_cast<std::uint32_t>(writer));
    std::int64_t refused = 0;
    for (std::int64_t number = 0; number < batches; ++number) {
        const auto events = batch_of(writer, number);
        while (!try_append(store, events)) ++refused;
        usleep(static_cast<useconds_t>(random() % 4000));  // or nobody else gets a turn
    }
    busy.send(refused);
}

/// The journal is made of whole batches, those of each writer in its order, each of them once.
/// Adds to `turns` how often another writer's batch came next.
void expect_each_once(const std::vector<Event>& events, std::int64_t writers, std::int64_t batches,
                      std::int64_t* turns = nullptr) {
    ASSERT_EQ(std::ssize(events), writers * batches * batch_size);
    std::vector<std::int64_t> next(static_cast<std::size_t>(writers));
    std::int64_t last = -1;
    for (auto at = events.begin(); at != events.end(); at += batch_size) {
        const std::vector<Event> found(at, at + batch_size);
        std::int64_t writer = 0;
        while (writer < writers &&
               found != batch_of(writer, next[static_cast<std::size_t>(writer)])) {
            ++writer;
        }
        ASSERT_LT(writer, writers) << "no batch of anybody's at event " << at - events.begin() + 1;
        ++next[static_cast<std::size_t>(writer)];
        if (turns != nullptr && writer != last) ++*turns;
        last = writer;
    }
}

/// A file that several write to.
class Shared : public ::testing::Test {
  protected:
    [[nodiscard]] std::string path() const { return directory_.path("daye.sanku"); }
    Directory directory_;
};

class Writers : public Shared, public ::testing::WithParamInterface<int> {};

TEST_P(Writers, that_append_at_once_lose_and_double_nothing) {
    const std::int64_t batches = setting("SANKU_WRITER_BATCHES", 300);
    const auto begin = Clock::now();
    Pipe busy;
    std::vector<std::unique_ptr<Process>> writers;
    for (std::int64_t writer = 0; writer < GetParam(); ++writer) {
        writers.push_back(
            std::make_unique<Process>([&, writer] { write_all(path(), writer, batches, busy); }));
    }
    busy.only_read();
    for (const auto& writer : writers) EXPECT_EQ(writer->wait(), 0);
    std::int64_t refused = 0;
    for (std::int64_t n = busy.receive(); n >= 0; n = busy.receive()) refused += n;
    std::int64_t turns = 0;
    expect_each_once(expect_sound(path()), GetParam(), batches, &turns);
    EXPECT_GT(turns, batches / 5) << "they wrote one after the other";
    std::cout << "writers: " << GetParam() << " with " << batches << " batches each, "
              << (HasFailure() ? "some" : "0") << " lost; " << turns << " turns, " << refused
              << " times busy; " << seconds_since(begin) << " s\n";
    RecordProperty("batches", static_cast<int>(GetParam() * batches));
    RecordProperty("busy", std::to_string(refused));
}

TEST_P(Writers, that_make_the_journal_at_once_all_get_it) {
    const int rounds = setting("SANKU_WRITER_ROUNDS", 60);
    int failed = 0;
    for (int round = 0; round < rounds; ++round) {
        const std::string file = directory_.path(std::to_string(round));
        Pipe busy;
        std::vector<std::unique_ptr<Process>> writers;
        for (std::int64_t writer = 0; writer < GetParam(); ++writer) {
            writers.push_back(
                std::make_unique<Process>([&, writer] { write_all(file, writer, 1, busy); }));
        }
        for (const auto& writer : writers) failed += writer->wait() != 0 ? 1 : 0;
        expect_each_once(expect_sound(file), GetParam(), 1);
    }
    EXPECT_EQ(failed, 0);
    std::cout << "makers: " << GetParam() << " at once, " << rounds << " times; " << failed
              << " failed\n";
    RecordProperty("rounds", rounds);
    RecordProperty("failed", failed);
}

INSTANTIATE_TEST_SUITE_P(processes, Writers, ::testing::Values(2, 3));

/// Holds the journal's lock in a process of its own.
class Holder {
  public:
    explicit Holder(const std::string& path)
        : process_([&] {
              Store store = Store::open(path);
              auto append = store.begin_append({.recorded_at = noon()});
              for (const Event& event : series(0, 10)) (void)append.add(event);
              holding_.send(1);
              (void)let_go_.receive();
              (void)append.commit();
          }) {
        (void)holding_.receive();
    }
    int let_go() {
        let_go_.send(1);
        return process_.wait();
    }
    void kill() { process_.kill(); }

  private:
    Pipe holding_;
    Pipe let_go_;
    Process process_;
};

TEST_F(Shared, a_writer_that_is_kept_waiting_is_told_so_in_time_and_can_try_again) {
    Holder holder(path());
    Store store = Store::open(path());
    const auto events = series(apart, 5);
    const auto begin = Clock::now();
    EXPECT_FALSE(try_append(store, events));
    const double waited = seconds_since(begin);
    EXPECT_GE(waited, 4.0);
    EXPECT_LE(waited, 10.0) << "twice its time limit";
    EXPECT_EQ(holder.let_go(), 0);
    EXPECT_TRUE(try_append(store, events));
    EXPECT_EQ(expect_sound(path()).size(), 15U);
    std::cout << "busy: told after " << waited << " s\n";
    RecordProperty("waited", std::to_string(waited));
}

TEST_F(Shared, a_writer_that_is_killed_lets_go_of_the_journal_at_once) {
    Holder holder(path());
    Store store = Store::open(path());
    holder.kill();
    const auto begin = Clock::now();
    EXPECT_TRUE(try_append(store, series(apart, 5)));
    EXPECT_LE(seconds_since(begin), 1.0);
    EXPECT_TRUE(expect_sound(path()) == series(apart, 5));
}

}  // namespace
}  // namespace sanku::testing
