"""Routes of the scoring rooms, one module each."""

from scoring.urls import assessment, recommendation, review, setup, standard

urlpatterns = [
    *assessment.urlpatterns,
    *review.urlpatterns,
    *recommendation.urlpatterns,
    *standard.urlpatterns,
    *setup.urlpatterns,
]
