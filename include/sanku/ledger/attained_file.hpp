#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sanku/core/error.hpp"
#include "sanku/target/attained.hpp"

namespace sanku::ledger {

/// What a file of attained figures gave.
struct AttainedFile {
    target::Attained attained;
    std::int64_t accepted = 0;      ///< rows
    std::vector<Problem> problems;  ///< one for each row that was refused; at most `most_problems`
    std::int64_t rejected = 0;      ///< rows
    static constexpr std::size_t most_problems = 100;
};

/// Reads the reports on `plan` in the CSV file at `path`, of any encoding that offices use (see
/// `detect_encoding`). The first row names its columns, in Chinese or English, in any order:
/// 指标 target (id or name), 单位 unit (empty: the whole), 月份 month, 累计完成 attained (from the
/// first month of the target's period, in its own unit), 上报日期 reported_on, 上报人 by; 备注
/// note and 序号 are left out. Good rows are taken, bad ones come back as problems with file, row,
/// column and value. Throws `Error` with `io`, `duplicate_heading`, and `invalid_argument` for
/// headings that are missing or not known.
[[nodiscard]] AttainedFile read_attained(const target::Plan& plan, const std::string& path);

}  // namespace sanku::ledger
