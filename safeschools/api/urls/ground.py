"""What the corridor stands on: register, standards, years, accounts, jobs, event log."""

from django.urls import path

from safeschools.api.views import accounts, jobs, ratings, register, standards, years

Y = "years/<int:calendar_year>/"
A = "accounts/<str:username>/"
I = "imports/<int:job_id>/"  # noqa: E741 - an address

urlpatterns = [
    path("me/", accounts.Me.as_view(), name="api_me"),
    path("schools/", register.Schools.as_view(), name="api_schools"),
    path("schools/<str:code>/", register.OneSchool.as_view(), name="api_school"),
    path("districts/", register.Districts.as_view(), name="api_districts"),
    path("agencies/", register.Agencies.as_view(), name="api_agencies"),
    path("standards/", standards.Standards.as_view(), name="api_standards"),
    path("standards/<str:version>/", standards.OneStandard.as_view(), name="api_standard"),
    path("campaigns/", years.Campaigns.as_view(), name="api_campaigns"),
    path("years/", years.Years.as_view(), name="api_years"),
    path(Y, years.Year.as_view(), name="api_year"),
    path(f"{Y}extensions/", years.Extensions.as_view(), name="api_extensions"),
    path(f"{Y}roster/freeze/", years.FreezeRoster.as_view(), name="api_roster_freeze"),
    path(f"{Y}roster/unfreeze/", years.UnfreezeRoster.as_view(), name="api_roster_unfreeze"),
    path(f"{Y}close/", years.CloseYear.as_view(), name="api_year_close"),
    path(f"{Y}ratings/", ratings.Ratings.as_view(), name="api_ratings"),
    path(f"{Y}compliance/", ratings.Compliance.as_view(), name="api_compliance"),
    path("accounts/", accounts.Accounts.as_view(), name="api_accounts"),
    path(A, accounts.Account.as_view(), name="api_account"),
    path(f"{A}active/", accounts.Activate.as_view(), name="api_account_active"),
    path(f"{A}reset/", accounts.ResetPassword.as_view(), name="api_account_reset"),
    path(f"{A}unlock/", accounts.Unlock.as_view(), name="api_account_unlock"),
    path(f"{A}second-step/reset/", accounts.ResetSecondStep.as_view(), name="api_second_step_reset"),
    path(f"{A}roles/", accounts.GrantRole.as_view(), name="api_role_grant"),
    path(f"{A}roles/<int:grant_id>/end/", accounts.EndRole.as_view(), name="api_role_end"),
    path("events/", accounts.Events.as_view(), name="api_events"),
    path("jobs/", jobs.Jobs.as_view(), name="api_jobs"),
    path("jobs/<int:job_id>/", jobs.OneJob.as_view(), name="api_job"),
    path("jobs/<int:job_id>/file/", jobs.JobFile.as_view(), name="api_job_file"),
    path("jobs/<int:job_id>/take-file/", jobs.TakeFile.as_view(), name="api_job_take_file"),
    path("imports/", jobs.Imports.as_view(), name="api_imports"),
    path(I, jobs.OneImport.as_view(), name="api_import"),
    path(f"{I}confirm/", jobs.ConfirmImport.as_view(), name="api_import_confirm"),
    path(f"{I}again/", jobs.CheckAgain.as_view(), name="api_import_again"),
]
