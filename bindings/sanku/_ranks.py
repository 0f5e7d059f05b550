"""Ranks that can be defended: of anything, and of the regions of a portfolio."""

from __future__ import annotations

import numbers
import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from sanku import _sanku
from sanku._portfolio import Rows
from sanku._sanku import Ratio, Scoring

if TYPE_CHECKING:
    import pandas as pd

    from sanku._portfolio import Lights

#: What is ranked: a rate, or an exact number; None: no value.
Value: TypeAlias = Ratio | Fraction | Decimal | int | None


def exactly(value: object) -> Ratio | Fraction | None:
    """The value without any rounding. Raises ``TypeError`` for a float, of which nobody knows what
    it was rounded from; not-a-number is no value."""
    if value is None or isinstance(value, Ratio):
        return value
    if isinstance(value, numbers.Rational | Decimal) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, numbers.Real) and value != value:
        return None
    if hasattr(value, "__index__") and not isinstance(value, bool):
        return Fraction(value.__index__())
    raise TypeError(f"a Ratio, int, Fraction, Decimal or None, not {value!r}: ranks are exact")


def fraction(value: Ratio | Fraction | None) -> Fraction | None:
    """The value of a rate or number, if it has one."""
    if isinstance(value, Ratio):
        return Fraction(value.numerator, value.denominator) if value else None
    return value


