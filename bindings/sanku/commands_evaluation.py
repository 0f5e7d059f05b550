"""The commands that score regions and sectors, count evaluations, and show indicator systems."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

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
    check_files,
    day_words,
    existing,
    fail,
    grid,
    say,
    write,
    write_json,
)
from sanku._evaluation import system_of
from sanku._table import exact_fraction
from sanku.commands_ranks import (
    Before,
    By,
    Exclude,
    Shown,
    Within,
    all_of,
    difference,
    heading,
    heading_of,
    lights_of,
    name_of,
    number,
    reasons,
    show,
)

SystemOption = Annotated[
    str | None,
    typer.Option(
        "--system",
        help="An indicator system that ships, or a .toml file; without it the default one.",
    ),
]
ReportedOption = Annotated[
    Path | None,
    typer.Option(
        "--reported", help="CSV of figures reported by hand: indicator, id, value, by, on."
    ),
]
GRADES = {"excellent": "优", "good": "良", "fair": "中", "poor": "差"}


@app.command()
def score(
    store: StoreArgument,
    as_of: AsOf,
    system: SystemOption = None,
    by: By = "county",
    within: Within = None,
    exclude: Exclude = [],  # noqa: B006
    reported: ReportedOption = None,
    before: Before = None,
    explain: Annotated[
        str | None, typer.Option(help="Code of the region, or letter of the sector, to take apart.")
    ] = None,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Scores regions or sectors by an indicator system and ranks them; with --explain, where one of
    them earned and lost its points and, with --before, what changed its score and its rank."""
    excluded = reasons(exclude)
    try:
        figures = None if reported is None else sanku.read_reported(reported)
        now, then = lights_of(store, as_of, before, known_on, policy, rules_of, policies)
        found = now.scores(
            system, by, within=within, exclude=excluded, reported=figures, before=then
        )
        card = None if explain is None else found.scorecard(explain)
    except ValueError as error:
        fail(error, lang)
    if json:
        write_json(all_of(found) if explain is None else _why(found, explain, card))
        return
    made_of = found.system
    heading(now, then, made_of.title_zh if lang is Lang.zh else made_of.title_en, lang)
    if explain is None or card is None:
        graded = {say(lang, "等级", "grade"): lambda entry: grade_words(entry["grade"], lang)}
        plain = Shown(Fraction(1), "", say(lang, "分", "points"))
        show(found, say(lang, "得分", "score"), plain, lang, graded)
    else:
        _explain(found, explain, card, lang)
    source = made_of.source_zh if lang is Lang.zh else made_of.source_en
    write(say(lang, f"评分依据：{source}\n", f"Scored by: {source}\n"))
    if not found.in_force:
        span = f"{made_of.valid_from or '…'} – {made_of.valid_to or '…'}"
        write(
            say(
                lang,
                f"注意：该指标体系当日不在有效期内（{span}）\n",
                f"Note: this system is not in force on that day ({span})\n",
            )
        )


def grade_words(grade: str, lang: Lang) -> str:
    """A grade by its key, in words."""
    return say(lang, GRADES[grade], grade)


def _place(found: sanku.Scores, id: str) -> dict[str, Any] | None:
    """The entry of a region or sector, None if it has no rank."""
    return next((one for one in found if one[found._thing] == id), None)


def _why(found: sanku.Scores, id: str, card: sanku.Rows | None) -> dict[str, Any]:
    """What --explain shows."""
    place = _place(found, id)
    return {
        found._thing: id,
        "rank": place and place["rank"],
        "score": place and place["value"],
        "grade": place and place["grade"],
        "card": card,
        "climb": found.climb(id),
    }


