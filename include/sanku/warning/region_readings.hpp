#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/decimal.hpp"
#include "sanku/core/fraction.hpp"
#include "sanku/core/light.hpp"
#include "sanku/warning/metric.hpp"
#include "sanku/warning/region_figures.hpp"

namespace sanku::warning {

/// One figure that a region's light rests on.
struct RegionInput {
    Bilingual label;
    Bilingual value;
};

}  // namespace sanku::warning

/// What each regional metric measures, as a value and in words.
namespace sanku::warning::detail::regional {

using checked::Wide;

/// What a metric says of a region.
struct Reading {
    /// The value if so many fen more had been invested, used or done; empty: there is no value.
    std::function<Fraction(std::int64_t more)> value{};
    std::int64_t room = 0;           ///< the most that `more` can be
    Light without = Light::no_data;  ///< the light where there is no value
    Bilingual finding{};
    std::vector<RegionInput> inputs{};
};

// --- Words
// ----------------------------------------------------------------------------------------

[[nodiscard]] inline Bilingual words(std::optional<Money> amount) {
    if (!amount) return {"未填", "not stated"};
    return {amount->in(MoneyUnit::wan_yuan), amount->number_in(MoneyUnit::wan_yuan) + " wan yuan"};
}
[[nodiscard]] inline Bilingual words(Month month) {
    return {std::to_string(month.year()) + "年" + std::to_string(month.month_of_year()) + "月",
            month.iso()};
}
/// January to `month`.
[[nodiscard]] inline Bilingual months_up_to(Month month) {
    if (month.month_of_year() == 1) return words(month);
    return {std::to_string(month.year()) + "年1至" + std::to_string(month.month_of_year()) + "月",
            Month(month.year(), 1).iso() + " to " + month.iso()};
}
[[nodiscard]] inline std::string number(const Fraction& value, int decimals = 2) {
    return decimal(value.numerator, value.denominator, decimals);
}
[[nodiscard]] inline Fraction absolute(const Fraction& value) {
    return {value.numerator < 0 ? -value.numerator : value.numerator, value.denominator};
}

// --- growth and growth_lead
// -----------------------------------------------------------------------

/// In percent: what `now` is above `before`, which is above 0.
[[nodiscard]] inline Fraction growth(Wide now, Wide before) {
    return {100 * (now - before), before};
}

/// Why there is no growth, or nothing.
[[nodiscard]] inline std::optional<Bilingual> without_growth(const RegionMonth* row) {
    if (row == nullptr || !row->investment) {
        return Bilingual{"未填完成投资", "investment is not stated"};
    }
    if (!row->investment_last_year) {
        return Bilingual{"未填上年同期完成投资", "investment of the year before is not stated"};
    }
    if (*row->investment_last_year == Money{}) {
        return Bilingual{"上年同期完成投资为0，没有增速",
                         "nothing was invested in the year before, so there is no growth"};
    }
    return std::nullopt;
}

[[nodiscard]] inline std::vector<RegionInput> growth_inputs(const RegionMonth* row, Month month) {
    const Bilingual span = months_up_to(month);
    const auto of = [&](auto member) { return words(row ? row->*member : std::nullopt); };
    return {{{span.zh + "完成投资", "investment " + span.en}, of(&RegionMonth::investment)},
            {{"上年同期完成投资", "investment in these months of the year before"},
             of(&RegionMonth::investment_last_year)}};
}

[[nodiscard]] inline Reading read_growth(const RegionFigures& figures, RegionCode region,
                                         Month month) {
    const RegionMonth* row = figures.find(region, month);
    Reading out{.inputs = growth_inputs(row, month)};
    if (const auto missing = without_growth(row)) {
        out.finding = *missing;
        return out;
    }
    const Wide now = row->investment->fen();
    const Wide before = row->investment_last_year->fen();
    out.value = [=](std::int64_t more) { return growth(now + more, before); };
    out.room = (max_region_money - *row->investment).fen();
    const std::string change = number(absolute(growth(now, before))) + '%';
    out.finding = now == before ? Bilingual{"投资与上年同期持平", "investment as a year before"}
                  : now > before ? Bilingual{"投资同比增长" + change, "investment up " + change}
                                 : Bilingual{"投资同比下降" + change, "investment down " + change};
    return out;
}

/// The figures that a lead follows from: the region's own, its plan, and the sums of all regions,
/// of which it is one.
struct Lead {
    Wide now;
    Wide before;
    std::optional<std::int64_t> planned;  // hundredths of a percent
    Wide all_now;
    Wide all_before;

