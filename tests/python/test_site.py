"""The site of the documentation: what it says is complete, and it can be built."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sanku
from conftest import ROOT

DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))
import generated  # noqa: E402


def code_of(page: str) -> str:
    """What a page has in code: names in the text, and whole examples."""
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, flags=re.M | re.S)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    return "\n".join(blocks + re.findall(r"`([^`]+)`", rest))


def keys_of(schema: object) -> set[str]:
    """Every key that a JSON schema describes."""
    found: set[str] = set()
    if isinstance(schema, dict):
        found |= set(schema.get("properties", {}))
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            found |= keys_of(part)
    return found


@pytest.mark.parametrize(
    ("schema", "page"),
    [
        ("policy", "policies.md"),
        ("indicator-system", "evaluation.md"),
        ("network", "networks.md"),
        ("plan", "targets.md"),
        ("appraisal", "appraisal.md"),
    ],
)
def test_every_key_of_a_file_is_documented(schema: str, page: str) -> None:
    text = (DOCS / f"{schema}.schema.json").read_text(encoding="utf-8")
    said = code_of(page)
    missing = {key for key in keys_of(json.loads(text)) if not re.search(rf"\b{key}\b", said)}
    assert not missing, f"{page} does not say what these keys mean"


@pytest.mark.parametrize("page", ["policies.md", "figures.md"])
def test_every_metric_is_documented(page: str) -> None:
    said = (DOCS / page).read_text(encoding="utf-8")
    assert not [name for name in sanku.metrics() if name not in said]


def test_every_measure_is_documented() -> None:
    said = code_of("ranks.md")
    assert not [name for name in sanku.measures() if name not in said]


def test_every_public_name_is_in_one_room_of_the_reference() -> None:
    rooms = generated.rooms()
    names = [name for room in rooms.values() for name in room]
    assert sorted(names) == sorted(set(sanku.__all__) - {"__version__"})
    assert "_sanku" not in rooms, "names of the extension: give them a room in docs/generated.py"


def test_every_layer_of_headers_has_a_page() -> None:
    layers = {path.name for path in (ROOT / "include" / "sanku").iterdir()}
    pages = {path.stem for path in (DOCS / "reference" / "cpp").glob("*.md")} - {"index"}
    assert pages == layers
    assert layers == set(re.findall(r"^\w+$", (DOCS / "reference/cpp/index.md").read_text(), re.M))


def test_every_command_is_in_the_reference_with_all_its_options() -> None:
    text = generated.commands()
    for path, command in generated.walk(generated.typer.main.get_command(generated.app)):
        heading = f"`sanku {' '.join(path)}`\n"
        assert heading in text
        section = text.split(heading)[1].split("\n#")[0]
        for parameter in command.params if not hasattr(command, "commands") else []:
            if parameter.param_type_name == "option":
                assert all(f"`{name}`" in section for name in parameter.opts), (
                    path,
                    parameter.name,
                )
    assert text.count("\n## ") + 1 == len(set(re.findall(r"^## .*$", text, re.M)))


def test_the_glossary_has_everything_that_the_library_names_in_both_languages() -> None:
    text = generated.fill((DOCS / "glossary.md").read_text(encoding="utf-8"))
    assert "<!-- generated" not in text
    named = {*sanku.measures().values()}
    for id in sanku.networks():
        named |= {(pool["name_zh"], pool["name_en"]) for pool in sanku.network(id).pools}
    for id in sanku.indicator_systems():
        system = sanku.IndicatorSystem.builtin(id)
        named |= {(one["name_zh"], one["name_en"]) for one in system.indicators}
    assert len(named) > 60
    assert not [pair for pair in named if f"| {pair[0]} | {pair[1]} |" not in text]
    for zh, en in (
        ("红灯", "red"),
        ("已退库", "Withdrawn"),
        ("年末突增", "jump at the year's end"),
    ):
        assert f"| {zh} | {en} |" in text
    headers = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "include").rglob("*.hpp"))
    types = set(re.findall(r"string_view name\((\w+) \w+, Language", headers))
    listed = set(re.findall(r"\| `(\w+)` \|$", generated.words(), re.M))
    assert types - listed == {"FileKind"}, "not found by docs/generated.py"  # and is in the text
    assert "项目台账·进度台账 | project ledger, progress ledger" in text


def test_the_keys_of_the_glossary_are_names_of_the_library() -> None:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8").split("## Words of the library")[0]
    keys = [key for line in text.splitlines()[6:] for key in re.findall(r"`([^`]+)`", line)]
    known = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("bindings", "include", "src")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".cpp", ".hpp", ".toml")
    )
    assert len(keys) > 40
    assert not [key for key in keys if not re.search(rf"(?<![\w-]){key}(?![\w-])", known)]


@pytest.fixture(scope="module")
def site() -> Path:
    """The site, built as docs/build.sh builds it: a warning of Sphinx, such as a dead link or a
    page in no chapter, ends it."""
    if shutil.which("doxygen") is None:
        pytest.skip("doxygen is not installed")
    done = subprocess.run(
        [DOCS / "build.sh", sys.executable], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return ROOT / "build" / "docs" / "html"


def test_the_site_is_built_without_a_warning_and_has_every_page(site: Path) -> None:
    pages = {path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")}
    assert len(pages) > 30
    assert not [page for page in pages if not (site / page).exists()]


def test_the_site_documents_what_is_public(site: Path) -> None:
    python = (site / "reference" / "python.html").read_text(encoding="utf-8")
    ids = set(re.findall(r'id="sanku\.([\w.]+)"', python))
    assert set(sanku.__all__) - {"__version__"} <= ids
    assert {"Store.import_csv", "Portfolio.lights", "Lights.explain", "Ratio.percent"} <= ids
    cpp = "".join(
        path.read_text(encoding="utf-8") for path in (site / "reference" / "cpp").glob("*.html")
    )
    for name in ("sanku5Money", "sanku5Store", "sanku7warning6Lights", "sanku8pipeline"):
        assert f"_CPPv4N5{name}" in cpp, name
    assert "_CPPv4N5sanku6detail" not in cpp


def test_the_site_names_nothing_of_the_machine_that_built_it(site: Path) -> None:
    here = re.compile(rf"(?<![\w.-]){re.escape(str(ROOT))}(?![\w-])")
    for path in site.rglob("*"):
        if path.suffix in (".html", ".js", ".css", ".txt"):
            assert not here.search(path.read_text(encoding="utf-8")), path
