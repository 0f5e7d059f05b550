"""Figures by month, and investment against the pro-rata line."""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import FigureBase

from sanku._face import Store
from sanku._plot_look import (
    BLUE,
    GREEN,
    GREY,
    LAMPS,
    LIBRARIES,
    ORANGE,
    PURPLE,
    VERMILLION,
    Look,
    MoneyUnit,
    Picture,
    drawn,
    month_axis,
    number_axis,
    percent_axis,
)
from sanku._plot_matrix import month_ends
from sanku._portfolio import DEFAULT_POLICY, Day
from sanku._sanku import Ratio

_MARKS = {"directory": ("o", BLUE), "reserve": ("s", ORANGE), "implementation": ("^", GREEN)}
_RATES = {
    "directory_to_reserve": (("转入储备库", "→ reserve"), "o", BLUE),
    "reserve_to_implementation": (("转入实施库", "→ implem."), "s", ORANGE),
    "two_accounts": (("两算", "accounts"), "^", GREEN),
    "evaluations": (("三评", "evaluations"), "D", PURPLE),
}


@dataclass(frozen=True)
class Months:
    """Figures of month ends, as ``Store.series`` has them, and completion of the year's plan."""

    figures: tuple[dict[str, Any], ...]
    known_on: Day | None
    #: Completed this year and plan of the year, in fen, over all projects of the portfolio.
    completion: tuple[Ratio, ...]

    @property
    def days(self) -> tuple[dt.date, ...]:
        return tuple(figure["as_of"] for figure in self.figures)


def pro_rata(day: dt.date, plan_fen: int) -> Fraction:
    """What of a year's plan should be completed by a month end: month ÷ 12 (时序进度)."""
    return Fraction(plan_fen * day.month, 12)


def series(
    store: Store,
    first: Day,
    months: int,
    *,
    known_on: Day | None = None,
    policy: str = DEFAULT_POLICY,
    rules_of: Day | None = None,
    policies: str | os.PathLike[str] | None = None,
    lang: str = "zh",
) -> Picture:
    """Four pictures of ``Store.series`` by month end: projects of the three libraries; rates of
    conversion (stock, by count), of the two accounts and the evaluations; red and yellow lights and
    those without data; and the investment completed in the year against the pro-rata line
    (时序进度: month ÷ 12 of the year's plan), over all projects.

    first, months: the month ends, 1 to 120, from that of ``first`` on. Other parameters as in
    ``Store.series``. Raises ``ValueError`` for months out of range, and ``Error`` as
    ``Portfolio.lights``."""
    look = Look.of(lang)
    found = months_of(store, first, months, known_on, policy, rules_of, policies)
    return drawn(lambda fig, look: draw_series(fig, look, found), look, 10, 6.8)


def months_of(
    store: Store,
    first: Day,
    months: int,
    known_on: Day | None,
    policy: str,
    rules_of: Day | None,
    policies: str | os.PathLike[str] | None,
) -> Months:
    """The figures of ``series``."""
    days = month_ends(first, months)
    figures = store.series(
        first, months, known_on=known_on, policy=policy, rules_of=rules_of, policies=policies
    )

    def completion(day: dt.date) -> Ratio:
        lights = store.at(day, known_on).lights(policy, rules_of=rules_of, policies=policies)
        completed: Ratio = lights.summary()._figure("plan_completion", None)
        return completed

    return Months(tuple(figures), known_on, tuple(completion(day) for day in days))


def draw_series(fig: FigureBase, look: Look, months: Months, small: bool = False) -> None:
    """Draws it on the figure, or on a part of one."""
    days = months.days
    first, last = look.month(days[0]), look.month(days[-1])
    if len(days) == 1:
        title = look.say(f"{last}各项指标", f"Figures of {last}")
    else:
        title = look.say(f"{first}至{last}各月末指标", f"Figures at month ends, {first} to {last}")
    look.title(fig, title)
    look.note(
        fig,
        look.say(
            "图例中的数字为最后月末的数。转化率为存量口径，按项目数。完成投资为本年累计；时序进度线为年度计划投资×月份÷12，"
            "计划为当月末在案各项目之和，没有计划的年份不画。",
            "The figures in the legends are those of the last month end. Conversion is of the "
            "stock, by count. Completed investment is that of the year so far; the pro-rata line "
            "is the year's plan × month ÷ 12, the plan that of all projects at that month end; "
            "years without a plan have none.",
        )
        + look.rules((figure["policy"] for figure in months.figures), months.known_on),
    )
    axes = fig.subplots(2, 2, sharex=True)
    if not any(figure[library] for figure in months.figures for library in LIBRARIES):
        for ax in axes.flat:
            look.nothing(ax, "没有项目", "No project")
        return
    _libraries(axes[0, 0], look, months)
    _rates(axes[0, 1], look, months)
    _lights(axes[1, 0], look, months)
    draw_pace(axes[1, 1], look, months)
    for ax in axes.flat:
        ax.set_xlim(-0.6, len(days) - 0.4)
        month_axis(ax, days, look, 6 if small else 9)


