"""Writes ``bindings/sanku/_sanku.pyi``: the types of the extension, from the built module.

python bindings/stubs.py [FILE]   # FILE instead, such as one to compare with
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

_STUB = Path(__file__).parent / "sanku" / "_sanku.pyi"
_HEAD = "# Made by bindings/stubs.py from the built module; not to be edited.\n"
#: What pybind11 leaves open; strict checkers want it said.
_OPEN = (
    (r"\bnumpy\.ndarray(?!\[)", "numpy.typing.NDArray[typing.Any]"),
    (r"\blist(?=[\]\s:,)]|$)", "list[typing.Any]"),
    (r"\bdict(?=[\]\s:,)]|$)", "dict[typing.Any, typing.Any]"),
    (r"\btuple(?=[\]\s:,)]|$)", "tuple[typing.Any, ...]"),
    (r"typing\.SupportsInt \| typing\.SupportsIndex", "int"),
    (r"typing\.SupportsFloat \| typing\.SupportsIndex", "float"),
    (r"collections\.abc\.Callable(?!\[)", "collections.abc.Callable[..., typing.Any]"),
    (r"(__hash__: typing\.ClassVar\[None\] = None)$", r"\1  # type: ignore[assignment]"),
    (r"def __eq__\(self, arg0: \w+\)", "def __eq__(self, arg0: object)"),
)
#: What `Error` carries, which is set when one is raised.
_ERROR = """    code: str
    message_zh: str
    file: str
    sheet: str
    cell: str
    row: int
    column: str
    value: str
    detail: str
"""


def stub() -> str:
    """The text of the stub."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pybind11_stubgen", "sanku._sanku", "-o", folder],
            check=True,
            capture_output=True,
        )
        text = (Path(folder) / "sanku" / "_sanku.pyi").read_text(encoding="utf-8")
    lines = []
    documents = False
    for line in text.splitlines():
        quotes = line.count('"""')
        if not documents and not quotes and "import" not in line:
            for what, instead in _OPEN:
                line = re.sub(what, instead, line)
        documents ^= quotes == 1
        lines.append(line)
    text = "\n".join(lines) + "\n"
    text = re.sub(
        r'(class Error\(ValueError\):\n    """.*?"""\n)', rf"\1{_ERROR}", text, flags=re.S
    )
    return _HEAD + text


def main() -> None:
    """Writes the stub."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else _STUB
    target.write_text(stub(), encoding="utf-8")


if __name__ == "__main__":
    main()
