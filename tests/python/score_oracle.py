"""A slow second implementation of scores by indicator systems, that the library is compared with.

Written from docs/evaluation.md, docs/ranks.md and docs/figures.md alone, one project and one
indicator at a time, in exact fractions. Overall lights are taken as given: `light_oracle` computes
those. A figure is a pair (part, whole); it has no value if the whole is 0.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

Figure = tuple[Fraction, Fraction]
NONE: Figure = (Fraction(), Fraction())


@dataclass(frozen=True)
class Project:
    """What is known of a project; amounts in fen, None where nobody stated one."""

    region: str  # 2, 4, 6 or 9 digits
    section: str  # "" if unknown
    pool: str
    light: str  # overall
    entered: Mapping[str, date] = field(default_factory=dict)  # by library
    started: date | None = None
    completed: date | None = None
    settled: date | None = None
    final_accounts: date | None = None
    evaluated: bool = False
    score: Fraction | None = None
    last_report: tuple[int, int] | None = None  # year and month
    total_investment: int | None = None
    plan: int | None = None
    completed_this_year: int | None = None
    completed_last_year: int = 0
    output: int | None = None


def add_months(day: date, count: int) -> date:
    """The same day `count` months later, clamped to the end of a shorter month."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _rate(part: int, whole: int) -> Figure:
    return Fraction(part), Fraction(whole)


def _investment(projects: Sequence[Project]) -> int:
    return sum(project.total_investment or 0 for project in projects)


def _conversion(source: str, target: str, by_investment: bool) -> Callable[..., Figure]:
    def measure(projects: Sequence[Project], as_of: date) -> Figure:
        entered = [project for project in projects if source in project.entered]
        moved = [project for project in entered if target in project.entered]
        if by_investment:
            return _rate(_investment(moved), _investment(entered))
        return _rate(len(moved), len(entered))

    return measure


def _multiple(library: str) -> Callable[..., Figure]:
    def measure(projects: Sequence[Project], as_of: date) -> Figure:
        held = [project for project in projects if project.pool == library]
        return _rate(_investment(held), sum(project.completed_last_year for project in projects))

    return measure


def _lights(light: str) -> Callable[..., Figure]:
    def measure(projects: Sequence[Project], as_of: date) -> Figure:
        rated = [project for project in projects if project.light != "none"]
        return _rate(sum(project.light == light for project in rated), len(rated))

    return measure


def _reporting(projects: Sequence[Project], as_of: date) -> Figure:
    expected = [p for p in projects if p.pool == "implementation" and p.completed is None]

    def is_stale(project: Project) -> bool:
        if project.last_report is None:
            return True
        year, month = project.last_report
        return 12 * as_of.year + as_of.month - 12 * year - month > 2

    return _rate(len(expected) - sum(map(is_stale, expected)), len(expected))


def _plan_completion(projects: Sequence[Project], as_of: date) -> Figure:
    return _rate(
        sum(project.completed_this_year or 0 for project in projects),
        sum(project.plan or 0 for project in projects),
    )


def _pace(projects: Sequence[Project], as_of: date) -> Figure:
    part, whole = _plan_completion(projects, as_of)
    last = as_of.day == calendar.monthrange(as_of.year, as_of.month)[1]
    return part, whole * Fraction(as_of.month if last else as_of.month - 1, 12)


def _evaluations(projects: Sequence[Project], as_of: date) -> Figure:
    due = [
        project
        for project in projects
        if project.final_accounts is not None
        or (project.completed is not None and add_months(project.completed, 12) <= as_of)
    ]
    return _rate(sum(project.evaluated for project in due), len(due))


def _two_accounts(projects: Sequence[Project], as_of: date) -> Figure:
    completed = [project for project in projects if project.completed is not None]
    both = [p for p in completed if p.settled is not None and p.final_accounts is not None]
    return _rate(len(both), len(completed))


def _starts(projects: Sequence[Project], as_of: date) -> Figure:
    days = [project.started for project in projects if project.started is not None]
    last = add_months(as_of, -12)
    return _rate(
        sum(date(as_of.year, 1, 1) <= day <= as_of for day in days),
        sum(date(as_of.year - 1, 1, 1) <= day <= last for day in days),
    )


