"""`allowed_actions`: which steps this person may take with an object now.

From the transition tables, the permissions of the role (and of the token), and the policies the actions ask too. An
action asks everything again; what stands here is what a program may offer.
"""

from typing import Any

from campaigns.models import CampaignYear, Participation
from campaigns.policies import freeze_ahead
from campaigns.queries import could_leave, doorway
from inspections.models import Visit
from safeschools.accounts.models import User
from safeschools.accounts.policies import may_manage, released
from safeschools.api.reader import Reader, reader
from safeschools.designations.models import AllocationRun, Designation, NamingDecision
from safeschools.designations.queries.waiting import waiting_lines
from safeschools.directory.models import District
from safeschools.directory.tasks import CHECK
from safeschools.jobs.models import Job
from safeschools.lib.transitions import allowed
from scoring.actions.holds import OVER
from scoring.actions.vetoes import SETTLED
from scoring.models import Disqualification, GroupDecision, Standard, Veto
from scoring.policies.editing import EDITABLE
from scoring.policies.verification import may_be_verified
from scoring.queries.readiness import stops

State = Participation.State


def school_actions(user: User) -> list[str]:
    """change."""
    return ["change"] if user.can("register.edit") else []


def standard_actions(user: User, standard: Standard) -> list[str]:
    """copy; for a draft also change, publish, discard."""
    if not user.can("standard.edit"):
        return []
    return ["copy", "change", "publish", "discard"] if standard.state == Standard.State.DRAFT else ["copy"]


def year_actions(user: User, year: CampaignYear) -> list[str]:
    """close, freeze_roster, unfreeze_roster, extend_deadline, run_allocation."""
    found = []
    if user.can("year.configure") and "close" in allowed(year.state, CampaignYear.MOVES):
        found += ["close", *_roster_actions(year)]
    if year.is_open and user.can("deadline.extend"):
        found.append("extend_deadline")
    if year.is_open and year.roster_frozen_at and user.can("allocation.propose"):
        found.append("run_allocation")
    return found


def _roster_actions(year: CampaignYear) -> list[str]:
    if year.roster_frozen_at:
        return ["unfreeze_roster"]
    ahead = freeze_ahead(year)
    return ["freeze_roster"] if ahead is None or ahead.is_due else []


def setup_actions(user: User, year: Any) -> list[str]:
    """change, open for a draft, whose findings are `entries`; afterwards what `year_actions` says."""
    if year.state != CampaignYear.State.DRAFT:
        return year_actions(user, year)
    may = user.can("year.configure")
    return [*(["change"] if may else []), *(["open"] if may and not stops(year.entries) else [])]


def participation_actions(request: Any, row: Participation) -> list[str]:
    """accept_rest, judge_item, return, finish, reopen, recommend, withdraw, propose_veto, plan_visit; `_aside` more."""
    person, user, verbs = reader(request), request.user, allowed(row.state, Participation.MOVES)
    found = []
    if user.can("review.work") and _may_judge(person, row):
        if "review" in verbs:
            found += ["judge_item", "accept_rest", "return", "finish"]
        if "reopen_review" in verbs and person.list_open(row.year, row.district_id):
            found += ["reopen", "recommend"]
    if user.can("year.configure") and could_leave(row) and not person.roster_closed(row.year):
        found.append("withdraw")
    if user.can("veto.propose") and row.year.is_open and row.state not in SETTLED:
        found += [] if row.school_id in person.own_schools else ["propose_veto"]
    if user.can("visit.plan") and may_be_verified(row):
        found.append("plan_visit")
    return found + _aside(person, row)


def _aside(person: Reader, row: Participation) -> list[str]:
    """set_hold, lift_hold, propose_exit, propose_group_decision, release_place: what nobody does to the own school."""
    user, found = person.user, []
    if row.school_id in person.own_schools:
        return []
    if user.can("hold.set") and row.year.is_open:
        if row.pk in person.held:
            found.append("lift_hold")
        elif row.state not in OVER:
            found.append("set_hold")
    if user.can("disqualification.propose") and row.year.is_open and row.pk in person.below_floor(row.year):
        found.append("propose_exit")
    if user.can("allocation.propose") and row.year.is_open and row.state not in SETTLED:
        found.append("propose_group_decision")
    if user.can("naming.revoke") and row.pk in person.kept(row.year):
        found.append("release_place")
    return found


def _may_judge(person: Reader, row: Participation) -> bool:
    """In time, and neither the own school nor the own submission."""
    apart = row.school_id not in person.own_schools and row.pk not in person.handed_in
    return apart and person.review_open(row.year, row.district_id)


def assessment_actions(user: User, row: Participation) -> list[str]:
    """start, answer, submit."""
    door = doorway(row.pk)
    if not (
        user.can("assessment.fill") and user.school_id == row.school_id and door.state in EDITABLE and door.is_open
    ):
        return []
    if door.state == State.INVITED:
        return ["start"]
    return ["answer", "submit"] if user.can("assessment.submit") else ["answer"]


