"""Ledgers in .xlsx files: read cell by cell, in bounded memory, by the rules of CSV files."""

from __future__ import annotations

import contextlib
import os
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, NoReturn
from xml.parsers import expat

from sanku import _sanku
from sanku._rows_in import ImportOptions, Origin, Progress, csv_file, import_rows, number_text
from sanku._sanku import ImportReport
from sanku._sheet import column_letters

_MIB = 2**20
#: What a workbook may have at most: bytes of the file, entries and bytes of its directory, bytes of
#: all parts unpacked, of a part that is held in memory whole, and of one mark-up token.
_MOST_FILE = 256 * _MIB
_MOST_ENTRIES = 4_096
_MOST_DIRECTORY = _MIB
_MOST_UNPACKED = 1_024 * _MIB
_MOST_PART = 16 * _MIB
_MOST_TOKEN = 4 * _MIB
#: Unpacked bytes for each packed one: of a part beyond `_MOST_PART`, of all beyond four of it.
_MOST_RATIO = 200
#: Shared strings, and their characters.
_MOST_STRINGS = 2_000_000
_MOST_CHARACTERS = 32 * _MIB
_MOST_DEPTH = 64
#: Of a part that is not streamed; the 65,490 formats that Excel allows take fewer.
_MOST_ELEMENTS = 250_000
_SPELT = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Rows and columns that the format has, columns that a row of a ledger may reach, and the rows
#: among which a heading stands.
_ROWS = 1_048_576
_COLUMNS = 16_384
_MOST_COLUMNS = 1_024
_HEADING_AREA = 21
#: Characters of a cell that are kept, as many as Excel holds.
_CELL = 32_767
_CHUNK = 64 * 1024
#: Stands before a formula of which the sheet holds no value; the importer names it.
_UNCALCULATED = "\x01"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")

#: What reading a damaged archive may raise.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, struct.error, KeyError)


def import_excel(
    store: _sanku.Store,
    path: str | os.PathLike[str],
    sheet: str | int | None,
    options: ImportOptions,
    progress: Progress | None,
) -> ImportReport:
    """See ``Store.import_excel``."""
    if (
        options.rejects
        and os.path.exists(options.rejects)
        and os.path.samefile(path, options.rejects)
    ):
        _sanku.refuse("invalid_argument", "", 0, "", str(options.rejects), "rejects is the ledger")
    with Package(path) as book:
        found = book.ledger(sheet)
        steps = _Steps(progress, book.size(found))
        origin = Origin(book.name, found.name, "xlsx", _cell_name)
        if not options.source:
            folder = Path(path).parent.name
            source = f"{folder}/{book.name}" if folder else book.name
            options = replace(options, source=f"{source} [{found.name}]")
        return import_rows(store, book.rows(found, steps.reading), origin, options, steps.importing)


def _cell_name(line: int, column: int | None) -> str:
    return "" if column is None else f"{column_letters(column)}{line}"


class _Steps:
    """Progress over two passes of as many bytes: reading the sheet, importing its rows."""

    def __init__(self, progress: Progress | None, size: int) -> None:
        self._progress = progress
        self._size = size

    def reading(self, done: int) -> None:
        if self._progress:
            self._progress(min(done, self._size), 2 * self._size, 0)

    def importing(self, done: int, total: int, rows: int) -> None:
        if self._progress:
            share = self._size * done // total if total else self._size
            self._progress(self._size + share, 2 * self._size, rows)


@dataclass(frozen=True)
class Sheet:
    """A sheet of cells, and the part of the file that holds it."""

    name: str
    part: str
    visible: bool


