"""Sheets of a workbook: cells by what they mean, tables with headings, names of cells."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from sanku import _sanku
from sanku._sanku import Ratio

#: What stands where there is no value.
NOTHING = "—"
#: The most rows of a sheet, and the most UTF-16 units of a cell, that Excel holds.
MOST_ROWS = 1_048_576
MOST_UNITS = 32_767
#: The height of a line of text, and of the tallest row, in points.
_LINE = 14
_TALLEST = 409
#: The largest whole number below which a double tells every neighbour apart.
_EXACT = 2**53

_DANGEROUS = re.compile(r"[=+@\t\r]|-(?![.,]*\d[\d.,]*\Z)")
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"
    "\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)

_LIGHTS = {
    "red": {"bg_color": "#D9480F", "font_color": "#FFFFFF", "bold": True},
    "yellow": {"bg_color": "#FFE066", "font_color": "#4A3B00"},
    "green": {"bg_color": "#B2DFC6", "font_color": "#0B4F32"},
    "no_data": {"bg_color": "#DEE2E6", "font_color": "#495057", "italic": True},
}
_HEADING = {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "border": 1}
_HEADING |= {"border_color": "#9FB3C8", "align": "center", "valign": "vcenter", "text_wrap": True}
_BODY = {"border": 1, "border_color": "#CED4DA", "valign": "vcenter"}
_KINDS: dict[str, dict[str, Any]] = {
    "text": {"align": "left", "indent": 1},
    "long": {"align": "left", "indent": 1, "text_wrap": True},
    "index": {"align": "center"},
    "count": {"num_format": "#,##0"},
    "yi": {"num_format": r"0\.00,,"},  # yuan shown in 亿元: a point before the last two of millions
    "wan": {"num_format": r"0\.0,"},  # yuan shown in 万元: a point before the last of thousands
    "rate": {"num_format": "0.0%"},
    "growth": {"num_format": "+0.0%;-0.0%;0.0%"},
    "multiple": {"num_format": "0.0"},
    "day": {"num_format": "yyyy-mm-dd", "align": "center"},
    "light": {"align": "center"},
}
_PLAIN: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#1F3A5F"},
    "section": {"bold": True, "font_size": 12, "font_color": "#1F3A5F"},
    "note": {"font_color": "#495057"},
    "heading": _HEADING,
    "nothing": _BODY | {"font_color": "#868E96", "align": "center"},
}


def _xlsxwriter() -> Any:
    try:
        import xlsxwriter  # type: ignore[import-untyped]
    except ImportError as error:
        raise ImportError("a workbook needs XlsxWriter: pip install 'sanku[excel]'") from error
    return xlsxwriter


def cell_text(text: str) -> str:
    """``text`` as a cell may hold it: one that a spreadsheet could take for a formula, now or once
    it is saved as CSV, gets an apostrophe before it; control characters, marks that turn the
    direction of writing and what is no character become �; what Excel has no room for is cut, with
    … at its end."""
    guard = "'" if _DANGEROUS.match(text) else ""
    text = guard + _UNSHOWN.sub("\ufffd", text)
    units = text.encode("utf-16-le")
    if len(units) > 2 * MOST_UNITS:
        text = units[: 2 * (MOST_UNITS - 1)].decode("utf-16-le", "ignore") + "…"
    return text


def name_of(*parts: object) -> str:
    """A name of cells: the parts joined by ``_``, with ``_`` for what no name may hold."""
    return re.sub(r"\W", "_", "_".join(str(part) for part in parts if part != ""))


def width_of(text: str) -> int:
    """The columns that the widest line of ``text`` takes, a Chinese character being two."""
    wide = ("W", "F", "A")
    return max(
        sum(2 if unicodedata.east_asian_width(c) in wide else 1 for c in line)
        for line in text.split("\n")
    )


def lines_of(text: str, width: int) -> int:
    """The lines that ``text`` takes in a column of that width."""
    return sum(-(-max(width_of(line), 1) // width) for line in text.split("\n"))


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, the kind of its cells, what it is called by names of cells
    (empty: nothing), and its least and greatest width in characters."""

    heading: str
    kind: str = "count"
    name: str = ""
    least: int = 8
    most: int = 36


