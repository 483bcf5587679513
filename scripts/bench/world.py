"""A year of any number of schools, all handed in and reviewed, written by set-based SQL."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.accounts.models import RoleGrant, User
from safeschools.directory.actions.shipped import load_agencies
from safeschools.web.demo.answers import POOL, make_pool
from safeschools.web.demo.city import load_schools
from safeschools.web.demo.years import make_campaign, make_year
from scoring.actions.shipped import load_shipped_standard
from scoring.actions.standards import publish
from scoring.models import Standard
from scoring.recompute import settle
from tests.tampering import rules_asleep

SEED = 7

_ITEMS = """
INSERT INTO scoring_itemscore
  (participation_id, item_id, max_points, applicable, facts, note, draft_points, draft_max, version,
   claimed_facts, claimed_points, claimed_max, reviewed_facts, reviewed_points, reviewed_max)
SELECT p.id, d.item_id, i.max_points, TRUE, d.claimed_facts::jsonb, '', d.claimed_points, d.claimed_max, 1,
       d.claimed_facts::jsonb, d.claimed_points, d.claimed_max,
       d.reviewed_facts::jsonb, d.reviewed_points, d.reviewed_max
FROM campaigns_participation p
JOIN demo_pool d ON d.number = p.id %% %s
JOIN scoring_item i ON i.id = d.item_id
WHERE p.year_id = %s
"""


def make_city(schools: int) -> CampaignYear:
    """The year with its sheet computed; a school's people for the pages."""
    today = timezone.localdate()
    load_agencies(by=None)
    load_schools(schools, SEED)
    officer = _user("officer", "bureau_officer")
    standard = load_shipped_standard(by=officer)
    publish(standard, by=officer)
    standard = Standard.objects.get(pk=standard.pk)
    make_pool(standard.pk, min(POOL, schools), SEED, lambda done, total: None)
    year = make_year(make_campaign(today), 2, today, standard)
    _answers(year, min(POOL, schools))
    year.phases.filter(starts_at__lt=timezone.now()).update(ends_at=timezone.now() + timedelta(days=30))
    first = year.participations.select_related("school").order_by("school__code")[0]
    for name, role in (("editor", "school_editor"), ("head", "school_head")):
        _user(name, role, school=first.school)
    _vacuum()
    settle(year.pk, full=True)
    _vacuum()
    return year


def put_back(rows: QuerySet[Participation]) -> None:
    """These schools have answered everything and not yet handed in: a state nobody could bring about by the product."""
    with transaction.atomic(), rules_asleep():
        rows.update(state=Participation.State.SELF_ASSESSING, submitted_at=None, reviewed_at=None)
        for year in set(rows.values_list("year", flat=True)):
            touch(year, list(rows.filter(year=year).values_list("pk", flat=True)))


def _user(username: str, role: str, **scope: Any) -> User:
    user = User.objects.create_user(username=username, password="benchmark", display_name=username, role=role, **scope)
    RoleGrant.objects.get_or_create(user=user, role=role, **scope)
    return user


def _answers(year: CampaignYear, pool: int) -> None:
    """Every item of every school in two layers. Foreign keys hold by construction, so their triggers may rest."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_ITEMS, [pool, year.pk])
        cursor.execute(
            "UPDATE campaigns_participation SET state = 'reviewed', submitted_at = now(), reviewed_at = now(),"
            " register_version = 1, revision = 1 WHERE year_id = %s",
            [year.pk],
        )
        touch(year.pk)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")


def _vacuum() -> None:
    """What autovacuum does within a minute of so many new rows."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
