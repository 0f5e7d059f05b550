"""Appraisal gates from Python and the shell, and what follows from them in a network."""

from __future__ import annotations

import json
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sanku
from conftest import ROOT
from sanku.command import app
from typer.testing import CliRunner

CODE = "2403-420281-04-01-000001"
DOCUMENTATION = (ROOT / "docs" / "appraisal.md").read_text(encoding="utf-8")
SAMPLE = DOCUMENTATION.split("```toml\n")[1].split("```")[0]
SCHEMA = json.loads((ROOT / "docs" / "appraisal.schema.json").read_text(encoding="utf-8"))
#: The reserve must have its land and the money for it.
RULES = """
id = "office"
version = "1"
basis = "default"
title = { zh = "办法", en = "rules" }
source = { zh = "测试", en = "a test" }
[[factor]]
to = ["reserve"]
gate = "factors"
key = "land"
name = { zh = "用地", en = "Land" }
unstated = "block"
pending = "block"
[[volume]]
to = ["reserve"]
block_above = 3.5
"""
NETWORK = """
id = "three-libraries"
name = { zh = "三库", en = "three libraries" }
source = { zh = "测试", en = "a test" }
[[pool]]
id = "directory"
name = { zh = "目录库", en = "directory" }
day = "entered_directory"
entry = true
[[pool]]
id = "reserve"
name = { zh = "储备库", en = "reserve" }
day = "entered_reserve"
[[pool]]
id = "implementation"
name = { zh = "实施库", en = "implementation" }
day = "entered_implementation"
final = true
[[move]]
from = "directory"
to = "reserve"
appraisals = ["factors", "volume"]
[[move]]
from = "reserve"
to = "implementation"
[[exit]]
from = "directory"
"""


def rows(name: str, *lines: str) -> str:
    return "\n".join([name, *lines]) + "\n"


@pytest.fixture
def office(tmp_path: Path) -> tuple[sanku.Store, sanku.AppraisalRules]:
    """A store with a candidate of 3 亿元 and a network that asks for two gates."""
    network = tmp_path / "network.toml"
    network.write_text(NETWORK, encoding="utf-8")
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        rows(
            "项目代码,项目名称,行政区划,行业,资金类别,总投资(亿元),目录库入库",
            f"{CODE},甲工程,420281,C39,市县财政,3,2024-01-05",
        ),
        encoding="utf-8",
    )
    store = sanku.Store(tmp_path / "daye.sanku", networks=[network])
    assert not store.import_csv(ledger, recorded_at="2024-02-01T09:00:00+08:00").rejected
    return store, sanku.AppraisalRules.parse(RULES)


def test_a_move_waits_until_the_factor_is_granted_and_appraised_again(
    office: tuple[sanku.Store, sanku.AppraisalRules],
) -> None:
    store, rules = office

    def appraise(day: str) -> sanku.Gates:
        found = store.at(day).appraise(CODE, to="reserve", rules=rules, previous_year_fen=10**10)
        found.record(store, by="市发改委", document=f"纪要 {day}")
        return found

    def move(day: str) -> int:
        return store.move(CODE, "three-libraries", "reserve", day=day)

    with pytest.raises(sanku.Error, match="missing appraisal factors; missing appraisal volume"):
        move("2024-03-01")
    first = appraise("2024-03-01")
    assert [(one["gate"], one["outcome"]) for one in first] == [
        ("volume", "pass"),
        ("factors", "block"),
    ]
    assert first[1]["words"] == "用地：未填"
    with pytest.raises(sanku.Error, match="appraisal factors blocked on 2024-03-01"):
        move("2024-03-05")
    store.state_factor(CODE, "land", "granted", day="2024-03-10", document="1号")
    with pytest.raises(sanku.Error, match="appraisal factors blocked on 2024-03-01"):
        move("2024-03-11")
    assert appraise("2024-03-12")[1]["words"] == "用地：已落实（1号）"
    assert move("2024-03-13") > 0
    facts = [one["fact"] for one in store.history(CODE, "en") if one["kind"] == "appraised"]
    assert facts == [
        f"appraisal ({gate}, round {n})" for n in (1, 2) for gate in ("volume", "factors")
    ]


def test_recording_the_same_twice_says_it_once_and_another_result_is_the_next_round(
    office: tuple[sanku.Store, sanku.AppraisalRules],
) -> None:
    store, rules = office

    def record() -> int:
        found = store.at("2024-03-01").appraise(CODE, to="reserve", rules=rules)
        return found.record(store)

    assert (record(), record()) == (2, 0)
    store.state_factor(CODE, "land", "granted", day="2024-03-01")
    assert (record(), record()) == (1, 0), "a second round of the same day"
    appraised = [one for one in store.history(CODE, "en") if one["kind"] == "appraised"]
    assert appraised[-1]["fact"] == "appraisal (factors, round 2)"
    assert "Land" not in appraised[-1]["value"], "words in the language asked for"


