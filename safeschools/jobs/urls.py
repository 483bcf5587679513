"""Routes of background jobs."""

from django.urls import path

from safeschools.jobs import views

urlpatterns = [
    path("jobs/<int:job_id>/", views.job_detail, name="job_detail"),
    path("jobs/<int:job_id>/progress/", views.job_progress, name="job_progress"),
    path("jobs/<int:job_id>/file/", views.job_file, name="job_file"),
]
