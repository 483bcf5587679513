"""The front door and the role homes."""

from django.urls import path

from safeschools.web.views import gallery, health, home, homes, shell

urlpatterns = [
    path("", home.front_door, name="home"),
    path("school/", homes.school_home, name="school_home"),
    path("district/", homes.district_home, name="district_home"),
    path("agency/", homes.agency_home, name="agency_home"),
    path("year/", shell.choose_year, name="choose_year"),
    path("_gallery/", gallery.gallery, name="gallery"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
