"""A slow second implementation of docs/figures.md, "Conversion", one member at a time."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Member:
    """The days of one member, also when they lie after the as-of day, and its amount in fen."""

    entered: date | None
    moved: date | None
    left: date | None
    amount: int


@dataclass(frozen=True)
class Question:
    """A definition with its period and months."""

    definition: str
    first: date | None = None
    last: date | None = None
    months: int | None = None


@dataclass
class Sums:
    """The sums of a rate."""

    entered: int = 0
    moved: int = 0
    entered_fen: int = 0
    moved_fen: int = 0
    open: int = 0
    impossible: int = 0


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def judge(member: Member, question: Question, as_of: date) -> set[str]:
    """Which of counted, moved, open and impossible a member is."""
    entered, moved, left = (
        day if day is not None and day <= as_of else None
        for day in (member.entered, member.moved, member.left)
    )
    if entered is None:
        return set()
    impossible = moved is not None and moved < entered
    on = entered if impossible else moved
    out = left if left is not None and left >= entered else None
    parts = {"counted"}
    first, last = question.first, question.last
    if question.definition == "stock":
        is_moved = on is not None
    elif question.definition == "period":
        assert first and last
        in_pool = (
            entered < first and not (on and on < first) and not (out is not None and out < first)
        )
        if not in_pool and not first <= entered <= last:
            return set()
        is_moved = on is not None and first <= on <= last
    else:
        assert first and last
        if not first <= entered <= last:
            return set()
        deadline = as_of if question.months is None else months_later(entered, question.months)
        is_moved = on is not None and on <= deadline
        if not is_moved and on is None and out is None and deadline > as_of:
            parts.add("open")
    if is_moved:
        parts.add("moved")
    if impossible:
        parts.add("impossible")
    return parts


def compute(
    members: Sequence[Member],
    question: Question,
    as_of: date,
    group_of: Callable[[int], Hashable] = lambda _: None,
) -> dict[Hashable, Sums]:
    """The sums of each group that counts anybody."""
    groups: dict[Hashable, Sums] = {}
    for row, member in enumerate(members):
        parts = judge(member, question, as_of)
        if not parts:
            continue
        sums = groups.setdefault(group_of(row), Sums())
        sums.entered += 1
        sums.entered_fen += member.amount
        sums.moved += "moved" in parts
        sums.moved_fen += member.amount if "moved" in parts else 0
        sums.open += "open" in parts
        sums.impossible += "impossible" in parts
    return groups
