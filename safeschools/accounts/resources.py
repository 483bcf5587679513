"""Column declarations of exports: accounts without their passwords."""

from import_export.resources import ModelResource

from safeschools.accounts.models import User


class UserResource(ModelResource):
    """Who may sign in, as what and where."""

    class Meta:
        model = User
        fields = (
            *("username", "display_name", "role", "school__code", "district__code", "agency__code"),
            *("is_active", "last_login", "created_at"),
        )
