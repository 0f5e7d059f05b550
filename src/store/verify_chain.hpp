#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>

#include "sanku/store/verify.hpp"

/// The checks behind `verify` (include/sanku/store/verify.hpp), each on an open connection.
namespace sanku::store_detail {

/// Checks everything inside the database, in one view of it: the finding, if there is one, stands
/// in the result. Throws `SQLite::Exception` and `Error` for a file that cannot be read on.
void verify_content(SQLite::Database& database, const std::optional<Anchor>& anchor,
                    Verification& out);

/// Whether the checkpoint, if the library would use it, says otherwise than the events, which are
/// sound. Throws `SQLite::Exception` and `Error`.
[[nodiscard]] std::optional<Finding> verify_checkpoint(SQLite::Database& database);

/// What is wrong with the file at `path` around the database: fields of SQLite's header that have
/// one legal value in a journal and that SQLite does not look at, its length, a rollback journal
/// that would change it when it is opened. `has_log`: a write-ahead log holds later pages.
[[nodiscard]] std::optional<Finding> verify_file(const std::string& path, bool has_log);

}  // namespace sanku::store_detail
