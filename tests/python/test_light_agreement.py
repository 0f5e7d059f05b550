"""The library's lights, values and distances against the slow oracle, on random portfolios."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import light_oracle as oracle
import pytest
import random_portfolios
import sanku
from conftest import ROOT
from light_oracle import LIGHTS, Project, Rules
from random_portfolios import code_of
from sanku import _sanku

PORTFOLIOS = int(os.environ.get("SANKU_ORACLE_PORTFOLIOS", "10000"))
CHUNKS = 20

SYNTHETIC = Path(__file__).with_name("every_key.toml")
IDS = sanku.policies()
POLICY = _sanku.policy("+".join([*IDS, "test-every-key"]), date(2024, 6, 30), str(SYNTHETIC), [])
RULES = Rules(
    *(
        tomllib.loads(path.read_text("utf-8"), parse_float=Fraction)
        for path in [*(ROOT / "src/warning/packs" / f"{name}.toml" for name in IDS), SYNTHETIC]
    )
)
MAKER = random_portfolios.Maker(RULES)
# Distances cost a hundred times what a light does: of each portfolio, those of every second rule.
STRIDE = 2

shown: Counter[tuple[str, str]] = Counter()
remedied: Counter[tuple[str, str]] = Counter()
found: Counter[str] = Counter()


def month(of: tuple[int, int] | None) -> str | None:
    return None if of is None else f"{of[0]:04d}-{of[1]:02d}"


def distances(rule: str, project: Project) -> dict[str, Any]:
    """What the oracle says, in the form of `Lights.explain`."""
    turn = oracle.turn(RULES, rule, project)
    return {
        "light": oracle.light(RULES, rule, project),
        "measured": oracle.value(RULES, rule, project),
        "margins": [
            {"to": margin.to, "better": margin.better, "by": margin.by}
            for margin in oracle.margins(RULES, rule, project)
        ],
        "remedies": [
            {
                "deed": remedy.deed,
                "amount_fen": remedy.amount_fen or 0,
                "report": month(remedy.report),
                "to": remedy.to,
                "by": remedy.by,
            }
            for remedy in oracle.remedies(RULES, rule, project)
        ],
        "turn": None if turn is None else {"on": turn.on, "to": turn.to},
        "wants_report": month(oracle.wanted_report(RULES, rule, project)),
    }


def count(rule: str, expected: dict[str, Any]) -> None:
    for remedy in expected["remedies"]:
        remedied[remedy["deed"], remedy["to"]] += 1
        found["remedy with report" if remedy["report"] else "remedy without report"] += 1
        found["remedy with a last day"] += remedy["by"] is not None
    for margin in expected["margins"]:
        found["margin of 0"] += margin["by"] == 0
    found["margins"] += len(expected["margins"])
    if expected["turn"]:
        found[f"turn to {expected['turn']['to']}"] += 1
    found["wanted reports"] += expected["wants_report"] is not None
    found["distances compared"] += 1


def compare(seed: int) -> None:
    projects = MAKER.portfolio(seed)
    portfolio = sanku.Portfolio.from_columns(
        random_portfolios.columns_of(projects),
        as_of=projects[0].as_of,
        regions=random_portfolios.REGION_ENTRIES,
        reasons=random_portfolios.reasons_of(projects),
    )
    lights = portfolio.lights(POLICY)
    by_rule = {rule: lights.of(rule).tolist() for rule in RULES}
    overall = lights.overall.tolist()
    for row, project in enumerate(projects):
        explained = {entry["rule"]: entry for entry in lights.explain(code_of(row))}
        expected = {rule: oracle.light(RULES, rule, project) for rule in RULES}
        assert LIGHTS[overall[row]] == oracle.overall(expected.values()), (seed, row)
        for place, (rule, light) in enumerate(expected.items()):
            where = (seed, row, rule, project)
            assert LIGHTS[by_rule[rule][row]] == light, where
            shown[rule, light] += 1
            assert (rule in explained) == oracle.listed(RULES, rule, project), where
            if rule not in explained or (place + seed) % STRIDE != 0:
                continue
            distant = distances(rule, project)
            assert {name: explained[rule][name] for name in distant} == distant, where
            count(rule, distant)


def test_the_same_rules_are_compared() -> None:
    assert list(POLICY.rules) == list(RULES)
    metrics = {RULES[rule].metric for rule in RULES}
    assert metrics == set(sanku.metrics())


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_lights_values_and_distances_equal_the_oracles(chunk: int) -> None:
    for seed in range(chunk, PORTFOLIOS, CHUNKS):
        compare(seed)
    found["portfolios"] += len(range(chunk, PORTFOLIOS, CHUNKS))


def possible(rule_id: str) -> set[str]:
    """The lights that a rule can show."""
    rule = RULES[rule_id]
    if rule.metric in oracle.REGIONAL:
        return {"none"}
    lights = {"none", "green"}
    if rule.yellow is not None:
        lights.add("yellow")
    if rule.red is not None:
        lights.add("red")
    deadline = oracle.DEADLINES.get(rule.metric)
    if rule.needs_report or deadline is None or deadline.unanchored == "no_data":
        lights.add("no_data")
    return lights


def test_every_light_and_every_kind_of_remedy_came_by() -> None:
    if found["portfolios"] < 1000:
        pytest.skip("fewer than 1000 portfolios were compared")
    for rule in RULES:
        counts = {light: shown[rule, light] for light in LIGHTS}
        print(f"{rule:24}", counts)
        assert {light for light, times in counts.items() if times} == possible(rule), rule
    for (deed, light), times in sorted(remedied.items()):
        print(f"{deed} -> {light}: {times}")
    for what, times in sorted(found.items()):
        print(f"{what}: {times}")
    deeds = {deed for deed, _ in remedied}
    metrics = {*oracle.DEADLINES.values(), *oracle.SHARES.values()}
    assert deeds == {metric.deed for metric in metrics} | {"comply", "report"}
    assert all(found.values()), found
