"""The library against the slow oracle, exactly, on 200 random ledgers and the synthetic county."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import oracle
import pytest
import random_ledgers
import sanku
from conftest import RECORDED

POLICIES = {"all": "yinchuan-2025+hubei", "yinchuan-2025": "yinchuan-2025", "hubei": "hubei"}
NAMES = ("none", "green", "no_data", "yellow", "red")
POOLS = ("directory", "reserve", "implementation")


def assert_same_lights(portfolio: sanku.Portfolio, expected: oracle.Figures) -> None:
    codes = portfolio.codes
    assert set(codes) == set(expected.pool)
    for which, policy in POLICIES.items():
        lights = portfolio.lights(policy)
        for rule in lights.rules:
            for code, light in zip(codes, lights.of(rule).tolist(), strict=True):
                assert NAMES[light] == expected.lights[code][rule], (code, rule)
        for code, light in zip(codes, lights.overall.tolist(), strict=True):
            assert NAMES[light] == expected.overall[which][code], (code, which)


def fraction(entry: dict[str, object]) -> tuple[object, object]:
    return entry["numerator"], entry["denominator"]


def assert_same_libraries(found: dict, block: oracle.Block) -> None:
    for library in found["libraries"]:
        pool = block.pools[library["id"]]
        assert (library["projects"], library["investment_fen"]) == (pool.count, pool.investment)
        assert fraction(library["multiple"]) == block.multiples[library["id"]]


def assert_same_conversions(found: dict, block: oracle.Block) -> None:
    for entry in found["conversions"]:
        rate = block.conversions[f"{entry['from']}->{entry['to']}"]
        assert fraction(entry["by_count"]) == (rate.moved.count, rate.entered.count)
        assert fraction(entry["by_investment"]) == (rate.moved.investment, rate.entered.investment)


def assert_same_accounts(found: dict, block: oracle.Block) -> None:
    accounts, mine = found["two_accounts"], block.two_accounts
    assert accounts["completed"] == mine.completed
    assert accounts["settled"] == mine.settled
    assert accounts["approved"] == mine.final_accounts
    assert accounts["both"] == mine.both
    assert accounts["overdue"] == mine.overdue
    evaluations = found["evaluations"]
    assert (evaluations["due"], evaluations["done"]) == (
        block.evaluations_due,
        block.evaluations_done,
    )


def assert_same_activity(found: dict, block: oracle.Block) -> None:
    for what in ("started", "enrolled", "completed"):
        for year in ("this_year", "last_year"):
            expected = getattr(block, year)[what]
            entry = found[what][year]
            assert (entry["projects"], entry["investment_fen"]) == (
                expected.count,
                expected.investment,
            ), (what, year)


def assert_same_block(found: dict, block: oracle.Block, lights: dict, activity: dict) -> None:
    assert_same_libraries(found, block)
    assert_same_conversions(found, block)
    assert_same_accounts(found, block)
    assert_same_activity(activity, block)
    assert lights == block.overall_counts["all"]


def assert_same_groups(
    lines: list[dict], blocks: dict[str, oracle.Block], name: Callable[[str], str]
) -> None:
    assert {line["code"] for line in lines} == {name(key) for key in blocks}
    by_name = {name(key): block for key, block in blocks.items()}
    for line in lines:
        assert_same_block(line, by_name[line["code"]], line["lights"], line)


def short(code: str) -> str:
    """A division code as the library writes it: six digits unless a township is meant."""
    digits = code.ljust(9, "0")
    return digits if digits[6:] != "000" else str(int(digits[:6]))


def assert_agreement(store: sanku.Store, expected: oracle.Figures, as_of: date) -> None:
    assert_same_lights(store.at(as_of), expected)
    whole = json.loads(sanku.bulletin(store, as_of=as_of, by="county").json())
    assert whole["previous_year_investment"]["fen"] == expected.whole.previous_year_investment
    assert_same_block(whole, expected.whole, whole["lights"]["overall"], whole["activity"])
    for rule in whole["lights"]["rules"]:
        assert rule["counts"] == expected.whole.light_counts[rule["id"]]
    assert_same_groups(whole["regions"], expected.by_county, short)
    assert_same_groups(whole["sectors"], expected.by_section, lambda section: section)
    narrow = json.loads(sanku.bulletin(store, as_of=as_of, by="township").json())
    assert_same_groups(narrow["regions"], expected.by_region, short)


@pytest.mark.parametrize("seed", range(200))
def test_lights_rates_and_sums_equal_the_oracles(seed: int, tmp_path: Path) -> None:
    ledger, progress, as_of = random_ledgers.make(seed)
    store = sanku.Store(":memory:")
    for name, text in (("ledger.csv", ledger), ("progress.csv", progress)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        report = store.import_csv(tmp_path / name, recorded_at=RECORDED)
        assert report.rejected == 0, str(report)
    expected = oracle.compute(oracle.read_projects(ledger), oracle.read_progress(progress), as_of)
    assert_agreement(store, expected, as_of)


def test_the_synthetic_county_equals_the_oracles(store: sanku.Store, ledgers: Path) -> None:
    as_of = date(2024, 6, 30)
    expected = oracle.compute(
        oracle.read_projects((ledgers / "ledger.csv").read_text(encoding="utf-8-sig")),
        oracle.read_progress((ledgers / "progress.csv").read_text(encoding="utf-8-sig")),
        as_of,
    )
    assert_agreement(store, expected, as_of)
