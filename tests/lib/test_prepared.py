"""A prepared query answers as the plain one does, for every value and in every thread."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from safeschools.directory.models import School
from safeschools.lib.prepared import Prepared
from tests.factories import make_school

pytestmark = pytest.mark.django_db


def by_code(code: str, students: int) -> QuerySet[School]:
    """A query with a join, a deferred column and values of two kinds."""
    rows = School.objects.select_related("district").defer("remark")
    return rows.filter(code=code, students__lte=students).order_by("-pk")


def test_each_call_has_its_own_values(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    one, other = make_school(students=40), make_school(students=900)
    find = Prepared(by_code, "code", 101)
    with django_assert_num_queries(3):
        for school in (one, other, one):
            assert find(school.code, 1000) == [school]
    assert find(other.code, 899) == []
    assert find("code", 101) == []


def test_rows_come_as_the_plain_query_brings_them(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    school = make_school(remark="corner house")
    found = Prepared(by_code, "code", 101)(school.code, 10**6)[0]
    with django_assert_num_queries(0):
        assert found.district == school.district
    with django_assert_num_queries(1):
        assert found.remark == "corner house"


def test_its_sql_is_written_once() -> None:
    written = []

    def query(pk: int) -> QuerySet[School]:
        written.append(pk)
        return School.objects.filter(pk=pk)

    find = Prepared(query, 101)
    for _ in range(3):
        find(1)
    assert written == [101]


def test_a_number_beyond_every_column_finds_nothing() -> None:
    find = Prepared(by_code, "code", 101)
    assert find("code", 10**30) == []
    assert find("code", -(10**30)) == []


def test_true_and_other_values_of_the_query_stay_what_they_are() -> None:
    boarding, _day = make_school(boarding=True), make_school(boarding=False)
    find = Prepared(lambda pk: School.objects.filter(boarding=True, pk__gte=pk), 101)
    assert find(0) == [boarding]


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_through_its_own_connection() -> None:
    school = make_school(students=40)
    find = Prepared(by_code, "code", 101)
    assert find(school.code, 40) == [school]
    assert find._written[1].connection is None

    def elsewhere() -> list[School]:
        try:
            return find(school.code, 40)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(elsewhere).result() == [school]