    [[nodiscard]] Fraction average() const { return growth(all_now, all_before); }
    /// Whether the plan is what counts: above the average.
    [[nodiscard]] bool by_plan() const { return planned && average().against(*planned) < 0; }
    /// Growth above the higher of plan and average, in percentage points.
    [[nodiscard]] Fraction points() const {
        if (by_plan()) return {10'000 * (now - before) - *planned * before, 100 * before};
        return {100 * (now * all_before - all_now * before), before * all_before};
    }
    /// What is invested more is invested in the sum too.
    [[nodiscard]] Lead with(std::int64_t more) const {
        return {now + more, before, planned, all_now + more, all_before};
    }
};

[[nodiscard]] inline Bilingual lead_finding(const Lead& lead) {
    const Fraction points = lead.points();
    const std::string own = number(growth(lead.now, lead.before)) + '%';
    const std::string other =
        number(lead.by_plan() ? Fraction{*lead.planned, 100} : lead.average()) + '%';
    const Bilingual against = lead.by_plan() ? Bilingual{"计划增速", "the planned "}
                                             : Bilingual{"各地区平均增速", "the average "};
    const std::string gap = number(absolute(points));
    const Bilingual begin{"投资增速" + own + "，", "growth " + own + ", "};
    if (points.numerator == 0) {
        return {begin.zh + "与" + against.zh + other + "持平",
                begin.en + "level with " + against.en + other};
    }
    const bool above = points.numerator > 0;
    return {begin.zh + "比" + against.zh + other + (above ? "高" : "低") + gap + "个百分点",
            begin.en + gap + " percentage points " + (above ? "above " : "below ") + against.en +
                other};
}

[[nodiscard]] inline Reading read_growth_lead(const RegionFigures& figures, RegionCode region,
                                              Month month) {
    const RegionMonth* row = figures.find(region, month);
    const RegionFigures::Total total = figures.total(month);
    Reading out{.inputs = growth_inputs(row, month)};
    const auto planned = row ? row->planned_growth : std::nullopt;
    const std::string plan = planned ? decimal(*planned, 100, 2) + '%' : "";
    out.inputs.push_back(
        {{"计划增速", "planned growth"}, {planned ? plan : "未填", planned ? plan : "not stated"}});
    const std::string regions = std::to_string(total.regions);
    out.inputs.push_back({{regions + "个地区完成投资合计", "investment of " + regions + " regions"},
                          words(total.investment)});
    out.inputs.push_back(
        {{"这些地区上年同期合计", "theirs of the year before"}, words(total.investment_last_year)});
    if (const auto missing = without_growth(row)) {
        out.finding = *missing;
        return out;
    }
    const Lead lead{row->investment->fen(), row->investment_last_year->fen(), planned,
                    total.investment.fen(), total.investment_last_year.fen()};
    const std::string average = number(lead.average()) + '%';
    out.inputs.push_back({{"各地区平均增速", "average growth"}, {average, average}});
    out.value = [=](std::int64_t more) { return lead.with(more).points(); };
    out.room = (max_region_money - *row->investment).fen();
    out.finding = lead_finding(lead);
    return out;
}

// --- bond_shortfall
// -------------------------------------------------------------------------------

/// Months over which an issue is to be used in equal parts, from the month after the issue on
/// (Tianjin, 2022).
inline constexpr int months_of_use = 6;

[[nodiscard]] inline Reading read_bond_shortfall(const RegionFigures& figures, RegionCode region,
                                                 Month month) {
    Reading out{.without = Light::none,
                .finding = {"没有已到使用期的专项债券", "no special bond is due to be used yet"}};
    Wide due = 0;  // in sixths of a fen
    Wide used = 0;
    for (const BondIssue& bond : figures.bonds(region)) {
        if (bond.issued > month) continue;
        const int passed = std::min(months_of_use, month - bond.issued);
        due += Wide{bond.amount.fen()} * passed;
        used += bond.used.fen();
        out.room = checked::add(out.room, (bond.amount - bond.used).fen());
        const Bilingual issued = words(bond.issued);
        const Bilingual amount = words(bond.amount);
        const Bilingual spent = words(bond.used);
        const std::string part = std::to_string(passed) + "/" + std::to_string(months_of_use);
        out.inputs.push_back({{issued.zh + "发行", "issued " + issued.en},
                              {amount.zh + "，应使用" + part + "，已使用" + spent.zh,
                               amount.en + ", " + part + " due to be used, used " + spent.en}});
    }
    if (due == 0) return out;
    out.value = [=](std::int64_t more) {
        return Fraction{100 * (due - months_of_use * (used + more)), due};
    };
    const Fraction shortfall = out.value(0);
    const std::string gap = number(absolute(shortfall)) + '%';
    const Wide wan_yuan = static_cast<std::int64_t>(MoneyUnit::wan_yuan);
    const std::string expected = decimal(due, months_of_use * wan_yuan, 2, true);
    const std::string spent = decimal(used, wan_yuan, 2, true);
    const bool behind = shortfall.numerator > 0;
    out.finding = {
        "专项债券应使用" + expected + "万元，已使用" + spent + "万元，" +
            (shortfall.numerator == 0 ? "与序时进度持平"
                                      : (behind ? "低于序时进度" : "高于序时进度") + gap),
        "used " + spent + " of " + expected + " wan yuan due to be used, " +
            (shortfall.numerator == 0
                 ? "level with the pro-rata use"
                 : gap + (behind ? " below" : " above") + " the pro-rata use")};
    return out;
}

// --- task_missed
// ----------------------------------------------------------------------------------

/// Whether the month's task was met; empty where that is not stated. A task of 0 is met.
[[nodiscard]] inline std::optional<bool> met(const RegionMonth& row) {
    if (!row.task) return std::nullopt;
    if (*row.task == Money{}) return true;
    if (!row.done) return std::nullopt;
    return *row.done >= *row.task;
}

[[nodiscard]] inline RegionInput task_input(const RegionMonth& row) {
    const Bilingual task = words(row.task);
    const Bilingual done = words(row.done);
    return {words(row.month),
            {"任务" + task.zh + "，完成" + done.zh, "task " + task.en + ", completed " + done.en}};
}

[[nodiscard]] inline Reading read_task_missed(const RegionFigures& figures, RegionCode region,
                                              Month month) {
    Reading out{.finding = {"未填当月任务或完成额", "task or completion is not stated"}};
    const RegionMonth* row = figures.find(region, month);
    if (row == nullptr) return out;
    out.inputs.push_back(task_input(*row));
    const auto now = met(*row);
    if (!now) return out;
    // Rows of a region stand by month, so the one before is that of an earlier month, or a gap.
    int earlier = 0;
    for (const RegionMonth* at = row; at != figures.months().data(); --at) {
        const RegionMonth& before = at[-1];
        if (before.region != region || at->month - before.month != 1 || met(before) != false) break;
        ++earlier;
        if (!*now) out.inputs.push_back(task_input(before));
    }
    const Wide task = row->task->fen();
    const Money done = row->done.value_or(Money{});
    out.value = [=, done = done.fen()](std::int64_t more) {
        return Fraction{done + more < task ? earlier + 1 : 0, 1};
    };
    out.room = (max_region_money - done).fen();
    const std::string count = std::to_string(earlier + 1);
    out.finding = *now ? Bilingual{"完成当月任务", "the month's task was met"}
                  : earlier == 0
                      ? Bilingual{"当月任务未完成", "the month's task was missed"}
                      : Bilingual{"已连续" + count + "个月未完成当月任务",
                                  "the month's task was missed " + count + " months in a row"};
    return out;
}

[[nodiscard]] inline Reading read(Regional what, const RegionFigures& figures, RegionCode region,
                                  Month month) {
    switch (what) {
        case Regional::growth:
            return read_growth(figures, region, month);
        case Regional::growth_lead:
            return read_growth_lead(figures, region, month);
        case Regional::bond_shortfall:
            return read_bond_shortfall(figures, region, month);
        case Regional::task_missed:
            break;
    }
    return read_task_missed(figures, region, month);
}

}  // namespace sanku::warning::detail::regional
