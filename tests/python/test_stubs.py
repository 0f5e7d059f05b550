"""The package as type checkers and readers of its documentation see it."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import sanku
from conftest import ROOT


def test_the_stub_is_that_of_the_built_module(tmp_path) -> None:
    target = tmp_path / "_sanku.pyi"
    subprocess.run([sys.executable, ROOT / "bindings" / "stubs.py", target], check=True)
    kept = ROOT / "bindings" / "sanku" / "_sanku.pyi"
    told = "python bindings/stubs.py writes the stub anew"
    assert target.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8"), told


def members(of: type) -> Iterator[tuple[str, Any]]:
    for name, member in vars(of).items():
        is_told = callable(member) or isinstance(member, property | classmethod | staticmethod)
        if not name.startswith("_") and is_told:
            yield name, member


def documentation(member: Any) -> str:
    """What a person wrote: without the signatures that pybind11 puts above it."""
    lines = (inspect.getdoc(member) or "").splitlines()
    written = [line for line in lines if line.strip() and " -> " not in line]
    return " ".join(written).replace("Overloaded function.", "").strip()


def test_no_public_name_is_without_a_docstring() -> None:
    silent = []
    for name in sanku.__all__:
        value = getattr(sanku, name)
        if inspect.isclass(value) or callable(value):
            if not documentation(value):
                silent.append(name)
        if inspect.isclass(value):
            silent += [f"{name}.{one}" for one, of in members(value) if not documentation(of)]
    assert not silent


def test_what_sanku_names_exists_once() -> None:
    assert len(set(sanku.__all__)) == len(sanku.__all__)
    assert all(hasattr(sanku, name) for name in sanku.__all__)
