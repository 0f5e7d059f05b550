"""CSV files of people, with headings in Chinese or English."""

from __future__ import annotations

import csv
import io
import numbers
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from sanku import _sanku
from sanku._portfolio import Rows

_IGNORED = ("note", "备注", "序号", "no.")
_TOTALS = ("合计", "总计", "小计", "total")
_UNITS = {"yuan": "元", "wan yuan": "万元", "yi yuan": "亿元", "元": "元", "万元": "万元"} | {
    "亿元": "亿元",
    "%": "%",
}
NARROW = str.maketrans("（）：％　", "():% ")
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?(e[+-]?\d+)?", re.IGNORECASE)
_MOST_DIGITS = 40  # before or behind the point; more are a slip, and may take years to write out


def missing(value: Any) -> bool:
    """Whether there is nothing: None, and not-a-number of any kind, as tables have it."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return value.is_nan() if isinstance(value, Decimal) else bool(value != value)


def text_of(value: Any) -> str:
    """The text of a cell. A whole float is an int that stood beside empty cells of a table."""
    if missing(value):
        return ""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def exact_number(value: Any) -> Fraction:
    """The number without any rounding; a float counts as the decimal that it prints as, and commas
    stand between groups of three digits. Raises ``ValueError`` for anything else, and for an
    exponent beyond 40."""
    if isinstance(value, numbers.Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    text = str(value).strip()
    try:
        if not _NUMBER.fullmatch(text):
            raise ValueError(text)
        number = Decimal(text.replace(",", ""))
    except ArithmeticError as error:
        raise ValueError(text) from error
    if max(abs(number.adjusted()), abs(int(number.as_tuple().exponent))) > _MOST_DIGITS:
        raise ValueError(text)
    return Fraction(number)


def exact_fraction(text: str) -> Fraction:
    """The same, or a fraction such as 3/7."""
    try:
        return Fraction(text) if "/" in text else exact_number(text)
    except ZeroDivisionError as error:
        raise ValueError(text) from error


class Table:
    """A CSV file whose headings name columns, in Chinese or English."""

    def __init__(self, path: Path, columns: dict[str, tuple[str, ...]], unit: str | None) -> None:
        self.file = str(path)
        self.columns = columns
        self.unit = unit
        self.width = 0  # cells that have a heading
        try:
            data = path.read_bytes()
        except OSError as error:
            self.refuse("io", detail=error.strerror or "")
        reader = csv.reader(io.StringIO(self.decoded(data), newline=""))
        try:
            self.lines = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
        except csv.Error as error:
            self.refuse("invalid_argument", reader.line_num, detail=f"CSV: {error}")

    def refuse(
        self, code: str, row: int = 0, column: str = "", value: str = "", detail: str = ""
    ) -> None:
        _sanku.refuse(code, self.file, row, column, value, detail)

    def decoded(self, data: bytes) -> str:
        encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else []
        for encoding in (*encodings, "utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        self.refuse("invalid_argument", detail="UTF-8, GB18030 or UTF-16 text")
        raise AssertionError

    def heading(self, cell: str, row: int) -> tuple[str, str | None] | None:
        """The key and the unit that a heading names; None for a column that is left out."""
        text = cell.translate(NARROW).lower().replace("_", " ")
        match = re.fullmatch(r"(.*?)\s*[(/]\s*(.*?)\s*\)?", text)
        label, unit = (match[1], _UNITS.get(match[2])) if match else (text, None)
        if match and unit is None:
            self.refuse("unknown_money_unit", row, cell, match[2], "元, 万元, 亿元")
        if not label or label in _IGNORED:
            return None
        for key, names in self.columns.items():
            if label.replace(" ", "") in (name.replace(" ", "") for name in names):
                return key, unit
        known = ", ".join(names[1] for names in self.columns.values())
        self.refuse("invalid_argument", row, cell, detail=known)
        raise AssertionError

    def rows(self, needed: tuple[str, ...]) -> Rows:
        out = Rows()
        places: list[tuple[int, str, str, str | None]] | None = None
        for number, cells in self.lines:
            if not any(cells):
                continue
            if places is None:
                places = self.header(number, cells, needed)
                continue
            if any(cell.lower() in _TOTALS for cell in cells[:2]):
                continue
            out.append(self.row(number, cells, places, needed))
        if places is None:
            self.refuse("invalid_argument", detail="no headings: " + ", ".join(needed))
        return out

    def header(
        self, number: int, cells: list[str], needed: tuple[str, ...]
    ) -> list[tuple[int, str, str, str | None]] | None:
        """Place, heading, key and unit of each column; None for a title above the headings."""
        if sum(bool(cell) for cell in cells) == 1:
            title = cells[0].translate(NARROW)
            if unit := re.search(r"单位:\s*(亿元|万元|元)", title):
                self.unit = self.unit or unit[1]
            return None
        self.width = max(place for place, cell in enumerate(cells) if cell) + 1
        places = []
        for place, cell in enumerate(cells):
            if found := self.heading(cell, number):
                places.append((place, cell, *found))
        keys = [key for _, _, key, _ in places]
        for key in needed:
            if key not in keys:
                self.refuse("invalid_argument", number, detail=f"no column {self.columns[key][1]}")
        for _, cell, key, _ in places:
            if keys.count(key) > 1:
                self.refuse("invalid_argument", number, cell, detail="a column twice")
        return places

    def row(
        self,
        number: int,
        cells: list[str],
        places: list[tuple[int, str, str, str | None]],
        needed: tuple[str, ...],
    ) -> dict[str, Any]:
        out: dict[str, Any] = {}
        if extra := [cell for cell in cells[self.width :] if cell]:
            self.refuse("invalid_argument", number, "", extra[0], "a cell without a heading")
        for place, heading, key, unit in places:
            text = cells[place] if place < len(cells) else ""
            if not text:
                if key in needed:
                    self.refuse("invalid_argument", number, heading, detail="an empty cell")
                continue
            try:
                out[key] = self.value(key, text, unit)
            except _sanku.Error as error:
                self.refuse(error.code, number, heading, text, error.detail)
        return out

    def value(self, key: str, text: str, unit: str | None) -> Any:
        """What the cell says; of other keys than these a table says itself how it is read."""
        return _sanku.fen_of(text, unit or self.unit) if key.endswith("_fen") else text
