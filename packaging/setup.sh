#!/usr/bin/env bash
# Makes .venv complete: system libraries, a Python, the pinned packages, this project in place.
#
#   packaging/setup.sh run|test [--dry-run]
#
# `run` installs what the program needs, `test` what the tests need besides. Nothing is done twice:
# libraries are looked up each time (some milliseconds), packages are installed again only when
# pyproject.toml, constraints.txt or the place of the checkout has changed. As root on Debian and
# its kin missing system packages are installed; anyone else is shown the one line that does it.
set -euo pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/.."

venv=${VENV:-$PWD/.venv}
stamp=$venv/.explorer-installed

# NEED:PACKAGE. A library is looked up by soname, so Debian 13's libglib2.0-0t64 is found as well.
qt_needs="libGL.so.1:libgl1 libEGL.so.1:libegl1 libglib-2.0.so.0:libglib2.0-0
    libdbus-1.so.3:libdbus-1-3 libfontconfig.so.1:libfontconfig1 libxkbcommon.so.0:libxkbcommon0"
window_needs="libxcb-cursor.so.0:libxcb-cursor0 libxcb-icccm.so.4:libxcb-icccm4
    libxcb-keysyms.so.1:libxcb-keysyms1 libxcb-shape.so.0:libxcb-shape0
    libxkbcommon-x11.so.0:libxkbcommon-x11-0"
test_needs="Xvfb:xvfb xauth:xauth xdotool:xdotool pdftotext:poppler-utils"

say() { echo "$*" >&2; }
fail() { say "$*"; exit 1; }
usage() { say "usage: packaging/setup.sh run|test [--dry-run]"; exit 2; }
act() { if [[ $dry_run ]]; then echo "would run: $*"; else "$@"; fi; }

# Prints the packages of those NEED:PACKAGE pairs that are not there.
missing() {
    local pair need libraries path=$PATH:/sbin:/usr/sbin
    # Without ldconfig (macOS, Alpine, Nix) there is nothing to ask: take the libraries as given.
    PATH=$path command -v ldconfig >/dev/null && libraries=$(PATH=$path ldconfig -p) || libraries=
    for pair in "$@"; do
        need=${pair%%:*}
        if [[ $need == lib* ]]; then
            [[ -z $libraries || $libraries == *"$need "* ]] || echo "${pair##*:}"
        else
            command -v "$need" >/dev/null || echo "${pair##*:}"
        fi
    done
}

# Prints the path of a Python that is new enough, or nothing.
find_python() {
    local name
    for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        command -v "$name"
        return
    done
}

# Prints the packages without which no .venv can be made here.
missing_python() {
    local python
    python=$(find_python)
    if [[ -x $venv/bin/python ]]; then return; fi
    if [[ -z $python ]]; then
        # One that is too old is left to provide_venv: the same packages would not make it newer.
        command -v python3 >/dev/null || echo python3 python3-venv
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$(basename "$python")-venv"
    fi
}

apt_install() {
    local log
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    say "Installing system packages: $*"
    # A broken third-party source makes the update fail, yet not the install.
    local apt=(apt-get -qq -o Acquire::http::Timeout=20)
    if ! { "${apt[@]}" update || true; "${apt[@]}" install -y --no-install-recommends "$@"; } \
        >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        say "apt-get could not install them."
    fi
    rm -f "$log"
}

provide_system_packages() {
    [[ $(uname) == Linux ]] || return 0
    local required=$qt_needs wished="" packages
    if [[ $purpose == test ]]; then
        wished="$window_needs $test_needs"
    elif [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
        required+=" $window_needs"
    fi
    packages=$(missing $required $wished; missing_python)
    packages=${packages//$'\n'/ }
    [[ $packages ]] || return 0
    if ! command -v apt-get >/dev/null; then
        say "Missing on this system (names as in Debian): $packages"
    elif [[ $dry_run && $(id -u) == 0 ]]; then
        echo "would run: apt-get update; apt-get install -y $packages"
    elif [[ $(id -u) == 0 ]]; then
        apt_install $packages
    else
        say "Missing on this system. This line installs it:"
        say "    sudo apt-get install -y $packages"
    fi
    packages=$(missing $required; missing_python)
    [[ -z $packages || $dry_run ]] || fail "Without ${packages//$'\n'/ } this cannot go on."
}

provide_venv() {
    if [[ -x $venv/bin/python ]] && "$venv/bin/python" -c 'import pip, sys
sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then return; fi
    local python
    python=$(find_python)
    [[ $python ]] || fail "Python 3.11 or newer is needed; $(python3 --version 2>&1 || true) is here." \
        "Install one (Ubuntu 22.04: apt-get install python3.11-venv) or name it: make PYTHON=…"
    act "$python" -m venv --clear "$venv"
}

# What the stamp must say for the packages to be up to date.
installed_state() { echo "$1 $PWD $(cat pyproject.toml packaging/constraints.txt | cksum)"; }

provide_packages() {
    local project=. size="1 GB" quiet="" have
    # Ray weighs 500 MB and serves two commands, so who only runs the program is not given it.
    if [[ $purpose == test ]]; then project=".[dev,finetune]" size="1.5 GB"; fi
    have=$(cat "$stamp" 2>/dev/null || true)
    [[ $have != "$(installed_state test)" && $have != "$(installed_state "$purpose")" ]] || return 0
    [[ $dry_run ]] || say "Installing Python packages into $venv (once; about $size) …"
    [[ -t 2 ]] || quiet=--quiet
    # By environment, since the option -c does not reach the isolated build with hatchling.
    export PIP_CONSTRAINT=packaging/constraints.txt PIP_BUILD_CONSTRAINT=packaging/constraints.txt
    act "$venv/bin/python" -m pip install $quiet --no-input --disable-pip-version-check \
        --editable "$project" || fail "pip could not install the packages; the lines above say why."
    [[ $dry_run ]] || installed_state "$purpose" >"$stamp"
}

purpose=${1:-} dry_run=
[[ $purpose == run || $purpose == test ]] || usage
case ${2:-} in "") ;; --dry-run) dry_run=yes ;; *) usage ;; esac

provide_system_packages
provide_venv
provide_packages
