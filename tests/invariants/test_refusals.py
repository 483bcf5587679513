"""Each rule of the database refuses its statement in plain SQL, and the refusal has words for people."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from campaigns.models import Draw
from safeschools.accounts.actions.tokens import create_token
from safeschools.accounts.models import SignIn, User
from safeschools.accounts.roles import RoleSlug
from safeschools.audit.models import Event, PublishedHead
from safeschools.jobs.models import Job
from safeschools.lib.refusals import refusal, rules
from safeschools.notify.models import Message
from safeschools.once.models import Answer
from safeschools.operations.models import Safeguard
from safeschools.web.demo.build import build
from safeschools.web.middleware import DomainErrorMiddleware
from scoring.actions.shipped import load_shipped_standard
from scoring.models import Disqualification, GroupDecision, Hold, ItemScore, TieOrder, Veto
from tests.invariants.statements import CHECKS, TRIGGERS, UNIQUE, copy

POSTGRESQL = connection.vendor == "postgresql"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A small demonstration city with one of everything, for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        build(timezone.now(), schools=40, seed=1, progress=lambda *_: None)
        _extras()
        if POSTGRESQL:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        transaction.set_rollback(True)


def _extras() -> None:
    """What the demonstration has none of."""
    lead, now = User.objects.get(username="lead"), timezone.now()
    User.objects.filter(pk=lead.pk).update(person="P1")
    User.objects.create_user("twin", display_name="x", role=RoleSlug.BUREAU_LEAD, person="P1")
    score = ItemScore.objects.filter(participation__visits__isnull=False, item__method="veto").first()
    assert score is not None
    User.objects.create_user(
        *("insider", None), display_name="x", role=RoleSlug.SCHOOL_HEAD, school_id=score.participation.school_id
    )
    Veto.objects.create(
        participation=score.participation, item=score.item, document="x", reason="x", proposed_by=lead, proposed_at=now
    )
    Disqualification.objects.create(
        participation=score.participation,
        score=6000,
        document="x",
        reason="x",
        reply_until=now,
        proposed_by=lead,
    )
    Hold.objects.create(participation=score.participation, reason="x", set_by=lead)
    GroupDecision.objects.create(
        participation=score.participation, kind="exclude", document="x", reason="x", proposed_by=lead
    )
    TieOrder.objects.create(
        year=score.participation.year, schools=["1", "2"], document="x", reason="x", proposed_by=lead
    )
    Draw.objects.create(year=score.participation.year, commitment="x", sources=[], roster_digest="x", committed_by=lead)
    load_shipped_standard(by=lead, version="second")
    Job.objects.create(kind="x", created_by=lead)
    Safeguard.objects.create(kind="backup", backup="x", sha256="x")
    Message.objects.create(person=lead, address="x@example.org", kind="x", dedupe="a", subject="x", body="x")
    Answer.objects.create(user=lead, key="k", fingerprint="x")
    SignIn.objects.create(name_key="x", ip="x", source="x")
    create_token(by=lead, name="x", scopes=["read"], days=1)
    first = Event.objects.order_by("id")[0]
    sql = "UPDATE audit_event SET position = 1, prev_hash = 'x', hash = 'x' WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [first.pk])
    PublishedHead.objects.create(event=first, position=1, hash="x")


def refused(name: str, *statements: str) -> None:
    """The last statement breaks the rule `name`, and the error for people says so in Chinese."""
    with connection.cursor() as cursor:
        for statement in statements[:-1]:
            cursor.execute(statement)
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            cursor.execute(f"{statements[-1]}{'; SET CONSTRAINTS ALL IMMEDIATE' if POSTGRESQL else ''}")
    rule = rules()[name]
    with override("en"):
        assert str(refusal(caught.value).message) == rule.words, str(caught.value)
    with override("zh-hans"):
        assert str(refusal(caught.value).message) != rule.words


def alone(*statements: str) -> tuple[str, ...]:
    """On PostgreSQL with the triggers off: the constraint must hold by itself."""
    return (*(["SET LOCAL session_replication_role = replica"] if POSTGRESQL else []), *statements)


def here(rules_of_kind: dict[str, Any]) -> list[str]:
    return [name for name in rules_of_kind if POSTGRESQL or rules()[name].sqlite]


@pytest.mark.parametrize("name", here(CHECKS))
def test_checks(city: None, name: str) -> None:
    refused(name, *alone(copy(*CHECKS[name])))


@pytest.mark.parametrize("name", here(UNIQUE))
def test_unique(city: None, name: str) -> None:
    refused(name, *alone(copy(*UNIQUE[name])))


@pytest.mark.parametrize("name", here(TRIGGERS))
def test_triggers_and_foreign_keys(city: None, name: str) -> None:
    refused(name, TRIGGERS[name])


@pytest.mark.skipif(not POSTGRESQL, reason="a foreign key that SQLite does not have")
@pytest.mark.parametrize("star", [0, 1])
def test_a_cap_cannot_be_lowered_under_what_is_given(city: None, star: int) -> None:
    name = "place_in_all_within_cap" if star == 0 else "place_within_cap"
    refused(name, f"UPDATE designations_quota SET cap = 0 WHERE star = {star}")  # noqa: S608


def test_every_rule_has_its_statement() -> None:
    # What foreign keys point at is unique by its key anyway; an unknown state of a standard breaks the rule about the
    # hash first.
    tied = {"item_with_its_points", "quota_with_its_cap", "standard_state_known"}
    assert {*CHECKS, *UNIQUE, *TRIGGERS} == rules().keys() - tied


@pytest.mark.parametrize(("status", "sql"), [(422, CHECKS["phase_period"]), (409, UNIQUE["one_phase_per_kind"])])
def test_a_broken_rule_is_an_answer_and_no_crash(city: None, status: int, sql: tuple[str, str, dict[str, str]]) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        raise NotImplementedError

    with connection.cursor() as cursor, pytest.raises(IntegrityError) as caught, transaction.atomic():
        cursor.execute(copy(*sql))
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="lead")
    response = DomainErrorMiddleware(view).process_exception(request, caught.value)
    assert response is not None
    assert response.status_code == status
