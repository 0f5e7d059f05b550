"""Scores by indicator systems: of regions and sectors, taken apart down to each indicator."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sanku import _sanku
from sanku._portfolio import Rows
from sanku._ranks import Ranking, Value, exactly, fraction, names_of, thing_of
from sanku._sanku import IndicatorSystem, Ratio
from sanku._table import NARROW, Table, exact_number

if TYPE_CHECKING:
    from sanku._portfolio import Lights


class Reported(NamedTuple):
    """A figure that was reported by hand, who stated it and when."""

    value: Value
    by: str = ""
    on: dt.date | str | None = None


#: Reported figures by id of the indicator, by code of the region or letter of the section.
Reports: TypeAlias = Mapping[str, Mapping[str, Value | Reported]]

#: The system that is meant where none is named.
DEFAULT_SYSTEMS = {"sector": "sectors-default"}


def system_of(system: str | os.PathLike[str] | IndicatorSystem | None, by: str) -> IndicatorSystem:
    """The system itself, that of a ``.toml`` file, the one that ships under this id, or the default
    one for what is scored."""
    if isinstance(system, IndicatorSystem):
        return system
    name = DEFAULT_SYSTEMS.get(by, "regions-default") if system is None else os.fspath(system)
    if name.endswith(".toml"):
        return IndicatorSystem.load(name)
    return IndicatorSystem.builtin(name)


def grade(score: Value) -> str:
    """The grade of a score of 100: ``excellent`` (优) from 90, ``good`` (良) from 80, ``fair`` (中)
    from 60, else ``poor`` (差); the lower bound belongs to it and nothing is rounded before
    (财预〔2020〕10号). Raises ``TypeError`` for a float or None."""
    exact = fraction(exactly(score))
    if exact is None:
        raise TypeError("expected a score")
    return str(_sanku.grade(exact)[0])


class Scores(Ranking):
    """Composite scores of regions or sectors in the order of their ranks, as a ``Ranking`` whose
    values are scores, 0 to 100; each has a ``grade``. The average is what the figures of all
    together earn."""

    #: The system by which they were made.
    system: IndicatorSystem
    #: Whether the system was in force on the day of the scores.
    in_force: bool

    def __init__(
        self,
        inner: _sanku.Scores,
        system: IndicatorSystem,
        names: Mapping[str, dict[str, str]],
        thing: str,
        day: dt.date,
        before: Scores | None = None,
    ) -> None:
        super().__init__(inner.ranking, before, names=names, thing=thing)
        self._scores = inner
        self._before = before
        self.system = system
        self.in_force = system.in_force(day)
        for entry in self:
            entry["grade"] = grade(entry["value"])
        for entry in self.left_out:
            if entry["why"] == "no_value":
                missing = (
                    line["id"]
                    for line in inner._card(system, entry[thing])
                    if line["kind"] == "indicator" and line["share"] is None
                )
                entry["reason"] = ", ".join(missing)

    def scorecard(self, id: str | None = None) -> Rows:
        """The score of a region (by code) or section (by letter) as a tree, None: what all together
        earn; a dict a line, each dimension before what is below it.

        Dicts with kind (``dimension`` or ``indicator``), id, dimension (the one that it is in, or
        None), depth, name_zh, name_en, value (``Ratio`` or ``Fraction``, None for a dimension or
        without one), value_zh and value_en (in its unit), share (of the points), weight (after
        those of missing figures were spread), points, lost (``Fraction``), reason_zh and reason_en
        (why points were lost), by and on (of a reported figure), basis (``default``: set by this
        library). Points of the indicators are the score, what they lose is 100 less it.

        With ``before`` and an id also change (of points), by_figure and by_weight (which add up to
        it) and places (gained by this; None without ranks, or with more than 12 indicators). The
        changes add up to that of the score, exactly; the places, with those of ``climb``, to that
        of the rank."""
        found = Rows(self._scores._card(self.system, id))
        if id is None or self._before is None:
            return found
        change = self._scores._change(self._before._scores, id)
        for line in found:
            line |= {"change": None, "by_figure": None, "by_weight": None, "places": None}
        for place, line in enumerate(found):
            below = leaves(found, place)
            if change["score"] is not None:
                for part in ("by_figure", "by_weight"):
                    line[part] = sum((change["score"][part][i] for i in below), Fraction())
                line["change"] = line["by_figure"] + line["by_weight"]
            if change["rank"] is not None:
                parts = change["rank"]["by_indicator"]
                line["places"] = sum((parts[i] for i in below), Fraction())
        return found

    def climb(self, id: str) -> dict[str, Any] | None:
        """Where the change of rank comes from, in places gained: total, by_indicator (a
        ``Fraction`` by id), by_gone and by_new (those ahead that lost or got a rank). None without
        ``before``, unless it had a rank both times, or with more than 12 indicators."""
        if self._before is None:
            return None
        found = self._scores._change(self._before._scores, id)["rank"]
        return None if found is None else dict(found)


def leaves(card: list[dict[str, Any]], place: int) -> list[str]:
    """The ids of the indicators at or below a line of a scorecard."""
    line = card[place]
    if line["kind"] == "indicator":
        return [line["id"]]
    out = []
    for other in card[place + 1 :]:
        if other["depth"] <= line["depth"]:
            break
        if other["kind"] == "indicator":
            out.append(other["id"])
    return out


def _stated(value: Value | Reported) -> tuple[Ratio | Fraction | None, str, dt.date | None]:
    if not isinstance(value, Reported):
        return exactly(value), "", None
    on = dt.date.fromisoformat(value.on) if isinstance(value.on, str) else value.on
    return exactly(value.value), value.by, on


def score(
    lights: Lights,
    before: Lights | None,
    system: str | os.PathLike[str] | IndicatorSystem | None,
    by: str,
    within: str | None,
    exclude: Mapping[str, str] | None,
    reported: Reports | None,
    reported_before: Reports | None,
) -> Scores:
    """See ``Lights.scores``."""
    made_of = system_of(system, by)

    def scores(of: Lights, figures: Reports | None, then: Scores | None) -> Scores:
        exact = {
            indicator: {id: _stated(value) for id, value in by_id.items()}
            for indicator, by_id in (figures or {}).items()
        }
        inner = _sanku.peer_scores(of.summary(), made_of, by, within, dict(exclude or {}), exact)
        names = names_of(of, inner.ranking, by)
        return Scores(inner, made_of, names, thing_of(by), of.portfolio.as_of, then)

    then = None if before is None else scores(before, reported_before, None)
    return scores(lights, reported, then)


class Evaluations(Ranking):
    """How many of the evaluations that were due are done, by unit, region or sector: a ``Ranking``
    of ``Ratio`` (done, due), each with words_zh and words_en, such as 高于全省平均水平 and
    ``above the province's average``."""

    #: All together: value (a ``Ratio``), words_zh and words_en.
    total: dict[str, Any]

    def __init__(self, ranking: Ranking, total: Ratio, of: tuple[str, str]) -> None:
        super().__init__(
            ranking._inner,
            rates=True,
            names=ranking._names,
            thing=ranking._thing,
            measure=ranking.measure,
            as_of=ranking.as_of,
            average_given=ranking.average_given,
        )

        def words(value: Ratio | None) -> dict[str, str]:
            exact = fraction(value)
            if exact is None or self.average is None:
                return {"words_zh": "", "words_en": ""}
            zh, en = _sanku.standing_words(exact, self.average, *of)
            return {"words_zh": zh, "words_en": en}

        for entry in self:
            entry |= words(entry["value"])
        self.total = {"value": total} | words(total)


