"""Portfolios, lights and summaries cross processes unchanged."""

from __future__ import annotations

import multiprocessing
import pickle
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import random_portfolios
import sanku
import test_custom_metrics as custom
from conftest import RECORDED
from test_light_agreement import PACKS

AS_OF = "2024-06-30"
PACK = PACKS[0]


def copied(thing: object) -> object:
    return pickle.loads(pickle.dumps(thing))


def same_columns(a: sanku.Portfolio, b: sanku.Portfolio) -> bool:
    names = a.columns.keys()
    return names == b.columns.keys() and all(np.array_equal(a[name], b[name]) for name in names)


def test_a_pickled_portfolio_is_the_same(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF, "2026-01-31")
    other = copied(portfolio)
    assert isinstance(other, sanku.Portfolio) and same_columns(portfolio, other)
    assert (other.as_of, other.known_on) == (portfolio.as_of, portfolio.known_on)
    assert other.texts == portfolio.texts and other.regions == portfolio.regions
    assert str(other.lights().bulletin()) == str(portfolio.lights().bulletin())


@pytest.mark.parametrize("seed", range(20))
def test_random_portfolios_come_back_with_their_reasons(seed: int) -> None:
    projects = PACK.maker.portfolio(seed)
    portfolio = sanku.Portfolio.from_columns(
        random_portfolios.columns_of(projects),
        as_of=projects[0].as_of,
        regions=random_portfolios.REGION_ENTRIES,
        reasons=random_portfolios.reasons_of(projects),
    )
    other = copied(portfolio)
    assert same_columns(portfolio, other)
    assert other.reasons() == portfolio.reasons()
    lights, others = portfolio.lights(PACK.policy), copied(portfolio.lights(PACK.policy))
    assert all(np.array_equal(lights.of(rule), others.of(rule)) for rule in lights.rules)
    assert lights.summary() == copied(lights.summary()) == others.summary()


def test_what_was_appraised_stated_reported_and_moved_comes_back(ledgers: Path) -> None:
    store = sanku.Store(":memory:")
    store.import_csv(ledgers / "ledger.csv", recorded_at=RECORDED)
    portfolio = store.at(AS_OF)
    in_reserve = portfolio["pool"] == 2
    code = portfolio.codes[int(np.flatnonzero(in_reserve)[0])]
    store.appraise(code, "fiscal", "warn", day="2024-06-01", findings="资金缺口", document="一号")
    store.state_factor(code, "land", "granted", day="2024-05-20", document="二号")
    store.report_figure(code, "satisfaction", Fraction(182, 3), day="2024-06-01")
    store.leave(code, "three-libraries", day="2024-06-10", reason="条件不符")
    portfolio = store.at(AS_OF, members="all")
    other = copied(portfolio)
    for table in ("appraisals", "factors", "figures"):
        assert len(getattr(portfolio, table)()) == 1
        assert getattr(other, table)() == getattr(portfolio, table)()
    assert other.flow().balance("2024-06") == portfolio.flow().balance("2024-06")
    assert other._inner.__getstate__().keys() == portfolio._inner.__getstate__().keys()


def test_pickled_lights_are_the_same(store: sanku.Store) -> None:
    lights = store.at(AS_OF).lights()
    other = copied(lights)
    assert isinstance(other, sanku.Lights)
    assert np.array_equal(other.overall, lights.overall)
    assert all(np.array_equal(other.of(rule), lights.of(rule)) for rule in lights.rules)
    assert other.explain(lights.portfolio.codes[0]) == lights.explain(lights.portfolio.codes[0])


def part_of(portfolio: sanku.Portfolio, rows: np.ndarray) -> sanku.Portfolio:
    return sanku.Portfolio.from_columns(
        {name: column[rows] for name, column in portfolio.columns.items()},
        as_of=portfolio.as_of,
        regions=portfolio.regions,
        texts=portfolio.texts[1:],
    )


@pytest.mark.parametrize("seed", range(5))
def test_pickled_summaries_of_parts_add_up_to_that_of_the_whole(
    store: sanku.Store, seed: int
) -> None:
    whole = store.at(AS_OF)
    parts = np.random.default_rng(seed).integers(0, 4, len(whole))
    sums = [part_of(whole, parts == part).lights().summary() for part in range(4)]
    added = copied(sums[0])
    for other in sums[1:]:
        added = added + copied(other)
    assert isinstance(added, sanku.Summary)
    assert added == whole.lights().summary()
    assert added.figures("county") == whole.lights().summary().figures("county")


def test_figures_of_a_summary_are_those_of_the_bulletin(store: sanku.Store) -> None:
    # Press conference of Daye city, 2024-09-13, on the first half of 2024.
    (figures,) = store.at(AS_OF).lights().summary().figures()
    assert str(figures["directory_to_reserve"]) == "46.6%"
    assert str(figures["reserve_to_implementation"]) == "62.3%"
    parts = store.at(AS_OF).lights().summary().figures("township")
    assert sum(part["projects"] for part in parts) == figures["projects"]
    assert [part["township"] for part in parts] == sorted(part["township"] for part in parts)


def test_summaries_of_another_day_do_not_add_up(store: sanku.Store) -> None:
    with pytest.raises(sanku.Error):
        store.at(AS_OF).lights().summary() + store.at("2024-05-31").lights().summary()


def counted(lights: sanku.Lights) -> dict[str, int]:
    return lights.counts()


def test_another_process_gets_the_same_lights(store: sanku.Store) -> None:
    lights = store.at(AS_OF).lights()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(counted, (lights,)) == lights.counts()


def test_a_damaged_pickle_is_refused(store: sanku.Store) -> None:
    state = store.at(AS_OF)._inner.__getstate__()
    for name, value in (("layout", 0), ("as_of", 10**8), ("offsets", np.array([0, 9], np.uint32))):
        with pytest.raises(sanku.Error):
            sanku._sanku.Portfolio.__new__(sanku._sanku.Portfolio).__setstate__(
                state | {name: value}
            )


def test_a_summary_of_sums_that_are_no_numbers_is_refused(store: sanku.Store) -> None:
    state = store.at(AS_OF).lights().summary().__getstate__()
    *parts, weighted = state["groups"][0]
    assert weighted.isdigit()
    for wrong in ("abc", "-9", "9" * 39, ""):
        groups = [(*parts, wrong), *state["groups"][1:]]
        with pytest.raises(sanku.Error):
            sanku.Summary.__new__(sanku.Summary).__setstate__(state | {"groups": groups})


def test_rules_of_a_custom_metric_are_refused_when_they_are_pickled() -> None:
    @sanku.metric("half", name=("半", "half"), unit=("%", "%"), higher_is_worse=True)
    def half(block):
        return np.zeros(len(block), dtype=np.int64)

    own = custom.policy(custom.rule("half", limits="red = { more_than = 100 }"), [half])
    with pytest.raises(sanku.Error, match="half"):
        pickle.dumps(own)
