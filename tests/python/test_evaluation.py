"""Evaluation of regions and sectors: what Python and the commands add to indicator systems."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sanku
from conftest import ROOT
from sanku import Ratio

AS_OF, LAST = "2024-06-30", "2024-03-31"
TAX = """
id = "tax"
version = "1"
kind = "region"
title = { zh = "税收", en = "Tax" }
source = { zh = "测试", en = "test" }
basis = "published"
valid_from = 2024-07-01
[[indicator]]
id = "tax"
name = { zh = "税收", en = "Tax" }
reported = true
unit = "number"
weight = 100
better = "higher"
method = "linear"
none_at = 0
full_at = 400
missing = "block"
"""


def command(*arguments: object, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sanku", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "160"},
    )
    assert done.returncode == code, done.stderr + done.stdout
    return done.stdout if code < 2 else done.stderr


def test_scores_add_up_and_so_do_their_changes(store: sanku.Store) -> None:
    before, now = store.at(LAST).lights(), store.at(AS_OF).lights()
    found = now.scores(by="township", before=before)
    then = before.scores(by="township")
    assert len(found) > 5 and found.in_force
    earlier: dict[str, Any] = {one["region"]: one for one in then}
    for one in found:
        card = found.scorecard(one["region"])
        leaves = [line for line in card if line["kind"] == "indicator"]
        for lines in (leaves, [line for line in card if line["depth"] == 0]):
            assert sum(line["points"] for line in lines) == one["value"]
            assert sum(line["lost"] for line in lines) == 100 - one["value"]
            assert sum(line["weight"] for line in lines) == 100
            if one["region"] in earlier:
                change = one["value"] - earlier[one["region"]]["value"]
                assert sum(line["change"] for line in lines) == change
        assert one["grade"] == sanku.grade(one["value"])
        for line in leaves:
            assert (line["reason_zh"] == "") == (line["lost"] == 0 and line["share"] is not None)
        if one["region"] not in earlier:
            continue
        climb = found.climb(one["region"])
        assert climb is not None
        assert climb["total"] == one["climbed"]
        assert sum(line["places"] for line in leaves) == sum(climb["by_indicator"].values())
        assert (
            sum(climb["by_indicator"].values()) + climb["by_gone"] + climb["by_new"]
            == one["climbed"]
        )
    together = found.scorecard()
    assert sum(line["points"] for line in together if line["depth"] == 0) == found.average
    assert len(found.scorecard().to_pandas()) == len(together)


def test_sectors_are_scored_by_their_sections(store: sanku.Store) -> None:
    found = store.at(AS_OF).lights().scores(by="sector")
    assert found.system.id == "sectors-default"
    assert {one["sector"] for one in found} <= set("ABCDEFGHIJKLMNOPQRST")
    first = found[0]
    assert first["name"] and first["name_en"] and first["rank"] == 1
    assert found.scorecard(first["sector"])[0]["kind"] == "dimension"
    with pytest.raises(sanku.Error, match="kind sector"):
        store.at(AS_OF).lights().scores("regions-default", by="sector")
    with pytest.raises(sanku.Error, match="kind region"):
        store.at(AS_OF).lights().scores("fiscal-self-evaluation")


def test_reported_figures_are_scored_beside_measured_ones(
    store: sanku.Store, tmp_path: Path
) -> None:
    path = tmp_path / "tax.toml"
    path.write_text(TAX, encoding="utf-8")
    lights = store.at(AS_OF).lights()
    codes = [code for code, _ in store.at(AS_OF).regions if len(code) == 9][:2]
    stated = sanku.Reported(Fraction(1000, 3), by="市税务局", on="2024-06-28")
    found = lights.scores(path, "township", reported={"tax": {codes[0]: 100, codes[1]: stated}})
    assert [(one["region"], one["value"], one["grade"]) for one in found] == [
        (codes[1], Fraction(250, 3), "good"),
        (codes[0], 25, "poor"),
    ]
    line = found.scorecard(codes[1])[0]
    assert (line["by"], line["on"]) == ("市税务局", date(2024, 6, 28))
    assert line["value"] == Fraction(1000, 3) and line["share"] == Fraction(5, 6)
    assert line["reason_zh"] == "333.33，满分值400，零分值0，失16.67分"
    assert not found.in_force
    assert {one["reason"] for one in found.left_out if one["why"] == "no_value"} == {"tax"}
    with pytest.raises(TypeError):
        lights.scores(path, "township", reported={"tax": {codes[0]: 0.1}})  # type: ignore[dict-item]
    figures = tmp_path / "figures.csv"
    figures.write_text(
        f"指标,对象,数值,填报人,日期\ntax,{codes[0]},25%,张三,2024-06-28\ntax,{codes[1]},,,\n",
        encoding="utf-8-sig",
    )
    read = sanku.read_reported(figures)
    assert read["tax"][codes[0]] == (Fraction(1, 4), "张三", date(2024, 6, 28))
    assert read["tax"][codes[1]].value is None
    for text in (
        "指标,对象\n",
        "id,value\n1,2\n",
        "indicator,id,value\ntax,1,x\n",
        "indicator,id,value\ntax,1,2\ntax,1,3\n",
        "indicator,id,value,on\ntax,1,2,6月\n",
    ):
        figures.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=r"figures\.csv"):
            sanku.read_reported(figures)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_reported_figures_are_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("指标,对象,数值,填报人\ntotal,420281,82%,张三\n", encoding=encoding)
    assert sanku.read_reported(path)["total"]["420281"] == (Fraction(41, 50), "张三", None)


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("tax,1,1e999999999,", "value", "1e999999999"),
        ("tax,1,1_0,", "value", "1_0"),
        ("tax,1,nan,", "value", "nan"),
        ("tax,1,1,6月", "on", "6月"),
        ("tax,,1,", "id", ""),
    ],
)
def test_a_bad_reported_figure_is_named(tmp_path: Path, line: str, column: str, value: str) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(f"indicator,id,value,on\n{line}\n", encoding="utf-8")
    with pytest.raises(sanku.Error) as caught:
        sanku.read_reported(path)
    error = caught.value
    assert (error.file, error.row, error.column, error.value) == (str(path), 2, column, value)


def test_what_is_no_csv_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    for data in (b"indicator,id,value\ntax,1," + b"1" * 200_000, b"\xff\xff\xff"):
        path.write_bytes(data)
        with pytest.raises(sanku.Error) as caught:
            sanku.read_reported(path)
        assert caught.value.file == str(path)


def test_a_score_with_an_exponent_beyond_reach_has_no_grade() -> None:
    with pytest.raises(ValueError, match="1E\\+999999999"):
        sanku.grade(Decimal("1e999999999"))


@pytest.mark.parametrize(
    ("score", "grade"),
    [("89.99", "good"), ("90", "excellent"), ("80", "good"), ("60", "fair"), ("59.99", "poor")],
)
def test_grades_have_their_lower_bound(score: str, grade: str) -> None:
    assert sanku.grade(Fraction(score)) == grade


def evaluated(done: int, due: int) -> sanku.Portfolio:
    """A portfolio of projects that were due, the first of which are evaluated."""
    day = (date(2023, 1, 1) - date(1970, 1, 1)).days
    return sanku.Portfolio.from_columns(
        {
            "code": [f"2401-420281-04-01-{n + 1:06d}" for n in range(due)],
            "region": [0] * due,
            "pool": [3] * due,
            "completed": [day] * due,
            "evaluations": [int(n < done) for n in range(due)],
            "responsible_unit": [1 + n % 2 for n in range(due)],
        },
        as_of=AS_OF,
        regions=[("420281", "大冶市")],
        texts=["市发改局", "市水利局"],
    )


def test_75_of_87_are_86_2_percent_and_above_the_provinces_average() -> None:
    # Daye, first half of 2024: three evaluations done for 75 projects, 86 % of those due, above
    # the provincial average.
    lights = evaluated(75, 87).lights("hubei")
    found = lights.evaluations("county", above=Fraction("0.8"))
    assert found.total["value"] == Ratio(75, 87)
    assert found.total["value"].percent(1) == "86.2%"
    assert found.total["words_zh"] == "高于全省平均水平"
    assert found.total["words_en"] == "above the province's average"
    assert found[0]["name"] == "大冶市" and found[0]["words_zh"] == "高于全省平均水平"
    assert lights.evaluations("county", above=Ratio(75, 87)).total["words_zh"] == (
        "与全省平均水平持平"
    )
    below = lights.evaluations("county", above=Fraction(9, 10), above_of=("黄石市", "Huangshi"))
    assert below.total["words_zh"] == "低于黄石市平均水平"
    assert below.total["words_en"] == "below Huangshi's average"
    units = lights.evaluations()
    assert [(one["unit"], one["value"]) for one in units] == [
        ("市发改局", Ratio(38, 44)),
        ("市水利局", Ratio(37, 43)),
    ]
    assert units.average == Fraction(75, 87)
    assert [one["words_zh"] for one in units] == ["高于总体平均水平", "低于总体平均水平"]


def test_score_prints_scores_and_explains_one(store_path: Path, tmp_path: Path) -> None:
    arguments = ("score", store_path, "--as-of", AS_OF, "--by", "township", "--before", LAST)
    printed = command(*arguments)
    assert "得分" in printed and "非公布办法" in printed and "与平均之差（分）" in printed
    assert "等级" in printed
    code = json.loads(command(*arguments, "--json"))["ranked"][0]["region"]
    printed = command(*arguments, "--explain", code)
    assert "失分" in printed and "100.00" in printed and "名次较上期变化" in printed
    english = command(*arguments, "--explain", code, "--lang", "en")
    assert "places since last" in english and "rank 1 of" in english
    explained = json.loads(command(*arguments, "--explain", code, "--json"))
    assert explained["region"] == code and explained["rank"] == 1
    leaves = [line for line in explained["card"] if line["kind"] == "indicator"]
    assert sum(Fraction(line["points"]) for line in leaves) == Fraction(explained["score"])
    assert set(leaves[0]["value"]) == {"numerator", "denominator"}
    assert explained["climb"]["total"] is not None
    alone = command(*arguments[:-2], "--explain", code)
    assert "失分原因" in alone and "满分值" in alone
    assert "nowhere" in command(*arguments, "--system", "nowhere", code=2)
    path = tmp_path / "tax.toml"
    path.write_text(TAX, encoding="utf-8")
    figures = tmp_path / "figures.csv"
    figures.write_text(f"indicator,id,value,by,on\ntax,{code},200,张三,2024-06-28\n", "utf-8")
    reported = (*arguments[:-2], "--system", path, "--reported", figures)
    assert "不在有效期内（2024-07-01 – …）" in command(*reported)
    assert "填报 张三，2024-06-28" in command(*reported, "--explain", code)
    assert "figures.csv" in command(*arguments, "--reported", tmp_path / "no_figures.csv", code=2)


def test_sectors_and_evaluations_print_tables(store_path: Path) -> None:
    printed = command("score", store_path, "--as-of", AS_OF, "--by", "sector")
    assert "行业" in printed and "制造业" in printed
    assert "Manufacturing" in command(
        "score", store_path, "--as-of", AS_OF, "--by", "sector", "--lang", "en"
    )
    arguments = ("evaluations", store_path, "--as-of", AS_OF)
    printed = command(*arguments)
    assert "责任单位" in printed and "高于总体平均水平" in printed and "合计" in printed
    printed = command(*arguments, "--above", "80%", "--by", "township", "--of", "黄石市")
    assert "黄石市平均水平" in printed and "比较值：80%" in printed
    assert "the province's average" in command(*arguments, "--above", "0.8", "--lang", "en")
    found = json.loads(command(*arguments, "--json"))
    assert set(found["total"]) == {"value", "words_zh", "words_en"}
    for above in ("80x", "1/0", "1e999999999"):
        assert above in command(*arguments, "--above", above, code=2)


def test_systems_are_listed_shown_and_checked(tmp_path: Path) -> None:
    assert "regions-default" in command("system", "list")
    assert "directory_to_reserve" in command("system", "measures")
    shown = command("system", "show", "regions-default")
    assert "红灯率" in shown and "40%为零分" in shown and "不足5个" in shown
    for name in sanku.indicator_systems():
        assert "100%" in command("system", "show", name, "--lang", "en") or name == "dayehu-entry"
    assert "※ 权重或分值线为本软件设定" in command("system", "show", "fiscal-self-evaluation")
    broken = tmp_path / "broken.toml"
    broken.write_text('id = "a"\nversion = 1\n', encoding="utf-8")
    printed = command("system", "check", broken, code=1)
    assert "broken.toml" in printed and "version" in printed
    assert command("system", "check", ROOT / "src" / "evaluation" / "systems").startswith("ok ")


def test_a_system_is_written_as_it_was_read() -> None:
    for name in sanku.indicator_systems():
        text = sanku.IndicatorSystem.builtin(name).to_toml()
        assert sanku.IndicatorSystem.parse(text).to_toml() == text
