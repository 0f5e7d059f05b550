#pragma once

#include <cstddef>
#include <vector>

#include "sanku/evaluation/evidence.hpp"
#include "sanku/evaluation/project_scorer.hpp"
#include "sanku/store/store.hpp"

namespace sanku {

/// An event that a score comes from, and the batch that recorded it: when, by whom, from where.
struct RecordedEvidence {
    evaluation::Evidence evidence;
    RecordedBatch batch;
};

/// The events that the score of the project in `row` comes from, for each indicator of the scorer's
/// system, whose portfolio is what `store.at(as_of, known_on)` gave. O(batches + events of the
/// project). Throws as `Store::history`.
[[nodiscard]] std::vector<std::vector<RecordedEvidence>> explain(
    const Store& store, const evaluation::ProjectScorer& scorer, std::size_t row);

/// One statement of an evaluation: `evaluated`, or `retracted` if it takes one back.
struct EvaluationVersion {
    Origin origin;
    RecordedBatch batch;
};

/// Every statement of the three evaluations of a project, in order of recording. Those that hold
/// are what is known now. O(batches + events of the project). Throws as `Store::history`.
[[nodiscard]] std::vector<EvaluationVersion> evaluations(const Store& store, ProjectCode project);

}  // namespace sanku
