"""Return on investment and earned value in Python, their files and commands."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sanku
from conftest import shared

WAN = 10**6


def sanku_command(*words: object, ok: int = 0) -> str:
    """What the command prints, in a terminal of 100 columns."""
    done = subprocess.run(
        [sys.executable, "-m", "sanku", *map(str, words)],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "100", "NO_COLOR": "1"},
    )
    assert done.returncode == ok, done.stdout + done.stderr
    return done.stdout if ok == 0 else done.stderr


# --- Cash flows


def test_published_cases_come_out_of_the_functions() -> None:
    for case in json.loads(shared("cashflow/periodic_cases.json").read_text()):
        flows, fn = case["cashflows"], case["fn"]
        found: Any
        if fn == "irr":
            found = sanku.irr(flows)
        elif fn == "mirr":
            found = sanku.mirr(flows, case["finance_rate"], case["reinvest_rate"])
        elif fn == "npv":
            timing = "start" if case.get("start_from_zero", True) else "end"
            found = sanku.npv(case["rate"], flows, timing=timing)
        else:
            found = sanku.nfv(case["rate"], flows, at=case["nper"], timing="end")
        if case["expected"] is None:
            assert not found, case
            continue
        near = pytest.approx(case["expected"], rel=case.get("rtol"), abs=case.get("atol"))
        assert any(rate == near for rate in found) if fn == "irr" else found == near, case


def roots(flows: list[int]) -> list[float]:
    """Rates above −1 by the eigenvalues of the companion matrix: an independent way."""
    factors = np.roots(flows[::-1])
    real = factors[(abs(factors.imag) < 1e-9) & (factors.real > 1e-9)].real
    return sorted(1 / real - 1)


def test_rates_are_the_eigenvalues_of_the_companion_matrix() -> None:
    draw = random.Random(4)
    several = 0
    for _ in range(1_000):
        flows = [draw.randint(-999, 999) for _ in range(draw.randint(2, 8))]
        if flows[0] == 0 or flows[-1] == 0:
            continue
        expected = roots(flows)
        assert sanku.irr(flows) == pytest.approx(expected, rel=1e-6, abs=1e-6), flows
        several += len(expected) > 1
    assert several > 50


def test_only_one_rate_is_quoted() -> None:
    assert sanku.irr([-100, 110]).only == pytest.approx(0.1)
    assert sanku.irr([-1, 3, -2]) == pytest.approx([0, 1])
    assert sanku.irr([-1, 3, -2]).only is None
    assert sanku.irr([1, 2]) == [] and sanku.irr([1, 2]).only is None


def test_flows_and_days_come_in_any_form() -> None:
    days = ["2024-01-01", "2024年7月1日", "2025-06-30"]
    as_dates = [dt.date(2024, 1, 1), dt.date(2024, 7, 1), dt.date(2025, 6, 30)]
    flows = [-100, 60, 55]
    rate = sanku.xirr(days, flows).only
    assert rate is not None
    assert sanku.xnpv(rate, days, flows) == pytest.approx(0, abs=1e-12)
    for other in (
        as_dates,
        np.array(as_dates, dtype="datetime64[D]"),
        pd.to_datetime(pd.Series(as_dates)),
        pd.DatetimeIndex(as_dates),
    ):
        assert sanku.xirr(other, np.array(flows)) == [rate]
    assert sanku.npv(Fraction(8, 100), pd.Series(flows)) == sanku.npv(0.08, flows)
    assert sanku.npv(sanku.SOCIAL_DISCOUNT_RATE, [Decimal(-100), 60, 55]) == sanku.npv(0.08, flows)


def test_payback_is_exact_in_decimals() -> None:
    assert sanku.payback([-100, 30, 30, 30, 30]) == Fraction(10, 3)
    assert sanku.payback([-0.3, 0.1, 0.1, 0.1]) == 3  # in binary fractions it is not
    assert sanku.payback([Decimal("-0.3"), Decimal("0.2"), Fraction(1, 3)]) == Fraction(13, 10)
    assert sanku.payback(np.array([-0.3, 0.2, 0.4]), timing="end") == Fraction(9, 4)
    assert sanku.payback([-10, 20], dates=["2024-01-01", "2024-12-31"]) == Fraction(1, 2)
    assert sanku.payback([-10, 5]) is None
    assert sanku.discounted_payback(0.1, [-100, 55, 60.5]) == pytest.approx(2)
    with pytest.raises(sanku.Error):
        sanku.payback([-(10**17), 10**17 + 1])


def test_ratios_name_their_sides() -> None:
    assert sanku.benefit_cost(0.1, [0, 110], [50, 55]) == pytest.approx(1)
    assert sanku.npv_rate(0.1, [-50, 110], [50, 0]) == pytest.approx(1)
    assert sanku.benefit_cost(0.1, [0, 1], [0, 0]) is None
    assert sanku.npv_rate(0.1, [0, 1], [0, 0]) is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: sanku.irr([1]),
        lambda: sanku.irr([1, float("nan")]),
        lambda: sanku.payback([1, float("nan")]),
        lambda: sanku.npv(-1, [1, 2]),
        lambda: sanku.npv(float("inf"), [1, 2]),
        lambda: sanku.npv(0.1, [1, 2], timing="middle"),
        lambda: sanku.xirr(["2024-01-02", "2024-01-01"], [-1, 2]),
        lambda: sanku.xirr(["2024-01-02"], [-1, 2]),
        lambda: sanku.payback([-1, 2], dates=["2024-01-01", "2024-01-02"], timing="end"),
        lambda: sanku.mirr([-1, 2], -2, 0.1),
        lambda: sanku.benefit_cost(0.1, [1, -1], [1, 1]),
        lambda: sanku.earned_value([], [], [], first="2024-01"),
        lambda: sanku.earned_value([2, 1], [], [], first="2024-01"),
        lambda: sanku.earned_value([1], [2, 1], [], first="2024-01"),
        lambda: sanku.earned_value([1], [-1], [], first="2024-01"),
        lambda: sanku.earned_value([float("inf")], [], [], first="2024-01"),
        lambda: sanku.earned_value([10**19], [], [], first="2024-01"),
        lambda: sanku.earned_value([Decimal("1e999999999")], [], [], first="2024-01"),
        lambda: sanku.payback([-1, Decimal("1e-999999999"), 2]),
    ],
)
def test_what_is_none_is_refused(call: Any) -> None:
    with pytest.raises(sanku.Error):
        call()


# --- Earned value

PLANNED = [0, 100, 300, 600, 800, 800, 800, 1000, 1300, 1700, 2000]
EARNED = [0, 50, 200, 400, 800, 800, None, 900, 1000, 1300, 1600, 1900, 2040]
ACTUAL = [0, 40, 220, 450, 850, 880, None, 1000, None, 1500, 1900, 2050, 2200]


def fen(amounts: list[int | None]) -> list[Any]:
    return [None if amount is None else amount * WAN for amount in amounts]


def test_earned_value_of_thirteen_months() -> None:
    # The worked example of docs/returns.md; the C++ test holds every figure.
    found = sanku.earned_value(fen(PLANNED), fen(EARNED), fen(ACTUAL), first="2023-08")
    assert [month["month"] for month in found][:6:5] == ["2023-08", "2024-01"]
    june = found[10]
    assert june["estimate_at_both_indices_fen"] == Fraction(9975, 4) * WAN
    assert june["estimated_duration"] == Fraction(484, 39)
    assert june["required_index"] == 4
    assert found[6]["earned_fen"] is None and found[8]["cost_index"] is None
    table = found.to_pandas()
    assert table.schedule_index.isna().tolist() == [True] + [False] * 5 + [True] + [False] * 6
    assert table.time_index.iloc[-1] == pytest.approx(11 / 13)


def test_earned_value_takes_tables_with_gaps() -> None:
    table = pd.DataFrame({"pv": [10, 20], "ev": [5.0, np.nan], "ac": [4.0, np.nan]})
    found = sanku.earned_value(table.pv, table.ev, table.ac, first=dt.date(2024, 1, 15))
    assert found[0]["cost_index"] == Fraction(5, 4) and found[1]["earned_fen"] is None
    found = sanku.earned_value([10, 20], [5, pd.NA], [4, pd.NA], first="2024-01")
    assert found[1]["earned_fen"] is None
    with pytest.raises(TypeError):
        sanku.earned_value([1], [0.5], [], first="2024-01")


def test_earned_value_of_a_project_is_what_its_light_measures(store: sanku.Store) -> None:
    day = "2024-06-30"
    portfolio = store.at(day)
    assert portfolio.codes
    seen = 0
    for row, code in enumerate(portfolio.codes):
        if portfolio["completed_total"][row] == 0 or portfolio["last_report"][row] != 2024 * 12 + 5:
            continue
        found = store.earned_value(code, day)
        if found is None:
            continue
        june = next(month for month in found if month["month"] == "2024-06")
        begin, end = (int(portfolio[key][row]) for key in ("planned_start", "planned_completion"))
        gone = min((dt.date(2024, 6, 30) - dt.date(1970, 1, 1)).days, end) - begin + 1
        planned = Fraction(int(portfolio["total_investment"][row]) * max(gone, 0), end - begin + 1)
        assert june["planned_fen"] == planned
        assert june["earned_fen"] == int(portfolio["completed_total"][row])
        seen += 1
        if seen == 40:
            break
    assert seen > 10
    with pytest.raises(sanku.Error):
        store.earned_value("2403-420281-04-01-999999", day)


# --- Files and commands

FLOWS = "某园区项目现金流量表,,,\n年份,现金流入(万元),现金流出(万元),投资(万元)\n" + "".join(
    f"{year},{inflow},{outflow},{investment}\n"
    for year, inflow, outflow, investment in [
        (2024, "", 1000, 1000),
        ("2025年", 300, 50, 0),
        (2026, 500, 60, 0),
        (2027, 600, 60, 0),
        (2028, 600, 60, ""),
    ]
)


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    path = tmp_path / "flows.csv"
    path.write_bytes(FLOWS.encode("gb18030"))
    return path


def test_flows_of_a_file_are_net_of_what_comes_in_and_goes_out(flows: Path) -> None:
    rows = sanku.read_flows(flows)
    assert [row["amount_fen"] // WAN for row in rows] == [-1000, 250, 440, 540, 540]
    assert rows[0] == {
        "period": 2024,
        "inflow_fen": 0,
        "outflow_fen": 1000 * WAN,
        "investment_fen": 1000 * WAN,
        "amount_fen": -1000 * WAN,
    }
    assert "investment_fen" not in rows[4]


def test_command_prints_every_measure(flows: Path) -> None:
    shown = sanku_command("returns", flows, "--timing", "end")
    assert "社会折现率" in shown and "各期期末，第一笔折现一期" in shown
    npv = sanku.npv(0.08, [-1000, 250, 440, 540, 540], timing="end")
    assert f"{npv:,.2f}万元" in shown
    assert "3.57" in shown  # 1 + 2 + 310 ÷ 540
    as_json = json.loads(sanku_command("returns", flows, "--rate", "0.1", "--json"))
    assert as_json["payback"] == "139/54"
    assert as_json["npv_fen"] == pytest.approx(sanku.npv(0.1, [-1000, 250, 440, 540, 540]) * WAN)
    benefits, costs = [0, 300, 500, 600, 600], [1000, 50, 60, 60, 60]
    assert as_json["benefit_cost"] == pytest.approx(sanku.benefit_cost(0.1, benefits, costs))
    assert as_json["npv_rate_of"] == "investment"
    english = sanku_command("returns", flows, "--lang", "en")
    assert "internal rate of return" in english and not any("一" <= c <= "鿿" for c in english)


def test_command_says_that_several_rates_are_not_to_be_quoted(tmp_path: Path) -> None:
    path = tmp_path / "several.csv"
    path.write_text("date,amount\n2023-01-01,-1亿元\n2024-01-01,3亿元\n2024-12-31,-2亿元\n")
    shown = sanku_command("returns", path)
    assert "内部收益率有2个，不宜引用" in shown and "0.00%、100.00%" in shown
    assert "按净流量" in shown and "365天" in shown
    path.write_text("period,amount (yuan)\n0,-1\n1,-2\n")
    shown = sanku_command("returns", path, "--lang", "en")
    assert "At no rate" in shown and "no pay-back" in shown


HEAD = "期,净现金流量(万元)\n"


@pytest.mark.parametrize(
    ("text", "row", "column", "value"),
    [
        (HEAD + "0,-1\n1,一百\n", 3, "净现金流量(万元)", "一百"),
        (HEAD + "0,-1\n1,\n", 3, "净现金流量(万元)", ""),
        (HEAD + "0,-1\n2,1\n", 3, "期", "2"),
        (HEAD + "0,-1\n0.5,1\n", 3, "期", "0.5"),
        (HEAD + "0,-1\n1,1,5\n", 3, "", "5"),
        (HEAD + "0,-1\n", 0, "", "1"),
        ("期,净现金流量\n0,-1\n1,1\n", 2, "净现金流量", "-1"),
        ("日期,净现金流量(万元)\n2024-02-30,-1\n", 2, "日期", "2024-02-30"),
        ("日期,净现金流量(万元)\n2024-02-02,-1\n2024-02-01,1\n", 3, "日期", "2024-02-01"),
        ("期,日期,净现金流量(万元)\n0,2024-01-01,1\n", 1, "", ""),
        ("期,现金流入(万元)\n0,1\n", 1, "", ""),
        ("期,现金流入(万元),现金流出(万元)\n0,1,-5\n", 2, "现金流出(万元)", "-5"),
        ("期,现金流入(万元),现金流出(万元)\n0,,\n", 2, "现金流入(万元)", ""),
        ("期,净现金流量(万元),投资(万元)\n0,1,-5\n", 2, "投资(万元)", "-5"),
        ("期,净现金流量(万元),颜色\n0,1,红\n", 1, "颜色", ""),
    ],
)
def test_bad_row_of_flows_is_named(
    tmp_path: Path, text: str, row: int, column: str, value: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(sanku.Error) as caught:
        sanku.read_flows(path)
    error = caught.value
    assert (error.file, error.row, error.column, error.value) == (str(path), row, column, value)
    assert "bad.csv" in sanku_command("returns", path, ok=2)


def test_rate_without_a_sign_of_its_unit_is_refused(flows: Path) -> None:
    assert "8% or 0.08" in sanku_command("returns", flows, "--rate", "8", ok=2)
    assert "8% or 0.08" in sanku_command("returns", flows, "--rate", "-100%", ok=2)
    assert "8% or 0.08" in sanku_command("returns", flows, "--reinvest-rate", "x", ok=2)


def test_rate_beyond_reach_is_refused(flows: Path) -> None:
    for rate in ("1e3000000%", "1e-20000", "1e31%", "1e-31", "snan"):
        assert "8% or 0.08" in sanku_command("returns", flows, "--rate", rate, ok=2)


@pytest.fixture
def months(tmp_path: Path) -> Path:
    path = tmp_path / "months.csv"
    lines = ["月份,累计计划（万元）,累计完成（万元）,累计支付（万元）"]
    for i, (earned, actual) in enumerate(zip(EARNED, ACTUAL, strict=True)):
        planned = PLANNED[i] if i < len(PLANNED) else None
        cells = ("" if cell is None else str(cell) for cell in (planned, earned, actual))
        lines.append(f"{2023 + (7 + i) // 12}年{(7 + i) % 12 + 1}月," + ",".join(cells))
    path.write_text("\n".join(lines) + "\n")
    return path


def test_command_prints_earned_value_by_month(months: Path) -> None:
    shown = sanku_command("earned", months)
    assert "预算2,000.00万元，计划工期11个月" in shown
    assert max(map(len, shown.splitlines())) <= 100
    june = next(line for line in shown.splitlines() if line.startswith("2024-06"))
    assert (
        june.split()[1:]
        == "2,000.00 1,600.00 1,900.00 -400.00 -300.00 0.80 0.84 9.75 -1.25 0.89".split()
    )
    assert "截至2024-08：完成102.0%" in shown
    assert "2,200.00" in shown.splitlines()[-1]
    english = sanku_command("earned", months, "--lang", "en")
    assert "budget 2,000.00, planned in 11 months" in english
    as_json = json.loads(sanku_command("earned", months, "--json"))
    assert as_json == json.loads(
        json.dumps(
            sanku.earned_value(fen(PLANNED), fen(EARNED), fen(ACTUAL), first="2023-08"), default=str
        )
    )


def test_command_takes_a_project_of_a_store(store_path: Path, store: sanku.Store) -> None:
    day = "2024-06-30"
    codes = store.at(day).codes
    code = next(code for code in codes if store.earned_value(code, day))
    assert "挣值分析" in sanku_command("earned", store_path, "--project", code, "--as-of", day)
    without = next(code for code in codes if store.earned_value(code, day) is None)
    done = subprocess.run(
        [sys.executable, "-m", "sanku", "earned", store_path, "--project", without, "--as-of", day],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "没有基准计划" in done.stdout


@pytest.mark.parametrize(
    ("lines", "row", "column"),
    [
        ("2024-01,10,5,5\n2024-03,20,6,6\n", 3, "月份"),
        ("2024-01,10,5,5\n2024-02,9,6,6\n", 3, "累计计划"),
        ("2024-01,10,5,5\n2024-02,20,4,6\n", 3, "累计完成"),
        ("2024-01,10,5,-5\n", 2, "累计支付"),
        ("2024-01,10,5,5\n2024-02,,6,6\n2024-03,20,7,7\n", 4, "累计计划"),
        ("2024-01,0,0,0\n", 0, ""),
        ("十月,1,1,1\n", 2, "月份"),
    ],
)
def test_bad_row_of_months_is_named(tmp_path: Path, lines: str, row: int, column: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("单位：万元,,,\n月份,累计计划,累计完成,累计支付\n" + lines)
    with pytest.raises(sanku.Error) as caught:
        sanku.read_earned(path)
    assert (caught.value.row, caught.value.column) == (row + 1 if row else 0, column)
