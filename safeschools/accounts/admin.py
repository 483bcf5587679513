"""Accounts in Django's admin, for system administrators: to look and to export. Changes are made on the screens."""

from django.contrib import admin

from safeschools.accounts.models import RoleGrant, User
from safeschools.accounts.resources import UserResource
from safeschools.directory.admin import LookAndExport


class GrantInline(admin.TabularInline):  # type: ignore[type-arg]
    """The roles a person holds or held."""

    model = RoleGrant
    fk_name = "user"
    extra = 0
    can_delete = False


@admin.register(User)
class UserAdmin(LookAndExport):
    """Accounts by role."""

    resource_classes = (UserResource,)
    list_display = ("username", "display_name", "role", "school", "district", "agency", "is_active", "last_login")
    list_filter = ("role", "is_active")
    list_select_related = ("school", "district", "agency")
    search_fields = ("username", "display_name")
    exclude = ("password",)
    inlines = (GrantInline,)