def test_the_arithmetic_comes_as_exact_numbers(
    office: tuple[sanku.Store, sanku.AppraisalRules],
) -> None:
    store, rules = office
    portfolio = store.at("2024-03-01")
    found = portfolio.appraise(to="reserve", rules=rules, previous_year_fen=10**10, lang="en")
    assert list(found.to_pandas()["gate"]) == ["volume", "factors"]
    assert found[0]["name"] == "甲工程"
    check = found[0]["checks"][0]
    assert (check["held_fen"], check["own_fen"]) == (0, 3 * 10**10)
    assert check["value"] == sanku.Ratio(3 * 10**10, 10**10)
    assert (check["limit"], check["side"], check["margin_fen"]) == (
        Fraction(7, 2),
        "above",
        Fraction(5 * 10**9),
    )
    assert found[0]["words"].endswith("not above the limit of 3.5, 5,000.00 wan yuan to spare")
    assert found[1]["checks"][0]["limit"] is None
    assert portfolio.appraise([], to="reserve", rules=rules) == []
    for wrong in ({"to": "withdrawn"}, {"to": "reserve", "previous_year_fen": -1}):
        with pytest.raises(sanku.Error) as caught:
            portfolio.appraise(CODE, rules=rules, **wrong)  # type: ignore[arg-type]
        assert caught.value.code == "invalid_argument"
    with pytest.raises(sanku.Error) as caught:
        portfolio.appraise("2403-420281-04-01-999999", to="reserve", rules=rules)
    assert caught.value.code == "unknown_project"


def test_many_projects_are_said_to_be_what_each_is_alone(store: sanku.Store) -> None:
    portfolio = store.at("2024-06-30")
    resources = {year: 10**12 for year in range(2024, 2040)}
    found = portfolio.appraise(to="implementation", resources_fen=resources)
    codes = list(dict.fromkeys(one["code"] for one in found))
    assert len(codes) > 100
    assert len(found) == 5 * len(codes)
    for code in codes[::25]:
        alone = portfolio.appraise(code, to="implementation", resources_fen=resources)
        assert alone == [one for one in found if one["code"] == code]


def test_the_synthetic_county_shows_the_multiples_of_daye(store: sanku.Store) -> None:
    portfolio = store.at("2024-06-30")
    found = portfolio.appraise(to="reserve")
    volume = [one for one in found if one["gate"] == "volume"]
    for one in volume[:50]:
        check = one["checks"][0]
        assert check["held_fen"] == 3 * check["value"].denominator
        assert check["value"].numerator == check["held_fen"] + check["own_fen"]


def test_resources_are_read_from_a_file_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "money.csv"
    path.write_text("年度,可用财力(亿元)\n2025,12.5\n2026年,300万元\n", encoding="utf-8")
    assert sanku.read_resources(path) == {2025: 125 * 10**9, 2026: 3 * 10**8}
    path.write_text("单位：万元,\n年份,财力\n2025,300\n", encoding="gb18030")
    assert sanku.read_resources(path) == {2025: 3 * 10**8}
    for text, code in [
        ("年度,可用财力\n2025,12.5\n", "unknown_money_unit"),
        ("年度,可用财力(亿元)\n25,12.5\n", "invalid_argument"),
        ("年度,可用财力(亿元)\n2025,1\n2025,1\n", "invalid_argument"),
        ("年度,可用财力(亿元)\n2025,\n", "invalid_argument"),
        ("年度,可用财力(亿元)\n2025,99999999999\n", "overflow"),
        ("年度,可用财力(亿元)\n2025,x\n", "malformed_money"),
        ("年度\n2025\n", "invalid_argument"),
    ]:
        path.write_text(text, encoding="utf-8")
        with pytest.raises(sanku.Error) as caught:
            sanku.read_resources(path)
        assert (caught.value.code, caught.value.file) == (code, str(path)), text


