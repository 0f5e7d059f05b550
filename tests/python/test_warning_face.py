"""Forecasts, letters, missing reports, other rules, findings and regions from Python."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sanku
from conftest import ROOT

AS_OF = "2024-06-30"
YINCHUAN = ROOT / "src" / "warning" / "packs" / "yinchuan-2025.toml"
NAMES = ("none", "green", "no_data", "yellow", "red")
CODE = "2403-420281-04-01-123456"


def recorded(day: str) -> str:
    return f"{day}T09:00:00+08:00"


# --- Forecast


def test_a_forecast_is_of_the_next_month_end_unless_a_day_is_named(store: sanku.Store) -> None:
    for day, end in (
        ("2024-06-30", "2024-07-31"),
        ("2024-06-29", "2024-06-30"),
        ("2024-12-31", "2025-01-31"),
    ):
        lights = store.at(day).lights()
        assert str(lights.forecast().portfolio.as_of) == end
        assert lights.forecast().policy == lights.policy
    assert str(lights.forecast("2025-03-01").portfolio.as_of) == "2025-03-01"
    assert str(lights.forecast(date(2025, 3, 1)).portfolio.as_of) == "2025-03-01"


def test_changes_are_the_lights_that_differ(store: sanku.Store) -> None:
    now = store.at(AS_OF).lights()
    then = now.forecast("2024-09-30")
    changes = now.changes(then)
    codes = now.portfolio.codes
    expected = []
    for row, code in enumerate(codes):
        columns = [(None, now.overall, then.overall)]
        columns += [(rule, now.of(rule), then.of(rule)) for rule in now.rules]
        for rule, before, after in columns:
            if before[row] != after[row]:
                first, second = NAMES[before[row]], NAMES[after[row]]
                expected.append({"code": code, "rule": rule, "from": first, "to": second})
    assert list(changes) == expected != []
    assert len(changes.to_pandas()) == len(expected)
    assert now.changes(now.forecast(AS_OF)) == []


def test_a_turn_is_the_first_day_on_which_the_forecast_differs(store: sanku.Store) -> None:
    now = store.at(AS_OF).lights()
    turns = 0
    for code in now.portfolio.codes[-300::5]:
        for evidence in now.explain(code):
            if (turn := evidence["turn"]) is None:
                continue
            row = now.portfolio.row(code)
            then = now.forecast(turn["on"]).of(evidence["rule"])[row]
            before = now.forecast(turn["on"] - pd.Timedelta(days=1)).of(evidence["rule"])[row]
            assert (NAMES[before], NAMES[then]) == (evidence["light"], turn["to"])
            turns += 1
    assert turns > 5


def test_a_forecast_of_the_past_and_changes_of_other_projects_are_refused(
    store: sanku.Store,
) -> None:
    now = store.at(AS_OF).lights()
    for refused in (
        lambda: now.forecast("2024-06-29"),
        lambda: now.changes(store.at("2020-06-30").lights()),
        lambda: now.changes(store.at(AS_OF).lights("hubei")),
    ):
        with pytest.raises(sanku.Error) as caught:
            refused()
        assert caught.value.code == "invalid_argument"


# --- Letters


def test_letters_have_all_facts_and_a_text_in_either_language(store: sanku.Store) -> None:
    found = store.letters(AS_OF, "hubei")
    assert {letter["step"] for letter in found} == {"hubei_reminder", "hubei_letter"}
    lights = store.at(AS_OF).lights("hubei")
    for letter in found:
        row = lights.portfolio.row(letter["code"])
        assert letter["light"] == NAMES[lights.of(letter["rule"])[row]]
        assert letter["months"] >= 1 and letter["since"] <= letter["reached"]
        assert letter["new"] == (letter["reached"].isoformat()[:7] == AS_OF[:7])
        for said in (letter["unit"], letter["name"], letter["clause"], letter["finding"]):
            assert said in letter["text"]
        assert letter["text"].startswith(letter["step_name"] + "\n")
        assert letter["deadline"] is None or letter["deadline"] > letter["reached"]
        assert "。。" not in letter["text"] and "。，" not in letter["text"]
    english = store.letters(AS_OF, "hubei", lang="en")
    assert [letter["code"] for letter in english] == [letter["code"] for letter in found]
    assert english[0]["text"].startswith(english[0]["step_name"] + "\nTo: ")
    order = [(one["region"], one["unit"], one["code"]) for one in found]
    assert order == sorted(order)


def test_new_letters_are_those_of_the_month(store: sanku.Store) -> None:
    every = store.letters("2024-05-31", "hubei")
    new = store.letters("2024-05-31", "hubei", new_only=True)
    assert [letter["code"] for letter in new] == [one["code"] for one in every if one["new"]]
    assert 0 < len(new) < len(every)


def test_letters_know_what_was_known_and_look_back_as_far_as_asked(store: sanku.Store) -> None:
    assert store.letters(AS_OF, "hubei", known_on="2020-01-01") == []
    day = "2025-06-30"
    assert max(one["months"] for one in store.letters(day, "hubei", max_months=3)) == 3
    assert max(one["months"] for one in store.letters(day, "hubei")) == 15, "from April 2024 on"
    assert store.letters("2024-03-31", "hubei") == [], "the rules were not in force"
    assert {one["rule"] for one in store.letters(day)} > {"two_accounts", "start"}
    for options, code in (
        ({"max_months": 0}, "invalid_argument"),
        ({"lang": "fr"}, "invalid_argument"),
        ({"policy": "nowhere"}, "unknown_policy"),
        ({"policy": "yinchuan"}, "policy_not_in_force"),
    ):
        with pytest.raises(sanku.Error) as caught:
            store.letters(AS_OF, **options)
        assert caught.value.code == code


# --- Who has not reported


def test_units_that_did_not_report_are_those_of_the_columns(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    frame = portfolio.to_pandas()
    frame = frame[(frame["pool"] == "implementation") & frame["completed"].isna()]
    stale = frame[~(frame["last_report"] >= pd.Timestamp("2024-04-01"))]
    found = portfolio.unreported()
    assert {unit["unit"]: unit["stale"] for unit in found} == stale[
        "responsible_unit"
    ].value_counts().to_dict()
    assert [unit["stale"] for unit in found] == sorted(
        (unit["stale"] for unit in found), reverse=True
    )
    projects = [project for unit in found for project in unit["projects"]]
    assert sorted(project["code"] for project in projects) == stale["code"].tolist()
    assert sum(unit["never"] for unit in found) == stale["last_report"].isna().sum() > 0
    for unit in found:
        known = [project["latest"] for project in unit["projects"] if project["latest"]]
        assert unit["oldest"] == min(known, default=None)
    assert {project["months"] for project in projects if project["latest"] == "2024-02"} == {4}
    every = portfolio.unreported(all_units=True)
    assert sum(unit["expected"] for unit in every) == len(frame)
    assert len(every) > len(found)


# --- What if


@pytest.fixture
def milder(tmp_path: Path) -> Path:
    """Yinchuan's rules with red from five month-ends on, and without those of payment."""
    text = YINCHUAN.read_text(encoding="utf-8")
    first = text.index('[[rule]]\nid = "payment"')
    last = text.index('[[rule]]\nid = "enrolment"')
    assert text.count("at_least = 3") == 1
    path = tmp_path / "milder.toml"
    path.write_text((text[:first] + text[last:]).replace("at_least = 3", "at_least = 5"), "utf-8")
    return path


