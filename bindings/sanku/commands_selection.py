"""The command that selects projects under limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

import sanku
from sanku import _sanku
from sanku._command import AsJson, Lang, LangOption, app, fail, grid, say, write, write_json
from sanku._table import exact_number


def _number(value: Fraction) -> str:
    """A number as people read it: whole, or with two decimals."""
    return _sanku.decimal(value, 0 if value.denominator == 1 else 2, grouped=True)


def _of_options(texts: list[str], option: str) -> dict[str, Fraction]:
    """The numbers of ID=NUMBER texts."""
    out = {}
    for text in texts:
        name, _, number = text.partition("=")
        try:
            out[name] = exact_number(number)
        except ValueError:
            raise typer.BadParameter(f"{text}: ID=NUMBER", param_hint=option) from None
    return out


def _limits(
    file: Path | None, amounts: dict[str, Fraction], steps: dict[str, Fraction]
) -> dict[str, dict[str, Any]]:
    """Those of the file, with what the options say instead."""
    limits = {} if file is None else sanku.read_limits(file)
    for name, amount in amounts.items():
        limits[name] = limits.get(name, {}) | {"amount": amount}
    for name, step in steps.items():
        if name not in limits:
            raise typer.BadParameter(f"{name}: no such limit", param_hint="--step")
        limits[name]["step"] = step
    if not limits:
        raise typer.BadParameter("a file of limits, or --limit ID=NUMBER")
    return limits


@app.command()
def select(
    candidates: Annotated[Path, typer.Argument(help="The projects (CSV).")],
    limits: Annotated[Path | None, typer.Argument(help="The limits (TOML).")] = None,
    limit: Annotated[
        list[str], typer.Option(help="ID=NUMBER: a limit, instead of the file's; repeatable.")
    ] = [],  # noqa: B006
    step: Annotated[
        list[str], typer.Option(help="ID=NUMBER: what would that much more of it bring?")
    ] = [],  # noqa: B006
    weight: Annotated[
        str | None, typer.Option(help="Column that scores are multiplied with.")
    ] = None,
    gap: Annotated[str, typer.Option(help="Proven gap at which to be content, in percent.")] = "0",
    max_nodes: Annotated[
        int | None,
        typer.Option(help="Of the solver's tree: more may prove more.", min=0, max=10**9),
    ] = None,
    max_seconds: Annotated[
        float, typer.Option(help="For each run of the solver; 0: no limit.", min=0)
    ] = 0,
    all_: Annotated[bool, typer.Option("--all", help="List every project.")] = False,
    json: AsJson = False,
    lang: LangOption = Lang.zh,
) -> None:
    """Selects the projects whose scores add up to the most that the limits allow, beside what a
    plain ranking takes, with the proven gap and what more of each limit would bring. Exit code 1 if
    what must be taken breaks a limit."""
    amounts, steps = _of_options(limit, "--limit"), _of_options(step, "--step")
    percent = _of_options([f"gap={gap.removesuffix('%')}"], "--gap")["gap"]
    try:
        of = _limits(limits, amounts, steps)
        projects = sanku.read_candidates(candidates, of, weight=weight)
        found = sanku.select(
            projects,
            of,
            weight=weight,
            gap=percent / 100,
            max_nodes=max_nodes,
            max_seconds=max_seconds,
        )
    except sanku.Error as error:
        fail(error, lang)
    if json:
        write_json(vars(found))
    else:
        names = {str(one["id"]): one.get("name") or str(one["id"]) for one in projects}
        _Words(found, names, weight, lang).show(None if all_ else 20)
    if found.status == "infeasible":
        raise typer.Exit(1)


class _Words:
    """A selection as text."""

    def __init__(
        self, found: sanku.Selection, names: dict[str, str], weight: str | None, lang: Lang
    ) -> None:
        self.found = found
        self.names = names
        self.lang = lang
        self.units = {one["limit"]: one for one in found.limits}
        self.total = say(
            lang,
            "得分合计" if weight is None else f"得分×{weight}合计",
            "total score" if weight is None else f"total score × {weight}",
        )

    def say(self, zh: str, en: str) -> str:
        return say(self.lang, zh, en)

    def name(self, limit: str) -> str:
        return str(self.units.get(limit, {}).get("name") or limit)

    def few(self, ids: Sequence[str]) -> str:
        """The names of up to three, and how many more there are."""
        text = self.say("、", ", ").join(self.names[one] for one in ids[:3])
        more = len(ids) - 3
        return text + (self.say(f"等{len(ids)}项", f" and {more} more") if more > 0 else "")

    def show(self, most: int | None) -> None:
        if self.found.status == "infeasible":
            self.show_conflicts()
            return
        self.show_result()
        self.show_limits()
        self.show_chosen(most)
        self.show_left_out(most)

    def show_conflicts(self) -> None:
        write(
            self.say(
                "无可行选择：必上项目之间相互冲突\n", "No selection: what must be taken clashes\n"
            )
        )
        for one in self.found.conflicts:
            names = self.say("、", ", ").join(self.names[of] for of in one["candidates"])
            if one["limit"] is None:
                write(
                    self.say(
                        f"  互斥或依托条件不满足：{names}\n", f"  group or dependency: {names}\n"
                    )
                )
            else:
                excess = _number(one["excess"])
                zh = f"  {one['limit']}：超出{excess}，必上项目：{names}\n"
                write(self.say(zh, f"  {one['limit']}: {excess} too much, by {names}\n"))

    def show_result(self) -> None:
        found, ranked = self.found, self.found.by_ranking
        objective, bound = _number(found.objective), _number(found.bound)
        all_ = len(found.chosen) + len(found.left_out)
        write(
            self.say(
                f"入选{len(found.chosen)}项，共{all_}项，{self.total}{objective}\n",
                f"{len(found.chosen)} of {all_} projects, {self.total} {objective}\n",
            )
        )
        if found.status == "optimal":
            write(self.say("已证明最优：没有更高的选法\n", "Proved: no selection has more\n"))
        else:
            gap = found.gap.percent(3)
            write(
                self.say(
                    f"已证明：任何选法不超过{bound}，差距不超过{gap}\n",
                    f"Proved: no selection has more than {bound}, a gap of at most {gap}\n",
                )
            )
        by = len(ranked["chosen"]), _number(ranked["objective"])
        write(
            self.say(
                f"按得分从高到低依次选取可选{by[0]}项，{self.total}{by[1]}",
                f"Down the ranking {by[0]} fit, {self.total} {by[1]}",
            )
        )
        more = found.objective - ranked["objective"]
        share = _sanku.decimal(more * 100 / (ranked["objective"] or 1), 1) + "%"
        if more:
            write(
                self.say(
                    f"；本选择多{_number(more)}（{share}）\n",
                    f"; this is {_number(more)} more ({share})\n",
                )
            )
        else:
            write(self.say("，并不更少\n", ", no less\n"))

    def show_limits(self) -> None:
        shadows = any(one["gain"] is not None for one in self.found.limits)
        headings = self.say("限额 总量 已用 剩余", "limit amount used left").split()
        if shadows:
            headings += self.say("再增 可增 将入选 将退出", "more gain enter leave").split()
        rows = []
        for one in self.found.limits:
            unit = f"({one['unit']})" if one["unit"] else ""
            row = [one["name"] + unit, *(_number(one[key]) for key in ("amount", "used", "left"))]
            if shadows and one["gain"] is None:
                row += [""] * 4
            elif shadows:
                gain, most = _number(one["gain"]), _number(one["gain_at_most"])
                row += [
                    _number(one["step"]),
                    gain if gain == most else f"{gain}–{most}",
                    self.few(one["enter"]),
                    self.few(one["leave"]),
                ]
            rows.append(row)
        write("\n")
        grid(headings, rows, right=(1, 2, 3, 4, 5) if shadows else (1, 2, 3))

    def show_chosen(self, most: int | None) -> None:
        if not self.found.chosen:
            return
        write(self.say("\n入选\n", "\nSelected\n"))
        mark = self.say("排名法不选", "not by ranking")
        self.table(self.found.chosen, most, self.found.by_ranking["gained"], mark)

    def show_left_out(self, most: int | None) -> None:
        if self.found.left_out:
            write(self.say("\n未入选\n", "\nLeft out\n"))
            mark = self.say("排名法选", "by ranking")
            self.table(self.found.left_out, most, self.found.by_ranking["lost"], mark)

    def table(
        self, entries: list[dict[str, Any]], most: int | None, marked: list[str], mark: str
    ) -> None:
        """The first of the entries, with why if they say so, and a mark on some."""
        places = 0 if all(one["score"].denominator == 1 for one in entries) else 2
        headings = self.say("名次 代码 项目 得分", "rank id project score").split()
        columns: list[Callable[[dict[str, Any]], str]] = [
            lambda one: str(one["rank"]),
            lambda one: str(one["id"]),
            lambda one: self.names[one["id"]],
            lambda one: _sanku.decimal(one["score"], places),
        ]
        if "why" in entries[0]:
            headings.append(self.say("原因", "why"))
            columns.append(self.why)
        if marked:
            headings.append(self.say("与排名法相比", "against ranking"))
            columns.append(lambda one: mark if one["id"] in marked else "")
        rows = [[column(one) for column in columns] for one in entries[:most]]
        grid(headings, rows, right=(0, 3), whole=(1,))
        if more := len(entries) - len(rows):
            write(self.say(f"另有 {more} 项未列出（--all 列出全部）\n", f"{more} more (--all)\n"))

    def why(self, one: dict[str, Any]) -> str:
        parent = self.names.get(one.get("only_with") or "", "")
        lacks = self.say("，", ", ").join(
            f"{self.name(limit)}{self.say('缺', ' lacks ')}{_number(amount)}"
            for limit, amount in one["lacks"].items()
        )
        why = {
            "decided": self.say("指定不上", "as decided"),
            "only_with": self.say(f"依托项目未入选：{parent}", f"only with {parent}"),
            "group": self.say(f"互斥组已有入选：{one.get('group')}", f"group {one.get('group')}"),
            "limits": lacks,
        }[one["why"]]
        if one["dominated_by"] is None:
            return why
        other = self.names[one["dominated_by"]]
        return why + self.say(f"；不优于{other}", f"; no better than {other}")
