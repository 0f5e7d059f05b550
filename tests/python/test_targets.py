"""Targets: the break-down against a slow second one, plans, paces, reports, commands."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sanku
from conftest import ROOT, shared
from sanku.command import app
from typer.testing import CliRunner

EXAMPLE = ROOT / "examples" / "daye_plan_2024.toml"
DOCUMENTATION = (ROOT / "docs" / "targets.md").read_text(encoding="utf-8")
SAMPLE = DOCUMENTATION.split("```toml\n")[1].split("```")[0]


# --- Break-down ----------------------------------------------------------------------------------


def slow_break_down(
    total: int,
    weights: dict[str, Fraction],
    locks: dict[str, int],
    minima: dict[str, int],
) -> dict[str, int] | None:
    """The same, one step at a time; None where it cannot be made. One unit after the other is held
    at its minimum, and each step that remains goes to the unit furthest below its share."""
    if sum(locks.values()) + sum(minima.values()) > total:
        return None
    parts = dict(locks)
    free = [unit for unit in weights if unit not in locks]
    while True:
        left = total - sum(parts.values())
        whole = sum(weights[unit] for unit in free)
        shares = {unit: left * weights[unit] / whole if whole else Fraction() for unit in free}
        low = [unit for unit in free if shares[unit] < minima.get(unit, 0)]
        if not low:
            break
        parts[low[0]] = minima[low[0]]
        free.remove(low[0])
    if left > 0 and not whole:
        return None
    parts |= {unit: shares[unit].numerator // shares[unit].denominator for unit in free}
    order = list(weights)
    while sum(parts.values()) < total:
        neediest = max(
            free, key=lambda unit: (shares[unit] - parts[unit], weights[unit], -order.index(unit))
        )
        parts[neediest] += 1
    return {unit: parts[unit] for unit in weights}


def test_the_break_down_agrees_with_a_slow_one() -> None:
    chance = random.Random(20240930)
    made = refused = 0
    for _ in range(1_000):
        size = chance.randint(1, 9)
        total = chance.randint(0, 60)
        weights = {
            f"u{i}": Fraction(chance.randint(0, 6), chance.randint(1, 4)) for i in range(size)
        }
        locks = {unit: chance.randint(0, 12) for unit in weights if chance.random() < 0.2}
        minima = {
            unit: chance.randint(0, 12)
            for unit in weights
            if unit not in locks and chance.random() < 0.3
        }
        expected = slow_break_down(total, weights, locks, minima)
        if expected is None:
            refused += 1
            with pytest.raises(sanku.Error) as caught:
                sanku.break_down(total, weights, locks=locks, minima=minima)
            assert caught.value.code == "impossible_breakdown" and caught.value.detail
            continue
        made += 1
        found = sanku.break_down(total, weights, locks=locks, minima=minima)
        assert {one["unit"]: one["amount"] for one in found} == expected
    assert made > 600 and refused > 100


def test_amounts_are_exact_in_the_indicators_own_unit() -> None:
    found = sanku.break_down("10", {"甲": 5.5, "乙": 0.58, "丙": Decimal("3.1")}, decimals=2)
    assert [one["amount"] for one in found] == [
        Fraction(599, 100),
        Fraction(63, 100),
        Fraction(338, 100),
    ]
    assert sum(one["amount"] for one in found) == 10
    assert found[0]["share"] == Fraction(5500, 918)
    assert [one["held"] for one in found] == ["free"] * 3


def test_a_table_goes_in_and_a_table_comes_out() -> None:
    table = pd.DataFrame(
        {
            "unit": ["甲", "乙", "丙"],
            "weight": [137, 28, 23],
            "lock": [None, None, 40],
            "minimum": [None, 50, None],
        }
    )
    found = sanku.break_down(300, table).to_pandas()
    assert found["amount"].tolist() == [210.0, 50.0, 40.0]
    assert found["held"].tolist() == ["free", "minimum", "locked"]
    assert sanku.break_down(300, table.set_index("unit")["weight"])[0]["held"] == "free"


@pytest.mark.parametrize(
    ("total", "weights", "options", "code"),
    [
        (10, {"甲": -1}, {}, "impossible_breakdown"),
        (10, {"甲": 0}, {}, "impossible_breakdown"),
        (10, {"甲": 1}, {"locks": {"甲": 11}}, "impossible_breakdown"),
        (10, {"甲": 1}, {"minima": {"乙": 1}}, "unknown_unit"),
        (10.5, {"甲": 1}, {}, "malformed_figure"),
        (10, {"甲": 1}, {"locks": {"甲": 0.1 + 0.2}}, "malformed_figure"),
        (10, pd.DataFrame({"unit": ["甲", "甲"], "weight": [1, 2]}), {}, "impossible_breakdown"),
        (10, {"甲": 1}, {"locks": pd.Series([1, 2], ["甲", "甲"])}, "invalid_argument"),
        (10, {"甲": 1}, {"minima": pd.Series([1, 2], ["甲", "甲"])}, "invalid_argument"),
        ("1/0", {"甲": 1}, {}, "malformed_figure"),
        (None, {"甲": 1}, {}, "malformed_figure"),
        (10, {"甲": "1e999999999"}, {}, "malformed_figure"),
        (10, {"甲": 1}, {"decimals": -1}, "invalid_argument"),
        (10, {"甲": 1}, {"decimals": 5}, "invalid_argument"),
    ],
)
def test_what_cannot_be_made_is_refused(
    total: Any, weights: Any, options: dict[str, Any], code: str
) -> None:
    with pytest.raises(sanku.Error) as caught:
        sanku.break_down(total, weights, **options)
    assert caught.value.code == code


# --- Check ---------------------------------------------------------------------------------------


def daye_columns() -> dict[str, tuple[dict[str, float], float]]:
    """Each column of Daye's first quarter: amounts by unit, and the printed total."""
    table = pd.read_csv(shared("daye_breakdown_2024q1.csv"), index_col="乡镇").drop(columns="序号")
    units, total = table.iloc[:-1], table.iloc[-1]
    return {name: (units[name].to_dict(), total[name]) for name in table}


