#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <new>
#include <optional>
#include <string>

#include "medium.hpp"

namespace sanku::testing {

/// Contents of files that were read and found sound, in memory that all copies of the process
/// share: thousands of faults leave the same bytes, which need not be read each time.
class Proven {
  public:
    Proven()
        : table_(static_cast<Table*>(mmap(nullptr, sizeof(Table), PROT_READ | PROT_WRITE,
                                          MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
        if (table_ == MAP_FAILED) throw std::bad_alloc();
    }
    Proven(const Proven&) = delete;
    Proven& operator=(const Proven&) = delete;
    ~Proven() { munmap(table_, sizeof(Table)); }

    /// Whether these files hold what is new as well; empty if nobody has read them.
    [[nodiscard]] std::optional<bool> is_new(const Files& files) const {
        const std::uint64_t wanted = hash(files);
        for (std::size_t i = 0; i < std::min<std::size_t>(table_->count, entries); ++i) {
            const std::uint64_t entry = table_->seen[i];
            if ((entry & ~std::uint64_t{1}) == wanted) return (entry & 1) != 0;
        }
        return std::nullopt;
    }
    void add(const Files& files, bool is_new) {
        const std::size_t place = table_->count.fetch_add(1);
        if (place < entries) table_->seen[place] = hash(files) | (is_new ? 1 : 0);
    }
    void clear() { table_->count = 0; }

  private:
    static constexpr std::size_t entries = 4096;
    struct Table {
        std::atomic<std::size_t> count;
        std::array<std::atomic<std::uint64_t>, entries> seen;
    };

    /// Even, and never 0, which an entry is that another process is about to write.
    static std::uint64_t hash(const Files& files) {
        std::uint64_t sum = 0;
        for (const auto& [name, content] : files) {
            sum = sum * 0x9E3779B97F4A7C15U + std::hash<std::string>{}(name);
            sum = sum * 0x9E3779B97F4A7C15U + std::hash<std::string>{}(content);
        }
        return (sum | 2) & ~std::uint64_t{1};
    }

    Table* table_;
};

}  // namespace sanku::testing
