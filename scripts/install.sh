#!/bin/sh
# Installs one lock file into .venv, making .venv first where it is missing: install.sh requirements.txt
set -eu
cd "$(dirname "$0")/.."
base=${PYTHON:-python3}

if ! .venv/bin/python -c '' 2>/dev/null; then
  "$base" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed, and $base is not. Name one: make run PYTHON=/path/to/python3.11" >&2
    exit 1
  }
  rm -rf .venv
  # Debian keeps venv in a package of its own.
  "$base" -m venv .venv >/dev/null 2>&1 || {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      apt-get update -q && apt-get install -qy --no-install-recommends python3-venv
    fi
    rm -rf .venv
    "$base" -m venv .venv || { echo "Install the package python3-venv, then try again." >&2; exit 1; }
  }
fi

echo "Installing $1 into .venv"
if uv --version >/dev/null 2>&1 && uv pip install --quiet --python .venv/bin/python --require-hashes -r "$1"; then
  exit 0
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
