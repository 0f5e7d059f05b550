#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sanku/journal/event.hpp"

/// The one place that knows how an event lies in a row of the table `event` (see schema.hpp).
namespace sanku::store_detail {

struct EventRow {
    EventKind kind;
    std::int32_t effective;
    std::int64_t fact;
    std::string subject;
    std::optional<std::int64_t> value[4];
    std::string text;
    std::string text2;
};

[[nodiscard]] EventRow to_row(const Event& event);
/// Throws `Error` for a row that no event gives, such as an unknown kind.
[[nodiscard]] Payload to_payload(EventRow&& row);

}  // namespace sanku::store_detail