def test_dayes_columns_add_up_to_the_printed_totals() -> None:
    columns = daye_columns()
    totals = []
    for cells, total in columns.values():
        found = sanku.check_breakdown(cells, total, decimals=2)
        assert found["adds_up"] and len(cells) == 14
        totals.append(found["total"])
    assert totals == [300, 10, 255820, 8750, Fraction(761, 2)]


def test_a_deliberately_wrong_cell_is_named() -> None:
    cells, total = daye_columns()["科技型中小企业入库(家)"]
    wrong = cells | {"大冶湖高新区": 173}
    found = sanku.check_breakdown(wrong, total)
    assert found["difference"] == 36
    assert found["named"]["unit"] == "大冶湖高新区"
    assert found["named"]["expected"] == 137 and found["named"]["slip"] == "transposed"
    # One by one it takes a reference to tell which.
    wrong = cells | {"保安镇": 16}
    assert sanku.check_breakdown(wrong, total)["named"] is None
    named = sanku.check_breakdown(wrong, total, reference=cells)["named"]
    assert (named["unit"], named["given"], named["expected"]) == ("保安镇", 16, 15)
    assert named["why_zh"] == "与参照数不同"


def test_an_empty_cell_is_named_with_what_is_lacking() -> None:
    found = sanku.check_breakdown({"甲": 3.5, "乙": None}, 10, decimals=1)
    assert found["named"]["unit"] == "乙" and found["named"]["expected"] == Fraction(13, 2)


def test_a_unit_that_occurs_twice_is_refused() -> None:
    twice = pd.Series([3, 4], ["甲", "甲"])
    for cells, reference in [(twice, None), ({"甲": 7}, twice)]:
        with pytest.raises(sanku.Error) as caught:
            sanku.check_breakdown(cells, 7, reference=reference)
        assert (caught.value.code, caught.value.value) == ("invalid_argument", "甲")


# --- Plans ---------------------------------------------------------------------------------------


def test_the_example_holds_dayes_plan() -> None:
    plan = sanku.Plan.load(EXAMPLE)
    with shared("daye_indicators_2024.csv").open(encoding="utf-8-sig") as file:
        published = list(csv.DictReader(file))
    assert [(one["name_zh"], one["total"]) for one in plan.targets[:12]] == [
        (one["指标名称"], Fraction(one["目标值"])) for one in published
    ]
    assert [one["adds_up"] for one in plan.check()] == [True] * 5
    assert sum(one["amount"] for one in plan.break_down("tech_smes")) == 818


def test_editions_follow_each_other_and_none_is_overwritten() -> None:
    plan = sanku.Plan.parse(SAMPLE)
    first, second = plan.editions("investment")
    assert first["total"] == Fraction(241, 2) and not first["stated"]
    assert first["amounts"] == {"甲镇": 65, "乙镇": Fraction(71, 2), "丙镇": 20}
    assert second["why"] == "年中调整" and second["amounts"]["甲镇"] == 68
    march = plan.break_down("investment", "2024-03-31")
    assert [one["held"] for one in march] == ["free", "minimum", "locked"]
    with pytest.raises(sanku.Error):
        plan.break_down("investment", "2024-01-01")
    with pytest.raises(sanku.Error, match="does not add up over units"):
        plan.break_down("growth")
    assert plan.line("investment")[5:9] == [
        Fraction(45, 100),
        Fraction(160, 300),
        Fraction(185, 300),
        Fraction(70, 100),
    ]


