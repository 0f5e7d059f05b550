"""Scores of regions and sectors against the slow oracle, exactly, on random portfolios."""

from __future__ import annotations

import os
import random
import tomllib
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
import sanku
import score_oracle as oracle
from conftest import ROOT

PORTFOLIOS = int(os.environ.get("SANKU_SCORE_PORTFOLIOS", "1000"))
CHUNKS = 10

EPOCH = date(1970, 1, 1)
NO_DAY = 2**31 - 1
REGIONS = ("0", "420200", "420222", "420281", "420281101", "420281102", "420982")
SECTORS = ("", "A01", "C", "C39", "F51", "M74")
POOLS = ("none", "directory", "reserve", "implementation", "withdrawn")
LIBRARIES = POOLS[1:4]
LIGHTS = ("none", "green", "no_data", "yellow", "red")
BITS = {"total_investment": 1, "plan": 2, "completed_this_year": 8}
SYSTEMS = ROOT / "src" / "evaluation" / "systems"
UNITS = {key: "times" for key in oracle.MEASURES if key.endswith("_multiple")}
UNITS |= {key: "points" for key in oracle.MEASURES if key.startswith("project_scores")}

seen: Counter[str] = Counter()


def facts(rng: random.Random, as_of: date) -> dict[str, Any]:
    """What is known of a project, under the names of `oracle.Project` but for place and light."""

    def day(often: float) -> date | None:
        if rng.random() >= often:
            return None
        return as_of - timedelta(
            days=rng.choice((0, 1, 29, 30, 31, 364, 365, 366, rng.randint(0, 800)))
        )

    def amount(often: float) -> int | None:
        if rng.random() >= often:
            return None
        return rng.choice((0, 1, 10**14, rng.randint(1, 10**9), 10**8 * rng.randint(1, 20)))

    pool = rng.choices(POOLS, (1, 4, 4, 8, 1))[0]
    passed = LIBRARIES[: LIBRARIES.index(pool) + 1] if pool in LIBRARIES else ()
    out: dict[str, Any] = {
        "pool": pool,
        "entered": {lib: d for lib in passed if (d := day(0.9)) is not None},
        "evaluated": rng.random() < 0.4,
        "score": rng.choice((None, Fraction(rng.randint(0, 10_000), 100))),
        "last_report": None,
        "completed_last_year": amount(0.8) or 0,
    }
    for name, often in (
        ("started", 0.6),
        ("completed", 0.4),
        ("settled", 0.3),
        ("final_accounts", 0.3),
    ):
        out[name] = day(often)
    if rng.random() < 0.85:
        back = rng.choice((0, 1, 2, 3, 4))
        month = as_of.year * 12 + as_of.month - 1 - back
        out["last_report"] = (month // 12, month % 12 + 1)
    out["total_investment"] = amount(0.9)
    out["plan"] = amount(0.8)
    out["completed_this_year"] = amount(0.8)
    out["output"] = amount(0.4)
    return out


def columns_of(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """The projects as `Portfolio.from_columns` takes them."""

    def days(of: list[date | None]) -> list[int]:
        return [NO_DAY if one is None else (one - EPOCH).days for one in of]

    columns: dict[str, list[Any]] = {
        "code": [f"2401-420281-04-01-{row + 1:06d}" for row in range(len(rows))],
        "region": [REGIONS.index(one["region"]) for one in rows],
        "sector": [
            100 * (ord(s[0]) - ord("A") + 1) + int(s[1:] or 0) if (s := one["sector"]) else 0
            for one in rows
        ],
        "pool": [POOLS.index(one["pool"]) for one in rows],
        "evaluations": [int(one["evaluated"]) for one in rows],
        "score": [0xFFFF if one["score"] is None else int(one["score"] * 100) for one in rows],
        "last_report": [
            0 if (m := one["last_report"]) is None else m[0] * 12 + m[1] - 1 for one in rows
        ],
        "given": [sum(bit for name, bit in BITS.items() if one[name] is not None) for one in rows],
        "deal_given": [4 if one["output"] is not None else 0 for one in rows],
        "completed_last_year": [one["completed_last_year"] for one in rows],
    }
    for name in (*BITS, "output"):
        columns[name] = [one[name] or 0 for one in rows]
    for library in LIBRARIES:
        columns[f"entered_{library}"] = days([one["entered"].get(library) for one in rows])
    for name in ("started", "completed", "settled", "final_accounts"):
        columns[name] = days([one[name] for one in rows])
    for name in ("negotiated", "contract_signed", "correction_ordered", "corrected"):
        columns[name] = [NO_DAY] * len(rows)
    for name in ("agreed_output", "agreed_tax", "tax"):
        columns[name] = [0] * len(rows)
    return columns


# ---------------------------------------------------------------------------------- random systems


def parts(rng: random.Random, whole: int, count: int) -> list[int]:
    """`whole` in `count` parts of at least 1."""
    cuts = sorted(rng.sample(range(1, whole), count - 1))
    return [b - a for a, b in zip((0, *cuts), (*cuts, whole), strict=True)]


def bilingual(text: str) -> str:
    return f'{{ zh = "{text}", en = "{text}" }}'


def method_of(rng: random.Random, better: str) -> list[str]:
    higher = better == "higher"
    kind = rng.choice(("linear", "attained", "bands", "rank", "yes_no", "deduction"))
    lines = [f'method = "{kind}"']
    if kind == "linear":
        low = rng.randint(-50, 60)
        ends = (low, low + rng.randint(1, 90))
        none, full = ends if higher else ends[::-1]
        lines += [f"none_at = {none}", f"full_at = {full}.5" if higher else f"full_at = {full}"]
    elif kind == "attained":
        lines.append(f"target = {rng.randint(1, 120)}.25")
        if rng.random() < 0.6:
            floor = rng.randint(0, 90)
            lines += [f"floor = {floor}", f"cap = {floor + rng.randint(1, 60)}"]
    elif kind == "bands":
        count = rng.randint(1, 5)
        shares = sorted((rng.randint(0, 100) for _ in range(count)), reverse=not higher)
        froms = sorted(rng.sample(range(0, 110), count - 1))
        bands = [f"{{ share = {shares[0]} }}"]
        bands += [f"{{ from = {f}, share = {s} }}" for f, s in zip(froms, shares[1:], strict=True)]
        lines.append(f"bands = [{', '.join(bands)}]")
    elif kind == "deduction":
        lines += [f"limit = {rng.randint(0, 100)}", f"points = {rng.randint(1, 300) / 100}"]
    return lines


def random_system(rng: random.Random, kind: str) -> str:
    """A sound file of a random tree."""
    lines = ['id = "random"', 'version = "1"', f'kind = "{kind}"', 'basis = "default"']
    lines += [f"title = {bilingual('t')}", f"source = {bilingual('s')}"]
    lines.append(f"min_size = {rng.randint(0, 4)}")
    count = 0

    def grow(weight: int, depth: int) -> None:
        nonlocal count
        path = "dimension." * depth
        found = parts(rng, weight, rng.randint(1, 3)) if weight >= 10 else [weight]
        deeper = depth < 3 and rng.random() < 0.6
        for part in found:
            count += 1
            lines.append(f"[[{path}{'dimension' if deeper else 'indicator'}]]")
            lines.append(f'id = "n{count}"')
            lines.append(f"name = {bilingual('n')}")
            lines.append(f"weight = {part // 100}.{part % 100:02d}")
            if deeper:
                grow(part, depth + 1)
                continue
            better = rng.choice(("higher", "lower"))
            if rng.random() < 0.25:
                lines.extend(["reported = true", 'unit = "number"'])
            else:
                key = rng.choice(list(oracle.MEASURES))
                lines.extend([f'measure = "{key}"', f'unit = "{UNITS.get(key, "%")}"'])
            lines.append(f'better = "{better}"')
            lines.extend(method_of(rng, better))
            missing = rng.choices(("zero", "exclude", "block"), (4, 5, 1))[0]
            lines.append(f'missing = "{missing}"')

    grow(10_000, 0)
    return "\n".join(lines) + "\n"


# --------------------------------------------------------------------------------------- comparison


def peer_of(by: str, project: oracle.Project) -> str | None:
    if by == "sector":
        return project.section or None
    digits = 6 if by == "county" else 9
    region = project.region
    if len(region) < digits or (by == "county" and region.endswith("00")):
        return None
    return region[:digits]


def compare(seed: int) -> None:
    rng = random.Random(seed)
    as_of = date(2023, 1, 1) + timedelta(days=rng.randint(0, 730))
    if rng.random() < 0.3:
        as_of = date(as_of.year, as_of.month, 28) + timedelta(days=rng.randint(0, 3))
    rows = [
        facts(rng, as_of) | {"region": rng.choice(REGIONS), "sector": rng.choice(SECTORS)}
        for _ in range(rng.randint(1, 40))
    ]
    portfolio = sanku.Portfolio.from_columns(
        columns_of(rows), as_of=as_of, regions=[(code, "") for code in REGIONS]
    )
    lights = portfolio.lights("hubei")
    projects = [
        oracle.Project(
            **{key: value for key, value in row.items() if key != "sector"},
            section=row["sector"][:1],
            light=LIGHTS[light],
        )
        for row, light in zip(rows, lights.overall.tolist(), strict=True)
    ]
    by = rng.choice(("county", "county", "township", "sector"))
    kind = "sector" if by == "sector" else "region"
    if rng.random() < 0.3:
        text = (SYSTEMS / f"{kind}s-default.toml").read_text(encoding="utf-8")
    else:
        text = random_system(rng, kind)
    system = tomllib.loads(text, parse_float=Fraction)
    ids = {
        "county": ["420222", "420281", "420982", "420205"],
        "township": ["420281101", "420281102", "420281103"],
        "sector": ["A", "C", "F", "M", "P"],
    }[by]
    reported = {
        leaf["id"]: {
            id: Fraction(rng.randint(-20, 130), rng.choice((1, 7, 100)))
            for id in ids
            if rng.random() < 0.6
        }
        for leaf in oracle.leaves(system)
        if "measure" not in leaf
    }
    excluded = {id for id in ids if rng.random() < 0.1}
    found = lights.scores(
        sanku.IndicatorSystem.parse(text),
        by,
        exclude=dict.fromkeys(excluded, "why"),
        reported=reported,
    )
    expected, above, ranks = oracle.scores(
        system, projects, as_of, lambda project: peer_of(by, project), reported, excluded
    )
    key = "sector" if by == "sector" else "region"
    assert {one[key]: one["rank"] for one in found} == ranks
    assert found.average == above.total
    for id, mine in expected.items():
        card = [line for line in found.scorecard(id) if line["kind"] == "indicator"]
        assert {line["id"]: line["points"] for line in card} == mine.points, id
        assert {line["id"]: line["weight"] for line in card} == mine.weights, id
        assert found._scores._total(id) == mine.total, id
        if mine.total is not None:
            assert sum(line["lost"] for line in card) == 100 - mine.total
            assert sum(line["weight"] for line in card) == 100
        seen["scores"] += mine.total is not None
        seen["without a score"] += mine.total is None
        seen["spread"] += any(not weight for weight in mine.weights.values())
    for leaf in oracle.leaves(system):
        seen[leaf["method"]] += 1
        seen[leaf.get("measure", "reported")] += 1
    seen["ranked"] += len(ranks)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_scores_and_ranks_equal_the_oracles(chunk: int) -> None:
    for seed in range(chunk, PORTFOLIOS, CHUNKS):
        try:
            compare(seed)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error


def test_every_measure_and_method_was_compared() -> None:
    if PORTFOLIOS < 1000:
        pytest.skip("SANKU_SCORE_PORTFOLIOS is small")
    assert set(oracle.MEASURES) == set(sanku.measures())
    for what in (*oracle.MEASURES, "reported", "linear", "attained", "bands", "rank", "yes_no"):
        assert seen[what] > 30, what
    for what in ("deduction", "scores", "without a score", "spread", "ranked"):
        assert seen[what] > 100, what
