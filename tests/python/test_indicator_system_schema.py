"""The schema of scoring files: what ships and the documented sample fit it, broken ones do not."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sanku
from conftest import ROOT

SHIPPED = sorted((ROOT / "src" / "summary" / "scorings").glob("*.toml"))
DOCUMENTATION = (ROOT / "docs" / "ranks.md").read_text(encoding="utf-8")
SAMPLE = DOCUMENTATION.split("```toml\n")[1].split("```")[0]


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads((ROOT / "docs" / "scoring.schema.json").read_text(encoding="utf-8"))


def test_it_is_a_schema(schema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_scoring_that_ships_fits(path: Path, schema: Any) -> None:
    jsonschema.validate(tomllib.loads(path.read_text(encoding="utf-8")), schema)


def test_all_that_ship_are_there() -> None:
    assert [path.stem for path in SHIPPED] == sanku.scorings()


def test_the_documented_sample_fits_and_is_read(schema: Any) -> None:
    jsonschema.validate(tomllib.loads(SAMPLE), schema)
    scoring = sanku.Scoring.parse(SAMPLE)
    assert [one["id"] for one in scoring.indicators] == ["reserve", "red", "tax"]
    assert sum(one["weight"] for one in scoring.indicators) == 100


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ('version = "1"', "version = 1"),
        ('version = "1"', 'versoin = "1"'),
        ('en = "Daye townships"', 'en = ""'),
        ('zh = "大冶市镇街项目工作评分", ', ""),
        ("min_size = 5 ", "min_size = -1 "),
        ("min_size = 5 ", "min_size = 2.5 "),
        ('id = "red"', 'id = ""'),
        ('id = "red"', 'id = "red"\ncolour = 1'),
        ('measure = "red_lights"', 'measure = "red_light"'),
        ('unit = "number"', 'unit = "亿元"'),
        ('unit = "%"', 'unit = "number"'),
        ("weight = 19.5", "weight = 0"),
        ("weight = 19.5", "weight = 100.01"),
        ("weight = 19.5", 'weight = "19.5"'),
        ('better = "lower"', 'better = "less"'),
        ("floor = 40 ", "floor = 1e13 "),
        ("floor = 40 ", "floor = true "),
        ("floor = 40 ", ""),
        ('missing = "zero"', 'missing = "none"'),
    ],
)
def test_a_broken_file_neither_fits_nor_is_read(sound: str, broken: str, schema: Any) -> None:
    assert sound in SAMPLE
    text = SAMPLE.replace(sound, broken, 1)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), schema)
    with pytest.raises(sanku.Error) as caught:
        sanku.Scoring.parse(text, "city.toml")
    assert caught.value.code == "malformed_scoring"


def test_it_knows_each_measure_and_so_does_the_documentation(schema: Any) -> None:
    known = schema["$defs"]["indicator"]["properties"]["measure"]["enum"]
    documented = re.findall(r"^\| `(\w+)` \| (?:higher|lower) \|", DOCUMENTATION, re.MULTILINE)
    assert known == [*sanku.measures(), "given"]
    assert documented == list(sanku.measures())
