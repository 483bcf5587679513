"""Accounts a person may see and manage."""

from django.db.models import Q, QuerySet

from safeschools.accounts.models import User
from safeschools.accounts.roles import Scope


def visible_users(user: User) -> QuerySet[User]:
    """Accounts inside the person's scope: a head sees the school's, a district lead the district's and its schools'."""
    users = User.objects.select_related("school__district", "district", "agency")
    match user.scope:
        case Scope.CITY | Scope.INSTALLATION:
            return users
        case Scope.DISTRICT:
            return users.filter(Q(district=user.district) | Q(school__district=user.district))
        case Scope.SCHOOL:
            return users.filter(school=user.school)
    return users.filter(pk=user.pk)
