"""The oracle against cases small enough to compute on paper from docs/figures.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import oracle
import pytest
import random_ledgers
from oracle import Conversion, Project, Reason, Report, Sum, add_months, compute

CODE = "2401-420281-04-01-000001"
AS_OF = date(2024, 6, 30)
BUILDING = Project(
    CODE,
    region="420281101",
    section="C",
    funding="local_budget",
    total_investment=1000,
    plans={2024: 600},
    planned_start=date(2024, 1, 10),
    happened={
        "directory": date(2023, 1, 1),
        "reserve": date(2023, 2, 1),
        "implementation": date(2023, 3, 1),
        "started": date(2024, 1, 10),
        "enrolled": date(2024, 1, 20),
    },
)
JUNE = Report(CODE, 2024, 6, completed_this_year=300, completed_total=400, paid=100)


def having(**days: date | None) -> Project:
    """The project under construction with some milestones set, or taken away by None."""
    happened = {**BUILDING.happened, **days}
    return replace(BUILDING, happened={k: v for k, v in happened.items() if v is not None})


def light(rule: str, project: Project, report: Report = JUNE, as_of: date = AS_OF) -> str:
    """The light of one rule for one project with one report."""
    return compute([project], [report], as_of).lights[CODE][rule]


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 6, 30), 1, date(2024, 7, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2024, 3, 31), 9, date(2024, 12, 31)),
    ],
)
def test_months_clamp_and_never_snap(day: date, count: int, result: date) -> None:
    assert add_months(day, count) == result


@pytest.mark.parametrize(
    ("planned", "as_of", "expected"),
    [
        (date(2024, 4, 30), date(2024, 6, 30), "red"),  # ends of April, May and June
        (date(2024, 5, 1), date(2024, 6, 30), "yellow"),
        (date(2024, 4, 30), date(2024, 6, 29), "yellow"),
        (date(2024, 6, 30), date(2024, 6, 10), "yellow"),  # later, but planned for this month
        (date(2024, 7, 1), date(2024, 6, 30), "green"),
    ],
)
def test_a_start_is_red_on_the_third_month_end(planned: date, as_of: date, expected: str) -> None:
    project = replace(having(started=None, enrolled=None), planned_start=planned)
    assert light("start", project, replace(JUNE, month=5), as_of) == expected


@pytest.mark.parametrize(
    ("completed", "expected"),
    [(241, "green"), (240, "yellow"), (120, "yellow"), (119, "red")],
)
def test_progress_counts_both_ends_of_the_gap_as_yellow(completed: int, expected: str) -> None:
    # Of a plan of 600, half is due by June: 240 is 10 points behind, 120 is 30.
    assert light("progress", BUILDING, replace(JUNE, completed_this_year=completed)) == expected


def test_progress_needs_a_plan_and_a_figure_in_the_latest_report() -> None:
    assert light("progress", replace(BUILDING, plans={})) == "no_data"
    assert light("progress", replace(BUILDING, plans={2023: 600})) == "no_data"
    assert light("progress", replace(BUILDING, plans={2024: 0})) == "none"
    assert light("progress", BUILDING, replace(JUNE, completed_this_year=None)) == "no_data"
    assert light("progress", BUILDING, replace(JUNE, year=2023)) == "no_data"


@pytest.mark.parametrize(
    ("funding", "required", "expected"),
    [
        ("local_budget", 100, "green"),
        ("central_budget", 101, "red"),
        ("treasury_bond", 101, "red"),
        ("provincial_budget", 101, "none"),
        ("enterprise", 101, "none"),
        ("local_budget", 0, "none"),
    ],
)
def test_payment_looks_at_the_budgets_of_state_and_place(
    funding: str, required: int, expected: str
) -> None:
    project = replace(BUILDING, funding=funding, required_payments={2024: required})
    assert light("payment", project) == expected


@pytest.mark.parametrize(
    ("started", "as_of", "expected"),
    [
        (date(2024, 5, 31), date(2024, 6, 29), "green"),
        (date(2024, 5, 31), date(2024, 6, 30), "yellow"),
        (date(2024, 1, 31), date(2024, 2, 29), "yellow"),
        (date(2024, 4, 30), date(2024, 6, 30), "yellow"),
        (date(2024, 4, 29), date(2024, 6, 30), "red"),
    ],
)
def test_enrolment_is_yellow_from_one_to_two_months(
    started: date, as_of: date, expected: str
) -> None:
    report = Report(CODE, as_of.year, as_of.month - 1, completed_this_year=1)
    assert light("enrolment", having(started=started, enrolled=None), report, as_of) == expected


@pytest.mark.parametrize(
    ("completed", "as_of", "expected"),
    [
        (date(2023, 10, 1), date(2024, 6, 30), "green"),
        (date(2023, 9, 30), date(2024, 6, 30), "yellow"),
        (date(2023, 6, 30), date(2024, 6, 30), "yellow"),
        (date(2023, 6, 29), date(2024, 6, 30), "red"),
        (date(2024, 2, 29), date(2025, 2, 28), "yellow"),
    ],
)
def test_two_accounts_are_red_after_a_year(completed: date, as_of: date, expected: str) -> None:
    project = having(started=date(2023, 3, 2), completed=completed)
    assert light("two_accounts", project, as_of=as_of) == expected
    assert light("start", project, as_of=as_of) == "none"
    settled = replace(project, happened={**project.happened, "settled": completed})
    assert light("two_accounts", settled, as_of=as_of) == expected
    both = replace(settled, happened={**settled.happened, "final_accounts": completed})
    assert light("two_accounts", both, as_of=as_of) == "green"


def test_a_stale_report_turns_green_into_no_data() -> None:
    april, march = replace(JUNE, month=4), replace(JUNE, month=3)
    assert light("start", BUILDING, april, date(2024, 6, 1)) == "green"
    assert light("start", BUILDING, march, date(2024, 6, 1)) == "no_data"
    late = replace(having(started=None), planned_start=date(2024, 2, 1))
    assert light("start", late, march) == "red"


def test_a_report_counts_from_the_last_day_of_its_month() -> None:
    figures = compute([BUILDING], [replace(JUNE, month=5, completed_this_year=1), JUNE], AS_OF)
    assert figures.completed_this_year[CODE] == 300
    figures = compute(
        [BUILDING], [replace(JUNE, month=5, completed_this_year=1), JUNE], date(2024, 6, 29)
    )
    assert figures.completed_this_year[CODE] == 1


def test_a_valid_reason_holds_on_its_first_and_last_day() -> None:
    project = having(started=date(2024, 1, 10), enrolled=None)
    reason = Reason(CODE, "enrolment", date(2024, 6, 29), date(2024, 6, 30))
    for day, expected in ((28, "red"), (29, "none"), (30, "none")):
        as_of = date(2024, 6, day)
        reports = [replace(JUNE, month=5)]
        assert compute([project], reports, as_of, [reason]).lights[CODE]["enrolment"] == expected
    assert compute([project], [JUNE], date(2024, 7, 1), [reason]).overall["all"][CODE] == "red"


def test_only_an_entry_on_a_later_day_ends_a_withdrawal() -> None:
    entered = having(started=None, enrolled=None)
    for day, pool in ((1, "withdrawn"), (2, "withdrawn")):
        project = replace(entered, happened={**entered.happened, "withdrawn": date(2023, 3, day)})
        assert compute([project], [], AS_OF).pool[CODE] == pool
    again = replace(entered, happened={**entered.happened, "withdrawn": date(2023, 2, 28)})
    assert compute([again], [], AS_OF).pool[CODE] == "implementation"
    assert compute([again], [], date(2023, 2, 28)).pool[CODE] == "withdrawn"


def test_conversion_keeps_the_withdrawn_and_leaves_out_who_skipped() -> None:
    moved = replace(BUILDING, code="a", total_investment=10)
    skipped = having(reserve=None)
    skipped = replace(skipped, code="b", total_investment=20)
    withdrawn = Project(
        "c",
        total_investment=40,
        happened={"directory": date(2023, 1, 1), "withdrawn": date(2023, 5, 1)},
    )
    whole = compute([moved, skipped, withdrawn], [], AS_OF).whole
    assert whole.conversions["directory->reserve"] == Conversion(Sum(3, 70), Sum(1, 10))
    assert whole.conversions["reserve->implementation"] == Conversion(Sum(1, 10), Sum(1, 10))
    assert whole.pools["implementation"] == Sum(2, 30)
    assert whole.pools["directory"] == Sum(0, 0)


def test_evaluations_fall_due_a_year_after_completion_or_with_the_final_accounts() -> None:
    old = replace(having(completed=date(2023, 6, 30)), code="a")
    new = replace(having(completed=date(2023, 7, 1)), code="b")
    quick = having(
        completed=date(2024, 2, 1),
        settled=date(2024, 3, 1),
        final_accounts=date(2024, 4, 1),
        evaluated=date(2024, 7, 1),
    )
    done = replace(quick, code="d", happened={**quick.happened, "evaluated": AS_OF})
    whole = compute([old, new, quick, done], [], AS_OF).whole
    assert (whole.evaluations_due, whole.evaluations_done) == (3, 1)
    assert whole.two_accounts == oracle.TwoAccounts(4, 2, 2, 2, 0)
    assert compute([old], [], date(2024, 7, 1)).whole.two_accounts.overdue == 1


def test_last_year_is_compared_to_the_same_day() -> None:
    starts = (date(2023, 2, 28), date(2023, 3, 1), date(2024, 2, 29), date(2024, 3, 1))
    projects = [
        replace(
            BUILDING,
            code=str(index),
            happened={"implementation": date(2023, 1, 1), "started": start},
        )
        for index, start in enumerate(starts)
    ]
    whole = compute(projects, [], date(2024, 2, 29)).whole
    assert whole.this_year["started"] == Sum(1, 1000)
    assert whole.last_year["started"] == Sum(1, 1000)


def test_the_previous_years_investment_is_that_of_its_latest_reported_month() -> None:
    reports = [
        Report(CODE, 2023, 10, completed_this_year=70),
        Report(CODE, 2023, 9, completed_this_year=60),
        JUNE,
    ]
    figures = compute([BUILDING], reports, AS_OF)
    assert figures.whole.multiples["implementation"] == (1000, 70)
    emptied = [*reports, Report(CODE, 2023, 11, completed_total=100)]
    assert compute([BUILDING], emptied, AS_OF).whole.multiples["implementation"] == (1000, 0)


@pytest.mark.parametrize("seed", range(20))
def test_groups_add_up_to_the_whole(seed: int) -> None:
    ledger, progress, as_of = random_ledgers.make(seed)
    figures = compute(oracle.read_projects(ledger), oracle.read_progress(progress), as_of)
    for groups in (figures.by_county, figures.by_region, figures.by_section):
        blocks = list(groups.values())
        assert sum(b.projects for b in blocks) == figures.whole.projects
        assert sum(b.previous_year_investment for b in blocks) == (
            figures.whole.previous_year_investment
        )
        for rule, counts in figures.whole.light_counts.items():
            assert sum(counts.values()) == figures.whole.projects
            assert sum(b.light_counts[rule]["red"] for b in blocks) == counts["red"]
