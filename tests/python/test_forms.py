"""Text, JSON, page, workbook and pandas say the same numbers."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import pandas as pd
import pytest
import sanku
from sanku._edition import Edition
from sanku._page import page
from sanku._workbook import workbook_of
from test_page import Browser, expected, read_back, yi
from test_workbook import of_group, of_year, read, scalars

AS_OF = "2024-06-30"
LIGHTS = ("red", "yellow", "green", "no_data", "none")


@pytest.fixture(scope="module")
def edition(store_path) -> Edition:
    return Edition.of(sanku.Store(store_path), as_of=AS_OF)


@pytest.fixture(scope="module")
def figures(edition: Edition) -> dict[str, Any]:
    """The bulletin's JSON, which each other form is held to."""
    return edition.figures()


def leaves(of: Any, path: str = "") -> Iterator[str]:
    """The key of every number of the JSON; a rate is one."""
    if isinstance(of, dict) and "denominator" in of:
        yield path
    elif isinstance(of, dict):
        for key, value in of.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(of, list):
        for place, one in enumerate(of):
            name = place
            if isinstance(one, dict):
                ends = f"{one['from']}.{one['to']}" if "to" in one and "from" in one else place
                name = one.get("id", one.get("code", ends))
            yield from leaves(one, f"{path}.{name}")
    elif isinstance(of, int) and not isinstance(of, bool):
        yield path


# ---- text


def section(text: str, number: str) -> str:
    """The lines below a heading such as 一、, up to the next one."""
    found = re.search(rf"^{number}、.*?\n(.*?)(?=^\S+、|^依据)", text, re.S | re.M)
    assert found, number
    return found[1]


def numbers(line: str) -> list[str]:
    """The numbers of a line as they are printed."""
    return re.findall(r"-?\d[\d,]*(?:\.\d+)?%?|—", line)


def table(text: str) -> list[list[str]]:
    """The numbers of the rows below the heading of a table."""
    return [numbers(line) for line in text.splitlines()[1:] if line.startswith("  ")]


def share(rate: dict[str, Any], of_money: bool = False) -> list[str]:
    show = yi if of_money else "{:,}".format
    return [rate["text"], show(rate["numerator"]), show(rate["denominator"])]


def group_row(group: dict[str, Any]) -> list[str]:
    held = sum(library["investment_fen"] for library in group["libraries"])
    return [
        *(f"{library['projects']:,}" for library in group["libraries"]),
        yi(held),
        *(one["by_count"]["text"] for one in group["conversions"]),
        *(f"{group['lights'][light]:,}" for light in LIGHTS[:4]),
        group["evaluations"]["rate"]["text"],
        group["two_accounts"]["rate"]["text"],
    ]


def growth(sums: dict[str, Any]) -> str:
    now, then = sums["this_year"]["projects"], sums["last_year"]["projects"]
    return sanku.Ratio(now - then, then).percent()


def test_the_text_prints_the_numbers_of_the_json(edition: Edition, figures) -> None:
    text = edition.bulletin.text("zh", red_limit=10_000)
    libraries = section(text, "一")
    assert table(libraries)[:3] == [
        [f"{one['projects']:,}", yi(one["investment_fen"]), one["multiple"]["text"]]
        for one in figures["libraries"]
    ]
    last = numbers(libraries.splitlines()[-2])
    assert last == [yi(figures["previous_year_investment"]["fen"]), str(figures["withdrawn"])]
    assert table(section(text, "二")) == [
        share(one["by_count"]) + share(one["by_investment"], of_money=True)
        for one in figures["conversions"]
    ]
    rules = [*(rule["counts"] for rule in figures["lights"]["rules"])]
    order = ("red", "yellow", "green", "no_data", "none")
    assert table(section(text, "三")) == [
        [f"{counts[light]:,}" for light in order]
        for counts in (*rules, figures["lights"]["overall"])
    ]
    red = section(text, "四")
    assert re.findall(r"\d{4}-\d{6}-\d\d-\d\d-\d{6}", red) == [
        one["code"] for one in figures["red"]
    ]
    assert re.findall(r"([\d,.]+)亿元 ·", red) == [
        yi(one["investment_fen"]) for one in figures["red"]
    ]
    accounts = figures["two_accounts"]
    assert numbers(section(text, "五")) == [
        *(str(accounts[name]) for name in ("completed", "settled", "approved")),
        *share(accounts["rate"]),
        str(accounts["overdue"]),
    ]
    evaluations = figures["evaluations"]
    counts = [str(evaluations["due"]), str(evaluations["done"])]
    assert numbers(section(text, "六")) == counts + share(evaluations["rate"])
    assert table(section(text, "七")) == [
        [
            str(sums["this_year"]["projects"]),
            yi(sums["this_year"]["investment_fen"]),
            str(sums["last_year"]["projects"]),
            yi(sums["last_year"]["investment_fen"]),
            growth(sums),
        ]
        for sums in figures["activity"].values()
    ]
    for number, part in (("八", "regions"), ("九", "sectors")):
        assert table(section(text, number)) == [group_row(group) for group in figures[part]]
    quality = figures["quality"]
    lines = section(text, "十").splitlines()
    assert numbers(lines[0]) == [
        str(quality["expected_reports"]),
        *share(quality["reporting_rate"]),
        str(quality["stale_reports"]),
    ]
    assert numbers(lines[1]) == [str(unit["projects"]) for unit in quality["silent_units"]]
    names = ("rows", "rejected", "suspended_lights", "returned_reasons")
    assert numbers(lines[2]) == [f"{quality[name]:,}" for name in names]
    assert f"{figures['provenance']['journal']['events']:,} 条事件" in text


# ---- page

