"""Targets of a year: broken down exactly, followed month by month, reported in time."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from sanku import _sanku
from sanku._portfolio import Day, Portfolio, Rows
from sanku._table import exact_fraction, exact_number, missing, text_of

if TYPE_CHECKING:
    import pandas as pd

#: An amount or a weight; None, and not-a-number in a table: there is none.
Number: TypeAlias = Fraction | Decimal | int | float | str | None


def _refuse(value: object, what: str, detail: str = "") -> NoReturn:
    _sanku.refuse("malformed_figure", "", 0, what, str(value), detail)
    raise AssertionError


def _exact(value: Number, what: str, detail: str = "") -> Fraction | None:
    """The number that was written. A float is read as its shortest decimal, 0.58 as 58/100, since
    tables are read as floats; whether that fits the unit is checked."""
    if missing(value):
        return None
    try:
        if not isinstance(value, bool):
            return exact_fraction(value) if isinstance(value, str) else exact_number(value)
    except ValueError:
        pass
    _refuse(value, what, detail)


def _steps(value: Number, decimals: int, what: str, detail: str = "") -> int | None:
    """The amount in whole steps of 10^-decimals."""
    if decimals not in range(5):
        _sanku.refuse("invalid_argument", "", 0, "decimals", str(decimals), "0 to 4")
    exact = _exact(value, what, detail)
    if exact is None:
        return None
    steps = exact * 10**decimals
    if steps.denominator != 1 or abs(steps) > 10**15:
        _refuse(value, what, detail)
    return int(steps)


def _needed(value: Number, decimals: int, what: str, detail: str = "") -> int:
    steps = _steps(value, decimals, what, detail)
    if steps is None:
        _refuse("", what, detail)
    return steps


def _by_unit(values: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for unit, value in () if values is None else values.items():
        name = text_of(unit)
        if name in out:
            _sanku.refuse("invalid_argument", "", 0, "unit", name, "each unit once")
        out[name] = value
    return out


def break_down(
    total: Number,
    weights: Mapping[str, Number] | pd.Series[Any] | pd.DataFrame,
    *,
    locks: Mapping[str, Number] | None = None,
    minima: Mapping[str, Number] | None = None,
    decimals: int = 0,
) -> Rows:
    """Breaks ``total`` down to units so that the parts add up to it exactly: by largest remainder
    (Hamilton; of equal remainders to the larger weight, then to the earlier unit).

    weights: by unit, 0 or more, in the order that is printed; or a table with ``unit`` (or units as
    index), ``weight`` and optionally ``lock`` and ``minimum``. locks: fixed parts by unit. minima:
    least parts by unit. decimals: of the indicator's own unit, 0 (家) to 4: parts are whole steps
    of it. Floats count as the decimals that they print as.

    Dicts with unit, amount, share (proportional, of what is left to the free units; a free part
    differs from it by less than one step) and held (``free``, ``locked``, ``minimum``); amounts
    are ``Fraction``. Raises ``Error`` (``impossible_breakdown``) with the reason, and
    (``malformed_figure``) for what is no number or finer than a step, (``invalid_argument``) for a
    unit that occurs twice in locks or minima, and for other decimals."""
    given: Any = weights
    if hasattr(given, "columns"):
        table = given.set_index("unit") if "unit" in given.columns else given
        locks = locks if locks is not None or "lock" not in table else table["lock"]
        minima = minima if minima is not None or "minimum" not in table else table["minimum"]
        given = table["weight"]
    fixed, least = _by_unit(locks), _by_unit(minima)
    pairs = [(text_of(unit), weight) for unit, weight in given.items()]  # may name one twice
    known = {unit for unit, _ in pairs}
    for unit in (*fixed, *least):
        if unit not in known:
            _sanku.refuse("unknown_unit", "", 0, "", unit, "")
    claims = [
        (
            unit,
            _exact(weight, unit) or Fraction(),
            _steps(fixed.get(unit), decimals, unit),
            _steps(least.get(unit), decimals, unit) or 0,
        )
        for unit, weight in pairs
    ]
    return Rows(_sanku.break_down(_needed(total, decimals, "total"), claims, decimals))


def check_breakdown(
    cells: Mapping[str, Number] | pd.Series[Any],
    total: Number,
    *,
    reference: Mapping[str, Number] | pd.Series[Any] | None = None,
    decimals: int = 0,
) -> dict[str, Any]:
    """Whether ``cells`` (by unit; None: left empty) add up to the printed ``total``.

    reference: what the cells should be about, by unit, such as an earlier edition or what
    ``break_down`` gave. A dict with sum, total, difference (sum − total), adds_up, named and
    suspects: dicts with unit (None: the total itself), given, expected (with which the parts add
    up), slip and why_zh, why_en. One total says that something is wrong and by how much, not where:
    ``named`` is None unless a reference singles a cell out, or just one is explained by a common
    slip (an empty cell, swapped digits, a shifted point, a digit too many, too few or wrong)."""
    given = _by_unit(cells)
    compared = _by_unit(reference)
    found: dict[str, Any] = _sanku.check_cells(
        list(given),
        [_steps(value, decimals, unit) for unit, value in given.items()],
        _needed(total, decimals, "total"),
        [_steps(compared.get(unit), decimals, unit) for unit in given] if compared else [],
        decimals,
    )
    return found


class Attained(Rows):
    """What was reported on the targets of a plan: dicts with target, unit (None: the whole), month,
    attained, reported_on and by. Later reports of a month correct earlier ones, which stay."""

    #: Rows of the file that were refused: dicts with row, column, value, code, message_zh and
    #: message_en; at most 100 of them, and how many there were.
    problems: Rows
    rejected: int

    def __init__(
        self, plan: Plan, inner: _sanku.Attained, problems: Iterable[Any] = (), rejected: int = 0
    ) -> None:
        super().__init__(inner.all(plan._inner))
        self._inner = inner
        self.problems = Rows(problems)
        self.rejected = rejected


class Plan:
    """The targets of a year: how much, by whom, at which pace, in which editions.

    ``Plan.load`` reads a file, see docs/targets.md. Amounts are ``Fraction`` in a target's unit."""

    def __init__(self, inner: _sanku.Plan) -> None:
        self._inner = inner

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Plan:
        """The plan in the TOML file at ``path``. Raises ``Error`` (``io``, ``malformed_plan`` with
        file, row, column (the key) and detail)."""
        return cls(_sanku.Plan.load(os.fspath(path)))

    @classmethod
    def parse(cls, text: str, file: str = "") -> Plan:
        """The plan that a TOML text states; ``file`` names it in errors."""
        return cls(_sanku.Plan.parse(text, file))

    @property
    def id(self) -> str:
        """Its id."""
        return self._inner.id

    @property
    def year(self) -> int:
        """The year of the targets."""
        return self._inner.year

    def title(self, lang: str = "zh") -> str:
        """Its title, ``zh`` or ``en``."""
        return self._inner.title(lang)

    def source(self, lang: str = "zh") -> str:
        """Where it was published, and what is not from there."""
        return self._inner.source(lang)

    @property
    def targets(self) -> Rows:
        """Dicts with target (id), name_zh, name_en, group, kind (``sum`` or ``level``), total and
        units (of the last edition), measured_in, decimals, lead_unit, first_month, last_month, pace
        and editions (how many)."""
        return Rows(self._inner.targets())

    def editions(self, target: str) -> Rows:
        """What ``target`` demanded from which day on: dicts with from, by, why, total, stated
        (whether the file states the parts) and amounts (by unit). None was ever overwritten."""
        return Rows(self._inner.editions(target))

    def line(self, target: str) -> list[Fraction]:
        """The share that is due by the end of each month of the target's period."""
        return self._inner.line(target)

    def break_down(self, target: str, on: Day | None = None) -> Rows:
        """What weights, locks and minima make of the total of the edition in force on the day
        ``on`` (None: of the last one), as ``sanku.break_down``. Raises ``Error``
        (``unknown_target``, ``impossible_breakdown`` also for a rate, which does not add up)."""
        return Rows(self._inner.break_down(target, on))

    def check(self) -> Rows:
        """Whether the break-downs that the file states add up, one dict an edition: target, from,
        and as ``sanku.check_breakdown``. Each is compared with what its weights make of the total,
        or with the edition before."""
        return Rows(self._inner.checks())

    def attained(self, reports: Iterable[Mapping[str, Any]] | pd.DataFrame | Attained) -> Attained:
        """The reports in dicts, or in a table, with target (id), unit (None or absent: the whole),
        month, attained (from the first month of the period), reported_on and optionally by. Raises
        ``Error`` at the first that the plan does not know."""
        if isinstance(reports, Attained):
            return reports
        inner = _sanku.Attained()
        rows: Any = reports.to_dict("records") if hasattr(reports, "to_dict") else reports
        for row in rows:
            target = str(row["target"])
            unit = text_of(row.get("unit"))
            inner.add(
                self._inner,
                target,
                unit,
                str(row["month"]),
                _needed(row["attained"], self._inner.decimals(target), target, unit),
                row["reported_on"],
                text_of(row.get("by")),
            )
        return Attained(self, inner)

    def pace(
        self,
        attained: Iterable[Mapping[str, Any]] | pd.DataFrame | Attained,
        month: Day,
        known_on: Day | None = None,
    ) -> Rows:
        """Where each target stands at the end of ``month``, as a whole (unit None) and by unit,
        under the edition then in force, by what was reported up to ``known_on`` (None: all).

        Dicts with target, unit, month (of the report), total, attained (None: not reported),
        completion and due (shares), deviation (in points, signed), word (``on_schedule``,
        ``slightly_behind``, ``behind``, ``clearly_behind``), word_zh, word_en, light, forecast,
        forecast_low and forecast_high (of the period's end), basis (``years``, ``months``,
        ``line``), reported_on, falls (less than an earlier month had) and units_differ (sum of the
        units − the whole, where both were reported)."""
        reports = self.attained(attained)._inner
        of = month if isinstance(month, str) else month.isoformat()
        return Rows(_sanku.standings(self._inner, reports, of, known_on))

    def due(
        self,
        attained: Iterable[Mapping[str, Any]] | pd.DataFrame | Attained,
        day: Day,
        cadence: str = "week",
    ) -> Rows:
        """The reports that fall due in the ``week`` (Monday to Sunday), ``ten_days`` (旬) or
        ``month`` of ``day``, as they stand on that day: dicts with target, unit, month, due,
        reported_on (None: not yet) and days_late. In calendar days."""
        first, last = period_of(cadence, day)
        reports = self.attained(attained)._inner
        return Rows(_sanku.due_reports(self._inner, reports, first, last, day))

    def missing(
        self, attained: Iterable[Mapping[str, Any]] | pd.DataFrame | Attained, day: Day
    ) -> Rows:
        """The reports that fell due up to ``day`` and were not made, as ``due``."""
        return Rows(_sanku.missing_reports(self._inner, self.attained(attained)._inner, day))

    def __repr__(self) -> str:
        return f"<plan {self.id}: {len(self.targets)} targets>"


def read_attained(path: str | os.PathLike[str], plan: Plan) -> Attained:
    """The reports in a CSV file of any encoding that offices use, with the columns 指标 target (id
    or name), 单位 unit (empty: the whole), 月份 month, 累计完成 attained, 上报日期 reported_on and
    上报人 by. Bad rows are left out and listed in ``.problems``. Raises ``Error`` for a file
    without such columns."""
    inner, _, rejected, problems = _sanku.read_attained(plan._inner, os.fspath(path))
    return Attained(plan, inner, problems, rejected)


def starts(portfolio: Portfolio) -> dict[str, Any]:
    """The starts planned for the year of the portfolio's day: planned, due (by that day), missed
    (due, not started), early (started, not due), started (due − missed + early), and as ``Ratio``
    of_due (due and started ÷ due) and of_plan (started ÷ planned). A completed project counts as
    started; withdrawn ones are left out."""
    found: dict[str, Any] = _sanku.starts(portfolio._inner)
    return found


def period_of(cadence: str, day: Day) -> tuple[dt.date, dt.date]:
    """First and last day of the ``week``, ``ten_days`` or ``month`` in which ``day`` lies."""
    return _sanku.period_of(cadence, day)
