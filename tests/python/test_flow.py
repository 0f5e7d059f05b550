"""Flows through networks of pools: stays, balances, traffic, and the command on them."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sanku
from conftest import ROOT, shared
from test_commands_warning import command

AS_OF = "2024-06-30"
FIGURES = "期初 新入库 转入 退回转入 转出 退回 退库 期末".split()
INS = ("entered", "moved_in", "sent_back_in")
OUTS = ("moved_on", "sent_back", "left")
DAYS = {
    "directory": np.array(["2024-01-31", "2024-02-01", "NaT"], "datetime64[D]"),
    "reserve": np.array(["2024-03-01", "NaT", "2024-05-05"], "datetime64[D]"),
}
LEFT = np.array(["2024-03-31", "NaT", "NaT"], "datetime64[D]")


def small(**further: object) -> sanku.Flow:
    """Three members: through the reserve and out; waiting; straight into the reserve."""
    return sanku.Flow.from_columns(
        "three-libraries",
        DAYS,
        left=LEFT,
        amount=[1, 20, 300],
        as_of="2024-06-15",
        **further,  # type: ignore[arg-type]
    )


def test_a_balance_counts_what_came_and_went_by_month() -> None:
    rows = small().balance("2024-01")
    found = {(str(r["first"])[:7], r["pool"]): r for r in rows}
    march = found["2024-03", "reserve"]
    assert (march["moved_in"], march["left"], march["closing"]) == (1, 1, 0)
    assert (march["moved_in_fen"], march["left_fen"]) == (1, 1)
    may = found["2024-05", "reserve"]
    assert (may["entered"], may["entered_fen"], may["closing_fen"]) == (1, 300, 300)
    june = found["2024-06", "directory"]
    assert june["last"] == dt.date(2024, 6, 15)
    assert june["opening"] == june["closing"] == 1
    assert ("2024-01", "reserve") not in found
    assert len(small().balance("2024-01", all_rows=True)) == 6 * 3
    year = small().balance("2024-01-01", last="2024-06-15")
    assert [(r["pool"], r["opening"], r["closing"]) for r in year] == [
        ("directory", 0, 1),
        ("reserve", 0, 1),
    ]


def test_labels_of_ones_own_group_a_balance() -> None:
    rows = small().balance("2024-01", by=["a", "b", "a"])
    assert {r["group"] for r in rows} == {"a", "b"}
    assert sum(r["entered"] for r in rows) == 3


def test_returns_are_visits_and_contradictions_are_listed() -> None:
    flow = small(visits=[(2, "directory", "2024-05-10"), (1, None, "2024-06-01")])
    stays = flow.stays().to_pandas()
    assert list(stays[stays["row"] == 2]["end"]) == ["sent_back", "still"]
    assert list(stays[stays["row"] == 1]["end"]) == ["left"]
    assert flow.findings() == []
    days = {"reserve": [10], "directory": [20]}
    odd = sanku.Flow.from_columns("three-libraries", days, as_of="2024-06-15")
    (finding,) = odd.findings("en")
    assert finding["kind"] == "contradiction"
    assert (finding["from"], finding["since"]) == ("reserve", dt.date(1970, 1, 11))
    assert (finding["to"], finding["day"]) == ("directory", dt.date(1970, 1, 21))
    assert odd.passage("directory", "reserve").impossible == [0]


def test_what_does_not_fit_is_refused() -> None:
    for days, code in (
        ({"nowhere": [1]}, "unknown_pool"),
        ({"directory": [1], "reserve": [1, 2]}, "invalid_argument"),
    ):
        with pytest.raises(sanku.Error) as refused:
            sanku.Flow.from_columns("three-libraries", days, as_of=AS_OF)
        assert refused.value.code == code
    with pytest.raises(sanku.Error) as refused:
        small().passage("reserve", "directory")
    assert refused.value.code == "forbidden_move"
    with pytest.raises(sanku.Error):
        small().balance("2024-07", 1)
    with pytest.raises(sanku.Error) as refused:
        sanku.Flow.from_columns("no-network", {}, as_of=AS_OF)
    assert refused.value.code == "unknown_network"


def test_the_balance_of_the_county_closes_and_ends_at_the_library_sizes(
    store: sanku.Store,
) -> None:
    portfolio = store.at(AS_OF)
    flow = portfolio.flow()
    rows = flow.balance("2023-01", 18)
    assert rows and all(row["closes"] for row in rows)
    for row in rows:
        for unit in ("", "_fen"):
            came = row["opening" + unit] + sum(row[name + unit] for name in INS)
            assert came - sum(row[name + unit] for name in OUTS) == row["closing" + unit]
    pools = portfolio["pool"]
    for place, name in enumerate(("directory", "reserve", "implementation"), start=1):
        last = [r for r in rows if r["pool"] == name][-1]
        assert last["closing"] == int((pools == place).sum())
        assert last["closing_fen"] == int(portfolio["total_investment"][pools == place].sum())
    regions = flow.balance("2023-01", 18, by="region")
    for row in rows:
        same = [r for r in regions if (r["first"], r["pool"]) == (row["first"], row["pool"])]
        for figure in ("opening", *INS, *OUTS, "closing"):
            assert sum(r[figure] for r in same) == row[figure]
    assert len(flow.balance("2023-01", 18, by=["region", "sector"])) >= len(regions)


def test_traffic_and_diagrams_show_the_same_counts(store: sanku.Store) -> None:
    flow = store.at(AS_OF).flow()
    traffic = flow.traffic()
    inside = {pool["pool"]: pool["inside"]["projects"] for pool in traffic["pools"]}
    year = flow.balance("1990-01-01", last=AS_OF, all_rows=True)
    assert inside == {row["pool"]: row["closing"] for row in year}
    for row in year:
        onward = [m for m in traffic["moves"] if m["from"] == row["pool"] and not m["return"]]
        assert sum(move["projects"] for move in onward) == row["moved_on"]
    for drawn in (flow.mermaid("zh"), flow.dot("en")):
        assert str(inside["reserve"]) in drawn
    assert "flowchart" in flow._repr_markdown_()


def test_the_passage_of_a_flow_converts_as_the_portfolio_does(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    passage = portfolio.flow().passage("directory", "reserve")
    assert len(passage) == len(portfolio.codes)
    assert passage.impossible == []


def test_stays_are_views(store: sanku.Store) -> None:
    stays = store.at(AS_OF).flow().stays()
    assert not stays["entered"].flags.writeable
    assert {len(column) for column in stays.values()} == {len(stays["row"])}


def test_the_command_prints_a_balance_that_closes(store_path: Path) -> None:
    text = command("flow", store_path, "--as-of", AS_OF, "--by", "county", "--by", "funding")
    for word in (*FIGURES, "县市区", "资金类别", "专项债", "2024-06", "各行均平"):
        assert word in text
    assert "a balance is by pool already" in command(
        "flow", store_path, "--as-of", AS_OF, "--by", "pool", code=2
    )
    english = command("flow", store_path, "--as-of", AS_OF, "--year", "--lang", "en")
    assert "every line closes" in english and "2024-01-01–2024-06-30" in english
    narrow = subprocess.run(
        [sys.executable, "-m", "sanku", "flow", store_path, "--as-of", AS_OF],
        capture_output=True,
        check=True,
        text=True,
        env=os.environ | {"COLUMNS": "40"},
    ).stdout
    heading, first, *_ = narrow.splitlines()[1:]
    assert heading.split() == ["期间", "库", *FIGURES]
    assert len(first.split()) == len(FIGURES) + 2, "no column is cut or folded"
    printed = json.loads(command("flow", store_path, "--as-of", AS_OF, "--format", "json"))
    assert all(row["closes"] for row in printed["balance"])
    assert json.loads(command("flow", store_path, "--as-of", AS_OF, "--json")) == printed
    assert command("flow", store_path, "--as-of", AS_OF, "--format", "mermaid").startswith(
        "flowchart"
    )
    assert command("flow", store_path, "--as-of", AS_OF, "--format", "dot").startswith("digraph")
    assert command("flow", store_path, "--as-of", AS_OF, "--network", "life-cycle")
    command("flow", store_path, "--as-of", AS_OF, "--network", "none", code=2)
    command("flow", store_path, "--as-of", AS_OF, "--first", "2024-08", "--months", 1, code=2)


def test_the_command_lists_what_the_network_does_not_have(
    store: sanku.Store, store_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "no_exits.toml"
    pools = "".join(
        f"""
        [[pool]]
        id = "{library}"
        name = {{ zh = "{library}", en = "{library}" }}
        day = "entered_{library}"
        entry = true
        final = true
        """
        for library in ("directory", "reserve", "implementation")
    )
    file.write_text(
        'id = "no-exits"\nname = { zh = "无", en = "none" }\n'
        f'source = {{ zh = "无", en = "none" }}\n{pools}'
        '[[move]]\nfrom = "directory"\nto = "reserve"\n'
        '[[move]]\nfrom = "reserve"\nto = "implementation"\n',
        encoding="utf-8",
    )
    portfolio = store.at(AS_OF)
    gone = np.flatnonzero(portfolio["withdrawn"] <= np.int32(19_904))  # 2024-06-30
    findings = portfolio.flow(file).findings()
    assert [f["row"] for f in findings if f["to"] is None] == gone.tolist()
    text = command("flow", store_path, "--as-of", AS_OF, "--network", file, "--year")
    assert f"须核对{len(findings)}条" in text
    assert all(portfolio.codes[row] in text for row in gone)


def test_the_stage_gates_balance_as_rows_counted_one_by_one() -> None:
    def day(cell: str) -> np.datetime64:
        date = cell.split(" ")[0]
        if "/" in date:
            date = dt.date(*(int(part) for part in reversed(date.split("/")))).isoformat()
        return np.datetime64(date or "NaT", "D")

    gates = ("BNI", "PBC", "BCA", "Stage1")
    path = shared("stage_gates/capital_delivery_projects.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    days = {gate.lower(): np.array([day(row[gate]) for row in rows]) for gate in gates}
    flow = sanku.Flow.from_columns(ROOT / "examples" / "stage_gates.toml", days, as_of="2024-07-19")
    for row in flow.balance("2020-01-01", last="2020-12-31"):
        place = list(days).index(row["pool"])

        def standing(on: str, place: int = place) -> int:
            reached = [days[gate.lower()] <= np.datetime64(on) for gate in gates]
            later = np.logical_or.reduce([*reached[place + 1 :], np.zeros(len(rows), bool)])
            return int((reached[place] & ~later).sum())

        assert row["opening"] == standing("2019-12-31")
        assert row["closing"] == standing("2020-12-31")
        assert row["closes"]


def test_a_balance_is_asked_for_by_months_or_up_to_a_day() -> None:
    with pytest.raises(ValueError, match="months or last, not both"):
        small().balance("2024-01", 2, last="2024-02-29")


def test_stays_of_projects_name_their_codes(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    stays = portfolio.flow().stays().to_pandas()
    assert stays["code"].tolist() == [portfolio.codes[row] for row in stays["row"]]
    assert "code" not in small().stays().to_pandas()


def test_a_balance_by_several_things_has_a_column_for_each(store: sanku.Store) -> None:
    flow = store.at(AS_OF).flow()
    rows = flow.balance("2024-01-01", last=AS_OF, by=["funding", "month"])
    assert list(rows[0])[:2] == ["funding", "month"]
    whole = flow.balance("2024-01-01", last=AS_OF)
    for pool in whole:
        parts = [row["closing"] for row in rows if row["pool"] == pool["pool"]]
        assert sum(parts) == pool["closing"]
