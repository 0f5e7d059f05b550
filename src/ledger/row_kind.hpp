#pragma once

#include <cstdint>

#include "row_reader.hpp"

namespace sanku::ledger::detail {

/// What a row of a table is.
enum class RowKind : std::uint8_t {
    blank,     ///< nothing, or nothing but a running number
    data,      ///< a project, or a project's month
    total,     ///< 合计, 总计: the whole table
    subtotal,  ///< 小计 and totals of a part
    other,     ///< a category (光伏发电项目(16项)), a repeated heading, a footnote
};

/// What the row in `row` is, going by its words.
[[nodiscard]] RowKind kind_of(const RowReader& row);

}  // namespace sanku::ledger::detail
