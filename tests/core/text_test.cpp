#include "sanku/core/text.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <random>
#include <string>
#include <string_view>

namespace sanku::text {
namespace {

struct Row {
    std::string_view in;
    std::string_view out;
};

TEST(Text, MakesFullWidthFormsHalfWidthAndLeavesTheRest) {
    constexpr Row rows[] = {
        {"１２３", "123"},
        {"ＡｂＺ", "AbZ"},
        {"（万元）", "(万元)"},
        {"，．：；", ",.:;"},
        {"～", "~"},
        {"！", "!"},
        {"　", " "},
        {"\xC2\xA0", " "},
        {"2024—06", "2024-06"},
        {"2024–06", "2024-06"},
        {"−5", "-5"},
        {"－5", "-5"},
        {"投资。", "投资。"},
        {"", ""},
        {"\xFF"
         "a",
         "\xFF"
         "a"},
    };
    for (const auto& [in, out] : rows) EXPECT_EQ(half_width(in), out) << in;
}

TEST(Text, TrimsEveryKindOfBlankAtTheEndsOnly) {
    constexpr Row rows[] = {
        {"  a b  ", "a b"},
        {"\t\r\na\v\f", "a"},
        {"　大冶　市　", "大冶　市"},
        {"\xC2\xA0x\xC2\xA0", "x"},
        {"\xE2\x80\x8Bx\xE2\x80\x8B", "x"},
        {"\xEF\xBB\xBFx", "x"},
        {"   ", ""},
        {"", ""},
        {"\xFF \xFF", "\xFF \xFF"},
        {"\xE3\x80", "\xE3\x80"},  // the torn beginning of a blank is no blank
    };
    for (const auto& [in, out] : rows) EXPECT_EQ(trim(in), out) << in;
}

TEST(Text, IsAsWideAsATerminalShowsIt) {
    struct Wide {
        std::string_view text;
        int columns;
    };
    constexpr Wide rows[] = {
        {"", 0},     {"abc", 3},     {"大冶市", 6}, {"ＡＢ", 4},   {"，。", 4},
        {"é", 1},    {"e\u0301", 1}, {"\u200B", 0}, {"\u200D", 0}, {"\u202E", 0},
        {"…", 1},    {"—", 1},       {"→", 1},      {"한글", 4},   {"ひら", 4},
        {"🏗", 2}, {"🔴", 2},       {"𠮷", 2},     {"\uFE0F", 0}, {"ｱ", 1},
    };
    for (const auto& [text, columns] : rows) EXPECT_EQ(width(text), columns) << text;
}

TEST(Text, CountsTheLightsAndOtherNewerEmojiAsWide) {
    // East Asian Width W, emoji presentation: the lights themselves among them.
    for (const std::string_view emoji : {"🟢", "🟡", "🟥", "🪙", "⚡", "✅", "⏰", "⚪", "⭐"}) {
        EXPECT_EQ(width(emoji), 2) << emoji;
    }
}

TEST(Text, CutsToAWidthAndShowsThatItDid) {
    struct Cut {
        std::string_view in;
        int columns;
        std::string_view out;
    };
    constexpr Cut rows[] = {
        {"abc", 3, "abc"},       {"abcd", 3, "ab…"},
        {"大冶市", 6, "大冶市"}, {"大冶市", 5, "大冶…"},
        {"大冶市", 4, "大…"},    {"大冶市", 2, "…"},
        {"大冶市", 1, "…"},      {"e\u0301e\u0301", 2, "e\u0301e\u0301"},
    };
    for (const auto& [in, columns, out] : rows) {
        EXPECT_EQ(cut(in, columns), out) << in << " to " << columns;
    }
}

TEST(Text, CutNeverLeavesMoreThanTheWidthAndNeverTearsACharacter) {
    constexpr std::string_view pieces[] = {"a", "大", "🏗", "e\u0301", " ", "，", "\u200B"};
    std::mt19937 random(11);
    for (int i = 0; i < 2'000; ++i) {
        std::string in;
        for (auto n = random() % 20; n > 0; --n) in += pieces[random() % std::size(pieces)];
        const int columns = 1 + static_cast<int>(random() % 20);
        const std::string out = cut(in, columns);
        ASSERT_LE(width(out), columns) << in;
        ASSERT_TRUE(is_utf8(out)) << in;
        if (width(in) <= columns) {
            ASSERT_EQ(out, in);
        }
    }
}

TEST(Text, PadsToAWidthOnTheSideThatIsAsked) {
    EXPECT_EQ(pad("大", 4), "大  ");
    EXPECT_EQ(pad("大", 4, true), "  大");
    EXPECT_EQ(pad("大冶市", 4), "大冶市");
    EXPECT_EQ(pad("", 2), "  ");
}

TEST(Text, PrintableHoldsNothingThatMovesTheCursorOrTurnsTheLine) {
    constexpr Row rows[] = {
        {"a\nb", "a b"},
        {"a\x1B[31mb", "a [31mb"},
        {"a\tb\r", "a b "},
        {"\x7F", " "},
        {"\xC2\x85", " "},           // next line
        {"a\u202Eb", "a b"},         // right-to-left override
        {"a\u2066b\u2069", "a b "},  // isolates
        {"a\u200Fb\u200E", "a b "},  // marks
        {"大冶\xFF市", "大冶\uFFFD市"},
        {"e\u0301🏗", "e\u0301🏗"},
    };
    for (const auto& [in, out] : rows) EXPECT_EQ(printable(in), out) << in;
}

TEST(Text, PrintableKnowsTheRarerMarksToo) {
    EXPECT_EQ(printable("a\u061Cb"), "a b") << "Arabic letter mark, which changes the direction";
    EXPECT_EQ(printable("a\u2028b"), "a b") << "line separator";
    EXPECT_EQ(printable("a\u2029b"), "a b") << "paragraph separator";
}

TEST(Text, TellsUtf8FromOtherBytes) {
    for (const std::string_view good : {"", "a", "大冶市", "🏗", "\uFFFD", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_TRUE(is_utf8(good)) << good;
    }
    for (const std::string_view bad :
         {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF0\x80\x80\xAF",
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE5\xA4", "a\xE5", "\xB4\xF3\xD2\xB1"}) {
        EXPECT_FALSE(is_utf8(bad)) << bad;
    }
}

TEST(Text, WritesEveryCodePointThatItReads) {
    for (const char32_t point :
         {U'\0', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\xFFFF', U'\x10000', U'\x10FFFF', U'大'}) {
        std::string text;
        append_utf8(text, point);
        const CodePoint read = first_code_point(text);
        EXPECT_EQ(read.value, point);
        EXPECT_EQ(read.bytes, text.size());
    }
}

TEST(Text, ReadsDigitsAndNothingElse) {
    EXPECT_TRUE(is_digits("0123456789"));
    EXPECT_FALSE(is_digits(""));
    EXPECT_FALSE(is_digits("12a"));
    EXPECT_FALSE(is_digits("１２"));
    EXPECT_EQ(to_number("000000000000000042"), 42);
    EXPECT_EQ(to_number("999999999999999999"), 999'999'999'999'999'999);
}

}  // namespace
}  // namespace sanku::text
