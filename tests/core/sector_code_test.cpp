#include "sanku/core/sector_code.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace sanku {
namespace {

TEST(SectorCode, PutsEveryDivisionIntoExactlyOneSection) {
    int divisions = 0;
    for (int division = 1; division <= 97; ++division) {
        int sections = 0;
        for (const auto& entry : detail::sections) {
            sections += division >= entry.first_division && division <= entry.last_division ? 1 : 0;
        }
        EXPECT_EQ(sections, 1) << division;
        const std::string text = (division < 10 ? "0" : "") + std::to_string(division);
        const SectorCode code = SectorCode::parse(text);
        EXPECT_EQ(code.division(), division);
        EXPECT_EQ(SectorCode::parse(code.str()), code) << code.str();
        EXPECT_EQ(SectorCode::from_value(code.value()), code) << code.str();
        EXPECT_EQ(code.up_to_section().division(), 0);
        EXPECT_EQ(code.up_to_section().section(), code.section());
        ++divisions;
    }
    EXPECT_EQ(divisions, 97);
    EXPECT_EQ(std::size(detail::sections), section_count);
}

TEST(SectorCode, FollowsTheStandardAtTheBordersOfSections) {
    // GB/T 4754-2017: the first and last divisions of some sections.
    struct Row {
        std::string_view division;
        char section;
    };
    constexpr Row rows[] = {{"05", 'A'}, {"06", 'B'}, {"12", 'B'}, {"13", 'C'}, {"43", 'C'},
                            {"44", 'D'}, {"46", 'D'}, {"47", 'E'}, {"50", 'E'}, {"51", 'F'},
                            {"53", 'G'}, {"61", 'H'}, {"63", 'I'}, {"66", 'J'}, {"70", 'K'},
                            {"71", 'L'}, {"73", 'M'}, {"76", 'N'}, {"80", 'O'}, {"83", 'P'},
                            {"84", 'Q'}, {"86", 'R'}, {"91", 'S'}, {"96", 'S'}, {"97", 'T'}};
    for (const auto& [division, section] : rows) {
        EXPECT_EQ(SectorCode::parse(division).section(), section) << division;
    }
}

TEST(SectorCode, ReadsSectionsDivisionsGroupsClassesAndNames) {
    struct Row {
        std::string_view text;
        std::string_view code;
    };
    constexpr Row rows[] = {
        {"C", "C"},       {"c", "C"},          {"39", "C39"},     {"C39", "C39"},
        {"c39", "C39"},   {"C391", "C39"},     {"3911", "C39"},   {"C3911", "C39"},
        {"391", "C39"},   {"制造业", "C"},     {"教育", "P"},     {"C39 计算机、通信", "C39"},
        {"C制造业", "C"}, {"39计算机", "C39"}, {"Ｃ３９", "C39"}, {" C39 ", "C39"},
        {"01", "A01"},    {"A05", "A05"},      {"97", "T97"},     {"农、林、牧、渔业", "A"},
    };
    for (const auto& [text, code] : rows) EXPECT_EQ(SectorCode::parse(text).str(), code) << text;
}

TEST(SectorCode, ReadsTheNameOfEverySection) {
    for (const auto& entry : detail::sections) {
        const SectorCode code = SectorCode::parse(entry.zh);
        EXPECT_EQ(code.section_name(Language::zh), entry.zh);
        EXPECT_EQ(code.section_name(Language::en), entry.en);
        EXPECT_EQ(code.division(), 0) << entry.zh;
    }
}

TEST(SectorCode, RefusesWhatIsNoSector) {
    for (const std::string_view text :
         {"", "U", "Z", "9", "98", "00", "C12", "A39", "C9", "C39123", "39123", "CC", "C-39",
          "C39x", "3 9", "制造", "-39", "C39,C40", "?"}) {
        try {
            const SectorCode code = SectorCode::parse(text);
            ADD_FAILURE() << '"' << text << "\" was read as " << code.str();
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "malformed_sector") << text;
        }
    }
}

TEST(SectorCode, OfAValueIsRefusedUnlessTheStandardHasIt) {
    int valid = 0;
    for (std::uint32_t value = 0; value <= 0xFFFF; ++value) {
        try {
            const SectorCode code = SectorCode::from_value(static_cast<std::uint16_t>(value));
            ASSERT_EQ(code.value(), value);
            ++valid;
        } catch (const Error& error) {
            ASSERT_EQ(error.code(), ErrorCode::malformed_sector) << value;
        }
    }
    EXPECT_EQ(valid, 1 + 20 + 97);  // unknown, sections, divisions
}

TEST(SectorCode, IsUnknownUnlessSaid) {
    EXPECT_EQ(SectorCode().str(), "?");
    EXPECT_EQ(SectorCode().section_name(Language::zh), "未分类");
    EXPECT_EQ(SectorCode().section_name(Language::en), "unclassified");
    EXPECT_EQ(SectorCode().section_index(), 0U);
}

}  // namespace
}  // namespace sanku
