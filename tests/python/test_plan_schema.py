"""The schema of plans: the example and the documented sample fit it, broken ones do not."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from typing import Any

import jsonschema
import pytest
import sanku
from conftest import ROOT

EXAMPLE = (ROOT / "examples" / "daye_plan_2024.toml").read_text(encoding="utf-8")
DOCUMENTATION = (ROOT / "docs" / "targets.md").read_text(encoding="utf-8")
SAMPLE = DOCUMENTATION.split("```toml\n")[1].split("```")[0]


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads((ROOT / "docs" / "plan.schema.json").read_text(encoding="utf-8"))


def data(toml: str) -> Any:
    """The file's data as JSON knows it: a date is its text."""
    return json.loads(json.dumps(tomllib.loads(toml), default=date.isoformat))


def test_it_is_a_schema(schema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_example_fits_and_is_read(schema: Any) -> None:
    jsonschema.validate(data(EXAMPLE), schema)
    assert len(sanku.Plan.parse(EXAMPLE).targets) == 17


def test_the_documented_sample_fits_and_is_read(schema: Any) -> None:
    jsonschema.validate(data(SAMPLE), schema)
    plan = sanku.Plan.parse(SAMPLE)
    assert [one["target"] for one in plan.targets] == ["investment", "growth"]
    assert [one["from"] for one in plan.editions("investment")] == [
        date(2024, 1, 20),
        date(2024, 7, 1),
    ]


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ("year = 2024", 'year = "2024"'),
        ("year = 2024", "years = 2024"),
        ("from = 2024-07-01", 'from = "July"'),
        ('zh = "大冶市2024年目标", ', ""),
        ('pace = "curve"', 'pace = "straight"'),
        ('pace = "curve"', ""),
        ("percent = 80 ", "percent = 180 "),
        ("yellow = 10 ", "yellow = -10 "),
        ("report_by = 5 ", "report_by = 31 "),
        ("decimals = 2 ", "decimals = 9 "),
        ("total = 120.50 ", ""),
        ("total = 120.50 ", "total = -120.50 "),
        ('kind = "level"', 'kind = "rate"'),
        ("weight = 3 }", "weight = -3 }"),
        ("weight = 3 }", "amount = 3, lock = 3 }"),
        ("weight = 3 }", "minimum = 3 }"),
        ('{ unit = "乙镇", amount = 7.5 }', '{ unit = "乙镇", weight = 7.5 }'),
        ('why = "年中调整"', ""),
    ],
)
def test_a_broken_file_neither_fits_nor_is_read(sound: str, broken: str, schema: Any) -> None:
    assert sound in SAMPLE
    text = SAMPLE.replace(sound, broken, 1)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data(text), schema)
    with pytest.raises(sanku.Error) as caught:
        sanku.Plan.parse(text, "plan.toml")
    assert caught.value.code == "malformed_plan"
    assert caught.value.file == "plan.toml" and caught.value.row > 0
