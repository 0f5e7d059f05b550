"""What is no CSV file goes into a store as one that is gone afterwards, each row on one line."""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from sanku import _sanku
from sanku._sanku import ImportReport

#: The most characters of a cell that are passed on; a cell of so many is refused anyhow.
_MOST_CHARACTERS = 4_001
#: The most characters of all rows together: a few bytes may name a long text in a million cells.
_MOST_IN_ALL = 256 * 2**20
#: From here on neither Excel nor a float that came from it keeps every digit.
_ROUNDED = 10**15
_SPECIAL = re.compile(r'[",;]')
_BREAKS = re.compile(r"\r\n|[\r\n\t\v\f\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")

Progress = Callable[[int, int, int], None]


@dataclass(frozen=True)
class ImportOptions:
    """How to read rows; fields as the parameters of ``Store.import_csv``."""

    recorded_at: dt.datetime
    by: str
    source: str
    unit: str | None
    plan_year: int | None
    effective_on: dt.date | str | None
    region: str | None
    rejects: str | os.PathLike[str]


@dataclass(frozen=True)
class Origin:
    """What the rows were made from: the name of the file or table, of a sheet, and of the form, and
    the name of a cell by its line and column (counted from 0; None: the whole line)."""

    file: str
    sheet: str
    form: str
    cell: Callable[[int, int | None], str]


def csv_line(cells: Sequence[str]) -> str:
    """The cells as one line, without an end."""
    return ",".join(map(_csv_cell, cells))


def _csv_cell(text: str) -> str:
    text = _SURROGATES.sub("\ufffd", _BREAKS.sub(" ", text[:_MOST_CHARACTERS]))
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text


def write_rows(file: TextIO, rows: Iterable[tuple[int, Sequence[str]]], name: str = "") -> None:
    """Writes numbered rows, each on the line of its number. Raises ``Error``
    (``oversized_workbook``), which names the file ``name``, beyond 256 Mi characters."""
    line, written = 1, 0
    for number, cells in rows:
        text = "\n" * (number - line) + csv_line(cells)
        written += len(text)
        if written > _MOST_IN_ALL:
            told = f"> {_MOST_IN_ALL} characters in all cells"
            _sanku.refuse("oversized_workbook", name, number, "", "", told)
        file.write(text)
        line = number


@contextmanager
def csv_file(rows: Iterable[tuple[int, Sequence[str]]], name: str = "") -> Iterator[str]:
    """A CSV file of numbered rows, which is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="sanku-") as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            write_rows(file, rows, name)
        yield str(path)


def import_rows(
    store: _sanku.Store,
    rows: Iterable[tuple[int, Sequence[str]]],
    origin: Origin,
    options: ImportOptions,
    progress: Progress | None,
) -> ImportReport:
    """Imports numbered rows as a CSV file is; the report names cells as ``origin`` does."""
    with csv_file(rows, origin.file) as path:
        return store._import_csv(
            path,
            options.recorded_at,
            options.by,
            options.source,
            options.unit,
            options.plan_year,
            options.effective_on,
            options.region,
            os.fspath(options.rejects),
            progress,
            (origin.file, origin.sheet, origin.form),
            origin.cell,
        )


def decimal_text(value: Any) -> str:
    """A finite number as its shortest decimal digits, without an exponent and without .0."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return str(int(exact)) if exact == exact.to_integral_value() else format(exact, "f")


def number_text(number: float) -> str:
    """A float as its shortest decimal digits; one of more digits than Excel keeps as Excel shows
    it, such as 2.40342028104012E+19, so that no rounded code is taken for a whole one."""
    if number - number != 0:  # infinite
        return str(number)
    if abs(number) < _ROUNDED:
        return decimal_text(number)
    mantissa, exponent = f"{number:.14E}".split("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
