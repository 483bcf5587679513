"""Routes of the keepers of the installation, and to what it holds on a person."""

from django.urls import path

from safeschools.operations import views

urlpatterns = [
    path("status/", views.status_page, name="status_page"),
    path("accounts/me/data/", views.own_data, name="own_data"),
    path("accounts/me/data.<str:suffix>", views.own_data_export, name="own_data_export"),
]
