"""Commands on appraisal gates, and on the files of their rules."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

import sanku
from sanku import _sanku
from sanku._appraisal import DEFAULT_RULES, rules_of
from sanku._command import (
    LIBRARIES,
    AsJson,
    AsOf,
    KnownOn,
    Lang,
    LangOption,
    StoreArgument,
    app,
    check_files,
    coloured,
    day_words,
    existing,
    fail,
    grid,
    say,
    write,
    write_json,
)

#: What a gate says, in words, and the light of its colour.
_OUTCOMES = {
    "pass": ("通过", "pass", "green"),
    "warn": ("提示", "warn", "yellow"),
    "block": ("不通过", "block", "red"),
}
_GATES = {
    "volume": ("总量", "volume"),
    "structure": ("结构", "structure"),
    "fiscal": ("财力", "fiscal"),
    "siting": ("选址", "siting"),
    "factors": ("要素", "factors"),
}


def _outcome(outcome: str, lang: Lang) -> str:
    zh, en, _ = _OUTCOMES[outcome]
    return say(lang, zh, en)


@app.command()
def gates(
    store: StoreArgument,
    as_of: AsOf,
    to: Annotated[str, typer.Option(help="The library to move to: reserve or implementation.")],
    code: Annotated[
        list[str] | None,
        typer.Option(help="A project; several times for several. None: the library before."),
    ] = None,
    rules: Annotated[
        str, typer.Option(help="Appraisal rules that ship, or a .toml file.")
    ] = DEFAULT_RULES,
    resources: Annotated[
        Path | None, typer.Option(help="A CSV file of the money available by year.")
    ] = None,
    previous_year: Annotated[
        str | None, typer.Option(help="Last year's investment as the office states it, in 亿元.")
    ] = None,
    limit: Annotated[int, typer.Option(help="Lines of what does not pass.", min=0)] = 20,
    record: Annotated[
        bool, typer.Option("--record", help="Record each result as the project's next appraisal.")
    ] = False,
    by: Annotated[str, typer.Option(help="Who records it.")] = "",
    document: Annotated[str, typer.Option(help="The number (文号) of the document.")] = "",
    known_on: KnownOn = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Asks what must be asked before projects move to the next library (前期论证): volume,
    structure, fiscal capacity, siting and factors. Of named projects every gate is shown with its
    arithmetic, else how many pass and what does not. Exit code 1 if anything is blocked."""
    try:
        journal = existing(store)
        portfolio = journal.at(
            as_of, known_on, members="all" if to in ("directory", "目录库") else "libraries"
        )
        found = portfolio.appraise(
            code,
            to=to,
            rules=rules,
            resources_fen=None if resources is None else sanku.read_resources(resources),
            previous_year_fen=None if previous_year is None else _sanku.fen_of_yi(previous_year),
            lang=lang.value,
        )
        by_rules = rules_of(rules)
        events = found.record(journal, by=by, document=document) if record else None
    except ValueError as error:  # an Error of sanku's is one
        fail(error, lang)
    blocked = any(one["outcome"] == "block" for one in found)
    if json:
        write_json(
            {
                "as_of": portfolio.as_of,
                "known_on": portfolio.known_on,
                "to": to,
                "rules": by_rules.id,
                "version": by_rules.version,
                "recorded": events,
                "gates": found,
            }
        )
    else:
        day = day_words(portfolio.as_of, lang)
        library = say(lang, *LIBRARIES.get(to, (to, to)))
        title = by_rules.title_zh if lang is Lang.zh else by_rules.title_en
        write(
            say(
                lang,
                f"移入{library}前的论证，{day}；规则：{title}\n",
                f"Appraisal before the move to {library}, {day}; rules: {title}\n",
            )
        )
        if code is None:
            _overview(found, lang)
        shown = [one for one in found if code is not None or one["outcome"] != "pass"]
        _results(shown if code is not None else _worst_first(shown)[:limit], lang)
        if code is None and len(shown) > limit:
            more = len(shown) - limit
            write(say(lang, f"另有{more}条未列出\n", f"{more} more are not listed\n"))
        if events is not None:
            write(say(lang, f"已登记{events}条论证结果\n", f"Recorded {events} appraisals\n"))
    if blocked:
        raise typer.Exit(1)


def _worst_first(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda one: one["outcome"] != "block")


def _overview(found: sanku.Gates, lang: Lang) -> None:
    """How many projects pass each gate, and all of them."""
    counts = Counter((one["gate"], one["outcome"]) for one in found)
    worst: dict[str, str] = {}
    for one in found:
        order = list(_OUTCOMES)
        worst[one["code"]] = max(worst.get(one["code"], "pass"), one["outcome"], key=order.index)
    whole = Counter(worst.values())
    headings = [say(lang, "论证事项", "gate"), *(_outcome(one, lang) for one in _OUTCOMES)]
    rows = [
        (say(lang, *_GATES[gate]), *(counts[gate, one] for one in _OUTCOMES))
        for gate in dict.fromkeys(one["gate"] for one in found)
    ]
    rows.append((say(lang, "全部项目", "all projects"), *(whole[one] for one in _OUTCOMES)))
    grid(headings, rows, right=(1, 2, 3))
    write("\n")


