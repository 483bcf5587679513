"""Which variables the product reads. What a developer has set of them must not reach a test."""

import os
import re
from pathlib import Path

_SETTINGS = Path(__file__).resolve().parent.parent / "safeschools" / "settings.py"
#: every variable that safeschools.settings asks for
NAMES = frozenset(re.findall(r"""\benv\.\w+\(\s*"(\w+)\"""", _SETTINGS.read_text("utf-8")))
#: no .env is read: an empty file stands for it
NO_FILE = {"ENV_FILE": os.devnull}


def is_the_products(name: str) -> bool:
    """Whether the product reads this variable, by itself or as the path of a file with the value."""
    return name in NAMES or name.removesuffix("_FILE") in NAMES
