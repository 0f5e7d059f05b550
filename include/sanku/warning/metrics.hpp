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

// Grains of thresholds, in hundredths.
inline constexpr std::int64_t whole_units = 100;
inline constexpr std::int64_t one_decimal = 10;
inline constexpr std::int64_t two_decimals = 1;

/// The same of agreements; nullptr where no project states any.
template <auto member>
[[nodiscard]] const auto* deal_column(const Portfolio& portfolio) {
    const Deals& deals = portfolio.deals();
    return deals.empty() ? nullptr : (deals.*member).data();
}

/// A metric of time since a deadline. Months and month-ends are whole and not negative.
[[nodiscard]] inline Metric deadline(std::string key, const Deadline& shape, MetricWords words) {
    const Bilingual unit = shape.clock == Clock::months ? Bilingual{"个月", "months"}
                                                        : Bilingual{"个月末", "month-ends"};
    return {std::move(key), unit, true, whole_units, 0, 300 * whole_units, shape, std::move(words)};
}

/// A metric in percent, or in percentage points, of an amount held against another.
[[nodiscard]] inline Metric share(std::string key, const Share& shape, MetricWords words) {
    const bool points = shape.pace == Pace::gap || shape.pace == Pace::curve;
    const bool of_pace = shape.pace == Pace::completion || shape.pace == Pace::shortfall;
    return {std::move(key),
            points ? Bilingual{"个百分点", "percentage points"} : Bilingual{"%", "%"},
            shape.pace == Pace::shortfall,
            of_pace ? one_decimal
                    : two_decimals,  // with the limits, so that products stay within int64
            (points ? -200 : -300) * whole_units,
            (points ? 200 : 300) * whole_units,
            shape,
            std::move(words)};
}

/// A metric of what was completed this year against the plan of the year.
[[nodiscard]] inline Metric against_plan(std::string key, Pace pace) {
    return share(
        std::move(key),
        {column<&Columns::completed_this_year>, given::completed_this_year, column<&Columns::plan>,
         given::plan, column<&Columns::given>, Light::no_data, pace, true, Deed::invest},
        {{"本年完成投资", "completed this year"},
         {"年度计划投资", "plan of the year"},
         {"已完成投资", "completed"},
         {"年度计划", "the year's plan of"}});
}

