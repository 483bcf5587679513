"""Campaigns, and the dates of their years."""

from django.urls import path

from campaigns.views import campaigns, phases

urlpatterns = [
    path("bureau/campaigns/", campaigns.year_list, name="year_list"),
    path("bureau/campaigns/new/", campaigns.campaign_new, name="campaign_new"),
    path("bureau/<int:calendar_year>/phases/", phases.year_phases, name="year_phases"),
    path("bureau/<int:calendar_year>/phases/extend/", phases.extension_new, name="extension_new"),
    path("bureau/<int:calendar_year>/roster/unfreeze/", phases.roster_unfreeze, name="roster_unfreeze"),
    path("bureau/<int:calendar_year>/close/", phases.year_close, name="year_close"),
    path("bureau/<int:calendar_year>/schools/<str:code>/withdraw/", phases.withdraw, name="participation_withdraw"),
]
