"""Routes of the event log."""

from django.urls import path

from safeschools.audit.views import event_list

urlpatterns = [path("events/", event_list, name="event_list")]
