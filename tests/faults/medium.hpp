#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "operation.hpp"

namespace sanku::testing {

/// Files by their path, as bytes.
using Files = std::map<std::string, std::string>;

/// Reads the database at `path` and the write-ahead log beside it, if there is one.
[[nodiscard]] Files load(const std::string& path);
/// Writes `files` to disk, those of the database `from` as those of the database `to`.
void save(const Files& files, const std::string& from, const std::string& to);

/// A disk in memory, which is SQLite's default VFS while it lives. It does what it is told: fails
/// operations, refuses to be written to, loses what was not synced. Being in memory, a fork copies
/// it together with the process. Its locks are always granted: one connection at a time.
class Medium {
  public:
    Medium();
    Medium(const Medium&) = delete;
    Medium& operator=(const Medium&) = delete;
    ~Medium();

    /// SQLite's result for an operation before it is done; SQLITE_OK lets it be done.
    std::function<int(Operation)> before = [](Operation) { return SQLITE_OK; };
    /// Whether files open only for reading and none can be made, as on a write-protected disk.
    bool read_only = false;

    /// Makes SQLite's own VFS the default again, though the medium lives on.
    void step_aside() { sqlite3_vfs_register(previous_, 1); }
    /// Puts `files` in the place of everything that is there, as if synced.
    void put(const Files& files);
    /// What is there now.
    [[nodiscard]] Files files() const;
    /// What is there after a power cut: what was synced and, of each 512 bytes written since, those
    /// that `survives` says yes to.
    [[nodiscard]] Files after_power_cut(const std::function<bool()>& survives) const;

    /// One file: what a process reads of it, and what a power cut would leave.
    struct File {
        std::string bytes;
        std::string synced;
    };

  private:
    friend struct MediumVfs;
    sqlite3_vfs* previous_;
    sqlite3_vfs vfs_;
    std::map<std::string, std::shared_ptr<File>> files_;
    std::map<int, std::unique_ptr<char[]>> shared_memory_;
};

}  // namespace sanku::testing
