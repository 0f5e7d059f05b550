"""Commands on return on investment and on earned value."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

import sanku
from sanku import _sanku
from sanku._command import (
    AsJson,
    KnownOn,
    Lang,
    LangOption,
    app,
    existing,
    fail,
    grid,
    say,
    write,
    write_json,
)
from sanku._returns import earned_value_of
from sanku._table import exact_number

UnitOption = Annotated[
    str | None, typer.Option(help="元, 万元 or 亿元 for amounts that name no unit.")
]


_WAN = 10**6  # fen
_SOCIAL: str = sanku.SOCIAL_DISCOUNT_RATE.percent(0)


class Timing(StrEnum):
    """When in its period a flow falls."""

    start = "start"
    end = "end"


def _rate(text: str, option: str) -> Fraction:
    """A rate: 8% or 0.08. A bare 8 is refused, since nobody knows which of the two it means."""
    percent = text.endswith("%")
    try:
        number = exact_number(text.removesuffix("%"))
        rate = number / (100 if percent else 1)
        if rate > -1 and (percent or rate < 1) and (not number or 1e-30 <= abs(number) <= 1e30):
            return rate
    except ValueError:
        pass
    raise typer.BadParameter(f"{text}: expected a rate such as 8% or 0.08", param_hint=option)


def _number(value: float | Fraction | None, places: int, *, unit: int = 1, sign: str = "") -> str:
    """A number as people read it, rounded half up; a dash without a value."""
    if value is None:
        return "—"
    return _sanku.decimal(Fraction(value) / unit, places, grouped=True) + sign


def _percent(value: float | Fraction) -> str:
    return _number(Fraction(value) * 100, 2, sign="%")


def _measures(rows: sanku.Rows, rate: float, mirr: tuple[float, float], timing: str) -> Any:
    """Every measure of the flows; amounts in fen."""
    dates = [row["date"] for row in rows] if "date" in rows[0] else None
    amounts = [row["amount_fen"] for row in rows]
    flows = _sanku.CashFlow(amounts, dates, timing)
    split = "inflow_fen" in rows[0]
    invested = any("investment_fen" in row for row in rows)

    def side(key: str) -> _sanku.CashFlow:
        return _sanku.CashFlow([row.get(key, 0) for row in rows], dates, timing)

    benefits = side("inflow_fen") if split else flows.inflows()
    costs = side("outflow_fen") if split else flows.outflows()
    investment = side("investment_fen") if invested else costs
    return {
        "npv_fen": flows.npv(rate),
        "nfv_fen": flows.nfv(rate),
        "irr": flows.irr(),
        "mirr": flows.mirr(*mirr),
        "payback": sanku.payback(amounts, dates=dates, timing=timing),
        "discounted_payback": flows.discounted_payback(rate),
        "benefit_cost": _sanku.benefit_cost(benefits, costs, rate),
        "benefit_cost_of": "stated" if split else "net",
        "npv_rate": _sanku.npv_rate(flows, investment, rate),
        "npv_rate_of": "investment" if invested else "outflow" if split else "net",
    }


@app.command()
def returns(
    file: Annotated[Path, typer.Argument(help="Cash flows (CSV): 期 or 日期, 净现金流量.")],
    rate: Annotated[
        str, typer.Option(help="Discount rate, 8% or 0.08; by default the social one.")
    ] = _SOCIAL,
    finance_rate: Annotated[
        str | None, typer.Option(help="For the modified rate; default --rate.")
    ] = None,
    reinvest_rate: Annotated[
        str | None, typer.Option(help="For the modified rate; default --rate.")
    ] = None,
    timing: Annotated[
        Timing, typer.Option(help="First flow at the start (time 0) or the end of its period.")
    ] = Timing.start,
    unit: UnitOption = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Appraises an investment by its cash flows: net present value, every internal rate of return,
    pay-back and ratios, with the conventions that they follow."""
    discount = _rate(rate, "--rate")
    finance = _rate(finance_rate, "--finance-rate") if finance_rate else discount
    reinvest = _rate(reinvest_rate, "--reinvest-rate") if reinvest_rate else discount
    try:
        rows = sanku.read_flows(file, unit)
        found = _measures(rows, float(discount), (float(finance), float(reinvest)), timing.value)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        rates = {"rate": discount, "finance_rate": finance, "reinvest_rate": reinvest}
        write_json(
            {name: float(value) for name, value in rates.items()}
            | {"timing": "date" if "date" in rows[0] else timing.value, "flows": len(rows)}
            | found
        )
        return
    _show(rows, found, (discount, finance, reinvest), timing, lang)


