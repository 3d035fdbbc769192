"""Answers without a body say nothing of one (RFC 9110, sections 9.3.2 and 15.4.5)."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase


def bodiless(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware. It stands outside of what adds a length to every answer."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            del response["Content-Type"], response["Content-Length"]
        elif request.method == "HEAD" and isinstance(response, HttpResponse) and not response.content:
            del response["Content-Length"]  # 0 would be the length of nothing, not of what GET answers
        return response

    return answer
