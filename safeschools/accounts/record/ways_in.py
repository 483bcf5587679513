"""Everything an account is opened with or was written to, deleted: what anonymising leaves behind opens nothing."""

from allauth.account.models import EmailAddress

from safeschools.accounts.models import User
from safeschools.accounts.record.second_step import drop_second_step
from safeschools.accounts.record.sessions import end_sessions
from safeschools.notify.models import Message


def forget_ways_in(user: User) -> None:
    """Sessions, second step, tokens, earlier passwords, addresses, and the e-mails that were written to them."""
    end_sessions(user)
    drop_second_step(user)
    user.tokens.all().delete()
    user.passwords.all().delete()
    EmailAddress.objects.filter(user_id=user.pk).delete()
    Message.objects.filter(person=user).delete()
