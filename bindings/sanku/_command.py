"""What the commands share: the application, options, tables, failing."""

from __future__ import annotations

import calendar
import datetime as dt
import json as jsonlib
import sys
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

import sanku
from sanku import _sanku

app = typer.Typer(
    help="三库通报: from a ledger to this month's bulletin.",
    no_args_is_help=True,
    add_completion=False,
)
notes = Console(stderr=True)


class Lang(StrEnum):
    """The language of what is shown."""

    zh = "zh"
    en = "en"


class Hash(StrEnum):
    """What chains the events of a journal."""

    sha256 = "sha256"
    sm3 = "sm3"


class Format(StrEnum):
    """The form of what is printed."""

    text = "text"
    json = "json"


class Edition(StrEnum):
    """The form in which a bulletin is handed on."""

    text = "text"
    json = "json"
    html = "html"
    xlsx = "xlsx"
    pdf = "pdf"


class Form(StrEnum):
    """The form of what is drawn as well: a network, and the flow through it."""

    text = "text"
    mermaid = "mermaid"
    dot = "dot"
    json = "json"


LIBRARIES = {
    "directory": ("目录库", "directory"),
    "reserve": ("储备库", "reserve"),
    "implementation": ("实施库", "implementation"),
}
#: What projects are grouped by, with headings.
THINGS = {
    "province": ("省", "province"),
    "city": ("市州", "city"),
    "county": ("县市区", "county"),
    "region": ("地区", "region"),
    "township": ("乡镇", "township"),
    "sector": ("行业", "sector"),
    "funding": ("资金类别", "funding"),
    "pool": ("所在库", "pool"),
    "month": ("入库月份", "month of entry"),
}
#: By what projects are grouped: the label of those of which nobody stated it. In ``pool`` all are
#: known: a project in no library has not entered one.
_UNSTATED = {"sector": "?", "funding": "unknown", "month": None, "unit": "", "size": ""}


def known_things(by: list[str] | None) -> list[str]:
    """What ``--by`` names. Raises ``BadParameter`` for a thing that projects are not grouped by."""
    for thing in by or []:
        if thing not in THINGS:
            raise typer.BadParameter(f"{thing}: one of {', '.join(THINGS)}")
    return by or []


StoreArgument = Annotated[Path, typer.Argument(help="The store, such as daye.sanku.")]
AsOf = Annotated[str, typer.Option("--as-of", help="The day, such as 2024-06-30.")]
KnownOn = Annotated[
    str | None, typer.Option("--known-on", help="Only what was recorded up to this day.")
]
PolicyOption = Annotated[
    str,
    typer.Option(
        "--policy",
        help="Rules joined by +: editions such as yinchuan-2025, families such as yinchuan as in "
        "force on the day; or a .toml file.",
    ),
]
RulesOf = Annotated[
    str | None, typer.Option("--rules-of", help="Families as in force on this day instead.")
]
Packs = Annotated[
    Path | None, typer.Option("--policies", help="A .toml file or a folder with further rules.")
]
LangOption = Annotated[Lang, typer.Option("--lang", help="Language of what is shown.")]
ByOption = Annotated[
    list[str],
    typer.Option(
        "--by",
        callback=known_things,
        help=f"{', '.join(THINGS)} (of entry); several times for several.",
    ),
]
SourceOption = Annotated[str, typer.Option("--source", help="directory or reserve.")]
TargetOption = Annotated[
    str, typer.Option("--target", help="reserve or implementation: a later library.")
]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]

COLOURS = {"red": "red", "yellow": "yellow", "green": "green", "no_data": "dim", "none": "dim"}
NAMES = {
    "zh": {"red": "红灯", "yellow": "黄灯", "green": "绿灯", "no_data": "无数据", "none": "不适用"},
    "en": {
        "red": "red",
        "yellow": "yellow",
        "green": "green",
        "no_data": "no data",
        "none": "not rated",
    },
}


def fail(error: Exception, lang: Lang) -> NoReturn:
    """Prints the error for people and ends with exit code 2."""
    message = getattr(error, "message_zh", str(error)) if lang is Lang.zh else str(error)
    if isinstance(error, OSError) and error.strerror:
        failed = say(lang, "读写失败：", "reading or writing failed: ")
        message = f"{failed}{error.filename or ''} ({error.strerror})"
    notes.print(message, style="red", markup=False, highlight=False)
    raise typer.Exit(2)


