"""Routes of the self-assessment and its evidence."""

from django.urls import path

from scoring.views import assessment, evidence

A = "school/<int:calendar_year>/assessment/"

urlpatterns = [
    path(A, assessment.workspace, name="assessment"),
    path(f"{A}start/", assessment.assessment_start, name="assessment_start"),
    path(f"{A}submit/", assessment.submit_check, name="assessment_submit"),
    path(f"{A}print.pdf", assessment.assessment_pdf, name="assessment_pdf"),
    path(f"{A}receipts/<int:number>/", assessment.receipt, name="assessment_receipt"),
    path(f"{A}items/<str:code>/", assessment.item_save, name="item_save"),
    path(f"{A}items/<str:code>/history/", assessment.item_history, name="item_history"),
    path(f"{A}items/<str:code>/evidence/", evidence.evidence_upload, name="evidence_upload"),
    path(f"{A}items/<str:code>/evidence/attach/", evidence.evidence_attach, name="evidence_attach"),
    path(f"{A}items/<str:code>/evidence/<int:link_id>/detach/", evidence.evidence_detach, name="evidence_detach"),
    path(f"{A}<str:dimension>/", assessment.workspace, name="assessment_dimension"),
    path("school/<int:calendar_year>/evidence/", evidence.evidence_library, name="evidence_library"),
    path("evidence/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path("assessments/<int:calendar_year>/<str:code>.pdf", assessment.assessment_pdf, name="assessment_pdf_of"),
]
