"""How long a sign-in has to wait after wrong passwords, and what a browser calls itself (reliability M25, M37)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
FREE = 5
"""Wrong passwords within WINDOW for one account from one place before waiting begins."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
HOUR = timedelta(hours=1)
PER_ADDRESS = 100
"""Wrong passwords within an hour from one address, for any accounts, before its tries are spaced out."""
SPACING = HOUR / PER_ADDRESS
AMNESTY = timedelta(minutes=30)
"""How long an account that was unlocked is free of the limit of its address."""

NO_WAIT = timedelta()


def wait_of_account(failures: Sequence[datetime], now: datetime) -> timedelta:
    """The wait for one account from one place: none for five tries, then 30 s, 1, 2, 4, 8, at most 15 minutes."""
    recent = [at for at in failures if at > now - WINDOW]
    if len(recent) < FREE:
        return NO_WAIT
    return _rest(max(recent) + min(FIRST_WAIT * 2 ** min(len(recent) - FREE, 10), LONGEST_WAIT), now)


def wait_of_address(failures: Sequence[datetime], now: datetime) -> timedelta:
    """The wait for a whole address: a hundred tries in an hour, then one every 36 seconds; never none at all."""
    recent = [at for at in failures if at > now - HOUR]
    return _rest(max(recent) + SPACING, now) if len(recent) >= PER_ADDRESS else NO_WAIT


def _rest(until: datetime, now: datetime) -> timedelta:
    return max(until - now, NO_WAIT)


BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("QQBrowser", "QQ 浏览器"),
    ("360", "360"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_words(agent: str) -> str:
    """“Chrome · Windows” from a User-Agent header; empty when it says nothing known."""
    found = (next((words for mark, words in table if mark in agent), "") for table in (BROWSERS, SYSTEMS))
    return " · ".join(word for word in found if word)
