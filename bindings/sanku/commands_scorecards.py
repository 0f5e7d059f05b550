"""The commands that score projects, explain a score, and list a project's evaluations."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import sanku
from sanku._command import (
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
    day_words,
    existing,
    fail,
    grid,
    say,
    write,
    write_json,
)
from sanku.commands_evaluation import GRADES, grade_words, show_card
from sanku.commands_moves import By, Code, Document, RecordedAt
from sanku.commands_ranks import number

SystemOption = Annotated[
    str,
    typer.Option("--system", help="An indicator system of projects that ships, or a .toml file."),
]


def _heading(cards: sanku.Scorecards, lang: Lang) -> None:
    system = cards.system
    title = say(lang, system.title_zh, system.title_en)
    day = day_words(cards.as_of, lang)
    edition = f"{system.id} {system.version}"
    write(say(lang, f"{title}（{edition}），截至{day}\n", f"{title} ({edition}), on {day}\n"))


def _source(cards: sanku.Scorecards, lang: Lang) -> None:
    system = cards.system
    source = say(lang, system.source_zh, system.source_en)
    write(say(lang, f"评分依据：{source}\n", f"Scored by: {source}\n"))
    if not cards.in_force:
        span = f"{system.valid_from or '…'} – {system.valid_to or '…'}"
        write(
            say(
                lang,
                f"注意：该指标体系当日不在有效期内（{span}）\n",
                f"Note: this system is not in force on that day ({span})\n",
            )
        )


def _score_words(cards: sanku.Scorecards, lang: Lang) -> str:
    """The score of the first project with its grade, or why there is none."""
    one = cards[0]
    if one["score"] is not None:
        score = number(one["score"])
        return say(lang, f"得分{score}，{one['grade_zh']}", f"score {score}, {one['grade']}")
    needed = sum(
        indicator["missing"] == "block" and indicator["id"] in one["missing"]
        for indicator in cards.system.indicators
    )
    if not needed:
        return say(lang, "不评分：全部指标无数据", "no score: no indicator has data")
    return say(
        lang,
        f"不评分：{needed}项必需的指标无数据",
        f"no score: {needed} indicators that it needs have no data",
    )


def _events(card: list[dict[str, Any]], lang: Lang) -> None:
    """Prints the events under each indicator."""
    suffix = "_zh" if lang is Lang.zh else "_en"
    rows: list[tuple[str, ...]] = []
    for line in card:
        if line["kind"] != "indicator":
            continue
        name = line["name" + suffix]
        if not line["events"]:
            rows.append((name, "", "", "", say(lang, "无登记事项", "nothing recorded")))
        for event in line["events"]:
            what = event["fact"] + say(lang, "：", ": ") + event["value"]
            if event["superseded_by"] is not None:
                by = event["superseded_by"]
                what += say(lang, f"（被第{by}条替代）", f" (superseded by {by})")
            who = " ".join(part for part in (event["by"], event["source"]) if part)
            rows.append(
                (
                    name,
                    str(event["sequence"]),
                    str(event["effective"]),
                    f"{event['recorded'].date()} {who}".rstrip(),
                    what,
                )
            )
            name = ""
    write(say(lang, "\n数据出处\n", "\nWhere the figures come from\n"))
    headings = say(
        lang, "指标 序号 事项日期 登记 内容", "indicator event effective recorded says"
    ).split()
    grid(headings, rows, right=(1,), whole=(1, 2))


@app.command()
def scorecard(
    store: StoreArgument,
    code: Code,
    as_of: AsOf,
    system: SystemOption = "fiscal-self-evaluation",
    explain: Annotated[
        bool, typer.Option("--explain", help="Also the recorded events under each indicator.")
    ] = False,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Scores one project by an indicator system: each indicator's value, points, lost points and
    why; with --explain, down to the recorded events, who recorded them, and what they corrected."""
    try:
        journal = existing(store)
        portfolio = journal.at(as_of, known_on)
        cards = portfolio.scorecards(
            system, [code], policy=policy, rules_of=rules_of, policies=policies
        )
        card = cards.explain(journal, code, lang.value) if explain else cards.of(code)
    except ValueError as error:  # an Error of sanku's is one
        fail(error, lang)
    if json:
        write_json(cards[0] | {"card": card})
        return
    _heading(cards, lang)
    write(f"{code} {cards[0]['name']}\n")
    show_card(card, cards.system, lang)
    write(_score_words(cards, lang) + "\n")
    _source(cards, lang)
    if explain:
        _events(card, lang)


