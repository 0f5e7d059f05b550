"""Commands on lights: which, why, what is to come, what is to be sent, what to look at."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

import sanku
from sanku._command import (
    COLOURS,
    NAMES,
    AsJson,
    AsOf,
    KnownOn,
    Lang,
    LangOption,
    Packs,
    PolicyOption,
    RulesOf,
    StoreArgument,
    app,
    coloured,
    day_words,
    existing,
    fail,
    grid,
    names_of,
    notes,
    recorded,
    say,
    write,
    write_json,
)
from sanku._portfolio import policy_on
from sanku._sanku import month_of
from sanku._what_if import end_of_month

LIGHT_KEYS = ("none", "green", "no_data", "yellow", "red")
LIGHTS = ("red", "yellow", "no_data", "green", "none")


@app.command()
def warn(
    store: StoreArgument,
    as_of: AsOf,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    light: Annotated[list[str], typer.Option(help="Lights to list.")] = ["red"],  # noqa: B006
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Lists the projects that show a light, with the reasons. Exit code 1 if there are any."""
    unknown = set(light) - set(NAMES["en"])
    if unknown:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: one of {', '.join(NAMES['en'])}")
    try:
        portfolio = existing(store).at(as_of, known_on)
        lights = portfolio.lights(policy, rules_of=rules_of, policies=policies)
        codes, texts, regions = portfolio.codes, portfolio.texts, portfolio.regions
        found = []
        for row, value in enumerate(lights.overall.tolist()):
            if LIGHT_KEYS[value] not in light:
                continue
            reasons = [e for e in lights.explain(codes[row], lang.value) if e["light"] in light]
            found.append(
                {
                    "code": codes[row],
                    "name": texts[portfolio["name"][row]],
                    "region": regions[portfolio["region"][row]][1],
                    "light": LIGHT_KEYS[value],
                    "reasons": [e["sentence"] for e in reasons],
                }
            )
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(found)
    else:
        zh = lang is Lang.zh
        table = Table(show_lines=True)
        for heading in ("灯 项目 原因" if zh else "light project why").split():
            table.add_column(heading, overflow="fold")
        for entry in found:
            table.add_row(
                Text(NAMES[lang.value][entry["light"]], style=COLOURS[entry["light"]]),
                Text(f"{entry['name']}\n{entry['code']}\n{entry['region']}"),
                Text("\n".join(entry["reasons"])),
            )
        Console().print(table)
    if found:
        raise typer.Exit(1)


