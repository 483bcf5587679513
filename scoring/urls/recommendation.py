"""Routes of the districts' recommendation lists."""

from django.urls import path

from scoring.views import recommendations

R = "district/<int:calendar_year>/recommendation/"

urlpatterns = [
    path(R, recommendations.recommendation, name="recommendation"),
    path(f"{R}fill-in/", recommendations.recommendation_fill_in, name="recommendation_fill_in"),
    path(f"{R}submit/", recommendations.recommendation_submit, name="recommendation_submit"),
    path(f"{R}list.xlsx", recommendations.recommendation_xlsx, name="recommendation_xlsx"),
    path(f"{R}<str:code>/", recommendations.recommendation_line, name="recommendation_line"),
]
