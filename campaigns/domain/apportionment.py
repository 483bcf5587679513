"""Sharing whole places among districts by their participating schools (decision quota.districts)."""

from collections.abc import Mapping

from campaigns.domain.refusal import Refusal

#: A district may recommend 120 % of its share of the city's places, or of the places reserved for it.
CEILING_PERCENT = 120


def largest_remainder(total: int, participants: Mapping[str, int]) -> dict[str, int]:
    """Share `total` places in proportion to the participants of each district.

    Everybody gets the whole part of the exact share; what is left goes to the largest remainders. Equal remainders:
    more participants first, then the district's code.
    """
    if total < 0 or any(size < 0 for size in participants.values()):
        raise Refusal("APPORTIONMENT_NEGATIVE", total=total)
    everybody = sum(participants.values())
    if everybody == 0:
        return dict.fromkeys(participants, 0)
    shares = {code: divmod(total * size, everybody) for code, size in participants.items()}
    granted = {code: whole for code, (whole, _) in shares.items()}
    rest = total - sum(granted.values())
    order = sorted(participants, key=lambda code: (-shares[code][1], -participants[code], code))
    for code in order[:rest]:
        granted[code] += 1
    return granted


def recommendation_ceilings(
    places: int, participants: Mapping[str, int], *, percent: int = CEILING_PERCENT
) -> dict[str, int]:
    """How many schools each district may recommend: `percent` of the city's places, shared by largest remainder.

    `places` is the city's total (Seats.total). The enlarged total is rounded down, and nobody may recommend more
    schools than take part.
    """
    ceilings = largest_remainder(places * percent // 100, participants)
    return {code: min(ceiling, participants[code]) for code, ceiling in ceilings.items()}


def nomination_ceilings(slots: Mapping[str, Mapping[int, int]], participants: Mapping[str, int]) -> dict[str, int]:
    """The same where places are reserved for the districts: 120 % of a district's own, rounded up (allocation.md 6.1).

    Nomination numbers are no places, and nobody may recommend more schools than take part.
    """
    return {
        code: min(-(-sum(slots[code].values()) * CEILING_PERCENT // 100), size) for code, size in participants.items()
    }
