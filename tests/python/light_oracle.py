"""A slow second implementation of every light, its value and its distances.

Written from docs/figures.md ("Lights") and docs/policies.md alone, one project, one rule and one
day at a time, in exact integers and fractions. What the library derives by formula is searched for
here: a turn by looking at later days, an amount by asking for the light with it and with one fen
less, a month by trying months, a deed by setting its day. Money is whole fen throughout.

Where the page leaves something open, the choice is marked OPEN.
"""

from __future__ import annotations

import calendar
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

# From the least urgent to the most urgent.
LIGHTS = ("none", "green", "no_data", "yellow", "red")
COMPARISONS = ("at_least", "more_than", "at_most", "less_than")
DAY = timedelta(days=1)

# Metrics of regions: they rate no project.
REGIONAL = ("growth", "growth_lead", "bond_shortfall", "task_missed")


@dataclass(frozen=True)
class Deadline:
    """Time since a deadline: from `anchor` on until all of `done` have happened."""

    anchor: str
    done: tuple[str, ...]
    month_ends: bool
    deed: str
    unanchored: str = "none"  # the light without an anchor


DEADLINES = {
    "start_overdue": Deadline("planned_start", ("started",), True, "start", "no_data"),
    "completion_overdue": Deadline(
        "planned_completion", ("completed",), True, "complete", "no_data"
    ),
    "new_start_overdue": Deadline("planned_start", ("started",), True, "start"),
    "enrolment_delay": Deadline("started", ("enrolled",), False, "enrol"),
    "production_delay": Deadline("started", ("in_production",), False, "produce"),
    "two_accounts_age": Deadline(
        "completed", ("settled", "final_accounts"), False, "close_accounts"
    ),
    "signing_delay": Deadline("negotiated", ("contract_signed",), False, "sign"),
    "start_delay": Deadline("contract_signed", ("started",), False, "start"),
    "correction_age": Deadline("correction_ordered", ("corrected",), False, "correct"),
}


@dataclass(frozen=True)
class Share:
    """An amount against another: `part` against `whole`."""

    part: str
    whole: str
    deed: str
    unstated: str = "no_data"  # the light if nobody stated the whole
    reported: bool = True  # the part comes by monthly reports


SHARES = {
    "prorata_gap": Share("completed_this_year", "plan", "invest"),
    "prorata_completion": Share("completed_this_year", "plan", "invest"),
    "prorata_shortfall": Share("completed_this_year", "plan", "invest"),
    "curve_gap": Share("completed_this_year", "plan", "invest"),
    "payment_ratio": Share("paid", "required_payment", "pay", "none"),
    "arrival_ratio": Share("arrived", "paid", "collect"),
    "cost_performance": Share("completed_this_year", "paid", "invest"),
    "output_ratio": Share("output", "agreed_output", "raise_output", "none", False),
    "tax_ratio": Share("tax", "agreed_tax", "raise_tax", "none", False),
    # Its whole depends on days, too: see `_schedule`.
    "schedule_performance": Share("completed_total", "total_investment", "catch_up"),
}

# The largest amount of a project.
MOST_FEN = 10**14

# Figures that are gone once the year is over.
OF_THE_YEAR = ("plan", "required_payment", "completed_this_year", "arrived", "paid")


# ------------------------------------------------------------------------------------------- facts


@dataclass(frozen=True)
class Reason:
    """A valid reason that suspends `rule` from `first` to `last`, both included."""

    rule: str
    first: date
    last: date


