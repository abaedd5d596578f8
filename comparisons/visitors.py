"""Who sends a request, as far as the network tells."""

import re
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

WITH_A_PORT = re.compile(r"\[(?P<new>.*)\](:[0-9]+)?|(?P<old>[^:]+):[0-9]+")
# Whoever has one address of the new kind has all that begin like it.
BITS_OF_OTHERS = 64


def client_address(request: HttpRequest) -> str:
    """Behind our proxy the last entry is what the proxy saw; all before it anybody can write."""
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return _without_port(forwarded)
    return str(request.META.get("REMOTE_ADDR", ""))


def _without_port(address: str) -> str:
    """Some proxies say through which port, too, and that is another one each time."""
    found = WITH_A_PORT.fullmatch(address)
    return found["new"] or found["old"] or "" if found else address


def network_of(address: str) -> str:
    """The first address of all that one sender has, or nothing where it is no address."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(IPv6Address(int(known) >> BITS_OF_OTHERS << BITS_OF_OTHERS))
