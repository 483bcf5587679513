"""Two districts with a school each, gone the whole way of one year: what the role table asks about."""

from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from campaigns.actions.years import freeze_roster
from campaigns.models import CampaignYear, Draw, Participation
from inspections.actions import visits
from inspections.models import Visit
from safeschools.accounts.models import RoleGrant, User
from safeschools.accounts.roles import ROLES
from safeschools.designations.actions import naming, runs, scenarios
from safeschools.designations.models import AllocationRun
from safeschools.jobs.models import Job
from scoring.actions import recommendations
from scoring.actions.standards import copy
from scoring.models import (
    Disqualification,
    Evidence,
    EvidenceLink,
    GroupDecision,
    Item,
    RatingSheet,
    RecommendationList,
    ReturnNote,
    TieOrder,
    Veto,
)
from scoring.tasks import recompute_year
from tests.factories import make_agency, make_draft_year, make_user, make_year
from tests.scoring.review.world import World


class Side:
    """A district with its people, a named school, a spot check, a piece of evidence. Every role once."""

    def __init__(self, year: CampaignYear, officer: User) -> None:
        self.review = World(year)
        self.row: Participation = self.review.reviewed()
        self.school, self.district = self.row.school, self.row.district
        self.agency = make_agency()
        places = {"school": self.school, "district": self.district, "agency": self.agency}
        scopes = {slug: role.scope.value for slug, role in ROLES.items()}
        self.people = {
            slug: make_user(slug, **({scope: places[scope]} if scope in places else {}))
            for slug, scope in scopes.items()
        }
        self.account = self.people["school_editor"]
        self.grant = RoleGrant.objects.create(user=self.account, role=self.account.role, school=self.school)
        items = list(Item.objects.filter(standard__sheets__year=year, is_key=True, max_points__gt=0)[:2])
        self.item = items[0]
        self.visit: Visit = visits.plan(
            self.row,
            by=officer,
            planned_on=date(2025, 9, 1),
            inspectors=[self.people["inspector"], make_user("inspector")],
            items=items,
        )
        self.evidence = Evidence(
            school=self.school, name="门.txt", content_type="text/plain", size=1, sha256="0" * 64, uploaded_by=officer
        )
        self.evidence.file.save("file", ContentFile(b"x"))
        score = self.row.item_scores.get(item=self.item)
        self.link = EvidenceLink.objects.create(evidence=self.evidence, item_score=score, linked_by=officer)
        self.note = ReturnNote.objects.create(
            participation=self.row, item_score=score, submission_number=1, text="请补", author=officer, sent=True
        )
        recommendations.fill_in(year, by=self.review.lead, district=self.district)
        paper = RecommendationList.objects.get(year=year, district=self.district)
        recommendations.submit_list(paper, by=self.review.lead)
        self.jobs: dict[str, Job] = {slug: self._job(slug, person) for slug, person in self.people.items()}

    def accuse(self, officer: User) -> None:
        """A veto finding and an exit that are proposed, about the school that is named by now."""
        item = Item.objects.filter(standard__sheets__year=self.row.year_id, method=Item.Method.VETO)[0]
        words: dict[str, Any] = {"participation": self.row, "document": "3号", "reason": "瞒报", "proposed_by": officer}
        self.veto = Veto.objects.create(item=item, **words)
        later = timezone.now() + timedelta(days=7)
        self.paper = Disqualification.objects.create(score=6500, reply_until=later, **words)

    @staticmethod
    def _job(role: str, person: User) -> Job:
        """A job of the person: a file being checked where the role imports, anything else otherwise."""
        imports = "register.import" in ROLES[role].permissions
        job = Job(kind="import_check" if imports else "other", payload={"kind": "schools"}, created_by=person)
        job.file_name = "学校.csv"
        job.file.save("file", ContentFile("学校".encode()))
        return job


class City:
    """Both sides, one year: frozen, allocated, named; a draft of another year and of the next standard."""

    def __init__(self) -> None:
        caps: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)
        self.year = make_year(**caps)
        officer = make_user("bureau_officer")
        self.own, self.other = Side(self.year, officer), Side(self.year, officer)
        freeze_roster(self.year, by=officer)
        recompute_year(self.year.pk)
        self.run: AllocationRun = runs.run(self.year, by=officer)
        runs.propose(self.run, by=officer)
        runs.approve(self.run, by=make_user("bureau_lead"))
        self.scenario = scenarios.save_scenario(
            self.run, by=self.own.people["bureau_officer"], name="A", changes={"caps": {"3": "99.00"}}
        )
        self.group_decision = GroupDecision.objects.create(
            participation=self.own.row, kind="exclude", document="A", reason="B", proposed_by=officer
        )
        self.tie_order = TieOrder.objects.create(
            year=self.year, schools=[self.own.school.code], document="A", reason="B", proposed_by=officer
        )
        self.draw = Draw.objects.create(
            year=self.year,
            commitment="a" * 64,
            sources=[{"name": name, "on": "2025-09-01"} for name in "ABC"],
            committed_by=officer,
        )
        naming.record_naming(
            self.run, by=make_user("naming_authority"), document="测综委〔2025〕9号", decided_on=date(2025, 9, 30)
        )
        recompute_year(self.year.pk)
        for side in (self.own, self.other):
            side.accuse(officer)
        standard = RatingSheet.objects.get(year=self.year).standard
        self.draft = make_draft_year(by=officer, standard=standard)
        self.draft_standard = copy(standard, by=officer, version="draft")
