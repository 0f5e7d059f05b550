#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sanku/core/region_code.hpp"

namespace sanku::ledger::detail {

/// What a cell says of a project's region.
struct RegionCell {
    RegionCode code;
    std::string name{};        ///< as the cell gives it beside a code
    bool in_township = false;  ///< the cell adds a township that has no code; `code` is its county
};

/// Reads a code, a code with a name (420281107 陈贵镇), the name of a region of Hubei, such names
/// one after the other (黄石市大冶市), or a township's name after one of them or in `context`.
/// Nothing if `text` is none of that. Throws `Error` for a code that cannot be one.
[[nodiscard]] std::optional<RegionCell> read_region(std::string_view text,
                                                    std::optional<RegionCode> context);

}  // namespace sanku::ledger::detail
