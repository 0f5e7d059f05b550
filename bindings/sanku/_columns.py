"""Columns of a table, each as pandas wants it and as Arrow does."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from sanku import _sanku
from sanku._sanku import Ratio

if TYPE_CHECKING:
    import pandas as pd

#: A day that has not come, in columns of days.
NO_DAY = int(np.iinfo(np.int32).max)

Array = npt.NDArray[Any]
#: Format, number of nulls, buffers (the first: bits of what is there), dictionary, whether that is
#: in order; see ``_sanku.arrow_stream``.
Arrow = tuple[str, int, list[Array | None], tuple[Any, ...] | None, bool]


def pandas_module() -> Any:
    """pandas, or an ``ImportError`` that says how to get it."""
    try:
        import pandas
    except ImportError as error:
        raise ImportError("to_pandas() needs pandas: pip install 'sanku[pandas]'") from error
    return pandas


class Column(Protocol):
    """A column of a table."""

    def pandas(self) -> Any:
        """What a DataFrame holds of it."""

    def arrow(self) -> Arrow:
        """What an Arrow array holds of it."""


def _bits(is_there: Array) -> Array | None:
    """Validity as Arrow keeps it; None where nothing is missing."""
    return None if is_there.all() else np.packbits(is_there, bitorder="little")


def _texts(texts: Sequence[str]) -> list[Array | None]:
    """Offsets and bytes of texts."""
    data = [text.encode() for text in texts]
    offsets = np.zeros(len(data) + 1, dtype=np.int32)
    np.cumsum([len(one) for one in data], out=offsets[1:])
    return [offsets, np.frombuffer(b"".join(data) or b"\0", dtype=np.uint8)]


@dataclass(frozen=True)
class Numbers:
    """Whole numbers, floats or booleans, of which some may be missing."""

    values: Array
    missing: Array | None = None

    def pandas(self) -> Any:
        if self.values.dtype.kind == "f":
            return self.values if self.missing is None else self.values.copy()
        if self.missing is None:
            return self.values
        arrays = pandas_module().arrays
        if self.values.dtype.kind == "b":
            return arrays.BooleanArray(self.values, self.missing)
        return arrays.IntegerArray(self.values.copy(), self.missing)

    def arrow(self) -> Arrow:
        formats = {"f8": "g", "i8": "l", "i4": "i", "u1": "C", "u2": "S", "u4": "I", "b1": "b"}
        missing = np.isnan(self.values) if self.values.dtype.kind == "f" else self.missing
        there = None if missing is None else _bits(~missing)
        boolean = self.values.dtype.kind == "b"
        values = np.packbits(self.values, bitorder="little") if boolean else self.values
        nulls = 0 if missing is None else int(missing.sum())
        return formats[self.values.dtype.str[1:]], nulls, [there, values], None, False


@dataclass(frozen=True)
class Days:
    """Days since 1970-01-01; ``NO_DAY``: none."""

    values: npt.NDArray[np.int32]
    #: The same in seconds, none being NaT; made only for pandas.
    seconds: Callable[[], npt.NDArray[np.int64]] | None = None

    def pandas(self) -> Any:
        if self.seconds is not None:
            return self.seconds().view("datetime64[s]")
        days = np.where(self.values == NO_DAY, np.iinfo(np.int64).min, self.values.astype(np.int64))
        return days.astype("datetime64[D]").astype("datetime64[s]")

    def arrow(self) -> Arrow:
        there = self.values != NO_DAY
        return "tdD", int(len(there) - there.sum()), [_bits(there), self.values], None, False


@dataclass(frozen=True)
class Moments:
    """Moments with a zone, or None."""

    values: Sequence[dt.datetime | None]

    def pandas(self) -> Any:
        return list(self.values)

    def arrow(self) -> Arrow:
        there = np.array([value is not None for value in self.values], dtype=bool)
        epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        second = dt.timedelta(seconds=1)
        seconds = [0 if value is None else (value - epoch) // second for value in self.values]
        return (
            "tss:UTC",
            int(len(there) - there.sum()),
            [_bits(there), np.array(seconds, dtype=np.int64)],
            None,
            False,
        )


@dataclass(frozen=True)
class Categories:
    """Names by their place in a list."""

    places: Array
    names: Sequence[str]
    is_ordered: bool = False

    def pandas(self) -> Any:
        return pandas_module().Categorical.from_codes(
            self.places, categories=list(self.names), ordered=self.is_ordered
        )

    def arrow(self) -> Arrow:
        # Signed, since pyarrow hands no others on to pandas; places are far below the half.
        places = self.places.view(f"i{self.places.dtype.itemsize}")
        kinds = {"i1": "c", "i2": "s", "i4": "i"}
        names = ("", "u", len(self.names), 0, [None, *_texts(self.names)], None, False)
        return kinds[places.dtype.str[1:]], 0, [None, places], names, self.is_ordered


@dataclass(frozen=True)
class Labels:
    """Texts by their number in a pool of them."""

    numbers: Array
    texts: Sequence[str]

    def pandas(self) -> Any:
        return np.array(self.texts, dtype=object)[self.numbers]

    def arrow(self) -> Arrow:
        return Categories(self.numbers, self.texts).arrow()


@dataclass(frozen=True)
class Texts:
    """Texts, or None."""

    values: Sequence[str | None]

    def pandas(self) -> Any:
        return list(self.values)

    def arrow(self) -> Arrow:
        there = np.array([value is not None for value in self.values], dtype=bool)
        buffers = [_bits(there), *_texts([value or "" for value in self.values])]
        return "u", int(len(there) - there.sum()), buffers, None, False


@dataclass(frozen=True)
class Codes:
    """The codes of a portfolio's projects."""

    portfolio: _sanku.Portfolio

    def pandas(self) -> Any:
        return self.portfolio._code_objects()

    def arrow(self) -> Arrow:
        text, offsets = self.portfolio._code_text()
        return "U", 0, [None, offsets, text if len(text) else np.zeros(1, np.uint8)], None, False


