"""Routes of the scoring rooms, one module each."""

from scoring.urls import assessment, ratings, recommendation, review, setup, standard

urlpatterns = [
    *assessment.urlpatterns,
    *review.urlpatterns,
    *recommendation.urlpatterns,
    *ratings.urlpatterns,
    *standard.urlpatterns,
    *setup.urlpatterns,
]
