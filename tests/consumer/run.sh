#!/usr/bin/env bash
# Builds and runs the consumer against an install prefix and against the source tree.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$root/build/consumer
log=$work/log
mkdir -p "$work"
prove() {  # prove NAME CMAKE-ARGUMENT...
    local name=$1
    shift
    rm -rf "${work:?}/$name"
    { cmake -S "$root/tests/consumer" -B "$work/$name" -G Ninja "$@" &&
      cmake --build "$work/$name"; } > "$log" 2>&1 || { tail -40 "$log" >&2; exit 1; }
    echo "$name: $("$work/$name/consumer"), $("$work/$name/core_consumer"), $("$work/$name/cbc_consumer")"
}
rm -rf "$work/prefix"
cmake --install "$root/build/dev" --prefix "$work/prefix" > "$log" 2>&1 || { tail -40 "$log" >&2; exit 1; }
prove find_package -DCMAKE_PREFIX_PATH="$work/prefix"
prove add_subdirectory -DSANKU_SOURCE="$root"