@app.command()
def scorecards(
    store: StoreArgument,
    as_of: AsOf,
    system: SystemOption = "fiscal-self-evaluation",
    codes: Annotated[
        list[str] | None, typer.Option("--code", help="Of a project; several times for several.")
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Record the scores as evaluations of the projects.")
    ] = False,
    on: Annotated[
        str | None, typer.Option(help="The day of the evaluations to record; default --as-of.")
    ] = None,
    document: Document = "",
    by: By = "",
    recorded_at: RecordedAt = None,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Lists the scores of projects by an indicator system with their grades, best first, those
    without a score last; with --record, those that have one are recorded as evaluated."""
    recorded = None
    try:
        journal = existing(store)
        cards = journal.at(as_of, known_on).scorecards(
            system, codes or None, policy=policy, rules_of=rules_of, policies=policies
        )
        if record:
            recorded = cards.record(
                journal, day=on, document=document, by=by, recorded_at=recorded_at
            )
    except ValueError as error:  # an Error of sanku's is one
        fail(error, lang)
    best_first = sorted(cards, key=lambda one: (one["score"] is None, -(one["score"] or 0)))
    if json:
        write_json({"scores": best_first, "recorded": recorded})
        return
    _heading(cards, lang)
    grid(
        say(
            lang,
            "项目代码 项目 责任单位 得分 等级 缺数据指标数",
            "code project unit score grade missing",
        ).split(),
        [
            (
                one["code"],
                one["name"],
                one["unit"],
                "—" if one["score"] is None else number(one["score"]),
                say(lang, "不评分", "no score")
                if one["grade"] is None
                else grade_words(one["grade"], lang),
                len(one["missing"]),
            )
            for one in best_first
        ],
        right=(3, 5),
        whole=(0, 3),
    )
    counts = {grade: sum(one["grade"] == grade for one in cards) for grade in (*GRADES, None)}
    parts = [f"{grade_words(grade, lang)} {counts[grade]}" for grade in GRADES]
    parts.append(say(lang, f"不评分 {counts[None]}", f"no score {counts[None]}"))
    write(say(lang, "，", ", ").join(parts) + "\n")
    _source(cards, lang)
    if recorded is not None:
        write(
            say(
                lang,
                f"登记评价{recorded}项（得分四舍五入到0.01分）\n",
                f"{recorded} evaluations recorded (scores rounded half up to 0.01)\n",
            )
        )


@app.command("evaluation-history")
def evaluation_history(
    store: StoreArgument,
    code: Code,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Lists every evaluation (三评) that was recorded of a project, with its versions: score,
    grade, indicators and document, who recorded it, and which superseded which."""
    try:
        versions = existing(store).evaluations(code, lang.value)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(versions)
        return

    def state(one: dict[str, Any]) -> str:
        if one["taken_back_because"] is not None:
            return say(lang, "撤回：", "taken back: ") + str(one["taken_back_because"])
        if one["superseded_by"] is not None:
            by = one["superseded_by"]
            return say(lang, f"被第{by}条替代", f"superseded by {by}")
        return say(lang, "有效", "holds")

    grid(
        say(
            lang,
            "序号 评价 评价日 得分 等级 指标体系和文号 登记 状态",
            "event of on score grade indicators,document recorded state",
        ).split(),
        [
            (
                one["sequence"],
                say(
                    lang,
                    {"project": "项目", "sector": "行业", "region": "地区"}[one["which"]],
                    one["which"],
                ),
                one["effective"],
                "—" if one["score"] is None else number(one["score"]),
                "—" if one["grade"] is None else grade_words(one["grade"], lang),
                "\n".join(part for part in (one["system"], one["document"]) if part) or "—",
                f"{one['recorded'].date()} {one['by']}".rstrip(),
                state(one),
            )
            for one in versions
        ],
        right=(0, 3),
        whole=(0, 2, 3, 5),
    )
