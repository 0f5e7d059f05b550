#include "portfolios.hpp"

#include <memory>

namespace sanku::benchmarks {

namespace {

/// SplitMix64: small, fast, and the same on every machine.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    [[nodiscard]] std::uint64_t below(std::uint64_t limit) {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return (z ^ (z >> 31)) % limit;
    }
    [[nodiscard]] bool percent(std::uint64_t share) { return below(100) < share; }

  private:
    std::uint64_t state_;
};

}  // namespace

Portfolio random_portfolio(std::size_t projects, std::uint64_t seed) {
    Random random(seed);
    const Date as_of(2024, 6, 30);
    const std::int32_t today = as_of.days();
    Columns c;
    Columns::for_each(
        c, [&](const char*, auto& column, auto initial) { column.assign(projects, initial); });
    std::vector<RegionEntry> regions;
    for (std::uint32_t county = 1; county <= 100; ++county) {
        regions.push_back({RegionCode::from_number(420000 + county), {}});
    }
    const auto before = [&](std::int32_t day, std::uint64_t span) {
        return day - static_cast<std::int32_t>(random.below(span));
    };
    const ProjectCode first = ProjectCode::parse("2401-420281-04-01-000000");
    const int june = Month(2024, 6).index();
    for (std::size_t i = 0; i < projects; ++i) {
        c.code[i] = first.value() + i;
        c.region[i] = static_cast<std::uint32_t>(random.below(regions.size()));
        const auto section = 1 + random.below(section_count);
        c.sector[i] = static_cast<std::uint16_t>(section * 100 +
                                                 detail::sections[section - 1].first_division);
        c.funding[i] = static_cast<std::uint8_t>(random.below(funding_count));
        const auto pool = 1 + random.below(4);
        c.pool[i] = static_cast<std::uint8_t>(pool);
        c.entered_directory[i] = before(today, 1500);
        if (pool >= 2) c.entered_reserve[i] = before(today, 900);
        if (pool >= 3) c.entered_implementation[i] = before(today, 600);
        if (pool == 4) c.withdrawn[i] = before(today, 300);
        if (random.percent(90)) c.planned_start[i] = before(today + 120, 500);
        if (random.percent(70)) c.started[i] = before(today, 500);
        if (random.percent(60)) c.enrolled[i] = before(today, 400);
        if (random.percent(20)) c.completed[i] = before(today, 700);
        if (random.percent(15)) c.settled[i] = before(today, 300);
        if (random.percent(12)) c.final_accounts[i] = before(today, 200);
        c.total_investment[i] = static_cast<std::int64_t>(1 + random.below(1'000'000)) * 10'000'000;
        c.plan[i] = c.total_investment[i] / 3;
        c.completed_this_year[i] = c.plan[i] * static_cast<std::int64_t>(random.below(101)) / 100;
        c.completed_last_year[i] = c.total_investment[i] / 4;
        c.required_payment[i] = random.percent(50) ? c.plan[i] / 2 : 0;
        c.paid[i] = c.plan[i] * static_cast<std::int64_t>(random.below(101)) / 100;
        if (random.percent(95)) {
            c.given[i] = 0x7F;
        } else {  // nobody reported, and no payment is required
            c.given[i] = given::total_investment | given::plan;
            c.completed_this_year[i] = c.required_payment[i] = c.paid[i] = 0;
        }
        c.last_report[i] = static_cast<std::uint16_t>(june - static_cast<int>(random.below(4)));
        c.evaluations[i] = static_cast<std::uint8_t>(random.below(2));
    }
    Random more(seed + 1);
    Deals d = Deals::unstated(projects);
    for (std::size_t i = 0; i < projects; ++i) {
        c.planned_completion[i] = c.planned_start[i] == no_day ? no_day : c.planned_start[i] + 700;
        if (c.started[i] != no_day && more.percent(20)) c.in_production[i] = today;
        const bool reported = (c.given[i] & given::completed_total) != 0;
        c.completed_total[i] = reported ? c.completed_last_year[i] + c.completed_this_year[i] : 0;
        c.arrived[i] = c.paid[i] / 100 * static_cast<std::int64_t>(90 + more.below(20));
        if (c.evaluations[i] != 0) c.score[i] = static_cast<std::uint16_t>(more.below(10'001));
        if (!more.percent(20)) continue;
        const auto some_day = [&] {
            return more.percent(30) ? no_day : today - static_cast<std::int32_t>(more.below(400));
        };
        d.negotiated[i] = some_day();
        d.contract_signed[i] = some_day();
        d.correction_ordered[i] = some_day();
        d.corrected[i] = some_day();
        d.given[i] = static_cast<std::uint8_t>(more.percent(90) ? 0x3F : 0x0F);
        d.agreed_output[i] = c.total_investment[i] / 2;
        d.agreed_tax[i] = c.total_investment[i] / 20;
        d.output[i] = d.agreed_output[i] / 100 * static_cast<std::int64_t>(80 + more.below(40));
        d.tax[i] = d.agreed_tax[i] / 100 * static_cast<std::int64_t>(80 + more.below(40));
    }
    return Portfolio({.columns = std::move(c),
                      .regions = std::move(regions),
                      .reasons = {},
                      .texts = std::make_shared<TextPool>(),
                      .as_of = as_of,
                      .known_on = {},
                      .deals = std::move(d)});
}

}  // namespace sanku::benchmarks
