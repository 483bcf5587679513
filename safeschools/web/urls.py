"""The front door and the role homes."""

from django.urls import path

from safeschools.web.views import health, home

urlpatterns = [
    path("", home.front_door, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
