"""Tables of a program into a store: each row by the rules of a line of a CSV file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sanku import _sanku
from sanku._rows_in import ImportOptions, Origin, Progress, decimal_text, import_rows, number_text
from sanku._sanku import ImportReport, Ratio

if TYPE_CHECKING:
    import pandas as pd

#: What ``Portfolio.to_pandas`` shows of a sector that nobody stated.
_NO_SECTOR = "?"
_ROWS_AT_ONCE = 4_096


def append(
    store: _sanku.Store, table: Any, options: ImportOptions, progress: Progress | None
) -> ImportReport:
    """See ``Store.append``."""
    frame = _frame(table)
    labels = frame.index

    def cell(line: int, _: int | None) -> str:
        return f"[{labels[line - 2]}]" if 2 <= line < len(labels) + 2 else ""

    origin = Origin(options.source, "", "DataFrame", cell)
    return import_rows(store, _rows(_with_named_index(frame)), origin, options, progress)


def _frame(table: Any) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError("append() needs pandas: pip install 'sanku[pandas]'") from error
    if isinstance(table, pd.DataFrame):
        return table
    if hasattr(table, "to_pandas"):
        return _frame(table.to_pandas())
    if isinstance(table, Sequence) and all(isinstance(row, Mapping) for row in table):
        return pd.DataFrame(list(table), dtype=object)  # so that a missing int makes no floats
    raise TypeError(f"a DataFrame, a list of dicts, or what has to_pandas(), not {type(table)!r}")


def _with_named_index(frame: pd.DataFrame) -> pd.DataFrame:
    """An index with a name, such as ``code``, is a column like others."""
    names = frame.index.names
    named = all(name is not None and name not in frame.columns for name in names)
    return frame.reset_index() if named else frame


def _rows(frame: pd.DataFrame) -> Iterator[tuple[int, Sequence[str]]]:
    headings = [_heading(name) for name in frame.columns]
    yield 1, headings
    for start in range(0, len(frame), _ROWS_AT_ONCE):
        part = frame.iloc[start : start + _ROWS_AT_ONCE]
        columns = [_texts(part.iloc[:, place], name) for place, name in enumerate(headings)]
        yield from enumerate(zip(*columns, strict=True), start + 2)


def _heading(name: Any) -> str:
    """The heading of a column; of columns under groups, as an import knows them."""
    if isinstance(name, tuple):
        return "·".join(str(part) for part in name if str(part) != "")
    return str(name)


def _texts(column: pd.Series[Any], heading: str) -> list[str]:
    import pandas as pd

    values = column.tolist()
    if str(column.dtype) in ("float16", "float32"):
        values = [float(str(value)) for value in column.to_numpy()]  # 0.1, not 0.10000000149
    missing = pd.isna(column).tolist()
    texts = ["" if none else _text(value) for none, value in zip(missing, values, strict=True)]
    if heading == "sector":
        texts = ["" if text == _NO_SECTOR else text for text in texts]
    return texts


def _text(value: Any) -> str:
    """The value as a cell of a CSV file, exactly."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, Decimal):
        return decimal_text(value) if value.is_finite() else str(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, Fraction | Ratio):
        return _fraction_text(value)
    item = getattr(value, "item", None)  # a number of numpy's
    return _text(item()) if item is not None else str(value)


def _fraction_text(value: Fraction | Ratio) -> str:
    """Its digits, or as it is if they never end."""
    if value.denominator == 0:
        return ""
    exact = Fraction(value.numerator, value.denominator)
    if 10**18 % exact.denominator:
        return str(exact)
    return decimal_text(Decimal(exact.numerator) / Decimal(exact.denominator))
