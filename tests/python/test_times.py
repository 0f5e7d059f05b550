"""Time to conversion against statsmodels and against slow definitions.

Where definitions differ: statsmodels keeps only durations with events; where the survival is 0 it
has no standard error (here the limit, 0), nor has its incidence where everybody that was in ends
(here that term is 0, as its factor is); its quantile is the first duration with S < 1 − p, as in
SAS (here S ≤ 1 − p, as in R but for the middle of flat stretches)."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median_low
from typing import Any

import numpy as np
import pytest
import sanku
from conftest import shared
from sanku._passage import NO_DAY, Passage
from scipy.stats import chi2, norm
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight, survdiff

AS_OF = dt.date(2024, 6, 30)
TODAY = (AS_OF - dt.date(1970, 1, 1)).days
SAMPLES = 200
WAITING, MOVED, LEFT = 0, 1, 2


def passage_of(days: np.ndarray, ending: np.ndarray) -> Passage:
    """Members with such durations and endings; those that did not wait entered earlier."""
    end = np.where(ending == WAITING, TODAY, TODAY - days % 5)
    return Passage.from_columns(
        (end - days).astype(np.int32),
        np.where(ending == MOVED, end, NO_DAY).astype(np.int32),
        left=np.where(ending == LEFT, end, NO_DAY).astype(np.int32),
        as_of=AS_OF,
    )


def random_sample(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Durations with many ties, and endings."""
    n = int(rng.integers(5, 400))
    days = rng.integers(1, int(rng.integers(4, 300)), n)
    shares = rng.dirichlet([1, 2, 1])
    ending = rng.choice(3, n, p=shares)
    ending[0] = MOVED
    return days, ending


@pytest.fixture(scope="module", params=range(SAMPLES))
def sample(request: pytest.FixtureRequest) -> tuple[np.ndarray, np.ndarray]:
    return random_sample(np.random.default_rng(request.param))


def test_curves_are_those_of_statsmodels(sample: tuple[np.ndarray, np.ndarray]) -> None:
    days, ending = sample
    curve = passage_of(days, ending).times()["all"]
    theirs = SurvfuncRight(days, (ending == MOVED).astype(int))
    ours = curve.survival
    kept = ours["moved"] > 0
    assert ours["days"][kept].tolist() == theirs.surv_times.tolist()
    assert ours["at_risk"][kept].tolist() == theirs.n_risk.tolist()
    np.testing.assert_allclose(ours["survival"][kept], theirs.surv_prob, atol=1e-9, rtol=0)
    in_still = theirs.surv_prob > 0
    np.testing.assert_allclose(
        np.sqrt(ours["variance"][kept][in_still]),
        theirs.surv_prob_se[in_still],
        atol=1e-9,
        rtol=0,
    )
    for p in (0.1, 0.25, 0.5, 0.75, 0.9):
        crossing = ours["days"][ours["survival"] <= 1 - p + 1e-9]
        assert curve.quantile(p)[0] == (crossing[0] if len(crossing) else None)
        if not np.isclose(theirs.surv_prob, 1 - p, atol=1e-9).any():
            strict = theirs.quantile(p)
            assert curve.quantile(p)[0] == (None if np.isnan(strict) else strict)


def test_bounds_are_those_of_their_formulas(sample: tuple[np.ndarray, np.ndarray]) -> None:
    days, ending = sample
    theirs = SurvfuncRight(days, (ending == MOVED).astype(int))
    inside = (theirs.surv_prob > 0) & (theirs.surv_prob < 1)
    s, se = theirs.surv_prob[inside], theirs.surv_prob_se[inside]
    for level, kind in ((0.95, "log-log"), (0.9, "log"), (0.8, "plain")):
        z = norm.ppf((1 + level) / 2)
        if kind == "plain":
            low, high = s - z * se, s + z * se
        elif kind == "log":
            low, high = (np.exp(np.log(s) + sign * z * se / s) for sign in (-1, 1))
        else:
            inner, wide = np.log(-np.log(s)), z * se / (s * np.log(s))
            low, high = np.exp(-np.exp(inner - wide)), np.exp(-np.exp(inner + wide))
        curve = passage_of(days, ending).times(level=level, bounds=kind)["all"]
        ours = curve.survival
        kept = (ours["moved"] > 0) & (ours["survival"] > 0)
        np.testing.assert_allclose(ours["low"][kept], np.maximum(low, 0), atol=1e-9, rtol=0)
        np.testing.assert_allclose(ours["high"][kept], np.minimum(high, 1), atol=1e-9, rtol=0)
        assert np.isnan(ours["low"][ours["survival"] == 0]).all()
        _, first, last = curve.median
        times = theirs.surv_times[inside]
        crossed = times[np.minimum(high, 1) <= 0.5 + 1e-9]
        assert last == (crossed[0] if len(crossed) else None)
        crossed = np.append(times[low <= 0.5 + 1e-9], theirs.surv_times[theirs.surv_prob == 0])
        assert first == (crossed[0] if len(crossed) else None)


