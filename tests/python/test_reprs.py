"""What results show of themselves in a notebook."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
import sanku
from conftest import RECORDED

AS_OF = "2024-06-30"


class Checked(HTMLParser):
    """Reads HTML and holds that every tag closes in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.texts)


def shown(thing: object) -> Checked:
    return Checked(thing._repr_html_())


def test_a_portfolio_shows_what_its_libraries_hold(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    text = shown(portfolio).text
    assert "1,100" in text and AS_OF in text
    for pool, number in (("directory", 580), ("reserve", 190), ("implementation", 318)):
        assert pool in text and str(number) in text
    assert "1,747.17" in text  # 亿元, as the bulletin has it


def test_lights_show_their_counts_with_a_shape_beside_the_name(store: sanku.Store) -> None:
    lights = store.at(AS_OF).lights()
    text = shown(lights).text
    for light, count in lights.counts().items():
        assert light in text and f"{count:,}" in text
    assert all(shape in text for shape in "■▲●○")
    assert all(name in text for name in lights.rule_names().values())


def test_a_rate_shows_both_its_parts(store: sanku.Store) -> None:
    rate = store.at(AS_OF).conversion("directory", "reserve")
    text = shown(rate).text
    assert "46.6%" in text and "512" in text and "1,099" in text
    assert "大冶湖高新区" in shown(rate.by("region")).text


def test_a_bulletin_shows_its_headline_figures(store: sanku.Store) -> None:
    text = shown(sanku.bulletin(store, as_of=AS_OF)).text
    for figure in ("46.6%", "62.3%", "86.2%", "75/87", "83/142", "5.0", "3.5"):
        assert figure in text


def test_a_ranking_shows_ranks_and_says_what_it_leaves_out(store: sanku.Store) -> None:
    ranking = store.at(AS_OF).lights().rank("directory_to_reserve", by="township")
    text = shown(ranking).text
    assert ranking[0]["name"] in text and str(ranking[0]["value"]) in text
    many = sanku.Rows({"n": number} for number in range(1_234))
    assert "1,214" in shown(many).text


HOSTILE = (
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    "\"quotes' & ampersands",
    "🏗️ emoji",
    "--> <!--",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_shown_as_text(name: str, tmp_path) -> None:
    path = tmp_path / "ledger.csv"
    cell = name.replace('"', '""')
    path.write_text(
        "项目代码,项目名称,行政区划,责任单位,总投资(万元),目录库入库\n"
        f'2403-420281-04-01-000001,"{cell}",420281,"{cell}",100,2024-01-05\n',
        encoding="utf-8",
    )
    store = sanku.Store(":memory:")
    store.import_csv(path, recorded_at=RECORDED)
    portfolio = store.at(AS_OF)
    for thing in (
        portfolio,
        portfolio.lights(),
        portfolio.structure("unit"),
        portfolio.lights().evaluations(by="unit"),
        sanku.bulletin(store, as_of=AS_OF),
        sanku.Rows([{name: name}]),
    ):
        read = shown(thing)
        assert read.tags <= {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"} | {
            *("b", "p", "bdi", "span")
        }
    assert name in shown(portfolio.structure("unit")).text
    assert name in shown(sanku.Rows([{"name": name}])).text


def test_marks_of_direction_turn_no_other_text_round() -> None:
    html = sanku.Rows([{"name": "甲\u202e乙", "n": 12}])._repr_html_()
    assert re.search(r"<bdi>甲\u202e乙</bdi>", html)


def test_an_empty_store_shows_itself_too() -> None:
    portfolio = sanku.Store(":memory:").at(AS_OF)
    for thing in (portfolio, portfolio.lights(), portfolio.conversion("directory", "reserve")):
        assert AS_OF in shown(thing).text or "—" in shown(thing).text
    assert shown(sanku.Rows())


def test_a_name_that_is_a_word_for_a_light_is_a_name() -> None:
    html = sanku.Rows([{"name": "red", "light": "red"}])._repr_html_()
    assert "<bdi>red</bdi>" in html and html.count("■ red") == 1


def test_a_rate_names_its_libraries_and_its_definition(store: sanku.Store) -> None:
    text = shown(store.at(AS_OF).conversion("directory", "reserve")).text
    assert "目录库" in text and "储备库" in text and "存量口径 stock" in text