@dataclass(frozen=True)
class Project:
    """What is known of a project on `as_of`. Amounts are fen, None where nobody stated one."""

    as_of: date
    pool: str = "implementation"
    funding: str = "unknown"
    region: str = "420281"  # 2, 4, 6 or 9 digits
    sector: str = ""  # "C39", "C" or unknown

    planned_start: date | None = None
    planned_completion: date | None = None
    started: date | None = None
    enrolled: date | None = None
    completed: date | None = None
    in_production: date | None = None
    settled: date | None = None
    final_accounts: date | None = None
    negotiated: date | None = None
    contract_signed: date | None = None
    correction_ordered: date | None = None
    corrected: date | None = None

    total_investment: int | None = None
    plan: int | None = None
    required_payment: int | None = None
    completed_this_year: int | None = None
    completed_total: int | None = None
    arrived: int | None = None
    paid: int | None = None
    agreed_output: int | None = None
    agreed_tax: int | None = None
    output: int | None = None
    tax: int | None = None
    environment: bool | None = None  # whether its terms were met

    last_report: tuple[int, int] | None = None  # year and month
    reasons: tuple[Reason, ...] = ()

    def amount(self, name: str, day: date) -> int | None:
        """The amount as it holds on `day`, on or after the as-of day, if nothing happens."""
        if name in OF_THE_YEAR and day.year != self.as_of.year:
            return None
        found: int | None = getattr(self, name)
        return found

    def has(self, milestone: str) -> bool:
        """Whether it has happened. What lies after the as-of day has not, and if nothing happens
        it will not."""
        day: date | None = getattr(self, milestone)
        return day is not None and day <= self.as_of

    def having(self, **facts: Any) -> Project:
        """The project with other facts; dataclasses.replace does it ten times slower."""
        other = object.__new__(Project)
        other.__dict__.update(self.__dict__, **facts)
        return other


# ------------------------------------------------------------------------------------------- rules


@dataclass(frozen=True)
class Threshold:
    """A comparison with a number: `value comparison limit`."""

    comparison: str
    limit: Fraction

    def holds(self, value: Fraction | int) -> bool:
        if self.comparison == "at_least":
            return value >= self.limit
        if self.comparison == "more_than":
            return value > self.limit
        if self.comparison == "at_most":
            return value <= self.limit
        return value < self.limit


@dataclass(frozen=True)
class Rule:
    """One rule of a pack, with the pack's idea of a stale report."""

    id: str
    metric: str
    yellow: Threshold | None
    red: Threshold | None
    pools: tuple[str, ...] | None
    funding: tuple[str, ...] | None
    completed: bool | None
    sectors: tuple[str, ...] | None
    regions: tuple[str, ...] | None
    investment: tuple[Threshold, ...]
    plan: tuple[Threshold, ...]
    applies_when: tuple[str, tuple[str, ...]] | None
    curve: tuple[tuple[int, Fraction], ...]
    deadline: tuple[int, int] | None
    needs_report: bool
    stale_after: int


def exact(number: Any) -> Fraction:
    """A number of a pack as it is written; a float means its shortest decimal."""
    return Fraction(str(number))


def fen(text: str) -> Fraction:
    """An amount with its unit, such as 1亿元."""
    for unit, value in (("亿元", 10**10), ("万元", 10**6), ("元", 100)):
        if text.endswith(unit):
            return exact(text.removesuffix(unit)) * value
    raise ValueError(f"an amount without a unit: {text}")


def _threshold(entry: Mapping[str, Any] | None) -> Threshold | None:
    if entry is None:
        return None
    ((comparison, number),) = entry.items()
    if comparison not in COMPARISONS:
        raise ValueError(comparison)
    return Threshold(comparison, exact(number))


def _bounds(entry: Mapping[str, Any]) -> tuple[Threshold, ...]:
    return tuple(Threshold(comparison, fen(text)) for comparison, text in entry.items())