def test_incidences_are_those_of_statsmodels(sample: tuple[np.ndarray, np.ndarray]) -> None:
    days, ending = sample
    ours = passage_of(days, ending).times()["all"].incidence
    with np.errstate(all="ignore"):
        theirs = CumIncidenceRight(days, ending)
    assert ours["days"].tolist() == theirs.times.tolist()
    for cause, name in enumerate(("moved", "left")[: ending.max()]):
        np.testing.assert_allclose(ours[name], theirs.cinc[cause], atol=1e-9, rtol=0)
        known = ours["still_in"] > 0
        np.testing.assert_allclose(
            ours[f"{name}_variance"][known], theirs.cinc_se[cause][known] ** 2, atol=1e-9, rtol=0
        )
    np.testing.assert_allclose(
        ours["moved"] + ours["left"] + ours["still_in"], 1, atol=1e-12, rtol=0
    )


@pytest.mark.parametrize("seed", range(SAMPLES))
def test_log_rank_is_that_of_statsmodels(seed: int) -> None:
    rng = np.random.default_rng(1_000 + seed)
    days, ending = random_sample(rng)
    group = rng.integers(0, int(rng.integers(2, 5)), len(days))
    found = passage_of(days, ending).times([f"g{g}" for g in group]).log_rank()
    first = days[ending == MOVED].min()
    taking_part = [g for g in np.unique(group) if (days[group == g] >= first).any()]
    if len(taking_part) < 2 or (
        (ending[days >= first] == MOVED).all() and (days[days >= first] == first).all()
    ):
        assert found is None
        return
    kept = np.isin(group, taking_part)  # statsmodels has a singular matrix with the others
    chi_square, p = survdiff(days[kept], (ending[kept] == MOVED).astype(int), group[kept])
    assert found is not None and found["freedom"] == len(taking_part) - 1
    assert found["chi_square"] == pytest.approx(chi_square, rel=1e-9, abs=1e-9)
    assert found["p"] == pytest.approx(p, abs=1e-9)
    assert found["p"] == pytest.approx(chi2.sf(found["chi_square"], found["freedom"]), rel=1e-9)
    assert sum(found["observed"]) == (ending == MOVED).sum()


def test_lung_is_as_published() -> None:
    """R's survfit(Surv(time, status) ~ 1 and ~ sex, lung) and survdiff."""
    lines = shared("survival/lung.csv").read_text().splitlines()
    heading = lines[0].split(",")
    rows = [dict(zip(heading, line.split(","), strict=True)) for line in lines[1:]]
    overall, by_sex = json.loads(shared("survival/golden_lung.json").read_text())
    days = np.array([int(row["time"]) for row in rows])
    passage = passage_of(days, np.array([MOVED * (row["status"] == "1") for row in rows]))
    curve = passage.times(bounds="log")["all"]
    assert (curve.n, curve.events) == (overall["n"], overall["events"])
    assert curve.median == (overall["median"], *overall["median_ci95_log"])
    for day, share in overall["S"].items():
        assert curve.survival_at(int(day)) == pytest.approx(share, abs=5e-7)
    found = passage.times([row["sex"] for row in rows], bounds="log")
    for sex in ("1", "2"):
        golden = by_sex[f"sex{sex}"]
        assert (found[sex].n, found[sex].events) == (golden["n"], golden["events"])
        assert found[sex].median == (golden["median"], *golden["ci95_log"])
    test = found.log_rank()
    assert test is not None
    assert round(test["chi_square"], 1) == 10.3 and round(test["p"], 5) == 0.00131


# --- Groups


