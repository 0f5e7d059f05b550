#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sanku/journal/event.hpp"

/// Journals for tests that hurt them: their events, where they lie, whether they are sound.
namespace sanku::testing {

/// The number in an environment variable, or `otherwise`.
[[nodiscard]] int setting(const char* variable, int otherwise);
/// The seed of everything random: SANKU_FAULT_SEED, or always the same. Printed and recorded.
[[nodiscard]] std::uint32_t seed();

/// A directory of its own, in memory where the system has such a place, removed in the end.
class Directory {
  public:
    Directory();
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    ~Directory();
    [[nodiscard]] std::string path(const std::string& name) const { return path_ + '/' + name; }

  private:
    std::string path_;
};

/// The events `first` to `first + count - 1` of an endless series, no two of which state the same
/// fact, so that none is left out of a journal.
[[nodiscard]] std::vector<Event> series(std::int64_t first, std::int64_t count);

/// When every batch of these tests is recorded.
[[nodiscard]] Instant noon();

/// The events of the journal at `path`. Fails the test unless the journal is sound: this is the one
/// place that says what that means.
[[nodiscard]] std::vector<Event> expect_sound(const std::string& path);

}  // namespace sanku::testing
