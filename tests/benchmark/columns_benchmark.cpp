// Questions asked of columns, each beside two others timed in turn with it: reading the same
// columns once (`to_floor`), and a loop written for just that question (`to_hand`). One thread.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "floor.hpp"
#include "portfolios.hpp"
#include "sanku/pipeline/conversion.hpp"
#include "sanku/summary/summary.hpp"
#include "sanku/summary/volume.hpp"
#include "sanku/warning/lights.hpp"

namespace sanku::benchmarks {

namespace {

/// Times the three in turn, so that a noisy machine disturbs all of them alike.
template <typename Library, typename Hand, typename Floor>
void compare(benchmark::State& state, Library&& library, Hand&& hand, Floor&& floor) {
    std::vector<double> to_hand;
    std::vector<double> to_floor;
    for (auto _ : state) {
        const double ours = seconds(library);
        const double theirs = seconds(hand);
        const double read = seconds(floor);
        state.SetIterationTime(ours);
        to_hand.push_back(ours / theirs);
        to_floor.push_back(ours / read);
    }
    state.counters["to_hand"] = median(to_hand);
    state.counters["to_floor"] = median(to_floor);
}

/// The five rules of yinchuan-2025 and hubei with everything fixed: thresholds, scope, columns.
/// Same answer as the library: a byte a rule and project, and the overall one. Blocks that stay in
/// cache, no branch on data, every pointer its own (which gcc forgets when it inlines), so that the
/// compiler vectorises each loop.
namespace hand {

using Bytes = std::uint8_t* __restrict;
using InBytes = const std::uint8_t* __restrict;
using InMonths = const std::uint16_t* __restrict;
using InDays = const std::int32_t* __restrict;
using InFen = const std::int64_t* __restrict;

constexpr std::size_t block = 2048;

[[gnu::noinline]] void scope(InBytes pool, InBytes funding, InDays completed, InMonths report,
                             int fresh, std::size_t count, Bytes open, Bytes fiscal, Bytes done,
                             Bytes stale) {
    for (std::size_t i = 0; i < count; ++i) {
        const int in = pool[i] == 3;
        const int is_done = completed[i] != no_day;
        open[i] = static_cast<std::uint8_t>(-(in & ~is_done & 1));
        done[i] = static_cast<std::uint8_t>(-(in & is_done));
    }
    for (std::size_t i = 0; i < count; ++i) {
        const int is_fiscal = (funding[i] == 1) | (funding[i] == 2) | (funding[i] == 4);
        fiscal[i] = static_cast<std::uint8_t>(-is_fiscal & open[i]);
        stale[i] = static_cast<std::uint8_t>(report[i] < fresh);
    }
}

[[gnu::noinline]] void start(InDays planned, InDays started, InBytes open, InBytes stale,
                             int yellow, int red, std::size_t count, Bytes light, Bytes overall) {
    for (std::size_t i = 0; i < count; ++i) {
        const int late = 1 + 2 * (planned[i] <= yellow) + (planned[i] <= red);
        const int due = planned[i] == no_day ? 2 : late;
        const int value = started[i] != no_day ? 1 : due;
        const int seen = value + ((value == 1) & stale[i]);
        light[i] = static_cast<std::uint8_t>(seen & open[i]);
        overall[i] = light[i];
    }
}

[[gnu::noinline]] void progress(InFen completed, InFen plan, InMonths report, InBytes given,
                                InBytes open, int december, int fresh, std::size_t count,
                                Bytes light, Bytes overall) {
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t month = std::max(report[i] - december, 0);
        const std::int64_t left = 300 * completed[i] - 25 * month * plan[i];
        const int red = left < -90 * plan[i];
        const int yellow = left <= -30 * plan[i];
        const bool known = (report[i] >= fresh) & ((given[i] & 10) == 10);
        const int value = known ? 1 + 2 * yellow + red : 2;
        const bool zero = ((given[i] & 2) != 0) & (plan[i] == 0);
        light[i] = static_cast<std::uint8_t>((zero ? 0 : value) & open[i]);
        overall[i] = overall[i] < light[i] ? light[i] : overall[i];
    }
}

[[gnu::noinline]] void payment(InFen paid, InFen required, InMonths report, InBytes given,
                               InBytes fiscal, int fresh, std::size_t count, Bytes light,
                               Bytes overall) {
    for (std::size_t i = 0; i < count; ++i) {
        const bool known = (report[i] >= fresh) & ((given[i] & 64) != 0);
        const int late = 1 + 3 * (paid[i] < required[i]);
        const int value = known ? late : 2;
        const int rated = required[i] == 0 ? 0 : value;
        light[i] = static_cast<std::uint8_t>(rated & fiscal[i]);
        overall[i] = overall[i] < light[i] ? light[i] : overall[i];
    }
}

[[gnu::noinline]] void enrolment(InDays started, InDays enrolled, InBytes open, InBytes stale,
                                 int yellow, int red, std::size_t count, Bytes light,
                                 Bytes overall) {
    for (std::size_t i = 0; i < count; ++i) {
        const int late = 1 + 2 * (started[i] <= yellow) + (started[i] <= red);
        const int due = enrolled[i] != no_day ? 1 : late;
        const int seen = due + ((due == 1) & stale[i]);
        light[i] = static_cast<std::uint8_t>((started[i] == no_day ? 0 : seen) & open[i]);
        overall[i] = overall[i] < light[i] ? light[i] : overall[i];
    }
}

[[gnu::noinline]] void accounts(InDays completed, InDays settled, InDays approved, InBytes done,
                                int yellow, int red, std::size_t count, Bytes light,
                                Bytes overall) {
    for (std::size_t i = 0; i < count; ++i) {
        const int late = 1 + 2 * (completed[i] <= yellow) + (completed[i] <= red);
        const bool both = (settled[i] != no_day) & (approved[i] != no_day);
        light[i] = static_cast<std::uint8_t>((both ? 1 : late) & done[i]);
        overall[i] = overall[i] < light[i] ? light[i] : overall[i];
    }
}

/// The overall lights, then those of the five rules.
[[nodiscard]] std::unique_ptr<std::uint8_t[]> lights(const Portfolio& portfolio) {
    const Columns& c = portfolio.columns();
    const std::size_t rows = portfolio.size();
    auto out = std::make_unique_for_overwrite<std::uint8_t[]>(6 * rows);
    const Date day = portfolio.as_of();
    const int end_of_month = day.month().last_day().days();
    const int start_red = day.month().plus(-2).last_day().days();
    const int month_old = months_before(day, 1).days();
    const int over_two_months = months_before(day.plus_days(-1), 2).days();
    const int nine_months = months_before(day, 9).days();
    const int over_a_year = months_before(day.plus_days(-1), 12).days();
    const int fresh = day.month().index() - 2;
    const int december = Month(day.year(), 1).index() - 1;
    std::uint8_t open[block];
    std::uint8_t fiscal[block];
    std::uint8_t done[block];
    std::uint8_t stale[block];
    for (std::size_t at = 0; at < rows; at += block) {
        const std::size_t count = std::min(block, rows - at);
        std::uint8_t* overall = out.get() + at;
        scope(&c.pool[at], &c.funding[at], &c.completed[at], &c.last_report[at], fresh, count, open,
              fiscal, done, stale);
        start(&c.planned_start[at], &c.started[at], open, stale, end_of_month, start_red, count,
              overall + rows, overall);
        progress(&c.completed_this_year[at], &c.plan[at], &c.last_report[at], &c.given[at], open,
                 december, std::max(fresh, december + 1), count, overall + 2 * rows, overall);
        payment(&c.paid[at], &c.required_payment[at], &c.last_report[at], &c.given[at], fiscal,
                std::max(fresh, december + 1), count, overall + 3 * rows, overall);
        enrolment(&c.started[at], &c.enrolled[at], open, stale, month_old, over_two_months, count,
                  overall + 4 * rows, overall);
        accounts(&c.completed[at], &c.settled[at], &c.final_accounts[at], done, nine_months,
                 over_a_year, count, overall + 5 * rows, overall);
    }
    return out;
}

}  // namespace hand

void lights_of_five_rules(benchmark::State& state) {
    const Portfolio portfolio = random_portfolio(static_cast<std::size_t>(state.range(0)));
    const Policy policy = Policy::builtin("yinchuan-2025+hubei");
    const Columns& c = portfolio.columns();
    const auto theirs = hand::lights(portfolio);
    const warning::Lights ours = warning::evaluate(portfolio, policy);
    bool same = std::equal(ours.overall().begin(), ours.overall().end(), theirs.get());
    for (std::size_t rule = 0; rule < policy.rules.size(); ++rule) {
        same &= std::equal(ours.of(rule).begin(), ours.of(rule).end(),
                           theirs.get() + (rule + 1) * portfolio.size());
    }
    if (!same) {
        state.SkipWithError("the two answers differ");
        return;
    }
    compare(
        state,
        [&] { benchmark::DoNotOptimize(warning::evaluate(portfolio, policy).overall().data()); },
        [&] { benchmark::DoNotOptimize(hand::lights(portfolio).get()); },
        [&] {
            benchmark::DoNotOptimize(read_all(c.pool, c.funding, c.given, c.last_report,
                                              c.planned_start, c.started, c.enrolled, c.completed,
                                              c.settled, c.final_accounts, c.plan,
                                              c.completed_this_year, c.required_payment, c.paid));
        });
}

struct HandConversion {
    std::int64_t entered, moved, entered_fen, moved_fen;
};

[[gnu::noinline]] void hand_conversion_loop(const std::uint32_t* __restrict region,
                                            const std::uint16_t* __restrict sector,
                                            const std::int32_t* __restrict entered,
                                            const std::int32_t* __restrict moved,
                                            const std::int64_t* __restrict amount, std::size_t rows,
                                            HandConversion* __restrict out) {
    for (std::size_t i = 0; i < rows; ++i) {
        HandConversion& cell = out[region[i] * 21 + sector[i] / 100];
        const std::int64_t in = entered[i] != no_day;
        const std::int64_t on = in & static_cast<std::int64_t>(moved[i] != no_day);
        cell.entered += in;
        cell.moved += on;
        cell.entered_fen += -in & amount[i];
        cell.moved_fen += -on & amount[i];
    }
}

[[nodiscard]] std::vector<HandConversion> hand_conversion(const Portfolio& portfolio) {
    const Columns& c = portfolio.columns();
    std::vector<HandConversion> out(portfolio.regions().size() * 21);
    hand_conversion_loop(c.region.data(), c.sector.data(), c.entered_directory.data(),
                         c.entered_reserve.data(), c.total_investment.data(), portfolio.size(),
                         out.data());
    return out;
}

void conversion_by_county_and_sector(benchmark::State& state) {
    const Portfolio portfolio = random_portfolio(static_cast<std::size_t>(state.range(0)));
    const Columns& c = portfolio.columns();
    const auto ours = [&] {
        return pipeline::conversion(
            Grouping(portfolio, {.region = RegionLevel::county, .section = true}), Pool::directory,
            Pool::reserve);
    };
    const auto a = ours();
    const auto b = hand_conversion(portfolio);
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        if (a.size() != b.size() || a[i].moved_fen != b[i].moved_fen || a[i].moved != b[i].moved) {
            state.SkipWithError("the two answers differ");
            return;
        }
    }
    compare(
        state, [&] { benchmark::DoNotOptimize(ours()[0].entered); },
        [&] { benchmark::DoNotOptimize(hand_conversion(portfolio).data()); },
        [&] {
            benchmark::DoNotOptimize(read_all(c.region, c.sector, c.entered_directory,
                                              c.entered_reserve, c.total_investment));
        });
}

