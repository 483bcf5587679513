"""One installation for all fault tests; every test leaves it working, and takes schools nobody has touched."""

from collections.abc import Iterator

import pytest

from tests.faults.installation import Installation
from tests.stack import missing_services


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a fault test: real servers, in the order they stand."""
    for item in items:
        if "faults" in item.path.parts:
            item.add_marker("faults")
            item.add_marker("services")
            item.add_marker(pytest.mark.timeout(600, func_only=True))


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The product in production form with schools that are ready to hand in."""
    if missing := missing_services():
        pytest.skip(f"not installed: {', '.join(missing)}")
    with Installation(tmp_path_factory.mktemp("city"), schools=40) as running:
        yield running
