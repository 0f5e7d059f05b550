"""Commands on time: how long conversion takes, what is to come, who waits."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import sanku
from sanku._command import (
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
    names_of,
    say,
    write,
    write_json,
)
from sanku._passage import Passage

From = Annotated[str, typer.Option("--from", help="directory or reserve.")]
To = Annotated[str, typer.Option("--to", help="reserve or implementation.")]
ByOption = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        help="province, city, county, region, sector, funding or month (of entry); again for more.",
    ),
]
Level = Annotated[float, typer.Option(help="Of the bounds, between 0 and 1.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]

LIBRARIES = {
    "directory": ("目录库", "directory"),
    "reserve": ("储备库", "reserve"),
    "implementation": ("实施库", "implementation"),
}


def way(portfolio: sanku.Portfolio, source: str, target: str) -> Passage:
    """The passage of the portfolio's projects from one library into another."""
    return Passage(sanku._sanku.passage(portfolio._inner, source, target))


def library(name: str, lang: Lang) -> str:
    """A library in words."""
    return say(lang, *LIBRARIES[name]) if name in LIBRARIES else name


def title(source: str, target: str, portfolio: sanku.Portfolio, lang: Lang) -> str:
    """A line that says which passage, and of which day."""
    day = day_words(portfolio.as_of, lang)
    first, second = library(source, lang), library(target, lang)
    return say(lang, f"{first}→{second}，截至{day}", f"{first} → {second}, as of {day}")


def label_words(row: dict[str, Any], lang: Lang) -> str:
    """The labels of a group, which stand first in its row."""
    labels = []
    for name, label in row.items():
        if name in ("n", "waiting"):
            break
        if label == "all" and name == "group":
            label = say(lang, "全部", "all")
        labels.append(say(lang, "未定", "none") if label is None else str(label))
    return " ".join(labels)


def days_words(days: int | None) -> str:
    """Days, or a dash where the sample does not reach so far."""
    return "—" if days is None else str(days)


