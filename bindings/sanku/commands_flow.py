"""The command on the flow of projects through a network of pools."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import sanku
from sanku._command import (
    THINGS,
    AsJson,
    AsOf,
    ByOption,
    Form,
    KnownOn,
    Lang,
    LangOption,
    StoreArgument,
    app,
    day_words,
    existing,
    fail,
    grid,
    labels_of,
    say,
    write,
    write_json,
    yi_yuan,
)
from sanku._sanku import month_of

#: The figures of a balance in the order of their equation, with headings.
FIGURES = {
    "opening": ("期初", "opening"),
    "entered": ("新入库", "entered"),
    "moved_in": ("转入", "moved in"),
    "sent_back_in": ("退回转入", "sent back in"),
    "moved_on": ("转出", "moved on"),
    "sent_back": ("退回", "sent back"),
    "left": ("退库", "left"),
    "closing": ("期末", "closing"),
}


@app.command("flow")
def flow_(
    store: StoreArgument,
    as_of: AsOf,
    known_on: KnownOn = None,
    network: Annotated[
        str, typer.Option(help="A network that ships, or a .toml file.")
    ] = "three-libraries",
    first: Annotated[
        str | None, typer.Option(help="The first month, such as 2024-01; default: January.")
    ] = None,
    months: Annotated[int | None, typer.Option(min=1, help="How many; default: all.")] = None,
    year: Annotated[
        bool, typer.Option("--year", help="The year so far as one period, instead of months.")
    ] = False,
    by: ByOption = [],  # noqa: B006
    form: Annotated[Form, typer.Option("--format", help="What to print.")] = Form.text,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows what each pool held at first, what came and went by month, and what it held at last,
    and proves that it adds up; or the network with how many went over each move."""
    if "pool" in by:
        raise typer.BadParameter("pool: a balance is by pool already", param_hint="--by")
    if year and (first is not None or months is not None):
        raise typer.BadParameter("--year goes without --first and --months")
    try:
        portfolio = existing(store).at(as_of, known_on)
        flow = portfolio.flow(network)
        if form in (Form.mermaid, Form.dot) and not json:
            draw = flow.mermaid if form is Form.mermaid else flow.dot
            write(draw(lang.value))
            return
        if year:
            rows = flow.balance(f"{flow.as_of.year}-01-01", last=flow.as_of, by=by or None)
        else:
            rows = flow.balance(first or f"{flow.as_of.year}-01", months, by=by or None)
        findings = flow.findings(lang.value)
    except sanku.Error as error:
        fail(error, lang)
    if json or form is Form.json:
        write_json({"network": flow.network.id, "balance": rows, "findings": findings})
        return
    print_balance(flow, rows, labels_of(portfolio, rows, by, lang), by, lang, by_month=not year)
    print_findings(flow, findings, lang)


def print_balance(
    flow: sanku.Flow,
    rows: list[dict[str, Any]],
    groups: list[list[str]],
    by: list[str],
    lang: Lang,
    *,
    by_month: bool,
) -> None:
    """Prints a balance by group, period and pool: counts, and amounts in 亿元 below them.
    groups: of each row the labels of what it is grouped ``by``."""
    at = 0 if lang is Lang.zh else 1
    names = {pool["id"]: pool[f"name_{lang.value}"] for pool in flow.network.pools}

    def period(row: dict[str, Any]) -> str:
        if by_month:
            return month_of(str(row["first"]))
        return say(lang, "至", "–").join((str(row["first"]), str(row["last"])))

    def cell(row: dict[str, Any], figure: str) -> str:
        if row[figure] == 0 and row[f"{figure}_fen"] == 0:
            return "·"
        return f"{row[figure]}\n{yi_yuan(row[f'{figure}_fen'])}"

    day = day_words(flow.as_of, lang)
    name = flow.network.name(lang.value)
    write(
        say(
            lang,
            f"{name}流转平衡（个；下行：亿元），截至{day}\n",
            f"{name}: flow balance (projects; below: 100 m yuan) as of {day}\n",
        )
    )
    labels = [THINGS[thing][at] for thing in by]
    labels += say(lang, "期间 库", "period pool").split()
    figures = [heading[at] for heading in FIGURES.values()]
    grid(
        labels + figures,
        [
            (
                *group,
                period(row),
                names[row["pool"]],
                *(cell(row, figure) for figure in FIGURES),
            )
            for row, group in zip(rows, groups, strict=True)
        ],
        right=range(len(labels), len(labels) + len(figures)),
        wide=True,
    )
    open_rows = sum(not row["closes"] for row in rows)
    if open_rows:
        write(say(lang, f"有{open_rows}行不平。\n", f"{open_rows} lines do not close.\n"))
    else:
        write(
            say(
                lang,
                "期初＋新入库＋转入＋退回转入－转出－退回－退库＝期末，各行均平。\n"
                "（按分核对；亿元为四舍五入，合计可有0.01之差）\n",
                "opening + entered + moved in + sent back in - moved on - sent back - left = "
                "closing: every line closes.\n(checked in fen; shown amounts are rounded)\n",
            )
        )


def print_findings(flow: sanku.Flow, findings: list[dict[str, Any]], lang: Lang) -> None:
    """Lists the statements that a person should look at."""
    if not findings:
        return
    names = {pool["id"]: pool[f"name_{lang.value}"] for pool in flow.network.pools}
    write(say(lang, f"\n须核对{len(findings)}条：\n", f"\nTo be looked at: {len(findings)}\n"))
    outside = say(lang, "库外", "outside")
    grid(
        say(lang, "项目代码 原在 自 去向 日期 说明", "project from since to day what").split(),
        [
            (
                entry["code"],
                names.get(entry["from"], outside),
                entry["since"] or "—",
                names.get(entry["to"], outside),
                entry["day"],
                entry["name"],
            )
            for entry in findings
        ],
        whole=(0, 2, 4),
    )
