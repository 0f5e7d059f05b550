#!/usr/bin/env bash
# From a clone to a bulletin: installs what is missing, builds the example, makes a synthetic ledger
# of a county and prints its bulletin as of 30 June 2024.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../cmake/prepare.sh"

need_packages library
build quickstart monthly_bulletin
work=$root/build/quickstart/example
rm -rf "$work"
mkdir -p "$work"
python3 "$root/bindings/sanku/simulation.py" "$work"
echo
"$root/build/quickstart/examples/monthly_bulletin" "$work/daye.sanku" 2024-06-30 \
    "$work/ledger.csv" "$work/progress.csv"
echo
echo "合成示例数据，非真实项目。The data are synthetic; the store is $work/daye.sanku"
