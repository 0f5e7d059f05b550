"""Ledgers in .xlsx files say what the same ledgers say as CSV, and no file does harm."""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sanku

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")

RECORDED = "2024-07-01T09:00:00+08:00"
HEADING = ["项目代码", "项目名称", "总投资（万元）", "目录库入库时间", "实际开工时间"]
CODE = "2401-420281-04-01-900001"


def saved(path: Path, *sheets: tuple[str, list[list[Any]]], **options: Any) -> Path:
    """A workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    if options.get("from_1904"):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for name in options.get("hidden", ()):
        book[name].sheet_state = "hidden"
    book.save(path)
    return path


def imported(path: Path, **options: Any) -> tuple[sanku.Store, sanku.ImportReport]:
    store = sanku.Store(":memory:")
    return store, store.import_excel(path, recorded_at=RECORDED, **options)


def only(path: Path, day: str = "2024-06-30", **options: Any) -> dict[str, Any]:
    """What a ledger of one project states of it."""
    store, report = imported(path, **options)
    assert (report.accepted, report.rejected) == (1, 0), str(report)
    (row,) = store.at(day).to_pandas().to_dict("records")
    return row


# ---- the same as CSV


def test_a_county_is_the_same_from_excel_as_from_csv(ledgers: Path, tmp_path: Path) -> None:
    from_csv, from_excel = sanku.Store(":memory:"), sanku.Store(":memory:")
    for name in ("ledger", "progress"):
        with (ledgers / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows: list[list[Any]] = [list(row) for row in csv.reader(file)]
        path = saved(tmp_path / f"{name}.xlsx", ("表", [[c or None for c in row] for row in rows]))
        one = from_csv.import_csv(ledgers / f"{name}.csv", recorded_at=RECORDED)
        two = from_excel.import_excel(path, recorded_at=RECORDED)
        assert one.rejected == 0
        for what in ("rows", "accepted", "rejected", "skipped", "events_added", "kind", "counts"):
            assert getattr(one, what) == getattr(two, what), what
    left = from_csv.at("2024-06-30").to_pandas()
    assert left.equals(from_excel.at("2024-06-30").to_pandas())


def test_importing_again_adds_nothing(tmp_path: Path) -> None:
    rows = [HEADING, [CODE, "桥", 100, dt.date(2023, 1, 5), None]]
    store, report = imported(saved(tmp_path / "a.xlsx", ("甲", rows)))
    assert report.events_added > 0
    again = store.import_excel(tmp_path / "a.xlsx", recorded_at=RECORDED)
    assert again.events_added == 0 and again.accepted == 1


# ---- values


def test_days_numbers_and_booleans_are_what_excel_holds(tmp_path: Path) -> None:
    heading = [*HEADING, "2023年产值（万元）", "2023年环保达标", "评价日期", "评价得分"]
    values = [
        CODE,
        "桥\n二期",
        1234.56,
        dt.datetime(2023, 1, 5, 13, 30),
        dt.date(2023, 3, 1),
        0.1,
        True,
        "2024/5/6",
        95.5,
    ]
    row = only(saved(tmp_path / "a.xlsx", ("甲", [heading, values])))
    assert row["name"] == "桥 二期"
    assert row["total_investment_fen"] == 1_234_560_000
    assert row["entered_directory"].date() == dt.date(2023, 1, 5)
    assert row["started"].date() == dt.date(2023, 3, 1)
    assert row["output_fen"] == 100_000
    assert row["environment_met"] is True
    assert row["evaluated"].date() == dt.date(2024, 5, 6)
    assert row["score"] == 95.5


@pytest.mark.parametrize("from_1904", [False, True])
def test_days_are_right_in_both_date_systems(tmp_path: Path, from_1904: bool) -> None:
    rows = [HEADING, [CODE, "桥", 100, dt.date(2023, 1, 5), dt.date(2023, 3, 1)]]
    path = saved(tmp_path / "a.xlsx", ("甲", rows), from_1904=from_1904)
    row = only(path)
    assert (row["entered_directory"].date(), row["started"].date()) == (
        dt.date(2023, 1, 5),
        dt.date(2023, 3, 1),
    )


def test_a_bare_serial_is_a_day_of_1900_and_refused_where_days_count_from_1904(
    tmp_path: Path,
) -> None:
    rows = [HEADING, [CODE, "桥", 100, 44931, None]]  # 2023-01-05
    assert only(saved(tmp_path / "a.xlsx", ("甲", rows)))["entered_directory"].date() == dt.date(
        2023, 1, 5
    )
    _, report = imported(saved(tmp_path / "b.xlsx", ("甲", rows), from_1904=True))
    assert [p["cell"] for p in report.problems if p["code"] == "malformed_date"] == ["D2"]


def test_a_number_typed_as_a_day_into_a_cell_for_days_is_that_day(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(HEADING)
    book.active.append([CODE, "桥", 100, 20230105, None])
    book.active["D2"].number_format = "yyyy-mm-dd"  # Excel shows ########
    book.save(path)
    assert only(path)["entered_directory"].date() == dt.date(2023, 1, 5)


def test_formulas_count_by_their_values_and_are_named_without_one(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("甲")
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, [CODE, "桥", 0, "2023-01-05"])
        sheet.write_formula(1, 2, "=50*2", None, 100)
    assert only(path)["total_investment_fen"] == 100_000_000
    rows = [HEADING, [CODE, "桥", "=50*2", dt.date(2023, 1, 5), None]]
    _, report = imported(saved(tmp_path / "b.xlsx", ("甲", rows)))
    assert report.rejected == 1
    (problem,) = report.problems
    assert problem["code"] == "uncalculated_formula"
    assert (problem["cell"], problem["value"]) == ("C2", "=50*2")


def test_a_formula_longer_than_a_cell_still_has_its_value(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("甲")
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, [CODE, "桥", 0, "2023-01-05"])
        sheet.write_formula(1, 2, "=1" + "+1" * 30_000, None, 100)
    assert only(path)["total_investment_fen"] == 100_000_000


def test_a_text_that_looks_like_a_formula_is_a_text(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("甲")
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, [CODE, "=桥", 100, "2023-01-05"])
    assert only(path)["name"] == "=桥"


@pytest.mark.parametrize("number", [2.40342028104012e21, 24034202810401123456])
def test_codes_stored_as_numbers_are_named_as_damaged_with_their_cell(
    tmp_path: Path, number: float
) -> None:
    rows = [HEADING, [number, "桥", 100, dt.date(2023, 1, 5), None]]
    _, report = imported(saved(tmp_path / "台账.xlsx", ("项目库", rows)))
    (problem,) = report.problems
    assert problem["code"] == "damaged_project_code"
    assert (problem["sheet"], problem["cell"]) == ("项目库", "A2")
    assert problem["value"].startswith("2.403420281040") and "E+" in problem["value"]


def test_errors_of_cells_say_nothing_as_in_csv(tmp_path: Path) -> None:
    rows = [HEADING, [CODE, "桥", "#REF!", dt.date(2023, 1, 5), "#N/A"]]
    path = saved(tmp_path / "a.xlsx", ("甲", rows))
    row = only(path)
    assert row["started"] is not row["started"] or str(row["started"]) == "NaT"


def test_headings_of_two_rows_with_merged_cells_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某市项目台账（单位：万元）"])
    sheet.append(["项目代码", "项目名称", "总投资", "入库时间", None, "开工时间", None])
    sheet.append([None, None, None, "目录库", "储备库", "计划", "实际"])
    sheet.append(
        [
            CODE,
            "桥",
            100,
            dt.date(2023, 1, 5),
            dt.date(2023, 2, 1),
            dt.date(2023, 3, 1),
            dt.date(2023, 3, 2),
        ]
    )
    for merged in ("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"):
        sheet.merge_cells(merged)
    book.save(path)
    row = only(path)
    assert row["total_investment_fen"] == 100_000_000
    assert row["entered_reserve"].date() == dt.date(2023, 2, 1)
    assert (row["planned_start"].date(), row["started"].date()) == (
        dt.date(2023, 3, 1),
        dt.date(2023, 3, 2),
    )


# ---- where it says that something is wrong


def test_messages_name_file_sheet_and_cell(tmp_path: Path) -> None:
    rows = [
        ["台账"],
        [],
        HEADING,
        [CODE, "桥", "三百", dt.date(2023, 1, 5), "昨天"],
        [None, "无代码的路", 100, dt.date(2023, 1, 5), None],
    ]
    path = saved(tmp_path / "台账.xlsx", ("项目库", rows))
    rejects = tmp_path / "rejects.csv"
    _, report = imported(path, region="420281", rejects=rejects)
    assert (report.accepted, report.rejected) == (1, 1)
    assert report.source == f"{tmp_path.name}/台账.xlsx [项目库]"
    assert (report.sheet, report.encoding) == ("项目库", "xlsx")
    by_cell = {problem["cell"]: problem for problem in report.problems}
    assert set(by_cell) == {"C4", "E4"}
    assert by_cell["C4"]["zh"].startswith("台账.xlsx [项目库] C4 “总投资（万元）”列 “三百”：金额")
    assert by_cell["C4"]["en"].startswith('台账.xlsx [项目库] C4 column 总投资（万元） "三百": not')
    assert by_cell["C4"]["row"] == 4
    (note,) = report.notes
    assert (note["code"], note["sheet"], note["cell"]) == ("local_code", "项目库", "B5")
    for lang, words in (("zh", "C4 “总投资（万元）” “三百”"), ("en", 'C4 "总投资（万元）" "三百"')):
        assert words in report.summary(lang)
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        returned = list(csv.reader(file))
    assert returned[-1][-5:-2] == ["4", "C4 总投资（万元）; E4 实际开工时间", "三百; 昨天"]


def test_what_comes_back_can_be_corrected_and_imported(tmp_path: Path) -> None:
    rows = [HEADING, [CODE, "桥", "三百", dt.date(2023, 1, 5), None]]
    rejects = tmp_path / "rejects.csv"
    store, _ = imported(saved(tmp_path / "a.xlsx", ("甲", rows)), rejects=rejects)
    text = rejects.read_text(encoding="utf-8-sig").replace("三百", "300", 1)
    rejects.write_text(text, encoding="utf-8-sig")
    assert store.import_csv(rejects, recorded_at=RECORDED).accepted == 1


def test_errors_of_the_whole_file_name_it_with_its_sheet(tmp_path: Path) -> None:
    with pytest.raises(sanku.Error) as caught:
        imported(saved(tmp_path / "台账.xlsx", ("甲", [["只有", "文字"]])))
    assert (caught.value.code, caught.value.file, caught.value.sheet) == (
        "no_heading",
        "台账.xlsx",
        "甲",
    )
    rows = [[*HEADING[:2], "总投资", *HEADING[3:]], [CODE, "桥", 100, "2023-01-05", None]]
    with pytest.raises(sanku.Error) as caught:
        imported(saved(tmp_path / "b.xlsx", ("甲", rows)))
    assert (caught.value.code, caught.value.cell) == ("unknown_money_unit", "C2")
    assert "b.xlsx [甲] C2" in caught.value.message_zh


# ---- which sheet


def ledger_rows(name: str) -> list[list[Any]]:
    return [HEADING, [CODE, name, 100, dt.date(2023, 1, 5), None]]


def test_the_one_sheet_with_a_ledger_is_found_among_others(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx",
        ("说明", [["填表说明"]]),
        ("项目库", ledger_rows("桥")),
        ("旧表", ledger_rows("旧桥")),
        hidden=["旧表"],
    )
    assert only(path)["name"] == "桥"
    assert only(path, sheet="旧表")["name"] == "旧桥"
    assert only(path, sheet=3)["name"] == "旧桥"


def test_a_sheet_named_by_a_number_comes_before_the_sheet_of_that_place(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", ("2023", ledger_rows("旧")), ("1", ledger_rows("新")))
    assert only(path, sheet="1")["name"] == "新"
    assert only(path, sheet=1)["name"] == "旧"
    assert only(path, sheet="2023")["name"] == "旧"


def test_the_rejects_file_never_takes_the_place_of_the_ledger(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", ("甲", [HEADING, [CODE, "桥", "三百", None, None]]))
    data = path.read_bytes()
    with pytest.raises(sanku.Error) as caught:
        imported(path, rejects=path)
    assert caught.value.code == "invalid_argument" and path.read_bytes() == data


def test_several_ledgers_are_listed_and_none_is_taken(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx", ("甲", ledger_rows("桥")), ("说明", [["x"]]), ("乙", ledger_rows("路"))
    )
    with pytest.raises(sanku.Error) as caught:
        imported(path)
    assert (caught.value.code, caught.value.detail) == ("several_ledgers", "甲, 乙")


@pytest.mark.parametrize("sheet", ["丙", 0, 3])
def test_a_sheet_that_is_not_there_is_named_beside_those_that_are(
    tmp_path: Path, sheet: str | int
) -> None:
    path = saved(tmp_path / "a.xlsx", ("甲", ledger_rows("桥")), ("乙", [["x"]]))
    with pytest.raises(sanku.Error) as caught:
        imported(path, sheet=sheet)
    assert caught.value.code == "unknown_sheet"
    assert "甲, 乙" in caught.value.detail


def test_no_sheet_with_a_ledger_is_said(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", ("甲", [["x"]]), ("乙", [["y"]]))
    with pytest.raises(sanku.Error) as caught:
        imported(path)
    assert (caught.value.code, caught.value.detail) == ("no_heading", "甲, 乙")


# ---- files that are none, damaged or hostile


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A small ledger, whose parts other tests bend."""
    import xlsxwriter

    path = tmp_path / "good.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("甲")
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, [CODE, "桥", 100, "2023-01-05", "2023-03-01"])
    assert imported(path)[1].accepted == 1
    return path