def test_other_rules_are_counted_and_listed(store: sanku.Store, milder: Path) -> None:
    found = store.what_if("yinchuan-2025", str(milder), "2024-01", 6)
    assert [month["month"] for month in found.months] == [f"2024-{n:02}" for n in range(1, 7)]
    assert list(found.tables) == ["start", "progress", "payment", "enrolment"]
    june = found.months[-1]
    portfolio = store.at(AS_OF)
    now, then = portfolio.lights("yinchuan-2025"), portfolio.lights(str(milder))
    for light, count in now.counts().items():
        assert sum(june["overall"][light].values()) == count
    for light, count in then.counts().items():
        assert sum(row[light] for row in june["overall"].values()) == count
    for before, row in june["tables"]["payment"].items():
        assert sum(row.values()) == row["none"] == now.counts("payment")[before]
    assert june["tables"]["start"]["red"]["yellow"] > 0
    for light, row in found.overall.items():
        for to, count in row.items():
            assert count == sum(month["overall"][light][to] for month in found.months)
    assert found.moved == len(found.moves) > 0
    assert all(move["from"] != move["to"] for move in found.moves)
    frame = found.to_pandas()
    overall = frame[(frame["month"] == "2024-06") & frame["rule"].isna()]
    assert overall["projects"].sum() == len(portfolio)
    assert frame.query("rule == 'payment'")["changed"].unique().tolist() == ["none"]