def list_actions(request: Any, year: CampaignYear, district: District) -> list[str]:
    """fill_in, submit."""
    person, verbs = reader(request), {"fill_in": "review.work", "submit": "recommend.submit"}
    may = [verb for verb, permission in verbs.items() if request.user.can(permission)]
    # Who may neither, such as the city with its many districts, is not asked about each list.
    is_open = may and person.review_open(year, district.pk) and person.list_open(year, district.pk)
    return may if is_open else []


def veto_actions(request: Any, veto: Veto) -> list[str]:
    """confirm, reject: by somebody else than who proposed it, never about the own school."""
    return _second_person(request, veto, "veto.confirm")


def group_decision_actions(request: Any, decision: GroupDecision) -> list[str]:
    """The same of a decision of the leading group, while the school's result is open."""
    settled = decision.participation.state in SETTLED
    return [] if settled else _second_person(request, decision, "allocation.approve")


def _second_person(request: Any, paper: Veto | GroupDecision, permission: str) -> list[str]:
    person, user, row = reader(request), request.user, paper.participation
    if not user.can(permission) or not row.year.is_open or user.same_person(paper.proposed_by):
        return []
    return [] if row.school_id in person.own_schools else sorted(allowed(paper.state, paper.MOVES))


def exit_actions(request: Any, paper: Disqualification) -> list[str]:
    """reply for the school in time; confirm, reject by another person than who proposed it, not of the school."""
    person, user, row = reader(request), request.user, paper.participation
    if paper.state != Disqualification.State.PROPOSED or not row.year.is_open:
        return []
    over = person.moment.replace(microsecond=0) > paper.reply_until
    if user.school_id == row.school_id:
        return ["reply"] if user.can("assessment.submit") and not over else []
    if not user.can("disqualification.confirm") or user.same_person(paper.proposed_by):
        return []
    if row.school_id in person.own_schools:
        return []
    return ["confirm", "reject"] if paper.replied_at or over else ["reject"]


def naming_actions(request: Any, naming: NamingDecision) -> list[str]:
    """name_later: for schools whose hold was lifted since."""
    run, user = naming.run, request.user
    if run is None or not user.can("naming.record"):
        return []
    if any(user.same_person(maker) for maker in (run.created_by, run.proposed_by, run.decided_by)):
        return []
    return ["name_later"] if waiting_lines(run.year_id).filter(participation__hold="").exists() else []


def visit_actions(user: User, visit: Visit) -> list[str]:
    """start, record, sign, confirm for the team; cancel for who plans. Takes the members as prefetched."""
    found = []
    team = {member.inspector_id for member in visit.members.all()}
    if user.can("visit.record") and user.pk in team and visit.participation.year.is_open:
        steps = {Visit.State.PLANNED: ["start", "record"], Visit.State.STARTED: ["record", "sign", "confirm"]}
        found += steps.get(Visit.State(visit.state), [])
    if user.can("visit.plan") and "cancel" in allowed(visit.state, Visit.MOVES):
        found.append("cancel")
    return found


def run_actions(request: Any, run: AllocationRun, year: CampaignYear) -> list[str]:
    """propose on unchanged facts; approve, reject by a second person; nothing once the year is closed."""
    if not year.is_open:
        return []
    user, verbs, current = request.user, allowed(run.state, AllocationRun.MOVES), run.revision == year.revision
    found = ["propose"] if user.can("allocation.propose") and "propose" in verbs and current else []
    makers = (run.created_by, run.proposed_by)
    if not user.can("allocation.approve") or any(user.same_person(maker) for maker in makers):
        return found
    own = reader(request).own_schools
    if own and run.lines.filter(participation__school__in=own).exists():
        return found
    return found + [verb for verb in ("approve", "reject") if verb in verbs and (verb == "reject" or current)]


def designation_actions(user: User, designation: Designation) -> list[str]:
    """revoke."""
    may = user.can("naming.revoke") and "revoke" in allowed(designation.state, Designation.MOVES)
    return ["revoke"] if may else []


def job_actions(job: Job) -> list[str]:
    """confirm, check_again for a checked import; take_file for a file that is handed out once."""
    found = []
    counts = job.result.get("counts")
    if job.kind == CHECK and job.state == Job.State.DONE and counts and not counts["errors"]:
        found += ["confirm"] if counts["new"] or counts["changed"] else []
    if job.kind == CHECK and job.is_over:
        found.append("check_again")
    if job.result.get("once") and job.output:
        found.append("take_file")
    return found


def account_actions(user: User, other: Any) -> list[str]:
    """change, reset_password, activate, deactivate, unlock, grant_role, end_role, reset_second_step, anonymise.

    Takes the roles as prefetched and `second_step` as annotated.
    """
    if not user.can("accounts.manage") or not may_manage(user, other):
        return []
    found = ["change", "reset_password"] if user.can("accounts.create") else []
    if other.is_active or released(user):
        found.append("deactivate" if other.is_active else "activate")
    found.append("unlock")
    found += ["grant_role", "end_role"] if user.can("roles.grant") else []
    found += ["reset_second_step"] if other.second_step and user.can("second_step.reset") else []
    return found + (["anonymise"] if not other.is_active and user.can("accounts.anonymise") else [])
