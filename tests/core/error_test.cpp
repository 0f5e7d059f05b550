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

/// How the compiler writes `code`: by its name, or, if it has none, as a cast of its number.
template <ErrorCode code>
std::string_view written() {
    return __PRETTY_FUNCTION__;
}

TEST(ErrorCatalogue, EveryEntryStandsAtThePlaceOfItsCode) {
    std::size_t place = 0;
    for (const auto& entry : detail::catalog) {
        EXPECT_EQ(static_cast<std::size_t>(entry.code), place) << entry.key;
        ++place;
    }
    // No code lies behind the last entry, so all have one.
    constexpr std::size_t entries = std::size(detail::catalog);
    const std::string_view last = written<static_cast<ErrorCode>(entries - 1)>();
    const std::string_view behind = written<static_cast<ErrorCode>(entries)>();
    EXPECT_NE(last.find(detail::catalog[entries - 1].key), std::string_view::npos) << last;
    EXPECT_NE(behind.find("ErrorCode)" + std::to_string(entries)), std::string_view::npos)
        << behind << " has no entry";
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

TEST(Problem, NamesSheetAndCellOfAWorkbookInPlaceOfTheRow) {
    const Problem problem{.code = ErrorCode::impossible_date,
                          .file = "台账.xlsx",
                          .row = 12,
                          .column = "开工日期",
                          .value = "2024-02-30",
                          .sheet = "项目库",
                          .cell = "C12"};
    EXPECT_EQ(describe(problem, Language::en),
              "台账.xlsx [项目库] C12 column 开工日期 \"2024-02-30\": no such day in the calendar");
    EXPECT_EQ(describe(problem, Language::zh),
              "台账.xlsx [项目库] C12 “开工日期”列 “2024-02-30”：日历上没有这一天");
    EXPECT_EQ(describe({.code = ErrorCode::overflow, .row = 3, .sheet = "甲"}, Language::en),
              "[甲] row 3: arithmetic overflow");
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