[[nodiscard]] inline auto all_metrics() {
    return std::to_array<Metric>({
        deadline("start_overdue",
                 {Clock::month_ends, column<&Columns::planned_start>, column<&Columns::started>,
                  nullptr, Light::no_data, false, Deed::start},
                 {{"实际开工", "started"},
                  {"计划开工", "planned start"},
                  {"开工", "started"},
                  {"开工", "to start"},
                  {"未开工", "not started"},
                  {}}),
        deadline("new_start_overdue",
                 {Clock::month_ends, column<&Columns::planned_start>, column<&Columns::started>,
                  nullptr, Light::none, true, Deed::start},
                 {{"实际开工", "started"},
                  {"计划开工", "planned start"},
                  {"开工", "started"},
                  {"开工", "to start"},
                  {"未开工", "not started"},
                  {}}),
        deadline("completion_overdue",
                 {Clock::month_ends, column<&Columns::planned_completion>,
                  column<&Columns::completed>, nullptr, Light::no_data, false, Deed::complete},
                 {{"实际竣工", "completed"},
                  {"计划竣工", "planned completion"},
                  {"竣工", "completed"},
                  {"竣工", "to be completed"},
                  {"未竣工", "not completed"},
                  {}}),
        deadline("enrolment_delay",
                 {Clock::months, column<&Columns::started>, column<&Columns::enrolled>, nullptr,
                  Light::none, false, Deed::enrol},
                 {{"纳统日期", "enrolled"},
                  {"实际开工", "started"},
                  {"纳统", "enrolled"},
                  {"开工", "started"},
                  {"未纳统", "not enrolled"},
                  {}}),
        deadline("production_delay",
                 {Clock::months, column<&Columns::started>, column<&Columns::in_production>,
                  nullptr, Light::none, false, Deed::produce},
                 {{"投产日期", "in production"},
                  {"实际开工", "started"},
                  {"投产", "went into production"},
                  {"开工", "started"},
                  {"未投产", "not in production"},
                  {}}),
        deadline("two_accounts_age",
                 {Clock::months, column<&Columns::completed>, column<&Columns::settled>,
                  column<&Columns::final_accounts>, Light::none, false, Deed::close_accounts},
                 {{"竣工结算", "settlement"},
                  {"实际竣工", "completed"},
                  {"完成两算", "closed both accounts"},
                  {"竣工", "completed"},
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
              {{"支付资金", "paid"},
               {"应支付资金", "required payment"},
               {"已支付", "paid"},
               {"应支付", "the required"}}),
        share("arrival_ratio",
              {column<&Columns::arrived>, given::arrived, column<&Columns::paid>, given::paid,
               column<&Columns::given>, Light::no_data, Pace::none, true, Deed::collect},
              {{"到位资金", "arrived"},
               {"支付资金", "paid"},
               {"已到位", "arrived"},
               {"已支付", "the paid"}}),
        share("cost_performance",
              {column<&Columns::completed_this_year>, given::completed_this_year,
               column<&Columns::paid>, given::paid, column<&Columns::given>, Light::no_data,
               Pace::none, true, Deed::invest},
              {{"本年完成投资", "completed this year"},
               {"支付资金", "paid"},
               {"已完成投资", "completed"},
               {"已支付", "the paid"}}),
        deadline("signing_delay",
                 {Clock::months, deal_column<&Deals::negotiated>,
                  deal_column<&Deals::contract_signed>, nullptr, Light::none, false, Deed::sign},
                 {{"签约日期", "contract signed"},
                  {"洽谈日期", "negotiation begun"},
                  {"签约", "signed"},
                  {"开始洽谈", "negotiation begun"},
                  {"未签约", "not signed"},
                  {}}),
        deadline("start_delay",
                 {Clock::months, deal_column<&Deals::contract_signed>, column<&Columns::started>,
                  nullptr, Light::none, false, Deed::start},
                 {{"实际开工", "started"},
                  {"签约日期", "contract signed"},
                  {"开工", "started"},
                  {"签约", "signed"},
                  {"未开工", "not started"},
                  {}}),
        deadline("correction_age",
                 {Clock::months, deal_column<&Deals::correction_ordered>,
                  deal_column<&Deals::corrected>, nullptr, Light::none, false, Deed::correct},
                 {{"整改完成日期", "corrected"},
                  {"责令整改日期", "correction ordered"},
                  {"完成整改", "corrected"},
                  {"责令整改", "correction ordered"},
                  {"未完成整改", "not corrected"},
                  {}}),
        share("output_ratio",
              {deal_column<&Deals::output>, deal::output, deal_column<&Deals::agreed_output>,
               deal::agreed_output, deal_column<&Deals::given>, Light::none, Pace::none, false,
               Deed::raise_output},
              {{"年产值", "annual output"},
               {"协议年产值", "agreed annual output"},
               {"年产值", "annual output"},
               {"协议约定", "the agreed"}}),
        share(
            "tax_ratio",
            {deal_column<&Deals::tax>, deal::tax, deal_column<&Deals::agreed_tax>, deal::agreed_tax,
             deal_column<&Deals::given>, Light::none, Pace::none, false, Deed::raise_tax},
            {{"年税收", "annual tax"},
             {"协议年税收", "agreed annual tax"},
             {"年税收", "annual tax"},
             {"协议约定", "the agreed"}}),
        Metric{"environment_breach",
               {"项", "breaches"},
               true,
               whole_units,
               0,
               whole_units,
               Breach{deal_column<&Deals::given>, deal::environment, deal::environment_met,
                      deal::agreed_output | deal::agreed_tax | deal::output | deal::tax},
               {{"环保要求", "environmental terms"},
                {},
                {"环保已达到协议要求", "the environmental terms of the agreement are met"},
                {},
                {"环保未达到协议要求", "the environmental terms of the agreement are not met"},
                {}}},
        Metric{"schedule_performance",
               {"%", "%"},
               false,
               two_decimals,
               0,
               300 * whole_units,
               EarnedValue{}},
        Metric{
            "report_age", {"天", "days"}, true, whole_units, 0, 3'650 * whole_units, ReportAge{}},
        Metric{"growth",
               {"%", "%"},
               false,
               two_decimals,
               -300 * whole_units,
               300 * whole_units,
               Regional::growth},
        Metric{"growth_lead",
               {"个百分点", "percentage points"},
               false,
               two_decimals,
               -300 * whole_units,
               300 * whole_units,
               Regional::growth_lead},
        Metric{"bond_shortfall",
               {"%", "%"},
               true,
               two_decimals,
               -300 * whole_units,
               300 * whole_units,
               Regional::bond_shortfall},
        Metric{"task_missed",
               {"个月", "months"},
               true,
               whole_units,
               0,
               300 * whole_units,
               Regional::task_missed},
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
