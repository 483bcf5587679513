"""Routes of accounts, below /accounts/."""

from django.contrib.auth.decorators import login_required
from django.urls import path

from safeschools.accounts.views import imports, own, people, second_step, sessions, tokens

urlpatterns = [
    path("me/", own.own_account, name="own_account"),
    path("session/", sessions.session_left, name="session_left"),
    path("sessions/end/", sessions.sessions_end, name="sessions_end"),
    path("sessions/<slug:handle>/end/", sessions.session_end, name="session_end"),
    path("second-step/", second_step.SecondStepPage.as_view(), name="mfa_authenticate"),
    path("second-step/confirm/", second_step.ConfirmPage.as_view(), name="mfa_reauthenticate"),
    path("second-step/set-up/", second_step.SetUpPage.as_view(), name="mfa_activate_totp"),
    path("second-step/codes/", second_step.RecoveryCodesPage.as_view(), name="mfa_view_recovery_codes"),
    path("users/<str:username>/second-step/reset/", second_step.second_step_reset, name="second_step_reset"),
    path("me/tokens/", tokens.token_new, name="token_new"),
    path("me/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("identity/", own.identity_switch, name="identity_switch"),
    path("password/change/", login_required(own.ChangePassword.as_view()), name="account_change_password"),
    path("import/", imports.account_import, name="account_import"),
    path("users/", people.account_list, name="account_list"),
    path("users/new/", people.account_new, name="account_new"),
    path("users/<str:username>/", people.account_detail, name="account_detail"),
    path("users/<str:username>/active/", people.account_active, name="account_active"),
    path("users/<str:username>/reset/", people.account_reset, name="account_reset"),
    path("users/<str:username>/anonymise/", people.account_anonymise, name="account_anonymise"),
    path("users/<str:username>/unlock/", people.account_unlock, name="account_unlock"),
    path("users/<str:username>/roles/", people.role_grant, name="role_grant"),
    path("users/<str:username>/roles/<int:grant_id>/end/", people.role_end, name="role_end"),
]
