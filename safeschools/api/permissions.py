"""The API asks the same question as the pages: does the role, and the token, include the permission?"""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class Can(BasePermission):
    """Signed in, and what the view `needs` for this method is part of the role in use."""

    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        if not user.is_authenticated:
            return False
        needed = view.needs(request.method)
        return needed is None or user.can(needed)
