"""What the pictures share: a figure that shows itself, fonts, colours, words, axes."""

from __future__ import annotations

import calendar
import datetime as dt
import io
import os
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

try:
    from matplotlib import font_manager, rc_context
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure, FigureBase
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator
except ImportError as error:
    raise ImportError("sanku.plots needs matplotlib: pip install 'sanku[plots]'") from error

from sanku import _sanku
from sanku._sanku import Ratio

#: Fonts with Chinese glyphs, the first that is installed is taken. Before version 3.11 matplotlib
#: sees only the first face of a collection, which of Noto Sans CJK is the Japanese one.
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "PingFang HK",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Sans CJK JP",
    "Noto Serif CJK SC",
    "SimSun",
)
_PLAIN_FONT = "DejaVu Sans"  # comes with matplotlib

# Colours of Okabe and Ito (2008), which people see apart whatever their colour vision.
BLUE, SKY, GREEN, ORANGE, YELLOW = "#0072B2", "#56B4E9", "#009E73", "#E69F00", "#F0E442"
VERMILLION, PURPLE, INK, GREY, PALE = "#D55E00", "#CC79A7", "#222222", "#6B6B6B", "#E8E8E8"


@dataclass(frozen=True)
class Lamp:
    """How a light looks: a colour, and what says the same without it."""

    colour: str
    shape: str
    hatch: str
    zh: str
    en: str


#: The lights, the gravest first.
LAMPS = {
    "red": Lamp(VERMILLION, "■", "", "红灯", "red"),
    "yellow": Lamp(YELLOW, "▲", "////", "黄灯", "yellow"),
    "no_data": Lamp("#BBBBBB", "?", "....", "无数据", "no data"),
    "green": Lamp(GREEN, "●", "\\\\\\\\", "绿灯", "green"),
}
LIBRARIES = {
    "directory": ("目录库", "Directory"),
    "reserve": ("储备库", "Reserve"),
    "implementation": ("实施库", "Implementation"),
}


class FontWarning(UserWarning):
    """No font with Chinese glyphs was found: the picture comes in English."""


