#!/bin/sh
# Runs its arguments with the first Python >= 3.8 that really starts: sh tools/python.sh -m tools.setup
#
# Beside a .python-version a pyenv shim may refuse to run, and `python3` may be called otherwise, so every
# candidate is tried instead of trusting the first name on PATH. One that has pip wins: it can install uv.
set -u

list_candidates() {
    [ -n "${PYTHON:-}" ] && command -v "$PYTHON"
    for name in python3 python python3.14 python3.13 python3.12 python3.11 python3.10 python3.9 python3.8; do
        printf '%s\n' "$PATH" | tr ':' '\n' | while IFS= read -r folder; do
            [ -n "$folder" ] && [ -x "$folder/$name" ] && printf '%s\n' "$folder/$name"
        done
    done
    for path in /usr/bin/python3 /usr/local/bin/python3 /opt/homebrew/bin/python3 \
        "${PYENV_ROOT:-${HOME:-/root}/.pyenv}"/versions/*/bin/python3; do
        [ -x "$path" ] && printf '%s\n' "$path"
    done
}

find_python() {
    list_candidates | while IFS= read -r candidate; do
        if "$candidate" -c "$1" </dev/null >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            break
        fi
    done
}

new_enough='import sys; assert sys.version_info >= (3, 8)'
python=$(find_python "$new_enough; import pip")
[ -n "$python" ] || python=$(find_python "$new_enough")
if [ -z "$python" ]; then
    echo "No Python 3.8 or newer starts on this machine: install one with your package manager (for example 'apt-get install python3 python3-pip') and run make again." >&2
    exit 1
fi
exec "$python" "$@"
