"""The formula sheet: every example in docs/formulas.md comes out as it is printed."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

PAGE = ROOT / "docs" / "formulas.md"


def sections() -> list[tuple[str, str]]:
    """Heading and text of each section that has examples, in their order."""
    parts = re.split(r"^#+ (.*)$", PAGE.read_text(encoding="utf-8"), flags=re.M)
    return [(title, text) for title, text in zip(parts[1::2], parts[2::2], strict=True)]


def examples(text: str) -> str:
    """The lines of a text that a reader would type, and what comes back."""
    return "\n".join(re.findall(r"^```pycon\n(.*?)^```", text, flags=re.M | re.S))


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formulas")
    for name in ("ledger.csv", "progress.csv"):
        shutil.copy(ROOT / "docs" / "formulas" / name, folder)
    return folder


def test_every_example_of_the_formula_sheet_comes_out_as_printed(county, monkeypatch) -> None:
    monkeypatch.chdir(county)
    names: dict[str, object] = {}
    told: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    for title, text in sections():
        test = doctest.DocTestParser().get_doctest(examples(text), names, title, str(PAGE), 0)
        runner.run(test, out=told.append, clear_globs=False)
        names = test.globs  # a section goes on from the one before
    assert runner.tries > 60, "the examples were not found"
    assert runner.failures == 0, "".join(told)


def test_every_formula_says_when_it_has_no_value_and_where_it_stands_in_full() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for block in re.split(r"^## ", text, flags=re.M)[2:]:
        title = block.splitlines()[0]
        assert "```text" in block or "| formula |" in block, title
        assert "```pycon" in block, title
        assert ".md" in block, title
        assert re.search(r"(?i)no value|\bnone\b|no data|missing|gap", block), title
