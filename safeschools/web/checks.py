"""What `manage.py check --deploy` asks of an installation beside Django's own questions."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's name

ADDRESSES = ("https://", "http://")


@register(Tags.security, deploy=True)
def site_address(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Whether messages and the QR codes of certificates lead to an address that people can open."""
    if settings.SITE_URL.startswith(ADDRESSES) and "//127.0.0.1" not in settings.SITE_URL:
        return []
    found = f"SITE_URL is {settings.SITE_URL or 'empty'}: messages and printed certificates would lead nobody anywhere."
    return [Warning(found, hint="Set what people type, for example SITE_URL=https://stars.example.org", id="web.W001")]
