"""The library's lights, values and distances against the slow oracle, on random portfolios."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from dataclasses import dataclass
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

HERE = Path(__file__).parent
IDS = sanku.policies()


@dataclass(frozen=True)
class Pack:
    """The same rules twice: as the library reads them, and as the oracle does."""

    policy: sanku.Policy
    rules: Rules
    maker: random_portfolios.Maker

    @classmethod
    def of(cls, policy: sanku.Policy, texts: list[str]) -> Pack:
        rules = Rules(*(tomllib.loads(text, parse_float=Fraction) for text in texts))
        return cls(policy, rules, random_portfolios.Maker(rules))


def joined() -> Pack:
    """All packs that ship and the synthetic one."""
    synthetic = HERE / "every_key.toml"
    paths = [*(ROOT / "src/warning/packs" / f"{name}.toml" for name in IDS), synthetic]
    name, day = "+".join([*IDS, "test-every-key"]), date(2024, 6, 30)
    policy = _sanku.policy(name, day, str(synthetic), [])
    return Pack.of(policy, [path.read_text("utf-8") for path in paths])


def patient(months: int) -> Pack:
    """The synthetic pack where reports grow stale after another number of months."""
    text = (HERE / "every_key.toml").read_text("utf-8")
    text = text.replace("stale_after_months = 2", f"stale_after_months = {months}")
    return Pack.of(sanku.Policy.parse(text), [text])


JOINED = joined()
# Of every ten portfolios, eight under all rules together.
PACKS = [JOINED] * 8 + [patient(1), patient(3)]

shown: Counter[tuple[str, str]] = Counter()
remedied: Counter[tuple[str, str]] = Counter()
found: Counter[str] = Counter()


def month(of: tuple[int, int] | None) -> str | None:
    return None if of is None else f"{of[0]:04d}-{of[1]:02d}"


def distances(rules: Rules, rule: str, project: Project) -> dict[str, Any]:
    """What the oracle says, in the form of `Lights.explain`."""
    turn = oracle.turn(rules, rule, project)
    return {
        "light": oracle.light(rules, rule, project),
        "measured": oracle.value(rules, rule, project),
        "margins": [
            {"to": margin.to, "better": margin.better, "by": margin.by}
            for margin in oracle.margins(rules, rule, project)
        ],
        "remedies": [
            {
                "deed": remedy.deed,
                "amount_fen": remedy.amount_fen or 0,
                "report": month(remedy.report),
                "to": remedy.to,
                "by": remedy.by,
            }
            for remedy in oracle.remedies(rules, rule, project)
        ],
        "turn": None if turn is None else {"on": turn.on, "to": turn.to},
        "wants_report": month(oracle.wanted_report(rules, rule, project)),
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


def compare(seed: int, pack: Pack) -> None:
    rules = pack.rules
    projects = pack.maker.portfolio(seed)
    portfolio = sanku.Portfolio.from_columns(
        random_portfolios.columns_of(projects),
        as_of=projects[0].as_of,
        regions=random_portfolios.REGION_ENTRIES,
        reasons=random_portfolios.reasons_of(projects),
    )
    lights = portfolio.lights(pack.policy)
    by_rule = {rule: lights.of(rule).tolist() for rule in rules}
    overall = lights.overall.tolist()
    for row, project in enumerate(projects):
        explained = {entry["rule"]: entry for entry in lights.explain(code_of(row))}
        expected = {rule: oracle.light(rules, rule, project) for rule in rules}
        assert LIGHTS[overall[row]] == oracle.overall(expected.values()), (seed, row)
        for rule, light in expected.items():
            where = (seed, row, rule, project)
            assert LIGHTS[by_rule[rule][row]] == light, where
            shown[rule, light] += 1
            suspended = oracle.suspended(rules[rule], project, project.as_of)
            found["suspended"] += suspended
            assert (rule in explained) == (light != "none" or suspended), where
            if rule not in explained:
                continue
            mine = distances(rules, rule, project)
            theirs = {name: explained[rule][name] for name in mine}
            assert theirs == mine, where
            count(rule, mine)


def test_the_same_rules_are_compared_and_every_metric_is_among_them() -> None:
    for pack in PACKS:
        assert list(pack.policy.rules) == list(pack.rules)
    measured = {JOINED.rules[rule].metric for rule in JOINED.rules}
    assert measured == set(sanku.metrics())


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_lights_values_and_distances_equal_the_oracles(chunk: int) -> None:
    for seed in range(chunk, PORTFOLIOS, CHUNKS):
        compare(seed, PACKS[seed // CHUNKS % len(PACKS)])
        found["portfolios"] += 1


def possible(rule_id: str) -> set[str]:
    """The lights that a rule can show."""
    rule = JOINED.rules[rule_id]
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
    for rule in JOINED.rules:
        counts = {light: shown[rule, light] for light in LIGHTS}
        print(f"{rule:24}", counts)
        assert {light for light, times in counts.items() if times} == possible(rule), rule
    for (deed, light), times in sorted(remedied.items()):
        print(f"{deed} -> {light}: {times}")
    for what, times in sorted(found.items()):
        print(f"{what}: {times}")
    deeds = {deed for deed, _ in remedied}
    of_deadlines = {metric.deed for metric in oracle.DEADLINES.values()}
    of_shares = {metric.deed for metric in oracle.SHARES.values()}
    assert deeds == of_deadlines | of_shares | {"comply", "report"}
    assert all(found.values()), found
