"""Routes of the participating schools and their ratings."""

from django.urls import path

from scoring.views import schools

urlpatterns = [
    path("bureau/<int:calendar_year>/schools/", schools.participation_list, name="participation_list"),
    path("bureau/<int:calendar_year>/schools/<str:code>/", schools.participation_detail, name="participation_detail"),
]