@app.command()
def explain(
    store: StoreArgument,
    code: Annotated[str, typer.Argument(help="The project's code.")],
    as_of: AsOf,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    figures: Annotated[
        bool, typer.Option("--figures", help="Also the figures that each light rests on.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Says why a project shows the lights that it shows, a paragraph a rule, as it may stand in a
    letter: what was measured, the published clause, what would change the light, what it brings."""
    try:
        portfolio = existing(store).at(as_of, known_on)
        lights = portfolio.lights(policy, rules_of=rules_of, policies=policies)
        evidence = lights.explain(code, lang.value)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(evidence)
        return
    write(heading(lights, code, lang) + "\n")
    if not evidence:
        write(say(lang, "没有适用的规则。\n", "No rule applies.\n"))
    for entry in evidence:
        lines = [entry["paragraph"]]
        if figures:
            lines += [f"    {label}: {value}" for label, value in entry["inputs"].items()]
            lines.append(f"    {say(lang, '阈值', 'limits')}: {entry['threshold']}")
        write("\n" + "\n".join(lines) + "\n")


def heading(lights: sanku.Lights, code: str, lang: Lang) -> str:
    """A line that says of which project and day a page speaks, and its overall light."""
    portfolio = lights.portfolio
    row = portfolio.row(code)
    code = portfolio.codes[row]
    name, unit = (portfolio.texts[portfolio[what][row]] for what in ("name", "responsible_unit"))
    light = NAMES[lang.value][LIGHT_KEYS[lights.overall[row]]]
    if lang is Lang.zh:
        unit = unit and f"责任单位：{unit}，"
        return f"{name}（{code}），{unit}截至{day_words(portfolio.as_of, lang)}，总灯：{light}"
    unit = unit and f"responsible unit: {unit}, "
    return f"{name} ({code}), {unit}overall light on {day_words(portfolio.as_of, lang)}: {light}"


@app.command()
def forecast(
    store: StoreArgument,
    as_of: AsOf,
    on: Annotated[
        str | None, typer.Option("--on", help="The later day; default: the next month end.")
    ] = None,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    by_rule: Annotated[
        bool, typer.Option("--by-rule", help="List the lights of each rule, too.")
    ] = False,
    limit: Annotated[int, typer.Option(help="Projects to list.", min=0)] = 20,
    json: Annotated[bool, typer.Option("--json", help="All changes as JSON.")] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows the lights of a later day if nothing happens until then, and which are other ones."""
    try:
        now = (
            existing(store).at(as_of, known_on).lights(policy, rules_of=rules_of, policies=policies)
        )
        then = now.forecast(on)
        changes = now.changes(then)
    except sanku.Error as error:
        fail(error, lang)
    names, rules = names_of(now.portfolio), now.rule_names(lang.value)
    if json:
        write_json([change | {"name": names[change["code"]]} for change in changes])
        return
    days = [day_words(lights.portfolio.as_of, lang) for lights in (now, then)]
    write(say(lang, "{} → {}，如无变化：\n", "{} → {}, if nothing happens:\n").format(*days))

    def counts(rule: str | None) -> list[str]:
        before, after = now.counts(rule), then.counts(rule)
        return [
            f"{before[light]}"
            if before[light] == after[light]
            else f"{before[light]} → {after[light]}"
            for light in LIGHTS
        ]

    grid(
        (say(lang, "规则", "rule"), *(NAMES[lang.value][light] for light in LIGHTS)),
        [(say(lang, "总灯", "overall"), *counts(None))]
        + [(rules[rule], *counts(rule)) for rule in now.rules],
        right=range(1, 1 + len(LIGHTS)),
    )
    shown = [change for change in changes if by_rule or change["rule"] is None]
    shown.sort(key=lambda change: -LIGHT_KEYS.index(change["to"]))  # the most urgent first
    if not shown:
        write(say(lang, "没有变化。\n", "No light is another one.\n"))
        return
    write("\n")
    grid(
        say(lang, "项目 代码 规则 灯", "project code rule light").split(),
        [
            (
                names[change["code"]],
                change["code"],
                rules[change["rule"]] if change["rule"] else say(lang, "总灯", "overall"),
                arrow(change, lang),
            )
            for change in shown[:limit]
        ],
        whole=(1,),
    )
    write_rest(len(shown) - limit, lang)


def arrow(change: dict[str, Any], lang: Lang) -> Text:
    """From one light to another."""
    return coloured(change["from"], lang) + Text(" → ") + coloured(change["to"], lang)


def write_rest(rest: int, lang: Lang) -> None:
    """Says how many more there are, if there are any."""
    if rest > 0:
        write(say(lang, f"另有 {rest} 项未列出。\n", f"{rest} more are not listed.\n"))


@app.command()
def letters(
    store: StoreArgument,
    as_of: AsOf,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    new: Annotated[
        bool, typer.Option("--new", help="Only steps that were reached in the day's month.")
    ] = False,
    max_months: Annotated[int, typer.Option(help="Months to look back.", min=1)] = 60,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder to write a text file a letter into; prints their list."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Prints the letters (督办函 and others) that the policy's ladder asks for because a light has
    stayed."""
    try:
        rules = policy_on(policy, as_of if rules_of is None else rules_of, policies)
        found = existing(store).letters(
            as_of,
            rules,
            known_on=known_on,
            new_only=new,
            max_months=max_months,
            lang=lang.value,
        )
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(found)
        return
    if not found:
        write(say(lang, "没有需要发出的函件。\n", "No letter is to be sent.\n"))
        if not rules.in_force(as_of):
            notes.print(
                say(
                    lang,
                    f"{rules.id} 在 {as_of} 未施行；未施行的月份不计。",
                    f"{rules.id} was not in force on {as_of}; such months do not count.",
                ),
                markup=False,
            )
        return
    if out is None:
        write("\n".join(letter["text"] for letter in found))
        return
    files = [
        re.sub(r"[^\w.-]", "_", f"{number:04}-{letter['code']}-{letter['rule']}-{letter['step']}")
        + ".txt"
        for number, letter in enumerate(found, 1)
    ]
    try:
        out.mkdir(parents=True, exist_ok=True)
        for file, letter in zip(files, found, strict=True):
            (out / file).write_text(letter["text"], encoding="utf-8")
    except OSError as error:
        fail(ValueError(f"{error.filename}: {error.strerror}"), lang)
    grid(
        say(
            lang, "责任单位 项目 规则 连续月数 函件 期限", "unit project rule months letter by"
        ).split(),
        [
            (
                letter["unit"],
                letter["name"] or letter["code"],
                letter["rule_name"],
                letter["months"],
                letter["step_name"],
                letter["deadline"] or "",
            )
            for letter in found
        ],
        right=(3,),
    )
    count = len(found)
    write(say(lang, f"{count} 件已写入 {out}\n", f"{count} letters written to {out}\n"))


@app.command()
def unreported(
    store: StoreArgument,
    as_of: AsOf,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    all_units: Annotated[
        bool, typer.Option("--all", help="Also units of which all projects reported.")
    ] = False,
    projects: Annotated[bool, typer.Option("--projects", help="List the projects, too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Lists who has not reported: by responsible unit, the projects that should report each month
    and whose latest report is too old, or that never reported."""
    try:
        found = (
            existing(store)
            .at(as_of, known_on)
            .unreported(policy, all_units=all_units, rules_of=rules_of, policies=policies)
        )
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(found)
        return
    if not found:
        write(say(lang, "没有应报未报的项目。\n", "All projects reported.\n"))
        return
    never, nobody = say(lang, "从未上报", "never"), say(lang, "（未填）", "(not stated)")
    if projects:
        grid(
            say(
                lang, "责任单位 项目 代码 最近上报 已过月数", "unit project code latest months"
            ).split(),
            [
                (
                    unit["unit"] or nobody,
                    project["name"],
                    project["code"],
                    project["latest"] or never,
                    "" if project["months"] is None else project["months"],
                )
                for unit in found
                for project in unit["projects"]
            ],
            right=(4,),
            whole=(2, 3),
        )
        return
    sums = [sum(unit[what] for unit in found) for what in ("expected", "stale", "never")]
    grid(
        say(
            lang, "责任单位 应报 未报 其中从未上报 最早停报", "unit expected stale never oldest"
        ).split(),
        [
            (
                unit["unit"] or nobody,
                unit["expected"],
                unit["stale"],
                unit["never"],
                unit["oldest"] or "",
            )
            for unit in found
        ]
        + [(say(lang, "合计", "total"), *sums, "")],
        right=(1, 2, 3),
    )


@app.command()
def whatif(
    store: StoreArgument,
    changed: Annotated[str, typer.Option("--changed", help="The other rules, as --policy.")],
    first: Annotated[str, typer.Option("--from", help="The first month, such as 2024-01.")],
    months: Annotated[int, typer.Option(help="Number of months.", min=1)] = 12,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    limit: Annotated[int, typer.Option(help="Changed lights to list.", min=0)] = 20,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows what projects would have shown at the ends of some months under other rules: how many
    by present and changed light, and which."""
    try:
        journal = existing(store)
        day = rules_of or end_of_month(month_of(first))
        present, other = (policy_on(rules, day, policies) for rules in (policy, changed))
        found = journal.what_if(
            present,
            other,
            first,
            months,
            known_on=known_on,
            max_moves=10_000 if json else limit,
        )
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(
            {
                "present": found.present,
                "changed": found.changed,
                "overall": found.overall,
                "tables": found.tables,
                "months": found.months,
                "moved": found.moved,
                "moves": found.moves,
            }
        )
        return
    last = found.months[-1]["month"]
    write(
        say(
            lang,
            f"{policy} → {changed}，{found.months[0]['month']} 至 {last} 各月末合计\n",
            f"{policy} → {changed}, month ends {found.months[0]['month']} to {last}\n",
        )
    )
    names = NAMES[lang.value]
    rules = other.rule_names(lang.value) | present.rule_names(lang.value)
    tables = [(say(lang, "总灯", "overall"), found.overall)]
    tables += [(rules[rule], table) for rule, table in found.tables.items()]
    grid(
        (
            say(lang, "规则", "rule"),
            say(lang, "现行", "present"),
            *("→ " + names[light] for light in LIGHTS),
        ),
        [
            (
                rule if i == 0 else "",
                coloured(light, lang),
                *(table[light][to] or "" for to in LIGHTS),
            )
            for rule, table in tables
            for i, light in enumerate(light for light in LIGHTS if any(table[light].values()))
        ],
        right=range(2, 2 + len(LIGHTS)),
    )
    write(say(lang, f"{found.moved} 个灯不同。\n", f"{found.moved} lights are another one.\n"))
    if found.moves:
        write("\n")
        ends = {month["month"] for month in found.moves}
        by_month = {month: names_of(journal.at(end_of_month(month), known_on)) for month in ends}
        grid(
            say(lang, "月份 项目 代码 规则 灯", "month project code rule light").split(),
            [
                (
                    move["month"],
                    by_month[move["month"]][move["code"]],
                    move["code"],
                    rules[move["rule"]] if move["rule"] else say(lang, "总灯", "overall"),
                    arrow(move, lang),
                )
                for move in found.moves
            ],
            whole=(0, 2),
        )
        write_rest(found.moved - len(found.moves), lang)


@app.command()
def findings(
    store: StoreArgument,
    first: Annotated[str, typer.Option("--from", help="The first day of recording.")],
    last: Annotated[str, typer.Option("--to", help="The last day of recording.")],
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    plan_cut: Annotated[str, typer.Option(help="Percent by which a plan may be cut.")] = "10",
    jump: Annotated[str, typer.Option(help="Percent of the year that December may add.")] = "30",
    jump_multiple: Annotated[
        str, typer.Option(help="December against the average of the months before.")
    ] = "3",
    backdated_days: Annotated[
        int, typer.Option(help="Days after which a milestone may be recorded.", min=0)
    ] = 60,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Lists what was recorded between two days that a person should look at, since it made a light
    look better: plans moved or cut when due, late entries, jumps in December. It proves no intent.
    Exit code 1 if there is anything."""
    try:
        journal = existing(store)
        found = journal.findings(
            first,
            last,
            policy,
            plan_cut_percent=plan_cut,
            jump_percent=jump,
            jump_multiple=jump_multiple,
            backdated_days=backdated_days,
            rules_of=rules_of,
            policies=policies,
            lang=lang.value,
        )
        names = names_of(journal.at(last)) if found else {}
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(found)
    elif not found:
        write(say(lang, "没有发现。\n", "Nothing was found.\n"))
    else:
        for one in found:
            name, code, what = names.get(one["code"], ""), one["code"], one["name"]
            write(
                say(
                    lang,
                    f"{name}（{code}）{what}，第{one['sequence']}条\n",
                    f"{name} ({code}): {what}, event {one['sequence']}\n",
                )
                + f"    {one['summary']}\n"
            )
        write(
            say(
                lang,
                f"{len(found)} 项，须人工核实；不说明有意为之。\n",
                f"{len(found)} to be looked at by a person; they prove no intent.\n",
            )
        )
    if found:
        raise typer.Exit(1)


@app.command()
def reason(
    store: StoreArgument,
    code: Annotated[str, typer.Argument(help="The project's code.")],
    rule: Annotated[str, typer.Argument(help="The id of the rule, such as start.")],
    start: Annotated[str, typer.Option("--from", help="The first day, such as 2024-06-01.")],
    end: Annotated[str, typer.Option("--to", help="The last day.")],
    by: Annotated[str, typer.Option(help="Who grants it.")],
    reason: Annotated[str, typer.Option(help="The reason, such as 汛期停工.")],
    document: Annotated[str, typer.Option(help="The number (文号) of the document.")] = "",
    effective_on: Annotated[
        str | None, typer.Option(help="The day from which it counts; default: the first day.")
    ] = None,
    recorded_at: Annotated[
        str | None, typer.Option(help="When this became known; default: now.")
    ] = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Records a valid reason (正当理由): from its first to its last day the rule does not apply to
    the project. `retract` takes it back."""
    recorded(
        store,
        json,
        lang,
        lambda journal: journal.grant_reason(
            code,
            rule,
            start=start,
            end=end,
            by=by,
            reason=reason,
            document=document,
            recorded_at=recorded_at,
            effective_on=effective_on,
        ),
        ("正当理由已登记为第{}条。", "The valid reason is recorded as event {}."),
    )


@app.command()
def reasons(
    store: StoreArgument,
    as_of: AsOf,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Lists the valid reasons (正当理由) that are known on a day, in force, to come or expired, and
    counts the projects that they take out of each rule of the policy on that day."""
    try:
        portfolio = existing(store).at(as_of, known_on)
        lights = portfolio.lights(policy, rules_of=rules_of, policies=policies)
    except sanku.Error as error:
        fail(error, lang)
    found = portfolio.reasons()
    if json:
        write_json({"reasons": found, "suspended": lights.suspended})
        return
    states = {
        "in_force": say(lang, "有效", "in force"),
        "to_come": say(lang, "未到", "to come"),
        "expired": say(lang, "已过期", "expired"),
    }
    of = [state_of(reason, portfolio.as_of) for reason in found]
    names, rules = names_of(portfolio), lights.rule_names(lang.value)
    if found:
        grid(
            say(
                lang,
                "状态 项目 代码 规则 起 止 理由 批准 文号",
                "state project code rule from to reason by document",
            ).split(),
            [
                (
                    states[state],
                    names[reason["code"]],
                    reason["code"],
                    rules.get(reason["rule"], reason["rule"]),
                    *(reason[what] for what in ("start", "end")),
                    *(reason[what] for what in ("reason", "by", "document")),
                )
                for state, reason in zip(of, found, strict=True)
            ],
            whole=(2, 4, 5),
        )
    comma, colon = say(lang, "，", ", "), say(lang, "：", ": ")
    write(comma.join(f"{name} {of.count(key)}" for key, name in states.items()) + "\n")
    taken = comma.join(f"{rules[rule]} {count}" for rule, count in lights.suspended.items())
    write(say(lang, "暂不亮灯的项目", "projects suspended") + f"{colon}{taken}\n")


def state_of(reason: dict[str, Any], as_of: dt.date) -> str:
    """Whether a valid reason is in force, to come or expired."""
    if reason["in_force"]:
        return "in_force"
    return "to_come" if reason["start"] > as_of else "expired"
