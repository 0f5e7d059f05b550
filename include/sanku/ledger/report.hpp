#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/error.hpp"
#include "sanku/core/language.hpp"
#include "sanku/ledger/heading.hpp"

namespace sanku::ledger {

/// What an import noticed and accepted all the same.
enum class NoteCode : std::uint8_t {
    local_code,             ///< a project without a code got a local one
    total_differs,          ///< the printed total of total investment is not the sum of the rows
    unknown_funding,        ///< a kind of funding that no rule knows
    township_without_code,  ///< a township's bare name; the project counts in the county
    region_differs,         ///< the region is not in the county of the project code
    column_not_read,        ///< a column of a progress ledger that no progress event holds
    cell_without_heading,   ///< a cell below an empty heading, not read
};

inline constexpr std::size_t note_code_count = 7;

/// The stable English key of a code, such as `local_code`.
[[nodiscard]] std::string_view key(NoteCode code) noexcept;
/// What the code means, as a phrase for people.
[[nodiscard]] std::string_view title(NoteCode code, Language language) noexcept;

/// One thing that an import noticed.
struct Note {
    NoteCode code = NoteCode::local_code;
    std::int64_t row = 0;  ///< line of the file; 0 if the whole file is meant
    std::string value{};   ///< as found in the file
    std::string detail{};  ///< such as the code that was given, or the sum of the rows
    std::string cell{};    ///< such as C12; of a file of lines empty

    /// One line for people.
    [[nodiscard]] std::string text(Language language) const;

    friend bool operator==(const Note&, const Note&) = default;
};

/// The most problems, and notes, of one code that a report lists; all are counted.
inline constexpr std::size_t listed_per_code = 50;

/// What an import did. `rows` = `accepted` + `rejected` + `skipped`.
struct Report {
    std::string source{};    ///< as the journal names it
    std::string sheet{};     ///< of a workbook
    std::string encoding{};  ///< see `name(Encoding)`; of another form than a file of lines, that
    FileKind kind = FileKind::projects;
    std::int64_t rows = 0;      ///< rows below the heading that are not blank
    std::int64_t accepted = 0;  ///< rows that were imported
    std::int64_t rejected = 0;  ///< rows that were refused
    std::int64_t skipped = 0;   ///< totals, categories, repeated headings and footnotes
    std::int64_t events_added = 0;
    std::int64_t events_unchanged = 0;  ///< events that the journal held already

    /// The first 50 problems of each code, in the order of the file; the most frequent code first.
    std::vector<Problem> problems{};
    /// All problems of each code, counted; the most frequent code first.
    std::vector<std::pair<ErrorCode, std::int64_t>> counts{};
    /// Notes, listed and counted in the same way.
    std::vector<Note> notes{};
    std::vector<std::pair<NoteCode, std::int64_t>> note_counts{};

    /// The report as text for people, of several lines: what was accepted and refused, then the
    /// problems and notes, ranked, with a count where not all are listed.
    [[nodiscard]] std::string summary(Language language) const;
};

}  // namespace sanku::ledger
