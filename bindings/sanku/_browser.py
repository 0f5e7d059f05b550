"""Printing a page to PDF by a browser of the Chromium family."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
#: Where Windows and macOS keep them, out of the path of programs.
_PLACES = (
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find_browser(browser: str | os.PathLike[str] | None = None) -> str:
    """The program of the browser that is named, or of the first that is found. Raises
    ``FileNotFoundError``."""
    names = _NAMES if browser is None else (os.fspath(browser),)
    for name in names:
        if found := shutil.which(name):
            return found
    if browser is not None:
        raise FileNotFoundError(f"no such browser: {os.fspath(browser)}")
    for place in map(os.path.expandvars, _PLACES):
        if Path(place).is_file():
            return place
    raise FileNotFoundError(
        "printing to PDF needs Chromium, Chrome or Edge: apt-get install chromium, or name the "
        "program by browser="
    )


def print_to_pdf(
    page: str, path: Path, browser: str | os.PathLike[str] | None, seconds: float
) -> None:
    """Prints the HTML text ``page`` to ``path``, in a profile of its own; see ``Page.pdf``."""
    program = find_browser(browser)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, printed = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, "utf-8", newline="\n")
        command = [
            program,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-extensions",
            "--disable-background-networking",
            "--window-size=1280,1600",
            f"--user-data-dir={Path(folder, 'profile')}",
            "--no-pdf-header-footer",
            "--print-to-pdf-no-header",
            f"--print-to-pdf={printed}",
            source.as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium refuses to start a sandbox as root
        said = Path(folder, "said.txt")  # no pipe: what the browser leaves behind may hold it open
        try:
            with said.open("wb") as out:
                subprocess.run(command, stdout=out, stderr=out, timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"{program} printed nothing within {seconds:g} s") from error
        if not printed.is_file():
            words = said.read_text("utf-8", "replace").strip()
            raise RuntimeError(f"{program} printed nothing: {words[-2000:]}")
        shutil.move(printed, path)
