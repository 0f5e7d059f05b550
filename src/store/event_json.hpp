#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "sanku/journal/event.hpp"

/// How an event lies in a line of an exported journal (docs/journal.md).
namespace sanku::store_detail {

using Json = nlohmann::ordered_json;  // keys in the order of the document: the same bytes always

/// A text as a string, or as `{"hex": "…"}` if it is not UTF-8, which JSON cannot hold.
[[nodiscard]] Json text_json(std::string_view text);
/// Throws `Error` or `Json::exception` for anything that `text_json` does not write.
[[nodiscard]] std::string text_of(const Json& json);

/// Adds what `event` says: `project`, `kind`, `effective` and what belongs to its kind.
void put_event(Json& line, const Event& event);
/// The event that `put_event` wrote. Throws `Error` or `Json::exception`; may take what `put_event`
/// would write otherwise, so the caller compares.
[[nodiscard]] Event event_of(const Json& line);

}  // namespace sanku::store_detail
