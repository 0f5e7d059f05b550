"""The journal against the sqlite3 shell: what an auditor with a common tool can and cannot do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

STATEMENTS = (
    "UPDATE event SET effective = 0",
    "DELETE FROM event WHERE seq = 1",
    "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 1",
    "UPDATE batch SET recorded = 0",
    "DELETE FROM batch",
    "INSERT OR REPLACE INTO batch SELECT * FROM batch",
    "UPDATE project SET code = 'x'",
    "DELETE FROM project",
    "INSERT OR REPLACE INTO project SELECT * FROM project LIMIT 1",
)


def shell(path: Path, statement: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("sqlite3")
    if program is None:
        pytest.skip("the sqlite3 shell is not installed")
    return subprocess.run([program, path, statement], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_shell_cannot_change_the_journal(
    store_path: Path, tmp_path: Path, statement: str
) -> None:
    path = tmp_path / "copy.sanku"
    assert shell(store_path, f"VACUUM INTO '{path}'").returncode == 0
    before = shell(path, "SELECT * FROM journal").stdout
    assert before
    refused = shell(path, statement)
    assert refused.returncode != 0
    assert "append-only" in refused.stderr
    assert shell(path, "SELECT * FROM journal").stdout == before


def test_the_shell_reads_the_journal_in_plain_words(store_path: Path) -> None:
    line = shell(
        store_path, "SELECT project, kind, effective, recorded FROM journal LIMIT 1"
    ).stdout.strip()
    code, kind, effective, recorded = line.split("|")
    assert len(code) == 24 and kind == "entered_directory"
    assert len(effective) == 10 and recorded == "2026-01-05 09:00:00"


def test_the_file_says_what_it_is(store_path: Path) -> None:
    found = shell(store_path, "PRAGMA application_id; PRAGMA user_version; PRAGMA journal_mode")
    assert found.stdout.split() == [str(0x53414E4B), "2", "wal"]
