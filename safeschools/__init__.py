"""SafeSchools: a city's Star-rated Safe School campaign, from self-assessment to named stars."""

from safeschools.celery import app as celery_app

__all__ = ["celery_app"]
