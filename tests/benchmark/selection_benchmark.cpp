// The selection of 2,000 projects under seven limits, with the gap that is proved, and its shadows.

#include <benchmark/benchmark.h>

#include "evaluation/random_selection.hpp"
#include "sanku/evaluation/cbc.hpp"

namespace sanku::benchmarks {

namespace {

/// Five years' money, land and energy, of each 30 % of what all need, so that every limit counts;
/// `share`: one in so many parts of each limit is a step.
[[nodiscard]] testing::Instance projects(std::int64_t size, std::int64_t share) {
    testing::Dice dice(1);
    testing::Instance out = testing::random_instance(dice, size);
    for (std::size_t i = 0; i < out.limits.size(); ++i) {
        evaluation::Limit& limit = out.limits[i];
        limit.amount = 0;
        for (const evaluation::Candidate& one : out.candidates) limit.amount += one.needs[i];
        limit.amount = limit.amount * 3 / 10;
        if (share > 0) limit.step = limit.amount / share;
    }
    return out;
}

void select(benchmark::State& state, std::int64_t share) {
    const testing::Instance instance = projects(state.range(0), share);
    evaluation::Selection found;
    for (auto _ : state) {
        found = evaluation::select(instance.candidates, instance.limits, evaluation::Cbc());
    }
    state.counters["chosen"] = static_cast<double>(found.chosen.size());
    state.counters["gap_ppm"] =
        static_cast<double>(found.bound - found.objective) * 1e6 / static_cast<double>(found.bound);
    state.counters["by_ranking_ppm"] =
        static_cast<double>(found.objective - found.by_ranking_objective) * 1e6 /
        static_cast<double>(found.by_ranking_objective);
}

void selection_of_projects(benchmark::State& state) {
    select(state, 0);
}
void selection_with_shadows(benchmark::State& state) {
    select(state, 20);
}

BENCHMARK(selection_of_projects)->Arg(25)->Arg(200)->Arg(2'000)->Unit(benchmark::kMillisecond);
BENCHMARK(selection_with_shadows)->Arg(25)->Arg(200)->Arg(2'000)->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace sanku::benchmarks
