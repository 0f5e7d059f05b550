#pragma once

#include <optional>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/journal/event.hpp"

namespace sanku::archive_detail {

/// The fact that an event states, in words: "report of 2025-03", "total investment".
[[nodiscard]] Bilingual fact_words(const Event& event);

/// What an event says of its fact, in words.
[[nodiscard]] Bilingual value_words(const Event& event);

/// The same of two events of one fact, without the figures on which they agree.
struct ChangedWords {
    Bilingual before;
    Bilingual after;
};
[[nodiscard]] ChangedWords changed_words(const Event& before, const Event& after);

}  // namespace sanku::archive_detail
