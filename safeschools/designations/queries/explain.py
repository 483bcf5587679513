"""Why a school has the star it has in a run: the trail as steps, the result as a sentence."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.models import CampaignYear
from safeschools.designations.models import AllocationLine
from scoring.domain.explain import NO_PLACE, NOT_CHECKED, OPEN_BY_KEYS, STARS, Sentence, Setting, explain_step, headline
from scoring.domain.keys import REASONS
from scoring.domain.numbers import shown
from scoring.domain.placing import UNRANKED
from scoring.domain.schools import LOW_UNCHECKED, UNCHECKED
from scoring.domain.stored import read_reason
from scoring.domain.trail import Code, Outcome, Reason, Step
from scoring.queries.cases import DECIDED, HELD, LOWERED, bands_of
from scoring.queries.sentences import say

KINDS = {
    Outcome.AWARDED: "ok",
    Outcome.PINNED: "ok",
    Outcome.FULL: "no",
    Outcome.TIED_AT_CUTOFF: "hold",
    Outcome.BELOW_TIE: "hold",
    Outcome.CAPPED: "no",
    Outcome.FORFEITED: "no",
}
BARRED = (
    Code.VETO_ACCIDENT,
    Code.EXCLUDED_BY_COMMITTEE,
    Code.UNSCORED,
    Code.DISQUALIFIED_SCORE,
    Code.NOT_PARTICIPATING,
)


def reason_of(line: AllocationLine) -> Reason:
    """The engine's reason, read back from the line."""
    return read_reason(line.star, {"code": line.code, "band": line.band, "trail": line.trail})


def sentence(line: AllocationLine, year: CampaignYear) -> str:
    """The result in one sentence, in the reader's language."""
    return say(headline(line.score, reason_of(line), bands_of(year), line.excluded))


def in_full(line: AllocationLine, year: CampaignYear) -> str:
    """The sentence, the record behind it where there is one, and what the leading group decided."""
    record = "" if line.excluded in NOT_CHECKED else line.excluded
    return " ".join(filter(None, (sentence(line, year), record and exclusion(record), decided(line))))


def in_both_languages(line: AllocationLine, year: CampaignYear) -> list[tuple[str, str]]:
    """The sentence in Chinese and in English, with the language codes of the page."""
    said = []
    for language, code in (("zh-hans", "zh-CN"), ("en", "en")):
        with override(language):
            said.append((code, sentence(line, year)))
    return said


def steps(line: AllocationLine, setting: Setting, year: CampaignYear) -> list[dict[str, str]]:
    """Eligibility, standard line, each star in turn, result."""
    reason = reason_of(line)
    if reason.code in UNRANKED:
        return [_barred(line, year), _end(line)]
    found = [
        {
            "kind": "ok",
            "title": _("Eligibility: valid"),
            "calc": _("No confirmed veto; %(score)s ≥ %(floor)s")
            % {"score": _points(line), "floor": shown(year.floor)},
        },
        _standard(line, year),
    ]
    if reason.code is Code.CAPPED_BY_COMMITTEE:
        found.append(
            {"kind": "no", "title": _("Ceiling: no star"), "calc": f"{exclusion(line.excluded)} {decided(line)}"}
        )
    found += [_step(step, reason, setting, line) for step in reason.trail if step.outcome in KINDS]
    return [*found, _end(line)]


def _points(line: AllocationLine) -> str:
    return "–" if line.score is None else shown(line.score)


def _barred(line: AllocationLine, year: CampaignYear) -> dict[str, str]:
    kind = "hold" if line.code == Code.UNSCORED or line.excluded in NOT_CHECKED else "no"
    return {"kind": kind, "title": _("Eligibility: not ranked"), "calc": in_full(line, year)}


def decided(line: AllocationLine) -> str:
    """What the leading group decided about the school, where the result rests on it: document and reason."""
    if line.decision is None:
        return ""
    words = {"document": line.decision.document, "reason": line.decision.reason}
    return _("Document %(document)s: %(reason)s") % words


def exclusion(reason: str) -> str:
    """Why a recorded decision left the school out of the ranking, or of a star."""
    words = {
        "not_recommended": _("The district does not recommend the school."),
        "no_recommendation": _("The school is on no submitted list of its district."),
        "withdrawn": _("The school has withdrawn."),
        "disqualified": _("The school is disqualified."),
        "revoked": _("Its designation was revoked."),
        UNCHECKED: _("The city has not checked the school."),
        LOW_UNCHECKED: _("Below the floor by a score the city has not checked."),
        HELD: _("The school is on hold; its place went to the next one."),
        LOWERED: _("The district recommended fewer stars than the reviewed score reaches."),
        DECIDED: _("The leading group decided so."),
    }
    said = {slug: say(OPEN_BY_KEYS[star]) for star, slug in REASONS.items()}
    return {**words, **said}.get(reason, reason)


