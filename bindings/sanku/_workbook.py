"""The bulletin as a workbook, one sheet a subject."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from sanku._edition import Edition
from sanku._face import Store
from sanku._portfolio import DEFAULT_POLICY, Day
from sanku._sanku import Ratio
from sanku._sheet import Book, Column, Sheet

_NO_DAY = np.iinfo(np.int32).max
_CODES = ("none", "green", "no_data", "yellow", "red")
_SHOWN = ("red", "yellow", "green", "no_data", "none")
_COLOURS = {"red": "#D9480F", "yellow": "#F2C037", "green": "#2F9E73", "no_data": "#ADB5BD"}
_LIBRARIES = ("#1F3A5F", "#4C7DAF", "#9DC3E6")
#: The most regions that the chart of the overview shows.
_MOST_BARS = 20
_ACTIVITIES = ("started", "enrolled", "completed", "in_production")


class Workbook:
    """A bulletin as an .xlsx file; the same bulletin gives the same bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def data(self) -> bytes:
        """The file."""
        return self._data

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file to ``path``, in the place of what is there. Raises ``OSError``."""
        Path(path).write_bytes(self._data)

    def __repr__(self) -> str:
        return f"<workbook of {len(self._data)} bytes>"


def workbook(
    store: Store,
    *,
    as_of: Day,
    known_on: Day | None = None,
    policy: str = DEFAULT_POLICY,
    rules_of: Day | None = None,
    policies: str | os.PathLike[str] | None = None,
    previous_year_fen: int | None = None,
    by: str | None = None,
    lang: str = "zh",
) -> Workbook:
    """The bulletin of the day ``as_of`` as a workbook in ``lang`` (``zh`` or ``en``), see
    docs/workbook.md; other parameters as in ``sanku.bulletin``.

    Raises ``Error`` (as ``bulletin`` does, and ``invalid_argument`` for more rows than a sheet
    holds, 1,048,576) and ``ImportError`` without XlsxWriter."""
    edition = Edition.of(
        store,
        as_of=as_of,
        known_on=known_on,
        policy=policy,
        rules_of=rules_of,
        policies=policies,
        previous_year_fen=previous_year_fen,
        by=by,
    )
    return workbook_of(edition, lang)


def workbook_of(edition: Edition, lang: str = "zh") -> Workbook:
    """The workbook of an edition; errors as in ``workbook``."""
    return Workbook(_Writer(edition, lang).write())


class _Writer:
    def __init__(self, edition: Edition, lang: str) -> None:
        self.edition = edition
        self.figures = edition.figures(lang)
        self.lights = edition.lights
        self.portfolio = edition.lights.portfolio
        self.rules = edition.lights._inner.rules_policy
        f = self.figures
        zh_title = f["region"] + "投资项目三库通报"
        en_title = "Bulletin of the three project libraries" + (f["region"] and f", {f['region']}")
        self.book = Book(lang, self.portfolio.as_of, zh_title if lang == "zh" else en_title)
        self.say = self.book.say
        self.light_names = {
            "red": self.say("红灯", "red"),
            "yellow": self.say("黄灯", "yellow"),
            "green": self.say("绿灯", "green"),
            "no_data": self.say("无数据", "no data"),
            "none": self.say("不适用", "not rated"),
        }
        self.library_names = [library["name"] for library in f["libraries"]]

    def write(self) -> bytes:
        overview = self.book.sheet("总览", "Overview")
        regions = self.three_libraries()
        self.overview(overview, regions)
        self.light_list()
        self.red_list()
        self.two_accounts()
        self.evaluations()
        self.comparison()
        self.units()
        self.quality()
        return self.book.bytes()

    def heading(self, sheet: Sheet, zh: str, en: str, *notes: str) -> None:
        f = self.figures
        known = f["known_on"] and self.say(
            f"（按{f['known_on']}已知情况）", f" (as known on {f['known_on']})"
        )
        sheet.title(
            self.say(zh, en),
            self.say("截至", "As of ")
            + f["as_of"]
            + (known or "")
            + (f"  {f['region']}" if f["region"] else ""),
            *notes,
        )

    # ---- the overview

    def overview(self, sheet: Sheet, regions: tuple[Sheet, int, int]) -> None:
        f, say = self.figures, self.say
        rules = f["policy"]
        sheet.title(
            self.book.title,
            say("截至", "As of ")
            + f["as_of"]
            + (
                say(f"（按{f['known_on']}已知情况）", f" (as known on {f['known_on']})")
                if f["known_on"]
                else ""
            ),
            say("预警规则：", "Rules: ")
            + f"{rules['source']} [{rules['id']}, {say('版本', 'version')} {rules['version']}]",
        )
        if not rules["in_force"]:
            sheet.note(
                say(
                    "注意：截止日不在规则有效期内。",
                    "Note: the as-of day lies outside the rules' validity.",
                )
            )
        top = sheet.row
        libraries = self.overview_libraries(sheet)
        self.overview_conversions(sheet)
        lights = self.overview_lights(sheet)
        self.overview_sums(sheet)
        self.overview_activity(sheet)
        self.overview_quality(sheet)
        sheet.note(
            say(
                "金额单元格存元，以亿元显示；比率四舍五入显示一位小数；“—”表示无数值。",
                "Amounts are held in yuan and shown in 100 m yuan; rates are shown to one "
                "decimal; — means that there is no value.",
            )
        )
        self.provenance(sheet)
        self.charts(sheet, top, libraries, lights, regions)
        sheet.inner.set_column(7, 7, 2)
        sheet.finish(last_column=16)
        sheet.inner.fit_to_pages(1, 1)

    def overview_libraries(self, sheet: Sheet) -> int:
        f, say = self.figures, self.say
        sheet.section(say("三库总量", "The three libraries"))
        columns = [
            Column(say("库别", "Library"), "text", "", 22),
            Column(say("项目数", "projects"), "count", "projects", 13),
            Column(self.yi(), "yi", "investment", 13),
            Column(say("上年投资的\n倍数", "times last\nyear's"), "multiple", "multiple", 13),
        ]
        rows = [
            (one["name"], one["projects"], one["investment_fen"], _ratio(one["multiple"]))
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
            Column(
                say("储备库项目", "in reserve"), "count", "reserve_to_directory_size_numerator", 13
            ),
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
        row = (source, previous["fen"], f["withdrawn"], *_parts(size))
        sheet.figures(more, [row], [""])
        return first

    def overview_conversions(self, sheet: Sheet) -> None:
        say = self.say
        sheet.section(
            say(
                "转化率（存量口径：曾进入前一库的项目中已转入后一库的比例）",
                "Conversion (stock: of all that ever entered a library, those that moved on)",
            )
        )
        columns = [Column(say("转化", "Conversion"), "text"), *self.conversion_columns()]
        rows = [
            (self.passage_name(one), *_parts(one["by_count"]), *_parts(one["by_investment"]))
            for one in self.figures["conversions"]
        ]
        names = [f"conversions_{one['from']}_{one['to']}" for one in self.figures["conversions"]]
        sheet.figures(columns, rows, names)

    def overview_lights(self, sheet: Sheet) -> int:
        f, say = self.figures, self.say
        sheet.section(say("红黄绿灯（项目数）", "Lights (projects)"))
        columns = [Column(say("规则", "Rule"), "text"), *self.light_columns()]
        lines = [(rule["name"], rule["id"], rule["counts"]) for rule in f["lights"]["rules"]]
        lines.append(
            (say("综合（取最重）", "Overall (the worst)"), "overall", f["lights"]["overall"])
        )
        rows = [(name, *(counts[light] for light in _SHOWN)) for name, _, counts in lines]
        first = sheet.figures(columns, rows, [f"lights_{rule}" for _, rule, _ in lines])
        sheet.light_counts(first, columns)
        return first

    def overview_sums(self, sheet: Sheet) -> None:
        f, say = self.figures, self.say
        sheet.section(say("两算与三评", "The two accounts and the three evaluations"))
        whole = say("全部", "all")
        accounts, due = f["two_accounts"], f["evaluations"]
        columns = [Column(say("两算", "Two accounts"), "text"), *self.account_columns()]
        rows = [(whole, *self.account_cells(accounts))]
        sheet.figures(columns, rows, [""])
        sheet.row += 1
        columns = [Column(say("三评", "Three evaluations"), "text"), *self.evaluation_columns()]
        sheet.figures(columns, [(whole, *self.evaluation_cells(due))], [""])

    def overview_activity(self, sheet: Sheet) -> None:
        f, say = self.figures, self.say
        sheet.section(say("今年与上年同期", "This year and the same period of last year"))
        columns = [Column(say("事项", "What"), "text"), *self.activity_columns()]
        rows = [(self.activity_names()[key], *_activity(f["activity"][key])) for key in _ACTIVITIES]
        sheet.figures(columns, rows, [f"activity_{key}" for key in _ACTIVITIES])

    def overview_quality(self, sheet: Sheet) -> None:
        say, q = self.say, self.figures["quality"]
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
            _ratio(rate),
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

    def provenance(self, sheet: Sheet) -> None:
        p, say = self.figures["provenance"], self.say
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

    # ---- charts

    def charts(
        self, sheet: Sheet, top: int, libraries: int, lights: int, regions: tuple[Sheet, int, int]
    ) -> None:
        column, width = 8, 560
        names = sheet.range(libraries, 0, libraries + 2)
        chart = self.bars(self.say("三库项目数", "Projects by library"))
        points = [{"fill": {"color": colour}} for colour in _LIBRARIES]
        chart.add_series(
            {
                "categories": f"={names}",
                "values": f"={sheet.range(libraries, 1, libraries + 2)}",
                "points": points,
                "gap": 40,
                "data_labels": {"value": True, "num_format": "#,##0"},
            }
        )
        chart.set_legend({"none": True})
        chart.set_size({"width": width, "height": 220})
        sheet.inner.insert_chart(top, column, chart)

        last = lights + len(self.figures["lights"]["rules"])
        chart = self.bars(
            self.say("红黄绿灯（不含不适用）", "Lights (of projects rated)"), "stacked"
        )
        for place, light in enumerate(_SHOWN[:-1], 1):
            look = {"color": _COLOURS[light]}
            series = {
                "name": self.light_names[light],
                "categories": f"={sheet.range(lights, 0, last)}",
                "values": f"={sheet.range(lights, place, last)}",
                "gap": 50,
                "fill": look,
            }
            if light == "red":  # told from the others without colour
                pattern = {"pattern": "wide_upward_diagonal", "fg_color": "#FFFFFF"}
                series["pattern"] = pattern | {"bg_color": _COLOURS[light]}
                del series["fill"]
            chart.add_series(series)
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": width, "height": 320})
        sheet.inner.insert_chart(top + 11, column, chart)

        holdings, first, count = regions
        if count == 0:
            return
        shown = min(count, _MOST_BARS)
        title = self.say("分地区项目数", "Projects by region")
        if shown < count:
            title += self.say(f"（前{shown}个，共{count}个）", f" (first {shown} of {count})")
        chart = self.bars(title, "stacked")
        for number, name in enumerate(self.library_names):
            chart.add_series(
                {
                    "name": name,
                    "categories": f"={holdings.range(first, 2, first + shown - 1)}",
                    "values": f"={holdings.range(first, 3 + 3 * number, first + shown - 1)}",
                    "fill": {"color": _LIBRARIES[number]},
                    "gap": 40,
                }
            )
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": width, "height": 130 + 21 * shown})
        sheet.inner.insert_chart(top + 27, column, chart)

    def bars(self, title: str, subtype: str = "") -> Any:
        chart = self.book.inner.add_chart(
            {"type": "bar"} | ({"subtype": subtype} if subtype else {})
        )
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

    # ---- columns that several sheets have

    def yi(self) -> str:
        return self.say("总投资\n（亿元）", "investment\n(100 m yuan)")

    def passage_name(self, conversion: dict[str, Any]) -> str:
        names = {one["id"]: one["name"] for one in self.figures["libraries"]}
        return f"{names[conversion['from']]} → {names[conversion['to']]}"

    def conversion_columns(self, prefix: str = "", name: str = "") -> list[Column]:
        say = self.say
        return [
            Column(
                prefix + say("已转入\n（个）", "moved on\n(number)"),
                "count",
                f"{name}by_count_numerator",
            ),
            Column(
                prefix + say("曾进入\n（个）", "entered\n(number)"),
                "count",
                f"{name}by_count_denominator",
            ),
            Column(prefix + say("按项目数", "by count"), "rate", f"{name}by_count_rate"),
            Column(
                prefix + say("已转入\n（亿元）", "moved on\n(100 m yuan)"),
                "yi",
                f"{name}by_investment_numerator",
            ),
            Column(
                prefix + say("曾进入\n（亿元）", "entered\n(100 m yuan)"),
                "yi",
                f"{name}by_investment_denominator",
            ),
            Column(prefix + say("按总投资", "by investment"), "rate", f"{name}by_investment_rate"),
        ]

    def light_columns(self, name: str = "") -> list[Column]:
        return [Column(self.light_names[light], "count", f"{name}{light}") for light in _SHOWN]

    def account_columns(self) -> list[Column]:
        say = self.say
        return [
            Column(say("已竣工", "completed"), "count", "two_accounts_completed"),
            Column(say("已结算", "settled"), "count", "two_accounts_settled"),
            Column(say("已决算", "final accounts"), "count", "two_accounts_approved"),
            Column(say("两算均\n完成", "both"), "count", "two_accounts_both"),
            Column(say("完成率", "rate"), "rate", "two_accounts_rate"),
            Column(say("超过一年\n未完成", "past one\nyear"), "count", "two_accounts_overdue"),
        ]

    @staticmethod
    def account_cells(sums: dict[str, Any]) -> list[Any]:
        counts = [sums[key] for key in ("completed", "settled", "approved", "both")]
        return [*counts, _ratio(sums["rate"]), sums["overdue"]]

    def evaluation_columns(self) -> list[Column]:
        say = self.say
        return [
            Column(say("应完成", "due"), "count", "evaluations_due"),
            Column(say("已完成", "done"), "count", "evaluations_done"),
            Column(say("完成率", "rate"), "rate", "evaluations_rate"),
        ]

    @staticmethod
    def evaluation_cells(sums: dict[str, Any]) -> list[Any]:
        return [sums["due"], sums["done"], _ratio(sums["rate"])]

    def activity_columns(self, prefix: str = "", name: str = "") -> list[Column]:
        say = self.say
        return [
            Column(
                prefix + say("今年\n（个）", "this year\n(number)"),
                "count",
                f"{name}this_year_projects",
            ),
            Column(
                prefix + say("今年\n（亿元）", "this year\n(100 m yuan)"),
                "yi",
                f"{name}this_year_investment",
            ),
            Column(
                prefix + say("上年同期\n（个）", "last year\n(number)"),
                "count",
                f"{name}last_year_projects",
            ),
            Column(
                prefix + say("上年同期\n（亿元）", "last year\n(100 m yuan)"),
                "yi",
                f"{name}last_year_investment",
            ),
            Column(prefix + say("个数增长", "change in\nnumber"), "growth", f"{name}growth"),
        ]

    def activity_names(self) -> dict[str, str]:
        say = self.say
        return {
            "started": say("开工", "started"),
            "enrolled": say("纳统", "enrolled"),
            "completed": say("竣工", "completed"),
            "in_production": say("投产", "in production"),
        }

    # ---- the whole, regions and sectors

    def groups(
        self, sheet: Sheet, columns: list[Column], cells: Any, *, identified: bool
    ) -> tuple[int, int]:
        """A table of the whole, each region and each sector; gives the first row of the regions and
        their number. ``identified``: names of cells are for codes and names, too."""
        f, say = self.figures, self.say
        whole = (
            {"code": "", "name": say("全部", "all")}
            | {key: f[key] for key in ("libraries", "conversions", "two_accounts", "evaluations")}
            | {key: f["activity"][key] for key in ("started", "enrolled", "completed")}
        )
        whole["lights"] = f["lights"]["overall"]
        lines = [(say("全部", "all"), whole)]
        lines += [(say("地区", "region"), group) for group in f["regions"]]
        lines += [(say("行业", "sector"), group) for group in f["sectors"]]
        named = [
            Column(say("口径", "Of"), "text"),
            Column(say("代码", "Code"), "text", "code" if identified else ""),
            Column(say("名称", "Name"), "text", "name" if identified else "", 14, 46),
        ]
        rows = [(kind, one["code"], one["name"], *cells(one)) for kind, one in lines]
        first = sheet.table([*named, *columns], rows, filtered=True) + 1
        regions, sectors = len(f["regions"]), len(f["sectors"])
        sheet.define([*named, *columns], first, first + regions - 1, "regions")
        sheet.define([*named, *columns], first + regions, first + regions + sectors - 1, "sectors")
        return first, regions

    def three_libraries(self) -> tuple[Sheet, int, int]:
        say = self.say
        sheet = self.book.sheet("三库", "Three libraries")
        self.heading(sheet, "三库：总量与转化率", "The three libraries")
        columns = []
        for one in self.figures["libraries"]:
            name, key = one["name"], f"libraries_{one['id']}"
            columns += [
                Column(name + "\n" + say("项目数", "projects"), "count", f"{key}_projects"),
                Column(name + "\n" + self.yi(), "yi", f"{key}_investment"),
                Column(
                    name + "\n" + say("为上年投资\n的倍数", "times last\nyear's"),
                    "multiple",
                    f"{key}_multiple",
                ),
            ]
        for one in self.figures["conversions"]:
            name = f"conversions_{one['from']}_{one['to']}_"
            columns += self.conversion_columns(
                self.passage_name(one).replace(" → ", "\n→") + "\n", name
            )

        def cells(group: dict[str, Any]) -> Iterable[Any]:
            for one in group["libraries"]:
                yield from (one["projects"], one["investment_fen"], _ratio(one["multiple"]))
            for one in group["conversions"]:
                yield from (*_parts(one["by_count"]), *_parts(one["by_investment"]))

        first, regions = self.groups(sheet, columns, cells, identified=True)
        sheet.finish(frozen=(first - 1, 3), pages_wide=2)
        return sheet, first, regions

    def comparison(self) -> None:
        say = self.say
        sheet = self.book.sheet("地区行业", "Regions and sectors")
        self.heading(
            sheet,
            "地区与行业",
            "Regions and sectors",
        )
        lights = self.light_columns("lights_")
        columns = [
            *lights,
            *_under(say("两算", "accounts"), self.account_columns()),
            *_under(say("三评", "evaluations"), self.evaluation_columns()),
        ]
        names = self.activity_names()
        for key in _ACTIVITIES[:3]:
            columns += self.activity_columns(names[key] + "\n", f"{key}_")

        def cells(group: dict[str, Any]) -> Iterable[Any]:
            yield from (group["lights"][light] for light in _SHOWN)
            yield from self.account_cells(group["two_accounts"])
            yield from self.evaluation_cells(group["evaluations"])
            for key in _ACTIVITIES[:3]:
                yield from _activity(group[key])

        first, _ = self.groups(sheet, columns, cells, identified=False)
        sheet.light_counts(first - 1, [Column("")] * 3 + lights)
        sheet.finish(frozen=(first - 1, 3), pages_wide=2)

    # ---- projects

    def project_columns(self) -> list[Column]:
        say = self.say
        return [
            Column(say("项目代码", "Code"), "text", "", 26),
            Column(say("项目名称", "Project"), "long", "", 20, 38),
            Column(say("责任单位", "Responsible unit"), "long", "", 14, 24),
            Column(say("地区", "Region"), "long", "", 10, 20),
        ]

    def light_list(self) -> None:
        say, portfolio = self.say, self.portfolio
        sheet = self.book.sheet("红绿灯", "Lights")
        self.heading(
            sheet,
            "红绿灯：全部项目",
            "Lights: all projects",
            say(
                "“—”：规则不评这个项目。总投资的单元格存元，以万元显示。",
                "—: no rule rates the project. Investment is held in yuan and shown in "
                "10 000 yuan.",
            ),
        )
        rules = self.figures["lights"]["rules"]
        columns = [
            *self.project_columns(),
            Column(say("所在库", "Library"), "text", "", 10, 16),
            Column(say("总投资\n（万元）", "investment\n(10 000 yuan)"), "wan", "", 13),
            Column(say("综合", "Overall"), "light", "", 9),
            *(Column(rule["name"], "light", "", 9, 16) for rule in rules),
        ]
        named = self._projects()
        amounts = portfolio["total_investment"].tolist()
        stated = (portfolio["given"] & 1).astype(bool).tolist()
        words = np.array(
            [None if light == "none" else self.light_names[light] for light in _CODES], dtype=object
        )
        lights = [words[self.lights.overall], *(words[self.lights.of(r["id"])] for r in rules)]
        pools = self.pools()
        rows = [
            (*project, pools[pool], amount if given else None, *shown)
            for project, pool, amount, given, *shown in zip(
                named, portfolio["pool"].tolist(), amounts, stated, *lights, strict=True
            )
        ]
        first = sheet.table(columns, rows, filtered=True)
        sheet.light_words(first, 6, 6 + len(rules), self.light_names)
        sheet.finish(frozen=(first, 2))

    def pools(self) -> list[str]:
        say = self.say
        return ["", *self.library_names, say("已退库", "withdrawn")]

    def _projects(self) -> list[tuple[str, str, str, str]]:
        p = self.portfolio
        texts, regions = p.texts, [name or code for code, name in p.regions] or [""]
        columns = (p["name"].tolist(), p["responsible_unit"].tolist(), p["region"].tolist())
        return [
            (code, texts[name], texts[unit], regions[region])
            for code, name, unit, region in zip(p.codes, *columns, strict=True)
        ]

    def red_list(self) -> None:
        say, red = self.say, self.figures["red"]
        sheet = self.book.sheet("红灯清单", "Red list")
        self.heading(
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
            Column(
                say("总投资\n（万元）", "investment\n(10 000 yuan)"), "wan", "red_investment", 12
            ),
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
                self.light_names["red"],
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
        sheet.light_words(first, 7, 7, self.light_names)
        sheet.finish(frozen=(first, 3), pages_wide=2)

    def two_accounts(self) -> None:
        say, p = self.say, self.portfolio
        sheet = self.book.sheet("两算", "Two accounts")
        self.heading(
            sheet,
            "两算：竣工后一年内完成结算与决算",
            "The two accounts: within one year of completion",
        )
        sums = self.figures["two_accounts"]
        columns = [Column(say("两算", "Two accounts"), "text"), *self.account_columns()]
        sheet.table(columns, [(say("全部", "all"), *self.account_cells(sums))])
        sheet.section(
            say("已竣工而两算未全部完成的项目", "Completed projects without both accounts")
        )
        days = {key: p[key] for key in ("completed", "settled", "final_accounts")}
        unfinished = (days["completed"] != _NO_DAY) & (
            (days["settled"] == _NO_DAY) | (days["final_accounts"] == _NO_DAY)
        )
        at = np.flatnonzero(unfinished)
        at = at[np.argsort(days["completed"][at], kind="stable")]
        columns = [
            *self.project_columns(),
            Column(say("竣工", "Completed"), "day", "", 12),
            Column(say("竣工结算", "Settled"), "day", "", 12),
            Column(say("财务决算", "Final accounts"), "day", "", 12),
        ]
        named = self._projects()
        rows = [(*named[i], *(_day(d[i]) for d in days.values())) for i in at.tolist()]
        sheet.finish(frozen=(sheet.table(columns, rows, filtered=True), 2))

    def evaluations(self) -> None:
        say = self.say
        sheet = self.book.sheet("三评", "Three evaluations")
        self.heading(sheet, "三评：应完成与已完成", "The three evaluations: due and done")
        columns = [Column(say("三评", "Three evaluations"), "text"), *self.evaluation_columns()]
        cells = self.evaluation_cells(self.figures["evaluations"])
        sheet.table(columns, [(say("全部", "all"), *cells)])
        sheet.section(say("应评价项目", "Projects to be evaluated"))
        regions = {code: name or code for code, name in self.portfolio.regions}
        states = {
            "due": say("逾期", "due"),
            "done": say("已完成", "done"),
            "upcoming": say("未到期", "upcoming"),
        }
        columns = [
            *self.project_columns(),
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
            for one in self.calendar
        ]
        sheet.finish(frozen=(sheet.table(columns, rows, filtered=True), 2))

    @cached_property
    def calendar(self) -> list[dict[str, Any]]:
        return self.portfolio.evaluation_calendar(self.rules)

    # ---- units and quality

    def units(self) -> None:
        say, p = self.say, self.portfolio
        sheet = self.book.sheet("责任单位", "Units")
        self.heading(
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
        lights = Counter(
            zip(p["responsible_unit"].tolist(), self.lights.overall.tolist(), strict=True)
        )
        held = {one["key"]: one for one in p.structure(by="unit")}
        reports = {one["unit"]: one for one in p.unreported(self.rules, all_units=True)}
        states = Counter((one["unit"], one["state"]) for one in self.calendar)
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
                    *(lights[unit, _CODES.index(light)] for light in _SHOWN[:-1]),
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
            Column(self.yi(), "yi", "units_investment", 12),
            *self.light_columns("units_lights_")[:-1],
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

    def quality(self) -> None:
        say, q = self.say, self.figures["quality"]
        sheet = self.book.sheet("数据质量", "Data quality")
        self.heading(sheet, "数据质量", "Data quality")
        silent = [
            Column(say("责任单位", "Responsible unit"), "text", "silent_units_name", 20),
            Column(say("逾期未报\n项目", "stale\nprojects"), "count", "silent_units_projects", 10),
        ]
        sheet.section(say("未报单位", "Not reported, by unit"))
        nobody = say("（未填单位）", "(no unit)")
        rows = [(unit["name"] or nobody, unit["projects"]) for unit in q["silent_units"]]
        self.named_table(sheet, silent, rows)
        imports = [
            Column(say("来源", "Source"), "text", "imports_source", 20),
            Column(say("行", "rows"), "count", "imports_rows", 10),
            Column(say("退回", "returned"), "count", "imports_rejected", 10),
            Column(say("登记时间", "Recorded"), "text", "imports_recorded_at", 18),
        ]
        sheet.section(say("最近一次导入", "The latest import of each source"))
        latest = [(i["source"], i["rows"], i["rejected"], i["recorded_at"]) for i in q["imports"]]
        self.named_table(sheet, imports, latest)
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
        reasons = [tuple(one[key] for key in keys) for one in self.figures["suspended"]]
        self.named_table(sheet, columns, reasons)
        sheet.finish()

    def named_table(self, sheet: Sheet, columns: list[Column], rows: list[Any]) -> None:
        if not rows:
            sheet.note(self.say("无。", "None."))
            return
        first = sheet.table(columns, rows)
        sheet.define(columns, first, sheet.row - 1)


def _under(group: str, columns: list[Column]) -> list[Column]:
    """The columns with the name of their group above their headings."""
    return [replace(column, heading=f"{group}\n{column.heading}") for column in columns]


def _ratio(shown: dict[str, Any]) -> Ratio | None:
    """The rate as a number of a cell, or None without a value."""
    if shown["denominator"] == 0:
        return None
    return Ratio(shown["numerator"], shown["denominator"])


def _parts(shown: dict[str, Any]) -> tuple[int, int, Ratio | None]:
    return shown["numerator"], shown["denominator"], _ratio(shown)


def _activity(sums: dict[str, Any]) -> list[Any]:
    this, last = sums["this_year"], sums["last_year"]
    growth = Ratio(this["projects"] - last["projects"], last["projects"])
    return [
        this["projects"],
        this["investment_fen"],
        last["projects"],
        last["investment_fen"],
        growth if last["projects"] else None,
    ]


def _day(days: Any) -> dt.date | None:
    return None if days == _NO_DAY else dt.date(1970, 1, 1) + dt.timedelta(int(days))
