"""Which projects to take forward under given limits, and the files that say so."""

from __future__ import annotations

import numbers
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from sanku import _sanku
from sanku._portfolio import Rows
from sanku._ranks import fraction
from sanku._sanku import Ratio
from sanku._table import NARROW, Table, exact_number, missing, text_of

if TYPE_CHECKING:
    import pandas as pd

#: What scores, needs and limits are stated in. A float counts as the decimal that it prints as.
Number: TypeAlias = int | Fraction | Decimal | float
Limits: TypeAlias = Mapping[str, Number | Mapping[str, Any]]

_MOST = 2**62
_DECIDED = {"take": "take", "必上": "take", "leave": "leave", "不上": "leave"}
_COLUMNS = {
    "id": ("id", "项目代码", "代码", "编号", "项目编号"),
    "name": ("name", "项目名称", "名称", "项目"),
    "score": ("score", "得分", "评分", "评价得分"),
    "must": ("must", "必上不上", "取舍"),
    "group": ("group", "互斥组", "互斥"),
    "only_with": ("only_with", "依托项目", "依托"),
}


class Selection:
    """The projects to take forward, and what is known about the choice.

    Numbers are ``Fraction`` in the units in which they were given; lists are in the order of the
    ranking, by score from the highest, then by id."""

    #: ``optimal`` (proved in whole numbers), ``within_gap`` (of the gap that was asked for),
    #: ``stopped`` (the effort ended first) or ``infeasible`` (see ``conflicts``).
    status: str
    #: Score × weight of those chosen; no selection can have more than the bound.
    objective: Fraction
    bound: Fraction
    #: (bound − objective) ÷ bound, exact and proven.
    gap: Ratio
    #: Whether it was shown to be the first of all selections of this objective.
    first_of_equals: bool
    #: Dicts with rank, what was given of the candidate, value (score × weight) and by_ranking
    #: (whether the plain ranking takes it).
    chosen: Rows
    #: The same with why (``decided``, ``only_with``, ``group`` or ``limits``), lacks (what is
    #: missing, by limit, to take it beside the others) and dominated_by (the id of one chosen that
    #: counts at least as much and needs no more of anything, or None).
    left_out: Rows
    #: Dicts with limit (its id), name, unit, amount, used, left (by which it could be smaller and
    #: nothing would change), step, gain (of objective with one step more), gain_at_most (what is
    #: proved of it: equal if both selections are optimal), enter and leave (ids); those from gain
    #: on are None without a step.
    limits: Rows
    #: What the plain ranking takes, each that still fits from the highest score down: a dict with
    #: chosen (ids), objective, gained (ids that the selection takes instead) and lost (ids that it
    #: gives up for them).
    by_ranking: dict[str, Any]
    #: If infeasible: dicts with limit (id, or None: conditions between candidates), excess (by
    #: which it is broken) and candidates (ids that must be taken and clash).
    conflicts: Rows

    def __init__(
        self,
        found: dict[str, Any],
        candidates: Sequence[dict[str, Any]],
        values: Sequence[Fraction],
        limits: Sequence[dict[str, Any]],
        scales: Mapping[str, int],
        value_scale: int,
    ) -> None:
        ids = [candidate["id"] for candidate in candidates]

        def named(places: Iterable[int]) -> list[str]:
            return [ids[place] for place in places]

        def value(parts: int) -> Fraction:
            return Fraction(parts, value_scale)

        self.status = found["status"]
        self.objective = value(found["objective"])
        self.bound = value(found["bound"])
        self.gap = found["gap"]
        self.first_of_equals = found["first_of_equals"]
        by_ranking = set(found["by_ranking"])
        rank = {place: number for number, place in enumerate(found["ranking"], 1)}

        def entry(place: int) -> dict[str, Any]:
            one = candidates[place]
            worth = {"value": values[place], "by_ranking": place in by_ranking}
            return {"rank": rank[place]} | one | worth

        self.chosen = Rows(entry(place) for place in found["chosen"])
        self.left_out = Rows(
            entry(one["candidate"])
            | {
                "why": one["why"],
                "lacks": {
                    limits[place]["limit"]: Fraction(parts, scales[limits[place]["limit"]])
                    for place, parts in one["lacks"].items()
                },
                "dominated_by": None if one["dominated_by"] is None else ids[one["dominated_by"]],
            }
            for one in found["left_out"]
        )
        self.limits = Rows()
        for limit, use in zip(limits, found["limits"], strict=False):
            scale = scales[limit["limit"]]
            shadow = use["shadow"] or dict.fromkeys(("gain", "gain_at_most", "enter", "leave"))
            self.limits.append(
                limit
                | {"used": Fraction(use["used"], scale), "left": Fraction(use["left"], scale)}
                | {
                    key: parts if parts is None else value(parts)
                    for key, parts in shadow.items()
                    if key.startswith("gain")
                }
                | {
                    key: places if places is None else named(places)
                    for key, places in shadow.items()
                    if not key.startswith("gain")
                }
            )
        taken = set(found["chosen"])
        self.by_ranking = {
            "chosen": named(found["by_ranking"]),
            "objective": value(found["by_ranking_objective"]),
            "gained": named(place for place in found["chosen"] if place not in by_ranking),
            "lost": named(place for place in found["by_ranking"] if place not in taken),
        }
        self.conflicts = Rows()
        for one in found["conflicts"]:
            name = None if one["limit"] is None else limits[one["limit"]]["limit"]
            excess = Fraction(one["excess"], 1 if name is None else scales[name])
            self.conflicts.append(
                {"limit": name, "excess": excess, "candidates": named(one["candidates"])}
            )

    def to_pandas(self) -> pd.DataFrame:
        """One line a candidate, by rank: what was given of it, value, by_ranking, taken, why."""
        rows = [entry | {"taken": True, "why": ""} for entry in self.chosen]
        for entry in self.left_out:
            kept = {key: entry[key] for key in entry if key not in ("lacks", "dominated_by")}
            rows.append(kept | {"taken": False, "why": entry["why"]})
        return Rows(sorted(rows, key=lambda row: row["rank"])).to_pandas()

    def __repr__(self) -> str:
        total = len(self.chosen) + len(self.left_out)
        return (
            f"<{len(self.chosen)} of {total} projects, {self.status}, objective "
            f"{float(self.objective):g}, proven gap {self.gap.percent(4)}>"
        )


