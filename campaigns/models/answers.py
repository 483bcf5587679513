"""What a year answered to the open questions of the policy, as the rest of the product asks for it."""

from typing import Any

from django.utils.translation import gettext as _

from campaigns.domain.decisions import chosen
from campaigns.domain.scale import ONE_PLACE, TWO_PLACES, Scale


class Answers:
    """Each property reads one decision of the year; what a year did not answer has its default."""

    decisions: Any
    floor: Any
    band_one: Any

    @property
    def by_lot(self) -> bool:
        """Whether schools still tied at a line are drawn in public (quota.ties)."""
        return chosen(self.decisions, "quota.ties").slug == "lottery"

    @property
    def by_district(self) -> bool:
        """Whether the places of every star are reserved for the districts first (quota.districts)."""
        return chosen(self.decisions, "quota.districts").slug == "strict"

    @property
    def counts_unchecked(self) -> bool:
        """Whether a reviewed score counts for a star before the city has checked the school (score.final_source)."""
        return chosen(self.decisions, "score.final_source").slug != "city_only"

    @property
    def floors_unchecked(self) -> bool:
        """Whether a reviewed score is below the floor before the city has checked the school (elig.below70_basis)."""
        return chosen(self.decisions, "elig.below70_basis").slug != "city_only"

    @property
    def what_counts(self) -> str:
        """Which scores count, in sentences; empty where a reviewed one does everything."""
        said = []
        if not self.counts_unchecked:
            said.append(_("This year only the score of a school that the city has checked counts for a star."))
        if not self.floors_unchecked:
            said.append(_("This year a school is below the floor only by a score the city has checked."))
        return " ".join(said)

    @property
    def scale(self) -> Scale:
        """How points become the final score (score.na, score.precision)."""
        step = ONE_PLACE if chosen(self.decisions, "score.precision").slug == "one_place" else TWO_PLACES
        return Scale(step, full_points=chosen(self.decisions, "score.na").slug == "full_points")

    @property
    def on_what_does_not_apply(self) -> str:
        """How items that do not apply enter the score, as a sentence where they count in full (score.na)."""
        if self.scale.full_points:
            return _("Items that do not apply count in full; the score is earned + (100 − applicable maximum).")
        return ""

    @property
    def named_by_government(self) -> bool:
        """Whether the city's government confers the titles instead of the commission (body.naming)."""
        return chosen(self.decisions, "body.naming").slug == "government"

    @property
    def naming_body(self) -> str:
        """Who confers the titles, inside a sentence (body.naming)."""
        return _("the city's government") if self.named_by_government else _("the commission")

    @property
    def seats_duty_bodies(self) -> bool:
        """Whether bodies with duties only are members of the leading group (body.fda)."""
        return chosen(self.decisions, "body.fda").slug == "member"

    @property
    def warns_of_key_items(self) -> bool:
        """Whether a key item far below its maximum is pointed out (score.key_items)."""
        return chosen(self.decisions, "score.key_items").slug != "off"

    @property
    def caps_by_key_items(self) -> bool:
        """Whether key items far below their maximum limit the star of a school (score.key_items)."""
        return chosen(self.decisions, "score.key_items").slug == "capped"

    @property
    def advises_without_star(self) -> bool:
        """Whether a school between the floor and the first star is told what leads to it (score.band_70_79)."""
        return chosen(self.decisions, "score.band_70_79").slug == "advice"

    @property
    def releases_places(self) -> bool:
        """Whether the place of a school on hold goes to the next one at once (elig.accident_pending)."""
        return chosen(self.decisions, "elig.accident_pending").slug == "release_place"

    @property
    def names_held_schools(self) -> bool:
        """Whether a school on hold is named like any other, to be revoked if need be (elig.accident_pending)."""
        return chosen(self.decisions, "elig.accident_pending").slug == "name_then_revoke"

    @property
    def what_a_hold_does(self) -> str:
        """What becomes of a school on hold, as a sentence (elig.accident_pending)."""
        if self.releases_places:
            return _("It stands outside the ranking until the hold is lifted; its place goes to the next school.")
        if self.names_held_schools:
            return _("It is named like any other school, and revoked later if need be.")
        return _("It keeps its place, but naming passes it over until the hold is lifted.")

    @property
    def bars_after_accident(self) -> bool:
        """Whether a star revoked because of an accident costs the school the next year too (elig.accident_after)."""
        return chosen(self.decisions, "elig.accident_after").slug == "both"

    @property
    def counts_all_in_scope(self) -> bool:
        """Whether schools that have not handed in count for the caps too (quota.denominator)."""
        return chosen(self.decisions, "quota.denominator").slug == "in_scope"

    @property
    def who_counts(self) -> str:
        """What the caps are percentages of, as a sentence (quota.denominator)."""
        if self.counts_all_in_scope:
            return _(
                "The caps are percentages of the schools on the frozen roster: all in scope that have not withdrawn."
            )
        return _("The caps are percentages of the schools on the frozen roster: those that have handed in.")

    @property
    def freezes_at_deadline(self) -> bool:
        """Whether the system freezes the roster when the self-assessment has ended everywhere (quota.snapshot)."""
        return chosen(self.decisions, "quota.snapshot").slug == "deadline"

    @property
    def after_the_freeze(self) -> str:
        """What the freeze of the roster ends, as a sentence (quota.snapshot)."""
        if self.counts_all_in_scope:
            return _("Afterwards nobody can withdraw.")
        if self.freezes_at_deadline:
            return _(
                "Afterwards nobody can withdraw, and schools that hand in by an extension granted later do not count"
                " towards the quotas."
            )
        return _("Afterwards nobody can withdraw, and schools that hand in later do not count towards the quotas.")

    @property
    def validity(self) -> str:
        """How long the stars of this year last (proc.validity)."""
        return chosen(self.decisions, "proc.validity").slug

    @property
    def attained_from(self) -> int:
        """The reviewed score, in hundredths, from which a school attains the standard (C2.2.2, goal.attainment_90)."""
        line: int = self.floor if chosen(self.decisions, "goal.attainment_90").slug == "score_70" else self.band_one
        return line
