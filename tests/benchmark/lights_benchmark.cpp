// The rules of all packs that ship in one pass, beside reading every column that they touch once;
// the evidence of ten thousand lights; a custom metric beside the built-in one that it repeats.

#include <benchmark/benchmark.h>

#include <span>
#include <string>
#include <vector>

#include "floor.hpp"
#include "portfolios.hpp"
#include "sanku/warning/lights.hpp"

namespace sanku::benchmarks {

namespace {

[[nodiscard]] Policy all_packs() {
    std::string names;
    for (const std::string& id : Policy::builtin_ids()) names += (names.empty() ? "" : "+") + id;
    return Policy::builtin(names);
}

/// Every column that some rule of the packs reads, each once.
[[nodiscard]] std::uint64_t read_what_packs_need(const Portfolio& portfolio) {
    const Columns& c = portfolio.columns();
    const Deals& d = portfolio.deals();
    return read_all(c.pool, c.funding, c.sector, c.given, c.last_report, c.planned_start, c.started,
                    c.enrolled, c.completed, c.in_production, c.settled, c.final_accounts,
                    c.total_investment, c.plan, c.required_payment, c.completed_this_year, c.paid,
                    d.negotiated, d.contract_signed, d.correction_ordered, d.corrected, d.given,
                    d.agreed_output, d.agreed_tax, d.output, d.tax);
}

void lights_of_all_packs(benchmark::State& state) {
    const Portfolio portfolio = random_portfolio(static_cast<std::size_t>(state.range(0)));
    const Policy policy = all_packs();
    std::vector<double> to_floor;
    for (auto _ : state) {
        const double ours = seconds([&] {
            benchmark::DoNotOptimize(warning::evaluate(portfolio, policy).overall().data());
        });
        const double read =
            seconds([&] { benchmark::DoNotOptimize(read_what_packs_need(portfolio)); });
        state.SetIterationTime(ours);
        to_floor.push_back(ours / read);
    }
    std::size_t rules = 0;
    for (const Rule& rule : policy.rules)
        rules += !warning::find_metric(rule.metric)->is_regional();
    state.counters["project_rules"] = static_cast<double>(rules);
    state.counters["to_floor"] = median(to_floor);
}

/// Words, numbers and distances of 10,000 lights that are not "not rated", spread over the rows.
void evidence_of_ten_thousand_lights(benchmark::State& state) {
    const Portfolio portfolio = random_portfolio(100'000);
    const warning::Lights lights = warning::evaluate(portfolio, all_packs());
    std::vector<std::pair<std::size_t, std::size_t>> asked;
    for (std::size_t row = 0; asked.size() < 10'000; ++row) {
        for (std::size_t rule = 0; rule < lights.policy().rules.size(); ++rule) {
            if (asked.size() < 10'000 && lights.of(rule, row) != Light::none) {
                asked.emplace_back(rule, row);
            }
        }
    }
    for (auto _ : state) {
        for (const auto& [rule, row] : asked) {
            benchmark::DoNotOptimize(lights.explain(rule, row).light);
        }
    }
}

/// The payment ratio written by a caller, against the one that ships.
void custom_metric_beside_the_built_in_one(benchmark::State& state) {
    const Portfolio portfolio = random_portfolio(static_cast<std::size_t>(state.range(0)));
    Policy built_in = Policy::builtin("yinchuan-2025");
    built_in.rules = {built_in.rules[built_in.find("payment").value()]};
    built_in.demands.clear();
    built_in.ladder.clear();
    Policy custom = built_in;
    custom.rules[0].metric = "my_payment";
    const auto values = [](const Portfolio& of, std::size_t begin, std::span<std::int64_t> out) {
        const Columns& c = of.columns();
        const int fresh = std::max(of.as_of().month().index() - 2, of.as_of().year() * 12);
        for (std::size_t i = 0; i < out.size(); ++i) {
            const std::size_t row = begin + i;
            const bool known = c.last_report[row] >= fresh && (c.given[row] & given::paid) != 0;
            const std::int64_t required = c.required_payment[row];
            out[i] = required == 0 ? warning::not_rated
                     : known       ? 10'000 * c.paid[row] / required
                                   : warning::no_value;
        }
    };
    custom.metrics = {std::make_shared<warning::Metric>(warning::Metric{
        "my_payment", {"%", "%"}, false, 1, -30'000, 30'000, warning::Custom{values}})};
    const auto once = [&](const Policy& policy) {
        return seconds([&] {
            benchmark::DoNotOptimize(warning::evaluate(portfolio, policy).overall().data());
        });
    };
    const auto a = warning::evaluate(portfolio, built_in);
    const auto b = warning::evaluate(portfolio, custom);
    if (!std::equal(a.overall().begin(), a.overall().end(), b.overall().begin())) {
        state.SkipWithError("the two answers differ");
        return;
    }
    std::vector<double> to_built_in;
    for (auto _ : state) {
        const double theirs = once(built_in);
        const double ours = once(custom);
        state.SetIterationTime(ours);
        to_built_in.push_back(ours / theirs);
    }
    state.counters["to_built_in"] = median(to_built_in);
}

BENCHMARK(lights_of_all_packs)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(evidence_of_ten_thousand_lights)->Unit(benchmark::kMillisecond);
BENCHMARK(custom_metric_beside_the_built_in_one)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace sanku::benchmarks
