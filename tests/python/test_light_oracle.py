"""The oracle of lights against cases small enough to compute on paper from docs/figures.md."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import light_oracle as oracle
import pytest
import random_portfolios
from light_oracle import DAY, Margin, Project, Reason, Remedy, Rules, Turn

ROOT = Path(__file__).resolve().parents[2]
PACKS = [
    *sorted((ROOT / "src/warning/packs").glob("*.toml")),
    Path(__file__).with_name("every_key.toml"),
]
AS_OF = date(2024, 6, 30)
BARE = Project(AS_OF)
# June of a plan of 600 is half of it.
REPORTED = replace(BARE, plan=600, completed_this_year=300, last_report=(2024, 6))


def rules(metric: str, **keys: Any) -> Rules:
    """A pack with one rule, `it`, that needs no report unless told."""
    entry = {"id": "it", "metric": metric, "needs_report": False, **keys}
    return Rules({"id": "test", "rule": [entry]})


def light(pack: Rules, project: Project, day: date | None = None) -> str:
    return oracle.light(pack, "it", project, day)


def value(pack: Rules, project: Project) -> Fraction | None:
    return oracle.value(pack, "it", project)


# ------------------------------------------------------------------------------------------ months


@pytest.mark.parametrize(
    ("anchor", "count", "day"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
    ],
)
def test_months_clamp_and_never_snap(anchor: date, count: int, day: date) -> None:
    assert oracle.add_months(anchor, count) == day


# Of each anchor: the first day at one month, and the first day beyond two.
MONTHS = [
    (date(2023, 1, 31), date(2023, 2, 28), date(2023, 4, 1)),
    (date(2024, 1, 31), date(2024, 2, 29), date(2024, 4, 1)),
    (date(2023, 1, 29), date(2023, 2, 28), date(2023, 3, 30)),
    (date(2024, 1, 29), date(2024, 2, 29), date(2024, 3, 30)),
    (date(2023, 12, 30), date(2024, 1, 30), date(2024, 3, 1)),
    (date(2022, 12, 31), date(2023, 1, 31), date(2023, 3, 1)),
    (date(2023, 12, 31), date(2024, 1, 31), date(2024, 3, 1)),
    (date(2024, 2, 29), date(2024, 3, 29), date(2024, 4, 30)),
    (date(2023, 2, 28), date(2023, 3, 28), date(2023, 4, 29)),
    (date(2023, 6, 1), date(2023, 7, 1), date(2023, 8, 2)),
]


@pytest.mark.parametrize(("anchor", "yellow", "red"), MONTHS)
def test_months_turn_on_their_days_all_through_two_years(
    anchor: date, yellow: date, red: date
) -> None:
    pack = rules("enrolment_delay", yellow={"at_least": 1}, red={"more_than": 2})
    for day in random_portfolios.DAYS:
        expected = "red" if day >= red else "yellow" if day >= yellow else "green"
        project = replace(BARE, as_of=day, started=anchor)
        if day < anchor:
            expected = "none"  # not started yet
        assert light(pack, project) == expected, day


# Of each anchor: the first day of its month, its first month-end and the fourth.
MONTH_ENDS = [
    (date(2023, 1, 31), date(2023, 1, 1), date(2023, 1, 31), date(2023, 4, 30)),
    (date(2023, 2, 1), date(2023, 2, 1), date(2023, 2, 28), date(2023, 5, 31)),
    (date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29), date(2024, 5, 31)),
    (date(2023, 11, 30), date(2023, 11, 1), date(2023, 11, 30), date(2024, 2, 29)),
    (date(2022, 11, 15), date(2022, 11, 1), date(2022, 11, 30), date(2023, 2, 28)),
    (date(2023, 12, 31), date(2023, 12, 1), date(2023, 12, 31), date(2024, 3, 31)),
]


@pytest.mark.parametrize(("anchor", "month", "first", "fourth"), MONTH_ENDS)
def test_month_ends_turn_on_their_days_all_through_two_years(
    anchor: date, month: date, first: date, fourth: date
) -> None:
    inclusive = rules("start_overdue", yellow={"at_least": 0}, red={"more_than": 3})
    strict = rules("start_overdue", yellow={"more_than": 0}, red={"at_least": 4})
    for day in random_portfolios.DAYS:
        project = replace(BARE, as_of=day, planned_start=anchor)
        red = "red" if day >= fourth else ""
        assert light(inclusive, project) == (red or ("yellow" if day >= month else "green")), day
        assert light(strict, project) == (red or ("yellow" if day >= first else "green")), day


@pytest.mark.parametrize("day", random_portfolios.DAYS[::13])
def test_counts_of_months_are_what_they_say(day: date) -> None:
    for anchor in (day - n * DAY for n in range(0, 900, 7)):
        count = oracle.whole_months(anchor, day)
        assert oracle.add_months(anchor, count) <= day < oracle.add_months(anchor, count + 1)
        ends = sum((anchor + n * DAY + DAY).day == 1 for n in range((day - anchor).days + 1))
        assert oracle.month_ends(anchor, day) == ends
    assert oracle.whole_months(day + DAY, day) == oracle.month_ends(day + DAY, day) == 0


def test_new_starts_are_those_planned_for_the_year() -> None:
    pack = rules("new_start_overdue", red={"at_least": 1}, deadline="06-30")
    planned = replace(BARE, planned_start=date(2024, 9, 1))
    assert light(pack, planned) == "red"
    assert light(pack, replace(planned, as_of=date(2024, 6, 29))) == "green"
    assert light(pack, replace(planned, started=AS_OF)) == "green"
    assert light(pack, replace(planned, planned_start=date(2023, 9, 1))) == "none"
    assert light(pack, replace(planned, planned_start=None, started=AS_OF)) == "none"
    assert oracle.turn(pack, "it", planned) == Turn(date(2025, 1, 1), "none")


def test_what_a_deadline_lacks() -> None:
    start = rules("start_overdue", yellow={"at_least": 0}, red={"at_least": 3})
    assert light(start, BARE) == "no_data"
    assert light(start, replace(BARE, started=AS_OF)) == "green"
    accounts = rules("two_accounts_age", yellow={"at_least": 9}, red={"more_than": 12})
    completed = replace(BARE, completed=date(2023, 6, 30))
    assert light(accounts, BARE) == "none"
    assert light(accounts, completed) == "yellow"
    assert light(accounts, replace(completed, settled=AS_OF)) == "yellow"
    assert light(accounts, replace(completed, settled=AS_OF, final_accounts=AS_OF)) == "green"
    assert light(accounts, replace(completed, completed=date(2023, 6, 29))) == "red"


# ----------------------------------------------------------------------------------------- amounts


@pytest.mark.parametrize(
    ("metric", "found"),
    [
        ("prorata_gap", Fraction(0)),
        ("prorata_completion", Fraction(100)),
        ("prorata_shortfall", Fraction(0)),
        ("curve_gap", Fraction(19, 2)),
        ("cost_performance", Fraction(100)),
    ],
)
def test_half_a_plan_by_june(metric: str, found: Fraction) -> None:
    curve = [{"month": 7, "percent": 80}, {"month": 5, "percent": 40.5}]
    threshold = {"more_than" if metric == "prorata_shortfall" else "less_than": 0}
    pack = rules(metric, red=threshold, curve=curve)
    assert value(pack, replace(REPORTED, paid=300)) == found


def test_a_fen_less_than_due() -> None:
    project = replace(REPORTED, completed_this_year=299)
    assert value(rules("prorata_gap", red={"less_than": 0}), project) == Fraction(-1, 6)
    assert value(rules("prorata_completion", red={"less_than": 0}), project) == Fraction(299, 3)
    assert value(rules("prorata_shortfall", red={"more_than": 0}), project) == Fraction(1, 3)


def test_before_the_first_point_of_a_curve_nothing_is_due() -> None:
    pack = rules("curve_gap", red={"less_than": 0}, curve=[{"month": 6, "percent": 45}])
    assert value(pack, REPORTED) == 5
    assert value(pack, replace(REPORTED, last_report=(2024, 5))) == 50


@pytest.mark.parametrize(
    ("comparison", "completed", "crossed"),
    [
        ("less_than", 240, False),
        ("less_than", 239, True),
        ("at_most", 240, True),
        ("at_most", 241, False),
    ],
)
def test_comparisons_downwards(comparison: str, completed: int, crossed: bool) -> None:
    pack = rules("prorata_gap", red={comparison: -10})
    project = replace(REPORTED, completed_this_year=completed)
    assert light(pack, project) == ("red" if crossed else "green")


@pytest.mark.parametrize(
    ("comparison", "completed", "crossed"),
    [
        ("more_than", 150, False),
        ("more_than", 149, True),
        ("at_least", 150, True),
        ("at_least", 151, False),
    ],
)
def test_comparisons_upwards(comparison: str, completed: int, crossed: bool) -> None:
    pack = rules("prorata_shortfall", red={comparison: 50})
    project = replace(REPORTED, completed_this_year=completed)
    assert light(pack, project) == ("red" if crossed else "green")


def test_what_an_amount_lacks() -> None:
    gap = rules("prorata_gap", red={"less_than": 0})
    paying = rules("payment_ratio", red={"less_than": 100})
    assert light(gap, replace(REPORTED, plan=None)) == "no_data"
    assert light(gap, replace(REPORTED, plan=0, last_report=None)) == "none"
    assert light(gap, replace(REPORTED, completed_this_year=None)) == "no_data"
    assert light(gap, replace(REPORTED, last_report=(2024, 4))) == "green"  # ahead of April
    assert light(gap, replace(REPORTED, last_report=(2024, 3))) == "no_data"
    assert light(gap, replace(REPORTED, last_report=None)) == "no_data"
    assert light(paying, replace(REPORTED, paid=1)) == "none"
    assert light(paying, replace(REPORTED, paid=1, required_payment=1)) == "green"
    new_year = replace(REPORTED, as_of=date(2024, 1, 31), last_report=(2023, 12))
    assert light(gap, new_year) == "no_data"  # fresh, but of last year
    output = rules("output_ratio", red={"less_than": 100})
    assert light(output, replace(BARE, agreed_output=0)) == "none"
    assert light(output, replace(BARE, agreed_output=2)) == "no_data"
    assert light(output, replace(BARE, agreed_output=2, output=2)) == "green"
    assert light(output, replace(BARE, output=2)) == "none"


def test_the_schedule_counts_days() -> None:
    pack = rules("schedule_performance", red={"less_than": 100})
    project = replace(
        REPORTED,
        total_investment=1000,
        planned_start=date(2024, 6, 21),
        planned_completion=date(2024, 7, 10),  # 20 days, of which 10 are gone by the end of June
        completed_total=500,
    )
    assert value(pack, project) == 100
    assert value(pack, replace(project, planned_start=date(2024, 7, 1))) is None
    assert light(pack, replace(project, planned_start=date(2024, 7, 1))) == "none"
    assert value(pack, replace(project, planned_completion=date(2024, 6, 25))) == 50
    assert light(pack, replace(project, planned_completion=date(2024, 6, 20))) == "none"
    assert light(pack, replace(project, total_investment=0)) == "none"
    assert light(pack, replace(project, completed_total=None)) == "no_data"
    assert light(pack, replace(project, last_report=(2024, 3))) == "no_data"
    last_year = replace(project, as_of=date(2024, 1, 31), last_report=(2023, 12))
    assert value(pack, replace(last_year, planned_start=date(2023, 12, 12))) is not None


def test_days_since_a_report_and_broken_terms() -> None:
    age = rules("report_age", yellow={"more_than": 30}, red={"at_least": 61})
    assert light(age, BARE) == "no_data"
    assert light(age, replace(BARE, last_report=(2024, 5))) == "green"  # 30 days ago
    assert light(age, replace(BARE, last_report=(2024, 4))) == "red"  # 61
    environment = rules("environment_breach", yellow={"at_least": 1})
    assert light(environment, BARE) == "none"
    assert light(environment, replace(BARE, tax=0)) == "no_data"
    assert light(environment, replace(BARE, environment=True)) == "green"
    assert light(environment, replace(BARE, environment=False)) == "yellow"


# ------------------------------------------------------------------------------------------- scope


@pytest.mark.parametrize(
    ("keys", "facts", "inside"),
    [
        ({"pools": ["reserve"]}, {}, False),
        ({"pools": ["reserve", "implementation"]}, {}, True),
        ({"funding": ["local_budget"]}, {}, False),
        ({"funding": ["local_budget"]}, {"funding": "local_budget"}, True),
        ({"completed": True}, {}, False),
        ({"completed": True}, {"completed": AS_OF}, True),
        ({"completed": False}, {"completed": AS_OF}, False),
        ({"sectors": ["C"]}, {"sector": "C39"}, True),
        ({"sectors": ["C39"]}, {"sector": "C39"}, True),
        ({"sectors": ["C39"]}, {"sector": "C38"}, False),
        ({"sectors": ["C39"]}, {"sector": "C"}, False),
        ({"sectors": ["C"]}, {}, False),
        ({"regions": ["420281"]}, {"region": "420281101"}, True),
        ({"regions": ["420281"]}, {"region": "420281000"}, True),
        ({"regions": ["420281101"]}, {"region": "420281000"}, False),
        ({"regions": ["4202"]}, {"region": "420281101"}, True),
        ({"regions": ["42"]}, {"region": "420281101"}, True),
        ({"regions": ["420200"]}, {"region": "420300000"}, False),
        ({"investment": {"at_least": "1亿元"}}, {"total_investment": 10**10}, True),
        ({"investment": {"at_least": "1亿元"}}, {"total_investment": 10**10 - 1}, False),
        ({"investment": {"at_least": "1亿元"}}, {}, False),
        ({"investment": {"less_than": "1亿元"}}, {}, True),
        ({"investment": {"less_than": "1亿元"}}, {"total_investment": 10**10}, False),
        ({"plan": {"at_least": "1000万元"}}, {"plan": 10**9}, True),
        ({"plan": {"at_least": "1000万元"}}, {"plan": 10**9 - 1}, False),
    ],
)
def test_scopes(keys: dict[str, Any], facts: dict[str, Any], inside: bool) -> None:
    pack = rules("report_age", red={"more_than": 1000}, **keys)
    project = replace(BARE, last_report=(2024, 6), **facts)
    assert light(pack, project) == ("green" if inside else "none")


def test_a_valid_reason_counts_on_its_first_and_last_day() -> None:
    pack = rules("report_age", yellow={"at_least": 0})
    reason = Reason("it", date(2024, 6, 10), date(2024, 6, 20))
    project = replace(BARE, as_of=date(2024, 6, 1), last_report=(2024, 5), reasons=(reason,))
    for day in range(1, 31):
        expected = "none" if 10 <= day <= 20 else "yellow"
        assert light(pack, project, date(2024, 6, day)) == expected
    assert oracle.turn(pack, "it", project) == Turn(date(2024, 6, 10), "none")
    assert light(pack, replace(project, reasons=(replace(reason, rule="other"),))) == "yellow"


def test_conditions_look_at_the_light_of_another_rule() -> None:
    entries: list[dict[str, Any]] = [
        {"id": "a", "metric": "report_age", "yellow": {"at_least": 10}, "needs_report": False},
        {
            "id": "b",
            "metric": "start_overdue",
            "red": {"at_least": 1},
            "applies_when": {"rule": "a", "lights": ["yellow"]},
            "needs_report": False,
        },
        {
            "id": "c",
            "metric": "start_overdue",
            "red": {"at_least": 1},
            "applies_when": {"rule": "b", "lights": ["none"]},
            "needs_report": False,
        },
    ]
    pack = Rules({"id": "test", "rule": entries})
    project = replace(BARE, planned_start=AS_OF, last_report=(2024, 5))
    assert [oracle.light(pack, rule, project) for rule in pack] == ["yellow", "red", "none"]
    fresh = replace(project, last_report=(2024, 6))
    assert [oracle.light(pack, rule, fresh) for rule in pack] == ["green", "none", "red"]


def test_only_green_needs_a_report() -> None:
    pack = rules("start_overdue", yellow={"at_least": 0}, red={"at_least": 3}, needs_report=True)
    planned = replace(BARE, planned_start=date(2024, 7, 1))
    assert light(pack, replace(planned, last_report=(2024, 4))) == "green"
    assert light(pack, replace(planned, last_report=(2024, 3))) == "no_data"
    assert light(pack, replace(planned, started=AS_OF)) == "no_data"
    assert light(pack, replace(planned, planned_start=AS_OF)) == "yellow"


# --------------------------------------------------------------------------------------- distances


def test_margins_lie_on_both_sides() -> None:
    pack = rules("prorata_gap", yellow={"at_most": -10}, red={"less_than": -30})
    yellow = replace(REPORTED, completed_this_year=200)  # 16 2/3 points behind
    assert oracle.margins(pack, "it", yellow) == [
        Margin("green", True, Fraction(20, 3)),
        Margin("red", False, Fraction(40, 3)),
    ]
    assert oracle.margins(pack, "it", REPORTED) == [Margin("yellow", False, Fraction(10))]
    red = replace(REPORTED, completed_this_year=0)
    assert oracle.margins(pack, "it", red) == [Margin("yellow", True, Fraction(20))]


def test_the_least_amount_to_the_fen() -> None:
    pack = rules("prorata_gap", yellow={"at_most": -10}, red={"less_than": -30})
    red = replace(REPORTED, completed_this_year=100)
    # 120 of 600 is 30 points behind, no longer red; 240 is 10 points, still yellow.
    assert oracle.remedies(pack, "it", red) == [
        Remedy("invest", 20, None, "yellow", None),
        Remedy("invest", 141, None, "green", None),
    ]


def test_the_deed_with_and_without_a_report() -> None:
    pack = rules("start_overdue", yellow={"at_least": 0}, red={"at_least": 3}, needs_report=True)
    due = replace(BARE, planned_start=date(2024, 6, 1), last_report=(2024, 5))
    turns_red = date(2024, 8, 31)
    assert oracle.remedies(pack, "it", due) == [Remedy("start", None, None, "green", turns_red)]
    silent = replace(due, last_report=None)
    assert oracle.remedies(pack, "it", silent) == [
        Remedy("start", None, (2024, 4), "green", turns_red)
    ]
    assert oracle.remedies(pack, "it", replace(silent, started=AS_OF)) == [
        Remedy("report", None, (2024, 4), "green", None)
    ]


def test_an_amount_waits_for_a_report_of_the_year() -> None:
    pack = rules("prorata_gap", red={"less_than": 0})
    assert oracle.wanted_report(pack, "it", replace(REPORTED, last_report=None)) == (2024, 4)
    assert oracle.wanted_report(pack, "it", REPORTED) is None
    january = replace(REPORTED, as_of=date(2024, 1, 5), last_report=(2023, 12))
    assert oracle.wanted_report(pack, "it", january) == (2024, 1)
    assert oracle.wanted_report(pack, "it", replace(january, plan=None)) is None


def test_a_new_year_begins_without_plan_and_reports() -> None:
    pack = rules("prorata_gap", red={"less_than": 0})
    december = replace(REPORTED, as_of=date(2024, 12, 31), last_report=(2024, 12))
    assert oracle.turn(pack, "it", december) == Turn(date(2025, 1, 1), "no_data")
    paying = rules("payment_ratio", red={"less_than": 100})
    paid = replace(december, paid=1, required_payment=1)
    assert oracle.turn(paying, "it", paid) == Turn(date(2025, 1, 1), "none")
    assert oracle.turn(pack, "it", REPORTED) == Turn(date(2024, 9, 1), "no_data")


@pytest.mark.parametrize("seed", range(0, 731, 11))
def test_no_day_turns_a_light_but_those_looked_at(seed: int) -> None:
    pack = Rules(*(tomllib.loads(path.read_text("utf-8"), parse_float=Fraction) for path in PACKS))
    project = random_portfolios.Maker(pack).portfolio(seed)[0]
    every_day = [project.as_of + n * DAY for n in range(1, 1800)]
    for rule in list(pack)[seed % 3 :: 3]:
        if oracle.light(pack, rule, project) != "none":
            assert oracle.turn(pack, rule, project) == oracle.turn(pack, rule, project, every_day)
            worse = oracle.worse_on(pack, rule, project)
            assert worse == oracle.worse_on(pack, rule, project, every_day)
