// Rates of conversion in three definitions by county, section and month of entry: 264,000 groups
// that cover ten years. Beside each, timed in turn with it: reading the same columns once.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "floor.hpp"
#include "portfolios.hpp"
#include "sanku/pipeline/conversion.hpp"

namespace sanku::benchmarks {

namespace {

using pipeline::Conversion;
using pipeline::Question;

/// The random portfolio with entries over ten years: nine of ten moved on, half a year later or a
/// thousand days at most, and one of six left.
[[nodiscard]] Portfolio ten_years_of_entries(std::size_t projects) {
    const Portfolio some = random_portfolio(projects);
    Columns c = some.columns();
    const std::int32_t today = some.as_of().days();
    std::uint64_t state = 7;
    const auto below = [&](std::uint64_t limit) {
        state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        return static_cast<std::int32_t>((state >> 33) % limit);
    };
    const auto by_today = [&](std::int32_t day) { return day > today ? no_day : day; };
    for (std::size_t i = 0; i < projects; ++i) {
        c.entered_directory[i] = today - below(3'650);
        c.entered_reserve[i] =
            below(10) == 0 ? no_day : by_today(c.entered_directory[i] - 20 + below(1'000));
        c.withdrawn[i] = below(6) == 0 ? by_today(c.entered_directory[i] + below(1'000)) : no_day;
    }
    return Portfolio({.columns = std::move(c),
                      .regions = some.regions(),
                      .reasons = {},
                      .texts = std::make_shared<TextPool>(),
                      .as_of = some.as_of(),
                      .known_on = {}});
}

void by_county_section_and_month(benchmark::State& state, const Question& question) {
    const Portfolio portfolio = ten_years_of_entries(static_cast<std::size_t>(state.range(0)));
    const Columns& c = portfolio.columns();
    const pipeline::Passage passage = pipeline::passage(portfolio, Pool::directory, Pool::reserve);
    const auto ours = [&] {
        return pipeline::conversion(
            Grouping(portfolio,
                     {.region = RegionLevel::county, .section = true, .month_of = passage.entered}),
            passage, question);
    };
    Conversion sum{.question = question.up_to(portfolio.as_of())};
    const auto groups = ours();
    for (std::size_t group = 0; group < groups.size(); ++group) sum += groups[group];
    if (sum != pipeline::conversion(passage, question) || sum.moved == 0) {
        state.SkipWithError("the groups do not add up");
        return;
    }
    const bool reads_left = question.definition() != pipeline::Definition::stock;
    std::vector<double> to_floor;
    for (auto _ : state) {
        const double time = seconds([&] { benchmark::DoNotOptimize(ours()[0].entered); });
        to_floor.push_back(time / seconds([&] {
                               benchmark::DoNotOptimize(
                                   read_all(c.region, c.sector, c.entered_directory,
                                            c.entered_reserve, c.total_investment));
                               if (reads_left) benchmark::DoNotOptimize(read_all(c.withdrawn));
                           }));
        state.SetIterationTime(time);
    }
    state.counters["to_floor"] = median(to_floor);
    state.counters["groups"] = static_cast<double>(groups.size());
}

void stock_by_county_section_and_month(benchmark::State& state) {
    by_county_section_and_month(state, Question::stock());
}
void period_by_county_section_and_month(benchmark::State& state) {
    by_county_section_and_month(state, Question::period(date(2016, 1, 1), date(2023, 12, 31)));
}
void cohort_by_county_section_and_month(benchmark::State& state) {
    by_county_section_and_month(state, Question::cohort(date(2014, 1, 1), date(2024, 6, 30), 12));
}

void members_of_a_cohort(benchmark::State& state) {
    const Portfolio portfolio = ten_years_of_entries(static_cast<std::size_t>(state.range(0)));
    const pipeline::Passage passage = pipeline::passage(portfolio, Pool::directory, Pool::reserve);
    const Question question = Question::cohort(date(2014, 1, 1), date(2024, 6, 30), 12);
    for (auto _ : state) {
        benchmark::DoNotOptimize(pipeline::members(passage, question).data());
    }
}

BENCHMARK(stock_by_county_section_and_month)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(period_by_county_section_and_month)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(cohort_by_county_section_and_month)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(members_of_a_cohort)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace sanku::benchmarks
