"""Random projects as columns, crowded around thresholds, month boundaries and the year's end.

They need not be what a careful office would write: only what the columns of a portfolio may hold
on its day (nothing has happened after it, no figure of this year without a report of this year).
"""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from light_oracle import (
    DAY,
    DEADLINES,
    MOST_FEN,
    SHARES,
    Project,
    Reason,
    Rule,
    Rules,
    add_months,
    last_of_month,
    months_back,
)

EPOCH = date(1970, 1, 1)
NO_DAY = 2**31 - 1

# A common year and a leap year, day by day, and the days on which something tends to break.
DAYS = [date(2023, 1, 1) + n * DAY for n in range(731)]
EDGES = [
    day
    for day in DAYS
    if (day + DAY).day == 1 or day.day == 1 or (day.month, day.day) in ((2, 28), (12, 30))
]
REGIONS = (
    "000000000",
    "110000000",
    "110101001",
    "420000000",
    "420200000",
    "420280999",
    "420281000",
    "420281101",
    "420282000",
    "420282101",
    "420282102",
)
# As `Portfolio.from_columns` takes them: 0 is the whole country, that is, unknown.
REGION_ENTRIES = [(region if int(region) else "0", "") for region in REGIONS]
SECTORS = ("", "A01", "B", "C", "C38", "C39", "F51", "G", "M", "M74", "O80", "P83")
POOLS = ("none", "directory", "reserve", "implementation", "withdrawn")
FUNDINGS = (
    "unknown",
    "central_budget",
    "treasury_bond",
    "provincial_budget",
    "local_budget",
    "special_bond",
    "enterprise",
    "other",
)
MILESTONES = (
    "started",
    "enrolled",
    "completed",
    "in_production",
    "settled",
    "final_accounts",
    "negotiated",
    "contract_signed",
    "correction_ordered",
    "corrected",
)
PLANNED = ("planned_start", "planned_completion")
AMOUNTS = {
    "total_investment": 1,
    "plan": 2,
    "required_payment": 4,
    "completed_this_year": 8,
    "completed_total": 16,
    "arrived": 32,
    "paid": 64,
}
AGREED = {"agreed_output": 1, "agreed_tax": 2, "output": 4, "tax": 8}
AGREEMENT = ("negotiated", "contract_signed", "correction_ordered", "corrected", *AGREED)


def shares_of(rules: Rules) -> dict[str, list[Rule]]:
    """The rules that measure a part, by part."""
    found: dict[str, list[Rule]] = {}
    for rule_id in rules:
        rule = rules[rule_id]
        if rule.metric in SHARES:
            found.setdefault(SHARES[rule.metric].part, []).append(rule)
    return found


def month_counts(rules: Rules) -> list[int]:
    """The numbers of months that rules about deadlines name."""
    return sorted(
        {
            int(threshold.limit)
            for rule_id in rules
            for threshold in (rules[rule_id].yellow, rules[rule_id].red)
            if threshold is not None and rules[rule_id].metric in DEADLINES
        }
    )


