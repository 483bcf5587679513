"""A school's result in words: reason code, trail and lines as sentences to be translated and shown.

A sentence is an English source text with named parameters; a parameter may itself be a sentence. Rendering is the
caller's: translate the text, render the parameters, fill them in. Chinese: locale/zh_Hans.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Union

from campaigns.domain.refusal import Refusal
from scoring.domain.bands import Bands
from scoring.domain.keys import BY_KEYS
from scoring.domain.numbers import shown
from scoring.domain.rule import Overflow, Scope
from scoring.domain.schools import LOW_UNCHECKED, UNCHECKED
from scoring.domain.tiers import Tier, parting_line
from scoring.domain.trail import Code, Outcome, Reason, Step


@dataclass(frozen=True, slots=True)
class Sentence:
    """A source text and what fills it."""

    text: str
    params: Mapping[str, Union[str, int, "Sentence"]] = field(default_factory=dict)


STARS: Final = {
    3: Sentence("three stars"),
    2: Sentence("two stars"),
    1: Sentence("one star"),
    0: Sentence("no star"),
}

HEADLINES: Final[Mapping[Code, str]] = {
    Code.AWARDED: "%(score)s points: %(stars)s.",
    Code.AWARDED_LOWER: "%(score)s points reach %(band)s; because of the quota the school has %(stars)s.",
    Code.PINNED: "%(score)s points: %(stars)s by a recorded decision of the leading group.",
    Code.QUOTA_FULL: "%(score)s points reach %(band)s, but no place was left for it: qualified, not designated.",
    Code.TIED_AT_CUTOFF: "%(score)s points reach %(band)s, but the schools tied at this score do not all fit: no star.",
    Code.BELOW_TIE: "%(score)s points reach %(band)s, but a tied group before the school does not fit: no star.",
    Code.BELOW_BANDS: "%(score)s points: below the one-star threshold of %(threshold)s.",
    Code.DISQUALIFIED_SCORE: "%(score)s points: below %(floor)s, out of this year's selection.",
    Code.VETO_ACCIDENT: "A confirmed veto takes the school out of this year's selection.",
    Code.UNSCORED: "There is no final score yet.",
    Code.NOT_PARTICIPATING: "The school does not take part this year.",
    Code.EXCLUDED_BY_COMMITTEE: "Left out by a recorded decision of the leading group.",
    Code.CAPPED_BY_COMMITTEE: "Limited to no star by a recorded decision of the leading group.",
}

#: Where a recorded ceiling, not the quota, is why the star is lower than the band.
LOWERED: Final = "%(score)s points reach %(band)s; by a recorded decision the school has %(stars)s."

#: the same where the school's own key items are why, by the star they leave open (decision score.key_items)
LOWERED_BY_KEYS: Final[Mapping[int, str]] = {
    2: "%(score)s points reach %(band)s; with one key item below 60 percent the school has %(stars)s.",
    1: "%(score)s points reach %(band)s; with two or more key items below 60 percent the school has %(stars)s.",
}
#: what weak key items leave open
OPEN_BY_KEYS: Final[Mapping[int, Sentence]] = {
    2: Sentence("One key item is below 60 percent: two stars at most."),
    1: Sentence("Two or more key items are below 60 percent: one star at most."),
}

#: what leaves a school out of the ranking by the facts alone and is no decision of the leading group, by its reason
NOT_CHECKED: Final[Mapping[str, str]] = {
    UNCHECKED: "Not checked by the city: this year only the score of a school that the city has checked counts.",
    LOW_UNCHECKED: "%(score)s points: below %(floor)s, not yet checked by the city; no star by this score.",
}

CUT_OFF: Final = "%(stars)s: the cut-off is %(line)s; %(used)s of %(quota)s places are used."

STEPS: Final[Mapping[Outcome, str]] = {
    Outcome.AWARDED: CUT_OFF,
    Outcome.FULL: CUT_OFF,
    Outcome.TIED_AT_CUTOFF: (
        "%(stars)s: the schools of this score do not all fit into the places left (%(left)s), so none is admitted."
    ),
    Outcome.BELOW_TIE: (
        "%(stars)s: a tied group before the school does not fit, and nobody overtakes it; places left empty: %(empty)s."
    ),
    Outcome.CAPPED: "%(stars)s: ruled out by a recorded decision.",
    Outcome.FORFEITED: "%(stars)s: under this year's rule, schools from above do not go on to it.",
}

#: what else may be said of a star that is full, or has no line
AND_ABOVE: Final = "%(stars)s: the cut-off is %(line)s; %(used)s of %(quota)s places are used by %(line)s and above."
EQUAL: Final = (
    "%(stars)s: the cut-off is %(line)s; %(used)s of %(quota)s places are used, the order among equal scores decided."
)
USED: Final = "%(stars)s: %(used)s of %(quota)s places are used."
NO_PLACE: Final = "%(stars)s: there is no place this year."
TAKEN: Final = "%(stars)s: %(used)s of %(quota)s places are used, none is open to the school."
TOTAL: Final = "%(stars)s: %(used)s of %(quota)s places are used, but those of all stars together are used up."
OWN_FIRST: Final = (
    "%(stars)s: schools that reach exactly this star go first; %(used)s of %(quota)s places are used, none was left."
)
DISTRICTS: Final = (
    "%(stars)s: places go to the districts first; %(used)s of %(quota)s are used, none is open to the school."
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the sentences about a result need to know of its making: each star, the standard lines, the rule."""

    tiers: Mapping[int, Tier]
    bands: Bands
    overflow: Overflow = Overflow.CASCADE
    scope: Scope = Scope.CITY

    def line(self, star: int) -> int | None:
        """The published line, where it parts those who were admitted to the star from those who were not."""
        return parting_line(self.tiers[star], self.bands.line(star))


