"""What a year answered to the open questions of the policy, as the rest of the product asks for it."""

from typing import Any

from django.utils.translation import gettext as _

from campaigns.domain.decisions import chosen


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
    def score_step(self) -> int:
        """The final score is a multiple of so many hundredths (score.precision)."""
        return 10 if chosen(self.decisions, "score.precision").slug == "one_place" else 1

    @property
    def named_by_government(self) -> bool:
        """Whether the city's government confers the titles instead of the commission (body.naming)."""
        return chosen(self.decisions, "body.naming").slug == "government"

    @property
    def naming_body(self) -> str:
        """Who confers the titles, inside a sentence (body.naming)."""
        return _("the city's government") if self.named_by_government else _("the commission")

    @property
    def warns_of_key_items(self) -> bool:
        """Whether a key item far below its maximum is pointed out (score.key_items)."""
        return chosen(self.decisions, "score.key_items").slug == "advisory"

    @property
    def validity(self) -> str:
        """How long the stars of this year last (proc.validity)."""
        return chosen(self.decisions, "proc.validity").slug

    @property
    def attained_from(self) -> int:
        """The reviewed score, in hundredths, from which a school attains the standard (C2.2.2, goal.attainment_90)."""
        line: int = self.floor if chosen(self.decisions, "goal.attainment_90").slug == "score_70" else self.band_one
        return line
