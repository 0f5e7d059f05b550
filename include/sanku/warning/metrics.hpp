#pragma once

#include <array>

#include "sanku/warning/metric.hpp"

/// The metrics that ship, a line of data each. docs/policies.md tells what each measures.
namespace sanku::warning {

namespace detail {

/// A column of the portfolio as a metric names it.
template <auto member>
[[nodiscard]] const auto* column(const Portfolio& portfolio) {
    return (portfolio.columns().*member).data();
}

inline constexpr std::int64_t whole = 100;  // hundredths in a unit
inline constexpr std::int64_t tenth = 10;
inline constexpr std::int64_t hundredth = 1;

/// A metric of time since a deadline. Months and month-ends are whole and not negative.
[[nodiscard]] inline Metric deadline(std::string key, const Deadline& shape, MetricWords words) {
    const Bilingual unit = shape.clock == Clock::months ? Bilingual{"个月", "months"}
                                                        : Bilingual{"个月末", "month-ends"};
    return {std::move(key), unit, true, whole, 0, 300 * whole, shape, std::move(words)};
}

/// A metric in percent, or in percentage points, of an amount held against another.
[[nodiscard]] inline Metric share(std::string key, const Share& shape, MetricWords words) {
    const bool points = shape.pace == Pace::gap || shape.pace == Pace::curve;
    const bool of_pace = shape.pace == Pace::completion || shape.pace == Pace::shortfall;
    return {std::move(key),
            points ? Bilingual{"个百分点", "percentage points"} : Bilingual{"%", "%"},
            shape.pace == Pace::shortfall,
            of_pace ? tenth : hundredth,  // so that products stay within int64
            -300 * whole,
            300 * whole,
            shape,
            std::move(words)};
}

/// A metric of what was completed this year against the plan of the year.
[[nodiscard]] inline Metric against_plan(std::string key, Pace pace) {
    return share(
        std::move(key),
        {column<&Columns::completed_this_year>, given::completed_this_year, column<&Columns::plan>,
         given::plan, column<&Columns::given>, Light::no_data, pace, true, Deed::invest},
        {{"本年完成投资", "completed this year"}, {"年度计划投资", "plan of the year"}});
}

[[nodiscard]] inline auto all_metrics() {
    return std::to_array<Metric>({
        deadline("start_overdue",
                 {Clock::month_ends, column<&Columns::planned_start>, column<&Columns::started>,
                  nullptr, Light::no_data, false, Deed::start},
                 {{"实际开工", "started"},
                  {"计划开工", "planned start"},
                  {"开工", "to start"},
                  {"开工", "started"},
                  {"未开工", "not started"},
                  {}}),
        deadline("new_start_overdue",
                 {Clock::month_ends, column<&Columns::planned_start>, column<&Columns::started>,
                  nullptr, Light::none, true, Deed::start},
                 {{"实际开工", "started"},
                  {"计划开工", "planned start"},
                  {"开工", "to start"},
                  {"开工", "started"},
                  {"未开工", "not started"},
                  {}}),
        deadline("completion_overdue",
                 {Clock::month_ends, column<&Columns::planned_completion>,
                  column<&Columns::completed>, nullptr, Light::no_data, false, Deed::complete},
                 {{"实际竣工", "completed"},
                  {"计划竣工", "planned completion"},
                  {"竣工", "to be completed"},
                  {"竣工", "completed"},
                  {"未竣工", "not completed"},
                  {}}),
        deadline("enrolment_delay",
                 {Clock::months, column<&Columns::started>, column<&Columns::enrolled>, nullptr,
                  Light::none, false, Deed::enrol},
                 {{"纳统日期", "enrolled"},
                  {"实际开工", "started"},
                  {"开工", "started"},
                  {"纳统", "enrolled"},
                  {"未纳统", "not enrolled"},
                  {}}),
        deadline("production_delay",
                 {Clock::months, column<&Columns::started>, column<&Columns::in_production>,
                  nullptr, Light::none, false, Deed::produce},
                 {{"投产日期", "in production"},
                  {"实际开工", "started"},
                  {"开工", "started"},
                  {"投产", "went into production"},
                  {"未投产", "not in production"},
                  {}}),
        deadline("two_accounts_age",
                 {Clock::months, column<&Columns::completed>, column<&Columns::settled>,
                  column<&Columns::final_accounts>, Light::none, false, Deed::close_accounts},
                 {{"竣工结算", "settlement"},
                  {"实际竣工", "completed"},
                  {"竣工", "completed"},
                  {"完成两算", "closed both accounts"},
                  {"未完成", "still without"},
                  {"财务决算", "final accounts"}}),
        against_plan("prorata_gap", Pace::gap),
        against_plan("prorata_completion", Pace::completion),
        against_plan("prorata_shortfall", Pace::shortfall),
        against_plan("curve_gap", Pace::curve),
        share("payment_ratio",
              {column<&Columns::paid>, given::paid, column<&Columns::required_payment>,
               given::required_payment, column<&Columns::given>, Light::none, Pace::none, true,
               Deed::pay},
              {{"已支付", "paid"}, {"应支付", "the required"}}),
        share("arrival_ratio",
              {column<&Columns::arrived>, given::arrived, column<&Columns::paid>, given::paid,
               column<&Columns::given>, Light::no_data, Pace::none, true, Deed::collect},
              {{"已到位资金", "arrived"}, {"已支付", "the paid"}}),
        share("cost_performance",
              {column<&Columns::completed_this_year>, given::completed_this_year,
               column<&Columns::paid>, given::paid, column<&Columns::given>, Light::no_data,
               Pace::none, true, Deed::invest},
              {{"本年完成投资", "completed"}, {"已支付", "the paid"}}),
        Metric{"schedule_performance", {"%", "%"}, false, hundredth, 0, 300 * whole, EarnedValue{}},
        Metric{"report_age", {"天", "days"}, true, whole, 0, 3'650 * whole, ReportAge{}},
        Metric{"growth", {"%", "%"}, false, hundredth, -300 * whole, 300 * whole, Regional::growth},
        Metric{"growth_lead",
               {"个百分点", "percentage points"},
               false,
               hundredth,
               -300 * whole,
               300 * whole,
               Regional::growth_lead},
        Metric{"bond_shortfall",
               {"%", "%"},
               true,
               hundredth,
               -300 * whole,
               300 * whole,
               Regional::bond_shortfall},
        Metric{
            "task_missed", {"个月", "months"}, true, whole, 0, 300 * whole, Regional::task_missed},
        // TEMP: stand-ins, whose columns are not yet there.
        deadline("signing_delay",
                 {Clock::months, column<&Columns::planned_start>, column<&Columns::started>,
                  nullptr, Light::none, false, Deed::sign},
                 {}),
        deadline("start_delay",
                 {Clock::months, column<&Columns::planned_start>, column<&Columns::started>,
                  nullptr, Light::none, false, Deed::start},
                 {}),
        deadline("correction_age",
                 {Clock::months, column<&Columns::planned_start>, column<&Columns::started>,
                  nullptr, Light::none, false, Deed::correct},
                 {}),
        share("output_ratio",
              {column<&Columns::paid>, given::paid, column<&Columns::required_payment>,
               given::required_payment, column<&Columns::given>, Light::none, Pace::none, false,
               Deed::raise_output},
              {}),
        share("tax_ratio",
              {column<&Columns::paid>, given::paid, column<&Columns::required_payment>,
               given::required_payment, column<&Columns::given>, Light::none, Pace::none, false,
               Deed::raise_tax},
              {}),
        Metric{"environment_breach",
               {"项", "breaches"},
               true,
               whole,
               0,
               whole,
               Breach{column<&Columns::given>, 1, 2, 4}},
    });
}

}  // namespace detail

inline std::span<const Metric> metrics() {
    static const auto all = detail::all_metrics();
    return all;
}

inline const Metric* find_metric(std::string_view key) {
    for (const Metric& metric : metrics()) {
        if (metric.key == key) return &metric;
    }
    return nullptr;
}

}  // namespace sanku::warning