def chinese_font() -> str | None:
    """The first of ``CHINESE_FONTS`` that matplotlib knows; None: there is none."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in known), None)


class Picture(Figure):
    """A figure that needs no pyplot: it shows itself in a notebook, carries its own fonts, and
    states no day of making when it is saved."""

    def __init__(self, size: tuple[float, float], settings: Any) -> None:
        self._settings = settings
        super().__init__(figsize=size, layout="constrained", facecolor="white")

    def draw(self, renderer: RendererBase) -> None:
        with rc_context(self._settings):  # ticks are made when they are drawn
            super().draw(renderer)

    def savefig(self, fname: Any, **options: Any) -> None:
        """As of ``Figure``, in the format of the name (PNG, SVG, PDF); what ``metadata`` does not
        say of the day of making is left out, so that equal pictures give equal files."""
        undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
        ending = os.path.splitext(str(fname))[1].removeprefix(".")
        kind = str(options.get("format") or ending).lower()
        if kind in undated:
            options["metadata"] = undated[kind] | (options.get("metadata") or {})
        with rc_context(self._settings):
            super().savefig(fname, **options)

    def _repr_png_(self) -> bytes:
        file = io.BytesIO()
        self.savefig(file, format="png", dpi=110)
        return file.getvalue()


@dataclass(frozen=True)
class Look:
    """Language, font and size of the text of one picture."""

    lang: str
    font: str | None
    size: float

    @classmethod
    def of(cls, lang: str, size: float = 9) -> Look:
        """The look in ``lang``; in English, with a warning that says what to install, where there
        is no font for Chinese. Raises ``ValueError`` for another language."""
        if lang not in ("zh", "en"):
            raise ValueError(f"lang: zh or en, not {lang!r}")
        font = chinese_font()
        if font is None:
            warnings.warn(
                "没有找到中文字体，图改用英文，名称以代码或编号代替。"
                "no font with Chinese glyphs was found; the picture is in English, with codes "
                "or numbers instead of names. Install one: apt install fonts-noto-cjk (Debian, "
                "Ubuntu), dnf install google-noto-sans-cjk-fonts (Fedora); or name the file of one "
                "that you have: matplotlib.font_manager.fontManager.addfont('msyh.ttc'). If it is "
                "installed and not found, delete matplotlib's list of fonts in the folder "
                "matplotlib.get_cachedir().",
                FontWarning,
                stacklevel=3,
            )
            lang = "en"
        return cls(lang, font, size)

    def picture(self, width: float, height: float) -> Picture:
        """An empty figure of this size in inches."""
        return Picture((width, height), self.settings())

    def settings(self) -> Any:
        """What matplotlib is told of this picture, and of no other."""
        return {
            "font.family": [*([self.font] if self.font else []), _PLAIN_FONT],
            "font.size": self.size,
            "text.color": INK,
            "text.parse_math": False,  # a name with two dollar signs is no formula
            "axes.edgecolor": "#AAAAAA",
            "axes.labelcolor": GREY,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlelocation": "left",
            "axes.titlesize": "medium",
            "axes.axisbelow": True,
            "xtick.color": GREY,
            "ytick.color": GREY,
            "xtick.labelcolor": INK,
            "ytick.labelcolor": INK,
            "xtick.labelsize": "small",
            "ytick.labelsize": "small",
            "grid.color": PALE,
            "grid.linewidth": 0.8,
            "hatch.linewidth": 0.6,
            "legend.frameon": False,
            "legend.fontsize": "small",
            "svg.hashsalt": "sanku",
        }

    def say(self, zh: str, en: str) -> str:
        """The one in the language of the picture."""
        return zh if self.lang == "zh" else en

    def day(self, day: dt.date) -> str:
        """2024年6月30日 or 30 June 2024."""
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {calendar.month_name[day.month]} {day.year}"

    def month(self, day: dt.date) -> str:
        """2024年6月 or June 2024."""
        if self.lang == "zh":
            return f"{day.year}年{day.month}月"
        return f"{calendar.month_name[day.month]} {day.year}"

    def rules(self, policies: Iterable[str], known_on: dt.date | str | None) -> str:
        """By which rules and from which records, at the end of a note."""
        named = self.say("、", ", ").join(dict.fromkeys(policies))
        return self.say(f"规则：{named}。", f" Rules: {named}.") + self.known(known_on)

    def known(self, known_on: dt.date | str | None) -> str:
        """Up to when records count, unless all do."""
        if known_on is None:
            return ""
        day = self.day(dt.date.fromisoformat(str(known_on)[:10]))
        return self.say(f"只计至{day}登记的。", f" Only what was recorded up to {day} counts.")

    def name(self, text: str, instead: str, most: int = 16) -> str:
        """A name on one line, at most so many Chinese characters wide, without signs that nobody
        sees; ``instead`` where there is no font for it."""
        if self.font is None and not text.isascii():
            return instead
        clean = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
        clean = " ".join(clean.split())
        if width(clean) <= 2 * most:
            return clean
        kept = ""
        while width(kept + clean[len(kept)]) < 2 * most:
            kept += clean[len(kept)]
        return kept + "…"

    def title(self, fig: FigureBase, text: str) -> None:
        """The title, in the corner above."""
        wide = 1.2 if self.font else 1.45  # DejaVu's bold letters are wider
        text = folded(text, self.columns(fig, wide))
        fig.suptitle(text, x=0.01, ha="left", size="large", weight="bold")

    def note(self, fig: FigureBase, text: str) -> None:
        """What the figures mean and where they come from, small, below."""
        text = folded(text, self.columns(fig, 0.83))
        fig.supxlabel(text, x=0.01, ha="left", size=0.83 * self.size, color=GREY)

    def columns(self, fig: FigureBase, scale: float) -> int:
        """How many Latin letters, so many times the size of the text, are as wide as the figure."""
        part: Any = fig  # whose base class does not say that it has a size
        return int(part.bbox.width / part.dpi * 72 / (scale * self.size * 0.56))

    def nothing(self, ax: Axes, zh: str, en: str) -> None:
        """Says, instead of a plot, that there is nothing to show."""
        ax.set_axis_off()
        ax.text(
            0.5, 0.5, self.say(zh, en), transform=ax.transAxes, ha="center", va="center", color=GREY
        )


def width(text: str) -> int:
    """How many Latin letters wide the text is; a Chinese character is two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def folded(text: str, columns: int) -> str:
    """The text in lines of at most so many columns, broken at spaces and between Chinese
    characters, with no punctuation at the beginning of a line."""
    pieces: list[str] = []
    for sign in text:
        glued = sign in "，。；：、）】”—%" or (
            pieces and width(sign) == 1 and sign != " " and width(pieces[-1][-1]) == 1
        )
        if glued and pieces and pieces[-1] != " ":
            pieces[-1] += sign
        else:
            pieces.append(sign)
    lines = [""]
    for piece in pieces:
        if width(lines[-1] + piece) > columns and lines[-1]:
            lines.append("")
        if piece != " " or lines[-1]:
            lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)


