"""Commands on networks of pools."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

import sanku
from sanku._command import (
    AsJson,
    Form,
    Lang,
    LangOption,
    app,
    check_files,
    fail,
    say,
    write,
    write_json,
)

network_app = typer.Typer(
    help="Networks of pools: list them, show them, check files.", no_args_is_help=True
)
app.add_typer(network_app, name="network")


#: The Chinese names of the columns of days from which projects may be in a pool.
_DAYS = {
    "entered_directory": "目录库入库",
    "entered_reserve": "储备库入库",
    "entered_implementation": "实施库入库",
    "started": "实际开工",
    "enrolled": "纳统",
    "completed": "实际竣工",
    "in_production": "投产",
    "settled": "竣工结算",
    "final_accounts": "财务决算",
    "negotiated": "开始洽谈",
    "contract_signed": "签约",
    "correction_ordered": "责令整改",
    "corrected": "整改完成",
}


def _joined(items: list[str], lang: Lang) -> str:
    return say(lang, "、", ", ").join(items)


def _conditions(of: dict[str, Any], lang: Lang) -> list[str]:
    """What must hold on the day of a move or an entry, in words."""
    words = []
    if of["approvals"]:
        words.append(say(lang, "须有批复：", "approvals: ") + _joined(of["approvals"], lang))
    if of["appraisals"]:
        words.append(say(lang, "须通过论证：", "gates: ") + _joined(of["appraisals"], lang))
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
            days = pool["days"]
            zh = "入库日期：" + _joined([_DAYS.get(day, day) for day in days], lang)
            words.append(say(lang, zh, "entered on " + _joined(days, lang)))
        if pool["entry"]:
            words.append(say(lang, "可直接入库", "may be entered from outside"))
        if pool["final"]:
            words.append(say(lang, "可长期在库", "may be stayed in"))
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
def list_(json: AsJson = False, lang: LangOption = Lang.zh) -> None:
    """Lists the networks that ship: id, name and pools."""
    if json:
        shipped = [sanku.network(name) for name in sanku.networks()]
        write_json(
            [
                {
                    "id": one.id,
                    "name_zh": one.name("zh"),
                    "name_en": one.name("en"),
                    "pools": [pool["id"] for pool in one.pools],
                }
                for one in shipped
            ]
        )
        return
    for name in sanku.networks():
        network = sanku.network(name)
        pools = _joined([pool[f"name_{lang.value}"] for pool in network.pools], lang)
        title = network.name(lang.value)
        write(say(lang, f"{name}：{title}（{pools}）\n", f"{name}: {title} ({pools})\n"))


@network_app.command()
def show(
    name: Annotated[str, typer.Argument(help="A network that ships, or a .toml file.")],
    form: Annotated[Form, typer.Option("--format", help="text, mermaid, dot or json.")] = Form.text,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows a network: its pools, moves, clocks, conditions and exits, or a diagram of them."""
    try:
        network = sanku.network(name)
    except sanku.Error as error:
        fail(error, lang)
    if json or form is Form.json:
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
    elif form is Form.mermaid:
        write(network.mermaid(lang.value))
    elif form is Form.dot:
        write(network.dot(lang.value))
    else:
        write("".join(line + "\n" for line in _lines(network, lang)))


@network_app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Files of networks, or folders of them.")],
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Checks files of networks: says ok with id and pools, or the first mistake with file, line,
    key and reason. Exit code 1 if any is refused."""

    def read(path: str) -> str:
        network = sanku.Network.load(path)
        pools = ", ".join(pool["id"] for pool in network.pools)
        return f"{network.id}{say(lang, '，库：', ', pools: ')}{pools}"

    check_files(files, read, json, lang)
