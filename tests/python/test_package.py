"""The package as an analyst meets it."""

from __future__ import annotations

import datetime as dt
import inspect
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sanku
from conftest import RECORDED, ROOT, built

AS_OF = "2024-06-30"


def command(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "sanku", *map(str, arguments)], capture_output=True, check=False
    )


def test_columns_share_memory_and_refuse_writing(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    for name, column in portfolio.columns.items():
        assert len(column) == len(portfolio) == 1100
        assert np.shares_memory(column, portfolio[name])
        assert not column.flags.writeable
        with pytest.raises(ValueError):
            column[0] = 0


def test_a_column_outlives_its_portfolio(store: sanku.Store) -> None:
    expected = int(store.at(AS_OF)["total_investment"].sum())
    column = store.at(AS_OF)["total_investment"]
    assert int(column.sum()) == expected


def test_dates_may_be_text_date_or_timestamp(store: sanku.Store) -> None:
    sizes = {len(store.at(day)) for day in (AS_OF, dt.date(2024, 6, 30), pd.Timestamp(2024, 6, 30))}
    assert sizes == {1100}
    assert store.at(AS_OF).as_of == dt.date(2024, 6, 30)


def test_to_pandas_has_missing_dates_as_nat_and_missing_amounts_as_na(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    frame = portfolio.to_pandas()
    assert len(frame) == len(portfolio)
    none = portfolio["withdrawn"] == np.iinfo(np.int32).max
    assert (frame["withdrawn"].isna().to_numpy() == none).all()
    unplanned = (portfolio["given"] & 2) == 0
    assert (frame["plan_fen"].isna().to_numpy() == unplanned).all()
    assert frame["total_investment_fen"].sum() == int(portfolio["total_investment"].sum())
    assert (frame["pool"] == "withdrawn").sum() == 12


def test_lights_to_pandas_agrees_with_the_counts(store: sanku.Store) -> None:
    lights = store.at(AS_OF).lights()
    frame = lights.to_pandas()
    assert frame["light"].value_counts().to_dict() == lights.counts()
    for rule in lights.rules:
        assert frame[rule].value_counts().to_dict() == lights.counts(rule)


def test_conversion_by_region_adds_up_to_the_whole(store: sanku.Store) -> None:
    rate = store.at(AS_OF).conversion("directory", "reserve")
    assert str(rate.by_count) == "46.6%"
    parts = rate.by("region").values()
    assert sum(part.moved for part in parts) == rate.by_count.numerator
    assert sum(part.entered for part in parts) == rate.by_count.denominator


def test_errors_carry_code_and_both_languages(store: sanku.Store) -> None:
    with pytest.raises(sanku.Error) as caught:
        store.at("2024-02-30")
    assert caught.value.code == "impossible_date"
    assert "2024-02-30" in str(caught.value) and "日历" in caught.value.message_zh
    with pytest.raises(sanku.Error) as caught:
        store.at(AS_OF).lights("nowhere-1999")
    assert caught.value.code == "unknown_policy"
    with pytest.raises(sanku.Error) as caught:
        store.at(AS_OF).lights().explain("2403-420281-04-01-999999")
    assert caught.value.code == "unknown_project"


def test_a_moment_without_a_zone_is_refused(ledgers: Path) -> None:
    with pytest.raises(sanku.Error) as caught:
        sanku.Store(":memory:").import_csv(
            ledgers / "ledger.csv", recorded_at=dt.datetime(2026, 1, 5)
        )
    assert caught.value.code == "invalid_argument"


def test_importing_twice_changes_nothing(ledgers: Path) -> None:
    store = sanku.Store(":memory:")
    for name in ("ledger.csv", "progress.csv"):
        store.import_csv(ledgers / name, recorded_at=RECORDED)
    length, text = len(store), str(sanku.bulletin(store, as_of=AS_OF))
    for name in ("ledger.csv", "progress.csv"):
        report = store.import_csv(ledgers / name, recorded_at=RECORDED)
        assert report.events_added == 0
    assert len(store) == length
    assert str(sanku.bulletin(store, as_of=AS_OF)) == text


def test_import_calls_back_with_rows(ledgers: Path) -> None:
    calls: list[tuple[int, int, int]] = []
    store = sanku.Store(":memory:")
    report = store.import_csv(
        ledgers / "ledger.csv", recorded_at=RECORDED, progress=lambda *now: calls.append(now)
    )
    done, total, rows = calls[-1]
    assert done == total == (ledgers / "ledger.csv").stat().st_size
    assert rows == report.rows


def test_a_moment_in_the_future_is_refused_since_it_would_lock_the_journal(ledgers: Path) -> None:
    store = sanku.Store(":memory:")
    for moment in ("2199-01-01T00:00:00+08:00", dt.datetime(2199, 1, 1, tzinfo=dt.UTC)):
        with pytest.raises(ValueError, match="future"):
            store.import_csv(ledgers / "ledger.csv", recorded_at=moment)
    assert len(store) == 0


def test_no_date_is_refused_as_a_day(store: sanku.Store) -> None:
    with pytest.raises(TypeError):
        store.at(pd.NaT)  # type: ignore[arg-type]


def test_regions_of_one_name_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(
        "项目代码,项目名称,行政区划,总投资(万元),目录库入库,储备库入库\n"
        "2403-420281-04-01-000001,甲,420281107 城关镇,100,2024-01-05,\n"
        "2403-420222-04-01-000002,乙,420222100 城关镇,100,2024-01-05,2024-02-05\n",
        encoding="utf-8",
    )
    store = sanku.Store(":memory:")
    store.import_csv(tmp_path / "ledger.csv", recorded_at=RECORDED)
    rates = store.at(AS_OF).conversion("directory", "reserve").by("region")
    assert {name: str(part.by_count) for name, part in rates.items()} == {
        "城关镇 420281107": "0.0%",
        "城关镇 420222100": "100.0%",
    }
    text = sanku.bulletin(store, as_of=AS_OF, by="township").text()
    assert "城关镇 420281107" in text and "城关镇 420222100" in text


def test_a_library_does_not_convert_into_an_earlier_one(store: sanku.Store) -> None:
    with pytest.raises(sanku.Error):
        store.at(AS_OF).conversion("reserve", "directory")


def test_a_callback_that_raises_stops_the_import_and_leaves_nothing(ledgers: Path) -> None:
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    store = sanku.Store(":memory:")
    with pytest.raises(KeyboardInterrupt):
        store.import_csv(ledgers / "ledger.csv", recorded_at=RECORDED, progress=stop)
    assert len(store) == 0


def test_the_calibrated_bulletin_shows_dayes_published_figures(store: sanku.Store) -> None:
    # Press conference of Daye city, 2024-09-13, on the first half of 2024.
    text = str(sanku.bulletin(store, as_of=AS_OF))
    for figure in ("5.0", "3.0", "3.5", "46.6%", "62.3%", "86.2% (75/87)"):
        assert figure in text
    assert "红灯，" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_command_and_cpp_example_print_the_same_bytes(store_path: Path, lang: str) -> None:
    program = built("monthly_bulletin")
    flags = ["--en"] if lang == "en" else []
    example = subprocess.run(
        [program, store_path, AS_OF, *flags], capture_output=True, check=True
    ).stdout
    printed = command("bulletin", store_path, "--as-of", AS_OF, "--lang", lang)
    assert printed.returncode == 0
    assert printed.stdout == example


def test_command_warn_lists_every_red_project(store: sanku.Store, store_path: Path) -> None:
    printed = command("warn", store_path, "--as-of", AS_OF, "--json")
    assert printed.returncode == 1
    assert printed.stdout.count(b'"light": "red"') == store.at(AS_OF).lights().counts()["red"]


def test_command_explain_names_rule_figures_and_clause(
    store: sanku.Store, store_path: Path
) -> None:
    frame = store.at(AS_OF).lights().to_pandas()
    code = frame.query("progress == 'red'")["code"].iloc[0]
    text = command("explain", store_path, code, "--as-of", AS_OF, "--figures").stdout.decode()
    assert "进度：红灯" in text and "年度计划投资" in text and "银川" in text
    text = command("explain", store_path, code, "--as-of", AS_OF, "--lang", "en").stdout.decode()
    assert "Progress: red" in text and "Yinchuan" in text


def test_command_import_returns_bad_rows_and_code_1(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "项目代码,项目名称,总投资(万元),目录库入库\n"
        "2403-420281-04-01-123456,好的,100,2024-01-05\n"
        "1.6672E+17,损坏的,100,2024-01-05\n",
        encoding="utf-8",
    )
    printed = command("import", tmp_path / "a.sanku", ledger)
    assert printed.returncode == 1
    assert "科学计数" in printed.stdout.decode()
    rejects = (tmp_path / "ledger.rejects.csv").read_text(encoding="utf-8-sig")
    assert "1.6672E+17" in rejects and "damaged_project_code" in rejects
    assert len(sanku.Store(tmp_path / "a.sanku").at("2024-06-30")) == 1


def test_command_shows_hostile_names_as_text(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "项目代码,项目名称,行政区划,总投资(万元),目录库入库,储备库入库,实施库入库,计划开工\n"
        "2403-420281-04-01-123456,a\\[/x][red]乙,420281,100,2024-01-01,2024-01-02,2024-01-03,2024-01-04\n",
        encoding="utf-8",
    )
    assert command("import", tmp_path / "a.sanku", ledger).returncode == 0
    printed = command("warn", tmp_path / "a.sanku", "--as-of", AS_OF)
    assert printed.returncode == 1 and printed.stderr == b""
    assert "a\\[/x][red]乙" in printed.stdout.decode().replace("\n", "")


def test_command_reads_last_years_investment_as_an_amount(store_path: Path) -> None:
    for text, code in (("350", 0), ("350亿元", 0), ("nan", 2), ("1e300", 2)):
        printed = command(
            "bulletin", store_path, "--as-of", AS_OF, "--previous-year", text, "--format", "json"
        )
        assert printed.returncode == code, text
        if code == 0:
            assert b'"fen": 3500000000000' in printed.stdout


def test_command_refuses_files_that_would_share_a_rejects_file(tmp_path: Path) -> None:
    files = [tmp_path / folder / "ledger.csv" for folder in "ab"]
    for file in files:
        file.parent.mkdir()
        file.write_text("项目代码,项目名称,目录库入库\n", encoding="utf-8")
    out = tmp_path / "out"
    printed = command("import", tmp_path / "a.sanku", *files, "--rejects", out)
    assert printed.returncode == 2
    assert not (tmp_path / "a.sanku").exists()


def test_an_import_without_rejects_removes_those_of_an_earlier_one(tmp_path: Path) -> None:
    ledger, rejects = tmp_path / "ledger.csv", tmp_path / "ledger.rejects.csv"
    heading = "项目代码,项目名称,目录库入库\n"
    ledger.write_text(heading + "1.6672E+17,损坏的,2024-01-05\n", encoding="utf-8")
    assert command("import", tmp_path / "a.sanku", ledger).returncode == 1
    assert rejects.exists()
    ledger.write_text(heading + "2403-420281-04-01-123456,好的,2024-01-05\n", encoding="utf-8")
    assert command("import", tmp_path / "a.sanku", ledger).returncode == 0
    assert not rejects.exists()


def test_command_refuses_a_store_that_is_not_there(tmp_path: Path) -> None:
    printed = command("bulletin", tmp_path / "none.sanku", "--as-of", AS_OF)
    assert printed.returncode == 2
    assert not (tmp_path / "none.sanku").exists()


def test_every_public_name_has_a_docstring() -> None:
    for name in sanku.__all__:
        thing = getattr(sanku, name)
        if isinstance(thing, str):
            continue
        assert inspect.getdoc(thing), name
        if inspect.isclass(thing) and thing.__module__ != "sanku._sanku":
            for member, value in vars(thing).items():
                if not member.startswith("_"):
                    assert inspect.getdoc(value), f"{name}.{member}"


def test_one_version_number_is_read_by_all() -> None:
    cmake = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    declared = re.search(r"project\(sanku VERSION ([0-9.]+)", cmake)
    assert declared and declared[1] == sanku.__version__
    assert declared[1] in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_long_calls_let_other_threads_run(ledgers: Path) -> None:
    store = sanku.Store(":memory:")
    for name in ("ledger.csv", "progress.csv"):
        store.import_csv(ledgers / name, recorded_at=RECORDED)
    lights = store.at(AS_OF).lights()

    def work() -> None:
        store.at(AS_OF)
        store.light_series("2022-01-01", 36)
        store.series("2022-01-01", 36)
        lights.bulletin()

    worker = threading.Thread(target=work)
    ticks = 0
    old = sys.getswitchinterval()
    sys.setswitchinterval(60)  # so that only a call that lets go lets this thread on
    try:
        worker.start()
        while worker.is_alive():
            ticks += 1
            time.sleep(0)
        worker.join()
    finally:
        sys.setswitchinterval(old)
    assert ticks > 100


def test_days_may_come_from_numpy(store: sanku.Store) -> None:
    for day in (np.datetime64("2024-06-30"), np.datetime64("2024-06-30T08:00:00", "ns")):
        assert store.at(day).as_of == dt.date(2024, 6, 30)  # type: ignore[arg-type]
    for none in (np.datetime64("NaT"), pd.NaT):
        with pytest.raises(TypeError):
            store.at(none)  # type: ignore[arg-type]


def test_tables_are_indexed_by_code(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    frame = portfolio.to_pandas(index="code")
    code = portfolio.codes[17]
    assert frame.loc[code, "name"] == portfolio.texts[portfolio["name"][portfolio.row(code)]]
    assert portfolio.lights().to_pandas(index="code").index.equals(frame.index)
