#pragma once

#include "sanku/core/bilingual.hpp"
#include "sanku/portfolio/portfolio.hpp"

namespace sanku {

/// The name of `code`: as the ledger gave it, else as shipped, else the code's digits.
[[nodiscard]] Bilingual region_name(const Portfolio& portfolio, RegionCode code);

}  // namespace sanku