def test_the_schema_takes_what_ships_and_the_documented_sample() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    shipped = sorted((ROOT / "src" / "appraisal" / "rules").glob("*.toml"))
    assert [path.stem for path in shipped] == sanku.appraisals()
    for text in [SAMPLE, RULES, *(path.read_text(encoding="utf-8") for path in shipped)]:
        jsonschema.validate(tomllib.loads(text), SCHEMA)
        sanku.AppraisalRules.parse(text)
    rules = sanku.AppraisalRules.parse(SAMPLE)
    assert (rules.id, rules.is_published, str(rules.valid_from)) == (
        "daye-2024",
        True,
        "2024-01-01",
    )
    assert rules.rules[0]["limits"][0] == {
        "side": "above",
        "at": Fraction(7, 2),
        "outcome": "block",
    }
    assert rules.rules[3]["resources_fen"] == {2025: 125 * 10**9}


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ('version = "1"', "version = 1"),
        ('version = "1"', 'versoin = "1"'),
        ('basis = "published"', 'basis = "law"'),
        ('zh = "大冶市项目前期论证办法", ', ""),
        ('to = ["reserve"]', 'to = ["withdrawn"]'),
        ('to = ["reserve"]', "to = []"),
        ("block_above = 3.5", "block_above = -1"),
        ("block_above = 3.5", 'block_above = "3.5"'),
        ("block_above = 60", "block_above = 101"),
        ('each = "section" ', 'each = "sector" '),
        ('each = "section" ', 'each = "section"\nwarn_below = 1'),
        ('each = "section" ', 'each = "section"\nsections = ["C"]'),
        ('each = "section" ', ""),
        ('sections = ["C"] ', 'sections = ["C39"] '),
        ('missing = "warn"', 'missing = "zero"'),
        ("[fiscal]", "[fiscal]\nwarn_below = 5"),
        ("year = 2025", "year = 2200"),
        ('amount = "12.5亿元"', 'amount = "12.5"'),
        ('gate = "factors" ', 'gate = "land" '),
        ('key = "land" ', 'key = "" '),
        ('refused = "block"', "refused = 1"),
    ],
)
def test_a_broken_file_neither_fits_nor_is_read(sound: str, broken: str) -> None:
    assert sound in SAMPLE
    text = SAMPLE.replace(sound, broken, 1)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), SCHEMA)
    with pytest.raises(sanku.Error) as caught:
        sanku.AppraisalRules.parse(text, "city.toml")
    assert caught.value.code == "malformed_appraisal"
    assert caught.value.file == "city.toml"


def run(*args: Any, columns: int = 100) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(arg) for arg in args], env={"COLUMNS": str(columns)})
    return result.exit_code, result.output


def test_the_command_shows_records_and_exports(
    office: tuple[sanku.Store, sanku.AppraisalRules], tmp_path: Path
) -> None:
    store, _ = office
    rules = tmp_path / "office.toml"
    rules.write_text(RULES, encoding="utf-8")
    asked = ["gates", store.path, "--as-of", "2024-03-01", "--to", "reserve", "--rules", rules]
    asked += ["--previous-year", "1"]
    code, output = run(*asked)
    assert code == 1, "land is not stated"
    assert "甲工程" in output and "用地：未填" in output and "全部项目" in output
    assert "+ 本项目3.00亿元" not in output, "what passes is counted, not listed"
    code, output = run(*asked, "--code", CODE, "--lang", "en")
    assert "this project 3.00" in " ".join(output.split())
    code, output = run(*asked, "--json")
    found = json.loads(output)
    assert found["rules"] == "office" and found["recorded"] is None
    assert found["gates"][0]["checks"][0]["value"] == {
        "numerator": 3 * 10**10,
        "denominator": 10**10,
    }
    code, output = run(*asked, "--record", "--by", "甲")
    assert "已登记2条论证结果" in output
    store.state_factor(CODE, "land", "granted", day="2024-03-01", document="1号")
    code, output = run(*asked, "--record")
    assert code == 0 and "已登记1条论证结果" in output
    assert run(*asked[:-4], "--rules", tmp_path / "none.toml")[0] == 2


def test_the_commands_on_rules(tmp_path: Path) -> None:
    assert "gates-default" in run("gate-rules", "list")[1]
    for lang, words in (("zh", "高于3.6倍"), ("en", "above 3.6×")):
        code, output = run("gate-rules", "show", "--lang", lang)
        assert code == 0 and words in output
        assert max(len(line) for line in output.splitlines()[2:]) <= 100
    broken = tmp_path / "broken.toml"
    broken.write_text(RULES.replace("3.5", "-1"), encoding="utf-8")
    sound = tmp_path / "sound.toml"
    sound.write_text(RULES, encoding="utf-8")
    assert run("gate-rules", "check", sound)[0] == 0
    code, output = run("gate-rules", "check", tmp_path)
    assert code == 1
    assert "volume.block_above" in output and "ok" in output