@dataclass(frozen=True)
class _Table:
    """A table for Arrow readers."""

    columns: Mapping[str, Column]
    rows: int

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return stream_of(self.columns, self.rows)


def _texts_of(columns: Mapping[str, Column], rows: int) -> dict[str, Any]:
    """The columns of text as pandas keeps text where Arrow is behind it, without a Python string
    for each; none where it is not, as in releases before the third."""
    pandas = pandas_module()
    kind = pandas.Series(["text"]).dtype
    if getattr(kind, "storage", None) != "pyarrow":
        return {}
    import pyarrow

    texts = {name: of for name, of in columns.items() if isinstance(of, Labels | Texts | Codes)}
    table = pyarrow.RecordBatchReader.from_stream(_Table(texts, rows)).read_all()
    return {
        name: pandas.array(table[name].cast(pyarrow.large_string()), dtype=kind) for name in texts
    }


def frame_of(columns: Mapping[str, Column], rows: int, index: str | None = None) -> pd.DataFrame:
    """The table as a DataFrame, with the column ``index`` as its index."""
    texts = _texts_of(columns, rows)
    made = {name: texts[name] if name in texts else of.pandas() for name, of in columns.items()}
    frame: pd.DataFrame = pandas_module().DataFrame(made, copy=False)
    return frame if index is None else frame.set_index(index)


def stream_of(columns: Mapping[str, Column], rows: int) -> Any:
    """The table as a capsule of the Arrow C stream interface; numbers and days are not copied."""
    told = []
    for name, column in columns.items():
        kind, nulls, buffers, dictionary, ordered = column.arrow()
        told.append((name, kind, rows, nulls, buffers, dictionary, ordered))
    return _sanku.arrow_stream(rows, told)


def columns_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    """Columns of rows that are dicts, one a key. Exact numbers that are not whole become floats,
    and what is neither text, number, day nor moment becomes JSON."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: _column([row.get(name) for row in rows]) for name in names}


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


def _float(value: Any) -> float:
    return math.nan if value is None else float(value)


def _column(values: list[Any]) -> Column:
    stated = [value for value in values if value is not None]
    missing = np.array([value is None for value in values], dtype=bool)

    def all_are(*kinds: type) -> bool:
        return all(isinstance(value, kinds) for value in stated)

    if stated and all_are(bool):
        return Numbers(np.array([bool(value) for value in values]), missing)
    if stated and all(_is_whole(value) for value in stated):
        return Numbers(np.array([value or 0 for value in values], dtype=np.int64), missing)
    if stated and all_are(int, float, Ratio, Fraction, Decimal) and not all_are(bool):
        return Numbers(np.array([_float(value) for value in values], dtype=np.float64))
    if stated and all_are(dt.datetime):
        return Moments(values)
    if stated and all_are(dt.date):
        epoch = dt.date(1970, 1, 1)
        days = [NO_DAY if value is None else (value - epoch).days for value in values]
        return Days(np.array(days, dtype=np.int32))
    return Texts([None if value is None else _text(value) for value in values])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    """What JSON can say of a value: exact numbers as floats, days and moments as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if isinstance(value, Ratio | Fraction | Decimal):
        number = _float(value)
        return None if math.isnan(number) else number
    if isinstance(value, Iterable):
        return [_plain(one) for one in value]
    return str(value)
