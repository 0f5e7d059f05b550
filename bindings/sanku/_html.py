"""How results show themselves in a notebook: small tables, in two languages, names escaped."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING, Any

from sanku import _sanku
from sanku._sanku import Bulletin, Ratio

if TYPE_CHECKING:
    from sanku._passage import Conversion
    from sanku._portfolio import Lights, Portfolio

#: Shape, name in Chinese and colour of each light; the shape says it without the colour.
_LIGHTS = {
    "red": ("■", "红灯", "#c0392b"),
    "yellow": ("▲", "黄灯", "#9a6a00"),
    "green": ("●", "绿灯", "#1e7a46"),
    "no_data": ("○", "无数据", "#5f6b76"),
    "none": ("–", "不适用", "#8a949e"),
}
_LIBRARIES = {"directory": "目录库", "reserve": "储备库", "implementation": "实施库"}
_DEFINITIONS = {"stock": "存量口径", "period": "期间口径", "cohort": "批次口径"}
_ROWS = 20  # of a long table


def _cell(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, Ratio):
        return str(value)
    if isinstance(value, Fraction):
        return _sanku.decimal(value, 4).rstrip("0").rstrip(".")
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _light(value: str) -> str:
    shape, _, colour = _LIGHTS[value]
    return f'<span style="color:{colour}">{shape} {value}</span>'


def _html(value: Any, heading: str) -> str:
    if heading in ("light", "from", "to") and value in _LIGHTS:
        return _light(value)
    text = _cell(value)
    # Isolated, so that marks of direction in a name turn no other text round.
    return f"<bdi>{escape(text)}</bdi>"


def table(
    headings: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "", note: str = ""
) -> str:
    """A table: numbers to the right, everything escaped."""

    def cell(value: Any, heading: str) -> str:
        right = isinstance(value, int | float | Ratio | Fraction | dt.date)
        return f'<td style="text-align:{"right" if right else "left"}">{_html(value, heading)}</td>'

    head = "".join(f'<th style="text-align:left">{escape(heading)}</th>' for heading in headings)
    body = "".join(f"<tr>{''.join(map(cell, row, headings))}</tr>" for row in rows)
    top = f'<caption style="text-align:left"><b>{escape(caption)}</b></caption>' if caption else ""
    foot = f"<p>{escape(note)}</p>" if note else ""
    return (
        '<div class="sanku" style="font-variant-numeric:tabular-nums">'
        f"<table>{top}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{foot}</div>"
    )


def rows_table(rows: Sequence[dict[str, Any]]) -> str:
    """The first rows of a list of dicts."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    left = len(rows) - _ROWS
    note = f"另有 {left:,} 行。{left:,} more rows." if left > 0 else ""
    shown = ([row.get(name) for name in names] for row in rows[:_ROWS])
    return table(names, shown, note=note)


def yi(fen: int) -> str:
    """An amount in 亿元."""
    return _sanku.decimal(Fraction(fen, 10**10), 2, True)


def portfolio_table(portfolio: Portfolio) -> str:
    """What each library holds."""
    names = _sanku.pool_names()
    rows = []
    for key, zh in (_LIBRARIES | {"withdrawn": "退库"}).items():
        held = portfolio["pool"] == names.index(key)
        amount = int(portfolio["total_investment"][held].sum())
        rows.append((f"{zh} {key}", int(held.sum()), yi(amount)))
    known = "" if portfolio.known_on is None else f"，按 {portfolio.known_on} 所知"
    caption = f"{portfolio.as_of} 三库项目 {len(portfolio):,} 个{known}"
    return table(("库 library", "项目 projects", "总投资(亿元) 100 m yuan"), rows, caption)


def lights_table(lights: Lights) -> str:
    """How many projects show each light, overall and under each rule."""
    names = {None: "总灯 overall"} | {
        rule: f"{name} {rule}" for rule, name in lights.rule_names().items()
    }
    rows = []
    for rule, name in names.items():
        counts = lights.counts(rule)
        rows.append((name, *(counts[light] for light in _LIGHTS)))
    headings = ("规则 rule", *(f"{shape} {zh} {key}" for key, (shape, zh, _) in _LIGHTS.items()))
    caption = f"{lights.portfolio.as_of} {lights.policy}"
    return table(headings, rows, caption)


def conversion_table(conversion: Conversion) -> str:
    """A rate by count and by investment, with its numerator and denominator."""
    sums = conversion.total
    rows = (
        ("按项目数 by count", sums.moved, sums.entered, sums.by_count),
        (
            "按总投资(亿元) by investment",
            yi(sums.moved_fen),
            yi(sums.entered_fen),
            sums.by_investment,
        ),
    )
    open_ones = f"尚可转化 {sums.open:,} 个 may still move on" if sums.open else ""
    name = conversion.name or "转化率"
    for key, zh in _LIBRARIES.items():
        name = name.replace(key, zh)
    caption = f"{name}（{_DEFINITIONS[sums.definition]} {sums.definition}）"
    return table(("", "转出 moved on", "入库 entered", "转化率 rate"), rows, caption, open_ones)


def bulletin_table(bulletin: Bulletin) -> str:
    """The headline figures of a bulletin."""
    figures = json.loads(bulletin.json())
    rows: list[tuple[Any, ...]] = []

    def rate(of: dict[str, Any]) -> str:
        return str(Ratio(of["numerator"], of["denominator"]))

    for one in figures["libraries"]:
        multiple = Ratio(one["multiple"]["numerator"], one["multiple"]["denominator"]).multiple()
        words = f"{yi(one['investment_fen'])} 亿元，为上年投资的 {multiple} 倍"
        rows.append((one["name"], one["projects"], words))
    names = {one["id"]: one["name"] for one in figures["libraries"]}
    for one in figures["conversions"]:
        name = f"{names[one['from']]} → {names[one['to']]}"
        rows.append((name, rate(one["by_count"]), f"按投资 {rate(one['by_investment'])}"))
    for light in ("red", "yellow", "green", "no_data"):
        shape, zh, _ = _LIGHTS[light]
        rows.append((f"{shape} {zh}", figures["lights"]["overall"][light], ""))
    accounts, evaluations = figures["two_accounts"], figures["evaluations"]
    of = f"{accounts['both']}/{accounts['completed']}"
    rows.append(("两算", rate(accounts["rate"]), of))
    rows.append(("三评", rate(evaluations["rate"]), f"{evaluations['done']}/{evaluations['due']}"))
    caption = f"{figures['as_of']} {figures['region']}三库通报（{figures['policy']['id']}）"
    return table(("", "数 figure", ""), rows, caption)
