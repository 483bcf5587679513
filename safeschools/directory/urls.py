"""Routes of the register."""

from django.urls import path

from safeschools.directory.views import imports, places, schools

urlpatterns = [
    path("schools/", schools.school_list, name="school_list"),
    path("schools/mine/", schools.school_profile, name="school_profile"),
    path("schools/import/", imports.school_import, name="school_import"),
    path("schools/export/<str:suffix>/", schools.school_export, name="school_export"),
    path("schools/<str:code>/", schools.school_detail, name="school_detail"),
    path("schools/<str:code>/edit/", schools.school_edit, name="school_edit"),
    path("imports/templates/<slug:slug>/", imports.import_template, name="import_template"),
    path("imports/<int:job_id>/", imports.import_report, name="import_report"),
    path("imports/<int:job_id>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<int:job_id>/again/", imports.import_again, name="import_again"),
    path("districts/", places.district_list, name="district_list"),
    path("agencies/", places.agency_list, name="agency_list"),
    path("agencies/<slug:code>/liaison/", places.agency_liaison, name="agency_liaison"),
    path("agencies/<slug:code>/liaison/end/", places.liaison_end, name="liaison_end"),
]
