"""A session ends when it is not used for some time: `SESSION_IDLE_MINUTES`."""

from __future__ import annotations

from contextlib import suppress
from time import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

USED = "used"  # when it was written last, in seconds
PORTION = 20  # a session is written again when this part of its time has passed, and not by each request


class Sessions(SessionMiddleware):
    """Django's, whose sessions live on while they are used. A visitor without one costs a look at the cookies."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.session.modified and _is_due(request):
            request.session[USED] = int(time())
            with suppress(DatabaseError):  # nobody is refused an answer for that: the next request writes it
                return super().process_response(request, response)
            return response
        return super().process_response(request, response)


def _is_due(request: HttpRequest) -> bool:
    """Whether somebody uses a session that was not written for a while, or, as a clock was wrong, far in the future."""
    if not request.session.accessed or SESSION_KEY not in request.session:
        return False
    age: float = abs(time() - request.session.get(USED, 0))
    return age >= settings.SESSION_COOKIE_AGE / PORTION


def begin(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """A sign-in is a use of its session, which it writes."""
    request.session[USED] = int(time())