def test_the_same_rules_move_nothing_and_lists_are_capped(store: sanku.Store, milder: Path) -> None:
    same = store.what_if("yinchuan-2025", "yinchuan-2025", date(2024, 1, 15), 2)
    assert (same.moved, same.moves) == (0, [])
    capped = store.what_if("yinchuan-2025", str(milder), "2024-01", 6, max_moves=3)
    whole = store.what_if("yinchuan-2025", str(milder), "2024-01", 6)
    assert capped.moves == whole.moves[:3] and capped.moved == whole.moved
    assert store.what_if("hubei", "hubei", "2024-01", 0).months == []
    assert store.what_if("yinchuan", "hubei", "2025-03", 1).present == "yinchuan-2025"
    for changes, code in (
        ({"first_month": "2024-13"}, "malformed_month"),
        ({"months": -1}, "invalid_argument"),
        ({"changed": "nowhere"}, "unknown_policy"),
    ):
        usual = {"present": "hubei", "changed": "hubei", "first_month": "2024-01", "months": 1}
        with pytest.raises(sanku.Error) as caught:
            store.what_if(**(usual | changes))  # type: ignore[arg-type]
        assert caught.value.code == code


# --- Findings


@pytest.fixture
def moved(tmp_path: Path) -> sanku.Store:
    """A store in which a plan was cut, and a start moved after it had fallen due."""
    store = sanku.Store(tmp_path / "daye.sanku")
    for day, start, plan in (
        ("2024-01-10", "2024-04-15", 5000),
        ("2024-05-20", "2024-08-01", 4000),
    ):
        (tmp_path / "ledger.csv").write_text(
            "项目代码,项目名称,实施库入库,计划开工,2024年度计划投资(万元)\n"
            f"{CODE},甲,2023-05-06,{start},{plan}\n",
            encoding="utf-8",
        )
        report = store.import_csv(tmp_path / "ledger.csv", recorded_at=recorded(day))
        assert report.rejected == 0, str(report)
    return store


def test_findings_say_what_was_moved_and_when(moved: sanku.Store) -> None:
    start, plan = sorted(moved.findings("2024-05-01", "2024-05-31"), key=lambda one: one["kind"])[
        ::-1
    ]
    assert (start["kind"], start["code"]) == ("planned_date_moved", CODE)
    assert str(start["recorded"]) == "2024-05-20"
    assert (str(start["planned_before"]), str(start["planned_after"])) == (
        "2024-04-15",
        "2024-08-01",
    )
    assert start["days"] == 108 and start["before_fen"] is None
    events = {event["sequence"]: event for event in moved.history(CODE)}
    assert events[start["sequence"]]["supersedes"] in (None, start["before_sequence"])
    assert events[start["sequence"]]["kind"] == start["fact"] == "start_planned"
    assert start["summary"].endswith("。") and start["evidence"]
    assert (plan["kind"], plan["before_fen"]) == ("baseline_moved", 5000 * 10**6)
    english = moved.findings("2024-05-01", "2024-05-31", lang="en")
    assert any("was moved from 15 April 2024" in one["summary"] for one in english)


