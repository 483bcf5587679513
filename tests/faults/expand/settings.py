"""The product's settings with the next release's app."""

from safeschools.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.expand"]  # noqa: F405