def lowered(reason: Reason) -> bool:
    """Whether a recorded ceiling and not the quota is why the star is lower than the band."""
    capped = any(step.outcome is Outcome.CAPPED for step in reason.trail)
    competed = any(step.outcome not in (Outcome.CAPPED, Outcome.BELOW_BAND) for step in reason.trail[:-1])
    return reason.code is Code.AWARDED_LOWER and capped and not competed


def headline(score: int | None, reason: Reason, bands: Bands, recorded: str = "") -> Sentence:
    """The result in one sentence; `recorded` is why a school is left out or has a ceiling, where that is on record."""
    text = HEADLINES[reason.code]
    if lowered(reason):
        text = LOWERED_BY_KEYS[reason.star] if recorded in BY_KEYS else LOWERED
    elif reason.code is Code.EXCLUDED_BY_COMMITTEE:
        text = NOT_CHECKED.get(recorded, text)
    return Sentence(
        text,
        {
            "score": "–" if score is None else shown(score),
            "stars": STARS[reason.star],
            "band": STARS[reason.band],
            "threshold": shown(bands.one),
            "floor": shown(bands.floor),
        },
    )


def explain_step(step: Step, score: int | None, reason: Reason, setting: Setting) -> Sentence | None:
    """What happened at one star; None where the school's band does not reach it or a decision placed it there.

    Of the other schools it says no more than is published: the places, and the line where there is one.
    """
    if step.outcome not in STEPS:
        return None
    tier, line = setting.tiers[step.star], setting.line(step.star)
    text = STEPS[step.outcome]
    if step.outcome is Outcome.AWARDED and line is None:
        text = USED
    elif step.outcome is Outcome.FULL:
        text = _full(step, score, reason, setting)
    return Sentence(
        text,
        {
            "stars": STARS[step.star],
            "line": "–" if line is None else shown(line),
            "used": tier.awarded,
            "quota": tier.quota,
            "left": tier.tie.slots_left if tier.tie else 0,
            "empty": tier.unused,
        },
    )


def _full(step: Step, score: int | None, reason: Reason, setting: Setting) -> str:
    """Why no place was left at a star: the first of these that is true."""
    tier, line = setting.tiers[step.star], setting.line(step.star)
    if not tier.quota:
        return NO_PLACE
    if setting.scope is Scope.DISTRICT_SLOTS:
        return DISTRICTS
    if tier.awarded < tier.quota:
        return TOTAL
    if setting.overflow is Overflow.OWN_TIER_FIRST and _limit(reason) > step.star:
        return OWN_FIRST
    if line is None:
        return TAKEN
    if score == line:
        return EQUAL
    return AND_ABOVE if setting.overflow is Overflow.CASCADE and not tier.pinned else CUT_OFF


def _limit(reason: Reason) -> int:
    """The highest star the school stood for."""
    return max(step.star for step in reason.trail if step.outcome not in (Outcome.BELOW_BAND, Outcome.CAPPED))


REFUSALS: Final[Mapping[str, str]] = {
    "ADJUSTMENT_REASON": "Every recorded decision needs a reason.",
    "ADJUSTMENT_SCHOOL": "The school %(school)s of a recorded decision is not among the schools of the year.",
    "ADJUSTMENT_STAR": "The star of the recorded decision for %(school)s is not possible.",
    "ADJUSTMENT_CONFLICT": "Two recorded decisions contradict each other for %(school)s.",
    "PIN_ABOVE_LIMIT": "%(school)s cannot be placed at %(star)s stars: its score or eligibility does not reach them.",
    "PIN_OVER_QUOTA": "More schools are placed by decision than there are places (%(places)s).",
    "TIE_ORDER_NOT_TIED": "An order may only be recorded for schools that are exactly tied: %(schools)s.",
    "TIE_ORDER_INCOMPLETE": "The recorded order must cover the whole tied group; missing: %(missing)s.",
    "LOTTERY_SEED": "A public draw needs a seed that was committed before.",
    "POLICY_THRESHOLDS": "The lines must rise from one star to three stars.",
    "POLICY_CAPS": "A cap is a percentage from 0 to 100.",
    "CHANGE_SCHOOL": "The school %(school)s is not among the schools of the run.",
    "SLOTS_MISSING": "There is no district to reserve places for.",
    "SLOTS_OVER_QUOTA": "The districts' reserved places exceed the city's.",
    "FACTS_COUNT": "A count must be a whole number and not negative.",
    "FACTS_NUMERATOR": "The first number (%(numerator)s) cannot be larger than the second (%(denominator)s).",
    "FACTS_LEVEL": "There is no level %(level)s.",
    "FACTS_YES_NO": "Please answer yes or no.",
}

OTHER: Final = "The engine refuses this input (%(code)s)."


def explain_refusal(refusal: Refusal) -> Sentence:
    """A refusal as a sentence."""
    params = {name: str(value) for name, value in refusal.params.items()}
    return Sentence(REFUSALS.get(refusal.code, OTHER), {**params, "code": refusal.code})
