"""Commands on the way of projects between libraries: the rates at which they move on."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

import sanku
from sanku._command import (
    THINGS,
    AsJson,
    AsOf,
    ByOption,
    KnownOn,
    Lang,
    LangOption,
    SourceOption,
    StoreArgument,
    TargetOption,
    app,
    day_words,
    existing,
    fail,
    grid,
    labels_of,
    names_of,
    passage_words,
    say,
    write,
    write_json,
)
from sanku._passage import SMALL, row_of


class Definition(StrEnum):
    """What a rate counts."""

    stock = "stock"
    period = "period"
    cohort = "cohort"


class Members(StrEnum):
    """Which projects stand behind a rate."""

    entered = "entered"
    moved = "moved"
    open = "open"
    impossible = "impossible"


@app.command()
def convert(
    store: StoreArgument,
    as_of: AsOf,
    source: SourceOption = "directory",
    target: TargetOption = "reserve",
    definition: Annotated[
        Definition,
        typer.Option(
            help="stock: of all that ever entered. period: of those there at its start or entering "
            "in it, those that moved on in it. cohort: of those that entered in it, those that "
            "moved on within so many months."
        ),
    ] = Definition.stock,
    first: Annotated[str | None, typer.Option(help="First day of the period.")] = None,
    last: Annotated[str | None, typer.Option(help="Last day of the period.")] = None,
    within: Annotated[
        int | None, typer.Option(help="Months from each entry; without it: up to the day.")
    ] = None,
    by: ByOption = [],  # noqa: B006
    members: Annotated[
        Members | None, typer.Option(help="List the projects behind the rate instead.")
    ] = None,
    known_on: KnownOn = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows how many projects of a library moved on to a later one, by count and by investment."""
    if members and by:
        raise typer.BadParameter("--members lists all projects: without --by")
    try:
        portfolio = existing(store).at(as_of, known_on)
        rate = portfolio.conversion(
            source, target, definition.value, first, last, within_months=within
        )
        rows = rate.by(*by).rows() if by else []
    except sanku.Error as error:
        fail(error, lang)
    if members:
        names = names_of(portfolio)
        listed = [{"code": code, "name": names[str(code)]} for code in rate.members(members.value)]
        if json:
            write_json(listed)
        else:
            headings = say(lang, "项目 代码", "project code").split()
            grid(headings, [(one["name"], one["code"]) for one in listed], whole=(1,))
        return
    if json:
        write_json(as_json(rate, source, target, portfolio.as_of, by, rows))
        return
    write(heading(rate, source, target, portfolio.as_of, lang) + "\n")
    write_rates(rate, by, rows, labels_of(portfolio, rows, by, lang), lang)


def as_json(
    rate: sanku.Conversion, source: str, target: str, as_of: Any, things: list[str], rows: list[Any]
) -> dict[str, Any]:
    """What the command shows."""
    question = rate.question
    return {
        "from": source,
        "to": target,
        "as_of": as_of,
        "definition": question.definition,
        "first": question.first,
        "last": question.last,
        "within_months": question.months,
        "total": row_of(rate.total, rate.total.is_small(SMALL)),
        "by": things,
        "groups": rows,
    }


def heading(rate: sanku.Conversion, source: str, target: str, as_of: Any, lang: Lang) -> str:
    """A line that says which rate it is."""
    question = rate.question
    words = [passage_words(source, target, lang)]
    if question.definition == "stock":
        words.append(say(lang, "存量口径", "stock"))
    else:
        days = [day_words(day, lang) for day in (question.first, question.last) if day]
        period = say(lang, "{}至{}", "{} to {}").format(*days)
        if question.definition == "period":
            words.append(say(lang, f"期间口径，{period}", f"period {period}"))
        else:
            words.append(say(lang, f"批次口径，{period}入库", f"cohort that entered {period}"))
            if question.months:
                words.append(
                    say(lang, f"{question.months}个月内转化", f"within {question.months} months")
                )
    words.append(say(lang, "截至", "as of ") + day_words(as_of, lang))
    return say(lang, "，", ", ").join(words)


def write_rates(
    rate: sanku.Conversion,
    things: list[str],
    rows: list[dict[str, Any]],
    groups: list[list[str]],
    lang: Lang,
) -> None:
    """Prints a line a group and the total, and below what their marks mean. groups: of each row
    the labels of its ``things``."""
    zh = lang is Lang.zh
    total = row_of(rate.total, rate.total.is_small(SMALL))
    open_too = any(row["open"] for row in (*rows, total))
    headings = [THINGS[thing][0 if zh else 1] for thing in things]
    headings += say(lang, "计入 转化 按项目数 按投资", "counted moved count investment").split()
    if open_too:
        headings.append(say(lang, "未到期", "open"))

    def line(labels: list[str], row: dict[str, Any]) -> list[str]:
        mark = "※" if row["small"] else ""
        rates = [
            f"{mark}{row[what]}" if row[what] else "—" for what in ("by_count", "by_investment")
        ]
        opens = [str(row["open"])] if open_too else []
        return [*labels, str(row["entered"]), str(row["moved"]), *rates, *opens]

    lines = [line(labels, row) for labels, row in zip(groups, rows, strict=True)]
    labels = [say(lang, "合计", "total"), *[""] * len(things)][: len(things)]
    lines.append(line(labels, total))
    grid(headings, lines, right=range(len(things), len(headings)))
    if any(row["small"] for row in (*rows, total)):
        zh_note = f"※ 分母不足{SMALL}项，比率仅供参考（界限为本软件设定）。"
        en_note = f"※ fewer than {SMALL} projects: the rate says little (this software's limit)."
        write(say(lang, zh_note, en_note) + "\n")
    if open_too:
        zh_note = "未到期：期限未满、既未转化也未退库的项目，比率还可能上升。"
        en_note = "open: neither moved on nor left, and their months are not over."
        write(say(lang, zh_note, en_note) + "\n")
    if total["impossible"]:
        zh_note = (
            f"{total['impossible']}项转入后一库的日期早于入库日期，按入库当日转化计"
            "（--members impossible 列出）。"
        )
        en_note = (
            f"{total['impossible']} moved on before they entered and count as moved on as they "
            "entered (--members impossible lists them)."
        )
        write(say(lang, zh_note, en_note) + "\n")