def _results(found: list[dict[str, Any]], lang: Lang) -> None:
    """One line a project and gate."""
    if not found:
        return
    headings = say(lang, "项目 事项 结论 依据", "project gate says why").split()

    def line(one: dict[str, Any], before: str) -> tuple[object, ...]:
        outcome = coloured(_OUTCOMES[one["outcome"]][2], lang)
        outcome.plain = _outcome(one["outcome"], lang)
        project = f"{one['name']}\n{one['code']}" if one["code"] != before else ""
        return project, say(lang, *_GATES[one["gate"]]), outcome, one["words"]

    codes = ["", *(one["code"] for one in found)]
    grid(headings, [line(one, codes[i]) for i, one in enumerate(found)], whole=(0, 1, 2))


rules_app = typer.Typer(
    help="Files of appraisal rules: list them, show them, check them.", no_args_is_help=True
)
app.add_typer(rules_app, name="gate-rules")


@rules_app.command("list")
def list_(json: AsJson = False, lang: LangOption = Lang.zh) -> None:
    """Lists the appraisal rules that ship."""
    shipped = [sanku.AppraisalRules.builtin(name) for name in sanku.appraisals()]
    if json:
        names = ("id", "version", "title_zh", "title_en", "source_zh", "source_en")
        write_json([{name: getattr(one, name) for name in names} for one in shipped])
        return
    for name, rules in zip(sanku.appraisals(), shipped, strict=True):
        write(f"{name}  {rules.title_zh if lang is Lang.zh else rules.title_en}\n")


def _number(value: Fraction, gate: str, lang: Lang) -> str:
    scale = 1 if gate == "volume" else 100
    text = _sanku.decimal(value * scale, 2).rstrip("0").rstrip(".")
    return text + (say(lang, "倍", "×") if gate == "volume" else "%")


def _asks(rule: dict[str, Any], lang: Lang) -> str:
    """What a rule asks, in words, without what passes."""

    def said_so(outcome: str) -> str:
        return say(lang, "：", ": ") + _outcome(outcome, lang)

    sides = {"above": say(lang, "高于", "above "), "below": say(lang, "低于", "below ")}
    comma = say(lang, "；", "; ")
    if "limits" in rule:
        said = [
            sides[one["side"]] + _number(one["at"], rule["gate"], lang) + said_so(one["outcome"])
            for one in rule["limits"]
        ]
        states = {
            "missing": ("无法论证", "unknown"),
            "incomplete": ("库内缺数据", "others unknown"),
        }
    else:
        said = []
        states = {
            "refused": ("未通过", "refused"),
            "pending": ("办理中", "pending"),
            "unstated": ("未填", "not stated"),
            "undocumented": ("无文号", "no document"),
        }
    said += [
        say(lang, *words) + said_so(rule[key])
        for key, words in states.items()
        if rule[key] != "pass"
    ]
    return comma.join(said)


def _of_what(rule: dict[str, Any], lang: Lang) -> str:
    """What a rule is of: a part, a factor and whom it concerns."""
    parts = {
        None: say(lang, "库投资÷上年投资", "library ÷ last year's investment"),
        "section": say(lang, "项目所在行业", "the project's section"),
        "funding": say(lang, "项目资金类别", "the project's funding"),
    }
    if rule["gate"] in ("volume", "structure") and rule.get("part") in parts:
        return parts[rule.get("part")]
    name = str(rule.get("name_zh" if lang is Lang.zh else "name_en", ""))
    scope = [*rule.get("sections", ()), *rule.get("funding", ())]
    if not scope:
        return name
    inside = ", ".join(scope)
    return f"{name} ({inside})" if name else inside


@rules_app.command("show")
def show_(
    rules: Annotated[
        str, typer.Argument(help="Appraisal rules that ship, or a .toml file.")
    ] = DEFAULT_RULES,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows what rules ask at each gate, and what warns and blocks."""
    try:
        found = rules_of(rules)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        names = ("id", "version", "title_zh", "title_en", "source_zh", "source_en", "rules")
        write_json({name: getattr(found, name) for name in names})
        return
    zh = lang is Lang.zh
    write(f"{found.id} {found.version}  {found.title_zh if zh else found.title_en}\n")
    write(f"{found.source_zh if zh else found.source_en}\n")
    headings = say(lang, "事项 移入 对象 界限", "gate to of asks").split()
    grid(
        headings,
        [
            (
                say(lang, *_GATES[rule["gate"]]),
                say(lang, "、", ", ").join(say(lang, *LIBRARIES[one]) for one in rule["to"]),
                _of_what(rule, lang),
                _asks(rule, lang),
            )
            for rule in found.rules
        ],
        whole=(0,),
    )


@rules_app.command("check")
def check_(
    files: Annotated[list[Path], typer.Argument(help="Files of appraisal rules, or folders.")],
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Checks files of appraisal rules: says ok with id and gates, or the first mistake with file,
    line, key and reason. Exit code 1 if any is refused."""

    def read(path: str) -> str:
        rules = sanku.AppraisalRules.load(path)
        stated = dict.fromkeys(rule["gate"] for rule in rules.rules)
        listed = say(lang, "、", ", ").join(say(lang, *_GATES[gate]) for gate in stated)
        return f"{rules.id}{say(lang, '，论证事项：', ', gates: ')}{listed}"

    check_files(files, read, json, lang)
