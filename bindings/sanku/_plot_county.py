"""A county on one page of A4."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

from matplotlib.figure import FigureBase

from sanku._face import Store
from sanku._plot_dwell import draw_dwell
from sanku._plot_funnel import draw_funnel, funnel_figures
from sanku._plot_look import Look, Picture, drawn
from sanku._plot_matrix import draw_matrix, light_table
from sanku._plot_rank import draw_rank
from sanku._plot_series import draw_series, months_of
from sanku._portfolio import DEFAULT_POLICY, Day


def county(
    store: Store,
    as_of: Day,
    *,
    months: int = 12,
    by: str = "township",
    measure: str = "directory_to_reserve",
    known_on: Day | None = None,
    policy: str = DEFAULT_POLICY,
    rules_of: Day | None = None,
    policies: str | os.PathLike[str] | None = None,
    lang: str = "zh",
) -> Picture:
    """A page of A4, upright, of all that the store holds on the day ``as_of``: ``funnel``,
    ``series`` and ``light_matrix`` (of the ten responsible units with the most red lights) over so
    many months, ``rank`` of the regions of level ``by`` by ``measure``, and ``dwell`` from the
    directory to the reserve. The months are those that have ended by the day.

    months: 1 to 120. measure: see ``sanku.measures()``. Other parameters as in ``light_matrix``.
    Raises as it and ``Lights.rank``."""
    look = Look.of(lang, size=6.5)
    portfolio = store.at(as_of, known_on)
    lights = portfolio.lights(policy, rules_of=rules_of, policies=policies)
    first = _first_month(portfolio.as_of, months)
    rules = (known_on, policy, rules_of, policies)
    figures = funnel_figures(lights, look)
    by_month = months_of(store, first, months, *rules)
    table = light_table(store, first, months, "unit", 10, look, *rules)
    ranking = lights.rank(measure, by=by)
    times = portfolio.passage("directory", "reserve").times()

    def page(fig: FigureBase, look: Look) -> None:
        parts: Any = fig.subfigures(3, 1, height_ratios=(1, 1.5, 1.35))
        place = look.name(figures["region"], "")
        day = look.day(portfolio.as_of)
        fig.suptitle(
            look.say(
                f"{place}投资项目三库一页通，{day}",
                f"Three project libraries on a page, {place + ', ' if place else ''}{day}",
            ),
            x=0.02,
            ha="left",
            size=12,
            weight="bold",
        )
        upper: Any = parts[0].subfigures(1, 2, width_ratios=(1.1, 1))
        draw_funnel(upper[0], look, figures)
        draw_dwell(upper[1], look, times)
        draw_series(parts[1], look, by_month, small=True)
        lower: Any = parts[2].subfigures(1, 2, width_ratios=(1.35, 1))
        draw_matrix(lower[0], look, table, small=True)
        draw_rank(lower[1], look, ranking, limit=18)

    return drawn(page, look, 8.27, 11.69)


def _first_month(day: dt.date, months: int) -> str:
    """The first of so many months, of which the last has ended by ``day``."""
    ended = (day + dt.timedelta(days=1)).replace(day=1) - dt.timedelta(days=1)
    at = ended.year * 12 + ended.month - months
    return f"{at // 12:04}-{at % 12 + 1:02}-01"
