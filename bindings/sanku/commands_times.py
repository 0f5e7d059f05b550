"""Commands on time: how long conversion takes, what is to come, who waits."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import sanku
from sanku._command import (
    LIBRARIES,
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

Level = Annotated[float, typer.Option(help="Of the bounds, between 0 and 1.")]


def title(source: str, target: str, portfolio: sanku.Portfolio, lang: Lang) -> str:
    """A line that says which passage, and of which day."""
    day = day_words(portfolio.as_of, lang)
    return passage_words(source, target, lang) + say(lang, f"，截至{day}", f", as of {day}")


def groups_of(
    portfolio: sanku.Portfolio, rows: sanku.Rows, by: list[str], lang: Lang
) -> tuple[list[str], list[list[str]]]:
    """The headings of what rows are grouped by, and of each row the labels; all of them are one
    group without it."""
    if not by:
        return [say(lang, "分组", "group")], [[say(lang, "全部", "all")]] * len(rows)
    return [say(lang, *THINGS[thing]) for thing in by], labels_of(portfolio, rows, by, lang)


def days_words(days: int | None) -> str:
    """Days, or a dash where the sample does not reach so far."""
    return "—" if days is None else str(days)


def bounds(value: str, low: str, high: str, lang: Lang) -> str:
    """A value with its bounds."""
    return say(lang, f"{value}（{low}～{high}）", f"{value} ({low}–{high})")


def quantile(row: dict[str, Any], name: str, lang: Lang) -> str:
    """A quantile and its bounds, in days."""
    value, low, high = (days_words(row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return value if row[name] is None else bounds(value, low, high, lang)


def stay_words(row: dict[str, Any], source: str, lang: Lang) -> str:
    """A sentence on how long projects stay in a library."""
    half, most = row["stay_50"], row["stay_90"]
    zh, en = LIBRARIES[source]
    if half is None:
        return say(
            lang,
            f"离开{zh}的项目不足半数。",
            f"Fewer than half of all projects have left the {en} library.",
        )
    left = say(
        lang,
        f"半数项目入库后{half}天内离开{zh}",
        f"Half of all projects left the {en} library within {half} days",
    )
    if most is not None:
        left += say(lang, f"，九成{most}天内离开", f", 90% within {most}")
    return left + say(lang, "。", ".")


@app.command()
def times(
    store: StoreArgument,
    as_of: AsOf,
    source: SourceOption = "directory",
    target: TargetOption = "reserve",
    known_on: KnownOn = None,
    by: ByOption = [],  # noqa: B006
    level: Level = 0.95,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Says how long projects take from one library into the next (Kaplan–Meier; those that wait are
    censored, and so are those withdrawn), by group, and whether groups differ (log-rank)."""
    try:
        portfolio = existing(store).at(as_of, known_on)
        found = portfolio.passage(source, target).times(by or None, level)
    except sanku.Error as error:
        fail(error, lang)
    test = found.log_rank()
    rows = found.rows()
    if json:
        write_json({"groups": rows, "log_rank": test})
        return
    write(title(source, target, portfolio, lang) + "\n")
    percent = f"{100 * level:g}%"
    headings, groups = groups_of(portfolio, rows, by, lang)
    first = len(headings)
    headings += say(lang, "项目 已转出 已退库 等待中", "n moved left waiting").split()
    headings += [
        say(lang, f"中位数（天，{percent}区间）", f"median ({percent}), days"),
        say(lang, "75%分位（天）", "75%, days"),
    ]
    grid(
        headings,
        [
            (
                *group,
                *(row[name] for name in ("n", "moved", "left", "waiting")),
                quantile(row, "median", lang),
                days_words(row["p75"]),
            )
            for group, row in zip(groups, rows, strict=True)
        ],
        right=range(first, len(headings)),
    )
    impossible = sum(row["impossible"] for row in rows)
    if impossible:
        write(
            say(
                lang,
                f"另有{impossible}个项目日期前后矛盾，未计入。\n",
                f"{impossible} more with days that contradict each other are not counted.\n",
            )
        )
    if test is not None:
        chi, freedom, p = test["chi_square"], test["freedom"], test["p"]
        shown = f"p = {p:.4f}" if p >= 0.00005 else "p < 0.0001"
        write(
            say(
                lang,
                f"各组转化快慢差异检验（对数秩检验）：χ² = {chi:.2f}，自由度{freedom}，{shown}。\n",
                f"Whether groups are equally fast (log-rank): "
                f"χ² = {chi:.2f} on {freedom} df, {shown}.\n",
            )
        )


