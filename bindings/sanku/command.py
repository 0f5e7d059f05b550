"""The command ``sanku``: the package's face for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

import sanku
from sanku import _sanku
from sanku._command import (
    AsJson,
    AsOf,
    Edition,
    Format,
    Hash,
    KnownOn,
    Lang,
    LangOption,
    Packs,
    PolicyOption,
    RulesOf,
    StoreArgument,
    app,
    existing,
    fail,
    notes,
    recorded,
    say,
    write,
    write_json,
)
from sanku.simulation import SEED


def report_dict(report: sanku.ImportReport) -> dict[str, Any]:
    """A report as JSON tells it."""
    names = ("source", "sheet", "kind", "encoding", "rows", "accepted", "rejected", "skipped")
    lists = ("events_added", "events_unchanged", "counts", "problems", "notes")
    return {name: getattr(report, name) for name in names + lists}


def import_file(
    journal: sanku.Store, file: Path, sheet: str | None, json: bool, lang: Lang, **options: Any
) -> sanku.ImportReport:
    """Imports one file behind a progress bar and prints the report with rows per second."""
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}% {task.fields[rows]:,} 行 rows"),
        TimeElapsedColumn(),
        console=notes,
        transient=True,
    )
    with bar:
        task = bar.add_task(file.name, rows=0)

        def show(done: int, total: int, rows: int) -> None:
            bar.update(task, completed=done, total=total, rows=rows)

        if file.suffix.lower().startswith(".xls"):
            report = journal.import_excel(file, sheet=sheet, progress=show, **options)
        else:
            report = journal.import_csv(file, progress=show, **options)
        seconds = max(bar.tasks[0].elapsed or 0.0, 1e-9)
    if json:
        return report
    write(report.summary(lang.value).rstrip("\n") + "\n")
    speed = f"{report.rows / seconds:,.0f}"
    notes.print(
        f"  {report.rows:,} 行, {seconds:.1f} 秒, 每秒 {speed} 行"
        if lang is Lang.zh
        else f"  {report.rows:,} rows in {seconds:.1f} s, {speed} rows a second",
        highlight=False,
    )
    return report


@app.command()
def init(
    store: Annotated[Path, typer.Argument(help="The store to make; it must not exist.")],
    hash: Annotated[
        Hash, typer.Option(help="Of its journal: sha256, or sm3 (GB/T 32905).")
    ] = Hash.sha256,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Makes an empty store. `import` makes one as well; this is for choosing the hash."""
    if store.exists():
        fail(ValueError(say(lang, f"已存在：{store}", f"it exists: {store}")), lang)
    try:
        anchor = sanku.Store(store, hash=hash.value).anchor
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json({"store": str(store), "hash": hash.value, "anchor": anchor})
    else:
        write(say(lang, f"已建立空库 {store}\n", f"made the empty store {store}\n"))


