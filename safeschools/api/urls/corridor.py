"""The corridor of a year: assessment, review, recommendation, visits, allocation, naming, register."""

from django.urls import path

from safeschools.api.views import (
    assessments,
    evidence,
    honours,
    participations,
    recommendations,
    reviews,
    runs,
    scenarios,
    vetoes,
    visits,
)

Y = "years/<int:calendar_year>/"
P = f"{Y}participations/<str:code>/"
W = f"{Y}assessment/"
R = f"{Y}reviews/<str:code>/"
RI = f"{R}items/<str:item>/"
L = f"{Y}recommendations/<str:district>/"
V = "visits/<int:pk>/"
A = f"{Y}runs/<int:number>/"

urlpatterns = [
    path(f"{Y}participations/", participations.Participations.as_view(), name="api_participations"),
    path(P, participations.OneParticipation.as_view(), name="api_participation"),
    path(f"{P}withdraw/", participations.Withdraw.as_view(), name="api_withdraw"),
    path(f"{P}vetoes/", vetoes.Propose.as_view(), name="api_veto_propose"),
    path(f"{P}visits/", visits.Plan.as_view(), name="api_visit_plan"),
    path(W, assessments.Assessment.as_view(), name="api_assessment"),
    path(f"{W}start/", assessments.Start.as_view(), name="api_assessment_start"),
    path(f"{W}submit/", assessments.Submit.as_view(), name="api_assessment_submit"),
    path(f"{W}items/", assessments.Items.as_view(), name="api_items"),
    path(f"{W}items/<str:item>/", assessments.OneItem.as_view(), name="api_item"),
    path(f"{W}items/<str:item>/history/", assessments.History.as_view(), name="api_item_history"),
    path(f"{W}items/<str:item>/evidence/", evidence.Attached.as_view(), name="api_item_evidence"),
    path(f"{W}items/<str:item>/evidence/<int:link_id>/", evidence.Link.as_view(), name="api_item_link"),
    path(f"{W}evidence/", evidence.Library.as_view(), name="api_evidence"),
    path(f"{W}evidence/<int:pk>/", evidence.OneFile.as_view(), name="api_evidence_discard"),
    path(f"{W}receipts/", assessments.Receipts.as_view(), name="api_receipts"),
    path(f"{W}receipts/<int:number>/", assessments.Receipt.as_view(), name="api_receipt"),
    path(f"{W}notes/", assessments.Notes.as_view(), name="api_notes"),
    path(f"{W}notes/<int:pk>/reply/", assessments.NoteReply.as_view(), name="api_note_reply"),
    path("evidence/<int:pk>/file/", evidence.File.as_view(), name="api_evidence_file"),
    path(f"{Y}reviews/", reviews.Queue.as_view(), name="api_reviews"),
    path(R, reviews.Review.as_view(), name="api_review"),
    path(f"{RI}accept/", reviews.Accept.as_view(), name="api_review_accept"),
    path(f"{RI}adjust/", reviews.Adjust.as_view(), name="api_review_adjust"),
    path(f"{RI}note/", reviews.NoteReturn.as_view(), name="api_review_note"),
    path(f"{R}accept-rest/", reviews.AcceptRest.as_view(), name="api_review_accept_rest"),
    path(f"{R}return/", reviews.Return.as_view(), name="api_review_return"),
    path(f"{R}finish/", reviews.Finish.as_view(), name="api_review_finish"),
    path(f"{R}reopen/", reviews.Reopen.as_view(), name="api_review_reopen"),
    path(f"{Y}recommendations/", recommendations.Lists.as_view(), name="api_recommendations"),
    path(L, recommendations.OneList.as_view(), name="api_recommendation"),
    path(f"{L}fill-in/", recommendations.FillIn.as_view(), name="api_recommendation_fill_in"),
    path(f"{L}submit/", recommendations.SubmitList.as_view(), name="api_recommendation_submit"),
    path(f"{L}lines/<str:code>/", recommendations.Line.as_view(), name="api_recommendation_line"),
    path(f"{Y}vetoes/", vetoes.Vetoes.as_view(), name="api_vetoes"),
    path("vetoes/<int:pk>/confirm/", vetoes.Confirm.as_view(), name="api_veto_confirm"),
    path("vetoes/<int:pk>/reject/", vetoes.Reject.as_view(), name="api_veto_reject"),
    path(f"{Y}visits/", visits.Visits.as_view(), name="api_visits"),
    path(V, visits.OneVisit.as_view(), name="api_visit"),
    path(f"{V}start/", visits.Start.as_view(), name="api_visit_start"),
    path(f"{V}items/<str:item>/", visits.Record.as_view(), name="api_visit_record"),
    path(f"{V}sign/", visits.Sign.as_view(), name="api_visit_sign"),
    path(f"{V}confirm/", visits.Confirm.as_view(), name="api_visit_confirm"),
    path(f"{V}cancel/", visits.Cancel.as_view(), name="api_visit_cancel"),
    path(f"{Y}runs/", runs.Runs.as_view(), name="api_runs"),
    path(A, runs.OneRun.as_view(), name="api_run"),
    path(f"{A}lines/", runs.Lines.as_view(), name="api_run_lines"),
    path(f"{A}why/<str:code>/", runs.Why.as_view(), name="api_run_why"),
    path(f"{A}replay/", runs.Replay.as_view(), name="api_run_replay"),
    path(f"{A}what-if/", scenarios.WhatIf.as_view(), name="api_what_if"),
    path(f"{A}scenarios/", scenarios.OfRunKept.as_view(), name="api_scenario_new"),
    path(f"{Y}scenarios/", scenarios.Scenarios.as_view(), name="api_scenarios"),
    path(f"{Y}scenarios/<int:pk>/", scenarios.OneScenario.as_view(), name="api_scenario"),
    path(f"{Y}scenarios/<int:pk>/delete/", scenarios.Delete.as_view(), name="api_scenario_delete"),
    path(f"{A}propose/", runs.Propose.as_view(), name="api_run_propose"),
    path(f"{A}approve/", runs.Approve.as_view(), name="api_run_approve"),
    path(f"{A}reject/", runs.Reject.as_view(), name="api_run_reject"),
    path(f"{Y}naming/", honours.Naming.as_view(), name="api_naming"),
    path(f"{Y}designations/", honours.Designations.as_view(), name="api_designations"),
    path(f"{Y}result/", honours.Result.as_view(), name="api_result"),
    path("designations/<str:certificate>/revoke/", honours.Revoke.as_view(), name="api_revoke"),
    path("public/register/", honours.RegisterYears.as_view(), name="api_register_years"),
    path("public/register/<int:calendar_year>/", honours.Register.as_view(), name="api_register"),
    path("public/certificates/<str:number>/", honours.Verify.as_view(), name="api_verify"),
]
