"""Time from Python and the command: history, events taken back, months, proofs, copies."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sanku

AS_OF = "2024-06-30"
POLICY = "yinchuan-2025+hubei"


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sanku", *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.fixture
def own_path(store_path: Path, tmp_path: Path) -> Path:
    """A copy of the synthetic county that a test may append to."""
    path = tmp_path / "own.sanku"
    sanku.Store(store_path).backup(path)
    return path


def started(store: sanku.Store) -> tuple[str, int]:
    """A project under construction that is not completed, and its event of starting."""
    portfolio = store.at(AS_OF)
    none = 2147483647
    ready = (portfolio["started"] != none) & (portfolio["completed"] == none)
    code = portfolio.codes[int(ready.argmax())]
    return code, next(e["sequence"] for e in store.history(code) if e["kind"] == "started")


def test_an_event_taken_back_stays_in_the_history_and_out_of_the_state(own_path: Path) -> None:
    store = sanku.Store(own_path)
    code, sequence = started(store)
    frozen = store.freeze(as_of=AS_OF, recorded_at="2026-01-06T09:00:00")
    number = store.retract(sequence, "填错项目", by="李四", recorded_at="2026-02-01T09:00:00")
    last = store.history(code, "en")[-1]
    assert (last["sequence"], last["supersedes"], last["by"]) == (number, sequence, "李四")
    portfolio = store.at(AS_OF)
    assert portfolio["started"][portfolio.codes.index(code)] == 2147483647
    assert store.replay(frozen.number).same
    with pytest.raises(sanku.Error, match="taken back already"):
        store.retract(sequence, "again", recorded_at="2026-02-01T09:00:00")


def test_months_are_what_each_month_end_says(store: sanku.Store) -> None:
    lights = store.light_series("2024-01-15", 6, policy=POLICY)
    figures = store.series("2024-01-15", 6, policy=POLICY)
    assert [str(month["as_of"]) for month in lights][-1] == AS_OF
    for light, figure in zip(lights, figures, strict=True):
        portfolio = store.at(light["as_of"])
        of_day = portfolio.lights(POLICY)
        assert light["lights"] == of_day.counts()
        assert {name: figure[name] for name in of_day.counts()} == of_day.counts()
        for rule in of_day.rules:
            assert light["rules"][rule] == of_day.counts(rule)
        assert str(figure["directory_to_reserve"]) == str(
            portfolio.conversion("directory", "reserve").by_count
        )


def test_months_take_the_rules_in_force_at_their_ends(store: sanku.Store) -> None:
    months = store.light_series("2025-03-01", 2, policy="yinchuan")
    assert [month["policy"] for month in months] == ["yinchuan-2025"] * 2
    with pytest.raises(sanku.Error, match="in force"):
        store.light_series("2025-02-01", 2, policy="yinchuan")
    assert len(store.light_series("2025-02-01", 2, policy="yinchuan", rules_of="2025-06-01")) == 2


def test_verify_names_an_altered_event_and_what_is_not_proved(own_path: Path) -> None:
    anchor = sanku.Store(own_path).anchor
    assert sanku.verify(own_path).completeness == "not_proved"
    found = sanku.verify(own_path, anchor)
    assert found and found.completeness == "proved_by_anchor" and found.head == anchor
    shell = shutil.which("sqlite3")
    if shell is None:
        pytest.skip("the sqlite3 shell is not installed")
    trigger = (
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event\n"
        "BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;"
    )
    change = (
        "DROP TRIGGER event_no_update; UPDATE event SET effective = effective + 1 WHERE seq = 9;"
    )
    subprocess.run([shell, own_path, change + trigger], check=True)
    found = sanku.verify(own_path)
    assert not found and found.finding is not None
    assert (found.finding["kind"], found.finding["sequence"]) == ("altered_event", 9)
    told = command("verify", own_path, "--lang", "en")
    assert told.returncode == 1
    assert "event 9 was altered" in told.stdout


def test_lines_of_json_give_the_same_journal(store: sanku.Store, tmp_path: Path) -> None:
    lines, copy = tmp_path / "daye.jsonl", tmp_path / "copy.sanku"
    store.export_journal(lines)
    assert sanku.import_journal(lines, copy) == store.anchor
    again = tmp_path / "again.jsonl"
    sanku.Store(copy).export_journal(again)
    assert again.read_bytes() == lines.read_bytes()
    with pytest.raises(sanku.Error):
        sanku.import_journal(lines, copy)


def test_a_checkpoint_changes_no_answer(own_path: Path) -> None:
    store = sanku.Store(own_path)
    before = sanku.bulletin(store, as_of=AS_OF).json()
    store.checkpoint()
    assert sanku.bulletin(sanku.Store(own_path), as_of=AS_OF).json() == before
    assert sanku.verify(own_path)


def test_the_command_shows_history_and_months_and_takes_events_back(own_path: Path) -> None:
    code, sequence = started(sanku.Store(own_path))
    events = json.loads(command("history", own_path, code, "--json").stdout)
    assert sequence in [event["sequence"] for event in events]
    assert "目录库" in command("months", own_path, "2024-01-01", 3).stdout
    moment = ("--recorded-at", "2026-02-01T09:00:00")
    done = command("retract", own_path, sequence, "--reason", "填错项目", *moment)
    assert (done.returncode, done.stdout.startswith(f"第{sequence}条已撤回")) == (0, True)
    refused = command("retract", own_path, sequence, "--reason", "填错项目", *moment)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert command("verify", own_path.with_name("none.sanku")).returncode == 2
