#pragma once

#include <map>
#include <optional>
#include <string>

#include "bindings.hpp"
#include "sanku/summary/peers.hpp"

namespace sanku::bindings {

/// The regions of the level `by`, or the sections for `sector`.
[[nodiscard]] inline summary::Peers peers_of(const std::string& by,
                                             const std::optional<std::string>& within,
                                             const std::map<std::string, std::string>& excluded) {
    return {by == "sector" ? std::nullopt : std::optional(level_of(by)),
            within ? RegionCode::parse(*within) : RegionCode{}, excluded};
}

}  // namespace sanku::bindings
