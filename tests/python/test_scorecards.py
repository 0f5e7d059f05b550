"""Scorecards of projects, what they come from, and the history of evaluations."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from pathlib import Path

import pytest
import sanku
from rich.cells import cell_len
from sanku.command import app
from typer.testing import CliRunner

CODE = "2403-420281-04-01-123456"
OTHER = "2403-420281-04-01-000002"
AS_OF = "2024-12-31"
LEDGER = (
    "项目代码,项目名称,责任单位,行政区划代码,入储备库时间,总投资（万元）,"
    "2024年计划投资（万元）,应支付资金（万元）\n"
    "{code},磁湖治理,市水利局,420281,2023-01-01,1000,100,80\n"
    "{other},园区道路,市住建局,420281,2023-01-01,2000,200,90\n"
)
REPORT = """项目代码,月份,本年完成投资（万元）,累计完成投资（万元）,支付资金（万元）
{code},2024-11,60,60,{paid}
"""
REPORTED = {
    "quantity": 90,
    "quality": 90,
    "timeliness": 100,
    "cost": 80,
    "economic": 100,
    "social": 100,
    "ecological": 50,
    "lasting": 100,
    "satisfied": Fraction(183, 2),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store in which a payment was reported wrongly and corrected a month later."""
    store = sanku.Store(tmp_path / "daye.sanku")

    def load(name: str, text: str, when: str, by: str) -> None:
        (tmp_path / name).write_text(text, encoding="utf-8")
        report = store.import_csv(tmp_path / name, recorded_at=f"{when}T09:00:00+08:00", by=by)
        assert report.rejected == 0, str(report)

    load("ledger.csv", LEDGER.format(code=CODE, other=OTHER), "2024-01-05", "甲")
    load("november.csv", REPORT.format(code=CODE, paid=40), "2024-12-05", "乙")
    for indicator, value in REPORTED.items():
        store.report_figure(
            CODE,
            indicator,
            value,
            day="2024-12-20",
            by="丙",
            document="财评表",
            recorded_at="2024-12-21T09:00:00+08:00",
        )
    load("corrected.csv", REPORT.format(code=CODE, paid=60), "2025-01-05", "丁")
    return tmp_path / "daye.sanku"


@pytest.fixture
def store(path: Path) -> sanku.Store:
    return sanku.Store(path)


# 60 of 80; 13.5 + 13.5 + 10 + 8; 10 + 10 + 2.5 + 5; all of satisfaction, 91.5 being above 90.
TOTAL = Fraction("7.5") + 45 + Fraction("27.5") + 10


def test_a_self_evaluation_by_hand(store: sanku.Store) -> None:
    cards = store.at(AS_OF).scorecards()
    by_code = {one["code"]: one for one in cards}
    assert by_code[CODE]["score"] == TOTAL == 90
    assert by_code[CODE]["grade"] == "excellent"
    assert by_code[CODE]["grade_zh"] == "优"
    assert by_code[OTHER]["score"] is None and by_code[OTHER]["grade"] is None
    assert "satisfied" in by_code[OTHER]["missing"]
    card = cards.of(CODE)
    leaves = [line for line in card if line["kind"] == "indicator"]
    assert sum(line["lost"] for line in leaves) == 100 - TOTAL
    assert sum(line["lost"] for line in card if line["depth"] == 0) == 100 - TOTAL
    assert all(line["reason_zh"] for line in leaves if line["lost"])


