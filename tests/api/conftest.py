"""What the tests of the API share."""

from typing import Any, cast

import pytest
from drf_spectacular.generators import SchemaGenerator


@pytest.fixture(scope="session")
def described() -> dict[str, Any]:
    """The OpenAPI description, made once."""
    made: dict[str, Any] = cast(Any, SchemaGenerator)().get_schema(request=None, public=True)
    return made
