"""What the database itself holds of people and roles (docs/invariants.md)."""

from django.utils.translation import gettext_noop as _

CHECKS = {
    "user_role_known": _("This role does not exist."),
    "user_scope_matches_role": _("A role needs exactly its own scope: a school, a district, a unit, or none."),
    "anonymised_is_closed": _("An anonymised account stays closed, without e-mail and telephone."),
    "grant_role_known": _("The role given does not exist."),
    "grant_scope_matches_role": _("A role is given with exactly its own scope."),
    "grant_not_to_oneself": _("Nobody gives a role to themselves."),
    "token_expires": _("An access token ends after it was made."),
    "token_complete": _("An access token has a name and the digest of its secret."),
    "sign_in_outcome_known": _("This outcome of a sign-in does not exist."),
}
UNIQUE = {
    "one_active_grant": _("This person holds this role already."),
    "one_of_three_admins": _("System, security and audit administrator are three people who hold no other role."),
}
NOT_ON_SQLITE = {"one_active_grant"}  # for scopes that are NULL; the action checks it everywhere
TRIGGERS = {
    "user_never_deleted": _("Accounts are never deleted; switch them off instead."),
    "grant_never_deleted": _("Roles given are never deleted; end them instead."),
}
