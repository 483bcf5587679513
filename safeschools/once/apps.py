from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnceConfig(AppConfig):
    name = "safeschools.once"
    label = "once"
    verbose_name = _("Answers kept for repeated requests")
