"""Commands on ranks and composite scores of regions, and on the files that scores are made by."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

import sanku
from sanku import _sanku
from sanku._command import (
    AsJson,
    AsOf,
    KnownOn,
    Lang,
    LangOption,
    Packs,
    PolicyOption,
    RulesOf,
    StoreArgument,
    app,
    check_files,
    day_words,
    existing,
    fail,
    grid,
    say,
    write,
    write_json,
)
from sanku._ranks import scoring_of

By = Annotated[str, typer.Option(help="Level: province, city, county or township.")]
Within = Annotated[
    str | None, typer.Option(help="Only parts of the region of this code, such as 420200.")
]
Exclude = Annotated[
    list[str],
    typer.Option(help="CODE=reason: a region that has no rank, and why; as often as needed."),
]
Before = Annotated[str | None, typer.Option("--before", help="The earlier day to compare with.")]


def reasons(exclude: list[str]) -> dict[str, str]:
    """The reason by code, of CODE=reason texts."""
    found = dict(one.partition("=")[::2] for one in exclude)
    for code, reason in found.items():
        if not reason:
            raise typer.BadParameter(f"{code}: expected CODE=reason", param_hint="--exclude")
    return found


def number(value: Fraction, *, places: int = 2, signed: bool = False) -> str:
    """A number as people read it, with a sign if one is asked for."""
    text = _sanku.decimal(value, places)
    return f"+{text}" if signed and value > 0 else text


def difference(value: Fraction | None, scale: int) -> str:
    """A signed difference, a dash where there is nothing to compare with."""
    return "—" if value is None else number(value * scale, signed=True)


def moved(entry: dict[str, Any], lang: Lang) -> str:
    """What became of a rank since the last period."""
    if entry["then"] is None:
        return say(lang, "上期无名次", "new")
    climbed = entry["climbed"]
    if climbed == 0:
        return say(lang, "持平", "same")
    if lang is Lang.zh:
        return f"上升{climbed}位" if climbed > 0 else f"下降{-climbed}位"
    return f"up {climbed}" if climbed > 0 else f"down {-climbed}"


def show(ranking: sanku.Ranking, value_name: str, scale: int, lang: Lang) -> None:
    """Prints a ranking, what it is compared with, and who has no rank. ``scale``: 100 for rates,
    whose differences are points."""
    compared = any("then" in entry for entry in ranking)
    points = say(lang, "百分点" if scale == 100 else "分", "points")
    headings = [
        say(lang, "名次", "rank"),
        say(lang, "地区", "region"),
        value_name,
        say(lang, f"与平均之差（{points}）", f"to average ({points})"),
        say(lang, f"与中位数之差（{points}）", f"to median ({points})"),
        *([say(lang, "较上期", "since last")] if compared else []),
    ]

    def shown(value: Any) -> str:
        if isinstance(value, sanku.Ratio):
            return f"{value.percent(2)}"
        return "—" if value is None else number(value)

    grid(
        headings,
        [
            (
                entry["rank"],
                entry["name"],
                shown(entry["value"]),
                difference(entry["to_average"], scale),
                difference(entry["to_median"], scale),
                *([moved(entry, lang)] if compared else []),
            )
            for entry in ranking
        ],
        right=(0, 2, 3, 4),
    )
    unit = "%" if scale == 100 else ""

    def overall(value: Fraction | None) -> str:
        return "—" if value is None else number(value * scale) + unit

    average, median = overall(ranking.average), overall(ranking.median)
    write(
        say(lang, f"平均：{average}，中位数：{median}\n", f"average {average}, median {median}\n")
    )
    if ranking.left_out:
        write(say(lang, "未参加排名：\n", "Without a rank:\n"))
    for entry in ranking.left_out:
        why = entry["why_zh"] if lang is Lang.zh else entry["why_en"]
        if entry["reason"]:
            why += say(lang, f"：{entry['reason']}", f": {entry['reason']}")
        size = say(lang, f"，{entry['size']}个项目", f", {entry['size']} projects")
        line = say(lang, "{}（{}）{}{}", "{} ({}) {}{}")
        write("    " + line.format(entry["name"], entry["region"], why, size) + "\n")
    for entry in ranking.gone:
        line = say(lang, "{}（{}）上期第{}名，本期无名次", "{} ({}) was number {}, has no rank now")
        write("    " + line.format(entry["name"], entry["region"], entry["then"]) + "\n")


@app.command()
def rank(
    store: StoreArgument,
    as_of: AsOf,
    measure: Annotated[
        str, typer.Option(help="Such as directory_to_reserve; `sanku scoring measures` lists them.")
    ],
    by: By = "county",
    within: Within = None,
    min_size: Annotated[
        int, typer.Option(help="Projects that the rate rests on, below which no rank.", min=0)
    ] = 0,
    exclude: Exclude = [],  # noqa: B006
    before: Before = None,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Ranks regions by a rate, beside the rate of all together and the median; who has no rank
    stands below, with the reason."""
    excluded = reasons(exclude)
    try:
        now, then = _lights(store, as_of, before, known_on, policy, rules_of, policies)
        found = now.rank(
            measure, by, within=within, min_size=min_size, exclude=excluded, before=then
        )
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(_all_of(found))
        return
    name = sanku.measures()[measure][0 if lang is Lang.zh else 1]
    _heading(now, then, name, lang)
    show(found, say(lang, "指标值", "value"), 100, lang)


