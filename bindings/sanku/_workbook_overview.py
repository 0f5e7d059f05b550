"""The overview of a bulletin's workbook: every figure of the whole, and three charts."""

from __future__ import annotations

from typing import Any

from sanku._sheet import Column, Sheet
from sanku._workbook_parts import ACTIVITIES, LIGHTS, Maker, activity_of, parts_of, ratio_of

_COLOURS = {"red": "#D9480F", "yellow": "#F2C037", "green": "#2F9E73", "no_data": "#ADB5BD"}
_LIBRARIES = ("#1F3A5F", "#4C7DAF", "#9DC3E6")
#: The most regions that the chart shows.
_MOST_BARS = 20
#: The column at which charts begin.
_CHARTS = 8


def overview(m: Maker, sheet: Sheet, regions: tuple[Sheet, int, int]) -> None:
    """Writes the overview; ``regions``: where the table of regions stands, its first row and their
    number."""
    f, say = m.figures, m.say
    rules = f["policy"]
    version = f"{rules['id']}, {say('版本', 'version')} {rules['version']}"
    made_by = say("预警规则：", "Rules: ") + f"{rules['source']} [{version}]"
    sheet.title(m.book.title, m.as_of(), made_by)
    if not rules["in_force"]:
        sheet.note(
            say(
                "注意：截止日不在规则有效期内。",
                "Note: the as-of day lies outside the rules' validity.",
            )
        )
    top = sheet.row
    libraries = _libraries(m, sheet)
    _conversions(m, sheet)
    lights = _lights(m, sheet)
    _accounts_and_evaluations(m, sheet)
    _activity_table(m, sheet)
    _quality(m, sheet)
    sheet.row += 1
    sheet.note(
        say(
            "金额单元格存元，以亿元显示；比率四舍五入显示一位小数；“—”表示无数值。",
            "Amounts are held in yuan and shown in 100 m yuan; rates are shown to one "
            "decimal; — means that there is no value.",
        )
    )
    _provenance(m, sheet)
    _insert(sheet, top, _library_chart(m, sheet, libraries), 220)
    _insert(sheet, top + 11, _light_chart(m, sheet, lights), 320)
    if regions[2]:
        _insert(sheet, top + 27, _region_chart(m, *regions), 130 + 21 * min(regions[2], _MOST_BARS))
    sheet.inner.set_column(_CHARTS - 1, _CHARTS - 1, 2)
    sheet.finish(last_column=_CHARTS + 8)
    sheet.inner.fit_to_pages(1, 1)


def _libraries(m: Maker, sheet: Sheet) -> int:
    f, say = m.figures, m.say
    sheet.section(say("三库总量", "The three libraries"))
    columns = [
        Column(say("库别", "Library"), "text", "", 22),
        Column(say("项目数", "projects"), "count", "projects", 13),
        Column(m.yi(), "yi", "investment", 13),
        Column(say("上年投资的\n倍数", "times last\nyear's"), "multiple", "multiple", 13),
    ]
    rows = [
        (one["name"], one["projects"], one["investment_fen"], ratio_of(one["multiple"]))
        for one in f["libraries"]
    ]
    names = [f"libraries_{one['id']}" for one in f["libraries"]]
    first = sheet.figures(columns, rows, names)
    sheet.row += 1
    previous = f["previous_year_investment"]
    source = (
        say("由本单位填报", "as the office states it")
        if previous["stated"]
        else say("由项目上报汇总", "added up from reports")
    )
    more = [
        Column(say("上年完成投资来源", "last year's investment"), "text"),
        Column(
            say("上年完成投资\n（亿元）", "last year's\n100 m yuan"),
            "yi",
            "previous_year_investment",
            13,
        ),
        Column(say("已退库\n（个）", "withdrawn"), "count", "withdrawn", 13),
        Column(say("储备库项目", "in reserve"), "count", "reserve_to_directory_size_numerator", 13),
        Column(
            say("目录库项目", "in directory"),
            "count",
            "reserve_to_directory_size_denominator",
            13,
        ),
        Column(
            say("储备库与目录\n库项目数之比", "reserve to\ndirectory"),
            "rate",
            "reserve_to_directory_size_rate",
            13,
        ),
    ]
    size = f["reserve_to_directory_size"]
    row = (source, previous["fen"], f["withdrawn"], *parts_of(size))
    sheet.figures(more, [row], [""])
    return first


