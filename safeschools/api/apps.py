from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "safeschools.api"
    label = "api"
    verbose_name = _("API")

    def ready(self) -> None:
        from safeschools.api import schema  # noqa: F401 - its extensions register themselves
