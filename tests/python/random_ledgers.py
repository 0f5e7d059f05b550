"""Random small ledgers that a careful office could have written, crowded around the thresholds.

They pass every check of an import (entries in order, nothing actual after `RECORDED`, totals that
never fall), so that whatever the library and the oracle make of them must be the same.
"""

from __future__ import annotations

import calendar
import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta

# Everything in a ledger happened by the day on which the test imports it; `as_of` lies before.
RECORDED = date(2026, 1, 5)

LEDGER_HEADING = (
    "项目代码",
    "项目名称",
    "行政区划",
    "行业",
    "责任单位",
    "牵头领导",
    "资金类别",
    "总投资(万元)",
    "{year}年度计划投资(万元)",
    "应支付资金(万元)",
    "目录库入库",
    "储备库入库",
    "实施库入库",
    "退库日期",
    "退库原因",
    "计划开工",
    "实际开工",
    "纳统日期",
    "计划竣工",
    "实际竣工",
    "投产日期",
    "竣工结算日期",
    "财务决算日期",
    "评价日期",
    "评价得分",
)
PROGRESS_HEADING = (
    "项目代码",
    "月份",
    "本年完成投资(万元)",
    "累计完成投资(万元)",
    "到位资金(万元)",
    "支付资金(万元)",
)

_AS_OF_DAYS = (
    date(2023, 2, 28),
    date(2023, 3, 31),
    date(2024, 1, 1),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 28),
    date(2024, 3, 29),
    date(2024, 4, 30),
    date(2024, 5, 31),
    date(2024, 6, 29),
    date(2024, 6, 30),
    date(2024, 11, 29),
    date(2024, 12, 31),
    date(2025, 1, 31),
    date(2025, 2, 28),
    date(2025, 3, 1),
)
_REGIONS = (
    "420281",
    "420281101 甲镇",
    "420281102 乙镇",
    "420281103 丙街道",
    "420222",
    "420222101 丁镇",
    "420902101 戊镇",
    "429006101 己镇",
)
_SECTORS = (
    "C39",
    "C34 通用设备制造业",
    "3911",
    "C",
    "制造业",
    "E",
    "48",
    "N77",
    "农、林、牧、渔业",
    "G54",
    "P83",
    "09",
    "",
)
_FUNDING = (
    "中央预算内",
    "中央预算内",
    "超长期特别国债",
    "省级财政",
    "市县财政",
    "市县财政",
    "专项债",
    "企业投资",
    "企业自筹",
    "社会资本",
    "两新",
    "其他",
    "",
)
_FEN = 1_000_000  # of one 万元


def make(seed: int, projects: int | None = None) -> tuple[str, str, date]:
    """The text of a ledger, the text of its progress, and the day to look at them.

    `projects` is 20 to 120 at random unless given. Equal arguments give equal text. Milestones may
    lie after the day, up to `RECORDED`.
    """
    rng = random.Random(seed)
    as_of = rng.choice(_AS_OF_DAYS)
    if rng.random() < 0.4:
        as_of = date(2023, 2, 1) + timedelta(days=rng.randrange(1030))
    count = rng.randint(20, 120) if projects is None else projects

    ledger = io.StringIO()
    progress = io.StringIO()
    ledger_writer = csv.writer(ledger, lineterminator="\n")
    progress_writer = csv.writer(progress, lineterminator="\n")
    heading = [name.format(year=as_of.year) for name in LEDGER_HEADING]
    ledger_writer.writerow(heading)
    progress_writer.writerow(PROGRESS_HEADING)
    for number in range(1, count + 1):
        row, reports = _Maker(rng, as_of).project(number)
        ledger_writer.writerow([row.get(name, "") for name in heading])
        progress_writer.writerows(reports)
    return ledger.getvalue(), progress.getvalue(), as_of


