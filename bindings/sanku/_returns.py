"""Return on investment and earned value, and the files that state them."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import numpy as np
import numpy.typing as npt

from sanku import _sanku
from sanku._portfolio import Day, Rows
from sanku._sanku import Ratio
from sanku._table import Table, exact_number, missing

#: Amounts by time: numbers of any kind, an array, a Series.
Flows: TypeAlias = Sequence[Any] | npt.NDArray[Any]
#: Days: dates, ISO text, Timestamps, an array of datetime64, a Series.
Days: TypeAlias = Sequence[Day] | npt.NDArray[Any]
Rate: TypeAlias = float | Fraction | Decimal | Ratio

#: 8 %, of 建设项目经济评价方法与参数, 3rd edition.
SOCIAL_DISCOUNT_RATE: Ratio = _sanku.social_discount_rate


class InternalRates(list[float]):
    """All internal rates of return above −100 %, in ascending order; empty if there is none."""

    @property
    def only(self) -> float | None:
        """The rate to quote: None unless there is exactly one. Of several, none is "the" rate of
        return; say that there are several, and judge by the net present value."""
        return self[0] if len(self) == 1 else None


def _flow(flows: Flows, dates: Days | None, timing: str) -> _sanku.CashFlow:
    amounts = np.asarray(flows, dtype=float).tolist()
    if dates is not None and getattr(getattr(dates, "dtype", None), "kind", "") == "M":
        dates = np.asarray(dates).astype("datetime64[D]").tolist()
    return _sanku.CashFlow(amounts, None if dates is None else list(dates), timing)


def npv(rate: Rate, flows: Flows, *, timing: str = "start") -> float:
    """Net present value (净现值): Σ flow × (1 + rate)^−time, in the unit of the flows.

    rate: a period, 0.08 for 8 %. flows: one a period, at least 2. timing: ``start``, the first flow
    at time 0, undiscounted, as numpy-financial; ``end``, at time 1, as Excel's NPV and
    建设项目经济评价方法与参数. Raises ``Error`` for a rate that is not above −1, and for an amount
    that is not finite."""
    return _flow(flows, None, timing).npv(float(rate))


def xnpv(rate: Rate, dates: Days, flows: Flows) -> float:
    """Net present value on the day of the first flow: years of 365 days (actual/365 fixed), as
    Excel's XNPV. dates: one a flow, in ascending order. Otherwise as ``npv``."""
    return _flow(flows, dates, "start").npv(float(rate))


def nfv(rate: Rate, flows: Flows, *, at: float | None = None, timing: str = "start") -> float:
    """Net future value (净终值) at time ``at`` in periods, None: that of the last flow."""
    return _flow(flows, None, timing).nfv(float(rate), at)


def irr(flows: Flows) -> InternalRates:
    """All internal rates of return (内部收益率) of flows of one period after the other; ``only`` is
    the one to quote. None is missed: they are isolated before they are refined."""
    return InternalRates(_flow(flows, None, "start").irr())


def xirr(dates: Days, flows: Flows) -> InternalRates:
    """All internal rates of return of flows on days, a year of 365 days; see ``xnpv``, ``irr``."""
    return InternalRates(_flow(flows, dates, "start").irr())


def mirr(
    flows: Flows, finance_rate: Rate, reinvest_rate: Rate, *, dates: Days | None = None
) -> float | None:
    """Modified internal rate of return, as Excel's MIRR: what goes out is financed at one rate,
    what comes in reinvested at the other. None without an inflow or without an outflow."""
    return _flow(flows, dates, "start").mirr(float(finance_rate), float(reinvest_rate))


def payback(flows: Flows, *, dates: Days | None = None, timing: str = "start") -> Fraction | None:
    """Static pay-back time (静态投资回收期), exactly, in periods or years from time 0, with part of
    a period by linear interpolation. A float counts as the decimal that it prints. None if nothing
    is owed or it never comes back."""
    _flow(flows, dates, timing)  # refuses what is no flow
    try:
        exact = [exact_number(flow) for flow in np.asarray(flows, dtype=object).tolist()]
    except ValueError as error:
        _sanku.refuse("invalid_argument", "", 0, "", str(error), "an amount")
    scale = math.lcm(*(flow.denominator for flow in exact))
    whole = [int(flow * scale) for flow in exact]
    if any(abs(flow) > 2**53 for flow in whole):
        _sanku.refuse("overflow", "", 0, "", str(max(whole, key=abs)), "at most 2^53 units")
    back: Fraction | None = _flow(whole, dates, timing).payback()
    return back


def discounted_payback(
    rate: Rate, flows: Flows, *, dates: Days | None = None, timing: str = "start"
) -> float | None:
    """Pay-back time of the discounted flows (动态投资回收期), as ``payback``."""
    return _flow(flows, dates, timing).discounted_payback(float(rate))


