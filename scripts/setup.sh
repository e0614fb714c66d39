#!/bin/sh
# Prepares this machine: `setup.sh run` for the app, `setup.sh test` for its tests as well.
# System packages come from packages.txt (and packages-test.txt) through apt where that is allowed;
# Python's from requirements.txt (and requirements-test.txt) into .venv. Quick when all is there.
set -eu
cd "$(dirname "$0")/.."
purpose=$1
case $purpose in
    run) lists=packages.txt; requirements=requirements.txt ;;
    test) lists="packages.txt packages-test.txt"; requirements=requirements-test.txt ;;
    *) echo "usage: setup.sh run|test" >&2; exit 2 ;;
esac

missing_packages() {
    for package in $(cat $lists); do
        dpkg -s "$package" 2>/dev/null | grep -q '^Status: .* installed' || printf '%s ' "$package"
    done
}

install_packages() {
    if [ "$(id -u)" = 0 ]; then as_root=""
    elif sudo -n true 2>/dev/null; then as_root="sudo -n"
    else return 1
    fi
    echo "Installing $1..." >&2
    $as_root apt-get update -qq >&2 &&
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -qq -y --no-install-recommends $1 >/dev/null
}

if command -v dpkg >/dev/null; then
    missing=$(missing_packages)
    if [ -n "$missing" ] && ! install_packages "$missing"; then
        echo "Please type: sudo apt-get install $missing" >&2
        # Without sound the app still composes; the tests are about sound and browser as well.
        [ "$purpose" = run ] || exit 1
    fi
elif ! command -v fluidsynth >/dev/null; then
    echo "Please install FluidSynth and a General MIDI soundfont to hear the music." >&2
fi

find_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        if command -v $name >/dev/null &&
            $name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
        then
            echo $name
            return
        fi
    done
    echo "Please type: sudo apt-get install python3 python3-venv   (Python 3.11 or newer)" >&2
    return 1
}

# The stamp holds the requirements that were installed last, so that a changed pin is noticed.
stamp=.venv/.installed-$purpose
wanted=$(cat requirements.txt $requirements)
if [ ! -f $stamp ] || [ "$(cat $stamp)" != "$wanted" ]; then
    python=$(find_python)
    [ -x .venv/bin/python ] || $python -m venv .venv
    echo "Installing Python packages into .venv (a few minutes the first time)..." >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r $requirements
    printf '%s' "$wanted" > $stamp
fi
