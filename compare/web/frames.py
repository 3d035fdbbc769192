"""How much of a page is asked for: all of it, or what script puts into one that is there."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

PAGE, SWAP, PEEK = "base.html", "_swap.html", "_peek.html"
CHOICES = "choices-"  # before the name of a filter: the list of its choices
ASKING = ("HX-Request", "HX-Target", "HX-Target-URI-AutoEncoded", "HX-History-Restore-Request")  # what decides it


def target_of(request: HttpRequest) -> str:
    """Which part of a page script puts the answer into; blank for a whole page."""
    asking: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return (asking.target or "") if asking and not asking.history_restore_request else ""


def frame_of(request: HttpRequest) -> str:
    """The template round the body of the page: the page itself, the table with what says it, or a cell beside it."""
    asking: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    if not asking or asking.history_restore_request:
        return PAGE
    return PEEK if asking.target == "peek-body" else SWAP
