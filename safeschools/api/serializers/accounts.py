"""Accounts, roles, the person's own account, the event log."""

from rest_framework import serializers

from safeschools.accounts.models import RoleGrant, User
from safeschools.accounts.roles import RoleSlug
from safeschools.api.allowed import account_actions
from safeschools.api.serializers.base import Filters, Strict
from safeschools.audit.models import Event
from safeschools.audit.queries import sentence_of


class AccountFilters(Filters):
    q = serializers.CharField(required=False, max_length=80)
    role = serializers.ChoiceField(RoleSlug.choices, required=False)
    active = serializers.ChoiceField(["yes", "no"], required=False)


class GrantSerializer(serializers.ModelSerializer[RoleGrant]):
    school = serializers.CharField(source="school.code", default="")
    district = serializers.CharField(source="district.code", default="")
    agency = serializers.CharField(source="agency.code", default="")

    class Meta:
        model = RoleGrant
        fields = ("id", "role", "school", "district", "agency", "granted_at")
        read_only_fields = fields


class AccountSerializer(serializers.ModelSerializer[User]):
    email = serializers.CharField(help_text="may be empty")
    school = serializers.CharField(source="school.code", default="")
    district = serializers.CharField(source="district.code", default="")
    agency = serializers.CharField(source="agency.code", default="")
    roles = GrantSerializer(source="active_grants", many=True)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = (
            *("username", "display_name", "phone", "email", "role", "school", "district", "agency", "is_active"),
            *("roles", "allowed_actions"),
        )
        read_only_fields = fields

    def get_allowed_actions(self, account: User) -> list[str]:
        return account_actions(self.context["request"].user, account)


class PlaceInput(Strict):
    """A role and the place it needs: the code of a school, district or member unit."""

    role = serializers.ChoiceField(RoleSlug.choices)
    school = serializers.CharField(max_length=10, required=False)
    district = serializers.CharField(max_length=6, required=False)
    agency = serializers.CharField(max_length=10, required=False)


class NewAccount(PlaceInput):
    username = serializers.RegexField(r"^[a-z0-9][a-z0-9._-]{2,39}$")
    display_name = serializers.CharField(max_length=40)
    person = serializers.CharField(max_length=40, allow_blank=True, default="")
    phone = serializers.CharField(max_length=30, allow_blank=True, default="")
    email = serializers.EmailField(allow_blank=True, default="", max_length=254)


class AccountChange(Strict):
    display_name = serializers.CharField(max_length=40, required=False)
    phone = serializers.CharField(max_length=30, allow_blank=True, required=False)
    email = serializers.EmailField(allow_blank=True, required=False, max_length=254)


class Activation(Strict):
    active = serializers.BooleanField()
    reason = serializers.CharField(max_length=200)


class ShortReason(Strict):
    reason = serializers.CharField(max_length=200)


class TemporaryPassword(serializers.Serializer[object]):
    """Shown once and stored nowhere."""

    username = serializers.CharField()
    password = serializers.CharField()


class MeSerializer(serializers.Serializer[object]):
    """Who asks, as what, and what that includes."""

    username = serializers.CharField()
    display_name = serializers.CharField()
    role = serializers.CharField()
    place = serializers.SerializerMethodField()
    permissions = serializers.SerializerMethodField()

    def get_place(self, user: User) -> str:
        return str(user.place or "")

    def get_permissions(self, user: User) -> list[str]:
        return sorted(permission for permission in user.spec.permissions if user.can(permission))


class EventFilters(Filters):
    verb = serializers.CharField(required=False, max_length=60, help_text="start of the action, for example review.")
    actor = serializers.CharField(required=False, max_length=80)
    label = serializers.CharField(  # type: ignore[assignment]  # a filter, not the serializer's own
        required=False, max_length=200, help_text="part of the object's name"
    )
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)


class EventSerializer(serializers.ModelSerializer[Event]):
    actor_role = serializers.CharField(read_only=True, help_text="empty where the software acted by itself")
    sentence = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = ("id", "at", "actor_name", "actor_role", "verb", "object_label", "sentence", "reason", "request_id")
        read_only_fields = fields

    def get_sentence(self, event: Event) -> str:
        return sentence_of(event)
