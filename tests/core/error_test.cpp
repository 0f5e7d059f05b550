#include "sanku/core/error.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "sanku/core/text.hpp"

namespace sanku {
namespace {

TEST(ErrorCatalogue, EveryEntryStandsAtThePlaceOfItsCode) {
    std::size_t place = 0;
    for (const auto& entry : detail::catalog) {
        EXPECT_EQ(static_cast<std::size_t>(entry.code), place) << entry.key;
        ++place;
    }
    // The last code of the enumeration has an entry, so all have.
    EXPECT_EQ(static_cast<std::size_t>(ErrorCode::policy_not_in_force) + 1,
              std::size(detail::catalog));
}

TEST(ErrorCatalogue, KeysAreUniqueWordsOfSnakeCase) {
    std::set<std::string_view> keys;
    for (const auto& entry : detail::catalog) {
        EXPECT_TRUE(keys.insert(entry.key).second) << entry.key << " stands there twice";
        EXPECT_FALSE(entry.key.empty());
        EXPECT_EQ(entry.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"),
                  std::string_view::npos)
            << entry.key;
    }
}

TEST(ErrorCatalogue, EveryCodeHasItsOwnWordsInBothLanguages) {
    std::set<std::string_view> zh;
    std::set<std::string_view> en;
    for (const auto& entry : detail::catalog) {
        EXPECT_TRUE(zh.insert(title(entry.code, Language::zh)).second) << entry.key;
        EXPECT_TRUE(en.insert(title(entry.code, Language::en)).second) << entry.key;
        EXPECT_FALSE(title(entry.code, Language::zh).empty()) << entry.key;
        EXPECT_FALSE(title(entry.code, Language::en).empty()) << entry.key;
        EXPECT_TRUE(text::is_utf8(entry.zh)) << entry.key;
        EXPECT_TRUE(text::is_utf8(entry.en)) << entry.key;
        EXPECT_GT(text::width(entry.zh), static_cast<int>(entry.zh.size()) / 2)
            << entry.key << " is not in Chinese";
    }
}

TEST(Problem, IsOneLineThatNamesPlaceValueAndExpectation) {
    const Problem problem{.code = ErrorCode::impossible_date,
                          .file = "daye.csv",
                          .row = 12,
                          .column = "开工日期",
                          .value = "2024-02-30",
                          .detail = "二月有29天"};
    EXPECT_EQ(describe(problem, Language::en),
              "daye.csv row 12 column 开工日期 \"2024-02-30\": no such day in the calendar "
              "(二月有29天)");
    const std::string zh = describe(problem, Language::zh);
    for (const std::string_view part :
         {"daye.csv", "第12行", "开工日期", "2024-02-30", "日历上没有这一天", "二月有29天"}) {
        EXPECT_NE(zh.find(part), std::string::npos) << part << " is missing in " << zh;
    }
}

TEST(Problem, LeavesOutWhatIsNotKnown) {
    EXPECT_EQ(describe({.code = ErrorCode::overflow}, Language::en), "arithmetic overflow");
    EXPECT_EQ(describe({.code = ErrorCode::overflow}, Language::zh), "数值溢出");
    EXPECT_EQ(describe({.code = ErrorCode::io, .file = "a.csv"}, Language::en),
              "a.csv: reading or writing failed");
}

TEST(Error, CarriesItsProblemAndSaysItInEnglish) {
    const Error error(ErrorCode::unknown_policy, "mars", "hubei");
    EXPECT_EQ(error.code(), ErrorCode::unknown_policy);
    EXPECT_EQ(error.problem().value, "mars");
    EXPECT_EQ(error.problem().detail, "hubei");
    EXPECT_STREQ(error.what(), "\"mars\": no such policy (hubei)");
}

}  // namespace
}  // namespace sanku
