#include "sanku/pipeline/conversion.hpp"

#include <utility>
#include <vector>

#include "passage.hpp"

namespace sanku::bindings {

namespace {

using pipeline::Conversion;
using pipeline::Definition;
using pipeline::Question;

[[nodiscard]] Question question_of(const std::string& definition, std::optional<Date> first,
                                   std::optional<Date> last, std::optional<int> months) {
    if (definition == key(Definition::stock)) {
        if (first || last || months) {
            throw Error(ErrorCode::invalid_argument, definition, "neither days nor months");
        }
        return Question::stock();
    }
    const bool is_period = definition == key(Definition::period);
    if (!is_period && definition != key(Definition::cohort)) {
        throw Error(ErrorCode::invalid_argument, definition, "stock, period or cohort");
    }
    if (!first || !last) {
        throw Error(ErrorCode::invalid_argument, definition, "a first and a last day");
    }
    if (is_period && months) throw Error(ErrorCode::invalid_argument, definition, "no months");
    return is_period ? Question::period(*first, *last) : Question::cohort(*first, *last, months);
}

/// The groups that count anything, by number.
[[nodiscard]] std::vector<std::pair<std::size_t, Conversion>> conversion_by(
    const HeldPassage& held, const HeldGroups& groups, const Question& question) {
    const py::gil_scoped_release released;
    return groups.visit([&](const auto& grouped) {
        const auto sums = pipeline::conversion(grouped, held.passage, question);
        std::vector<std::pair<std::size_t, Conversion>> out;
        for (std::size_t group = 0; group < sums.size(); ++group) {
            if (sums.counts(group)) out.emplace_back(group, sums[group]);
        }
        return out;
    });
}

[[nodiscard]] py::array_t<std::uint8_t> members(const HeldPassage& held, const Question& question) {
    const auto parts = pipeline::members(held.passage, question);
    py::array_t<std::uint8_t> out(static_cast<py::ssize_t>(parts.size()));
    std::ranges::transform(parts, out.mutable_data(),
                           [](pipeline::Part part) { return static_cast<std::uint8_t>(part); });
    return out;
}

void bind_sums(py::module_& module) {
    py::class_<Conversion>(module, "ConversionSums",
                           "Members that a rate counts and, of them, those that moved on.")
        .def_readonly("question", &Conversion::question,
                      "What was answered: a period ends on the as-of day at the latest.")
        .def_readonly("entered", &Conversion::entered, "Members that the rate counts.")
        .def_readonly("moved", &Conversion::moved, "Of them, members that moved on.")
        .def_readonly("entered_fen", &Conversion::entered_fen, "Their total investment in fen.")
        .def_readonly("moved_fen", &Conversion::moved_fen, "Of it, what moved on, in fen.")
        .def_readonly("open", &Conversion::open,
                      "Of a cohort, members whose months are not over: they may still move on.")
        .def_readonly("impossible", &Conversion::impossible,
                      "Members that moved on before they entered; they count as moved on.")
        .def_property_readonly(
            "definition",
            [](const Conversion& sums) { return std::string(key(sums.definition())); },
            "stock, period or cohort.")
        .def_property_readonly("by_count", &Conversion::by_count, "Moved on ÷ counted, members.")
        .def_property_readonly("by_investment", &Conversion::by_investment,
                               "Moved on ÷ counted, total investment.")
        .def_property_readonly("is_complete", &Conversion::is_complete, "Whether nobody is open.")
        .def("is_small", &Conversion::is_small, py::arg("limit") = 10,
             "Whether the rate is one of fewer members than `limit`.")
        .def(
            "__eq__", [](const Conversion& a, const Conversion& b) { return a == b; },
            py::is_operator())
        .def(
            "__add__",
            [](Conversion a, const Conversion& b) {
                a += b;
                return a;
            },
            py::is_operator())
        .def("__repr__", [](const Conversion& sums) {
            return "<" + std::string(key(sums.definition())) + " conversion " +
                   sums.by_count().percent() + " by count, " + sums.by_investment().percent() +
                   " by investment>";
        });
}

}  // namespace

void bind_conversion(py::module_& module) {
    py::class_<Question>(module, "Question", "Which rate is asked for.")
        .def(py::init(&question_of), py::arg("definition"), py::arg("first") = py::none(),
             py::arg("last") = py::none(), py::arg("months") = py::none())
        .def_property_readonly(
            "definition",
            [](const Question& question) { return std::string(key(question.definition())); },
            "stock, period or cohort.")
        .def_property_readonly("first", &Question::first, "The first day of the period.")
        .def_property_readonly("last", &Question::last, "Its last day.")
        .def_property_readonly(
            "months", &Question::months,
            "Of a cohort, the months from each entry; None: up to the as-of day.")
        .def(
            "__eq__", [](const Question& a, const Question& b) { return a == b; },
            py::is_operator());
    bind_sums(module);
    module.def("conversion", [](const HeldPassage& held, const Question& question) {
        return pipeline::conversion(held.passage, question);
    });
    module.def("conversion_by", &conversion_by);
    module.def("conversion_members", &members);
}

}  // namespace sanku::bindings
