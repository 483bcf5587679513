"""A run as a workbook."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import IO, Any, cast

from django.utils.translation import gettext as _

from campaigns.models import CampaignYear
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.explain import in_full
from safeschools.designations.queries.ranked import ranked
from safeschools.documents.workbook import Column, Sheet, Value, write_xlsx


def write_run(target: Any, run: AllocationRun, year: CampaignYear) -> None:
    """Write the ranked lines; `target` takes bytes."""
    columns = [
        Column(_("Rank"), 8),
        Column(_("School code"), 14),
        Column(_("School"), 34),
        Column(_("District"), 12),
        Column(_("School type"), 16),
        Column(_("Score"), 10),
        Column(_("Standard reached"), 10),
        Column(_("Star"), 8),
        Column(_("Reason code"), 24),
        Column(_("Reason"), 70),
    ]
    note = _("Run %(run)s · %(state)s · facts of revision %(revision)s · result %(digest)s")
    facts = {"run": run, "state": run.get_state_display(), "revision": run.revision, "digest": run.outcome_hash}
    heading = _("Star allocation %(year)s") % {"year": year}
    book = BytesIO()
    write_xlsx(
        cast(IO[bytes], book),
        Sheet(name=f"{run}", columns=columns, rows=_rows(run, year), heading=heading, note=note % facts),
    )
    target.write(book.getvalue())


def _rows(run: AllocationRun, year: CampaignYear) -> Iterator[list[Value]]:
    for line in ranked(run.pk).iterator(chunk_size=500):
        school = line.participation.school
        yield [
            line.rank,
            school.code,
            school.name,
            line.participation.district.name,
            school.get_type_display(),
            None if line.score is None else Decimal(line.score) / 100,
            line.band,
            line.star,
            line.code,
            in_full(line, year),
        ]
