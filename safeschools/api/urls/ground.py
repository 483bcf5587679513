"""What the corridor stands on: register, standards, years, accounts, jobs, event log."""

from django.urls import path

from safeschools.api.views import accounts, drafts, jobs, ratings, register, setups, standards, years

Y = "years/<int:calendar_year>/"
A = "accounts/<str:username>/"
S = "standards/<str:version>/"
U = "setups/<int:year_id>/"
I = "imports/<int:job_id>/"  # noqa: E741 - an address

urlpatterns = [
    path("me/", accounts.Me.as_view(), name="api_me"),
    path("schools/", register.Schools.as_view(), name="api_schools"),
    path("schools/<str:code>/", register.OneSchool.as_view(), name="api_school"),
    path("districts/", register.Districts.as_view(), name="api_districts"),
    path("agencies/", register.Agencies.as_view(), name="api_agencies"),
    path("standards/", standards.Standards.as_view(), name="api_standards"),
    path(S, standards.OneStandard.as_view(), name="api_standard"),
    path(f"{S}copy/", drafts.Copy.as_view(), name="api_standard_copy"),
    path(f"{S}publish/", drafts.Publish.as_view(), name="api_standard_publish"),
    path(f"{S}content/", drafts.WholeContent.as_view(), name="api_standard_content"),
    path(f"{S}items/", drafts.NewItem.as_view(), name="api_standard_items"),
    path(f"{S}items/<str:code>/", drafts.OneItem.as_view(), name="api_standard_item"),
    path(f"{S}items/<str:code>/move/", drafts.MoveItem.as_view(), name="api_standard_item_move"),
    path("campaigns/", years.Campaigns.as_view(), name="api_campaigns"),
    path("years/", years.Years.as_view(), name="api_years"),
    path(Y, years.Year.as_view(), name="api_year"),
    path(U, setups.Setup.as_view(), name="api_setup"),
    path(f"{U}basics/", setups.Basics.as_view(), name="api_setup_basics"),
    path(f"{U}phases/", setups.Phases.as_view(), name="api_setup_phases"),
    path(f"{U}standard/", setups.ChooseStandard.as_view(), name="api_setup_standard"),
    path(f"{U}bands/", setups.Bands.as_view(), name="api_setup_bands"),
    path(f"{U}ties/", setups.Ties.as_view(), name="api_setup_ties"),
    path(f"{U}decisions/", setups.Decisions.as_view(), name="api_setup_decisions"),
    path(f"{U}roster/", setups.ConfirmRoster.as_view(), name="api_setup_roster"),
    path(f"{U}open/", setups.Open.as_view(), name="api_setup_open"),
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
    path(f"{A}anonymise/", accounts.Anonymise.as_view(), name="api_account_anonymise"),
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