class Package:
    """An .xlsx file that was looked through and is safe to read. Raises ``Error``
    (``malformed_workbook``, ``encrypted_workbook``, ``old_workbook``, ``unsafe_workbook``,
    ``oversized_workbook``, ``io``)."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.name = Path(path).name
        _require_openpyxl()
        try:
            self._file = open(path, "rb")
        except OSError as error:
            self._refuse("io", error.strerror or str(error))
        try:
            self._check_kind()
            self._archive = self._opened()
            self._check_entries(os.fstat(self._file.fileno()).st_size)
            self._read_package()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _refuse(
        self, code: str, detail: str = "", value: str = "", sheet: str = "", cell: str = ""
    ) -> NoReturn:
        _sanku.refuse(code, self.name, 0, "", value, detail, sheet, cell)
        raise AssertionError  # refuse() always raises

    # ---- the archive

    def _check_kind(self) -> None:
        size = os.fstat(self._file.fileno()).st_size
        if size > _MOST_FILE:
            self._refuse("oversized_workbook", f"{size} > {_MOST_FILE} bytes")
        head = self._file.read(8)
        if head == _OLE:
            self._file.seek(0)
            encrypted = any(_ENCRYPTED in part for part in _overlapping(self._file))
            self._refuse("encrypted_workbook" if encrypted else "old_workbook")
        if not head.startswith(b"PK"):
            self._refuse("malformed_workbook", "no zip archive")
        self._check_directory(size)

    def _check_directory(self, size: int) -> None:
        """Looks at the end of the archive before its directory is read into memory."""
        self._file.seek(max(0, size - 65_600))
        tail = self._file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < 22:
            self._refuse("malformed_workbook", "truncated")
        directory = struct.unpack_from("<I", tail, at + 12)[0]
        wide = tail.rfind(b"PK\x06\x06", 0, at)  # the record of archives beyond 4 GiB
        if wide >= 0 and len(tail) - wide >= 56:
            directory = max(directory % 0xFFFFFFFF, struct.unpack_from("<Q", tail, wide + 40)[0])
        if directory > _MOST_DIRECTORY:
            self._refuse("oversized_workbook", f"directory: {directory} > {_MOST_DIRECTORY} bytes")

    def _opened(self) -> zipfile.ZipFile:
        try:
            return _Archive(self._file, self._refuse)
        except _DAMAGE as error:
            self._refuse("malformed_workbook", str(error))

    def _check_entries(self, size: int) -> None:
        entries = self._archive.infolist()
        if len(entries) > _MOST_ENTRIES:
            self._refuse("oversized_workbook", f"{len(entries)} > {_MOST_ENTRIES} entries")
        total = sum(entry.file_size for entry in entries)
        most = min(_MOST_UNPACKED, max(4 * _MOST_PART, _MOST_RATIO * size))
        if total > most:
            self._refuse("oversized_workbook", f"unpacked: {total} > {most} bytes")
        if len({entry.filename for entry in entries}) < len(entries):
            self._refuse("malformed_workbook", "two entries of one name")
        end = 0
        for entry in sorted(entries, key=lambda entry: entry.header_offset):
            if entry.header_offset < end:
                self._refuse("unsafe_workbook", f"overlapping entries: {entry.filename}")
            end = entry.header_offset + 30 + entry.compress_size
            if entry.flag_bits & 1:
                self._refuse("encrypted_workbook", entry.filename)
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                self._refuse("unsafe_workbook", f"compression {entry.compress_type}")
            if entry.file_size > max(_MOST_PART, _MOST_RATIO * entry.compress_size):
                packed = f"{entry.compress_size} → {entry.file_size} bytes"
                self._refuse("oversized_workbook", f"{entry.filename}: {packed}")
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")) and entry.file_size <= _MOST_PART:
                self._check_part(entry.filename)

    def _check_part(self, name: str) -> None:
        """Refuses a part with a document type, whether it is read or not."""
        try:
            with self._archive.open(name) as part, contextlib.suppress(expat.ExpatError):
                parser = _Parser(self._refuse, name)
                while chunk := part.read(_CHUNK):
                    parser.feed(chunk)
        except _DAMAGE as error:
            self._refuse("malformed_workbook", f"{name}: {error}")

    # ---- the package

    def _read_package(self) -> None:
        """Sheets, the date system and which styles are dates, as openpyxl reads them."""
        from openpyxl.reader.excel import ExcelReader
        from openpyxl.styles.stylesheet import apply_stylesheet
        from openpyxl.xml.constants import SHARED_STRINGS

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                reader: Any = ExcelReader(
                    self._file, read_only=True, data_only=True, keep_links=False
                )
                reader.archive = self._archive
                reader.read_manifest()
                reader.read_workbook()
                apply_stylesheet(self._archive, reader.wb)
                strings = reader.package.find(SHARED_STRINGS)
                found = list(reader.parser.find_sheets())
        except _sanku.Error:
            raise
        except Exception as error:  # whatever openpyxl meets in a file that is none of Excel's
            self._refuse("malformed_workbook", _reason(error))
        self._epoch = reader.wb.epoch
        self._dates = set(reader.wb._date_formats) - set(reader.wb._timedelta_formats)
        self._strings_part = strings.PartName[1:] if strings is not None else None
        self._strings: list[str] | None = None
        self.sheets = [
            Sheet(sheet.name, rel.target, sheet.state == "visible")
            for sheet, rel in found
            if rel.Type.endswith("/worksheet")
        ]
        if not self.sheets:
            self._refuse("malformed_workbook", "no sheet")

    def size(self, sheet: Sheet) -> int:
        """Bytes of the sheet, unpacked."""
        return self._archive.getinfo(sheet.part).file_size

    def ledger(self, sheet: str | int | None) -> Sheet:
        """The sheet of that name or else number (from 1); None: the only one that is not hidden, or
        the only one of those with a ledger's heading. Raises ``Error`` (``unknown_sheet``,
        ``no_heading``, ``several_ledgers``)."""
        names = ", ".join(one.name for one in self.sheets)
        if isinstance(sheet, int):
            if 1 <= sheet <= len(self.sheets):
                return self._present(self.sheets[sheet - 1])
            self._refuse("unknown_sheet", f"1-{len(self.sheets)}: {names}", value=str(sheet))
        if sheet is not None:
            for one in self.sheets:
                if one.name == sheet:
                    return self._present(one)
            if sheet.isdecimal() and len(sheet) < 10:
                return self.ledger(int(sheet))
            self._refuse("unknown_sheet", names, value=sheet)
        visible = [one for one in self.sheets if one.visible] or self.sheets
        if len(visible) == 1:
            return self._present(visible[0])
        ledgers = [one for one in visible if self._has_heading(self._present(one))]
        if not ledgers:
            self._refuse("no_heading", names)
        if len(ledgers) > 1:
            self._refuse("several_ledgers", ", ".join(one.name for one in ledgers))
        return ledgers[0]

    def _present(self, sheet: Sheet) -> Sheet:
        if sheet.part not in self._archive.namelist():
            self._refuse("malformed_workbook", f"no part {sheet.part}", sheet=sheet.name)
        return sheet

    def _has_heading(self, sheet: Sheet) -> bool:
        def first() -> Iterator[tuple[int, list[str]]]:
            for number, cells in self.rows(sheet):
                if number > _HEADING_AREA:
                    return
                yield number, cells

        with csv_file(first()) as path:
            return bool(_sanku.has_ledger_heading(path))

    # ---- cells

    def strings(self) -> list[str]:
        """The shared strings."""
        if self._strings is None:
            self._strings = []
            if self._strings_part is not None:
                parser = _Strings(self._refuse, self._strings_part, self._strings)
                for _ in self._fed(self._strings_part, parser, ""):
                    pass
        return self._strings

    def rows(
        self, sheet: Sheet, done: Callable[[int], None] = lambda _: None
    ) -> Iterator[tuple[int, list[str]]]:
        """The rows that hold something, each with its number and its cells as texts up to the last
        one that is not empty; ``done`` is called with the bytes read."""
        parser = _Cells(self._refuse, sheet, self.strings(), self._dates, self._epoch)
        for read in self._fed(sheet.part, parser, sheet.name):
            yield from parser.ready
            parser.ready.clear()
            done(read)

    def _fed(self, name: str, parser: _Parser, sheet: str) -> Iterator[int]:
        """Feeds a part to its parser, chunk by chunk; gives the bytes read so far."""
        read = 0
        try:
            with self._archive.open(name) as part:
                while not parser.ended and (chunk := part.read(_CHUNK)):
                    parser.feed(chunk)
                    read += len(chunk)
                    yield read
                if not parser.ended:
                    parser.feed(b"", last=True)
                while part.read(_CHUNK):  # only at the end is it known to be undamaged
                    pass
        except (*_DAMAGE, expat.ExpatError) as error:
            self._refuse("malformed_workbook", f"{name}: {error}", sheet=sheet)


def _require_openpyxl() -> None:
    try:
        import defusedxml
        import openpyxl
    except ImportError as error:
        raise ImportError("Excel files need openpyxl: pip install 'sanku[excel]'") from error
    del defusedxml, openpyxl  # openpyxl reads by defusedxml where that is installed


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


def _overlapping(file: IO[bytes]) -> Iterator[bytes]:
    """The file in parts, each beginning with the end of the one before."""
    before = b""
    while part := file.read(_MIB):
        yield before + part
        before = part[-64:]


class _Archive(zipfile.ZipFile):
    """An archive of which no part is read into memory whole that is too large for it."""

    def __init__(self, file: IO[bytes], refuse: Any) -> None:
        super().__init__(file)
        self._refuse = refuse

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        info = self.getinfo(name) if isinstance(name, str) else name
        if info.file_size > _MOST_PART:
            detail = f"{info.filename}: {info.file_size} > {_MOST_PART} bytes"
            self._refuse("oversized_workbook", detail)
        data = super().read(name, pwd)
        with contextlib.suppress(expat.ExpatError):  # openpyxl says so better
            _Counted(self._refuse, info.filename).feed(data)
        return data


class _Parser:
    """Reads a part event by event: no document type, no deep nesting, no endless token."""

    ended = False

    def __init__(self, refuse: Any, part: str) -> None:
        self._refuse = refuse
        self._part = part
        self._fed = 0
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        self._fed += len(chunk)
        self._parser.Parse(chunk, last)
        if self._fed - max(self._parser.CurrentByteIndex, 0) > _MOST_TOKEN:
            self._refuse("unsafe_workbook", f"{self._part}: a tag of more than {_MOST_TOKEN} bytes")

    def _doctype(self, *_: object) -> None:
        self._refuse("unsafe_workbook", f"DTD: {self._part}")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            self._refuse("unsafe_workbook", f"{self._part}: elements more than {_MOST_DEPTH} deep")
        self.start(name[name.find(":") + 1 :], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.end(name[name.find(":") + 1 :])

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Called at the start of an element, by its name without a prefix."""

    def end(self, tag: str) -> None:
        """Called at the end of an element."""

    def listen(self, heard: Callable[[str], object] | None) -> None:
        """Says who hears the text from here on."""
        self._parser.CharacterDataHandler = heard


