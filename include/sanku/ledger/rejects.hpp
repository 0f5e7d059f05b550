#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "sanku/core/error.hpp"
#include "sanku/ledger/csv.hpp"
#include "sanku/ledger/heading.hpp"

namespace sanku::ledger {

/// The headings that a rejects file has behind those of the ledger: line of the ledger, columns,
/// values, keys of the codes, and what is wrong in Chinese.
inline constexpr std::array<std::string_view, 5> rejects_headings = {"行号", "列", "值", "原因",
                                                                     "说明"};

/// `cell` so that no spreadsheet takes it for a formula: with an apostrophe before it if it begins
/// with = + @, a tab or CR, or with - and is not a number.
[[nodiscard]] std::string neutralised(std::string_view cell);

/// `cell` without the apostrophe that `neutralised` puts before it.
[[nodiscard]] std::string_view without_guard(std::string_view cell) noexcept;

/// Writes refused rows beside their reasons, as a CSV file (UTF-8 with mark, CRLF) that can be
/// corrected and imported again: the ledger's titles, its heading on one row, then one line a row.
/// Nothing stands at the path before `finish`. Not copyable.
class RejectsWriter {
  public:
    /// A writer for a ledger with `heading`, which must outlive it. Opens no file yet.
    RejectsWriter(std::string path, const Heading& heading);
    RejectsWriter(const RejectsWriter&) = delete;
    RejectsWriter& operator=(const RejectsWriter&) = delete;
    /// Removes what was written unless it was finished.
    ~RejectsWriter();

    /// Writes `row` with its `problems` (at least one). Throws `Error(io)`.
    void write(const CsvRow& row, std::span<const Problem> problems);
    /// Puts the file in its place, if any row was written. Throws `Error(io)`.
    void finish();

  private:
    struct Closer {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    void open();
    void put(const std::string& line);
    [[noreturn]] void fail() const;

    std::string path_;
    std::string part_;
    const Heading& heading_;
    std::size_t columns_;
    std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace sanku::ledger
