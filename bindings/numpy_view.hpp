#pragma once

#include <span>

#include "bindings.hpp"

namespace sanku::bindings {

/// A read-only array over memory that `owner` keeps alive; nothing is copied.
template <typename T>
[[nodiscard]] py::array view(std::span<const T> column, const py::object& owner) {
    py::array_t<T> array({static_cast<py::ssize_t>(column.size())},
                         {static_cast<py::ssize_t>(sizeof(T))}, column.data(), owner);
    array.attr("setflags")(py::arg("write") = false);
    return array;
}

/// The same of one element that stands for `rows` equal ones and lives as long as the program.
template <typename T>
[[nodiscard]] py::array repeated(const T& element, std::size_t rows, const py::object& owner) {
    py::array_t<T> array({static_cast<py::ssize_t>(rows)}, {py::ssize_t{0}}, &element, owner);
    array.attr("setflags")(py::arg("write") = false);
    return array;
}

}  // namespace sanku::bindings
