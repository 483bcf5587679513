"""C2.1: six tasks are the six dimensions of the standard; every item belongs to one of them."""

import pytest

from scoring.actions import standards
from scoring.domain.faults import publish_faults
from scoring.queries.standards import agency_codes, content_of
from tests.factories import make_standard, make_user

pytestmark = pytest.mark.django_db


def test_the_shipped_standard_has_the_six_dimensions_in_the_order_of_the_policy() -> None:
    standard = make_standard()
    names = list(standard.dimensions.values_list("name", flat=True))
    words = ("矛盾纠纷", "治安", "周边", "重点场所", "长效机制", "教育")
    assert len(names) == 6
    assert all(word in name for word, name in zip(words, names, strict=True))
    assert not standard.items.filter(dimension__isnull=True).exists()


def test_a_version_with_an_empty_dimension_is_not_published() -> None:
    officer = make_user("bureau_officer")
    draft = standards.copy(make_standard(officer), by=officer, version="2.0")
    draft.items.filter(dimension__code="D4").delete()
    codes = [fault.values.get("code") for fault in publish_faults(content_of(draft), agency_codes())]
    assert "D4" in codes
