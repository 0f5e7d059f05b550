#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sanku/warning/lights.hpp"
#include "support.hpp"

/// Random policies that use whatever a policy can say, and random portfolios around a day.
namespace sanku::testing {

class RandomRules {
  public:
    explicit RandomRules(unsigned seed) : random_(seed) {}

    [[nodiscard]] int below(int limit) {
        return static_cast<int>(random_() % static_cast<std::uint64_t>(limit));
    }
    [[nodiscard]] bool percent(int share) { return below(100) < share; }

    /// Two rules a metric, with every part of a scope and conditions on each other, and one of a
    /// metric of the caller's.
    [[nodiscard]] Policy policy() {
        Policy out;
        out.id = "random";
        out.stale_after_months = below(4);
        const auto own = std::make_shared<warning::Metric>(own_metric());
        out.metrics = {own};
        for (int round = 0; round < 2; ++round) {
            for (const warning::Metric& metric : warning::metrics()) add_rule(out, metric);
            add_rule(out, *own);
        }
        std::ranges::shuffle(out.rules, random_);
        std::vector<std::size_t> order(out.rules.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::ranges::shuffle(order, random_);
        for (std::size_t i = 1; i < order.size(); ++i) {
            if (!percent(35)) continue;
            const auto& other =
                out.rules[order[static_cast<std::size_t>(below(static_cast<int>(i)))]];
            out.rules[order[i]].applies_when =
                Condition{other.id, static_cast<std::uint8_t>(1 + below(31))};
        }
        return out;
    }

    /// Projects with days and amounts of all kinds, reasons among them for rules of `policy`.
    [[nodiscard]] Portfolio portfolio(std::size_t size, Date as_of, const Policy& policy) {
        Columns c;
        Columns::for_each(
            c, [&](const char*, auto& column, auto initial) { column.assign(size, initial); });
        std::vector<ValidReason> reasons;
        for (std::size_t row = 0; row < size; ++row) {
            c.code[row] = code(0).value() + row;
            fill(c, row, as_of);
            for (int count = percent(40) ? 1 + below(3) : 0; count > 0; --count) {
                const auto place = below(static_cast<int>(policy.rules.size()));
                const Date from = as_of.plus_days(below(500) - 200);
                reasons.push_back({static_cast<std::uint32_t>(row),
                                   policy.rules[static_cast<std::size_t>(place)].id, from,
                                   from.plus_days(below(300)), "a", "b"});
            }
        }
        Deals deals;
        if (percent(75)) deals = Deals::unstated(size);
        for (std::size_t row = 0; row < deals.given.size(); ++row) fill(deals, row, as_of);
        return Portfolio({.columns = std::move(c),
                          .regions = {RegionEntry{},
                                      {RegionCode::parse("420222"), "a"},
                                      {RegionCode::parse("420281"), "b"},
                                      {RegionCode::parse("420281107"), "c"}},
                          .reasons = std::move(reasons),
                          .texts = std::make_shared<TextPool>(),
                          .as_of = as_of,
                          .known_on = {},
                          .deals = std::move(deals)});
    }

  private:
    /// The month of the latest report modulo 7, not rated where it is 6, unknown where it is 5.
    [[nodiscard]] static warning::Metric own_metric() {
        return {"own",
                {"分", "points"},
                true,
                1,
                -30'000,
                30'000,
                warning::Custom{
                    [](const Portfolio& of, std::size_t begin, std::span<std::int64_t> out) {
                        for (std::size_t i = 0; i < out.size(); ++i) {
                            const int value = of.columns().last_report[begin + i] % 7;
                            out[i] = value == 6   ? warning::not_rated
                                     : value == 5 ? warning::no_value
                                                  : 100 * value;
                        }
                    }}};
    }

    void add_rule(Policy& to, const warning::Metric& metric) {
        Rule rule;
        rule.id = metric.key + std::to_string(to.rules.size());
        rule.name = {rule.id, rule.id};
        rule.metric = metric.key;
        if (percent(85)) rule.yellow = threshold(metric);
        if (!rule.yellow || percent(85)) rule.red = threshold(metric);
        rule.scope = scope();
        rule.needs_report = percent(50);
        for (int month = 1 + below(4); month <= 12; month += 1 + below(4)) {
            rule.curve.push_back({month, 800 * month});
        }
        if (percent(90))
            rule.deadline = percent(20) ? MonthDay{12, 31} : MonthDay{1 + below(12), 1 + below(28)};
        to.rules.push_back(std::move(rule));
    }

    [[nodiscard]] Threshold threshold(const warning::Metric& metric) {
        const bool sharp = percent(50);
        const auto comparison = metric.higher_is_worse
                                    ? (sharp ? Comparison::more_than : Comparison::at_least)
                                    : (sharp ? Comparison::less_than : Comparison::at_most);
        std::int64_t hundredths = 100 * below(5);  // months, month-ends
        if (metric.unit.en == "days") hundredths = 100 * below(400);
        if (metric.unit.en == "%") hundredths = 10 * below(1'400);
        if (metric.unit.en == "percentage points") hundredths = below(6'000) - 5'000;
        hundredths = std::clamp(hundredths, metric.least, metric.most);
        return {comparison, hundredths};
    }

    [[nodiscard]] Scope scope() {
        Scope out;
        out.pools = static_cast<std::uint8_t>(percent(20) ? below(32) : 0b1000 | below(32));
        if (percent(20)) out.funding = static_cast<std::uint8_t>(below(256));
        if (percent(30)) out.completed = percent(50);
        if (percent(15)) out.sectors = {SectorCode::parse("C39"), SectorCode::parse("E")};
        if (percent(15)) out.regions = {RegionCode::parse("420281")};
        if (percent(15)) out.investment_from = Money::from_fen(below(100'000));
        if (percent(15)) out.investment_below = Money::from_fen(below(200'000));
        if (percent(20)) out.plan_from = Money::from_fen(below(60'000));
        return out;
    }

    void fill(Columns& c, std::size_t row, Date as_of) {
        const auto past = [&](int share) {
            return percent(share) ? as_of.plus_days(-below(700)).days() : no_day;
        };
        const auto around = [&](int share) {
            return percent(share) ? as_of.plus_days(below(1'800) - 900).days() : no_day;
        };
        static constexpr std::array<std::uint16_t, 4> sectors = {0, 300, 339, 500};
        c.region[row] = static_cast<std::uint32_t>(below(4));
        c.sector[row] = sectors[static_cast<std::size_t>(below(4))];
        c.funding[row] = static_cast<std::uint8_t>(below(funding_count));
        c.pool[row] = static_cast<std::uint8_t>(percent(75) ? 3 : 1 + below(4));
        c.started[row] = past(50);
        c.enrolled[row] = past(35);
        c.completed[row] = past(30);
        c.in_production[row] = past(25);
        c.settled[row] = past(30);
        c.final_accounts[row] = past(30);
        c.planned_start[row] = around(80);
        c.planned_completion[row] = around(80);
        const bool ended = as_of == as_of.month().last_day();
        const int month = as_of.month().index() - (ended ? 0 : 1) - below(percent(80) ? 4 : 20);
        c.last_report[row] = static_cast<std::uint16_t>(percent(88) ? month : 0);
        c.given[row] = static_cast<std::uint8_t>(percent(75) ? 127 : below(128));
        for (const auto& [column, bit] : {std::pair{&c.total_investment, given::total_investment},
                                          {&c.plan, given::plan},
                                          {&c.required_payment, given::required_payment},
                                          {&c.completed_this_year, given::completed_this_year},
                                          {&c.completed_total, given::completed_total},
                                          {&c.arrived, given::arrived},
                                          {&c.paid, given::paid}}) {
            const bool stated = (c.given[row] & bit) != 0 && !percent(8);
            (*column)[row] = stated ? below(120'000) : 0;
        }
        c.completed_last_year[row] = below(100);
    }

    void fill(Deals& d, std::size_t row, Date as_of) {
        const auto past = [&](int share) {
            return percent(share) ? as_of.plus_days(-below(400)).days() : no_day;
        };
        d.negotiated[row] = past(60);
        d.contract_signed[row] = past(50);
        d.correction_ordered[row] = past(50);
        if (d.correction_ordered[row] != no_day && percent(40)) d.corrected[row] = as_of.days();
        const int looked = below(3);  // not at all, found not to be met, found to be met
        const int environment =
            looked == 0 ? 0 : deal::environment | (looked == 2 ? deal::environment_met : 0);
        d.given[row] = static_cast<std::uint8_t>(below(16) | environment);
        for (const auto& [column, bit] : {std::pair{&d.agreed_output, deal::agreed_output},
                                          {&d.agreed_tax, deal::agreed_tax},
                                          {&d.output, deal::output},
                                          {&d.tax, deal::tax}}) {
            const bool stated = (d.given[row] & bit) != 0 && !percent(8);
            (*column)[row] = stated ? below(120'000) : 0;
        }
    }

    std::mt19937_64 random_;
};

}  // namespace sanku::testing
