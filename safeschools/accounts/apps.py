from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "safeschools.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed
        from django.contrib.auth.signals import user_logged_in

        from safeschools.accounts.record.passwords import RESET, reset_link
        from safeschools.accounts.sessions import begin, confirmed
        from safeschools.notify.tasks import LINKS

        LINKS[RESET] = reset_link
        user_logged_in.connect(begin, dispatch_uid="safeschools.session")
        authentication_step_completed.connect(confirmed, dispatch_uid="safeschools.confirmed")
