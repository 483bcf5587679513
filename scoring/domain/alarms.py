"""What the stored compliance report must not leave unsaid: each alarm once, gone when its cause is gone.

Alarms are read off the report, so they hold for the report's revision and need no state of their own.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from scoring.domain.tiers import Closed

#: a district is far off where it differs from its places by more than this percentage of them, and by at least FEW
FAR: Final = 20
FEW: Final = 2

Alarm = dict[str, Any]


def alarms(report: Mapping[str, Any], pinned: Mapping[int, int]) -> list[Alarm]:
    """The alarms of a report as plain JSON values: `kind`, and what it is about. `pinned`: the places of each star that
    are taken by decision; their schools are not among those who stood for it (`demand`).

    `no_place`: so few schools take part that a star has no place (quota.small_cities); `cap_reached`: every place of a
    star is taken and schools are left over; `tie`: the group at a line does not fit; `district_off`: a district's
    projected stars are far from its fair places; `over_cap`: must never be seen.
    """
    return [*_of_stars(report, pinned), *_of_districts(report)]


def _of_stars(report: Mapping[str, Any], pinned: Mapping[int, int]) -> Iterator[Alarm]:
    if "over_cap" in report["flags"]:
        yield {"kind": "over_cap"}
    for tier in report["tiers"]:
        about = {"star": tier["star"], "cap": tier["cap"]}
        if tier["tie"]:
            yield {"kind": "tie", **about, **tier["tie"]}
        if not tier["cap"] and tier["next_place_at"]:
            yield {"kind": "no_place", **about, "first_place_at": tier["next_place_at"]}
        elif tier["cap"] and tier["closed_by"] == Closed.QUOTA:
            admitted = tier["used"] - pinned.get(tier["star"], 0)
            yield {"kind": "cap_reached", **about, "left_over": tier["demand"] - admitted}


def _of_districts(report: Mapping[str, Any]) -> Iterator[Alarm]:
    for row in report["districts"]:
        places, stars = sum(row["slots"].values()), sum(row["stars"].values())
        if is_far_off(stars, places):
            yield {"kind": "district_off", "code": row["code"], "name": row["name"], "stars": stars, "places": places}


def is_far_off(stars: int, places: int) -> bool:
    """Whether a district's stars, all together, are far from its fair places, above or below."""
    return abs(stars - places) >= FEW and 100 * abs(stars - places) > FAR * places
