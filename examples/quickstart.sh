#!/usr/bin/env bash
# From a clone to a bulletin: installs what is missing, builds the package with the command `sanku`,
# makes a synthetic county, prints its bulletin of 30 June 2024 and writes it as a page and a workbook.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../cmake/prepare.sh"

need_packages library
need_venv
echo "Building sanku; this takes some minutes"
need_sanku -C build-dir="$root/build/quickstart" -C cmake.define.CMAKE_CXX_FLAGS_RELEASE=-O1
sanku=$venv/bin/sanku
work=$root/build/example
rm -rf "$work"
"$sanku" simulate "$work"
echo
"$sanku" import "$work/daye.sanku" "$work/ledger.csv" "$work/progress.csv"
echo
"$sanku" bulletin "$work/daye.sanku" --as-of 2024-06-30
echo
for form in html xlsx; do
    "$sanku" bulletin "$work/daye.sanku" --as-of 2024-06-30 --out "$work/bulletin.$form"
done
echo "合成示例数据，非真实项目。The data are synthetic. Go on with: $sanku --help"
