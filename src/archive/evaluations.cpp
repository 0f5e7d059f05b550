#include "sanku/archive/evaluations.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace sanku {

namespace {

/// The batches of a journal, by their numbers.
class Batches {
  public:
    explicit Batches(const Store& store) : all_(store.batches()) {}

    [[nodiscard]] const RecordedBatch& of(const RecordedEvent& event) const {
        const auto place = static_cast<std::size_t>(event.batch - 1);
        if (place >= all_.size()) {
            throw Error(ErrorCode::damaged_journal, "batch " + std::to_string(event.batch));
        }
        return all_[place];
    }

  private:
    std::vector<RecordedBatch> all_;
};

}  // namespace

std::vector<std::vector<RecordedEvidence>> explain(const Store& store,
                                                   const evaluation::ProjectScorer& scorer,
                                                   std::size_t row) {
    const Portfolio& portfolio = scorer.portfolio();
    std::vector<RecordedEvent> events = store.history(portfolio.code(row));
    if (const auto known_on = portfolio.known_on()) {
        std::erase_if(events, [end = Instant::end_of(*known_on)](const RecordedEvent& one) {
            return one.recorded > end;
        });
    }
    const Batches batches(store);
    std::vector<std::vector<RecordedEvidence>> out;
    for (const evaluation::Indicator& indicator : scorer.system().indicators) {
        out.emplace_back();
        for (evaluation::Evidence& one : evaluation::evidence(indicator, portfolio, events)) {
            const RecordedBatch& batch = batches.of(one.origin.event);
            out.back().push_back({std::move(one), batch});
        }
    }
    return out;
}

std::vector<EvaluationVersion> evaluations(const Store& store, ProjectCode project) {
    const Batches batches(store);
    std::vector<EvaluationVersion> out;
    for (const RecordedEvent& event : store.history(project)) {
        if (fact_key(event.event.what).kind != EventKind::evaluated) continue;
        for (EvaluationVersion& earlier : out) {
            if (earlier.origin.event.sequence == event.supersedes) {
                earlier.origin.superseded_by = event.sequence;
            }
        }
        out.push_back({{event}, batches.of(event)});
    }
    return out;
}

}  // namespace sanku
