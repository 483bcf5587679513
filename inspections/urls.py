"""Routes of spot checks."""

from django.urls import path

from inspections.views import field, plan

urlpatterns = [
    path("field/", field.today, name="field_home"),
    path("field/visits/<int:pk>/", field.visit_page, name="visit_page"),
    path("field/visits/<int:pk>/items/<str:code>/", field.item_page, name="visit_item"),
    path("field/visits/<int:pk>/sign/", field.sign_page, name="visit_sign"),
    path("field/visits/<int:pk>/signature/", field.sign, name="visit_signature"),
    path("bureau/<int:calendar_year>/visits/", plan.visit_list, name="visit_list"),
    path("bureau/<int:calendar_year>/visits/plan/<str:code>/", plan.visit_plan, name="visit_plan"),
    path("visits/<int:pk>/", plan.visit_detail, name="visit_detail"),
    path("visits/<int:pk>/cancel/", plan.visit_cancel, name="visit_cancel"),
]
