"""The site of the documentation; docs/build.sh makes it."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(DOCS))
try:
    import generated
except ImportError as error:
    raise ConfigError(
        f"The reference is made from the package itself, which cannot be imported ({error}). "
        "Build it first: pip install -e '.[all]'"
    ) from error

project = "sanku"
author = "the authors of sanku"
copyright = "the authors of sanku, MIT licence"
_said = re.search(r"project\(sanku VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text("utf-8"))
release = version = _said[1] if _said else ""
language = "en"
default_role = "code"  # docstrings of the extension have `code` as C++ comments do

extensions = ["myst_parser", "sphinx.ext.autodoc", "breathe"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
html_math_renderer = "mathjax"

html_theme = "furo"
html_title = f"sanku · 三库 {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
toc_object_entries_show_parents = "hide"
highlight_language = "text"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_display_short_literal_types = True

breathe_projects = {"sanku": os.environ.get("SANKU_DOXYGEN_XML", "")}
breathe_default_project = "sanku"
breathe_show_include = False  # each section is a header, under its full name
# A namespace stands in each header, and Sphinx would have it declared once.
suppress_warnings = ["duplicate_declaration.cpp"]


def mend(xml: Path) -> None:
    """What Doxygen writes and Breathe or Sphinx cannot take."""
    index = xml / "index.xml"
    # Breathe looks headers up by this name, and two layers may have one of the same name.
    full = {
        path.stem: re.findall(r'<location file="([^"]+)"', path.read_text("utf-8"))[-1]
        for path in xml.glob("*_8hpp.xml")
    }
    index.write_text(
        re.sub(
            r'(refid="(\w+_8hpp)" kind="file"><name>)[^<]*',
            lambda found: found[1] + full[found[2]],
            index.read_text("utf-8"),
        ),
        "utf-8",
    )
    for path in xml.glob("*.xml"):
        text = path.read_text("utf-8")
        text = re.sub(r'<sectiondef kind="private.*?</sectiondef>', "", text, flags=re.S)
        # Braced and requires-initialisers are no expressions to Sphinx.
        text = re.sub(r"<initializer>=? *(\{|requires).*?</initializer>", "", text, flags=re.S)
        if path.stem.startswith("namespace"):
            # Comments above a namespace speak of their header, which has them; here all would meet.
            head, sections, tail = text.rpartition("</sectiondef>")
            text = (
                head
                + sections
                + re.sub(r"<(brief|detailed)description>.*?</\1description>", "", tail, flags=re.S)
            )
        path.write_text(text, "utf-8")


def short_signature(signature: str | None) -> str | None:
    """What pybind11 writes of a function, as people read it."""
    for long, short in (
        (r"self: [\w.]+(, )?", ""),
        (r"typing\.SupportsInt \| typing\.SupportsIndex", "int"),
        (r"typing\.SupportsFloat \| typing\.SupportsIndex", "float"),
        (r"collections\.abc\.", ""),
        (r"sanku\._sanku\.", "sanku."),
    ):
        signature = signature and re.sub(long, short, signature)
    return signature


def list_classes_alone(app: Sphinx, doctree: nodes.document) -> None:
    """Takes members of classes out of the contents beside a page: they would hide the classes, and
    Sphinx copies all contents for every page."""
    for item in list(app.env.tocs[app.env.docname].findall(nodes.list_item)):
        entry = next(iter(item.findall(nodes.reference)))
        name = re.split(r"::|\.", entry.astext())[-1]
        if re.match(r"#(_CPP|sanku\.)", entry.get("anchorname", "")) and name[:1].isupper():
            item.children = [
                part for part in item.children if not isinstance(part, nodes.bullet_list)
            ]


def setup(app: Sphinx) -> None:
    def begin(app: Sphinx, config: Config) -> None:
        xml = config.breathe_projects["sanku"]
        if not xml:
            raise ConfigError("SANKU_DOXYGEN_XML is not set: docs/build.sh makes the site")
        mend(Path(xml))

    def shorten(app: Sphinx, *args: Any) -> tuple[str | None, str | None]:
        return short_signature(args[-2]), short_signature(args[-1])

    def skip(app: Sphinx, what: str, name: str, thing: object, *rest: Any) -> bool | None:
        said = str(getattr(thing, "__doc__", ""))
        return True if said.startswith("Alias for field number") else None

    def fill(app: Sphinx, page: str, source: list[str]) -> None:
        # A link to a folder of the repository leads nowhere on a site: its text alone stays.
        text = re.sub(r"\[([^\]]+)\]\(\.\./[\w/]+\)", r"\1", source[0])
        source[0] = generated.fill(text)

    app.connect("config-inited", begin)
    app.connect("source-read", fill)
    app.connect("doctree-read", list_classes_alone, priority=900)  # when the contents are made
    app.connect("autodoc-process-signature", shorten)
    app.connect("autodoc-skip-member", skip)