def evaluations(
    lights: Lights,
    by: str,
    within: str | None,
    above: Value,
    above_of: tuple[str, str] | None,
    min_size: int,
    exclude: Mapping[str, str] | None,
) -> Evaluations:
    """See ``Lights.evaluations``."""
    figure = exactly(above)
    reasons = dict(exclude or {})
    summary = lights.summary()
    if by == "unit":
        if within is not None:
            raise ValueError("within: of regions and sectors, not of units")
        inner = _sanku.unit_ranking(lights._inner, min_size, reasons, figure)
    else:
        inner = summary._ranking("evaluations", by, within, reasons, None, min_size, figure)
    ranking = Ranking(
        inner,
        rates=True,
        names=names_of(lights, inner, by),
        thing=thing_of(by),
        measure="evaluations",
        as_of=lights.portfolio.as_of,
        average_given=above is not None,
    )
    default = ("总体", "the overall") if above is None else ("全省", "the province")
    return Evaluations(ranking, summary._figure("evaluations", within), above_of or default)


#: Headings of a file of reported figures: key, then what else it may be called.
_HEADINGS = {
    "indicator": ("indicator", "指标"),
    "id": ("id", "对象", "代码"),
    "value": ("value", "数值"),
    "by": ("by", "填报人"),
    "on": ("on", "日期"),
}


class _Figures(Table):
    """A CSV file of reported figures; columns with other headings are left out."""

    def heading(self, cell: str, row: int) -> tuple[str, str | None] | None:
        return next(((key, None) for key, names in self.columns.items() if cell in names), None)

    def value(self, key: str, text: str, unit: str | None) -> Any:
        expected = "a number or a share, such as 0.82 or 82%"
        try:
            if key == "value":
                text = text.translate(NARROW)
                return exact_number(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
            expected = "a day, such as 2024-06-28"
            return dt.date.fromisoformat(text) if key == "on" else text
        except ValueError:
            _sanku.refuse("invalid_argument", "", 0, "", text, expected)


def read_reported(path: str | os.PathLike[str]) -> dict[str, dict[str, Reported]]:
    """Figures reported by hand, for ``Lights.scores``: from a CSV file (UTF-8, GB18030 or UTF-16)
    with the columns indicator (指标), id (对象: code of the region, or letter of the section),
    value (数值: 82, 0.82 or 82%; empty: none), by (填报人) and on (日期, such as 2024-06-28).

    Raises ``Error`` with file, row, column and value for a heading that is missing, an indicator or
    id that is empty, a value that is no number, a day that is none, a figure twice, and a file that
    cannot be read."""
    table = _Figures(Path(path), _HEADINGS, None)
    found: dict[str, dict[str, Reported]] = {}
    places = None
    for number, cells in table.lines:
        if not any(cells):
            continue
        if places is None:
            places = table.header(number, cells, ("indicator", "id", "value"))
            continue
        one = table.row(number, cells, places, ("indicator", "id"))
        of = found.setdefault(one["indicator"], {})
        if one["id"] in of:
            twice = f"{one['indicator']} {one['id']}"
            table.refuse("invalid_argument", number, "", twice, "each figure once")
        of[one["id"]] = Reported(one.get("value"), one.get("by", ""), one.get("on"))
    if places is None:
        table.refuse("invalid_argument", detail="no headings: indicator, id, value")
    return found
