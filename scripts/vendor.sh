#!/bin/sh
# Refreshes static/vendor/ and the icon sprite from npm (make vendor). Needs node; nothing of it runs in production.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/vendor/package.json" "$here/vendor/package-lock.json" "$here/vendor/.npmrc" "$work/"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund)
# Barlow only draws digits and Latin letters: 8 KB a weight instead of 22.
"$python" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "fonttools==4.68.0" "brotli==1.2.1"
for weight in 500 600; do
  "$work/venv/bin/pyftsubset" "$work/node_modules/@fontsource/barlow/files/barlow-latin-$weight-normal.woff2" \
    --unicodes=U+0020-007E,U+00B1,U+00D7,U+2013,U+2212 --layout-features=kern,tnum,lnum --no-hinting --flavor=woff2 \
    --output-file="$work/node_modules/@fontsource/barlow/files/barlow-$weight.woff2"
done
(cd "$here/.." && "$python" -m scripts.vendor.assemble "$work/node_modules")