def test_chosen_projects_score_as_they_do_among_all(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    every = {one["code"]: one for one in portfolio.scorecards()}
    for code in (CODE, OTHER):
        assert portfolio.scorecards(codes=[code])[0] == every[code]
    with pytest.raises(sanku.Error, match="2403-420281-04-01-999999"):
        portfolio.scorecards(codes=["2403-420281-04-01-999999"])
    with pytest.raises(sanku.Error, match="indicator system of projects"):
        portfolio.scorecards("regions-default")


def test_a_score_is_explained_down_to_its_events(store: sanku.Store) -> None:
    lines = {line["id"]: line for line in store.explain_score(CODE, as_of=AS_OF)}
    rate = lines["execution_rate"]["events"]
    assert [one["columns"] for one in rate] == [["required_payment"], ["paid"], ["paid"]]
    assert rate[1]["superseded_by"] == rate[2]["sequence"]
    assert [one["by"] for one in rate] == ["甲", "乙", "丁"]
    assert rate[2]["source"].endswith("corrected.csv")
    assert rate[2]["superseded_by"] is None
    (figure,) = lines["quality"]["events"]
    assert (figure["by"], figure["kind"]) == ("丙", "figure_reported")
    assert figure["effective"] == dt.date(2024, 12, 20)
    assert lines["output"]["events"] == []


def test_as_known_on_an_earlier_day_the_score_is_the_earlier_one(store: sanku.Store) -> None:
    then = store.at(AS_OF, known_on=AS_OF).scorecards(codes=[CODE])
    assert then[0]["score"] == TOTAL - Fraction("2.5")
    lines = {line["id"]: line for line in store.explain_score(CODE, as_of=AS_OF, known_on=AS_OF)}
    assert [one["by"] for one in lines["execution_rate"]["events"]] == ["甲", "乙"]


def test_recorded_scores_have_versions(store: sanku.Store) -> None:
    then = store.at(AS_OF, known_on=AS_OF).scorecards(codes=[CODE])
    now = store.at(AS_OF).scorecards(codes=[CODE])
    options = {"document": "财评〔2025〕1号", "by": "戊"}
    assert (
        then.record(store, day="2025-01-10", recorded_at="2025-01-10T09:00:00+08:00", **options)
        == 1
    )
    assert (
        now.record(store, day="2025-02-10", recorded_at="2025-02-10T09:00:00+08:00", **options) == 1
    )
    assert (
        now.record(store, day="2025-02-10", recorded_at="2025-02-11T09:00:00+08:00", **options) == 0
    )
    first, second = store.evaluations(CODE)
    assert first["score"] == Fraction("87.5")
    assert (first["superseded_by"], first["holds"]) == (second["sequence"], False)
    assert (second["score"], second["grade_zh"], second["holds"]) == (90, "优", True)
    assert second["system"] == "fiscal-self-evaluation 1"
    assert store.at("2025-02-10")["score"].tolist().count(9000) == 1
    store.retract(second["sequence"], "误评", recorded_at="2025-03-01T09:00:00+08:00")
    assert [one["holds"] for one in store.evaluations(CODE)] == [False, False, False]
    assert store.evaluations(CODE)[2]["taken_back_because"] == "误评"


def test_what_is_recorded_is_rounded_half_up_and_what_is_graded_is_not(
    store: sanku.Store, tmp_path: Path
) -> None:
    system = tmp_path / "close.toml"
    system.write_text(
        """id = "close"
version = "3"
kind = "project"
title = { zh = "近", en = "Close" }
source = { zh = "试", en = "test" }
basis = "default"
[[indicator]]
id = "quality"
name = { zh = "质量", en = "Quality" }
weight = 100
reported = true
unit = "%"
better = "higher"
method = "attained"
target = 100
missing = "block"
""",
        encoding="utf-8",
    )
    store.report_figure(CODE, "quality", Fraction("89.995"), day="2024-12-30")
    cards = store.at(AS_OF).scorecards(system)
    score = {one["code"]: one for one in cards}
    assert (score[CODE]["score"], score[CODE]["grade"]) == (Fraction("89.995"), "good")
    assert (score[OTHER]["score"], score[OTHER]["grade"]) == (None, None)
    assert cards.record(store) == 1
    (version,) = store.evaluations(CODE)
    assert (version["score"], version["system"]) == (90, "close 3")


def test_the_calendar_lists_what_is_due_and_agrees_with_completion(store: sanku.Store) -> None:
    big = sanku.Store(":memory:")
    lines = ["项目代码,项目名称,责任单位,入储备库时间,开工时间,竣工时间"]
    for n in range(1, 101):
        done = "2023-06-30" if n <= 87 else "2024-01-31"
        lines.append(f"2403-420281-04-01-{n:06},项目{n},局{n % 3},2022-01-01,2022-06-01,{done}")
    file = Path(store.path).with_name("due.csv")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert big.import_csv(file, recorded_at="2024-06-01T09:00:00+08:00").rejected == 0
    for n in range(1, 76):
        big.record_evaluation(
            f"2403-420281-04-01-{n:06}",
            90,
            day="2024-06-20",
            recorded_at="2024-06-21T09:00:00+08:00",
        )
    state = big.at("2024-07-10")
    listed = state.evaluation_calendar()
    due = [one for one in listed if one["state"] == "due"]
    assert len(due) == 12
    assert {one["days_overdue"] for one in due} == {10}
    assert {one["done"] for one in listed if one["state"] == "done"} == {dt.date(2024, 6, 20)}
    assert len(listed) == 100
    rate = state.lights().evaluations().total["value"]
    assert (rate.numerator, rate.denominator, rate.percent(1)) == (75, 87, "86.2%")
    assert state.evaluation_calendar(within="420281") == listed
    assert state.evaluation_calendar(within="420200") == listed
    assert state.evaluation_calendar(within="420100") == []


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "100"})
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_commands_say_it_within_100_columns(path: Path, lang: str) -> None:
    store = str(path)
    card = run("scorecard", store, CODE, "--as-of", AS_OF, "--explain", "--lang", lang)
    assert ("得分90.00，优" if lang == "zh" else "score 90.00, excellent") in card
    assert "corrected.csv" in card
    assert ("被第" if lang == "zh" else "(superseded") in card
    listed = run("scorecards", store, "--as-of", AS_OF, "--record", "--by", "戊", "--lang", lang)
    assert ("优 1" if lang == "zh" else "excellent 1") in listed
    versions = run("evaluation-history", store, CODE, "--lang", lang)
    assert "fiscal-self-evaluation 1" in versions
    due = run("evaluations", store, "--as-of", AS_OF, "--list", "all", "--lang", lang)
    for text in (card, listed, versions, due):
        assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= 100


def test_the_commands_speak_json(path: Path) -> None:
    card = json.loads(run("scorecard", str(path), CODE, "--as-of", AS_OF, "--explain", "--json"))
    assert card["score"] == "90"
    rate = next(line for line in card["card"] if line["id"] == "execution_rate")
    assert rate["events"][2]["by"] == "丁"
    listed = json.loads(run("scorecards", str(path), "--as-of", AS_OF, "--json"))
    assert [one["code"] for one in listed["scores"]] == [CODE, OTHER]
