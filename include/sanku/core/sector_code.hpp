#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sanku/core/error.hpp"
#include "sanku/core/language.hpp"
#include "sanku/core/text.hpp"

namespace sanku {

namespace detail {

struct Section {
    std::uint8_t first_division;
    std::uint8_t last_division;
    std::string_view zh;
    std::string_view en;
};

/// The sections A to T of GB/T 4754-2017 with the divisions that they span.
inline constexpr Section sections[] = {
    {1, 5, "农、林、牧、渔业", "Agriculture, forestry and fishing"},
    {6, 12, "采矿业", "Mining"},
    {13, 43, "制造业", "Manufacturing"},
    {44, 46, "电力、热力、燃气及水生产和供应业", "Electricity, heat, gas and water"},
    {47, 50, "建筑业", "Construction"},
    {51, 52, "批发和零售业", "Wholesale and retail"},
    {53, 60, "交通运输、仓储和邮政业", "Transport, storage and post"},
    {61, 62, "住宿和餐饮业", "Accommodation and catering"},
    {63, 65, "信息传输、软件和信息技术服务业", "Information and software"},
    {66, 69, "金融业", "Finance"},
    {70, 70, "房地产业", "Real estate"},
    {71, 72, "租赁和商务服务业", "Leasing and business services"},
    {73, 75, "科学研究和技术服务业", "Research and technical services"},
    {76, 79, "水利、环境和公共设施管理业", "Water, environment and public facilities"},
    {80, 82, "居民服务、修理和其他服务业", "Resident and repair services"},
    {83, 83, "教育", "Education"},
    {84, 85, "卫生和社会工作", "Health and social work"},
    {86, 90, "文化、体育和娱乐业", "Culture, sport and entertainment"},
    {91, 96, "公共管理、社会保障和社会组织", "Public administration and social security"},
    {97, 97, "国际组织", "International organisations"},
};

}  // namespace detail

inline constexpr std::size_t section_count = 20;

/// A sector of GB/T 4754-2017: a section (A to T) and, if known, its division (01 to 97). 2 bytes;
/// the default is "unknown".
class SectorCode {
  public:
    constexpr SectorCode() noexcept = default;

    /// Reads a section (C), a division (39, C39), a group or class of it (C391, 3911), or a
    /// section's Chinese name (制造业), with or without a name behind the code (C39 计算机…).
    /// Throws `Error(malformed_sector)`.
    [[nodiscard]] static SectorCode parse(std::string_view text);

    /// The sector whose `value()` this is. Throws `Error(malformed_sector)`.
    [[nodiscard]] static SectorCode from_value(std::uint16_t value) {
        const SectorCode code(value);
        const bool valid = value == 0 || (value / 100 >= 1 && value / 100 <= section_count &&
                                          (value % 100 == 0 || code.division_fits()));
        if (!valid) throw Error(ErrorCode::malformed_sector, std::to_string(value));
        return code;
    }

    /// 100 × the section's place in the alphabet + the division (0 if not known); 0 if unknown.
    [[nodiscard]] constexpr std::uint16_t value() const noexcept { return value_; }
    /// 0 for unknown, 1 for A … 20 for T.
    [[nodiscard]] constexpr std::size_t section_index() const noexcept { return value_ / 100U; }
    /// `C`; `?` if unknown.
    [[nodiscard]] constexpr char section() const noexcept {
        return value_ == 0 ? '?' : static_cast<char>('A' + section_index() - 1);
    }
    /// 1 to 97; 0 if not known.
    [[nodiscard]] constexpr int division() const noexcept { return value_ % 100; }
    /// The section alone.
    [[nodiscard]] constexpr SectorCode up_to_section() const noexcept {
        return SectorCode(static_cast<std::uint16_t>(value_ / 100 * 100));
    }
    /// `C39`, `C`, or `?`.
    [[nodiscard]] std::string str() const {
        std::string out(1, section());
        if (division() != 0) out += (division() < 10 ? "0" : "") + std::to_string(division());
        return out;
    }
    /// The section's name; 未分类 or `unclassified` if unknown.
    [[nodiscard]] constexpr std::string_view section_name(Language language) const noexcept {
        if (value_ == 0) return language == Language::zh ? "未分类" : "unclassified";
        const auto& entry = detail::sections[section_index() - 1];
        return language == Language::zh ? entry.zh : entry.en;
    }

    [[nodiscard]] friend constexpr auto operator<=>(SectorCode, SectorCode) noexcept = default;

  private:
    explicit constexpr SectorCode(std::uint16_t value) noexcept : value_(value) {}
    [[nodiscard]] constexpr bool division_fits() const noexcept {
        const auto& entry = detail::sections[section_index() - 1];
        return division() >= entry.first_division && division() <= entry.last_division;
    }
    [[nodiscard]] static constexpr std::optional<SectorCode> of_division(int division) noexcept {
        for (std::size_t i = 0; i < section_count; ++i) {
            const auto& entry = detail::sections[i];
            if (division >= entry.first_division && division <= entry.last_division) {
                return SectorCode(static_cast<std::uint16_t>((i + 1) * 100 + division));
            }
        }
        return std::nullopt;
    }

    std::uint16_t value_ = 0;
};

inline SectorCode SectorCode::parse(std::string_view text) {
    const std::string half = text::half_width(text);
    std::string_view body = text::trim(half);
    const auto malformed = [&] { return Error(ErrorCode::malformed_sector, text); };
    for (std::size_t i = 0; i < section_count; ++i) {
        if (body == detail::sections[i].zh) {
            return SectorCode(static_cast<std::uint16_t>((i + 1) * 100));
        }
    }
    std::size_t letter = 0;
    if (!body.empty()) {
        const char c = body[0];
        if (c >= 'A' && c <= 'T') letter = static_cast<std::size_t>(c - 'A') + 1;
        if (c >= 'a' && c <= 't') letter = static_cast<std::size_t>(c - 'a') + 1;
    }
    if (letter != 0) body.remove_prefix(1);
    std::size_t digits = 0;
    while (digits < body.size() && body[digits] >= '0' && body[digits] <= '9') ++digits;
    const std::string_view number = body.substr(0, digits);
    const std::string_view rest = text::trim(body.substr(digits));
    // Behind the code only a name may stand: not a further Latin letter, digit or sign.
    if (!rest.empty() && static_cast<unsigned char>(rest[0]) < 0x80) throw malformed();
    if (number.empty()) {
        if (letter == 0) throw malformed();
        return SectorCode(static_cast<std::uint16_t>(letter * 100));
    }
    if (number.size() < 2 || number.size() > 4) throw malformed();
    const auto found = of_division(static_cast<int>(text::to_number(number.substr(0, 2))));
    if (!found || (letter != 0 && found->section_index() != letter)) throw malformed();
    return *found;
}

}  // namespace sanku
