#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sanku/core/date.hpp"
#include "sanku/core/instant.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/project_code.hpp"
#include "sanku/core/region_code.hpp"
#include "sanku/ledger/report.hpp"
#include "sanku/store/store.hpp"

namespace sanku::ledger {

/// How far an import has come.
struct Progress {
    std::int64_t bytes_done = 0;
    std::int64_t bytes_total = 0;
    std::int64_t rows = 0;
};

/// What a CSV file was made from, if it was: a sheet of a workbook or a table of a program, of
/// which each row became one line.
struct Origin {
    std::string file{};   ///< its name, shown in place of the CSV file's; empty: it is the origin
    std::string sheet{};  ///< of a workbook
    std::string form{};   ///< shown in place of an encoding, such as xlsx
    /// The name of a cell, such as C12, by its line and its column (counted from 0; empty: the
    /// whole line, whose name may be empty). Called for what a report names.
    std::function<std::string(std::int64_t line, std::optional<std::size_t> column)> cell{};
};

/// Stands in the first place of a cell of such a CSV file, before the text of a formula of which
/// the sheet holds no value.
inline constexpr char uncalculated_mark = '\x01';

/// How to read a ledger. Only `recorded_at` must be given.
struct ImportOptions {
    Instant recorded_at;   ///< when the import is made; the library never asks the clock
    std::string by{};      ///< who imports
    std::string source{};  ///< name in the journal; empty: the file's behind its folder's
    /// Unit of amounts that bear none in the cell, the heading or a title. Empty: a file with such
    /// an amount is refused.
    std::optional<MoneyUnit> money_unit{};
    /// Year of a column of plans or required payments whose heading names none. Empty: that of the
    /// one plan whose heading does, else of a title, else of `recorded_at`.
    std::optional<int> plan_year{};
    /// Day on which changed attributes and plans take effect. Empty: the day of `recorded_at`.
    std::optional<Date> effective_on{};
    /// County of rows that name no region, and of townships that are named without a code.
    std::optional<RegionCode> region{};
    /// Where to write refused rows, in the place of an earlier import's; if none is refused, what
    /// an earlier import left there is removed. Empty: nowhere.
    std::string rejects_path{};
    Origin origin{};  ///< if `path` is not what people know
    /// Called every 4,096 rows and at the end; may throw to stop the import, which then changes
    /// nothing.
    std::function<void(const Progress&)> progress{};
};

/// The local code of a project without a national one: of the county that `region` lies in and of
/// `project_name` in half width and without blanks.
[[nodiscard]] ProjectCode local_code(RegionCode region, std::string_view project_name);

/// Imports the CSV file at `path` into `store`, in one transaction. Rows that are right go in, rows
/// that are not are reported and, if asked, written to a rejects file; none is dropped silently.
/// Importing a file again adds nothing, and a changed file adds what changed. An empty cell says
/// nothing; it never takes back what was said.
///
/// Memory does not grow with the file, but for some 50 bytes a project. Throws `Error` with
/// `no_heading`, `duplicate_heading`, `file_too_wide` or `unknown_money_unit` for a file that
/// cannot be read at all, `recorded_in_past`, `invalid_argument` (a rejects file in the place of
/// the ledger) or `io`; the store is then as it was before.
[[nodiscard]] Report import_csv(Store& store, const std::string& path,
                                const ImportOptions& options);

}  // namespace sanku::ledger
