"""Multiples, shares, concentration and kinds of projects, against slow counts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sanku

AS_OF = "2024-06-30"
YI = 10**10
NO_DAY = 2**31 - 1
LIBRARIES = ("directory", "reserve", "implementation")
POOLS = ("none", *LIBRARIES, "withdrawn")
BOUNDS = [YI // 2, YI, 5 * YI, 10 * YI, 50 * YI, 100 * YI]


def columns_of(count: int, **given: Any) -> dict[str, Any]:
    codes = [f"2403-420281-04-01-{n:06}" for n in range(count)]
    return {"code": codes, "pool": np.full(count, 3), **given}


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def value(ratio: sanku.Ratio) -> Fraction:
    return Fraction(ratio.numerator, ratio.denominator)


# --- Multiples


def test_multiples_of_xiaogan_are_as_published() -> None:
    # FACTS: 2,966, 718 and 2,597 projects; 11,923, 4,789 and 12,014亿元; 9.8, 3.9 and 9.8 times.
    sizes = {1: (2_966, 11_923), 2: (718, 4_789), 3: (2_597, 12_014)}
    pools = np.repeat(list(sizes), [count for count, _ in sizes.values()])
    amounts = np.concatenate(
        [
            np.array(
                [yi * YI - (count - 1) * (yi * YI // count)] + [yi * YI // count] * (count - 1)
            )
            for count, yi in sizes.values()
        ]
    )
    xiaogan = sanku.Portfolio.from_columns(
        columns_of(len(pools), total_investment=amounts, given=np.ones(len(pools), int))
        | {"pool": pools},
        as_of="2024-01-31",
    )
    rows = xiaogan.multiples(1_222 * YI)
    assert [row["multiple"].multiple() for row in rows] == ["9.8", "3.9", "9.8"]
    assert [row["projects"] for row in rows] == [2_966, 718, 2_597]
    assert [row["investment_fen"] for row in rows] == [11_923 * YI, 4_789 * YI, 12_014 * YI]
    assert [row["library"] for row in rows] == list(LIBRARIES)
    assert all(row["previous_year_stated"] for row in rows)
    added = xiaogan.multiples(lang="en")
    assert not added[0]["multiple"] and not added[0]["previous_year_stated"]
    assert added[0]["label"] == "Directory"
    with pytest.raises(sanku.Error, match="previous year"):
        xiaogan.multiples(-1)


def test_multiples_are_the_bulletins(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    for fen in (None, 300 * YI):
        bulletin = json.loads(portfolio.lights().bulletin(previous_year_fen=fen).json())
        for row, library in zip(portfolio.multiples(fen), bulletin["libraries"], strict=True):
            assert row["projects"] == library["projects"]
            assert row["multiple"].numerator == library["multiple"]["numerator"]
            assert row["multiple"].denominator == library["multiple"]["denominator"]


# --- Shares


def parts(portfolio: sanku.Portfolio, by: str, pools: tuple[str, ...]) -> dict[Any, list[int]]:
    """The amounts of the projects of each part, counted one by one."""
    frame = portfolio.to_pandas()
    found: dict[Any, list[int]] = defaultdict(list)
    regions = portfolio.regions
    for row in frame.itertuples():
        if row.pool not in pools:
            continue
        fen = row.total_investment_fen
        stated = fen is not None and fen == fen and str(fen) != "<NA>"
        amount = int(fen) if stated else 0
        code = regions[portfolio["region"][row.Index]][0]
        keys = {
            "sector": str(row.sector)[0],
            "funding": row.funding,
            "pool": row.pool,
            "unit": row.responsible_unit,
            "county": code[:6],
            "size": str(max([0] + [b for b in BOUNDS if amount >= b])) if stated else "",
        }
        found[keys[by]].append(amount)
    return found


@pytest.mark.parametrize("by", ["sector", "funding", "pool", "unit", "county", "size"])
@pytest.mark.parametrize("pool", [None, "reserve", ["directory", "withdrawn"], "all"])
def test_shares_are_those_of_a_slow_count(store: sanku.Store, by: str, pool: Any) -> None:
    portfolio = store.at(AS_OF)
    pools = {None: LIBRARIES, "reserve": ("reserve",), "all": POOLS}.get(
        pool if not isinstance(pool, list) else "", tuple(pool or ())
    )
    expected = parts(portfolio, by, pools)
    rows = portfolio.structure(by, pool)
    assert {row["key"]: row["projects"] for row in rows} == {
        key: len(amounts) for key, amounts in expected.items()
    }
    assert {row["key"]: row["investment_fen"] for row in rows} == {
        key: sum(amounts) for key, amounts in expected.items()
    }
    projects = sum(map(len, expected.values()))
    fen = sum(map(sum, expected.values()))
    assert sum(value(row["share_by_count"]) for row in rows) == 1
    assert sum(value(row["share_by_investment"]) for row in rows) == 1
    for row in rows:
        assert row["share_by_count"] == sanku.Ratio(row["projects"], projects)
        assert row["share_by_investment"] == sanku.Ratio(row["investment_fen"], fen)
    assert list(rows.to_pandas()["projects"]) == [row["projects"] for row in rows]


def test_unstated_investment_is_a_size_class_of_its_own() -> None:
    made = sanku.Portfolio.from_columns(
        columns_of(4, total_investment=[0, 0, YI // 2 - 1, YI // 2], given=[0, 1, 1, 1]),
        as_of=AS_OF,
    )
    found = [(row["key"], row["label"], row["projects"]) for row in made.structure("size")]
    assert found == [
        ("0", "5000万元以下", 2),
        (str(YI // 2), "5000万元至1亿元", 1),
        ("", "未填总投资", 1),
    ]
    own = made.structure("size", bounds_fen=[YI // 2], lang="en")
    assert [row["label"] for row in own] == [
        "below 50 million yuan",
        "50 million yuan and more",
        "investment not stated",
    ]
    for bounds in ([0], [5, 5], [7, 3]):
        with pytest.raises(sanku.Error, match="ascending"):
            made.structure("size", bounds_fen=bounds)


def test_a_mistyped_name_is_told_what_there_is(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    with pytest.raises(sanku.Error, match="sector, funding, size"):
        portfolio.structure("colour")
    with pytest.raises(sanku.Error, match="directory, reserve"):
        portfolio.structure("sector", "cellar")
    assert portfolio.structure("sector", "储备库") == portfolio.structure("sector", "reserve")
    assert portfolio.structure("sector", []) == []


# --- Concentration


@pytest.mark.parametrize("of", ["project", "unit", "sector", "county"])
def test_concentration_is_that_of_a_slow_count(store: sanku.Store, of: str) -> None:
    portfolio = store.at(AS_OF)
    if of == "project":
        by_size = parts(portfolio, "size", LIBRARIES)
        left_out = by_size.pop("", [])
        members = [fen for amounts in by_size.values() for fen in amounts]
    else:
        found = parts(portfolio, of, LIBRARIES)
        left_out = found.pop({"unit": "", "sector": "?", "county": "0"}[of], [])
        members = [sum(amounts) for amounts in found.values()]
    members = sorted((fen for fen in members if fen), reverse=True)
    total = sum(members)
    got = portfolio.concentration(of)
    assert got["members"] == len(members) > 0
    assert got["investment_fen"] == total
    assert (got["left_out_projects"], got["left_out_fen"]) == (len(left_out), sum(left_out))
    for n in (1, 3, 5, 10):
        assert value(got["largest"][n]) == Fraction(sum(members[:n]), total)
    index = sum(Fraction(fen, total) ** 2 for fen in members)
    assert got["herfindahl"] == index and got["equivalent"] == 1 / index
    assert isinstance(got["herfindahl"], Fraction)


def test_concentration_has_no_value_where_there_is_nothing() -> None:
    none = sanku.Portfolio.from_columns(columns_of(2), as_of=AS_OF).concentration(largest=[2])
    assert none["members"] == 0 and none["herfindahl"] is None and none["equivalent"] is None
    assert not none["largest"][2]
    assert none["left_out_projects"] == 2
    with pytest.raises(sanku.Error):
        sanku.Portfolio.from_columns(columns_of(2), as_of=AS_OF).concentration(largest=[0])


# --- Kinds of projects


def kind(row: dict[str, int], year: int) -> str:
    """The kind of one project, by docs/figures.md."""

    def of(name: str) -> int | None:
        at = row[name]
        return None if at == NO_DAY else (date(1970, 1, 1) + timedelta(at)).year

    ends = [of("completed"), of("in_production")]
    if POOLS[row["pool"]] == "withdrawn":
        return "withdrawn"
    if year in ends:
        return "completed"
    if any(end is not None for end in ends):
        return "finished"
    if of("started") == year or (of("started") is None and of("planned_start") == year):
        return "new"
    if of("started") is not None:
        return "continuing"
    if POOLS[row["pool"]] != "implementation":
        return "reserve"
    return "no_data" if of("planned_start") is None else "preparatory"


@pytest.mark.parametrize("as_of", ["2024-06-30", "2024-12-31", "2025-01-01"])
def test_kinds_are_those_of_a_slow_count(store: sanku.Store, as_of: str) -> None:
    portfolio = store.at(as_of)
    names = ("pool", "started", "completed", "in_production", "planned_start")
    amounts = ("total_investment", "plan", "completed_this_year")
    columns = {name: portfolio[name].tolist() for name in names + amounts}
    expected: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for at in range(len(portfolio)):
        row = {name: column[at] for name, column in columns.items()}
        begun = any(row[name] != NO_DAY for name in ("started", "completed", "in_production"))
        for place, fen in enumerate([1, int(begun), *(row[name] for name in amounts)]):
            expected[kind(row, int(as_of[:4]))][place] += fen
    rows = portfolio.project_types()
    sums = ("projects", "started", "investment_fen", "plan_fen", "completed_fen")
    assert {row["type"]: [row[name] for name in sums] for row in rows if row["projects"]} == dict(
        expected
    )
    assert sum(row["projects"] for row in rows) == len(portfolio)
    assert len(rows) == 8


def test_kinds_against_last_year(store: sanku.Store) -> None:
    now, then = store.at("2024-06-30"), store.at("2023-06-30")
    rows, before = now.project_types(then), then.project_types()
    for row, last in zip(rows, before, strict=True):
        for name in ("projects", "plan_fen", "investment_fen"):
            assert row[f"{name}_last_year"] == last[name]
            assert row[f"{name}_difference"] == row[name] - last[name]
            assert row[f"{name}_growth"] == sanku.Ratio(row[name] - last[name], last[name])
    assert any(row["projects_growth"] for row in rows)
    with pytest.raises(sanku.Error, match="2024-06-30"):
        now.project_types(store.at("2023-06-29"))


def test_growth_is_of_last_years_plan() -> None:
    # 449.4 bn yuan planned, 138.4 more than the year before (FACTS, Hubei): 44.5 %.
    def planning(as_of: str, yi: int) -> sanku.Portfolio:
        fen = np.full(10, yi * YI // 10)
        started = np.full(10, day("2020-01-01"))
        made = columns_of(10, plan=fen, given=np.full(10, 2), started=started)
        return sanku.Portfolio.from_columns(made, as_of=as_of)

    rows = planning("2024-06-30", 4_494).project_types(planning("2023-06-30", 3_110), lang="en")
    (row,) = [row for row in rows if row["projects"]]
    assert (row["type"], row["label"]) == ("continuing", "continuing")
    assert row["plan_fen_difference"] == 1_384 * YI
    assert row["plan_fen_growth"].percent() == "44.5%"
    assert row["plan_rate"] == sanku.Ratio(0, 4_494 * YI)


# --- The command


def command(*arguments: object, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sanku", "structure", *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
        env=os.environ | {"COLUMNS": "160"},
    )
    assert done.returncode == code, done.stderr + done.stdout
    return done.stdout if code == 0 else done.stderr


def test_the_command_prints_what_the_package_computes(store: sanku.Store, store_path: Path) -> None:
    portfolio = store.at(AS_OF)
    zh = command(store_path, "--as-of", AS_OF, "--previous-year", "300")
    assert zh.startswith("总量与结构，截至2024年6月30日，金额单位：亿元\n")
    assert "上年投资300.00，单位填报" in zh
    for row in portfolio.multiples(300 * YI):
        line = next(line for line in zh.splitlines() if line.startswith(row["label"]))
        assert line.split()[1] == f"{row['projects']:,}"
        assert line.split()[3] == row["multiple"].multiple()
    for row in portfolio.structure("sector"):
        line = next(line for line in zh.splitlines() if line.startswith(row["label"]))
        assert line.split()[-4:] == [
            f"{row['projects']:,}",
            row["share_by_count"].percent(),
            f"{row['investment_fen'] / YI:,.2f}",
            row["share_by_investment"].percent(),
        ]
    index = portfolio.concentration("unit")["herfindahl"]
    line = next(line for line in zh.splitlines() if line.startswith("责任单位"))
    assert line.split()[-3] == f"{int(index * 10_000 + Fraction(1, 2)):,}"
    total = zh.splitlines()[-1].split()
    assert total[:2] == ["合计", f"{len(portfolio):,}"]
    en = command(store_path, "--as-of", AS_OF, "--lang", "en", "--by", "funding", "--pool", "all")
    assert "By funding" in en and "By sector" not in en
    assert "added up from reports" in en and "growth since 30 June 2023" in en


def test_the_command_gives_json(store: sanku.Store, store_path: Path) -> None:
    found = json.loads(command(store_path, "--as-of", "2024-02-29", "--json", "--by", "size"))
    assert found["as_of"] == "2024-02-29" and found["last_year"] == "2023-02-28"
    assert set(found["structure"]) == {"size"}
    row = store.at("2024-02-29").structure("size")[0]
    share = found["structure"]["size"][0]["share_by_count"]
    total = row["share_by_count"].denominator
    assert share == {"numerator": row["projects"], "denominator": total}
    index = found["concentration"][0]["herfindahl"]
    assert Fraction(index) == store.at("2024-02-29").concentration()["herfindahl"]


def test_the_command_refuses_what_it_does_not_know(store_path: Path) -> None:
    assert "sector, funding" in command(
        store_path, "--as-of", AS_OF, "--by", "colour", "--lang", "en", code=2
    )
