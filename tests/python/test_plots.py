"""Pictures: what is drawn is what the library computed, and people can read it."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import matplotlib
import numpy as np
import pytest
import sanku
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.container import BarContainer
from matplotlib.text import Text
from sanku import _plot_look, plots

FIRST, MONTHS, LAST = "2023-07-01", 12, "2024-06-30"
needs_font = pytest.mark.usefixtures("font")
LANGS = ("zh", "en")


@pytest.fixture
def font() -> None:
    if plots.chinese_font() is None:
        pytest.skip("no Chinese font: apt install fonts-noto-cjk")


def pictures(store: sanku.Store, lang: str) -> Iterator[tuple[str, plots.Picture]]:
    portfolio = store.at(LAST)
    lights = portfolio.lights()
    passage = portfolio.passage("directory", "reserve")
    before = store.at("2024-03-31").lights()
    excluded = {"420281114": "今年新设"}
    ranked = lights.rank(
        "directory_to_reserve", by="township", min_size=30, exclude=excluded, before=before
    )
    yield "funnel", plots.funnel(lights, lang=lang)
    yield "units", plots.light_matrix(store, FIRST, MONTHS, lang=lang)
    yield "townships", plots.light_matrix(store, "2023-01-01", 18, "township", lang=lang)
    yield "sectors", plots.light_matrix(store, FIRST, 1, "sector", lang=lang)
    yield "series", plots.series(store, "2022-07-01", 24, lang=lang)
    yield "month", plots.series(store, LAST, 1, lang=lang)
    yield "rank", plots.rank(ranked, lang=lang)
    yield "red", plots.rank(lights.rank("red_lights", by="sector"), lang=lang)
    yield "units ranked", plots.rank(lights.evaluations(above=sanku.Ratio(4, 5)), lang=lang)
    yield "dwell", plots.dwell(passage.times(), lang=lang)
    yield "panels", plots.dwell(passage.times("funding"), lang=lang)
    yield "county", plots.county(store, LAST, lang=lang)


def texts(picture: plots.Picture) -> list[str]:
    return [text.get_text() for text in picture.findobj(Text) if text.get_text()]


def bars(ax: matplotlib.axes.Axes, place: int = 0) -> BarContainer:
    return [found for found in ax.containers if isinstance(found, BarContainer)][place]


def lengths(ax: matplotlib.axes.Axes) -> list[float]:
    return [bar.get_width() for container in ax.containers for bar in container]


# What is drawn.


@needs_font
def test_bars_and_rates_of_the_funnel_are_those_of_the_bulletin(store: sanku.Store) -> None:
    picture = plots.funnel(sanku.bulletin(store, as_of=LAST))
    count, _, money = picture.axes
    # Published for the first half of 2024, Daye's press conference of 13 September 2024:
    # libraries of 5, 3 and 3.5 times last year's investment, conversions of 46.6 % and 62.3 %.
    shown = " ".join(texts(picture))
    for words in ("46.6%", "62.3%", "上年投资的5.0倍", "上年投资的3.0倍", "上年投资的3.5倍"):
        assert words in shown
    figures = store.series(LAST, 1)[0]
    libraries = ("directory", "reserve", "implementation")
    assert [bar.get_width() for bar in bars(count)] == [figures[name] for name in libraries]
    assert [bar.get_width() for bar in bars(money)] == [
        figures[f"{name}_investment"] / 10**10 for name in libraries
    ]
    by_investment = store.at(LAST).conversion("directory", "reserve").by_investment
    assert str(by_investment) in shown and "2,291.02 / 4,054.13" in shown
    assert "截至2024年6月30日" in shown and "存量口径" in shown


@needs_font
def test_a_cell_says_how_many_red_lights_a_unit_had_or_what_was_worst(store: sanku.Store) -> None:
    picture = plots.light_matrix(store, FIRST, MONTHS)
    ax = picture.axes[0]
    rows = [label.get_text() for label in ax.get_yticklabels()]
    drawn = {
        (rows[round(y)], round(x)): text.get_text()
        for text in ax.texts
        for x, y in [text.get_position()]
        if text.get_text() and text.axes is ax and not hasattr(text, "xyann")
    }
    expected = {}
    for column, month in enumerate(store.series(FIRST, MONTHS)):
        frame = store.at(month["as_of"]).lights().to_pandas()
        for unit, part in frame.groupby("responsible_unit"):
            counts = Counter(part["light"])
            worst = next((x for x in ("red", "yellow", "no_data", "green") if counts[x]), None)
            signs = {"red": str(counts["red"]), "yellow": "▲", "no_data": "?", "green": "●"}
            if worst:
                expected[unit, column] = signs[worst]
    assert drawn == expected
    last = {unit: sign for (unit, column), sign in expected.items() if column == MONTHS - 1}
    reds = [int(last[row]) if last[row].isdigit() else 0 for row in rows]
    assert reds == sorted(reds, reverse=True) and sum(reds) == store.series(LAST, 1)[0]["red"]


@needs_font
def test_rows_that_find_no_room_are_added_up(store: sanku.Store) -> None:
    whole = plots.light_matrix(store, LAST, 1, "township")
    short = plots.light_matrix(store, LAST, 1, "township", limit=4)

    def share(picture: plots.Picture) -> tuple[int, int]:
        right = picture.axes[0].child_axes[0].get_yticklabels()
        parts = [label.get_text().split()[0].split("/") for label in right]
        return sum(int(part[0]) for part in parts), sum(int(part[1]) for part in parts)

    assert short.axes[0].get_yticklabels()[-1].get_text() == "其余11个"
    assert len(short.axes[0].get_yticklabels()) == 4
    month = store.series(LAST, 1)[0]
    rated = sum(month[light] for light in ("red", "yellow", "no_data", "green"))
    assert share(short) == share(whole) == (month["red"], rated)


@needs_font
def test_lines_and_bars_by_month_are_those_of_the_series(store: sanku.Store) -> None:
    months = store.series(FIRST, MONTHS)
    libraries, rates, lights, pace = plots.series(store, FIRST, MONTHS).axes
    for line, name in zip(libraries.lines, ("directory", "reserve", "implementation"), strict=True):
        assert list(line.get_ydata()) == [month[name] for month in months]
    names = ("directory_to_reserve", "reserve_to_implementation", "two_accounts", "evaluations")
    for line, name in zip(rates.lines, names, strict=True):
        assert list(line.get_ydata()) == [float(month[name]) for month in months]
    for place, light in enumerate(("red", "yellow", "no_data")):
        heights = [bar.get_height() for bar in bars(lights, place)]
        assert heights == [month[light] for month in months]
    # Investment and plan, added up otherwise: by kinds of projects.
    for place, month in enumerate(months):
        kinds = store.at(month["as_of"]).project_types()
        done, plan = (sum(kind[name] for kind in kinds) for name in ("completed_fen", "plan_fen"))
        assert bars(pace)[place].get_height() == float(Fraction(done, 10**10))
        if plan:
            line = pace.lines[-1]
            at = list(line.get_xdata()).index(place)
            assert line.get_ydata()[at] == float(Fraction(plan * month["as_of"].month, 12 * 10**10))
    shown = [text.get_text() for text in pace.get_legend().get_texts()]
    assert shown == ["时序进度线 169.60", "本年完成 147.97"]


@needs_font
def test_a_year_without_a_plan_has_no_pro_rata_line(store: sanku.Store) -> None:
    pace = plots.series(store, "2023-01-01", 12).axes[3]
    assert all(np.isnan(line.get_ydata()).all() for line in pace.lines)
    assert any("各月均无年度计划" in text.get_text() for text in pace.texts)
    assert pace.get_legend().get_texts()[0].get_text() == "时序进度线 —"


@needs_font
def test_bars_of_ranks_stand_by_the_average_and_those_without_a_rank_say_why(
    store: sanku.Store,
) -> None:
    ranking = (
        store.at(LAST)
        .lights()
        .rank("red_lights", by="township", min_size=5, exclude={"420281101": "数据待核"})
    )
    picture = plots.rank(ranking)
    ax = picture.axes[0]
    assert lengths(ax) == [
        float(Fraction(entry["value"].numerator * 100, entry["value"].denominator))
        for entry in ranking
    ]
    assert ax.lines[0].get_xdata()[0] == float(ranking.average * 100) == 3100 / 318
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels[: len(ranking)] == [f"{one['rank']}  {one['name']}" for one in ranking]
    values = [label.get_text() for label in ax.child_axes[0].get_yticklabels()]
    better = {"below": "▲", "at": "=", "above": "▼"}  # lower is better
    expected = [f"{one['value']} {better[one['standing']]}" for one in ranking]
    assert values == expected + [""] * len(ranking.left_out)
    shown = texts(picture)
    assert "无名次（不参评：数据待核）" in shown and "无名次（规模不足）" in shown
    assert "平均 9.7%" in shown and "红灯率排名，截至2024年6月30日" in shown


@needs_font
def test_a_figure_that_was_given_is_not_called_the_average(store: sanku.Store) -> None:
    lights = store.at(LAST).lights()
    assert "对比值 80.0%" in texts(plots.rank(lights.evaluations(above=sanku.Ratio(4, 5))))
    assert "平均 86.2%" in texts(plots.rank(lights.evaluations()))  # 75 of 87, published


@needs_font
def test_anything_ranked_is_drawn_negative_values_too() -> None:
    ranking = sanku.rank({"甲": -3, "乙": 5, "丙": None})
    picture = plots.rank(ranking, title="增减")
    assert lengths(picture.axes[0]) == [5, -3]
    shown = texts(picture)
    assert "−3.0 ▼" in shown and "5.0 ▲" in shown and "增减" in shown
    assert "无名次（无数值）" in shown
    low, high = picture.axes[0].get_xlim()
    assert low < -3 and high > 5


@needs_font
def test_a_curve_is_the_survival_of_the_library_and_marks_its_median(store: sanku.Store) -> None:
    portfolio = store.at(LAST)
    passage = portfolio.passage("directory", "reserve")
    bond = portfolio["funding"] == list(sanku._sanku.funding_names()).index("special_bond")
    times = passage.times(np.where(bond, "专项债", "其他"))
    picture = plots.dwell(times)
    ax = picture.axes[0]
    curves = [line for line in ax.lines if line.get_drawstyle() == "steps-post"]
    assert len(curves) == 2
    for line, curve in zip(curves, times.values(), strict=True):
        assert list(line.get_xdata()) == [0, *curve.survival["days"]]
        assert list(line.get_ydata()) == [1, *curve.survival["survival"]]
    medians = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert medians == [curve.median[0] for curve in times.values() if curve.median[0]] == [224]
    # Numbers at risk, counted from the days of the projects.
    entered = portfolio["entered_directory"].astype(np.int64)
    reserve = portfolio["entered_reserve"].astype(np.int64)
    withdrawn = portfolio["withdrawn"].astype(np.int64)
    as_of = (portfolio.as_of - type(portfolio.as_of)(1970, 1, 1)).days
    until = np.minimum(np.minimum(reserve, np.where(withdrawn < entered, as_of, withdrawn)), as_of)
    lasted = np.where(entered <= as_of, until - entered, -1)
    below = [text for text in ax.texts if text.get_text().replace(",", "").isdigit()]
    mine = {"专项债": bond, "其他": ~bond}
    assert len(below) == 2 * len(ax.get_xticks()) > 8
    for tick in ax.get_xticks():
        numbers = [text.get_text() for text in below if text.xy[0] == tick]
        assert numbers == [f"{(lasted[mine[name]] >= tick).sum():,}" for name in times]


@needs_font
def test_more_groups_than_four_get_a_panel_each(store: sanku.Store) -> None:
    times = store.at(LAST).passage("directory", "reserve").times("funding")
    picture = plots.dwell(times)
    titles = [ax.get_title(loc="left") for ax in picture.axes]
    assert titles == ["中央预算内", "超长期特别国债", "省级财政", "市县财政", "专项债", "企业投资"]
    notes = [ax.texts[0].get_text() for ax in picture.axes]
    assert notes[4] == "59项，转化29\n中位224天（139～—）"
    assert notes[0] == "66项，转化25\n中位数未及（下限184天）"


@needs_font
def test_members_that_are_no_projects_are_drawn_too() -> None:
    passage = sanku.Passage.from_columns([0, 0, 0, 5], [3, 9, sanku.NO_DAY, 4], as_of="1970-01-21")
    shown = texts(plots.dwell(passage.times(), lang="en"))
    assert "Time to conversion, 21 January 1970" in shown
    assert "all: 3, moved on 2, median 9 days (3 to —)" in shown
    assert any(
        "1 more whose days contradict each other" in text.replace("\n", " ") for text in shown
    )


# How it is drawn.


@needs_font
@pytest.mark.parametrize("lang", LANGS)
def test_every_glyph_is_there_no_text_is_cut_and_none_covers_another(
    store: sanku.Store, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Text] = []
    draw = Text.draw
    monkeypatch.setattr(Text, "draw", lambda text, *args: (drawn.append(text), draw(text, *args)))
    for name, picture in pictures(store, lang):
        drawn.clear()
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # missing glyphs and fonts, layouts that failed
            canvas = FigureCanvasAgg(picture)
            canvas.draw()
        boxes = [
            (text.get_text(), text.get_window_extent(canvas.get_renderer()))
            for text in dict.fromkeys(drawn)
            if text.get_text().strip() and text.get_visible()
        ]
        whole = picture.bbox
        for text, box in boxes:
            inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= whole.x1 + 1
            assert inside and box.y1 <= whole.y1 + 1, (name, text)
        for place, (text, box) in enumerate(boxes):
            for other, second in boxes[place + 1 :]:
                overlap = min(box.x1, second.x1) - max(box.x0, second.x0)
                height = min(box.y1, second.y1) - max(box.y0, second.y0)
                assert overlap < 2 or height < 2, (name, text, other)


@needs_font
@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_store_gives_pictures_that_say_so(lang: str) -> None:
    empty = sanku.Store(":memory:")
    lights = empty.at(LAST).lights()
    made = {
        "三库没有项目 No project in the three libraries": plots.funnel(lights, lang=lang),
        "没有适用规则的项目 No project that a rule applies to": plots.light_matrix(
            empty, FIRST, 3, lang=lang
        ),
        "没有项目 No project": plots.series(empty, FIRST, 3, lang=lang),
        "没有可排名的对象 Nothing to rank": plots.rank(lights.rank("red_lights"), lang=lang),
        "没有入库项目，无从估计 Nobody entered: nothing to estimate": plots.dwell(
            empty.at(LAST).passage("directory", "reserve").times(), lang=lang
        ),
    }
    for words, picture in made.items():
        assert picture._repr_png_().startswith(b"\x89PNG")
        zh, _, en = words.partition(" ")
        assert (zh if lang == "zh" else en) in texts(picture)
    page = plots.county(empty, LAST, lang=lang)
    page._repr_png_()
    assert {words.partition(" ")[0 if lang == "zh" else 2] for words in made} <= set(texts(page))


@needs_font
def test_names_are_text_whatever_stands_in_them() -> None:
    hostile = {
        "$x^2$与$y$": 1,
        "换行\n之后\u202e反写": 2,
        "<script>&": 3,
        "长" * 60: 4,
        "": 5,
    }
    picture = plots.rank(sanku.rank(hostile))
    picture._repr_png_()
    labels = [label.get_text() for label in picture.axes[0].get_yticklabels()]
    assert labels == [
        "1  ",
        "2  " + "长" * 15 + "…",
        "3  <script>&",
        "4  换行 之后 反写",
        "5  $x^2$与$y$",
    ]


def test_without_a_chinese_font_the_picture_is_in_english_and_says_what_to_install(
    store: sanku.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = [font for font in font_manager.fontManager.ttflist if font.name == "DejaVu Sans"]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", plain)
    for name, picture in pictures_with_warnings(store):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture._repr_png_()
        for text in texts(picture):
            assert all(sign < "\u2e80" for sign in text), (name, text)


def pictures_with_warnings(store: sanku.Store) -> Iterator[tuple[str, plots.Picture]]:
    made = pictures(store, "zh")
    while True:
        with pytest.warns(plots.FontWarning, match="fonts-noto-cjk"):
            found = next(made, None)
            if found is None:
                warnings.warn("the end, fonts-noto-cjk", plots.FontWarning, stacklevel=1)
        if found is None:
            return
        yield found


@needs_font
def test_a_saved_picture_states_no_day_and_settings_stay_as_they_were(
    store: sanku.Store, tmp_path
) -> None:
    before = dict(matplotlib.rcParams)
    lights = store.at(LAST).lights()
    for kind in ("png", "svg", "pdf"):
        plots.funnel(lights).savefig(tmp_path / f"a.{kind}")
        data = (tmp_path / f"a.{kind}").read_bytes()
        assert len(data) > 5_000 and b"<dc:date>" not in data and b"CreationDate" not in data
    plots.funnel(lights).savefig(tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert dict(matplotlib.rcParams) == before


def test_pictures_need_no_pyplot(store_path) -> None:
    program = (
        "import sys, warnings, sanku; from sanku import plots; warnings.simplefilter('ignore')\n"
        f"picture = plots.funnel(sanku.Store(r'{store_path}').at('{LAST}').lights())\n"
        "assert picture._repr_png_()[:4] == b'\\x89PNG'\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_another_language_or_length_is_refused(store: sanku.Store) -> None:
    lights = store.at(LAST).lights()
    with pytest.raises(ValueError, match="zh or en"):
        plots.funnel(lights, lang="de")
    for months in (0, 121):
        with pytest.raises(ValueError, match="months: 1 to 120"):
            plots.series(store, FIRST, months)
    with pytest.raises(ValueError, match="by: unit"):
        plots.light_matrix(store, FIRST, 3, "leader")
    with pytest.raises(ValueError, match="limit"):
        plots.light_matrix(store, FIRST, 3, limit=1)


def test_lines_are_folded_between_words_and_characters() -> None:
    folded = _plot_look.folded("转化率为存量口径，按项目数 yinchuan-2025+hubei。", 12)
    lines = folded.split("\n")
    assert all(_plot_look.width(line) <= 14 or " " not in line for line in lines)
    assert "yinchuan-2025+hubei。" in lines
    assert not any(line.startswith(("，", "。")) for line in lines)


def test_amounts_are_in_the_unit_that_fits() -> None:
    small = _plot_look.MoneyUnit.fitting([123_456_789, 10**10 - 1])
    large = _plot_look.MoneyUnit.fitting([0, 10**10])
    assert (small.zh, small.text(123_456_789)) == ("万元", "123.46")
    assert (large.zh, large.text(12_345 * 10**8)) == ("亿元", "123.45")
    assert _plot_look.MoneyUnit.fitting([]).zh == "万元"


@needs_font
def test_of_a_long_ranking_the_first_and_the_last_are_drawn() -> None:
    ranking = sanku.rank({f"县{number}": number for number in range(300)} | {"无": None})
    ax = plots.rank(ranking, limit=10).axes[0]
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels[:5] == [f"{place + 1}  县{299 - place}" for place in range(5)]
    assert labels[5:] == ["", "298  县2", "299  县1", "300  县0", "—  无"]
    assert "……另有292个……" in [text.get_text() for text in ax.texts]
    with pytest.raises(ValueError, match="limit"):
        plots.rank(ranking, limit=2)


@needs_font
def test_a_picture_says_by_which_rules_and_up_to_which_records(store: sanku.Store) -> None:
    known = {"known_on": "2026-02-01"}
    made = [
        plots.funnel(store.at(LAST, "2026-02-01").lights()),
        plots.light_matrix(store, FIRST, 2, **known),
        plots.series(store, FIRST, 2, policy="hubei", **known),
    ]
    for picture in made:
        note = picture.get_supxlabel().replace("\n", "")
        assert note.endswith("只计至2026年2月1日登记的。")
    assert "规则：hubei。" in made[2].get_supxlabel().replace("\n", "")
    everything = plots.light_matrix(store, FIRST, 2).get_supxlabel().replace("\n", "")
    assert everything.endswith("规则：yinchuan-2025+hubei。")


def test_more_groups_than_a_picture_holds_are_refused() -> None:
    passage = sanku.Passage.from_columns(
        np.zeros(61, int), np.full(61, sanku.NO_DAY), as_of="2024-06-30"
    )
    with pytest.raises(ValueError, match="61 groups"):
        plots.dwell(passage.times(np.arange(61)), lang="en")
