"""Routes of honours: allocation, naming, register, certificates."""

from django.urls import path

from safeschools.designations.views import naming, public, school

urlpatterns = [
    path("bureau/<int:calendar_year>/naming/", naming.naming_page, name="naming_page"),
    path("certificates/<str:certificate>/revoke/", naming.revocation, name="revocation"),
    path("certificates/<str:certificate>.pdf", school.certificate_pdf, name="certificate_pdf"),
    path("school/<int:calendar_year>/result/", school.result, name="school_result"),
    path("register/", public.register_home, name="register_home"),
    path("register/<int:calendar_year>/", public.register_page, name="register"),
    path("register/<int:calendar_year>/register.csv", public.register_csv, name="register_csv"),
    path("verify/", public.verify, name="verify"),
    path("verify/<str:number>/", public.verify, name="verify_number"),
]