REPORTS: list[dict[str, Any]] = [
    {
        "target": "investment",
        "unit": unit,
        "month": month,
        "attained": attained,
        "reported_on": day,
    }
    for unit, month, attained, day in [
        ("甲镇", "2024-02", 4.5, "2024-03-02"),
        ("乙镇", "2024-02", 1, "2024-03-04"),
        ("丙镇", "2024-02", 2, "2024-03-09"),
        ("甲镇", "2024-03", 20, "2024-04-02"),
        ("乙镇", "2024-03", 1.5, "2024-04-05"),
    ]
]


def test_the_pace_of_a_month() -> None:
    plan = sanku.Plan.parse(SAMPLE)
    whole, first, second, third = plan.pace(REPORTS, "2024-03")[:4]
    assert whole["unit"] is None and whole["light"] == "no_data" and whole["attained"] is None
    assert first["due"] == Fraction(9, 40) and first["completion"] == Fraction(4, 13)
    assert first["deviation"] == (Fraction(4, 13) - Fraction(9, 40)) * 100
    assert first["light"] == "green" and first["word_zh"] == "符合序时"
    assert second["light"] == "yellow" and second["word"] == "clearly_behind"
    assert third["light"] == "no_data" and third["forecast"] is None
    # 4.5 of 15 points of the line, then 15.5 of 7.5 more; 57.5 remain to the 80 of the end.
    assert first["forecast"] == Fraction(20 * 80 * 10, 225)
    assert first["forecast_low"] == 20 + Fraction(575, 1000) * Fraction(45, 1) * Fraction(2, 3)
    assert first["basis"] == "months"
    february = plan.pace(REPORTS, "2024-02")[0]
    assert february["attained"] == Fraction(15, 2)
    assert february["reported_on"] == dt.date(2024, 3, 9)
    assert plan.pace(REPORTS, "2024-02", known_on="2024-03-08")[0]["light"] == "no_data"
    table = plan.pace(pd.DataFrame(REPORTS), "2024-03").to_pandas()
    assert table["attained"].isna().sum() == 5 and table["light"].tolist()[1] == "green"


def test_what_is_due_and_who_is_late() -> None:
    plan = sanku.Plan.parse(SAMPLE)
    due = plan.due(REPORTS, "2024-04-08", "month")
    assert [(one["unit"], one["days_late"]) for one in due if one["target"] == "investment"] == [
        ("甲镇", 0),
        ("乙镇", 0),
        ("丙镇", 3),
    ]
    assert plan.due(REPORTS, "2024-04-08", "week") == []
    late = [one for one in plan.missing(REPORTS, "2024-04-08") if one["target"] == "investment"]
    assert [(one["unit"], one["month"], one["days_late"]) for one in late] == [
        *[(unit, "2024-01", 63) for unit in ("甲镇", "乙镇", "丙镇")],
        ("丙镇", "2024-03", 3),
    ]
    with pytest.raises(sanku.Error):
        plan.due(REPORTS, "2024-04-08", "year")


def test_starts_reconcile(store: sanku.Store) -> None:
    portfolio = store.at("2024-06-30")
    found = sanku.starts(portfolio)
    table = portfolio.to_pandas()
    plan = table["planned_start"]
    plan = plan[table["withdrawn"].isna() & (plan.dt.year == 2024)]
    assert found["planned"] == len(plan) > 0
    assert found["due"] == (plan <= "2024-06-30").sum()
    assert found["started"] == found["due"] - found["missed"] + found["early"]
    assert found["of_plan"].denominator == found["planned"]


def test_reports_the_plan_does_not_know_are_refused() -> None:
    plan = sanku.Plan.parse(SAMPLE)
    for change, code in [
        ({"target": "x"}, "unknown_target"),
        ({"unit": "丁镇"}, "unknown_unit"),
        ({"attained": 4.505}, "malformed_figure"),
    ]:
        with pytest.raises(sanku.Error) as caught:
            plan.attained([REPORTS[0] | change])
        assert caught.value.code == code


@pytest.mark.parametrize("figure", ["abc", "", float("inf"), "1e999999999", None, pd.NA])
def test_a_report_without_a_figure_names_target_and_unit(figure: Any) -> None:
    with pytest.raises(sanku.Error) as caught:
        sanku.Plan.parse(SAMPLE).attained([REPORTS[0] | {"attained": figure}])
    error = caught.value
    assert (error.code, error.column, error.detail) == ("malformed_figure", "investment", "甲镇")


def test_a_report_is_of_the_unit_that_it_names() -> None:
    plan = sanku.Plan.parse(SAMPLE.replace("甲镇", "101"))
    for unit in (101, 101.0, "101"):
        found = plan.attained([REPORTS[0] | {"unit": unit, "by": float("nan")}])
        assert (found[0]["unit"], found[0]["by"]) == ("101", "")
    for unit in (None, float("nan"), pd.NA, ""):
        assert plan.attained([REPORTS[0] | {"unit": unit}])[0]["unit"] is None


