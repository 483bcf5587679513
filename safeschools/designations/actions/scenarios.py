"""Scenarios: what-ifs kept under a name so that people can talk about the same thing. They decide nothing."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.designations.models import AllocationRun, Scenario
from safeschools.designations.queries.whatif import checked
from safeschools.lib.errors import Invalid, NotAllowed


@transaction.atomic
def save_scenario(run: AllocationRun, *, by: User, name: str, changes: dict[str, Any]) -> Scenario:
    """Keep what differs from the run. Raises Invalid where nothing differs, the name is empty or the engine refuses."""
    if not name.strip():
        raise Invalid(_("Give the scenario a name."))
    if not any(changes.values()):
        raise Invalid(_("Nothing differs from the run, so there is nothing to keep."))
    checked(run, changes)
    kept = Scenario.objects.create(run=run, name=name.strip(), changes=changes, created_by=by)
    sentence = noop("%(actor)s kept the scenario “%(object)s” of the allocation %(run)s")
    record("scenario.save", kept, by=by, sentence=sentence, run=run, data={"changes": changes})
    return kept


@transaction.atomic
def delete_scenario(scenario: Scenario, *, by: User) -> None:
    """Delete the own scenario; the event log keeps what it said. Raises NotAllowed for anybody else's."""
    if not by.same_person(scenario.created_by):
        raise NotAllowed(_("Only whoever made a scenario may delete it."))
    sentence = noop("%(actor)s deleted the scenario “%(object)s” of the allocation %(run)s")
    record("scenario.delete", scenario, by=by, sentence=sentence, run=scenario.run, data={"changes": scenario.changes})
    scenario.delete()