def _input_output(projects: Sequence[Project], as_of: date) -> Figure:
    both = [p for p in projects if p.output is not None and p.total_investment is not None]
    return _rate(sum(p.output or 0 for p in both), _investment(both))


def _scores(by_investment: bool) -> Callable[..., Figure]:
    def measure(projects: Sequence[Project], as_of: date) -> Figure:
        part = whole = Fraction()
        for project in projects:
            if project.score is not None:
                weight = (project.total_investment or 0) if by_investment else 1
                part += project.score * weight
                whole += weight
        return part, whole

    return measure


MEASURES: dict[str, Callable[[Sequence[Project], date], Figure]] = {
    "directory_to_reserve": _conversion("directory", "reserve", False),
    "directory_to_reserve_investment": _conversion("directory", "reserve", True),
    "reserve_to_implementation": _conversion("reserve", "implementation", False),
    "reserve_to_implementation_investment": _conversion("reserve", "implementation", True),
    "directory_multiple": _multiple("directory"),
    "reserve_multiple": _multiple("reserve"),
    "implementation_multiple": _multiple("implementation"),
    "red_lights": _lights("red"),
    "green_lights": _lights("green"),
    "reporting": _reporting,
    "plan_completion": _plan_completion,
    "pace": _pace,
    "evaluations": _evaluations,
    "two_accounts": _two_accounts,
    "starts": _starts,
    "input_output": _input_output,
    "project_scores_by_count": _scores(False),
    "project_scores_by_investment": _scores(True),
}


# ------------------------------------------------------------------------------------------ systems


