// Work along the journal: folding events, opening a store, importing a ledger. Projects a second.

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "portfolios.hpp"
#include "sanku/ledger/import.hpp"
#include "sanku/portfolio/fold.hpp"
#include "sanku/store/store.hpp"

namespace sanku::benchmarks {

namespace {

/// A file that is gone at the end of the benchmark.
class TemporaryFile {
  public:
    explicit TemporaryFile(const std::string& name)
        : path_(std::filesystem::temp_directory_path() / name) {
        remove();
    }
    ~TemporaryFile() { remove(); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    [[nodiscard]] std::string path() const { return path_.string(); }

  private:
    void remove() const {
        for (const char* suffix : {"", "-wal", "-shm"}) {
            std::filesystem::remove(path_.string() + suffix);
        }
    }
    std::filesystem::path path_;
};

/// Eight events a project: entries, attributes, a plan, a start, a report.
[[nodiscard]] std::vector<Event> events_of(const Portfolio& portfolio) {
    const Columns& c = portfolio.columns();
    std::vector<Event> events;
    events.reserve(portfolio.size() * 8);
    for (std::size_t row = 0; row < portfolio.size(); ++row) {
        const ProjectCode code = portfolio.code(row);
        const Date entered = Date::from_days(c.entered_directory[row] - 200);
        const auto add = [&](Date day, Payload what) {
            events.push_back({code, day, std::move(what)});
        };
        add(entered, event::AttributeChanged::of(Attribute::name, "项目" + std::to_string(row)));
        add(entered, event::AttributeChanged::region(portfolio.region(row).code, ""));
        add(entered, event::AttributeChanged::sector(SectorCode::from_value(c.sector[row])));
        add(entered, event::AttributeChanged::total_investment(portfolio.total_investment(row)));
        add(entered, event::EnteredDirectory{});
        add(date(2024, 1, 1), event::PlanSet{2024, Money::from_fen(c.plan[row]), {}});
        if (c.started[row] != no_day) add(Date::from_days(c.started[row]), event::Started{});
        const Month month(2024, 6);
        add(month.last_day(), event::ProgressReported{month,
                                                      Money::from_fen(c.completed_this_year[row]),
                                                      Money::from_fen(c.total_investment[row]),
                                                      {},
                                                      {}});
    }
    return events;
}

/// The same and four more: unit, funding, planned start and an earlier report: twelve a project.
[[nodiscard]] std::vector<Event> twelve_of(const Portfolio& portfolio) {
    std::vector<Event> events;
    events.reserve(portfolio.size() * 12);
    std::size_t row = 0;
    const auto more = [&](ProjectCode code) {
        const Columns& c = portfolio.columns();
        const Date day = Date::from_days(c.entered_directory[row]);
        const Month month(2024, 5);
        events.push_back({code, day,
                          event::AttributeChanged::of(Attribute::responsible_unit,
                                                      "单位" + std::to_string(row % 300))});
        events.push_back({code, day, event::AttributeChanged::of(Attribute::funding, "企业自筹")});
        events.push_back({code, day, event::StartPlanned{date(2024, 3, 1)}});
        events.push_back(
            {code, month.last_day(), event::ProgressReported{month, Money{}, Money{}, {}, {}}});
    };
    for (Event& event : events_of(portfolio)) {
        if (event.project != portfolio.code(row)) {
            more(portfolio.code(row));
            ++row;
        }
        events.push_back(std::move(event));
    }
    more(portfolio.code(row));
    return events;
}

/// Appends one batch of twelve events a project to a new journal, chain and rules on.
void append_projects(benchmark::State& state) {
    const std::vector<Event> events =
        twelve_of(random_portfolio(static_cast<std::size_t>(state.range(0))));
    for (auto _ : state) {
        const TemporaryFile file("sanku_append_benchmark.sanku");
        Store store = Store::open(file.path());
        const Appended done = store.append(events, {.recorded_at = Instant::at(date(2024, 7, 3))});
        if (done.added != std::ssize(events)) state.SkipWithError("events were left out");
    }
    state.counters["events"] = benchmark::Counter(static_cast<double>(events.size()),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}

/// Appends one month's reports, one a project, to a journal that holds twelve events of each.
void append_month(benchmark::State& state) {
    const TemporaryFile file("sanku_append_benchmark.sanku");
    const auto projects = static_cast<std::size_t>(state.range(0));
    const Portfolio portfolio = random_portfolio(projects);
    Store store = Store::open(file.path());
    (void)store.append(twelve_of(portfolio), {.recorded_at = Instant::at(date(2024, 7, 3))});
    int n = 0;
    for (auto _ : state) {
        state.PauseTiming();
        const Month month = Month(2024, 7).plus(n++);
        std::vector<Event> events;
        for (std::size_t row = 0; row < projects; ++row) {
            const Money total = portfolio.total_investment(row);
            events.push_back({portfolio.code(row), month.last_day(),
                              event::ProgressReported{month, total, total, {}, {}}});
        }
        state.ResumeTiming();
        (void)store.append(events, {.recorded_at = Instant::at(date(2026, 7, 3))});
    }
    state.counters["events"] = benchmark::Counter(static_cast<double>(projects),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}

/// Reads every blob of the checkpoint with SQLite's C API, into columns that stay if they are
/// `kept`: the floor of opening from one. Returns the bytes.
[[nodiscard]] std::int64_t read_blobs(const std::string& path, bool kept) {
    sqlite3* database = nullptr;
    sqlite3_stmt* statement = nullptr;
    sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
    sqlite3_prepare_v2(database, "SELECT data FROM checkpoint", -1, &statement, nullptr);
    std::int64_t bytes = 0;
    std::vector<std::vector<char>> columns;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, 0));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, 0));
        if (!kept) columns.clear();
        columns.emplace_back(data, data + size);
        benchmark::DoNotOptimize(columns.back().data());
        bytes += static_cast<std::int64_t>(size);
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return bytes;
}

/// Opens a journal with a checkpoint: what is known on all days, then a portfolio of it.
void open_checkpoint(benchmark::State& state) {
    const TemporaryFile file("sanku_checkpoint_benchmark.sanku");
    const auto projects = static_cast<std::size_t>(state.range(0));
    {
        Store store = Store::open(file.path());
        (void)store.append(twelve_of(random_portfolio(projects)),
                           {.recorded_at = Instant::at(date(2024, 7, 3))});
        store.checkpoint();
    }
    const auto seconds = [](auto&& work) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    double floor = 0;
    double passing = 0;
    double known = 0;
    double at = 0;
    std::int64_t bytes = 0;
    for (auto _ : state) {
        floor += seconds([&] { bytes = read_blobs(file.path(), true); });
        passing += seconds([&] { bytes = read_blobs(file.path(), false); });
        std::optional<History> history;
        known += seconds([&] { history = Store::open(file.path()).known(); });
        at += seconds([&] { benchmark::DoNotOptimize(history->at(date(2024, 6, 30)).size()); });
    }
    const auto runs = static_cast<double>(state.iterations());
    state.counters["MB"] = static_cast<double>(bytes) / 1e6;
    state.counters["floor_ms"] = floor / runs * 1e3;
    state.counters["open_ms"] = known / runs * 1e3;
    state.counters["at_ms"] = at / runs * 1e3;
    state.counters["to_floor"] = known / floor;
    state.counters["to_passing_floor"] = known / passing;
    state.counters["with_at_to_floor"] = (known + at) / floor;
}

void fold_events(benchmark::State& state) {
    const auto projects = static_cast<std::size_t>(state.range(0));
    const std::vector<Event> events = events_of(random_portfolio(projects));
    for (auto _ : state) benchmark::DoNotOptimize(fold(events, date(2024, 6, 30)).size());
    state.counters["events"] = benchmark::Counter(static_cast<double>(events.size()),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}

void open_and_load(benchmark::State& state) {
    const TemporaryFile file("sanku_open_benchmark.sanku");
    const auto projects = static_cast<std::size_t>(state.range(0));
    std::vector<Event> events = events_of(random_portfolio(projects));
    Store::open(file.path()).append(events, {.recorded_at = Instant::at(date(2024, 7, 3))});
    const auto count = static_cast<double>(events.size());
    events = {};
    for (auto _ : state) {
        benchmark::DoNotOptimize(Store::open(file.path()).at(date(2024, 6, 30)).size());
    }
    state.counters["events"] =
        benchmark::Counter(count, benchmark::Counter::kIsIterationInvariantRate);
}

void import_progress(benchmark::State& state) {
    const TemporaryFile ledger("sanku_import_benchmark.csv");
    const TemporaryFile progress("sanku_import_benchmark_progress.csv");
    const auto projects = static_cast<std::size_t>(state.range(0));
    const Portfolio portfolio = random_portfolio(projects);
    {
        std::ofstream projects_out(ledger.path());
        std::ofstream progress_out(progress.path());
        projects_out << "项目代码,项目名称,行政区划,行业,总投资(万元),目录库入库\n";
        progress_out << "项目代码,月份,本年完成投资(万元),累计完成投资(万元)\n";
        for (std::size_t row = 0; row < portfolio.size(); ++row) {
            const std::string code = portfolio.code(row).str();
            projects_out << code << ",项目" << row << ",420281,C39,"
                         << portfolio.total_investment(row).fen() / 1'000'000 << ",2020-01-01\n";
            for (int month = 1; month <= 12; ++month) {
                progress_out << code << ",2023-" << month << ',' << month * 10 << ',' << month * 10
                             << '\n';
            }
        }
    }
    std::int64_t rows = 0;
    for (auto _ : state) {
        const TemporaryFile file("sanku_import_benchmark.sanku");
        Store store = Store::open(file.path());
        const ledger::ImportOptions options{.recorded_at = Instant::at(date(2024, 7, 3))};
        rows = ledger::import_csv(store, ledger.path(), options).rows;
        rows += ledger::import_csv(store, progress.path(), options).rows;
    }
    state.counters["rows"] = benchmark::Counter(static_cast<double>(rows),
                                                benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(fold_events)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(open_and_load)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(append_projects)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(append_month)->Arg(100'000)->Iterations(3)->Unit(benchmark::kMillisecond);
BENCHMARK(open_checkpoint)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Iterations(5)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(import_progress)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace

}  // namespace sanku::benchmarks