def _list(entry: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    return tuple(str(item) for item in entry[key]) if key in entry else None


class Rules:
    """The rules of one pack or of several, by id, from what tomllib reads."""

    def __init__(self, *packs: Mapping[str, Any]) -> None:
        self.by_id: dict[str, Rule] = {}
        self.id = "+".join(str(pack["id"]) for pack in packs)
        for pack in packs:
            stale_after = int(pack.get("report", {}).get("stale_after_months", 2))
            for entry in pack["rule"]:
                rule = self._rule(entry, stale_after)
                self.by_id[rule.id] = rule

    @staticmethod
    def _rule(entry: Mapping[str, Any], stale_after: int) -> Rule:
        condition = entry.get("applies_when")
        deadline = entry.get("deadline")
        return Rule(
            id=entry["id"],
            metric=entry["metric"],
            yellow=_threshold(entry.get("yellow")),
            red=_threshold(entry.get("red")),
            pools=_list(entry, "pools"),
            funding=_list(entry, "funding"),
            completed=entry.get("completed"),
            sectors=_list(entry, "sectors"),
            regions=_list(entry, "regions"),
            investment=_bounds(entry.get("investment", {})),
            plan=_bounds(entry.get("plan", {})),
            applies_when=(condition["rule"], tuple(condition["lights"])) if condition else None,
            curve=tuple(
                sorted((int(point["month"]), exact(point["percent"])) for point in entry["curve"])
            )
            if "curve" in entry
            else (),
            deadline=(int(deadline[:2]), int(deadline[3:])) if deadline else None,
            needs_report=bool(entry["needs_report"]),
            stale_after=stale_after,
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_id)

    def __getitem__(self, rule: str) -> Rule:
        return self.by_id[rule]


# ---------------------------------------------------------------------------------------- calendar


@functools.cache
def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def next_month(year: int, month: int) -> tuple[int, int]:
    """The month after."""
    return (year, month + 1) if month < 12 else (year + 1, 1)


def months_back(day: date, count: int) -> tuple[int, int]:
    """The month so many before that of `day`."""
    years, month = divmod(day.month - 1 - count, 12)
    return day.year + years, month + 1


@functools.cache
def add_months(day: date, count: int) -> date:
    """The same day of the month `count` months later, clamped to the end of a shorter month."""
    year, month = months_back(day, -count)
    last = last_of_month(year, month)
    return last.replace(day=min(day.day, last.day))


@functools.cache
def whole_months(anchor: date, day: date) -> int:
    """How many whole months have passed from `anchor` to `day`; 0 before it."""
    count = 0
    while add_months(anchor, count + 1) <= day:
        count += 1
    return count


@functools.cache
def month_ends(anchor: date, day: date) -> int:
    """How many last days of months lie from `anchor` to `day`, both included."""
    count = 0
    year, month = anchor.year, anchor.month
    while last_of_month(year, month) <= day:
        count += 1
        year, month = next_month(year, month)
    return count


# ----------------------------------------------------------------------------------- values


@dataclass(frozen=True)
class Reading:
    """What a metric says of a project: `none`, `no_data`, `done` or a value, and of a deadline the
    anchor from which it counts."""

    kind: str
    value: Fraction | None = None
    anchor: date | None = None


NOT_RATED = Reading("none")
NO_DATA = Reading("no_data")
DONE = Reading("done")


def stale(rule: Rule, project: Project, day: date) -> bool:
    """Whether the latest reported month is too early, or there is none."""
    if project.last_report is None:
        return True
    return project.last_report < months_back(day, rule.stale_after)


def _since_deadline(rule: Rule, project: Project, day: date) -> Reading:
    metric = DEADLINES[rule.metric]
    done = all(project.has(milestone) for milestone in metric.done)
    anchor: date | None = getattr(project, metric.anchor)
    if rule.metric == "new_start_overdue":
        if anchor is None or anchor.year != day.year:
            return NOT_RATED
        assert rule.deadline is not None
        anchor = date(day.year, *rule.deadline)
    elif metric.unanchored == "none" and (anchor is None or anchor > project.as_of):
        return NOT_RATED  # here the anchor is a milestone as well
    if done:
        return DONE
    if anchor is None:
        return NO_DATA
    count = month_ends(anchor, day) if metric.month_ends else whole_months(anchor, day)
    return Reading("value", Fraction(count), anchor)


def _schedule(rule: Rule, project: Project, day: date) -> Reading:
    first, last = project.planned_start, project.planned_completion
    if first is None or last is None or last < first or not project.total_investment:
        return NOT_RATED
    if stale(rule, project, day):
        return NO_DATA
    assert project.last_report is not None
    planned = (last - first).days + 1
    gone = min((last_of_month(*project.last_report) - first).days + 1, planned)
    if gone <= 0:
        return NOT_RATED
    if project.completed_total is None:
        return NO_DATA
    due = project.total_investment * Fraction(gone, planned)
    return Reading("value", 100 * project.completed_total / due)


def share(rule: Rule, part: int, whole: int, month: int) -> Fraction:
    """The value of an amount against another, `whole` above 0, as of the reported `month`."""
    percent = Fraction(100 * part, whole)
    if rule.metric == "prorata_gap":
        return percent - Fraction(100 * month, 12)
    if rule.metric == "prorata_completion":
        return percent / Fraction(month, 12)
    if rule.metric == "prorata_shortfall":
        return 100 - percent / Fraction(month, 12)
    if rule.metric == "curve_gap":
        due = [percent for of, percent in rule.curve if of <= month]
        return percent - (due[-1] if due else 0)
    return percent


def _share(rule: Rule, project: Project, day: date) -> Reading:
    metric = SHARES[rule.metric]
    whole = project.amount(metric.whole, day)
    if whole is None:
        return Reading(metric.unstated)
    if whole == 0:
        return NOT_RATED
    report = project.last_report
    month = 0
    if metric.reported:
        if report is None or stale(rule, project, day) or report[0] != day.year:
            return NO_DATA
        month = report[1]
    part = project.amount(metric.part, day)
    if part is None:
        return NO_DATA
    return Reading("value", share(rule, part, whole, month))


def _report_age(project: Project, day: date) -> Reading:
    if project.last_report is None:
        return NO_DATA
    return Reading("value", Fraction((day - last_of_month(*project.last_report)).days))


def _environment(project: Project) -> Reading:
    if project.environment is not None:
        return Reading("value", Fraction(0 if project.environment else 1))
    figures = (project.agreed_output, project.agreed_tax, project.output, project.tax)
    return NOT_RATED if all(figure is None for figure in figures) else NO_DATA


def read(rule: Rule, project: Project, day: date) -> Reading:
    """What the rule's metric says, whatever the rule's scope."""
    if rule.metric in DEADLINES:
        return _since_deadline(rule, project, day)
    if rule.metric == "schedule_performance":
        return _schedule(rule, project, day)
    if rule.metric in SHARES:
        return _share(rule, project, day)
    if rule.metric == "report_age":
        return _report_age(project, day)
    if rule.metric == "environment_breach":
        return _environment(project)
    if rule.metric in REGIONAL:
        return NOT_RATED
    raise ValueError(f"no metric {rule.metric}")


def crosses(rule: Rule, threshold: Threshold | None, reading: Reading, day: date) -> bool:
    """Whether a value crosses a threshold. Deadlines are crossed by days, not by counts."""
    if threshold is None or reading.value is None:
        return False
    if rule.metric not in DEADLINES:
        return threshold.holds(reading.value)
    assert reading.anchor is not None and threshold.limit.denominator == 1
    limit, anchor = int(threshold.limit), reading.anchor
    if DEADLINES[rule.metric].month_ends:
        if threshold == Threshold("at_least", Fraction(0)):
            return day >= anchor.replace(day=1)
        return threshold.holds(reading.value)
    crossing = add_months(anchor, limit)
    return day >= crossing if threshold.comparison == "at_least" else day > crossing


# ------------------------------------------------------------------------------------------ lights


def region_lies_in(region: str, wide: str) -> bool:
    """Whether a region is another or lies in it; zeros at the end widen a code."""
    padded, wide = region.ljust(9, "0"), wide.ljust(9, "0")
    for digits in (2, 4, 6):
        if set(wide[digits:]) == {"0"}:
            return padded[:digits] == wide[:digits]
    return padded == wide


def in_scope(rule: Rule, project: Project, day: date) -> bool:
    """Whether the rule speaks of such a project; one on regions speaks of none."""
    if rule.metric in REGIONAL:
        return False
    if rule.pools is not None and project.pool not in rule.pools:
        return False
    if rule.funding is not None and project.funding not in rule.funding:
        return False
    if rule.completed is not None and project.has("completed") != rule.completed:
        return False
    if rule.sectors is not None and not (
        project.sector and (project.sector in rule.sectors or project.sector[0] in rule.sectors)
    ):
        return False
    if rule.regions is not None and not any(
        region_lies_in(project.region, region) for region in rule.regions
    ):
        return False
    investment, plan = project.total_investment or 0, project.amount("plan", day) or 0
    return all(bound.holds(investment) for bound in rule.investment) and all(
        bound.holds(plan) for bound in rule.plan
    )


def suspended(rule: Rule, project: Project, day: date) -> bool:
    """Whether a valid reason keeps the rule from rating a project in its scope."""
    return in_scope(rule, project, day) and any(
        reason.rule == rule.id and reason.first <= day <= reason.last for reason in project.reasons
    )


def rated(rules: Rules, rule: Rule, project: Project, day: date) -> bool:
    """Whether the rule applies on `day`: scope, reasons and `applies_when`."""
    if not in_scope(rule, project, day) or suspended(rule, project, day):
        return False
    if rule.applies_when is None:
        return True
    other, lights = rule.applies_when
    return light(rules, other, project, day) in lights


def light(rules: Rules, rule_id: str, project: Project, day: date | None = None) -> str:
    """The light of one rule on `day` (None: the as-of day), if nothing happens until then."""
    day = day if day is not None else project.as_of
    rule = rules[rule_id]
    if not rated(rules, rule, project, day):
        return "none"
    reading = read(rule, project, day)
    if reading.kind in ("none", "no_data"):
        return reading.kind
    if crosses(rule, rule.red, reading, day):
        return "red"
    if crosses(rule, rule.yellow, reading, day):
        return "yellow"
    return "no_data" if rule.needs_report and stale(rule, project, day) else "green"


def overall(lights: Iterable[str]) -> str:
    """The most urgent."""
    return max(lights, key=LIGHTS.index)


def value(rules: Rules, rule_id: str, project: Project) -> Fraction | None:
    """The exact value behind a light, also of one that a valid reason suspends; None where the rule
    does not apply, is done or lacks data."""
    rule, day = rules[rule_id], project.as_of
    if not suspended(rule, project, day) and not rated(rules, rule, project, day):
        return None
    return read(rule, project, day).value


# --------------------------------------------------------------------------------------- distances


@dataclass(frozen=True)
class Margin:
    """How far the value is from the threshold behind which lies the light `to`."""

    to: str
    better: bool
    by: Fraction


def margins(rules: Rules, rule_id: str, project: Project) -> list[Margin]:
    """The next better light and the next worse one, in this order."""
    rule = rules[rule_id]
    found = value(rules, rule_id, project)
    shown = light(rules, rule_id, project)
    if found is None:
        return []

    def margin(to: str, better: bool, threshold: Threshold | None) -> list[Margin]:
        return [Margin(to, better, abs(found - threshold.limit))] if threshold else []

    if shown == "red":
        return margin("yellow" if rule.yellow else "green", True, rule.red)
    if shown == "yellow":
        return margin("green", True, rule.yellow) + margin("red", False, rule.red)
    if shown == "green":
        return margin("yellow" if rule.yellow else "red", False, rule.yellow or rule.red)
    return []


@dataclass(frozen=True)
class Turn:
    """Another light, and the first day on which it shows if nothing happens."""

    on: date
    to: str


def _thresholds(rule: Rule) -> list[Threshold]:
    return [threshold for threshold in (rule.yellow, rule.red) if threshold is not None]


def days_to_check(rules: Rules, rule_id: str, project: Project) -> set[date]:
    """Days around everything that could change the light by itself. Generous on purpose: that it
    leaves none out is tested against every single day."""
    rule, as_of = rules[rule_id], project.as_of
    new_years = {as_of.year + 1}
    if project.planned_start is not None:
        new_years |= {project.planned_start.year, project.planned_start.year + 1}
    days = {date(year, 1, 1) for year in new_years}
    for reason in project.reasons:
        if reason.rule == rule_id:
            days |= {reason.first, reason.last + DAY}
    days |= {add_months(as_of, n).replace(day=1) for n in range(rule.stale_after + 2)}
    if project.last_report is not None:
        reported = last_of_month(*project.last_report)
        if rule.metric == "report_age":
            for threshold in _thresholds(rule):
                days |= {reported + int(threshold.limit + n) * DAY for n in range(-1, 3)}
    if rule.metric in DEADLINES:
        anchors = [getattr(project, DEADLINES[rule.metric].anchor)]
        if rule.deadline is not None:
            years = range(as_of.year, max(new_years) + 1)
            anchors = [date(year, *rule.deadline) for year in years]
        for anchor in anchors:
            for threshold in _thresholds(rule) if anchor is not None else []:
                for n in range(-1, 2):
                    there = add_months(anchor, int(threshold.limit) + n)
                    days |= {there, there + DAY, there.replace(day=1)}
                    days.add(last_of_month(there.year, there.month))
    if rule.applies_when is not None:
        days |= days_to_check(rules, rule.applies_when[0], project)
    return days


def _later_lights(
    rules: Rules, rule_id: str, project: Project, days: Iterable[date] | None
) -> Iterator[Turn]:
    if days is None:
        days = sorted(days_to_check(rules, rule_id, project))
    for day in days:
        if day > project.as_of:
            yield Turn(day, light(rules, rule_id, project, day))


def turn(
    rules: Rules, rule_id: str, project: Project, days: Sequence[date] | None = None
) -> Turn | None:
    """The first later day with another light. `days`: those to look at, in order (None: all that
    could matter)."""
    now = light(rules, rule_id, project)
    for then in _later_lights(rules, rule_id, project, days):
        if then.to != now:
            return then
    return None


def worse_on(
    rules: Rules, rule_id: str, project: Project, days: Sequence[date] | None = None
) -> date | None:
    """The first later day with a more urgent light."""
    now = LIGHTS.index(light(rules, rule_id, project))
    for then in _later_lights(rules, rule_id, project, days):
        if LIGHTS.index(then.to) > now:
            return then.on
    return None


@dataclass(frozen=True)
class Remedy:
    """What, done by the as-of day, turns a light; which then shows; the last day that helps."""

    deed: str
    amount_fen: int | None
    report: tuple[int, int] | None
    to: str
    by: date | None


def ended_months(day: date, first: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The months from `first` on that have ended by `day`."""
    month = first
    while last_of_month(*month) <= day:
        yield month
        month = next_month(*month)


def _fresh_month(rule: Rule, project: Project) -> tuple[int, int] | None:
    """The earliest ended month whose report is not stale."""
    for month in ended_months(project.as_of, months_back(project.as_of, rule.stale_after + 24)):
        if not stale(rule, project.having(last_report=month), project.as_of):
            return month
    return None


def _better(rules: Rules, rule_id: str, before: Project, after: Project) -> str | None:
    """The light of `after`, if it is less urgent than that of `before`."""
    then = light(rules, rule_id, after)
    worse = LIGHTS.index(then) >= LIGHTS.index(light(rules, rule_id, before))
    return None if worse else then


def _with_report(rule: Rule, project: Project) -> tuple[Project, tuple[int, int] | None]:
    """The project with the earliest report that is not stale, if the rule needs one and it is."""
    if not rule.needs_report or not stale(rule, project, project.as_of):
        return project, None
    month = _fresh_month(rule, project)
    return (project, None) if month is None else (project.having(last_report=month), month)


def _by_report_alone(rules: Rules, rule: Rule, project: Project) -> list[Remedy] | None:
    """The report that is all that a project lacks; None if it lacks more, or something else."""
    reading = read(rule, project, project.as_of)
    rated_but_stale = reading.kind not in ("none", "no_data") and rule.metric != "report_age"
    if not rated_but_stale or light(rules, rule.id, project) != "no_data":
        return None
    after, month = _with_report(rule, project)
    to = _better(rules, rule.id, project, after)
    return [] if to is None else [Remedy("report", None, month, to, None)]


def _by_deed(rules: Rules, rule: Rule, project: Project) -> list[Remedy]:
    """The deed on the as-of day, a report with it if one is needed."""
    metric = DEADLINES[rule.metric]
    missing = [milestone for milestone in metric.done if not project.has(milestone)]
    after, report = _with_report(
        rule, project.having(**dict.fromkeys(missing, project.as_of)) if missing else project
    )
    to = _better(rules, rule.id, project, after)
    if to is None:
        return []
    return [Remedy(metric.deed, None, report, to, worse_on(rules, rule.id, project))]


def _by_complying(rules: Rules, rule: Rule, project: Project) -> list[Remedy]:
    """The terms met, a report with it if one is needed."""
    after, report = _with_report(rule, project.having(environment=True))
    to = _better(rules, rule.id, project, after)
    return [] if to is None else [Remedy("comply", None, report, to, None)]


def least_growth(rule: Rule, project: Project, threshold: Threshold) -> int | None:
    """The least whole number of fen by which the part must grow for the value not to cross; None if
    it does not cross as it is."""
    part = SHARES[rule.metric].part
    stated: int = getattr(project, part)

    def grown(by: int) -> Reading:
        return read(rule, project.having(**{part: stated + by}), project.as_of)

    def helps(by: int) -> bool:
        return not crosses(rule, threshold, grown(by), project.as_of)

    if helps(0):
        return None
    # The value is affine in the part, so two of its values say where to look. What makes the answer
    # the least is not that: it helps, one fen less does not, and more never hurts.
    here, there = grown(0).value, grown(10**6).value
    assert here is not None and there is not None and here != there
    guess = max(1, int((threshold.limit - here) / (there - here) * 10**6))
    low, high = guess - 1, guess
    while helps(low) and low > 0:
        low -= 1
    while not helps(high):
        low, high = high, high + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if helps(middle) else (middle, high)
    return high


def _by_amount(rules: Rules, rule: Rule, project: Project) -> list[Remedy]:
    """More of the part: the least that crosses each threshold back."""
    metric = SHARES[rule.metric]
    found: dict[str, Remedy] = {}
    if read(rule, project, project.as_of).value is None:
        return []
    for threshold in (rule.red, rule.yellow):
        growth = least_growth(rule, project, threshold) if threshold else None
        if growth is None:
            continue
        amount = getattr(project, metric.part) + growth
        if amount > MOST_FEN:
            continue
        after, report = _with_report(rule, project.having(**{metric.part: amount}))
        to = _better(rules, rule.id, project, after)
        if to is not None and (to not in found or growth < (found[to].amount_fen or 0)):
            found[to] = Remedy(metric.deed, growth, report, to, None)
    return list(found.values())


def _by_report(rules: Rules, rule: Rule, project: Project) -> list[Remedy]:
    """The earliest months whose reports cross the red threshold back, and the yellow one, and end
    that the report is stale where one is needed."""
    day = project.as_of

    def goals(month: tuple[int, int]) -> Iterator[bool]:
        after = project.having(last_report=month)
        crossed = [crosses(rule, at, read(rule, after, day), day) for at in (rule.red, rule.yellow)]
        yield rule.red is not None and not crossed[0]
        yield rule.yellow is not None and not crossed[1]
        yield rule.needs_report and not any(crossed) and not stale(rule, after, day)

    reached: set[int] = set()
    found: dict[str, Remedy] = {}
    for month in ended_months(day, project.last_report or (day.year - 3, 1)):
        new = {goal for goal, does in enumerate(goals(month)) if does} - reached
        reached |= new
        to = _better(rules, rule.id, project, project.having(last_report=month)) if new else None
        if to is not None and to not in found:
            found[to] = Remedy("report", None, month, to, None)
    return list(found.values())


def remedies(rules: Rules, rule_id: str, project: Project) -> list[Remedy]:
    """What, done by the as-of day, turns a light that is red, yellow or "no data"."""
    rule = rules[rule_id]
    if light(rules, rule_id, project) not in ("red", "yellow", "no_data"):
        return []
    alone = _by_report_alone(rules, rule, project)
    if alone is not None:
        return alone
    if rule.metric in SHARES:
        return _by_amount(rules, rule, project)
    if rule.metric == "report_age":
        return _by_report(rules, rule, project)
    if rule.metric == "environment_breach":
        return _by_complying(rules, rule, project)
    return _by_deed(rules, rule, project)


def wanted_report(rules: Rules, rule_id: str, project: Project) -> tuple[int, int] | None:
    """The earliest month whose report would do, if an amount lacks one.

    An amount that a fresh report leaves out wants none. Paid figures come by reports, so those wait
    for one where they are the whole.
    """
    rule, day = rules[rule_id], project.as_of
    metric = SHARES.get(rule.metric)
    if metric is None or not metric.reported or light(rules, rule_id, project) != "no_data":
        return None
    if metric.whole != "paid" and project.amount(metric.whole, day) is None:
        return None
    of_the_year = rule.metric != "schedule_performance"

    def would_do(month: tuple[int, int] | None) -> bool:
        if month is None or (of_the_year and month[0] != day.year):
            return False
        return not stale(rule, project.having(last_report=month), day)

    month = (day.year - 1, 1)
    if would_do(project.last_report):
        return None
    while not would_do(month):
        month = next_month(*month)
    return month