def bent(path: Path, change: Callable[[str, bytes], bytes | None], name: str = "bent.xlsx") -> Path:
    """The same workbook with each part as ``change`` gives it; None: without it."""
    out = path.with_name(name)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = change(entry.filename, old.read(entry))
            if data is not None:
                new.writestr(entry.filename, data)
    return out


def refusal(path: Path, **options: Any) -> Any:
    with pytest.raises(sanku.Error) as caught:
        imported(path, **options)
    assert caught.value.file == path.name
    assert caught.value.message_zh.startswith(path.name)
    return caught.value


def test_what_is_no_workbook_is_named_for_what_it_is(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    files = {
        "text.xlsx": (b"a,b,c\n", "malformed_workbook"),
        "empty.xlsx": (b"", "malformed_workbook"),
        "old.xls": (ole + b"\0" * 4096 + "Workbook".encode("utf-16-le"), "old_workbook"),
        "locked.xlsx": (
            ole + b"\0" * (2**20 - 20) + "EncryptedPackage".encode("utf-16-le") + b"\0" * 64,
            "encrypted_workbook",
        ),
    }
    for name, (data, code) in files.items():
        (tmp_path / name).write_bytes(data)
        assert refusal(tmp_path / name).code == code, name
    assert refusal(tmp_path / "absent.xlsx").code == "io"


def test_a_truncated_workbook_is_damaged_wherever_it_ends(good: Path, tmp_path: Path) -> None:
    data = good.read_bytes()
    for size in range(4, len(data) - 1, 97):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(data[:size])
        assert refusal(path).code == "malformed_workbook", size


def test_damage_at_any_place_is_refused_or_harmless(good: Path, tmp_path: Path) -> None:
    data = good.read_bytes()
    expected = imported(good)[0].at("2024-06-30").to_pandas()
    path = tmp_path / "damaged.xlsx"
    for at in range(0, len(data), 17):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :])
        try:
            store, report = imported(path)
        except sanku.Error as error:
            assert error.file == path.name, at
        else:
            assert report.accepted == 1, at
            assert store.at("2024-06-30").to_pandas().equals(expected), at


