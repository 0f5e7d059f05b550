"""The bulletin as a workbook, one sheet a subject."""

from __future__ import annotations

import os
from pathlib import Path

from sanku._edition import Edition
from sanku._face import Store
from sanku._portfolio import DEFAULT_POLICY, Day
from sanku._workbook_overview import overview
from sanku._workbook_parts import Maker
from sanku._workbook_sheets import (
    comparison,
    evaluations,
    light_list,
    quality,
    red_list,
    three_libraries,
    two_accounts,
    units,
)


class Workbook:
    """A bulletin as an .xlsx file; the same bulletin gives the same bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def data(self) -> bytes:
        """The file."""
        return self._data

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file to ``path``, in the place of what is there. Raises ``OSError``."""
        Path(path).write_bytes(self._data)

    def __repr__(self) -> str:
        return f"<workbook of {len(self._data)} bytes>"


def workbook(
    store: Store,
    *,
    as_of: Day,
    known_on: Day | None = None,
    policy: str = DEFAULT_POLICY,
    rules_of: Day | None = None,
    policies: str | os.PathLike[str] | None = None,
    previous_year_fen: int | None = None,
    by: str | None = None,
    lang: str = "zh",
) -> Workbook:
    """The bulletin of the day ``as_of`` as a workbook in ``lang`` (``zh`` or ``en``), see
    docs/workbook.md; other parameters as in ``sanku.bulletin``.

    Raises ``Error`` (as ``bulletin`` does, and ``invalid_argument`` for more rows than a sheet
    holds, 1,048,576) and ``ImportError`` without XlsxWriter."""
    edition = Edition.of(
        store,
        as_of=as_of,
        known_on=known_on,
        policy=policy,
        rules_of=rules_of,
        policies=policies,
        previous_year_fen=previous_year_fen,
        by=by,
    )
    return workbook_of(edition, lang)


def workbook_of(edition: Edition, lang: str = "zh") -> Workbook:
    """The workbook of an edition; errors as in ``workbook``."""
    maker = Maker(edition, lang)
    first = maker.book.sheet("总览", "Overview")
    overview(maker, first, three_libraries(maker))
    for write in (light_list, red_list, two_accounts, evaluations, comparison, units, quality):
        write(maker)
    return Workbook(maker.book.bytes())