def benefit_cost(
    rate: Rate, benefits: Flows, costs: Flows, *, dates: Days | None = None
) -> float | None:
    """Benefit–cost ratio (效益费用比): present value of benefits ÷ that of costs, both not below 0;
    None if the costs are worth 0."""
    gained, spent = (_flow(side, dates, "start") for side in (benefits, costs))
    return _sanku.benefit_cost(gained, spent, float(rate))


def npv_rate(
    rate: Rate, flows: Flows, investment: Flows, *, dates: Days | None = None
) -> float | None:
    """Net present value rate (净现值率): net present value of the flows ÷ present value of the
    investment in them, amounts not below 0; None if that is 0."""
    net, spent = (_flow(side, dates, "start") for side in (flows, investment))
    return _sanku.npv_rate(net, spent, float(rate))


def earned_value(
    planned: Iterable[int],
    earned: Iterable[int | None],
    actual: Iterable[int | None],
    *,
    first: Day,
) -> Rows:
    """Earned value (挣值) by month: dicts with month, elapsed and duration (months), and, as
    ``Fraction``, None for no value: planned_fen (PV), earned_fen (EV), actual_fen (AC), budget_fen
    (BAC), schedule_variance_fen, cost_variance_fen, schedule_index (SPI), cost_index (CPI),
    complete, remaining_fen, required_index (TCPI to the budget); in months earned_schedule (ES),
    time_variance (SV(t)), time_index (SPI(t)), estimated_duration (IEAC(t)); and for each way W to
    take what remains (``as_planned``, ``at_cost_index``, ``at_both_indices``) estimate_W_fen (EAC),
    to_complete_W_fen (ETC), variance_at_completion_W_fen (VAC) and required_index_W (TCPI to that
    estimate). docs/returns.md has the formulas and when there is no value.

    planned, earned, actual: whole fen, cumulative, a number a month from ``first`` (``2024-06`` or
    a day of it) on; None or NaN: nobody reported it. Raises ``Error`` for a plan or an earned value
    that falls, a budget of 0, and an amount below 0."""
    return Rows(
        _sanku.earned_value(
            str(first),
            [_planned(amount) for amount in planned],
            [_fen(amount) for amount in earned],
            [_fen(amount) for amount in actual],
        )
    )


def _planned(amount: Any) -> int:
    fen = _fen(amount)
    if fen is None:
        raise TypeError("planned: whole fen of each month, not None")
    return fen


def _fen(amount: Any) -> int | None:
    if missing(amount):
        return None
    try:
        fen = exact_number(amount)
    except ValueError:
        _sanku.refuse("invalid_argument", "", 0, "", str(amount), "whole fen")
    if fen.denominator != 1:
        raise TypeError(f"whole fen, not {amount!r}")
    if abs(fen) >= 2**63:
        _sanku.refuse("overflow", "", 0, "", str(amount), "fen below 2^63")
    return int(fen)


# --- Files ------------------------------------------------------------------------------------

_FLOWS = {
    "period": ("period", "期", "期数", "期次", "年", "年份", "年度"),
    "date": ("date", "日期", "发生日期"),
    "amount_fen": ("amount", "净现金流量", "净现金流", "现金流量", "金额"),
    "inflow_fen": ("inflow", "现金流入", "流入", "效益", "收入"),
    "outflow_fen": ("outflow", "现金流出", "流出", "费用", "支出"),
    "investment_fen": ("investment", "投资", "建设投资", "其中投资"),
}
_SPLIT = {"inflow_fen", "outflow_fen"}
_EARNED = {
    "month": ("month", "月份", "月"),
    "planned_fen": ("planned", "累计计划", "累计计划投资", "计划值", "pv"),
    "earned_fen": ("earned", "累计完成", "累计完成投资", "挣值", "ev"),
    "actual_fen": ("actual", "累计支付", "累计支付资金", "实际费用", "ac"),
}


class _Lines(Table):
    """A file whose lines follow one another in time."""

    def __init__(self, path: Path, columns: dict[str, tuple[str, ...]], unit: str | None) -> None:
        super().__init__(path, columns, unit)
        self.before: dict[str, Any] = {}

    def wrong(
        self, number: int, places: list[tuple[int, str, str, str | None]], key: str, detail: str
    ) -> NoReturn:
        """Refuses the cell of ``key`` in the line ``number``."""
        heading, text = "", ""
        cells = dict(self.lines)[number]
        for place, label, of, _ in places:
            if of == key:
                heading, text = label, cells[place] if place < len(cells) else ""
        self.refuse("invalid_argument", number, heading, text, detail)
        raise AssertionError


