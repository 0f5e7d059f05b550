"""Who was in which pool of a network from when to when, and the balance of each pool."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sanku import _sanku
from sanku._columns import NO_DAY, Days, pandas_module
from sanku._networks import Network, network
from sanku._passage import By, Passage, days_of, fen_of
from sanku._portfolio import Day, Rows

if TYPE_CHECKING:
    import pandas as pd

#: How stays end, as the column ``end`` numbers it.
ENDS = ("still", "moved", "sent_back", "left")
#: In columns of pools: none.
NO_POOL = 255


def network_named(which: str | os.PathLike[str] | Network) -> Network:
    """A network, by itself or by the name or file that ``sanku.network`` takes."""
    return which if isinstance(which, Network) else network(which)


class Stays(dict[str, npt.NDArray[Any]]):
    """Stays as columns by name, shape (stays,), read-only, in the order of rows, then time: row
    (uint32); pool (uint8, its place in ``Flow.network.pools``); entered and ended (int32, days
    since 1970-01-01; ``NO_DAY``: still in it); end (uint8: 0 still, 1 moved, 2 sent_back, 3 left);
    next (uint8, the pool that it moved on or was sent back to; ``NO_POOL``: none). A stay covers
    the days from entered up to the one before ended."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow._inner._stays())
        self._pools = [pool["id"] for pool in flow.network.pools]
        self._portfolio = flow._inner._members().portfolio

    def to_pandas(self) -> pd.DataFrame:
        """One line a stay: row, code (of a portfolio's projects), pools and ends as categories,
        days as ``datetime64[s]`` (none: NaT)."""
        pandas = pandas_module()

        def pool(name: str) -> Any:
            places = self[name].astype("int16")
            return pandas.Categorical.from_codes(
                np.where(places == NO_POOL, -1, places), categories=self._pools
            )

        portfolio = self._portfolio
        codes = {} if portfolio is None else {"code": np.array(portfolio.codes())[self["row"]]}
        frame: pd.DataFrame = pandas.DataFrame(
            {
                "row": self["row"],
                **codes,
                "pool": pool("pool"),
                "entered": Days(self["entered"]).pandas(),
                "ended": Days(self["ended"]).pandas(),
                "end": pandas.Categorical.from_codes(self["end"], categories=ENDS),
                "next": pool("next"),
            }
        )
        return frame


class Flow:
    """Who was in which pool of a network from when to when, by the as-of day. How stays follow
    from days, see "Flow balance" in docs/figures.md."""

    def __init__(self, inner: _sanku.Flow) -> None:
        self._inner = inner

    @classmethod
    def from_columns(
        cls,
        which: str | os.PathLike[str] | Network,
        days: Mapping[str, npt.ArrayLike],
        *,
        left: npt.ArrayLike | None = None,
        amount: npt.ArrayLike | None = None,
        visits: Sequence[tuple[int, str | None, Day]] = (),
        as_of: Day,
    ) -> Flow:
        """The flow of members of any network, out of columns that you bring.

        days: by id of the pool, the days of first entry, shape (members,), as ``datetime64`` (NaT:
        none) or int32 since 1970-01-01 (``NO_DAY``: none); pools that are left out nobody entered.
        left: days of leaving the network (None: nobody left). amount: int64 fen (None: 0). visits:
        further entries as (row, id of the pool, day), or (row, None, day) for leaving; an entry
        into an earlier pool among them is a return. Days after ``as_of`` have not come yet.

        Raises ``Error`` (``unknown_pool``, ``invalid_argument`` for columns of several lengths,
        ``unknown_network``)."""
        columns = {pool: days_of(column) for pool, column in days.items()}
        size = len(next(iter(columns.values()), ()))
        return cls(
            _sanku.Flow.from_columns(
                network_named(which),
                columns,
                np.full(size, NO_DAY, np.int32) if left is None else days_of(left),
                fen_of(amount, size),
                as_of,
                [(row, pool or "", day) for row, pool, day in visits],
            )
        )

    @property
    def as_of(self) -> dt.date:
        """The day up to which it goes."""
        return self._inner.as_of

    @property
    def network(self) -> Network:
        """The network."""
        return self._inner.network

    def balance(
        self,
        first: Day,
        months: int | None = None,
        *,
        last: Day | None = None,
        by: By | None = None,
        all_rows: bool = False,
    ) -> Rows:
        """What each pool held, and what came and went: in each of ``months`` months from that of
        ``first`` (``2024-01`` or a day) on, or from the day ``first`` to the day ``last`` as one
        period. Neither: the months up to that of the as-of day, which ends with it.

        Dicts by group, period and pool: the labels of ``by``, one key each (``group`` for labels
        that you bring); first and last (days), pool (id); the number of members in opening, entered
        (from outside), moved_in, sent_back_in, moved_on, sent_back, left and closing; the same in
        fen with ``_fen`` behind; and closes: opening + entered + moved_in + sent_back_in − moved_on
        − sent_back − left = closing, which are counted each on its own. Rows of zero are left out
        unless ``all_rows``. by: as ``Passage.groups``; ``month``: of first entry into the network.

        Raises ``ValueError`` for both months and last, and ``Error`` (``invalid_argument`` for no
        month, one after the as-of day, or a last day before the first; ``malformed_month``)."""
        if months is not None and last is not None:
            raise ValueError("months or last, not both")
        names, groups = Passage(self._inner._members())._grouped(by)
        if last is not None:
            rows = self._inner._balance_between(groups, names, first, last, all_rows)
        else:
            month = _sanku.month_of(str(first))
            if months is None:
                year, of_year = (int(part) for part in month.split("-"))
                months = (self.as_of.year - year) * 12 + self.as_of.month - of_year + 1
            rows = self._inner._balance(groups, names, month, months, all_rows)
        return Rows(rows)

    def traffic(self) -> dict[str, Rows]:
        """How many members, worth how much, went over each edge by the as-of day: ``pools``, dicts
        with pool, inside (on the day), entered (from outside) and left, and ``moves``, dicts with
        from, to, return, listed (whether the network has the move), projects and fen. Sums are
        dicts with projects and fen."""
        return {name: Rows(rows) for name, rows in self._inner._traffic().items()}

    def mermaid(self, lang: str = "zh") -> str:
        """The network with its traffic as a Mermaid flowchart."""
        return self._inner._mermaid(lang)

    def dot(self, lang: str = "zh") -> str:
        """The network with its traffic in the DOT language of Graphviz."""
        return self._inner._dot(lang)

    def _repr_markdown_(self) -> str:
        return f"```mermaid\n{self.mermaid()}```\n"

    def stays(self) -> Stays:
        """Every stay of a member in a pool."""
        return Stays(self)

    def findings(self, lang: str = "zh") -> Rows:
        """Statements that contradict another, that count for nothing, or that the network does not
        have: dicts with row, code (of projects), kind (``contradiction``, ``left_outside``,
        ``entered_again``, ``unlisted``) and its name in the language ``lang``; from (the pool in
        which the member stood, or None) and since (day or None), to (None: it left) and day."""
        return Rows(self._inner._findings(lang))

    def passage(self, source: str, target: str) -> Passage:
        """The way of each member from its first entry into one pool to its first entry into a later
        one. Raises ``Error`` (``unknown_pool``; ``forbidden_move`` if no way leads there)."""
        return Passage(self._inner._passage(source, target))

    def __len__(self) -> int:
        return len(self._inner)

    def __repr__(self) -> str:
        return f"<flow of {len(self)} members in {self.network.id} by {self.as_of}>"
