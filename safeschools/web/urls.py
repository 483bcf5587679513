"""The front door and the role homes."""

from django.urls import path

from safeschools.web.views import gallery, health, home, shell

urlpatterns = [
    path("", home.front_door, name="home"),
    path("year/", shell.choose_year, name="choose_year"),
    path("_gallery/", gallery.gallery, name="gallery"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
