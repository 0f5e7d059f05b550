#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "sanku/warning/policy.hpp"
#include "support.hpp"

namespace sanku::testing {

/// Random projects whose every figure is stated or not, many of them at a border of some rule.
class RandomColumns {
  public:
    explicit RandomColumns(unsigned seed) : random_(seed) {}

    [[nodiscard]] std::int64_t below(std::int64_t limit) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit));
    }
    [[nodiscard]] bool one_in(std::int64_t count) { return below(count) == 0; }

    /// Any day of 2024 and 2025, often the last of a month.
    [[nodiscard]] Date day() {
        const Date any = date(2024, 1, 1).plus_days(static_cast<std::int32_t>(below(731)));
        return one_in(3) ? any.month().last_day() : any;
    }

    /// `rules`: ids that valid reasons name.
    [[nodiscard]] Portfolio portfolio(std::size_t size, Date today,
                                      const std::vector<std::string>& rules) {
        today_ = today;
        Columns c;
        Columns::for_each(
            c, [&](const char*, auto& column, auto initial) { column.assign(size, initial); });
        Deals d = Deals::unstated(size);
        std::vector<ValidReason> reasons;
        for (std::size_t row = 0; row < size; ++row) {
            fill(c, row);
            fill(d, row);
            if (one_in(10) && !rules.empty()) {
                const auto rule =
                    static_cast<std::size_t>(below(static_cast<std::int64_t>(rules.size())));
                const Date from = today.plus_days(static_cast<std::int32_t>(below(40)) - 20);
                reasons.push_back({static_cast<std::uint32_t>(row), rules[rule], from,
                                   from.plus_days(static_cast<std::int32_t>(below(40))), "a", "b"});
            }
        }
        if (one_in(10)) d = {};
        return Portfolio({.columns = std::move(c),
                          .regions = {RegionEntry{},
                                      {RegionCode::from_number(420281), "大冶市"},
                                      {RegionCode::from_number(429006), "天门市"}},
                          .reasons = std::move(reasons),
                          .texts = std::make_shared<TextPool>(),
                          .as_of = today,
                          .known_on = {},
                          .deals = std::move(d)});
    }

  private:
    /// A day up to so many months ago, often to the day, and sometimes by the length of a rule.
    [[nodiscard]] std::int32_t past(int months) {
        constexpr int lengths[] = {0, 1, 2, 3, 9, 12};
        const int ago = one_in(2) ? lengths[below(6)] : static_cast<int>(below(months));
        const Date day =
            today_.plus_months(-ago).plus_days(static_cast<std::int32_t>(below(5)) - 2);
        return std::min(day, today_).days();
    }
    [[nodiscard]] std::int32_t maybe(int months) { return one_in(3) ? no_day : past(months); }
    [[nodiscard]] std::int32_t planned() {
        if (one_in(5)) return no_day;
        const Date day = today_.plus_months(3 - static_cast<int>(below(10)))
                             .plus_days(static_cast<std::int32_t>(below(9)) - 4);
        return (one_in(4) ? day.month().last_day() : day).days();
    }
    [[nodiscard]] std::int64_t amount() {
        constexpr std::int64_t amounts[] = {
            0, 1, 12, 1'200, 999'999'999, 100'000'000, 10'000'000'000, 123'456'789};
        return amounts[below(8)];
    }
    /// Some whole percent of `whole`, or next to it.
    [[nodiscard]] std::int64_t part(std::int64_t whole) {
        const auto near = static_cast<std::int64_t>(checked::Wide{whole} * below(131) / 100);
        return std::max<std::int64_t>(near + below(3) - 1, 0);
    }

    void fill(Columns& c, std::size_t row) {
        c.code[row] = code(0).value() + row;
        c.pool[row] = static_cast<std::uint8_t>(one_in(3) ? 1 + below(4) : 3);
        c.funding[row] = static_cast<std::uint8_t>(below(funding_count));
        c.region[row] = static_cast<std::uint32_t>(below(3));
        c.sector[row] = static_cast<std::uint16_t>(100 * below(section_count + 1));
        c.planned_start[row] = planned();
        c.planned_completion[row] = one_in(2) ? planned() : today_.plus_months(20).days();
        c.started[row] = one_in(2) ? no_day : past(8);
        c.enrolled[row] = one_in(2) ? no_day : past(3);
        c.completed[row] = one_in(3) ? past(15) : no_day;
        c.in_production[row] = one_in(3) ? past(3) : no_day;
        c.settled[row] = one_in(3) ? no_day : past(3);
        c.final_accounts[row] = one_in(2) ? no_day : past(3);
        const int given = static_cast<int>(one_in(6) ? below(128) : 127);
        c.given[row] = static_cast<std::uint8_t>(given);
        const auto month = today_.month().index() - static_cast<int>(below(5)) -
                           (today_ == today_.month().last_day() ? 0 : 1);
        c.last_report[row] = static_cast<std::uint16_t>(one_in(10) ? 0 : month);
        const auto stated = [&](std::uint8_t bit, std::int64_t fen) {
            return (given & bit) != 0 ? fen : 0;
        };
        c.total_investment[row] = stated(given::total_investment, amount() * (one_in(2) ? 1 : 10));
        c.plan[row] = stated(given::plan, amount());
        c.required_payment[row] = stated(given::required_payment, amount());
        c.completed_this_year[row] = stated(given::completed_this_year, part(c.plan[row]));
        c.completed_total[row] = stated(given::completed_total, part(c.total_investment[row]));
        c.paid[row] = stated(given::paid, part(c.required_payment[row]));
        c.arrived[row] = stated(given::arrived, part(c.paid[row]));
    }

    void fill(Deals& d, std::size_t row) {
        if (one_in(3)) return;
        d.negotiated[row] = maybe(6);
        d.contract_signed[row] = maybe(6);
        d.correction_ordered[row] = maybe(6);
        d.corrected[row] = one_in(2) ? no_day : past(3);
        const int given = static_cast<int>(one_in(4) ? below(64) : 63);
        d.given[row] = static_cast<std::uint8_t>(
            (given & deal::environment) != 0 ? given : given & ~deal::environment_met);
        if (one_in(3)) d.given[row] &= static_cast<std::uint8_t>(~deal::environment_met);
        const auto stated = [&](std::uint8_t bit, std::int64_t fen) {
            return (given & bit) != 0 ? fen : 0;
        };
        d.agreed_output[row] = stated(deal::agreed_output, amount());
        d.agreed_tax[row] = stated(deal::agreed_tax, amount());
        d.output[row] = stated(deal::output, part(d.agreed_output[row]));
        d.tax[row] = stated(deal::tax, part(d.agreed_tax[row]));
    }

    std::mt19937_64 random_;
    Date today_ = date(2024, 1, 1);
};

