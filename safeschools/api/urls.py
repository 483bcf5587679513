"""Routes of the API, version 1."""

from django.urls import path

from safeschools.api import views

urlpatterns = [
    path("schools/", views.Schools.as_view(), name="api_schools"),
    path("years/", views.Years.as_view(), name="api_years"),
    path("years/<int:calendar_year>/ratings/", views.Ratings.as_view(), name="api_ratings"),
    path("years/<int:calendar_year>/compliance/", views.Compliance.as_view(), name="api_compliance"),
]
