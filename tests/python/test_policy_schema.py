"""The schema of policy files: every pack and the documented sample fit it, broken ones do not."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import ROOT

PACKS = sorted((ROOT / "src" / "warning" / "packs").glob("*.toml"))
DOCUMENTATION = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
SAMPLE = DOCUMENTATION.split("```toml\n")[1].split("```")[0]


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads((ROOT / "docs" / "policy.schema.json").read_text(encoding="utf-8"))


def data(toml: str) -> Any:
    """The file's data as JSON knows it: a date is its text."""
    return json.loads(json.dumps(tomllib.loads(toml), default=date.isoformat))


def test_it_is_a_schema(schema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


def test_all_packs_are_there() -> None:
    assert len(PACKS) == 9


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.stem)
def test_a_pack_that_ships_fits(pack: Path, schema: Any) -> None:
    jsonschema.validate(data(pack.read_text(encoding="utf-8")), schema)


def test_the_documented_sample_fits(schema: Any) -> None:
    jsonschema.validate(data(SAMPLE), schema)


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ('version = "1" ', "version = 1 "),
        ('version = "1" ', 'versoin = "1" '),
        ('en = "Daye project lights"', 'en = ""'),
        ('zh = "大冶市项目预警", ', ""),
        ("valid_to = 2025-12-31", 'valid_to = "yesterday"'),
        ("stale_after_months = 2 ", "stale_after_months = 25 "),
        ('required = ["project"]', 'required = ["city"]'),
        ('unit = "percentage points" ', 'unit = "%" '),
        ('unit = "percentage points" ', ""),
        ("at_most = -10", "at_least = -10"),
        ("at_most = -10", 'at_most = "-10"'),
        ("at_most = -10", "at_most = -10, less_than = -10"),
        ("yellow = { at_most = -10 }", "yellow = { }"),
        ("red = { less_than = 0 }", ""),
        ("at_least = 1 }", "at_least = 1.5 }"),
        ('pools = ["implementation"]         #', "#"),
        ('pools = ["implementation"]         #', 'pools = ["withdrawn"] #'),
        ('funding = ["local_budget"]', 'funding = ["lottery"]'),
        ('sectors = ["M", "C39"]', 'sectors = ["C391"]'),
        ('regions = ["420281"]', "regions = [420281]"),
        ('at_least = "1亿元"', "at_least = 1"),
        ('at_least = "1000万元"', 'at_least = "1000"'),
        ('lights = ["green", "none"]', 'lights = ["amber"]'),
        ("month = 6, ", ""),
        ("percent = 100 ", "percent = 1001 "),
        ("curve = [", "course = ["),
        ('deadline = "06-30"', 'deadline = "02-29"'),
        ('deadline = "06-30"', ""),
        ('metric = "prorata_gap"', 'metric = "prorata_gap"\ndeadline = "06-30"'),
        ('metric = "prorata_gap"', 'metric = "growth_lead"'),
        ('light = "red"', 'light = "none"'),
        ('light = "yellow" ', 'light = "green" '),
        ("\nmonths = 2 ", "\nmonths = 0 "),
        ("within_days = 10 ", ""),
        ("within_days = 15 ", "within_days = 3651 "),
        ('rules = ["progress", "targets"]', "rules = []"),
    ],
)
def test_a_broken_file_does_not_fit(sound: str, broken: str, schema: Any) -> None:
    assert SAMPLE.count(sound) >= 1, sound
    found = data(SAMPLE.replace(sound, broken, 1))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, schema)


def test_a_metric_that_a_program_brings_fits(schema: Any) -> None:
    text = SAMPLE.replace('"prorata_gap"', '"risk"').replace('"percentage points" ', '"points"')
    jsonschema.validate(data(text), schema)


def test_it_knows_each_documented_metric_in_its_unit_and_on_its_side(schema: Any) -> None:
    documented = re.findall(
        r"^\| `(\w+)` \| ([\w %-]+) \| (higher|lower) \|", DOCUMENTATION, re.MULTILINE
    )
    known = {
        (metric, branch["then"]["properties"]["unit"]["const"], side)
        for branch in schema["$defs"]["rule"]["allOf"]
        if "unit" in branch["then"].get("properties", {})
        for metric in branch["if"]["properties"]["metric"]["enum"]
        for side in [
            "higher"
            if "at_least" in branch["then"]["properties"]["red"]["propertyNames"]["enum"]
            else "lower"
        ]
    }
    assert len(documented) == 25
    assert set(documented) == known
