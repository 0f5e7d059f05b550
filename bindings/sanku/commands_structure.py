"""The command on volume and structure."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import typer

import sanku
from sanku import _sanku
from sanku._command import (
    THINGS,
    AsJson,
    AsOf,
    KnownOn,
    Lang,
    LangOption,
    StoreArgument,
    app,
    day_words,
    existing,
    fail,
    grid,
    say,
    stated,
    write,
    write_json,
    yi_yuan,
)

#: What shares and concentration are of, with headings.
_OF = THINGS | {
    "size": ("投资规模", "size"),
    "unit": ("责任单位", "responsible unit"),
    "project": ("项目", "project"),
}


def _year_before(day: dt.date) -> dt.date:
    """The same day of the year before; the 28th for 29 February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def _differing_level(portfolio: sanku.Portfolio) -> str:
    """The widest level at which the projects lie in more than one region."""
    levels = ("province", "city", "county")
    return next((one for one in levels if len(portfolio.structure(one, "all")) > 1), "region")


@app.command()
def structure(
    store: StoreArgument,
    as_of: AsOf,
    known_on: KnownOn = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            help="sector, funding, size, pool, unit, province, city, county, region or township; "
            "if none: the first three, and regions at the widest level at which they differ."
        ),
    ] = None,
    pool: Annotated[
        list[str] | None,
        typer.Option(help="Pools whose projects count, or all; the three libraries if none."),
    ] = None,
    previous_year: Annotated[
        str | None, typer.Option(help="Last year's investment as the office states it, in 亿元.")
    ] = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows volume and structure: multiples of last year's investment, shares by sector, funding,
    size and region, concentration, and new, continuing and completed projects against last year."""
    pools = pool[0] if pool == ["all"] else pool
    try:
        opened = existing(store)
        portfolio = opened.at(as_of, known_on)
        last_year = opened.at(_year_before(portfolio.as_of), known_on)
        fen = None if previous_year is None else _sanku.fen_of_yi(previous_year)
        multiples = portfolio.multiples(fen, lang=lang.value)
        level = _differing_level(portfolio)
        chosen = by or ["sector", "funding", "size", level]
        shares = {one: portfolio.structure(one, pools, lang=lang.value) for one in chosen}
        members = ("project", "unit", "sector", level)
        spread = [portfolio.concentration(of, pools) for of in members]
        types = portfolio.project_types(last_year, lang=lang.value)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(
            {
                "as_of": portfolio.as_of,
                "known_on": portfolio.known_on,
                "multiples": multiples,
                "structure": shares,
                "concentration": spread,
                "project_types": types,
                "last_year": last_year.as_of,
            }
        )
        return
    day = day_words(portfolio.as_of, lang)
    write(
        say(
            lang,
            f"总量与结构，截至{day}，金额单位：亿元\n",
            f"Volume and structure on {day}, amounts in 100 m yuan (亿元)\n",
        )
    )
    _show_multiples(multiples, lang)
    for one, rows in shares.items():
        _show_shares(one, rows, lang)
    _show_concentration(spread, lang)
    _show_types(types, last_year.as_of, lang)


def _title(lang: Lang, zh: str, en: str) -> None:
    write(f"\n{say(lang, zh, en)}\n")


def _show_multiples(rows: sanku.Rows, lang: Lang) -> None:
    previous = rows[0]["previous_year_fen"]
    by_office = rows[0]["previous_year_stated"]
    _title(
        lang,
        f"三库规模（上年投资{yi_yuan(previous)}，{'单位填报' if by_office else '由上年报表汇总'}）",
        f"The three libraries (previous year's investment {yi_yuan(previous)}, "
        f"{'as the office states it' if by_office else 'added up from reports'})",
    )
    grid(
        say(
            lang, "库 项目数 总投资 为上年投资的倍数", "library projects investment multiple"
        ).split(),
        [
            (
                row["label"],
                f"{row['projects']:,}",
                yi_yuan(row["investment_fen"]),
                row["multiple"].multiple(),
            )
            for row in rows
        ],
        right=(1, 2, 3),
    )


def _show_shares(by: str, rows: sanku.Rows, lang: Lang) -> None:
    _title(lang, f"按{_OF[by][0]}", f"By {_OF[by][1]}")
    grid(
        [
            say(lang, *_OF[by]),
            *say(lang, "项目数 占比 总投资 占比", "projects share investment share").split(),
        ],
        [
            (
                stated(by, row["key"], row["label"], lang),
                f"{row['projects']:,}",
                row["share_by_count"].percent(),
                yi_yuan(row["investment_fen"]),
                row["share_by_investment"].percent(),
            )
            for row in rows
        ],
        right=(1, 2, 3, 4),
    )


def _show_concentration(spread: list[dict[str, Any]], lang: Lang) -> None:
    _title(
        lang,
        "集中度（按总投资；前n家占比；HHI×10000；等效个数＝1÷HHI）",
        "Concentration (by investment: share of the n largest; HHI × 10,000; equivalent number = "
        "1 ÷ HHI)",
    )
    largest = list(spread[0]["largest"])
    grid(
        [
            say(lang, "对象", "of"),
            say(lang, "个数", "members"),
            *(f"CR{n}" for n in largest),
            "HHI",
            say(lang, "等效个数", "equivalent"),
            say(lang, "未计入项目", "left out"),
        ],
        [
            (
                say(lang, *_OF[row["of"]]),
                f"{row['members']:,}",
                *(row["largest"][n].percent() for n in largest),
                "—"
                if row["herfindahl"] is None
                else _sanku.decimal(row["herfindahl"] * 10_000, 0, grouped=True),
                "—"
                if row["equivalent"] is None
                else _sanku.decimal(row["equivalent"], 1, grouped=True),
                f"{row['left_out_projects']:,}",
            )
            for row in spread
        ],
        right=tuple(range(1, len(largest) + 5)),
    )


def _show_types(rows: sanku.Rows, last_year: dt.date, lang: Lang) -> None:
    _title(
        lang,
        f"项目类别（增长与{day_words(last_year, lang)}比）",
        f"Kinds of projects (growth since {day_words(last_year, lang)})",
    )

    def line(label: str, row: dict[str, Any]) -> tuple[str, ...]:
        return (
            label,
            f"{row['projects']:,}",
            row["projects_growth"].percent(),
            row["start_rate"].percent(),
            yi_yuan(row["investment_fen"]),
            yi_yuan(row["plan_fen"]),
            row["plan_fen_growth"].percent(),
            yi_yuan(row["completed_fen"]),
            row["plan_rate"].percent(),
        )

    sums = ("projects", "started", "investment_fen", "plan_fen", "completed_fen")
    total: dict[str, Any] = {name: sum(row[name] for row in rows) for name in sums}
    for name in sums:
        then = sum(row[f"{name}_last_year"] for row in rows)
        total[f"{name}_growth"] = sanku.Ratio(total[name] - then, then)
    total["start_rate"] = sanku.Ratio(total["started"], total["projects"])
    total["plan_rate"] = sanku.Ratio(total["completed_fen"], total["plan_fen"])
    grid(
        say(
            lang,
            "类别 项目数 增长 开工率 总投资 今年计划 增长 今年完成 占计划",
            "kind projects growth started investment plan growth completed of~plan",
        )
        .replace("~", "\N{NO-BREAK SPACE}")
        .split(" "),
        [
            *(
                line(row["label"], row)
                for row in rows
                if row["projects"] or row["projects_last_year"]
            ),
            line(say(lang, "合计", "total"), total),
        ],
        right=tuple(range(1, 9)),
    )
