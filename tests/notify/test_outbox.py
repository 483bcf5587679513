"""Messages to the outside: told once for each occasion, sent at least once, visible when they fail."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from time_machine import travel

from safeschools.notify.models import Message
from safeschools.notify.record import tell
from safeschools.notify.tasks import MAX_ATTEMPTS, send_waiting
from scoring.tasks import remind_of_deadlines
from tests.designations.stage import Stage
from tests.factories import make_user
from tests.scoring.assessment.world import ASSESS_END, NOW, World

pytestmark = pytest.mark.django_db


class Down(BaseEmailBackend):
    """A mail server that refuses everything."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError("mail server away")


def say(dedupe: str = "a") -> None:
    user = make_user("school_head", email="head@example.org")
    silent = make_user("school_head")
    for _ in range(2):
        tell([user, silent], kind="x", dedupe=dedupe, subject="主题", body="正文")


def test_a_person_is_told_once_for_an_occasion_and_only_where_there_is_an_address() -> None:
    say()
    assert Message.objects.count() == 1
    assert send_waiting() == 1
    assert send_waiting() == 0
    assert [(each.subject, each.to) for each in mail.outbox] == [("主题", ["head@example.org"])]
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("sent", 1)
    assert message.sent_at is not None


def test_failures_wait_longer_each_time_and_end_as_failed(settings: Any) -> None:
    say()
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    waits, moment = [], timezone.now() + timedelta(seconds=1)
    for _ in range(MAX_ATTEMPTS):
        with travel(moment, tick=False):
            assert send_waiting() == 0
            assert send_waiting() == 0, "not before its time"
        message = Message.objects.get()
        waits.append(message.next_try_at - moment)
        moment = max(moment, message.next_try_at)
    assert message.state == "failed"
    assert (message.attempts, message.error) == (MAX_ATTEMPTS, "ConnectionRefusedError: mail server away")
    assert waits[: MAX_ATTEMPTS - 1] == [timedelta(minutes=2**number) for number in range(MAX_ATTEMPTS - 1)]


def test_one_message_that_fails_does_not_hold_up_the_next(settings: Any) -> None:
    say("a")
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    send_waiting()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    say("b")
    assert send_waiting() == 1


def test_the_school_hears_of_a_return_with_the_reasons() -> None:
    world = World()
    type(world.head).objects.filter(pk=world.head.pk).update(email="head@example.org")
    with travel(NOW, tick=False):
        world.start()
        world.fill()
        world.submit()
        world.row.refresh_from_db()
        world.send_back("D1-04", text="请补充")
    message = Message.objects.get()
    assert message.kind == "returned"
    assert "请补充" in message.body
    assert "请核对 D1-04" in message.body


def test_named_schools_are_told() -> None:
    stage = Stage(9500, 7000)
    for row in stage.rows:
        make_user("school_head", school=row.school, email=f"s{row.pk}@example.org")
    stage.named()
    assert [message.address for message in Message.objects.filter(kind="named")] == [f"s{stage.rows[0].pk}@example.org"]


def test_schools_that_have_not_handed_in_are_reminded_once_in_the_last_three_days() -> None:
    world = World()
    type(world.head).objects.filter(pk=world.head.pk).update(email="head@example.org")
    counts = []
    for moment in (
        NOW,
        ASSESS_END - timedelta(days=2),
        ASSESS_END - timedelta(days=1),
        ASSESS_END + timedelta(hours=1),
    ):
        with travel(moment, tick=False):
            remind_of_deadlines()
        counts.append(Message.objects.filter(kind="deadline").count())
    assert counts == [0, 1, 1, 1]
    assert "2025-10-31 23:59" in Message.objects.get().subject
