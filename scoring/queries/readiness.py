"""What stands between a draft year and its opening: red entries stop it, amber ones are for people to weigh."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.domain import decisions
from campaigns.domain.calendar import SHANGHAI
from campaigns.domain.refusal import Refusal
from campaigns.domain.schedule import KINDS, STEPS, Span, schedule_faults, working_days
from campaigns.domain.seats import POLICY_CAPS, Caps, seats
from campaigns.models import CampaignYear, Phase
from campaigns.queries import schools_to_invite
from safeschools.accounts.models import User
from safeschools.accounts.roles import RoleSlug
from safeschools.directory.models import Agency, District, Liaison
from safeschools.lib import clock
from scoring.domain.bands import uneven
from scoring.models import Standard
from scoring.queries.standards import published_standards

NOTICE_DAYS = 5  # proc.publicity: working days; public holidays are not known here
POLICY_BANDS = {"floor": 7000, "band_one": 8000, "band_two": 8500, "band_three": 9000}


class Level(StrEnum):
    """How much an entry matters."""

    OK = "ok"
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True)
class Entry:
    """One finding: its step of the wizard, a sentence, and the page that mends it where the step cannot."""

    level: Level
    step: str
    text: str
    page: str = ""


def caps_of(year: CampaignYear) -> Caps:
    """The caps of the year as the pure core knows them."""
    return Caps(three=year.cap_three, two=year.cap_two, one=year.cap_one, total=year.cap_total)


def lines_of(year: CampaignYear) -> dict[str, int]:
    """The score lines of the year by the names of its fields, in hundredths."""
    return {name: getattr(year, name) for name in POLICY_BANDS}


def chosen_standard(year: CampaignYear) -> Standard | None:
    """The published version the wizard has chosen; None where there is none yet."""
    return published_standards().filter(pk=year.setup.get("standard")).first()


def readiness(year: CampaignYear) -> list[Entry]:
    """Every finding about a draft year, stops first. The number of statements does not depend on schools."""
    phases = list(year.phases.all())
    entries = [
        *_confirmed(year),
        *_document(year),
        *_answers(year),
        *_dates(year, phases),
        *_standard(year),
        *_caps(year),
        *_rivals(year),
        *_people(),
    ]
    return sorted(entries, key=lambda entry: (entry.level != Level.STOP, STEPS.index(entry.step)))


def stops(entries: list[Entry]) -> list[Entry]:
    """The entries that make opening impossible."""
    return [entry for entry in entries if entry.level == Level.STOP]


def step_labels() -> dict[str, str]:
    """The wizard's steps in words."""
    words = (
        _("Basics"),
        _("Dates"),
        _("Standard"),
        _("Stars and quotas"),
        _("Equal scores"),
        _("Open questions"),
        _("Participating schools"),
        _("Check and open"),
    )
    return dict(zip(STEPS, words, strict=True))


def _confirmed(year: CampaignYear) -> Iterator[Entry]:
    labels, saved, typed = step_labels(), year.setup.get("saved", []), year.setup.get("typed", {})
    for step in STEPS[:-1]:
        if step in typed:
            yield Entry(Level.STOP, step, _("“%(step)s” has entries that could not be saved.") % {"step": labels[step]})
        elif step not in saved:
            yield Entry(Level.STOP, step, _("“%(step)s” has not been confirmed yet.") % {"step": labels[step]})


def _document(year: CampaignYear) -> Iterator[Entry]:
    """Decision body.legal_basis: warn, or stop where the year says so."""
    campaign = year.campaign
    if campaign.approval_document or not campaign.confers_titles:
        return
    blocks = year.decisions.get("body.legal_basis") == "block"
    text = _("No approval document is recorded for this campaign.")
    yield Entry(Level.STOP if blocks else Level.WARN, "basics", text)


def _answers(year: CampaignYear) -> Iterator[Entry]:
    """Answers saved while another version of the software offered them, and one that needs a visit to every school."""
    try:
        decisions.check(year.decisions)
    except Refusal:
        text = _("An answer saved here is no longer offered. Look at the questions and save them again.")
        yield Entry(Level.STOP, "decisions", text)
        return
    if not year.counts_unchecked:
        text = _("By your decision a school without a spot check has no star: every school that may have one needs it.")
        yield Entry(Level.WARN, "decisions", text)