def test_missing_parts_are_named(good: Path) -> None:
    for part in (
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/_rels/workbook.xml.rels",
    ):
        path = bent(good, lambda name, data, part=part: None if name == part else data)
        assert refusal(path).code == "malformed_workbook", part


def dtd(data: bytes) -> bytes:
    text = data.decode()
    head, _, rest = text.partition("?>") if text.startswith("<?xml") else ("", "", text)
    start = head + "?>" if head else ""
    return (start + '<!DOCTYPE x [<!ENTITY a "b">]>' + rest).encode()


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "docProps/core.xml",
        "_rels/.rels",
        "[Content_Types].xml",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_part(good: Path, part: str, encoding: str) -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        text = dtd(data).decode()
        if text.startswith("<?xml"):
            text = text.partition("?>")[2]
        return text.encode(encoding)

    error = refusal(bent(good, change))
    assert (error.code, error.detail) == ("unsafe_workbook", f"DTD: {part}")


def test_utf_16_without_a_document_type_is_read(good: Path) -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        return (
            data.decode()
            .replace('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n', "")
            .encode("utf-16")
        )

    assert imported(bent(good, change))[1].accepted == 1


def test_a_shared_string_out_of_range_is_named_with_its_cell(good: Path) -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        return data.replace(b'<c r="B2" t="s"><v>', b'<c r="B2" t="s"><v>99')

    error = refusal(bent(good, change))
    assert (error.code, error.sheet, error.cell) == ("malformed_workbook", "甲", "B2")
    assert error.value.startswith("99")


