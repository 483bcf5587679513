"""All routes. English, lower case, one resource each; filters are query parameters (UI.md section 4)."""

from allauth.account import views as allauth_views
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from safeschools.accounts.views.entry import ForgottenPage, LinkPage, SignInPage

handler400 = "safeschools.web.views.errors.bad_request"
handler403 = "safeschools.web.views.errors.permission_denied"
handler404 = "safeschools.web.views.errors.not_found"
handler500 = "safeschools.web.views.errors.server_error"

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign] # the one login, with its limits

urlpatterns = [
    path("", include("safeschools.web.urls")),
    path("accounts/login/", SignInPage.as_view(), name="account_login"),
    path("accounts/logout/", allauth_views.logout, name="account_logout"),
    path("accounts/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("accounts/password/reset/", ForgottenPage.as_view(), name="account_reset_password"),
    path("accounts/password/reset/sent/", allauth_views.password_reset_done, name="account_reset_password_done"),
    path(
        "accounts/password/reset/<slug:uidb36>/<slug:key>/", LinkPage.as_view(), name="account_reset_password_from_key"
    ),
    path(
        "accounts/password/reset/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("accounts/", include("safeschools.accounts.urls")),
    path("", include("safeschools.directory.urls")),
    path("", include("safeschools.jobs.urls")),
    path("", include("safeschools.audit.urls")),
    path("", include("campaigns.urls")),
    path("", include("scoring.urls")),
    path("", include("inspections.urls")),
    path("", include("safeschools.designations.urls")),
    path("", include("safeschools.operations.urls")),
    path("api/v1/", include("safeschools.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