class Book:
    """A workbook in the making; the same calls make the same bytes."""

    def __init__(self, lang: str, made_on: dt.date, title: str) -> None:
        self.lang = lang
        self.day = made_on
        self.title = cell_text(title)
        self._file = BytesIO()
        font = "微软雅黑" if lang == "zh" else "Calibri"
        look = {"font_name": font, "font_size": 10}
        options = {"in_memory": True, "default_format_properties": look}
        self.inner = _xlsxwriter().Workbook(self._file, options)
        created = dt.datetime(made_on.year, made_on.month, made_on.day)
        self.inner.set_properties({"title": self.title, "created": created})
        self.formats = {kind: self.inner.add_format(_BODY | how) for kind, how in _KINDS.items()}
        self.formats |= {kind: self.inner.add_format(how) for kind, how in _PLAIN.items()}
        self.lights = {light: self.inner.add_format(how) for light, how in _LIGHTS.items()}
        self._names: set[str] = set()

    def say(self, zh: str, en: str) -> str:
        """The one in the workbook's language."""
        return zh if self.lang == "zh" else en

    def sheet(self, zh: str, en: str) -> Sheet:
        """A new sheet of that name."""
        return Sheet(self, self.say(zh, en))

    def define(self, name: str, where: str) -> None:
        """Gives the cells ``where`` a name; of names that are the same but for case, the later
        ones get a number."""
        unique, number = name, 1
        while unique.lower() in self._names:
            number += 1
            unique = f"{name}_{number}"
        self._names.add(unique.lower())
        self.inner.define_name(unique, f"={where}")

    def bytes(self) -> bytes:
        """The file, once all sheets are made."""
        self.inner.close()
        return self._file.getvalue()


