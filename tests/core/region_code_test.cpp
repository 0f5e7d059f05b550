#include "sanku/core/region_code.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "sanku/core/region_names.hpp"
#include "shared_data.hpp"

namespace sanku {
namespace {

TEST(RegionCode, ReadsTwoToTwelveDigits) {
    struct Row {
        std::string_view text;
        std::uint32_t value;
        RegionLevel level;
    };
    constexpr Row rows[] = {
        {"42", 420'000'000, RegionLevel::province},
        {"4202", 420'200'000, RegionLevel::city},
        {"420200", 420'200'000, RegionLevel::city},
        {"420281", 420'281'000, RegionLevel::county},
        {"420281107", 420'281'107, RegionLevel::township},
        {"420281107000", 420'281'107, RegionLevel::township},
        {"420281000000", 420'281'000, RegionLevel::county},
        {" 420281 ", 420'281'000, RegionLevel::county},
        {"４２０２８１", 420'281'000, RegionLevel::county},
        {"110000", 110'000'000, RegionLevel::province},
        {"820000", 820'000'000, RegionLevel::province},
    };
    for (const auto& [text, value, level] : rows) {
        const RegionCode code = RegionCode::parse(text);
        EXPECT_EQ(code.value(), value) << text;
        EXPECT_EQ(code.level(), level) << text;
        EXPECT_EQ(RegionCode::from_value(value), code) << text;
    }
}

TEST(RegionCode, RefusesWhatIsNoCode) {
    for (const std::string_view text :
         {"", "4", "420", "42028", "4202811", "42028110", "420281107001", "4202811070000", "大冶",
          "42028a", "-42", "420281.0", "42 02 81"}) {
        try {
            const RegionCode code = RegionCode::parse(text);
            ADD_FAILURE() << '"' << text << "\" was read as " << code.str();
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "malformed_region") << text;
        }
    }
    for (const std::string_view text : {"00", "10", "990000", "000000", "160281", "830000"}) {
        try {
            const RegionCode code = RegionCode::parse(text);
            ADD_FAILURE() << '"' << text << "\" was read as " << code.str();
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "unknown_region") << text;
        }
    }
    EXPECT_THROW((void)RegionCode::from_value(999'999'999), Error);
    EXPECT_THROW((void)RegionCode::from_value(1), Error);
    EXPECT_THROW((void)RegionCode::from_number(990'000), Error);
}

TEST(RegionCode, KnowsThirtyFiveProvincesAndNoOther) {
    int known = 0;
    for (std::uint32_t number = 0; number < 100; ++number) {
        known += RegionCode::is_known_province(number) ? 1 : 0;
    }
    EXPECT_EQ(known, 35);  // GB/T 2260 has 34; 66 is the Xinjiang Corps in project codes
}

TEST(RegionCode, WidensToEveryLevelAboveIt) {
    const RegionCode town = RegionCode::parse("420281107");
    EXPECT_EQ(town.up_to(RegionLevel::township).str(), "420281107");
    EXPECT_EQ(town.up_to(RegionLevel::county).str(), "420281");
    EXPECT_EQ(town.up_to(RegionLevel::city).str(), "420200");
    EXPECT_EQ(town.up_to(RegionLevel::province).str(), "420000");
    EXPECT_EQ(town.up_to(RegionLevel::country).str(), "0");
    EXPECT_EQ(town.up_to(RegionLevel::country), RegionCode{});
    const RegionCode city = RegionCode::parse("420200");
    EXPECT_EQ(city.up_to(RegionLevel::township), city) << "a wide region is never narrowed";
    EXPECT_EQ(RegionCode{}.up_to(RegionLevel::county), RegionCode{});
}

TEST(RegionCode, ContainsWhatLiesInItAndItself) {
    const char* const chain[] = {"420000", "420200", "420281", "420281107"};
    for (std::size_t wide = 0; wide < std::size(chain); ++wide) {
        for (std::size_t narrow = 0; narrow < std::size(chain); ++narrow) {
            EXPECT_EQ(RegionCode::parse(chain[wide]).contains(RegionCode::parse(chain[narrow])),
                      wide <= narrow)
                << chain[wide] << " and " << chain[narrow];
        }
    }
    EXPECT_TRUE(RegionCode{}.contains(RegionCode::parse("420281")));
    EXPECT_FALSE(RegionCode::parse("420281").contains(RegionCode{}));
    EXPECT_FALSE(RegionCode::parse("420200").contains(RegionCode::parse("420300")));
    EXPECT_FALSE(RegionCode::parse("420281").contains(RegionCode::parse("420282")));
}

TEST(RegionNames, AreSortedSoThatTheyCanBeSearched) {
    const auto* const begin = std::begin(detail::region_names);
    const auto* const end = std::end(detail::region_names);
    EXPECT_EQ(std::adjacent_find(begin, end,
                                 [](const auto& a, const auto& b) { return a.code >= b.code; }),
              end);
    for (const auto& [code, name] : detail::region_names) {
        EXPECT_EQ(shipped_name(RegionCode::from_number(code)), name) << code;
    }
}

TEST(RegionNames, AreFoundByCodeAndByUniqueName) {
    EXPECT_EQ(shipped_name(RegionCode::parse("420281")), "大冶市");
    EXPECT_EQ(shipped_name(RegionCode::parse("420900")), "孝感市");
    EXPECT_EQ(shipped_name(RegionCode::parse("420281107")), "");
    EXPECT_EQ(shipped_name(RegionCode::parse("110000")), "");
    EXPECT_EQ(shipped_name(RegionCode{}), "");
    EXPECT_EQ(region_named("大冶市"), RegionCode::parse("420281"));
    EXPECT_EQ(region_named("湖北省"), RegionCode::parse("42"));
    EXPECT_EQ(region_named("大冶"), std::nullopt);
    EXPECT_EQ(region_named(""), std::nullopt);
}

TEST(RegionNames, AreThoseOfTheSharedTableOfHubei) {
    const auto path = testing::shared_data("divisions/hubei_2023.csv");
    std::ifstream file(path);
    if (!file) GTEST_SKIP() << "no such file: " << path.string();
    std::map<std::uint32_t, std::string> expected;
    std::string line;
    std::getline(file, line);
    ASSERT_EQ(line.substr(0, line.find_last_not_of('\r') + 1), "code,name,parent,level");
    while (std::getline(file, line)) {
        const std::size_t comma = line.find(',');
        const std::size_t next = line.find(',', comma + 1);
        ASSERT_NE(next, std::string::npos) << line;
        expected.emplace(static_cast<std::uint32_t>(std::stoul(line.substr(0, comma))),
                         line.substr(comma + 1, next - comma - 1));
    }
    ASSERT_GT(expected.size(), 100U);
    std::map<std::uint32_t, std::string> shipped;
    for (const auto& [code, name] : detail::region_names) shipped.emplace(code, name);
    EXPECT_EQ(shipped, expected);
}

}  // namespace
}  // namespace sanku
