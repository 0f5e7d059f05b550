#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "sanku/core/error.hpp"

namespace sanku::store_detail {

/// A journal in the making: written beside its name, there under it only once it is whole.
class NewFile {
  public:
    /// Throws `Error(io)` if something of that name is there already.
    explicit NewFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {
        for (const std::string& name : {path_, path_ + "-wal", path_ + "-journal", part_}) {
            if (std::filesystem::exists(std::filesystem::symlink_status(name))) {
                throw Error(
                    Problem{.code = ErrorCode::io, .file = name, .detail = "exists already"});
            }
        }
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    /// Removes what was written unless it was kept.
    ~NewFile() {
        std::error_code ignored;
        for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
            std::filesystem::remove(part_ + suffix, ignored);
        }
    }
    [[nodiscard]] const std::string& part() const noexcept { return part_; }
    /// Gives the file, closed by now, its name. Throws `Error(io)`.
    void keep() {
        std::error_code failed;
        std::filesystem::create_hard_link(part_, path_, failed);  // never replaces a file
        if (failed && !std::filesystem::exists(path_)) {
            failed.clear();
            std::filesystem::rename(part_, path_, failed);  // where there are no hard links
        }
        if (failed) {
            throw Error(Problem{.code = ErrorCode::io, .file = path_, .detail = failed.message()});
        }
    }

  private:
    std::string path_;
    std::string part_;
};

}  // namespace sanku::store_detail
