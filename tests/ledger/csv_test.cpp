#include "sanku/ledger/csv.hpp"

#include "support.hpp"

namespace sanku::ledger::testing {
namespace {

using Cells = std::vector<std::string>;

struct Read {
    std::vector<Cells> rows;
    std::vector<std::int64_t> lines;
    std::vector<std::int64_t> unclosed;  // lines of the rows with an unclosed quote
    std::vector<std::int64_t> oversized;
};

[[nodiscard]] Read read(std::string_view text, char separator = ',', std::size_t columns = 0) {
    const TempDir dir;
    TextReader reader(dir.write("file", text), Encoding::utf8);
    CsvReader csv(reader, separator);
    csv.expect_columns(columns);
    Read out;
    CsvRow row;
    while (csv.next(row)) {
        Cells cells;
        for (std::size_t i = 0; i < row.size(); ++i) cells.emplace_back(row.cell(i));
        out.rows.push_back(cells);
        out.lines.push_back(row.line());
        if (row.unclosed_quote()) out.unclosed.push_back(row.line());
        if (row.oversized()) out.oversized.push_back(row.line());
    }
    return out;
}

TEST(CsvReader, EndsRowsAtEveryKindOfLineEnd) {
    const std::vector<Cells> expected = {{"a", "b"}, {"", ""}, {"c", "d"}};
    EXPECT_EQ(read("a,b\r\n,\r\nc,d\r\n").rows, expected);
    EXPECT_EQ(read("a,b\n,\nc,d").rows, expected);
    EXPECT_EQ(read("a,b\r,\rc,d\r").rows, expected);
}

TEST(CsvReader, ReadsQuotedCellsWithSeparatorsQuotesAndLineEnds) {
    const Read got = read("\"a,\"\"1\"\"\",\"two\r\nlines\",\"\"\r\nx,y,z\n");
    EXPECT_EQ(got.rows, (std::vector<Cells>{{"a,\"1\"", "two\r\nlines", ""}, {"x", "y", "z"}}));
    EXPECT_EQ(got.lines, (std::vector<std::int64_t>{1, 3}));
    EXPECT_TRUE(got.unclosed.empty());
}

TEST(CsvReader, CountsBlankLinesAsTextEditorsDo) {
    const Read got = read("a\n\n\nb\n");
    EXPECT_EQ(got.lines, (std::vector<std::int64_t>{1, 2, 3, 4}));
}

TEST(CsvReader, PartsCellsByTabsAndSemicolons) {
    EXPECT_EQ(read("a,1\tb;2", '\t').rows, (std::vector<Cells>{{"a,1", "b;2"}}));
    EXPECT_EQ(read("a,1\tb;2", ';').rows, (std::vector<Cells>{{"a,1\tb", "2"}}));
}

TEST(CsvReader, TakesTextBehindAQuoteOnItsLineForSloppiness) {
    EXPECT_EQ(read("\"a\"b,c\n").rows, (std::vector<Cells>{{"ab", "c"}}));
    EXPECT_EQ(read("5\"管,c\n").rows, (std::vector<Cells>{{"5\"管", "c"}}));
}

TEST(CsvReader, ResumesBehindTheLineOfAQuoteThatIsNeverClosed) {
    std::string text = "a,\"b,c\n";
    for (int i = 0; i < 100; ++i) text += "1,2,3\n";
    const Read got = read(text);
    EXPECT_EQ(got.rows.size(), 101U);
    EXPECT_EQ(got.rows[0], (Cells{"a", "\"b", "c"}));
    EXPECT_EQ(got.unclosed, (std::vector<std::int64_t>{1}));
}

TEST(CsvReader, SeesThatALaterQuoteDoesNotCloseAnEarlierOne) {
    const Read got = read("a,\"b,c,d\n1,\"x\",3,4\n5,6,7,8\n");
    EXPECT_EQ(got.unclosed, (std::vector<std::int64_t>{1}));
    EXPECT_EQ(got.rows.size(), 3U);
    EXPECT_EQ(got.rows[1], (Cells{"1", "x", "3", "4"}));
}

TEST(CsvReader, SeesWholeRowsInsideAQuote) {
    const std::string text = "a,\"b,c,d\n1,2,3,4\n5,6,\",8\n";
    EXPECT_EQ(read(text, ',', 4).rows.size(), 3U);
    EXPECT_EQ(read(text, ',', 4).unclosed, (std::vector<std::int64_t>{1, 3}));
}

TEST(CsvReader, KeepsToItsMemoryOnALineWithoutEnd) {
    const Read got = read(std::string(6'000'000, 'x') + "\na,b\n");
    ASSERT_EQ(got.rows.size(), 2U);
    EXPECT_EQ(got.oversized, (std::vector<std::int64_t>{1}));
    EXPECT_EQ(got.rows[1], (Cells{"a", "b"}));
    EXPECT_EQ(got.lines[1], 2);
}

TEST(CsvReader, ReadsRowsThatPiecesCutAnywhere) {
    std::string text;
    for (int i = 0; i < 30'000; ++i) text += std::to_string(i) + ",\"q\"\"\n" + "z\",值\r\n";
    const Read got = read(text);
    ASSERT_EQ(got.rows.size(), 30'000U);
    for (std::size_t i = 0; i < got.rows.size(); ++i) {
        ASSERT_EQ(got.rows[i], (Cells{std::to_string(i), "q\"\nz", "值"})) << i;
    }
    EXPECT_EQ(got.lines.back(), 59'999);
}

}  // namespace
}  // namespace sanku::ledger::testing
