#include "allocations.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace sanku::testing {

std::function<bool()> allocation_fails = [] { return false; };

namespace {

sqlite3_mem_methods plain;

void* allocate(int size) {
    return allocation_fails() ? nullptr : plain.xMalloc(size);
}
void* reallocate(void* old, int size) {
    return allocation_fails() ? nullptr : plain.xRealloc(old, size);
}

}  // namespace

void watch_allocations() {
    sqlite3_mem_methods watched{};
    if (sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) != SQLITE_OK ||
        sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain) != SQLITE_OK) {
        throw std::runtime_error("SQLite was used before it could be configured");
    }
    watched = plain;
    watched.xMalloc = allocate;
    watched.xRealloc = reallocate;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &watched);
}

}  // namespace sanku::testing