@app.command()
def outlook(
    store: StoreArgument,
    as_of: AsOf,
    source: SourceOption = "directory",
    target: TargetOption = "reserve",
    known_on: KnownOn = None,
    months: Annotated[
        list[int] | None, typer.Option(help="Months to come; 1, 3, 6 and 12 unless given.")
    ] = None,
    level: Level = 0.95,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Says how many of the projects that wait will move on within some months, if they go on as
    projects have done so far."""
    try:
        portfolio = existing(store).at(as_of, known_on)
        rows = portfolio.passage(source, target).outlook(months or (1, 3, 6, 12), level=level)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(rows)
        return
    write(title(source, target, portfolio, lang) + "\n")
    percent = f"{100 * level:g}%"
    grid(
        (
            ("月数", "至", "等待中", "预计转出", f"{percent}区间", "超出历史时长")
            if lang is Lang.zh
            else ("months", "until", "waiting", "expected", f"{percent} interval", "beyond history")
        ),
        [
            (
                row["months"],
                row["until"],
                row["waiting"],
                f"{row['expected']:.1f}",
                say(lang, "～", "–").join((f"{row['low']:.1f}", f"{row['high']:.1f}")),
                row["beyond"],
            )
            for row in rows
        ],
        right=(0, 2, 3, 4, 5),
    )


@app.command()
def waiting(
    store: StoreArgument,
    as_of: AsOf,
    source: SourceOption = "directory",
    target: TargetOption = "reserve",
    known_on: KnownOn = None,
    by: ByOption = [],  # noqa: B006
    limit: Annotated[int, typer.Option(help="Projects to list.", min=0)] = 20,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Lists the projects that have waited longest in a library, and the groups in which most have
    waited longer than projects used to stay."""
    try:
        portfolio = existing(store).at(as_of, known_on)
        passage = portfolio.passage(source, target)
        oldest = passage.waiting(limit)
        groups = passage.bottlenecks(by or None)
    except sanku.Error as error:
        fail(error, lang)
    names = names_of(portfolio)
    for row in oldest:
        row["name"] = names[row["code"]]
    if json:
        write_json({"groups": groups, "oldest": oldest})
        return
    write(title(source, target, portfolio, lang) + "\n")
    if groups:
        write(stay_words(groups[0], source, lang) + "\n")
    headings, labels = groups_of(portfolio, groups, by, lang)
    first = len(headings)
    headings += (
        [
            "等待中",
            "等待天数中位数",
            *(f"超过{share}项目在库时长" for share in ("半数", "75%", "90%")),
            "超过半数者占比",
        ]
        if lang is Lang.zh
        else ["waiting", "median, days", "> 50%", "> 75%", "> 90%", "share > 50%"]
    )
    grid(
        headings,
        [
            (
                *label,
                row["waiting"],
                days_words(row["median_age"]),
                *(days_words(row[f"longer_{share}"]) for share in (50, 75, 90)),
                row["overdue"],
            )
            for label, row in zip(labels, groups, strict=True)
        ],
        right=range(first, len(headings)),
        whole=range(first),
    )
    if not oldest:
        return
    write(say(lang, "\n等待最久的项目：\n", "\nWaiting longest:\n"))
    grid(
        ("代码", "项目", "入库", "已等（天）", "同等时长已离库比例")
        if lang is Lang.zh
        else ("code", "project", "entered", "days", "had left by then"),
        [
            (
                row["code"],
                row["name"],
                row["entered"],
                row["days"],
                f"{100 * row['had_left']:.1f}%",
            )
            for row in oldest
        ],
        right=(3, 4),
        whole=(0, 2),
    )
