"""The examples, run as their reader would run them."""

from __future__ import annotations

import re
import subprocess
import sys

import nbformat
import pytest
from conftest import ROOT, built, shared
from nbclient import NotebookClient

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_from_start_to_end_and_keeps_no_output(path) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        assert not cell.get("outputs"), "outputs are stripped before a commit"
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": path.parent}}).execute()
    shown = "".join(
        output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", [])
    )
    assert "46.6%" in shown and "86.2% (75/87)" in shown


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
    assert [(a, b) for a, b, _, _ in found] == [
        ("BNI", "PBC"),
        ("BNI", "BCA"),
        ("PBC", "BCA"),
        ("BCA", "Stage1"),
    ]
    import csv
    import datetime as dt

    def day(cell: str) -> dt.date | None:
        date = cell.split(" ")[0]
        if not date:
            return None
        if "/" in date:
            return dt.date(*(int(part) for part in reversed(date.split("/"))))
        return dt.date.fromisoformat(date)

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    limit = dt.date(2024, 7, 19)
    for source, target, moved, entered in found:
        dates = [(day(row[source]), day(row[target])) for row in rows]
        inside = [(a, b) for a, b in dates if a and a <= limit]
        assert int(entered) == len(inside)
        assert int(moved) == sum(1 for _, b in inside if b and b <= limit)
