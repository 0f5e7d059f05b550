#include <array>
#include <map>

#include "numpy_view.hpp"
#include "passage.hpp"
#include "sanku/pipeline/balance.hpp"
#include "sanku/pipeline/diagram.hpp"
#include "sanku/pipeline/flow.hpp"

namespace sanku::bindings {

namespace {

using pipeline::Flow;
using pipeline::no_pool;
using pipeline::PoolBalance;
using pipeline::PoolGraph;

/// A flow as Python holds it: with the portfolio of whose projects it is, if there is one.
struct HeldFlow {
    Flow flow;
    std::optional<Portfolio> portfolio{};

    [[nodiscard]] py::object pool_id(std::uint8_t place) const {
        return place == no_pool ? py::object(py::none()) : py::str(flow.graph().pools()[place].id);
    }
};

template <typename T>
using Array = py::array_t<T, py::array::c_style>;

[[nodiscard]] HeldFlow of_columns(
    const PoolGraph& graph, const std::map<std::string, Array<std::int32_t>>& days,
    const Array<std::int32_t>& left, const Array<std::int64_t>& amount, Date as_of,
    const std::vector<std::tuple<std::uint32_t, std::string, Date>>& visits) {
    std::vector<std::vector<std::int32_t>> held(graph.pools().size());
    for (const auto& [id, column] : days) {
        held[graph.pool(id)] = column_of(column);
        if (held[graph.pool(id)].size() != static_cast<std::size_t>(amount.size())) {
            throw Error(ErrorCode::invalid_argument, id, "columns of one length");
        }
    }
    std::vector<pipeline::Visit> steps;
    for (const auto& [row, id, day] : visits) {
        const auto pool = id.empty() ? no_pool : static_cast<std::uint8_t>(graph.pool(id));
        steps.push_back({row, pool, day.days()});
    }
    std::ranges::stable_sort(steps, {}, &pipeline::Visit::row);
    const auto owner = std::make_shared<const std::vector<std::int64_t>>(column_of(amount));
    const std::vector<std::int32_t> departures = column_of(left);
    return {Flow(graph, {.days = {held.begin(), held.end()},
                         .left = departures,
                         .amount = *owner,
                         .as_of = as_of,
                         .visits = steps,
                         .owner = owner})};
}

/// The members, each with the day of its first entry into any pool: to group them by.
[[nodiscard]] HeldPassage members_of(const HeldFlow& held) {
    const Flow& flow = held.flow;
    struct Held {
        std::vector<std::int32_t> entered, never;
        Flow flow;
    };
    const std::vector<std::int32_t> never(flow.rows(), no_day);
    const auto columns = std::make_shared<Held>(Held{never, never, flow});
    const pipeline::Stays& stays = flow.stays();
    for (std::size_t i = 0; i < stays.size(); ++i) {
        std::int32_t& entered = columns->entered[stays.row[i]];
        entered = std::min(entered, stays.entered[i]);
    }
    return {
        {columns->entered, columns->never, columns->never, flow.amount(), flow.as_of(), columns},
        held.portfolio};
}

/// The figures of a balance by the name that each has in Python.
constexpr std::array<std::pair<const char*, CountAndAmount PoolBalance::*>, 8> figures = {
    {{"opening", &PoolBalance::opening},
     {"entered", &PoolBalance::entered},
     {"moved_in", &PoolBalance::moved_in},
     {"sent_back_in", &PoolBalance::sent_back_in},
     {"moved_on", &PoolBalance::moved_on},
     {"sent_back", &PoolBalance::sent_back},
     {"left", &PoolBalance::left},
     {"closing", &PoolBalance::closing}}};

/// One dict a group, period and pool.
[[nodiscard]] py::list rows_of(const HeldFlow& held, const HeldGroups& groups,
                               const std::vector<std::string>& by, const pipeline::Balance& balance,
                               bool all) {
    for (const auto& labels : groups.labels) {
        if (labels.size() != by.size()) {
            throw Error(ErrorCode::invalid_argument, "by", "a name for each label");
        }
    }
    py::list out;
    for (std::size_t group = 0; group < balance.groups(); ++group) {
        for (std::size_t period = 0; period < balance.periods().size(); ++period) {
            for (std::size_t pool = 0; pool < balance.pools(); ++pool) {
                const PoolBalance& cell = balance.at(group, pool, period);
                if (!all && cell.is_zero()) continue;
                py::dict row;
                for (std::size_t i = 0; i < by.size(); ++i) {
                    row[py::str(by[i])] = groups.labels[group][i];
                }
                row["first"] = balance.periods()[period].first;
                row["last"] = balance.periods()[period].last;
                row["pool"] = held.flow.graph().pools()[pool].id;
                for (const auto& [name, figure] : figures) row[name] = (cell.*figure).projects;
                for (const auto& [name, figure] : figures) {
                    row[py::str(std::string(name) + "_fen")] = (cell.*figure).investment;
                }
                row["closes"] = cell.closes();
                out.append(std::move(row));
            }
        }
    }
    return out;
}

[[nodiscard]] py::dict sum_of(const CountAndAmount& sum) {
    py::dict out;
    out["projects"] = sum.projects;
    out["fen"] = sum.investment;
    return out;
}

[[nodiscard]] py::dict traffic_of(const HeldFlow& held) {
    const PoolGraph& graph = held.flow.graph();
    const pipeline::Traffic traffic = pipeline::traffic(held.flow);
    py::list pools;
    for (std::size_t i = 0; i < graph.pools().size(); ++i) {
        py::dict pool;
        pool["pool"] = graph.pools()[i].id;
        pool["inside"] = sum_of(traffic.inside[i]);
        pool["entered"] = sum_of(traffic.entered[i]);
        pool["left"] = sum_of(traffic.left[i]);
        pools.append(std::move(pool));
    }
    py::list moves;
    const auto move = [&](std::size_t from, std::size_t to, const CountAndAmount& sum,
                          const pipeline::Move* listed) {
        py::dict out = sum_of(sum);
        out["from"] = graph.pools()[from].id;
        out["to"] = graph.pools()[to].id;
        out["return"] = listed != nullptr && listed->is_return;
        out["listed"] = listed != nullptr;
        moves.append(std::move(out));
    };
    for (std::size_t i = 0; i < graph.moves().size(); ++i) {
        const pipeline::Move& listed = graph.moves()[i];
        move(listed.from, listed.to, traffic.moved[i], &listed);
    }
    for (const auto& edge : traffic.unlisted) move(edge.from, edge.to, edge.moved, nullptr);
    py::dict out;
    out["pools"] = pools;
    out["moves"] = moves;
    return out;
}

[[nodiscard]] py::list findings_of(const HeldFlow& held, const std::string& lang) {
    py::list out;
    for (const pipeline::FlowFinding& finding : held.flow.findings()) {
        py::dict one;
        one["row"] = finding.row;
        if (held.portfolio) one["code"] = held.portfolio->code(finding.row).str();
        one["kind"] = std::string(key(finding.kind));
        one["name"] = std::string(name(finding.kind, language(lang)));
        one["from"] = held.pool_id(finding.from);
        one["since"] = to_date(finding.since);
        one["to"] = held.pool_id(finding.to);
        one["day"] = Date::from_days(finding.day);
        out.append(std::move(one));
    }
    return out;
}

[[nodiscard]] py::dict stays_of(const py::object& self) {
    const pipeline::Stays& stays = self.cast<const HeldFlow&>().flow.stays();
    py::dict out;
    const auto bytes = [](const std::vector<pipeline::StayEnd>& ends) {
        return std::span(reinterpret_cast<const std::uint8_t*>(ends.data()), ends.size());
    };
    out["row"] = view<std::uint32_t>(stays.row, self);
    out["pool"] = view<std::uint8_t>(stays.pool, self);
    out["entered"] = view<std::int32_t>(stays.entered, self);
    out["ended"] = view<std::int32_t>(stays.ended, self);
    out["end"] = view<std::uint8_t>(bytes(stays.end), self);
    out["next"] = view<std::uint8_t>(stays.next, self);
    return out;
}

}  // namespace

void bind_flow(py::module_& module) {
    py::class_<HeldFlow>(module, "Flow", "Who was in which pool of a network from when to when.")
        .def(py::init([](const Portfolio& portfolio, const PoolGraph& graph) {
            const py::gil_scoped_release released;
            return HeldFlow{Flow(portfolio, graph), portfolio};
        }))
        .def_static("from_columns", &of_columns, py::arg("graph"), py::arg("days"), py::arg("left"),
                    py::arg("amount"), py::arg("as_of"), py::arg("visits"))
        .def("__len__", [](const HeldFlow& held) { return held.flow.rows(); })
        .def_property_readonly("as_of", [](const HeldFlow& held) { return held.flow.as_of(); })
        .def_property_readonly("network", [](const HeldFlow& held) { return held.flow.graph(); })
        .def("_members", &members_of)
        .def("_passage",
             [](const HeldFlow& held, const std::string& from, const std::string& to) {
                 const PoolGraph& graph = held.flow.graph();
                 return HeldPassage{held.flow.passage(graph.pool(from), graph.pool(to)),
                                    held.portfolio};
             })
        .def("_balance",
             [](const HeldFlow& held, const HeldGroups& groups, const std::vector<std::string>& by,
                const std::string& first, int months, bool all) {
                 return rows_of(held, groups, by, groups.visit([&](const auto& rows) {
                     return pipeline::balance(rows, held.flow, Month::parse(first), months);
                 }),
                                all);
             })
        .def("_balance_between",
             [](const HeldFlow& held, const HeldGroups& groups, const std::vector<std::string>& by,
                Date first, Date last, bool all) {
                 return rows_of(held, groups, by, groups.visit([&](const auto& rows) {
                     return pipeline::balance(rows, held.flow, first, last);
                 }),
                                all);
             })
        .def("_traffic", &traffic_of)
        .def("_findings", &findings_of)
        .def("_stays", &stays_of)
        .def("_mermaid",
             [](const HeldFlow& held, const std::string& lang) {
                 const pipeline::Traffic traffic = pipeline::traffic(held.flow);
                 return pipeline::to_mermaid(held.flow.graph(), language(lang), &traffic);
             })
        .def("_dot", [](const HeldFlow& held, const std::string& lang) {
            const pipeline::Traffic traffic = pipeline::traffic(held.flow);
            return pipeline::to_dot(held.flow.graph(), language(lang), &traffic);
        });
}

}  // namespace sanku::bindings
