"""The bulletin as one page that opens in a browser from the disk, without a network."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import sys
from pathlib import Path
from typing import Any, Literal

from sanku._edition import Edition
from sanku._face import Store
from sanku._page_data import data_of
from sanku._portfolio import DEFAULT_POLICY, Day

#: The page's own script, in the order in which its files are put together.
_SCRIPTS = ("base", "overview", "charts", "groups", "list", "panel", "main")


def _part(name: str) -> str:
    """The text of a file of ``sanku/web``. ECharts is put beside the built extension, which an
    editable install keeps in another folder than the sources."""
    for folder in sys.modules["sanku"].__path__:
        path = Path(folder, "web", name)
        if path.is_file():
            return path.read_text("utf-8")
    raise FileNotFoundError(
        f"{name} is not in the package's folder web: building the package puts it there; in a "
        "source tree, run npm ci in bindings/page and copy it from node_modules/echarts/dist"
    )


def _script() -> str:
    parts = "\n".join(_part(f"{name}.js") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n\n{parts}}})();\n'


def _embedded(data: Any) -> str:
    """JSON that no text in it can end: without a ``<``, no tag begins."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _hash(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _policy(*scripts: str) -> str:
    """What the page may do: run the scripts that it came with, and load nothing."""
    allowed = " ".join(map(_hash, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _assembled(edition: Edition, lang: str) -> str:
    echarts, program = _part("echarts.min.js"), _script()
    data = data_of(edition, lang) | {"ui": json.loads(_part("texts.json"))}
    parts = {
        "policy": _policy(echarts, program),
        "style": _part("page.css"),
        "bulletin": _embedded({each: edition.figures(each) for each in ("zh", "en")}),
        "data": _embedded(data),
        "echarts": echarts,
        "program": program,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _part("page.html"))


class Page:
    """A bulletin as one HTML file, with everything in it that it shows; see docs/page.md."""

    def __init__(self, text: str, as_of: str) -> None:
        self._text = text
        self._as_of = as_of

    @property
    def html(self) -> str:
        """The page."""
        return self._text

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the page to ``path``, in UTF-8."""
        Path(path).write_text(self.html, "utf-8", newline="\n")

    def pdf(
        self,
        path: str | os.PathLike[str],
        *,
        browser: str | os.PathLike[str] | None = None,
        seconds: float = 120,
    ) -> None:
        """Prints the page to the PDF file ``path``, on A4 in the page's language, the red projects
        in full, by a browser of the Chromium family. browser: its program; None: the first of
        Chromium, Chrome and Edge that is found. seconds: after which printing is given up.

        Raises ``FileNotFoundError`` if there is no such browser, ``RuntimeError`` with what it said
        if it printed nothing, and ``TimeoutError``."""
        from sanku._browser import print_to_pdf

        print_to_pdf(self.html, Path(path), browser, seconds)

    def _repr_html_(self) -> str:
        """The page in a frame of a notebook."""
        return (
            '<iframe style="width:100%;height:720px;border:1px solid #dde3e9" '
            f'sandbox="allow-scripts allow-modals" srcdoc="{html.escape(self.html)}"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<page of the bulletin of {self._as_of}>"


def page(
    store: Store,
    *,
    as_of: Day,
    known_on: Day | None = None,
    policy: str = DEFAULT_POLICY,
    rules_of: Day | None = None,
    policies: str | os.PathLike[str] | None = None,
    previous_year_fen: int | None = None,
    by: str | None = None,
    lang: Literal["zh", "en"] = "zh",
) -> Page:
    """The bulletin of the day ``as_of`` as a page with its figures, charts and tables and all
    projects, each with the evidence of its lights and what was recorded of it by ``known_on``. It
    holds both languages and opens in ``lang``; other parameters as in ``sanku.bulletin``.

    Raises ``ValueError`` for another language, ``FileNotFoundError`` if the package was built
    without ECharts, and ``Error`` as ``sanku.bulletin`` does."""
    if lang not in ("zh", "en"):
        raise ValueError(f"lang: zh or en, not {lang!r}")
    edition = Edition.of(
        store,
        as_of=as_of,
        known_on=known_on,
        policy=policy,
        rules_of=rules_of,
        policies=policies,
        previous_year_fen=previous_year_fen,
        by=by,
    )
    return Page(_assembled(edition, lang), edition.figures()["as_of"])
