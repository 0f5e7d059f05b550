"""The way of projects from one pool to another: rates, times, what is to come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sanku import _sanku
from sanku._columns import NO_DAY
from sanku._portfolio import Day, Rows
from sanku._sanku import ConversionSums, Ratio

if TYPE_CHECKING:
    import pandas as pd

    from sanku._times import Times

#: 1900-01-01, before which the library knows no day.
_FIRST_DAY = -25567

#: What members are grouped by: names such as ``county`` or ``month``, or one label a member.
By = str | Sequence[str] | npt.NDArray[Any]
_THINGS = ("province", "city", "county", "region", "township", "sector", "pool", "funding", "month")

#: Rates of fewer members than this say little; a choice of this software.
SMALL = 10


class Passage:
    """The way of each member from one pool to a later one; one element a member."""

    def __init__(self, inner: _sanku.Passage, name: str = "") -> None:
        self._inner = inner
        self.name = name

    @classmethod
    def from_columns(
        cls,
        entered: npt.ArrayLike,
        moved: npt.ArrayLike,
        *,
        left: npt.ArrayLike | None = None,
        amount: npt.ArrayLike | None = None,
        as_of: Day,
    ) -> Passage:
        """The passage of members of any pipeline, out of columns that you bring.

        entered, moved, left: days, shape (members,), as datetime64 (NaT: none) or as int32 since
        1970-01-01 (``NO_DAY``: none): of entry into the first pool, of entry into the second one,
        and of leaving on the way (None: nobody left). amount: int64 fen, 0 or more (None: 0).
        Days after ``as_of`` count as not yet come. Raises ``Error`` (``invalid_argument``) for
        columns of several lengths or kinds."""
        come = days_of(entered)
        return cls(
            _sanku.Passage.from_columns(
                come,
                days_of(moved),
                np.full(len(come), NO_DAY, np.int32) if left is None else days_of(left),
                fen_of(amount, len(come)),
                as_of,
            )
        )

    def groups(self, by: By | None = None) -> _sanku.Groups:
        """Groups of the members: by ``province``, ``city``, ``county``, ``township`` or ``region``
        (as the ledger states it), ``sector``, ``pool``, ``funding`` or ``month`` (of entry), or
        several of them; or by labels that you bring, one a member. None: one group of all."""
        return self._grouped(by)[1]

    def _grouped(self, *what: By | None) -> tuple[list[str], _sanku.Groups]:
        """The names of what the members are grouped by, one for each label of a group, and the
        groups. what: as ``groups`` takes it, or several names."""
        by = what[0] if len(what) == 1 else what
        if by is None:
            return [], self._inner._groups([])
        if isinstance(by, str):
            by = (by,)
        elif len(what) == 1 and not self._has_names(by):
            labels, numbers = np.unique(np.asarray(by).astype(str), return_inverse=True)
            return ["group"], self._inner._numbered_groups(
                numbers.astype(np.uint32), [[str(label)] for label in labels]
            )
        elif not all(isinstance(one, str) for one in by):
            raise TypeError("by: names, or one label a member")
        names = [str(one) for one in by]
        return names, self._inner._groups(names)

    def _has_names(self, by: Sequence[Any] | npt.NDArray[Any]) -> bool:
        if self._inner.portfolio is None:
            return False
        return len(by) != len(self) or all(one in _THINGS for one in by)

    def conversion(
        self,
        definition: str = "stock",
        first: Day | None = None,
        last: Day | None = None,
        *,
        within_months: int | None = None,
    ) -> Conversion:
        """The rate at which members move on, by one of three definitions.

        ``stock``: of all that ever entered by the as-of day, those that moved on by it. ``period``:
        of those in the pool at the start of ``first`` or entering from then to ``last``, those that
        moved on in that time. ``cohort``: of those that entered from ``first`` to ``last``, those
        that moved on within ``within_months`` calendar months (1 to 1200) of their entry, or, None,
        by the as-of day. Both days are included; a period ends on the as-of day at the latest.

        A member that moved on before it entered counts as one that moved on as it entered; see
        ``docs/figures.md``. Raises ``Error`` (``invalid_argument``) for a period that ends before
        it begins or begins after the as-of day, for months out of range, and for days or months
        that the definition lacks or does not ask for."""
        return Conversion(self, _sanku.Question(definition, first, last, within_months))

    @property
    def impossible(self) -> list[int]:
        """The rows whose days contradict each other: moved on before they entered."""
        return self._inner._impossible()

    def __len__(self) -> int:
        return len(self._inner)

    def times(self, by: By | None = None, level: float = 0.95, bounds: str = "log-log") -> Times:
        """How long members took to move on; see ``sanku.times``."""
        return _times.times(self, by, level, bounds)

    def outlook(
        self,
        months: Sequence[int] = (1, 3, 6, 12),
        history: Passage | None = None,
        level: float = 0.95,
    ) -> Rows:
        """How many of those that wait move on within so many months; see ``sanku.outlook``."""
        return _times.outlook(self, months, history, level)

    def waiting(self, limit: int | None = None, history: Passage | None = None) -> Rows:
        """Those that wait, the longest first; see ``sanku.waiting``."""
        return _times.waiting(self, limit, history)

    def bottlenecks(self, by: By | None = None, history: Passage | None = None) -> Rows:
        """Where most have waited long, the worst group first; see ``sanku.bottlenecks``."""
        return _times.bottlenecks(self, by, history)


class Rates(dict[Any, ConversionSums]):
    """The rates of groups by the name of each, or by a tuple of names where they are grouped by
    several things; groups that count nobody are left out."""

    def __init__(self, things: Sequence[str], rates: Sequence[tuple[Any, ConversionSums]]) -> None:
        super().__init__(rates)
        self.things = tuple(things)

    def rows(self, small: int = SMALL) -> Rows:
        """The same as dicts with the name of each thing, entered, moved, entered_fen, moved_fen,
        open, impossible, small (whether fewer members than ``small`` are counted), by_count and
        by_investment."""
        rows = Rows()
        for names, sums in self.items():
            labels = (names,) if len(self.things) == 1 else names
            rows.append(
                dict(zip(self.things, labels, strict=True)) | row_of(sums, sums.is_small(small))
            )
        return rows

    def _repr_html_(self) -> str:
        return self.rows()._repr_html_()

    def to_pandas(self, small: int = SMALL) -> pd.DataFrame:
        """The table of ``rows``."""
        return self.rows(small).to_pandas()


class Conversion:
    """The rate at which the members of a passage move on."""

    def __init__(self, passage: Passage, question: _sanku.Question) -> None:
        self._passage = passage
        self.total: ConversionSums = _sanku.conversion(passage._inner, question)

    @property
    def name(self) -> str:
        """The passage's name, such as ``directory → reserve``; may be empty."""
        return self._passage.name

    @property
    def by_count(self) -> Ratio:
        """Moved on ÷ counted, members."""
        return self.total.by_count

    @property
    def by_investment(self) -> Ratio:
        """Moved on ÷ counted, total investment in fen."""
        return self.total.by_investment

    @property
    def question(self) -> _sanku.Question:
        """What was answered: definition, first, last and months."""
        return self.total.question

    @property
    def is_complete(self) -> bool:
        """Whether no member of a cohort may still move on in time."""
        return self.total.is_complete

    def by(self, *what: str | Sequence[Any] | npt.NDArray[Any]) -> Rates:
        """The same by one or several names, or by labels, as ``Passage.groups`` takes them. Their
        sums add up to ``total``."""
        names, groups = self._passage._grouped(*what)
        labels = groups.labels
        rates = [
            (labels[group][0] if len(names) == 1 else tuple(labels[group]), sums)
            for group, sums in _sanku.conversion_by(self._passage._inner, groups, self.question)
        ]
        return Rates(names, rates)

    def members(self, which: str = "moved") -> list[str] | list[int]:
        """Who stands behind the rate: the codes of the projects, or the rows of members that are
        no projects of a portfolio. ``entered``: the denominator; ``moved``: the numerator;
        ``open``: of the denominator, who may still move on in time; ``impossible``: of the
        numerator, who moved on before it entered. Raises ``ValueError`` for another word."""
        if which not in _PARTS:
            raise ValueError(f"{which}: one of {', '.join(_PARTS)}")
        mask, value = _PARTS[which]
        parts = _sanku.conversion_members(self._passage._inner, self.question)
        rows: list[int] = np.flatnonzero((parts & mask) == value).tolist()
        portfolio = self._passage._inner.portfolio
        if portfolio is None:
            return rows
        codes = portfolio.codes()
        return [codes[row] for row in rows]

    def _repr_html_(self) -> str:
        from sanku._html import conversion_table

        return conversion_table(self)

    def __repr__(self) -> str:
        name = self.name and f"{self.name}, "
        return (
            f"<{name}{self.total.definition}: {self.by_count} by count, "
            f"{self.by_investment} by investment>"
        )


