#pragma once

#include <string_view>
#include <vector>

namespace sanku {

/// A file that ships inside the library: its name without `.toml`, and its text.
struct ShippedFile {
    std::string_view id;
    std::string_view text;
};

/// The lists of them, in the order of CMakeLists.txt, which makes their bodies (`sanku_embed`).
namespace shipped {

[[nodiscard]] const std::vector<ShippedFile>& appraisals();
[[nodiscard]] const std::vector<ShippedFile>& indicator_systems();
[[nodiscard]] const std::vector<ShippedFile>& networks();
[[nodiscard]] const std::vector<ShippedFile>& policies();

}  // namespace shipped

}  // namespace sanku
