"""Routes of the keepers of the installation."""

from django.urls import path

from safeschools.operations import views

urlpatterns = [path("status/", views.status_page, name="status_page")]
