#include "connection.hpp"

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

#include <filesystem>

namespace sanku::store_detail {

namespace {

/// An address that SQLite opens without looking for, or making, files beside it.
[[nodiscard]] std::string immutable(const std::string& path) {
    std::string out = "file:";
    for (const char byte : std::filesystem::absolute(path).string()) {
        if (byte == '%' || byte == '?' || byte == '#') {
            constexpr std::string_view digits = "0123456789ABCDEF";
            out += '%';
            out += digits[static_cast<unsigned char>(byte) >> 4];
            out += digits[static_cast<unsigned char>(byte) & 15];
        } else {
            out += byte;
        }
    }
    return out + "?immutable=1";
}

}  // namespace

SQLite::Database open_to_read(const std::string& path, int busy_timeout_ms) {
    // A log beside the file means that a writer is at work, or stopped in the middle: then SQLite
    // must look at it. Without one the file stands for itself and may lie on a read-only medium.
    if (std::filesystem::exists(path + "-wal")) {
        return SQLite::Database(path, SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX,
                                busy_timeout_ms);
    }
    return SQLite::Database(immutable(path),
                            SQLite::OPEN_READONLY | SQLite::OPEN_URI | SQLite::OPEN_NOMUTEX,
                            busy_timeout_ms);
}

void copy_database(SQLite::Database& database, const std::string& to, const std::string& path) {
    SQLite::Database target(to, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    // All pages in one step, which is one view of the journal; in WAL mode nobody waits for it. A
    // lock is a result to SQLiteCpp and no exception: the copy would be short.
    if (SQLite::Backup(target, database).executeStep(-1) != SQLITE_DONE) {
        throw Error(Problem{.code = ErrorCode::journal_busy, .file = path});
    }
}

Error translated(const SQLite::Exception& error, const std::string& path) {
    ErrorCode code = ErrorCode::io;
    if (error.getErrorCode() == SQLITE_BUSY || error.getErrorCode() == SQLITE_LOCKED) {
        code = ErrorCode::journal_busy;
    } else if (error.getErrorCode() == SQLITE_CORRUPT) {
        code = ErrorCode::damaged_journal;
    } else if (error.getErrorCode() == SQLITE_NOTADB) {
        code = ErrorCode::not_a_journal;
    } else if (error.getErrorCode() == SQLITE_FULL) {
        code = ErrorCode::disk_full;
    } else if (error.getErrorCode() == SQLITE_READONLY) {
        code = ErrorCode::read_only_journal;
    }
    return Error(Problem{.code = code, .file = path, .detail = error.what()});
}

std::string_view text_view(SQLite::Statement& statement, int column) {
    const SQLite::Column value = statement.getColumn(column);
    const auto* text = static_cast<const char*>(value.getBlob());
    return {text == nullptr ? "" : text, static_cast<std::size_t>(value.getBytes())};
}

Digest read_digest(SQLite::Statement& statement, int column) {
    const std::string_view bytes = text_view(statement, column);
    if (bytes.size() != Digest::size) throw Error(ErrorCode::damaged_journal, "hash", "32 bytes");
    std::array<std::uint8_t, Digest::size> out{};
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return Digest(out);
}

EventRow read_row(SQLite::Statement& statement, int first) {
    const auto number = [&](int i) { return statement.getColumn(first + i).getInt64(); };
    const std::int64_t kind = number(0);
    const std::int64_t retracts = number(1);
    if (kind < 0 || kind >= static_cast<std::int64_t>(event_kind_count) || retracts < 0 ||
        retracts > 1) {
        throw Error(ErrorCode::damaged_journal, std::to_string(kind), "kind of event");
    }
    EventRow row{.kind = static_cast<EventKind>(kind),
                 .retracts = retracts == 1,
                 .effective = decoded_day(number(2)).days(),
                 .fact = number(3),
                 .subject = text_view(statement, first + 4)};
    for (int i = 0; i < 4; ++i) {
        const SQLite::Column column = statement.getColumn(first + 5 + i);
        if (!column.isNull()) row.value[i] = column.getInt64();
    }
    row.text = text_view(statement, first + 9);
    row.text2 = text_view(statement, first + 10);
    row.supersedes = number(11);
    return row;
}

Payload decoded(const EventRow& row) {
    try {
        Payload what = to_payload(row);
        validate(what);
        return what;
    } catch (const Error& error) {
        throw Error(ErrorCode::damaged_journal, key(error.code()), error.what());
    }
}

ProjectCode decoded(std::string_view code) {
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
