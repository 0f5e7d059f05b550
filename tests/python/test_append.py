"""Tables go into a store by the rules of CSV files, exactly, and come out as they went in."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sanku
from sanku._rows_in import csv_line, number_text

pd = pytest.importorskip("pandas")
np = pytest.importorskip("numpy")

RECORDED = "2024-07-01T09:00:00+08:00"
CODE = "2401-420281-04-01-900001"
OTHER = "2401-420281-04-01-900002"


def appended(table: Any, **options: Any) -> tuple[sanku.Store, sanku.ImportReport]:
    store = sanku.Store(":memory:")
    return store, store.append(table, recorded_at=RECORDED, **options)


def only(table: Any, **options: Any) -> dict[str, Any]:
    """What a table of one project states of it."""
    store, report = appended(table, **options)
    assert (report.accepted, report.rejected) == (1, 0), str(report)
    (row,) = store.at("2024-06-30").to_pandas().to_dict("records")
    return row


def one(**columns: Any) -> Any:
    first = {"project_code": CODE, "name": "桥", "entered_directory": "2023-01-05"}
    return pd.DataFrame({name: [value] for name, value in (first | columns).items()})


def test_a_county_is_the_same_from_a_frame_as_from_csv(ledgers: Path) -> None:
    from_csv, from_frame = sanku.Store(":memory:"), sanku.Store(":memory:")
    for name in ("ledger.csv", "progress.csv"):
        frame = pd.read_csv(ledgers / name, dtype={"项目代码": str, "行政区划": str})
        left = from_csv.import_csv(ledgers / name, recorded_at=RECORDED)
        right = from_frame.append(frame, recorded_at=RECORDED)
        assert (left.kind, left.rows, left.accepted) == (right.kind, right.rows, right.accepted)
        assert right.rejected == 0, str(right)
    assert from_csv.at("2024-06-30").to_pandas().equals(from_frame.at("2024-06-30").to_pandas())


def test_what_to_pandas_gives_can_be_appended_to_a_new_store(store: sanku.Store) -> None:
    portfolio = store.at("2024-06-30")
    before = portfolio.to_pandas()
    codes = np.array([f"{code} {name}" for code, name in portfolio.regions])
    again, report = appended(before.assign(region=codes[portfolio["region"]]), plan_year=2024)
    assert (report.accepted, report.rejected) == (len(before), 0), str(report)
    after = again.at("2024-06-30").to_pandas()
    held = [
        "code",
        "name",
        "region",
        "responsible_unit",
        "lead_leader",
        "pool",
        "sector",
        "funding",
        "entered_directory",
        "entered_reserve",
        "entered_implementation",
        "withdrawn",
        "planned_start",
        "started",
        "enrolled",
        "planned_completion",
        "completed",
        "in_production",
        "settled",
        "final_accounts",
        "evaluated",
        "total_investment_fen",
        "plan_fen",
        "required_payment_fen",
        "score",
        "withdrawal_reason",
    ]
    for column in held:
        pd.testing.assert_series_equal(before[column], after[column])
    assert not before["plan_fen"].isna().all() and not before["score"].isna().all()


@pytest.mark.parametrize(
    ("value", "fen"),
    [
        (1234.56, 12_345_600 * 100),
        (0.1, 100_000),
        (0.1 + 0.2, 300_000),
        (np.float64(1234.56), 12_345_600 * 100),
        (np.float32(0.1), 100_000),
        (100, 100_000_000),
        (np.int32(100), 100_000_000),
        (Decimal("12.3456"), 12_345_600),
        (Fraction(1, 8), 125_000),
        ("3.5亿元", 35_000_000_000),
        (1e-6, 1),
    ],
)
def test_amounts_are_exact_whatever_type_they_have(value: Any, fen: int) -> None:
    frame = one()
    frame["总投资（万元）"] = pd.Series([value])
    assert only(frame)["total_investment_fen"] == fen


@pytest.mark.parametrize(
    ("heading", "unit", "value", "fen"),
    [
        ("total_investment_fen", None, 12_345, 12_345),
        ("total_investment_fen", None, 99_999_999_999_999, 99_999_999_999_999),
        ("总投资（分）", None, 12_345, 12_345),
        ("total_investment", "分", 12_345, 12_345),
        ("total_investment", "元", 123.45, 12_345),
        ("总投资(亿元)", "元", 1, 10_000_000_000),
    ],
)
def test_units_come_from_the_heading_or_the_option(
    heading: str, unit: str | None, value: Any, fen: int
) -> None:
    assert only(one(**{heading: value}), unit=unit)["total_investment_fen"] == fen


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT, "", "—", Decimal("NaN")])
def test_what_is_missing_says_nothing(nothing: Any) -> None:
    frame = one()
    for column in ("started", "lead_leader", "总投资（万元）"):
        frame[column] = pd.Series([nothing], dtype=object)
    row = only(frame)
    assert row["started"] is pd.NaT
    assert pd.isna(row["total_investment_fen"])
    assert row["lead_leader"] == ""


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2023, 3, 1),
        dt.datetime(2023, 3, 1, 23, 59),
        pd.Timestamp("2023-03-01 08:00"),
        pd.Timestamp("2023-03-01 08:00", tz="Asia/Shanghai"),
        np.datetime64("2023-03-01"),
        "2023年3月1日",
        "2023-03-01",
    ],
)
def test_days_of_every_type_are_that_day(day: Any) -> None:
    assert only(one(started=day))["started"] == pd.Timestamp("2023-03-01")


def test_categories_booleans_and_integer_arrays_are_read() -> None:
    frame = one()
    frame["funding"] = pd.Categorical(["special_bond"])
    frame["sector"] = pd.Categorical(["?"])  # as to_pandas() shows a sector that nobody stated
    frame["2023_output_fen"] = pd.array([500], dtype="Int64")
    frame["2023_environment_met"] = pd.array([True], dtype="boolean")
    row = only(frame)
    assert (row["funding"], row["sector"]) == ("special_bond", "?")
    assert (row["output_fen"], row["environment_met"]) == (500, True)


def test_a_list_of_dicts_and_what_has_to_pandas_are_tables() -> None:
    rows = [
        {
            "项目代码": CODE,
            "项目名称": "桥",
            "目录库入库时间": dt.date(2023, 1, 5),
            "总投资（分）": 90_071_992_547_409,
        },
        {"项目代码": OTHER, "项目名称": "路", "目录库入库时间": dt.date(2023, 1, 6)},
    ]
    store, report = appended(rows)
    assert report.accepted == 2, str(report)
    first, second = store.at("2024-06-30").to_pandas()["total_investment_fen"]
    assert first == 90_071_992_547_409 and second is pd.NA

    class Table:
        def to_pandas(self) -> Any:
            return pd.DataFrame(rows, dtype=object)

    assert appended(Table())[1].accepted == 2


def test_tables_of_polars_and_pyarrow_are_tables() -> None:
    polars, pyarrow = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    columns = {
        "项目代码": [CODE, OTHER],
        "项目名称": ["桥", "路"],
        "目录库入库时间": [dt.date(2023, 1, 5), dt.date(2023, 1, 6)],
        "total_investment_fen": [12_345, None],
    }
    for table in (polars.DataFrame(columns), pyarrow.table(columns)):
        store, report = appended(table)
        assert report.accepted == 2, str(report)
        frame = store.at("2024-06-30").to_pandas()
        assert list(frame["entered_directory"]) == [
            pd.Timestamp("2023-01-05"),
            pd.Timestamp("2023-01-06"),
        ]
        assert frame["total_investment_fen"][0] == 12_345


@pytest.mark.parametrize("table", [None, 3, "text", [1, 2], {"a": 1}])
def test_what_is_no_table_is_a_type_error(table: Any) -> None:
    with pytest.raises(TypeError, match="DataFrame"):
        appended(table)


def test_messages_name_the_row_by_the_index_and_the_column(tmp_path: Path) -> None:
    frame = pd.concat([one(), one(project_code=OTHER)], ignore_index=True)
    frame["总投资（万元）"] = ["三百", 100]
    frame["区"] = ["a", "b"]
    frame.index = pd.Index(["甲", 17])
    rejects = tmp_path / "rejects.csv"
    _, report = appended(frame, source="六月补充", rejects=rejects)
    assert (report.accepted, report.rejected, report.source) == (1, 1, "六月补充")
    (problem,) = report.problems
    assert (problem["cell"], problem["column"]) == ("[甲]", "总投资（万元）")
    assert problem["zh"].startswith("六月补充 [甲] “总投资（万元）”列 “三百”：")
    assert "六月补充（项目台账，DataFrame）" in report.summary()
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        assert "[甲] 总投资（万元）" in list(csv.reader(file))[1]
    assert appended(frame.set_index("区"), source="x")[1].problems[0]["cell"] == "[a]"


def test_a_code_that_became_a_float_is_named_as_damaged() -> None:
    frame = one()
    frame["project_code"] = [2.4034202810401123e19]
    _, report = appended(frame)
    (problem,) = report.problems
    assert problem["code"] == "damaged_project_code"
    assert problem["value"] == "2.40342028104011E+19"
    assert only(one(project_code=24014202810401900001))["code"] == CODE  # a whole one is whole


def test_a_table_without_a_heading_is_refused_by_its_name() -> None:
    with pytest.raises(sanku.Error) as caught:
        appended(pd.DataFrame({"a": [1]}), source="表")
    assert (caught.value.code, caught.value.file) == ("no_heading", "表")
    with pytest.raises(sanku.Error) as caught:
        appended(one(总投资=3))
    assert (caught.value.code, caught.value.cell) == ("unknown_money_unit", "[0]")


def test_columns_under_groups_are_understood() -> None:
    frame = pd.DataFrame(
        [[CODE, "桥", dt.date(2023, 1, 5), dt.date(2023, 2, 1)]],
        columns=pd.MultiIndex.from_tuples(
            [("项目代码", ""), ("项目名称", ""), ("入库时间", "目录库"), ("入库时间", "储备库")]
        ),
    )
    assert only(frame)["entered_reserve"] == pd.Timestamp("2023-02-01")


def test_an_index_with_a_name_is_a_column() -> None:
    frame = one().set_index("project_code")
    assert only(frame)["code"] == CODE
    frame["started"] = ["昨天"]
    assert appended(frame)[1].problems[0]["cell"] == f"[{CODE}]"


def test_an_empty_table_adds_nothing() -> None:
    store, report = appended(one().iloc[:0])
    assert (report.rows, report.events_added, len(store)) == (0, 0, 0)


def test_a_row_stays_one_line_whatever_its_texts_hold() -> None:
    frame = pd.concat([one(name='桥\r\n"一", 二;\t三\u2028'), one(project_code=OTHER, name="=1")])
    store, report = appended(frame)
    assert report.accepted == 2, str(report)
    names = list(store.at("2024-06-30").to_pandas()["name"])
    assert names == ['桥 "一", 二; 三', "=1"]
    assert "\n" not in csv_line(["a\nb", "c\r\nd"])
    _, report = appended([one().iloc[0].to_dict() | {"name": "桥\ud800"}])
    assert report.problems[0]["code"] == "bad_encoding"
    _, report = appended(one(name="桥" * 20_000))
    assert report.problems[0]["code"] == "text_too_long"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (100.0, "100"),
        (-0.0, "0"),
        (-2.5, "-2.5"),
        (999_999_999_999_999.0, "999999999999999"),
        (1e15, "1E+15"),
        (2.40342028104012e21, "2.40342028104012E+21"),
        (float("inf"), "inf"),
    ],
)
def test_floats_are_written_by_their_shortest_digits(number: float, text: str) -> None:
    assert number_text(number) == text


def test_progress_counts_up_to_all_rows() -> None:
    calls: list[tuple[int, int, int]] = []
    appended(one(), progress=lambda *now: calls.append(now))
    assert calls[-1][0] == calls[-1][1] and calls[-1][2] == 1
