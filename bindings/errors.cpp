#include "bindings.hpp"

namespace sanku::bindings {

void bind_errors(py::module_& module) {
    static py::exception<Error> type(module, "Error", PyExc_ValueError);
    type.attr("__doc__") =
        "A broken contract or failed input and output. `code` is its stable key, `message_zh` the "
        "line in Chinese; `file`, `row`, `column`, `value` and `detail` say where and on what.";
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
            PyErr_SetObject(type.ptr(), instance.ptr());
        }
    });
}

}  // namespace sanku::bindings
