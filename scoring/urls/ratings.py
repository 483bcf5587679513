"""Routes of the participating schools and their ratings."""

from django.urls import path

from scoring.views import compliance, schools

urlpatterns = [
    path("bureau/<int:calendar_year>/compliance/", compliance.compliance, name="compliance"),
    path("bureau/<int:calendar_year>/compliance/report.xlsx", compliance.compliance_xlsx, name="compliance_xlsx"),
    path("bureau/<int:calendar_year>/compliance/report.pdf", compliance.compliance_pdf, name="compliance_pdf"),
    path("bureau/<int:calendar_year>/schools/", schools.participation_list, name="participation_list"),
    path("bureau/<int:calendar_year>/schools/<str:code>/", schools.participation_detail, name="participation_detail"),
]
