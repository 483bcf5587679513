"""The Celery application. Celery is only the alarm clock: the truth about pending work is in the database."""

import os

from celery import Celery
from celery.signals import worker_process_init

from safeschools.lib.collector import settle_in

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeschools.settings")

app = Celery("safeschools")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def _settle_in(**_: object) -> None:
    settle_in()
