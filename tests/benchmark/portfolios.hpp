#pragma once

#include <cstdint>

#include "sanku/portfolio/portfolio.hpp"

namespace sanku::benchmarks {

/// A random portfolio of `projects` over 100 counties as of 2024-06-30, the same for the same seed:
/// all sections, pools, kinds of funding, some dates and figures missing.
[[nodiscard]] Portfolio random_portfolio(std::size_t projects, std::uint64_t seed = 1);

}  // namespace sanku::benchmarks
