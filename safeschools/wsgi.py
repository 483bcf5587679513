"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from safeschools.lib.collector import settle_in

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeschools.settings")

application = get_wsgi_application()
settle_in()
