"""The bulletin's page in a browser: figures, list, evidence, history, languages, paper, names."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import sanku
from sanku._page import Page, page
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

AS_OF = "2024-06-30"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
LIGHTS = ("none", "green", "no_data", "yellow", "red")
HAN = re.compile(r"[\u4e00-\u9fff]")

if CHROMIUM is None or DRIVER is None:
    pytest.skip("needs Debian's chromium and chromium-driver", allow_module_level=True)


class Browser:
    """A headless Chromium and the few things that the tests do with it."""

    def __init__(self) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        options.add_argument("--headless")
        options.add_argument("--disable-gpu")
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        service = webdriver.ChromeService(executable_path=DRIVER)
        self.driver = webdriver.Chrome(options=options, service=service)

    def open(self, path: Path, width: int = 1440, height: int = 900) -> None:
        self.resize(width, height)
        self.driver.get(path.as_uri())

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def one(self, selector: str) -> Any:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        return self.one(selector).get_property("textContent")

    def texts(self, selector: str) -> list[str]:
        script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)"
        return self.run(script, selector)

    def click(self, selector: str) -> None:
        """Clicks in the middle of the window, where nothing that sticks to its top is."""
        element = self.one(selector)
        self.run("arguments[0].scrollIntoView({ block: 'center' })", element)
        element.click()

    def keys(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def settle(self) -> None:
        """Waits until what was asked for by scrolling or resizing is drawn."""
        self.driver.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done));"
        )

    def choose(self, filter_: str, value: object) -> int:
        self.run("document.getElementById('projects').scrollIntoView()")
        Select(self.one(f"#filter-{filter_}")).select_by_value(str(value))
        return self.found()

    def found(self) -> int:
        return int(self.text("#found-count").replace(",", ""))

    def search(self, words: str) -> int:
        field = self.one("#search")
        field.clear()
        field.send_keys(words)
        return self.found()

    def open_first(self, code: str) -> None:
        """Opens the panel of the project ``code``."""
        assert self.search(code) == 1
        self.click(".room .row")
        assert self.one("#panel").get_property("open")

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    made = Browser()
    yield made
    made.driver.quit()


@pytest.fixture(scope="module")
def county(store_path: Path) -> Page:
    return page(sanku.Store(store_path), as_of=AS_OF)


@pytest.fixture(scope="module")
def county_path(county: Page, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "通报.html"
    county.save(path)
    return path


def read_back(browser: Browser) -> dict[str, tuple[str, str]]:
    """The text and the exact value of every figure that is shown, by its key."""
    script = """return [...document.querySelectorAll("[data-figure]")].map(
        e => [e.dataset.figure, e.textContent, e.dataset.value])"""
    shown: dict[str, tuple[str, str]] = {}
    for key, text, value in browser.run(script):
        assert shown.setdefault(key, (text, value)) == (text, value), key
    return shown


# ---- the bulletin's own numbers, found and printed a second way


def printed(amount: Decimal, places: str) -> str:
    return f"{amount.quantize(Decimal(places), ROUND_HALF_UP):,}"


def yi(fen: int) -> str:
    return printed(Decimal(fen) / Decimal(10**10), "0.01")


def entry_named(entries: list[Any], names: list[str]) -> Any:
    """The entry of a list that the next part of a key names; takes that part off."""
    for entry in entries:
        if "from" in entry and names[:2] == [entry["from"], entry["to"]]:
            del names[:2]
            return entry
        if names[0] in (entry.get("id"), entry.get("code")):
            del names[0]
            return entry
    return entries[int(names.pop(0))]


def expected(bulletin: dict[str, Any], key: str) -> tuple[str, str]:
    """The text and the exact value that a figure's key stands for in the bulletin's JSON."""
    if key.endswith("held_fen"):
        group = bulletin
        if key != "held_fen":
            kind, code, _ = key.split(".")
            group = entry_named(bulletin[kind], [code])
        fen = sum(library["investment_fen"] for library in group["libraries"])
        return yi(fen), str(fen)
    if key == "quality.accepted":
        rows = bulletin["quality"]["rows"] - bulletin["quality"]["rejected"]
        return f"{rows:,}", str(rows)
    if key.endswith(".growth"):
        years = bulletin["activity"][key.split(".")[1]]
        now, then = (years[year]["projects"] for year in ("this_year", "last_year"))
        text = printed(Decimal(100 * (now - then)) / then, "0.1") + "%" if then else "—"
        return text, f"{now - then}/{then}"
    here: Any = bulletin
    names = key.split(".")
    while names:
        here = entry_named(here, names) if isinstance(here, list) else here[names.pop(0)]
    if isinstance(here, dict):
        return here["text"], f"{here['numerator']}/{here['denominator']}"
    of_money = re.search(r"fen$|(by_investment|multiple)\.(numerator|denominator)$", key)
    return yi(here) if of_money else f"{here:,}", str(here)


# ---- what is shown


def test_it_draws_without_an_error_and_without_a_request(
    browser: Browser, county_path: Path
) -> None:
    browser.complaints()
    browser.driver.get_log("performance")
    browser.open(county_path)
    browser.click("#switch")
    browser.click(".room .row")
    browser.keys(Keys.ESCAPE)
    browser.settle()
    assert browser.complaints() == []
    events = [
        json.loads(entry["message"])["message"] for entry in browser.driver.get_log("performance")
    ]
    asked = {
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    }
    assert asked == {county_path.as_uri()}
    for chart in ("funnel", "lights-chart", "activity-chart"):
        assert len(browser.driver.find_elements(By.CSS_SELECTOR, f"#{chart} svg path")) > 3


def test_scripts_and_requests_of_others_are_forbidden(browser: Browser, county_path: Path) -> None:
    browser.open(county_path)
    browser.run(
        """const script = document.createElement("script");
        script.textContent = "window.ran = 1"; document.body.append(script);
        document.body.insertAdjacentHTML("beforeend", "<img src='http://127.0.0.1:9/x.png'>");"""
    )
    assert browser.run("return window.ran") is None
    refused = " ".join(browser.complaints())
    assert "script-src" in refused and "img-src" in refused


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_on_the_page_is_that_of_the_bulletin(
    browser: Browser, store: sanku.Store, tmp_path: Path, lang: str
) -> None:
    # More fen than a double counts singly: 2**53 + 1.
    stated = 9_007_199_254_740_993
    made = page(store, as_of=AS_OF, previous_year_fen=stated, lang=lang)
    made.save(tmp_path / "page.html")
    browser.open(tmp_path / "page.html")
    browser.run("window.dispatchEvent(new Event('beforeprint'))")  # the red list too
    bulletin = json.loads(sanku.bulletin(store, as_of=AS_OF, previous_year_fen=stated).json(lang))
    shown = read_back(browser)
    assert shown == {key: expected(bulletin, key) for key in shown}
    assert shown["previous_year_investment.fen"] == ("900,719.93", "9007199254740993")
    demanded = [
        *(f"libraries.{id}.{what}" for id in ("directory", "reserve", "implementation")
          for what in ("projects", "investment_fen", "multiple")),
        *(f"conversions.{pair}.{by}" for pair in ("directory.reserve", "reserve.implementation")
          for by in ("by_count", "by_investment")),
        *(f"lights.overall.{light}" for light in LIGHTS),
        *(f"lights.rules.{rule['id']}.counts.{light}" for rule in bulletin["lights"]["rules"]
          for light in LIGHTS),
        *(f"two_accounts.{name}" for name in bulletin["two_accounts"]),
        *(f"evaluations.{name}" for name in bulletin["evaluations"]),
        *(f"activity.{what}.{year}.{unit}" for what in bulletin["activity"]
          for year in ("this_year", "last_year") for unit in ("projects", "investment_fen")),
        *(f"activity.{what}.growth" for what in bulletin["activity"]),
        *(f"red.{one['code']}.investment_fen" for one in bulletin["red"]),
        *(f"{kind}.{group['code']}.{what}" for kind in ("regions", "sectors")
          for group in bulletin[kind]
          for what in ("libraries.directory.projects", "held_fen", "evaluations.rate",
                       "conversions.directory.reserve.by_count", "lights.red")),
        "reserve_to_directory_size", "withdrawn", "quality.reporting_rate", "quality.rejected",
        "provenance.journal.events",
    ]  # fmt: skip
    assert set(demanded) <= shown.keys()


def test_it_carries_the_whole_bulletin_in_both_languages(county: Page, store: sanku.Store) -> None:
    found = re.search(r'<script type="application/json" id="bulletin">(.*?)</script>', county.html)
    assert found is not None
    held = json.loads(found[1])
    for lang in ("zh", "en"):
        assert held[lang] == json.loads(sanku.bulletin(store, as_of=AS_OF).json(lang))


def test_the_same_bulletin_gives_the_same_page(county: Page, store: sanku.Store) -> None:
    assert page(store, as_of=AS_OF).html == county.html


@pytest.mark.parametrize("width", [1440, 1024, 420])
def test_nothing_is_wider_than_the_window(browser: Browser, county_path: Path, width: int) -> None:
    browser.open(county_path, width, 800)
    for _ in ("zh", "en"):
        browser.settle()
        assert browser.run("return document.documentElement.scrollWidth") <= width
        browser.click("#switch")


# ---- the list


def test_filters_find_what_the_lights_say(
    browser: Browser, county_path: Path, store: sanku.Store
) -> None:
    browser.open(county_path)
    lights = store.at(AS_OF).lights()
    assert browser.found() == len(lights)
    for place, light in enumerate(LIGHTS):
        assert browser.choose("light", place) == lights.counts()[light]
    for rule in lights.rules:
        browser.choose("rule", rule)
        assert browser.choose("light", 4) == lights.counts(rule)["red"]
        assert browser.choose("light", "") == len(lights) - lights.counts(rule)["none"]
    browser.click("#clear")
    pools = lights.portfolio["pool"]
    assert browser.choose("pool", 3) == (pools == 3).sum()
    assert browser.choose("light", 4) == ((pools == 3) & (lights.overall == 4)).sum()
    browser.click("#clear")
    assert browser.found() == len(lights)


def test_regions_and_units_can_be_chosen(
    browser: Browser, county_path: Path, store: sanku.Store
) -> None:
    browser.open(county_path)
    portfolio = store.at(AS_OF)
    names = dict(portfolio.regions)
    places = [names[portfolio.regions[i][0]] for i in portfolio["region"]]
    units = [portfolio.texts[i] for i in portfolio["responsible_unit"]]
    for filter_, values in (("region", places), ("unit", units)):
        browser.click("#clear")
        wanted = max(set(values), key=values.count)
        options = Select(browser.one(f"#filter-{filter_}")).options
        value = next(
            o.get_property("value") for o in options if o.text.strip("\u2068\u2069") == wanted
        )
        assert browser.choose(filter_, value) == values.count(wanted)


def test_search_finds_names_codes_and_units(
    browser: Browser, county_path: Path, store: sanku.Store
) -> None:
    browser.open(county_path)
    portfolio = store.at(AS_OF)
    names = [portfolio.texts[i] for i in portfolio["name"]]
    units = [portfolio.texts[i] for i in portfolio["responsible_unit"]]
    assert browser.search("保安") == sum("保安" in name for name in names)
    assert browser.search(portfolio.codes[7]) == 1
    assert browser.text(".room .row .code") == portfolio.codes[7]
    assert browser.search("交通运输局") == units.count("市交通运输局")
    both = sum("金牛" in n and u == "市交通运输局" for n, u in zip(names, units, strict=True))
    assert browser.search("金牛 交通") == both > 0
    assert browser.search("没有这个项目") == 0
    assert browser.texts(".empty") == ["没有符合条件的项目。"]


def test_the_list_is_sorted_by_any_column(
    browser: Browser, county_path: Path, store: sanku.Store
) -> None:
    browser.open(county_path)
    portfolio = store.at(AS_OF)
    largest = portfolio.codes[int(portfolio["total_investment"].argmax())]
    assert set(browser.texts(".room .light")) == {"红灯"}  # the worst first, unless asked otherwise
    browser.click('#list [data-sort="investment"]')
    assert browser.text(".room .code") == largest
    assert browser.one('[aria-sort="descending"]').get_attribute("class") == "investment"
    browser.click('#list [data-sort="investment"]')
    assert browser.text(".room .code") != largest
    assert browser.run("return document.activeElement.dataset.sort") == "investment"


def test_a_number_of_the_lights_lists_its_projects(
    browser: Browser, county_path: Path, store: sanku.Store
) -> None:
    browser.open(county_path)
    counts = store.at(AS_OF).lights().counts("progress")
    browser.click('#lights-table [data-figure="lights.rules.progress.counts.yellow"]')
    assert browser.found() == counts["yellow"]
    assert Select(browser.one("#filter-rule")).first_selected_option.text == "进度"


def test_a_bar_of_the_chart_lists_its_projects(
    browser: Browser, county_path: Path, store: sanku.Store
) -> None:
    browser.open(county_path)
    green = store.at(AS_OF).lights().counts("progress")["green"]
    labels = browser.driver.find_elements(By.CSS_SELECTOR, "#lights-chart svg text")
    label = next(label for label in labels if label.text == f"{green}")
    ActionChains(browser.driver).move_to_element(label).click().perform()
    assert browser.found() == green


def test_groups_are_sorted_exactly_and_back(
    browser: Browser, county_path: Path, store: sanku.Store
) -> None:
    browser.open(county_path)
    regions = json.loads(sanku.bulletin(store, as_of=AS_OF).json())["regions"]
    shown = "#regions-table tbody th"
    as_told = [group["name"] for group in regions]
    assert browser.texts(shown) == as_told

    def held(group: dict[str, Any]) -> int:
        return sum(library["investment_fen"] for library in group["libraries"])

    downwards = [group["name"] for group in sorted(regions, key=held, reverse=True)]
    button = '#regions-table [data-sort="held_fen"]'
    browser.click(button)
    assert browser.texts(shown) == downwards
    assert browser.one('#regions-table [aria-sort="descending"]').text == "总投资"
    browser.click(button)
    assert browser.texts(shown) == downwards[::-1]
    browser.click(button)
    assert browser.texts(shown) == as_told


# ---- one project


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_project_opens_with_its_evidence_and_history(
    browser: Browser, county_path: Path, store: sanku.Store, lang: str
) -> None:
    browser.open(county_path)
    if lang == "en":
        browser.click("#switch")
    lights = store.at(AS_OF).lights()
    code = lights.portfolio.codes[int((lights.overall == 4).argmax())]
    browser.open_first(code)
    evidence = lights.explain(code, lang)
    assert browser.texts(".evidence .sentence") == [one["sentence"] for one in evidence]
    panel = browser.text("#panel-evidence")
    for one in evidence:
        for text in (one["value"], one["threshold"], one["clause"], one["gap"], one["source"]):
            assert text is None or text in panel
        for label, value in one["inputs"].items():
            assert label in panel and value in panel
        for way in one["ways"]:
            assert way[1:] in panel  # a sentence begins with a capital letter
    events = store.history(code, lang)
    rows = [
        [cell for cell in row.split("\n")]
        for row in browser.run(
            """return [...document.querySelectorAll("#panel-history tbody tr")].map(
                row => [...row.cells].map(cell => cell.textContent).join("\\n"))"""
        )
    ]
    assert rows == [
        [
            str(event["sequence"]),
            f"{event['recorded']:%Y-%m-%d %H:%M}",
            event["by"] + event["source"],
            event["fact"],
            event["value"],
            event["effective"].isoformat(),
        ]
        for event in events
    ]
    browser.keys(Keys.ESCAPE)


def test_the_keyboard_suffices(browser: Browser, county_path: Path) -> None:
    browser.open(county_path)
    browser.run("document.getElementById('list').focus({ preventScroll: true })")
    browser.keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert browser.one("#list").get_attribute("aria-activedescendant") == browser.one(
        ".row.active"
    ).get_attribute("id")
    third = browser.texts(".room .code")[2]
    browser.keys(Keys.ENTER)
    assert third in browser.text("#panel header")
    browser.keys(Keys.ESCAPE)
    assert not browser.one("#panel").get_property("open")
    assert browser.run("return document.activeElement.id") == "list"
    browser.keys(Keys.END)
    browser.settle()
    assert browser.one(".row.active").get_attribute("aria-rowindex") == str(browser.found() + 1)
    browser.keys(Keys.HOME, Keys.ENTER)
    browser.click("#close")
    assert not browser.one("#panel").get_property("open")
    browser.run("document.querySelector('#list [data-sort=name]').focus()")
    browser.keys(Keys.ENTER)
    assert browser.one('#list [aria-sort="ascending"]').get_attribute("class") == "name"
    assert not browser.one("#panel").get_property("open")


def test_a_correction_names_what_it_corrects(
    browser: Browser, store: sanku.Store, tmp_path: Path
) -> None:
    store.backup(tmp_path / "copy.sanku")
    store = sanku.Store(tmp_path / "copy.sanku")
    code = store.at(AS_OF).codes[100]

    def state(factor: str, how: Any, day: str, recorded: str) -> int:
        at = f"{recorded}T09:00:00+08:00"
        return store.state_factor(code, factor, how, day=day, by="甲", recorded_at=at)

    wrong = state("land", "refused", "2024-05-20", "2026-02-01")
    right = state("land", "granted", "2024-05-20", "2026-02-02")
    state("energy", "granted", "2024-07-20", "2026-02-03")
    taken_back = state("siting", "granted", "2024-05-21", "2026-02-04")
    last = store.retract(taken_back, "填错项目", recorded_at="2026-02-05T09:00:00+08:00", by="乙")
    page(store, as_of=AS_OF).save(tmp_path / "now.html")
    browser.open(tmp_path / "now.html")
    browser.open_first(code)
    assert browser.texts("#panel-history .tag") == [
        f"已被第 {right} 条替代",
        f"替代第 {wrong} 条",
        "截止日之后",
        f"已被第 {last} 条撤回",
        f"撤回第 {taken_back} 条",
    ]
    struck = browser.texts("#panel-history .superseded th")
    assert struck == [str(wrong), str(taken_back)]
    # As known on the first day there was only the first statement, and nothing superseded it.
    page(store, as_of=AS_OF, known_on="2026-02-01").save(tmp_path / "then.html")
    browser.open(tmp_path / "then.html")
    browser.open_first(code)
    assert browser.texts("#panel-history .tag") == []
    assert browser.texts("#panel-history tbody th")[-1] == str(wrong)
    assert "按2026年2月1日已知情况" in browser.text("#subtitle")


def test_valid_reasons_are_listed(browser: Browser, store: sanku.Store, tmp_path: Path) -> None:
    store.backup(tmp_path / "copy.sanku")
    store = sanku.Store(tmp_path / "copy.sanku")
    red = json.loads(sanku.bulletin(store, as_of=AS_OF).json())["red"][0]
    store.grant_reason(
        red["code"],
        red["reasons"][0]["rule"],
        start="2024-06-01",
        end="2024-08-31",
        by="市发改委",
        reason="汛期停工",
        document="冶发改函〔2024〕7号",
        recorded_at="2026-02-01T09:00:00+08:00",
    )
    page(store, as_of=AS_OF).save(tmp_path / "page.html")
    browser.open(tmp_path / "page.html")
    listed = browser.text("#suspended-list tbody")
    assert red["code"] in listed
    assert "2024年6月1日至2024年8月31日，汛期停工（市发改委批准，冶发改函〔2024〕7号）" in listed
    browser.open_first(red["code"])
    assert "汛期停工" in browser.text("#panel-evidence")


# ---- languages


def test_the_switch_switches_everything(browser: Browser, county_path: Path) -> None:
    browser.open(county_path)
    charts = browser.texts("#lights-chart svg text")
    browser.click("#switch")
    browser.settle()
    assert browser.one("html").get_attribute("lang") == "en"
    assert browser.texts("#lights-chart svg text") != charts
    browser.click(".room .row")
    # All that is left in Chinese came out of the ledger, or is the name of the other language.
    left = browser.run(
        """const copy = document.body.cloneNode(true);
        copy.querySelectorAll(".typed, #switch, script, option, noscript").forEach(e => e.remove());
        const names = [...copy.querySelectorAll("[aria-label], [title]")].map(
            e => (e.getAttribute("aria-label") || "") + (e.getAttribute("title") || ""));
        return [copy.textContent, ...names, document.querySelector("option").textContent];"""
    )
    assert [text for text in left if HAN.search(text)] == []
    for option in ("#filter-light", "#filter-rule", "#filter-pool"):
        assert not HAN.search(browser.text(option))
    browser.keys(Keys.ESCAPE)
    browser.click("#switch")
    browser.settle()
    assert browser.texts("#lights-chart svg text") == charts


def test_the_language_can_be_chosen(store: sanku.Store, browser: Browser, tmp_path: Path) -> None:
    page(store, as_of=AS_OF, lang="en").save(tmp_path / "page.html")
    browser.open(tmp_path / "page.html")
    assert "Bulletin" in browser.text("#title")
    with pytest.raises(ValueError, match="zh or en"):
        page(store, as_of=AS_OF, lang="fr")  # type: ignore[arg-type]


# ---- paper


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_printed_page_holds_the_figures_and_every_red_project(
    store: sanku.Store, tmp_path: Path, lang: str
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext of poppler-utils")
    path = tmp_path / "通报.pdf"
    page(store, as_of=AS_OF, lang=lang).pdf(path)
    text = subprocess.run(
        ["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True
    ).stdout
    words = "".join(text.split())
    bulletin = json.loads(sanku.bulletin(store, as_of=AS_OF).json(lang))
    for library in bulletin["libraries"]:
        assert yi(library["investment_fen"]) in text
        assert f"{library['projects']:,}" in text
    for conversion in bulletin["conversions"]:
        assert conversion["by_count"]["text"] in text
        assert conversion["by_investment"]["text"] in text
    assert len(bulletin["red"]) > 20
    for project in bulletin["red"]:
        assert project["code"] in words
        for reason in project["reasons"]:
            assert reason["source"] and "".join(reason["sentence"].split()) in words
    for group in (*bulletin["regions"], *bulletin["sectors"]):
        assert "".join(group["name"].split()) in words
    assert bulletin["provenance"]["journal"]["head"] in words
    for hidden in ("清除筛选", "搜索", "Clear", "Search"):
        assert hidden not in text
    assert re.search(r"\b1 ?/ ?\d", text)  # pages are numbered


def test_printing_says_what_is_missing(county: Page, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such browser: netscape"):
        county.pdf(tmp_path / "page.pdf", browser="netscape")
    silent = shutil.which("true")
    assert silent is not None
    with pytest.raises(RuntimeError, match="printed nothing"):
        county.pdf(tmp_path / "page.pdf", browser=silent)
    assert not (tmp_path / "page.pdf").exists()


def test_a_browser_that_hangs_is_given_up(county: Page, tmp_path: Path) -> None:
    hanging = tmp_path / "hanging"
    hanging.write_text("#!/bin/sh\nexec sleep 60\n")
    hanging.chmod(0o755)
    with pytest.raises(TimeoutError, match=r"within 0\.1 s"):
        county.pdf(tmp_path / "page.pdf", browser=hanging, seconds=0.1)


def test_a_package_without_echarts_says_so(
    store: sanku.Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sanku, "__path__", [str(tmp_path)])
    with pytest.raises(FileNotFoundError, match=r"echarts\.min\.js"):
        page(store, as_of=AS_OF)


# ---- names that mean harm, and many of them

HOSTILE = (
    "<script>window.ran = 1</script>",
    "</script><script>window.ran = 1</script>",
    "<!--<script>",
    "<img src=x onerror=window.ran=1>",
    "\"quotes' & &amp; <b>bold</b>",
    "😀🏗️ 项目",
    "a\u2028b\u2029c",
    "{{data}} {region} $& $1",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0634\u0631\u0648\u0639 (1)",
    "javascript:window.ran=1",
)
OVERRIDE = "\u202etxt.exe"  # right to left from here; no ledger may hold it, other texts may

HEADINGS = (
    "项目代码,项目名称,行政区划,行业,责任单位,资金类别,总投资(万元),2024年度计划投资(万元),"
    "目录库入库,储备库入库,实施库入库,计划开工,实际开工"
)
REGIONS = ("甲镇", "<b>&乙镇", "\"'</td>丙镇")


def write_ledger(path: Path, names: Sequence[str], units: Sequence[str]) -> None:
    """A ledger whose projects should have started months ago, so that each is red."""
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(HEADINGS.split(","))
        for i, name in enumerate(names):
            region = f"42028110{2 + i % 3} {REGIONS[i % 3]}"
            amounts = [100 + i, 50]
            days = ["2023-01-01", "2023-02-01", "2023-03-01", "2024-01-10", ""]
            code = f"2304-420281-04-03-9{i:05d}"
            unit = units[i % len(units)]
            lines.writerow([code, name, region, "C38", unit, "企业投资", *amounts, *days])


HOSTILE_POLICY = """
id = "hostile"
version = "1"
valid_from = 2024-01-01
title = { zh = "规则", en = "rules" }
source = { zh = "<script>window.ran=1</script>", en = "</script><script>window.ran=1</script>" }