class _Counted(_Parser):
    """A part that openpyxl makes an object of each element of."""

    count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > _MOST_ELEMENTS:
            self._refuse("oversized_workbook", f"{self._part}: > {_MOST_ELEMENTS} elements")


class _Strings(_Parser):
    """The shared strings, without their readings (phonetic runs)."""

    def __init__(self, refuse: Any, part: str, strings: list[str]) -> None:
        super().__init__(refuse, part)
        self._strings = strings
        self._pieces: list[str] = []
        self._characters = 0
        self._in_reading = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "t" and not self._in_reading:
            self.listen(self._hear)
        elif tag == "rPh":
            self._in_reading = True

    def end(self, tag: str) -> None:
        if tag == "t":
            self.listen(None)
        elif tag == "rPh":
            self._in_reading = False
        elif tag == "si":
            self._strings.append(_unescaped("".join(self._pieces)))
            self._pieces.clear()
            if len(self._strings) > _MOST_STRINGS:
                self._refuse("oversized_workbook", f"> {_MOST_STRINGS} shared strings")
        elif tag == "sst":
            self.ended = True

    def _hear(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > _MOST_CHARACTERS:
            self._refuse("oversized_workbook", f"> {_MOST_CHARACTERS} characters of shared strings")
        self._pieces.append(text)


class _Cells(_Parser):
    """The rows of a sheet, each once it has ended."""

    def __init__(
        self, refuse: Any, sheet: Sheet, strings: list[str], dates: set[int], epoch: Any
    ) -> None:
        super().__init__(refuse, sheet.part)
        self.ready: list[tuple[int, list[str]]] = []
        self._sheet = sheet.name
        self._strings = strings
        self._dates = dates
        self._epoch = epoch
        self._from_1904 = epoch.year == 1904
        self._columns: dict[str, int] = {}
        self._row = 0
        self._cells: list[str] = []
        self._column = 0  # counted from 1; 0 before the first cell
        self._kind = "n"
        self._style = 0
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._heard: list[str] = self._value
        self._room = 0
        self._inside = False

    def _fail(self, detail: str, code: str = "malformed_workbook", value: str = "") -> NoReturn:
        cell = f"{column_letters(self._column - 1)}{self._row}" if self._column else ""
        self._refuse(code, detail, value, self._sheet, cell)
        raise AssertionError  # refuse() always raises

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "v" or (tag == "t" and self._inside):
            self._listen_for(self._value)
        elif tag == "f":
            self._formula = []
            self._listen_for(self._formula)
        elif tag == "row":
            self._start_row(attributes.get("r"))
        elif tag == "rPh":
            self._inside = False
        elif tag == "is":
            self._inside = True

    def end(self, tag: str) -> None:
        if tag == "c":
            self._end_cell()
        elif tag in ("v", "t", "f"):
            self.listen(None)
        elif tag == "row":
            while self._cells and not self._cells[-1]:
                self._cells.pop()
            if self._cells:
                self.ready.append((self._row, self._cells))
        elif tag == "rPh":
            self._inside = True
        elif tag == "is":
            self._inside = False
        elif tag == "sheetData":
            self.ended = True

    def _listen_for(self, pieces: list[str]) -> None:
        if not pieces:
            self._room = _CELL
        self._heard = pieces
        self.listen(self._hear)

    def _hear(self, text: str) -> None:
        if self._room > 0:
            self._heard.append(text)
            self._room -= len(text)

    def _start_row(self, number: str | None) -> None:
        before = self._row
        self._cells, self._column = [], 0
        self._row = before + 1 if number is None else _whole(number)
        if not before < self._row <= _ROWS:
            self._fail(f"row {number or self._row} after row {before}")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        before = self._column
        address = attributes.get("r")
        self._column = before + 1 if address is None else self._column_of(address)
        if self._column <= before:
            self._fail(f"{address} after column {column_letters(before - 1)}")
        self._kind = attributes.get("t", "n")
        self._style = _whole(attributes.get("s", "0"))
        self._value.clear()
        self._formula = None

    def _column_of(self, address: str) -> int:
        match = _ADDRESS.match(address)
        if match is None or int(match[2]) != self._row:
            self._column = 0
            self._fail(f"cell {address!r} in row {self._row}")
        letters = match[1]
        if letters not in self._columns:
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - ord("A") + 1
            self._columns[letters] = column
        column = self._columns[letters]
        if column > _COLUMNS:
            self._column = 0
            self._fail(f"cell {address!r}")
        return column

    def _end_cell(self) -> None:
        text = self._text()[:_CELL]
        if not text:
            return
        if self._column > _MOST_COLUMNS:
            self._fail(f"> {_MOST_COLUMNS}", "file_too_wide", str(self._column))
        self._cells.extend([""] * (self._column - 1 - len(self._cells)))
        self._cells.append(text)

    def _text(self) -> str:
        value, kind = "".join(self._value), self._kind
        if self._formula is not None and not value and kind not in ("str", "inlineStr"):
            return _UNCALCULATED + "=" + "".join(self._formula)
        if kind == "s":
            return self._shared(value) if value else ""
        if kind == "n":
            return self._number(value.strip()) if value else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value.strip(), value)
        return _unescaped(value)  # a text, an error such as #REF!, or an ISO day

    def _shared(self, value: str) -> str:
        index = _whole(value)
        if not 0 <= index < len(self._strings):
            self._fail(f"{len(self._strings)} shared strings", value=value[:40])
        return self._strings[index]

    def _number(self, value: str) -> str:
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if number - number != 0:  # neither infinite nor no number
            self._fail("", value=value[:40])
        if self._style in self._dates and (day := self._day(number)):
            return day
        text = number_text(number)
        # A bare serial would be read as one of the system of 1900.
        return text + ".0" if self._from_1904 and len(text) == 5 and text.isdecimal() else text

    def _day(self, serial: float) -> str | None:
        """The day of a serial that the sheet shows as one, or the time of day; None for a number
        that is none, such as 20240630, which people type into cells for dates."""
        from openpyxl.utils.datetime import from_excel

        try:
            moment = from_excel(serial, self._epoch)
        except (OverflowError, ValueError):
            return None
        if serial < 0:
            return None
        return str(moment.date().isoformat() if hasattr(moment, "date") else moment.isoformat())


def _whole(text: str) -> int:
    """The number that up to nine digits spell, or -1."""
    text = text.strip()
    return int(text) if len(text) < 10 and text.isdecimal() else -1


def _unescaped(text: str) -> str:
    """The text of a cell, of which the format may spell out characters, such as ``_x000D_``."""
    return _SPELT.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
