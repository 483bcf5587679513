"""Routes of the district's review and of veto findings."""

from django.urls import path

from scoring.views import disqualifications, review, review_steps, vetoes

D = "district/<int:calendar_year>/review/"
B = "bureau/<int:calendar_year>/"

urlpatterns = [
    path(D, review.review_queue, name="review_queue"),
    path(f"{D}<str:code>/", review.review_school, name="review_school"),
    path(f"{D}<str:code>/accept-rest/", review_steps.review_accept_rest, name="review_accept_rest"),
    path(f"{D}<str:code>/return/", review_steps.review_return, name="review_return"),
    path(f"{D}<str:code>/finish/", review_steps.review_finish, name="review_finish"),
    path(f"{D}<str:code>/reopen/", review_steps.review_reopen, name="review_reopen"),
    path(f"{D}<str:code>/veto/", vetoes.veto_propose, name="veto_propose"),
    path(f"{D}<str:code>/<str:item>/", review.review_item, name="review_item"),
    path(f"{D}<str:code>/<str:item>/verdict/", review.review_verdict, name="review_verdict"),
    path(f"{D}<str:code>/<str:item>/points/", review.review_points, name="review_points"),
    path("bureau/<int:calendar_year>/review/", review.review_progress, name="review_progress"),
    path("bureau/<int:calendar_year>/vetoes/", vetoes.veto_list, name="veto_list"),
    path("bureau/vetoes/<int:pk>/confirm/", vetoes.veto_confirm, name="veto_confirm"),
    path("bureau/vetoes/<int:pk>/reject/", vetoes.veto_reject, name="veto_reject"),
    path(f"{B}below-floor/", disqualifications.disqualification_list, name="disqualification_list"),
    path(
        f"{B}schools/<str:code>/below-floor/",
        disqualifications.disqualification_propose,
        name="disqualification_propose",
    ),
    path(
        "bureau/below-floor/<int:pk>/confirm/",
        disqualifications.disqualification_confirm,
        name="disqualification_confirm",
    ),
    path(
        "bureau/below-floor/<int:pk>/reject/", disqualifications.disqualification_reject, name="disqualification_reject"
    ),
    path(
        "school/<int:calendar_year>/below-floor/",
        disqualifications.disqualification_reply,
        name="disqualification_reply",
    ),
    path(f"{B}schools/<str:code>/hold/", disqualifications.hold_set, name="hold_set"),
    path(f"{B}schools/<str:code>/hold/lift/", disqualifications.hold_lift, name="hold_lift"),
]
