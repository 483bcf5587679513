"""The API asks the same question as the pages: does the role include the permission?"""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class Can(BasePermission):
    """Signed in, and the view's `permission` is part of the role in use."""

    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        return user.is_authenticated and user.can(view.permission)
