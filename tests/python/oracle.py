"""A slow second implementation of docs/figures.md that the library is compared with.

Written from that page alone, one project at a time, in exact integers and fractions, so that an
agreement between the two is evidence and not an echo. Money is whole fen throughout.
"""

from __future__ import annotations

import calendar
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import pairwise

LIBRARIES = ("directory", "reserve", "implementation")
POLICIES = {
    "yinchuan-2025": ("start", "progress", "payment", "enrolment"),
    "hubei": ("two_accounts",),
}
RULES = tuple(rule for rules in POLICIES.values() for rule in rules)
# From the least urgent to the most urgent.
LIGHTS = ("none", "green", "no_data", "yellow", "red")
# The page says that staleness turns green into "no data", and also lists "stale" as a cause of
# "no data" for these two rules; taken here as: their measured value is too old to be judged at all.
STALE_OUTRANKS_COLOUR = ("progress", "payment")

FEN_PER_WAN = 1_000_000

MILESTONES = {
    "目录库入库": "directory",
    "储备库入库": "reserve",
    "实施库入库": "implementation",
    "退库日期": "withdrawn",
    "实际开工": "started",
    "纳统日期": "enrolled",
    "实际竣工": "completed",
    "投产日期": "in_production",
    "竣工结算日期": "settled",
    "财务决算日期": "final_accounts",
    "评价日期": "evaluated",
}


@dataclass(frozen=True)
class Project:
    """One row of a ledger. `happened` maps a milestone to its day, also when it lies after `D`."""

    code: str
    name: str = ""
    region: str = "000000000"
    section: str = "?"
    funding: str = "unknown"
    total_investment: int | None = None
    plans: dict[int, int] = field(default_factory=dict)
    required_payments: dict[int, int] = field(default_factory=dict)
    planned_start: date | None = None
    planned_completion: date | None = None
    happened: dict[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """One row of monthly progress; an empty cell is None."""

    code: str
    year: int
    month: int
    completed_this_year: int | None = None
    completed_total: int | None = None
    arrived: int | None = None
    paid: int | None = None


@dataclass(frozen=True)
class Reason:
    """A valid reason that suspends `rule` of a project from `first` to `last`, both included."""

    code: str
    rule: str
    first: date
    last: date


@dataclass(frozen=True)
class Sum:
    """How many projects, and their total investment in fen (none stated counts as 0)."""

    count: int = 0
    investment: int = 0


@dataclass(frozen=True)
class Conversion:
    """The projects that ever entered a library, and those of them that entered the next."""

    entered: Sum
    moved: Sum

    @property
    def by_count(self) -> tuple[int, int]:
        """Numerator and denominator; a denominator of 0 is "no value"."""
        return self.moved.count, self.entered.count

    @property
    def by_investment(self) -> tuple[int, int]:
        """Numerator and denominator in fen; a denominator of 0 is "no value"."""
        return self.moved.investment, self.entered.investment


@dataclass(frozen=True)
class TwoAccounts:
    """Of the completed projects: how many have which account, and how many are past one year."""

    completed: int
    settled: int
    final_accounts: int
    both: int
    overdue: int


@dataclass(frozen=True)
class Block:
    """The figures of one set of projects: all of them, a region's or a sector's."""

    projects: int
    pools: dict[str, Sum]
    previous_year_investment: int
    multiples: dict[str, tuple[int, int]]
    conversions: dict[str, Conversion]
    light_counts: dict[str, dict[str, int]]
    overall_counts: dict[str, dict[str, int]]
    evaluations_due: int
    evaluations_done: int
    two_accounts: TwoAccounts
    this_year: dict[str, Sum]
    last_year: dict[str, Sum]


@dataclass(frozen=True)
class Figures:
    """Everything of docs/figures.md as of one day. `lights[code][rule]`, `overall[which][code]`."""

    as_of: date
    pool: dict[str, str]
    completed_this_year: dict[str, int | None]
    completed_last_year: dict[str, int | None]
    completed_in_total: dict[str, int | None]
    lights: dict[str, dict[str, str]]
    overall: dict[str, dict[str, str]]
    whole: Block
    by_county: dict[str, Block]
    by_region: dict[str, Block]
    by_section: dict[str, Block]


# ---------------------------------------------------------------------------------------- calendar


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, count: int) -> date:
    """The same day of the month `count` months later, clamped to the end of a shorter month."""
    years, month = divmod(day.month - 1 + count, 12)
    last = last_of_month(day.year + years, month + 1)
    return last.replace(day=min(day.day, last.day))


def month_ends_between(first: date, last: date) -> int:
    """How many last days of a month lie from `first` to `last`, both included."""
    count = 0
    year, month = first.year, first.month
    while last_of_month(year, month) <= last:
        count += 1
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return count