def test_groups_are_those_of_their_members_alone() -> None:
    rng = np.random.default_rng(5)
    days, ending = random_sample(rng)
    group = np.array(["b", "a", "c"])[rng.integers(0, 3, len(days))]
    found = passage_of(days, ending).times(group)
    assert list(found) == ["a", "b", "c"] and len(found) == 3 and "d" not in found
    for label in found:
        alone = passage_of(days[group == label], ending[group == label]).times()["all"]
        for name, column in alone.survival.items():
            np.testing.assert_array_equal(found[label].survival[name], column)
        assert found[label].median == alone.median
    frame = found.to_pandas()
    assert frame["group"].tolist() == ["a", "b", "c"]
    assert frame["n"].sum() == len(days)
    assert frame["waiting"].sum() == (ending == WAITING).sum()
    for name in ("n", "events", "left", "censored", "impossible"):
        whole = getattr(passage_of(days, ending).times()["all"], name)
        assert sum(getattr(curve, name) for curve in found.values()) == whole


def test_members_of_impossible_days_are_counted_and_listed() -> None:
    passage = Passage.from_columns(
        [TODAY - 10, TODAY - 10, TODAY + 5], [TODAY - 20, NO_DAY, NO_DAY], as_of=AS_OF
    )
    curve = passage.times()["all"]
    assert (curve.n, curve.events, curve.censored, curve.impossible) == (1, 0, 1, 1)
    assert passage.impossible == [0]
    assert curve.median == (None, None, None)
    assert passage.times().log_rank() is None


def test_columns_are_read_only_views_that_outlive_their_curve() -> None:
    curve = passage_of(*random_sample(np.random.default_rng(6))).times()["all"]
    survival = curve.survival
    expected = survival["survival"].copy()
    assert np.shares_memory(survival["survival"], curve.survival["survival"])
    del curve
    with pytest.raises(ValueError):
        survival["survival"][0] = 0
    np.testing.assert_array_equal(survival["survival"], expected)
    assert survival["days"].dtype == np.int32 and survival["low"].dtype == np.float64


def test_what_makes_no_sense_is_refused() -> None:
    passage = passage_of(np.array([3, 4]), np.array([MOVED, WAITING]))
    for refused in (
        lambda: passage.times(level=1),
        lambda: passage.times(level=float("nan")),
        lambda: passage.times(bounds="arcsine"),
        lambda: passage.times()["all"].quantile(0),
        lambda: passage.outlook([-1]),
        lambda: passage.outlook(level=0),
        lambda: passage.waiting(-1),
    ):
        with pytest.raises(ValueError):
            refused()


# --- Outlook


def expected_moves(
    ages: np.ndarray, days: int, times: np.ndarray, moved: np.ndarray, left: np.ndarray
) -> np.ndarray:
    """The chance of each age to move on within `days`, from the hazards at `times`."""
    chances = []
    for age in ages:
        still_in, chance = 1.0, 0.0
        for time, to_move, to_leave in zip(times, moved, left, strict=True):
            if age < time <= age + days:
                chance += still_in * to_move
                still_in *= 1 - to_move - to_leave
        chances.append(chance)
    return np.array(chances)


@pytest.mark.parametrize("seed", range(12))
def test_outlook_is_its_definition_and_its_variance_that_of_numeric_derivatives(seed: int) -> None:
    rng = np.random.default_rng(2_000 + seed)
    n = 150
    days = rng.integers(1, 90, n)
    ending = rng.choice(3, n, p=[0.3, 0.5, 0.2])
    others = rng.integers(0, 120, 20)
    for history in (None, passage_of(days, ending)):
        passage = (
            passage_of(days, ending)
            if history is None
            else passage_of(others, np.full(20, WAITING))
        )
        ages = days[ending == WAITING] if history is None else others
        times = np.unique(days)
        at_risk = np.array([(days >= time).sum() for time in times])
        moved, left = (
            np.array([((days == time) & (ending == kind)).sum() for time in times]) / at_risk
            for kind in (MOVED, LEFT)
        )
        for row in passage.outlook((1, 2), history, level=0.5):
            chances = expected_moves(ages, row["days"], times, moved, left)
            assert row["waiting"] == len(ages)
            assert row["expected"] == pytest.approx(chances.sum(), abs=1e-9)
            variance = (chances * (1 - chances)).sum()
            for place, risk in enumerate(at_risk):
                slopes = []
                for column in (moved, left):
                    step = np.zeros(len(times))
                    step[place] = 1e-6
                    up = (moved + step, left) if column is moved else (moved, left + step)
                    down = (moved - step, left) if column is moved else (moved, left - step)
                    slopes.append(
                        (
                            expected_moves(ages, row["days"], times, *up).sum()
                            - expected_moves(ages, row["days"], times, *down).sum()
                        )
                        / 2e-6
                    )
                a, b = moved[place], left[place]
                covariance = np.array([[a * (1 - a), -a * b], [-a * b, b * (1 - b)]]) / risk
                variance += np.array(slopes) @ covariance @ np.array(slopes)
            wide = norm.ppf(0.75) * np.sqrt(variance)
            assert row["low"] == pytest.approx(max(chances.sum() - wide, 0), abs=1e-6)
            assert row["high"] == pytest.approx(min(chances.sum() + wide, len(ages)), abs=1e-6)
            is_open = (ending[days == days.max()] == WAITING).any()
            beyond = (ages >= days.max()) | (is_open & (ages + row["days"] > days.max()))
            assert row["beyond"] == beyond.sum()


