#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bindings.hpp"
#include "sanku/pipeline/passage.hpp"
#include "sanku/portfolio/grouping.hpp"

namespace sanku::bindings {

/// A passage as Python holds it: with the portfolio along whose rows it goes, if there is one.
struct HeldPassage {
    pipeline::Passage passage;
    std::optional<Portfolio> portfolio{};
};

/// Groups of the rows of a passage as Python holds them, each with its label for each thing that
/// they are grouped by.
struct HeldGroups {
    std::shared_ptr<const std::vector<std::uint32_t>> numbers{};  // of groups that the caller made
    std::variant<OneGroup, Grouping, NumberedGroups> groups;
    std::vector<std::vector<std::optional<std::string>>> labels;  // by group; none: no month

    /// What `ask` makes of the groups, whichever they are.
    template <typename Ask>
    decltype(auto) visit(Ask&& ask) const {
        return std::visit(std::forward<Ask>(ask), groups);
    }
};

/// A copy of a column that the caller brings. Throws `Error(invalid_argument)` unless it has one
/// dimension.
template <typename T>
[[nodiscard]] std::vector<T> column_of(const py::array_t<T, py::array::c_style>& array) {
    if (array.ndim() != 1) throw Error(ErrorCode::invalid_argument, "column", "one dimension");
    return {array.data(), array.data() + array.size()};
}

}  // namespace sanku::bindings
