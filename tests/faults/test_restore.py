"""F16, the drill: a backup taken under load comes back in another cluster, and everything in it holds."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import psycopg2
import pytest

from tests.faults.installation import Installation
from tests.faults.pictures import upload
from tests.faults.writers import Writers
from tests.stack import PostgreSQL
from tests.stack.services import NAME

Connection = psycopg2.extensions.connection

#: everything that says what may stand in a table; casts and brackets PostgreSQL writes otherwise after a dump
CATALOGUE = r"""
    SELECT kind, regexp_replace(text, '::(character varying|text)(\[\])?|[()]', '', 'g') FROM (
        SELECT 'constraint' AS kind, concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS text
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT 'trigger', concat_ws(' ', pg_get_triggerdef(oid), tgenabled)
          FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'function', pg_get_functiondef(oid) FROM pg_proc p
          WHERE pronamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        UNION ALL SELECT 'column', concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default,
          is_identity) FROM information_schema.columns WHERE table_schema = 'public') rules
    ORDER BY 1, 2"""


@pytest.fixture
def other_cluster() -> Iterator[PostgreSQL]:
    """A cluster of its own with an empty database, as on another machine."""
    cluster = PostgreSQL()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        cluster.remove()


def rows(connection: Connection, sql: str) -> list[tuple[Any, ...]]:
    with connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def contents(connection: Connection) -> dict[str, str]:
    """A digest of the rows of every table."""
    tables = [name for (name,) in rows(connection, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    digest = "SELECT coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') FROM {} t"
    return {name: rows(connection, digest.format(name))[0][0] for name in tables}


def test_f16_a_backup_taken_under_load_comes_back(
    city: Installation, other_cluster: PostgreSQL, tmp_path: Path
) -> None:
    """Same tables, rules, rows and files; what was acknowledged before is there; results, runs and log verified."""
    head, *others = city.take(4)
    assert upload(head).ok
    assert head.submit().status == 302
    city.allocate()
    city.settle()
    with Writers(others) as writers, city.connect() as here:
        writers.until_more()
        acknowledged, before = dict(writers.acknowledged), contents(here)
        backup = city.application.manage("backup", "--to", str(tmp_path / "backups")).strip()
        after = contents(here)
        writers.until_more()
    into, media = other_cluster.url, tmp_path / "media"
    said = city.application.manage("restore", backup, "--into", into, "--media", str(media), "--drill")
    assert "The drill is passed." in said
    with city.connect() as here, closing(psycopg2.connect(into)) as copy:
        assert rows(copy, CATALOGUE) == rows(here, CATALOGUE)
        quiet = {name: digest for name, digest in before.items() if after[name] == digest}
        assert {"scoring_submission", "scoring_evidence", "designations_allocationrun", "once_answer"} <= set(quiet)
        found = contents(copy)
        assert {name: found[name] for name in quiet} == quiet
        notes = "SELECT participation_id, max(substr(note, 2)::int) FROM scoring_itemscore WHERE note ~ '^n[0-9]+$'"
        kept = dict(rows(copy, f"{notes} GROUP BY 1"))
        assert all(kept[participation] >= number for participation, number in acknowledged.items())
    files = {path.relative_to(media): path.read_bytes() for path in media.rglob("*") if path.is_file()}
    there = city.home / "media"
    assert files == {path.relative_to(there): path.read_bytes() for path in there.rglob("*") if path.is_file()}
    assert files
    health = city.health()
    assert (health["backup"]["level"], health["drill"]["level"]) == ("ok", "ok")


def test_f16_a_damaged_copy_does_not_pass_the_drill(
    city: Installation, other_cluster: PostgreSQL, tmp_path: Path
) -> None:
    """A score changed in the source behind the product's back is found in the copy, and no drill is noted."""
    drills = city.number("SELECT count(*) FROM operations_safeguard WHERE kind = 'drill'")
    ((rated,),) = city.ask("SELECT min(participation_id) FROM scoring_rating WHERE score > 0")
    one_point = "UPDATE scoring_rating SET score = score + %s WHERE participation_id = %s"
    city.ask(one_point, -100, rated)
    backup = city.application.manage("backup", "--to", str(tmp_path / "backups")).strip()
    city.ask(one_point, 100, rated)
    into = ("--into", other_cluster.url, "--media", str(tmp_path / "media"))
    with pytest.raises(CalledProcessError) as refused:
        city.application.manage("restore", backup, *into, "--drill")
    assert "The copy is not right: verify_results" in refused.value.stderr
    assert city.number("SELECT count(*) FROM operations_safeguard WHERE kind = 'drill'") == drills
    city.settle()


def test_f16_a_database_that_is_not_empty_must_be_named(city: Installation, tmp_path: Path) -> None:
    """Nothing is touched before it is."""
    backup = city.application.manage("backup", "--to", str(tmp_path / "backups")).strip()
    with city.connect() as here:
        before = contents(here)["scoring_submission"]
        into = ("--into", city.services.postgresql.url, "--media", str(tmp_path / "media"))
        with pytest.raises(CalledProcessError) as refused:
            city.application.manage("restore", backup, *into)
        assert f"--overwrite {NAME}" in refused.value.stderr
        assert contents(here)["scoring_submission"] == before
    assert not (tmp_path / "media").exists()
