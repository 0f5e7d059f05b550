"""What the sheets of a bulletin's workbook share: its words, columns and cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cached_property
from typing import Any

from sanku._edition import Edition
from sanku._sanku import Ratio
from sanku._sheet import Book, Column, Sheet

#: The day that columns hold where there is none.
NO_DAY = 2**31 - 1
#: The lights in the order of columns.
LIGHTS = ("red", "yellow", "green", "no_data", "none")
ACTIVITIES = ("started", "enrolled", "completed", "in_production")


class Maker:
    """A workbook in the making, and the edition that it is made from."""

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

    def as_of(self) -> str:
        """The day, and up to which day's records."""
        f = self.figures
        known = ""
        if f["known_on"]:
            known = self.say(f"（按{f['known_on']}已知情况）", f" (as known on {f['known_on']})")
        return f"{self.say('截至', 'As of ')}{f['as_of']}{known}"

    def heading(self, sheet: Sheet, zh: str, en: str, *notes: str) -> None:
        """The title of a sheet, with day and region below it."""
        region = self.figures["region"]
        below = f"{self.as_of()}  {region}" if region else self.as_of()
        sheet.title(self.say(zh, en), below, *notes)

    def yi(self) -> str:
        """The heading of an investment in 亿元."""
        return self.say("总投资\n（亿元）", "investment\n(100 m yuan)")

    def passage_name(self, conversion: dict[str, Any]) -> str:
        """Such as 目录库 → 储备库."""
        names = {one["id"]: one["name"] for one in self.figures["libraries"]}
        return f"{names[conversion['from']]} → {names[conversion['to']]}"

    def conversion_columns(self, prefix: str = "", name: str = "") -> list[Column]:
        """A conversion by count and by investment: parts, wholes and rates, see ``parts_of``."""
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
        """Numbers of projects by light."""
        return [Column(self.light_names[light], "count", f"{name}{light}") for light in LIGHTS]

    def account_columns(self) -> list[Column]:
        """The two accounts."""
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
        """What stands in ``account_columns``."""
        counts = [sums[key] for key in ("completed", "settled", "approved", "both")]
        return [*counts, ratio_of(sums["rate"]), sums["overdue"]]

    def evaluation_columns(self) -> list[Column]:
        """The three evaluations."""
        say = self.say
        return [
            Column(say("应完成", "due"), "count", "evaluations_due"),
            Column(say("已完成", "done"), "count", "evaluations_done"),
            Column(say("完成率", "rate"), "rate", "evaluations_rate"),
        ]

    @staticmethod
    def evaluation_cells(sums: dict[str, Any]) -> list[Any]:
        """What stands in ``evaluation_columns``."""
        return [sums["due"], sums["done"], ratio_of(sums["rate"])]

    def activity_columns(self, prefix: str = "", name: str = "") -> list[Column]:
        """This year and the same period of last year, see ``activity_of``."""
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
        """What happens to projects, by its key."""
        say = self.say
        return {
            "started": say("开工", "started"),
            "enrolled": say("纳统", "enrolled"),
            "completed": say("竣工", "completed"),
            "in_production": say("投产", "in production"),
        }

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

    def project_columns(self) -> list[Column]:
        """Code, name, unit and region of a project, see ``projects``."""
        say = self.say
        return [
            Column(say("项目代码", "Code"), "text", "", 26),
            Column(say("项目名称", "Project"), "long", "", 20, 38),
            Column(say("责任单位", "Responsible unit"), "long", "", 14, 24),
            Column(say("地区", "Region"), "long", "", 10, 20),
        ]

    def pools(self) -> list[str]:
        """The names of the pools, by their numbers in columns."""
        say = self.say
        return ["", *self.library_names, say("已退库", "withdrawn")]

    def projects(self) -> list[tuple[str, str, str, str]]:
        """What stands in ``project_columns``, by row of the portfolio."""
        p = self.portfolio
        texts, regions = p.texts, [name or code for code, name in p.regions] or [""]
        columns = (p["name"].tolist(), p["responsible_unit"].tolist(), p["region"].tolist())
        return [
            (code, texts[name], texts[unit], regions[region])
            for code, name, unit, region in zip(p.codes, *columns, strict=True)
        ]

    @cached_property
    def calendar(self) -> list[dict[str, Any]]:
        """The evaluations that fall due."""
        return self.portfolio.evaluation_calendar(self.rules)

    def named_table(self, sheet: Sheet, columns: list[Column], rows: list[Any]) -> None:
        """A table whose columns have names, or a word that there is nothing."""
        if not rows:
            sheet.note(self.say("无。", "None."))
            return
        first = sheet.table(columns, rows)
        sheet.define(columns, first, sheet.row - 1)


def under(group: str, columns: list[Column]) -> list[Column]:
    """The columns with the name of their group above their headings."""
    return [replace(column, heading=f"{group}\n{column.heading}") for column in columns]


def ratio_of(shown: dict[str, Any]) -> Ratio | None:
    """The rate as a number of a cell, or None without a value."""
    if shown["denominator"] == 0:
        return None
    return Ratio(shown["numerator"], shown["denominator"])


def parts_of(shown: dict[str, Any]) -> tuple[int, int, Ratio | None]:
    """Numerator, denominator and rate."""
    return shown["numerator"], shown["denominator"], ratio_of(shown)


def activity_of(sums: dict[str, Any]) -> list[Any]:
    """What stands in ``activity_columns``."""
    this, last = sums["this_year"], sums["last_year"]
    growth = Ratio(this["projects"] - last["projects"], last["projects"])
    return [
        this["projects"],
        this["investment_fen"],
        last["projects"],
        last["investment_fen"],
        growth if last["projects"] else None,
    ]


def day_of(days: Any) -> dt.date | None:
    """The day that a column counts from 1970, or None."""
    return None if days == NO_DAY else dt.date(1970, 1, 1) + dt.timedelta(int(days))
