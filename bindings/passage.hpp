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
    std::variant<Grouping, NumberedGroups> groups;
    std::vector<std::vector<std::optional<std::string>>> labels;  // by group; none: no month

    /// What `ask` makes of the groups, whichever they are.
    template <typename Ask>
    decltype(auto) visit(Ask&& ask) const {
        return std::visit(std::forward<Ask>(ask), groups);
    }
};

}  // namespace sanku::bindings
