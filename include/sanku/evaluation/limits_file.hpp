#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sanku::evaluation {

/// A limit as a file states it.
struct StatedLimit {
    std::string id{};         ///< heading of the column of needs
    std::string name{};       ///< for people; the id if none is stated
    std::string unit{};       ///< may be empty
    std::int64_t amount = 0;  ///< in hundredths of the unit
    std::int64_t step = 0;    ///< in hundredths of the unit; 0: none is stated
};

/// The limits of a TOML text, as docs/selection.md describes it. Throws `Error(invalid_argument)`
/// with `file`, line, key and reason.
[[nodiscard]] std::vector<StatedLimit> parse_limits(std::string_view text, const std::string& file);
/// Those of the file at `path`. Throws `Error(io)` too.
[[nodiscard]] std::vector<StatedLimit> load_limits(const std::string& path);

}  // namespace sanku::evaluation
