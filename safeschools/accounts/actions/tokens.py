"""Access tokens: made by a person for a program, for a while, for a part of what the person may do."""

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from safeschools.accounts.models import ApiToken, User
from safeschools.accounts.permissions import TOKEN_SCOPES
from safeschools.accounts.queries import live_tokens
from safeschools.audit.record import record
from safeschools.lib.clock import now
from safeschools.lib.errors import Invalid, WrongState

LONGEST_DAYS = 180
MOST = 10
MARK = "ss1_"


@transaction.atomic
def create_token(*, by: User, name: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """Make a token for oneself; the secret is returned once, only its digest is stored.

    Raises Invalid for no or an unknown scope, for more than 180 days, and beyond ten living tokens.
    """
    User.objects.select_for_update().get(pk=by.pk)
    if not scopes or not set(scopes) <= TOKEN_SCOPES.keys():
        raise Invalid(_("Choose what the token may do."))
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(_("A token lives 1 to %(days)s days.") % {"days": LONGEST_DAYS})
    if live_tokens(by).count() >= MOST:
        raise Invalid(_("At most %(n)s tokens at a time. Revoke one that is no longer used.") % {"n": MOST})
    moment, secret = now(), MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=by,
        name=name.strip(),
        prefix=secret[: ApiToken.PREFIX],
        digest=ApiToken.digest_of(secret),
        scopes=sorted(scopes),
        created_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    sentence = noop("%(actor)s made the access token %(name)s (%(scopes)s) for %(days)s days.")
    record("token.create", by, by=by, sentence=sentence, name=token.name, scopes=", ".join(token.scopes), days=days)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> None:
    """End one of the own tokens at once. Raises WrongState when it has ended already."""
    if not live_tokens(by).filter(pk=token.pk).update(revoked_at=now()):
        raise WrongState(_("This token has ended already."))
    record("token.revoke", by, by=by, sentence=noop("%(actor)s revoked the access token %(name)s."), name=token.name)
