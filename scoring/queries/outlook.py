"""What a school that has handed in may expect, in words; of no other school does it say a name or a score."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Participation
from scoring.domain.explain import NOT_CHECKED, OPEN_BY_KEYS, STARS, Sentence
from scoring.domain.keys import open_star
from scoring.domain.numbers import shown
from scoring.domain.schools import BY_CITY, LOW_UNCHECKED
from scoring.models import Rating, RatingSheet
from scoring.queries.sentences import say

State = Participation.State

#: handed in, and no run has decided yet
WAITING = (State.SUBMITTED, State.REVIEWED, State.RECOMMENDED)


@dataclass(frozen=True)
class Outlook:
    """The projected star, the one the school keeps whatever others still score, and both in sentences."""

    star: int
    secured: int
    projection: str
    certainty: str
    tie: str


def outlook(participation: Participation, sheet: RatingSheet | None) -> Outlook | None:
    """The outlook of a school whose scores wait for a run; None in other states, and before anything is computed."""
    rating: Rating | None = getattr(participation, "rating", None)
    if participation.state not in WAITING or rating is None or rating.score is None or not (sheet and sheet.report):
        return None
    star, secured = rating.projected_star, rating.secured_star
    if star:
        projection = _("As things stand, your school would have %(stars)s.") % {"stars": say(STARS[star])}
    else:
        projection = _("As things stand, your school would have no star.")
    if rating.weak_keys:
        projection = f"{projection} {say(OPEN_BY_KEYS[open_star(rating.weak_keys)])}"
    return Outlook(star, secured, projection, _certainty(participation, rating, sheet), _tie(rating))


def _certainty(participation: Participation, rating: Rating, sheet: RatingSheet) -> str:
    """How much of the projection stands, and what it still depends on."""
    if unchecked := _unchecked(participation, rating):
        return unchecked
    if participation.state == State.SUBMITTED:
        return _("Nothing is certain before your district has reviewed the assessment.")
    waiting = _waiting(participation, sheet)
    if not rating.projected_star:
        return ""
    if not rating.secured_star and participation.year.by_district:
        return _("Nothing is certain before the run: the places are reserved for the districts first.")
    text = _in_words(participation, rating, waiting)
    said = text % {"n": waiting, "stars": say(STARS[rating.secured_star])}
    if not rating.secured_star or participation.year.roster_frozen_at:
        return said
    return _("%(said)s Until the roster is frozen, this supposes that no reviewed school withdraws.") % {"said": said}


def _unchecked(participation: Participation, rating: Rating) -> str:
    """What a score that the city has not checked yet cannot do this year."""
    year = participation.year
    if rating.basis in BY_CITY or rating.score is None:
        return ""
    if rating.score < year.floor and not year.floors_unchecked:
        words = {"score": shown(rating.score), "floor": shown(year.floor)}
        return say(Sentence(NOT_CHECKED[LOW_UNCHECKED], words))
    if year.counts_unchecked:
        return ""
    return _("This year only the score of a school that the city has checked counts; yours is not checked yet.")


def _in_words(participation: Participation, rating: Rating, waiting: int) -> str:
    """What is certain, beside how many schools are still open: not reviewed, or not checked by the city."""
    if not participation.year.counts_unchecked:
        return _among_checked(rating, waiting)
    if not rating.secured_star and not waiting:
        return _("All schools are reviewed; by the rules of this year only the run makes a star certain.")
    if not rating.secured_star:
        return ngettext(
            "Nothing is certain yet: %(n)s school is not reviewed and may still come before yours.",
            "Nothing is certain yet: %(n)s schools are not reviewed and may still come before yours.",
            waiting,
        )
    if waiting:
        return ngettext(
            "Certain: %(stars)s, whatever the %(n)s school not reviewed yet scores.",
            "Certain: %(stars)s, whatever the %(n)s schools not reviewed yet score.",
            waiting,
        )
    return _("Certain: %(stars)s; all schools are reviewed.")


def _among_checked(rating: Rating, waiting: int) -> str:
    """The same where only the city's score counts."""
    if not rating.secured_star and not waiting:
        return _("All schools are checked by the city; by the rules of this year only the run makes a star certain.")
    if not rating.secured_star:
        return ngettext(
            "Nothing is certain yet: %(n)s school is not checked by the city and may still come before yours.",
            "Nothing is certain yet: %(n)s schools are not checked by the city and may still come before yours.",
            waiting,
        )
    if waiting:
        return ngettext(
            "Certain: %(stars)s, whatever the %(n)s school not checked by the city yet scores.",
            "Certain: %(stars)s, whatever the %(n)s schools not checked by the city yet score.",
            waiting,
        )
    return _("Certain: %(stars)s; all schools are checked by the city.")


def _waiting(participation: Participation, sheet: RatingSheet) -> int:
    """Schools whose score may still come: handed in and not judged (or checked, where only the city's score counts),
    or free to hand in and count for the caps.
    """
    open_, year = sheet.report["provisional"], participation.year
    joining = 0 if year.roster_frozen_at and not year.counts_all_in_scope else open_["not_handed_in"]
    unreviewed: int = open_["unreviewed"] + (0 if year.counts_unchecked else open_["unvisited"])
    return unreviewed + joining


def _tie(rating: Rating) -> str:
    """Only where an open tie could still lift the school."""
    if rating.highest_star == rating.projected_star:
        return ""
    text = _("Schools with equal scores stand where the places end; by how this is decided, yours may reach %(stars)s.")
    return text % {"stars": say(STARS[rating.highest_star])}