def _conversions(m: Maker, sheet: Sheet) -> None:
    say = m.say
    sheet.section(
        say(
            "转化率（存量口径：曾进入前一库的项目中已转入后一库的比例）",
            "Conversion (stock: of all that ever entered a library, those that moved on)",
        )
    )
    columns = [Column(say("转化", "Conversion"), "text"), *m.conversion_columns()]
    rows = [
        (m.passage_name(one), *parts_of(one["by_count"]), *parts_of(one["by_investment"]))
        for one in m.figures["conversions"]
    ]
    names = [f"conversions_{one['from']}_{one['to']}" for one in m.figures["conversions"]]
    sheet.figures(columns, rows, names)


def _lights(m: Maker, sheet: Sheet) -> int:
    f, say = m.figures, m.say
    sheet.section(say("红黄绿灯（项目数）", "Lights (projects)"))
    columns = [Column(say("规则", "Rule"), "text"), *m.light_columns()]
    lines = [(rule["name"], rule["id"], rule["counts"]) for rule in f["lights"]["rules"]]
    lines.append((say("综合（取最重）", "Overall (the worst)"), "overall", f["lights"]["overall"]))
    rows = [(name, *(counts[light] for light in LIGHTS)) for name, _, counts in lines]
    first = sheet.figures(columns, rows, [f"lights_{rule}" for _, rule, _ in lines])
    sheet.light_counts(first, columns)
    return first


def _accounts_and_evaluations(m: Maker, sheet: Sheet) -> None:
    f, say = m.figures, m.say
    sheet.section(say("两算与三评", "The two accounts and the three evaluations"))
    whole = say("全部", "all")
    accounts, due = f["two_accounts"], f["evaluations"]
    columns = [Column(say("两算", "Two accounts"), "text"), *m.account_columns()]
    rows = [(whole, *m.account_cells(accounts))]
    sheet.figures(columns, rows, [""])
    sheet.row += 1
    columns = [Column(say("三评", "Three evaluations"), "text"), *m.evaluation_columns()]
    sheet.figures(columns, [(whole, *m.evaluation_cells(due))], [""])


def _activity_table(m: Maker, sheet: Sheet) -> None:
    f, say = m.figures, m.say
    sheet.section(say("今年与上年同期", "This year and the same period of last year"))
    columns = [Column(say("事项", "What"), "text"), *m.activity_columns()]
    rows = [(m.activity_names()[key], *activity_of(f["activity"][key])) for key in ACTIVITIES]
    sheet.figures(columns, rows, [f"activity_{key}" for key in ACTIVITIES])


def _quality(m: Maker, sheet: Sheet) -> None:
    say, q = m.say, m.figures["quality"]
    sheet.section(say("数据质量", "Data quality"))
    reports = [
        Column(say("上报", "Reports"), "text"),
        Column(say("已报项目", "up to date"), "count", "quality_reporting_rate_numerator"),
        Column(say("应月报项目", "expected"), "count", "quality_expected_reports"),
        Column(say("上报率", "rate"), "rate", "quality_reporting_rate"),
        Column(say("逾期未报", "stale"), "count", "quality_stale_reports"),
    ]
    rate = q["reporting_rate"]
    row = (
        say("全部", "all"),
        rate["numerator"],
        q["expected_reports"],
        ratio_of(rate),
        q["stale_reports"],
    )
    sheet.figures(reports, [row], [""])
    sheet.row += 1
    others = [
        Column(say("导入与暂不亮灯", "Imports, suspended"), "text"),
        Column(say("导入行", "rows"), "count", "quality_rows"),
        Column(say("退回行", "returned rows"), "count", "quality_rejected"),
        Column(
            say("因正当理由\n暂不亮灯", "suspended\nlights"),
            "count",
            "quality_suspended_lights",
        ),
        Column(say("本月到期\n恢复", "reasons\nended"), "count", "quality_returned_reasons"),
    ]
    keys = ("rows", "rejected", "suspended_lights", "returned_reasons")
    sheet.figures(others, [(say("全部", "all"), *(q[key] for key in keys))], [""])


