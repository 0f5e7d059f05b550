#include "connection.hpp"

#include <sqlite3.h>

namespace sanku::store_detail {

Error translated(const SQLite::Exception& error, const std::string& path) {
    ErrorCode code = ErrorCode::io;
    if (error.getErrorCode() == SQLITE_BUSY || error.getErrorCode() == SQLITE_LOCKED) {
        code = ErrorCode::journal_busy;
    } else if (error.getErrorCode() == SQLITE_CORRUPT) {
        code = ErrorCode::damaged_journal;
    } else if (error.getErrorCode() == SQLITE_NOTADB) {
        code = ErrorCode::not_a_journal;
    }
    return Error(Problem{.code = code, .file = path, .detail = error.what()});
}

EventRow read_row(SQLite::Statement& statement, int first) {
    const auto kind = statement.getColumn(first).getInt64();
    if (kind < 0 || kind >= static_cast<std::int64_t>(event_kind_count)) {
        throw Error(ErrorCode::damaged_journal, std::to_string(kind), "kind of event");
    }
    EventRow row{static_cast<EventKind>(kind),
                 decoded_day(statement.getColumn(first + 1).getInt64()).days(),
                 statement.getColumn(first + 2).getInt64(),
                 statement.getColumn(first + 3).getString(),
                 {},
                 statement.getColumn(first + 8).getString(),
                 statement.getColumn(first + 9).getString()};
    for (int i = 0; i < 4; ++i) {
        const SQLite::Column column = statement.getColumn(first + 4 + i);
        if (!column.isNull()) row.value[i] = column.getInt64();
    }
    return row;
}

Payload decoded(EventRow&& row) {
    try {
        Payload what = to_payload(std::move(row));
        validate(what);
        return what;
    } catch (const Error& error) {
        throw Error(ErrorCode::damaged_journal, key(error.code()), error.what());
    }
}

ProjectCode decoded(const std::string& code) {
    try {
        return ProjectCode::parse(code);
    } catch (const Error& error) {
        throw Error(ErrorCode::damaged_journal, key(error.code()), error.what());
    }
}

Date decoded_day(std::int64_t days) {
    if (days < Date::min_days || days > Date::max_days) {
        throw Error(ErrorCode::damaged_journal, std::to_string(days), "day");
    }
    return Date::from_days(static_cast<std::int32_t>(days));
}

void bind_fact(SQLite::Statement& statement, std::int64_t project, const FactKey& fact) {
    statement.bind(1, project);
    statement.bind(2, static_cast<int>(fact.kind));
    statement.bind(3, fact.number);
    statement.bind(4, std::string(fact.text));
}

}  // namespace sanku::store_detail
