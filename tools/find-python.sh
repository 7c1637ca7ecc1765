#!/bin/sh
# Prints the Python that builds the virtual environment; says in one line what is missing where there is none.
#
#   find-python.sh          $PYTHON if set, else the first of 3.13, 3.12, 3.11 and python3 that is new enough and runs
#   find-python.sh 3.13     exactly this version, also among pyenv's; silent and non-zero where there is none

set -u

runs() { # A shim of a version manager can be on the path and still not run.
    "$1" -c "import sys; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1
}

makes_venv() {
    "$1" -c "import ensurepip, venv" >/dev/null 2>&1
}

is_version() {
    "$1" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$2')" >/dev/null 2>&1
}

on_path() { # every program of this name on the path, not only the first
    rest=$PATH:
    while [ -n "$rest" ]; do
        folder=${rest%%:*}
        rest=${rest#*:}
        [ -x "${folder:-.}/$1" ] && printf '%s\n' "${folder:-.}/$1"
    done
}

candidates() {
    for name in "$@"; do
        on_path "$name"
    done
}

if [ $# -gt 0 ]; then
    { candidates "python$1"; ls -d "${HOME:-/nowhere}/.pyenv/versions/$1"*/bin/python 2>/dev/null; } |
    {
        while IFS= read -r python; do
            if runs "$python" && is_version "$python" "$1" && makes_venv "$python"; then
                printf '%s\n' "$python"
                exit 0
            fi
        done
        exit 1
    }
    exit $?
fi

if [ -n "${PYTHON:-}" ]; then
    if runs "$PYTHON"; then
        printf '%s\n' "$PYTHON"
        exit 0
    fi
    echo "PYTHON=$PYTHON does not run or is older than 3.11; give the path of Python 3.11 or newer, or leave PYTHON out" >&2
    exit 1
fi

candidates python3.13 python3.12 python3.11 python3 |
{
    second=
    while IFS= read -r python; do
        runs "$python" || continue
        if makes_venv "$python"; then
            printf '%s\n' "$python"
            exit 0
        fi
        second=${second:-$python}
    done
    if [ -n "$second" ]; then
        printf '%s\n' "$second"
        exit 0
    fi
    echo "Python 3.11 or newer was not found; install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python) or name one with PYTHON=/path/to/python" >&2
    exit 1
}
