"""A school with an editor, a second editor and a head, in a year whose phases are known to the second."""

from datetime import UTC, datetime, timedelta
from typing import Any

from campaigns.models import CampaignYear, Participation
from safeschools.directory.models import District
from scoring.actions import assessments, review
from scoring.models import ItemScore, Standard
from tests.factories import make_district, make_participation, make_school, make_user, make_year
from tests.scoring.review.world import answer, item

NOW = datetime(2025, 10, 1, 4, tzinfo=UTC)
ASSESS_END = datetime(2025, 10, 31, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
REVIEW_END = datetime(2025, 11, 30, 15, 59, 59, tzinfo=UTC)
GRACE = 120
LATE = ASSESS_END + timedelta(hours=5)


class World:
    """One school that takes part; `start()` opens its self-assessment."""

    def __init__(self, standard: Standard | None = None, **school: Any) -> None:
        self.year: CampaignYear = make_year(standard, now=NOW)
        ends = {"self_assessment": ASSESS_END, "district_review": REVIEW_END}
        for kind, end in ends.items():
            self.year.phases.filter(kind=kind).update(ends_at=end, grace_minutes=GRACE)
        self.district: District = make_district()
        self.school = make_school(self.district, **school)
        self.editor = make_user("school_editor", school=self.school, display_name="李敏")
        self.colleague = make_user("school_editor", school=self.school, display_name="王磊")
        self.head = make_user("school_head", school=self.school)
        self.reviewer = make_user("district_reviewer", district=self.district)
        self.row: Participation = make_participation(self.year, self.school)

    def start(self) -> Participation:
        assessments.start(self.row, by=self.editor)
        return self.row

    def item(self, code: str) -> ItemScore:
        return item(self.row, code)

    def save(self, code: str, facts: dict[str, Any], note: str = "", **more: Any) -> ItemScore:
        score = self.item(code)
        version = more.pop("version", score.version)
        by = more.pop("by", self.editor)
        return assessments.save_item(score, by=by, facts=facts, note=note, version=version)

    def fill(self, **facts: dict[str, Any]) -> None:
        """Perfect answers everywhere, set at once."""
        answer(self.row, self.editor, facts, everything=True)

    def submit(self) -> Any:
        return assessments.submit(self.row, by=self.head)

    def send_back(self, *codes: str, text: str = "") -> None:
        for code in codes:
            review.note_return(self.item(code), by=self.reviewer, text=f"请核对 {code}")
        review.return_to_school(self.row, by=self.reviewer, text=text)
        self.row.refresh_from_db()


def extend(world: World, kind: str, days: int) -> None:
    """A later end of a phase for the world's district."""
    phase = world.year.phases.get(kind=kind)
    lead = make_user("district_lead", district=world.district)
    phase.extensions.create(
        district=world.district, ends_at=phase.ends_at + timedelta(days=days), reason="停电", granted_by=lead
    )
