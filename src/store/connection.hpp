#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <utility>

#include "event_row.hpp"
#include "sanku/core/digest.hpp"

/// What every use of the SQLite connection needs: errors in the library's words, statements that
/// let go of their snapshot, rows that are checked before they are believed.
namespace sanku::store_detail {

/// What SQLite's exception means, with the file's name.
[[nodiscard]] Error translated(const SQLite::Exception& error, const std::string& path);

/// A connection that writes nothing. Throws `SQLite::Exception`.
[[nodiscard]] SQLite::Database open_to_read(const std::string& path, int busy_timeout_ms);

/// Copies the database, which lies at `path`, into a new file `to`. Throws `SQLite::Exception`, or
/// `Error(journal_busy)` if it is locked.
void copy_database(SQLite::Database& database, const std::string& to, const std::string& path);

/// Runs `work` and turns SQLite's exceptions into the library's.
template <typename Work>
auto guarded(const std::string& path, Work&& work) {
    try {
        return work();
    } catch (const SQLite::Exception& error) {
        throw translated(error, path);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::damaged_journal || !error.problem().file.empty()) throw;
        Problem problem = error.problem();
        problem.file = path;
        throw Error(std::move(problem));
    }
}

/// A prepared statement in use. Resets it in the end, since one that stays on a row holds the
/// connection in its snapshot: it would see no other process's events and could not append.
class Query {
  public:
    explicit Query(SQLite::Statement& statement) : statement_(statement) { statement_.reset(); }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query() {
        try {
            statement_.reset();
        } catch (const SQLite::Exception&) {  // the step has thrown that already
            return;
        }
    }
    [[nodiscard]] SQLite::Statement& operator*() const noexcept { return statement_; }
    [[nodiscard]] SQLite::Statement* operator->() const noexcept { return &statement_; }

  private:
    SQLite::Statement& statement_;
};

/// One view of the journal for several reads, which another process's commit cannot split. Within
/// an open append there is one already.
class Snapshot {
  public:
    Snapshot(SQLite::Database& database, bool appending) {
        if (!appending) transaction_.emplace(database, SQLite::TransactionBehavior::DEFERRED);
    }

  private:
    std::optional<SQLite::Transaction> transaction_;
};

/// The columns of `event` that `read_row` reads, in its order.
inline constexpr std::string_view event_columns =
    "kind, retracts, effective, fact, subject, value, value2, value3, value4, text, text2,"
    " supersedes";
inline constexpr int event_column_count = 12;

/// The text in a column of a statement's row, valid until its next step.
[[nodiscard]] std::string_view text_view(SQLite::Statement& statement, int column);
/// The hash in a column of a statement's row. Throws `Error(damaged_journal)`.
[[nodiscard]] Digest read_digest(SQLite::Statement& statement, int column);
/// The event in a statement's row whose columns from `first` on are `event_columns`, valid until
/// its next step. Throws `Error(damaged_journal)`.
[[nodiscard]] EventRow read_row(SQLite::Statement& statement, int first);

/// What a row says, if it is what an event may say: other tools write to files as well. Throws
/// `Error(damaged_journal)`.
[[nodiscard]] Payload decoded(const EventRow& row);
/// The project code in a row. Throws `Error(damaged_journal)`.
[[nodiscard]] ProjectCode decoded(std::string_view code);
/// The day in a row. Throws `Error(damaged_journal)`.
[[nodiscard]] Date decoded_day(std::int64_t days);

/// Binds the first four parameters of a statement to a fact of a project: project, kind, fact,
/// subject.
void bind_fact(SQLite::Statement& statement, std::int64_t project, const FactKey& fact);

}  // namespace sanku::store_detail
