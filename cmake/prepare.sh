# Sourced by examples/quickstart.sh and tests/run.sh: installs what is missing, makes the virtual
# environment. Everything is checked first, so that a machine that has it all waits for nothing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# need_packages GROUP...: the Debian packages of these groups, installed if any is missing.
need_packages() {
    local missing=() package group instead
    while read -r package group instead; do
        case "$package" in ''|'#'*) continue ;; esac
        case " $* " in *" $group "*) ;; *) continue ;; esac
        [ -n "$instead" ] && command -v "$instead" >/dev/null && continue
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            missing+=("$package")
    done < "$root/debian-packages.txt"
    [ ${#missing[@]} -eq 0 ] && return
    if ! command -v apt-get >/dev/null; then
        echo "sanku: this script installs Debian packages, and here is no apt-get." >&2
        echo "Please install what corresponds to: ${missing[*]}" >&2
        exit 1
    fi
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
            echo "sanku: these Debian packages are missing, and this user may not install them:" >&2
            echo "    ${missing[*]}" >&2
            echo "Please run: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
            exit 1
        fi
        sudo=(sudo -n)
    fi
    echo "Installing Debian packages: ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { "${sudo[@]}" apt-get update -qq &&
           "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
               --no-install-recommends "${missing[@]}"; } > "$log" 2>&1; then
        tail -20 "$log" >&2
        echo "sanku: installing failed; the full log is $log" >&2
        exit 1
    fi
    rm -f "$log"
}

# need_venv: build/venv with what requirements.lock lists; its python is "$venv/bin/python".
need_venv() {
    venv=$root/build/venv
    local stamp=$venv/requirements.lock
    cmp -s "$root/requirements.lock" "$stamp" && return
    local python
    python=$(command -v python3)
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "sanku: Python 3.11 or later is needed; $python is $("$python" --version)" >&2
        exit 1
    fi
    echo "Making the virtual environment build/venv"
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r "$root/requirements.lock"
    cp "$root/requirements.lock" "$stamp"
}

# need_sanku [PIP-OPTION...]: the package from these sources, editable, in build/venv.
need_sanku() {
    mkdir -p "$root/build"
    local log=$root/build/python.log
    if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-build-isolation \
        --no-deps "$@" -e "$root" > "$log" 2>&1; then
        grep -E 'error|warning|FAILED|npm' -A 8 "$log" | head -60 >&2 || tail -40 "$log" >&2
        echo "sanku: building the Python package failed; the full log is $log" >&2
        exit 1
    fi
}

# build PRESET [TARGET...]: configures if needed and builds, quiet unless something fails.
build() {
    local preset=$1 log=$root/build/$1.log
    shift
    mkdir -p "$root/build"
    local targets=()
    [ $# -gt 0 ] && targets=(--target "$@")
    if ! { { [ -f "$root/build/$preset/build.ninja" ] || cmake --preset "$preset" -S "$root"; } &&
           cmake --build "$root/build/$preset" "${targets[@]}"; } > "$log" 2>&1; then
        grep -E 'error|warning|FAILED' -A 8 "$log" | head -60 >&2 || tail -40 "$log" >&2
        echo "sanku: building $preset failed; the full log is $log" >&2
        exit 1
    fi
}
