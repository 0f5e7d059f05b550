#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>

namespace sanku::testing {

/// A directory of its own, in memory if the machine has such; removed in the end.
class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        const std::filesystem::path memory = "/dev/shm";
        const auto root =
            std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
        std::string pattern = (root / "sanku-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error(pattern);
        path_ = pattern;
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
    [[nodiscard]] std::string operator/(const std::string& name) const {
        return (path_ / name).string();
    }
    [[nodiscard]] std::ptrdiff_t files() const {
        return std::distance(std::filesystem::directory_iterator(path_), {});
    }

  private:
    std::filesystem::path path_;
};

[[nodiscard]] inline std::string bytes_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Runs SQL on a file behind the library's back; returns the first values that it gave, each with a
/// semicolon behind it.
inline std::string ask_sql(const std::string& file, const std::string& sql) {
    sqlite3* raw = nullptr;
    EXPECT_EQ(sqlite3_open(file.c_str(), &raw), SQLITE_OK);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(raw, sqlite3_close);
    std::string values;
    const auto keep = [](void* out, int, char** row, char**) {
        *static_cast<std::string*>(out) += std::string(row[0] != nullptr ? row[0] : "") + ';';
        return 0;
    };
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(raw, sql.c_str(), keep, &values, &message), SQLITE_OK)
        << (message != nullptr ? message : "") << " in " << sql;
    sqlite3_free(message);
    return values;
}

}  // namespace sanku::testing
