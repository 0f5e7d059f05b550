// Ranks and scores of 100 counties, beside the roll-up of 10⁶ projects that they are made from.

#include <benchmark/benchmark.h>

#include "floor.hpp"
#include "portfolios.hpp"
#include "sanku/summary/region_ranks.hpp"
#include "sanku/summary/score_change.hpp"

namespace sanku::benchmarks {

namespace {

/// The summary of a million random projects in 100 counties, and how long its roll-up took.
struct RolledUp {
    summary::Summary summary;
    double seconds = 0;
};

[[nodiscard]] RolledUp rolled_up(std::uint64_t seed) {
    const Portfolio portfolio = random_portfolio(1'000'000, seed);
    const warning::Lights lights =
        warning::evaluate(portfolio, Policy::builtin("yinchuan-2025+hubei"));
    RolledUp out;
    out.seconds = seconds([&] { out.summary = summary::Summary(lights); });
    return out;
}

[[nodiscard]] const RolledUp& now() {
    static const RolledUp once = rolled_up(1);
    return once;
}

[[nodiscard]] const RolledUp& before() {
    static const RolledUp once = rolled_up(2);
    return once;
}

/// Times `ask`, as a share of the roll-up too.
template <typename Ask>
void share_of_roll_up(benchmark::State& state, Ask&& ask) {
    const double roll_up = now().seconds;
    double sum = 0;
    for (auto _ : state) {
        const double one = seconds(ask);
        state.SetIterationTime(one);
        sum += one;
    }
    state.counters["to_roll_up"] = sum / static_cast<double>(state.iterations()) / roll_up;
}

void rank_of_100_counties(benchmark::State& state) {
    const summary::Measure& measure = *summary::find_measure("directory_to_reserve");
    share_of_roll_up(state, [&] {
        benchmark::DoNotOptimize(summary::region_ranking(now().summary, measure, {}).ranked.data());
    });
}

void scores_of_100_counties(benchmark::State& state) {
    const auto scoring = summary::Scoring::builtin("regions-default");
    share_of_roll_up(state, [&] {
        benchmark::DoNotOptimize(
            summary::region_scores(now().summary, scoring, {}).ranking.ranked.data());
    });
}

/// What a county's change of rank comes from, among 100.
void climb_of_a_county(benchmark::State& state) {
    const auto scoring = summary::Scoring::builtin("regions-default");
    const summary::Scores then = summary::region_scores(before().summary, scoring, {});
    const summary::Scores today = summary::region_scores(now().summary, scoring, {});
    const std::string middle = today.ranking.ranked[today.ranking.ranked.size() / 2].id;
    share_of_roll_up(state, [&] {
        benchmark::DoNotOptimize(summary::climb(then, today, middle)->by_indicator.data());
    });
}

BENCHMARK(rank_of_100_counties)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(scores_of_100_counties)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(climb_of_a_county)->UseManualTime()->Unit(benchmark::kMicrosecond);

}  // namespace

}  // namespace sanku::benchmarks
