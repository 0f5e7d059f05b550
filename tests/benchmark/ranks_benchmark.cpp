// Ranks and scores of 100 counties, beside the roll-up of 10⁶ projects that they are made from.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "floor.hpp"
#include "portfolios.hpp"
#include "sanku/evaluation/score_change.hpp"
#include "sanku/summary/peers.hpp"

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
        benchmark::DoNotOptimize(summary::ranking(now().summary, measure, {}).ranked.data());
    });
}

void scores_of_100_counties(benchmark::State& state) {
    const auto system = evaluation::IndicatorSystem::builtin("regions-default");
    share_of_roll_up(state, [&] {
        benchmark::DoNotOptimize(summary::scores(now().summary, system, {}).ranking.ranked.data());
    });
}

/// What a county's change of rank comes from, among 100.
void climb_of_a_county(benchmark::State& state) {
    const auto system = evaluation::IndicatorSystem::builtin("regions-default");
    const evaluation::Scores then = summary::scores(before().summary, system, {});
    const evaluation::Scores today = summary::scores(now().summary, system, {});
    const std::string middle = today.ranking.ranked[today.ranking.ranked.size() / 2].id;
    share_of_roll_up(state, [&] {
        benchmark::DoNotOptimize(evaluation::climb(then, today, middle)->by_indicator.data());
    });
}

/// From a million projects and their lights to the scores and ranks of 100 counties: the sums of
/// all projects, measures, methods, ranks. Beside reading every column once, in turns, by medians.
void regional_evaluation_of_100_counties(benchmark::State& state) {
    const Portfolio portfolio = random_portfolio(1'000'000, 1);
    const warning::Lights lights =
        warning::evaluate(portfolio, Policy::builtin("yinchuan-2025+hubei"));
    const auto system = evaluation::IndicatorSystem::builtin("regions-default");
    const auto read_columns = [&] {
        std::uint64_t sum = 0;
        const auto add = [&](const char*, const auto& column, auto) { sum += read_once(column); };
        Columns::for_each(portfolio.columns(), add);
        Deals::for_each(portfolio.deals(), add);
        benchmark::DoNotOptimize(sum);
    };
    const auto evaluate = [&] {
        const summary::Summary sums(lights);
        benchmark::DoNotOptimize(summary::scores(sums, system, {}).ranking.ranked.data());
    };
    std::vector<double> evaluations;
    std::vector<double> readings;
    for (auto _ : state) {
        readings.push_back(seconds(read_columns));
        evaluations.push_back(seconds(evaluate));
        state.SetIterationTime(evaluations.back());
    }
    state.counters["to_reading"] = median(evaluations) / median(readings);
    state.counters["reading_ms"] = median(readings) * 1e3;
    state.counters["evaluation_ms"] = median(evaluations) * 1e3;
}

BENCHMARK(regional_evaluation_of_100_counties)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(rank_of_100_counties)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(scores_of_100_counties)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(climb_of_a_county)->UseManualTime()->Unit(benchmark::kMicrosecond);

}  // namespace

}  // namespace sanku::benchmarks