def _provenance(m: Maker, sheet: Sheet) -> None:
    p, say = m.figures["provenance"], m.say
    if p is None:
        return
    journal, rules = p["journal"], p["policy"]
    sheet.note(
        say(
            f"依据：台账 {journal['batches']} 批 {journal['events']} 条事件，校验 ",
            f"Made from: journal of {journal['batches']} batches, {journal['events']} events, ",
        )
        + f"{p['algorithm']}:{journal['head']}"
    )
    sheet.note(
        say("规则 ", "rules ") + f"{rules['id']} {say('版本', 'version')} "
        f"{rules['version']}{say('，校验 ', ', ')}{p['algorithm']}:{rules['hash']}"
        f"{say('；', '; ')}sanku {p['library']}"
    )


def _insert(sheet: Sheet, row: int, chart: Any, height: int) -> None:
    chart.set_size({"width": 560, "height": height})
    sheet.inner.insert_chart(row, _CHARTS, chart)


def _library_chart(m: Maker, sheet: Sheet, first: int) -> Any:
    chart = _bars(m, m.say("三库项目数", "Projects by library"))
    chart.add_series(
        {
            "categories": f"={sheet.range(first, 0, first + 2)}",
            "values": f"={sheet.range(first, 1, first + 2)}",
            "points": [{"fill": {"color": colour}} for colour in _LIBRARIES],
            "gap": 40,
            "data_labels": {"value": True, "num_format": "#,##0"},
        }
    )
    chart.set_legend({"none": True})
    return chart


def _light_chart(m: Maker, sheet: Sheet, first: int) -> Any:
    last = first + len(m.figures["lights"]["rules"])
    chart = _bars(m, m.say("红黄绿灯（不含不适用）", "Lights (of projects rated)"), "stacked")
    for place, light in enumerate(LIGHTS[:-1], 1):
        colour = _COLOURS[light]
        look: dict[str, Any] = {"fill": {"color": colour}}
        if light == "red":  # told from the others without colour
            hatch = {"pattern": "wide_upward_diagonal", "fg_color": "#FFFFFF", "bg_color": colour}
            look = {"pattern": hatch}
        chart.add_series(
            {
                "name": m.light_names[light],
                "categories": f"={sheet.range(first, 0, last)}",
                "values": f"={sheet.range(first, place, last)}",
                "gap": 50,
                **look,
            }
        )
    chart.set_legend({"position": "bottom"})
    return chart


def _region_chart(m: Maker, sheet: Sheet, first: int, count: int) -> Any:
    shown = min(count, _MOST_BARS)
    title = m.say("分地区项目数", "Projects by region")
    if shown < count:
        title += m.say(f"（前{shown}个，共{count}个）", f" (first {shown} of {count})")
    chart = _bars(m, title, "stacked")
    for number, name in enumerate(m.library_names):
        chart.add_series(
            {
                "name": name,
                "categories": f"={sheet.range(first, 2, first + shown - 1)}",
                "values": f"={sheet.range(first, 3 + 3 * number, first + shown - 1)}",
                "fill": {"color": _LIBRARIES[number]},
                "gap": 40,
            }
        )
    chart.set_legend({"position": "bottom"})
    return chart


def _bars(m: Maker, title: str, subtype: str = "") -> Any:
    chart = m.book.inner.add_chart({"type": "bar"} | ({"subtype": subtype} if subtype else {}))
    font = {"size": 9, "bold": False}
    chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
    chart.set_y_axis(
        {"reverse": True, "num_font": font, "major_tick_mark": "none", "interval_unit": 1}
    )
    chart.set_x_axis(
        {
            "num_font": font,
            "major_gridlines": {"visible": True, "line": {"color": "#DEE2E6"}},
            "label_position": "low",
        }
    )
    chart.set_chartarea({"border": {"color": "#CED4DA"}})
    return chart
