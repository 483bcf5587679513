from django.apps import AppConfig


class ExpandConfig(AppConfig):
    name = "tests.faults.expand"
    label = "expand"
