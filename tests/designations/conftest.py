"""What tests of stars share."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences are asked for in English."""
    with override("en"):
        yield
