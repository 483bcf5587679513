"""Every permission of the product: slug → what it lets a person do. Roles are sets of these."""

from django.utils.translation import gettext_noop as _

PERMISSIONS = {
    "register.view": _("See the school register"),
    "register.import": _("Import schools from a file"),
    "register.edit": _("Edit schools and facility flags"),
    "standard.view": _("See the assessment standard"),
    "standard.edit": _("Edit drafts of the standard and publish them"),
    "year.view": _("See the settings of a campaign year"),
    "year.configure": _("Set up and open a campaign year"),
    "deadline.extend": _("Extend a deadline with a reason"),
    "assessment.view": _("See self-assessments"),
    "evidence.view": _("See evidence of schools within the own scope"),
    "assessment.fill": _("Fill in the self-assessment"),
    "assessment.submit": _("Sign off and submit the self-assessment"),
    "review.view": _("See reviews"),
    "review.work": _("Review item by item, accept, adjust, return"),
    "recommend.view": _("See recommendation lists"),
    "recommend.submit": _("Confirm and submit the district's recommendation list"),
    "visit.view": _("See spot checks"),
    "visit.plan": _("Plan spot checks and name inspectors"),
    "visit.record": _("Record an assigned spot check"),
    "veto.propose": _("Propose a veto finding"),
    "veto.confirm": _("Confirm a veto finding somebody else proposed"),
    "disqualification.propose": _("Propose that a school below the floor leaves the year's selection"),
    "disqualification.confirm": _("Confirm such an exit somebody else proposed"),
    "hold.set": _("Put a school on hold and lift the hold"),
    "dashboard.view": _("See the city's dashboard and quota compliance"),
    "allocation.view": _("See allocation runs with every reason"),
    "allocation.explore": _("Keep what-if scenarios of an allocation"),
    "allocation.propose": _("Run and propose an allocation"),
    "allocation.approve": _("Approve or reject a proposed allocation"),
    "naming.record": _("Record the naming decision of the commission"),
    "naming.revoke": _("Record the revocation of a designation"),
    "result.view": _("See the own result and certificate"),
    "accounts.manage": _("See accounts within the own scope, switch them off, unlock them"),
    "accounts.create": _("Make accounts and temporary passwords"),
    "roles.grant": _("Give and end roles, release accounts"),
    "second_step.reset": _("Reset the second step of signing in"),
    "accounts.anonymise": _("Take the personal data off closed accounts"),
    "events.view": _("Read the event log"),
    "status.view": _("See the state of the installation"),
}

_READ = frozenset(slug for slug in PERMISSIONS if slug.endswith(".view") and slug != "events.view")

#: What an access token may do: scope → the permissions it lets through. Never more than the role.
TOKEN_SCOPES = {
    "read": _READ,
    "submit": _READ | {"assessment.fill", "assessment.submit"},
    "inspect": _READ | {"visit.record"},
    "review": _READ | {"review.work", "recommend.submit", "veto.propose", "deadline.extend"},
    "office": frozenset(PERMISSIONS) - {"assessment.fill", "assessment.submit", "visit.record", "review.work"},
}
SCOPE_WORDS = {
    "read": _("Read what the role may see"),
    "submit": _("Fill in and submit the self-assessment"),
    "inspect": _("Record and sign spot checks"),
    "review": _("Review, recommend, extend deadlines"),
    "office": _("The work of the office: register, years, visits, allocation, naming, accounts, event log"),
}
