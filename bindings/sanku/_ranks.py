"""Ranks that can be defended: of anything, and of the regions and sectors of a portfolio."""

from __future__ import annotations

import datetime as dt
import numbers
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from sanku import _sanku
from sanku._portfolio import Rows
from sanku._sanku import Ratio
from sanku._table import exact_number

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
        return exact_number(value)
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

    Dicts with rank, label (or region or sector with its name, or unit), value, size, to_average and
    to_median (``Fraction`` or None; value − average and value − median), standing (``above``,
    ``at`` or ``below`` the average). With ``before``: then (the rank before, or None: new) and
    climbed (places gained)."""

    #: Those without a rank: dicts with label (or what stands for it), value, size, why
    #: (``excluded``, ``no_value``, ``too_small``, ``wider``, ``unstated``), why_zh, why_en and
    #: reason.
    left_out: Rows
    #: Those that had a rank before and have none now: dicts with label (or what stands for it) and
    #: then.
    gone: Rows
    #: What values are compared with, and the middle of those that are ranked; None without values.
    average: Fraction | None
    median: Fraction | None
    #: Of regions, sectors and units the measure by its key (see ``sanku.measures()``) and the day
    #: of the figures, else None.
    measure: str | None
    as_of: dt.date | None
    #: Whether the average is a figure that was given to compare with (``above``).
    average_given: bool

    def __init__(
        self,
        inner: _sanku.Ranking,
        before: Ranking | None = None,
        *,
        rates: bool = False,
        values: Mapping[str, Any] | None = None,
        names: Mapping[str, dict[str, str]] | None = None,
        thing: str = "label",
        measure: str | None = None,
        as_of: dt.date | None = None,
        average_given: bool = False,
    ) -> None:
        self._inner = inner
        self.average_given = average_given
        self.measure = measure
        self.as_of = as_of
        self._names = names
        self._thing = thing
        self.average = inner.average
        self.median = inner.median

        def labelled(entry: dict[str, Any]) -> dict[str, Any]:
            label = entry.pop("id")
            if values is not None:
                entry["value"] = values[label]
            return {thing: label} | (names[label] if names is not None else {}) | entry

        entries = [labelled(entry) for entry in inner._ranked(rates)]
        self.left_out = Rows(labelled(entry) for entry in inner._left_out(rates))
        self.gone = Rows()
        if before is not None:
            changes = {change["id"]: change for change in inner._changes(before._inner)}
            for entry in entries:
                change = changes.pop(entry[thing])
                entry |= {"then": change["then"], "climbed": change["climbed"]}
            lasting = (thing, "name", "name_en")
            self.gone = Rows(
                {what: entry[what] for what in lasting if what in entry} | {"then": entry["rank"]}
                for entry in sorted(before, key=lambda entry: str(entry[thing]))
                if entry[thing] in changes
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
    given = above is not None
    return Ranking(inner, before, values=dict(exact), average_given=given)


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


def thing_of(by: str) -> str:
    """The key under which a row names what is ranked."""
    return by if by in ("sector", "unit") else "region"


def names_of(lights: Lights, inner: _sanku.Ranking, by: str) -> dict[str, dict[str, str]]:
    """By id what a row says beside it: the name of a region, those of a section in both languages,
    of a unit nothing."""
    ids = [entry["id"] for entry in inner._ranked(False) + inner._left_out(False)]
    if by == "unit":
        return {id: {} for id in ids}
    if by == "sector":
        sections = _sanku.section_names()
        return {id: {"name": sections[id][0], "name_en": sections[id][1]} for id in ids}
    return {
        code: {"name": name}
        for code, name in _sanku.region_names(lights.portfolio._inner, ids).items()
    }


def rank_peers(
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

    def ranking(of: Lights, then: Ranking | None) -> Ranking:
        reasons = dict(exclude or {})
        figure = exactly(above) if of is lights else None
        inner = of.summary()._ranking(measure, by, within, reasons, better, min_size, figure)
        return Ranking(
            inner,
            then,
            rates=True,
            names=names_of(of, inner, by),
            thing=thing_of(by),
            measure=measure,
            as_of=of.portfolio.as_of,
            average_given=figure is not None,
        )

    return ranking(lights, None if before is None else ranking(before, None))