def _line(ax: Axes, values: Sequence[float], mark: str, colour: str, label: str) -> None:
    """A line with marks, few enough to be seen apart."""
    every = max(1, len(values) // 12)
    ax.plot(
        range(len(values)), values, color=colour, marker=mark, markevery=every, ms=4, label=label
    )


def _legend(ax: Axes, columns: int) -> None:
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(-0.02, 0.98),
        ncols=columns,
        borderaxespad=0,
        columnspacing=1.1,
        handlelength=1.6,
        handletextpad=0.5,
    )


def _heading(ax: Axes, text: str) -> None:
    ax.set_title(text, pad=20, weight="bold", size="medium")


def _libraries(ax: Axes, look: Look, months: Months) -> None:
    for library, (mark, colour) in _MARKS.items():
        values = [figure[library] for figure in months.figures]
        _line(ax, values, mark, colour, f"{look.say(*LIBRARIES[library])} {values[-1]:,}")
    _heading(ax, look.say("三库项目数", "Projects in the three libraries"))
    ax.set_ylim(0)
    number_axis(ax)
    _legend(ax, 3)


def _rates(ax: Axes, look: Look, months: Months) -> None:
    for name, (words, mark, colour) in _RATES.items():
        rates = [figure[name] for figure in months.figures]
        label = f"{look.say(*words)} {rates[-1]}"
        _line(ax, [float(rate) for rate in rates], mark, colour, label)
    _heading(ax, look.say("转化率和完成率", "Rates of conversion and completion"))
    ax.set_ylim(0, 1.02)
    percent_axis(ax)
    _legend(ax, 4)


def _lights(ax: Axes, look: Look, months: Months) -> None:
    below = [0] * len(months.figures)
    for light in ("red", "yellow", "no_data"):
        lamp = LAMPS[light]
        values = [figure[light] for figure in months.figures]
        ax.bar(
            range(len(values)),
            values,
            bottom=below,
            color=lamp.colour,
            hatch=lamp.hatch,
            edgecolor="white" if light == "red" else "#888888",
            linewidth=0,
            width=0.8,
            label=f"{look.say(lamp.zh, lamp.en)} {values[-1]:,}",
        )
        below = [low + value for low, value in zip(below, values, strict=True)]
    if not any(below):
        ax.text(
            0.5,
            0.5,
            look.say("没有红黄灯和无数据项目", "none red, yellow or without data"),
            transform=ax.transAxes,
            ha="center",
            color=GREY,
        )
    _heading(ax, look.say("红黄灯和无数据项目数", "Projects red, yellow or without data"))
    ax.set_ylim(0, max(1, *below) * 1.05)
    number_axis(ax)
    _legend(ax, 3)


def draw_pace(ax: Axes, look: Look, months: Months) -> None:
    """Investment completed in the year, the pro-rata line and the plan."""
    plans = [rate.denominator for rate in months.completion]
    done = [rate.numerator for rate in months.completion]
    unit = MoneyUnit.fitting([*plans, *done])
    due = [pro_rata(day, plan) for day, plan in zip(months.days, plans, strict=True)]
    places = range(len(done))
    ax.bar(
        places,
        [unit.of(fen) for fen in done],
        width=0.8,
        color="#9CCBE8",
        label=f"{look.say('本年完成', 'completed')} {unit.text(done[-1])}",
    )
    now = unit.text(due[-1]) if plans[-1] else "—"
    _by_year(
        ax,
        months.days,
        [unit.of(fen) if plan else math.nan for fen, plan in zip(due, plans, strict=True)],
        f"{look.say('时序进度线', 'pro-rata line')} {now}",
    )
    _heading(
        ax,
        look.say(f"完成投资与时序进度（{unit.zh}）", f"Investment against the plan ({unit.en})"),
    )
    if not any(plans):
        ax.text(
            0.5,
            0.9,
            look.say("各月均无年度计划", "no plan of any year is stated"),
            transform=ax.transAxes,
            ha="center",
            color=GREY,
        )
    ax.set_ylim(0, max([1e-9, *map(unit.of, done), *map(unit.of, due)]) * 1.08)
    number_axis(ax, whole=False)
    _legend(ax, 2)


def _by_year(ax: Axes, days: Sequence[dt.date], values: Sequence[float], label: str) -> None:
    """A line that starts anew in each year."""
    for year in sorted({day.year for day in days}):
        places = [place for place, day in enumerate(days) if day.year == year]
        ax.plot(
            places,
            [values[place] for place in places],
            color=VERMILLION,
            marker="_",
            ms=7,
            lw=1.2,
            label=label if year == days[0].year else None,
        )