def _show(
    rows: sanku.Rows,
    found: dict[str, Any],
    rates: tuple[Fraction, Fraction, Fraction],
    timing: Timing,
    lang: Lang,
) -> None:
    dated = "date" in rows[0]
    discount, finance, reinvest = map(_percent, rates)
    write(_conventions(rows, timing, lang))
    social = say(lang, "（社会折现率）", " (social discount rate)")
    named = social if rates[0] == _rate(_SOCIAL, "") else ""
    write(say(lang, f"折现率{discount}{named}\n", f"discounted at {discount}{named}\n"))

    time = say(lang, "（年）", " (years)") if dated else say(lang, "（期）", " (periods)")
    net = say(lang, "（按净流量）", " (of net flows)")
    outflow = say(lang, "（投资按现金流出）", " (investment: all outflow)")
    both = (
        f"（融资{finance}，再投资{reinvest}）",
        f" (financed at {finance}, reinvested at {reinvest})",
    )
    of = {"net": net, "outflow": outflow, "stated": "", "investment": ""}
    money = say(lang, "万元", " wan yuan")
    internal = found["irr"]
    modified = found["mirr"]
    lines = [
        ("净现值", "net present value", "", _number(found["npv_fen"], 2, unit=_WAN, sign=money)),
        ("净终值", "net future value", "", _number(found["nfv_fen"], 2, unit=_WAN, sign=money)),
        (
            *("内部收益率", "internal rate of return", ""),
            say(lang, "、", ", ").join(map(_percent, internal)) or say(lang, "无", "none"),
        ),
        (
            *("修正内部收益率", "modified internal rate", say(lang, *both)),
            "—" if modified is None else _percent(modified),
        ),
        ("静态投资回收期", "static pay-back", time, _number(found["payback"], 2)),
        ("动态投资回收期", "discounted pay-back", time, _number(found["discounted_payback"], 2)),
        (
            *("效益费用比", "benefit–cost ratio", of[found["benefit_cost_of"]]),
            _number(found["benefit_cost"], 4),
        ),
        (
            *("净现值率", "net present value rate", of[found["npv_rate_of"]]),
            _number(found["npv_rate"], 4),
        ),
    ]
    grid(
        (say(lang, "指标", "measure"), say(lang, "数值", "value")),
        [(say(lang, zh, en) + note, value) for zh, en, note, value in lines],
        right=(1,),
    )
    count = len(internal)
    if count > 1:
        zh = f"内部收益率有{count}个，不宜引用其中任何一个，以净现值判断。"
        en = f"There are {count} internal rates: quote none, judge by the net present value."
        write(say(lang, zh, en) + "\n")
    if count == 0:
        zh, en = "没有使净现值为零的折现率。", "At no rate is the net present value 0."
        write(say(lang, zh, en) + "\n")
    if found["payback"] is None:
        zh = "累计净现金流量未由负转正，没有投资回收期。"
        en = "The flows so far never come back from below 0: no pay-back."
        write(say(lang, zh, en) + "\n")


def _conventions(rows: sanku.Rows, timing: Timing, lang: Lang) -> str:
    """How many flows there are, and when each counts."""
    if day := rows[0].get("date"):
        zh = f"{day}为0时点，一年按365天（实际天数/365）"
        en = f"time 0 is {day}, a year has 365 days (actual/365 fixed)"
    elif timing is Timing.start:
        zh, en = "第一笔在0时点，不折现", "the first at time 0, not discounted"
    else:
        zh, en = "各期期末，第一笔折现一期", "at the ends of periods, the first discounted once"
    count = len(rows)
    return say(lang, f"现金流量{count}笔，{zh}\n", f"{count} cash flows, {en}\n")