class Sheet:
    """A sheet that is written from its top down."""

    def __init__(self, book: Book, name: str) -> None:
        self.book = book
        self.name = name
        self.inner = book.inner.add_worksheet(name)
        self.row = 0
        self._widths: dict[int, int] = {}
        self._last = 0
        self._set_up_page()

    def _set_up_page(self) -> None:
        def plain(text: str) -> str:
            return text[:80].replace("&", "&&")

        say, inner = self.book.say, self.inner
        inner.set_landscape()
        inner.set_paper(9)  # A4
        inner.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
        inner.center_horizontally()
        inner.hide_gridlines(2)
        day = say("截至", "As of ") + self.book.day.isoformat()
        inner.set_header(f"&L{plain(self.book.title)}&R{self.name}")
        inner.set_footer(f"&L{day}&R" + say("第 &P 页，共 &N 页", "Page &P of &N"))

    def title(self, text: str, *notes: str) -> None:
        """A title, and lines of notes below it."""
        self.inner.set_row(self.row, 26)
        self._line(text, "title")
        for note in notes:
            self._line(note, "note")

    def section(self, text: str) -> None:
        """The title of a part of the sheet, after an empty row."""
        self.row += 1
        self.inner.set_row(self.row, 19)
        self._line(text, "section")

    def note(self, text: str) -> None:
        """A line of text."""
        self._line(text, "note")

    def _line(self, text: str, kind: str) -> None:
        self.inner.write_string(self.row, 0, cell_text(text), self.book.formats[kind])
        self.row += 1

    def range(self, first: int, column: int, last: int) -> str:
        """The cells of a column from one row to another, as formulas name them."""
        letter = column_letters(column)
        return f"'{self.name}'!${letter}${first + 1}:${letter}${last + 1}"

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Any]], *, filtered: bool = False
    ) -> int:
        """Writes a heading and its rows; gives the first row below the heading. ``filtered``: with
        filters, the heading staying in sight and on every page."""
        heading = self.row
        if heading + 1 + len(rows) > MOST_ROWS:
            _sanku.refuse(
                "invalid_argument", "", 0, self.name, str(len(rows)), f"<= {MOST_ROWS} rows"
            )
        for place, column in enumerate(columns):
            self.inner.write_string(heading, place, column.heading, self.book.formats["heading"])
        self.inner.set_row(heading, 15 * max(c.heading.count("\n") + 1 for c in columns) + 3)
        for place, column in enumerate(columns):
            self._fit(place, column, width_of(column.heading))
        for row, values in enumerate(rows, heading + 1):
            lines = 1
            for place, (column, value) in enumerate(zip(columns, values, strict=True)):
                self._fit(place, column, self.write(row, place, column.kind, value))
                if column.kind == "long" and value:
                    lines = max(lines, lines_of(value, column.most - 3))
            if lines > 1:  # not every program fits rows to wrapped text by itself
                self.inner.set_row(row, min(_LINE * lines + 2, _TALLEST))
        self.row = heading + 1 + len(rows)
        self._last = max(self._last, len(columns) - 1)
        if filtered:
            self.inner.autofilter(heading, 0, max(self.row - 1, heading), len(columns) - 1)
            self.inner.repeat_rows(heading)
        return heading + 1

    def _fit(self, place: int, column: Column, width: int) -> None:
        width = min(max(column.least, width + 3), column.most)
        self._widths[place] = max(self._widths.get(place, 0), width)

    def write(self, row: int, place: int, kind: str, value: Any) -> int:
        """Writes a value of this kind (None: none) and gives the columns that it takes. Amounts are
        in fen: the cell holds yuan, or, where a double cannot tell it from its neighbours, text."""
        look = self.book.formats[kind]
        if isinstance(value, Ratio):
            fraction = value.denominator != 0
            value = value.numerator / value.denominator if fraction else None
        if value is None:
            self.inner.write_string(row, place, NOTHING, self.book.formats["nothing"])
            return 2
        if isinstance(value, str):
            shown = cell_text(value)
            self.inner.write_string(row, place, shown, look)
            return width_of(shown)
        if kind == "day":
            self.inner.write_datetime(row, place, value, look)
            return 10
        if kind in ("yi", "wan"):
            if abs(value) > _EXACT:
                return self.write(row, place, kind, f"{value // 100:,}.{value % 100:02}")
            value /= 100
        self.inner.write_number(row, place, value, look)
        return len(f"{value:,.0f}") + 1

    def define(self, columns: Sequence[Column], first: int, last: int, prefix: str = "") -> None:
        """Names the cells from row ``first`` to ``last`` of each column that has a name."""
        if last < first:
            return
        for place, column in enumerate(columns):
            if column.name:
                where = self.range(first, place, last)
                single = where.split(":")[0] if first == last and not prefix else where
                self.book.define(name_of(prefix, column.name), single)

    def figures(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Any]], prefixes: Sequence[str]
    ) -> int:
        """A table of which each row bears names of its own, each with its prefix."""
        first = self.table(columns, rows)
        for row, prefix in enumerate(prefixes, first):
            for place, column in enumerate(columns):
                if column.name:
                    where = self.range(row, place, row).split(":")[0]
                    self.book.define(name_of(prefix, column.name), where)
        return first

    def light_words(self, first: int, column: int, last_column: int, words: dict[str, str]) -> None:
        """Colours the lights that stand as words from row ``first`` to the last one written."""
        if self.row <= first:
            return
        for light, look in self.book.lights.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{words[light]}"', "format": look}
            self.inner.conditional_format(first, column, self.row - 1, last_column, rule)

    def light_counts(self, first: int, columns: Sequence[Column]) -> None:
        """Colours numbers of lights above 0, in columns whose names end in that of a light."""
        for place, column in enumerate(columns):
            for light, look in self.book.lights.items():
                if column.name.endswith(light) and self.row > first:
                    rule = {"type": "cell", "criteria": ">", "value": 0, "format": look}
                    self.inner.conditional_format(first, place, self.row - 1, place, rule)

    def finish(
        self, *, frozen: tuple[int, int] = (0, 0), last_column: int = 0, pages_wide: int = 1
    ) -> None:
        """Sets widths, the print area, how many pages side by side it prints on, and the rows above
        and columns before ``frozen``, which stay in sight and, on several pages, on each."""
        self.inner.fit_to_pages(pages_wide, 0)
        if pages_wide > 1:
            self.inner.repeat_columns(0, frozen[1] - 1)
        for place, width in self._widths.items():
            self.inner.set_column(place, place, width)
        last = max(self._last, last_column)
        self.inner.print_area(0, 0, max(self.row - 1, 0), last)
        # Codes are texts of digits on purpose.
        self.inner.ignore_errors({"number_stored_as_text": f"A1:{column_letters(last)}{MOST_ROWS}"})
        if frozen != (0, 0):
            self.inner.freeze_panes(*frozen)


def column_letters(column: int) -> str:
    """The letters of a column that is counted from 0: A, …, Z, AA, …"""
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
