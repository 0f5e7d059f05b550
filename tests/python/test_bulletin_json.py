"""The bulletin's JSON: its schema, its bytes, its agreement with the text."""

from __future__ import annotations

import json

import jsonschema
import pytest
import sanku
from conftest import ROOT

AS_OF = "2024-06-30"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_json_fits_the_published_schema(store: sanku.Store, lang: str) -> None:
    schema = json.loads((ROOT / "docs" / "bulletin.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    found = json.loads(sanku.bulletin(store, as_of=AS_OF, known_on="2026-01-05").json(lang))
    jsonschema.validate(found, schema)


def test_the_schema_knows_every_key_and_demands_it(store: sanku.Store) -> None:
    schema = json.loads((ROOT / "docs" / "bulletin.schema.json").read_text(encoding="utf-8"))
    found = json.loads(sanku.bulletin(store, as_of=AS_OF).json())
    for key in found:
        shorter = {name: value for name, value in found.items() if name != key}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(shorter, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found | {"surprise": 1}, schema)


def test_the_same_bulletin_gives_the_same_bytes(store: sanku.Store) -> None:
    made = [sanku.bulletin(store, as_of=AS_OF) for _ in range(2)]
    assert made[0].json() == made[1].json()
    assert made[0].text() == made[1].text()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_text_and_json_show_the_same_figures(store: sanku.Store, lang: str) -> None:
    bulletin = sanku.bulletin(store, as_of=AS_OF)
    found, text = json.loads(bulletin.json(lang)), bulletin.text(lang)
    for entry in found["conversions"]:
        assert entry["by_count"]["text"] in text
        assert entry["by_investment"]["text"] in text
    for library in found["libraries"]:
        assert f"{library['investment_fen'] / 10**10:,.2f}" in text
        assert library["multiple"]["text"] in text
    for project in found["red"][:20]:
        assert project["code"] in text
    assert found["evaluations"]["rate"]["text"] in text


def test_stated_investment_of_last_year_replaces_the_sum(store: sanku.Store) -> None:
    fen = 350 * 10**10
    found = json.loads(sanku.bulletin(store, as_of=AS_OF, previous_year_fen=fen).json())
    assert found["previous_year_investment"] == {"fen": fen, "stated": True}
    for library in found["libraries"]:
        assert library["multiple"]["denominator"] == fen


def test_known_on_before_the_import_knows_nothing(store: sanku.Store) -> None:
    found = json.loads(sanku.bulletin(store, as_of=AS_OF, known_on="2026-01-04").json())
    assert [library["projects"] for library in found["libraries"]] == [0, 0, 0]
    assert found["quality"]["imports"] == []
