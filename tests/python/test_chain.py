"""The chain of hashes as docs/journal.md says it, with nothing but sqlite3 and hashlib."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

Row = sqlite3.Row
EVENTS = (
    "SELECT e.*, p.code FROM event e JOIN project p ON p.id = e.project"
    " WHERE e.batch = ? ORDER BY e.seq"
)


def number(value: int) -> bytes:
    return struct.pack("<q", value)


def text(value: str) -> bytes:
    raw = value.encode()
    return number(len(raw)) + raw


def maybe(value: int | None) -> bytes:
    return bytes([value is not None]) + number(value or 0)


def event_bytes(row: Row) -> bytes:
    return b"".join(
        (
            b"E",
            number(row["seq"]),
            number(row["batch"]),
            text(row["code"]),
            bytes([row["kind"], row["retracts"]]),
            number(row["effective"]),
            number(row["fact"]),
            text(row["subject"]),
            *(maybe(row[column]) for column in ("value", "value2", "value3", "value4")),
            text(row["text"]),
            text(row["text2"]),
            number(row["supersedes"] or 0),
        )
    )


def batch_bytes(row: Row, bulletin: Row | None) -> bytes:
    out = b"".join(
        (
            b"B",
            number(row["id"]),
            number(row["recorded"]),
            text(row["recorded_by"]),
            text(row["source"]),
            number(row["rows"]),
            number(row["rejected"]),
            number(row["last_seq"]),
        )
    )
    if bulletin is None:
        return out
    return out + b"".join(
        (
            b"F",
            text(bulletin["title"]),
            number(bulletin["as_of"]),
            maybe(bulletin["known_on"]),
            number(bulletin["up_to"]),
            text(bulletin["policy"]),
            text(bulletin["language"]),
            maybe(bulletin["previous_year"]),
            maybe(bulletin["region_level"]),
            bulletin["json_hash"],
        )
    )


def hasher(name: str) -> Callable[[bytes], bytes]:
    try:
        hashlib.new(name)
    except ValueError:
        pytest.skip(f"hashlib has no {name} here")
    return lambda data: hashlib.new(name, data).digest()


def check(path: Path) -> tuple[int, bytes]:
    """The number of events and the last hash; raises at the first that does not fit."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    name = database.execute("SELECT hash FROM chain").fetchone()[0]
    digest = hasher(name)
    head = digest(f"sanku journal {name}".encode())
    seq = 0
    for batch in database.execute("SELECT * FROM batch ORDER BY id"):
        for event in database.execute(EVENTS, (batch["id"],)):
            seq += 1
            head = digest(head + event_bytes(event))
            assert (event["seq"], event["hash"]) == (seq, head), f"event {seq}"
        bulletin = database.execute(
            "SELECT * FROM bulletin WHERE batch = ?", (batch["id"],)
        ).fetchone()
        head = digest(head + batch_bytes(batch, bulletin))
        assert (batch["last_seq"], batch["hash"]) == (seq, head), f"batch {batch['id']}"
    assert database.execute("SELECT count(*) FROM event").fetchone()[0] == seq
    database.close()
    return seq, head


def test_the_chain_is_as_documented(store_path: Path) -> None:
    events, head = check(store_path)
    assert events > 1000
    assert len(head) == 32


def test_an_altered_event_breaks_it(store_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "altered.sanku"
    database = sqlite3.connect(store_path)
    database.execute("VACUUM INTO ?", (str(path),))
    database.close()
    database = sqlite3.connect(path)
    database.execute("DROP TRIGGER event_no_update")
    database.execute("UPDATE event SET effective = effective + 1 WHERE seq = 700")
    database.commit()
    database.close()
    with pytest.raises(AssertionError, match="event 700"):
        check(path)


def test_a_journal_of_sm3_is_as_documented(tmp_path: Path) -> None:
    path = tmp_path / "sm3.sanku"
    shutil.copy(ROOT / "tests" / "store" / "sm3.sanku", path)
    events, head = check(path)
    assert events == 33
    assert head.hex() == "52c2ca8947693c0d34d938b75e33a556f741689e1a0a5692a0de3a3778951dcd"
