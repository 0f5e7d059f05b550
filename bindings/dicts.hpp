#pragma once

#include "bindings.hpp"
#include "sanku/evaluation/score.hpp"
#include "sanku/journal/event.hpp"

/// Dicts that several rooms hand to Python.
namespace sanku::bindings {

/// An event in words, with the batch that recorded it; see `Store.history`.
[[nodiscard]] py::dict event_dict(const RecordedEvent& recorded, const RecordedBatch& batch,
                                  Language lang);

/// The lines of a scorecard; see `Scores.scorecard`.
[[nodiscard]] py::list card_list(const evaluation::IndicatorSystem& system,
                                 const evaluation::Score& score);

}  // namespace sanku::bindings