def in_sheet(good: Path, old: bytes, new: bytes) -> Path:
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        assert old in data, data
        return data.replace(old, new)

    return bent(good, change)


@pytest.mark.parametrize(
    ("old", "new", "cell"),
    [
        (b'r="C2"><v>100', b'r="C2"><v>1e999', "C2"),
        (b'r="C2"><v>100', b'r="C2"><v>nan', "C2"),
        (b'r="C2"><v>100', b'r="C2"><v>12x', "C2"),
        (b'r="C2"', b'r="A2"', "A2"),
        (b'r="C2"', b'r="C3"', ""),
        (b'r="C2"', b'r="XFE2"', ""),
        (b'<row r="2" ', b'<row r="1" ', ""),
        (b'<row r="2" ', b'<row r="1048577" ', ""),
        (b'<row r="2" ', b'<row r="-1" ', ""),
    ],
)
def test_a_sheet_that_no_program_writes_is_refused(
    good: Path, old: bytes, new: bytes, cell: str
) -> None:
    error = refusal(in_sheet(good, old, new))
    assert (error.code, error.cell) == ("malformed_workbook", cell)


def test_external_links_are_not_followed(good: Path) -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return data
        return data.replace(
            b"</workbook>",
            b'<externalReferences><externalReference xmlns:r="http://schemas.'
            b'openxmlformats.org/officeDocument/2006/relationships" r:id="rId99"/>'
            b"</externalReferences></workbook>",
        )

    assert imported(bent(good, change))[1].accepted == 1


