"""Pages of the site that are made from the library itself, so that they cannot drift from it.

A page of docs/ names one by a line ``<!-- generated: headers core -->``; conf.py puts it there."""

from __future__ import annotations

import importlib
import inspect
import re
import tomllib
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import sanku
import typer
from sanku import _sanku
from sanku._portfolio import policy_on
from sanku.command import app

DOCS = Path(__file__).resolve().parent
INCLUDE = DOCS.parent / "include"

#: The rooms of the package: of each module its heading, and the names of the extension that belong
#: to it. A module's own public names are in its room without being named here, and one that is not
#: listed has its docstring for a heading.
ROOMS = {
    "_face": (
        "Store, bulletin, journal",
        "Bulletin Difference Error Frozen FrozenRecord ImportReport Replay Verification",
    ),
    "_portfolio": (
        "Portfolio, lights, policies",
        "Block DEFAULT_POLICY Metric NOT_RATED NO_VALUE Policy Ratio Summary metrics policies",
    ),
    "_passage": ("Rates of conversion", "NO_DAY"),
    "_times": ("Times to conversion, outlook, who waits", "Curve"),
    "_flow": ("Flow and balance of pools", "NO_POOL"),
    "_networks": ("Networks of pools", "Network"),
    "_ranks": ("Ranks", "measures"),
    "_evaluation": ("Scores and evaluations", "IndicatorSystem indicator_systems"),
    "_scorecards": ("Scorecards of projects", ""),
    "_appraisal": ("Appraisal gates", "AppraisalRules appraisals"),
    "_selection": ("Selection under limits", ""),
    "_returns": ("Return on investment, earned value", "SOCIAL_DISCOUNT_RATE"),
    "_targets": ("Targets", ""),
    "_regions": ("Lights of regions", ""),
    "_what_if": ("What if", ""),
}


#: The chapters of the site. A page of docs/ that no chapter names comes in the last one by itself.
CHAPTERS = {
    "Guides 使用指南": "guide/integrators guide/analysts guide/offices",
    "Figures 指标": "formulas figures glossary",
    "Data 台账与日志": "ledger journal archive networks",
    "Lights, ranks, scores 预警与评价": "policies ranks evaluation scorecards",
    "Decisions 论证与目标": "appraisal selection returns targets",
    "Reference 参考": "reference/commands reference/python reference/cpp/index benchmarks",
    "Forms and further topics 输出与其他": "page workbook plots",
}


def chapters() -> str:
    """The table of contents: every page of docs/ in its chapter."""
    pages = {path.stem for path in DOCS.glob("*.md")} - {"index"}
    named = " ".join(CHAPTERS.values()).split()
    *first, last = CHAPTERS
    told = {caption: CHAPTERS[caption].split() for caption in first}
    told[last] = CHAPTERS[last].split() + sorted(pages - set(named))
    there = {c: [n for n in names if (DOCS / f"{n}.md").exists()] for c, names in told.items()}
    return "\n".join(
        "```{toctree}\n:hidden:\n:caption: " + caption + "\n\n" + "\n".join(names) + "\n```\n"
        for caption, names in there.items()
        if names
    )


