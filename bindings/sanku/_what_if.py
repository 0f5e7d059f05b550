"""Two policies side by side."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from sanku import _sanku
from sanku._portfolio import Rows

if TYPE_CHECKING:
    import pandas as pd

#: Number of projects by present and by changed light.
Table = dict[str, dict[str, int]]


def end_of_month(month: str) -> dt.date:
    """The last day of a month such as ``2024-06``."""
    year, number = (int(part) for part in month.split("-"))
    return dt.date(year, number, calendar.monthrange(year, number)[1])


def hundredths(value: float | str, name: str) -> int:
    """Hundredths of ``value``, exactly; raises ``Error`` for more than two decimals."""
    try:
        scaled = Decimal(str(value)) * 100
        if scaled == scaled.to_integral_value() and abs(scaled) < 10**15:
            return int(scaled)
    except (InvalidOperation, ValueError, OverflowError):
        pass
    _sanku.refuse("invalid_argument", "", 0, name, str(value), "a number with at most two decimals")
    raise AssertionError


class WhatIf:
    """What projects would have shown under other rules; see ``Store.what_if``."""

    def __init__(self, inner: dict[str, Any]) -> None:
        self._inner = inner

    @property
    def present(self) -> str:
        """Id of the present policy."""
        return str(self._inner["present"])

    @property
    def changed(self) -> str:
        """Id of the changed policy."""
        return str(self._inner["changed"])

    @property
    def overall(self) -> Table:
        """Over all months, the number of projects by overall light: under the present policy, then
        under the changed one, such as ``overall["yellow"]["red"]``."""
        overall: Table = self._inner["overall"]
        return overall

    @property
    def tables(self) -> dict[str, Table]:
        """The same of each rule, by id: the present policy's, then those of the changed alone."""
        tables: dict[str, Table] = self._inner["tables"]
        return tables

    @property
    def months(self) -> list[dict[str, Any]]:
        """The same of each month's end: dicts with month, overall and tables."""
        months: list[dict[str, Any]] = self._inner["months"]
        return months

    @property
    def moves(self) -> Rows:
        """The first lights that are another one (``max_moves``): dicts with month, code, rule
        (None: the overall light), from and to, by month, project, overall before the rules."""
        return Rows(self._inner["moves"])

    @property
    def moved(self) -> int:
        """How many lights are another one, listed or not."""
        return int(self._inner["moved"])

    def to_pandas(self) -> pd.DataFrame:
        """One line for each month, rule (``None``: overall) and pair of lights that any project
        shows: month, rule, present, changed, projects."""
        rows = Rows()
        for month in self.months:
            for rule, table in [(None, month["overall"]), *month["tables"].items()]:
                rows.extend(
                    {
                        "month": month["month"],
                        "rule": rule,
                        "present": present,
                        "changed": changed,
                        "projects": projects,
                    }
                    for present, counts in table.items()
                    for changed, projects in counts.items()
                    if projects
                )
        return rows.to_pandas()

    def __repr__(self) -> str:
        return (
            f"<{self.changed} instead of {self.present}: {self.moved} lights are another one, "
            f"{len(self.months)} months>"
        )
