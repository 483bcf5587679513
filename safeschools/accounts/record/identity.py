"""Which of a person's roles is the one in use."""

from safeschools.accounts.models import RoleGrant, User


def use(user: User, grant: RoleGrant) -> None:
    """Make this role the one in use."""
    user.role, user.school, user.district, user.agency = grant.role, grant.school, grant.district, grant.agency
    user.save(update_fields=["role", "school", "district", "agency"])
