"""Commands on the targets of a year: check, break down, follow, report."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

import sanku
from sanku import _sanku
from sanku._command import (
    AsJson,
    Lang,
    LangOption,
    app,
    coloured,
    day_words,
    fail,
    grid,
    notes,
    say,
    write,
    write_json,
)
from sanku._targets import period_of

targets_app = typer.Typer(
    help="Targets of a year: check them, break them down, follow them.", no_args_is_help=True
)
app.add_typer(targets_app, name="targets")

PlanArgument = Annotated[Path, typer.Argument(help="The plan, a .toml file.")]
AttainedOption = Annotated[
    Path | None, typer.Option("--attained", help="What was reported, a CSV file.")
]

_CADENCES = {
    "week": ("本周", "this week"),
    "ten_days": ("本旬", "these ten days"),
    "month": ("本月", "this month"),
}
_HELD = {
    "free": ("按权重", "by weight"),
    "locked": ("锁定", "locked"),
    "minimum": ("保底", "at minimum"),
}


def _plan(path: Path, lang: Lang) -> sanku.Plan:
    try:
        return sanku.Plan.load(path)
    except sanku.Error as error:
        fail(error, lang)


def _attained(path: Path | None, plan: sanku.Plan, lang: Lang) -> sanku.Attained:
    """The reports in the file; the rows that were refused are printed as notes."""
    if path is None:
        return plan.attained([])
    try:
        found = sanku.read_attained(path, plan)
    except sanku.Error as error:
        fail(error, lang)
    for one in found.problems:
        message = one[f"message_{lang.value}"]
        notes.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    if more := found.rejected - len(found.problems):
        message = say(lang, f"另有{more}行有误，未列出", f"{more} more rows were refused")
        notes.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    return found


def _number(value: Fraction | None, places: int, *, signed: bool = False) -> str:
    if value is None:
        return "—"
    text = _sanku.decimal(value, places, grouped=True)
    return f"+{text}" if signed and value > 0 else text


def _names(plan: sanku.Plan, lang: Lang) -> dict[str, dict[str, Any]]:
    """Each target by its id, with its name in ``lang``."""
    return {one["target"]: one | {"name": one[f"name_{lang.value}"]} for one in plan.targets}


@targets_app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Plans (.toml), or folders of them.")],
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Checks plans: the first mistake with file, line, key and reason; of each break-down that is
    stated whether it adds up, by how much not, and which cell may be wrong. Exit code 1 if anything
    is wrong."""
    paths = [
        path
        for file in files
        for path in (sorted(file.glob("*.toml")) if file.is_dir() else [file])
    ]
    wrong = False
    found: list[dict[str, Any]] = []
    for path in paths:
        try:
            plan = sanku.Plan.load(path)
        except sanku.Error as error:
            wrong = True
            message = error.message_zh if lang is Lang.zh else str(error)
            found.append({"file": str(path), "error": message})
            if not json:
                write(message + "\n")
            continue
        checks = plan.check()
        wrong = wrong or not all(one["adds_up"] for one in checks)
        found.append({"file": str(path), "plan": plan.id, "checks": list(checks)})
        if not json:
            _show_checks(path, plan, checks, lang)
    if json:
        write_json(found)
    if wrong:
        raise typer.Exit(1)


def _show_checks(path: Path, plan: sanku.Plan, checks: sanku.Rows, lang: Lang) -> None:
    targets = _names(plan, lang)
    off = [one for one in checks if not one["adds_up"]]
    count = len(checks) - len(off)
    write(
        say(
            lang,
            f"{'有误' if off else 'ok'} {path}：{plan.id}，{len(targets)}项指标，"
            f"{len(checks)}项分解中{count}项与总数一致\n",
            f"{'off' if off else 'ok'} {path}: {plan.id}, {len(targets)} targets, "
            f"{count} of {len(checks)} break-downs add up\n",
        )
    )
    for one in off:
        target = targets[one["target"]]
        places, unit = target["decimals"], target["measured_in"]
        total, by = _number(one["total"], places), _number(abs(one["difference"]), places)
        more = one["difference"] > 0
        write(
            say(
                lang,
                f"{target['name']}：各单位合计{_number(one['sum'], places)}{unit}，"
                f"比总数{total}{unit}{'多' if more else '少'}{by}{unit}\n",
                f"{target['name']}: the units add up to {_number(one['sum'], places)} {unit}, "
                f"{by} {'more' if more else 'less'} than the total of {total}\n",
            )
        )
        if one["named"]:
            write(
                say(lang, "    有误的是 ", "    wrong is ") + _suspect(one["named"], places, lang)
            )
        elif one["suspects"]:
            write(say(lang, "    可能有误的：\n", "    one of these may be wrong:\n"))
            for suspect in one["suspects"]:
                write("        " + _suspect(suspect, places, lang))
        else:
            write(
                say(
                    lang,
                    "    仅凭总数不能判断是哪个单位有误\n",
                    "    which unit is wrong cannot be told from the total alone\n",
                )
            )