class Ranking(Rows):
    """Entries in the order of their ranks (1, 2, 2, 4), and those that have none.

    Dicts with rank, label (or region and name), value, size, to_average and to_median (``Fraction``
    or None; value − average and value − median), standing (``above``, ``at`` or ``below`` the
    average). With ``before``: then (the rank before, or None: new) and climbed (places gained)."""

    #: Those without a rank: dicts with label (or region and name), value, size, why (``excluded``,
    #: ``no_value``, ``too_small``, ``wider``), why_zh, why_en and reason.
    left_out: Rows
    #: Those that had a rank before and have none now: dicts with label (or region and name), then.
    gone: Rows
    #: What values are compared with, and the middle of those that are ranked; None without values.
    average: Fraction | None
    median: Fraction | None

    def __init__(
        self,
        inner: _sanku.Ranking,
        before: Ranking | None = None,
        *,
        rates: bool = False,
        values: Mapping[str, Any] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self._inner = inner
        self.average = inner.average
        self.median = inner.median

        def labelled(entry: dict[str, Any]) -> dict[str, Any]:
            label = entry.pop("id")
            if values is not None:
                entry["value"] = values[label]
            if names is None:
                return {"label": label} | entry
            return {"region": label, "name": names[label]} | entry

        entries = [labelled(entry) for entry in inner._ranked(rates)]
        self.left_out = Rows(labelled(entry) for entry in inner._left_out(rates))
        self.gone = Rows()
        if before is not None:
            key = "label" if names is None else "region"
            changes = {change["id"]: change for change in inner._changes(before._inner)}
            for entry in entries:
                change = changes.pop(entry[key])
                entry |= {"then": change["then"], "climbed": change["climbed"]}
            lasting = (key, "name") if names is not None else (key,)
            self.gone = Rows(
                {what: entry[what] for what in lasting} | {"then": entry["rank"]}
                for entry in sorted(before, key=lambda entry: str(entry[key]))
                if entry[key] in changes
            )
        super().__init__({"rank": entry.pop("rank")} | entry for entry in entries)


def rank(
    values: Mapping[str, Value] | pd.DataFrame,
    *,
    better: str = "higher",
    min_size: int = 0,
    sizes: Mapping[str, int] | None = None,
    exclude: Mapping[str, str] | None = None,
    above: Value = None,
    before: Ranking | None = None,
) -> Ranking:
    """Ranks ``values`` by label: the rank is 1 + how many are strictly better, and exactly equal
    values share one (1, 2, 2, 4). Their order changes nothing.

    values: a dict or Series of ``Ratio``, int, ``Fraction`` or ``Decimal``, None where there is
    none; or a table of a line a label with the column ``value``, or ``part`` and ``whole`` (whole
    numbers), and optionally ``size``. better: ``higher`` or ``lower``. min_size: smaller ones
    (``sizes`` by label) have no rank. exclude: the reason by label of those that are named to have
    none. above: the figure of the unit above; None: that of all together, those left out included:
    of ``Ratio`` the rate of the union, of numbers the mean. before: an earlier ranking.

    Raises ``TypeError`` for a float, ``Error`` (``invalid_argument``) for a label that occurs twice
    or that ``exclude`` names and ``values`` does not."""
    pairs, sizes = _pairs(values, sizes)
    exact = [(label, exactly(value)) for label, value in pairs]
    inner = _sanku.rank(
        [(label, value, int(sizes.get(label, 0))) for label, value in exact],
        better,
        min_size,
        dict(exclude or {}),
        exactly(above),
    )
    return Ranking(inner, before, values=dict(exact))


def _pairs(
    values: Any, sizes: Mapping[str, int] | None
) -> tuple[list[tuple[str, Any]], Mapping[str, int]]:
    if not hasattr(values, "columns"):
        return [(str(label), value) for label, value in values.items()], sizes or {}
    labels = [str(label) for label in values.index]
    if "value" in values.columns:
        found: Iterable[Any] = values["value"].tolist()
    elif {"part", "whole"} <= set(values.columns):
        both = zip(values["part"].tolist(), values["whole"].tolist(), strict=True)
        found = [Ratio(part, whole) for part, whole in both]
    else:
        raise ValueError("a table with the column value, or part and whole")
    if sizes is None and "size" in values.columns:
        sizes = dict(zip(labels, values["size"].tolist(), strict=True))
    return list(zip(labels, found, strict=True)), sizes or {}


class Scores(Ranking):
    """Composite scores of regions in the order of their ranks, as a ``Ranking`` whose values are
    scores, 0 to 100. The average is what the figures of all together earn."""

    def __init__(
        self,
        inner: _sanku.Scores,
        scoring: Scoring,
        names: Mapping[str, str],
        before: Scores | None = None,
    ) -> None:
        super().__init__(inner.ranking, before, names=names)
        self._scores = inner
        self._before = before
        self.scoring = scoring
        blocked = {
            entry["region"]: ", ".join(self._without_value(entry["region"]))
            for entry in self.left_out
            if entry["why"] == "no_value"
        }
        for entry in self.left_out:
            entry["reason"] = entry["reason"] or blocked.get(entry["region"], "")

    def _without_value(self, region: str) -> list[str]:
        points = self._scores._points(self.scoring, region)
        return [one["indicator"] for one in points if fraction(one["figure"]) is None]

    def points(self, region: str | None = None) -> Rows:
        """What the region earns by indicator, None: what all together earn. Dicts with indicator,
        figure (``Ratio`` or ``Fraction``), weight (after those of missing figures were spread),
        points and lost (``Fraction``): all points are the score, all lost ones 100 less it.

        With ``before`` and a region also change (of points), by_figure and by_weight (which add up
        to it) and places (gained by this indicator; None without ranks, or with more than 12
        indicators). The changes add up to that of the score, exactly; the places, with those of
        ``climb``, to that of the rank."""
        found = Rows(self._scores._points(self.scoring, region))
        if region is None or self._before is None:
            return found
        change = self._scores._change(self._before._scores, region)
        for i, one in enumerate(found):
            one |= {"change": None, "by_figure": None, "by_weight": None, "places": None}
            if change["score"] is not None:
                one["by_figure"] = change["score"]["by_figure"][i]
                one["by_weight"] = change["score"]["by_weight"][i]
                one["change"] = one["by_figure"] + one["by_weight"]
            if change["rank"] is not None:
                one["places"] = change["rank"]["by_indicator"][i]
        return found

    def climb(self, region: str) -> dict[str, Any] | None:
        """Where the region's change of rank comes from, in places gained: total, by_indicator (a
        ``Fraction`` by id), by_gone and by_new (regions ahead that lost or got a rank). None
        without ``before``, unless it had a rank both times, or with more than 12 indicators."""
        if self._before is None:
            return None
        found = self._scores._change(self._before._scores, region)["rank"]
        if found is None:
            return None
        ids = [one["id"] for one in self.scoring.indicators]
        by_indicator = dict(zip(ids, found["by_indicator"], strict=True))
        return dict(found) | {"by_indicator": by_indicator}


def scoring_of(scoring: str | os.PathLike[str] | Scoring) -> Scoring:
    """The scoring itself, that of a ``.toml`` file, or the one that ships under this id."""
    if isinstance(scoring, Scoring):
        return scoring
    name = os.fspath(scoring)
    return Scoring.load(name) if name.endswith(".toml") else Scoring.builtin(name)


def _names(lights: Lights, inner: _sanku.Ranking) -> dict[str, str]:
    codes = [entry["id"] for entry in inner._ranked(False) + inner._left_out(False)]
    return _sanku.region_names(lights.portfolio._inner, codes)


def rank_regions(
    lights: Lights,
    before: Lights | None,
    measure: str,
    by: str,
    within: str | None,
    better: str | None,
    min_size: int,
    exclude: Mapping[str, str] | None,
    above: Value,
) -> Ranking:
    """See ``Lights.rank``."""

    def ranking(of: Lights) -> _sanku.Ranking:
        reasons = dict(exclude or {})
        figure = exactly(above) if of is lights else None
        return of._summary()._ranking(measure, by, within, reasons, better, min_size, figure)

    inner = ranking(lights)
    then = None
    if before is not None:
        earlier = ranking(before)
        then = Ranking(earlier, rates=True, names=_names(before, earlier))
    return Ranking(inner, then, rates=True, names=_names(lights, inner))


def score_regions(
    lights: Lights,
    before: Lights | None,
    scoring: str | os.PathLike[str] | Scoring,
    by: str,
    within: str | None,
    exclude: Mapping[str, str] | None,
    given: Mapping[str, Mapping[str, Value]] | None,
    given_before: Mapping[str, Mapping[str, Value]] | None,
) -> Scores:
    """See ``Lights.scores``."""
    made_of = scoring_of(scoring)

    def scores(
        of: Lights, figures: Mapping[str, Mapping[str, Value]] | None, then: Scores | None
    ) -> Scores:
        exact = {
            indicator: {region: exactly(value) for region, value in by_region.items()}
            for indicator, by_region in (figures or {}).items()
        }
        inner = of._summary()._scores(made_of, by, within, dict(exclude or {}), exact)
        return Scores(inner, made_of, _names(of, inner.ranking), then)

    then = None if before is None else scores(before, given_before, None)
    return scores(lights, given, then)
