"""What an installed wheel does without any extra."""

import importlib.util
import tempfile

import sanku

assert all(importlib.util.find_spec(name) is None for name in ("pandas", "typer", "openpyxl"))
with tempfile.TemporaryDirectory() as folder:
    store = sanku.Store(":memory:")
    for file in sanku.simulate(folder):
        assert store.import_csv(file).rejected == 0
text = str(sanku.bulletin(store, as_of="2024-06-30"))
assert "86.2% (75/87)" in text
assert "<!doctype html>" in sanku.page(store, as_of="2024-06-30").html[:100].lower()
candidates = [{"id": "a", "score": 3, "money": 4}, {"id": "b", "score": 2, "money": 2}]
assert sanku.select(candidates, {"money": 5}).chosen
asked = (
    lambda: store.at("2024-06-30").to_pandas(),
    lambda: sanku.workbook(store, as_of="2024-06-30"),
)
for ask in asked:
    try:
        ask()
    except ImportError as error:
        assert "sanku[" in str(error)
    else:
        raise AssertionError("an extra that is not installed")