@app.command()
def earned(
    file: Annotated[
        Path, typer.Argument(help="By month (CSV): 月份, 累计计划, 累计完成, 累计支付; or a store.")
    ],
    project: Annotated[str | None, typer.Option(help="The code of a project of the store.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day, with --project.")] = None,
    known_on: KnownOn = None,
    unit: UnitOption = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows earned value by month: variances, indices and earned schedule, and what they let
    expect."""
    if (project is None) != (as_of is None):
        raise typer.BadParameter("--project and --as-of go together")
    try:
        if project is None or as_of is None:
            found = earned_value_of(sanku.read_earned(file, unit))
        else:
            of_project = existing(file).earned_value(project, as_of, known_on=known_on)
            if of_project is None:
                zh = "没有基准计划：需要计划开工、计划竣工和总投资。"
                en = "No plan: it takes a planned start and completion and a total investment."
                write(say(lang, zh, en) + "\n")
                raise typer.Exit(1)
            found = of_project
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(found)
        return
    _show_months(found, lang)
    _show_outlook(found, lang)


def _show_months(found: sanku.Rows, lang: Lang) -> None:
    budget, duration = _number(found[0]["budget_fen"], 2, unit=_WAN), found[0]["duration"]
    zh = f"挣值分析，预算{budget}万元，计划工期{duration}个月；金额单位万元，均为累计数"
    en = f"Earned value (wan yuan, cumulative), budget {budget}, planned in {duration} months"
    write(say(lang, zh, en) + "\n")
    amounts = {
        "planned_fen": ("计划PV", "PV"),
        "earned_fen": ("挣值EV", "EV"),
        "actual_fen": ("费用AC", "AC"),
        "schedule_variance_fen": ("进度差SV", "SV"),
        "cost_variance_fen": ("费用差CV", "CV"),
    }
    numbers = {
        "schedule_index": ("SPI", "SPI"),
        "cost_index": ("CPI", "CPI"),
        "earned_schedule": ("挣得工期ES", "ES"),
        "time_variance": ("SV(t)", "SV(t)"),
        "time_index": ("SPI(t)", "SPI(t)"),
    }
    names = [names[lang is Lang.en] for names in (amounts | numbers).values()]
    grid(
        [say(lang, "月份", "month"), *names],
        [
            [
                month["month"],
                *(_number(month[key], 2, unit=_WAN) for key in amounts),
                *(_number(month[key], 2) for key in numbers),
            ]
            for month in found
        ],
        right=range(1, len(names) + 1),
        whole=(0,),
    )


def _show_outlook(found: sanku.Rows, lang: Lang) -> None:
    """What the last month that was reported lets expect."""
    reported = [month for month in found if month["earned_fen"] is not None]
    if not reported:
        write(say(lang, "没有任何月份上报挣值。\n", "Nobody reported an earned value.\n"))
        return
    last = reported[-1]
    complete = _number(last["complete"] * 100, 1, sign="%")
    needed = _number(last["required_index"], 2)
    duration = _number(last["estimated_duration"], 1)
    zh = (
        f"截至{last['month']}：完成{complete}，按工期绩效预计总工期{duration}个月，"
        f"按预算完工所需费用绩效TCPI {needed}"
    )
    en = (
        f"By {last['month']}: {complete} complete, {duration} months expected at this pace, "
        f"TCPI to keep the budget {needed}"
    )
    write("\n" + say(lang, zh, en) + "\n")
    ways = {
        "as_planned": ("余下按计划", "the rest as planned"),
        "at_cost_index": ("余下按CPI", "the rest at CPI"),
        "at_both_indices": ("余下按CPI×SPI", "the rest at CPI × SPI"),
    }
    grid(
        [
            say(lang, "完工预测", "at completion"),
            *(say(lang, *one) for one in (("完工估算EAC", "EAC"), ("尚需估算ETC", "ETC"))),
            *(say(lang, *one) for one in (("完工偏差VAC", "VAC"), ("所需绩效TCPI", "TCPI"))),
        ],
        [
            [
                say(lang, *names),
                _number(last[f"estimate_{way}_fen"], 2, unit=_WAN),
                _number(last[f"to_complete_{way}_fen"], 2, unit=_WAN),
                _number(last[f"variance_at_completion_{way}_fen"], 2, unit=_WAN),
                _number(last[f"required_index_{way}"], 2),
            ]
            for way, names in ways.items()
        ],
        right=range(1, 5),
    )
