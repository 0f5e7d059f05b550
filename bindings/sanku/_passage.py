"""The way of projects from one pool to another: rates, times, what is to come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sanku import _sanku
from sanku._portfolio import Day, Rows

if TYPE_CHECKING:
    from sanku._times import Times

#: A day that has not come, in columns of days.
NO_DAY = int(np.iinfo(np.int32).max)

#: What members are grouped by: names such as ``county`` or ``month``, or one label a member.
By = str | Sequence[str] | npt.NDArray[Any]


class Passage:
    """The way of each member from one pool to a later one; one element a member."""

    def __init__(self, inner: _sanku.Passage) -> None:
        self._inner = inner

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
                np.zeros(len(come), np.int64) if amount is None else np.asarray(amount, np.int64),
                as_of,
            )
        )

    def groups(self, by: By | None = None) -> _sanku.Groups:
        """Groups of the members: by ``province``, ``city``, ``county``, ``region``, ``sector``,
        ``pool``, ``funding`` or ``month`` (of entry), or several of them; or by labels that you
        bring, one a member. None: one group of all."""
        if by is None:
            return self._inner._groups([])
        if isinstance(by, str):
            return self._inner._groups([by])
        if self._inner.portfolio is not None and len(by) != len(self):
            return self._inner._groups([str(one) for one in by])
        labels, numbers = np.unique(np.asarray(by).astype(str), return_inverse=True)
        return self._inner._numbered_groups(
            numbers.astype(np.uint32), [[str(label)] for label in labels]
        )

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


def days_of(column: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """A column of days as the library counts them: since 1970-01-01, ``NO_DAY`` for none."""
    array = np.asarray(column)
    if array.dtype.kind == "M":
        days = array.astype("datetime64[D]")
        whole = np.where(np.isnat(days), NO_DAY, days.astype(np.int64))
        return whole.astype(np.int32)
    if array.dtype.kind not in "iu":
        raise TypeError(f"a column of days: datetime64 or whole numbers, not {array.dtype}")
    return array.astype(np.int32)


# It needs the class above, and its methods need it.
from sanku import _times  # noqa: E402
