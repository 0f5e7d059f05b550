"""How long members wait before they move on, as curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import FigureBase

from sanku._plot_look import (
    BLUE,
    GREEN,
    GREY,
    LIBRARIES,
    ORANGE,
    PURPLE,
    Look,
    Picture,
    drawn,
    percent_axis,
)
from sanku._sanku import Curve
from sanku._structure import structure
from sanku._times import ALL, Times

_STYLES = (
    (BLUE, "-"),
    (ORANGE, (0, (6, 2))),
    (GREEN, (0, (2, 1.5))),
    (PURPLE, (0, (6, 2, 1.5, 2))),
)
#: More curves than these get a panel each.
TOGETHER = len(_STYLES)
#: More groups are not drawn.
MOST = 60
#: Fewer members than these are marked one by one where their waiting is cut off.
_FEW = 100
_UNSTATED = {"sector": "?", "funding": "unknown", "month": None}


def dwell(times: Times, *, title: str = "", lang: str = "zh") -> Picture:
    """The curves of ``Passage.times``: of each group the share that still waits after so many days
    if nobody left (Kaplan–Meier), with its bounds, the median (○) where half have moved on, and
    below how many are still at risk. Up to four groups come on one plot, more on a panel each, with
    the other curves in grey.

    title: None is needed for the libraries of a portfolio. lang: ``zh`` or ``en``. Raises
    ``ValueError`` for another language, and for more than 60 groups."""
    look = Look.of(lang)
    curves = [curve for curve in times.values() if curve.n > 0]
    if len(curves) > MOST:
        raise ValueError(f"{len(curves)} groups: at most {MOST} are drawn")
    if len(curves) <= TOGETHER:
        return drawn(
            lambda fig, look: draw_dwell(fig, look, times, title),
            look,
            8,
            4.6 + 0.22 * len(curves),
        )
    rows = -(-len(curves) // 3)
    return drawn(lambda fig, look: draw_dwell(fig, look, times, title), look, 9.5, 1.4 + 2.1 * rows)


def labels_of(times: Times, look: Look) -> list[str]:
    """The name of each group in the language of the picture."""
    portfolio = times.passage._inner.portfolio
    names: dict[str, dict[str, str]] = {}
    for thing in times._names:
        if portfolio is not None and thing in ("sector", "funding", "pool"):
            parts = structure(portfolio, thing, "all", None, look.lang)
            names[thing] = {part["key"]: part["label"] for part in parts}

    def word(thing: str, label: str | None) -> str:
        if label == ALL and times._names == ["group"]:
            return look.say("全部", "all")
        if label == _UNSTATED.get(thing, "0") and portfolio is not None:
            return look.say("未填", "not stated")
        text = names.get(thing, {}).get(str(label), str(label))
        return look.name(text, str(label).encode("ascii", "replace").decode(), 10)

    return [
        " · ".join(word(thing, label) for thing, label in zip(times._names, labels, strict=True))
        for labels in times._labels
    ]


def draw_dwell(fig: FigureBase, look: Look, times: Times, title: str = "") -> None:
    """Draws it on the figure, or on a part of one."""
    look.title(fig, title or _title(look, times))
    named = [
        (label, curve)
        for label, curve in zip(labels_of(times, look), times.values(), strict=True)
        if curve.n > 0
    ]
    look.note(fig, _note(look, times, [curve for _, curve in named]))
    if not named:
        look.nothing(
            fig.subplots(), "没有入库项目，无从估计", "Nobody entered: nothing to estimate"
        )
    elif len(named) <= TOGETHER:
        _on_one(fig, look, named)
    else:
        _on_panels(fig, look, named)


def _title(look: Look, times: Times) -> str:
    as_of: Any = times.passage._inner.as_of
    day = look.day(as_of)
    ends = times.passage.name.split(" → ")
    if set(ends) <= set(LIBRARIES):
        source, target = (look.say(*LIBRARIES[end]) for end in ends)
        return look.say(
            f"{source}→{target}转化时间，截至{day}", f"Time from {source} to {target}, {day}"
        )
    return look.say(f"转化时间，截至{day}", f"Time to conversion, {day}")


def _note(look: Look, times: Times, curves: Sequence[Curve]) -> str:
    level = f"{100 * curves[0].level:g}%" if curves else ""
    words = look.say(
        f"Kaplan–Meier估计：入库多少天后仍在等待的比例；仍在等待的按截尾计，退库的视同在退库日截尾；阴影为{level}置信区间。"
        "○为中位数：半数已转化所需天数（括号内为其区间，—为样本未及）。",
        "Kaplan–Meier: the share that still waits so many days after entry; who waits is censored, "
        f"who left is at that day; shaded: bounds at {level}. ○: the median, by which half have "
        "moved on (its bounds in brackets; — where the sample does not reach).",
    )
    impossible = sum(curve.impossible for curve in times.values())
    if impossible:
        words += look.say(
            f"另有{impossible}个项目日期矛盾（先转后入），不在样本内。",
            f" {impossible} more whose days contradict each other are not in the sample.",
        )
    return words


def steps(curve: Curve) -> dict[str, npt.NDArray[Any]]:
    """The curve from day 0 on, at which everybody waits: days, survival, low, high."""
    columns = curve.survival
    out = {"days": np.concatenate(([0], columns["days"]))}
    out["survival"] = np.concatenate(([1.0], columns["survival"]))
    for bound in ("low", "high"):
        values = np.concatenate(([1.0], columns[bound]))
        out[bound] = np.where(out["survival"] == 1, 1.0, values)  # nobody has moved on yet
    return out


def at_risk(curve: Curve, day: int) -> int:
    """How many members were in for ``day`` days or longer."""
    columns = curve.survival
    place = int(np.searchsorted(columns["days"], day))
    return int(columns["at_risk"][place]) if place < len(columns["days"]) else 0


def median_words(curve: Curve, look: Look) -> str:
    """The median with its bounds, in days."""
    median, low, high = ("—" if day is None else f"{day:,}" for day in curve.median)
    if curve.median[0] is None:
        return look.say(f"中位数未及（下限{low}天）", f"median not reached (lower bound {low})")
    return look.say(f"中位{median}天（{low}～{high}）", f"median {median} days ({low} to {high})")


def _draw_curve(ax: Axes, curve: Curve, colour: str, style: Any, label: str | None) -> None:
    path = steps(curve)
    ax.step(
        path["days"], path["survival"], where="post", color=colour, ls=style, lw=1.8, label=label
    )
    ax.fill_between(
        path["days"], path["low"], path["high"], step="post", color=colour, alpha=0.15, lw=0
    )
    columns = curve.survival
    if curve.n < _FEW:
        cut = columns["waiting"] > 0
        ax.plot(columns["days"][cut], columns["survival"][cut], "|", color=colour, ms=6)
    median = curve.median[0]
    if median is not None:
        ax.vlines(median, 0, 0.5, color=colour, lw=1, ls=":")
        ax.plot([median], [0.5], "o", mfc="white", mec=colour, mew=1.6, ms=6, zorder=4)


def _ticks(longest: int, most: int) -> list[int]:
    """Days from 0 on that people count in, at most so many."""
    step = next(
        (
            step
            for step in (7, 15, 30, 60, 90, 180, 365, 730, 1095, 1825, 3650)
            if longest <= step * most
        ),
        36_500,
    )
    return list(range(0, longest + 1, step))


def _frame(ax: Axes, ticks: Sequence[int], longest: int) -> None:
    ax.axhline(0.5, color="#BBBBBB", lw=0.8, ls="--", zorder=0)
    ax.set_ylim(0, 1.03)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1])
    percent_axis(ax)
    ax.set_xlim(0, max(1, longest))
    ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])


def _longest(named: Sequence[tuple[str, Curve]]) -> int:
    return max(int(curve.survival["days"][-1]) for _, curve in named)


def _on_one(fig: FigureBase, look: Look, named: Sequence[tuple[str, Curve]]) -> None:
    ax = fig.subplots()
    longest = _longest(named)
    ticks = _ticks(longest, 8)
    for (name, curve), (colour, style) in zip(named, _STYLES, strict=False):
        words = look.say(
            f"{name}：{curve.n:,}项，转化{curve.events:,}，{median_words(curve, look)}",
            f"{name}: {curve.n:,}, moved on {curve.events:,}, {median_words(curve, look)}",
        )
        _draw_curve(ax, curve, colour, style, words)
    _frame(ax, ticks, longest)
    ax.set_ylabel(look.say("仍在等待", "still waiting"), size="small")
    ax.legend(loc="upper right", handlelength=2.6)
    _risk_table(ax, look, named, ticks)


def _risk_table(
    ax: Axes, look: Look, named: Sequence[tuple[str, Curve]], ticks: Sequence[int]
) -> None:
    """Numbers at risk under the ticks of the axis, a line a curve."""
    several = len(named) > 1
    at = look.say("在册", "at risk")
    rows: list[tuple[str, Curve | None]] = [(look.say("天", "days"), None)]
    rows += [(at, None), *named] if several else [(at, named[0][1])]
    for place, (name, curve) in enumerate(rows):
        below = -7 - place * 1.5 * 0.83 * look.size
        style: Any = {"textcoords": "offset points", "va": "top", "size": "small"}
        ax.annotate(
            name, (0, 0), xycoords="axes fraction", xytext=(-24, below), ha="right", **style
        )
        if curve is None:
            continue
        for tick in ticks:
            ax.annotate(
                f"{at_risk(curve, tick):,}",
                (tick, 0),
                xycoords=ax.get_xaxis_transform(),
                xytext=(0, below),
                ha="center",
                **style,
            )


def _on_panels(fig: FigureBase, look: Look, named: Sequence[tuple[str, Curve]]) -> None:
    columns = 3
    rows = -(-len(named) // columns)
    axes = fig.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    longest = _longest(named)
    ticks = _ticks(longest, 4)
    for place, ax in enumerate(axes.flat):
        if place >= len(named):
            ax.set_axis_off()
            continue
        name, curve = named[place]
        for other, (_, behind) in enumerate(named):
            if other != place:
                path = steps(behind)
                ax.step(path["days"], path["survival"], where="post", color="#CFCFCF", lw=0.8)
        _draw_curve(ax, curve, BLUE, "-", None)
        _frame(ax, ticks, longest)
        ax.set_title(name, weight="bold")
        ax.text(
            0.98,
            0.97,
            look.say(
                f"{curve.n:,}项，转化{curve.events:,}\n{median_words(curve, look)}",
                f"{curve.n:,}, moved on {curve.events:,}\n{median_words(curve, look)}",
            ),
            transform=ax.transAxes,
            ha="right",
            va="top",
            size="x-small",
        )
        if place + columns >= len(named):
            ax.tick_params(axis="x", labelbottom=True)
            ax.set_xlabel(look.say("天", "days"), size="small", color=GREY)
