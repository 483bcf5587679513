"""Routes of honours: allocation, naming, register, certificates."""

from django.urls import path

from safeschools.designations.views import (
    compare,
    decisions,
    group_decisions,
    naming,
    public,
    runs,
    scenarios,
    school,
    ties,
    whatif,
)

A = "bureau/<int:calendar_year>/allocation/"
R = f"{A}runs/<int:number>/"

urlpatterns = [
    path(A, runs.allocation, name="allocation"),
    path("bureau/<int:calendar_year>/roster/freeze/", decisions.roster_freeze, name="roster_freeze"),
    path(f"{A}compare/", compare.run_compare, name="run_compare"),
    path(f"{A}ties/", ties.tie_orders, name="tie_orders"),
    path(f"{A}ties/<int:star>/propose/", ties.tie_order_propose, name="tie_order_propose"),
    path(f"{A}ties/orders/<int:pk>/confirm/", ties.tie_order_confirm, name="tie_order_confirm"),
    path(f"{A}ties/orders/<int:pk>/reject/", ties.tie_order_reject, name="tie_order_reject"),
    path(f"{A}decisions/", group_decisions.group_decision_list, name="group_decision_list"),
    path(f"{A}decisions/about/<str:code>/", group_decisions.group_decision_propose, name="group_decision_propose"),
    path(f"{A}decisions/<int:pk>/confirm/", group_decisions.group_decision_confirm, name="group_decision_confirm"),
    path(f"{A}decisions/<int:pk>/reject/", group_decisions.group_decision_reject, name="group_decision_reject"),
    path(f"{A}runs/", decisions.run_create, name="run_create"),
    path(R, runs.allocation, name="run"),
    path(f"{R}why/<str:code>/", runs.run_why, name="run_why"),
    path(f"{R}what-if/", whatif.run_what_if, name="run_what_if"),
    path(f"{R}what-if/save/", scenarios.scenario_save, name="scenario_save"),
    path(f"{A}scenarios/<int:pk>/", scenarios.scenario, name="scenario"),
    path(f"{A}scenarios/<int:pk>/delete/", scenarios.scenario_delete, name="scenario_delete"),
    path(f"{R}replay/", runs.run_replay, name="run_replay"),
    path(f"{R}run.xlsx", runs.run_export, name="run_export"),
    path(f"{R}propose/", decisions.run_propose, name="run_propose"),
    path(f"{R}approve/", decisions.run_decide, name="run_decide"),
    path(f"{R}approve/confirm/", decisions.run_approve, name="run_approve"),
    path(f"{R}reject/", decisions.run_reject, name="run_reject"),
    path("bureau/<int:calendar_year>/naming/", naming.naming_page, name="naming_page"),
    path("bureau/<int:calendar_year>/naming/later/", naming.naming_later, name="naming_later"),
    path("bureau/<int:calendar_year>/naming/<str:code>/release/", naming.place_release, name="place_release"),
    path("certificates/<str:certificate>/revoke/", naming.revocation, name="revocation"),
    path("certificates/<str:certificate>.pdf", school.certificate_pdf, name="certificate_pdf"),
    path("school/<int:calendar_year>/result/", school.result, name="school_result"),
    path("register/", public.register_home, name="register_home"),
    path("register/<int:calendar_year>/", public.register_page, name="register"),
    path("register/<int:calendar_year>/register.csv", public.register_csv, name="register_csv"),
    path("verify/", public.verify, name="verify"),
    path("verify/<str:number>/", public.verify, name="verify_number"),
]
