#include "bindings.hpp"
#include "exact.hpp"
#include "sanku/appraisal/cash_flow.hpp"
#include "sanku/appraisal/earned_value.hpp"
#include "sanku/appraisal/internal_rates.hpp"
#include "sanku/appraisal/payback.hpp"
#include "sanku/appraisal/present_value.hpp"
#include "sanku/appraisal/project_earned_value.hpp"
#include "sanku/store/store.hpp"

namespace sanku::bindings {

namespace {

using appraisal::CashFlow;
using appraisal::EarnedFigures;
using appraisal::EarnedReport;
using appraisal::EarnedValue;
using appraisal::Estimate;
using appraisal::Timing;

[[nodiscard]] CashFlow cash_flow(const std::vector<double>& amounts,
                                 const std::optional<std::vector<Date>>& days,
                                 const std::string& timing) {
    if (timing != "start" && timing != "end") {
        throw Error(ErrorCode::invalid_argument, timing, "start or end");
    }
    if (days) {
        if (timing == "end") {
            throw Error(ErrorCode::invalid_argument, timing, "days say when a flow falls");
        }
        return CashFlow::dated(*days, amounts);
    }
    return CashFlow::periodic(amounts, timing == "end" ? Timing::end : Timing::start);
}

/// A line a month, by the key of each figure.
[[nodiscard]] py::list months_of(const EarnedValue& value) {
    constexpr std::pair<const char*, Estimate> estimates[] = {
        {"as_planned", Estimate::as_planned},
        {"at_cost_index", Estimate::at_cost_index},
        {"at_both_indices", Estimate::at_both_indices}};
    py::list out;
    for (const EarnedFigures& of : value.months()) {
        py::dict row;
        row["month"] = of.month.iso();
        row["elapsed"] = of.elapsed;
        row["duration"] = of.duration;
        row["budget_fen"] = exact(of.budget);
        row["planned_fen"] = exact(of.planned);
        row["earned_fen"] = exact(of.earned);
        row["actual_fen"] = exact(of.actual);
        row["schedule_variance_fen"] = exact(of.schedule_variance());
        row["cost_variance_fen"] = exact(of.cost_variance());
        row["schedule_index"] = exact(of.schedule_index());
        row["cost_index"] = exact(of.cost_index());
        row["complete"] = exact(of.complete());
        row["remaining_fen"] = exact(of.remaining());
        row["required_index"] = exact(of.required_index());
        row["earned_schedule"] = exact(of.earned_schedule);
        row["time_variance"] = exact(of.time_variance());
        row["time_index"] = exact(of.time_index());
        row["estimated_duration"] = exact(of.estimated_duration());
        for (const auto& [how, estimate] : estimates) {
            const auto key = [&, &by = how](const char* what, const char* unit) {
                return py::str(std::string(what) + '_' + by + unit);
            };
            row[key("estimate", "_fen")] = exact(of.estimate(estimate));
            row[key("to_complete", "_fen")] = exact(of.to_complete(estimate));
            row[key("variance_at_completion", "_fen")] = exact(of.variance_at_completion(estimate));
            row[key("required_index", "")] = exact(of.required_index(estimate));
        }
        out.append(std::move(row));
    }
    return out;
}

using Fen = std::optional<std::int64_t>;

[[nodiscard]] py::list earned_value(const std::string& first,
                                    const std::vector<std::int64_t>& planned,
                                    const std::vector<Fen>& earned,
                                    const std::vector<Fen>& actual) {
    const Month begin = Month::parse(first);
    std::vector<Money> plan;
    plan.reserve(planned.size());
    for (const std::int64_t fen : planned) plan.push_back(Money::from_fen(fen));
    const auto stated = [](const std::vector<Fen>& of, std::size_t i) {
        return i < of.size() && of[i] ? std::optional(Money::from_fen(*of[i])) : std::nullopt;
    };
    std::vector<EarnedReport> reports;
    for (std::size_t i = 0; i < std::max(earned.size(), actual.size()); ++i) {
        reports.push_back({begin.plus(static_cast<int>(i)), stated(earned, i), stated(actual, i)});
    }
    return months_of(EarnedValue(begin, plan, std::move(reports)));
}

[[nodiscard]] py::object project_earned_value(const Store& store, const std::string& code,
                                              Date as_of, const std::optional<Date>& known_on) {
    const ProjectCode project = ProjectCode::parse(code);
    if (!store.contains(project)) throw Error(ErrorCode::unknown_project, code);
    const auto found = appraisal::project_earned_value(store.known(known_on), project, as_of);
    return found ? py::object(months_of(*found)) : py::none();
}

}  // namespace

void bind_returns(py::module_& module) {
    py::class_<CashFlow>(module, "CashFlow", "Net amounts by time; see the functions of `sanku`.")
        .def(py::init(&cash_flow), py::arg("amounts"), py::arg("days") = std::nullopt,
             py::arg("timing") = "start")
        .def("npv", &appraisal::net_present_value, py::arg("rate"))
        .def("nfv", &appraisal::net_future_value, py::arg("rate"), py::arg("at") = std::nullopt)
        .def("irr", [](const CashFlow& flows) { return appraisal::internal_rates(flows).all; })
        .def("mirr", &appraisal::modified_rate, py::arg("finance_rate"), py::arg("reinvest_rate"))
        .def("payback", [](const CashFlow& flows) { return exact(appraisal::payback(flows)); })
        .def("discounted_payback", &appraisal::discounted_payback, py::arg("rate"))
        .def("inflows", &CashFlow::inflows)
        .def("outflows", &CashFlow::outflows);
    module.def("benefit_cost", &appraisal::benefit_cost_ratio, py::arg("benefits"),
               py::arg("costs"), py::arg("rate"));
    module.def("npv_rate", &appraisal::net_present_value_rate, py::arg("flows"),
               py::arg("investment"), py::arg("rate"));
    module.def(
        "day_of", [](Date day) { return day; }, py::arg("text"),
        "The day that a date or `text` says, such as 2024年6月30日.");
    module.attr("social_discount_rate") = appraisal::social_discount_rate;
    module.def("earned_value", &earned_value, py::arg("first"), py::arg("planned"),
               py::arg("earned"), py::arg("actual"));
    module.def("project_earned_value", &project_earned_value, py::arg("store"), py::arg("code"),
               py::arg("as_of"), py::arg("known_on"));
}

}  // namespace sanku::bindings
