#include "sanku/evaluation/selection.hpp"
#include "bindings.hpp"
#include "sanku/evaluation/cbc.hpp"
#include "sanku/evaluation/limits_file.hpp"

namespace sanku::bindings {

namespace {

using namespace evaluation;  // NOLINT(google-build-using-namespace): this file is about it

[[nodiscard]] Decided decided_of(const std::string& text) {
    if (text.empty()) return Decided::open;
    if (text == "take") return Decided::take;
    if (text == "leave") return Decided::leave;
    throw Error(ErrorCode::invalid_argument, text, "take, leave or nothing");
}

/// id, score, weight, needs, decided, group, only_with.
using GivenCandidate = std::tuple<std::string, std::int64_t, std::int64_t,
                                  std::vector<std::int64_t>, std::string, std::string, std::string>;
using GivenLimit = std::tuple<std::string, std::int64_t, std::int64_t>;

[[nodiscard]] py::dict shadow_dict(const Shadow& shadow) {
    return py::dict(py::arg("gain") = shadow.gain, py::arg("gain_at_most") = shadow.gain_at_most,
                    py::arg("enter") = shadow.enter, py::arg("leave") = shadow.leave);
}

[[nodiscard]] py::dict selection_dict(const Selection& found) {
    py::list conflicts;
    for (const Conflict& one : found.conflicts) {
        conflicts.append(py::dict(py::arg("limit") = one.limit, py::arg("excess") = one.excess,
                                  py::arg("candidates") = one.candidates));
    }
    py::list left_out;
    for (const LeftOut& one : found.left_out) {
        py::dict lacks;
        for (const auto& [limit, amount] : one.lacks) lacks[py::int_(limit)] = amount;
        left_out.append(py::dict(py::arg("candidate") = one.candidate,
                                 py::arg("why") = key(one.why), py::arg("lacks") = lacks,
                                 py::arg("dominated_by") = one.dominated_by));
    }
    py::list limits;
    for (const LimitUse& one : found.limits) {
        limits.append(py::dict(py::arg("used") = one.used, py::arg("left") = one.left,
                               py::arg("shadow") = one.shadow ? py::object(shadow_dict(*one.shadow))
                                                              : py::object(py::none())));
    }
    return py::dict(py::arg("status") = key(found.status), py::arg("conflicts") = conflicts,
                    py::arg("ranking") = found.ranking, py::arg("chosen") = found.chosen,
                    py::arg("left_out") = left_out, py::arg("objective") = found.objective,
                    py::arg("bound") = found.bound, py::arg("gap") = found.gap(),
                    py::arg("first_of_equals") = found.first_of_equals, py::arg("limits") = limits,
                    py::arg("by_ranking") = found.by_ranking,
                    py::arg("by_ranking_objective") = found.by_ranking_objective);
}

[[nodiscard]] py::dict select_dict(const std::vector<GivenCandidate>& candidates,
                                   const std::vector<GivenLimit>& limits, const Ratio& gap,
                                   std::int64_t nodes, std::int64_t steps, double seconds) {
    std::vector<Candidate> all;
    for (const auto& [id, score, weight, needs, decided, group, only_with] : candidates) {
        all.push_back({id, score, weight, needs, decided_of(decided), group, only_with});
    }
    std::vector<Limit> of;
    for (const auto& [id, amount, step] : limits) of.push_back({id, amount, step});
    SelectionOptions options{.gap = gap,
                             .effort = {.nodes = nodes, .steps = steps, .seconds = seconds}};
    options.shadow_effort.seconds = seconds;
    Selection found;
    {
        const py::gil_scoped_release release;
        found = select(all, of, Cbc(), options);
    }
    return selection_dict(found);
}

}  // namespace

void bind_selection(py::module_& module) {
    const Effort effort;
    module.def("select", &select_dict, py::arg("candidates"), py::arg("limits"), py::arg("gap"),
               py::arg("nodes") = effort.nodes, py::arg("steps") = effort.steps,
               py::arg("seconds") = effort.seconds);
    module.def(
        "load_limits",
        [](const std::string& path) {
            py::list out;
            for (const StatedLimit& one : load_limits(path)) {
                out.append(py::dict(py::arg("id") = one.id, py::arg("name") = one.name,
                                    py::arg("unit") = one.unit,
                                    py::arg("amount_hundredths") = one.amount,
                                    py::arg("step_hundredths") = one.step));
            }
            return out;
        },
        py::arg("path"));
}

}  // namespace sanku::bindings
