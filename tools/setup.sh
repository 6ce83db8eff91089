#!/usr/bin/env bash
# What the Makefile needs of the machine, installed where that can be done and named where not.
#   tools/setup.sh venv       make .venv with Python 3.11 or newer
#   tools/setup.sh octave     have Octave and bubblewrap (the grader's sandbox)
#   tools/setup.sh browser    have Chromium, which opens the pages in the tests
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else return 1
    fi
}

apt_install() {
    command -v apt-get >/dev/null || return 1
    say "installing $* with apt-get"
    # Only when an installation fails is the package list refreshed: it may be absent or old.
    DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 && return
    as_root apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -q --no-install-recommends "$@" >/dev/null
}

brew_install() {
    command -v brew >/dev/null || return 1
    say "installing $* with Homebrew"
    brew install --quiet "$@"
}

# The first Python of 3.11 or newer, empty where there is none.
find_python() {
    local candidate
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
}

make_venv() {
    [ -x .venv/bin/pip ] && return
    local python
    python=$(find_python)
    if [ -z "$python" ]; then
        apt_install python3 python3-venv || brew_install python@3.12 || true
        python=$(find_python)
    fi
    if [ -z "$python" ]; then
        say "Python 3.11 or newer is needed and was not found: install it, then run make again."
        exit 1
    fi
    # Debian leaves venv's own parts to a package of their own.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        apt_install "$(basename "$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')")-venv" \
            || { say "Python's venv module is missing: install python3-venv, then run make again."; exit 1; }
    fi
    rm -rf .venv
    "$python" -m venv .venv
}

have_octave() {
    command -v octave-cli >/dev/null || command -v octave >/dev/null \
        || apt_install octave libopenblas0 || brew_install octave \
        || { say "GNU Octave 7 or newer is needed for the tests: install it (https://octave.org/download), then run make again."; exit 1; }
    # The sandbox is Linux's; elsewhere the grader's tests run without it and say so.
    if [ "$(uname -s)" = Linux ] && ! command -v bwrap >/dev/null; then
        apt_install bubblewrap \
            || { say "bubblewrap is needed for the grader's tests: install the package bubblewrap, then run make again."; exit 1; }
    fi
}

have_browser() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null && return
    done
    apt_install chromium || brew_install --cask chromium \
        || { say "Chromium is needed for the tests: install it, then run make again."; exit 1; }
}

case "${1:-}" in
    venv) make_venv ;;
    octave) have_octave ;;
    browser) have_browser ;;
    *) say "usage: tools/setup.sh venv|octave|browser"; exit 2 ;;
esac
