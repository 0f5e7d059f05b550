"""Lights of regions, and the files in which regions state their figures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanku import _sanku
from sanku._portfolio import Day, Rows, path_of
from sanku._table import NARROW, Table

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]

#: What the columns of the two files may be called.
_FIGURES = {
    "region": ("region", "地区", "区", "区县", "行政区划", "地区代码", "行政区划代码"),
    "name": ("name", "地区名称", "区名", "名称"),
    "month": ("month", "月份", "月", "截至月份", "统计月份"),
    "investment_fen": ("investment", "累计完成投资", "本年累计投资", "固定资产投资", "投资"),
    "investment_last_year_fen": (
        *("investment last year", "上年同期投资", "上年同期", "去年同期投资", "去年同期"),
    ),
    "planned_growth_hundredths": ("planned growth", "计划增速", "增速计划", "增速目标"),
    "task_fen": ("task", "当月任务", "月度任务", "月度投资任务"),
    "done_fen": ("done", "当月完成", "当月完成投资", "月度完成", "月度完成投资"),
}
_BONDS = {
    "region": _FIGURES["region"],
    "name": _FIGURES["name"],
    "issued": ("issued", "发行月份", "发行月", "发行日期", "发行时间"),
    "amount_fen": ("amount", "发行金额", "债券金额", "金额"),
    "used_fen": ("used", "已使用", "已使用金额", "使用金额"),
}


class Regions(Rows):
    """The lights of regions: dicts, in the order of codes."""

    def to_pandas(self) -> pd.DataFrame:
        """One line a region: region, name, the overall ``light``, and one column a rule, with its
        light (``none``: it does not rate the region)."""
        rules = dict.fromkeys(why["rule"] for entry in self for why in entry["evidence"])
        table = Rows()
        for entry in self:
            lights = {why["rule"]: why["light"] for why in entry["evidence"]}
            table.append(
                {key: entry[key] for key in ("region", "name", "light")}
                | {rule: lights.get(rule, "none") for rule in rules}
            )
        return table.to_pandas()


def _is_missing(value: Any) -> bool:
    return value is None or type(value).__name__ in ("NAType", "NaTType") or bool(value != value)


def _rows(given: Any, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The rows of a table or of dicts, without what is missing; takes names of regions into
    ``names``. Numbers of a table with gaps come as floats."""
    rows: Iterable[Row] = given.to_dict("records") if hasattr(given, "to_dict") else given
    for row in rows:
        plain = {}
        for key, value in row.items():
            if _is_missing(value):
                continue
            if hasattr(value, "item"):
                value = value.item()
            plain[key] = int(value) if isinstance(value, float) and value.is_integer() else value
        name = plain.pop("name", "")
        if name and "region" in plain:
            names[_sanku.region_of(str(plain["region"]))[0]] = str(name)
        yield plain


def regions(
    figures: Iterable[Row] | pd.DataFrame,
    bonds: Iterable[Row] | pd.DataFrame = (),
    *,
    policy: str,
    month: Day,
    policies: str | os.PathLike[str] | None = None,
    lang: str = "zh",
) -> Regions:
    """The lights of regions at the end of ``month`` (``2022-06`` or a day), in the order of codes:
    dicts with region (code), name, light and evidence: for each regional rule that rates the region
    rule, name, light, sentence, value, exact (``Fraction`` or None), threshold, inputs, clause,
    gap, source, better, worse and remedy.

    figures: dicts, or a table, with region, month and any of investment_fen (from January on),
    investment_last_year_fen, planned_growth_hundredths (of a percent), task_fen and done_fen (of
    the month alone); bonds: with region, issued (a month), amount_fen and used_fen. Amounts are
    whole fen, 0 or more; what is missing was not stated. Both may state a name of the region.
    ``read_region_figures`` and ``read_bonds`` read files of them. policy, policies: as in
    ``Portfolio.lights``, with editions in force on the month's last day.

    Raises ``Error`` for what is no code, month or amount, an unknown key, a region twice in a
    month, and as ``Portfolio.lights``."""
    names: dict[str, str] = {}
    found = _sanku.evaluate_regions(
        list(_rows(figures, names)),
        list(_rows(bonds, names)),
        policy,
        _sanku.month_of(str(month)),
        path_of(policies),
        lang,
    )
    return Regions(
        {
            "region": entry["region"],
            "name": names.get(entry["region"]) or _sanku.region_of(entry["region"])[1],
            "light": entry["light"],
            "evidence": entry["evidence"],
        }
        for entry in found
    )


class _RegionTable(Table):
    """A file of figures of regions."""

    def value(self, key: str, text: str, unit: str | None) -> Any:
        if key in ("month", "issued"):
            return _sanku.month_of(text)
        if key == "region":
            return _sanku.region_of(text)[0]
        if key != "planned_growth_hundredths":
            return super().value(key, text, unit)
        try:
            percent = Decimal(text.translate(NARROW).removesuffix("%").strip()) * 100
            if percent == percent.to_integral_value() and abs(percent) <= 10**9:
                return int(percent)
        except InvalidOperation:
            pass
        _sanku.refuse(
            "invalid_argument", "", 0, "", text, "a percentage with at most two decimals, as 8.5%"
        )
        raise AssertionError


def read_region_figures(path: str | os.PathLike[str], unit: str | None = None) -> Rows:
    """The figures of regions in a CSV file (UTF-8, GB18030 or UTF-16), as ``regions`` takes them.

    Headings in Chinese or English: 地区 region (a code), 地区名称 name, 月份 month, 累计完成投资
    investment, 上年同期投资 investment last year, 计划增速 planned growth (percent), 当月任务
    task, 当月完成 done; 备注 note is left out. Amounts name their unit in the heading
    (``累计完成投资(万元)``), in the cell (``3.5亿元``) or in a title above (``单位：万元``), or it
    is ``unit`` (元, 万元 or 亿元). Empty cells were not stated; a line of totals is left out.

    Raises ``Error`` that names file, row, column, value and what was expected."""
    return _RegionTable(Path(path), _FIGURES, unit).rows(("region", "month"))


def read_bonds(path: str | os.PathLike[str], unit: str | None = None) -> Rows:
    """The issues of special bonds in a CSV file, as ``regions`` takes them: 地区 region, 地区名称
    name, 发行月份 issued, 发行金额 amount, 已使用 used. See ``read_region_figures``."""
    return _RegionTable(Path(path), _BONDS, unit).rows(
        ("region", "issued", "amount_fen", "used_fen")
    )