def wan(fen: int) -> str:
    """Fen written in 万元 without zeros at the end: `12`, `0.000001`."""
    whole, rest = divmod(fen, _FEN)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _shift(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    last = last_of_month(day.year + years, month + 1)
    return last.replace(day=min(day.day, last.day))


def _months(first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[int, int]]:
    year, month = first
    while (year, month) <= last:
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


class _Maker:
    """Builds one project around one of the rules' edges."""

    def __init__(self, rng: random.Random, as_of: date) -> None:
        self.rng = rng
        self.as_of = as_of

    def project(self, number: int) -> tuple[dict[str, str], list[list[str]]]:
        rng = self.rng
        region = rng.choice(_REGIONS)
        filed = date(2020, 1, 1) + timedelta(days=rng.randrange(1500))
        code = f"{filed:%y%m}-{region[:6]}-04-0{rng.randint(1, 3)}-{number:06d}"
        days = self.milestones()
        reports, least_total, plan, required = self.progress(code, days)

        total = least_total + rng.choice((0, 0, 1, 12_345, rng.randrange(90_000) * _FEN))
        cells = {
            "项目代码": code,
            "项目名称": f"随机项目{number}",
            "行政区划": region,
            "行业": rng.choice(_SECTORS),
            "责任单位": rng.choice(("发展和改革局", "交通运输局", "")),
            "牵头领导": rng.choice(("副市长甲", "副市长乙", "")),
            "资金类别": self.funding,
            "总投资(万元)": wan(max(total, _FEN)),
            f"{self.as_of.year}年度计划投资(万元)": "" if plan is None else wan(plan),
            "应支付资金(万元)": "" if required is None else wan(required),
        }
        if "退库日期" in days:
            cells["退库原因"] = rng.choice(("用地未落实", "投资方放弃", "并入其他项目"))
        if "评价日期" in days and rng.random() < 0.7:
            cells["评价得分"] = rng.choice(("100", "89.99", "60", "75.5", "0"))
        cells.update((heading, day.isoformat()) for heading, day in days.items())
        return cells, reports

    # ------------------------------------------------------------------------------- milestones

    def around(self, day: date, spread: int = 2) -> date:
        """Mostly the day itself or the next to it on either side."""
        step = self.rng.choice((0, 0, -1, 1, self.rng.randint(-spread, spread)))
        return min(day + timedelta(days=step), RECORDED)

    def edge(self, months: int) -> date:
        """A day from which `months` more months end about on the as-of day, at clamped ends too."""
        day = _shift(self.as_of, -months)
        if self.rng.random() < 0.3:
            day = last_of_month(day.year, day.month)
        return self.around(day, 3)

    def milestones(self) -> dict[str, date]:
        rng, as_of = self.rng, self.as_of
        case = rng.choice(
            ("directory", "reserve", "waiting", "waiting", "building", "building", "building",
             "building", "fresh", "completed", "completed", "completed", "future")
        )  # fmt: skip
        days: dict[str, date] = {}
        started: date | None = None
        completed: date | None = None
        if case == "fresh":
            started = self.edge(rng.choice((1, 2)))
        elif case == "building":
            started = as_of - timedelta(days=rng.randint(70, 700))
            if rng.random() < 0.15:
                started = rng.choice((date(2024, 2, 29), same_or_before(as_of)))
        elif case == "completed":
            completed = self.edge(rng.choice((0, 1, 9, 9, 12, 12, 18)))
            if rng.random() < 0.1:
                completed = date(2024, 2, 29)
            started = completed - timedelta(days=rng.choice((0, 30, 200, 400, 600)))
        elif case == "future":
            started = as_of + timedelta(days=rng.choice((1, 2, 20, 100)))
            completed = started + timedelta(days=rng.choice((1, 60, 300)))
            started, completed = min(started, RECORDED), min(completed, RECORDED)
        self.case = case

        anchor = (
            started
            if started is not None
            else self.around(as_of - timedelta(days=rng.choice((0, 1, 40, 130, 300, 600))), 3)
        )
        gaps = [timedelta(days=rng.choice((0, 0, 1, 20, 90, 250))) for _ in range(3)]
        implementation = anchor - gaps[0] if case not in ("directory", "reserve") else None
        reserve = (implementation or anchor) - gaps[1]
        directory = reserve - gaps[2]
        if implementation is not None:
            days["实施库入库"] = implementation
        if case != "directory" and not (implementation and rng.random() < 0.12):
            days["储备库入库"] = reserve
        if rng.random() > 0.1 or not days:
            days["目录库入库"] = directory

        self.withdraw(days, started)

        if implementation is not None:
            self.plan_start(days, started)
        elif rng.random() < 0.3:
            days["计划开工"] = as_of + timedelta(days=rng.randint(-60, 400))
        if started is not None:
            days["实际开工"] = started
            if rng.random() < (0.35 if case == "fresh" else 0.75):
                enrolled = started + timedelta(days=rng.choice((0, 1, 25, 31, 61, 90)))
                if rng.random() < 0.1:
                    enrolled = max(started, as_of + timedelta(days=rng.choice((0, 1))))
                days["纳统日期"] = min(enrolled, RECORDED)
            if rng.random() < 0.8:
                days["计划竣工"] = max(days.get("计划开工", started), started) + timedelta(
                    days=rng.randint(30, 900)
                )
        if completed is not None:
            days["实际竣工"] = completed
            self.accounts(days, completed)
        return days

    def withdraw(self, days: dict[str, date], started: date | None) -> None:
        """Takes some projects out: for good, on the day of an entry, after D, or until re-entry."""
        rng = self.rng
        if self.case in ("completed", "future", "fresh") or rng.random() > 0.15:
            return
        entries = sorted(days.values())
        kind = rng.choice(("last", "same", "later", "between"))
        if kind == "same":
            days["退库日期"] = entries[-1]
        elif kind == "between" and entries[0] < entries[-1]:
            days["退库日期"] = entries[-1] - timedelta(days=1)
        elif kind == "later":
            days["退库日期"] = max(entries[-1], self.as_of + timedelta(days=rng.choice((0, 1))))
        else:
            days["退库日期"] = entries[-1] + timedelta(days=rng.choice((1, 10, 100)))
        reentered = days["退库日期"] < entries[-1]
        if started is not None and not reentered:
            days["退库日期"] = max(days["退库日期"], started)  # none starts while withdrawn
        days["退库日期"] = min(days["退库日期"], RECORDED)

    def plan_start(self, days: dict[str, date], started: date | None) -> None:
        """Planned starts whose month-ends up to D number 0 to 4, by a day more or less."""
        rng = self.rng
        if rng.random() < 0.12:
            return
        if started is not None and self.case != "future":
            days["计划开工"] = started + timedelta(days=rng.choice((-40, -1, 0, 0, 15)))
            return
        month = _shift(self.as_of, rng.choice((-4, -3, -3, -2, -2, -1, 0, 1, 2)))
        days["计划开工"] = rng.choice(
            (
                last_of_month(month.year, month.month),
                last_of_month(month.year, month.month) + timedelta(days=1),
                month.replace(day=1),
                month,
            )
        )

    def accounts(self, days: dict[str, date], completed: date) -> None:
        rng, as_of = self.rng, self.as_of

        def later(day: date) -> date:
            step = timedelta(days=rng.choice((0, 1, 30, 150, 260, 300)))
            if rng.random() < 0.2:
                return min(max(day, as_of + timedelta(days=rng.choice((0, 1)))), RECORDED)
            return min(day + step, RECORDED)

        if rng.random() < 0.6:
            days["投产日期"] = later(completed)
        if rng.random() < 0.7:
            days["竣工结算日期"] = later(completed)
            if rng.random() < 0.7:
                days["财务决算日期"] = later(days["竣工结算日期"])
        if rng.random() < 0.6:
            days["评价日期"] = later(days.get("财务决算日期", completed))

    # --------------------------------------------------------------------------------- progress

    def progress(
        self, code: str, days: dict[str, date]
    ) -> tuple[list[list[str]], int, int | None, int | None]:
        """Reports, the least total investment that they allow, the plan and required payment."""
        rng, as_of = self.rng, self.as_of
        self.funding = rng.choice(_FUNDING)
        # 60 makes a tenth of the plan and a twelfth of it whole fen at once.
        plan = 60 * rng.randint(1, 900) * _FEN
        written_plan: int | None = plan
        if rng.random() < 0.1:
            written_plan = rng.choice((None, 0))
        required = rng.choice((None, 0, rng.randint(1, 40_000) * _FEN, rng.randint(1, 10**9)))
        entered = days.get("实施库入库")
        if entered is None or rng.random() < 0.06:
            return [], plan, written_plan, required

        # The month whose figures are judged as of D; later ones are already reported, too.
        judged = self.judged_month()
        latest = judged
        if rng.random() < 0.5:
            ahead = _shift(last_of_month(*judged), rng.choice((1, 2, 5)))
            latest = (ahead.year, ahead.month)
            latest = min(latest, (2025, 12))
            if self.case != "building" and latest <= (as_of.year, as_of.month):
                latest = judged
        if "实际竣工" in days:
            completed = days["实际竣工"]
            latest = min(latest, (completed.year, completed.month))
        first_day = max(entered, date(as_of.year - 2, rng.randint(1, 12), 1))
        months = list(_months((first_day.year, first_day.month), latest))
        started = days.get("实际开工")

        target = self.completed_target(plan, judged[1])
        paid_target = required or rng.randint(0, 1000) * _FEN
        paid_target = max(0, paid_target + rng.choice((0, 0, -1, 1, _FEN, -(paid_target // 3))))

        reports: list[list[str]] = []
        before = rng.randint(0, 5000) * _FEN if started and months else 0
        year, this_year, arrived, paid = 0, 0, 0, 0
        reached = before
        for month in months:
            if month[0] != year:
                before, year, this_year, arrived, paid = before + this_year, month[0], 0, 0, 0
            # No money is spent before the start; a target that was set all the same is kept at
            # the judged month, as an office may report early works.
            if month == judged:
                this_year, paid = max(this_year, target), max(paid, paid_target)
            elif month > judged or month[0] < judged[0]:
                this_year += rng.randrange(3000) * _FEN + rng.choice((0, 0, 1, 999_999))
                paid += rng.randrange(2000) * _FEN
            elif started and last_of_month(*month) >= started and rng.random() < 0.6:
                this_year += (target - this_year) // rng.randint(2, 6)
                paid += (paid_target - paid) // rng.randint(2, 6)
            arrived = max(arrived, paid) + rng.randrange(50) * _FEN
            reached = before + this_year
            if month != months[-1] and rng.random() < 0.12:
                continue  # a month that the unit left out
            cells = [wan(this_year), wan(reached), wan(arrived), wan(paid)]
            if rng.random() < 0.15:
                cells[rng.randrange(4)] = ""
            reports.append([code, f"{month[0]}-{month[1]:02d}", *cells])
        least = max(reached, before + plan)
        return reports, least, written_plan, required

    def judged_month(self) -> tuple[int, int]:
        """The last month that has ended by D, or one some months before: just stale or not."""
        as_of = self.as_of
        ended = as_of if (as_of + timedelta(days=1)).day == 1 else _shift(as_of, -1)
        back = self.rng.choice((0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 4))
        judged = _shift(ended.replace(day=1), -back)
        return judged.year, judged.month

    def completed_target(self, plan: int, month: int) -> int:
        """Completed this year so that the gap lies on −10 or −30 points, a fen beside, or away."""
        tenths = {-10: plan * (5 * month - 6) // 60, -30: plan * (5 * month - 18) // 60}
        gap = self.rng.choice((-10, -10, -30, -30, None, None))
        if gap is None:
            return self.rng.randrange(plan // _FEN + 1) * _FEN
        return max(0, tenths[gap] + self.rng.choice((0, 0, -1, 1)))


def same_or_before(as_of: date) -> date:
    """The as-of day itself or the day before: the newest start that D can know of."""
    return as_of - timedelta(days=as_of.day % 2)
