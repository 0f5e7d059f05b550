#pragma once

#include <pybind11/functional.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "casters.hpp"
#include "sanku/core/decimal.hpp"
#include "sanku/core/fraction.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/region_code.hpp"
#include "sanku/journal/event.hpp"
#include "sanku/portfolio/portfolio.hpp"
#include "sanku/warning/policy.hpp"

namespace sanku::bindings {

namespace py = pybind11;

void bind_appraisal(py::module_& module);   // appraisal gates and their rules
void bind_arrow(py::module_& module);       // tables for other libraries, by the Arrow interface
void bind_archive(py::module_& module);     // frozen bulletins and differences
void bind_conversion(py::module_& module);  // rates of conversion
void bind_errors(py::module_& module);
void bind_evaluation(py::module_& module);  // indicator systems, scores by them
void bind_flow(py::module_& module);        // flows through networks, balances of pools
void bind_journal(py::module_& module);     // verification, history, series, lines, backup
void bind_lights(py::module_& module);      // lights and their evidence
void bind_moves(py::module_& module);       // moves in networks, what gates and evaluations say
void bind_networks(py::module_& module);    // networks of pools, their diagrams
void bind_passage(py::module_& module);     // passages between pools, and groups of them
void bind_pickles(py::module_& module);     // what pickle writes and reads; after the rest
void bind_policy(py::module_& module);      // policies, metrics of the caller's own
void bind_portfolio(py::module_& module);   // ratios, portfolio, bulletin
void bind_ranks(py::module_& module);       // ranks, and completion of evaluations
void bind_regions(py::module_& module);     // lights of regions
void bind_returns(py::module_& module);     // return on investment, earned value
void bind_scorecards(py::module_& module);  // scores of projects, and where they come from
void bind_selection(py::module_& module);   // which projects to take forward
void bind_store(py::module_& module);       // store and imports
void bind_structure(py::module_& module);   // multiples, shares, concentration, kinds
void bind_targets(py::module_& module);     // break-downs, paces and reports of targets
void bind_times(py::module_& module);       // times to conversion, what is to come, who waits
void bind_watch(py::module_& module);       // letters, missing reports, other rules, findings

/// `zh` or `en`. Throws `Error(invalid_argument)`.
[[nodiscard]] inline Language language(const std::string& text) {
    if (text == "zh") return Language::zh;
    if (text == "en") return Language::en;
    throw Error(ErrorCode::invalid_argument, text, "zh or en");
}

/// The rules that `name` means on `day`: a .toml file's, or those of the packs that ship and of the
/// file or folder `packs`, which may name `metrics`.
[[nodiscard]] Policy policy_of(const std::string& name, Date day,
                               const std::optional<std::string>& packs,
                               const Policy::Metrics& metrics = {});
/// `province`, `city`, `county`, or `region` and `township`. Throws `Error(invalid_argument)`.
[[nodiscard]] RegionLevel level_of(const std::string& name);

/// `pass`, `warn` or `block`. Throws `Error(invalid_argument)`.
[[nodiscard]] Outcome outcome_named(const std::string& name);

/// One of the three libraries by its key or Chinese name. Throws `Error(invalid_argument)`.
[[nodiscard]] Pool library_named(const std::string& name);

/// What names a region: the ledger's word for it, else the one that ships, else its code.
[[nodiscard]] std::string region_name(const Portfolio& portfolio, RegionCode code);

/// The row of the project `code`. Throws `Error(unknown_project)` if there is none.
[[nodiscard]] std::size_t row_of(const Portfolio& portfolio, const std::string& code);
/// 元, 万元 or 亿元, if one is named. Throws `Error(invalid_argument)`.
[[nodiscard]] std::optional<MoneyUnit> money_unit(const std::optional<std::string>& text);

/// `fractions.Fraction`, whose parts have no limit.
[[nodiscard]] inline py::object exact(const Fraction& value) {
    return py::module_::import("fractions")
        .attr("Fraction")(decimal(value.numerator, 1, 0) + '/' + decimal(value.denominator, 1, 0));
}

}  // namespace sanku::bindings