def same_day_last_year(day: date) -> date:
    """That day of the year before; 29 February becomes 28."""
    return add_months(day, -12)


# ------------------------------------------------------------------------------------- one project


@dataclass(frozen=True)
class _State:
    """A project as it stood on the as-of day."""

    project: Project
    as_of: date
    reports: list[Report]  # those that count by the as-of day, in the order of their months

    def day(self, milestone: str) -> date | None:
        day = self.project.happened.get(milestone)
        return day if day is not None and day <= self.as_of else None

    def has(self, milestone: str) -> bool:
        return self.day(milestone) is not None

    @property
    def investment(self) -> int:
        return self.project.total_investment or 0

    @property
    def pool(self) -> str:
        entered = [library for library in LIBRARIES if self.has(library)]
        if not entered:
            return "none"
        withdrawn = self.day("withdrawn")
        if withdrawn is not None:
            entered = [lib for lib in entered if self.project.happened[lib] > withdrawn]
        return entered[-1] if entered else "withdrawn"

    def latest_report_of(self, year: int) -> Report | None:
        of_year = [report for report in self.reports if report.year == year]
        return of_year[-1] if of_year else None

    def completed_in(self, year: int) -> int | None:
        report = self.latest_report_of(year)
        return report.completed_this_year if report else None

    @property
    def completed_in_total(self) -> int | None:
        return self.reports[-1].completed_total if self.reports else None

    @property
    def has_both_accounts(self) -> bool:
        return self.has("settled") and self.has("final_accounts")

    @property
    def stale(self) -> bool:
        if not self.reports:
            return True
        latest = self.reports[-1]
        this_month = self.as_of.year * 12 + self.as_of.month
        return latest.year * 12 + latest.month < this_month - 2


def _start(state: _State) -> str:
    if state.has("started"):
        return "green"
    planned = state.project.planned_start
    if planned is None:
        return "no_data"
    as_of = state.as_of
    if (planned.year, planned.month) > (as_of.year, as_of.month):
        return "green"
    return "red" if month_ends_between(planned, as_of) >= 3 else "yellow"


def _progress(state: _State) -> str:
    plan = state.project.plans.get(state.as_of.year)
    if plan == 0:
        return "none"
    report = state.latest_report_of(state.as_of.year)
    if plan is None or report is None or report.completed_this_year is None:
        return "no_data"
    gap = 100 * (Fraction(report.completed_this_year, plan) - Fraction(report.month, 12))
    if gap < -30:
        return "red"
    return "yellow" if gap <= -10 else "green"


def _payment(state: _State) -> str:
    required = state.project.required_payments.get(state.as_of.year, 0)
    if state.project.funding not in ("central_budget", "treasury_bond", "local_budget"):
        return "none"
    if required <= 0:
        return "none"
    report = state.latest_report_of(state.as_of.year)
    if report is None or report.paid is None:
        return "no_data"
    return "green" if report.paid >= required else "red"


def _enrolment(state: _State) -> str:
    started = state.day("started")
    if started is None:
        return "none"
    if state.has("enrolled") or state.as_of < add_months(started, 1):
        return "green"
    return "yellow" if state.as_of <= add_months(started, 2) else "red"


def _two_accounts(state: _State) -> str:
    completed = state.day("completed")
    if state.pool != "implementation" or completed is None:
        return "none"
    if state.has_both_accounts:
        return "green"
    if state.as_of < add_months(completed, 9):
        return "green"
    return "yellow" if state.as_of <= add_months(completed, 12) else "red"


_YINCHUAN = {
    "start": _start,
    "progress": _progress,
    "payment": _payment,
    "enrolment": _enrolment,
}


def _light(state: _State, rule: str, reasons: Sequence[Reason]) -> str:
    for reason in reasons:
        concerns = reason.code == state.project.code and reason.rule == rule
        if concerns and reason.first <= state.as_of <= reason.last:
            return "none"
    if rule == "two_accounts":
        return _two_accounts(state)
    if state.pool != "implementation" or state.has("completed"):
        return "none"
    light = _YINCHUAN[rule](state)
    if not state.stale or light == "none":
        return light
    return "no_data" if light == "green" or rule in STALE_OUTRANKS_COLOUR else light


def _most_urgent(lights: Iterable[str]) -> str:
    return max(lights, key=LIGHTS.index)


# ----------------------------------------------------------------------------------------- many


def _sum(states: Iterable[_State]) -> Sum:
    chosen = list(states)
    return Sum(len(chosen), sum(state.investment for state in chosen))


def _counts(lights: Iterable[str]) -> dict[str, int]:
    counts = dict.fromkeys(LIGHTS, 0)
    for light in lights:
        counts[light] += 1
    return counts


