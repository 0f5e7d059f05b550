"""The three libraries and what moves on between them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import FigureBase

from sanku._plot_look import BLUE, GREY, LIBRARIES, ORANGE, Look, MoneyUnit, Picture, drawn
from sanku._portfolio import Lights
from sanku._sanku import Bulletin


def funnel(of: Bulletin | Lights, *, lang: str = "zh") -> Picture:
    """The three libraries of a bulletin, or of lights: projects and total investment that each
    holds, and between them the rates of conversion (stock: of all that ever entered, those that
    moved on) by count and by investment.

    lang: ``zh`` or ``en``; what is in Chinese needs a font, see ``FontWarning``. Raises
    ``ValueError`` for another language."""
    look = Look.of(lang)
    figures = funnel_figures(of, look)
    return drawn(lambda fig, look: draw_funnel(fig, look, figures), look, 8, 4.6)


def funnel_figures(of: Bulletin | Lights, look: Look) -> dict[str, Any]:
    """The figures of the bulletin in the language of the picture."""
    made = of.bulletin() if isinstance(of, Lights) else of
    figures: dict[str, Any] = json.loads(made.json(look.lang))
    return figures


def draw_funnel(fig: FigureBase, look: Look, figures: dict[str, Any]) -> None:
    """Draws it on the figure, or on a part of one."""
    day = look.day(dt.date.fromisoformat(figures["as_of"]))
    place = look.name(figures["region"], "")
    look.title(
        fig,
        look.say(
            f"{place}三库与转化，截至{day}",
            f"Three libraries and conversion, {place + ', ' if place else ''}{day}",
        ),
    )
    look.note(
        fig,
        look.say(
            "柱：各库现有项目数和总投资，退库的不计。转化率为存量口径：曾入前一库的项目中已转入后一库的比例，"
            "退库的计入分母。",
            "Bars: projects and total investment that each library holds now, without those "
            "withdrawn. Conversion is of the stock: of all that ever entered a library, those that "
            "moved on; withdrawn ones stay in the denominator.",
        )
        + look.known(figures["known_on"]),
    )
    if not any(library["projects"] for library in figures["libraries"]):
        look.nothing(fig.subplots(), "三库没有项目", "No project in the three libraries")
        return
    left, middle, right = fig.subplots(1, 3, width_ratios=(1, 0.42, 1), sharey=True)
    _bars(left, look, figures, by="count")
    _bars(right, look, figures, by="investment")
    left.invert_xaxis()
    middle.set_axis_off()
    middle.set_xlim(-1, 1)
    for y, library in zip((2.0, 1.0, 0.0), figures["libraries"], strict=True):
        multiple = library["multiple"]["text"]
        middle.text(0, y + 0.08, look.say(*LIBRARIES[library["id"]]), ha="center", weight="bold")
        middle.text(
            0,
            y - 0.1,
            look.say(f"上年投资的{multiple}倍", f"{multiple} × last year")
            if library["multiple"]["denominator"]
            else look.say("上年投资未知", "last year unknown"),
            ha="center",
            va="top",
            size="x-small",
            color=GREY,
        )
    for y, _ in zip((1.5, 0.5), figures["conversions"], strict=True):
        middle.text(
            0, y, look.say("▼ 转化率", "▼ conversion"), ha="center", va="center", color=GREY
        )


def _bars(ax: Axes, look: Look, figures: dict[str, Any], by: str) -> None:
    """One side: bars of the libraries, rates between them."""
    libraries = figures["libraries"]
    by_count = by == "count"
    unit = MoneyUnit.fitting([library["investment_fen"] for library in libraries])
    if by_count:
        values = [library["projects"] for library in libraries]
        texts = [look.say(f"{value:,}个", f"{value:,}") for value in values]
        title = look.say("项目数", "Projects")
    else:
        values = [unit.of(library["investment_fen"]) for library in libraries]
        texts = [unit.text(library["investment_fen"]) for library in libraries]
        title = look.say(f"总投资（{unit.zh}）", f"Investment ({unit.en})")
    ax.barh((2, 1, 0), values, height=0.5, color=BLUE if by_count else ORANGE)
    inner, away = ("right", -3) if by_count else ("left", 3)
    for y, value, text in zip((2.0, 1.0, 0.0), values, texts, strict=True):
        ax.annotate(
            text,
            (value, y),
            xytext=(away, 0),
            textcoords="offset points",
            ha=inner,
            va="center",
        )
    for y, passage in zip((1.5, 0.5), figures["conversions"], strict=True):
        rate = passage[f"by_{by}"]
        parts = (rate["numerator"], rate["denominator"])
        of = " / ".join(f"{part:,}" if by_count else unit.text(part) for part in parts)
        ax.annotate(
            f"{rate['text']}  ({of})",
            (0, y),
            xytext=(away, 0),
            textcoords="offset points",
            ha=inner,
            va="center",
            weight="bold",
            color=BLUE if by_count else "#8A5A00",
        )
    ax.set_title(title, loc="right" if by_count else "left", color=GREY)
    ax.set_xlim(0, max(1e-9, *values) * 1.3)
    ax.set_ylim(-0.3, 2.3)
    ax.set_axis_off()