def test_findings_keep_to_their_days_and_limits(moved: sanku.Store) -> None:
    assert moved.findings("2024-01-01", "2024-05-19") == []
    assert moved.findings("2024-05-21", "2024-12-31") == []
    kinds = [one["kind"] for one in moved.findings("2024-05-20", "2024-05-20")]
    assert len(kinds) == 2
    found = moved.findings("2024-05-20", "2024-05-20", plan_cut_percent=20)
    assert [one["kind"] for one in found] == ["planned_date_moved"]
    assert len(moved.findings("2024-05-20", "2024-05-20", plan_cut_percent="19.99")) == 2
    for options in (
        {"plan_cut_percent": 101},
        {"plan_cut_percent": "0.001"},
        {"jump_percent": -1},
        {"jump_multiple": "three"},
        {"jump_multiple": float("nan")},
        {"backdated_days": -1},
        {"last": "2024-05-19"},
    ):
        with pytest.raises(sanku.Error) as caught:
            moved.findings(**({"first": "2024-05-20", "last": "2024-05-20"} | options))  # type: ignore[arg-type]
        assert caught.value.code == "invalid_argument"


# --- Regions

FIGURES: list[dict[str, Any]] = [
    {
        "region": "120101",
        "name": "和平区",
        "month": "2022-06",
        "investment_fen": 95 * 10**10,
        "investment_last_year_fen": 100 * 10**10,
    },
    {
        "region": "120102",
        "month": "2022-06",
        "investment_fen": 108 * 10**10,
        "investment_last_year_fen": 100 * 10**10,
        "planned_growth_hundredths": 1000,
    },
]
BONDS: list[dict[str, Any]] = [
    {"region": "120102", "issued": "2022-01", "amount_fen": 6 * 10**10, "used_fen": 5 * 10**10}
]
TIANJIN = {"policy": "tianjin-2022", "month": "2022-06"}


def test_regions_are_rated_from_dicts_and_from_tables(store: sanku.Store) -> None:
    found = sanku.regions(FIGURES, BONDS, **TIANJIN)
    assert [(one["region"], one["name"], one["light"]) for one in found] == [
        ("120101", "和平区", "red"),
        ("120102", "", "yellow"),
    ]
    rules = {why["rule"]: why for why in found[1]["evidence"]}
    assert (rules["growth"]["light"], rules["growth_lead"]["light"]) == ("green", "yellow")
    frame = pd.DataFrame(FIGURES)
    assert frame["planned_growth_hundredths"].dtype == np.float64, "with a gap"
    for figures in (frame, frame.convert_dtypes()):
        again = sanku.regions(figures, pd.DataFrame(BONDS), **TIANJIN)
        assert list(again) == list(found)
    table = found.to_pandas()
    assert table["light"].tolist() == ["red", "yellow"]
    assert table["growth"].tolist() == ["red", "green"]
    english = sanku.regions(FIGURES, BONDS, lang="en", **TIANJIN)
    assert english[0]["evidence"][0]["sentence"].startswith("Investment growth: red")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"region": "天津"}, "malformed_region"),
        ({"region": None}, "invalid_argument"),
        ({"month": "2022-13"}, "malformed_month"),
        ({"investment_fen": -1}, "negative_money"),
        ({"investment_fen": 0.5}, "invalid_argument"),
        ({"investment_fen": "1亿元"}, "invalid_argument"),
        ({"investment": 1}, "invalid_argument"),
        ({"region": "120102"}, "invalid_argument"),
    ],
)
def test_figures_that_cannot_be_are_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(sanku.Error) as caught:
        sanku.regions([FIGURES[0] | change, FIGURES[1]], **TIANJIN)
    assert caught.value.code == code