def _block(
    states: Sequence[_State],
    lights: dict[str, dict[str, str]],
    overall: dict[str, dict[str, str]],
    as_of: date,
) -> Block:
    pools = {
        pool: _sum(state for state in states if state.pool == pool)
        for pool in (*LIBRARIES, "withdrawn")
    }
    previous = sum(state.completed_in(as_of.year - 1) or 0 for state in states)
    conversions = {}
    for source, target in pairwise(LIBRARIES):
        entered = [state for state in states if state.has(source)]
        moved = [state for state in entered if state.has(target)]
        conversions[f"{source}->{target}"] = Conversion(_sum(entered), _sum(moved))

    due = []
    for state in states:
        completed = state.day("completed")
        a_year_past = completed is not None and add_months(completed, 12) <= as_of
        if state.has("final_accounts") or a_year_past:
            due.append(state)

    completed_states = [state for state in states if state.has("completed")]
    both = [state for state in completed_states if state.has_both_accounts]
    overdue = [
        state
        for state in completed_states
        if not state.has_both_accounts
        and add_months(state.project.happened["completed"], 12) < as_of
    ]

    def in_period(milestone: str, first: date, last: date) -> Sum:
        found = []
        for state in states:
            day = state.day(milestone)
            if day is not None and first <= day <= last:
                found.append(state)
        return _sum(found)

    compared = ("started", "enrolled", "completed")
    codes = [state.project.code for state in states]
    return Block(
        projects=len(states),
        pools=pools,
        previous_year_investment=previous,
        multiples={library: (pools[library].investment, previous) for library in LIBRARIES},
        conversions=conversions,
        light_counts={rule: _counts(lights[code][rule] for code in codes) for rule in RULES},
        overall_counts={
            which: _counts(of_code[code] for code in codes) for which, of_code in overall.items()
        },
        evaluations_due=len(due),
        evaluations_done=sum(state.has("evaluated") for state in due),
        two_accounts=TwoAccounts(
            completed=len(completed_states),
            settled=sum(state.has("settled") for state in completed_states),
            final_accounts=sum(state.has("final_accounts") for state in completed_states),
            both=len(both),
            overdue=len(overdue),
        ),
        this_year={m: in_period(m, date(as_of.year, 1, 1), as_of) for m in compared},
        last_year={
            m: in_period(m, date(as_of.year - 1, 1, 1), same_day_last_year(as_of)) for m in compared
        },
    )


def compute(
    projects: Sequence[Project],
    progress: Sequence[Report],
    as_of: date,
    reasons: Sequence[Reason] = (),
) -> Figures:
    """All figures as of `as_of`; only projects that entered some library by then are in them.

    `overall` has the keys `all` (the five rules together) and those of `POLICIES`. Regions are
    keyed by six digits (`by_county`) and by all nine (`by_region`), sections by letter, `?` if
    unknown. Of two reports of one month the later in `progress` holds.
    """
    by_month: dict[str, dict[tuple[int, int], Report]] = {}
    for report in progress:
        if last_of_month(report.year, report.month) <= as_of:
            by_month.setdefault(report.code, {})[report.year, report.month] = report

    states = []
    for project in projects:
        months = by_month.get(project.code, {})
        state = _State(project, as_of, [months[month] for month in sorted(months)])
        if state.pool != "none":
            states.append(state)

    lights = {
        state.project.code: {rule: _light(state, rule, reasons) for rule in RULES}
        for state in states
    }
    overall = {
        which: {code: _most_urgent(of[rule] for rule in rules) for code, of in lights.items()}
        for which, rules in {"all": RULES, **POLICIES}.items()
    }

    def grouped(key: str) -> dict[str, Block]:
        groups: dict[str, list[_State]] = {}
        for state in states:
            region = state.project.region
            name = {"county": region[:6], "region": region, "section": state.project.section}[key]
            groups.setdefault(name, []).append(state)
        return {name: _block(groups[name], lights, overall, as_of) for name in sorted(groups)}

    return Figures(
        as_of=as_of,
        pool={state.project.code: state.pool for state in states},
        completed_this_year={s.project.code: s.completed_in(as_of.year) for s in states},
        completed_last_year={s.project.code: s.completed_in(as_of.year - 1) for s in states},
        completed_in_total={s.project.code: s.completed_in_total for s in states},
        lights=lights,
        overall=overall,
        whole=_block(states, lights, overall, as_of),
        by_county=grouped("county"),
        by_region=grouped("region"),
        by_section=grouped("section"),
    )


# ----------------------------------------------------------------------------------------- reading

