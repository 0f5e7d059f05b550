"""Frozen bulletins and differences from Python and from the command."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sanku

AS_OF = "2024-06-30"
FROZEN = "2026-01-06T09:00:00+08:00"


@pytest.fixture
def path(store_path: Path, tmp_path: Path) -> Path:
    """A copy of the synthetic county's store, to be written."""
    copy = tmp_path / "daye.sanku"
    shutil.copy(store_path, copy)
    return copy


def late_ledger(path: Path, codes: list[str], name: str) -> Path:
    """A ledger that renames the first projects."""
    ledger = path.parent / f"{name}.csv"
    rows = "\n".join(f"{code},{name}" for code in codes)
    ledger.write_text(f"项目代码,项目名称\n{rows}\n", encoding="utf-8")
    return ledger


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sanku", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def rename(path: Path, count: int) -> list[str]:
    """Late news: new names from 1 June 2024 on, recorded after the freezing."""
    store = sanku.Store(path)
    codes = store.at(AS_OF).codes[:count]
    report = store.import_csv(
        late_ledger(path, codes, "改名项目"),
        recorded_at="2026-02-01T09:00:00+08:00",
        by="李四",
        effective_on="2024-06-01",
    )
    assert report.rejected == 0, str(report)
    return codes


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_frozen_bulletin_comes_out_to_the_byte_in_spite_of_late_records(
    path: Path, lang: str
) -> None:
    store = sanku.Store(path)
    frozen = store.freeze(as_of=AS_OF, lang=lang, title="六月", recorded_at=FROZEN, who="秘书")
    text = frozen.bulletin.text(lang)
    assert frozen.json_hash in text
    assert json.loads(frozen.json)["provenance"]["journal"]["head"] == frozen.anchor.split(":")[3]
    del store
    rename(path, 3)
    store = sanku.Store(path)
    replay = store.replay(frozen.number, frozen.anchor)
    assert replay
    assert replay.same
    assert replay.anchor_holds
    assert replay.json == frozen.json
    assert replay.bulletin.text(lang) == text
    assert sanku.bulletin(store, as_of=AS_OF).json(lang) != frozen.json
    (record,) = store.frozen
    assert (record.number, record.title, record.by, record.lang) == (
        frozen.number,
        "六月",
        "秘书",
        lang,
    )
    assert record.json_hash == frozen.json_hash
    with pytest.raises(sanku.Error, match="bulletin"):
        store.replay(frozen.number + 100)


def test_diff_of_a_frozen_bulletin_lists_what_came_in_since(path: Path) -> None:
    store = sanku.Store(path)
    number = store.freeze(as_of=AS_OF, recorded_at=FROZEN).number
    assert not store.diff(number)
    del store
    codes = rename(path, 3)
    difference = sanku.Store(path).diff(number)
    assert difference
    found = json.loads(difference.json())
    named = [record for record in found["records"] if record["what"] == "项目名称"]
    assert sorted(record["code"] for record in named) == sorted(codes)
    assert all(record["new"] == "改名项目" and record["by"] == "李四" for record in named)
    assert all(record["old"] for record in named)
    assert "改名项目" in str(difference)
    for total in found["totals"]:
        assert sum(total["parts"].values()) == total["change"], total["id"]


def test_diff_of_two_days_and_of_two_rules(store: sanku.Store) -> None:
    months = json.loads(store.diff("2024-05-31", AS_OF).json("en"))
    assert (months["before"]["as_of"], months["after"]["as_of"]) == ("2024-05-31", AS_OF)
    assert months["records"] == []
    for total in months["totals"]:
        assert sum(total["parts"].values()) == total["change"], total["id"]
    rules = json.loads(store.diff(AS_OF, policy="yinchuan-2025", after_policy="hubei").json("en"))
    assert rules["other_rules"]
    assert rules["lights"]
    assert rules["figures"] == []


def test_the_command_freezes_replays_and_compares(path: Path) -> None:
    made = command(
        "freeze",
        path,
        "--as-of",
        AS_OF,
        "--title",
        "六月",
        "--who",
        "秘书",
        "--recorded-at",
        FROZEN,
    )
    assert made.returncode == 0, made.stderr
    anchor = made.stderr.split("anchor ")[1].strip()
    number = made.stderr.split(" 号")[0].split("第 ")[1]
    rename(path, 2)
    again = command("replay", path, number, "--anchor", anchor)
    assert again.returncode == 0, again.stderr
    assert again.stdout == made.stdout
    assert "逐字节一致" in again.stderr
    assert f"{number}\t{AS_OF}\t六月\t" in command("replay", path).stdout
    compared = command("diff", path, number)
    assert compared.returncode == 1, compared.stderr
    assert "改名项目" in compared.stdout
    assert command("diff", path, AS_OF, AS_OF).returncode == 0
    wrong = command("replay", path, number, "--anchor", anchor[:-1] + "!")
    assert wrong.returncode == 2
    other = anchor[:-1] + ("0" if anchor[-1] != "0" else "1")
    assert command("replay", path, number, "--anchor", other).returncode == 1
