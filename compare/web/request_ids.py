"""A name for each request, which its log lines have in common with an answer that says what went wrong."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
REQUEST_NAME = re.compile(r"[A-Za-z0-9._-]{8,64}")

present: ContextVar[str] = ContextVar("request_id", default="")


def request_ids(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, the outermost: the name that a proxy gave, if it reads like one, else one of our own."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        name = request.headers.get(HEADER, "")
        if not REQUEST_NAME.fullmatch(name):
            name = uuid.uuid4().hex
        token = present.set(name)
        try:
            response = get_response(request)
        finally:
            present.reset(token)
        if response.status_code >= HTTPStatus.BAD_REQUEST:  # what is good may be kept by caches and given to others
            response[HEADER] = name
        return response

    return answer