def show_card(card: list[dict[str, Any]], system: sanku.IndicatorSystem, lang: Lang) -> None:
    """Prints the lines of a scorecard by ``system`` with their sum."""
    compared = "change" in card[0]
    suffix = "_zh" if lang is Lang.zh else "_en"
    top = [line for line in card if line["depth"] == 0]

    def label(line: dict[str, Any]) -> str:
        own = line["basis"] == "default" and system.basis == "published"
        return "  " * int(line["depth"]) + str(line["name" + suffix]) + ("※" if own else "")

    def parts(line: dict[str, Any]) -> list[str]:
        if not compared:
            return [line["reason" + suffix]]
        return [
            *(difference(line[part]) for part in ("change", "by_figure", "by_weight")),
            "—" if line["places"] is None else number(line["places"], signed=True),
        ]

    def row(line: dict[str, Any], name: str) -> tuple[Text, ...]:
        bold = line["kind"] != "indicator"
        cells = [
            name,
            line["value" + suffix] or ("" if bold else "—"),
            *(number(line[what]) for what in ("weight", "points", "lost")),
            *parts(line),
        ]
        return tuple(Text(cell, style="bold" if bold else "") for cell in cells)

    total: dict[str, Any] = {"kind": "total", "value" + suffix: "", "reason" + suffix: ""}
    for what in ("weight", "points", "lost"):
        total[what] = sum((line[what] for line in top), Fraction())
    for what in ("change", "by_figure", "by_weight", "places") if compared else ():
        known = all(line[what] is not None for line in top)
        total[what] = sum((line[what] for line in top), Fraction()) if known else None
    headings = say(lang, "指标 指标值 权重 得分 失分", "indicator value weight points lost").split()
    if compared:
        headings += say(
            lang, "得分变化 指标变动影响 权重变动影响 名次影响", "change by-figure by-weight places"
        ).split()
    else:
        headings += [say(lang, "失分原因", "why")]
    grid(
        headings,
        [*(row(line, label(line)) for line in card), row(total, say(lang, "合计", "total"))],
        right=range(1, len(headings)) if compared else range(1, 5),
        whole=(1, 2, 3, 4),
    )
    if any("※" in label(line) for line in card):
        write(
            say(lang, "※ 权重或分值线为本软件设定\n", "※ weight or limits set by this software\n")
        )


def _explain(found: sanku.Scores, id: str, card: list[dict[str, Any]], lang: Lang) -> None:
    show_card(card, found.system, lang)
    for line in card:
        if line["by"] is not None or line["on"] is not None:
            name = say(lang, f"{line['name_zh']}：填报", f"{line['name_en']}: reported by")
            write(f"{name} {line['by'] or '—'}{say(lang, '，', ', ')}{line['on'] or '—'}\n")
    place = _place(found, id)
    if place is not None:
        of = heading_of(found, lang)
        grade = grade_words(place["grade"], lang)
        write(
            say(
                lang,
                f"{name_of(place, found, lang)}：{number(place['value'])}分，{grade}，"
                f"第{place['rank']}名，共{len(found)}个{of}\n",
                f"{name_of(place, found, lang)}: {number(place['value'])}, {grade}, "
                f"rank {place['rank']} of {len(found)}\n",
            )
        )
    climb = found.climb(id)
    if climb is None:
        return
    gone, new = climb["by_gone"], climb["by_new"]
    within = climb["total"] - gone - new
    write(
        say(
            lang,
            f"名次较上期变化{climb['total']:+d}位：各指标合计{within:+d}，"
            f"退出排名的{gone:+d}，新参加排名的{new:+d}\n",
            f"places since last {climb['total']:+d}: indicators {within:+d}, "
            f"no longer ranked {gone:+d}, newly ranked {new:+d}\n",
        )
    )


def _rate(text: str) -> Fraction:
    """80% or 0.8."""
    try:
        return exact_fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise typer.BadParameter(f"{text}: expected a rate such as 80%") from None


class Projects(StrEnum):
    """Which projects are listed by their evaluation."""

    due = "due"
    done = "done"
    upcoming = "upcoming"
    all = "all"


