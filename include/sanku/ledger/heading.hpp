#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/language.hpp"
#include "sanku/core/money.hpp"
#include "sanku/ledger/csv.hpp"

namespace sanku::ledger {

/// The two kinds of ledger: one row a project, or one row a project and month.
enum class FileKind : std::uint8_t { projects, progress };

/// 项目台账, 进度台账, `project ledger` or `progress ledger`.
[[nodiscard]] constexpr std::string_view name(FileKind kind, Language language) noexcept {
    if (language == Language::zh) return kind == FileKind::projects ? "项目台账" : "进度台账";
    return kind == FileKind::projects ? "project ledger" : "progress ledger";
}

/// What a column means. `ignored` says nothing of a project (a running number, a percentage);
/// `unnamed` has no heading; `extra` is kept under its heading.
enum class Column : std::uint8_t {
    ignored,
    unnamed,
    extra,
    project_code,
    name,
    region,
    sector,
    responsible_unit,
    lead_leader,
    funding,
    total_investment,
    plan,
    required_payment,
    agreed_output,
    agreed_tax,
    output,
    tax,
    environment_met,
    entered_directory,
    entered_reserve,
    entered_implementation,
    withdrawn,
    withdrawal_reason,
    planned_start,
    started,
    enrolled,
    planned_completion,
    completed,
    in_production,
    settled,
    final_accounts,
    negotiated,
    contract_signed,
    correction_ordered,
    corrected,
    evaluated,
    score,
    month,
    completed_this_year,
    completed_total,
    arrived,
    paid,
};

/// One column of a table as its heading describes it.
struct HeadingColumn {
    Column column = Column::unnamed;
    std::string label{};                 ///< as in the file; `group·leaf` under a two-row heading
    std::optional<MoneyUnit> unit{};     ///< named in the heading
    std::optional<int> year{};           ///< named in the heading, as in 2024年计划投资
    std::optional<int> through_month{};  ///< 9 in 1～9月完成投资
    bool perhaps_region = false;         ///< 建设地点: an extra whose cells may name a region
};

/// Where the heading stands and what it says.
struct Heading {
    FileKind kind = FileKind::projects;
    std::size_t rows_before_data = 0;      ///< titles and heading, counted as CSV rows
    std::vector<HeadingColumn> columns{};  ///< up to the last one that has a heading
    std::vector<CsvRow> titles{};          ///< the rows above the heading
    std::optional<MoneyUnit> title_unit{};
    std::optional<int> title_year{};
    bool of_rejects = false;  ///< whether sanku wrote the file, see `RejectsWriter`

    /// The place of the first column that means `column`, if there is one.
    [[nodiscard]] std::optional<std::size_t> find(Column column) const noexcept;
};

/// The most columns that a heading may have.
inline constexpr std::size_t max_columns = 512;
/// Rows among which a heading is looked for.
inline constexpr std::size_t heading_area = 20;

/// Finds the heading, of one row or of two (a group above its columns), in the first rows of a
/// file and says what each column means. Columns are known by their Chinese headings, common
/// synonyms of them, or their English keys (those of `Column`). Throws `Error` with `no_heading`,
/// `duplicate_heading` or `file_too_wide`.
[[nodiscard]] Heading find_heading(std::span<const CsvRow> first_rows);

/// A heading together with the separator (comma, tab or semicolon) under which it was found.
struct Layout {
    char separator = ',';
    Heading heading;
};

/// Finds the heading of the file at `path` under each separator and gives the one under which it
/// stands first and, of several, more columns are known. Throws as `find_heading` does, and
/// `Error(io)`.
[[nodiscard]] Layout find_layout(const std::string& path, Encoding encoding);

}  // namespace sanku::ledger