def _suspect(one: dict[str, Any], places: int, lang: Lang) -> str:
    unit = one["unit"] or say(lang, "总数", "the total")
    given, expected = _number(one["given"], places), _number(one["expected"], places)
    return say(
        lang,
        f"{unit}：{given}，应为{expected}（{one['why_zh']}）\n",
        f"{unit}: {given}, expected {expected} ({one['why_en']})\n",
    )


@targets_app.command()
def breakdown(
    file: PlanArgument,
    target: Annotated[str, typer.Argument(help="Id of the target.")],
    on: Annotated[
        str | None, typer.Option("--on", help="The edition in force on this day; default: last.")
    ] = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Breaks a target down by the weights, locks and minima of the plan, exactly."""
    plan = _plan(file, lang)
    try:
        parts = plan.break_down(target, on)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(parts)
        return
    of = _names(plan, lang)[target]
    places = of["decimals"]
    write(
        say(lang, f"{of['name']}（{of['measured_in']}）\n", f"{of['name']} ({of['measured_in']})\n")
    )
    headings = say(lang, "单位 应得份额 分解数 依据", "unit share amount held").split()
    rows = [
        (
            one["unit"],
            _number(one["share"], places + 2),
            _number(one["amount"], places),
            say(lang, *_HELD[one["held"]]),
        )
        for one in parts
    ]
    total = sum((one["amount"] for one in parts), Fraction())
    grid(
        headings,
        [*rows, (say(lang, "合计", "total"), "", _number(total, places), "")],
        right=(1, 2),
    )


@targets_app.command()
def pace(
    file: PlanArgument,
    month: Annotated[str, typer.Option("--month", help="The month, such as 2024-06.")],
    attained: AttainedOption = None,
    known_on: Annotated[
        str | None, typer.Option("--known-on", help="Only what was reported up to this day.")
    ] = None,
    target: Annotated[
        list[str], typer.Option("--target", help="Only this one; as often as needed.")
    ] = [],  # noqa: B006
    units: Annotated[bool, typer.Option("--units/--no-units", help="Also by unit.")] = True,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows where targets stand at the end of a month: attained, what is due by the pace line,
    deviation in points, light, forecast with its interval. Exit code 1 if a row of the file of
    figures was refused."""
    plan = _plan(file, lang)
    reports = _attained(attained, plan, lang)
    try:
        for one in target:
            plan.editions(one)  # refuses one that the plan does not know
        rows = [
            one
            for one in plan.pace(reports, month, known_on)
            if (units or one["unit"] is None) and (not target or one["target"] in target)
        ]
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(rows)
    else:
        _show_pace(plan, rows, month, lang)
    if reports.rejected:
        raise typer.Exit(1)


def _show_pace(plan: sanku.Plan, rows: list[dict[str, Any]], month: str, lang: Lang) -> None:
    write(say(lang, f"{plan.title('zh')}，{month}\n", f"{plan.title('en')}, {month}\n"))
    names = _names(plan, lang)
    marks = set()

    def figure(one: dict[str, Any]) -> str:
        text = _number(one["attained"], names[one["target"]]["decimals"])
        for mark, is_marked in (("※", one["falls"]), ("＊", bool(one["units_differ"]))):
            if is_marked:
                marks.add(mark)
                text = mark + text
        return text

    def cells(one: dict[str, Any]) -> list[Any]:
        of = names[one["target"]]
        places = of["decimals"]
        unit = of["measured_in"] if one["unit"] is None else ""
        low, high = one["forecast_low"], one["forecast_high"]
        span = "" if low is None else f"{_number(low, places)}~{_number(high, places)}"
        return [
            of["name"] if one["unit"] is None else f"  {one['unit']}",
            _number(one["total"], places) + unit,
            figure(one),
            _percent(one["completion"]),
            _percent(one["due"]),
            "—" if one["deviation"] is None else _number(one["deviation"], 1, signed=True),
            one[f"word_{lang.value}"] or "",
            coloured(one["light"], lang),
            _number(one["forecast"], places),
            span,
        ]

    headings = say(
        lang,
        "指标/单位 目标 完成 完成率 应达 偏差 评价 灯 预计 区间",
        "target/unit target done share due points word light forecast interval",
    ).split()
    grid(headings, [cells(one) for one in rows], right=(1, 2, 3, 4, 5, 8))
    if "※" in marks:
        write(say(lang, "※ 比前面月份减少。\n", "※ Less than an earlier month had.\n"))
    if "＊" in marks:
        write(
            say(
                lang,
                "＊ 各单位合计与总数上报不一致。\n",
                "＊ The units together are not what was reported of the whole.\n",
            )
        )
    if any(one["forecast_low"] is not None for one in rows):
        write(
            say(
                lang,
                "区间：余下按已有各月最慢、最快的进度推算，有两年往年数的按往年；不是概率。\n",
                "Interval: the rest like the slowest and the fastest step so far, or, with two "
                "past years, like theirs. No probability.\n",
            )
        )


def _percent(share: Fraction | None) -> str:
    return "—" if share is None else _sanku.decimal(share * 100, 1) + "%"


@targets_app.command()
def due(
    file: PlanArgument,
    on: Annotated[str, typer.Option("--on", help="The day, such as 2024-07-03.")],
    attained: AttainedOption = None,
    each: Annotated[
        bool, typer.Option("--list", help="Each report that is missing, not sums by unit.")
    ] = False,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows what is to be reported this week, these ten days and this month, and who has not
    reported. Exit code 1 if a row of the file of figures was refused."""
    plan = _plan(file, lang)
    reports = _attained(attained, plan, lang)
    try:
        periods = {cadence: period_of(cadence, on) for cadence in _CADENCES}
        due = {cadence: plan.due(reports, on, cadence) for cadence in _CADENCES}
        missing = plan.missing(reports, on)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(
            {
                cadence: {
                    "first": periods[cadence][0],
                    "last": periods[cadence][1],
                    "due": due[cadence],
                }
                for cadence in _CADENCES
            }
            | {"missing": missing}
        )
    else:
        _show_due(plan, periods, due, missing, each, lang)
    if reports.rejected:
        raise typer.Exit(1)


def _show_due(
    plan: sanku.Plan,
    periods: dict[str, tuple[dt.date, dt.date]],
    due: dict[str, sanku.Rows],
    missing: sanku.Rows,
    each: bool,
    lang: Lang,
) -> None:
    for cadence, (first, last) in periods.items():
        made = sum(one["reported_on"] is not None for one in due[cadence])
        days = f"{day_words(first, lang)}{say(lang, '至', ' to ')}{day_words(last, lang)}"
        write(
            say(
                lang,
                f"{_CADENCES[cadence][0]}（{days}）：应报{len(due[cadence])}项，已报{made}项\n",
                f"{_CADENCES[cadence][1]} ({days}): {len(due[cadence])} due, {made} reported\n",
            )
        )
    names = _names(plan, lang)
    known = {(one["target"], one["unit"], one["month"]) for one in missing}
    to_come = [
        one | {"days_late": None}
        for one in due["month"]
        if one["reported_on"] is None and (one["target"], one["unit"], one["month"]) not in known
    ]
    units: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in [*missing, *to_come]:
        lead = names[one["target"]]["lead_unit"] or say(lang, "总体", "the whole")
        units[one["unit"] or lead].append(one)
    if not units:
        return
    write(say(lang, "\n未报：\n", "\nNot reported:\n"))
    if each:
        grid(
            say(lang, "单位 应报日 月份 逾期 指标", "unit due month late target").split(),
            [
                (
                    unit,
                    one["due"],
                    one["month"],
                    _late(one["days_late"], lang),
                    names[one["target"]]["name"],
                )
                for unit, reports in units.items()
                for one in reports
            ],
            whole=(1, 2, 3),
        )
        return
    rows = []
    for unit, reports in units.items():
        late = sum(one["days_late"] is not None for one in reports)
        oldest = min(reports, key=lambda one: one["due"])
        rows.append(
            (unit, late, len(reports) - late, oldest["month"], _late(oldest["days_late"], lang))
        )
    grid(
        say(
            lang, "单位 已到期 未到期 最早月份 逾期", "unit due to-come earliest-month late"
        ).split(),
        rows,
        right=(1, 2),
    )


def _late(days: int | None, lang: Lang) -> str:
    if days is None:
        return say(lang, "未到期", "not yet due")
    if days == 0:
        return say(lang, "今日到期", "due today")
    return say(lang, f"{days}天", f"{days} days" if days > 1 else "1 day")
