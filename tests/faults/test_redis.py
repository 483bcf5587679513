"""Redis may die, forget, stay silent or be full; a worker may be killed. Nobody notices but by some seconds."""

import random
import signal

import redis

from tests.factories import PASSWORD
from tests.faults.installation import Installation
from tests.faults.writers import Head, Writers, sign_in, wait_until

QUEUE = "celery"
#: what a request may cost in addition to one with everything well, on a busy machine
EXTRA = 2.0


def broker(city: Installation) -> redis.Redis:
    return redis.Redis(port=city.services.redis.port, socket_timeout=5)


def usual(city: Installation) -> float:
    """How long handing in takes while everything is well."""
    (head,) = city.take(1)
    answer = head.submit()
    assert answer.status == 302
    return answer.seconds


def hand_in(city: Installation, count: int) -> list[Head]:
    """So many schools hand in, and are told so."""
    heads = city.take(count)
    assert [head.submit().status for head in heads] == [302] * count
    return heads


def test_f1_a_worker_killed_in_mid_task(city: Installation) -> None:
    """Three times, with four people saving: the figures follow, nobody is told anything wrong."""
    with Writers(city.take(4)) as writers:
        for _kill in range(3):
            with city.connect() as holder, holder.cursor() as cursor:
                cursor.execute("SELECT 1 FROM scoring_ratingsheet FOR UPDATE")
                heads = hand_in(city, 1)
                wait_until("a worker is in mid-task", lambda: _waiting_for_the_sheet(city))
                city.application.worker.kill()
            assert city.submitted(heads) == {head.participation for head in heads}
            city.application.worker.start()
            writers.until_more(1)
    city.assert_kept(writers)
    assert {answer.status for answer in writers.answers} == {200}
    city.settle()


def _waiting_for_the_sheet(city: Installation) -> bool:
    sql = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%scoring_ratingsheet%%'"
    )
    return city.number(sql) > 0


def test_f2_redis_is_down_when_schools_hand_in(city: Installation) -> None:
    """Still answered, without a wait, and settled by the reconcile process."""
    before = usual(city)
    city.services.redis.process.kill()
    try:
        heads = city.take(4)
        answers = [head.submit() for head in heads]
        assert [answer.status for answer in answers] == [302] * 4
        assert max(answer.seconds for answer in answers) < before + EXTRA
        city.settle()
        assert heads[0].get(heads[0].work).status == 200
    finally:
        city.services.redis.start()
    assert city.submitted(heads) == {head.participation for head in heads}


def test_f2_people_sign_in_and_out_while_redis_is_down(city: Installation) -> None:
    """Sessions stand in the table; the copies in Redis only save questions."""
    (head,) = city.take(1)
    city.services.redis.process.kill()
    try:
        person = sign_in(city.application.port, head.username, PASSWORD)
        assert [person.get(head.work).status for _time in range(3)] == [200] * 3
        assert person.post("/accounts/logout/", {}).status == 302
        assert person.get(head.work).headers["Location"].startswith("/accounts/login/")
    finally:
        city.services.redis.start()
    person = sign_in(city.application.port, head.username, PASSWORD)
    assert person.get(head.work).status == 200


def test_f3_redis_forgets_everything(city: Installation) -> None:
    """Messages are gone before a worker saw them; the revision in the database is not."""
    city.application.worker.stop()
    city.application.drain.stop()
    (head, *_others) = hand_in(city, 3)
    with broker(city) as client:
        client.flushall()
    city.application.worker.start()
    assert not city.settled()
    city.application.drain.start()
    city.settle()
    assert head.get(head.work).status == 200, "sessions come from the table"


def test_f4_messages_twice_and_in_another_order(city: Installation) -> None:
    city.application.worker.stop()
    city.application.drain.stop()
    wait_until("messages are sent again", lambda: _published(city) > 0, 60)
    hand_in(city, 4)
    with broker(city) as client:
        messages = client.lrange(QUEUE, 0, -1) * 2
        random.Random(4).shuffle(messages)
        client.delete(QUEUE)
        client.rpush(QUEUE, *messages)
        city.application.worker.start()
        wait_until("the worker has read every message", lambda: client.llen(QUEUE) == 0)
    wait_until("figures follow the facts", city.settled)
    city.application.drain.start()
    city.settle()


def _published(city: Installation) -> int:
    """A school hands in; how many messages lie in the queue then. After a failure processes are silent for 10 s."""
    hand_in(city, 1)
    with broker(city) as client:
        return int(client.llen(QUEUE))


def test_f7_redis_accepts_and_never_answers(city: Installation) -> None:
    """No request waits more than two seconds for it, whoever comes first; afterwards workers go on."""
    before = usual(city)
    city.redis.swallow()
    try:
        answers = [head.submit() for head in city.take(4)]
        assert [answer.status for answer in answers] == [302] * 4
        assert max(answer.seconds for answer in answers) < before + EXTRA
        city.settle()
        assert city.health()["redis"]["value"] == "silent"
    finally:
        city.redis.answer()
    city.application.drain.stop()
    try:
        wait_until("messages are sent again and done by the worker", lambda: _done_by_worker(city), 90)
    finally:
        city.application.drain.start()


def _done_by_worker(city: Installation) -> bool:
    hand_in(city, 1)
    try:
        wait_until("settled", city.settled, 5)
    except AssertionError:
        return False
    return True


def test_f17_redis_is_full(city: Installation) -> None:
    """With two megabytes and no eviction it refuses to write; handing in does not."""
    with broker(city) as client:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "2mb")
        try:
            before = usual(city)
            heads = city.take(3)
            answers = [head.submit() for head in heads]
            assert [answer.status for answer in answers] == [302] * 3
            assert max(answer.seconds for answer in answers) < before + EXTRA
            city.settle()
        finally:
            client.config_set("maxmemory", "0")


def test_f18_a_job_that_kills_its_worker(city: Installation) -> None:
    """It is tried at most five times, then stands there as failed with the reason; others go on."""
    user = city.number("SELECT min(id) FROM accounts_user")
    kept = "INSERT INTO jobs_job (kind, state, done, total, attempts, payload, result, error, file, file_name, sha256,"
    poison = city.number(
        f"{kept} output, output_name, created_by_id, created_at, beat_at) VALUES ('poison', 'running', 0, 0, 5, '{{}}',"
        " '{}', '', '', '', '', '', '', %s, now(), now() - interval '1 hour') RETURNING id",
        user,
    )
    unknown = city.number(
        f"{kept} output, output_name, created_by_id, created_at) VALUES ('no-such-kind', 'queued', 0, 0, 0, '{{}}',"
        " '{}', '', '', '', '', '', '', %s, now()) RETURNING id",
        user,
    )
    over = "SELECT count(*) FROM jobs_job WHERE id = ANY(%s) AND state = 'failed' AND error <> ''"
    wait_until("both have failed", lambda: city.number(over, [poison, unknown]) == 2)
    hand_in(city, 1)
    city.settle()
    assert city.health()["failed_jobs"]["level"] == "warn"


def test_the_worker_ends_when_it_is_asked(city: Installation) -> None:
    city.application.worker.stop(signal.SIGTERM)
    city.application.worker.start()
