"""What the bulletin's page holds: figures as they are shown, projects, evidence, history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from sanku import _sanku
from sanku._edition import Edition
from sanku._sanku import Ratio

#: A figure: its text, or its text and its exact value where the text does not say it.
Figure = str | tuple[str, str]

_FEN_PER_YI = 10**10
_TOTAL_INVESTMENT = 1  # its bit of the column `given`
_LIGHTS = ("none", "green", "no_data", "yellow", "red")


def _whole(number: int) -> str:
    return f"{number:,}"


def _yi(fen: int) -> Figure:
    """An amount in 亿元, as the bulletin prints it: two decimals, rounded half up."""
    return _sanku.decimal(Fraction(fen, _FEN_PER_YI), 2, True), str(fen)


def _name_of(entry: dict[str, Any], place: int) -> str:
    """How a figure's key names one entry of a list."""
    if "from" in entry:
        return f"{entry['from']}.{entry['to']}"
    return str(entry.get("id") or entry.get("code") or place)


def _walk(key: str, value: Any) -> Iterator[tuple[str, Figure]]:
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield key, _yi(value) if key.endswith("fen") else _whole(value)
    elif isinstance(value, dict) and "numerator" in value:
        parts = value["numerator"], value["denominator"]
        of_money = key.endswith((".by_investment", ".multiple"))
        yield key, (value["text"], f"{parts[0]}/{parts[1]}")
        for name, part in zip(("numerator", "denominator"), parts, strict=True):
            yield f"{key}.{name}", _yi(part) if of_money else _whole(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _walk(f"{key}.{name}" if key else name, part)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            if isinstance(part, dict):
                yield from _walk(f"{key}.{_name_of(part, place)}", part)


def _held(group: dict[str, Any]) -> Figure:
    return _yi(sum(library["investment_fen"] for library in group["libraries"]))


def figures_of(bulletin: dict[str, Any]) -> dict[str, Figure]:
    """Every number of the bulletin's JSON by its path, entries of lists named by their id or code,
    such as ``libraries.reserve.projects``, and the few sums and rates that its text adds."""
    out = dict(_walk("", bulletin))
    out["held_fen"] = _held(bulletin)
    for groups in ("regions", "sectors"):
        for place, group in enumerate(bulletin[groups]):
            out[f"{groups}.{_name_of(group, place)}.held_fen"] = _held(group)
    for what, years in bulletin["activity"].items():
        now, then = (years[year]["projects"] for year in ("this_year", "last_year"))
        growth = Ratio(now - then, then)
        out[f"activity.{what}.growth"] = growth.percent(), f"{now - then}/{then}"
    quality = bulletin["quality"]
    out["quality.accepted"] = _whole(quality["rows"] - quality["rejected"])
    return out


class _Texts:
    """Texts that are said many times, each kept once: in both languages, or one for both."""

    def __init__(self) -> None:
        self.kept: list[str | tuple[str, str]] = []
        self._places: dict[tuple[str, str], int] = {}

    def place(self, zh: str, en: str) -> int:
        place = self._places.setdefault((zh, en), len(self.kept))
        if place == len(self.kept):
            self.kept.append(zh if zh == en else (zh, en))
        return place


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _demand(zh: dict[str, Any], en: dict[str, Any], texts: _Texts) -> list[Any] | None:
    first, second = zh["demand"], en["demand"]
    if first is None:
        return None
    who, what = (texts.place(first[key], second[key]) for key in ("who", "what"))
    return [who, what, _iso(first["by"])]


def _suspended(evidence: dict[str, Any]) -> list[Any] | None:
    reason = evidence["suspended_by"]
    if reason is None:
        return None
    return [_iso(reason["start"]), _iso(reason["end"])] + [
        reason[key] for key in ("by", "reason", "document")
    ]


def _evidence(zh: dict[str, Any], en: dict[str, Any], rule: int, texts: _Texts) -> list[Any]:
    """The evidence of one rule; ``rule``: its place among the rules."""

    def both(key: str) -> int:
        return texts.place(zh[key], en[key])

    inputs = [
        [texts.place(label, label_en), texts.place(value, value_en)]
        for (label, value), (label_en, value_en) in zip(
            zh["inputs"].items(), en["inputs"].items(), strict=True
        )
    ]
    return [
        rule,
        _LIGHTS.index(zh["light"]),
        both("sentence"),
        None if zh["value"] is None else both("value"),
        both("threshold"),
        inputs,
        [texts.place(*way) for way in zip(zh["ways"], en["ways"], strict=True)],
        both("clause"),
        both("gap"),
        both("source"),
        _demand(zh, en, texts),
        _suspended(zh),
    ]


class _Batches:
    """Who recorded what when, each batch kept once."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str, str]] = []
        self._places: dict[tuple[str, str, str], int] = {}

    def place(self, event: dict[str, Any]) -> int:
        batch = (f"{event['recorded']:%Y-%m-%d %H:%M}", event["by"], event["source"])
        place = self._places.setdefault(batch, len(self.kept))
        if place == len(self.kept):
            self.kept.append(batch)
        return place


def _history(
    edition: Edition, code: str, known_on: dt.date | None, texts: _Texts, batches: _Batches
) -> list[list[Any]]:
    """The events of one project that were recorded by the end of ``known_on``."""
    out = []
    events = zip(edition.store.history(code, "zh"), edition.store.history(code, "en"), strict=True)
    for zh, en in events:
        if known_on is not None and zh["recorded"].date() > known_on:
            break  # recorded times never go back
        fact = texts.place(zh["fact"], en["fact"])
        value = texts.place(zh["value"], en["value"])
        event = [zh["sequence"], batches.place(zh), _iso(zh["effective"]), fact, value]
        if zh["supersedes"] is not None:
            event += [zh["supersedes"], int(zh["kind"] == "retracted")]
        out.append(event)
    return out


def _numbered(values: Iterable[str]) -> tuple[list[str], list[int]]:
    """The distinct values in the order of their appearance, and the place of each one."""
    places: dict[str, int] = {}
    column = [places.setdefault(value, len(places)) for value in values]
    return list(places), column


def _projects(edition: Edition, texts: _Texts, batches: _Batches) -> dict[str, Any]:
    """The columns of all projects, in the order of their codes."""
    lights = edition.lights
    portfolio = lights.portfolio
    codes, words = portfolio.codes, portfolio.texts
    places = [code for code, _ in portfolio.regions]
    names = _sanku.region_names(portfolio._inner, sorted(set(places)))
    units, unit = _numbered(words[i] for i in portfolio["responsible_unit"])
    regions, region = _numbered(
        "" if places[i] == "0" else names[places[i]] for i in portfolio["region"]
    )
    known = edition.figures()["known_on"]
    known_on = None if known is None else dt.date.fromisoformat(known)
    rules = [rule["id"] for rule in edition.figures()["lights"]["rules"]]

    def evidence(code: str) -> list[list[Any]]:
        both = zip(lights.explain(code, "zh"), lights.explain(code, "en"), strict=True)
        return [_evidence(zh, en, rules.index(zh["rule"]), texts) for zh, en in both]

    stated = portfolio["given"] & _TOTAL_INVESTMENT != 0
    return {
        "code": codes,
        "name": [words[i] for i in portfolio["name"]],
        "units": units,
        "unit": unit,
        "regions": regions,
        "region": region,
        "sector": [_sanku.sector_name(value)[:1] for value in portfolio["sector"].tolist()],
        "pool": portfolio["pool"].tolist(),
        "investment": [
            _yi(fen) if known else None
            for fen, known in zip(portfolio["total_investment"].tolist(), stated, strict=True)
        ],
        "light": lights.overall.tolist(),
        "rules": [lights.of(rule).tolist() for rule in rules],
        "evidence": [evidence(code) for code in codes],
        "history": [_history(edition, code, known_on, texts, batches) for code in codes],
    }


def data_of(edition: Edition, lang: str) -> dict[str, Any]:
    """What the page's script reads beside the bulletin; its shape is told in docs/page.md."""
    texts, batches = _Texts(), _Batches()
    projects = _projects(edition, texts, batches)
    return {
        "lang": lang,
        "figures": figures_of(edition.figures()),
        "sections": _sanku.section_names(),
        "projects": projects,
        "texts": texts.kept,
        "batches": batches.kept,
    }