#: Of each word for members the bits of their part, and what those must be.
_PARTS = {"entered": (1, 1), "moved": (2, 2), "open": (4, 4), "impossible": (8, 8)}


def row_of(sums: ConversionSums, small: bool) -> dict[str, Any]:
    """The figures of a rate as a dict."""
    figures = ("entered", "moved", "entered_fen", "moved_fen", "open", "impossible")
    rates = {"small": small, "by_count": sums.by_count, "by_investment": sums.by_investment}
    return {name: getattr(sums, name) for name in figures} | rates


def days_of(column: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """A column of days as the library counts them: since 1970-01-01, ``NO_DAY`` for none."""
    array = np.asarray(column)
    if array.dtype.kind == "M":
        days = array.astype("datetime64[D]")
        array = np.where(np.isnat(days), NO_DAY, days.astype(np.int64))
    if array.dtype.kind not in "iu":
        raise TypeError(f"a column of days: datetime64 or whole numbers, not {array.dtype}")
    if array.size and (array.min() < _FIRST_DAY or array.max() > NO_DAY):
        raise ValueError("a column of days: from 1900 on")
    return array.astype(np.int32)


def fen_of(amount: npt.ArrayLike | None, size: int) -> npt.NDArray[np.int64]:
    """A column of amounts in fen; None: ``size`` times 0. Raises ``TypeError`` for fractions."""
    if amount is None:
        return np.zeros(size, np.int64)
    array = np.asarray(amount)
    if array.dtype.kind not in "iu" and array.size:
        raise TypeError(f"a column of fen: whole numbers, not {array.dtype}")
    return array.astype(np.int64)


# It needs the class above, and its methods need it.
from sanku import _times  # noqa: E402
