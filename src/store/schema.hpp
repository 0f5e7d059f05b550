#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

#include "sanku/core/digest.hpp"

/// The journal's schema, version 2. Money in fen, days since 1970-01-01, times in seconds since
/// then, hashes as 32 bytes.
namespace sanku::store_detail {

/// Makes an empty file a journal whose chain uses `algorithm`; does nothing if another process was
/// faster.
void create_journal(SQLite::Database& database, HashAlgorithm algorithm);

/// The version of a journal's schema; 0 for an empty file. Throws `Error` with `not_a_journal`,
/// `newer_schema`, or `damaged_journal` unless every table, index, trigger and view is as that
/// version makes it and nothing was added.
[[nodiscard]] int journal_version(SQLite::Database& database, const std::string& path);

/// Fill the tables event_kind, from the kind `from` on, and chain. A journal made before a kind
/// existed gets its name with the first event of a new kind, within that append.
void add_event_kinds(SQLite::Database& database, std::size_t from);
void add_chain(SQLite::Database& database, HashAlgorithm algorithm);

/// Brings a journal of version 1 to this version in one transaction, after a copy of it as it was
/// at `path`.v1. Does nothing if another process was faster.
void migrate(SQLite::Database& database, const std::string& path, HashAlgorithm algorithm);

inline constexpr int application_id = 0x53414E4B;  // "SANK"
inline constexpr int schema_version = 2;

// One row of `event` is one event; which of its columns say what depends on the kind of the fact:
//   fact     year of a plan or performance, index of a month, evaluation, attribute, first day of a
//            valid reason, visit of a pool or network, round of an appraisal
//   subject  heading of an extra attribute, rule of a valid reason, network and, behind U+001F,
//            pool; network; approval; gate
//   value…   plan set: amount, required payment; planned: day; progress: this year, total, arrived,
//            paid; evaluated: score; valid reason: last day; attribute: its number; agreement and
//            performance: output, tax; performance: environmental terms met (1) or not (0);
//            appraisal: outcome
//   text…    reason; attribute's text; valid reason: reason, by whom and, behind U+001F, its
//            document; move: reason; approval: document; appraisal: findings, document
// One that retracts takes the fact back; its text is the reason. `supersedes` is the event of the
// same fact that this one corrects or takes back.
inline constexpr const char* schema = R"sql(
CREATE TABLE project(
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE batch(
    id INTEGER PRIMARY KEY,
    recorded INTEGER NOT NULL,
    recorded_by TEXT NOT NULL,
    source TEXT NOT NULL,
    rows INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TABLE event_kind(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
CREATE TABLE event(
    seq INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batch(id) DEFERRABLE INITIALLY DEFERRED,
    project INTEGER NOT NULL REFERENCES project(id),
    kind INTEGER NOT NULL,
    retracts INTEGER NOT NULL,
    effective INTEGER NOT NULL,
    fact INTEGER NOT NULL,
    subject TEXT NOT NULL,
    value INTEGER,
    value2 INTEGER,
    value3 INTEGER,
    value4 INTEGER,
    text TEXT NOT NULL,
    text2 TEXT NOT NULL,
    supersedes INTEGER,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX event_by_fact ON event(project, kind, fact);
CREATE INDEX event_superseding ON event(supersedes) WHERE supersedes IS NOT NULL;
CREATE TABLE bulletin(
    batch INTEGER PRIMARY KEY REFERENCES batch(id) DEFERRABLE INITIALLY DEFERRED,
    title TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    known_on INTEGER,
    up_to INTEGER NOT NULL,
    policy TEXT NOT NULL,
    language TEXT NOT NULL,
    previous_year INTEGER,
    region_level INTEGER,
    json_hash BLOB NOT NULL
) STRICT;
CREATE TABLE chain(
    hash TEXT NOT NULL
) STRICT;
CREATE TABLE checkpoint(
    name TEXT NOT NULL,
    part INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (name, part)
) STRICT;

CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_in_sequence BEFORE INSERT ON event
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER chain_no_update BEFORE UPDATE ON chain
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER chain_no_delete BEFORE DELETE ON chain
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER chain_no_insert BEFORE INSERT ON chain
WHEN EXISTS (SELECT 1 FROM chain)
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER bulletin_no_update BEFORE UPDATE ON bulletin
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER bulletin_no_delete BEFORE DELETE ON bulletin
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER bulletin_no_replace BEFORE INSERT ON bulletin
WHEN EXISTS (SELECT 1 FROM bulletin WHERE batch >= new.batch)
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER batch_no_update BEFORE UPDATE ON batch
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER batch_no_delete BEFORE DELETE ON batch
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER project_no_update BEFORE UPDATE ON project
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER project_no_delete BEFORE DELETE ON project
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER event_kind_no_update BEFORE UPDATE ON event_kind
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_kind_no_delete BEFORE DELETE ON event_kind
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_kind_no_replace BEFORE INSERT ON event_kind
WHEN EXISTS (SELECT 1 FROM event_kind WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER batch_no_replace BEFORE INSERT ON batch
WHEN EXISTS (SELECT 1 FROM batch WHERE id >= new.id OR recorded > new.recorded)
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER project_no_replace BEFORE INSERT ON project
WHEN EXISTS (SELECT 1 FROM project WHERE id = new.id OR code = new.code)
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

CREATE VIEW journal AS
SELECT e.seq, p.code AS project, iif(e.retracts, 'retracted ', '') || k.name AS kind,
       date(e.effective * 86400, 'unixepoch') AS effective,
       datetime(b.recorded, 'unixepoch', '+8 hours') AS recorded, b.recorded_by, b.source,
       e.supersedes, e.fact, e.subject, e.value, e.value2, e.value3, e.value4, e.text, e.text2,
       lower(hex(e.hash)) AS hash
FROM event e JOIN project p ON p.id = e.project JOIN batch b ON b.id = e.batch
JOIN event_kind k ON k.id = e.kind;
)sql";

}  // namespace sanku::store_detail
