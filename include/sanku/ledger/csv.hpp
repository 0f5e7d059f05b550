#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/ledger/encoding.hpp"

namespace sanku::ledger {

/// One row of a CSV file, with its own copy of the text.
class CsvRow {
  public:
    /// Line of the file, counted from 1, on which the row starts.
    [[nodiscard]] std::int64_t line() const noexcept { return line_; }
    /// Number of cells, at least 1.
    [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }
    /// Cell `index`, without its quotes; empty beyond the last cell. The view lives until the row
    /// is read into, assigned or destroyed.
    [[nodiscard]] std::string_view cell(std::size_t index) const noexcept {
        if (index >= ends_.size()) return {};
        const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::string_view(text_).substr(begin, ends_[index] - begin);
    }
    /// Whether a quotation mark opens a cell of this row and is never closed; such a row ends with
    /// its line, and the mark is part of the cell.
    [[nodiscard]] bool unclosed_quote() const noexcept { return unclosed_quote_; }
    /// Whether the row was longer than 1 MiB; what lies beyond was dropped.
    [[nodiscard]] bool oversized() const noexcept { return oversized_; }

  private:
    friend class CsvReader;

    void start(std::int64_t line);
    void end_cell();

    std::string text_;
    std::vector<std::size_t> ends_;
    std::int64_t line_ = 0;
    bool unclosed_quote_ = false;
    bool oversized_ = false;
};

/// Reads the rows of a CSV file (RFC 4180) one after the other, in bounded memory. Lines end with
/// CRLF, LF or CR; quoted cells may hold separators, doubled quotes and line ends. A quoted cell
/// ends within 64 KiB and 64 lines or its quote counts as unclosed. Not copyable; `text` must
/// outlive it.
class CsvReader {
  public:
    /// Reads `text` from where it stands, with cells parted by `separator`.
    CsvReader(TextReader& text, char separator);
    CsvReader(const CsvReader&) = delete;
    CsvReader& operator=(const CsvReader&) = delete;

    /// The next row into `row`; false at the end. A blank line is a row of one empty cell. Throws
    /// `Error(io)`.
    [[nodiscard]] bool next(CsvRow& row);

    /// Says how many columns the table has. From then on a line inside a quoted cell that has as
    /// many cells as the table is taken for a row, and the quote before it for unclosed.
    void expect_columns(std::size_t count) noexcept { columns_ = count; }

  private:
    enum class Step : std::uint8_t { done, more };

    [[nodiscard]] bool fill();
    [[nodiscard]] Step parse(CsvRow& row);
    [[nodiscard]] Step parse_cell(CsvRow& row, std::size_t& at, std::int64_t& lines);
    [[nodiscard]] Step parse_plain(CsvRow& row, std::size_t& at);
    [[nodiscard]] bool is_swallowed_row(std::size_t begin, std::size_t end) const;
    [[nodiscard]] bool ends_cell(std::size_t at) const noexcept;
    void drop_rest(CsvRow& row);

    TextReader& text_;
    char separator_;
    std::string buffer_;
    std::size_t start_ = 0;  // of the row to be read
    std::int64_t line_ = 1;
    std::size_t columns_ = 0;
    bool ended_ = false;
};

}  // namespace sanku::ledger
