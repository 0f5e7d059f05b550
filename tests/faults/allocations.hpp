#pragma once

#include <functional>

namespace sanku::testing {

/// Asked before each allocation of SQLite's; true makes it fail.
extern std::function<bool()> allocation_fails;

/// Makes SQLite ask, and keep no locks between threads, which a copy of the process by fork would
/// find locked for ever. To be called before anything uses SQLite.
void watch_allocations();

}  // namespace sanku::testing