# The last division of each section of GB/T 4754-2017, A to T.
_LAST_DIVISIONS = (
    (5, "农、林、牧、渔业"),
    (12, "采矿业"),
    (43, "制造业"),
    (46, "电力、热力、燃气及水生产和供应业"),
    (50, "建筑业"),
    (52, "批发和零售业"),
    (60, "交通运输、仓储和邮政业"),
    (62, "住宿和餐饮业"),
    (65, "信息传输、软件和信息技术服务业"),
    (69, "金融业"),
    (70, "房地产业"),
    (72, "租赁和商务服务业"),
    (75, "科学研究和技术服务业"),
    (79, "水利、环境和公共设施管理业"),
    (82, "居民服务、修理和其他服务业"),
    (83, "教育"),
    (85, "卫生和社会工作"),
    (90, "文化、体育和娱乐业"),
    (96, "公共管理、社会保障和社会组织"),
    (97, "国际组织"),
)

_FUNDING_WORDS = (
    (("中央",), "central_budget"),
    (("国债", "两重", "两新"), "treasury_bond"),
    (("专项债",), "special_bond"),
    (("省级", "省预算"), "provincial_budget"),
    (("企业", "社会", "自筹", "民间"), "enterprise"),
    (("市级", "县级", "区级", "本级", "财政"), "local_budget"),
)


def section_of(cell: str) -> str:
    """The section letter that a sector cell names; `?` for an empty one."""
    cell = cell.strip()
    if not cell:
        return "?"
    for index, (_, name) in enumerate(_LAST_DIVISIONS):
        if cell == name:
            return "ABCDEFGHIJKLMNOPQRST"[index]
    if cell[0] in "ABCDEFGHIJKLMNOPQRST":
        return cell[0]
    division = int(cell[:2])
    for index, (last, _) in enumerate(_LAST_DIVISIONS):
        if division <= last:
            return "ABCDEFGHIJKLMNOPQRST"[index]
    raise ValueError(f"no section has division {division}")


def funding_of(cell: str) -> str:
    """The key of the funding class that a cell names in Chinese."""
    if not cell:
        return "unknown"
    for words, key in _FUNDING_WORDS:
        if any(word in cell for word in words):
            return key
    return "other"


def fen_of(cell: str) -> int | None:
    """A plain amount in 万元 as whole fen; None for an empty cell."""
    if not cell:
        return None
    fen = Fraction(cell) * FEN_PER_WAN
    if fen.denominator != 1:
        raise ValueError(f"{cell} 万元 is finer than a fen")
    return fen.numerator


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _rows(text: str) -> list[dict[str, str]]:
    """The data rows below the heading, which is the first row that names the project code."""
    rows = [row for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) if any(row)]
    heading = next(i for i, row in enumerate(rows) if "项目代码" in row)
    names = rows[heading]
    found = [dict(zip(names, row, strict=True)) for row in rows[heading + 1 :]]
    return [row for row in found if row["项目代码"] not in ("", "合计")]


def read_projects(text: str) -> list[Project]:
    """The projects of a ledger in the simple form that `random_ledgers` writes.

    The required payment has no year in its heading; it belongs to the year of the plan's heading.
    """
    projects = []
    for row in _rows(text):
        plans: dict[int, int] = {}
        required: dict[int, int] = {}
        for heading, cell in row.items():
            if heading.endswith("年度计划投资(万元)"):
                year = int(heading[:4])
                amount = fen_of(cell)
                if amount is not None:
                    plans[year] = amount
                payment = fen_of(row["应支付资金(万元)"])
                if payment is not None:
                    required[year] = payment
        happened = {}
        for heading, milestone in MILESTONES.items():
            day = _day(row[heading])
            if day is not None:
                happened[milestone] = day
        digits = row["行政区划"].split(" ")[0]
        projects.append(
            Project(
                code=row["项目代码"],
                name=row["项目名称"],
                region=digits.ljust(9, "0"),
                section=section_of(row["行业"]),
                funding=funding_of(row["资金类别"]),
                total_investment=fen_of(row["总投资(万元)"]),
                plans=plans,
                required_payments=required,
                planned_start=_day(row["计划开工"]),
                planned_completion=_day(row["计划竣工"]),
                happened=happened,
            )
        )
    return projects


def read_progress(text: str) -> list[Report]:
    """The reports of a progress file in the simple form that `random_ledgers` writes."""
    reports = []
    for row in _rows(text):
        year, month = row["月份"].split("-")
        reports.append(
            Report(
                code=row["项目代码"],
                year=int(year),
                month=int(month),
                completed_this_year=fen_of(row["本年完成投资(万元)"]),
                completed_total=fen_of(row["累计完成投资(万元)"]),
                arrived=fen_of(row["到位资金(万元)"]),
                paid=fen_of(row["支付资金(万元)"]),
            )
        )
    return reports
