#include "bindings.hpp"

namespace sanku::bindings {

namespace {

/// Throws the problem of a file that Python reads.
void refuse(const std::string& code, const std::string& file, std::int64_t row,
            const std::string& column, const std::string& value, const std::string& detail,
            const std::string& sheet, const std::string& cell) {
    for (const auto& entry : sanku::detail::catalog) {
        if (entry.key != code) continue;
        throw Error(Problem{.code = entry.code,
                            .file = file,
                            .row = row,
                            .column = column,
                            .value = value,
                            .detail = detail,
                            .sheet = sheet,
                            .cell = cell});
    }
    throw Error(ErrorCode::invalid_argument, code, "an error code");
}

}  // namespace

void bind_errors(py::module_& module) {
    static py::exception<Error> type(module, "Error", PyExc_ValueError);
    type.attr("__doc__") =
        "A broken contract or failed input and output. `code` is its stable key, `message_zh` the "
        "line in Chinese; `file`, `sheet`, `cell`, `row`, `column`, `value` and `detail` say where "
        "and on what.";
    py::register_exception_translator([](std::exception_ptr pointer) {
        try {
            if (pointer) std::rethrow_exception(pointer);
        } catch (const Error& error) {
            const Problem& problem = error.problem();
            py::object instance = py::reinterpret_borrow<py::object>(type)(error.what());
            instance.attr("code") = std::string(key(problem.code));
            instance.attr("message_zh") = describe(problem, Language::zh);
            instance.attr("file") = problem.file;
            instance.attr("row") = problem.row;
            instance.attr("column") = problem.column;
            instance.attr("value") = problem.value;
            instance.attr("detail") = problem.detail;
            instance.attr("sheet") = problem.sheet;
            instance.attr("cell") = problem.cell;
            PyErr_SetObject(type.ptr(), instance.ptr());
        }
    });
    module.def("refuse", &refuse, py::arg("code"), py::arg("file"), py::arg("row"),
               py::arg("column"), py::arg("value"), py::arg("detail"), py::arg("sheet") = "",
               py::arg("cell") = "");
}

}  // namespace sanku::bindings
