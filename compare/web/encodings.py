"""Which encodings of an answer a client takes: who refuses one gets none of it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from compare.web.accept import ACCEPT_ENCODING, without_refused


def encodings(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: what compresses looks for the name of an encoding alone, so one of weight 0 is taken out before."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.META[ACCEPT_ENCODING] = without_refused(request.META.get(ACCEPT_ENCODING, ""))
        return get_response(request)

    return answer