def _refuse(value: object, expected: str, row: int = 0, column: str = "") -> NoReturn:
    _sanku.refuse("invalid_argument", "", row, column, str(value), expected)
    raise AssertionError


def _exact(value: Any, row: int = 0, column: str = "") -> Fraction:
    """The number without any rounding. Raises ``Error`` for what is none, or below 0."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, numbers.Rational | Decimal | float) and not isinstance(value, bool):
        try:
            exact = exact_number(value)
        except ValueError:  # not a number, without end, or beyond reach
            exact = Fraction(-1)
        if exact >= 0:
            return exact
    _refuse("" if value is None else value, "a number, 0 or more", row, column)


def _scaled(values: Sequence[Fraction], what: str) -> tuple[int, list[int]]:
    """The least scale at which all are whole, and they at it."""
    scale = lcm(*(value.denominator for value in values))
    whole = [int(value * scale) for value in values]
    if scale >= _MOST or max(whole, default=0) >= _MOST:
        _sanku.refuse("overflow", "", 0, what, "", "fewer digits")
    return scale, whole


def _limits_of(limits: Limits) -> list[dict[str, Any]]:
    out = []
    for name, stated in limits.items():
        of = dict(stated) if isinstance(stated, Mapping) else {"amount": stated}
        if extra := set(of) - {"amount", "step", "unit", "name"}:
            _refuse(sorted(extra)[0], "amount, step, unit or name", 0, name)
        step = of.get("step")
        out.append(
            {
                "limit": name,
                "name": of.get("name") or name,
                "unit": of.get("unit") or "",
                "amount": _exact(of.get("amount"), 0, name),
                "step": None if step is None else _exact(step, 0, f"{name}.step"),
            }
        )
    return out


def select(
    candidates: Iterable[Mapping[str, Any]] | pd.DataFrame,
    limits: Limits,
    *,
    weight: str | None = None,
    gap: Ratio | Number = 0,
    max_nodes: int | None = None,
    max_seconds: float = 0,
) -> Selection:
    """The projects whose scores, or scores × weight, add up to the most that the limits allow.

    candidates: a table or dicts, one a project, with ``id``, ``score``, what it needs of each limit
    under that limit's id, and optionally ``must`` (``take`` or ``leave``), ``group`` (at most one
    project of a group is taken) and ``only_with`` (the id of one without which it is not taken);
    other keys are handed through. limits: by id what there is, in the unit of the needs, or a
    mapping with ``amount``, ``step`` (how much more the shadow of the limit asks about), ``unit``
    and ``name``. weight: the key that scores are multiplied with, such as the investment; None:
    scores alone. Numbers are 0 or more and exact: int, ``Decimal``, ``Fraction``, or a float, which
    counts as the decimal that it prints as. gap: the proven gap at which to be content (``0.001``
    is 0.1 %). max_nodes: of the solver's tree. max_seconds: for each run of the solver, after which
    the result may depend on the machine; 0: no limit.

    Raises ``Error`` (``invalid_argument``, ``overflow``) that names row (of the candidates, from 1
    on), column, value and what was expected."""
    stated = _limits_of(limits)
    rows: Any = candidates.to_dict("records") if hasattr(candidates, "to_dict") else candidates
    entries: list[dict[str, Any]] = []
    for number, row in enumerate(rows, 1):
        entry: dict[str, Any] = {
            str(key): None if missing(value) else value for key, value in row.items()
        }
        numbers_of = ["score", *([weight] if weight else []), *(one["limit"] for one in stated)]
        for key in ("id", *numbers_of):
            if entry.get(key) is None or entry[key] == "":
                _refuse("", "a value", number, key)
        entry["id"] = text_of(entry["id"])
        for key in numbers_of:
            entry[key] = _exact(entry[key], number, key)
        must = entry.get("must") or ""
        if must and must not in _DECIDED:
            _refuse(must, "take or leave", number, "must")
        entries.append(entry)

    score_scale, scores = _scaled([entry["score"] for entry in entries], "score")
    weight_scale, weights = _scaled(
        [entry[weight] if weight else Fraction(1) for entry in entries], weight or ""
    )
    scales, needs, amounts = {}, [], []
    for one in stated:
        column = [entry[one["limit"]] for entry in entries]
        numbers_of_limit = [*column, one["amount"], one["step"] or Fraction()]
        scales[one["limit"]], whole = _scaled(numbers_of_limit, one["limit"])
        needs.append(whole[:-2])
        amounts.append((one["limit"], *whole[-2:]))
    exact_gap = fraction(gap) if isinstance(gap, Ratio) else _exact(gap, 0, "gap")
    if exact_gap is None or max(exact_gap.numerator, exact_gap.denominator) >= 2**63:
        _refuse(gap, "a share such as 0.001", 0, "gap")
    options = {} if max_nodes is None else {"nodes": max_nodes}
    found = _sanku.select(
        [
            (
                entry["id"],
                scores[place],
                weights[place],
                [column[place] for column in needs],
                _DECIDED.get(entry.get("must") or "", ""),
                text_of(entry.get("group")),
                text_of(entry.get("only_with")),
            )
            for place, entry in enumerate(entries)
        ],
        amounts,
        Ratio(exact_gap.numerator, exact_gap.denominator),
        seconds=max_seconds,
        **options,
    )
    values = [entry["score"] * (entry[weight] if weight else 1) for entry in entries]
    return Selection(found, entries, values, stated, scales, score_scale * weight_scale)


def read_limits(path: str | os.PathLike[str]) -> dict[str, dict[str, Any]]:
    """The limits of a ``.toml`` file (docs/selection.md), as ``select`` takes them.

    Raises ``Error`` (``invalid_argument``, ``io``) that names file, line, key and reason."""
    return {
        one["id"]: {
            "name": one["name"],
            "unit": one["unit"],
            "amount": Fraction(one["amount_hundredths"], 100),
            "step": Fraction(one["step_hundredths"], 100) or None,
        }
        for one in _sanku.load_limits(os.fspath(path))
    }


class _Candidates(Table):
    """A CSV file of candidates; columns with headings that nobody asked for are left out."""

    def __init__(self, path: Path, units: Mapping[str, str], weight: str | None) -> None:
        self.units = units
        self.numbers = ("score", *units, *([weight] if weight else ()))
        # A heading is looked for as it is written and without its unit.
        self.own = {name: (name, name) for name in self.numbers if name not in _COLUMNS}
        super().__init__(path, self.own | _COLUMNS, None)

    def heading(self, cell: str, row: int) -> tuple[str, str | None] | None:
        match = re.fullmatch(r"(.*?)\s*\((.*)\)", cell.translate(NARROW).strip())
        label, unit = (match[1], match[2].strip()) if match else (cell.strip(), None)
        for key, names in self.columns.items():
            if cell.strip() in names or label in names:
                expected = self.units.get(key)
                if unit and expected and unit != expected and cell.strip() not in names:
                    self.refuse("invalid_argument", row, cell, unit, f"the unit {expected}")
                return key, None
        return None

    def header(
        self, number: int, cells: list[str], needed: tuple[str, ...]
    ) -> list[tuple[int, str, str, str | None]] | None:
        keys = {found[0]: cell for cell in cells if (found := self.heading(cell, number))}
        for key in ("id", "score"):
            for name in keys.keys() & self.own.keys() & {*_COLUMNS[key]} if key not in keys else ():
                detail = f"a column {key} beside it: this one is a limit or the weight"
                self.refuse("invalid_argument", number, keys[name], detail=detail)
        return super().header(number, cells, needed)

    def value(self, key: str, text: str, unit: str | None) -> Any:
        if key in self.numbers:
            try:
                return _exact(exact_number(text.translate(NARROW)))
            except ValueError:  # which an Error is, too
                _refuse(text, "a number, 0 or more")
        if key == "must" and text not in _DECIDED:
            _refuse(text, "必上 take, 不上 leave")
        return text


def read_candidates(
    path: str | os.PathLike[str], limits: Limits, *, weight: str | None = None
) -> Rows:
    """The candidates of a CSV file (UTF-8, GB18030 or UTF-16), as ``select`` takes them.

    Headings in Chinese or English: 项目代码 id, 项目名称 name, 得分 score, 取舍 must (必上 take,
    不上 leave), 互斥组 group, 依托项目 only_with; needs under the id of their limit, ``weight``
    under its name, each with or without a unit in brackets, which must be that of the limit.
    Other columns are left out, a line of totals too.

    Raises ``Error`` that names file, row, column, value and what was expected."""
    units = {one["limit"]: one["unit"] for one in _limits_of(limits)}
    needed = ("id", "score", *units, *([weight] if weight else ()))
    return _Candidates(Path(path), units, weight).rows(needed)
