#pragma once

#include <cstdint>

#include "sanku/core/checked.hpp"

namespace sanku {

/// Projects and their total investment in fen.
struct CountAndAmount {
    std::int64_t projects = 0;
    std::int64_t investment = 0;

    /// Throws `Error(overflow)`.
    CountAndAmount& operator+=(const CountAndAmount& other) {
        projects = checked::add(projects, other.projects);
        investment = checked::add(investment, other.investment);
        return *this;
    }
    friend bool operator==(const CountAndAmount&, const CountAndAmount&) = default;
};

}  // namespace sanku