[[rule]]
id = "start"
name = { zh = "<img src=x onerror=window.ran=1>", en = "<b>&amp;" }
metric = "start_overdue"
unit = "month-ends"
yellow = { at_least = 0 }
red = { at_least = 3 }
pools = ["implementation"]
needs_report = false
clause = { zh = "<i>条文</i>", en = "<i>clause</i>" }
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_show_as_text(browser: Browser, tmp_path: Path, lang: str) -> None:
    write_ledger(tmp_path / "ledger.csv", HOSTILE, HOSTILE)
    (tmp_path / "hostile.toml").write_text(HOSTILE_POLICY, encoding="utf-8")
    store = sanku.Store(tmp_path / "s.sanku")
    report = store.import_csv(tmp_path / "ledger.csv", recorded_at="2026-01-05T09:00:00+08:00")
    assert report.rejected == 0, str(report)
    code = store.at(AS_OF).codes[0]
    store.state_factor(
        code,
        OVERRIDE,
        "granted",
        day="2024-05-20",
        by=OVERRIDE + HOSTILE[1],
        recorded_at="2026-01-06T09:00:00+08:00",
    )
    made = page(store, as_of=AS_OF, policy=str(tmp_path / "hostile.toml"), lang=lang)
    made.save(tmp_path / "page.html")
    browser.complaints()
    browser.open(tmp_path / "page.html")
    assert sorted(browser.texts(".room .name .typed")) == sorted(HOSTILE)
    for place, name in enumerate(HOSTILE):
        browser.open_first(f"9{place:05d}")
        assert browser.text("#panel-title") == name
        if place == 0:
            history = browser.one("#panel-history tr:last-child td:nth-child(3) bdi")
            assert history.get_property("textContent") == OVERRIDE + HOSTILE[1]
            # What stands after the override still runs from left to right.
            direction = "return getComputedStyle(arguments[0]).unicodeBidi"
            assert browser.run(direction, history) == "isolate"
        browser.keys(Keys.ESCAPE)
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    assert sorted(browser.texts("#red-list li strong")) == sorted(HOSTILE)
    rule = "<img src=x onerror=window.ran=1>" if lang == "zh" else "<b>&amp;"
    assert rule in browser.texts("#lights-table th .typed")
    assert browser.run("return window.ran") is None
    assert browser.run("return document.querySelectorAll('body img, body b, body i').length") == 0
    assert browser.complaints() == []