def test_an_outlook_says_until_when() -> None:
    passage = passage_of(np.array([3, 4]), np.array([MOVED, WAITING]))
    assert [row["until"] for row in passage.outlook()] == [
        dt.date(2024, 7, 30),
        dt.date(2024, 9, 30),
        dt.date(2024, 12, 30),
        dt.date(2025, 6, 30),
    ]
    assert len(passage.outlook().to_pandas()) == 4


# --- Who waits


def test_bottlenecks_and_waiting_are_their_definitions() -> None:
    rng = np.random.default_rng(7)
    days, ending = rng.integers(0, 200, 400), rng.choice(3, 400, p=[0.4, 0.4, 0.2])
    group = np.array(["甲", "乙", "丙", "丁"])[rng.integers(0, 4, 400)]
    passage = passage_of(days, ending)
    stay = SurvfuncRight(days, (ending != WAITING).astype(int))
    limits = {share: stay.quantile(share / 100) for share in (50, 75, 90)}
    rows = passage.bottlenecks(group)
    assert sorted(row["group"] for row in rows) == sorted(set(group))
    shares = []
    for row in rows:
        ages = days[(group == row["group"]) & (ending == WAITING)]
        assert row["waiting"] == len(ages)
        assert row["median_age"] == median_low(ages.tolist())
        for share, limit in limits.items():
            if np.isnan(limit):
                assert row[f"stay_{share}"] is None and row[f"longer_{share}"] is None
            else:
                assert row[f"stay_{share}"] == limit
                assert row[f"longer_{share}"] == (ages > limit).sum()
        assert row["overdue"] == sanku.Ratio(row["longer_50"], row["waiting"])
        shares.append(row["longer_50"] / row["waiting"])
    assert shares == sorted(shares, reverse=True)
    listed = passage.waiting()
    order = sorted(np.flatnonzero(ending == WAITING), key=lambda row: (-days[row], row))
    assert [row["row"] for row in listed] == order
    assert passage.waiting(5) == listed[:5]
    for row in listed:
        assert row["days"] == days[row["row"]] and "code" not in row
        assert row["entered"] == AS_OF - dt.timedelta(days=row["days"])
        up_to = stay.surv_prob[stay.surv_times <= row["days"]]
        gone = 1 - up_to[-1] if len(up_to) else 0
        assert row["had_left"] == pytest.approx(gone, abs=1e-9)
    whole = passage.bottlenecks()
    assert len(whole) == 1 and whole[0]["group"] == "all"
    assert whole[0]["waiting"] == len(listed)


def test_another_history_judges_instead_of_the_own_one() -> None:
    slow = passage_of(np.array([100, 110, 150]), np.array([MOVED, MOVED, WAITING]))
    fast = passage_of(np.array([10, 20]), np.array([MOVED, MOVED]))
    own = slow.bottlenecks()[0]
    assert (own["stay_50"], own["stay_90"], own["longer_50"], own["longer_90"]) == (
        110,
        None,
        1,
        None,
    )
    judged = slow.bottlenecks(history=fast)[0]
    assert (judged["stay_50"], judged["stay_90"], judged["longer_90"]) == (10, 20, 1)
    assert slow.waiting(history=fast)[0]["had_left"] == 1
    assert slow.waiting()[0]["had_left"] == pytest.approx(2 / 3)


# --- Projects, and the commands


def projects(store: sanku.Store) -> Passage:
    return Passage(sanku._sanku.passage(store.at(AS_OF)._inner, "directory", "reserve"))