@app.command()
def score(
    store: StoreArgument,
    as_of: AsOf,
    scoring: Annotated[
        str, typer.Option(help="A scoring that ships, or a .toml file.")
    ] = "regions-default",
    by: By = "county",
    within: Within = None,
    exclude: Exclude = [],  # noqa: B006
    before: Before = None,
    explain: Annotated[
        str | None, typer.Option(help="Code of the region whose points to show.")
    ] = None,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Scores regions by several indicators and ranks them; with --explain, where one of them earned
    and lost its points and, with --before, what changed its score and its rank."""
    excluded = reasons(exclude)
    try:
        now, then = _lights(store, as_of, before, known_on, policy, rules_of, policies)
        found = now.scores(scoring, by, within=within, exclude=excluded, before=then)
        points = None if explain is None else found.points(explain)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(_all_of(found) if explain is None else _why(found, explain, points))
        return
    made_of = found.scoring
    title = made_of.title_zh if lang is Lang.zh else made_of.title_en
    _heading(now, then, title, lang)
    if explain is None or points is None:
        show(found, say(lang, "得分", "score"), 1, lang)
    else:
        _explain(found, explain, points, lang)
    source = made_of.source_zh if lang is Lang.zh else made_of.source_en
    write(say(lang, f"评分依据：{source}\n", f"Scored by: {source}\n"))


def _lights(
    store: Path,
    as_of: str,
    before: str | None,
    known_on: str | None,
    policy: str,
    rules_of: str | None,
    policies: Path | None,
) -> tuple[sanku.Lights, sanku.Lights | None]:
    opened = existing(store)

    def lights(day: str) -> sanku.Lights:
        portfolio = opened.at(day, known_on)
        return portfolio.lights(policy, rules_of=rules_of, policies=policies)

    return lights(as_of), None if before is None else lights(before)


def _heading(now: sanku.Lights, before: sanku.Lights | None, what: str, lang: Lang) -> None:
    day = day_words(now.portfolio.as_of, lang)
    then = "" if before is None else day_words(before.portfolio.as_of, lang)
    if lang is Lang.zh:
        write(f"{what}，截至{day}" + (f"，上期为{then}" if then else "") + "\n")
    else:
        write(f"{what}, on {day}" + (f", against {then}" if then else "") + "\n")


def _all_of(found: sanku.Ranking) -> dict[str, Any]:
    return {
        "ranked": list(found),
        "left_out": list(found.left_out),
        "gone": list(found.gone),
        "average": found.average,
        "median": found.median,
    }


def _place(found: sanku.Scores, region: str) -> dict[str, Any] | None:
    """The entry of a region, None if it has no rank."""
    return next((one for one in found if one["region"] == region), None)


def _why(found: sanku.Scores, region: str, points: sanku.Rows | None) -> dict[str, Any]:
    """What --explain shows of a region."""
    place = _place(found, region)
    return {
        "region": region,
        "rank": place and place["rank"],
        "score": place and place["value"],
        "points": points,
        "climb": found.climb(region),
    }


def _explain(found: sanku.Scores, region: str, points: list[dict[str, Any]], lang: Lang) -> None:
    names = {
        one["id"]: one["name_zh" if lang is Lang.zh else "name_en"]
        for one in found.scoring.indicators
    }
    compared = bool(points) and "change" in points[0]

    def figure(value: Any) -> str:
        if isinstance(value, sanku.Ratio):
            return value.percent(2)
        return "—" if value is None else number(value)

    def changes(one: dict[str, Any]) -> list[str]:
        if not compared:
            return []
        places = one["places"]
        parts = (one["change"], one["by_figure"], one["by_weight"])
        return [
            *(difference(part, 1) for part in parts),
            "—" if places is None else number(places, signed=True),
        ]

    def total(what: str) -> str:
        return number(sum((one[what] for one in points), Fraction()))

    headings = say(lang, "指标 指标值 权重 得分 失分", "indicator value weight points lost").split()
    if compared:
        headings += say(
            lang, "得分变化 指标变动影响 权重变动影响 名次影响", "change by-figure by-weight places"
        ).split()
    rows = [
        (
            names[one["indicator"]],
            figure(one["figure"]),
            *(number(one[what]) for what in ("weight", "points", "lost")),
            *changes(one),
        )
        for one in points
    ]
    sums = [say(lang, "合计", "total"), "", *map(total, ("weight", "points", "lost"))]
    if compared:
        known = all(one["change"] is not None for one in points)
        parts = ("change", "by_figure", "by_weight")
        sums += [
            difference(sum((one[part] for one in points), Fraction()), 1) if known else "—"
            for part in parts
        ]
        ranked = all(one["places"] is not None for one in points)
        places = sum((one["places"] for one in points), Fraction()) if ranked else None
        sums += ["—" if places is None else number(places, signed=True)]
    grid(headings, [*rows, tuple(sums)], right=range(1, len(headings)))
    place = _place(found, region)
    if place is not None:
        write(
            say(lang, f"第{place['rank']}名，共{len(found)}个地区\n", "rank {} of {}\n").format(
                place["rank"], len(found)
            )
        )
    climb = found.climb(region)
    if climb is None:
        return
    gone, new = climb["by_gone"], climb["by_new"]
    write(
        say(
            lang,
            f"名次较上期变化{climb['total']:+d}位：各指标合计{climb['total'] - gone - new:+d}，"
            f"退出排名的地区{gone:+d}，新参加排名的地区{new:+d}\n",
            f"places since last {climb['total']:+d}: indicators {climb['total'] - gone - new:+d}, "
            f"regions no longer ranked {gone:+d}, regions newly ranked {new:+d}\n",
        )
    )


scoring_app = typer.Typer(
    help="Scoring files: list them, show them, check them.", no_args_is_help=True
)
app.add_typer(scoring_app, name="scoring")


@scoring_app.command("list")
def list_(lang: LangOption = Lang.zh) -> None:
    """Lists the scorings that ship."""
    for name in sanku.scorings():
        scoring = sanku.Scoring.builtin(name)
        write(f"{name}  {scoring.title_zh if lang is Lang.zh else scoring.title_en}\n")


@scoring_app.command("measures")
def measures_(lang: LangOption = Lang.zh) -> None:
    """Lists what the library measures, and regions can be ranked and scored by."""
    for key, (zh, en) in sanku.measures().items():
        write(f"{key}  {zh if lang is Lang.zh else en}\n")


@scoring_app.command("show")
def show_(
    scoring: Annotated[str, typer.Argument(help="A scoring that ships, or a .toml file.")],
    lang: LangOption = Lang.zh,
) -> None:
    """Shows the indicators of a scoring: weight, where points begin and end, what a missing figure
    does."""
    try:
        found = scoring_of(scoring)
    except sanku.Error as error:
        fail(error, lang)
    zh = lang is Lang.zh
    write(f"{found.id} {found.version}  {found.title_zh if zh else found.title_en}\n")
    write(f"{found.source_zh if zh else found.source_en}\n")
    missing = {
        "zero": say(lang, "计零分", "no points"),
        "exclude": say(lang, "不计，权重分摊", "left out, weight spread"),
        "block": say(lang, "不评分", "no score"),
    }

    def limit(indicator: dict[str, Any], which: str) -> str:
        if indicator["unit"] == "%":
            return number(indicator[which] * 100) + "%"
        return number(indicator[which])

    headings = say(
        lang, "指标 数据 权重 零分值 满分值 缺数据", "indicator measure weight floor cap missing"
    ).split()
    grid(
        headings,
        [
            (
                one["name_zh" if zh else "name_en"],
                one["measure"],
                number(one["weight"]),
                limit(one, "floor"),
                limit(one, "cap"),
                missing[one["missing"]],
            )
            for one in found.indicators
        ],
        right=(2, 3, 4),
    )
    if found.min_size:
        least = found.min_size
        write(
            say(
                lang,
                f"项目数不足{least}个的地区不排名\n",
                f"regions of fewer than {least} projects have no rank\n",
            )
        )


@scoring_app.command("check")
def check_(
    files: Annotated[list[Path], typer.Argument(help="Scoring files, or folders of them.")],
    lang: LangOption = Lang.zh,
) -> None:
    """Checks scoring files: says ok with id and indicators, or the first mistake with file, line,
    key and reason. Exit code 1 if any is refused."""

    def read(path: str) -> str:
        scoring = sanku.Scoring.load(path)
        ids = ", ".join(one["id"] for one in scoring.indicators)
        return f"{scoring.id}{say(lang, '，指标：', ', indicators: ')}{ids}"

    check_files(files, read, lang)
