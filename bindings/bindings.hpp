#pragma once

#include <pybind11/functional.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "casters.hpp"
#include "sanku/core/region_code.hpp"
#include "sanku/warning/policy.hpp"

namespace sanku::bindings {

namespace py = pybind11;

void bind_archive(py::module_& module);  // frozen bulletins and differences
void bind_errors(py::module_& module);
void bind_journal(py::module_& module);    // verification, history, series, lines, backup
void bind_lights(py::module_& module);     // lights and their evidence
void bind_policy(py::module_& module);     // policies, metrics of the caller's own
void bind_portfolio(py::module_& module);  // ratios, portfolio, conversion, bulletin
void bind_regions(py::module_& module);    // lights of regions
void bind_store(py::module_& module);      // store and imports

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

}  // namespace sanku::bindings
