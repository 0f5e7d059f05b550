"""Tables for polars, DuckDB and pyarrow, without a copy."""

from __future__ import annotations

import datetime as dt
import gc
import subprocess
import sys
from fractions import Fraction

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import sanku

AS_OF = "2024-06-30"
MILLION = 1_000_000


def million() -> sanku.Portfolio:
    """A portfolio of 10⁶ projects whose columns take every shape: missing, given, the extremes."""
    seeded = np.random.default_rng(7)
    month, number = np.divmod(np.arange(MILLION), 999_999)
    codes = (month * 10**16 + 420281 * 10**10 + 401 * 10**6 + number + 1).astype(np.uint64)
    given = seeded.integers(0, 128, MILLION).astype(np.uint8)
    amounts = seeded.integers(0, 10**12, MILLION)
    entered = seeded.integers(19_000, 19_890, MILLION).astype(np.int32)
    none = np.iinfo(np.int32).max
    return sanku.Portfolio.from_columns(
        {
            "code": np.sort(codes),
            "region": seeded.integers(0, 3, MILLION).astype(np.uint32),
            "sector": seeded.choice(np.array([0, 339, 313], dtype=np.uint16), MILLION),
            "pool": np.ones(MILLION, dtype=np.uint8),
            "given": given,
            "score": seeded.choice(np.array([0, 8855, 10_000, 65_535], np.uint16), MILLION),
            "last_report": seeded.choice(np.array([0, 24_288, 24_293], np.uint16), MILLION),
            "entered_directory": entered,
            "started": np.where(given & 1, none, entered + 4).astype(np.int32),
            "total_investment": np.where(given & 1, amounts, 0),
            "plan": np.where(given & 2, amounts // 3, 0),
            "paid": np.where(given & 64, amounts // 7, 0),
            "name": seeded.integers(1, 5, MILLION).astype(np.uint32),
            "responsible_unit": seeded.integers(0, 3, MILLION).astype(np.uint32),
        },
        as_of=AS_OF,
        regions=[("420281102", "金湖街道"), ("420281107", ""), ("420281112", "陈贵镇")],
        texts=["市发改委", "“甲”,\n<乙>", "🏗️", "pipe | tab\t"],
    )


@pytest.fixture(scope="module")
def portfolio() -> sanku.Portfolio:
    return million()


def same(frame: pd.DataFrame, other: pd.DataFrame) -> None:
    """Holds both to be the same table, whatever kinds of columns they keep it in."""
    assert list(frame.columns) == list(other.columns)
    for name in frame.columns:
        ours, theirs = frame[name], other[name]
        assert (ours.isna().to_numpy() == theirs.isna().to_numpy()).all(), name
        there = ours.notna().to_numpy()
        if ours.dtype.kind == "M":
            days = pd.to_datetime(theirs[there]).to_numpy().astype("datetime64[D]")
            assert (ours[there].to_numpy().astype("datetime64[D]") == days).all(), name
        elif ours.dtype.kind in "iufb" or str(ours.dtype) in ("Int64", "boolean"):
            exact = ours[there].to_numpy(dtype="int64" if ours.dtype.kind != "f" else "float64")
            assert (exact == theirs[there].to_numpy(dtype=exact.dtype)).all(), name
        else:
            assert (ours[there].astype(object) == theirs[there].astype(object)).all(), name


def test_polars_reads_a_million_projects_as_pandas_has_them(portfolio: sanku.Portfolio) -> None:
    same(portfolio.to_pandas(), pl.DataFrame(portfolio).to_pandas())


def test_pyarrow_reads_a_million_projects_as_pandas_has_them(portfolio: sanku.Portfolio) -> None:
    table = pa.table(portfolio)
    table.validate(full=True)
    same(portfolio.to_pandas(), table.to_pandas(date_as_object=False, integer_object_nulls=True))


def test_duckdb_reads_a_million_projects_as_pandas_has_them(portfolio: sanku.Portfolio) -> None:
    read = duckdb.sql("SELECT * FROM portfolio").arrow()
    found = read if isinstance(read, pa.Table) else read.read_all()
    same(portfolio.to_pandas(), found.to_pandas(date_as_object=False, integer_object_nulls=True))


def test_duckdb_asks_questions_of_a_portfolio_by_its_name(store: sanku.Store) -> None:
    projects = store.at(AS_OF)
    found = duckdb.sql("SELECT pool, count(*) FROM projects GROUP BY pool").fetchall()
    assert (
        projects
        and dict(found)
        == projects.to_pandas()["pool"].value_counts().loc[lambda counts: counts > 0].to_dict()
    )


def test_amounts_days_and_lights_share_memory_with_the_portfolio(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    lights = portfolio.lights()

    def address(of: object, name: str) -> int:
        return pa.table(of)[name].chunk(0).buffers()[1].address

    for arrow, column in (("total_investment_fen", "total_investment"), ("started", "started")):
        assert address(portfolio, arrow) == portfolio[column].__array_interface__["data"][0]
    indices = pa.table(lights)["light"].chunk(0).indices.buffers()[1].address
    assert indices == lights.overall.__array_interface__["data"][0]


def test_a_table_outlives_what_it_was_read_from(store: sanku.Store) -> None:
    table = pa.table(store.at(AS_OF))
    gc.collect()
    frame = store.at(AS_OF).to_pandas()
    assert table["total_investment_fen"].to_pylist() == frame["total_investment_fen"].tolist()


def test_a_stream_that_nobody_reads_is_let_go(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    before = sys.getrefcount(portfolio._inner)
    for _ in range(10):
        portfolio.__arrow_c_stream__()
    gc.collect()
    after = sys.getrefcount(portfolio._inner)
    assert after == before


def test_lights_and_rows_are_tables_too(store: sanku.Store) -> None:
    lights = store.at(AS_OF).lights()
    same(lights.to_pandas(), pl.DataFrame(lights).to_pandas())
    ranking = lights.rank("directory_to_reserve", by="township")
    read = pa.RecordBatchReader.from_stream(ranking).read_all()
    assert read["rank"].to_pylist() == [row["rank"] for row in ranking]
    assert read["name"].to_pylist() == [row["name"] for row in ranking]
    assert read["value"].to_pylist() == [float(row["value"]) for row in ranking]


def test_rows_of_any_kind_become_columns() -> None:
    day, moment = dt.date(2024, 6, 30), dt.datetime(2024, 6, 30, 8, tzinfo=dt.UTC)
    rows = sanku.Rows(
        [
            {
                "n": 1,
                "x": Fraction(1, 4),
                "yes": True,
                "day": day,
                "at": moment,
                "t": "甲",
                "d": {},
            },
            {"n": None, "x": sanku.Ratio(1, 0), "yes": None, "day": None, "at": None, "t": None},
            {"n": 2**70, "d": {"a": [day, Fraction(1, 2), Fraction(0)]}},
        ]
    )
    table = pa.RecordBatchReader.from_stream(rows).read_all().to_pydict()
    assert table["x"] == [0.25, None, None]
    assert table["yes"] == [True, None, None]
    assert table["day"] == [day, None, None]
    assert table["at"] == [moment, None, None]
    assert table["t"] == ["甲", None, None]
    assert table["d"] == ["{}", None, '{"a": ["2024-06-30", 0.5, 0.0]}']
    assert table["n"] == [1.0, None, float(2**70)]
    for few in (sanku.Rows(), sanku.Rows([{"n": None}])):
        assert pa.RecordBatchReader.from_stream(few).read_all().num_rows == len(few)


def test_no_arrow_library_is_needed_to_give_a_table_away() -> None:
    program = (
        "import sys, sanku; p = sanku.Portfolio.from_columns({'code': []}, as_of='2024-06-30');"
        "p.__arrow_c_stream__(); assert 'pyarrow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
