#pragma once

#include <string_view>
#include <vector>

namespace sanku::warning_detail {

/// A policy pack that ships, as its TOML text.
struct Pack {
    std::string_view id;
    std::string_view text;
};

[[nodiscard]] const std::vector<Pack>& packs();

}  // namespace sanku::warning_detail