def _calendar(
    state: sanku.Portfolio, listed: list[dict[str, Any]], which: Projects, json: bool, lang: Lang
) -> None:
    """Prints when the evaluations of some projects fall due."""
    chosen = [one for one in listed if which is Projects.all or one["state"] == which.value]
    if json:
        write_json(chosen)
        return
    day = day_words(state.as_of, lang)
    write(say(lang, f"三评到期清单，截至{day}\n", f"Evaluations by due day, on {day}\n"))
    words = {
        "done": ("已评", "done"),
        "due": ("到期未评", "due"),
        "upcoming": ("未到期", "upcoming"),
    }
    grid(
        say(
            lang,
            "项目代码 项目 责任单位 到期日 评价日 状态 逾期天数",
            "code project unit due-by done-on state overdue",
        ).split(),
        [
            (
                one["code"],
                one["name"],
                one["unit"],
                one["due"],
                one["done"] or "—",
                say(lang, *words[one["state"]]),
                one["days_overdue"] if one["state"] == "due" else "—",
            )
            for one in chosen
        ],
        right=(6,),
        whole=(0, 3, 4),
    )
    counts = {state: sum(one["state"] == state for one in listed) for state in words}
    write(
        say(
            lang,
            f"到期未评{counts['due']}个，已评{counts['done']}个，未到期{counts['upcoming']}个\n",
            f"{counts['due']} due and not done, {counts['done']} done, "
            f"{counts['upcoming']} upcoming\n",
        )
    )


