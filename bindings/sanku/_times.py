"""How long projects take from one pool to another, what is to come, and who waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sanku import _sanku
from sanku._passage import By, Passage
from sanku._portfolio import Rows
from sanku._sanku import Curve

if TYPE_CHECKING:
    import pandas as pd

#: The label of one group, or one for each thing that members are grouped by; None: no month.
Label = str | None | tuple[str | None, ...]

#: The label of all members where they are not grouped.
ALL = "all"


def _labelled(
    passage: Passage, by: By | None
) -> tuple[list[str], list[tuple[str | None, ...]], _sanku.Groups]:
    """Names and labels of the groups, at least one of each, and the groups."""
    names, groups = passage._grouped(by)
    return names or ["group"], [tuple(labels) or (ALL,) for labels in groups.labels], groups


class Times(Mapping[Label, Curve]):
    """The times of each group by its label, in the order of groups; groups that nobody entered are
    left out. The label is a tuple where members are grouped by several things."""

    #: Whose times they are.
    passage: Passage

    def __init__(
        self, passage: Passage, names: list[str], curves: dict[tuple[str | None, ...], Curve]
    ) -> None:
        self.passage = passage
        self._names = names
        self._labels = list(curves)
        self._curves = {
            labels[0] if len(names) == 1 else labels: curve for labels, curve in curves.items()
        }

    def __getitem__(self, label: Label) -> Curve:
        return self._curves[label]

    def __iter__(self) -> Iterator[Label]:
        return iter(self._curves)

    def __len__(self) -> int:
        return len(self._curves)

    def log_rank(self) -> dict[str, Any] | None:
        """Whether the groups move on equally fast: chi_square, freedom, p, and of each group, in
        order, the observed moves and those expected if they do. None where there are not two groups
        to compare, or if at the first duration with moves all that are in move on."""
        test: dict[str, Any] | None = _sanku.log_rank(list(self._curves.values()))
        return test

    def rows(self) -> Rows:
        """One dict a group: its labels, n, moved, left, waiting, impossible (not among n); median,
        median_low, median_high and the same of 75 % (``p75``), in days or None."""
        out = Rows()
        for labels, curve in zip(self._labels, self._curves.values(), strict=True):
            row: dict[str, Any] = dict(zip(self._names, labels, strict=True))
            row |= {"n": curve.n, "moved": curve.events, "left": curve.left}
            row |= {"waiting": curve.censored, "impossible": curve.impossible}
            for name, p in (("median", 0.5), ("p75", 0.75)):
                row[name], row[f"{name}_low"], row[f"{name}_high"] = curve.quantile(p)
            out.append(row)
        return out

    def to_pandas(self) -> pd.DataFrame:
        """The table of ``rows``."""
        return self.rows().to_pandas()

    def __repr__(self) -> str:
        return f"<times of {len(self)} groups>"


def times(
    passage: Passage, by: By | None = None, level: float = 0.95, bounds: str = "log-log"
) -> Times:
    """How long members took to move on, by group (see ``Passage.groups``; None: all as one, by the
    label ``all``). level: of the bounds, between 0 and 1. bounds: ``log-log``, ``log`` (R's
    default) or ``plain``.

    Raises ``Error`` (``invalid_argument``)."""
    names, labels, groups = _labelled(passage, by)
    curves = _sanku.times(passage._inner, groups, level, bounds)
    return Times(
        passage,
        names,
        {
            label: curve
            for label, curve in zip(labels, curves, strict=True)
            if curve.n > 0 or curve.impossible > 0
        },
    )


def outlook(
    passage: Passage,
    months: Sequence[int] = (1, 3, 6, 12),
    history: Passage | None = None,
    level: float = 0.95,
) -> Rows:
    """How many of those that wait move on within so many months, if they go on as the members of
    ``history`` did (None: all members of this passage): dicts with months, until (day), days,
    waiting, expected, low, high (the interval at ``level``) and beyond: of how many waiting the
    history does not reach that far; nothing is expected of them beyond it.

    Raises ``Error`` (``invalid_argument``, ``date_out_of_range``)."""
    inner = None if history is None else history._inner
    return Rows(_sanku.outlook(passage._inner, list(months), inner, level))


def waiting(passage: Passage, limit: int | None = None, history: Passage | None = None) -> Rows:
    """Those that wait, the longest first: dicts with row, code (of a portfolio's projects), entered
    (day), days, and had_left: the share of ``history`` (None: all members of this passage) that had
    left the pool, moved on or not, after so many days. ``limit``: how many to list; None: all."""
    if limit is not None and limit < 0:
        raise ValueError(f"limit: 0 or more, not {limit}")
    inner = None if history is None else history._inner
    return Rows(_sanku.waiting(passage._inner, limit, inner))


def bottlenecks(passage: Passage, by: By | None = None, history: Passage | None = None) -> Rows:
    """Where most of those that wait have waited long, the worst group first: dicts with the labels
    of the group, waiting, median_age (days), overdue (``Ratio``: those that have waited longer than
    half of ``history`` stayed, of those that wait), and for 50, 75 and 90 % stay_50 … (the days
    after which that share of ``history`` had left the pool) and longer_50 … (how many have waited
    longer); None where the history does not say. ``history``: None: all members of this passage."""
    names, labels, groups = _labelled(passage, by)
    inner = None if history is None else history._inner
    return Rows(
        dict(zip(names, labels[row.pop("group")], strict=True)) | row
        for row in _sanku.bottlenecks(passage._inner, groups, inner)
    )
