"""Commands on networks of pools."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

import sanku
from sanku._command import Lang, LangOption, app, fail, say, write, write_json

network_app = typer.Typer(
    help="Networks of pools: list them, show them, check files.", no_args_is_help=True
)
app.add_typer(network_app, name="network")


class Form(StrEnum):
    """The form in which a network is shown."""

    text = "text"
    mermaid = "mermaid"
    dot = "dot"
    json = "json"


def _joined(items: list[str], lang: Lang) -> str:
    return say(lang, "、", ", ").join(items)


def _conditions(of: dict[str, Any], lang: Lang) -> list[str]:
    """What must hold on the day of a move or an entry, in words."""
    words = []
    if of["approvals"]:
        words.append(say(lang, "须有批复：", "approvals: ") + _joined(of["approvals"], lang))
    if of["appraisals"]:
        words.append(say(lang, "须过论证：", "gates: ") + _joined(of["appraisals"], lang))
    if of["min_score"] is not None:
        least = f"{float(of['min_score']):g}"
        words.append(say(lang, f"评价得分不低于{least}分", f"evaluated at {least} or more"))
    return words


def _term(clock: dict[str, int], lang: Lang) -> str:
    unit, count = next(iter(clock.items()))
    if lang is Lang.zh:
        return f"限{count}{'个月' if unit == 'months' else '天'}"
    return f"within {count} {unit[:-1] if count == 1 else unit}"


def _lines(network: sanku.Network, lang: Lang) -> Iterator[str]:
    """The network as a person reads it."""
    names = {pool["id"]: pool[f"name_{lang.value}"] for pool in network.pools}

    def line(words: list[str]) -> str:
        return "    " + say(lang, "；", "; ").join(words)

    def reasons(of: dict[str, Any]) -> list[str]:
        if not of["reasons"]:
            return []
        return [say(lang, "事由：", "reasons: ") + _joined(of["reasons"], lang)]

    yield f"{network.id}  {network.name(lang.value)}"
    yield say(lang, "出处：", "source: ") + network.source(lang.value)
    yield say(lang, "库：", "pools:")
    for pool in network.pools:
        words = [f"{pool['id']} {pool[f'name_{lang.value}']}"]
        if pool["days"]:
            words.append(say(lang, "入库日 ", "entered on ") + _joined(pool["days"], lang))
        if pool["entry"]:
            words.append(say(lang, "可直接入库", "may be entered from outside"))
        if pool["final"]:
            words.append(say(lang, "可为终点", "may be stayed in"))
        yield line(words + _conditions(pool, lang))
    yield say(lang, "转库：", "moves:")
    for move in network.moves:
        words = [f"{names[move['from']]} → {names[move['to']]}"]
        if move["return"]:
            words.append(say(lang, "退回", "a return"))
        if move["clock"]:
            words.append(_term(move["clock"], lang))
        yield line(words + _conditions(move, lang) + reasons(move))
    yield say(lang, "退库：", "exits:")
    for exit_ in network.exits:
        yield line([names[exit_["from"]], *reasons(exit_)])


@network_app.command("list")
def list_(lang: LangOption = Lang.zh) -> None:
    """Lists the networks that ship: id, name and pools."""
    for name in sanku.networks():
        network = sanku.network(name)
        pools = _joined([pool[f"name_{lang.value}"] for pool in network.pools], lang)
        write(f"{name}{say(lang, '：', ': ')}{network.name(lang.value)} ({pools})\n")


@network_app.command()
def show(
    name: Annotated[str, typer.Argument(help="A network that ships, or a .toml file.")],
    form: Annotated[Form, typer.Option("--format", help="text, mermaid, dot or json.")] = Form.text,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows a network: its pools, moves, clocks, conditions and exits, or a diagram of them."""
    try:
        network = sanku.network(name)
    except sanku.Error as error:
        fail(error, lang)
    if form is Form.mermaid:
        write(network.mermaid(lang.value))
    elif form is Form.dot:
        write(network.dot(lang.value))
    elif form is Form.json:
        languages = [one.value for one in Lang]
        write_json(
            {
                "id": network.id,
                "name": {one: network.name(one) for one in languages},
                "source": {one: network.source(one) for one in languages},
                "pools": network.pools,
                "moves": network.moves,
                "exits": network.exits,
            }
        )
    else:
        write("".join(line + "\n" for line in _lines(network, lang)))


@network_app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Files of networks, or folders of them.")],
    lang: LangOption = Lang.zh,
) -> None:
    """Checks files of networks: says ok with id and pools, or the first mistake with file, line,
    key and reason. Exit code 1 if any is refused."""
    refused = False
    for file in files:
        for path in sorted(file.glob("*.toml")) if file.is_dir() else [file]:
            try:
                network = sanku.Network.load(str(path))
            except sanku.Error as error:
                refused = True
                write(f"{error.message_zh if lang is Lang.zh else error}\n")
            else:
                pools = ", ".join(pool["id"] for pool in network.pools)
                write(f"ok {path}: {network.id}{say(lang, '，库：', ', pools: ')}{pools}\n")
    if refused:
        raise typer.Exit(1)
