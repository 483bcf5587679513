"""The front door and the role homes."""

from django.urls import path

from safeschools.web.views import bureau, gallery, health, home, homes, shell

urlpatterns = [
    path("", home.front_door, name="home"),
    path("school/", homes.school_home, name="school_home"),
    path("district/", homes.district_home, name="district_home"),
    path("agency/", homes.agency_home, name="agency_home"),
    path("bureau/", bureau.bureau_home, name="bureau_home"),
    path("bureau/<int:calendar_year>/", bureau.bureau_dashboard, name="bureau_dashboard"),
    path("bureau/<int:calendar_year>/stamp/", bureau.sheet_stamp, name="sheet_stamp"),
    path("year/", shell.choose_year, name="choose_year"),
    path("waiting/", shell.waiting, name="waiting"),
    path("waiting/count/", shell.waiting_count, name="waiting_count"),
    path("_gallery/", gallery.gallery, name="gallery"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