class Maker:
    """Makes portfolios for the thresholds of `rules`."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.ids = list(rules)
        self.shares = shares_of(rules)
        self.months = month_counts(rules)

    def portfolio(self, seed: int) -> list[Project]:
        """Two to four projects of one day; all days of two years come by in turn."""
        rng = random.Random(seed)
        as_of = rng.choice(EDGES) if rng.random() < 0.4 else DAYS[seed % len(DAYS)]
        return [self._project(rng, as_of) for _ in range(rng.randint(2, 4))]

    def _anchor(self, rng: random.Random, as_of: date) -> date:
        """A day that lies on, or a day beside, some number of months before `as_of`."""
        count = rng.choice(self.months) + rng.choice((-1, 0, 0, 0, 1))
        there = add_months(as_of, -count)
        kind = rng.random()
        if kind < 0.25:
            there = last_of_month(there.year, there.month)
        elif kind < 0.35:
            there = there.replace(day=1)
        elif kind < 0.5:
            there -= rng.randint(0, 40) * DAY
        return there + rng.choice((-1, 0, 0, 1, 1, 2)) * DAY

    def _happened(self, rng: random.Random, as_of: date, often: float) -> date | None:
        if rng.random() >= often:
            return None
        if rng.random() < 0.08:
            return as_of
        day = self._anchor(rng, as_of)
        return day if day <= as_of else None

    def _whole(self, rng: random.Random) -> int | None:
        kind = rng.random()
        if kind < 0.08:
            return None
        if kind < 0.13:
            return 0
        if kind < 0.3:
            return rng.choice((1, 3, 7, 12, 1200, 9999))
        if kind < 0.6:
            bound = rng.choice((10**9, 10**10, 2 * 10**10, 5 * 10**10, 10**11))
            return bound + rng.choice((-1, 0, 0, 1))
        if kind < 0.7:
            return rng.choice((MOST_FEN, MOST_FEN - 1, rng.randint(1, MOST_FEN)))
        return rng.randint(1, 10**12)

    def _part(self, rng: random.Random, part: str, facts: dict[str, Any]) -> int | None:
        """An amount that puts the value of some rule on a threshold, or a fen beside it."""
        kind = rng.random()
        if kind < 0.08:
            return None
        if kind < 0.13:
            return 0
        rules = self.shares.get(part, [])
        rule = rng.choice(rules) if rules else None
        if rule is None or kind > 0.9:
            return rng.randint(0, 10**12)
        whole = facts.get(SHARES[rule.metric].whole)
        threshold = rng.choice([t for t in (rule.yellow, rule.red) if t is not None])
        report = facts["last_report"]
        if not whole:
            return rng.randint(0, 10**10)
        month = report[1] if report is not None else 6
        share = threshold.limit / 100
        if rule.metric == "prorata_gap":
            share += Fraction(month, 12)
        elif rule.metric == "prorata_completion":
            share *= Fraction(month, 12)
        elif rule.metric == "prorata_shortfall":
            share = (1 - share) * Fraction(month, 12)
        elif rule.metric == "curve_gap":
            due = [percent for of, percent in rule.curve if of <= month]
            share += due[-1] / 100 if due else 0
        elif rule.metric == "schedule_performance":
            first, last = facts["planned_start"], facts["planned_completion"]
            if first is not None and last is not None and report is not None and first <= last:
                planned = (last - first).days + 1
                gone = (last_of_month(*report) - first).days + 1
                share *= Fraction(min(gone, planned), planned)
        amount = int(whole * share) + rng.choice((-1, 0, 0, 1, 1))
        return min(max(amount, 0), MOST_FEN)

    def _reasons(self, rng: random.Random, as_of: date) -> tuple[Reason, ...]:
        found = []
        for _ in range(rng.choice((0, 0, 0, 1, 2, 4))):
            rule = rng.choice(self.ids)
            first = as_of + rng.choice((-40, -1, 0, 1, 2, 35)) * DAY
            last = max(first, as_of + rng.choice((-1, 0, 1, 20, 70, 400)) * DAY)
            found.append(Reason(rule, first, last))
            if rng.random() < 0.3:  # the next one follows at once, or overlaps
                next_first = last + rng.choice((0, 1, 2)) * DAY
                found.append(Reason(rule, next_first, next_first + rng.randint(0, 60) * DAY))
        return tuple(found)

    def _project(self, rng: random.Random, as_of: date) -> Project:
        facts: dict[str, Any] = {
            "as_of": as_of,
            "pool": rng.choices(POOLS, (1, 4, 4, 30, 1))[0],
            "funding": rng.choice(FUNDINGS),
            "region": rng.choice(REGIONS),
            "sector": rng.choice(SECTORS),
            "last_report": None,
        }
        if rng.random() < 0.93:
            month = months_back(as_of, rng.choice((0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 6, 11, 13)))
            if last_of_month(*month) > as_of:
                month = months_back(as_of, 1)
            facts["last_report"] = month
        started = 0.5
        for milestone in MILESTONES:
            facts[milestone] = self._happened(rng, as_of, started)
        if rng.random() < 0.5:
            facts["completed"] = None  # or too many are out of every scope
        ordered, corrected = facts["correction_ordered"], facts["corrected"]
        if ordered is not None and corrected is not None and corrected < ordered:
            facts["corrected"] = None  # it belongs to an earlier order
        for planned in PLANNED:
            day = self._anchor(rng, as_of)
            if rng.random() < 0.4:
                day = add_months(day, rng.choice((1, 2, 6, 12, 14)))
            facts[planned] = day if rng.random() < 0.85 else None
        if facts["planned_completion"] is not None and rng.random() < 0.6:
            facts["planned_completion"] += timedelta(days=rng.randint(0, 900))
        for whole in ("total_investment", "plan", "required_payment", "agreed_output"):
            facts[whole] = self._whole(rng)
        facts["agreed_tax"] = self._whole(rng)
        report = facts["last_report"]
        if report is not None:
            facts["completed_total"] = self._part(rng, "completed_total", facts)
            if report[0] == as_of.year:
                facts["paid"] = self._part(rng, "paid", facts)
                facts["arrived"] = self._part(rng, "arrived", facts)
                facts["completed_this_year"] = self._part(rng, "completed_this_year", facts)
        facts["output"] = self._part(rng, "output", facts)
        facts["tax"] = self._part(rng, "tax", facts)
        facts["environment"] = rng.choice((None, False, True))
        if rng.random() < 0.4:  # no agreement at all
            for name in (*AGREEMENT, "environment"):
                facts[name] = None
        facts["reasons"] = self._reasons(rng, as_of)
        return Project(**facts)


# ----------------------------------------------------------------------------------------- columns


def code_of(row: int) -> str:
    """The code of the project in a row."""
    return f"2401-420281-04-01-{row + 1:06d}"


@functools.cache
def _day(day: date | None) -> int:
    return NO_DAY if day is None else (day - EPOCH).days


def _sector(sector: str) -> int:
    return 100 * (ord(sector[0]) - ord("A") + 1) + int(sector[1:] or 0) if sector else 0


def columns_of(projects: Sequence[Project]) -> dict[str, list[Any]]:
    """The projects as `Portfolio.from_columns` takes them; columns of agreements only if some
    project has one."""
    columns: dict[str, list[Any]] = {
        "code": [code_of(row) for row in range(len(projects))],
        "pool": [POOLS.index(project.pool) for project in projects],
        "funding": [FUNDINGS.index(project.funding) for project in projects],
        "region": [REGIONS.index(project.region) for project in projects],
        "sector": [_sector(project.sector) for project in projects],
        "given": [],
        "last_report": [
            0 if p.last_report is None else p.last_report[0] * 12 + p.last_report[1] - 1
            for p in projects
        ],
    }
    for day in (*PLANNED, *MILESTONES):
        columns[day] = [_day(getattr(project, day)) for project in projects]
    for amount in (*AMOUNTS, *AGREED):
        columns[amount] = [getattr(project, amount) or 0 for project in projects]

    def bits(project: Project, of: dict[str, int]) -> int:
        return sum(bit for name, bit in of.items() if getattr(project, name) is not None)

    columns["given"] = [bits(project, AMOUNTS) for project in projects]
    environment = {None: 0, False: 16, True: 48}
    columns["deal_given"] = [
        bits(project, AGREED) + environment[project.environment] for project in projects
    ]
    if not any(columns["deal_given"]) and all(
        getattr(project, name) is None for project in projects for name in AGREEMENT
    ):
        for name in (*AGREEMENT, "deal_given"):
            del columns[name]
    return columns


def reasons_of(projects: Sequence[Project]) -> list[dict[str, Any]]:
    """The valid reasons as `Portfolio.from_columns` takes them."""
    return [
        {"row": row, "rule": reason.rule, "start": reason.first, "end": reason.last}
        for row, project in enumerate(projects)
        for reason in project.reasons
    ]
