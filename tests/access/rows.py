"""A line of the role table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from safeschools.accounts.roles import ROLES
from tests.access.world import City, Side

Arguments = Callable[[City, Side, str], dict[str, Any]]

PUBLIC, SIGNED_IN = "public", "any signed-in"
ALL = frozenset(ROLES)
NOT_A_SCHOOL = ALL - {"school_editor", "school_head"}
IMPORTERS = frozenset(slug for slug, role in ROLES.items() if "register.import" in role.permissions)
AGENCY = frozenset({"inspector", "unit_liaison"})


@dataclass(frozen=True)
class Row:
    """One route. `needs`: a permission, PUBLIC or SIGNED_IN; `post_needs`: another one for writing, where it differs.

    `scoped`: the address names an object, which people of another school or district must not find (404).
    `hidden`: roles with the permission that find nothing there (404), because their scope holds no such object.
    `api`: a visitor is told 401 instead of being sent to the login page.
    """

    needs: str
    arguments: Arguments = lambda city, side, role: {}
    methods: str = "GET"
    scoped: bool = False
    hidden: frozenset[str] = frozenset()
    post_needs: str = ""
    api: bool = False
