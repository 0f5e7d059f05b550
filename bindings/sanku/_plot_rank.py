"""Ranks as bars, beside the average."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import FigureBase

from sanku import _sanku
from sanku._plot_look import BLUE, GREY, INK, ORANGE, SKY, Look, Picture, drawn
from sanku._ranks import Ranking, fraction

#: Colour and shape by whether an entry is better than the average, like it, or worse.
_STANDINGS = {1: (BLUE, "▲"), 0: (SKY, "="), -1: (ORANGE, "▼")}

#: In both languages where an entry says why it has no rank, and what stands before the reason.
_WHY = (("why_zh", "："), ("why_en", ": "))


def rank(ranking: Ranking, *, title: str = "", limit: int = 60, lang: str = "zh") -> Picture:
    """A ranking, such as ``Lights.rank`` gives, as bars with the average of all together as a line;
    ▲ is better than it, ▼ worse. Those without a rank follow, each with the reason; those that were
    ranked before and are not now are named below.

    title: of regions, sectors and units none is needed, the measure and the day being known. limit:
    rows at most, 3 to 200; of more the first and the last ones are drawn. lang: ``zh`` or ``en``.
    Raises ``ValueError`` for another language or limit."""
    if not 3 <= limit <= 200:
        raise ValueError(f"limit: 3 to 200, not {limit}")
    look = Look.of(lang)
    tall = 1.5 + 0.3 * max(3, len(rows_of(ranking, limit)))
    return drawn(lambda fig, look: draw_rank(fig, look, ranking, title, limit), look, 8, tall)


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


def draw_rank(
    fig: FigureBase, look: Look, ranking: Ranking, title: str = "", limit: int = 60
) -> None:
    """Draws it on the figure, or on a part of one."""
    look.title(fig, _title(look, ranking, title))
    look.note(fig, _note(look, ranking))
    ax = fig.subplots()
    rows = rows_of(ranking, limit)
    if not rows:
        look.nothing(ax, "没有可排名的对象", "Nothing to rank")
        return
    scale, suffixes = _shown(ranking)
    suffix = look.say(*suffixes)
    average = None if ranking.average is None else ranking.average * scale
    labels, right, lengths = [], [], [Fraction(0)]
    for y, row in enumerate(rows):
        if isinstance(row, int):
            _write(ax, look, y, f"……另有{row}个……", f"… {row} more …")
            labels.append("")
            right.append("")
            continue
        name = _name(look, row, ranking, y)
        if "rank" not in row:
            reason = look.name(row["reason"], "", 20)
            zh, en = (row[why] + (sign + reason if reason else "") for why, sign in _WHY)
            _write(ax, look, y, f"无名次（{zh}）", f"no rank ({en})")
            labels.append(f"—  {name}")
            right.append("")
            continue
        value = (fraction(row["value"]) or Fraction(0)) * scale
        colour, shape = _STANDINGS[_better(row, ranking)]
        ax.barh(y, float(value), height=0.66, color=colour)
        labels.append(f"{row['rank']}  {name}")
        right.append(f"{_number(value)}{suffix} {shape}{_moved(look, row)}")
        lengths.append(value)
    if average is not None:
        lengths.append(average)
        words = f"{_average_word(look, ranking)} {_number(average)}{suffix}"
        _average_line(ax, float(average), words, right_of=float(min(lengths) + max(lengths)) / 2)
    _frame(ax, labels, right, float(min(lengths)), float(max(lengths)))


def rows_of(ranking: Ranking, limit: int) -> list[dict[str, Any] | int]:
    """The entries, those without a rank last; of more than ``limit`` the first and the last ones,
    with the number of the others between them."""
    entries: list[dict[str, Any] | int] = [*ranking, *ranking.left_out]
    if len(entries) <= limit:
        return entries
    first = limit // 2
    last = limit - 1 - first
    hidden = len(entries) - first - last
    return [*entries[:first], hidden, *entries[first + hidden :]]


def _write(ax: Axes, look: Look, y: int, zh: str, en: str) -> None:
    """Words where a row has no bar."""
    ax.annotate(
        look.say(zh, en),
        (0, y),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        size="small",
        color=GREY,
    )


def _average_line(ax: Axes, average: float, words: str, right_of: float) -> None:
    """The average, with its words on the side where there is room."""
    ax.axvline(average, color=INK, lw=1.2, ls=(0, (4, 3)))
    ax.annotate(
        words,
        (average, -0.8),
        xytext=(-4 if average > right_of else 4, 0),
        textcoords="offset points",
        ha="right" if average > right_of else "left",
        va="center",
        size="small",
        weight="bold",
    )


def _frame(ax: Axes, labels: list[str], right: list[str], low: float, high: float) -> None:
    """Names at the left, values at the right; nothing that the values do not say already."""
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.4, -1.2)
    ax.set_xlim(low * 1.05, max(1e-9, high * 1.05))
    values = ax.secondary_yaxis("right")
    values.set_yticks(range(len(right)), right)
    values.tick_params(length=0)
    values.spines["right"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_visible(False)
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.axvline(0, color="#AAAAAA", lw=0.8, zorder=1)


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
