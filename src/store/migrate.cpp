#include <SQLiteCpp/VariadicBind.h>

#include <filesystem>

#include "chain.hpp"
#include "connection.hpp"
#include "schema.hpp"
#include "schema_1.hpp"

namespace sanku::store_detail {

namespace {

/// The journal as it was, beside it: `path`.v1, or the first free of `path`.v1-2, `path`.v1-3, …
void back_up(SQLite::Database& database, const std::string& path) {
    std::string copy = path + ".v1";
    for (int n = 2; std::filesystem::exists(copy); ++n) copy = path + ".v1-" + std::to_string(n);
    copy_database(database, copy, path);
}

/// Puts the tables of version 1 aside and makes those of this version.
void remake_tables(SQLite::Database& database) {
    database.exec("DROP VIEW journal; DROP INDEX event_by_fact;");
    SQLite::Statement triggers(database, "SELECT name FROM sqlite_schema WHERE type = 'trigger'");
    std::vector<std::string> names;
    while (triggers.executeStep()) names.push_back(triggers.getColumn(0).getString());
    triggers.reset();
    for (const std::string& name : names) database.exec("DROP TRIGGER " + name);
    for (const char* table : {"project", "batch", "event", "event_kind"}) {
        database.exec(std::string("ALTER TABLE ") + table + " RENAME TO old_" + table);
    }
    database.exec(schema);
    database.exec(
        "INSERT INTO project SELECT id, code FROM old_project ORDER BY id;"
        "INSERT INTO event_kind SELECT id, name FROM old_event_kind ORDER BY id;");
}

// In version 1 a later event took the place of an earlier one of the same fact; of an undated fact
// if it took effect on the same day.
constexpr const char* old_events =
    "SELECT seq, batch, project, kind, 0, effective, fact, subject, value, value2, value3, value4,"
    " text, text2, lag(seq) OVER (PARTITION BY project, kind, fact, subject,"
    " iif(kind IN (4, 5, 9, 15, 16), effective, NULL) ORDER BY seq), code"
    " FROM old_event JOIN old_project ON old_project.id = project ORDER BY seq";

/// Copies events and batches and chains them on the way.
class Rechain {
  public:
    Rechain(SQLite::Database& database, HashAlgorithm algorithm)
        : database_(database), chain_(algorithm), head_(chain_.genesis()) {}

    void run() {
        SQLite::Statement events(database_, old_events);
        SQLite::Statement batches(database_,
                                  "SELECT id, recorded, recorded_by, source, rows, rejected,"
                                  " last_seq FROM old_batch ORDER BY id");
        std::int64_t seq = 0;
        while (batches.executeStep()) {
            const auto number = [&](int i) { return batches.getColumn(i).getInt64(); };
            const BatchRow batch{number(0),
                                 number(1),
                                 batches.getColumn(2).getString(),
                                 batches.getColumn(3).getString(),
                                 number(4),
                                 number(5),
                                 number(6)};
            while (seq < batch.last_seq) {
                if (!events.executeStep() || events.getColumn(0).getInt64() != ++seq ||
                    events.getColumn(1).getInt64() != batch.id) {
                    throw Error(ErrorCode::damaged_journal, std::to_string(seq), "missing event");
                }
                copy(events);
            }
            close(batch);
        }
        if (events.executeStep()) {
            throw Error(ErrorCode::damaged_journal, std::to_string(seq + 1), "events of no batch");
        }
    }

  private:
    void copy(SQLite::Statement& from) {
        const EventRow row = read_row(from, 3);
        (void)decoded(row);
        head_ = chain_.link(head_, from.getColumn(0).getInt64(), from.getColumn(1).getInt64(),
                            text_view(from, 15), row);
        insert_.reset();
        for (int i = 0; i < 15; ++i) bind_column(insert_, i + 1, from, i);
        insert_.bindNoCopy(16, head_.bytes().data(), Digest::size);
        insert_.exec();
    }
    void close(const BatchRow& batch) {
        head_ = chain_.link(head_, batch);
        SQLite::Statement insert(database_, "INSERT INTO batch VALUES (?,?,?,?,?,?,?,?)");
        SQLite::bind(insert, batch.id, batch.recorded, batch.by, batch.source, batch.rows,
                     batch.rejected, batch.last_seq);
        insert.bindNoCopy(8, head_.bytes().data(), Digest::size);
        insert.exec();
    }
    static void bind_column(SQLite::Statement& to, int index, SQLite::Statement& from, int column) {
        const SQLite::Column value = from.getColumn(column);
        if (value.isNull()) {
            to.bind(index);
        } else if (value.isInteger()) {
            to.bind(index, value.getInt64());
        } else {
            to.bind(index, value.getString());
        }
    }

    SQLite::Database& database_;
    Chain chain_;
    Digest head_;
    SQLite::Statement insert_{database_,
                              "INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"};
};

}  // namespace

void migrate(SQLite::Database& database, const std::string& path, HashAlgorithm algorithm) {
    back_up(database, path);
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::EXCLUSIVE);
    if (database.execAndGet("PRAGMA user_version").getInt() != 1) return;
    database.exec("PRAGMA defer_foreign_keys = ON");
    remake_tables(database);
    add_event_kinds(database, static_cast<std::size_t>(EventKind::retracted));
    add_chain(database, algorithm);
    Rechain(database, algorithm).run();
    for (const char* table : {"old_event", "old_batch", "old_project", "old_event_kind"}) {
        database.exec(std::string("DROP TABLE ") + table);
    }
    database.exec("PRAGMA user_version = " + std::to_string(schema_version));
    transaction.commit();
}

}  // namespace sanku::store_detail