def test_no_change_of_a_part_does_more_than_be_refused(good: Path) -> None:
    parts = (
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
    )
    bits = random.Random(20240630)
    words = [
        b"",
        b"<",
        b">",
        b'"',
        b"999999999999",
        b"-1",
        b"\x00",
        b"\xff\xfe",
        b"&lt;",
        b"&x;",
        b"<c>",
        b"</row>",
        b'r="A1"',
        b"1e400",
        b"9" * 5000,
    ]
    refused = 0
    for _ in range(200):
        chosen = bits.choice(parts)

        def change(name: str, data: bytes, chosen: str = chosen) -> bytes:
            if name != chosen:
                return data
            at = bits.randrange(len(data))
            return data[:at] + bits.choice(words) + data[at + bits.randrange(12) :]

        try:
            imported(bent(good, change))
        except sanku.Error:
            refused += 1
    assert refused > 50


# ---- size


def test_a_claimed_dimension_costs_nothing(good: Path) -> None:
    path = in_sheet(good, b'<dimension ref="A1:E2"', b'<dimension ref="A1:XFD1048576"')
    assert imported(path)[1].accepted == 1


def test_empty_cells_to_the_last_column_and_row_cost_nothing(good: Path) -> None:
    empty = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    assert imported(in_sheet(good, b"</sheetData>", empty))[1].accepted == 1


def test_a_value_in_the_last_row_is_read(good: Path) -> None:
    last = (
        b'<row r="1048576"><c r="B1048576" t="inlineStr"><is><t>\xe8\xb7\xaf</t></is></c></row>'
        b"</sheetData>"
    )
    _, report = imported(in_sheet(good, b"</sheetData>", last))
    assert report.rejected == 1
    assert {problem["row"] for problem in report.problems} == {1_048_576}


@pytest.mark.parametrize("columns", [600, 16_384])
def test_a_sheet_of_too_many_columns_is_refused(tmp_path: Path, columns: int) -> None:
    heading = HEADING + [f"列{i}" for i in range(columns - len(HEADING))]
    error = refusal(saved(tmp_path / "wide.xlsx", ("甲", [heading])))
    assert error.code == "file_too_wide"


