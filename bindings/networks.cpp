#include "bindings.hpp"
#include "sanku/pipeline/diagram.hpp"
#include "sanku/pipeline/pool_graph.hpp"

namespace sanku::bindings {

namespace {

using pipeline::Clock;
using pipeline::Entry;
using pipeline::Exit;
using pipeline::Move;
using pipeline::PoolGraph;
using pipeline::PoolNode;

/// The network `name`, or that of a .toml file.
[[nodiscard]] PoolGraph network_of(const std::string& name) {
    return name.ends_with(".toml") ? PoolGraph::load(name) : PoolGraph::builtin(name);
}

void add_conditions(py::dict& out, const Entry& entry) {
    out["approvals"] = entry.approvals;
    out["appraisals"] = entry.appraisals;
    out["min_score"] =
        entry.min_score ? exact(Fraction{*entry.min_score, 100}) : py::object(py::none());
}

[[nodiscard]] py::object clock_of(const std::optional<Clock>& clock) {
    if (!clock) return py::none();
    py::dict out;
    if (clock->months > 0) out["months"] = clock->months;
    if (clock->days > 0) out["days"] = clock->days;
    return out;
}

[[nodiscard]] py::list pools_of(const PoolGraph& graph) {
    py::list out;
    for (std::size_t i = 0; i < graph.pools().size(); ++i) {
        const PoolNode& pool = graph.pools()[i];
        py::dict one;
        one["id"] = pool.id;
        one["name_zh"] = pool.name.zh;
        one["name_en"] = pool.name.en;
        one["days"] = pool.days;
        one["entry"] = pool.is_entry;
        one["final"] = pool.is_final;
        add_conditions(one, graph.entry(i));
        out.append(one);
    }
    return out;
}

[[nodiscard]] py::list moves_of(const PoolGraph& graph) {
    py::list out;
    for (const Move& move : graph.moves()) {
        py::dict one;
        one["from"] = graph.pools()[move.from].id;
        one["to"] = graph.pools()[move.to].id;
        one["return"] = move.is_return;
        one["clock"] = clock_of(move.clock);
        add_conditions(one, move.entry);
        one["reasons"] = move.reasons;
        out.append(one);
    }
    return out;
}

[[nodiscard]] py::list exits_of(const PoolGraph& graph) {
    py::list out;
    for (const Exit& exit : graph.exits()) {
        py::dict one;
        one["from"] = graph.pools()[exit.from].id;
        one["reasons"] = exit.reasons;
        out.append(one);
    }
    return out;
}

}  // namespace

void bind_networks(py::module_& module) {
    py::class_<PoolGraph>(module, "PoolGraph", "A network of pools and of the moves between them.")
        .def_static("parse", &PoolGraph::parse, py::arg("text"), py::arg("file") = "network.toml",
                    "The network that the TOML text states; `file` names it in errors. Raises "
                    "Error (malformed_network), which names file, line (row), key (column) and "
                    "reason.")
        .def_static("load", &PoolGraph::load, py::arg("path"),
                    "The network in the TOML file at `path`. Raises Error (io, as parse).")
        .def_property_readonly("id", &PoolGraph::id,
                               "By which it is named, such as `three-libraries`.")
        .def(
            "name",
            [](const PoolGraph& graph, const std::string& lang) {
                return graph.name().in(language(lang));
            },
            py::arg("lang") = "zh", "Its name for people.")
        .def(
            "source",
            [](const PoolGraph& graph, const std::string& lang) {
                return graph.source().in(language(lang));
            },
            py::arg("lang") = "zh", "Where the network was published, and what is our reading.")
        .def_property_readonly(
            "pools", &pools_of,
            "In the order of the file: dicts with id, name_zh, name_en, days (columns; empty: "
            "events), entry, final, and what must hold to enter it from outside: approvals, "
            "appraisals, min_score (Fraction or None).")
        .def_property_readonly(
            "moves", &moves_of,
            "Dicts with from and to (ids), return, clock (`{'months': 1}`, `{'days': 30}` or "
            "None), approvals, appraisals, min_score and reasons (of returns; empty: any).")
        .def_property_readonly("exits", &exits_of, "Dicts with from (id) and reasons (empty: any).")
        .def(
            "mermaid",
            [](const PoolGraph& graph, const std::string& lang) {
                return pipeline::to_mermaid(graph, language(lang));
            },
            py::arg("lang") = "zh", "The network as a Mermaid flowchart.")
        .def(
            "dot",
            [](const PoolGraph& graph, const std::string& lang) {
                return pipeline::to_dot(graph, language(lang));
            },
            py::arg("lang") = "zh", "The network in the DOT language of Graphviz.")
        .def("_repr_markdown_",
             [](const PoolGraph& graph) {
                 return "```mermaid\n" + pipeline::to_mermaid(graph, Language::zh) + "```\n";
             })
        .def(
            "__eq__", [](const PoolGraph& a, const PoolGraph& b) { return a == b; },
            py::is_operator())
        .def("__hash__",
             [](const PoolGraph& graph) { return std::hash<std::string>{}(graph.id()); })
        .def("__repr__", [](const PoolGraph& graph) {
            return "<network " + graph.id() + ": " + std::to_string(graph.pools().size()) +
                   " pools>";
        });
    module.def("networks", &PoolGraph::builtin_ids, "Ids of the networks that ship.");
    module.def("network", &network_of, py::arg("name"),
               "The network that ships under the id `name`, or that of a .toml file. Raises Error "
               "(unknown_network, io, malformed_network).");
}

}  // namespace sanku::bindings
