#pragma once

/// The schema of version 1, of which journals are migrated: without the chain, corrections by order
/// alone.
namespace sanku::store_detail {

inline constexpr const char* schema_1 = R"sql(
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
    last_seq INTEGER NOT NULL
) STRICT;
CREATE TABLE event_kind(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
CREATE TABLE event(
    seq INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batch(id) DEFERRABLE INITIALLY DEFERRED,
    project INTEGER NOT NULL REFERENCES project(id),
    kind INTEGER NOT NULL REFERENCES event_kind(id),
    effective INTEGER NOT NULL,
    fact INTEGER NOT NULL,
    subject TEXT NOT NULL,
    value INTEGER,
    value2 INTEGER,
    value3 INTEGER,
    value4 INTEGER,
    text TEXT NOT NULL,
    text2 TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_fact ON event(project, kind, fact, subject);

CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_in_sequence BEFORE INSERT ON event
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
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
SELECT e.seq, p.code AS project, k.name AS kind, date(e.effective * 86400, 'unixepoch') AS effective,
       datetime(b.recorded, 'unixepoch', '+8 hours') AS recorded, b.recorded_by, b.source,
       e.fact, e.subject, e.value, e.value2, e.value3, e.value4, e.text, e.text2
FROM event e JOIN project p ON p.id = e.project JOIN batch b ON b.id = e.batch
JOIN event_kind k ON k.id = e.kind;
)sql";

}  // namespace sanku::store_detail