def bounded(row: dict[str, Any], name: str) -> str:
    """A quantile and its bounds."""
    value, low, high = (days_words(row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return value if value == "—" else f"{value} ({low}–{high})"


def stay_words(row: dict[str, Any], library: str, lang: Lang) -> str:
    """A sentence on how long projects stay in a library."""
    half, most = row["stay_50"], row["stay_90"]
    if half is None:
        return say(
            lang,
            f"离开{library}的项目还不到半数。",
            f"Fewer than half of all projects have left the {library} library.",
        )
    zh = f"半数项目入库 {half} 天内离开{library}"
    en = f"Half of all projects left the {library} library within {half} days"
    if most is not None:
        zh += f"，九成 {most} 天内离开"
        en += f", 90 % within {most}"
    return say(lang, zh + "。", en + ".")


def json_rows(rows: sanku.Rows) -> list[dict[str, Any]]:
    """Rows fit for JSON: ratios as their parts."""
    return [
        {
            key: {"numerator": value.numerator, "denominator": value.denominator}
            if isinstance(value, sanku.Ratio)
            else value
            for key, value in row.items()
        }
        for row in rows
    ]


@app.command()
def times(
    store: StoreArgument,
    as_of: AsOf,
    source: From = "directory",
    target: To = "reserve",
    known_on: KnownOn = None,
    by: ByOption = None,
    level: Level = 0.95,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Says how long projects take from one library into the next (Kaplan–Meier; those that wait are
    censored, and so are those withdrawn), by group, and whether groups differ (log-rank)."""
    try:
        portfolio = existing(store).at(as_of, known_on)
        found = way(portfolio, source, target).times(by or None, level)
    except sanku.Error as error:
        fail(error, lang)
    test = found.log_rank()
    rows = found.rows()
    if json:
        write_json({"groups": json_rows(rows), "log_rank": test})
        return
    write(title(source, target, portfolio, lang) + "\n")
    percent = f"{100 * level:g} %"
    grid(
        (
            (
                "分组",
                "项目",
                "已转出",
                "已退库",
                "等待中",
                f"中位数（天，{percent}区间）",
                "75 %（天）",
            )
            if lang is Lang.zh
            else (
                "group",
                "n",
                "moved",
                "left",
                "waiting",
                f"median ({percent}), days",
                "75 %, days",
            )
        ),
        [
            (
                label_words(row, lang),
                *(row[name] for name in ("n", "moved", "left", "waiting")),
                bounded(row, "median"),
                days_words(row["p75"]),
            )
            for row in rows
        ],
        right=(1, 2, 3, 4, 5, 6),
    )
    impossible = sum(row["impossible"] for row in rows)
    if impossible:
        write(
            say(
                lang,
                f"另有 {impossible} 个项目日期自相矛盾，未计入。\n",
                f"{impossible} more with days that contradict each other are not counted.\n",
            )
        )
    if test is not None:
        chi, freedom, p = test["chi_square"], test["freedom"], test["p"]
        shown = f"p = {p:.4f}" if p >= 0.00005 else "p < 0.0001"
        write(
            say(
                lang,
                f"各组快慢是否相同（对数秩检验）：χ² = {chi:.2f}，自由度 {freedom}，{shown}。\n",
                f"Whether groups are equally fast (log-rank): "
                f"χ² = {chi:.2f} on {freedom} df, {shown}.\n",
            )
        )


@app.command()
def outlook(
    store: StoreArgument,
    as_of: AsOf,
    source: From = "directory",
    target: To = "reserve",
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
        rows = way(portfolio, source, target).outlook(months or (1, 3, 6, 12), level=level)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(json_rows(rows))
        return
    write(title(source, target, portfolio, lang) + "\n")
    percent = f"{100 * level:g} %"
    grid(
        (
            ("月数", "至", "等待中", "预计转出", f"{percent}区间", "超出经验的")
            if lang is Lang.zh
            else ("months", "until", "waiting", "expected", f"{percent} interval", "beyond history")
        ),
        [
            (
                row["months"],
                row["until"],
                row["waiting"],
                f"{row['expected']:.1f}",
                f"{row['low']:.1f}–{row['high']:.1f}",
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
    source: From = "directory",
    target: To = "reserve",
    known_on: KnownOn = None,
    by: ByOption = None,
    limit: Annotated[int, typer.Option(help="Projects to list.", min=0)] = 20,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Lists the projects that have waited longest in a library, and the groups in which most have
    waited longer than projects used to stay."""
    try:
        portfolio = existing(store).at(as_of, known_on)
        passage = way(portfolio, source, target)
        oldest = passage.waiting(limit)
        groups = passage.bottlenecks(by or None)
    except sanku.Error as error:
        fail(error, lang)
    names = names_of(portfolio)
    for row in oldest:
        row["name"] = names[row["code"]]
    if json:
        write_json({"groups": json_rows(groups), "oldest": json_rows(oldest)})
        return
    write(title(source, target, portfolio, lang) + "\n")
    if groups:
        write(stay_words(groups[0], library(source, lang), lang) + "\n")
    grid(
        (
            ("分组", "等待中", "等待中位数（天）", "久于半数", "久于七成五", "久于九成", "占比")
            if lang is Lang.zh
            else ("group", "waiting", "median, days", "> 50 %", "> 75 %", "> 90 %", "share > 50 %")
        ),
        [
            (
                label_words(row, lang),
                row["waiting"],
                days_words(row["median_age"]),
                *(days_words(row[f"longer_{share}"]) for share in (50, 75, 90)),
                row["overdue"],
            )
            for row in groups
        ],
        right=(1, 2, 3, 4, 5, 6),
    )
    grid(
        (
            ("代码", "项目", "入库", "已等（天）", "同库项目届时已离开")
            if lang is Lang.zh
            else ("code", "project", "entered", "days", "had left by then")
        ),
        [
            (
                row["code"],
                row["name"],
                row["entered"],
                row["days"],
                f"{100 * row['had_left']:.1f} %",
            )
            for row in oldest
        ],
        right=(3, 4),
        whole=(0,),
    )
