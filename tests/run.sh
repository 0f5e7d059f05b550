#!/usr/bin/env bash
# Builds everything and runs every test. With --quick: C++ and Python tests alone. With --sanitize:
# also the C++ tests under the address and undefined-behaviour sanitizers.
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

step "Preparing"
need_packages library test
need_venv
[ -d "$SANKU_SHARED_DATA" ] ||
    echo "Shared test data absent ($SANKU_SHARED_DATA): tests that read them are skipped and listed."

step "Building (dev): library, examples, tests, every public header alone"
build dev

step "C++ tests"
results=$root/build/dev/results.xml
ctest --test-dir build/dev --output-on-failure --no-tests=error -j 2 --output-junit "$results" \
    > build/dev/ctest.log || { tail -60 build/dev/ctest.log; exit 1; }
cpp=$(grep -c '<testcase .*status="run"' "$results")
cpp_skipped=$(awk '/\(Skipped\)$/ {print $3}' build/dev/ctest.log)
for name in $cpp_skipped; do echo "SKIPPED $name"; done
echo "$cpp C++ tests ran, $(echo "$cpp_skipped" | grep -c .) were skipped" || true

step "Python package and tests"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps \
    -e . > build/python.log 2>&1 || { tail -40 build/python.log; exit 1; }
"$venv/bin/python" -m pytest -q -rs --junit-xml build/pytest.xml
count() { grep -o "$1=\"[0-9]*\"" build/pytest.xml | head -1 | tr -dc 0-9; }
python=$(($(count tests) - $(count skipped)))

if [ "$quick" = no ]; then
    step "Format, lint, types"
    git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run --Werror
    "$venv/bin/ruff" format --check --quiet bindings tests examples
    "$venv/bin/ruff" check --quiet bindings tests examples
    "$venv/bin/mypy"
    git ls-files 'src/*.cpp' | xargs -P 2 -n 4 clang-tidy --quiet -p build/dev \
        --extra-arg=-Wno-unknown-warning-option > build/tidy.txt 2> build/tidy.log ||
        { grep -hE 'error|warning|rror:' build/tidy.txt build/tidy.log | head -40; exit 1; }

    step "A consumer, through find_package and through add_subdirectory"
    tests/consumer/run.sh
fi
if [ "$sanitize" = yes ]; then
    step "C++ tests under the address and undefined-behaviour sanitizers"
    build asan-ubsan sanku_tests sanku_fault_tests
    # Each fault copies the process, which is slow here: every hundredth is enough.
    SANKU_FAULT_STRIDE=100 SANKU_KILLS=100 ctest --test-dir build/asan-ubsan --output-on-failure --no-tests=error -j 2 \
        > build/asan-ubsan/ctest.log || { tail -60 build/asan-ubsan/ctest.log; exit 1; }
    tail -3 build/asan-ubsan/ctest.log
fi

step "Done: $cpp C++ tests and $python Python tests ran and passed"
[ -d "$SANKU_SHARED_DATA" ] || echo "Skipped for lack of shared test data: the tests named SKIPPED above."
