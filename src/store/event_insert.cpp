#include "event_insert.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

namespace sanku::store_detail {

namespace {

constexpr const char* insert = "INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

[[nodiscard]] sqlite3_stmt* prepared(sqlite3* database) {
    sqlite3_stmt* statement = nullptr;
    const int result =
        sqlite3_prepare_v3(database, insert, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (result != SQLITE_OK) throw SQLite::Exception(database, result);
    return statement;
}

}  // namespace

EventInsert::EventInsert(SQLite::Database& database)
    : database_(database), statement_(prepared(database.getHandle())) {}

void EventInsert::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

void EventInsert::run(std::int64_t seq, std::int64_t batch, std::int64_t project,
                      const EventRow& row, const Digest& hash) {
    sqlite3_stmt* const statement = statement_.get();
    int index = 0;
    int result = SQLITE_OK;  // binding fails for lack of memory only; then the event must not go in
    const auto number = [&](std::int64_t value) {
        result |= sqlite3_bind_int64(statement, ++index, value);
    };
    const auto text = [&](std::string_view value) {
        const char* bytes = value.empty() ? "" : value.data();  // a null pointer would mean NULL
        result |= sqlite3_bind_text(statement, ++index, bytes, static_cast<int>(value.size()),
                                    SQLITE_STATIC);
    };
    number(seq);
    number(batch);
    number(project);
    number(static_cast<std::int64_t>(row.kind));
    number(row.retracts ? 1 : 0);
    number(row.effective);
    number(row.fact);
    text(row.subject);
    for (const auto& value : row.value) {
        if (value) {
            number(*value);
        } else {
            result |= sqlite3_bind_null(statement, ++index);
        }
    }
    text(row.text);
    text(row.text2);
    if (row.supersedes != 0) {
        number(row.supersedes);
    } else {
        result |= sqlite3_bind_null(statement, ++index);
    }
    result |=
        sqlite3_bind_blob(statement, ++index, hash.bytes().data(), Digest::size, SQLITE_STATIC);
    if (result == SQLITE_OK) result = sqlite3_step(statement);
    const int after = sqlite3_reset(statement);
    if (result != SQLITE_DONE) {
        throw SQLite::Exception(database_.getHandle(), after != SQLITE_OK ? after : SQLITE_NOMEM);
    }
}

}  // namespace sanku::store_detail
