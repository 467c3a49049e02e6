#!/usr/bin/env bash
# Opens the window; where there is no display, draws it into a PNG and says where. Arguments pass on.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${VENV:-$root/.venv}/bin/attention-explorer
picture=attention-explorer.png

has_display() { [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} || $(uname) == Darwin ]]; }
names() { [[ " ${arguments[*]} " == *" $1"[\ =]* ]]; }

arguments=("$@" "") # never empty: bash 3.2 takes an empty array for an unset one
if has_display || [[ -n ${1:-} && $1 != -* ]] || names --screenshot \
    || names --help || names -h || names --version; then
    has_display || export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
    exec "$program" "$@"
fi

names --size || set -- --size 1280x800 "$@"
names --text || set -- --text "The capital of France is [MASK]." "$@"
QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen} "$program" "$@" --screenshot "$picture"
echo "There is no display here: the window was drawn into $PWD/$picture"