@app.command()
def simulate(
    folder: Annotated[Path, typer.Argument(help="Where to write; it is made if missing.")],
    seed: Annotated[int, typer.Option(help="Equal seeds give equal bytes.")] = SEED,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Writes an invented county to try things on: a ledger of 1,100 projects and their monthly
    progress, whose bulletin of 30 June 2024 shows the sums that Daye city published."""
    try:
        files = sanku.simulate(folder, seed)
    except OSError as error:
        fail(error, lang)
    if json:
        write_json([str(file) for file in files])
        return
    write(say(lang, "合成示例数据，非真实项目：\n", "Synthetic data, no real project:\n"))
    for file in files:
        write(f"  {file}\n")
    names = " ".join(str(file) for file in files)
    write(say(lang, "下一步：", "Next: ") + f"sanku import {folder / 'daye.sanku'} {names}\n")


@app.command("import")
def import_(
    store: StoreArgument,
    files: Annotated[
        list[Path], typer.Argument(help="Ledgers and progress files (CSV, .xlsx).", exists=True)
    ],
    unit: Annotated[
        str | None, typer.Option(help="元, 万元 or 亿元 for amounts that name no unit.")
    ] = None,
    plan_year: Annotated[int | None, typer.Option(help="Year of plans that name none.")] = None,
    effective_on: Annotated[
        str | None, typer.Option(help="Day from which changed plans and attributes count.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="County of rows without one.")] = None,
    recorded_at: Annotated[
        str | None, typer.Option(help="When it became known (with zone); default now.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who imports.")] = "",
    sheet: Annotated[
        str | None, typer.Option(help="Sheet of .xlsx files, by its name or number from 1.")
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(help="Folder for rejected rows; default beside each file.")
    ] = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Imports files into a store, which is made if it does not exist. Bad rows come back in a file
    beside the ledger, named NAME.rejects.csv. Exit code 1 if any row was rejected."""
    targets = [(rejects or file.parent) / f"{file.stem}.rejects.csv" for file in files]
    if len(set(targets)) < len(targets):
        raise typer.BadParameter("files of one name would share a rejects file: import them apart")
    if {target.resolve() for target in targets} & {file.resolve() for file in files}:
        raise typer.BadParameter("one file's rejects would take the place of another: import apart")
    reports: list[dict[str, Any]] = []
    rejected = 0
    try:
        journal = sanku.Store(store)
        for file, target in zip(files, targets, strict=True):
            report = import_file(
                journal,
                file,
                sheet,
                json,
                lang,
                recorded_at=recorded_at,
                by=by,
                unit=unit,
                plan_year=plan_year,
                effective_on=effective_on,
                region=region,
                rejects=target,
            )
            if report.rejected:
                notes.print(f"  退回的行 rejected rows: {target}", markup=False, highlight=False)
            rejected += report.rejected
            bad = {"rejects": str(target) if report.rejected else None}
            reports.append({"file": str(file)} | report_dict(report) | bad)
    except (ValueError, ImportError, OSError) as error:  # an Error of sanku's is a ValueError
        if json:
            write_json(reports)  # of the files that are in
        fail(error, lang)
    if json:
        write_json(reports)
    if rejected:
        raise typer.Exit(1)


def form_of(form: Edition | None, out: Path | None, json: bool) -> Edition:
    """The form that is named, or else that of the file's ending."""
    ending = "" if out is None else out.suffix.lower().lstrip(".")
    known = {"htm": "html", "txt": "text"} | {one.value: one.value for one in Edition}
    named = {form} if form is not None else set()
    named |= {Edition.json} if json else set()
    named |= {Edition(known[ending])} if ending in known else set()
    if len(named) > 1:
        forms = ", ".join(sorted(one.value for one in named))
        raise typer.BadParameter(f"one form at a time, not {forms}")
    if out is not None and not named:
        raise typer.BadParameter(f"{out}: name the form with --format")
    return named.pop() if named else Edition.text


def hand_over(text: str, out: Path | None) -> None:
    """Writes to the file, or to standard output."""
    if out is None:
        write(text)
    else:
        out.write_bytes(text.encode())


@app.command()
def bulletin(
    store: StoreArgument,
    as_of: AsOf,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    previous_year: Annotated[
        str | None, typer.Option(help="Last year's investment as the office states it, in 亿元.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Regional table by province, city, county or township.")
    ] = None,
    format: Annotated[
        Edition | None,
        typer.Option("--format", help="Default: that of the ending of --out, else text."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write, such as 通报.html.")
    ] = None,
    red: Annotated[int, typer.Option(help="Red projects to list in the text.", min=0)] = 20,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Prints the bulletin of a day, or writes it as a page (html), a workbook (xlsx) or a PDF. The
    last needs a browser such as Chromium or Edge."""
    form = form_of(format, out, json)
    if out is None and form in (Edition.xlsx, Edition.pdf):
        raise typer.BadParameter(f"{form.value} is no text: name a file with --out")
    try:
        fen = None if previous_year is None else _sanku.fen_of_yi(previous_year)
        asked: dict[str, Any] = {
            "as_of": as_of,
            "known_on": known_on,
            "policy": policy,
            "rules_of": rules_of,
            "policies": policies,
            "previous_year_fen": fen,
            "by": by,
        }
        journal = existing(store)
        if form in (Edition.text, Edition.json):
            made = sanku.bulletin(journal, **asked)
            text = made.text(lang.value, red) if form is Edition.text else made.json(lang.value)
            hand_over(text, out)
        elif form is Edition.xlsx and out is not None:
            sanku.workbook(journal, **asked, lang=lang.value).save(out)
        elif form is Edition.pdf and out is not None:
            with notes.status(say(lang, "正在排版", "typesetting")):
                sanku.page(journal, **asked, lang=lang.value).pdf(out)
        else:
            hand_over(sanku.page(journal, **asked, lang=lang.value).html, out)
    except (sanku.Error, ImportError, OSError, RuntimeError) as error:
        fail(error, lang)  # also an extra or a browser that is missing or fails, a full disk
    if out is not None:
        notes.print(say(lang, f"已写入 {out}", f"written: {out}"), markup=False, highlight=False)


@app.command()
def freeze(
    store: StoreArgument,
    as_of: AsOf,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    previous_year: Annotated[
        str | None, typer.Option(help="Last year's investment as the office states it, in 亿元.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Regional table by province, city, county or township.")
    ] = None,
    title: Annotated[str, typer.Option(help="Its title, such as 2024年6月通报.")] = "",
    who: Annotated[str, typer.Option(help="Who freezes it.")] = "",
    recorded_at: Annotated[
        str | None, typer.Option(help="When it was frozen (with zone); default now.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="text or json.")] = Format.text,
    red: Annotated[int, typer.Option(help="Red projects to list in the text.", min=0)] = 20,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Prints the bulletin of a day and keeps what it was made from in the store, so that `replay`
    prints the same one whatever is recorded later. The anchor that it names proves the journal:
    keep it apart."""
    try:
        fen = None if previous_year is None else _sanku.fen_of_yi(previous_year)
        made = existing(store).freeze(
            as_of=as_of,
            known_on=known_on,
            policy=policy,
            rules_of=rules_of,
            policies=policies,
            previous_year_fen=fen,
            by=by,
            lang=lang.value,
            title=title,
            recorded_at=recorded_at,
            who=who,
        )
    except ValueError as error:  # an Error of sanku's is one
        fail(error, lang)
    as_text = format is Format.text and not json
    write(made.bulletin.text(lang.value, red) if as_text else made.json)
    note = f"已存档为第 {made.number} 号" if lang is Lang.zh else f"frozen as number {made.number}"
    notes.print(f"{note}\nanchor {made.anchor}", markup=False, highlight=False, soft_wrap=True)


@app.command()
def replay(
    store: StoreArgument,
    number: Annotated[
        int | None, typer.Argument(help="Of the frozen bulletin; without it: the list of them.")
    ] = None,
    anchor: Annotated[
        str | None, typer.Option(help="The anchor that was kept when it was frozen.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="text or json.")] = Format.text,
    red: Annotated[int, typer.Option(help="Red projects to list in the text.", min=0)] = 20,
    json: AsJson = False,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Default: as it was frozen.")] = None,
) -> None:
    """Prints a frozen bulletin again, as it was. Exit code 1 if it does not come out to the byte,
    or if the journal no longer holds what it was made from."""
    shown = lang or Lang.zh
    try:
        journal = existing(store)
        if number is None and json:
            names = ("number", "as_of", "title", "frozen_at", "by", "known_on", "lang", "json_hash")
            write_json([{name: getattr(one, name) for name in names} for one in journal.frozen])
            return
        if number is None:
            for record in journal.frozen:
                moment = record.frozen_at.isoformat()
                write(f"{record.number}\t{record.as_of}\t{record.title}\t{moment}\t{record.by}\n")
            return
        made = journal.replay(number, anchor)
    except sanku.Error as error:
        fail(error, shown)
    shown = lang or Lang(made.record.lang)
    zh = shown is Lang.zh
    write(
        made.bulletin.text(shown.value, red)
        if format is Format.text and not json
        else made.bulletin.json(shown.value)
    )
    if not made.same:
        said = "与存档不一致" if zh else "not what was frozen"
        notes.print(
            f"{said}: {made.record.json_hash} → {made.json_hash}", style="red", soft_wrap=True
        )
    if made.anchor_holds is False:
        said = "台账与所留存的锚不符" if zh else "the journal is not the one of the anchor"
        notes.print(f"{said}: {made.anchor}", style="red", soft_wrap=True)
    if not made:
        raise typer.Exit(1)
    notes.print("与存档逐字节一致" if zh else "the same to the byte", highlight=False)


@app.command()
def diff(
    store: StoreArgument,
    before: Annotated[str, typer.Argument(help="The number of a frozen bulletin, or a day.")],
    after: Annotated[
        str | None, typer.Argument(help="As well; without it: BEFORE as it is known now.")
    ] = None,
    known_on: Annotated[
        str | None, typer.Option(help="Of the first, only what was recorded up to this day.")
    ] = None,
    after_known_on: Annotated[
        str | None, typer.Option(help="Of the second, only what was recorded up to this day.")
    ] = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    after_policy: Annotated[str | None, typer.Option(help="Other rules for the second.")] = None,
    rules_of: RulesOf = None,
    policies: Packs = None,
    format: Annotated[Format, typer.Option("--format", help="text or json.")] = Format.text,
    limit: Annotated[int, typer.Option(help="Entries of each list in the text.", min=0)] = 20,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Says what differs between two bulletins: corrections, late records, projects, lights,
    figures, and what made each total change. Exit code 1 if anything does."""

    def side(text: str) -> int | str:
        return int(text) if text.isdecimal() else text

    try:
        found = existing(store).diff(
            side(before),
            None if after is None else side(after),
            known_on=known_on,
            after_known_on=after_known_on,
            policy=policy,
            after_policy=after_policy,
            rules_of=rules_of,
            policies=policies,
        )
    except sanku.Error as error:
        fail(error, lang)
    as_text = format is Format.text and not json
    write(found.text(lang.value, limit) if as_text else found.json(lang.value))
    if found:
        raise typer.Exit(1)


@app.command()
def verify(
    store: StoreArgument,
    anchor: Annotated[
        str | None, typer.Option(help="An anchor that was kept apart, as bulletins print it.")
    ] = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Checks every hash of the journal and says what is proved and what is not. Exit code 1 if
    anything was altered. Prints the anchor to keep."""
    if not store.exists():
        existing(store)
    try:
        found = sanku.verify(store, anchor)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        names = ("sound", "events", "batches", "completeness", "head", "finding")
        write_json({name: getattr(found, name) for name in names})
    else:
        write(found.text(lang.value) + "\n")
    if not found:
        raise typer.Exit(1)
    if not json:
        write(f"anchor {found.head}\n")


@app.command()
def history(
    store: StoreArgument,
    code: Annotated[str, typer.Argument(help="The project's code.")],
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Lists everything that was recorded of a project: what, when, by whom, and what corrected
    what."""
    try:
        events = existing(store).history(code, lang.value)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(events)
        return
    zh = lang is Lang.zh
    table = Table(box=None, pad_edge=False)
    for heading in (
        ("序号", "登记时间", "登记人", "事项", "内容")
        if zh
        else ("seq", "recorded", "by", "fact", "says")
    ):
        table.add_column(heading, overflow="fold")
    for event in events:
        what = event["value"]
        if event["supersedes"] is not None:
            target = event["supersedes"]
            what += f"（替代第{target}条）" if zh else f" (supersedes {target})"
        table.add_row(
            Text(str(event["sequence"])),
            Text(event["recorded"].isoformat(sep=" ")[:16]),
            Text(event["by"]),
            Text(event["fact"]),
            Text(what),
        )
    Console().print(table)


@app.command()
def retract(
    store: StoreArgument,
    sequence: Annotated[int, typer.Argument(help="Of the event, as `history` lists it.")],
    reason: Annotated[str, typer.Option(help="Why it should never have been recorded.")],
    by: Annotated[str, typer.Option(help="Who takes it back.")] = "",
    recorded_at: Annotated[
        str | None, typer.Option(help="When this became known; default: now.")
    ] = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Takes an event back, with a reason: nothing is stated of its fact any more. Both stay in the
    journal, and bulletins that were frozen before stay as they are."""
    recorded(
        store,
        json,
        lang,
        lambda journal: journal.retract(sequence, reason, recorded_at=recorded_at, by=by),
        (
            f"第{sequence}条已撤回，登记为第{{}}条。",
            f"Event {sequence} is taken back by event {{}}.",
        ),
    )


@app.command(name="export")
def export_(
    store: StoreArgument,
    lines: Annotated[Path, typer.Argument(help="The file to write, such as daye.jsonl.")],
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Writes the whole journal, with its hashes, as lines of JSON for archives and other
    systems."""
    try:
        journal = existing(store)
        journal.export_journal(lines)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json({"file": str(lines), "events": len(journal), "anchor": journal.anchor})


@app.command()
def restore(
    lines: Annotated[Path, typer.Argument(help="What `export` wrote.")],
    store: Annotated[Path, typer.Argument(help="The store to make; it must not exist.")],
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Makes a store from an export and checks every hash on the way. Prints the anchor, which is
    that of the exported store."""
    try:
        anchor = sanku.import_journal(lines, store)
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json({"store": str(store), "anchor": anchor})
    else:
        write(f"anchor {anchor}\n")


@app.command()
def months(
    store: StoreArgument,
    first: Annotated[str, typer.Argument(help="A day of the first month.")],
    count: Annotated[int, typer.Argument(help="Number of months.", min=1)] = 12,
    known_on: KnownOn = None,
    policy: PolicyOption = sanku.DEFAULT_POLICY,
    rules_of: RulesOf = None,
    policies: Packs = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows the libraries, conversions, two accounts and lights at the end of each month."""
    try:
        series = existing(store).series(
            first, count, known_on=known_on, policy=policy, rules_of=rules_of, policies=policies
        )
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(series)
        return
    zh = lang is Lang.zh
    figures = {
        "directory": ("目录库", "dir."),
        "reserve": ("储备库", "res."),
        "implementation": ("实施库", "impl."),
        "directory_to_reserve": ("目录→\n储备", "dir.→\nres."),
        "reserve_to_implementation": ("储备→\n实施", "res.→\nimpl."),
        "two_accounts": ("两算", "two\nacc."),
        "red": ("红灯", "red"),
        "yellow": ("黄灯", "yellow"),
        "green": ("绿灯", "green"),
        "no_data": ("无数据", "no\ndata"),
    }
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("月末" if zh else "month end", no_wrap=True)
    for names in figures.values():
        table.add_column(names[0 if zh else 1], justify="right")
    for month in series:
        table.add_row(str(month["as_of"]), *(str(month[figure]) for figure in figures))
    Console().print(table)


# Each adds its commands to the application.
from sanku import (  # noqa: E402
    commands_appraisal,  # noqa: F401
    commands_evaluation,  # noqa: F401
    commands_flow,  # noqa: F401
    commands_moves,  # noqa: F401
    commands_networks,  # noqa: F401
    commands_pipeline,  # noqa: F401
    commands_policy,  # noqa: F401
    commands_ranks,  # noqa: F401
    commands_returns,  # noqa: F401
    commands_scorecards,  # noqa: F401
    commands_selection,  # noqa: F401
    commands_structure,  # noqa: F401
    commands_targets,  # noqa: F401
    commands_times,  # noqa: F401
    commands_warning,  # noqa: F401
)

__all__ = ["app"]

#: Under which heading ``sanku --help`` lists a command.
_PANELS = {
    "账本与通报 Ledger and bulletin": "init simulate import bulletin months freeze replay diff",
    "日志 Journal": "history retract verify export restore",
    "登记 Recording": "move leave approve appraise factor figure evaluated reason",
    "三库与转化 Libraries and conversion": "convert flow times outlook waiting structure network",
    "红黄绿灯 Lights": (
        "warn explain forecast letters unreported whatif findings reasons regions policy"
    ),
    "评价与排名 Evaluation and ranks": (
        "score rank scorecard scorecards evaluations evaluation-history system"
    ),
    "论证、目标与投资 Gates, targets, investments": (
        "gates gate-rules select targets returns earned"
    ),
}


def _name(command: typer.models.CommandInfo) -> str:
    return str(command.name or command.callback.__name__)  # type: ignore[union-attr]


def _arrange() -> None:
    """Puts every command under its heading, with the first sentence of its help beside it."""
    panel_of = {name: panel for panel, names in _PANELS.items() for name in names.split()}
    place = {name: place for place, name in enumerate(panel_of)}
    app.registered_commands.sort(key=lambda command: place[_name(command)])
    for command in app.registered_commands:
        command.rich_help_panel = panel_of[_name(command)]
        told = " ".join((command.callback.__doc__ or "").split())
        command.short_help = told.split(". ")[0].removesuffix(".") + "."
    for group in app.registered_groups:
        group.rich_help_panel = panel_of[str(group.name)]


_arrange()
