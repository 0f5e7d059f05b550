#!/usr/bin/env bash
# Builds everything and runs every test. With --quick: C++ and Python tests alone. With --sanitize:
# the C++ tests under the address and undefined-behaviour sanitizers instead, the fault tests both ways.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../cmake/prepare.sh"
cd "$root"

quick=no sanitize=no
for option in "$@"; do
    case "$option" in
        --quick) quick=yes ;;
        --sanitize) sanitize=yes ;;
        *) echo "usage: tests/run.sh [--quick] [--sanitize]" >&2; exit 2 ;;
    esac
done
export SANKU_SHARED_DATA=${SANKU_SHARED_DATA:-$(dirname "$root")/shared/data}
step() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }

# run_ctest PRESET [CTEST-OPTION...]: runs its tests and adds them to $cpp, names those skipped.
cpp=0
run_ctest() {
    local of=$root/build/$1
    shift
    ctest --test-dir "$of" --output-on-failure --no-tests=error -j 2 --output-junit "$of/results.xml" "$@" \
        > "$of/ctest.log" || { tail -60 "$of/ctest.log"; exit 1; }
    cpp=$((cpp + $(grep -c '<testcase .*status="run"' "$of/results.xml")))
    awk '/\(Skipped\)$/ {print "SKIPPED", $3}' "$of/ctest.log"
    grep 'tests passed' "$of/ctest.log"
}
lint() {
    git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run --Werror
    "$venv/bin/ruff" format --check --quiet bindings tests examples docs/*.py
    "$venv/bin/ruff" check --quiet bindings tests examples docs/*.py
    "$venv/bin/mypy"
    git ls-files 'src/*.cpp' | xargs -P 2 -n 4 clang-tidy --quiet -p build/dev \
        --extra-arg=-Wno-unknown-warning-option > build/tidy.txt 2> build/tidy.log ||
        { grep -hE 'error|warning|rror:' build/tidy.txt build/tidy.log | head -40; return 1; }
}

step "Preparing"
need_packages library test
need_venv
[ -d "$SANKU_SHARED_DATA" ] ||
    echo "Shared test data absent ($SANKU_SHARED_DATA): tests that read them are skipped and listed."

if [ "$sanitize" = no ]; then
    step "Building (dev): library, examples, tests, every public header alone"
    build dev
    step "C++ tests"
    run_ctest dev
else
    step "Building (dev): library, examples, fault tests, every public header alone"
    build dev sanku_cbc sanku_fault_tests sanku_headers_alone examples/all
    step "Fault tests"
    run_ctest dev -E NOT_BUILT
    step "Building (asan-ubsan): library, tests"
    build asan-ubsan sanku_tests sanku_fault_tests
    step "C++ tests under the address and undefined-behaviour sanitizers"
    # Each fault copies the process, which is slow here: every hundredth is enough.
    SANKU_FAULT_STRIDE=100 SANKU_KILLS=100 run_ctest asan-ubsan
fi

step "Python package"
need_sanku -C cmake.define.SANKU_STRICT=ON

# Tests in Python keep one core busy, so the linters run beside them.
if [ "$quick" = yes ]; then
    step "Python tests"
    lint=
else
    step "Python tests; beside them format, lint, types"
    lint > build/lint.log 2>&1 &
    lint=$!
fi
"$venv/bin/python" -m pytest -q -rs --junit-xml build/pytest.xml
count() { grep -o "$1=\"[0-9]*\"" build/pytest.xml | head -1 | tr -dc 0-9; }
python=$(($(count tests) - $(count skipped)))
if [ -n "$lint" ]; then
    wait "$lint" || { tail -60 build/lint.log; exit 1; }
    step "A consumer, through find_package and through add_subdirectory"
    tests/consumer/run.sh
    step "A wheel, in environments of its own"
    tests/wheel/run.sh
fi

step "Done: $cpp C++ tests and $python Python tests ran and passed"
[ -d "$SANKU_SHARED_DATA" ] || echo "Skipped for lack of shared test data: the tests named SKIPPED above."
