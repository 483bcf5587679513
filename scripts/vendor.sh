#!/bin/sh
# Refreshes static/vendor/ and the icon sprite from npm (make vendor). Needs node; nothing of it runs in production.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/vendor/package.json" "$here/vendor/package-lock.json" "$here/vendor/.npmrc" "$work/"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund)
"${PYTHON:-python3}" "$here/vendor/assemble.py" "$work/node_modules"
