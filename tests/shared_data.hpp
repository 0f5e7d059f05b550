#pragma once

#include <cstdlib>
#include <filesystem>
#include <string_view>

/// Where the data lie that are shared beside a checkout and not part of it.
namespace sanku::testing {

/// The path of the shared file `name`, such as `divisions/hubei_2023.csv`, whether it is there or
/// not: under the environment variable SANKU_SHARED_DATA, else beside the source directory.
[[nodiscard]] inline std::filesystem::path shared_data(std::string_view name) {
    const char* const stated = std::getenv("SANKU_SHARED_DATA");
    const std::filesystem::path root =
        stated != nullptr ? std::filesystem::path(stated)
                          : std::filesystem::path(SANKU_SOURCE_DIR) / ".." / "shared" / "data";
    return root / name;
}

}  // namespace sanku::testing