def with_bomb(good: Path, size: int) -> Path:
    """A sheet that unpacks to ``size`` bytes of blanks."""
    return in_sheet(good, b"</sheetData>", b"</sheetData>" + b" " * size)


def test_a_part_that_unpacks_to_far_more_than_it_holds_is_refused(good: Path) -> None:
    path = with_bomb(good, 40 * 2**20)
    assert path.stat().st_size < 2**20
    error = refusal(path)
    assert error.code == "oversized_workbook"
    assert "xl/worksheets/sheet1.xml" in error.detail


def test_many_parts_that_unpack_to_far_more_than_the_file_are_refused(
    good: Path, tmp_path: Path
) -> None:
    path = tmp_path / "many.xlsx"
    path.write_bytes(good.read_bytes())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        for number in range(10):
            file.writestr(f"x/{number}.xml", b" " * (16 * 2**20))
    error = refusal(path)
    assert error.code == "oversized_workbook" and "unpacked" in error.detail


def headers(data: bytes, name: bytes, field: int, local: int, value: int) -> bytes:
    """The archive with a 32-bit field of an entry's central and local header changed."""
    central = data.rindex(name) - 46
    assert data[central : central + 4] == b"PK\x01\x02"
    offset = struct.unpack_from("<I", data, central + 42)[0]
    out = bytearray(data)
    struct.pack_into("<I", out, central + field, value)
    struct.pack_into("<I", out, offset + local, value)
    return bytes(out)


def test_a_header_that_lies_about_the_size_is_refused(good: Path, tmp_path: Path) -> None:
    for size in (10, 300):
        bomb = with_bomb(good, 64 * 2**20)
        path = tmp_path / "liar.xlsx"
        path.write_bytes(headers(bomb.read_bytes(), b"xl/worksheets/sheet1.xml", 24, 22, size))
        assert refusal(path).code == "malformed_workbook"


def test_entries_that_share_their_bytes_are_refused(good: Path, tmp_path: Path) -> None:
    data = good.read_bytes()
    with zipfile.ZipFile(good) as file:
        offset = file.getinfo("xl/workbook.xml").header_offset
    name = b"xl/styles.xml"
    central = data.rindex(name) - 46
    out = bytearray(data)
    struct.pack_into("<I", out, central + 42, offset)
    path = tmp_path / "overlapping.xlsx"
    path.write_bytes(bytes(out))
    assert refusal(path).code in ("unsafe_workbook", "malformed_workbook")


