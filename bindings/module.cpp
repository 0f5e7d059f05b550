#include "bindings.hpp"
#include "sanku/core/version.hpp"

PYBIND11_MODULE(_sanku, module) {
    module.doc() = "The compiled part of sanku; use the package `sanku`.";
    module.attr("__version__") = std::string(sanku::version);
    sanku::bindings::bind_errors(module);
    sanku::bindings::bind_arrow(module);
    sanku::bindings::bind_portfolio(module);
    sanku::bindings::bind_store(module);
    sanku::bindings::bind_appraisal(module);
    sanku::bindings::bind_ranks(module);
    sanku::bindings::bind_evaluation(module);
    sanku::bindings::bind_scorecards(module);
    sanku::bindings::bind_regions(module);
    sanku::bindings::bind_returns(module);
    sanku::bindings::bind_selection(module);
    sanku::bindings::bind_structure(module);
    sanku::bindings::bind_targets(module);
    sanku::bindings::bind_times(module);
    sanku::bindings::bind_archive(module);
    sanku::bindings::bind_journal(module);
    sanku::bindings::bind_moves(module);
    sanku::bindings::bind_networks(module);
    sanku::bindings::bind_flow(module);
    sanku::bindings::bind_watch(module);
    sanku::bindings::bind_pickles(module);
}