def percent(rate: Ratio | Fraction | None) -> str:
    """A rate in percent with one decimal, a dash without a value."""
    if isinstance(rate, Ratio):
        return rate.percent()
    return "—" if rate is None else _sanku.decimal(rate * 100, 1) + "%"


@dataclass(frozen=True)
class MoneyUnit:
    """In what amounts are shown."""

    fen: int
    zh: str
    en: str

    @classmethod
    def fitting(cls, amounts: Sequence[int]) -> MoneyUnit:
        """亿元 if the greatest amount is at least one of them, else 万元."""
        large = max(amounts, key=abs, default=0)
        if abs(large) >= 10**10:
            return cls(10**10, "亿元", "100 m yuan")
        return cls(10**6, "万元", "10,000 yuan")

    def of(self, fen: int | Fraction) -> float:
        """Where the amount lies on an axis in this unit."""
        return float(Fraction(fen) / self.fen)

    def text(self, fen: int | Fraction) -> str:
        """The amount with two decimals, rounded half up, thousands separated."""
        return _sanku.decimal(Fraction(fen) / self.fen, 2, grouped=True)


def number_axis(ax: Axes, *, whole: bool = True) -> None:
    """An upright axis of numbers, thousands separated."""
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=whole))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    ax.grid(axis="y")


def percent_axis(ax: Axes) -> None:
    """An upright axis of shares in percent."""
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:g}%"))
    ax.grid(axis="y")


def month_axis(ax: Axes, days: Sequence[dt.date], look: Look, most: int = 12) -> None:
    """An axis whose places 0, 1, … are months, of which at most so many are written out."""
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 1200) if len(days) <= step * most)
    # Counted so that January is among those that are written out.
    shown = [place for place, day in enumerate(days) if step > 12 or (day.month - 1) % step == 0]
    shown = shown[:: max(1, step // 12)]

    def words(place: int) -> str:
        day = days[place]
        month = look.say(f"{day.month}月", calendar.month_abbr[day.month])
        first = place == shown[0] or day.month == 1 or step >= 12
        return f"{month}\n{day.year}{look.say('年', '')}" if first else month

    ax.xaxis.set_major_locator(FixedLocator(shown))
    ax.set_xticks(shown, [words(place) for place in shown])
    ax.tick_params(axis="x", length=2)


Drawing = Callable[[FigureBase, Look], None]


def drawn(drawing: Drawing, look: Look, width: float, height: float) -> Picture:
    """A picture of its own of what ``drawing`` draws."""
    with rc_context(look.settings()):
        picture = look.picture(width, height)
        drawing(picture, look)
    return picture
