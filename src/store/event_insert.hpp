#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <memory>

#include "event_row.hpp"
#include "sanku/core/digest.hpp"

struct sqlite3_stmt;

namespace sanku::store_detail {

/// The statement that writes events, bound without copying: it runs once an event, where all else
/// runs once a batch or project.
class EventInsert {
  public:
    explicit EventInsert(SQLite::Database& database);
    /// Throws `SQLite::Exception`.
    void run(std::int64_t seq, std::int64_t batch, std::int64_t project, const EventRow& row,
             const Digest& hash);

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    SQLite::Database& database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace sanku::store_detail
