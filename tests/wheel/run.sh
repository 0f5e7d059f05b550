#!/usr/bin/env bash
# Makes a wheel that holds the C++ libraries it needs, holds it to a manylinux tag, and installs it into
# clean environments: alone, and with every extra.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
venv=$root/build/venv
work=$root/build/wheel
rm -rf "$work"
mkdir -p "$work"
quietly() { "$@" > "$work/log" 2>&1 || { tail -40 "$work/log" >&2; exit 1; }; }

cd "$root"
# With the options of the editable install, so that nothing is compiled again.
quietly "$venv/bin/python" -m pip wheel --no-build-isolation --no-deps --disable-pip-version-check \
    -C cmake.define.SANKU_STRICT=ON -w "$work/raw" .
PATH=$venv/bin:$PATH quietly "$venv/bin/auditwheel" repair -w "$work" "$work"/raw/*.whl
wheel=$(ls "$work"/*.whl)
case "$wheel" in *manylinux_*) ;; *) echo "no manylinux tag: $wheel" >&2; exit 1 ;; esac

try() {  # try NAME REQUIREMENT: installs it into a clean environment and makes a bulletin there
    python3 -m venv "$work/$1"
    quietly "$work/$1/bin/python" -m pip install --disable-pip-version-check "$2"
    (cd "$work" && "$work/$1/bin/python" "$root/tests/wheel/$1.py")
}
try alone "$wheel"
try extras "sanku[all] @ file://$wheel"
echo "$(basename "$wheel"): imports and works alone and with all extras"
