// Time to conversion, beside reading the same columns once (`to_floor`), in turn. One thread.

#include <benchmark/benchmark.h>

#include <utility>
#include <vector>

#include "floor.hpp"
#include "portfolios.hpp"
#include "sanku/pipeline/outlook.hpp"
#include "sanku/pipeline/survival.hpp"
#include "sanku/pipeline/waiting.hpp"

namespace sanku::benchmarks {

namespace {

template <typename Work, typename Floor>
void beside(benchmark::State& state, Work&& work, Floor&& floor) {
    std::vector<double> to_floor;
    for (auto _ : state) {
        const double ours = seconds(work);
        to_floor.push_back(ours / seconds(floor));
        state.SetIterationTime(ours);
    }
    state.counters["to_floor"] = median(to_floor);
}

/// Kaplan–Meier from the directory to the reserve library, one curve for each of 100 counties.
void survival_by_county(benchmark::State& state) {
    const Portfolio portfolio = random_portfolio(static_cast<std::size_t>(state.range(0)));
    const pipeline::Passage passage = pipeline::passage(portfolio, Pool::directory, Pool::reserve);
    const Columns& c = portfolio.columns();
    beside(
        state,
        [&] {
            const Grouping counties(portfolio, {.region = RegionLevel::county});
            std::vector<pipeline::Curve> curves;
            curves.reserve(counties.size());
            for (pipeline::Durations& sample : pipeline::durations(passage, counties)) {
                curves.emplace_back(std::move(sample));
            }
            benchmark::DoNotOptimize(curves.data());
        },
        [&] {
            benchmark::DoNotOptimize(
                read_all(c.entered_directory, c.entered_reserve, c.withdrawn, c.region));
        });
}

/// How many of those that wait move on within 1, 3, 6 and 12 months, with intervals.
void outlook_of_a_year(benchmark::State& state) {
    const Portfolio portfolio = random_portfolio(static_cast<std::size_t>(state.range(0)));
    const pipeline::Passage passage = pipeline::passage(portfolio, Pool::directory, Pool::reserve);
    const Columns& c = portfolio.columns();
    const int months[] = {1, 3, 6, 12};
    beside(
        state,
        [&] {
            const pipeline::Durations sample = pipeline::durations(passage);
            benchmark::DoNotOptimize(
                pipeline::outlook(sample, sample, passage.as_of, months).data());
        },
        [&] {
            benchmark::DoNotOptimize(read_all(c.entered_directory, c.entered_reserve, c.withdrawn));
        });
}

/// Where the longest queues are, by county.
void bottlenecks_by_county(benchmark::State& state) {
    const Portfolio portfolio = random_portfolio(static_cast<std::size_t>(state.range(0)));
    const pipeline::Passage passage = pipeline::passage(portfolio, Pool::directory, Pool::reserve);
    const Columns& c = portfolio.columns();
    beside(
        state,
        [&] {
            const auto samples =
                pipeline::durations(passage, Grouping(portfolio, {.region = RegionLevel::county}));
            benchmark::DoNotOptimize(
                pipeline::bottlenecks(samples, pipeline::merged(samples)).data());
        },
        [&] {
            benchmark::DoNotOptimize(
                read_all(c.entered_directory, c.entered_reserve, c.withdrawn, c.region));
        });
}

BENCHMARK(survival_by_county)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(outlook_of_a_year)->Arg(1'000'000)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(bottlenecks_by_county)->Arg(1'000'000)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace sanku::benchmarks
