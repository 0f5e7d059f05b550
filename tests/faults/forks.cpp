#include "forks.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <new>
#include <random>
#include <stdexcept>
#include <utility>

#include "allocations.hpp"
#include "journals.hpp"

namespace sanku::testing {

namespace {

bool is_cut(Fault::Kind kind) {
    return kind == Fault::Kind::cut || kind == Fault::Kind::torn_cut;
}

}  // namespace

Ended attempt(const std::function<void()>& work) {
    try {
        work();
        return {.returned = true};
    } catch (const Error& error) {
        return {.code = error.code(), .what = error.what()};
    } catch (const std::bad_alloc& error) {
        return {.out_of_memory = true, .what = error.what()};
    } catch (const std::exception& error) {
        return {.what = error.what()};
    }
}

std::string describe(const Tally& tally) {
    char seconds[32];
    (void)std::snprintf(seconds, sizeof seconds, "%.1f s", tally.seconds);
    return describe(tally.asked) + "; " + std::to_string(tally.copies) + " faults, " +
           std::to_string(tally.old) + " left the old state, " + std::to_string(tally.changed) +
           " the new one, " + std::to_string(tally.failed) + " anything else; " + seconds;
}

Forks::Forks(Medium& medium, std::vector<Fault> faults)
    : medium_(medium), faults_(std::move(faults)) {
    medium_.before = [this](Operation operation) { return ask(operation); };
    allocation_fails = [this] { return ask(Operation::allocate) != SQLITE_OK; };
}

Forks::~Forks() {
    medium_.before = [](Operation) { return SQLITE_OK; };
    allocation_fails = [] { return false; };
}

Tally Forks::run(const std::function<void()>& work, const std::function<Outcome()>& check) {
    const auto begin = std::chrono::steady_clock::now();
    Outcome outcome = Outcome::failed;
    (void)std::fflush(nullptr);
    armed_ = true;
    const Ended worked = attempt(work);
    armed_ = false;
    medium_.step_aside();
    EXPECT_TRUE(worked.returned) << worked.what;
    const Ended checked = attempt([&] { outcome = check(); });
    EXPECT_TRUE(checked.returned) << checked.what;
    if (fault_ != nullptr) leave(::testing::Test::HasFailure() ? Outcome::failed : outcome);
    while (!running_.empty()) wait_for_one();
    tally_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return tally_;
}

int Forks::ask(Operation operation) {
    static const int stride = setting("SANKU_FAULT_STRIDE", 1);
    if (!armed_) return SQLITE_OK;
    if (fault_ == nullptr) {
        const std::int64_t before = tally_.asked[static_cast<std::size_t>(operation)]++;
        ++position_;
        if (before % stride != 0) return SQLITE_OK;
        for (const Fault& fault : faults_) {
            if (!fault.operations.contains(operation)) continue;
            copy(fault);
            if (fault_ != nullptr) return fault.code;
        }
        return SQLITE_OK;
    }
    const bool lasts = fault_->kind == Fault::Kind::for_ever || is_cut(fault_->kind);
    return lasts && fault_->operations.contains(operation) ? fault_->code : SQLITE_OK;
}

void Forks::copy(const Fault& fault) {
    static const auto jobs = static_cast<std::size_t>(setting("SANKU_FAULT_JOBS", 2));
    while (running_.size() >= jobs) wait_for_one();
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("no further process");
    if (child == 0) return strike(fault);
    ++tally_.copies;
    running_[child] = std::string(fault.name) + " at operation " + std::to_string(position_) +
                      ", after " + describe(tally_.asked);
}

void Forks::strike(const Fault& fault) {
    fault_ = &fault;
    if (!is_cut(fault.kind)) return;
    std::mt19937 random(static_cast<std::uint32_t>(position_));
    left_ = medium_.after_power_cut(
        [&] { return fault.kind == Fault::Kind::torn_cut && random() % 2 == 0; });
}

void Forks::wait_for_one() {
    int status = 0;
    const pid_t child = wait(&status);
    const auto found = running_.find(child);
    if (found == running_.end()) throw std::runtime_error("a copy got lost");
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code == static_cast<int>(Outcome::old)) {
        ++tally_.old;
    } else if (code == static_cast<int>(Outcome::changed)) {
        ++tally_.changed;
    } else {
        ++tally_.failed;
        ADD_FAILURE() << found->second
                      << (WIFSIGNALED(status) ? ": killed by signal " : ": ended with ")
                      << (WIFSIGNALED(status) ? WTERMSIG(status) : code);
    }
    running_.erase(found);
}

void Forks::leave(Outcome outcome) {
    (void)std::fflush(nullptr);
    _exit(static_cast<int>(outcome));
}

}  // namespace sanku::testing