#: Numbers of the JSON that the page holds and does not show as figures of their own: the red list
#: is part of the list of all projects, and of rows it shows the accepted ones and the rejected.
_NOT_SHOWN = re.compile(r"^red\.|^quality\.((silent_units|imports)\.|rows$)")
#: What it shows of a region and of a sector, as the text does.
_OF_GROUP = re.compile(
    r"\.libraries\.\w+\.projects$|\.by_count$|\.lights\.(red|yellow|green|no_data)$|\.rate$"
)


def is_to_be_shown(key: str) -> bool:
    if re.match(r"(regions|sectors)\.", key):
        return _OF_GROUP.search(key) is not None
    return not _NOT_SHOWN.search(key)


def test_the_page_shows_the_numbers_of_the_json(edition: Edition, figures, tmp_path) -> None:
    path = tmp_path / "通报.html"
    made = page(edition.store, as_of=AS_OF)
    made.save(path)
    told = re.search(r'<script type="application/json" id="bulletin">(.*?)</script>', made.html)
    assert told
    embedded = json.loads(told[1])
    assert embedded == {lang: edition.figures(lang) for lang in ("zh", "en")}
    browser = Browser()
    try:
        browser.open(path)
        shown = read_back(browser)
    finally:
        browser.driver.quit()
    assert shown == {key: expected(figures, key) for key in shown}
    hidden = {key for key in leaves(figures) if is_to_be_shown(key) and key not in shown}
    assert not hidden, sorted(hidden)


# ---- workbook


def test_the_workbook_holds_the_numbers_of_the_json(edition: Edition, figures) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(edition).data))
    wanted = scalars(figures)
    assert {name: read(book, name) for name in wanted} == {
        name: [value] for name, value in wanted.items()
    }
    for part in ("regions", "sectors"):
        rows = []
        for group in figures[part]:
            row = of_group(group) | {f"lights_{name}": n for name, n in group["lights"].items()}
            for key in ("started", "enrolled", "completed"):
                row |= of_year(key, group[key])
            rows.append(row)
        for name in rows[0]:
            assert read(book, f"{part}_{name}") == [row[name] for row in rows], name


# ---- pandas


def conversion(frame: pd.DataFrame, source: str, target: str) -> list[int]:
    """Moved on and entered, by count and by investment."""
    entered = frame[frame[f"entered_{source}"].notna()]
    moved = entered[entered[f"entered_{target}"].notna()]
    parts = (moved, entered)
    amounts = [int(part["total_investment_fen"].fillna(0).sum()) for part in parts]
    return [len(moved), len(entered), *amounts]


def of_frames(projects: pd.DataFrame, lights: pd.DataFrame) -> dict[str, Any]:
    """What the bulletin says of all, of a region or of a sector, counted anew."""
    pools = {
        library: projects[projects["pool"] == library]
        for library in ("directory", "reserve", "implementation")
    }
    completed = projects[projects["completed"].notna()]
    settled = completed[completed["settled"].notna()]
    approved = completed[completed["final_accounts"].notna()]
    both = settled[settled["final_accounts"].notna()]
    return {
        "libraries": {
            library: (len(held), int(held["total_investment_fen"].fillna(0).sum()))
            for library, held in pools.items()
        },
        "conversions": [
            conversion(projects, "directory", "reserve"),
            conversion(projects, "reserve", "implementation"),
        ],
        "lights": {light: int((lights["light"] == light).sum()) for light in LIGHTS},
        "two_accounts": [len(completed), len(settled), len(approved), len(both)],
    }


def of_json(group: dict[str, Any], lights: dict[str, int]) -> dict[str, Any]:
    accounts = group["two_accounts"]
    return {
        "libraries": {
            one["id"]: (one["projects"], one["investment_fen"]) for one in group["libraries"]
        },
        "conversions": [
            [
                one[by][part]
                for by in ("by_count", "by_investment")
                for part in ("numerator", "denominator")
            ]
            for one in group["conversions"]
        ],
        "lights": lights,
        "two_accounts": [accounts[key] for key in ("completed", "settled", "approved", "both")],
    }


def test_pandas_counts_the_numbers_of_the_json(edition: Edition, figures) -> None:
    projects, lights = edition.lights.portfolio.to_pandas(), edition.lights.to_pandas()
    assert of_frames(projects, lights) == of_json(figures, figures["lights"]["overall"])
    for rule in figures["lights"]["rules"]:
        assert lights[rule["id"]].value_counts().to_dict() == rule["counts"]
    assert int((projects["pool"] == "withdrawn").sum()) == figures["withdrawn"]
    last = int(projects["completed_last_year_fen"].sum())
    assert last == figures["previous_year_investment"]["fen"]
    red = lights.loc[lights["light"] == "red", "code"]
    assert sorted(red) == sorted(one["code"] for one in figures["red"])
    for part, by in (("regions", "region"), ("sectors", "sector")):
        groups = projects[by] if by == "region" else projects["sector"].astype(str).str[0]
        for group in figures[part]:
            rows = (groups == group["name" if by == "region" else "code"]).to_numpy()
            found = of_frames(projects[rows], lights[rows])
            assert found == of_json(group, group["lights"]), group["name"]
    for key, column in (
        ("started", "started"),
        ("enrolled", "enrolled"),
        ("completed", "completed"),
        ("in_production", "in_production"),
    ):
        for year, named in ((2024, "this_year"), (2023, "last_year")):
            days = projects[column]
            rows = projects[(days >= f"{year}-01-01") & (days <= f"{year}-06-30")]
            amount = int(rows["total_investment_fen"].fillna(0).sum())
            sums = figures["activity"][key][named]
            assert (len(rows), amount) == (sums["projects"], sums["investment_fen"]), key
    reported = projects[projects["evaluated"].notna()]
    assert len(reported) >= figures["evaluations"]["done"]