@app.command()
def evaluations(
    store: StoreArgument,
    as_of: AsOf,
    by: Annotated[
        str, typer.Option(help="unit, sector, province, city, county or township.")
    ] = "unit",
    above: Annotated[
        str | None, typer.Option(help="The rate to compare with, such as the province's: 80%.")
    ] = None,
    above_of: Annotated[
        str | None, typer.Option("--of", help="Whose rate that is; without it the province's.")
    ] = None,
    within: Within = None,
    min_size: Annotated[int, typer.Option(help="Evaluations due, below which no rank.", min=0)] = 0,
    exclude: Exclude = [],  # noqa: B006
    projects: Annotated[
        Projects | None,
        typer.Option(
            "--list", help="The projects instead: those that are due and not done, done, upcoming."
        ),
    ] = None,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows how many of the three evaluations that were due are done, by responsible unit, region
    or sector, beside the rate of all together or the one above; with --list, which projects are
    due, done or upcoming, and how long they are overdue."""
    excluded = reasons(exclude)
    rate = None if above is None else _rate(above)
    try:
        if projects is not None:
            state = existing(store).at(as_of, known_on)
            listed = state.evaluation_calendar(
                policy, within=within, rules_of=rules_of, policies=policies
            )
            _calendar(state, listed, projects, json, lang)
            return
        now, _ = lights_of(store, as_of, None, known_on, policy, rules_of, policies)
        found = now.evaluations(
            by,
            within=within,
            above=rate,
            above_of=None if above_of is None else (above_of, above_of),
            min_size=min_size,
            exclude=excluded,
        )
    except ValueError as error:
        fail(error, lang)
    if json:
        write_json(all_of(found) | {"total": found.total})
        return
    heading(now, None, say(lang, "三评完成情况", "Three evaluations"), lang)
    words = "words_zh" if lang is Lang.zh else "words_en"
    total = found.total["value"]
    grid(
        [
            say(lang, "名次", "rank"),
            heading_of(found, lang),
            *say(lang, "应评 已评 完成率", "due done rate").split(),
            "",
        ],
        [
            *(
                (
                    one["rank"],
                    name_of(one, found, lang),
                    one["value"].denominator,
                    one["value"].numerator,
                    one["value"].percent(1),
                    one[words],
                )
                for one in found
            ),
            (
                "",
                say(lang, "合计", "total"),
                total.denominator,
                total.numerator,
                total.percent(1),
                found.total[words],
            ),
        ],
        right=(0, 2, 3, 4),
    )
    none_due = [name_of(one, found, lang) for one in found.left_out if one["why"] == "no_value"]
    if none_due:
        named = say(lang, "、", ", ").join(none_due[:10])
        rest = len(none_due) - 10
        if rest > 0:
            named += say(lang, f" 等{len(none_due)}个", f" and {rest} more")
        write(say(lang, f"无应评项目：{named}\n", f"None due: {named}\n"))
    for one in found.left_out:
        if one["why"] == "no_value":
            continue
        why = say(lang, one["why_zh"], one["why_en"]) + (
            say(lang, f"：{one['reason']}", f": {one['reason']}") if one["reason"] else ""
        )
        value = one["value"]
        line = say(
            lang,
            f"未参加排名：{name_of(one, found, lang)}，{why}，应评{value.denominator}，"
            f"已评{value.numerator}\n",
            f"Without a rank: {name_of(one, found, lang)}, {why}, due {value.denominator}, "
            f"done {value.numerator}\n",
        )
        write(line)
    if rate is not None:
        text = _short(rate * 100) + "%"
        write(say(lang, f"比较值：{text}\n", f"Compared with {text}\n"))


system_app = typer.Typer(
    help="Indicator systems: list them, show them, check them.", no_args_is_help=True
)
app.add_typer(system_app, name="system")

KINDS = {"project": ("项目", "project"), "sector": ("行业", "sector"), "region": ("地区", "region")}


@system_app.command("list")
def list_(json: AsJson = False, lang: LangOption = Lang.zh) -> None:
    """Lists the indicator systems that ship, with what they evaluate."""
    systems = [sanku.IndicatorSystem.builtin(name) for name in sanku.indicator_systems()]
    if json:
        names = ("id", "version", "kind", "title_zh", "title_en")
        write_json([{name: getattr(one, name) for name in names} for one in systems])
        return
    grid(
        say(lang, "编号 对象 名称", "id kind title").split(),
        [
            (one.id, say(lang, *KINDS[one.kind]), say(lang, one.title_zh, one.title_en))
            for one in systems
        ],
        whole=(0,),
    )


@system_app.command("measures")
def measures_(json: AsJson = False, lang: LangOption = Lang.zh) -> None:
    """Lists what the library measures, and regions and sectors can be ranked and scored by."""
    if json:
        write_json([{"key": key, "zh": zh, "en": en} for key, (zh, en) in sanku.measures().items()])
        return
    grid(
        say(lang, "编号 名称", "key name").split(),
        [(key, say(lang, *names)) for key, names in sanku.measures().items()],
        whole=(0,),
    )


def _method(one: dict[str, Any], lang: Lang) -> str:
    """How an indicator earns its points, in words."""
    unit = str(one["unit_zh"] if lang is Lang.zh else one["unit_en"])
    limits = one["limits"]

    def value(of: Fraction) -> str:
        return _short(of * one["scale"]) + unit

    def percent(of: Fraction) -> str:
        return _short(of * 100) + "%"

    if one["method"] == "linear":
        low, high = value(limits["none_at"]), value(limits["full_at"])
        return say(
            lang, f"{low}为零分，{high}为满分，线性", f"none at {low}, all at {high}, linear"
        )
    if one["method"] == "attained":
        target, floor, cap = value(limits["target"]), limits["floor"], limits["cap"]
        text = say(lang, f"按目标{target}完成比例", f"part of the target {target}")
        if floor > 0:
            text += say(
                lang, f"，不到{percent(floor)}不得分", f", none below {percent(floor)} of it"
            )
        if cap != 1:
            text += say(lang, f"，{percent(cap)}为满分", f", all at {percent(cap)} of it")
        return text
    if one["method"] == "bands":
        first, *others = limits["bands"]
        parts = [
            say(lang, f"{value(one['from'])}起得", f"{percent(one['share'])} from ")
            + say(lang, percent(one["share"]), value(one["from"]))
            for one in others
        ]
        least = percent(first["share"])
        parts.append(say(lang, f"以下得{least}", f"{least} below"))
        return say(lang, "，", ", ").join(parts)
    if one["method"] == "rank":
        return say(lang, "按同类排名", "by rank among peers")
    if one["method"] == "yes_no":
        return say(lang, "是否达到", "yes or no")
    each = value(1 / one["scale"]) if lang is Lang.zh or not unit.startswith(" ") else "unit"
    limit, off = value(limits["limit"]), _short(limits["points"] / one["scale"])
    over = one["better"] == "lower"
    return say(
        lang,
        f"{'超过' if over else '低于'}{limit}每{each}扣{off}分",
        f"{off} points off for each {each} {'above' if over else 'below'} {limit}",
    )


def _short(value: Fraction) -> str:
    """At most two decimals, and none that are 0."""
    return number(value).rstrip("0").rstrip(".")


def _source(one: dict[str, Any], lang: Lang) -> str:
    """Where an indicator's figure comes from."""
    if one["source"] == "reported":
        return say(lang, "人工填报", "reported")
    return str(one["key"]) + (f" ÷ {one['per']}" if one["per"] else "")


@system_app.command("show")
def show_(
    system: Annotated[str, typer.Argument(help="One that ships, or a .toml file.")],
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows the tree of an indicator system: weights, where figures come from, how they earn
    points, what a missing figure does."""
    try:
        found = system_of(system, "region")
    except sanku.Error as error:
        fail(error, lang)
    if json:
        names = ("id", "version", "kind", "title_zh", "title_en", "source_zh", "source_en", "basis")
        parts = {"dimensions": found.dimensions, "indicators": found.indicators}
        write_json({name: getattr(found, name) for name in names} | parts)
        return
    zh = lang is Lang.zh
    write(f"{found.id} {found.version}  {found.title_zh if zh else found.title_en}\n")
    write(f"{found.source_zh if zh else found.source_en}\n")
    missing = {
        "zero": say(lang, "计零分", "no points"),
        "exclude": say(lang, "不计，权重分摊", "left out, weight spread"),
        "block": say(lang, "不评分", "no score"),
    }
    rows: list[tuple[Text, ...]] = []
    marked = False

    def add(one: dict[str, Any], depth: int, cells: tuple[str, ...], style: str) -> None:
        nonlocal marked
        own = one["basis"] == "default" and found.basis == "published"
        marked |= own
        name = "  " * depth + one["name_zh" if zh else "name_en"] + ("※" if own else "")
        rows.append(
            tuple(Text(cell, style=style) for cell in (name, number(one["weight"]), *cells))
        )

    def below(parent: str | None, depth: int) -> None:
        for one in found.indicators:
            if one["dimension"] == parent:
                cells = (_source(one, lang), _method(one, lang), missing[one["missing"]])
                add(one, depth, cells, "")
        for one in found.dimensions:
            if one["dimension"] == parent:
                add(one, depth, ("", "", ""), "bold")
                below(one["id"], depth + 1)

    below(None, 0)
    headings = say(
        lang, "指标 权重 数据 计分 缺数据", "indicator weight figure points missing"
    ).split()
    grid(headings, rows, right=(1,), whole=(1,))
    if marked:
        write(
            say(lang, "※ 权重或分值线为本软件设定\n", "※ weight or limits set by this software\n")
        )
    if found.basis == "default":
        write(
            say(
                lang,
                "全部权重和分值线为本软件设定\n",
                "All weights and limits are set by this software\n",
            )
        )
    if found.valid_from or found.valid_to:
        span = f"{found.valid_from or '…'} – {found.valid_to or '…'}"
        write(say(lang, f"有效期：{span}\n", f"In force: {span}\n"))
    if found.min_size:
        least = found.min_size
        write(
            say(
                lang,
                f"项目数不足{least}个的不排名\n",
                f"fewer than {least} projects have no rank\n",
            )
        )


@system_app.command("check")
def check_(
    files: Annotated[list[Path], typer.Argument(help="Files, or folders of them.")],
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Checks indicator system files: says ok with id and indicators, or the first mistake with
    file, line, key and reason. Exit code 1 if any is refused."""

    def read(path: str) -> str:
        system = sanku.IndicatorSystem.load(path)
        ids = ", ".join(one["id"] for one in system.indicators)
        return f"{system.id}{say(lang, '，指标：', ', indicators: ')}{ids}"

    check_files(files, read, json, lang)
