#!/usr/bin/env bash
# Makes the site of the documentation in build/docs/html. docs/build.sh [PYTHON]: one that has the
# package and requirements.lock, by default that of build/venv, which tests/run.sh makes.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${1:-$root/build/venv/bin/python}
out=$root/build/docs
cd "$root"

command -v doxygen > /dev/null || { echo "docs/build.sh: doxygen is missing" >&2; exit 1; }
[ -x "$python" ] || { echo "docs/build.sh: no $python; tests/run.sh makes it" >&2; exit 1; }
rm -rf "$out/xml"
mkdir -p "$out"
{ cat docs/Doxyfile; echo "OUTPUT_DIRECTORY = \"$out\""; } | doxygen - 2> "$out/doxygen.log"
SANKU_DOXYGEN_XML=$out/xml "$python" -m sphinx -b html -E -W --keep-going -q -d "$out/doctrees" docs "$out/html"
echo "$(grep -c 'is not documented' "$out/doxygen.log") public C++ names have no comment of their own: build/docs/doxygen.log"
echo "build/docs/html/index.html"
