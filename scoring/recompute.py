"""The machine's command: the ratings of a year as a pure function of its facts at revision R."""


def settle(year_id: int) -> None:
    """Compute totals, bands, projected stars and the compliance report, and stamp the revision they were made from."""
    raise NotImplementedError(year_id)