class _FlowLines(_Lines):
    time = "period"  # or date
    split = False  # whether the file states what comes in and what goes out

    def header(
        self, number: int, cells: list[str], needed: tuple[str, ...]
    ) -> list[tuple[int, str, str, str | None]] | None:
        places = super().header(number, cells, needed)
        if places is None:
            return None
        keys = {key for _, _, key, _ in places}
        if len(keys & {"period", "date"}) != 1:
            self.refuse(
                "invalid_argument", number, detail="one of the columns 期 period and 日期 date"
            )
        if keys - {"period", "date", "investment_fen"} not in ({"amount_fen"}, _SPLIT):
            words = "the column 净现金流量 amount, or both 现金流入 inflow and 现金流出 outflow"
            self.refuse("invalid_argument", number, detail=words)
        self.time = "date" if "date" in keys else "period"
        self.split = "amount_fen" not in keys
        return places

    def value(self, key: str, text: str, unit: str | None) -> Any:
        if key == "date":
            return _sanku.day_of(text)
        if key != "period":
            return super().value(key, text, unit)
        number = text.removesuffix("年")
        if not number.isdecimal() or len(number) > 9:
            _sanku.refuse("invalid_argument", "", 0, "", text, "a whole number, such as 0 or 2024")
        return int(number)

    def row(
        self,
        number: int,
        cells: list[str],
        places: list[tuple[int, str, str, str | None]],
        needed: tuple[str, ...],
    ) -> dict[str, Any]:
        out = super().row(number, cells, places, (self.time, "amount_fen"))
        if self.split and not out.keys() & _SPLIT:
            self.wrong(number, places, "inflow_fen", "an amount; 0 if there is none")
        for key in ("inflow_fen", "outflow_fen", "investment_fen"):
            if out.get(key, 0) < 0:
                self.wrong(number, places, key, "an amount not below 0")
        if self.split:
            out |= {key: out.get(key, 0) for key in _SPLIT}
            out["amount_fen"] = out["inflow_fen"] - out["outflow_fen"]
        before = self.before.get(self.time)
        if before is not None and self.time == "period" and out["period"] != before + 1:
            self.wrong(number, places, "period", f"the period {before + 1}")
        if before is not None and self.time == "date" and out["date"] < before:
            self.wrong(number, places, "date", f"a day from {before} on")
        self.before = out
        return out


def read_flows(path: str | os.PathLike[str], unit: str | None = None) -> Rows:
    """The cash flows in a CSV file (UTF-8, GB18030 or UTF-16): dicts with period (a whole number)
    or date, amount_fen (net), and where the file states them inflow_fen, outflow_fen and
    investment_fen.

    Headings in Chinese or English: 期 period or 日期 date; 净现金流量 amount, or 现金流入 inflow
    and 现金流出 outflow; 投资 investment (of the outflow); 备注 note is left out. Periods follow
    one another without a gap, days do not go back. Amounts name their unit in the heading
    (``净现金流量(万元)``), in the cell or in a title above (``单位：万元``), or it is ``unit``.

    Raises ``Error`` that names file, row, column, value and what was expected."""
    table = _FlowLines(Path(path), _FLOWS, unit)
    rows = table.rows(())
    if len(rows) < 2:
        table.refuse("invalid_argument", value=str(len(rows)), detail="at least 2 flows")
    return rows


class _EarnedLines(_Lines):
    def __init__(self, path: Path, columns: dict[str, tuple[str, ...]], unit: str | None) -> None:
        super().__init__(path, columns, unit)
        self.least = {"planned_fen": 0, "earned_fen": 0, "actual_fen": 0}

    def value(self, key: str, text: str, unit: str | None) -> Any:
        if key == "month":
            return _sanku.month_of(text)
        return super().value(key, text, unit)

    def row(
        self,
        number: int,
        cells: list[str],
        places: list[tuple[int, str, str, str | None]],
        needed: tuple[str, ...],
    ) -> dict[str, Any]:
        out = super().row(number, cells, places, needed)
        if self.before and out["month"] != (next_ := _month_after(self.before["month"])):
            self.wrong(number, places, "month", f"the month {next_}")
        if "planned_fen" in out and self.before and "planned_fen" not in self.before:
            self.wrong(number, places, "planned_fen", "a plan without a gap")
        for key, least in self.least.items():
            if (amount := out.get(key, least)) < least:
                falls = "a cumulative figure, which does not fall"
                self.wrong(number, places, key, falls if least else "an amount not below 0")
            if key != "actual_fen":  # which a refund may lower
                self.least[key] = amount
        self.before = out
        return out


def _month_after(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02}"


def read_earned(path: str | os.PathLike[str], unit: str | None = None) -> Rows:
    """Plan, earned value and cost of a project by month, in a CSV file: dicts with month, and any
    of planned_fen, earned_fen and actual_fen, all cumulative. Headings: 月份 month, 累计计划
    planned (PV), 累计完成 earned (EV), 累计支付 actual (AC). Months follow one another without a
    gap; an empty cell of the plan lies after its end, any other was not reported. See
    ``read_flows``."""
    table = _EarnedLines(Path(path), _EARNED, unit)
    rows = table.rows(("month",))
    if not any(row.get("planned_fen") for row in rows):
        table.refuse("invalid_argument", detail="a plan (累计计划) above 0")
    return rows


def earned_value_of(rows: Rows) -> Rows:
    """``earned_value`` of what ``read_earned`` read."""
    return earned_value(
        [row["planned_fen"] for row in rows if "planned_fen" in row],
        [row.get("earned_fen") for row in rows],
        [row.get("actual_fen") for row in rows],
        first=rows[0]["month"],
    )
