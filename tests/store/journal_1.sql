-- A journal of schema version 1, as the library of that version wrote it.
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
INSERT INTO project VALUES(1,'2403-420281-04-01-000101');
INSERT INTO project VALUES(2,'2403-420281-04-01-000102');
INSERT INTO batch VALUES(1,1717203600,'统计科','ledger.csv',2,0,18);
INSERT INTO batch VALUES(2,1717549200,'统计科','p1.csv',1,0,19);
INSERT INTO batch VALUES(3,1719882000,'统计科','ledger2.csv',2,0,23);
INSERT INTO batch VALUES(4,1719968400,'统计科','p2.csv',2,0,25);
INSERT INTO event_kind VALUES(0,'entered_directory');
INSERT INTO event_kind VALUES(1,'moved_to_reserve');
INSERT INTO event_kind VALUES(2,'moved_to_implementation');
INSERT INTO event_kind VALUES(3,'withdrawn');
INSERT INTO event_kind VALUES(4,'plan_set');
INSERT INTO event_kind VALUES(5,'start_planned');
INSERT INTO event_kind VALUES(6,'started');
INSERT INTO event_kind VALUES(7,'enrolled');
INSERT INTO event_kind VALUES(8,'progress_reported');
INSERT INTO event_kind VALUES(9,'completion_planned');
INSERT INTO event_kind VALUES(10,'completed');
INSERT INTO event_kind VALUES(11,'in_production');
INSERT INTO event_kind VALUES(12,'settled');
INSERT INTO event_kind VALUES(13,'final_accounts_approved');
INSERT INTO event_kind VALUES(14,'evaluated');
INSERT INTO event_kind VALUES(15,'reason_granted');
INSERT INTO event_kind VALUES(16,'attribute_changed');
INSERT INTO event VALUES(1,1,1,0,19732,0,'',NULL,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(2,1,1,1,19763,0,'',NULL,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(3,1,1,2,19783,0,'',NULL,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(4,1,1,16,19732,0,'',0,NULL,NULL,NULL,'大冶湖科创中心','');
INSERT INTO event VALUES(5,1,1,16,19732,3,'',0,NULL,NULL,NULL,'市科技局','');
INSERT INTO event VALUES(6,1,1,16,19732,5,'',0,NULL,NULL,NULL,'市级财政','');
INSERT INTO event VALUES(7,1,1,16,19732,1,'',420281107,NULL,NULL,NULL,'陈贵镇','');
INSERT INTO event VALUES(8,1,1,16,19732,2,'',1373,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(9,1,1,16,19732,6,'',32000000000,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(10,1,1,5,19732,0,'',19844,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(11,1,1,4,19723,2024,'',12000000000,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(12,1,2,0,19734,0,'',NULL,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(13,1,2,16,19734,0,'',0,NULL,NULL,NULL,'铜草花北路改造','');
INSERT INTO event VALUES(14,1,2,16,19734,3,'',0,NULL,NULL,NULL,'市住建局','');
INSERT INTO event VALUES(15,1,2,16,19734,5,'',0,NULL,NULL,NULL,'企业自筹','');
INSERT INTO event VALUES(16,1,2,16,19734,1,'',420281000,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(17,1,2,16,19734,2,'',548,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(18,1,2,16,19734,6,'',5600550000,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(19,2,1,8,19874,24292,'',500000000,500000000,NULL,NULL,'','');
INSERT INTO event VALUES(20,3,1,1,19765,0,'',NULL,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(21,3,1,6,19863,0,'',NULL,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(22,3,1,16,19906,0,'',0,NULL,NULL,NULL,'大冶湖科创中心（一期）','');
INSERT INTO event VALUES(23,3,1,16,19906,6,'',33000000000,NULL,NULL,NULL,'','');
INSERT INTO event VALUES(24,4,1,8,19874,24292,'',450000000,450000000,NULL,NULL,'','');
INSERT INTO event VALUES(25,4,1,8,19904,24293,'',900000000,900000000,NULL,NULL,'','');
PRAGMA application_id = 1396788811;
PRAGMA user_version = 1;
