"""From where a request comes: the address of the visitor, not of our own proxy, and never one the visitor invented."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - nothing listens there; the word for "unknown" in a column of addresses


def address(request: HttpRequest) -> str:
    """The visitor's address. Behind proxies the entry of X-Forwarded-For the outermost of them wrote: each appends
    whom it talks to, and what stands further left came from the visitor and proves nothing.
    """
    seen = request.META.get("REMOTE_ADDR") or ""
    if settings.BEHIND_PROXY:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        seen = hops[-min(settings.TRUSTED_PROXIES, len(hops))].strip() or seen
    try:
        return str(ip_address(seen.strip("[]")))
    except ValueError:
        return UNKNOWN


def network(request: HttpRequest) -> str:
    """What limits count: the address, for IPv6 the household's 64 bits, since one visitor has all the rest."""
    found = ip_address(address(request))
    return str(found) if found.version == 4 else str(ip_network(f"{found}/64", strict=False).network_address)
