"""Factors, reported figures, appraisals and evaluations from Python and from the shell."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import sanku
from sanku.command import app
from typer.testing import CliRunner

CODE = "2403-420281-04-01-000001"
OTHER = "2403-420281-04-01-000002"


@pytest.fixture
def store() -> sanku.Store:
    store = sanku.Store(":memory:")
    for code in (CODE, OTHER):
        store.move(code, "three-libraries", "reserve", day="2024-01-01")
    return store


def test_a_factor_holds_from_its_day_until_the_next_statement(store: sanku.Store) -> None:
    assert store.state_factor(CODE, "land", "pending", day="2024-02-01") == 3
    assert store.state_factor(CODE, "land", "granted", day="2024-05-01", document="15号") == 4
    assert store.state_factor(CODE, "energy", "refused", day="2024-03-01") == 5
    assert store.state_factor(CODE, "land", "pending", day="2024-02-01") == 3  # said before
    states = {row["factor"]: row["state"] for row in store.at("2024-04-30").factors()}
    assert states == {"energy": "refused", "land": "pending"}
    land = store.at("2024-05-01").factors()[1]
    assert (land["code"], land["state"], land["document"]) == (CODE, "granted", "15号")
    assert str(land["day"]) == "2024-05-01"
    assert store.history(CODE)[2]["fact"] == "要素保障（land）"
    assert store.history(CODE)[2]["value"] == "已落实，文号 15号"
    assert store.history(CODE, "en")[3]["value"] == "refused"


def test_what_is_said_again_of_a_day_corrects_and_can_be_taken_back(store: sanku.Store) -> None:
    store.state_factor(CODE, "land", "pending", day="2024-02-01")
    again = store.state_factor(CODE, "land", "granted", day="2024-02-01")
    assert store.history(CODE)[-1]["supersedes"] == again - 1
    store.retract(again, "误报")
    assert store.at("2024-06-30").factors() == []


@pytest.mark.parametrize(
    ("value", "exactly", "words"),
    [
        (45, Fraction(45), "45"),
        (Decimal("91.50"), Fraction(183, 2), "91.5"),
        (Fraction(-1, 3), Fraction(-1, 3), "-1/3"),
        (sanku.Ratio(75, 87), Fraction(75, 87), "25/29"),
    ],
)
def test_a_figure_is_exact(
    store: sanku.Store, value: Fraction, exactly: Fraction, words: str
) -> None:
    store.report_figure(CODE, "land_mu", value, day="2024-02-01", by="自然资源局", document="1号")
    row = store.at("2024-06-30").figures()[0]
    assert (row["indicator"], row["value"], row["document"]) == ("land_mu", exactly, "1号")
    entry = store.history(CODE)[-1]
    assert (entry["fact"], entry["by"]) == ("填报指标（land_mu）", "自然资源局")
    assert entry["value"] == f"{words}，文号 1号"
    assert store.at("2024-01-31").figures() == []


def test_the_latest_appraisal_at_each_gate_is_in_the_portfolio(store: sanku.Store) -> None:
    store.appraise(CODE, "fiscal", "block", day="2024-02-01", findings="超出财力", document="2号")
    store.appraise(CODE, "fiscal", "pass", day="2024-04-01")
    store.appraise(OTHER, "siting", "warn", day="2024-03-01")
    then = store.at("2024-03-31").appraisals()
    assert [(row["code"], row["gate"], row["outcome"]) for row in then] == [
        (CODE, "fiscal", "block"),
        (OTHER, "siting", "warn"),
    ]
    assert (then[0]["round"], then[0]["findings"], then[0]["document"]) == (1, "超出财力", "2号")
    assert store.at("2024-04-01").appraisals()[0]["round"] == 2
    assert len(then.to_pandas()) == 2


def test_an_evaluation_done_again_supersedes_and_both_stay(store: sanku.Store) -> None:
    first = store.record_evaluation(CODE, "79.5", day="2024-03-01", system="fiscal 2020")
    second = store.record_evaluation(CODE, 88.5, day="2024-05-01", system="fiscal 2024")
    assert store.record_evaluation(CODE, 88.5, day="2024-05-01") == second  # as a ledger says it
    entries = store.history(CODE)[1:]
    assert [entry["supersedes"] for entry in entries] == [None, first]
    assert entries[0]["value"] == "2024年3月1日，得分 79.50，指标体系 fiscal 2020"
    assert store.at("2024-06-30")["score"][0] == 8850
    store.record_evaluation(CODE, None, day="2024-05-01", which="region", document="9号")
    assert store.history(CODE, "en")[-1]["fact"] == "evaluation of the region"


def test_what_cannot_be_is_refused(store: sanku.Store) -> None:
    def code(record: object, *args: object, **options: object) -> str:
        with pytest.raises(sanku.Error) as caught:
            record(*args, day="2024-02-01", **options)  # type: ignore[operator]
        return str(caught.value.code)

    unknown = "2403-420281-04-01-000009"
    assert code(store.state_factor, unknown, "land", "granted") == "unknown_project"
    assert code(store.report_figure, unknown, "a", 1) == "unknown_project"
    assert code(store.record_evaluation, unknown, 90) == "unknown_project"
    assert code(store.state_factor, CODE, "land", "fine") == "invalid_argument"
    assert code(store.state_factor, CODE, "", "granted") == "invalid_argument"
    assert code(store.state_factor, CODE, "a\nb", "granted") == "control_character"
    assert code(store.report_figure, CODE, "a", sanku.Ratio(1, 0)) == "invalid_argument"
    assert code(store.report_figure, CODE, "a", 2**63) == "overflow"
    assert code(store.report_figure, CODE, "a", Fraction(1, 2**63)) == "overflow"
    assert code(store.record_evaluation, CODE, 101) == "malformed_score"
    assert code(store.record_evaluation, CODE, 90, which="city") == "invalid_argument"
    with pytest.raises(TypeError):
        store.report_figure(CODE, "a", 0.1, day="2024-02-01")
    assert len(store) == 2


def test_it_goes_through_the_checkpoint_and_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.sanku"
    store = sanku.Store(path)
    store.move(CODE, "three-libraries", "reserve", day="2024-01-01")
    store.state_factor(CODE, "land", "granted", day="2024-02-01", document="15号")
    store.report_figure(CODE, "satisfaction", Decimal("91.5"), day="2024-02-01")
    store.appraise(CODE, "fiscal", "warn", day="2024-02-01", findings="偏紧")
    store.record_evaluation(CODE, 90, day="2024-02-01", system="a 1", document="2号")
    store.checkpoint()
    store.export_journal(tmp_path / "a.jsonl")
    sanku.import_journal(tmp_path / "a.jsonl", tmp_path / "b.sanku")
    again = sanku.Store(tmp_path / "b.sanku")
    opened = sanku.Store(path)
    assert opened.anchor == again.anchor
    for side in ("factors", "figures", "appraisals"):
        known = getattr(store.at("2024-06-30"), side)()
        assert len(known) == 1
        assert getattr(opened.at("2024-06-30"), side)() == known
        assert getattr(again.at("2024-06-30"), side)() == known
    assert sanku.verify(path)


def test_the_commands_record_and_refuse(tmp_path: Path) -> None:
    path = tmp_path / "daye.sanku"
    sanku.Store(path).move(CODE, "three-libraries", "reserve", day="2024-01-01")

    def run(*args: str) -> tuple[int, str]:
        result = CliRunner().invoke(
            app, [args[0], str(path), CODE, *args[1:], "--on", "2024-02-01"]
        )
        return result.exit_code, result.output

    assert run("factor", "land", "granted", "--document", "15号") == (0, "已登记为第2条。\n")
    assert run("factor", "land", "fine")[0] == 2
    assert run("figure", "npv", "-91.5", "--lang", "en") == (0, "Recorded as event 3.\n")
    assert run("figure", "satisfaction", "3/7")[0] == 0
    assert run("figure", "satisfaction", "much")[0] == 2
    assert run("evaluated", "--score", "88.5", "--system", "fiscal 2020")[0] == 0
    assert run("evaluated", "--which", "region")[0] == 0
    assert run("evaluated", "--score", "100.5")[0] == 2
    state = sanku.Store(path).at("2024-06-30")
    assert [row["value"] for row in state.figures()] == [Fraction(-183, 2), Fraction(3, 7)]
    assert state.factors()[0]["document"] == "15号"
    assert state["score"][0] == 8850
