#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sanku/journal/event.hpp"

/// The one place that knows how an event lies in a row of the table `event` (see schema.hpp).
namespace sanku::store_detail {

/// Texts are views: into the event that is written, or into the statement that is read, where the
/// next step ends them.
struct EventRow {
    EventKind kind;  ///< of the fact that is stated, or taken back
    bool retracts = false;
    std::int32_t effective = 0;
    std::int64_t fact = 0;
    std::string_view subject{};
    std::optional<std::int64_t> value[4]{};
    std::string_view text{};
    std::string_view text2{};
    std::int64_t supersedes = 0;  ///< 0: none
};

/// The row of `event`, valid as long as it and `joined`, which takes two texts that share a column.
[[nodiscard]] EventRow to_row(const Event& event, std::string& joined);
/// Throws `Error` for a row that no event gives, such as an unknown kind.
[[nodiscard]] Payload to_payload(const EventRow& row);

}  // namespace sanku::store_detail
