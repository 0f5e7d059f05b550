"""Commands on rules, and on the lights of regions, which come from files alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import sanku
from sanku import _sanku
from sanku._command import (
    AsJson,
    Lang,
    LangOption,
    Packs,
    app,
    check_files,
    coloured,
    fail,
    grid,
    say,
    write,
    write_json,
)

policy_app = typer.Typer(help="Policy files: list them, check them.", no_args_is_help=True)
app.add_typer(policy_app, name="policy")


@policy_app.command("list")
def list_(policies: Packs = None, json: AsJson = False, lang: LangOption = Lang.zh) -> None:
    """Lists the policies that ship, and those of a file or folder: edition, family, days in force,
    rules, title."""
    try:
        found = _sanku.policy_book(None if policies is None else str(policies))
    except sanku.Error as error:
        fail(error, lang)
    if json:
        told = ("id", "family", "version", "valid_from", "valid_to", "title_zh", "title_en")
        write_json(
            [{name: getattr(one, name) for name in told} | {"rules": one.rules} for one in found]
        )
        return
    for policy in found:
        names = say(lang, "、", ", ").join(
            f"{name} {rule}" for rule, name in policy.rule_names(lang.value).items()
        )
        since = policy.valid_from or say(lang, "不限", "ever")
        until = policy.valid_to or say(lang, "不限", "further notice")
        if lang is Lang.zh:
            write(f"{policy.id}（系列 {policy.family}，{since} 至 {until}）{policy.title_zh}\n")
            write(f"    规则：{names}\n")
        else:
            write(f"{policy.id} (family {policy.family}, {since} to {until}) {policy.title_en}\n")
            write(f"    rules: {names}\n")


@policy_app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Policy files, or folders of them.")],
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Checks policy files: says ok with id and rules, or the first mistake with file, line, key and
    reason. Exit code 1 if any is refused."""

    def read(path: str) -> str:
        policy = sanku.Policy.load(path)
        return f"{policy.id}{say(lang, '，规则：', ', rules: ')}{', '.join(policy.rules)}"

    check_files(files, read, json, lang)


@app.command()
def regions(
    figures: Annotated[Path, typer.Argument(help="What regions state (CSV).")],
    policy: Annotated[str, typer.Option(help="Rules on regions, such as tianjin-2022.")],
    month: Annotated[str, typer.Option(help="The month, such as 2022-06.")],
    bonds: Annotated[Path | None, typer.Option(help="Issues of special bonds (CSV).")] = None,
    unit: Annotated[
        str | None, typer.Option(help="元, 万元 or 亿元 for amounts that name no unit.")
    ] = None,
    policies: Packs = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Shows the lights of regions at the end of a month, why, and what would change them."""
    try:
        found = sanku.regions(
            sanku.read_region_figures(figures, unit),
            () if bonds is None else sanku.read_bonds(bonds, unit),
            policy=policy,
            month=month,
            policies=policies,
            lang=lang.value,
        )
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(found)
        return

    def words(why: dict[str, dict[str, str]]) -> str:
        ways = [why[way]["words"] for way in ("better", "worse", "remedy") if why[way]]
        stop = say(lang, "。", ".")
        gap = say(lang, "", " ")
        return f"{why['sentence']}{gap}" + gap.join(way[0].upper() + way[1:] + stop for way in ways)

    grid(
        say(lang, "地区 灯 原因", "region light why").split(),
        [
            (
                f"{entry['name']}\n{entry['region']}".strip(),
                coloured(entry["light"], lang),
                "\n".join(words(why) for why in entry["evidence"]),
            )
            for entry in found
        ],
    )
