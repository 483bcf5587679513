"""No page stays unseen: what answers a GET is in the browser tour's route book, or there is the reason why not."""

from tests.access.table import TABLE
from tests.browser.tour import NO_PAGES, STOPS


def test_every_named_page_is_toured_or_excused() -> None:
    asked = {name for name, row in TABLE.items() if "GET" in row.methods}
    toured = {stop.route for stop in STOPS}
    assert sorted(toured & NO_PAGES.keys()) == []
    missing = sorted(asked ^ (toured | NO_PAGES.keys()))
    assert missing == [], "add or remove the lines in PLAN or NO_PAGES of tests/browser/tour.py"
