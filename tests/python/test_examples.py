"""The examples, run as their reader would run them."""

from __future__ import annotations

import csv
import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT, built, shared
from nbclient import NotebookClient

#: Of each notebook what it must show, in this order, and how many pictures.
NOTEBOOKS: dict[str, tuple[list[str], int]] = {
    "a_month_in_the_office": (
        [
            "接受1096，拒绝4，跳过1",
            "2.40342E+19",  # among the rejects, with its reason
            "共4行：接受4，拒绝0",
            # Daye's press conference of 13 September 2024, which the synthetic data are scaled to.
            "46.6% (512/1,099)",
            "62.3% (319/512)",
            "86.2% (75/87)",
            "更正 0 条、撤回 0 条、补报 1 条",
            "开工：红灯 → 绿灯",
            "same to the byte: True",
        ],
        3,
    ),
    "why_is_it_red": (
        [
            "已连续4个月末应开工而未开工",
            "已超出界限1个月末",
            "计划投资 2,936.00万元",  # of the history
            "with it",
            "148",  # without data in September if nothing happens; README.md
            "督办函",
            "竣工结算和财务决算应在竣工后1年内完成",
        ],
        1,
    ),
    "conversion_that_holds_up": (
        [
            "46.6%",
            "17.4%",  # of the cohort of early 2024; README.md
            "False ['2401-420281-04-01-900993'",
            "Kaplan–Meier): (None, 210, None)",
            "chi_square",
        ],
        2,
    ),
    "thirty_six_months": (
        ["接受319，拒绝0", "34.5%", "46.6%", "<progress-20 instead of progress-30: "],
        5,
    ),
}


def run(name: str) -> list[dict[str, str]]:
    """The notebook from start to end: what each output shows, by MIME type."""
    notebook = nbformat.read(ROOT / "examples" / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        assert not cell.get("outputs"), "outputs are stripped before a commit"
        assert cell.get("execution_count") is None
    place = {"metadata": {"path": ROOT / "examples"}}
    NotebookClient(notebook, timeout=300, resources=place).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    warned = [one["text"] for one in outputs if one.get("name") == "stderr"]
    fonts = ("FontWarning", "building the font cache")  # of a machine without, or on its first day
    assert not [text for text in warned if not any(words in text for words in fonts)]
    return [dict(one.get("data", {"text/plain": one.get("text", "")})) for one in outputs]


def text_of(outputs: list[dict[str, str]]) -> str:
    return "\n".join(one.get("text/html", one.get("text/plain", "")) for one in outputs)


def pictures_of(outputs: list[dict[str, str]]) -> int:
    return sum("image/png" in one for one in outputs)


def test_each_notebook_is_tested() -> None:
    assert {path.stem for path in (ROOT / "examples").glob("*.ipynb")} == set(NOTEBOOKS)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_runs_from_start_to_end_and_shows_what_it_promises(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SANKU_SHARED_DATA", str(tmp_path))  # without the real data
    outputs = run(name)
    texts, pictures = NOTEBOOKS[name]
    shown = text_of(outputs)
    at = 0
    for text in texts:
        assert text in shown[at:], (text, shown[at:])
        at = shown.index(text, at)
    assert pictures_of(outputs) == pictures
    if name == "conversion_that_holds_up":
        assert "The real data are absent" in shown


def test_conversion_that_holds_up_reads_the_real_stage_gates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Melbourne Water, Capital Delivery Projects: 445 projects, exported on 2024-07-19.
    file = shared("stage_gates/capital_delivery_projects.csv")
    monkeypatch.setenv("SANKU_SHARED_DATA", str(file.parent.parent))
    outputs = run("conversion_that_holds_up")
    shown = text_of(outputs)
    assert "445 个真实项目" in shown and "The real data are absent" not in shown
    found = re.findall(r"(\w+)→(\w+): (\d+)/(\d+) = ", shown)
    assert [(a, b) for a, b, _, _ in found] == GATES
    for source, target, moved, entered in found:
        assert (int(moved), int(entered)) == gate_counts(file, source, target)
    assert pictures_of(outputs) == NOTEBOOKS["conversion_that_holds_up"][1] + 1


def test_the_synthetic_ledger_is_the_same_bytes_each_time(tmp_path) -> None:
    made = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        program = ROOT / "bindings" / "sanku" / "simulation.py"
        printed = subprocess.run(
            [sys.executable, program, folder], check=True, capture_output=True, text=True
        ).stdout
        assert "synthetic" in printed
        made.append([(folder / f).read_bytes() for f in ("ledger.csv", "progress.csv")])
    assert made[0] == made[1]
    assert "合成" in made[0][0].decode("utf-8-sig").splitlines()[0]


def test_stage_gates_converts_the_real_projects_and_drops_none() -> None:
    # Melbourne Water, Capital Delivery Projects: 445 projects, exported on 2024-07-19.
    path = shared("stage_gates/capital_delivery_projects.csv")
    text = subprocess.run(
        [built("stage_gates"), path, "2024-07-19"], check=True, capture_output=True, text=True
    ).stdout
    assert text.startswith("445 projects as of 2024-07-19: 443 have reached a gate, 2 have not yet")
    assert "443 + 2 + 0 = 445\n" in text
    assert text.endswith("Every line closes.\n")
    found = re.findall(r"(\w+) -> (\w+): (\d+) of (\d+), .* by count", text)
    assert [(a, b) for a, b, _, _ in found] == GATES
    for source, target, moved, entered in found:
        assert (int(moved), int(entered)) == gate_counts(path, source, target)


GATES = [("BNI", "PBC"), ("BNI", "BCA"), ("PBC", "BCA"), ("BCA", "Stage1")]


def gate_counts(path: Path, source: str, target: str) -> tuple[int, int]:
    """How many of those that reached the one gate by the day of export had reached the other, and
    how many those are, by reading the file."""

    def day(cell: str) -> dt.date | None:
        date = cell.split(" ")[0]
        if not date:
            return None
        if "/" in date:
            return dt.date(*(int(part) for part in reversed(date.split("/"))))
        return dt.date.fromisoformat(date)

    with path.open(encoding="utf-8-sig", newline="") as file:
        dates = [(day(row[source]), day(row[target])) for row in csv.DictReader(file)]
    limit = dt.date(2024, 7, 19)
    inside = [(a, b) for a, b in dates if a and a <= limit]
    return sum(1 for _, b in inside if b and b <= limit), len(inside)
