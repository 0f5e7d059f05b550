#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "region_cell.hpp"
#include "row_reader.hpp"
#include "sanku/ledger/import.hpp"
#include "sanku/ledger/report.hpp"
#include "sanku/store/store.hpp"

namespace sanku::ledger::detail {

/// What the rows of one import share.
struct Context {
    Store& store;
    Store::Appender& appender;
    const Heading& heading;
    Date today;                        ///< day of recording
    Date effective_on;                 ///< of changed attributes and plans
    int year;                          ///< of plans and months whose heading names none
    std::optional<RegionCode> region;  ///< of rows that name none
};

/// Imports the rows of one kind of ledger.
class Rows {
  public:
    Rows() = default;
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    virtual ~Rows() = default;

    /// Imports the row in `row` if nothing is wrong with it; else adds its problems to `row` and
    /// changes nothing. Adds what it noticed to `notes`, which count only if the row went in.
    virtual void import(RowReader& row, std::vector<Note>& notes) = 0;
};

/// The region that the cell in `column` names; adds a problem if it names none. Nothing for an
/// empty cell.
[[nodiscard]] inline std::optional<RegionCell> region_of(RowReader& row, std::size_t column,
                                                         std::optional<RegionCode> context) {
    if (row.text(column).empty()) return std::nullopt;
    try {
        auto region = read_region(row.text(column), context);
        if (!region) row.fail(ErrorCode::malformed_region, column);
        return region;
    } catch (const Error& error) {
        row.fail(error.code(), column);
        return std::nullopt;
    }
}

}  // namespace sanku::ledger::detail