# --- Files and commands --------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The documented sample and a file of figures with one bad row."""
    plan, figures = tmp_path / "plan.toml", tmp_path / "attained.csv"
    plan.write_text(SAMPLE, encoding="utf-8")
    lines = ["指标,单位,月份,累计完成,上报日期,上报人"]
    lines += [
        f"固定资产投资,{one['unit']},{one['month']},{one['attained']},{one['reported_on']},张三"
        for one in REPORTS
    ]
    figures.write_text("\n".join([*lines, "税收,甲镇,2024-03,1,2024-04-01,"]), encoding="gb18030")
    return plan, figures


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["targets", *map(str, arguments)], env={"COLUMNS": "120"})
    assert result.exit_code == code, result.output
    return result.output


def test_a_file_of_figures_gives_what_the_rows_give(files: tuple[Path, Path]) -> None:
    plan = sanku.Plan.load(files[0])
    found = sanku.read_attained(files[1], plan)
    assert found.rejected == 1
    assert (found.problems[0]["row"], found.problems[0]["column"]) == (7, "指标")
    assert plan.pace(found, "2024-03") == plan.pace(REPORTS, "2024-03")
    assert [one["by"] for one in found] == ["张三"] * 5


def test_refused_rows_that_are_not_shown_are_counted(files: tuple[Path, Path]) -> None:
    plan, figures = files
    with figures.open("a", encoding="gb18030") as file:
        file.write("\n税收,甲镇,2024-03,1,2024-04-01," * 102)
    shown = ("pace", plan, "--attained", figures, "--month", "2024-03")
    assert "另有3行" in run(*shown, code=1)
    assert "3 more rows" in run(*shown, "--lang", "en", code=1)


def test_check_says_which_file_and_which_cell_is_wrong(tmp_path: Path) -> None:
    assert run("check", EXAMPLE) == f"ok {EXAMPLE}：daye-2024，17项指标，5项分解中5项与总数一致\n"
    text = EXAMPLE.read_text(encoding="utf-8").replace("amount = 137 ", "amount = 173 ")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(text, encoding="utf-8")
    output = run("check", wrong, code=1)
    assert "各单位合计336家，比总数300家多36家" in output
    assert "有误的是 大冶湖高新区：173，应为137（相邻两位数字颠倒）" in output
    english = run("check", wrong, "--lang", "en", code=1)
    assert "36 more than the total of 300" in english
    assert json.loads(run("check", wrong, "--json", code=1))[0]["checks"][0]["difference"] == "36"
    wrong.write_text(text.replace("total = 300", "total = -3"), encoding="utf-8")
    assert "第" in run("check", wrong, code=1)


def test_breakdown_shows_parts_and_their_sum() -> None:
    output = run("breakdown", EXAMPLE, "tech_smes")
    assert "818" in output.splitlines()[-1] and "保底" in output
    assert len(json.loads(run("breakdown", EXAMPLE, "tech_smes", "--json"))) == 14
    assert "left" not in run("breakdown", EXAMPLE, "tech_smes", "--lang", "en")
    run("breakdown", EXAMPLE, "rd_growth", code=2)
    run("breakdown", EXAMPLE, "nothing", code=2)


def test_pace_and_due_show_what_the_library_says(files: tuple[Path, Path]) -> None:
    plan, figures = files
    output = run("pace", plan, "--attained", figures, "--month", "2024-03", code=1)
    assert "甲镇" in output and "+8.3" in output and "无数据" in output and "黄灯" in output
    found = json.loads(run("pace", plan, "--month", "2024-03", "--json"))
    assert {one["light"] for one in found} == {"no_data"}
    only = run("pace", plan, "--month", "2024-03", "--target", "growth", "--no-units")
    assert "固定资产投资" not in only and "甲镇" not in only
    run("pace", plan, "--month", "2024-03", "--target", "nothing", code=2)

    late = run("due", plan, "--attained", figures, "--on", "2024-04-08", code=1)
    assert "本月（2024年4月1日至2024年4月30日）：应报5项，已报2项" in late
    assert ["丙镇", "2", "0", "2024-01", "63天"] in [line.split() for line in late.splitlines()]
    each = run("due", plan, "--attained", figures, "--on", "2024-04-08", "--list", code=1)
    assert "丙镇  2024-04-05  2024-03  3天" in each
    english = run("due", plan, "--on", "2024-04-05", "--lang", "en", "--list")
    assert "due today" in english and "this week (1 April 2024 to 7 April 2024): 5 due" in english
    assert set(json.loads(run("due", plan, "--on", "2024-04-05", "--json"))) == {
        "week",
        "ten_days",
        "month",
        "missing",
    }
