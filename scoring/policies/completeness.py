"""What still stands between a review and its end."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Participation
from safeschools.lib.errors import Invalid
from scoring.queries.review import draft_notes, undecided_declarations, unreviewed


def bar_unfinished(participation: Participation) -> None:
    """Raise Invalid for items without a verdict, notes not sent, declared vetoes nobody proposed."""
    count = unreviewed(participation).count()
    if count:
        raise Invalid(
            ngettext("%(count)s item has no verdict yet.", "%(count)s items have no verdict yet.", count)
            % {"count": count}
        )
    if draft_notes(participation).exists():
        raise Invalid(_("Items are noted for return. Return the assessment, or take the notes back."))
    codes = undecided_declarations(participation).values_list("item__code", flat=True)
    if codes:
        raise Invalid(
            _("The school declared %(items)s. Propose the veto finding, or record the facts as you found them.")
            % {"items": ", ".join(codes)}
        )