def leaves(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The indicators below a node of the TOML tree, in its order."""
    out = list(node.get("indicator", ()))
    for one in node.get("dimension", ()):
        out += leaves(one)
    return out


def _scale(indicator: Mapping[str, Any]) -> int:
    return 100 if indicator["unit"] == "%" else 1


def share(indicator: Mapping[str, Any], value: Fraction, rank: int, peers: int) -> Fraction:
    """The share of the points that a figure earns, at the place `rank` among `peers`."""
    shown = value * _scale(indicator)
    higher = indicator["better"] == "higher"

    def limit(key: str) -> Fraction:
        return Fraction(str(indicator[key]))

    method = indicator["method"]
    if method == "linear":
        none, full = limit("none_at"), limit("full_at")
        found = (shown - none) / (full - none)
    elif method == "attained":
        floor = Fraction(str(indicator.get("floor", 0))) / 100
        cap = Fraction(str(indicator.get("cap", 100))) / 100
        target = limit("target")
        if higher:
            attained = shown / target
        else:
            attained = cap if shown <= 0 else target / shown
        attained = min(attained, cap)
        found = Fraction() if attained < floor else attained / cap
    elif method == "bands":
        found = Fraction()
        for band in indicator["bands"]:
            if "from" not in band or Fraction(str(band["from"])) <= shown:
                found = Fraction(str(band["share"])) / 100
    elif method == "rank":
        found = Fraction(1) if peers == 1 else Fraction(peers - rank, peers - 1)
    elif method == "yes_no":
        found = Fraction((value != 0) == higher)
    else:
        breach = limit("limit") - shown if higher else shown - limit("limit")
        found = 1 - max(breach, Fraction()) * limit("points") / Fraction(str(indicator["weight"]))
    return min(max(found, Fraction()), Fraction(1))


def spread(node: Mapping[str, Any], weight: Fraction, excluded: set[str]) -> dict[str, Fraction]:
    """The weight of each indicator below a node that weighs `weight`."""

    def counts(one: Mapping[str, Any]) -> bool:
        below = leaves(one) or [one]
        return any(leaf["id"] not in excluded for leaf in below)

    children = [*node.get("indicator", ()), *node.get("dimension", ())]
    counted = [one for one in children if counts(one)]
    whole = sum((Fraction(str(one["weight"])) for one in counted), Fraction())
    out: dict[str, Fraction] = {}
    for one in children:
        if one not in counted:
            out |= {leaf["id"]: Fraction() for leaf in leaves(one) or [one]}
            continue
        own = weight * Fraction(str(one["weight"])) / whole
        out |= spread(one, own, excluded) if leaves(one) else {one["id"]: own}
    return out


@dataclass(frozen=True)
class Scored:
    """The score of one region or sector, None if it has none, and its points by indicator."""

    total: Fraction | None
    points: dict[str, Fraction]
    weights: dict[str, Fraction]
    size: int


def _value(figure: Figure) -> Fraction | None:
    return figure[0] / figure[1] if figure[1] else None


def _score(
    system: Mapping[str, Any],
    figures: Mapping[str, Figure],
    peers: Mapping[str, list[Fraction]],
    is_peer: bool,
    size: int,
) -> Scored:
    missing = {leaf["id"] for leaf in leaves(system) if _value(figures[leaf["id"]]) is None}
    how = {leaf["id"]: leaf["missing"] for leaf in leaves(system)}
    excluded = {id for id in missing if how[id] == "exclude"}
    if len(excluded) == len(how):
        nothing = dict.fromkeys(how, Fraction())
        return Scored(None, nothing, nothing, size)
    weights = spread(system, Fraction(100), excluded)
    points = {}
    for leaf in leaves(system):
        value = _value(figures[leaf["id"]])
        earned = Fraction()
        if value is not None:
            others = peers[leaf["id"]]
            better = sum(v > value if leaf["better"] == "higher" else v < value for v in others)
            earned = share(leaf, value, 1 + better, len(others) + (not is_peer))
        points[leaf["id"]] = weights[leaf["id"]] * earned
    blocked = any(how[id] == "block" for id in missing)
    return Scored(None if blocked else sum(points.values(), Fraction()), points, weights, size)


def scores(
    system: Mapping[str, Any],
    projects: Sequence[Project],
    as_of: date,
    peer_of: Callable[[Project], str | None],
    reported: Mapping[str, Mapping[str, Fraction]],
    excluded: set[str],
) -> tuple[dict[str, Scored], Scored, dict[str, int]]:
    """The scores by id, that of all together, and the ranks. `peer_of` names the region or sector
    of a project, None if it belongs to none of those that are compared."""
    groups: dict[str, list[Project]] = {}
    for project in projects:
        peer = peer_of(project)
        if peer is not None:
            groups.setdefault(peer, []).append(project)
    for of in (excluded, *reported.values()):
        for id in of:
            groups.setdefault(id, [])

    def figure(leaf: Mapping[str, Any], id: str) -> Figure:
        if "measure" not in leaf:
            stated = reported.get(leaf["id"], {})
            return (stated[id], Fraction(1)) if id in stated else NONE
        return MEASURES[leaf["measure"]](groups[id], as_of)

    figures = {id: {leaf["id"]: figure(leaf, id) for leaf in leaves(system)} for id in groups}
    least = system.get("min_size", 0)
    peers = {id for id in groups if id not in excluded and len(groups[id]) >= least}
    values = {
        leaf["id"]: [v for id in peers if (v := _value(figures[id][leaf["id"]])) is not None]
        for leaf in leaves(system)
    }
    found = {id: _score(system, figures[id], values, id in peers, len(groups[id])) for id in groups}
    together: dict[str, Figure] = {}
    for leaf in leaves(system):
        if "measure" in leaf:
            together[leaf["id"]] = MEASURES[leaf["measure"]](projects, as_of)
        else:
            parts = [figures[id][leaf["id"]] for id in groups]
            together[leaf["id"]] = (
                sum((part for part, _ in parts), Fraction()),
                sum((whole for _, whole in parts), Fraction()),
            )
    above = _score(system, together, values, False, len(projects))
    totals = {id: total for id in peers if (total := found[id].total) is not None}
    ranks = {id: 1 + sum(o > total for o in totals.values()) for id, total in totals.items()}
    return found, above, ranks