SHEET = (
    "天津市各区投资（单位：亿元）,,,,,,,\n"
    "地区,地区名称,月份,累计完成投资,上年同期投资(万元),计划增速(%),当月任务,备注\n"
    "120101,和平区,2022年6月,95,1000000,,,注\n"
    "\n"
    "１２０１０２,,2022-06,1080000万元,100亿元,10%,,\n"
    "合计,,,203,2000000,,,\n"
)
ISSUES = "region,issued,amount (yi yuan),used (yi yuan)\n120102,2022-01-15,6,5\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_figures_of_a_file_are_those_of_dicts(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "figures.csv").write_text(SHEET, encoding=encoding)
    (tmp_path / "bonds.csv").write_text(ISSUES, encoding=encoding)
    scaled = [row | {key: row[key] * 1 for key in row if key.endswith("_fen")} for row in FIGURES]
    assert sanku.read_region_figures(tmp_path / "figures.csv") == scaled
    assert sanku.read_bonds(tmp_path / "bonds.csv") == BONDS


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "value", "code"),
    [
        ("120101,", "12010,", 3, "地区", "12010", "malformed_region"),
        ("2022年6月", "六月", 3, "月份", "六月", "malformed_month"),
        (",95,", ",九十五,", 3, "累计完成投资", "九十五", "malformed_money"),
        (",10%,", ",10.123%,", 5, "计划增速(%)", "10.123%", "invalid_argument"),
        ("120101,和平区,2022年6月", "120101,和平区,", 3, "月份", "", "invalid_argument"),
        ("(万元)", "(百万元)", 2, "上年同期投资(百万元)", "百万元", "unknown_money_unit"),
        (",备注", ",投资额", 2, "投资额", "", "invalid_argument"),
        (",备注", ",当月任务", 2, "当月任务", "", "invalid_argument"),
        ("月份,", "备注,", 2, "", "", "invalid_argument"),
        (",,,注", ",,,注,多余", 3, "", "多余", "invalid_argument"),
        ("（单位：亿元）", "", 3, "累计完成投资", "95", "unknown_money_unit"),
    ],
)
def test_errors_of_a_file_name_row_column_and_value(
    tmp_path: Path, old: str, new: str, row: int, column: str, value: str, code: str
) -> None:
    path = tmp_path / "figures.csv"
    assert SHEET.count(old) == 1
    path.write_text(SHEET.replace(old, new), encoding="utf-8")
    with pytest.raises(sanku.Error) as caught:
        sanku.read_region_figures(path)
    error = caught.value
    assert (error.code, error.file) == (code, str(path))
    assert (error.row, error.column, error.value) == (row, column, value)
    assert f"第{row}行" in error.message_zh and f"row {row}" in str(error)


def test_files_without_figures_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    for data in (b"", b"\xff\x00\xff", "天津\n".encode()):
        path.write_bytes(data)
        with pytest.raises(sanku.Error) as caught:
            sanku.read_region_figures(path)
        assert caught.value.code == "invalid_argument"
    with pytest.raises(sanku.Error) as caught:
        sanku.read_region_figures(tmp_path / "none.csv")
    assert caught.value.code == "io"


# --- Words


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "policy",
    [
        *("yinchuan-2025+hubei", "yinchuan-targets-2025", "hubei-dispatch", "wuhan"),
        *("sanya-2022", "tianmen-131", "dayehu-exit"),
    ],
)
def test_paragraphs_are_well_formed_sentences(store: sanku.Store, policy: str, lang: str) -> None:
    lights = store.at(AS_OF).lights(policy)
    wrong = {
        "zh": ("。。", "。，", "，，", "。”。", "：：", "  ", "，。", "）。限", "()", "（）"),
        "en": ("..", ".,", " .", ",.", "  ", '."."', " 1 months", " 1 month-ends", " 1 days", "()"),
    }[lang]
    for code in lights.portfolio.codes[::7]:
        for evidence in lights.explain(code, lang):
            text = evidence["paragraph"]
            assert text.startswith(evidence["sentence"])
            assert text.endswith(("。", "）") if lang == "zh" else (".", ".)")), text
            for bad in wrong:
                assert bad not in text, (bad, text)