def test_three_thousand_projects_are_shown_by_a_few_rows(browser: Browser, tmp_path: Path) -> None:
    names = [f"项目{i}号" for i in range(3000)]
    write_ledger(tmp_path / "ledger.csv", names, ["市教育局", "市交通运输局"])
    store = sanku.Store(tmp_path / "s.sanku")
    report = store.import_csv(tmp_path / "ledger.csv", recorded_at="2026-01-05T09:00:00+08:00")
    assert report.rejected == 0, str(report)
    made = page(store, as_of=AS_OF)
    assert len(made.html.encode()) < 12_000_000
    made.save(tmp_path / "page.html")
    browser.open(tmp_path / "page.html")
    assert browser.found() == 3000

    def nodes() -> int:
        return browser.run("return document.querySelectorAll('*').length")

    most = nodes()
    for part in (0.25, 0.5, 0.75, 1):
        browser.run(
            "const rows = document.getElementById('rows');"
            "rows.scrollTop = arguments[0] * (rows.scrollHeight - rows.clientHeight)",
            part,
        )
        browser.settle()
        most = max(most, nodes())
        seen = [
            int(row)
            for row in browser.run(
                "return [...document.querySelectorAll('.room .row')].map(r => r.dataset.place)"
            )
        ]
        assert seen == list(range(seen[0], seen[-1] + 1))
        assert seen[0] <= part * 2990 <= seen[-1]  # what is looked at is drawn
    assert seen[-1] == 2999
    browser.one("#list").send_keys(Keys.END, Keys.ENTER)
    assert browser.text("#panel-title") == "项目0号"  # the smallest comes last
    browser.keys(Keys.ESCAPE)
    assert browser.search("项目12") == 111  # 12, 120 to 129, 1200 to 1299
    assert browser.choose("light", 1) == 0
    assert max(most, nodes()) < 4000


# ---- a notebook


def test_a_notebook_gets_it_in_a_frame(county: Page, browser: Browser, tmp_path: Path) -> None:
    notebook = tmp_path / "notebook.html"
    shown = county._repr_html_()
    notebook.write_text(f"<!doctype html><meta charset='utf-8'>{shown}", encoding="utf-8")
    browser.complaints()
    browser.open(notebook)
    browser.driver.switch_to.frame(browser.one("iframe"))
    assert browser.text("#title") == "大冶市投资项目三库通报"
    browser.driver.switch_to.default_content()
    assert browser.complaints() == []
