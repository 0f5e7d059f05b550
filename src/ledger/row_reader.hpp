#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/project_code.hpp"
#include "sanku/core/sector_code.hpp"
#include "sanku/ledger/csv.hpp"
#include "sanku/ledger/heading.hpp"
#include "sanku/ledger/import.hpp"

namespace sanku::ledger::detail {

/// The cells of one row as a person means them, and what is wrong with them. Reading a cell that
/// cannot be understood adds a problem and gives nothing.
class RowReader {
  public:
    /// `heading` and `origin` must outlive the reader. `file`: shown unless the origin has a name.
    /// `default_unit` holds for amount columns that name none.
    RowReader(const Heading& heading, const std::string& file, const Origin& origin,
              std::optional<MoneyUnit> default_unit);

    /// Takes the next row: cleans its cells and looks for problems of any cell.
    void load(const CsvRow& row);

    [[nodiscard]] std::int64_t line() const noexcept { return line_; }
    /// The name of the cell of `column`, or of the row, as the origin has it; empty if it has none.
    [[nodiscard]] std::string cell(std::optional<std::size_t> column) const {
        return origin_.cell ? origin_.cell(line_, column) : std::string();
    }
    [[nodiscard]] const Heading& heading() const noexcept { return heading_; }
    [[nodiscard]] std::size_t size() const noexcept { return cells_.size(); }
    /// The cell without blanks at its ends, on one line; empty for `-`, `#N/A` and the like. The
    /// view lives until the next `load`.
    [[nodiscard]] std::string_view text(std::size_t column) const noexcept {
        return cells_[column].text;
    }
    /// Whether nothing can be read from the row, so that only that is worth saying.
    [[nodiscard]] bool unreadable() const noexcept { return unreadable_; }

    [[nodiscard]] std::optional<ProjectCode> code(std::size_t column);
    [[nodiscard]] std::optional<Date> date(std::size_t column);
    /// A month; a bare 6 or 6月 is of `year`, if there is one.
    [[nodiscard]] std::optional<Month> month(std::size_t column, std::optional<int> year);
    /// An amount from 0 to `max_project_money`. Throws `Error(unknown_money_unit)` if neither the
    /// cell nor its column says in which unit.
    [[nodiscard]] std::optional<Money> money(std::size_t column);
    [[nodiscard]] std::optional<SectorCode> sector(std::size_t column);
    /// A score from 0 to 100 in hundredths.
    [[nodiscard]] std::optional<int> score(std::size_t column);

    /// 是 or 否, 达标 or 未达标, yes or no.
    [[nodiscard]] std::optional<bool> answer(std::size_t column);

    /// Adds a problem with the cell of `column`.
    void fail(ErrorCode code, std::size_t column, std::string_view detail = {});
    /// Adds a problem of the whole row, or about `column` if the heading has it.
    void fail_row(ErrorCode code, Column column, std::string_view detail = {});

    [[nodiscard]] const std::vector<Problem>& problems() const noexcept { return problems_; }

  private:
    struct Cell {
        std::string text;
        bool damaged;  // reported already
    };

    void load_cell(std::size_t column, std::string_view raw);
    void check_beyond(const CsvRow& row);
    [[nodiscard]] bool readable(std::size_t column) const noexcept {
        return !cells_[column].text.empty() && !cells_[column].damaged;
    }
    void fail(const Error& error, std::size_t column);
    /// Adds a problem of `column`, or of the row.
    void add(ErrorCode code, std::optional<std::size_t> column, std::string value,
             std::string_view detail);
    template <typename Parse>
    auto parsed(std::size_t column, Parse parse) -> std::optional<decltype(parse(""))>;

    const Heading& heading_;
    std::string file_;
    const Origin& origin_;
    std::optional<MoneyUnit> default_unit_;
    std::int64_t line_ = 0;
    std::vector<Cell> cells_;
    std::vector<Problem> problems_;
    bool unreadable_ = false;
};

/// A score from 0 to 100 with at most two decimals, in hundredths. Throws `Error(malformed_score)`.
[[nodiscard]] int parse_score(std::string_view text);

/// The answer that `text` gives. Throws `Error(malformed_answer)`.
[[nodiscard]] bool parse_answer(std::string_view text);

/// Whether a cell says that there is nothing: `-`, `/`, `无`, `#N/A`, `#REF!` and the like.
[[nodiscard]] bool is_placeholder(std::string_view text) noexcept;

}  // namespace sanku::ledger::detail
