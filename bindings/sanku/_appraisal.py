"""Appraisal gates: what must be asked before a project moves to its next library."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanku import _sanku
from sanku._face import Store, _moment
from sanku._portfolio import Day, Portfolio, Rows
from sanku._sanku import AppraisalRules
from sanku._table import Table

if TYPE_CHECKING:
    import datetime as dt

#: The rules that a project is appraised by unless others are named.
DEFAULT_RULES = "gates-default"


class Gates(Rows):
    """What the rules say of projects at each gate: dicts with code, name, gate (``volume``,
    ``structure``, ``fiscal``, ``siting``, ``factors``), label, outcome (``pass``, ``warn``,
    ``block``), words and checks.

    The checks are dicts with key (library, section, kind of funding, year or factor; ``left_out``
    for who is in no sum), outcome, held_fen (of others), own_fen (of the project), value
    (``Ratio``), limit (``Fraction``, 4/5 for 80 %) and side (``above`` or ``below``) of the limit
    that decides, margin_fen (``Fraction``; how much until it, below 0 if it is broken), words.
    Limit, side and margin_fen are None where nothing is compared."""

    def __init__(self, rows: Iterable[dict[str, Any]], as_of: dt.date) -> None:
        super().__init__(rows)
        self._as_of = as_of

    def record(
        self,
        store: Store,
        *,
        day: Day | None = None,
        by: str = "",
        document: str = "",
        recorded_at: dt.datetime | str | None = None,
    ) -> int:
        """Records what each gate said as the next round of the project's appraisals at it, on
        ``day`` (None: the as-of day), all or none. What the last round of the same day said is
        not said again. Returns the number of events. Moves of networks that need these gates find
        them from that day on."""
        said = [(one["code"], one["gate"], one["outcome"], one["words"]) for one in self]
        on = self._as_of if day is None else day
        moment = _moment(recorded_at)
        return _sanku.record_gates(store._inner, said, on, document, moment, by)


def rules_of(rules: str | os.PathLike[str] | AppraisalRules) -> AppraisalRules:
    """The rules themselves, those of a ``.toml`` file, or those that ship under this id."""
    if isinstance(rules, AppraisalRules):
        return rules
    name = os.fspath(rules)
    return AppraisalRules.load(name) if name.endswith(".toml") else AppraisalRules.builtin(name)


def appraise(
    portfolio: Portfolio,
    codes: str | Sequence[str] | None,
    to: str,
    rules: str | os.PathLike[str] | AppraisalRules,
    resources_fen: Mapping[int, int] | None,
    previous_year_fen: int | None,
    lang: str,
) -> Gates:
    """See ``Portfolio.appraise``."""
    wanted = [codes] if isinstance(codes, str) else codes
    resources = None if resources_fen is None else dict(resources_fen)
    found = _sanku.appraise_gates(
        portfolio._inner, wanted, to, rules_of(rules), resources, previous_year_fen, lang
    )
    return Gates(found, portfolio.as_of)


class _Resources(Table):
    """A CSV file of the money that is available by year."""

    def value(self, key: str, text: str, unit: str | None) -> str | int:
        if key != "year":
            fen: int = super().value(key, text, unit)
            return fen
        match = re.fullmatch(r"((?:19|20|21)\d\d)年?", text, re.ASCII)
        if match is None:
            _sanku.refuse("invalid_argument", "", 0, "", text, "a year such as 2025")
            raise AssertionError
        return int(match[1])


def read_resources(path: str | os.PathLike[str], unit: str | None = None) -> dict[int, int]:
    """The money that is available by year, in fen, of a CSV file (UTF-8, GB18030 or UTF-16) with
    the columns 年度 year and 可用财力 amount, as ``Portfolio.appraise`` takes it. Amounts name
    their unit as in ``read_region_figures``.

    Raises ``Error`` that names file, row, column, value and what was expected."""
    columns: dict[str, tuple[str, ...]] = {
        "year": ("year", "年度", "年份", "年"),
        "amount_fen": ("amount", "可用财力", "财力", "金额"),
    }
    table = _Resources(Path(path), columns, unit)
    out: dict[int, int] = {}
    for row in table.rows(("year", "amount_fen")):
        if row["year"] in out:
            table.refuse("invalid_argument", value=str(row["year"]), detail="the same year twice")
        out[row["year"]] = row["amount_fen"]
    return out