struct HandVolume {
    std::int64_t projects, investment, plan, this_year, last_year, lights[5];
};

[[nodiscard]] std::vector<HandVolume> hand_roll_up(const Portfolio& portfolio,
                                                   std::span<const std::uint8_t> light) {
    const Columns& c = portfolio.columns();
    std::vector<HandVolume> out(portfolio.regions().size() * 21 * 5);
    for (std::size_t i = 0; i < portfolio.size(); ++i) {
        HandVolume& cell = out[(c.region[i] * 21 + c.sector[i] / 100) * 5 + c.pool[i]];
        ++cell.projects;
        cell.investment += c.total_investment[i];
        cell.plan += c.plan[i];
        cell.this_year += c.completed_this_year[i];
        cell.last_year += c.completed_last_year[i];
        ++cell.lights[light[i]];
    }
    return out;
}

void roll_up_by_county_sector_and_pool(benchmark::State& state) {
    const Portfolio portfolio = random_portfolio(static_cast<std::size_t>(state.range(0)));
    const Columns& c = portfolio.columns();
    const warning::Lights lights =
        warning::evaluate(portfolio, Policy::builtin("yinchuan-2025+hubei"));
    const std::vector<std::uint8_t> light(lights.overall().begin(), lights.overall().end());
    const auto ours = [&] {
        return summary::volume(
            Grouping(portfolio, {.region = RegionLevel::county, .section = true, .pool = true}),
            lights);
    };
    const auto a = ours();
    const auto b = hand_roll_up(portfolio, light);
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        if (a.size() != b.size() || a[i].investment != b[i].investment ||
            a[i].lights[4] != b[i].lights[4]) {
            state.SkipWithError("the two answers differ");
            return;
        }
    }
    compare(
        state, [&] { benchmark::DoNotOptimize(ours().data()); },
        [&] { benchmark::DoNotOptimize(hand_roll_up(portfolio, light).data()); },
        [&] {
            benchmark::DoNotOptimize(read_all(c.region, c.sector, c.pool, c.total_investment,
                                              c.plan, c.completed_this_year, c.completed_last_year,
                                              light));
        });
}

void whole_summary(benchmark::State& state) {
    const Portfolio portfolio = random_portfolio(static_cast<std::size_t>(state.range(0)));
    const warning::Lights lights =
        warning::evaluate(portfolio, Policy::builtin("yinchuan-2025+hubei"));
    for (auto _ : state) benchmark::DoNotOptimize(summary::Summary(lights).groups().size());
    state.counters["bytes_a_project"] =
        static_cast<double>(portfolio.column_bytes()) / static_cast<double>(portfolio.size());
}

BENCHMARK(lights_of_five_rules)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(conversion_by_county_and_sector)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(roll_up_by_county_sector_and_pool)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(whole_summary)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace sanku::benchmarks