/// All packs that ship, joined, and a policy of every metric, comparison and kind of scope that
/// they leave out, with conditions two deep.
[[nodiscard]] inline const Policy& all_packs() {
    static const Policy joined = [] {
        std::string names;
        for (const std::string& id : Policy::builtin_ids())
            names += (names.empty() ? "" : "+") + id;
        return Policy::builtin(names);
    }();
    return joined;
}

[[nodiscard]] inline const Policy& odd_policy() {
    static const Policy odd = Policy::parse(R"(
id = "odd"
version = "1"
title = { zh = "奇", en = "odd" }
source = { zh = "测试", en = "test" }
[[rule]]
id = "spi"
name = { zh = "甲", en = "a" }
metric = "schedule_performance"
unit = "%"
yellow = { less_than = 90 }
red = { at_most = 62.5 }
pools = ["implementation", "reserve"]
needs_report = false
clause = { zh = "甲", en = "a" }
[[rule]]
id = "cpi"
name = { zh = "乙", en = "b" }
metric = "cost_performance"
unit = "%"
yellow = { at_most = 110.5 }
red = { less_than = 99.99 }
pools = ["implementation"]
sectors = ["C", "E", "M", "Q"]
needs_report = true
clause = { zh = "乙", en = "b" }
applies_when = { rule = "spi", lights = ["green", "yellow", "none"] }
[[rule]]
id = "arrival"
name = { zh = "丙", en = "c" }
metric = "arrival_ratio"
unit = "%"
red = { less_than = 100 }
pools = ["implementation"]
regions = ["420281"]
needs_report = true
clause = { zh = "丙", en = "c" }
applies_when = { rule = "cpi", lights = ["yellow", "red", "none"] }
[[rule]]
id = "finish"
name = { zh = "丁", en = "d" }
metric = "completion_overdue"
unit = "month-ends"
yellow = { more_than = 0 }
red = { more_than = 2 }
pools = ["implementation"]
investment = { at_least = "1元", less_than = "1亿元" }
needs_report = true
clause = { zh = "丁", en = "d" }
[[rule]]
id = "ahead"
name = { zh = "戊", en = "e" }
metric = "prorata_gap"
unit = "percentage points"
yellow = { less_than = 5.25 }
pools = ["implementation"]
completed = false
plan = { at_least = "0.01元" }
needs_report = true
clause = { zh = "戊", en = "e" }
[[rule]]
id = "ratio"
name = { zh = "己", en = "f" }
metric = "prorata_completion"
unit = "%"
yellow = { at_most = 80.1 }
red = { at_most = 60 }
pools = ["implementation"]
needs_report = true
clause = { zh = "己", en = "f" }
[[rule]]
id = "short"
name = { zh = "庚", en = "g" }
metric = "prorata_shortfall"
unit = "%"
yellow = { at_least = -10 }
red = { at_least = 99.9 }
pools = ["implementation"]
needs_report = true
clause = { zh = "庚", en = "g" }
[[rule]]
id = "curve"
name = { zh = "辛", en = "h" }
metric = "curve_gap"
unit = "percentage points"
yellow = { at_most = 0 }
red = { less_than = -20 }
curve = [{ month = 3, percent = 10.5 }, { month = 6, percent = 45 }, { month = 12, percent = 100 }]
pools = ["implementation"]
needs_report = true
clause = { zh = "辛", en = "h" }
[[rule]]
id = "new"
name = { zh = "壬", en = "i" }
metric = "new_start_overdue"
unit = "month-ends"
yellow = { at_least = 0 }
red = { more_than = 1 }
deadline = "06-15"
pools = ["reserve", "implementation"]
needs_report = true
clause = { zh = "壬", en = "i" }
[[rule]]
id = "report"
name = { zh = "癸", en = "j" }
metric = "report_age"
unit = "days"
yellow = { at_least = 28 }
red = { at_least = 61 }
pools = ["implementation"]
needs_report = false
clause = { zh = "癸", en = "j" }
)",
                                            "odd.toml");
    return odd;
}

}  // namespace sanku::testing