def write(text: str) -> None:
    """Writes exactly these bytes to standard output, whatever the terminal's locale."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def existing(path: Path, networks: Sequence[Path] = ()) -> sanku.Store:
    """Opens a store that must exist, so that a mistyped name makes no empty one."""
    if not path.exists():
        notes.print(f"没有这个库文件 no such store: {path}", style="red", markup=False)
        raise typer.Exit(2)
    return sanku.Store(path, networks=networks)


def say(lang: Lang, zh: str, en: str) -> str:
    """The one in ``lang``."""
    return zh if lang is Lang.zh else en


def grid(
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Sequence[int] = (),
    whole: Sequence[int] = (),
    wide: bool = False,
) -> None:
    """Prints a table that is aligned by the width of Chinese characters; ``right``: places of
    columns of numbers; ``whole``: of those that are not folded, such as codes. Other cells that a
    line cannot hold are folded, never cut. ``wide``: lines as long as they need to be, however wide
    the terminal."""
    table = Table(box=None, pad_edge=False)
    lines = list(rows)
    for place, heading in enumerate(headings):
        justify: Literal["right", "left"] = "right" if place in right else "left"
        width = max(
            (cell_len(part) for row in lines for part in str(row[place]).split("\n")), default=0
        )
        table.add_column(
            heading,
            justify=justify,
            overflow="fold",
            no_wrap=place in whole,
            min_width=width if place in whole else None,
        )
    for row in lines:
        table.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    Console(width=10_000 if wide else None).print(table)


def coloured(light: str, lang: Lang) -> Text:
    """A light by its name, in its colour."""
    return Text(NAMES[lang.value][light], style=COLOURS[light])


def write_json(what: object) -> None:
    """Writes ``what`` as JSON, see ``plain``; days as text."""
    write(jsonlib.dumps(plain(what), ensure_ascii=False, indent=1, default=str) + "\n")


def plain(what: Any) -> Any:
    """The same with each ratio as its numerator and denominator, and fractions as text."""
    if isinstance(what, sanku.Ratio):
        return {"numerator": what.numerator, "denominator": what.denominator}
    if isinstance(what, Fraction):
        return str(what)
    if isinstance(what, dict):
        return {key: plain(value) for key, value in what.items()}
    return [plain(value) for value in what] if isinstance(what, list | tuple) else what


def yi_yuan(fen: int) -> str:
    """An amount in 亿元 with two decimals, rounded half up, thousands separated."""
    return _sanku.decimal(Fraction(fen, 10**10), 2, grouped=True)


def passage_words(source: str, target: str, lang: Lang) -> str:
    """From which library into which."""
    names = (say(lang, *LIBRARIES.get(name, (name, name))) for name in (source, target))
    return say(lang, "→", " → ").join(names)


def labels_of(
    portfolio: sanku.Portfolio, rows: Iterable[dict[str, Any]], things: Sequence[str], lang: Lang
) -> list[list[str]]:
    """Of each row the labels of what it is grouped by, in words."""
    names = {
        thing: {part["key"]: part["label"] for part in portfolio.structure(thing, "all", lang=lang)}
        for thing in things
        if thing in ("sector", "funding", "pool")
    }
    return [
        [stated(thing, row[thing], names.get(thing, {}).get(row[thing]), lang) for thing in things]
        for row in rows
    ]


def stated(thing: str, key: str | None, name: str | None, lang: Lang) -> str:
    """The name of a group of ``thing``, or its key, unless it is of those that state nothing."""
    if key == _UNSTATED.get(thing, "0"):
        return say(lang, "未填", "not stated")
    return name or str(key)


def recorded(
    store: Path,
    json: bool,
    lang: Lang,
    record: Callable[[sanku.Store], int],
    words: tuple[str, str] = ("已登记为第{}条。", "Recorded as event {}."),
    networks: Sequence[Path] = (),
) -> None:
    """Opens the store, records one event and says ``words`` of its number."""
    try:
        number = record(existing(store, networks))
    except ValueError as error:  # an Error of sanku's is one
        fail(error, lang)
    if json:
        write_json({"sequence": number})
    else:
        write(say(lang, *words).format(number) + "\n")


def problem(error: sanku.Error) -> dict[str, Any]:
    """An error as JSON tells it."""
    names = ("code", "file", "sheet", "cell", "row", "column", "value", "detail")
    return {name: getattr(error, name) for name in names} | {
        "zh": error.message_zh,
        "en": str(error),
    }


def check_files(files: Sequence[Path], read: Callable[[str], str], json: bool, lang: Lang) -> None:
    """Reads each file, and those of each folder, and says ok with what ``read`` found in it, or its
    first mistake. Ends with exit code 1 if any is refused."""
    found: list[dict[str, Any]] = []
    for file in files:
        for path in sorted(file.glob("*.toml")) if file.is_dir() else [file]:
            try:
                said = read(str(path))
                found.append({"file": str(path), "ok": True, "says": said})
                line = f"ok {path}: {said}"
            except sanku.Error as error:
                found.append({"file": str(path), "ok": False, "error": problem(error)})
                line = error.message_zh if lang is Lang.zh else str(error)
            if not json:
                write(line + "\n")
    if json:
        write_json(found)
    if not all(one["ok"] for one in found):
        raise typer.Exit(1)


def day_words(day: dt.date, lang: Lang) -> str:
    """2024年6月30日 or 30 June 2024."""
    if lang is Lang.zh:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def names_of(portfolio: sanku.Portfolio) -> dict[str, str]:
    """The name of each project by its code; the code where nobody stated one."""
    texts = portfolio.texts
    return {
        code: texts[place] or code
        for code, place in zip(portfolio.codes, portfolio["name"].tolist(), strict=True)
    }
