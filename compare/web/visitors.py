"""Where a request comes from: the one home of this question. Proxies that we trust may say it, and nobody else."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

NETWORK_BITS = 64  # of IPv6: what one household is given, and may change its address in at will
NOWHERE = "0.0.0.0"  # noqa: S104  (the address where nobody can say it: of a socket of this machine)


def visitor_address(request: HttpRequest) -> str:
    """The address that asks; of IPv6 the network that it is in; `NOWHERE` if nobody can say.

    Each proxy adds the address that it was asked from to the end of X-Forwarded-For, so that the last one of `PROXIES`
    proxies added the visitor's. What stands before that, anybody may have written.
    """
    forwarded = [hop for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    hops = [*forwarded, request.META.get("REMOTE_ADDR", "")]
    return _network(hops[-settings.PROXIES - 1 :][0])


def _network(hop: str) -> str:
    """An address, with or without a port, as it is counted."""
    text = hop.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return NOWHERE
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, NETWORK_BITS), strict=False).network_address)
