// Histories: made of events, checked, asked for a day, and month by month. The events are like
// those of a real office: see `Office`.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "portfolios.hpp"
#include "sanku/portfolio/fold.hpp"
#include "sanku/summary/series.hpp"
#include "sanku/warning/light_series.hpp"

namespace sanku::benchmarks {

namespace {

const Month first_month(2023, 1);
constexpr int month_count = 36;

/// Twelve events a project on average, over the 36 months of 2023 to 2025 and the years before:
/// name, region, sector, unit, funding and total investment of all; 2 of 3 libraries; the plan of
/// one year; planned start, start, enrolment, completion and settlement of some, and 3 monthly
/// reports. The ledger comes first, project by project, then the reports month by month.
class Office {
  public:
    explicit Office(std::size_t projects) : projects_(projects) {
        events_.reserve(projects * 12 + projects / 4);
        for (std::size_t i = 0; i < projects; ++i) tell(i);
        for (const std::vector<Event>& month : reports_) {
            events_.insert(events_.end(), month.begin(), month.end());
        }
        reports_ = {};
    }
    [[nodiscard]] const std::vector<Event>& events() const noexcept { return events_; }
    [[nodiscard]] std::size_t projects() const noexcept { return projects_; }

  private:
    void tell(std::size_t i) {
        using event::AttributeChanged;
        static const std::uint64_t first_code =
            ProjectCode::parse("2401-420281-04-01-000000").value();
        // Ledgers are not sorted by code.
        const ProjectCode code =
            ProjectCode::from_value(first_code + i * 7'919 % std::max<std::size_t>(projects_, 1));
        const auto add = [&](Date day, Payload what) {
            events_.push_back({code, day, std::move(what)});
        };
        const Date born = first_month.first_day().plus_days(below(48 * 30) - 365);
        const auto later = [&](int days) { return born.plus_days(below(days)); };
        const Money total = Money::from(1 + below(100'000), MoneyUnit::wan_yuan);
        add(born, AttributeChanged::of(Attribute::name, "重点项目第" + std::to_string(i) + "号"));
        add(born,
            AttributeChanged::region(
                RegionCode::from_number(420001 + static_cast<std::uint32_t>(below(100))), ""));
        const auto section = static_cast<std::size_t>(below(section_count));
        add(born, AttributeChanged::sector(SectorCode::from_value(static_cast<std::uint16_t>(
                      (section + 1) * 100 + detail::sections[section].first_division))));
        add(born, AttributeChanged::of(Attribute::responsible_unit,
                                       "市直单位" + std::to_string(below(1000))));
        constexpr std::string_view kinds[] = {"central_budget", "treasury_bond", "local_budget",
                                              "special_bond", "enterprise"};
        add(born, AttributeChanged::of(Attribute::funding, std::string(kinds[below(5)])));
        add(born, AttributeChanged::total_investment(total));
        add(born, event::EnteredDirectory{});
        const bool in_reserve = percent(60);
        const bool building = percent(45);
        if (in_reserve) add(later(200), event::MovedToReserve{});
        if (!building) return;
        const Date entered = later(300);
        add(entered, event::MovedToImplementation{});
        if (percent(3)) add(entered.plus_days(below(400)), event::Withdrawn{"停建"});
        const Date planned = entered.plus_days(below(200));
        add(entered, event::StartPlanned{planned});
        const Money plan = Money::from_fen(total.fen() / 3);
        const int years = 1 + below(2);
        for (int year = entered.year(); year < entered.year() + years; ++year) {
            add(date(year, 1, 1), event::PlanSet{year, plan, Money::from_fen(plan.fen() / 2)});
        }
        if (!percent(75)) return;
        const Date started = planned.plus_days(below(150) - 30);
        add(started, event::Started{});
        if (percent(70)) add(started.plus_days(below(120)), event::Enrolled{});
        if (percent(25)) {
            const Date completed = started.plus_days(200 + below(500));
            add(completed, event::Completed{});
            if (percent(50)) add(completed.plus_days(below(400)), event::Settled{});
            if (percent(40)) add(completed.plus_days(below(500)), event::FinalAccountsApproved{});
        }
        report(code, started.month(), plan);
    }

    void report(ProjectCode code, Month month, Money plan) {
        const Month last = first_month.plus(month_count - 1);
        for (int left = 1 + below(17); left > 0 && month <= last; --left, month = month.plus(1)) {
            if (month < first_month || percent(5)) continue;
            const std::int64_t done = plan.fen() / 12 * month.month_of_year() * below(130) / 100;
            reports_[static_cast<std::size_t>(month - first_month)].push_back(
                {code, month.last_day(),
                 event::ProgressReported{month,
                                         Money::from_fen(done),
                                         Money::from_fen(done),
                                         {},
                                         Money::from_fen(done / 2)}});
        }
    }

    [[nodiscard]] int below(int limit) {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return static_cast<int>((z ^ (z >> 31)) % static_cast<std::uint64_t>(limit));
    }
    [[nodiscard]] bool percent(int share) { return below(100) < share; }

    std::size_t projects_;
    std::uint64_t state_ = 1;
    std::vector<Event> events_;
    std::vector<std::vector<Event>> reports_{month_count};
};

template <typename Work>
[[nodiscard]] double seconds(Work&& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

[[nodiscard]] double median(std::vector<double> values) {
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

[[nodiscard]] History history_of(std::size_t projects) {
    return sanku::history_of(Office(projects).events());
}

void build_history(benchmark::State& state) {
    const Office office(static_cast<std::size_t>(state.range(0)));
    std::size_t bytes = 0;
    for (auto _ : state) bytes = sanku::history_of(office.events()).memory_bytes();
    state.counters["events"] = benchmark::Counter(static_cast<double>(office.events().size()),
                                                  benchmark::Counter::kIsIterationInvariantRate);
    state.counters["events_a_project"] =
        static_cast<double>(office.events().size()) / static_cast<double>(office.projects());
    state.counters["bytes_a_project"] =
        static_cast<double>(bytes) / static_cast<double>(office.projects());
}

/// A thousand events on top of a history that is there.
void go_on_from_base(benchmark::State& state) {
    const History base = history_of(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        HistoryBuilder builder(base, {});
        for (std::uint64_t i = 0; i < 1'000; ++i) {
            const std::size_t row = i * base.size() / 1'000;
            const auto code = ProjectCode::from_value(base.parts().milestones.code[row]);
            builder.apply({code, date(2025, 12, 1), event::StartPlanned{date(2026, 1, 1)}});
        }
        benchmark::DoNotOptimize(std::move(builder).build().size());
    }
}

void check_history(benchmark::State& state) {
    const History history = history_of(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        History::Parts parts = history.parts();
        History checked;
        state.SetIterationTime(seconds([&] { checked = History(std::move(parts)); }));
        benchmark::DoNotOptimize(checked.size());
    }
}

void check_texts(benchmark::State& state) {
    const History history = history_of(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        std::vector<char> bytes = history.texts().bytes();
        std::vector<std::uint32_t> offsets = history.texts().offsets();
        TextPool checked;
        state.SetIterationTime(
            seconds([&] { checked = TextPool(std::move(bytes), std::move(offsets)); }));
        benchmark::DoNotOptimize(checked.size());
    }
}

void history_at_a_day(benchmark::State& state) {
    const History history = history_of(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(history.at(date(2024, 12, 31)).size());
}

/// 36 month ends of the five lights, beside one `evaluate` of the portfolio of one of them.
void light_series_of_36_months(benchmark::State& state) {
    const History history = history_of(static_cast<std::size_t>(state.range(0)));
    const Policy policy = Policy::builtin("yinchuan-2025+hubei");
    const Portfolio portfolio = history.at(first_month.plus(month_count - 1).last_day());
    const auto series = warning::light_series(history, policy, first_month, month_count);
    for (const int month : {0, 17, month_count - 1}) {
        const auto lights =
            warning::evaluate(history.at(first_month.plus(month).last_day()), policy);
        if (series[static_cast<std::size_t>(month)].overall != lights.counts()) {
            state.SkipWithError("the two answers differ");
            return;
        }
    }
    std::vector<double> to_evaluate;
    for (auto _ : state) {
        const double ours = seconds([&] {
            benchmark::DoNotOptimize(
                warning::light_series(history, policy, first_month, month_count).data());
        });
        const double once = seconds(
            [&] { benchmark::DoNotOptimize(warning::evaluate(portfolio, policy).counts()); });
        state.SetIterationTime(ours);
        to_evaluate.push_back(ours / once);
    }
    state.counters["to_evaluate"] = median(to_evaluate);
    state.counters["yellow_or_red_at_last"] =
        static_cast<double>(series.back().overall[3] + series.back().overall[4]);
}

void sums_of_12_months(benchmark::State& state) {
    const History history = history_of(static_cast<std::size_t>(state.range(0)));
    const Policy policy = Policy::builtin("yinchuan-2025+hubei");
    for (auto _ : state) {
        benchmark::DoNotOptimize(summary::series(history, policy, Month(2025, 1), 12).data());
    }
}

BENCHMARK(light_series_of_36_months)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(sums_of_12_months)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(build_history)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(go_on_from_base)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(check_history)->Arg(1'000'000)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(check_texts)->Arg(1'000'000)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(history_at_a_day)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace sanku::benchmarks
