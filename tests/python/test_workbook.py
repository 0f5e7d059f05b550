"""The workbook says what the bulletin says, and no cell of it is anything but a value."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sanku
from sanku._edition import Edition
from sanku._sanku import Ratio
from sanku._sheet import MOST_ROWS, NOTHING, Book, Column, cell_text, name_of
from sanku._workbook import workbook, workbook_of

openpyxl = pytest.importorskip("openpyxl")

AS_OF = "2024-06-30"


@pytest.fixture(scope="module")
def edition(store_path: Path) -> Edition:
    return Edition.of(sanku.Store(store_path), as_of=AS_OF)


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def book(edition: Edition, lang: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook_of(edition, lang).data))


def read(book: Any, name: str) -> list[Any]:
    """The values of the cells that a name means."""
    ((sheet, where),) = book.defined_names[name].destinations
    cells = book[sheet][where.replace("$", "")]
    return [cells.value] if not isinstance(cells, tuple) else [row[0].value for row in cells]


def fen(yuan: float) -> int:
    return round(Fraction(yuan) * 100)


def stored(number: float) -> float:
    """The number to the 16 digits that the file holds."""
    return float(f"{number:.16G}")


def rate(shown: dict[str, Any]) -> Any:
    if shown["denominator"] == 0:
        return NOTHING
    return stored(shown["numerator"] / shown["denominator"])


def of_conversions(group: dict[str, Any]) -> dict[str, Any]:
    out = {}
    for one in group["conversions"]:
        for by in ("by_count", "by_investment"):
            name = f"conversions_{one['from']}_{one['to']}_{by}"
            scale = 1 if by == "by_count" else 100
            out[f"{name}_numerator"] = one[by]["numerator"] / scale
            out[f"{name}_denominator"] = one[by]["denominator"] / scale
            out[f"{name}_rate"] = rate(one[by])
    return out


def of_group(group: dict[str, Any]) -> dict[str, Any]:
    """What the bulletin says of all, of a region or of a sector, by the names of cells."""
    out = of_conversions(group)
    for one in group["libraries"]:
        out[f"libraries_{one['id']}_projects"] = one["projects"]
        out[f"libraries_{one['id']}_investment"] = one["investment_fen"] / 100
        out[f"libraries_{one['id']}_multiple"] = rate(one["multiple"])
    for part in ("two_accounts", "evaluations"):
        for key, value in group[part].items():
            out[f"{part}_{key}"] = rate(value) if key == "rate" else value
    return out


def of_year(name: str, sums: dict[str, Any]) -> dict[str, Any]:
    this, last = sums["this_year"], sums["last_year"]
    growth = this["projects"] - last["projects"]
    return {
        f"{name}_this_year_projects": this["projects"],
        f"{name}_this_year_investment": this["investment_fen"] / 100,
        f"{name}_last_year_projects": last["projects"],
        f"{name}_last_year_investment": last["investment_fen"] / 100,
        f"{name}_growth": stored(growth / last["projects"]) if last["projects"] else NOTHING,
    }


def scalars(figures: dict[str, Any]) -> dict[str, Any]:
    """Every number of the bulletin that stands by itself, by the name of its cell."""
    out = of_group(figures)
    out["previous_year_investment"] = figures["previous_year_investment"]["fen"] / 100
    out["withdrawn"] = figures["withdrawn"]
    size = figures["reserve_to_directory_size"]
    out["reserve_to_directory_size_numerator"] = size["numerator"]
    out["reserve_to_directory_size_denominator"] = size["denominator"]
    out["reserve_to_directory_size_rate"] = rate(size)
    lines = [("overall", figures["lights"]["overall"])]
    lines += [(rule["id"], rule["counts"]) for rule in figures["lights"]["rules"]]
    for rule, counts in lines:
        out |= {name_of("lights", rule, light): n for light, n in counts.items()}
    for key, sums in figures["activity"].items():
        out |= of_year(f"activity_{key}", sums)
    quality = figures["quality"]
    keys = ("expected_reports", "stale_reports", "rows", "rejected", "suspended_lights")
    out |= {f"quality_{key}": quality[key] for key in (*keys, "returned_reasons")}
    out["quality_reporting_rate"] = rate(quality["reporting_rate"])
    out["quality_reporting_rate_numerator"] = quality["reporting_rate"]["numerator"]
    return out


def test_every_number_of_the_bulletin_stands_in_a_cell_of_its_name(
    book: Any, edition: Edition, lang: str
) -> None:
    expected = scalars(edition.figures(lang))
    found = {name: read(book, name) for name in expected}
    assert found == {name: [value] for name, value in expected.items()}


@pytest.mark.parametrize("part", ["regions", "sectors"])
def test_regions_and_sectors_stand_in_columns_of_their_names(
    book: Any, edition: Edition, lang: str, part: str
) -> None:
    groups = edition.figures(lang)[part]
    assert groups
    expected = []
    for group in groups:
        figures = of_group(group) | {"code": group["code"], "name": group["name"]}
        figures |= {f"lights_{light}": n for light, n in group["lights"].items()}
        for key in ("started", "enrolled", "completed"):
            figures |= of_year(key, group[key])
        expected.append(figures)
    for name in expected[0]:
        assert read(book, f"{part}_{name}") == [one[name] for one in expected], name


def test_red_list_has_a_row_for_each_reason(book: Any, edition: Edition, lang: str) -> None:
    red = edition.figures(lang)["red"]
    reasons = [(project, reason) for project in red for reason in project["reasons"]]
    assert read(book, "red_code") == [project["code"] for project, _ in reasons]
    assert read(book, "red_sentence") == [reason["sentence"] for _, reason in reasons]
    assert [fen(v) for v in read(book, "red_investment")] == [
        project["investment_fen"] for project, _ in reasons
    ]
    assert read(book, "red_ways") == ["\n".join(reason["ways"]) for _, reason in reasons]


def test_lists_of_quality_are_those_of_the_bulletin(book: Any, edition: Edition, lang: str) -> None:
    quality = edition.figures(lang)["quality"]
    for key in ("name", "projects"):
        wanted = [unit[key] for unit in quality["silent_units"]]
        assert read(book, f"silent_units_{key}") == wanted
    for key in ("source", "recorded_at", "rows", "rejected"):
        assert read(book, f"imports_{key}") == [entry[key] for entry in quality["imports"]]


def test_units_add_up_to_the_bulletin(book: Any, edition: Edition, lang: str) -> None:
    figures = edition.figures(lang)
    held = sum(one["projects"] for one in figures["libraries"])
    assert sum(read(book, "units_projects")) == held
    invested = sum(one["investment_fen"] for one in figures["libraries"])
    assert sum(fen(v) for v in read(book, "units_investment")) == invested
    for light in ("red", "yellow", "green", "no_data"):
        assert sum(read(book, f"units_lights_{light}")) == figures["lights"]["overall"][light]
    assert sum(read(book, "units_evaluations_due")) == figures["evaluations"]["due"]
    assert sum(read(book, "units_evaluations_done")) == figures["evaluations"]["done"]
    assert sum(read(book, "units_expected_reports")) == figures["quality"]["expected_reports"]


def rows_below(sheet: Any, first_heading: str) -> list[tuple[Any, ...]]:
    rows = list(sheet.iter_rows(values_only=True))
    at = next(i for i, row in enumerate(rows) if row[0] == first_heading)
    return [row for row in rows[at + 1 :] if row[0] is not None]


def test_project_lists_are_as_long_as_the_bulletin_counts(
    book: Any, edition: Edition, lang: str
) -> None:
    figures = edition.figures(lang)
    heading = "项目代码" if lang == "zh" else "Code"
    lights = rows_below(book.worksheets[2], heading)
    words = {
        "zh": ("红灯", "黄灯", "绿灯", "无数据", NOTHING),
        "en": ("red", "yellow", "green", "no data", NOTHING),
    }[lang]
    overall = figures["lights"]["overall"]
    keys = ("red", "yellow", "green", "no_data", "none")
    for word, key in zip(words, keys, strict=True):
        assert sum(row[6] == word for row in lights) == overall[key]
    for place, rule in enumerate(figures["lights"]["rules"], 7):
        assert sum(row[place] == words[0] for row in lights) == rule["counts"]["red"]
    accounts = figures["two_accounts"]
    unfinished = rows_below(book.worksheets[4], heading)
    assert len(unfinished) == accounts["completed"] - accounts["both"]
    assert all(isinstance(row[4], dt.datetime) for row in unfinished)
    due = [
        row
        for row in rows_below(book.worksheets[5], heading)
        if row[5] not in ("未到期", "upcoming")
    ]
    assert len(due) == figures["evaluations"]["due"]


def test_no_cell_is_a_formula_and_texts_stay_texts(book: Any) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                if cell.data_type == "s" and cell.value:
                    assert not re.match(r"[=+@\t\r]|-[^\d.,]", cell.value), cell.value


def test_sheets_are_named_framed_and_ready_to_print(book: Any, lang: str) -> None:
    names = {
        "zh": [
            "总览",
            "三库",
            "红绿灯",
            "红灯清单",
            "两算",
            "三评",
            "地区行业",
            "责任单位",
            "数据质量",
        ],
        "en": [
            "Overview",
            "Three libraries",
            "Lights",
            "Red list",
            "Two accounts",
            "Three evaluations",
            "Regions and sectors",
            "Units",
            "Data quality",
        ],
    }[lang]
    assert book.sheetnames == names
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.page_setup.fitToWidth is None or 1 <= int(sheet.page_setup.fitToWidth) <= 2
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area
        assert "&P" in sheet.oddFooter.right.text
        assert AS_OF in sheet.oddFooter.left.text
    for sheet in book.worksheets[1:8]:
        assert sheet.freeze_panes, sheet.title
        assert sheet.auto_filter.ref, sheet.title
        assert sheet.print_title_rows, sheet.title
    lights = book.worksheets[2].conditional_formatting
    assert sum(len(entry.rules) for entry in lights) == 4  # one a light; the fifth is no light


def test_charts_of_the_overview_refer_to_its_cells(edition: Edition) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_of(edition).data)) as file:
        charts = [name for name in file.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == 3
        texts = [file.read(name).decode() for name in sorted(charts)]
    assert "总览" in texts[0] and "总览" in texts[1] and "三库" in texts[2]


def test_the_same_bulletin_gives_the_same_bytes(store: sanku.Store, edition: Edition) -> None:
    assert workbook(store, as_of=AS_OF).data == workbook_of(edition).data
    assert workbook(store, as_of="2024-05-31").data != workbook_of(edition).data


def test_saving_writes_the_data(edition: Edition, tmp_path: Path) -> None:
    made = workbook_of(edition)
    made.save(tmp_path / "通报.xlsx")
    assert (tmp_path / "通报.xlsx").read_bytes() == made.data


HOSTILE = [
    '=HYPERLINK("http://example.org","点我")',
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "<script>alert(1)</script>",
    "\u200f右到左😀&P",
    "_x0041_",
    "'=1",
]


def test_hostile_names_stand_as_harmless_text(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    lines = ["项目代码,项目名称,责任单位,总投资（万元）,目录库入库时间,实施库入库时间,计划开工时间"]
    for number, name in enumerate(HOSTILE):
        quoted = '"' + name.replace('"', '""') + '"'
        lines.append(
            f"2401-420281-04-01-{number:06},{quoted},{quoted},100,2023-01-05,2023-02-01,2023-03-01"
        )
    ledger.write_text("\n".join(lines), encoding="utf-8")
    store = sanku.Store(tmp_path / "s.sanku")
    report = store.import_csv(ledger, recorded_at="2024-06-30T12:00:00+08:00")
    assert report.accepted == len(HOSTILE), str(report)
    made = workbook(store, as_of="2024-06-30")
    book = openpyxl.load_workbook(io.BytesIO(made.data))
    shown = {row[1].value: row[1].data_type for row in book["红绿灯"].iter_rows(min_row=5)}
    assert shown == {cell_text(name): "s" for name in HOSTILE}
    assert "'=HYPERLINK" in next(iter(shown))
    with zipfile.ZipFile(io.BytesIO(made.data)) as file:
        for name in file.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in file.read(name), name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1", "'=1"),
        ("+1", "'+1"),
        ("@x", "'@x"),
        ("-a", "'-a"),
        ("-1+1", "'-1+1"),
        ("-1,234.5", "-1,234.5"),  # a negative number, as a text, is none
        ("\t=1", "'\t=1"),
        ("\r=1", "'\ufffd=1"),
        ("a=1", "a=1"),
        ("", ""),
        ("a\x00b\x1f\x7f", "a\ufffdb\ufffd\ufffd"),
        ("a\ud800b", "a\ufffdb"),
        ("\u202eabc", "\ufffdabc"),
        ("两\n行", "两\n行"),
    ],
)
def test_text_is_harmless_as_a_cell_and_as_csv(text: str, shown: str) -> None:
    assert cell_text(text) == shown


def test_text_beyond_what_a_cell_holds_is_cut_with_a_mark() -> None:
    assert cell_text("字" * 32_767) == "字" * 32_767
    assert cell_text("字" * 32_768) == "字" * 32_766 + "…"
    long = cell_text("😀" * 20_000)
    assert len(long.encode("utf-16-le")) // 2 <= 32_767 and long.endswith("😀…")


def sheet_with(values: list[tuple[str, Any]]) -> Any:
    book = Book("zh", dt.date(2024, 6, 30), "t")
    sheet = book.sheet("甲", "a")
    sheet.table([Column("值", kind) for kind, _ in values], [[value for _, value in values]])
    sheet.finish()
    return openpyxl.load_workbook(io.BytesIO(book.bytes()))["甲"][2]


def test_amounts_are_exact_numbers_of_yuan_or_text() -> None:
    largest = 2**53
    cells = sheet_with([("yi", -12_345), ("yi", largest), ("yi", largest + 1), ("wan", None)])
    assert cells[0].value == -123.45
    assert fen(cells[1].value) == largest
    assert cells[2].value == "90,071,992,547,409.93"
    assert cells[3].value == NOTHING


def test_a_rate_without_a_value_is_a_dash() -> None:
    cells = sheet_with([("rate", Ratio(1, 3)), ("rate", Ratio(0, 0)), ("rate", None)])
    assert [cell.value for cell in cells] == [stored(1 / 3), NOTHING, NOTHING]


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    sheet = Book("zh", dt.date(2024, 6, 30), "t").sheet("甲", "a")
    with pytest.raises(sanku.Error) as caught:
        sheet.table([Column("值")], [[1]] * MOST_ROWS)
    assert caught.value.code == "invalid_argument"
    assert "甲" in str(caught.value) and str(MOST_ROWS) in str(caught.value)


def test_names_of_cells_are_unique() -> None:
    book = Book("zh", dt.date(2024, 6, 30), "t")
    sheet = book.sheet("甲", "a")
    columns = [Column("一", "count", name_of("lights", "a-b")), Column("二", "count", "lights_A_B")]
    first = sheet.table(columns, [[1, 2]])
    sheet.define(columns, first, first)
    sheet.finish()
    names = openpyxl.load_workbook(io.BytesIO(book.bytes())).defined_names
    assert sorted(names) == ["lights_A_B_2", "lights_a_b"]


def test_an_empty_store_gives_a_workbook_of_zeros_and_dashes() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(sanku.Store(":memory:"), as_of=AS_OF).data))
    assert read(book, "libraries_reserve_projects") == [0]
    assert read(book, "conversions_directory_reserve_by_count_rate") == [NOTHING]
    assert "red_code" not in book.defined_names and "regions_code" not in book.defined_names


def test_projects_without_a_unit_count_under_none(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "项目代码,项目名称,责任单位,总投资（万元）,目录库入库时间\n"
        "2401-420281-04-01-000001,甲,,100,2023-01-05\n"
        "2401-420281-04-01-000002,乙,住建局,200,2023-01-05\n",
        encoding="utf-8",
    )
    store = sanku.Store(tmp_path / "s.sanku")
    assert store.import_csv(ledger, recorded_at="2024-06-30T12:00:00+08:00").accepted == 2
    book = openpyxl.load_workbook(io.BytesIO(workbook(store, as_of=AS_OF).data))
    units = dict(zip(read(book, "units_name"), read(book, "units_investment"), strict=True))
    assert units == {"（未填单位）": 1_000_000, "住建局": 2_000_000}
