"""What tells one document from another: its address with its version, its archive copy. Pure.

Two sources are of one document if they share a key; the sum of the text read (SHA-256) is the third.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

# how the names of parameters begin that say where a reader comes from, not what is read
TRACKING = ("utm_", "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "igshid", "yclid", "dclid")
USUAL_PORTS = {80, 443}
ROUTES = ("!", "/")  # a fragment that begins so names a page, any other a place within it
UNCHANGED_IN_PATHS = "/:@!$&'()*+,;=~"


def address_key(url: str, version: str = "") -> str:
    """The key of a document at an address, 64 characters; empty without an address.

    Scheme, `www`, usual ports, a slash at the end, tracking parameters, the order of parameters and the place within
    the page do not count; the version, file names and all else do.
    """
    plain = plain_address(url)
    return hashlib.sha256(f"{plain} {version.strip().casefold()}".encode()).hexdigest() if plain else ""


def plain_address(url: str) -> str:
    """The address as it is compared: `blog.example/ten`. What is no address is only stripped."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return text
    if not parts.hostname:
        return text
    host = _ascii(parts.hostname.rstrip(".")).removeprefix("www.")
    end = f":{port}" if port and port not in USUAL_PORTS else ""
    path = quote(unquote(parts.path), safe=UNCHANGED_IN_PATHS).rstrip("/")
    return f"{host}{end}{path}{''.join(_rest(parts))}"


def is_tracking(name: str) -> bool:
    """Whether a parameter of this name says only where a reader comes from."""
    return name.lower().startswith(TRACKING)


def _rest(parts: SplitResult) -> Iterator[str]:
    """The parameters and the route, as far as they name a page."""
    pairs = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not is_tracking(pair[0]))
    if pairs:
        yield f"?{urlencode(pairs)}"
    if parts.fragment.startswith(ROUTES):
        yield f"#{parts.fragment}"


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host
