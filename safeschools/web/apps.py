from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "safeschools.web"
    label = "web"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Let Django know what a deployment is asked."""
        import_module("safeschools.web.checks")
