"""Copies the few files we ship from node_modules into static/vendor and draws the icon sprite.

Called by scripts/vendor.sh with the path of node_modules. Writes static/vendor/<name>-<version>/, the table in
static/vendor/README.md (name, version, licence, sha256) and static/app/icons.svg.
"""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

from scripts.vendor import subset

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "static"
VENDOR = STATIC / "vendor"

# package → the files of it we ship
FILES = {
    "bootstrap": ["dist/css/bootstrap.min.css", "LICENSE"],
    "@fontsource/barlow": ["files/barlow-500.woff2", "files/barlow-600.woff2", "LICENSE"],
    "@tabler/icons": ["LICENSE"],  # the icons themselves are drawn into the sprite
}
SOURCE_MAP = re.compile(rb"\s*/[*/]# sourceMappingURL=[^\s*]+(?:\s*\*/)?\s*$")
OUTLINE = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
README = """# Files of others that we ship

Refreshed by `make vendor` (scripts/vendor.sh); never edited by hand. `sourceMappingURL` comments are cut off, because
hashed static files refuse names they cannot find. Bootstrap is reduced to what we use (scripts/vendor/subset.py),
Barlow to digits and Latin letters. htmx is not here: django-htmx ships it.
`static/app/icons.svg` is drawn from @tabler/icons {icons} (MIT, outline, stroke 1.75) and our own mark and star.

| package | version | licence | file | sha256 |
|---|---|---|---|---|
"""


def package(modules: Path, name: str) -> dict[str, str]:
    """The package.json of an installed package."""
    text = (modules / name / "package.json").read_text(encoding="utf-8")
    manifest: dict[str, str] = json.loads(text)
    return manifest


def copy_files(modules: Path) -> list[str]:
    """Copies every file of FILES and returns the rows of the table."""
    rows = []
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, files in FILES.items():
        manifest = package(modules, name)
        folder = VENDOR / f"{name.split('/')[-1]}-{manifest['version']}"
        folder.mkdir(parents=True)
        for file in files:
            content = SOURCE_MAP.sub(b"\n", (modules / name / file).read_bytes())
            if file.endswith("bootstrap.min.css"):
                content = subset.bootstrap(content.decode()).encode()
            target = folder / Path(file).name
            target.write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            rows.append(
                f"| {name} | {manifest['version']} | {manifest['license']} "
                f"| {target.relative_to(VENDOR)} | `{digest}` |"
            )
    return rows


def symbol(icons: Path, name: str) -> str:
    """One icon as a <symbol>; a name that ends in -filled comes from the filled set."""
    filled = name.endswith("-filled")
    source = icons / ("filled" if filled else "outline") / f"{name.removesuffix('-filled')}.svg"
    inner = source.read_text(encoding="utf-8").split(">", 1)[1].rsplit("</svg>", 1)[0]
    inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inner)
    paint = 'fill="currentColor"' if filled else OUTLINE
    body = re.sub(r"\s+", " ", inner).strip().replace(" />", "/>").replace("> <", "><")
    return f'<symbol id="i-{name}" viewBox="0 0 24 24" {paint}>{body}</symbol>'


def draw_sprite(modules: Path) -> None:
    """Writes static/app/icons.svg: the icons of icons.txt, then our own marks."""
    icons = modules / "@tabler/icons/icons"
    names = (HERE / "icons.txt").read_text(encoding="utf-8").split()
    marks = (HERE / "marks.svg").read_text(encoding="utf-8").strip()
    lines = [symbol(icons, name) for name in names]
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join([*lines, marks]) + "\n</svg>\n"
    (STATIC / "app" / "icons.svg").write_text(sprite, encoding="utf-8")


def main() -> None:
    """Everything at once: files, table, sprite."""
    modules = Path(sys.argv[1])
    rows = copy_files(modules)
    draw_sprite(modules)
    readme = README.format(icons=package(modules, "@tabler/icons")["version"]) + "\n".join(rows) + "\n"
    (VENDOR / "README.md").write_text(readme, encoding="utf-8")


if __name__ == "__main__":
    main()
