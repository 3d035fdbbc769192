"""The character without a name, which no text holds and PostgreSQL does not even take as a question."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase

from compare.web.turns import OF_EDITORS

NULL_CHARACTER = "\0"
FAULT = "A parameter holds a null character, which no text has."


def null_characters(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, the innermost: nothing is at such an address, and no list of the admin is narrowed by it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if NULL_CHARACTER in request.path_info:
            raise Http404(FAULT)
        if request.path_info.startswith(OF_EDITORS) and any(
            NULL_CHARACTER in value for _, values in request.GET.lists() for value in values
        ):
            raise BadRequest(FAULT)
        return get_response(request)

    return answer
