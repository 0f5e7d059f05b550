#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sanku/core/language.hpp"
#include "sanku/core/text.hpp"

namespace sanku {

/// The kind of money that pays for a project (资金类别), as far as rules distinguish it. A value
/// that matches none of them is `other`; an empty cell is `unknown`.
enum class Funding : std::uint8_t {
    unknown,
    central_budget,     ///< 中央预算内
    treasury_bond,      ///< 超长期特别国债 ("两重", "两新")
    provincial_budget,  ///< 省级财政
    local_budget,       ///< 市县财政
    special_bond,       ///< 地方政府专项债
    enterprise,         ///< 企业自筹, 社会资本
    other,
};

inline constexpr std::size_t funding_count = 8;

[[nodiscard]] constexpr std::string_view key(Funding funding) noexcept {
    constexpr std::string_view keys[] = {"unknown",           "central_budget", "treasury_bond",
                                         "provincial_budget", "local_budget",   "special_bond",
                                         "enterprise",        "other"};
    return keys[static_cast<std::size_t>(funding)];
}

[[nodiscard]] constexpr std::string_view name(Funding funding, Language language) noexcept {
    constexpr std::string_view zh[] = {"未填",     "中央预算内", "超长期特别国债", "省级财政",
                                       "市县财政", "专项债",     "企业投资",       "其他"};
    constexpr std::string_view en[] = {"unknown",           "central budget", "treasury bond",
                                       "provincial budget", "local budget",   "special bond",
                                       "enterprise",        "other"};
    return (language == Language::zh ? zh : en)[static_cast<std::size_t>(funding)];
}

/// The kind that `text` names, by its usual Chinese words or English key.
[[nodiscard]] constexpr Funding funding_named(std::string_view text) noexcept {
    if (text.empty()) return Funding::unknown;
    for (std::size_t i = 0; i < funding_count; ++i) {
        const auto funding = static_cast<Funding>(i);
        if (text == key(funding) || text == name(funding, Language::zh)) return funding;
    }
    struct Word {
        std::string_view part;
        Funding funding;
    };
    constexpr Word words[] = {
        {"中央", Funding::central_budget},    {"国债", Funding::treasury_bond},
        {"两重", Funding::treasury_bond},     {"两新", Funding::treasury_bond},
        {"专项债", Funding::special_bond},    {"专项债券", Funding::special_bond},
        {"省级", Funding::provincial_budget}, {"省预算", Funding::provincial_budget},
        {"企业", Funding::enterprise},        {"社会", Funding::enterprise},
        {"自筹", Funding::enterprise},        {"民间", Funding::enterprise},
        {"市级", Funding::local_budget},      {"县级", Funding::local_budget},
        {"区级", Funding::local_budget},      {"本级", Funding::local_budget},
        {"财政", Funding::local_budget},
    };
    for (const auto& [part, funding] : words) {
        if (text.find(part) != std::string_view::npos) return funding;
    }
    return Funding::other;
}

}  // namespace sanku
