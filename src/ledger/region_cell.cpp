#include "region_cell.hpp"

#include <algorithm>
#include <array>

#include "sanku/core/region_names.hpp"
#include "sanku/core/text.hpp"

namespace sanku::ledger::detail {

namespace {

constexpr std::string_view digits = "0123456789";

[[nodiscard]] std::string_view without_marks(std::string_view name) {
    const std::size_t begin = name.find_first_not_of(" -_:/(),");
    if (begin == std::string_view::npos) return {};
    return name.substr(begin, name.find_last_not_of(" -_:/(),") - begin + 1);
}

[[nodiscard]] bool is_township_name(std::string_view name) {
    constexpr std::array<std::string_view, 14> endings = {
        "镇",     "乡",     "街道",   "办事处", "农场", "林场", "开发区",
        "高新区", "管理区", "示范区", "工业园", "园区", "新区", "临空区"};
    return name.size() <= 60 && std::any_of(endings.begin(), endings.end(), [&](auto ending) {
               return name.size() > ending.size() && name.ends_with(ending);
           });
}

/// The region among those within `wide` (empty: anywhere) whose name `text` starts with.
[[nodiscard]] std::optional<RegionCode> take_name(std::string_view& text,
                                                  std::optional<RegionCode> wide) {
    for (const auto& entry : sanku::detail::region_names) {
        const RegionCode code = RegionCode::from_number(entry.code);
        if (!text.starts_with(entry.name) || (wide && (code == *wide || !wide->contains(code)))) {
            continue;
        }
        text.remove_prefix(entry.name.size());
        return code;
    }
    return std::nullopt;
}

}  // namespace

std::optional<RegionCell> read_region(std::string_view text, std::optional<RegionCode> context) {
    const std::string half = text::half_width(text);
    const std::string_view body = text::trim(half);
    const std::size_t end = std::min(body.find_first_not_of(digits), body.size());
    if (end > 0) {
        const std::string_view name = without_marks(body.substr(end));
        if (name.find_first_of(digits) != std::string_view::npos) return std::nullopt;
        return RegionCell{RegionCode::parse(body.substr(0, end)), std::string(name)};
    }
    const std::size_t open = body.find_last_of('(');
    if (open != std::string_view::npos && body.ends_with(')')) {  // 陈贵镇(420281107)
        const std::string_view code = without_marks(body.substr(open));
        if (text::is_digits(code)) {
            return RegionCell{RegionCode::parse(code),
                              std::string(text::trim(body.substr(0, open)))};
        }
    }
    if (const auto named = region_named(body)) return RegionCell{*named};
    std::string_view rest = body;
    std::optional<RegionCode> wide;
    while (const auto narrower = take_name(rest, wide)) wide = narrower;
    if (wide && rest.empty()) return RegionCell{*wide};
    if (!wide) wide = context;
    if (wide && is_township_name(rest)) return RegionCell{*wide, {}, true};
    return std::nullopt;
}

}  // namespace sanku::ledger::detail
