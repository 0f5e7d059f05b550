"""The sheets of a bulletin's workbook behind its overview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from sanku._sanku import Ratio
from sanku._sheet import Column, Sheet
from sanku._workbook_parts import (
    ACTIVITIES,
    LIGHTS,
    NO_DAY,
    Maker,
    activity_of,
    day_of,
    parts_of,
    ratio_of,
    under,
)

#: The lights by their codes in columns.
_CODES = ("none", "green", "no_data", "yellow", "red")


def three_libraries(m: Maker) -> tuple[Sheet, int, int]:
    """Holdings and conversion; gives the sheet, the first row of the regions and their number."""
    say = m.say
    sheet = m.book.sheet("三库", "Three libraries")
    m.heading(sheet, "三库：总量与转化率", "The three libraries")
    columns = []
    for one in m.figures["libraries"]:
        name, key = one["name"], f"libraries_{one['id']}"
        columns += [
            Column(name + "\n" + say("项目数", "projects"), "count", f"{key}_projects"),
            Column(name + "\n" + m.yi(), "yi", f"{key}_investment"),
            Column(
                name + "\n" + say("为上年投资\n的倍数", "times last\nyear's"),
                "multiple",
                f"{key}_multiple",
            ),
        ]
    for one in m.figures["conversions"]:
        name = f"conversions_{one['from']}_{one['to']}_"
        columns += m.conversion_columns(m.passage_name(one).replace(" → ", "\n→") + "\n", name)

    def cells(group: dict[str, Any]) -> Iterable[Any]:
        for one in group["libraries"]:
            yield from (one["projects"], one["investment_fen"], ratio_of(one["multiple"]))
        for one in group["conversions"]:
            yield from (*parts_of(one["by_count"]), *parts_of(one["by_investment"]))

    first, regions = m.groups(sheet, columns, cells, identified=True)
    sheet.finish(frozen=(first - 1, 3), pages_wide=2)
    return sheet, first, regions


def comparison(m: Maker) -> None:
    """Regions and sectors: lights, accounts, evaluations, this year and last."""
    say = m.say
    sheet = m.book.sheet("地区行业", "Regions and sectors")
    m.heading(
        sheet,
        "地区与行业",
        "Regions and sectors",
    )
    lights = m.light_columns("lights_")
    columns = [
        *lights,
        *under(say("两算", "accounts"), m.account_columns()),
        *under(say("三评", "evaluations"), m.evaluation_columns()),
    ]
    names = m.activity_names()
    for key in ACTIVITIES[:3]:
        columns += m.activity_columns(names[key] + "\n", f"{key}_")

    def cells(group: dict[str, Any]) -> Iterable[Any]:
        yield from (group["lights"][light] for light in LIGHTS)
        yield from m.account_cells(group["two_accounts"])
        yield from m.evaluation_cells(group["evaluations"])
        for key in ACTIVITIES[:3]:
            yield from activity_of(group[key])

    first, _ = m.groups(sheet, columns, cells, identified=False)
    sheet.light_counts(first - 1, [Column("")] * 3 + lights)
    sheet.finish(frozen=(first - 1, 3), pages_wide=2)


def light_list(m: Maker) -> None:
    """Every project with its lights."""
    say, portfolio = m.say, m.portfolio
    sheet = m.book.sheet("红绿灯", "Lights")
    m.heading(
        sheet,
        "红绿灯：全部项目",
        "Lights: all projects",
        say(
            "“—”：规则不评这个项目。总投资的单元格存元，以万元显示。",
            "—: no rule rates the project. Investment is held in yuan and shown in 10 000 yuan.",
        ),
    )
    rules = m.figures["lights"]["rules"]
    columns = [
        *m.project_columns(),
        Column(say("所在库", "Library"), "text", "", 10, 16),
        Column(say("总投资\n（万元）", "investment\n(10 000 yuan)"), "wan", "", 13),
        Column(say("综合", "Overall"), "light", "", 9),
        *(Column(rule["name"], "light", "", 9, 16) for rule in rules),
    ]
    named = m.projects()
    amounts = portfolio["total_investment"].tolist()
    stated = (portfolio["given"] & 1).astype(bool).tolist()
    words = np.array(
        [None if light == "none" else m.light_names[light] for light in _CODES], dtype=object
    )
    lights = [words[m.lights.overall], *(words[m.lights.of(r["id"])] for r in rules)]
    pools = m.pools()
    rows = [
        (*project, pools[pool], amount if given else None, *shown)
        for project, pool, amount, given, *shown in zip(
            named, portfolio["pool"].tolist(), amounts, stated, *lights, strict=True
        )
    ]
    first = sheet.table(columns, rows, filtered=True)
    sheet.light_words(first, 6, 6 + len(rules), m.light_names)
    sheet.finish(frozen=(first, 2))


def red_list(m: Maker) -> None:
    """Every red light with its reason."""
    say, red = m.say, m.figures["red"]
    sheet = m.book.sheet("红灯清单", "Red list")
    m.heading(
        sheet,
        f"红灯项目及原因（{len(red)}个）",
        f"Red projects and why ({len(red)})",
        say("每个项目的每盏红灯一行。", "One row a project and red light."),
    )
    columns = [
        Column(say("序号", "No."), "index", "red_number", 6),
        Column(say("项目代码", "Code"), "text", "red_code", 26),
        Column(say("项目名称", "Project"), "long", "red_name", 18, 26),
        Column(say("责任单位", "Responsible unit"), "long", "red_unit", 12, 18),
        Column(say("地区", "Region"), "long", "red_region", 8, 14),
        Column(say("总投资\n（万元）", "investment\n(10 000 yuan)"), "wan", "red_investment", 12),
        Column(say("规则", "Rule"), "text", "red_rule", 8, 14),
        Column(say("灯", "Light"), "light", "red_light", 7),
        Column(say("值", "Value"), "long", "red_value", 10, 16),
        Column(say("原因", "Why"), "long", "red_sentence", 44, 44),
        Column(say("依据的数", "From"), "long", "red_inputs", 26, 26),
        Column(say("怎样转灯", "What would change it"), "long", "red_ways", 32, 32),
        Column(say("规则条文", "Clause"), "long", "red_clause", 36, 36),
        Column(say("规则未写明之处", "What the clause leaves open"), "long", "red_gap", 30, 30),
        Column(say("出处", "Source"), "long", "red_source", 24, 24),
    ]
    rows = [
        (
            number,
            project["code"],
            project["name"],
            project["unit"],
            project["region"],
            project["investment_fen"],
            reason["name"],
            m.light_names["red"],
            reason["value"],
            reason["sentence"],
            "\n".join(f"{i['label']} {i['value']}" for i in reason["inputs"]),
            "\n".join(reason["ways"]),
            reason["clause"],
            reason["gap"],
            reason["source"],
        )
        for number, project in enumerate(red, 1)
        for reason in project["reasons"]
    ]
    first = sheet.table(columns, rows, filtered=True)
    sheet.define(columns, first, sheet.row - 1)
    sheet.light_words(first, 7, 7, m.light_names)
    sheet.finish(frozen=(first, 3), pages_wide=2)


def two_accounts(m: Maker) -> None:
    """The two accounts, and the projects without both."""
    say, p = m.say, m.portfolio
    sheet = m.book.sheet("两算", "Two accounts")
    m.heading(
        sheet,
        "两算：竣工后一年内完成结算与决算",
        "The two accounts: within one year of completion",
    )
    sums = m.figures["two_accounts"]
    columns = [Column(say("两算", "Two accounts"), "text"), *m.account_columns()]
    sheet.table(columns, [(say("全部", "all"), *m.account_cells(sums))])
    sheet.section(say("已竣工而两算未全部完成的项目", "Completed projects without both accounts"))
    days = {key: p[key] for key in ("completed", "settled", "final_accounts")}
    unfinished = (days["completed"] != NO_DAY) & (
        (days["settled"] == NO_DAY) | (days["final_accounts"] == NO_DAY)
    )
    at = np.flatnonzero(unfinished)
    at = at[np.argsort(days["completed"][at], kind="stable")]
    columns = [
        *m.project_columns(),
        Column(say("竣工", "Completed"), "day", "", 12),
        Column(say("竣工结算", "Settled"), "day", "", 12),
        Column(say("财务决算", "Final accounts"), "day", "", 12),
    ]
    named = m.projects()
    rows = [(*named[i], *(day_of(d[i]) for d in days.values())) for i in at.tolist()]
    sheet.finish(frozen=(sheet.table(columns, rows, filtered=True), 2))


def evaluations(m: Maker) -> None:
    """The three evaluations, and what falls due when."""
    say = m.say
    sheet = m.book.sheet("三评", "Three evaluations")
    m.heading(sheet, "三评：应完成与已完成", "The three evaluations: due and done")
    columns = [Column(say("三评", "Three evaluations"), "text"), *m.evaluation_columns()]
    cells = m.evaluation_cells(m.figures["evaluations"])
    sheet.table(columns, [(say("全部", "all"), *cells)])
    sheet.section(say("应评价项目", "Projects to be evaluated"))
    regions = {code: name or code for code, name in m.portfolio.regions}
    states = {
        "due": say("逾期", "due"),
        "done": say("已完成", "done"),
        "upcoming": say("未到期", "upcoming"),
    }
    columns = [
        *m.project_columns(),
        Column(say("到期日", "Due"), "day", "", 12),
        Column(say("状态", "State"), "text", "", 10),
        Column(say("完成日", "Done"), "day", "", 12),
        Column(say("逾期天数", "Days overdue"), "count", "", 10),
    ]
    rows = [
        (
            one["code"],
            one["name"],
            one["unit"],
            regions.get(one["region"], one["region"]),
            one["due"],
            states[one["state"]],
            one["done"],
            one["days_overdue"] or None,
        )
        for one in m.calendar
    ]
    sheet.finish(frozen=(sheet.table(columns, rows, filtered=True), 2))


def units(m: Maker) -> None:
    """Responsible units, most red first."""
    say, p = m.say, m.portfolio
    sheet = m.book.sheet("责任单位", "Units")
    m.heading(
        sheet,
        "责任单位",
        "Responsible units",
        say(
            "项目数与总投资为三库在库项目；灯为截至日全部项目。",
            "Projects and investment are those of the three libraries; lights those "
            "of all projects.",
        ),
    )
    texts = p.texts
    lights = Counter(zip(p["responsible_unit"].tolist(), m.lights.overall.tolist(), strict=True))
    held = {one["key"]: one for one in p.structure(by="unit")}
    reports = {one["unit"]: one for one in p.unreported(m.rules, all_units=True)}
    states = Counter((one["unit"], one["state"]) for one in m.calendar)
    rows = []
    for unit in sorted(set(p["responsible_unit"].tolist())):
        name = texts[unit]
        mine, report = held.get(name, {}), reports.get(name, {})
        expected, stale = report.get("expected", 0), report.get("stale", 0)
        done, due = states[name, "done"], states[name, "due"]
        rows.append(
            (
                name or say("（未填单位）", "(no unit)"),
                mine.get("projects", 0),
                mine.get("investment_fen", 0),
                *(lights[unit, _CODES.index(light)] for light in LIGHTS[:-1]),
                expected - stale,
                expected,
                Ratio(expected - stale, expected),
                done,
                done + due,
                Ratio(done, done + due),
            )
        )
    rows.sort(key=lambda row: (-row[3], -row[4], -row[1], row[0]))
    columns = [
        Column(say("责任单位", "Responsible unit"), "text", "units_name", 20),
        Column(say("项目数", "projects"), "count", "units_projects", 10),
        Column(m.yi(), "yi", "units_investment", 12),
        *m.light_columns("units_lights_")[:-1],
        Column(say("已报\n项目", "up to\ndate"), "count", "units_reported"),
        Column(say("应月报\n项目", "expected\nreports"), "count", "units_expected_reports"),
        Column(say("上报率", "reporting\nrate"), "rate", "units_reporting_rate"),
        Column(say("三评\n已完成", "evaluations\ndone"), "count", "units_evaluations_done"),
        Column(say("三评\n应完成", "evaluations\ndue"), "count", "units_evaluations_due"),
        Column(say("三评\n完成率", "evaluations\nrate"), "rate", "units_evaluations_rate"),
    ]
    first = sheet.table(columns, rows, filtered=True)
    sheet.define(columns, first, sheet.row - 1)
    sheet.light_counts(first, columns)
    sheet.finish(frozen=(first, 1))


def quality(m: Maker) -> None:
    """Silent units, imports, suspended lights."""
    say, q = m.say, m.figures["quality"]
    sheet = m.book.sheet("数据质量", "Data quality")
    m.heading(sheet, "数据质量", "Data quality")
    silent = [
        Column(say("责任单位", "Responsible unit"), "text", "silent_units_name", 20),
        Column(say("逾期未报\n项目", "stale\nprojects"), "count", "silent_units_projects", 10),
    ]
    sheet.section(say("未报单位", "Not reported, by unit"))
    nobody = say("（未填单位）", "(no unit)")
    rows = [(unit["name"] or nobody, unit["projects"]) for unit in q["silent_units"]]
    m.named_table(sheet, silent, rows)
    imports = [
        Column(say("来源", "Source"), "text", "imports_source", 20),
        Column(say("行", "rows"), "count", "imports_rows", 10),
        Column(say("退回", "returned"), "count", "imports_rejected", 10),
        Column(say("登记时间", "Recorded"), "text", "imports_recorded_at", 18),
    ]
    sheet.section(say("最近一次导入", "The latest import of each source"))
    latest = [(i["source"], i["rows"], i["rejected"], i["recorded_at"]) for i in q["imports"]]
    m.named_table(sheet, imports, latest)
    sheet.section(say("因正当理由暂不亮灯", "Lights suspended by a valid reason"))
    keys = ("name", "rule_name", "code", "unit", "from", "to", "by", "document", "reason")
    words = (
        ("项目名称", "Project"),
        ("规则", "Rule"),
        ("项目代码", "Code"),
        ("责任单位", "Responsible unit"),
        ("自", "From"),
        ("至", "To"),
        ("批准", "By"),
        ("文号", "Document"),
        ("理由", "Reason"),
    )
    columns = [
        Column(say(*word), "text", f"suspended_{key}", 8, 40)
        for key, word in zip(keys, words, strict=True)
    ]
    reasons = [tuple(one[key] for key in keys) for one in m.figures["suspended"]]
    m.named_table(sheet, columns, reasons)
    sheet.finish()
