"""The schema of networks: every one that ships and the documented sample fit it, broken ones do
not, nor are they read."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sanku
from conftest import ROOT

SHIPPED = sorted((ROOT / "src" / "pipeline" / "networks").glob("*.toml"))
DOCUMENTATION = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8")
SAMPLE = DOCUMENTATION.split("```toml\n")[1].split("```")[0]


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads((ROOT / "docs" / "network.schema.json").read_text(encoding="utf-8"))


def test_it_is_a_schema(schema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


def test_all_networks_are_there() -> None:
    assert sorted(path.stem for path in SHIPPED) == sorted(sanku.networks())
    for name in sanku.networks():
        assert f"| `{name}` |" in DOCUMENTATION


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_network_that_ships_fits(path: Path, schema: Any) -> None:
    jsonschema.validate(tomllib.loads(path.read_text(encoding="utf-8")), schema)


def test_the_documented_sample_fits_and_is_read(schema: Any) -> None:
    jsonschema.validate(tomllib.loads(SAMPLE), schema)
    network = sanku.Network.parse(SAMPLE)
    assert [pool["id"] for pool in network.pools] == ["idea", "ready", "built"]


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ('id = "daye-projects"', "id = 1"),
        ('id = "daye-projects"', ""),
        ('zh = "大冶市项目库", ', ""),
        ("source =", "sauce ="),
        ('id = "ready"', 'id = ""'),
        ('day = "entered_directory"', 'day = "planned_start"'),
        ('day = "entered_directory"', 'day = "withdrawn"'),
        ('day = "entered_directory"', "day = []"),
        ('"entered_reserve", "contract_signed"', '"entered_reserve", "entered_reserve"'),
        ("entry = true ", "entry = 1 "),
        ("entry = true ", "entry = false "),
        ("entry = true ", "# "),
        ("final = true", 'final = "yes"'),
        ("final = true", "min_score = 60"),
        ('approvals = ["立项批复"]', "approvals = []"),
        ('approvals = ["立项批复"]', 'approvals = "立项批复"'),
        ('approvals = ["可研批复"]', 'approvals = ["可研批复", "可研批复"]'),
        ('appraisals = ["fiscal"]', "appraisals = [7]"),
        ("min_score = 60.5", "min_score = 60.555"),
        ("min_score = 60.5", "min_score = 101"),
        ("min_score = 60.5", 'min_score = "60"'),
        ("clock = { months = 3 }", "clock = { months = 0 }"),
        ("clock = { months = 3 }", "clock = { months = 3, days = 90 }"),
        ("clock = { months = 3 }", "clock = {}"),
        ("clock = { months = 3 }", "clock = { months = 1.5 }"),
        ("clock = { days = 90 }", "clock = { days = 36501 }"),
        ("clock = { days = 90 }", 'reasons = ["延期"]'),
        ('to = "built"', ""),
        ('reasons = ["资料不全"]', "clock = { days = 3 }"),
        ('reasons = ["资料不全"]', "reasons = []"),
        ('from = ["idea", "ready"]', "from = []"),
        ('from = ["idea", "ready"]', 'from = ["idea", "idea"]'),
        ('reasons = ["不再实施"]', 'to = "idea"'),
    ],
)
def test_a_broken_file_fits_neither_the_schema_nor_the_reader(
    sound: str, broken: str, schema: Any
) -> None:
    assert SAMPLE.count(sound) >= 1, sound
    text = SAMPLE.replace(sound, broken, 1)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), schema)
    with pytest.raises(sanku.Error) as refused:
        sanku.Network.parse(text)
    assert refused.value.code == "malformed_network"
    assert refused.value.row > 0


def test_it_knows_the_documented_columns(schema: Any) -> None:
    columns = schema["$defs"]["column"]["enum"]
    listed = DOCUMENTATION.split("**Day.**")[1].split("Not so planned days")[0]
    for column in columns:
        assert f"`{column}`" in listed
        text = SAMPLE.replace('day = "completed"', f'day = "{column}"')
        assert sanku.Network.parse(text).pools[2]["days"] == [column]
    assert listed.count("`") == 2 * (len(columns) + 1)
