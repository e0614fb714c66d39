#!/bin/sh
# Sets this machine up: `setup.sh run` for the app, `setup.sh test` for its tests as well.
#
# System packages come from packages.txt (and packages-test.txt) through apt where that is allowed,
# Python's from requirements.txt (and requirements-test.txt) into .venv. What may not be installed
# is asked for in one line that can be typed as it stands. Quick when everything is there.
set -eu
cd "$(dirname "$0")/.."

purpose=${1-}
case $purpose in
    run)
        packages=$(cat packages.txt)
        requirements=requirements.txt
        ;;
    test)
        packages=$(cat packages.txt packages-test.txt)
        requirements="requirements.txt requirements-test.txt"
        ;;
    *)
        echo "usage: scripts/setup.sh run|test" >&2
        exit 2
        ;;
esac

# A program that came another way (snap, /usr/local) is as good as its package.
is_there() {
    dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed ||
        command -v "$1" >/dev/null
}

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Debian keeps ensurepip, without which no virtual environment gets pip, in a package of its own.
makes_venvs() { is_recent "$1" && "$1" -c 'import ensurepip, venv' 2>/dev/null; }

find_python() { # find_python TEST: the first Python that passes
    for name in python3.13 python3.12 python3.11 python3; do
        if "$1" "$name"; then
            echo "$name"
            return
        fi
    done
    return 1
}

missing_packages() {
    for package in $packages; do
        is_there "$package" || printf '%s ' "$package"
    done
    if is_recent .venv/bin/python || find_python makes_venvs >/dev/null; then return; fi
    if name=$(find_python is_recent); then
        "$name" -c 'import sys; print("python3.%d-venv" % sys.version_info.minor)'
    elif ! command -v python3 >/dev/null; then
        echo python3 python3-venv
    fi
}

install_command() { # install_command PREFIX PACKAGE...: what a person, or this script, would type
    prefix=$1
    shift
    from_apt=""
    from_snap=""
    for package; do
        # Ubuntu ships Chromium as a snap only.
        if [ "$package" = chromium ] && grep -qsx ID=ubuntu /etc/os-release; then
            from_snap="snap install chromium"
        else
            from_apt="$from_apt $package"
        fi
    done
    if [ -n "$from_apt" ]; then
        printf '%s' "${prefix}apt-get update; " \
            "${prefix}apt-get install -y --no-install-recommends$from_apt"
    fi
    if [ -n "$from_snap" ]; then
        printf '%s' "${from_apt:+; }${prefix}$from_snap"
    fi
}

install_packages() {
    if [ "$(id -u)" = 0 ]; then
        prefix=""
    elif sudo -n true 2>/dev/null; then
        prefix="sudo -n "
    else
        return 0
    fi
    echo "Installing $*..." >&2
    # Whether it worked is asked of the packages afterwards, so apt need not be heard.
    sh -c "$(install_command "${prefix}env DEBIAN_FRONTEND=noninteractive " "$@")" \
        </dev/null >/dev/null 2>&1 || true
}

missing=$(missing_packages)
if [ -n "$missing" ] && command -v apt-get >/dev/null; then
    # Unquoted here and below: one word a package.
    install_packages $missing
    missing=$(missing_packages)
fi
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ]; then prefix=""; else prefix="sudo "; fi
    echo "Not everything is installed; please type: $(install_command "$prefix" $missing)" >&2
    # Without sound Semilla still composes; its tests are about sound and browsers as well.
    if [ "$purpose" = test ]; then exit 1; fi
fi

# Each list is copied into .venv once it is installed, so that a changed pin is noticed.
is_installed() {
    is_recent .venv/bin/python || return
    for list in $requirements; do
        cmp -s "$list" ".venv/$list" || return
    done
}

if ! is_installed; then
    # An environment that was interrupted or has lost its Python is made anew.
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        if ! python=$(find_python makes_venvs); then
            # Otherwise the line above has already asked for it.
            if command -v python3 >/dev/null && ! find_python is_recent >/dev/null; then
                echo "Semilla needs Python 3.11 or newer." >&2
            fi
            exit 1
        fi
        "$python" -m venv --clear .venv
    fi
    echo "Installing Python packages into .venv (minutes the first time)..." >&2
    for list in $requirements; do
        rm -f ".venv/$list"
    done
    # Twice quiet: errors alone.
    .venv/bin/python -m pip install -qq --disable-pip-version-check -r "${requirements##* }"
    cp $requirements .venv/
fi
