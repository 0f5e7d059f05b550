"""What the commands share: the application, options, tables, failing."""

from __future__ import annotations

import calendar
import datetime as dt
import json as jsonlib
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

import sanku

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


class Format(StrEnum):
    """The form of a bulletin."""

    text = "text"
    json = "json"


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


def fail(error: ValueError, lang: Lang) -> NoReturn:
    """Prints the error for people and ends with exit code 2."""
    message = getattr(error, "message_zh", str(error)) if lang is Lang.zh else str(error)
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
    """Writes ``what`` as JSON, days and fractions as text."""
    write(jsonlib.dumps(what, ensure_ascii=False, indent=1, default=str) + "\n")


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