def _standard(line: AllocationLine, year: CampaignYear) -> dict[str, str]:
    lines = {3: year.band_three, 2: year.band_two, 1: year.band_one}
    if not line.band:
        calc = f"{_points(line)} < {shown(year.band_one)}"
        return {"kind": "no", "title": _("Standard: below one star"), "calc": calc}
    title = _("Standard: reaches %(stars)s") % {"stars": say(STARS[line.band])}
    return {"kind": "ok", "title": title, "calc": f"{_points(line)} ≥ {shown(lines[line.band])}"}


def _step(step: Step, reason: Reason, setting: Setting, line: AllocationLine) -> dict[str, str]:
    titles = {
        Outcome.AWARDED: _("Places: %(stars)s free"),
        Outcome.PINNED: _("Placed by decision: %(stars)s"),
        Outcome.FULL: _("Places: %(stars)s full"),
        Outcome.TIED_AT_CUTOFF: _("Equal scores at the line: %(stars)s"),
        Outcome.BELOW_TIE: _("Behind a tied group: %(stars)s"),
        Outcome.CAPPED: _("Ceiling: not %(stars)s"),
        Outcome.FORFEITED: _("Not passed on to %(stars)s"),
    }
    title = titles[step.outcome] % {"stars": say(STARS[step.star])}
    said = explain_step(step, line.score, reason, setting)
    calc = say(said) if said else ""
    if step.outcome is Outcome.CAPPED and line.excluded:
        calc = exclusion(line.excluded)
    if step.outcome in (Outcome.CAPPED, Outcome.PINNED):
        calc = f"{calc} {decided(line)}".strip()
    return {"kind": KINDS[step.outcome], "title": title, "calc": calc}


def reach(line: AllocationLine, setting: Setting, own: Setting | None = None) -> str:
    """How much is missing to the next better star in this run, or what decided where no points are missing; for three
    stars, how far above its line the score is. `own` has the lines of the school's district, where it has its own.
    """
    if line.rank is None or line.score is None or line.code in (Code.PINNED, Code.CAPPED_BY_COMMITTEE):
        return ""
    reason = reason_of(line)
    step = _wanted(reason, setting)
    published, threshold = (own or setting).line(step.star), setting.bands.line(step.star)
    cutoff = threshold if published is None else published
    words = {"stars": say(STARS[step.star]), "gap": shown(abs(cutoff - line.score)), "line": shown(cutoff)}
    if step.outcome is Outcome.AWARDED:
        return "" if published is None else _("%(gap)s points above the line for %(stars)s (%(line)s).") % words
    if step.outcome is Outcome.CAPPED:
        return ""
    if not setting.tiers[step.star].quota:
        return say(Sentence(NO_PLACE, {"stars": STARS[step.star]}))
    if step.outcome is Outcome.BELOW_BAND and published is None:
        return _("%(gap)s points are missing to the standard line for %(stars)s (%(line)s).") % words
    if step.outcome in (Outcome.BELOW_BAND, Outcome.FULL) and line.score < cutoff and own:
        return _("In its district this run took %(line)s points for %(stars)s; %(gap)s are missing.") % words
    if step.outcome in (Outcome.BELOW_BAND, Outcome.FULL) and line.score < cutoff:
        return _("This run took %(line)s points for %(stars)s; %(gap)s are missing.") % words
    if step.outcome is Outcome.FULL and published == line.score:
        return _("Not below the line for %(stars)s (%(line)s); the order among equal scores decided.") % words
    why = explain_step(step, line.score, reason, setting)
    return _("No points are missing: %(why)s") % {"why": say(why) if why else ""}


def missed(line: AllocationLine, setting: Setting) -> int | None:
    """The published line of the star the score reaches, where the score stands below it and no ceiling decided."""
    if line.score is None or not line.band:
        return None
    competed = Step(line.band, Outcome.CAPPED) not in reason_of(line).trail
    published = setting.line(line.band)
    return published if competed and published is not None and line.score < published else None


def _wanted(reason: Reason, setting: Setting) -> Step:
    """The next better star the school could have had, with what happened there; its own where there is none."""
    own = reason.trail[-1] if reason.trail else Step(1, Outcome.BELOW_BAND)
    better = [step for step in reason.trail if step.star > reason.star and step.outcome is not Outcome.FORFEITED]
    placed = [step for step in better if setting.tiers[step.star].quota]
    return (placed or better or [own])[-1]


def _end(line: AllocationLine) -> dict[str, Any]:
    return {"kind": "end", "title": _("Result: %(stars)s") % {"stars": say(STARS[line.star])}, "calc": ""}
