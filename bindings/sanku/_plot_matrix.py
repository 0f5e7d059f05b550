"""Lights by unit and month."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import FigureBase
from matplotlib.patches import Patch, Rectangle

from sanku import _sanku
from sanku._face import Store
from sanku._plot_look import GREY, LAMPS, Look, Picture, drawn, month_axis, percent, width
from sanku._portfolio import DEFAULT_POLICY, Day, Lights
from sanku._sanku import Ratio
from sanku._what_if import end_of_month

#: Numbers of projects by overall light, as ``Lights.counts`` has them.
Counts = Mapping[str, int]
_CODES = ("none", "green", "no_data", "yellow", "red")
_NOBODY: Counts = dict.fromkeys(_CODES, 0)
_REDS = LinearSegmentedColormap.from_list("reds", ("#FBE3D3", "#D55E00", "#7A2E00"))
#: Shares from here on are equally dark, or one small unit would make all others pale.
_DARKEST = Fraction(1, 2)
#: Backgrounds of cells without a red light.
_CALM = {"yellow": "#F9F3B0", "no_data": "#DDDDDD", "green": "#CDEBDF"}


@dataclass(frozen=True)
class Row:
    """The lights of one unit at each month end."""

    key: str
    name: str
    months: tuple[Counts, ...]

    @property
    def last(self) -> Counts:
        return self.months[-1]


@dataclass(frozen=True)
class LightTable:
    """Lights by row and month end."""

    days: tuple[dt.date, ...]
    known_on: Day | None
    policies: tuple[str, ...]
    by: str
    rows: tuple[Row, ...]


def rated(counts: Counts) -> int:
    """Of how many projects some rule speaks; those without data are among them."""
    return sum(counts[light] for light in LAMPS)


def worst(counts: Counts) -> str | None:
    """The gravest light that there is; None: no project is rated."""
    return next((light for light in LAMPS if counts[light]), None)


def share_of_red(counts: Counts) -> Ratio:
    """Projects with a red light of those that are rated."""
    return Ratio(counts["red"], rated(counts))


def light_matrix(
    store: Store,
    first: Day,
    months: int,
    by: str = "unit",
    *,
    limit: int = 24,
    known_on: Day | None = None,
    policy: str = DEFAULT_POLICY,
    rules_of: Day | None = None,
    policies: str | os.PathLike[str] | None = None,
    lang: str = "zh",
) -> Picture:
    """Overall lights by unit and month end. A cell with red lights is as dark as their share of the
    rated projects (those without data among them) and says how many they are; another one shows the
    gravest light that there is, ▲ yellow, ? no data or ● green, and is empty where no project is
    rated. Units with the most red lights at the last month end come first.

    first, months: the month ends, 1 to 120, from that of ``first`` on, such as ``2024-01-01``. by:
    ``unit``, ``sector``, ``province``, ``city``, ``county`` or ``township``. limit: rows at
    most, 2 or more; if there are more, the last one adds up those that find no room. Other
    parameters as in ``Store.light_series``.

    Raises ``ValueError`` for months, a limit or a level out of range, and ``Error`` as
    ``Portfolio.lights``."""
    look = Look.of(lang)
    table = light_table(store, first, months, by, limit, look, known_on, policy, rules_of, policies)
    wide = max(7.5, 3.4 + 0.28 * months)
    tall = 1.9 + 0.27 * max(3, len(table.rows))
    return drawn(lambda fig, look: draw_matrix(fig, look, table), look, wide, tall)


def month_ends(first: Day, months: int) -> tuple[dt.date, ...]:
    """So many month ends from that of the day ``first`` on."""
    if not 1 <= months <= 120:
        raise ValueError(f"months: 1 to 120, not {months}")
    day = dt.date.fromisoformat(str(first)[:10])
    counted = [day.year * 12 + day.month - 1 + i for i in range(months)]
    return tuple(end_of_month(_sanku.month_of(f"{at // 12:04}-{at % 12 + 1:02}")) for at in counted)


def light_table(
    store: Store,
    first: Day,
    months: int,
    by: str,
    limit: int,
    look: Look,
    known_on: Day | None,
    policy: str,
    rules_of: Day | None,
    policies: str | os.PathLike[str] | None,
) -> LightTable:
    """The lights of each unit at each month end; see ``light_matrix``."""
    if by not in ("unit", "sector", "province", "city", "county", "township"):
        raise ValueError(f"by: unit, sector, province, city, county or township, not {by!r}")
    if limit < 2:
        raise ValueError(f"limit: 2 or more, not {limit}")
    days = month_ends(first, months)
    names: dict[str, str] = {}
    columns: list[dict[str, Counts]] = []
    used: list[str] = []
    for day in days:
        lights = store.at(day, known_on).lights(policy, rules_of=rules_of, policies=policies)
        used.append(lights.policy)
        column = {}
        for key, name, counts in _parts(lights, by, look.lang):
            if rated(counts):
                names[key] = name
                column[key] = counts
        columns.append(column)
    rows = [
        Row(key, name, tuple(column.get(key, _NOBODY) for column in columns))
        for key, name in names.items()
    ]
    rows.sort(key=_order)
    if len(rows) > limit:
        rows[limit - 1 :] = [_together(rows[limit - 1 :], look)]
    return LightTable(days, known_on, tuple(used), by, tuple(rows))


def _order(row: Row) -> tuple[object, ...]:
    """Most red lights first; of equal ones the greater share first, then more in all months."""
    red, all_red = row.last["red"], sum(counts["red"] for counts in row.months)
    of = rated(row.last)
    return -red, -(red / of if of else 0), -row.last["yellow"], -all_red, row.name, row.key


def _parts(lights: Lights, by: str, lang: str) -> list[tuple[str, str, Counts]]:
    """Key, name and counts of each part of the portfolio."""
    if by == "unit":
        return _units(lights)
    level = None if by == "sector" else by
    figures = json.loads(lights.bulletin(by=level).json(lang))
    parts = figures["sectors" if by == "sector" else "regions"]
    return [(part["code"], part["name"] or part["code"], part["lights"]) for part in parts]


def _units(lights: Lights) -> list[tuple[str, str, Counts]]:
    unit = lights.portfolio["responsible_unit"].astype(np.int64)
    counts = np.bincount(unit * len(_CODES) + lights.overall, minlength=0)
    texts = lights.portfolio.texts
    table = np.zeros((len(texts), len(_CODES)), np.int64)
    table.flat[: len(counts)] = counts
    return [
        (texts[place], texts[place], dict(zip(_CODES, line.tolist(), strict=True)))
        for place, line in enumerate(table)
        if line.any()
    ]


def _together(rows: list[Row], look: Look) -> Row:
    """One row of several."""
    months = tuple(
        {code: sum(row.months[at][code] for row in rows) for code in _CODES}
        for at in range(len(rows[0].months))
    )
    return Row("", look.say(f"其余{len(rows)}个", f"{len(rows)} others"), months)


def draw_matrix(fig: FigureBase, look: Look, table: LightTable, small: bool = False) -> None:
    """Draws it on the figure, or on a part of one."""
    last = look.day(table.days[-1])
    what = _WHAT[table.by]
    look.title(
        fig,
        look.say(
            f"{what[0]}月末红黄绿灯，至{last}", f"Lights at month ends by {what[1]}, to {last}"
        ),
    )
    look.note(fig, _note(look, table))
    ax = fig.subplots()
    if not table.rows:
        look.nothing(ax, "没有适用规则的项目", "No project that a rule applies to")
        return
    shares = (share_of_red(counts) for row in table.rows for counts in row.months)
    most = max(
        (Fraction(rate.numerator, rate.denominator) for rate in shares if rate), default=None
    )
    top = None if most is None else min(most, _DARKEST)
    for y, row in enumerate(table.rows):
        for x, counts in enumerate(row.months):
            _cell(ax, x, y, counts, top, small)
    ax.set_xlim(-0.5, len(table.days) - 0.5)
    ax.set_ylim(len(table.rows) - 0.5, -0.5)
    ax.set_yticks(
        range(len(table.rows)), [_label(look, y, row) for y, row in enumerate(table.rows)]
    )
    month_axis(ax, table.days, look, 18)
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    right = ax.secondary_yaxis("right")
    right.set_yticks(
        range(len(table.rows)),
        [
            f"{row.last['red']}/{rated(row.last)}  {percent(share_of_red(row.last))}"
            for row in table.rows
        ],
    )
    right.tick_params(length=0)
    right.spines["right"].set_visible(False)
    ax.annotate(
        look.say("红灯/适用  占比", "red/rated  share"),
        (1, 1),
        xycoords="axes fraction",
        xytext=(4, 4),
        textcoords="offset points",
        size="small",
        color=GREY,
    )
    names = max(width(label.get_text()) for label in ax.get_yticklabels())
    _legend(ax, look, top, room=look.columns(fig, 0.9) - names - 18)


def _label(look: Look, place: int, row: Row) -> str:
    unstated = look.say("未填", "not stated")
    return look.name(row.name, row.key if row.key.isascii() else f"#{place + 1}", 14) or unstated


def _cell(ax: Axes, x: int, y: int, counts: Counts, top: Fraction | None, small: bool) -> None:
    light = worst(counts)
    if light is None:
        return
    depth = min(1.0, float(share_of_red(counts)) / float(top)) if top and light == "red" else 0.0
    colour = _REDS(depth) if light == "red" else _CALM[light]
    ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colour, edgecolor="white", lw=1))
    ax.text(
        x,
        y,
        str(counts["red"]) if light == "red" else LAMPS[light].shape,
        ha="center",
        va="center",
        size="xx-small" if small else "small",
        weight="bold" if light == "red" else "normal",
        color="white" if depth > 0.4 else "#555555" if light != "red" else "#222222",
    )


def _legend(ax: Axes, look: Look, top: Fraction | None, room: int) -> None:
    more = " or more" if top == _DARKEST else ""
    entries = [
        Patch(
            facecolor=_REDS(1.0),
            label=look.say(
                f"红灯数，越深占比越高（最深{percent(top)}{'及以上' if top == _DARKEST else ''}）",
                f"red lights, darker: greater share (to {percent(top)}{more})",
            ),
        )
    ]
    for light, colour in _CALM.items():
        lamp = LAMPS[light]
        words = look.say(f"{lamp.shape} 最重为{lamp.zh}", f"{lamp.shape} {lamp.en} at worst")
        entries.append(Patch(facecolor=colour, label=words))
    fits = sum(width(str(entry.get_label())) + 4 for entry in entries) <= room
    ax.legend(
        handles=entries,
        loc="lower left",
        bbox_to_anchor=(-0.01, 1),
        borderaxespad=0.1,
        ncols=4 if fits else 2 if room > 50 else 1,
        handlelength=1,
        handletextpad=0.4,
        columnspacing=1.2,
    )


_WHAT = {
    "unit": ("各责任单位", "responsible unit"),
    "sector": ("各行业", "sector"),
    "province": ("各省", "province"),
    "city": ("各市州", "city"),
    "county": ("各县市区", "county"),
    "township": ("各乡镇", "township"),
}


def _note(look: Look, table: LightTable) -> str:
    words = look.say(
        "综合灯取各规则最重；空格：没有适用规则的项目。按最后月末红灯数从多到少。",
        "The overall light is the gravest of all rules; empty: no project that a rule applies to. "
        "Most red lights at the last month end first.",
    )
    return words + look.rules(table.policies, table.known_on)
