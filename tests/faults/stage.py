"""Run as a program in the application's environment: schools that are ready to hand in, and people signed in.

python -m tests.faults.stage SCHOOLS → JSON on standard output
"""

import json
import os
import sys
import time
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeschools.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.utils import timezone

from campaigns.models import CampaignYear, Participation
from safeschools.accounts.models import User
from safeschools.accounts.sessions import BEGAN, SEEN, SessionStore
from scoring.models import Item, ItemScore
from scoring.record import open_item_scores
from tests.factories import make_district, make_participation, make_school, make_user, make_year, number_on
from tests.scoring.review.world import answer


def signed_in(user: User) -> str:
    """The key of a session of this person, as after a login; a clock two hours ahead does not find it too old."""
    session = SessionStore()
    now = int(time.time()) + 2 * 3600
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "safeschools.accounts.adapters.Backend"
    session[BEGAN] = session[SEEN] = now
    session.save()
    return str(session.session_key)


def set_up(schools: int) -> dict[str, Any]:
    """More filled assessments, `schools` of them, in a year whose deadline of tomorrow leaves them open."""
    number_on()
    year = CampaignYear.objects.filter(state=CampaignYear.State.OPEN).first() or make_year(
        cap_three=1000, cap_two=2000, cap_one=3000, cap_total=6000
    )
    year.phases.filter(kind="self_assessment").update(ends_at=timezone.now() + timedelta(days=1), grace_minutes=0)
    district = make_district()
    rows = []
    for _number in range(schools):
        school = make_school(district)
        head = make_user("school_head", school=school, person=f"p{school.pk}")
        rows.append((make_participation(year, school, state=Participation.State.SELF_ASSESSING), head))
    open_item_scores([row.pk for row, _head in rows])
    (first, author) = rows[0]
    answer(first, author, {}, everything=True)
    copy_answers(first, [row.pk for row, _head in rows[1:]])
    binary = Item.objects.filter(standard__sheets__year=year, method=Item.Method.BINARY, max_points__gt=0).first()
    assert binary
    return {
        "year": year.calendar_year,
        "year_id": year.pk,
        "item": binary.code,
        "schools": [
            {"participation": row.pk, "username": head.username, "session": signed_in(head)} for row, head in rows
        ],
    }


def copy_answers(source: Participation, targets: list[int]) -> None:
    """The answers of one school for others of the same type, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE scoring_itemscore t SET facts = s.facts, draft_points = s.draft_points, draft_max = s.draft_max,
                 updated_at = s.updated_at, updated_by_id = s.updated_by_id
               FROM scoring_itemscore s
               WHERE s.participation_id = %s AND s.item_id = t.item_id AND t.participation_id = ANY(%s)""",
            [source.pk, targets],
        )
    assert not ItemScore.objects.filter(participation__in=targets, applicable=True, draft_points=None).exists()


if __name__ == "__main__":
    with transaction.atomic(), connection.cursor() as setting:
        setting.execute("SET LOCAL statement_timeout = 0")
        document = set_up(int(sys.argv[1]))
    json.dump(document, sys.stdout)