def test_projects_are_grouped_by_county_and_sector(store: sanku.Store) -> None:
    passage = projects(store)
    found = passage.times(["county", "sector"])
    assert all(isinstance(label, tuple) and len(label) == 2 for label in found)
    assert sum(curve.n for curve in found.values()) == passage.times()["all"].n
    assert list(found.to_pandas().columns[:3]) == ["county", "sector", "n"]
    rows = passage.bottlenecks(["county", "sector"])
    assert sum(row["waiting"] for row in rows) == passage.times()["all"].censored
    months = passage.times("month")
    assert all(label is None or label[4] == "-" for label in months)
    listed = passage.waiting(3)
    portfolio = store.at(AS_OF)
    assert [row["code"] for row in listed] == [portfolio.codes[row["row"]] for row in listed]


def command(*arguments: object, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sanku", *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
        env=os.environ | {"COLUMNS": "160"},
    )
    assert done.returncode == code, done.stderr + done.stdout
    return done.stdout if code < 2 else done.stderr


def test_times_prints_a_line_a_group_and_the_log_rank_test(
    store: sanku.Store, store_path: Path
) -> None:
    found = projects(store).times("sector")
    printed = command("times", store_path, "--as-of", AS_OF, "--by", "sector")
    assert printed.startswith("目录库→储备库，截至2024年6月30日\n")
    portfolio = store.at(AS_OF)
    names = {one["key"]: one["label"] for one in portfolio.structure("sector", "all")}
    for label, curve in found.items():
        (line,) = [line for line in printed.splitlines() if line.split()[:1] == [names[str(label)]]]
        assert line.split()[1:5] == [
            str(n) for n in (curve.n, curve.events, curve.left, curve.censored)
        ]
        value, low, high = ("—" if days is None else str(days) for days in curve.median)
        assert value == "—" or f"{value}（{low}～{high}）" in line
    test = found.log_rank()
    assert test is not None
    assert f"χ² = {test['chi_square']:.2f}，自由度{test['freedom']}" in printed
    english = command("times", store_path, "--as-of", AS_OF, "--lang", "en", "--level", "0.9")
    assert english.startswith("directory → reserve, as of 30 June 2024\n")
    assert "median (90%), days" in english and "log-rank" not in english
    data: Any = json.loads(command("times", store_path, "--as-of", AS_OF, "--json"))
    assert data["log_rank"] is None
    assert data["groups"] == json.loads(json.dumps(list(projects(store).times().rows())))


def test_outlook_prints_a_line_a_horizon(store: sanku.Store, store_path: Path) -> None:
    rows = projects(store).outlook([2])
    printed = command("outlook", store_path, "--as-of", AS_OF, "--months", "2")
    assert f"{rows[0]['expected']:.1f}" in printed and "2024-08-30" in printed
    data = json.loads(command("outlook", store_path, "--as-of", AS_OF, "--json"))
    assert [row["months"] for row in data] == [1, 3, 6, 12]
    english = command("outlook", store_path, "--as-of", AS_OF, "--lang", "en")
    assert "beyond history" in english and "95% interval" in english


def test_waiting_lists_the_oldest_by_name_and_the_bottlenecks(
    store: sanku.Store, store_path: Path
) -> None:
    passage = projects(store)
    printed = command("waiting", store_path, "--as-of", AS_OF, "--by", "sector", "--limit", "3")
    portfolio = store.at(AS_OF)
    for row in passage.waiting(3):
        (line,) = [line for line in printed.splitlines() if row["code"] in line]
        assert portfolio.texts[portfolio["name"][row["row"]]] in line
        assert f"{row['days']} " in line and f"{100 * row['had_left']:.1f}%" in line
    groups = passage.bottlenecks("sector")
    assert f"半数项目入库后{groups[0]['stay_50']}天内离开目录库。\n" in printed
    early = command("waiting", store_path, "--as-of", "2022-01-31")
    assert "离开目录库的项目不足半数。" in early
    data = json.loads(command("waiting", store_path, "--as-of", AS_OF, "--json", "--limit", "2"))
    assert len(data["oldest"]) == 2 and data["groups"][0]["group"] == "all"
    assert data["groups"][0]["overdue"]["denominator"] == data["groups"][0]["waiting"]
    english = command("waiting", store_path, "--as-of", AS_OF, "--lang", "en")
    assert "Half of all projects left the directory library" in english
    refused = command("waiting", store_path, "--as-of", AS_OF, "--source", "reserve", code=2)
    assert "invalid" in refused or "无效" in refused