def _dates(year: CampaignYear, phases: list[Phase]) -> Iterator[Entry]:
    spans = {
        phase.kind: Span(
            phase.starts_at.astimezone(SHANGHAI).date(), phase.ends_at.astimezone(SHANGHAI).date(), phase.grace_minutes
        )
        for phase in phases
    }
    if set(spans) != set(KINDS):
        return
    if any(schedule_faults(spans, year.campaign.starts_on, year.campaign.ends_on)):
        yield Entry(Level.STOP, "phases", _("The dates of the phases contradict each other or the campaign's period."))
    notice = spans["public_notice"]
    if working_days(notice) < NOTICE_DAYS:
        text = _("The public notice is shorter than %(days)s working days.") % {"days": NOTICE_DAYS}
        yield Entry(Level.WARN, "phases", text)
    if spans["self_assessment"].last < clock.now().astimezone(SHANGHAI).date():
        yield Entry(Level.WARN, "phases", _("The self-assessment would be over on the day the year opens."))
    graces = any(span.grace_minutes for span in spans.values())
    if graces and year.decisions.get("proc.deadline") == "strict":
        yield Entry(Level.STOP, "phases", _("Deadlines are strict by your decision, but phases have minutes of grace."))


def _standard(year: CampaignYear) -> Iterator[Entry]:
    if "standard" in year.setup.get("saved", []) and chosen_standard(year) is None:
        yield Entry(Level.STOP, "standard", _("No published standard is chosen."))


def _caps(year: CampaignYear) -> Iterator[Entry]:
    """Deviations from C2.2.3 and C2.2.5, and small cities (quota.small_cities)."""
    policy = POLICY_CAPS.get(year.index)
    if policy and caps_of(year) != policy:
        yield Entry(Level.WARN, "bands", _("The caps differ from the policy's for this year."))
    lines = lines_of(year)
    if lines != POLICY_BANDS:
        yield Entry(Level.WARN, "bands", _("The score lines differ from the policy's."))
    if uneven(lines, decisions.chosen(year.decisions, "score.bands").slug):
        yield Entry(
            Level.STOP, "bands", _("By your decision whole points decide, so every score line is a whole number.")
        )
    schools = schools_to_invite(year).count()
    if not schools:
        yield Entry(Level.STOP, "roster", _("No school is in scope. Import the school register first."))
    elif not seats(caps_of(year), schools).three:
        text = ngettext(
            "With %(count)d school there is no three-star place.",
            "With %(count)d schools there is no three-star place.",
            schools,
        )
        yield Entry(Level.WARN, "bands", text % {"count": schools})


def opened_elsewhere(year: CampaignYear) -> str:
    """Addresses and certificates name a calendar year, so only one campaign can have opened it."""
    return _("Another campaign has opened the year %(year)s already.") % {"year": year}


def _rivals(year: CampaignYear) -> Iterator[Entry]:
    states = CampaignYear.State
    others = CampaignYear.objects.exclude(pk=year.pk)
    if others.filter(calendar_year=year.calendar_year).exclude(state=states.DRAFT).exists():
        yield Entry(Level.STOP, "basics", opened_elsewhere(year))
    before = others.filter(campaign=year.campaign, index__lt=year.index).exclude(state=states.CLOSED).last()
    if before:
        text = _("The year %(year)s is not closed yet; its scores serve as “last year's score”.") % {"year": before}
        yield Entry(Level.WARN, "ties", text)


def _people() -> Iterator[Entry]:
    """Districts without a lead or a reviewer, member units without a liaison (C2.2.1, C3)."""
    for role, text in (
        (RoleSlug.DISTRICT_LEAD, _("Nobody leads these districts yet: %(names)s")),
        (RoleSlug.DISTRICT_REVIEWER, _("Nobody reviews in these districts yet: %(names)s")),
    ):
        staffed = User.objects.filter(role=role, is_active=True, district=OuterRef("pk"))
        missing = District.objects.filter(~Exists(staffed), schools__isnull=False).distinct()
        if names := [district.name for district in missing]:
            yield Entry(Level.WARN, "roster", text % {"names": "、".join(names)}, "account_list")
    liaisons = Liaison.objects.filter(agency=OuterRef("pk"), until__isnull=True)
    units = Agency.objects.filter(Agency.WITH_SEAT, ~Exists(liaisons))
    if silent := [str(unit) for unit in units]:
        text = _("These member units have named no liaison yet: %(names)s") % {"names": "、".join(silent)}
        yield Entry(Level.WARN, "roster", text, "agency_list")
