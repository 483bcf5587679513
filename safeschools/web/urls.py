"""The front door and the role homes."""

from django.urls import path

from safeschools.web.views import home

urlpatterns = [
    path("", home.front_door, name="home"),
]
