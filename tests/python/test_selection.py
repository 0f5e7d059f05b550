"""Selection of projects: from Python, from files, as a command."""

from __future__ import annotations

import itertools
import json
import random
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sanku
from sanku.command import app
from typer.testing import CliRunner

LIMITS_TOML = """
[[limit]]
id = "用地"
unit = "亩"
amount = 100
step = 60
[[limit]]
id = "能耗"
name = "年综合能耗"
unit = "吨标准煤"
amount = 900.5
"""
CANDIDATES_CSV = """项目代码,项目名称,得分,用地（亩）,能耗,取舍,互斥组,依托项目,备注
a,大项目,90,100,100,,,,甲
b,中项目,80.5,60,100.25,,,,
c,小项目,70,40,200,,,,
d,二期,60,50,10,,,a,
合计,,300.5,250,410.25,,,,
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    candidates, limits = tmp_path / "candidates.csv", tmp_path / "limits.toml"
    candidates.write_text(CANDIDATES_CSV, encoding="utf-8")
    limits.write_text(LIMITS_TOML, encoding="utf-8")
    return candidates, limits


def selected(files: tuple[Path, Path]) -> sanku.Selection:
    limits = sanku.read_limits(files[1])
    return sanku.select(sanku.read_candidates(files[0], limits), limits)


def test_files_are_selected_from(files: tuple[Path, Path]) -> None:
    found = selected(files)
    assert found.status == "optimal"
    assert [one["id"] for one in found.chosen] == ["b", "c"]
    assert found.objective == found.bound == Fraction("150.5")
    assert (found.gap.numerator, found.first_of_equals) == (0, True)
    assert found.by_ranking == {
        "chosen": ["a"],
        "objective": 90,
        "gained": ["b", "c"],
        "lost": ["a"],
    }
    land, energy = found.limits
    assert (land["used"], land["left"], land["gain"]) == (100, 0, 20)
    assert (land["enter"], land["leave"]) == (["a"], ["c"])
    assert (energy["left"], energy["gain"]) == (Fraction("600.25"), None)
    large, later = found.left_out
    assert (large["why"], large["lacks"], large["dominated_by"]) == ("limits", {"用地": 100}, None)
    assert later["why"] == "only_with"


def test_a_random_table_equals_all_subsets_tried() -> None:
    dice = random.Random(5)
    for _ in range(30):
        rows = [
            {
                "id": str(i),
                "score": Decimal(dice.randint(0, 400)) / 8,
                "value": Fraction(dice.randint(0, 9), 3),
                "land": dice.randint(0, 50) / 4,
            }
            for i in range(9)
        ]
        land = Decimal(dice.randint(0, 300)) / 8
        found = sanku.select(rows, {"land": land}, weight="value")
        best = max(
            sum((Fraction(one["score"]) * one["value"] for one in some), Fraction())
            for size in range(10)
            for some in itertools.combinations(rows, size)
            if sum(Fraction(one["land"]) for one in some) <= Fraction(land)
        )
        assert found.objective == best


def test_tables_come_and_go() -> None:
    pd = pytest.importorskip("pandas")
    table = pd.DataFrame(
        {"id": [1, 2], "score": [80.5, 70], "land": [12.1, 12.2], "must": [None, "take"]}
    )
    frame = sanku.select(table, {"land": 24.2}).to_pandas()
    assert frame["taken"].tolist() == [False, True]
    assert frame["why"].tolist() == ["limits", ""]
    assert frame["land"].tolist() == [12.1, 12.2]


def test_what_must_be_taken_breaks_a_limit() -> None:
    rows = [{"id": str(i), "score": 1, "land": 0.4, "must": "take"} for i in range(3)]
    found = sanku.select(rows, {"land": {"amount": 1, "unit": "亩"}})
    assert found.status == "infeasible"
    assert found.conflicts == [
        {"limit": "land", "excess": Fraction(1, 5), "candidates": ["0", "1", "2"]}
    ]


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ({"id": "a", "score": -1, "land": 1}, "score", "-1"),
        ({"id": "a", "score": "9", "land": 1}, "score", "9"),
        ({"id": "a", "score": True, "land": 1}, "score", "True"),
        ({"id": "a", "score": 9, "land": float("inf")}, "land", "inf"),
        ({"id": "a", "score": 9, "land": float("nan")}, "land", ""),
        ({"id": "a", "score": 9}, "land", ""),
        ({"score": 9, "land": 1}, "id", ""),
        ({"id": "a", "score": 9, "land": 1, "must": "maybe"}, "must", "maybe"),
    ],
)
def test_a_bad_row_is_named(row: dict[str, object], column: str, value: str) -> None:
    with pytest.raises(sanku.Error) as caught:
        sanku.select([{"id": "x", "score": 1, "land": 1}, row], {"land": 1})
    assert (caught.value.row, caught.value.column, caught.value.value) == (2, column, value)


def test_group_0_and_only_with_0_count() -> None:
    grouped = [{"id": i, "score": 1, "land": 1, "group": 0} for i in range(2)]
    assert len(sanku.select(grouped, {"land": 2}).chosen) == 1
    rows = [{"id": 0, "score": 1, "land": 9}, {"id": 1, "score": 1, "land": 1, "only_with": 0}]
    assert sanku.select(rows, {"land": 2}).left_out[1]["why"] == "only_with"


def test_whole_numbers_that_pandas_made_floats_are_the_same_ids() -> None:
    pd = pytest.importorskip("pandas")
    table = pd.DataFrame(
        {"id": [1, 2], "score": [1, 1], "land": [1, 1], "only_with": [None, 1], "group": pd.NA}
    )
    assert [one["id"] for one in sanku.select(table, {"land": 2}).chosen] == ["1", "2"]


@pytest.mark.parametrize("gap", [1e-30, 10**30, float("nan"), Decimal("snan"), sanku.Ratio(1, 0)])
def test_a_gap_beyond_reach_is_refused(gap: Any) -> None:
    with pytest.raises(sanku.Error) as caught:
        sanku.select([{"id": "a", "score": 1, "land": 1}], {"land": 1}, gap=gap)
    assert (caught.value.code, caught.value.column) == ("invalid_argument", "gap")


@pytest.mark.parametrize("number", [Decimal("1e999999999"), Decimal("1e-999999999"), 1e300])
def test_an_exponent_beyond_reach_is_refused(number: Any) -> None:
    with pytest.raises(sanku.Error) as caught:
        sanku.select([{"id": "a", "score": 1, "land": number}], {"land": 1})
    assert (caught.value.row, caught.value.column) == (1, "land")


def test_numbers_too_long_are_refused() -> None:
    for number in (10**19, Fraction(1, 10**19)):
        with pytest.raises(sanku.Error, match="overflow"):
            sanku.select([{"id": "a", "score": 1, "land": number}], {"land": 1})


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "value"),
    [
        ("80.5", "八十", 3, "得分", "八十"),
        ("80.5", "", 3, "得分", ""),
        ("a,大项目,90,100", "a,大项目,90,-1", 2, "用地（亩）", "-1"),
        ("用地（亩）", "用地（公顷）", 1, "用地（公顷）", "公顷"),
        ("用地（亩）", "面积", 1, "", ""),
        ("40,200,,", "40,200,也许,", 4, "取舍", "也许"),
        ("80.5", '"5,5"', 3, "得分", "5,5"),
        ("80.5", "1_0", 3, "得分", "1_0"),
        ("80.5", "1e999999999", 3, "得分", "1e999999999"),
    ],
)
def test_a_bad_cell_is_named(
    files: tuple[Path, Path], old: str, new: str, row: int, column: str, value: str
) -> None:
    files[0].write_text(CANDIDATES_CSV.replace(old, new), encoding="utf-8")
    with pytest.raises(sanku.Error) as caught:
        selected(files)
    error = caught.value
    assert (error.file, error.row, error.column) == (str(files[0]), row, column)
    assert error.value == value


def test_commas_separate_groups_of_three(files: tuple[Path, Path]) -> None:
    files[0].write_text(CANDIDATES_CSV.replace("80.5", '"1,080.5"'), encoding="utf-8")
    assert selected(files).chosen[0]["score"] == Fraction("1080.5")


def test_the_heading_of_the_weight_goes_before_its_other_meanings(
    files: tuple[Path, Path],
) -> None:
    limits = sanku.read_limits(files[1])
    with pytest.raises(sanku.Error) as caught:
        sanku.read_candidates(files[0], limits, weight="得分")
    assert (caught.value.row, caught.value.column) == (1, "得分")
    assert "score" in caught.value.detail
    text = CANDIDATES_CSV.replace("项目名称", "评分").replace("项目,", ",").replace("二期", "")
    text = re.sub("(?m)^([a-d]),[大中小]?,", r"\1,7,", text)
    files[0].write_text(text, encoding="utf-8")
    first = sanku.read_candidates(files[0], limits, weight="得分")[0]
    assert (first["score"], first["得分"]) == (7, 90)


def test_the_command_speaks_both_languages(files: tuple[Path, Path]) -> None:
    run = CliRunner()
    chinese = run.invoke(app, ["select", *map(str, files)])
    assert chinese.exit_code == 0, chinese.output
    assert "入选2项，共4项，得分合计150.50" in chinese.output
    assert "已证明最优" in chinese.output
    english = run.invoke(app, ["select", *map(str, files), "--lang", "en"])
    assert "2 of 4 projects, total score 150.50" in english.output
    as_json = json.loads(run.invoke(app, ["select", *map(str, files), "--json"]).output)
    assert as_json["objective"] == "301/2"
    assert as_json["limits"][0]["enter"] == ["a"]


def test_the_command_takes_limits_as_options(files: tuple[Path, Path]) -> None:
    run = CliRunner()
    given = ["--limit", "用地=200", "--step", "用地=10", "--gap", "1%"]
    found = run.invoke(app, ["select", str(files[0]), *given, "--json"])
    assert [one["id"] for one in json.loads(found.output)["chosen"]] == ["a", "b", "c"]
    assert run.invoke(app, ["select", str(files[0])]).exit_code == 2
    assert run.invoke(app, ["select", str(files[0]), "--limit", "用地"]).exit_code == 2
    missing = run.invoke(app, ["select", str(files[0]), "--limit", "水=1"])
    assert missing.exit_code == 2


@pytest.mark.parametrize(
    "given",
    [
        ("--gap", "snan"),
        ("--gap", "1e-30"),
        ("--gap", "1e999999999"),
        ("--limit", "用地=1e999999999"),
        ("--max-nodes", "99999999999999999999"),
    ],
)
def test_the_command_refuses_numbers_beyond_reach(
    files: tuple[Path, Path], given: tuple[str, str]
) -> None:
    assert CliRunner().invoke(app, ["select", *map(str, files), *given]).exit_code == 2


def test_the_command_says_what_clashes(files: tuple[Path, Path]) -> None:
    must = CANDIDATES_CSV.replace("100,100,,", "100,100,必上,").replace("100.25,,", "100.25,必上,")
    files[0].write_text(must, encoding="utf-8")
    found = CliRunner().invoke(app, ["select", *map(str, files)])
    assert found.exit_code == 1
    assert "用地：超出60" in found.output
