"""Ranks as bars, beside the average."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from matplotlib.figure import FigureBase

from sanku import _sanku
from sanku._plot_look import BLUE, GREY, INK, ORANGE, SKY, Look, Picture, drawn
from sanku._ranks import Ranking, fraction

#: Colour and shape by whether an entry is better than the average, like it, or worse.
_STANDINGS = {1: (BLUE, "▲"), 0: (SKY, "="), -1: (ORANGE, "▼")}


def rank(ranking: Ranking, *, title: str = "", lang: str = "zh") -> Picture:
    """A ranking, such as ``Lights.rank`` gives, as bars with the average of all together as a line;
    ▲ is better than it, ▼ worse. Those without a rank follow, each with the reason; those that were
    ranked before and are not now are named below.

    title: None of regions, sectors and units is needed: the measure and the day are known. lang:
    ``zh`` or ``en``. Raises ``ValueError`` for another language."""
    look = Look.of(lang)
    tall = 1.5 + 0.3 * max(3, len(ranking) + len(ranking.left_out))
    return drawn(lambda fig, look: draw_rank(fig, look, ranking, title), look, 8, tall)


def _shown(ranking: Ranking) -> tuple[Fraction | int, tuple[str, str]]:
    """By what values are multiplied to be shown, and the suffix in both languages."""
    if ranking.measure is not None:
        scale, zh, en = _sanku.measure_units()[ranking.measure]
        return scale, (zh, en)
    rates = any(isinstance(entry["value"], _sanku.Ratio) for entry in ranking)
    return (100, ("%", "%")) if rates else (1, ("", ""))


def _name(look: Look, entry: dict[str, Any], ranking: Ranking, place: int) -> str:
    if ranking._thing == "unit":
        unstated = look.say("未填责任单位", "no unit stated")
        return look.name(entry["unit"], f"#{place + 1}") or unstated
    if ranking._thing == "label":
        return look.name(entry["label"], f"#{place + 1}")
    key = str(entry[ranking._thing])
    name = entry["name"] if look.lang == "zh" else entry.get("name_en", entry["name"])
    return look.name(name or key, key)


def _title(look: Look, ranking: Ranking, title: str) -> str:
    if title or ranking.measure is None or ranking.as_of is None:
        return title or look.say("排名", "Ranking")
    measure = look.say(*_sanku.measures()[ranking.measure])
    day = look.day(ranking.as_of)
    return look.say(f"{measure}排名，截至{day}", f"{measure[0].upper() + measure[1:]}, {day}")


def draw_rank(fig: FigureBase, look: Look, ranking: Ranking, title: str = "") -> None:
    """Draws it on the figure, or on a part of one."""
    look.title(fig, _title(look, ranking, title))
    look.note(fig, _note(look, ranking))
    ax = fig.subplots()
    if not ranking and not ranking.left_out:
        look.nothing(ax, "没有可排名的对象", "Nothing to rank")
        return
    scale, suffixes = _shown(ranking)
    suffix = look.say(*suffixes)
    values = [(fraction(entry["value"]) or Fraction(0)) * scale for entry in ranking]
    average = None if ranking.average is None else ranking.average * scale
    better = [_better(entry, ranking) for entry in ranking]
    ax.barh(
        range(len(values)),
        [float(value) for value in values],
        height=0.66,
        color=[_STANDINGS[standing][0] for standing in better],
    )
    for y, entry in enumerate(ranking.left_out, start=len(ranking)):
        why = look.say(entry["why_zh"], entry["why_en"])
        reason = look.name(entry["reason"], "", 20)
        words = why + (look.say(f"：{reason}", f": {reason}") if reason else "")
        ax.annotate(
            look.say(f"无名次（{words}）", f"no rank ({words})"),
            (0, y),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            size="small",
            color=GREY,
        )
    rows = len(ranking) + len(ranking.left_out)
    labels = [
        f"{entry['rank']}  {_name(look, entry, ranking, i)}" for i, entry in enumerate(ranking)
    ]
    labels += [
        f"—  {_name(look, entry, ranking, len(ranking) + i)}"
        for i, entry in enumerate(ranking.left_out)
    ]
    ax.set_yticks(range(rows), labels)
    ax.set_ylim(rows - 0.4, -0.6 if average is None else -1.2)
    right = ax.secondary_yaxis("right")
    right.set_yticks(
        range(len(values)),
        [
            f"{_number(value)}{suffix} {_STANDINGS[standing][1]}{_moved(look, entry)}"
            for entry, value, standing in zip(ranking, values, better, strict=True)
        ],
    )
    right.tick_params(length=0)
    right.spines["right"].set_visible(False)
    everything = [*values, Fraction(0), *([] if average is None else [average])]
    low, high = float(min(everything)), float(max(everything))
    ax.set_xlim(low * 1.05, max(1e-9, high * 1.05))
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_visible(False)
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.axvline(0, color="#AAAAAA", lw=0.8)
    if average is not None:
        left = float(average) - low > 0.6 * (high - low)  # on the side with room
        ax.axvline(float(average), ymax=1, color=INK, lw=1.2, ls=(0, (4, 3)))
        ax.annotate(
            f"{_average_word(look, ranking)} {_number(average)}{suffix}",
            (float(average), -0.8),
            xytext=(-4 if left else 4, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            size="small",
            weight="bold",
        )


def _better(entry: dict[str, Any], ranking: Ranking) -> int:
    """1, 0 or -1: better than the average, like it, or worse."""
    sign = {"above": 1, "at": 0, "below": -1}.get(entry["standing"], 0)
    return sign if ranking._inner.better == "higher" else -sign


def _number(value: Fraction) -> str:
    return _sanku.decimal(value, 1, grouped=True).replace("-", "−")


def _moved(look: Look, entry: dict[str, Any]) -> str:
    """Places won or lost since the ranking before, if there is one."""
    if "then" not in entry:
        return ""
    if entry["then"] is None:
        return look.say("  新上榜", "  new")
    climbed = entry["climbed"]
    return f"  ↑{climbed}" if climbed > 0 else f"  ↓{-climbed}" if climbed < 0 else "  →"


def _average_word(look: Look, ranking: Ranking) -> str:
    if ranking.average_given:
        return look.say("对比值", "compared with")
    return look.say("平均", "average")


def _note(look: Look, ranking: Ranking) -> str:
    lower = ranking._inner.better == "lower"
    line = _average_word(look, ranking)
    words = [
        look.say(
            f"{'越低越好' if lower else '越高越好'}；▲优于{line}，▼劣于{line}。",
            f"{'Lower' if lower else 'Higher'} is better; ▲ better than the line, ▼ worse.",
        )
    ]
    if ranking.average is not None and not ranking.average_given:
        entries = [*ranking, *ranking.left_out]
        rates = any(isinstance(entry["value"], _sanku.Ratio) for entry in entries)
        zh, en = ("全部合并计算", "that of all together") if rates else ("算术平均", "the mean")
        words.append(
            look.say(
                f"平均为{zh}，含无名次的。",
                f"The average is {en}, those without a rank included.",
            )
        )
    if any("then" in entry for entry in ranking):
        words.append(look.say("↑↓：较上期升降位数。", "↑↓: places won or lost."))
    if ranking.gone:
        names = "、".join(
            _name(look, entry, ranking, place) for place, entry in enumerate(ranking.gone)
        )
        words.append(
            look.say(f"上期有名次而本期没有：{names}。", f"Ranked before, not now: {names}.")
        )
    return look.say("", " ").join(words)