#: Constants of the extension have no comment that can be read.
EXTENSION_CONSTANTS = {
    "NO_VALUE": "What a metric of your own writes where nobody stated what it needs.",
    "NOT_RATED": "What a metric of your own writes of a project that it does not speak of.",
}


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown; cells are Markdown."""
    lines = [list(headings)]
    lines += [["---"] * len(lines[0]), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def plain(text: str) -> str:
    """The text on one line, as Markdown that shows it as it is; `code` stays code."""
    parts = " ".join(text.split()).split("`")
    for place in range(0, len(parts), 2):
        parts[place] = re.sub(r"([\\*_|<\[\]])", r"\\\1", parts[place])
    return "`".join(part.replace("|", r"\|") if k % 2 else part for k, part in enumerate(parts))


# ------------------------------------------------------------------------------ C++


def headers(layer: str) -> str:
    """A section for each header of a layer."""
    return "\n".join(_header(path) for path in sorted((INCLUDE / "sanku" / layer).glob("*.hpp")))


def _header(path: Path) -> str:
    name = path.relative_to(INCLUDE).as_posix()
    # What a header says of itself stands above its namespace.
    said = re.search(r"^((?:///.*\n)+)namespace sanku", path.read_text(encoding="utf-8"), re.M)
    about = re.sub(r"^/// ?", "", said[1], flags=re.M) if said else ""
    return f"## `{name}`\n\n{about}\n```{{doxygenfile}} {name}\n```\n"


# --------------------------------------------------------------------------- Python


def rooms() -> dict[str, list[str]]:
    """The public names of the package by the module whose room they are in."""
    of = {name: module for module, (_, names) in ROOMS.items() for name in names.split()}
    found: dict[str, list[str]] = {module: [] for module in ROOMS}
    for name in sorted(set(sanku.__all__) - {"__version__"}, key=str.lower):
        module = of.get(name) or _module_of(getattr(sanku, name))
        found.setdefault(module, []).append(name)
    return {module: names for module, names in found.items() if names}


def _module_of(thing: Any) -> str:
    return str(getattr(thing, "__module__", "") or "").removeprefix("sanku.")


def python() -> str:
    """A section for each room of the package."""
    return "\n".join(_room(module, names) for module, names in rooms().items())


def _room(module: str, names: list[str]) -> str:
    if module in ROOMS:
        title = ROOMS[module][0]
    else:
        title = (inspect.getdoc(importlib.import_module(f"sanku.{module}")) or module).split(".")[0]
    return f"## {title}\n\n```{{eval-rst}}\n" + "\n".join(map(_name, names)) + "```\n"


def _name(name: str) -> str:
    thing = getattr(sanku, name)
    if inspect.isclass(thing) and issubclass(thing, Exception):
        return f".. autoexception:: sanku.{name}\n"
    if inspect.isclass(thing):
        but = "list, dict, tuple, Mapping"  # whose methods everybody knows
        return f".. autoclass:: sanku.{name}\n   :members:\n   :inherited-members: {but}\n"
    if callable(thing):
        return f".. autofunction:: sanku.{name}\n"
    return f".. py:data:: sanku.{name}\n   :value: {thing!r}\n\n   {_meaning(name)}\n"


def _meaning(constant: str) -> str:
    """What the comment above a constant says, in whichever module it is."""
    for path in sorted(Path(sanku.__file__).parent.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        said = re.search(rf"^((?:#: .*\n)+){constant}\b", text, re.M)
        if said:
            return " ".join(line.removeprefix("#:").strip() for line in said[1].splitlines())
    return EXTENSION_CONSTANTS[constant]


# -------------------------------------------------------------------------- command


def commands() -> str:
    """Every command with its options, under the headings of ``sanku --help``."""
    under: dict[str, list[str]] = {}
    heading = ""
    for path, command in walk(typer.main.get_command(app)):
        panel = getattr(command, "rich_help_panel", None)
        # What is in a group stands under the group's heading.
        heading = panel if len(path) == 1 and isinstance(panel, str) else heading
        under.setdefault(heading, []).append(_command(path, command))
    return "\n".join(f"## {heading}\n\n" + "\n".join(told) for heading, told in under.items())


def walk(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command of a group by its words, a group before what is in it."""
    for name, command in group.commands.items():
        yield (*path, name), command
        if hasattr(command, "commands"):
            yield from walk(command, (*path, name))


