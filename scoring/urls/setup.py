"""The wizard of a campaign year, and its frozen rules."""

from django.urls import path

from scoring.views import rules, setup

urlpatterns = [
    path("bureau/campaigns/<int:year_id>/setup/", setup.setup_start, name="setup_start"),
    path("bureau/campaigns/<int:year_id>/setup/<str:step>/", setup.setup_step, name="setup_step"),
    path("bureau/campaigns/<int:year_id>/open/", setup.setup_open, name="setup_open"),
    path("bureau/<int:calendar_year>/rules/", rules.year_rules, name="year_rules"),
    path("bureau/<int:calendar_year>/policy/", rules.year_policy, name="year_policy"),
]
