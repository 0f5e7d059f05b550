"""The command that ranks regions and sectors, and what it shares with those that score them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple

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
    Packs,
    PolicyOption,
    RulesOf,
    StoreArgument,
    app,
    day_words,
    existing,
    fail,
    grid,
    say,
    write,
    write_json,
)
from sanku._ranks import fraction

#: What is ranked, with headings.
HEADINGS = THINGS | {"unit": ("责任单位", "unit")}

By = Annotated[str, typer.Option(help="Level: province, city, county or township; or sector.")]
Within = Annotated[
    str | None, typer.Option(help="Only parts of the region of this code, such as 420200.")
]
Exclude = Annotated[
    list[str],
    typer.Option(help="CODE=reason: one that has no rank, and why; as often as needed."),
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


def difference(value: Fraction | None, scale: Fraction | int = 1) -> str:
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


class Shown(NamedTuple):
    """How values are shown: × scale, with a suffix; and in what differences are counted."""

    scale: Fraction
    suffix: str
    difference: str

    def text(self, value: sanku.Ratio | Fraction | None) -> str:
        """The value, a dash without one."""
        exact = fraction(value)
        return "—" if exact is None else number(exact * self.scale) + self.suffix


def shown_as(measure: str, lang: Lang) -> Shown:
    """How figures of a measure are shown."""
    scale, zh, en = _sanku.measure_units()[measure]
    suffix = say(lang, zh, en)
    points = say(lang, "百分点", "points")
    return Shown(scale, suffix, points if suffix == "%" else suffix.strip())


def heading_of(ranking: sanku.Ranking, lang: Lang) -> str:
    """What is ranked: regions, sectors or units."""
    return say(lang, *HEADINGS[ranking._thing])


def name_of(entry: dict[str, Any], ranking: sanku.Ranking, lang: Lang) -> str:
    """The name of what a row is about; units have no other id."""
    if ranking._thing == "unit":
        return entry["unit"] or say(lang, "未填责任单位", "no unit stated")
    return str(entry.get("name_en", entry["name"]) if lang is Lang.en else entry["name"])


def show(
    ranking: sanku.Ranking,
    value_name: str,
    shown: Shown,
    lang: Lang,
    more: Mapping[str, Callable[[dict[str, Any]], str]] = MappingProxyType({}),
) -> None:
    """Prints a ranking, what it is compared with, and who has no rank; ``more``: further
    columns."""
    compared = any("then" in entry for entry in ranking)
    headings = [
        say(lang, "名次", "rank"),
        heading_of(ranking, lang),
        value_name,
        *more,
        say(lang, f"与平均之差（{shown.difference}）", f"to average ({shown.difference})"),
        say(lang, f"与中位数之差（{shown.difference}）", f"to median ({shown.difference})"),
        *([say(lang, "较上期", "since last")] if compared else []),
    ]
    grid(
        headings,
        [
            (
                entry["rank"],
                name_of(entry, ranking, lang),
                shown.text(entry["value"]),
                *(cell(entry) for cell in more.values()),
                difference(entry["to_average"], shown.scale),
                difference(entry["to_median"], shown.scale),
                *([moved(entry, lang)] if compared else []),
            )
            for entry in ranking
        ],
        right=(0, 2, 3 + len(more), 4 + len(more)),
    )
    average, median = shown.text(ranking.average), shown.text(ranking.median)
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
        write(f"    {_with_id(entry, ranking, lang)}{say(lang, '', ' ')}{why}{size}\n")
    for entry in ranking.gone:
        line = say(lang, "{}上期第{}名，本期无名次", "{} was number {}, has no rank now")
        write("    " + line.format(_with_id(entry, ranking, lang), entry["then"]) + "\n")


def _with_id(entry: dict[str, Any], ranking: sanku.Ranking, lang: Lang) -> str:
    name = name_of(entry, ranking, lang)
    if ranking._thing == "unit":
        return name + say(lang, "：", ":")
    return name + say(lang, f"（{entry[ranking._thing]}）", f" ({entry[ranking._thing]})")


@app.command()
def rank(
    store: StoreArgument,
    as_of: AsOf,
    measure: Annotated[
        str, typer.Option(help="Such as directory_to_reserve; `sanku system measures` lists them.")
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
    """Ranks regions or sectors by a measure, beside that of all together and the median; who has
    no rank stands below, with the reason."""
    excluded = reasons(exclude)
    try:
        now, then = lights_of(store, as_of, before, known_on, policy, rules_of, policies)
        found = now.rank(
            measure, by, within=within, min_size=min_size, exclude=excluded, before=then
        )
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(all_of(found))
        return
    name = sanku.measures()[measure][0 if lang is Lang.zh else 1]
    heading(now, then, name, lang)
    show(found, say(lang, "指标值", "value"), shown_as(measure, lang), lang)


def lights_of(
    store: Path,
    as_of: str,
    before: str | None,
    known_on: str | None,
    policy: str,
    rules_of: str | None,
    policies: Path | None,
) -> tuple[sanku.Lights, sanku.Lights | None]:
    """The lights of a day and, if it is named, of the earlier one."""
    opened = existing(store)

    def lights(day: str) -> sanku.Lights:
        portfolio = opened.at(day, known_on)
        return portfolio.lights(policy, rules_of=rules_of, policies=policies)

    return lights(as_of), None if before is None else lights(before)


def heading(now: sanku.Lights, before: sanku.Lights | None, what: str, lang: Lang) -> None:
    """Prints what is shown, of which day, and against which."""
    day = day_words(now.portfolio.as_of, lang)
    then = "" if before is None else day_words(before.portfolio.as_of, lang)
    if lang is Lang.zh:
        write(f"{what}，截至{day}" + (f"，上期为{then}" if then else "") + "\n")
    else:
        write(f"{what}, on {day}" + (f", against {then}" if then else "") + "\n")


def all_of(found: sanku.Ranking) -> dict[str, Any]:
    """Everything that a ranking holds, for JSON."""
    return {
        "ranked": list(found),
        "left_out": list(found.left_out),
        "gone": list(found.gone),
        "average": found.average,
        "median": found.median,
    }
