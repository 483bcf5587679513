"""Routes of the self-assessment and its evidence."""

from django.urls import path

from scoring.views import evidence, handing_in, saving, workspace

YEAR = "school/<int:calendar_year>/"
WORK = f"{YEAR}assessment/"
ITEM = f"{WORK}items/<str:code>/"

urlpatterns = [
    path(WORK, workspace.workspace, name="assessment"),
    path(f"{WORK}start/", workspace.assessment_start, name="assessment_start"),
    path(f"{WORK}submit/", handing_in.assessment_submit, name="assessment_submit"),
    path(f"{WORK}print.pdf", handing_in.assessment_pdf, name="assessment_pdf"),
    path(f"{WORK}receipts/<int:number>/", handing_in.assessment_receipt, name="assessment_receipt"),
    path(f"{WORK}receipts/<int:number>.json", handing_in.receipt_file, name="receipt_file"),
    path(f"{WORK}notes/<int:pk>/reply/", saving.note_reply, name="note_reply"),
    path(ITEM, saving.item_save, name="item_save"),
    path(f"{ITEM}history/", workspace.item_history, name="item_history"),
    path(f"{ITEM}evidence/", evidence.evidence_upload, name="evidence_upload"),
    path(f"{ITEM}evidence/attach/", evidence.evidence_attach, name="evidence_attach"),
    path(f"{ITEM}evidence/<int:link_id>/detach/", evidence.evidence_detach, name="evidence_detach"),
    path(f"{WORK}<str:dimension>/", workspace.workspace, name="assessment_dimension"),
    path(f"{WORK}<str:dimension>/presence/", workspace.presence, name="assessment_presence"),
    path(f"{YEAR}evidence/", evidence.evidence_library, name="evidence_library"),
    path(f"{YEAR}evidence/<int:pk>/discard/", evidence.evidence_discard, name="evidence_discard"),
    path("evidence/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path("assessments/<int:calendar_year>/<str:code>.pdf", handing_in.assessment_pdf_of, name="assessment_pdf_of"),
]
