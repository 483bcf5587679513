"""The event log: only ever added to, filtered, paged by key."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safeschools.audit.models import Event
from safeschools.audit.queries import sentence_of
from safeschools.audit.record import record
from safeschools.audit.views import PAGE
from tests.factories import make_school, make_user

pytestmark = pytest.mark.django_db
SENTENCE = "%(actor)s changed the details of %(object)s."


def test_events_are_never_changed_or_deleted() -> None:
    record("x.y", make_school(), by=None, sentence=SENTENCE)
    event = Event.objects.get()
    for step in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(reason="x"),
        lambda: Event.objects.bulk_update([event], ["reason"]),
    ):
        with pytest.raises(TypeError):
            step()
    assert Event.objects.count() == 1


def test_a_sentence_that_does_not_fit_is_shown_as_it_is() -> None:
    event = Event(sentence="%(nobody)s did %(object)s", object_label="100 %")
    assert sentence_of(event) == event.sentence
    assert "100 %" in sentence_of(Event(sentence=SENTENCE, object_label="100 %"))


def test_filters_narrow_and_nonsense_filters_nothing(client: Client) -> None:
    auditor, officer = make_user("auditor"), make_user("bureau_officer", display_name="张甲")
    school = make_school(name="某校")
    record("a.one", school, by=officer, sentence=SENTENCE)
    record("b.two", auditor, by=auditor, sentence=SENTENCE)
    client.force_login(auditor)

    def verbs(**filters: str) -> set[str]:
        response = client.get(reverse("event_list"), filters)
        assert response.status_code == 200
        return {event.verb for event, _words in response.context["rows"]}

    everything = verbs()
    assert {"a.one", "b.two"} <= everything
    assert verbs(verb="a.") == {"a.one"}
    assert verbs(actor="张甲") == {"a.one"}
    assert verbs(object="某校") == {"a.one"}
    assert verbs(since="2999-01-01") == set()
    assert verbs(until="2001-01-01") == set()
    assert verbs(since="x", until="2026-99-99", before="x") == everything
    assert verbs(before="9" * 30) == everything


def test_days_are_those_of_shanghai(client: Client) -> None:
    client.force_login(make_user("auditor"))
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # 2 March in Shanghai
    Event.objects.create(at=late, verb="late", object_type="x", object_label="x", sentence="x")
    day = {"since": "2026-03-02", "until": "2026-03-02"}
    assert [event.verb for event, _words in client.get(reverse("event_list"), day).context["rows"]] == ["late"]


def test_pages_follow_the_key_and_cost_the_same(client: Client) -> None:
    client.force_login(make_user("auditor"))
    school = make_school()
    counts = []
    for number in (1, PAGE + 3):
        for _ in range(number):
            record("x.y", school, by=None, sentence=SENTENCE)
        with CaptureQueriesContext(connection) as spent:
            response = client.get(reverse("event_list"), {"verb": "x."})
        counts.append(len(spent))
    assert counts[0] == counts[1]
    first = [event.pk for event, _words in response.context["rows"]]
    rest = client.get(reverse("event_list"), {"verb": "x.", "before": response.context["older"]}).context
    assert first == sorted(first, reverse=True)
    assert len(first) == PAGE
    assert len(rest["rows"]) == 4
    assert rest["older"] is None
    assert max(event.pk for event, _words in rest["rows"]) < min(first)
