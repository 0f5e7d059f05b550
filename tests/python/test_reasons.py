"""Valid reasons and agreements from Python and the command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sanku

MOMENT = "2024-07-03T09:00:00+08:00"
CODE = "2403-420281-04-01-123456"
OTHER = "2403-420281-04-01-123457"
NO_DAY = np.iinfo(np.int32).max
LEDGER = (
    "项目代码,项目名称,实施库入库,计划开工,{}\n"
    f"{CODE},甲,2023-05-06,2024-02-01,{{}}\n"
    f"{OTHER},乙,2023-05-06,,{{}}\n"
)


def made(folder: Path, headings: str = "备注", first: str = "", second: str = "") -> sanku.Store:
    """A store of two projects, with further columns of the ledger."""
    (folder / "ledger.csv").write_text(LEDGER.format(headings, first, second), encoding="utf-8")
    store = sanku.Store(folder / "daye.sanku")
    report = store.import_csv(folder / "ledger.csv", recorded_at=MOMENT)
    assert report.rejected == 0, str(report)
    return store


def grant(store: sanku.Store, **changes: str) -> int:
    said = {
        "start": "2024-06-01",
        "end": "2024-08-31",
        "by": "市发改委",
        "reason": "汛期停工",
        "document": "冶发改函〔2024〕7号",
        "recorded_at": MOMENT,
    }
    return store.grant_reason(CODE, "start", **(said | changes))


def test_a_granted_reason_suspends_its_rule_and_is_listed(tmp_path: Path) -> None:
    store = made(tmp_path)
    assert store.at("2024-06-30").lights("yinchuan-2025").of("start")[0] == 4
    number = grant(store)
    portfolio = store.at("2024-06-30")
    assert portfolio.lights("yinchuan-2025").of("start")[0] == 0
    (reason,) = portfolio.reasons()
    assert (str(reason.pop("start")), str(reason.pop("end"))) == ("2024-06-01", "2024-08-31")
    assert reason == {
        "code": CODE,
        "rule": "start",
        "by": "市发改委",
        "reason": "汛期停工",
        "document": "冶发改函〔2024〕7号",
        "in_force": True,
    }
    assert not store.at("2024-09-01").reasons()[0]["in_force"]
    assert store.at("2024-05-31").reasons() == []
    last = store.history(CODE)[-1]
    assert (last["sequence"], last["by"]) == (number, "市发改委")
    assert "文号 冶发改函〔2024〕7号" in last["value"]
    assert grant(store) == number == len(store), "what is said already is not said again"
    store.retract(number, "误批", recorded_at=MOMENT)
    assert store.at("2024-06-30").reasons() == []
    assert store.at("2024-06-30").lights("yinchuan-2025").of("start")[0] == 4


def test_a_reason_ends_otherwise_from_a_later_day_on(tmp_path: Path) -> None:
    store = made(tmp_path)
    grant(store, document="")
    with pytest.raises(sanku.Error) as caught:
        grant(store, end="2024-09-30")
    assert caught.value.code == "fact_restated"
    grant(store, end="2024-09-30", effective_on="2024-08-15")
    assert str(store.at("2024-08-14").reasons()[0]["end"]) == "2024-08-31"
    assert str(store.at("2024-08-15").reasons()[0]["end"]) == "2024-09-30"
    assert len(store.at("2024-08-15").reasons()) == 1
    assert sanku.verify(tmp_path / "daye.sanku")


def test_a_reason_that_cannot_be_is_refused(tmp_path: Path) -> None:
    store = made(tmp_path)
    length = len(store)
    rows = [
        ("ends_before_start", {"end": "2024-05-31"}),
        ("control_character", {"by": "市\x1f"}),
        ("impossible_date", {"start": "2024-02-30"}),
    ]
    for code, changes in rows:
        with pytest.raises(sanku.Error) as caught:
            grant(store, **changes)
        assert caught.value.code == code
    span = {"start": "2024-06-01", "end": "2024-06-02", "by": "", "reason": ""}
    with pytest.raises(sanku.Error) as caught:
        store.grant_reason("2403-420281-04-01-999999", "start", recorded_at=MOMENT, **span)
    assert caught.value.code == "unknown_project"
    with pytest.raises(sanku.Error):
        store.grant_reason(CODE, "", recorded_at=MOMENT, **span)
    assert len(store) == length


def test_the_command_records_a_reason(tmp_path: Path) -> None:
    made(tmp_path)

    def reason(code: str, end: str) -> subprocess.CompletedProcess[str]:
        words = [
            *("reason", tmp_path / "daye.sanku", code, "start", "--from", "2024-06-01"),
            *("--to", end, "--by", "市发改委", "--reason", "汛期停工", "--document", "7号"),
            *("--recorded-at", MOMENT),
        ]
        return subprocess.run(
            [sys.executable, "-m", "sanku", *map(str, words)],
            capture_output=True,
            check=False,
            text=True,
        )

    done = reason(CODE, "2024-08-31")
    assert done.returncode == 0, done.stderr
    store = sanku.Store(tmp_path / "daye.sanku")
    assert done.stdout == f"正当理由已登记为第{len(store)}条。\n"
    assert store.at("2024-06-30").reasons()[0]["document"] == "7号"
    early = reason(CODE, "2024-05-31")
    assert (early.returncode, early.stdout) == (2, "")
    assert "终止日期早于起始日期" in early.stderr
    assert "库中没有这个项目" in reason("2403-420281-04-01-999999", "2024-08-31").stderr


def test_columns_of_agreements_say_nothing_where_no_project_does(tmp_path: Path) -> None:
    portfolio = made(tmp_path).at("2024-06-30")
    columns = portfolio.columns
    assert columns["negotiated"].tolist() == [NO_DAY, NO_DAY]
    assert columns["deal_given"].tolist() == columns["agreed_output"].tolist() == [0, 0]
    assert columns["agreed_output"].dtype == np.int64
    assert not columns["corrected"].flags.writeable
    assert "negotiated" not in portfolio.to_pandas()


def test_agreements_of_a_ledger_become_columns(tmp_path: Path) -> None:
    headings = (
        "洽谈日期,签约日期,责令整改日期,整改完成日期,协议年产值(万元),协议年税收(万元),"
        "2023年产值(万元),2023年税收(万元),环保达标"
    )
    first = "2022-11-01,2023-02-01,2024-04-01,2024-05-01,5000,300,4000,,否"
    portfolio = made(tmp_path, headings, first, ",,,,,,,,").at("2024-06-30")
    assert portfolio["negotiated"][1] == NO_DAY
    assert portfolio["agreed_output"].tolist() == [5000 * 10**6, 0]
    assert portfolio["output"].tolist() == [4000 * 10**6, 0]
    assert portfolio["deal_given"].tolist() == [1 + 2 + 4 + 16, 0]
    frame = portfolio.to_pandas()
    assert frame["contract_signed"][0] == pd.Timestamp("2023-02-01")
    assert frame["corrected"].isna().tolist() == [False, True]
    assert frame["agreed_tax_fen"][0] == 300 * 10**6
    assert frame["tax_fen"].isna().tolist() == [True, True]
    assert not frame["environment_met"][0]
    assert frame["environment_met"].isna().tolist() == [False, True]
