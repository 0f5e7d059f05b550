"""The command as people and scripts use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sanku
import typer
from conftest import RECORDED
from sanku.command import app

AS_OF = "2024-06-30"


def ran(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "sanku", *map(str, arguments)], capture_output=True, check=False
    )


def every_command() -> list[tuple[str, typer.core.TyperCommand]]:
    found = []

    def walk(command, path: str) -> None:
        if hasattr(command, "commands"):
            for name, below in command.commands.items():
                walk(below, f"{path} {name}".strip())
        else:
            found.append((path, command))

    walk(typer.main.get_command(app), "")
    return found


@pytest.mark.parametrize(("name", "command"), every_command())
def test_every_command_speaks_json_and_both_languages_and_teaches(name: str, command) -> None:
    options = {option for parameter in command.params for option in parameter.opts}
    assert {"--json", "--lang"} <= options
    assert (command.help or "").strip().endswith((".", ".."))
    assert all(getattr(parameter, "help", None) for parameter in command.params)


@pytest.fixture
def folder(ledgers: Path, tmp_path: Path) -> Path:
    store = sanku.Store(tmp_path / "daye.sanku")
    for name in ("ledger.csv", "progress.csv"):
        store.import_csv(ledgers / name, recorded_at=RECORDED)
    return tmp_path


def test_init_makes_an_empty_store_with_the_hash_that_is_asked_for(tmp_path: Path) -> None:
    for name in ("sha256", "sm3"):
        made = ran("init", tmp_path / f"{name}.sanku", "--hash", name, "--json")
        assert made.returncode == 0
        told = json.loads(made.stdout)
        assert told["anchor"].startswith(f"{name}:0:")
        assert len(sanku.Store(tmp_path / f"{name}.sanku")) == 0
    again = ran("init", tmp_path / "sm3.sanku")
    assert again.returncode == 2 and "已存在" in again.stderr.decode()


def test_simulate_writes_the_county_of_a_seed(tmp_path: Path) -> None:
    first = json.loads(ran("simulate", tmp_path / "a", "--json").stdout)
    ran("simulate", tmp_path / "b")
    ran("simulate", tmp_path / "c", "--seed", 7)
    ledger, progress = map(Path, first)
    assert ledger.read_bytes() == (tmp_path / "b" / "ledger.csv").read_bytes()
    assert ledger.read_bytes() != (tmp_path / "c" / "ledger.csv").read_bytes()
    imported = ran("import", tmp_path / "daye.sanku", ledger, progress, "--json")
    reports = json.loads(imported.stdout)
    assert [report["rejected"] for report in reports] == [0, 0]
    assert reports[0]["accepted"] == 1100 and reports[0]["rejects"] is None
    printed = ran("bulletin", tmp_path / "daye.sanku", "--as-of", AS_OF).stdout.decode()
    assert "86.2% (75/87)" in printed


def test_a_bulletin_is_written_in_each_form(folder: Path) -> None:
    store = folder / "daye.sanku"
    begins = {"txt": "─", "json": "{", "html": "<!", "xlsx": "PK", "pdf": "%PDF"}
    for ending, begin in begins.items():
        out = folder / f"通报.{ending}"
        made = ran("bulletin", store, "--as-of", AS_OF, "--out", out)
        assert made.returncode == 0, made.stderr.decode()
        assert out.read_bytes()[:8].decode(errors="replace").lower().startswith(begin.lower())
        assert out.name in made.stderr.decode().replace("\n", "") and not made.stdout
    named = ran("bulletin", store, "--as-of", AS_OF, "--format", "html", "--lang", "en")
    assert named.stdout.decode().lower().startswith("<!doctype html>")


def test_a_form_that_is_no_text_is_not_written_to_the_terminal(folder: Path) -> None:
    for form in ("xlsx", "pdf"):
        refused = ran("bulletin", folder / "daye.sanku", "--as-of", AS_OF, "--format", form)
        assert refused.returncode == 2 and not refused.stdout
        assert "--out" in refused.stderr.decode()
    unknown = ran("bulletin", folder / "daye.sanku", "--as-of", AS_OF, "--out", folder / "x.doc")
    assert unknown.returncode == 2 and "--format" in unknown.stderr.decode()
    nowhere = folder / "nowhere" / "x.html"
    assert (
        ran("bulletin", folder / "daye.sanku", "--as-of", AS_OF, "--out", nowhere).returncode == 2
    )


def test_scripts_read_what_was_recorded_and_what_is_wrong(folder: Path) -> None:
    store = folder / "daye.sanku"
    code = sanku.Store(store).at(AS_OF).codes[0]
    told = ran("factor", store, code, "land", "granted", "--on", "2024-05-20", "--json")
    number = json.loads(told.stdout)["sequence"]
    assert json.loads(ran("history", store, code, "--json").stdout)[-1]["sequence"] == number
    back = ran("retract", store, number, "--reason", "填错项目", "--json")
    assert json.loads(back.stdout)["sequence"] == number + 1
    sound = json.loads(ran("verify", store, "--json").stdout)
    assert sound["sound"] and sound["head"] == sanku.Store(store).anchor
    months = json.loads(ran("months", store, "2024-01-01", 2, "--json").stdout)
    assert [month["as_of"] for month in months] == ["2024-01-31", "2024-02-29"]
    ours = folder / "ours.toml"
    ours.write_text('id = "x"\n', encoding="utf-8")
    bad = ran("policy", "check", ours, "--json")
    (found,) = json.loads(bad.stdout)
    assert bad.returncode == 1 and not found["ok"] and found["error"]["file"] == str(ours)


def test_a_file_that_is_no_store_is_an_error_and_no_traceback(folder: Path) -> None:
    code = sanku.Store(folder / "daye.sanku").at(AS_OF).codes[0]
    wrong = folder / "ledger.sanku"
    wrong.write_text("项目代码,项目名称\n" * 100, encoding="utf-8")
    for asked in (
        ("retract", wrong, 1, "--reason", "x"),
        ("factor", wrong, code, "land", "granted", "--on", "2024-05-20"),
        ("bulletin", wrong, "--as-of", AS_OF),
    ):
        failed = ran(*asked)
        assert failed.returncode == 2 and not failed.stdout
        assert "Traceback" not in failed.stderr.decode()


def test_an_import_that_refuses_rows_says_so_to_scripts(folder: Path) -> None:
    bad = folder / "bad.csv"
    bad.write_text(
        "项目代码,项目名称,行政区划,总投资(万元),目录库入库\n"
        "2403-420281-04-01-000001,甲,420281,三千,2024-01-05\n",
        encoding="utf-8",
    )
    made = ran("import", folder / "daye.sanku", bad, "--json")
    (report,) = json.loads(made.stdout)
    assert made.returncode == 1 and report["rejected"] == 1
    assert report["problems"][0]["row"] == 2 and report["problems"][0]["value"] == "三千"
    assert Path(report["rejects"]).exists()


def test_a_rejects_file_that_is_to_be_imported_is_not_written_over(folder: Path) -> None:
    ledger = folder / "new.csv"
    ledger.write_text("项目代码,项目名称,行政区划,目录库入库\n,甲,420281,昨天\n", encoding="utf-8")
    assert ran("import", folder / "daye.sanku", ledger).returncode == 1
    mended = folder / "new.rejects.csv"
    before = mended.read_bytes()
    refused = ran("import", folder / "daye.sanku", ledger, mended)
    assert refused.returncode == 2 and mended.read_bytes() == before


def test_a_bulletin_has_one_form_at_a_time(folder: Path) -> None:
    asked = ("bulletin", folder / "daye.sanku", "--as-of", AS_OF)
    out = folder / "x.xlsx"
    for wrong in (("--json", "--out", out), ("--format", "html", "--out", out)):
        assert ran(*asked, *wrong).returncode == 2
    assert not out.exists()


def test_a_browser_that_fails_is_an_error_and_no_traceback(folder: Path, monkeypatch) -> None:
    browser = folder / "chromium"
    browser.write_text("#!/bin/sh\necho cannot open display\nexit 1\n", encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    failed = ran("bulletin", folder / "daye.sanku", "--as-of", AS_OF, "--out", folder / "x.pdf")
    assert failed.returncode == 2
    assert "cannot open display" in failed.stderr.decode()
    assert "Traceback" not in failed.stderr.decode()