def _command(path: tuple[str, ...], command: Any) -> str:
    title = "#" * (len(path) + 2) + f" `sanku {' '.join(path)}`\n\n"
    if hasattr(command, "commands"):
        return title + plain(command.help or "") + "\n"
    usage = " ".join(["sanku", *path, *filter(None, map(_usage, command.params))])
    options = table(("", ""), [(_spelling(p), _says(p)) for p in command.params])
    return f"{title}{plain(command.help or '')}\n\n```text\n{usage}\n```\n\n{options}"


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _value(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _usage(parameter: Any) -> str:
    """Of arguments and of options that must be given; the others are in the table alone."""
    if _is_option(parameter):
        return f"{parameter.opts[0]} {_value(parameter)}" if parameter.required else ""
    name = _value(parameter) + ("..." if parameter.nargs != 1 else "")
    return name if parameter.required else f"[{name}]"


def _spelling(parameter: Any) -> str:
    if not _is_option(parameter):
        return f"`{_value(parameter)}`"
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    return names if parameter.is_flag else f"{names} `{_value(parameter)}`"


def _says(parameter: Any) -> str:
    said = [plain(parameter.help or "")]
    annotation = getattr(parameter.type_descriptor, "annotation", None)
    if inspect.isclass(annotation) and issubclass(annotation, Enum):
        said.append("One of " + ", ".join(f"`{choice.value}`" for choice in annotation) + ".")
    if parameter.required and _is_option(parameter):
        said.append("Needed.")
    default = getattr(parameter.default, "value", parameter.default)
    if not isinstance(default, bool) and isinstance(default, str | int | float) and default != "":
        said.append(f"Default: `{default}`.")
    return " ".join(said)


# ------------------------------------------------------------------------- glossary


def _bilingual(rows: Iterable[tuple[str, str, str]], key: str = "key in the API") -> str:
    return table(("中文", "English", key), [(zh, en, f"`{key}`") for zh, en, key in rows])


def pools() -> str:
    """The pools of every network that ships."""
    rows = []
    for id in sanku.networks():
        network = sanku.network(id)
        rows += [
            (pool["name_zh"], pool["name_en"], f"`{pool['id']}`", f"`{id}`")
            for pool in network.pools
        ]
    return table(("中文", "English", "key in the API", "network"), rows)


def rules() -> str:
    """The rules of every pack that ships."""
    rows = []
    for id in sanku.policies():
        pack = policy_on(id, "2024-06-30")  # an edition is the same on any day
        metrics = {rule["id"]: rule["metric"] for rule in tomllib.loads(pack.to_toml())["rule"]}
        zh, en = pack.rule_names("zh"), pack.rule_names("en")
        rows += [(zh[k], en[k], f"`{k}`", f"`{id}`", f"`{metrics[k]}`") for k in zh]
    return table(("中文", "English", "key in the API", "pack", "metric"), rows)


def measures() -> str:
    """What regions and sectors are ranked and scored by."""
    return _bilingual((zh, en, key) for key, (zh, en) in sanku.measures().items())


def indicators() -> str:
    """The indicators of every system that ships."""
    rows = []
    for id in sanku.indicator_systems():
        for found in sanku.IndicatorSystem.builtin(id).indicators:
            rows.append((found["name_zh"], found["name_en"], f"`{found['id']}`", f"`{id}`"))
    return table(("中文", "English", "key in the API", "system"), rows)


def sections() -> str:
    """The sections of GB/T 4754."""
    return _bilingual((zh, en, key) for key, (zh, en) in _sanku.section_names().items())


def words() -> str:
    """What the headers name in both languages by a key: each enumeration with ``key`` and
    ``name``."""
    rows = []
    for path in sorted((INCLUDE / "sanku").rglob("*.hpp")):
        rows += _named_in(path)
    return table(("中文", "English", "key in the API", "of"), rows)


def _named_in(path: Path) -> list[tuple[str, str, str, str]]:
    text = path.read_text(encoding="utf-8")
    keys = {kind: _texts(body, "keys") for kind, body in _bodies(text, "key")}
    rows = []
    for kind, body in _bodies(text, "name", ", Language language"):
        zh = _texts(body, "zh")
        of = [f"`{key}`" for key in keys.get(kind, [])] or [""] * len(zh)
        en = _texts(body, "en") or keys.get(kind, [])
        rows += [(a, b, key, f"`{kind}`") for a, b, key in zip(zh, en, of, strict=True)]
    return rows


def _bodies(text: str, function: str, also: str = "") -> Iterator[tuple[str, str]]:
    """The type of the first parameter and the body of each overload of a function of it, and of
    what ``also`` says."""
    pattern = rf"std::string_view {function}\((\w+) \w+{also}\) noexcept \{{(.*?)\n\}}"
    yield from re.findall(pattern, text, re.S)


def _texts(body: str, array: str) -> list[str]:
    found = re.search(rf" {array}\[\w*\] = \{{(.*?)\}};", body, re.S)
    return re.findall(r'"([^"]*)"', found[1]) if found else []


PAGES = {
    make.__name__: make
    for make in (
        chapters,
        headers,
        python,
        commands,
        pools,
        rules,
        measures,
        indicators,
        sections,
        words,
    )
}


def fill(text: str) -> str:
    """The text of a page with every ``<!-- generated: … -->`` in its place."""

    def made(line: re.Match[str]) -> str:
        name, *arguments = line[1].split()
        return PAGES[name](*arguments)

    return re.sub(r"^<!-- generated: (.*) -->$", made, text, flags=re.M)
