#include "schema.hpp"

#include <map>

#include "sanku/core/error.hpp"
#include "sanku/journal/event.hpp"
#include "schema_1.hpp"

namespace sanku::store_detail {

namespace {

using Definitions = std::map<std::string, std::string>;

[[nodiscard]] Definitions definitions(SQLite::Database& of) {
    Definitions out;
    SQLite::Statement query(
        of,
        "SELECT name, type || ' ' || tbl_name || ' ' || coalesce(sql, '') || ' '"
        " || typeof(name) || typeof(type) || typeof(tbl_name) || typeof(sql) || (rootpage > 0)"
        " FROM sqlite_schema WHERE substr(name, 1, 7) <> 'sqlite_'"
        " OR substr(name, 1, 17) = 'sqlite_autoindex_'");
    while (query.executeStep()) {
        out.emplace(query.getColumn(0).getString(), query.getColumn(1).getString());
    }
    return out;
}

/// Those of a journal that a version of the schema makes.
[[nodiscard]] Definitions definitions(const char* version) {
    SQLite::Database sound(":memory:", SQLite::OPEN_READWRITE);
    sound.exec(version);
    return definitions(sound);
}

/// Throws unless every table, index, trigger and view is as its version makes it and nothing was
/// added: a crafted view in the place of a table could run for ever.
void check_schema(SQLite::Database& database, const Definitions& expected) {
    const Definitions found = definitions(database);
    for (const auto& [name, sql] : found) {
        const auto known = expected.find(name);
        if (known == expected.end() || known->second != sql) {
            throw Error(ErrorCode::damaged_journal, name, "not of this schema");
        }
    }
    for (const auto& [name, sql] : expected) {
        if (!found.contains(name)) throw Error(ErrorCode::damaged_journal, name, "missing");
    }
}

}  // namespace

void add_event_kinds(SQLite::Database& database, std::size_t from) {
    SQLite::Statement kind(database, "INSERT INTO event_kind VALUES (?, ?)");
    for (std::size_t i = from; i < event_kind_count; ++i) {
        kind.bind(1, static_cast<int>(i));
        kind.bind(2, std::string(key(static_cast<EventKind>(i))));
        kind.exec();
        kind.reset();
    }
}

void add_chain(SQLite::Database& database, HashAlgorithm algorithm) {
    SQLite::Statement chain(database, "INSERT INTO chain VALUES (?)");
    chain.bind(1, std::string(key(algorithm)));
    chain.exec();
}

void create_journal(SQLite::Database& database, HashAlgorithm algorithm) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::EXCLUSIVE);
    if (database.execAndGet("PRAGMA application_id").getInt() == application_id) return;
    database.exec(schema);
    add_event_kinds(database, 0);
    add_chain(database, algorithm);
    database.exec("PRAGMA application_id = " + std::to_string(application_id));
    database.exec("PRAGMA user_version = " + std::to_string(schema_version));
    transaction.commit();
}

int journal_version(SQLite::Database& database, const std::string& path) {
    // One view of the file: another process that is making it would otherwise show half a journal.
    const SQLite::Transaction view(database, SQLite::TransactionBehavior::DEFERRED);
    const int id = database.execAndGet("PRAGMA application_id").getInt();
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    const int tables = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
    if (id == 0 && version == 0 && tables == 0) return 0;
    if (id != application_id) throw Error(Problem{.code = ErrorCode::not_a_journal, .file = path});
    if (version < 1) throw Error(ErrorCode::damaged_journal, std::to_string(version), "version");
    if (version > schema_version) {
        throw Error(Problem{.code = ErrorCode::newer_schema,
                            .file = path,
                            .value = std::to_string(version),
                            .detail = "this library knows " + std::to_string(schema_version)});
    }
    if (version == 1) {
        check_schema(database, definitions(schema_1));
    } else {
        static const Definitions current = definitions(schema);  // takes longer than to open
        check_schema(database, current);
    }
    return version;
}

}  // namespace sanku::store_detail