def test_too_many_entries_are_refused(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    path.write_bytes(good.read_bytes())
    with zipfile.ZipFile(path, "a") as file:
        for number in range(5_000):
            file.writestr(f"x/{number}.png", b"")
    assert refusal(path).code == "oversized_workbook"


def test_a_directory_of_endless_size_is_refused_before_it_is_read(
    good: Path, tmp_path: Path
) -> None:
    data = bytearray(good.read_bytes())
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<I", data, end + 12, 2**30)
    path = tmp_path / "directory.xlsx"
    path.write_bytes(bytes(data))
    assert refusal(path).code == "oversized_workbook"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_deep_nesting_is_refused(good: Path, part: str) -> None:
    def change(name: str, data: bytes) -> bytes:
        return b"<a>" * 1_000_000 if name == part else data

    error = refusal(bent(good, change))
    assert error.code == "unsafe_workbook" and part in error.detail


def test_an_endless_tag_is_refused(good: Path) -> None:
    noise = b"".join(
        zlib.crc32(i.to_bytes(4, "big")).to_bytes(4, "big").hex().encode() for i in range(1_000_000)
    )
    error = refusal(in_sheet(good, b"<sheetData>", b'<sheetData a="' + noise + b'">'))
    assert error.code == "unsafe_workbook"


MEASURED = """
import sys
import sanku

calls = []
store = sanku.Store(sys.argv[2])
report = store.import_excel(sys.argv[1], recorded_at="2024-07-01T09:00:00+08:00",
                            progress=lambda *now: calls.append(now))
assert report.accepted == report.rows == int(sys.argv[3]), str(report)
assert len(calls) > 50
assert all(a[0] <= b[0] and a[2] <= b[2] and a[1] == b[1] for a, b in zip(calls, calls[1:]))
assert calls[-1][0] == calls[-1][1] and calls[-1][2] == report.rows, calls[-1]
# Not ru_maxrss, which counts the process that started this one as well.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(int(status["VmHWM"].split()[0]) // 1024)
"""


def large(path: Path, rows: int) -> Path:
    """A ledger of so many rows, with two texts of its own in each, written as quickly as may be."""
    import xlsxwriter

    heading = [
        *("项目代码", "项目名称", "行政区划", "行业", "责任单位", "资金类别", "总投资（万元）"),
        *("2024年度计划投资（万元）", "目录库入库时间", "储备库入库时间", "实施库入库时间"),
    ]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("项目库")
        sheet.write_row(0, 0, [*heading, "420281", "E", "住建局", "企业投资"])
        sheet.write_datetime(1, 0, dt.datetime(2023, 2, 1), book.add_format({"num_format": 14}))
    shared = [
        f"<si><t>2301-420281-04-01-{row:06}</t></si><si><t>第{row}号道路改造工程</t></si>"
        for row in range(1, rows + 1)
    ]
    known = len(heading)
    cells = "".join(f'<c t="s"><v>{known + number}</v></c>' for number in range(4))
    days = "".join(f'<c s="1"><v>{serial}</v></c>' for serial in (44958, 44986, 45017))
    lines = [
        f'<row r="{row + 1}"><c t="s"><v>{known + 2 + 2 * row}</v></c>'
        f'<c t="s"><v>{known + 3 + 2 * row}</v></c>{cells}<c><v>{row}.25</v></c><c><v>{row}</v></c>'
        f"{days}</row>"
        for row in range(1, rows + 1)
    ]

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/sharedStrings.xml":
            return data.replace(b"</sst>", "".join(shared).encode() + b"</sst>")
        if name == "xl/worksheets/sheet1.xml":
            first = data.partition(b'<row r="2"')[0].partition(b'<c r="L1"')[0]
            return first + b"</row>" + "".join(lines).encode() + b"</sheetData></worksheet>"
        return data

    return bent(path, change)


def test_a_hundred_thousand_rows_report_progress_and_stay_below_500_mb(tmp_path: Path) -> None:
    rows = 100_000
    path = large(tmp_path / "large.xlsx", rows)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, path, tmp_path / "s.sanku", str(rows)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 500


# ---- the command


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sanku", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_imports_a_sheet_and_names_cells(tmp_path: Path) -> None:
    rows = [HEADING, [CODE, "桥", "三百", dt.date(2023, 1, 5), None]]
    path = saved(tmp_path / "台账.xlsx", ("甲", ledger_rows("桥")), ("乙", rows))
    store = tmp_path / "s.sanku"
    several = run("import", store, path)
    assert several.returncode == 2 and "甲, 乙" in several.stderr
    assert run("import", store, path, "--sheet", "甲").returncode == 0
    refused = run("import", store, path, "--sheet", "2", "--lang", "en")
    assert refused.returncode == 1 and 'C2 "总投资（万元）" "三百"' in refused.stdout
    assert (tmp_path / "台账.rejects.csv").exists()


def test_a_long_text_in_many_cells_does_not_fill_the_disk(good: Path, monkeypatch) -> None:
    monkeypatch.setattr("sanku._rows_in._MOST_IN_ALL", 100_000)
    row = b"".join(
        b'<row r="%d"><c r="B%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(9, 99)
    )

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/sharedStrings.xml":
            return re.sub(rb"<t>[^<]*</t>", b"<t>" + b"x" * 30_000 + b"</t>", data, count=1)
        if name == "xl/worksheets/sheet1.xml":
            return data.replace(b"</sheetData>", row + b"</sheetData>")
        return data

    assert refusal(bent(good, change), sheet=1).code == "oversized_workbook"


def test_a_part_of_endless_elements_is_not_made_into_objects(good: Path) -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/styles.xml":
            return data
        return data.replace(b"</cellXfs>", b"<xf/>" * 300_000 + b"</cellXfs>")

    error = refusal(bent(good, change))
    assert (error.code, "xl/styles.xml" in error.detail) == ("oversized_workbook", True)


def test_characters_that_a_workbook_spells_out_are_read_as_themselves(good: Path) -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return data
        return data.replace("桥".encode(), "桥_x005F__x4E59_".encode(), 1)

    names = {name for name in only(bent(good, change)).values() if isinstance(name, str)}
    assert "桥_乙" in names
