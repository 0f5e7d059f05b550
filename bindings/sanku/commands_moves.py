"""Commands that record moves, what must hold for them, and what a project is judged by."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from sanku._command import AsJson, Lang, LangOption, StoreArgument, app, recorded
from sanku._table import exact_fraction

Code = Annotated[str, typer.Argument(help="The project's code.")]
Network = Annotated[str, typer.Argument(help="The network's id, such as three-libraries.")]
On = Annotated[str, typer.Option("--on", help="The day, such as 2024-06-01.")]
Reason = Annotated[str, typer.Option(help="The reason, such as 条件不符.")]
Document = Annotated[str, typer.Option(help="The number (文号) of the document.")]
By = Annotated[str, typer.Option(help="Who records it.")]
Networks = Annotated[
    list[Path], typer.Option("--networks", help="A .toml file of an office's own network.")
]
RecordedAt = Annotated[str | None, typer.Option(help="When this became known; default: now.")]


class Factor(StrEnum):
    """How it stands with a factor."""

    pending = "pending"
    granted = "granted"
    refused = "refused"


class Evaluation(StrEnum):
    """The three evaluations."""

    project = "project"
    sector = "sector"
    region = "region"


class Outcome(StrEnum):
    """What an appraisal says."""

    passed = "pass"
    warn = "warn"
    block = "block"


@app.command()
def move(
    store: StoreArgument,
    code: Code,
    network: Network,
    pool: Annotated[str, typer.Argument(help="The pool's id, such as reserve.")],
    day: On,
    reason: Reason = "",
    by: By = "",
    networks: Networks = [],  # noqa: B006
    recorded_at: RecordedAt = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Records that a project entered a pool of a network, for the first time or again. A move that
    the network does not allow is refused with all that is missing; `retract` takes one back."""
    recorded(
        store,
        json,
        lang,
        lambda journal: journal.move(
            code, network, pool, day=day, by=by, reason=reason, recorded_at=recorded_at
        ),
        networks=networks,
    )


@app.command()
def leave(
    store: StoreArgument,
    code: Code,
    network: Network,
    day: On,
    reason: Reason = "",
    by: By = "",
    networks: Networks = [],  # noqa: B006
    recorded_at: RecordedAt = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Records that a project left a network; from the three libraries that is its withdrawal."""
    recorded(
        store,
        json,
        lang,
        lambda journal: journal.leave(
            code, network, day=day, by=by, reason=reason, recorded_at=recorded_at
        ),
        networks=networks,
    )


@app.command()
def approve(
    store: StoreArgument,
    code: Code,
    what: Annotated[str, typer.Argument(help="The approval, such as 可行性研究报告批复.")],
    day: On,
    document: Document = "",
    by: By = "",
    recorded_at: RecordedAt = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Records an approval (批复) that moves may need."""
    recorded(
        store,
        json,
        lang,
        lambda journal: journal.approve(
            code, what, day=day, document=document, by=by, recorded_at=recorded_at
        ),
    )


@app.command()
def appraise(
    store: StoreArgument,
    code: Code,
    gate: Annotated[str, typer.Argument(help="The gate, such as fiscal.")],
    outcome: Annotated[Outcome, typer.Argument(help="What it says.")],
    day: On,
    findings: Annotated[str, typer.Option(help="Why, in words.")] = "",
    document: Document = "",
    by: By = "",
    recorded_at: RecordedAt = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Records what an appraisal (论证) said at a gate. A later one takes its place from its day on;
    both stay in the journal."""
    recorded(
        store,
        json,
        lang,
        lambda journal: journal.appraise(
            code,
            gate,
            outcome.value,
            day=day,
            findings=findings,
            document=document,
            by=by,
            recorded_at=recorded_at,
        ),
    )


@app.command()
def factor(
    store: StoreArgument,
    code: Code,
    key: Annotated[str, typer.Argument(help="siting, land, energy, environment or another key.")],
    state: Annotated[Factor, typer.Argument(help="How it stands.")],
    day: On,
    document: Document = "",
    by: By = "",
    recorded_at: RecordedAt = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Records how it stands with a factor (要素保障) from a day on: land, energy and so on."""
    recorded(
        store,
        json,
        lang,
        lambda journal: journal.state_factor(
            code, key, state.value, day=day, document=document, by=by, recorded_at=recorded_at
        ),
    )


def _exact(text: str) -> Fraction:
    """A decimal number or a fraction, exactly."""
    try:
        return exact_fraction(text)
    except ValueError:
        raise typer.BadParameter(f"{text}: a number such as 91.5 or 3/7") from None


@app.command(context_settings={"ignore_unknown_options": True})  # a figure may be below 0
def figure(
    store: StoreArgument,
    code: Code,
    indicator: Annotated[str, typer.Argument(help="The indicator's key, such as satisfaction.")],
    value: Annotated[
        str, typer.Argument(help="The figure in the indicator's unit, such as 91.5 or 3/7.")
    ],
    day: On,
    document: Document = "",
    by: By = "",
    recorded_at: RecordedAt = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Records a figure that is reported by hand (填报指标); it holds from its day on, until that of
    a later day."""
    number = _exact(value)
    recorded(
        store,
        json,
        lang,
        lambda journal: journal.report_figure(
            code, indicator, number, day=day, document=document, by=by, recorded_at=recorded_at
        ),
    )


@app.command()
def evaluated(
    store: StoreArgument,
    code: Code,
    day: On,
    score: Annotated[
        str | None, typer.Option(help="Points, 0 to 100 with at most two decimals.")
    ] = None,
    which: Annotated[
        Evaluation, typer.Option(help="Which of the three evaluations.")
    ] = Evaluation.project,
    system: Annotated[
        str, typer.Option(help="The indicators' id and version: fiscal-self-evaluation 2020.")
    ] = "",
    document: Document = "",
    by: By = "",
    recorded_at: RecordedAt = None,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Records that a project was evaluated (三评), and its score. An evaluation that is done again
    supersedes the one before; `history` shows both."""
    recorded(
        store,
        json,
        lang,
        lambda journal: journal.record_evaluation(
            code,
            score,
            day=day,
            which=which.value,
            system=system,
            document=document,
            by=by,
            recorded_at=recorded_at,
        ),
    )
