"""`manage.py demo_city`: the same city again by the same seed, whole or not at all."""

import io
from hashlib import sha256

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, Q

from campaigns.models import Participation
from safeschools.accounts.models import User
from safeschools.directory.models import School
from scoring.domain.documents import canonical
from scoring.models import ItemScore, Rating, ScoreEntry, Submission
from scoring.queries.assessment import answers_to_freeze
from scoring.record import open_item_scores
from tests.tampering import rules_asleep

LAYERS = ("draft", "claimed", "reviewed", "verified")


def load(schools: int = 40, seed: int = 1) -> str:
    out = io.StringIO()
    call_command("demo_city", schools=schools, seed=seed, demo=True, stdout=out)
    return out.getvalue()


def digest_of(schools: int, seed: int) -> str:
    """What the city holds, by code and never by key: schools, states, points, answers, stars."""
    sid = transaction.savepoint()
    load(schools, seed)
    content = sha256()
    by_code = ("participation__year__index", "participation__school__code")
    figures = [f"{layer}_{name}" for layer in LAYERS for name in ("points", "max")]
    rows = (
        School.objects.order_by("code").values_list("code", "name", "district__code", "type", "students", "canteen"),
        Participation.objects.order_by("year__index", "school__code").values_list("school__code", "state", "on_roster"),
        ItemScore.objects.order_by(*by_code, "item__code").values_list(*by_code, "item__code", "facts", *figures),
        Rating.objects.order_by(*by_code).values_list(*by_code, "score", "projected_star", "reason", "rank"),
    )
    for part in rows:
        assert part
        for row in part:
            content.update(canonical(list(row)).encode())
    transaction.savepoint_rollback(sid)
    return content.hexdigest()


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_city_and_another_seed_another() -> None:
    first = digest_of(40, seed=1)
    assert digest_of(40, seed=1) == first
    assert digest_of(40, seed=2) != first


@pytest.mark.django_db
def test_every_answer_has_its_ledger_line_and_every_hand_in_its_paper() -> None:
    load()
    for layer in LAYERS[1:]:
        scores = ItemScore.objects.filter(**{f"{layer}_points__isnull": False})
        lines = scores.annotate(lines=Count("entries", filter=Q(entries__layer=layer)))
        assert scores.exists()
        assert not lines.exclude(lines=1).exists()
        assert ScoreEntry.objects.filter(layer=layer).count() == scores.count()
    assert not ItemScore.objects.filter(applicable=False, draft_points__isnull=False).exists()
    states = set(Participation.objects.filter(year__index=2).values_list("state", flat=True))
    assert {"submitted", "returned"} < states
    handed_in = Participation.objects.filter(year__index=2, submitted_at__isnull=False)
    papers = Submission.objects.select_related("participation")
    assert papers.count() == handed_in.count() > 0
    for paper in papers:
        kept, present = paper.content, answers_to_freeze(paper.participation).content
        assert [{**item, "evidence": []} for item in present.values()] == list(kept.values())


@pytest.mark.django_db
def test_the_items_are_those_the_product_itself_would_open() -> None:
    load()
    rows = ItemScore.objects.filter(participation__state="self_assessing").order_by("participation_id", "item_id")
    columns = ("participation_id", "item_id", "max_points", "applicable", "version")
    made = list(rows.values_list(*columns))
    with rules_asleep():
        rows.delete()
    open_item_scores(sorted({row[0] for row in made}))
    assert {row[3] for row in made} == {True, False}
    assert list(rows.values_list(*columns)) == made


class Full:
    """Standard output on a disk that is full: the load breaks off in its last step."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        pass


@pytest.mark.django_db(transaction=True)
def test_a_load_that_broke_off_left_nothing_and_the_next_one_starts_anew() -> None:
    with pytest.raises(OSError, match="No space"):
        call_command("demo_city", schools=20, seed=1, demo=True, stdout=Full())
    assert not User.objects.exists()
    assert not School.objects.exists()
    assert "Ready" in load(20)
    assert "already loaded" in load(20)
