"""The schema of indicator systems: what ships and the documented sample fit it, broken ones do
not."""

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

SHIPPED = sorted((ROOT / "src" / "evaluation" / "systems").glob("*.toml"))
DOCUMENTATION = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
SAMPLE = DOCUMENTATION.split("```toml\n")[1].split("```")[0]
PROJECT = """
id = "project"
version = "1"
kind = "project"
title = { zh = "项目", en = "Project" }
source = { zh = "来源", en = "source" }
basis = "default"
[[indicator]]
id = "payment"
name = { zh = "支付", en = "Paid" }
weight = 100
column = "paid"
per = "required_payment"
unit = "%"
better = "higher"
method = "attained"
target = 100
missing = "zero"
"""


@pytest.fixture(scope="module")
def schema() -> Any:
    path = ROOT / "docs" / "indicator-system.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_it_is_a_schema(schema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_system_that_ships_fits(path: Path, schema: Any) -> None:
    text = path.read_text(encoding="utf-8")
    jsonschema.validate(tomllib.loads(text), schema)
    written = sanku.IndicatorSystem.parse(text).to_toml()
    jsonschema.validate(tomllib.loads(written), schema)


def test_all_that_ship_are_there() -> None:
    assert [path.stem for path in SHIPPED] == sorted(sanku.indicator_systems())
    assert all(f"| `{path.stem}` |" in DOCUMENTATION for path in SHIPPED)


def test_the_documented_sample_fits_and_is_read(schema: Any) -> None:
    jsonschema.validate(tomllib.loads(SAMPLE), schema)
    system = sanku.IndicatorSystem.parse(SAMPLE)
    assert [one["id"] for one in system.indicators] == ["reserve", "red", "tax"]
    assert sum(one["weight"] for one in system.indicators) == 100
    jsonschema.validate(tomllib.loads(PROJECT), schema)
    assert sanku.IndicatorSystem.parse(PROJECT).kind == "project"


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ('version = "1"', "version = 1"),
        ('version = "1"', 'versoin = "1"'),
        ('kind = "region" ', 'kind = "county" '),
        ('kind = "region" ', ""),
        ('basis = "published" ', 'basis = "ours" '),
        ('en = "Daye townships"', 'en = ""'),
        ('zh = "大冶市镇街项目工作评分", ', ""),
        ("min_size = 5 ", "min_size = -1 "),
        ("min_size = 5 ", "min_size = 2.5 "),
        ('id = "red"', 'id = ""'),
        ('id = "red"', 'id = "red"\ncolour = 1'),
        ('measure = "red_lights"', 'measure = "red_light"'),
        ('measure = "red_lights"', ""),
        ('measure = "red_lights"', 'measure = "red_lights"\nreported = true'),
        ('measure = "red_lights"', 'measure = "red_lights"\nper = "paid"'),
        ("reported = true", "reported = false"),
        ('unit = "%"', 'unit = "亿元"'),
        ('unit = "%"', 'unit = { zh = "成", en = "tenths" }'),
        ("weight = 19.5", "weight = 0"),
        ("weight = 19.5", "weight = 100.01"),
        ("weight = 19.5", 'weight = "19.5"'),
        ("weight = 80 ", ""),
        ('better = "lower"', 'better = "less"'),
        ('method = "linear"', 'method = "line"'),
        ('method = "linear"', 'method = "rank"'),
        ("full_at = 60 ", "target = 60 "),
        ("full_at = 60 ", "full_at = 60\ntarget = 60 "),
        ("none_at = 20 ", "none_at = 1e13 "),
        ("none_at = 20 ", "none_at = true "),
        ("none_at = 20 ", ""),
        ("points = 0.5 ", "points = 0 "),
        ("{ from = 10, share = 60 }", "{ from = 10 }"),
        ("{ from = 10, share = 60 }", "{ from = 10, share = 60, points = 3 }"),
        ("{ from = 10, share = 60 }", "{ from = 10, share = 101 }"),
        ("{ from = 10, share = 60 }", "{ from = 10, to = 20, share = 60 }"),
        ('missing = "zero"', 'missing = "none"'),
        ('dimensions = ["work"]', "dimensions = []"),
        ('dimensions = ["work"]', 'dimensions = ["work", "work"]'),
        ("[[dimension.indicator]]", "[[dimension.leaf]]"),
    ],
)
def test_a_broken_file_neither_fits_nor_is_read(sound: str, broken: str, schema: Any) -> None:
    assert sound in SAMPLE
    text = SAMPLE.replace(sound, broken, 1)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), schema)
    with pytest.raises(sanku.Error) as caught:
        sanku.IndicatorSystem.parse(text, "city.toml")
    assert caught.value.code == "malformed_indicator_system"


def test_it_knows_each_measure_and_so_does_the_documentation(schema: Any) -> None:
    known = schema["$defs"]["indicator"]["properties"]
    ranks = (ROOT / "docs" / "ranks.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `(\w+)` \| (?:higher|lower) \|", ranks, re.MULTILINE)
    assert known["measure"]["enum"] == list(sanku.measures())
    assert documented == list(sanku.measures())


def test_it_knows_each_metric_and_column(schema: Any) -> None:
    known = schema["$defs"]["indicator"]["properties"]
    for key, old in (("metric", 'column = "paid"\nper = "required_payment"\n'), ("column", None)):
        for one in known[key]["enum"]:
            text = PROJECT
            if old is not None:
                text = text.replace(old, f'metric = "{one}"\n')
            elif one not in ("paid", "required_payment"):
                text = text.replace('column = "paid"', f'column = "{one}"')
            for unit in ("%", "percentage points", "days", "months", "month-ends", "breaches"):
                try:
                    sanku.IndicatorSystem.parse(text.replace('unit = "%"', f'unit = "{unit}"'))
                    break
                except sanku.Error as error:
                    assert "is measured" in str(error), str(error)
            else:
                pytest.fail(f"no unit of {one}")
    assert set(known["metric"]["enum"]) <= set(sanku.metrics())
